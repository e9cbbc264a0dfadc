//! The rows of one evaluation.

use std::collections::HashMap;

use rusqlite::{Connection, named_params};

use super::{Loader, dictionary, text, value};
use crate::domain::evaluation::EvaluationRecord;
use crate::store::convert::parts;
use crate::store::error::Result;

/// The rows that an evaluation refers to.
pub(super) struct Places {
    pub(super) source: i64,
    pub(super) call: i64,
    pub(super) identity: i64,
    pub(super) form: i64,
}

impl Loader<'_, '_> {
    pub(super) fn insert_evaluation(
        &mut self,
        e: &EvaluationRecord,
        at: &Places,
        overall: Option<f64>,
        content: &[u8; 16],
    ) -> Result<i64> {
        let evaluator = match e.evaluator.as_deref().filter(|n| !n.is_empty()) {
            Some(name) => Some(dictionary(self.w.conn, &mut self.evaluators, "evaluator", name)?),
            None => None,
        };
        let (call_kind, call_ms) = e.call_started.as_ref().map(|s| parts(s.when)).unzip();
        let (evaluated_kind, evaluated_ms) = e.evaluated.as_ref().map(|s| parts(s.when)).unzip();
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO evaluation (source, key, key_made, version, call, identity, evaluator, scored_by, kind, state, form,
                     call_kind, call_text, call_ms, evaluated_kind, evaluated_text, evaluated_ms, total, total_text, overall,
                     auto_fails, comment, team, batch, file, line, content, day, current, summed)
                 VALUES (:source, :key, :made, :version, :call, :identity, :evaluator, :scored_by, :kind, :state, :form,
                     :call_kind, :call_text, :call_ms, :evaluated_kind, :evaluated_text, :evaluated_ms, :total, :total_text,
                     :overall, :auto_fails, :comment, :team, :batch, :file, :line, :content, NULL, 0, 0)",
            )?
            .execute(named_params! {
                ":source": at.source, ":key": e.key, ":made": e.key_made, ":version": e.version, ":call": at.call,
                ":identity": at.identity, ":evaluator": evaluator, ":scored_by": e.scored_by.word(), ":kind": e.kind.word(),
                ":state": e.state.word(), ":form": at.form, ":call_kind": call_kind, ":call_ms": call_ms,
                ":call_text": e.call_started.as_ref().map(|s| s.text.as_str()), ":evaluated_kind": evaluated_kind,
                ":evaluated_text": e.evaluated.as_ref().map(|s| s.text.as_str()), ":evaluated_ms": evaluated_ms,
                ":total": e.total.as_ref().map(|n| n.value), ":total_text": e.total.as_ref().and_then(|n| n.text.as_deref()),
                ":overall": overall, ":auto_fails": i64::try_from(e.auto_fails.len()).unwrap_or(0), ":comment": e.comment,
                ":team": e.team, ":batch": self.batch, ":file": i64::try_from(e.file).unwrap_or(0),
                ":line": i64::try_from(e.line).unwrap_or(0), ":content": content,
            })?;
        Ok(self.w.conn.last_insert_rowid())
    }

    pub(super) fn insert_scores(&mut self, id: i64, e: &EvaluationRecord, line_name: &str, rows: &[i64]) -> Result<()> {
        let conn = self.w.conn;
        let mut n = 0i64;
        for (score, row) in e.scores.iter().zip(rows) {
            conn.prepare_cached(
                "INSERT INTO score (evaluation, dimension, state, earned, possible, earned_text, possible_text, comment)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((id, row, score.state.word(), value(score.earned.as_ref()), value(score.possible.as_ref()), text(score.earned.as_ref()), text(score.possible.as_ref()), &score.comment))?;
            for c in &score.criteria {
                let criterion = criterion_row(conn, &mut self.criteria, *row, &c.name)?;
                conn.prepare_cached(
                    "INSERT INTO criterion_result (evaluation, n, criterion, state, earned, possible, earned_text, possible_text, result, comment, auto_fail)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute((id, n, criterion, c.state.word(), value(c.earned.as_ref()), value(c.possible.as_ref()), text(c.earned.as_ref()), text(c.possible.as_ref()), &c.result, &c.comment, c.auto_fail))?;
                n += 1;
            }
        }
        // A mark may stand on a dimension that nobody scored here.
        let line = &self.lines[line_name];
        let of = |named: &Option<String>| line.dimensions.get(&line.key(named.as_deref()?)).copied();
        for (n, flag) in (0i64..).zip(&e.flags) {
            conn.prepare_cached("INSERT INTO flag (evaluation, n, code, severity, dimension, at_ms, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute((id, n, &flag.code, &flag.severity, of(&flag.dimension), flag.at_ms, &flag.note))?;
        }
        for (n, fail) in (0i64..).zip(&e.auto_fails) {
            conn.prepare_cached("INSERT INTO auto_fail (evaluation, n, name, dimension) VALUES (?1, ?2, ?3, ?4)")?
                .execute((id, n, &fail.name, of(&fail.dimension)))?;
        }
        for (n, moment) in (0i64..).zip(&e.moments) {
            conn.prepare_cached("INSERT INTO evaluation_moment (evaluation, n, dimension, criterion, from_ms, to_ms, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute((id, n, of(&moment.dimension), &moment.criterion, moment.from_ms, moment.to_ms, &moment.words))?;
        }
        Ok(())
    }
}

fn criterion_row(conn: &Connection, seen: &mut HashMap<(i64, String), i64>, dimension: i64, name: &str) -> Result<i64> {
    let place = (dimension, name.to_owned());
    if let Some(row) = seen.get(&place) {
        return Ok(*row);
    }
    let found = crate::store::optional(conn.query_row(
        "SELECT id FROM criterion WHERE dimension = ?1 AND name = ?2",
        (dimension, name),
        |r| r.get(0),
    ))?;
    let row = match found {
        Some(row) => row,
        None => {
            conn.execute("INSERT INTO criterion (dimension, name) VALUES (?1, ?2)", (dimension, name))?;
            conn.last_insert_rowid()
        }
    };
    seen.insert(place, row);
    Ok(row)
}
