//! A table as CSV. Text cells are guarded; numbers never are.

use std::io::{self, Write};

use super::{Cell, Head, instant};
use crate::domain::guard::guarded;

pub(crate) struct Rows<'w> {
    writer: csv::Writer<&'w mut dyn Write>,
}

impl<'w> Rows<'w> {
    pub(super) fn begin(head: &Head, to: &'w mut dyn Write) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(head.columns.iter().map(|column| guarded(column)))?;
        Ok(Self { writer })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        Ok(self.writer.write_record(cells.iter().map(written))?)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

pub(super) fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::AsRead(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Instant(at) => instant(*at),
        Cell::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}
