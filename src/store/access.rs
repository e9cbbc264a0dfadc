//! How the file is open, and why it may not be changed.

use std::fmt;

/// How the file is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    ReadWrite,
    ReadOnly(Why),
}

/// Why the file is open for reading only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Asked,
    /// The file or its folder is write-protected, or somebody else's.
    Protected,
    Newer {
        found: i64,
        known: i64,
    },
    /// The engine's own words for what is broken.
    Damaged(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("opened for reading only"),
            Self::Protected => f.write_str("the file or its folder may not be written"),
            Self::Newer { found, known } => write!(
                f,
                "written by a newer coachlog (schema {found}, this one knows {known}); install the newer one to change \
                 anything"
            ),
            Self::Damaged(what) => write!(f, "the file is damaged ({what}); it is left as it is"),
        }
    }
}
