//! How later files tell whom to leave out, without the file keeping who that is.
//!
//! ```text
//! H("coachlog.erased.v1\0" ‖ salt, 16 bytes ‖ field(kind) ‖ field(value) …)
//! ```
//! A row is left out where it would have joined the person who was erased:
//! - `key`: the same source calls someone the same, by id or by name;
//! - `id`, `id-name`: another source has the same id, with no name or with the same one;
//! - `name`: the row has the name and no id, whatever its source. Someone else of that name who has no id is left out
//!   with them: nothing tells the two apart;
//! - `any-name`: the row has the name and an id, and the person was known by name alone everywhere.
//!
//! Names and ids are short: who has the file and a list of names can try them out. The hash hides a person from being
//! read, not from being asked for.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::theirs::IdentityOf;
use crate::domain::erasure::{Salted, SaltedCalls};
use crate::domain::evaluation::AgentKey;
use crate::domain::people::normalised;
use crate::store::error::{Result, StoreError};
use crate::store::identities::identity_key;
use crate::store::log::hex;

/// Bytes of a call's hash that are kept: enough to tell a file's calls apart, and half as long.
const OF_A_CALL: usize = 8;

fn new_salt() -> Result<[u8; 16]> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|e| StoreError::refused(format!("the system gave no random numbers: {e}")))?;
    Ok(salt)
}

fn hash(salt: &str, fields: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"coachlog.erased.v1\0");
    hash.update(salt);
    for field in fields {
        hash.update(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

/// What a source may call the person.
pub(super) fn of_identities(identities: &[IdentityOf], names: &BTreeSet<String>) -> Result<Vec<Salted>> {
    let names: BTreeSet<String> = names.iter().map(|n| normalised(n)).filter(|n| !n.is_empty()).collect();
    let ids: BTreeSet<&str> = identities.iter().filter_map(|i| i.key.strip_prefix("id:")).collect();
    let mut all: BTreeSet<Vec<&str>> = BTreeSet::new();
    for identity in identities {
        all.insert(vec!["key", &identity.source, &identity.key]);
    }
    for id in &ids {
        all.insert(vec!["id", id]);
        all.extend(names.iter().map(|name| vec!["id-name", *id, name.as_str()]));
    }
    for name in &names {
        all.insert(vec!["name", name]);
        if ids.is_empty() && !identities.is_empty() {
            all.insert(vec!["any-name", name]);
        }
    }
    let mut out = Vec::with_capacity(all.len());
    for fields in all {
        let salt = hex(&new_salt()?);
        let hash = hex(&hash(&salt, &fields));
        out.push(Salted { salt, hash });
    }
    // In no order that tells what is what.
    out.sort_by(|a, b| a.hash.cmp(&b.hash));
    Ok(out)
}

/// Their calls: a transcript may come without a word of whose it is.
pub(super) fn of_calls(calls: &[(i64, Option<String>)]) -> Result<Option<SaltedCalls>> {
    let keys: Vec<&String> = calls.iter().filter_map(|(_, key)| key.as_ref()).collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let salt = hex(&new_salt()?);
    let mut hashes: Vec<String> = keys.into_iter().map(|key| of_call(&salt, key)).collect();
    hashes.sort_unstable();
    Ok(Some(SaltedCalls { salt, hashes }))
}

fn of_call(salt: &str, key: &str) -> String {
    hex(&hash(salt, &["call", key])[..OF_A_CALL])
}

/// Whom a load leaves out.
#[derive(Debug, Default)]
pub(in crate::store) struct Filter {
    people: Vec<(String, String)>,
    /// By their salt.
    calls: HashMap<String, HashSet<String>>,
    /// What was found of those that the files name.
    seen: HashMap<(String, AgentKey), bool>,
}

impl Filter {
    pub(in crate::store) fn read(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare("SELECT salt, hash FROM erased_identity")?;
        let people = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut calls: HashMap<String, HashSet<String>> = HashMap::new();
        let mut statement = conn.prepare("SELECT salt, hash FROM erased_call")?;
        for row in statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))? {
            let (salt, hash) = row?;
            calls.entry(salt).or_default().insert(hash);
        }
        Ok(Self { people, calls, seen: HashMap::new() })
    }

    /// Someone who was erased. Who is known by this very id or name is not, whoever else bore it.
    pub(in crate::store) fn holds_agent(&mut self, conn: &Connection, source: &str, agent: &AgentKey) -> Result<bool> {
        if self.people.is_empty() {
            return Ok(false);
        }
        let place = (source.to_owned(), agent.clone());
        if let Some(known) = self.seen.get(&place) {
            return Ok(*known);
        }
        let key = identity_key(agent);
        let name = agent.name.as_deref().map(normalised);
        let mut forms: Vec<Vec<&str>> = vec![vec!["key", source, &key]];
        match (&agent.id, &name) {
            (Some(id), Some(name)) => forms.extend([vec!["id-name", id, name], vec!["any-name", name]]),
            (Some(id), None) => forms.push(vec!["id", id]),
            (None, Some(name)) => forms.push(vec!["name", name]),
            (None, None) => {}
        }
        let is = |(salt, known): &(String, String)| forms.iter().any(|form| hex(&hash(salt, form)) == *known);
        let sql = "SELECT EXISTS (SELECT 1 FROM identity WHERE source = ?1 AND key = ?2)";
        let found = self.people.iter().any(is)
            && !conn.prepare_cached(sql)?.query_row((source, &key), |r| r.get::<_, bool>(0))?;
        self.seen.insert(place, found);
        Ok(found)
    }

    /// A call of theirs, which no one else has brought since.
    pub(in crate::store) fn holds_call(&self, conn: &Connection, key: &str) -> Result<bool> {
        if !self.calls.iter().any(|(salt, hashes)| hashes.contains(&of_call(salt, key))) {
            return Ok(false);
        }
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM call WHERE key = ?1)";
        Ok(conn.prepare_cached(sql)?.query_row([key], |r| r.get(0))?)
    }
}
