//! Loaded data of a person: the rows go, and what follows from the others' is settled anew.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::theirs::Found;
use crate::domain::erasure::BatchLoss;
use crate::store::error::Result;
use crate::store::settle::{Touched, settle_unsaid};

/// What each import loses, by its number.
#[derive(Debug, Default)]
struct Losses(BTreeMap<i64, (u64, u64)>);

/// Removes it, and says what each import loses.
pub(super) fn remove(conn: &Connection, found: &Found) -> Result<Vec<BatchLoss>> {
    let mut touched = Touched::default();
    let mut losses = Losses::default();
    let mut evaluators = BTreeSet::new();
    for identity in &found.identities {
        let sql = "SELECT id, source, key, evaluator FROM evaluation WHERE identity = ?1";
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query([identity.row])?;
        let mut gone: Vec<i64> = Vec::new();
        while let Some(row) = rows.next()? {
            gone.push(row.get("id")?);
            // Another version of it may be of somebody else.
            touched.keys.insert((row.get("source")?, row.get("key")?));
            evaluators.extend(row.get::<_, Option<i64>>("evaluator")?);
        }
        drop(rows);
        for id in gone {
            evaluation(conn, id, &mut losses)?;
        }
    }
    for shared in &found.shared {
        touched.calls.insert(shared.call);
        for identity in &found.identities {
            let sql = "DELETE FROM call_data WHERE call = ?1 AND identity = ?2";
            conn.prepare_cached(sql)?.execute((shared.call, identity.row))?;
        }
        if shared.shown {
            transcripts(conn, shared.call, &mut losses)?;
        }
    }
    for (call, _) in &found.calls {
        transcripts(conn, *call, &mut losses)?;
        conn.prepare_cached("DELETE FROM call_data WHERE call = ?1")?.execute([call])?;
        conn.prepare_cached("DELETE FROM call WHERE id = ?1")?.execute([call])?;
    }
    settle_unsaid(conn, touched)?;
    for identity in &found.identities {
        for cache in ["daily", "unsummed"] {
            conn.execute(&format!("DELETE FROM {cache} WHERE identity = ?1"), [identity.row])?;
        }
    }
    // Someone may have scored nobody else; in a self-assessment that is the person.
    for evaluator in evaluators {
        let sql = "DELETE FROM evaluator WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM evaluation WHERE evaluator = ?1)";
        conn.execute(sql, [evaluator])?;
    }
    for person in &found.theirs.people {
        conn.execute("DELETE FROM draft WHERE person = ?1", [person])?;
    }
    let loss = |(batch, (evaluations, transcripts))| BatchLoss { batch, evaluations, transcripts };
    Ok(losses.0.into_iter().map(loss).collect())
}

fn evaluation(conn: &Connection, id: i64, losses: &mut Losses) -> Result<()> {
    for batch in holders(conn, "evaluation", id)? {
        losses.0.entry(batch).or_default().0 += 1;
    }
    for table in ["score", "criterion_result", "flag", "auto_fail", "evaluation_moment", "evaluation_also"] {
        conn.prepare_cached(&format!("DELETE FROM {table} WHERE evaluation = ?1"))?.execute([id])?;
    }
    conn.prepare_cached("DELETE FROM evaluation WHERE id = ?1")?.execute([id])?;
    Ok(())
}

fn transcripts(conn: &Connection, call: i64, losses: &mut Losses) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT id FROM transcript WHERE call = ?1")?;
    let ids = statement.query_map([call], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in ids {
        for batch in holders(conn, "transcript", id)? {
            losses.0.entry(batch).or_default().1 += 1;
        }
        for table in ["turn", "moment", "transcript_also"] {
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE transcript = ?1"))?.execute([id])?;
        }
        conn.prepare_cached("DELETE FROM transcript WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

/// The imports that hold a row.
fn holders(conn: &Connection, table: &str, id: i64) -> Result<BTreeSet<i64>> {
    let sql =
        format!("SELECT batch FROM {table} WHERE id = ?1 UNION SELECT batch FROM {table}_also WHERE {table} = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}
