//! The end of an action, come to a day: "this week", "by 9 Oct", "until next session", "for the next two weeks".
//!
//! How an end is read:
//! - "this week" ends on the settings' last day of the week, "next week" seven days later, months and quarters on their
//!   last day, "this cycle" at the next session;
//! - a day that is named is the end itself, with "by", "until", "before" and "through" alike: the day shown is the day
//!   written;
//! - "for a week" and "within two weeks" count from the session;
//! - weekdays and dates are read as [`dates`] reads them.
//!
//! Where several are written, a marked end ("until Friday") is taken before a span ("within 3 days"), and that before a
//! day in passing ("today"); among equals the latest one.

use std::ops::Range;

use chrono::NaiveDate;

use super::{CheckContext, text::Text};
use crate::domain::dates::{self, DateProblem};

mod finder;
mod period;

pub(super) use finder::find;

/// How plainly an end is meant as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Words that sound like an end and name no day, such as "soon": of use for the hint alone.
    Hint,
    /// A day in passing: "today", "on Friday".
    Passing,
    /// A span: "within 2 weeks", "for 3 days".
    Span,
    /// A marked end or a named period: "until Friday", "this week".
    Marked,
}

/// Why words that sound like an end come to no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// The calendar has no such day.
    Date(DateProblem),
    /// It is over before the session is held.
    Past(NaiveDate),
    /// It waits for the next session, whose date is not known.
    NoNextSession,
    /// Shifts are not in the data.
    Shifts,
    /// A feast, a season, a state of things.
    NotADay,
}

/// An end found in the text.
#[derive(Debug, Clone)]
pub(super) struct Ending {
    /// Its pieces, the word that marks it included.
    pub(super) span: Range<usize>,
    pub(super) day: Result<NaiveDate, Unresolved>,
    pub(super) strength: Strength,
}

/// The verdict, and the day the action is due on.
pub(super) fn judge(
    text: &Text<'_>,
    endings: &[Ending],
    cx: &CheckContext<'_>,
) -> (Result<Vec<String>, String>, Option<NaiveDate>) {
    let top = endings.iter().map(|ending| ending.strength).max();
    let strongest = || endings.iter().filter(|ending| Some(ending.strength) == top);
    let written =
        strongest().filter_map(|ending| Some((ending, *ending.day.as_ref().ok()?))).max_by_key(|(_, day)| *day);
    if let Some(due) = cx.due {
        let words =
            written.filter(|(_, day)| *day == due).map(|(ending, _)| text.typed(ending.span.clone()).to_owned());
        let verdict = if due < cx.held_on {
            Err(past(&dates::words(due, cx.held_on), cx))
        } else {
            Ok(words.into_iter().collect())
        };
        return (verdict, Some(due));
    }
    if let Some((ending, day)) = written {
        return (Ok(vec![text.typed(ending.span.clone()).to_owned()]), Some(day));
    }
    let missing = match strongest().next() {
        Some(Ending { span, day: Err(why), .. }) => explain(why, text.typed(span.clone()), cx),
        Some(_) | None => {
            "It has no end: say until when, such as “this week”, “by 9 Oct” or “until next session”.".to_owned()
        }
    };
    (Err(missing), None)
}

/// What is wrong with an end, and how to mend it.
fn explain(why: &Unresolved, typed: &str, cx: &CheckContext<'_>) -> String {
    match why {
        Unresolved::Date(problem) => match problem.clone().reading(typed) {
            DateProblem::NoSuchDay { read } => {
                format!("“{read}” is no day of the calendar: write one that is, such as “by 9 Oct”.")
            }
            problem @ (DateProblem::OtherWeekday { .. }
            | DateProblem::OutOfRange { .. }
            | DateProblem::Empty
            | DateProblem::Unreadable { .. }) => problem.to_string(),
        },
        Unresolved::Past(_) => past(typed, cx),
        Unresolved::NoNextSession => format!(
            "“{typed}” waits for a date that is not set: set the next session's date, or write a day such as “by 9 Oct”."
        ),
        Unresolved::Shifts => {
            format!(
                "“{typed}” cannot be looked up, as shifts are not in the data: write a day, such as “until Friday”."
            )
        }
        Unresolved::NotADay => {
            format!("“{typed}” names no day: write one, such as “this week”, “by 9 Oct” or “until next session”.")
        }
    }
}

fn past(typed: &str, cx: &CheckContext<'_>) -> String {
    format!(
        "“{typed}” is before the session of {}: give a later end, such as “this week” or “in two weeks”.",
        dates::words(cx.held_on, cx.held_on)
    )
}
