//! Coverage: what became of the flagged calls of a period.

use chrono::{Days, NaiveDate};

use super::day::Span;
use super::id::{CallRow, SessionId};
use super::people::{Agent, Team};
use super::raw::Raw;

/// So many days are looked at where nothing else is asked for.
pub const DAYS: u64 = 90;

/// The last days, today with them.
pub fn recent(today: NaiveDate) -> Span {
    let to = today.succ_opt().unwrap_or(today);
    Span::new(to.checked_sub_days(Days::new(DAYS)).unwrap_or(today), to)
}

/// What marks the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    Flag,
    AutoFail,
}

impl MarkKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto_fail",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto-fail",
        }
    }
}

/// The session that coaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoachedBy {
    pub session: SessionId,
    pub held_on: NaiveDate,
}

/// What became of a flag or an auto-fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Over its clock, by so many days.
    NotCoached { over: i64 },
    /// Within its clock, for so many days more.
    Pending { left: i64 },
    /// So many days after the call.
    Coached { by: CoachedBy, after: i64 },
}

impl Coverage {
    /// A clock of `flag_days` runs from the call's day; the last day of it is still within it.
    pub fn of(call: NaiveDate, by: Option<CoachedBy>, today: NaiveDate, flag_days: i64) -> Self {
        match by {
            Some(by) => Self::Coached { by, after: (by.held_on - call).num_days() },
            None => {
                let left = flag_days - (today - call).num_days();
                if left < 0 { Self::NotCoached { over: -left } } else { Self::Pending { left } }
            }
        }
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotCoached { .. } => "not_coached",
            Self::Pending { .. } => "pending",
            Self::Coached { .. } => "coached",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::NotCoached { .. } => "not coached",
            Self::Pending { .. } => "pending",
            Self::Coached { .. } => "coached",
        }
    }

    /// "5 days, 3 over", "1 day, 1 left", "after 2 days".
    pub fn age_words(self, age: i64) -> String {
        let days = |n: i64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
        match self {
            Self::NotCoached { over } => format!("{}, {over} over", days(age)),
            Self::Pending { left: 0 } => format!("{}, due today", days(age)),
            Self::Pending { left } => format!("{}, {left} left", days(age)),
            Self::Coached { after: 0, .. } => "the same day".to_owned(),
            Self::Coached { after, .. } if after < 0 => "before the call".to_owned(),
            Self::Coached { after, .. } => format!("after {}", days(after)),
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::NotCoached { .. } => 0,
            Self::Pending { .. } => 1,
            Self::Coached { .. } => 2,
        }
    }
}

/// A flag, or an auto-fail that no flag of its call stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageLine {
    pub kind: MarkKind,
    pub agent: Agent,
    pub team: Option<Raw>,
    pub call: CallRow,
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    /// The flag's code, or the auto-fail's name.
    pub code: Raw,
    pub severity: Option<Raw>,
    /// The dimension's key: the flag's own, else its code's.
    pub dimension: Option<String>,
    pub at_ms: Option<i64>,
    pub note: Option<Raw>,
    /// What failed on the flag's call, where something did.
    pub auto_fail: Option<Raw>,
    pub state: Coverage,
    /// Days from the call until today.
    pub age: i64,
}

/// The coverage of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageView {
    pub span: Span,
    pub today: NaiveDate,
    /// `None` for everyone.
    pub team: Option<Raw>,
    pub flag_days: i64,
    /// Teams that can be picked.
    pub teams: Vec<Team>,
    /// Not coached, then pending, the oldest first; then coached, the newest session first.
    pub lines: Vec<CoverageLine>,
}

impl CoverageView {
    pub fn count(&self, of: impl Fn(&Coverage) -> bool) -> usize {
        self.lines.iter().filter(|line| of(&line.state)).count()
    }

    /// "12 flagged: 8 coached, 3 not coached, 1 pending".
    pub fn words(&self) -> String {
        let coached = self.count(|s| matches!(s, Coverage::Coached { .. }));
        let not = self.count(|s| matches!(s, Coverage::NotCoached { .. }));
        let pending = self.count(|s| matches!(s, Coverage::Pending { .. }));
        let all = self.lines.len();
        let what = if all == 1 { "flag or auto-fail" } else { "flags and auto-fails" };
        format!("{all} {what}: {coached} coached, {not} not coached, {pending} pending")
    }
}

/// What needs somebody first.
pub fn rank(lines: &mut [CoverageLine]) {
    lines.sort_by(|a, b| {
        let by_state = a.state.rank().cmp(&b.state.rank());
        let within = match (a.state, b.state) {
            (Coverage::Coached { by: one, .. }, Coverage::Coached { by: other, .. }) => {
                other.held_on.cmp(&one.held_on).then(b.day.cmp(&a.day))
            }
            _ => a.day.cmp(&b.day),
        };
        by_state.then(within).then_with(|| a.call_id.cmp(&b.call_id)).then_with(|| a.code.cmp(&b.code))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).expect("a day")
    }

    #[test]
    fn the_clock_runs_from_the_calls_day() {
        // Call of the 10th, so many days of clock, today, and what it comes to.
        for (clock, today, left) in
            [(2, 10, 2), (2, 11, 1), (2, 12, 0), (2, 13, -1), (0, 10, 0), (0, 11, -1), (5, 9, 6)]
        {
            let found = Coverage::of(day(10), None, day(today), clock);
            let wanted = if left < 0 { Coverage::NotCoached { over: -left } } else { Coverage::Pending { left } };
            assert_eq!(found, wanted, "{clock} days, today the {today}th");
        }
    }

    #[test]
    fn a_session_counts_its_days_after_the_call() {
        let by = |n| CoachedBy { session: SessionId::new(), held_on: day(n) };
        for (held, words) in [(10, "the same day"), (11, "after 1 day"), (20, "after 10 days"), (9, "before the call")]
        {
            assert_eq!(Coverage::of(day(10), Some(by(held)), day(30), 2).age_words(20), words);
        }
        assert_eq!(Coverage::of(day(10), None, day(15), 2).age_words(5), "5 days, 3 over");
        assert_eq!(Coverage::of(day(10), None, day(12), 2).age_words(2), "2 days, due today");
        assert_eq!(Coverage::of(day(10), None, day(11), 2).age_words(1), "1 day, 1 left");
    }
}
