//! What leaves as a table: headings and typed cells, described once and written as CSV, JSON or a workbook.
//!
//! ```text
//!  domain data ─► Table ─► Sink ─┬─► csv    text that a spreadsheet might run is guarded
//!   (a file a subject)           ├─► json   an array of objects, numbers as numbers
//!                                └─► xlsx   numbers as numbers, days as days, text as text
//! ```
//! Figures are exact, as they are in JSON; a workbook shows them with one decimal. A row is written when it is there:
//! an export of a year of scores takes no more memory than one of a day.

use std::io::{self, Write};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::raw::Raw;

mod csv;
mod flags;
pub(crate) mod json;
mod log;
mod pack;
mod practice;
mod scorecard;
mod scores;
mod sessions;
mod team;
#[cfg(test)]
mod tests;
mod today;
mod trends;
mod xlsx;

pub(crate) use flags::{coverage, flags};
pub(crate) use log::log;
pub(crate) use pack::{failures, packed_sessions, sources};
pub(crate) use practice::practice;
pub(crate) use scorecard::scorecard;
pub(crate) use scores::{score, scores};
pub(crate) use sessions::{outcomes, sessions};
pub(crate) use team::{calls, dimensions, team};
pub(crate) use today::due;
pub(crate) use trends::{actions, agents, evaluators, gaps, movers, overlaps, trends};

/// What one field of a row holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    /// Words and IDs, whoever wrote them: never taken for a number, never run as a formula.
    Text(String),
    /// A number as its file had it ("85.50", "17/20"): it goes out as it came in.
    AsRead(String),
    Count(i64),
    /// Percent or points, exact.
    Number(f64),
    Date(NaiveDate),
    Instant(DateTime<Utc>),
    Yes(bool),
}

/// A table before its rows: what the file or sheet is called, and its columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head {
    /// At most 31 characters: a workbook's sheets have no longer names.
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<String>,
}

/// A table, whole.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) head: Head,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The form that a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Json,
    Xlsx,
}

/// Takes rows and writes them.
pub(crate) enum Sink<'w> {
    Csv(Box<csv::Rows<'w>>),
    Json(json::Rows<'w>),
    Xlsx(Box<xlsx::Rows<'w>>),
}

impl<'w> Sink<'w> {
    /// `now` is the day that a workbook says it was made on.
    pub(crate) fn begin(form: Form, head: &Head, now: DateTime<Utc>, to: &'w mut dyn Write) -> io::Result<Self> {
        Ok(match form {
            Form::Csv => Self::Csv(Box::new(csv::Rows::begin(head, to)?)),
            Form::Json => Self::Json(json::Rows::begin(head, to)?),
            Form::Xlsx => Self::Xlsx(Box::new(xlsx::Rows::begin(head, now, to)?)),
        })
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        match self {
            Self::Csv(rows) => rows.row(cells),
            Self::Json(rows) => rows.row(cells),
            Self::Xlsx(rows) => rows.row(cells),
        }
    }

    pub(crate) fn end(self) -> io::Result<()> {
        match self {
            Self::Csv(rows) => rows.end(),
            Self::Json(rows) => rows.end(),
            Self::Xlsx(rows) => rows.end(),
        }
    }
}

impl Table {
    fn new(name: &'static str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        Self { head: Head::new(name, columns), rows }
    }

    /// Says how many rows were written.
    pub(crate) fn write(&self, form: Form, now: DateTime<Utc>, to: &mut dyn Write) -> io::Result<u64> {
        let mut sink = Sink::begin(form, &self.head, now, to)?;
        for row in &self.rows {
            sink.row(row)?;
        }
        sink.end()?;
        Ok(self.rows.len() as u64)
    }
}

impl Head {
    fn new(name: &'static str, columns: &[&str]) -> Self {
        Self { name, columns: columns.iter().map(|c| (*c).to_owned()).collect() }
    }
}

impl Cell {
    fn raw(text: Option<&Raw>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.verbatim().to_owned()))
    }

    fn text(text: Option<&String>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.clone()))
    }

    fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    fn date(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    fn count(n: impl TryInto<i64>) -> Self {
        n.try_into().map_or(Self::Empty, Self::Count)
    }

    /// A word of ours, as JSON has it.
    fn word(value: &impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::String(word)) => Self::Text(word),
            Ok(_) | Err(_) => Self::Empty,
        }
    }
}

/// "2026-10-20T13:04:00Z".
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    let form = if at.timestamp_subsec_millis() == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
    at.to_rfc3339_opts(form, true)
}
