//! Evidence: a pointer to a moment of a call.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::people::normalised;
use super::raw::Raw;

/// Where a quote's words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteSource {
    /// They stand in the call's transcript.
    Transcript,
    /// Typed: no transcript has them.
    Typed,
}

/// A piece of evidence as a finished session holds it: everything is copied, nothing is looked up later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// As the file had it, or as typed where the call is not known here.
    pub call_id: Option<Raw>,
    pub call_started_at: Option<DateTime<Utc>>,
    /// The day where the file gave no time, as "2026-10-15".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_day: Option<chrono::NaiveDate>,
    pub from_ms: Option<i64>,
    pub to_ms: Option<i64>,
    pub speaker: Option<Raw>,
    pub quote: Option<Raw>,
    pub what_happened: Option<Raw>,
    pub dimension: Option<String>,
    /// Only where there is a quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_source: Option<QuoteSource>,
}

impl Evidence {
    /// "call 004471, 0:12–0:19: “okay what's the policy number”; what happened": one line, as it was typed.
    pub fn words(&self) -> String {
        let call = match (&self.call_id, self.call_day) {
            (Some(id), _) => format!("call {}", id.verbatim()),
            (None, Some(day)) => format!("a call of {day}"),
            (None, None) => "a call without ID".to_owned(),
        };
        let at = match (self.from_ms, self.to_ms) {
            (Some(from), Some(to)) => format!(", {}–{}", offset_words(from), offset_words(to)),
            (Some(from), None) => format!(", {}", offset_words(from)),
            (None, _) => String::new(),
        };
        let quote = self.quote.as_ref().map(|q| format!("“{}”", q.verbatim()));
        let what = self.what_happened.as_ref().map(|w| w.verbatim().to_owned());
        let said: Vec<String> = [quote, what].into_iter().flatten().collect();
        if said.is_empty() { format!("{call}{at}") } else { format!("{call}{at}: {}", said.join("; ")) }
    }
}

/// "0:40.2", "12:04", "1:02:03": an offset in a call.
pub fn offset_words(ms: i64) -> String {
    let tenths = (ms.max(0) % 1000) / 100;
    let seconds = ms.max(0) / 1000;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let tenth = if tenths > 0 { format!(".{tenths}") } else { String::new() };
    if h > 0 { format!("{h}:{m:02}:{s:02}{tenth}") } else { format!("{m}:{s:02}{tenth}") }
}

/// Reads an offset as people type it: "0:40.2", "2:31", "1:02:03", "151" (seconds).
pub fn offset_typed(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let seconds: f64 = parts.last()?.replace(',', ".").parse().ok()?;
    if !seconds.is_finite() || seconds < 0.0 || (parts.len() > 1 && seconds >= 60.0) {
        return None;
    }
    let mut ms = (seconds * 1000.0).round();
    let mut unit = 60_000.0;
    for (i, part) in parts.iter().rev().skip(1).enumerate() {
        let value: u32 = part.parse().ok()?;
        if i == 0 && parts.len() == 3 && value >= 60 {
            return None;
        }
        ms += f64::from(value) * unit;
        unit *= 60.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked against a day's length first")]
    (ms < 86_400_000.0 * 10.0).then_some(ms as i64)
}

/// Whose words a quote is, as far as its speaker tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    Agent,
    Customer,
    /// Nobody is named, or somebody of whom nothing is known: it may be a customer.
    Unknown,
}

impl Evidence {
    pub fn voice(&self, agent: &Raw) -> Voice {
        Voice::of(self.speaker.as_ref(), agent)
    }
}

impl Voice {
    /// The agent's where the speaker is called so, or by the agent's name; the customer's where it says so.
    pub fn of(speaker: Option<&Raw>, agent: &Raw) -> Self {
        let Some(speaker) = speaker.map(|s| normalised(s.verbatim())) else { return Self::Unknown };
        let name = normalised(agent.verbatim());
        if speaker == "agent" || (!speaker.is_empty() && speaker == name) {
            Self::Agent
        } else if ["customer", "caller", "client"].iter().any(|word| speaker.contains(word)) {
            Self::Customer
        } else {
            Self::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_read_back_what_they_show() {
        for (ms, words) in
            [(40_200, "0:40.2"), (0, "0:00"), (151_000, "2:31"), (3_723_000, "1:02:03"), (724_000, "12:04")]
        {
            assert_eq!(offset_words(ms), words);
            assert_eq!(offset_typed(words), Some(ms), "{words}");
        }
        for bad in ["", "x", "1:75", "1:99:00", "-3", "1:2:3:4", "inf"] {
            assert_eq!(offset_typed(bad), None, "{bad}");
        }
        assert_eq!(offset_typed("90"), Some(90_000));
    }
}
