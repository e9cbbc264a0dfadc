//! The one file: the only SQL and the only rusqlite.
//!
//! Everything that people decide goes through [`Store::write`]: one transaction in which records are appended to
//! the log and projected into the tables of the present, by the same function that rebuilds them for `log verify`.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::people::{Actor, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

mod agents;
mod amend;
mod calls;
pub mod checkpoint;
mod claims;
mod convert;
mod coverage;
mod drafts;
mod erasure;
mod error;
mod evaluation_moments;
mod export;
mod figures;
mod flag_codes;
mod flags;
mod gate;
mod identities;
mod imports;
mod load;
mod log;
mod merge;
mod migrations;
mod moments;
mod next_step;
mod outcomes;
mod pack;
mod people;
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
mod rollup;
mod roster;
mod scorecards;
mod search;
mod sessions;
mod settings;
mod settle;
mod setup;
mod speakers;
mod standings;
mod today;
mod trends;
mod undo;
mod verify;
mod watches;
mod worker;

#[cfg(test)]
mod tests;

pub use erasure::Surroundings;
pub use error::{Result, StoreError};
pub use flags::NewFlag;
pub use imports::ImportJob;
pub use merge::Moved;
pub use scorecards::{FileDimension, ScorecardFile};
pub use sessions::{Finish, SessionFilter};
pub use worker::Worker;

/// `CLog` in ASCII: tells the program's files from those of others.
const APPLICATION_ID: i32 = 0x434c_6f67;

/// How the file is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    ReadWrite,
    /// And why.
    ReadOnly(String),
}

/// The open file.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    clock: Clock,
    actor: Actor,
    path: PathBuf,
    access: Access,
}

/// The version of the database engine in use.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

impl Store {
    /// Opens the file, or makes a new one with the default scorecard in force.
    pub fn open(path: &Path, actor: Actor, clock: Clock, read_only: bool) -> Result<Self> {
        let shown = path.display().to_string();
        let refuse = |why: String| StoreError::Open { path: shown.clone(), why };
        let found = std::fs::symlink_metadata(path).ok();
        if found.as_ref().is_some_and(|m| m.file_type().is_symlink()) {
            return Err(refuse("it is a symbolic link; name the file itself".to_owned()));
        }
        if found.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(refuse("it is a folder".to_owned()));
        }
        if found.is_none() {
            if read_only {
                return Err(refuse("there is no such file".to_owned()));
            }
            create_private(path).map_err(|e| refuse(e.to_string()))?;
        }
        // A name that starts with "file:" would be read as a URI.
        let named = if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() };
        let writable = !read_only && found.is_none_or(|m| !m.permissions().readonly());
        let mode = if writable { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
        let conn = Connection::open_with_flags(&named, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| refuse(e.to_string()))?;
        // The mode bits alone do not tell what this user may do.
        let writable = writable && !conn.is_readonly("main").unwrap_or(true);
        let access = match (writable, read_only) {
            (true, _) => Access::ReadWrite,
            (false, true) => Access::ReadOnly("opened for reading only".to_owned()),
            (false, false) => Access::ReadOnly("the file may not be written".to_owned()),
        };
        Self::start(conn, path.to_owned(), actor, clock, access)
    }

    /// A database in memory, for tests.
    #[cfg(test)]
    pub(crate) fn in_memory(actor: Actor, clock: Clock) -> Result<Self> {
        Self::start(Connection::open_in_memory()?, PathBuf::from(":memory:"), actor, clock, Access::ReadWrite)
    }

    fn start(conn: Connection, path: PathBuf, actor: Actor, clock: Clock, access: Access) -> Result<Self> {
        let shown = path.display().to_string();
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        migrations::check_application(&conn, &shown)?;
        conn.execute_batch(
            "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -32768;",
        )?;
        tune(&conn)?;
        let mut store = Self { conn, clock, actor, path, access };
        let known = migrations::KNOWN;
        let found: i64 = store.conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if found > known {
            store.access = Access::ReadOnly(StoreError::Newer { path: shown, found, known }.to_string());
            return Ok(store);
        }
        if found < known && store.access != Access::ReadWrite {
            let why = "it is empty or of an older version, and may not be written".to_owned();
            return Err(StoreError::Open { path: shown, why });
        }
        if store.access == Access::ReadWrite {
            store.conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;")?;
            if found < known {
                migrations::migrate(&mut store.conn, &store.path, found)?;
            }
            store.first_records()?;
        }
        Ok(store)
    }

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
        if self.access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Rows of a batch come before the record that names it.
        tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        let mut writing =
            Writing { conn: &tx, clock: self.clock, actor: &self.actor, author: None, why: why.map(str::to_owned) };
        let out = work(&mut writing)?;
        tx.commit()?;
        Ok(out)
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
        let written = log::append(
            self.conn,
            &log::Entry {
                at: self.clock.now(),
                utc_offset: self.clock.utc_offset(),
                author,
                actor: self.actor,
                why: self.why.as_deref(),
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

/// Without the first, every statement that a partial index might serve is planned anew for every row that is bound to
/// it; with the default of 16 kept statements, a load would parse its forty anew for every row.
fn tune(conn: &Connection) -> Result<()> {
    conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// Makes an empty file that its owner alone can read, and its folder where it is missing.
fn create_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Someone else was a moment earlier.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

/// One row or none.
pub(crate) fn optional<T>(result: rusqlite::Result<T>) -> Result<Option<T>> {
    Ok(result.optional()?)
}
