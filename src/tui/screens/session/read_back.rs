//! Whether an agreed practice action was done: asked in the form of the next session, and on the session's own page.
//! Where the calls tell how often, that is shown and the state alone is asked.

use crate::domain::practice::read_back::ReadBack;
use crate::domain::session::{ActionState, Done};
use crate::store::request::Request;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Purpose, Step};

/// In the order in which they are asked.
const STATES: [ActionState; 4] = [ActionState::Done, ActionState::Partly, ActionState::Not, ActionState::Agreed];

/// Asks for the state. What the calls say is preselected, and decides nothing.
pub(super) fn ask(now: ActionState, back: Option<&ReadBack>) -> Step {
    let suggested = back.and_then(|b| b.since).map(|since| match since.done {
        0 => ActionState::Not,
        all if all == since.of => ActionState::Done,
        _ => ActionState::Partly,
    });
    let at = STATES.iter().position(|s| *s == suggested.unwrap_or(now)).unwrap_or(0);
    let note = |state: ActionState| match (state, back) {
        (state, Some(back)) if Some(state) == suggested => back.words(),
        (ActionState::Agreed, _) => "not known yet".to_owned(),
        _ => String::new(),
    };
    let choices = STATES.iter().map(|s| Choice::new(s.words(), note(*s))).collect();
    Step::overlay(Overlay::Picker(Picker::new(Purpose::ActionState, "Was the practice action done?", choices, at)))
}

/// The state was picked: asks on how many calls, unless the calls say it themselves.
pub(super) fn picked(
    at: usize,
    session: crate::domain::id::SessionId,
    back: Option<&ReadBack>,
    cx: &Ctx,
) -> Result<Step, ActionState> {
    let Some(state) = STATES.get(at).copied() else { return Ok(Step::none()) };
    if state == ActionState::Agreed || back.is_some_and(|b| b.since.is_some()) {
        return Ok(cx.send(Request::ReadBack { session, state, count: None }).into());
    }
    Err(state)
}

/// "__ of __".
pub(super) fn ask_count(text: &str) -> Step {
    let sentence = "Of the calls that you checked, on how many was it done? Such as 12 of 20; nothing where none was \
                    checked.";
    Step::overlay(Overlay::Prompt(
        Prompt::new(Purpose::ActionCount, "On how many of your calls: __ of __", sentence, text).or_nothing(),
    ))
}

/// The count that was typed; `Err` for what is none.
pub(super) fn count(text: &str) -> Result<Option<Done>, ()> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Done::read(text).map(Some).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_people_write_them() {
        for (text, expected) in [
            ("12 of 20", Ok(Some((12, 20)))),
            (" 12/20 ", Ok(Some((12, 20)))),
            ("0 of 3", Ok(Some((0, 3)))),
            ("", Ok(None)),
            ("21 of 20", Err(())),
            ("0 of 0", Err(())),
            ("12", Err(())),
            ("most", Err(())),
        ] {
            assert_eq!(count(text).map(|c| c.map(|c| (c.done, c.of))), expected, "{text}");
        }
    }
}
