//! A scorecard's dimensions, with what they are held to today.

use super::{Cell, Table};
use crate::domain::scorecard::NewDimension;

pub(crate) fn scorecard(name: &str, version: &str, dimensions: &[NewDimension]) -> Table {
    let rows = dimensions.iter().map(|d| {
        vec![
            Cell::Text(name.to_owned()),
            Cell::Text(version.to_owned()),
            Cell::Text(d.key.clone()),
            Cell::Text(d.name.clone()),
            Cell::Number(d.weight),
            Cell::Yes(d.critical),
            Cell::number(d.target),
        ]
    });
    let columns = ["scorecard", "version", "dimension", "name", "weight", "critical", "target"];
    Table::new("scorecard", &columns, rows.collect())
}
