//! The practice library. What its actions came to stands in the table of actions.

use super::{Cell, Table};
use crate::domain::practice::library::Kept;

pub(crate) fn practice(library: &[Kept]) -> Table {
    let rows = library.iter().map(|kept| {
        let entry = &kept.entry;
        vec![
            Cell::Text(kept.id.to_string()),
            Cell::Text(entry.dimension.clone()),
            Cell::text(entry.criterion.as_ref()),
            Cell::Text(entry.behavior.clone()),
            Cell::Text(entry.action.clone()),
        ]
    });
    Table::new("practice", &["id", "dimension", "criterion", "behavior", "action"], rows.collect())
}
