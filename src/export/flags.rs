//! What became of flags and auto-fails, and the flags by themselves.

use super::{Cell, Table};
use crate::domain::coverage::{Coverage, CoverageLine, CoverageView, MarkKind};

const COVERAGE: [&str; 16] = [
    "state",
    "kind",
    "agent",
    "agent_name",
    "team",
    "call_id",
    "day",
    "code",
    "severity",
    "dimension",
    "auto_fail",
    "age_days",
    "overdue_days",
    "session",
    "coached_on",
    "days_after",
];

/// Flags, and auto-fails that no flag stands for.
pub(crate) fn coverage(view: &CoverageView) -> Table {
    let rows = view.lines.iter().map(|l| {
        let over = match l.state {
            Coverage::NotCoached { over } => Cell::Count(over),
            Coverage::Pending { left } => Cell::Count(-left),
            Coverage::Coached { .. } => Cell::Empty,
        };
        let [session, on, after] = coached(l);
        vec![
            Cell::Text(l.state.word().to_owned()),
            Cell::Text(l.kind.word().to_owned()),
            Cell::Text(l.agent.json_id()),
            Cell::raw(Some(&l.agent.name)),
            Cell::raw(l.team.as_ref()),
            Cell::raw(l.call_id.as_ref()),
            Cell::Date(l.day),
            Cell::raw(Some(&l.code)),
            Cell::raw(l.severity.as_ref()),
            Cell::text(l.dimension.as_ref()),
            Cell::raw(l.auto_fail.as_ref()),
            Cell::Count(l.age),
            over,
            session,
            on,
            after,
        ]
    });
    Table::new("coverage", &COVERAGE, rows.collect())
}

const FLAGS: [&str; 14] = [
    "day",
    "agent",
    "agent_name",
    "team",
    "call_id",
    "code",
    "severity",
    "dimension",
    "at_ms",
    "note",
    "state",
    "session",
    "coached_on",
    "days_after",
];

/// Flags alone, the oldest first, with their place in the call and their notes.
pub(crate) fn flags(view: &CoverageView) -> Table {
    let mut lines: Vec<&CoverageLine> = view.lines.iter().filter(|l| l.kind == MarkKind::Flag).collect();
    lines.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.call_id.cmp(&b.call_id)).then_with(|| a.code.cmp(&b.code)));
    let rows = lines.into_iter().map(|l| {
        let [session, on, after] = coached(l);
        vec![
            Cell::Date(l.day),
            Cell::Text(l.agent.json_id()),
            Cell::raw(Some(&l.agent.name)),
            Cell::raw(l.team.as_ref()),
            Cell::raw(l.call_id.as_ref()),
            Cell::raw(Some(&l.code)),
            Cell::raw(l.severity.as_ref()),
            Cell::text(l.dimension.as_ref()),
            l.at_ms.map_or(Cell::Empty, Cell::Count),
            Cell::raw(l.note.as_ref()),
            Cell::Text(l.state.word().to_owned()),
            session,
            on,
            after,
        ]
    });
    Table::new("flags", &FLAGS, rows.collect())
}

/// The session that coaches it: its id, its day, and how long after the call.
fn coached(line: &CoverageLine) -> [Cell; 3] {
    match line.state {
        Coverage::Coached { by, after } => {
            [Cell::Text(by.session.to_string()), Cell::Date(by.held_on), Cell::Count(after)]
        }
        Coverage::NotCoached { .. } | Coverage::Pending { .. } => [Cell::Empty, Cell::Empty, Cell::Empty],
    }
}
