//! The way of a supervisor through the program, on the Harper Valley sample where it is: load, look at the call,
//! coach, and find every touch of the file afterwards.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use crate::support::{Desk, demo, sample, strings};

const CALL: &str = "01f7ec3700424bc0";
/// Where the agent says when the branch opens.
const AT: i64 = 40_229;

/// The words of a turn, read from the sample itself.
fn words_at(at: i64) -> Option<String> {
    let path = sample("transcripts/harper_valley/transcript")?.join(format!("{CALL}.json"));
    let turns: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path).expect("the sample can be read")).expect("the sample is JSON");
    let turn = turns.iter().find(|t| t["offset_ms"] == at).expect("the sample has the turn");
    Some(turn["human_transcript"].as_str().expect("text").to_owned())
}

/// Harper Valley loaded and one session locked; its id.
fn coached(desk: &Desk, words: &str) -> Option<String> {
    let folder = sample("transcripts/harper_valley")?;
    let table = folder.join("derived_long.csv");
    let first = desk.json(&["import", &table.to_string_lossy()]);
    assert_eq!((&first["evaluations"], &first["calls"], &first["rejected"]), (&json!(11), &json!(11), &json!([])));
    // The folder holds the table too: those rows are known, and nothing is counted twice.
    let second = desk.json(&["import", &folder.to_string_lossy()]);
    assert_eq!(
        (&second["evaluations"], &second["unchanged"], &second["transcripts"]),
        (&json!(0), &json!(33), &json!(2))
    );
    let session = json!({
        "agent": "Elizabeth",
        "held_at": "2026-11-24T15:00:00Z",
        "cycle": { "from": "2020-03-09", "to": "2020-03-23" },
        "focus": { "dimension": "partner_rating", "reason": "the caller heard lots of dead air" },
        "behavior": "leaves the caller in silence while the hours are looked up",
        "action": "Say what is being looked up within 5 seconds of every silence on every call this week",
        "check": { "threshold": 80, "on": "2026-12-24" },
        "evidence": [{ "call_id": CALL, "from_ms": AT, "to_ms": AT + 3060, "speaker": "agent", "quote": words, "dimension": "partner_rating" }],
    });
    let file = desk.write("session.json", &session.to_string());
    let added = desk.json(&["session", "add", &file, "--finish"]);
    assert_eq!(added["status"], "finished");
    Some(added["id"].as_str().expect("an id").to_owned())
}

#[test]
fn from_the_scores_to_a_locked_session_that_holds_the_words_of_the_call() {
    let Some(words) = words_at(AT) else { return };
    let desk = Desk::new();
    let Some(id) = coached(&desk, &words) else { return };
    let call = desk.json(&["call", CALL]);
    assert_eq!(call["agent"]["name"], "Elizabeth");
    let turns = call["transcript"]["turns"].as_array().expect("turns");
    let turn = turns.iter().find(|t| t["from_ms"] == AT).expect("the turn stands at its offset");
    assert_eq!(
        (turn["text"].as_str(), &turn["role"], &turn["to_ms"]),
        (Some(words.as_str()), &json!("agent"), &json!(AT + 3060))
    );
    // The caller's comment and the score that it goes with: 2 of 10.
    let scores = call["evaluations"][0]["scores"].as_array().expect("scores");
    let rating = scores.iter().find(|s| s["key"] == "partner_rating").expect("the rating");
    assert_eq!((&rating["percent"], &rating["comment"]), (&json!(20.0), &json!("lots of dead air")));

    let shown = desk.json(&["session", "show", &id]);
    let evidence = &shown["evidence"][0];
    assert_eq!(evidence["call_id"], CALL);
    assert_eq!((&evidence["from_ms"], &evidence["to_ms"]), (&json!(AT), &json!(AT + 3060)));
    assert_eq!(evidence["quote"].as_str(), Some(words.as_str()), "byte for byte");
    assert_eq!(evidence["quote_source"], "transcript");
    assert_eq!(evidence["call_started_at"], "2020-03-15T22:54:06Z");
    assert_eq!(
        shown["focus"],
        json!({ "dimension": "partner_rating", "suggested": null, "reason": "the caller heard lots of dead air" })
    );
    assert_eq!(shown["check"], json!({ "threshold": 80.0, "on": "2026-12-24" }));
    // "This week" of Tuesday 24 November ends on Sunday the 29th.
    assert_eq!(shown["due"], "2026-11-29");
    assert_eq!(
        (&shown["entered_at"], &shown["finished_at"]),
        (&json!("2026-11-25T12:00:00Z"), &json!("2026-11-25T12:00:00Z"))
    );
    assert_eq!(shown["history"].as_array().expect("history").len(), 1);

    let verified = desk.run(&["log", "verify"]).expect(4);
    assert!(
        verified.out.contains("log intact") && verified.out.contains("nothing outside to compare with"),
        "{}",
        verified.out
    );
    // What is locked is not added a second time over it, and its rows are not in the drafts.
    assert_eq!(desk.count("draft"), 0);
    assert!(desk.json(&["search", "nine thirty"])[0]["call_id"] == CALL);
}

// ---------------------------------------------------------------- tampering

/// The demo, and a table of scores that a profile of its own reads: every table of decisions has rows.
fn taught() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let desk = Desk::copy_of(demo());
        let table = desk.write("old sheet.csv", "agent,call id,date,Empathy\nOmar Haddad,OLD1,2026-11-20,4\n");
        desk.run(&["import", &table, "--scale", "Empathy=of 5", "--save-profile", "Old sheet"]).expect(0);
        let talk = desk.write("OLD1.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hello\n");
        desk.run(&["import", &talk]).expect(0);
        desk.run(&["call", "OLD1", "--swap-speakers"]).expect(0);
        let gone = desk.write("gone.csv", "agent,call id,date,Empathy\nLena Frost,GONE1,2026-11-20,4\n");
        desk.run(&["import", &gone, "--scale", "Empathy=of 5"]).expect(0);
        desk.run(&["people", "erase", "Lena Frost", "--reason", "asked for it", "--yes"]).expect(0);
        // A record after it: what is touched last is not what accounts for the erasure.
        desk.run(&["settings", "flag-days", "4"]).expect(0);
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("taught.db");
        std::fs::copy(&desk.db, &file).expect("the file can be copied");
        file
    })
}

#[test]
fn every_table_of_decisions_has_rows_to_be_tampered_with() {
    let of = |file: &Path| {
        let conn = rusqlite::Connection::open(file).expect("it opens");
        let rows = |table: &&str| {
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get::<_, i64>(0)).expect("a count")
        };
        DECIDED.into_iter().filter(|table| rows(table) == 0).collect::<Vec<_>>()
    };
    // The demo's own files need no profile, and mix up no speakers; and nobody of it was erased.
    let without = ["profile", "speakers", "erased_identity", "erased_call", "erased_of_batch"];
    assert_eq!(of(demo()), without);
    assert_eq!(of(taught()), Vec::<&str>::new());
}

/// The file opened by someone who means to change it: no guards, no keys.
fn burgled(desk: &Desk) -> rusqlite::Connection {
    let conn = desk.conn();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").expect("settings");
    for name in
        strings(&conn, "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('event', 'payload')")
    {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("the guard can be dropped");
    }
    conn
}

/// Puts the guards back, so that what is found is the change and not their lack.
fn covered_up(conn: &rusqlite::Connection) {
    let whole = rusqlite::Connection::open(demo()).expect("the demo opens");
    let known = strings(conn, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
    let mut statement = whole.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("a query");
    let guards = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))).expect("rows");
    for guard in guards {
        let (name, sql) = guard.expect("a guard");
        if !known.contains(&name) {
            conn.execute_batch(&sql).expect("the guard can be put back");
        }
    }
}

/// One column of a table: name, type, whether it may be NULL, its place in the primary key.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: String,
    nullable: bool,
    key: bool,
}

fn columns(conn: &rusqlite::Connection, table: &str) -> Vec<Column> {
    let mut statement = conn.prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1)").expect("a query");
    let found = statement.query_map([table], |r| {
        Ok(Column { name: r.get(0)?, kind: r.get(1)?, nullable: !r.get::<_, bool>(2)?, key: r.get::<_, i64>(3)? > 0 })
    });
    found.expect("rows").collect::<rusqlite::Result<_>>().expect("columns")
}

/// The rows of a table, as cells.
fn cells(conn: &rusqlite::Connection, table: &str) -> Vec<Vec<Cell>> {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).expect("a query");
    let n = statement.column_count();
    let found = statement.query_map([], |r| (0..n).map(|i| r.get(i)).collect());
    found.expect("rows").collect::<rusqlite::Result<_>>().expect("cells")
}

/// Another value of the same kind.
fn other(cell: &Cell, kind: &str) -> Cell {
    match cell {
        Cell::Null => match kind {
            "INTEGER" => Cell::Integer(77),
            "REAL" => Cell::Real(77.5),
            "TEXT" => Cell::Text("planted".to_owned()),
            _ => Cell::Blob(vec![7; 16]),
        },
        Cell::Integer(n) => Cell::Integer(n + 1_000_003),
        Cell::Real(n) => Cell::Real(n + 0.125),
        Cell::Text(text) => Cell::Text(format!("{text}.")),
        Cell::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(0),
            }
            Cell::Blob(bytes)
        }
    }
}

fn whereabouts(columns: &[Column], row: &[Cell]) -> (String, Vec<Cell>) {
    let keyed: Vec<(&Column, &Cell)> = columns.iter().zip(row).filter(|(c, _)| c.key).collect();
    let sql = keyed.iter().map(|(c, _)| format!("\"{}\" = ?", c.name)).collect::<Vec<_>>().join(" AND ");
    (sql, keyed.into_iter().map(|(_, v)| v.clone()).collect())
}

fn edit(conn: &rusqlite::Connection, table: &str, columns: &[Column], row: &[Cell], at: usize, to: Cell) {
    let (place, mut key) = whereabouts(columns, row);
    let mut values = vec![to];
    values.append(&mut key);
    let sql = format!("UPDATE {table} SET \"{}\" = ? WHERE {place}", columns[at].name);
    let changed = conn.execute(&sql, rusqlite::params_from_iter(values)).unwrap_or_else(|e| panic!("{sql}: {e}"));
    assert_eq!(changed, 1, "{sql}");
}

fn delete(conn: &rusqlite::Connection, table: &str, columns: &[Column], row: &[Cell]) {
    let (place, key) = whereabouts(columns, row);
    let changed = conn
        .execute(&format!("DELETE FROM {table} WHERE {place}"), rusqlite::params_from_iter(key))
        .expect("a deletion");
    assert_eq!(changed, 1, "{table}");
}

/// A row like this one under another key; of an empty table, one that is made up.
fn insert(conn: &rusqlite::Connection, table: &str, columns: &[Column], like: Option<&Vec<Cell>>) {
    let unique = ["uuid", "name", "label", "key", "id"];
    let values = columns.iter().enumerate().map(|(i, c)| match like {
        Some(row) if !c.key && !unique.contains(&c.name.as_str()) => row[i].clone(),
        Some(row) => other(&row[i], &c.kind),
        None => other(&Cell::Null, &c.kind),
    });
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {table} VALUES ({marks})");
    conn.execute(&sql, rusqlite::params_from_iter(values)).unwrap_or_else(|e| panic!("{sql}: {e}"));
}

/// Found, and named by these words.
#[track_caller]
fn found(desk: &Desk, named: &str, what: &str) {
    let ran = desk.run(&["log", "verify", "--json"]);
    assert_eq!(ran.code, 3, "{what} is not found: {}", ran.all());
    let said = ran.json();
    assert_eq!(said["intact"], false, "{what}");
    let broken: Vec<&str> = said["broken"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(broken.iter().any(|words| words.contains(named)), "{what} is not named ({named}): {broken:#?}");
}

const DECIDED: [&str; 30] = [
    "setting",
    "scorecard",
    "scorecard_name",
    "scorecard_version",
    "dimension",
    "version_dimension",
    "target",
    "person",
    "identity",
    "team",
    "membership",
    "absence",
    "batch",
    "batch_file",
    "flag_by_hand",
    "dispute",
    "session",
    "session_dimension",
    "evidence",
    "answered_flag",
    "profile",
    "amendment",
    "snooze",
    "flag_code",
    "practice",
    "praise",
    "speakers",
    "erased_identity",
    "erased_call",
    "erased_of_batch",
];

#[test]
fn the_demo_is_intact_and_stays_so_when_it_is_only_looked_at() {
    let desk = Desk::copy_of(demo());
    desk.run(&["log", "verify"]).expect(4);
    let before = desk.dump();
    for args in [
        &["team"][..],
        &["due"],
        &["sessions"],
        &["imports", "list"],
        &["log", "show"],
        &["doctor"],
        &["export", "scores"],
    ] {
        desk.run(args).expect(0);
    }
    assert_eq!(desk.dump(), before);
}

#[test]
fn every_table_of_decisions_is_known_to_this_test() {
    // A table that holds neither loaded rows nor drafts nor the log is one of decisions.
    let others = [
        "log",
        "checkpoint_left",
        "unpacked",
        "event",
        "payload",
        "draft",
        "source",
        "evaluator",
        "call",
        "call_data",
        "evaluation",
        "evaluation_also",
        "score",
        "criterion",
        "criterion_result",
        "flag",
        "auto_fail",
        "transcript",
        "transcript_also",
        "turn",
        "moment",
        "evaluation_moment",
        "daily",
        "unsummed",
    ];
    let conn = rusqlite::Connection::open(demo()).expect("the demo opens");
    let all = strings(
        &conn,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'transcript_words%'",
    );
    for table in all {
        assert!(
            DECIDED.contains(&table.as_str()) || others.contains(&table.as_str()),
            "is {table} a table of decisions?"
        );
    }
}

#[test]
fn an_edit_of_any_column_of_any_decided_table_is_found_and_named() {
    let mut edits = 0;
    for table in DECIDED {
        let shape = columns(&burgled(&Desk::copy_of(taught())), table);
        for (at, column) in shape.iter().enumerate() {
            let desk = Desk::copy_of(taught());
            let conn = burgled(&desk);
            let rows = cells(&conn, table);
            let last = rows.last().expect("a row");
            // A value becomes another, and where it may be, none; nothing becomes a value.
            let filled = rows.iter().find(|r| r[at] != Cell::Null).unwrap_or(last);
            edit(&conn, table, &shape, filled, at, other(&filled[at], &column.kind));
            covered_up(&conn);
            found(&desk, &format!("table {table}"), &format!("an edit of {table}.{}", column.name));
            edits += 1;
            if column.nullable && filled[at] != Cell::Null && !column.key {
                let desk = Desk::copy_of(taught());
                let conn = burgled(&desk);
                edit(&conn, table, &shape, filled, at, Cell::Null);
                covered_up(&conn);
                found(&desk, &format!("table {table}"), &format!("taking {table}.{} away", column.name));
            }
        }
    }
    assert!(edits > 80, "{edits}");
}

#[test]
fn a_row_taken_from_or_put_into_any_decided_table_is_found_and_named() {
    for table in DECIDED {
        let desk = Desk::copy_of(taught());
        let conn = burgled(&desk);
        let shape = columns(&conn, table);
        let rows = cells(&conn, table);
        insert(&conn, table, &shape, rows.first());
        covered_up(&conn);
        found(&desk, &format!("table {table}"), &format!("a row put into {table}"));
        for row in [rows.first(), rows.last()].into_iter().flatten() {
            let desk = Desk::copy_of(taught());
            let conn = burgled(&desk);
            delete(&conn, table, &shape, row);
            covered_up(&conn);
            found(&desk, &format!("table {table}"), &format!("a row taken from {table}"));
        }
    }
}

/// The three records that are touched: the first, one in the middle and the last.
fn touched(rows: &[Vec<Cell>]) -> [&Vec<Cell>; 3] {
    [&rows[0], &rows[rows.len() / 2], &rows[rows.len() - 1]]
}

#[test]
fn an_edit_of_any_field_of_any_record_or_content_is_found_and_named() {
    for table in ["event", "payload"] {
        let shape = columns(&burgled(&Desk::copy_of(taught())), table);
        for (at, column) in shape.iter().enumerate() {
            let whole = Desk::copy_of(taught());
            let rows = cells(&burgled(&whole), table);
            for row in touched(&rows) {
                let desk = Desk::copy_of(taught());
                let conn = burgled(&desk);
                edit(&conn, table, &shape, row, at, other(&row[at], &column.kind));
                covered_up(&conn);
                let seq = row[1].clone();
                let Cell::Integer(seq) = seq else { panic!("{seq:?}") };
                // An edited number names the hole that it leaves, or itself.
                let named = if column.name == "seq" { "record".to_owned() } else { format!("record {seq}:") };
                found(&desk, &named, &format!("an edit of {table}.{} of record {seq}", column.name));
                if column.nullable {
                    let desk = Desk::copy_of(taught());
                    let conn = burgled(&desk);
                    edit(&conn, table, &shape, row, at, Cell::Null);
                    covered_up(&conn);
                    found(
                        &desk,
                        &format!("record {seq}:"),
                        &format!("taking {table}.{} of record {seq} away", column.name),
                    );
                }
            }
        }
    }
}

#[test]
fn records_and_contents_taken_out_put_in_or_swapped_are_found() {
    let whole = Desk::copy_of(taught());
    let conn = burgled(&whole);
    let (events, payloads) = (cells(&conn, "event"), cells(&conn, "payload"));
    let (of_event, of_payload) = (columns(&conn, "event"), columns(&conn, "payload"));
    let tamper = |what: &str, named: &str, change: &dyn Fn(&rusqlite::Connection)| {
        let desk = Desk::copy_of(taught());
        let conn = burgled(&desk);
        change(&conn);
        covered_up(&conn);
        found(&desk, named, what);
    };
    for (event, payload) in touched(&events).into_iter().zip(touched(&payloads)) {
        tamper("a record taken out", "", &|c| delete(c, "event", &of_event, event));
        tamper("a content taken out", "its content is missing", &|c| delete(c, "payload", &of_payload, payload));
        tamper("both taken out", "", &|c| {
            delete(c, "event", &of_event, event);
            delete(c, "payload", &of_payload, payload);
        });
        tamper("an erasure that nobody recorded", "erased without a record", &|c| {
            edit(c, "payload", &of_payload, payload, 2, Cell::Null);
            edit(c, "payload", &of_payload, payload, 3, Cell::Null);
        });
    }
    let last = events.last().expect("records");
    tamper("a record put in", "record", &|c| {
        let mut row = last.clone();
        row[1] = Cell::Integer(i64::try_from(events.len()).expect("few") + 1);
        let marks = vec!["?"; row.len()].join(", ");
        c.execute(&format!("INSERT INTO event VALUES ({marks})"), rusqlite::params_from_iter(row)).expect("a record");
    });
    tamper("a content put in", "belong to no record", &|c| {
        let mut row = payloads.last().expect("contents").clone();
        row[1] = Cell::Integer(9_999);
        c.execute("INSERT INTO payload VALUES (?, ?, ?, ?)", rusqlite::params_from_iter(row)).expect("a content");
    });
    tamper("two records swapped", "record 10", &|c| {
        c.execute_batch("UPDATE event SET seq = 90001 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = 11; UPDATE event SET seq = 11 WHERE seq = 90001;").expect("a swap");
    });
    tamper("two contents swapped", "record 10: its content is not what was recorded", &|c| {
        c.execute_batch("UPDATE payload SET seq = 90001 WHERE seq = 10; UPDATE payload SET seq = 10 WHERE seq = 11; UPDATE payload SET seq = 11 WHERE seq = 90001;").expect("a swap");
    });
    tamper("an upsert over a record", "record 12", &|c| {
        c.execute_batch("REPLACE INTO event SELECT log_id, seq, lamport, at_utc, utc_offset, author, app_version, 'setting_changed', subject_type, subject_id, payload_commit, prev, hash FROM event WHERE seq = 12").expect("a replacement");
    });
    for column in ["id", "created_at", "version", "parent", "parent_size", "parent_head", "active"] {
        tamper(&format!("an edit of the log's own {column}"), "", &|c| {
            let shape = columns(c, "log");
            let row = cells(c, "log").remove(0);
            let at = shape.iter().position(|x| x.name == column).expect("the column");
            let to = if column == "active" { Cell::Integer(0) } else { other(&row[at], &shape[at].kind) };
            edit(c, "log", &shape, &row, at, to);
        });
    }
}

#[test]
fn guards_that_are_gone_or_changed_are_found_and_named() {
    let names = [
        "event_is_not_edited",
        "event_is_not_deleted",
        "event_follows_the_last",
        "payload_is_erased_not_edited",
        "payload_is_not_deleted",
        "payload_is_written_once",
    ];
    for name in names {
        let desk = Desk::copy_of(taught());
        desk.conn().execute_batch(&format!("DROP TRIGGER {name}")).expect("a guard dropped");
        found(&desk, name, &format!("{name} dropped"));
    }
    let desk = Desk::copy_of(taught());
    let conn = desk.conn();
    conn.execute_batch(
        "DROP TRIGGER event_is_not_edited; CREATE TRIGGER event_is_not_edited BEFORE UPDATE ON event BEGIN SELECT 1; END;",
    )
    .expect("a guard changed");
    found(&desk, "event_is_not_edited", "a guard that guards nothing");
    let desk = Desk::copy_of(taught());
    desk.conn()
        .execute_batch("CREATE TRIGGER sweet BEFORE INSERT ON event BEGIN DELETE FROM evidence; END;")
        .expect("a trigger planted");
    found(&desk, "sweet", "a trigger planted");
}

#[test]
fn an_edit_of_a_harper_valley_session_is_found_too() {
    let Some(words) = words_at(AT) else { return };
    let desk = Desk::new();
    let Some(_) = coached(&desk, &words) else { return };
    let conn = burgled(&desk);
    conn.execute("UPDATE evidence SET quote = replace(quote, 'nine', 'eight')", []).expect("an edit");
    covered_up(&conn);
    found(&desk, "table evidence", "a quote put right");
    let ran = desk.run(&["log", "verify"]).expect(3);
    assert!(ran.out.starts_with("log broken: 1 fault in "), "{}", ran.out);
    assert!(
        ran.err.contains("eight thirty am") && ran.err.contains("nine thirty am"),
        "both words are shown: {}",
        ran.err
    );
}
