//! Files in: bytes become an [`ImportPlan`] (the decisions) and a stream of [`Item`]s. No database here.
//!
//! Files are read twice: once to decide (what kind, which columns, which date order), once to stream.
//! The SHA-256 of both readings must agree, or the file changed meanwhile.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::cards::Masked;
use crate::domain::evaluation::EvaluationRecord;
pub use crate::domain::mapping::DateOrder;
use crate::domain::mapping::{Answer, DimensionUse, Mapping};
use crate::domain::raw::Raw;
use crate::domain::scale::Scale;

mod ahead;
mod cards;
mod columns;
mod dates;
mod encoding;
mod evaluations;
mod files;
mod grid;
mod headings;
mod lookup;
mod plan;
pub mod presets;
mod refused;
mod sniff;
mod table;
#[cfg(test)]
mod testing;
mod transcripts;
mod two_threads;
mod values;
mod watch;
pub(crate) mod xlsx;

pub use encoding::TextEncoding;
pub use grid::Apart;

#[cfg(test)]
pub use columns::Why;
pub use columns::{ColumnPlan, ReadAs, Used};

/// So many of a table's first rows, and of a column's cells, are kept for a look.
pub const FIRST_ROWS: usize = 5;

pub use files::written_by_hand;
pub use plan::spoken::CallsNamed;
pub use refused::{Existing, RefusedRow, check_targets, write_refused};
pub use watch::Watch;

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
    /// How the tables of the batch are read; told by the headings where it is `None`.
    pub mapping: Option<Mapping>,
    /// What dimensions are, whatever a table's mapping says of them: by the names that the files have.
    pub dimensions: BTreeMap<String, DimensionUse>,
    /// Tried by the headings' signature where no mapping is given.
    pub remembered: Vec<Remembered>,
    /// What plain numbers are, by a column's heading or a dimension's name; "*" for every column that leaves it open.
    pub scales: Vec<(String, Scale)>,
    /// The encoding of text files; what each shows where it is `None`.
    pub encoding: Option<TextEncoding>,
    /// The sheet of a workbook; the one with evaluations where it is `None`.
    pub sheet: Option<String>,
    /// Which calls the transcripts are of, where their files do not tell.
    pub calls: CallsNamed,
    /// Told how far the first reading is.
    pub watch: Watch,
}

/// A mapping that the database remembers, and the headings that it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// See [`FilePlan::signature`].
    pub signature: String,
    pub mapping: Mapping,
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
    /// "csv long", "xlsx wide", "webvtt", `harper_valley` …
    pub format: &'static str,
    /// What each column of a table is used for, and why.
    pub columns: Vec<ColumnPlan>,
    /// What tells a table by its headings; empty for others. Two files with the same are read alike.
    pub signature: String,
    /// Where the decisions come from.
    pub read_as: ReadAs,
    /// Data rows (tables) or turns (transcripts), counted in the first reading. A call's own data is one.
    pub rows: u64,
    /// Names of the dimensions of a table, as the file has them.
    pub dimensions: Vec<String>,
    /// Those of them that the database does not know, and the mapping does not speak of.
    pub unknown_dimensions: Vec<String>,
    /// How the bytes are laid out, for tables.
    pub grid: Option<GridPlan>,
    /// Which call a transcript, or a call's own data, is of.
    call: Option<transcripts::belongs::Belongs>,
    /// How the second reading takes it.
    reading: plan::Reading,
}

/// How a table is read before anybody asks what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridPlan {
    /// "UTF-8", "Windows-1252" …; `None` for a workbook.
    pub encoding: Option<&'static str>,
    /// `None` for a workbook.
    pub delimiter: Option<char>,
    /// The sheet that is read, and all that the workbook has.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// Lines of the headings (rows of a sheet): one, or two where groups stand over them. Headings are joined then.
    pub heading_lines: Vec<u64>,
    /// How many fields are known by their headings alone; below two, nobody has seen such a table before.
    pub headings_known: usize,
    /// Rows that are no data, the first thousand of them.
    pub skipped: Vec<Skipped>,
}

/// A row of a table that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// From 1, as an editor counts; in a workbook the sheet's row.
    pub line: u64,
    pub what: Apart,
}

/// The decisions of an import, made before anything is stored.
#[derive(Debug, Clone)]
pub struct ImportPlan {
    pub files: Vec<FilePlan>,
    /// What has to be answered before it can load.
    pub questions: Vec<Question>,
    /// Transcripts whose call nobody knows: the last of `questions` are about these, in this order.
    pub unclaimed: Vec<PathBuf>,
    /// Sentences worth reading that do not stop the load.
    pub warnings: Vec<String>,
    options: Options,
    /// Rows of each group of more than one row, over all files.
    counts: Arc<evaluations::grouping::Counts>,
}

impl ImportPlan {
    /// The zone of times without one, where the user or a mapping named it; else the database's.
    pub fn zone(&self) -> Option<Tz> {
        self.options.zone.or_else(|| self.files.iter().find_map(FilePlan::zone))
    }
}

/// Something that the file leaves open and a guess would get wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    pub file: String,
    pub column: String,
    /// Reads as a sentence and names the option that decides.
    pub words: String,
    /// What can be answered, and what each answer means for the mapping.
    pub choices: Vec<Choice>,
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choice {
    /// "points of 5: 4 is 80 %".
    pub words: String,
    /// See [`Mapping::answer`].
    pub answer: Answer,
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
    /// What was masked in the evaluation or transcript that follows.
    Masked(Masked),
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
    #[error("{path} cannot be read as a workbook: {why}")]
    Workbook { path: String, why: String },
    #[error("{path} has no sheet “{sheet}”; it has: {sheets}")]
    NoSheet { path: String, sheet: String, sheets: String },
    #[error("{path} changed while it was being read; nothing was loaded")]
    Changed { path: String },
    #[error(
        "{one} and {other} have mappings with different zones, and a batch has one: import them apart, or name it with --zone"
    )]
    Zones { one: String, other: String },
    #[error("no column of scores is called “{named}”, which --scale names; --dry-run lists the columns")]
    NoColumn { named: String },
    #[error("--call names one call, and there are {transcripts} transcripts among the files: import that one alone")]
    OneCall { transcripts: usize },
    #[error("{path} exists already and was not written over")]
    Exists { path: String },
    #[error("{path} is one of the files that are read: name another file for the rejected rows")]
    OwnInput { path: String },
    #[error("{path} cannot be written: {source}{room}")]
    Unwritable { path: String, room: String, source: std::io::Error },
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

/// Decides what the files are. Folders are read one level deep, in the order of their names. Whoever watches is told
/// how far it is, and may stop it.
pub fn plan(paths: &[PathBuf], options: &Options) -> Result<ImportPlan, ImportError> {
    let mut plan = plan::decide(paths, options).map_err(cards::mask_error)?;
    cards::mask_plan(&mut plan);
    Ok(plan)
}

/// Streams what the files hold, in their order. `each` is called for every item; `progress` now and then with
/// bytes read and bytes in all.
///
/// Both are called on the caller's thread. The files are read on another, a little ahead, and there `ready` makes of an
/// item what `each` is given.
///
/// Card numbers and security codes are masked in all that is given: this is the one way out of a file.
pub fn read<T: Send, E: From<ImportError>>(
    plan: &ImportPlan,
    ready: &(dyn Fn(Item) -> T + Sync),
    each: &mut dyn FnMut(&T) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    ahead::read(plan, ready, each, progress)
}
