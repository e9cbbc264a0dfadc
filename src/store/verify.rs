//! Checking the log: every link, every payload, and that the tables of the present are what the records say.
//! It follows the published byte layout (see [`super::log`]) and shares no code with the writer of records.

mod erased;
mod outside;
pub(super) mod tables;

use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::Store;
use super::error::Result;
use super::log::Body;
use super::{log, migrations, projection};
use crate::domain::checkpoint::Checkpoint;
use crate::domain::log_view::Verified;
use crate::domain::raw::{Raw, visible};
use crate::domain::record::Record;

use erased::Erasures;

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

/// A log's first line, and what its records come to.
struct Line {
    id: Vec<u8>,
    created: String,
    version: String,
    parent: Option<Vec<u8>>,
    parent_size: Option<i64>,
    parent_head: Option<Vec<u8>>,
}

impl Line {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            created: row.get("created_at")?,
            version: row.get("version")?,
            parent: row.get("parent")?,
            parent_size: row.get("parent_size")?,
            parent_head: row.get("parent_head")?,
        })
    }

    fn genesis(&self) -> Vec<u8> {
        let mut covered = b"coachlog.genesis.v1\0".to_vec();
        let mut field = |bytes: &[u8]| {
            covered.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            covered.extend(bytes);
        };
        field(&self.id);
        field(self.created.as_bytes());
        field(self.version.as_bytes());
        field(self.parent.as_deref().unwrap_or_default());
        field(&self.parent_size.map(|s| s.to_be_bytes().to_vec()).unwrap_or_default());
        field(self.parent_head.as_deref().unwrap_or_default());
        Sha256::digest(&covered).to_vec()
    }
}

/// Where the walk along the records has come to.
struct Walk {
    /// Records of all logs so far.
    records: i64,
    head: Vec<u8>,
    at: String,
    lamport: i64,
    /// Whether all could be applied.
    whole: bool,
    /// What was erased, and what accounts for it.
    erasures: Erasures,
}

impl Store {
    /// Recomputes the chain, and compares the tables with what its records say.
    pub fn verify(&self) -> Result<Verified> {
        self.verify_against(&[])
    }

    /// The same, and the log against checkpoints that were kept elsewhere, each with its file's name.
    pub fn verify_against(&self, against: &[(Raw, Checkpoint)]) -> Result<Verified> {
        let _one_state = self.snapshot()?;
        let mut found = Verified {
            records: 0,
            check_code: "none".to_owned(),
            broken: Vec::new(),
            remarks: Vec::new(),
            compared: Vec::new(),
        };
        // A temporary file of the engine's own: it spills to the disk what memory should not hold.
        let rebuilt = Connection::open("")?;
        migrations::create(&rebuilt)?;
        rebuilt.execute_batch("BEGIN; PRAGMA defer_foreign_keys = ON")?;
        let chain = self.chain(&mut found, &rebuilt);
        let whole = told(chain, "the records", &mut found.broken)?.unwrap_or(false);
        let strays = self.strays(&mut found);
        told(strays, "the records", &mut found.broken)?;
        let compared = outside::compare(&self.conn, against, &mut found);
        told(compared, "the records", &mut found.broken)?;
        let schema = schema(&self.conn, &rebuilt, &mut found.broken);
        told(schema, "the schema", &mut found.broken)?;
        if whole {
            for table in projection::DECIDED.iter().chain(&projection::DECIDED_TOO) {
                let compared = tables::compare(table, &self.conn, &rebuilt, &mut found.broken);
                told(compared, &format!("table {table}"), &mut found.broken)?;
            }
        } else {
            found.broken.push("the tables were not compared, since the records themselves do not hold".to_owned());
        }
        Ok(found)
    }

    /// Every link and payload of every log, applied to `rebuilt` as it goes. False where the rebuild could not be
    /// finished.
    fn chain(&self, found: &mut Verified, rebuilt: &Connection) -> Result<bool> {
        let Some(lines) = self.lines(found)? else { return Ok(false) };
        let mut walk = Walk {
            records: 0,
            head: Vec::new(),
            at: String::new(),
            lamport: 0,
            whole: true,
            erasures: Erasures::read(&self.conn)?,
        };
        let mut before: Option<(&Line, i64)> = None;
        for line in &lines {
            let parent = before.map(|(line, size)| (line.id.clone(), size, walk.head.clone()));
            let named = line
                .parent
                .clone()
                .map(|id| (id, line.parent_size.unwrap_or(-1), line.parent_head.clone().unwrap_or_default()));
            if named != parent {
                found.broken.push("the log does not go on from where the one before it ended".to_owned());
            }
            walk.head = line.genesis();
            let size = self.walk(line, &mut walk, found, rebuilt)?;
            before = Some((line, size));
        }
        walk.whole &= walk.erasures.settle(found);
        found.records = walk.records;
        found.check_code = if walk.records > 0 { log::short_code(&walk.head) } else { "none".to_owned() };
        Ok(walk.whole)
    }

    /// The file's logs from the first to the one that is written to; `None` where that cannot be told.
    fn lines(&self, found: &mut Verified) -> Result<Option<Vec<Line>>> {
        let mut statement = self.conn.prepare("SELECT * FROM log ORDER BY active DESC")?;
        let mut rows = statement.query([])?;
        let (mut all, mut active) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let line = Line::read(row).and_then(|line| Ok((line, row.get::<_, i64>("active")?)));
            let Ok((line, is_active)) = line else {
                found.broken.push("a log's first line holds values of the wrong kind".to_owned());
                return Ok(None);
            };
            active += is_active;
            all.push(line);
        }
        if active != 1 || all.is_empty() {
            found.broken.push("the file has no log, or more than one that is active".to_owned());
            return Ok(None);
        }
        let mut chain = vec![all.remove(0)];
        while let Some(parent) = chain.last().and_then(|line| line.parent.clone()) {
            let Some(at) = all.iter().position(|line| line.id == parent) else {
                found.broken.push("the log that this one goes on from is missing".to_owned());
                break;
            };
            chain.push(all.remove(at));
        }
        if !all.is_empty() {
            found.broken.push(format!("{} logs stand in the file that its own does not go on from", all.len()));
        }
        chain.reverse();
        Ok(Some(chain))
    }

    /// The records of one log; how many there are.
    fn walk(&self, log: &Line, walk: &mut Walk, found: &mut Verified, rebuilt: &Connection) -> Result<i64> {
        let mut statement = self.conn.prepare(
            "SELECT e.*, p.seq AS payload_seq, p.salt, p.body FROM event e LEFT JOIN payload p USING (log_id, seq)
             WHERE e.log_id = ?1 ORDER BY e.seq",
        )?;
        let mut rows = statement.query([&log.id])?;
        let mut size = 0;
        while let Some(row) = rows.next()? {
            let link = match Link::read(row) {
                Ok(link) => link,
                Err(e) => {
                    found.broken.push(format!("a record holds values of the wrong kind: {e}"));
                    walk.whole = false;
                    return Ok(size);
                }
            };
            walk.records += 1;
            size += 1;
            let number = walk.records;
            let mut wrong = |why: &str| found.broken.push(format!("record {number}: {why}"));
            if link.seq != size {
                wrong(&format!(
                    "number {size} of its log should stand here, and it is number {}; records are missing or out of order",
                    link.seq
                ));
            }
            if link.prev != walk.head {
                wrong("it does not follow from the record before it");
            }
            if link.lamport <= walk.lamport {
                wrong("its counter does not go up");
            }
            if link.computed() != link.hash {
                wrong("what it says is not what its hash was taken of");
            }
            if link.at < walk.at {
                found.remarks.push(format!("record {number}: its time is earlier than that of the record before it"));
            }
            walk.whole &= replay(&link, number, rebuilt, &mut walk.erasures, &mut found.broken);
            walk.head.clone_from(&link.hash);
            walk.at.clone_from(&link.at);
            walk.lamport = link.lamport;
        }
        Ok(size)
    }

    /// Records of no log, and payloads of no record.
    fn strays(&self, found: &mut Verified) -> Result<()> {
        let sql =
            "SELECT CAST(lamport AS TEXT) FROM event e WHERE NOT EXISTS (SELECT 1 FROM log l WHERE l.id = e.log_id)
                   ORDER BY lamport LIMIT 20";
        let mut statement = self.conn.prepare(sql)?;
        for number in statement.query_map([], |r| r.get::<_, String>(0))? {
            found.broken.push(format!("record {}: it belongs to no log of the file", visible(&number?)));
        }
        let sql = "SELECT count(*) FROM payload p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.log_id = p.log_id AND e.seq = p.seq)";
        let strays: i64 = self.conn.query_row(sql, [], |r| r.get(0))?;
        if strays > 0 {
            found.broken.push(format!("{strays} contents belong to no record"));
        }
        Ok(())
    }
}

/// What cannot be read is a fault like any other, and the check goes on; only what another program or the user is the
/// cause of ends it.
fn told<T>(result: Result<T>, what: &str, broken: &mut Vec<String>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(e) if !e.is_busy() && !e.is_interrupted() => {
            broken.push(format!("{what} cannot be read whole: {}", visible(&e.to_string())));
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

/// Checks one payload and applies it. False where the rebuild has to stop.
fn replay(link: &Link, number: i64, rebuilt: &Connection, erasures: &mut Erasures, broken: &mut Vec<String>) -> bool {
    let mut wrong = |why: String| {
        broken.push(format!("record {number}: {why}"));
        false
    };
    let (Some(salt), Some(body)) = (&link.salt, &link.body) else {
        if !link.has_payload {
            return wrong("its content is missing".to_owned());
        }
        // Half of it gone is no erasure of the program's.
        return match erasures.gone(link, number).filter(|_| link.salt.is_none() && link.body.is_none()) {
            Some(gone) => match projection::erased::without_content(rebuilt, &link.action, &link.subject, gone.row) {
                Ok(()) => true,
                Err(e) => wrong(format!("it cannot be replayed: {e}")),
            },
            None => wrong(erased::UNEXPLAINED.to_owned()),
        };
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
    if let Record::PersonErased(erased) = &body.record {
        erasures.recorded(erased, number);
    }
    match projection::apply(rebuilt, link.lamport, &link.at, &body.record) {
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

/// Fails unless the file still has the record that is known, and what follows it holds: how the end of the file is
/// checked after an error of the disk.
pub(super) fn holds_from(conn: &Connection, known: Option<&(i64, Vec<u8>)>) -> Result<()> {
    let Some((seq, hash)) = known else { return Ok(()) };
    let wrong = |seq: i64, why: &str| Err(super::StoreError::refused(format!("record {seq} {why}")));
    let mut statement = conn.prepare(
        "SELECT e.*, p.seq AS payload_seq, p.salt, p.body FROM event e LEFT JOIN payload p USING (log_id, seq)
         WHERE e.log_id = (SELECT id FROM log WHERE active = 1) AND e.seq >= ?1 ORDER BY e.seq",
    )?;
    let mut rows = statement.query([seq])?;
    let mut before: Option<Link> = None;
    while let Some(row) = rows.next()? {
        let link = Link::read(row)?;
        if before.is_none() && link.seq == *seq && link.hash != *hash {
            return wrong(link.seq, "is another one than was saved");
        }
        let follows = before.as_ref().is_none_or(|b| b.hash == link.prev && b.seq + 1 == link.seq);
        if !follows || link.computed() != link.hash {
            return wrong(link.seq, "does not hold");
        }
        before = Some(link);
    }
    if before.is_none() { wrong(*seq, "is not in the file any more") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_layout_gives_the_published_values() {
        let line = |id: Vec<u8>, created: &str, parent: Option<(Vec<u8>, i64, Vec<u8>)>| {
            let (parent, head) = parent.map(|(id, size, head)| ((id, size), head)).unzip();
            let (parent, parent_size) = parent.unzip();
            let (created, version) = (created.to_owned(), "0.1.0".to_owned());
            Line { id, created, version, parent, parent_size, parent_head: head }
        };
        let log: Vec<u8> = (0..16).collect();
        let first = line(log.clone(), "2026-11-25T12:00:00.000Z", None).genesis();
        assert_eq!(log::hex(&first), "e4adfacabcd83e5ebca480a984d059138ac5128e5763428f06dd31cc055f46d7");
        let mut covered = b"coachlog.payload.v1\0".to_vec();
        covered.extend([7; 32]);
        covered.extend(br#"{"v":1}"#);
        let commit = Sha256::digest(&covered).to_vec();
        assert_eq!(log::hex(&commit), "70f2daf0936dcec0eab3fab540b2dfe3cfc79910ffcd1d05ebfcf8c4d7da7320");
        let record = Link {
            log: log.clone(),
            seq: 1,
            lamport: 1,
            at: "2026-11-25T12:00:00.500Z".to_owned(),
            offset: 60,
            author: (16..32).collect(),
            version: "0.1.0".to_owned(),
            action: "setting_changed".to_owned(),
            subject_type: "file".to_owned(),
            subject: vec![0; 16],
            commit,
            prev: first,
            hash: Vec::new(),
            has_payload: true,
            salt: None,
            body: None,
        }
        .computed();
        assert_eq!(log::hex(&record), "cc37c10adc66c0b66bdd3295929a48e56853313be869c832c8db9a9c529ab2c5");
        let child = line(vec![9; 16], "2026-11-26T08:00:00.000Z", Some((log, 1, record))).genesis();
        assert_eq!(log::hex(&child), "8dfab890e0e43303bfba603a49647578e62760ad925cfbe1eb5be625fd75859c");
    }
}
