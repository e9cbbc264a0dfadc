//! Who scored what over the shown cycles.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::named_params;

use super::super::Store;
use super::super::convert::date;
use super::super::error::Result;
use super::super::rollup::percent;
use super::super::scored::{self, Chosen, LEFT, SCORES, Wanted};
use super::super::sums::Owners;
use super::{Ground, on};
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::raw::Raw;
use crate::domain::trends::evaluators::{Disputes, EvaluatorLine, Given, Overlap, lines, overlaps};
use crate::import::Go;

/// A line per evaluator and dimension, and pairs who scored the same calls.
type Whom = (Vec<EvaluatorLine>, Vec<Overlap>);

impl Store {
    pub(super) fn scored_by_whom(&self, ground: &Ground, go: &mut dyn FnMut() -> Go) -> Result<Whom> {
        let Some(span) = ground.span() else { return Ok(Whom::default()) };
        let scores = &ground.query.scores;
        let shown: BTreeSet<i64> = ground.shown.iter().map(|m| m.row).collect();
        let keys: HashMap<i64, &str> = ground.card().dimensions.iter().map(|d| (d.row, d.key.as_str())).collect();
        let chosen = Chosen::read(&self.conn, &Wanted::new(ground.frame.line, span).by(scores))?;
        let mut named = self.conn.prepare_cached(
            "SELECT coalesce(v.name, CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'not named' END)
             FROM evaluation e LEFT JOIN evaluator v ON v.id = e.evaluator WHERE e.id = ?1",
        )?;
        let mut by_dimension = self.conn.prepare_cached(SCORES)?;
        let mut given = Vec::new();
        for member in &ground.shown {
            on(go)?;
            for one in scored::evaluations(&self.conn, &chosen, &Owners::of(&self.conn, &[member.row])?)? {
                let evaluator = named.query_row([one.id], |r| r.get::<_, Raw>(0))?.into_verbatim();
                let mut rows = by_dimension.query([one.id])?;
                while let Some(row) = rows.next()? {
                    let (earned, possible): (Option<f64>, Option<f64>) = (row.get(1)?, row.get(2)?);
                    let (Some(value), Some(earned), Some(possible)) = (percent(earned, possible), earned, possible)
                    else {
                        continue;
                    };
                    let Some(key) = keys.get(&row.get(0)?) else { continue };
                    let (call, day) = (one.call, date(one.day));
                    let (evaluator, dimension) = (evaluator.clone(), (*key).to_owned());
                    given.push((one.id, Given { evaluator, dimension, call, day, percent: value, earned, possible }));
                }
            }
        }
        // In the order in which they came in: so are they added up.
        given.sort_by_key(|(evaluation, _)| *evaluation);
        let given: Vec<Given> = given.into_iter().map(|(_, given)| given).collect();
        // Whole cycles on either side, so that the halves are alike.
        let middle = ground.cycles[ground.cycles.len() / 2].span.from;
        let disputes = self.disputes_by_evaluator(ground, &shown, span)?;
        Ok((lines(&given, middle, &disputes), overlaps(&given)))
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
            let person = ground.frame.owners.get(row.get("identity")?);
            if !person.is_some_and(|p| shown.contains(&p)) {
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
