//! What is typed so far: plain text, in the shape of `session add`. Nothing in it has been judged.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use super::{FlagRef, SessionKind, SignOff, Suggestion};
use crate::domain::day::Span;

/// What another window did with a draft while it was typed in this one.
#[derive(Debug, Clone, PartialEq)]
pub enum Elsewhere {
    /// It has other words now.
    Edited {
        draft: Box<Draft>,
        saved_at: DateTime<Utc>,
    },
    /// The session is finished and locked.
    Finished,
    Discarded,
}

/// A session before it is finished. Dates and numbers are text, since they are being typed.
/// Fields that `session show` adds are passed over when one is read back in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The agent's id or name; in drafts that the program keeps, our own id.
    #[serde(deserialize_with = "text")]
    pub agent: String,
    #[serde(default)]
    pub kind: SessionKind,
    /// Date or date and time; now where it is empty.
    #[serde(default, deserialize_with = "text")]
    pub held_at: String,
    /// The cycle whose figures are frozen; the one that opens where there is none.
    #[serde(default)]
    pub cycle: Option<Span>,
    #[serde(default)]
    pub focus: Option<FocusDraft>,
    #[serde(default, deserialize_with = "text")]
    pub behavior: String,
    #[serde(default, deserialize_with = "text")]
    pub action: String,
    /// Why an action that fails the check is kept.
    #[serde(default, deserialize_with = "text")]
    pub action_override: String,
    /// The question of the scorecard that the action is tied to; empty for none.
    #[serde(default, deserialize_with = "criterion", skip_serializing_if = "String::is_empty")]
    pub criterion: String,
    /// What the library suggested, where the action began from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// Empty: the end that the action names.
    #[serde(default, deserialize_with = "text")]
    pub due: String,
    #[serde(default)]
    pub check: Option<CheckDraft>,
    #[serde(default, deserialize_with = "text")]
    pub strength: String,
    #[serde(default)]
    pub dimensions: Vec<DimensionAction>,
    #[serde(default)]
    pub evidence: Vec<EvidenceDraft>,
    #[serde(default, deserialize_with = "text")]
    pub no_evidence: String,
    #[serde(default, deserialize_with = "text")]
    pub note: String,
    #[serde(default)]
    pub answers_flags: Vec<FlagRef>,
    #[serde(default, deserialize_with = "text")]
    pub agent_comment: String,
    #[serde(default)]
    pub sign_off: Option<SignOff>,
    /// Empty: by cadence.
    #[serde(default, deserialize_with = "text")]
    pub next_session: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FocusDraft {
    /// A dimension's key or name; empty for none.
    #[serde(default, deserialize_with = "text")]
    pub dimension: String,
    #[serde(default, deserialize_with = "text")]
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckDraft {
    #[serde(default, deserialize_with = "text")]
    pub threshold: String,
    #[serde(default, deserialize_with = "text")]
    pub on: String,
}

/// The action of a dimension that is not the focus.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DimensionAction {
    pub key: String,
    #[serde(default, deserialize_with = "text")]
    pub action: String,
}

/// Evidence as typed or as taken from a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EvidenceDraft {
    #[serde(default, deserialize_with = "text")]
    pub call_id: String,
    /// Filled in where the call is known; else as typed.
    #[serde(default, deserialize_with = "text")]
    pub call_started_at: String,
    #[serde(default)]
    pub from_ms: Option<i64>,
    #[serde(default)]
    pub to_ms: Option<i64>,
    #[serde(default, deserialize_with = "text")]
    pub speaker: String,
    #[serde(default, deserialize_with = "text")]
    pub quote: String,
    #[serde(default, deserialize_with = "text")]
    pub what_happened: String,
    #[serde(default, deserialize_with = "text")]
    pub dimension: String,
}

/// A string, a number, or null for nothing.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Text(String),
        Whole(i64),
        Number(f64),
        Nothing(()),
    }
    Ok(match Loose::deserialize(from)? {
        Loose::Text(text) => text,
        Loose::Whole(number) => number.to_string(),
        Loose::Number(number) => number.to_string(),
        Loose::Nothing(()) => String::new(),
    })
}

/// The criterion's name, alone or as a finished session holds it.
fn criterion<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Name(String),
        Frozen { name: String },
        Nothing(()),
    }
    Ok(match Loose::deserialize(from)? {
        Loose::Name(name) | Loose::Frozen { name } => name,
        Loose::Nothing(()) => String::new(),
    })
}
