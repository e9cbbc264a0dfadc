//! Between the domain's types and those of the file.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use uuid::Uuid;

use crate::domain::day;
use crate::domain::id::{
    AbsenceId, AmendmentId, BatchId, DisputeId, EntryId, FlagId, PersonId, PraiseId, ScorecardId, SessionId, SnoozeId,
    TargetId, TeamId,
};
use crate::domain::raw::Raw;
use crate::domain::when::{Stamp, When};

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        }
        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let bytes = value.as_blob()?;
                Uuid::from_slice(bytes).map(Self).map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 16, blob_size: bytes.len() })
            }
        }
    )+};
}
ids!(
    AbsenceId,
    AmendmentId,
    BatchId,
    DisputeId,
    EntryId,
    FlagId,
    PersonId,
    PraiseId,
    ScorecardId,
    SessionId,
    SnoozeId,
    TargetId,
    TeamId
);

impl ToSql for Raw {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.verbatim().as_bytes())))
    }
}

impl FromSql for Raw {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Raw::from)
    }
}

/// A [`When`] as two columns: its kind, and milliseconds. A wall-clock time and a date are stored as if in UTC:
/// what instant they are depends on a zone that may change.
pub(super) fn parts(when: When) -> (u8, i64) {
    let ms = match when {
        When::Instant(at) => at.timestamp_millis(),
        When::Naive(local) => local.and_utc().timestamp_millis(),
        When::Date(day) => day::to_number(day) * 86_400_000,
    };
    (when.exactness(), ms)
}

pub(super) fn from_parts(kind: Option<u8>, ms: Option<i64>) -> Option<When> {
    let at = DateTime::from_timestamp_millis(ms?)?;
    Some(match kind? {
        0 => When::Date(at.date_naive()),
        1 => When::Naive(at.naive_utc()),
        _ => When::Instant(at),
    })
}

/// The zone of a batch's times without one: its own where it names one, else the database's.
pub(super) fn batch_zone(named: Option<&str>, database: Tz) -> Tz {
    named.and_then(|n| n.parse().ok()).unwrap_or(database)
}

/// A time with its source's text: the one that was written, else the usual one.
pub(super) fn stamp(kind: Option<u8>, ms: Option<i64>, written: Option<String>) -> Option<Stamp> {
    let when = from_parts(kind, ms)?;
    Some(Stamp { text: written.unwrap_or_else(|| when.usual()), when })
}

/// The same of a row, by what its three columns begin with.
pub(super) fn stamp_of(row: &Row<'_>, what: &str) -> rusqlite::Result<Option<Stamp>> {
    let column = |part: &str| format!("{what}_{part}");
    Ok(stamp(row.get(&*column("kind"))?, row.get(&*column("ms"))?, row.get(&*column("written"))?))
}

/// A stored day. What no calendar holds reads as the epoch; nothing that the program writes does.
pub(super) fn date(number: i64) -> NaiveDate {
    day::from_number(number).unwrap_or(NaiveDate::MIN)
}

pub(super) fn optional_date(number: Option<i64>) -> Option<NaiveDate> {
    number.map(date)
}

/// The day on which something was written, by the calendar of the file's zone.
pub(super) fn day_written(at: &str, zone: Tz) -> Option<NaiveDate> {
    at.parse::<DateTime<Utc>>().ok().map(|at| at.with_timezone(&zone).date_naive())
}

pub(super) fn instant(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
