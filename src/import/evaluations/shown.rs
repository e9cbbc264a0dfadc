//! The rows of a table as its first reading goes over them: one thread finds them, another looks at them.

use std::collections::BTreeMap;

use super::Layout;
use super::choose::Chosen;
use super::grouping::{Counts, Kin, kin, same_kin};
use super::seen::Seen;
use crate::domain::field::Field;
use crate::domain::raw::Raw;
use crate::domain::trim::is_blank;
use crate::import::dates::Evidence;
use crate::import::grid::{Fate, Grid};
use crate::import::sniff::Refusal;
use crate::import::table::Record;
use crate::import::two_threads::{Ahead, Ended, read_ahead};
use crate::import::{FIRST_ROWS, Options};

/// Names of dimensions that are kept; no scorecard has more.
const MOST_NAMED: usize = 2000;

/// Whoever watches is told after so many rows.
const TOLD_EACH: u64 = 1024;

/// So many rows are handed over at once.
const BATCH: usize = 256;

/// So much of a cell is kept for a look.
const SAMPLE: usize = 120;

/// Bytes of a long row.
const LONG: usize = 4 << 10;

/// What the rows showed.
pub(super) struct Shown {
    pub(super) rows: u64,
    pub(super) seen: Vec<Seen>,
    pub(super) samples: Vec<Vec<Raw>>,
    pub(super) dates: [Evidence; 2],
    /// The dimensions of a long table, and the scores of each where no column of possible points says what of.
    pub(super) named: BTreeMap<String, Seen>,
}

/// Looks at every row of a table.
pub(super) fn look(
    grid: &mut Grid,
    layout: &Layout,
    chosen: &Chosen,
    counts: &mut Counts,
    options: &Options,
) -> Result<Shown, Refusal> {
    let width = layout.columns.len();
    let mut shown = Shown {
        rows: 0,
        seen: vec![Seen::new(); width],
        samples: vec![Vec::new(); width],
        dates: [Evidence::default(), Evidence::default()],
        named: BTreeMap::new(),
    };
    let mut before = Record::default();
    // The group that rows stand in, and how many of them are not counted yet.
    let (mut group, mut waiting) = (Kin::Run, 0);
    let mut see = |row: &mut Row| -> Result<(), Refusal> {
        let record = &mut row.record;
        shown.rows += 1;
        if shown.rows.is_multiple_of(TOLD_EACH) {
            options.watch.at(row.read)?;
        }
        layout.extend(record);
        shown.see(layout, chosen, record);
        if shown.rows == 1 || !same_kin(layout, &before, record) {
            add(counts, group, waiting);
            (group, waiting) = (kin(layout, record), 0);
        }
        waiting += 1;
        std::mem::swap(record, &mut before);
        Ok(())
    };
    read_ahead(BATCH, |ahead| rows(grid, ahead), &mut see, Refusal::Io)?;
    add(counts, group, waiting);
    Ok(shown)
}

/// A row of data, and how many bytes are read with it.
#[derive(Default)]
struct Row {
    record: Record,
    read: u64,
}

fn rows(grid: &mut Grid, ahead: &mut Ahead<Row>) -> Result<(), Ended<Refusal>> {
    let mut row = Row::default();
    while let Some(fate) = grid.next(&mut row.record).map_err(Refusal::from)? {
        if fate == Fate::Data {
            row.read = grid.bytes_read();
            let weight = row.record.room();
            ahead.give(row, weight)?;
            // One that was long once would keep its memory for short ones.
            row = ahead.spare().filter(|row| row.record.room() <= LONG).unwrap_or_default();
        }
    }
    Ok(())
}

/// Adds rows of a group to its count.
fn add(counts: &mut Counts, group: Kin, rows: u32) {
    match group {
        Kin::Group(hash) => {
            let count = counts.entry(hash).or_insert(0);
            *count = count.saturating_add(rows);
        }
        Kin::Run => {}
    }
}

impl Shown {
    fn see(&mut self, layout: &Layout, chosen: &Chosen, record: &Record) {
        self.see_dimension(layout, record);
        for (at, seen) in self.seen.iter_mut().enumerate() {
            let cell = layout.at(record, at);
            seen.count(cell);
            if chosen.guesses[at].judged() {
                seen.see(record.line, cell);
            }
            let samples = &mut self.samples[at];
            if samples.len() < FIRST_ROWS && !is_blank(cell) {
                samples.push(short(record.get(at)));
            }
        }
        for (field, evidence) in [Field::CallStarted, Field::Evaluated].into_iter().zip(&mut self.dates) {
            if let Some(text) = layout.text(record, field) {
                evidence.see(record.line, text);
            }
        }
    }

    /// Keeps the name of a row's dimension, and its score where the dimension alone says what it is of.
    fn see_dimension(&mut self, layout: &Layout, record: &Record) {
        let Some(dimension) = layout.text(record, Field::Dimension) else { return };
        if !self.named.contains_key(dimension) {
            if self.named.len() >= MOST_NAMED {
                return;
            }
            self.named.insert(dimension.to_owned(), Seen::new());
        }
        if layout.column(Field::Possible).is_none()
            && let Some(seen) = self.named.get_mut(dimension)
        {
            seen.see(record.line, layout.cell(record, Field::Earned));
        }
    }
}

fn short(cell: &str) -> Raw {
    Raw::from(cell.chars().take(SAMPLE).collect::<String>())
}
