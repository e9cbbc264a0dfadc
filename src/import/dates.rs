//! Dates and times as files write them. Which way round 03/04/2026 is, a column decides, never a value alone.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

use super::DateOrder;
use crate::domain::mapping::Epoch;
use crate::domain::trim::trimmed;
use crate::domain::when::When;

pub(super) const EXPECTED: &str =
    "a date of the years 1990 to 2100, such as 2026-10-05, 2026-10-05T14:30:00Z or 05/10/2026 2:30 PM";
pub(super) const EXPECTED_DECIDED: &str =
    "a date that can be read one way: --dates day-first or --dates month-first decides";

mod named;
mod serial;

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Sure(NaiveDate),
    /// Two numbers up to 31 before the year.
    Pair(u32, u32, i32),
    /// Days since a spreadsheet's epoch.
    Serial(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    day: Day,
    time: Option<(NaiveTime, Option<FixedOffset>)>,
}

/// What a column of dates says about its own order, over all of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// The first value that only reads day first, and its line.
    day_first: Option<(u64, String)>,
    month_first: Option<(u64, String)>,
    /// The first that reads both ways.
    either: Option<(u64, String)>,
    /// The least and the greatest day number of a spreadsheet.
    serial: Option<(i64, i64)>,
}

/// What the evidence comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No value needs an order, or all that need one agree.
    Order(Option<DateOrder>),
    /// A question, in words that go after the name of the column.
    Open(String),
}

impl Evidence {
    /// What days the column's numbers count from, where only one way gives plausible dates.
    pub(super) fn epoch(&self) -> Option<Epoch> {
        self.serial.and_then(|(least, greatest)| serial::epoch(least, greatest))
    }

    /// How its day numbers are read, where it has some.
    pub(super) fn serial_words(&self, epoch: Option<Epoch>) -> Option<String> {
        let (least, _) = self.serial?;
        let day = serial::date(least, epoch)?;
        Some(match epoch {
            Some(Epoch::Of1904) => format!("counted from 1904, {least} is {day}"),
            Some(Epoch::Of1900) => format!("counted from 1900, {least} is {day}"),
            None => {
                format!("counted from 1900, {least} is {day}; a mapping with epoch = \"1904\" counts as older Macs do")
            }
        })
    }

    pub(super) fn see(&mut self, line: u64, text: &str) {
        // A year and a mark in front are no pair of numbers, and no spreadsheet's: such a date needs no order.
        let text = trimmed(text);
        if let [a, b, c, d, b'-' | b'/' | b'.', ..] = text.as_bytes()
            && [a, b, c, d].iter().all(|byte| byte.is_ascii_digit())
        {
            return;
        }
        let (a, b) = match written(text) {
            Some(Written { day: Day::Pair(a, b, _), .. }) => (a, b),
            Some(Written { day: Day::Serial(day), .. }) => {
                let (least, greatest) = self.serial.unwrap_or((day, day));
                self.serial = Some((least.min(day), greatest.max(day)));
                return;
            }
            Some(Written { day: Day::Sure(_), .. }) | None => return,
        };
        let slot = match (a > 12, b > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            (false, false) if a != b => &mut self.either,
            (false, false) | (true, true) => return,
        };
        slot.get_or_insert_with(|| (line, text.to_owned()));
    }

    pub(super) fn verdict(&self, decided: Option<DateOrder>) -> Verdict {
        const DECIDE: &str = "say which with --dates day-first or --dates month-first";
        if decided.is_some() {
            return Verdict::Order(decided);
        }
        match (&self.day_first, &self.month_first, &self.either) {
            (Some((line, text)), Some((other_line, other)), _) => Verdict::Open(format!(
                "holds dates both ways round (line {line}: {text}, line {other_line}: {other}): {DECIDE}"
            )),
            (Some(_), None, _) => Verdict::Order(Some(DateOrder::DayFirst)),
            (None, Some(_), _) => Verdict::Order(Some(DateOrder::MonthFirst)),
            (None, None, Some((line, text))) => Verdict::Open(format!(
                "can be read two ways (line {line}: {text}), and nothing in the column decides: {DECIDE}"
            )),
            (None, None, None) => Verdict::Order(None),
        }
    }
}

/// Reads a date. `utc` makes a time without a zone an instant. The error is what is expected instead.
pub(super) fn read(
    text: &str,
    order: Option<DateOrder>,
    epoch: Option<Epoch>,
    utc: bool,
) -> Result<When, &'static str> {
    let Written { day, time } = written(trimmed(text)).ok_or(EXPECTED)?;
    let day = match (day, order) {
        (Day::Sure(day), _) => Some(day),
        (Day::Serial(day), _) => serial::date(day, epoch),
        (Day::Pair(day, month, year), Some(DateOrder::DayFirst))
        | (Day::Pair(month, day, year), Some(DateOrder::MonthFirst)) => NaiveDate::from_ymd_opt(year, month, day),
        (Day::Pair(a, b, year), None) if a > 12 || a == b => NaiveDate::from_ymd_opt(year, b, a),
        (Day::Pair(a, b, year), None) if b > 12 => NaiveDate::from_ymd_opt(year, a, b),
        (Day::Pair(..), None) => return Err(EXPECTED_DECIDED),
    };
    let day = day.filter(|day| (1990..=2100).contains(&day.year())).ok_or(EXPECTED)?;
    Ok(match time {
        None => When::Date(day),
        Some((time, None)) if utc => When::Instant(day.and_time(time).and_utc()),
        Some((time, None)) => When::Naive(day.and_time(time)),
        Some((time, Some(offset))) => {
            let at = offset.from_local_datetime(&day.and_time(time)).single().ok_or(EXPECTED)?;
            When::Instant(at.with_timezone(&Utc))
        }
    })
}

/// The day as the text has it, whatever zone it names.
pub(super) fn written_day(text: &str, order: Option<DateOrder>, epoch: Option<Epoch>) -> Option<NaiveDate> {
    let written = written(trimmed(text))?;
    match written.day {
        Day::Sure(day) => Some(day),
        Day::Serial(day) => serial::date(day, epoch),
        Day::Pair(a, b, year) => {
            let month_first = order == Some(DateOrder::MonthFirst) || (order.is_none() && b > 12);
            if month_first { NaiveDate::from_ymd_opt(year, a, b) } else { NaiveDate::from_ymd_opt(year, b, a) }
        }
    }
}

fn written(text: &str) -> Option<Written> {
    iso(text).or_else(|| any(text))
}

/// "2026-10-05", "2026-10-05T14:30:00Z" and what is like them: how machines write, read by its places.
fn iso(text: &str) -> Option<Written> {
    let bytes = text.as_bytes();
    let (date, rest) = bytes.split_first_chunk::<10>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = i32::try_from(places(&[*y1, *y2, *y3, *y4])?).ok()?;
    let day = Day::Sure(NaiveDate::from_ymd_opt(year, places(&[*m1, *m2])?, places(&[*d1, *d2])?)?);
    let (clock, second, zone) = match rest {
        [] => return Some(Written { day, time: None }),
        [b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, zone @ ..] => ([*h1, *h2, *m1, *m2], [*s1, *s2], zone),
        [b'T' | b' ', h1, h2, b':', m1, m2, zone @ ..] => ([*h1, *h2, *m1, *m2], *b"00", zone),
        _ => return None,
    };
    let offset = match zone {
        [] => None,
        [b'Z'] => FixedOffset::east_opt(0),
        _ => return None,
    };
    let [h1, h2, m1, m2] = clock;
    let time = NaiveTime::from_hms_opt(places(&[h1, h2])?, places(&[m1, m2])?, places(&second)?)?;
    Some(Written { day, time: Some((time, offset)) })
}

/// Digits alone.
fn places(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

fn any(text: &str) -> Option<Written> {
    if let Some((day, time)) = serial::read(text) {
        return Some(Written { day: Day::Serial(day), time: time.map(|time| (time, None)) });
    }
    let date_end = text.find(|c: char| !matches!(c, '0'..='9' | '/' | '.' | '-')).unwrap_or(text.len());
    let (date, rest) = text.split_at(date_end);
    let (day, rest) = match day(date) {
        Some(day) => (day, rest),
        None => named::date(text).map(|(day, rest)| (Day::Sure(day), rest))?,
    };
    let rest = match rest.strip_prefix(['T', 't', ',']) {
        Some(rest) => rest.trim(),
        None if rest.is_empty() => return Some(Written { day, time: None }),
        None if rest.starts_with(char::is_whitespace) => rest.trim(),
        None => return None,
    };
    let rest = ["at ", "um "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    Some(Written { day, time: Some(time(rest)?) })
}

fn day(date: &str) -> Option<Day> {
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        return sure(&date[..4], &date[4..6], &date[6..]);
    }
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = date.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 {
        return sure(a, b, c);
    }
    let year: i32 = match c.len() {
        4 => c.parse().ok()?,
        // "26-10-05" is as well a year first.
        2 if separator == '-' && small(c)? < 15 => return None,
        2 => 2000 + i32::try_from(small(c)?).ok()?,
        _ => return None,
    };
    let (a, b) = (small(a)?, small(b)?);
    ((1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12)).then_some(Day::Pair(a, b, year))
}

fn sure(year: &str, month: &str, day: &str) -> Option<Day> {
    NaiveDate::from_ymd_opt(year.parse().ok()?, small(month)?, small(day)?).map(Day::Sure)
}

/// A number of one or two digits.
fn small(digits: &str) -> Option<u32> {
    let plain = matches!(digits.len(), 1 | 2) && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

fn time(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let clock_end = text.find(|c: char| !matches!(c, '0'..='9' | ':' | '.' | ',')).unwrap_or(text.len());
    let (clock, rest) = text.split_at(clock_end);
    let (afternoon, rest) = half(rest.trim());
    let mut parts = clock.split(':');
    let mut hour = small(parts.next()?)?;
    let minute = small(parts.next()?)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(seconds) => match seconds.split_once(['.', ',']) {
            None => (small(seconds)?, 0),
            Some((whole, fraction)) => (small(whole)?, nanos(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    if let Some(afternoon) = afternoon {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let rest = if rest.eq_ignore_ascii_case("uhr") { "" } else { rest };
    let offset = if rest.is_empty() { None } else { Some(offset(rest)?) };
    Some((NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?, offset))
}

/// AM or PM at the start of what follows a clock time; `Some(true)` is PM.
fn half(rest: &str) -> (Option<bool>, &str) {
    for (mark, afternoon) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if let Some(start) = rest.get(..mark.len())
            && start.eq_ignore_ascii_case(mark)
        {
            return (Some(afternoon), rest[mark.len()..].trim_start());
        }
    }
    (None, rest)
}

fn nanos(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{:0<9}", &fraction[..fraction.len().min(9)]).parse().ok()
}

fn offset(text: &str) -> Option<FixedOffset> {
    if ["z", "utc", "gmt"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (small(hours)?, small(minutes)?),
        Some(_) => return None,
        None if digits.len() == 4 && digits.is_ascii() => (small(&digits[..2])?, small(&digits[2..])?),
        None => (small(digits)?, 0),
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours <= 15 && minutes < 60).then(|| FixedOffset::east_opt(sign * seconds))?
}

#[cfg(test)]
mod tests;
