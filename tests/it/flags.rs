//! Flags from their code to their coverage: dimensions of codes, sessions that answer them, what is watched for after.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Desk;

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,source,call_started_at,dimension,earned,possible,flag,flag_severity,auto_fail\n";

/// A call: its number, agent, day and time, a flag's code, an auto-fail. Compliance 60, Empathy 50 of 100.
type Call<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str);

/// Empathy is the lowest by far: by the scores alone it is every agent's focus. A flag stands on the evaluation, and
/// names no dimension.
fn file(calls: &[Call<'_>]) -> String {
    let mut out = HEAD.to_owned();
    for (call, agent, at, flag, fail) in calls {
        let name = if *agent == "A1" { "Ama Boateng" } else { "Lars Nyström" };
        let severity = if flag.is_empty() { "" } else { "high" };
        let start = format!("E{call},{call},{agent},{name},North,Noor,grid,{at}");
        let _ = write!(out, "{start},Compliance,90,100,,,{fail}\n{start},Empathy,10,100,,,\n");
        if !flag.is_empty() {
            let _ = writeln!(out, "{start},,,,{flag},{severity},");
        }
    }
    out
}

fn loaded(calls: &[Call<'_>]) -> Desk {
    let desk = Desk::new();
    let path = desk.write("scores.csv", &file(calls));
    desk.run(&["import", &path]).expect(0);
    desk
}

/// Four calls of Ama's in November; the second is flagged.
const AMA: [Call<'static>; 4] = [
    ("C1", "A1", "2026-11-10T09:00:00Z", "", ""),
    ("C2", "A1", "2026-11-11T09:00:00Z", "late_disclosure", ""),
    ("C3", "A1", "2026-11-12T09:00:00Z", "", ""),
    ("C4", "A1", "2026-11-13T09:00:00Z", "", ""),
];

/// A session that answers the flag of C2, without a focus of its own.
fn answer(held_at: &str) -> Value {
    json!({
        "agent": "A1", "kind": "flagged_call", "held_at": held_at,
        "answers_flags": [{ "call_id": "C2", "code": "late_disclosure" }],
        "behavior": "Reads the disclosure before the quote",
        "action": "Read the disclosure before the quote on every call this week",
        "evidence": [{ "call_id": "C2", "from_ms": 4000, "what_happened": "the disclosure came after the quote" }],
    })
}

fn finish(desk: &Desk, session: &Value) -> String {
    let path = desk.write("session.json", &session.to_string());
    desk.run(&["session", "add", &path, "--finish"]).expect(0).out.trim().to_owned()
}

#[test]
fn a_mapped_code_gives_its_sessions_their_focus_and_no_reason_is_asked() {
    let desk = loaded(&AMA);
    let codes = |desk: &Desk| desk.json(&["flag", "codes"]);
    assert_eq!(
        codes(&desk),
        json!([{ "code": "late_disclosure", "severities": ["high"], "flags": 1, "without_dimension": 1,
                 "own_dimensions": [], "mapped": "open", "dimension": null }])
    );
    assert_eq!(desk.json(&["agent", "A1"])["focus"]["dimension"], "empathy");
    desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0);
    assert_eq!(codes(&desk)[0]["dimension"], "compliance");
    assert_eq!(desk.json(&["call", "C2"])["flags"][0]["dimension"], "compliance", "wherever a flag is read");
    let id = finish(&desk, &answer("2026-11-14T10:00:00Z"));
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!(shown["focus"], json!({ "dimension": "compliance", "suggested": "empathy", "reason": null }));
    // Another focus than the flag's needs its reason.
    let desk = loaded(&AMA);
    desk.run(&["flag", "map", "late_disclosure", "compliance"]).expect(0);
    let mut other = answer("2026-11-14T10:00:00Z");
    other["focus"] = json!({ "dimension": "empathy" });
    let path = desk.write("session.json", &other.to_string());
    let refused = desk.run(&["session", "add", &path, "--finish"]).expect(1);
    assert!(refused.err.contains("say why Empathy is coached instead"), "{refused:?}");
}

#[test]
fn a_code_belongs_to_none_again_and_one_that_nobody_saw_is_refused() {
    let desk = loaded(&AMA);
    desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0);
    desk.run(&["flag", "map", "late_disclosure", "none"]).expect(0);
    let codes = desk.json(&["flag", "codes"]);
    assert_eq!((&codes[0]["mapped"], &codes[0]["dimension"]), (&json!("none"), &Value::Null));
    let id = finish(&desk, &answer("2026-11-14T10:00:00Z"));
    assert_eq!(desk.json(&["session", "show", &id])["focus"]["dimension"], "empathy", "the scores choose");
    let unknown = desk.run(&["flag", "map", "late_disclosur", "Compliance"]).expect(1);
    assert!(unknown.err.contains("there are late_disclosure"), "{unknown:?}");
    let nowhere = desk.run(&["flag", "map", "late_disclosure", "Charm"]).expect(1);
    assert!(nowhere.err.contains("Charm") && nowhere.err.contains("Empathy"), "{nowhere:?}");
    desk.run(&["log", "verify"]).expect(4);
    let said = desk.run(&["log", "show", "flag"]).expect(0).out;
    assert!(said.contains("flag code late_disclosure belongs to compliance"), "{said}");
    assert!(said.contains("flag code late_disclosure belongs to no dimension"), "{said}");
}

#[test]
fn the_flags_own_dimension_comes_before_its_codes() {
    let desk = loaded(&AMA);
    desk.run(&["flag", "add", "C3", "late_disclosure", "--dimension", "Empathy"]).expect(0);
    desk.run(&["flag", "add", "C4", "late_disclosure"]).expect(0);
    desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0);
    for (call, wanted) in [("C2", "compliance"), ("C3", "empathy"), ("C4", "compliance")] {
        assert_eq!(desk.json(&["call", call])["flags"][0]["dimension"], wanted, "{call}");
    }
    let code = &desk.json(&["flag", "codes"])[0];
    assert_eq!((&code["flags"], &code["without_dimension"]), (&json!(3), &json!(2)));
    assert_eq!(code["own_dimensions"], json!(["empathy"]));
}

#[test]
fn the_same_code_is_watched_for_after_the_session() {
    let desk = loaded(&AMA);
    let id = finish(&desk, &answer("2026-11-14T10:00:00Z"));
    let watched = |desk: &Desk| desk.json(&["session", "show", &id])["watched"].clone();
    let of = |calls: u32, again: Value| json!([{ "code": "late_disclosure", "since": "2026-11-14", "calls": calls, "again": again }]);
    assert_eq!(watched(&desk), of(0, json!([])));
    // By hand: of these three after it, one has the code; one is Lars's, one lies before the session on its day.
    let later = [
        ("C5", "A1", "2026-11-14T09:00:00Z", "late_disclosure", ""),
        ("C6", "A1", "2026-11-16T09:00:00Z", "", ""),
        ("C7", "A1", "2026-11-17T09:00:00Z", "rude", ""),
        ("C8", "A1", "2026-11-18T09:00:00Z", "", ""),
        ("C9", "A2", "2026-11-18T09:00:00Z", "late_disclosure", ""),
    ];
    let path = desk.write("later.csv", &file(&later));
    desk.run(&["import", &path]).expect(0);
    assert_eq!(watched(&desk), of(3, json!([])));
    let said = desk.run(&["session", "show", &id]).expect(0).out;
    assert!(said.contains("late_disclosure: not again in 3 calls"), "{said}");
    desk.run(&["flag", "add", "C8", "late_disclosure"]).expect(0);
    assert_eq!(watched(&desk), of(3, json!([{ "call_id": "C8", "day": "2026-11-18" }])));
    let said = desk.run(&["session", "show", &id]).expect(0).out;
    assert!(said.contains("late_disclosure: again on C8, 2026-11-18"), "{said}");
    assert_eq!(desk.json(&["agent", "A1"])["watched"], of(3, json!([{ "call_id": "C8", "day": "2026-11-18" }])));
    // A void session watches for nothing.
    desk.run(&["session", "void", &id, "--why", "entered for the wrong agent"]).expect(0);
    assert_eq!(watched(&desk), json!([]));
    assert_eq!(desk.json(&["agent", "A1"])["watched"], json!([]));
}

#[test]
fn a_flagged_session_keeps_no_cadence() {
    let desk = loaded(&AMA);
    let due = |desk: &Desk| desk.json(&["agent", "A1"])["next_due"].clone();
    let before = due(&desk);
    finish(&desk, &answer("2026-11-14T10:00:00Z"));
    assert_eq!(due(&desk), before);
    // A scheduled one on the same words does.
    let mut scheduled = answer("2026-11-16T10:00:00Z");
    scheduled["kind"] = json!("scheduled");
    scheduled["answers_flags"] = json!([]);
    scheduled["action"] = json!("Say the caller's name in the first 30 seconds of every call this week");
    finish(&desk, &scheduled);
    assert_ne!(due(&desk), before);
}

#[test]
fn a_session_on_a_flag_needs_a_moment_of_its_call() {
    // What the evidence is, and whether the session can be finished with it.
    let what = "the disclosure came after the quote";
    for (evidence, ok) in [
        (json!([]), false),
        (json!([{ "call_id": "C2", "what_happened": what }]), false),
        (json!([{ "from_ms": 4000, "what_happened": what }]), false),
        (json!([{ "call_id": "C3", "from_ms": 4000, "what_happened": what }]), false),
        (json!([{ "call_id": "C2", "from_ms": 4000, "what_happened": what }]), true),
        (json!([{ "call_id": "C2", "quote": "and now the price" }]), true),
    ] {
        for mapped in [false, true] {
            let desk = loaded(&AMA);
            if mapped {
                desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0);
            }
            let mut session = answer("2026-11-14T10:00:00Z");
            session["evidence"] = evidence.clone();
            session["no_evidence"] = json!("the recording is gone");
            let path = desk.write("session.json", &session.to_string());
            let ran = desk.run(&["session", "add", &path, "--finish"]);
            assert_eq!(ran.code == 0, ok, "{evidence}, mapped {mapped}: {ran:?}");
        }
    }
}

/// Six marked calls, today the 25th, a clock of 2 days: what each comes to is counted by hand.
fn marked() -> Desk {
    let desk = loaded(&[
        ("C1", "A1", "2026-11-10T09:00:00Z", "", ""),
        ("C2", "A1", "2026-11-11T09:00:00Z", "late_disclosure", ""),
        ("C3", "A1", "2026-11-22T09:00:00Z", "=rude", ""),
        ("C4", "A2", "2026-11-23T09:00:00Z", "", "yes"),
        ("C5", "A2", "2026-11-24T09:00:00Z", "late_disclosure", "yes"),
        ("C6", "A2", "2026-08-01T09:00:00Z", "late_disclosure", ""),
    ]);
    desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0);
    desk
}

fn states(rows: &Value) -> Vec<String> {
    let line = |r: &Value| {
        let of = |key: &str| r[key].to_string().replace('"', "");
        format!(
            "{} {} {} age {} over {} after {}",
            of("call_id"),
            of("kind"),
            of("state"),
            of("age_days"),
            of("overdue_days"),
            of("days_after")
        )
    };
    rows.as_array().expect("rows").iter().map(line).collect()
}

#[test]
fn coverage_says_what_became_of_each_flag() {
    let desk = marked();
    let id = finish(&desk, &answer("2026-11-14T10:00:00Z"));
    let coverage = |args: &[&str]| {
        let all: Vec<&str> = ["trends", "--by", "flag"].iter().chain(args).copied().collect();
        states(&desk.json(&all))
    };
    let coached = "C2 flag coached age 14 over null after 3";
    let wanted = [
        "C3 flag not_coached age 3 over 1 after null",
        "C4 auto_fail pending age 2 over 0 after null",
        "C5 flag pending age 1 over -1 after null",
        coached,
    ];
    assert_eq!(coverage(&[]), wanted, "of the last 90 days");
    assert_eq!(coverage(&["--team", "North"]), wanted);
    assert_eq!(coverage(&["--from", "2026-11-11", "--to", "2026-11-12"]), [coached]);
    let old = coverage(&["--from", "2026-08-01", "--to", "2026-08-02"]);
    assert_eq!(old, ["C6 flag not_coached age 116 over 114 after null"]);
    let rows = desk.json(&["trends", "--by", "flag"]);
    assert_eq!(rows[3]["session"], json!(id));
    assert_eq!(rows[2]["auto_fail"], json!("Compliance"), "marked on the flag's line");
    desk.run(&["session", "void", &id, "--why", "entered for the wrong agent"]).expect(0);
    assert_eq!(
        coverage(&["--from", "2026-11-11", "--to", "2026-11-12"]),
        ["C2 flag not_coached age 14 over 12 after null"]
    );
    // What Today lists is what no session covers: the same calls.
    let due = desk.json(&["due"]);
    let mut open: Vec<&str> = due
        .as_array()
        .expect("a list")
        .iter()
        .filter(|i| i["kind"] == "flag" || i["kind"] == "auto_fail")
        .map(|i| i["subject"].as_str().expect("a call"))
        .collect();
    open.sort_unstable();
    assert_eq!(open, ["C2", "C3", "C4", "C5", "C6"]);
}

#[test]
fn coverage_is_exported_and_no_cell_of_it_is_a_formula() {
    let desk = marked();
    finish(&desk, &answer("2026-11-14T10:00:00Z"));
    let csv = desk.run(&["export", "coverage"]).expect(0).out;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 5, "{csv}");
    assert!(lines[0].starts_with("state,kind,agent,agent_name,team,call_id,day,code,"), "{csv}");
    assert!(lines[1].starts_with("not_coached,flag,A1,Ama Boateng,North,C3,2026-11-22,'=rude,high,"), "{csv}");
    assert!(lines[3].contains(",-1,"), "a number stays one: {csv}");
    let all = desk.run(&["export", "coverage", "--format", "json"]).expect(0).json();
    assert_eq!(all, desk.json(&["trends", "--by", "flag"]));
}

#[test]
fn a_hand_over_takes_the_agent_and_the_history_along() {
    let desk = marked();
    finish(&desk, &answer("2026-11-14T10:00:00Z"));
    let due = |team: &str| -> Vec<String> {
        let rows = desk.json(&["due", "--team", team]);
        let of = |i: &Value| i["agent"].as_str().expect("an agent").to_owned();
        let mut all: Vec<String> = rows.as_array().expect("a list").iter().map(of).collect();
        all.sort();
        all.dedup();
        all
    };
    desk.run(&["people", "team", "A2", "South", "--new"]).expect(0);
    assert_eq!((due("North"), due("South")), (vec!["A1".to_owned()], vec!["A2".to_owned()]));
    // From tomorrow on: today Ama is still the North's.
    desk.run(&["people", "team", "A1", "South", "--from", "2026-11-26"]).expect(0);
    assert_eq!(due("North"), ["A1"]);
    desk.run(&["people", "team", "A1", "South", "--from", "2026-11-25"]).expect(0);
    assert_eq!(due("North"), [] as [&str; 0]);
    assert_eq!(due("South"), ["A1", "A2"]);
    let team = desk.json(&["team", "--team", "South", "--from", "2026-11-09", "--to", "2026-11-26"]);
    let ids: Vec<&str> = team["agents"].as_array().expect("agents").iter().filter_map(|a| a["id"].as_str()).collect();
    assert!(ids.contains(&"A1") && ids.contains(&"A2"), "{ids:?}");
    assert_eq!(desk.json(&["agent", "A1"])["sessions"].as_array().map(Vec::len), Some(1), "the sessions hang on her");
    desk.run(&["people", "supervisor", "South", "Martin O'Shea"]).expect(0);
    let said = desk.run(&["log", "show"]).expect(0).out;
    for words in [
        "Ama Boateng is in team South from 2026-11-25",
        "Lars Nyström is in team South",
        "Martin O'Shea supervises South",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn what_changed_since_the_cycle_before_is_warned_of() {
    let desk = Desk::new();
    desk.run(&["settings", "cadence", "weekly"]).expect(0);
    let row = |n: u32, day: u32, who: &str| {
        format!("E{n},C{n},A1,Ama Boateng,North,{who},grid,2026-11-{day:02}T09:00:00Z,Empathy,50,100,,,\n")
    };
    let rows = [row(1, 10, "Noor"), row(2, 11, "Noor"), row(3, 17, "Noor"), row(4, 18, "Sam")];
    let path = desk.write("scores.csv", &(HEAD.to_owned() + &rows.concat()));
    desk.run(&["import", &path]).expect(0);
    let warned = |from: &str, to: &str| desk.json(&["agent", "A1", "--from", from, "--to", to])["warnings"].to_string();
    let said = warned("2026-11-16", "2026-11-23");
    assert!(said.contains("the evaluators changed: Sam only now"), "{said}");
    assert!(!said.contains("version") && !said.contains("people or AI"), "{said}");
    assert!(!warned("2026-11-09", "2026-11-16").contains("changed"), "nothing came before it");
}

#[test]
fn another_team_in_the_files_is_said_until_it_is_taken_over() {
    let desk = Desk::new();
    let row = |n: u32, team: &str, day: u32| {
        format!("E{n},C{n},A1,Ama Boateng,{team},Noor,grid,2026-11-{day:02}T09:00:00Z,Empathy,50,100,,,\n")
    };
    let path = desk.write("first.csv", &(HEAD.to_owned() + &row(1, "North", 3) + &row(2, "North", 4)));
    desk.run(&["import", &path]).expect(0);
    let told = |desk: &Desk| desk.json(&["people", "list"])[0]["file_team"].clone();
    assert_eq!(told(&desk), Value::Null);
    let path = desk.write("second.csv", &(HEAD.to_owned() + &row(3, "South", 9) + &row(4, "South", 10)));
    let said = desk.run(&["import", &path]).expect(0);
    assert!(said.all().contains("Ama Boateng is in team North, and the file says South"), "{said:?}");
    assert_eq!(desk.json(&["people", "list"])[0]["team"], "North", "people are moved by hand");
    assert_eq!(told(&desk), json!({ "team": "South", "from": "2026-11-09" }));
    // What is decided for a later day than all that the files say stands; so does taking it over.
    desk.run(&["people", "team", "A1", "East", "--new", "--from", "2026-11-20"]).expect(0);
    assert_eq!(told(&desk), Value::Null);
    desk.run(&["people", "team", "A1", "South", "--new", "--from", "2026-11-09"]).expect(0);
    assert_eq!(desk.json(&["people", "list"])[0]["team"], "East", "the later day holds");
    desk.run(&["people", "team", "A1", "West", "--new", "--from", "2026-12-01"]).expect(0);
    assert_eq!(desk.json(&["people", "list"])[0]["next_team"], json!({ "team": "West", "from": "2026-12-01" }));
}

/// Kind and auto-fail of the lines of a call, on coverage and on Today.
fn of_call(desk: &Desk, call: &str) -> (Vec<(String, Value)>, Vec<String>) {
    let rows = |value: Value| value.as_array().expect("a list").clone();
    let kind = |row: &Value| row["kind"].as_str().expect("a kind").to_owned();
    let covered = rows(desk.json(&["trends", "--by", "flag"]));
    let covered = covered.iter().filter(|r| r["call_id"] == call).map(|r| (kind(r), r["auto_fail"].clone())).collect();
    let due = rows(desk.json(&["due"]));
    let marks = |r: &&Value| r["subject"] == call && (r["kind"] == "flag" || r["kind"] == "auto_fail");
    (covered, due.iter().filter(marks).map(kind).collect())
}

#[test]
fn an_auto_fail_and_any_flag_of_its_call_are_one_failure() {
    let one = |kind: &str, fail: Value| (vec![(kind.to_owned(), fail)], vec![kind.to_owned()]);
    // By hand.
    let desk = loaded(&[("C4", "A2", "2026-11-23T09:00:00Z", "", "yes")]);
    assert_eq!(of_call(&desk, "C4"), one("auto_fail", Value::Null));
    desk.run(&["flag", "add", "C4", "no_consent"]).expect(0);
    assert_eq!(of_call(&desk, "C4"), one("flag", json!("Compliance")));
    // Of another evaluation of the call.
    let mut text = file(&[("C4", "A2", "2026-11-23T09:00:00Z", "", "yes")]);
    text.push_str("X4,C4,A2,Lars Nyström,North,Piet,grid,2026-11-23T09:00:00Z,Compliance,80,100,,,\n");
    text.push_str("X4,C4,A2,Lars Nyström,North,Piet,grid,2026-11-23T09:00:00Z,,,,no_consent,high,\n");
    let desk = Desk::new();
    desk.run(&["import", &desk.write("twice.csv", &text)]).expect(0);
    assert_eq!(of_call(&desk, "C4"), one("flag", json!("Compliance")));
    // Another agent's flag on a call that both are scored on does not stand for it.
    let mut text = file(&[("C4", "A2", "2026-11-23T09:00:00Z", "", "yes")]);
    text.push_str("X4,C4,A1,Ama Boateng,North,Piet,grid,2026-11-23T09:00:00Z,Compliance,80,100,,,\n");
    text.push_str("X4,C4,A1,Ama Boateng,North,Piet,grid,2026-11-23T09:00:00Z,,,,no_consent,high,\n");
    let desk = Desk::new();
    desk.run(&["import", &desk.write("shared.csv", &text)]).expect(0);
    let (mut covered, mut due) = of_call(&desk, "C4");
    covered.sort_by(|a, b| a.0.cmp(&b.0));
    due.sort();
    assert_eq!(covered, [("auto_fail".to_owned(), Value::Null), ("flag".to_owned(), Value::Null)]);
    assert_eq!(due, ["auto_fail", "flag"]);
}

/// Ama's four calls on Default, and one of Lars's on Sales, which scores Closing.
fn two_scorecards() -> Desk {
    let desk = loaded(&AMA);
    let head = HEAD.replace("evaluator,", "evaluator,scorecard,");
    let sales = "ES,S1,A2,Lars Nyström,North,Noor,Sales,grid,2026-11-12T09:00:00Z,Closing,70,100,,,\n";
    desk.run(&["import", &desk.write("sales.csv", &format!("{head}{sales}"))]).expect(0);
    desk
}

#[test]
fn a_flag_by_hand_takes_a_dimension_of_any_scorecard() {
    let desk = two_scorecards();
    for (code, dimension, key) in
        [("a", "Closing", "closing"), ("b", "closing", "closing"), ("c", "EMPATHY", "empathy")]
    {
        desk.run(&["flag", "add", "S1", code, "--dimension", dimension]).expect(0);
        let flags = desk.json(&["call", "S1"])["flags"].clone();
        let flag = flags.as_array().expect("flags").iter().find(|f| f["code"] == code).expect("it").clone();
        assert_eq!(flag["dimension"], key, "{code}");
    }
    let refused = desk.run(&["flag", "add", "S1", "d", "--dimension", "Charm"]).expect(1);
    assert!(refused.err.contains("no scorecard has a dimension “Charm”"), "{refused:?}");
}

#[test]
fn a_flag_on_another_scorecards_dimension_gives_no_focus_and_that_is_said() {
    let desk = two_scorecards();
    let said = desk.run(&["flag", "map", "late_disclosure", "Closing"]).expect(0).err;
    assert!(said.contains("belongs to Closing of Sales: a session on that scorecard"), "{said}");
    assert!(said.contains("on another scorecard the scores choose"), "{said}");
    let path = desk.write("session.json", &answer("2026-11-14T10:00:00Z").to_string());
    let ran = desk.run(&["session", "add", &path, "--finish"]).expect(0);
    assert!(ran.err.contains("late_disclosure is on Closing, which Default does not score"), "{}", ran.err);
    assert!(ran.err.contains("the focus that is proposed is Empathy"), "{}", ran.err);
    let shown = desk.json(&["session", "show", ran.out.trim()]);
    assert_eq!(shown["focus"], json!({ "dimension": "empathy", "suggested": "empathy", "reason": null }));
    // On one's own scorecard there is nothing to say.
    let desk = two_scorecards();
    let said = desk.run(&["flag", "map", "late_disclosure", "Compliance"]).expect(0).err;
    assert!(said.contains("belongs to Compliance of Default"), "{said}");
    let path = desk.write("session.json", &answer("2026-11-14T10:00:00Z").to_string());
    let ran = desk.run(&["session", "add", &path, "--finish"]).expect(0);
    assert!(!ran.err.contains("does not score"), "{}", ran.err);
}
