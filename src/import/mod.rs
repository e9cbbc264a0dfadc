//! Files in: bytes become an [`ImportPlan`] (the decisions) and a stream of [`Item`]s. No database here.
//!
//! Files are read twice: once to decide (what kind, which columns, which date order), once to stream.
//! The SHA-256 of both readings must agree, or the file changed meanwhile.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::evaluation::EvaluationRecord;
use crate::domain::raw::Raw;

mod dates;
mod evaluations;
mod files;
mod headings;
mod plan;
mod refused;
mod sniff;
mod table;
#[cfg(test)]
mod testing;
mod transcripts;
mod values;

pub use refused::{Existing, RefusedRow, check_targets, write_refused};

/// What the user decided beforehand.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which way round 03/04/2026 is, where a column does not tell.
    pub date_order: Option<DateOrder>,
    /// The zone of times without one; the database's where it is `None`.
    pub zone: Option<Tz>,
    /// Keys and names of the dimensions that the database knows, lower case: they tell a wide table's
    /// dimension columns from its other columns.
    pub known_dimensions: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Evaluations,
    Transcript,
    /// A call's own data beside its transcript.
    CallData,
}

/// One file of the batch and what was decided about it.
#[derive(Debug, Clone)]
pub struct FilePlan {
    pub path: PathBuf,
    /// The file's name alone.
    pub name: String,
    pub sha256: String,
    pub bytes: u64,
    pub kind: FileKind,
    /// "csv long", "csv wide", "webvtt", `harper_valley` …
    pub format: &'static str,
    /// Where each column goes, for tables: heading as read, and the field it fills ("left out" where none).
    pub columns: Vec<(Raw, String)>,
    /// Data rows (tables) or turns (transcripts), counted in the first reading. A call's own data is one.
    pub rows: u64,
    /// Names of the dimensions of a table, as the file has them.
    pub dimensions: Vec<String>,
    /// How the second reading takes it.
    reading: plan::Reading,
}

/// The decisions of an import, made before anything is stored.
#[derive(Debug, Clone)]
pub struct ImportPlan {
    pub files: Vec<FilePlan>,
    /// What has to be answered before it can load.
    pub questions: Vec<Question>,
    /// Sentences worth reading that do not stop the load.
    pub warnings: Vec<String>,
    options: Options,
    /// Rows of each group of more than one row, over all files.
    counts: Arc<HashMap<u64, u32>>,
}

impl ImportPlan {
    /// The zone of times without one, where the user named it; else the database's.
    pub fn zone(&self) -> Option<Tz> {
        self.options.zone
    }
}

/// Something that the file leaves open and a guess would get wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    pub file: String,
    pub column: String,
    /// Reads as a sentence and names the option that decides.
    pub words: String,
}

/// One thing that a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Evaluation(Box<EvaluationRecord>),
    Transcript(Box<TranscriptRecord>),
    Call(Box<CallRecord>),
    /// A row that cannot be read. `rows` of it count as rejected.
    Rejected(Rejected),
    /// Rows that are not loaded for a reason that is no fault of theirs.
    LeftOut(LeftOut),
    /// A row that is rejected or left out with one that is, whole: follows what is said of it. It counts nothing.
    Refused(RefusedRow),
}

/// A bad value, named so that it can be found and mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    pub file: String,
    /// From 1, as an editor counts.
    pub line: u64,
    /// The heading as read; "(row)" where the row as a whole is at fault.
    pub column: Raw,
    pub value: Raw,
    /// "a number of points from 0 on, a percent, or N/A".
    pub expected: String,
    /// 1 on the first entry of a line, 0 on its further ones: summed, they count rows.
    #[serde(skip)]
    pub rows: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub file: String,
    pub line: u64,
    pub rows: u64,
    /// "another row of evaluation E12 is rejected (line 7)".
    pub why: String,
}

/// Why files cannot be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{path} cannot be read: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("{path} is neither a table of evaluations nor a transcript that is known here: {why}")]
    Unknown { path: String, why: String },
    #[error("{path}, line {line}: {why}")]
    Malformed { path: String, line: u64, why: String },
    #[error("{path} changed while it was being read; nothing was loaded")]
    Changed { path: String },
    #[error("{path} exists already and was not written over")]
    Exists { path: String },
    #[error("{path} is one of the files that are read: name another file for the rejected rows")]
    OwnInput { path: String },
    #[error("{path} cannot be written: {source}")]
    Unwritable { path: String, source: std::io::Error },
    #[error("stopped; nothing was loaded")]
    Stopped,
}

/// Whether reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    On,
    /// The user pressed Esc.
    Stop,
}

/// Decides what the files are. Folders are read one level deep, in the order of their names.
pub fn plan(paths: &[PathBuf], options: &Options) -> Result<ImportPlan, ImportError> {
    plan::decide(paths, options)
}

/// Streams what the files hold, in their order. `each` is called for every item; `progress` now and then with
/// bytes read and bytes in all.
pub fn read<E: From<ImportError>>(
    plan: &ImportPlan,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    plan::stream(plan, each, progress)
}
