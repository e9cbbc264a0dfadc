//! Who scored what over the shown cycles.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::named_params;

use super::super::Store;
use super::super::convert::date;
use super::super::error::Result;
use super::super::figures::LEFT;
use super::super::rollup::percent;
use super::Ground;
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::raw::Raw;
use crate::domain::trends::evaluators::{Disputes, EvaluatorLine, Given, Overlap, lines, overlaps};

/// A line per evaluator and dimension, pairs who scored the same calls, and whether people, AI or both did.
type Whom = (Vec<EvaluatorLine>, Vec<Overlap>, Vec<ScoredBy>);

impl Store {
    pub(super) fn scored_by_whom(&self, ground: &Ground) -> Result<Whom> {
        let Some(span) = ground.span() else { return Ok(Whom::default()) };
        let scores = &ground.query.scores;
        let shown: BTreeSet<i64> = ground.shown.iter().map(|m| m.row).collect();
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT coalesce(v.name, CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'not named' END) AS evaluator, e.scored_by,
                    e.identity, e.call, e.day, d.key, s.earned, s.possible
             FROM evaluation e JOIN scorecard_version f ON f.id = e.form JOIN score s ON s.evaluation = e.id
             JOIN dimension d ON d.id = s.dimension LEFT JOIN evaluator v ON v.id = e.evaluator
             WHERE e.current = 1 AND f.scorecard = :line AND e.day >= :from AND e.day < :to AND s.state = 'scored'
               AND {LEFT}",
        ))?;
        let mut rows = statement.query(named_params! {
            ":line": ground.frame.line, ":from": to_number(span.from), ":to": to_number(span.to),
            ":scorer": scores.scored_by.map(ScoredBy::word), ":version": scores.version, ":source": scores.source,
        })?;
        let mut given = Vec::new();
        let mut by: BTreeSet<String> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let person = ground.frame.owners.get(&row.get::<_, i64>("identity")?);
            if !person.is_some_and(|p| shown.contains(p)) {
                continue;
            }
            let (earned, possible): (Option<f64>, Option<f64>) = (row.get("earned")?, row.get("possible")?);
            let (Some(value), Some(earned), Some(possible)) = (percent(earned, possible), earned, possible) else {
                continue;
            };
            by.insert(row.get("scored_by")?);
            given.push(Given {
                evaluator: row.get::<_, Raw>("evaluator")?.into_verbatim(),
                dimension: row.get("key")?,
                call: row.get("call")?,
                day: date(row.get("day")?),
                percent: value,
                earned,
                possible,
            });
        }
        // Whole cycles on either side, so that the halves are alike.
        let middle = ground.cycles[ground.cycles.len() / 2].span.from;
        let disputes = self.disputes_by_evaluator(ground, &shown, span)?;
        let by = [ScoredBy::Person, ScoredBy::Ai].into_iter().filter(|one| by.contains(one.word())).collect();
        Ok((lines(&given, middle, &disputes), overlaps(&given), by))
    }

    /// By whoever gave the score that was disputed: of the version that stood when the dispute was opened.
    fn disputes_by_evaluator(
        &self,
        ground: &Ground,
        shown: &BTreeSet<i64>,
        span: Span,
    ) -> Result<BTreeMap<(String, String), Disputes>> {
        // The newest that was in the file by then, else the first. Which agent's, and when, is as it stands now.
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT coalesce(v.name, CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'not named' END) AS evaluator,
                    x.dimension, x.state, n.identity
             FROM dispute x JOIN source s ON s.name = x.source
             JOIN evaluation n ON n.source = s.id AND n.key = x.evaluation AND n.current = 1
             JOIN scorecard_version f ON f.id = n.form
             JOIN evaluation e ON e.id = (SELECT o.id FROM
                  (SELECT w.id, w.version, coalesce(w.evaluated_ms, 0) AS ms,
                          min(b.at, coalesce((SELECT min(t.at) FROM evaluation_also a JOIN batch t ON t.id = a.batch
                                              WHERE a.evaluation = w.id), b.at)) <= x.opened_at AS there
                   FROM evaluation w JOIN batch b ON b.id = w.batch WHERE w.source = s.id AND w.key = x.evaluation) o
                  ORDER BY o.there DESC, CASE WHEN o.there THEN -o.version ELSE o.version END,
                           CASE WHEN o.there THEN -o.ms ELSE o.ms END, CASE WHEN o.there THEN -o.id ELSE o.id END LIMIT 1)
             LEFT JOIN evaluator v ON v.id = e.evaluator
             WHERE f.scorecard = :line AND n.day >= :from AND n.day < :to AND {LEFT}",
        ))?;
        let scores = &ground.query.scores;
        let mut rows = statement.query(named_params! {
            ":line": ground.frame.line, ":from": to_number(span.from), ":to": to_number(span.to),
            ":scorer": scores.scored_by.map(ScoredBy::word), ":version": scores.version, ":source": scores.source,
        })?;
        let mut out: BTreeMap<(String, String), Disputes> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let person = ground.frame.owners.get(&row.get::<_, i64>("identity")?);
            if !person.is_some_and(|p| shown.contains(p)) {
                continue;
            }
            let evaluator = row.get::<_, Raw>(0)?.into_verbatim();
            let of = out.entry((evaluator, row.get(1)?)).or_default();
            let state: String = row.get(2)?;
            *match state.as_str() {
                "open" => &mut of.open,
                "upheld" => &mut of.upheld,
                "changed" => &mut of.changed,
                _ => &mut of.withdrawn,
            } += 1;
        }
        Ok(out)
    }
}
