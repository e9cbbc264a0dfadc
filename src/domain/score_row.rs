//! A score as the canonical CSV has it.

/// A row of the canonical long CSV: text as stored, numbers as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScoreRow {
    pub evaluation_id: String,
    pub call_id: String,
    pub agent_id: String,
    pub agent_name: String,
    pub team: String,
    pub evaluator: String,
    pub scorecard: String,
    pub scorecard_version: String,
    pub call_started_at: String,
    pub evaluated_at: String,
    pub dimension: String,
    pub criterion: String,
    pub earned: String,
    pub possible: String,
    pub result: String,
    pub auto_fail: String,
    pub flag: String,
    pub comment: String,
    pub source: String,
    pub version: String,
    pub kind: String,
    pub scored_by: String,
    pub total: String,
    pub state: String,
    pub flag_severity: String,
    pub flag_at_ms: String,
}
