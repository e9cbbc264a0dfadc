//! Which evaluations and calls are there already, asked for each that comes in.
//!
//! A small load asks the file's indexes. A large one into a file that holds little builds those late (see
//! [`super::bulk`]) and keeps in memory what is there: a keyed hash and a row's number each, 24 bytes.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

use rusqlite::Connection;

use crate::domain::evaluation::EvaluationRecord;
use crate::store::error::Result;

pub(super) enum Known {
    /// The indexes tell.
    Indexed,
    Held(Box<Held>),
}

/// Two hashes with secret keys: a file cannot be written so that two of its names are taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name(u64, u64);

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

/// The keys of the hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Secrets(RandomState, RandomState);

/// What an evaluation and its call are sought by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) evaluation: Name,
    /// Of a call with an ID.
    pub(super) call: Option<Name>,
}

impl Secrets {
    fn name(&self, of: impl Hash) -> Name {
        Name(self.0.hash_one(&of), self.1.hash_one(&of))
    }

    fn evaluation(&self, source: &str, key: &str) -> Name {
        self.name((source, key))
    }

    pub(super) fn call(&self, key: &str) -> Name {
        self.name(key)
    }

    pub(super) fn names(&self, e: &EvaluationRecord) -> Names {
        Names { evaluation: self.evaluation(&e.source, &e.key), call: e.call_id.as_deref().map(|key| self.call(key)) }
    }
}

#[derive(Default)]
pub(super) struct Held {
    calls: Rows,
    /// The first evaluation of a source and key.
    evaluations: Rows,
    /// Its later ones: newer versions.
    more: HashMap<Name, Vec<i64>, BuildHasherDefault<AsItIs>>,
}

impl Held {
    fn add_evaluation(&mut self, name: Name, row: i64) {
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
    pub(super) fn held(conn: &Connection, secrets: &Secrets) -> Result<Self> {
        let mut held = Held::default();
        let mut statement = conn.prepare("SELECT id, key FROM call WHERE key IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name = secrets.call(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            held.calls.insert(name, row.get(0)?);
        }
        let sql = "SELECT e.id, o.name, e.key FROM evaluation e JOIN source o ON o.id = e.source ORDER BY e.id";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |at| row.get_ref(at).and_then(|text| Ok(text.as_str()?));
            held.add_evaluation(secrets.evaluation(text(1)?, text(2)?), row.get(0)?);
        }
        Ok(Self::Held(Box::new(held)))
    }

    /// The rows of an evaluation's versions.
    pub(super) fn evaluations(&self, conn: &Connection, (source, key): (i64, &str), names: &Names) -> Result<Vec<i64>> {
        match self {
            Self::Indexed => {
                let mut statement = conn.prepare_cached("SELECT id FROM evaluation WHERE source = ?1 AND key = ?2")?;
                let rows = statement.query_map((source, key), |r| r.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            Self::Held(held) => {
                let Some(first) = held.evaluations.get(&names.evaluation) else { return Ok(Vec::new()) };
                let more = held.more.get(&names.evaluation).into_iter().flatten();
                Ok([first].into_iter().chain(more).copied().collect())
            }
        }
    }

    pub(super) fn call(&self, conn: &Connection, key: &str, name: Name) -> Result<Option<i64>> {
        match self {
            Self::Indexed => {
                let sql = "SELECT id FROM call WHERE key = ?1";
                crate::store::optional(conn.prepare_cached(sql)?.query_row([key], |r| r.get(0)))
            }
            Self::Held(held) => Ok(held.calls.get(&name).copied()),
        }
    }

    pub(super) fn now_holds_evaluation(&mut self, names: &Names, row: i64) {
        match self {
            Self::Indexed => {}
            Self::Held(held) => held.add_evaluation(names.evaluation, row),
        }
    }

    pub(super) fn now_holds_call(&mut self, name: Name, row: i64) {
        match self {
            Self::Indexed => {}
            Self::Held(held) => {
                held.calls.insert(name, row);
            }
        }
    }
}
