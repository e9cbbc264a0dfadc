//! The backup of the day: in the gaps between requests, and never in anybody's way.

use std::path::Path;
use std::sync::mpsc::{TryRecvError, channel};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{Begun, Go, Limit, folder_of, free_name, holds, kept, pages, read_back, rotate};
use crate::private::{self, Standing};
use crate::store::error::{Result, StoreError};
use crate::store::health::{self, Check};
use crate::store::instance::Instance;
use crate::store::open::as_named;
use crate::store::{Access, Store};

/// What became of it, where anybody need know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Came {
    /// It is there, or there was nothing to do.
    Well,
    /// The program ends meanwhile.
    Stopped,
    /// Why there is none.
    Failed(String),
    /// The file itself is damaged: the engine's words.
    Damaged(String),
}

/// After a step, before the next.
const GAP: Duration = Duration::from_millis(2);
/// While the copy is read back.
const WAIT: Duration = Duration::from_millis(100);

/// Whose thread it is: what is asked meanwhile is answered between the steps.
pub(in crate::store) trait Host {
    fn store(&mut self) -> &mut Store;
    /// Answers what is asked within that time.
    fn serve(&mut self, within: Duration) -> Go;
}

/// Whether today's is still to be made.
fn due(store: &Store) -> Option<Limit> {
    let limit = store.backups.filter(|limit| limit.0 > 0 && store.access == Access::ReadWrite)?;
    let newest = kept(&store.path).into_iter().next();
    newest.is_none_or(|newest| newest.day < store.backup_day()).then_some(limit)
}

/// Makes today's backup where it is due.
pub(in crate::store) fn keep(host: &mut dyn Host) -> Came {
    let Some(limit) = due(host.store()) else { return Came::Well };
    let folder = folder_of(&host.store().path);
    if let Err(e) = private::folder(&folder) {
        return Came::Failed(format!("there is no backup of today: {} cannot be made ({e})", folder.display()));
    }
    // Another program may be at it: then it is not ours to do.
    let Ok(_alone) = Instance::alone(&folder.join("daily")) else { return Came::Well };
    sweep(&folder);
    if due(host.store()).is_none() {
        return Came::Well;
    }
    match copy(host, limit) {
        Ok(came) => came,
        Err(e) => match health::met(&e) {
            Some(what) => Came::Damaged(what),
            None => Came::Failed(format!("there is no backup of today: {e}")),
        },
    }
}

fn copy(host: &mut dyn Host, limit: Limit) -> Result<Came> {
    let path = host.store().path.clone();
    let begun = Begun::new(&free_name(&path, host.store().backup_day(), ""), "daily")?;
    let mut to = begun.open()?;
    // A connection of its own: the store's serves requests between the steps.
    let from = Connection::open_with_flags(
        as_named(&path),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    if pages(&from, &mut to, &mut |_| host.serve(GAP))? == Go::Stop {
        return Ok(Came::Stopped);
    }
    drop(from);
    to.close().map_err(|(_, e)| e)?;
    // Reading it back may take a while, and it is another file: on a thread of its own.
    let (done, answer) = channel();
    let copy = begun.temporary().to_owned();
    let started = std::thread::Builder::new().name("backup".to_owned()).spawn(move || {
        // Where the program ends meanwhile nobody waits for it.
        let _ = done.send(read_back(&copy));
    });
    started.map_err(|e| StoreError::refused(format!("it could not be read back ({e})")))?;
    let head = loop {
        match answer.try_recv() {
            Ok(Ok(head)) => break head,
            // The copy alone may be damaged.
            Ok(Err(fault)) => match health::fault(&host.store().conn, Check::Quick) {
                Some(fault) => return Ok(Came::Damaged(fault)),
                None => return Err(StoreError::refused(format!("the copy cannot be read back ({fault})"))),
            },
            Err(TryRecvError::Disconnected) => return Err(StoreError::refused("it could not be read back")),
            Err(TryRecvError::Empty) => {}
        }
        if host.serve(WAIT) == Go::Stop {
            return Ok(Came::Stopped);
        }
    };
    if !holds(&host.store().conn, &head) {
        return Err(StoreError::refused("the copy is not of this file"));
    }
    begun.finish(&head, Standing::Stays)?;
    remove_old(&path, limit);
    Ok(Came::Well)
}

/// Old ones go only now that the new one was read back and has its name.
fn remove_old(path: &Path, limit: Limit) {
    let kept = kept(path);
    let dated: Vec<rotate::Dated> =
        kept.iter().map(|k| rotate::Dated { day: k.day, occasion: k.occasion, bytes: k.bytes }).collect();
    for at in rotate::going(&dated, limit.0) {
        if let Err(e) = std::fs::remove_file(&kept[at].path) {
            tracing::warn!("an old backup was not removed: {e}");
        }
    }
}

/// Copies of the day that nobody finished: this program alone makes them now.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.contains(".db.daily-") {
            // It is tried again tomorrow.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
