//! Which call a transcript is of, where its file does not say: one of those that have none yet, or an ID that is typed.

use std::path::PathBuf;

use crate::domain::raw::{Raw, visible};
use crate::store::request::{CallChoice, PreviewView, Unclaimed};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Purpose, Step};

/// The transcript that a question of the preview is about.
fn claimed(view: &PreviewView, question: usize) -> Option<&Unclaimed> {
    let first = view.questions.len().checked_sub(view.unclaimed.len())?;
    view.unclaimed.get(question.checked_sub(first)?)
}

/// Asks for the call; `None` where the question is about something else.
pub(super) fn ask(view: &PreviewView, question: usize, cx: &Ctx) -> Option<Step> {
    let unclaimed = claimed(view, question)?;
    if unclaimed.calls.is_empty() {
        return Some(type_it(unclaimed));
    }
    let said = |call: &CallChoice| {
        let agent = call.agent.as_ref().map_or_else(|| "agent unknown".to_owned(), Raw::visible);
        call.day.map_or_else(|| agent.clone(), |day| format!("{agent}, {}", cx.words.day(day)))
    };
    let calls = unclaimed.calls.iter().map(|call| Choice::new(call.call_id.visible(), said(call)));
    let choices = calls.chain([Choice::new("another call", "type its ID")]).collect();
    let picker = Picker::new(Purpose::TranscriptOf, title(unclaimed), choices, 0).with_open_end();
    Some(Step::overlay(Overlay::Picker(picker)))
}

fn title(unclaimed: &Unclaimed) -> String {
    let name = unclaimed.path.file_name().unwrap_or(unclaimed.path.as_os_str()).to_string_lossy().into_owned();
    format!("{} is the transcript of which call?", visible(&name))
}

fn type_it(unclaimed: &Unclaimed) -> Step {
    let sentence = "The call's ID as your scores have it, byte for byte. Its transcript joins them by it.";
    Step::overlay(Overlay::Prompt(Prompt::new(Purpose::TranscriptOf, title(unclaimed), sentence, "")))
}

/// What was picked: the call, or that its ID is typed.
pub(super) enum Picked {
    Call(PathBuf, String),
    Typed(Step),
    Nothing,
}

pub(super) fn picked(view: &PreviewView, question: usize, at: usize) -> Picked {
    let Some(unclaimed) = claimed(view, question) else { return Picked::Nothing };
    match unclaimed.calls.get(at) {
        Some(call) => Picked::Call(unclaimed.path.clone(), call.call_id.verbatim().to_owned()),
        None => Picked::Typed(type_it(unclaimed)),
    }
}

/// The file that a typed ID is for.
pub(super) fn file(view: &PreviewView, question: usize) -> Option<PathBuf> {
    claimed(view, question).map(|unclaimed| unclaimed.path.clone())
}
