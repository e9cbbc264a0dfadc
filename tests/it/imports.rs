//! Loading, loading again and taking back, by the command line.

use serde_json::{Value, json};

use crate::support::Desk;

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,evaluated_at,dimension,earned,possible,comment\n";

/// One evaluation of Ada's with two dimensions, and the file's head.
fn table(rows: &[(&str, &str, &str, &str, &str, &str)]) -> String {
    let lines = rows.iter().map(|(id, call, agent, evaluated, dimension, earned)| {
        format!("{id},{call},{agent},Agent {agent},North,Dana,Default,2026-11-10T10:00:00Z,{evaluated},{dimension},{earned},100,\n")
    });
    HEAD.to_owned() + &lines.collect::<String>()
}

fn few() -> String {
    table(&[
        ("E1", "C1", "A1", "2026-11-11T09:00:00Z", "Empathy", "60"),
        ("E1", "C1", "A1", "2026-11-11T09:00:00Z", "Compliance", "100"),
        ("E2", "C2", "A1", "2026-11-11T09:30:00Z", "Empathy", "70"),
        ("E3", "C3", "A2", "2026-11-11T10:00:00Z", "Empathy", "N/A"),
    ])
}

/// Rows read = loaded + updated + unchanged + rejected + left out, so that nothing is lost unsaid.
#[track_caller]
fn adds_up(report: &Value) {
    let n = |key: &str| report[key].as_u64().unwrap_or_else(|| panic!("{key} in {report}"));
    assert_eq!(
        n("rows_read"),
        n("loaded") + n("updated") + n("unchanged") + n("rejected_rows") + n("left_out"),
        "{report}"
    );
}

/// An agent's current on Empathy.
fn empathy(desk: &Desk, agent: usize) -> Value {
    let view = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23", "--scorecard", "Default"]);
    let mut agents = view["agents"].as_array().expect("agents").clone();
    agents.sort_by_key(|a| a["id"].as_str().map(str::to_owned));
    agents.get(agent).map_or(Value::Null, |a| a["dimensions"][1]["current"].clone())
}

#[test]
fn the_same_file_twice_changes_nothing_and_says_so() {
    let desk = Desk::new();
    let file = desk.write("few.csv", &few());
    let first = desk.json(&["import", &file]);
    assert_eq!(
        (&first["batch"], &first["loaded"], &first["evaluations"], &first["calls"], &first["agents"]),
        (&json!(1), &json!(4), &json!(3), &json!(3), &json!(2))
    );
    adds_up(&first);
    let before = desk.dump();
    let again = desk.run(&["import", &file]).expect(0);
    assert!(again.out.starts_with("nothing new: these files are loaded already"), "{}", again.out);
    let again = desk.json(&["import", &file]);
    assert_eq!(
        (&again["batch"], &again["unchanged"], &again["loaded"], &again["evaluations"]),
        (&Value::Null, &json!(4), &json!(0), &json!(0))
    );
    adds_up(&again);
    assert_eq!(desk.dump(), before);
    // The same bytes under another name are the same file.
    let other = desk.write("again.csv", &few());
    desk.run(&["import", &other]).expect(0);
    assert_eq!(desk.dump(), before);
}

#[test]
fn a_dry_run_says_what_the_load_then_does_and_changes_nothing() {
    let desk = Desk::new();
    let first = desk.write("few.csv", &few());
    desk.run(&["import", &first]).expect(0);
    let newer = table(&[
        ("E1", "C1", "A1", "2026-11-12T09:00:00Z", "Empathy", "80"),
        ("E2", "C2", "A1", "2026-11-11T09:30:00Z", "Empathy", "70"),
        ("E4", "C4", "A1", "2026-11-11T09:30:00Z", "Empathy", "much"),
        ("E4", "C4", "A1", "2026-11-11T09:30:00Z", "Discovery", "10"),
        ("E5", "C5", "A3", "2026-11-11T09:30:00Z", "Small talk", "10"),
    ]);
    let file = desk.write("newer.csv", &newer);
    let before = desk.dump();
    let dry = desk.run(&["import", "--dry-run", "--json", &file]).expect(3).json();
    assert_eq!(desk.dump(), before);
    let mut real = desk.run(&["import", "--json", &file]).expect(3).json();
    assert_eq!(real["batch"], 2);
    real["batch"] = Value::Null;
    assert_eq!(dry, real);
    adds_up(&dry);
    let counts =
        ["loaded", "updated", "unchanged", "rejected_rows", "left_out"].map(|k| dry[k].as_u64().expect("a count"));
    assert_eq!(counts, [1, 1, 1, 1, 1]);
}

#[test]
fn one_rejected_row_stops_a_strict_import_whole() {
    let desk = Desk::new();
    let text = few() + "E9,C9,A1,Agent A1,North,Dana,Default,2026-11-10T10:00:00Z,2026-11-11,Empathy,lots,100,\n";
    let file = desk.write("bad.csv", &text);
    let before = desk.dump();
    let ran = desk.run(&["import", "--strict", &file]).expect(3);
    assert!(ran.out.starts_with("nothing was loaded: a row is rejected"), "{}", ran.out);
    assert_eq!(desk.dump(), before);
    let said = desk.run(&["import", "--strict", "--json", &file]).expect(3).json();
    assert_eq!((&said["batch"], &said["loaded"]), (&Value::Null, &json!(0)));
    assert_eq!(desk.dump(), before);
}

#[test]
fn bad_rows_are_named_and_the_rest_is_loaded() {
    let desk = Desk::new();
    let text = few()
        + "E6,C6,A1,Agent A1,North,Dana,Default,2026-11-10T10:00:00Z,2026-11-11,Empathy,lots,100,\n\
           E6,C6,A1,Agent A1,North,Dana,Default,2026-11-10T10:00:00Z,2026-11-11,Compliance,90,100,\n\
           E7,C7,,,North,Dana,Default,2026-11-10T10:00:00Z,2026-11-11,Empathy,90,100,\n\
           E8,C8,A1,Agent A1,North,Dana,Default,yesterday,2026-11-11,Empathy,90,-5,\n";
    let file = desk.write("some bad.csv", &text);
    let said = desk.run(&["import", "--json", &file]).expect(3).json();
    adds_up(&said);
    let rejected = said["rejected"].as_array().expect("a list");
    let of_line = |line: u64| rejected.iter().filter(|r| r["line"] == line).collect::<Vec<_>>();
    assert_eq!(
        of_line(6)[0],
        &json!({ "file": "some bad.csv", "line": 6, "column": "earned", "value": "lots", "expected": "a number of points, a percent, or N/A" })
    );
    assert_eq!(of_line(8)[0]["column"], "agent_name");
    // Both faults of a row are named, and it counts once.
    assert_eq!(
        of_line(9).iter().map(|r| r["column"].as_str().expect("a column")).collect::<Vec<_>>(),
        ["call_started_at", "possible"]
    );
    assert_eq!((&said["rejected_rows"], &said["left_out"], &said["loaded"]), (&json!(3), &json!(1), &json!(4)));
    assert_eq!(
        said["left_out_why"],
        json!(["some bad.csv, line 7: another row of evaluation E6 is rejected (line 6)"])
    );
    assert_eq!(empathy(&desk, 0), json!(65.0), "60 and 70: the rest is loaded");
    let ran = desk.run(&["import", &file]).expect(3);
    assert!(
        ran.err
            .contains("rejected: some bad.csv, line 6, earned: “lots”; expected a number of points, a percent, or N/A"),
        "{}",
        ran.err
    );
}

#[test]
fn dates_that_read_two_ways_are_asked_about_and_the_option_decides() {
    let desk = Desk::new();
    let text = "call_id,agent,date,dimension,score\nC1,Ada,03/11/2026,Empathy,60\nC2,Ada,05/11/2026,Empathy,80\n";
    let file = desk.write("dates.csv", text);
    let before = desk.dump();
    let ran = desk.run(&["import", &file]).expect(3);
    assert!(ran.err.contains("--dates day-first") && ran.err.contains("--dates month-first"), "{}", ran.err);
    assert!(ran.err.contains("line 2: 03/11/2026"), "{}", ran.err);
    assert_eq!(desk.dump(), before);
    desk.run(&["import", "--dates", "day-first", &file]).expect(0);
    assert_eq!(desk.json(&["call", "C1"])["day"], "2026-11-03");
    let american = Desk::new();
    let file = american.write("dates.csv", text);
    american.run(&["import", "--dates", "month-first", &file]).expect(0);
    assert_eq!(american.json(&["call", "C1"])["day"], "2026-03-11");
    // A value that reads one way decides for its column.
    let sure = Desk::new();
    let file = sure.write("dates.csv", &(text.to_owned() + "C3,Ada,25/11/2026,Empathy,80\n"));
    sure.run(&["import", &file]).expect(0);
    assert_eq!(sure.json(&["call", "C1"])["day"], "2026-11-03");
}

#[test]
fn a_newer_version_supersedes_and_the_older_one_stays_to_be_seen() {
    let desk = Desk::new();
    let first = desk.write("few.csv", &few());
    desk.run(&["import", &first]).expect(0);
    let newer = desk.write("newer.csv", &table(&[("E1", "C1", "A1", "2026-11-15T09:00:00Z", "Empathy", "90")]));
    let said = desk.json(&["import", &newer]);
    assert_eq!((&said["updated"], &said["loaded"], &said["evaluations"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!(empathy(&desk, 0), json!(80.0), "90 and 70");
    let call = desk.json(&["call", "C1"]);
    let all = call["evaluations"].as_array().expect("evaluations");
    assert_eq!(all.len(), 2);
    assert_eq!(all.iter().filter(|e| e["current"] == true).count(), 1);
    // An older date that comes later does not win.
    let older = desk.write("older.csv", &table(&[("E1", "C1", "A1", "2026-11-13T09:00:00Z", "Empathy", "10")]));
    desk.run(&["import", &older]).expect(0);
    assert_eq!(empathy(&desk, 0), json!(80.0));
    // The same date with other content is the newer version, with a warning.
    let changed = desk.write("changed.csv", &table(&[("E1", "C1", "A1", "2026-11-15T09:00:00Z", "Empathy", "50")]));
    let said = desk.json(&["import", &changed]);
    let warnings = said["warnings"].as_array().expect("warnings");
    assert!(
        warnings.iter().any(|w| w.as_str().is_some_and(|w| w.contains("E1") && w.contains("other content"))),
        "{warnings:?}"
    );
    assert_eq!(empathy(&desk, 0), json!(60.0), "50 and 70");
}

#[test]
fn an_undo_takes_a_file_back_whole_and_it_can_be_loaded_again() {
    let desk = Desk::new();
    let first = desk.write("few.csv", &few());
    desk.run(&["import", &first]).expect(0);
    let loaded = ["evaluation", "score", "call", "daily", "criterion_result", "flag", "auto_fail", "evaluation_also"];
    let counts = |desk: &Desk| loaded.map(|t| desk.count(t));
    let before = counts(&desk);
    let newer = desk.write(
        "newer.csv",
        &table(&[
            ("E1", "C1", "A1", "2026-11-15T09:00:00Z", "Empathy", "90"),
            ("E9", "C9", "A9", "2026-11-15T09:00:00Z", "Empathy", "5"),
        ]),
    );
    desk.run(&["import", &newer]).expect(0);
    assert_eq!(empathy(&desk, 0), json!(80.0));
    desk.run(&["imports", "undo", "2", "--reason", "the wrong week"]).expect(0);
    assert_eq!(counts(&desk), before);
    assert_eq!(empathy(&desk, 0), json!(65.0), "the version before counts again");
    let twice = desk.run(&["imports", "undo", "2"]).expect(1);
    assert_eq!(twice.err, "coachlog: import 2 was undone before\n");
    desk.run(&["call", "C9"]).expect(1);
    let list = desk.json(&["imports", "list"]);
    assert_eq!(list[0]["undone"], true);
    let said = desk.json(&["import", &newer]);
    assert_eq!((&said["batch"], &said["evaluations"]), (&json!(3), &json!(2)), "an undone file is a new one");
    assert_eq!(empathy(&desk, 0), json!(80.0));
    for batch in ["3", "1"] {
        desk.run(&["imports", "undo", batch]).expect(0);
    }
    assert_eq!(counts(&desk), [0; 8]);
    desk.run(&["log", "verify"]).expect(4);
    let healthy = desk.run(&["doctor"]).expect(0);
    assert!(!healthy.all().contains("damaged"), "{}", healthy.all());
}

#[test]
fn an_evaluation_that_two_files_hold_survives_undoing_either() {
    let both = [("E1", "C1", "A1", "2026-11-11T09:00:00Z", "Empathy", "60")];
    let mut larger = both.to_vec();
    larger.push(("E2", "C2", "A1", "2026-11-11T09:00:00Z", "Empathy", "80"));
    for (undone, left) in [("1", 70.0), ("2", 60.0)] {
        let desk = Desk::new();
        let small = desk.write("small.csv", &table(&both));
        let large = desk.write("large.csv", &table(&larger));
        desk.run(&["import", &small]).expect(0);
        let said = desk.json(&["import", &large]);
        assert_eq!((&said["unchanged"], &said["loaded"]), (&json!(1), &json!(1)));
        assert_eq!(empathy(&desk, 0), json!(70.0));
        desk.run(&["imports", "undo", undone]).expect(0);
        assert_eq!(empathy(&desk, 0), json!(left), "after undoing {undone}");
        // Undoing the other too leaves nothing.
        desk.run(&["imports", "undo", if undone == "1" { "2" } else { "1" }]).expect(0);
        assert_eq!((desk.count("evaluation"), desk.count("evaluation_also"), desk.count("call")), (0, 0, 0));
    }
}

#[test]
fn a_scorecard_that_the_file_names_takes_over_targets_by_key() {
    let desk = Desk::new();
    let text = few().replace(",Default,", ",Sales form,").replace(",Compliance,", ",Upselling,");
    let file = desk.write("sales.csv", &text);
    let said = desk.json(&["import", &file]);
    let warnings = said["warnings"].to_string();
    assert!(warnings.contains("scorecard “Sales form” is new"), "{warnings}");
    assert!(
        warnings.contains("coachlog scorecard target \\\"upselling\\\" PERCENT --scorecard \\\"Sales form\\\""),
        "{warnings}"
    );
    let card = desk.json(&["scorecard", "show", "Sales form"]);
    let of = |key: &str| {
        card["dimensions"].as_array().expect("dimensions").iter().find(|d| d["key"] == key).cloned().unwrap_or_default()
    };
    assert_eq!(of("empathy")["target"], 75.0);
    assert_eq!(of("upselling")["target"], Value::Null);
    // The command that the warning names does what it says.
    desk.run(&["scorecard", "target", "upselling", "65", "--scorecard", "Sales form"]).expect(0);
    let card = desk.json(&["scorecard", "show", "Sales form"]);
    assert!(
        card["dimensions"]
            .as_array()
            .expect("dimensions")
            .iter()
            .any(|d| d["key"] == "upselling" && d["target"] == 65.0)
    );
    // The scorecard in force keeps its own dimensions.
    let default = desk.json(&["scorecard", "show"]);
    assert_eq!((default["name"].as_str(), default["dimensions"].as_array().map(Vec::len)), (Some("Default"), Some(5)));
}

#[test]
fn critical_marks_and_weights_are_taken_over_too() {
    let desk = Desk::new();
    let file = desk.write("sales.csv", &few().replace(",Default,", ",Sales form,"));
    desk.run(&["import", &file]).expect(0);
    let card = desk.json(&["scorecard", "show", "Sales form"]);
    let compliance = card["dimensions"]
        .as_array()
        .expect("dimensions")
        .iter()
        .find(|d| d["key"] == "compliance")
        .cloned()
        .expect("it is there");
    assert_eq!(
        (&compliance["critical"], &compliance["weight"], &compliance["target"]),
        (&json!(true), &json!(1.0), &json!(95.0))
    );
}

#[test]
fn a_file_that_names_no_scorecard_goes_to_the_one_in_force_or_to_one_of_its_own() {
    let desk = Desk::new();
    let text = "call_id,agent,date,dimension,score\nC1,Ada,2026-11-10,Warmth,60\nC1,Ada,2026-11-10,Pace,80\n";
    let strange = desk.write("north week 46.csv", text);
    desk.run(&["import", &strange]).expect(0);
    let view = desk.json(&["team"]);
    assert_eq!(view["scorecard"]["name"], "north week 46");
    assert_eq!(view["agents"][0]["focus_reason"], "no_target");
    // One known dimension is enough: the rest comes in without a target, with a warning that names the command.
    let mixed = desk.write("mixed.csv", &text.replace("Pace", "Empathy").replace("C1", "C2"));
    let said = desk.json(&["import", &mixed]);
    assert!(
        said["warnings"]
            .to_string()
            .contains("coachlog scorecard target \\\"warmth\\\" PERCENT --scorecard \\\"Default\\\""),
        "{said}"
    );
    let call = desk.json(&["call", "C2"]);
    assert_eq!(call["evaluations"][0]["scorecard"], "Default");
}

#[test]
fn a_wide_file_holds_percents_fractions_and_na() {
    let desk = Desk::new();
    let text = "\
evaluation_id,call_id,agent_id,agent_name,call_started_at,evaluated_at,Compliance,Empathy,Discovery,Resolution,auto_fail,total
W1,0001,A1,Ada,2026-11-10T10:00:00Z,2026-11-11,100,17/20,85%,N/A,no,
W2,0002,A1,Ada,2026-11-10T11:00:00Z,2026-11-11,0,3/4,85 %,n/a,yes,88
";
    let file = desk.write("wide.csv", text);
    let said = desk.json(&["import", &file]);
    assert_eq!((&said["format"], &said["rows_read"], &said["evaluations"]), (&json!("csv wide"), &json!(2), &json!(2)));
    let ada = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23"])["agents"][0].clone();
    let current = |i: usize| ada["dimensions"][i]["current"].clone();
    // 17/20 = 85 and 3/4 = 75: 80. An auto-fail zeroes the overall, never the dimensions: (90 + 0)/2 = 45.
    assert_eq!([current(0), current(1), current(2), current(3)], [json!(50.0), json!(80.0), json!(85.0), Value::Null]);
    assert_eq!((&ada["overall"], &ada["auto_fails"]), (&json!(45.0), &json!(1)));
    assert_eq!(desk.json(&["call", "0001"])["call_id"], "0001", "leading zeros stay");
}

#[test]
fn a_session_keeps_what_it_froze_when_its_scores_are_taken_back() {
    let desk = Desk::new();
    let text = table(&[
        ("E1", "C1", "A1", "2026-11-11T09:00:00Z", "Empathy", "60"),
        ("E2", "C2", "A1", "2026-11-11T09:00:00Z", "Empathy", "62"),
        ("E3", "C3", "A1", "2026-11-11T09:00:00Z", "Empathy", "64"),
    ]);
    let file = desk.write("few.csv", &text);
    desk.run(&["import", &file]).expect(0);
    let session = json!({
        "agent": "A1", "cycle": { "from": "2026-11-09", "to": "2026-11-23" }, "behavior": "answers before the caller has finished",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": "C1", "what_happened": "talked over the caller" }],
    });
    let draft = desk.write("session.json", &session.to_string());
    let id = desk.json(&["session", "add", &draft, "--finish"])["id"].as_str().expect("an id").to_owned();
    let before = desk.json(&["session", "show", &id]);
    assert_eq!(
        (&before["calls"], &before["dimensions"][1]["current"], &before["changed_scores"]),
        (&json!(3), &json!(62.0), &json!(0))
    );
    let due = |desk: &Desk| {
        desk.json(&["due"])
            .as_array()
            .expect("a list")
            .iter()
            .filter(|d| d["kind"] == "changed_scores")
            .cloned()
            .collect::<Vec<_>>()
    };
    assert!(due(&desk).is_empty());
    // One score is done again: the session stands on a changed score.
    let newer = desk.write("newer.csv", &table(&[("E1", "C1", "A1", "2026-11-15T09:00:00Z", "Empathy", "90")]));
    desk.run(&["import", &newer]).expect(0);
    assert_eq!(due(&desk).len(), 1);
    desk.run(&["imports", "undo", "2"]).expect(0);
    assert!(due(&desk).is_empty(), "the scores are as they were");
    desk.run(&["imports", "undo", "1"]).expect(0);
    let after = desk.json(&["session", "show", &id]);
    assert_eq!(after["changed_scores"], 3);
    for key in ["overall", "calls", "dimensions", "evidence", "focus", "cycle", "due", "history"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let list = due(&desk);
    assert_eq!(
        (list.len(), list[0]["agent"].as_str(), list[0]["subject"].as_str()),
        (1, Some("A1"), Some(id.as_str()))
    );
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn call_ids_stay_byte_for_byte() {
    let desk = Desk::new();
    let ids = ["0004471", "219E01BE", "123456789012345678901234567890", " spaced ", "Ünïcode-№7", "a,b\"c"];
    let rows = ids.iter().map(|id| {
        vec![(*id).to_owned(), "Ada".to_owned(), "2026-11-10".to_owned(), "Empathy".to_owned(), "60".to_owned()]
    });
    let mut all = vec![["call_id", "agent", "date", "dimension", "score"].map(str::to_owned).to_vec()];
    all.extend(rows);
    let file = desk.write("ids.csv", &crate::support::csv(&all));
    desk.run(&["import", &file]).expect(0);
    for id in ids {
        assert_eq!(desk.json(&["call", id])["call_id"], *id);
    }
    // What a spreadsheet has spoilt is refused, not stored.
    let spoilt =
        desk.write("spoilt.csv", "call_id,agent,date,dimension,score\n8.96529E+19,Ada,2026-11-10,Empathy,60\n");
    let ran = desk.run(&["import", &spoilt]).expect(3);
    assert!(ran.err.contains("a spreadsheet has turned it into a number"), "{}", ran.err);
}

#[test]
fn a_newer_version_settles_what_was_disputed_of_the_older() {
    let desk = Desk::new();
    let file = desk.write("few.csv", &few());
    desk.run(&["import", &file]).expect(0);
    let call = desk.json(&["call", "C1"]);
    let id = call["evaluations"][0]["evaluation_id"].as_str().expect("an id").to_owned();
    desk.run(&["dispute", "open", &id, "Empathy", "--note", "heard otherwise"]).expect(0);
    let open = || desk.json(&["due"]).as_array().expect("a list").iter().filter(|d| d["kind"] == "dispute").count();
    assert_eq!(open(), 1);
    // Another evaluation's newer version settles nothing of this one.
    let other = desk.write("other.csv", &table(&[("E9", "C9", "A1", "2026-11-24T09:00:00Z", "Empathy", "90")]));
    desk.run(&["import", &other]).expect(0);
    assert_eq!(open(), 1);
    let newer = desk.write("newer.csv", &table(&[(&id, "C1", "A1", "2026-11-24T09:00:00Z", "Empathy", "90")]));
    desk.run(&["import", &newer]).expect(0);
    assert_eq!(open(), 0);
    assert!(desk.json(&["log", "show"]).to_string().contains("dispute changed"));
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn a_person_known_by_name_alone_gets_the_id_that_a_later_file_has() {
    let desk = Desk::new();
    let by_name = desk.write("name.csv", "call_id,agent,date,dimension,score\nC1,Ada Lind,2026-11-10,Empathy,60\n");
    let by_id = desk
        .write("id.csv", "call_id,agent_id,agent_name,date,dimension,score\nC2,A7,Ada Lind,2026-11-11,Empathy,80\n");
    desk.run(&["import", &by_name]).expect(0);
    desk.run(&["import", &by_id]).expect(0);
    let team = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23"]);
    let agents = team["agents"].as_array().expect("a list");
    assert_eq!(agents.len(), 1, "{team}");
    // (60 + 80) / 2
    assert_eq!((&agents[0]["id"], &agents[0]["overall"]), (&json!("A7"), &json!(70.0)));
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn a_call_that_two_agents_are_scored_on_is_each_ones() {
    let desk = Desk::new();
    let text = "evaluation_id,call_id,agent_id,agent,date,dimension,score\n\
        E1,C1,A1,Ada,2026-11-10,Empathy,60\nE2,C1,B1,Ben,2026-11-10,Empathy,50\n\
        E3,C2,A1,Ada,2026-11-10,Empathy,60\nE4,C3,A1,Ada,2026-11-10,Empathy,60\n\
        E5,C4,B1,Ben,2026-11-10,Empathy,50\nE6,C5,B1,Ben,2026-11-10,Empathy,50\n";
    let file = desk.write("shared.csv", text);
    desk.run(&["import", &file]).expect(0);
    for agent in ["A1", "B1"] {
        let session = json!({
            "agent": agent, "behavior": "answers before the caller has finished",
            "action": "Name the caller's worry in the first 30 seconds of every call this week",
            "evidence": [{ "call_id": "C1", "what_happened": "talked over the caller" }],
        });
        desk.feed(&["session", "add", "-", "--finish"], &session.to_string()).expect(0);
    }
    let stranger = json!({
        "agent": "A1", "behavior": "answers before the caller is done",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": "C4", "what_happened": "talked over the caller" }],
    });
    let ran = desk.feed(&["session", "add", "-", "--finish"], &stranger.to_string()).expect(1);
    assert!(ran.err.contains("call C4 is Ben's"), "{}", ran.err);
}

#[test]
fn the_highest_numbered_version_of_a_scorecard_is_the_newest_whatever_order_files_come_in() {
    let desk = Desk::new();
    let part = |version: &str, id: &str, dimension: &str| {
        format!(
            "evaluation_id,call_id,agent_id,agent,scorecard,scorecard_version,date,dimension,score\n{id},{id},A1,Ada,Service,{version},2026-11-10,{dimension},60\n"
        )
    };
    for (version, id, dimension) in [("10", "E1", "Tone"), ("9", "E2", "Pace"), ("2", "E3", "Close")] {
        let file = desk.write(&format!("v{version}.csv"), &part(version, id, dimension));
        desk.run(&["import", &file]).expect(0);
    }
    let team = desk.json(&["team", "--scorecard", "Service", "--from", "2026-11-09", "--to", "2026-11-23"]);
    assert_eq!(team["scorecard"]["version"], "10", "{team}");
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn next_months_file_goes_to_the_scorecard_that_this_months_made() {
    let desk = Desk::new();
    let october = desk.write("october.csv", "call_id,agent,date,Warmth,Rules\nC1,Ada,2026-10-10,60,80\n");
    let november = desk.write("november.csv", "call_id,agent,date,Rules,Warmth\nC2,Ada,2026-11-10,70,90\n");
    let other = desk.write("other.csv", "call_id,agent,date,Warmth,Pace\nC3,Ada,2026-11-11,70,90\n");
    for file in [&october, &november, &other] {
        desk.run(&["import", file]).expect(0);
    }
    let of = |from: &str, to: &str, card: &str| {
        let team = desk.json(&["team", "--scorecard", card, "--from", from, "--to", to]);
        (team["scorecard"]["name"].clone(), team["agents"][0]["evaluations"].clone())
    };
    assert_eq!(of("2026-10-01", "2026-12-01", "october"), (json!("october"), json!(2)));
    // One that it knows only half of is another one.
    assert_eq!(of("2026-10-01", "2026-12-01", "other"), (json!("other"), json!(1)));
    desk.run(&["team", "--scorecard", "november"]).expect(1);
}

#[test]
fn scores_beyond_their_scale_are_kept_and_said() {
    let desk = Desk::new();
    let text = "call_id,agent,date,Empathy\nC1,Ada,2026-11-10,-5\nC2,Ada,2026-11-10,105\nC3,Ada,2026-11-10,80\n\
        C4,Ada,2026-11-10,25/20\nC5,Ada,2026-11-10,0\nC6,Ada,2026-11-10,100\nC7,Ada,2026-11-10,-3/20\n";
    let file = desk.write("wide.csv", text);
    let ran = desk.run(&["import", &file]).expect(0);
    assert!(
        ran.err.contains("4 scores lie below 0 or above 100 %")
            && ran.err.contains("Empathy -5.0 on call C1, line 2; Empathy 105.0 on call C2, line 3")
            && ran.err.contains("and 1 more"),
        "{}",
        ran.err
    );
    let team = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23"]);
    // (-5 + 105 + 80 + 125 + 0 + 100 - 15) / 7
    let current = team["agents"][0]["dimensions"][1]["current"].as_f64().expect("a mean");
    assert!((current - 390.0 / 7.0).abs() < 1e-9, "{current}");
    // Loaded again they are not said again: nothing came in.
    assert!(!desk.run(&["import", &file]).expect(0).err.contains("scores lie"));
}
