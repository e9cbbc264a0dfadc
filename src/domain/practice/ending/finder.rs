//! Goes through the text once and finds every end in it.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{
    super::{
        CheckContext,
        lexicon::{Phrases, Words},
        text::{Kind, Text},
    },
    Ending, Moment, Strength, Unresolved, date,
    period::{self, Pointer},
    range, session, span, step,
};
use crate::domain::dates::{self, Unit};

/// Words that mark what follows as an end.
static MARKS: Phrases = Phrases::new(
    "at the latest by, before, between now and, by, by no later than, deadline, due, due by, due on, end date, ending, \
     ending on, ends, ends on, finishing, no later than, not later than, on or before, prior to, running to, through, \
     through to, thru, til, 'til, till, until, up till, up to, up to and including, up until",
);

/// Marks that let a period run to its last day rather than to its first.
static THROUGH: Phrases = Phrases::new("ending, ends, ends on, through, through to, thru, up to, up to and including");

/// Words after which a day is a start, or is no end for another reason.
static STARTS: Words = Words::new(
    "after beginning commencing each effective every following from last of past previous since start starting",
);

/// Words that sound like an end and are none.
static VAGUE: Phrases = Phrases::new(
    "a.s.a.p, as soon as possible, as soon as you can, asap, eventually, for a while, for now, from here on, \
     from monday, from now on, from this week, from today, from today on, going forward, immediately, in future, \
     in the coming weeks, in the future, in the next few weeks, long term, long-term, moving forward, ongoing, \
     over time, right away, soon, starting monday, starting next week, starting now, starting this week, \
     starting today, starting tomorrow, straight away",
);

/// Feasts and seasons: no calendar here knows them.
static FEASTS: Phrases = Phrases::new(
    "autumn, bank holiday, black friday, boxing day, christmas, cyber monday, diwali, easter, eid, halloween, \
     hanukkah, labor day, labour day, memorial day, new year, new year's, new years, open enrollment, open enrolment, \
     peak, peak season, ramadan, spring, summer, thanksgiving, the end of peak, the holidays, the new year, \
     veterans day, winter, xmas",
);

/// A day in passing ("on 4 Dec") further ahead than this is taken for a day gone by.
const PASSING_DAYS: i64 = 92;

/// Finds the ends of the text, in its order. A day before the session is kept as past.
pub(in super::super) fn find(text: &Text<'_>, cx: &CheckContext<'_>) -> Vec<Ending> {
    let mut endings = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(mut ending) = one(text, at, cx) else {
            at += 1;
            continue;
        };
        at = if ending.strength == Strength::Hint { at + 1 } else { ending.span.end.max(at + 1) };
        if let Ok(day) = ending.day
            && day < cx.held_on
        {
            ending.day = Err(Unresolved::Past);
        }
        endings.push(ending);
    }
    endings
}

/// The end that starts at `at`.
fn one(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    if !text.is_word(at) {
        return None;
    }
    let hint = |end: usize| Ending { span: at..end, day: Err(Unresolved::NotADay), strength: Strength::Hint };
    range::find(text, at, cx)
        .or_else(|| marked(text, at, cx))
        .or_else(|| span::find(text, at, cx))
        .or_else(|| if is_start(text, at) { None } else { unmarked(text, at, cx) })
        .or_else(|| text.after_phrase(at, &VAGUE).map(hint))
        .or_else(|| until_something(text, at).map(hint))
}

/// An end after a word that marks it.
fn marked(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let next = text.after_phrase(at, &MARKS)?;
    let through = text.after_phrase(at, &THROUGH) == Some(next);
    let (end, day) = moment(text, past_hour(text, next), through, cx)?;
    Some(Ending { span: at..end, day, strength: Strength::Marked })
}

/// Steps over the hour of the day: "(by) 5pm on", "(by) noon".
fn past_hour(text: &Text<'_>, at: usize) -> usize {
    let mut start = at;
    while is_hour(text, start)
        || text.is(start, &["about", "around", "latest", ":", "noon", "midday", "midnight", "lunch"])
    {
        start += 1;
    }
    start + usize::from(start > at && text.is(start, &["on", ","]))
}

/// What a marked end comes to: a period, a session, a date, or what no calendar knows.
fn moment(text: &Text<'_>, at: usize, through: bool, cx: &CheckContext<'_>) -> Option<Moment> {
    let shifts = |(_, day): &Moment| *day == Err(Unresolved::Shifts);
    past(text, at)
        .or_else(|| if through { None } else { weekend(text, at, cx) })
        .or_else(|| period::quarter_named(text, at, cx))
        .or_else(|| period::close_of(text, at, cx))
        .or_else(|| session::next(text, at, cx))
        .or_else(|| day_named(text, at, cx))
        .or_else(|| period::named(text, at, cx).filter(|_| !text.is(at, &["all"])).map(|(moment, _)| moment))
        .or_else(|| period::month_named(text, at, cx, through))
        .or_else(|| span::from_now(text, at, cx))
        .or_else(|| feast(text, at))
        .or_else(|| span::counted(text, at, cx).filter(shifts))
        .or_else(|| {
            text.after_any(at, &["your next shift", "their next shift"]).map(|end| (end, Err(Unresolved::Shifts)))
        })
}

/// "until yesterday", "by last Friday".
fn past(text: &Text<'_>, at: usize) -> Option<Moment> {
    let gone =
        text.is(at, &["last"]) && (dates::weekday(text.low(at + 1)).is_some() || text.is(at + 1, &["week", "month"]));
    if gone {
        return Some((at + 2, Err(Unresolved::Past)));
    }
    text.is(at, &["yesterday"]).then_some((at + 1, Err(Unresolved::Past)))
}

/// "Friday next week", "Friday at 5pm", "Friday morning": a date with what may follow it.
pub(super) fn day_named(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let (mut end, mut day) = date(text, at, cx)?;
    if let (Some(weekday), Ok(_)) = (dates::weekday(text.low(at)), &day) {
        let of = end + usize::from(text.is(end, &["of"]));
        if let Some(((after, Ok(last)), Pointer::Next | Pointer::This)) = period::named(text, of, cx)
            && text.is(after - 1, &["week"])
        {
            end = after;
            day = Ok(last_before(last, weekday));
        }
    }
    end += usize::from(text.is(end, &["morning", "afternoon", "evening", "night", "noon", "lunchtime", "eod", "cob"]));
    let clock = end + usize::from(text.is(end, &["at"]));
    if is_hour(text, clock) {
        end = clock + 1 + usize::from(text.is(clock + 1, &["am", "pm", "a.m", "p.m"]));
    }
    Some((end, day))
}

/// The last such weekday on or before a day.
fn last_before(last: NaiveDate, weekday: Weekday) -> NaiveDate {
    let back = (7 + last.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
    last.checked_sub_days(Days::new(back.into())).unwrap_or(last)
}

/// "by the weekend" means before it starts; "this weekend" and "through the weekend" run to its end.
fn weekend(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let noun = at + usize::from(text.is(at, &["the", "this"]));
    text.is(noun, &["weekend"]).then(|| (noun + 1, Ok(dates::on_or_after(cx.held_on, Weekday::Fri))))
}

fn feast(text: &Text<'_>, at: usize) -> Option<Moment> {
    let inner = at + usize::from(text.is(at, &["the", "this", "next", "after"]));
    let end = text.after_phrase(at, &FEASTS).or_else(|| text.after_phrase(inner, &FEASTS))?;
    Some((end, Err(Unresolved::NotADay)))
}

/// Ends that need no mark: "this week", "today", "next Friday", "on 4 Dec", "EOD", "at our next session".
fn unmarked(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let led = text.is(at, &["for", "during", "throughout", "over", "across", "in", "at", "on", "within"]);
    let start = at + usize::from(led);
    let ending = |(end, day): Moment, strength| Some(Ending { span: at..end, day, strength });
    if led && is_start(text, start + 1) {
        return None;
    }
    if let Some(((end, day), pointer)) = period::named(text, start, cx) {
        let spans = led && !text.is(at, &["in", "at", "on"]) && text.is(start, &["the"]);
        let next_cycle = pointer == Pointer::Next && text.is(end - 1, &["cycle"]);
        let strength = if text.low(end - 1).ends_with("'s") { Strength::Passing } else { Strength::Marked };
        let clear = (pointer != Pointer::Plain || spans) && !next_cycle;
        return if clear { ending((end, day), strength) } else { None };
    }
    if let Some(moment) = period::close_of(text, start, cx) {
        return ending(moment, Strength::Marked);
    }
    let next = start + usize::from(text.is(start, &["our", "the", "my", "your", "her", "his", "their"]));
    if text.is(next, &["next"])
        && let Some(moment) = session::next(text, start, cx)
    {
        return ending(moment, Strength::Span);
    }
    if text.is(at, &["in", "during", "throughout", "over"])
        && let Some(moment) = period::month_named(text, start, cx, true)
    {
        return ending(moment, Strength::Passing);
    }
    match text.low(start) {
        "today's" => ending((start + 1, Ok(cx.held_on)), Strength::Passing),
        "tomorrow's" => ending((start + 1, step(cx.held_on, 1, Unit::Day)), Strength::Passing),
        _ => passing(text, at, start, cx),
    }
}

/// A day in passing: "today", "on Friday", "next Friday", or a date that closes its clause.
fn passing(text: &Text<'_>, at: usize, start: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let (end, day) = day_named(text, start, cx)?;
    let pointed = text.is(start, &["this", "next", "coming"]);
    let relative = pointed || text.is(start, &["today", "tonight", "tomorrow"]);
    let closes = !text.is_word(end) && text.kind(end) != Some(Kind::Quote);
    // "9/10" in passing may as well be nine of ten.
    let figures = text.low(start).contains(['/', '.']);
    let meant = if start > at {
        text.is(at, &["on", "for", "over", "during"]) && (relative || !figures)
    } else {
        relative || (closes && !figures)
    };
    let date = *day.as_ref().ok()?;
    let near = (0..=PASSING_DAYS).contains(&(date - cx.held_on).num_days());
    let strength = if pointed { Strength::Marked } else { Strength::Passing };
    (meant && near).then_some(Ending { span: at..end, day, strength })
}

/// "until it is a habit", "by 5pm": an end in words that no calendar knows; kept for the hint.
fn until_something(text: &Text<'_>, at: usize) -> Option<usize> {
    if text.is(at, &["by", "before"]) && past_hour(text, at + 1) > at + 1 {
        return Some(past_hour(text, at + 1));
    }
    let words = (at + 1..at + 8).take_while(|index| text.is_word(*index)).count();
    (text.is(at, &["until", "till", "til"]) && words > 0).then_some(at + 1 + words)
}

/// Whether the word at `at` follows one that makes it a start: "from today", "starting next week".
fn is_start(text: &Text<'_>, at: usize) -> bool {
    let mut first = at;
    while first > 0 && text.is(first - 1, &["the", "on", "in", "as"]) {
        first -= 1;
    }
    let of_now = first > 0 && text.is(first - 1, &["of"]) && text.is(at, &["this", "today's"]);
    first > 0 && text.among(first - 1, &STARTS) && !of_now
}

/// "5pm", "17:00", "5 pm".
fn is_hour(text: &Text<'_>, at: usize) -> bool {
    let low = text.low(at);
    let digits = low.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let half = &low[digits.len()..];
    let figures = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    let halves = ["am", "pm", "a.m", "p.m"];
    let clock = figures && (matches!(half, "am" | "pm") || digits.contains(':') || text.is(at + 1, &halves));
    clock || (text.is(at, &halves) && at > 0 && text.number(at - 1).is_some())
}
