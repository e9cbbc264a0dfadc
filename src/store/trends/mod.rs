//! Trends over cycles. Daily sums give the figures; sessions, their outcomes and the scores behind them the rest.
//!
//! ```text
//!  mod         which cycles, whose figures
//!  movers      the calls of the last two cycles, compared
//!  closing     sessions on a dimension, and the cycles since
//!  actions     practice actions with what came after them
//!  evaluators  who scored what
//!  stuck       sessions that did not move their dimension
//! ```

use std::collections::BTreeSet;

use super::Store;
use super::error::Result;
use super::figures::{self, Sums};
use super::people::{Member, left_days, members_and_leavers};
use super::rollup::{Cells, Sum};
use super::scorecards::Targets;
use super::sessions::SessionFilter;
use super::standings::Frame;
use crate::domain::day::Span;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::outcome::half_width;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::{Basis, Period, Query};
use crate::domain::trends::{AgentRows, Point, Row, TrendsQuery, TrendsView};

mod actions;
mod closing;
mod evaluators;
mod movers;
mod stuck;

/// A cycle with what its figures are read from. The team is that of its last day.
pub(super) struct Cycle {
    pub(super) span: Span,
    sums: Sums,
    members: Vec<Member>,
}

/// All that the parts of a view share.
pub(super) struct Ground {
    pub(super) frame: Frame,
    pub(super) targets: Targets,
    /// Oldest first.
    pub(super) cycles: Vec<Cycle>,
    /// Of the newest cycle.
    pub(super) shown: Vec<Member>,
    /// Those that stand, oldest first, of the shown agents.
    pub(super) sessions: Vec<SessionLine>,
}

impl Cycle {
    pub(super) fn read(store: &Store, frame: &Frame, span: Span) -> Result<Self> {
        let sums = figures::sums(&store.conn, span, &frame.owners)?;
        let mut members = members_and_leavers(&store.conn, span.last())?;
        // Who left in the cycle was still there; who left before it was not.
        let left = left_days(&store.conn)?;
        members.retain(|m| left.get(&m.row).is_none_or(|day| *day > span.from));
        Ok(Self { span, sums, members })
    }

    /// A person's team on the cycle's last day.
    fn team_of(&self, person: i64) -> Option<TeamId> {
        self.members.iter().find(|m| m.row == person).and_then(|m| m.team)
    }

    fn of_team(&self, team: Option<TeamId>) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| team.is_none() || m.team == team)
    }
}

impl Ground {
    fn read(store: &Store, query: &TrendsQuery) -> Result<Self> {
        let figures = Query { team: query.team, scorecard: query.scorecard.clone(), period: Period::Cycle(query.last) };
        Self::up_to(store, &figures, query.cycles)
    }

    /// So many cycles up to that of the last day of the query.
    fn up_to(store: &Store, query: &Query, count: usize) -> Result<Self> {
        let frame = Frame::read(store, query, None)?;
        let steps = frame.settings.cycles();
        let newest = steps.containing(frame.basis.span.last());
        let mut cycles = Vec::new();
        for back in (0..i64::try_from(count.max(1)).unwrap_or(1)).rev() {
            cycles.push(Cycle::read(store, &frame, steps.shifted(newest, -back))?);
        }
        let shown: Vec<Member> = cycles.last().map(|c| c.of_team(query.team).cloned().collect()).unwrap_or_default();
        let ids: BTreeSet<_> = shown.iter().map(|m| m.agent.id).collect();
        let mut sessions = store.sessions(&SessionFilter::default())?;
        sessions.retain(|s| s.status != Status::Void && ids.contains(&s.agent));
        sessions.reverse();
        let targets = Targets::read(&store.conn, frame.line)?;
        Ok(Self { frame, targets, cycles, shown, sessions })
    }

    pub(super) fn card(&self) -> &Scorecard {
        &self.frame.basis.scorecard
    }

    /// What a person's dimension came to in a cycle, and what it was held to.
    pub(super) fn point(&self, cycle: &Cycle, member: &Member, dimension: i64) -> Point {
        let cells = cycle.sums.get(&(self.frame.line, member.row));
        let sum = cells.and_then(|c| c.dimensions.get(&dimension)).copied().unwrap_or_default();
        let team = cycle.team_of(member.row);
        let bytes = team.as_ref().map(|t| &t.0.as_bytes()[..]);
        let target = self.targets.on(dimension, cycle.span.last(), bytes, member.agent.id.0.as_bytes());
        point(&sum, target)
    }

    /// All calls of a team's agents together.
    fn together(&self, cycle: &Cycle, team: Option<TeamId>) -> Cells {
        let mut all = Cells::default();
        for member in cycle.of_team(team) {
            if let Some(cells) = cycle.sums.get(&(self.frame.line, member.row)) {
                all.merge(cells);
            }
        }
        all
    }

    fn team_rows(&self, team: Option<TeamId>) -> Vec<Row> {
        let cells: Vec<Cells> = self.cycles.iter().map(|cycle| self.together(cycle, team)).collect();
        let bytes = team.as_ref().map(|t| &t.0.as_bytes()[..]);
        self.rows(|cycle, at, dimension| {
            let sum = cells[at].dimensions.get(&dimension).copied().unwrap_or_default();
            let target = self.targets.on(dimension, cycle.span.last(), bytes, &[]);
            point(&sum, target)
        })
    }

    fn rows(&self, point: impl Fn(&Cycle, usize, i64) -> Point) -> Vec<Row> {
        let dimensions = self.card().dimensions.iter();
        dimensions
            .map(|d| Row {
                key: d.key.clone(),
                name: d.name.clone(),
                points: self.cycles.iter().enumerate().map(|(at, cycle)| point(cycle, at, d.row)).collect(),
            })
            .collect()
    }

    fn agents(&self) -> Vec<AgentRows> {
        let one = |member: &Member| AgentRows {
            agent: member.agent.clone(),
            team: member.team_name.clone(),
            rows: self.rows(|cycle, _, dimension| self.point(cycle, member, dimension)),
            sessions: self.cycles.iter().map(|cycle| self.held(member, cycle.span)).collect(),
        };
        self.shown.iter().map(one).collect()
    }

    fn held(&self, member: &Member, span: Span) -> u32 {
        let held = self.sessions.iter().filter(|s| s.agent == member.agent.id && span.contains(s.held_on));
        u32::try_from(held.count()).unwrap_or(u32::MAX)
    }
}

impl Store {
    /// The dimensions of a team, of everyone or of one agent, over so many cycles up to that of the last day of `basis`.
    pub(super) fn rows_over_cycles(
        &self,
        basis: &Basis,
        (team, agent): (Option<TeamId>, Option<PersonId>),
        count: usize,
    ) -> Result<(Vec<Span>, Vec<Row>)> {
        let scorecard = Some(basis.scorecard.name.clone());
        let ground = Ground::up_to(self, &Query { team, scorecard, period: Period::Days(basis.span) }, count)?;
        let cycles = ground.cycles.iter().map(|c| c.span).collect();
        let Some(agent) = agent else { return Ok((cycles, ground.team_rows(team))) };
        // Of who left before, nothing is told.
        let member = ground.shown.iter().find(|m| m.agent.id == agent);
        let rows = member.map(|m| ground.rows(|cycle, _, dimension| ground.point(cycle, m, dimension)));
        Ok((cycles, rows.unwrap_or_default()))
    }

    /// Trends of a team, or of everyone.
    pub fn trends(&self, query: &TrendsQuery) -> Result<TrendsView> {
        let _one_state = self.snapshot()?;
        let ground = Ground::read(self, query)?;
        let teams = self.teams()?;
        let by_team: Vec<(Raw, Vec<Row>)> = teams
            .iter()
            .filter(|t| query.team.is_none_or(|id| id == t.id))
            .map(|t| (t.name.clone(), ground.team_rows(Some(t.id))))
            .collect();
        let (movers, compared) = self.moves(&ground)?;
        let (evaluators, overlaps) = self.scored_by_whom(&ground)?;
        Ok(TrendsView {
            team: teams.iter().find(|t| Some(t.id) == query.team).cloned(),
            teams,
            scorecard: ground.card().name.clone(),
            today: ground.frame.basis.today,
            minimum_sample: ground.frame.basis.minimum_sample,
            cycles: ground.cycles.iter().map(|c| c.span).collect(),
            last: query.last,
            rows: ground.team_rows(query.team),
            by_team,
            agents: ground.agents(),
            movers,
            compared,
            closing: self.closings(&ground)?,
            stuck: self.stuck_agents(&ground)?,
            actions: self.tried(&ground)?,
            evaluators,
            overlaps,
        })
    }
}

/// A mean with the range that call-to-call luck leaves it.
fn point(sum: &Sum, target: Option<f64>) -> Point {
    let mean = sum.mean();
    let half = mean.and_then(|mean| half_width(sum.n, mean, sum.squares));
    let around = |by: f64| mean.zip(half).map(|(mean, half)| mean + by * half);
    Point { current: mean, n: sum.n, target, low: around(-1.0), high: around(1.0) }
}
