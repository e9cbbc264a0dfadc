//! What Today lists: due now, to come, and put off.

use super::{Cell, Table};
use crate::domain::today::{Phase, TodayView};

const COLUMNS: [&str; 12] = [
    "phase",
    "kind",
    "agent",
    "agent_name",
    "since",
    "due",
    "overdue_days",
    "subject",
    "key",
    "why",
    "snoozed_until",
    "snoozed_why",
];

pub(crate) fn due(view: &TodayView) -> Table {
    let rows = view.items.iter().map(|i| {
        let phase = match i.phase() {
            Phase::Now => "now",
            Phase::Coming => "coming",
            Phase::PutOff => "put_off",
        };
        vec![
            Cell::Text(phase.to_owned()),
            Cell::word(&i.kind),
            Cell::Text(i.agent_json_id.clone()),
            Cell::raw(Some(&i.agent_name)),
            Cell::Date(i.since),
            Cell::Date(i.due),
            Cell::Count(i.overdue_days),
            Cell::Text(i.subject.clone()),
            Cell::Text(i.key.clone()),
            Cell::Text(i.why.clone()),
            Cell::date(i.snoozed.as_ref().map(|s| s.until)),
            i.snoozed.as_ref().map_or(Cell::Empty, |s| Cell::Text(s.reason.clone())),
        ]
    });
    Table::new("due", &COLUMNS, rows.collect())
}
