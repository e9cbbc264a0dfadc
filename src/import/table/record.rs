//! One record of a table.

use std::ops::Range;

use crate::domain::trim::is_blank;

/// One record: its cells, and where it stands.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Record {
    /// Its cells, in their order; what stands between them belongs to none.
    pub(super) text: String,
    pub(super) cells: Vec<Cell>,
    /// Of its first byte, from 1.
    pub(in crate::import) line: u64,
    /// A quoted cell went on after its closing quote: the line where that quote opened.
    pub(in crate::import) broken_quote: Option<u64>,
}

/// Where a cell stands in its record's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    start: u32,
    pub(super) end: u32,
}

impl Cell {
    pub(super) fn new(start: usize, end: usize) -> Self {
        let place = |at| u32::try_from(at).expect("records are of limited length");
        Self { start: place(start), end: place(end) }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Record {
    /// A record that was no text.
    pub(in crate::import) fn from_cells(line: u64, cells: &[String]) -> Self {
        let mut record = Self { line, ..Self::default() };
        for cell in cells {
            record.push(cell);
        }
        record
    }

    fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.cells.push(Cell::new(start, self.text.len()));
    }

    pub(in crate::import) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cell as the file has it; empty where the record is too short.
    pub(in crate::import) fn get(&self, column: usize) -> &str {
        match self.cells.get(column) {
            Some(cell) if cell.start < cell.end => &self.text[cell.range()],
            Some(_) | None => "",
        }
    }

    /// How many of its first cells are those of another one, to the byte. Rows that belong together begin alike.
    pub(in crate::import) fn begins_like(&self, other: &Self) -> usize {
        let alike = common(self.text.as_bytes(), other.text.as_bytes());
        let same = |(one, other): &(&Cell, &Cell)| one == other && one.end as usize <= alike;
        self.cells.iter().zip(&other.cells).take_while(same).count()
    }

    pub(in crate::import) fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| &self.text[cell.range()])
    }

    /// Adds cells of other files, behind a full row of its own.
    pub(in crate::import) fn extend<'c>(&mut self, own: usize, cells: impl Iterator<Item = &'c str>) {
        while self.len() < own {
            self.push("");
        }
        cells.for_each(|cell| self.push(cell));
    }

    /// Gives back room that it does not need.
    pub(in crate::import) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.cells.shrink_to_fit();
    }

    /// Nothing but white space in every cell.
    pub(in crate::import) fn is_blank(&self) -> bool {
        self.cells().all(is_blank)
    }
}

/// How many of their first bytes are the same.
pub(super) fn common(one: &[u8], other: &[u8]) -> usize {
    let ((words, _), (others, _)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let alike = 8 * words.iter().zip(others).take_while(|(one, other)| one == other).count();
    let rest = one[alike..].iter().zip(&other[alike..]);
    alike + rest.take_while(|(one, other)| one == other).count()
}
