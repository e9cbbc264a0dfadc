//! What is watched for after a session that answered flags: the same codes on the agent's calls since.

use std::collections::BTreeMap;

use rusqlite::named_params;

use super::convert::date;
use super::error::Result;
use super::sums::Owners;
use super::{Store, figures, marks, people};
use crate::domain::day::{Span, to_number};
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::session::{Finished, SessionLine, Status};
use crate::domain::watch::{LookedAt, Watched, watch};

impl Store {
    /// A line a code that the session answered; none where it is void.
    pub(super) fn watched(&self, session: &Finished, status: Status) -> Result<Vec<Watched>> {
        if status == Status::Void || session.answers_flags.is_empty() {
            return Ok(Vec::new());
        }
        let held_on = session.held_at.with_timezone(&self.settings()?.zone).date_naive();
        let today = self.today()?;
        let to = today.succ_opt().unwrap_or(today).max(held_on.succ_opt().unwrap_or(held_on));
        let calls = self.looked_at(people::stands_under(&self.conn, session.agent)?, Span::new(held_on, to))?;
        let codes: Vec<Raw> = session.answers_flags.iter().map(|f| f.code.clone()).collect();
        Ok(watch(&codes, (session.held_at, held_on), today, &calls))
    }

    /// What is watched for with an agent: a code once, from its last session on.
    pub(super) fn watched_of(&self, sessions: &[SessionLine]) -> Result<Vec<Watched>> {
        let mut out: Vec<Watched> = Vec::new();
        for line in sessions {
            let sql = "SELECT content FROM session s WHERE s.uuid = ?1
                       AND EXISTS (SELECT 1 FROM answered_flag a WHERE a.session = s.uuid)";
            let content: Option<String> =
                super::optional(self.conn.prepare_cached(sql)?.query_row([line.id], |r| r.get(0)))?;
            let Some(content) = content else { continue };
            for watched in self.watched(&serde_json::from_str(&content)?, line.status)? {
                if out.iter().all(|w| w.code != watched.code) {
                    out.push(watched);
                }
            }
        }
        Ok(out)
    }

    /// An agent's calls of a span that were scored or flagged, with their codes.
    fn looked_at(&self, person: i64, span: Span) -> Result<Vec<LookedAt>> {
        let zone = self.settings()?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.key, x.day, c.started_kind, c.started_ms, c.started_zone FROM (
                SELECT e.call, min(e.day) AS day FROM evaluation e
                WHERE e.current = 1 AND e.day >= :from AND e.day < :to
                  AND e.identity IN (SELECT id FROM identity WHERE person = :person) GROUP BY e.call
                UNION
                SELECT k.id, k.day FROM flag_by_hand h JOIN call k ON k.key = h.call_key
                WHERE k.day >= :from AND k.day < :to AND k.identity IN (SELECT id FROM identity WHERE person = :person)
             ) x JOIN call c ON c.id = x.call",
        )?;
        let mut rows = statement
            .query(named_params! { ":from": to_number(span.from), ":to": to_number(span.to), ":person": person })?;
        let mut calls: BTreeMap<i64, LookedAt> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            let started_at = figures::started_at(row, zone)?;
            let call = LookedAt {
                call: CallRow(id),
                call_id: row.get(1)?,
                day: date(row.get(2)?),
                started_at,
                codes: Vec::new(),
            };
            calls.entry(id).or_insert(call);
        }
        for flag in marks::flags(&self.conn, Some(span), marks::Whose::Of(&Owners::of(&self.conn, &[person])?))? {
            if let Some(call) = calls.get_mut(&flag.line.call.0) {
                call.codes.push(flag.line.code);
            }
        }
        Ok(calls.into_values().collect())
    }
}
