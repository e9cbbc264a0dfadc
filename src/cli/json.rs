//! The shapes of JSON, as they are promised. Text is verbatim; what a terminal would act on is escaped.

use serde_json::{Value, json};

use crate::domain::focus::{DimensionFigure, Finding};
use crate::domain::log_view::{ImportReport, ReasonCount};
use crate::domain::outcome::Outcome;
use crate::domain::practice::read_back::ReadBack;
use crate::domain::raw::Raw;
use crate::domain::session::{Amended, Amendment, HistoryLine, SessionLine, SessionView};
use crate::domain::standing::{AgentView, CallLine, CallView, FlagLine, Standing, TeamView};

mod figures;

pub(super) use crate::export::instant;
pub(super) use crate::export::json::text;

fn raw(text: Option<&Raw>) -> Value {
    text.map_or(Value::Null, |t| json!(t.verbatim()))
}

pub(super) fn team(view: &TeamView) -> Value {
    let basis = &view.basis;
    let dimensions: Vec<Value> = basis
        .scorecard
        .dimensions
        .iter()
        .enumerate()
        .map(|(i, d)| {
            // The target of most; an agent's own stands with the agent.
            let target = common_target(view, i);
            json!({ "key": d.key, "name": d.name, "weight": d.weight, "target": target, "critical": d.critical })
        })
        .collect();
    json!({
        "from": basis.span.from,
        "to": basis.span.to,
        "zone": basis.zone.name(),
        "cycle": basis.cycle,
        "scorecard": { "name": basis.scorecard.name, "version": basis.scorecard.version, "dimensions": dimensions },
        "calls": view.calls,
        "newer_calls": view.newer_calls,
        "provisional_days": basis.provisional_days,
        "others": basis.others.iter().map(|(name, n)| json!({ "scorecard": name, "evaluations": n })).collect::<Vec<_>>(),
        "scored_by": { "people": basis.scored_by_people, "ai": basis.scored_by_ai },
        "agents": view.agents.iter().map(standing).collect::<Vec<_>>(),
    })
}

fn common_target(view: &TeamView, dimension: usize) -> Option<f64> {
    let mut counts: Vec<(Option<f64>, usize)> = Vec::new();
    for agent in &view.agents {
        let target = agent.dimensions[dimension].target;
        match counts.iter_mut().find(|(t, _)| *t == target) {
            Some((_, n)) => *n += 1,
            None => counts.push((target, 1)),
        }
    }
    counts.into_iter().max_by_key(|(_, n)| *n).and_then(|(t, _)| t)
}

/// An agent's object, in `team` and in `agent`.
fn standing(s: &Standing) -> Value {
    json!({
        "id": s.agent.json_id(),
        "name": s.agent.name.verbatim(),
        "team": raw(s.team.as_ref()),
        "evaluations": s.evaluations,
        "calls": s.calls,
        "overall": s.overall,
        "auto_fails": s.auto_fails,
        "flags": s.flags,
        "below_threshold": s.below_threshold,
        "dimensions": s.dimensions.iter().map(dimension).collect::<Vec<_>>(),
        "focus": focus(s),
        "focus_reason": s.finding.reason().word(),
        "last_session": s.last_session.as_ref().map(|l| json!({ "id": l.id.to_string(), "held_at": instant(l.held_at), "focus": l.focus })),
        "next_due": s.next_due,
    })
}

fn dimension(f: &DimensionFigure) -> Value {
    json!({ "key": f.key, "current": f.current, "n": f.n, "target": f.target, "gap": f.gap(), "change": f.change() })
}

fn focus(s: &Standing) -> Value {
    let Finding::Focus { dimension, runner_up, confidence, close_with: _ } = &s.finding else { return Value::Null };
    let figure = &s.dimensions[*dimension];
    json!({
        "dimension": figure.key,
        "gap": figure.gap(),
        "confidence": confidence,
        "runner_up": runner_up.map(|i| s.dimensions[i].key.clone()),
    })
}

pub(super) fn agent(view: &AgentView) -> Value {
    let mut out = standing(&view.standing);
    let last = view.sessions.first();
    let keys: Vec<&str> = view.basis.scorecard.dimensions.iter().map(|d| d.key.as_str()).collect();
    let more = json!({
        "from": view.basis.span.from,
        "to": view.basis.span.to,
        "scorecard": view.basis.scorecard.name,
        "calls": view.calls.iter().map(|c| call_line(c, &keys, view.basis.review_threshold)).collect::<Vec<_>>(),
        "agreed": last.map(|l| json!({ "session": l.id.to_string(), "held_at": instant(l.held_at), "focus": l.focus, "behavior": l.behavior, "action": l.action, "due": l.due, "outcome": view.outcome, "action_state": l.action_state, "action_count": l.action_count, "read_back": view.read_back.as_ref().map(read_back) })),
        "praise": view.praise.iter().map(|p| json!({ "call_id": raw(p.call_id.as_ref()), "from_ms": p.from_ms, "quote": p.quote.verbatim() })).collect::<Vec<_>>(),
        "strengths": view.strengths,
        "open_flags": view.flags.iter().filter(|f| f.answered_by.is_none()).map(flag).collect::<Vec<_>>(),
        "watched": view.watched.iter().map(watched).collect::<Vec<_>>(),
        "warnings": warnings(view),
        "misses": view.misses.iter().map(|m| json!({ "dimension": m.dimension, "criterion": m.criterion.verbatim(), "missed": m.missed, "of": m.of })).collect::<Vec<_>>(),
        "sessions": view.sessions.iter().map(|l| session_line(l, view.outcome_of(l.id))).collect::<Vec<_>>(),
    });
    merge(&mut out, more);
    out
}

/// What the figures rest on where it is not all of one kind, and the warnings of the view.
fn warnings(view: &AgentView) -> Vec<String> {
    let basis = &view.basis;
    let mut out = Vec::new();
    if basis.scored_by_people > 0 && basis.scored_by_ai > 0 {
        out.push(format!("scored by people ({}) and AI ({})", basis.scored_by_people, basis.scored_by_ai));
    }
    out.extend(basis.others.iter().map(|(name, n)| format!("{n} more on {name}")));
    if let Some(days) = basis.provisional_days {
        out.push(format!("{days} days of scores: figures are provisional before 30"));
    }
    out.extend(view.warnings.iter().cloned());
    out
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

fn call_line(c: &CallLine, keys: &[&str], threshold: f64) -> Value {
    let scores: serde_json::Map<String, Value> =
        keys.iter().zip(&c.percents).map(|(k, p)| ((*k).to_owned(), json!(p))).collect();
    json!({
        "call_id": raw(c.call_id.as_ref()),
        "day": c.day,
        "started_at": c.started_at.map(instant),
        "overall": c.overall,
        "scores": scores,
        "below": c.below.iter().map(|b| b.words(threshold)).collect::<Vec<_>>(),
        "flags": c.flags.iter().map(|f| json!(f.code.verbatim())).collect::<Vec<_>>(),
        "scored_by": c.scored_by,
        "transcript": c.has_transcript,
        "disputed": c.disputed,
    })
}

pub(super) fn flag(f: &FlagLine) -> Value {
    json!({
        "call_id": raw(f.call_id.as_ref()),
        "code": f.code.verbatim(),
        "severity": raw(f.severity.as_ref()),
        "dimension": f.dimension,
        "day": f.day,
        "at_ms": f.at_ms,
        "note": raw(f.note.as_ref()),
        "answered_by": f.answered_by.map(|s| s.to_string()),
    })
}

pub(super) fn call(view: &CallView) -> Value {
    let evaluations: Vec<Value> = view
        .evaluations
        .iter()
        .map(|e| {
            let scores: Vec<Value> = e
                .scores
                .iter()
                .map(|s| {
                    let criteria: Vec<Value> = s
                        .criteria
                        .iter()
                        .map(|c| json!({ "name": c.name.verbatim(), "state": c.state, "earned": c.earned, "possible": c.possible, "result": raw(c.result.as_ref()), "comment": raw(c.comment.as_ref()), "auto_fail": c.auto_fail }))
                        .collect();
                    json!({
                        "key": s.key, "name": s.name, "state": s.state, "earned": s.earned, "possible": s.possible, "percent": s.percent,
                        "target": s.target, "critical": s.critical, "comment": raw(s.comment.as_ref()), "criteria": criteria,
                        "dispute": s.dispute.as_ref().map(|d| json!({ "state": d.state, "note": d.note.verbatim(), "opened_on": d.opened_on })),
                    })
                })
                .collect();
            json!({
                "source": e.source.verbatim(), "evaluation_id": e.key.verbatim(), "version": e.version, "current": e.current,
                "evaluator": raw(e.evaluator.as_ref()), "scored_by": e.scored_by, "kind": e.kind, "state": e.state,
                "scorecard": e.scorecard, "scorecard_version": e.scorecard_version,
                "evaluated_at": e.evaluated.as_ref().map(|s| s.text.clone()), "overall": e.overall, "total": e.total,
                "auto_fails": e.auto_fails.iter().map(Raw::verbatim).collect::<Vec<_>>(), "comment": raw(e.comment.as_ref()),
                "scores": scores, "batch": e.batch, "file": e.file.verbatim(), "line": e.line,
            })
        })
        .collect();
    json!({
        "call_id": raw(view.call_id.as_ref()),
        "agent": view.agent.as_ref().map(|a| json!({ "id": a.json_id(), "name": a.name.verbatim() })),
        "day": view.day,
        "started_at": view.started_at.map(instant),
        "evaluations": evaluations,
        "flags": view.flags.iter().map(flag).collect::<Vec<_>>(),
        "transcript": view.transcript.as_ref().map(|t| json!({ "format": t.format, "speakers": t.speakers, "turns": t.turns, "moments": t.moments })),
    })
}

/// `outcome` where it was asked for.
pub(super) fn session_line(l: &SessionLine, outcome: Option<&Outcome>) -> Value {
    json!({
        "id": l.id.to_string(),
        "agent": l.agent_json_id,
        "supervisor": l.supervisor,
        "kind": l.kind,
        "status": l.status,
        "held_at": instant(l.held_at),
        "focus": l.focus,
        "action": l.action,
        "due": l.due,
        "outcome": outcome,
    })
}

pub(super) fn session(view: &SessionView) -> Value {
    let c = &view.content;
    let history: Vec<&HistoryLine> = view.history.iter().collect();
    let mut session = json!({
        "id": c.id.to_string(),
        "agent": c.agent_json_id,
        "agent_name": c.agent_name.verbatim(),
        "supervisor": c.supervisor_name,
        "kind": c.kind,
        "status": view.status,
        "held_at": instant(c.held_at),
        "finished_at": instant(c.finished_at),
        "entered_at": instant(c.entered_at),
        "cycle": { "from": c.cycle.from, "to": c.cycle.to },
        "scorecard": { "name": c.scorecard_name, "version": c.scorecard_version },
        "overall": c.overall,
        "calls": c.calls,
        "below_threshold": c.below_threshold,
        "flags": c.flags,
        "auto_fails": c.auto_fails,
        "answers_flags": c.answers_flags,
        "focus": c.focus,
        "focus_reason": c.focus_reason,
        "behavior": c.behavior,
        "action": c.action,
        "action_check": c.action_check.iter().map(|i| json!({ "item": i.item, "ok": i.ok, "words": i.words })).collect::<Vec<_>>(),
        "action_override": c.action_override,
        "criterion": c.criterion.as_ref().map(|t| json!({ "name": t.name, "before": t.before })),
        "suggestion": c.suggestion.as_ref().map(|s| json!({ "entry": s.entry.to_string(), "behavior": s.behavior, "action": s.action, "taken": c.suggested_words() })),
        "due": c.due,
        "check": c.check,
        "strength": c.strength,
        "dimensions": c.dimensions.iter().map(|d| json!({ "key": d.key, "current": d.current, "n": d.n, "target": d.target, "gap": d.gap, "change": d.change, "action": d.action })).collect::<Vec<_>>(),
        "evidence": c.evidence.iter().map(evidence).collect::<Vec<_>>(),
        "no_evidence": c.no_evidence,
        "note": c.note,
        "agent_comment": view.agent_comment,
        "sign_off": view.sign_off,
        "next_session": c.next_session,
        "outcome": view.outcome,
        "changed_scores": view.changed_scores,
        "history": history,
    });
    merge(&mut session, figures::of(view));
    // What came after it was locked.
    merge(&mut session, since(view));
    session
}

fn since(view: &SessionView) -> Value {
    json!({
        "page": view.page,
        "action_state": view.action_state,
        "action_count": view.action_count,
        "read_back": view.read_back.as_ref().map(read_back),
        "watched": view.watched.iter().map(watched).collect::<Vec<_>>(),
        "checked": view.checked,
        "stands": stands(view),
        "praise": view.content.praise,
        "next_step": view.next_step,
        "cause": view.cause,
        "amendments": view.amendments.iter().map(|a| amendment(view, a)).collect::<Vec<_>>(),
    })
}

/// What holds now: as it was locked, or as it was amended last.
fn stands(view: &SessionView) -> Value {
    json!({
        "behavior": view.stands(Amended::Behavior),
        "action": view.stands(Amended::Action),
        "due": view.stands(Amended::Due),
        "check": view.check,
        "strength": view.stands(Amended::Strength),
        "next_session": view.stands(Amended::NextSession),
        "note": view.stands(Amended::Note),
    })
}

/// Beside what the session says: its own fields stay as they were locked.
fn amendment(view: &SessionView, a: &Amendment) -> Value {
    let record = view.history.iter().find(|h| h.seq == a.seq);
    json!({
        "field": a.field,
        "old": a.old,
        "new": a.new,
        "evidence": a.evidence.as_ref().map(evidence),
        "reason": a.reason,
        "by": record.map(|h| &h.actor),
        "at": record.map(|h| &h.at),
    })
}

/// "again" names the calls that a code came back on.
fn watched(w: &crate::domain::watch::Watched) -> Value {
    let again: Vec<Value> =
        w.again.iter().map(|a| json!({ "call_id": raw(a.call_id.as_ref()), "day": a.day })).collect();
    json!({ "code": w.code.verbatim(), "since": w.since, "calls": w.calls, "again": again })
}

/// What the calls say of an action that is tied to a criterion.
fn read_back(back: &ReadBack) -> Value {
    json!({ "criterion": back.criterion, "before": back.before, "since": back.since, "words": back.words() })
}

fn evidence(e: &crate::domain::evidence::Evidence) -> Value {
    json!({
        "call_id": raw(e.call_id.as_ref()),
        "call_started_at": e.call_started_at.map(instant),
        "call_day": e.call_day,
        "from_ms": e.from_ms,
        "to_ms": e.to_ms,
        "speaker": raw(e.speaker.as_ref()),
        "quote": raw(e.quote.as_ref()),
        "what_happened": raw(e.what_happened.as_ref()),
        "dimension": e.dimension,
        "quote_source": e.quote_source,
    })
}

pub(super) fn import(r: &ImportReport) -> Value {
    let rejected: Vec<Value> = r
        .rejected
        .iter()
        .map(|x| json!({ "file": x.file.verbatim(), "line": x.line, "column": x.column.verbatim(), "value": x.value.verbatim(), "expected": x.expected }))
        .collect();
    let evaluations: Vec<Value> = r
        .differing
        .iter()
        .map(|d| json!({ "evaluation": d.evaluation.verbatim(), "agent": d.agent.verbatim(), "own": d.own, "recomputed": d.recomputed }))
        .collect();
    let agents: Vec<Value> = r
        .agent_means
        .iter()
        .map(|m| json!({ "agent": m.agent.verbatim(), "own": m.own, "recomputed": m.recomputed, "evaluations": m.evaluations }))
        .collect();
    let reasons = |all: &[ReasonCount]| -> Vec<Value> {
        all.iter().map(|c| json!({ "reason": c.reason, "count": c.count, "examples": c.examples })).collect()
    };
    json!({
        "batch": r.batch,
        "kind": r.kind,
        "format": r.format,
        "rows_read": r.rows_read,
        "loaded": r.loaded,
        "updated": r.updated,
        "unchanged": r.unchanged,
        "left_out": r.left_out,
        "rejected_rows": r.rejected_rows,
        "rejected": rejected,
        "left_out_why": r.left_out_why,
        "warnings": r.warnings,
        "evaluations": r.evaluations,
        "out_of_averages": {
            "drafts": r.apart.drafts, "retracted": r.apart.retracted, "calibrations": r.apart.calibrations,
            "self_assessments": r.apart.self_assessments,
        },
        "transcripts": r.transcripts,
        "masked": { "card_numbers": r.masked.card_numbers, "security_codes": r.masked.security_codes },
        "calls": r.calls,
        "agents": r.agents,
        "reconciled": { "checked": r.reconciled_checked, "differ": r.reconciled_differ, "evaluations": evaluations, "agents": agents },
        "rejected_by": reasons(&r.rejected_by),
        "left_out_by": reasons(&r.left_out_by),
    })
}
