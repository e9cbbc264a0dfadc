//! Sessions: what was agreed, and what came of it.

use super::{Cell, Table};
use crate::domain::outcome::Outcome;
use crate::domain::session::SessionLine;

pub(crate) fn sessions(lines: &[SessionLine]) -> Table {
    let columns = [
        "id",
        "agent",
        "agent_name",
        "supervisor",
        "kind",
        "status",
        "held_at",
        "focus",
        "behavior",
        "action",
        "due",
        "check_threshold",
        "check_on",
        "next_session",
    ];
    let rows = lines.iter().map(|l| {
        let mut row = which(l);
        row.extend([
            Cell::text(l.behavior.as_ref()),
            Cell::text(l.action.as_ref()),
            Cell::date(l.due),
            Cell::number(l.check.map(|c| c.threshold)),
            Cell::date(l.check.map(|c| c.on)),
            Cell::date(l.next_session),
        ]);
        row
    });
    Table::new("sessions", &columns, rows.collect())
}

const OUTCOME: [&str; 30] = [
    "id",
    "agent",
    "agent_name",
    "supervisor",
    "kind",
    "status",
    "held_at",
    "focus",
    "action",
    "action_state",
    "done",
    "of",
    "verdict",
    "final",
    "words",
    "change",
    "low",
    "high",
    "mean_before",
    "n_before",
    "mean_after",
    "n_after",
    "team_change",
    "peers",
    "net",
    "lower",
    "upper",
    "more_calls",
    "next_step",
    "cause",
];

/// Sessions with what is known of whether their dimension moved; empty where there was no focus.
pub(crate) fn outcomes(sessions: &[(SessionLine, Option<Outcome>)]) -> Table {
    let rows = sessions.iter().map(|(l, outcome)| {
        let mut row = which(l);
        row.extend([
            Cell::text(l.action.as_ref()),
            l.action.as_ref().map_or(Cell::Empty, |_| Cell::word(&l.action_state)),
            l.action_count.map_or(Cell::Empty, |c| Cell::count(c.done)),
            l.action_count.map_or(Cell::Empty, |c| Cell::count(c.of)),
        ]);
        row.extend(found(outcome.as_ref()));
        row.push(l.next_step.map_or(Cell::Empty, |step| Cell::word(&step)));
        row.push(l.cause.map_or(Cell::Empty, |cause| Cell::word(&cause)));
        row
    });
    Table::new("outcomes", &OUTCOME, rows.collect())
}

/// The verdict with the figures behind it.
fn found(outcome: Option<&Outcome>) -> [Cell; 16] {
    let Some(o) = outcome else { return [const { Cell::Empty }; 16] };
    [
        Cell::word(&o.verdict),
        Cell::Yes(o.is_final),
        Cell::Text(o.sentence()),
        Cell::number(o.change),
        Cell::number(o.low),
        Cell::number(o.high),
        Cell::number(o.mean_before),
        Cell::count(o.n_before),
        Cell::number(o.mean_after),
        Cell::count(o.n_after),
        Cell::number(o.team_change),
        Cell::count(o.peers),
        Cell::number(o.net),
        Cell::number(o.lower),
        Cell::number(o.upper),
        o.more_calls.map_or(Cell::Empty, Cell::count),
    ]
}

/// What tells a session: the first columns of both tables.
fn which(l: &SessionLine) -> Vec<Cell> {
    vec![
        Cell::Text(l.id.to_string()),
        Cell::Text(l.agent_json_id.clone()),
        Cell::raw(Some(&l.agent_name)),
        Cell::Text(l.supervisor.clone()),
        Cell::word(&l.kind),
        Cell::word(&l.status),
        Cell::Instant(l.held_at),
        Cell::text(l.focus.as_ref()),
    ]
}
