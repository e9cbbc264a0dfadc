//! Whether the engine can read the file, and what of it survives where it cannot.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, ErrorCode};

use super::error::{Result, StoreError};
use super::{Access, Store, Why};

/// Files up to this size are checked whole whenever they are opened: a megabyte takes some two milliseconds.
const CHECKED_WHOLE: i64 = 16 << 20;
/// Up to this size without comparing indexes with their tables. Larger ones are checked with their daily backup.
const CHECKED_QUICKLY: i64 = 64 << 20;

/// Faults that are named at most.
const MOST: i64 = 20;

/// What can still be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survivor {
    /// "sessions".
    pub what: &'static str,
    pub count: u64,
    /// Whether that is all of them; false where the reading broke off.
    pub whole: bool,
}

impl Survivor {
    pub fn words(&self) -> String {
        if self.whole {
            format!("{} {}", self.count, self.what)
        } else {
            format!("at least {} {}", self.count, self.what)
        }
    }
}

/// Whether a fault is one of what is derived, which `doctor --mend` builds anew.
pub(super) fn is_derived(fault: &str) -> bool {
    fault.contains("FTS5")
}

/// The engine's own check: its first fault, apart from those of what is derived. Errors are faults too.
pub(super) fn fault(conn: &Connection, check: Check) -> Option<String> {
    let sql = match check {
        Check::Quick => format!("PRAGMA quick_check({MOST})"),
        Check::Whole => format!("PRAGMA integrity_check({MOST})"),
    };
    let found = conn.prepare(&sql).and_then(|mut statement| {
        let faults = statement.query_map([], |r| r.get::<_, String>(0))?;
        faults.collect::<rusqlite::Result<Vec<_>>>()
    });
    match found {
        Ok(faults) => faults
            .into_iter()
            .flat_map(|fault| fault.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>())
            .filter(|line| !line.is_empty() && !line.starts_with("***"))
            .find(|fault| fault != "ok" && !is_derived(fault)),
        Err(e) if is_damage(&e) => Some(e.to_string()),
        // Another program writes: that is no fault of the file.
        Err(_) => None,
    }
}

/// Reads every page; anything that keeps it from that is a fault, too.
pub(super) fn read_all(conn: &Connection) -> std::result::Result<(), String> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0)).map_err(|e| e.to_string())?;
    fault(conn, Check::Whole).map_or(Ok(()), Err)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Without comparing indexes with their tables.
    Quick,
    Whole,
}

/// Whether the engine says that the file itself is broken.
pub(super) fn is_damage(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// The check of a file that is being opened.
pub(super) fn on_opening(conn: &Connection) -> Option<String> {
    let bytes: rusqlite::Result<i64> =
        conn.query_row("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", [], |r| r.get(0));
    match bytes {
        Ok(bytes) if bytes > CHECKED_QUICKLY => None,
        Ok(bytes) if bytes > CHECKED_WHOLE => fault(conn, Check::Quick),
        Ok(_) => fault(conn, Check::Whole),
        Err(e) if is_damage(&e) => Some(e.to_string()),
        Err(_) => None,
    }
}

/// What a check found that something else may cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Looked {
    Sound,
    Damaged(String),
    /// Nothing is known.
    CutOff,
}

/// Steps of the engine between two looks whether something else is wanted: about a millisecond.
const BETWEEN_LOOKS: i32 = 10_000;

impl Store {
    /// The check of a file that was opened without it, unless something else is wanted meanwhile.
    pub(super) fn look_over(&mut self, cut: impl Fn() -> bool + Send + 'static) -> Result<Looked> {
        let was_cut = Arc::new(AtomicBool::new(false));
        let note = was_cut.clone();
        let asked = move || {
            let cut = cut();
            note.fetch_or(cut, Ordering::Relaxed);
            cut
        };
        self.conn.progress_handler(BETWEEN_LOOKS, Some(asked))?;
        let found = on_opening(&self.conn);
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        Ok(match found {
            _ if was_cut.load(Ordering::Relaxed) => Looked::CutOff,
            Some(what) => Looked::Damaged(what),
            None => Looked::Sound,
        })
    }

    /// What is said of a damaged file: what of it survives, and how to go on. Nothing of a sound one.
    pub fn damage_words(&self) -> Vec<String> {
        let Access::ReadOnly(Why::Damaged(what)) = &self.access else { return Vec::new() };
        let survivors: Vec<String> = self.survivors().iter().map(Survivor::words).collect();
        vec![
            format!(
                "{}: the file is damaged ({what}). It is open for reading only and left as it is.",
                self.path.display()
            ),
            format!("What can be read: {}.", survivors.join(", ")),
            format!(
                "`coachlog export sessions --format json --out FILE` and `coachlog export scores --out FILE` write out \
                 what survives. {}.",
                super::backup::restore_words(&self.path)
            ),
        ]
    }

    /// From now on nothing is written: the engine has met damage. False where that is known.
    pub(super) fn found_damage(&mut self, what: &str) -> bool {
        let new = !self.is_damaged();
        if new {
            tracing::error!("the file is damaged: {}", crate::domain::raw::visible(what));
            self.access = Access::ReadOnly(Why::Damaged(what.to_owned()));
        }
        new
    }

    pub fn is_damaged(&self) -> bool {
        matches!(self.access, Access::ReadOnly(Why::Damaged(_)))
    }

    /// Of a damaged file what cannot be read is left out, so that the rest can be had.
    pub(super) fn surviving<T: Default>(&self, found: Result<T>) -> Result<T> {
        match found {
            Err(e) if self.is_damaged() && met(&e).is_some() => Ok(T::default()),
            other => other,
        }
    }

    /// What of a damaged file can be read, table by table.
    pub fn survivors(&self) -> Vec<Survivor> {
        [
            ("sessions", "SELECT length(content) FROM session"),
            ("records of the log", "SELECT length(body) FROM event LEFT JOIN payload USING (log_id, seq)"),
            ("evaluations", "SELECT id, comment FROM evaluation"),
            ("scores", "SELECT earned FROM score"),
            ("transcripts", "SELECT length(words) FROM transcript"),
            ("drafts", "SELECT length(body) FROM draft"),
        ]
        .into_iter()
        .map(|(what, sql)| {
            let (count, whole) = readable(&self.conn, sql);
            Survivor { what, count, whole }
        })
        .collect()
    }
}

/// Rows up to the first that cannot be read.
fn readable(conn: &Connection, sql: &str) -> (u64, bool) {
    let Ok(mut statement) = conn.prepare(sql) else { return (0, false) };
    let Ok(mut rows) = statement.query([]) else { return (0, false) };
    let mut count = 0;
    loop {
        match rows.next() {
            Ok(Some(_)) => count += 1,
            Ok(None) => return (count, true),
            Err(_) => return (count, false),
        }
    }
}

/// Damage that a request met turns the file read-only.
pub(super) fn met(error: &StoreError) -> Option<String> {
    match error {
        StoreError::Sqlite(e) if is_damage(e) => Some(e.to_string()),
        _ => None,
    }
}
