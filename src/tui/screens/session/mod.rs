//! The session form: opens filled in, is saved as it is typed, and is finished by its own key. No statistics on
//! it, and no outcome figures: the agent is looking.
//!
//! ```text
//!  mod        what happens to the form         fields     its fields, and the draft that they make
//!  saving     the draft reaches the file       lists      flags, suggestions, evidence
//!  rows       evidence and the checklist       evidence   a row of evidence, typed
//!  offered    the agent's calls, under a call ID that is typed
//!  moving     keys, from field to field        context    the left column: what the data says
//!  finishing  finish, and discard              reading    another focus or call: the data is read again
//!  suggest    an action from the practice library
//!  elsewhere  another window has the same draft
//!  read_back  whether last time's action was done
//!  layout     the pieces of the right column   view       where all of it stands
//!  record     the view of a finished session
//! ```

use chrono::{DateTime, NaiveDate, Utc};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::{Action, Context};
use crate::domain::cards::{self, Masked};
use crate::domain::id::SessionId;
use crate::domain::practice::ActionCheck;
use crate::domain::session::{self, ActionState, Draft, Elsewhere, EvidenceDraft, Prefill, Problem};
use crate::store::request::{Answer, OpenSession, Request, SessionForm, Ticket};
use crate::tui::event::Wheel;
use crate::tui::form::Form;
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Purpose, Step};
use crate::tui::widgets::load;

mod context;
mod elsewhere;
mod evidence;
mod fields;
mod finishing;
mod layout;
mod lists;
mod moving;
mod offered;
mod read_back;
mod reading;
pub(crate) mod record;
mod rows;
mod saving;
mod suggest;
mod view;

use evidence::{EvidenceEdit, Leaving};
use fields::K;
use reading::Reads;
use saving::{Answered, Saver};

/// The form of one session.
#[derive(Debug)]
pub(crate) struct SessionScreen {
    /// What it was opened with; from the first answer on, the draft.
    open: OpenSession,
    load: Load<Open>,
    /// Reads the draft anew, since another screen may have added evidence to it.
    again: Option<Ticket>,
}

/// A form that is there.
#[derive(Debug)]
struct Open {
    id: SessionId,
    prefill: Prefill,
    /// What no field holds: agent, cycle, flags that are answered, evidence.
    base: Draft,
    form: Form<K>,
    /// The selected row in each list of the form.
    flag: usize,
    suggestion: usize,
    /// A position in the evidence; one further is "another call".
    row: usize,
    /// The row of evidence that is being typed.
    edit: Option<EvidenceEdit>,
    saver: Saver,
    /// What last time's action came to, while its count is asked for.
    asking: Option<ActionState>,
    /// Reads what the data says for another focus or call ID.
    reading: Option<Ticket>,
    /// What the prefill was read for.
    read_for: Option<Reads>,
    finishing: Option<Ticket>,
    discarding: Option<Ticket>,
    /// It is finished or discarded: nothing is saved any more.
    over: bool,
    /// Card numbers in what is typed: they are masked when it is kept.
    masked: Masked,
    /// What is missing to finish it, judged after every change.
    problems: Vec<Problem>,
    /// What the overlay lists: the same, or what the file refused.
    listed: Vec<Problem>,
    /// What another window did with this draft, until it is settled what becomes of both.
    elsewhere: Option<Elsewhere>,
    /// Once what is typed is in the file, nothing of it waits beside it any more.
    settling: bool,
    /// Whether finishing was tried: from then on every field says what it misses.
    tried: bool,
    check: ActionCheck,
    /// The day it was held, for dates that are typed.
    held_on: NaiveDate,
    /// First piece of the right column on screen.
    top: usize,
    /// First line of the left column on screen.
    left: usize,
}

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has the same methods")]
impl SessionScreen {
    pub(crate) fn new(open: OpenSession) -> Self {
        Self { open, load: Load::Idle, again: None }
    }

    fn opened(&mut self) -> Option<&mut Open> {
        match &mut self.load {
            Load::Ready(open) | Load::Pending(_, Some(open)) => Some(open),
            Load::Idle | Load::Pending(_, None) | Load::Failed(_) => None,
        }
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown => self.shown(cx),
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            input => {
                let Some(open) = self.opened() else { return Step::pass() };
                let changed = input == Input::Changed;
                let mut step = open.take(input, cx);
                step.effects.extend(open.settle(cx));
                // Another window may have typed in it.
                let again = changed && open.saver.based().is_some() && !open.over && open.saver.clean(&open.draft());
                self.open = OpenSession::Draft(open.id);
                if again {
                    step.effects.push(self.ask_again(cx));
                }
                step
            }
        }
    }

    fn shown(&mut self, cx: &Ctx) -> Step {
        let Some(open) = self.opened() else {
            return self.load.ask(cx, Request::OpenSession(self.open.clone())).into();
        };
        if open.elsewhere.is_some() {
            return open.ask_which(cx);
        }
        if open.over || !open.saver.clean(&open.draft()) {
            return Step::none();
        }
        self.ask_again(cx).into()
    }

    fn ask_again(&mut self, cx: &Ctx) -> Effect {
        let ticket = cx.ticket();
        self.again = Some(ticket);
        Effect::Store(ticket, Request::OpenSession(self.open.clone()))
    }

    /// Drafts that waited beside the file are in it.
    pub(crate) fn taken_back(&mut self, back: &[(SessionId, DateTime<Utc>)]) {
        let Some(open) = self.opened() else { return };
        if let Some((_, at)) = back.iter().find(|(id, _)| *id == open.id) {
            open.saver.taken_back(*at);
        }
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.load.awaits(ticket) {
            self.load.take(answer, |answer| match answer {
                Answer::SessionForm(form) => Some(Open::new(*form, cx)),
                _ => None,
            });
            let Some(open) = self.opened() else { return Step::none() };
            let id = open.id;
            let step = open.ask_which(cx);
            self.open = OpenSession::Draft(id);
            return step;
        }
        if self.again == Some(ticket) {
            self.again = None;
            return self.read_again(answer, cx);
        }
        let Some(open) = self.opened() else { return Step::none() };
        let mut step = open.reply(ticket, answer, cx);
        step.effects.extend(open.settle(cx));
        step
    }

    /// Takes the draft of the file, unless something was typed meanwhile.
    fn read_again(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        let Some(open) = self.opened() else { return Step::none() };
        match answer {
            Ok(Answer::SessionForm(form)) => {
                if open.saver.clean(&open.draft()) && form.in_file.as_ref() != open.saver.based() {
                    let at = open.form.current();
                    *open = Open::new(*form, cx);
                    open.form.go(at);
                    open.fit(cx);
                    return open.ask_which(cx);
                }
                Step::none()
            }
            Ok(_) => Step::none(),
            Err(words) => Step::problem(words),
        }
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.load.get().is_none() {
            return Vec::new();
        }
        let mut out = vec![ActionInfo::new(Action::NextField), ActionInfo::new(Action::Evidence)];
        if cx.read_only.is_none() {
            let more = [Action::Finish, Action::Suggest, Action::Print];
            out.extend(more.map(ActionInfo::new));
            if self.load.get().is_some_and(Open::can_read_back) {
                out.push(ActionInfo::new(Action::ReadBack));
            }
            out.push(ActionInfo::new(Action::Discard));
        }
        out
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        &[Context::Session]
    }

    pub(crate) fn typing(&self) -> bool {
        self.load.get().is_some()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(open) = load::ready(&self.load, frame, area, "the session", cx) {
            view::draw(open, frame, area, cx);
        }
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        Some(match self.load.get() {
            Some(open) => format!("{} › session", open.prefill.agent_name.visible()),
            None => "session".to_owned(),
        })
    }

    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        self.load.get().map(|open| open.saver.words(open.prefill.zone, cx))
    }

    /// The word for leaving, and how far the session is.
    pub(crate) fn foot(&self, columns: u16) -> (&'static str, String) {
        let wide = columns >= 110;
        let leave = if wide { "leave, the draft stays" } else { "leave" };
        let Some(open) = self.load.get() else { return ("back", String::new()) };
        let state = match (open.problems.len(), wide) {
            (0, true) => "to finish: nothing is missing".to_owned(),
            (0, false) => "nothing missing".to_owned(),
            (1, true) => "to finish: 1 thing is missing".to_owned(),
            (n, true) => format!("to finish: {n} things are missing"),
            (n, false) => format!("{n} missing"),
        };
        let missing = open.problems.len();
        match (open.masked.count_words(), wide) {
            (Some(words), true) => (leave, format!("{words} will be masked · {missing} missing")),
            (Some(_), false) => (leave, format!("masks a number · {missing} missing")),
            (None, _) => (leave, state),
        }
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        None
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}

impl Open {
    fn new(form: SessionForm, cx: &Ctx) -> Self {
        let SessionForm { id, draft, prefill, resumed, in_file, aside } = form;
        // Words that waited beside the file are what was typed here; what is in the file is another window's.
        let there = in_file.as_ref().zip(resumed);
        let elsewhere = aside
            .is_some()
            .then_some(there)
            .flatten()
            .map(|(there, saved_at)| Elsewhere::Edited { draft: Box::new(there.clone()), saved_at });
        let based = if elsewhere.is_some() { None } else { in_file };
        let draft = if elsewhere.is_some() { aside.unwrap_or(draft) } else { draft };
        let mut open = Self {
            id,
            form: fields::form(&draft, &prefill),
            base: draft,
            flag: 0,
            suggestion: 0,
            row: 0,
            edit: None,
            saver: Saver::new(resumed, based),
            asking: None,
            reading: None,
            read_for: None,
            finishing: None,
            discarding: None,
            over: false,
            masked: Masked::default(),
            problems: Vec::new(),
            listed: Vec::new(),
            elsewhere: None,
            settling: false,
            tried: false,
            check: ActionCheck { items: Vec::new(), due: None },
            held_on: cx.now.with_timezone(&prefill.zone).date_naive(),
            prefill,
            top: 0,
            left: 0,
        };
        let draft = open.draft();
        open.read_for = Some(Reads::of(&draft, fields::held_on(&draft.held_at, &open.prefill, cx.now)));
        open.saver.stored(draft.clone());
        if let Some(elsewhere) = elsewhere {
            open.saver.meets(&elsewhere, draft);
            open.elsewhere = Some(elsewhere);
        }
        open.judge(cx);
        open.fit(cx);
        open
    }

    fn take(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Key(key) => self.key(key, cx),
            Input::Paste(text) => self.paste(&text),
            Input::Act(action) => self.act(action, cx),
            Input::Answered(given) => self.answered(&given, cx),
            Input::Scroll(_, Wheel::Up) => self.scroll(-3),
            Input::Scroll(_, Wheel::Down) => self.scroll(3),
            Input::Click(at) => {
                if let Some(key) = view::field_at(self, cx.area, at).filter(|_| self.edit.is_none()) {
                    self.form.go(key);
                }
                Step::none()
            }
            Input::Changed => self.read(cx).into(),
            Input::Hidden => {
                let draft = self.draft();
                let last = self.saver.last(self.id, draft, self.over, cx);
                Step { effects: last.into_iter().collect(), ..Step::default() }
            }
            Input::Resized | Input::Folder(..) | Input::Shown | Input::Reply(..) => Step::none(),
        }
    }

    /// After everything that may have changed something: judged, saved, read anew where the data says other things.
    fn settle(&mut self, cx: &Ctx) -> Vec<Effect> {
        if let Some(edit) = &self.edit
            && let Some(row) = self.base.evidence.get_mut(edit.row)
        {
            *row = edit.evidence(&self.prefill);
        }
        self.skip_hidden(true);
        let draft = self.draft();
        let mut effects = Vec::new();
        if !self.over {
            // Half a card number is never kept: it waits for its end, or for another field.
            if !self.typing_number() {
                effects.extend(self.saver.save(self.id, &draft, cx));
            }
            let typing_id = self.edit.as_ref().is_some_and(EvidenceEdit::types_call);
            let wanted = Reads::of(&draft, fields::held_on(&draft.held_at, &self.prefill, cx.now));
            if self.read_for.as_ref() != Some(&wanted) && !typing_id {
                effects.push(self.read(cx));
            }
        }
        self.judge(cx);
        self.fit(cx);
        effects
    }

    fn typing_number(&self) -> bool {
        let typed = self
            .edit
            .as_ref()
            .map_or_else(|| self.form.text(self.form.current()), |edit| edit.typed().unwrap_or_default());
        cards::unfinished(&typed)
    }

    fn judge(&mut self, cx: &Ctx) {
        let draft = self.draft();
        self.masked = cards::mask_json(&mut serde_json::to_value(&draft).unwrap_or_default());
        self.check = session::action_check(&draft, &self.prefill, cx.now);
        self.problems = session::finish(self.id, &draft, &self.prefill, cx.now).err().unwrap_or_default();
        self.held_on = fields::held_on(&draft.held_at, &self.prefill, cx.now);
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        match self.saver.answered(ticket, &answer) {
            Answered::Not => {}
            Answered::Taken if self.settling && self.saver.failure().is_none() => {
                self.settling = false;
                return cx.send(Request::SettleAside(self.id)).into();
            }
            Answered::Taken => return Step::none(),
            Answered::Elsewhere(elsewhere) => return self.meets(elsewhere, cx),
        }
        if self.reading == Some(ticket) {
            self.reading = None;
            return match answer {
                Ok(Answer::Prefill(prefill)) => {
                    self.take_prefill(*prefill);
                    Step::none()
                }
                Ok(_) => Step::none(),
                Err(words) => Step::problem(format!("the calls could not be read again: {words}")),
            };
        }
        if self.finishing == Some(ticket) {
            return self.finished(answer, cx);
        }
        if self.discarding == Some(ticket) {
            return match answer {
                Ok(Answer::Elsewhere(elsewhere)) => self.meets(elsewhere, cx),
                Ok(_) => {
                    self.over = true;
                    Nav::Back.into()
                }
                Err(words) => Step::problem(format!("not discarded: {words}")),
            };
        }
        Step::none()
    }

    fn answered(&mut self, given: &Given, cx: &Ctx) -> Step {
        match given {
            Given::Picked(Purpose::ActionState, at) => self.state_picked(*at, cx),
            Given::Typed(Purpose::ActionCount, text) => self.count_typed(text, cx),
            Given::Day(Purpose::Field(at), day) => {
                if let Some(key) = fields::ALL_DATES.get(*at) {
                    self.form.set(*key, &day.format("%Y-%m-%d").to_string());
                }
                Step::none()
            }
            Given::Picked(Purpose::Missing, at) => {
                if let Some(problem) = self.listed.get(*at) {
                    let key = self.field_of(problem.field);
                    let row = problem.row;
                    self.form.go(key);
                    self.enter_list(true);
                    if let Some(row) = row {
                        self.row = row.min(self.base.evidence.len());
                    }
                }
                Step::none()
            }
            Given::Picked(Purpose::Elsewhere, at) => self.which(*at, cx),
            Given::Picked(Purpose::Evidence, at) => self.evidence_picked(*at),
            Given::Picked(Purpose::Practice, at) => self.take_suggestion(*at),
            Given::Typed(Purpose::Evidence, call_id) => {
                self.add(EvidenceDraft { call_id: call_id.clone(), ..EvidenceDraft::default() });
                Step::none()
            }
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::none(),
        }
    }
}

#[cfg(test)]
mod tests;
