//! People who turn out to be one, and identities that turn out to be someone else's.
//!
//! A merge is one pointer: FROM stands under INTO. FROM stays in the file and in the log, with his own team, targets,
//! absences and day of leaving; nothing of it is moved or rewritten, and no figure is computed anew, since evaluations
//! hang on identities. While he stands under INTO:
//! - his evaluations, calls, flags and transcripts count for INTO, through his identities;
//! - his finished sessions and open drafts show under INTO. What a session froze, names included, is never edited; a
//!   session that is finished from now on is INTO's and stays with INTO after a split;
//! - INTO's own team, own targets and own day of leaving hold; FROM's team, and his own target of a dimension, hold only
//!   where INTO has none. Absences of both count;
//! - FROM's id and name find INTO, in commands and in later files.
//!
//! A split takes the pointer away, and all stands as before. Of an identity whose person was never merged it makes a
//! person of its own.

use super::error::{Result, StoreError};
use super::{Store, Writing, people};
use crate::domain::id::PersonId;
use crate::domain::people::{Identity, normalised};
use crate::domain::raw::Raw;
use crate::domain::record::Record;

/// What a merge or a split did, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Who was merged, or stands for himself again.
    pub person: PersonId,
    pub name: Raw,
    /// Under whom the evaluations stood, or stand now.
    pub other: Raw,
    pub evaluations: u64,
    pub sessions: u64,
    pub identities: u64,
}

/// What a split starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One who was merged.
    Person(PersonId),
    /// What a source calls someone.
    Identity { source: String, key: String },
}

impl Store {
    /// Lets one person stand under another.
    pub fn merge_people(&mut self, from: PersonId, into: PersonId, why: &str) -> Result<Moved> {
        self.write(reason(why).as_deref(), |w| {
            let (from, into) = (people::stands_under(w.conn, from)?, people::stands_under(w.conn, into)?);
            if from == into {
                return Err(StoreError::refused(format!("{} is one person already", name(w, from)?.visible())));
            }
            let moved = moved(w, from, into)?;
            w.record(&Record::PersonMerged {
                id: moved.person,
                name: moved.name.clone(),
                into: uuid(w, into)?,
                into_name: moved.other.clone(),
            })?;
            let nameless: bool =
                w.conn.query_row("SELECT source_id IS NULL FROM person WHERE id = ?1", [into], |r| r.get(0))?;
            if nameless {
                renumber(w, into)?;
            }
            Ok(moved)
        })
    }

    /// Takes a merge back, or gives an identity a person of its own.
    pub fn split_people(&mut self, part: &Part, why: &str) -> Result<Moved> {
        self.write(reason(why).as_deref(), |w| match part {
            Part::Person(id) => unmerge(w, people_row(w, *id)?),
            Part::Identity { source, key } => split_identity(w, source, key),
        })
    }

    /// What a split may be asked for by: a merged person's id or name, or an identity as `people list` names it.
    pub fn part_named(&self, named: &str) -> Result<Part> {
        let wanted = normalised(named);
        let mut statement = self
            .conn
            .prepare_cached("SELECT uuid, name, source_id FROM person WHERE merged_into IS NOT NULL ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut found: Vec<(Part, String)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, name): (PersonId, Raw) = (row.get("uuid")?, row.get("name")?);
            let source_id: Option<Raw> = row.get("source_id")?;
            let by_id = id.to_string() == named || source_id.is_some_and(|s| s.verbatim() == named);
            if by_id || normalised(name.verbatim()) == wanted {
                found.push((Part::Person(id), format!("{} ({id})", name.visible())));
            }
        }
        if found.is_empty() {
            let mut statement = self.conn.prepare_cached("SELECT source, key, name FROM identity ORDER BY id")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let identity = Identity { source: row.get(0)?, key: row.get(1)?, name: row.get(2)? };
                if identity.is_named(named) {
                    let words =
                        format!("{}/{}", Raw::from(identity.source.as_str()).visible(), identity.bare().visible());
                    found.push((Part::Identity { source: identity.source, key: identity.key }, words));
                }
            }
        }
        match found.as_slice() {
            [(one, _)] => Ok(one.clone()),
            [] => Err(StoreError::refused(format!(
                "“{}” is no identity and nobody who was merged; `coachlog people list` names both",
                Raw::from(named).visible()
            ))),
            many => {
                let all: Vec<&str> = many.iter().map(|(_, words)| words.as_str()).collect();
                let words = format!("“{}” may be {}; name one of them", Raw::from(named).visible(), all.join(" or "));
                Err(StoreError::refused(words))
            }
        }
    }
}

fn reason(why: &str) -> Option<String> {
    let why = why.trim();
    (!why.is_empty()).then(|| why.to_owned())
}

fn people_row(w: &Writing<'_>, id: PersonId) -> Result<i64> {
    super::optional(w.conn.query_row("SELECT id FROM person WHERE uuid = ?1", [id], |r| r.get(0)))?
        .ok_or_else(|| StoreError::refused("that person is not known here"))
}

fn name(w: &Writing<'_>, row: i64) -> Result<Raw> {
    Ok(w.conn.query_row("SELECT name FROM person WHERE id = ?1", [row], |r| r.get(0))?)
}

fn uuid(w: &Writing<'_>, row: i64) -> Result<PersonId> {
    Ok(w.conn.query_row("SELECT uuid FROM person WHERE id = ?1", [row], |r| r.get(0))?)
}

/// What stands under `from` at this moment.
fn moved(w: &Writing<'_>, from: i64, other: i64) -> Result<Moved> {
    let number = |sql: &str| -> Result<u64> {
        let n: i64 = w.conn.query_row(sql, [from], |r| r.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    };
    Ok(Moved {
        person: uuid(w, from)?,
        name: name(w, from)?,
        other: name(w, other)?,
        evaluations: number(
            "SELECT count(*) FROM evaluation e JOIN identity i ON i.id = e.identity WHERE i.person = ?1 AND e.current = 1",
        )?,
        sessions: number(
            "SELECT count(*) FROM session s JOIN person q ON q.uuid = s.person WHERE q.stands_under = ?1",
        )?,
        identities: number("SELECT count(*) FROM identity WHERE person = ?1")?,
    })
}

fn unmerge(w: &mut Writing<'_>, row: i64) -> Result<Moved> {
    let sql = "SELECT merged_into, stands_under FROM person WHERE id = ?1";
    let (into, under): (Option<i64>, i64) = w.conn.query_row(sql, [row], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let Some(into) = into else {
        return Err(StoreError::refused(format!("{} stands under nobody else", name(w, row)?.visible())));
    };
    let (id, from) = (uuid(w, row)?, uuid(w, into)?);
    let (name, from_name) = (name(w, row)?, name(w, into)?);
    w.record(&Record::PersonSplit { id, name, from, from_name })?;
    renumber(w, under)?;
    moved(w, row, under)
}

fn split_identity(w: &mut Writing<'_>, source: &str, key: &str) -> Result<Moved> {
    let sql = "SELECT i.home, i.name, p.merged_into IS NOT NULL FROM identity i JOIN person p ON p.id = i.home
               WHERE i.source = ?1 AND i.key = ?2";
    let found: Option<(i64, Option<Raw>, bool)> =
        super::optional(w.conn.query_row(sql, (source, key), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))))?;
    let Some((home, called, merged)) = found else {
        return Err(StoreError::refused("that identity is not known here"));
    };
    if merged {
        return unmerge(w, home);
    }
    let others: i64 = w.conn.query_row("SELECT count(*) FROM identity WHERE home = ?1", [home], |r| r.get(0))?;
    if others < 2 {
        let words = format!("{} has no other identity: there is nothing to split", name(w, home)?.visible());
        return Err(StoreError::refused(words));
    }
    let bare = key.strip_prefix("id:").map(Raw::from);
    let shown = match (called, &bare) {
        (Some(name), _) => name,
        (None, Some(id)) => id.clone(),
        (None, None) => name(w, home)?,
    };
    let id = PersonId::new();
    w.record(&Record::PersonAdded { id, name: shown, source_id: bare })?;
    let called =
        w.conn.query_row("SELECT name FROM identity WHERE source = ?1 AND key = ?2", (source, key), |r| r.get(0))?;
    w.record(&Record::IdentityLinked { source: source.to_owned(), key: Raw::from(key), name: called, person: id })?;
    renumber(w, home)?;
    let row = people_row(w, id)?;
    moved(w, row, home)
}

/// Gives a person an id that he can show: his own while an identity of his bears it, else that of another of his.
fn renumber(w: &mut Writing<'_>, row: i64) -> Result<()> {
    let sql = "SELECT p.source_id, (SELECT substr(i.key, 4) FROM identity i WHERE i.person = p.id AND i.key LIKE 'id:%'
                   ORDER BY 'id:' || p.source_id IS i.key DESC, i.home = p.id DESC, i.id LIMIT 1)
               FROM person p WHERE p.id = ?1";
    let (is, should): (Option<Raw>, Option<Raw>) = w.conn.query_row(sql, [row], |r| Ok((r.get(0)?, r.get(1)?)))?;
    if is != should {
        let id = uuid(w, row)?;
        w.record(&Record::PersonRenumbered { id, source_id: should })?;
    }
    Ok(())
}
