//! Records on disputed scores: opened, closed, and open again once the newer version is taken back.

use rusqlite::Connection;

use crate::domain::id::DisputeId;
use crate::domain::record::Record;
use crate::store::error::Result;

pub(super) fn apply(conn: &Connection, at: &str, record: &Record) -> Result<()> {
    match record {
        Record::DisputeOpened { id, source, evaluation, dimension, note } => {
            conn.execute(
                "INSERT INTO dispute (uuid, source, evaluation, dimension, state, note, opened_at)
                 VALUES (?1, ?2, ?3, ?4, 'open', ?5, ?6)",
                (id, source, evaluation, dimension, note, at),
            )?;
        }
        Record::DisputeClosed { id, state, note, by: _ } => {
            let sql = "UPDATE dispute SET state = ?2, note = note || char(10) || ?3, closed_at = ?4 WHERE uuid = ?1";
            conn.execute(sql, (id, state.word(), note, at))?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn reopen(conn: &Connection, all: &[DisputeId]) -> Result<()> {
    let note = "the import of the newer version was undone";
    for dispute in all {
        let sql = "UPDATE dispute SET state = 'open', closed_at = NULL, note = note || char(10) || ?2 WHERE uuid = ?1";
        conn.execute(sql, (dispute, note))?;
    }
    Ok(())
}
