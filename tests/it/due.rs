//! What is due, since when, and what is put off.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Desk, Ran};

const HEAD: &str =
    "evaluation_id,call_id,agent_id,agent_name,team,call_started_at,evaluated_at,dimension,earned,possible,flag\n";

/// Runs at another time than the usual one.
fn at(desk: &Desk, now: &str, args: &[&str]) -> Ran {
    let mut command = desk.command();
    let out = command.env("COACHLOG_NOW", now).arg("--db").arg(&desk.db).args(args).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: out.status.code().expect("a code"), out: text(out.stdout), err: text(out.stderr) }
}

fn of(list: &Value, kind: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().filter(|d| d["kind"] == kind).cloned().collect()
}

/// Evaluations of Ada, a call each on these days of November, low on Empathy.
fn file(desk: &Desk, name: &str, days: &[u32], flag: &str) -> String {
    let mut text = HEAD.to_owned();
    for day in days {
        for (dimension, earned) in [("Empathy", 60), ("Discovery", 70)] {
            let flag = if dimension == "Discovery" { flag } else { "" };
            let _ = writeln!(
                text,
                "E{day},C{day},A1,Ada,North,2026-11-{day}T10:00:00Z,2026-11-{day},{dimension},{earned},100,{flag}"
            );
        }
    }
    desk.write(name, &text)
}

fn session(desk: &Desk, changes: &Value) -> String {
    let mut session = json!({
        "agent": "A1", "cycle": { "from": "2026-11-09", "to": "2026-11-16" }, "behavior": "passes over what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": "C11", "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    });
    for (key, value) in changes.as_object().expect("an object") {
        session[key] = value.clone();
    }
    let ran = desk.feed(&["session", "add", "-", "--finish", "--json"], &session.to_string()).expect(0);
    ran.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_first_session_is_due_from_the_day_on_which_the_scores_came_into_the_file() {
    let desk = Desk::new();
    let old = "E1,C1,B1,Ben,North,2026-08-03T10:00:00Z,2026-08-03,Empathy,50,100,\n";
    let path = desk.write("old.csv", &format!("{HEAD}{old}"));
    desk.run(&["import", &path]).expect(0);
    let due = &of(&desk.json(&["due"]), "session")[0];
    assert_eq!(
        (&due["since"], &due["due"], &due["overdue_days"]),
        (&json!("2026-11-25"), &json!("2026-11-25"), &json!(0))
    );
    let why = due["why"].as_str().expect("words");
    assert!(why.starts_with("first session; scores since 3 Aug; "), "{why}");
    // The clock runs from then on, and another look at the same file does not set it back.
    at(&desk, "2026-11-27T12:00:00Z", &["import", &path]).expect(0);
    let later = at(&desk, "2026-11-28T12:00:00Z", &["due", "--json"]).expect(0).json();
    assert_eq!(of(&later, "session")[0]["overdue_days"], 3);
    // Calls of this week: a cadence first.
    let new = "E2,C2,D1,Dee,North,2026-11-24T10:00:00Z,2026-11-24,Empathy,50,100,\n";
    desk.run(&["import", &desk.write("new.csv", &format!("{HEAD}{new}"))]).expect(0);
    assert!(of(&desk.json(&["due"]), "session").iter().all(|d| d["agent"] != "D1"));
}

#[test]
fn a_flagged_calls_session_keeps_no_cadence_and_takes_up_no_other_dimensions_action() {
    let desk = Desk::new();
    desk.run(&["import", &file(&desk, "scores.csv", &[11, 12, 13], "late_disclosure")]).expect(0);
    let flagged = |held: &str, dimension: &str, call: &str| {
        json!({
            "kind": "flagged_call", "held_at": held, "focus": { "dimension": dimension },
            "answers_flags": [{ "call_id": call, "code": "late_disclosure" }],
            "action": "Ask two open questions before quoting on every call this week",
            "evidence": [{ "call_id": call, "from_ms": 31000, "what_happened": "disclosed after the quote" }],
        })
    };
    session(&desk, &flagged("2026-11-17T10:00:00Z", "discovery", "C12"));
    let due = of(&desk.json(&["due"]), "session");
    assert_eq!(due.len(), 1);
    let why = due[0]["why"].as_str().expect("words");
    assert!(why.starts_with("first session beside a flagged call's; "), "{why}");
    // A session of the cadence, whose action ended on the 22nd; then another flag's.
    let regular = session(&desk, &json!({ "held_at": "2026-11-18T10:00:00Z", "focus": { "dimension": "empathy" } }));
    session(&desk, &flagged("2026-11-19T10:00:00Z", "discovery", "C13"));
    assert!(of(&desk.json(&["due"]), "session").is_empty());
    let all = at(&desk, "2026-12-02T12:00:00Z", &["due", "--json"]).expect(0).json();
    let next = of(&all, "session");
    assert_eq!(next[0]["due"], "2026-12-02");
    assert!(next[0]["why"].as_str().expect("words").starts_with("bi-weekly session; "), "{next:?}");
    // Of Discovery the later agreement alone, of Empathy its own.
    let ended = of(&desk.json(&["due"]), "action");
    assert_eq!(ended.len(), 2, "{ended:?}");
    assert!(ended.iter().any(|d| d["subject"] == regular.as_str()));
    // The next one on Empathy takes it up.
    session(
        &desk,
        &json!({
            "held_at": "2026-11-20T10:00:00Z", "kind": "follow_up", "focus": { "dimension": "empathy" },
            "evidence": [{ "call_id": "C13", "from_ms": 500, "what_happened": "passed over the caller's name" }],
            "action": "Use the caller's name in the first 30 seconds of every call by 9 Dec",
        }),
    );
    let ended = of(&desk.json(&["due"]), "action");
    assert!(ended.len() == 1 && ended[0]["subject"] != regular.as_str(), "{ended:?}");
}

#[test]
fn what_is_put_off_comes_back_on_its_day_with_its_whole_age() {
    let desk = Desk::new();
    // A call without an ID is told by its evaluation.
    let text = file(&desk, "x.csv", &[11, 12, 13], "late_disclosure");
    let text = std::fs::read_to_string(text).expect("it reads");
    let bare: String = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let kept: Vec<&str> = cells.iter().enumerate().filter(|(i, _)| *i != 1).map(|(_, c)| *c).collect();
            kept.join(",") + "\n"
        })
        .collect();
    let path = desk.write("scores.csv", &bare);
    desk.run(&["import", &path]).expect(0);
    let flags = of(&desk.json(&["due"]), "flag");
    let subjects: Vec<&str> = flags.iter().map(|d| d["subject"].as_str().expect("a subject")).collect();
    assert_eq!(subjects, ["grid/E11", "grid/E12", "grid/E13"]);
    assert!(flags.iter().all(|d| d["why"].as_str().expect("words").contains("a call without an ID")));

    let many =
        desk.run(&["snooze", "flag", "A1", "--until", "2026-11-30", "--why", "waits for the recording"]).expect(1);
    assert!(many.err.contains("which flag? There are grid/E11/late_disclosure, "), "{}", many.err);
    let put_off =
        desk.run(&["snooze", "flag", "Ada", "grid/E12", "--until", "2026-11-30", "--why", "waits for the recording"]);
    let said = put_off.expect(0).err;
    assert!(said.contains("flag of Ada is put off until 2026-11-30; the log keeps why"), "{said}");
    // It says the same after the file is read again.
    desk.run(&["import", &path]).expect(0);
    assert_eq!(of(&desk.json(&["due"]), "flag").len(), 2);
    let all = of(&desk.json(&["due", "--all"]), "flag");
    let waiting = all.iter().find(|d| d["subject"] == "grid/E12").expect("it is listed");
    assert_eq!(
        (&waiting["snoozed_until"], &waiting["snoozed_why"]),
        (&json!("2026-11-30"), &json!("waits for the recording"))
    );
    assert!(desk.run(&["due", "--all"]).expect(0).out.contains("put off until 2026-11-30"));
    assert!(desk.run(&["log", "show"]).expect(0).out.contains("waits for the recording"));
    // The call was on the 12th, the clock allows two days.
    let back = of(&at(&desk, "2026-11-30T00:00:00Z", &["due", "--json"]).expect(0).json(), "flag");
    let back = back.iter().find(|d| d["subject"] == "grid/E12").expect("it is due again");
    assert_eq!(back["overdue_days"], 16);

    desk.run(&["snooze", "flag", "A1", "grid/E12", "--wake"]).expect(0);
    assert_eq!(of(&desk.json(&["due"]), "flag").len(), 3);
    desk.run(&["log", "verify"]).expect(4);
    for (args, code, words) in [
        (&["snooze", "flag", "A1", "grid/E12", "--wake"][..], 1, "that is not put off"),
        (&["snooze", "flag", "A1", "E99", "--until", "2026-11-30", "--why", "some reason"], 1, "no flag about “E99”"),
        (&["snooze", "flag", "A1", "grid/E12", "--until", "2026-11-25", "--why", "some reason"], 1, "not after today"),
        (&["snooze", "flag", "A1", "grid/E12", "--until", "2026-11-30", "--why", "x"], 1, "in a few words"),
        (&["snooze", "thing", "A1", "--until", "2026-11-30", "--why", "some reason"], 2, "is no kind"),
    ] {
        let before = desk.dump();
        let ran = desk.run(args).expect(code);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
        assert_eq!(desk.dump(), before, "{args:?}");
    }
}

#[test]
fn new_scores_are_those_that_no_file_held_before_the_last_session() {
    let desk = Desk::new();
    let first = file(&desk, "first.csv", &[11, 12, 13], "");
    desk.run(&["import", &first]).expect(0);
    session(&desk, &json!({}));
    let new = |now: &str| of(&at(&desk, now, &["due", "--json"]).expect(0).json(), "new_scores");
    assert!(new("2026-11-26T12:00:00Z").is_empty());
    // The same again, one of them corrected, and two that are new: of any day.
    let more = file(&desk, "more.csv", &[11, 12, 13, 14, 24], "");
    let text = std::fs::read_to_string(&more).expect("it reads");
    let corrected =
        text.replace("2026-11-12,Empathy,60", "2026-11-25,Empathy,90").replace("2026-11-12,Disc", "2026-11-25,Disc");
    assert_ne!(text, corrected);
    let more = desk.write("more.csv", &corrected);
    at(&desk, "2026-11-26T11:00:00Z", &["import", &more]).expect(0);
    let found = new("2026-11-26T12:00:00Z");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["why"], "2 newly scored calls came in since the session of 25 Nov");
    // Once the session comes near, that says enough.
    assert!(new("2026-12-05T12:00:00Z").is_empty());
}

#[test]
fn a_session_that_is_put_off_leaves_those_after_it_on_the_list() {
    let desk = Desk::new();
    desk.run(&["import", &file(&desk, "scores.csv", &[11, 12, 13], "")]).expect(0);
    let keys = |now: &str| -> Vec<String> {
        let due = of(&at(&desk, now, &["due", "--json"]).expect(0).json(), "session");
        due.iter().map(|d| d["key"].as_str().expect("a key").to_owned()).collect()
    };
    assert_eq!(keys("2026-11-25T12:00:00Z"), ["A1/first"]);
    // By the agent alone it is found.
    let put_off = ["snooze", "session", "A1", "--until", "2027-01-20", "--why", "waits for the new recordings"];
    desk.run(&put_off).expect(0);
    assert!(keys("2026-11-25T12:00:00Z").is_empty());
    let first = session(&desk, &json!({ "held_at": "2026-11-25T10:00:00Z" }));
    // Two weeks on the next one is due, and nobody put that off.
    assert_eq!(keys("2026-12-10T12:00:00Z"), [format!("A1/{first}")]);
    at(&desk, "2026-12-10T12:00:00Z", &put_off).expect(0);
    assert!(keys("2026-12-11T12:00:00Z").is_empty());
    // One that answers a flag alone keeps no cadence: it is the same session that waits.
    let flagged = json!({ "kind": "flagged_call", "held_at": "2026-11-25T11:00:00Z", "focus": { "dimension": "discovery" },
        "action": "Ask two open questions before quoting on every call this week",
        "evidence": [{ "call_id": "C12", "from_ms": 31000, "what_happened": "asked nothing" }] });
    desk.feed(&["session", "add", "-", "--finish"], &{
        let mut whole = json!({ "agent": "A1", "cycle": { "from": "2026-11-09", "to": "2026-11-16" },
            "behavior": "quotes before asking" });
        for (key, value) in flagged.as_object().expect("an object") {
            whole[key] = value.clone();
        }
        whole["focus"]["reason"] = json!("it was asked for by quality");
        whole.to_string()
    })
    .expect(0);
    assert!(keys("2026-12-11T12:00:00Z").is_empty());
}

#[test]
fn a_stuck_dimension_is_told_by_the_session_that_left_it_so() {
    let desk = Desk::copy_of(crate::support::demo());
    let stuck = of(&desk.json(&["due", "--all"]), "stuck");
    assert!(!stuck.is_empty(), "the demo has one");
    let sessions = desk.json(&["sessions"]);
    for item in stuck {
        let (subject, key) = (item["subject"].as_str().expect("a subject"), item["key"].as_str().expect("a key"));
        let own = sessions.as_array().expect("a list").iter();
        let last = own
            .filter(|s| s["agent"] == item["agent"] && s["focus"] == subject && s["status"] != "void")
            .max_by_key(|s| s["held_at"].as_str().expect("a time").to_owned())
            .expect("a session");
        assert_eq!(key, format!("{subject}/{}", last["id"].as_str().expect("an id")));
    }
}

#[test]
fn nothing_is_put_off_beyond_its_last_day() {
    let desk = Desk::new();
    desk.run(&["import", &file(&desk, "scores.csv", &[11], "late_disclosure")]).expect(0);
    let until =
        |kind: &str, day: &str| desk.run(&["snooze", kind, "A1", "--until", day, "--why", "the agent is on leave"]);
    // 30 and 90 days after the 25th of November.
    for (kind, last, far) in [("flag", "2026-12-25", "2026-12-26"), ("session", "2027-02-23", "2027-02-24")] {
        let before = desk.dump();
        for far in [far, "2126-01-01"] {
            let said = until(kind, far).expect(1).err;
            assert!(said.contains(&format!("the last day until which that can be put off is {last}")), "{said}");
        }
        assert_eq!(desk.dump(), before);
        until(kind, last).expect(0);
    }
}

#[test]
fn new_scores_are_put_off_and_come_back() {
    let desk = Desk::new();
    desk.run(&["import", &file(&desk, "first.csv", &[11, 12, 13], "")]).expect(0);
    session(&desk, &json!({}));
    let now = |args: &[&str]| at(&desk, "2026-11-26T12:00:00Z", args).expect(0);
    now(&["import", &file(&desk, "more.csv", &[14], "")]);
    let news = |args: &[&str]| of(&now(args).json(), "new_scores");
    assert_eq!(news(&["due", "--json"]).len(), 1);
    now(&["snooze", "new_scores", "A1", "--until", "2026-11-29", "--why", "the lead looks at them"]);
    assert_eq!(news(&["due", "--json"]), [] as [Value; 0]);
    let all = news(&["due", "--all", "--json"]);
    assert_eq!(
        (&all[0]["snoozed_until"], &all[0]["snoozed_why"]),
        (&json!("2026-11-29"), &json!("the lead looks at them"))
    );
    let later = at(&desk, "2026-11-29T12:00:00Z", &["due", "--json"]).expect(0).json();
    assert_eq!(of(&later, "new_scores").len(), 1);
    now(&["snooze", "new_scores", "A1", "--wake"]);
    assert_eq!(news(&["due", "--json"]).len(), 1);
}

#[test]
fn a_corrected_import_does_not_make_a_late_first_session_young_again() {
    let desk = Desk::new();
    let scores = |name: &str, earned: u32| {
        let line = format!("E1,C1,B1,Ben,North,2026-08-03T10:00:00Z,2026-08-{earned:02},Empathy,{earned},100,\n");
        desk.write(name, &format!("{HEAD}{line}"))
    };
    desk.run(&["import", &scores("first.csv", 10)]).expect(0);
    at(&desk, "2026-11-30T12:00:00Z", &["import", &scores("corrected.csv", 20)]).expect(0);
    let over = || {
        let due = at(&desk, "2026-12-02T12:00:00Z", &["due", "--json"]).expect(0).json();
        of(&due, "session")[0]["overdue_days"].clone()
    };
    // Since the 25th, when the first file came.
    assert_eq!(over(), 7);
    // Undone, it was never there.
    at(&desk, "2026-12-02T11:00:00Z", &["imports", "undo", "1", "--reason", "the wrong file"]).expect(0);
    assert_eq!(over(), 2);
}

#[test]
fn a_dispute_is_as_old_as_its_day_in_the_files_zone() {
    let desk = Desk::new();
    desk.run(&["settings", "zone", "Asia/Tokyo"]).expect(0);
    desk.run(&["import", &file(&desk, "scores.csv", &[11], "")]).expect(0);
    // The 26th has begun in Tokyo.
    at(&desk, "2026-11-25T20:00:00Z", &["dispute", "open", "E11", "empathy", "--note", "the line was bad"]).expect(0);
    let due = at(&desk, "2026-11-25T21:00:00Z", &["due", "--json"]).expect(0).json();
    let dispute = &of(&due, "dispute")[0];
    assert_eq!((&dispute["since"], &dispute["overdue_days"]), (&json!("2026-11-26"), &json!(0)));
    let call = at(&desk, "2026-11-25T21:00:00Z", &["call", "C11", "--json"]).expect(0).json();
    let scores = call["evaluations"][0]["scores"].as_array().expect("scores").clone();
    let score = scores.iter().find(|s| s["key"] == "empathy").expect("it");
    assert_eq!(score["dispute"]["opened_on"], "2026-11-26");
}
