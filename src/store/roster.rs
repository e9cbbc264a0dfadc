//! Everyone with scores or sessions, with what the sources call them, and who of them is probably one person.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::convert::{date, optional_date};
use super::error::Result;
use super::request::{Alike, IdentityLine, MergedLine, PersonLine, TeamsByDay};
use super::{Store, people, presence};
use crate::domain::day::BEGINNING;
use crate::domain::people::{Identity, same_words};
use crate::domain::raw::Raw;

impl Store {
    /// In the order of their names. Those who have left stand among them.
    pub fn people(&self) -> Result<Vec<PersonLine>> {
        let today = self.today()?;
        let mut evaluations = self.numbers(
            "SELECT i.person, count(*), max(e.day) FROM evaluation e JOIN identity i ON i.id = e.identity WHERE e.current = 1 GROUP BY i.person",
        )?;
        let sessions = self.numbers(
            "SELECT q.stands_under, count(*), NULL FROM session s JOIN person q ON q.uuid = s.person GROUP BY q.stands_under",
        )?;
        let left = self.numbers("SELECT id, 0, left_day FROM person WHERE left_day IS NOT NULL")?;
        let (mut identities, mut merged) = (self.identities()?, self.merged()?);
        let absences = presence::absences(&self.conn)?;
        let (mut told, mut later, mut teams) = (self.file_teams()?, self.later_teams(today)?, self.teams_by_day()?);
        let members = people::members_and_leavers(&self.conn, today)?;
        Ok(members
            .into_iter()
            .map(|m| {
                let (evaluations, last) = evaluations.remove(&m.row).unwrap_or((0, None));
                let here = absences.get(&m.row).into_iter().flatten();
                PersonLine {
                    agent: m.agent,
                    file_team: told.remove(&m.row).filter(|(team, _)| Some(team) != m.team_name.as_ref()),
                    next_team: later.remove(&m.row),
                    team: m.team_name,
                    teams: teams.remove(&m.row).unwrap_or_default(),
                    evaluations,
                    last_call: optional_date(last),
                    sessions: sessions.get(&m.row).map_or(0, |s| s.0),
                    identities: identities.remove(&m.row).unwrap_or_default(),
                    merged: merged.remove(&m.row).unwrap_or_default(),
                    // The one that goes on, else the next.
                    away: here.filter(|a| a.to.is_none_or(|to| to >= today)).min_by_key(|a| a.from).copied(),
                    left: left.get(&m.row).and_then(|(_, day)| optional_date(*day)),
                }
            })
            .collect())
    }

    fn numbers(&self, sql: &str) -> Result<HashMap<i64, (u64, Option<i64>)>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |r| {
            Ok((r.get(0)?, (u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0), r.get::<_, Option<i64>>(2)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<HashMap<_, _>>>()?)
    }

    /// The team that the newest evaluations of a person name, and since when, where nothing that was decided since
    /// says otherwise.
    fn file_teams(&self) -> Result<HashMap<i64, (Raw, NaiveDate)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT i.person, trim(e.team) AS team, min(e.day) AS first, max(e.day) AS last,
                    (SELECT max(m.from_day) FROM membership m JOIN person q ON q.id = m.person WHERE q.stands_under = i.person) AS decided
             FROM evaluation e JOIN identity i ON i.id = e.identity
             WHERE e.current = 1 AND e.day IS NOT NULL AND trim(coalesce(e.team, '')) <> ''
             GROUP BY i.person, trim(e.team) ORDER BY i.person, last DESC, first DESC",
        )?;
        let mut rows = statement.query([])?;
        // `None`: what was decided is newer than all that the files say.
        let mut out: HashMap<i64, Option<(Raw, NaiveDate)>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let person: i64 = row.get("person")?;
            let (first, last): (i64, i64) = (row.get("first")?, row.get("last")?);
            match out.get_mut(&person) {
                // The newest comes first; its team began after the last day of the one before it.
                Some(Some((_, since))) => *since = (*since).max(date(last).succ_opt().unwrap_or(*since)),
                Some(None) => {}
                None => {
                    let decided: Option<i64> = row.get("decided")?;
                    let told = decided.is_none_or(|decided| decided <= last);
                    out.insert(person, if told { Some((row.get("team")?, date(first))) } else { None });
                }
            }
        }
        Ok(out.into_iter().filter_map(|(person, told)| Some((person, told?))).collect())
    }

    /// The next team of a person, where one begins on a later day.
    fn later_teams(&self, today: NaiveDate) -> Result<HashMap<i64, (Raw, NaiveDate)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT q.stands_under, t.name, m.from_day FROM membership m JOIN team t ON t.id = m.team JOIN person q ON q.id = m.person
             WHERE m.from_day > ?1 ORDER BY m.from_day DESC",
        )?;
        let rows = statement
            .query_map([crate::domain::day::to_number(today)], |r| Ok((r.get(0)?, (r.get(1)?, date(r.get(2)?)))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The teams of a person, each from its day on. Where somebody was merged into him, that one's teams hold on the
    /// days before his own first.
    fn teams_by_day(&self) -> Result<HashMap<i64, TeamsByDay>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT q.stands_under, t.name, m.from_day FROM membership m JOIN team t ON t.id = m.team JOIN person q ON q.id = m.person
             WHERE q.id = q.stands_under
                OR m.from_day < (SELECT coalesce(min(o.from_day), m.from_day + 1) FROM membership o WHERE o.person = q.stands_under)
             ORDER BY m.from_day, q.id",
        )?;
        let mut rows = statement.query([])?;
        let mut out: HashMap<i64, TeamsByDay> = HashMap::new();
        while let Some(row) = rows.next()? {
            let from: i64 = row.get("from_day")?;
            let from = (from != BEGINNING).then(|| date(from));
            out.entry(row.get("stands_under")?).or_default().push((row.get("name")?, from));
        }
        Ok(out)
    }

    fn identities(&self) -> Result<HashMap<i64, Vec<IdentityLine>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT i.person, i.source, i.key, i.name, h.uuid AS home,
                    (SELECT count(*) FROM evaluation e WHERE e.identity = i.id AND e.current = 1) AS evaluations
             FROM identity i JOIN person h ON h.id = i.home ORDER BY i.home = i.person DESC, i.source, i.key",
        )?;
        let mut rows = statement.query([])?;
        let mut out: HashMap<i64, Vec<IdentityLine>> = HashMap::new();
        while let Some(row) = rows.next()? {
            out.entry(row.get("person")?).or_default().push(IdentityLine {
                identity: Identity { source: row.get("source")?, key: row.get("key")?, name: row.get("name")? },
                home: row.get("home")?,
                evaluations: u64::try_from(row.get::<_, i64>("evaluations")?).unwrap_or(0),
            });
        }
        Ok(out)
    }

    fn merged(&self) -> Result<HashMap<i64, Vec<MergedLine>>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT p.stands_under, p.uuid, p.name, p.source_id,
                    (SELECT count(*) FROM session s WHERE s.person = p.uuid) AS sessions
             FROM person p WHERE p.merged_into IS NOT NULL ORDER BY p.id",
        )?;
        let mut rows = statement.query([])?;
        let mut out: HashMap<i64, Vec<MergedLine>> = HashMap::new();
        while let Some(row) = rows.next()? {
            out.entry(row.get("stands_under")?).or_default().push(MergedLine {
                id: row.get("uuid")?,
                name: row.get("name")?,
                source_id: row.get("source_id")?,
                sessions: u64::try_from(row.get::<_, i64>("sessions")?).unwrap_or(0),
            });
        }
        Ok(out)
    }
}

/// People who are probably one: the same words in the name, in any order, or the same id in two sources. Two who have
/// different ids in one source are never among them: that source tells them apart.
pub(super) fn alike(people: &[PersonLine]) -> Vec<Alike> {
    let mut out = Vec::new();
    for (i, a) in people.iter().enumerate() {
        for b in &people[i + 1..] {
            let (mine, its) = (ids(a), ids(b));
            let told_apart = mine.iter().any(|(source, _)| its.iter().any(|(other, _)| other == source));
            let same_id = mine.iter().any(|(_, id)| its.iter().any(|(_, other)| other == id));
            let same_name = same_words(a.agent.name.verbatim(), b.agent.name.verbatim());
            if told_apart || !(same_id || same_name) {
                continue;
            }
            // The one with an id stays; of two, the one with more evaluations.
            let rank = |p: &PersonLine| (p.agent.source_id.is_some(), p.evaluations);
            let (from, into) = if rank(a) > rank(b) { (b, a) } else { (a, b) };
            let why = if same_id { "the same id in two sources" } else { "the same name" };
            out.push(Alike { from: from.agent.id, into: into.agent.id, why });
        }
    }
    out
}

fn ids(line: &PersonLine) -> BTreeSet<(&str, &str)> {
    let of = |i: &'_ IdentityLine| i.identity.key.starts_with("id:");
    line.identities.iter().filter(|i| of(i)).map(|i| (i.identity.source.as_str(), i.identity.key.as_str())).collect()
}

/// How lists name a person: "Ama Boateng (A017)", "Boateng, Ama (no id)".
pub(super) fn named(name: &Raw, source_id: Option<&Raw>) -> String {
    source_id
        .map_or_else(|| format!("{} (no id)", name.visible()), |id| format!("{} ({})", name.visible(), id.visible()))
}
