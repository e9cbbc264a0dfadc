//! A large load into a file that holds little: the indexes of what grows are dropped first and built when all is in,
//! which takes a fraction of keeping them row by row. All in the load's own transaction: a load that ends early leaves
//! the file as it was.

use rusqlite::Connection;

use crate::import::ImportPlan;
use crate::store::error::Result;

/// With fewer rows than this no load is large.
const LARGE: u64 = 30_000;
/// A load is large beside a file with at most as many evaluations for each of its own.
const BESIDE: u64 = 2;
/// Scores of an evaluation, where a long table does not say how many evaluations its rows are.
const SCORES: u64 = 8;

/// Tables whose indexes wait.
const GROW: &str = "'call', 'evaluation', 'daily'";
/// But for those that hold few rows of a load, or to whose end each row goes: they cost less than reading all rows again.
const KEPT: &str =
    "'evaluation_unsummed', 'evaluation_flags', 'evaluation_fails', 'evaluation_batch', 'evaluation_call'";

/// How a load goes about its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Size {
    /// The indexes are kept up with every row.
    Small,
    /// They are built late.
    Large,
}

impl Size {
    pub(in crate::store) fn of(conn: &Connection, plan: &ImportPlan) -> Result<Self> {
        let (mut cells, mut evaluations) = (0, 0);
        for file in &plan.files {
            let dimensions = u64::try_from(file.dimensions.len()).unwrap_or(0);
            if file.format.ends_with("wide") {
                cells += file.rows * dimensions;
                evaluations += file.rows;
            } else if file.kind == crate::import::FileKind::Evaluations {
                cells += file.rows;
                evaluations += file.rows / dimensions.clamp(1, SCORES);
            }
        }
        // The last row's number, which is found at once, is as many as there are or more.
        let there: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM evaluation", [], |r| r.get(0))?;
        let beside = u64::try_from(there).unwrap_or(0) <= evaluations.saturating_mul(BESIDE);
        Ok(if cells >= LARGE && beside { Self::Large } else { Self::Small })
    }
}

/// Indexes that were dropped, as they are made.
#[derive(Debug, Default)]
pub(in crate::store) struct Late(Vec<String>);

impl Late {
    pub(in crate::store) fn drop_indexes(conn: &Connection) -> Result<Self> {
        let sql = format!(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({GROW})
             AND name NOT IN ({KEPT}) ORDER BY rowid"
        );
        let mut statement = conn.prepare(&sql)?;
        let found = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let found = found.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        for (name, _) in &found {
            conn.execute_batch(&format!("DROP INDEX \"{name}\""))?;
        }
        Ok(Self(found.into_iter().map(|(_, sql)| sql).collect()))
    }

    /// Builds them. `each` is told before each how many of how many are there.
    pub(in crate::store) fn build(
        self,
        conn: &Connection,
        each: &mut dyn FnMut(usize, usize) -> Result<()>,
    ) -> Result<()> {
        for (n, sql) in self.0.iter().enumerate() {
            each(n, self.0.len())?;
            conn.execute_batch(sql)?;
        }
        Ok(())
    }
}
