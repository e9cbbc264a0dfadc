//! What a session stands on, so that anyone can judge its outcome again.

use serde_json::{Value, json};

use super::{instant, raw};
use crate::domain::session::{BaselineCall, Restated, SessionView};

/// With these the outcome can be recomputed by anyone.
pub(super) fn of(view: &SessionView) -> Value {
    let c = &view.content;
    json!({
        "zone": c.zone,
        "confidence": c.confidence,
        "baseline": c.baseline.iter().map(|b| baseline(view, b)).collect::<Vec<_>>(),
        "outcome_basis": view.basis,
        "restated": view.restated.as_ref().map(restated),
    })
}

/// The figures that were frozen, with the scores of today.
fn restated(r: &Restated) -> Value {
    json!({
        "then": { "current": r.then, "n": r.n_then },
        "now": { "current": r.current, "n": r.n },
        "changed": r.changed, "gone": r.gone, "added": r.added, "joined": r.joined,
        "outcome": r.outcome,
    })
}

/// A frozen evaluation. It counts before the session, unless its call came later on the session's own day.
fn baseline(view: &SessionView, b: &BaselineCall) -> Value {
    json!({
        "counts": b.before(view.content.held_at, view.held_on()),
        "call_id": raw(b.call_id.as_ref()),
        "started_at": b.started_at.map(instant),
        "day": b.day,
        "source": b.source.verbatim(),
        "evaluation_id": b.evaluation.verbatim(),
        "version": b.version,
        "percents": b.percents,
        "overall": b.overall,
    })
}
