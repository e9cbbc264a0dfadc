//! Daily sums: a cache of the scores, a row for (scorecard line, day, identity) with a packed cell a dimension.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, named_params};

use super::error::{Result, StoreError};

/// Count, sum and sum of squares of the calls' percents.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Sum {
    pub(super) n: u32,
    pub(super) total: f64,
    pub(super) squares: f64,
}

impl Sum {
    pub(super) fn add(&mut self, value: f64) {
        self.n += 1;
        self.total += value;
        self.squares += value * value;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.total += other.total;
        self.squares += other.squares;
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.total / f64::from(self.n))
    }
}

/// What a day, or a span, of one identity comes to on one scorecard.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Cells {
    pub(super) calls: u32,
    pub(super) evaluations: u32,
    pub(super) by_people: u32,
    pub(super) by_ai: u32,
    pub(super) overall: Sum,
    pub(super) dimensions: Dimensions,
}

/// A sum per dimension, by its row and in that order: few, so that a list is faster than a tree.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dimensions(Vec<(i64, Sum)>);

impl Dimensions {
    pub(super) fn get(&self, dimension: i64) -> Option<&Sum> {
        self.0.iter().find(|(row, _)| *row == dimension).map(|(_, sum)| sum)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(i64, Sum)> {
        self.0.iter()
    }

    /// The dimension's sum, empty where there was none. It mostly stands at `place`: days that are added up have the same
    /// dimensions.
    fn at(&mut self, place: usize, dimension: i64) -> &mut Sum {
        let known = self.0.get(place).is_some_and(|(row, _)| *row == dimension);
        let place = if known { Ok(place) } else { self.0.binary_search_by_key(&dimension, |(row, _)| *row) };
        let place = place.unwrap_or_else(|gap| {
            self.0.insert(gap, (dimension, Sum::default()));
            gap
        });
        &mut self.0[place].1
    }
}

impl Cells {
    pub(super) fn merge(&mut self, other: &Self) {
        self.calls += other.calls;
        self.evaluations += other.evaluations;
        self.by_people += other.by_people;
        self.by_ai += other.by_ai;
        self.overall.merge(&other.overall);
        for (place, (dimension, sum)) in other.dimensions.iter().enumerate() {
            self.dimensions.at(place, *dimension).merge(sum);
        }
    }

    /// One call: its evaluations' percents are averaged first, so that a call counts once.
    pub(super) fn add_call(&mut self, call: &CallScores) {
        self.calls += 1;
        self.evaluations += call.evaluations;
        self.by_people += call.by_people;
        self.by_ai += call.by_ai;
        if let Some(overall) = call.overall.mean() {
            self.overall.add(overall);
        }
        for (place, (dimension, percents)) in call.percents.iter().enumerate() {
            if let Some(percent) = percents.mean() {
                self.dimensions.at(place, *dimension).add(percent);
            }
        }
    }

    /// A call with one evaluation.
    pub(super) fn add_only(&mut self, overall: Option<f64>, ai: bool, percents: impl Iterator<Item = (i64, f64)>) {
        self.calls += 1;
        self.evaluations += 1;
        if ai {
            self.by_ai += 1;
        } else {
            self.by_people += 1;
        }
        if let Some(overall) = overall {
            self.overall.add(overall);
        }
        for (place, (dimension, percent)) in percents.enumerate() {
            self.dimensions.at(place, dimension).add(percent);
        }
    }

    /// Little-endian: five counts and the overall, then a dimension after the other.
    pub(super) fn packed(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(40 + self.dimensions.0.len() * 28);
        for n in [self.calls, self.evaluations, self.by_people, self.by_ai] {
            out.extend(n.to_le_bytes());
        }
        let mut sum = |s: &Sum| {
            out.extend(s.n.to_le_bytes());
            out.extend(s.total.to_le_bytes());
            out.extend(s.squares.to_le_bytes());
        };
        sum(&self.overall);
        for (dimension, s) in self.dimensions.iter() {
            out.extend(dimension.to_le_bytes());
            out.extend(s.n.to_le_bytes());
            out.extend(s.total.to_le_bytes());
            out.extend(s.squares.to_le_bytes());
        }
        out
    }

    /// Adds a packed day, without a list of its own for it.
    pub(super) fn merge_packed(&mut self, bytes: &[u8]) -> Result<()> {
        let mut reader = Reader(bytes);
        self.calls += reader.u32()?;
        self.evaluations += reader.u32()?;
        self.by_people += reader.u32()?;
        self.by_ai += reader.u32()?;
        self.overall.merge(&reader.sum()?);
        let mut place = 0;
        while !reader.0.is_empty() {
            let dimension = i64::from_le_bytes(reader.take()?);
            self.dimensions.at(place, dimension).merge(&reader.sum()?);
            place += 1;
        }
        Ok(())
    }

    /// Calls and evaluations of a packed day alone.
    pub(super) fn counted(bytes: &[u8]) -> Result<(u32, u32)> {
        let mut reader = Reader(bytes);
        Ok((reader.u32()?, reader.u32()?))
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or_else(|| StoreError::refused("a day's sums are damaged; `coachlog doctor` says how to mend them"))?;
        self.0 = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    fn sum(&mut self) -> Result<Sum> {
        Ok(Sum { n: self.u32()?, total: f64::from_le_bytes(self.take()?), squares: f64::from_le_bytes(self.take()?) })
    }
}

/// Of what the evaluations of a call say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mean {
    total: f64,
    n: u32,
}

impl Default for Mean {
    fn default() -> Self {
        Self::NONE
    }
}

impl Mean {
    /// As the standard library begins a sum.
    pub(super) const NONE: Self = Self { total: -0.0, n: 0 };

    pub(super) fn add(&mut self, value: Option<f64>) {
        if let Some(value) = value {
            self.total += value;
            self.n += 1;
        }
    }

    pub(super) fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.total / f64::from(self.n))
    }
}

/// What the evaluations of one call say.
#[derive(Debug, Clone, Default)]
pub(super) struct CallScores {
    pub(super) evaluations: u32,
    pub(super) by_people: u32,
    pub(super) by_ai: u32,
    overall: Mean,
    /// By the dimension's row, and in that order.
    percents: Vec<(i64, Mean)>,
}

impl CallScores {
    pub(super) fn overall(&self) -> Option<f64> {
        self.overall.mean()
    }

    pub(super) fn percent(&self, dimension: i64) -> Option<f64> {
        let place = self.percents.binary_search_by_key(&dimension, |(row, _)| *row).ok()?;
        self.percents[place].1.mean()
    }

    pub(super) fn add_evaluation(&mut self, overall: Option<f64>, ai: bool) {
        self.evaluations += 1;
        if ai {
            self.by_ai += 1;
        } else {
            self.by_people += 1;
        }
        self.overall.add(overall);
    }

    /// One evaluation, packed as a day that has nothing else.
    pub(super) fn add_packed(&mut self, bytes: &[u8]) -> Result<()> {
        let mut only = Cells::default();
        only.merge_packed(bytes)?;
        self.add_evaluation(only.overall.mean(), only.by_ai > 0);
        for (dimension, sum) in only.dimensions.iter() {
            if let Some(percent) = sum.mean() {
                self.add_score(*dimension, percent);
            }
        }
        Ok(())
    }

    pub(super) fn add_score(&mut self, dimension: i64, percent: f64) {
        // Scores mostly come in the order of their dimensions.
        let place = match self.percents.last() {
            Some((last, _)) if *last < dimension => Err(self.percents.len()),
            _ => self.percents.binary_search_by_key(&dimension, |(row, _)| *row),
        };
        let place = place.unwrap_or_else(|gap| {
            self.percents.insert(gap, (dimension, Mean::NONE));
            gap
        });
        self.percents[place].1.add(Some(percent));
    }
}

/// 100 × earned / possible; nothing where nothing could be earned.
pub(super) fn percent(earned: Option<f64>, possible: Option<f64>) -> Option<f64> {
    let (earned, possible) = (earned?, possible?);
    (possible != 0.0).then(|| 100.0 * earned / possible)
}

/// Computes the sums of these identity-days anew from the scores. `at` is told before each how many are done.
pub(super) fn recompute(
    conn: &Connection,
    days: &BTreeSet<(i64, i64)>,
    at: &mut dyn FnMut(usize) -> Result<()>,
) -> Result<()> {
    for (n, (identity, day)) in days.iter().enumerate() {
        at(n)?;
        conn.prepare_cached(
            "DELETE FROM daily WHERE identity = ?1 AND day = ?2 AND scorecard IN (SELECT id FROM scorecard)",
        )?
        .execute((identity, day))?;
        for (line, cells) in from_scores(conn, *identity, *day)? {
            conn.prepare_cached("INSERT INTO daily (scorecard, day, identity, cells) VALUES (?1, ?2, ?3, ?4)")?
                .execute((line, day, identity, cells.packed()))?;
        }
    }
    Ok(())
}

/// In an order that depends on the content alone, so that the same scores give the same bits whatever order they came in.
pub(super) fn from_scores(conn: &Connection, identity: i64, day: i64) -> Result<BTreeMap<i64, Cells>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.scorecard, e.call, e.id, e.overall, e.scored_by, s.dimension, s.earned, s.possible
         FROM evaluation e
         JOIN scorecard_version v ON v.id = e.form
         JOIN call c ON c.id = e.call
         JOIN source o ON o.id = e.source
         LEFT JOIN score s ON s.evaluation = e.id AND s.state = 'scored'
         WHERE e.identity = :identity AND e.day = :day AND e.current = 1 AND e.summed = 1
         ORDER BY v.scorecard, c.key IS NULL, c.key, o.name, e.key, e.id",
    )?;
    let mut rows = statement.query(named_params! { ":identity": identity, ":day": day })?;
    let mut out: BTreeMap<i64, Cells> = BTreeMap::new();
    let mut open: Option<(i64, i64, CallScores)> = None;
    let mut last_evaluation = None;
    while let Some(row) = rows.next()? {
        let (line, call, evaluation): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if open.as_ref().is_none_or(|(l, c, _)| (*l, *c) != (line, call)) {
            if let Some((line, _, scores)) = open.take() {
                out.entry(line).or_default().add_call(&scores);
            }
            open = Some((line, call, CallScores::default()));
        }
        let Some((_, _, scores)) = &mut open else { continue };
        if last_evaluation != Some(evaluation) {
            last_evaluation = Some(evaluation);
            scores.add_evaluation(row.get(3)?, row.get_ref(4)?.as_str().is_ok_and(|s| s == "ai"));
        }
        if let Some(dimension) = row.get::<_, Option<i64>>(5)?
            && let Some(percent) = percent(row.get(6)?, row.get(7)?)
        {
            scores.add_score(dimension, percent);
        }
    }
    if let Some((line, _, scores)) = open {
        out.entry(line).or_default().add_call(&scores);
    }
    Ok(out)
}
