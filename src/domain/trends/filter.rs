//! What trends are narrowed to: whose agents, which scores, which days; and in words what that leaves.

use serde::{Deserialize, Serialize};

use crate::domain::cycle::Cycles;
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::PersonId;
use crate::domain::raw::{Raw, visible};

/// More cycles than this are no picture any more.
pub const MOST_CYCLES: usize = 60;

/// The cycles that are shown where nobody says how many.
pub const USUAL_CYCLES: usize = 6;

/// Which scores count; every one where all are `None`. It never says whose: that is the agent's team.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScoreFilter {
    /// The label of one version of the scorecard.
    pub version: Option<String>,
    pub scored_by: Option<ScoredBy>,
    /// The namespace that the evaluations were imported under, never a file's name.
    pub source: Option<Raw>,
}

impl ScoreFilter {
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// "people's scores only", "from talkdesk", "version 2".
    fn words(&self) -> Vec<String> {
        let by = self.scored_by.map(|by| match by {
            ScoredBy::Person => "people's scores only".to_owned(),
            ScoredBy::Ai => "AI's scores only".to_owned(),
        });
        let source = self.source.as_ref().map(|source| format!("from {}", source.visible()));
        let version = self.version.as_ref().map(|version| format!("version {}", visible(version)));
        [by, source, version].into_iter().flatten().collect()
    }
}

/// How far back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// The last six cycles. Sessions, and what came of them, are those of all days: a gap may be older than that.
    #[default]
    Usual,
    /// So many cycles, and the sessions held in them.
    Cycles(usize),
    /// These days, cut into cycles, and the sessions held in them.
    Days(Span),
}

impl Reach {
    /// How many cycles are counted back from the newest one; `None` where days were named.
    pub fn cycles(self) -> Option<usize> {
        match self {
            Self::Usual => Some(USUAL_CYCLES),
            Self::Cycles(n) => Some(n.max(1)),
            Self::Days(_) => None,
        }
    }
}

/// A span cut where its cycles begin; the first and the last may be parts of one.
pub fn pieces(cycles: Cycles, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = span.from;
    while from < span.to {
        let to = cycles.containing(from).to.min(span.to);
        if to <= from {
            break;
        }
        out.push(Span::new(from, to));
        from = to;
    }
    out
}

/// What there is to choose from, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    pub scorecards: Vec<String>,
    /// Of the scorecard that is shown, with the evaluations that count on each.
    pub versions: Vec<(String, u64)>,
    pub sources: Vec<(Raw, u64)>,
    pub by_people: u64,
    pub by_ai: u64,
    /// Who supervises a team today.
    pub supervisors: Vec<(PersonId, Raw)>,
}

/// What a view is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Narrowed {
    pub scores: ScoreFilter,
    /// The supervisor whose agents are shown.
    pub supervisor: Option<(PersonId, Raw)>,
    /// A scorecard that was picked by name.
    pub scorecard: Option<String>,
    pub reach: Reach,
}

impl Narrowed {
    /// Each part in words: "people's scores only", "Dana Reyes's agents", "3 cycles".
    pub fn words(&self) -> Vec<String> {
        let mut out = self.scores.words();
        out.extend(self.supervisor.as_ref().map(|(_, name)| format!("{}'s agents", name.visible())));
        out.extend(self.scorecard.as_ref().map(|name| format!("form {}", visible(name))));
        out
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::cycle::Cadence;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_cut_where_cycles_begin_and_none_is_lost_or_counted_twice() {
        let cycles = Cycles { cadence: Cadence::BiWeekly, anchor: day("2026-11-09") };
        let of = |from: &str, to: &str| -> Vec<String> {
            let all = pieces(cycles, Span::new(day(from), day(to)));
            all.iter().map(|s| format!("{} {}", s.from.format("%m-%d"), s.to.format("%m-%d"))).collect()
        };
        // Cycles begin on 12 and 26 October, 9 and 23 November.
        assert_eq!(of("2026-10-15", "2026-11-12"), ["10-15 10-26", "10-26 11-09", "11-09 11-12"]);
        assert_eq!(of("2026-11-09", "2026-11-23"), ["11-09 11-23"]);
        assert_eq!(of("2026-11-10", "2026-11-11"), ["11-10 11-11"]);
        assert!(of("2026-11-11", "2026-11-11").is_empty());
        assert!(of("2026-11-12", "2026-11-11").is_empty());
    }

    #[test]
    fn what_is_left_is_said_in_words_and_nothing_is_said_where_all_is() {
        assert!(Narrowed::default().words().is_empty());
        let narrowed = Narrowed {
            scores: ScoreFilter {
                version: Some("2".to_owned()),
                scored_by: Some(ScoredBy::Person),
                source: Some(Raw::from("talk\u{1b}desk")),
            },
            supervisor: Some((PersonId(uuid::Uuid::nil()), Raw::from("Dana Reyes"))),
            ..Narrowed::default()
        };
        let words = narrowed.words().join(" · ");
        assert!(words.starts_with("people's scores only · from talk"), "{words}");
        assert!(words.ends_with(" · version 2 · Dana Reyes's agents"), "{words}");
        assert!(!words.contains('\u{1b}'), "{words:?}");
    }
}
