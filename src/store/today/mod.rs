//! What is due, and the strip of the next fortnight.
//!
//! ```text
//!  beginning   the first lines, before the rest is worked out
//!  flags       flags and auto-fails that no session answers
//!  sessions    sessions by cadence, checks, practice actions, dimensions that are stuck
//!  unfinished  drafts, disputes, sessions on changed scores
//!  news        evaluations that came in since the last session
//!  snooze      what is put off until a day, and why
//!  strip       the days to come
//! ```

use std::collections::HashSet;

use chrono::{Days, NaiveDate};

use super::error::Result;
use super::people::{Member, members};
use super::standings::{Around, Frame, Opened};
use super::{Store, optional};
use crate::domain::checkpoint::LastCheckpoint;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::raw::Raw;
use crate::domain::standing::Query;
use crate::domain::today::{DueItem, DueKind, DueTarget, Extent, Phase, Sheets, TodayView};

mod beginning;
mod flags;
mod news;
mod sessions;
mod snooze;
mod strip;
mod unfinished;

#[cfg(test)]
mod tests;

/// Days ahead that the list tells of; the strip tells of more.
const SOON: u64 = 7;

impl Store {
    /// What is due for a team, or for everyone.
    pub fn today_view(&self, team: Option<TeamId>) -> Result<TodayView> {
        let _one_state = self.snapshot()?;
        let query = Query { team, ..Query::default() };
        let today = self.today()?;
        let list: Vec<Member> =
            members(&self.conn, today)?.into_iter().filter(|m| team.is_none() || m.team == team).collect();
        let rows: Option<Vec<i64>> = team.map(|_| list.iter().map(|m| m.row).collect());
        let opened = Opened::read(self, query.period, None)?;
        let frame = Frame::over(self, &query, opened, None, rows.as_deref())?;
        let around = Around::read(self, &frame, &list)?;
        let mut due = Due { today, flag_days: frame.settings.flag_days, found: Vec::new() };
        for member in &list {
            let from = due.found.len();
            due.flags(member, around.flags(member.row));
            due.fails(member, around.fails(member.row));
            if around.is_away(member, today) {
                due.says_away(from);
            } else {
                let stuck = self.stuck(&frame, member, around.sessions_of(member))?;
                due.sessions((&frame, &around), member, stuck.as_ref());
                due.checks(&around, member);
                due.actions(&around, member);
                due.stuck(member, stuck);
            }
        }
        self.drafts(&mut due, team)?;
        self.disputes(&mut due, &list)?;
        self.changed_scores_since(&mut due, &list)?;
        self.put_off(&mut due)?;
        let strip = strip::strip(&due);
        let soon = today.checked_add_days(Days::new(SOON)).unwrap_or(today);
        // Of actions that still run the strip tells.
        let listed = |item: &DueItem| match (item.kind, item.phase()) {
            (DueKind::Action, Phase::Coming) => false,
            (_, Phase::Coming) => item.due <= soon,
            (_, Phase::Now | Phase::PutOff) => true,
        };
        due.found.retain(|found| listed(&found.item));
        self.new_scores(&mut due, (&frame, &around), &list)?;
        // Those too: whether there are any depends on what is on the list.
        self.put_off(&mut due)?;
        let evaluations: i64 = self.conn.query_row("SELECT max(id) IS NOT NULL FROM evaluation", [], |r| r.get(0))?;
        Ok(TodayView {
            team: self.name_of(team)?,
            today,
            items: due.in_order(),
            extent: Extent::Whole,
            strip,
            evaluations: u64::try_from(evaluations).unwrap_or(0),
            flag_days: frame.settings.flag_days,
            day_first: frame.settings.day_first,
            checkpoint: self.last_checkpoint()?.and_then(LastCheckpoint::overdue),
        })
    }

    fn name_of(&self, team: Option<TeamId>) -> Result<Option<Raw>> {
        let Some(team) = team else { return Ok(None) };
        optional(self.conn.prepare_cached("SELECT name FROM team WHERE uuid = ?1")?.query_row([team], |r| r.get(0)))
    }

    /// The due list with the prep sheet of everyone whose session is due.
    pub fn sheets(&self, team: Option<TeamId>) -> Result<Sheets> {
        let today = self.today_view(team)?;
        let agents = today.to_prepare().into_iter().map(|agent| self.agent_view(agent, &Query::default()));
        Ok(Sheets { agents: agents.collect::<Result<_>>()?, today })
    }
}

/// The list as it grows.
struct Due {
    today: NaiveDate,
    flag_days: i64,
    found: Vec<Found>,
}

/// An item, and how much it is needed among those that are due as long: points under target, or calls.
struct Found {
    item: DueItem,
    need: f64,
}

/// What is to become an item.
struct New {
    kind: DueKind,
    since: NaiveDate,
    due: NaiveDate,
    subject: String,
    why: String,
    target: DueTarget,
}

impl Due {
    fn add(&mut self, member: &Member, new: New) -> &mut Found {
        let item = DueItem {
            kind: new.kind,
            agent: member.agent.id,
            agent_json_id: member.agent.json_id(),
            agent_name: member.agent.name.clone(),
            since: new.since,
            due: new.due,
            overdue_days: (self.today - new.due).num_days(),
            key: new.subject.clone(),
            subject: new.subject,
            why: new.why,
            target: new.target,
            after: None,
            snoozed: None,
        };
        self.found.push(Found { item, need: 0.0 });
        self.found.last_mut().expect("it was pushed")
    }

    /// What is due longest first, kind by kind; of what is due as long, what is needed most.
    fn in_order(mut self) -> Vec<DueItem> {
        self.found.sort_by(|a, b| {
            let rank = |f: &Found| (f.item.kind >= DueKind::Draft, f.item.kind, -f.item.overdue_days);
            rank(a)
                .cmp(&rank(b))
                .then(b.need.total_cmp(&a.need))
                .then_with(|| a.item.agent_name.cmp(&b.item.agent_name))
                .then_with(|| a.item.key.cmp(&b.item.key))
        });
        self.found.into_iter().map(|found| found.item).collect()
    }

    /// Agents with an item of a kind, due, to come or put off.
    fn with(&self, kind: DueKind) -> HashSet<PersonId> {
        self.found.iter().filter(|f| f.item.kind == kind).map(|f| f.item.agent).collect()
    }
}

/// The member with this id in a list.
fn find(list: &[Member], person: PersonId) -> Option<&Member> {
    list.iter().find(|m| m.agent.id == person)
}
