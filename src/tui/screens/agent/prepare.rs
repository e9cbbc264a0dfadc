//! From sheet to sheet of all whose session is due today.

use super::AgentScreen;
use crate::domain::id::PersonId;
use crate::domain::standing::Query;
use crate::domain::today::TodayView;
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Load, Step};
use crate::tui::words::count;

/// Whose sheet was looked at, this one's too. Who comes next is asked anew each time: a session may be finished meanwhile.
#[derive(Debug)]
pub(super) struct Way {
    seen: Vec<PersonId>,
    asked: Load<TodayView>,
}

impl Way {
    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.asked.awaits(ticket)
    }
}

impl AgentScreen {
    pub(crate) fn preparing(agent: PersonId, mut seen: Vec<PersonId>) -> Self {
        if !seen.contains(&agent) {
            seen.push(agent);
        }
        Self { way: Some(Way { seen, asked: Load::Idle }), ..Self::new(agent, Query::default()) }
    }

    pub(super) fn prepare_next(&mut self, cx: &Ctx) -> Step {
        match &mut self.way {
            Some(way) => way.asked.ask(cx, Request::Today).into(),
            None => Step::problem("the way through the day's sessions begins on Today"),
        }
    }

    /// The list is here: to the first on it who was not looked at yet.
    pub(super) fn go_on(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        let Some(way) = &mut self.way else { return Step::pass() };
        way.asked.take(answer, |answer| match answer {
            Answer::Today(view) => Some(view),
            _ => None,
        });
        let due = match std::mem::take(&mut way.asked) {
            Load::Ready(view) => view.to_prepare(),
            Load::Failed(words) => return Step::problem(words),
            Load::Idle | Load::Pending(..) => return Step::none(),
        };
        match due.into_iter().find(|agent| !way.seen.contains(agent)) {
            Some(next) => {
                way.seen.push(next);
                self.other(Some(next), "", cx)
            }
            None => {
                let seen = count(u32::try_from(way.seen.len()).unwrap_or(u32::MAX), "sheet");
                Step::done(format!("that was the last one: {seen} of today's sessions looked at"))
            }
        }
    }
}
