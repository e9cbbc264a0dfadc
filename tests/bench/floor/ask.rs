//! The questions, asked of tables made for them: joined from the scores, from an index that covers them, from daily
//! sums, and from memory.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};

use super::load::{CELLS, Cell};
use super::repeated;

/// A row a score, with all that the figures need; in memory or in a table beside the file.
#[derive(Debug, Clone, Copy)]
struct Flat {
    day: i32,
    agent: u32,
    dimension: u32,
    percent: f32,
}

const SPANS: [(&str, i64); 2] = [("28 days", 28), ("365 days", 365)];

pub fn ask(path: &Path) -> Result<()> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.execute_batch("PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;")?;
    let (last, agents): (i64, u32) =
        conn.query_row("SELECT (SELECT max(day) FROM evaluation) + 1, (SELECT max(id) FROM agent)", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    let busiest: i64 =
        conn.query_row("SELECT agent FROM evaluation GROUP BY agent ORDER BY count(*) DESC LIMIT 1", [], |r| r.get(0))?;
    for (name, days) in SPANS {
        let from = last - days;
        repeated(&format!("team {name}, scores joined"), || joined(&conn, from, last))?;
        repeated(&format!("team {name}, daily sums"), || summed(&conn, agents, from, last))?;
    }
    repeated("trend, scores joined", || weekly_joined(&conn, busiest, last))?;
    repeated("trend, daily sums", || weekly_summed(&conn, busiest, last))?;
    repeated("worst calls, agent and day indexed", || worst(&conn, "evaluation", busiest, last))?;
    let flat = in_memory(&conn)?;
    for (name, days) in SPANS {
        repeated(&format!("team {name}, all in memory"), || Ok(scanned(&flat, agents, last - days)))?;
    }
    drop(flat);
    covering(path, last, busiest)
}

/// An index that has all that is asked for, in a copy.
fn covering(path: &Path, last: i64, busiest: i64) -> Result<()> {
    let copy = path.with_extension("covering.db");
    std::fs::copy(path, &copy)?;
    let conn = Connection::open(&copy)?;
    conn.execute_batch(
        "PRAGMA cache_size = -32768; PRAGMA synchronous = OFF;
         CREATE TABLE flat AS SELECT e.day, e.agent, s.dimension, 100.0 * s.earned / s.possible AS percent
             FROM evaluation e JOIN score s ON s.evaluation = e.id;
         CREATE INDEX flat_day ON flat (day, agent, dimension, percent);
         CREATE INDEX evaluation_worst ON evaluation (agent, day, overall, call);
         ANALYZE;",
    )?;
    for (name, days) in SPANS {
        let sql =
            "SELECT agent, dimension, count(*), avg(percent) FROM flat WHERE day >= ?1 AND day < ?2 GROUP BY 1, 2";
        repeated(&format!("team {name}, index that covers"), || count(&conn, sql, (last - days, last)))?;
    }
    repeated("worst calls, index that covers", || worst(&conn, "evaluation", busiest, last))?;
    conn.close().map_err(|(_, error)| error)?;
    Ok(std::fs::remove_file(copy)?)
}

fn count(conn: &Connection, sql: &str, bound: impl rusqlite::Params) -> Result<usize> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(bound)?;
    let mut n = 0;
    while let Some(row) = rows.next()? {
        std::hint::black_box(row.get_ref(2)?);
        n += 1;
    }
    Ok(n)
}

fn joined(conn: &Connection, from: i64, to: i64) -> Result<usize> {
    let sql = "SELECT e.agent, s.dimension, count(*), avg(100.0 * s.earned / s.possible)
               FROM evaluation e JOIN score s ON s.evaluation = e.id WHERE e.day >= ?1 AND e.day < ?2 GROUP BY 1, 2";
    count(conn, sql, (from, to))
}

fn cells(blob: &[u8], sums: &mut [Cell]) {
    for (sum, cell) in sums.iter_mut().zip(blob.chunks_exact(24)) {
        for (number, bytes) in sum.iter_mut().zip(cell.chunks_exact(8)) {
            *number += f64::from_le_bytes(bytes.try_into().unwrap_or_default());
        }
    }
}

/// Agent by agent, as the sums are kept.
fn summed(conn: &Connection, agents: u32, from: i64, to: i64) -> Result<usize> {
    let mut statement = conn.prepare_cached("SELECT cells FROM sums WHERE agent = ?1 AND day >= ?2 AND day < ?3")?;
    let mut shown = 0;
    for agent in 1..=agents {
        let mut sums = [[0.0; 3]; CELLS];
        let mut rows = statement.query((agent, from, to))?;
        while let Some(row) = rows.next()? {
            cells(row.get_ref(0)?.as_blob()?, &mut sums);
        }
        shown += sums.iter().filter(|cell| cell[0] > 0.0).count();
    }
    Ok(shown)
}

fn weekly_joined(conn: &Connection, agent: i64, last: i64) -> Result<usize> {
    let sql = "SELECT (?2 - 1 - e.day) / 7, s.dimension, count(*), avg(100.0 * s.earned / s.possible)
               FROM evaluation e JOIN score s ON s.evaluation = e.id
               WHERE e.agent = ?1 AND e.day >= ?2 - 365 AND e.day < ?2 GROUP BY 1, 2";
    count(conn, sql, (agent, last))
}

fn weekly_summed(conn: &Connection, agent: i64, last: i64) -> Result<usize> {
    let mut weeks = vec![[[0.0; 3]; CELLS]; 53];
    let sql = "SELECT day, cells FROM sums WHERE agent = ?1 AND day >= ?2 AND day < ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((agent, last - 365, last))?;
    while let Some(row) = rows.next()? {
        let week = (last - 1 - row.get::<_, i64>(0)?) / 7;
        if let Some(sums) = usize::try_from(week).ok().and_then(|week| weeks.get_mut(week)) {
            cells(row.get_ref(1)?.as_blob()?, sums);
        }
    }
    Ok(weeks.iter().flatten().filter(|cell| cell[0] > 0.0).count())
}

fn worst(conn: &Connection, table: &str, agent: i64, last: i64) -> Result<usize> {
    let sql = format!(
        "SELECT call, day, overall FROM {table} WHERE agent = ?1 AND day >= ?2 AND day < ?3 AND overall IS NOT NULL
         ORDER BY overall LIMIT 20"
    );
    count(conn, &sql, (agent, last - 28, last))
}

/// In the order of the days.
fn in_memory(conn: &Connection) -> Result<Vec<Flat>> {
    let sql = "SELECT e.day, e.agent, s.dimension, 100.0 * s.earned / s.possible
               FROM evaluation e JOIN score s ON s.evaluation = e.id";
    let mut statement = conn.prepare(sql)?;
    let rows = statement
        .query_map([], |r| Ok(Flat { day: r.get(0)?, agent: r.get(1)?, dimension: r.get(2)?, percent: r.get(3)? }))?;
    let mut flat = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    flat.sort_by_key(|row| row.day);
    Ok(flat)
}

fn scanned(flat: &[Flat], agents: u32, from: i64) -> usize {
    let begin = flat.partition_point(|row| i64::from(row.day) < from);
    let mut sums = vec![[0.0; 3]; (agents as usize + 1) * CELLS];
    for row in &flat[begin..] {
        let place = row.agent as usize * CELLS + row.dimension as usize;
        if let Some(sum) = sums.get_mut(place) {
            let percent = f64::from(row.percent);
            *sum = [sum[0] + 1.0, sum[1] + percent, sum[2] + percent * percent];
        }
    }
    sums.iter().filter(|cell| cell[0] > 0.0).count()
}
