//! Where agents stand: the Team table, each agent's dimensions, each agent's calls.

use super::{Cell, Head, Table};
use crate::domain::focus::Finding;
use crate::domain::raw::Raw;
use crate::domain::standing::{AgentView, CallLine, Standing, TeamView};

/// A row an agent, with four columns a dimension.
pub(crate) fn team(view: &TeamView) -> Table {
    let first = ["agent", "agent_name", "team", "evaluations", "calls", "overall"];
    let last = [
        "auto_fails",
        "flags",
        "below_threshold",
        "focus",
        "under_target",
        "focus_reason",
        "last_session",
        "last_focus",
        "next_due",
    ];
    let mut columns: Vec<String> = first.iter().map(|c| (*c).to_owned()).collect();
    for d in &view.basis.scorecard.dimensions {
        // What follows the key tells them from the columns beside them, whatever a dimension is called.
        columns.extend(["current", "n", "target", "gap"].map(|what| format!("{}_{what}", d.key)));
    }
    columns.extend(last.iter().map(|c| (*c).to_owned()));
    let rows = view.agents.iter().map(standing);
    Table { head: Head { name: "team", columns }, rows: rows.collect() }
}

fn standing(s: &Standing) -> Vec<Cell> {
    let mut row = vec![
        Cell::Text(s.agent.json_id()),
        Cell::raw(Some(&s.agent.name)),
        Cell::raw(s.team.as_ref()),
        Cell::count(s.evaluations),
        Cell::count(s.calls),
        Cell::number(s.overall),
    ];
    for f in &s.dimensions {
        row.extend([Cell::number(f.current), Cell::count(f.n), Cell::number(f.target), Cell::number(f.gap())]);
    }
    let focus = s.focus();
    let last = s.last_session.as_ref();
    row.extend([
        Cell::count(s.auto_fails),
        Cell::count(s.flags),
        s.below_threshold.map_or(Cell::Empty, Cell::count),
        focus.map_or(Cell::Empty, |f| Cell::Text(f.key.clone())),
        Cell::number(focus.and_then(crate::domain::focus::DimensionFigure::gap)),
        Cell::Text(s.finding.reason().word().to_owned()),
        Cell::date(last.map(|l| l.held_on)),
        Cell::text(last.and_then(|l| l.focus.as_ref())),
        Cell::date(s.next_due),
    ]);
    row
}

const DIMENSIONS: [&str; 15] = [
    "agent",
    "agent_name",
    "team",
    "from",
    "to",
    "dimension",
    "name",
    "current",
    "n",
    "target",
    "gap",
    "change",
    "previous",
    "previous_n",
    "place",
];

/// A row an agent and dimension. "place" says which is the focus and which comes next.
pub(crate) fn dimensions(agents: &[&Standing], view: &crate::domain::standing::Basis) -> Table {
    let mut rows = Vec::new();
    for s in agents {
        for (at, f) in s.dimensions.iter().enumerate() {
            let place = match &s.finding {
                Finding::Focus { dimension, .. } if *dimension == at => Cell::Text("focus".to_owned()),
                Finding::Focus { runner_up: Some(next), .. } if *next == at => Cell::Text("next".to_owned()),
                Finding::Focus { .. } | Finding::AtTarget { .. } | Finding::TooFew { .. } | Finding::NoTarget => {
                    Cell::Empty
                }
            };
            rows.push(vec![
                Cell::Text(s.agent.json_id()),
                Cell::raw(Some(&s.agent.name)),
                Cell::raw(s.team.as_ref()),
                Cell::Date(view.span.from),
                Cell::Date(view.span.to),
                Cell::Text(f.key.clone()),
                Cell::Text(f.name.clone()),
                Cell::number(f.current),
                Cell::count(f.n),
                Cell::number(f.target),
                Cell::number(f.gap()),
                Cell::number(f.change()),
                Cell::number(f.previous),
                Cell::count(f.previous_n),
                place,
            ]);
        }
    }
    Table::new("dimensions", &DIMENSIONS, rows)
}

/// A row an agent and call, with a column a dimension. All of the agents stand on one scorecard.
pub(crate) fn calls(agents: &[AgentView]) -> Table {
    let first = ["agent", "agent_name", "call_id", "day", "started_at", "overall"];
    let last = ["flags", "below", "scored_by", "transcript", "disputed"];
    let mut columns: Vec<String> = first.iter().map(|c| (*c).to_owned()).collect();
    let keys = agents.first().map(|view| view.basis.scorecard.dimensions.iter());
    columns.extend(keys.into_iter().flatten().map(|d| format!("{}_score", d.key)));
    columns.extend(last.iter().map(|c| (*c).to_owned()));
    let rows = agents.iter().flat_map(|view| view.calls.iter().map(move |line| call(view, line)));
    Table { head: Head { name: "calls", columns }, rows: rows.collect() }
}

fn call(view: &AgentView, line: &CallLine) -> Vec<Cell> {
    let joined = |all: Vec<String>| if all.is_empty() { Cell::Empty } else { Cell::Text(all.join("; ")) };
    let mut row = vec![
        Cell::Text(view.standing.agent.json_id()),
        Cell::raw(Some(&view.standing.agent.name)),
        Cell::raw(line.call_id.as_ref()),
        Cell::Date(line.day),
        line.started_at.map_or(Cell::Empty, Cell::Instant),
        Cell::number(line.overall),
    ];
    row.extend(line.percents.iter().map(|percent| Cell::number(*percent)));
    row.extend([
        joined(line.flags.iter().map(|f| Raw::verbatim(&f.code).to_owned()).collect()),
        joined(line.below.iter().map(|b| b.words(view.basis.review_threshold)).collect()),
        joined(line.scored_by.iter().map(|by| by.word().to_owned()).collect()),
        Cell::Yes(line.has_transcript),
        Cell::Yes(line.disputed),
    ]);
    row
}
