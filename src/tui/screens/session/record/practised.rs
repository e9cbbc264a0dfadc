//! Whether the session's practice action was done.

use super::super::read_back;
use super::RecordScreen;
use crate::domain::raw::visible;
use crate::domain::session::Status;
use crate::store::request::Request;
use crate::tui::screen::{Ctx, Step};

impl RecordScreen {
    pub(super) fn can_read_back(&self) -> bool {
        self.view.get().is_some_and(|v| v.status != Status::Void && v.content.action.is_some())
    }

    pub(super) fn ask_state(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if !self.can_read_back() {
            return Step::problem("there is no practice action to read back in this session");
        }
        read_back::ask(view.action_state, view.read_back.as_ref())
    }

    pub(super) fn state_picked(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        match read_back::picked(at, self.id, view.read_back.as_ref(), cx) {
            Ok(step) => step,
            Err(state) => {
                self.reading_back = Some(state);
                read_back::ask_count("")
            }
        }
    }

    pub(super) fn count_typed(&mut self, text: &str, cx: &Ctx) -> Step {
        let Some(state) = self.reading_back else { return Step::none() };
        match read_back::count(text) {
            Ok(count) => {
                self.reading_back = None;
                cx.send(Request::ReadBack { session: self.id, state, count }).into()
            }
            Err(()) => {
                let words = format!("“{}” is no count: write how many of how many, such as 12 of 20", visible(text));
                Step { notice: Step::problem(words).notice, ..read_back::ask_count(text) }
            }
        }
    }
}
