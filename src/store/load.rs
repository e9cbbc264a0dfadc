//! Storing one batch: every item gets its rows, and nothing is lost unsaid.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, named_params};
use sha2::{Digest, Sha256};

use super::convert::parts;
use super::error::Result;
use super::identities::{Identities, join_team};
use super::settle::Touched;
use super::{Writing, rollup};
use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::evaluation::{AgentKey, EvaluationRecord, Number, ScoreState};
use crate::domain::log_view::ImportReport;
use crate::domain::raw::{Raw, visible};
use crate::domain::when::Stamp;

pub(super) mod again;
mod content;
mod lines;
pub(super) mod places;
mod remarks;
mod rows;
mod totals;
mod transcript;

use lines::Line;
use remarks::Remarks;
use rows::Places;
use totals::Totals;

/// What is known while a batch is loaded.
pub(super) struct Loader<'w, 'c> {
    pub(super) w: &'w mut Writing<'c>,
    batch: i64,
    in_force: Option<String>,
    /// What evaluations without a scorecard's name go to, a name a file.
    unnamed: Vec<String>,
    identities: Identities,
    sources: HashMap<String, i64>,
    evaluators: HashMap<String, i64>,
    lines: HashMap<String, Line>,
    criteria: HashMap<(i64, String), i64>,
    /// Identities whose team was looked at.
    teams: std::collections::HashSet<(i64, String)>,
    pub(super) touched: Touched,
    pub(super) report: ImportReport,
    calls: std::collections::HashSet<i64>,
    agents: std::collections::HashSet<i64>,
    pub(super) totals: Totals,
    /// Key and content of all that the batch holds, for its digest.
    held: BTreeMap<Vec<u8>, [u8; 16]>,
    /// Whether anything was stored that no standing batch has.
    pub(super) fresh: bool,
    remarks: Remarks,
    /// Calls whose transcripts the batch holds, with their IDs.
    pub(super) talks: BTreeMap<i64, String>,
    /// Whom the batch leaves out.
    erased: super::erasure::Filter,
    /// By key: what a dimension that is new is held to, as the mapping says.
    pub(super) new_targets: HashMap<String, f64>,
}

impl<'w, 'c> Loader<'w, 'c> {
    pub(super) fn new(w: &'w mut Writing<'c>, batch: i64, in_force: Option<String>, unnamed: Vec<String>) -> Self {
        Self {
            w,
            batch,
            in_force,
            unnamed,
            identities: Identities::default(),
            sources: HashMap::new(),
            evaluators: HashMap::new(),
            lines: HashMap::new(),
            criteria: HashMap::new(),
            teams: std::collections::HashSet::new(),
            touched: Touched::default(),
            report: ImportReport::default(),
            calls: std::collections::HashSet::new(),
            agents: std::collections::HashSet::new(),
            totals: Totals::default(),
            held: BTreeMap::new(),
            fresh: false,
            remarks: Remarks::default(),
            talks: BTreeMap::new(),
            erased: super::erasure::Filter::default(),
            new_targets: HashMap::new(),
        }
    }

    /// Reads whom it leaves out.
    pub(super) fn heed_erasures(&mut self) -> Result<()> {
        self.erased = super::erasure::Filter::read(self.w.conn)?;
        Ok(())
    }

    /// Whether it is of a person who was erased.
    pub(super) fn of_an_erased(&mut self, source: &str, agent: Option<&AgentKey>, call: Option<&str>) -> Result<bool> {
        if let Some(agent) = agent
            && self.erased.holds_agent(self.w.conn, source, agent)?
        {
            return Ok(true);
        }
        call.map_or(Ok(false), |call| self.erased.holds_call(self.w.conn, call))
    }

    /// Stores one evaluation, or notes that it is there already.
    pub(super) fn evaluation(&mut self, e: &EvaluationRecord) -> Result<()> {
        let source = dictionary(self.w.conn, &mut self.sources, "source", &e.source)?;
        let stored = self.stored_form(source, e)?;
        let line_name = self.line_of(e, stored.as_ref())?;
        let form = self.form_of(&line_name, e, stored.as_ref())?;
        let scores = self.dimension_rows(&line_name, &form, e)?;
        let identity = self.identities.row(self.w, &e.source, &e.agent)?;
        self.report.warnings.append(&mut self.identities.warnings);
        if let Some(team) = e.team.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            let place = (identity, team.to_owned());
            if !self.teams.contains(&place) {
                join_team(self.w, identity, team, &mut self.report.warnings)?;
                self.teams.insert(place);
            }
        }
        let call = self.call(e)?;
        let content = content::of_evaluation(e, &line_name, &form);
        self.count(call, identity);
        let weights = self.lines[&line_name].versions[&form].weights.clone();
        let overall = overall(e, &scores, &weights);
        if e.total.is_some() {
            let recomputed = if e.auto_fails.is_empty() { weighted(e, &scores, &weights) } else { Some(0.0) };
            self.totals.compare(e, identity, recomputed);
        }
        self.hold(content::key_of_evaluation(e), content);
        let known = self.known(source, e, &content)?;
        self.touched.keys.insert((source, e.key.clone()));
        if let Some((id, held_by)) = known {
            self.report.unchanged += e.rows;
            return self.also(id, held_by, e);
        }
        self.fresh = true;
        if self.has_key(source, &e.key)? {
            self.report.updated += e.rows;
            self.warn_same_time(source, e)?;
        } else {
            self.report.loaded += e.rows;
        }
        let form_row = self.lines[&line_name].versions[&form].row;
        let id = self.insert_evaluation(e, &Places { source, call, identity, form: form_row }, overall, &content)?;
        self.insert_scores(id, e, &line_name, &scores)?;
        self.remarks.look(e);
        self.report.evaluations += 1;
        self.report.apart.count(e.kind, e.state);
        Ok(())
    }

    /// What is said once for many rows.
    pub(super) fn say_at_the_end(&mut self) -> Result<()> {
        self.report.warnings.extend(self.remarks.words());
        let mut alone = Vec::new();
        for (call, id) in &self.talks {
            let sql = "SELECT EXISTS (SELECT 1 FROM evaluation WHERE call = ?1)";
            if !self.w.conn.prepare_cached(sql)?.query_row([call], |r| r.get::<_, bool>(0))? {
                alone.push(visible(id).into_owned());
            }
        }
        if !alone.is_empty() {
            self.report.warnings.push(without_scores(&alone));
        }
        Ok(())
    }

    fn count(&mut self, call: i64, identity: i64) {
        self.calls.insert(call);
        self.agents.insert(identity);
        self.report.calls = self.calls.len() as u64;
    }

    fn hold(&mut self, key: Vec<u8>, content: [u8; 16]) {
        self.held.insert(key, content);
    }

    /// Over the contents of all that the batch holds, in the order of their keys.
    pub(super) fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (key, content) in &self.held {
            hash.update(key);
            hash.update(content);
        }
        super::log::hex(&hash.finalize())
    }

    /// Identities that the batch speaks of.
    pub(super) fn identities_met(&self) -> Vec<i64> {
        self.agents.iter().copied().collect()
    }

    pub(super) fn evaluations_held(&self) -> u64 {
        self.held.keys().filter(|k| k.first() == Some(&b'e')).count() as u64
    }

    pub(super) fn transcripts_held(&self) -> u64 {
        self.held.keys().filter(|k| k.first() == Some(&b't')).count() as u64
    }

    /// The call's row; a call without an ID is one of its own, found again by the evaluation's key.
    fn call(&mut self, e: &EvaluationRecord) -> Result<i64> {
        if let Some(key) = &e.call_id {
            return self.call_by_key(key);
        }
        // The plus keeps the planner from going through every call without an ID.
        let sql = "SELECT e.call FROM evaluation e JOIN source s ON s.id = e.source JOIN call c ON c.id = e.call
                   WHERE s.name = ?1 AND e.key = ?2 AND +c.key IS NULL LIMIT 1";
        let known: Option<i64> =
            super::optional(self.w.conn.prepare_cached(sql)?.query_row((&e.source, &e.key), |r| r.get(0)))?;
        if let Some(known) = known {
            return Ok(known);
        }
        self.w.conn.prepare_cached("INSERT INTO call (key) VALUES (NULL)")?.execute([])?;
        Ok(self.w.conn.last_insert_rowid())
    }

    fn call_by_key(&mut self, key: &str) -> Result<i64> {
        let sql = "SELECT id FROM call WHERE key = ?1";
        if let Some(row) = super::optional(self.w.conn.prepare_cached(sql)?.query_row([key], |r| r.get(0)))? {
            return Ok(row);
        }
        self.w.conn.prepare_cached("INSERT INTO call (key) VALUES (?1)")?.execute([key])?;
        Ok(self.w.conn.last_insert_rowid())
    }

    /// What a file beside the transcripts says of a call.
    pub(super) fn call_data(&mut self, c: &CallRecord) -> Result<()> {
        let call = self.call_by_key(&c.call_id)?;
        self.insert_call_data(call, c.agent.as_ref(), &c.source, c.started.as_ref())?;
        self.report.loaded += 1;
        Ok(())
    }

    fn insert_call_data(
        &mut self,
        call: i64,
        agent: Option<&AgentKey>,
        source: &str,
        started: Option<&Stamp>,
    ) -> Result<()> {
        let identity = agent.map(|a| self.identities.row(self.w, source, a)).transpose()?;
        let (kind, ms) = started.map(|s| parts(s.when)).unzip();
        let sql = "INSERT INTO call_data (call, batch, identity, started_kind, started_text, started_ms)
                   VALUES (:call, :batch, :identity, :kind, :text, :ms)
                   ON CONFLICT (call, batch) DO UPDATE SET identity = coalesce(excluded.identity, identity),
                     started_kind = coalesce(excluded.started_kind, started_kind),
                     started_text = coalesce(excluded.started_text, started_text),
                     started_ms = coalesce(excluded.started_ms, started_ms)";
        self.w.conn.prepare_cached(sql)?.execute(named_params! {
            ":call": call, ":batch": self.batch, ":identity": identity, ":kind": kind,
            ":text": started.map(|s| s.text.as_str()), ":ms": ms,
        })?;
        self.touched.calls.insert(call);
        self.calls.insert(call);
        self.agents.extend(identity);
        self.report.calls = self.calls.len() as u64;
        Ok(())
    }

    /// Stores a transcript (see [`transcript`]).
    pub(super) fn transcript(&mut self, t: &TranscriptRecord) -> Result<()> {
        transcript::load(self, t)
    }

    /// The same evaluation word for word, and the batch that stands for it.
    fn known(&self, source: i64, e: &EvaluationRecord, content: &[u8; 16]) -> Result<Option<(i64, i64)>> {
        let ms = e.evaluated.as_ref().map(|s| parts(s.when).1);
        let sql = "SELECT id, batch FROM evaluation WHERE source = ?1 AND key = ?2 AND version = ?3 AND evaluated_ms IS ?4 AND content = ?5";
        super::optional(
            self.w
                .conn
                .prepare_cached(sql)?
                .query_row((source, &e.key, e.version, ms, content), |r| Ok((r.get(0)?, r.get(1)?))),
        )
    }

    fn has_key(&self, source: i64, key: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM evaluation WHERE source = ?1 AND key = ?2)";
        Ok(self.w.conn.prepare_cached(sql)?.query_row((source, key), |r| r.get(0))?)
    }

    /// The same evaluation date with other content is a newer version: worth a warning.
    fn warn_same_time(&mut self, source: i64, e: &EvaluationRecord) -> Result<()> {
        let ms = e.evaluated.as_ref().map(|s| parts(s.when).1);
        let sql = "SELECT EXISTS (SELECT 1 FROM evaluation WHERE source = ?1 AND key = ?2 AND version = ?3 AND evaluated_ms IS ?4)";
        let same: bool = self.w.conn.prepare_cached(sql)?.query_row((source, &e.key, e.version, ms), |r| r.get(0))?;
        if same && self.report.warnings.len() < 200 {
            let key = if e.key_made { e.call_id.as_deref().unwrap_or("(no ID)") } else { &e.key };
            self.report.warnings.push(format!(
                "line {}: evaluation {} has other content than before under the same evaluation date; the newer file counts",
                e.line,
                visible(key)
            ));
        }
        Ok(())
    }

    /// Another batch holds it too: the latest stands for it, so that undoing either leaves it.
    fn also(&mut self, id: i64, held_by: i64, e: &EvaluationRecord) -> Result<()> {
        if held_by == self.batch {
            return Ok(());
        }
        let conn = self.w.conn;
        conn.prepare_cached("INSERT OR IGNORE INTO evaluation_also (evaluation, batch, file, line) SELECT id, batch, file, line FROM evaluation WHERE id = ?1")?
            .execute([id])?;
        conn.prepare_cached("UPDATE evaluation SET batch = ?2, file = ?3, line = ?4 WHERE id = ?1")?.execute((
            id,
            self.batch,
            i64::try_from(e.file).unwrap_or(0),
            i64::try_from(e.line).unwrap_or(0),
        ))?;
        Ok(())
    }
}

/// Which of the transcripts' calls nobody has scored, as far as this file knows.
fn without_scores(alone: &[String]) -> String {
    let named: Vec<&str> = alone.iter().take(3).map(String::as_str).collect();
    let (named, more) = (named.join(", "), if alone.len() > 3 { " …" } else { "" });
    let of = match alone.len() {
        1 => "1 transcript is of a call that has no scores here yet".to_owned(),
        n => format!("{n} transcripts are of calls that have no scores here yet"),
    };
    format!("{of}: {named}{more}; scores join by the call's ID")
}

fn value(number: Option<&Number>) -> Option<f64> {
    number.map(|n| n.value)
}

fn text(number: Option<&Number>) -> Option<&str> {
    number.and_then(|n| n.text.as_deref())
}

/// A failed auto-fail zeroes it; else the source's own total; else the weighted mean of what was scored.
fn overall(e: &EvaluationRecord, rows: &[i64], weights: &HashMap<i64, f64>) -> Option<f64> {
    if !e.auto_fails.is_empty() {
        return Some(0.0);
    }
    e.total.as_ref().map(|t| t.value).or_else(|| weighted(e, rows, weights))
}

fn weighted(e: &EvaluationRecord, rows: &[i64], weights: &HashMap<i64, f64>) -> Option<f64> {
    let scored: Vec<(f64, f64)> = e
        .scores
        .iter()
        .zip(rows)
        .filter(|(s, _)| s.state == ScoreState::Scored)
        .filter_map(|(s, row)| {
            Some((
                rollup::percent(value(s.earned.as_ref()), value(s.possible.as_ref()))?,
                // The file's own weights made its total.
                s.weight.unwrap_or_else(|| weights.get(row).copied().unwrap_or(1.0)),
            ))
        })
        .collect();
    let total: f64 = scored.iter().map(|(_, w)| w).sum();
    if scored.is_empty() {
        return None;
    }
    if total <= 0.0 {
        return Some(scored.iter().map(|(p, _)| p).sum::<f64>() / scored.len() as f64);
    }
    Some(scored.iter().map(|(p, w)| p * w).sum::<f64>() / total)
}

/// The row of a word that many rows share.
fn dictionary(conn: &Connection, seen: &mut HashMap<String, i64>, table: &str, word: &str) -> Result<i64> {
    if let Some(row) = seen.get(word) {
        return Ok(*row);
    }
    let found =
        super::optional(conn.query_row(&format!("SELECT id FROM {table} WHERE name = ?1"), [word], |r| r.get(0)))?;
    let row = match found {
        Some(row) => row,
        None => {
            conn.execute(&format!("INSERT INTO {table} (name) VALUES (?1)"), [word])?;
            conn.last_insert_rowid()
        }
    };
    seen.insert(word.to_owned(), row);
    Ok(row)
}

/// What an unknown file name means as a scorecard's name: without folder and ending.
pub(super) fn name_after_file(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.trim();
    if stem.is_empty() { "Imported".to_owned() } else { Raw::from(stem).visible() }
}
