//! The schema's versions: one file each, never edited once released.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::error::{Result, StoreError};

const STEPS: [&str; 8] = [
    include_str!("../../assets/schema/0001_first.sql"),
    include_str!("../../assets/schema/0002_profiles.sql"),
    include_str!("../../assets/schema/0003_people.sql"),
    include_str!("../../assets/schema/0004_follow_up.sql"),
    include_str!("../../assets/schema/0005_talk.sql"),
    include_str!("../../assets/schema/0006_moments.sql"),
    include_str!("../../assets/schema/0007_checkpoints.sql"),
    include_str!("../../assets/schema/0008_erasure.sql"),
];

/// The newest schema that this program knows.
#[expect(clippy::cast_possible_wrap, reason = "a handful of steps")]
pub(super) const KNOWN: i64 = STEPS.len() as i64;

/// Refuses files of other programs before anything is asked of them.
pub(super) fn check_application(conn: &Connection, path: &str) -> Result<()> {
    let refuse = |why: String| StoreError::Open { path: path.to_owned(), why };
    let unreadable = |e: rusqlite::Error| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            refuse(format!("it is not a coachlog file, or it is damaged ({e})"))
        }
        _ => StoreError::Sqlite(e),
    };
    let id: i32 = conn.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(unreadable)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(unreadable)?;
    if id != super::APPLICATION_ID && (id != 0 || tables > 0) {
        return Err(refuse("it is an SQLite file of another program".to_owned()));
    }
    Ok(())
}

/// Brings the file up to [`KNOWN`] in one transaction. A file with content is copied first.
pub(super) fn migrate(conn: &mut Connection, path: &Path, from: i64) -> Result<()> {
    if from > 0 {
        let copy = path.with_extension(format!("before-schema-{KNOWN}.db"));
        if !copy.exists() {
            let failed = |e: std::io::Error| StoreError::Open { path: copy.display().to_string(), why: e.to_string() };
            super::create_private(&copy).map_err(failed)?;
            conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        }
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    // Another program may have done it while this one waited.
    let now: i64 = tx.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    for step in STEPS.iter().skip(usize::try_from(now).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.execute_batch(&format!("PRAGMA user_version = {KNOWN}; PRAGMA application_id = {};", super::APPLICATION_ID))?;
    tx.commit()?;
    tracing::info!(from = now, to = KNOWN, "schema");
    Ok(())
}

/// The newest schema in an empty database, for rebuilding projections.
pub(super) fn create(conn: &Connection) -> Result<()> {
    for step in STEPS {
        conn.execute_batch(step)?;
    }
    Ok(())
}
