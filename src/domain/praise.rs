//! Words of a call that are kept to open the next session with.

use chrono::{DateTime, NaiveDate, Utc};

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

impl Praise {
    /// "“thank you for waiting” call 004471, 0:12".
    pub fn words(&self) -> String {
        let at = self.from_ms.map_or_else(String::new, |ms| format!(", {}", super::evidence::offset_words(ms)));
        let call =
            self.call_id.as_ref().map_or_else(|| "a call without ID".to_owned(), |id| format!("call {}", id.visible()));
        format!("“{}” {call}{at}", self.quote.visible())
    }
}
