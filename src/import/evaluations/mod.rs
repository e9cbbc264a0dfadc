//! Tables of evaluations: long ones with a row a score, wide ones with a column a dimension.
//!
//! ```text
//! survey (first reading)  ──►  Layout, counts of rows a group   ──►  decisions, warnings, questions
//! grouping (second)       ──►  rows of one evaluation together  ──►  assemble  ──►  Items
//!                                                row (cells → heads and parts; long, wide)
//! ```

mod assemble;
mod build;
pub(super) mod grouping;
mod long;
mod row;
pub(super) mod survey;
mod wide;

use super::DateOrder;
use super::headings::Field;
use super::table::Record;
use super::values::Decimals;
use crate::domain::guard::unguarded;
use crate::domain::raw::{Raw, visible};

/// What a column is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    Field(Field),
    /// A wide table's column of scores, with the dimension's name.
    Dimension(String),
    LeftOut,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) heading: Raw,
    pub(super) used: Use,
}

impl Column {
    /// What it fills, in words: a field's name, "dimension", or "left out".
    pub(super) fn words(&self) -> String {
        match &self.used {
            Use::Field(field) => field.name().to_owned(),
            Use::Dimension(name) => format!("dimension {}", visible(name)),
            Use::LeftOut => "left out".to_owned(),
        }
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
    /// Times without a zone are UTC: the heading says so.
    pub(super) utc: bool,
}

/// What was decided about a table.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The file's name alone, for what is rejected.
    pub(super) name: String,
    pub(super) delimiter: u8,
    pub(super) shape: Shape,
    pub(super) columns: Vec<Column>,
    /// The column of each field.
    place: [Option<usize>; Field::COUNT],
    pub(super) call_started: DateReading,
    pub(super) evaluated: DateReading,
}

impl Layout {
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.place[field as usize]
    }

    /// The cell of a field as it stands, but for the apostrophe that our export puts before text which a spreadsheet
    /// would run; empty where there is no such column.
    pub(super) fn cell<'r>(&self, record: &'r Record, field: Field) -> &'r str {
        let cell = self.column(field).map_or("", |column| record.get(column));
        if field.is_text() { unguarded(cell) } else { cell }
    }

    /// The cell of a field without white space around it; `None` where it is blank.
    pub(super) fn text<'r>(&self, record: &'r Record, field: Field) -> Option<&'r str> {
        Some(self.cell(record, field).trim()).filter(|text| !text.is_empty())
    }

    /// An id byte for byte; `None` where it is blank.
    pub(super) fn id<'r>(&self, record: &'r Record, field: Field) -> Option<&'r str> {
        Some(self.cell(record, field)).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn decimals(&self) -> Decimals {
        if self.delimiter == b',' { Decimals::Point } else { Decimals::PointOrComma }
    }

    /// "csv long" or "csv wide".
    pub(super) fn format(&self) -> &'static str {
        match self.shape {
            Shape::Long => "csv long",
            Shape::Wide => "csv wide",
        }
    }
}
