//! What an import says of what it did: rows that add up, rejected ones to be mended, totals beside the file's own.

use serde_json::{Value, json};

use crate::support::Desk;

const HEAD: &str = "evaluation_id;call_id;agent_id;agent_name;call_started_at;dimension;earned;possible;comment\n";

#[track_caller]
fn adds_up(report: &Value) {
    let n = |key: &str| report[key].as_u64().unwrap_or_else(|| panic!("{key} in {report}"));
    let parts = n("loaded") + n("updated") + n("unchanged") + n("rejected_rows") + n("left_out");
    assert_eq!(n("rows_read"), parts, "{report}");
    let counted = |key: &str| {
        report[key].as_array().expect("a list").iter().map(|r| r["count"].as_u64().expect("n")).sum::<u64>()
    };
    assert_eq!(counted("left_out_by"), n("left_out"), "{report}");
}

const GOOD: &str = "E1;C1;A1;Ada;2026-11-10;Empathy;60;100;fine\n\
                    E2;C2;A1;Ada;2026-11-11;Empathy;70;100;\"said \"\"no\"\"\"\n\
                    E2;C2;A1;Ada;2026-11-11;Process;90;100;'=SUM(A1)\n\
                    E3;C3;A2;Ben;2026-11-12;Empathy;80;100;-\n";

#[test]
fn rejected_rows_are_mended_and_come_in_as_if_they_had_been_right_at_once() {
    let desk = Desk::new();
    let spoilt = GOOD.replacen(";70;", ";=7*10;", 1).replacen(";80;", ";eighty;", 1);
    let file = desk.write("scores.csv", &(HEAD.to_owned() + &spoilt));
    let out = desk.path("mend.csv");
    let out_text = out.to_string_lossy().into_owned();
    // A dry run writes the file too, and changes nothing else.
    let before = desk.dump();
    let told = desk.run(&["import", &file, "--dry-run", "--rejected", &out_text, "--json"]).expect(3);
    assert!(told.err.contains("3 rows to be mended, written to"), "{}", told.err);
    assert_eq!(desk.dump(), before);
    let written = std::fs::read_to_string(&out).expect("it was written");
    let lines: Vec<&str> = written.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], HEAD.trim_end().to_owned() + ";reason");
    assert!(lines[1].starts_with("E2;C2;A1;Ada;2026-11-11;Empathy;'=7*10;100;\"said \"\"no\"\"\";"), "{}", lines[1]);
    assert!(
        lines[2]
            .starts_with("E2;C2;A1;Ada;2026-11-11;Process;90;100;'=SUM(A1);another row of evaluation E2 is rejected"),
        "{}",
        lines[2]
    );
    assert!(lines[3].starts_with("E3;C3;A2;Ben;2026-11-12;Empathy;eighty;100;"), "{}", lines[3]);
    assert_eq!(lines.len(), 4);
    // It is not written over unless that is said, and nothing is loaded when it cannot be written.
    let refused = desk.run(&["import", &file, "--rejected", &out_text]).expect(1);
    assert!(refused.err.contains("exists already and was not written over; --force writes over it"), "{}", refused.err);
    assert_eq!(desk.dump(), before);
    let loaded = desk.run(&["import", &file, "--rejected", &out_text, "--force", "--json"]).expect(3).json();
    adds_up(&loaded);
    assert_eq!((&loaded["loaded"], &loaded["rejected_rows"], &loaded["left_out"]), (&json!(1), &json!(2), &json!(1)));
    assert_eq!(std::fs::read_to_string(&out).expect("it was written"), written);

    let mended = written.replace("'=7*10", "70").replace("eighty", "80");
    desk.write("mend.csv", &mended);
    let came = desk.run(&["import", &out_text, "--json"]).expect(0);
    assert_eq!(came.json()["loaded"], json!(3));
    assert!(!came.err.contains("reason") && !came.err.contains("left out"), "{}", came.err);

    let at_once = Desk::new();
    let file = at_once.write("scores.csv", &(HEAD.to_owned() + GOOD));
    at_once.run(&["import", &file]).expect(0);
    let scores = |desk: &Desk| desk.run(&["export", "scores"]).expect(0).out;
    assert_eq!(scores(&desk), scores(&at_once));
}

#[test]
fn nothing_rejected_writes_no_file() {
    let desk = Desk::new();
    let file = desk.write("scores.csv", &(HEAD.to_owned() + GOOD));
    let out = desk.path("mend.csv");
    let ran = desk.run(&["import", &file, "--rejected", &out.to_string_lossy()]).expect(0);
    assert!(ran.err.contains("no row was rejected: no file was written"), "{}", ran.err);
    assert!(!out.exists());
}

#[test]
fn rows_add_up_over_odd_files() {
    let head = HEAD.trim_end();
    let files = [
        format!("{head}\n"),
        format!("{head}\n\n;;;;;;;;\n"),
        format!("{head}\nE1;C1;;;2026-11-10;Empathy;60;100;\n"),
        format!("{head}\nE1;C1;A1;Ada;;Empathy;60;100;\nE1;C1;A1;Ada;;Process;60;100;\n"),
        format!("{head}\nE1;C1;A1;Ada;2026-11-10;Empathy;60;100;\nE1;C1;A1;Ada;2026-11-10;Empathy;60;100;\n"),
        format!("{head}\nE1;C1;A1;Ada;2026-11-10;Empathy;60;100;;more;and more\n"),
        format!("{head}\nE1;C1;A1;Ada;2026-11-10;Empathy\nE2;C2;A1;Ada;2026-11-10;Empathy;70;100;\n"),
        format!(
            "{head}\r\nE1;C1;A1;Ada;2026-11-10;Empathy;x;100;\"a\r\nb\"\r\nE1;C1;A1;Ada;2026-11-10;Process;5;100;\r\n"
        ),
        format!("{head}\nE1;C1;A1;Ada;2026-11-10;Empathy;\"60\"x;100;\n"),
        format!(
            "{head}\n{}",
            "E1;C1;A1;Ada;2026-11-10;Empathy;bad;100;\nE2;C2;A1;Ada;2026-11-10;Empathy;5;100;\n".repeat(45)
        ),
    ];
    for (n, text) in files.iter().enumerate() {
        let desk = Desk::new();
        let file = desk.write(&format!("odd-{n}.csv"), text);
        let dry = desk.run(&["import", &file, "--dry-run", "--json"]);
        assert!(!dry.out.is_empty(), "{n}: {}", dry.err);
        adds_up(&dry.json());
        let mut came = desk.run(&["import", &file, "--json"]).json();
        adds_up(&came);
        came["batch"] = Value::Null;
        assert_eq!(dry.json(), came, "{n}");
        let again = desk.run(&["import", &file, "--json"]).json();
        adds_up(&again);
        assert_eq!(again["rows_read"], came["rows_read"]);
    }
}

#[test]
fn many_rejected_values_are_said_by_reason_and_left_out_ones_are_explained() {
    let desk = Desk::new();
    let row = |n: usize| {
        format!("E{n};C{n};A1;Ada;2026-11-10;Empathy;bad{n};100;\nE{n};C{n};A1;Ada;2026-11-10;Process;5;100;\n")
    };
    let rows: Vec<String> = (0..30).map(row).collect();
    let rows = rows.concat();
    let file = desk.write("scores.csv", &(HEAD.to_owned() + &rows));
    let ran = desk.run(&["import", &file, "--dry-run"]).expect(3);
    assert!(ran.err.contains("rejected, 30 times: earned: expected"), "{}", ran.err);
    assert!(
        ran.err.contains("scores.csv, line 2: “bad0” · scores.csv, line 4: “bad1” · scores.csv, line 6: “bad2”"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("bad3"), "{}", ran.err);
    assert!(
        ran.out.contains("left out: 30 rows, since another row of the same evaluation is rejected (scores.csv, line 3 · scores.csv, line 5"),
        "{}",
        ran.out
    );
}

#[test]
fn totals_are_compared_by_evaluation_and_by_agent() {
    let desk = Desk::new();
    let head = "evaluation_id,call_id,agent_name,call_started_at,total,Empathy,Process\n";
    // The dimensions weigh the same: their means are 70, 80, 60.5 and 90.
    let file = desk.write(
        "scores.csv",
        &(head.to_owned()
            + "E1,C1,Ama Boateng,2026-11-10,70,60,80\n\
               E2,C2,Ama Boateng,2026-11-10,83.5,70,90\n\
               E3,C3,Wei Zhang,2026-11-10,60.9,61,60\n\
               E4,C4,Wei Zhang,2026-11-10,95.25,90,90\n\
               E5,C5,Wei Zhang,2026-11-10,,90,90\n"),
    );
    let ran = desk.run(&["import", &file, "--dry-run"]).expect(0);
    assert!(
        ran.out.contains(
            "totals: 4 compared, 2 differ by more than 0.5: E4 says 95.3, its dimensions give 90.0; E2 says 83.5, its dimensions give 80.0\n"
        ),
        "{}",
        ran.out
    );
    // (70 + 83.5) / 2 and (70 + 80) / 2; (60.9 + 95.25) / 2 and (60.5 + 90) / 2.
    assert!(ran.out.contains("Ama Boateng: the file's mean 76.8, here 75.0, over 2\n"), "{}", ran.out);
    assert!(ran.out.contains("Wei Zhang: the file's mean 78.1, here 75.3, over 2\n"), "{}", ran.out);
    let reconciled = desk.json(&["import", &file])["reconciled"].clone();
    assert_eq!((&reconciled["checked"], &reconciled["differ"]), (&json!(4), &json!(2)));
    assert_eq!(
        reconciled["evaluations"][0],
        json!({ "evaluation": "E4", "agent": "Wei Zhang", "own": 95.25, "recomputed": 90.0 })
    );
    let mean = &reconciled["agents"][0];
    assert_eq!((&mean["agent"], &mean["evaluations"]), (&json!("Wei Zhang"), &json!(2)));
    assert!((mean["own"].as_f64().expect("a figure") - 78.075).abs() < 1e-9, "{mean}");
}

#[test]
fn an_undo_says_what_went_and_what_stays_because_another_import_holds_it() {
    let row = |n: u32| format!("E{n};C{n};A1;Ada;2026-11-10;Empathy;{};100;\n", 50 + n);
    let file = |desk: &Desk, name: &str, rows: std::ops::Range<u32>| {
        let path = desk.write(name, &(HEAD.to_owned() + &rows.map(row).collect::<String>()));
        desk.run(&["import", &path]).expect(0);
    };
    for (order, gone) in [
        (["1", "2"], ["3 evaluations went", "9 evaluations went"]),
        (["2", "1"], ["4 evaluations went", "8 evaluations went"]),
    ] {
        let desk = Desk::new();
        file(&desk, "a.csv", 0..8);
        file(&desk, "b.csv", 3..12);
        let first = desk.run(&["imports", "undo", order[0]]).expect(0).all();
        assert!(first.contains(gone[0]), "{first}");
        let other = order[1];
        assert!(first.contains(&format!("5 evaluations stay, since import {other} holds them too")), "{first}");
        let second = desk.run(&["imports", "undo", other]).expect(0).all();
        assert!(second.contains(gone[1]) && !second.contains("stay"), "{second}");
        assert_eq!(desk.count("evaluation"), 0);
    }
}
