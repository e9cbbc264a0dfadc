//! What of the file is a person's.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{each_record, hashes};
use crate::domain::erasure::{Salted, Theirs};
use crate::domain::id::PersonId;
use crate::domain::people::{Agent, normalised};
use crate::domain::raw::{Raw, visible};
use crate::domain::record::Record;
use crate::store::error::{Result, StoreError};
use crate::store::log::hex;
use crate::store::people;

/// Names shorter than this stand in too many words to be looked for.
const SHORTEST: usize = 3;

/// A person as the tables have them now.
#[derive(Debug, Clone)]
pub(in crate::store) struct Found {
    pub(super) agent: Agent,
    pub(super) merged: Vec<Raw>,
    /// By which records are told.
    pub(super) theirs: Theirs,
    /// Rows of people: the person's, and those of whoever was merged into them.
    pub(super) rows: Vec<i64>,
    pub(super) identities: Vec<IdentityOf>,
    /// All names under which they are known.
    pub(super) names: BTreeSet<String>,
    /// Rows of calls that are theirs alone, with their keys.
    pub(super) calls: Vec<(i64, Option<String>)>,
    /// Calls that others were scored on too: those stay, without what is this person's.
    pub(super) shared: Vec<Shared>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IdentityOf {
    pub(super) row: i64,
    pub(super) source: String,
    pub(super) key: String,
    pub(super) name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) call: i64,
    /// Whether lists show it as this person's: then its transcript is theirs.
    pub(super) shown: bool,
}

impl Found {
    pub(super) fn read(conn: &Connection, person: PersonId) -> Result<Self> {
        if crate::store::projection::erased::is_erased(conn, person)? {
            return Err(StoreError::refused("that person was erased before"));
        }
        let under = people::stands_under(conn, person)?;
        let sql = "SELECT id, uuid, name, source_id FROM person WHERE stands_under = ?1 ORDER BY id = ?1 DESC, id";
        let mut statement = conn.prepare(sql)?;
        let all = statement
            .query_map([under], |r| Ok((r.get(0)?, Agent { id: r.get(1)?, name: r.get(2)?, source_id: r.get(3)? })))?
            .collect::<rusqlite::Result<Vec<(i64, Agent)>>>()?;
        let Some((_, agent)) = all.first().cloned() else {
            return Err(StoreError::refused("that person is not known here"));
        };
        let mut found = Self {
            agent,
            merged: all.iter().skip(1).map(|(_, a)| a.name.clone()).collect(),
            theirs: Theirs { people: all.iter().map(|(_, a)| a.id).collect(), ..Theirs::default() },
            rows: all.iter().map(|(row, _)| *row).collect(),
            identities: identities(conn, under)?,
            names: all.iter().map(|(_, a)| a.name.verbatim().to_owned()).collect(),
            calls: Vec::new(),
            shared: Vec::new(),
        };
        found.names.extend(found.identities.iter().filter_map(|i| i.name.clone()));
        found.theirs.identities = found.identities.iter().map(|i| (i.source.clone(), i.key.clone())).collect();
        let own = all.iter().filter_map(|(_, a)| a.source_id.as_ref()).map(|id| id.verbatim().to_owned());
        let keys = found.identities.iter().filter_map(|i| i.key.strip_prefix("id:")).map(str::to_owned);
        for id in own.chain(keys) {
            // Someone else may bear the same one in another source.
            let sql = "SELECT EXISTS (SELECT 1 FROM person WHERE source_id = ?1 AND stands_under <> ?2)";
            if !conn.query_row(sql, (&id, under), |r| r.get::<_, bool>(0))? {
                found.theirs.source_ids.insert(id);
            }
        }
        found.loaded(conn)?;
        found.told_by_sessions(conn)?;
        Ok(found)
    }

    /// Calls, evaluations and transcripts.
    fn loaded(&mut self, conn: &Connection) -> Result<()> {
        let own: BTreeSet<i64> = self.identities.iter().map(|i| i.row).collect();
        let mut candidates = BTreeSet::new();
        for identity in &own {
            let sql = "SELECT id FROM call WHERE identity = ?1 UNION SELECT call FROM evaluation WHERE identity = ?1
                       UNION SELECT call FROM call_data WHERE identity = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            for call in statement.query_map([identity], |r| r.get::<_, i64>(0))? {
                candidates.insert(call?);
            }
        }
        for call in candidates {
            let sql = "SELECT key, identity FROM call WHERE id = ?1";
            let (key, identity): (Option<String>, Option<i64>) =
                conn.prepare_cached(sql)?.query_row([call], |r| Ok((r.get(0)?, r.get(1)?)))?;
            let mut statement = conn.prepare_cached("SELECT DISTINCT identity FROM evaluation WHERE call = ?1")?;
            let scored = statement.query_map([call], |r| r.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
            let shown = identity.is_none_or(|i| own.contains(&i));
            if shown && scored.iter().all(|i| own.contains(i)) {
                self.theirs.calls.extend(key.clone());
                self.calls.push((call, key));
            } else {
                self.shared.push(Shared { call, shown });
            }
        }
        let whose = self.calls.iter().map(|(call, _)| *call);
        for call in whose.chain(self.shared.iter().filter(|s| s.shown).map(|s| s.call)) {
            let mut statement = conn.prepare_cached("SELECT content FROM transcript WHERE call = ?1")?;
            for content in statement.query_map([call], |r| r.get::<_, Vec<u8>>(0))? {
                self.theirs.transcripts.insert(hex(&content?));
            }
        }
        for identity in &own {
            // A version that names somebody else makes the evaluation theirs as well.
            let sql = "SELECT DISTINCT s.name, e.key FROM evaluation e JOIN source s ON s.id = e.source
                       WHERE e.identity = ?1 AND NOT EXISTS (SELECT 1 FROM evaluation o JOIN identity i ON i.id = o.identity
                           WHERE o.source = e.source AND o.key = e.key AND i.person <> ?2)";
            let mut statement = conn.prepare_cached(sql)?;
            for key in statement.query_map((identity, self.rows[0]), |r| Ok((r.get(0)?, r.get(1)?)))? {
                self.theirs.evaluations.insert(key?);
            }
        }
        Ok(())
    }

    /// Calls and evaluations of an import that was taken back: the person's sessions name them still.
    fn told_by_sessions(&mut self, conn: &Connection) -> Result<()> {
        let (mut calls, mut evaluations) = (BTreeSet::new(), BTreeSet::new());
        each_record(conn, |_, _, body| {
            let Record::SessionFinished(session) = &body.record else { return };
            if !self.theirs.people.contains(&session.agent) {
                return;
            }
            let mut call = |key: Option<&Raw>| calls.extend(key.map(|k| k.verbatim().to_owned()));
            for baseline in &session.baseline {
                call(baseline.call_id.as_ref());
                evaluations.insert((baseline.source.verbatim().to_owned(), baseline.evaluation.verbatim().to_owned()));
            }
            session.flags.iter().for_each(|f| call(f.call_id.as_ref()));
            session.answers_flags.iter().for_each(|f| call(Some(&f.call_id)));
            session.auto_fails.iter().for_each(|f| call(f.call_id.as_ref()));
        })?;
        for key in calls {
            let known = "SELECT EXISTS (SELECT 1 FROM call WHERE key = ?1)";
            if !conn.prepare_cached(known)?.query_row([&key], |r| r.get::<_, bool>(0))? {
                self.theirs.calls.insert(key);
            }
        }
        for (source, key) in evaluations {
            let known = "SELECT EXISTS (SELECT 1 FROM evaluation e JOIN source s ON s.id = e.source WHERE s.name = ?1 AND e.key = ?2)";
            if !conn.prepare_cached(known)?.query_row((&source, &key), |r| r.get::<_, bool>(0))? {
                self.theirs.evaluations.insert((source, key));
            }
        }
        Ok(())
    }

    /// Who acted stands in the log as who did what, and who held sessions in what others agreed to.
    pub(super) fn allowed(&self, conn: &Connection) -> Result<()> {
        let name = self.agent.name.visible();
        for id in &self.theirs.people {
            let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE author = ?1)";
            if conn.query_row(sql, [id], |r| r.get::<_, bool>(0))? {
                return Err(StoreError::refused(format!(
                    "{name} acted in this file, and the log names who did what: that cannot be erased; \
                     `coachlog people left` takes them off the lists"
                )));
            }
        }
        let mut held = 0u64;
        each_record(conn, |_, _, body| {
            if let Record::SessionFinished(session) = &body.record
                && session.supervisor.is_some_and(|who| self.theirs.people.contains(&who))
                && !self.theirs.people.contains(&session.agent)
            {
                held += 1;
            }
        })?;
        if held > 0 {
            let of = if held == 1 { "1 session".to_owned() } else { format!("{held} sessions") };
            return Err(StoreError::refused(format!(
                "{name} stands as the supervisor in {of} of others, which say who held them: that cannot be erased; \
                 `coachlog people left` takes them off the lists"
            )));
        }
        Ok(())
    }

    /// The reason stays in the log, so it must not hold what goes.
    pub(super) fn not_in(&self, reason: &str) -> Result<()> {
        let folded = normalised_words(reason);
        let ids = self.theirs.source_ids.iter().map(|id| normalised(id));
        // "Quist, Ada" names her as well.
        let holds = |name: &String| !name.is_empty() && name.split_whitespace().all(|word| holds_word(&folded, word));
        match self.looked_for().into_iter().chain(ids).find(holds) {
            Some(name) => Err(StoreError::refused(format!(
                "the reason holds “{}”, and the log keeps it: say why without naming the person",
                visible(&name)
            ))),
            None => Ok(()),
        }
    }

    /// Their names as they are looked for.
    fn looked_for(&self) -> BTreeSet<String> {
        self.names.iter().map(|n| normalised(n)).filter(|n| n.chars().count() >= SHORTEST).collect()
    }

    /// Numbers of the records that are left and hold a name of theirs in somebody's words.
    pub(super) fn named_in(&self, conn: &Connection) -> Result<Vec<i64>> {
        let names = self.looked_for();
        let mut out = Vec::new();
        each_record(conn, |_, number, body| {
            let text = serde_json::to_value(&body.record).map(|v| words_of(&v)).unwrap_or_default();
            let text = normalised_words(&format!("{text} {}", body.why.as_deref().unwrap_or_default()));
            if names.iter().any(|name| holds_word(&text, name)) {
                out.push(number);
            }
        })?;
        Ok(out)
    }

    pub(super) fn hashes(&self) -> Result<Vec<Salted>> {
        hashes::of_identities(&self.identities, &self.names)
    }

    /// Texts that a file which holds the person has in it: names as they are written, and our own ids.
    pub(super) fn marks(&self) -> Vec<String> {
        let names = self.names.iter().filter(|n| n.chars().count() >= SHORTEST).cloned();
        let ids = self.theirs.people.iter().map(ToString::to_string);
        names.chain(ids).collect()
    }

    pub(super) fn sessions(&self, conn: &Connection) -> Result<u64> {
        self.count(conn, "SELECT count(*) FROM session s JOIN person p ON p.uuid = s.person WHERE p.id = ?1")
    }

    pub(super) fn drafts(&self, conn: &Connection) -> Result<u64> {
        self.count(conn, "SELECT count(*) FROM draft d JOIN person p ON p.uuid = d.person WHERE p.id = ?1")
    }

    pub(super) fn evaluations(&self, conn: &Connection) -> Result<u64> {
        self.count(
            conn,
            "SELECT count(*) FROM evaluation e JOIN identity i ON i.id = e.identity WHERE coalesce(i.home, i.person) = ?1",
        )
    }

    fn count(&self, conn: &Connection, sql: &str) -> Result<u64> {
        let mut sum = 0;
        for row in &self.rows {
            let n: i64 = conn.prepare_cached(sql)?.query_row([row], |r| r.get(0))?;
            sum += u64::try_from(n).unwrap_or(0);
        }
        Ok(sum)
    }

    pub(super) fn transcripts(&self, conn: &Connection) -> Result<u64> {
        let mut sum = 0;
        let shown = self.shared.iter().filter(|s| s.shown).map(|s| s.call);
        for call in self.calls.iter().map(|(call, _)| *call).chain(shown) {
            let sql = "SELECT count(*) FROM transcript WHERE call = ?1";
            let n: i64 = conn.prepare_cached(sql)?.query_row([call], |r| r.get(0))?;
            sum += u64::try_from(n).unwrap_or(0);
        }
        Ok(sum)
    }
}

fn identities(conn: &Connection, under: i64) -> Result<Vec<IdentityOf>> {
    let mut statement = conn.prepare("SELECT id, source, key, name FROM identity WHERE person = ?1 ORDER BY id")?;
    let rows = statement.query_map([under], |r| {
        Ok(IdentityOf { row: r.get(0)?, source: r.get(1)?, key: r.get(2)?, name: r.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All texts of a value, one after the other.
fn words_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(all) => all.iter().map(words_of).collect::<Vec<_>>().join(" \n "),
        serde_json::Value::Object(all) => all.values().map(words_of).collect::<Vec<_>>().join(" \n "),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => String::new(),
    }
}

/// As names are compared, but for the order of words and what is in brackets.
fn normalised_words(text: &str) -> String {
    let lines = text.split(['\n', ',', '(', '[']).map(normalised);
    lines.collect::<Vec<_>>().join(" ")
}

/// Whether a text holds another as words of its own.
pub(super) fn holds_word(text: &str, wanted: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric();
    text.match_indices(wanted).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(inside) && !after.is_some_and(inside)
    })
}
