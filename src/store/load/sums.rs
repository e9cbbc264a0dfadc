//! The daily sums of a large load, from what passes by: nothing is read again.
//!
//! They have to be those that the scores give when they are read, to the bit: so the calls of a day are added in the same
//! order, by their key.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

use crate::domain::progress::Phase;
use crate::store::error::Result;
use crate::store::pace::{LOOK_EACH, Pace};
use crate::store::rollup::Cells;

/// An evaluation that is the only one of its call.
struct Alone {
    line: i64,
    day: i64,
    identity: i64,
    call: i64,
    overall: Option<f64>,
    ai: bool,
    /// Where its percents begin, and how many there are.
    from: usize,
    scores: u16,
}

#[derive(Default)]
pub(super) struct Sums {
    evaluations: Vec<Alone>,
    percents: Vec<(u32, f64)>,
    /// Identity and day of what the file held before: those days are read from their scores.
    before: HashSet<(i64, i64)>,
    /// Rows of calls before the load.
    calls_before: i64,
}

/// Where an evaluation counts.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    pub(super) line: i64,
    pub(super) day: i64,
    pub(super) identity: i64,
    /// A call that the load brought, with an ID.
    pub(super) call: i64,
}

impl Sums {
    pub(super) fn begin(conn: &Connection) -> Result<Self> {
        let calls_before = conn.query_row("SELECT coalesce(max(id), 0) FROM call", [], |r| r.get(0))?;
        let mut statement =
            conn.prepare("SELECT DISTINCT identity, day FROM evaluation WHERE current = 1 AND day IS NOT NULL")?;
        let before = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(Self { before: before.collect::<rusqlite::Result<_>>()?, calls_before, ..Self::default() })
    }

    /// Takes note of an evaluation; `false` where its day is to be read from the scores.
    pub(super) fn add(
        &mut self,
        at: Counted,
        overall: Option<f64>,
        ai: bool,
        percents: impl Iterator<Item = (i64, f64)>,
    ) -> bool {
        if at.call <= self.calls_before || self.before.contains(&(at.identity, at.day)) {
            return false;
        }
        let from = self.percents.len();
        self.percents.extend(percents.filter_map(|(dimension, value)| Some((u32::try_from(dimension).ok()?, value))));
        let scores = u16::try_from(self.percents.len() - from).unwrap_or(u16::MAX);
        let Counted { line, day, identity, call } = at;
        self.evaluations.push(Alone { line, day, identity, call, overall, ai, from, scores });
        true
    }

    /// Writes the sums of all days but those that are read from the scores anyway.
    pub(super) fn write(mut self, conn: &Connection, read: &BTreeSet<(i64, i64)>, pace: &mut Pace<'_>) -> Result<()> {
        self.evaluations.retain(|e| !read.contains(&(e.identity, e.day)));
        let rank = self.ranks(conn)?;
        let rank_of = |call: i64| usize::try_from(call - self.calls_before).ok().and_then(|at| rank.get(at)).copied();
        self.evaluations.sort_unstable_by_key(|e| (e.line, e.day, e.identity, rank_of(e.call)));
        let mut insert =
            conn.prepare_cached("INSERT INTO daily (scorecard, day, identity, cells) VALUES (?1, ?2, ?3, ?4)")?;
        let mut done = 0;
        let days = self.evaluations.chunk_by(|a, b| (a.line, a.day, a.identity) == (b.line, b.day, b.identity));
        for (n, of_day) in days.enumerate() {
            if n.is_multiple_of(LOOK_EACH) {
                pace.at(Phase::AddingUp, done, self.evaluations.len() as u64)?;
            }
            done += of_day.len() as u64;
            let mut cells = Cells::default();
            for e in of_day {
                let percents = self.percents[e.from..e.from + usize::from(e.scores)].iter();
                cells.add_only(e.overall, e.ai, percents.map(|(dimension, value)| (i64::from(*dimension), *value)));
            }
            let first = &of_day[0];
            insert.execute((first.line, first.day, first.identity, cells.packed()))?;
        }
        Ok(())
    }

    /// The place of each call of the load among all, by key.
    fn ranks(&self, conn: &Connection) -> Result<Vec<u32>> {
        let all: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM call", [], |r| r.get(0))?;
        let mut out = vec![0; usize::try_from(all - self.calls_before).unwrap_or(0) + 1];
        let mut statement = conn.prepare("SELECT id FROM call WHERE key IS NOT NULL ORDER BY key")?;
        let mut rows = statement.query([])?;
        let mut rank = 0;
        while let Some(row) = rows.next()? {
            rank += 1;
            let at = usize::try_from(row.get::<_, i64>(0)? - self.calls_before).ok();
            if let Some(slot) = at.and_then(|at| out.get_mut(at)) {
                *slot = rank;
            }
        }
        Ok(out)
    }
}
