//! The log's records, oldest first.

use super::{Cell, Table};
use crate::domain::log_view::LogView;

pub(crate) fn log(view: &LogView) -> Table {
    let rows = view.lines.iter().rev().map(|l| {
        vec![
            Cell::Count(l.seq),
            Cell::Instant(l.at),
            Cell::raw(Some(&l.actor)),
            Cell::Text(l.action.clone()),
            Cell::raw(Some(&l.summary)),
            Cell::raw(l.why.as_ref()),
            Cell::Text(l.hash.clone()),
        ]
    });
    Table::new("log", &["seq", "at", "actor", "action", "summary", "why", "hash"], rows.collect())
}
