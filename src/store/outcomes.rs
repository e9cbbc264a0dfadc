//! Outcomes of sessions: the calls that a session saw, those since, and the team's over the same spans, handed to the
//! rule. A check freezes the outcome in its record; until then it is "so far".

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::agents::AgentCalls;
use super::error::Result;
use super::figures::CallFact;
use super::scored::{self, Chosen, Scored, Wanted};
use super::sessions::SessionFilter;
use super::sums::Owners;
use super::{Store, log, people};
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::focus::CallPercents;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::outcome::{Basis, Choice, Evidence, Outcome, Peer, judge};
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::session::{BaselineCall, Checked, Finished, NextStep, SessionKind, SessionLine, Status};
use crate::domain::trends::filter::ScoreFilter;
use crate::import::Go;

/// Which calls came after a session, as far as its outcome looks at them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Since {
    pub(super) held_at: DateTime<Utc>,
    pub(super) held_on: NaiveDate,
    /// The next session on the same dimension.
    pub(super) next: Option<(DateTime<Utc>, NaiveDate)>,
    /// Exclusive: the day after the check's, or tomorrow where none was agreed.
    pub(super) to: NaiveDate,
}

impl Since {
    pub(super) fn span(&self) -> Span {
        Span::new(self.held_on, self.to.max(self.held_on.succ_opt().unwrap_or(self.held_on)))
    }

    /// Whether a call belongs to the days before the session, seen from it.
    fn before(&self, started_at: Option<DateTime<Utc>>, day: NaiveDate) -> bool {
        started_at.map_or(day < self.held_on, |at| at <= self.held_at)
    }

    /// Of a call without a time the day decides, and the session's own day is before it.
    pub(super) fn holds(&self, call: &CallFact) -> bool {
        self.holds_at(call.started_at, Some(call.day))
    }

    pub(super) fn holds_at(&self, started_at: Option<DateTime<Utc>>, day: Option<NaiveDate>) -> bool {
        match (started_at, day) {
            (Some(at), _) => at > self.held_at && self.next.is_none_or(|(next, _)| at < next),
            (None, Some(day)) => day > self.held_on && self.next.is_none_or(|(_, next)| day < next),
            (None, None) => false,
        }
    }
}

/// An outcome and what it was judged on; that is unknown of what was frozen before it was kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    pub(super) basis: Option<Basis>,
}

/// An outcome that stands, and the day on which it was frozen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frozen {
    pub(super) judged: Judged,
    pub(super) on: NaiveDate,
}

impl Frozen {
    fn of(on: NaiveDate, outcome: Option<Box<Outcome>>, basis: Option<Box<Basis>>) -> Option<Self> {
        Some(Self { judged: Judged { outcome: *outcome?, basis: basis.map(|basis| *basis) }, on })
    }
}

impl Judged {
    /// For a record: it stands from now on.
    pub(super) fn frozen(self) -> (Box<Outcome>, Option<Box<Basis>>) {
        (Box::new(Outcome { is_final: true, ..self.outcome }), self.basis.map(Box::new))
    }
}

impl Store {
    pub(super) fn since(&self, session: &Finished) -> Result<Since> {
        let zone = self.settings()?.zone;
        let held_on = session.held_at.with_timezone(&zone).date_naive();
        let filter = SessionFilter { agent: Some(session.agent), ..SessionFilter::default() };
        let all = self.sessions(&filter)?;
        let later = all
            .iter()
            .filter(|l| l.held_at > session.held_at && l.focus == session.focus.dimension && l.status != Status::Void);
        let next = later.map(|l| (l.held_at, l.held_on)).min();
        // As amended, where it was.
        let sql = "SELECT check_day FROM session WHERE uuid = ?1";
        let day: Option<Option<i64>> =
            super::optional(self.conn.prepare_cached(sql)?.query_row([session.id], |r| r.get(0)))?;
        let check = super::convert::optional_date(day.flatten()).or(session.check.map(|check| check.on));
        let last = match check {
            Some(on) => on,
            None => self.today()?,
        };
        Ok(Since { held_at: session.held_at, held_on, next, to: last.succ_opt().unwrap_or(last) })
    }

    /// The outcome of a session: the one that its check or its closing froze, else what the calls so far say. `None`
    /// where no dimension was coached.
    pub fn outcome(&self, session: &Finished) -> Result<Option<Outcome>> {
        Ok(self.judged(session)?.map(|judged| judged.outcome))
    }

    /// The same with what it was judged on.
    pub(super) fn judged(&self, session: &Finished) -> Result<Option<Judged>> {
        match self.frozen(session.id)? {
            Some(frozen) => Ok(Some(frozen.judged)),
            None => self.judged_so_far(session),
        }
    }

    /// Those of several sessions, where a dimension was coached.
    pub fn outcomes(&self, ids: &[SessionId]) -> Result<Vec<(SessionId, Outcome)>> {
        let _one_state = self.snapshot()?;
        let mut out = Vec::new();
        for id in ids {
            out.extend(self.outcome_of(*id)?.map(|outcome| (*id, outcome)));
        }
        Ok(out)
    }

    /// The same for a screen that shows something meanwhile. What was found is kept until the file changes, so that whoever
    /// is told to stop goes on from there later; `None`: it was stopped.
    pub(super) fn outcomes_meanwhile(
        &self,
        ids: &[SessionId],
        go: &mut dyn FnMut() -> Go,
    ) -> Result<Option<Vec<(SessionId, Outcome)>>> {
        let _one_state = self.snapshot()?;
        let mut kept = self.kept_outcomes.borrow_mut();
        let known = kept.as_of(self.stamp()?);
        for id in ids {
            if known.contains_key(id) {
                continue;
            }
            if go() == Go::Stop {
                return Ok(None);
            }
            known.insert(*id, self.outcome_of(*id)?);
        }
        Ok(Some(ids.iter().filter_map(|id| Some((*id, known.get(id)?.clone()?))).collect()))
    }

    fn outcome_of(&self, id: SessionId) -> Result<Option<Outcome>> {
        let sql = "SELECT content FROM session WHERE uuid = ?1";
        let content: Option<String> = super::optional(self.conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)))?;
        match content {
            Some(content) => self.outcome(&serde_json::from_str(&content)?),
            None => Ok(None),
        }
    }

    /// What the check froze; else what closing froze, while no later step has opened the session again.
    pub(super) fn frozen(&self, id: SessionId) -> Result<Option<Frozen>> {
        let mut opened_again = false;
        for record in self.ends(id)? {
            match record {
                Record::SessionChecked { outcome, basis, on, .. } => return Ok(Frozen::of(on, outcome, basis)),
                Record::NextStepChosen { step, outcome, basis, on, .. } => {
                    let closed = !opened_again && step == NextStep::Close;
                    if let Some(frozen) = Frozen::of(on, outcome.filter(|_| closed), basis) {
                        return Ok(Some(frozen));
                    }
                    opened_again |= step != NextStep::Close;
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// What the check of a session found.
    pub(super) fn checked(&self, id: SessionId) -> Result<Option<Checked>> {
        Ok(self.ends(id)?.into_iter().find_map(|record| match record {
            Record::SessionChecked { on, current, n, met, .. } => Some(Checked { on, current, n, met }),
            _ => None,
        }))
    }

    /// Checks and next steps of a session, newest first.
    fn ends(&self, id: SessionId) -> Result<Vec<Record>> {
        let sql = "SELECT p.body FROM event e JOIN payload p ON p.log_id = e.log_id AND p.seq = e.seq
                   WHERE e.subject_id = ?1 AND e.action IN ('session_checked', 'next_step_chosen') ORDER BY e.lamport DESC";
        let mut statement = self.conn.prepare_cached(sql)?;
        let bodies = statement.query_map([id], |r| r.get::<_, Vec<u8>>(0))?;
        bodies.map(|body| Ok(serde_json::from_slice::<log::Body>(&body?)?.record)).collect()
    }

    /// What the calls so far say, whatever was frozen.
    pub(super) fn judged_so_far(&self, session: &Finished) -> Result<Option<Judged>> {
        self.judged_by(session, None, &ScoreFilter::default())
    }

    /// What the calls up to the end of a day say.
    pub(super) fn judged_until(&self, session: &Finished, last: Option<NaiveDate>) -> Result<Option<Judged>> {
        self.judged_by(session, last, &ScoreFilter::default())
    }

    /// By some of the scores alone: worked out anew on both sides, since what was frozen rests on all of them.
    pub(super) fn outcome_by(&self, session: &Finished, scores: &ScoreFilter) -> Result<Option<Outcome>> {
        if scores.is_all() {
            return self.outcome(session);
        }
        Ok(self.judged_by(session, None, scores)?.map(|judged| judged.outcome))
    }

    fn judged_by(&self, session: &Finished, last: Option<NaiveDate>, scores: &ScoreFilter) -> Result<Option<Judged>> {
        let Some(focus) = &session.focus.dimension else { return Ok(None) };
        let mut since = self.since(session)?;
        if let Some(after) = last.and_then(|last| last.succ_opt()) {
            since.to = since.to.min(after);
        }
        let frame = AgentCalls::read(self, session.agent, &session.scorecard_name, since.span(), scores)?;
        let baseline = self.left(stood_on(session, since.held_on), scores)?;
        let dimensions = &frame.scorecard.dimensions;
        let Some(place) = dimensions.iter().position(|d| &d.key == focus) else { return Ok(None) };
        let after: Vec<&CallFact> = frame.calls.iter().filter(|call| since.holds(call)).collect();
        let target = |key: &str| session.dimensions.iter().find(|d| d.key == key).and_then(|d| d.target);
        let evidence = Evidence {
            focus: place,
            targets: dimensions.iter().map(|d| target(&d.key)).collect(),
            choice: self.choice(session, since.held_on)?,
            before: seen(&baseline, &dimensions.iter().map(|d| d.key.as_str()).collect::<Vec<_>>()),
            after: after.iter().map(|call| call.percents(&frame.scorecard)).collect(),
            peers: self.peers(session, &frame, &since, scores)?,
        };
        let mut outcome = judge(&evidence);
        outcome.warnings = self.changed_between(&baseline, &after)?;
        let dimensions = dimensions.iter().map(|d| d.key.clone()).collect();
        Ok(Some(Judged { outcome, basis: Some(Basis { dimensions, evidence }) }))
    }

    /// What a session saw, as far as a filter of scores leaves it.
    fn left<'s>(&self, baseline: Vec<&'s BaselineCall>, scores: &ScoreFilter) -> Result<Vec<&'s BaselineCall>> {
        if scores.is_all() {
            return Ok(baseline);
        }
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM evaluation e JOIN source s ON s.id = e.source
             WHERE s.name = :name AND e.key = :key AND e.version = :nth AND {})",
            scored::LEFT
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut out = Vec::new();
        for call in baseline {
            let named = rusqlite::named_params! {
                ":name": call.source, ":key": call.evaluation, ":nth": call.version,
                ":scorer": scores.scored_by.map(ScoredBy::word), ":version": scores.version, ":source": scores.source,
            };
            if statement.query_row(named, |r| r.get(0))? {
                out.push(call);
            }
        }
        Ok(out)
    }

    /// The focus of a follow-up on the dimension of the session before it was fixed then: before the calls that this one
    /// saw, where all of them came after that session.
    fn choice(&self, session: &Finished, held_on: NaiveDate) -> Result<Choice> {
        if session.kind != SessionKind::FollowUp {
            return Ok(Choice::FromTheseCalls);
        }
        let filter = SessionFilter { agent: Some(session.agent), ..SessionFilter::default() };
        let all = self.sessions(&filter)?;
        let before = all.iter().filter(|l| l.held_at < session.held_at && l.status != Status::Void);
        let fixed = before.max_by_key(|l| l.held_at).is_some_and(|last| {
            let mut seen = session.baseline.iter().filter(|call| call.before(session.held_at, held_on));
            last.focus == session.focus.dimension && seen.all(|call| call.after(last.held_at, last.held_on))
        });
        Ok(if fixed { Choice::Before } else { Choice::FromTheseCalls })
    }

    /// Agents of the team on the session's day who were not coached on the focus meanwhile.
    fn peers(&self, session: &Finished, frame: &AgentCalls, since: &Since, scores: &ScoreFilter) -> Result<Vec<Peer>> {
        let everyone = people::members_and_leavers(&self.conn, since.held_on)?;
        let team = everyone.iter().find(|m| m.row == frame.row).and_then(|m| m.team);
        let Some(team) = team else { return Ok(Vec::new()) };
        let coached = self.coached(Span::new(session.cycle.from, since.to), since.next.map(|(next, _)| next))?;
        let card = &frame.scorecard;
        let chosen = |span: Span| Chosen::read(&self.conn, &Wanted::new(frame.line, span).by(scores));
        let (then, now) = (chosen(session.cycle)?, chosen(since.span())?);
        let of = |person: i64, chosen: &Chosen, counts: &dyn Fn(&Scored) -> bool| -> Result<Vec<CallPercents>> {
            let owners = Owners::of(&self.conn, &[person])?;
            let calls = scored::scored(&self.conn, chosen, card, &owners, frame.zone)?.remove(&person);
            let counting = calls.unwrap_or_default().into_iter().filter(|call| counts(call));
            Ok(counting.map(|call| call.percents).collect())
        };
        let none = BTreeSet::new();
        let mut out = Vec::new();
        // Those who left later were still there.
        let members = people::members(&self.conn, since.held_on)?;
        for member in members.iter().filter(|m| m.team == Some(team) && m.row != frame.row) {
            let own = coached.get(&member.agent.id).unwrap_or(&none);
            if session.focus.dimension.as_ref().is_some_and(|focus| own.contains(focus)) {
                continue;
            }
            let mut before = of(member.row, &then, &|call| since.before(call.started_at, call.day))?;
            let mut after = of(member.row, &now, &|call| since.holds_at(call.started_at, Some(call.day)))?;
            for (i, _) in card.dimensions.iter().enumerate().filter(|(_, d)| own.contains(&d.key)) {
                before.iter_mut().chain(&mut after).for_each(|call| call[i] = None);
            }
            out.push(Peer { before, after });
        }
        Ok(out)
    }

    /// The dimensions that each agent was coached on in these days, and before a moment where one is named.
    pub(super) fn coached(
        &self,
        days: Span,
        until: Option<DateTime<Utc>>,
    ) -> Result<BTreeMap<PersonId, BTreeSet<String>>> {
        let filter = SessionFilter { agent: None, from: Some(days.from), to: Some(days.to) };
        let mut out: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
        let stands = |l: &SessionLine| l.status != Status::Void && until.is_none_or(|until| l.held_at < until);
        for line in self.sessions(&filter)?.into_iter().filter(stands) {
            if let Some(focus) = line.focus {
                out.entry(line.agent).or_default().insert(focus);
            }
        }
        Ok(out)
    }

    /// What else is not as it was: evaluators, forms, sources, people or the AI.
    fn changed_between(&self, baseline: &[&BaselineCall], after: &[&CallFact]) -> Result<Vec<String>> {
        let before = baseline.iter().map(|call| (&call.source, &call.evaluation, call.version));
        let since =
            after.iter().flat_map(|call| &call.evaluations).map(|(source, key, version)| (source, key, *version));
        let (before, after) = (self.scored(before)?, self.scored(since)?);
        Ok(changes(&before, &after, ("before", "after")))
    }

    /// The same of two lists of calls: the cycle before, and this one.
    pub(super) fn changed_since(&self, before: &[CallFact], now: &[CallFact]) -> Result<Vec<String>> {
        let scored = |calls: &[CallFact]| {
            let all = calls.iter().flat_map(|call| &call.evaluations);
            self.scored(all.map(|(source, key, version)| (source, key, *version)))
        };
        Ok(changes(&scored(before)?, &scored(now)?, ("in the cycle before", "now")))
    }

    /// Evaluator, form version, source and scorer of evaluations.
    fn scored<'e>(&self, evaluations: impl Iterator<Item = (&'e Raw, &'e Raw, i64)>) -> Result<Provenance> {
        let mut out = BTreeSet::new();
        let sql = "SELECT coalesce(v.name, 'not named'), f.label, s.name,
                          CASE e.scored_by WHEN 'ai' THEN 'AI' ELSE 'people' END FROM evaluation e
                   JOIN source s ON s.id = e.source JOIN scorecard_version f ON f.id = e.form
                   LEFT JOIN evaluator v ON v.id = e.evaluator
                   WHERE s.name = ?1 AND e.key = ?2 AND e.version = ?3";
        let mut statement = self.conn.prepare_cached(sql)?;
        for key in evaluations {
            let row = statement.query_row(key, |r| {
                let text = |i| r.get::<_, Raw>(i).map(|raw| raw.visible());
                Ok([text(0)?, text(1)?, text(2)?, text(3)?])
            });
            out.extend(super::optional(row)?);
        }
        Ok(out)
    }
}

/// Evaluator, form version, source and scorer, of every evaluation of one side.
type Provenance = BTreeSet<[String; 4]>;

/// What is not the same on both sides, in sentences; nothing where one of them is empty.
fn changes(before: &Provenance, after: &Provenance, (then, now): (&str, &str)) -> Vec<String> {
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    let kinds = ["evaluators", "form's version", "source of the scores", "kind of scorer (people or AI)"];
    let words = kinds.iter().enumerate().filter_map(|(i, what)| {
        let side = |all: &Provenance| all.iter().map(|s| s[i].clone()).collect::<BTreeSet<_>>();
        let (was, is) = (side(before), side(after));
        let listed = |set: &BTreeSet<String>, other: &BTreeSet<String>, when: &str| {
            let alone: Vec<String> = set.difference(other).take(4).cloned().collect();
            (!alone.is_empty()).then(|| format!("{} only {when}", alone.join(", ")))
        };
        let parts: Vec<String> = [listed(&was, &is, then), listed(&is, &was, now)].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("the {what} changed: {}", parts.join("; ")))
    });
    words.collect()
}

/// The calls that the session saw, as it froze them: those from before it.
pub(super) fn stood_on(session: &Finished, held_on: NaiveDate) -> Vec<&BaselineCall> {
    session.baseline.iter().filter(|call| call.before(session.held_at, held_on)).collect()
}

/// A call once, whoever scored it.
pub(super) fn seen(baseline: &[&BaselineCall], keys: &[&str]) -> Vec<CallPercents> {
    type Percents<'s> = BTreeMap<&'s str, Vec<f64>>;
    let mut calls: BTreeMap<(Option<&Raw>, usize), Percents<'_>> = BTreeMap::new();
    for (n, scored) in baseline.iter().enumerate() {
        // A call without an ID is one of its own.
        let place = if scored.call_id.is_some() { 0 } else { n };
        let call = calls.entry((scored.call_id.as_ref(), place)).or_default();
        for (key, percent) in &scored.percents {
            call.entry(key).or_default().push(*percent);
        }
    }
    let mean = |all: &Vec<f64>| all.iter().sum::<f64>() / all.len() as f64;
    calls.values().map(|call| keys.iter().map(|key| call.get(key).map(mean)).collect()).collect()
}
