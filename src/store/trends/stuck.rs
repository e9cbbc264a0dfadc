//! Who is stuck, and where to look first.

use std::collections::HashMap;

use super::super::Store;
use super::super::error::Result;
use super::super::people::left_days;
use super::{Ground, on};
use crate::domain::id::PersonId;
use crate::domain::outcome::{Run, triage};
use crate::domain::session::SessionLine;
use crate::domain::trends::Stuck;
use crate::import::Go;

impl Store {
    pub(super) fn stuck_agents(&self, ground: &Ground, go: &mut dyn FnMut() -> Go) -> Result<Vec<Stuck>> {
        let mut out = Vec::new();
        let (left, today) = (left_days(&self.conn)?, ground.frame.basis.today);
        let mut sessions: HashMap<PersonId, Vec<SessionLine>> = HashMap::new();
        for line in ground.sessions.iter().rev() {
            sessions.entry(line.agent).or_default().push(line.clone());
        }
        for member in ground.shown.iter().filter(|m| left.get(&m.row).is_none_or(|day| *day > today)) {
            on(go)?;
            let own = sessions.get(&member.agent.id).map_or(&[][..], Vec::as_slice);
            let Some(plateau) = self.stuck(&ground.frame, member, own)? else { continue };
            let Some(run) = Run::of(own) else { continue };
            let practised: Vec<_> = run.sessions.iter().map(|s| s.action_state).collect();
            let ids: Vec<_> = run.sessions.iter().map(|s| s.id).collect();
            let verdicts: Vec<_> = self.outcomes(&ids)?.into_iter().map(|(_, outcome)| outcome.verdict).collect();
            out.push(Stuck { agent: member.agent.clone(), plateau, likely: triage(&practised, &verdicts) });
        }
        Ok(out)
    }
}
