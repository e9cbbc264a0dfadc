//! `due`.

use serde_json::json;

use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::raw::visible;
use crate::domain::today::TodayView;
use crate::store::Store;

pub(super) fn run(store: &Store, team: Option<&str>, as_json: bool) -> Outcome {
    let team = team.map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
    let view = store.today_view(team)?;
    if as_json {
        let list: Vec<_> = view
            .items
            .iter()
            .map(|i| json!({ "kind": i.kind.word(), "agent": i.agent_json_id, "since": i.since, "due": i.due, "overdue_days": i.overdue_days, "subject": i.subject, "why": i.why }))
            .collect();
        return print_text(&json::text(&list.into()));
    }
    if view.items.is_empty() {
        return say("nothing is due");
    }
    print_text(&shown(&view))
}

/// The list as a table, for stdout and for print.
pub(super) fn shown(view: &TodayView) -> String {
    let mut table =
        Table::new(&[("Due", Align::Left), ("", Align::Left), ("Agent", Align::Left), ("What", Align::Left)]);
    for i in &view.items {
        let clock = match i.overdue_days {
            0 => "today".to_owned(),
            n if n > 0 => format!("{n} over"),
            n => format!("{} left", -n),
        };
        table.row(vec![i.due.to_string(), clock, i.agent_name.visible(), visible(&i.why).into_owned()]);
    }
    table.text()
}
