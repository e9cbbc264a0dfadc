//! Named periods and spans: "this week", "the rest of the month", "our next session", "the next two weeks".

use chrono::{Datelike, NaiveDate};

use super::{
    super::{CheckContext, text::Text},
    Unresolved,
};
use crate::domain::dates::{self, DateProblem, Unit};

/// A day that words come to, or why they come to none, and the index after them.
pub(super) type Moment = (usize, Result<NaiveDate, Unresolved>);

/// How a period was pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    /// "this week", "the rest of the week", "all week".
    This,
    /// "next week", "the coming week".
    Next,
    /// "the week", "week": clear only after a word that marks an end.
    Plain,
}

/// What a supervisor may call the next session.
const SESSIONS: &[&str] = &[
    "1-1",
    "1-2-1",
    "1-on-1",
    "1-to-1",
    "121",
    "1:1",
    "1on1",
    "catch-up",
    "check-in",
    "coaching",
    "meeting",
    "one-on-one",
    "one-to-one",
    "one-to-ones",
    "review",
    "session",
    "sit-down",
    "talk",
];

/// Words between "next" and the session.
const SESSION_KINDS: &[&str] = &[
    "bi-weekly",
    "biweekly",
    "coaching",
    "feedback",
    "follow-up",
    "followup",
    "fortnightly",
    "monthly",
    "planned",
    "qa",
    "regular",
    "scheduled",
    "weekly",
];

const OWNERS: &[&str] = &["a", "her", "his", "my", "our", "the", "their", "your"];

/// "this week", "next month", "the rest of the quarter", "this cycle".
pub(super) fn named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<(Moment, Pointer)> {
    let (noun, pointer) = pointed(text, at);
    let (after, noun) = period_noun(text, noun)?;
    let day = match (noun, pointer) {
        (Period::Week, Pointer::This | Pointer::Plain) => Ok(end_of_week(cx)),
        (Period::Week, Pointer::Next) => step(end_of_week(cx), 1, Unit::Week),
        (Period::Weekend, Pointer::This | Pointer::Plain) => Ok(dates::on_or_after(cx.held_on, chrono::Weekday::Sun)),
        (Period::Weekend, Pointer::Next) => step(dates::on_or_after(cx.held_on, chrono::Weekday::Sun), 1, Unit::Week),
        (Period::Month, Pointer::This | Pointer::Plain) => Ok(dates::end_of_month(cx.held_on)),
        (Period::Month, Pointer::Next) => step(cx.held_on, 1, Unit::Month).map(dates::end_of_month),
        (Period::Quarter, Pointer::This | Pointer::Plain) => Ok(end_of_quarter(cx.held_on)),
        (Period::Quarter, Pointer::Next) => step(cx.held_on, 3, Unit::Month).map(end_of_quarter),
        (Period::Year, Pointer::This | Pointer::Plain) => Ok(end_of_year(cx.held_on)),
        (Period::Year, Pointer::Next) => step(end_of_year(cx.held_on), 1, Unit::Year),
        (Period::Cycle, _) => cx.next_session.ok_or(Unresolved::NoNextSession),
        (Period::Day | Period::Shift, Pointer::This) => Ok(cx.held_on),
        (Period::Shift, Pointer::Next) => Err(Unresolved::Shifts),
        (Period::Day | Period::Shift, Pointer::Plain) | (Period::Day, Pointer::Next) => return None,
    };
    Some(((after, day), pointer))
}

/// "end of day", "the end of this week", "end of Friday", "close of business"; the end of a call is none of these.
pub(super) fn close_of(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let the = at + usize::from(text.is(at, &["the", "my", "your", "our"]));
    let whole = ["eod", "cob", "eob", "close of business", "close of play", "end of business", "end of play"];
    if let Some(after) = text.after_any(the, &whole) {
        let skip = after + usize::from(text.is(after, &["on", ",", "this"]));
        return date(text, skip, cx).or(Some((after, Ok(cx.held_on))));
    }
    let fixed = match text.low(the) {
        "eow" => Some(end_of_week(cx)),
        "eom" => Some(dates::end_of_month(cx.held_on)),
        "eoq" => Some(end_of_quarter(cx.held_on)),
        "eoy" => Some(end_of_year(cx.held_on)),
        _ => None,
    };
    if let Some(day) = fixed {
        return Some((the + 1, Ok(day)));
    }
    if let Some(after) = month_end(text, the) {
        let named = ["week's end", "week end", "month end", "month's end", "quarter end", "year end", "year's end"]
            .iter()
            .find(|phrase| text.after(the, phrase).is_some())?;
        let period = match named.as_bytes().first()? {
            b'w' => end_of_week(cx),
            b'm' => dates::end_of_month(cx.held_on),
            b'q' => end_of_quarter(cx.held_on),
            _ => end_of_year(cx.held_on),
        };
        return Some((after, Ok(period)));
    }
    let inner = text.after_any(the, &["end of", "close of", "last day of", "last call of"])?;
    if let Some(moment) = month_named(text, inner, cx, true) {
        return Some(moment);
    }
    let (noun, pointer) = pointed(text, inner);
    if let (Some((after, Period::Day | Period::Shift)), Pointer::Plain) = (period_noun(text, noun), pointer) {
        let skip = after + usize::from(text.is(after, &["on", ","]));
        return date(text, skip, cx).or(Some((after, Ok(cx.held_on))));
    }
    named(text, inner, cx).map(|(moment, _)| moment).or_else(|| date(text, inner, cx))
}

/// "our next session", "the next coaching session", "we meet again", "next time".
pub(super) fn session(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let day = || cx.next_session.ok_or(Unresolved::NoNextSession);
    let owned = at + usize::from(text.is(at, OWNERS));
    let next = owned + usize::from(text.is(owned, &["next", "following", "upcoming"]));
    let mut noun = next;
    while text.is(noun, SESSION_KINDS) && (text.is(noun + 1, SESSIONS) || text.is(noun + 1, SESSION_KINDS)) {
        noun += 1;
    }
    let split = text.after_any(
        noun,
        &["one on one", "one to one", "1 on 1", "check in", "catch up", "sit down", "1 on-1", "1 to-1"],
    );
    let after = split.or_else(|| text.is(noun, SESSIONS).then_some(noun + 1));
    if let Some(after) = after
        && next > at
    {
        let more = usize::from(text.is(after, SESSIONS));
        return Some((after + more, day()));
    }
    let us =
        at + usize::from(text.is(at, &["next"])) + usize::from(text.is(at, &["next"]) && text.is(at + 1, &["time"]));
    if text.is(us, &["we", "i"]) {
        let verb = us + 1 + usize::from(text.is(us + 1, &["next"]));
        let meet = ["meet", "speak", "talk", "sit down", "sync", "catch up", "review", "see you", "check in", "chat"];
        let met = text.after_any(verb, &meet)?;
        let more = usize::from(text.is(met, &["again", "next"]));
        return Some((met + more, day()));
    }
    (us == at + 2).then(|| (us, day()))
}

/// "the next two weeks", "a week", "10 days", "five working days": the days counted from the session.
pub(super) fn span(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let skip = ["the next", "the coming", "the following", "another", "next", "the", "up to", "about", "coming"];
    let start = text.after_any(at, &skip).unwrap_or(at);
    let (count, unit_at) = match (text.number(start), text.low(start)) {
        (Some(count), _) => (Some(count), start + 1),
        (None, "a" | "an") if text.is(start + 1, &["couple", "few"]) => {
            (None, start + 2 + usize::from(text.is(start + 2, &["of"])))
        }
        (None, "few" | "several" | "couple") => (None, start + 1 + usize::from(text.is(start + 1, &["of"]))),
        (None, "a" | "an") => (Some(1), start + 1),
        _ => return None,
    };
    let unit_at = unit_at + usize::from(text.is(unit_at, &["more", "full", "whole", "consecutive", "straight"]));
    let work = usize::from(text.is(unit_at, &["working", "business", "work"]));
    let unit = match (text.low(unit_at + work), work) {
        ("day" | "days" | "days'", 0) => Unit::Day,
        ("day" | "days", _) | ("workdays" | "workday", _) => Unit::Workday,
        ("week" | "weeks" | "wk" | "wks", _) => Unit::Week,
        ("fortnight" | "fortnights", _) => {
            let weeks = count.and_then(|count| count.checked_mul(2));
            let day = weeks.map_or(Err(Unresolved::NotADay), |weeks| step(cx.held_on, weeks, Unit::Week));
            return Some((unit_at + 1, day));
        }
        ("month" | "months", _) => Unit::Month,
        ("shift" | "shifts", _) => return Some((unit_at + work + 1, Err(Unresolved::Shifts))),
        _ => return None,
    };
    let day = count.map_or(Err(Unresolved::NotADay), |count| step(cx.held_on, count, unit));
    Some((unit_at + work + 1, day))
}

/// "the next week" after "for" or "within": seven days from the session, and not the next calendar week.
pub(super) fn next_one(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let start = text.after_any(at, &["the next", "next"])?;
    let (count, unit) = match text.low(start) {
        "week" => (1, Unit::Week),
        "fortnight" => (2, Unit::Week),
        "month" => (1, Unit::Month),
        _ => return None,
    };
    Some((start + 1, step(cx.held_on, count, unit)))
}

/// A date read by [`dates::read`]: "Friday", "9 Oct", "the 15th".
pub(super) fn date(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let words: Vec<&str> = (at..text.len().min(at + 8))
        .take_while(|index| text.is_word(*index) || text.is(*index, &[","]))
        .map(|index| text.low(index).trim_end_matches("'s"))
        .collect();
    let reading = dates::read(&words, cx.held_on, cx.day_first)?;
    let after = at + reading.used;
    let last = text.low(after - 1);
    // "before the 2nd question" is a place in the call, "9/10 calls" a share of them.
    let counts = last.ends_with(|c: char| c.is_ascii_alphabetic()) && last.starts_with(|c: char| c.is_ascii_digit());
    let ratio = last.contains('/') && reading.used == 1;
    let follows = text.is_word(after)
        && !text.is(
            after,
            &["on", "for", "at", "and", "in", "with", "this", "every", "each", "when", "if", "to", "of", "by"],
        );
    if (counts && reading.used <= 2 && (follows || text.is(after, &["of"])))
        || (ratio && text.is(after, &["calls", "of", "on"]) && follows)
    {
        return None;
    }
    Some((after, reading.day.map_err(Unresolved::Date)))
}

/// "December": its first day, or its last where the words say so.
pub(super) fn month_named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>, end: bool) -> Option<Moment> {
    let month = dates::month(text.low(at))?;
    let written = text.low(at + 1).parse::<i32>().ok().filter(|year| (1900..3000).contains(year));
    let this = cx.held_on.year();
    let year = written.unwrap_or(if month < cx.held_on.month() { this + 1 } else { this });
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let day = if end { dates::end_of_month(first) } else { first };
    Some((at + 1 + usize::from(written.is_some()), Ok(day)))
}

/// The last day of the week that the session lies in.
pub(super) fn end_of_week(cx: &CheckContext<'_>) -> NaiveDate {
    dates::on_or_after(cx.held_on, cx.week_ends_on)
}

/// The day some units later.
pub(super) fn step(from: NaiveDate, count: u32, unit: Unit) -> Result<NaiveDate, Unresolved> {
    dates::later(from, count, unit).ok_or(Unresolved::Date(DateProblem::OutOfRange { read: String::new() }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Day,
    Shift,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
    Cycle,
}

/// The words before a period's noun, and what they point at.
fn pointed(text: &Text<'_>, at: usize) -> (usize, Pointer) {
    const THIS: &[&str] = &[
        "all",
        "all of this",
        "all this",
        "all through this",
        "current",
        "our current",
        "remainder     of the",
        "remainder
    of     this",
        "rest of the",
        "rest of this",
        "the     remainder of this",
        "the current",
        "the entire",
        "the
    present",
        "the remainder of the",
        "the rest of the",
        "the rest of this",
        "the whole",
        "the whole of this",
        "this",
        "this     coming",
        "this current",
        "this entire",
        "this whole",
        "today's",
        "whole",
    ];
    const NEXT: &[&str] = &[
        "all next",
        "all of next",
        "coming",
        "following",
        "next",
        "our next",
        "the coming",
        "the following",
        "the next",
        "the rest of next",
        "the upcoming",
        "the whole of next",
        "upcoming",
    ];
    if let Some(after) = text.after_any(at, THIS) {
        return (after, Pointer::This);
    }
    if let Some(after) = text.after_any(at, NEXT) {
        return (after, Pointer::Next);
    }
    (at + usize::from(text.is(at, &["the", "my", "your", "our", "their", "her", "his"])), Pointer::Plain)
}

fn period_noun(text: &Text<'_>, at: usize) -> Option<(usize, Period)> {
    const KINDS: &[&str] = &[
        "business",
        "calendar",
        "coaching",
        "evaluation",
        "full",
        "qa",
        "review",
        "score",
        "scoring",
        "work",
        "working",
    ];
    let noun = at + usize::from(text.is(at, KINDS));
    let period = match text.low(noun).trim_end_matches("'s") {
        "day" | "workday" => Period::Day,
        "shift" => Period::Shift,
        "week" | "workweek" | "work-week" | "wk" => Period::Week,
        "weekend" => Period::Weekend,
        "month" => Period::Month,
        "quarter" => Period::Quarter,
        "year" => Period::Year,
        "cycle" => Period::Cycle,
        _ => return None,
    };
    Some((noun + 1, period))
}

fn month_end(text: &Text<'_>, at: usize) -> Option<usize> {
    text.after_any(at, &["week's end", "week end", "month end", "month's end", "quarter end", "year end", "year's end"])
}

fn end_of_quarter(day: NaiveDate) -> NaiveDate {
    let month = day.month0() / 3 * 3 + 3;
    NaiveDate::from_ymd_opt(day.year(), month, 1).map_or(day, dates::end_of_month)
}

fn end_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}
