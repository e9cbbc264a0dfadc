//! The calls behind a figure. They are read as the figure is: its n is their number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::named_params;

use super::super::Store;
use super::super::convert::date;
use super::super::error::{Result, StoreError};
use super::super::rollup::percent;
use super::super::scored::{LEFT, started_at};
use super::Ground;
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::CallRow;
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::trends::behind::{BehindQuery, BehindView, Figure, ScoredCall};

/// One score on the dimension.
struct Given {
    person: i64,
    call: i64,
    key: Option<Raw>,
    day: NaiveDate,
    started_at: Option<DateTime<Utc>>,
    evaluator: String,
    percent: f64,
}

impl Store {
    /// The calls behind a figure of the trends.
    pub fn behind(&self, query: &BehindQuery) -> Result<BehindView> {
        let _one_state = self.snapshot()?;
        let ground = Ground::read(self, &query.trends, &self.teams()?)?;
        let (Figure::Cycle { dimension, .. } | Figure::Evaluator { dimension, .. } | Figure::Pair { dimension, .. }) =
            &query.figure;
        let known = ground.card().dimensions.iter().find(|d| &d.key == dimension);
        let known = known.ok_or_else(|| StoreError::refused("that dimension is not on the scorecard that is shown"))?;
        let mut whose = None;
        let (span, people) = match &query.figure {
            Figure::Cycle { agent, cycle, .. } => {
                let cycle = ground.cycles.iter().find(|c| c.span == *cycle);
                let cycle = cycle.ok_or_else(|| StoreError::refused("that cycle is no longer shown"))?;
                match agent {
                    // An agent's figure is his, whatever team he was in then.
                    Some(agent) => {
                        let member = ground.shown.iter().find(|m| m.agent.id == *agent);
                        let member = member.ok_or_else(|| StoreError::refused("that agent is no longer shown"))?;
                        whose = Some(member.agent.clone());
                        (cycle.span, BTreeSet::from([member.row]))
                    }
                    None => (cycle.span, cycle.of(&ground.whose).map(|m| m.row).collect()),
                }
            }
            Figure::Evaluator { .. } | Figure::Pair { .. } => {
                let span = ground.span().ok_or_else(|| StoreError::refused("no cycle is shown"))?;
                (span, ground.shown.iter().map(|m| m.row).collect())
            }
        };
        let given = self.given_on(&ground, known.row, span, &people)?;
        let members = ground.cycles.iter().flat_map(|c| &c.members);
        let agents: HashMap<i64, Agent> = members.map(|m| (m.row, m.agent.clone())).collect();
        let mut calls = match &query.figure {
            Figure::Cycle { .. } => by_call(given, &agents),
            Figure::Evaluator { evaluator, .. } => {
                let own = given.into_iter().filter(|one| one.evaluator == *evaluator);
                own.filter_map(|one| scored(&one, vec![(one.evaluator.clone(), one.percent)], &agents)).collect()
            }
            Figure::Pair { first, second, .. } => pairs(&given, first, second, &agents),
        };
        match query.figure {
            Figure::Pair { .. } => calls.sort_by(|a, b| b.apart().abs().total_cmp(&a.apart().abs())),
            Figure::Cycle { .. } | Figure::Evaluator { .. } => {
                calls.sort_by(|a, b| a.percent().total_cmp(&b.percent()).then(b.day.cmp(&a.day)));
            }
        }
        Ok(BehindView { figure: query.figure.clone(), dimension: known.name.clone(), agent: whose, span, calls })
    }

    fn given_on(&self, ground: &Ground, dimension: i64, span: Span, people: &BTreeSet<i64>) -> Result<Vec<Given>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT coalesce(n.name, CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'not named' END) AS evaluator,
                    e.identity, e.call, c.key, e.day, c.started_kind, c.started_ms, c.started_zone, s.earned, s.possible
             FROM evaluation e JOIN scorecard_version v ON v.id = e.form JOIN call c ON c.id = e.call
             JOIN score s ON s.evaluation = e.id AND s.dimension = :dimension AND s.state = 'scored'
             LEFT JOIN evaluator n ON n.id = e.evaluator
             WHERE e.current = 1 AND v.scorecard = :line AND e.day >= :from AND e.day < :to AND {LEFT}
             ORDER BY e.day DESC, c.key, e.id"
        ))?;
        let scores = &ground.query.scores;
        let mut rows = statement.query(named_params! {
            ":line": ground.frame.line, ":dimension": dimension,
            ":from": to_number(span.from), ":to": to_number(span.to),
            ":scorer": scores.scored_by.map(ScoredBy::word), ":version": scores.version, ":source": scores.source,
        })?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let person = ground.frame.owners.get(row.get("identity")?).filter(|p| people.contains(p));
            let Some((person, percent)) = person.zip(percent(row.get("earned")?, row.get("possible")?)) else {
                continue;
            };
            out.push(Given {
                person,
                call: row.get("call")?,
                key: row.get("key")?,
                day: date(row.get("day")?),
                started_at: started_at(row, ground.frame.basis.zone)?,
                evaluator: row.get::<_, Raw>("evaluator")?.into_verbatim(),
                percent,
            });
        }
        Ok(out)
    }
}

fn scored(one: &Given, given: Vec<(String, f64)>, agents: &HashMap<i64, Agent>) -> Option<ScoredCall> {
    Some(ScoredCall {
        call: CallRow(one.call),
        call_id: one.key.clone(),
        agent: agents.get(&one.person)?.clone(),
        day: one.day,
        started_at: one.started_at,
        given,
    })
}

/// A call of a person once, with all who scored it.
fn by_call(given: Vec<Given>, agents: &HashMap<i64, Agent>) -> Vec<ScoredCall> {
    let mut places: HashMap<(i64, i64), usize> = HashMap::new();
    let mut out: Vec<ScoredCall> = Vec::new();
    for one in given {
        let score = (one.evaluator.clone(), one.percent);
        match places.get(&(one.person, one.call)) {
            Some(place) => out[*place].given.push(score),
            None => {
                if let Some(call) = scored(&one, vec![score], agents) {
                    places.insert((one.person, one.call), out.len());
                    out.push(call);
                }
            }
        }
    }
    out
}

/// Every pair of scores of the two on one call.
fn pairs(given: &[Given], first: &str, second: &str, agents: &HashMap<i64, Agent>) -> Vec<ScoredCall> {
    let mut theirs: BTreeMap<i64, Vec<&Given>> = BTreeMap::new();
    for one in given.iter().filter(|one| one.evaluator == second) {
        theirs.entry(one.call).or_default().push(one);
    }
    let mut out = Vec::new();
    for one in given.iter().filter(|one| one.evaluator == first) {
        for other in theirs.get(&one.call).into_iter().flatten() {
            let both = vec![(first.to_owned(), one.percent), (second.to_owned(), other.percent)];
            out.extend(scored(one, both, agents));
        }
    }
    out
}
