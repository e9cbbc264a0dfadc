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

use super::{CheckContext, lexicon::small, text::Text};
use crate::domain::dates::{self, DateProblem, Unit};

mod finder;
mod period;
mod range;
mod session;
mod span;

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
    Past,
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

impl Ending {
    /// Whether it is of use for the hint alone.
    pub(super) fn is_hint(&self) -> bool {
        self.strength == Strength::Hint
    }
}

/// The index after some words, and the day they come to or why they come to none.
type Moment = (usize, Result<NaiveDate, Unresolved>);

/// The verdict, and the day the action is due on.
pub(super) fn judge(
    text: &Text<'_>,
    endings: &[Ending],
    cx: &CheckContext<'_>,
) -> (Result<Vec<String>, String>, Option<NaiveDate>) {
    let typed = |ending: &Ending| text.typed(ending.span.clone()).to_owned();
    let top = endings.iter().map(|ending| ending.strength).max();
    let strongest = || endings.iter().filter(|ending| Some(ending.strength) == top);
    let resolved = strongest().filter_map(|ending| Some((ending, *ending.day.as_ref().ok()?)));
    let written = resolved.max_by_key(|(_, day)| *day);
    match (cx.due, written) {
        (Some(due), _) if due < cx.held_on => (Err(past(&dates::words(due, cx.held_on), cx)), Some(due)),
        (Some(due), Some((ending, day))) if day == due => (Ok(vec![typed(ending)]), Some(due)),
        (Some(due), _) => (Ok(Vec::new()), Some(due)),
        (None, Some((ending, day))) => (Ok(vec![typed(ending)]), Some(day)),
        (None, None) => {
            let why = strongest().find_map(|ending| Some((ending, ending.day.as_ref().err()?)));
            let missing = why.map_or_else(
                || "It has no end: say until when, such as “this week”, “by 9 Oct” or “until next session”.".to_owned(),
                |(ending, why)| explain(why, &typed(ending), cx),
            );
            (Err(missing), None)
        }
    }
}

/// What is wrong with an end, and how to mend it.
fn explain(why: &Unresolved, typed: &str, cx: &CheckContext<'_>) -> String {
    match why {
        Unresolved::Date(DateProblem::NoSuchDay { .. }) => {
            format!("“{typed}” is no day of the calendar: write one that is, such as “by 9 Oct”.")
        }
        Unresolved::Date(
            problem @ (DateProblem::OtherWeekday { .. }
            | DateProblem::OutOfRange { .. }
            | DateProblem::Empty
            | DateProblem::Unreadable { .. }),
        ) => problem.clone().reading(typed).to_string(),
        Unresolved::Past => past(typed, cx),
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
    let held = dates::words(cx.held_on, cx.held_on);
    format!("“{typed}” is before the session of {held}: give a later end, such as “this week” or “in two weeks”.")
}

/// A date read by [`dates::read`]: "Friday", "9 Oct", "the 15th".
fn date(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let words: Vec<&str> = (at..text.len().min(at + 8))
        .take_while(|index| text.is_word(*index) || text.is(*index, &[","]))
        .map(|index| text.low(index).trim_end_matches("'s"))
        .collect();
    let reading = dates::read(&words, cx.held_on, cx.day_first)?;
    let after = at + reading.used;
    let last = text.low(after - 1);
    let digits = last.starts_with(|c: char| c.is_ascii_digit());
    // "before the 2nd question" is a place in the call, "9/10 calls" a share of them.
    let ordinal = reading.used <= 2 && digits && last.ends_with(|c: char| c.is_ascii_alphabetic());
    let goes_on = text.is_word(after)
        && (text.is(after, &["of"])
            || !(text.among(after, &small::PREPOSITIONS)
                || text.among(after, &small::DETERMINERS)
                || text.is(after, &["and", "when", "if"])));
    let share = reading.used == 1 && last.contains('/') && text.is(after, &["calls", "of"]);
    if (ordinal && goes_on) || share {
        return None;
    }
    Some((after, reading.day.map_err(Unresolved::Date)))
}

/// The day some units later.
fn step(from: NaiveDate, count: u32, unit: Unit) -> Result<NaiveDate, Unresolved> {
    dates::later(from, count, unit).ok_or(Unresolved::Date(DateProblem::OutOfRange { read: String::new() }))
}
