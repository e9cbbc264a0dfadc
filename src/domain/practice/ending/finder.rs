//! Goes through the text once and finds every end in it.

use chrono::{Datelike, NaiveDate};

use super::{
    super::{
        CheckContext,
        text::{Kind, Text},
    },
    Ending, Strength, Unresolved,
    period::{self, Moment, Pointer},
};
use crate::domain::dates;

/// Words that mark what follows as an end.
const MARKS: &[&str] = &[
    "between now and",
    "by no later than",
    "no later than",
    "not later than",
    "at the latest by",
    "on or before",
    "up until",
    "up to",
    "up till",
    "prior to",
    "due by",
    "due on",
    "due",
    "ending on",
    "ending",
    "ends on",
    "ends",
    "end date",
    "deadline",
    "finishing",
    "by",
    "until",
    "'til",
    "till",
    "til",
    "before",
    "through to",
    "through",
    "thru",
    "running to",
];

/// Marks that let a period run to its last day rather than to its first.
const THROUGH: &[&str] = &["through", "thru", "through to", "ending", "ends", "ends on", "up to"];

/// Words after which a day is a start, or is no end for another reason.
const STARTS: &[&str] = &[
    "after",
    "beginning",
    "commencing",
    "each",
    "effective",
    "every",
    "following",
    "from",
    "last",
    "of",
    "past",
    "previous",
    "since",
    "start",
    "starting",
];

/// Words that sound like an end and are none.
const VAGUE: &[&str] = &[
    "as soon as possible",
    "as soon as you can",
    "asap",
    "a.s.a.p",
    "soon",
    "going forward",
    "moving forward",
    "from now on",
    "from here on",
    "from today on",
    "from today",
    "starting today",
    "starting tomorrow",
    "starting now",
    "starting this week",
    "from this week",
    "starting next week",
    "starting monday",
    "from monday",
    "in the future",
    "in future",
    "right away",
    "immediately",
    "straight away",
    "eventually",
    "over time",
    "for now",
    "in the coming weeks",
    "in the next few weeks",
    "for a while",
    "long term",
    "long-term",
    "ongoing",
];

/// Feasts and seasons: no calendar here knows them.
const FEASTS: &[&str] = &[
    "autumn",
    "black friday",
    "boxing day",
    "bank holiday",
    "christmas",
    "cyber monday",
    "diwali",
    "easter",
    "eid",
    "halloween",
    "hanukkah",
    "labor day",
    "labour day",
    "memorial day",
    "new year",
    "new year's",
    "new years",
    "peak",
    "ramadan",
    "spring",
    "summer",
    "thanksgiving",
    "the holidays",
    "the new year",
    "veterans day",
    "winter",
    "xmas",
    "the end of peak",
    "peak season",
    "open enrollment",
    "open enrolment",
];

/// A day in passing ("on 4 Dec") further ahead than this is taken for a day gone by.
const PASSING_DAYS: i64 = 92;

/// Finds the ends of the text, in its order. A day before the session is kept as past.
pub(in super::super) fn find(text: &Text<'_>, cx: &CheckContext<'_>) -> Vec<Ending> {
    let mut endings = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = if text.is_word(at) { one(text, at, cx) } else { None };
        match found {
            Some(ending) => {
                at = if ending.strength == Strength::Hint { at + 1 } else { ending.span.end.max(at + 1) };
                endings.push(checked(ending, cx));
            }
            None => at += 1,
        }
    }
    endings
}

fn checked(mut ending: Ending, cx: &CheckContext<'_>) -> Ending {
    if let Ok(day) = ending.day
        && day < cx.held_on
    {
        ending.day = Err(Unresolved::Past(day));
    }
    ending
}

fn one(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let ending = |from: usize, (end, day): Moment, strength| Ending { span: from..end, day, strength };
    range(text, at, cx)
        .or_else(|| {
            // The longest mark is tried first: "up until" before "up".
            let mut marks: Vec<_> = MARKS.iter().filter_map(|mark| Some((text.after(at, mark)?, *mark))).collect();
            marks.sort_by_key(|(next, _)| std::cmp::Reverse(*next));
            let found = marks.into_iter().find_map(|(next, mark)| marked(text, next, mark, cx));
            found.map(|moment| ending(at, moment, Strength::Marked))
        })
        .or_else(|| counted(text, at, cx))
        .or_else(|| if is_start(text, at) { None } else { unmarked(text, at, cx) })
        .or_else(|| {
            let end = text.after_any(at, VAGUE)?;
            Some(ending(at, (end, Err(Unresolved::NotADay)), Strength::Hint))
        })
        .or_else(|| until_something(text, at))
}

/// "from Monday to Friday", "25 Nov - 4 Dec", "Mon-Fri": the second day is the end.
fn range(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let first = at + usize::from(text.is(at, &["from", "between"]));
    let (after, _) =
        period::date(text, first, cx).or_else(|| text.is(first, &["now"]).then_some((first + 1, Ok(cx.held_on))))?;
    let and = text.is(after, &["and"]) && first > at;
    let dash = text.kind(after) == Some(Kind::Break);
    let to = text.is(after, &["to", "through", "thru", "until", "till"]);
    if !(and || dash || to) {
        return None;
    }
    let (end, day) = day_named(text, after + 1, cx)?;
    // "Mon-Fri next week"
    if let Some(((week, Ok(last)), Pointer::Next)) = period::named(text, end, cx)
        && let Ok(day) = day
    {
        let in_week = [day, day + chrono::Days::new(7)].into_iter().rfind(|day| *day <= last);
        return Some(Ending { span: at..week, day: Ok(in_week.unwrap_or(last)), strength: Strength::Marked });
    }
    Some(Ending { span: at..end, day, strength: Strength::Marked })
}

/// What follows a mark: a period, a session, a date, with the hour of the day skipped.
fn marked(text: &Text<'_>, at: usize, mark: &str, cx: &CheckContext<'_>) -> Option<Moment> {
    let mut start = at;
    while text.is(start, &["about", "around", "latest", ":", "noon", "midday", "midnight", "lunch", "lunchtime"])
        || is_hour(text, start)
    {
        start += 1;
    }
    if start > at && text.is(start, &["on", ","]) {
        start += 1;
    }
    if let Some(moment) = weekend(text, start, mark, cx) {
        return Some(moment);
    }
    let named = period::close_of(text, start, cx)
        .or_else(|| period::session(text, start, cx))
        .or_else(|| day_named(text, start, cx))
        .or_else(|| period::named(text, start, cx).filter(|_| !text.is(start, &["all"])).map(|(moment, _)| moment))
        .or_else(|| period::month_named(text, start, cx, THROUGH.contains(&mark)))
        .or_else(|| from_now(text, start, cx))
        .or_else(|| ahead_of_feast(text, start));
    named
        .or_else(|| {
            let long = matches!(mark, "until" | "till" | "til" | "'til" | "through" | "by");
            period::span(text, start, cx).filter(|(_, day)| long && *day == Err(Unresolved::Shifts))
        })
        .or_else(|| {
            let shift =
                text.after_any(start, &["the next shift", "next shift", "your next shift", "their next shift"])?;
            Some((shift, Err(Unresolved::Shifts)))
        })
}

/// "Friday next week", "Friday at 5pm", "Friday morning": a date with what may follow it.
fn day_named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let (mut end, mut day) = period::date(text, at, cx)?;
    if let (Some(named), Ok(_)) = (dates::weekday(text.low(at)), &day) {
        let of = end + usize::from(text.is(end, &["of"]));
        if let Some(((after, Ok(last)), Pointer::Next)) = period::named(text, of, cx)
            && text.is(after - 1, &["week"])
        {
            let back = i64::from((7 + last.weekday().num_days_from_monday() - named.num_days_from_monday()) % 7);
            end = after;
            day = Ok(last - chrono::Duration::days(back));
        }
    }
    let part = ["morning", "afternoon", "evening", "night", "noon", "lunchtime", "eod", "cob"];
    if text.is(end, &part) {
        end += 1;
    }
    let clock = end + usize::from(text.is(end, &["at"]));
    if is_hour(text, clock) {
        end = clock + 1 + usize::from(text.is(clock + 1, &["am", "pm", "a.m", "p.m"]));
    }
    Some((end, day))
}

/// "by the weekend" means before it starts; "this weekend" and "through the weekend" run to its end.
fn weekend(text: &Text<'_>, at: usize, mark: &str, cx: &CheckContext<'_>) -> Option<Moment> {
    let noun = at + usize::from(text.is(at, &["the", "this"]));
    let starts = !THROUGH.contains(&mark) && text.is(noun, &["weekend"]);
    starts.then(|| (noun + 1, Ok(dates::on_or_after(cx.held_on, chrono::Weekday::Fri))))
}

/// "two weeks from now", "a week from Friday".
fn from_now(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let (from, _) = period::span(text, at, cx)?;
    let start = text.after(from, "from")?;
    let (end, base) =
        if text.is(start, &["now"]) { (start + 1, Ok(cx.held_on)) } else { period::date(text, start, cx)? };
    let base = base.ok()?;
    let (_, day) = period::span(text, at, &CheckContext { held_on: base, ..*cx })?;
    Some((end, day))
}

fn ahead_of_feast(text: &Text<'_>, at: usize) -> Option<Moment> {
    let the = at + usize::from(text.is(at, &["the", "this", "next", "after"]));
    let end = text.after_any(at, FEASTS).or_else(|| text.after_any(the, FEASTS))?;
    Some((end, Err(Unresolved::NotADay)))
}

/// "within 2 weeks", "for the next 10 days", "over the next 5 shifts", "in two weeks".
fn counted(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let prefixes = ["for", "over", "during", "within", "inside", "in", "across", "throughout"];
    let start = at + usize::from(text.is(at, &prefixes));
    if let Some((end, day)) = from_now(text, start, cx) {
        return Some(Ending { span: at..end, day, strength: Strength::Span });
    }
    let next = text.after_any(start, &["the next", "next", "the coming", "the following"]).is_some();
    if start == at && !next {
        return None;
    }
    let (end, day) =
        period::span(text, start, cx).or_else(|| period::next_one(text, start, cx).filter(|_| start > at))?;
    let of_something = text.is(end, &["of", "after", "before", "prior", "from", "old", "notice", "later"]);
    // "in two days" tells when and not until when, unless nothing follows; one month back is no end at all.
    let loose = text.is(at, &["in"]) && !next && text.is_word(end) && !text.is(end, &["time", "or", "on"]);
    if of_something || loose || (text.is(start, &["the"]) && !next) {
        return None;
    }
    let end = end + usize::from(text.is(at, &["in"]) && text.is(end, &["time"]));
    Some(Ending { span: at..end, day, strength: Strength::Span })
}

/// Ends that need no mark: "this week", "today", "next Friday", "on 4 Dec", "EOD", "at our next session".
fn unmarked(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let ending = |(end, day): Moment, strength| Some(Ending { span: at..end, day, strength });
    let preposition =
        usize::from(text.is(at, &["for", "during", "throughout", "over", "across", "in", "at", "on", "within"]));
    let start = at + preposition;
    if preposition == 1 && is_start(text, start + 1) {
        return None;
    }
    if let Some(((end, day), pointer)) = period::named(text, start, cx) {
        let spans = text.is(at, &["for", "during", "throughout", "over", "across", "within"]);
        let clear = pointer != Pointer::Plain || (spans && text.is(start, &["the"]));
        let possessive = text.low(end - 1).ends_with("'s");
        let strength = if possessive { Strength::Passing } else { Strength::Marked };
        return if clear { ending((end, day), strength) } else { None };
    }
    if let Some(moment) = period::close_of(text, start, cx) {
        return ending(moment, Strength::Marked);
    }
    let next = start + usize::from(text.is(start, &["our", "the", "my", "your", "her", "his", "their"]));
    if text.is(next, &["next"])
        && let Some(moment) = period::session(text, start, cx)
    {
        return ending(moment, Strength::Span);
    }
    if text.is(start, &["today's", "tomorrow's"]) {
        let day =
            if text.is(start, &["today's"]) { Ok(cx.held_on) } else { period::step(cx.held_on, 1, dates::Unit::Day) };
        return ending((start + 1, day), Strength::Passing);
    }
    passing(text, at, start, cx)
}

/// A day in passing: "today", "on Friday", "next Friday", or a date that closes its clause.
fn passing(text: &Text<'_>, at: usize, start: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let (end, day) = day_named(text, start, cx)?;
    let pointed = text.is(start, &["this", "next", "coming", "today", "tonight", "tomorrow"]);
    let closes = !text.is_word(end) && text.kind(end) != Some(Kind::Quote);
    let figures = text.low(start).contains('/') || text.low(start).contains('.');
    let placed = text.is(at, &["on", "for", "over", "during"]) && start > at;
    if !(pointed || (placed && !figures) || (closes && at == start && !figures)) || (start > at && !placed) {
        return None;
    }
    let near = |day: &NaiveDate| (*day - cx.held_on).num_days().abs() <= PASSING_DAYS && *day >= cx.held_on;
    day.as_ref().ok().filter(|day| near(day))?;
    let strength = if text.is(start, &["this", "next", "coming"]) { Strength::Marked } else { Strength::Passing };
    Some(Ending { span: at..end, day, strength })
}

/// "until it is a habit": an end in words that no calendar knows; kept for the hint.
fn until_something(text: &Text<'_>, at: usize) -> Option<Ending> {
    if !text.is(at, &["until", "till", "til"]) {
        return None;
    }
    let mut end = at + 1;
    while text.is_word(end) && end < at + 8 {
        end += 1;
    }
    (end > at + 1).then(|| Ending { span: at..end, day: Err(Unresolved::NotADay), strength: Strength::Hint })
}

fn is_start(text: &Text<'_>, at: usize) -> bool {
    let mut before = at;
    while before > 0 && text.is(before - 1, &["the", "on", "in", "as"]) {
        before -= 1;
    }
    before > 0 && text.is(before - 1, STARTS) && !(text.is(before - 1, &["of"]) && text.is(at, &["this", "today's"]))
}

/// "5pm", "17:00", "5 pm".
fn is_hour(text: &Text<'_>, at: usize) -> bool {
    let low = text.low(at);
    let digits = low.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &low[digits.len()..];
    let clock = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    clock && (matches!(suffix, "am" | "pm") || digits.contains(':') || text.is(at + 1, &["am", "pm", "a.m", "p.m"]))
        || (matches!(low, "am" | "pm" | "a.m" | "p.m") && at > 0 && text.number(at - 1).is_some())
}
