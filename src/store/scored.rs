//! The scores of a span, call by call, without what else is said of the calls.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, Row, Statement};

use super::convert::{date, from_parts};
use super::error::Result;
use super::rollup::{Mean, percent};
use super::sums::Owners;
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::focus::{CallPercents, under};
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::standing::BelowReason;
use crate::domain::trends::filter::ScoreFilter;

/// What of its scores puts a call below the threshold; `targets` and `percents` have a place per dimension.
pub(super) fn low<'a>(
    card: &'a Scorecard,
    targets: &'a [Option<f64>],
    review_threshold: f64,
    overall: Option<f64>,
    percents: &'a [Option<f64>],
) -> impl Iterator<Item = BelowReason> + 'a {
    let overall = overall.filter(|overall| under(*overall, review_threshold)).map(BelowReason::Overall);
    let critical = card.dimensions.iter().zip(targets).zip(percents).filter(|((d, _), _)| d.critical);
    let critical = critical.filter_map(|((d, target), value)| {
        let value = value.filter(|value| target.is_some_and(|target| under(*value, target)))?;
        Some(BelowReason::Critical(d.name.clone(), value))
    });
    overall.into_iter().chain(critical)
}

/// A call of a person on one scorecard, as far as figures are judged on it.
#[derive(Debug, Clone)]
pub(super) struct Scored {
    pub(super) call: i64,
    pub(super) day: NaiveDate,
    pub(super) started_at: Option<DateTime<Utc>>,
    key: Option<Raw>,
    pub(super) overall: Option<f64>,
    /// A place per dimension of the scorecard.
    pub(super) percents: CallPercents,
    failed: bool,
}

impl Scored {
    /// Whether its scores or an auto-fail put it below the threshold; `targets` has a place per dimension.
    pub(super) fn is_below(&self, card: &Scorecard, targets: &[Option<f64>], review_threshold: f64) -> bool {
        self.failed || low(card, targets, review_threshold, self.overall, &self.percents).next().is_some()
    }
}

/// Which calls to read.
pub(super) struct Wanted {
    pub(super) line: i64,
    pub(super) span: Span,
    pub(super) scores: ScoreFilter,
}

impl Wanted {
    /// Every score that counts.
    pub(super) fn new(line: i64, span: Span) -> Self {
        Self { line, span, scores: ScoreFilter::default() }
    }

    pub(super) fn by(self, scores: &ScoreFilter) -> Self {
        Self { scores: scores.clone(), ..self }
    }
}

/// SQL: whether the evaluation `e` is one that a filter of scores leaves, by `:scorer`, `:version` and `:source`.
pub(super) const LEFT: &str = "(:scorer IS NULL OR e.scored_by = :scorer)
           AND (:version IS NULL OR (SELECT l.label FROM scorecard_version l WHERE l.id = e.form) = :version)
           AND (:source IS NULL OR (SELECT r.name FROM source r WHERE r.id = e.source) = :source)";

/// What evaluations have to be to be wanted, by their rows: looked up once, not for each of them.
pub(super) struct Chosen {
    from: i64,
    to: i64,
    forms: Vec<i64>,
    scored_by: Option<ScoredBy>,
    source: Asked,
}

/// A source that is asked for.
enum Asked {
    Any,
    /// `None`: the file has none of that name.
    One(Option<i64>),
}

impl Chosen {
    pub(super) fn read(conn: &Connection, wanted: &Wanted) -> Result<Self> {
        let sql = "SELECT id FROM scorecard_version WHERE scorecard = ?1 AND (?2 IS NULL OR label = ?2)";
        let mut statement = conn.prepare_cached(sql)?;
        let forms = statement.query_map((wanted.line, &wanted.scores.version), |r| r.get(0))?;
        let source = match &wanted.scores.source {
            None => Asked::Any,
            Some(name) => {
                let mut statement = conn.prepare_cached("SELECT id FROM source WHERE name = ?1")?;
                Asked::One(super::optional(statement.query_row([name], |r| r.get(0)))?)
            }
        };
        Ok(Self {
            from: to_number(wanted.span.from),
            to: to_number(wanted.span.to),
            forms: forms.collect::<rusqlite::Result<_>>()?,
            scored_by: wanted.scores.scored_by,
            source,
        })
    }

    fn holds(&self, form: i64, source: i64, scored_by: ScoredBy) -> bool {
        let source = match self.source {
            Asked::Any => true,
            Asked::One(asked) => asked == Some(source),
        };
        source && self.forms.contains(&form) && self.scored_by.is_none_or(|by| by == scored_by)
    }
}

/// One evaluation that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Evaluation {
    pub(super) id: i64,
    pub(super) call: i64,
    pub(super) person: i64,
    pub(super) day: i64,
    pub(super) overall: Option<f64>,
    pub(super) scored_by: ScoredBy,
    pub(super) failed: bool,
    pub(super) source: i64,
}

/// Those of these people, in the order of their rows.
pub(super) fn evaluations(conn: &Connection, chosen: &Chosen, owners: &Owners) -> Result<Vec<Evaluation>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, call, day, form, source, scored_by, overall, auto_fails FROM evaluation
         WHERE identity = ?1 AND current = 1 AND day >= ?2 AND day < ?3",
    )?;
    let mut out = Vec::new();
    for identity in owners.identities() {
        let Some(person) = owners.get(identity) else { continue };
        let mut rows = statement.query((identity, chosen.from, chosen.to))?;
        while let Some(row) = rows.next()? {
            let ai = row.get_ref(5)?.as_str().is_ok_and(|word| word == ScoredBy::Ai.word());
            let scored_by = if ai { ScoredBy::Ai } else { ScoredBy::Person };
            let source = row.get(4)?;
            if !chosen.holds(row.get(3)?, source, scored_by) {
                continue;
            }
            out.push(Evaluation {
                id: row.get(0)?,
                call: row.get(1)?,
                person,
                day: row.get(2)?,
                overall: row.get(6)?,
                scored_by,
                failed: row.get::<_, i64>(7)? > 0,
                source,
            });
        }
    }
    out.sort_unstable_by_key(|one| one.id);
    Ok(out)
}

/// SQL: the scores of an evaluation, in the order of their dimensions.
pub(super) const SCORES: &str =
    "SELECT dimension, earned, possible, comment FROM score WHERE evaluation = ?1 AND apart IS NULL";

/// What an evaluation's scores come to in percent, by the dimension's row; `scores` is [`SCORES`].
pub(super) fn percents(scores: &mut Statement<'_>, evaluation: i64) -> Result<Vec<(i64, f64)>> {
    let mut rows = scores.query([evaluation])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(value) = percent(row.get(1)?, row.get(2)?) {
            out.push((row.get(0)?, value));
        }
    }
    Ok(out)
}

/// The calls of a span with their scores alone, by person; each one's newest first.
pub(super) fn scored(
    conn: &Connection,
    chosen: &Chosen,
    card: &Scorecard,
    owners: &Owners,
    zone: Tz,
) -> Result<HashMap<i64, Vec<Scored>>> {
    let all = evaluations(conn, chosen, owners)?;
    let mut calls =
        conn.prepare_cached("SELECT key, started_kind, started_ms, started_zone FROM call WHERE id = ?1")?;
    let mut scores = conn.prepare_cached(SCORES)?;
    let mut growing: Vec<Growing> = Vec::with_capacity(all.len());
    let mut places: HashMap<(i64, i64), usize> = HashMap::with_capacity(all.len());
    for one in &all {
        let place = *places.entry((one.call, one.person)).or_insert(growing.len());
        if place == growing.len() {
            growing.push(Growing::new(one, card));
        }
        let call = &mut growing[place];
        call.failed |= one.failed;
        call.overall.add(one.overall);
        let mut rows = scores.query([one.id])?;
        let mut next = 0;
        while let Some(row) = rows.next()? {
            let Some(at) = place_of(card, row.get(0)?, next) else { continue };
            next = at + 1;
            call.dimensions[at].add(percent(row.get(1)?, row.get(2)?));
        }
    }
    let mut out: HashMap<i64, Vec<Scored>> = HashMap::new();
    for call in growing {
        let mut rows = calls.query([call.call])?;
        let (key, started_at) = match rows.next()? {
            Some(row) => (row.get("key")?, started_at(row, zone)?),
            None => (None, None),
        };
        out.entry(call.person).or_default().push(call.grown(key, started_at));
    }
    for list in out.values_mut() {
        list.sort_by(|a, b| b.day.cmp(&a.day).then(b.started_at.cmp(&a.started_at)).then_with(|| a.key.cmp(&b.key)));
    }
    Ok(out)
}

/// The dimension's position on the scorecard; it mostly is the next one.
fn place_of(card: &Scorecard, dimension: i64, next: usize) -> Option<usize> {
    match card.dimensions.get(next) {
        Some(d) if d.row == dimension => Some(next),
        _ => card.dimensions.iter().position(|d| d.row == dimension),
    }
}

/// A call whose evaluations are being read.
struct Growing {
    call: i64,
    person: i64,
    day: i64,
    overall: Mean,
    /// A place per dimension of the scorecard.
    dimensions: Vec<Mean>,
    failed: bool,
}

impl Growing {
    fn new(first: &Evaluation, card: &Scorecard) -> Self {
        Self {
            call: first.call,
            person: first.person,
            day: first.day,
            overall: Mean::NONE,
            dimensions: vec![Mean::NONE; card.dimensions.len()],
            failed: false,
        }
    }

    fn grown(self, key: Option<Raw>, started_at: Option<DateTime<Utc>>) -> Scored {
        Scored {
            call: self.call,
            day: date(self.day),
            started_at,
            key,
            overall: self.overall.mean(),
            percents: self.dimensions.into_iter().map(Mean::mean).collect(),
            failed: self.failed,
        }
    }
}
/// The instant of a row with `started_kind`, `started_ms` and `started_zone`.
pub(super) fn started_at(row: &Row<'_>, zone: Tz) -> Result<Option<DateTime<Utc>>> {
    let when = from_parts(row.get("started_kind")?, row.get("started_ms")?);
    let own: Option<String> = row.get("started_zone")?;
    let zone = own.and_then(|z| z.parse().ok()).unwrap_or(zone);
    Ok(when.and_then(|w| w.instant(zone)))
}
