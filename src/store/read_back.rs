//! Whether agreed practice actions were done: by the calls where an action is tied to a question of the scorecard, else
//! by what the supervisor found.

use rusqlite::named_params;

use super::error::{Result, StoreError};
use super::outcomes::Since;
use super::{Store, figures};
use crate::domain::day::to_number;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::practice::library::same_words;
use crate::domain::practice::read_back::{ReadBack, counted};
use crate::domain::record::Record;
use crate::domain::session::{ActionState, Done, Finished, Status};

impl Store {
    /// Over the calls that started after the session, until the next one on the dimension or today; `None` where the
    /// action is tied to no question.
    pub(super) fn read_back(&self, session: &Finished) -> Result<Option<ReadBack>> {
        let (Some(tied), Some(focus)) = (&session.criterion, &session.focus.dimension) else { return Ok(None) };
        // The question was tied to the words that were agreed then; other words are read back by hand.
        let sql = "SELECT EXISTS (SELECT 1 FROM amendment WHERE session = ?1 AND field = 'action')";
        if self.conn.prepare_cached(sql)?.query_row([session.id], |r| r.get(0))? {
            return Ok(None);
        }
        let today = self.today()?;
        let since = Since { to: today.succ_opt().unwrap_or(today), ..self.since(session)? };
        let zone = self.settings()?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.day, c.started_kind, c.started_ms, c.started_zone, k.name, r.earned >= r.possible AS met
             FROM criterion_result r JOIN evaluation e ON e.id = r.evaluation JOIN call c ON c.id = e.call
             JOIN criterion k ON k.id = r.criterion JOIN dimension d ON d.id = k.dimension
             JOIN scorecard s ON s.id = d.scorecard
             WHERE e.current = 1 AND e.day >= :from AND e.day < :to AND s.uuid = :scorecard AND d.key = :focus
               AND e.identity IN (SELECT i.id FROM identity i JOIN person p ON p.id = i.person
                                  WHERE p.id = (SELECT stands_under FROM person WHERE uuid = :person))
               AND r.state = 'scored' AND r.earned IS NOT NULL AND r.possible > 0",
        )?;
        let span = since.span();
        let mut rows = statement.query(named_params! {
            ":from": to_number(span.from), ":to": to_number(span.to), ":scorecard": session.scorecard,
            ":focus": focus, ":person": session.agent,
        })?;
        let mut results = Vec::new();
        while let Some(row) = rows.next()? {
            if !same_words(&row.get::<_, String>("name")?, &tied.name) {
                continue;
            }
            let day = super::convert::optional_date(row.get("day")?);
            if since.holds_at(figures::started_at(row, zone)?, day) {
                results.push((row.get("id")?, row.get("met")?));
            }
        }
        Ok(Some(ReadBack { criterion: tied.name.clone(), before: tied.before, since: counted(results) }))
    }

    /// The read-back of a session by its id.
    pub(super) fn read_back_of(&self, id: SessionId) -> Result<Option<ReadBack>> {
        let sql = "SELECT content FROM session WHERE uuid = ?1";
        let content: Option<String> = super::optional(self.conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)))?;
        content.map_or(Ok(None), |content| self.read_back(&serde_json::from_str(&content)?))
    }

    /// Notes whether the practice action was done. Where it is tied to a question the calls give the count, else `count`
    /// is what the supervisor found on the calls that were looked at. A later note holds.
    pub fn read_back_action(&mut self, id: SessionId, state: ActionState, count: Option<Done>) -> Result<String> {
        let view = self.session_view(id)?;
        if view.status == Status::Void {
            return Err(StoreError::refused("the session is void: its action is not read back"));
        }
        if view.content.action.is_none() {
            return Err(StoreError::refused("the session agreed on no practice action"));
        }
        if let Some(found) = count.filter(|c| c.done > c.of || c.of == 0) {
            return Err(StoreError::refused(format!(
                "{} of {} is no count: of the calls that you checked, say on how many it was done",
                found.done, found.of
            )));
        }
        let count = match view.read_back {
            Some(ReadBack { since: Some(since), .. }) if count.is_some_and(|typed| typed != since) => {
                return Err(StoreError::refused(format!(
                    "the calls give the count themselves, {} of {}: say only whether it was done",
                    since.done, since.of
                )));
            }
            Some(ReadBack { since: Some(since), .. }) => Some(since),
            Some(ReadBack { since: None, .. }) | None => count,
        };
        let record = Record::ActionReadBack { id, state, count };
        self.write(None, |w| {
            let sql = "SELECT status FROM session WHERE uuid = ?1";
            let status: String = w.conn.query_row(sql, [id], |r| r.get(0))?;
            if Status::from_word(&status) == Some(Status::Void) {
                return Err(StoreError::refused("the session is void: its action is not read back"));
            }
            w.record(&record)
        })?;
        Ok(record.summary())
    }

    /// The first day with a score of this person.
    pub(super) fn first_scored(&self, agent: PersonId) -> Result<Option<chrono::NaiveDate>> {
        let sql = "SELECT min(e.day) FROM evaluation e JOIN identity i ON i.id = e.identity
                   WHERE e.current = 1 AND i.person = (SELECT stands_under FROM person WHERE uuid = ?1)";
        Ok(super::convert::optional_date(self.conn.prepare_cached(sql)?.query_row([agent], |r| r.get(0))?))
    }
}
