//! Imports: loading a batch whole or not at all, listing, and taking a batch back.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono_tz::Tz;
use rusqlite::Connection;

use super::error::{Result, StoreError};
use super::gate::asked_to_stop;
use super::load::arrived::{Arrived, Zones};
use super::load::bulk::Size;
use super::load::{Loader, name_after_file};
use super::pace::Pace;
use super::{Access, Store, Writing, erasure, profiles, scorecards, settings};
use crate::domain::id::{BatchId, DisputeId};
use crate::domain::log_view::{BatchLine, ImportReport, RejectedLine, count_reason};
use crate::domain::mapping::{DimensionUse, Mapping};
use crate::domain::progress::{Phase, Progress};
use crate::domain::raw::Raw;
use crate::domain::record::{BatchFile, BatchLoaded, Record};
use crate::domain::scale::Scale;
use crate::domain::standing::DisputeState;
use crate::import::{self, CallsNamed, DateOrder, FileKind, Go, ImportPlan, LeftOut, Options, TextEncoding, Watch};

/// What to import and how.
#[derive(Debug, Clone, Default)]
pub struct ImportJob {
    pub paths: Vec<PathBuf>,
    pub date_order: Option<DateOrder>,
    /// Of times without one; the mapping's, then the database's where it is `None`.
    pub zone: Option<Tz>,
    /// How tables are read; the profile of their headings, then a preset, where it is `None`.
    pub mapping: Option<Mapping>,
    /// What dimensions are, by the files' names of them, whatever the mapping says.
    pub dimensions: BTreeMap<String, DimensionUse>,
    /// What plain numbers are, by a column's heading or a dimension's name; "*" for all that is left open.
    pub scales: Vec<(String, Scale)>,
    /// Of text files; what each shows where it is `None`.
    pub encoding: Option<TextEncoding>,
    /// Of workbooks; the one with evaluations where it is `None`.
    pub sheet: Option<String>,
    /// Which calls the transcripts are of, where their files do not tell.
    pub calls: CallsNamed,
    /// Told how far the first reading is.
    pub watch: Watch,
}

/// At most this many sentences of a kind are kept; the counts stay whole.
const MOST_LISTED: usize = 1000;

/// After so many steps of the engine it is looked whether to go on: about a millisecond.
const LOOK_EACH_STEPS: i32 = 10_000;

impl Store {
    /// What the files are, read once.
    pub fn plan_import(&self, job: &ImportJob) -> Result<ImportPlan> {
        let mut known = Vec::new();
        let mut statement = self.conn.prepare_cached("SELECT key, name FROM dimension")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            known.push(row.get::<_, String>(0)?.to_lowercase());
            known.push(row.get::<_, String>(1)?.to_lowercase());
        }
        let options = Options {
            date_order: job.date_order,
            zone: job.zone,
            known_dimensions: known,
            mapping: job.mapping.clone(),
            dimensions: job.dimensions.clone(),
            remembered: profiles::remembered(&self.conn)?,
            scales: job.scales.clone(),
            encoding: job.encoding,
            sheet: job.sheet.clone(),
            calls: job.calls.clone(),
            watch: job.watch.clone(),
        };
        let plan = import::plan(&job.paths, &options)?;
        let known = self.calls_known(&plan)?;
        Ok(plan.with_known_calls(&known)?)
    }

    /// Loads the files as one batch: all of it or nothing. `progress` is asked now and then whether to go on.
    pub fn import(
        &mut self,
        plan: &ImportPlan,
        strict: bool,
        progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<ImportReport> {
        let size = Size::of(&self.conn, plan)?;
        self.import_as(size, plan, strict, progress)
    }

    /// The same, gone about as it is said: what is in the file afterwards does not tell.
    pub(super) fn import_as(
        &mut self,
        size: Size,
        plan: &ImportPlan,
        strict: bool,
        progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<ImportReport> {
        self.with_room(|store| store.load_batch(size, plan, strict, progress))
    }

    fn load_batch(
        &mut self,
        size: Size,
        plan: &ImportPlan,
        strict: bool,
        progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<ImportReport> {
        if let Some(question) = plan.questions.first() {
            return Err(StoreError::refused(question.words.clone()));
        }
        let mut unwanted = None;
        // A large load's rows refer to what it has just stored itself: asking for each anew takes longer than storing it.
        self.conn.pragma_update(None, "foreign_keys", size == Size::Small)?;
        // Whatever statement it is about, it can be asked to stop.
        self.conn.progress_handler(LOOK_EACH_STEPS, Some(asked_to_stop))?;
        let done = self.write(None, |w| {
            let mut pace = Pace::new(progress);
            let report = load(w, plan, size, &mut pace)?;
            if strict && !report.rejected.is_empty() {
                unwanted = Some(ImportReport { batch: None, loaded: 0, updated: 0, ..report });
                return Err(StoreError::refused("strict"));
            }
            if report.batch.is_none() {
                unwanted = Some(report);
                return Err(StoreError::refused("nothing new"));
            }
            // The last look: from here on it cannot be cut.
            pace.at(Phase::Saving, 0, 0)?;
            Ok(report)
        });
        self.conn.progress_handler(0, None::<fn() -> bool>)?;
        self.conn.pragma_update(None, "foreign_keys", true)?;
        match (done, unwanted) {
            (Ok(report), _) | (Err(_), Some(report)) => Ok(report),
            (Err(e), None) => Err(e),
        }
    }

    /// The same counts and problems without a trace: loaded into a scratch copy.
    pub fn preview_import(
        &self,
        plan: &ImportPlan,
        strict: bool,
        progress: &mut dyn FnMut(Progress) -> Go,
    ) -> Result<ImportReport> {
        Pace::new(progress).at(Phase::Copying, 0, 0)?;
        let scratch = Scratch::new();
        let failed = |e: std::io::Error| StoreError::Open { path: scratch.0.display().to_string(), why: e.to_string() };
        crate::private::create_new(&scratch.0).map_err(failed)?;
        self.conn.execute("VACUUM INTO ?1", [scratch.0.to_string_lossy()])?;
        let conn = Connection::open(&scratch.0)?;
        super::tune(&conn)?;
        conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")?;
        let mut copy = Self {
            conn,
            clock: self.clock,
            actor: self.actor.clone(),
            path: scratch.0.clone(),
            access: Access::ReadWrite,
            saving: super::saving::Saving::default(),
            remarks: Vec::new(),
            backups: None,
            instance: None,
            kept_team: RefCell::default(),
            kept_outcomes: RefCell::default(),
            kept_ground: RefCell::default(),
        };
        // Nothing of it is saved anywhere.
        let mut told = |said: Progress| match said.phase {
            Phase::Saving => progress(Progress { phase: Phase::AddingUp, done: 1, of: 1, ..said }),
            Phase::Reading | Phase::Copying | Phase::Storing | Phase::Sorting | Phase::Removing | Phase::AddingUp => {
                progress(said)
            }
        };
        let mut report = copy.import(plan, strict, &mut told)?;
        report.batch = None;
        Ok(report)
    }

    /// Names of the dimensions of the scorecard in force, then of the others, each once.
    pub fn dimension_names(&self) -> Result<Vec<String>> {
        let first = self.settings()?.scorecard.unwrap_or_default();
        let mut statement = self.conn.prepare_cached(
            "SELECT d.name FROM dimension d JOIN scorecard_name n ON n.scorecard = d.scorecard
             GROUP BY lower(d.name) ORDER BY min(n.name <> ?1), min(d.id)",
        )?;
        let names = statement.query_map([first], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        Ok(names)
    }

    pub fn imports(&self) -> Result<Vec<BatchLine>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT b.id, b.uuid, b.at, b.loaded, b.rejected, b.evaluations, b.transcripts, b.undone, p.body,
                    (SELECT coalesce(sum(x.evaluations + x.transcripts), 0) FROM erased_of_batch x WHERE x.batch = b.id) AS erased
             FROM batch b
             LEFT JOIN event e ON e.subject_id = b.uuid AND e.action = 'batch_loaded'
             LEFT JOIN payload p ON p.log_id = e.log_id AND p.seq = e.seq
             ORDER BY b.id DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get("id")?;
            let at: String = row.get("at")?;
            let body: Option<Vec<u8>> = row.get("body")?;
            let body = body.and_then(|b| serde_json::from_slice::<super::log::Body>(&b).ok());
            let mut files =
                self.conn.prepare_cached("SELECT name, sha256 FROM batch_file WHERE batch = ?1 ORDER BY n")?;
            let files =
                files.query_map([number], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<Vec<_>>>()?;
            out.push(BatchLine {
                id: row.get("uuid")?,
                number,
                at: at.parse().unwrap_or_default(),
                by: Raw::from(body.map_or_else(|| "erased".to_owned(), |b| b.actor.name)),
                files,
                evaluations: row.get("evaluations")?,
                transcripts: row.get("transcripts")?,
                loaded: row.get("loaded")?,
                rejected: row.get("rejected")?,
                erased: row.get("erased")?,
                undone: row.get("undone")?,
            });
        }
        Ok(out)
    }

    /// A batch by its number or id.
    pub fn batch_named(&self, named: &str) -> Result<BatchId> {
        let found = self
            .imports()?
            .into_iter()
            .find(|b| b.number.to_string() == named.trim() || b.id.to_string() == named.trim());
        found.map(|b| b.id).ok_or_else(|| {
            StoreError::refused(format!(
                "there is no import “{}”; `coachlog imports list` shows them",
                Raw::from(named).visible()
            ))
        })
    }
}

/// Stores everything that the plan's files hold, and records the batch. A batch that brings nothing new, of files
/// that a standing batch has already, leaves `batch` empty: the caller rolls it back.
fn load(w: &mut Writing<'_>, plan: &ImportPlan, size: Size, pace: &mut Pace<'_>) -> Result<ImportReport> {
    let settings = settings::read(w.conn)?;
    let number: i64 = w.conn.query_row("SELECT coalesce(max(id), 0) + 1 FROM batch", [], |r| r.get(0))?;
    let unnamed = unnamed_go_to(w.conn, plan, settings.scorecard.as_deref())?;
    let before: i64 = w.conn.query_row("SELECT coalesce(max(id), 0) FROM evaluation", [], |r| r.get(0))?;
    let zones = Zones { file: settings.zone, batch: plan.zone().unwrap_or(settings.zone) };
    let mut loader = Loader::new(w, number, settings.scorecard.clone(), zones);
    let key_of = crate::domain::scorecard::key_of;
    loader.new_targets =
        plan.files.iter().flat_map(|f| f.new_targets()).map(|(name, target)| (key_of(name), target)).collect();
    loader.report.warnings.extend(plan.warnings.iter().cloned());
    loader.heed_erasures()?;
    loader.begin(size, unnamed)?;
    let erased = |report: &mut ImportReport, file: usize, line: Option<u64>, rows: u64| {
        let file = plan.files.get(file).map_or("", |f| f.name.as_str()).to_owned();
        leave_out(report, &LeftOut { file, line: line.unwrap_or(1), rows, why: erasure::LEFT_OUT.to_owned() });
    };
    let (stop, rows) = (std::cell::Cell::new(Go::On), std::cell::Cell::new(0));
    let arriving = loader.arriving();
    import::read::<_, StoreError>(
        plan,
        &|item| arriving.arrived(item),
        &mut |arrived| {
            match arrived {
                Arrived::Evaluation(e, _) if loader.of_an_erased(&e.source, Some(&e.agent), None)? => {
                    erased(&mut loader.report, e.file, Some(e.line), e.rows);
                }
                Arrived::Transcript(t, _) if loader.of_an_erased(&t.source, t.agent.as_ref(), Some(&t.call_id))? => {
                    erased(&mut loader.report, t.file, None, t.turns.len() as u64);
                }
                Arrived::Call(c) if loader.of_an_erased(&c.source, c.agent.as_ref(), Some(&c.call_id))? => {
                    erased(&mut loader.report, 0, None, 1);
                }
                Arrived::Evaluation(e, about) => loader.evaluation(e, about)?,
                Arrived::Transcript(t, content) => loader.transcript(t, *content)?,
                Arrived::Call(c) => loader.call_data(c)?,
                Arrived::Rejected(r) => rejected(&mut loader.report, r),
                Arrived::Masked(masked) => loader.report.masked.add(*masked),
                Arrived::LeftOut(l) => leave_out(&mut loader.report, l),
                Arrived::Refused => {}
            }
            rows.set(rows_read(&loader.report));
            Ok(if asked_to_stop() { Go::Stop } else { stop.get() })
        },
        &mut |done, all| {
            pace.rows = rows.get();
            stop.set(if pace.at(Phase::Storing, done, all).is_ok() { Go::On } else { Go::Stop });
        },
    )?;
    pace.rows = rows.get();
    loader.all_is_in(pace)?;
    let (evaluations, transcripts) = loader.counts();
    let (fresh, identities) = (loader.fresh, loader.identities_met());
    loader.say_at_the_end()?;
    let mut report = std::mem::take(&mut loader.report);
    let totals = std::mem::take(&mut loader.totals);
    totals.report(loader.w.conn, &mut report)?;
    report.rejected_by.sort_by_key(|r| std::cmp::Reverse(r.count));
    report.left_out_by.sort_by_key(|r| std::cmp::Reverse(r.count));
    report.rows_read = rows_read(&report);
    report.agents = agents(loader.w.conn, &identities)?;
    describe(plan, &mut report);
    if !fresh && all_known(loader.w.conn, plan)? {
        return Ok(report);
    }
    if evaluations + transcripts + report.loaded == 0 {
        return Ok(report);
    }
    loader.stand_for_what_was_there()?;
    let (digest, places) = (loader.digest(), loader.places()?);
    let (profile, folder) = profiles::read_as(plan);
    let id = BatchId::new();
    loader.w.record(&Record::BatchLoaded(Box::new(BatchLoaded {
        id,
        number,
        files: plan
            .files
            .iter()
            .map(|f| BatchFile { name: Raw::from(f.name.as_str()), sha256: f.sha256.clone(), bytes: f.bytes })
            .collect(),
        profile,
        folder,
        zone: plan.zone().map_or_else(String::new, |z| z.name().to_owned()),
        rows_read: report.rows_read,
        loaded: report.loaded,
        updated: report.updated,
        unchanged: report.unchanged,
        rejected: report.rejected_rows,
        left_out: report.left_out,
        evaluations,
        transcripts,
        masked: report.masked,
        digest,
        places,
    })))?;
    loader.settle(pace)?;
    close_disputes(w, before, id)?;
    tracing::info!(batch = number, rows = report.rows_read, rejected = report.rejected_rows, "import");
    report.batch = Some(number);
    Ok(report)
}

/// A newer version of an evaluation closes what was disputed of it. `before` is the last row of before the load.
fn close_disputes(w: &mut Writing<'_>, before: i64, batch: BatchId) -> Result<()> {
    let mut statement = w.conn.prepare_cached(
        "SELECT DISTINCT x.uuid FROM dispute x JOIN source s ON s.name = x.source
         JOIN evaluation e ON e.source = s.id AND e.key = x.evaluation AND e.current = 1
         WHERE x.state = 'open' AND e.id > ?1 ORDER BY x.uuid",
    )?;
    let ids = statement.query_map([before], |r| r.get(0))?.collect::<rusqlite::Result<Vec<DisputeId>>>()?;
    drop(statement);
    for id in ids {
        let note = Raw::from("a newer version of the evaluation was loaded");
        w.record(&Record::DisputeClosed { id, state: DisputeState::Changed, note, by: Some(batch) })?;
    }
    Ok(())
}

/// Every row is in exactly one of these.
fn rows_read(report: &ImportReport) -> u64 {
    report.loaded + report.updated + report.unchanged + report.left_out + report.rejected_rows
}

/// People among the identities that the batch met.
fn agents(conn: &Connection, identities: &[i64]) -> Result<u64> {
    let owners = super::people::owners(conn)?;
    let people: BTreeSet<&i64> = identities.iter().filter_map(|i| owners.get(i)).collect();
    Ok(people.len() as u64)
}

fn leave_out(report: &mut ImportReport, l: &LeftOut) {
    report.left_out += l.rows;
    let place = || format!("{}, line {}", Raw::from(l.file.as_str()).visible(), l.line);
    count_reason(&mut report.left_out_by, &l.why, l.rows, place);
    if report.left_out_why.len() < MOST_LISTED {
        report.left_out_why.push(format!("{}: {}", place(), l.why));
    }
}

fn rejected(report: &mut ImportReport, r: &import::Rejected) {
    report.rejected_rows += r.rows;
    let reason = format!("{}: expected {}", r.column.visible(), r.expected);
    count_reason(&mut report.rejected_by, &reason, 1, || {
        format!("{}, line {}: “{}”", Raw::from(r.file.as_str()).visible(), r.line, r.value.visible())
    });
    if report.rejected.len() < MOST_LISTED {
        report.rejected.push(RejectedLine {
            file: Raw::from(r.file.as_str()),
            line: r.line,
            column: r.column.clone(),
            value: r.value.clone(),
            expected: r.expected.clone(),
        });
    }
}

/// Where a file names no scorecard: the one in force; where that knows none of the file's dimensions, one that knows all
/// of them, else one named after the file.
fn unnamed_go_to(conn: &Connection, plan: &ImportPlan, in_force: Option<&str>) -> Result<Vec<String>> {
    let card = in_force.map(|name| scorecards::by_name(conn, name)).transpose()?.flatten();
    let known = |named: &String| {
        card.as_ref().is_some_and(|c| {
            let key = crate::domain::scorecard::key_of(named);
            c.dimensions.iter().any(|d| d.key == key || d.name.eq_ignore_ascii_case(named.trim()))
        })
    };
    let mut out = Vec::with_capacity(plan.files.len());
    for file in &plan.files {
        out.push(match &card {
            Some(card) if file.dimensions.is_empty() || file.dimensions.iter().any(known) => card.name.clone(),
            Some(_) | None => scored_before(conn, &file.dimensions)?.unwrap_or_else(|| name_after_file(&file.name)),
        });
    }
    Ok(out)
}

/// The scorecard that has all of these dimensions already, the most used one: next month's file goes where this one's
/// scores went.
fn scored_before(conn: &Connection, dimensions: &[String]) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.scorecard FROM evaluation e JOIN scorecard_version v ON v.id = e.form
         GROUP BY v.scorecard ORDER BY count(*) DESC, v.scorecard",
    )?;
    let lines = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for line in lines {
        let card = scorecards::by_row(conn, line)?;
        let has = |named: &String| {
            let key = crate::domain::scorecard::key_of(named);
            card.dimensions.iter().any(|d| d.key == key || d.name.eq_ignore_ascii_case(named.trim()))
        };
        if !dimensions.is_empty() && dimensions.iter().all(has) {
            return Ok(Some(card.name));
        }
    }
    Ok(None)
}

fn describe(plan: &ImportPlan, report: &mut ImportReport) {
    let tables = plan.files.iter().any(|f| f.kind == FileKind::Evaluations);
    let calls = plan.files.iter().any(|f| f.kind != FileKind::Evaluations);
    let kind = match (tables, calls) {
        (true, true) => "evaluations and transcripts",
        (true, false) => "evaluations",
        (false, _) => "transcripts",
    };
    kind.clone_into(&mut report.kind);
    let formats: BTreeSet<&str> = plan.files.iter().map(|f| f.format).collect();
    report.format = formats.into_iter().collect::<Vec<_>>().join(", ");
}

/// Whether every file stands already, by its SHA-256.
fn all_known(conn: &Connection, plan: &ImportPlan) -> Result<bool> {
    for file in &plan.files {
        let sql = "SELECT EXISTS (SELECT 1 FROM batch_file f JOIN batch b ON b.id = f.batch WHERE f.sha256 = ?1 AND b.undone = 0)";
        if !conn.query_row(sql, [&file.sha256], |r| r.get::<_, bool>(0))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A file for one look, gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("coachlog-preview-{}-{}.db", std::process::id(), uuid::Uuid::now_v7())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = std::fs::remove_file(&self.0);
    }
}
