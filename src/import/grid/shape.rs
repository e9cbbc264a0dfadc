//! Where the headings of a table stand: below titles, in one row or in two.

use std::collections::HashSet;

use super::words::{dated, numeric};
use crate::import::encoding::TextEncoding;
use crate::import::headings::{self, Field};
use crate::import::table::Record;

/// How many records are looked at, and how many of them may be the headings.
pub(in crate::import) const LOOKED_AT: usize = 60;
const HEADING_AMONG: usize = 30;

/// Where the records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum Source {
    Text { delimiter: u8, encoding: TextEncoding },
    Sheet { name: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum HeadingRows {
    One,
    /// Groups over headings: "Empathy" over "Score" and "Comment".
    Two,
}

impl HeadingRows {
    pub(in crate::import) fn count(self) -> usize {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// How a table begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct TableStart {
    pub(in crate::import) source: Source,
    /// Records up to and including the headings.
    pub(in crate::import) skip: usize,
    pub(in crate::import) rows: HeadingRows,
    /// The first record is "sep=;".
    pub(in crate::import) separator_line: bool,
    /// How many fields are known by their headings; below two, a person has to say what the columns are.
    pub(in crate::import) headings_known: usize,
}

/// The headings among the first records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Shape {
    pub(in crate::import) known: usize,
    /// Records that have as many cells as the headings.
    pub(in crate::import) agreeing: usize,
    pub(in crate::import) columns: usize,
    pub(in crate::import) skip: usize,
    pub(in crate::import) rows: HeadingRows,
    /// The headings name an agent and a date.
    pub(in crate::import) complete: bool,
}

impl Shape {
    /// What tells a better reading from a worse one.
    pub(in crate::import) fn rank(&self) -> (usize, usize, usize) {
        (self.known, self.agreeing, self.columns)
    }
}

/// The fields that the headings of a record name.
fn fields<'c>(cells: impl Iterator<Item = &'c str>) -> HashSet<Field> {
    cells.filter_map(|cell| headings::recognise(cell.get(..200).unwrap_or(cell))).map(|known| known.field).collect()
}

/// The record whose headings are known best, the first of several.
pub(in crate::import) fn known(records: &[Record]) -> Option<Shape> {
    let mut best: Option<(usize, usize)> = None;
    for (at, record) in records.iter().take(HEADING_AMONG).enumerate() {
        let count = fields(record.cells()).len();
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, at));
        }
    }
    let (found, at) = best?;
    let above = at.checked_sub(1).and_then(|before| joined(&records[before], &records[at])).map(|cells| (at, cells));
    let below = records.get(at + 1).and_then(|next| joined(&records[at], next)).map(|cells| (at + 1, cells));
    let (last, rows, cells) = match above.or(below) {
        Some((last, cells)) => (last, HeadingRows::Two, cells),
        None => (at, HeadingRows::One, records[at].cells().map(str::to_owned).collect()),
    };
    Some(shape(records, found, last, rows, &cells))
}

fn shape(records: &[Record], known: usize, last: usize, rows: HeadingRows, cells: &[String]) -> Shape {
    let named = fields(cells.iter().map(String::as_str));
    let has = |wanted: [Field; 2]| wanted.iter().any(|field| named.contains(field));
    let columns = cells.len();
    Shape {
        known: known.max(named.len()),
        agreeing: records.iter().skip(last + 1).filter(|record| record.len() == columns).count(),
        columns,
        skip: last + 1,
        rows,
        complete: has([Field::AgentName, Field::AgentId]) && has([Field::CallStarted, Field::Evaluated]),
    }
}

/// A table whose headings nobody knows: nearly all records have the same number of cells, and above numbers or dates
/// stands a record of short, distinct words.
pub(in crate::import) fn unknown(records: &[Record]) -> Option<Shape> {
    let filled: Vec<&Record> = records.iter().filter(|record| !record.is_blank()).collect();
    let columns = filled.iter().map(|record| record.len()).max_by_key(|len| {
        let many = filled.iter().filter(|record| record.len() == *len).count();
        (many, *len)
    })?;
    let heading = |record: &Record| {
        let cells: Vec<&str> = record.cells().map(str::trim).collect();
        let words: HashSet<String> = cells.iter().map(|cell| headings::plain(cell)).collect();
        let fine = |cell: &&str| !cell.is_empty() && cell.chars().count() <= 60 && !numeric(cell) && !dated(cell);
        cells.len() == columns && cells.iter().all(fine) && words.len() == cells.len() && !words.contains("")
    };
    let at = records.iter().take(HEADING_AMONG).position(heading)?;
    let below: Vec<&Record> = records[at + 1..].iter().filter(|record| !record.is_blank()).collect();
    let same = below.iter().filter(|record| record.len() == columns).count();
    let figures = below.iter().any(|record| record.cells().any(|cell| numeric(cell) || dated(cell)));
    let cells: Vec<String> = records[at].cells().map(str::to_owned).collect();
    (columns >= 3 && figures && same * 10 >= below.len() * 9).then(|| shape(records, 0, at, HeadingRows::One, &cells))
}

/// Fields that a group of columns has for each of its members.
const OF_A_GROUP: [Field; 6] =
    [Field::Earned, Field::Possible, Field::Outcome, Field::Comment, Field::AutoFail, Field::Flag];

/// A row of groups over a row of headings as one row of headings, where they are such: some known heading stands
/// several times, and the groups tell its columns apart. Merged cells leave blanks, which repeat the group to the left.
pub(in crate::import) fn joined(groups: &Record, headings: &Record) -> Option<Vec<String>> {
    let columns = groups.len().max(headings.len());
    let lower: Vec<&str> = (0..columns).map(|at| headings.get(at).trim()).collect();
    let upper: Vec<&str> = (0..columns).map(|at| groups.get(at).trim()).collect();
    if lower.iter().any(|cell| numeric(cell) || dated(cell)) || upper.iter().filter(|cell| !cell.is_empty()).count() < 2
    {
        return None;
    }
    let plain: Vec<String> = lower.iter().map(|cell| headings::plain(cell)).collect();
    let again = |at: usize| !plain[at].is_empty() && plain.iter().filter(|other| **other == plain[at]).count() > 1;
    let field = |at: usize| headings::recognise(lower[at]).map(|known| known.field);
    if !(0..columns).any(|at| again(at) && field(at).is_some()) {
        return None;
    }
    // The column where the group of each column begins.
    let mut begins = Vec::with_capacity(columns);
    for (at, cell) in upper.iter().enumerate() {
        let before = begins.last().copied().flatten();
        begins.push(if cell.is_empty() { before } else { Some(at) });
    }
    let shared: HashSet<usize> = (0..columns).filter(|at| again(*at)).filter_map(|at| begins[at]).collect();
    let mut out = Vec::with_capacity(columns);
    for at in 0..columns {
        let of_group = again(at) || field(at).is_none_or(|field| OF_A_GROUP.contains(&field));
        out.push(match begins[at] {
            None if again(at) => return None,
            Some(_) if lower[at].is_empty() => upper[at].to_owned(),
            Some(begin) if of_group && shared.contains(&begin) => format!("{} {}", upper[begin], lower[at]),
            Some(_) | None => lower[at].to_owned(),
        });
    }
    let distinct: HashSet<String> = (0..columns).filter(|at| again(*at)).map(|at| headings::plain(&out[at])).collect();
    (distinct.len() == (0..columns).filter(|at| again(*at)).count()).then_some(out)
}
