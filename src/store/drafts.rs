//! What is typed so far. Drafts are no part of the log: only finishing one is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::error::{Result, StoreError};
use super::{Access, Store};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::session::Draft;

/// The person under whom a draft's agent stands.
const SHOWN: &str = "coalesce((SELECT u.uuid FROM person p JOIN person u ON u.id = p.stands_under WHERE p.uuid = draft.person), draft.person)";

/// Open drafts, the newest an agent.
pub(super) fn by_person(conn: &Connection) -> Result<HashMap<PersonId, SessionId>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {SHOWN} AS person, uuid FROM draft ORDER BY saved_at"))?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<HashMap<_, _>>>()?)
}

/// An open draft as Today lists it.
#[derive(Debug, Clone)]
pub(super) struct OpenDraft {
    pub(super) id: SessionId,
    pub(super) person: PersonId,
    pub(super) draft: Draft,
    pub(super) saved_at: DateTime<Utc>,
}

impl Store {
    pub(super) fn open_drafts(&self) -> Result<Vec<OpenDraft>> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("SELECT uuid, {SHOWN} AS person, body, saved_at FROM draft ORDER BY saved_at"))?;
        let mut rows = statement.query([])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(OpenDraft {
                id: row.get("uuid")?,
                person: row.get("person")?,
                draft: serde_json::from_str(&row.get::<_, String>("body")?)?,
                saved_at: row.get::<_, String>("saved_at")?.parse().unwrap_or_default(),
            });
        }
        Ok(out)
    }

    pub(super) fn draft(&self, id: SessionId) -> Result<Option<OpenDraft>> {
        Ok(self.open_drafts()?.into_iter().find(|d| d.id == id))
    }

    /// Keeps what is typed so far; answers when it reached the file.
    pub fn save_draft(&mut self, id: SessionId, draft: &Draft) -> Result<DateTime<Utc>> {
        if self.access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        let person = self.agent_named(&draft.agent)?.id;
        let now = self.clock.now();
        let finished: bool =
            self.conn.query_row("SELECT EXISTS (SELECT 1 FROM session WHERE uuid = ?1)", [id], |r| r.get(0))?;
        if finished {
            return Err(StoreError::refused("this session is finished; what is finished is never edited"));
        }
        self.conn
            .prepare_cached(
                "INSERT INTO draft (uuid, person, body, saved_at) VALUES (:id, :person, :body, :at)
                 ON CONFLICT (uuid) DO UPDATE SET body = :body, saved_at = :at",
            )?
            .execute(named_params! {
                ":id": id, ":person": person, ":body": super::cards::draft(draft)?, ":at": super::log::instant_text(now),
            })?;
        Ok(now)
    }

    pub fn discard_draft(&mut self, id: SessionId) -> Result<()> {
        if self.access != Access::ReadWrite {
            return Err(StoreError::ReadOnly);
        }
        self.conn.execute("DELETE FROM draft WHERE uuid = ?1", [id])?;
        Ok(())
    }
}
