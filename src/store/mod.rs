//! The one file: the only SQL and the only rusqlite.
//!
//! Everything that people decide goes through [`Store::write`]: one transaction in which records are appended to
//! the log and projected into the tables of the present, by the same function that rebuilds them for `log verify`.

use std::cell::RefCell;
#[cfg(test)]
use std::path::Path;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};

use crate::clock::Clock;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::outcome::Outcome;
use crate::domain::people::{Actor, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

mod access;
mod agents;
mod amend;
mod aside;
pub mod backup;
mod calls;
mod cards;
pub mod checkpoint;
mod claims;
mod convert;
mod coverage;
pub mod doctor;
mod drafts;
mod erasure;
mod error;
mod evaluation_moments;
mod export;
mod figures;
mod flag_codes;
mod flags;
mod gate;
mod health;
mod identities;
mod imports;
mod instance;
mod journal;
mod kept;
mod load;
mod log;
mod marks;
mod measured;
mod merge;
mod migrations;
mod moments;
mod next_step;
mod open;
mod outcomes;
mod pace;
mod pack;
mod people;
mod place;
mod practice;
mod praise;
mod prefill;
mod presence;
mod profiles;
mod projection;
mod read_back;
mod reports;
pub mod request;
mod restated;
pub mod restore;
mod rollup;
mod roster;
mod saving;
mod scorecards;
mod scored;
mod search;
mod sessions;
mod settings;
mod settle;
mod setup;
mod speakers;
mod standings;
mod sums;
mod today;
mod trends;
mod undo;
mod unsummed;
mod verify;
mod waiting;
mod watches;
mod worker;

#[cfg(test)]
mod tests;

pub use access::{Access, Why};
pub use cards::masked;
pub use drafts::DraftSave;
pub use erasure::Surroundings;
pub use error::{Result, StoreError};
pub use flags::NewFlag;
pub use imports::ImportJob;
pub use merge::Moved;
pub use open::{Check, Network, Opening};
pub use scorecards::{FileDimension, ScorecardFile};
pub use sessions::{Finish, SessionFilter};
pub use worker::Worker;

/// `CLog` in ASCII: tells the program's files from those of others.
const APPLICATION_ID: i32 = 0x434c_6f67;

/// The open file.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    clock: Clock,
    actor: Actor,
    path: PathBuf,
    access: Access,
    /// What became of writes, and where drafts go that the file does not take.
    saving: saving::Saving,
    /// What is worth knowing of the file's place.
    remarks: Vec<place::Remark>,
    /// What automatic backups may take; none are made where there is no limit.
    backups: Option<backup::Limit>,
    /// What was read last of a team: the next question is mostly about the same one.
    kept_team: RefCell<standings::Kept>,
    kept_outcomes: RefCell<kept::Kept<SessionId, Option<Outcome>>>,
    /// The same of trends: their parts are asked for one after the other.
    kept_ground: RefCell<trends::Kept>,
    /// Last: the file is closed before others may put another in its place.
    instance: Option<instance::Instance>,
}

/// The version of the database engine in use.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

impl Store {
    #[cfg(test)]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn access(&self) -> &Access {
        &self.access
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Moves to another time: the demo's history is replayed step by step.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Replays as someone else: the demo's history has several hands.
    pub fn act_as(&mut self, name: &str) {
        name.clone_into(&mut self.actor.name);
    }

    /// The schema's number.
    pub fn schema(&self) -> Result<i64> {
        Ok(self.conn.query_row("PRAGMA user_version", [], |r| r.get(0))?)
    }

    /// Changes whenever another connection writes to the file.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.conn.query_row("PRAGMA data_version", [], |r| r.get(0))?)
    }

    /// Reads of several statements see one state of the file, whoever writes meanwhile. `None` inside of another one.
    pub(crate) fn snapshot(&self) -> Result<Option<rusqlite::Transaction<'_>>> {
        Ok(if self.conn.is_autocommit() { Some(self.conn.unchecked_transaction()?) } else { None })
    }

    /// Cuts a long read short, from another thread.
    pub(crate) fn interrupt_handle(&self) -> rusqlite::InterruptHandle {
        self.conn.get_interrupt_handle()
    }

    /// The only way to change what people decide: one transaction, in which every change is a record of the log
    /// and its projection. `why` stands in the payload of each.
    pub(crate) fn write<T>(
        &mut self,
        why: Option<&str>,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T>,
    ) -> Result<T> {
        let done = self.transact(|store| work(&mut store.writing(why)));
        if let Some(what) = done.as_ref().err().and_then(health::met) {
            self.found_damage(&what);
        }
        done
    }

    /// Inside of a transaction: see [`Store::write`].
    fn writing(&self, why: Option<&str>) -> Writing<'_> {
        Writing { conn: &self.conn, clock: self.clock, actor: &self.actor, author: None, why: why.map(str::to_owned) }
    }

    /// Runs what writes much, with room for the pages that it touches.
    pub(crate) fn with_room<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        room(&self.conn, ROOM_FOR_LOADS)?;
        let done = work(self);
        // After an error of the disk it is another connection, which begins with little.
        let little = room(&self.conn, ROOM).and_then(|()| Ok(self.conn.execute_batch("PRAGMA shrink_memory;")?));
        done.and_then(|done| little.map(|()| done))
    }

    /// What a new file starts with: its zone and the default scorecard, both on record.
    fn first_records(&mut self) -> Result<()> {
        let empty: bool = self.conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM log)", [], |r| r.get(0))?;
        if !empty {
            return Ok(());
        }
        let zone = crate::clock::machine_zone();
        let scorecard = scorecards::built_in()?;
        self.write(Some("a new file"), |w| {
            // Another program may have made the same new file meanwhile.
            if w.conn.query_row("SELECT EXISTS (SELECT 1 FROM log)", [], |r| r.get(0))? {
                return Ok(());
            }
            log::begin(w.conn, &w.clock.now(), None)?;
            w.record(&Record::SettingChanged { key: "zone".to_owned(), value: zone.name().to_owned() })?;
            scorecards::add(w, &scorecard)?;
            w.record(&Record::SettingChanged { key: "scorecard".to_owned(), value: scorecard.name.clone() })
        })
    }
}

/// A transaction in progress.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) clock: Clock,
    actor: &'a Actor,
    author: Option<PersonId>,
    why: Option<String>,
}

impl Writing<'_> {
    /// Appends a record to the log and projects it.
    pub(crate) fn record(&mut self, record: &Record) -> Result<()> {
        erasure::not_about_the_erased(self.conn, record)?;
        let author = self.author()?;
        self.append(record, author)
    }

    fn append(&self, record: &Record, author: PersonId) -> Result<()> {
        let masked = cards::record(record)?;
        let record = masked.as_ref().unwrap_or(record);
        let why = self.why.as_deref().map(cards::text);
        let written = log::append(
            self.conn,
            &log::Entry {
                at: self.clock.now(),
                utc_offset: self.clock.utc_offset(),
                author,
                actor: self.actor,
                why: why.as_deref(),
                record,
            },
        )?;
        projection::apply(self.conn, written.lamport, &written.at, record)
    }

    /// The person who acts; someone new is put on record first, by himself.
    fn author(&mut self) -> Result<PersonId> {
        if let Some(author) = self.author {
            return Ok(author);
        }
        let wanted = normalised(&self.actor.name);
        let found = people::by_normalised_name(self.conn, &wanted)?;
        let author = if let Some(found) = found.first() {
            *found
        } else {
            let id = PersonId::new();
            let name = Raw::from(self.actor.name.as_str());
            self.append(&Record::PersonAdded { id, name, source_id: None }, id)?;
            id
        };
        self.author = Some(author);
        Ok(author)
    }
}

/// What a connection keeps of the file's pages in memory, in KiB: what the screens read mostly lies in it, and the
/// whole program stays under 40 MB.
const ROOM: u32 = 8 * 1024;
/// The same while much is written: the indexes of a large load lie in it.
const ROOM_FOR_LOADS: u32 = 64 * 1024;

/// Sets how much is kept; what is too much is given back at once.
fn room(conn: &Connection, kibibytes: u32) -> Result<()> {
    Ok(conn.execute_batch(&format!("PRAGMA cache_size = -{kibibytes};"))?)
}

/// Without the first, every statement that a partial index might serve is planned anew for every row that is bound to
/// it; with the default of 16 kept statements, a load would parse its forty anew for every row.
fn tune(conn: &Connection) -> Result<()> {
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// One row or none.
pub(crate) fn optional<T>(result: rusqlite::Result<T>) -> Result<Option<T>> {
    Ok(result.optional()?)
}
