//! Which evaluations and calls are there already, asked for each that comes in.
//!
//! A small load asks the file's indexes. A large one into a file that holds little builds those late (see
//! [`super::bulk`]) and keeps in memory what is there: a keyed hash and a row's number each, 24 bytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

use rusqlite::Connection;

use crate::store::error::Result;

pub(super) enum Known {
    /// The indexes tell.
    Indexed,
    Held(Box<Held>),
}

/// Two hashes with secret keys: a file cannot be written so that two of its names are taken for one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Name(u64, u64);

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0);
    }
}

/// A name is a hash already.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("a name is hashed as one number");
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

type Rows = HashMap<Name, i64, BuildHasherDefault<AsItIs>>;

#[derive(Default)]
pub(super) struct Held {
    secrets: (RandomState, RandomState),
    calls: Rows,
    /// The first evaluation of a source and key.
    evaluations: Rows,
    /// Its later ones: newer versions.
    more: HashMap<Name, Vec<i64>, BuildHasherDefault<AsItIs>>,
}

impl Held {
    fn name(&self, of: impl Hash) -> Name {
        Name(self.secrets.0.hash_one(&of), self.secrets.1.hash_one(&of))
    }

    fn add_evaluation(&mut self, source: i64, key: &str, row: i64) {
        let name = self.name((source, key));
        match self.evaluations.entry(name) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(row);
            }
            std::collections::hash_map::Entry::Occupied(_) => self.more.entry(name).or_default().push(row),
        }
    }
}

impl Known {
    /// All that the file holds, to be added to.
    pub(super) fn held(conn: &Connection) -> Result<Self> {
        let mut held = Held::default();
        let mut statement = conn.prepare("SELECT id, key FROM call WHERE key IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name = held.name(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            held.calls.insert(name, row.get(0)?);
        }
        let mut statement = conn.prepare("SELECT id, source, key FROM evaluation ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            held.add_evaluation(row.get(1)?, row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?, row.get(0)?);
        }
        Ok(Self::Held(Box::new(held)))
    }

    /// The rows of an evaluation's versions.
    pub(super) fn evaluations(&self, conn: &Connection, source: i64, key: &str) -> Result<Vec<i64>> {
        match self {
            Self::Indexed => {
                let mut statement = conn.prepare_cached("SELECT id FROM evaluation WHERE source = ?1 AND key = ?2")?;
                let rows = statement.query_map((source, key), |r| r.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            Self::Held(held) => {
                let name = held.name((source, key));
                let Some(first) = held.evaluations.get(&name) else { return Ok(Vec::new()) };
                Ok([first].into_iter().chain(held.more.get(&name).into_iter().flatten()).copied().collect())
            }
        }
    }

    pub(super) fn call(&self, conn: &Connection, key: &str) -> Result<Option<i64>> {
        match self {
            Self::Indexed => {
                let sql = "SELECT id FROM call WHERE key = ?1";
                crate::store::optional(conn.prepare_cached(sql)?.query_row([key], |r| r.get(0)))
            }
            Self::Held(held) => Ok(held.calls.get(&held.name(key)).copied()),
        }
    }

    pub(super) fn now_holds_evaluation(&mut self, source: i64, key: &str, row: i64) {
        match self {
            Self::Indexed => {}
            Self::Held(held) => held.add_evaluation(source, key, row),
        }
    }

    pub(super) fn now_holds_call(&mut self, key: &str, row: i64) {
        match self {
            Self::Indexed => {}
            Self::Held(held) => {
                let name = held.name(key);
                held.calls.insert(name, row);
            }
        }
    }
}
