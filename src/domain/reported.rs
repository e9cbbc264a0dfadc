//! What a report is made of, read at one moment, so that no figure in it is older than another.

use std::collections::BTreeSet;

use super::coverage::CoverageView;
use super::day::Span;
use super::id::PersonId;
use super::outcome::Outcome;
use super::session::SessionLine;
use super::standing::{AgentView, TeamView};
use super::trends::{Row, TrendsView};

/// A session, and what is known of whether its dimension moved.
pub type Held = (SessionLine, Option<Outcome>);

/// Dimensions over the last cycles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OverCycles {
    /// Oldest first.
    pub cycles: Vec<Span>,
    /// A row per dimension of the scorecard, a place per cycle.
    pub rows: Vec<Row>,
    /// Held in these cycles.
    pub sessions: Vec<SessionLine>,
}

/// A team, or everyone, over some days.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamReported {
    pub view: TeamView,
    /// Up to the cycle of the last day, on the scorecard of the view; of the whole team, however it is narrowed.
    pub over: OverCycles,
    /// Held in the days, oldest first.
    pub sessions: Vec<Held>,
    pub coverage: CoverageView,
    pub check_code: String,
    /// What the names on the screen were narrowed to.
    pub narrowed: Option<String>,
}

impl TeamReported {
    /// Leaves these agents, in this order.
    pub fn keep(&mut self, order: &[PersonId], narrowed: Option<String>) {
        let kept: BTreeSet<PersonId> = order.iter().copied().collect();
        self.view.agents.retain(|a| kept.contains(&a.agent.id));
        self.view.agents.sort_by_key(|a| order.iter().position(|id| *id == a.agent.id));
        self.view.calls = self.view.agents.iter().map(|a| a.calls).sum();
        self.sessions.retain(|(line, _)| kept.contains(&line.agent));
        self.coverage.lines.retain(|line| kept.contains(&line.agent.id));
        self.narrowed = narrowed;
    }
}

/// One agent over some days.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentReported {
    pub view: AgentView,
    pub over: OverCycles,
    /// Newest first.
    pub sessions: Vec<Held>,
    /// Positions in the view of the calls that are listed, in their order.
    pub listed: Vec<usize>,
    /// The dimension that they are listed for.
    pub listed_on: Option<usize>,
    pub check_code: String,
}

/// All teams over the last cycles.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramReported {
    pub everyone: TrendsView,
    /// Sessions held in the cycles, of everyone.
    pub sessions: Vec<SessionLine>,
    pub teams: Vec<TeamProgram>,
    pub check_code: String,
}

/// One of the teams.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamProgram {
    pub trends: TrendsView,
    /// Of the cycles' days.
    pub coverage: CoverageView,
}
