//! Coaching cycles: half-open spans of days given by the cadence.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::Span;

/// How often an agent is coached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    Weekly,
    BiWeekly,
    Monthly,
    Days(u32),
}

impl Cadence {
    /// "weekly", "bi-weekly", "monthly", "10 days".
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "weekly" => Some(Self::Weekly),
            "bi-weekly" | "biweekly" | "fortnightly" => Some(Self::BiWeekly),
            "monthly" => Some(Self::Monthly),
            other => {
                let number = other.strip_suffix("days").or_else(|| other.strip_suffix("day"))?;
                number.trim().parse().ok().filter(|n| (1..=366).contains(n)).map(Self::Days)
            }
        }
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly => f.write_str("weekly"),
            Self::BiWeekly => f.write_str("bi-weekly"),
            Self::Monthly => f.write_str("monthly"),
            Self::Days(n) => write!(f, "{n} days"),
        }
    }
}

/// The cadence and the day that its cycles are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cycles {
    pub cadence: Cadence,
    pub anchor: NaiveDate,
}

impl Cycles {
    /// The cycle that a day falls into.
    pub fn containing(&self, day: NaiveDate) -> Span {
        let length = match self.cadence {
            Cadence::Weekly => 7,
            Cadence::BiWeekly => 14,
            Cadence::Days(n) => i64::from(n.max(1)),
            Cadence::Monthly => return self.month_of(day),
        };
        let into = day.signed_duration_since(self.anchor).num_days().rem_euclid(length);
        let from = shifted(day, -into);
        Span::new(from, shifted(from, length))
    }

    /// The cycle `by` cycles after `span` (before, where negative).
    pub fn shifted(&self, span: Span, by: i64) -> Span {
        let mut out = span;
        // Further than any calendar of coaching goes.
        for _ in 0..by.unsigned_abs().min(10_000) {
            out =
                if by > 0 { self.containing(out.to) } else { self.containing(out.from.pred_opt().unwrap_or(out.from)) };
        }
        out
    }

    /// How many cycles lie between two cycles' starts (negative where `to` is earlier).
    pub fn distance(&self, from: Span, to: Span) -> i64 {
        let length = match self.cadence {
            Cadence::Weekly => 7,
            Cadence::BiWeekly => 14,
            Cadence::Days(n) => i64::from(n.max(1)),
            Cadence::Monthly => {
                let months = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
                return months(to.from) - months(from.from);
            }
        };
        to.from.signed_duration_since(from.from).num_days() / length
    }

    /// When the next session is due after one on `day`.
    pub fn next_due(&self, day: NaiveDate) -> NaiveDate {
        match self.cadence {
            Cadence::Weekly => shifted(day, 7),
            Cadence::BiWeekly => shifted(day, 14),
            Cadence::Days(n) => shifted(day, i64::from(n.max(1))),
            Cadence::Monthly => day.checked_add_months(Months::new(1)).unwrap_or(day),
        }
    }

    /// Months run from the anchor's day of the month; a shorter month ends on its last day.
    fn month_of(&self, day: NaiveDate) -> Span {
        let start = |year: i32, month: u32| {
            let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(day);
            let last = first.checked_add_months(Months::new(1)).and_then(|d| d.pred_opt()).unwrap_or(first);
            first.with_day(self.anchor.day().min(last.day())).unwrap_or(first)
        };
        let step = |year: i32, month: u32, by: i32| {
            let index = year * 12 + i32::try_from(month).unwrap_or(1) - 1 + by;
            (index.div_euclid(12), u32::try_from(index.rem_euclid(12)).unwrap_or(0) + 1)
        };
        let this = start(day.year(), day.month());
        if day >= this {
            let (y, m) = step(day.year(), day.month(), 1);
            Span::new(this, start(y, m))
        } else {
            let (y, m) = step(day.year(), day.month(), -1);
            Span::new(start(y, m), this)
        }
    }
}

fn shifted(day: NaiveDate, by: i64) -> NaiveDate {
    let days = Days::new(by.unsigned_abs());
    if by < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }.unwrap_or(day)
}

/// The cycle that opens: the last complete one that has calls, else the newest with calls.
/// `last_call` is the last day that has calls, `today` is not yet over; `has_calls` asks about a span.
pub fn opening(
    cycles: Cycles,
    today: NaiveDate,
    last_call: Option<NaiveDate>,
    has_calls: impl Fn(Span) -> bool,
) -> Span {
    let Some(last) = last_call else {
        return cycles.shifted(cycles.containing(today), -1);
    };
    let newest = cycles.containing(last);
    if newest.to <= today {
        return newest;
    }
    let mut span = cycles.containing(today.min(last));
    // Two years of days are further than any gap in a desk's data; past it the newest opens.
    for _ in 0..800 {
        if span.to <= today && has_calls(span) {
            return span;
        }
        span = cycles.shifted(span, -1);
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_cycle_holds_its_first_day_and_not_its_end() {
        let anchor = d("2026-11-09");
        for (cadence, day, from, to) in [
            (Cadence::Weekly, "2026-11-15", "2026-11-09", "2026-11-16"),
            (Cadence::Weekly, "2026-11-16", "2026-11-16", "2026-11-23"),
            (Cadence::BiWeekly, "2026-11-08", "2026-10-26", "2026-11-09"),
            (Cadence::BiWeekly, "2026-11-22", "2026-11-09", "2026-11-23"),
            (Cadence::Days(10), "2026-11-19", "2026-11-19", "2026-11-29"),
            (Cadence::Monthly, "2026-11-08", "2026-10-09", "2026-11-09"),
            (Cadence::Monthly, "2026-12-31", "2026-12-09", "2027-01-09"),
        ] {
            let cycles = Cycles { cadence, anchor };
            assert_eq!(cycles.containing(d(day)), Span::new(d(from), d(to)), "{cadence} {day}");
        }
    }

    #[test]
    fn months_from_the_31st_end_on_the_last_day_of_shorter_ones() {
        let cycles = Cycles { cadence: Cadence::Monthly, anchor: d("2026-01-31") };
        assert_eq!(cycles.containing(d("2026-02-27")), Span::new(d("2026-01-31"), d("2026-02-28")));
        assert_eq!(cycles.containing(d("2026-02-28")), Span::new(d("2026-02-28"), d("2026-03-31")));
    }

    #[test]
    fn cycles_tile_the_calendar() {
        for cadence in [Cadence::Weekly, Cadence::BiWeekly, Cadence::Monthly, Cadence::Days(9)] {
            let cycles = Cycles { cadence, anchor: d("2024-01-31") };
            let mut span = cycles.containing(d("2023-11-03"));
            for n in 0..60 {
                let next = cycles.shifted(span, 1);
                assert_eq!(next.from, span.to, "{cadence}");
                assert_eq!(cycles.shifted(next, -1), span, "{cadence}");
                assert_eq!(cycles.distance(span, next), 1, "{cadence} {n}");
                span = next;
            }
        }
    }

    #[test]
    fn monday_morning_opens_the_cycle_that_has_just_ended() {
        let cycles = Cycles { cadence: Cadence::BiWeekly, anchor: d("2026-11-09") };
        let ended = Span::new(d("2026-11-09"), d("2026-11-23"));
        // Calls up to yesterday, and none today.
        assert_eq!(opening(cycles, d("2026-11-23"), Some(d("2026-11-22")), |_| true), ended);
        // Calls today: the complete cycle still opens.
        assert_eq!(opening(cycles, d("2026-11-25"), Some(d("2026-11-25")), |_| true), ended);
        // The only calls are in the running cycle.
        let running = Span::new(d("2026-11-23"), d("2026-12-07"));
        assert_eq!(opening(cycles, d("2026-11-25"), Some(d("2026-11-25")), |s| s == running), running);
        // Old data: its newest cycle, complete long ago.
        assert_eq!(
            opening(cycles, d("2026-11-25"), Some(d("2020-06-02")), |_| true),
            cycles.containing(d("2020-06-02"))
        );
    }
}
