//! Where the rows of an import stood in its files, as a hash: what the digest of their contents leaves out.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use crate::store::error::Result;

/// Row after row, in the order of their numbers: first the evaluations, then the transcripts.
#[derive(Debug, Clone, Default)]
pub(super) struct Places(Sha256);

impl Places {
    fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    pub(super) fn evaluation(&mut self, file: i64, line: i64, team: Option<&str>) {
        self.field(b"e");
        self.field(&file.to_be_bytes());
        self.field(&line.to_be_bytes());
        self.field(team.unwrap_or_default().as_bytes());
    }

    pub(super) fn finish(self) -> String {
        crate::store::log::hex(&self.0.finalize())
    }
}

/// Over file, line and team of each evaluation that a batch holds, and the file of each transcript.
pub(in crate::store) fn of_batch(conn: &Connection, batch: i64) -> Result<String> {
    let mut statement = conn.prepare_cached(
        "SELECT e.id, 'e', x.file, x.line, e.team FROM (
             SELECT id, file, line FROM evaluation WHERE batch = ?1
             UNION SELECT evaluation, file, line FROM evaluation_also WHERE batch = ?1) x
         JOIN evaluation e ON e.id = x.id
         UNION ALL SELECT x.id, 't', x.file, NULL, NULL FROM (
             SELECT id, file FROM transcript WHERE batch = ?1
             UNION SELECT transcript, file FROM transcript_also WHERE batch = ?1) x
         ORDER BY 2, 1",
    )?;
    let mut rows = statement.query([batch])?;
    let mut places = Places::default();
    while let Some(row) = rows.next()? {
        // The row's own number is left out: it says nothing.
        for at in 1..5 {
            match row.get_ref(at)? {
                ValueRef::Null => places.field(&[]),
                ValueRef::Integer(n) => places.field(&n.to_be_bytes()),
                ValueRef::Real(n) => places.field(&n.to_be_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => places.field(bytes),
            }
        }
    }
    Ok(places.finish())
}

/// What the batch's record says; `None` where it says nothing of it, or cannot be read.
pub(super) fn recorded(conn: &Connection, batch: i64) -> Result<Option<String>> {
    let sql = "SELECT json_extract(CAST(p.body AS TEXT), '$.record.what.places') FROM batch b
               JOIN event e ON e.subject_id = b.uuid AND e.action = 'batch_loaded'
               JOIN payload p ON p.log_id = e.log_id AND p.seq = e.seq WHERE b.id = ?1";
    Ok(crate::store::optional(conn.query_row(sql, [batch], |r| r.get(0)))?.flatten())
}
