//! What a command ends with: words for the reader, and the exit code for scripts.

use std::fmt::Write as _;

use crate::domain::raw::visible;
use crate::import::ImportError;
use crate::store::StoreError;

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The user's: 1.
    User,
    /// How the command was written: 2.
    Usage,
    /// The data had problems, or a question is open: 3.
    Data,
    /// Ours: 70.
    Ours,
}

impl Kind {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::User => 1,
            Self::Usage => 2,
            Self::Data => 3,
            Self::Ours => 70,
        }
    }
}

#[derive(Debug)]
pub(super) struct CommandError {
    pub(super) kind: Kind,
    pub(super) words: String,
    pub(super) hint: Option<&'static str>,
}

impl CommandError {
    pub(super) fn user(words: impl Into<String>) -> Self {
        Self { kind: Kind::User, words: words.into(), hint: None }
    }

    pub(super) fn usage(words: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, words: words.into(), hint: None }
    }

    pub(super) fn data(words: impl Into<String>) -> Self {
        Self { kind: Kind::Data, words: words.into(), hint: None }
    }

    /// For stderr: a line for what went wrong, a line a hint.
    pub(super) fn shown(&self) -> String {
        let mut out = String::new();
        for (i, line) in self.words.lines().enumerate() {
            let lead = if i == 0 { "coachlog: " } else { "          " };
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{lead}{}", visible(line));
        }
        if let Some(hint) = self.hint {
            let _ = writeln!(out, "   hint: {hint}");
        }
        out
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Sqlite(_) if error.is_busy() => Kind::User,
            _ if error.is_unreadable() => Kind::Data,
            StoreError::Sqlite(_) | StoreError::Content(_) => Kind::Ours,
            StoreError::Import(
                ImportError::Unknown { .. }
                | ImportError::Malformed { .. }
                | ImportError::Workbook { .. }
                | ImportError::Changed { .. }
                | ImportError::Stopped,
            ) => Kind::Data,
            StoreError::Import(
                ImportError::Unreadable { .. }
                | ImportError::NoColumn { .. }
                | ImportError::Zones { .. }
                | ImportError::NoSheet { .. }
                | ImportError::OneCall { .. }
                | ImportError::Exists { .. }
                | ImportError::OwnInput { .. }
                | ImportError::Unwritable { .. },
            )
            | StoreError::NotSaved(_)
            | StoreError::Open { .. }
            | StoreError::ReadOnly
            | StoreError::Refused(_) => Kind::User,
        };
        let hint = if error.is_busy() {
            Some("another program is writing to the file; try again when it is done")
        } else if error.is_unreadable() {
            Some("the file holds what coachlog has not put there; `coachlog doctor` tells what, and how to mend it")
        } else {
            None
        };
        Self { kind, words: error.to_string(), hint }
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::user(error.to_string())
    }
}
