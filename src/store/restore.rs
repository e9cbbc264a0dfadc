//! Putting a backup back.
//!
//! ```text
//!  the backup ─► a copy beside the file ─► checked whole, brought up, its log verified ─► a log of its own begun in it
//!  the file   ─► nobody else has it open ─► kept among the backups ─────────────────────► the copy takes its name
//! ```
//! The restored file goes on in a new log whose first line names the one it comes from, with its size and head: two
//! files that go on from one backup are never taken for one. What stood there before is kept, sound or not. Killed at
//! any moment, either the old file bears the name or the new one.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::backup::{self, Begun, Go};
use super::error::{Result, StoreError};
use super::instance::{Instance, Taken};
use super::open::{Check, as_named};
use super::{Access, Store, Writing, health, journal, log, migrations, people};
use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::people::{Actor, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::private::{self, Standing};

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub records: i64,
    /// Of the backup, before the restore was put on record.
    pub check_code: String,
    /// Where the file lies that stood there before.
    pub kept: Option<PathBuf>,
}

impl Store {
    /// Puts a backup in the place of the file, on record.
    pub fn restore(path: &Path, from: &Path, actor: Actor, clock: Clock) -> Result<Restored> {
        let found = std::fs::symlink_metadata(path).ok();
        if found.as_ref().is_some_and(|m| !m.is_file()) {
            return Err(StoreError::refused(format!("{} is no file: name the file itself", path.display())));
        }
        if matches!((path.canonicalize(), from.canonicalize()), (Ok(a), Ok(b)) if a == b) {
            return Err(StoreError::refused("that is the file itself: name the backup that is to take its place"));
        }
        if let Some(folder) = path.parent() {
            private::folder(folder).map_err(|e| backup::unwritable(path, &e))?;
        }
        let alone = Instance::alone(path).map_err(|taken| match taken {
            Taken::Open => {
                StoreError::refused(format!("another coachlog has {} open: close it, and restore then", path.display()))
            }
            Taken::NoLock => StoreError::refused(format!("the folder of {} may not be written", path.display())),
        })?;
        let begun = Begun::new(path, "restore")?;
        copy(from, &begun)?;
        let (records, check_code) = go_on(begun.temporary(), from, actor, clock)?;
        let day = clock.now().date_naive();
        let kept = if found.is_some_and(|m| m.len() > 0) { Some(keep(path, day)?) } else { None };
        // A journal of the file that stood there would be rolled back over the new one.
        match std::fs::remove_file(journal::beside(path)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(backup::unwritable(path, &e)),
            _ => {}
        }
        begun.take_the_name()?;
        drop(alone);
        Ok(Restored { records, check_code, kept })
    }
}

/// A copy of the backup, once the backup is one of ours and sound.
fn copy(from: &Path, begun: &Begun) -> Result<()> {
    let refuse = |why: String| StoreError::Open { path: from.display().to_string(), why };
    let len = std::fs::metadata(from).map_err(|e| refuse(e.to_string()))?.len();
    if len == 0 {
        return Err(refuse("it is empty (0 bytes): name another backup".to_owned()));
    }
    if journal::is_there(from) {
        return Err(refuse(
            "it was cut off in a save: a journal lies beside it. Open it once by itself with --db, which rolls that \
             back, and restore it then"
                .to_owned(),
        ));
    }
    let conn = Connection::open_with_flags(as_named(from), OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| refuse(e.to_string()))?;
    let damaged = |what: String| refuse(format!("it is damaged ({what}): name an older backup"));
    if let Some(what) = migrations::check_application(&conn, from)? {
        return Err(damaged(what));
    }
    let mut to = begun.open()?;
    backup::pages(&conn, &mut to, &mut |_| Go::On)?;
    to.close().map_err(|(_, e)| e)?;
    backup::read_back(begun.temporary()).map_err(damaged)?;
    Ok(())
}

/// Brings the copy up to this schema, verifies its log, and begins the one in which it goes on.
fn go_on(temporary: &Path, from: &Path, actor: Actor, clock: Clock) -> Result<(i64, String)> {
    let refuse = |why: String| StoreError::Open { path: from.display().to_string(), why };
    let mut conn = Connection::open_with_flags(as_named(temporary), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let schema: i64 = conn.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    if schema > migrations::KNOWN {
        return Err(refuse(format!(
            "it was written by a newer coachlog (schema {schema}, this one knows {}): restore it with that one",
            migrations::KNOWN
        )));
    }
    if schema < migrations::KNOWN {
        migrations::steps(&mut conn, &migrations::silent())?;
    }
    let begin = (Check::AtOnce, &migrations::silent());
    let mut store = Store::start(conn, temporary.to_owned(), actor, clock, Access::ReadWrite, begin)?;
    let found = store.verify()?;
    if let Some(first) = found.broken.first() {
        return Err(refuse(format!(
            "its log does not hold: {} faults, the first: {first}. Name another backup, or look at this one with --db",
            found.broken.len()
        )));
    }
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let record = Record::Restored { from: Raw::from(name.as_ref()), records: found.records };
    store.write(Some("a backup was put back"), |w| {
        let parent = log::head(w.conn)?;
        log::begin(w.conn, &w.clock.now(), Some(&parent))?;
        w.record_first(&record)
    })?;
    Ok((found.records, found.check_code))
}

impl Writing<'_> {
    /// As the first of its log: who acts is put on record after it where nobody knows him.
    fn record_first(&mut self, record: &Record) -> Result<()> {
        let known = people::by_normalised_name(self.conn, &normalised(&self.actor.name))?;
        if !known.is_empty() {
            return self.record(record);
        }
        let id = PersonId::new();
        self.append(record, id)?;
        let name = Raw::from(self.actor.name.as_str());
        self.append(&Record::PersonAdded { id, name, source_id: None }, id)?;
        self.author = Some(id);
        Ok(())
    }
}

/// Keeps what stands there among the backups: page by page where it is sound, byte by byte where it is not.
fn keep(path: &Path, day: chrono::NaiveDate) -> Result<PathBuf> {
    let target = backup::free_name(path, day, "-before-restore");
    let folder = backup::folder_of(path);
    private::folder(&folder).map_err(|e| backup::unwritable(&target, &e))?;
    if !journal::is_there(path)
        && let Some(kept) = keep_sound(path, &target)?
    {
        return Ok(kept);
    }
    // Nobody has it open, this program neither.
    let bytes = |from: &Path, to: &Path| -> std::io::Result<()> {
        let temporary = private::beside(to, "partial")?;
        let copied = std::fs::copy(from, &temporary).and_then(|_| {
            let mut file = private::append(&temporary)?;
            file.flush()?;
            file.sync_all()
        });
        let named = copied.and_then(|()| private::name(&temporary, to, Standing::Stays));
        let _ = std::fs::remove_file(&temporary);
        named
    };
    if journal::is_there(path) {
        bytes(&journal::beside(path), &journal::beside(&target)).map_err(|e| backup::unwritable(&target, &e))?;
    }
    bytes(path, &target).map_err(|e| backup::unwritable(&target, &e))?;
    Ok(target)
}

/// `None` where the engine cannot read it whole.
fn keep_sound(path: &Path, target: &Path) -> Result<Option<PathBuf>> {
    let unless_damaged = |e: StoreError| match health::met(&e) {
        Some(_) => Ok(None),
        None => Err(e),
    };
    let Ok(conn) = Connection::open_with_flags(as_named(path), OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return Ok(None);
    };
    let begun = Begun::new(target, "partial")?;
    let mut to = begun.open()?;
    if let Err(e) = backup::pages(&conn, &mut to, &mut |_| Go::On) {
        return unless_damaged(e);
    }
    to.close().map_err(|(_, e)| e)?;
    match backup::read_back(begun.temporary()) {
        Ok(head) => Ok(Some(begun.finish(&head, Standing::Stays)?.path)),
        Err(_) => Ok(None),
    }
}
