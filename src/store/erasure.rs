//! Erasing a person: all that the file holds of them, in one transaction, while the chain of records stays whole.
//!
//! ```text
//!  theirs   what is the person's: from the tables, and from the log where a table has let go of it
//!  rows     loaded data: evaluations, calls, transcripts, sums, drafts
//!  hashes   how later files tell whom to leave out
//!  around   what lies outside of the data file: printed pages, the program's own log, backups
//! ```
//! What the log says of the person stands in payloads apart from the chain: they are emptied, and a record names them
//! all, so that the check accepts these and no others.
//!
//! # What it cannot do
//! Deleted pages are written over with zeros and the file is packed, but a disk may keep what it was told to write
//! over (flash moves blocks about), and so may snapshots of the file system, the journal's former blocks and the swap
//! space. Copies that left the machine are out of reach.

use rusqlite::{Connection, named_params};

use super::error::{Result, StoreError};
use super::{Access, Store, Writing, log, projection};
use crate::domain::erasure::{Erased, ErasurePlan, IdentityRow, PersonErased, Place, Theirs, concerns};
use crate::domain::id::PersonId;
use crate::domain::record::Record;

mod around;
mod hashes;
mod rows;
mod theirs;

pub use around::Surroundings;
pub(super) use hashes::Filter;
use theirs::Found;

/// What an import says of rows that it leaves out for this.
pub(super) const LEFT_OUT: &str = "of a person who was erased";

impl Store {
    /// What erasing a person would take. Nothing is changed.
    pub fn erasure_plan(&self, person: PersonId) -> Result<ErasurePlan> {
        let _one_state = self.snapshot()?;
        let found = Found::read(&self.conn, person)?;
        found.allowed(&self.conn)?;
        let (places, _) = records_of(&self.conn, &mut found.theirs.clone(), &found)?;
        Ok(ErasurePlan {
            agent: found.agent.clone(),
            merged: found.merged.clone(),
            records: places.len() as u64,
            sessions: found.sessions(&self.conn)?,
            drafts: found.drafts(&self.conn)?,
            calls: found.calls.len() as u64,
            evaluations: found.evaluations(&self.conn)?,
            transcripts: found.transcripts(&self.conn)?,
        })
    }

    /// Erases a person, with everyone who was merged into them.
    pub fn erase_person(&mut self, person: PersonId, reason: &str, outside: &Surroundings) -> Result<Erased> {
        let reason = reason.trim().to_owned();
        if reason.chars().filter(|c| c.is_alphanumeric()).count() < 5 {
            return Err(StoreError::refused("say in a few words why: the log keeps the reason, and not the name"));
        }
        if self.access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        let known = Found::read(&self.conn, person)?;
        known.allowed(&self.conn)?;
        known.not_in(&reason)?;
        let mut out = self.write(Some(reason.as_str()), |w| erase(w, person))?;
        // The file no longer holds the person: what follows is seen to again by `doctor --mend`, or said.
        out.unpacked = self.vacuum().err().map(|e| e.to_string());
        out.around = outside.clean(&self.path, &known);
        Ok(out)
    }

    /// Writes the file anew without its free pages, where an erasure asked for it and it was not done.
    pub(super) fn vacuum(&self) -> Result<()> {
        self.conn.execute_batch("VACUUM")?;
        self.conn.execute("DELETE FROM unpacked", [])?;
        Ok(())
    }

    /// Since when the file waits to be packed.
    pub(super) fn unpacked_since(&self) -> Result<Option<String>> {
        super::optional(self.conn.query_row("SELECT since FROM unpacked ORDER BY since LIMIT 1", [], |r| r.get(0)))
    }
}

fn erase(w: &mut Writing<'_>, person: PersonId) -> Result<Erased> {
    let found = Found::read(w.conn, person)?;
    found.allowed(w.conn)?;
    if found.theirs.people.contains(&w.author()?) {
        return Err(StoreError::refused("who acts here bears this person's name: say with --as who else it is"));
    }
    let mut theirs = found.theirs.clone();
    let (records, rows) = records_of(w.conn, &mut theirs, &found)?;
    let (sessions, drafts) = (found.sessions(w.conn)?, found.drafts(w.conn)?);
    let (evaluations, transcripts) = (found.evaluations(w.conn)?, found.transcripts(w.conn)?);
    let identities = found.hashes()?;
    let calls = hashes::of_calls(&found.calls)?;
    let batches = rows::remove(w.conn, &found)?;
    projection::erased::remove(w.conn, &theirs)?;
    for place in &records {
        let sql = "UPDATE payload SET salt = NULL, body = NULL WHERE log_id = ?1 AND seq = ?2";
        w.conn.prepare_cached(sql)?.execute((place.log.as_bytes(), place.seq))?;
    }
    let mut out = Erased {
        records: records.len() as u64,
        sessions,
        drafts,
        calls: found.calls.len() as u64,
        evaluations,
        transcripts,
        ..Erased::default()
    };
    let with = theirs.people.iter().copied().filter(|id| *id != found.agent.id).collect();
    let erased = PersonErased {
        id: found.agent.id,
        with,
        records,
        identities,
        calls,
        rows,
        batches,
        sessions,
        evaluations,
        transcripts,
    };
    w.record(&Record::PersonErased(Box::new(erased)))?;
    w.conn.execute("INSERT INTO transcript_words (transcript_words) VALUES ('rebuild')", [])?;
    w.conn.execute("INSERT INTO transcript_words (transcript_words) VALUES ('optimize')", [])?;
    let now = log::instant_text(w.clock.now());
    w.conn.execute("INSERT INTO unpacked (since) VALUES (:now)", named_params! { ":now": now })?;
    out.record = w.conn.query_row("SELECT max(lamport) FROM event", [], |r| r.get(0))?;
    out.named_in = found.named_in(w.conn)?;
    Ok(out)
}

/// The records whose contents go, in their order, and which of them made a row of an identity.
fn records_of(conn: &Connection, theirs: &mut Theirs, found: &Found) -> Result<(Vec<Place>, Vec<IdentityRow>)> {
    let (mut records, mut rows) = (Vec::new(), Vec::new());
    let mut open = found.identities.clone();
    each_record(conn, |place, _, body| {
        theirs.note(&body.record);
        if !concerns(&body.record, theirs) {
            return;
        }
        records.push(place);
        if let Record::IdentityLinked { source, key, .. } = &body.record
            && let Some(at) = open.iter().position(|i| i.source == *source && i.key == key.verbatim())
        {
            rows.push(IdentityRow { place, row: open.swap_remove(at).row });
        }
    })?;
    Ok((records, rows))
}

/// Every record whose content is there, in its order, with its number in the file.
fn each_record(conn: &Connection, mut see: impl FnMut(Place, i64, &log::Body)) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT e.log_id, e.seq, e.lamport, p.body FROM event e JOIN payload p USING (log_id, seq)
         WHERE p.body IS NOT NULL ORDER BY e.lamport",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let log: [u8; 16] = row.get(0)?;
        let body: log::Body = serde_json::from_slice(row.get_ref(3)?.as_blob().unwrap_or_default())?;
        see(Place { log: uuid::Uuid::from_bytes(log), seq: row.get(1)? }, row.get(2)?, &body);
    }
    Ok(())
}

/// Refuses what would be written about someone who was erased, from a screen that is older than the erasure.
pub(super) fn not_about_the_erased(conn: &Connection, record: &Record) -> Result<()> {
    let erased = projection::erased::people(conn)?;
    if erased.people.is_empty() || !concerns(record, &erased) {
        return Ok(());
    }
    Err(StoreError::refused("that person was erased: nothing is recorded of them any more"))
}

/// What is said of someone who was erased.
pub(super) const GONE: &str = "that person was erased; the log keeps that they were here, and nothing of them";

pub(super) fn not_erased(conn: &Connection, person: PersonId) -> Result<()> {
    if projection::erased::is_erased(conn, person)? { Err(StoreError::refused(GONE)) } else { Ok(()) }
}

/// Whether our own id of someone is named who was erased.
pub(super) fn is_erased_id(conn: &Connection, named: &str) -> Result<bool> {
    let Ok(id) = named.parse::<uuid::Uuid>() else { return Ok(false) };
    projection::erased::is_erased(conn, PersonId(id))
}
