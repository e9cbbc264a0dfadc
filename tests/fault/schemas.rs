//! Files of every schema that was ever released, with data that is ugly but was taken then, and files of schemas that
//! are yet to come.

use std::fmt::Write as _;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::invariant;
use crate::support::{Desk, demo, strings};

/// The schema's files in their order: name and statements.
pub(crate) fn steps() -> Vec<(PathBuf, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema");
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the schema's files").map(|entry| entry.expect("a file").path()).collect();
    names.sort();
    names.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a step"))).collect()
}

/// A file of today with what a desk of any age had: imports, people, teams, a draft.
pub(crate) fn simple(rows: usize) -> Desk {
    let desk = Desk::new();
    let mut text =
        "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible,comment\n"
            .to_owned();
    for n in 0..rows {
        let day = 1 + n % 24;
        let comment = match n % 7 {
            0 => "x".repeat(200),
            1 => "\u{202e}right to left and a \u{1f600}".to_owned(),
            2 => "=1+1".to_owned(),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "E{n},{},A{},Ama Boateng,North,,2026-11-{day:02}T10:00:00Z,Empathy,{},100,{comment}",
            if n % 5 == 0 { String::new() } else { format!("00{n}") },
            n % 9,
            n % 101
        );
    }
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    desk
}

/// The same content in a file as the program made it at that schema.
pub(crate) fn at_schema(source: &Desk, schema: usize) -> Desk {
    let desk = Desk::bare();
    let conn = Connection::open(&desk.db).expect("a new file");
    conn.execute_batch("PRAGMA foreign_keys = OFF").expect("a pragma");
    for (_, sql) in steps().iter().take(schema) {
        conn.execute_batch(sql).expect("the step runs");
    }
    conn.execute("ATTACH ?1 AS today", [source.db.to_str().expect("a path")]).expect("the source opens");
    let tables = strings(
        &conn,
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'transcript_words%'",
    );
    for table in tables {
        let columns = strings(&conn, &format!("SELECT name FROM pragma_table_info('{table}', 'main')")).join(", ");
        // Today a time's text stands only where it is not the usual one.
        let today = ["started", "call", "evaluated"].into_iter().fold(columns.clone(), |columns, what| {
            let kept = table == "call_data" || schema >= 9;
            if kept { columns } else { columns.replace(&format!("{what}_text"), &format!("{what}_written")) }
        });
        conn.execute_batch(&format!("INSERT INTO main.{table} ({columns}) SELECT {today} FROM today.{table}"))
            .expect("rows of the same kind");
    }
    conn.execute_batch(&format!(
        "DETACH today; PRAGMA application_id = {}; PRAGMA user_version = {schema}",
        0x434c_6f67
    ))
    .expect("it is one of ours");
    ugly(&conn);
    desk
}

/// What no import of today would write.
fn ugly(conn: &Connection) {
    let long = "é".repeat(1 << 20);
    conn.execute_batch(
        "INSERT INTO call (key) VALUES (NULL), (NULL), (''), ('  ');
         INSERT INTO source (name) VALUES ('');
         -- The same evaluation thrice, without dates, evaluator or total.
         INSERT INTO evaluation (source, key, key_made, version, call, identity, scored_by, kind, state, form, auto_fails,
                                 batch, file, line, content, current, summed)
         SELECT source, key, key_made, version, call, identity, scored_by, kind, state, form, 0, batch, file, line, x'00', 0, 0
         FROM evaluation, (SELECT 1 UNION ALL SELECT 2) LIMIT 40;
         INSERT INTO draft (uuid, person, body, saved_at) VALUES (x'0102', x'', 'not JSON', 'never');",
    )
    .expect("rows");
    conn.execute("UPDATE evaluation SET comment = ?1 WHERE id = (SELECT max(id) FROM evaluation)", [&long])
        .expect("a row");
    conn.execute("INSERT INTO transcript (id, call, format, batch, file, content, current, words) SELECT 1, min(call.id), '', min(batch.id), 0, x'00', 0, ?1 FROM call, batch", [&long]).expect("a row");
}

#[test]
fn a_file_of_every_schema_is_brought_up_with_its_ugly_data_and_copied_first() {
    let known = steps().len();
    let source = simple(120);
    for schema in 1..=known {
        let desk = at_schema(&source, schema);
        let rows = |desk: &Desk| ["event", "evaluation", "score", "call", "draft", "transcript"].map(|t| desk.count(t));
        let before = rows(&desk);
        desk.run(&["settings", "zone"]).expect(0);
        let now: i64 = desk.conn().query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a number");
        assert_eq!(now, i64::try_from(known).expect("few"), "schema {schema}");
        assert_eq!(rows(&desk), before, "schema {schema}: every row is there");
        invariant::holds(&desk, &format!("schema {schema}"));
        let copies: Vec<_> = std::fs::read_dir(desk.path("desk.db-backups"))
            .map(|found| found.flatten().map(|e| e.path()).collect())
            .unwrap_or_default();
        if schema == known {
            assert!(copies.is_empty(), "nothing had to be done: {copies:?}");
            continue;
        }
        assert_eq!(copies.len(), 1, "schema {schema}: {copies:?}");
        let copy = Connection::open(&copies[0]).expect("the copy opens");
        let kept: i64 = copy.query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a number");
        assert_eq!(kept, i64::try_from(schema).expect("few"), "the copy is of before");
        // And it can be put back.
        desk.run(&["restore", copies[0].to_str().expect("a path")]).expect(0);
        invariant::holds(&desk, &format!("schema {schema}, put back"));
        assert_eq!(desk.count("evaluation"), before[1]);
    }
}

#[test]
fn calls_that_no_days_sums_hold_count_the_same_in_a_file_of_every_schema() {
    let source = Desk::new();
    // Two evaluators, each on a day of his own, and a date of the call is not known: one call, 90 and 70.
    let scores = "evaluation_id,call_id,agent_id,agent_name,evaluator,evaluated_at,dimension,earned,possible\n\
                  E1,C1,A1,Ama Boateng,Kim,2026-11-03,Empathy,90,100\n\
                  E2,C1,A1,Ama Boateng,Lou,2026-11-05,Empathy,70,100\n";
    let file = source.write("scores.csv", scores);
    source.run(&["import", &file]).expect(0);
    let kept = |desk: &Desk| {
        let sql = "SELECT evaluation || ' ' || call || ' ' || day || ' ' || hex(cells) FROM unsummed ORDER BY 1";
        strings(&desk.conn(), sql)
    };
    let today = kept(&source);
    assert_eq!(today.len(), 2);
    for schema in 1..=steps().len() {
        let desk = at_schema(&source, schema);
        // Nobody's draft is on no screen.
        desk.conn().execute("DELETE FROM draft", []).expect("the ugly one");
        let team = desk.run(&["team", "--json", "--from", "2026-11-01", "--to", "2026-11-30"]).expect(0);
        assert_eq!(kept(&desk), today, "schema {schema}");
        let team = team.json();
        let agent = &team["agents"][0];
        assert_eq!((&agent["calls"], &agent["overall"]), (&1.into(), &80.0.into()), "schema {schema}: {agent}");
    }
}

#[test]
fn a_file_of_a_newer_schema_is_read_and_left_as_it_is() {
    let desk = Desk::copy_of(demo());
    let newer = i64::try_from(steps().len()).expect("few") + 1;
    desk.conn()
        .execute_batch(&format!(
            "CREATE TABLE tomorrow (id INTEGER PRIMARY KEY, words TEXT) STRICT; INSERT INTO tomorrow (words) VALUES ('x');
             ALTER TABLE session ADD COLUMN mood TEXT; PRAGMA user_version = {newer}"
        ))
        .expect("a newer schema");
    let before = std::fs::read(&desk.db).expect("a file");
    let out = desk.path("scores.csv").to_string_lossy().into_owned();
    for args in [
        &["--version"][..],
        &["--help"],
        &["team"],
        &["sessions"],
        &["export", "scores", "--out", &out],
        &["export", "sessions", "--format", "json"],
    ] {
        desk.run(args).expect(0);
    }
    let doctor = desk.run(&["doctor"]).expect(3);
    assert!(doctor.out.contains("newer coachlog"), "{doctor:?}");
    let sheet = desk
        .write("more.csv", "call_id,agent_id,call_started_at,dimension,earned,possible\n1,A1,2026-11-20,Empathy,1,2\n");
    for args in [&["settings", "zone", "UTC"][..], &["import", &sheet], &["doctor", "--mend"]] {
        let refused = desk.run(args).expect(1);
        assert!(refused.err.contains("for reading only"), "{args:?} {refused:?}");
    }
    assert!(std::fs::read(&desk.db).expect("a file") == before, "the file was changed");
}

/// Every statement of the steps after the first: what stands in its way, and whether it is one.
fn obstacles() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (_, step) in steps().iter().skip(1) {
        let code: String = step.lines().filter(|l| !l.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
        for statement in code.split(';').map(str::trim).filter(|s| !s.is_empty()) {
            let words: Vec<&str> = statement.split_whitespace().collect();
            // A table that is made anew begins under a name of its own: where that is taken, nothing of it is done.
            let anew = |table: &str| format!("CREATE TABLE {}_now (mine)", table.trim_end_matches("_now"));
            let first = |index: &str| steps()[0].1.contains(&format!("INDEX {index} "));
            let obstacle = match words[..3] {
                ["INSERT", "INTO", table] | ["DROP", "TABLE", table] => anew(table),
                ["ALTER", "TABLE", table] if words[3] == "RENAME" => anew(table),
                ["CREATE", "INDEX", name] if first(name) => anew(words[4]),
                ["CREATE", "UNIQUE", "INDEX"] => format!("CREATE INDEX {} ON log (version)", words[3]),
                ["CREATE", "TABLE", name] => format!("CREATE TABLE {name} (mine)"),
                // One that a later step makes anew is made by an earlier one before.
                ["CREATE" | "DROP", "INDEX", name] => format!("CREATE INDEX {name} ON log (version)"),
                ["ALTER", "TABLE", table] => format!("ALTER TABLE {table} ADD COLUMN {} TEXT", words[5]),
                ["UPDATE", table, "SET"] => format!(
                    "CREATE TRIGGER in_the_way BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'in the way'); END"
                ),
                _ => panic!("a statement of a new kind needs an obstacle of its own: {statement}"),
            };
            out.push((statement.to_owned(), obstacle));
        }
    }
    out
}

#[test]
fn a_migration_that_fails_at_any_statement_leaves_the_file_as_it_was_and_a_copy() {
    let source = simple(60);
    let first = at_schema(&source, 1);
    let all = obstacles();
    assert!(all.len() > 25, "{}", all.len());
    for (statement, obstacle) in all {
        let desk = Desk::copy_of(&first.db);
        let conn = desk.conn();
        // What a later step alters may be made by one before it.
        if conn.execute_batch(&obstacle).is_err() {
            assert!(obstacle.starts_with("ALTER") || obstacle.starts_with("CREATE TRIGGER"), "{obstacle}");
            let made = statement.split_whitespace().nth(2).expect("a table");
            conn.execute_batch(&format!("CREATE TABLE {made} (mine)")).expect("a table");
        }
        drop(conn);
        let before = desk.dump();
        let mut said = Vec::new();
        for _ in 0..2 {
            let failed = desk.run(&["settings", "zone"]).expect(1);
            assert!(failed.err.contains("could not be brought from schema 1"), "{statement}: {failed:?}");
            said.push(failed.err);
            let now: i64 = desk.conn().query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a number");
            assert_eq!(now, 1, "{statement}");
            assert_eq!(desk.dump(), before, "{statement}");
        }
        assert_eq!(said[0], said[1], "the second time it says the same");
        let copies = std::fs::read_dir(desk.path("desk.db-backups")).expect("a folder").flatten();
        let copies: Vec<_> = copies.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(copies.len(), 1, "one copy, however often it is tried: {copies:?}");
    }
}
