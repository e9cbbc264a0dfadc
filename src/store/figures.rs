//! The calls behind figures, with all that is said of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, Row};

use super::convert::date;
use super::error::Result;
use super::marks::{self, Whose};
use super::rollup::{CallScores, percent};
pub(super) use super::scored::started_at;
use super::scored::{Chosen, Evaluation, SCORES, Wanted, evaluations, low};
use super::sums::Owners;
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::standing::{BelowReason, CallLine, FlagLine};

/// One call of one person on one scorecard.
#[derive(Debug, Clone)]
pub(super) struct CallFact {
    pub(super) call: i64,
    pub(super) key: Option<Raw>,
    pub(super) day: NaiveDate,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) scores: CallScores,
    pub(super) scored_by: BTreeSet<bool>,
    pub(super) auto_fails: Vec<Raw>,
    pub(super) flags: Vec<FlagLine>,
    pub(super) has_transcript: bool,
    pub(super) comment: Option<Raw>,
    /// What the evaluators wrote on each dimension.
    pub(super) comments: BTreeMap<i64, Raw>,
    /// Evaluations of the call: source, key, version.
    pub(super) evaluations: Vec<(Raw, Raw, i64)>,
}

impl CallFact {
    pub(super) fn overall(&self) -> Option<f64> {
        self.scores.overall()
    }

    pub(super) fn percent(&self, dimension: i64) -> Option<f64> {
        self.scores.percent(dimension)
    }

    pub(super) fn percents(&self, card: &Scorecard) -> Vec<Option<f64>> {
        card.dimensions.iter().map(|d| self.percent(d.row)).collect()
    }

    /// Why the call is below the threshold; `targets` has a place per dimension.
    pub(super) fn below(&self, card: &Scorecard, targets: &[Option<f64>], review_threshold: f64) -> Vec<BelowReason> {
        let percents = self.percents(card);
        let mut out: Vec<BelowReason> = low(card, targets, review_threshold, self.overall(), &percents).collect();
        out.extend(self.auto_fails.iter().cloned().map(BelowReason::AutoFail));
        out.extend(self.flags.iter().map(|f| BelowReason::Flag(f.code.clone())));
        out
    }

    pub(super) fn line(
        &self,
        card: &Scorecard,
        targets: &[Option<f64>],
        review_threshold: f64,
        disputed: bool,
    ) -> CallLine {
        CallLine {
            row: CallRow(self.call),
            call_id: self.key.clone(),
            day: self.day,
            started_at: self.started_at,
            overall: self.overall(),
            percents: self.percents(card),
            below: self.below(card, targets, review_threshold),
            flags: self.flags.clone(),
            scored_by: self.scored_by.iter().map(|ai| if *ai { ScoredBy::Ai } else { ScoredBy::Person }).collect(),
            has_transcript: self.has_transcript,
            disputed,
            comment: self.comment.clone(),
        }
    }
}

/// The calls of a span with all that is said of them, newest first.
pub(super) fn calls(conn: &Connection, wanted: &Wanted, owners: &Owners, zone: Tz) -> Result<Vec<CallFact>> {
    let all = evaluations(conn, &Chosen::read(conn, wanted)?, owners)?;
    let mut said = conn.prepare_cached("SELECT comment, key, version FROM evaluation WHERE id = ?1")?;
    let mut called = conn.prepare_cached(
        "SELECT key, started_kind, started_ms, started_zone,
                EXISTS (SELECT 1 FROM transcript t WHERE t.call = c.id AND t.current = 1) AS spoken FROM call c WHERE id = ?1",
    )?;
    let mut scores = conn.prepare_cached(SCORES)?;
    let mut names = conn.prepare_cached("SELECT name FROM auto_fail WHERE evaluation = ?1 ORDER BY n")?;
    let sources = sources(conn)?;
    let mut facts: Vec<CallFact> = Vec::new();
    let mut places: HashMap<(i64, i64), usize> = HashMap::new();
    let mut lowest: HashMap<usize, f64> = HashMap::new();
    for one in all {
        let place = match places.get(&(one.call, one.person)) {
            Some(place) => *place,
            None => {
                facts.push(called.query_row([one.call], |row| Ok(fact(row, &one, zone)))??);
                places.insert((one.call, one.person), facts.len() - 1);
                facts.len() - 1
            }
        };
        let fact = &mut facts[place];
        fact.scores.add_evaluation(one.overall, one.scored_by == ScoredBy::Ai);
        fact.scored_by.insert(one.scored_by == ScoredBy::Ai);
        let (comment, key, version): (Option<Raw>, Raw, i64) =
            said.query_row([one.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        fact.evaluations.push((sources.get(&one.source).cloned().unwrap_or_default(), key, version));
        if fact.comment.is_none() {
            fact.comment = comment;
        }
        let mut rows = scores.query([one.id])?;
        while let Some(row) = rows.next()? {
            let dimension: i64 = row.get(0)?;
            let Some(value) = percent(row.get(1)?, row.get(2)?) else { continue };
            fact.scores.add_score(dimension, value);
            if let Some(comment) = row.get::<_, Option<Raw>>(3)? {
                // The comment on what went worst tells most.
                if lowest.get(&place).is_none_or(|low| value < *low) {
                    lowest.insert(place, value);
                    fact.comment = Some(comment.clone());
                }
                fact.comments.entry(dimension).or_insert(comment);
            }
        }
        if one.failed {
            for name in names.query_map([one.id], |r| r.get::<_, Raw>(0))? {
                let name = name?;
                if !fact.auto_fails.contains(&name) {
                    fact.auto_fails.push(name);
                }
            }
        }
    }
    add_flags(conn, wanted, &mut facts, &places, owners)?;
    facts.sort_by(|a, b| b.day.cmp(&a.day).then(b.started_at.cmp(&a.started_at)).then_with(|| a.key.cmp(&b.key)));
    Ok(facts)
}

/// The sources' names, by row.
fn sources(conn: &Connection) -> Result<HashMap<i64, Raw>> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM source")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn fact(row: &Row<'_>, one: &Evaluation, zone: Tz) -> Result<CallFact> {
    Ok(CallFact {
        call: one.call,
        key: row.get("key")?,
        day: date(one.day),
        started_at: started_at(row, zone)?,
        scores: CallScores::default(),
        scored_by: BTreeSet::new(),
        auto_fails: Vec::new(),
        flags: Vec::new(),
        has_transcript: row.get("spoken")?,
        comment: None,
        comments: BTreeMap::new(),
        evaluations: Vec::new(),
    })
}

fn add_flags(
    conn: &Connection,
    wanted: &Wanted,
    facts: &mut [CallFact],
    places: &HashMap<(i64, i64), usize>,
    owners: &Owners,
) -> Result<()> {
    // Positions are those before sorting: this runs first.
    for flag in marks::flags(conn, Some(wanted.span), Whose::Of(owners))? {
        let Some(person) = flag.identity.and_then(|i| owners.get(i)) else { continue };
        if let Some(place) = places.get(&(flag.line.call.0, person)) {
            facts[*place].flags.push(flag.line);
        }
    }
    Ok(())
}
