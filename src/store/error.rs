//! What can go wrong with the file, in sentences.

use crate::import::ImportError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{}", sentence(.0))]
    Sqlite(#[from] rusqlite::Error),
    /// A write did not reach the file.
    #[error("{}", .0.words)]
    NotSaved(Unsaved),
    #[error("{path} cannot be opened: {why}")]
    Open { path: String, why: String },
    #[error("the file is open for reading only; nothing was changed")]
    ReadOnly,
    /// What was asked for is not there, or not allowed: a sentence for the user.
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("the file holds what this version cannot read: {0}")]
    Content(#[from] serde_json::Error),
}

/// A write that failed, in words that name the file and the room beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    pub(super) cause: Cause,
    pub(super) words: String,
}

/// What is in the way of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Another program holds it.
    Busy,
    Full,
    /// The disk failed: what the connection holds in memory is in doubt.
    Disk,
    ReadOnly,
}

impl Cause {
    pub(super) fn of(e: &rusqlite::Error) -> Option<Self> {
        use rusqlite::ErrorCode as Code;
        match e.sqlite_error_code()? {
            Code::DatabaseBusy | Code::DatabaseLocked => Some(Self::Busy),
            Code::DiskFull => Some(Self::Full),
            Code::SystemIoFailure | Code::CannotOpen => Some(Self::Disk),
            Code::ReadOnly => Some(Self::ReadOnly),
            _ => None,
        }
    }
}

fn sentence(e: &rusqlite::Error) -> String {
    match Cause::of(e) {
        Some(Cause::Busy) => "another program is writing to the data file, and was waited for in vain".to_owned(),
        Some(Cause::Disk | Cause::Full | Cause::ReadOnly) | None => e.to_string(),
    }
}

pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// Another program holds the file.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sqlite(e) => Cause::of(e) == Some(Cause::Busy),
            Self::NotSaved(unsaved) => unsaved.cause == Cause::Busy,
            _ => false,
        }
    }

    /// The file cannot be written as it is now; what is typed goes beside it.
    pub(super) fn is_in_the_way(&self) -> bool {
        match self {
            Self::Sqlite(e) => Cause::of(e).is_some(),
            Self::NotSaved(_) | Self::Open { .. } => true,
            _ => false,
        }
    }

    /// The disk failed at the end of a write, which may be in the file nevertheless.
    pub(super) fn is_in_doubt(&self) -> bool {
        matches!(self, Self::NotSaved(unsaved) if unsaved.cause == Cause::Disk)
    }

    /// A value of the file is none that the program has put there: a bit fell over, or somebody wrote to it.
    pub fn is_unreadable(&self) -> bool {
        match self {
            Self::Content(_) => true,
            Self::Sqlite(e) => match e {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::InvalidColumnType(..) => true,
                e => super::health::is_damage(e),
            },
            _ => false,
        }
    }

    /// Somebody asked for it to be cut short.
    pub(super) fn is_interrupted(&self) -> bool {
        matches!(self, Self::Sqlite(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted))
    }

    pub fn refused(words: impl Into<String>) -> Self {
        Self::Refused(words.into())
    }
}
