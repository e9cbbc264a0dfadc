//! Figures of some of the scores alone. The daily sums do not hold who scored, from which source, on which version of
//! the form: these are summed from the scores, which are read once and then cut into cycles.

use std::collections::BTreeMap;

use super::super::Store;
use super::super::convert::date;
use super::super::error::Result;
use super::super::rollup::CallScores;
use super::super::scored::{self, Chosen, SCORES, Wanted};
use super::super::standings::Frame;
use super::super::sums::Sums;
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::trends::filter::ScoreFilter;

/// Evaluations that a filter leaves, of one scorecard.
#[derive(Debug)]
pub(in crate::store) struct Filtered {
    evaluations: Vec<Evaluation>,
}

#[derive(Debug)]
struct Evaluation {
    person: i64,
    call: i64,
    day: chrono::NaiveDate,
    overall: Option<f64>,
    scored_by: ScoredBy,
    /// By the dimension's row.
    percents: Vec<(i64, f64)>,
}

impl Filtered {
    pub(super) fn read(store: &Store, frame: &Frame, span: Span, scores: &ScoreFilter) -> Result<Self> {
        let chosen = Chosen::read(&store.conn, &Wanted::new(frame.line, span).by(scores))?;
        let mut statement = store.conn.prepare_cached(SCORES)?;
        let mut evaluations: Vec<Evaluation> = Vec::new();
        for one in scored::evaluations(&store.conn, &chosen, &frame.owners)? {
            let percents = scored::percents(&mut statement, one.id)?;
            evaluations.push(Evaluation {
                person: one.person,
                call: one.call,
                day: date(one.day),
                overall: one.overall,
                scored_by: one.scored_by,
                percents,
            });
        }
        Ok(Self { evaluations })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.evaluations.is_empty()
    }

    /// What the days of a span come to: a call counts once, whoever of those scored it.
    pub(super) fn sums(&self, span: Span) -> Sums {
        let mut calls: BTreeMap<(i64, i64), CallScores> = BTreeMap::new();
        for one in self.evaluations.iter().filter(|one| span.contains(one.day)) {
            let scores = calls.entry((one.person, one.call)).or_default();
            scores.add_evaluation(one.overall, one.scored_by == ScoredBy::Ai);
            for (dimension, value) in &one.percents {
                scores.add_score(*dimension, *value);
            }
        }
        let mut out = Sums::new();
        for ((person, _), scores) in calls {
            out.entry(person).or_default().add_call(&scores);
        }
        out
    }
}
