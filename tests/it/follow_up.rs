//! What follows a locked session, from the shell: amendments, sign-offs, next steps, the page and the date.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Desk;

/// Ada is low on Empathy: 61 to 64 before the session of 14 November, `after` since then.
fn desk(after: &[u32]) -> Desk {
    let desk = Desk::new();
    let mut text =
        "evaluation_id,call_id,agent_id,agent_name,team,call_started_at,evaluated_at,dimension,earned,possible\n"
            .to_owned();
    let mut call = |n: usize, day: usize, empathy: u32| {
        for (dimension, earned) in [("Empathy", empathy), ("Compliance", 100), ("Discovery", 90)] {
            let _ = writeln!(
                text,
                "E{n},C{n},A1,Ada,North,2026-11-{day:02}T10:00:00Z,2026-11-{day:02},{dimension},{earned},100"
            );
        }
    };
    for n in 1..=4 {
        call(n, 9 + n, 60 + u32::try_from(n).expect("small"));
    }
    for (i, empathy) in after.iter().enumerate() {
        call(5 + i, 15 + i, *empathy);
    }
    let _ = writeln!(text, "B1,B1,B7,Ben,North,2026-11-12T10:00:00Z,2026-11-12,Empathy,90,100");
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    desk
}

/// Held on the 14th, its check agreed for the 24th against 75.
fn session(desk: &Desk) -> String {
    let session = json!({
        "agent": "A1",
        "held_at": "2026-11-14T12:00:00Z",
        "cycle": { "from": "2026-11-09", "to": "2026-11-15" },
        "behavior": "goes on without a word for what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": 75, "on": "2026-11-24" },
        "strength": "Discovery is at its target",
        "next_session": "2026-11-28",
        "note": "agreed calmly",
        "evidence": [{ "call_id": "C1", "from_ms": 12000, "quote": "so where did it happen", "speaker": "agent" }],
    });
    let ran = desk.feed(&["session", "add", "-", "--finish", "--json"], &session.to_string()).expect(0);
    ran.json()["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn amend(desk: &Desk, id: &str, field: &str, new: &str) -> String {
    let args = ["session", "amend", id, "--field", field, "--new", new, "--why", "agreed a day later"];
    desk.run(&args).expect(0).err
}

#[track_caller]
fn refused(desk: &Desk, args: &[&str], words: &str) {
    let before = desk.count("event");
    let ran = desk.run(args).expect(1);
    assert!(ran.err.contains(words), "{words}: {}", ran.err);
    assert_eq!(desk.count("event"), before, "nothing was written");
}

/// The chain and the tables agree; only an outside checkpoint is missing.
#[track_caller]
fn intact(desk: &Desk) {
    let ran = desk.run(&["log", "verify"]);
    assert_eq!(ran.code, 4, "{}", ran.all());
}

#[test]
fn an_amendment_stands_beside_what_was_locked_and_lists_follow_it() {
    let desk = desk(&[]);
    let id = session(&desk);
    let before = desk.json(&["session", "show", &id]);
    for (field, new) in [
        ("behavior", "talks over the caller"),
        ("action", "Say back the caller's own words before the first question on every call this week"),
        ("due", "fri"),
        ("check-threshold", "82.5 %"),
        ("check-on", "+7d"),
        ("strength", "Discovery, twice"),
        ("next-session", "2026-12-18"),
        ("note", "agreed after a pause"),
    ] {
        amend(&desk, &id, field, new);
    }
    let after = desk.json(&["session", "show", &id]);
    // What was locked stays as it was.
    for key in ["behavior", "action", "due", "check", "strength", "next_session", "note", "evidence", "dimensions"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let all: Vec<(Value, Value, Value)> = after["amendments"]
        .as_array()
        .expect("amendments")
        .iter()
        .map(|a| (a["field"].clone(), a["old"].clone(), a["new"].clone()))
        .collect();
    // 25 November 2026 is a Wednesday; the action's own words ended on Sunday the 15th.
    assert_eq!(all[2], (json!("due"), json!("2026-11-15"), json!("2026-11-27")));
    assert_eq!(all[3], (json!("check_threshold"), json!("75"), json!("82.5")));
    assert_eq!(all[4], (json!("check_on"), json!("2026-11-24"), json!("2026-12-02")));
    let first = &after["amendments"][0];
    assert_eq!((&first["by"], &first["reason"]), (&json!("tester"), &json!("agreed a day later")));
    let line = &desk.json(&["sessions"])[0];
    assert_eq!((&line["due"], &line["action"]), (&json!("2026-11-27"), &all[1].2));
    let page = desk.run(&["report", "session", &id]).expect(0).out;
    for words in [
        "Fri 27 Nov 2026",
        "Empathy at least 82.5 on Wed 2 Dec 2026",
        "was: Sun 15 Nov 2026",
        "why: agreed a day later · tester, Wed 25 Nov 2026",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    refused(&desk, &["session", "check", &id], "2026-12-02");
    intact(&desk);
}

#[test]
fn lists_and_the_check_stand_on_the_amended_dates() {
    let kinds = |desk: &Desk| -> Vec<(String, String)> {
        let due = desk.json(&["due"]);
        let all = due.as_array().expect("a list").iter();
        let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        all.map(|d| (word(&d["kind"]), word(&d["due"]))).filter(|(k, _)| k == "check" || k == "action").collect()
    };
    let desk = desk(&[90, 92, 94, 96]);
    let id = session(&desk);
    assert!(kinds(&desk).contains(&("check".to_owned(), "2026-11-24".to_owned())));
    amend(&desk, &id, "check-on", "2026-12-04");
    assert!(!kinds(&desk).contains(&("check".to_owned(), "2026-11-24".to_owned())), "{:?}", kinds(&desk));
    amend(&desk, &id, "check-on", "2026-11-16");
    amend(&desk, &id, "check-threshold", "95");
    // Only the calls of the 15th and 16th are before the amended day's end: 90 and 92.
    desk.run(&["session", "check", &id]).expect(0);
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!(shown["checked"], json!({ "on": "2026-11-25", "current": 91.0, "n": 2, "met": false }));
    // What the check stood on is not amended any more.
    let why = ["--why", "it was another one"];
    for (field, new) in [("check-threshold", "90"), ("check-on", "2026-12-04")] {
        let args = [&["session", "amend", &id, "--field", field, "--new", new][..], &why].concat();
        refused(&desk, &args, "is not amended any more");
    }
    intact(&desk);
}

#[test]
fn an_amendment_is_judged_as_the_form_is() {
    let desk = desk(&[]);
    let id = session(&desk);
    let with = |more: &[&'static str]| {
        [&["session", "amend"][..], &[id.as_str()], more].concat().iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()
    };
    for (more, words) in [
        (&["--field", "due", "--new", "2026-11-13", "--why", "a slip of the pen"][..], "before the session"),
        (&["--field", "check-on", "--new", "2026-11-14", "--why", "a slip of the pen"], "not after the session"),
        (&["--field", "next-session", "--new", "2026-11-14", "--why", "a slip of the pen"], "not after this one"),
        (&["--field", "due", "--new", "soon", "--why", "a slip of the pen"], "soon"),
        (&["--field", "check-threshold", "--new", "101", "--why", "a slip of the pen"], "percent from 0 to 100"),
        (&["--field", "check-threshold", "--new", "high", "--why", "a slip of the pen"], "percent from 0 to 100"),
        (&["--field", "behavior", "--new", " ", "--why", "a slip of the pen"], "say what the behavior is to be"),
        (&["--field", "note", "--new", "agreed loudly", "--why", "no"], "why it is amended"),
        (&["--field", "note", "--new", "agreed calmly", "--why", "a slip of the pen"], "already"),
        (&["--field", "evidence", "--call", "B1", "--quote", "x", "--why", "a slip of the pen"], "is Ben's, not Ada's"),
        (
            &["--field", "evidence", "--call", "C2", "--why", "a slip of the pen"],
            "a quote, or what happened, is missing",
        ),
        (
            &["--field", "evidence", "--call", "C2", "--at", "late", "--quote", "x", "--why", "a slip"],
            "no place in a call",
        ),
    ] {
        let args = with(more);
        refused(&desk, &args.iter().map(String::as_str).collect::<Vec<_>>(), words);
    }
    desk.run(&["session", "amend", &id, "--field", "note", "--new", "x", "--call", "C2", "--why", "a slip of the pen"])
        .expect(2);
    // An action that is not specific stands for the reason, and that is said.
    let said = amend(&desk, &id, "action", "work on empathy");
    assert!(said.contains("it is not specific, and stands for the reason given"), "{said}");
    let args =
        ["--field", "evidence", "--call", "C2", "--at", "0:40-0:52", "--quote", "and then", "--why", "he asked for it"];
    desk.run(&[&["session", "amend", &id][..], &args].concat()).expect(0);
    let added = &desk.json(&["session", "show", &id])["amendments"][1]["evidence"];
    assert_eq!(
        (&added["call_id"], &added["from_ms"], &added["dimension"]),
        (&json!("C2"), &json!(40000), &json!("empathy"))
    );
    assert_eq!(added["call_started_at"], "2026-11-11T10:00:00Z");
    desk.run(&["session", "void", &id, "--why", "the wrong agent"]).expect(0);
    refused(&desk, &["session", "amend", &id, "--field", "note", "--new", "x y", "--why", "a slip of the pen"], "void");
    intact(&desk);
}

#[test]
fn closing_freezes_the_outcome_where_the_check_has_not() {
    let desk = desk(&[90, 92, 94, 96]);
    let id = session(&desk);
    let due = |desk: &Desk| {
        let all = desk.json(&["due"]);
        let of = |d: &Value| ["check", "action"].iter().any(|k| d["kind"] == *k);
        all.as_array().expect("a list").iter().filter(|d| of(d)).count()
    };
    assert!(due(&desk) > 0);
    refused(&desk, &["session", "next", &id, "--step", "other-cause"], "which cause");
    desk.run(&["session", "next", &id, "--step", "other-cause", "--cause", "tool"]).expect(0);
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!((&shown["next_step"], &shown["cause"]), (&json!("other_cause"), &json!("tool")));
    assert_eq!(shown["outcome"]["final"], false, "nothing is frozen by that");
    refused(&desk, &["session", "next", &id, "--step", "close", "--cause", "tool"], "no cause");
    desk.run(&["session", "next", &id, "--step", "close"]).expect(0);
    refused(&desk, &["session", "next", &id, "--step", "close"], "already");
    assert_eq!(due(&desk), 0, "{}", desk.json(&["due"]));
    let closed = desk.json(&["session", "show", &id])["outcome"].clone();
    assert_eq!(closed["final"], true);
    refused(&desk, &["session", "check", &id], "closed");
    // Scores that come later change nothing of it.
    let later = "evaluation_id,call_id,agent_id,agent_name,team,call_started_at,evaluated_at,dimension,earned,possible\n\
                 L1,L1,A1,Ada,North,2026-11-20T10:00:00Z,2026-11-20,Empathy,0,100\n";
    let file = desk.write("later.csv", later);
    desk.run(&["import", &file]).expect(0);
    assert_eq!(desk.json(&["session", "show", &id])["outcome"], closed);
    // Another step opens it again: it is due once more, and its outcome goes on.
    desk.run(&["session", "next", &id, "--step", "continue"]).expect(0);
    assert!(due(&desk) > 0);
    assert_eq!(desk.json(&["session", "show", &id])["outcome"]["final"], false);
    desk.run(&["session", "check", &id]).expect(0);
    let checked = desk.json(&["session", "show", &id]);
    assert_eq!(checked["outcome"]["final"], true);
    // 90, 92, 94, 96 and 0.
    assert_eq!((&checked["checked"]["current"], &checked["checked"]["n"]), (&json!(74.4), &json!(5)));
    let told = desk.run(&["session", "show", &id]).expect(0).out;
    assert!(told.contains("2026-11-25: 74.4 of 75 on 5 calls, not reached"), "{told}");
    intact(&desk);
}

#[test]
fn a_page_signed_by_hand_is_on_record_with_its_place() {
    let desk = desk(&[]);
    let id = session(&desk);
    refused(&desk, &["session", "sign", &id, "--how", "refused", "--page", "binder 14"], "says agrees or disagrees");
    desk.run(&["session", "sign", &id, "--how", "disagrees", "--comment", "I was not told", "--page", "binder 14"])
        .expect(0);
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!((&shown["sign_off"], &shown["page"]), (&json!("disagrees"), &json!("binder 14")));
    refused(&desk, &["session", "sign", &id, "--how", "agrees"], "signed once");
    let page = desk.run(&["report", "session", &id]).expect(0).out;
    assert!(page.contains("on the page signed by hand that is kept at: binder 14"), "{page}");
    let log = desk.run(&["log", "show", "signed"]).expect(0).out;
    assert!(log.contains("signed: disagrees, on the page binder 14"), "{log}");
    intact(&desk);
}

#[test]
fn the_page_is_written_in_three_forms_and_names_the_logs_check_code() {
    let desk = desk(&[]);
    let id = session(&desk);
    // The session is the log's newest record: its code is the head's.
    let verified = desk.run(&["log", "verify"]).out;
    let code = verified.split("check code ").nth(1).and_then(|rest| rest.get(..9)).expect("a code").to_owned();
    for format in ["text", "md", "html"] {
        let page = desk.run(&["report", "session", &id, "--format", format]).expect(0).out;
        assert!(page.contains(&code) && page.contains(&id), "{code}: {page}");
        let out = desk.path(&format!("page.{format}"));
        let named = out.to_string_lossy().into_owned();
        desk.run(&["report", "session", &id, "--format", format, "--out", &named]).expect(0);
        assert_eq!(std::fs::read_to_string(out).expect("a page"), page);
        let hidden = desk.run(&["report", "session", &id, "--format", format, "--hide-customer-words"]).expect(0).out;
        assert!(hidden.contains("so where did it happen"), "the agent's own words stay: {hidden}");
    }
    insta::assert_snapshot!(
        "the_agents_page",
        desk.run(&["report", "session", &id]).expect(0).out.replace(&id, "ID").replace(&code, "CODE")
    );
}

#[test]
fn the_next_date_goes_out_as_a_calendar_file() {
    let desk = desk(&[]);
    let id = session(&desk);
    desk.run(&["settings", "zone", "Europe/London"]).expect(0);
    let day = desk.run(&["session", "invite", &id]).expect(0).out;
    let expected = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//coachlog//coachlog//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n\
         UID:{id}-next@coachlog\r\nDTSTAMP:20261125T120000Z\r\nSEQUENCE:29926800\r\nDTSTART;VALUE=DATE:20261128\r\n\
         DTEND;VALUE=DATE:20261129\r\nSUMMARY:Coaching session: Ada\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    assert_eq!(day, expected);
    amend(&desk, &id, "next-session", "2026-12-18");
    let out = desk.path("next.ics").to_string_lossy().into_owned();
    desk.run(&["session", "invite", &id, "--at", "2:30 pm", "--out", &out]).expect(0);
    let file = std::fs::read_to_string(out).expect("a file");
    assert!(file.contains("\r\nDTSTART:20261218T143000Z\r\n"), "{file}");
    refused(&desk, &["session", "invite", &id, "--at", "noonish"], "no time of day");
}

#[test]
fn a_score_is_disputed_once_and_again_after_it_was_settled() {
    let desk = desk(&[]);
    let open = ["dispute", "open", "E1", "empathy", "--note", "the line was bad"];
    let said = desk.run(&open).expect(0).err;
    refused(&desk, &open, "in dispute already");
    refused(&desk, &["dispute", "open", "E2", "empathy", "--note", " "], "say what is disputed");
    let id = said.split("dispute close ").nth(1).expect("an id").split_whitespace().next().expect("an id").to_owned();
    desk.run(&["dispute", "close", &id, "upheld", "--note", "heard again"]).expect(0);
    desk.run(&open).expect(0);
    let shown = desk.json(&["call", "C1"]);
    let score = shown["evaluations"][0]["scores"].as_array().expect("scores").iter().find(|s| s["key"] == "empathy");
    assert_eq!(score.expect("a score")["dispute"]["state"], "open", "the newest one is shown: {shown}");
    intact(&desk);
}

#[test]
fn a_dispute_that_a_newer_version_closed_is_open_again_once_that_is_undone() {
    let desk = desk(&[]);
    let states = || {
        let shown = desk.json(&["call", "C1"]);
        let scores = shown["evaluations"][0]["scores"].as_array().expect("scores").clone();
        scores.iter().find(|s| s["key"] == "empathy").map(|s| s["dispute"]["state"].clone()).expect("a score")
    };
    let waits = || desk.json(&["due"]).as_array().expect("a list").iter().filter(|d| d["kind"] == "dispute").count();
    let said = desk.run(&["dispute", "open", "E1", "empathy", "--note", "the line was bad"]).expect(0).err;
    let id = said.split("dispute close ").nth(1).expect("an id").split_whitespace().next().expect("an id").to_owned();
    let head = "evaluation_id,call_id,agent_id,agent_name,call_started_at,evaluated_at,dimension,earned,possible\n";
    let row = |id: &str, call: &str| format!("{id},{call},A1,Ada,2026-11-10T10:00:00Z,2026-11-20,Empathy,80,100\n");
    let newer = desk.write("newer.csv", &format!("{head}{}", row("E1", "C1")));
    desk.run(&["import", &newer]).expect(0);
    assert_eq!((waits(), states()), (0, json!("changed")));
    // Another file holds it too: taking one of the two back takes no version away.
    let both = desk.write("both.csv", &format!("{head}{}{}", row("E1", "C1"), row("E99", "C99")));
    desk.run(&["import", &both]).expect(0);
    desk.run(&["imports", "undo", "2"]).expect(0);
    assert_eq!((waits(), states()), (0, json!("changed")));
    let said = desk.run(&["imports", "undo", "3"]).expect(0).err;
    assert!(said.contains("a dispute that it closed is open again"), "{said}");
    assert_eq!((waits(), states()), (1, json!("open")));
    intact(&desk);
    // One that somebody settled stays settled, whatever goes.
    desk.run(&["dispute", "close", &id, "changed", "--note", "scored again"]).expect(0);
    desk.run(&["import", &newer]).expect(0);
    desk.run(&["imports", "undo", "4"]).expect(0);
    assert_eq!((waits(), states()), (0, json!("changed")));
    intact(&desk);
}

#[test]
fn a_cumulative_file_between_a_dispute_and_its_newer_version_changes_nothing_of_that() {
    let desk = desk(&[]);
    desk.run(&["dispute", "open", "E1", "empathy", "--note", "the line was bad"]).expect(0);
    let waits = || desk.json(&["due"]).as_array().expect("a list").iter().filter(|d| d["kind"] == "dispute").count();
    let first = std::fs::read_to_string(desk.path("scores.csv")).expect("it reads");
    let more = desk
        .write("more.csv", &format!("{first}E98,C98,A1,Ada,North,2026-11-14T10:00:00Z,2026-11-14,Empathy,90,100\n"));
    desk.run(&["import", &more]).expect(0);
    let newer = desk.write(
        "newer.csv",
        "evaluation_id,call_id,agent_id,agent_name,call_started_at,evaluated_at,dimension,earned,possible\n\
         E1,C1,A1,Ada,2026-11-10T10:00:00Z,2026-11-20,Empathy,80,100\n",
    );
    desk.run(&["import", &newer]).expect(0);
    assert_eq!(waits(), 0);
    // The version of the dispute stands on the second import now, and was in the file before the dispute all the same.
    desk.run(&["imports", "undo", "3"]).expect(0);
    assert_eq!(waits(), 1);
    intact(&desk);
}
