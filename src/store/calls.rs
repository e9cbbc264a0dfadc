//! One call with its evaluations and its transcript.

use rusqlite::{Row, named_params};

use super::convert::{date, day_written, instant, optional_date, stamp_of};
use super::error::{Result, StoreError};
use super::marks::{self, Whose};
use super::rollup::percent;
use super::scorecards::Targets;
use super::{Store, figures, moments, settings};
use crate::domain::call::{Role, Turn};
use crate::domain::evaluation::{EvaluationKind, EvaluationState, ScoreState, ScoredBy};
use crate::domain::id::{CallRow, DisputeId};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::standing::{
    CallView, CriterionView, DisputeState, DisputeView, EvaluationView, FlagLine, ScoreView, TranscriptView,
};

impl Store {
    /// The row of a call ID.
    pub fn call_named(&self, call_id: &str) -> Result<CallRow> {
        let found: Option<i64> =
            super::optional(self.conn.query_row("SELECT id FROM call WHERE key = ?1", [call_id], |r| r.get(0)))?;
        found
            .map(CallRow)
            .ok_or_else(|| StoreError::refused(format!("no call has the ID “{}”", Raw::from(call_id).visible())))
    }

    pub fn call_view(&self, call: CallRow) -> Result<CallView> {
        let zone = settings::read(&self.conn)?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT c.key, c.day, c.started_kind, c.started_ms, c.started_zone, p.uuid, p.name, p.source_id
             FROM call c LEFT JOIN identity i ON i.id = c.identity LEFT JOIN person p ON p.id = i.person WHERE c.id = ?1",
        )?;
        let mut rows = statement.query([call.0])?;
        let Some(row) = rows.next()? else { return Err(StoreError::refused("that call is no longer there")) };
        let agent = match row.get::<_, Option<_>>("uuid")? {
            Some(id) => Some(Agent { id, name: row.get("name")?, source_id: row.get("source_id")? }),
            None => None,
        };
        let call_id: Option<Raw> = row.get("key")?;
        let mut praise = match &agent {
            Some(agent) => self.praise_for(agent.id)?,
            None => Vec::new(),
        };
        let transcript = self.transcript(call.0)?;
        // A call without an ID is told by what was said in it.
        praise.retain(|praise| match (&praise.call_id, &call_id) {
            (None, None) => praise.is_said_in(transcript.as_ref().map_or(&[], |t| t.turns.as_slice())),
            (kept, shown) => kept == shown,
        });
        Ok(CallView {
            row: call,
            call_id,
            praise,
            day: optional_date(row.get("day")?),
            started_at: figures::started_at(row, zone)?,
            zone,
            evaluations: self.evaluations_of(call, agent.as_ref())?,
            flags: self.flags_of(call)?,
            transcript,
            agent,
        })
    }

    fn flags_of(&self, call: CallRow) -> Result<Vec<FlagLine>> {
        Ok(marks::flags(&self.conn, None, Whose::OnCall(call.0))?.into_iter().map(|f| f.line).collect())
    }

    /// The transcript that is shown for a call, its speakers as people said.
    pub(super) fn transcript(&self, call: i64) -> Result<Option<TranscriptView>> {
        let Some(mut view) = self.transcript_as_read(call)? else { return Ok(None) };
        view.speakers.apply(&mut view.turns);
        Ok(Some(view))
    }

    /// The same, its speakers as the file has them: what was decided of them stands beside.
    pub(super) fn transcript_as_read(&self, call: i64) -> Result<Option<TranscriptView>> {
        let sql = "SELECT id, format, words, content FROM transcript WHERE call = ?1 AND current = 1";
        let found: Option<(i64, String, String, Vec<u8>)> = super::optional(
            self.conn.prepare_cached(sql)?.query_row([call], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))),
        )?;
        let Some((id, format, words, content)) = found else { return Ok(None) };
        let mut statement = self.conn.prepare_cached(
            "SELECT n, role, speaker, from_ms, to_ms, at, length, mark FROM turn WHERE transcript = ?1 ORDER BY n",
        )?;
        let turns = statement.query_map([id], |r| turn(r, &words))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let speakers = super::speakers::decided(&self.conn, &content)?;
        Ok(Some(TranscriptView::new(format, turns, speakers, moments::of(&self.conn, id)?)))
    }

    fn evaluations_of(&self, call: CallRow, agent: Option<&Agent>) -> Result<Vec<EvaluationView>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT e.id, o.name AS source, e.key, e.version, e.current, r.name AS evaluator, e.scored_by, e.kind, e.state,
                    l.id AS line, l.name AS scorecard, v.label, e.form, e.evaluated_kind, e.evaluated_ms, e.evaluated_written,
                    e.overall, e.total, e.comment, e.batch, e.line AS file_line, e.day,
                    (SELECT name FROM batch_file f WHERE f.batch = e.batch AND f.n = e.file) AS file
             FROM evaluation e JOIN source o ON o.id = e.source JOIN scorecard_version v ON v.id = e.form
             JOIN scorecard l ON l.id = v.scorecard LEFT JOIN evaluator r ON r.id = e.evaluator
             WHERE e.call = ?1 ORDER BY e.current = 0, e.evaluated_ms DESC, e.id DESC",
        )?;
        let mut rows = statement.query([call.0])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get("id")?;
            let (source, key): (Raw, Raw) = (row.get("source")?, row.get("key")?);
            let targets = Targets::read(&self.conn, row.get("line")?)?;
            let on = row.get::<_, Option<i64>>("day")?.map(date);
            let held = |dimension: i64| {
                let agent = agent?;
                targets.on(dimension, on?, None, agent.id.0.as_bytes())
            };
            out.push(EvaluationView {
                scores: self.scores_of(id, row.get("form")?, &source, &key, &held)?,
                auto_fails: self.auto_fails_of(id)?,
                source,
                key,
                version: row.get("version")?,
                current: row.get::<_, i64>("current")? == super::settle::COUNTS,
                evaluator: row.get("evaluator")?,
                scored_by: ScoredBy::from_word(&row.get::<_, String>("scored_by")?).unwrap_or(ScoredBy::Person),
                kind: EvaluationKind::from_word(&row.get::<_, String>("kind")?).unwrap_or(EvaluationKind::Standard),
                state: EvaluationState::from_word(&row.get::<_, String>("state")?).unwrap_or(EvaluationState::Final),
                scorecard: row.get("scorecard")?,
                scorecard_version: row.get("label")?,
                evaluated: stamp_of(row, "evaluated")?,
                overall: row.get("overall")?,
                total: row.get("total")?,
                comment: row.get("comment")?,
                batch: row.get("batch")?,
                file: row.get::<_, Option<Raw>>("file")?.unwrap_or_default(),
                line: u64::try_from(row.get::<_, i64>("file_line")?).unwrap_or(0),
            });
        }
        Ok(out)
    }

    fn auto_fails_of(&self, evaluation: i64) -> Result<Vec<Raw>> {
        let mut statement = self.conn.prepare_cached("SELECT name FROM auto_fail WHERE evaluation = ?1 ORDER BY n")?;
        let rows = statement.query_map([evaluation], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    fn scores_of(
        &self,
        evaluation: i64,
        form: i64,
        source: &Raw,
        key: &Raw,
        held: &dyn Fn(i64) -> Option<f64>,
    ) -> Result<Vec<ScoreView>> {
        let zone = settings::read(&self.conn)?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT s.dimension, d.key, d.name, s.state, s.earned, s.possible, s.comment, coalesce(vd.critical, 0) AS critical,
                    x.uuid AS dispute, x.state AS dispute_state, x.note, x.opened_at
             FROM score s JOIN dimension d ON d.id = s.dimension
             LEFT JOIN version_dimension vd ON vd.version = :form AND vd.dimension = d.id
             LEFT JOIN dispute x ON x.uuid = (SELECT max(y.uuid) FROM dispute y
                  WHERE y.source = :source AND y.evaluation = :key AND y.dimension = d.key)
             WHERE s.evaluation = :id GROUP BY s.dimension ORDER BY vd.position IS NULL, vd.position, d.id",
        )?;
        let mut rows =
            statement.query(named_params! { ":form": form, ":source": source, ":key": key, ":id": evaluation })?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let dimension: i64 = row.get("dimension")?;
            let (earned, possible) = (row.get("earned")?, row.get("possible")?);
            let state = state_of(row)?;
            out.push(ScoreView {
                key: row.get("key")?,
                name: row.get("name")?,
                percent: if state == ScoreState::Scored { percent(earned, possible) } else { None },
                state,
                earned,
                possible,
                target: held(dimension),
                critical: row.get("critical")?,
                comment: row.get("comment")?,
                criteria: self.criteria_of(evaluation, dimension)?,
                dispute: dispute(row, zone)?,
            });
        }
        Ok(out)
    }

    fn criteria_of(&self, evaluation: i64, dimension: i64) -> Result<Vec<CriterionView>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT k.name, r.state, r.earned, r.possible, r.result, r.comment, r.auto_fail
             FROM criterion_result r JOIN criterion k ON k.id = r.criterion
             WHERE r.evaluation = ?1 AND k.dimension = ?2 ORDER BY r.n",
        )?;
        let mut rows = statement.query((evaluation, dimension))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(CriterionView {
                name: row.get("name")?,
                state: state_of(row)?,
                earned: row.get("earned")?,
                possible: row.get("possible")?,
                result: row.get("result")?,
                comment: row.get("comment")?,
                auto_fail: row.get("auto_fail")?,
            });
        }
        Ok(out)
    }

    /// Puts a score in dispute. It is still averaged, and marked wherever it is shown.
    pub fn open_dispute(&mut self, evaluation: &str, dimension: &str, note: &str) -> Result<DisputeId> {
        self.dispute_of(None, evaluation, dimension, note)
    }

    /// The same, of the evaluation in one source where several have one of that name.
    pub fn dispute_of(
        &mut self,
        source: Option<&Raw>,
        evaluation: &str,
        dimension: &str,
        note: &str,
    ) -> Result<DisputeId> {
        if note.trim().is_empty() {
            return Err(StoreError::refused("say what is disputed: the evaluator reads the note"));
        }
        let sql = "SELECT o.name, d.key FROM evaluation e JOIN source o ON o.id = e.source JOIN score s ON s.evaluation = e.id
                   JOIN dimension d ON d.id = s.dimension
                   WHERE e.key = ?1 AND e.current = 1 AND (d.key = ?2 OR lower(d.name) = lower(?2))
                     AND (?3 IS NULL OR o.name = ?3)";
        let found: Option<(Raw, String)> =
            super::optional(self.conn.query_row(sql, (evaluation, dimension, source), |r| Ok((r.get(0)?, r.get(1)?))))?;
        let Some((source, key)) = found else {
            let words = format!(
                "evaluation “{}” has no score of “{}”",
                Raw::from(evaluation).visible(),
                Raw::from(dimension).visible()
            );
            return Err(StoreError::refused(words));
        };
        let sql = "SELECT EXISTS (SELECT 1 FROM dispute WHERE source = ?1 AND evaluation = ?2 AND dimension = ?3 AND state = 'open')";
        if self.conn.query_row(sql, (&source, evaluation, &key), |r| r.get(0))? {
            return Err(StoreError::refused("that score is in dispute already"));
        }
        let id = DisputeId::new();
        let record = Record::DisputeOpened {
            id,
            source,
            evaluation: Raw::from(evaluation),
            dimension: key,
            note: Raw::from(note),
        };
        self.write(None, |w| w.record(&record))?;
        Ok(id)
    }

    /// Closes an open dispute, named by its id or the beginning of it.
    pub fn close_dispute(&mut self, named: &str, state: DisputeState, note: &str) -> Result<()> {
        let wanted = named.trim().to_lowercase();
        let mut statement = self.conn.prepare("SELECT uuid FROM dispute WHERE state = 'open' ORDER BY uuid")?;
        let open = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<DisputeId>>>()?;
        drop(statement);
        let begins = |id: &&DisputeId| !wanted.is_empty() && id.to_string().starts_with(&wanted);
        let found: Vec<&DisputeId> = open.iter().filter(begins).collect();
        let [id] = found.as_slice() else {
            let all: Vec<String> = open.iter().map(ToString::to_string).collect();
            let listed = if all.is_empty() { "none is open".to_owned() } else { format!("open: {}", all.join(", ")) };
            let named = Raw::from(named).visible();
            return Err(StoreError::refused(format!("“{named}” is not the id of one open dispute; {listed}")));
        };
        let record = Record::DisputeClosed { id: **id, state, note: Raw::from(note), by: None };
        self.write(None, |w| w.record(&record))
    }
}

fn state_of(row: &Row<'_>) -> Result<ScoreState> {
    Ok(ScoreState::from_word(&row.get::<_, String>("state")?).unwrap_or(ScoreState::NotScored))
}

fn dispute(row: &Row<'_>, zone: chrono_tz::Tz) -> Result<Option<DisputeView>> {
    let Some(id) = row.get::<_, Option<DisputeId>>("dispute")? else { return Ok(None) };
    let state = match row.get::<_, String>("dispute_state")?.as_str() {
        "upheld" => DisputeState::Upheld,
        "changed" => DisputeState::Changed,
        "withdrawn" => DisputeState::Withdrawn,
        _ => DisputeState::Open,
    };
    let opened: String = row.get("opened_at")?;
    let opened_on = day_written(&opened, zone).unwrap_or_else(|| instant(0).date_naive());
    Ok(Some(DisputeView { id, state, note: row.get("note")?, opened_on }))
}

fn turn(row: &Row<'_>, words: &str) -> rusqlite::Result<Turn> {
    let role: String = row.get("role")?;
    let (at, length): (i64, i64) = (row.get("at")?, row.get("length")?);
    let (at, length) = (usize::try_from(at).unwrap_or(0), usize::try_from(length).unwrap_or(0));
    Ok(Turn {
        n: row.get("n")?,
        role: [Role::Agent, Role::Customer].into_iter().find(|r| r.word() == role).unwrap_or(Role::Other),
        speaker: row.get("speaker")?,
        from_ms: row.get("from_ms")?,
        to_ms: row.get("to_ms")?,
        text: Raw::from(words.get(at..at.saturating_add(length)).unwrap_or_default()),
        mark: row.get("mark")?,
    })
}
