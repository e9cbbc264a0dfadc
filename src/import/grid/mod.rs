//! A table's records, whatever it was written in: below its headings, each with what it is. Titles, headings that come
//! again, totals and notes are no data; they are handed out as what they are, so that nothing is lost unsaid.
//!
//! Both readings go through here, and what a record is depends on nothing but the file.

pub(super) mod shape;
mod words;

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;

use self::shape::{HeadingRows, Source, TableStart, joined};
use self::words::{dated, note, numeric, sentence, totals};
use super::encoding::Decoding;
use super::files::{self, Hashing};
use super::headings::{self, Field};
use super::sniff::Refusal;
use super::table::{Fault, Record, Rows};
use super::{Skipped, xlsx};
use crate::domain::trim::{is_blank, trimmed};

/// What a row is that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Apart {
    /// A title, or what a report says of itself.
    Above,
    /// The headings again, at the top of a page.
    Again,
    /// Alone in its row, above headings that come again.
    Page,
    Totals,
    /// A note under the last row.
    Below,
}

impl Apart {
    pub(super) const ALL: [Self; 5] = [Self::Above, Self::Again, Self::Page, Self::Totals, Self::Below];

    /// Why a row is left out.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Above => "it stands above the headings",
            Self::Again => "it is the headings again",
            Self::Page => "it stands alone between two pages",
            Self::Totals => "it is a row of totals or averages",
            Self::Below => "it is a note below the table",
        }
    }

    /// Several of them, after "lines" or "rows".
    pub(super) fn several(self) -> &'static str {
        match self {
            Self::Above => "above the headings",
            Self::Again => "that repeat the headings",
            Self::Page => "between pages",
            Self::Totals => "of totals or averages",
            Self::Below => "of notes below the table",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Data,
    Apart(Apart),
}

#[derive(Debug)]
enum Input {
    Text(Box<Rows<Decoding<Hashing<File>>>>),
    Sheet(xlsx::SheetRows),
}

impl Input {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        match self {
            Self::Text(rows) => rows.next(record),
            Self::Sheet(rows) => rows.next(record),
        }
    }
}

/// Rows that stand alone are kept until what follows tells what they are; more than this follow no page and no table.
const MOST_HELD: usize = 16;
/// At most so many rows apart are listed; all are counted.
const MOST_LISTED: usize = 1000;

#[derive(Debug)]
pub(super) struct Grid {
    input: Input,
    /// The headings, those of two rows joined.
    pub(super) headings: Vec<String>,
    /// Of the headings' last row.
    pub(super) line: u64,
    /// The rows that the headings stand in.
    heading_rows: Vec<Record>,
    /// Columns that say whose row it is and of when.
    identity: Vec<bool>,
    named: bool,
    held: VecDeque<(Record, Fate)>,
    ready: VecDeque<(Record, Fate)>,
    ended: bool,
    /// What was left out so far.
    pub(super) skipped: Vec<Skipped>,
    pub(super) apart: u64,
}

impl Grid {
    pub(super) fn open(path: &Path, start: &TableStart) -> Result<Self, Refusal> {
        let input = match &start.source {
            Source::Text { delimiter, encoding } => {
                let file = File::open(path).map_err(Refusal::Io)?;
                let size = file.metadata().map_err(Refusal::Io)?.len();
                let file = Hashing::sized(file, size);
                Input::Text(Box::new(Rows::new(Decoding::new(file, *encoding), *delimiter)))
            }
            Source::Sheet { name } => Input::Sheet(xlsx::SheetRows::open(path, name)?),
        };
        let mut grid = Self {
            input,
            headings: Vec::new(),
            line: 1,
            heading_rows: Vec::new(),
            identity: Vec::new(),
            named: false,
            held: VecDeque::new(),
            ready: VecDeque::new(),
            ended: false,
            skipped: Vec::new(),
            apart: 0,
        };
        grid.begin(start)?;
        Ok(grid)
    }

    fn begin(&mut self, start: &TableStart) -> Result<(), Fault> {
        let first_heading = start.skip - start.rows.count().min(start.skip);
        for at in 0..start.skip {
            let mut record = Record::default();
            if !self.input.next(&mut record)? {
                break;
            }
            if at >= first_heading {
                self.line = record.line;
                self.heading_rows.push(record);
            } else if !(record.is_blank() || at == 0 && start.separator_line) {
                self.ready.push_back((record, Fate::Apart(Apart::Above)));
            }
        }
        let last = self.heading_rows.last().cloned().unwrap_or_default();
        let two = match (start.rows, self.heading_rows.as_slice()) {
            (HeadingRows::Two, [groups, headings]) => joined(groups, headings),
            _ => None,
        };
        let cells = two.unwrap_or_else(|| last.cells().map(str::to_owned).collect());
        self.headings = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        let whose = |heading: &String| {
            headings::recognise(heading).is_some_and(|known| {
                use Field::{AgentId, AgentName, CallId, CallStarted, Evaluated, EvaluationId};
                [AgentId, AgentName, CallId, CallStarted, Evaluated, EvaluationId].contains(&known.field)
            })
        };
        self.identity = self.headings.iter().map(whose).collect();
        self.named = self.identity.iter().filter(|is| **is).count() >= 2;
        Ok(())
    }

    /// Lines where the headings stand.
    pub(super) fn heading_lines(&self) -> Vec<u64> {
        self.heading_rows.iter().map(|record| record.line).collect()
    }

    /// The next record that is not blank, and what it is. `None` at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<Option<Fate>, Fault> {
        let fate = loop {
            if let Some((found, fate)) = self.ready.pop_front() {
                *record = found;
                break fate;
            }
            if self.ended {
                return Ok(None);
            }
            if !self.input.next(record)? {
                self.ended = true;
                self.release(Some(Apart::Below));
                continue;
            }
            if record.is_blank() {
                continue;
            }
            if self.alone(record) {
                self.held.push_back((std::mem::take(record), Fate::Data));
                if self.held.len() > MOST_HELD {
                    self.release(None);
                }
                continue;
            }
            let fate = self.fate(record);
            match fate {
                _ if self.held.is_empty() => break fate,
                // Notes may stand above and below the totals.
                Fate::Apart(Apart::Totals) if self.held.len() < MOST_HELD => {
                    self.held.push_back((std::mem::take(record), fate));
                    continue;
                }
                Fate::Apart(Apart::Again) => self.release(Some(Apart::Page)),
                Fate::Data | Fate::Apart(_) => self.release(None),
            }
            self.ready.push_back((std::mem::take(record), fate));
        };
        if let Fate::Apart(what) = fate {
            self.apart += 1;
            if self.skipped.len() < MOST_LISTED {
                self.skipped.push(Skipped { line: record.line, what });
            }
        }
        Ok(Some(fate))
    }

    /// What was held is data, or what follows made of it.
    fn release(&mut self, made: Option<Apart>) {
        for (record, fate) in self.held.drain(..) {
            let fate = match (fate, made) {
                (Fate::Data, Some(Apart::Below)) if !below(&record) => Fate::Data,
                (Fate::Data, Some(apart)) => Fate::Apart(apart),
                (fate, _) => fate,
            };
            self.ready.push_back((record, fate));
        }
    }

    /// One cell, or a note and its value ("Exported by", "Ama"), in a table of more columns.
    fn alone(&self, record: &Record) -> bool {
        let mut filled = record.cells().filter(|cell| !is_blank(cell));
        let (first, second) = (filled.next(), filled.next());
        let few = match (first, second) {
            (Some(_), None) => true,
            (Some(first), Some(_)) => filled.next().is_none() && note(first),
            _ => false,
        };
        few && self.headings.len() > 2 && record.broken_quote.is_none() && !first.is_some_and(totals)
    }

    fn fate(&self, record: &Record) -> Fate {
        if record.broken_quote.is_some() {
            Fate::Data
        } else if self.heading_rows.iter().any(|heading| same(heading, record)) {
            Fate::Apart(Apart::Again)
        } else if self.sums_up(record) {
            Fate::Apart(Apart::Totals)
        } else {
            Fate::Data
        }
    }

    /// The first cell says so, and nothing in the row says whose row it is or of when. Where the headings tell nothing
    /// of that, all other cells are figures.
    fn sums_up(&self, record: &Record) -> bool {
        let mut filled = record.cells().enumerate().filter(|(_, cell)| !is_blank(cell));
        let Some((_, first)) = filled.next() else { return false };
        totals(first)
            && filled.all(|(at, cell)| {
                !dated(cell)
                    && !self.identity.get(at).copied().unwrap_or(false)
                    && (self.named || numeric(cell) || totals(cell) || super::values::none(cell).is_some())
            })
    }

    /// Bytes of the file read so far; of a workbook none, until it is read whole.
    pub(super) fn bytes_read(&self) -> u64 {
        match &self.input {
            Input::Text(rows) => rows.get_ref().get_ref().bytes(),
            Input::Sheet(_) => 0,
        }
    }

    /// Reads what is left; the SHA-256 in hex and the number of bytes.
    pub(super) fn finish(self, path: &Path) -> io::Result<(String, u64)> {
        match self.input {
            Input::Text(rows) => rows.into_inner().into_inner().finish(),
            Input::Sheet(rows) => {
                drop(rows);
                files::sha256(path)
            }
        }
    }
}

/// Whether a row that stands alone at the end of the table is a note, and not the start of a row.
fn below(record: &Record) -> bool {
    let mut filled = record.cells().filter(|cell| !is_blank(cell));
    match (filled.next(), filled.next()) {
        (Some(cell), None) => sentence(cell),
        (Some(first), Some(_)) => note(first),
        (None, _) => false,
    }
}

/// The same cells, but for blanks at the end.
fn same(heading: &Record, record: &Record) -> bool {
    let columns = heading.len().max(record.len());
    (0..columns).all(|at| trimmed(heading.get(at)) == trimmed(record.get(at)))
}

/// "scores.csv: lines of totals or averages are left out: 12, 20". Each kind of row is said once.
pub(super) fn warnings(name: &str, rows_or_lines: &str, skipped: &[Skipped], apart: u64) -> Vec<String> {
    let mut by: HashMap<Apart, Vec<u64>> = HashMap::new();
    for row in skipped {
        by.entry(row.what).or_default().push(row.line);
    }
    let mut out = Vec::new();
    for what in Apart::ALL {
        let Some(lines) = by.get(&what) else { continue };
        let listed: Vec<String> = lines.iter().take(10).map(u64::to_string).collect();
        let more = match lines.len().saturating_sub(10) {
            0 => String::new(),
            _ if apart > skipped.len() as u64 => " and more".to_owned(),
            more => format!(" and {more} more"),
        };
        out.push(format!("{name}: {rows_or_lines} {} are left out: {}{more}", what.several(), listed.join(", ")));
    }
    out
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod variants;
