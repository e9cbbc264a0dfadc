//! Storing one batch: every item gets its rows, and nothing is lost unsaid.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, named_params};
use sha2::{Digest, Sha256};

use super::convert::parts;
use super::error::Result;
use super::people::{Identities, join_team};
use super::settle::Touched;
use super::{Writing, rollup, scorecards};
use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::evaluation::{AgentKey, EvaluationRecord, Number, ScoreState};
use crate::domain::id::ScorecardId;
use crate::domain::log_view::ImportReport;
use crate::domain::raw::{Raw, visible};
use crate::domain::record::Record;
use crate::domain::scorecard::{NewDimension, Scorecard, key_of};
use crate::domain::when::Stamp;

mod content;
mod transcript;

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
    /// Key and content of all that the batch holds, for its digest.
    held: BTreeMap<Vec<u8>, [u8; 16]>,
    /// Whether anything was stored that no standing batch has.
    pub(super) fresh: bool,
}

/// A scorecard's line while its evaluations come in.
struct Line {
    id: ScorecardId,
    row: i64,
    name: String,
    /// The newest version's label: what evaluations without a version go to.
    newest: String,
    /// By version label: its row and the dimensions' weights.
    versions: HashMap<String, Version>,
    /// Dimension rows by key.
    dimensions: HashMap<String, i64>,
    /// Keys by lower-case name.
    names: HashMap<String, String>,
}

#[derive(Clone, Default)]
struct Version {
    row: i64,
    weights: HashMap<i64, f64>,
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
            held: BTreeMap::new(),
            fresh: false,
        }
    }

    /// Stores one evaluation, or notes that it is there already.
    pub(super) fn evaluation(&mut self, e: &EvaluationRecord) -> Result<()> {
        let source = dictionary(self.w.conn, &mut self.sources, "source", &e.source)?;
        let line_name = self.line_of(e)?;
        let form = self.form_of(&line_name, e)?;
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
            self.reconcile(e, &scores, &weights);
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
        self.report.evaluations += 1;
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

    /// The name of the line that an evaluation goes to; a line that the file names and the database lacks is made.
    fn line_of(&mut self, e: &EvaluationRecord) -> Result<String> {
        let named = e.scorecard.as_deref().map(str::trim).filter(|s| !s.is_empty());
        let name = match named {
            Some(name) => name.to_owned(),
            None => self
                .unnamed
                .get(e.file)
                .cloned()
                .or_else(|| self.in_force.clone())
                .unwrap_or_else(|| "Default".to_owned()),
        };
        if self.lines.contains_key(&name) {
            return Ok(name);
        }
        let known = match scorecards::by_name(self.w.conn, &name)? {
            Some(known) => known,
            None => self.new_line(&name, e)?,
        };
        let line = Line::read(self.w.conn, known)?;
        self.lines.insert(name.clone(), line);
        Ok(name)
    }

    /// A scorecard that the file names and the database lacks takes over, by dimension key, the targets, weights
    /// and critical marks of the one in force.
    fn new_line(&mut self, name: &str, e: &EvaluationRecord) -> Result<Scorecard> {
        let id = ScorecardId::new();
        let version = e.scorecard_version.clone().unwrap_or_else(|| "1".to_owned());
        let mut dimensions: Vec<NewDimension> = Vec::new();
        for score in &e.scores {
            let dimension = self.new_dimension(&score.dimension)?;
            if dimensions.iter().all(|d| d.key != dimension.key) {
                dimensions.push(dimension);
            }
        }
        let record = Record::ScorecardAdded { id, name: name.to_owned(), version, dimensions: dimensions.clone() };
        self.w.record(&record)?;
        self.report.warnings.push(format!(
            "scorecard “{}” is new: it was added with {} dimensions",
            visible(name),
            dimensions.len()
        ));
        for dimension in &dimensions {
            self.target_of_new(name, id, dimension)?;
        }
        Ok(scorecards::by_name(self.w.conn, name)?.expect("it was just added"))
    }

    /// A dimension as a file names it, with what the scorecard in force says of its key.
    fn new_dimension(&self, named: &str) -> Result<NewDimension> {
        let key = key_of(named);
        let in_force = self.in_force.as_deref().map(|n| scorecards::by_name(self.w.conn, n)).transpose()?.flatten();
        let like = in_force.as_ref().and_then(|s| s.dimensions.iter().find(|d| d.key == key));
        let target = match (&in_force, like) {
            (Some(card), Some(d)) => {
                let targets = scorecards::Targets::read(self.w.conn, scorecards::row_of(self.w.conn, card.id)?)?;
                targets.for_everyone(d.row, self.w.clock.now().date_naive())
            }
            (Some(_) | None, Some(_) | None) => None,
        };
        let spelt = if named == key { crate::domain::scorecard::name_of(&key) } else { named.trim().to_owned() };
        Ok(NewDimension {
            key,
            name: like.map_or(spelt, |d| d.name.clone()),
            weight: like.map_or(1.0, |d| d.weight),
            critical: like.is_some_and(|d| d.critical),
            target,
        })
    }

    fn target_of_new(&mut self, card: &str, id: ScorecardId, dimension: &NewDimension) -> Result<()> {
        if dimension.target.is_some() {
            return scorecards::set_target(
                self.w,
                id,
                &dimension.key,
                crate::domain::scorecard::TargetScope::Everyone,
                None,
                dimension.target,
            );
        }
        let (card, name) = (visible(card), visible(&dimension.name));
        self.report.warnings.push(format!(
            "“{name}” on {card} has no target, so it is never a focus; set one with: coachlog scorecard target \"{}\" PERCENT --scorecard \"{card}\"",
            visible(&dimension.key)
        ));
        Ok(())
    }

    /// The label of the evaluation's version; one that the line lacks is made with the newest one's dimensions.
    fn form_of(&mut self, line_name: &str, e: &EvaluationRecord) -> Result<String> {
        let line = &self.lines[line_name];
        let label =
            e.scorecard_version.as_deref().map(str::trim).filter(|v| !v.is_empty()).unwrap_or(&line.newest).to_owned();
        if line.versions.contains_key(&label) {
            return Ok(label);
        }
        let card = scorecards::by_row(self.w.conn, line.row)?;
        let dimensions = card.dimensions.iter().map(|d| NewDimension {
            key: d.key.clone(),
            name: d.name.clone(),
            weight: d.weight,
            critical: d.critical,
            target: None,
        });
        let record =
            Record::ScorecardVersionAdded { id: line.id, version: label.clone(), dimensions: dimensions.collect() };
        self.w.record(&record)?;
        let line = Line::read(self.w.conn, scorecards::by_row(self.w.conn, self.lines[line_name].row)?)?;
        self.lines.insert(line_name.to_owned(), line);
        Ok(label)
    }

    /// The row of each score's dimension, in the order of the scores.
    fn dimension_rows(&mut self, line_name: &str, form: &str, e: &EvaluationRecord) -> Result<Vec<i64>> {
        let mut out = Vec::with_capacity(e.scores.len());
        for score in &e.scores {
            out.push(self.dimension(line_name, form, &score.dimension)?);
        }
        Ok(out)
    }

    fn dimension(&mut self, line_name: &str, form: &str, named: &str) -> Result<i64> {
        let line = &self.lines[line_name];
        let key = line.key(named);
        if let Some(row) = line.dimensions.get(&key)
            && line.versions[form].weights.contains_key(row)
        {
            return Ok(*row);
        }
        let known = line.dimensions.contains_key(&key);
        let mut dimension = self.new_dimension(named)?;
        dimension.key.clone_from(&key);
        let id = line.id;
        self.w.record(&Record::DimensionAdded {
            scorecard: id,
            version: form.to_owned(),
            dimension: dimension.clone(),
        })?;
        if !known {
            let shown = self.lines[line_name].name.clone();
            self.target_of_new(&shown, id, &dimension)?;
        }
        let line = Line::read(self.w.conn, scorecards::by_row(self.w.conn, self.lines[line_name].row)?)?;
        let row = line.dimensions[&key];
        self.lines.insert(line_name.to_owned(), line);
        Ok(row)
    }

    /// The call's row; a call without an ID is one of its own, found again by the evaluation's key.
    fn call(&mut self, e: &EvaluationRecord) -> Result<i64> {
        if let Some(key) = &e.call_id {
            return self.call_by_key(key);
        }
        let sql = "SELECT e.call FROM evaluation e JOIN source s ON s.id = e.source JOIN call c ON c.id = e.call
                   WHERE s.name = ?1 AND e.key = ?2 AND c.key IS NULL LIMIT 1";
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

    fn reconcile(&mut self, e: &EvaluationRecord, scores: &[i64], weights: &HashMap<i64, f64>) {
        let Some(total) = &e.total else { return };
        let recomputed = if e.auto_fails.is_empty() { weighted(e, scores, weights) } else { Some(0.0) };
        if let Some(recomputed) = recomputed {
            self.report.reconciled_checked += 1;
            if (recomputed - total.value).abs() > 0.5 {
                self.report.reconciled_differ += 1;
            }
        }
    }

    fn insert_evaluation(
        &mut self,
        e: &EvaluationRecord,
        at: &Places,
        overall: Option<f64>,
        content: &[u8; 16],
    ) -> Result<i64> {
        let evaluator = match e.evaluator.as_deref().filter(|n| !n.is_empty()) {
            Some(name) => Some(dictionary(self.w.conn, &mut self.evaluators, "evaluator", name)?),
            None => None,
        };
        let (call_kind, call_ms) = e.call_started.as_ref().map(|s| parts(s.when)).unzip();
        let (evaluated_kind, evaluated_ms) = e.evaluated.as_ref().map(|s| parts(s.when)).unzip();
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO evaluation (source, key, key_made, version, call, identity, evaluator, scored_by, kind, state, form,
                     call_kind, call_text, call_ms, evaluated_kind, evaluated_text, evaluated_ms, total, total_text, overall,
                     auto_fails, comment, team, batch, file, line, content, day, current, summed)
                 VALUES (:source, :key, :made, :version, :call, :identity, :evaluator, :scored_by, :kind, :state, :form,
                     :call_kind, :call_text, :call_ms, :evaluated_kind, :evaluated_text, :evaluated_ms, :total, :total_text,
                     :overall, :auto_fails, :comment, :team, :batch, :file, :line, :content, NULL, 0, 0)",
            )?
            .execute(named_params! {
                ":source": at.source, ":key": e.key, ":made": e.key_made, ":version": e.version, ":call": at.call,
                ":identity": at.identity, ":evaluator": evaluator, ":scored_by": e.scored_by.word(), ":kind": e.kind.word(),
                ":state": e.state.word(), ":form": at.form, ":call_kind": call_kind, ":call_ms": call_ms,
                ":call_text": e.call_started.as_ref().map(|s| s.text.as_str()), ":evaluated_kind": evaluated_kind,
                ":evaluated_text": e.evaluated.as_ref().map(|s| s.text.as_str()), ":evaluated_ms": evaluated_ms,
                ":total": e.total.as_ref().map(|n| n.value), ":total_text": e.total.as_ref().and_then(|n| n.text.as_deref()),
                ":overall": overall, ":auto_fails": i64::try_from(e.auto_fails.len()).unwrap_or(0), ":comment": e.comment,
                ":team": e.team, ":batch": self.batch, ":file": i64::try_from(e.file).unwrap_or(0),
                ":line": i64::try_from(e.line).unwrap_or(0), ":content": content,
            })?;
        Ok(self.w.conn.last_insert_rowid())
    }

    fn insert_scores(&mut self, id: i64, e: &EvaluationRecord, line_name: &str, rows: &[i64]) -> Result<()> {
        let conn = self.w.conn;
        let mut n = 0i64;
        for (score, row) in e.scores.iter().zip(rows) {
            conn.prepare_cached(
                "INSERT INTO score (evaluation, dimension, state, earned, possible, earned_text, possible_text, comment)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((id, row, score.state.word(), value(score.earned.as_ref()), value(score.possible.as_ref()), text(score.earned.as_ref()), text(score.possible.as_ref()), &score.comment))?;
            for c in &score.criteria {
                let criterion = criterion_row(conn, &mut self.criteria, *row, &c.name)?;
                conn.prepare_cached(
                    "INSERT INTO criterion_result (evaluation, n, criterion, state, earned, possible, earned_text, possible_text, result, comment, auto_fail)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute((id, n, criterion, c.state.word(), value(c.earned.as_ref()), value(c.possible.as_ref()), text(c.earned.as_ref()), text(c.possible.as_ref()), &c.result, &c.comment, c.auto_fail))?;
                n += 1;
            }
        }
        // A mark may stand on a dimension that nobody scored here.
        let line = &self.lines[line_name];
        let of = |named: &Option<String>| line.dimensions.get(&line.key(named.as_deref()?)).copied();
        for (n, flag) in (0i64..).zip(&e.flags) {
            conn.prepare_cached("INSERT INTO flag (evaluation, n, code, severity, dimension, at_ms, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute((id, n, &flag.code, &flag.severity, of(&flag.dimension), flag.at_ms, &flag.note))?;
        }
        for (n, fail) in (0i64..).zip(&e.auto_fails) {
            conn.prepare_cached("INSERT INTO auto_fail (evaluation, n, name, dimension) VALUES (?1, ?2, ?3, ?4)")?
                .execute((id, n, &fail.name, of(&fail.dimension)))?;
        }
        Ok(())
    }
}

struct Places {
    source: i64,
    call: i64,
    identity: i64,
    form: i64,
}

impl Line {
    fn read(conn: &Connection, card: Scorecard) -> Result<Self> {
        let row = scorecards::row_of(conn, card.id)?;
        let mut versions: HashMap<String, Version> = HashMap::new();
        let mut statement = conn.prepare_cached(
            "SELECT v.label, v.id, vd.dimension, vd.weight FROM scorecard_version v
             LEFT JOIN version_dimension vd ON vd.version = v.id WHERE v.scorecard = ?1",
        )?;
        let mut rows = statement.query([row])?;
        while let Some(r) = rows.next()? {
            let version = versions.entry(r.get(0)?).or_default();
            version.row = r.get(1)?;
            if let Some(dimension) = r.get::<_, Option<i64>>(2)? {
                version.weights.insert(dimension, r.get(3)?);
            }
        }
        Ok(Self {
            id: card.id,
            row,
            name: card.name,
            newest: card.version,
            versions,
            dimensions: card.dimensions.iter().map(|d| (d.key.clone(), d.row)).collect(),
            names: card.dimensions.iter().map(|d| (d.name.to_lowercase(), d.key.clone())).collect(),
        })
    }

    /// The key that a file's name for a dimension means here.
    fn key(&self, named: &str) -> String {
        let trimmed = named.trim();
        if self.dimensions.contains_key(trimmed) {
            return trimmed.to_owned();
        }
        self.names.get(&trimmed.to_lowercase()).cloned().unwrap_or_else(|| key_of(trimmed))
    }
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
                weights.get(row).copied().unwrap_or(1.0),
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

fn criterion_row(conn: &Connection, seen: &mut HashMap<(i64, String), i64>, dimension: i64, name: &str) -> Result<i64> {
    let place = (dimension, name.to_owned());
    if let Some(row) = seen.get(&place) {
        return Ok(*row);
    }
    let found = super::optional(conn.query_row(
        "SELECT id FROM criterion WHERE dimension = ?1 AND name = ?2",
        (dimension, name),
        |r| r.get(0),
    ))?;
    let row = match found {
        Some(row) => row,
        None => {
            conn.execute("INSERT INTO criterion (dimension, name) VALUES (?1, ?2)", (dimension, name))?;
            conn.last_insert_rowid()
        }
    };
    seen.insert(place, row);
    Ok(row)
}

/// What an unknown file name means as a scorecard's name: without folder and ending.
pub(super) fn name_after_file(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.trim();
    if stem.is_empty() { "Imported".to_owned() } else { Raw::from(stem).visible() }
}
