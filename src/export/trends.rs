//! What Trends shows: figures over the cycles, and what they come to.

use super::{Cell, Table};
use crate::domain::trends::{Row, TrendsView};

const CYCLES: [&str; 10] =
    ["team", "dimension", "name", "cycle_from", "cycle_to", "current", "n", "target", "low", "high"];

/// A row a dimension and cycle: everyone together, who has no team, then each team. "to" is not included.
pub(crate) fn trends(view: &TrendsView) -> Table {
    let mut rows = Vec::new();
    if view.team.is_none() {
        points(view, &[Cell::Empty], &view.rows, |_| Vec::new(), &mut rows);
    }
    for (team, of_team) in &view.by_team {
        points(view, &[Cell::raw(Some(team))], of_team, |_| Vec::new(), &mut rows);
    }
    Table::new("trends", &CYCLES, rows)
}

/// A row a dimension and cycle; `first` and `last` stand beside the figures.
fn points(view: &TrendsView, first: &[Cell], of: &[Row], last: impl Fn(usize) -> Vec<Cell>, out: &mut Vec<Vec<Cell>>) {
    for row in of {
        for (at, (cycle, point)) in view.cycles.iter().zip(&row.points).enumerate() {
            let mut cells = first.to_vec();
            cells.extend([
                Cell::Text(row.key.clone()),
                Cell::Text(row.name.clone()),
                Cell::Date(cycle.from),
                Cell::Date(cycle.to),
                Cell::number(point.current),
                Cell::count(point.n),
                Cell::number(point.target),
                Cell::number(point.low),
                Cell::number(point.high),
            ]);
            cells.extend(last(at));
            out.push(cells);
        }
    }
}

/// The same for each agent, with the sessions that were held in the cycle.
pub(crate) fn agents(view: &TrendsView) -> Table {
    let mut columns = vec!["agent", "agent_name"];
    columns.extend(CYCLES);
    columns.push("sessions");
    let mut rows = Vec::new();
    for agent in &view.agents {
        let first =
            [Cell::Text(agent.agent.json_id()), Cell::raw(Some(&agent.agent.name)), Cell::raw(agent.team.as_ref())];
        let held = |at: usize| vec![agent.sessions.get(at).map_or(Cell::Empty, |n| Cell::count(*n))];
        points(view, &first, &agent.rows, held, &mut rows);
    }
    Table::new("agents", &columns, rows)
}

const MOVERS: [&str; 12] = [
    "agent",
    "agent_name",
    "dimension",
    "name",
    "verdict",
    "before",
    "n_before",
    "after",
    "n_after",
    "net",
    "lower",
    "upper",
];

/// Who really rose or fell from the last cycle but one to the last.
pub(crate) fn movers(view: &TrendsView) -> Table {
    let rows = view.movers.iter().map(|m| {
        vec![
            Cell::Text(m.agent.json_id()),
            Cell::raw(Some(&m.agent.name)),
            Cell::Text(m.key.clone()),
            Cell::Text(m.name.clone()),
            Cell::word(&m.moved.verdict),
            Cell::Number(m.before),
            Cell::count(m.n_before),
            Cell::Number(m.after),
            Cell::count(m.n_after),
            Cell::Number(m.moved.net),
            Cell::Number(m.moved.lower),
            Cell::Number(m.moved.upper),
        ]
    });
    Table::new("movers", &MOVERS, rows.collect())
}

/// How fast gaps close: half within so many sessions and days, where half have.
pub(crate) fn gaps(view: &TrendsView) -> Table {
    let rows = view.closing.iter().map(|c| {
        vec![
            Cell::Text(c.key.clone()),
            Cell::Text(c.name.clone()),
            Cell::count(c.closed),
            Cell::count(c.open),
            c.sessions.map_or(Cell::Empty, Cell::count),
            c.days.map_or(Cell::Empty, Cell::count),
            Cell::Text(c.words()),
        ]
    });
    let columns = ["dimension", "name", "closed", "open", "sessions", "days", "words"];
    Table::new("gaps", &columns, rows.collect())
}

const ACTIONS: [&str; 11] =
    ["dimension", "action", "sessions", "n", "net", "ranked", "rose", "fell", "about_the_same", "cant_tell", "too_few"];

/// Practice actions with what came after them; fewer than five sessions with calls enough are too few to rank.
pub(crate) fn actions(view: &TrendsView) -> Table {
    let rows = view.actions.iter().map(|a| {
        vec![
            Cell::Text(a.dimension.clone()),
            Cell::Text(a.action.clone()),
            Cell::count(a.sessions),
            Cell::count(a.n),
            Cell::number(a.net),
            Cell::Yes(a.ranked()),
            Cell::count(a.rose),
            Cell::count(a.fell),
            Cell::count(a.same),
            Cell::count(a.cant_tell),
            Cell::count(a.too_few),
        ]
    });
    Table::new("actions", &ACTIONS, rows.collect())
}

const EVALUATORS: [&str; 13] = [
    "evaluator",
    "dimension",
    "n",
    "mean",
    "spread",
    "others",
    "drift",
    "drift_low",
    "drift_high",
    "disputes_open",
    "disputes_upheld",
    "disputes_changed",
    "disputes_withdrawn",
];

pub(crate) fn evaluators(view: &TrendsView) -> Table {
    let rows = view.evaluators.iter().map(|e| {
        vec![
            Cell::Text(e.evaluator.clone()),
            Cell::Text(e.dimension.clone()),
            Cell::count(e.n),
            Cell::Number(e.mean),
            Cell::number(e.spread),
            Cell::number(e.others),
            Cell::number(e.drift.map(|d| d.change)),
            Cell::number(e.drift.map(|d| d.low)),
            Cell::number(e.drift.map(|d| d.high)),
            Cell::count(e.disputes.open),
            Cell::count(e.disputes.upheld),
            Cell::count(e.disputes.changed),
            Cell::count(e.disputes.withdrawn),
        ]
    });
    Table::new("evaluators", &EVALUATORS, rows.collect())
}

/// Pairs of evaluators who scored the same calls.
pub(crate) fn overlaps(view: &TrendsView) -> Table {
    let rows = view.overlaps.iter().map(|o| {
        vec![
            Cell::Text(o.first.clone()),
            Cell::Text(o.second.clone()),
            Cell::Text(o.dimension.clone()),
            Cell::count(o.calls),
            Cell::count(o.agree),
            Cell::Number(o.difference),
        ]
    });
    let columns = ["first", "second", "dimension", "calls", "within_a_point", "difference"];
    Table::new("overlaps", &columns, rows.collect())
}
