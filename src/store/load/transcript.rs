//! Storing a transcript: its words once, its turns as places in them.

use chrono_tz::Tz;
use rusqlite::{Connection, named_params};

use super::Loader;
use super::content;
use crate::domain::call::TranscriptRecord;
use crate::store::convert::{from_parts, parts};
use crate::store::error::Result;
use crate::store::moments;

/// Transcripts that may start in one second.
const IN_A_SECOND: i64 = 4096;

pub(super) fn load(loader: &mut Loader<'_, '_>, t: &TranscriptRecord, content: [u8; 16]) -> Result<()> {
    let rows = t.turns.len() as u64;
    let call = loader.call_by_key(&t.call_id)?;
    loader.held.transcript(content::key_of_transcript(t), content);
    loader.insert_call_data(call, t.agent.as_ref(), &t.source, t.started.as_ref())?;
    loader.talks.insert(call, t.call_id.clone());
    loader.report.warnings.extend(t.warnings.iter().cloned());
    let conn = loader.w.conn;
    let sql = "SELECT id, batch FROM transcript WHERE call = ?1 AND content = ?2";
    let known: Option<(i64, i64)> =
        crate::store::optional(conn.prepare_cached(sql)?.query_row((call, content), |r| Ok((r.get(0)?, r.get(1)?))))?;
    if let Some((id, held_by)) = known {
        loader.report.unchanged += rows;
        if held_by != loader.batch {
            conn.execute("INSERT OR IGNORE INTO transcript_also (transcript, batch, file) SELECT id, batch, file FROM transcript WHERE id = ?1", [id])?;
            conn.execute(
                "UPDATE transcript SET batch = ?2, file = ?3 WHERE id = ?1",
                (id, loader.batch, i64::try_from(t.file).unwrap_or(0)),
            )?;
        }
        return Ok(());
    }
    loader.fresh = true;
    let replaces: bool =
        conn.query_row("SELECT EXISTS (SELECT 1 FROM transcript WHERE call = ?1)", [call], |r| r.get(0))?;
    if replaces {
        loader.report.updated += rows;
    } else {
        loader.report.loaded += rows;
    }
    loader.report.transcripts += 1;
    let mut words = String::new();
    let mut places = Vec::with_capacity(t.turns.len());
    for turn in &t.turns {
        places.push((words.len(), turn.text.verbatim().len()));
        words.push_str(turn.text.verbatim());
        words.push('\n');
    }
    let id = place_in_time(conn, call, t, loader.zones.file)?;
    conn.prepare_cached(
        "INSERT INTO transcript (id, call, format, batch, file, content, current, words)
         VALUES (:id, :call, :format, :batch, :file, :content, 0, :words)",
    )?
    .execute(named_params! {
        ":id": id, ":call": call, ":format": t.format, ":batch": loader.batch, ":file": i64::try_from(t.file).unwrap_or(0),
        ":content": content, ":words": words,
    })?;
    for (turn, (at, length)) in t.turns.iter().zip(places) {
        conn.prepare_cached(
            "INSERT INTO turn (transcript, n, role, speaker, from_ms, to_ms, at, length, mark)
             VALUES (:transcript, :n, :role, :speaker, :from, :to, :at, :length, :mark)",
        )?
        .execute(named_params! {
            ":transcript": id, ":n": turn.n, ":role": turn.role.word(), ":speaker": turn.speaker, ":from": turn.from_ms,
            ":to": turn.to_ms, ":at": i64::try_from(at).unwrap_or(0), ":length": i64::try_from(length).unwrap_or(0),
            ":mark": turn.mark,
        })?;
    }
    moments::insert(conn, id, &t.moments)
}

/// The next free place in the second that the call started in; 1970 where nothing tells.
fn place_in_time(conn: &Connection, call: i64, t: &TranscriptRecord, zone: Tz) -> Result<i64> {
    let known: (Option<u8>, Option<i64>) =
        conn.query_row("SELECT started_kind, started_ms FROM call WHERE id = ?1", [call], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let from_evaluation = || -> Result<Option<(Option<u8>, Option<i64>)>> {
        let sql = "SELECT call_kind, call_ms FROM evaluation WHERE call = ?1 AND call_ms IS NOT NULL LIMIT 1";
        crate::store::optional(conn.query_row(sql, [call], |r| Ok((r.get(0)?, r.get(1)?))))
    };
    let when = match (&t.started, from_parts(known.0, known.1)) {
        (Some(stamp), _) => Some(stamp.when),
        (None, Some(when)) => Some(when),
        (None, None) => from_evaluation()?.and_then(|(kind, ms)| from_parts(kind, ms)),
    };
    let second = when.map_or(0, |w| w.instant(zone).map_or_else(|| parts(w).1 / 1000, |at| at.timestamp()));
    let mut base = second.max(0) * IN_A_SECOND;
    loop {
        let last: Option<i64> = conn.query_row(
            "SELECT max(id) FROM transcript WHERE id >= ?1 AND id < ?2",
            (base, base + IN_A_SECOND),
            |r| r.get(0),
        )?;
        match last {
            None => return Ok(base.max(1)),
            Some(id) if id + 1 < base + IN_A_SECOND => return Ok(id + 1),
            Some(_) => base += IN_A_SECOND,
        }
    }
}
