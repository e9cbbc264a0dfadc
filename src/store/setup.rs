//! What the Setup screen shows.

use super::error::Result;
use super::request::{ScorecardSetup, SetupView};
use super::scorecards::{self, Targets};
use super::{Store, roster};
use crate::domain::day;
use crate::domain::figure::short;

impl Store {
    pub fn setup_view(&self) -> Result<SetupView> {
        let today = self.today()?;
        let people = self.people()?;
        let settings = self.settings()?;
        let mut cards = Vec::new();
        for name in scorecards::names(&self.conn)? {
            let scorecard = self.scorecard(Some(&name))?;
            let line = scorecards::row_of(&self.conn, scorecard.id)?;
            let targets = Targets::read(&self.conn, line)?;
            let evaluations: i64 = self.conn.query_row(
                "SELECT count(*) FROM evaluation e JOIN scorecard_version v ON v.id = e.form WHERE v.scorecard = ?1 AND e.current = 1",
                [line],
                |r| r.get(0),
            )?;
            cards.push(ScorecardSetup {
                targets: scorecard.dimensions.iter().map(|d| targets.for_everyone(d.row, today)).collect(),
                exceptions: self.exceptions(line)?,
                in_force: settings.scorecard.as_deref() == Some(scorecard.name.as_str()),
                evaluations: u64::try_from(evaluations).unwrap_or(0),
                scorecard,
            });
        }
        Ok(SetupView {
            settings,
            scorecards: cards,
            teams: self.teams()?,
            alike: roster::alike(&people),
            flags: self.flag_codes_view()?,
            people,
            practice: self.practice_by_dimension()?,
            file: self.path.clone(),
            schema: self.schema()?,
            sqlite: super::sqlite_version().to_owned(),
        })
    }

    /// Targets of a team or an agent, and later ones for everyone, in words.
    fn exceptions(&self, line: i64) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT d.name, t.scope, t.from_day, t.value, coalesce(p.name, m.name) AS whose
             FROM target t JOIN dimension d ON d.id = t.dimension
             LEFT JOIN person p ON t.scope = 'agent' AND p.uuid = t.scope_id
             LEFT JOIN team m ON t.scope = 'team' AND m.uuid = t.scope_id
             WHERE d.scorecard = ?1 AND (t.scope <> 'everyone' OR t.from_day > ?2) ORDER BY t.from_day DESC, t.seq DESC",
        )?;
        let mut rows = statement.query((line, day::BEGINNING))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let from: i64 = row.get("from_day")?;
            let from =
                if from == day::BEGINNING { String::new() } else { format!(" from {}", super::convert::date(from)) };
            let whose = row
                .get::<_, Option<crate::domain::raw::Raw>>("whose")?
                .map_or_else(|| "everyone".to_owned(), |w| w.visible());
            let value = row.get::<_, Option<f64>>("value")?.map_or_else(|| "no target".to_owned(), short);
            out.push(format!("{whose}: {} {value}{from}", row.get::<_, String>("name")?));
        }
        Ok(out)
    }
}
