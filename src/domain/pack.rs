//! The evidence pack: what is handed to an auditor about a period, an agent or a requirement.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::checkpoint::Checkpoint;
use super::coverage::Coverage;
use super::day::Span;
use super::evidence::Voice;
use super::id::{PersonId, SessionId};
use super::log_view::Verified;
use super::people::Agent;
use super::raw::Raw;
use super::session::SessionView;

/// What the pack is asked for. A period counts calls by their day and sessions by the day that they were held on.
#[derive(Debug, Clone, PartialEq)]
pub struct PackQuery {
    pub span: Span,
    /// `None` for everyone.
    pub agent: Option<PersonId>,
    /// A flag's code: only the calls that it marks, and the sessions that answer it.
    pub requirement: Option<String>,
    pub customer: CustomerWords,
}

/// Whether what customers said is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CustomerWords {
    #[default]
    Shown,
    LeftOut,
}

/// Why a call is among those that an auditor samples from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleKind {
    Flag,
    AutoFail,
    /// Its overall is under the review threshold, or a critical dimension under its target.
    Failing,
}

impl SampleKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto_fail",
            Self::Failing => "failing",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto-fail",
            Self::Failing => "failing call",
        }
    }
}

/// A flagged or failing call, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sampled {
    pub kind: SampleKind,
    pub agent: Agent,
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    /// The flag's code, what failed, or why the call fails.
    pub what: Vec<String>,
    pub state: Coverage,
    /// Days from the call until the pack was made.
    pub age: i64,
    /// The session that had the call in its list and did not take it as evidence.
    pub listed_in: Option<SessionId>,
}

/// One score of a call in the pack, and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    pub call_id: Raw,
    pub source: Raw,
    pub evaluation: Raw,
    pub version: i64,
    pub evaluated_at: Option<Raw>,
    pub evaluator: Option<Raw>,
    pub scored_by: String,
    pub scorecard: String,
    pub scorecard_version: String,
    pub dimension: String,
    pub state: String,
    pub earned: Option<f64>,
    pub possible: Option<f64>,
    /// Whether figures count it: the newest version that stands.
    pub current: bool,
    pub import: i64,
    pub file: Raw,
    pub sha256: String,
    pub line: i64,
}

/// A log's first line, as its genesis hash covers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstLine {
    pub id: Uuid,
    pub created_at: String,
    pub version: String,
    pub parent: Option<(Uuid, i64, Vec<u8>)>,
}

/// A record as the file has it; its content as far as it is in the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedRecord {
    pub log: Uuid,
    pub seq: i64,
    pub lamport: i64,
    pub at: String,
    pub utc_offset: i64,
    pub author: Uuid,
    pub app_version: String,
    pub action: String,
    pub subject_type: String,
    pub subject: Uuid,
    pub commit: Vec<u8>,
    pub prev: Vec<u8>,
    pub hash: Vec<u8>,
    pub content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Its salt, and its body byte for byte.
    Here { salt: Vec<u8>, body: String },
    /// It was erased from the file.
    Erased,
    /// It is in the file, and not in the pack: it is about somebody or something else, or holds customers' words that
    /// were to be left out.
    Withheld,
}

impl Content {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Here { .. } => "here",
            Self::Erased => "erased",
            Self::Withheld => "withheld",
        }
    }
}

/// How an acknowledgement was got.
pub fn acknowledged(view: &SessionView) -> &'static str {
    match (&view.sign_off, &view.page) {
        (None, _) => "nobody acknowledged it yet",
        (Some(_), Some(_)) => "a page signed by hand",
        (Some(_), None) => "the supervisor's note of it",
    }
}

/// What stands for words that were to be left out.
const LEFT_OUT: &str = "[customer's words left out]";

/// A session without words that may be a customer's.
pub fn spared(mut view: SessionView) -> SessionView {
    let agent = view.content.agent_name.clone();
    let added =
        view.amendments.iter_mut().filter_map(|a| a.evidence.as_mut().map(|e| (e, Some((&mut a.new, &mut a.old)))));
    for (evidence, texts) in view.content.evidence.iter_mut().map(|e| (e, None)).chain(added) {
        if evidence.quote.is_none() || evidence.voice(&agent) == Voice::Agent {
            continue;
        }
        evidence.quote = Some(Raw::from(LEFT_OUT));
        if let Some((new, old)) = texts {
            LEFT_OUT.clone_into(new);
            *old = old.take().map(|_| LEFT_OUT.to_owned());
        }
    }
    // Who said what was kept as praise does not stand in the session.
    for praise in &mut view.content.praise {
        praise.quote = Raw::from(LEFT_OUT);
    }
    view
}

/// All that goes into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    pub query: PackQuery,
    pub agent: Option<Agent>,
    pub made_at: DateTime<Utc>,
    pub today: NaiveDate,
    pub zone: chrono_tz::Tz,
    /// Flags, auto-fails, failing calls; of each what needs somebody first.
    pub sampled: Vec<Sampled>,
    /// In the order that they were held; those that are void among them.
    pub sessions: Vec<SessionView>,
    pub sources: Vec<SourceRow>,
    pub logs: Vec<FirstLine>,
    pub records: Vec<PackedRecord>,
    pub checkpoint: Checkpoint,
    /// What the check of the log found when the pack was made.
    pub verified: Verified,
}

impl Pack {
    /// "17 flagged or failing calls: 9 coached, 5 not coached, 3 pending".
    pub fn words(&self) -> String {
        let count = |of: fn(&Coverage) -> bool| self.sampled.iter().filter(|s| of(&s.state)).count();
        let coached = count(|s| matches!(s, Coverage::Coached { .. }));
        let not = count(|s| matches!(s, Coverage::NotCoached { .. }));
        let pending = count(|s| matches!(s, Coverage::Pending { .. }));
        let all = self.sampled.len();
        format!("{all} flagged or failing calls: {coached} coached, {not} not coached, {pending} pending")
    }
}
