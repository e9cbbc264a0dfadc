//! What is due now.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::{PersonId, SessionId};
use super::raw::Raw;
use super::standing::FlagLine;

/// Why something is due; also the order that the list shows them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    Flag,
    AutoFail,
    Session,
    Check,
    Action,
    /// Sessions on one dimension that did not move it.
    Stuck,
    Draft,
    Dispute,
    ChangedScores,
    /// Evaluations that came in since the last session.
    NewScores,
}

impl DueKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto_fail",
            Self::Session => "session",
            Self::Check => "check",
            Self::Action => "action",
            Self::Stuck => "stuck",
            Self::Draft => "draft",
            Self::Dispute => "dispute",
            Self::ChangedScores => "changed_scores",
            Self::NewScores => "new_scores",
        }
    }

    /// The words in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto-fail",
            Self::Session => "session",
            Self::Check => "check",
            Self::Action => "practice action",
            Self::Stuck => "stuck dimension",
            Self::Draft => "draft",
            Self::Dispute => "dispute",
            Self::ChangedScores => "session on changed scores",
            Self::NewScores => "new scores",
        }
    }
}

/// Where Enter leads.
#[derive(Debug, Clone, PartialEq)]
pub enum DueTarget {
    /// A new session that answers this flag.
    Flag(FlagLine),
    /// The agent's prep sheet.
    Agent,
    Session(SessionId),
    Draft(SessionId),
    Call(super::id::CallRow),
}

/// One line of Today and of `due`.
#[derive(Debug, Clone, PartialEq)]
pub struct DueItem {
    pub kind: DueKind,
    pub agent: PersonId,
    pub agent_json_id: String,
    pub agent_name: Raw,
    /// When it began to be due.
    pub since: NaiveDate,
    pub due: NaiveDate,
    /// Negative while there is time left.
    pub overdue_days: i64,
    /// What it is about, as a JSON reader can find it: a call ID, a session's id, a dimension's key.
    pub subject: String,
    /// A sentence.
    pub why: String,
    pub target: DueTarget,
}

/// One day of the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StripDay {
    pub day: NaiveDate,
    pub sessions: u32,
    pub checks: u32,
    pub actions: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TodayView {
    /// Whose work it is; `None` for everyone's.
    pub team: Option<Raw>,
    pub today: NaiveDate,
    pub items: Vec<DueItem>,
    pub strip: Vec<StripDay>,
    /// Whether the file has any evaluation at all: a first start says what to do next.
    pub evaluations: u64,
    pub flag_days: i64,
}
