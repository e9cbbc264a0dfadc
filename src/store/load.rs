//! Storing one batch: every item gets its rows, and nothing is lost unsaid.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, named_params};

use super::convert::parts;
use super::error::Result;
use super::identities::{Called, Identities, join_team};
use super::pace::Pace;
use super::settle::{COUNTS, SHOWN, SUPERSEDED, Touched, settle, settle_unsaid};
use super::{Writing, rollup};
use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::evaluation::{
    AgentKey, EvaluationKind, EvaluationRecord, EvaluationState, Number, ScoreState, ScoredBy,
};
use crate::domain::log_view::ImportReport;
use crate::domain::progress::Phase;
use crate::domain::raw::{Raw, visible};
use crate::domain::when::Stamp;

pub(super) mod again;
pub(super) mod arrived;
pub(super) mod bulk;
mod content;
mod held;
mod known;
mod lines;
pub(super) mod places;
mod remarks;
mod rows;
mod statements;
mod sums;
mod totals;
mod transcript;

use arrived::{About, Arriving, Zones};
use bulk::{Late, Size};
use held::Held;
use known::{Known, Name, Secrets};
use lines::Line;
use places::Places;
use remarks::Remarks;
use rows::At;
use statements::Statements;
use sums::{Counted, Sums};
use totals::Totals;

/// What is looked up for every evaluation.
type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// What is known while a batch is loaded.
pub(super) struct Loader<'w, 'c> {
    pub(super) w: &'w mut Writing<'c>,
    statements: Statements<'c>,
    batch: i64,
    in_force: Option<String>,
    /// What evaluations without a scorecard's name go to, a name a file.
    unnamed: Vec<String>,
    identities: Identities,
    sources: Map<String, i64>,
    evaluators: Map<String, i64>,
    lines: Map<String, Line>,
    criteria: Map<(i64, String), i64>,
    /// Identities whose team was looked at, by the team's name.
    teams: Map<String, HashSet<i64, foldhash::fast::RandomState>>,
    known: Known,
    secrets: Secrets,
    late: Option<Late>,
    sums: Option<Sums>,
    /// Of evaluations that were there already word for word: the row, and where it stands in this batch's files.
    again: Vec<(i64, i64, i64)>,
    zones: Zones,
    pub(super) touched: Touched,
    pub(super) report: ImportReport,
    calls: Calls,
    agents: HashSet<i64, foldhash::fast::RandomState>,
    pub(super) totals: Totals,
    held: Held,
    /// Of the evaluations that the batch brought, as they come in.
    places: Places,
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
    pub(super) fn new(w: &'w mut Writing<'c>, batch: i64, in_force: Option<String>, zones: Zones) -> Self {
        Self {
            w,
            statements: Statements::default(),
            batch,
            in_force,
            unnamed: Vec::new(),
            identities: Identities::default(),
            sources: Map::default(),
            evaluators: Map::default(),
            lines: Map::default(),
            criteria: Map::default(),
            teams: Map::default(),
            known: Known::Indexed,
            secrets: Secrets::default(),
            late: None,
            sums: None,
            again: Vec::new(),
            zones,
            touched: Touched::default(),
            report: ImportReport::default(),
            calls: Calls::default(),
            agents: HashSet::default(),
            totals: Totals::default(),
            held: Held::default(),
            places: Places::default(),
            fresh: false,
            remarks: Remarks::default(),
            talks: BTreeMap::new(),
            erased: super::erasure::Filter::default(),
            new_targets: HashMap::new(),
        }
    }

    /// Goes about it as its size asks.
    pub(super) fn begin(&mut self, size: Size, unnamed: Vec<String>) -> Result<()> {
        self.unnamed = unnamed;
        self.calls.before = self.w.conn.query_row("SELECT coalesce(max(id), 0) FROM call", [], |r| r.get(0))?;
        if size == Size::Large {
            self.known = Known::held(self.w.conn, &self.secrets)?;
            self.sums = Some(Sums::begin(self.w.conn)?);
            self.late = Some(Late::drop_indexes(self.w.conn)?);
        }
        Ok(())
    }

    /// What is known of the load before its rows come.
    pub(super) fn arriving(&self) -> Arriving {
        Arriving { zones: self.zones, secrets: self.secrets.clone() }
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
    pub(super) fn evaluation(&mut self, e: &EvaluationRecord, about: &About) -> Result<()> {
        let source = dictionary(self.w.conn, &mut self.sources, "source", &e.source)?;
        let versions = self.known.evaluations(self.w.conn, (source, &e.key), &about.names)?;
        let stored = self.stored_form(&versions, e)?;
        let line_name = self.line_of(e, stored.as_ref())?;
        let form = self.form_of(&line_name, e, stored.as_ref())?;
        let dimensions = self.dimension_rows(&line_name, &form, e)?;
        let identity = self.identity(e, &about.agent)?;
        let (call, call_is_new) = self.call(e, about, identity, &versions)?;
        let content = about.content.on(&line_name, &form);
        self.count(call, identity);
        let line = &self.lines[&line_name];
        let version = &line.versions[&form];
        let (line_row, form_row) = (line.row, version.row);
        let overall = overall(e, &dimensions, &version.weights);
        if e.total.is_some() {
            let weighted = || weighted(e, &dimensions, &version.weights);
            let recomputed = if e.auto_fails.is_empty() { weighted() } else { Some(0.0) };
            self.totals.compare(e, identity, recomputed);
        }
        self.held.evaluation(about.key, content);
        if let Some(id) = self.word_for_word(&versions, e, about, &content)? {
            self.report.unchanged += e.rows;
            self.again.push((id, whole(e.file), whole(e.line)));
            return Ok(());
        }
        self.fresh = true;
        let mut at = At { source, call, identity, form: form_row, day: None, current: SUPERSEDED, summed: false };
        if versions.is_empty() {
            self.report.loaded += e.rows;
        } else {
            self.report.updated += e.rows;
            self.warn_same_time(&versions, e, about)?;
        }
        if versions.is_empty() && call_is_new {
            self.settle_at_once(&mut at, line_row, (e, about), overall, &dimensions);
        } else {
            self.touched.keys.insert((source, e.key.clone()));
            self.touched.calls.insert(call);
        }
        let id = self.insert_evaluation((e, about), &at, overall, &content)?;
        self.known.now_holds_evaluation(&about.names, id);
        self.insert_scores(id, e, &line_name, &dimensions)?;
        self.remarks.look(e);
        self.report.evaluations += 1;
        self.report.apart.count(e.kind, e.state);
        Ok(())
    }

    /// The agent's row; a team that the file names is his where he has none.
    fn identity(&mut self, e: &EvaluationRecord, called: &Called) -> Result<i64> {
        let identity = self.identities.row(self.w, called, &e.agent)?;
        self.report.warnings.append(&mut self.identities.warnings);
        let Some(team) = e.team.as_deref().map(str::trim).filter(|t| !t.is_empty()) else { return Ok(identity) };
        if !self.teams.get(team).is_some_and(|seen| seen.contains(&identity)) {
            join_team(self.w, identity, team, &mut self.report.warnings)?;
            self.teams.entry(team.to_owned()).or_default().insert(identity);
        }
        Ok(identity)
    }

    /// The only evaluation of a call that nobody has spoken of before: what [`super::settle`] would find is known now.
    /// Should the batch bring more of either, that is settled at the end, like all else.
    fn settle_at_once(
        &mut self,
        at: &mut At,
        line: i64,
        (e, about): (&EvaluationRecord, &About),
        overall: Option<f64>,
        rows: &[i64],
    ) {
        let counts = e.kind == EvaluationKind::Standard && e.state == EvaluationState::Final;
        at.current = if counts { COUNTS } else { SHOWN };
        at.summed = counts;
        at.day = about.started.as_ref().or(about.evaluated.as_ref()).map(|time| time.day);
        let Some(day) = at.day.filter(|_| counts) else { return };
        let percents =
            e.scores.iter().zip(rows).filter(|(s, _)| s.state == ScoreState::Scored).filter_map(|(s, row)| {
                Some((*row, rollup::percent(value(s.earned.as_ref()), value(s.possible.as_ref()))?))
            });
        let counted = Counted { line, day, identity: at.identity, call: at.call };
        let noted = match &mut self.sums {
            // Calls without an ID have no order among themselves that is known before all are in.
            Some(sums) if e.call_id.is_some() => sums.add(counted, overall, e.scored_by == ScoredBy::Ai, percents),
            Some(_) | None => false,
        };
        if !noted {
            self.touched.days.insert((at.identity, day));
        }
    }

    /// All is in: the indexes are built, what was there already is this batch's too.
    pub(super) fn all_is_in(&mut self, pace: &mut Pace<'_>) -> Result<()> {
        self.held.settle();
        if let Some(late) = self.late.take() {
            late.build(self.w.conn, &mut |n, of| pace.at(Phase::Sorting, n as u64, of as u64))?;
        }
        Ok(())
    }

    /// Of evaluations that other batches hold too, the latest stands for them, so that undoing either leaves them.
    pub(super) fn stand_for_what_was_there(&mut self) -> Result<()> {
        let conn = self.w.conn;
        for (id, file, line) in &self.again {
            let sql = "SELECT batch, source, key FROM evaluation WHERE id = ?1";
            let (batch, source, key): (i64, i64, String) =
                conn.prepare_cached(sql)?.query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            if batch == self.batch {
                continue;
            }
            conn.prepare_cached("INSERT OR IGNORE INTO evaluation_also (evaluation, batch, file, line) SELECT id, batch, file, line FROM evaluation WHERE id = ?1")?
                .execute([id])?;
            conn.prepare_cached("UPDATE evaluation SET batch = ?2, file = ?3, line = ?4 WHERE id = ?1")?
                .execute((id, self.batch, file, line))?;
            self.touched.keys.insert((source, key));
        }
        Ok(())
    }

    /// Where the batch's rows stand in its files, as a hash.
    pub(super) fn places(&self) -> Result<String> {
        if self.again.is_empty() && self.talks.is_empty() {
            return Ok(self.places.clone().finish());
        }
        places::of_batch(self.w.conn, self.batch)
    }

    /// Brings everything that follows from the rows up to date.
    pub(super) fn settle(&mut self, pace: &mut Pace<'_>) -> Result<()> {
        let touched = std::mem::take(&mut self.touched);
        let Some(sums) = self.sums.take() else { return settle(self.w.conn, touched, pace).map(drop) };
        pace.at(Phase::AddingUp, 0, 0)?;
        // Few rows of a large load are touched: how far it is, is how far the sums are.
        let read = settle_unsaid(self.w.conn, touched)?;
        sums.write(self.w.conn, &read, pace)
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
        self.report.calls = self.calls.count(call);
        self.agents.insert(identity);
    }

    /// Over the contents of all that the batch holds, in the order of their keys.
    pub(super) fn digest(&self) -> String {
        self.held.digest()
    }

    /// Identities that the batch speaks of.
    pub(super) fn identities_met(&self) -> Vec<i64> {
        self.agents.iter().copied().collect()
    }

    /// Evaluations and transcripts that it holds.
    pub(super) fn counts(&self) -> (u64, u64) {
        self.held.counts()
    }

    /// The call's row, and whether it is a new one; a call without an ID is one of its own, found again by the
    /// evaluation's key.
    fn call(&mut self, e: &EvaluationRecord, about: &About, identity: i64, versions: &[i64]) -> Result<(i64, bool)> {
        let id = e.call_id.as_deref().zip(about.names.call);
        if let Some((key, name)) = id {
            if let Some(row) = self.known.call(self.w.conn, key, name)? {
                return Ok((row, false));
            }
        } else {
            for version in versions {
                let sql =
                    "SELECT c.id FROM evaluation e JOIN call c ON c.id = e.call WHERE e.id = ?1 AND c.key IS NULL";
                let known = self.w.conn.prepare_cached(sql)?.query_row([version], |r| r.get(0));
                if let Some(known) = super::optional(known)? {
                    return Ok((known, false));
                }
            }
        }
        let start = about.started.as_ref();
        let row = self.insert_call(id, |row| {
            row.raw_bind_parameter(2, identity)?;
            row.raw_bind_parameter(3, start.map(|time| time.kind))?;
            row.raw_bind_parameter(4, start.and_then(|time| time.written.as_deref()))?;
            row.raw_bind_parameter(5, start.and_then(|time| time.zone))?;
            row.raw_bind_parameter(6, start.map(|time| time.ms))?;
            row.raw_bind_parameter(7, start.map(|time| time.day))
        })?;
        Ok((row, true))
    }

    fn insert_call(
        &mut self,
        id: Option<(&str, Name)>,
        bind: impl FnOnce(&mut rusqlite::CachedStatement<'_>) -> rusqlite::Result<()>,
    ) -> Result<i64> {
        let statement = self.statements.call(self.w.conn)?;
        statement.raw_bind_parameter(1, id.map(|(key, _)| key))?;
        bind(statement)?;
        statement.raw_execute()?;
        let row = self.w.conn.last_insert_rowid();
        self.calls.brought += 1;
        if let Some((_, name)) = id {
            self.known.now_holds_call(name, row);
        }
        Ok(row)
    }

    fn call_by_key(&mut self, key: &str) -> Result<i64> {
        let name = self.secrets.call(key);
        match self.known.call(self.w.conn, key, name)? {
            Some(row) => Ok(row),
            None => self.insert_call(Some((key, name)), |row| {
                // What the statement was last given for these stays bound.
                (2..=7).try_for_each(|at| row.raw_bind_parameter(at, rusqlite::types::Null))
            }),
        }
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
        let identity = agent.map(|a| self.identities.row(self.w, &Called::of(source, a), a)).transpose()?;
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
        self.report.calls = self.calls.count(call);
        self.agents.extend(identity);
        Ok(())
    }

    /// Stores a transcript (see [`transcript`]) with this content.
    pub(super) fn transcript(&mut self, t: &TranscriptRecord, content: [u8; 16]) -> Result<()> {
        transcript::load(self, t, content)
    }

    /// The one of an evaluation's versions that says the same word for word.
    fn word_for_word(
        &self,
        versions: &[i64],
        e: &EvaluationRecord,
        about: &About,
        content: &[u8; 16],
    ) -> Result<Option<i64>> {
        let ms = about.evaluated.as_ref().map(|time| time.ms);
        for id in versions {
            let sql = "SELECT version = ?2 AND evaluated_ms IS ?3 AND content = ?4 FROM evaluation WHERE id = ?1";
            if self.w.conn.prepare_cached(sql)?.query_row((id, e.version, ms, content), |r| r.get(0))? {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }

    /// The same evaluation date with other content is a newer version: worth a warning.
    fn warn_same_time(&mut self, versions: &[i64], e: &EvaluationRecord, about: &About) -> Result<()> {
        let ms = about.evaluated.as_ref().map(|time| time.ms);
        let mut same = false;
        for id in versions {
            let sql = "SELECT version = ?2 AND evaluated_ms IS ?3 FROM evaluation WHERE id = ?1";
            same |= self.w.conn.prepare_cached(sql)?.query_row((id, e.version, ms), |r| r.get::<_, bool>(0))?;
        }
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
}

/// Calls that a batch speaks of. Its own, which are most, are counted as they come in.
#[derive(Default)]
struct Calls {
    /// The last row of before the load.
    before: i64,
    met: HashSet<i64>,
    brought: u64,
}

impl Calls {
    /// How many there are with this one.
    fn count(&mut self, call: i64) -> u64 {
        if call <= self.before {
            self.met.insert(call);
        }
        self.met.len() as u64 + self.brought
    }
}

/// What a position comes to in the file.
fn whole(n: impl TryInto<i64>) -> i64 {
    n.try_into().unwrap_or(0)
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
fn overall(e: &EvaluationRecord, rows: &[i64], weights: &Map<i64, f64>) -> Option<f64> {
    if !e.auto_fails.is_empty() {
        return Some(0.0);
    }
    e.total.as_ref().map(|t| t.value).or_else(|| weighted(e, rows, weights))
}

fn weighted(e: &EvaluationRecord, rows: &[i64], weights: &Map<i64, f64>) -> Option<f64> {
    let (mut n, mut sum, mut weight, mut weighted) = (0_u32, 0.0, 0.0, 0.0);
    for (s, row) in e.scores.iter().zip(rows).filter(|(s, _)| s.state == ScoreState::Scored) {
        let percent = rollup::percent(value(s.earned.as_ref()), value(s.possible.as_ref()));
        // The file's own weights made its total.
        let own = s.weight.unwrap_or_else(|| weights.get(row).copied().unwrap_or(1.0));
        if let Some(percent) = percent {
            n += 1;
            sum += percent;
            weight += own;
            weighted += percent * own;
        }
    }
    match n {
        0 => None,
        n if weight <= 0.0 => Some(sum / f64::from(n)),
        _ => Some(weighted / weight),
    }
}

/// The row of a word that many rows share.
fn dictionary(conn: &Connection, seen: &mut Map<String, i64>, table: &str, word: &str) -> Result<i64> {
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
