//! What a locked session was held on, with the scores of today.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::Store;
use super::agents::AgentCalls;
use super::error::Result;
use super::outcomes::{Frozen, Judged, seen, stood_on};
use super::sessions::SessionFilter;
use crate::domain::outcome::Basis;
use crate::domain::raw::Raw;
use crate::domain::session::{BaselineCall, Finished, Restated, SessionLine, Status};
use crate::domain::trends::filter::ScoreFilter;

/// How an evaluation of today stands to those that a session saw.
enum Found {
    Same,
    Changed,
    /// Another one of a call that the session saw.
    Added,
    /// It was in the file, under another name.
    Joined,
    /// It came in since.
    Later,
}

impl Store {
    /// How many of the evaluations that a session froze are gone, superseded or changed since.
    pub(super) fn changed_scores(&self, session: &Finished) -> Result<u32> {
        let mut changed = 0;
        for call in &session.baseline {
            let sql = "SELECT e.id, e.overall FROM evaluation e JOIN source s ON s.id = e.source
                       JOIN identity i ON i.id = e.identity
                       WHERE s.name = ?1 AND e.key = ?2 AND e.version = ?3 AND e.current = 1
                         AND i.person = (SELECT stands_under FROM person WHERE uuid = ?4)";
            let now: Option<(i64, Option<f64>)> = super::optional(
                self.conn
                    .prepare_cached(sql)?
                    .query_row((&call.source, &call.evaluation, call.version, session.agent), |r| {
                        Ok((r.get(0)?, r.get(1)?))
                    }),
            )?;
            let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
            let same = match now {
                None => false,
                Some((id, overall)) => {
                    let is = self.percents_by_key(id)?;
                    overall.is_some() == call.overall.is_some()
                        && overall.zip(call.overall).is_none_or(|(a, b)| close(a, b))
                        && call.percents.len() == is.len()
                        && call.percents.iter().all(|(key, p)| is.get(key).is_some_and(|now| close(*p, *now)))
                }
            };
            changed += u32::from(!same);
        }
        Ok(changed)
    }

    /// Sessions whose frozen scores are gone or changed since, with how many.
    pub(super) fn sessions_on_changed_scores(&self) -> Result<Vec<(SessionLine, u32)>> {
        let mut out = Vec::new();
        for line in self.sessions(&SessionFilter::default())? {
            if line.status == Status::Void {
                continue;
            }
            let content: String =
                self.conn.query_row("SELECT content FROM session WHERE uuid = ?1", [line.id], |r| r.get(0))?;
            let changed = self.changed_scores(&serde_json::from_str(&content)?)?;
            if changed > 0 {
                out.push((line, changed));
            }
        }
        Ok(out)
    }

    /// `None` where nothing that the session stands on was corrected, and its verdict would be the same today.
    pub(super) fn restated(
        &self,
        session: &Finished,
        judged: Option<&Judged>,
        frozen: Option<&Frozen>,
    ) -> Result<Option<Restated>> {
        let (now, mut restated) = self.corrections(session)?;
        if !restated.corrected() && frozen.is_none() {
            return Ok(None);
        }
        let corrected = Finished { baseline: now, ..session.clone() };
        // What came in after it was frozen is no correction.
        let until = frozen.map(|frozen| frozen.on);
        let anew = self.judged_until(&corrected, until)?;
        let before = judged.and_then(|judged| judged.basis.as_ref());
        let after_corrected =
            before.zip(anew.as_ref().and_then(|anew| anew.basis.as_ref())).is_some_and(|(then, now)| !holds(now, then));
        restated.outcome = anew.map(|judged| judged.outcome);
        let verdict = judged.map(|judged| judged.outcome.verdict);
        let same = restated.outcome.as_ref().map(|outcome| outcome.verdict) == verdict;
        if !restated.corrected() && (same || !after_corrected) {
            return Ok(None);
        }
        if let Some(focus) = &session.focus.dimension {
            let held_on = self.since(session)?.held_on;
            let mean = |session: &Finished| {
                let all: Vec<f64> =
                    seen(&stood_on(session, held_on), &[focus]).into_iter().filter_map(|call| call[0]).collect();
                let n = u32::try_from(all.len()).unwrap_or(u32::MAX);
                ((n > 0).then(|| all.iter().sum::<f64>() / f64::from(n)), n)
            };
            (restated.then, restated.n_then) = mean(session);
            (restated.current, restated.n) = mean(&corrected);
        }
        Ok(Some(restated))
    }

    /// The evaluations that the session would stand on, and how they differ from those that it froze. What was scored
    /// since, of calls that it did not see, is not among them.
    fn corrections(&self, session: &Finished) -> Result<(Vec<BaselineCall>, Restated)> {
        let all = ScoreFilter::default();
        let frame = AgentCalls::read(self, session.agent, &session.scorecard_name, session.cycle, &all)?;
        let today = self.baseline(&frame.scorecard, &frame.calls)?;
        let known: BTreeMap<(&Raw, &Raw), &BaselineCall> =
            session.baseline.iter().map(|call| ((&call.source, &call.evaluation), call)).collect();
        let calls: BTreeSet<&Raw> = session.baseline.iter().filter_map(|call| call.call_id.as_ref()).collect();
        let mut restated = Restated {
            current: None,
            then: None,
            n: 0,
            n_then: 0,
            changed: 0,
            gone: 0,
            added: 0,
            joined: 0,
            outcome: None,
        };
        let (mut now, mut met) = (Vec::new(), 0);
        for call in today {
            let found = match known.get(&(&call.source, &call.evaluation)) {
                Some(then) if same(then, &call) => Found::Same,
                Some(_) => Found::Changed,
                None if call.call_id.as_ref().is_some_and(|id| calls.contains(id)) => Found::Added,
                None if self.was_in_the_file(&call, session.finished_at)? => Found::Joined,
                None => Found::Later,
            };
            match found {
                Found::Same => met += 1,
                Found::Changed => (restated.changed, met) = (restated.changed + 1, met + 1),
                Found::Added => restated.added += 1,
                Found::Joined => restated.joined += 1,
                Found::Later => continue,
            }
            now.push(call);
        }
        restated.gone = u32::try_from(known.len().saturating_sub(met)).unwrap_or(u32::MAX);
        Ok((now, restated))
    }

    /// Whether an evaluation was loaded before a moment.
    fn was_in_the_file(&self, call: &BaselineCall, moment: DateTime<Utc>) -> Result<bool> {
        // Since the first import that held it: a later one that holds it too is where it stands now.
        let sql = "SELECT min(b.at) FROM evaluation e JOIN source s ON s.id = e.source
                   JOIN batch b ON b.id = e.batch OR b.id IN (SELECT a.batch FROM evaluation_also a WHERE a.evaluation = e.id)
                   WHERE s.name = ?1 AND e.key = ?2 AND e.version = ?3 AND e.current = 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let first: Option<String> =
            statement.query_row((&call.source, &call.evaluation, call.version), |r| r.get(0))?;
        let at = first.and_then(|at| at.parse::<DateTime<Utc>>().ok());
        Ok(at.is_some_and(|at| at <= moment))
    }
}

/// Whether all percents of the coached dimension that came after the session still stand. What came in since, of days
/// that were looked at, is more and no correction.
fn holds(now: &Basis, then: &Basis) -> bool {
    let after = |basis: &Basis| {
        let focus = basis.evidence.focus;
        let all = basis.evidence.after.iter().filter_map(|call| call.get(focus).copied().flatten());
        let mut all: Vec<f64> = all.collect();
        all.sort_unstable_by(f64::total_cmp);
        all
    };
    let now = after(now);
    let mut rest = now.iter();
    // Both are in order: each of then is looked for behind the one before it.
    after(then).iter().all(|percent| rest.by_ref().any(|other| (percent - other).abs() < 1e-9))
}

/// Whether an evaluation says what it said.
fn same(then: &BaselineCall, now: &BaselineCall) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let overall = match (then.overall, now.overall) {
        (Some(a), Some(b)) => close(a, b),
        (None, None) => true,
        _ => false,
    };
    overall
        && then.percents.len() == now.percents.len()
        && then.percents.iter().all(|(key, p)| now.percents.get(key).is_some_and(|now| close(*p, *now)))
}
