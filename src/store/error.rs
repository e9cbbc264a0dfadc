//! What can go wrong with the file, in sentences.

use crate::import::ImportError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
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

pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// Another program holds the file.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Sqlite(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy))
    }

    /// Somebody asked for it to be cut short.
    pub(super) fn is_interrupted(&self) -> bool {
        matches!(self, Self::Sqlite(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted))
    }

    pub fn refused(words: impl Into<String>) -> Self {
        Self::Refused(words.into())
    }
}
