//! A person who was erased: an id stays, since others' rows may refer to it, and nothing else.
//!
//! On the day of the erasure the rows go; in a rebuild they were never made, since the contents of the records that
//! asked for them are gone. Both come to the same tables.

use rusqlite::{Connection, OptionalExtension as _};

use super::{person, row_of};
use crate::domain::erasure::{PersonErased, Theirs};
use crate::domain::id::PersonId;
use crate::store::error::Result;

/// What a person without a name is called.
const NAMELESS: &str = "erased";

/// Removes the rows that the record of an erasure does not tell by itself: what hangs on calls and evaluations.
pub(in crate::store) fn remove(conn: &Connection, theirs: &Theirs) -> Result<()> {
    for call in &theirs.calls {
        conn.prepare_cached("DELETE FROM flag_by_hand WHERE call_key = ?1")?.execute([call])?;
        conn.prepare_cached("DELETE FROM speakers WHERE call_key = ?1")?.execute([call])?;
    }
    for transcript in &theirs.transcripts {
        conn.prepare_cached("DELETE FROM speakers WHERE transcript = ?1")?.execute([transcript])?;
    }
    for dispute in &theirs.disputes {
        conn.prepare_cached("DELETE FROM dispute WHERE uuid = ?1")?.execute([dispute])?;
    }
    Ok(())
}

pub(super) fn apply(conn: &Connection, erased: &PersonErased) -> Result<()> {
    for id in erased.people() {
        forget(conn, id)?;
    }
    for row in &erased.rows {
        conn.execute("DELETE FROM identity WHERE id = ?1", [row.row])?;
    }
    for known in &erased.identities {
        let sql = "INSERT OR IGNORE INTO erased_identity (hash, salt) VALUES (?1, ?2)";
        conn.execute(sql, (&known.hash, &known.salt))?;
    }
    if let Some(calls) = &erased.calls {
        for hash in &calls.hashes {
            let sql = "INSERT OR IGNORE INTO erased_call (hash, salt) VALUES (?1, ?2)";
            conn.prepare_cached(sql)?.execute((hash, &calls.salt))?;
        }
    }
    for loss in &erased.batches {
        let sql = "INSERT INTO erased_of_batch (batch, person, evaluations, transcripts) VALUES (?1, ?2, ?3, ?4)";
        let signed = super::signed;
        conn.execute(sql, (loss.batch, erased.id, signed(loss.evaluations), signed(loss.transcripts)))?;
    }
    Ok(())
}

/// Makes a tombstone of a person.
fn forget(conn: &Connection, id: PersonId) -> Result<()> {
    let row = person(conn, id)?;
    for table in ["session_dimension", "evidence", "answered_flag", "amendment"] {
        let sql = format!("DELETE FROM {table} WHERE session IN (SELECT uuid FROM session WHERE person = ?1)");
        conn.execute(&sql, [id])?;
    }
    for table in ["session", "praise", "snooze"] {
        conn.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [id])?;
    }
    for table in ["membership", "absence"] {
        conn.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [row])?;
    }
    conn.execute("DELETE FROM target WHERE scope = 'agent' AND scope_id = ?1", [id])?;
    conn.execute("UPDATE team SET supervisor = NULL WHERE supervisor = ?1", [row])?;
    conn.execute(
        "UPDATE person SET name = ?2, source_id = NULL, left_day = NULL, merged_into = NULL, stands_under = id, erased = 1
         WHERE id = ?1",
        (row, NAMELESS),
    )?;
    Ok(())
}

/// What a record leaves behind whose content is gone. `row` is the one that it made in the table of identities.
pub(in crate::store) fn without_content(
    conn: &Connection,
    action: &str,
    subject: &[u8],
    row: Option<i64>,
) -> Result<()> {
    match (action, row) {
        ("person_added", _) => {
            conn.execute("INSERT INTO person (uuid, name, erased) VALUES (?1, ?2, 1)", (subject, NAMELESS))?;
            conn.execute("UPDATE person SET stands_under = id WHERE uuid = ?1", [subject])?;
        }
        // It holds its number until the record of the erasure comes: those after it count on from it.
        ("identity_linked", Some(row)) => {
            let id = uuid::Uuid::from_slice(subject).unwrap_or_default();
            let home = row_of(conn, "SELECT id FROM person WHERE uuid = ?1", id, "person")?;
            let sql = "INSERT INTO identity (id, source, key, home, person) VALUES (?1, ?2, ?1, ?3, ?3)";
            conn.execute(sql, (row, NAMELESS, home))?;
        }
        ("team_supervised", _) => {
            conn.execute("UPDATE team SET supervisor = NULL WHERE uuid = ?1", [subject])?;
        }
        (_, _) => {}
    }
    Ok(())
}

/// Those who were erased.
pub(in crate::store) fn people(conn: &Connection) -> Result<Theirs> {
    let mut statement = conn.prepare_cached("SELECT uuid FROM person WHERE erased = 1")?;
    let people = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Theirs { people, ..Theirs::default() })
}

/// Whether a person was erased.
pub(in crate::store) fn is_erased(conn: &Connection, id: PersonId) -> Result<bool> {
    let sql = "SELECT erased FROM person WHERE uuid = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?.unwrap_or(false))
}
