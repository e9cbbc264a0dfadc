//! Tables of evaluations: long ones with a row a score, wide ones with a column a dimension; and evaluations as QA suites
//! write them in JSON.
//!
//! ```text
//! documents (JSON, element by element) ─► vendor (whose) ─► a file a vendor ─► reader ─► Items
//!   at (a value, the way to it, faults)     scored (what they share)
//!
//! survey (first reading)  ──►  Layout, counts of rows a group   ──►  decisions, warnings, questions
//!   choose (mapping, headings)  seen, scales, dating (all cells of a column)  describe (the plan's columns)
//! grouping (second)       ──►  rows of one evaluation together  ──►  assemble  ──►  Items
//!                                                row (cells → heads and parts; long, wide)
//! ```

mod amazon_connect;
mod assemble;
mod at;
mod build;
mod choose;
mod connect_api;
mod connect_form;
mod dating;
mod describe;
pub(super) mod documents;
mod genesys;
pub(super) mod grouping;
mod long;
mod miarec;
mod part;
mod places;
pub(super) mod rating_scale;
pub(super) mod reader;
mod row;
mod scales;
mod scored;
mod seen;
mod shown;
pub(super) mod survey;
mod vendor;
mod wide;
mod zendesk_auto;
mod zendesk_qa;

use std::sync::Arc;

pub(super) use choose::captured;

use super::columns::Used;
use super::headings::Field;
use super::lookup::Lookup;
use super::table::Record;
use super::values::Decimals;
use crate::domain::guard::unguarded;
use crate::domain::mapping::{ColumnMapping, DateOrder, DimensionUse, Epoch, Mapping, TableFormat};
use crate::domain::raw::Raw;
use crate::domain::scale::Scale;
use crate::domain::scorecard::key_of;
use crate::domain::trim::{alike, is_blank, trimmed};

/// A column as the second reading takes it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) heading: Raw,
    pub(super) used: Used,
    /// What the mapping says of its cells, where there is one.
    pub(super) mapped: Option<Box<ColumnMapping>>,
    /// What its plain numbers are.
    pub(super) scale: Option<Scale>,
    pub(super) decimals: Decimals,
}

impl Column {
    /// What the mapping says beyond the plan goes into the mapping that the plan amounts to.
    pub(super) fn carry_over(&self, into: &mut ColumnMapping) {
        if let Some(mapped) = &self.mapped {
            into.split = mapped.split;
            into.values.clone_from(&mapped.values);
            into.leave_out.clone_from(&mapped.leave_out);
            into.because.clone_from(&mapped.because);
        }
    }

    /// The cell, or what the mapping reads it as.
    #[inline]
    fn read<'r>(&'r self, cell: &'r str) -> &'r str {
        match &self.mapped {
            Some(mapped) if !mapped.values.is_empty() => Self::read_as(mapped, cell),
            Some(_) | None => cell,
        }
    }

    fn read_as<'r>(mapped: &'r ColumnMapping, cell: &'r str) -> &'r str {
        let exact = mapped.values.iter().find(|(from, _)| alike(from, cell));
        let any = || mapped.values.get_key_value("*").filter(|_| !is_blank(cell));
        exact.or_else(any).map_or(cell, |(_, to)| to)
    }

    /// Whether a row with this cell is to be left out.
    pub(super) fn leaves_out(&self, cell: &str) -> bool {
        let Some(mapped) = &self.mapped else { return false };
        mapped.leave_out.iter().any(|word| alike(word, cell))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Long,
    Wide,
}

/// How the dates of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DateReading {
    pub(super) order: Option<DateOrder>,
    /// What days a spreadsheet's numbers count from.
    pub(super) epoch: Option<Epoch>,
    /// Times without a zone are UTC: the heading says so.
    pub(super) utc: bool,
}

/// What was decided about a table.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The file's name alone, for what is rejected.
    pub(super) name: String,
    pub(super) shape: Shape,
    pub(super) columns: Vec<Column>,
    /// The column of each field.
    place: [Option<usize>; Field::COUNT],
    pub(super) call_started: DateReading,
    pub(super) evaluated: DateReading,
    /// Columns of the file itself; behind them stand those of `lookups`.
    pub(super) own: usize,
    /// Other files, and the column whose cell finds their row.
    pub(super) lookups: Vec<(usize, Arc<Lookup>)>,
    /// The mapping that it is read with; its columns are in `columns`.
    pub(super) mapping: Mapping,
}

impl Layout {
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.place[field as usize]
    }

    /// The cell of a field as it stands, but for the apostrophe that our export puts before text which a spreadsheet
    /// would run, and for what the mapping reads it as; empty where there is no such column.
    pub(super) fn cell<'r>(&'r self, record: &'r Record, field: Field) -> &'r str {
        let cell = self.column(field).map_or("", |column| self.at(record, column));
        if field.is_text() { unguarded(cell) } else { cell }
    }

    /// Sets the cells of other files beside a row's own. A row with too many cells of its own is left as it is: it
    /// is rejected for that.
    pub(in crate::import) fn extend(&self, record: &mut Record) {
        if self.lookups.is_empty() || record.len() > self.own {
            return;
        }
        let mut cells: Vec<&str> = Vec::with_capacity(self.columns.len() - self.own);
        for (column, lookup) in &self.lookups {
            let row = lookup.get(record.get(*column));
            let blank = std::iter::repeat_n("", lookup.headings.len());
            match row {
                Some(row) => cells.extend(row.iter().map(String::as_str)),
                None => cells.extend(blank),
            }
        }
        record.extend(self.own, cells.into_iter());
    }

    /// The cell of a column, or what the mapping reads it as.
    #[inline]
    pub(super) fn at<'r>(&'r self, record: &'r Record, column: usize) -> &'r str {
        let cell = record.get(column);
        self.columns.get(column).map_or(cell, |column| column.read(cell))
    }

    /// The cell of a field without white space around it; `None` where it is blank.
    pub(super) fn text<'r>(&'r self, record: &'r Record, field: Field) -> Option<&'r str> {
        let cell = self.at(record, self.column(field)?);
        match cell.as_bytes() {
            // As nearly all cells are.
            [] => None,
            [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_graphic() => Some(cell),
            [only] if only.is_ascii_alphanumeric() => Some(cell),
            _ => Some(trimmed(self.cell(record, field))).filter(|text| !text.is_empty()),
        }
    }

    /// An id byte for byte; `None` where it is blank.
    pub(super) fn id<'r>(&'r self, record: &'r Record, field: Field) -> Option<&'r str> {
        Some(self.cell(record, field)).filter(|text| !is_blank(text))
    }

    /// What the file's name of a dimension is here; `None` where it is left out.
    pub(super) fn dimension<'n>(&'n self, named: &'n str) -> Option<&'n str> {
        match self.mapping.dimension_use(named) {
            None | Some(DimensionUse::New | DimensionUse::NewWithTarget(_)) => Some(named),
            Some(DimensionUse::SameAs(name)) => Some(name),
            Some(DimensionUse::Ignore) => None,
        }
    }

    /// Whether another of the file's dimensions, by its name here or there, is the same one.
    pub(super) fn is_gathered(&self, named: &str) -> bool {
        let Some(DimensionUse::SameAs(here)) = self.mapping.dimension_use(named) else { return false };
        let same = |used: &&DimensionUse| matches!(used, DimensionUse::SameAs(other) if key_of(other) == key_of(here));
        self.mapping.dimensions.values().filter(same).count() > 1
    }

    /// How numbers of a field's column are written.
    pub(super) fn decimals(&self, field: Field) -> Decimals {
        self.column(field).and_then(|at| self.columns.get(at)).map_or(Decimals::Point, |column| column.decimals)
    }

    pub(super) fn scale(&self, field: Field) -> Option<Scale> {
        self.column(field).and_then(|at| self.columns.get(at)).and_then(|column| column.scale)
    }

    /// The mapping without its columns: what is decided of the table as a whole.
    pub(in crate::import) fn frame(&self) -> Mapping {
        let format = match self.shape {
            Shape::Long => TableFormat::Long,
            Shape::Wide => TableFormat::Wide,
        };
        Mapping { format: Some(format), columns: Vec::new(), ..self.mapping.clone() }
    }

    /// "csv long" or "csv wide".
    pub(super) fn format(&self) -> &'static str {
        match self.shape {
            Shape::Long => "csv long",
            Shape::Wide => "csv wide",
        }
    }
}
