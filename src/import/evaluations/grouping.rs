//! Brings the rows of one evaluation together, wherever in the files they stand, and lets go of them as soon as
//! the last one is read: the first reading counted how many rows each group has.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::part::Keys;
use super::{Layout, Shape, assemble, long};
use crate::domain::people::normalised;
use crate::import::Item;
use crate::import::headings::Field;
use crate::import::table::Record;

/// Rows of each group of more than one row, by the group's hash. Two groups may share a hash: they then wait
/// for one another, and are told apart when they are assembled.
pub(in crate::import) type Counts = HashMap<u64, u32, foldhash::fast::RandomState>;

/// Fields that say something of the evaluation as a whole: its rows must agree on them.
pub(super) const LEVEL: [Field; 13] = [
    Field::CallId,
    Field::AgentId,
    Field::AgentName,
    Field::Team,
    Field::Evaluator,
    Field::Scorecard,
    Field::ScorecardVersion,
    Field::CallStarted,
    Field::Source,
    Field::Kind,
    Field::ScoredBy,
    Field::Total,
    Field::State,
];

/// Which rows a row may belong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// All rows of the batch with this hash.
    Group(u64),
    /// Its neighbours alone: it has neither an evaluation's id nor a call's.
    Run,
}

/// Fields that tell which rows a row belongs with.
const KIN: [Field; 6] =
    [Field::EvaluationId, Field::Source, Field::CallId, Field::AgentId, Field::AgentName, Field::Evaluator];

/// Whether two rows of a table have the same [`kin`] for sure: all that it depends on is the same. `alike` of their first
/// cells are.
pub(super) fn same_kin(layout: &Layout, (one, other): (&Record, &Record), alike: usize) -> bool {
    let same = |column| column < alike || one.get(column) == other.get(column);
    KIN.iter().all(|field| layout.column(*field).is_none_or(same))
}

pub(super) fn kin(layout: &Layout, record: &Record) -> Kin {
    let mut hasher = DefaultHasher::new();
    if let Some(id) = layout.id(record, Field::EvaluationId) {
        (0_u8, layout.text(record, Field::Source), id).hash(&mut hasher);
    } else if let Some(call) = layout.id(record, Field::CallId) {
        let agent_id = layout.text(record, Field::AgentId);
        let name = if agent_id.is_none() { layout.text(record, Field::AgentName).map(normalised) } else { None };
        let evaluator = layout.text(record, Field::Evaluator).map(normalised);
        (1_u8, call, agent_id, name, evaluator).hash(&mut hasher);
    } else {
        return Kin::Run;
    }
    Kin::Group(hasher.finish())
}

/// A row kept until its group is complete.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) file: usize,
    pub(super) record: Record,
}

/// Rows with one hash, until all of them are there.
#[derive(Debug, Default)]
struct Near {
    hash: u64,
    /// How many rows it has.
    due: u32,
    rows: Vec<Stored>,
    /// Of them, those that were there when it became the near one.
    found: usize,
}

/// The second reading's rows on their way to evaluations.
#[derive(Debug)]
pub(in crate::import) struct Grouping<'p> {
    /// By the file's position in the batch; `None` where it is no table.
    layouts: Vec<Option<&'p Layout>>,
    counts: &'p Counts,
    /// The group of the row before, where it waits for more: the rows of an evaluation nearly always stand together.
    near: Near,
    open: HashMap<u64, Vec<Stored>, foldhash::fast::RandomState>,
    run: Vec<Stored>,
    run_slots: HashSet<(String, String)>,
    /// How many evaluations with the same content came before, for those with nothing else to tell them by.
    ordinals: HashMap<[u8; 32], u32>,
    keys: Keys,
    /// Records whose room is used again.
    spare: Vec<Record>,
}

/// More records than this are not kept for their room.
const MOST_SPARE: usize = 64;

impl<'p> Grouping<'p> {
    pub(in crate::import) fn new(layouts: Vec<Option<&'p Layout>>, counts: &'p Counts) -> Self {
        Self {
            layouts,
            counts,
            near: Near::default(),
            open: HashMap::default(),
            run: Vec::new(),
            run_slots: HashSet::new(),
            ordinals: HashMap::new(),
            keys: Keys::default(),
            spare: Vec::new(),
        }
    }

    fn layout(&self, file: usize) -> &'p Layout {
        self.layouts.get(file).copied().flatten().expect("rows come from tables alone")
    }

    /// Takes a row, for whose record it leaves another; what is complete with it goes to `out`.
    pub(in crate::import) fn push(&mut self, file: usize, record: &mut Record, out: &mut Vec<Item>) {
        let layout = self.layout(file);
        let record = std::mem::replace(record, self.spare.pop().unwrap_or_default());
        let stored = Stored { file, record };
        let goes_on = |before: &Stored| {
            let (one, other) = (&before.record, &stored.record);
            before.file == stored.file && same_kin(layout, (one, other), other.begins_like(one))
        };
        if self.near.rows.last().is_some_and(goes_on) {
            self.end_run(out);
            self.gather(stored, out);
            return;
        }
        match kin(layout, &stored.record) {
            Kin::Group(hash) => {
                self.end_run(out);
                self.turn_to(hash);
                self.gather(stored, out);
            }
            Kin::Run => {
                if !self.goes_on(layout, &stored) {
                    self.end_run(out);
                }
                self.run_slots.extend(long::slot(layout, &stored.record));
                self.run.push(stored);
            }
        }
    }

    /// The group of the next row becomes the near one.
    fn turn_to(&mut self, hash: u64) {
        if self.near.hash == hash && !self.near.rows.is_empty() {
            return;
        }
        if !self.near.rows.is_empty() {
            // It may wait for long, and many with it.
            self.near.rows[self.near.found..].iter_mut().for_each(|stored| stored.record.shrink());
            self.open.insert(self.near.hash, std::mem::take(&mut self.near.rows));
        }
        if let Some(rows) = self.open.remove(&hash) {
            self.near.rows = rows;
        }
        self.near.found = self.near.rows.len();
        self.near.hash = hash;
        self.near.due = self.counts.get(&hash).copied().unwrap_or(1);
    }

    fn gather(&mut self, stored: Stored, out: &mut Vec<Item>) {
        self.near.rows.push(stored);
        if self.near.rows.len() as u64 >= u64::from(self.near.due) {
            assemble::group(&self.near.rows, &self.layouts, &mut self.keys, out);
            let room = MOST_SPARE.saturating_sub(self.spare.len());
            self.spare.extend(self.near.rows.drain(..).take(room).map(|stored| stored.record));
        }
    }

    /// Whether a row continues the run: a long table's, the same evaluation in every respect, and a dimension
    /// that the run does not have yet.
    fn goes_on(&self, layout: &Layout, stored: &Stored) -> bool {
        let Some(first) = self.run.first() else { return false };
        let same = |field: &Field| layout.text(&stored.record, *field) == layout.text(&first.record, *field);
        if layout.shape == Shape::Wide || first.file != stored.file {
            return false;
        }
        if !LEVEL.iter().chain(&[Field::Evaluated, Field::Version]).all(same) {
            return false;
        }
        long::slot(layout, &stored.record).is_none_or(|slot| !self.run_slots.contains(&slot))
    }

    fn end_run(&mut self, out: &mut Vec<Item>) {
        if !self.run.is_empty() {
            assemble::run(&self.run, &self.layouts, &mut self.keys, &mut self.ordinals, out);
            self.run.clear();
            self.run_slots.clear();
        }
    }

    /// All rows are in.
    pub(in crate::import) fn finish(mut self, out: &mut Vec<Item>) {
        self.end_run(out);
        // A file that changed between the readings leaves groups open; its hash says so, and nothing is loaded.
        if !self.near.rows.is_empty() {
            assemble::group(&self.near.rows, &self.layouts, &mut self.keys, out);
        }
        for rows in self.open.values() {
            assemble::group(rows, &self.layouts, &mut self.keys, out);
        }
    }
}

#[cfg(test)]
mod tests;
