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

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Store;
use super::error::{Result, StoreError};
use super::kept::Stamp;
use super::people::{Belonging, Member, left_days};
use super::rollup::{Cells, Sum};
use super::scorecards::{self, Targets};
use super::sessions::SessionFilter;
use super::standings::{Frame, Opened};
use super::sums::{self, Sums};
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::outcome::half_width;
use crate::domain::people::Team;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::{SessionLine, Status};
use crate::domain::standing::{Basis, Period, Query};
use crate::domain::trends::filter::{Choices, MOST_CYCLES, Narrowed, Reach, pieces};
use crate::domain::trends::{AgentRows, Aspect, Found, Point, Row, TrendsQuery, TrendsView};
use crate::import::{Go, ImportError};
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
#[derive(Debug)]
pub(super) struct Cycle {
    pub(super) span: Span,
    sums: Sums,
    members: Vec<Member>,
    /// Of each member.
    teams: HashMap<i64, Option<TeamId>>,
}

/// All that the parts of a view share.
#[derive(Debug)]
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
    /// Cycles from the earliest on, with those who were there.
    fn all(
        store: &Store,
        frame: &Frame,
        spans: Vec<(Span, Vec<Member>)>,
        filtered: Option<&Filtered>,
    ) -> Result<Vec<Self>> {
        let days: Vec<Span> = spans.iter().map(|(span, _)| *span).collect();
        let sums = match filtered {
            Some(filtered) => days.iter().map(|span| filtered.sums(*span)).collect(),
            None => sums::sums(&store.conn, frame.line, &days, &frame.owners)?,
        };
        let cycles = spans.into_iter().zip(sums).map(|((span, members), sums)| {
            let teams = members.iter().map(|m| (m.row, m.team)).collect();
            Self { span, sums, members, teams }
        });
        Ok(cycles.collect())
    }

    /// A person's team on the cycle's last day.
    fn team_of(&self, person: i64) -> Option<TeamId> {
        self.teams.get(&person).copied().flatten()
    }

    fn of<'c>(&'c self, whose: &'c Whose) -> impl Iterator<Item = &'c Member> {
        self.members.iter().filter(|m| whose.holds(m.team))
    }
}

/// Spans with the agents of each. Who left in one was still there; who left before it was not.
fn there(store: &Store, spans: &[Span]) -> Result<Vec<(Span, Vec<Member>)>> {
    let (belonging, left) = (Belonging::read(&store.conn)?, left_days(&store.conn)?);
    let of = |span: &Span| {
        let mut members = belonging.members_and_leavers(span.last());
        members.retain(|m| left.get(&m.row).is_none_or(|day| *day > span.from));
        (*span, members)
    };
    Ok(spans.iter().map(of).collect())
}

/// Whether to go on with what somebody may not wait for.
fn on(go: &mut dyn FnMut() -> Go) -> Result<()> {
    if go() == Go::Stop { Err(ImportError::Stopped.into()) } else { Ok(()) }
}

/// Oldest first.
fn spans(opened: &Opened, query: &TrendsQuery) -> Result<Vec<Span>> {
    let steps = opened.settings.cycles();
    let many = |n: usize| {
        let words = format!("these days hold {n} cycles, and at most {MOST_CYCLES} are shown: name fewer days");
        Err(StoreError::refused(words))
    };
    match query.reach {
        Reach::Usual | Reach::Cycles(_) => {
            let n = query.reach.cycles().unwrap_or(1).min(MOST_CYCLES);
            let back = |n: usize| i64::try_from(n).unwrap_or(0);
            Ok((0..n).rev().map(|by| steps.shifted(opened.span, -back(by))).collect())
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
        let opened = Opened::read(store, period, None)?;
        let spans = spans(&opened, query)?;
        Self::over(store, opened, &spans, query, teams)
    }

    /// Spans from the oldest on.
    fn over(store: &Store, opened: Opened, spans: &[Span], query: &TrendsQuery, teams: &[Team]) -> Result<Self> {
        let whose = Whose::of(query, teams);
        let there = there(store, spans)?;
        // Of teams the figures of those who were in them, in any of the cycles.
        let theirs: BTreeSet<i64> =
            there.iter().flat_map(|(_, all)| all).filter(|m| whose.holds(m.team)).map(|m| m.row).collect();
        let theirs: Option<Vec<i64>> = (whose != Whose::Everyone).then(|| theirs.into_iter().collect());
        let figures = Query { team: query.team, scorecard: query.scorecard.clone(), period: Period::Days(opened.span) };
        let frame = Frame::over(store, &figures, opened, None, theirs.as_deref())?;
        let mut sessions = store.sessions(&SessionFilter::default())?;
        sessions.retain(|s| s.status != Status::Void);
        sessions.reverse();
        let filtered = filtered(store, &frame, query, spans, &sessions)?;
        let cycles = Cycle::all(store, &frame, there, filtered.as_ref())?;
        let shown: Vec<Member> = cycles.last().map(|c| c.of(&whose).cloned().collect()).unwrap_or_default();
        let ids: HashSet<_> = shown.iter().map(|m| m.agent.id).collect();
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
        let cells = cycle.sums.get(&member.row);
        let sum = cells.and_then(|c| c.dimensions.get(dimension)).copied().unwrap_or_default();
        let team = cycle.team_of(member.row);
        let bytes = team.as_ref().map(|t| &t.0.as_bytes()[..]);
        let target = self.targets.on(dimension, cycle.span.last(), bytes, member.agent.id.0.as_bytes());
        point(&sum, target)
    }

    /// All calls of some agents together.
    fn together(cycle: &Cycle, whose: &Whose) -> Cells {
        let mut all = Cells::default();
        for member in cycle.of(whose) {
            if let Some(cells) = cycle.sums.get(&member.row) {
                all.merge(cells);
            }
        }
        all
    }

    /// Who scored the shown agents: people, AI or both.
    fn scored_by(&self) -> Vec<ScoredBy> {
        let all = self.cycles.iter().flat_map(|cycle| self.shown.iter().filter_map(|m| cycle.sums.get(&m.row)));
        let (people, ai) = all.fold((0_u32, 0_u32), |(people, ai), c| (people | c.by_people, ai | c.by_ai));
        let both = [(people, ScoredBy::Person), (ai, ScoredBy::Ai)];
        both.into_iter().filter(|(n, _)| *n > 0).map(|(_, by)| by).collect()
    }

    fn team_rows(&self, whose: &Whose) -> Vec<Row> {
        let cells: Vec<Cells> = self.cycles.iter().map(|cycle| Self::together(cycle, whose)).collect();
        let team = whose.single();
        let bytes = team.as_ref().map(|t| &t.0.as_bytes()[..]);
        self.rows(|cycle, at, dimension| {
            let sum = cells[at].dimensions.get(dimension).copied().unwrap_or_default();
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
        let mut held: HashMap<PersonId, Vec<&SessionLine>> = HashMap::new();
        for session in &self.sessions {
            held.entry(session.agent).or_default().push(session);
        }
        let held_in = |member: &Member, span: Span| {
            let own = held.get(&member.agent.id).into_iter().flatten();
            u32::try_from(own.filter(|s| span.contains(s.held_on)).count()).unwrap_or(u32::MAX)
        };
        let one = |member: &Member| AgentRows {
            agent: member.agent.clone(),
            team: member.team_name.clone(),
            rows: self.rows(|cycle, _, dimension| self.point(cycle, member, dimension)),
            sessions: self.cycles.iter().map(|cycle| held_in(member, cycle.span)).collect(),
        };
        self.shown.iter().map(one).collect()
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
        let opened = Opened::read(self, Period::Days(basis.span), None)?;
        let steps = opened.settings.cycles();
        let newest = steps.containing(opened.span.last());
        let back = |by: usize| steps.shifted(newest, -i64::try_from(by).unwrap_or(0));
        let spans: Vec<Span> = (0..count.max(1)).rev().map(back).collect();
        let scorecard = Some(basis.scorecard.name.clone());
        let query = TrendsQuery { team, scorecard, reach: Reach::Cycles(count), ..TrendsQuery::default() };
        let ground = Ground::over(self, opened, &spans, &query, &self.teams()?)?;
        let cycles = ground.cycles.iter().map(|c| c.span).collect();
        let Some(agent) = agent else { return Ok((cycles, ground.team_rows(&ground.whose))) };
        // Of who left before, nothing is told.
        let member = ground.shown.iter().find(|m| m.agent.id == agent);
        let rows = member.map(|m| ground.rows(|cycle, _, dimension| ground.point(cycle, m, dimension)));
        Ok((cycles, rows.unwrap_or_default()))
    }

    /// Trends of a team, or of everyone, with all that is told of them. What there is to filter by is looked for where a
    /// filter that names something leaves nothing: then the name may be none.
    pub fn trends(&self, query: &TrendsQuery) -> Result<TrendsView> {
        let _one_state = self.snapshot()?;
        let teams = self.teams()?;
        let ground = Ground::read(self, query, &teams)?;
        let mut view = self.shown(&ground, teams)?;
        let names = query.scores.version.is_some() || query.scores.source.is_some();
        let unsure = names && ground.filtered.as_ref().is_none_or(Filtered::is_empty);
        for part in Aspect::ALL.into_iter().filter(|part| *part != Aspect::Choices || unsure) {
            let found = self.found(&ground, part, &mut || Go::On)?;
            view.take(found);
        }
        Ok(view)
    }

    /// The figures alone: the other parts are asked for by themselves.
    pub(super) fn trends_figures(&self, query: &TrendsQuery) -> Result<TrendsView> {
        let _one_state = self.snapshot()?;
        let mut kept = self.kept_ground.borrow_mut();
        let ground = kept.of(self, query)?;
        self.shown(ground, self.teams()?)
    }

    /// A part of the trends; `None`: it was stopped.
    pub(super) fn trends_part(
        &self,
        query: &TrendsQuery,
        part: Aspect,
        go: &mut dyn FnMut() -> Go,
    ) -> Result<Option<Found>> {
        let _one_state = self.snapshot()?;
        let mut kept = self.kept_ground.borrow_mut();
        let ground = kept.of(self, query)?;
        match self.found(ground, part, go) {
            Err(StoreError::Import(ImportError::Stopped)) => Ok(None),
            found => found.map(Some),
        }
    }

    fn found(&self, ground: &Ground, part: Aspect, go: &mut dyn FnMut() -> Go) -> Result<Found> {
        Ok(match part {
            Aspect::Moves => {
                let (movers, compared) = self.moves(ground, go)?;
                Found::Moves { movers, compared }
            }
            Aspect::Coaching => {
                let closing = self.closings(ground)?;
                Found::Coaching { closing, stuck: self.stuck_agents(ground, go)?, actions: self.tried(ground, go)? }
            }
            Aspect::Evaluators => {
                let (evaluators, overlaps) = self.scored_by_whom(ground, go)?;
                Found::Evaluators { evaluators, overlaps }
            }
            Aspect::Choices => Found::Choices(self.choices(ground, &self.teams()?)?),
        })
    }

    fn shown(&self, ground: &Ground, teams: Vec<Team>) -> Result<TrendsView> {
        let query = &ground.query;
        let by_team: Vec<(Raw, Vec<Row>)> = teams
            .iter()
            .filter(|t| ground.whose.holds(Some(t.id)))
            .map(|t| (t.name.clone(), ground.team_rows(&Whose::Teams([t.id].into()))))
            .collect();
        let supervisors = choices::supervisors(&teams);
        let supervisor = query.supervisor.and_then(|id| supervisors.iter().find(|(known, _)| *known == id));
        Ok(TrendsView {
            team: teams.iter().find(|t| Some(t.id) == query.team).cloned(),
            scorecard: ground.card().name.clone(),
            today: ground.frame.basis.today,
            day_first: ground.frame.settings.day_first,
            minimum_sample: ground.frame.basis.minimum_sample,
            parts: Vec::new(),
            cycles: ground.cycles.iter().map(|c| c.span).collect(),
            last: query.last,
            rows: ground.team_rows(&ground.whose),
            by_team,
            agents: ground.agents(),
            movers: Vec::new(),
            compared: 0,
            closing: Vec::new(),
            stuck: Vec::new(),
            actions: Vec::new(),
            evaluators: Vec::new(),
            overlaps: Vec::new(),
            sessions: ground.sessions.clone(),
            narrowed: Narrowed {
                scores: query.scores.clone(),
                supervisor: supervisor.cloned(),
                scorecard: query.scorecard.clone(),
                reach: query.reach,
            },
            choices: Choices { scorecards: scorecards::names(&self.conn)?, supervisors, ..Choices::default() },
            scored_by: ground.scored_by(),
            teams,
        })
    }
}

/// What was read last: the parts of a view are asked for one after the other.
#[derive(Debug, Default)]
pub(super) struct Kept(Option<(Stamp, TrendsQuery, Ground)>);

impl Kept {
    fn of(&mut self, store: &Store, query: &TrendsQuery) -> Result<&Ground> {
        let stamp = store.stamp()?;
        let known = self.0.take().filter(|(then, of, _)| *then == stamp && of == query);
        let known = match known {
            Some(known) => known,
            None => (stamp, query.clone(), Ground::read(store, query, &store.teams()?)?),
        };
        Ok(&self.0.insert(known).2)
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
