//! `export scores` → import → export is the identity, whatever the cells hold, and no cell of text acts in a
//! spreadsheet.

use serde_json::{Value, json};

use crate::support::{Desk, csv};

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,evaluated_at,dimension,criterion,earned,possible,result,auto_fail,flag,comment,source,version,kind,scored_by,total,state,flag_severity,flag_at_ms,scorecard_version";

/// What a spreadsheet would run.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Columns of the export that hold numbers, or words of ours.
const NUMBERS: [&str; 8] = ["earned", "possible", "version", "total", "flag_at_ms", "auto_fail", "kind", "state"];

fn export(desk: &Desk) -> String {
    desk.run(&["export", "scores"]).expect(0).out
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let read = reader.records().map(|r| r.expect("the export is CSV").iter().map(str::to_owned).collect());
    read.collect()
}

/// Loads a table and takes it through a fresh file: what is exported there is the same, byte for byte.
#[track_caller]
fn round_trip(text: &str) -> (Desk, String) {
    let desk = Desk::new();
    let file = desk.write("scores.csv", text);
    let said = desk.json(&["import", &file]);
    assert_eq!(said["rejected"], json!([]), "the table is good");
    let first = export(&desk);
    let fresh = Desk::new();
    let file = fresh.write("export.csv", &first);
    let said = fresh.json(&["import", &file]);
    assert_eq!((&said["rejected"], &said["left_out"]), (&json!([]), &json!(0)), "the export is good:\n{first}");
    let second = export(&fresh);
    assert_eq!(second, first);
    // And the file that it came from knows every row of it.
    let back = desk.write("back.csv", &first);
    let said = desk.json(&["import", &back]);
    assert_eq!((&said["loaded"], &said["updated"], &said["evaluations"]), (&json!(0), &json!(0), &json!(0)), "{said}");
    (fresh, first)
}

/// Rows of one agent, with only what differs filled in.
fn table(rows: &[&[(&str, &str)]]) -> String {
    let columns: Vec<&str> = HEAD.split(',').collect();
    let mut all = vec![columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()];
    for row in rows {
        let known = |c: &str| match c {
            "agent_id" => "A1",
            "agent_name" => "Ada",
            "call_started_at" => "2026-11-10T10:00:00Z",
            "evaluated_at" => "2026-11-11T09:00:00Z",
            "scorecard" => "Default",
            _ => "",
        };
        let cell = |c: &&str| {
            row.iter().find(|(name, _)| name == c).map_or_else(|| known(c).to_owned(), |(_, v)| (*v).to_owned())
        };
        all.push(columns.iter().map(cell).collect());
    }
    csv(&all)
}

#[test]
fn the_headings_are_the_canonical_ones() {
    let (_, text) = round_trip(&table(&[&[
        ("evaluation_id", "E1"),
        ("call_id", "C1"),
        ("dimension", "Empathy"),
        ("earned", "60"),
        ("possible", "100"),
    ]]));
    assert_eq!(text.lines().next(), Some(HEAD));
}

#[test]
fn numbers_of_every_kind_come_back_as_they_were() {
    let score = |id: &'static str, dimension: &'static str, earned: &'static str, possible: &'static str| {
        [("evaluation_id", id), ("call_id", id), ("dimension", dimension), ("earned", earned), ("possible", possible)]
    };
    let rows = [
        score("E1", "Empathy", "-5", "10"),
        score("E1", "Compliance", "110", "100"),
        score("E1", "Discovery", "N/A", ""),
        score("E1", "Resolution", "5", "0"),
        score("E1", "Process adherence", "0", "4"),
        score("E2", "Empathy", "85.50", "100.0"),
        score("E2", "Compliance", "85%", ""),
        score("E2", "Discovery", "17/20", ""),
        score("E2", "Resolution", "Unanswered", "10"),
        score("E2", "Process adherence", "Not scored", ""),
        score("E3", "Empathy", "+7", "9"),
        score("E3", "Compliance", "0.1", "0.3"),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(|r| &r[..]).collect();
    let (desk, text) = round_trip(&table(&rows));
    let points = |id: &str, dimension: &str| {
        let row = records(&text)
            .into_iter()
            .find(|r| r[0] == id && r[9] == dimension)
            .unwrap_or_else(|| panic!("{id} {dimension} in\n{text}"));
        (row[11].clone(), row[12].clone())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(points("E1", "Empathy"), pair("-5", "10"), "a number is never guarded");
    assert_eq!(points("E1", "Compliance"), pair("110", "100"));
    assert_eq!(points("E1", "Discovery"), pair("N/A", ""));
    assert_eq!(points("E1", "Resolution"), pair("5", "0"), "what was earned of nothing");
    assert_eq!(points("E2", "Empathy"), pair("85.50", "100.0"), "as it was written");
    assert_eq!(points("E2", "Discovery"), pair("17", "20"));
    let shown = |id: &str| {
        let call = desk.json(&["call", id]);
        let of_call = call["evaluations"][0]["scores"].as_array().expect("scores");
        of_call.iter().map(|s| s["state"].as_str().expect("a state").to_owned()).collect::<Vec<_>>()
    };
    // In the order of the scorecard.
    assert_eq!(shown("E1"), ["scored", "scored", "not_applicable", "not_applicable", "scored"]);
    assert_eq!(shown("E2"), ["scored", "scored", "scored", "unanswered", "not_scored"]);
}

#[test]
fn criteria_flags_marks_and_comments_come_back_where_they_stood() {
    let of = |more: &[(&'static str, &'static str)]| {
        let mut row = vec![("evaluation_id", "E1"), ("call_id", "C1")];
        row.extend(more);
        row
    };
    let rows = [
        of(&[
            ("dimension", "compliance"),
            ("criterion", "Recording statement"),
            ("earned", "0"),
            ("possible", "5"),
            ("result", "no"),
            ("auto_fail", "yes"),
            ("comment", "skipped"),
        ]),
        of(&[("dimension", "compliance"), ("criterion", "Identity, twice"), ("earned", "N/A"), ("result", "N/A")]),
        of(&[("dimension", "compliance"), ("criterion", "Tone"), ("result", "Yes, mostly")]),
        of(&[
            ("dimension", "Empathy"),
            ("earned", "3"),
            ("possible", "5"),
            ("comment", "said \"so what\",\nthen hung up"),
            ("flag", "rude;pii"),
            ("flag_severity", "high;low"),
            ("flag_at_ms", "12000;"),
        ]),
        of(&[("dimension", "Resolution"), ("flag", "no_closing"), ("comment", "nothing was said at the end")]),
        of(&[("flag", "late"), ("flag_at_ms", "0"), ("comment", "said \"so what\",\nthen hung up")]),
        of(&[("dimension", "Discovery"), ("earned", "4"), ("possible", "5"), ("comment", "the same words")]),
        of(&[("comment", "the same words")]),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(|r| &r[..]).collect();
    let (desk, text) = round_trip(&table(&rows));
    let call = desk.json(&["call", "C1"]);
    let e = &call["evaluations"][0];
    assert_eq!(e["auto_fails"], json!(["Recording statement"]));
    assert_eq!(e["comment"], "the same words", "though a dimension has the same:\n{text}");
    let compliance =
        e["scores"].as_array().expect("scores").iter().find(|s| s["key"] == "compliance").expect("compliance").clone();
    assert_eq!(
        (&compliance["earned"], &compliance["possible"]),
        (&json!(0.0), &json!(5.0)),
        "the sum of its criteria, N/A out"
    );
    let criteria = compliance["criteria"].as_array().expect("criteria").clone();
    assert_eq!(
        criteria.iter().map(|c| c["result"].clone()).collect::<Vec<_>>(),
        [json!("no"), json!("N/A"), json!("Yes, mostly")]
    );
    let flags = call["flags"].as_array().expect("flags").clone();
    let flag =
        |code: &str| flags.iter().find(|f| f["code"] == code).cloned().unwrap_or_else(|| panic!("{code} in {flags:?}"));
    assert_eq!(
        (&flag("rude")["dimension"], &flag("rude")["at_ms"], &flag("rude")["severity"]),
        (&json!("empathy"), &json!(12000), &json!("high"))
    );
    assert_eq!(
        (&flag("pii")["dimension"], &flag("pii")["at_ms"], &flag("pii")["severity"]),
        (&json!("empathy"), &Value::Null, &json!("low"))
    );
    assert_eq!(flag("no_closing")["dimension"], "resolution", "a dimension that nobody scored here");
    assert_eq!((&flag("late")["dimension"], &flag("late")["at_ms"]), (&Value::Null, &json!(0)));
    assert_eq!(flag("late")["note"], "said \"so what\",\nthen hung up");
}

#[test]
fn an_auto_fail_of_a_dimension_or_of_the_whole_evaluation_comes_back() {
    let rows: [&[(&str, &str)]; 4] = [
        &[
            ("evaluation_id", "E1"),
            ("call_id", "C1"),
            ("dimension", "process_adherence"),
            ("earned", "5"),
            ("possible", "5"),
            ("auto_fail", "yes"),
        ],
        &[("evaluation_id", "E2"), ("call_id", "C2"), ("dimension", "Empathy"), ("earned", "5"), ("possible", "5")],
        &[("evaluation_id", "E2"), ("call_id", "C2"), ("auto_fail", "yes")],
        &[("evaluation_id", "E3"), ("call_id", "C3"), ("total", "88%")],
    ];
    let (desk, _) = round_trip(&table(&rows));
    for (call, overall) in [("C1", json!(0.0)), ("C2", json!(0.0)), ("C3", json!(88.0))] {
        assert_eq!(desk.json(&["call", call])["evaluations"][0]["overall"], overall, "{call}");
    }
    assert_eq!(desk.json(&["call", "C2"])["evaluations"][0]["auto_fails"], json!(["evaluation"]));
}

#[test]
fn versions_kinds_and_states_come_back_in_an_order_of_their_own() {
    let score = [("dimension", "Empathy"), ("earned", "60"), ("possible", "100")];
    let of = |more: &[(&'static str, &'static str)]| [more, &score].concat();
    let rows = [
        of(&[("evaluation_id", "E1"), ("call_id", "C1"), ("evaluated_at", "2026-11-11T09:00:00Z")]),
        of(&[("evaluation_id", "E2"), ("call_id", "C2"), ("scored_by", "ai"), ("evaluator", "QA bot")]),
        of(&[("evaluation_id", "E1"), ("call_id", "C1"), ("evaluated_at", "2026-11-15T09:00:00Z")]),
        of(&[
            ("evaluation_id", "E1"),
            ("call_id", "C1"),
            ("version", "2"),
            ("evaluated_at", "2026-11-12T09:00:00Z"),
            ("state", "retracted"),
        ]),
        of(&[
            ("evaluation_id", "E3"),
            ("call_id", "C1"),
            ("kind", "calibration"),
            ("scorecard", "Sales"),
            ("scorecard_version", "7"),
        ]),
        of(&[
            ("evaluation_id", "E4"),
            ("call_id", "C3"),
            ("kind", "self"),
            ("source", "vendor:1"),
            ("state", "draft"),
            ("team", "North"),
        ]),
        of(&[
            ("call_id", "C4"),
            ("evaluator", "Dana"),
            ("evaluated_at", "2026-11-11"),
            ("call_started_at", "2026-11-10"),
        ]),
        of(&[
            ("agent_id", ""),
            ("agent_name", "Boateng, Ama"),
            ("call_started_at", "2026-11-10 23:30"),
            ("evaluated_at", ""),
        ]),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(|r| &r[..]).collect();
    let (desk, text) = round_trip(&table(&rows));
    assert_eq!(records(&text).len(), 1 + 8, "{text}");
    let call = desk.json(&["call", "C1"]);
    assert_eq!(call["evaluations"].as_array().map(Vec::len), Some(4));
    assert!(text.contains("Boateng, Ama") && text.contains("2026-11-10 23:30"), "text as it was read:\n{text}");
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_guarded_and_read_back_without_the_guard() {
    let nasty = [
        "=1+1",
        "=HYPERLINK(\"http://x\",\"y\")",
        "+31 20 123",
        "-lowered",
        "@SUM(A1)",
        "\tTab first",
        "＝1",
        "'=already",
        "''-twice",
        "'quoted'",
        "plain",
        "=cmd|' /C calc'!A0",
    ];
    let mut rows = vec![HEAD.split(',').map(str::to_owned).collect::<Vec<_>>()];
    for (n, text) in nasty.iter().enumerate() {
        let mut row = vec![String::new(); 26];
        row[0] = format!("={n}");
        row[1] = format!("-{n}{text}");
        row[2] = format!("@{n}");
        row[3] = format!("+Ada {n}");
        row[4] = format!("={n} team");
        row[5] = (*text).to_owned();
        row[6] = "=Sales".to_owned();
        row[8] = "2026-11-11T09:00:00Z".to_owned();
        row[9] = "-Warmth".to_owned();
        row[10] = format!("=criterion {n}");
        row[11] = "-1".to_owned();
        row[12] = "4".to_owned();
        row[13] = (*text).to_owned();
        row[15] = format!("=flag{n}");
        row[16] = (*text).to_owned();
        row[23] = "+high".to_owned();
        rows.push(row);
    }
    let (desk, text) = round_trip(&csv(&rows));
    let out = records(&text);
    for row in &out[1..] {
        for (heading, cell) in out[0].iter().zip(row) {
            if !NUMBERS.contains(&heading.as_str()) {
                assert!(!cell.starts_with(TRIGGERS), "{heading}: {cell:?}");
            }
        }
    }
    assert!(out.iter().any(|r| r[11] == "-1"), "numbers are not guarded");
    for (n, text) in nasty.iter().enumerate() {
        // Two of them came with a guard of their own.
        let read = match *text {
            "'=already" => "=already",
            "''-twice" => "'-twice",
            other => other,
        };
        let call = desk.run(&["call", "--json", "--", &format!("-{n}{text}")]).expect(0).json();
        let e = &call["evaluations"][0];
        assert_eq!(e["evaluation_id"], format!("={n}"));
        assert_eq!(call["agent"], json!({ "id": format!("@{n}"), "name": format!("+Ada {n}") }));
        assert_eq!(e["evaluator"], read.trim(), "names stand without white space around them");
        let criterion = &e["scores"][0]["criteria"][0];
        assert_eq!(
            (criterion["comment"].as_str(), criterion["name"].as_str()),
            (Some(read), Some(format!("=criterion {n}").as_str()))
        );
        assert_eq!(call["flags"][0]["code"], format!("=flag{n}"));
    }
}

#[test]
fn a_table_with_decimal_commas_comes_back_with_its_numbers() {
    let desk = Desk::new();
    let text = "evaluation_id;call_id;agent_name;call_started_at;dimension;earned;possible\nE1;C1;Ada;2026-11-10;Empathy;82,5;100\nE1;C1;Ada;2026-11-10;Compliance;\"7,25\";8,5\n";
    let file = desk.write("comma.csv", text);
    desk.run(&["import", &file]).expect(0);
    let first = export(&desk);
    let fresh = Desk::new();
    let file = fresh.write("export.csv", &first);
    let said = fresh.json(&["import", &file]);
    assert_eq!(said["rejected"], json!([]), "{first}");
    assert_eq!(export(&fresh), first);
    assert_eq!(fresh.json(&["call", "C1"])["evaluations"][0]["scores"][1]["percent"], json!(82.5));
}

#[test]
fn the_demo_goes_through_a_fresh_file_unchanged() {
    let desk = Desk::copy_of(crate::support::demo());
    let first = export(&desk);
    let fresh = Desk::new();
    fresh.run(&["settings", "zone", "Europe/London"]).expect(0);
    let file = fresh.write("export.csv", &first);
    let said = fresh.json(&["import", &file]);
    assert_eq!(said["rejected"], json!([]));
    assert_eq!(export(&fresh), first);
}

#[test]
fn an_export_to_a_file_is_whole_under_its_name_and_private() {
    let desk = Desk::new();
    let file = desk.write(
        "scores.csv",
        &table(&[&[
            ("evaluation_id", "E1"),
            ("call_id", "C1"),
            ("dimension", "Empathy"),
            ("earned", "60"),
            ("possible", "100"),
        ]]),
    );
    desk.run(&["import", &file]).expect(0);
    let out = desk.path("out.csv");
    let ran = desk.run(&["export", "scores", "--out", &out.to_string_lossy()]).expect(0);
    assert!(ran.out.is_empty() && ran.err.starts_with("1 rows written to "), "{ran:?}");
    assert_eq!(std::fs::read_to_string(&out).expect("it is there"), export(&desk));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&out).expect("it is there").permissions().mode() & 0o777, 0o600);
    }
    let left: Vec<String> = std::fs::read_dir(out.parent().expect("a folder"))
        .expect("it lists")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.iter().all(|n| !n.contains(".part")), "{left:?}");
    let nowhere = desk.path("no such folder").join("out.csv");
    desk.run(&["export", "scores", "--out", &nowhere.to_string_lossy()]).expect(1);
    // A span takes the calls of its days alone; JSON has the same rows.
    assert_eq!(
        records(&desk.run(&["export", "scores", "--from", "2026-11-11", "--to", "2026-11-12"]).expect(0).out).len(),
        1
    );
    let rows = desk.run(&["export", "scores", "--format", "json"]).expect(0).json();
    assert_eq!((rows.as_array().map(Vec::len), &rows[0]["earned"]), (Some(1), &json!("60")));
}
