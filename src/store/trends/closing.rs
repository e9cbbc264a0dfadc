//! Sessions on a dimension, and the complete cycles since the first of them.

use std::collections::HashMap;

use super::super::Store;
use super::super::error::Result;
use super::super::people::left_days;
use super::{Cycle, Ground, there};
use crate::domain::id::PersonId;
use crate::domain::people::Agent;
use crate::domain::session::SessionLine;
use crate::domain::trends::closing::{Closing, Episode, Gap, Reading, episodes};

impl Store {
    /// A line per dimension that was ever coached, the fastest first; those that cannot be told yet last.
    pub(super) fn closings(&self, ground: &Ground) -> Result<Vec<Closing>> {
        let Some(first) = ground.asked_sessions().filter(|s| s.focus.is_some()).map(|s| s.held_on).min() else {
            return Ok(Vec::new());
        };
        let steps = ground.frame.settings.cycles();
        let today = ground.frame.basis.today;
        let left = left_days(&self.conn)?;
        let mut spans = Vec::new();
        let mut span = steps.containing(first);
        while span.to <= today {
            spans.push(span);
            span = steps.shifted(span, 1);
        }
        let cycles = Cycle::all(self, &ground.frame, there(self, &spans)?, ground.filtered.as_ref())?;
        let mut held_with: HashMap<PersonId, Vec<&SessionLine>> = HashMap::new();
        for session in ground.asked_sessions() {
            held_with.entry(session.agent).or_default().push(session);
        }
        let mut out = Vec::new();
        for dimension in &ground.card().dimensions {
            let mut all = Vec::new();
            for member in &ground.shown {
                // Nothing closes any more after someone has left.
                let until = left.get(&member.row).map_or(today, |day| today.min(*day));
                let own = held_with.get(&member.agent.id).into_iter().flatten().copied();
                let held: Vec<&SessionLine> = own.filter(|s| s.focus.as_ref() == Some(&dimension.key)).collect();
                if held.is_empty() {
                    continue;
                }
                let days: Vec<_> = held.iter().map(|s| s.held_on).collect();
                let readings: Vec<Reading> = cycles
                    .iter()
                    .map(|cycle| {
                        let point = ground.point(cycle, member, dimension.row);
                        Reading { cycle: cycle.span, current: point.current, n: point.n, target: point.target }
                    })
                    .collect();
                let own = episodes(&days, &readings, ground.frame.basis.minimum_sample, until);
                all.extend(gaps(&member.agent, &held, own));
            }
            if !all.is_empty() {
                out.push(Closing::of(&dimension.key, &dimension.name, all));
            }
        }
        out.sort_by_key(|c| (c.sessions.is_none(), c.sessions, c.days));
        Ok(out)
    }
}

/// Each gap with the sessions that it took.
fn gaps(agent: &Agent, held: &[&SessionLine], episodes: Vec<Episode>) -> Vec<Gap> {
    let mut rest = held;
    let mut out = Vec::new();
    for episode in episodes {
        let (own, later) = rest.split_at(rest.len().min(episode.sessions as usize));
        rest = later;
        if let [first, ..] = own
            && let [.., last] = own
        {
            out.push(Gap { agent: agent.clone(), since: first.held_on, episode, last: last.id });
        }
    }
    out
}
