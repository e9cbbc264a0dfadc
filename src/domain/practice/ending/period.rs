//! Named periods: "this week", "the rest of the month", "end of day", "Q4", and the days they end on.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    super::{CheckContext, lexicon::Phrases, text::Text},
    Moment, Unresolved, date, step,
};
use crate::domain::dates::{self, Unit};

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

static THIS: Phrases = Phrases::new(
    "all, all of this, all this, all through this, current, our current, remainder of the, remainder of this, \
     rest of the, rest of this, the current, the entire, the present, the remainder of the, the remainder of this, \
     the rest of the, the rest of this, the whole, the whole of this, this, this coming, this current, this entire, \
     this whole, whole",
);

static NEXT: Phrases = Phrases::new(
    "all next, all of next, coming, following, next, our next, the coming, the following, the next, \
     the rest of next, the upcoming, the whole of next, upcoming",
);

static CLOSE_OF_DAY: Phrases =
    Phrases::new("eod, cob, eob, close of business, close of play, end of business, end of play");

static CLOSE_OF_WEEK: Phrases = Phrases::new("eow, week's end, week end, week-end");

static CLOSE_OF_MONTH: Phrases = Phrases::new("eom, month end, month's end, month-end");

static CLOSE_OF_QUARTER: Phrases = Phrases::new("eoq, quarter end, quarter's end, quarter-end");

static CLOSE_OF_YEAR: Phrases = Phrases::new("eoy, year end, year's end, year-end");

/// "this week", "next month", "the rest of the quarter", "this cycle".
pub(super) fn named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<(Moment, Pointer)> {
    let (noun, pointer) = pointed(text, at);
    let (after, period) = period_noun(text, noun)?;
    let later = u32::from(pointer == Pointer::Next);
    let day = match period {
        Period::Week => step(end_of_week(cx), later, Unit::Week),
        Period::Weekend => step(dates::on_or_after(cx.held_on, Weekday::Sun), later, Unit::Week),
        Period::Month => step(cx.held_on, later, Unit::Month).map(dates::end_of_month),
        Period::Quarter => step(cx.held_on, later * 3, Unit::Month).map(end_of_quarter),
        Period::Year => step(end_of_year(cx.held_on), later, Unit::Year),
        Period::Cycle => cx.next_session.ok_or(Unresolved::NoNextSession),
        Period::Shift if pointer == Pointer::Next => Err(Unresolved::Shifts),
        Period::Day | Period::Shift if pointer == Pointer::This => Ok(cx.held_on),
        Period::Day | Period::Shift => return None,
    };
    Some(((after, day), pointer))
}

/// "end of day", "the end of this week", "end of Friday", "close of business"; the end of a call is none of these.
pub(super) fn close_of(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let the = at + usize::from(text.is(at, &["the", "my", "your", "our"]));
    if let Some(after) = text.after_phrase(the, &CLOSE_OF_DAY) {
        return Some(close_of_day(text, after, cx));
    }
    let fixed: [(&Phrases, NaiveDate); 4] = [
        (&CLOSE_OF_WEEK, end_of_week(cx)),
        (&CLOSE_OF_MONTH, dates::end_of_month(cx.held_on)),
        (&CLOSE_OF_QUARTER, end_of_quarter(cx.held_on)),
        (&CLOSE_OF_YEAR, end_of_year(cx.held_on)),
    ];
    let named_close = fixed.iter().find_map(|(names, day)| Some((text.after_phrase(the, names)?, Ok(*day))));
    if named_close.is_some() {
        return named_close;
    }
    let inner = text.after_any(the, &["end of", "close of", "last day of", "end"])?;
    let (noun, pointer) = pointed(text, inner);
    if let (Some((after, Period::Day | Period::Shift)), Pointer::Plain) = (period_noun(text, noun), pointer) {
        return Some(close_of_day(text, after, cx));
    }
    quarter_named(text, inner, cx)
        .or_else(|| month_named(text, inner, cx, true))
        .or_else(|| named(text, inner, cx).map(|(moment, _)| moment))
        .or_else(|| date(text, inner, cx))
}

/// "end of day" is today's, unless a day follows: "end of day Friday".
fn close_of_day(text: &Text<'_>, after: usize, cx: &CheckContext<'_>) -> Moment {
    let skip = after + usize::from(text.is(after, &["on", ",", "this"]));
    date(text, skip, cx).unwrap_or((after, Ok(cx.held_on)))
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

/// "Q4": the last day of that quarter, in this year or the next.
pub(super) fn quarter_named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let number: u32 = text.low(at).strip_prefix('q')?.parse().ok().filter(|number| (1..=4).contains(number))?;
    let day = [cx.held_on.year(), cx.held_on.year() + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, number * 3, 1).map(dates::end_of_month))
        .find(|day| *day >= cx.held_on)?;
    Some((at + 1, Ok(day)))
}

/// The words before a period's noun, and what they point at.
fn pointed(text: &Text<'_>, at: usize) -> (usize, Pointer) {
    if let Some(after) = text.after_phrase(at, &THIS) {
        return (after, Pointer::This);
    }
    if let Some(after) = text.after_phrase(at, &NEXT) {
        return (after, Pointer::Next);
    }
    let owner = text.is(at, &["the", "my", "your", "our", "their", "her", "his"]);
    (at + usize::from(owner), Pointer::Plain)
}

fn period_noun(text: &Text<'_>, at: usize) -> Option<(usize, Period)> {
    let kinds = [
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
    let noun = at + usize::from(text.is(at, &kinds));
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

/// The last day of the week that the session lies in.
pub(super) fn end_of_week(cx: &CheckContext<'_>) -> NaiveDate {
    dates::on_or_after(cx.held_on, cx.week_ends_on)
}

fn end_of_quarter(day: NaiveDate) -> NaiveDate {
    let month = day.month0() / 3 * 3 + 3;
    NaiveDate::from_ymd_opt(day.year(), month, 1).map_or(day, dates::end_of_month)
}

fn end_of_year(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day)
}
