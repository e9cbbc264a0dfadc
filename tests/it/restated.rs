//! What a session stands on is corrected after it was locked: it says what was seen then beside what the scores say now,
//! and nothing that was frozen moves. Expected means are worked by hand; verdicts are those of a script of its own
//! (Python 3.11, numpy 2, scipy 1.17: `scipy.stats.t`).

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Desk;

const HEAD: &str =
    "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,evaluated_at,dimension,earned,possible\n";

/// One score a call on `A`, from this day of a month on; 85 throughout on `B`.
fn scored(out: &mut String, agent: &str, name: &str, side: &str, month: u32, scores: &[f64]) {
    for (i, score) in scores.iter().enumerate() {
        let day = i + 1;
        for (dimension, score) in [("A", *score), ("B", 85.0)] {
            writeln!(
                out,
                "{agent}-{side}{i},{agent}-{side}{i},{agent},{name},North,Noor,2026-{month:02}-{day:02}T10:00:00Z,2026-{month:02}-{day:02},{dimension},{score},100"
            )
            .expect("a String takes all");
        }
    }
}

/// Later versions of evaluations, by the same evaluator.
fn again(side: &str, month: u32, scores: &[(usize, f64)]) -> String {
    let mut text = HEAD.to_owned();
    for (i, score) in scores {
        let day = i + 1;
        for (dimension, score) in [("A", *score), ("B", 85.0)] {
            writeln!(
                text,
                "A1-{side}{i},A1-{side}{i},A1,Ama,North,Noor,2026-{month:02}-{day:02}T10:00:00Z,2026-11-24,{dimension},{score},100"
            )
            .expect("a String takes all");
        }
    }
    text
}

/// Five calls before with a mean of 70, five after with a mean of 87; two more of the same person stand under another
/// name. The session's id.
fn desk(checked: bool) -> (Desk, String) {
    let desk = Desk::new();
    let mut before = HEAD.to_owned();
    scored(&mut before, "A1", "Ama", "b", 10, &[60.0, 70.0, 75.0, 80.0, 65.0]);
    let mut other = HEAD.to_owned();
    scored(&mut other, "X9", "Boateng", "b", 10, &[40.0, 44.0]);
    let mut after = HEAD.to_owned();
    scored(&mut after, "A1", "Ama", "a", 11, &[90.0, 80.0, 95.0, 85.0, 85.0]);
    for (name, text) in [("before.csv", before), ("other.csv", other), ("after.csv", after)] {
        desk.run(&["import", &desk.write(name, &text)]).expect(0);
    }
    for dimension in ["A", "B"] {
        desk.run(&["scorecard", "target", dimension, "85", "--scorecard", "before"]).expect(0);
    }
    let session = json!({
        "agent": "A1", "held_at": "2026-10-20T12:00:00Z", "cycle": { "from": "2026-10-01", "to": "2026-10-13" },
        "behavior": "answers before the caller has finished",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": "85", "on": "2026-11-20" }, "no_evidence": "a test of figures",
    });
    let added = desk.feed(&["session", "add", "-", "--finish", "--json"], &session.to_string()).expect(0);
    let id = added.json()["id"].as_str().expect("an id").to_owned();
    if checked {
        desk.run(&["session", "check", &id]).expect(0);
    }
    (desk, id)
}

fn load(desk: &Desk, name: &str, text: &str) {
    desk.run(&["import", &desk.write(name, text)]).expect(0);
}

/// Then and now, and how many scores are changed, gone, added, joined.
fn told(session: &Value) -> (f64, f64, [i64; 4]) {
    let restated = &session["restated"];
    let mean = |side: &str| restated[side]["current"].as_f64().unwrap_or_else(|| panic!("no mean: {restated}"));
    let count = |key: &str| restated[key].as_i64().unwrap_or_else(|| panic!("no count: {restated}"));
    (mean("then"), mean("now"), ["changed", "gone", "added", "joined"].map(count))
}

#[track_caller]
fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

#[test]
fn as_long_as_nothing_is_corrected_there_is_nothing_to_restate() {
    let (desk, id) = desk(true);
    assert_eq!(desk.json(&["session", "show", &id])["restated"], Value::Null);
    // A call of the cycle that is scored later was not seen, and corrects nothing.
    let late = format!("{HEAD}L1,L1,A1,Ama,North,Noor,2026-10-09T10:00:00Z,2026-11-25,A,10,100\n");
    let mut command = desk.command();
    command.env("COACHLOG_NOW", "2026-11-25T18:00:00Z").arg("--db").arg(&desk.db);
    crate::support::ran(command.args(["import", &desk.write("before.csv", &late)])).expect(0);
    assert_eq!(desk.json(&["session", "show", &id])["restated"], Value::Null);
}

#[test]
fn scores_that_their_evaluator_changed_stand_beside_those_that_the_session_saw() {
    let (desk, id) = desk(true);
    let frozen = desk.json(&["session", "show", &id]);
    // 60 becomes 100 and 70 becomes 90: (100 + 90 + 75 + 80 + 65) / 5 = 82.
    load(&desk, "before.csv", &again("b", 10, &[(0, 100.0), (1, 90.0)]));
    let now = desk.json(&["session", "show", &id]);
    let (then, restated, counts) = told(&now);
    close(then, 70.0);
    close(restated, 82.0);
    assert_eq!(counts, [2, 0, 0, 0]);
    // What was frozen stands.
    for key in ["outcome", "outcome_basis", "baseline", "dimensions", "overall", "checked"] {
        assert_eq!(now[key], frozen[key], "{key}");
    }
    // By the script, of 87 − 82: L −12.003812, U 22.003812, two contenders.
    assert_eq!(
        (&now["outcome"]["verdict"], &now["restated"]["outcome"]["verdict"]),
        (&json!("rose"), &json!("cant_tell"))
    );
    for (key, expected) in [("lower", -12.003_811_722_6), ("upper", 22.003_811_722_6)] {
        let found = now["restated"]["outcome"][key].as_f64().expect("a figure");
        assert!((found - expected).abs() < 1e-6, "{key}: {found}");
    }
    let shown = desk.run(&["session", "show", &id]).expect(0).out;
    let figures =
        "as seen then 70.0 on 5 calls; restated now 82.0 on 5 calls (2 scores changed by the evaluator since)";
    assert!(shown.contains(figures), "{shown}");
    assert!(shown.contains("as frozen then: rose; restated now: Up 5.0, but luck alone could do this"), "{shown}");
    // The agent's page has the figures, and no outcome.
    let page = desk.run(&["report", "session", &id]).expect(0).out;
    let words: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("Corrected since. A: {figures}.")), "{page}");
    assert!(!words.contains("as frozen then"), "{page}");
    let due = desk.json(&["due"]).to_string();
    assert!(due.contains("changed_scores") && due.contains("2 of its scores are changed"), "{due}");
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn an_import_that_was_taken_back_leaves_nothing_now() {
    let (desk, id) = desk(true);
    desk.run(&["imports", "undo", "1"]).expect(0);
    let now = desk.json(&["session", "show", &id]);
    assert_eq!(now["restated"]["now"], json!({ "current": null, "n": 0 }));
    assert_eq!(now["restated"]["gone"], 5);
    assert_eq!(now["outcome"]["verdict"], "rose");
    let shown = desk.run(&["session", "show", &id]).expect(0).out;
    let words = "as seen then 70.0 on 5 calls; restated now no score (5 scores no longer counted since)";
    assert!(shown.contains(words), "{shown}");
}

#[test]
fn who_was_merged_brings_the_scores_that_were_in_the_file_then() {
    let (desk, id) = desk(false);
    desk.run(&["people", "merge", "X9", "A1", "--why", "one and the same person"]).expect(0);
    // (60 + 70 + 75 + 80 + 65 + 40 + 44) / 7 = 62.
    let now = desk.json(&["session", "show", &id]);
    let (then, restated, counts) = told(&now);
    close(then, 70.0);
    close(restated, 62.0);
    assert_eq!(counts, [0, 0, 0, 2]);
    let shown = desk.run(&["session", "show", &id]).expect(0).out;
    let words = "restated now 62.0 on 7 calls (2 scores joined from another name since)";
    assert!(shown.contains(words), "{shown}");
    // Taken apart again, there is nothing to say.
    let split = ["people", "split", "X9", "--why", "they are two after all"];
    desk.run(&split).expect(0);
    assert_eq!(desk.json(&["session", "show", &id])["restated"], Value::Null);
}

#[test]
fn another_score_of_a_call_that_was_seen_is_told_with_the_corrections() {
    let (desk, id) = desk(false);
    let mut text = again("b", 10, &[(0, 62.0)]);
    // The AI scored the second call too: (70 + 80) / 2 = 75.
    text.push_str("AI-b1,A1-b1,A1,Ama,North,AI Scored,2026-10-02T10:00:00Z,2026-11-24,A,80,100\n");
    load(&desk, "before.csv", &text);
    let (then, restated, counts) = told(&desk.json(&["session", "show", &id]));
    close(then, 70.0);
    // (62 + 75 + 75 + 80 + 65) / 5.
    close(restated, 71.4);
    assert_eq!(counts, [1, 0, 1, 0]);
}
