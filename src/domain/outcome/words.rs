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
    /// How the verdict comes about, a line a step: for whoever asks. `figure` prints a value, `signed` a change.
    pub fn arithmetic(&self, figure: impl Fn(f64) -> String, signed: impl Fn(f64) -> String) -> Vec<String> {
        let mut out = Vec::new();
        if let (Some(before), Some(after), Some(change)) = (self.mean_before, self.mean_after, self.change) {
            out.push(format!(
                "Before: the {} calls that the session saw, {} on average. After: the {} calls since, up to the next \
                 session on the dimension or the check's day, {} on average. Calls between the cycle that was looked at \
                 and the session are on neither side. Change: {}.",
                self.n_before,
                figure(before),
                self.n_after,
                figure(after),
                signed(change)
            ));
        }
        if let (Some(low), Some(high)) = (self.low, self.high) {
            out.push(format!(
                "By call-to-call luck alone the change could lie between {} and {} (95 % Welch interval).",
                signed(low),
                signed(high)
            ));
        }
        out.push(match (self.team_change, self.net) {
            (Some(team), Some(net)) => format!(
                "The team: {} teammates who were not coached on it moved by {} in the same days. Beyond the team: {}.",
                self.peers,
                signed(team),
                signed(net)
            ),
            _ => format!(
                "The team: {} to compare with, and three teammates are needed who were not coached on it and have three \
                 calls on either side; so a change shared by the whole team cannot be ruled out.",
                if self.peers == 0 { "nobody".to_owned() } else { format!("only {}", self.peers) }
            ),
        });
        if let (Some(lower), Some(upper), Some(alpha), Some(m)) = (self.lower, self.upper, self.alpha, self.contenders)
        {
            let picked = if m > 1 {
                format!(
                    "It was picked as the lowest of {m} dimensions that could as well have been, and so looks too low \
                     before: a rise has to pass a higher bar"
                )
            } else {
                "It was fixed before these calls existed, or had no rival, so nothing is taken off for picking it"
                    .to_owned()
            };
            out.push(format!(
                "{picked}. Judged between {} and {} (at {} % one-sided): rose where both are above 0, fell where both \
                 are below, about the same where both lie within 5 points.",
                signed(lower),
                signed(upper),
                figure(alpha * 100.0)
            ));
        }
        if let Some(luck) = self.luck.filter(|luck| *luck > 0.0) {
            out.push(format!(
                "Luck to expect: up to {} by having been picked as the lowest, with no change at all.",
                signed(luck)
            ));
        }
        out.push(
            "It says that the score moved, never that coaching moved it. About 1 in 20 who did not change is called \
             “rose” all the same."
                .to_owned(),
        );
        out
    }

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
