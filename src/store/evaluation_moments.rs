//! Moments that an evaluation's own analysis points to, offered as evidence.

use rusqlite::Connection;

use super::error::Result;
use super::prefill::Spoken;

/// One of them, with what its source says was said there.
pub(super) struct Moment {
    pub(super) from_ms: i64,
    to_ms: Option<i64>,
    words: Option<String>,
}

impl Moment {
    /// Where no transcript is there to say it better.
    pub(super) fn spoken(self) -> Spoken {
        (Some(self.from_ms), self.to_ms, self.words.unwrap_or_default(), String::new())
    }
}

/// The first moment of a call that was found for a dimension, of the evaluations that count; one of a criterion that was
/// missed comes before the others.
pub(super) fn of_call(conn: &Connection, call: i64, dimension: i64) -> Result<Option<Moment>> {
    let sql = "SELECT m.from_ms, m.to_ms, m.words FROM evaluation_moment m JOIN evaluation e ON e.id = m.evaluation
               WHERE e.call = ?1 AND e.current = 1 AND m.dimension = ?2
               ORDER BY NOT EXISTS (SELECT 1 FROM criterion_result r JOIN criterion k ON k.id = r.criterion
                                    WHERE r.evaluation = e.id AND k.dimension = m.dimension AND k.name = m.criterion
                                      AND r.state = 'scored' AND r.earned < r.possible),
                        m.from_ms, m.evaluation, m.n LIMIT 1";
    let found = conn
        .prepare_cached(sql)?
        .query_row((call, dimension), |r| Ok(Moment { from_ms: r.get(0)?, to_ms: r.get(1)?, words: r.get(2)? }));
    super::optional(found)
}
