//! What is typed so far. Drafts are no part of the log: only finishing one is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, named_params};

use super::Store;
use super::aside::For;
use super::error::{Result, StoreError};
use super::waiting::{PATIENCE, TYPED};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::session::{Draft, Elsewhere};

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

/// What became of a draft that was to be put into the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Put {
    Saved(DateTime<Utc>),
    Elsewhere(Elsewhere),
}

/// What became of what is typed.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftSave {
    /// It is in the file since then.
    Saved(DateTime<Utc>),
    /// It is beside the file, and goes in by itself; why not at once.
    Aside { at: DateTime<Utc>, why: String },
    /// It is beside the file, and another window's is in it.
    Elsewhere(Elsewhere),
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

    /// Keeps what is typed so far: in the file, or beside it where the file does not take it. `based` is what the file
    /// had when it was typed: what another window has put there since is never overwritten.
    pub fn save_draft(&mut self, id: SessionId, draft: &Draft, based: Option<&Draft>) -> Result<DraftSave> {
        // Beside the file as little as in it; and what is compared with the file's is compared as it would stand there.
        let draft = &super::cards::draft(draft)?;
        let based = based.map(super::cards::draft).transpose()?;
        let based = based.as_ref();
        self.saving.waits.set(TYPED);
        let put = self.put_draft(id, draft, based);
        self.saving.waits.set(PATIENCE);
        match put {
            Ok(Put::Saved(at)) => {
                self.let_go(id);
                Ok(DraftSave::Saved(at))
            }
            Ok(Put::Elsewhere(elsewhere)) => {
                // It stays on screen, and outlasts the program until somebody has seen both.
                if let Err(e) = self.keep_aside(id, draft, based, For::AChoice) {
                    tracing::warn!(
                        "a draft was not kept beside the file: {}",
                        crate::domain::raw::visible(&e.to_string())
                    );
                }
                Ok(DraftSave::Elsewhere(elsewhere))
            }
            Err(e) if e.is_in_the_way() => match self.keep_aside(id, draft, based, For::TheFile) {
                Ok(at) => Ok(DraftSave::Aside { at, why: e.to_string() }),
                Err(other) => Err(StoreError::refused(format!("{e}; nor beside it: {other}"))),
            },
            Err(e) => Err(e),
        }
    }

    /// Puts a draft into the file, unless another window was there.
    pub(super) fn put_draft(&mut self, id: SessionId, draft: &Draft, based: Option<&Draft>) -> Result<Put> {
        self.ready()?;
        let person = self.agent_named(&draft.agent)?.id;
        let now = self.clock.now();
        let body = serde_json::to_string(draft)?;
        let mine = self.saving.typed.get(&id).cloned();
        let done = self.transact(|store| {
            if let Some(elsewhere) = store.elsewhere(id, draft, based, mine.as_ref())? {
                return Ok(Put::Elsewhere(elsewhere));
            }
            store
                .conn
                .prepare_cached(
                    "INSERT INTO draft (uuid, person, body, saved_at) VALUES (:id, :person, :body, :at)
                     ON CONFLICT (uuid) DO UPDATE SET body = :body, saved_at = :at",
                )?
                .execute(named_params! {
                    ":id": id, ":person": person, ":body": body, ":at": super::log::instant_text(now),
                })?;
            Ok(Put::Saved(now))
        });
        match &done {
            Ok(Put::Saved(_)) => {
                self.saving.typed.insert(id, draft.clone());
                self.saving.in_doubt.retain(|(of, _)| *of != id);
            }
            Err(e) if e.is_in_doubt() => self.saving.in_doubt.push((id, draft.clone())),
            Ok(Put::Elsewhere(_)) | Err(_) => {}
        }
        done
    }

    /// What another window did with a draft since it was read here. `mine` is what this program put there last.
    pub(super) fn elsewhere(
        &self,
        id: SessionId,
        draft: &Draft,
        based: Option<&Draft>,
        mine: Option<&Draft>,
    ) -> Result<Option<Elsewhere>> {
        let sql = "SELECT EXISTS (SELECT 1 FROM session WHERE uuid = ?1)";
        if self.conn.query_row(sql, [id], |r| r.get(0))? {
            return Ok(Some(Elsewhere::Finished));
        }
        Ok(match self.draft(id)? {
            Some(there) if [Some(draft), based, mine].contains(&Some(&there.draft)) => None,
            Some(there) if self.saving.in_doubt.contains(&(id, there.draft.clone())) => None,
            Some(there) => Some(Elsewhere::Edited { draft: Box::new(there.draft), saved_at: there.saved_at }),
            None => (based.is_some() || mine.is_some()).then_some(Elsewhere::Discarded),
        })
    }

    /// Throws a draft away, unless another window has put other words there.
    pub fn discard_draft(&mut self, id: SessionId, draft: &Draft, based: Option<&Draft>) -> Result<Option<Elsewhere>> {
        let draft = &super::cards::draft(draft)?;
        let based = based.map(super::cards::draft).transpose()?;
        let based = based.as_ref();
        let mine = self.saving.typed.get(&id).cloned();
        let elsewhere = self.transact(|store| {
            let elsewhere = store.elsewhere(id, draft, based, mine.as_ref())?;
            if let Some(Elsewhere::Edited { .. } | Elsewhere::Finished) = elsewhere {
                return Ok(elsewhere);
            }
            store.conn.execute("DELETE FROM draft WHERE uuid = ?1", [id])?;
            Ok(None)
        })?;
        if elsewhere.is_none() {
            self.saving.typed.remove(&id);
            self.let_go(id);
        }
        Ok(elsewhere)
    }
}
