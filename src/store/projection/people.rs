//! Records on people.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::person;
use crate::domain::day;
use crate::domain::id::{AbsenceId, PersonId, TeamId};
use crate::domain::raw::Raw;
use crate::store::error::Result;

pub(super) fn add(conn: &Connection, id: PersonId, name: &Raw, source_id: Option<&Raw>) -> Result<()> {
    let sql = "INSERT INTO person (uuid, name, source_id) VALUES (?1, ?2, ?3)";
    conn.prepare_cached(sql)?.execute((id, name, source_id))?;
    let row = conn.last_insert_rowid();
    conn.prepare_cached("UPDATE person SET stands_under = id WHERE id = ?1")?.execute([row])?;
    Ok(())
}

/// Points a person to another; `None` takes the pointer away.
pub(super) fn merge(conn: &Connection, id: PersonId, into: Option<PersonId>) -> Result<()> {
    let into = into.map(|into| person(conn, into)).transpose()?;
    conn.execute("UPDATE person SET merged_into = ?2 WHERE uuid = ?1", (id, into))?;
    stand(conn)
}

pub(super) fn away(
    conn: &Connection,
    id: AbsenceId,
    who: PersonId,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<()> {
    let sql = "INSERT INTO absence (uuid, person, from_day, to_day) VALUES (?1, ?2, ?3, ?4)";
    conn.execute(sql, (id, person(conn, who)?, day::to_number(from), to.map(day::to_number)))?;
    Ok(())
}

pub(super) fn link(conn: &Connection, source: &str, key: &Raw, name: Option<&Raw>, home: PersonId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO identity (source, key, name, home, person)
         SELECT :source, :key, :name, id, stands_under FROM person WHERE id = :home
         ON CONFLICT (source, key) DO UPDATE SET home = excluded.home, person = excluded.person",
    )?
    .execute(named_params! { ":source": source, ":key": key, ":name": name, ":home": person(conn, home)? })?;
    Ok(())
}

pub(super) fn join(conn: &Connection, who: PersonId, team: TeamId, from: Option<NaiveDate>) -> Result<()> {
    let sql = "INSERT INTO membership (person, team, from_day) SELECT ?1, id, ?3 FROM team WHERE uuid = ?2
               ON CONFLICT (person, from_day) DO UPDATE SET team = excluded.team";
    let from = from.map_or(day::BEGINNING, day::to_number);
    conn.prepare_cached(sql)?.execute((person(conn, who)?, team, from))?;
    Ok(())
}

/// Brings it up to date under whom each person and each identity stands, after a merge or a split.
fn stand(conn: &Connection) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT id, merged_into, stands_under FROM person")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?;
    let people = rows.collect::<rusqlite::Result<BTreeMap<i64, (Option<i64>, Option<i64>)>>>()?;
    for (id, (_, was)) in &people {
        let mut at = *id;
        // A log that was tampered with may go round in a circle.
        for _ in 0..people.len() {
            let Some(next) = people.get(&at).and_then(|(into, _)| *into) else { break };
            at = next;
        }
        if Some(at) != *was {
            conn.prepare_cached("UPDATE person SET stands_under = ?2 WHERE id = ?1")?.execute((id, at))?;
            conn.prepare_cached("UPDATE identity SET person = ?2 WHERE home = ?1")?.execute((id, at))?;
        }
    }
    Ok(())
}
