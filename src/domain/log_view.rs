//! The log and the imports as lists show them.

use chrono::{DateTime, Utc};

use super::id::{BatchId, SessionId};
use super::raw::Raw;

/// One record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub seq: i64,
    /// As recorded.
    pub at: DateTime<Utc>,
    /// Minutes east of UTC on the machine that recorded it.
    pub utc_offset: i32,
    pub actor: Raw,
    /// The kind of record ("session finished").
    pub action: String,
    /// What it is about, in words.
    pub summary: Raw,
    pub why: Option<Raw>,
    pub session: Option<SessionId>,
    /// Hex.
    pub hash: String,
    /// Earlier than the record before it: the clock went backwards.
    pub backwards: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogView {
    /// Newest first.
    pub lines: Vec<LogLine>,
    pub total: i64,
    /// Short code of the newest record's hash.
    pub check_code: String,
}

/// What `log verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub records: i64,
    pub check_code: String,
    /// Sentences, each naming the record or the row; empty where all agrees.
    pub broken: Vec<String>,
    /// Backwards clocks and the like: worth reading, no fault.
    pub remarks: Vec<String>,
}

/// One import, as `imports list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    pub id: BatchId,
    pub number: i64,
    pub at: DateTime<Utc>,
    pub by: Raw,
    /// Name and SHA-256.
    pub files: Vec<(Raw, String)>,
    pub evaluations: i64,
    pub transcripts: i64,
    pub loaded: i64,
    pub rejected: i64,
    pub undone: bool,
}

/// The counts of an import or of its dry run.
/// `rows_read = loaded + updated + unchanged + rejected + left_out`: nothing is lost unsaid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportReport {
    /// `None` for a dry run, and where nothing was new.
    pub batch: Option<i64>,
    /// "evaluations", "transcripts" or "evaluations and transcripts".
    pub kind: String,
    pub format: String,
    pub rows_read: u64,
    pub loaded: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub left_out: u64,
    pub rejected_rows: u64,
    pub rejected: Vec<RejectedLine>,
    pub left_out_why: Vec<String>,
    pub warnings: Vec<String>,
    pub evaluations: u64,
    pub transcripts: u64,
    pub calls: u64,
    pub agents: u64,
    /// Evaluations whose own total was compared with the recomputed one.
    pub reconciled_checked: u64,
    pub reconciled_differ: u64,
}

/// A bad value, named so that it can be found and mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLine {
    pub file: Raw,
    pub line: u64,
    pub column: Raw,
    pub value: Raw,
    pub expected: String,
}
