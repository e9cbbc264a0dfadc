//! The live check of a practice action: is it observable, measurable, time-bound, and tied to the focus?
//!
//! "Work on empathy" is a wish; "Use a name acknowledgment in the first 30 seconds of every call this week" can be
//! heard, counted and read back. The check reads English by its grammar rather than by a list of good words: an act
//! needs a verb that a listener could hear or see done, in a place where a verb stands, with something that is said or
//! done; a measure must count the act and not its end; an end must come to a day of the calendar.
//!
//! ```text
//! text       the action cut into words, figures, quotes and stops
//! ending     ends, each come to a day           ─┐ their words are no measure and no content
//! measure    counts, shares, times, places      ─┤ their words are no content
//! act        verbs in the place of an act        │
//!   content  what is said or done with them     ◄┘
//! lexicon    the words that all of them know
//! library    actions that pass, to be suggested
//! suggest    which of them, in which order, and why
//! read_back  whether the action was done, by the calls
//! role_play  prompts to practise it with
//! ```
//!
//! It is a pure function of the text and of [`CheckContext`]: it reads no clock and no store.

mod act;
mod content;
mod ending;
mod lexicon;
pub mod library;
mod measure;
pub mod read_back;
pub mod role_play;
pub mod suggest;
mod text;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use text::Text;

/// What the check must know beside the words of the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckContext<'a> {
    /// The day of the session. "This week" and every other relative end is counted from it.
    pub held_on: NaiveDate,
    /// The agent's next session, set or by cadence; `None` where neither is known. It is what "until next session" and
    /// "this cycle" come to.
    pub next_session: Option<NaiveDate>,
    /// The due date chosen in its own field, `None` while the action's own words give it. Where set, it is the due date
    /// whatever the words say.
    pub due: Option<NaiveDate>,
    /// The last day of "this week": Sunday unless the settings start weeks on another day.
    pub week_ends_on: Weekday,
    /// The focus dimension's name as shown; `None` where the session has no focus.
    pub dimension: Option<&'a str>,
    /// Whether 9/10 is 9 October (true) or September 10.
    pub day_first: bool,
}

impl CheckContext<'_> {
    /// A context with nothing but the day: weeks end on Sunday, days come before months.
    #[cfg(test)]
    pub fn new(held_on: NaiveDate) -> Self {
        Self { held_on, next_session: None, due: None, week_ends_on: Weekday::Sun, dimension: None, day_first: true }
    }
}

/// What an action is checked for, in the order of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// It names something that a listener could hear or see done.
    Observable,
    /// It has a count, share, duration or place in the call.
    Measurable,
    /// It ends on a day of the calendar.
    TimeBound,
    /// The session has a focus dimension in which it is read back.
    TiedToFocus,
}

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// What was checked.
    pub item: Item,
    /// Whether the action has it.
    pub ok: bool,
    /// The parts of the action that satisfied it, exactly as typed; empty where it fails, and where something other
    /// than the action satisfied it (a due date chosen in its field, the focus).
    pub words: Vec<String>,
    /// Where it fails: one sentence that says what is missing and how to mend it, with an example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// The whole checklist of one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionCheck {
    /// One line for each [`Item`], in its order.
    pub items: Vec<CheckItem>,
    /// The day the action ends on: the one chosen in its field, else the one its words come to.
    pub due: Option<NaiveDate>,
}

impl ActionCheck {
    /// Whether every item is satisfied.
    pub fn passes(&self) -> bool {
        self.items.iter().all(|item| item.ok)
    }

    /// The line of one item.
    #[cfg(test)]
    pub fn item(&self, item: Item) -> Option<&CheckItem> {
        self.items.iter().find(|line| line.item == item)
    }
}

impl CheckItem {
    fn new(item: Item, outcome: Result<Vec<String>, String>) -> Self {
        match outcome {
            Ok(words) => Self { item, ok: true, words, missing: None },
            Err(missing) => Self { item, ok: false, words: Vec::new(), missing: Some(missing) },
        }
    }
}

/// Checks a practice action against the four items.
pub fn check(action: &str, cx: &CheckContext<'_>) -> ActionCheck {
    let text = Text::new(action);
    let endings = ending::find(&text, cx);
    let measures = measure::find(&text, &endings);
    let acts = act::find(&text, &endings, &measures);
    let (time_bound, due) = ending::judge(&text, &endings, cx);
    let items = vec![
        CheckItem::new(Item::Observable, act::judge(&text, acts)),
        CheckItem::new(Item::Measurable, measure::judge(&text, &measures)),
        CheckItem::new(Item::TimeBound, time_bound),
        CheckItem::new(Item::TiedToFocus, tied_to_focus(cx)),
    ];
    ActionCheck { items, due }
}

/// Satisfied by the session's focus and not by words: the action is read back in that dimension.
fn tied_to_focus(cx: &CheckContext<'_>) -> Result<Vec<String>, String> {
    match cx.dimension.map(str::trim) {
        Some(name) if !name.is_empty() => Ok(Vec::new()),
        Some(_) | None => Err("The session has no focus to read it back in: choose a dimension, such as the one \
                               furthest under its target."
            .to_owned()),
    }
}

#[cfg(test)]
mod tests;
