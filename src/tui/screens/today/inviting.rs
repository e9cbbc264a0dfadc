//! The date of a session that is due goes out: on which day, at what time, as a file or as text.

use chrono::NaiveDate;

use super::TodayScreen;
use crate::domain::invite::{Invite, time_typed};
use crate::domain::today::{DueItem, DueKind};
use crate::tui::invite;
use crate::tui::overlay::{DayPrompt, Overlay};
use crate::tui::screen::{Ctx, Purpose, Step};

impl TodayScreen {
    /// Asks for the day: the one that is planned, or today where that has passed.
    pub(super) fn invite(&mut self, cx: &Ctx) -> Step {
        let Some(item) = self.item() else { return Step::none() };
        if !invites(item) {
            return Step::problem("an invitation goes out for a session that is due: choose one in the list");
        }
        let planned = item.snoozed.as_ref().map_or(item.due, |snoozed| snoozed.until).max(cx.today);
        let invite = Invite::due((item.agent, item.agent_name.clone()), item.after, planned, cx.zone, cx.now);
        self.inviting = Some(invite);
        self.ask_day()
    }

    fn ask_day(&self) -> Step {
        let Some(invite) = &self.inviting else { return Step::none() };
        let title = format!("Invite {} to a session", invite.agent.visible());
        let sentence = "On which day? The plan in the log stays as it is: an amendment of the last session changes it.";
        let day_first = self.view.get().is_none_or(|v| v.day_first);
        Step::overlay(Overlay::Day(DayPrompt::new(Purpose::InviteOn, title, sentence, Some(invite.on), day_first)))
    }

    pub(super) fn invite_on(&mut self, on: NaiveDate, cx: &Ctx) -> Step {
        let Some(invite) = &mut self.inviting else { return Step::none() };
        if on < cx.today {
            let words = format!("{} has passed: a session that is to be held has a day to come", cx.words.weekday(on));
            return Step { nav: self.ask_day().nav, ..Step::problem(words) };
        }
        invite.on = on;
        invite::ask_time(&invite.agent, on, cx)
    }

    pub(super) fn invite_at(&mut self, typed: &str, cx: &Ctx) -> Step {
        let Some(invite) = &mut self.inviting else { return Step::none() };
        invite.at = time_typed(typed);
        if invite.at.is_none() && !typed.is_empty() {
            let again = invite::ask_time(&invite.agent, invite.on, cx);
            return Step { nav: again.nav, ..invite::no_time(typed) };
        }
        invite::ask_way(invite)
    }

    pub(super) fn invite_picked(&mut self, at: usize) -> Step {
        self.inviting.take().map_or_else(Step::none, |invite| invite::send(invite, at))
    }
}

/// Whether an invitation can go out for it.
pub(super) fn invites(item: &DueItem) -> bool {
    item.kind == DueKind::Session
}
