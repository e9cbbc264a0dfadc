//! Spans counted from the session: "for the next two weeks", "within 10 working days", "two weeks from now".

use super::{
    super::{CheckContext, lexicon::Phrases, text::Text},
    Ending, Moment, Strength, Unresolved, date, step,
};
use crate::domain::dates::Unit;

/// What may stand before the number of a span.
static BEFORE_COUNT: Phrases =
    Phrases::new("about, another, coming, next, the, the coming, the following, the next, up to");

/// An end told as a span, with the preposition before it.
pub(super) fn find(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let prefixes = ["for", "over", "during", "within", "inside", "in", "across", "throughout"];
    let start = at + usize::from(text.is(at, &prefixes));
    let ending = |(end, day): Moment| Ending { span: at..end, day, strength: Strength::Span };
    if let Some(moment) = from_now(text, start, cx) {
        return Some(ending(moment));
    }
    let next = text.after_any(start, &["the next", "next", "the coming", "the following"]).is_some();
    if start == at && !next {
        return None;
    }
    let (end, day) = counted(text, start, cx).or_else(|| if start > at { next_one(text, start, cx) } else { None })?;
    let of_something = text.is(end, &["of", "after", "before", "prior", "from", "old", "notice", "later"]);
    // "in two days" tells when and not until when, unless nothing follows it.
    let loose = text.is(at, &["in"]) && !next && text.is_word(end) && !text.is(end, &["time", "or", "on"]);
    if of_something || loose || (text.is(start, &["the"]) && !next) {
        return None;
    }
    let end = end + usize::from(text.is(at, &["in"]) && text.is(end, &["time"]));
    Some(ending((end, day)))
}

/// "two weeks from now", "a week from Friday".
pub(super) fn from_now(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let (from, _) = counted(text, at, cx)?;
    let start = text.after(from, "from")?;
    let (end, base) = if text.is(start, &["now"]) { (start + 1, Ok(cx.held_on)) } else { date(text, start, cx)? };
    let (_, day) = counted(text, at, &CheckContext { held_on: base.ok()?, ..*cx })?;
    Some((end, day))
}

/// "the next two weeks", "a week", "10 days", "five working days": the day that many days after the session.
pub(super) fn counted(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let start = text.after_phrase(at, &BEFORE_COUNT).unwrap_or(at);
    let (count, after) = count(text, start)?;
    let kind = after + usize::from(text.is(after, &["more", "full", "whole", "consecutive", "straight"]));
    let work = usize::from(text.is(kind, &["working", "business", "work"]));
    let noun = kind + work;
    let (times, unit) = match (text.low(noun).trim_end_matches('\''), work) {
        ("day" | "days", 0) => (1, Unit::Day),
        ("day" | "days" | "workday" | "workdays", _) => (1, Unit::Workday),
        ("week" | "weeks" | "wk" | "wks", _) => (1, Unit::Week),
        ("fortnight" | "fortnights", _) => (2, Unit::Week),
        ("month" | "months", _) => (1, Unit::Month),
        ("shift" | "shifts", _) => return Some((noun + 1, Err(Unresolved::Shifts))),
        _ => return None,
    };
    let units = count.and_then(|count| count.checked_mul(times));
    let day = units.map_or(Err(Unresolved::NotADay), |units| step(cx.held_on, units, unit));
    Some((noun + 1, day))
}

/// A number, "a", or a number not told ("a few"), and the index after it.
fn count(text: &Text<'_>, at: usize) -> Option<(Option<u32>, usize)> {
    let article = usize::from(text.is(at, &["a", "an"]));
    if let Some(number) = text.number(at + article) {
        return Some((Some(number), at + article + 1));
    }
    if text.is(at + article, &["few", "several", "couple"]) {
        let after = at + article + 1;
        return Some((None, after + usize::from(text.is(after, &["of"]))));
    }
    (article == 1).then_some((Some(1), at + 1))
}

/// "the next week" after "for" or "within": seven days from the session, and not the next calendar week.
fn next_one(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let start = text.after_any(at, &["the next", "next"])?;
    let (count, unit) = match text.low(start) {
        "week" => (1, Unit::Week),
        "fortnight" => (2, Unit::Week),
        "month" => (1, Unit::Month),
        _ => return None,
    };
    Some((start + 1, step(cx.held_on, count, unit)))
}
