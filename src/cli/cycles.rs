//! `trends` over cycles: rows for programs, tables for people.

use serde_json::{Value, json};

use super::table::{Align, Table};
use crate::domain::figure::{short, signed, words};
use crate::domain::raw::visible;
use crate::domain::trends::actions::{ActionLine, FEWEST};
use crate::domain::trends::closing::Closing;
use crate::domain::trends::evaluators::EvaluatorLine;
use crate::domain::trends::{AgentRows, Point, Row, TrendsView};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Team,
    Dimension,
    Agent,
    Action,
    Evaluator,
}

pub(super) fn rows(view: &TrendsView, by: By) -> Vec<Value> {
    match by {
        By::Team => {
            let of = |(name, rows): &(crate::domain::raw::Raw, Vec<Row>)| {
                let more = json!({ "team": name.verbatim() });
                points(view, "team", rows, &more)
            };
            view.by_team.iter().flat_map(of).collect()
        }
        By::Dimension => {
            let mut out = points(view, "dimension", &view.rows, &json!({}));
            for row in &mut out {
                let closing = view.closing.iter().find(|c| row["dimension"] == c.key.as_str());
                row["closing"] = closing.map_or(
                    Value::Null,
                    |c| json!({ "closed": c.closed, "open": c.open, "sessions": c.sessions, "days": c.days }),
                );
            }
            out
        }
        By::Agent => view.agents.iter().flat_map(|agent| of_agent(view, agent)).collect(),
        By::Action => view.actions.iter().map(action).collect(),
        By::Evaluator => view.evaluators.iter().map(|line| evaluator(view, line)).collect(),
    }
}

/// A row a dimension and cycle.
fn points(view: &TrendsView, by: &str, rows: &[Row], more: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    for row in rows {
        for (cycle, point) in view.cycles.iter().zip(&row.points) {
            let mut value = json!({
                "by": by,
                "cycle": { "from": cycle.from, "to": cycle.to },
                "dimension": row.key,
                "current": point.current,
                "n": point.n,
                "target": point.target,
                "low": point.low,
                "high": point.high,
            });
            if let (Value::Object(value), Value::Object(more)) = (&mut value, more.clone()) {
                value.extend(more);
            }
            out.push(value);
        }
    }
    out
}

fn of_agent(view: &TrendsView, agent: &AgentRows) -> Vec<Value> {
    let more = json!({
        "agent": agent.agent.json_id(),
        "agent_name": agent.agent.name.verbatim(),
        "team": agent.team.as_ref().map(crate::domain::raw::Raw::verbatim),
    });
    let mut out = points(view, "agent", &agent.rows, &more);
    let cycles = view.cycles.len().max(1);
    for (at, row) in out.iter_mut().enumerate() {
        let cycle = at % cycles;
        row["sessions"] = json!(agent.sessions.get(cycle));
        let last = cycle + 1 == cycles;
        let moved =
            view.movers.iter().find(|m| last && m.agent.id == agent.agent.id && row["dimension"] == m.key.as_str());
        let stuck = view
            .stuck
            .iter()
            .find(|s| last && s.agent.id == agent.agent.id && row["dimension"] == s.plateau.dimension.as_str());
        row["stuck"] = stuck.map_or(Value::Null, |s| {
            json!({
                "sessions": s.plateau.sessions, "likely": s.likely, "cause": s.plateau.cause, "last_session": s.plateau.last.to_string(),
            })
        });
        row["moved"] = moved.map_or(Value::Null, |m| {
            json!({
                "verdict": m.moved.verdict, "net": m.moved.net, "lower": m.moved.lower, "upper": m.moved.upper,
                "before": m.before, "n_before": m.n_before, "peers": m.moved.peers,
            })
        });
    }
    out
}

fn action(line: &ActionLine) -> Value {
    json!({
        "by": "action",
        "action": line.action,
        "dimension": line.dimension,
        "sessions": line.sessions,
        "n": line.n,
        "net": line.net,
        "ranked": line.ranked(),
        "rose": line.rose,
        "fell": line.fell,
        "about_the_same": line.same,
        "cant_tell": line.cant_tell,
        "too_few": line.too_few,
    })
}

fn evaluator(view: &TrendsView, line: &EvaluatorLine) -> Value {
    let pairs = view.overlaps.iter().filter(|o| o.dimension == line.dimension);
    let pairs: Vec<Value> = pairs
        .filter_map(|o| {
            let (with, difference) = if o.first == line.evaluator {
                (&o.second, o.difference)
            } else if o.second == line.evaluator {
                (&o.first, 0.0 - o.difference)
            } else {
                return None;
            };
            Some(json!({ "with": with, "calls": o.calls, "within_a_point": o.agree, "difference": difference }))
        })
        .collect();
    json!({
        "by": "evaluator",
        "evaluator": line.evaluator,
        "dimension": line.dimension,
        "current": line.mean,
        "n": line.n,
        "spread": line.spread,
        "others": line.others,
        "drift": line.drift.map(|d| json!({ "change": d.change, "low": d.low, "high": d.high })),
        "disputes": {
            "open": line.disputes.open, "upheld": line.disputes.upheld, "changed": line.disputes.changed,
            "withdrawn": line.disputes.withdrawn,
        },
        "overlaps": pairs,
    })
}

/// For people; a trend is no judgement, so a cell carries its calls.
pub(super) fn shown(view: &TrendsView, by: By) -> String {
    match by {
        By::Team => {
            let mut table = over_cycles(view, &["Team", "Dimension"]);
            for (name, rows) in &view.by_team {
                for row in rows {
                    table.row(with(vec![name.visible(), visible(&row.name).into_owned()], row));
                }
            }
            table.text()
        }
        By::Dimension => {
            let mut table = over_cycles(view, &["Dimension"]);
            table.heading("Gaps", Align::Left);
            for row in &view.rows {
                let mut cells = with(vec![visible(&row.name).into_owned()], row);
                let closing = view.closing.iter().find(|c| c.key == row.key);
                cells.push(closing.map_or_else(|| "never coached".to_owned(), Closing::words));
                table.row(cells);
            }
            table.text()
        }
        By::Agent => {
            let mut table = over_cycles(view, &["Agent", "Dimension"]);
            table.heading("Moved", Align::Left);
            for agent in &view.agents {
                for row in &agent.rows {
                    let moved = view.movers.iter().find(|m| m.agent.id == agent.agent.id && m.key == row.key);
                    let mut cells = with(vec![agent.agent.name.visible(), visible(&row.name).into_owned()], row);
                    let moved = moved.map(|m| format!("{} {}", m.moved.verdict.words(), signed(m.moved.net)));
                    cells.push(moved.unwrap_or_default());
                    table.row(cells);
                }
            }
            table.text()
        }
        By::Action => actions(view),
        By::Evaluator => evaluators(view),
    }
}

fn over_cycles(view: &TrendsView, first: &[&str]) -> Table {
    let mut table = Table::new(&first.iter().map(|name| (*name, Align::Left)).collect::<Vec<_>>());
    for cycle in &view.cycles {
        table.heading(&cycle.words(view.today), Align::Right);
    }
    table
}

fn with(mut first: Vec<String>, row: &Row) -> Vec<String> {
    first.extend(row.points.iter().map(point));
    first
}

/// "62.4 (34)".
fn point(point: &Point) -> String {
    point.current.map_or_else(|| "–".to_owned(), |current| format!("{} ({})", words(current), point.n))
}

fn actions(view: &TrendsView) -> String {
    let mut table = Table::new(&[
        ("Dimension", Align::Left),
        ("Sessions", Align::Right),
        ("Net", Align::Right),
        ("Rose", Align::Right),
        ("Fell", Align::Right),
        ("Same", Align::Right),
        ("Can't tell", Align::Right),
        ("Too few", Align::Right),
        ("Action", Align::Left),
    ]);
    for line in &view.actions {
        let net = match line.net {
            Some(net) if line.ranked() => signed(net),
            Some(_) | None => format!("under {FEWEST}"),
        };
        table.row(vec![
            visible(&line.dimension).into_owned(),
            line.sessions.to_string(),
            net,
            line.rose.to_string(),
            line.fell.to_string(),
            line.same.to_string(),
            line.cant_tell.to_string(),
            line.too_few.to_string(),
            visible(&line.action).into_owned(),
        ]);
    }
    table.text()
}

fn evaluators(view: &TrendsView) -> String {
    let mut table = Table::new(&[
        ("Evaluator", Align::Left),
        ("Dimension", Align::Left),
        ("Scores", Align::Right),
        ("Average", Align::Right),
        ("Others", Align::Right),
        ("Varies by", Align::Right),
        ("Later half", Align::Right),
        ("Disputed", Align::Right),
    ]);
    for line in &view.evaluators {
        let none = || "–".to_owned();
        let d = line.disputes;
        table.row(vec![
            visible(&line.evaluator).into_owned(),
            visible(&line.dimension).into_owned(),
            line.n.to_string(),
            words(line.mean),
            line.others.map_or_else(none, words),
            line.spread.map_or_else(none, words),
            line.drift.map_or_else(none, |i| format!("{} ({} to {})", signed(i.change), signed(i.low), signed(i.high))),
            (d.open + d.upheld + d.changed + d.withdrawn).to_string(),
        ]);
    }
    let mut out = table.text();
    if !view.overlaps.is_empty() {
        let mut both = Table::new(&[
            ("Scored by both", Align::Left),
            ("Dimension", Align::Left),
            ("Calls", Align::Right),
            ("Within a point", Align::Right),
            ("Difference", Align::Right),
        ]);
        for o in &view.overlaps {
            let share = 100.0 * o.agree as f64 / o.calls as f64;
            both.row(vec![
                visible(&format!("{} and {}", o.first, o.second)).into_owned(),
                visible(&o.dimension).into_owned(),
                o.calls.to_string(),
                format!("{} ({}%)", o.agree, short(share.round())),
                signed(o.difference),
            ]);
        }
        out.push('\n');
        out.push_str(&both.text());
    }
    out
}
