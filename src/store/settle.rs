//! What follows from the loaded rows: which version of an evaluation counts, the day that it counts for, and the
//! daily sums. It looks only at what stands, so the order of loads and undos leaves no trace.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use rusqlite::{Connection, named_params};

use super::convert::{batch_zone, from_parts, parts, stamp_of};
use super::error::Result;
use super::pace::{LOOK_EACH, Pace};
use super::{rollup, settings, unsummed};
use crate::domain::day;
use crate::domain::progress::Phase;
use crate::domain::when::{Stamp, When};
use crate::import::Go;

/// Superseded by another version.
pub(super) const SUPERSEDED: i64 = 0;
/// Enters the averages.
pub(super) const COUNTS: i64 = 1;
/// The newest version, but a calibration, a self-assessment, a draft or retracted.
pub(super) const SHOWN: i64 = 2;

/// What a load or an undo has touched.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// Source and key of evaluations.
    pub(super) keys: BTreeSet<(i64, String)>,
    pub(super) calls: BTreeSet<i64>,
    /// Identity and day of sums that held what is gone.
    pub(super) days: BTreeSet<(i64, i64)>,
}

/// Brings everything that follows from the touched rows up to date. The days whose sums were read from the scores come
/// back.
pub(super) fn settle(conn: &Connection, touched: Touched, pace: &mut Pace<'_>) -> Result<BTreeSet<(i64, i64)>> {
    let zone = settings::read(conn)?.zone;
    let Touched { keys, mut calls, mut days } = touched;
    for (n, (source, key)) in keys.iter().enumerate() {
        said(pace, 0, n, keys.len())?;
        choose_version(conn, *source, key, zone, &mut calls)?;
    }
    for (n, call) in calls.iter().enumerate() {
        said(pace, 1, n, calls.len())?;
        settle_call(conn, *call, zone, &mut days)?;
        choose_transcript(conn, *call)?;
    }
    rollup::recompute(conn, &days, &mut |n| said(pace, 2, n, days.len()))?;
    Ok(days)
}

/// The same where nobody is told how far it is.
pub(super) fn settle_unsaid(conn: &Connection, touched: Touched) -> Result<BTreeSet<(i64, i64)>> {
    settle(conn, touched, &mut Pace::new(&mut |_| Go::On))
}

/// How far a third of it is.
fn said(pace: &mut Pace<'_>, third: u64, n: usize, of: usize) -> Result<()> {
    if !n.is_multiple_of(LOOK_EACH) {
        return Ok(());
    }
    let (n, of) = (n as u64, of as u64);
    pace.at(Phase::AddingUp, third * of + n, 3 * of)
}

/// The same for the whole file: after a change of zone.
pub(super) fn everything(conn: &Connection) -> Result<()> {
    conn.execute_batch("DELETE FROM daily; DELETE FROM unsummed;")?;
    let mut touched = Touched::default();
    let mut statement = conn.prepare("SELECT id FROM call")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        touched.calls.insert(row.get(0)?);
    }
    drop(rows);
    drop(statement);
    // Which version is the newest may hang on the zone too.
    let mut statement = conn.prepare("SELECT DISTINCT source, key FROM evaluation")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        touched.keys.insert((row.get(0)?, row.get(1)?));
    }
    drop(rows);
    drop(statement);
    settle_unsaid(conn, touched).map(drop)
}

/// The current version = the greatest (version, evaluated at, batch). A draft supersedes nothing. Times without a zone
/// are compared as the instants that they were in their batch's zone, dates as the beginnings of their days.
fn choose_version(conn: &Connection, source: i64, key: &str, zone: Tz, calls: &mut BTreeSet<i64>) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT e.id, e.call, e.kind, e.state, e.current, e.version, e.evaluated_kind, e.evaluated_ms, e.batch,
                e.file, e.line, b.zone
         FROM evaluation e LEFT JOIN batch b ON b.id = e.batch WHERE e.source = ?1 AND e.key = ?2",
    )?;
    let mut rows = statement.query((source, key))?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        calls.insert(row.get("call")?);
        let standard = row.get_ref("kind")?.as_str().is_ok_and(|k| k == "standard");
        let state = row.get_ref("state")?.as_str().unwrap_or_default().to_owned();
        let zone = batch_zone(row.get::<_, Option<String>>("zone")?.as_deref(), zone);
        let evaluated = from_parts(row.get("evaluated_kind")?, row.get("evaluated_ms")?).map(|w| moment(w, zone));
        let place: (i64, i64, i64, i64) = (row.get("batch")?, row.get("file")?, row.get("line")?, row.get("id")?);
        let rank = (state != "draft", row.get::<_, i64>("version")?, evaluated, place);
        versions.push((rank, row.get::<_, i64>("current")?, standard && state == "final"));
    }
    drop(rows);
    versions.sort_unstable_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
    for (n, ((.., (.., id)), was, counts)) in versions.into_iter().enumerate() {
        let is = match (n, counts) {
            (0, true) => COUNTS,
            (0, false) => SHOWN,
            (_, _) => SUPERSEDED,
        };
        if was != is {
            conn.prepare_cached("UPDATE evaluation SET current = ?2 WHERE id = ?1")?.execute((id, is))?;
        }
    }
    Ok(())
}

/// Milliseconds of the instant; of the beginning of the day where there is only a date.
fn moment(when: When, zone: Tz) -> i64 {
    let at = match when {
        When::Date(day) => When::Naive(day.and_time(chrono::NaiveTime::MIN)),
        When::Instant(_) | When::Naive(_) => when,
    };
    at.instant(zone).map_or(0, |at| at.timestamp_millis())
}

struct OfCall {
    id: i64,
    line: i64,
    identity: i64,
    current: i64,
    day: Option<i64>,
    summed: bool,
    own_day: Option<i64>,
    zone: Tz,
    start: Option<(When, String)>,
}

/// The call's start, the day of each of its evaluations, and whether the daily sums hold them.
fn settle_call(conn: &Connection, call: i64, zone: Tz, days: &mut BTreeSet<(i64, i64)>) -> Result<()> {
    let evaluations = of_call(conn, call, zone)?;
    let start = best_start(conn, call, &evaluations, zone)?;
    let call_day = start.as_ref().map(|(when, _, batch_zone)| day::to_number(when.day(zone, *batch_zone)));
    save_start(conn, call, start, call_day)?;
    // Where a call's evaluations of one scorecard lie on several days or with several identities, the sums cannot
    // count the call once: those are kept beside the sums.
    let mut places: BTreeMap<i64, BTreeSet<(i64, Option<i64>)>> = BTreeMap::new();
    for e in evaluations.iter().filter(|e| e.current == COUNTS) {
        places.entry(e.line).or_default().insert((e.identity, call_day.or(e.own_day)));
    }
    for e in &evaluations {
        let day = call_day.or(e.own_day);
        let summed = e.current == COUNTS && places.get(&e.line).is_some_and(|p| p.len() == 1);
        if let Some(old) = e.day.filter(|_| e.summed) {
            days.insert((e.identity, old));
        }
        if let Some(new) = day.filter(|_| summed) {
            days.insert((e.identity, new));
        }
        if day != e.day || summed != e.summed {
            conn.prepare_cached("UPDATE evaluation SET day = ?2, summed = ?3 WHERE id = ?1")?
                .execute((e.id, day, summed))?;
        }
        if e.current == COUNTS && !summed {
            unsummed::keep(conn, e.id)?;
        } else if !e.summed {
            unsummed::forget(conn, e.id)?;
        }
    }
    Ok(())
}

fn of_call(conn: &Connection, call: i64, zone: Tz) -> Result<Vec<OfCall>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.id, v.scorecard, e.identity, e.current, e.day, e.summed, e.call_kind, e.call_ms, e.call_written,
                e.evaluated_kind, e.evaluated_ms, b.zone
         FROM evaluation e JOIN scorecard_version v ON v.id = e.form LEFT JOIN batch b ON b.id = e.batch
         WHERE e.call = ?1",
    )?;
    let mut rows = statement.query([call])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let batch_zone = batch_zone(row.get::<_, Option<String>>("zone")?.as_deref(), zone);
        let evaluated = from_parts(row.get("evaluated_kind")?, row.get("evaluated_ms")?);
        out.push(OfCall {
            id: row.get("id")?,
            line: row.get("scorecard")?,
            identity: row.get("identity")?,
            current: row.get("current")?,
            day: row.get("day")?,
            summed: row.get("summed")?,
            own_day: evaluated.map(|w| day::to_number(w.day(zone, batch_zone))),
            zone: batch_zone,
            start: stamp_of(row, "call")?.map(|s| (s.when, s.text)),
        });
    }
    Ok(out)
}

/// Of all that the standing files say of the call's start: the most exact, then the earliest.
fn best_start(conn: &Connection, call: i64, evaluations: &[OfCall], zone: Tz) -> Result<Option<(When, String, Tz)>> {
    let newest = evaluations.iter().filter(|e| e.current != SUPERSEDED);
    let mut all: Vec<(When, String, Tz)> =
        newest.filter_map(|e| e.start.clone().map(|(w, t)| (w, t, e.zone))).collect();
    let mut statement = conn.prepare_cached(
        "SELECT d.started_kind, d.started_ms, d.started_text, b.zone FROM call_data d LEFT JOIN batch b ON b.id = d.batch WHERE d.call = ?1",
    )?;
    let mut rows = statement.query([call])?;
    while let Some(row) = rows.next()? {
        if let Some(when) = from_parts(row.get(0)?, row.get(1)?) {
            all.push((
                when,
                row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                batch_zone(row.get::<_, Option<String>>(3)?.as_deref(), zone),
            ));
        }
    }
    Ok(all.into_iter().min_by(|(a, text_a, _), (b, text_b, _)| {
        b.exactness().cmp(&a.exactness()).then(parts(*a).1.cmp(&parts(*b).1)).then(text_a.cmp(text_b))
    }))
}

fn save_start(conn: &Connection, call: i64, start: Option<(When, String, Tz)>, day: Option<i64>) -> Result<()> {
    let (kind, ms) = start.as_ref().map(|(when, _, _)| parts(*when)).unzip();
    let zone = start.as_ref().and_then(|(when, _, zone)| zone_of(*when, *zone));
    let start = start.map(|(when, text, _)| Stamp { when, text });
    // Whose call it is: an evaluation says so, else the data beside its transcript.
    conn.prepare_cached(
        "UPDATE call SET started_kind = :kind, started_ms = :ms, started_written = :text, started_zone = :zone, day = :day,
            identity = coalesce(
                (SELECT e.identity FROM evaluation e JOIN identity i ON i.id = e.identity
                 WHERE e.call = :call AND e.current <> 0 ORDER BY e.current, i.source, i.key LIMIT 1),
                (SELECT d.identity FROM call_data d WHERE d.call = :call AND d.identity IS NOT NULL ORDER BY d.batch DESC LIMIT 1))
         WHERE id = :call",
    )?
    .execute(named_params! { ":kind": kind, ":ms": ms, ":text": start.as_ref().and_then(Stamp::written), ":zone": zone, ":day": day, ":call": call })?;
    Ok(())
}

/// The zone that stands beside a call's start: a wall-clock time's, which is nothing without.
pub(super) fn zone_of(when: When, zone: Tz) -> Option<&'static str> {
    match when {
        When::Naive(_) => Some(zone.name()),
        When::Instant(_) | When::Date(_) => None,
    }
}

/// The transcript of the latest standing batch is the one that is shown.
fn choose_transcript(conn: &Connection, call: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE transcript SET current = (id = (SELECT t.id FROM transcript t WHERE t.call = ?1 ORDER BY t.batch DESC, t.id DESC LIMIT 1))
         WHERE call = ?1",
    )?
    .execute([call])?;
    Ok(())
}
