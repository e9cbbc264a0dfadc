//! Every table that `export` writes: the workbook holds what the CSV holds, the figures are those of the readers.

use std::collections::BTreeMap;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::support::{Desk, demo};

/// What `export` can write.
const ALL: [&str; 19] = [
    "scores",
    "sessions",
    "outcomes",
    "log",
    "scorecard",
    "coverage",
    "flags",
    "team",
    "dimensions",
    "calls",
    "due",
    "practice",
    "actions",
    "trends",
    "agents",
    "movers",
    "gaps",
    "evaluators",
    "overlaps",
];

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|r| r.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

fn workbook(desk: &Desk, args: &[&str]) -> (String, Vec<Vec<Data>>) {
    let file = desk.path("out.xlsx");
    let name = file.to_string_lossy().into_owned();
    let mut all = vec!["export"];
    all.extend(args);
    all.extend(["--format", "xlsx", "--out", &name]);
    desk.run(&all).expect(0);
    let mut book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let sheet = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&sheet).expect("the sheet");
    assert!(book.worksheet_formula(&sheet).expect("the sheet").is_empty(), "no cell is a formula");
    (sheet, range.rows().map(<[Data]>::to_vec).collect())
}

/// Whether a workbook's cell says what the CSV's says; numbers as numbers, days as days.
fn same(cell: &Data, csv: &str) -> bool {
    match cell {
        Data::Empty => csv.is_empty(),
        Data::String(text) => text == csv,
        // Days since 30 December 1899, and the share of one that is over.
        Data::DateTime(at) => {
            let midnight = format!("{csv}T00:00:00Z");
            let expected: DateTime<Utc> = csv.parse().or_else(|_| midnight.parse()).expect("a day or an instant");
            let begin: DateTime<Utc> = "1899-12-30T00:00:00Z".parse().expect("an instant");
            (at.as_f64() - (expected - begin).num_seconds() as f64 / 86_400.0).abs() < 1e-6
        }
        Data::Float(number) => csv.parse::<f64>().is_ok_and(|n| (n - number).abs() <= n.abs() * 1e-14),
        other => panic!("{other:?} for {csv}"),
    }
}

#[test]
fn the_workbook_of_every_table_holds_what_its_csv_holds() {
    let desk = Desk::copy_of(demo());
    for what in ALL {
        // All of the demo's evaluations are many for a test that runs without optimisation.
        let some: &[&str] = if what == "scores" { &["--from", "2026-11-16", "--to", "2026-11-23"] } else { &[] };
        let args: Vec<&str> = [what].iter().chain(some).copied().collect();
        let csv = desk.run(&[&["export"], args.as_slice()].concat()).expect(0).out;
        let csv = csv_rows(&csv);
        let (sheet, book) = workbook(&desk, &args);
        assert_eq!(sheet, what);
        assert_eq!(book.len(), csv.len(), "{what}");
        assert!(csv.len() > 1 || what == "movers", "{what} has rows");
        for (row, (cells, expected)) in book.iter().zip(&csv).enumerate() {
            assert_eq!(cells.len(), expected.len(), "{what}, row {row}");
            for (cell, text) in cells.iter().zip(expected) {
                assert!(same(cell, text), "{what}, row {row}: {cell:?} for {text:?}");
            }
        }
    }
}

#[test]
fn json_has_the_rows_of_the_csv_with_numbers_as_numbers() {
    let desk = Desk::copy_of(demo());
    for what in ALL.iter().filter(|what| !["scores", "sessions", "scorecard", "coverage"].contains(what)) {
        let csv = csv_rows(&desk.run(&["export", what]).expect(0).out);
        let json = desk.run(&["export", what, "--format", "json"]).expect(0).json();
        let json = json.as_array().expect("an array");
        assert_eq!(json.len() + 1, csv.len(), "{what}");
        for (object, cells) in json.iter().zip(&csv[1..]) {
            let keys: Vec<&String> = object.as_object().expect("an object").keys().collect();
            assert_eq!(keys, csv[0].iter().collect::<Vec<_>>(), "{what}");
            for (heading, cell) in csv[0].iter().zip(cells) {
                let same = match &object[heading] {
                    Value::Null => cell.is_empty(),
                    Value::Bool(yes) => cell == if *yes { "yes" } else { "no" },
                    Value::Number(n) => cell.parse::<f64>().ok() == n.as_f64(),
                    // Text that would act in a spreadsheet has an apostrophe there alone.
                    Value::String(text) => cell == text || cell.strip_prefix('\'') == Some(text),
                    other => panic!("{other}"),
                };
                assert!(same, "{what}, {heading}: {} and {cell:?}", object[heading]);
            }
        }
    }
}

fn rows(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["export"];
    all.extend(args);
    all.extend(["--format", "json"]);
    desk.run(&all).expect(0).json().as_array().expect("an array").clone()
}

#[test]
fn where_agents_stand_is_what_team_and_agent_say() {
    let desk = Desk::copy_of(demo());
    let team = desk.json(&["team", "--cycle", "-1"]);
    let agents = team["agents"].as_array().expect("agents");
    let exported = rows(&desk, &["team", "--cycle", "-1"]);
    assert_eq!(exported.len(), agents.len());
    for (row, agent) in exported.iter().zip(agents) {
        for key in ["evaluations", "calls", "overall", "auto_fails", "flags", "below_threshold", "next_due", "team"] {
            assert_eq!(row[key], agent[key], "{key}");
        }
        assert_eq!((&row["agent"], &row["agent_name"]), (&agent["id"], &agent["name"]));
        assert_eq!(row["focus_reason"], agent["focus_reason"]);
        assert_eq!((&row["focus"], &row["under_target"]), (&agent["focus"]["dimension"], &agent["focus"]["gap"]));
        for d in agent["dimensions"].as_array().expect("dimensions") {
            let key = d["key"].as_str().expect("a key");
            for what in ["current", "n", "target", "gap"] {
                assert_eq!(row[format!("{key}_{what}")], d[what], "{key} {what}");
            }
        }
    }
    let one = desk.json(&["agent", "A008", "--cycle", "-1"]);
    let dimensions = rows(&desk, &["dimensions", "--agent", "A008", "--cycle", "-1"]);
    assert_eq!(dimensions.len(), 5);
    for (row, d) in dimensions.iter().zip(one["dimensions"].as_array().expect("dimensions")) {
        for (column, key) in
            [("dimension", "key"), ("current", "current"), ("n", "n"), ("gap", "gap"), ("change", "change")]
        {
            assert_eq!(row[column], d[key], "{column}");
        }
        assert_eq!(row["place"] == "focus", one["focus"]["dimension"] == d["key"]);
    }
    let calls = rows(&desk, &["calls", "--agent", "A008", "--cycle", "-1"]);
    let listed = one["calls"].as_array().expect("calls");
    assert_eq!(calls.len(), listed.len());
    for (row, call) in calls.iter().zip(listed) {
        for key in ["call_id", "day", "started_at", "overall", "transcript", "disputed"] {
            assert_eq!(row[key], call[key], "{key}");
        }
        for (key, percent) in call["scores"].as_object().expect("scores") {
            assert_eq!(&row[format!("{key}_score")], percent);
        }
    }
    // All agents' calls are each agent's calls.
    assert_eq!(
        rows(&desk, &["calls", "--cycle", "-1"]).len(),
        agents
            .iter()
            .map(|a| {
                let of = desk.json(&["agent", a["id"].as_str().expect("an id"), "--cycle", "-1"]);
                of["calls"].as_array().expect("calls").len()
            })
            .sum::<usize>()
    );
}

#[test]
fn what_came_of_sessions_and_cycles_is_what_the_readers_say() {
    let desk = Desk::copy_of(demo());
    let sessions = desk.json(&["sessions"]);
    let known: BTreeMap<&str, &Value> =
        sessions.as_array().expect("a list").iter().map(|s| (s["id"].as_str().expect("an id"), s)).collect();
    let outcomes = rows(&desk, &["outcomes"]);
    let standing = known.values().filter(|s| s["status"] != "void").count();
    assert_eq!(outcomes.len(), standing);
    for row in &outcomes {
        let session = known[row["id"].as_str().expect("an id")];
        for key in ["agent", "supervisor", "kind", "status", "held_at", "focus", "action"] {
            assert_eq!(row[key], session[key], "{key}");
        }
        let outcome = &session["outcome"];
        for key in ["verdict", "final", "change", "low", "high", "n_before", "n_after", "net", "peers", "more_calls"] {
            assert_eq!(row[key], outcome[key], "{key} of {row}");
        }
    }
    assert!(outcomes.iter().any(|row| row["verdict"] == "rose"), "the demo has one that rose");
    for (what, by, columns) in [
        ("actions", "action", &["action", "dimension", "sessions", "n", "net", "rose", "fell"][..]),
        ("evaluators", "evaluator", &["evaluator", "dimension", "n", "spread", "others"]),
    ] {
        let read = desk.json(&["trends", "--by", by]);
        let exported = rows(&desk, &[what]);
        assert_eq!(exported.len(), read.as_array().expect("rows").len());
        for (row, line) in exported.iter().zip(read.as_array().expect("rows")) {
            for column in columns {
                assert_eq!(row[column], line[column], "{what}: {column}");
            }
        }
    }
    let trends = rows(&desk, &["trends", "--team", "Motor Claims", "--cycles", "3"]);
    let read = desk.json(&["trends", "--team", "Motor Claims", "--cycles", "3"]);
    assert_eq!(trends.len(), 15);
    for (row, point) in trends.iter().zip(read.as_array().expect("rows")) {
        for key in ["dimension", "current", "n", "target", "low", "high"] {
            assert_eq!(row[key], point[key], "{key}");
        }
        assert_eq!((&row["cycle_from"], &row["cycle_to"]), (&point["cycle"]["from"], &point["cycle"]["to"]));
        assert_eq!(row["team"], "Motor Claims");
    }
    let due = rows(&desk, &["due"]);
    let read = desk.json(&["due"]);
    let now: Vec<&Value> = due.iter().filter(|row| row["phase"] == "now").collect();
    assert_eq!(now.len(), read.as_array().expect("a list").len());
    for (row, item) in now.iter().zip(read.as_array().expect("a list")) {
        for key in ["kind", "agent", "since", "due", "overdue_days", "subject", "key", "why"] {
            assert_eq!(row[key], item[key], "{key}");
        }
    }
}

#[test]
fn the_canonical_scores_come_back_from_a_workbook_as_they_were() {
    let desk = Desk::new();
    let head =
        "evaluation_id,call_id,agent_id,agent_name,call_started_at,evaluated_at,dimension,earned,possible,comment\n";
    let row = |id: &str, call: &str, dimension: &str, points: &str, comment: &str| {
        format!("{id},{call},A1,Ada,2026-11-10T10:00:00Z,2026-11-11T09:00:00Z,{dimension},{points},{comment}\n")
    };
    let text = [
        row("E1", "004471", "Empathy", "85.50,100.0", "=1+1"),
        row("E1", "004471", "Compliance", "-5,10", "'@home"),
        row("E2", "447100000000123", "Empathy", "N/A,", "1e5"),
        row("E2", "447100000000123", "Compliance", "85%,", "+49 30"),
    ];
    let file = desk.write("scores.csv", &(head.to_owned() + &text.concat()));
    desk.run(&["import", &file]).expect(0);
    let first = desk.run(&["export", "scores"]).expect(0).out;
    workbook(&desk, &["scores"]);
    let fresh = Desk::new();
    let said = fresh.json(&["import", &desk.path("out.xlsx").to_string_lossy()]);
    assert_eq!((&said["rejected"], &said["loaded"]), (&serde_json::json!([]), &serde_json::json!(4)), "{said}");
    assert_eq!(fresh.run(&["export", "scores"]).expect(0).out, first);
}

#[test]
fn an_option_that_a_table_does_not_take_is_refused() {
    let desk = Desk::copy_of(demo());
    for (args, word) in [
        (&["log", "--team", "Motor Claims"][..], "--team"),
        (&["practice", "--from", "2026-11-01", "--to", "2026-11-08"], "--from"),
        (&["due", "--agent", "A008"], "--agent"),
        (&["team", "--cycles", "3"], "--cycles"),
        (&["scores", "--cycle", "0"], "--cycle"),
    ] {
        let said = desk.run(&[&["export"], args].concat()).expect(2).err;
        assert!(said.contains(&format!("{word} ")) && said.contains("means nothing for `export "), "{said}");
    }
    // What fails leaves nothing behind.
    let out = desk.path("nothing.csv");
    desk.run(&["export", "team", "--team", "Nowhere", "--out", &out.to_string_lossy()]).expect(1);
    assert!(!out.exists() && !desk.path("nothing.csv.part").exists());
    desk.run(&["export", "team", "--agent", "A008", "--team", "Motor Claims"]).expect(2);
    let own = rows(&desk, &["outcomes", "--agent", "A008"]);
    assert!(!own.is_empty() && own.iter().all(|row| row["agent"] == "A008"), "{own:?}");
}
