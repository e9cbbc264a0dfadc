//! Words of a call that are kept to open the next session with.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::id::PraiseId;
use super::raw::Raw;

/// One line that was kept, and not yet used in a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Praise {
    pub id: PraiseId,
    pub call_id: Option<Raw>,
    /// Of the call, where the file knows it.
    pub started_at: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub speaker: Option<Raw>,
    pub quote: Raw,
}

/// The same as a session freezes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PraiseLine {
    pub call_id: Option<Raw>,
    pub from_ms: Option<i64>,
    pub quote: Raw,
}

impl PraiseLine {
    /// "“thank you for waiting” call 004471, 0:12".
    pub fn words(&self) -> String {
        words(&self.quote, self.call_id.as_ref(), self.from_ms)
    }
}

impl From<&Praise> for PraiseLine {
    fn from(praise: &Praise) -> Self {
        Self { call_id: praise.call_id.clone(), from_ms: praise.from_ms, quote: praise.quote.clone() }
    }
}

fn words(quote: &Raw, call: Option<&Raw>, from_ms: Option<i64>) -> String {
    let at = from_ms.map_or_else(String::new, |ms| format!(", {}", super::evidence::offset_words(ms)));
    let call = call.map_or_else(|| "a call without ID".to_owned(), |id| format!("call {}", id.visible()));
    format!("“{}” {call}{at}", quote.visible())
}

impl Praise {
    /// "“thank you for waiting” call 004471, 0:12".
    pub fn words(&self) -> String {
        words(&self.quote, self.call_id.as_ref(), self.from_ms)
    }
}
