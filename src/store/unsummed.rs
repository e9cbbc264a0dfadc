//! What the daily sums cannot hold: evaluations of calls that are scored on several days or with several identities. Such a
//! call counts once in a span that has several of them, and not at all in one that has none.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::Result;
use super::rollup::{CallScores, Cells};
use super::scored::{SCORES, percents};
use super::sums::{Owners, Reach};

/// One evaluation, packed as a day is.
pub(super) struct Unsummed<'r> {
    pub(super) evaluation: i64,
    pub(super) call: i64,
    pub(super) identity: i64,
    pub(super) day: i64,
    pub(super) cells: &'r [u8],
}

/// A row as it is kept: scorecard, call, identity, day and the packed cells.
type Kept = (i64, i64, i64, i64, Vec<u8>);

/// What is to be kept of an evaluation that counts, from its scores; nothing where it has no day.
fn from_scores(conn: &Connection, evaluation: i64) -> Result<Option<Kept>> {
    let sql = "SELECT v.scorecard, e.call, e.identity, e.day, e.overall, e.scored_by = 'ai'
               FROM evaluation e JOIN scorecard_version v ON v.id = e.form WHERE e.id = ?1 AND e.day IS NOT NULL";
    let place = |r: &Row<'_>| Ok(((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?), r.get(4)?, r.get(5)?));
    let Some(((line, call, identity, day), overall, ai)) =
        conn.prepare_cached(sql)?.query_row([evaluation], place).optional()?
    else {
        return Ok(None);
    };
    let percents = percents(&mut *conn.prepare_cached(SCORES)?, evaluation)?;
    let mut cells = Cells::default();
    cells.add_only(overall, ai, percents.into_iter());
    Ok(Some((line, call, identity, day, cells.packed())))
}

/// Keeps an evaluation that counts and that no day's sums hold.
pub(super) fn keep(conn: &Connection, evaluation: i64) -> Result<()> {
    let Some((line, call, identity, day, cells)) = from_scores(conn, evaluation)? else {
        return forget(conn, evaluation);
    };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO unsummed (evaluation, scorecard, call, identity, day, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((evaluation, line, call, identity, day, cells))?;
    Ok(())
}

pub(super) fn forget(conn: &Connection, evaluation: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM unsummed WHERE evaluation = ?1")?.execute([evaluation])?;
    Ok(())
}

/// Keeps all that the file holds.
pub(super) fn fill(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM unsummed", [])?;
    for evaluation in all(conn)? {
        keep(conn, evaluation)?;
    }
    Ok(())
}

/// Those that are to be kept.
fn all(conn: &Connection) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM evaluation WHERE current = 1 AND summed = 0 AND day IS NOT NULL ORDER BY id";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many are not kept, or not as their scores are.
pub(super) fn differ(conn: &Connection) -> Result<i64> {
    let mut kept: HashMap<i64, Kept> = HashMap::new();
    let mut statement = conn.prepare("SELECT scorecard, call, identity, day, cells, evaluation FROM unsummed")?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        kept.insert(r.get(5)?, (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?));
    }
    let mut differ = 0;
    for evaluation in all(conn)? {
        differ += i64::from(kept.remove(&evaluation) != from_scores(conn, evaluation)?);
    }
    Ok(differ + i64::try_from(kept.len()).unwrap_or(i64::MAX))
}

/// Those of a line from a day on, up to another, in any order.
pub(super) fn each(
    conn: &Connection,
    line: i64,
    (from, to): (i64, i64),
    owners: &Owners,
    see: &mut dyn FnMut(&Unsummed<'_>) -> Result<()>,
) -> Result<()> {
    let mut walk = |rows: &mut rusqlite::Rows<'_>| -> Result<()> {
        while let Some(row) = rows.next()? {
            let cells = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
            let (evaluation, call, identity, day) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            see(&Unsummed { evaluation, call, identity, day, cells })?;
        }
        Ok(())
    };
    match owners.reach() {
        Reach::Days => {
            let sql = "SELECT evaluation, call, identity, day, cells FROM unsummed INDEXED BY unsummed_day
                       WHERE scorecard = ?1 AND day >= ?2 AND day < ?3";
            walk(&mut conn.prepare_cached(sql)?.query((line, from, to))?)
        }
        Reach::Identities => {
            let sql = "SELECT evaluation, call, identity, day, cells FROM unsummed INDEXED BY unsummed_identity
                       WHERE scorecard = ?1 AND day >= ?2 AND day < ?3 AND identity = ?4";
            let mut statement = conn.prepare_cached(sql)?;
            for identity in owners.identities() {
                walk(&mut statement.query((line, from, to, identity))?)?;
            }
            Ok(())
        }
    }
}

/// Evaluations that are added up call by call, by where those count.
pub(super) struct Together<K> {
    evaluations: Vec<(K, i64, Range<usize>)>,
    /// Their cells.
    packed: Vec<u8>,
}

impl<K: Ord + Copy> Together<K> {
    pub(super) fn new() -> Self {
        Self { evaluations: Vec::new(), packed: Vec::new() }
    }

    pub(super) fn add(&mut self, at: K, one: &Unsummed<'_>) {
        let from = self.packed.len();
        self.packed.extend_from_slice(one.cells);
        self.evaluations.push((at, one.evaluation, from..self.packed.len()));
    }

    /// What each comes to; its evaluations are added in the order of their rows: whoever asks gets the same bits.
    pub(super) fn calls(mut self) -> Result<Vec<(K, CallScores)>> {
        self.evaluations.sort_unstable_by_key(|(at, evaluation, _)| (*at, *evaluation));
        let mut out = Vec::new();
        for of_call in self.evaluations.chunk_by(|(a, ..), (b, ..)| a == b) {
            let mut scores = CallScores::default();
            for (_, _, cells) in of_call {
                scores.add_packed(&self.packed[cells.clone()])?;
            }
            out.push((of_call[0].0, scores));
        }
        Ok(out)
    }
}
