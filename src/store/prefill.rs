//! What the data says when a session opens: filled in before the agent sits down.

use std::collections::{BTreeMap, BTreeSet};

use super::agents::AgentFrame;
use super::error::Result;
use super::figures::CallFact as Fact;
use super::moments::{self, Labels};
use super::request::{OpenSession, SessionForm};
use super::{Store, evaluation_moments, figures, people};
use crate::domain::call::Moment;
use crate::domain::day::Span;
use crate::domain::focus::{Finding, under};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::practice::suggest::{Asked, suggest};
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::{
    AutoFailLine, BaselineCall, CallFact, Draft, EvidenceDraft, FlagRef, FocusDraft, Practising, Prefill, SessionKind,
    SessionLine, held_on,
};
use crate::domain::standing::{Period, Query};

/// At most this many calls are suggested as evidence.
const SUGGESTED: usize = 3;
/// Someone whose first score is younger is new.
const NEW_HIRE_DAYS: u64 = 30;

impl Store {
    /// A form, filled in: the agent's open draft where there is one, else a new one.
    pub fn open_session(&mut self, open: &OpenSession) -> Result<SessionForm> {
        let (agent, query, answers, evidence) = match open {
            OpenSession::Draft(id) => {
                let Some(found) = self.draft(*id)? else {
                    let sql = "SELECT EXISTS (SELECT 1 FROM session WHERE uuid = ?1)";
                    let finished: bool = self.conn.query_row(sql, [id], |r| r.get(0))?;
                    let what = if finished { "finished" } else { "discarded" };
                    let words = format!("this draft was {what} in another window");
                    return Err(super::StoreError::refused(words));
                };
                return self.taken_up(found);
            }
            OpenSession::FollowUp { session, step } => return self.follow_up(*session, *step),
            OpenSession::ForAgent { agent, query, answers, evidence } => (*agent, query, answers, evidence),
        };
        let frame = AgentFrame::read(self, agent, query)?;
        let evidence = evidence.iter().map(|row| self.worded(&frame, row)).collect::<Result<Vec<_>>>()?;
        if let Some(mut found) = self.open_drafts()?.into_iter().rev().find(|d| d.person == agent) {
            let before = found.draft.clone();
            for row in &evidence {
                if !found.draft.evidence.contains(row) {
                    found.draft.evidence.push(row.clone());
                }
            }
            for flag in answers {
                if !found.draft.answers_flags.contains(flag) {
                    found.draft.answers_flags.push(flag.clone());
                }
            }
            if found.draft != before && *self.access() == super::Access::ReadWrite {
                self.save_draft(found.id, &found.draft, Some(&before))?;
            }
            return self.taken_up(found);
        }
        let mut draft = Draft {
            agent: agent.to_string(),
            kind: if answers.is_empty() { self.kind_by_data(&frame)? } else { SessionKind::FlaggedCall },
            // The cycle that opens follows the day that the session is held on; another one was chosen.
            cycle: (query.period != Period::Cycle(0)).then_some(frame.frame.basis.span),
            evidence,
            answers_flags: answers.clone(),
            ..Draft::default()
        };
        draft.focus = Self::focus_of(&frame, answers);
        let prefill = self.prefill(&draft)?;
        draft.strength = prefill.strength.clone().unwrap_or_default();
        let id = SessionId::new();
        // A form that was only looked at leaves nothing behind; what was taken along is kept at once.
        let brought = !draft.evidence.is_empty() || !answers.is_empty();
        if brought && *self.access() == super::Access::ReadWrite {
            self.save_draft(id, &draft, None)?;
        }
        let in_file = self.draft(id)?.map(|there| there.draft);
        Ok(SessionForm { id, draft, prefill, resumed: None, in_file, aside: None })
    }

    /// The form of a draft that is there.
    pub(super) fn taken_up(&self, found: super::drafts::OpenDraft) -> Result<SessionForm> {
        let prefill = self.prefill(&found.draft)?;
        Ok(SessionForm {
            id: found.id,
            prefill,
            resumed: Some(found.saved_at),
            in_file: self.draft(found.id)?.map(|there| there.draft),
            aside: self.draft_aside(found.id).filter(|aside| *aside != found.draft),
            draft: found.draft,
        })
    }

    /// A call that was taken without words says what the scores say of it; never what an evaluator wrote.
    fn worded(&self, frame: &AgentFrame, row: &EvidenceDraft) -> Result<EvidenceDraft> {
        let silent = row.quote.trim().is_empty() && row.what_happened.trim().is_empty();
        let named = frame.calls.iter().find(|c| c.key.as_ref().is_some_and(|k| k.verbatim() == row.call_id));
        let Some(call) = named.filter(|_| silent) else { return Ok(row.clone()) };
        let wanted = Some(row.dimension.as_str()).filter(|key| !key.is_empty());
        let wanted = wanted.or_else(|| frame.standing.focus().map(|f| f.key.as_str()));
        let dimension = frame.frame.basis.scorecard.dimensions.iter().find(|d| Some(d.key.as_str()) == wanted);
        let scored = dimension.and_then(|d| Some((d, call.percent(d.row)?)));
        Ok(match scored {
            Some((d, percent)) => self.suggestion(call, d.row, &d.key, percent)?,
            None => row.clone(),
        })
    }

    /// Where everything meets its target, recognition; where too little is known of someone who began lately, a new
    /// hire's session.
    fn kind_by_data(&self, frame: &AgentFrame) -> Result<SessionKind> {
        Ok(match frame.standing.finding {
            Finding::AtTarget { .. } => SessionKind::Recognition,
            Finding::TooFew { .. } => {
                let began = self.first_scored(frame.member.agent.id)?;
                let lately = self.today()? - chrono::Days::new(NEW_HIRE_DAYS);
                if began.is_none_or(|day| day > lately) { SessionKind::NewHire } else { SessionKind::Scheduled }
            }
            Finding::Focus { .. } | Finding::NoTarget => SessionKind::Scheduled,
        })
    }

    /// A session that answers a flag takes the flag's dimension, where its scorecard has it; else the rule's focus.
    fn focus_of(frame: &AgentFrame, answers: &[FlagRef]) -> Option<FocusDraft> {
        let mut open = frame.around.flags(frame.member.row).iter();
        let flagged = open.find(|f| f.line.reference().is_some_and(|r| answers.contains(&r)));
        // Agents are scored on several scorecards; on another one's dimension this session has no figures.
        let scored = |key: &String| frame.frame.basis.scorecard.dimensions.iter().any(|d| d.key == *key);
        let of_flag = flagged.and_then(|f| f.line.dimension.clone()).filter(scored);
        let dimension = of_flag.or_else(|| frame.standing.focus().map(|f| f.key.clone()))?;
        Some(FocusDraft { dimension, reason: String::new() })
    }

    /// What the data says for what is typed so far.
    pub fn prefill(&self, draft: &Draft) -> Result<Prefill> {
        let _one_state = self.snapshot()?;
        let agent = self.agent_named(&draft.agent)?;
        let settings = self.settings()?;
        let held_on = held_on(draft, settings.zone, settings.day_first, self.clock.now());
        // A late entry stands on the figures that the session could see.
        let span = match draft.cycle {
            Some(span) => span,
            None => super::standings::opened_on(self, agent.id, held_on)?,
        };
        // What came after the session was not seen in it.
        let after = held_on.succ_opt().unwrap_or(held_on);
        let late = held_on < self.today()? && span.from < after;
        let span = if late { Span::new(span.from, span.to.min(after)) } else { span };
        let query = Query { team: None, scorecard: None, period: Period::Days(span) };
        let frame = AgentFrame::read(self, agent.id, &query)?;
        let basis = &frame.frame.basis;
        let targets = frame.frame.targets(&frame.member);
        let lines = |facts: &[Fact]| {
            facts.iter().map(|c| c.line(&basis.scorecard, &targets, basis.review_threshold, false)).collect::<Vec<_>>()
        };
        let focus = draft.focus.as_ref().map(|f| f.dimension.as_str()).filter(|d| !d.is_empty());
        let focus = focus.or_else(|| frame.standing.focus().map(|f| f.key.as_str()));
        let focus_row = focus.and_then(|key| basis.scorecard.dimensions.iter().find(|d| d.key == key || d.name == key));
        let open_flags: Vec<_> = frame.around.flags(frame.member.row).iter().map(|f| f.line.clone()).collect();
        let cycles = frame.frame.settings.cycles();
        // What came after a late entry was not agreed in it.
        let last = frame.around.sessions_of(&frame.member).iter().find(|s| s.held_on <= held_on).cloned();
        Ok(Prefill {
            agent: agent.id,
            agent_json_id: agent.json_id(),
            agent_name: agent.name.clone(),
            supervisor: people::by_normalised_name(&self.conn, &crate::domain::people::normalised(&self.actor.name))?
                .first()
                .copied(),
            supervisor_name: self.actor.name.clone(),
            cycle: basis.span,
            zone: basis.zone,
            scorecard: basis.scorecard.id,
            scorecard_name: basis.scorecard.name.clone(),
            scorecard_version: basis.scorecard.version.clone(),
            calls: lines(&frame.calls),
            baseline: self.baseline(&basis.scorecard, &frame.calls)?,
            flags: frame.calls.iter().flat_map(|c| c.flags.iter().cloned()).collect(),
            open_flags,
            auto_fails: auto_fails(&frame.calls),
            suggestions: self.suggestions(&frame, focus_row.map(|d| (d.row, d.key.as_str())))?,
            strength: frame.strengths.first().cloned(),
            known_calls: self.known_calls(draft, agent.id)?,
            check_days: frame.frame.settings.check_days,
            review_threshold: basis.review_threshold,
            minimum_sample: basis.minimum_sample,
            // By cadence from the day it was held: a late entry's next session is long past.
            next_session: cycles.next_due(held_on),
            day_first: frame.frame.settings.day_first,
            practice: self.practising(&frame, focus_row.map(|d| d.key.as_str()), last.as_ref())?,
            last,
            standing: frame.standing,
        })
    }

    /// What to practise in a dimension, and what was practised since the last session.
    fn practising(&self, frame: &AgentFrame, focus: Option<&str>, last: Option<&SessionLine>) -> Result<Practising> {
        let read_back = match last {
            Some(last) => self.read_back_of(last.id)?,
            None => None,
        };
        let praise = self.praise_for(frame.member.agent.id)?;
        let Some(focus) = focus else { return Ok(Practising { read_back, praise, ..Practising::default() }) };
        let library = self.practice()?;
        let asked: Vec<Asked> = self
            .asked(&frame.frame, frame.member.row)?
            .into_iter()
            .filter(|a| a.dimension == focus)
            .map(|a| Asked { criterion: a.criterion.verbatim().to_owned(), missed: a.missed, of: a.of })
            .collect();
        let uses = self.practice_uses(focus, &library)?;
        Ok(Practising { suggestions: suggest(focus, &library, &asked, &uses), asked, read_back, praise })
    }

    /// Every evaluation that the frozen figures rest on, with its percents.
    pub(super) fn baseline(&self, card: &Scorecard, calls: &[Fact]) -> Result<Vec<BaselineCall>> {
        let mut out = Vec::new();
        let keys: BTreeMap<i64, &str> = card.dimensions.iter().map(|d| (d.row, d.key.as_str())).collect();
        for call in calls {
            for (source, evaluation, version) in &call.evaluations {
                let sql = "SELECT e.id, e.overall FROM evaluation e JOIN source s ON s.id = e.source
                           WHERE s.name = ?1 AND e.key = ?2 AND e.version = ?3 AND e.current = 1";
                let (id, overall): (i64, Option<f64>) = self
                    .conn
                    .prepare_cached(sql)?
                    .query_row((source, evaluation, version), |r| Ok((r.get(0)?, r.get(1)?)))?;
                let percents =
                    self.percents(id)?.into_iter().filter_map(|(row, p)| Some(((*keys.get(&row)?).to_owned(), p)));
                out.push(BaselineCall {
                    source: source.clone(),
                    evaluation: evaluation.clone(),
                    version: *version,
                    call_id: call.key.clone(),
                    started_at: call.started_at,
                    day: call.day,
                    percents: percents.collect(),
                    overall,
                });
            }
        }
        Ok(out)
    }

    /// An evaluation's percents by dimension key.
    pub(super) fn percents_by_key(&self, evaluation: i64) -> Result<BTreeMap<String, f64>> {
        let mut out = BTreeMap::new();
        for (row, percent) in self.percents(evaluation)? {
            let sql = "SELECT key FROM dimension WHERE id = ?1";
            out.insert(self.conn.prepare_cached(sql)?.query_row([row], |r| r.get(0))?, percent);
        }
        Ok(out)
    }

    /// An evaluation's percents by dimension row.
    pub(super) fn percents(&self, evaluation: i64) -> Result<Vec<(i64, f64)>> {
        let sql = "SELECT dimension, earned, possible FROM score WHERE evaluation = ?1 AND state = 'scored'";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([evaluation])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            if let Some(percent) = super::rollup::percent(row.get(1)?, row.get(2)?) {
                out.push((row.get(0)?, percent));
            }
        }
        Ok(out)
    }

    /// The worst calls on the focus dimension that no session has used: with the flag's moment, and the missed
    /// criterion, the flag or the score as what happened.
    fn suggestions(&self, frame: &AgentFrame, focus: Option<(i64, &str)>) -> Result<Vec<EvidenceDraft>> {
        let mut used = BTreeSet::new();
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT e.call_key FROM evidence e JOIN session s ON s.uuid = e.session WHERE s.status <> 'void' AND e.call_key IS NOT NULL",
        )?;
        for call in statement.query_map([], |r| r.get::<_, Raw>(0))? {
            used.insert(call?);
        }
        let free = |call: &&Fact| call.key.as_ref().is_some_and(|key| !used.contains(key));
        let Some((row, key)) = focus else { return Ok(best(frame.calls.iter().filter(free))) };
        let target = frame.standing.dimensions.iter().find(|d| d.key == key).and_then(|d| d.target).unwrap_or(100.0);
        let mut worst: Vec<(&Fact, f64)> = frame.calls.iter().filter_map(|c| Some((c, c.percent(row)?))).collect();
        worst.retain(|(c, p)| under(*p, target) && free(c));
        worst.sort_by(|a, b| a.1.total_cmp(&b.1).then(b.0.day.cmp(&a.0.day)));
        let mut out = Vec::new();
        for (call, percent) in worst.into_iter().take(SUGGESTED) {
            out.push(self.suggestion(call, row, key, percent)?);
        }
        let pointed = self.pointed_to(frame, key, &free, &out)?;
        out.extend(pointed);
        Ok(out)
    }

    /// Moments that the transcripts' own analyses point to: those that speak of the dimension, of any call that no
    /// session has used, then those of the calls that are suggested anyway.
    fn pointed_to(
        &self,
        frame: &AgentFrame,
        key: &str,
        free: &dyn Fn(&&Fact) -> bool,
        suggested: &[EvidenceDraft],
    ) -> Result<Vec<EvidenceDraft>> {
        let dimensions = &frame.frame.basis.scorecard.dimensions;
        let labels = Labels::read(&self.conn, dimensions.iter().map(|d| (d.key.as_str(), d.name.as_str())))?;
        let (mut of_focus, mut beside) = (Vec::new(), Vec::new());
        for call in frame.calls.iter().filter(free) {
            let Some(id) = call.key.as_ref().map(Raw::verbatim) else { continue };
            if !moments::any(&self.conn, call.call)? {
                continue;
            }
            let Some(transcript) = self.transcript(call.call)? else { continue };
            let of_call: Vec<&EvidenceDraft> = suggested.iter().filter(|row| row.call_id == id).collect();
            let new = |moment: &&Moment| of_call.iter().all(|row| row.from_ms != Some(moment.from_ms));
            for moment in transcript.moments.iter().filter(new) {
                let dimension = labels.dimension(&moment.label);
                let wanted = match dimension {
                    Some(of) if of == key => &mut of_focus,
                    None if !of_call.is_empty() => &mut beside,
                    Some(_) | None => continue,
                };
                // More than are suggested are not looked up among the turns.
                if wanted.len() < SUGGESTED {
                    wanted.push(moments::evidence(id, moment, dimension, &transcript.turns));
                }
            }
        }
        of_focus.extend(beside);
        of_focus.truncate(SUGGESTED);
        Ok(of_focus)
    }

    fn suggestion(&self, call: &Fact, row: i64, key: &str, percent: f64) -> Result<EvidenceDraft> {
        let flag = call.flags.iter().find(|f| f.dimension.as_deref() == Some(key) && f.at_ms.is_some());
        let (from_ms, to_ms, quote, speaker) =
            match (flag.and_then(|f| f.at_ms), evaluation_moments::of_call(&self.conn, call.call, row)?) {
                (Some(at), _) => self.turn_at(call.call, at)?.unwrap_or((Some(at), None, String::new(), String::new())),
                // The transcript knows who speaks, and all that is said.
                (None, Some(moment)) => self.turn_at(call.call, moment.from_ms)?.unwrap_or_else(|| moment.spoken()),
                (None, None) => (None, None, String::new(), String::new()),
            };
        // What evaluators wrote is for the supervisor alone, on the call's own screen: what is filled in here ends up on
        // the agent's page. The same goes for a flag's note, which files take from the evaluator's comment.
        let missed = self.missed_of(call.call, row)?;
        let what = missed.or_else(|| flag.map(crate::domain::standing::FlagLine::words));
        Ok(EvidenceDraft {
            call_id: call.key.as_ref().map(|k| k.verbatim().to_owned()).unwrap_or_default(),
            from_ms,
            to_ms,
            speaker,
            quote,
            what_happened: what.unwrap_or_else(|| format!("scored {}", crate::domain::figure::words(percent))),
            dimension: key.to_owned(),
            ..EvidenceDraft::default()
        })
    }

    /// "missed: states the notice; reads the terms".
    fn missed_of(&self, call: i64, dimension: i64) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT k.name FROM criterion_result r JOIN criterion k ON k.id = r.criterion JOIN evaluation e ON e.id = r.evaluation
             WHERE e.call = ?1 AND e.current = 1 AND k.dimension = ?2 AND r.state = 'scored' AND r.earned < r.possible LIMIT 3",
        )?;
        let names =
            statement.query_map((call, dimension), |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        Ok((!names.is_empty()).then(|| format!("missed: {}", names.join("; "))))
    }

    /// The turn that is spoken at an offset: from, to, words and speaker.
    fn turn_at(&self, call: i64, at_ms: i64) -> Result<Option<Spoken>> {
        let Some(transcript) = self.transcript(call)? else { return Ok(None) };
        let found = transcript.turns.into_iter().rfind(|t| t.from_ms.is_some_and(|f| f <= at_ms));
        Ok(found.map(|t| {
            let speaker = t.speaker.map_or_else(|| t.role.word().to_owned(), Raw::into_verbatim);
            (t.from_ms, t.to_ms, t.text.into_verbatim(), speaker)
        }))
    }

    /// What the file knows of the calls that the draft's evidence names.
    fn known_calls(&self, draft: &Draft, agent: PersonId) -> Result<BTreeMap<String, CallFact>> {
        let zone = self.settings()?.zone;
        let mut out = BTreeMap::new();
        for named in draft.evidence.iter().map(|e| &e.call_id).filter(|id| !id.trim().is_empty()) {
            for key in [named.as_str(), named.trim()] {
                let sql = "SELECT c.id, c.day, c.started_kind, c.started_ms, c.started_zone, p.uuid AS person, p.name,
                                  EXISTS (SELECT 1 FROM evaluation e JOIN identity x ON x.id = e.identity JOIN person a ON a.id = x.person
                                          WHERE e.call = c.id AND e.current = 1 AND a.uuid = ?2) AS shared
                           FROM call c LEFT JOIN identity i ON i.id = c.identity LEFT JOIN person p ON p.id = i.person WHERE c.key = ?1";
                let mut statement = self.conn.prepare_cached(sql)?;
                let mut rows = statement.query((key, agent))?;
                let Some(row) = rows.next()? else { continue };
                let call: i64 = row.get("id")?;
                let turns =
                    self.transcript(call)?.map(|t| t.turns.into_iter().map(|t| t.text).collect()).unwrap_or_default();
                out.insert(
                    key.to_owned(),
                    CallFact {
                        // A call that several agents are scored on is each one's.
                        agent: if row.get("shared")? { Some(agent) } else { row.get("person")? },
                        agent_name: row.get("name")?,
                        started_at: figures::started_at(row, zone)?,
                        day: super::convert::optional_date(row.get("day")?),
                        turns,
                    },
                );
            }
        }
        Ok(out)
    }
}

/// Without a focus the calls that went best show the strength.
fn best<'f>(calls: impl Iterator<Item = &'f Fact>) -> Vec<EvidenceDraft> {
    let mut scored: Vec<(&Fact, f64)> = calls.filter_map(|c| Some((c, c.overall()?))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.day.cmp(&a.0.day)));
    let row = |(call, overall): &(&Fact, f64)| EvidenceDraft {
        call_id: call.key.as_ref().map(|k| k.verbatim().to_owned()).unwrap_or_default(),
        what_happened: format!("overall {}", crate::domain::figure::words(*overall)),
        ..EvidenceDraft::default()
    };
    scored.iter().take(SUGGESTED).map(row).collect()
}

/// From, to, words and speaker of a turn.
pub(super) type Spoken = (Option<i64>, Option<i64>, String, String);

fn auto_fails(calls: &[Fact]) -> Vec<AutoFailLine> {
    let of = |c: &Fact| {
        c.auto_fails
            .iter()
            .map(|name| AutoFailLine { call_id: c.key.clone(), day: c.day, name: name.clone() })
            .collect::<Vec<_>>()
    };
    calls.iter().flat_map(of).collect()
}
