//! Opening the file.
//!
//! ```text
//!  the name ─► the place ─► who else ─► a journal ─► the header ─► the schema ─► the pages
//!  no link,    no network   a restore   tried on a   ours, and     newer: read   damaged: read
//!  no folder   unless asked is waited   copy first   not empty     only; older:  only, never
//!                           for                                    brought up    replaced
//! ```
//! A new file is begun under another name and gets its own once it holds its first records: a file that is there is
//! whole, whenever its maker was killed, and one that is empty is somebody's failed copy.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::instance::{Instance, Taken};
use super::place::{self, Modes, Remark};
use super::{Access, Store, Why, health, journal, migrations};
use crate::clock::Clock;
use crate::domain::people::Actor;
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::upgrade::Tell;
use crate::private::{self, Standing};

/// The first version of the engine without the fault that could reset a write-ahead log under its readers.
const LEAST_ENGINE: (i32, &str) = (3_051_003, "3.51.3");

/// How a file is to be opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opening {
    pub read_only: bool,
    pub network: Network,
    pub check: Check,
}

/// When the engine checks the pages of a file that is small enough for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    /// Before anything is read from it.
    #[default]
    AtOnce,
    /// By the store's thread, once nobody has asked for anything for a moment, and before the first write in any case:
    /// the first screen does not wait for it.
    Later,
}

/// A file system that is no good place for the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    #[default]
    Refused,
    /// Asked for, which is a record of the log.
    Allowed,
}

impl Store {
    /// Opens the file, or makes a new one with the default scorecard in force.
    pub fn open(path: &Path, actor: Actor, clock: Clock, read_only: bool) -> Result<Self> {
        Self::open_as(path, actor, clock, Opening { read_only, ..Opening::default() })
    }

    /// The same, with more of a say.
    pub fn open_as(path: &Path, actor: Actor, clock: Clock, how: Opening) -> Result<Self> {
        Self::open_telling(path, actor, clock, how, &migrations::silent())
    }

    /// The same; of a file of an older version it is told how far it is on its way to this one.
    pub fn open_telling(path: &Path, actor: Actor, clock: Clock, how: Opening, tell: &Tell) -> Result<Self> {
        let shown = path.display().to_string();
        let refuse = |why: &str| StoreError::Open { path: shown.clone(), why: why.to_owned() };
        let found = std::fs::symlink_metadata(path).ok();
        if found.as_ref().is_some_and(|m| m.file_type().is_symlink()) {
            return Err(refuse("it is a symbolic link; name the file itself"));
        }
        if found.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(refuse("it is a folder"));
        }
        if found.as_ref().is_some_and(|m| !m.is_file()) {
            return Err(refuse("it is no file"));
        }
        if !how.read_only {
            drop_unfinished_name(path);
        }
        let modes = if how.read_only { Modes::Looked } else { Modes::Mended };
        let mut place = place::look(path, modes);
        let override_of = match (place.no_place.take(), how.network) {
            (Some(on), Network::Refused) => {
                return Err(refuse(&format!(
                    "it lies on {on}, where locks and saves may not hold. Keep it on this machine's own disk; \
                     --allow-network-file opens it all the same, and that is put on record"
                )));
            }
            (on, _) => on,
        };
        if found.is_none() {
            if how.read_only {
                return Err(refuse("there is no such file"));
            }
            if journal::is_there(path) {
                return Err(refuse(&format!(
                    "it is gone, and the journal of a save that was cut off lies there still ({}): put the file back \
                     beside it, or move the journal away to begin a new log",
                    journal::beside(path).display()
                )));
            }
            begin(path, &actor, clock)?;
        } else if found.as_ref().is_some_and(|m| m.len() == 0) {
            return Err(refuse(&empty_words(path, "it is empty (0 bytes), as a copy that failed leaves it")));
        }
        let protected = found.as_ref().is_some_and(|m| m.permissions().readonly()) || !place::folder_is_writable(path);
        let instance = alone_with_a_journal(path, how.read_only || protected)?;
        let writable = !how.read_only && !protected;
        let mode = if writable { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
        let conn = Connection::open_with_flags(as_named(path), mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|e| refuse(&opening_words(&e)))?;
        // The mode bits alone do not tell what this user may do.
        let writable = writable && !conn.is_readonly("main").unwrap_or(true);
        let access = match (writable, how.read_only) {
            (true, _) => Access::ReadWrite,
            (false, true) => Access::ReadOnly(Why::Asked),
            (false, false) => Access::ReadOnly(Why::Protected),
        };
        let empty = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0));
        if matches!(empty, Ok(0)) {
            return Err(refuse(&empty_words(path, "it is an SQLite file without any table")));
        }
        let mut store = Self::start(conn, path.to_owned(), actor, clock, access, (how.check, tell))?;
        store.instance = instance;
        store.remarks = place.remarks;
        if let Some(on) = override_of {
            store.remarks.push(Remark::Anyway(on.clone()));
            store.put_override_on_record(&on)?;
        }
        Ok(store)
    }

    /// A database in memory, for tests.
    #[cfg(test)]
    pub(crate) fn in_memory(actor: Actor, clock: Clock) -> Result<Self> {
        let begin = (Check::AtOnce, &migrations::silent());
        Self::start(Connection::open_in_memory()?, PathBuf::from(":memory:"), actor, clock, Access::ReadWrite, begin)
    }

    pub(super) fn start(
        mut conn: Connection,
        path: PathBuf,
        actor: Actor,
        clock: Clock,
        access: Access,
        (check, tell): (Check, &Tell),
    ) -> Result<Self> {
        let shown = path.display().to_string();
        if rusqlite::version_number() < LEAST_ENGINE.0 {
            let why = format!(
                "this coachlog was built with SQLite {}, whose faults could damage it; build it with {} or newer",
                rusqlite::version(),
                LEAST_ENGINE.1
            );
            return Err(StoreError::Open { path: shown, why });
        }
        let saving = super::saving::Saving::default();
        saving.waits.hang_on(&mut conn)?;
        let damage = migrations::check_application(&conn, &path)?;
        let mut store = Self {
            conn,
            clock,
            actor,
            path,
            access,
            saving,
            instance: None,
            remarks: Vec::new(),
            backups: None,
            kept_team: RefCell::default(),
            kept_outcomes: RefCell::default(),
            kept_ground: RefCell::default(),
        };
        let checked = || match check {
            Check::AtOnce => health::on_opening(&store.conn),
            Check::Later => None,
        };
        if let Some(what) = damage.or_else(checked) {
            return store.damaged(&what);
        }
        store
            .conn
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA secure_delete = ON;")?;
        super::room(&store.conn, super::ROOM)?;
        super::tune(&store.conn)?;
        let known = migrations::KNOWN;
        let found: i64 = store.conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
        if found > known {
            store.access = Access::ReadOnly(Why::Newer { found, known });
            return Ok(store);
        }
        if found < known && store.access != Access::ReadWrite {
            let why = format!(
                "it is of an older version (schema {found}, this coachlog works with {known}), and it may not be \
                 written; open it once where it may be"
            );
            return Err(StoreError::Open { path: shown, why });
        }
        if store.access == Access::ReadWrite {
            store.conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;")?;
            if found < known {
                store.migrate(found, tell)?;
            }
            store.first_records()?;
        }
        Ok(store)
    }

    /// A damaged file is read as far as it goes, through a connection that cannot write.
    fn damaged(self, what: &str) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut conn = Connection::open_with_flags(as_named(&self.path), flags)?;
        self.saving.waits.hang_on(&mut conn)?;
        // This lets a schema that does not parse and a file that is too short be read as far as they go.
        conn.execute_batch("PRAGMA writable_schema = ON; PRAGMA query_only = ON;")?;
        // Whose it is stands on the first page.
        let id = conn.query_row("PRAGMA application_id", [], |r| r.get(0));
        if !matches!(id, Ok(super::APPLICATION_ID)) {
            let why = format!("it is damaged, and nothing tells that it is coachlog's ({what}); nothing was changed");
            return Err(StoreError::Open { path: self.path.display().to_string(), why });
        }
        super::tune(&conn)?;
        tracing::error!("the file is damaged: {}", crate::domain::raw::visible(what));
        Ok(Self { conn, access: Access::ReadOnly(Why::Damaged(what.to_owned())), ..self })
    }

    /// Once a day and person: the warning was read, and the file used all the same.
    fn put_override_on_record(&mut self, on: &str) -> Result<()> {
        if self.access != Access::ReadWrite {
            return Ok(());
        }
        let record = Record::WarningOverridden { warning: "network file".to_owned(), place: Raw::from(on) };
        let day = super::log::instant_text(self.clock.now()).chars().take(10).collect::<String>();
        let sql = "SELECT count(*) FROM event e JOIN payload p USING (log_id, seq)
                   WHERE e.action = ?1 AND substr(e.at_utc, 1, 10) = ?2 AND json_extract(p.body, '$.actor.name') = ?3
                     AND json_extract(p.body, '$.record.what.place') = ?4";
        let known: i64 =
            self.conn.query_row(sql, (record.action(), day, &self.actor.name, on), |r| r.get(0)).unwrap_or(0);
        if known > 0 {
            return Ok(());
        }
        self.write(Some("--allow-network-file"), |w| w.record(&record))
    }

    /// The same, for one line of a screen.
    pub fn brief_warnings(&self) -> Vec<String> {
        self.remarks.iter().map(Remark::brief).collect()
    }

    /// What is worth knowing of the file's place, in words.
    pub fn warnings(&self) -> Vec<String> {
        self.remarks.iter().map(Remark::words).collect()
    }
}

/// A name that starts with "file:" would be read as a URI.
pub(super) fn as_named(path: &Path) -> PathBuf {
    if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() }
}

fn opening_words(e: &rusqlite::Error) -> String {
    match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen) => "this user may not read it".to_owned(),
        _ => e.to_string(),
    }
}

/// What to do with a file that holds nothing.
fn empty_words(path: &Path, what: &str) -> String {
    format!(
        "{what}; nothing was changed. {}, or remove the empty file to begin a new log under its name",
        super::backup::restore_words(path)
    )
}

/// Among the others who have the file open. Where a save was cut off and nobody else is there, its journal is tried
/// first.
fn alone_with_a_journal(path: &Path, read_only: bool) -> Result<Option<Instance>> {
    let refuse = |why: String| StoreError::Open { path: path.display().to_string(), why };
    if journal::is_there(path)
        && let Ok(alone) = Instance::alone(path)
    {
        if read_only {
            return Err(refuse(journal::cut_off_words(path)));
        }
        journal::try_on_a_copy(path)?;
        return Ok(Some(alone.let_others()));
    }
    match Instance::among_others(path) {
        Ok(instance) => Ok(Some(instance)),
        Err(Taken::NoLock) => Ok(None),
        Err(Taken::Open) => {
            Err(refuse("another coachlog restores a backup over it; try again when it is done".to_owned()))
        }
    }
}

/// A program that was killed while it gave a new file its name left the other name there: it is dropped.
fn drop_unfinished_name(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(found) = std::fs::symlink_metadata(path) else { return };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let start = format!(".{}.new-", path.file_name().unwrap_or_default().to_string_lossy());
        if found.nlink() < 2 {
            return;
        }
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let same = entry.metadata().is_ok_and(|m| (m.dev(), m.ino()) == (found.dev(), found.ino()));
            if same && entry.file_name().to_string_lossy().starts_with(&start) {
                // Else it is said as any other link is.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Makes a new file: whole, or not at all.
fn begin(path: &Path, actor: &Actor, clock: Clock) -> Result<()> {
    let failed = |e: std::io::Error| StoreError::Open { path: path.display().to_string(), why: e.to_string() };
    if let Some(folder) = path.parent() {
        private::folder(folder).map_err(failed)?;
    }
    let temporary = private::beside(path, "new").map_err(failed)?;
    let made = Connection::open_with_flags(as_named(&temporary), OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(StoreError::from)
        .and_then(|conn| {
            let begin = (Check::AtOnce, &migrations::silent());
            Store::start(conn, temporary.clone(), actor.clone(), clock, Access::ReadWrite, begin)
        });
    let named = made.map(drop).and_then(|()| match private::name(&temporary, path, Standing::Stays) {
        // Another program was a moment earlier: its file is the one.
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(failed),
    });
    // Gone already where all went well.
    let _ = std::fs::remove_file(&temporary);
    named
}
