//! Imports checked against their records: what the stored rows of a batch say is hashed again as it was when they were
//! loaded, and the digest over all of them is compared with the one on record.
//!
//! A hash covers what the file said. Where rows do not hold that word for word (a dimension goes by its key or by its
//! name, an agent by the name of the first file), each way that it may have been said is tried.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::content::{self, Content};
use crate::domain::call::{Moment, Role, TranscriptRecord, Turn};
use crate::domain::evaluation::{
    AgentKey, AutoFailRecord, CriterionRecord, EvaluationKind, EvaluationRecord, EvaluationState, FlagRecord,
    MomentRecord, Number, ScoreRecord, ScoreState, ScoredBy,
};
use crate::domain::scorecard::key_of;
use crate::domain::when::Stamp;
use crate::store::convert::from_parts;
use crate::store::error::Result;

/// Dimensions of one evaluation that may go by key or by name, each tried both ways.
const BOTH_WAYS: usize = 5;

/// What came of it.
#[derive(Debug, Default)]
pub(in crate::store) struct Checked {
    pub(in crate::store) batches: u64,
    pub(in crate::store) rows: u64,
    /// Sentences, a fault each.
    pub(in crate::store) wrong: Vec<String>,
    /// Evaluations that hold a mark on a dimension that nobody scored: what the file called it is not stored.
    pub(in crate::store) untold: u64,
    /// Imports that lost rows to the erasure of a person: each row that is left is checked, and no more their number.
    pub(in crate::store) erased: u64,
}

/// Checks all batches that stand.
pub(in crate::store) fn check(conn: &Connection) -> Result<Checked> {
    let mut out = Checked::default();
    let mut held: BTreeMap<i64, Held> = BTreeMap::new();
    evaluations(conn, &mut out, &mut held)?;
    transcripts(conn, &mut out, &mut held)?;
    let mut statement = conn.prepare(
        "SELECT b.id, b.digest, EXISTS (SELECT 1 FROM erased_of_batch x WHERE x.batch = b.id) AS erased
         FROM batch b WHERE b.undone = 0 ORDER BY b.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (batch, recorded, erased): (i64, String, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        out.batches += 1;
        let held = held.remove(&batch).unwrap_or_default();
        // Which of two that one file held under one key came last is not stored; and what an erasure took, the digest
        // on record still covers.
        if erased {
            out.erased += 1;
        } else if super::places::recorded(conn, batch)?.is_some_and(|there| !there.is_empty())
            && super::places::recorded(conn, batch)? != Some(super::places::of_batch(conn, batch)?)
        {
            out.wrong.push(format!("import {batch}: where its rows stood in its files, or their teams, was changed"));
        } else if held.twice.is_empty() && held.digest() != recorded {
            out.wrong
                .push(format!("import {batch}: its rows are not those that were stored; some are gone or were added"));
        }
    }
    for batch in held.into_keys() {
        out.wrong.push(format!("import {batch} was taken back or never made, and rows of it are there"));
    }
    Ok(out)
}

/// What a batch holds, by key.
#[derive(Default)]
struct Held {
    contents: BTreeMap<Vec<u8>, Vec<u8>>,
    twice: BTreeSet<Vec<u8>>,
}

impl Held {
    fn add(&mut self, key: &[u8], content: &[u8]) {
        if let Some(before) = self.contents.insert(key.to_vec(), content.to_vec())
            && before != content
        {
            self.twice.insert(key.to_vec());
        }
    }

    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (key, content) in &self.contents {
            hash.update(key);
            hash.update(content);
        }
        crate::store::log::hex(&hash.finalize())
    }
}

fn batches(conn: &Connection, sql: &str, id: i64) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map([id], |r| r.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn evaluations(conn: &Connection, out: &mut Checked, held: &mut BTreeMap<i64, Held>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT e.*, s.name AS source_name, c.key AS call_key, i.key AS agent_key, i.name AS agent_name,
                r.name AS evaluator_name, v.label, v.scorecard AS card
         FROM evaluation e JOIN source s ON s.id = e.source JOIN call c ON c.id = e.call
         JOIN identity i ON i.id = e.identity LEFT JOIN evaluator r ON r.id = e.evaluator
         JOIN scorecard_version v ON v.id = e.form ORDER BY e.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        out.rows += 1;
        let id: i64 = row.get("id")?;
        let stored: Vec<u8> = row.get("content")?;
        let told = Told::read(conn, row)?;
        let mut key = vec![b'e'];
        key.extend(content::key_of_evaluation(&told.record));
        let also = "SELECT batch FROM evaluation_also WHERE evaluation = ?1";
        for batch in batches(conn, also, id)?.into_iter().chain([row.get("batch")?]) {
            held.entry(batch).or_default().add(&key, &stored);
        }
        if told.says(&stored) {
            continue;
        }
        if told.marks_untold {
            out.untold += 1;
            continue;
        }
        let call: Option<String> = row.get("call_key")?;
        out.wrong.push(format!(
            "import {}, line {}: what is stored of the evaluation of call {} is not what the file said",
            row.get::<_, i64>("batch")?,
            row.get::<_, i64>("line")?,
            call.map_or_else(|| "(no ID)".to_owned(), |c| crate::domain::raw::visible(&c).into_owned())
        ));
    }
    Ok(())
}

/// An evaluation as its rows tell it, and what they leave open.
struct Told {
    record: EvaluationRecord,
    /// Names that the scorecard's line goes by.
    lines: Vec<String>,
    form: String,
    /// Key and name of each dimension that it speaks of, where the name makes another key.
    both: Vec<(String, String)>,
    /// A mark stands on a dimension that is not stored.
    marks_untold: bool,
}

impl Told {
    fn read(conn: &Connection, row: &Row<'_>) -> Result<Self> {
        let id: i64 = row.get("id")?;
        let agent_key: String = row.get("agent_key")?;
        let mut both = BTreeSet::new();
        let mut dimension = |key: Option<String>, name: Option<String>| -> Option<String> {
            let (key, name) = (key?, name?);
            if key_of(&name) != key {
                both.insert((key.clone(), name));
            }
            Some(key)
        };
        let mut marks_untold = false;
        let mut scores = Vec::new();
        let sql =
            "SELECT s.*, d.key, d.name FROM score s JOIN dimension d ON d.id = s.dimension WHERE s.evaluation = ?1";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([id])?;
        while let Some(r) = found.next()? {
            scores.push(ScoreRecord {
                dimension: dimension(r.get("key")?, r.get("name")?).unwrap_or_default(),
                state: state(r)?,
                earned: number(r, "earned")?,
                possible: number(r, "possible")?,
                comment: r.get("comment")?,
                criteria: criteria(conn, id, r.get("dimension")?)?,
                weight: None,
            });
        }
        let mut flags = Vec::new();
        let sql = "SELECT f.*, d.key AS d_key, d.name AS d_name FROM flag f LEFT JOIN dimension d ON d.id = f.dimension
                   WHERE f.evaluation = ?1 ORDER BY f.n";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([id])?;
        while let Some(r) = found.next()? {
            let dimension = dimension(r.get("d_key")?, r.get("d_name")?);
            marks_untold |= dimension.is_none();
            flags.push(FlagRecord {
                code: r.get("code")?,
                severity: r.get("severity")?,
                dimension,
                at_ms: r.get("at_ms")?,
                note: r.get("note")?,
            });
        }
        let mut auto_fails = Vec::new();
        let sql = "SELECT a.name, d.key AS d_key, d.name AS d_name FROM auto_fail a LEFT JOIN dimension d ON d.id = a.dimension
                   WHERE a.evaluation = ?1 ORDER BY a.n";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([id])?;
        while let Some(r) = found.next()? {
            let dimension = dimension(r.get("d_key")?, r.get("d_name")?);
            auto_fails.push(AutoFailRecord { name: r.get("name")?, dimension });
        }
        let mut moments = Vec::new();
        let sql = "SELECT m.*, d.key AS d_key, d.name AS d_name FROM evaluation_moment m
                   LEFT JOIN dimension d ON d.id = m.dimension WHERE m.evaluation = ?1 ORDER BY m.n";
        let mut statement = conn.prepare_cached(sql)?;
        let mut found = statement.query([id])?;
        while let Some(r) = found.next()? {
            let dimension = dimension(r.get("d_key")?, r.get("d_name")?);
            marks_untold |= dimension.is_none();
            moments.push(MomentRecord {
                dimension,
                criterion: r.get("criterion")?,
                from_ms: r.get("from_ms")?,
                to_ms: r.get("to_ms")?,
                words: r.get("words")?,
            });
        }
        let word = |column: &str| row.get::<_, String>(column);
        let mut names = conn.prepare_cached("SELECT name FROM scorecard_name WHERE scorecard = ?1")?;
        let lines = names.query_map([row.get::<_, i64>("card")?], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let record = EvaluationRecord {
            source: row.get("source_name")?,
            key: row.get("key")?,
            key_made: row.get("key_made")?,
            version: row.get("version")?,
            call_id: row.get("call_key")?,
            agent: AgentKey { id: agent_key.strip_prefix("id:").map(str::to_owned), name: row.get("agent_name")? },
            team: None,
            evaluator: row.get("evaluator_name")?,
            // A word that nobody knows is no word of the file's: the hash will differ.
            scored_by: ScoredBy::from_word(&word("scored_by")?).unwrap_or(ScoredBy::Person),
            kind: EvaluationKind::from_word(&word("kind")?).unwrap_or(EvaluationKind::Standard),
            state: EvaluationState::from_word(&word("state")?).unwrap_or(EvaluationState::Final),
            scorecard: None,
            scorecard_version: None,
            call_started: stamp(row, "call_kind", "call_ms")?,
            evaluated: stamp(row, "evaluated_kind", "evaluated_ms")?,
            total: number(row, "total")?,
            comment: row.get("comment")?,
            scores,
            flags,
            auto_fails,
            moments,
            file: 0,
            line: 0,
            rows: 0,
        };
        Ok(Self { record, lines, form: row.get("label")?, both: both.into_iter().collect(), marks_untold })
    }

    /// Whether one of the ways in which it may have been said gives the stored hash.
    fn says(&self, stored: &[u8]) -> bool {
        let ways: Vec<u32> =
            if self.both.len() <= BOTH_WAYS { (0..1 << self.both.len()).collect() } else { vec![0, u32::MAX] };
        let mut names = vec![self.record.agent.name.clone()];
        if self.record.agent.id.is_some() && names != [None] {
            names.push(None);
        }
        ways.into_iter().any(|way| {
            let mut record = self.spelt(way);
            names.iter().any(|name| {
                record.agent.name.clone_from(name);
                let said = Content::of(&record);
                self.lines.iter().any(|line| said.on(line, &self.form)[..] == *stored)
            })
        })
    }

    /// With the names of those dimensions whose bit is set, in place of their keys.
    fn spelt(&self, way: u32) -> EvaluationRecord {
        let mut record = self.record.clone();
        let spell = |dimension: &mut String| {
            let at = self.both.iter().position(|(key, _)| key == dimension);
            if let Some(at) = at.filter(|at| way & (1 << at.min(&31)) != 0) {
                dimension.clone_from(&self.both[at].1);
            }
        };
        record.scores.iter_mut().map(|s| &mut s.dimension).for_each(spell);
        record.flags.iter_mut().filter_map(|f| f.dimension.as_mut()).for_each(spell);
        record.auto_fails.iter_mut().filter_map(|f| f.dimension.as_mut()).for_each(spell);
        record.moments.iter_mut().filter_map(|m| m.dimension.as_mut()).for_each(spell);
        record
    }
}

fn criteria(conn: &Connection, evaluation: i64, dimension: i64) -> Result<Vec<CriterionRecord>> {
    let sql = "SELECT r.*, k.name FROM criterion_result r JOIN criterion k ON k.id = r.criterion
               WHERE r.evaluation = ?1 AND k.dimension = ?2 ORDER BY r.n";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((evaluation, dimension))?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        out.push(CriterionRecord {
            name: r.get("name")?,
            state: state(r)?,
            earned: number(r, "earned")?,
            possible: number(r, "possible")?,
            result: r.get("result")?,
            comment: r.get("comment")?,
            auto_fail: r.get("auto_fail")?,
        });
    }
    Ok(out)
}

fn state(row: &Row<'_>) -> Result<ScoreState> {
    Ok(ScoreState::from_word(&row.get::<_, String>("state")?).unwrap_or(ScoreState::NotScored))
}

fn number(row: &Row<'_>, column: &str) -> Result<Option<Number>> {
    Ok(row.get::<_, Option<f64>>(column)?.map(Number::new))
}

fn stamp(row: &Row<'_>, kind: &str, ms: &str) -> Result<Option<Stamp>> {
    Ok(from_parts(row.get(kind)?, row.get(ms)?).map(|when| Stamp { when, text: String::new() }))
}

fn transcripts(conn: &Connection, out: &mut Checked, held: &mut BTreeMap<i64, Held>) -> Result<()> {
    let mut statement = conn.prepare(
        "SELECT t.id, t.format, t.batch, t.content, t.words, c.key FROM transcript t JOIN call c ON c.id = t.call ORDER BY t.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        out.rows += 1;
        let id: i64 = row.get("id")?;
        let stored: Vec<u8> = row.get("content")?;
        let format: String = row.get("format")?;
        let words: String = row.get("words")?;
        let record = TranscriptRecord {
            call_id: row.get("key")?,
            format: "",
            source: String::new(),
            agent: None,
            started: None,
            turns: turns(conn, id, &words)?,
            moments: moments(conn, id)?,
            warnings: Vec::new(),
            file: 0,
        };
        let key = content::key_of_transcript(&record);
        let also = "SELECT batch FROM transcript_also WHERE transcript = ?1";
        for batch in batches(conn, also, id)?.into_iter().chain([row.get("batch")?]) {
            held.entry(batch).or_default().add(&key, &stored);
        }
        if content::of_transcript_in(&record, &format)[..] != stored[..] {
            out.wrong.push(format!(
                "import {}: what is stored of the transcript of call {} is not what the file said",
                row.get::<_, i64>("batch")?,
                crate::domain::raw::visible(&record.call_id)
            ));
        }
    }
    Ok(())
}

fn turns(conn: &Connection, transcript: i64, words: &str) -> Result<Vec<Turn>> {
    let mut statement = conn.prepare_cached("SELECT * FROM turn WHERE transcript = ?1 ORDER BY n")?;
    let mut rows = statement.query([transcript])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let place = |column| Ok::<_, rusqlite::Error>(usize::try_from(r.get::<_, i64>(column)?).unwrap_or(usize::MAX));
        let (at, length) = (place("at")?, place("length")?);
        out.push(Turn {
            n: r.get("n")?,
            role: match r.get::<_, String>("role")?.as_str() {
                "agent" => Role::Agent,
                "customer" => Role::Customer,
                _ => Role::Other,
            },
            speaker: r.get("speaker")?,
            from_ms: r.get("from_ms")?,
            to_ms: r.get("to_ms")?,
            // Places outside of the words were never stored: the hash will differ.
            text: words.get(at..at.saturating_add(length)).unwrap_or_default().into(),
            mark: r.get("mark")?,
        });
    }
    Ok(out)
}

fn moments(conn: &Connection, transcript: i64) -> Result<Vec<Moment>> {
    let mut statement = conn.prepare_cached("SELECT * FROM moment WHERE transcript = ?1 ORDER BY n")?;
    let found = statement.query_map([transcript], |r| {
        Ok(Moment {
            label: r.get("label")?,
            from_ms: r.get("from_ms")?,
            to_ms: r.get("to_ms")?,
            words: r.get("words")?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
