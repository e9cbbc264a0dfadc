//! The schema's versions: one file each, never edited once released.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::Store;
use super::backup::{BETWEEN_LOOKS, Copied, Copying, Go, Told};
use super::error::{Result, StoreError};
use crate::domain::upgrade::{Part, Tell, Upgrade, Wish};

const STEPS: [&str; 10] = [
    include_str!("../../assets/schema/0001_first.sql"),
    include_str!("../../assets/schema/0002_profiles.sql"),
    include_str!("../../assets/schema/0003_people.sql"),
    include_str!("../../assets/schema/0004_follow_up.sql"),
    include_str!("../../assets/schema/0005_talk.sql"),
    include_str!("../../assets/schema/0006_moments.sql"),
    include_str!("../../assets/schema/0007_checkpoints.sql"),
    include_str!("../../assets/schema/0008_erasure.sql"),
    include_str!("../../assets/schema/0009_room.sql"),
    include_str!("../../assets/schema/0010_first_screen.sql"),
];

/// The newest schema that this program knows.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// The schema that keeps beside the daily sums what they cannot hold.
const UNSUMMED: i64 = 10;

/// Refuses files of other programs before anything is asked of them; a file of ours that is damaged comes back with
/// what is wrong with it.
pub(super) fn check_application(conn: &Connection, path: &Path) -> Result<Option<String>> {
    let refuse = |why: String| StoreError::Open { path: path.display().to_string(), why };
    let read = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i32>(0));
    let found = read("PRAGMA application_id").and_then(|id| Ok((id, read("SELECT count(*) FROM sqlite_schema")?)));
    match found {
        Ok((id, tables)) if id == super::APPLICATION_ID || id == 0 && tables == 0 => Ok(None),
        Ok((id, _)) => {
            let mark = if id == 0 { String::new() } else { format!(" (application id {id:08x})") };
            Err(refuse(format!("it is an SQLite file of another program{mark}; nothing was changed")))
        }
        Err(e) => match e.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Err(refuse(format!(
                "it is not a coachlog file, or it is damaged ({e}); nothing was changed. {}",
                super::backup::restore_words(path)
            ))),
            Some(ErrorCode::DatabaseCorrupt) => Ok(Some(e.to_string())),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) if super::journal::is_there(path) => {
                Err(refuse(super::journal::cut_off_words(path)))
            }
            _ => Err(StoreError::Sqlite(e)),
        },
    }
}

impl Store {
    /// Brings the file up to [`KNOWN`] in one transaction. A file with content is copied first; one whose copy cannot
    /// be made stays as it is, and so does one where it is stopped.
    pub(super) fn migrate(&mut self, from: i64, tell: &Tell) -> Result<()> {
        let path = self.path.display().to_string();
        let failed = |why: String| StoreError::Open { path: path.clone(), why };
        let copy = if from > 0 {
            let copy = self.copy_before(from, tell).map_err(|e| {
                failed(format!(
                    "it is of schema {from} and has to be brought to schema {KNOWN}, and no copy of it could be made \
                     before that: {e}. Nothing was changed"
                ))
            })?;
            Some(copy)
        } else {
            None
        };
        let changed = self.with_room(|store| steps(&mut store.conn, tell));
        changed.map_err(|e| match copy {
            Some(copy) => failed(format!(
                "it could not be brought from schema {from} to schema {KNOWN} ({e}); it was left as it was, and a copy \
                 of it lies at {}",
                copy.display()
            )),
            None => e,
        })
    }

    /// The copy of before; one that was made of this very state is not made again.
    fn copy_before(&self, from: i64, tell: &Tell) -> Result<PathBuf> {
        let what = format!("schema-{KNOWN}");
        let known = super::backup::kept(&self.path).into_iter().find(|kept| {
            let name = kept.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            name.contains(&format!("-before-{what}")) && same_state(&self.conn, &kept.path, from)
        });
        match known {
            Some(known) => Ok(known.path),
            None => {
                let tell = tell.clone();
                let told: Told = Arc::new(move |copying| {
                    let part = match copying {
                        Copying::Pages(Copied { done, all }) => Part::Copying { done, all },
                        Copying::ReadingBack => Part::ReadingBack,
                    };
                    go(tell(Upgrade { from, to: KNOWN, part }))
                });
                Ok(self.backup_before(&what, &told)?.path)
            }
        }
    }
}

/// Whether a copy was made of this very state: of the same schema, with the same records and drafts.
fn same_state(conn: &Connection, copy: &Path, from: i64) -> bool {
    const SQL: &str = "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM event),
        (SELECT hex(hash) FROM event ORDER BY seq DESC LIMIT 1), (SELECT group_concat(hex(uuid) || saved_at) FROM draft)";
    type State = (i64, i64, Option<String>, Option<String>);
    let state = |conn: &Connection| -> rusqlite::Result<State> {
        conn.query_row(SQL, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
    };
    let there = Connection::open_with_flags(super::open::as_named(copy), OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|conn| state(&conn));
    matches!((state(conn), there), (Ok(here), Ok(there)) if here == there && here.0 == from)
}

fn go(wish: Wish) -> Go {
    match wish {
        Wish::GoOn => Go::On,
        Wish::Stop => Go::Stop,
    }
}

/// Nobody is told, and nothing stops it.
pub(super) fn silent() -> Tell {
    Arc::new(|_| Wish::GoOn)
}

/// All steps that the file lacks, in one transaction.
pub(super) fn steps(conn: &mut Connection, tell: &Tell) -> Result<()> {
    // A table that is made anew under its name leaves no row without what it refers to; checked row by row, the table
    // that it takes the place of could not go.
    conn.execute_batch("PRAGMA foreign_keys = OFF")?;
    let done = told(conn, tell);
    conn.execute_batch("PRAGMA foreign_keys = ON")?;
    done
}

fn told(conn: &mut Connection, tell: &Tell) -> Result<()> {
    let now = Arc::new(Mutex::new(None));
    let (asked, at) = (tell.clone(), now.clone());
    let stop = move || match at.lock() {
        Ok(now) => now.is_some_and(|now| asked(now) == Wish::Stop),
        Err(_) => false,
    };
    conn.progress_handler(BETWEEN_LOOKS, Some(stop))?;
    let done = change(conn, |upgrade| {
        if let Ok(mut now) = now.lock() {
            *now = Some(upgrade);
        }
        tell(upgrade)
    });
    conn.progress_handler(0, None::<fn() -> bool>)?;
    done
}

fn change(conn: &mut Connection, tell: impl Fn(Upgrade) -> Wish) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another program may have done it while this one waited.
    let from: i64 = tx.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    let lacking: Vec<&str> = STEPS.into_iter().skip(usize::try_from(from).unwrap_or(0)).collect();
    for (at, sql) in lacking.iter().enumerate() {
        let part = Part::Changing { step: at + 1, of: lacking.len() };
        match tell(Upgrade { from, to: KNOWN, part }) {
            Wish::GoOn => tx.execute_batch(sql)?,
            Wish::Stop => return Err(StoreError::refused("it was stopped")),
        }
    }
    if from < UNSUMMED {
        super::unsummed::fill(&tx)?;
    }
    tx.execute_batch(&format!("PRAGMA user_version = {KNOWN}; PRAGMA application_id = {};", super::APPLICATION_ID))?;
    tx.commit()?;
    tracing::info!(from, to = KNOWN, "schema");
    Ok(())
}

/// The newest schema in an empty database, for rebuilding projections.
pub(super) fn create(conn: &Connection) -> Result<()> {
    for step in STEPS {
        conn.execute_batch(step)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stop_at: Option<usize>) -> (Tell, Arc<Mutex<Vec<Part>>>) {
        let seen: Arc<Mutex<Vec<Part>>> = Arc::default();
        let note = seen.clone();
        let tell: Tell = Arc::new(move |upgrade| {
            note.lock().expect("nobody panicked").push(upgrade.part);
            match upgrade.part {
                Part::Changing { step, .. } if Some(step) == stop_at => Wish::Stop,
                _ => Wish::GoOn,
            }
        });
        (tell, seen)
    }

    #[test]
    fn each_step_is_told_before_it_is_done() {
        let mut conn = Connection::open_in_memory().expect("it opens");
        let (tell, seen) = told(None);
        steps(&mut conn, &tell).expect("it is brought up");
        let of = STEPS.len();
        let mut seen = seen.lock().expect("nobody panicked").clone();
        seen.dedup();
        assert_eq!(seen, (1..=of).map(|step| Part::Changing { step, of }).collect::<Vec<_>>());
    }

    #[test]
    fn a_file_whose_upgrade_is_stopped_is_as_it_was() {
        let mut conn = Connection::open_in_memory().expect("it opens");
        assert!(steps(&mut conn, &told(Some(3)).0).is_err());
        let left: (i64, i64) = conn
            .query_row("SELECT count(*), (SELECT user_version FROM pragma_user_version) FROM sqlite_schema", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .expect("it is read");
        assert_eq!(left, (0, 0));
        steps(&mut conn, &silent()).expect("and is brought up the next time");
    }
}
