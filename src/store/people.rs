//! People, their identities in the sources, and teams.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::error::{Result, StoreError};
use super::{Store, Writing};
use crate::domain::day;
use crate::domain::evaluation::AgentKey;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::people::{Agent, Team, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// Everyone who was ever added, with the person under whom he stands, oldest first.
const EVERYONE: &str = "SELECT p.name, p.source_id, p.uuid AS own, u.uuid, u.name AS shown, u.source_id AS shown_id
    FROM person p JOIN person u ON u.id = p.stands_under ORDER BY p.id";

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

/// Finds or makes identities while a batch is loaded, remembering what it has seen.
#[derive(Debug, Default)]
pub(super) struct Identities {
    rows: HashMap<(String, String), i64>,
    /// Normalised name to the people that bear it, each who shows once.
    names: HashMap<String, Vec<Bearer>>,
    loaded: bool,
    pub(super) warnings: Vec<String>,
}

/// Someone with a name. What a file brings goes to the one who bears it, even where he stands under another, so that
/// a split takes it along.
#[derive(Debug, Clone, Copy)]
struct Bearer {
    own: PersonId,
    shown: PersonId,
}

impl Identities {
    /// The identity's row. A new one is linked to the person whose name it bears, where that is one person whom
    /// this source does not yet know by another id; else to a new person.
    pub(super) fn row(&mut self, w: &mut Writing<'_>, source: &str, agent: &AgentKey) -> Result<i64> {
        let key = identity_key(agent);
        let place = (source.to_owned(), key);
        if let Some(row) = self.rows.get(&place) {
            return Ok(*row);
        }
        let sql = "SELECT id FROM identity WHERE source = ?1 AND key = ?2";
        let known: Option<i64> =
            super::optional(w.conn.prepare_cached(sql)?.query_row((source, &place.1), |r| r.get(0)))?;
        let row = match known {
            Some(row) => row,
            None => self.add(w, source, &place.1, agent)?,
        };
        self.rows.insert(place, row);
        Ok(row)
    }

    fn add(&mut self, w: &mut Writing<'_>, source: &str, key: &str, agent: &AgentKey) -> Result<i64> {
        if !self.loaded {
            let mut statement = w.conn.prepare(EVERYONE)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let bearers = self.names.entry(normalised(&row.get::<_, String>("name")?)).or_default();
                let bearer = Bearer { own: row.get("own")?, shown: row.get("uuid")? };
                match bearers.iter_mut().find(|b| b.shown == bearer.shown) {
                    None => bearers.push(bearer),
                    Some(known) if bearer.own == bearer.shown => *known = bearer,
                    Some(_) => {}
                }
            }
            self.loaded = true;
        }
        let shown = agent.name.clone().or_else(|| agent.id.clone()).unwrap_or_default();
        let name = normalised(&shown);
        let person = match self.same_person(w.conn, source, agent, &name)? {
            Some(person) => {
                let nameless = "SELECT source_id IS NULL FROM person WHERE uuid = ?1";
                if let Some(id) = &agent.id
                    && w.conn.query_row(nameless, [person], |r| r.get::<_, bool>(0))?
                {
                    w.record(&Record::PersonNumbered { id: person, source_id: Raw::from(id.as_str()) })?;
                }
                person
            }
            None => {
                let id = PersonId::new();
                let source_id = agent.id.as_deref().map(Raw::from);
                w.record(&Record::PersonAdded { id, name: Raw::from(shown.as_str()), source_id })?;
                self.names.entry(name).or_default().push(Bearer { own: id, shown: id });
                id
            }
        };
        w.record(&Record::IdentityLinked {
            source: source.to_owned(),
            key: Raw::from(key),
            name: agent.name.as_deref().map(Raw::from),
            person,
        })?;
        Ok(w.conn.query_row("SELECT id FROM identity WHERE source = ?1 AND key = ?2", (source, key), |r| r.get(0))?)
    }

    fn same_person(
        &mut self,
        conn: &Connection,
        source: &str,
        agent: &AgentKey,
        name: &str,
    ) -> Result<Option<PersonId>> {
        // The same stable id in another source, under the same name or none.
        if let Some(id) = &agent.id {
            let sql = "SELECT DISTINCT p.uuid, p.name FROM identity i JOIN person p ON p.id = i.home WHERE i.key = ?1 AND i.source <> ?2";
            let mut statement = conn.prepare_cached(sql)?;
            let mut rows = statement.query((format!("id:{id}"), source))?;
            while let Some(row) = rows.next()? {
                if agent.name.is_none() || normalised(&row.get::<_, String>("name")?) == name {
                    return Ok(Some(row.get("uuid")?));
                }
            }
        }
        if agent.name.is_none() {
            return Ok(None);
        }
        let bearers = self.names.get(name).cloned().unwrap_or_default();
        let mut free = Vec::new();
        for bearer in &bearers {
            let sql = "SELECT EXISTS (SELECT 1 FROM identity i JOIN person p ON p.id = i.person
                       WHERE p.uuid = ?1 AND i.source = ?2 AND i.key LIKE 'id:%')";
            let taken: bool = conn.prepare_cached(sql)?.query_row((bearer.shown, source), |r| r.get(0))?;
            if agent.id.is_none() || !taken {
                free.push(*bearer);
            }
        }
        let shown = || Raw::from(agent.name.clone().unwrap_or_default()).visible();
        match (&agent.id, free.as_slice()) {
            (_, [one]) => return Ok(Some(one.own)),
            (None, [_, _, ..]) => self.warnings.push(format!(
                "{} may be {}: scores without an agent id stand under a further one of that name; `coachlog people merge` \
                 puts them where they belong",
                shown(),
                who(conn, &free)?
            )),
            (Some(id), [_, _, ..]) => self.warnings.push(format!(
                "{} with the id {} may be {}: the scores stand under a further one of that name; `coachlog people merge` \
                 puts them where they belong",
                shown(),
                Raw::from(id.as_str()).visible(),
                who(conn, &free)?
            )),
            (Some(id), []) => {
                let sql = "SELECT EXISTS (SELECT 1 FROM identity i JOIN person p ON p.id = i.person
                           WHERE p.uuid = ?1 AND i.source = ?2 AND i.key LIKE 'name:%')";
                let mut nameless = Vec::new();
                for bearer in &bearers {
                    if conn.prepare_cached(sql)?.query_row((bearer.shown, source), |r| r.get(0))? {
                        nameless.push(*bearer);
                    }
                }
                if !nameless.is_empty() {
                    self.warnings.push(format!(
                        "{} with the id {} has the name of {}, under whom scores without an id stand: they may be either's; \
                         `coachlog people split` takes them out",
                        shown(),
                        Raw::from(id.as_str()).visible(),
                        who(conn, &nameless)?
                    ));
                }
            }
            (None, []) => {}
        }
        Ok(None)
    }
}

/// "Ama Boateng (A017) or Ama Boateng (A018)".
fn who(conn: &Connection, people: &[Bearer]) -> Result<String> {
    let mut names = Vec::new();
    for bearer in people {
        let sql = "SELECT name, source_id FROM person WHERE uuid = ?1";
        let (name, id): (Raw, Option<Raw>) =
            conn.prepare_cached(sql)?.query_row([bearer.shown], |r| Ok((r.get(0)?, r.get(1)?)))?;
        names.push(super::roster::named(&name, id.as_ref()));
    }
    Ok(names.join(" or "))
}

fn identity_key(agent: &AgentKey) -> String {
    match (&agent.id, &agent.name) {
        (Some(id), _) => format!("id:{id}"),
        (None, Some(name)) => format!("name:{}", normalised(name)),
        (None, None) => "name:".to_owned(),
    }
}

/// Gives the person of an identity a team, where there is none yet. A different team is a warning: people are moved by hand.
pub(super) fn join_team(w: &mut Writing<'_>, identity: i64, team: &str, warnings: &mut Vec<String>) -> Result<()> {
    let (person, name, row): (PersonId, Raw, i64) = w
        .conn
        .prepare_cached("SELECT p.uuid, p.name, p.id FROM identity i JOIN person p ON p.id = i.person WHERE i.id = ?1")?
        .query_row([identity], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let sql = "SELECT t.name FROM membership m JOIN team t ON t.id = m.team JOIN person q ON q.id = m.person
               WHERE q.stands_under = ?1 ORDER BY q.id = ?1 DESC, m.from_day DESC LIMIT 1";
    let now: Option<String> = super::optional(w.conn.prepare_cached(sql)?.query_row([row], |r| r.get(0)))?;
    if let Some(now) = now {
        if now != team {
            let words = format!(
                "{} is in team {}, and the file says {}: the team was left as it is",
                name.visible(),
                Raw::from(now).visible(),
                Raw::from(team).visible()
            );
            if !warnings.contains(&words) {
                warnings.push(words);
            }
        }
        return Ok(());
    }
    let id = match super::optional(w.conn.query_row("SELECT uuid FROM team WHERE name = ?1", [team], |r| r.get(0)))? {
        Some(id) => id,
        None => {
            let id = TeamId::new();
            w.record(&Record::TeamAdded { id, name: Raw::from(team) })?;
            id
        }
    };
    w.record(&Record::MemberSet { person, team: id, from: None })
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
            w.record(&Record::TeamSupervised { id: team, supervisor })
        })
    }
}
