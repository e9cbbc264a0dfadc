//! A table as a workbook of one sheet. Rows go to a temporary file as they come; text is text, never a formula.

use std::io::{self, Write};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{Cell, Head, csv, instant};
use crate::domain::guard::guarded;

/// Rows that a sheet holds, its headings among them.
const MOST_ROWS: u32 = 1_048_576;
/// Columns of a sheet are as wide as their widest cell, within these.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=60;

pub(crate) struct Rows<'w> {
    book: Workbook,
    forms: Forms,
    to: &'w mut dyn Write,
    /// The next row; the headings are the first.
    next: u32,
    widths: Vec<usize>,
}

/// How cells look.
struct Forms {
    head: Format,
    text: Format,
    count: Format,
    number: Format,
    date: Format,
    instant: Format,
}

impl Forms {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap(),
            text: Format::new().set_num_format("@"),
            count: Format::new().set_num_format("0"),
            number: Format::new().set_num_format("0.0"),
            date: Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            // A spreadsheet knows no zones: each cell says which it is.
            instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss \"UTC\"").set_align(FormatAlign::Left),
        }
    }
}

impl<'w> Rows<'w> {
    pub(super) fn begin(head: &Head, now: DateTime<Utc>, to: &'w mut dyn Write) -> io::Result<Self> {
        let forms = Forms::new();
        let mut book = Workbook::new();
        if let Some(made) = made(now) {
            book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        }
        let sheet = book.add_worksheet_with_constant_memory().map_err(|e| failed(&e))?;
        sheet.set_name(head.name).map_err(|e| failed(&e))?;
        sheet.set_freeze_panes(1, 0).map_err(|e| failed(&e))?;
        for (column, heading) in (0..).zip(&head.columns) {
            sheet.write_string_with_format(0, column, guarded(heading), &forms.head).map_err(|e| failed(&e))?;
        }
        let widths = head.columns.iter().map(|heading| heading.chars().count()).collect();
        Ok(Self { book, forms, to, next: 1, widths })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.next >= MOST_ROWS {
            let words = format!("a sheet holds {MOST_ROWS} rows, and there are more: write csv, or fewer days");
            return Err(io::Error::other(words));
        }
        let sheet = self.book.worksheet_from_index(0).map_err(|e| failed(&e))?;
        for (column, (cell, width)) in (0..).zip(cells.iter().zip(&mut self.widths)) {
            put(sheet, &self.forms, (self.next, column), cell).map_err(|e| failed(&e))?;
            *width = (*width).max(csv::written(cell).chars().count());
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        let sheet = self.book.worksheet_from_index(0).map_err(|e| failed(&e))?;
        for (column, width) in (0..).zip(&self.widths) {
            let width = (*width).clamp(*WIDTHS.start(), *WIDTHS.end());
            sheet.set_column_width(column, width as f64 + 2.0).map_err(|e| failed(&e))?;
        }
        if let Some(last) = u16::try_from(self.widths.len()).ok().and_then(|n| n.checked_sub(1)) {
            sheet.autofilter(0, 0, self.next - 1, last).map_err(|e| failed(&e))?;
        }
        let whole = self.book.save_to_buffer().map_err(|e| failed(&e))?;
        self.to.write_all(&whole)?;
        self.to.flush()
    }
}

fn put(sheet: &mut Worksheet, forms: &Forms, at: (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => Ok(sheet),
        Cell::Text(text) if text.is_empty() => Ok(sheet),
        // Guarded all the same: the sheet may be saved as CSV by whoever gets it, and import takes it off again.
        Cell::Text(text) => sheet.write_string_with_format(row, column, guarded(text), &forms.text),
        Cell::AsRead(text) => match number_of(text) {
            Some(number) => sheet.write_number(row, column, number),
            None if text.is_empty() => Ok(sheet),
            None => sheet.write_string_with_format(row, column, text, &forms.text),
        },
        Cell::Count(n) => sheet.write_number_with_format(row, column, *n as f64, &forms.count),
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &forms.number),
        Cell::Date(day) => match serial(*day) {
            Some(number) => sheet.write_number_with_format(row, column, number, &forms.date),
            None => sheet.write_string_with_format(row, column, day.to_string(), &forms.text),
        },
        Cell::Instant(at) => match serial(at.date_naive()) {
            Some(number) => {
                let of_day = (f64::from(at.num_seconds_from_midnight())
                    + f64::from(at.timestamp_subsec_millis()) / 1e3)
                    / 86_400.0;
                sheet.write_number_with_format(row, column, number + of_day, &forms.instant)
            }
            None => sheet.write_string_with_format(row, column, instant(*at), &forms.text),
        },
        Cell::Yes(yes) => sheet.write_string(row, column, if *yes { "yes" } else { "no" }),
    }?;
    Ok(())
}

/// A number that says the same when a spreadsheet writes it: "85", not "85.50".
fn number_of(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && number.to_string() == text)
}

/// The day as a spreadsheet counts it; `None` before March 1900, which spreadsheets do not agree on.
fn serial(day: NaiveDate) -> Option<f64> {
    let begin = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - begin).num_days();
    (days > 60 && day.year() < 10_000).then_some(days as f64)
}

fn made(now: DateTime<Utc>) -> Option<ExcelDateTime> {
    let year = u16::try_from(now.year()).ok()?;
    let day = ExcelDateTime::from_ymd(year, u8::try_from(now.month()).ok()?, u8::try_from(now.day()).ok()?).ok()?;
    day.and_hms(u16::try_from(now.hour()).ok()?, u8::try_from(now.minute()).ok()?, f64::from(now.second())).ok()
}

fn failed(e: &XlsxError) -> io::Error {
    match e {
        XlsxError::MaxStringLengthExceeded => io::Error::other(
            "a workbook's cell holds 32,767 characters, and a text is longer: write csv or json".to_owned(),
        ),
        e => io::Error::other(format!("the workbook cannot be written: {e}")),
    }
}
