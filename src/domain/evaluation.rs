//! Evaluations on their way in: one scoring of one call by one evaluator.

use serde::{Deserialize, Serialize};

use super::trim::trimmed;
use super::when::Stamp;

/// Whether a score counts. 0 is a score; N/A is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreState {
    Scored,
    NotApplicable,
    Unanswered,
    NotScored,
}

/// What kind of scoring it is. Only standard ones enter an average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationKind {
    Standard,
    Calibration,
    #[serde(rename = "self")]
    SelfAssessment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoredBy {
    Person,
    Ai,
}

/// Where the evaluation stands in its source. Only final ones enter an average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationState {
    Final,
    Draft,
    Retracted,
}

macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// The word in files and JSON.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
words!(ScoreState { Scored => "scored", NotApplicable => "not_applicable", Unanswered => "unanswered", NotScored => "not_scored" });
words!(EvaluationKind { Standard => "standard", Calibration => "calibration", SelfAssessment => "self" });
words!(ScoredBy { Person => "person", Ai => "ai" });
words!(EvaluationState { Final => "final", Draft => "draft", Retracted => "retracted" });

/// A number beside the text that it was read from, where writing the number would give another text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    pub value: f64,
    pub text: Option<String>,
}

impl Number {
    pub fn new(value: f64) -> Self {
        Self { value, text: None }
    }

    /// As read: the text is kept only where the number alone would not give it back.
    pub fn read(value: f64, text: &str) -> Self {
        let text = (format!("{value}") != text).then(|| text.to_owned());
        Self { value, text }
    }
}

/// How a file names an agent: a stable id, a name, or both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AgentKey {
    pub id: Option<String>,
    pub name: Option<String>,
}

impl AgentKey {
    /// From the cells of a row. A name that brings its own id along ("Name (email)[id]") is taken apart where there is
    /// no other: the id in square brackets, else the e-mail address.
    pub fn read(id: Option<String>, name: Option<String>) -> Self {
        if id.is_none()
            && let Some((bare, inside)) = name.as_deref().and_then(name_and_id)
        {
            return Self { id: Some(inside.to_owned()), name: Some(bare.to_owned()) };
        }
        Self { id, name }
    }
}

/// "Ama Boateng (ama@example.com)[A017]" as the name and what stands for an id behind it. Other brackets
/// ("(she/her)", "[temp]") are no ids: one alone has a digit, or an e-mail address before it.
fn name_and_id(cell: &str) -> Option<(&str, &str)> {
    let cell = trimmed(cell);
    let (rest, square) = match cell.strip_suffix(']').and_then(|c| c.rsplit_once('[')) {
        Some((rest, id)) => (rest.trim_end(), Some(id.trim())),
        None => (cell, None),
    };
    let (name, mail) = match rest.strip_suffix(')').and_then(|c| c.rsplit_once('(')) {
        Some((name, inside)) if inside.contains('@') && !inside.contains(char::is_whitespace) => {
            (name.trim_end(), Some(inside))
        }
        _ => (rest, None),
    };
    let proper = |id: &&str| {
        !id.is_empty()
            && !id.contains(char::is_whitespace)
            && (mail.is_some() || id.contains(|c: char| c.is_ascii_digit()))
    };
    let id = square.filter(proper).or(mail)?;
    // An id in brackets that cannot be one belongs to the name.
    (!name.is_empty() && square.is_none_or(|s| proper(&s))).then_some((name, id))
}

/// One dimension of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreRecord {
    /// As the file names it.
    pub dimension: String,
    pub state: ScoreState,
    pub earned: Option<Number>,
    pub possible: Option<Number>,
    pub comment: Option<String>,
    pub criteria: Vec<CriterionRecord>,
    /// How much it counts in this evaluation's overall beside the other dimensions, where the file says it; else the
    /// scorecard's weight does.
    pub weight: Option<f64>,
}

/// One question inside a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionRecord {
    pub name: String,
    pub state: ScoreState,
    pub earned: Option<Number>,
    pub possible: Option<Number>,
    /// The answer as the file words it ("met", "missed", "yes").
    pub result: Option<String>,
    pub comment: Option<String>,
    pub auto_fail: bool,
}

/// A compliance flag that came with an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagRecord {
    pub code: String,
    pub severity: Option<String>,
    /// As the file names the dimension, where the row had one.
    pub dimension: Option<String>,
    /// Milliseconds from the start of the call; an absence has none.
    pub at_ms: Option<i64>,
    pub note: Option<String>,
}

/// A failed auto-fail mark of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoFailRecord {
    /// The criterion or mark that failed; the dimension's name, or "evaluation", where the file names none.
    pub name: String,
    pub dimension: Option<String>,
}

/// A moment of the call that the source's own analysis points to: suggested evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MomentRecord {
    /// As the file names the dimension and the criterion, where the moment was found for one.
    pub dimension: Option<String>,
    pub criterion: Option<String>,
    /// Milliseconds from the start of the call.
    pub from_ms: i64,
    pub to_ms: Option<i64>,
    /// What is said there, as the source has it.
    pub words: Option<String>,
}

/// One evaluation as its file has it. Names are the file's; the store gives them their rows.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationRecord {
    /// A namespace: a vendor and its instance, or "grid" for plain tables. Never a file name.
    pub source: String,
    /// The source's own id of the evaluation, or one made from the row's content.
    pub key: String,
    /// The key was made here, since the file has none.
    pub key_made: bool,
    pub version: i64,
    pub call_id: Option<String>,
    pub agent: AgentKey,
    pub team: Option<String>,
    pub evaluator: Option<String>,
    pub scored_by: ScoredBy,
    pub kind: EvaluationKind,
    pub state: EvaluationState,
    pub scorecard: Option<String>,
    pub scorecard_version: Option<String>,
    pub call_started: Option<Stamp>,
    pub evaluated: Option<Stamp>,
    /// The source's own overall in percent.
    pub total: Option<Number>,
    pub comment: Option<String>,
    pub scores: Vec<ScoreRecord>,
    pub flags: Vec<FlagRecord>,
    pub auto_fails: Vec<AutoFailRecord>,
    pub moments: Vec<MomentRecord>,
    /// Position of the file in the batch, from 0.
    pub file: usize,
    /// The line of its first row, from 1.
    pub line: u64,
    /// How many rows of the file it took.
    pub rows: u64,
}
