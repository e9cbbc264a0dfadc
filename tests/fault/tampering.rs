//! The log tampered with, by somebody who knows how: two checkers that share no code agree on every case. What they say
//! is what the words of the program promise: an edit is found by the chain, a log that was made anew by a checkpoint
//! that left.

use std::cell::Cell;

use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest, Sha256};

use crate::invariant;
use crate::support::{Desk, Ran, ran, strings};

/// Whether a case is found without a checkpoint, and with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Always,
    ByCheckpoint,
    /// No fault at all: the file is as the program leaves it.
    Never,
}

/// The checker of the evidence packs.
fn other_checker(desk: &Desk, args: &[&str]) -> Ran {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pack/verify.py");
    let mut command = std::process::Command::new("python3");
    command.arg(script).arg(&desk.db).args(args);
    ran(&mut command)
}

/// Python is not on every machine.
fn python() -> bool {
    let there = std::process::Command::new("python3").arg("--version").output().is_ok();
    if !there {
        eprintln!("skipped: there is no python3");
    }
    there
}

/// A file with a checkpoint of its log, and an older copy of it.
struct Scene {
    desk: Desk,
    yesterday: Desk,
    kept: String,
    /// One case of so many is judged.
    share: usize,
    met: Cell<usize>,
    judged: Cell<usize>,
}

impl Scene {
    fn new(share: usize) -> Self {
        let desk = Desk::new();
        let rows = "call_id,agent_id,agent_name,team,call_started_at,dimension,earned,possible\n\
                    1,A1,Ada Quist,North,2026-11-10T10:00:00Z,Empathy,50,100\n\
                    2,A2,Ben Okoro,North,2026-11-11T10:00:00Z,Empathy,80,100\n";
        let file = desk.write("scores.csv", rows);
        desk.run(&["import", &file]).expect(0);
        desk.run(&["settings", "flag-days", "5"]).expect(0);
        let yesterday = Desk::copy_of(&desk.db);
        desk.run(&["settings", "flag-days", "9"]).expect(0);
        let kept = desk.path("kept.txt").to_string_lossy().into_owned();
        desk.run(&["log", "checkpoint", "--out", &kept]).expect(0);
        Self { desk, yesterday, kept, share, met: Cell::new(0), judged: Cell::new(0) }
    }

    /// Runs both checkers on a changed copy.
    /// Whether the next case is one of the share.
    fn next(&self) -> bool {
        self.met.set(self.met.get() + 1);
        self.met.get().is_multiple_of(self.share)
    }

    #[track_caller]
    fn case(&self, what: &str, expected: Found, change: impl FnOnce(&Connection)) {
        if !self.next() {
            return;
        }
        let desk = Desk::copy_of(&self.desk.db);
        let conn = desk.conn();
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").expect("settings");
        let guards = guards(&conn);
        change(&conn);
        put_back(&conn, &guards);
        drop(conn);
        self.judged(&desk, what, expected);
    }

    #[track_caller]
    fn of_file(&self, desk: &Desk, what: &str, expected: Found) {
        if self.next() {
            self.judged(desk, what, expected);
        }
    }

    #[track_caller]
    fn judged(&self, desk: &Desk, what: &str, expected: Found) {
        self.judged.set(self.judged.get() + 1);
        let alone = if expected == Found::Always { 3 } else { 4 };
        let against = if expected == Found::Never { 0 } else { 3 };
        let args = ["--against", self.kept.as_str()];
        for (code, args) in [(alone, &[][..]), (against, &args[..])] {
            let ours = desk.run(&[&["log", "verify"], args].concat());
            let theirs = other_checker(desk, args);
            assert_eq!(
                (ours.code, theirs.code),
                (code, code),
                "{what}, {args:?}: ours says\n{}\ntheirs says\n{}",
                ours.all(),
                theirs.all()
            );
        }
    }
}

/// The guards of the log, by name and text.
fn guards(conn: &Connection) -> Vec<(String, String)> {
    let mut statement = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('event', 'payload')")
        .expect("a query");
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("rows");
    rows.collect::<rusqlite::Result<_>>().expect("guards")
}

fn unguarded(conn: &Connection) {
    for (name, _) in guards(conn) {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("a guard dropped");
    }
}

/// So that what is found is the change, and not their lack.
fn put_back(conn: &Connection, all: &[(String, String)]) {
    let there: Vec<String> = guards(conn).into_iter().map(|(name, _)| name).collect();
    for (name, sql) in all.iter().filter(|(name, _)| !there.contains(name)) {
        conn.execute_batch(sql).unwrap_or_else(|e| panic!("{name}: {e}"));
    }
}

fn other(value: &Value) -> Value {
    match value {
        Value::Null => Value::Blob(vec![1; 16]),
        Value::Integer(n) => Value::Integer(n + 1_000_003),
        Value::Real(n) => Value::Real(n + 1.5),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            if let Some(first) = bytes.first_mut() {
                *first ^= 1;
            }
            Value::Blob(bytes)
        }
    }
}

/// Every field of every record, content and first line, one at a time.
fn every_field(scene: &Scene) {
    for table in ["event", "payload", "log"] {
        let conn = scene.desk.conn();
        let columns = strings(&conn, &format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"));
        let count = usize::try_from(scene.desk.count(table)).expect("a count");
        for nth in 0..count {
            for column in &columns {
                let key = if table == "log" { "id" } else { "seq" };
                let row = format!("{key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {nth})");
                let value: Value = conn
                    .query_row(&format!("SELECT {column} FROM {table} WHERE {row}"), [], |r| r.get(0))
                    .expect("a value");
                let to = match (table, column.as_str(), &value) {
                    ("log", "active", _) => Value::Integer(0),
                    ("log", "parent_size", Value::Null) => Value::Integer(7),
                    _ => other(&value),
                };
                let what = format!("{column} of {table} {nth}");
                scene.case(&what, Found::Always, |c| {
                    unguarded(c);
                    let done = c.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {row}"), [&to]);
                    assert_eq!(done, Ok(1), "{what}");
                });
            }
        }
    }
}

/// Makes the last record say something else, and all hashes after it agree again.
fn written_anew(conn: &Connection) {
    unguarded(conn);
    let (seq, mut body, salt): (i64, Vec<u8>, Vec<u8>) = conn
        .query_row("SELECT seq, body, salt FROM payload ORDER BY seq DESC LIMIT 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .expect("the last content");
    let text = String::from_utf8(body).expect("text").replace(r#""value":"9""#, r#""value":"8""#);
    body = text.into_bytes();
    let commit = Sha256::new().chain_update(b"coachlog.payload.v1\0").chain_update(salt).chain_update(&body).finalize();
    conn.execute("UPDATE payload SET body = ?1 WHERE seq = ?2", (&body, seq)).expect("an edit");
    conn.execute("UPDATE event SET payload_commit = ?1 WHERE seq = ?2", (commit.as_slice(), seq)).expect("an edit");
    let mut hash = Sha256::new();
    hash.update(b"coachlog.event.v1\0");
    let columns = "log_id, seq, lamport, at_utc, utc_offset, author, app_version, action, subject_type, subject_id, payload_commit, prev";
    conn.query_row(&format!("SELECT {columns} FROM event WHERE seq = ?1"), [seq], |r| {
        for at in 0..12 {
            let bytes = match r.get::<_, Value>(at)? {
                Value::Integer(n) => n.to_be_bytes().to_vec(),
                Value::Text(text) => text.into_bytes(),
                Value::Blob(bytes) => bytes,
                odd => panic!("{odd:?}"),
            };
            hash.update(u32::try_from(bytes.len()).expect("short").to_be_bytes());
            hash.update(bytes);
        }
        Ok(())
    })
    .expect("the last record");
    conn.execute("UPDATE event SET hash = ?1 WHERE seq = ?2", (hash.finalize().as_slice(), seq)).expect("an edit");
    conn.execute("UPDATE setting SET value = '8' WHERE key = 'flag-days'", []).expect("an edit");
}

/// Contents that are gone because somebody was erased: accounted for, and not.
fn erased(scene: &Scene) {
    let desk = Desk::copy_of(&scene.desk.db);
    desk.run(&["people", "erase", "A2", "--reason", "asked for it", "--yes"]).expect(0);
    scene.of_file(&desk, "a person erased", Found::Never);
    for (what, sql) in [
        (
            "the account of an erasure emptied",
            "UPDATE payload SET salt = NULL, body = NULL WHERE seq = (SELECT max(seq) FROM event)",
        ),
        ("one more content emptied after an erasure", "UPDATE payload SET salt = NULL, body = NULL WHERE seq = 1"),
    ] {
        let harmed = Desk::copy_of(&desk.db);
        let conn = harmed.conn();
        let all = guards(&conn);
        unguarded(&conn);
        conn.execute_batch(sql).expect("the harm is done");
        put_back(&conn, &all);
        drop(conn);
        scene.of_file(&harmed, what, Found::Always);
    }
}

fn whole_records(scene: &Scene) {
    let take = |sql: &'static str| {
        move |c: &Connection| {
            unguarded(c);
            c.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        }
    };
    let cases: [(&str, Found, &'static str); 14] = [
        ("nothing", Found::Never, ""),
        ("a record deleted", Found::Always, "DELETE FROM event WHERE seq = 3"),
        ("a record and its content deleted", Found::Always, "DELETE FROM event WHERE seq = 3; DELETE FROM payload WHERE seq = 3"),
        ("the first record deleted", Found::Always, "DELETE FROM event WHERE seq = 1; DELETE FROM payload WHERE seq = 1"),
        ("a content deleted", Found::Always, "DELETE FROM payload WHERE seq = 4"),
        ("a content emptied", Found::Always, "UPDATE payload SET body = NULL, salt = NULL WHERE seq = 4"),
        ("a content's salt taken", Found::Always, "UPDATE payload SET salt = NULL WHERE seq = 4"),
        (
            "two records swapped",
            Found::Always,
            "UPDATE event SET seq = 900 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 900",
        ),
        (
            "two contents swapped",
            Found::Always,
            "UPDATE payload SET seq = 900 WHERE seq = 2; UPDATE payload SET seq = 2 WHERE seq = 3; UPDATE payload SET seq = 3 WHERE seq = 900",
        ),
        (
            "a record put in",
            Found::Always,
            "INSERT INTO event SELECT log_id, seq + 1, lamport + 1, at_utc, utc_offset, author, app_version, action, subject_type, subject_id, payload_commit, prev, zeroblob(32) FROM event ORDER BY seq DESC LIMIT 1;
             INSERT INTO payload SELECT log_id, seq + 1, salt, body FROM payload ORDER BY seq DESC LIMIT 1",
        ),
        ("a content put in", Found::Always, "INSERT INTO payload SELECT log_id, 900, salt, body FROM payload WHERE seq = 2"),
        (
            "a record replaced",
            Found::Always,
            "REPLACE INTO event SELECT log_id, seq, lamport, at_utc, utc_offset, author, app_version, 'target_set', subject_type, subject_id, payload_commit, prev, hash FROM event WHERE seq = 3",
        ),
        (
            "a record written over by an upsert",
            Found::Always,
            "INSERT INTO event SELECT log_id, seq, lamport, '2026-01-01T00:00:00.000Z', utc_offset, author, app_version, action, subject_type, subject_id, payload_commit, prev, hash FROM event WHERE seq = 3
             ON CONFLICT (log_id, seq) DO UPDATE SET at_utc = excluded.at_utc",
        ),
        (
            "the log cut at its end",
            Found::ByCheckpoint,
            "DELETE FROM payload WHERE seq = (SELECT max(seq) FROM event); DELETE FROM event WHERE seq = (SELECT max(seq) FROM event);
             UPDATE setting SET value = '5' WHERE key = 'flag-days'",
        ),
    ];
    for (what, expected, sql) in cases {
        scene.case(what, expected, take(sql));
    }
    scene.case("the end written anew", Found::ByCheckpoint, written_anew);
    for (name, sql) in guards(&scene.desk.conn()) {
        let gone = Desk::copy_of(&scene.desk.db);
        gone.conn().execute_batch(&format!("DROP TRIGGER {name}")).expect("a guard dropped");
        scene.of_file(&gone, &format!("{name} dropped"), Found::Always);
        let blunted = Desk::copy_of(&scene.desk.db);
        let blunt = sql.replace("RAISE(ABORT, 'the log is append-only')", "1").replace('\'', "''");
        blunted.conn()
            .execute_batch(&format!(
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '{blunt}' WHERE name = '{name}'; PRAGMA writable_schema = OFF"
            ))
            .expect("a schema written");
        scene.of_file(&blunted, &format!("{name} made blunt"), Found::Always);
    }
    // Yesterday's file in the place of today's, and another log altogether.
    scene.of_file(&scene.yesterday, "yesterday's file", Found::ByCheckpoint);
    scene.of_file(&Desk::new(), "another log", Found::ByCheckpoint);
}

#[test]
fn both_checkers_agree_on_what_was_tampered_with() {
    if !python() {
        return;
    }
    let scene = Scene::new(9);
    invariant::holds(&scene.desk, "the file before");
    every_field(&scene);
    whole_records(&scene);
    erased(&scene);
    assert!(scene.judged.get() * 10 >= scene.met.get(), "{} of {}", scene.judged.get(), scene.met.get());
}

#[test]
#[ignore = "three minutes: run it with -- --ignored"]
fn both_checkers_agree_on_every_field_of_every_record() {
    if !python() {
        return;
    }
    let scene = Scene::new(1);
    every_field(&scene);
    whole_records(&scene);
    erased(&scene);
    println!("{} of {} cases: both checkers agree", scene.judged.get(), scene.met.get());
}
