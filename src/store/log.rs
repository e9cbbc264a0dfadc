//! The append-only chain of records.
//!
//! # Byte layout
//! All hashes are SHA-256. A *field* is its length as four bytes, big-endian, then its bytes; whole numbers are
//! eight bytes, big-endian, two's complement.
//!
//! ```text
//! genesis = H("coachlog.genesis.v1\0" ‖ field(log id, 16 bytes) ‖ field(created_at) ‖ field(version)
//!             ‖ field(parent log id or empty) ‖ field(parent size or empty) ‖ field(parent head or empty))
//! commit  = H("coachlog.payload.v1\0" ‖ salt, 32 bytes ‖ body)
//! hash    = H("coachlog.event.v1\0" ‖ field(log id) ‖ field(seq) ‖ field(lamport) ‖ field(at_utc)
//!             ‖ field(utc_offset) ‖ field(author) ‖ field(app_version) ‖ field(action) ‖ field(subject_type)
//!             ‖ field(subject_id) ‖ field(commit) ‖ field(prev))
//! ```
//! `prev` of record 1 is the genesis hash. The body is JSON: `{"v":1,"actor":{…},"why":…,"record":{…}}`.
//!
//! # Fixed values
//! Made by another program, for whoever writes a checker. Log id `00 01 … 0f`, made `2026-11-25T12:00:00.000Z` by
//! version `0.1.0`, no parent; its record 1 at `2026-11-25T12:00:00.500Z`, 60 minutes east, author `10 11 … 1f`,
//! `setting_changed` of `file` (sixteen zeros), salt 32 times `07`, body `{"v":1}`; and a log of id 16 times `09`, made
//! `2026-11-26T08:00:00.000Z`, that goes on from it:
//!
//! ```text
//! genesis e4adfacabcd83e5ebca480a984d059138ac5128e5763428f06dd31cc055f46d7
//! commit  70f2daf0936dcec0eab3fab540b2dfe3cfc79910ffcd1d05ebfcf8c4d7da7320
//! hash    cc37c10adc66c0b66bdd3295929a48e56853313be869c832c8db9a9c529ab2c5
//! child   8dfab890e0e43303bfba603a49647578e62760ad925cfbe1eb5be625fd75859c
//! ```
//!
//! A file that was restored goes on in a log of its own, which names the one that it comes from, its size and its
//! head: an honest copy never looks forged. `seq` counts within a log; `lamport` counts on through all of a file's
//! logs, and is the number by which people are told of a record.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{Result, StoreError};
pub(super) use crate::domain::hex::hex;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::log_view::{LogLine, LogView};
use crate::domain::people::Actor;
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::session::HistoryLine;

/// Records that one answer looks at: some hundredths of a second.
const LOOKED_AT: usize = 10_000;

/// What is to be written.
pub(super) struct Entry<'a> {
    pub(super) at: DateTime<Utc>,
    pub(super) utc_offset: i32,
    pub(super) author: PersonId,
    pub(super) actor: &'a Actor,
    pub(super) why: Option<&'a str>,
    pub(super) record: &'a Record,
}

/// The record that was just written.
pub(super) struct Written {
    /// Its number among all records of the file.
    pub(super) lamport: i64,
    pub(super) at: String,
}

/// How far a log has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) log: [u8; 16],
    /// Its records.
    pub(super) size: i64,
    /// The last one's hash; the genesis hash where there is none.
    pub(super) hash: [u8; 32],
}

/// A payload's content.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) v: u32,
    pub(super) actor: Actor,
    pub(super) why: Option<String>,
    pub(super) record: Record,
}

/// Milliseconds, in the form that the chain covers.
pub(super) fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Starts the file's log, or the one in which it goes on from a parent.
pub(super) fn begin(conn: &Connection, now: &DateTime<Utc>, parent: Option<&Head>) -> Result<()> {
    let id = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, now.timestamp().unsigned_abs(), 0));
    conn.execute("UPDATE log SET active = 0", [])?;
    conn.execute(
        "INSERT INTO log (id, created_at, version, parent, parent_size, parent_head, active)
         VALUES (:id, :at, :version, :parent, :size, :head, 1)",
        named_params! {
            ":id": id.as_bytes(), ":at": instant_text(*now), ":version": env!("CARGO_PKG_VERSION"),
            ":parent": parent.map(|p| p.log), ":size": parent.map(|p| p.size), ":head": parent.map(|p| p.hash),
        },
    )?;
    Ok(())
}

/// How far the log has come that is written to.
pub(super) fn head(conn: &Connection) -> Result<Head> {
    let log: [u8; 16] = conn.query_row("SELECT id FROM log WHERE active = 1", [], |r| r.get(0))?;
    let last = super::optional(conn.query_row(
        "SELECT seq, hash FROM event WHERE log_id = ?1 ORDER BY seq DESC LIMIT 1",
        [&log],
        |r| Ok((r.get(0)?, r.get(1)?)),
    ))?;
    let (size, hash) = match last {
        Some(last) => last,
        None => (0, genesis(conn, &log)?),
    };
    Ok(Head { log, size, hash })
}

/// The file's logs, the one that is written to first, then the one that it goes on from.
pub(super) fn logs(conn: &Connection) -> Result<Vec<[u8; 16]>> {
    let mut out: Vec<[u8; 16]> = Vec::new();
    let mut next: Option<[u8; 16]> =
        super::optional(conn.query_row("SELECT id FROM log WHERE active = 1", [], |r| r.get(0)))?;
    while let Some(id) = next {
        // One that names itself is for the check to find.
        if out.contains(&id) {
            break;
        }
        out.push(id);
        next = super::optional(conn.query_row("SELECT parent FROM log WHERE id = ?1", [&id], |r| r.get(0)))?.flatten();
    }
    Ok(out)
}

/// Appends one record.
pub(super) fn append(conn: &Connection, entry: &Entry<'_>) -> Result<Written> {
    let log_id: [u8; 16] = conn.query_row("SELECT id FROM log WHERE active = 1", [], |r| r.get(0))?;
    let last: Option<(i64, i64, [u8; 32])> = super::optional(conn.query_row(
        "SELECT seq, lamport, hash FROM event WHERE log_id = ?1 ORDER BY seq DESC LIMIT 1",
        [&log_id],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    ))?;
    let (seq, lamport, prev) = match last {
        Some((seq, lamport, hash)) => (seq + 1, lamport + 1, hash),
        None => {
            let others: i64 = conn.query_row("SELECT coalesce(max(lamport), 0) FROM event", [], |r| r.get(0))?;
            (1, others + 1, genesis(conn, &log_id)?)
        }
    };
    let body = serde_json::to_vec(&Body {
        v: 1,
        actor: entry.actor.clone(),
        why: entry.why.map(str::to_owned),
        record: entry.record.clone(),
    })?;
    let mut salt = [0u8; 32];
    getrandom::fill(&mut salt).map_err(|e| StoreError::refused(format!("the system gave no random numbers: {e}")))?;
    let commit: [u8; 32] =
        Sha256::new().chain_update(b"coachlog.payload.v1\0").chain_update(salt).chain_update(&body).finalize().into();
    let at = instant_text(entry.at);
    let subject = entry.record.subject();
    let mut hash = Sha256::new();
    hash.update(b"coachlog.event.v1\0");
    for field in [
        &log_id[..],
        &seq.to_be_bytes(),
        &lamport.to_be_bytes(),
        at.as_bytes(),
        &i64::from(entry.utc_offset).to_be_bytes(),
        entry.author.0.as_bytes(),
        env!("CARGO_PKG_VERSION").as_bytes(),
        entry.record.action().as_bytes(),
        subject.word().as_bytes(),
        subject.id().as_bytes(),
        &commit,
        &prev,
    ] {
        hash.update(u32::try_from(field.len()).expect("fields are short").to_be_bytes());
        hash.update(field);
    }
    let hash: [u8; 32] = hash.finalize().into();
    conn.prepare_cached(
        "INSERT INTO event (log_id, seq, lamport, at_utc, utc_offset, author, app_version, action, subject_type,
                            subject_id, payload_commit, prev, hash)
         VALUES (:log, :seq, :lamport, :at, :offset, :author, :version, :action, :type, :subject, :commit, :prev, :hash)",
    )?
    .execute(named_params! {
        ":log": log_id, ":seq": seq, ":lamport": lamport, ":at": at, ":offset": entry.utc_offset,
        ":author": entry.author.0.as_bytes(), ":version": env!("CARGO_PKG_VERSION"),
        ":action": entry.record.action(), ":type": subject.word(), ":subject": subject.id().as_bytes(),
        ":commit": commit, ":prev": prev, ":hash": hash,
    })?;
    conn.prepare_cached("INSERT INTO payload (log_id, seq, salt, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute((log_id, seq, salt, body))?;
    Ok(Written { lamport, at })
}

fn genesis(conn: &Connection, log_id: &[u8; 16]) -> Result<[u8; 32]> {
    let (created, version): (String, String) =
        conn.query_row("SELECT created_at, version FROM log WHERE id = ?1", [log_id], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let parent: Option<([u8; 16], i64, [u8; 32])> =
        conn.query_row("SELECT parent, parent_size, parent_head FROM log WHERE id = ?1", [log_id], |r| match r
            .get::<_, Option<[u8; 16]>>(0)?
        {
            Some(parent) => Ok(Some((parent, r.get(1)?, r.get(2)?))),
            None => Ok(None),
        })?;
    let size = parent.map(|(_, size, _)| size.to_be_bytes());
    let (parent, head) = parent.map(|(id, _, head)| (id, head)).unzip();
    let mut hash = Sha256::new();
    hash.update(b"coachlog.genesis.v1\0");
    for field in [
        &log_id[..],
        created.as_bytes(),
        version.as_bytes(),
        parent.as_ref().map_or(&[], |p| &p[..]),
        size.as_ref().map_or(&[], |s| &s[..]),
        head.as_ref().map_or(&[], |h| &h[..]),
    ] {
        hash.update(u32::try_from(field.len()).expect("fields are short").to_be_bytes());
        hash.update(field);
    }
    Ok(hash.finalize().into())
}

/// A hash's short code, to be read out and compared: eight letters and digits that are not mistaken for others.
pub(super) fn short_code(hash: &[u8]) -> String {
    crate::domain::log_view::check_code(hash)
}

impl super::Store {
    /// The newest records whose words hold the filter's, with the check code of the head.
    pub fn log_view(&self, filter: &str, limit: usize) -> Result<LogView> {
        let _one_state = self.snapshot()?;
        let mut view = self.log_page(filter, limit, None)?;
        while let Some(below) = view.searched_to.filter(|_| view.lines.len() < limit) {
            let next = self.log_page(filter, limit - view.lines.len(), Some(below))?;
            view.searched_to = next.searched_to;
            view.lines.extend(next.lines);
        }
        Ok(view)
    }

    /// As many of them as [`LOOKED_AT`] records hold, from the newest on, or from below a record's number: an answer
    /// does not take longer with the years. Where it stopped stands in `searched_to`.
    pub fn log_page(&self, filter: &str, limit: usize, below: Option<i64>) -> Result<LogView> {
        let logs = logs(&self.conn)?;
        let size = "SELECT coalesce(max(seq), 0) FROM event WHERE log_id = ?1";
        let sizes = logs.iter().map(|log| Ok(self.conn.query_row(size, [log], |r| r.get::<_, i64>(0))?));
        let total = sizes.sum::<Result<i64>>()?;
        let wanted: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let mut statement = self.conn.prepare_cached(
            "SELECT e.lamport, e.at_utc, e.utc_offset, e.action, e.hash, e.subject_type, e.subject_id, p.body,
                    (SELECT name FROM person WHERE uuid = e.author) AS author_name,
                    (SELECT b.at_utc FROM event b WHERE b.log_id = e.log_id AND b.seq = e.seq - 1) > e.at_utc AS backwards
             FROM event e LEFT JOIN payload p USING (log_id, seq) WHERE e.log_id = ?1 AND e.seq < ?2 ORDER BY e.seq DESC",
        )?;
        let (mut lines, mut looked_at, mut searched_to) = (Vec::new(), 0, None);
        'logs: for log in &logs {
            // Within a log both numbers go up by one.
            let first = "SELECT lamport - seq FROM event WHERE log_id = ?1 AND seq = 1";
            let before: i64 = super::optional(self.conn.query_row(first, [log], |r| r.get(0)))?.unwrap_or(0);
            let mut rows = statement.query((log, below.map_or(i64::MAX, |below| below - before)))?;
            while let Some(row) = rows.next()? {
                let line = log_line(row)?;
                looked_at += 1;
                if looked_at == LOOKED_AT {
                    searched_to = Some(line.seq);
                }
                if holds(&line, &wanted) {
                    lines.push(line);
                }
                if lines.len() >= limit || searched_to.is_some() {
                    break 'logs;
                }
            }
        }
        Ok(LogView { lines, total, check_code: self.check_code()?, last: self.last_checkpoint()?, searched_to })
    }

    /// The short code of the head, as every report has it at its foot.
    pub(super) fn check_code(&self) -> Result<String> {
        // A file that no log was begun in is one that cannot be written to.
        let begun: bool =
            self.conn.query_row("SELECT EXISTS (SELECT 1 FROM log WHERE active = 1)", [], |r| r.get(0))?;
        Ok(if begun { short_code(&head(&self.conn)?.hash) } else { "none".to_owned() })
    }

    /// What was recorded of one subject, oldest first.
    pub(super) fn history(&self, session: SessionId) -> Result<Vec<HistoryLine>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT e.lamport, e.at_utc, e.action, e.hash, p.body, (SELECT name FROM person WHERE uuid = e.author) AS author_name
             FROM event e LEFT JOIN payload p USING (log_id, seq) WHERE e.subject_id = ?1 ORDER BY e.lamport",
        )?;
        let mut rows = statement.query([session.0.as_bytes()])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let body: Option<Vec<u8>> = row.get("body")?;
            let body: Option<Body> = body.map(|b| serde_json::from_slice(&b)).transpose()?;
            let author: Option<String> = row.get("author_name")?;
            let (actor, why) = body.map_or_else(|| (author.unwrap_or_default(), None), |b| (b.actor.name, b.why));
            out.push(HistoryLine {
                seq: row.get("lamport")?,
                at: row.get("at_utc")?,
                actor,
                what: row.get("action")?,
                why,
                hash: hex(&row.get::<_, Vec<u8>>("hash")?),
            });
        }
        Ok(out)
    }
}

fn holds(line: &LogLine, wanted: &[String]) -> bool {
    let words =
        format!("{} {} {} {}", line.actor.verbatim(), line.action, line.summary.verbatim(), line.at.format("%Y-%m-%d"))
            .to_lowercase();
    wanted.iter().all(|w| words.contains(w))
}

fn log_line(row: &rusqlite::Row<'_>) -> Result<LogLine> {
    let body: Option<Vec<u8>> = row.get("body")?;
    let body = body.and_then(|b| serde_json::from_slice::<Body>(&b).ok());
    let at: String = row.get("at_utc")?;
    let subject: String = row.get("subject_type")?;
    let id: Vec<u8> = row.get("subject_id")?;
    let author: Option<String> = row.get("author_name")?;
    let (actor, summary, why) = body.map_or_else(
        // Who did it is no part of what was erased.
        || (author.unwrap_or_default(), "its content was erased".to_owned(), None),
        |b| (b.actor.name, b.record.summary(), b.why),
    );
    Ok(LogLine {
        seq: row.get("lamport")?,
        at: DateTime::parse_from_rfc3339(&at).map_or(DateTime::UNIX_EPOCH, |t| t.with_timezone(&Utc)),
        utc_offset: row.get("utc_offset")?,
        actor: Raw::from(actor),
        action: row.get::<_, String>("action")?.replace('_', " "),
        summary: Raw::from(summary),
        why: why.map(Raw::from),
        session: (subject == "session").then(|| uuid::Uuid::from_slice(&id).ok().map(SessionId)).flatten(),
        hash: hex(&row.get::<_, Vec<u8>>("hash")?),
        backwards: row.get::<_, Option<bool>>("backwards")?.unwrap_or(false),
    })
}
