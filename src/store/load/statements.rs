//! The statements that a load runs for every evaluation, held ready: to seek each anew by its text takes as long as some
//! of them.

use std::sync::LazyLock;

use rusqlite::{CachedStatement, Connection};

use super::text;
use crate::domain::evaluation::{ScoreRecord, ScoreState};
use crate::store::error::Result;

/// So many scores go in with one statement.
pub(super) const AT_ONCE: usize = 16;

const CALL: &str = "INSERT INTO call (key, identity, started_kind, started_written, started_zone, started_ms, day)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const EVALUATION: &str = "INSERT INTO evaluation (source, key, key_made, version, call, identity, evaluator, scored_by, kind,
        state, form, call_kind, call_written, call_ms, evaluated_kind, evaluated_written, evaluated_ms, total, total_text,
        overall, auto_fails, flags, comment, team, batch, file, line, content, day, current, summed)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
        ?25, ?26, ?27, ?28, ?29, ?30, ?31)";

type Slot<'c> = Option<CachedStatement<'c>>;

#[derive(Default)]
pub(super) struct Statements<'c> {
    call: Slot<'c>,
    evaluation: Slot<'c>,
    /// For one score, for two and so on.
    points: [Slot<'c>; AT_ONCE],
    more: [Slot<'c>; AT_ONCE],
}

impl<'c> Statements<'c> {
    pub(super) fn call(&mut self, conn: &'c Connection) -> Result<&mut CachedStatement<'c>> {
        held(&mut self.call, conn, CALL)
    }

    pub(super) fn evaluation(&mut self, conn: &'c Connection) -> Result<&mut CachedStatement<'c>> {
        held(&mut self.evaluation, conn, EVALUATION)
    }

    /// For so many scores.
    pub(super) fn scores(&mut self, conn: &'c Connection, said: Said, many: usize) -> Result<&mut CachedStatement<'c>> {
        let slots = match said {
            Said::Points => &mut self.points,
            Said::More => &mut self.more,
        };
        held(&mut slots[many - 1], conn, said.sql(many))
    }
}

fn held<'s, 'c>(slot: &'s mut Slot<'c>, conn: &'c Connection, sql: &str) -> Result<&'s mut CachedStatement<'c>> {
    let statement = match slot.take() {
        Some(statement) => statement,
        None => conn.prepare_cached(sql)?,
    };
    Ok(slot.insert(statement))
}

/// What a score says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Its points alone, as almost all do.
    Points,
    More,
}

impl Said {
    pub(super) fn by(score: &ScoreRecord) -> Self {
        let as_read = text(score.earned.as_ref()).or(text(score.possible.as_ref())).is_some();
        let more = as_read || score.comment.is_some() || score.state != ScoreState::Scored;
        if more { Self::More } else { Self::Points }
    }

    /// The statement for so many.
    fn sql(self, many: usize) -> &'static str {
        static POINTS: LazyLock<[String; AT_ONCE]> = LazyLock::new(|| of_columns("", 4));
        static MORE: LazyLock<[String; AT_ONCE]> =
            LazyLock::new(|| of_columns(", apart, earned_text, possible_text, comment", 8));
        match self {
            Self::Points => &POINTS[many - 1],
            Self::More => &MORE[many - 1],
        }
    }
}

/// Statements for one score, for two and so on. Where one fails, all of the load does: the engine need not note how to
/// undo what a statement did before that.
fn of_columns(further: &str, columns: usize) -> [String; AT_ONCE] {
    // The evaluation is the same in all of them, and bound once.
    let row = |at: usize| {
        let own = (0..columns - 1).map(|n| format!(", ?{}", 2 + at * (columns - 1) + n));
        format!("(?1{})", own.collect::<String>())
    };
    std::array::from_fn(|before| {
        let rows = (0..=before).map(row).collect::<Vec<_>>().join(", ");
        format!("INSERT OR FAIL INTO score (evaluation, dimension, earned, possible{further}) VALUES {rows}")
    })
}
