//! From what a file calls someone to a person: by the stable id, else by the name.
//!
//! An id that its source has already is that identity. A new one joins the person who bears its name, where that is one
//! and this source does not tell them apart by id. A name without an id joins the one person who bears it. Where a name
//! fits several, it stands under a person of its own, and a warning names them: nobody is guessed.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Writing;
use super::error::Result;
use super::people::EVERYONE;
use crate::domain::evaluation::AgentKey;
use crate::domain::id::{PersonId, TeamId};
use crate::domain::people::normalised;
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// Finds or makes identities while a batch is loaded, remembering what it has seen.
#[derive(Debug, Default)]
pub(super) struct Identities {
    rows: HashMap<Called, i64, foldhash::fast::RandomState>,
    /// Normalised name to the people that bear it, each who shows once.
    names: HashMap<String, Vec<Bearer>>,
    loaded: bool,
    pub(super) warnings: Vec<String>,
}

/// What a source calls someone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Called {
    source: String,
    key: String,
}

impl Called {
    pub(super) fn of(source: &str, agent: &AgentKey) -> Self {
        Self { source: source.to_owned(), key: identity_key(agent) }
    }
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
    pub(super) fn row(&mut self, w: &mut Writing<'_>, called: &Called, agent: &AgentKey) -> Result<i64> {
        if let Some(row) = self.rows.get(called) {
            return Ok(*row);
        }
        let Called { source, key } = called;
        let sql = "SELECT id FROM identity WHERE source = ?1 AND key = ?2";
        let known: Option<i64> = super::optional(w.conn.prepare_cached(sql)?.query_row((source, key), |r| r.get(0)))?;
        let row = match known {
            Some(row) => row,
            None => self.add(w, source, key, agent)?,
        };
        self.rows.insert(called.clone(), row);
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

pub(super) fn identity_key(agent: &AgentKey) -> String {
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
                "{} is in team {}, and the file says {}: the team was left as it is; t on the person in Setup takes it \
                 over, or `coachlog people team`",
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
    let named = Some(Raw::from(team));
    let id = match super::optional(w.conn.query_row("SELECT uuid FROM team WHERE name = ?1", [team], |r| r.get(0)))? {
        Some(id) => id,
        None => {
            let id = TeamId::new();
            w.record(&Record::TeamAdded { id, name: Raw::from(team) })?;
            id
        }
    };
    w.record(&Record::MemberSet { person, team: id, from: None, name: Some(name), team_name: named })
}
