//! The session form: opens filled in, is saved as it is typed, and is finished by its own key. No statistics on
//! it, and no outcome figures: the agent is looking.
//!
//! ```text
//!  mod        what happens to the form         fields     its fields, and the draft that they make
//!  saving     the draft reaches the file       evidence   a row of evidence, typed
//!  finishing  finish, and discard              context    the left column: what the data says
//!  layout     the pieces of the right column   view       where all of it stands
//!  sentence   the auditor's sentence           record     the view of a finished session
//! ```

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::config::keymap::{Action, Context};
use crate::domain::practice::ActionCheck;
use crate::domain::session::{self, Draft, EvidenceDraft, FlagRef, Prefill, Problem};
use crate::domain::id::SessionId;
use crate::store::request::{Answer, OpenSession, Request, SessionForm, Ticket};
use crate::tui::event::Wheel;
use crate::tui::form::{Form, Went};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Month, Overlay, Picker};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Purpose, Step};
use crate::tui::widgets::load;

mod context;
mod evidence;
mod fields;
mod finishing;
mod layout;
pub(crate) mod record;
mod saving;
pub(crate) mod sentence;
mod view;

use evidence::{EvidenceEdit, Leaving};
use fields::K;
use saving::Saver;

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
    /// Reads what the data says for another focus or call ID.
    reading: Option<Ticket>,
    /// Focus and call IDs that the prefill was read for.
    read_for: (String, Vec<String>),
    finishing: Option<Ticket>,
    discarding: Option<Ticket>,
    /// It is finished or discarded: nothing is saved any more.
    over: bool,
    /// What is missing to finish it, judged after every change.
    problems: Vec<Problem>,
    /// What the overlay lists: the same, or what the file refused.
    listed: Vec<Problem>,
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
                let mut step = open.take(input, cx);
                step.effects.extend(open.settle(cx));
                step
            }
        }
    }

    fn shown(&mut self, cx: &Ctx) -> Step {
        let Some(open) = self.opened() else {
            return self.load.ask(cx, Request::OpenSession(self.open.clone())).into();
        };
        if open.over || !open.saver.clean(&open.draft()) {
            return Step::none();
        }
        let ticket = cx.ticket();
        self.again = Some(ticket);
        Effect::Store(ticket, Request::OpenSession(self.open.clone())).into()
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.load.awaits(ticket) {
            self.load.take(answer, |answer| match answer {
                Answer::SessionForm(form) => Some(Open::new(*form, cx)),
                _ => None,
            });
            if let Some(open) = self.opened() {
                let id = open.id;
                self.open = OpenSession::Draft(id);
            }
            return Step::none();
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
                if open.saver.clean(&open.draft()) && form.draft != open.draft() {
                    let at = open.form.current();
                    *open = Open::new(*form, cx);
                    open.form.go(at);
                    open.fit(cx);
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
            out.extend([ActionInfo::new(Action::Finish), ActionInfo::new(Action::Discard)]);
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
        (leave, state)
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
        let SessionForm { id, draft, prefill, resumed } = form;
        let mut open = Self {
            id,
            form: fields::form(&draft, &prefill),
            base: draft,
            flag: 0,
            suggestion: 0,
            row: 0,
            edit: None,
            saver: Saver::new(resumed),
            reading: None,
            read_for: (String::new(), Vec::new()),
            finishing: None,
            discarding: None,
            over: false,
            problems: Vec::new(),
            listed: Vec::new(),
            tried: false,
            check: ActionCheck { items: Vec::new(), due: None },
            held_on: cx.now.with_timezone(&prefill.zone).date_naive(),
            prefill,
            top: 0,
            left: 0,
        };
        let draft = open.draft();
        open.read_for = reads(&draft);
        open.saver.stored(draft);
        open.judge(cx);
        open.fit(cx);
        open
    }

    fn take(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Key(key) => self.key(key, cx),
            Input::Paste(text) => {
                if let Some(edit) = &mut self.edit {
                    edit.paste(&text);
                } else {
                    self.form.paste(&text);
                }
                Step::none()
            }
            Input::Act(action) => self.act(action, cx),
            Input::Answered(given) => self.answered(&given),
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
            Input::Resized | Input::Progress(..) | Input::Folder(..) | Input::Shown | Input::Reply(..) => Step::none(),
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
            effects.extend(self.saver.save(self.id, &draft, cx));
            let typing_id = self.edit.as_ref().is_some_and(EvidenceEdit::types_call);
            let wanted = reads(&draft);
            if wanted != self.read_for && !typing_id {
                effects.push(self.read(cx));
            }
        }
        self.judge(cx);
        self.fit(cx);
        effects
    }

    fn read(&mut self, cx: &Ctx) -> Effect {
        let draft = self.draft();
        self.read_for = reads(&draft);
        let ticket = cx.ticket();
        self.reading = Some(ticket);
        Effect::Store(ticket, Request::Prefill { id: self.id, draft: Box::new(draft) })
    }

    fn judge(&mut self, cx: &Ctx) {
        let draft = self.draft();
        self.check = session::action_check(&draft, &self.prefill, cx.now);
        self.problems = session::finish(self.id, &draft, &self.prefill, cx.now).err().unwrap_or_default();
        self.held_on = fields::held_on(&draft.held_at, &self.prefill, cx.now);
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.saver.answered(ticket, &answer) {
            return Step::none();
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
            return self.finished(answer);
        }
        if self.discarding == Some(ticket) {
            return match answer {
                Ok(_) => {
                    self.over = true;
                    Nav::Back.into()
                }
                Err(words) => Step::problem(format!("not discarded: {words}")),
            };
        }
        let _ = cx;
        Step::none()
    }

    fn take_prefill(&mut self, prefill: Prefill) {
        let same = |a: &Prefill, b: &Prefill| {
            a.standing.dimensions.iter().map(|d| &d.key).eq(b.standing.dimensions.iter().map(|d| &d.key))
        };
        if !same(&self.prefill, &prefill) {
            let at = self.form.current();
            self.base = self.draft();
            self.form = fields::form(&self.base, &prefill);
            self.form.go(at);
        }
        self.prefill = prefill;
        self.suggestion = self.suggestion.min(self.prefill.suggestions.len().saturating_sub(1));
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        match action {
            Action::NextField | Action::PreviousField => {
                let down = action == Action::NextField;
                match &mut self.edit {
                    Some(edit) => edit.step(down),
                    None => self.step(down),
                }
                Step::none()
            }
            Action::Back => self.back(),
            Action::Evidence => self.evidence_key(),
            Action::Finish => self.finish(cx),
            Action::Discard => self.discard(cx),
            Action::PageUp => self.scroll(-i32::from(cx.area.height / 2)),
            Action::PageDown => self.scroll(i32::from(cx.area.height / 2)),
            Action::Print => Step::problem("a session prints from its finished view"),
            Action::Library => Step::problem("the practice library is not there yet"),
            _ => Step::pass(),
        }
    }

    /// Esc: out of the row of evidence first, then out of the form.
    fn back(&mut self) -> Step {
        match self.close_edit() {
            Some(Leaving::Stays(words)) => Step::problem(words),
            Some(Leaving::Closed) => Step::none(),
            None => Step {
                nav: Some(Nav::Back),
                ..Step::done(format!("the draft with {} stays", self.prefill.agent_name.visible()))
            },
        }
    }

    fn scroll(&mut self, by: i32) -> Step {
        let by = isize::try_from(by).unwrap_or(0);
        self.left = self.left.saturating_add_signed(by);
        Step::none()
    }

    fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        if let Some(edit) = &mut self.edit {
            edit.key(key, cx);
            return Step::none();
        }
        let at = self.form.current();
        if key.code == KeyCode::Enter && fields::is_date(at) {
            let from = self.day_of(at).unwrap_or(self.held_on);
            let month = Month::new(Purpose::Field(fields::ALL_DATES.iter().position(|k| *k == at).unwrap_or(0)), fields::title(at), from);
            return Step::overlay(Overlay::Month(month));
        }
        if key.code == KeyCode::Enter && !fields::takes_lines(at) && !fields::is_list(at) {
            self.step(true);
            return Step::none();
        }
        if fields::is_list(at) {
            return self.list_key(at, key);
        }
        match self.form.key(key, cx) {
            Went::Changed(_) | Went::Passed | Went::Calendar(..) => {}
            Went::Kept => self.skip_hidden(key.code != KeyCode::Up),
        }
        Step::none()
    }

    fn step(&mut self, down: bool) {
        if down {
            self.form.next();
        } else {
            self.form.previous();
        }
        self.skip_hidden(down);
        self.enter_list(down);
    }

    /// A list is entered at the end that one comes from.
    fn enter_list(&mut self, down: bool) {
        let at = self.form.current();
        if fields::is_list(at) {
            let end = if down { 0 } else { self.list_len(at).saturating_sub(1) };
            *self.list_at(at) = end;
        }
    }

    /// Fields that have nothing to say are passed over.
    fn skip_hidden(&mut self, down: bool) {
        // Kind is always there, so this ends.
        while !self.visible(self.form.current()) {
            if down {
                self.form.next();
            } else {
                self.form.previous();
            }
        }
    }

    fn list_len(&self, at: K) -> usize {
        match at {
            K::Flags => self.flags().len(),
            K::Suggestions => self.prefill.suggestions.len(),
            _ => self.base.evidence.len() + 1,
        }
    }

    fn list_at(&mut self, at: K) -> &mut usize {
        match at {
            K::Flags => &mut self.flag,
            K::Suggestions => &mut self.suggestion,
            _ => &mut self.row,
        }
    }

    fn list_key(&mut self, at: K, key: KeyEvent) -> Step {
        let len = self.list_len(at);
        let selected = *self.list_at(at);
        match key.code {
            KeyCode::Up if selected == 0 => self.step(false),
            KeyCode::Down if selected + 1 >= len => self.step(true),
            KeyCode::Up => *self.list_at(at) = selected - 1,
            KeyCode::Down => *self.list_at(at) = selected + 1,
            KeyCode::Home => *self.list_at(at) = 0,
            KeyCode::End => *self.list_at(at) = len.saturating_sub(1),
            KeyCode::Enter | KeyCode::Char(' ') => return self.pick(at, selected),
            KeyCode::Delete | KeyCode::Backspace if at == K::Evidence && selected < self.base.evidence.len() => {
                self.base.evidence.remove(selected);
            }
            _ => {}
        }
        Step::none()
    }

    /// Enter or space on a row of a list.
    fn pick(&mut self, at: K, selected: usize) -> Step {
        match at {
            K::Flags => {
                if let Some((flag, _)) = self.flags().into_iter().nth(selected) {
                    match self.base.answers_flags.iter().position(|f| *f == flag) {
                        Some(at) => drop(self.base.answers_flags.remove(at)),
                        None => self.base.answers_flags.push(flag),
                    }
                }
                Step::none()
            }
            K::Suggestions => self.toggle(selected),
            _ if selected < self.base.evidence.len() => {
                self.edit = Some(EvidenceEdit::new(selected, &self.base.evidence[selected], &self.prefill));
                Step::none()
            }
            _ => {
                self.add(EvidenceDraft::default());
                Step::none()
            }
        }
    }

    /// A new row of evidence, opened to be typed.
    fn add(&mut self, row: EvidenceDraft) {
        self.form.go(K::Evidence);
        self.row = self.base.evidence.len();
        self.edit = Some(EvidenceEdit::new(self.row, &row, &self.prefill));
        self.base.evidence.push(row);
    }

    /// Takes a suggested call as evidence, or leaves it again.
    fn toggle(&mut self, at: usize) -> Step {
        let Some(suggestion) = self.prefill.suggestions.get(at) else { return Step::none() };
        if self.base.evidence.contains(suggestion) {
            self.base.evidence.retain(|row| row != suggestion);
        } else if self.taken(suggestion) {
            return Step::problem("this call was changed since it was taken: remove it under Evidence, with del");
        } else {
            self.base.evidence.push(suggestion.clone());
        }
        Step::none()
    }

    /// Whether a suggestion stands among the evidence, as it came or with other words.
    fn taken(&self, suggestion: &EvidenceDraft) -> bool {
        self.base.evidence.iter().any(|row| row.call_id == suggestion.call_id && row.from_ms == suggestion.from_ms)
    }

    /// F2: takes the suggestion under the cursor, or lists the agent's calls to take from.
    fn evidence_key(&mut self) -> Step {
        if let Some(Leaving::Stays(words)) = self.close_edit() {
            return Step::problem(words);
        }
        if self.form.current() == K::Suggestions {
            return self.toggle(self.suggestion);
        }
        let mut choices: Vec<Choice> = Vec::new();
        for suggestion in &self.prefill.suggestions {
            let (text, note) = context::suggestion_words(suggestion, self);
            let note = if self.taken(suggestion) { format!("taken · {note}") } else { note };
            choices.push(Choice::new(text, note));
        }
        choices.extend(self.other_calls().map(|call| Choice::new(call.0, call.1)));
        choices.push(Choice::new("another call", "type its ID and what happened"));
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Evidence, "Take evidence from", choices, 0)))
    }

    /// Calls of the cycle that are not suggested: text, note, call ID.
    fn other_calls(&self) -> impl Iterator<Item = (String, String, String)> + '_ {
        let calls = self.prefill.calls.iter().filter_map(|call| Some((call, call.call_id.as_ref()?)));
        let others = calls.filter(|(_, id)| !self.prefill.suggestions.iter().any(|s| s.call_id == id.verbatim()));
        others.map(|(call, id)| {
            let overall = call.overall.map_or_else(|| "no overall".to_owned(), |v| format!("overall {}", crate::domain::figure::words(v)));
            (format!("{}  {}", id.visible(), call.day.format("%-d %b")), overall, id.verbatim().to_owned())
        })
    }

    fn answered(&mut self, given: &Given) -> Step {
        match given {
            Given::Day(Purpose::Field(at), day) => {
                if let Some(key) = fields::ALL_DATES.get(*at) {
                    self.form.set(*key, &day.format("%Y-%m-%d").to_string());
                }
                Step::none()
            }
            Given::Picked(Purpose::Missing, at) => {
                if let Some(problem) = self.listed.get(*at) {
                    let key = self.field_of(problem.field);
                    self.form.go(key);
                    self.enter_list(true);
                }
                Step::none()
            }
            Given::Picked(Purpose::Evidence, at) => {
                let suggested = self.prefill.suggestions.len();
                if *at < suggested {
                    return self.toggle(*at);
                }
                let call_id = self.other_calls().nth(at - suggested).map(|call| call.2).unwrap_or_default();
                self.add(EvidenceDraft { call_id, ..EvidenceDraft::default() });
                Step::none()
            }
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) => Step::none(),
        }
    }

    /// Closes the row of evidence that is being typed; `None` where there is none.
    fn close_edit(&mut self) -> Option<Leaving> {
        let edit = self.edit.as_ref()?;
        if let Some(words) = edit.unreadable() {
            return Some(Leaving::Stays(words));
        }
        let row = edit.row;
        self.edit = None;
        if self.base.evidence.get(row) == Some(&EvidenceDraft::default()) {
            self.base.evidence.remove(row);
        }
        self.row = row.min(self.base.evidence.len());
        Some(Leaving::Closed)
    }

    /// Flags that the session can answer, and those that it answers: with the words on them.
    fn flags(&self) -> Vec<(FlagRef, String)> {
        let mut out: Vec<(FlagRef, String)> = Vec::new();
        for flag in &self.prefill.open_flags {
            if let Some(reference) = flag.reference().filter(|r| !out.iter().any(|(f, _)| f == r)) {
                let words = format!("{} on {}, {}", flag.code.visible(), reference.call_id.visible(), flag.day.format("%-d %b"));
                out.push((reference, words));
            }
        }
        for reference in &self.base.answers_flags {
            if !out.iter().any(|(f, _)| f == reference) {
                let words = format!("{} on {}", reference.code.visible(), reference.call_id.visible());
                out.push((reference.clone(), words));
            }
        }
        out
    }
}

/// What the prefill depends on: the focus, and the calls that the evidence names.
fn reads(draft: &Draft) -> (String, Vec<String>) {
    let focus = draft.focus.as_ref().map(|f| f.dimension.clone()).unwrap_or_default();
    (focus, draft.evidence.iter().map(|row| row.call_id.clone()).collect())
}

#[cfg(test)]
mod tests;
