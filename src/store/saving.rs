//! What happens when the file cannot be written.
//!
//! A write that fails is rolled back and said, with the path and what is free on its disk ([`StoreError::NotSaved`]);
//! the program goes on. After an error of the disk itself nothing that the connection still holds in memory is
//! believed: it is closed, the file is opened anew, which rolls back what was half written, and the records from the
//! last one of before on are checked link by link. Until that has worked, nothing is written.
//!
//! ```text
//!  write ─► ok                                       acknowledged: synced, and the journal's removal too
//!        ─► locked, full, not allowed ─► said        the connection is good: the next write may work
//!        ─► disk error ─► closed ─► opened anew ─► last records checked ─► is the write there?
//!                            │          │                 │                  no: said, not saved
//!                            │          └─ fails ─────────┴─ fails           yes: synced once more, acknowledged
//!                            └───────────────► nothing is read or written until it works
//! ```

use rusqlite::{Connection, TransactionBehavior};

use super::error::{Cause, Result, StoreError, Unsaved};
use super::place::Remark;
use super::waiting::Waits;
use super::{Access, Network, Opening, Store};

/// How a file's last record is known: its place and its hash.
pub(super) type Tail = Option<(i64, Vec<u8>)>;

/// What the store remembers of its writing.
#[derive(Debug, Default)]
pub(super) struct Saving {
    pub(super) waits: Waits,
    /// The last record that is known to be in the file.
    tail: Tail,
    /// Why the file is not open any more, after an error of the disk.
    lost: Option<String>,
    /// How often the file was opened anew: handles of before are of no use.
    pub(super) reopened: u64,
    /// Drafts as this program put them into the file last.
    pub(super) typed: std::collections::HashMap<crate::domain::id::SessionId, crate::domain::session::Draft>,
    /// Those whose saving ended in an error of the disk since: they may be in the file nevertheless.
    pub(super) in_doubt: Vec<(crate::domain::id::SessionId, crate::domain::session::Draft)>,
    /// Where drafts go that the file does not take.
    pub(super) aside: super::aside::Aside,
}

/// How often a transaction is tried to be taken back.
const ROLL_BACKS: usize = 5;

/// What a transaction came to that did not fail.
struct Done<T> {
    out: T,
    /// The last record before it, and after it.
    before: Tail,
    tail: Tail,
}

pub(super) fn tail_of(conn: &Connection) -> Result<Tail> {
    super::optional(conn.query_row(
        "SELECT seq, hash FROM event WHERE log_id = (SELECT id FROM log WHERE active = 1) ORDER BY seq DESC LIMIT 1",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    ))
}

impl Store {
    /// Does some work in one transaction that takes the lock at once. What it returns is on the disk.
    pub(super) fn transact<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if self.access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        self.ready()?;
        // What the transaction would leave, where its end is in doubt.
        let mut meant = None;
        match self.in_one(work, &mut meant) {
            Ok(done) => {
                self.saving.tail = done.tail;
                Ok(done.out)
            }
            Err(StoreError::Sqlite(e)) => match (Cause::of(&e), meant) {
                (Some(Cause::Disk), meant) => self.after_disk_error(&e, meant),
                (Some(cause), _) => Err(self.not_saved(cause, &e, "")),
                (None, _) => Err(StoreError::Sqlite(e)),
            },
            Err(other) => Err(other),
        }
    }

    fn in_one<T>(&mut self, work: impl FnOnce(&Self) -> Result<T>, meant: &mut Option<Done<T>>) -> Result<Done<T>> {
        // The work reads through the store, which rusqlite's own guard would hold.
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        let begun = tail_of(&self.conn).and_then(|before| {
            self.saving.tail.clone_from(&before);
            // Rows of a batch come before the record that names it.
            self.conn.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let out = work(self)?;
            Ok(Done { out, before, tail: tail_of(&self.conn)? })
        });
        let done = match begun {
            Ok(done) => done,
            Err(e) => {
                self.roll_back();
                return Err(e);
            }
        };
        match self.conn.execute_batch("COMMIT") {
            Ok(()) => Ok(done),
            Err(e) => {
                self.roll_back();
                *meant = Some(done);
                Err(e.into())
            }
        }
    }

    fn roll_back(&self) {
        // Whoever cuts what is under way may cut the beginning of this, too.
        for _ in 0..ROLL_BACKS {
            if self.conn.is_autocommit() {
                return;
            }
            // Where this fails too, the journal is still there, and whoever opens the file next rolls back.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    /// Whether the file can be used; opened anew where an error of the disk closed it.
    pub(super) fn ready(&mut self) -> Result<()> {
        let Some(why) = self.saving.lost.clone() else { return Ok(()) };
        self.open_anew().map_err(|e| StoreError::Open {
            path: self.path.display().to_string(),
            why: format!("after an error of the disk ({why}) nothing is written until it can be read again: {e}"),
        })
    }

    /// Closes the file, opens it again, and checks the records from the last known one on.
    fn open_anew(&mut self) -> Result<()> {
        let known = self.saving.tail.clone();
        if self.path.as_os_str() == ":memory:" {
            return Ok(());
        }
        // What a connection holds after a failed sync is in doubt, and its locks would stand in the way.
        self.conn = Connection::open_in_memory()?;
        if !std::fs::metadata(&self.path).is_ok_and(|m| m.len() > 0) {
            return Err(StoreError::refused("the file is not there any more, or it is empty"));
        }
        let allowed = self.remarks.iter().any(|remark| matches!(remark, Remark::Anyway(_)));
        let network = if allowed { Network::Allowed } else { Network::Refused };
        let how = Opening { network, ..Opening::default() };
        let fresh = Self::open_as(&self.path, self.actor.clone(), self.clock, how)?;
        let Self { mut conn, access, .. } = fresh;
        if access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        self.saving.waits.hang_on(&mut conn)?;
        super::verify::holds_from(&conn, known.as_ref())?;
        self.conn = conn;
        self.saving.tail = tail_of(&self.conn)?;
        self.saving.lost = None;
        self.saving.reopened += 1;
        tracing::warn!("the file was opened anew after an error of the disk; its last records hold");
        Ok(())
    }

    fn after_disk_error<T>(&mut self, e: &rusqlite::Error, meant: Option<Done<T>>) -> Result<T> {
        tracing::error!("the disk reported an error while the file was written: {e}");
        self.saving.lost = Some(e.to_string());
        if let Err(again) = self.open_anew() {
            let words = format!(
                "; it could not be opened again ({again}), and nothing more is written until that works: what is \
                 typed stays, try again"
            );
            return Err(self.not_saved(Cause::Disk, e, &words));
        }
        let checked = "; the file was opened anew and its last records checked: all that was saved before is there";
        match meant {
            // It got as far as the end after all: what was in doubt is brought to the disk by one more write.
            Some(done) if done.tail != done.before && done.tail == self.saving.tail => match self.sync_once_more() {
                Ok(()) => Ok(done.out),
                Err(_) => Err(self.not_saved(Cause::Disk, e, "; whether it is in the file is not known: look")),
            },
            _ => Err(self.not_saved(Cause::Disk, e, checked)),
        }
    }

    /// Writes the schema's number as it is: a transaction whose end is synced with its folder.
    fn sync_once_more(&mut self) -> Result<()> {
        let schema = self.schema()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(&format!("PRAGMA user_version = {schema}"))?;
        Ok(tx.commit()?)
    }

    /// In words that name the path, and what is free beside it.
    fn not_saved(&self, cause: Cause, e: &rusqlite::Error, more: &str) -> StoreError {
        let path = self.path.display();
        let free = crate::written::free_words(&self.path);
        let words = match cause {
            Cause::Busy => format!("NOT saved: another program is writing to {path}"),
            Cause::Full => format!("NOT saved: there is no room left for {path}{free}"),
            Cause::Disk => format!("NOT saved: the disk failed at {path} ({e}){free}{more}"),
            Cause::ReadOnly => format!("NOT saved: {path} may not be written any more{free}"),
        };
        tracing::warn!("{}", crate::domain::raw::visible(&words));
        StoreError::NotSaved(Unsaved { cause, words })
    }
}
