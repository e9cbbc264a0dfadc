//! The tables of an evidence pack.

use super::{Cell, Table};
use crate::domain::coverage::Coverage;
use crate::domain::log_view::check_code_of_hex;
use crate::domain::pack::{Pack, acknowledged};
use crate::domain::session::{Amended, SessionView};

/// Flagged and failing calls, and what became of each.
pub(crate) fn failures(pack: &Pack) -> Table {
    let columns = [
        "kind",
        "agent",
        "agent_name",
        "call_id",
        "day",
        "what",
        "state",
        "age_days",
        "session",
        "session_day",
        "listed_in",
    ];
    let rows = pack.sampled.iter().map(|s| {
        let by = match s.state {
            Coverage::Coached { by, .. } => Some(by),
            Coverage::NotCoached { .. } | Coverage::Pending { .. } => None,
        };
        vec![
            Cell::Text(s.kind.word().to_owned()),
            Cell::Text(s.agent.json_id()),
            Cell::raw(Some(&s.agent.name)),
            Cell::raw(s.call_id.as_ref()),
            Cell::Date(s.day),
            Cell::Text(s.what.join("; ")),
            Cell::Text(s.state.word().to_owned()),
            Cell::Count(match s.state {
                Coverage::Coached { after, .. } => after,
                Coverage::NotCoached { .. } | Coverage::Pending { .. } => s.age,
            }),
            by.map_or(Cell::Empty, |by| Cell::Text(by.session.to_string())),
            Cell::date(by.map(|by| by.held_on)),
            s.listed_in.map_or(Cell::Empty, |id| Cell::Text(id.to_string())),
        ]
    });
    Table::new("failures", &columns, rows.collect())
}

/// A row a session and piece of evidence; a session without evidence has one row.
pub(crate) fn packed_sessions(pack: &Pack) -> Table {
    let columns = [
        "id",
        "status",
        "agent",
        "agent_name",
        "supervisor",
        "kind",
        "held_at",
        "entered_at",
        "finished_at",
        "scorecard",
        "scorecard_version",
        "answers_flags",
        "focus",
        "score",
        "calls",
        "target",
        "behavior",
        "action",
        "due",
        "follow_up",
        "check_threshold",
        "check_on",
        "check_found",
        "outcome",
        "acknowledgement",
        "acknowledged_by",
        "agent_comment",
        "amendments",
        "call_id",
        "call_at",
        "from_ms",
        "to_ms",
        "speaker",
        "quote",
        "what_happened",
        "why_no_evidence",
        "check_code",
    ];
    let mut rows = Vec::new();
    for view in &pack.sessions {
        let evidence: Vec<Option<_>> = view.all_evidence().map(Some).collect();
        for piece in if evidence.is_empty() { vec![None] } else { evidence } {
            let mut row = agreed(view);
            row.extend([
                Cell::raw(piece.and_then(|e| e.call_id.as_ref())),
                piece
                    .and_then(|e| e.call_started_at)
                    .map_or_else(|| Cell::date(piece.and_then(|e| e.call_day)), Cell::Instant),
                piece.and_then(|e| e.from_ms).map_or(Cell::Empty, Cell::Count),
                piece.and_then(|e| e.to_ms).map_or(Cell::Empty, Cell::Count),
                Cell::raw(piece.and_then(|e| e.speaker.as_ref())),
                Cell::raw(piece.and_then(|e| e.quote.as_ref())),
                Cell::raw(piece.and_then(|e| e.what_happened.as_ref())),
                Cell::text(view.content.no_evidence.as_ref()),
                Cell::text(view.history.last().and_then(|h| check_code_of_hex(&h.hash)).as_ref()),
            ]);
            rows.push(row);
        }
    }
    Table::new("sessions", &columns, rows)
}

fn agreed(view: &SessionView) -> Vec<Cell> {
    let s = &view.content;
    let focus = s.focus.dimension.as_ref().and_then(|key| s.dimensions.iter().find(|d| d.key == *key));
    let flags: Vec<String> =
        s.answers_flags.iter().map(|f| format!("{} on {}", f.code.verbatim(), f.call_id.verbatim())).collect();
    let amendments: Vec<String> = view
        .amendments
        .iter()
        .map(|a| format!("{}: {} → {} ({})", a.field.word(), a.old.as_deref().unwrap_or("nothing"), a.new, a.reason))
        .collect();
    let done = view.action_count.map_or_else(String::new, |c| format!(", {} of {}", c.done, c.of));
    vec![
        Cell::Text(s.id.to_string()),
        Cell::word(&view.status),
        Cell::Text(s.agent_json_id.clone()),
        Cell::raw(Some(&s.agent_name)),
        Cell::Text(s.supervisor_name.clone()),
        Cell::word(&s.kind),
        Cell::Instant(s.held_at),
        Cell::Instant(s.entered_at),
        Cell::Instant(s.finished_at),
        Cell::Text(s.scorecard_name.clone()),
        Cell::Text(s.scorecard_version.clone()),
        Cell::Text(flags.join("; ")),
        Cell::text(focus.map(|d| &d.name)),
        Cell::number(focus.and_then(|d| d.current)),
        focus.map_or(Cell::Empty, |d| Cell::count(d.n)),
        Cell::number(focus.and_then(|d| d.target)),
        Cell::text(view.stands(Amended::Behavior).as_ref()),
        Cell::text(view.stands(Amended::Action).as_ref()),
        Cell::date(s.due),
        Cell::Text(format!("{}{done}", view.action_state.words())),
        Cell::number(view.check.map(|c| c.threshold)),
        Cell::date(view.check.map(|c| c.on)),
        view.checked.as_ref().map_or(Cell::Empty, |c| Cell::number(c.current)),
        view.outcome.as_ref().map_or(Cell::Empty, |o| Cell::Text(o.sentence())),
        view.sign_off.map_or(Cell::Empty, |sign| Cell::word(&sign)),
        Cell::Text(acknowledged(view).to_owned()),
        Cell::text(view.agent_comment.as_ref()),
        Cell::Text(amendments.join("; ")),
    ]
}

/// Each score of the calls in the pack, with the file and row that it came from.
pub(crate) fn sources(pack: &Pack) -> Table {
    let columns = [
        "call_id",
        "source",
        "evaluation_id",
        "version",
        "evaluated_at",
        "evaluator",
        "scored_by",
        "scorecard",
        "scorecard_version",
        "dimension",
        "state",
        "earned",
        "possible",
        "counted",
        "import",
        "file",
        "sha256",
        "row",
    ];
    let rows = pack.sources.iter().map(|r| {
        vec![
            Cell::raw(Some(&r.call_id)),
            Cell::raw(Some(&r.source)),
            Cell::raw(Some(&r.evaluation)),
            Cell::Count(r.version),
            Cell::raw(r.evaluated_at.as_ref()),
            Cell::raw(r.evaluator.as_ref()),
            Cell::Text(r.scored_by.clone()),
            Cell::Text(r.scorecard.clone()),
            Cell::Text(r.scorecard_version.clone()),
            Cell::Text(r.dimension.clone()),
            Cell::Text(r.state.clone()),
            Cell::number(r.earned),
            Cell::number(r.possible),
            Cell::Yes(r.current),
            Cell::Count(r.import),
            Cell::raw(Some(&r.file)),
            Cell::Text(r.sha256.clone()),
            Cell::Count(r.line),
        ]
    });
    Table::new("sources", &columns, rows.collect())
}
