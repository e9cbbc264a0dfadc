//! People, their identities in the sources, and teams.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Store;
use super::error::{Result, StoreError};
use crate::domain::day;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::people::{Agent, Team, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// Everyone who was ever added and not erased, with the person under whom he stands, oldest first.
pub(super) const EVERYONE: &str =
    "SELECT p.name, p.source_id, p.uuid AS own, u.uuid, u.name AS shown, u.source_id AS shown_id
    FROM person p JOIN person u ON u.id = p.stands_under WHERE p.erased = 0 ORDER BY p.id";

/// People with this normalised name, oldest first; for one who was merged, the person under whom he stands.
pub(super) fn by_normalised_name(conn: &Connection, wanted: &str) -> Result<Vec<PersonId>> {
    let mut statement = conn.prepare_cached(EVERYONE)?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        if normalised(&row.get::<_, String>("name")?) == wanted {
            let id: PersonId = row.get("uuid")?;
            if !out.contains(&id) {
                out.push(id);
            }
        }
    }
    Ok(out)
}

/// The row of the person under whom someone stands: himself, unless he was merged.
pub(super) fn stands_under(conn: &Connection, person: PersonId) -> Result<i64> {
    let sql = "SELECT stands_under FROM person WHERE uuid = ?1";
    super::optional(conn.prepare_cached(sql)?.query_row([person], |r| r.get(0)))?
        .ok_or_else(|| StoreError::refused("that person is not known here"))
}

/// The team of `p` on the day ?1: his own, else that of someone who was merged into him.
const TEAM_OF: &str = "(SELECT x.team FROM membership x JOIN person q ON q.id = x.person
    WHERE q.stands_under = p.id AND x.from_day <= ?1 ORDER BY q.id = p.id DESC, x.from_day DESC LIMIT 1)";

/// A person by what may name him, and the one under whom he stands.
struct Known {
    own: PersonId,
    name: Raw,
    source_id: Option<Raw>,
    shown: Agent,
}

/// Whom the people stand under, each once.
fn distinct<'a>(people: impl Iterator<Item = &'a Known>) -> Vec<&'a Agent> {
    let mut out: Vec<&Agent> = Vec::new();
    for person in people {
        if out.iter().all(|a| a.id != person.shown.id) {
            out.push(&person.shown);
        }
    }
    out
}

/// A person and the team that holds on a day.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) row: i64,
    pub(super) agent: Agent,
    pub(super) team: Option<TeamId>,
    pub(super) team_name: Option<Raw>,
}

/// Agents: people with an identity that has scores, a transcript or a session. Their team is that of the day.
pub(super) fn members(conn: &Connection, on: NaiveDate) -> Result<Vec<Member>> {
    list(conn, on, false)
}

/// The same, with those who have left.
pub(super) fn members_and_leavers(conn: &Connection, on: NaiveDate) -> Result<Vec<Member>> {
    list(conn, on, true)
}

fn list(conn: &Connection, on: NaiveDate, leavers: bool) -> Result<Vec<Member>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT p.id, p.uuid, p.name, p.source_id, t.uuid AS team, t.name AS team_name
         FROM person p LEFT JOIN team t ON t.id = {TEAM_OF}
         WHERE p.stands_under = p.id AND (?2 OR p.left_day IS NULL OR p.left_day > ?1)
           AND (EXISTS (SELECT 1 FROM identity i WHERE i.person = p.id
                        AND (EXISTS (SELECT 1 FROM evaluation e WHERE e.identity = i.id AND e.current = 1)
                             OR EXISTS (SELECT 1 FROM call c WHERE c.identity = i.id)))
                OR EXISTS (SELECT 1 FROM session s JOIN person q ON q.uuid = s.person WHERE q.stands_under = p.id))
         ORDER BY p.name, p.id",
    ))?;
    let rows = statement.query_map((day::to_number(on), leavers), |r| {
        Ok(Member {
            row: r.get("id")?,
            agent: Agent { id: r.get("uuid")?, source_id: r.get("source_id")?, name: r.get("name")? },
            team: r.get("team")?,
            team_name: r.get("team_name")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// From which day on each person who left is gone.
pub(super) fn left_days(conn: &Connection) -> Result<HashMap<i64, NaiveDate>> {
    let mut statement = conn.prepare_cached("SELECT id, left_day FROM person WHERE left_day IS NOT NULL")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, super::convert::date(r.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<HashMap<_, _>>>()?)
}

/// Which person each identity points to.
pub(super) fn owners(conn: &Connection) -> Result<HashMap<i64, i64>> {
    let mut statement = conn.prepare_cached("SELECT id, person FROM identity")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<HashMap<_, _>>>()?)
}

impl Store {
    pub fn teams(&self) -> Result<Vec<Team>> {
        let today = day::to_number(self.today()?);
        let mut statement = self.conn.prepare_cached(&format!(
            "WITH place AS MATERIALIZED (SELECT p.id, {TEAM_OF} AS team FROM person p
                WHERE p.stands_under = p.id AND (p.left_day IS NULL OR p.left_day > ?1))
             SELECT t.uuid, t.name, s.uuid AS supervisor, s.name AS supervisor_name,
                    (SELECT count(*) FROM place WHERE place.team = t.id) AS members
             FROM team t LEFT JOIN person o ON o.id = t.supervisor LEFT JOIN person s ON s.id = o.stands_under
             ORDER BY t.name",
        ))?;
        let rows = statement.query_map([today], |r| {
            Ok(Team {
                id: r.get("uuid")?,
                name: r.get("name")?,
                supervisor: r.get("supervisor")?,
                supervisor_name: r.get("supervisor_name")?,
                members: usize::try_from(r.get::<_, i64>("members")?).unwrap_or(0),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    /// A team by name.
    pub fn team_named(&self, name: &str) -> Result<Team> {
        let teams = self.teams()?;
        let wanted = normalised(name);
        let found = teams
            .iter()
            .find(|t| t.name.verbatim() == name)
            .or_else(|| teams.iter().find(|t| normalised(t.name.verbatim()) == wanted));
        found.cloned().ok_or_else(|| {
            let known: Vec<String> = teams.iter().map(|t| t.name.visible()).collect();
            let known = if known.is_empty() {
                "no team is known yet".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            StoreError::refused(format!("there is no team “{}”; {known}", Raw::from(name).visible()))
        })
    }

    /// The team that the acting person supervises, where there is exactly one.
    pub fn own_team(&self) -> Result<Option<TeamId>> {
        let wanted = normalised(&self.actor.name);
        let teams = self.teams()?;
        let mut own =
            teams.iter().filter(|t| t.supervisor_name.as_ref().is_some_and(|n| normalised(n.verbatim()) == wanted));
        Ok(match (own.next(), own.next()) {
            (Some(team), None) => Some(team.id),
            _ => None,
        })
    }

    /// An agent by the source's id, our own id, or name. A name that several bear is refused with their ids.
    pub fn agent_named(&self, named: &str) -> Result<Agent> {
        let people = self.everyone()?;
        let with_id = |p: &&Known| {
            let source_id = p.source_id.as_ref().is_some_and(|id| id.verbatim() == named);
            source_id || p.own.to_string() == named
        };
        let by_id = distinct(people.iter().filter(with_id));
        match by_id.as_slice() {
            [] => {}
            [one] => return Ok((*one).clone()),
            many => {
                let all: Vec<String> = many.iter().map(|a| format!("{} ({})", a.name.visible(), a.id)).collect();
                let words = format!(
                    "the id “{}” is that of {}; name the id in brackets",
                    Raw::from(named).visible(),
                    all.join(" and of ")
                );
                return Err(StoreError::refused(words));
            }
        }
        let wanted = normalised(named);
        let whole = distinct(people.iter().filter(|p| normalised(p.name.verbatim()) == wanted));
        let part = || distinct(people.iter().filter(|p| normalised(p.name.verbatim()).contains(&wanted)));
        let found = if whole.is_empty() && !wanted.is_empty() { part() } else { whole };
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] if super::erasure::is_erased_id(&self.conn, named)? => Err(StoreError::refused(super::erasure::GONE)),
            [] => Err(StoreError::refused(format!(
                "no agent has the id or name “{}”; `coachlog team` lists them",
                Raw::from(named).visible()
            ))),
            many => {
                let ids: Vec<String> = many
                    .iter()
                    .map(|a| format!("{} ({})", a.name.visible(), Raw::from(a.json_id()).visible()))
                    .collect();
                Err(StoreError::refused(format!(
                    "“{}” may be {}; name the id",
                    Raw::from(named).visible(),
                    ids.join(" or ")
                )))
            }
        }
    }

    fn everyone(&self) -> Result<Vec<Known>> {
        let mut statement = self.conn.prepare_cached(EVERYONE)?;
        let rows = statement.query_map([], |r| {
            let shown = Agent { id: r.get("uuid")?, name: r.get("shown")?, source_id: r.get("shown_id")? };
            Ok(Known { own: r.get("own")?, name: r.get("name")?, source_id: r.get("source_id")?, shown })
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    /// Today in the database's zone.
    pub fn today(&self) -> Result<NaiveDate> {
        Ok(self.clock.now().with_timezone(&self.settings()?.zone).date_naive())
    }

    /// Hands a team to a supervisor; an empty name takes it from the one who has it.
    pub fn set_supervisor(&mut self, team: TeamId, name: &str) -> Result<()> {
        let name = name.trim().to_owned();
        self.write(None, |w| {
            let supervisor = if name.is_empty() {
                None
            } else if let Some(known) = by_normalised_name(w.conn, &normalised(&name))?.first() {
                Some(*known)
            } else {
                let id = PersonId::new();
                w.record(&Record::PersonAdded { id, name: Raw::from(name.as_str()), source_id: None })?;
                Some(id)
            };
            let named: Raw = w.conn.query_row("SELECT name FROM team WHERE uuid = ?1", [team], |r| r.get(0))?;
            let sql = "SELECT name FROM person WHERE uuid = ?1";
            let who = supervisor.map(|id| w.conn.query_row(sql, [id], |r| r.get::<_, Raw>(0))).transpose()?;
            w.record(&Record::TeamSupervised { id: team, supervisor, name: Some(named), supervisor_name: who })
        })
    }
}
