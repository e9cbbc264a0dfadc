//! A team's answer: figures from the daily sums at once; how sure each focus is, and which calls are below the threshold,
//! from the calls themselves, for those who are asked about.

use std::collections::HashMap;

use super::{Around, Frame, Opened, rank};
use crate::domain::focus::{CallPercents, Finding};
use crate::domain::id::PersonId;
use crate::domain::people::Team;
use crate::domain::standing::{Query, Standing, TeamView};
use crate::import::Go;
use crate::store::error::{Result, StoreError};
use crate::store::kept::Stamp;
use crate::store::marks::Marks;
use crate::store::people::{Belonging, Member};
use crate::store::scored::{self, Chosen, Wanted};
use crate::store::sums::Owners;
use crate::store::{Store, scorecards};

/// Agents whose calls are read at once.
const TOGETHER: usize = 50;

/// A team as it was last read, and what was found of its agents since.
#[derive(Debug, Default)]
pub(in crate::store) struct Kept(Option<State>);

#[derive(Debug)]
struct State {
    stamp: Stamp,
    query: Query,
    frame: Frame,
    marks: Marks,
    members: Vec<Member>,
    view: TeamView,
    findings: HashMap<PersonId, Finding>,
}

impl State {
    fn read(store: &Store, stamp: Stamp, query: &Query) -> Result<Self> {
        let teams = store.teams()?;
        let team: Option<Team> = match query.team {
            Some(id) => Some(
                teams
                    .iter()
                    .find(|t| t.id == id)
                    .cloned()
                    .ok_or_else(|| StoreError::refused("that team is no longer there"))?,
            ),
            None => None,
        };
        let is_in = |m: &Member| query.team.is_none() || m.team == query.team;
        // Membership is that of the span's last day; which span opens depends on who is in the team today.
        let belonging = Belonging::read(&store.conn)?;
        let today: Vec<Member> = belonging.members(stamp.today).into_iter().filter(is_in).collect();
        let rows = |list: &[Member]| list.iter().map(|m| m.row).collect::<Vec<i64>>();
        let deciding = query.team.map(|_| rows(&today));
        let opened = Opened::read(store, query.period, deciding.as_deref())?;
        let list: Vec<Member> = if opened.span.last() == stamp.today {
            today
        } else {
            belonging.members(opened.span.last()).into_iter().filter(is_in).collect()
        };
        let shown = query.team.map(|_| rows(&list));
        let mut frame = Frame::over(store, query, opened, deciding.as_deref(), shown.as_deref())?;
        let around = Around::read(store, &frame, &list)?;
        let counts = frame.counts(store)?;
        let mut agents: Vec<Standing> = list.iter().map(|m| frame.standing(&around, &counts, m)).collect();
        for m in &list {
            let (by_people, by_ai) = frame.now(m).map_or((0, 0), |cells| (cells.by_people, cells.by_ai));
            frame.basis.scored_by_people += by_people;
            frame.basis.scored_by_ai += by_ai;
        }
        rank(frame.basis.today, &mut agents);
        let view = TeamView {
            team,
            teams,
            calls: agents.iter().map(|a| a.calls).sum(),
            flags: agents.iter().map(|a| a.flags).sum(),
            newer_calls: agents.iter().map(|a| a.newer_calls).sum(),
            agents,
            scorecards: scorecards::names(&store.conn)?,
            basis: frame.basis.clone(),
        };
        let (query, marks) = (query.clone(), counts.marks);
        Ok(Self { stamp, query, frame, marks, members: list, view, findings: HashMap::new() })
    }

    fn chosen(&self, store: &Store) -> Result<Chosen> {
        Chosen::read(&store.conn, &Wanted::new(self.frame.line, self.frame.basis.span))
    }

    /// Judges these agents by their calls.
    fn judge<'s>(
        &self,
        store: &Store,
        chosen: &Chosen,
        members: &[&Member],
        standings: impl Iterator<Item = &'s mut Standing>,
    ) -> Result<()> {
        let rows: Vec<i64> = members.iter().map(|m| m.row).collect();
        let owners = Owners::of(&store.conn, &rows)?;
        let (card, basis) = (&self.frame.basis.scorecard, &self.frame.basis);
        let mut calls = scored::scored(&store.conn, chosen, card, &owners, basis.zone)?;
        for (member, standing) in members.iter().zip(standings) {
            let calls = calls.remove(&member.row).unwrap_or_default();
            let targets = self.frame.targets(member);
            let is_below = |call: &&scored::Scored| {
                call.is_below(card, &targets, basis.review_threshold) || self.marks.is_flagged(member.row, call.call)
            };
            let below = calls.iter().filter(is_below).count();
            let percents: Vec<CallPercents> = calls.into_iter().map(|call| call.percents).collect();
            self.frame.judge(standing, &percents, below);
        }
        Ok(())
    }
}

impl Store {
    /// The figures of a team, or of everyone, with all that is told of each agent.
    pub fn team_view(&self, query: &Query) -> Result<TeamView> {
        let _one_state = self.snapshot()?;
        let mut state = State::read(self, self.stamp()?, query)?;
        let chosen = state.chosen(self)?;
        let by_id: HashMap<PersonId, &Member> = state.members.iter().map(|m| (m.agent.id, m)).collect();
        let mut agents = std::mem::take(&mut state.view.agents);
        for some in agents.chunks_mut(TOGETHER) {
            let members: Vec<&Member> = some.iter().filter_map(|s| by_id.get(&s.agent.id).copied()).collect();
            state.judge(self, &chosen, &members, some.iter_mut())?;
        }
        Ok(TeamView { agents, ..state.view })
    }

    /// The same without what takes the calls themselves, as far as that was not found out already.
    pub(in crate::store) fn team_figures(&self, query: &Query) -> Result<TeamView> {
        let _one_state = self.snapshot()?;
        let mut kept = self.kept_team.borrow_mut();
        let state = kept.of(self, query)?;
        let mut view = state.view.clone();
        for agent in &mut view.agents {
            if let Some(finding) = state.findings.get(&agent.agent.id) {
                agent.finding = finding.clone();
            }
        }
        Ok(view)
    }

    /// How sure the focus of some agents is. What was found is kept until the file changes, so that whoever is told to
    /// stop goes on from there later; `None`: it was stopped.
    pub(in crate::store) fn findings(
        &self,
        query: &Query,
        agents: &[PersonId],
        go: &mut dyn FnMut() -> Go,
    ) -> Result<Option<Vec<(PersonId, Finding)>>> {
        let _one_state = self.snapshot()?;
        let mut kept = self.kept_team.borrow_mut();
        let state = kept.of(self, query)?;
        let chosen = state.chosen(self)?;
        for agent in agents {
            if state.findings.contains_key(agent) {
                continue;
            }
            if go() == Go::Stop {
                return Ok(None);
            }
            let member = state.members.iter().find(|m| m.agent.id == *agent);
            let standing = state.view.agents.iter().find(|s| s.agent.id == *agent);
            // Someone who is not shown any more has no focus to be sure of.
            let Some((member, standing)) = member.zip(standing) else { continue };
            let mut standing = standing.clone();
            state.judge(self, &chosen, &[member], std::iter::once(&mut standing))?;
            state.findings.insert(*agent, standing.finding);
        }
        let found = |agent: &PersonId| Some((*agent, state.findings.get(agent)?.clone()));
        Ok(Some(agents.iter().filter_map(found).collect()))
    }
}

impl Kept {
    /// What is known of a team, as the file is now.
    fn of(&mut self, store: &Store, query: &Query) -> Result<&mut State> {
        let stamp = store.stamp()?;
        let known = self.0.take().filter(|known| known.stamp == stamp && known.query == *query);
        let state = match known {
            Some(known) => known,
            None => State::read(store, stamp, query)?,
        };
        Ok(self.0.insert(state))
    }
}
