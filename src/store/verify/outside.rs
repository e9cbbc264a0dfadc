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
    let count = "SELECT count(*) FROM event WHERE log_id = ?1";
    let size = u64::try_from(conn.query_row(count, [log], |r| r.get::<_, i64>(0))?).unwrap_or(0);
    if size < checkpoint.size {
        let (was, is) = (checkpoint.size, size);
        let parent: bool =
            conn.query_row("SELECT EXISTS (SELECT 1 FROM log WHERE parent = ?1)", [log], |r| r.get(0))?;
        let restored = if parent {
            ". The file was restored from a backup of before, and went on in a log of its own: what vanished is in the \
             file that the restore replaced"
        } else {
            ""
        };
        return Ok(Err(format!(
            "it was taken of {was} records, and the log has {is}: records vanished since{restored}"
        )));
    }
    let at = i64::try_from(checkpoint.size).unwrap_or(i64::MAX);
    let (head, number): (Vec<u8>, i64) = if at == 0 {
        let genesis =
            conn.query_row("SELECT * FROM log WHERE id = ?1", [log], |row| Ok(super::Line::read(row)?.genesis()))?;
        let first = "SELECT coalesce(min(lamport), 1) - 1 FROM event WHERE log_id = ?1";
        (genesis, conn.query_row(first, [log], |r| r.get(0))?)
    } else {
        // The record's own place, and not whatever stands there: a missing one is named by the chain's check.
        let sql = "SELECT hash, lamport FROM event WHERE log_id = ?1 AND seq = ?2";
        let found = conn.query_row(sql, (log, at), |r| Ok((r.get(0)?, r.get(1)?)));
        crate::store::optional(found)?.unwrap_or_default()
    };
    if head != checkpoint.head {
        return Ok(Err(format!("record {at} is not the one that it was taken of: the log was written anew since")));
    }
    // In the logs that go on from it, too.
    let last: i64 = conn.query_row("SELECT coalesce(max(lamport), 0) FROM event", [], |r| r.get(0))?;
    Ok(Ok(u64::try_from(last - number).unwrap_or(0)))
}
