//! A session's date on its way out: when it begins, and as a calendar file or as text.

use super::overlay::picker::Choice;
use super::overlay::{Overlay, Picker, Prompt};
use super::screen::{Ctx, Effect, Page, Purpose, Step};
use crate::domain::invite::Invite;
use crate::domain::raw::{Raw, visible};

/// Answered with `Given::Typed(Purpose::InviteAt, …)`.
pub(crate) fn ask_time(agent: &Raw, on: chrono::NaiveDate, cx: &Ctx) -> Step {
    let title = format!("Next session with {}, {}", agent.visible(), cx.words.weekday(on));
    let sentence = "When does it begin? 14:30, or nothing for the whole day.";
    Step::overlay(Overlay::Prompt(Prompt::new(Purpose::InviteAt, title, sentence, "").or_nothing()))
}

/// What was typed is no time of day.
pub(crate) fn no_time(typed: &str) -> Step {
    Step::problem(format!("“{}” is no time of day: 14:30, 9, 2:30 pm", visible(typed)))
}

/// Answered with `Given::Picked(Purpose::Invite, …)`.
pub(crate) fn ask_way(invite: &Invite) -> Step {
    let choices = vec![Choice::new("a calendar file", invite.file_name()), Choice::new("text to copy", invite.words())];
    Step::overlay(Overlay::Picker(Picker::new(Purpose::Invite, "How does the date go out?", choices, 0)))
}

/// Sends it the way that was picked.
pub(crate) fn send(invite: Invite, picked: usize) -> Step {
    match picked {
        0 => Effect::Print(Page::Invite(Box::new(invite))).into(),
        _ => Effect::Copy(invite.words()).into(),
    }
}
