//! Which calls the transcripts of an import may be of.

use std::collections::HashSet;

use super::Store;
use super::convert::optional_date;
use super::error::Result;
use super::request::{CallChoice, Unclaimed};
use crate::import::ImportPlan;

/// Calls that are offered for one transcript.
const OFFERED: i64 = 200;

impl Store {
    /// Those of the plan's possible calls that are there.
    pub(super) fn calls_known(&self, plan: &ImportPlan) -> Result<HashSet<String>> {
        let mut statement = self.conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM call WHERE key = ?1)")?;
        let mut known = HashSet::new();
        for id in plan.calls_named() {
            if statement.query_row([&id], |r| r.get(0))? {
                known.insert(id);
            }
        }
        Ok(known)
    }

    /// The calls that each transcript without one may be of.
    pub(super) fn unclaimed(&self, plan: &ImportPlan) -> Result<Vec<Unclaimed>> {
        if plan.unclaimed.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT c.key, c.day, p.name FROM call c LEFT JOIN identity i ON i.id = c.identity
             LEFT JOIN person p ON p.id = i.person
             WHERE c.key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM transcript t WHERE t.call = c.id)
             ORDER BY c.day DESC, c.id DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([OFFERED])?;
        let mut calls = Vec::new();
        while let Some(row) = rows.next()? {
            let day = optional_date(row.get("day")?);
            calls.push(CallChoice { call_id: row.get("key")?, agent: row.get("name")?, day });
        }
        Ok(plan.unclaimed.iter().map(|path| Unclaimed { path: path.clone(), calls: calls.clone() }).collect())
    }
}
