//! Who has the file open: a lock on a small file beside it, shared by all who work on it, and held alone by a restore,
//! which puts another file in its place.
//!
//! The engine's own locks last for a save; a program that only looks at the file holds none of them. Where the lock
//! cannot be had (a folder that may not be written, a file system without locks) the program works without.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::private;

/// How long a restore by another program is waited for, in looks.
const LOOKS: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(50);

/// Held as long as the file is open; the system gives it back however the program ends.
#[derive(Debug)]
pub(super) struct Instance {
    file: File,
}

/// Why the lock could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Others have the file open.
    Open,
    /// There is no lock to be had here.
    NoLock,
}

/// The lock's file.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".lock");
    path.with_file_name(name)
}

fn open(path: &Path) -> Option<File> {
    let beside = beside(path);
    private::open(&beside, OpenOptions::new().write(true).create(true).truncate(false))
        .or_else(|_| File::open(&beside))
        .ok()
}

impl Instance {
    /// Among others. `Err(Open)`: a restore holds it alone, and did not come to its end.
    pub(super) fn among_others(path: &Path) -> Result<Self, Taken> {
        let file = open(path).ok_or(Taken::NoLock)?;
        for _ in 0..LOOKS {
            match file.try_lock_shared() {
                Ok(()) => return Ok(Self { file }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN),
                Err(TryLockError::Error(_)) => return Err(Taken::NoLock),
            }
        }
        Err(Taken::Open)
    }

    /// Alone; not waited for.
    pub(super) fn alone(path: &Path) -> Result<Self, Taken> {
        let file = open(path).ok_or(Taken::NoLock)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Taken::Open),
            Err(TryLockError::Error(_)) => Err(Taken::NoLock),
        }
    }

    /// Whether others have the file open, too. Whoever comes meanwhile waits for a moment.
    pub(super) fn has_company(&self) -> bool {
        let company = matches!(self.file.try_lock(), Err(TryLockError::WouldBlock));
        // Some systems give the shared lock up for the attempt.
        let _ = self.file.lock_shared();
        company
    }

    /// From alone to among others.
    pub(super) fn let_others(self) -> Self {
        // Whoever comes in between finds the file as it is now.
        let _ = self.file.unlock();
        let _ = self.file.lock_shared();
        self
    }
}
