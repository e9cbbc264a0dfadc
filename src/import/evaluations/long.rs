//! A row of a long table: one score, one criterion, or a flag or auto-fail by itself.

use super::Layout;
use super::part::{Keys, Part};
use super::row::Row;
use crate::domain::evaluation::{AutoFailRecord, CriterionRecord, Number, ScoreRecord, ScoreState};
use crate::domain::scorecard::key_of;
use crate::import::headings::Field;
use crate::import::table::Record;
use crate::import::values::{self, Score};

/// Points as a row has them.
#[derive(Debug, Clone, PartialEq)]
struct Points {
    state: ScoreState,
    earned: Option<Number>,
    possible: Option<Number>,
}

pub(super) fn parts(row: &mut Row<'_>, keys: &mut Keys) -> Vec<Part> {
    let named = row.text(Field::Dimension);
    let dimension = named.map(|named| row.layout.dimension(named).unwrap_or(named).to_owned());
    // Several of the file's dimensions may be one here: each stays as a criterion of it.
    let gathered = named.filter(|named| row.layout.is_gathered(named)).map(str::to_owned);
    let criterion = row.owned(Field::Criterion).or(gathered);
    let comment = row.comment();
    let auto_failed = row.auto_failed();
    // Nearly all rows add one thing.
    let mut parts = Vec::with_capacity(1);
    parts.extend(row.flags(dimension.as_deref(), comment.as_deref()).into_iter().map(Part::Flag));
    if auto_failed {
        let name = criterion.clone().or_else(|| dimension.clone()).unwrap_or_else(|| "evaluation".to_owned());
        parts.push(Part::AutoFail(AutoFailRecord { name, dimension: dimension.clone() }));
    }
    let scored = scored(row.layout, row.record);
    match (dimension, criterion) {
        (Some(dimension), Some(name)) => {
            if let Some(points) = points(row) {
                let Points { state, earned, possible } = points;
                let result = row.owned(Field::Outcome);
                let criterion =
                    CriterionRecord { name, state, earned, possible, result, comment, auto_fail: auto_failed };
                parts.push(Part::Criterion { key: keys.of(&dimension), dimension, criterion });
            }
        }
        (Some(dimension), None) if scored => {
            if let Some(Points { state, earned, possible }) = points(row) {
                let (criteria, weight) = (Vec::new(), None);
                let key = keys.of(&dimension);
                let score = ScoreRecord { dimension, state, earned, possible, comment, criteria, weight };
                parts.push(Part::Score { key, score });
            }
        }
        // A mark on a dimension without a word on its score carries the mark alone.
        (Some(dimension), None) if parts.is_empty() => {
            parts.push(Part::Named { key: keys.of(&dimension), dimension, comment });
        }
        (None, _) if scored => row.fault(Field::Dimension, "the dimension that is scored"),
        (None, _) if parts.is_empty() => match comment {
            Some(comment) => parts.push(Part::Comment(comment)),
            None if row.text(Field::Total).is_some() => {}
            None => row.fault(Field::Dimension, "the dimension that is scored"),
        },
        (Some(_), None) | (None, _) => {}
    }
    parts
}

/// Whether the row says anything of a score.
fn scored(layout: &Layout, record: &Record) -> bool {
    [Field::Earned, Field::Possible, Field::Outcome].iter().any(|field| layout.text(record, *field).is_some())
}

/// What a run of rows must not hold twice: the dimension and the criterion that the row scores.
pub(super) fn slot(layout: &Layout, record: &Record) -> Option<(String, String)> {
    let dimension = layout.text(record, Field::Dimension)?;
    let gathered = if layout.is_gathered(dimension) { dimension } else { "" };
    let dimension = layout.dimension(dimension).unwrap_or(dimension);
    let criterion = layout.text(record, Field::Criterion).unwrap_or(gathered);
    let marked = [Field::Flag, Field::AutoFail].iter().any(|field| layout.text(record, *field).is_some());
    let mark_alone = criterion.is_empty() && marked && !scored(layout, record);
    (!mark_alone).then(|| (key_of(dimension), criterion.to_owned()))
}

/// The points of a row; `None` where a cell is at fault.
fn points(row: &mut Row<'_>) -> Option<Points> {
    let decimals = row.layout.decimals(Field::Possible);
    let earned = fine(row, Field::Earned, values::POINTS)?;
    let earned = match row.layout.column(Field::Possible) {
        Some(_) => earned,
        None => match values::scaled(earned, row.layout.scale(Field::Earned)) {
            Ok(earned) => earned,
            Err(expected) => return refuse(row, Field::Earned, expected),
        },
    };
    let possible = match row.text(Field::Possible) {
        None => None,
        Some(text) if values::none(text).is_some() => None,
        Some(text) => match values::number(text, decimals, values::POSSIBLE) {
            Ok(number) if number.value >= 0.0 => Some(number),
            Ok(_) => return refuse(row, Field::Possible, values::POSSIBLE),
            Err(expected) => return refuse(row, Field::Possible, expected),
        },
    };
    let outcome = row.text(Field::Outcome);
    let stated = outcome.and_then(values::stated);
    let earned_blank = row.text(Field::Earned).is_none();
    let (earned, possible) = match (earned, possible) {
        (Score::None(state), possible) => {
            let state = match stated {
                Some(stated) => stated,
                // An answer without points is an answer; no points are invented for it.
                None if earned_blank && outcome.is_some() => ScoreState::NotScored,
                None => state,
            };
            return Some(Points { state, earned: None, possible });
        }
        (Score::Plain(earned), Some(possible)) | (Score::Of(earned, possible), None) => (earned, possible),
        (Score::Plain(earned), None) if row.layout.column(Field::Possible).is_none() => (earned, Number::new(100.0)),
        (Score::Plain(_), None) => return refuse(row, Field::Possible, "the possible points, as in other rows"),
        (Score::Percent(earned), None) => (earned, Number::new(100.0)),
        (Score::Percent(earned), Some(possible)) if is(&possible, 100.0) => (earned, possible),
        (Score::Percent(_), Some(_)) => return refuse(row, Field::Earned, "points, since the row has possible points"),
        (Score::Of(earned, of), Some(possible)) if is(&possible, of.value) => (earned, possible),
        (Score::Of(..), Some(_)) => return refuse(row, Field::Earned, "points of the row's own possible points"),
    };
    let none = stated.or_else(|| is(&possible, 0.0).then_some(ScoreState::NotApplicable));
    Some(Points { state: none.unwrap_or(ScoreState::Scored), earned: Some(earned), possible: Some(possible) })
}

fn is(number: &Number, value: f64) -> bool {
    (number.value - value).abs() < f64::EPSILON
}

fn fine(row: &mut Row<'_>, field: Field, expected: &'static str) -> Option<Score> {
    match values::score(row.text(field).unwrap_or_default(), row.layout.decimals(field), expected) {
        Ok(score) => Some(score),
        Err(expected) => refuse(row, field, expected),
    }
}

fn refuse<T>(row: &mut Row<'_>, field: Field, expected: &str) -> Option<T> {
    row.fault(field, expected);
    None
}
