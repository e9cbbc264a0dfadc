//! Days as supervisors type them: "fri", "+2w", "9 oct", "the 15th", read against a day that stands for today.
//!
//! One reader serves three places. A date field takes a whole text ([`parse_typed`]), or one that lies behind
//! ([`parse_past`]); the check of a practice action
//! finds a date among other words ([`read`]). Neither asks the clock: today is always handed in.
//!
//! What a short form means:
//! - a weekday alone is the next such day **after** today: on a Friday, "fri" is a week away;
//! - "this friday" may be today; "next friday" is the Friday of the next calendar week;
//! - a date without a year is its next occurrence on or after today;
//! - "9/10" follows the order of day and month of the settings, unless only the other order gives a day;
//!   "9.10." is the ninth of October in every setting.

use std::{error::Error, fmt};

mod past;

pub use past::parse_past;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Why a typed date could not be taken. Its words are a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    /// Nothing was typed.
    Empty,
    /// The text has no form that is known.
    Unreadable {
        /// The text as typed, without spaces around it.
        read: String,
    },
    /// The form is known and the calendar has no such day, as with 31 Feb.
    NoSuchDay {
        /// The text as typed.
        read: String,
    },
    /// A weekday stands beside a date that falls on another one, as with "Mon 27 Nov 2026".
    OtherWeekday {
        /// The text as typed.
        read: String,
        /// The day of the week that the date does fall on.
        falls_on: Weekday,
    },
    /// A step such as +9999999d leads beyond the calendar.
    OutOfRange {
        /// The text as typed.
        read: String,
    },
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("No date is given: type one such as fri, +7d, 9 Oct or 2026-10-09."),
            Self::Unreadable { read } => {
                write!(f, "“{read}” cannot be read as a date: type one such as fri, +7d, 9 Oct or 2026-10-09.")
            }
            Self::NoSuchDay { read } => {
                write!(f, "“{read}” is no day of the calendar: check the day and the month.")
            }
            Self::OtherWeekday { read, falls_on } => write!(
                f,
                "“{read}” does not agree with itself: that date is a {}; drop the weekday or mend the date.",
                weekday_name(*falls_on)
            ),
            Self::OutOfRange { read } => {
                write!(f, "“{read}” leads beyond the calendar: type a nearer date such as +7d or 9 Oct.")
            }
        }
    }
}

impl Error for DateProblem {}

/// Reads the whole text of a date field.
///
/// # Errors
/// Says what was read and what is expected; see [`DateProblem`].
pub fn parse_typed(text: &str, today: NaiveDate, day_first: bool) -> Result<NaiveDate, DateProblem> {
    let typed = text.trim();
    if typed.is_empty() {
        return Err(DateProblem::Empty);
    }
    let unreadable = || DateProblem::Unreadable { read: typed.to_owned() };
    let lower = typed.to_lowercase();
    if let Some(step) = lower.strip_prefix('+') {
        let (count, unit) = read_step(step).ok_or_else(unreadable)?;
        return later(today, count, unit).ok_or_else(|| DateProblem::OutOfRange { read: typed.to_owned() });
    }
    let spaced = lower.replace(',', " ");
    let mut words: Vec<&str> = spaced.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
    words.retain(|word| !word.is_empty());
    match read(&words, today, day_first) {
        Some(reading) if reading.used == words.len() => reading.day.map_err(|problem| problem.reading(typed)),
        Some(_) | None => Err(unreadable()),
    }
}

/// A day in words: "Sun 29 Nov", and "Fri 8 Jan 2027" where the year is not today's.
pub fn words(date: NaiveDate, today: NaiveDate) -> String {
    if date.year() == today.year() {
        date.format("%a %-d %b").to_string()
    } else {
        date.format("%a %-d %b %Y").to_string()
    }
}

impl DateProblem {
    /// The same problem, naming the text as it was typed.
    pub(crate) fn reading(self, typed: &str) -> Self {
        let read = typed.to_owned();
        match self {
            Self::Empty => Self::Empty,
            Self::Unreadable { .. } => Self::Unreadable { read },
            Self::NoSuchDay { .. } => Self::NoSuchDay { read },
            Self::OtherWeekday { falls_on, .. } => Self::OtherWeekday { read, falls_on },
            Self::OutOfRange { .. } => Self::OutOfRange { read },
        }
    }
}

/// A date found at the start of some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// How many of the words belong to it.
    pub(crate) used: usize,
    /// The day, or why the calendar has none.
    pub(crate) day: Result<NaiveDate, DateProblem>,
}

/// Reads a date at the start of `words`, which are lower case; commas may stand among them as words of their own.
///
/// `None` means that no date starts here. A form that is known but names no day is a reading with a problem.
pub(crate) fn read(words: &[&str], today: NaiveDate, day_first: bool) -> Option<Reading> {
    relative(words, today)
        .or_else(|| on_weekday(words, today, day_first))
        .or_else(|| calendar_date(words, today, day_first))
}

/// A unit of a step from one day to a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// One day.
    Day,
    /// One day of Monday to Friday.
    Workday,
    /// Seven days.
    Week,
    /// To the same day of the next month, or its last.
    Month,
    /// Twelve months.
    Year,
}

/// The day `count` units after `day`, or `None` beyond the calendar.
pub(crate) fn later(day: NaiveDate, count: u32, unit: Unit) -> Option<NaiveDate> {
    match unit {
        Unit::Day => day.checked_add_days(Days::new(count.into())),
        Unit::Week => day.checked_add_days(Days::new(u64::from(count) * 7)),
        Unit::Month => day.checked_add_months(Months::new(count)),
        Unit::Year => day.checked_add_months(Months::new(count.checked_mul(12)?)),
        Unit::Workday => {
            let whole_weeks = later(day, count / 5, Unit::Week)?;
            (0..count % 5).try_fold(whole_weeks, |date, _| {
                let next = date.succ_opt()?;
                match next.weekday() {
                    Weekday::Sat => later(next, 2, Unit::Day),
                    Weekday::Sun => next.succ_opt(),
                    _ => Some(next),
                }
            })
        }
    }
}

/// The first `day` on or after `from`.
pub(crate) fn on_or_after(from: NaiveDate, day: Weekday) -> NaiveDate {
    let ahead = (7 + day.num_days_from_monday() - from.weekday().num_days_from_monday()) % 7;
    from.checked_add_days(Days::new(ahead.into())).unwrap_or(from)
}

/// The last day of the month that `day` lies in.
pub(crate) fn end_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1)
        .and_then(|first| first.checked_add_months(Months::new(1)))
        .and_then(|first| first.pred_opt())
        .unwrap_or(day)
}

/// The day of the week that a word names: "fri", "friday".
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// The number of the month that a word names: "oct", "october".
pub(crate) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        "mar" | "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        _ => return None,
    })
}

/// "today", "tomorrow", "the day after tomorrow", "this friday", "next friday".
fn relative(words: &[&str], today: NaiveDate) -> Option<Reading> {
    let (used, found) = match words {
        ["the", rest @ ..] => {
            let reading = relative(rest, today)?;
            return Some(Reading { used: reading.used + 1, ..reading });
        }
        ["today" | "tonight", ..] => (1, Some(today)),
        ["tomorrow" | "tmrw" | "tmr", ..] => (1, later(today, 1, Unit::Day)),
        ["day", "after", "tomorrow", ..] => (3, later(today, 2, Unit::Day)),
        ["this" | "coming", day, ..] => (2, Some(on_or_after(today, weekday(day)?))),
        ["next", day, ..] => (2, next_week(today, weekday(day)?)),
        _ => return None,
    };
    let day = found.ok_or_else(|| DateProblem::OutOfRange { read: words[..used].join(" ") });
    Some(Reading { used, day })
}

/// "friday", and "friday, 9 oct", where the two must agree.
fn on_weekday(words: &[&str], today: NaiveDate, day_first: bool) -> Option<Reading> {
    let day = weekday(words.first()?)?;
    let skip = 1 + words[1..].iter().take_while(|word| matches!(**word, "," | "the" | "on")).count();
    let Some(dated) = calendar_date(&words[skip..], today, day_first) else {
        return Some(Reading { used: 1, day: Ok(after(today, day)) });
    };
    let used = skip + dated.used;
    let day = dated.day.and_then(|date| {
        let read = || words[..used].join(" ");
        let falls_on = date.weekday();
        if falls_on == day { Ok(date) } else { Err(DateProblem::OtherWeekday { read: read(), falls_on }) }
    });
    Some(Reading { used, day })
}

/// "next friday": in the calendar week, Monday to Sunday, after today's.
fn next_week(today: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    later(after(today, Weekday::Mon), day.num_days_from_monday(), Unit::Day)
}

/// The first `day` strictly after `today`.
fn after(today: NaiveDate, day: Weekday) -> NaiveDate {
    today.succ_opt().map_or(today, |tomorrow| on_or_after(tomorrow, day))
}

/// "7d", "2w", "1m", "7" (days).
fn read_step(step: &str) -> Option<(u32, Unit)> {
    let step: String = step.split_whitespace().collect();
    let digits = step.find(|c: char| !c.is_ascii_digit()).unwrap_or(step.len());
    let (count, unit) = step.split_at(digits);
    let unit = match unit {
        "" | "d" | "day" | "days" => Unit::Day,
        "w" | "week" | "weeks" => Unit::Week,
        "m" | "mo" | "month" | "months" => Unit::Month,
        "y" | "year" | "years" => Unit::Year,
        _ => return None,
    };
    // More digits than a number can hold still are a step, one beyond the calendar.
    let all_digits = !count.is_empty();
    all_digits.then(|| (count.parse().unwrap_or(u32::MAX), unit))
}

/// "9 oct", "9th of october 2026", "oct 9, 2026", "9/10", "9.10.2026", "2026-10-09", "the 15th".
fn calendar_date(words: &[&str], today: NaiveDate, day_first: bool) -> Option<Reading> {
    let skip = usize::from(words.first() == Some(&"the"));
    let words = &words[skip..];
    let first = *words.first()?;
    let reading = day_and_month(words, today)
        .or_else(|| numeric(first, today, day_first).map(|day| Reading { used: 1, day }))
        .or_else(|| ordinal(first).map(|day| Reading { used: 1, day: day_of_month(first, day, today) }))?;
    Some(Reading { used: skip + reading.used, ..reading })
}

/// A day beside the name of a month, in either order, with or without a year.
fn day_and_month(words: &[&str], today: NaiveDate) -> Option<Reading> {
    let at = |index: usize| words.get(index).copied();
    let first = at(0)?;
    let (day, month, used) = if let Some(month) = month(first) {
        let skip = usize::from(at(1) == Some("the"));
        (day_number(at(1 + skip)?)?, month, 2 + skip)
    } else {
        let skip = usize::from(at(1) == Some("of"));
        (day_number(first)?, month(at(1 + skip)?)?, 2 + skip)
    };
    let comma = usize::from(at(used) == Some(","));
    let last = used + comma + 1 == words.len();
    let year = at(used + comma).and_then(|word| read_year(word, last));
    let used = if year.is_some() { used + comma + 1 } else { used };
    let read = || words[..used].join(" ");
    Some(Reading { used, day: dated(day, month, year, today).ok_or_else(|| DateProblem::NoSuchDay { read: read() }) })
}

/// A date in figures alone.
fn numeric(word: &str, today: NaiveDate, day_first: bool) -> Option<Result<NaiveDate, DateProblem>> {
    let word = word.trim_end_matches('.');
    let mark = word.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = word.split(mark).collect();
    if !parts.iter().all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let figures: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let found = match (figures.as_slice(), parts[0].len()) {
        ([year, month, day], 4) => i32::try_from(*year).ok().and_then(|year| dated(*day, *month, Some(year), today)),
        // Dots are day first everywhere that writes them so.
        ([a, b], 1..=2) if mark != '-' && parts[1].len() <= 2 => {
            either_way(*a, *b, None, today, day_first || mark == '.')
        }
        ([a, b, _], 1..=2) if parts[1].len() <= 2 => {
            let year = read_year(parts[2], true)?;
            either_way(*a, *b, Some(year), today, day_first || mark == '.')
        }
        _ => return None,
    };
    Some(found.ok_or_else(|| DateProblem::NoSuchDay { read: word.to_owned() }))
}

/// Day and month in the order of the settings, or in the other one where only that is a day.
fn either_way(a: u32, b: u32, year: Option<i32>, today: NaiveDate, day_first: bool) -> Option<NaiveDate> {
    let (day, month) = if day_first { (a, b) } else { (b, a) };
    dated(day, month, year, today).or_else(|| if month > 12 { dated(month, day, year, today) } else { None })
}

/// The day, in the year given or at its next occurrence on or after today.
fn dated(day: u32, month: u32, year: Option<i32>, today: NaiveDate) -> Option<NaiveDate> {
    match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        None => [today.year(), today.year() + 1]
            .into_iter()
            .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
            .find(|date| *date >= today),
    }
}

/// "the 15th": the next day of that number, on or after today.
fn day_of_month(word: &str, day: u32, today: NaiveDate) -> Result<NaiveDate, DateProblem> {
    (0..12)
        .filter_map(|ahead| today.with_day(1)?.checked_add_months(Months::new(ahead))?.with_day(day))
        .find(|date| *date >= today)
        .ok_or_else(|| DateProblem::NoSuchDay { read: word.to_owned() })
}

/// "9" or "9th", up to two figures.
fn day_number(word: &str) -> Option<u32> {
    ordinal(word).or_else(|| {
        let plain = (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| word.parse().ok()).flatten()
    })
}

/// "1st", "2nd", "23rd", "15th".
fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A year of four figures, or of two where nothing follows ("9 oct 26").
fn read_year(word: &str, last: bool) -> Option<i32> {
    let figures = word.strip_prefix('\'').unwrap_or(word);
    if !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match figures.len() {
        4 => figures.parse().ok().filter(|year| (1900..3000).contains(year)),
        2 if last => figures.parse::<i32>().ok().map(|year| 2000 + year),
        _ => None,
    }
}

fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

#[cfg(test)]
mod tests;
