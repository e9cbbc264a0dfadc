//! The practice library: what to coach inside a dimension, with an action that passes the check.

use serde::{Deserialize, Serialize};

/// Entries as a file holds them, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    #[serde(default, rename = "entry")]
    pub entries: Vec<LibraryEntry>,
}

/// One suggestion. Nothing of it is assigned until a supervisor takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryEntry {
    /// The key of the dimension that it coaches.
    pub dimension: String,
    /// The question of the scorecard that the action is tied to, as the scorecard words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// What inside the dimension is to change.
    pub behavior: String,
    /// What the agent is to do, how often and until when.
    pub action: String,
}

impl Library {
    /// Those of one dimension, or all of them.
    pub fn of<'a>(&'a self, dimension: Option<&'a str>) -> impl Iterator<Item = &'a LibraryEntry> {
        self.entries.iter().filter(move |entry| dimension.is_none_or(|key| entry.dimension == key))
    }
}
