//! A full-text index over transcripts, and a word that more than half of them have.

use std::path::Path;

use anyhow::{Context as _, Result};
use rusqlite::Connection;

use super::repeated;

const WORD: &str = "refund";
const WITHIN: &str = "%refund%";

pub fn search(talks: &Path, out: &Path) -> Result<()> {
    if !out.exists() {
        index(talks, out)?;
    }
    let conn = Connection::open(out)?;
    conn.execute_batch("PRAGMA cache_size = -32768;")?;
    let (talks, holds): (i64, i64) = conn.query_row(
        "SELECT (SELECT count(*) FROM talk), (SELECT count(*) FROM words WHERE words MATCH ?1)",
        [WORD],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let what = |how: &str| format!("{how}, a word in {holds} of {talks} transcripts");
    let ranked = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY bm25(words) LIMIT 20";
    let newest = "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT 20";
    let scan = "SELECT count(*) FROM talk WHERE said LIKE ?1";
    for (how, sql, bound) in
        [("search ranked", ranked, WORD), ("search newest", newest, WORD), ("search scan", scan, WITHIN)]
    {
        repeated(&what(how), || {
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map([bound], |r| r.get::<_, i64>(0))?;
            Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.len())
        })?;
    }
    Ok(())
}

/// The files of a folder, in the order of their names, which is that of time.
fn index(talks: &Path, out: &Path) -> Result<()> {
    let files = std::fs::read_dir(talks).with_context(|| talks.display().to_string())?;
    let mut files = files.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    let conn = Connection::open(out)?;
    conn.execute_batch(
        "PRAGMA synchronous = OFF;
         CREATE TABLE talk (id INTEGER PRIMARY KEY, said TEXT NOT NULL);
         CREATE VIRTUAL TABLE words USING fts5 (said, content = 'talk', content_rowid = 'id');
         BEGIN;",
    )?;
    for (id, file) in (1_i64..).zip(&files) {
        let said: String = std::fs::read_to_string(file)?
            .lines()
            .filter_map(|line| line.strip_prefix("<v ")?.split_once('>'))
            .fold(String::new(), |said, (_, words)| said + words + "\n");
        conn.prepare_cached("INSERT INTO talk VALUES (?1, ?2)")?.execute((id, &said))?;
        conn.prepare_cached("INSERT INTO words (rowid, said) VALUES (?1, ?2)")?.execute((id, &said))?;
    }
    conn.execute_batch("COMMIT; INSERT INTO words (words) VALUES ('optimize');")?;
    Ok(conn.close().map_err(|(_, error)| error)?)
}
