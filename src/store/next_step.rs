//! What follows a session once it is held: closing it, or another one on the same dimension.

use super::agents::AgentFrame;
use super::error::{Result, StoreError};
use super::outcomes::Judged;
use super::request::SessionForm;
use super::{Store, optional};
use crate::domain::id::SessionId;
use crate::domain::record::Record;
use crate::domain::session::{Amended, Cause, Draft, FocusDraft, NextStep, SessionKind, Status};
use crate::domain::standing::Query;

impl Store {
    /// Notes what follows; the later one holds. Closing freezes the outcome where the check has not.
    pub fn next_step(&mut self, id: SessionId, step: NextStep, cause: Option<Cause>) -> Result<String> {
        let view = self.session_view(id)?;
        if view.status == Status::Void {
            return Err(StoreError::refused("the session is void: nothing follows it"));
        }
        if step == NextStep::OtherCause && cause.is_none() {
            let all: Vec<&str> = Cause::ALL.iter().map(|c| c.words()).collect();
            return Err(StoreError::refused(format!("say which cause stands in the way: {}", all.join(", "))));
        }
        if step == NextStep::Close && cause.is_some() {
            return Err(StoreError::refused("a session that is closed needs no cause"));
        }
        if view.next_step == Some(step) && view.cause == cause {
            return Err(StoreError::refused(format!("that is the next step already: {}", step.words())));
        }
        let (outcome, basis) = match (step, self.frozen(id)?) {
            (_, Some(_)) => (None, None),
            (NextStep::Close, None) => {
                let (outcome, basis) = self.judged_so_far(&view.content)?.map(Judged::frozen).unzip();
                (outcome, basis.flatten())
            }
            // Said at that moment, and still open.
            (NextStep::Continue | NextStep::ChangeAction | NextStep::OtherCause, None) => {
                (self.judged_so_far(&view.content)?.map(|judged| Box::new(judged.outcome)), None)
            }
        };
        let on = self.today()?;
        let record = Record::NextStepChosen { id, step, cause, on, outcome, basis };
        self.write(None, |w| {
            let sql = "SELECT status FROM session WHERE uuid = ?1";
            let status: Option<String> = optional(w.conn.query_row(sql, [id], |r| r.get(0)))?;
            match status.as_deref().and_then(Status::from_word) {
                Some(Status::Finished | Status::Signed | Status::Checked) => w.record(&record),
                _ => Err(StoreError::refused("the session was taken out of account meanwhile")),
            }
        })?;
        Ok(record.summary())
    }

    /// A form that follows a session: the agent's open draft where there is one, else a new one on the same dimension.
    pub(super) fn follow_up(&mut self, session: SessionId, step: NextStep) -> Result<SessionForm> {
        let before = self.session_view(session)?;
        let agent = self.agent_named(&before.content.agent.to_string())?.id;
        if let Some(found) = self.open_drafts()?.into_iter().rev().find(|d| d.person == agent) {
            return self.taken_up(found);
        }
        let frame = AgentFrame::read(self, agent, &Query::default())?;
        let focus = before.content.focus.dimension.clone();
        let by_rule = frame.standing.focus().map(|f| f.key.clone());
        // A focus that the rule would not pick needs its reason.
        let reason =
            if focus == by_rule { String::new() } else { format!("it follows the session of {}", before.held_on()) };
        let goes_on = step == NextStep::Continue;
        let kept = |field| before.stands(field).filter(|_| goes_on).unwrap_or_default();
        // What counts the action goes on with it, unless it was put into other words.
        let same = goes_on && before.stands(Amended::Action) == before.content.action;
        let tied = before.content.criterion.as_ref().filter(|_| same);
        let mut draft = Draft {
            agent: agent.to_string(),
            kind: SessionKind::FollowUp,
            focus: focus.map(|dimension| FocusDraft { dimension, reason }),
            behavior: before.stands(Amended::Behavior).unwrap_or_default(),
            action: kept(Amended::Action),
            criterion: tied.map(|tied| tied.name.clone()).unwrap_or_default(),
            suggestion: before.content.suggestion.clone().filter(|_| same),
            ..Draft::default()
        };
        let prefill = self.prefill(&draft)?;
        draft.strength = prefill.strength.clone().unwrap_or_default();
        let id = SessionId::new();
        // What was brought along is kept at once.
        if *self.access() == super::Access::ReadWrite {
            self.save_draft(id, &draft, None)?;
        }
        let in_file = self.draft(id)?.map(|there| there.draft);
        Ok(SessionForm { id, draft, prefill, resumed: None, in_file, aside: None })
    }
}
