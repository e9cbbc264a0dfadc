//! A finished session: locked content, evidence, the figures that it was held on, and what was recorded since.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::{Action, Context};
use crate::domain::id::SessionId;
use crate::domain::session::{ActionState, SessionView, SignOff, Status, auditors_sentence};
use crate::store::request::{Answer, Request};
use crate::tui::event::Wheel;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Confirm, Overlay, Picker, Prompt};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::load;

mod content;
mod practised;
mod view;

/// One session, read-only.
#[derive(Debug)]
pub(crate) struct RecordScreen {
    id: SessionId,
    view: Load<SessionView>,
    /// Which column scrolls, where there are two.
    pane: Pane,
    /// First line on screen of what was agreed, and of the figures and the history.
    offsets: [usize; 2],
    /// How the agent took it, while the agent's words to it are asked for.
    signing: Option<SignOff>,
    /// What the practice action came to, while its count is asked for.
    reading_back: Option<ActionState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Agreed,
    Recorded,
}

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has the same methods")]
impl RecordScreen {
    pub(crate) fn new(id: SessionId) -> Self {
        Self { id, view: Load::Idle, pane: Pane::Agreed, offsets: [0; 2], signing: None, reading_back: None }
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => self.view.ask(cx, Request::Session(self.id)).into(),
            Input::Reply(ticket, answer) if self.view.awaits(ticket) => {
                self.view.take(*answer, |answer| match answer {
                    Answer::Session(view) => Some(*view),
                    _ => None,
                });
                self.fit(cx);
                Step::none()
            }
            // A note was made or the check performed: the record has grown.
            Input::Reply(_, answer) if matches!(*answer, Ok(Answer::Done(_))) => {
                self.view.ask(cx, Request::Session(self.id)).into()
            }
            Input::Answered(Given::Picked(Purpose::SignOff, at)) => match SignOff::ALL.get(at) {
                Some(sign_off) => {
                    self.signing = Some(*sign_off);
                    Step::overlay(Overlay::Prompt(self.ask_comment()))
                }
                None => Step::none(),
            },
            Input::Answered(Given::Typed(Purpose::Comment, words)) => match self.signing.take() {
                Some(sign_off) => {
                    let comment = (!words.is_empty()).then_some(words);
                    cx.send(Request::Sign { id: self.id, sign_off, comment }).into()
                }
                None => Step::none(),
            },
            Input::Answered(Given::Typed(Purpose::Reason, reason)) => {
                cx.send(Request::Void { id: self.id, reason }).into()
            }
            Input::Answered(Given::Picked(Purpose::ActionState, at)) => self.state_picked(at, cx),
            Input::Answered(Given::Typed(Purpose::ActionCount, text)) => self.count_typed(&text, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Scroll(_, Wheel::Up) => self.scroll(-3, cx),
            Input::Scroll(_, Wheel::Down) => self.scroll(3, cx),
            Input::Resized => self.scroll(0, cx),
            Input::Reply(..)
            | Input::Key(_)
            | Input::Paste(_)
            | Input::Click(_)
            | Input::Progress(..)
            | Input::Folder(..)
            | Input::Answered(_)
            | Input::Hidden => Step::pass(),
        }
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let page = isize::try_from(cx.area.height.saturating_sub(4)).unwrap_or(1);
        match action {
            Action::Up => self.scroll(-1, cx),
            Action::Down => self.scroll(1, cx),
            Action::PageUp => self.scroll(-page, cx),
            Action::PageDown => self.scroll(page, cx),
            Action::Home => self.scroll(isize::MIN, cx),
            Action::End => self.scroll(isize::MAX, cx),
            Action::NextPane | Action::PreviousPane => {
                self.pane = match self.pane {
                    Pane::Agreed => Pane::Recorded,
                    Pane::Recorded => Pane::Agreed,
                };
                Step::none()
            }
            Action::Sign => self.sign(cx),
            Action::Check => self.check(cx),
            Action::Void => self.void(cx),
            Action::ReadBack => self.ask_state(cx),
            Action::Copy => match self.view.get() {
                Some(view) => Effect::Copy(auditors_sentence(view)).into(),
                None => Step::pass(),
            },
            Action::Print => match self.view.get() {
                Some(view) => Effect::Print(Page::Session(Box::new(view.clone()))).into(),
                None => Step::pass(),
            },
            _ => Step::pass(),
        }
    }

    /// Asks how the agent took it.
    fn sign(&self, cx: &Ctx) -> Step {
        let unsigned = self.view.get().is_some_and(|v| v.sign_off.is_none());
        match self.view.get().map(|v| v.status) {
            _ if cx.read_only.is_some() => Step::problem("the file is open for reading only"),
            Some(Status::Finished | Status::Checked) if unsigned => {
                let choices = SignOff::ALL.iter().map(|s| Choice::new(s.word(), "")).collect();
                Step::overlay(Overlay::Picker(Picker::new(Purpose::SignOff, "How did the agent take it?", choices, 0)))
            }
            Some(other) => {
                Step::problem(format!("the session is {}: it is signed once, after it is finished", other.word()))
            }
            None => Step::none(),
        }
    }

    fn ask_comment(&self) -> Prompt {
        let said = self.view.get().and_then(|view| view.agent_comment.clone()).unwrap_or_default();
        Prompt::new(
            Purpose::Comment,
            "What does the agent say?",
            "In the agent's own words, or nothing. It goes on record with the sign-off, and an auditor can read it.",
            &said,
        )
        .or_nothing()
    }

    /// Asks for the reason; an empty one is no answer.
    fn void(&self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        match self.view.get().map(|view| view.status) {
            Some(Status::Void) => Step::problem("the session is void already"),
            Some(_) => Step::overlay(Overlay::Prompt(Prompt::new(
                Purpose::Reason,
                "Take this session out of account?",
                "It then answers no flag and keeps no cadence, and its evidence is free again. It stays in every list, \
                 marked void, and is brought back only by entering it again. The log keeps the reason: why is it void?",
                "",
            ))),
            None => Step::none(),
        }
    }

    /// Asks whether the check is performed now.
    fn check(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let open = matches!(view.status, Status::Finished | Status::Signed);
        let Some(check) = view.content.check.filter(|_| open && cx.read_only.is_none()) else {
            return Step::problem("there is no open check in this session");
        };
        Step::overlay(Overlay::Confirm(Confirm {
            title: "Perform the check now?".to_owned(),
            sentences: vec![
                format!(
                    "The focus over the calls since the session, against {} {}; it was agreed for {}.",
                    cx.look.marks.at_least,
                    cx.words.short(check.threshold),
                    cx.words.day(check.on)
                ),
                "What is found now goes on record and is not found again.".to_owned(),
            ],
            yes: "check",
            effects: vec![cx.send(Request::Check(self.id))],
            nav: None,
        }))
    }

    fn scroll(&mut self, by: isize, cx: &Ctx) -> Step {
        let at = &mut self.offsets[self.pane as usize];
        *at = at.saturating_add_signed(by);
        self.fit(cx);
        Step::none()
    }

    /// Keeps both columns from being scrolled beyond their ends.
    fn fit(&mut self, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let columns = view::columns(view, self.pane, cx.area, cx);
        for column in columns {
            let at = &mut self.offsets[column.pane as usize];
            *at = (*at).min(column.lines.len().saturating_sub(usize::from(column.area.height)));
        }
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.view.get().is_none() {
            return Vec::new();
        }
        let mut out = vec![ActionInfo::together(&[Action::Up, Action::Down], "scroll")];
        out.push(ActionInfo::named(
            Action::NextPane,
            if cx.area.width >= view::TWO { "other side" } else { "figures, history" },
        ));
        let status = self.view.get().map(|v| v.status);
        let unsigned = self.view.get().is_some_and(|v| v.sign_off.is_none());
        if unsigned && matches!(status, Some(Status::Finished | Status::Checked)) {
            out.push(ActionInfo::new(Action::Sign));
        }
        if matches!(status, Some(Status::Finished | Status::Signed)) {
            out.push(ActionInfo::new(Action::Check));
        }
        if self.can_read_back() {
            out.push(ActionInfo::new(Action::ReadBack));
        }
        out.extend([ActionInfo::named(Action::Copy, "copy for the auditor"), ActionInfo::new(Action::Print)]);
        if status.is_some_and(|status| status != Status::Void) {
            out.push(ActionInfo::new(Action::Void));
        }
        out
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        &[Context::Record, Context::List]
    }

    pub(crate) fn typing(&self) -> bool {
        false
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(view) = load::ready(&self.view, frame, area, "the session", cx) {
            view::draw(view, self.pane, self.offsets, frame, area, cx);
        }
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        Some(match self.view.get() {
            Some(view) => format!("{} › session", view.content.agent_name.visible()),
            None => "session".to_owned(),
        })
    }

    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        let view = self.view.get()?;
        let zone = view.content.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
        let held = view.content.held_at.with_timezone(&zone).date_naive();
        Some(format!("{} · {}", cx.words.weekday(held), view.status.word()))
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        None
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
