//! What a save that was cut off left behind.
//!
//! The engine rolls a journal back whenever it finds one that nobody holds, and it does not ask whose it is: one that
//! was copied here with another file would write that file's pages over this one's. So the rollback is tried on a copy
//! first, and the file itself is touched only where a sound file with the same log comes of it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::health;
use crate::private;

/// A journal's first bytes while it is to be rolled back.
const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The journal's name.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    PathBuf::from(name)
}

/// Whether there is a journal that is to be rolled back, or one of a save that is under way.
pub(super) fn is_there(path: &Path) -> bool {
    let mut head = [0; 8];
    // The journal, never the file itself: closing that would drop the engine's locks.
    std::fs::File::open(beside(path)).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == MAGIC
}

/// What to do about one in a place that may not be written.
pub(super) fn cut_off_words(path: &Path) -> String {
    format!(
        "a save was cut off, and its journal ({}) is to be rolled back, which cannot be done for reading only. Open it \
         once where it may be written; a copy needs both files",
        beside(path).display()
    )
}

/// For how long a journal of another program's save is looked at again.
const LOOKS: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(200);

/// Tries the rollback on a copy. No other coachlog has the file open, and this one has not opened it yet.
pub(super) fn try_on_a_copy(path: &Path) -> Result<()> {
    for look in 1..=LOOKS {
        let Err(why) = tried(path) else { return Ok(()) };
        // Another program may be in the midst of a save: then it is another one soon, or gone.
        if look < LOOKS {
            std::thread::sleep(BETWEEN);
        } else if is_there(path) {
            return Err(StoreError::Open {
                path: path.display().to_string(),
                why: format!(
                    "the journal {} does not go with it: {why}. Nothing was changed. Copy both from where they came \
                     from again; or move the journal away, and `coachlog doctor` says what the file holds without it",
                    beside(path).display()
                ),
            });
        }
    }
    Ok(())
}

fn tried(path: &Path) -> std::result::Result<(), String> {
    let copy = match Copy::of(path) {
        Ok(copy) => copy,
        // Without room for a copy the engine does what it always does.
        Err(e) => {
            tracing::warn!("a journal was not tried on a copy: {e}");
            return Ok(());
        }
    };
    let before = log_id(&copy.path, "?immutable=1");
    let rolled_back = Connection::open_with_flags(&copy.path, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .map_err(|e| e.to_string())
        .and_then(|conn| health::read_all(&conn));
    rolled_back.map_err(|fault| format!("rolled back, it leaves a damaged file ({fault})"))?;
    match (before, log_id(&copy.path, "")) {
        (Some(before), Some(after)) if before != after => Err("it is of a file with another log".to_owned()),
        _ => Ok(()),
    }
}

fn log_id(path: &Path, how: &str) -> Option<Vec<u8>> {
    let name = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(format!("file:{name}{how}"), flags).ok()?;
    conn.query_row("SELECT id FROM log WHERE active = 1", [], |r| r.get(0)).ok()
}

/// File and journal under another name, which go away again.
struct Copy {
    path: PathBuf,
}

impl Copy {
    fn of(path: &Path) -> std::io::Result<Self> {
        let copy = Self { path: private::beside(path, "rollback")? };
        std::fs::copy(path, &copy.path)?;
        private::create_new(&beside(&copy.path))?;
        std::fs::copy(beside(path), beside(&copy.path))?;
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // What stays behind is a copy of what is there anyway.
        let _ = std::fs::remove_file(beside(&self.path));
        let _ = std::fs::remove_file(&self.path);
    }
}
