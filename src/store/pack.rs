//! What an evidence pack is made of, read in one state of the file.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Row;
use uuid::Uuid;

use super::convert::stamp_of;
use super::error::Result;
use super::sessions::SessionFilter;
use super::{Store, log};
use crate::domain::coverage::{CoachedBy, Coverage, MarkKind};
use crate::domain::evidence::{Evidence, Voice};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::pack::{
    Content, CustomerWords, FirstLine, Pack, PackQuery, PackedRecord, SampleKind, Sampled, SourceRow, spared,
};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::record::{Record, Subject};
use crate::domain::session::{SessionView, Status};
use crate::domain::standing::{BelowReason, Period, Query};

impl Store {
    /// The pack of a period, an agent or a requirement.
    pub fn pack(&self, query: &PackQuery) -> Result<Pack> {
        let _one_state = self.snapshot()?;
        let settings = self.settings()?;
        if let Some(code) = &query.requirement {
            self.known_code(code)?;
        }
        let agent = query
            .agent
            .map(|id| Ok::<_, super::StoreError>(self.agent_view(id, &days(query))?.standing.agent))
            .transpose()?;
        let sessions = self.packed_sessions(query)?;
        let mut sampled = self.marked(query, agent.as_ref())?;
        if query.requirement.is_none() {
            sampled.extend(self.failing(query, &sessions)?);
        }
        sampled.sort_by_key(|s| s.kind);
        let scope = Scope::new(query, &sessions, &sampled);
        let calls: BTreeSet<Raw> = sampled
            .iter()
            .filter_map(|s| s.call_id.clone())
            .chain(sessions.iter().flat_map(|s| s.all_evidence().filter_map(|e| e.call_id.clone())))
            .collect();
        let mut sources = Vec::new();
        for call in &calls {
            sources.extend(self.source_rows(call)?);
        }
        Ok(Pack {
            query: query.clone(),
            agent,
            made_at: self.clock.now(),
            today: self.today()?,
            zone: settings.zone,
            records: self.packed_records(&scope)?,
            logs: self.first_lines()?,
            checkpoint: self.checkpoint()?,
            verified: self.verify()?,
            sampled,
            sessions: match query.customer {
                CustomerWords::Shown => sessions,
                CustomerWords::LeftOut => sessions.into_iter().map(spared).collect(),
            },
            sources,
        })
    }

    /// A mistyped code must not come out as a clean bill.
    fn known_code(&self, code: &str) -> Result<()> {
        let sql = "SELECT EXISTS (SELECT 1 FROM flag WHERE code = ?1)
                       OR EXISTS (SELECT 1 FROM flag_by_hand WHERE code = ?1)
                       OR EXISTS (SELECT 1 FROM flag_code WHERE code = ?1)
                       OR EXISTS (SELECT 1 FROM answered_flag WHERE code = ?1)";
        if self.conn.query_row(sql, [code], |r| r.get(0))? {
            return Ok(());
        }
        let code = crate::domain::raw::visible(code);
        Err(super::StoreError::refused(format!(
            "no flag of this file has the code “{code}”; `coachlog flag codes` lists those that there are"
        )))
    }

    fn packed_sessions(&self, query: &PackQuery) -> Result<Vec<SessionView>> {
        let filter = SessionFilter { agent: query.agent, from: Some(query.span.from), to: Some(query.span.to) };
        let mut out = Vec::new();
        for line in self.sessions(&filter)? {
            let view = self.session_view(line.id)?;
            let answers =
                |code: &String| view.content.answers_flags.iter().any(|flag| flag.code.verbatim() == code.as_str());
            if query.requirement.as_ref().is_none_or(answers) {
                out.push(view);
            }
        }
        // A flag of the last days may be answered after them.
        for id in self.answering_later(query)? {
            if !out.iter().any(|view: &SessionView| view.content.id == id) {
                out.push(self.session_view(id)?);
            }
        }
        out.sort_by_key(|view| view.content.held_at);
        Ok(out)
    }

    /// Sessions that answer flags of the period, whenever they were held.
    fn answering_later(&self, query: &PackQuery) -> Result<Vec<SessionId>> {
        let coverage = self.coverage(query.span, None)?;
        let mut out = Vec::new();
        for line in &coverage.lines {
            let wanted = query.agent.is_none_or(|id| id == line.agent.id)
                && query.requirement.as_ref().is_none_or(|code| line.code.verbatim() == code.as_str());
            if let (true, Coverage::Coached { by, .. }) = (wanted, line.state)
                && !out.contains(&by.session)
            {
                out.push(by.session);
            }
        }
        Ok(out)
    }

    /// Flags and auto-fails.
    fn marked(&self, query: &PackQuery, agent: Option<&Agent>) -> Result<Vec<Sampled>> {
        let coverage = self.coverage(query.span, None)?;
        let wanted = |code: &Raw| query.requirement.as_ref().is_none_or(|wanted| code.verbatim() == wanted.as_str());
        let lines = coverage
            .lines
            .into_iter()
            .filter(|line| agent.is_none_or(|agent| agent.id == line.agent.id) && wanted(&line.code));
        Ok(lines
            .map(|line| Sampled {
                kind: match line.kind {
                    MarkKind::Flag => SampleKind::Flag,
                    MarkKind::AutoFail => SampleKind::AutoFail,
                },
                agent: line.agent,
                call_id: line.call_id,
                day: line.day,
                what: std::iter::once(line.code.visible())
                    .chain(line.auto_fail.map(|name| format!("auto-fail: {}", name.visible())))
                    .collect(),
                state: line.state,
                age: line.age,
                listed_in: None,
            })
            .collect())
    }

    /// Calls under the review threshold, or under the target of a critical dimension, on any scorecard. One is coached
    /// where a session took it as evidence; not, where its agent had a session since that did not; else it waits.
    fn failing(&self, query: &PackQuery, sessions: &[SessionView]) -> Result<Vec<Sampled>> {
        let today = self.today()?;
        let threshold = self.settings()?.review_threshold;
        let mut out: Vec<Sampled> = Vec::new();
        let first = self.team_view(&days(query))?;
        let mut names = vec![first.basis.scorecard.name.clone()];
        names.extend(first.basis.others.iter().map(|(name, _)| name.clone()));
        let later = self.sessions(&SessionFilter { agent: query.agent, from: Some(query.span.from), to: None })?;
        for name in names {
            let query_of = Query { scorecard: Some(name), ..days(query) };
            let team = self.team_view(&query_of)?;
            for standing in team.agents.iter().filter(|s| query.agent.is_none_or(|id| id == s.agent.id)) {
                for call in self.agent_view(standing.agent.id, &query_of)?.calls {
                    let failing =
                        |why: &&BelowReason| matches!(why, BelowReason::Overall(_) | BelowReason::Critical(..));
                    let what: Vec<String> = call.below.iter().filter(failing).map(|why| why.words(threshold)).collect();
                    if what.is_empty() {
                        continue;
                    }
                    let cites = |id: SessionId| -> Result<(bool, bool)> {
                        let view = match sessions.iter().find(|view| view.content.id == id) {
                            Some(view) => view.clone(),
                            None => self.session_view(id)?,
                        };
                        let is = |other: Option<&Raw>| call.call_id.is_some() && other == call.call_id.as_ref();
                        let evidence = view.all_evidence().any(|e| is(e.call_id.as_ref()));
                        Ok((evidence, view.content.below_threshold.iter().any(|b| is(b.call_id.as_ref()))))
                    };
                    let (mut by, mut listed_in, mut since) = (None, None, false);
                    for line in later.iter().rev().filter(|l| l.agent == standing.agent.id && l.status != Status::Void)
                    {
                        let (evidence, listed) = cites(line.id)?;
                        if evidence && by.is_none() {
                            by = Some(CoachedBy { session: line.id, held_on: line.held_on });
                        }
                        if listed && listed_in.is_none() {
                            listed_in = Some(line.id);
                        }
                        since |= line.held_on > call.day;
                    }
                    let age = (today - call.day).num_days();
                    let state = match by {
                        Some(by) => Coverage::Coached { by, after: (by.held_on - call.day).num_days() },
                        None if since => Coverage::NotCoached { over: age },
                        None => Coverage::Pending { left: 0 },
                    };
                    out.push(Sampled {
                        kind: SampleKind::Failing,
                        agent: standing.agent.clone(),
                        call_id: call.call_id,
                        day: call.day,
                        what,
                        state,
                        age,
                        listed_in: listed_in.filter(|_| by.is_none()),
                    });
                }
            }
        }
        out.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.call_id.cmp(&b.call_id)));
        Ok(out)
    }

    fn source_rows(&self, call: &Raw) -> Result<Vec<SourceRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.key AS call, s.name AS source, e.key AS evaluation, e.version, e.evaluated_kind,
                    e.evaluated_ms, e.evaluated_written, v.name AS evaluator,
                    e.scored_by, card.name AS scorecard, form.label, d.key AS dimension, x.state, x.earned, x.possible,
                    e.current, e.batch, f.name AS file, f.sha256, e.line
             FROM call c JOIN evaluation e ON e.call = c.id JOIN source s ON s.id = e.source
             LEFT JOIN evaluator v ON v.id = e.evaluator
             JOIN scorecard_version form ON form.id = e.form JOIN scorecard card ON card.id = form.scorecard
             JOIN score x ON x.evaluation = e.id JOIN dimension d ON d.id = x.dimension
             LEFT JOIN batch_file f ON f.batch = e.batch AND f.n = e.file
             WHERE c.key = ?1 ORDER BY e.id, d.id",
        )?;
        let rows = statement.query_map([call], |r| {
            Ok(SourceRow {
                call_id: r.get("call")?,
                source: r.get("source")?,
                evaluation: r.get("evaluation")?,
                version: r.get("version")?,
                evaluated_at: stamp_of(r, "evaluated")?.map(|s| Raw::from(s.text)),
                evaluator: r.get("evaluator")?,
                scored_by: r.get("scored_by")?,
                scorecard: r.get("scorecard")?,
                scorecard_version: r.get("label")?,
                dimension: r.get("dimension")?,
                state: r.get("state")?,
                earned: r.get("earned")?,
                possible: r.get("possible")?,
                current: r.get("current")?,
                import: r.get("batch")?,
                file: r.get::<_, Option<Raw>>("file")?.unwrap_or_default(),
                sha256: r.get::<_, Option<String>>("sha256")?.unwrap_or_default(),
                line: r.get("line")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Of every log of the file, the first one first.
    fn first_lines(&self) -> Result<Vec<FirstLine>> {
        let mut out = Vec::new();
        for id in log::logs(&self.conn)?.iter().rev() {
            let sql = "SELECT created_at, version, parent, parent_size, parent_head FROM log WHERE id = ?1";
            out.push(self.conn.query_row(sql, [id], |r| {
                let parent = match r.get::<_, Option<[u8; 16]>>(2)? {
                    Some(parent) => Some((Uuid::from_bytes(parent), r.get(3)?, r.get(4)?)),
                    None => None,
                };
                Ok(FirstLine { id: Uuid::from_bytes(*id), created_at: r.get(0)?, version: r.get(1)?, parent })
            })?);
        }
        Ok(out)
    }

    /// Every record with all of its content, as a pack of everything would have it.
    pub fn all_records(&self) -> Result<Vec<PackedRecord>> {
        self.packed_records(&Scope::all())
    }

    /// Every record: links without a gap, contents as far as they belong to what was asked for.
    fn packed_records(&self, scope: &Scope) -> Result<Vec<PackedRecord>> {
        let mut out = Vec::new();
        let mut statement = self.conn.prepare(
            "SELECT e.*, p.salt, p.body FROM event e LEFT JOIN payload p USING (log_id, seq)
             WHERE e.log_id = ?1 ORDER BY e.seq",
        )?;
        for id in log::logs(&self.conn)?.iter().rev() {
            let mut rows = statement.query([id])?;
            while let Some(row) = rows.next()? {
                out.push(packed(row, scope)?);
            }
        }
        Ok(out)
    }
}

fn days(query: &PackQuery) -> Query {
    Query { period: Period::Days(query.span), ..Query::default() }
}

fn packed(row: &Row<'_>, scope: &Scope) -> Result<PackedRecord> {
    let content = match (row.get::<_, Option<Vec<u8>>>("salt")?, row.get::<_, Option<Vec<u8>>>("body")?) {
        (Some(salt), Some(body)) => {
            let read = serde_json::from_slice::<log::Body>(&body).ok();
            // What cannot be read is for the check to name; nobody can say whom it is about.
            if read.is_some_and(|body| scope.holds(&body.record)) {
                Content::Here { salt, body: String::from_utf8_lossy(&body).into_owned() }
            } else {
                Content::Withheld
            }
        }
        _ => Content::Erased,
    };
    let id = |column: &str| Ok::<_, super::StoreError>(Uuid::from_bytes(row.get::<_, [u8; 16]>(column)?));
    Ok(PackedRecord {
        log: id("log_id")?,
        seq: row.get("seq")?,
        lamport: row.get("lamport")?,
        at: row.get("at_utc")?,
        utc_offset: row.get("utc_offset")?,
        author: id("author")?,
        app_version: row.get("app_version")?,
        action: row.get("action")?,
        subject_type: row.get("subject_type")?,
        subject: id("subject_id")?,
        commit: row.get("payload_commit")?,
        prev: row.get("prev")?,
        hash: row.get("hash")?,
        content,
    })
}

/// Whose and which contents are in the pack.
struct Scope {
    /// Everyone's and everything: nothing was asked for but days. The log has no gaps then, whatever the days.
    whole: bool,
    sessions: HashSet<SessionId>,
    people: HashSet<PersonId>,
    calls: HashSet<Raw>,
    customer: CustomerWords,
}

impl Scope {
    fn new(query: &PackQuery, sessions: &[SessionView], sampled: &[Sampled]) -> Self {
        let people = sessions.iter().map(|view| view.content.agent).chain(sampled.iter().map(|s| s.agent.id));
        let evidence = sessions.iter().flat_map(|view| view.all_evidence().filter_map(|e| e.call_id.clone()));
        Self {
            whole: query.agent.is_none() && query.requirement.is_none(),
            sessions: sessions.iter().map(|view| view.content.id).collect(),
            people: people.chain(query.agent).collect(),
            calls: sampled.iter().filter_map(|s| s.call_id.clone()).chain(evidence).collect(),
            customer: query.customer,
        }
    }

    fn all() -> Self {
        Self {
            whole: true,
            sessions: HashSet::new(),
            people: HashSet::new(),
            calls: HashSet::new(),
            customer: CustomerWords::Shown,
        }
    }

    fn holds(&self, record: &Record) -> bool {
        let about = match record {
            Record::Snoozed { agent, .. } => self.person(*agent),
            // It accounts for contents that are gone, and names nobody.
            Record::PersonErased(_) => true,
            Record::FlagAdded { call_id, .. } => self.whole || self.calls.contains(call_id),
            Record::DisputeOpened { .. } | Record::DisputeClosed { .. } | Record::SnoozeEnded { .. } => self.whole,
            other => match other.subject() {
                Subject::Session(id) => self.whole || self.sessions.contains(&id),
                Subject::Person(id) => self.person(id),
                Subject::File
                | Subject::Scorecard(_)
                | Subject::Team(_)
                | Subject::Batch(_)
                | Subject::Flag(_)
                | Subject::Dispute(_)
                | Subject::Snooze(_) => true,
            },
        };
        about && (self.customer == CustomerWords::Shown || !quotes_others(record))
    }

    fn person(&self, id: PersonId) -> bool {
        self.whole || self.people.contains(&id)
    }
}

/// Whether a record holds words that may be a customer's.
fn quotes_others(record: &Record) -> bool {
    let other = |e: &Evidence, agent: &Raw| e.quote.is_some() && e.voice(agent) != Voice::Agent;
    match record {
        Record::SessionFinished(s) => {
            // Who said what was kept as praise does not stand in the session.
            s.evidence.iter().any(|e| other(e, &s.agent_name)) || !s.praise.is_empty()
        }
        // Whose agent it is does not stand in it: any quote counts as somebody else's.
        Record::SessionAmended { evidence: Some(e), .. } => e.quote.is_some(),
        Record::PraiseKept { speaker, name, .. } => Voice::of(speaker.as_ref(), name) != Voice::Agent,
        Record::FlagAdded { note: Some(_), .. } => true,
        _ => false,
    }
}
