//! What the benchmarks ask beyond what the screens do: single figures alone, and records by the thousand.

use std::collections::HashMap;

use super::Store;
use super::error::{Result, StoreError};
use super::scored::{self, Chosen, Wanted};
use super::standings::{Opened, pick_scorecard};
use super::sums::{self, Owners, Sums};
use crate::domain::day::Span;
use crate::domain::id::PersonId;
use crate::domain::record::Record;
use crate::domain::standing::{Period, Query};

/// So many records are written at a time.
const AT_ONCE: usize = 1_000;

impl Store {
    /// The day after the newest call, and the agents with the most calls first.
    pub(crate) fn busiest(&self) -> Result<(i64, Vec<PersonId>)> {
        let last = self.conn.query_row("SELECT max(day) + 1 FROM daily", [], |r| r.get(0))?;
        let mut statement = self.conn.prepare(
            "SELECT p.uuid FROM (SELECT identity, count(*) AS calls FROM call GROUP BY identity) c
             JOIN identity i ON i.id = c.identity JOIN person p ON p.id = i.person
             GROUP BY p.id ORDER BY sum(c.calls) DESC, p.id",
        )?;
        let people = statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((last, people))
    }

    /// Current, calls and overall of everyone over a span: how many figures there are.
    pub(crate) fn figures_alone(&self, span: Span) -> Result<usize> {
        let owners = Owners::everyone(&self.conn)?;
        let mut figures = 0;
        for line in sums::lines_in(&self.conn, span)? {
            for cells in sums::sums(&self.conn, line, &[span], &owners)?.iter().flat_map(Sums::values) {
                figures += cells.dimensions.iter().filter(|(_, sum)| sum.mean().is_some()).count();
                figures += usize::from(cells.overall.mean().is_some());
            }
        }
        Ok(figures)
    }

    /// An agent's weeks over a span, in any order: how many figures there are.
    pub(crate) fn weeks_alone(&self, agent: PersonId, weeks: &[Span]) -> Result<usize> {
        let owners = Owners::of(&self.conn, &[self.row_alone(agent)?])?;
        let mut weeks = weeks.to_vec();
        weeks.sort_by_key(|week| week.from);
        let Some((first, last)) = weeks.first().zip(weeks.last()) else { return Ok(0) };
        let mut figures = 0;
        for line in sums::lines_in(&self.conn, Span::new(first.from, last.to))? {
            let all = sums::sums(&self.conn, line, &weeks, &owners)?;
            figures += all.iter().flat_map(Sums::values).map(|cells| cells.dimensions.len()).sum::<usize>();
        }
        Ok(figures)
    }

    /// The worst calls of an agent in a span, the worst first: how many of them there are.
    pub(crate) fn worst_alone(&self, agent: PersonId, span: Span, most: usize) -> Result<usize> {
        let row = [self.row_alone(agent)?];
        let query = Query { period: Period::Days(span), ..Query::default() };
        let opened = Opened::read(self, query.period, Some(&row))?;
        let (line, ..) = pick_scorecard(self, &query, &opened, Some(&row))?;
        let chosen = Chosen::read(&self.conn, &Wanted::new(line, span))?;
        let mut calls: HashMap<i64, Vec<f64>> = HashMap::new();
        for one in scored::evaluations(&self.conn, &chosen, &Owners::of(&self.conn, &row)?)? {
            calls.entry(one.call).or_default().extend(one.overall);
        }
        let mean = |(call, scored): (i64, Vec<f64>)| {
            (!scored.is_empty()).then(|| (scored.iter().sum::<f64>() / scored.len() as f64, call))
        };
        let mut worst: Vec<(f64, i64)> = calls.into_iter().filter_map(mean).collect();
        worst.sort_by(|(a, call), (b, other)| a.total_cmp(b).then(call.cmp(other)));
        worst.truncate(most);
        Ok(worst.len())
    }

    fn row_alone(&self, agent: PersonId) -> Result<i64> {
        let sql = "SELECT stands_under FROM person WHERE uuid = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([agent], |r| r.get(0))?)
    }

    /// Appends records to the log and projects them. Each is written as the log has it: `action` and `what`, in JSON.
    pub(crate) fn put_on_record(&mut self, records: &[String]) -> Result<()> {
        for some in records.chunks(AT_ONCE) {
            self.write(None, |w| {
                for text in some {
                    let record: Record = serde_json::from_str(text)
                        .map_err(|error| StoreError::refused(format!("it is no record: {error}")))?;
                    w.record(&record)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}
