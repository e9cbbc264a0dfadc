//! What trends can be narrowed to, as the file has it.

use std::collections::BTreeMap;

use rusqlite::named_params;

use super::super::error::Result;
use super::super::{Store, scorecards};
use super::Ground;
use crate::domain::evaluation::ScoredBy;
use crate::domain::id::PersonId;
use crate::domain::people::Team;
use crate::domain::raw::Raw;
use crate::domain::trends::filter::Choices;

impl Store {
    /// Versions and sources are those with evaluations that count on the shown scorecard, of any day and agent.
    pub(super) fn choices(&self, ground: &Ground, teams: &[Team]) -> Result<Choices> {
        let mut statement = self.conn.prepare_cached(
            "SELECT v.label, o.name AS source, e.scored_by, count(*) AS evaluations
             FROM evaluation e JOIN scorecard_version v ON v.id = e.form JOIN source o ON o.id = e.source
             WHERE e.current = 1 AND v.scorecard = :line GROUP BY v.id, o.id, e.scored_by ORDER BY v.id, o.name",
        )?;
        let mut rows = statement.query(named_params! { ":line": ground.frame.line })?;
        let mut versions: Vec<(String, u64)> = Vec::new();
        let mut sources: BTreeMap<Raw, u64> = BTreeMap::new();
        let (mut by_people, mut by_ai) = (0, 0);
        while let Some(row) = rows.next()? {
            let label: String = row.get("label")?;
            let n = u64::try_from(row.get::<_, i64>("evaluations")?).unwrap_or(0);
            match versions.iter_mut().find(|(known, _)| *known == label) {
                Some((_, sum)) => *sum += n,
                None => versions.push((label, n)),
            }
            *sources.entry(row.get("source")?).or_default() += n;
            let word: String = row.get("scored_by")?;
            *(if word == ScoredBy::Ai.word() { &mut by_ai } else { &mut by_people }) += n;
        }
        let supervisors = supervisors(teams);
        let scorecards = scorecards::names(&self.conn)?;
        Ok(Choices { scorecards, versions, sources: sources.into_iter().collect(), by_people, by_ai, supervisors })
    }
}

/// Who supervises a team today, each once.
pub(super) fn supervisors(teams: &[Team]) -> Vec<(PersonId, Raw)> {
    let mut out: Vec<(PersonId, Raw)> = Vec::new();
    for (id, name) in teams.iter().filter_map(|t| t.supervisor.zip(t.supervisor_name.clone())) {
        if out.iter().all(|(known, _)| *known != id) {
            out.push((id, name));
        }
    }
    out
}
