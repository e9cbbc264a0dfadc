//! Words of calls that are kept as praise, until a session has used them.

use super::error::{Result, StoreError};
use super::request::NewPraise;
use super::{Store, figures};
use crate::domain::id::{PersonId, PraiseId};
use crate::domain::people::Agent;
use crate::domain::praise::Praise;
use crate::domain::raw::Raw;
use crate::domain::record::Record;

impl Store {
    /// What was kept for an agent and stands in no session yet, oldest first. A session that was held on that day or later
    /// and finished after it was kept has used it, unless it is void.
    pub(super) fn praise_for(&self, agent: PersonId) -> Result<Vec<Praise>> {
        let zone = self.settings()?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT x.uuid, x.call_key, x.from_ms, x.to_ms, x.speaker, x.quote, x.kept_at,
                    c.day, c.started_kind, c.started_ms, c.started_zone
             FROM praise x JOIN person p ON p.uuid = x.person
             LEFT JOIN call c ON c.id = (SELECT min(id) FROM call WHERE key = x.call_key)
             WHERE p.stands_under = (SELECT stands_under FROM person WHERE uuid = ?1)
             ORDER BY x.kept_at, x.uuid",
        )?;
        let sessions = self.held_and_finished(agent)?;
        let mut rows = statement.query([agent])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let kept: Option<chrono::DateTime<chrono::Utc>> = row.get::<_, String>("kept_at")?.parse().ok();
            // A late entry of a day before had nothing of it, however late it was typed.
            let uses = |kept: chrono::DateTime<chrono::Utc>, (held, finished): &(_, chrono::DateTime<chrono::Utc>)| {
                kept < *finished && kept.with_timezone(&zone).date_naive() <= *held
            };
            if kept.is_some_and(|kept| sessions.iter().any(|session| uses(kept, session))) {
                continue;
            }
            out.push(Praise {
                id: row.get("uuid")?,
                call_id: row.get("call_key")?,
                started_at: figures::started_at(row, zone)?,
                day: super::convert::optional_date(row.get("day")?),
                from_ms: row.get("from_ms")?,
                to_ms: row.get("to_ms")?,
                speaker: row.get("speaker")?,
                quote: row.get("quote")?,
            });
        }
        Ok(out)
    }

    /// When the agent's sessions that stand were held, as days, and finished.
    fn held_and_finished(&self, agent: PersonId) -> Result<Vec<(chrono::NaiveDate, chrono::DateTime<chrono::Utc>)>> {
        let zone = self.settings()?.zone;
        let sql = "SELECT s.held_at, s.finished_at FROM session s JOIN person p ON p.uuid = s.person
                   WHERE s.status <> 'void' AND p.stands_under = (SELECT stands_under FROM person WHERE uuid = ?1)";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([agent], |r| {
            let (held, finished): (i64, i64) = (r.get(0)?, r.get(1)?);
            let instant = super::convert::instant;
            Ok((instant(held).with_timezone(&zone).date_naive(), instant(finished)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub fn keep_praise(&mut self, new: NewPraise) -> Result<String> {
        let agent = self.agent_of(new.agent)?;
        if new.quote.verbatim().trim().is_empty() {
            return Err(StoreError::refused("these lines have no words to praise"));
        }
        let name = agent.name.visible();
        let record = Record::PraiseKept {
            id: PraiseId::new(),
            agent: agent.id,
            name: agent.name,
            call_id: new.call_id,
            from_ms: new.from_ms,
            to_ms: new.to_ms,
            speaker: new.speaker,
            quote: new.quote,
        };
        self.write(None, |w| w.record(&record))?;
        Ok(format!("kept as praise: the next session with {name} opens with it"))
    }

    pub fn drop_praise(&mut self, id: PraiseId) -> Result<String> {
        let sql = "SELECT person FROM praise WHERE uuid = ?1";
        let agent: Option<PersonId> = super::optional(self.conn.query_row(sql, [id], |r| r.get(0)))?;
        let Some(agent) = agent else { return Err(StoreError::refused("that praise is no longer kept")) };
        if !self.praise_for(agent)?.iter().any(|p| p.id == id) {
            return Err(StoreError::refused("a session was finished that opened with it: that praise stays as it is"));
        }
        let agent = self.agent_of(agent)?;
        self.write(None, |w| w.record(&Record::PraiseDropped { id, agent: agent.id, name: agent.name }))?;
        Ok("no longer kept as praise".to_owned())
    }

    fn agent_of(&self, id: PersonId) -> Result<Agent> {
        let sql = "SELECT name, source_id FROM person WHERE uuid = ?1";
        let found: Option<(Raw, Option<Raw>)> =
            super::optional(self.conn.query_row(sql, [id], |r| Ok((r.get(0)?, r.get(1)?))))?;
        let Some((name, source_id)) = found else { return Err(StoreError::refused("that agent is no longer there")) };
        Ok(Agent { id, source_id, name })
    }
}
