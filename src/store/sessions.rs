//! Finished sessions: lists, one whole, and locking a draft.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Row, named_params};

use super::agents::AgentCalls;
use super::convert::{instant, optional_date};
use super::error::{Result, StoreError};
use super::outcomes::Judged;
use super::{Store, Writing, settings};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::session::{
    ActionState, Amended, Amendment, Cause, Check, Done, Draft, Elsewhere, Finished, NextStep, Problem, SessionKind,
    SessionLine, SessionView, SignOff, Status, finish,
};
use crate::domain::trends::filter::ScoreFilter;

/// Which sessions to list.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    pub agent: Option<PersonId>,
    pub from: Option<NaiveDate>,
    /// Exclusive.
    pub to: Option<NaiveDate>,
}

/// What became of a draft that was to be finished.
#[derive(Debug, Clone, PartialEq)]
pub enum Finish {
    Locked(SessionId),
    Refused(Vec<Problem>),
    /// Another window did something with the draft.
    Elsewhere(Elsewhere),
}

/// A session with someone who was merged since is shown with the person under whom he stands.
const LINE: &str = "SELECT s.uuid, coalesce(u.uuid, s.person) AS person, s.kind, s.status, s.held_at, s.focus, s.due_day, s.check_day, s.next_day, s.sign_off, s.agent_comment,
    s.action_state, s.action_done, s.action_of, s.next_step, s.cause,
    d.current, CASE WHEN u.id <> p.id THEN coalesce(u.source_id, '') END AS merged_id, u.uuid AS shown,
    s.content ->> '$.agent_json_id' AS agent_json_id,
    CASE WHEN u.id <> p.id THEN u.name ELSE s.content ->> '$.agent_name' END AS agent_name,
    s.content ->> '$.supervisor_name' AS supervisor, 
    coalesce((SELECT a.new FROM amendment a WHERE a.session = s.uuid AND a.field = 'behavior' ORDER BY a.seq DESC LIMIT 1),
             s.content ->> '$.behavior') AS behavior,
    coalesce((SELECT a.new FROM amendment a WHERE a.session = s.uuid AND a.field = 'action' ORDER BY a.seq DESC LIMIT 1),
             s.content ->> '$.action') AS action,
    coalesce(s.threshold, s.content ->> '$.check.threshold') AS threshold,
    (SELECT x.value ->> '$.name' FROM json_each(s.content, '$.dimensions') x WHERE x.value ->> '$.key' = s.focus) AS focus_name
    FROM session s LEFT JOIN session_dimension d ON d.session = s.uuid AND d.key = s.focus
    LEFT JOIN person p ON p.uuid = s.person LEFT JOIN person u ON u.id = p.stands_under";

fn line(row: &Row<'_>, zone: chrono_tz::Tz) -> Result<SessionLine> {
    let held_at = instant(row.get("held_at")?);
    let check = optional_date(row.get("check_day")?).zip(row.get::<_, Option<f64>>("threshold")?);
    Ok(SessionLine {
        id: row.get("uuid")?,
        agent: row.get("person")?,
        agent_json_id: match row.get::<_, Option<String>>("merged_id")? {
            None => row.get("agent_json_id")?,
            Some(id) if id.is_empty() => row.get::<_, PersonId>("shown")?.to_string(),
            Some(id) => id,
        },
        agent_name: row.get("agent_name")?,
        supervisor: row.get("supervisor")?,
        kind: SessionKind::from_word(&row.get::<_, String>("kind")?).unwrap_or_default(),
        status: Status::from_word(&row.get::<_, String>("status")?).unwrap_or(Status::Finished),
        held_at,
        held_on: held_at.with_timezone(&zone).date_naive(),
        focus: row.get("focus")?,
        focus_name: row.get("focus_name")?,
        baseline: row.get("current")?,
        behavior: row.get("behavior")?,
        action: row.get("action")?,
        due: optional_date(row.get("due_day")?),
        check: check.map(|(on, threshold)| Check { threshold, on }),
        next_session: optional_date(row.get("next_day")?),
        sign_off: row.get::<_, Option<String>>("sign_off")?.and_then(|w| SignOff::from_word(&w)),
        agent_comment: row.get("agent_comment")?,
        action_state: word(row, "action_state", ActionState::from_word)?.unwrap_or(ActionState::Agreed),
        action_count: row
            .get::<_, Option<u32>>("action_done")?
            .zip(row.get("action_of")?)
            .map(|(done, of)| Done { done, of }),
        next_step: word(row, "next_step", NextStep::from_word)?,
        cause: word(row, "cause", Cause::from_word)?,
    })
}

fn word<T>(row: &Row<'_>, column: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    Ok(row.get::<_, Option<String>>(column)?.and_then(|w| read(&w)))
}

/// Every session that stands, newest first, by agent.
pub(super) fn by_person(store: &Store) -> Result<HashMap<PersonId, Vec<SessionLine>>> {
    let mut out: HashMap<PersonId, Vec<SessionLine>> = HashMap::new();
    for line in store.sessions(&SessionFilter::default())? {
        if line.status != Status::Void {
            out.entry(line.agent).or_default().push(line);
        }
    }
    Ok(out)
}

/// Those of one person alone.
pub(super) fn of_person(store: &Store, person: PersonId) -> Result<HashMap<PersonId, Vec<SessionLine>>> {
    let mut own = store.sessions(&SessionFilter { agent: Some(person), ..SessionFilter::default() })?;
    own.retain(|line| line.status != Status::Void);
    Ok(HashMap::from([(person, own)]))
}

impl Store {
    /// Newest first.
    pub fn sessions(&self, filter: &SessionFilter) -> Result<Vec<SessionLine>> {
        let zone = settings::read(&self.conn)?.zone;
        // One agent's are found by whom they were held with, those of merged people included.
        let whose = match filter.agent {
            Some(_) => {
                "s.person IN (SELECT q.uuid FROM person o JOIN person q ON q.stands_under = o.stands_under WHERE o.uuid = :person)"
            }
            None => ":person IS NULL",
        };
        let sql = format!("{LINE} WHERE {whose} ORDER BY s.held_at DESC, s.finished_at DESC");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(named_params! { ":person": filter.agent })?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let line = line(row, zone)?;
            if filter.from.is_none_or(|d| d <= line.held_on) && filter.to.is_none_or(|d| line.held_on < d) {
                out.push(line);
            }
        }
        Ok(out)
    }

    /// A session by its id, or by the beginning of one where only one begins so.
    pub fn session_named(&self, named: &str) -> Result<SessionId> {
        let wanted = named.trim().to_lowercase();
        let all = self.sessions(&SessionFilter::default())?;
        let found: Vec<SessionId> =
            all.iter().map(|s| s.id).filter(|id| !wanted.is_empty() && id.to_string().starts_with(&wanted)).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(StoreError::refused(format!(
                "there is no session “{}”; `coachlog sessions` lists them",
                Raw::from(named).visible()
            ))),
            many => Err(StoreError::refused(format!(
                "{} sessions begin with “{}”; give more of the id",
                many.len(),
                Raw::from(named).visible()
            ))),
        }
    }

    pub fn session_view(&self, id: SessionId) -> Result<SessionView> {
        let Some(line) = self.session_line(id)? else {
            let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE subject_id = ?1 AND action = 'session_finished')";
            return Err(StoreError::refused(if self.conn.query_row(sql, [id], |r| r.get::<_, bool>(0))? {
                "this session was erased with the person it was held with; the log keeps that it was there"
            } else {
                "there is no such session; it may still be a draft"
            }));
        };
        let sql = "SELECT page, content FROM session WHERE uuid = ?1";
        let (page, content): (Option<String>, String) =
            self.conn.query_row(sql, [id], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let content: Finished = serde_json::from_str(&content)?;
        let changed_scores = self.surviving(self.changed_scores(&content))?;
        let frozen = self.surviving(self.frozen(id))?;
        let judged = match &frozen {
            Some(frozen) => Some(frozen.judged.clone()),
            None => self.surviving(self.judged_so_far(&content))?,
        };
        let restated = self.surviving(self.restated(&content, judged.as_ref(), frozen.as_ref()))?;
        let (outcome, basis) = judged.map(|judged| (judged.outcome, judged.basis)).unzip();
        Ok(SessionView {
            status: line.status,
            sign_off: line.sign_off,
            agent_comment: line.agent_comment,
            page,
            check: line.check,
            action_state: line.action_state,
            action_count: line.action_count,
            read_back: self.surviving(self.read_back(&content))?,
            next_step: line.next_step,
            cause: line.cause,
            amendments: self.surviving(self.amendments(id))?,
            checked: self.surviving(self.checked(id))?,
            history: self.surviving(self.history(id))?,
            changed_scores,
            outcome,
            basis: basis.flatten(),
            restated,
            watched: self.surviving(self.watched(&content, line.status))?,
            content,
        })
    }

    fn session_line(&self, id: SessionId) -> Result<Option<SessionLine>> {
        let zone = settings::read(&self.conn)?.zone;
        let mut statement = self.conn.prepare_cached(&format!("{LINE} WHERE s.uuid = ?1"))?;
        let mut rows = statement.query([id])?;
        rows.next()?.map(|row| line(row, zone)).transpose()
    }

    /// What was added to a locked session, oldest first.
    fn amendments(&self, session: SessionId) -> Result<Vec<Amendment>> {
        let sql = "SELECT seq, field, old, new, evidence, reason FROM amendment WHERE session = ?1 ORDER BY seq";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([session])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let evidence: Option<String> = row.get("evidence")?;
            out.push(Amendment {
                seq: row.get("seq")?,
                field: word(row, "field", Amended::from_word)?.unwrap_or(Amended::Note),
                old: row.get("old")?,
                new: row.get("new")?,
                evidence: evidence.as_deref().map(serde_json::from_str).transpose()?,
                reason: row.get("reason")?,
            });
        }
        Ok(out)
    }

    /// Locks a session: judged, frozen and recorded in one transaction; its draft is gone afterwards.
    /// `based` is what the file had of the draft when it was typed.
    pub fn finish_session(&mut self, id: SessionId, draft: &Draft, based: Option<&Draft>) -> Result<Finish> {
        self.ready()?;
        let prefill = self.prefill(draft)?;
        let finished = match finish(id, draft, &prefill, self.clock.now()) {
            Ok(finished) => finished,
            Err(problems) => return Ok(Finish::Refused(problems)),
        };
        let mine = self.saving.typed.get(&id).cloned();
        let locked = self.transact(|store| {
            // Another window's words must not go with the draft.
            let meanwhile = store.elsewhere(id, draft, based, mine.as_ref())?;
            if let Some(elsewhere @ (Elsewhere::Edited { .. } | Elsewhere::Finished)) = meanwhile {
                return Ok(Finish::Elsewhere(elsewhere));
            }
            let w = &mut store.writing(None);
            not_twice(w, &finished)?;
            w.record(&Record::SessionFinished(Box::new(finished)))?;
            w.conn.execute("DELETE FROM draft WHERE uuid = ?1", [id])?;
            Ok(Finish::Locked(id))
        })?;
        if matches!(locked, Finish::Locked(_)) {
            self.saving.typed.remove(&id);
            self.let_go(id);
        }
        Ok(locked)
    }

    /// The supervisor's note of how the agent took it, or where the page lies that the agent signed by hand.
    pub fn sign_session(
        &mut self,
        id: SessionId,
        sign_off: SignOff,
        comment: Option<String>,
        page: Option<String>,
    ) -> Result<()> {
        let on = self.clock.now();
        // An empty comment takes back what was typed in the form; none leaves it.
        let comment = comment.map(|text| text.trim().to_owned());
        let page = page.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        if page.is_some() && !matches!(sign_off, SignOff::Agrees | SignOff::Disagrees) {
            return Err(StoreError::refused(format!(
                "a page signed by hand says agrees or disagrees; “{}” is noted without one",
                sign_off.word()
            )));
        }
        self.write(None, |w| {
            let sql = "SELECT status, sign_off IS NOT NULL FROM session WHERE uuid = ?1";
            let found: Option<(String, bool)> =
                super::optional(w.conn.query_row(sql, [id], |r| Ok((r.get(0)?, r.get(1)?))))?;
            let Some((status, signed)) = found else { return Err(StoreError::refused("there is no such session")) };
            match Status::from_word(&status) {
                // The check may come before the signature: each lets the other go on.
                Some(Status::Finished | Status::Checked) if !signed => {
                    w.record(&Record::SessionSigned { id, sign_off, comment, on, page })
                }
                _ => Err(StoreError::refused(format!(
                    "the session is {status}; it is signed once, after it is finished"
                ))),
            }
        })
    }

    /// Takes a session out of account, for a reason: it answers no flag, keeps no cadence, and its evidence is free
    /// again. It stays in every list as what it is; to bring it back it is entered again.
    pub fn void_session(&mut self, id: SessionId, reason: &str) -> Result<()> {
        let reason = reason.trim().to_owned();
        if reason.chars().filter(|c| c.is_alphanumeric()).count() < 5 {
            return Err(StoreError::refused("say in a few words why the session is void: the log keeps it"));
        }
        self.write(Some(reason.as_str()), |w| {
            let sql = "SELECT status FROM session WHERE uuid = ?1";
            let status: Option<String> = super::optional(w.conn.query_row(sql, [id], |r| r.get(0)))?;
            match status.as_deref().map(Status::from_word) {
                Some(Some(Status::Void)) => Err(StoreError::refused("the session is void already")),
                Some(_) => w.record(&Record::SessionVoided { id, reason: reason.clone() }),
                None => Err(StoreError::refused("there is no such session; a draft is discarded, not voided")),
            }
        })
    }

    /// Performs the check of a session: the focus dimension over the calls since it was held, against the threshold.
    /// What comes back says what was found.
    pub fn check_session(&mut self, id: SessionId) -> Result<String> {
        let view = self.session_view(id)?;
        self.check_seen(&view)
    }

    /// The same, of the session as it was read.
    pub(super) fn check_seen(&mut self, view: &SessionView) -> Result<String> {
        let id = view.content.id;
        match view.status {
            Status::Finished | Status::Signed => {}
            Status::Draft | Status::Checked | Status::Void => {
                return Err(StoreError::refused(format!(
                    "the session is {}; it is not checked again",
                    view.status.word()
                )));
            }
        }
        if view.next_step == Some(NextStep::Close) {
            return Err(StoreError::refused(
                "the session is closed, and its outcome stands as it was frozen then; another next step opens it again",
            ));
        }
        let (Some(focus), Some(check)) = (view.content.focus.dimension.clone(), view.check) else {
            return Err(StoreError::refused("the session agreed on no threshold to check"));
        };
        let today = self.today()?;
        if today < check.on {
            let words = format!("the check was agreed for {}; before that day its result would not stand", check.on);
            return Err(StoreError::refused(words));
        }
        // Until the end of the check's day, or the next session on that dimension.
        let since = self.since(&view.content)?;
        let (agent, name) = (view.content.agent, &view.content.scorecard_name);
        let frame = AgentCalls::read(self, agent, name, since.span(), &ScoreFilter::default())?;
        let row = frame.scorecard.dimensions.iter().find(|d| d.key == focus).map(|d| d.row);
        let after = frame.calls.iter().filter(|c| since.holds(c));
        let percents: Vec<f64> = after.filter_map(|c| c.percent(row?)).collect();
        let current = (!percents.is_empty()).then(|| percents.iter().sum::<f64>() / percents.len() as f64);
        let met = current.is_some_and(|c| !crate::domain::focus::under(c, check.threshold));
        let n = u32::try_from(percents.len()).unwrap_or(u32::MAX);
        let (outcome, basis) = self.judged_so_far(&view.content)?.map(Judged::frozen).unzip();
        let record = Record::SessionChecked { id, on: today, current, n, met, outcome, basis: basis.flatten() };
        self.write(None, |w| {
            // Another window may have performed it meanwhile, or closed the session, or moved the check.
            if let Some(unlike) = super::amend::unlike(w, view)? {
                let words = unlike.words();
                return Err(StoreError::refused(format!("the session was {words} meanwhile: look at it again")));
            }
            w.record(&record)
        })?;
        Ok(record.summary())
    }
}

/// The same session entered a second time: held on the same day, with the same words.
fn not_twice(w: &Writing<'_>, session: &Finished) -> Result<()> {
    let sql = "SELECT uuid, held_at, content ->> '$.behavior', content ->> '$.action' FROM session
               WHERE person IN (SELECT q.uuid FROM person p JOIN person q ON q.stands_under = p.stands_under WHERE p.uuid = ?1)
                 AND status <> 'void' AND focus IS ?2";
    let mut statement = w.conn.prepare_cached(sql)?;
    let mut rows = statement.query((session.agent, &session.focus.dimension))?;
    while let Some(row) = rows.next()? {
        let words: (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let same_day = instant(row.get(1)?).date_naive() == session.held_at.date_naive();
        if same_day && words.1.is_some() && words == (session.behavior.clone(), session.action.clone()) {
            let id: SessionId = row.get(0)?;
            return Err(StoreError::refused(format!(
                "a session of that day with the same behavior and practice action is on record: {id}"
            )));
        }
    }
    Ok(())
}
