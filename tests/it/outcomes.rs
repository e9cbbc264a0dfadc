//! Whether a session moved its dimension, from files to figures. Expected figures are worked by hand.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Desk, ran};

/// Scores of one agent's calls: a list a dimension, `None` for N/A.
type Columns<'s> = &'s [(&'s str, &'s [Option<f64>])];

fn some(scores: &[f64]) -> Vec<Option<f64>> {
    scores.iter().copied().map(Some).collect()
}

/// Rows of calls, one a day from this day of October 2026 on.
fn rows(out: &mut String, agent: &str, side: &str, from: u32, columns: Columns<'_>) {
    let longest = columns.iter().map(|(_, scores)| scores.len()).max().unwrap_or(0);
    for i in 0..longest {
        let day = from + u32::try_from(i).expect("few calls");
        let call = format!("{agent}-{side}{i}");
        for (dimension, scores) in columns {
            let Some(score) = scores.get(i) else { continue };
            let score = score.map_or_else(|| "N/A".to_owned(), |s| s.to_string());
            writeln!(
                out,
                "{call},{call},{agent},{agent},North,Noor,2026-{:02}-{:02}T10:00:00Z,{dimension},{score}",
                day / 100,
                day % 100
            )
            .expect("a String takes all");
        }
    }
}

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned\n";

/// The first worked example: four dimensions before, the coached one after.
fn desk(peers: bool) -> (Desk, String) {
    let mut text = HEAD.to_owned();
    rows(
        &mut text,
        "A1",
        "b",
        1001,
        &[
            ("A", &some(&[60.0, 70.0, 75.0, 80.0, 65.0])),
            ("B", &some(&[80.0, 70.0, 65.0, 85.0, 75.0])),
            ("C", &some(&[80.0, 75.0, 90.0, 85.0, 70.0])),
            ("D", &[Some(75.0), None, Some(85.0), Some(60.0), Some(80.0)]),
        ],
    );
    rows(&mut text, "A1", "a", 1101, &[("A", &some(&[90.0, 80.0, 95.0, 85.0, 85.0]))]);
    if peers {
        let mut peer = |agent: &str, columns: &[(&str, &[f64], &[f64])]| {
            for (side, from) in [("b", 1001), ("a", 1101)] {
                let lists: Vec<(&str, Vec<Option<f64>>)> =
                    columns.iter().map(|(d, b, a)| (*d, some(if side == "b" { b } else { a }))).collect();
                let lists: Vec<(&str, &[Option<f64>])> = lists.iter().map(|(d, l)| (*d, l.as_slice())).collect();
                rows(&mut text, agent, side, from, &lists);
            }
        };
        peer(
            "P1",
            &[("A", &[80., 70., 75., 85.], &[70., 78., 72., 74.]), ("B", &[80., 85., 90., 75.], &[85., 90., 95., 80.])],
        );
        peer(
            "P2",
            &[
                ("A", &[70., 75., 65., 80., 72.], &[81., 82., 76., 86., 79.]),
                ("B", &[88., 70., 82., 79., 90.], &[80., 84., 92., 85., 88.]),
            ],
        );
        peer("P3", &[("A", &[90., 85., 80.], &[95., 84., 91.]), ("C", &[70., 75., 80.], &[71., 80., 85.])]);
        peer(
            "P4",
            &[
                ("A", &[66., 78., 70.], &[60., 69., 66.]),
                ("B", &[60., 70., 80.], &[75., 70., 88.]),
                ("C", &[90., 85., 95., 80.], &[92., 90., 88., 96.]),
            ],
        );
    }
    let desk = Desk::new();
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    for (dimension, target) in [("A", "85"), ("B", "85"), ("C", "85"), ("D", "80")] {
        desk.run(&["scorecard", "target", dimension, target, "--scorecard", "scores"]).expect(0);
    }
    let session = json!({
        "agent": "A1", "held_at": "2026-10-20T12:00:00Z", "cycle": { "from": "2026-10-01", "to": "2026-10-13" },
        "behavior": "answers before the caller has finished",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": "85", "on": "2026-11-24" },
        "evidence": [{ "call_id": "A1-b0", "what_happened": "talked over the caller" }],
    });
    let added = desk.feed(&["session", "add", "-", "--finish", "--json"], &session.to_string()).expect(0);
    let id = added.json()["id"].as_str().expect("an id").to_owned();
    (desk, id)
}

#[track_caller]
fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
}

#[test]
fn the_calls_since_a_session_say_whether_its_dimension_moved() {
    let (desk, id) = desk(false);
    let outcome = desk.json(&["session", "show", &id])["outcome"].clone();
    assert_eq!(
        (&outcome["verdict"], &outcome["final"], &outcome["contenders"], &outcome["peers"]),
        (&json!("rose"), &json!(false), &json!(3), &json!(0))
    );
    assert_eq!((&outcome["n_before"], &outcome["n_after"]), (&json!(5), &json!(5)));
    for (key, expected) in [
        ("change", 17.0),
        ("low", 6.771_181),
        ("high", 27.228_819),
        ("lower", 5.085_958),
        ("upper", 27.728_819),
        ("luck", 2.992_067),
    ] {
        close(&outcome[key], expected);
    }
    let shown = desk.run(&["session", "show", &id]).expect(0).out;
    assert!(shown.contains("Rose by 17.0: more than call-to-call luck") && shown.contains("(so far)"), "{shown}");
    assert_eq!(desk.json(&["sessions"])[0]["outcome"]["verdict"], "rose");
    assert_eq!(desk.json(&["agent", "A1"])["agreed"]["outcome"]["verdict"], "rose");
}

#[test]
fn the_team_is_set_against_the_change() {
    let (desk, id) = desk(true);
    let outcome = desk.json(&["session", "show", &id])["outcome"].clone();
    assert_eq!(
        (&outcome["verdict"], &outcome["contenders"], &outcome["peers"]),
        (&json!("rose"), &json!(4), &json!(4))
    );
    // All that it was judged on stands beside it, without names.
    let basis = desk.json(&["session", "show", &id])["outcome_basis"].clone();
    assert_eq!((&basis["dimensions"], &basis["choice"]), (&json!(["a", "b", "c", "d"]), &json!("from_these_calls")));
    let focus = |calls: &Value| -> Vec<f64> {
        let mut all: Vec<f64> = calls.as_array().expect("calls").iter().filter_map(|c| c[0].as_f64()).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    assert_eq!(focus(&basis["before"]), [60.0, 65.0, 70.0, 75.0, 80.0]);
    assert_eq!(focus(&basis["after"]), [80.0, 85.0, 85.0, 90.0, 95.0]);
    assert_eq!(focus(&basis["peers"][3]["after"]), [60.0, 66.0, 69.0]);
    assert!(!basis.to_string().contains("P4"), "{basis}");
    for (key, expected) in [
        ("net", 16.233_333),
        ("team_change", 0.766_667),
        ("alpha", 0.01),
        ("lower", 1.883_428),
        ("upper", 28.065_418),
        ("luck", 3.937_601),
    ] {
        close(&outcome[key], expected);
    }
}

#[test]
fn a_check_freezes_the_outcome_whatever_comes_later() {
    let (desk, id) = desk(false);
    let before = desk.json(&["session", "show", &id])["outcome"].clone();
    desk.run(&["session", "check", &id]).expect(0);
    let frozen = desk.json(&["session", "show", &id])["outcome"].clone();
    assert_eq!(
        (&frozen["final"], &frozen["verdict"], &frozen["lower"]),
        (&json!(true), &before["verdict"], &before["lower"])
    );
    // Other scores come in for the same days: the frozen one stands.
    let mut text = HEAD.to_owned();
    rows(&mut text, "A1", "late", 1110, &[("A", &some(&[40.0, 45.0, 50.0]))]);
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    assert_eq!(desk.json(&["session", "show", &id])["outcome"], frozen);
    assert!(desk.json(&["log", "show"]).to_string().contains("; rose"));
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn what_else_changed_is_said_before_the_verdict_is_believed() {
    let (desk, id) = desk(false);
    let text = format!("{HEAD}X1,X1,A1,A1,North,Sam,2026-11-12T10:00:00Z,A,85\n");
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    let warnings = desk.json(&["session", "show", &id])["outcome"]["warnings"].clone();
    assert_eq!(warnings, json!(["the evaluators changed: Sam only after"]));
}

/// Whatever the day that it is opened on.
#[test]
fn the_demo_has_a_session_of_every_verdict() {
    for now in ["2026-11-25T12:00:00Z", "2026-11-28T12:00:00Z", "2026-11-30T12:00:00Z", "2026-04-03T12:00:00Z"] {
        let desk = Desk::bare();
        let at = |args: &[&str]| {
            let mut command = desk.command();
            ran(command.env("COACHLOG_NOW", now).args(args)).expect(0)
        };
        let file = desk.path("demo-of-a-day.db").to_string_lossy().into_owned();
        at(&["demo", "--write", &file]);
        let sessions = at(&["--db", &file, "sessions", "--json"]).json();
        let verdicts: BTreeSet<_> =
            sessions.as_array().expect("a list").iter().filter_map(|s| s["outcome"]["verdict"].as_str()).collect();
        let all = BTreeSet::from(["rose", "fell", "about_the_same", "cant_tell", "too_few"]);
        assert_eq!(verdicts, all, "{now}");
    }
}

#[test]
fn an_agents_sessions_stand_with_their_outcomes() {
    let (desk, id) = desk(false);
    let sessions = desk.json(&["agent", "A1"])["sessions"].clone();
    let own = sessions.as_array().expect("a list").iter().find(|s| s["id"] == id.as_str()).expect("hers").clone();
    assert_eq!(own["outcome"], desk.json(&["session", "show", &id])["outcome"]);
    assert_eq!((&own["outcome"]["verdict"], &own["outcome"]["change"]), (&json!("rose"), &json!(17.0)));
}
