//! Opening a session from the prep sheet: the draft that is there, the flag that it answers, the calls that were
//! taken as evidence.

use super::{AgentScreen, Pane};
use crate::config::keymap::Action;
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::session::{EvidenceDraft, FlagRef};
use crate::domain::standing::FlagLine;
use crate::store::request::OpenSession;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{Ctx, Nav, Purpose, Step};
use crate::tui::words::count;

impl AgentScreen {
    /// Flags that no session answers, oldest first.
    pub(super) fn waiting_flags(&self) -> Vec<&FlagLine> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let mut flags: Vec<&FlagLine> =
            view.flags.iter().filter(|f| f.answered_by.is_none() && f.reference().is_some()).collect();
        flags.sort_by_key(|f| f.day);
        flags
    }

    pub(super) fn session(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("no session can be written: {why}"));
        }
        if let Some(draft) = self.view.get().and_then(|v| v.standing.draft) {
            return Nav::Session(OpenSession::Draft(draft)).into();
        }
        let flags = self.waiting_flags();
        if flags.is_empty() {
            return self.open_session(Vec::new());
        }
        let mut choices: Vec<Choice> = flags
            .iter()
            .map(|f| {
                let what = f.note.as_ref().unwrap_or(&f.code).visible();
                let call = f.call_id.as_ref().map(Raw::visible).unwrap_or_default();
                Choice::new(format!("Answer: {what}"), format!("call {call}, {}", cx.words.day(f.day)))
            })
            .collect();
        choices.push(Choice::new("A session that answers no flag", ""));
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Flag, "Which flag does the session answer?", choices, 0)))
    }

    /// The picker's answer: a flag, or the line under them that stands for none.
    pub(super) fn answer_flag(&self, at: usize) -> Step {
        let flag = self.waiting_flags().get(at).and_then(|f| f.reference());
        self.open_session(flag.into_iter().collect())
    }

    pub(super) fn open_session(&self, answers: Vec<FlagRef>) -> Step {
        let evidence = self.taken.iter().filter_map(|row| self.evidence(*row)).collect();
        Nav::Session(OpenSession::ForAgent { agent: self.agent, query: self.query.clone(), answers, evidence }).into()
    }

    pub(super) fn evidence(&self, row: CallRow) -> Option<EvidenceDraft> {
        let view = self.view.get()?;
        let call = view.calls.iter().find(|c| c.row == row)?;
        let dimension = self.filtered_on().and_then(|i| view.standing.dimensions.get(i));
        Some(EvidenceDraft {
            call_id: call.call_id.as_ref().map(|id| id.verbatim().to_owned()).unwrap_or_default(),
            dimension: dimension.map(|d| d.key.clone()).unwrap_or_default(),
            ..EvidenceDraft::default()
        })
    }

    /// Takes the call under the cursor along, or leaves it again.
    pub(super) fn take_call(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("no session can be written: {why}"));
        }
        let Some(row) = self.call().filter(|_| self.pane == Pane::Calls).map(|c| c.row) else {
            return Step::problem("evidence is a call: choose one in the list of calls");
        };
        if self.taken.contains(&row) {
            self.taken.retain(|r| *r != row);
        } else {
            self.taken.push(row);
        }
        let n = count(self.taken.len() as u64, "call");
        Step::done(format!("{n} taken as evidence; {} opens the session", Self::key(Action::StartSession, cx)))
    }
}
