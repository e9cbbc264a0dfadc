//! The verdict as a sentence.

use super::{FEWEST, Outcome, Verdict};
use crate::domain::figure::words;

impl Verdict {
    /// Two or three words, for a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rose => "rose",
            Self::Fell => "fell",
            Self::AboutTheSame => "about the same",
            Self::CantTell => "can't tell",
            Self::TooFew => "too few calls",
        }
    }
}

impl Outcome {
    /// "Rose by 17.0: more than call-to-call luck and picking the lowest would explain."
    pub fn sentence(&self) -> String {
        let against = self.team_change.is_some();
        let moved = self.net.or(self.change).unwrap_or_default();
        let size = words(moved.abs());
        let team = if against { " against the team" } else { "" };
        let shared = if against { "" } else { " A change shared by the whole team can't be ruled out." };
        match self.verdict {
            Verdict::Rose => {
                format!(
                    "Rose by {size}{team}: more than call-to-call luck and picking the lowest would explain.{shared}"
                )
            }
            Verdict::Fell => format!("Fell by {size}{team}: more than luck would explain.{shared}"),
            Verdict::AboutTheSame => format!("Any change{team} is under 5 points either way.{shared}"),
            Verdict::CantTell => {
                let more = match self.more_calls {
                    Some(1) => "about 1 more call might settle it".to_owned(),
                    Some(n) => format!("about {n} more calls might settle it"),
                    None => format!("more calls cannot settle it: only {} calls before", self.n_before),
                };
                if size == words(0.0) {
                    return format!("Unchanged{team}, but luck alone could hide a change; {more}.{shared}");
                }
                let way = if moved < 0.0 { "Down" } else { "Up" };
                format!("{way} {size}{team}, but luck alone could do this; {more}.{shared}")
            }
            Verdict::TooFew => match self.more_calls {
                Some(1) => "Needs 1 more call.".to_owned(),
                Some(n) => format!("Needs {n} more calls."),
                None => format!("Cannot be told: only {} calls before, and {FEWEST} are needed.", self.n_before),
            },
        }
    }
}
