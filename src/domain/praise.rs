//! Words of a call that are kept to open the next session with.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::call::Turn;
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
    /// Whether these are its words, at its place in the call.
    pub fn is_said_in(&self, turns: &[Turn]) -> bool {
        let begins = self.from_ms.map_or(Some(0), |from| turns.iter().position(|t| t.from_ms == Some(from)));
        let Some(begins) = begins else { return false };
        if self.to_ms.is_some() && turns.iter().all(|t| t.to_ms != self.to_ms) {
            return false;
        }
        let mut rest = self.quote.verbatim();
        for turn in &turns[begins..] {
            let text = turn.text.verbatim().split_whitespace().collect::<Vec<_>>().join(" ");
            // Lines between those that were kept are passed over.
            let after = rest.strip_prefix(text.as_str()).filter(|r| r.is_empty() || r.starts_with(' '));
            rest = after.map_or(rest, str::trim_start);
            if rest.is_empty() {
                return true;
            }
        }
        false
    }

    /// "“thank you for waiting” call 004471, 0:12".
    pub fn words(&self) -> String {
        words(&self.quote, self.call_id.as_ref(), self.from_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::call::Role;

    fn turn(n: u32, from_ms: i64, text: &str) -> Turn {
        let (from_ms, to_ms) = (Some(from_ms), Some(from_ms + 900));
        Turn { n, role: Role::Agent, speaker: None, from_ms, to_ms, text: text.into(), mark: None }
    }

    #[test]
    fn words_are_told_by_their_place_and_by_what_was_said() {
        let turns = [turn(1, 0, "hello  there"), turn(2, 1000, "thank you"), turn(3, 2000, "for waiting")];
        let untimed: Vec<Turn> = turns.iter().map(|t| Turn { from_ms: None, to_ms: None, ..t.clone() }).collect();
        let praise = |from_ms, to_ms, quote: &str| Praise {
            id: PraiseId(uuid::Uuid::from_u128(7)),
            call_id: None,
            started_at: None,
            day: None,
            from_ms,
            to_ms,
            speaker: None,
            quote: quote.into(),
        };
        for (from, to, quote, is) in [
            (Some(0), Some(900), "hello there", true),
            (Some(1000), Some(2900), "thank you for waiting", true),
            // The line between them was not kept.
            (Some(0), Some(2900), "hello there for waiting", true),
            (Some(0), Some(900), "hello", false),
            (Some(500), Some(900), "hello there", false),
            (Some(0), Some(901), "hello there", false),
            (Some(1000), Some(1900), "hello there", false),
            (Some(2000), Some(2900), "for waiting long", false),
            (None, None, "thank you for waiting", true),
            (None, None, "thanks", false),
        ] {
            assert_eq!(praise(from, to, quote).is_said_in(&turns), is, "{from:?} {to:?} {quote}");
            assert!(!praise(from, to, quote).is_said_in(&[]));
        }
        assert!(praise(None, None, "thank you").is_said_in(&untimed));
        assert!(!praise(Some(1000), None, "thank you").is_said_in(&untimed));
    }
}
