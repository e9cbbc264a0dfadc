//! What reports are made of.

use super::Store;
use super::error::Result;
use super::sessions::SessionFilter;
use crate::domain::day::Span;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::reported::{AgentReported, Held, OverCycles, ProgramReported, TeamProgram, TeamReported};
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::Query;
use crate::domain::trends::TrendsQuery;
use crate::domain::trends::filter::Reach;

/// Cycles that a report looks back on.
const CYCLES: usize = 6;

impl Store {
    /// A team, or everyone, over the query's days.
    pub fn team_report(&self, query: &Query) -> Result<TeamReported> {
        let _one_state = self.snapshot()?;
        let view = self.team_view(query)?;
        let span = view.basis.span;
        let (cycles, rows) = self.rows_over_cycles(&view.basis, (query.team, None), CYCLES)?;
        let is_shown = |line: &SessionLine| view.agents.iter().any(|a| a.agent.id == line.agent);
        let mut marks = self.held_in(span_of(&cycles))?;
        marks.retain(is_shown);
        let mut lines = self.held_in(Some(span))?;
        lines.retain(is_shown);
        lines.reverse();
        Ok(TeamReported {
            over: OverCycles { cycles, rows, sessions: marks },
            sessions: self.with_outcomes(lines)?,
            coverage: self.coverage(span, query.team)?,
            check_code: self.check_code()?,
            narrowed: None,
            view,
        })
    }

    /// One agent over the query's days.
    pub fn agent_report(&self, agent: PersonId, query: &Query) -> Result<AgentReported> {
        let _one_state = self.snapshot()?;
        let view = self.agent_view(agent, query)?;
        let (cycles, rows) = self.rows_over_cycles(&view.basis, (None, Some(view.standing.agent.id)), CYCLES)?;
        let mut marks = self.held_in(span_of(&cycles))?;
        marks.retain(|line| line.agent == view.standing.agent.id);
        let mut lines = self.sessions(&SessionFilter { agent: Some(agent), from: None, to: None })?;
        lines.retain(stands);
        let listed_on = view.standing.finding.focus();
        Ok(AgentReported {
            over: OverCycles { cycles, rows, sessions: marks },
            sessions: self.with_outcomes(lines)?,
            listed: view.calls_under(listed_on),
            listed_on,
            check_code: self.check_code()?,
            view,
        })
    }

    /// All teams over the last cycles.
    pub fn program_report(&self, query: &TrendsQuery) -> Result<ProgramReported> {
        let _one_state = self.snapshot()?;
        let everyone = self.trends(&TrendsQuery { team: None, ..query.clone() })?;
        // On one scorecard, or their rows would not stand side by side.
        let query = TrendsQuery { scorecard: Some(everyone.scorecard.clone()), ..query.clone() };
        let span = span_of(&everyone.cycles);
        // Flags that wait now are waited for, whatever cycle is the last whole one.
        let newest = query.last == 0 && !matches!(query.reach, Reach::Days(_));
        let to_date = span.map(|span| match everyone.today.succ_opt() {
            Some(tomorrow) if newest => Span::new(span.from, span.to.max(tomorrow)),
            Some(_) | None => span,
        });
        let team = |id: TeamId| -> Result<TeamProgram> {
            let trends = self.trends(&TrendsQuery { team: Some(id), ..query.clone() })?;
            Ok(TeamProgram { trends, coverage: self.recent_coverage(to_date, Some(id))? })
        };
        let teams = everyone.teams.iter().map(|t| team(t.id)).collect::<Result<Vec<_>>>()?;
        Ok(ProgramReported { sessions: self.held_in(span)?, teams, check_code: self.check_code()?, everyone })
    }

    /// Each with what is known of whether its dimension moved.
    pub fn with_outcomes(&self, lines: Vec<SessionLine>) -> Result<Vec<Held>> {
        let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
        let outcomes: std::collections::HashMap<_, _> = self.outcomes(&ids)?.into_iter().collect();
        Ok(lines.into_iter().map(|line| (line.clone(), outcomes.get(&line.id).cloned())).collect())
    }

    /// Those that stand, newest first.
    fn held_in(&self, span: Option<Span>) -> Result<Vec<SessionLine>> {
        let (from, to) = span.map(|s| (s.from, s.to)).unzip();
        let mut lines = self.sessions(&SessionFilter { agent: None, from, to })?;
        lines.retain(stands);
        Ok(lines)
    }
}

fn stands(line: &SessionLine) -> bool {
    line.status != Status::Void
}

fn span_of(cycles: &[Span]) -> Option<Span> {
    Some(Span::new(cycles.first()?.from, cycles.last()?.to))
}
