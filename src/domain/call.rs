//! Calls and what was said in them.

use serde::{Deserialize, Serialize};

use super::evaluation::AgentKey;
use super::raw::Raw;
use super::when::Stamp;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Agent,
    Customer,
    /// Neither, or unknown.
    Other,
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Other => "other",
        }
    }
}

/// One stretch of speech by one speaker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// 1, 2, 3 … in the order of the file.
    pub n: u32,
    pub role: Role,
    /// The speaker's name or label, where the file has one.
    pub speaker: Option<Raw>,
    /// Milliseconds from the start of the call.
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub text: Raw,
    /// What is wrong with the cue that it was read from, where something is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// A moment that the transcript's own analysis points to: suggested evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Why it is pointed to: a category's name, "issue".
    pub label: Raw,
    /// Milliseconds from the start of the call.
    pub from_ms: i64,
    pub to_ms: Option<i64>,
    /// What is said then; empty where no turn is spoken then.
    pub words: Raw,
}

/// A transcript on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptRecord {
    /// From inside the file, else from its name.
    pub call_id: String,
    /// "webvtt", `harper_valley` …
    pub format: &'static str,
    /// The namespace that its agent's name belongs to.
    pub source: String,
    /// Where the file tells it.
    pub agent: Option<AgentKey>,
    pub started: Option<Stamp>,
    pub turns: Vec<Turn>,
    pub moments: Vec<Moment>,
    /// What the reader has to know of how it was read: sentences that name the file.
    pub warnings: Vec<String>,
    /// Position of the file in the batch, from 0.
    pub file: usize,
}

/// What a Harper Valley metadata file says of a call, beside its transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecord {
    pub call_id: String,
    pub source: String,
    pub agent: Option<AgentKey>,
    pub started: Option<Stamp>,
    pub file: usize,
}

/// The turn that an offset lies in: of those that began by then, the one that began last.
pub fn turn_of(turns: &[Turn], ms: i64) -> Option<usize> {
    let begun = turns.iter().enumerate().filter_map(|(i, t)| Some((i, t.from_ms.filter(|from| *from <= ms)?)));
    let timed = || turns.iter().any(|turn| turn.from_ms.is_some()).then_some(0);
    begun.max_by_key(|(_, from)| *from).map(|(i, _)| i).or_else(timed)
}

/// The turn whose words a moment has; else the one that its offset lies in.
pub fn spot(turns: &[Turn], moment: &Moment) -> Option<usize> {
    let end = moment.to_ms.unwrap_or(moment.from_ms);
    let words = moment.words.verbatim();
    let said = |turn: &Turn| !words.is_empty() && turn.text.verbatim().contains(words);
    let begun = |turn: &Turn| turn.from_ms.is_some_and(|from| from <= end);
    turns.iter().rposition(|turn| begun(turn) && said(turn)).or_else(|| turn_of(turns, moment.from_ms))
}
