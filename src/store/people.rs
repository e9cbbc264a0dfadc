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
    Ok(Belonging::read(conn)?.members(on))
}

/// The same, with those who have left.
pub(super) fn members_and_leavers(conn: &Connection, on: NaiveDate) -> Result<Vec<Member>> {
    Ok(Belonging::read(conn)?.members_and_leavers(on))
}

/// One of [`members`], by row.
pub(super) fn member(conn: &Connection, on: NaiveDate, row: i64) -> Result<Option<Member>> {
    Ok(Belonging::of(conn, Some(row))?.members(on).pop())
}

/// SQL: agents, and nobody who stands under another.
const AGENTS: &str = "SELECT p.id, p.uuid, p.name, p.source_id, p.left_day FROM person p
    WHERE p.stands_under = p.id AND (EXISTS (SELECT 1 FROM identity i WHERE i.person = p.id
                    AND (EXISTS (SELECT 1 FROM evaluation e WHERE e.identity = i.id AND e.current = 1)
                         OR EXISTS (SELECT 1 FROM call c WHERE c.identity = i.id)))
            OR EXISTS (SELECT 1 FROM person q CROSS JOIN session s ON s.person = q.uuid WHERE q.stands_under = p.id))";

/// Who is an agent, and in which team from which day on: read once for any number of days.
#[derive(Debug)]
pub(super) struct Belonging {
    /// By name, with the day from which each is gone.
    people: Vec<(Member, Option<i64>)>,
    teams: Teams,
}

impl Belonging {
    pub(super) fn read(conn: &Connection) -> Result<Self> {
        Self::of(conn, None)
    }

    fn of(conn: &Connection, row: Option<i64>) -> Result<Self> {
        let one = if row.is_some() { "AND p.id = ?1" } else { "AND ?1 IS NULL" };
        let mut statement = conn.prepare_cached(&format!("{AGENTS} {one} ORDER BY p.name, p.id"))?;
        let people = statement.query_map([row], |r| {
            let agent = Agent { id: r.get("uuid")?, source_id: r.get("source_id")?, name: r.get("name")? };
            Ok((Member { row: r.get("id")?, agent, team: None, team_name: None }, r.get("left_day")?))
        })?;
        Ok(Self { people: people.collect::<rusqlite::Result<_>>()?, teams: Teams::read(conn, row)? })
    }

    pub(super) fn members(&self, on: NaiveDate) -> Vec<Member> {
        let day = day::to_number(on);
        self.on(day, |left| left.is_none_or(|left| left > day))
    }

    pub(super) fn members_and_leavers(&self, on: NaiveDate) -> Vec<Member> {
        self.on(day::to_number(on), |_| true)
    }

    fn on(&self, day: i64, is_there: impl Fn(Option<i64>) -> bool) -> Vec<Member> {
        let there = self.people.iter().filter(|(_, left)| is_there(*left));
        there
            .map(|(member, _)| {
                let (team, team_name) = self.teams.of(member.row, day).cloned().unzip();
                Member { team, team_name, ..member.clone() }
            })
            .collect()
    }
}

/// Teams, and who is in them from which day on.
#[derive(Debug)]
struct Teams {
    names: HashMap<i64, (TeamId, Raw)>,
    /// By the person under whom somebody stands: the own ones first, then those of whoever was merged into him; of each the
    /// newest first.
    memberships: HashMap<i64, Vec<(i64, i64)>>,
}

impl Teams {
    fn read(conn: &Connection, person: Option<i64>) -> Result<Self> {
        let mut statement = conn.prepare_cached("SELECT id, uuid, name FROM team")?;
        let names = statement.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?;
        let names = names.collect::<rusqlite::Result<_>>()?;
        let one = if person.is_some() { "q.stands_under = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT q.stands_under, x.from_day, x.team FROM membership x JOIN person q ON q.id = x.person WHERE {one}
             ORDER BY q.id = q.stands_under DESC, x.from_day DESC, q.id"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([person])?;
        let mut memberships: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        while let Some(row) = rows.next()? {
            memberships.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
        Ok(Self { names, memberships })
    }

    /// The team of a day: the person's own, else that of someone who was merged into him.
    fn row_of(&self, person: i64, day: i64) -> Option<i64> {
        self.memberships.get(&person)?.iter().find(|(from, _)| *from <= day).map(|(_, team)| *team)
    }

    fn of(&self, person: i64, day: i64) -> Option<&(TeamId, Raw)> {
        self.names.get(&self.row_of(person, day)?)
    }
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
        let there = Teams::read(&self.conn, None)?;
        let sql = "SELECT id FROM person WHERE stands_under = id AND (left_day IS NULL OR left_day > ?1)";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut members: HashMap<i64, usize> = HashMap::new();
        for person in statement.query_map([today], |r| r.get(0))? {
            if let Some(team) = there.row_of(person?, today) {
                *members.entry(team).or_default() += 1;
            }
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT t.id, t.uuid, t.name, s.uuid AS supervisor, s.name AS supervisor_name
             FROM team t LEFT JOIN person o ON o.id = t.supervisor LEFT JOIN person s ON s.id = o.stands_under
             ORDER BY t.name",
        )?;
        let rows = statement.query_map([], |r| {
            Ok(Team {
                id: r.get("uuid")?,
                name: r.get("name")?,
                supervisor: r.get("supervisor")?,
                supervisor_name: r.get("supervisor_name")?,
                members: members.get(&r.get("id")?).copied().unwrap_or(0),
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
        let mut statement = self.conn.prepare_cached(
            "SELECT t.uuid, s.name FROM team t JOIN person o ON o.id = t.supervisor JOIN person s ON s.id = o.stands_under",
        )?;
        let mut rows = statement.query([])?;
        let mut own = Vec::new();
        while let Some(row) = rows.next()? {
            if normalised(&row.get::<_, String>(1)?) == wanted {
                own.push(row.get(0)?);
            }
        }
        Ok(match own.as_slice() {
            [team] => Some(*team),
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
