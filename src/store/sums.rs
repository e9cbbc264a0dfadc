//! Sums over spans, from the daily sums and the few calls that those cannot hold.
//!
//! Everyone's are read in one walk over the days that are asked for; those of a few people by their identities, so that a
//! team of twelve costs twelve agents' days however many others there are. Additions are made in one order, identity by
//! identity and day by day: whoever asks gets the same bits.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;

use super::error::Result;
use super::rollup::{CallScores, Cells};
use super::unsummed::{self, Together};
use crate::domain::day::{Span, to_number};

/// What people come to over a span on one scorecard, by person.
pub(super) type Sums = HashMap<i64, Cells>;

/// Which person identities point to.
#[derive(Debug)]
pub(super) struct Owners {
    people: HashMap<i64, i64>,
    reach: Reach,
}

/// How what belongs to identities is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// By the day, of all of them.
    Days,
    /// Identity by identity: few of all are asked for.
    Identities,
}

/// Of so many identities one has to be asked for that a walk over the days of all costs less.
const FEW: i64 = 4;

impl Owners {
    /// Of every identity.
    pub(super) fn everyone(conn: &Connection) -> Result<Self> {
        Ok(Self { people: super::people::owners(conn)?, reach: Reach::Days })
    }

    /// Of these people's identities alone.
    pub(super) fn of(conn: &Connection, people: &[i64]) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT id FROM identity WHERE person = ?1")?;
        let mut own = HashMap::new();
        for person in people {
            for identity in statement.query_map([person], |r| r.get::<_, i64>(0))? {
                own.insert(identity?, *person);
            }
        }
        let all: i64 = conn.prepare_cached("SELECT coalesce(max(id), 0) FROM identity")?.query_row([], |r| r.get(0))?;
        let few = i64::try_from(own.len()).unwrap_or(i64::MAX).saturating_mul(FEW) < all;
        Ok(Self { people: own, reach: if few || people.len() == 1 { Reach::Identities } else { Reach::Days } })
    }

    /// Of these people, or of everyone where nobody is named.
    pub(super) fn of_whom(conn: &Connection, people: Option<&[i64]>) -> Result<Self> {
        match people {
            Some(people) => Self::of(conn, people),
            None => Self::everyone(conn),
        }
    }

    pub(super) fn get(&self, identity: i64) -> Option<i64> {
        self.people.get(&identity).copied()
    }

    pub(super) fn reach(&self) -> Reach {
        self.reach
    }

    /// In the order of their rows.
    pub(super) fn identities(&self) -> Vec<i64> {
        let mut all: Vec<i64> = self.people.keys().copied().collect();
        all.sort_unstable();
        all
    }
}

/// After the days of any call.
const FAR: NaiveDate = NaiveDate::from_ymd_opt(2200, 1, 1).expect("2200-01-01 is a date");

/// A day of an identity, packed.
struct Day<'r> {
    identity: i64,
    number: i64,
    cells: &'r [u8],
}

/// The packed days of a line in a span: by day and identity, or by identity and day.
fn days(
    conn: &Connection,
    line: i64,
    (from, to): (i64, i64),
    owners: &Owners,
    each: &mut dyn FnMut(Day<'_>) -> Result<()>,
) -> Result<()> {
    let walk = |rows: &mut rusqlite::Rows<'_>, each: &mut dyn FnMut(Day<'_>) -> Result<()>| -> Result<()> {
        while let Some(row) = rows.next()? {
            let cells = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            each(Day { identity: row.get(0)?, number: row.get(1)?, cells })?;
        }
        Ok(())
    };
    match owners.reach {
        Reach::Days => {
            let sql = "SELECT identity, day, cells FROM daily WHERE scorecard = ?1 AND day >= ?2 AND day < ?3
                       ORDER BY day, identity";
            walk(&mut conn.prepare_cached(sql)?.query((line, from, to))?, each)
        }
        Reach::Identities => {
            // Left to itself the engine would walk the days of all, which lie side by side.
            let sql = "SELECT identity, day, cells FROM daily INDEXED BY daily_identity
                       WHERE identity = ?4 AND scorecard = ?1 AND day >= ?2 AND day < ?3 ORDER BY day";
            let mut statement = conn.prepare_cached(sql)?;
            for identity in owners.identities() {
                walk(&mut statement.query((line, from, to, identity))?, each)?;
            }
            Ok(())
        }
    }
}

/// The spans that adjoin, as one.
fn runs(spans: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last.to == span.from => last.to = span.to,
            _ => out.push(*span),
        }
    }
    out
}

/// What people come to on a line over each of these spans, the earliest first; none overlaps another.
pub(super) fn sums(conn: &Connection, line: i64, spans: &[Span], owners: &Owners) -> Result<Vec<Sums>> {
    let mut gathered = Gathered::new(spans, owners);
    for run in runs(spans) {
        days(conn, line, (to_number(run.from), to_number(run.to)), owners, &mut |day| gathered.add(&day))?;
        for ((at, person, _), scores) in unsummed(conn, line, run, spans, owners)?.calls()? {
            gathered.calls.push((at, person, scores));
        }
    }
    gathered.sums()
}

/// The sums as they grow: a place per person.
struct Gathered<'s> {
    spans: &'s [Span],
    people: Vec<i64>,
    /// By identity: the person's place, and whether the person has other identities.
    places: HashMap<i64, (usize, Alone)>,
    /// A list per span.
    cells: Vec<Vec<Option<Cells>>>,
    /// Days of those who have several identities: person's place, identity, day, span.
    later: Vec<(usize, i64, i64, usize, Vec<u8>)>,
    calls: Vec<(usize, i64, CallScores)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    Yes,
    No,
}

impl<'s> Gathered<'s> {
    fn new(spans: &'s [Span], owners: &Owners) -> Self {
        let mut of: HashMap<i64, (usize, usize)> = HashMap::new();
        let mut people = Vec::new();
        for person in owners.people.values() {
            let place = of.entry(*person).or_insert_with(|| {
                people.push(*person);
                (people.len() - 1, 0)
            });
            place.1 += 1;
        }
        let place = |person: &i64| {
            let (place, identities) = of[person];
            (place, if identities == 1 { Alone::Yes } else { Alone::No })
        };
        let places = owners.people.iter().map(|(identity, person)| (*identity, place(person))).collect();
        let cells = spans.iter().map(|_| vec![None; people.len()]).collect();
        Self { spans, people, places, cells, later: Vec::new(), calls: Vec::new() }
    }

    fn add(&mut self, day: &Day<'_>) -> Result<()> {
        let Some((place, alone)) = self.places.get(&day.identity).copied() else { return Ok(()) };
        let Some(at) = span_of(self.spans, day.number) else { return Ok(()) };
        match alone {
            Alone::Yes => self.cells[at][place].get_or_insert_with(Cells::default).merge_packed(day.cells),
            Alone::No => {
                self.later.push((place, day.identity, day.number, at, day.cells.to_vec()));
                Ok(())
            }
        }
    }

    fn sums(mut self) -> Result<Vec<Sums>> {
        self.later.sort_by_key(|(place, identity, day, ..)| (*place, *identity, *day));
        for (place, _, _, at, packed) in &self.later {
            self.cells[*at][*place].get_or_insert_with(Cells::default).merge_packed(packed)?;
        }
        let mut out: Vec<Sums> = Vec::with_capacity(self.cells.len());
        for list in self.cells {
            out.push(self.people.iter().zip(list).filter_map(|(person, cells)| Some((*person, cells?))).collect());
        }
        for (at, person, scores) in &self.calls {
            out[*at].entry(*person).or_default().add_call(scores);
        }
        Ok(out)
    }
}

/// The position of the span that a day lies in.
fn span_of(spans: &[Span], day: i64) -> Option<usize> {
    spans.iter().rposition(|span| to_number(span.from) <= day).filter(|at| day < to_number(spans[*at].to))
}

/// Calls of a run of spans that no day's sums hold, by span, person and call.
fn unsummed(
    conn: &Connection,
    line: i64,
    run: Span,
    spans: &[Span],
    owners: &Owners,
) -> Result<Together<(usize, i64, i64)>> {
    let mut out = Together::new();
    unsummed::each(conn, line, (to_number(run.from), to_number(run.to)), owners, &mut |one| {
        if let (Some(person), Some(at)) = (owners.get(one.identity), span_of(spans, one.day)) {
            out.add((at, person, one.call), one);
        }
        Ok(())
    })?;
    Ok(out)
}

/// Each person's calls on a line from a day on.
pub(super) fn calls_from(conn: &Connection, line: i64, day: NaiveDate, owners: &Owners) -> Result<HashMap<i64, u32>> {
    let mut out: HashMap<i64, u32> = HashMap::new();
    let from = to_number(day);
    days(conn, line, (from, to_number(FAR)), owners, &mut |day| {
        if let Some(person) = owners.get(day.identity) {
            *out.entry(person).or_default() += Cells::counted(day.cells)?.0;
        }
        Ok(())
    })?;
    let mut seen = HashSet::new();
    unsummed::each(conn, line, (from, to_number(FAR)), owners, &mut |one| {
        if let Some(person) = owners.get(one.identity)
            && seen.insert((person, one.call))
        {
            *out.entry(person).or_default() += 1;
        }
        Ok(())
    })?;
    Ok(out)
}

/// Lines with evaluations in a span.
pub(super) fn lines_in(conn: &Connection, span: Span) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id FROM scorecard s
         WHERE EXISTS (SELECT 1 FROM daily d WHERE d.scorecard = s.id AND d.day >= ?1 AND d.day < ?2)
            OR EXISTS (SELECT 1 FROM unsummed u WHERE u.scorecard = s.id AND u.day >= ?1 AND u.day < ?2)
         ORDER BY s.id",
    )?;
    let rows = statement.query_map((to_number(span.from), to_number(span.to)), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Evaluations of a span on each of these lines.
pub(super) fn evaluations(conn: &Connection, lines: &[i64], span: Span, owners: &Owners) -> Result<BTreeMap<i64, u32>> {
    let (from, to) = (to_number(span.from), to_number(span.to));
    let mut out: BTreeMap<i64, u32> = BTreeMap::new();
    for line in lines {
        let mut n = 0;
        days(conn, *line, (from, to), owners, &mut |day| {
            if owners.get(day.identity).is_some() {
                n += Cells::counted(day.cells)?.1;
            }
            Ok(())
        })?;
        unsummed::each(conn, *line, (from, to), owners, &mut |one| {
            n += u32::from(owners.get(one.identity).is_some());
            Ok(())
        })?;
        out.insert(*line, n);
    }
    Ok(out)
}
