//! Which days are looked at, and on which scorecard.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use crate::domain::cycle::opening;
use crate::domain::day::{Span, from_number, to_number};
use crate::domain::id::PersonId;
use crate::domain::scorecard::Scorecard;
use crate::domain::settings::Settings;
use crate::domain::standing::{Period, Query};
use crate::store::error::Result;
use crate::store::sums::{self, Owners};
use crate::store::{Store, optional, people, scorecards, settings};

/// With fewer days of scores than this in the file, figures are provisional.
const SETTLED_DAYS: i64 = 30;

/// The span that is asked for.
#[derive(Debug)]
pub(in crate::store) struct Opened {
    pub(in crate::store) settings: Settings,
    pub(super) today: NaiveDate,
    pub(in crate::store) span: Span,
    /// Its number counted from the cycle that opens.
    pub(super) cycle: Option<i64>,
    /// The span that changes are measured against.
    pub(super) previous: Span,
}

impl Opened {
    /// `people`: whose calls decide which cycle opens; everyone's where it is `None`.
    pub(in crate::store) fn read(store: &Store, period: Period, people: Option<&[i64]>) -> Result<Self> {
        let settings = settings::read(&store.conn)?;
        let today = store.clock.now().with_timezone(&settings.zone).date_naive();
        let (span, cycle) = span_of(&store.conn, &settings, period, today, people)?;
        let previous = if cycle.is_some() {
            settings.cycles().shifted(span, -1)
        } else {
            Span::new(span.from.checked_sub_days(Days::new(span.days().unsigned_abs())).unwrap_or(span.from), span.from)
        };
        Ok(Self { settings, today, span, cycle, previous })
    }
}

fn span_of(
    conn: &Connection,
    settings: &Settings,
    period: Period,
    today: NaiveDate,
    people: Option<&[i64]>,
) -> Result<(Span, Option<i64>)> {
    let cycles = settings.cycles();
    let last = last_day(conn, people)?;
    // An error inside is reported by the next query.
    let opens = opening(cycles, today, last, |span| has_calls(conn, span, people).unwrap_or(true));
    Ok(match period {
        Period::Cycle(n) => (cycles.shifted(opens, n), Some(n)),
        Period::Days(span) if cycles.containing(span.from) == span => (span, Some(cycles.distance(opens, span))),
        Period::Days(span) => (span, None),
    })
}

/// The cycle that opened for an agent on a day: later calls are not looked at.
pub(in crate::store) fn opened_on(store: &Store, agent: PersonId, on: NaiveDate) -> Result<Span> {
    let settings = store.settings()?;
    let row = people::stands_under(&store.conn, agent)?;
    let people = [row];
    let last = last_day(&store.conn, Some(&people))?.map(|day| day.min(on));
    Ok(opening(settings.cycles(), on, last, |span| has_calls(&store.conn, span, Some(&people)).unwrap_or(true)))
}

fn last_day(conn: &Connection, people: Option<&[i64]>) -> Result<Option<NaiveDate>> {
    let day: Option<i64> = match people {
        None => conn
            .prepare_cached(
                "SELECT max(d) FROM (SELECT (SELECT max(day) FROM daily WHERE scorecard = s.id) AS d FROM scorecard s
                 UNION ALL SELECT (SELECT max(day) FROM unsummed WHERE scorecard = s.id) FROM scorecard s)",
            )?
            .query_row([], |r| r.get(0))?,
        Some(people) => {
            // Of each identity the end of its own range.
            let sql = "SELECT max((SELECT max(e.day) FROM evaluation e WHERE e.identity = i.id AND e.current = 1))
                       FROM identity i WHERE i.person = ?1";
            let mut statement = conn.prepare_cached(sql)?;
            let mut last = None;
            for person in people {
                last = last.max(statement.query_row([person], |r| r.get::<_, Option<i64>>(0))?);
            }
            last
        }
    };
    Ok(day.and_then(from_number))
}

fn has_calls(conn: &Connection, span: Span, people: Option<&[i64]>) -> Result<bool> {
    let (from, to) = (to_number(span.from), to_number(span.to));
    let Some(people) = people else {
        return Ok(!sums::lines_in(conn, span)?.is_empty());
    };
    for person in people {
        let sql = "SELECT EXISTS (SELECT 1 FROM evaluation WHERE current = 1 AND day >= ?2 AND day < ?3
                   AND identity IN (SELECT id FROM identity WHERE person = ?1))";
        if conn.prepare_cached(sql)?.query_row((person, from, to), |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A line, its scorecard, and what else there is: name and evaluations.
pub(in crate::store) type Picked = (i64, Scorecard, Vec<(String, u32)>);

/// The scorecard with the most evaluations in the span unless one is named; and what else there is.
pub(in crate::store) fn pick_scorecard(
    store: &Store,
    query: &Query,
    opened: &Opened,
    people: Option<&[i64]>,
) -> Result<Picked> {
    let conn = &store.conn;
    let named = match &query.scorecard {
        Some(name) => Some(store.scorecard(Some(name))?),
        None => None,
    };
    let lines = sums::lines_in(conn, opened.span)?;
    let alone = match (lines.as_slice(), &named, people) {
        ([], _, _) => true,
        // Where there is one scorecard, nobody has to count on which the most are.
        ([line], None, None) => {
            return Ok((*line, scorecards::by_row(conn, *line)?, Vec::new()));
        }
        ([line], Some(card), _) => scorecards::row_of(conn, card.id)? == *line,
        _ => false,
    };
    let counts = if alone {
        std::collections::BTreeMap::default()
    } else {
        sums::evaluations(conn, &lines, opened.span, &Owners::of_whom(conn, people)?)?
    };
    let card = if let Some(named) = named {
        named
    } else {
        // Of two with as many, the older line.
        let most = counts.iter().filter(|(_, n)| **n > 0).max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        match most {
            Some((line, _)) => scorecards::by_row(conn, *line)?,
            None => match newest_line(conn, people)? {
                Some(line) => scorecards::by_row(conn, line)?,
                None => store.scorecard(opened.settings.scorecard.as_deref())?,
            },
        }
    };
    let line = scorecards::row_of(conn, card.id)?;
    let mut others = Vec::new();
    for (other, n) in counts.into_iter().filter(|(other, n)| *other != line && *n > 0) {
        others.push((scorecards::by_row(conn, other)?.name, n));
    }
    Ok((line, card, others))
}

/// Where the span has no evaluation: the line that these people were last scored on.
fn newest_line(conn: &Connection, people: Option<&[i64]>) -> Result<Option<i64>> {
    let Some(people) = people else { return Ok(None) };
    // Of each identity the end of its own range.
    let sql = "SELECT v.scorecard FROM identity i
               JOIN evaluation e ON e.id = (SELECT n.id FROM evaluation n WHERE n.identity = i.id AND n.current = 1
                                            ORDER BY n.day DESC LIMIT 1)
               JOIN scorecard_version v ON v.id = e.form WHERE i.person = ?1 ORDER BY e.day DESC LIMIT 1";
    for person in people {
        let found = optional(conn.prepare_cached(sql)?.query_row([person], |r| r.get(0)))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Days of scores in the file, while they are too few.
pub(super) fn provisional(conn: &Connection) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT min(a), max(b) FROM (SELECT (SELECT min(day) FROM daily WHERE scorecard = s.id) AS a,
                                            (SELECT max(day) FROM daily WHERE scorecard = s.id) AS b FROM scorecard s)",
    )?;
    let (first, last): (Option<i64>, Option<i64>) = statement.query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(first.zip(last).map(|(a, b)| b - a + 1).filter(|days| *days < SETTLED_DAYS))
}
