//! Figures of some of the scores alone. The daily sums do not hold who scored, from which source, on which version of
//! the form: these are summed from the scores, which are read once and then cut into cycles.

use std::collections::{BTreeMap, HashMap};

use rusqlite::named_params;

use super::super::Store;
use super::super::convert::date;
use super::super::error::Result;
use super::super::figures::{LEFT, Sums};
use super::super::rollup::{CallScores, percent};
use super::super::standings::Frame;
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::trends::filter::ScoreFilter;

/// Evaluations that a filter leaves, of one scorecard.
#[derive(Debug)]
pub(in crate::store) struct Filtered {
    line: i64,
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
        let mut statement = store.conn.prepare_cached(&format!(
            "SELECT e.id, e.identity, e.call, e.day, e.overall, e.scored_by, s.dimension, s.earned, s.possible
             FROM evaluation e JOIN scorecard_version v ON v.id = e.form
             LEFT JOIN score s ON s.evaluation = e.id AND s.state = 'scored'
             WHERE e.current = 1 AND v.scorecard = :line AND e.day >= :from AND e.day < :to AND {LEFT}
             ORDER BY e.id"
        ))?;
        let mut rows = statement.query(named_params! {
            ":line": frame.line, ":from": to_number(span.from), ":to": to_number(span.to),
            ":scorer": scores.scored_by.map(ScoredBy::word), ":version": scores.version, ":source": scores.source,
        })?;
        let mut evaluations: Vec<Evaluation> = Vec::new();
        let mut last = None;
        while let Some(row) = rows.next()? {
            let Some(person) = frame.owners.get(&row.get::<_, i64>("identity")?) else { continue };
            let id: i64 = row.get("id")?;
            if last != Some(id) {
                last = Some(id);
                let ai = row.get_ref("scored_by")?.as_str().is_ok_and(|word| word == ScoredBy::Ai.word());
                evaluations.push(Evaluation {
                    person: *person,
                    call: row.get("call")?,
                    day: date(row.get("day")?),
                    overall: row.get("overall")?,
                    scored_by: if ai { ScoredBy::Ai } else { ScoredBy::Person },
                    percents: Vec::new(),
                });
            }
            if let Some(dimension) = row.get::<_, Option<i64>>("dimension")?
                && let Some(value) = percent(row.get("earned")?, row.get("possible")?)
                && let Some(evaluation) = evaluations.last_mut()
            {
                evaluation.percents.push((dimension, value));
            }
        }
        Ok(Self { line: frame.line, evaluations })
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
        let mut out: Sums = HashMap::new();
        for ((person, _), scores) in calls {
            out.entry((self.line, person)).or_default().add_call(&scores);
        }
        out
    }
}
