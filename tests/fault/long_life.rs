//! A file with a long life: what it takes to look at its log and to check it does not grow beyond all bounds.

use std::process::{Command, Stdio};
use std::time::Instant;

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::support::{Desk, demo};

/// Agents that it comes to know.
const AGENTS: u64 = 2_000;
/// KiB that a look or a check may take at most.
const MEMORY: u64 = 150 * 1024;

/// Goes on from the log's last record, as its published layout says.
struct Writer<'c> {
    conn: &'c Connection,
    log: Vec<u8>,
    author: Vec<u8>,
    seq: i64,
    head: Vec<u8>,
}

impl<'c> Writer<'c> {
    fn new(conn: &'c Connection) -> Self {
        conn.query_row("SELECT log_id, author, seq, hash FROM event ORDER BY seq DESC LIMIT 1", [], |r| {
            Ok(Self { conn, log: r.get(0)?, author: r.get(1)?, seq: r.get(2)?, head: r.get(3)? })
        })
        .expect("a log")
    }

    fn record(&mut self, action: &str, kind: &str, subject: &[u8], what: &serde_json::Value) {
        let at = "2026-11-25T12:00:00.000Z";
        let body = serde_json::json!({
            "v": 1, "actor": { "name": "Dana Reyes", "os_user": null, "host": null }, "why": "a long life",
            "record": { "action": action, "what": what },
        })
        .to_string()
        .into_bytes();
        self.seq += 1;
        let salt: [u8; 32] = Sha256::digest(self.seq.to_be_bytes()).into();
        let commit =
            Sha256::new().chain_update(b"coachlog.payload.v1\0").chain_update(salt).chain_update(&body).finalize();
        let seq = self.seq.to_be_bytes();
        let mut hash = Sha256::new();
        hash.update(b"coachlog.event.v1\0");
        for field in [
            &self.log[..],
            &seq,
            &seq,
            at.as_bytes(),
            &0_i64.to_be_bytes(),
            &self.author,
            b"0.1.0",
            action.as_bytes(),
            kind.as_bytes(),
            subject,
            &commit,
            &self.head,
        ] {
            hash.update(u32::try_from(field.len()).expect("short").to_be_bytes());
            hash.update(field);
        }
        let hash = hash.finalize().to_vec();
        self.conn
            .prepare_cached("INSERT INTO event VALUES (?1, ?2, ?2, ?3, 0, ?4, '0.1.0', ?5, ?6, ?7, ?8, ?9, ?10)")
            .expect("a statement")
            .execute((
                &self.log,
                self.seq,
                at,
                &self.author,
                action,
                kind,
                subject,
                commit.as_slice(),
                &self.head,
                &hash,
            ))
            .expect("a record");
        self.conn
            .prepare_cached("INSERT INTO payload VALUES (?1, ?2, ?3, ?4)")
            .expect("a statement")
            .execute((&self.log, self.seq, salt, body))
            .expect("a content");
        self.head = hash;
    }
}

/// People, and things that are put off and taken up again, until there are so many records.
fn lived(records: u64) -> Desk {
    let desk = Desk::copy_of(demo());
    let conn = desk.conn();
    conn.execute_batch("PRAGMA synchronous = OFF; BEGIN").expect("a transaction");
    let mut writer = Writer::new(&conn);
    let id = |n: u64| uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + u128::from(n));
    for n in 0..AGENTS.min(records / 10) {
        let (name, source) = (format!("Agent {n} of many"), format!("M{n}"));
        let what = serde_json::json!({ "id": id(n), "name": name, "source_id": source });
        writer.record("person_added", "person", id(n).as_bytes(), &what);
        conn.prepare_cached("INSERT INTO person (uuid, name, source_id) VALUES (?1, ?2, ?3)")
            .expect("a statement")
            .execute((id(n).as_bytes(), &name, &source))
            .expect("a person");
        conn.execute("UPDATE person SET stands_under = id WHERE id = last_insert_rowid()", []).expect("a person");
    }
    let mut n = AGENTS;
    while writer.seq.unsigned_abs() < records {
        n += 1;
        let agent = n % AGENTS.min(records / 10);
        let name = format!("Agent {agent} of many");
        let what = serde_json::json!({
            "id": id(n), "agent": id(agent), "name": name, "kind": "session", "subject": id(agent).to_string(),
            "until": "2026-12-02",
        });
        writer.record("snoozed", "snooze", id(n).as_bytes(), &what);
        writer.record(
            "snooze_ended",
            "snooze",
            id(n).as_bytes(),
            &serde_json::json!({ "id": id(n), "name": name, "kind": "session" }),
        );
    }
    conn.execute_batch("COMMIT").expect("it is kept");
    drop(conn);
    desk
}

/// Runs to the end; the exit code, seconds, and the most memory that it took, in KiB.
fn measured(desk: &Desk, args: &[&str]) -> (i32, f64, u64) {
    let mut command: Command = desk.command();
    let began = Instant::now();
    let mut child =
        command.arg("--db").arg(&desk.db).args(args).stdout(Stdio::null()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        if let Ok(text) = std::fs::read_to_string(&status)
            && let Some(line) = text.lines().find(|l| l.starts_with("VmHWM:"))
        {
            most = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(most);
        }
        if let Some(done) = child.try_wait().expect("it can be waited for") {
            return (done.code().unwrap_or(-1), began.elapsed().as_secs_f64(), most);
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn looked_at(records: u64) {
    let desk = lived(records);
    for (args, code) in [
        (&["settings", "zone"][..], 0),
        (&["log", "show", "--limit", "200"], 0),
        (&["log", "show", "--limit", "200", "agent 17"], 0),
        (&["due"], 0),
        (&["log", "verify"], 4),
    ] {
        let (ended, seconds, memory) = measured(&desk, args);
        println!("{records} records: {args:?} ended with {ended} after {seconds:.2} s, {} MiB", memory / 1024);
        assert_eq!(ended, code, "{args:?}");
        assert!(memory <= MEMORY, "{args:?} took {memory} KiB");
    }
}

#[test]
fn a_log_of_some_length_is_looked_at_and_checked_in_little_memory() {
    looked_at(10_000);
}

#[test]
#[ignore = "two minutes: run it with -- --ignored, in a release build"]
fn a_log_of_a_million_records_is_looked_at_and_checked_in_little_memory() {
    looked_at(1_000_000);
}
