//! The rows of one evaluation.

use rusqlite::{Connection, params};

use super::statements::{AT_ONCE, Said};
use super::{About, Loader, Map, dictionary, text, value, whole};
use crate::domain::evaluation::{EvaluationRecord, ScoreRecord, ScoreState};
use crate::store::error::Result;

/// Where an evaluation belongs: the rows that it refers to, and what follows of it.
pub(super) struct At {
    pub(super) source: i64,
    pub(super) call: i64,
    pub(super) identity: i64,
    pub(super) form: i64,
    /// See [`crate::store::settle`]; what is not known yet counts nothing.
    pub(super) day: Option<i64>,
    pub(super) current: i64,
    pub(super) summed: bool,
}

impl Loader<'_, '_> {
    pub(super) fn insert_evaluation(
        &mut self,
        (e, about): (&EvaluationRecord, &About),
        at: &At,
        overall: Option<f64>,
        content: &[u8; 16],
    ) -> Result<i64> {
        let evaluator = match e.evaluator.as_deref().filter(|n| !n.is_empty()) {
            Some(name) => Some(dictionary(self.w.conn, &mut self.evaluators, "evaluator", name)?),
            None => None,
        };
        let (call, evaluated) = (about.started.as_ref(), about.evaluated.as_ref());
        let (file, line) = (whole(e.file), whole(e.line));
        self.places.evaluation(file, line, e.team.as_deref());
        // By number: names would be sought one by one, row after row.
        let values = params![
            at.source,
            e.key,
            e.key_made,
            e.version,
            at.call,
            at.identity,
            evaluator,
            e.scored_by.word(),
            e.kind.word(),
            e.state.word(),
            at.form,
            call.map(|time| time.kind),
            call.and_then(|time| time.written.as_deref()),
            call.map(|time| time.ms),
            evaluated.map(|time| time.kind),
            evaluated.and_then(|time| time.written.as_deref()),
            evaluated.map(|time| time.ms),
            e.total.as_ref().map(|n| n.value),
            e.total.as_ref().and_then(|n| n.text.as_deref()),
            overall,
            whole(e.auto_fails.len()),
            whole(e.flags.len()),
            e.comment,
            e.team,
            self.batch,
            file,
            line,
            content,
            at.day,
            at.current,
            at.summed
        ];
        self.statements.evaluation(self.w.conn)?.execute(values)?;
        Ok(self.w.conn.last_insert_rowid())
    }

    /// All scores of an evaluation, several with a statement, in the order in which they are stored.
    fn insert_numbers(&mut self, id: i64, e: &EvaluationRecord, rows: &[i64]) -> Result<()> {
        let mut order: Vec<(i64, &ScoreRecord)> = rows.iter().copied().zip(&e.scores).collect();
        order.sort_unstable_by_key(|(row, _)| *row);
        for alike in order.chunk_by(|(_, a), (_, b)| Said::by(a) == Said::by(b)) {
            let said = Said::by(alike[0].1);
            for some in alike.chunks(AT_ONCE) {
                let statement = self.statements.scores(self.w.conn, said, some.len())?;
                statement.raw_bind_parameter(1, id)?;
                let mut at = 1;
                let mut next = || {
                    at += 1;
                    at
                };
                for (row, score) in some {
                    statement.raw_bind_parameter(next(), row)?;
                    statement.raw_bind_parameter(next(), value(score.earned.as_ref()))?;
                    statement.raw_bind_parameter(next(), value(score.possible.as_ref()))?;
                    if said == Said::More {
                        let apart = (score.state != ScoreState::Scored).then(|| score.state.word());
                        statement.raw_bind_parameter(next(), apart)?;
                        statement.raw_bind_parameter(next(), text(score.earned.as_ref()))?;
                        statement.raw_bind_parameter(next(), text(score.possible.as_ref()))?;
                        statement.raw_bind_parameter(next(), score.comment.as_deref())?;
                    }
                }
                statement.raw_execute()?;
            }
        }
        Ok(())
    }

    pub(super) fn insert_scores(&mut self, id: i64, e: &EvaluationRecord, line_name: &str, rows: &[i64]) -> Result<()> {
        self.insert_numbers(id, e, rows)?;
        let conn = self.w.conn;
        let mut n = 0i64;
        for (score, row) in e.scores.iter().zip(rows) {
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

fn criterion_row(conn: &Connection, seen: &mut Map<(i64, String), i64>, dimension: i64, name: &str) -> Result<i64> {
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
