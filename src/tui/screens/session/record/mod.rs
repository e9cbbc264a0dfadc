//! A finished session: locked content, evidence, the figures that it was held on, and what was recorded since.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::{Action, Context};
use crate::domain::id::SessionId;
use crate::domain::session::{
    ActionState, AmendDraft, Cause, NextStep, SessionView, SignOff, Status, auditors_sentence,
};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::figures;
use crate::tui::overlay::{Confirm, Overlay, Prompt};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::load;

mod amending;
mod content;
mod following;
mod practised;
mod reading;
mod view;

use following::Disputed;
use reading::Reading;

/// One session, read-only.
#[derive(Debug)]
pub(crate) struct RecordScreen {
    id: SessionId,
    view: Load<SessionView>,
    /// Which column scrolls, where there are two.
    pane: Pane,
    /// First line on screen of what was agreed, and of the figures and the history.
    offsets: [usize; 2],
    /// What the agent typed on the screen that is turned to him; it stays while the session is open.
    reading: Option<Reading>,
    facing: Facing,
    /// What is being amended; after a refusal, what was typed.
    amending: Option<AmendDraft>,
    /// The score that is being disputed.
    disputed: Option<Disputed>,
    /// The agent's words that were recorded here last.
    said: Option<String>,
    invite_at: Option<chrono::NaiveTime>,
    /// The write whose answer leads on.
    sent: Option<(Ticket, Sent)>,
    /// What the practice action came to, while its count is asked for.
    reading_back: Option<ActionState>,
}

/// Who looks at the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facing {
    Supervisor,
    Agent,
}

/// What was sent to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Signed(SignOff),
    Amended,
    Step(NextStep),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Agreed,
    Recorded,
}

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has the same methods")]
impl RecordScreen {
    pub(crate) fn new(id: SessionId) -> Self {
        Self {
            id,
            view: Load::Idle,
            pane: Pane::Agreed,
            offsets: [0; 2],
            reading: None,
            facing: Facing::Supervisor,
            amending: None,
            disputed: None,
            said: None,
            invite_at: None,
            sent: None,
            reading_back: None,
        }
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
            Input::Reply(ticket, answer) => self.answered(ticket, *answer, cx),
            Input::Answered(given) => self.given(given, cx),
            Input::Act(action) if self.facing == Facing::Agent => self.act_read(action, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) => {
                if let Some(reading) = &mut self.reading {
                    reading.key(key, cx);
                }
                Step::none()
            }
            Input::Paste(text) => {
                if let Some(reading) = &mut self.reading {
                    reading.paste(&text);
                }
                Step::none()
            }
            Input::Scroll(_, Wheel::Up) => self.scroll(-3, cx),
            Input::Scroll(_, Wheel::Down) => self.scroll(3, cx),
            Input::Resized => self.scroll(0, cx),
            Input::Click(_) | Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    /// A write is done, and the record has grown; or it was refused.
    fn answered(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        let sent = self.sent.take_if(|(of, _)| *of == ticket).map(|(_, sent)| sent);
        match answer {
            Ok(Answer::Done(_)) => {}
            Ok(_) => return Step::pass(),
            Err(words) => return Step::problem(words.replace('\n', "; ")),
        }
        let nav = match sent {
            Some(Sent::Signed(sign_off)) => {
                self.facing = Facing::Supervisor;
                self.said = self.reading.take().map(|r| r.comment()).filter(|c| !c.is_empty());
                let offer = self.view.get().filter(|_| sign_off == SignOff::Disagrees);
                offer.and_then(|view| following::disputes(view, cx)).map(|o| Nav::Overlay(Box::new(o)))
            }
            Some(Sent::Amended) => {
                self.amending = None;
                None
            }
            Some(Sent::Step(step)) => self.lead_on(step),
            None => None,
        };
        Step { effects: vec![self.view.ask(cx, Request::Session(self.id))], nav, ..Step::default() }
    }

    fn given(&mut self, given: Given, cx: &Ctx) -> Step {
        match given {
            Given::Typed(Purpose::Reason, reason) => cx.send(Request::Void { id: self.id, reason }).into(),
            Given::Picked(Purpose::Amend, at) => self.amend_field(at, cx),
            Given::Picked(Purpose::AddedCall, at) => self.added_call(at, cx),
            Given::Typed(Purpose::AddedCall, call) => self.added_words(&call),
            Given::Typed(Purpose::Amended | Purpose::AddedWords, typed) => self.amended(typed),
            Given::Day(Purpose::Amended, day) => self.amended(day.to_string()),
            Given::Typed(Purpose::AmendWhy, reason) => self.amend_now(reason, cx),
            Given::Picked(Purpose::NextStep, at) => self.step_picked(at, cx),
            Given::Picked(Purpose::Cause, at) => match Cause::ALL.get(at) {
                Some(cause) => self.send_step(NextStep::OtherCause, Some(*cause), cx),
                None => Step::none(),
            },
            Given::Picked(Purpose::Dispute, at) => self.dispute_picked(at, cx),
            Given::Typed(Purpose::DisputeNote, note) => self.open_dispute(note, cx),
            Given::Typed(Purpose::InviteAt, typed) => self.invite_at(&typed, cx),
            Given::Picked(Purpose::Invite, at) => self.invite_picked(at, cx),
            Given::Picked(Purpose::ActionState, at) => self.state_picked(at, cx),
            Given::Typed(Purpose::ActionCount, text) => self.count_typed(&text, cx),
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::none(),
        }
    }

    /// Keys while the screen is turned to the agent.
    fn act_read(&mut self, action: Action, cx: &Ctx) -> Step {
        let (Some(view), Some(reading)) = (self.view.get(), &mut self.reading) else {
            self.facing = Facing::Supervisor;
            return Step::none();
        };
        match action {
            Action::NextField => reading.step(true),
            Action::PreviousField => reading.step(false),
            Action::PageUp => reading.scroll(-Reading::height(cx), view, cx),
            Action::PageDown => reading.scroll(Reading::height(cx), view, cx),
            Action::Finish => {
                let (step, asked) = reading.record(view, cx);
                self.sent = asked.map(|(ticket, sign_off)| (ticket, Sent::Signed(sign_off)));
                return step;
            }
            Action::Back => {
                self.facing = Facing::Supervisor;
                if reading.typed(view) {
                    return Step::done("nothing is recorded; what was typed stays while this session is open");
                }
            }
            _ => {}
        }
        Step::none()
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
            Action::Amend => self.amend(cx),
            Action::NextStep => self.next_step(cx),
            Action::Dispute => self.dispute(cx),
            Action::Invite => self.invite(cx),
            Action::Back | Action::Leave => self.leave(),
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

    /// Out of the session; what the agent typed and nobody recorded would go with it.
    fn leave(&self) -> Step {
        let Some(sentence) = self.unrecorded() else { return Step::pass() };
        Step::overlay(Overlay::Confirm(Confirm {
            title: "Leave without recording?".to_owned(),
            sentences: vec![sentence],
            yes: "leave",
            effects: Vec::new(),
            nav: Some(Nav::Back),
        }))
    }

    /// What the agent typed, where nobody recorded it.
    pub(crate) fn unrecorded(&self) -> Option<String> {
        let (reading, view) = (self.reading.as_ref()?, self.view.get()?);
        let sentence = "The agent's words were typed and are not on record: they go when this is left.";
        reading.typed(view).then(|| sentence.to_owned())
    }

    /// Turns the screen to the agent.
    fn sign(&mut self, cx: &Ctx) -> Step {
        let unsigned = self.view.get().is_some_and(|v| v.sign_off.is_none());
        match self.view.get().map(|v| v.status) {
            _ if cx.read_only.is_some() => Step::problem("the file is open for reading only"),
            Some(Status::Finished | Status::Checked) if unsigned => {
                if let (None, Some(view)) = (&self.reading, self.view.get()) {
                    self.reading = Some(Reading::new(view));
                }
                self.facing = Facing::Agent;
                Step::none()
            }
            Some(other) => {
                Step::problem(format!("the session is {}: it is signed once, after it is finished", other.word()))
            }
            None => Step::none(),
        }
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
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let open = matches!(view.status, Status::Finished | Status::Signed);
        let Some(check) = view.check.filter(|_| open) else {
            return Step::problem("there is no open check in this session");
        };
        if cx.today < check.on {
            return Step::problem(format!(
                "the check was agreed for {}; before that day its result would not stand",
                cx.words.day(check.on)
            ));
        }
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
        if let (Facing::Agent, Some(reading), Some(view)) = (self.facing, &mut self.reading, self.view.get()) {
            reading.scroll(by, view, cx);
            return Step::none();
        }
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
        if self.facing == Facing::Agent {
            let read = ActionInfo::together(&[Action::PageUp, Action::PageDown], "read");
            return vec![ActionInfo::new(Action::NextField), ActionInfo::new(Action::Finish), read];
        }
        let mut out = vec![ActionInfo::together(&[Action::Up, Action::Down], "scroll")];
        out.push(ActionInfo::named(
            Action::NextPane,
            if cx.area.width >= view::TWO { "other side" } else { "figures, history" },
        ));
        let status = self.view.get().map(|v| v.status);
        let unsigned = self.view.get().is_some_and(|v| v.sign_off.is_none());
        let writes = cx.read_only.is_none();
        if writes && unsigned && matches!(status, Some(Status::Finished | Status::Checked)) {
            out.push(ActionInfo::new(Action::Sign));
        }
        if writes && matches!(status, Some(Status::Finished | Status::Signed)) {
            out.push(ActionInfo::new(Action::Check));
        }
        if writes && status.is_some_and(|status| status != Status::Void) {
            out.extend([Action::NextStep, Action::Amend].map(ActionInfo::new));
        }
        if writes && self.can_read_back() {
            out.push(ActionInfo::new(Action::ReadBack));
        }
        out.extend([ActionInfo::named(Action::Copy, "copy for the auditor"), ActionInfo::new(Action::Print)]);
        if status.is_some_and(|status| status != Status::Void) {
            out.push(ActionInfo::new(Action::Invite));
            if writes {
                out.extend([Action::Dispute, Action::Void].map(ActionInfo::new));
            }
        }
        out
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        match self.facing {
            Facing::Supervisor => &[Context::Record, Context::List],
            Facing::Agent => &[Context::Reading],
        }
    }

    pub(crate) fn typing(&self) -> bool {
        self.facing == Facing::Agent
    }

    /// The line at the top while the screen is turned to the agent.
    pub(crate) fn alone(&self) -> Option<String> {
        let view = self.view.get().filter(|_| self.facing == Facing::Agent)?;
        Some(format!("for {} to read", view.content.agent_name.visible()))
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(view) = load::ready(&self.view, frame, area, "the session", cx) {
            match &self.reading {
                Some(reading) if self.facing == Facing::Agent => reading.draw(view, frame, area, cx),
                _ => view::draw(view, self.pane, self.offsets, frame, area, cx),
            }
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

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        let outcome = self.view.get()?.outcome.as_ref()?;
        Some(figures::explain_outcome(outcome, cx))
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
