//! `trends --by flag`: what became of flags and auto-fails.

use serde_json::{Value, json};

use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::coverage::{Coverage, CoverageLine, CoverageView};
use crate::domain::day::Span;
use crate::domain::id::TeamId;
use crate::domain::raw::{Raw, visible};
use crate::store::Store;

pub(super) fn run(store: &Store, team: Option<TeamId>, span: Option<Span>, as_json: bool) -> Outcome {
    let view = store.recent_coverage(span, team)?;
    if as_json {
        return print_text(&json::text(&rows(&view).into()));
    }
    if view.lines.is_empty() {
        let (from, to) = (view.span.from, view.span.last());
        return say(&format!("no flag and no auto-fail from {from} to {to}"));
    }
    print_text(&shown(&view))
}

/// A row a line of the view.
pub(super) fn rows(view: &CoverageView) -> Vec<Value> {
    view.lines.iter().map(row).collect()
}

fn row(line: &CoverageLine) -> Value {
    let (session, on, after) = match line.state {
        Coverage::Coached { by, after } => (Some(by.session.to_string()), Some(by.held_on), Some(after)),
        Coverage::NotCoached { .. } | Coverage::Pending { .. } => (None, None, None),
    };
    let over = match line.state {
        Coverage::NotCoached { over } => Some(over),
        Coverage::Pending { left } => Some(-left),
        Coverage::Coached { .. } => None,
    };
    json!({
        "by": "flag",
        "kind": line.kind.word(),
        "agent": line.agent.json_id(),
        "agent_name": line.agent.name.verbatim(),
        "team": line.team.as_ref().map(Raw::verbatim),
        "call_id": line.call_id.as_ref().map(Raw::verbatim),
        "day": line.day,
        "code": line.code.verbatim(),
        "severity": line.severity.as_ref().map(Raw::verbatim),
        "dimension": line.dimension,
        "auto_fail": line.auto_fail.as_ref().map(Raw::verbatim),
        "state": line.state.word(),
        "age_days": line.age,
        "overdue_days": over,
        "session": session,
        "coached_on": on,
        "days_after": after,
    })
}

/// The coverage as a table.
pub(super) fn shown(view: &CoverageView) -> String {
    let mut table = Table::new(&[
        ("State", Align::Left),
        ("Age", Align::Left),
        ("Agent", Align::Left),
        ("Call", Align::Left),
        ("Day", Align::Left),
        ("", Align::Left),
        ("Code", Align::Left),
        ("Session", Align::Left),
    ]);
    for l in &view.lines {
        let session = match l.state {
            Coverage::Coached { by, .. } => format!("{} {}", by.held_on, by.session),
            Coverage::NotCoached { .. } | Coverage::Pending { .. } => String::new(),
        };
        let failed = l.auto_fail.as_ref().map_or_else(String::new, |f| format!(", auto-fail: {}", f.visible()));
        table.row(vec![
            l.state.words().to_owned(),
            l.state.age_words(l.age),
            l.agent.name.visible(),
            l.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible),
            l.day.to_string(),
            l.kind.words().to_owned(),
            format!("{}{failed}", l.code.visible()),
            session,
        ]);
    }
    let team = view.team.as_ref().map_or_else(String::new, |t| format!("{}, ", t.visible()));
    let head = format!("{team}{} to {}: {}", view.span.from, view.span.last(), view.words());
    format!("{}\n\n{}", visible(&head), table.text())
}
