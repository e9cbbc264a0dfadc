//! Practice actions with what came after them.

use super::super::Store;
use super::super::error::Result;
use super::{Ground, on};
use crate::domain::people::normalised;
use crate::domain::session::Finished;
use crate::domain::trends::actions::{ActionLine, Tried, lines};
use crate::import::Go;

impl Store {
    pub(super) fn tried(&self, ground: &Ground, go: &mut dyn FnMut() -> Go) -> Result<Vec<ActionLine>> {
        let mut tried = Vec::new();
        for line in ground.asked_sessions() {
            if line.focus.is_none() || line.action.is_none() {
                continue;
            }
            on(go)?;
            let sql = "SELECT content FROM session WHERE uuid = ?1";
            let content: String = self.conn.prepare_cached(sql)?.query_row([line.id], |r| r.get(0))?;
            let content: Finished = serde_json::from_str(&content)?;
            // As amended, where it was.
            let (Some(dimension), Some(action)) = (content.focus.dimension.clone(), line.action.clone()) else {
                continue;
            };
            let Some(outcome) = self.outcome_by(&content, &ground.query.scores)? else { continue };
            // The same words are one action, whether the library suggested them or not.
            let key = normalised(&action);
            tried.push(Tried { session: line.id, key, action, dimension, outcome });
        }
        Ok(lines(&tried))
    }
}
