//! A row of a wide table: a column a dimension.

use super::Column;
use super::part::{Keys, Part};
use super::row::Row;
use crate::domain::evaluation::{AutoFailRecord, Number, ScoreRecord, ScoreState};
use crate::import::columns::Used;
use crate::import::values::{self, Score};

pub(super) fn parts(row: &mut Row<'_>, keys: &mut Keys) -> Vec<Part> {
    let mut parts: Vec<Part> = row.flags(None, None).into_iter().map(Part::Flag).collect();
    if row.auto_failed() {
        parts.push(Part::AutoFail(AutoFailRecord { name: "evaluation".to_owned(), dimension: None }));
    }
    if let Some(comment) = row.comment() {
        parts.push(Part::Comment(comment));
    }
    let layout = row.layout;
    for (at, Column { used, scale, decimals, .. }) in layout.columns.iter().enumerate() {
        let Used::Dimension(named) = used else { continue };
        let Some(dimension) = layout.dimension(named) else { continue };
        let read = values::score(layout.at(row.record, at), *decimals, values::SCORE);
        match read.and_then(|score| values::scaled(score, *scale)) {
            Ok(score) => parts.push(Part::Score { key: keys.of(dimension), score: record(dimension, score) }),
            Err(expected) => row.fault_at(at, expected),
        }
    }
    parts
}

fn record(dimension: &str, score: Score) -> ScoreRecord {
    let (state, earned, possible) = match score {
        Score::None(state) => (state, None, None),
        Score::Plain(percent) | Score::Percent(percent) => {
            (ScoreState::Scored, Some(percent), Some(Number::new(100.0)))
        }
        Score::Of(earned, possible) if possible.value == 0.0 => {
            (ScoreState::NotApplicable, Some(earned), Some(possible))
        }
        Score::Of(earned, possible) => (ScoreState::Scored, Some(earned), Some(possible)),
    };
    let (comment, criteria, weight) = (None, Vec::new(), None);
    ScoreRecord { dimension: dimension.to_owned(), state, earned, possible, comment, criteria, weight }
}
