//! What stands on calls beside their scores: flags and auto-fails. They are found by whose they are, through indexes that
//! hold evaluations with a mark alone: the others are not walked, however many there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, Row, named_params};

use super::convert::date;
use super::error::Result;
use super::sums::{Owners, Reach};
use crate::domain::day::{Span, to_number};
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::standing::FlagLine;

/// A flag and whose call it stands on.
#[derive(Debug, Clone)]
pub(super) struct FlagFact {
    pub(super) identity: Option<i64>,
    /// The dimension that it names itself, by key.
    pub(super) own: Option<String>,
    /// Source and key of the evaluation that holds it; `None` where it was added by hand, to a call with an ID.
    pub(super) evaluation: Option<String>,
    pub(super) line: FlagLine,
}

/// Whose flags.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'o> {
    /// Every flag, that of nobody included.
    Any,
    Of(&'o Owners),
    OnCall(i64),
}

/// SQL: whether any flag stands on the call `c` of the evaluation `e`, for the same agent. Then it stands for the call's
/// auto-fails too.
pub(super) const FLAGGED: &str = "(EXISTS (SELECT 1 FROM flag f JOIN evaluation g ON g.id = f.evaluation
             WHERE g.call = e.call AND g.current = 1 AND g.day IS NOT NULL
               AND (SELECT person FROM identity WHERE id = g.identity) = (SELECT person FROM identity WHERE id = e.identity))
     OR EXISTS (SELECT 1 FROM flag_by_hand h WHERE h.call_key = c.key
               AND (SELECT person FROM identity WHERE id = c.identity) = (SELECT person FROM identity WHERE id = e.identity)))";

/// The flag `f` of the evaluation `e` on the call `c`, by where they are found.
fn of_evaluations(found: &str) -> String {
    format!(
        "SELECT e.call, c.key, e.identity, e.day, f.code, f.severity,
                coalesce(d.key, (SELECT m.dimension FROM flag_code m WHERE m.code = f.code)) AS dimension, f.at_ms, f.note,
                (SELECT a.session FROM answered_flag a JOIN session s ON s.uuid = a.session
                 WHERE a.call_key = c.key AND a.code = f.code AND s.status <> 'void'
                   AND (SELECT p.stands_under FROM person p WHERE p.uuid = s.person) = (SELECT i.person FROM identity i WHERE i.id = e.identity)
                 ORDER BY s.held_at LIMIT 1) AS answered, d.key AS own,
                (SELECT o.name FROM source o WHERE o.id = e.source) || '/' || e.key AS evaluation
         FROM {found} JOIN call c ON c.id = e.call LEFT JOIN dimension d ON d.id = f.dimension
         WHERE e.current = 1 AND e.day >= :from AND e.day < :to"
    )
}

/// Flags added by hand, by where they are found.
fn by_hand(found: &str) -> String {
    format!(
        "SELECT c.id AS call, c.key, c.identity, coalesce(c.day, 0) AS day, h.code, h.severity,
                coalesce(h.dimension, (SELECT m.dimension FROM flag_code m WHERE m.code = h.code)) AS dimension, h.at_ms, h.note,
                (SELECT a.session FROM answered_flag a JOIN session s ON s.uuid = a.session
                 WHERE a.call_key = c.key AND a.code = h.code AND s.status <> 'void'
                   AND (SELECT p.stands_under FROM person p WHERE p.uuid = s.person) = (SELECT i.person FROM identity i WHERE i.id = c.identity)
                 ORDER BY s.held_at LIMIT 1) AS answered, h.dimension AS own, NULL AS evaluation
         FROM {found} WHERE coalesce(c.day, 0) >= :from AND coalesce(c.day, 0) < :to"
    )
}

/// Flags of counting evaluations and those added by hand, a call and code once, oldest first. Where a flag names no
/// dimension, its code's holds.
pub(super) fn flags(conn: &Connection, span: Option<Span>, whose: Whose<'_>) -> Result<Vec<FlagFact>> {
    let (from, to) = span.map_or((i64::MIN, i64::MAX), |s| (to_number(s.from), to_number(s.to)));
    let mut all = Vec::new();
    let mut take = |rows: &mut rusqlite::Rows<'_>| -> Result<()> {
        while let Some(row) = rows.next()? {
            all.push(fact(row)?);
        }
        Ok(())
    };
    match whose {
        Whose::Any => {
            let sql = of_evaluations("flag f CROSS JOIN evaluation e ON e.id = f.evaluation");
            take(&mut conn.prepare_cached(&sql)?.query(named_params! { ":from": from, ":to": to })?)?;
            let sql = by_hand("flag_by_hand h CROSS JOIN call c ON c.key = h.call_key");
            take(&mut conn.prepare_cached(&sql)?.query(named_params! { ":from": from, ":to": to })?)?;
        }
        Whose::Of(owners) => {
            let sql =
                of_evaluations("evaluation e INDEXED BY evaluation_flags CROSS JOIN flag f ON f.evaluation = e.id")
                    + " AND e.flags > 0";
            match owners.reach() {
                Reach::Days => {
                    take(&mut conn.prepare_cached(&sql)?.query(named_params! { ":from": from, ":to": to })?)?;
                }
                Reach::Identities => {
                    let mut statement = conn.prepare_cached(&(sql + " AND e.identity = :identity"))?;
                    for identity in owners.identities() {
                        take(&mut statement.query(named_params! { ":from": from, ":to": to, ":identity": identity })?)?;
                    }
                }
            }
            let sql = by_hand("flag_by_hand h CROSS JOIN call c ON c.key = h.call_key");
            take(&mut conn.prepare_cached(&sql)?.query(named_params! { ":from": from, ":to": to })?)?;
            all.retain(|flag: &FlagFact| flag.identity.is_some_and(|identity| owners.get(identity).is_some()));
        }
        Whose::OnCall(call) => {
            let sql = of_evaluations("evaluation e CROSS JOIN flag f ON f.evaluation = e.id") + " AND e.call = :call";
            let named = named_params! { ":from": from, ":to": to, ":call": call };
            take(&mut conn.prepare_cached(&sql)?.query(named)?)?;
            let sql = by_hand("call c CROSS JOIN flag_by_hand h ON h.call_key = c.key") + " AND c.id = :call";
            take(&mut conn.prepare_cached(&sql)?.query(named)?)?;
        }
    }
    all.sort_by(|FlagFact { line: a, .. }, FlagFact { line: b, .. }| {
        a.day.cmp(&b.day).then_with(|| a.call_id.cmp(&b.call_id)).then_with(|| a.code.cmp(&b.code))
    });
    let mut seen = BTreeSet::new();
    all.retain(|flag| seen.insert((flag.line.call, flag.identity, flag.line.code.clone())));
    Ok(all)
}

fn fact(row: &Row<'_>) -> Result<FlagFact> {
    Ok(FlagFact {
        identity: row.get("identity")?,
        own: row.get("own")?,
        evaluation: row.get("evaluation")?,
        line: FlagLine {
            call_id: row.get("key")?,
            call: CallRow(row.get("call")?),
            day: date(row.get("day")?),
            code: row.get("code")?,
            severity: row.get("severity")?,
            dimension: row.get("dimension")?,
            at_ms: row.get("at_ms")?,
            note: row.get("note")?,
            answered_by: row.get("answered")?,
        },
    })
}

/// A call with an auto-fail that waits for a session.
#[derive(Debug, Clone)]
pub(super) struct OpenFail {
    pub(super) call: i64,
    pub(super) key: Option<Raw>,
    pub(super) day: NaiveDate,
    pub(super) name: Raw,
    /// Source and key of the evaluation: what names a call without an ID.
    pub(super) evaluation: String,
}

/// Open flags and open auto-fails, of any day, by person.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) flags: HashMap<i64, Vec<FlagFact>>,
    pub(super) fails: HashMap<i64, Vec<OpenFail>>,
}

/// Flags and auto-fails that no session answers. A flagged call's auto-fails stand under its flag, answered or not.
pub(super) fn open(conn: &Connection, owners: &Owners) -> Result<Open> {
    let mut open = Open::default();
    let mut flagged = HashSet::new();
    for flag in flags(conn, None, Whose::Of(owners))? {
        let Some(person) = flag.identity.and_then(|i| owners.get(i)) else { continue };
        flagged.insert((person, flag.line.call.0));
        if flag.line.answered_by.is_none() {
            open.flags.entry(person).or_default().push(flag);
        }
    }
    let mut found = fails(conn, owners)?;
    found.retain(|fail| !flagged.contains(&(fail.person, fail.line.call)));
    found.sort_by(|Fail { n, line: a, .. }, Fail { n: m, line: b, .. }| {
        a.day.cmp(&b.day).then_with(|| a.key.cmp(&b.key)).then(n.cmp(m))
    });
    for Fail { person, line, .. } in found {
        let list = open.fails.entry(person).or_default();
        if list.iter().all(|known| known.call != line.call) {
            list.push(line);
        }
    }
    Ok(open)
}

/// Flags up to a day that no session answers, by person: its own included.
pub(super) fn open_flags(conn: &Connection, owners: &Owners, last: NaiveDate) -> Result<HashMap<i64, Vec<FlagFact>>> {
    let span = Span::new(NaiveDate::MIN, last.succ_opt().unwrap_or(last));
    let mut open: HashMap<i64, Vec<FlagFact>> = HashMap::new();
    for flag in flags(conn, Some(span), Whose::Of(owners))? {
        if let (Some(person), None) = (flag.identity.and_then(|i| owners.get(i)), flag.line.answered_by) {
            open.entry(person).or_default().push(flag);
        }
    }
    Ok(open)
}

/// Days of counting evaluations with a flag, whosever they are and whether a session answers them or not, oldest first.
pub(super) fn flagged_days(conn: &Connection) -> Result<Vec<NaiveDate>> {
    let sql = "SELECT day FROM evaluation INDEXED BY evaluation_flags
               WHERE current = 1 AND flags > 0 AND day IS NOT NULL ORDER BY day";
    let mut statement = conn.prepare_cached(sql)?;
    let days = statement.query_map([], |r| Ok(date(r.get(0)?)))?;
    Ok(days.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// An auto-fail of an evaluation, the nth.
struct Fail {
    n: i64,
    person: i64,
    line: OpenFail,
}

/// Auto-fails on calls that no session stands on.
fn fails(conn: &Connection, owners: &Owners) -> Result<Vec<Fail>> {
    let mut sql = "SELECT e.identity, e.call, c.key, e.day, a.name, o.name || '/' || e.key, a.n
         FROM evaluation e INDEXED BY evaluation_fails
         CROSS JOIN auto_fail a ON a.evaluation = e.id JOIN call c ON c.id = e.call JOIN source o ON o.id = e.source
         WHERE e.current = 1 AND e.auto_fails > 0 AND e.day IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM evidence x JOIN session s ON s.uuid = x.session
                           WHERE x.call_key = c.key AND s.status <> 'void')"
        .to_owned();
    let one_by_one = owners.reach() == Reach::Identities;
    let asked = if one_by_one { owners.identities().into_iter().map(Some).collect() } else { vec![None] };
    sql += if one_by_one { " AND e.identity = ?1" } else { " AND ?1 IS NULL" };
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = Vec::new();
    for identity in asked {
        let mut rows = statement.query([identity])?;
        while let Some(row) = rows.next()? {
            let Some(person) = owners.get(row.get(0)?) else { continue };
            let line = OpenFail {
                call: row.get(1)?,
                key: row.get(2)?,
                day: date(row.get(3)?),
                name: row.get(4)?,
                evaluation: row.get(5)?,
            };
            found.push(Fail { n: row.get(6)?, person, line });
        }
    }
    Ok(found)
}

/// How many marks stand on a person's calls of a span, of those that are scored on a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) flags: u32,
    /// Calls with one.
    pub(super) auto_fails: u32,
}

/// Marks of a span on calls that are scored on a line then.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Calls with a flag, by person and call, and how many.
    flags: HashMap<(i64, i64), u32>,
    counts: HashMap<i64, Count>,
}

impl Marks {
    pub(super) fn read(conn: &Connection, line: i64, span: Span, owners: &Owners) -> Result<Self> {
        let mut out = Self::default();
        for flag in flags(conn, Some(span), Whose::Of(owners))? {
            let Some(person) = flag.identity.and_then(|i| owners.get(i)) else { continue };
            let call = flag.line.call.0;
            if is_scored(conn, line, span, owners, (person, call))? {
                *out.flags.entry((person, call)).or_default() += 1;
                out.counts.entry(person).or_default().flags += 1;
            }
        }
        let mut statement = conn.prepare_cached(
            "SELECT e.call FROM evaluation e JOIN scorecard_version v ON v.id = e.form AND v.scorecard = ?4
             WHERE e.identity = ?1 AND e.current = 1 AND e.auto_fails > 0 AND e.day >= ?2 AND e.day < ?3",
        )?;
        let mut seen = HashSet::new();
        for identity in owners.identities() {
            let Some(person) = owners.get(identity) else { continue };
            let mut rows = statement.query((identity, to_number(span.from), to_number(span.to), line))?;
            while let Some(row) = rows.next()? {
                if seen.insert((person, row.get::<_, i64>(0)?)) {
                    out.counts.entry(person).or_default().auto_fails += 1;
                }
            }
        }
        Ok(out)
    }

    pub(super) fn of(&self, person: i64) -> Count {
        self.counts.get(&person).copied().unwrap_or_default()
    }

    pub(super) fn is_flagged(&self, person: i64, call: i64) -> bool {
        self.flags.contains_key(&(person, call))
    }
}

/// Whether a person's call has an evaluation of the span on a line.
fn is_scored(conn: &Connection, line: i64, span: Span, owners: &Owners, (person, call): (i64, i64)) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT e.identity FROM evaluation e JOIN scorecard_version v ON v.id = e.form AND v.scorecard = ?4
         WHERE e.call = ?1 AND e.current = 1 AND e.day >= ?2 AND e.day < ?3",
    )?;
    let mut rows = statement.query((call, to_number(span.from), to_number(span.to), line))?;
    while let Some(row) = rows.next()? {
        if owners.get(row.get(0)?) == Some(person) {
            return Ok(true);
        }
    }
    Ok(false)
}
