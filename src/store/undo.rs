//! Taking an import back: its rows go, but for those that another standing import holds too.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::error::{Result, StoreError};
use super::pace::{LOOK_EACH, Pace};
use super::settle::{Touched, settle};
use super::{Store, log};
use crate::domain::id::{BatchId, DisputeId};
use crate::domain::log_view::Undone;
use crate::domain::progress::{Phase, Progress};
use crate::domain::record::Record;
use crate::import::Go;

impl Store {
    /// Takes a batch back whole. Finished sessions keep what they froze. It is not to be stopped; `progress` is told how
    /// far it is.
    pub fn undo_import(
        &mut self,
        id: BatchId,
        reason: &str,
        progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<Undone> {
        let reason = reason.trim().to_owned();
        self.write((!reason.is_empty()).then_some(reason.as_str()), |w| {
            let found: Option<(i64, bool)> = super::optional(w.conn.query_row(
                "SELECT id, undone FROM batch WHERE uuid = ?1",
                [id],
                |r| Ok((r.get(0)?, r.get(1)?)),
            ))?;
            let Some((batch, undone)) = found else { return Err(StoreError::refused("there is no such import")) };
            if undone {
                return Err(StoreError::refused(format!("import {batch} was undone before")));
            }
            let mut pace = Pace::new(progress);
            let mut undone = take_back(w.conn, batch, &mut pace)?;
            undone.number = batch;
            let sql = "SELECT coalesce(sum(evaluations), 0) FROM erased_of_batch WHERE batch = ?1";
            undone.erased = u64::try_from(w.conn.query_row(sql, [batch], |r| r.get::<_, i64>(0))?).unwrap_or(0);
            let reopened = open_again(w.conn)?;
            undone.reopened = reopened.len();
            w.record(&Record::BatchUndone { id, reason: reason.clone(), reopened })?;
            pace.at(Phase::Saving, 0, 0)?;
            Ok(undone)
        })
    }
}

/// Disputes that a newer version had closed, where none that is newer than the dispute stands any more.
fn open_again(conn: &Connection) -> Result<Vec<DisputeId>> {
    let mut statement = conn.prepare(
        "SELECT x.uuid, p.body FROM dispute x
         JOIN source s ON s.name = x.source
         JOIN evaluation e ON e.source = s.id AND e.key = x.evaluation AND e.current = 1
         JOIN event opened ON opened.subject_id = x.uuid AND opened.action = 'dispute_opened'
         JOIN event closed ON closed.subject_id = x.uuid AND closed.action = 'dispute_closed'
         JOIN payload p ON p.log_id = closed.log_id AND p.seq = closed.seq
         WHERE x.state = 'changed' AND opened.lamport > (
             SELECT min(loaded.lamport) FROM batch b
             JOIN event loaded ON loaded.subject_id = b.uuid AND loaded.action = 'batch_loaded'
             WHERE b.id = e.batch OR b.id IN (SELECT a.batch FROM evaluation_also a WHERE a.evaluation = e.id))
         ORDER BY closed.lamport",
    )?;
    let mut rows = statement.query([])?;
    // The last closing counts: what somebody settled stays settled.
    let mut last = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let body: log::Body = serde_json::from_slice(&row.get::<_, Vec<u8>>("body")?)?;
        let by_import = matches!(body.record, Record::DisputeClosed { by: Some(_), .. });
        last.insert(row.get::<_, DisputeId>(0)?, by_import);
    }
    Ok(last.into_iter().filter_map(|(dispute, by_import)| by_import.then_some(dispute)).collect())
}

/// Removes a batch's rows. What another standing batch holds too stays, and stands on that batch.
fn take_back(conn: &Connection, batch: i64, pace: &mut Pace<'_>) -> Result<Undone> {
    let mut touched = Touched::default();
    let mut undone = Undone::default();
    let mut also = conn.prepare(
        "SELECT e.batch, count(*) FROM evaluation_also a JOIN evaluation e ON e.id = a.evaluation WHERE a.batch = ?1 GROUP BY e.batch",
    )?;
    let mut rows = also.query([batch])?;
    while let Some(row) = rows.next()? {
        undone.stay.insert(row.get(0)?, u64::try_from(row.get::<_, i64>(1)?).unwrap_or(0));
    }
    drop(rows);
    conn.execute("DELETE FROM evaluation_also WHERE batch = ?1", [batch])?;
    let mut statement = conn.prepare("SELECT id, source, key, call, identity, day FROM evaluation WHERE batch = ?1")?;
    let mut rows = statement.query([batch])?;
    let mut gone = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("id")?;
        touched.keys.insert((row.get("source")?, row.get("key")?));
        touched.calls.insert(row.get("call")?);
        if let Some(day) = row.get::<_, Option<i64>>("day")? {
            touched.days.insert((row.get("identity")?, day));
        }
        gone.push(id);
    }
    drop(rows);
    drop(statement);
    let all = gone.len() as u64;
    for (n, id) in gone.into_iter().enumerate() {
        if n.is_multiple_of(LOOK_EACH) {
            pace.at(Phase::Removing, n as u64, all)?;
        }
        if let Some(other) = stand_on_another(conn, "evaluation", id)? {
            *undone.stay.entry(other).or_insert(0) += 1;
        } else {
            undone.gone += 1;
            for table in ["score", "criterion_result", "flag", "auto_fail", "evaluation_moment"] {
                conn.prepare_cached(&format!("DELETE FROM {table} WHERE evaluation = ?1"))?.execute([id])?;
            }
            conn.prepare_cached("DELETE FROM evaluation WHERE id = ?1")?.execute([id])?;
        }
    }
    take_back_transcripts(conn, batch, &mut touched)?;
    let calls: BTreeSet<i64> = touched.calls.clone();
    settle(conn, touched, pace)?;
    for call in calls {
        conn.prepare_cached(
            "DELETE FROM call WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM evaluation WHERE call = ?1)
             AND NOT EXISTS (SELECT 1 FROM transcript WHERE call = ?1) AND NOT EXISTS (SELECT 1 FROM call_data WHERE call = ?1)",
        )?
        .execute([call])?;
    }
    Ok(undone)
}

fn take_back_transcripts(conn: &Connection, batch: i64, touched: &mut Touched) -> Result<()> {
    conn.execute("DELETE FROM transcript_also WHERE batch = ?1", [batch])?;
    let mut statement = conn.prepare(
        "SELECT id, call FROM transcript WHERE batch = ?1 UNION SELECT NULL, call FROM call_data WHERE batch = ?1",
    )?;
    let found = statement
        .query_map([batch], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(Option<i64>, i64)>>>()?;
    for (id, call) in found {
        touched.calls.insert(call);
        let Some(id) = id else { continue };
        if stand_on_another(conn, "transcript", id)?.is_none() {
            for table in ["turn", "moment"] {
                conn.prepare_cached(&format!("DELETE FROM {table} WHERE transcript = ?1"))?.execute([id])?;
            }
            conn.prepare_cached("DELETE FROM transcript WHERE id = ?1")?.execute([id])?;
        }
    }
    conn.execute("DELETE FROM call_data WHERE batch = ?1", [batch])?;
    Ok(())
}

/// Hands a row to the latest other batch that holds it, and says which; `None` where none does.
fn stand_on_another(conn: &Connection, table: &str, id: i64) -> Result<Option<i64>> {
    let sql = format!("SELECT max(batch) FROM {table}_also WHERE {table} = ?1");
    let other: Option<i64> = conn.prepare_cached(&sql)?.query_row([id], |r| r.get(0))?;
    let Some(other) = other else { return Ok(None) };
    let place = if table == "evaluation" {
        ", line = (SELECT a.line FROM evaluation_also a WHERE a.evaluation = ?1 AND a.batch = ?2)"
    } else {
        ""
    };
    let sql = format!(
        "UPDATE {table} SET batch = ?2, file = (SELECT a.file FROM {table}_also a WHERE a.{table} = ?1 AND a.batch = ?2){place} WHERE id = ?1"
    );
    conn.prepare_cached(&sql)?.execute((id, other))?;
    conn.prepare_cached(&format!("DELETE FROM {table}_also WHERE {table} = ?1 AND batch = ?2"))?
        .execute((id, other))?;
    Ok(Some(other))
}
