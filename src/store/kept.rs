//! What was read a moment ago and holds until the file changes.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Store;
use super::error::Result;

/// What answers hold for: the file as it was, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Writes of other connections, and of this one.
    writes: (i64, i64),
    pub(super) today: NaiveDate,
}

impl Store {
    pub(super) fn stamp(&self) -> Result<Stamp> {
        let own = self.conn.prepare_cached("SELECT total_changes()")?.query_row([], |r| r.get(0))?;
        Ok(Stamp { writes: (self.data_version()?, own), today: self.today()? })
    }
}

/// Things found one by one.
#[derive(Debug)]
pub(super) struct Kept<K, V>(Option<(Stamp, HashMap<K, V>)>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K, V> Kept<K, V> {
    /// Those that hold as the file is now.
    pub(super) fn as_of(&mut self, stamp: Stamp) -> &mut HashMap<K, V> {
        let known = self.0.take().filter(|(then, _)| *then == stamp);
        &mut self.0.insert(known.unwrap_or_else(|| (stamp, HashMap::new()))).1
    }
}
