//! Where people are: their team from a day on, when they are away, and when they left.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Store;
use super::convert::{date, optional_date};
use super::error::{Result, StoreError};
use crate::domain::id::{AbsenceId, PersonId, TeamId};
use crate::domain::people::{Absence, Agent};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// Absences by the person under whom they count, oldest first.
pub(super) fn absences(conn: &Connection) -> Result<HashMap<i64, Vec<Absence>>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.stands_under, a.from_day, a.to_day FROM absence a JOIN person p ON p.id = a.person
         ORDER BY a.from_day, a.uuid",
    )?;
    let mut rows = statement.query([])?;
    let mut out: HashMap<i64, Vec<Absence>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let absence = Absence { from: date(row.get(1)?), to: optional_date(row.get(2)?) };
        out.entry(row.get(0)?).or_default().push(absence);
    }
    Ok(out)
}

impl Store {
    /// Puts someone in a team from a day on; from the beginning where there is none. True where the team is new.
    pub fn set_team(&mut self, person: PersonId, team: &str, from: Option<NaiveDate>, new: bool) -> Result<bool> {
        let name = team.trim().to_owned();
        let known = match self.team_named(&name) {
            Ok(team) => Some(team.id),
            Err(_) if new && !name.is_empty() => None,
            Err(e) => return Err(e),
        };
        self.write(None, |w| {
            let team = match known {
                Some(team) => team,
                None => {
                    let id = TeamId::new();
                    w.record(&Record::TeamAdded { id, name: Raw::from(name.as_str()) })?;
                    id
                }
            };
            let sql = "SELECT name FROM person WHERE uuid = ?1";
            let who: Raw = w.conn.query_row(sql, [person], |r| r.get(0))?;
            let named: Raw = w.conn.query_row("SELECT name FROM team WHERE uuid = ?1", [team], |r| r.get(0))?;
            w.record(&Record::MemberSet { person, team, from, name: Some(who), team_name: Some(named) })
        })?;
        Ok(known.is_none())
    }

    /// Notes that someone is away: nothing is due until he is back. `to` is the last day.
    pub fn set_away(&mut self, who: &Agent, from: NaiveDate, to: Option<NaiveDate>, why: &str) -> Result<()> {
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(StoreError::refused(format!("an absence from {from} cannot end on {to}, before it begins")));
        }
        let why = why.trim().to_owned();
        self.write((!why.is_empty()).then_some(why.as_str()), |w| {
            w.record(&Record::PersonAway { id: AbsenceId::new(), person: who.id, name: who.name.clone(), from, to })
        })
    }

    /// Takes the last absence of someone back; says which.
    pub fn take_away_back(&mut self, who: &Agent) -> Result<Absence> {
        self.write(None, |w| {
            let row = super::people::stands_under(w.conn, who.id)?;
            let sql = "SELECT a.uuid, p.uuid, a.from_day, a.to_day FROM absence a JOIN person p ON p.id = a.person
                       WHERE p.stands_under = ?1 ORDER BY a.from_day DESC, a.uuid DESC LIMIT 1";
            let found: Option<(AbsenceId, PersonId, i64, Option<i64>)> =
                super::optional(w.conn.query_row(sql, [row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))))?;
            let Some((id, person, from, to)) = found else {
                return Err(StoreError::refused("no absence is on record"));
            };
            w.record(&Record::PersonNotAway { id, person, name: who.name.clone() })?;
            Ok(Absence { from: date(from), to: optional_date(to) })
        })
    }

    /// Every absence that goes on ended yesterday; where none does, the next one that is to come does not begin.
    pub fn set_back(&mut self, who: &Agent) -> Result<()> {
        let today = self.today()?;
        let yesterday = today.pred_opt().unwrap_or(today);
        self.write(None, |w| {
            let row = super::people::stands_under(w.conn, who.id)?;
            let sql = "SELECT a.uuid, p.uuid, a.from_day FROM absence a JOIN person p ON p.id = a.person
                       WHERE p.stands_under = ?1 AND (a.to_day IS NULL OR a.to_day >= ?2) ORDER BY a.from_day, a.uuid";
            let mut statement = w.conn.prepare(sql)?;
            let all = statement
                .query_map((row, crate::domain::day::to_number(today)), |r| {
                    Ok((r.get(0)?, r.get(1)?, date(r.get(2)?)))
                })?
                .collect::<rusqlite::Result<Vec<(AbsenceId, PersonId, NaiveDate)>>>()?;
            drop(statement);
            if all.is_empty() {
                return Err(StoreError::refused(format!("{} is not away", who.name.visible())));
            }
            let going_on = all.iter().filter(|(.., from)| *from <= today).count();
            for (id, person, from) in all.into_iter().take(going_on.max(1)) {
                w.record(&Record::PersonNotAway { id, person, name: who.name.clone() })?;
                if from <= yesterday {
                    let (id, name) = (AbsenceId::new(), who.name.clone());
                    w.record(&Record::PersonAway { id, person, name, from, to: Some(yesterday) })?;
                }
            }
            Ok(())
        })
    }

    /// Somebody by our own id.
    pub fn person(&self, id: PersonId) -> Result<Agent> {
        let sql = "SELECT uuid, name, source_id FROM person WHERE uuid = ?1";
        let found =
            self.conn.query_row(sql, [id], |r| Ok(Agent { id: r.get(0)?, name: r.get(1)?, source_id: r.get(2)? }));
        super::optional(found)?.ok_or_else(|| StoreError::refused("that person is not known here"))
    }

    /// Notes that someone left: from that day on no list shows them. `None` takes it back.
    pub fn set_left(&mut self, who: &Agent, on: Option<NaiveDate>) -> Result<()> {
        self.write(None, |w| w.record(&Record::PersonLeft { id: who.id, name: who.name.clone(), on }))
    }
}
