//! Evaluations in the vendors' own JSON, by the command line. What the files hold is counted by `vendors/count.py`, which
//! shares no code with the program; `vendors/figures.json` is what it said.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Desk, sample};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/vendors")
}

fn file(name: &str) -> String {
    folder().join(name).to_string_lossy().into_owned()
}

fn figures() -> Value {
    let text = std::fs::read_to_string(folder().join("figures.json")).expect("the figures are there");
    serde_json::from_str(&text).expect("they are JSON")
}

/// Rows read = loaded + updated + unchanged + rejected + left out.
#[track_caller]
fn adds_up(report: &Value) {
    let n = |key: &str| report[key].as_u64().unwrap_or_else(|| panic!("{key} in {report}"));
    let parts = ["loaded", "updated", "unchanged", "rejected_rows", "left_out"].map(n);
    assert_eq!(n("rows_read"), parts.iter().sum::<u64>(), "{report}");
}

/// Imports one file into a new desk; the report.
fn import(desk: &Desk, name: &str, more: &[&str]) -> Value {
    let path = file(name);
    let mut args = vec!["import", &path, "--json"];
    args.extend(more);
    let ran = desk.run(&args);
    assert!(matches!(ran.code, 0 | 3), "{ran:?}");
    let report = ran.json();
    adds_up(&report);
    report
}

/// The same figures as `count.py` gives, from the rows that the file holds.
fn counted(desk: &Desk) -> Value {
    let conn = desk.conn();
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).expect(sql);
    let mut dimensions = serde_json::Map::new();
    let sql = "SELECT lower(d.name), sum(s.state = 'scored'), sum(s.state <> 'scored'),
                      avg(CASE WHEN s.state = 'scored' THEN 100.0 * s.earned / s.possible END)
               FROM score s JOIN dimension d ON d.id = s.dimension GROUP BY 1 ORDER BY 1";
    let mut statement = conn.prepare(sql).expect(sql);
    let mut rows = statement.query([]).expect(sql);
    while let Some(row) = rows.next().expect(sql) {
        let mean: Option<f64> = row.get(3).expect("a mean");
        let of = json!({
            "scored": row.get::<_, i64>(1).expect("n"), "none": row.get::<_, i64>(2).expect("n"),
            "mean": mean.map(|m| (m * 1e6).round() / 1e6),
        });
        dimensions.insert(row.get(0).expect("a name"), of);
    }
    let totals: f64 = conn.query_row("SELECT total(total) FROM evaluation", [], |r| r.get(0)).expect("totals");
    json!({
        "evaluations": count("SELECT count(*) FROM evaluation"),
        "drafts": count("SELECT count(*) FROM evaluation WHERE state = 'draft'"),
        "retracted": count("SELECT count(*) FROM evaluation WHERE state = 'retracted'"),
        "calibrations": count("SELECT count(*) FROM evaluation WHERE kind = 'calibration'"),
        "self_assessments": count("SELECT count(*) FROM evaluation WHERE kind = 'self'"),
        "by_machine": count("SELECT count(*) FROM evaluation WHERE scored_by = 'ai'"),
        "dimensions": dimensions,
        "criteria": count("SELECT count(*) FROM criterion_result"),
        "criteria_scored": count("SELECT count(*) FROM criterion_result WHERE state = 'scored'"),
        "auto_fails": count("SELECT count(*) FROM auto_fail"),
        "moments": count("SELECT count(*) FROM evaluation_moment"),
        "totals": (totals * 1e6).round() / 1e6,
    })
}

/// Numbers alike, whole or not; dimensions by their names without case.
fn alike(value: &Value) -> Value {
    match value {
        Value::Number(n) => json!(n.as_f64()),
        Value::Object(map) => {
            map.iter().map(|(k, v)| (k.to_lowercase(), alike(v))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// What each file is loaded with.
fn options(name: &str) -> &'static [&'static str] {
    if name == "zendesk_qa.json" { &["--scale", "*=1 to 5"] } else { &[] }
}

#[test]
fn every_vendors_figures_are_those_that_another_program_counts() {
    let figures = figures();
    for (name, expected) in figures.as_object().expect("an object a file") {
        let desk = Desk::new();
        let report = import(&desk, name, options(name));
        assert_eq!(alike(&counted(&desk)), alike(expected), "{name}: {report}");
        let kept = |key: &str| report["out_of_averages"][key].as_u64();
        for key in ["drafts", "retracted", "calibrations", "self_assessments"] {
            assert_eq!(kept(key), expected[key].as_u64(), "{name}: {key}");
        }
        // The same again is nothing new.
        let again = import(&desk, name, options(name));
        let rejected = again["rejected_rows"].as_u64().expect("a count") + again["left_out"].as_u64().expect("a count");
        assert_eq!(
            again["unchanged"].as_u64().expect("a count") + rejected,
            again["rows_read"].as_u64().expect("a count"),
            "{again}"
        );
        desk.run(&["log", "verify"]).expect(4);
        // Taken back, nothing of it is left.
        if report["batch"].is_u64() {
            desk.run(&["imports", "undo", "1", "--reason", "a test"]).expect(0);
            assert_eq!(counted(&desk)["evaluations"], 0, "{name}");
            assert_eq!(counted(&desk)["moments"], 0, "{name}");
        }
    }
}

#[test]
fn the_figures_are_what_the_counting_program_says() {
    let Ok(ran) = Command::new("python3").arg(folder().join("count.py")).output() else {
        eprintln!("skipped: there is no python3");
        return;
    };
    let said: Value = serde_json::from_slice(&ran.stdout).expect("it prints JSON");
    assert_eq!(said, figures());
}

#[test]
fn drafts_calibrations_and_retracted_versions_enter_no_average() {
    let desk = Desk::new();
    import(&desk, "genesys.json", &[]);
    let team = desk.json(&["team", "--scorecard", "Care form", "--from", "2026-11-01", "--to", "2026-12-01"]);
    let agent = &team["agents"][0];
    // ge-1, ge-2, ge-3, the second version of ge-4, ge-8: no draft, no calibration, no retracted one.
    assert_eq!(agent["evaluations"], 5, "{agent}");
    let mean = |key: &str| {
        let of =
            agent["dimensions"].as_array().expect("dimensions").iter().find(|d| d["key"] == key).expect("it is there");
        (of["current"].as_f64().expect("a mean"), of["n"].as_u64().expect("a count"))
    };
    // Empathy: 5, N/A, 10, 10 and 10 of 10. Compliance: 30, 15, 10, 30 and -5 of 30.
    assert_eq!(mean("empathy"), (87.5, 4));
    assert!((mean("compliance").0 - 100.0 * (30.0 + 15.0 + 10.0 + 30.0 - 5.0) / 150.0).abs() < 1e-9, "{agent}");
    // The failed kill question makes the third one 0: the vendor's own totals of the others.
    let totals = [2000.0 / 22.0, 50.0, 0.0, 100.0, (-300.0 + 400.0) / 2200.0 * 100.0];
    let mean = totals.iter().sum::<f64>() / 5.0;
    assert!((agent["overall"].as_f64().expect("an overall") - mean).abs() < 0.01, "{agent} {mean}");
    assert_eq!(agent["auto_fails"], 1);
}

#[test]
fn what_evaluators_keep_private_is_on_no_page_of_the_agents() {
    let desk = Desk::new();
    import(&desk, "genesys.json", &[]);
    let private = "she is leaving";
    // The supervisor's own screen of the call has it, marked.
    let call = desk.run(&["call", "conv-ge-1", "--json"]).expect(0);
    assert!(call.out.contains(&format!("Private: watch her, {private}")), "{}", call.out);
    desk.run(&["scorecard", "target", "empathy", "95", "--scorecard", "Care form"]).expect(0);
    let add = json!({
        "agent": "u-1", "kind": "scheduled", "held_at": "2026-11-25T10:00:00Z", "cycle": { "from": "2026-11-01", "to": "2026-12-01" },
        "focus": { "dimension": "empathy" }, "behavior": "Names the feeling before the answer",
        "action": "Use a name acknowledgment in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": "conv-ge-1", "what_happened": "named the feeling once" }],
    });
    let path = desk.write("session.json", &add.to_string());
    let added = desk.run(&["session", "add", &path]);
    assert!(!added.all().contains(private), "{}", added.all());
    let sessions = desk.run(&["sessions", "--json"]);
    assert!(!sessions.all().contains(private), "{}", sessions.all());
    if let Some(id) = sessions.json()[0]["id"].as_str() {
        let page = desk.run(&["report", "session", id, "--format", "text"]);
        assert!(!page.all().contains(private), "{}", page.all());
    }
}

#[test]
fn a_scale_that_nothing_tells_is_asked_for_and_remembered() {
    let desk = Desk::new();
    let path = file("zendesk_qa.json");
    let asked = desk.run(&["import", &path]).expect(3);
    assert!(asked.err.contains("--scale \"Tone=1 to 5\""), "{}", asked.err);
    assert!(asked.err.contains("--scale \"Solution=1 to 5\""), "{}", asked.err);
    let both =
        ["import", &path, "--scale", "Tone=1 to 5", "--scale", "Solution=of 5", "--save-profile", "Zendesk", "--json"];
    let report = desk.run(&both).expect(0).json();
    assert_eq!(report["evaluations"], 4, "{report}");
    // The profile is of the vendor: the next file asks nothing.
    let desk_again = desk.run(&["import", &path, "--json"]).expect(0).json();
    assert_eq!(desk_again["unchanged"], 4, "{desk_again}");
    let conn = desk.conn();
    let earned = |dimension: &str| -> f64 {
        let sql = "SELECT s.earned FROM score s JOIN dimension d ON d.id = s.dimension JOIN evaluation e ON e.id = s.evaluation WHERE e.key = '204' AND d.name = ?1";
        conn.query_row(sql, [dimension], |r| r.get(0)).expect(sql)
    };
    // 3 on 1 to 5, and 3 of 5.
    assert!((earned("Tone") - 50.0).abs() < 1e-9);
    assert!((earned("Solution") - 60.0).abs() < 1e-9);
}

#[test]
fn points_of_interest_are_offered_as_evidence() {
    let desk = Desk::new();
    import(&desk, "connect_api.json", &[]);
    desk.run(&["scorecard", "target", "compliance", "90", "--scorecard", "Voice quality"]).expect(0);
    for (n, call) in ["x1", "x2"].iter().enumerate() {
        let text = std::fs::read_to_string(file("connect_api.json")).expect("it reads");
        let text = text.replace("\"api-1\"", &format!("\"api-1{n}\"")).replace("0004481", call);
        let path = desk.write(&format!("{call}.json"), &text);
        desk.run(&["import", &path]).expect(0);
    }
    let conn = desk.conn();
    let (from, words): (i64, String) = conn
        .query_row("SELECT m.from_ms, m.words FROM evaluation_moment m JOIN dimension d ON d.id = m.dimension WHERE d.key = 'compliance' LIMIT 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })
        .expect("a moment");
    assert_eq!((from, words.as_str()), (61_000, "let me just do that for you"));
}

#[test]
fn the_documented_example_loads_and_its_printed_form_is_refused_where_it_is_wrong() {
    let Some(path) = sample("evaluations/amazon_connect") else { return };
    let desk = Desk::new();
    let fixed = path.join("aws_docs_example.fixed.json");
    // Counted by hand: one top-level section (its subsection is a criterion of it), four questions: two scored, one N/A, one
    // free text.
    let report = desk.json(&["import", &fixed.to_string_lossy()]);
    assert_eq!(
        (&report["rows_read"], &report["loaded"], &report["evaluations"]),
        (&json!(1), &json!(1), &json!(1)),
        "{report}"
    );
    assert_eq!(report["reconciled"]["checked"], 1);
    let counted = counted(&desk);
    assert_eq!(counted["dimensions"], json!({ "the title of the section": { "scored": 1, "none": 0, "mean": 100.0 } }));
    assert_eq!(
        (&counted["criteria"], &counted["criteria_scored"], &counted["auto_fails"]),
        (&json!(5), &json!(3), &json!(0))
    );
    let states: Vec<String> = {
        let conn = desk.conn();
        let sql = "SELECT state FROM criterion_result ORDER BY n";
        let mut statement = conn.prepare(sql).expect(sql);
        statement.query_map([], |r| r.get(0)).expect(sql).collect::<Result<_, _>>().expect(sql)
    };
    assert_eq!(states, ["scored", "not_applicable", "scored", "scored", "not_scored"]);
    let comment: String = desk.conn().query_row("SELECT comment FROM evaluation", [], |r| r.get(0)).expect("a comment");
    assert_eq!(
        comment,
        "Acknowledged by mike, 2022-12-24T15:45:56.662Z: Manager walked through the evaluation during coaching"
    );
    let again = desk.json(&["import", &fixed.to_string_lossy()]);
    assert_eq!((&again["unchanged"], &again["batch"]), (&json!(1), &Value::Null));
    let printed = desk.run(&["import", &path.join("aws_docs_example.as_printed.txt").to_string_lossy()]).expect(3);
    assert!(
        printed.err.contains("line 25: column 3: it is no valid JSON: a comma is read and then a closing bracket"),
        "{}",
        printed.err
    );
}

#[test]
fn a_list_of_many_is_read_one_by_one() {
    let desk = Desk::new();
    let one = std::fs::read_to_string(file("connect_flat.json")).expect("it reads");
    let mut list = String::from("{\"evaluations\":[");
    for n in 0..3000 {
        if n > 0 {
            list.push_str(",\n");
        }
        list.push_str(&one.replace("flat-1", &format!("flat-{n}")).replace("call-9", &format!("call-{n}")));
    }
    list.push_str("],\"next\":null}");
    let path = desk.write("many.json", &list);
    let report = desk.json(&["import", &path]);
    adds_up(&report);
    assert_eq!(
        (&report["rows_read"], &report["evaluations"], &report["calls"]),
        (&json!(3000), &json!(3000), &json!(3000))
    );
}
