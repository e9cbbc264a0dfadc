//! Spans between two days: "from Monday to Friday", "25 Nov - 4 Dec", "Mon-Fri next week", "26-30 Nov".

use chrono::Days;

use super::{
    super::{
        CheckContext,
        text::{Kind, Text},
    },
    Ending, Moment, Strength, Unresolved, date,
    finder::day_named,
    period::{self, Pointer},
};
use crate::domain::dates;

/// The end of a span between two days: its second day.
pub(super) fn find(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Ending> {
    let first = at + usize::from(text.is(at, &["from", "between"]));
    let ending = |(end, day): Moment| Ending { span: at..end, day, strength: Strength::Marked };
    if let Some(moment) = days_of_month(text, first, cx) {
        return Some(ending(moment));
    }
    let now = || text.is(first, &["now"]).then_some((first + 1, Ok(cx.held_on)));
    let (after, _) = date(text, first, cx).or_else(now)?;
    let marked = first > at && text.is(after, &["and", "until", "till"]);
    if !(marked || text.is(after, &["to", "through", "thru"]) || text.kind(after) == Some(Kind::Break)) {
        return None;
    }
    let (end, day) = day_named(text, after + 1, cx)?;
    if let Some(((week, Ok(last)), Pointer::Next)) = period::named(text, end, cx)
        && let Ok(day) = day
    {
        let in_week = [day, day + Days::new(7)].into_iter().rfind(|day| *day <= last);
        return Some(ending((week, Ok(in_week.unwrap_or(last)))));
    }
    Some(ending((end, day)))
}

/// "26-30 Nov", "Nov 26-30", "26 to 30 November".
fn days_of_month(text: &Text<'_>, first: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let month_first = dates::month(text.low(first)).is_some();
    let days = first + usize::from(month_first);
    if let Some((_, last)) = text.low(days).split_once('-') {
        let month = if month_first { first } else { days + 1 };
        dates::month(text.low(month))?;
        let reading = dates::read(&[last, text.low(month)], cx.held_on, cx.day_first)?;
        return Some((days.max(month) + 1, reading.day.map_err(Unresolved::Date)));
    }
    let to = text.is(first + 1, &["to", "through"]) || text.kind(first + 1) == Some(Kind::Break);
    let month = dates::month(text.low(first + 3)).is_some();
    let day = text.number(first).is_some_and(|day| (1..=31).contains(&day));
    if to && month && day { date(text, first + 2, cx) } else { None }
}
