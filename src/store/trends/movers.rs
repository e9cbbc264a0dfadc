//! The last two cycles against each other, agent by agent and dimension by dimension.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Store;
use super::super::error::Result;
use super::super::figures::{self, CallFact, Wanted};
use super::{Ground, grouped};
use crate::domain::day::Span;
use crate::domain::focus::CallPercents;
use crate::domain::outcome::{Choice, Evidence, Peer};
use crate::domain::trends::movers::{Move, Pair, movers};

type ByPerson = BTreeMap<i64, Vec<CallPercents>>;

impl Store {
    pub(super) fn moves(&self, ground: &Ground) -> Result<(Vec<Move>, usize)> {
        let [.., before, after] = ground.cycles.as_slice() else { return Ok((Vec::new(), 0)) };
        let sides = (self.by_person(ground, before.span)?, self.by_person(ground, after.span)?);
        let coached = self.coached(before.span.from, after.span.to)?;
        let none = BTreeSet::new();
        let nothing: Vec<CallPercents> = Vec::new();
        let side = |all: &ByPerson, row: i64| all.get(&row).unwrap_or(&nothing).clone();
        let mut pairs = Vec::new();
        for member in &ground.shown {
            for (focus, dimension) in ground.card().dimensions.iter().enumerate() {
                // Teammates who were not coached on it show what moved for everyone.
                let peers = ground.shown.iter().filter(|m| m.row != member.row && m.team == member.team);
                let peers = peers
                    .filter(|m| !coached.get(&m.agent.id).unwrap_or(&none).contains(&dimension.key))
                    .map(|m| Peer { before: side(&sides.0, m.row), after: side(&sides.1, m.row) });
                pairs.push(Pair {
                    agent: member.agent.clone(),
                    key: dimension.key.clone(),
                    name: dimension.name.clone(),
                    evidence: Evidence {
                        focus,
                        targets: ground.card().dimensions.iter().map(|_| None).collect(),
                        choice: Choice::Before,
                        before: side(&sides.0, member.row),
                        after: side(&sides.1, member.row),
                        peers: peers.collect(),
                    },
                });
            }
        }
        Ok(movers(pairs))
    }

    fn by_person(&self, ground: &Ground, span: Span) -> Result<ByPerson> {
        let wanted = Wanted { line: ground.frame.line, span, person: None };
        let calls = figures::calls(&self.conn, &wanted, &ground.frame.owners, ground.frame.basis.zone)?;
        Ok(grouped(calls.iter().map(|call: &CallFact| (call.person, call.percents(ground.card())))))
    }
}
