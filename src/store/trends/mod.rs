//! Trends over cycles. Daily sums give the figures; sessions, their outcomes and the scores behind them the rest.
//!
//! ```text
//!  mod         which cycles, whose figures
//!  movers      the calls of the last two cycles, compared
//!  closing     sessions on a dimension, and the cycles since
//!  actions     practice actions with what came after them
//!  evaluators  who scored what
//!  stuck       sessions that did not move their dimension
//!  filtered    sums of some of the scores alone
//!  choices     what there is to filter by
//!  behind      the calls behind a figure
//! ```

use std::collections::BTreeSet;

use super::Store;
use super::error::{Result, StoreError};
use super::figures::{self, Sums};
use super::people::{Member, left_days, members_and_leavers};
use super::rollup::{Cells, Sum};
use super::scorecards::Targets;
use super::sessions::SessionFilter;
use super::standings::Frame;
use crate::domain::day::Span;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::outcome::half_width;
use crate::domain::people::Team;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::{Basis, Period, Query};
use crate::domain::trends::filter::{MOST_CYCLES, Narrowed, Reach, pieces};
use crate::domain::trends::{AgentRows, Point, Row, TrendsQuery, TrendsView};
use filtered::Filtered;

mod actions;
mod behind;
mod choices;
mod closing;
mod evaluators;
mod filtered;
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
    pub(super) query: TrendsQuery,
    /// Where only some of the scores count.
    filtered: Option<Filtered>,
    whose: Whose,
}

/// Whose agents are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    Everyone,
    Teams(BTreeSet<TeamId>),
}

impl Whose {
    fn of(query: &TrendsQuery, teams: &[Team]) -> Self {
        if query.team.is_none() && query.supervisor.is_none() {
            return Self::Everyone;
        }
        let asked = |t: &&Team| query.team.is_none_or(|id| id == t.id);
        let theirs = |t: &&Team| query.supervisor.is_none() || t.supervisor == query.supervisor;
        Self::Teams(teams.iter().filter(asked).filter(theirs).map(|t| t.id).collect())
    }

    fn holds(&self, team: Option<TeamId>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Teams(teams) => team.is_some_and(|team| teams.contains(&team)),
        }
    }

    /// The team, where it is one alone: it has targets of its own.
    fn single(&self) -> Option<TeamId> {
        match self {
            Self::Teams(teams) if teams.len() == 1 => teams.first().copied(),
            Self::Everyone | Self::Teams(_) => None,
        }
    }
}

impl Cycle {
    pub(super) fn read(store: &Store, frame: &Frame, span: Span, filtered: Option<&Filtered>) -> Result<Self> {
        let sums = match filtered {
            Some(filtered) => filtered.sums(span),
            None => figures::sums(&store.conn, span, &frame.owners)?,
        };
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

    fn of<'c>(&'c self, whose: &'c Whose) -> impl Iterator<Item = &'c Member> {
        self.members.iter().filter(|m| whose.holds(m.team))
    }
}

/// Oldest first.
fn spans(frame: &Frame, query: &TrendsQuery) -> Result<Vec<Span>> {
    let steps = frame.settings.cycles();
    let many = |n: usize| {
        let words = format!("these days hold {n} cycles, and at most {MOST_CYCLES} are shown: name fewer days");
        Err(StoreError::refused(words))
    };
    match query.reach {
        Reach::Usual | Reach::Cycles(_) => {
            let n = query.reach.cycles().unwrap_or(1).min(MOST_CYCLES);
            let back = |n: usize| i64::try_from(n).unwrap_or(0);
            Ok((0..n).rev().map(|by| steps.shifted(frame.basis.span, -back(by))).collect())
        }
        Reach::Days(span) => match pieces(steps, span) {
            none if none.is_empty() => Err(StoreError::refused("these days end before they begin")),
            all if all.len() > MOST_CYCLES => many(all.len()),
            all => Ok(all),
        },
    }
}

impl Ground {
    fn read(store: &Store, query: &TrendsQuery, teams: &[Team]) -> Result<Self> {
        let period = match query.reach {
            Reach::Usual | Reach::Cycles(_) => Period::Cycle(query.last),
            Reach::Days(span) => Period::Days(span),
        };
        let figures = Query { team: query.team, scorecard: query.scorecard.clone(), period };
        let frame = Frame::read(store, &figures, None)?;
        let spans = spans(&frame, query)?;
        Self::over(store, frame, spans, query, teams)
    }

    /// Spans from the oldest on.
    fn over(store: &Store, frame: Frame, spans: Vec<Span>, query: &TrendsQuery, teams: &[Team]) -> Result<Self> {
        let mut sessions = store.sessions(&SessionFilter::default())?;
        sessions.retain(|s| s.status != Status::Void);
        sessions.reverse();
        let filtered = filtered(store, &frame, query, &spans, &sessions)?;
        let mut cycles = Vec::new();
        for span in spans {
            cycles.push(Cycle::read(store, &frame, span, filtered.as_ref())?);
        }
        let whose = Whose::of(query, teams);
        let shown: Vec<Member> = cycles.last().map(|c| c.of(&whose).cloned().collect()).unwrap_or_default();
        let ids: BTreeSet<_> = shown.iter().map(|m| m.agent.id).collect();
        sessions.retain(|s| ids.contains(&s.agent));
        let targets = Targets::read(&store.conn, frame.line)?;
        Ok(Self { frame, targets, cycles, shown, sessions, query: query.clone(), filtered, whose })
    }

    /// From the first day that is shown to the last.
    pub(super) fn span(&self) -> Option<Span> {
        let (first, last) = self.cycles.first().zip(self.cycles.last())?;
        Some(Span::new(first.span.from, last.span.to))
    }

    /// The sessions that are looked at: of all days, unless days or a number of cycles were named.
    pub(super) fn asked_sessions(&self) -> impl Iterator<Item = &SessionLine> {
        let span = match self.query.reach {
            Reach::Usual => None,
            Reach::Cycles(_) | Reach::Days(_) => self.span(),
        };
        self.sessions.iter().filter(move |s| span.is_none_or(|span| span.contains(s.held_on)))
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

    /// All calls of some agents together.
    fn together(&self, cycle: &Cycle, whose: &Whose) -> Cells {
        let mut all = Cells::default();
        for member in cycle.of(whose) {
            if let Some(cells) = cycle.sums.get(&(self.frame.line, member.row)) {
                all.merge(cells);
            }
        }
        all
    }

    fn team_rows(&self, whose: &Whose) -> Vec<Row> {
        let cells: Vec<Cells> = self.cycles.iter().map(|cycle| self.together(cycle, whose)).collect();
        let team = whose.single();
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
        let figures = Query { team, scorecard: scorecard.clone(), period: Period::Days(basis.span) };
        let frame = Frame::read(self, &figures, None)?;
        let steps = frame.settings.cycles();
        let newest = steps.containing(frame.basis.span.last());
        let back = |by: usize| steps.shifted(newest, -i64::try_from(by).unwrap_or(0));
        let spans = (0..count.max(1)).rev().map(back).collect();
        let query = TrendsQuery { team, scorecard, reach: Reach::Cycles(count), ..TrendsQuery::default() };
        let ground = Ground::over(self, frame, spans, &query, &self.teams()?)?;
        let cycles = ground.cycles.iter().map(|c| c.span).collect();
        let Some(agent) = agent else { return Ok((cycles, ground.team_rows(&ground.whose))) };
        // Of who left before, nothing is told.
        let member = ground.shown.iter().find(|m| m.agent.id == agent);
        let rows = member.map(|m| ground.rows(|cycle, _, dimension| ground.point(cycle, m, dimension)));
        Ok((cycles, rows.unwrap_or_default()))
    }

    /// Trends of a team, or of everyone.
    pub fn trends(&self, query: &TrendsQuery) -> Result<TrendsView> {
        let _one_state = self.snapshot()?;
        let teams = self.teams()?;
        let ground = Ground::read(self, query, &teams)?;
        let by_team: Vec<(Raw, Vec<Row>)> = teams
            .iter()
            .filter(|t| ground.whose.holds(Some(t.id)))
            .map(|t| (t.name.clone(), ground.team_rows(&Whose::Teams([t.id].into()))))
            .collect();
        let (movers, compared) = self.moves(&ground)?;
        let (evaluators, overlaps, scored_by) = self.scored_by_whom(&ground)?;
        let choices = self.choices(&ground, &teams)?;
        let supervisor = query.supervisor.and_then(|id| choices.supervisors.iter().find(|(known, _)| *known == id));
        Ok(TrendsView {
            team: teams.iter().find(|t| Some(t.id) == query.team).cloned(),
            scorecard: ground.card().name.clone(),
            today: ground.frame.basis.today,
            day_first: ground.frame.settings.day_first,
            minimum_sample: ground.frame.basis.minimum_sample,
            cycles: ground.cycles.iter().map(|c| c.span).collect(),
            last: query.last,
            rows: ground.team_rows(&ground.whose),
            by_team,
            agents: ground.agents(),
            movers,
            compared,
            closing: self.closings(&ground)?,
            stuck: self.stuck_agents(&ground)?,
            actions: self.tried(&ground)?,
            evaluators,
            overlaps,
            sessions: ground.sessions.clone(),
            narrowed: Narrowed {
                scores: query.scores.clone(),
                supervisor: supervisor.cloned(),
                scorecard: query.scorecard.clone(),
                reach: query.reach,
            },
            choices,
            scored_by,
            teams,
        })
    }
}

/// The scores that a filter leaves, from the first of the shown cycles and of the sessions on: gaps are followed from
/// their first session.
fn filtered(
    store: &Store,
    frame: &Frame,
    query: &TrendsQuery,
    spans: &[Span],
    sessions: &[SessionLine],
) -> Result<Option<Filtered>> {
    let (false, Some(first), Some(last)) = (query.scores.is_all(), spans.first(), spans.last()) else {
        return Ok(None);
    };
    let steps = frame.settings.cycles();
    let coached = sessions.iter().filter(|s| s.focus.is_some()).map(|s| steps.containing(s.held_on).from).min();
    let from = coached.map_or(first.from, |day| day.min(first.from));
    let to = last.to.max(steps.containing(frame.basis.today).to);
    Filtered::read(store, frame, Span::new(from, to), &query.scores).map(Some)
}

/// A mean with the range that call-to-call luck leaves it.
fn point(sum: &Sum, target: Option<f64>) -> Point {
    let mean = sum.mean();
    let half = mean.and_then(|mean| half_width(sum.n, mean, sum.squares));
    let around = |by: f64| mean.zip(half).map(|(mean, half)| mean + by * half);
    Point { current: mean, n: sum.n, target, low: around(-1.0), high: around(1.0) }
}
