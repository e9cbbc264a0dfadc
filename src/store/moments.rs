//! Moments that transcripts' own analyses point to: kept beside the turns, and suggested as evidence.

use std::collections::BTreeMap;

use rusqlite::{Connection, named_params};

use super::error::Result;
use crate::domain::call::{Moment, Turn};
use crate::domain::raw::Raw;
use crate::domain::scorecard::key_of;
use crate::domain::session::EvidenceDraft;

pub(super) fn insert(conn: &Connection, transcript: i64, moments: &[Moment]) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO moment (transcript, n, from_ms, to_ms, label, words) VALUES (:transcript, :n, :from, :to, :label, :words)",
    )?;
    for (n, moment) in (1_i64..).zip(moments) {
        statement.execute(named_params! {
            ":transcript": transcript, ":n": n, ":from": moment.from_ms, ":to": moment.to_ms, ":label": moment.label,
            ":words": moment.words,
        })?;
    }
    Ok(())
}

/// Those of a transcript, in the order of time.
pub(super) fn of(conn: &Connection, transcript: i64) -> Result<Vec<Moment>> {
    let sql = "SELECT from_ms, to_ms, label, words FROM moment WHERE transcript = ?1 ORDER BY from_ms, n";
    let mut statement = conn.prepare_cached(sql)?;
    let moments = statement.query_map([transcript], |r| {
        Ok(Moment { from_ms: r.get(0)?, to_ms: r.get(1)?, label: r.get(2)?, words: r.get(3)? })
    })?;
    Ok(moments.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Whether a call's transcript has any: most have none, and are not read for them.
pub(super) fn any(conn: &Connection, call: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM transcript t JOIN moment m ON m.transcript = t.id WHERE t.call = ?1 AND t.current = 1)";
    Ok(conn.prepare_cached(sql)?.query_row([call], |r| r.get(0))?)
}

/// A moment as a row of evidence. Its words are the turn's, and who speaks is who speaks then.
pub(super) fn evidence(call_id: &str, moment: &Moment, dimension: Option<&str>, turns: &[Turn]) -> EvidenceDraft {
    let quote = moment.words.verbatim().split_whitespace().collect::<Vec<_>>().join(" ");
    let said = |turn: &&Turn| {
        let words = turn.text.verbatim().split_whitespace().collect::<Vec<_>>().join(" ");
        !quote.is_empty() && words.contains(&quote)
    };
    let begun = |turn: &&Turn| turn.from_ms.is_some_and(|from| from <= moment.to_ms.unwrap_or(moment.from_ms));
    let turn = turns.iter().filter(said).rfind(begun).or_else(|| turns.iter().rfind(begun));
    let speaker = turn.map(|turn| turn.speaker.as_ref().map_or(turn.role.word(), Raw::verbatim).to_owned());
    EvidenceDraft {
        call_id: call_id.to_owned(),
        from_ms: Some(moment.from_ms),
        to_ms: moment.to_ms,
        speaker: speaker.unwrap_or_default(),
        quote,
        what_happened: moment.label.visible(),
        dimension: dimension.unwrap_or_default().to_owned(),
        ..EvidenceDraft::default()
    }
}

/// Which dimension a moment's label speaks of: the one that Setup gives to a flag code of that name, else the one whose
/// name stands in it.
#[derive(Debug)]
pub(super) struct Labels {
    codes: BTreeMap<String, Option<String>>,
    /// Key and name of each dimension, in plain form.
    dimensions: Vec<(String, [String; 2])>,
}

impl Labels {
    pub(super) fn read<'d>(conn: &Connection, dimensions: impl Iterator<Item = (&'d str, &'d str)>) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT code, dimension FROM flag_code")?;
        let codes = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let plain = |(key, name): (&str, &str)| (key.to_owned(), [key_of(key), key_of(name)]);
        Ok(Self { codes, dimensions: dimensions.map(plain).collect() })
    }

    pub(super) fn dimension(&self, label: &Raw) -> Option<&str> {
        if let Some(mapped) = self.codes.get(label.verbatim()) {
            return mapped.as_deref();
        }
        let words = format!("_{}_", key_of(label.verbatim()));
        let speaks =
            |names: &[String; 2]| names.iter().any(|name| !name.is_empty() && words.contains(&format!("_{name}_")));
        self.dimensions.iter().find(|(_, names)| speaks(names)).map(|(key, _)| key.as_str())
    }
}
