//! Days that lie behind: when a session was held, when a call was.
//!
//! - "fri" and "last fri" are the latest such day; only the first may be today;
//! - a date without a year, or a day without a month, is its latest occurrence up to today;
//! - a date that is given whole stands as it is, also where it is still to come: the rule that minds it says so.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{DateProblem, Unit, on_or_after, ordinal, parse_typed, read, read_step, relative, weekday};

/// Reads the whole text of a field whose day lies behind.
///
/// # Errors
/// Says what was read and what is expected; see [`DateProblem`].
pub fn parse_past(text: &str, today: NaiveDate, day_first: bool) -> Result<NaiveDate, DateProblem> {
    let lower = text.trim().to_lowercase().replace(',', " ");
    let out_of_range = || DateProblem::OutOfRange { read: text.trim().to_owned() };
    if let Some((count, unit)) = lower.strip_prefix('-').and_then(read_step) {
        return earlier(today, count, unit).ok_or_else(out_of_range);
    }
    let words: Vec<&str> = lower.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
    match words.as_slice() {
        ["yesterday"] => return earlier(today, 1, Unit::Day).ok_or_else(out_of_range),
        ["last", named] | [named] if weekday(named).is_some() => {
            let back = if words.len() == 1 { 6 } else { 7 };
            let from = earlier(today, back, Unit::Day).ok_or_else(out_of_range)?;
            return Ok(weekday(named).map_or(today, |day| on_or_after(from, day)));
        }
        ["last", "week"] => return earlier(today, 1, Unit::Week).ok_or_else(out_of_range),
        [count, unit, "ago"] => {
            if let Some((count, unit)) = read_step(&format!("{count}{unit}")) {
                return earlier(today, count, unit).ok_or_else(out_of_range);
            }
        }
        ["the", day] | [day] => {
            if let Some(number) = ordinal(day)
                && let Some(found) = latest_of_number(number, today)
            {
                return Ok(found);
            }
        }
        _ => {}
    }
    // What counts from today ("tomorrow", "+7d") goes on doing so; a date is looked for in the year that ends today.
    let counted = lower.starts_with('+') || relative(&words, today).is_some();
    let year_ago = earlier(today, 1, Unit::Year).and_then(|day| day.succ_opt());
    let base = year_ago.filter(|base| !counted && read(&words, *base, day_first).is_some()).unwrap_or(today);
    parse_typed(text, base, day_first)
}

fn earlier(day: NaiveDate, count: u32, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Day | Unit::Workday => day.checked_sub_days(Days::new(count.into())),
        Unit::Week => day.checked_sub_days(Days::new(u64::from(count) * 7)),
        Unit::Month => day.checked_sub_months(Months::new(count)),
        Unit::Year => day.checked_sub_months(Months::new(count.checked_mul(12)?)),
    }
}

fn latest_of_number(number: u32, today: NaiveDate) -> Option<NaiveDate> {
    (0..12)
        .filter_map(|back| today.with_day(1)?.checked_sub_months(Months::new(back))?.with_day(number))
        .find(|date| *date <= today && date.day() == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// Wednesday 25 November 2026; the days are from a paper calendar.
    #[test]
    fn what_was_is_looked_for_behind() {
        let table = [
            ("yesterday", "2026-11-24"),
            ("Yesterday ", "2026-11-24"),
            ("today", "2026-11-25"),
            ("fri", "2026-11-20"),
            ("wed", "2026-11-25"),
            ("last wed", "2026-11-18"),
            ("last friday", "2026-11-20"),
            ("last week", "2026-11-18"),
            ("-7d", "2026-11-18"),
            ("-2w", "2026-11-11"),
            ("3 days ago", "2026-11-22"),
            ("9 oct", "2026-10-09"),
            ("9 dec", "2025-12-09"),
            ("25 nov", "2026-11-25"),
            ("26 nov", "2025-11-26"),
            ("Dec 1st", "2025-12-01"),
            ("9/10", "2026-10-09"),
            ("24/12", "2025-12-24"),
            ("mon 12 oct", "2026-10-12"),
            ("wed 26 nov", "2025-11-26"),
            ("the 15th", "2026-11-15"),
            ("30th", "2026-10-30"),
            ("31st", "2026-10-31"),
            ("2026-10-09", "2026-10-09"),
            ("9 oct 2024", "2024-10-09"),
            // Still to come: for the rule to say.
            ("2026-12-01", "2026-12-01"),
            ("tomorrow", "2026-11-26"),
            ("+7d", "2026-12-02"),
        ];
        for (typed, expected) in table {
            assert_eq!(parse_past(typed, day("2026-11-25"), true), Ok(day(expected)), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        for typed in ["", "soonish", "31 feb", "last", "last month thing", "-d", "ago"] {
            assert!(parse_past(typed, day("2026-11-25"), true).is_err(), "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_date_without_its_year_is_never_to_come(back in 0..365_i64) {
            let today = day("2026-11-25");
            let was = today - chrono::Duration::days(back);
            let typed = was.format("%-d %b").to_string();
            proptest::prop_assert_eq!(parse_past(&typed, today, true), Ok(was));
        }
    }
}
