//! What is put off until a day, with the reason that stands in the log.

use chrono::NaiveDate;

use super::Due;
use crate::domain::day::{from_number, to_number};
use crate::domain::id::{PersonId, SnoozeId};
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::today::{DueItem, DueKind, Snoozed, put_off_reason, put_off_until};
use crate::store::error::{Result, StoreError};
use crate::store::{Store, log, optional};

impl Store {
    /// Marks what is put off beyond today.
    pub(super) fn put_off(&self, due: &mut Due) -> Result<()> {
        let sql = "SELECT z.uuid, u.uuid AS person, z.kind, z.subject, z.until_day FROM snooze z
                   JOIN person p ON p.uuid = z.person JOIN person u ON u.id = p.stands_under WHERE z.until_day > ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([to_number(due.today)])?;
        while let Some(row) = rows.next()? {
            let (person, kind): (PersonId, String) = (row.get("person")?, row.get("kind")?);
            let subject: String = row.get("subject")?;
            let id: SnoozeId = row.get("uuid")?;
            let Some(until) = from_number(row.get("until_day")?) else { continue };
            let is = |item: &DueItem| item.agent == person && item.kind.word() == kind && item.key == subject;
            for found in due.found.iter_mut().filter(|f| is(&f.item)) {
                if found.item.snoozed.as_ref().is_none_or(|known| known.until < until) {
                    found.item.snoozed = Some(Snoozed { id, until, reason: self.reason_of(id)? });
                }
            }
        }
        Ok(())
    }

    /// As the log has it.
    fn reason_of(&self, id: SnoozeId) -> Result<String> {
        let sql = "SELECT p.body FROM event e JOIN payload p ON p.log_id = e.log_id AND p.seq = e.seq
                   WHERE e.subject_id = ?1 AND e.action = 'snoozed' ORDER BY e.lamport DESC LIMIT 1";
        let body: Option<Option<Vec<u8>>> = optional(self.conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)))?;
        let body = body.flatten().map(|body| serde_json::from_slice::<log::Body>(&body)).transpose()?;
        Ok(body.and_then(|body| body.why).unwrap_or_default())
    }

    /// Puts something of Today off until a day. `key` is an item's key, or its subject where that names one alone.
    pub fn snooze(
        &mut self,
        kind: DueKind,
        agent: PersonId,
        key: &str,
        until: NaiveDate,
        why: &str,
    ) -> Result<DueItem> {
        let why = put_off_reason(why).map_err(StoreError::refused)?;
        let today = self.today()?;
        put_off_until(kind, until, today).map_err(StoreError::refused)?;
        let item = self.one_item(kind, agent, Some(key))?;
        let record = Record::Snoozed {
            id: SnoozeId::new(),
            agent: item.agent,
            name: item.agent_name.clone(),
            kind,
            subject: item.key.clone(),
            until,
        };
        self.write(Some(why), |w| {
            // One day holds: a later one takes the place of an earlier one.
            if let Some(before) = &item.snoozed {
                w.record(&Record::SnoozeEnded { id: before.id, name: item.agent_name.clone(), kind })?;
            }
            w.record(&record)
        })?;
        Ok(item)
    }

    /// Lets something that is put off be due again.
    pub fn wake(&mut self, id: SnoozeId) -> Result<DueItem> {
        let items = self.today_view(None)?.items;
        let Some(item) = items.into_iter().find(|i| i.snoozed.as_ref().is_some_and(|s| s.id == id)) else {
            return Err(StoreError::refused("that is not put off any more"));
        };
        let record = Record::SnoozeEnded { id, name: item.agent_name.clone(), kind: item.kind };
        self.write(None, |w| w.record(&record))?;
        Ok(item)
    }

    /// The one item of a kind and agent, by key or subject; by those alone where there is only one.
    pub fn one_item(&self, kind: DueKind, agent: PersonId, named: Option<&str>) -> Result<DueItem> {
        let mut items = self.today_view(None)?.items;
        items.retain(|i| i.kind == kind && i.agent == agent);
        if let Some(named) = named {
            let by_key = items.iter().any(|i| i.key == named);
            items.retain(|i| if by_key { i.key == named } else { i.subject == named });
        }
        match items.len() {
            1 => Ok(items.swap_remove(0)),
            0 => {
                let about = named.map_or_else(String::new, |n| format!(" about “{}”", Raw::from(n).visible()));
                Err(StoreError::refused(format!(
                    "no {}{about} of that agent is on the list; `coachlog due --all --json` has them all",
                    kind.words()
                )))
            }
            _ => {
                let keys: Vec<String> = items.iter().map(|i| Raw::from(i.key.as_str()).visible()).collect();
                Err(StoreError::refused(format!("which {}? There are {}", kind.words(), keys.join(", "))))
            }
        }
    }
}
