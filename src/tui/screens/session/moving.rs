//! Keys: from field to field, into them, and out of the form.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::evidence::Leaving;
use super::{Open, fields, read_back};
use crate::config::keymap::Action;
use crate::domain::raw::visible;
use crate::store::request::Request;
use crate::tui::form::Went;
use crate::tui::overlay::{Month, Overlay};
use crate::tui::screen::{Ctx, Nav, Purpose, Step};

impl Open {
    pub(super) fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        match action {
            Action::NextField | Action::PreviousField => {
                let down = action == Action::NextField;
                match &mut self.edit {
                    Some(edit) => edit.step(down, &self.prefill),
                    None => self.step(down),
                }
                Step::none()
            }
            Action::Back => self.back(),
            Action::Evidence => self.evidence_key(),
            Action::Suggest => self.suggest(),
            Action::ReadBack => self.ask_state(cx),
            Action::Finish => self.finish(cx),
            Action::Discard => self.discard(cx),
            Action::PageUp => self.scroll(-i32::from(cx.area.height / 2)),
            Action::PageDown => self.scroll(i32::from(cx.area.height / 2)),
            Action::Print => self.print(cx),
            _ => Step::pass(),
        }
    }

    pub(super) fn can_read_back(&self) -> bool {
        self.prefill.last.as_ref().is_some_and(|last| last.action.is_some())
    }

    /// F4: whether last time's action was done.
    fn ask_state(&self, cx: &Ctx) -> Step {
        match &self.prefill.last {
            _ if cx.read_only.is_some() => Step::problem("the file is open for reading only"),
            Some(last) if last.action.is_some() => {
                read_back::ask(last.action_state, self.prefill.practice.read_back.as_ref())
            }
            Some(_) | None => Step::problem("no practice action was agreed last time"),
        }
    }

    pub(super) fn state_picked(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(last) = &self.prefill.last else { return Step::none() };
        match read_back::picked(at, last.id, self.prefill.practice.read_back.as_ref(), cx) {
            Ok(step) => step,
            Err(state) => {
                self.asking = Some(state);
                read_back::ask_count("")
            }
        }
    }

    pub(super) fn count_typed(&mut self, text: &str, cx: &Ctx) -> Step {
        let (Some(last), Some(state)) = (&self.prefill.last, self.asking) else { return Step::none() };
        match read_back::count(text) {
            Ok(count) => {
                self.asking = None;
                cx.send(Request::ReadBack { session: last.id, state, count }).into()
            }
            Err(()) => {
                let words = format!("“{}” is no count: write how many of how many, such as 12 of 20", visible(text));
                Step { notice: Step::problem(words).notice, ..read_back::ask_count(text) }
            }
        }
    }

    /// Esc: out of the list of calls first, then of the row of evidence, then of the form.
    pub(super) fn back(&mut self) -> Step {
        if self.edit.as_mut().is_some_and(|edit| edit.close_list(&self.prefill)) {
            return Step::none();
        }
        match self.close_edit() {
            Some(Leaving::Stays(words)) => Step::problem(words),
            Some(Leaving::Closed) => Step::none(),
            None => Step {
                nav: Some(Nav::Back),
                ..Step::done(format!("the draft with {} stays", self.prefill.agent_name.visible()))
            },
        }
    }

    pub(super) fn scroll(&mut self, by: i32) -> Step {
        let by = isize::try_from(by).unwrap_or(0);
        self.left = self.left.saturating_add_signed(by);
        Step::none()
    }

    /// A paste goes into the field in use; where that takes no text, it says so.
    pub(super) fn paste(&mut self, text: &str) -> Step {
        let taken = match &mut self.edit {
            Some(edit) => edit.paste(text),
            None => self.form.paste(text) != Went::Passed,
        };
        if taken {
            Step::none()
        } else {
            Step::problem("nothing was pasted: go to a field that takes text, and paste there")
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        if let Some(edit) = &mut self.edit {
            edit.key(key, &self.prefill, cx);
            return Step::none();
        }
        let at = self.form.current();
        if key.code == KeyCode::Enter && fields::is_date(at) {
            let from = self.day_of(at).unwrap_or(self.held_on);
            let month = Month::new(
                Purpose::Field(fields::ALL_DATES.iter().position(|k| *k == at).unwrap_or(0)),
                fields::title(at),
                from,
            );
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

    pub(super) fn step(&mut self, down: bool) {
        if down {
            self.form.next();
        } else {
            self.form.previous();
        }
        self.skip_hidden(down);
        self.enter_list(down);
    }

    /// Fields that have nothing to say are passed over.
    pub(super) fn skip_hidden(&mut self, down: bool) {
        // Kind is always there, so this ends.
        while !self.visible(self.form.current()) {
            if down {
                self.form.next();
            } else {
                self.form.previous();
            }
        }
    }
}
