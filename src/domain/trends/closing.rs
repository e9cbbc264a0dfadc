//! How long a gap takes to close. A gap that is still open counts as open: leaving it out would make every dimension
//! look faster than it is.

use chrono::NaiveDate;

use crate::domain::day::Span;
use crate::domain::focus::under;
use crate::domain::id::SessionId;
use crate::domain::people::Agent;

/// One gap of one agent on one dimension, from its first session on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Sessions on it until it closed, or so far.
    pub sessions: u32,
    /// Days from the first session until the cycle that closed it was over, or until today.
    pub days: u32,
    pub end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    StillOpen,
}

/// A gap with whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    pub agent: Agent,
    /// The day of its first session.
    pub since: NaiveDate,
    pub episode: Episode,
    /// Its latest session.
    pub last: SessionId,
}

/// A dimension's gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub key: String,
    pub name: String,
    pub closed: u32,
    pub open: u32,
    /// Half close within so many sessions; `None` where fewer than half have.
    pub sessions: Option<u32>,
    pub days: Option<u32>,
    /// As many as are closed and open: the open ones first, the longest first.
    pub gaps: Vec<Gap>,
}

/// A dimension over one complete cycle, to see whether the gap is closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    pub cycle: Span,
    pub current: Option<f64>,
    pub n: u32,
    pub target: Option<f64>,
}

impl Reading {
    fn meets(&self, minimum_sample: u32) -> bool {
        self.n >= minimum_sample
            && self.current.zip(self.target).is_some_and(|(current, target)| !under(current, target))
    }
}

/// Cuts an agent's sessions on one dimension, oldest first, into gaps. A gap closes with the first complete cycle after
/// its first session that is at or above target; a session after that opens another.
pub fn episodes(sessions: &[NaiveDate], readings: &[Reading], minimum_sample: u32, today: NaiveDate) -> Vec<Episode> {
    let days = |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days()).unwrap_or(0);
    let mut out = Vec::new();
    let mut rest = sessions;
    while let Some(first) = rest.first().copied() {
        let closes = readings.iter().find(|r| r.cycle.from > first && r.cycle.to <= today && r.meets(minimum_sample));
        let Some(close) = closes else {
            let sessions = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            out.push(Episode { sessions, days: days(first, today), end: End::StillOpen });
            break;
        };
        let held = rest.iter().take_while(|day| **day < close.cycle.to).count();
        out.push(Episode {
            sessions: u32::try_from(held).unwrap_or(u32::MAX),
            days: days(first, close.cycle.to),
            end: End::Closed,
        });
        rest = &rest[held..];
    }
    out
}

/// The time by which half have closed, by the estimate of Kaplan and Meier: those that are open count up to where they
/// are. `None` where the curve does not come down to a half.
pub fn median(lengths: &[(u32, End)]) -> Option<u32> {
    let mut times: Vec<u32> = lengths.iter().filter(|(_, end)| *end == End::Closed).map(|(t, _)| *t).collect();
    times.sort_unstable();
    times.dedup();
    let mut open = 1.0;
    for time in times {
        let at_risk = lengths.iter().filter(|(t, _)| *t >= time).count() as f64;
        let closed = lengths.iter().filter(|(t, end)| *t == time && *end == End::Closed).count() as f64;
        open *= 1.0 - closed / at_risk;
        // A half that a binary fraction misses by a hair is a half.
        if open <= 0.5 + 1e-12 {
            return Some(time);
        }
    }
    None
}

impl Closing {
    pub fn of(key: &str, name: &str, mut gaps: Vec<Gap>) -> Self {
        let episodes: Vec<Episode> = gaps.iter().map(|gap| gap.episode).collect();
        gaps.sort_by(|a, b| {
            let closed = |gap: &Gap| gap.episode.end == End::Closed;
            closed(a).cmp(&closed(b)).then(b.episode.days.cmp(&a.episode.days)).then(a.agent.name.cmp(&b.agent.name))
        });
        let count = |end: End| u32::try_from(episodes.iter().filter(|e| e.end == end).count()).unwrap_or(u32::MAX);
        let by = |length: fn(&Episode) -> u32| median(&episodes.iter().map(|e| (length(e), e.end)).collect::<Vec<_>>());
        Self {
            key: key.to_owned(),
            name: name.to_owned(),
            closed: count(End::Closed),
            open: count(End::StillOpen),
            sessions: by(|e| e.sessions),
            days: by(|e| e.days),
            gaps,
        }
    }

    /// "half close within 3 sessions (41 days); 5 still open".
    pub fn words(&self) -> String {
        let plural = |n: u32, one: &str| if n == 1 { format!("{n} {one}") } else { format!("{n} {one}s") };
        let still = match self.open {
            0 => String::new(),
            n => format!("; {n} still open"),
        };
        match (self.sessions, self.days) {
            (Some(sessions), Some(days)) => {
                format!("half close within {} ({}){still}", plural(sessions, "session"), plural(days, "day"))
            }
            (Some(sessions), None) => format!("half close within {}{still}", plural(sessions, "session")),
            (None, Some(days)) => format!("half close within {}{still}", plural(days, "day")),
            (None, None) if self.closed == 0 => format!("none has closed yet{still}"),
            (None, None) => format!("fewer than half have closed{still}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// `closed 3`, `open 5`.
    fn lengths(text: &str) -> Vec<(u32, End)> {
        let one = |word: &str| {
            let (time, open) = word.strip_suffix('+').map_or((word, false), |t| (t, true));
            (time.parse().expect("a number"), if open { End::StillOpen } else { End::Closed })
        };
        text.split_whitespace().map(one).collect()
    }

    #[test]
    fn half_have_closed_where_the_curve_comes_down_to_a_half() {
        // By `scipy.stats.ecdf` with censored data; "+" is one that is still open.
        for (text, expected) in [
            ("", None),
            ("3", Some(3)),
            ("3+", None),
            ("1 2 3 4", Some(2)),
            ("1 2 3", Some(2)),
            ("1 1+ 2 2+ 3", Some(3)),
            ("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+", Some(23)),
            ("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23", Some(8)),
            ("2 5+ 5+ 5+ 5+", None),
            ("4 4 4 4+ 4+", Some(4)),
        ] {
            assert_eq!(median(&lengths(text)), expected, "{text}");
        }
    }

    fn reading(from: &str, to: &str, current: f64, n: u32) -> Reading {
        Reading { cycle: Span::new(day(from), day(to)), current: Some(current), n, target: Some(75.0) }
    }

    #[test]
    fn a_gap_closes_with_the_first_complete_cycle_at_target_and_the_next_session_opens_another() {
        let sessions = ["2026-08-10", "2026-08-24", "2026-10-05"].map(day);
        let readings = [
            // Under way when the first session was held.
            reading("2026-08-03", "2026-08-17", 90.0, 9),
            reading("2026-08-17", "2026-08-31", 74.9, 9),
            // Met, on too few calls.
            reading("2026-08-31", "2026-09-14", 80.0, 2),
            // 74.96 is printed as 75.0.
            reading("2026-09-14", "2026-09-28", 74.96, 9),
            reading("2026-10-12", "2026-10-26", 70.0, 9),
            // Not over yet.
            reading("2026-11-23", "2026-12-07", 90.0, 9),
        ];
        let found = episodes(&sessions, &readings, 3, day("2026-11-25"));
        assert_eq!(
            found,
            [
                Episode { sessions: 2, days: 49, end: End::Closed },
                Episode { sessions: 1, days: 51, end: End::StillOpen },
            ]
        );
        assert!(episodes(&[], &readings, 3, day("2026-11-25")).is_empty());
    }

    #[test]
    fn the_sentence_never_hides_what_is_open() {
        let of = |all: &[(u32, u32, End)]| {
            let gap = |(sessions, days, end): &(u32, u32, End)| Gap {
                agent: Agent {
                    id: crate::domain::id::PersonId(uuid::Uuid::nil()),
                    source_id: None,
                    name: crate::domain::raw::Raw::from("Ama"),
                },
                since: day("2026-10-01"),
                episode: Episode { sessions: *sessions, days: *days, end: *end },
                last: SessionId(uuid::Uuid::nil()),
            };
            let found = Closing::of("empathy", "Empathy", all.iter().map(gap).collect());
            // What is open stands first, and nothing is left out.
            assert_eq!(found.gaps.len(), all.len());
            let open = usize::try_from(found.open).expect("few");
            assert!(found.gaps[..open].iter().all(|gap| gap.episode.end == End::StillOpen));
            found.words()
        };
        assert_eq!(of(&[(1, 20, End::Closed)]), "half close within 1 session (20 days)");
        assert_eq!(
            of(&[(2, 30, End::Closed), (3, 40, End::Closed), (4, 90, End::StillOpen)]),
            "half close within 3 sessions (40 days); 1 still open"
        );
        assert_eq!(of(&[(2, 30, End::StillOpen)]), "none has closed yet; 1 still open");
        let mut many = vec![(3, 60, End::StillOpen); 5];
        many.push((2, 30, End::Closed));
        assert_eq!(of(&many), "fewer than half have closed; 5 still open");
    }
}
