//! The neutral grid: a text file of separated values as records of cells, each with the line it starts on.
//!
//! Not the csv crate's reader, for three things that it does not tell: the line of a record as an editor counts
//! it (after CRLF and blank lines its positions lag behind), a quote that is never closed, and a quote
//! that closes in the middle of a cell, which is how rows get swallowed. A property test compares the two.

use std::io::{self, BufRead, BufReader, Read};

use super::sniff::BOM;
use crate::domain::raw::visible;

pub(super) use packed::Packed;
pub(super) use record::Record;
use record::{Cell, common};

mod packed;
mod record;
mod stops;

/// Longest record and cell, in bytes, and the most columns.
pub(super) const RECORD_LIMIT: usize = 1 << 20;
pub(super) const FIELD_LIMIT: usize = 256 << 10;
pub(super) const COLUMN_LIMIT: usize = 2_000;
/// So much of a cell that is too large is shown.
const BEGINS: usize = 40;

/// Why a table cannot be read on.
#[derive(Debug)]
pub(super) enum Fault {
    Io(io::Error),
    Malformed {
        line: u64,
        why: String,
    },
    /// A workbook that its reader cannot read to its end.
    Workbook(String),
}

/// Reads records one by one.
#[derive(Debug)]
pub(super) struct Rows<R> {
    input: BufReader<R>,
    scanner: Scanner,
    /// Bytes read, and where the record began.
    offset: u64,
}

impl<R: Read> Rows<R> {
    /// A byte order mark at the start is taken off.
    pub(super) fn new(input: R, delimiter: u8) -> Self {
        Self { input: BufReader::with_capacity(64 << 10, input), scanner: Scanner::new(delimiter), offset: 0 }
    }

    /// The next record that is no empty line. False at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        self.scanner.begin();
        let start = self.offset;
        loop {
            let buffer = self.input.fill_buf().map_err(Fault::Io)?;
            if self.offset == 0 && buffer.starts_with(BOM) {
                self.input.consume(BOM.len());
                self.offset = BOM.len() as u64;
                continue;
            }
            if buffer.is_empty() {
                return if self.scanner.end()? { self.hand_over(record, start) } else { Ok(false) };
            }
            let (used, complete) = match self.scanner.glance(buffer) {
                Some(used) => (used, true),
                None => self.scanner.feed(buffer)?,
            };
            self.input.consume(used);
            self.offset += used as u64;
            if complete {
                return self.hand_over(record, start);
            }
        }
    }

    fn hand_over(&mut self, record: &mut Record, start: u64) -> Result<bool, Fault> {
        let scanner = &mut self.scanner;
        let line = scanner.first_line;
        let text = String::from_utf8(std::mem::take(&mut scanner.bytes))
            .map_err(|error| cell_not_utf8(error.as_bytes(), &scanner.cells, line, start))?;
        // Two halves of a character in neighbouring cells make one that no cell holds.
        let cut = |cell: &Cell| !text.is_char_boundary(cell.end as usize);
        if scanner.apart
            && let Some(cell) = scanner.cells.iter().find(|cell| cut(cell))
        {
            return Err(not_utf8(line, text.as_bytes()[cell.end as usize], start));
        }
        scanner.bytes = std::mem::replace(&mut record.text, text).into_bytes();
        std::mem::swap(&mut record.cells, &mut scanner.cells);
        record.line = line;
        record.broken_quote = scanner.broken;
        Ok(true)
    }

    pub(super) fn get_ref(&self) -> &R {
        self.input.get_ref()
    }

    /// The input, at some point beyond the last record.
    pub(super) fn into_inner(self) -> R {
        self.input.into_inner()
    }
}

/// The first byte of the cells, one after another, that belongs to no character of one of them.
fn cell_not_utf8(bytes: &[u8], cells: &[Cell], line: u64, start: u64) -> Fault {
    let together: Vec<u8> = cells.iter().flat_map(|cell| &bytes[cell.range()]).copied().collect();
    let at = match std::str::from_utf8(&together) {
        Err(error) => error.valid_up_to(),
        Ok(text) => {
            let mut end = 0;
            let mut ends = cells.iter().map(|cell| {
                end += cell.range().len();
                end
            });
            ends.find(|end| !text.is_char_boundary(*end)).unwrap_or(0)
        }
    };
    not_utf8(line, together.get(at).copied().unwrap_or(0), start)
}

fn not_utf8(line: u64, byte: u8, start: u64) -> Fault {
    let why = format!("the text is not UTF-8: byte 0x{byte:02X} in the record that starts at byte {start}");
    Fault::Malformed { line, why }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RecordStart,
    FieldStart,
    Plain,
    Quoted,
    /// A quote inside a quoted cell: its end, or the first of a doubled one.
    Closed,
}

#[derive(Debug)]
struct Scanner {
    delimiter: u8,
    state: State,
    bytes: Vec<u8>,
    cells: Vec<Cell>,
    /// Of the byte that comes next.
    line: u64,
    after_cr: bool,
    first_line: u64,
    quote_line: u64,
    broken: Option<u64>,
    /// Whether the cells stand side by side, without the ASCII bytes that ended them.
    apart: bool,
    last: Glanced,
}

/// The last record that was taken at a glance: the next one mostly begins with the same cells.
#[derive(Debug, Default)]
struct Glanced {
    bytes: Vec<u8>,
    cells: Vec<Cell>,
}

impl Glanced {
    /// Hands over the cells that a record begins with as well, and says where the one behind them starts.
    fn begins(&self, record: &[u8], cells: &mut Vec<Cell>) -> usize {
        let alike = common(record, &self.bytes);
        // A cell ends with a delimiter, or with a quote and a delimiter.
        let known = self.cells.iter().take_while(|cell| cell.end as usize + 1 < alike).count();
        cells.extend_from_slice(&self.cells[..known]);
        cells.last().map_or(0, |cell| {
            let end = cell.end as usize;
            if record[end] == b'"' { end + 2 } else { end + 1 }
        })
    }

    fn keep(&mut self, record: &[u8], cells: &[Cell]) {
        self.bytes.clear();
        self.bytes.extend_from_slice(record);
        self.cells.clear();
        self.cells.extend_from_slice(cells);
    }
}

impl Scanner {
    fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            state: State::RecordStart,
            bytes: Vec::new(),
            cells: Vec::new(),
            line: 1,
            after_cr: false,
            first_line: 1,
            quote_line: 1,
            broken: None,
            apart: true,
            last: Glanced::default(),
        }
    }

    fn begin(&mut self) {
        self.state = State::RecordStart;
        self.bytes.clear();
        self.cells.clear();
        self.broken = None;
        self.apart = true;
    }

    /// Takes a record that stands whole at the start of the buffer, without a doubled quote and without a line break in a
    /// cell, as nearly all do: how long it is. `None`, with nothing taken, where it has to be read byte by byte.
    fn glance(&mut self, buffer: &[u8]) -> Option<usize> {
        if self.state != State::RecordStart || matches!(self.delimiter, b'"' | b'\n' | b'\r') {
            return None;
        }
        let (mut line, mut after_cr, mut first) = (self.line, self.after_cr, 0);
        while let b'\n' | b'\r' = buffer.get(first)? {
            line += u64::from(!(buffer[first] == b'\n' && after_cr));
            after_cr = buffer[first] == b'\r';
            first += 1;
        }
        let record = &buffer[first..];
        let from = self.last.begins(record, &mut self.cells);
        let Some(length) = stops::cells(record, self.delimiter, from, &mut self.cells) else {
            self.cells.clear();
            return None;
        };
        self.last.keep(&record[..length], &self.cells);
        self.bytes.extend_from_slice(&record[..length]);
        self.apart = !self.delimiter.is_ascii();
        self.first_line = line;
        self.line = line + 1;
        self.after_cr = record[length] == b'\r';
        Some(first + length + 1)
    }

    /// Where the cell begins that is being read byte by byte.
    fn cell_start(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.end as usize)
    }

    fn end_cell(&mut self) {
        self.cells.push(Cell::new(self.cell_start(), self.bytes.len()));
    }

    /// Takes bytes until a record is complete or the buffer is used up.
    fn feed(&mut self, buffer: &[u8]) -> Result<(usize, bool), Fault> {
        let mut at = 0;
        while let Some(&byte) = buffer.get(at) {
            if matches!(self.state, State::Plain | State::Quoted) {
                let run = self.run(&buffer[at..]);
                if run > 0 {
                    self.bytes.extend_from_slice(&buffer[at..at + run]);
                    self.after_cr = false;
                    self.check_size()?;
                    at += run;
                    continue;
                }
            }
            at += 1;
            if self.step(byte) {
                self.check_size()?;
                return Ok((at, true));
            }
            if self.cells.len() >= COLUMN_LIMIT {
                let why = format!("more than {COLUMN_LIMIT} columns");
                return Err(Fault::Malformed { line: self.first_line, why });
            }
        }
        self.check_size()?;
        Ok((at, false))
    }

    /// How many bytes from here mean nothing but themselves.
    fn run(&self, rest: &[u8]) -> usize {
        let stop = if self.state == State::Quoted {
            rest.iter().position(|byte| matches!(byte, b'"' | b'\n' | b'\r'))
        } else {
            rest.iter().position(|byte| matches!(byte, b'\n' | b'\r') || *byte == self.delimiter)
        };
        stop.unwrap_or(rest.len())
    }

    /// One byte; true where it ends the record.
    fn step(&mut self, byte: u8) -> bool {
        let line_end = matches!(byte, b'\n' | b'\r');
        if line_end && !(byte == b'\n' && self.after_cr) {
            self.line += 1;
        }
        self.after_cr = byte == b'\r';
        if self.state == State::RecordStart {
            if line_end {
                return false;
            }
            self.first_line = self.line;
            self.state = State::FieldStart;
        }
        match self.state {
            State::Quoted if byte == b'"' => self.state = State::Closed,
            State::Quoted => self.bytes.push(byte),
            State::FieldStart if byte == b'"' => {
                self.state = State::Quoted;
                self.quote_line = self.line;
            }
            State::Closed if byte == b'"' => {
                self.bytes.push(byte);
                self.state = State::Quoted;
            }
            State::RecordStart | State::FieldStart | State::Plain | State::Closed => {
                if byte == self.delimiter {
                    self.end_cell();
                    self.state = State::FieldStart;
                } else if line_end {
                    self.end_cell();
                    return true;
                } else {
                    if self.state == State::Closed && !byte.is_ascii_whitespace() {
                        self.broken.get_or_insert(self.quote_line);
                    }
                    self.bytes.push(byte);
                    self.state = State::Plain;
                }
            }
        }
        false
    }

    /// The input is over. True where that ends a record.
    fn end(&mut self) -> Result<bool, Fault> {
        match self.state {
            State::RecordStart => Ok(false),
            State::Quoted => {
                let why = "a quote opens here and is never closed".to_owned();
                Err(Fault::Malformed { line: self.quote_line, why })
            }
            State::FieldStart | State::Plain | State::Closed => {
                self.end_cell();
                Ok(true)
            }
        }
    }

    fn check_size(&self) -> Result<(), Fault> {
        let start = self.cell_start();
        let what = if self.bytes.len() - start > FIELD_LIMIT {
            let read = self.bytes.get(start..(start + BEGINS).min(self.bytes.len())).unwrap_or_default();
            let begins = String::from_utf8_lossy(read).into_owned();
            let begins = visible(begins.trim_end_matches('\u{fffd}')).into_owned();
            let column = self.cells.len() + 1;
            format!("a cell of more than 256 KB, the most that is read, in column {column}; it begins “{begins}”")
        } else if self.bytes.len() > RECORD_LIMIT {
            format!("a row of more than 1 MB, the most that is read, up to column {}", self.cells.len() + 1)
        } else {
            return Ok(());
        };
        if self.state == State::Quoted {
            let why = format!("{what}: a quote opens here, and is perhaps never closed");
            return Err(Fault::Malformed { line: self.quote_line, why });
        }
        Err(Fault::Malformed { line: self.first_line, why: what })
    }
}

#[cfg(test)]
mod tests;
