//! Copies of the whole file.
//!
//! A copy is made through the engine, page by page, under another name; it is read back whole, its newest record is
//! compared with the file's, it is synced, and only then does it get its name. So a file under a backup's name is a
//! whole one, whenever its maker was killed.
//!
//! ```text
//!  coachlog backup FILE      wherever it is asked for
//!  backups/2026-11-30.db     once a day, on the store's thread, in the gaps between requests
//!  …-before-schema-7.db      before a migration; without one the file is not migrated
//!  …-before-restore.db       what stood there before a backup was put back
//! ```
//! The folder is `backups` beside `coachlog.db`, and `NAME-backups` beside a file of another name.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::health;
use super::{Store, log};
use crate::private::{self, Standing};

mod daily;
mod rotate;

pub(super) use daily::{Came, Host, keep as keep_daily};
pub use rotate::Occasion;

/// A megabyte of pages a step: a few milliseconds, in which nobody else waits for the store.
const STEP: i32 = 256;
/// How often the step is doubled where the file changes under the copy, which then begins anew.
const DOUBLED: u32 = 6;
/// While another program writes.
const BUSY: Duration = Duration::from_millis(50);
/// Looks at a busy file before the copy is given up.
const PATIENCE: u32 = 200;
/// Steps of the engine between two looks whether to go on: some milliseconds.
pub(super) const BETWEEN_LOOKS: i32 = 100_000;

/// A copy that was made and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    pub bytes: u64,
    pub records: i64,
    pub check_code: String,
}

/// A backup in the file's own folder of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    pub day: NaiveDate,
    pub occasion: Occasion,
    pub bytes: u64,
}

/// What automatic backups may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub u64);

/// Whether a copy goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    On,
    /// The program ends; what was begun goes away.
    Stop,
}

/// Where a file's automatic backups lie.
pub fn folder_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    if name == "coachlog.db" {
        return path.with_file_name("backups");
    }
    let mut named = name.to_owned();
    named.push("-backups");
    path.with_file_name(named)
}

/// The backups of a file, newest first; none where the folder cannot be read.
pub fn kept(path: &Path) -> Vec<Kept> {
    let Ok(entries) = std::fs::read_dir(folder_of(path)) else { return Vec::new() };
    let mut found: Vec<Kept> = entries.flatten().filter_map(|entry| read_name(&entry.path())).collect();
    found.sort_by(|a, b| (b.day, length(b), &b.path).cmp(&(a.day, length(a), &a.path)));
    found
}

/// Of names that differ by a number, the longer is the later.
fn length(kept: &Kept) -> (Occasion, usize) {
    (kept.occasion, kept.path.as_os_str().len())
}

/// `2026-11-30.db`, `2026-11-30-before-restore-2.db`.
fn read_name(path: &Path) -> Option<Kept> {
    let name = path.file_name()?.to_str()?.strip_suffix(".db")?;
    let day = NaiveDate::parse_from_str(name.get(..10)?, "%Y-%m-%d").ok()?;
    let rest = name.get(10..)?;
    let occasion = if rest.starts_with("-before-schema") {
        Occasion::Migration
    } else if rest.starts_with("-before-restore") {
        Occasion::Restore
    } else if rest.is_empty() || rest.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()) {
        Occasion::Daily
    } else {
        return None;
    };
    let bytes = std::fs::metadata(path).ok()?.len();
    Some(Kept { path: path.to_owned(), day, occasion, bytes })
}

/// How to come by the newest backup, in words.
pub fn restore_words(path: &Path) -> String {
    match kept(path).first() {
        Some(newest) => format!("`coachlog restore {}` puts the newest backup back", newest.path.display()),
        None => {
            format!("Put a backup back with `coachlog restore FILE` (there is none in {})", folder_of(path).display())
        }
    }
}

/// How many pages of a copy are made, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) done: u64,
    pub(super) all: u64,
}

/// Copies all pages of one database into another. `between` is asked after every step.
pub(super) fn pages(from: &Connection, to: &mut Connection, between: &mut dyn FnMut(Copied) -> Go) -> Result<Go> {
    let copy = Backup::new(from, to)?;
    let (mut begun_anew, mut left, mut busy) = (0, i32::MAX, 0);
    let count = |pages: i32| u64::try_from(pages).unwrap_or(0);
    loop {
        let step = copy.step(STEP << begun_anew)?;
        let progress = copy.progress();
        let now = progress.remaining;
        let copied = Copied { done: count(progress.pagecount - now), all: count(progress.pagecount) };
        match step {
            StepResult::Done => return Ok(between(copied)),
            StepResult::More => busy = 0,
            StepResult::Busy | StepResult::Locked => {
                busy += 1;
                if busy > PATIENCE {
                    return Err(StoreError::refused("another program has been writing to the file all the time"));
                }
                std::thread::sleep(BUSY);
            }
            _ => {}
        }
        // More is left than before: the file changed, and the copy begins anew, in longer steps.
        if now > left {
            begun_anew = (begun_anew + 1).min(DOUBLED);
        }
        left = now;
        if between(copied) == Go::Stop {
            return Ok(Go::Stop);
        }
    }
}

/// What a copy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copying {
    Pages(Copied),
    ReadingBack,
}

/// Is told how far a copy is, and says whether it goes on.
pub(super) type Told = Arc<dyn Fn(Copying) -> Go + Send + Sync>;

/// What is said of a copy that was.
const STOPPED: &str = "it was stopped before its end";

/// The file's newest record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) log: Vec<u8>,
    pub(super) seq: i64,
    pub(super) hash: Vec<u8>,
    pub(super) records: i64,
}

pub(super) fn head(conn: &Connection) -> rusqlite::Result<Head> {
    conn.query_row(
        "SELECT e.log_id, e.seq, e.hash, (SELECT count(*) FROM event) AS records
         FROM event e JOIN log l ON l.id = e.log_id WHERE l.active = 1 ORDER BY e.seq DESC LIMIT 1",
        [],
        |r| Ok(Head { log: r.get(0)?, seq: r.get(1)?, hash: r.get(2)?, records: r.get(3)? }),
    )
}

/// The newest record of a backup, without checking all of it.
pub(super) fn head_of(path: &Path) -> Option<Head> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Connection::open_with_flags(super::open::as_named(path), flags).and_then(|conn| head(&conn)).ok()
}

/// Whether a file holds this log, or comes from it.
pub(super) fn knows(conn: &Connection, log: &[u8]) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM log WHERE id = ?1 OR parent = ?1)";
    conn.query_row(sql, [log], |r| r.get(0)).unwrap_or(false)
}

/// Whether a file holds this very record.
pub(super) fn holds(conn: &Connection, head: &Head) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE log_id = ?1 AND seq = ?2 AND hash = ?3)";
    conn.query_row(sql, (&head.log, head.seq, &head.hash), |r| r.get(0)).unwrap_or(false)
}

/// Reads a copy back: what is wrong with it, or its newest record.
pub(super) fn read_back(path: &Path) -> std::result::Result<Head, String> {
    read_back_unless(path, || Go::On)
}

/// The same, unless it is stopped.
fn read_back_unless(path: &Path, go: impl Fn() -> Go + Send + 'static) -> std::result::Result<Head, String> {
    let mut conn = Connection::open_with_flags(super::open::as_named(path), OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| e.to_string())?;
    conn.progress_handler(BETWEEN_LOOKS, Some(move || go() == Go::Stop)).map_err(|e| e.to_string())?;
    health::read_all(&conn)?;
    head(&conn).map_err(|e| e.to_string())
}

/// A copy under its temporary name. It goes away where it is not finished.
pub(super) struct Begun {
    temporary: PathBuf,
    target: PathBuf,
}

impl Drop for Begun {
    fn drop(&mut self) {
        // Gone already where the copy got its name.
        let _ = std::fs::remove_file(&self.temporary);
    }
}

impl Begun {
    /// `what` goes into the temporary name.
    pub(super) fn new(target: &Path, what: &str) -> Result<Self> {
        let temporary = private::beside(target, what).map_err(|e| unwritable(target, &e))?;
        Ok(Self { temporary, target: target.to_owned() })
    }

    pub(super) fn temporary(&self) -> &Path {
        &self.temporary
    }

    pub(super) fn open(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let conn = Connection::open_with_flags(super::open::as_named(&self.temporary), flags)?;
        // Nobody reads it before it is whole and synced.
        conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048;")?;
        Ok(conn)
    }

    /// Onto the disk, and in the place of the file that has the name.
    pub(super) fn take_the_name(self) -> Result<()> {
        let taken = self.sync().and_then(|_| private::name(&self.temporary, &self.target, Standing::GivesWay));
        taken.map_err(|e| unwritable(&self.target, &e))
    }

    /// Its bytes are on the disk: how many.
    fn sync(&self) -> std::io::Result<u64> {
        let file = std::fs::OpenOptions::new().append(true).open(&self.temporary)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    }

    /// Once it was read back: onto the disk, and under its name.
    pub(super) fn finish(self, head: &Head, standing: Standing) -> Result<Written> {
        let bytes = self.sync().map_err(|e| unwritable(&self.target, &e))?;
        private::name(&self.temporary, &self.target, standing).map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => there_already(&self.target),
            _ => unwritable(&self.target, &e),
        })?;
        let check_code = log::short_code(&head.hash);
        Ok(Written { path: self.target.clone(), bytes, records: head.records, check_code })
    }
}

fn there_already(target: &Path) -> StoreError {
    StoreError::refused(format!("{} is there already; --force writes over it", target.display()))
}

/// A path that cannot be written, with the room that is left.
pub(super) fn unwritable(path: &Path, e: &std::io::Error) -> StoreError {
    StoreError::refused(format!("{} cannot be written: {e}{}", path.display(), room_words(path)))
}

/// Where little is left, how little.
fn room_words(path: &Path) -> String {
    match crate::written::free_bytes(path) {
        Some(free) if free < 1 << 30 => format!(" ({} free there)", size(free)),
        _ => String::new(),
    }
}

/// "12.3 MB".
pub fn size(bytes: u64) -> String {
    let of = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", of(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", of(1_000_000)),
        _ => format!("{:.1} GB", of(1_000_000_000)),
    }
}

impl Store {
    /// Keeps automatic backups within a limit from now on.
    pub fn keep_backups(&mut self, limit: Limit) {
        self.backups = Some(limit);
    }

    /// Writes a copy of the whole file, reads it back, and says what it holds.
    pub fn backup_to(&self, target: &Path, standing: Standing) -> Result<Written> {
        self.copy_to(target, standing, &(Arc::new(|_| Go::On) as Told))
    }

    /// The same, told how far it is.
    fn copy_to(&self, target: &Path, standing: Standing, told: &Told) -> Result<Written> {
        if std::fs::symlink_metadata(target).is_ok_and(|m| !m.is_file()) {
            return Err(StoreError::refused(format!("{} is no file: name one to be written", target.display())));
        }
        let same = |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if same(target, &self.path) || same(target, &super::journal::beside(&self.path)) {
            return Err(StoreError::refused("that is the file itself: name another one for its copy"));
        }
        if standing == Standing::Stays && target.exists() {
            return Err(there_already(target));
        }
        let folder = target.parent().unwrap_or(Path::new(""));
        private::folder(folder).map_err(|e| unwritable(target, &e))?;
        let begun = Begun::new(target, "partial")?;
        let out_of_room = |e: StoreError| match e {
            StoreError::Sqlite(e) if !health::is_damage(&e) => {
                StoreError::refused(format!("{} cannot be written: {e}{}", target.display(), room_words(target)))
            }
            other => other,
        };
        let mut to = begun.open()?;
        let stopped = || StoreError::refused(STOPPED);
        if pages(&self.conn, &mut to, &mut |copied| told(Copying::Pages(copied))).map_err(out_of_room)? == Go::Stop {
            return Err(stopped());
        }
        to.close().map_err(|(_, e)| out_of_room(e.into()))?;
        let still = told.clone();
        let back = read_back_unless(begun.temporary(), move || still(Copying::ReadingBack));
        if told(Copying::ReadingBack) == Go::Stop {
            return Err(stopped());
        }
        let head = back.map_err(|fault| {
            StoreError::refused(format!("the copy is damaged, as the file may be ({fault}); `coachlog doctor` looks"))
        })?;
        if !holds(&self.conn, &head) {
            return Err(StoreError::refused("the copy does not hold the file's newest record; nothing was kept"));
        }
        begun.finish(&head, standing)
    }

    /// A copy in the file's own folder of backups, before all of it is changed.
    pub(super) fn backup_before(&self, occasion: &str, told: &Told) -> Result<Written> {
        let target = free_name(&self.path, self.backup_day(), &format!("-before-{occasion}"));
        self.copy_to(&target, Standing::Stays, told)
    }

    /// The day that a backup of now is named after.
    pub(super) fn backup_day(&self) -> NaiveDate {
        self.today().unwrap_or_else(|_| self.clock.now().date_naive())
    }
}

/// A name in the folder that nobody has.
pub(super) fn free_name(path: &Path, day: NaiveDate, what: &str) -> PathBuf {
    let folder = folder_of(path);
    let named = |n: u32| if n == 1 { format!("{day}{what}.db") } else { format!("{day}{what}-{n}.db") };
    (1..u32::MAX).map(|n| folder.join(named(n))).find(|path| !path.exists()).unwrap_or_else(|| folder.join(named(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::people::Actor;

    #[test]
    fn a_copy_tells_how_far_it_is_and_leaves_nothing_where_it_is_stopped() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
        let clock = Clock::Fixed("2026-11-25T12:00:00Z".parse().expect("a time"));
        let store = Store::open(&folder.path().join("desk.db"), actor, clock, false).expect("it opens");
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let note = seen.clone();
        let told: Told = Arc::new(move |copying| {
            note.lock().expect("nobody panicked").push(copying);
            Go::On
        });
        let written = store.backup_before("schema-9", &told).expect("a copy");
        let seen = seen.lock().expect("nobody panicked").clone();
        let Some(Copying::Pages(last)) = seen.iter().rev().find(|c| matches!(c, Copying::Pages(_))) else {
            // A small file is copied in one step, which is its last.
            assert_eq!(seen, [Copying::ReadingBack]);
            return;
        };
        assert!(last.done <= last.all && seen.ends_with(&[Copying::ReadingBack]), "{seen:?}");
        std::fs::remove_file(&written.path).expect("it is there");
        let stop: Told = Arc::new(|_| Go::Stop);
        assert!(store.backup_before("schema-9", &stop).is_err());
        assert_eq!(std::fs::read_dir(folder_of(store.path())).expect("the folder is there").count(), 0);
    }

    #[test]
    fn backups_lie_beside_the_file_under_a_name_of_its_own() {
        assert_eq!(folder_of(Path::new("/d/coachlog.db")), Path::new("/d/backups"));
        assert_eq!(folder_of(Path::new("/d/desk.db")), Path::new("/d/desk.db-backups"));
        assert_eq!(folder_of(Path::new("desk")), Path::new("desk-backups"));
    }

    #[test]
    fn the_newest_comes_first_and_what_is_no_backup_is_passed_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("desk.db");
        std::fs::create_dir(folder_of(&file)).expect("a folder");
        for name in [
            "2026-11-30.db",
            "2026-11-29.db",
            "2026-11-30-2.db",
            "2026-11-30-10.db",
            "2026-11-28-before-schema-6.db",
            "2026-11-27-before-restore-2.db",
            "notes.txt",
            "2026-11-31.db",
            "x.db",
            "2026-11-30-mine.db",
            "é.db",
        ] {
            std::fs::write(folder_of(&file).join(name), "x").expect("a file");
        }
        let found: Vec<String> =
            kept(&file).iter().map(|k| k.path.file_name().expect("a name").to_string_lossy().into_owned()).collect();
        assert_eq!(
            found,
            [
                "2026-11-30-10.db",
                "2026-11-30-2.db",
                "2026-11-30.db",
                "2026-11-29.db",
                "2026-11-28-before-schema-6.db",
                "2026-11-27-before-restore-2.db"
            ]
        );
        assert_eq!(
            free_name(&file, found[0][..10].parse().expect("a day"), "").file_name(),
            Some("2026-11-30-3.db".as_ref())
        );
    }

    #[test]
    fn sizes_are_said_in_units_that_people_read() {
        assert_eq!([999, 1_500, 12_345_678, 2_500_000_000].map(size), ["999 bytes", "2 kB", "12.3 MB", "2.5 GB"]);
    }
}
