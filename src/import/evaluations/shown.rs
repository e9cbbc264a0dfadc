//! The rows of a table as its first reading goes over them: one thread finds them, another looks at them.

use std::collections::BTreeMap;

use super::Layout;
use super::choose::{Chosen, Guess};
use super::grouping::{Counts, Kin, kin, same_kin};
use super::seen::Seen;
use crate::domain::field::Field;
use crate::domain::raw::Raw;
use crate::domain::trim::is_blank;
use crate::import::dates::Evidence;
use crate::import::grid::{Fate, Grid};
use crate::import::sniff::Refusal;
use crate::import::table::{Packed, Record};
use crate::import::two_threads::{Ahead, Ended, HEAVY, read_ahead};
use crate::import::{FIRST_ROWS, Options};

/// Names of dimensions that are kept; no scorecard has more.
const MOST_NAMED: usize = 2000;

/// So much of a cell is kept for a look.
const SAMPLE: usize = 120;

/// What the rows showed.
pub(super) struct Shown {
    pub(super) rows: u64,
    pub(super) seen: Vec<Seen>,
    pub(super) samples: Vec<Vec<Raw>>,
    pub(super) dates: [Evidence; 2],
    /// The dimensions of a long table, and the scores of each where no column of possible points says what of.
    pub(super) named: BTreeMap<String, Seen>,
}

/// How a column was looked at so far.
#[derive(Clone, Copy)]
struct Looked {
    /// Whether its values are looked at as scores.
    judged: bool,
    /// Cells with something in them.
    filled: u64,
    /// Whether the last cell is one of them.
    last: bool,
    /// Whether another cell like the last one would show nothing new.
    settled: bool,
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
    let looked = |guess: &Guess| Looked { judged: guess.judged(), filled: 0, last: false, settled: false };
    let mut columns: Vec<Looked> = chosen.guesses.iter().map(looked).collect();
    let mut last = Record::default();
    // The group that rows stand in, and how many of them are not counted yet.
    let (mut group, mut waiting) = (Kin::Run, 0);
    let mut see = |record: &mut Record, before: &Record, alike: usize| -> Result<(), Refusal> {
        shown.rows += 1;
        layout.extend(record);
        shown.see(layout, &mut columns, record, alike);
        if shown.rows == 1 || !same_kin(layout, (before, record), alike) {
            add(counts, group, waiting);
            (group, waiting) = (kin(layout, record), 0);
        }
        waiting += 1;
        Ok(())
    };
    let mut take = |rows: &mut Batch| -> Result<(), Refusal> {
        rows.packed.each(&mut last, &mut see)?;
        options.watch.at(rows.read)?;
        Ok(())
    };
    read_ahead(1, |ahead| rows(grid, ahead), &mut take, Refusal::Io)?;
    add(counts, group, waiting);
    for (seen, looked) in shown.seen.iter_mut().zip(&columns) {
        seen.filled = looked.filled;
    }
    Ok(shown)
}

/// Rows of data, and how many bytes are read with them.
#[derive(Default)]
struct Batch {
    packed: Packed,
    read: u64,
}

fn rows(grid: &mut Grid, ahead: &mut Ahead<Batch>) -> Result<(), Ended<Refusal>> {
    let (mut record, mut before) = (Record::default(), Record::default());
    let mut batch = Batch::default();
    loop {
        let fate = grid.next(&mut record).map_err(Refusal::from);
        if let Ok(Some(Fate::Data)) = fate {
            batch.packed.push(&record, &before);
            std::mem::swap(&mut record, &mut before);
        }
        if batch.packed.weight() >= HEAVY || !matches!(fate, Ok(Some(_))) {
            batch.read = grid.bytes_read();
            ahead.give(batch, HEAVY)?;
            // One that had a long row would keep its memory for short ones.
            batch = ahead.spare().filter(|batch| batch.packed.weight() < 2 * HEAVY).unwrap_or_default();
            batch.packed.clear();
        }
        if fate?.is_none() {
            return Ok(());
        }
    }
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
    /// `alike` of its first cells are those of the row before.
    fn see(&mut self, layout: &Layout, columns: &mut [Looked], record: &Record, alike: usize) {
        self.see_dimension(layout, record);
        for (at, looked) in columns.iter_mut().enumerate() {
            if !(at < alike && looked.settled) {
                let cell = layout.at(record, at);
                looked.last = !is_blank(cell);
                looked.settled = !looked.last || self.look_at(record, at, cell, looked.judged);
            }
            looked.filled += u64::from(looked.last);
        }
        for (field, evidence) in [Field::CallStarted, Field::Evaluated].into_iter().zip(&mut self.dates) {
            // The same again proves nothing more.
            if layout.column(field).is_none_or(|at| at < alike) {
                continue;
            }
            if let Some(text) = layout.text(record, field) {
                evidence.see(record.line, text);
            }
        }
    }

    /// Looks at a cell with something in it; whether the same again would show nothing new.
    fn look_at(&mut self, record: &Record, at: usize, cell: &str, judged: bool) -> bool {
        if judged {
            self.seen[at].see(record.line, cell);
        }
        let samples = &mut self.samples[at];
        if samples.len() < FIRST_ROWS {
            samples.push(short(record.get(at)));
        }
        !judged && samples.len() >= FIRST_ROWS
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
