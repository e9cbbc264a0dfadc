//! Evidence packs: what is in them, what is not, and that a checker without coachlog says of them what coachlog says.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Desk, Ran, demo, ran, rows};

fn demo_desk() -> Desk {
    Desk::copy_of(demo())
}

/// Packs with more options; the folder.
#[track_caller]
fn pack(desk: &Desk, name: &str, more: &[&str]) -> PathBuf {
    let out = desk.path(name);
    let shown = out.to_string_lossy().into_owned();
    desk.run(&[&["log", "pack", "--out", &shown][..], more].concat()).expect(0);
    out
}

fn text(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn records(folder: &Path) -> Vec<Value> {
    text(folder, "records.jsonl").lines().map(|l| serde_json::from_str(l).expect("a record")).collect()
}

/// Rows of a table of the pack, by its headings.
fn table(folder: &Path, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// `None` where there is no Python.
fn checked(folder: &Path, args: &[&str]) -> Option<Ran> {
    let mut command = std::process::Command::new("python3");
    command.arg(folder.join("verify.py")).arg(folder).args(args);
    if command.output().is_err() {
        eprintln!("skipped: there is no python3");
        return None;
    }
    Some(ran(&mut command))
}

#[test]
fn a_pack_of_everyone_holds_the_log_word_for_word() {
    let desk = demo_desk();
    let kept = desk.path("kept.txt").to_string_lossy().into_owned();
    desk.run(&["log", "checkpoint", "--out", &kept]).expect(0);
    let folder = pack(&desk, "pack", &[]);
    let held = rows(&desk.conn(), "SELECT CAST(p.body AS TEXT) FROM payload p ORDER BY seq");
    let packed: Vec<String> = records(&folder)
        .iter()
        .map(|r| format!("{:?}", [rusqlite::types::Value::Text(r["body"].as_str().expect("a body").to_owned())]))
        .collect();
    assert_eq!(packed, held);
    let whole = desk.run(&["log", "verify", "--export", &folder.to_string_lossy()]).expect(0);
    assert!(whole.out.contains("log intact"), "{}", whole.out);
    let page = text(&folder, "index.html");
    assert!(page.contains("Evidence pack") && page.contains("flagged or failing calls"), "{page}");
    if let Some(alone) = checked(&folder, &[]) {
        assert_eq!(
            alone.expect(4).out.lines().last(),
            Some("consistent with itself, but nothing outside to compare with")
        );
        checked(&folder, &["--against", &kept]).expect("python").expect(0);
    }
}

#[test]
fn every_failure_of_the_period_is_in_it_once_with_what_became_of_it() {
    let desk = demo_desk();
    let days = ["--from", "2026-10-01", "--to", "2026-11-25"];
    let folder = pack(&desk, "pack", &days);
    let failures = table(&folder, "failures.csv");
    // Flags and auto-fails as the coverage has them, which other tests compare with the file.
    let coverage = desk.run(&[&["export", "coverage"][..], &days].concat()).expect(0).out;
    let marked = failures.iter().filter(|f| f["kind"] != "failing").count();
    assert_eq!(marked, coverage.lines().count() - 1);
    // Failing calls, from the scores themselves: the overall that the file gives, or none of them critical under target.
    let failing: Vec<&str> =
        failures.iter().filter(|f| f["kind"] == "failing").map(|f| f["call_id"].as_str()).collect();
    let under = rows(
        &desk.conn(),
        "SELECT DISTINCT c.key FROM evaluation e JOIN call c ON c.id = e.call
         WHERE e.current = 1 AND e.overall < 69.5 AND e.kind = 'standard' AND date(c.started_ms / 1000, 'unixepoch') BETWEEN '2026-10-02' AND '2026-11-23'
           AND (SELECT count(*) FROM evaluation o WHERE o.call = e.call AND o.current = 1) = 1",
    );
    assert!(under.len() > 20, "{under:?}");
    for row in &under {
        let key = row.trim_start_matches("[Text(\"").trim_end_matches("\")]");
        assert_eq!(failing.iter().filter(|id| **id == key).count(), 1, "call {key}");
    }
    // What a session took as evidence is coached, and nothing else is.
    for f in &failures {
        let cited = rows(
            &desk.conn(),
            &format!(
                "SELECT 1 FROM evidence e JOIN session s ON s.uuid = e.session WHERE s.status <> 'void' AND e.call_key = '{}'",
                f["call_id"]
            ),
        );
        if f["kind"] == "failing" {
            assert_eq!(f["state"] == "coached", !cited.is_empty(), "{f:?}");
        }
        assert!(["coached", "not_coached", "pending"].contains(&f["state"].as_str()), "{f:?}");
    }
}

#[test]
fn a_pack_of_one_agent_holds_nothing_that_is_about_another() {
    let desk = demo_desk();
    let folder = pack(&desk, "pack", &["--agent", "A003", "--from", "2026-06-01", "--to", "2026-12-01"]);
    let people = desk.json(&["people", "list"]);
    let others: Vec<&str> = people
        .as_array()
        .expect("people")
        .iter()
        .filter(|p| p["id"].as_str() != Some("A003") && p["id"].as_str().is_some_and(|id| id.starts_with('A')))
        .filter_map(|p| p["name"].as_str())
        .collect();
    assert!(others.len() > 8, "{others:?}");
    for name in ["index.html", "failures.csv", "sessions.csv", "sources.csv", "records.jsonl", "pack.json"] {
        let text = text(&folder, name);
        for other in &others {
            assert!(!text.contains(other), "{name} names {other}");
        }
    }
    let records = records(&folder);
    assert_eq!(records.len(), usize::try_from(desk.count("event")).expect("a count"), "no link is missing");
    assert!(records.iter().any(|r| r["content"] == "withheld") && records.iter().any(|r| r["content"] == "here"));
    let sessions = table(&folder, "sessions.csv");
    assert!(!sessions.is_empty() && sessions.iter().all(|s| s["agent"] == "A003"));
    desk.run(&["log", "verify", "--export", &folder.to_string_lossy()]).expect(0);
    if let Some(alone) = checked(&folder, &[]) {
        alone.expect(4);
    }
}

#[test]
fn a_requirement_narrows_it_to_its_flag() {
    let desk = demo_desk();
    let folder =
        pack(&desk, "pack", &["--requirement", "recording-notice", "--from", "2026-09-01", "--to", "2026-12-01"]);
    let failures = table(&folder, "failures.csv");
    assert!(failures.len() >= 2 && failures.iter().all(|f| f["what"].starts_with("recording-notice")), "{failures:?}");
    for session in table(&folder, "sessions.csv") {
        assert!(session["answers_flags"].contains("recording-notice"), "{session:?}");
    }
}

#[test]
fn what_customers_said_is_nowhere_in_it_where_it_is_to_be_left_out() {
    let desk = demo_desk();
    let days = ["--from", "2026-01-01", "--to", "2026-12-01"];
    let quotes = ["I have told you that three times now", "nobody ever rang me back"];
    let agent = desk.json(&["agent", "A003"]);
    let call = agent["calls"][0]["call_id"].as_str().expect("a call").to_owned();
    let session = serde_json::json!({
        "agent": "A003", "kind": "scheduled", "held_at": "2026-11-24T09:00:00Z",
        "cycle": { "from": "2026-11-09", "to": "2026-11-23" }, "behavior": "Says back what the caller said",
        "focus": { "dimension": "empathy", "reason": "the calls of this week" },
        "action": "Say back the caller's worry in the first 30 seconds of every call this week", "due": "2026-12-01",
        "check": { "threshold": 80 }, "no_evidence": null,
        "evidence": [{ "call_id": call, "quote": quotes[0], "speaker": "Customer", "what_happened": "asked again" }],
    });
    desk.feed(&["session", "add", "-", "--finish"], &session.to_string()).expect(0);
    let id = desk.json(&["sessions", "--agent", "A003"])[0]["id"].as_str().expect("an id").to_owned();
    let more = ["--call", &call, "--quote", quotes[1], "--speaker", "Caller", "--why", "one more"];
    desk.run(&[&["session", "amend", &id, "--field", "evidence"][..], &more].concat()).expect(0);
    let shown = pack(&desk, "shown", &days);
    assert!(
        quotes.iter().all(|q| text(&shown, "records.jsonl").contains(q)),
        "{}",
        desk.run(&["session", "show", &id]).out
    );
    let hidden = pack(&desk, "hidden", &[&days[..], &["--hide-customer-words"]].concat());
    for name in ["index.html", "failures.csv", "sessions.csv", "sources.csv", "records.jsonl"] {
        let text = text(&hidden, name);
        for quote in &quotes {
            assert!(!text.contains(quote), "{name} holds “{quote}”");
        }
    }
    assert!(text(&hidden, "sessions.csv").contains("[customer's words left out]"));
    desk.run(&["log", "verify", "--export", &hidden.to_string_lossy()]).expect(0);
}

type Change<'a> = &'a dyn Fn(&Path);

#[test]
fn a_pack_that_was_changed_is_found_by_both() {
    let desk = demo_desk();
    let edit = |name: &'static str, from: &'static str, to: &'static str| {
        move |folder: &Path| {
            let path = folder.join(name);
            let text = std::fs::read_to_string(&path).expect("a file");
            assert!(text.contains(from), "{name} has {from}");
            std::fs::write(&path, text.replacen(from, to, 1)).expect("a file");
        }
    };
    let word = edit("records.jsonl", "session_finished", "session_finishex");
    let row = edit("failures.csv", "not_coached", "coached");
    let checker = edit("verify.py", "return 3", "return 4");
    let gone = |folder: &Path| std::fs::remove_file(folder.join("sources.csv")).expect("it goes");
    let more = |folder: &Path| std::fs::write(folder.join("more.csv"), "x").expect("it comes");
    let changes: [(&str, Change<'_>); 5] = [
        ("a record", &word),
        ("a row", &row),
        ("the checker", &checker),
        ("a file gone", &gone),
        ("a file more", &more),
    ];
    for (n, (what, change)) in changes.iter().enumerate() {
        let folder = pack(&desk, &format!("pack-{n}"), &[]);
        let trusted = desk.path("trusted.py");
        std::fs::copy(folder.join("verify.py"), &trusted).expect("a copy");
        change(&folder);
        let ours = desk.run(&["log", "verify", "--export", &folder.to_string_lossy()]).expect(3);
        assert!(ours.out.contains("log broken"), "{what}: {ours:?}");
        let mut command = std::process::Command::new("python3");
        if command.arg("--version").output().is_ok() {
            let mut command = std::process::Command::new("python3");
            ran(command.arg(&trusted).arg(&folder)).expect(3);
        }
    }
}

#[test]
fn a_folder_that_is_there_is_not_written_into() {
    let desk = demo_desk();
    let folder = pack(&desk, "pack", &[]);
    let before = text(&folder, "SHA256SUMS");
    let again = desk.run(&["log", "pack", "--out", &folder.to_string_lossy()]).expect(1);
    assert!(again.err.contains("exists already; name a folder that is not there yet"), "{}", again.err);
    assert_eq!(text(&folder, "SHA256SUMS"), before);
    let nowhere = desk.run(&["log", "pack", "--out", "/dev/null/pack"]).expect(1);
    assert!(nowhere.err.contains("/dev/null/pack cannot be written"), "{}", nowhere.err);
    let odd = desk.path("odd").to_string_lossy().into_owned();
    desk.run(&["log", "pack", "--out", &odd, "--from", "2026-11-02", "--to", "2026-11-02"]).expect(2);
    desk.run(&["log", "pack", "--out", &odd, "--agent", "nobody"]).expect(1);
    // A mistyped code is no clean bill.
    let code = desk.run(&["log", "pack", "--out", &odd, "--requirement", "recording-notise"]).expect(1);
    assert!(code.err.contains("no flag of this file has the code “recording-notise”"), "{}", code.err);
    assert!(!desk.path("odd").exists());
}
