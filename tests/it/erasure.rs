//! Erasing a person, from the shell: what is refused, what later files bring, and what no erasure explains.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Desk, Ran};

const HEAD: &str = "source,evaluation_id,call_id,agent_id,agent_name,team,call_started_at,dimension,earned,possible\n";

/// A row a call.
fn row(source: &str, n: u32, id: &str, name: &str) -> String {
    format!(
        "{source},{source}-{id}{name}-{n},{id}{name}{n},{id},{name},North,2026-11-1{n}T10:00:00Z,Empathy,6{n},100\n"
    )
}

fn file(rows: &[(&str, &str, &str)]) -> String {
    let mut text = HEAD.to_owned();
    for (source, id, name) in rows {
        (1..=4).for_each(|n| text.push_str(&row(source, n, id, name)));
    }
    text
}

fn load(desk: &Desk, rows: &[(&str, &str, &str)]) -> Ran {
    let path = desk.write("scores.csv", &file(rows));
    desk.run(&["import", &path, "--json"])
}

fn desk() -> Desk {
    let desk = Desk::new();
    load(&desk, &[("grid", "A1", "Ada Quist"), ("grid", "B1", "Ben Okoro"), ("mail", "", "Cleo Marsh")]).expect(0);
    desk
}

fn erase(desk: &Desk, who: &str) -> Ran {
    desk.run(&["people", "erase", who, "--reason", "asked for it", "--yes", "--json"])
}

fn session(desk: &Desk, agent: &str, call: &str) -> String {
    let draft = json!({
        "agent": agent, "cycle": { "from": "2026-11-09", "to": "2026-11-23" },
        "behavior": "goes on without a word for what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": call, "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    });
    let ran = desk.feed(&["session", "add", "-", "--finish", "--json"], &draft.to_string()).expect(0);
    ran.json()["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn refused(ran: Ran, words: &str) {
    let ran = ran.expect(1);
    assert!(ran.err.contains(words), "not said: {words}\n{}", ran.err);
}

#[test]
fn nothing_is_erased_unless_it_is_agreed_to_and_may_be() {
    let desk = desk();
    session(&desk, "A1", "A1Ada Quist1");
    desk.run(&["--as", "Cleo Marsh", "settings", "cadence", "monthly"]).expect(0);
    let before = desk.dump();
    let asked = desk.run(&["people", "erase", "A1", "--reason", "asked for it"]);
    assert!(asked.err.contains("1 session, 0 drafts, 4 evaluations, 4 calls, 0 transcripts"), "{}", asked.err);
    refused(asked, "nothing was erased: say --yes once you have read what goes");
    refused(desk.run(&["people", "erase", "A1", "--reason", " x ", "--yes"]), "say in a few words why");
    for reason in ["ada quist asked for it", "asked for it (A1)", "QUIST, Ada wanted it"] {
        refused(desk.run(&["people", "erase", "A1", "--reason", reason, "--yes"]), "without naming the person");
    }
    refused(erase(&desk, "Cleo Marsh"), "acted in this file");
    refused(erase(&desk, "Dora"), "no agent has the id or name");
    refused(
        desk.run(&["--as", "Ada Quist", "people", "erase", "A1", "--reason", "asked for it", "--yes"]),
        "bears this person's name",
    );
    refused(desk.run(&["--read-only", "people", "erase", "A1", "--reason", "asked for it", "--yes"]), "reading only");
    assert_eq!(desk.dump(), before, "nothing was written");
}

#[test]
fn who_was_erased_is_named_nowhere_and_what_meets_the_place_says_so() {
    let desk = desk();
    let session = session(&desk, "A1", "A1Ada Quist1");
    let id = desk.json(&["people", "list"])[0]["id"].clone();
    assert_eq!(id, "A1");
    let done = erase(&desk, "A1").expect(0).json();
    assert_eq!((&done["sessions"], &done["evaluations"], &done["calls"]), (&json!(1), &json!(4), &json!(4)));
    let uuid = done["id"].as_str().expect("an id").to_owned();
    refused(erase(&desk, "A1"), "no agent has the id or name");
    for args in [
        &["agent", &uuid][..],
        &["people", "left", &uuid, "--on", "2026-11-01"],
        &["people", "erase", &uuid, "--reason", "once more", "--yes"],
    ] {
        refused(desk.run(args), "that person was erased");
    }
    refused(desk.run(&["session", "show", &session]), "there is no session");
    let shown = desk.json(&["log", "show", "--limit", "500"]);
    let lines = shown.as_array().expect("a list");
    assert!(
        lines.iter().any(|l| l["action"] == "session finished" && l["summary"] == "its content was erased"),
        "{shown}"
    );
    for args in [
        &["team"][..],
        &["due"],
        &["trends"],
        &["sessions"],
        &["imports", "list"],
        &["people", "list"],
        &["scorecard", "show"],
    ] {
        let ran = desk.run(args).expect(0);
        assert!(!ran.all().contains("Quist") && !ran.all().contains("erased\n"), "{args:?}: {}", ran.all());
    }
    assert_eq!(desk.json(&["imports", "list"])[0]["erased"], 4);
    let undone = desk.run(&["imports", "undo", "1"]).expect(0);
    assert!(undone.err.contains("4 evaluations had gone before, with people who were erased"), "{}", undone.err);
    desk.run(&["doctor"]).expect(0);
}

/// Rows of each file that are left out, once Ada (known by an id) and Cleo (known by name alone) are erased.
#[test]
fn later_files_leave_out_whom_they_would_have_joined_to_the_erased() {
    let desk = desk();
    erase(&desk, "A1").expect(0);
    erase(&desk, "Cleo Marsh").expect(0);
    let known: [(&str, &str, &str, u64); 12] = [
        ("grid", "A1", "Ada Quist", 4),
        ("grid", "A1", "", 4),
        ("grid", "A1", "Ada Married", 4),
        ("other", "A1", "Ada Quist", 4),
        ("other", "A1", "", 4),
        ("other", "A1", "Anna Other", 0),
        ("grid", "A9", "Ada Quist", 0),
        ("third", "", "ADA  Quist (she)", 4),
        ("mail", "", "Cleo Marsh", 4),
        ("other", "", "cleo  marsh", 4),
        ("other", "C7", "Cleo Marsh", 4),
        ("grid", "B1", "Ben Okoro", 0),
    ];
    for (source, id, name, left_out) in known {
        let copy = Desk::copy_of(&desk.db);
        let report = load(&copy, &[(source, id, name), ("fresh", "Z1", "Zoe Park")]).expect(0).json();
        assert_eq!(report["left_out"], left_out, "{source} {id} {name}: {report}");
        let people = copy.json(&["people", "list"]);
        let there = people.as_array().expect("a list").iter().any(|p| p["name"] == name && !name.is_empty());
        assert_eq!(there, left_out == 0, "{source} {id} {name}: {people}");
        copy.run(&["doctor"]).expect(0);
    }
}

/// A content that is gone is accounted for by a later record whose own content holds, or it is a fault.
#[test]
fn contents_that_no_erasure_accounts_for_are_found() {
    let desk = desk();
    session(&desk, "B1", "B1Ben Okoro1");
    let checkpoint = desk.path("checkpoint.txt").to_string_lossy().into_owned();
    desk.run(&["log", "checkpoint", "--out", &checkpoint]).expect(0);
    let record = erase(&desk, "A1").expect(0).json()["record"].as_i64().expect("a number");
    let verified = desk.run(&["log", "verify", "--against", &checkpoint, "--json"]).expect(0).json();
    let remark = verified["remarks"][0].as_str().expect("a remark").to_owned();
    assert!(remark.ends_with(&format!("their content was erased by record {record}")), "{remark}");

    // The checker that knows nothing of the program agrees, whole and narrowed to somebody else.
    for (dir, more) in [("whole", &[][..]), ("narrow", &["--agent", "B1"])] {
        let pack = desk.path(dir).to_string_lossy().into_owned();
        let mut args = vec!["log", "pack", "--out", &pack];
        args.extend(more);
        desk.run(&args).expect(0);
        let Ok(checked) =
            std::process::Command::new("python3").arg(desk.path(dir).join("verify.py")).arg(&pack).output()
        else {
            eprintln!("skipped: python3 is not there");
            break;
        };
        let said = String::from_utf8_lossy(&checked.stdout).into_owned() + &String::from_utf8_lossy(&checked.stderr);
        assert!(!said.contains("erased without"), "{dir}: {said}");
        assert!([Some(0), Some(4)].contains(&checked.status.code()), "{dir}: {said}");
    }
    let tampered = |sql: &str| {
        let copy = Desk::copy_of(&desk.db);
        copy.conn().execute_batch(sql).expect("the file is changed");
        let found = copy.run(&["log", "verify", "--json"]).expect(3).json();
        found["broken"].to_string()
    };
    let finished = "(SELECT seq FROM event WHERE action = 'session_finished')";
    let gone = tampered(&format!("UPDATE payload SET salt = NULL, body = NULL WHERE seq = {finished}"));
    assert!(gone.contains("its content was erased without a record of it"), "{gone}");
    let gone = tampered(&format!(
        "DROP TRIGGER payload_is_erased_not_edited; UPDATE payload SET salt = NULL WHERE seq = {finished}"
    ));
    assert!(gone.contains("its content was erased without a record of it"), "{gone}");
    // The record of the erasure itself emptied, or made to say less.
    let gone = tampered(&format!("UPDATE payload SET salt = NULL, body = NULL WHERE seq = {record}"));
    let mut expected = String::new();
    let _ = write!(expected, "record {record}: its content was erased without a record of it");
    assert!(gone.contains(&expected), "{gone}");
    let gone = tampered(&format!(
        "DROP TRIGGER payload_is_erased_not_edited;
         UPDATE payload SET body = CAST(json_remove(CAST(body AS TEXT), '$.record.what.records[0]') AS BLOB) WHERE seq = {record}"
    ));
    assert!(gone.contains(&format!("record {record}: its content is not what was recorded")), "{gone}");
    // The tombstone given a name again, and a hash taken out so that the person comes back.
    let gone = tampered("UPDATE person SET name = 'Ada Quist' WHERE erased = 1");
    assert!(gone.contains("table person"), "{gone}");
    let gone = tampered("DELETE FROM erased_identity");
    assert!(gone.contains("table erased_identity"), "{gone}");
    let shape: Value = {
        let sql = "SELECT CAST(body AS TEXT) FROM payload WHERE seq = ?1";
        let body: String = desk.conn().query_row(sql, [record], |r| r.get(0)).expect("the record is there");
        serde_json::from_str::<Value>(&body).expect("it is JSON")["record"].take()
    };
    assert_eq!(shape["action"], "person_erased");
    let first = &shape["what"]["records"][0];
    assert_eq!(first.as_object().expect("an object").len(), 2, "{first}");
    assert!(first["log"].as_str().is_some_and(|l| l.len() == 36) && first["seq"].is_i64(), "{first}");
    assert!(shape["what"]["identities"][0]["salt"].is_string() && shape["what"]["identities"][0]["hash"].is_string());
    assert!(!shape.to_string().contains("Quist") && !shape.to_string().contains("A1Ada"), "{shape}");
}
