//! The log against checkpoints that were kept elsewhere: what finds a log that was cut, rewritten as a whole, put back
//! to an earlier day or replaced.

use rusqlite::Connection;

use crate::domain::checkpoint::{Checkpoint, Compared};
use crate::domain::log_view::Verified;
use crate::domain::raw::Raw;
use crate::store::error::Result;

pub(super) fn compare(conn: &Connection, against: &[(Raw, Checkpoint)], found: &mut Verified) -> Result<()> {
    for (name, checkpoint) in against {
        match held(conn, checkpoint)? {
            Ok(later) => {
                let compared = Compared { name: name.clone(), checkpoint: checkpoint.clone(), later };
                found.compared.push(compared);
            }
            Err(why) => found.broken.push(format!("{}: {why}", name.visible())),
        }
    }
    Ok(())
}

/// How many records came after it; or why the log is not the one that it was taken of.
fn held(conn: &Connection, checkpoint: &Checkpoint) -> Result<std::result::Result<u64, String>> {
    let log = checkpoint.log.as_bytes();
    let known: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM log WHERE id = ?1)", [log], |r| r.get(0))?;
    if !known {
        return Ok(Err(format!("it was taken of another log ({}), which this file does not hold", checkpoint.log)));
    }
    let size =
        u64::try_from(conn.query_row("SELECT count(*) FROM event WHERE log_id = ?1", [log], |r| r.get::<_, i64>(0))?)
            .unwrap_or(0);
    if size < checkpoint.size {
        let (was, is) = (checkpoint.size, size);
        return Ok(Err(format!("it was taken of {was} records, and the log has {is}: records vanished since")));
    }
    let at = i64::try_from(checkpoint.size).unwrap_or(i64::MAX);
    let head: Vec<u8> = if at == 0 {
        conn.query_row("SELECT * FROM log WHERE id = ?1", [log], |row| Ok(super::Line::read(row)?.genesis()))?
    } else {
        // The record's own place, and not whatever stands there: a missing one is named by the chain's check.
        let sql = "SELECT hash FROM event WHERE log_id = ?1 AND seq = ?2";
        crate::store::optional(conn.query_row(sql, (log, at), |r| r.get(0)))?.unwrap_or_default()
    };
    if head != checkpoint.head {
        return Ok(Err(format!("record {at} is not the one that it was taken of: the log was written anew since")));
    }
    Ok(Ok(size - checkpoint.size))
}
