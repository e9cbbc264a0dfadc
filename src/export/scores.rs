//! Scores in the canonical long form: what import reads with no mapping.

use super::{Cell, Head};
use crate::domain::score_row::ScoreRow;

const COLUMNS: [&str; 26] = [
    "evaluation_id",
    "call_id",
    "agent_id",
    "agent_name",
    "team",
    "evaluator",
    "scorecard",
    "call_started_at",
    "evaluated_at",
    "dimension",
    "criterion",
    "earned",
    "possible",
    "result",
    "auto_fail",
    "flag",
    "comment",
    "source",
    "version",
    "kind",
    "scored_by",
    "total",
    "state",
    "flag_severity",
    "flag_at_ms",
    "scorecard_version",
];

pub(crate) fn scores() -> Head {
    Head::new("scores", &COLUMNS)
}

/// Days and times stay the source's own text, so that they read back as they were.
pub(crate) fn score(r: &ScoreRow) -> [Cell; 26] {
    let text = |text: &String| Cell::Text(text.clone());
    let as_read = |text: &String| Cell::AsRead(text.clone());
    [
        text(&r.evaluation_id),
        text(&r.call_id),
        text(&r.agent_id),
        text(&r.agent_name),
        text(&r.team),
        text(&r.evaluator),
        text(&r.scorecard),
        text(&r.call_started_at),
        text(&r.evaluated_at),
        text(&r.dimension),
        text(&r.criterion),
        as_read(&r.earned),
        as_read(&r.possible),
        text(&r.result),
        text(&r.auto_fail),
        text(&r.flag),
        text(&r.comment),
        text(&r.source),
        as_read(&r.version),
        text(&r.kind),
        text(&r.scored_by),
        as_read(&r.total),
        text(&r.state),
        text(&r.flag_severity),
        as_read(&r.flag_at_ms),
        text(&r.scorecard_version),
    ]
}
