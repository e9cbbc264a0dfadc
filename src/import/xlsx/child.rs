//! The child's side: a workbook's rows to standard output.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use calamine::{Reader as _, SheetType, Xlsx};

use super::{Said, values};
use crate::import::grid::shape::LOOKED_AT;
use crate::import::table::{COLUMN_LIMIT, FIELD_LIMIT, RECORD_LIMIT};

/// Most filled cells of a sheet.
const CELL_LIMIT: u64 = 5_000_000;
const SHEET_LIMIT: usize = 1_000;

type Workbook = Xlsx<BufReader<File>>;

/// Why reading ends: nobody listens, or the reason has to be said.
enum Stop {
    Deaf,
    Fault(u64, String),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Deaf
    }
}

fn damaged(error: &calamine::XlsxError) -> Stop {
    Stop::Fault(0, format!("it is damaged, or no Excel workbook ({error})"))
}

/// Says the rows of one sheet, or how each sheet begins.
pub(crate) fn run(path: &Path, sheet: Option<&str>) {
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    if let Err(Stop::Fault(row, why)) = speak(path, sheet, &mut out) {
        // Where nobody listens, nobody misses it.
        let _ = say(&mut out, &Said::Fault(row, why)).map(|()| out.flush());
    }
}

fn say(out: &mut impl Write, said: &Said) -> io::Result<()> {
    serde_json::to_writer(&mut *out, said)?;
    out.write_all(b"\n")
}

fn speak(path: &Path, sheet: Option<&str>, out: &mut impl Write) -> Result<(), Stop> {
    let file = File::open(path).map_err(|error| Stop::Fault(0, error.to_string()))?;
    let mut book: Workbook = Xlsx::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
    let mut rows = 0;
    match sheet {
        Some(name) => rows = read(&mut book, name, usize::MAX, out)?,
        None => {
            let sheets: Vec<String> = book
                .sheets_metadata()
                .iter()
                .filter(|sheet| sheet.typ == SheetType::WorkSheet)
                .map(|sheet| sheet.name.clone())
                .collect();
            if sheets.len() > SHEET_LIMIT {
                return Err(Stop::Fault(0, format!("it has more than {SHEET_LIMIT} sheets")));
            }
            for name in sheets {
                say(out, &Said::Sheet(name.clone()))?;
                rows += read(&mut book, &name, LOOKED_AT, out)?;
            }
        }
    }
    say(out, &Said::End(rows))?;
    Ok(out.flush()?)
}

/// Rows with a filled cell, at most so many; how many there were.
fn read(book: &mut Workbook, name: &str, most: usize, out: &mut impl Write) -> Result<u64, Stop> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
    let mut row = Row::default();
    let (mut rows, mut filled) = (0, 0);
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| damaged(&error))? {
        let (number, column) = cell.get_position();
        let text = values::text(cell.get_value(), cells.styles().get(style));
        if text.is_empty() {
            continue;
        }
        if u64::from(number) + 1 != row.number {
            rows += row.hand_over(out)?;
            if rows >= most as u64 {
                return Ok(rows);
            }
            row.number = u64::from(number) + 1;
        }
        filled += 1;
        if filled > CELL_LIMIT {
            return Err(Stop::Fault(row.number, format!("the sheet has more than {CELL_LIMIT} filled cells")));
        }
        row.put(column as usize, text)?;
    }
    Ok(rows + row.hand_over(out)?)
}

#[derive(Debug, Default)]
struct Row {
    /// From 1; 0 before the first.
    number: u64,
    cells: Vec<String>,
    bytes: usize,
}

impl Row {
    fn put(&mut self, column: usize, text: String) -> Result<(), Stop> {
        let fault = |why: String| Err(Stop::Fault(self.number, why));
        if column >= COLUMN_LIMIT {
            return fault(format!("more than {COLUMN_LIMIT} columns (column {})", column + 1));
        }
        self.bytes += text.len();
        if text.len() > FIELD_LIMIT {
            return fault(format!("a cell of more than 256 KB, the most that is read, in column {}", column + 1));
        }
        if self.bytes > RECORD_LIMIT {
            return fault(format!("a row of more than 1 MB, the most that is read, up to column {}", column + 1));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.cells[column] = text;
        Ok(())
    }

    fn hand_over(&mut self, out: &mut impl Write) -> io::Result<u64> {
        self.bytes = 0;
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(0);
        }
        say(out, &Said::Row(self.number, cells))?;
        Ok(1)
    }
}
