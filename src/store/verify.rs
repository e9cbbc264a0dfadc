//! Checking the log: every link, every payload, and that the tables of the present are what the records say.
//! It follows the published byte layout (see [`super::log`]) and shares no code with the writer of records.

mod tables;

use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::Store;
use super::error::Result;
use super::log::Body;
use super::{log, migrations, projection};
use crate::domain::log_view::Verified;
use crate::domain::raw::visible;
use crate::domain::record::Record;

/// One record as the file has it.
struct Link {
    log: Vec<u8>,
    seq: i64,
    lamport: i64,
    at: String,
    offset: i64,
    author: Vec<u8>,
    version: String,
    action: String,
    subject_type: String,
    subject: Vec<u8>,
    commit: Vec<u8>,
    prev: Vec<u8>,
    hash: Vec<u8>,
    has_payload: bool,
    salt: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
}

impl Link {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            log: row.get("log_id")?,
            seq: row.get("seq")?,
            lamport: row.get("lamport")?,
            at: row.get("at_utc")?,
            offset: row.get("utc_offset")?,
            author: row.get("author")?,
            version: row.get("app_version")?,
            action: row.get("action")?,
            subject_type: row.get("subject_type")?,
            subject: row.get("subject_id")?,
            commit: row.get("payload_commit")?,
            prev: row.get("prev")?,
            hash: row.get("hash")?,
            has_payload: row.get::<_, Option<i64>>("payload_seq")?.is_some(),
            salt: row.get("salt")?,
            body: row.get("body")?,
        })
    }

    fn computed(&self) -> Vec<u8> {
        let mut covered = b"coachlog.event.v1\0".to_vec();
        let mut field = |bytes: &[u8]| {
            covered.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            covered.extend(bytes);
        };
        field(&self.log);
        field(&self.seq.to_be_bytes());
        field(&self.lamport.to_be_bytes());
        field(self.at.as_bytes());
        field(&self.offset.to_be_bytes());
        field(&self.author);
        field(self.version.as_bytes());
        field(self.action.as_bytes());
        field(self.subject_type.as_bytes());
        field(&self.subject);
        field(&self.commit);
        field(&self.prev);
        Sha256::digest(&covered).to_vec()
    }
}

impl Store {
    /// Recomputes the chain, and compares the tables with what its records say.
    pub fn verify(&self) -> Result<Verified> {
        let _one_state = self.snapshot()?;
        let mut found = Verified { records: 0, check_code: "none".to_owned(), broken: Vec::new(), remarks: Vec::new() };
        let rebuilt = Connection::open_in_memory()?;
        migrations::create(&rebuilt)?;
        rebuilt.execute_batch("BEGIN; PRAGMA defer_foreign_keys = ON")?;
        let whole = self.chain(&mut found, &rebuilt)?;
        self.strays(&mut found)?;
        schema(&self.conn, &rebuilt, &mut found.broken)?;
        if whole {
            for table in projection::DECIDED.iter().chain(&projection::DECIDED_TOO) {
                tables::compare(table, &self.conn, &rebuilt, &mut found.broken)?;
            }
        } else {
            found.broken.push("the tables were not compared, since the records themselves do not hold".to_owned());
        }
        Ok(found)
    }

    /// Every link and payload, applied to `rebuilt` as it goes. False where the rebuild could not be finished.
    fn chain(&self, found: &mut Verified, rebuilt: &Connection) -> Result<bool> {
        let Some((log_id, mut expected)) = genesis(&self.conn)? else {
            found.broken.push("the file has no log, or more than one that is active".to_owned());
            return Ok(false);
        };
        let mut statement = self.conn.prepare(
            "SELECT e.*, p.seq AS payload_seq, p.salt, p.body FROM event e LEFT JOIN payload p USING (log_id, seq)
             ORDER BY e.log_id, e.seq",
        )?;
        let mut rows = statement.query([])?;
        let mut whole = true;
        let mut last_at = String::new();
        let mut last_lamport = 0;
        while let Some(row) = rows.next()? {
            let link = match Link::read(row) {
                Ok(link) => link,
                Err(e) => {
                    found.broken.push(format!("a record holds values of the wrong kind: {e}"));
                    return Ok(false);
                }
            };
            found.records += 1;
            let mut wrong = |why: &str| found.broken.push(format!("record {}: {why}", link.seq));
            if link.log != log_id {
                wrong("it belongs to another log");
            }
            if link.seq != found.records {
                wrong(&format!("record {} should stand here; records are missing or out of order", found.records));
            }
            if link.prev != expected {
                wrong("it does not follow from the record before it");
            }
            if link.lamport <= last_lamport {
                wrong("its counter does not go up");
            }
            if link.computed() != link.hash {
                wrong("what it says is not what its hash was taken of");
            }
            if link.at < last_at {
                found
                    .remarks
                    .push(format!("record {}: its time is earlier than that of the record before it", link.seq));
            }
            whole &= replay(&link, rebuilt, &mut found.broken);
            found.check_code = log::short_code(&link.hash);
            expected.clone_from(&link.hash);
            last_at.clone_from(&link.at);
            last_lamport = link.lamport;
        }
        Ok(whole)
    }

    /// Payloads that no record has.
    fn strays(&self, found: &mut Verified) -> Result<()> {
        let sql = "SELECT count(*) FROM payload p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.log_id = p.log_id AND e.seq = p.seq)";
        let strays: i64 = self.conn.query_row(sql, [], |r| r.get(0))?;
        if strays > 0 {
            found.broken.push(format!("{strays} contents belong to no record"));
        }
        let logs: i64 = self.conn.query_row("SELECT count(*) FROM log", [], |r| r.get(0))?;
        if logs > 1 {
            found.broken.push(format!("the file names {logs} logs, and one was begun in it"));
        }
        Ok(())
    }
}

/// The active log's id and genesis hash.
fn genesis(conn: &Connection) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let mut statement =
        conn.prepare("SELECT id, created_at, version, parent, parent_size, parent_head FROM log WHERE active = 1")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let id: Vec<u8> = row.get("id")?;
    let parent: Option<Vec<u8>> = row.get("parent")?;
    let size: Option<i64> = row.get("parent_size")?;
    let head: Option<Vec<u8>> = row.get("parent_head")?;
    let mut covered = b"coachlog.genesis.v1\0".to_vec();
    let mut field = |bytes: &[u8]| {
        covered.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        covered.extend(bytes);
    };
    field(&id);
    field(row.get::<_, String>("created_at")?.as_bytes());
    field(row.get::<_, String>("version")?.as_bytes());
    field(&parent.unwrap_or_default());
    field(&size.map(|s| s.to_be_bytes().to_vec()).unwrap_or_default());
    field(&head.unwrap_or_default());
    if rows.next()?.is_some() {
        return Ok(None);
    }
    Ok(Some((id, Sha256::digest(&covered).to_vec())))
}

/// Checks one payload and applies it. False where the rebuild has to stop.
fn replay(link: &Link, rebuilt: &Connection, broken: &mut Vec<String>) -> bool {
    let mut wrong = |why: String| {
        broken.push(format!("record {}: {why}", link.seq));
        false
    };
    let (Some(salt), Some(body)) = (&link.salt, &link.body) else {
        let why =
            if link.has_payload { "its content was erased without a record of it" } else { "its content is missing" };
        return wrong(why.to_owned());
    };
    let mut covered = b"coachlog.payload.v1\0".to_vec();
    covered.extend(salt);
    covered.extend(body);
    if Sha256::digest(&covered).as_slice() != link.commit.as_slice() {
        return wrong("its content is not what was recorded".to_owned());
    }
    let body: Body = match serde_json::from_slice(body) {
        Ok(body) => body,
        Err(e) => return wrong(format!("its content cannot be read: {e}")),
    };
    if !labels_agree(link, &body.record) {
        return wrong("its heading does not agree with its content".to_owned());
    }
    match projection::apply(rebuilt, link.seq, &link.at, &body.record) {
        Ok(()) => true,
        Err(e) => wrong(format!("it cannot be replayed: {e}")),
    }
}

fn labels_agree(link: &Link, record: &Record) -> bool {
    let subject = record.subject();
    record.action() == link.action
        && subject.word() == link.subject_type
        && subject.id().as_bytes()[..] == link.subject[..]
}

/// Names every guard, table or index of the file that is not as the program makes it: a guard that is gone tells of
/// someone who wanted it gone.
fn schema(file: &Connection, rebuilt: &Connection, broken: &mut Vec<String>) -> Result<()> {
    let read = |conn: &Connection| -> Result<Vec<(String, String)>> {
        let sql = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let (here, there) = (read(file)?, read(rebuilt)?);
    for (name, _) in there.iter().filter(|x| !here.contains(x)) {
        broken.push(format!("{name} is changed or gone"));
    }
    for (name, _) in here.iter().filter(|(name, _)| !there.iter().any(|(known, _)| known == name)) {
        broken.push(format!("{} is not the program's", visible(name)));
    }
    Ok(())
}
