//! Records on the practice library, and on words that were kept as praise.

use rusqlite::{Connection, named_params};

use crate::domain::id::EntryId;
use crate::domain::practice::library::LibraryEntry;
use crate::domain::record::Record;
use crate::store::error::Result;

pub(super) fn apply(conn: &Connection, seq: i64, at: &str, record: &Record) -> Result<()> {
    match record {
        Record::PracticeReplaced { entries } => {
            conn.execute("DELETE FROM practice", [])?;
            for (n, (id, entry)) in entries.iter().enumerate() {
                set(conn, seq, n, *id, entry)?;
            }
        }
        Record::PracticeSet { id, entry } => set(conn, seq, 0, *id, entry)?,
        Record::PracticeRemoved { id, action: _ } => {
            conn.execute("DELETE FROM practice WHERE uuid = ?1", [id])?;
        }
        Record::PraiseKept { id, agent, name: _, call_id, from_ms, to_ms, speaker, quote } => {
            conn.execute(
                "INSERT INTO praise (uuid, person, call_key, from_ms, to_ms, speaker, quote, kept_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (id, agent, call_id, from_ms, to_ms, speaker, quote, at),
            )?;
        }
        Record::PraiseDropped { id, .. } => {
            conn.execute("DELETE FROM praise WHERE uuid = ?1", [id])?;
        }
        _ => {}
    }
    Ok(())
}

/// A changed entry keeps its place.
fn set(conn: &Connection, seq: i64, n: usize, id: EntryId, entry: &LibraryEntry) -> Result<()> {
    conn.execute(
        "INSERT INTO practice (uuid, seq, n, dimension, criterion, behavior, action)
         VALUES (:uuid, :seq, :n, :dimension, :criterion, :behavior, :action)
         ON CONFLICT (uuid) DO UPDATE SET dimension = excluded.dimension, criterion = excluded.criterion,
                behavior = excluded.behavior, action = excluded.action",
        named_params! {
            ":uuid": id, ":seq": seq, ":n": i64::try_from(n).unwrap_or(i64::MAX), ":dimension": entry.dimension,
            ":criterion": entry.criterion, ":behavior": entry.behavior, ":action": entry.action,
        },
    )?;
    Ok(())
}
