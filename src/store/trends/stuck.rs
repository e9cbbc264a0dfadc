//! Who is stuck, and where to look first.

use super::super::Store;
use super::super::error::Result;
use super::super::people::left_days;
use super::Ground;
use crate::domain::outcome::{Run, triage};
use crate::domain::trends::Stuck;

impl Store {
    pub(super) fn stuck_agents(&self, ground: &Ground) -> Result<Vec<Stuck>> {
        let mut out = Vec::new();
        let (left, today) = (left_days(&self.conn)?, ground.frame.basis.today);
        for member in ground.shown.iter().filter(|m| left.get(&m.row).is_none_or(|day| *day > today)) {
            let Some(plateau) = self.stuck(&ground.frame, member)? else { continue };
            let Some(run) = Run::of(ground.frame.sessions_of(member)) else { continue };
            let practised: Vec<_> = run.sessions.iter().map(|s| s.action_state).collect();
            let ids: Vec<_> = run.sessions.iter().map(|s| s.id).collect();
            let verdicts: Vec<_> = self.outcomes(&ids)?.into_iter().map(|(_, outcome)| outcome.verdict).collect();
            out.push(Stuck { agent: member.agent.clone(), plateau, likely: triage(&practised, &verdicts) });
        }
        Ok(out)
    }
}
