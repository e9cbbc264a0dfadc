//! Who is who: names and ids in files, people who turn out to be one, and those who are away or gone.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Desk;

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,team,source,call_started_at,dimension,earned,possible\n";

/// One evaluation a row, with one score.
fn file(rows: &[(&str, &str, &str, u32)]) -> String {
    let line = |(n, (id, name, source, score)): (usize, &(&str, &str, &str, u32))| {
        format!("E{n},C{n},{id},\"{name}\",,{source},2026-11-{:02},Empathy,{score},100\n", 10 + n % 5)
    };
    HEAD.to_owned() + &rows.iter().enumerate().map(line).collect::<String>()
}

/// Each person with what the sources call them.
fn people(desk: &Desk) -> BTreeSet<String> {
    let list = desk.json(&["people", "list"]);
    let of = |p: &Value| {
        let identities = p["identities"].as_array().expect("a list");
        let mut keys: Vec<&str> = identities.iter().map(|i| i["key"].as_str().expect("a key")).collect();
        keys.sort_unstable();
        format!("{}: {}", p["name"].as_str().expect("a name"), keys.join(" + "))
    };
    list.as_array().expect("a list").iter().map(of).collect()
}

#[test]
fn ids_come_first_and_names_second() {
    // Rows of (id, name), what they come to, and a word of the warning, where one is due.
    type Case = (&'static [(&'static str, &'static str)], &'static [&'static str], &'static str);
    let table: &[Case] = &[
        (&[("A017", "Ama Boateng"), ("", "Boateng, Ama")], &["Ama Boateng: id:A017 + name:ama boateng"], ""),
        (&[("", "Boateng, Ama"), ("A017", "AMA  boateng")], &["Boateng, Ama: id:A017 + name:ama boateng"], ""),
        (&[("", "Lars Nyström"), ("", "lars nystrom")], &["Lars Nyström: name:lars nystrom"], ""),
        (&[("A017", "Ama Boateng"), ("", "Ama Boateng (she/her)")], &["Ama Boateng: id:A017 + name:ama boateng"], ""),
        (&[("", "Ama Boateng (ama@example.com)[A017]")], &["Ama Boateng: id:A017"], ""),
        (&[("", "Ama Boateng [A017]"), ("A017", "")], &["Ama Boateng: id:A017"], ""),
        (&[("", "Ama Boateng (ama@example.com)")], &["Ama Boateng: id:ama@example.com"], ""),
        (&[("B1", "Ama Boateng (ama@example.com)[A017]")], &["Ama Boateng (ama@example.com)[A017]: id:B1"], ""),
        (&[("", "Ama Boateng [temp]")], &["Ama Boateng [temp]: name:ama boateng"], ""),
        (&[("", "(AI) Max")], &["(AI) Max: name:(ai) max"], ""),
        (&[("A017", "Ama Boateng"), ("A018", "Ama Boateng")], &["Ama Boateng: id:A017", "Ama Boateng: id:A018"], ""),
        (
            &[("A017", "Ama Boateng"), ("A018", "Ama Boateng"), ("", "Boateng, Ama")],
            &["Ama Boateng: id:A017", "Ama Boateng: id:A018", "Boateng, Ama: name:ama boateng"],
            "may be Ama Boateng (A017) or Ama Boateng (A018)",
        ),
        (
            &[("", "Ama Boateng"), ("A017", "Ama Boateng"), ("A018", "Ama Boateng")],
            &["Ama Boateng: id:A017 + name:ama boateng", "Ama Boateng: id:A018"],
            "A018 has the name of Ama Boateng (A017)",
        ),
        // A middle initial is not guessed.
        (
            &[("A017", "Ama Boateng"), ("", "Ama K. Boateng")],
            &["Ama Boateng: id:A017", "Ama K. Boateng: name:ama k. boateng"],
            "",
        ),
    ];
    for (rows, expected, warning) in table {
        let desk = Desk::new();
        let rows: Vec<_> = rows.iter().map(|(id, name)| (*id, *name, "", 80)).collect();
        let path = desk.write("scores.csv", &file(&rows));
        let ran = desk.run(&["import", &path]).expect(0);
        assert_eq!(people(&desk), expected.iter().map(|s| (*s).to_owned()).collect(), "{rows:?}");
        let said = ran.err.lines().filter(|l| l.contains("Boateng") && !l.contains("comes in")).collect::<Vec<_>>();
        assert_eq!(said.is_empty(), warning.is_empty(), "{rows:?}: {said:?}");
        assert!(said.iter().all(|l| l.contains(warning)), "{rows:?}: {said:?}");
    }
}

/// Two who are one, with scores on two days, and somebody else.
fn two() -> Desk {
    let desk = Desk::new();
    let rows = [
        ("A017", "Ama Boateng", "", 81),
        ("A017", "Ama Boateng", "", 64),
        ("", "Ama K. Boateng", "", 92),
        ("", "Ama K. Boateng", "", 70),
        ("", "Ama K. Boateng", "", 55),
        ("A020", "Kofi Mensah", "", 77),
    ];
    let path = desk.write("scores.csv", &file(&rows));
    desk.run(&["import", &path]).expect(0);
    desk
}

const SPAN: [&str; 5] = ["team", "--from", "2026-11-09", "--to", "2026-11-23"];

fn team(desk: &Desk) -> Value {
    desk.json(&SPAN)
}

fn agent<'a>(team: &'a Value, id: &str) -> &'a Value {
    let agents = team["agents"].as_array().expect("a list");
    agents.iter().find(|a| a["id"] == id).unwrap_or_else(|| panic!("{id} is in {team}"))
}

fn add_session(desk: &Desk, agent: &str) -> String {
    let session = format!(
        r#"{{"agent":"{agent}","kind":"recognition","behavior":"Names the next step before the call ends",
            "action":"Say the next step before the goodbye, on every call this week","no_evidence":"heard side by side","strength":"Empathy"}}"#
    );
    let ran = desk.feed(&["session", "add", "-", "--finish", "--json"], &session).expect(0);
    ran.json()["id"].as_str().expect("an id").to_owned()
}

fn intact(desk: &Desk) {
    let verified = desk.run(&["log", "verify", "--json"]).json();
    assert_eq!(verified["broken"], Value::Array(Vec::new()), "{verified}");
    let doctor = desk.run(&["doctor"]).expect(0);
    assert!(!doctor.out.contains("differ"), "{}", doctor.out);
}

#[test]
fn a_merge_gives_the_figures_of_the_union_and_a_split_takes_it_back_to_the_bit() {
    let desk = two();
    let mine = add_session(&desk, "A017");
    let other = add_session(&desk, "Ama K. Boateng");
    let (before, listed, sheet) = (team(&desk), desk.json(&["people", "list"]), desk.json(&["agent", "A017"]));
    let sessions = desk.json(&["sessions"]);

    let said = desk.run(&["people", "merge", "Ama K. Boateng", "A017", "--why", "the same badge"]).expect(0).all();
    assert!(said.contains("3 evaluations and 1 session stand under Ama Boateng"), "{said}");
    let after = team(&desk);
    assert_eq!(after["agents"].as_array().map(Vec::len), Some(2), "{after}");
    let ama = agent(&after, "A017");
    assert_eq!(ama["evaluations"], 5);
    // (81 + 64 + 92 + 70 + 55) / 5
    let empathy =
        ama["dimensions"].as_array().expect("a list").iter().find(|d| d["key"] == "empathy").expect("it is there");
    assert!((empathy["current"].as_f64().expect("a figure") - 72.4).abs() < 1e-9, "{empathy}");
    assert_eq!(empathy["n"], 5);
    assert_eq!(agent(&after, "A020"), agent(&before, "A020"));
    // Both sessions show under the one, by either's name; what one of them says is not edited.
    for named in ["A017", "Ama K. Boateng"] {
        let list = desk.json(&["sessions", "--agent", named]);
        let mut ids: Vec<&str> =
            list.as_array().expect("a list").iter().map(|s| s["id"].as_str().expect("an id")).collect();
        ids.sort_unstable();
        let mut both = [mine.as_str(), other.as_str()];
        both.sort_unstable();
        assert_eq!(ids, both, "{named}");
        assert!(list.as_array().expect("a list").iter().all(|s| s["agent"] == "A017"), "{list}");
    }
    let frozen = desk.json(&["session", "show", &other]);
    assert_ne!(frozen["agent"], "A017", "what is finished keeps its name");
    // Files that come later find the one person by either name.
    let path = desk.write("later.csv", &(HEAD.to_owned() + "F1,D1,,Ama K. Boateng,,other,2026-11-20,Empathy,90,100\n"));
    desk.run(&["import", &path]).expect(0);
    assert_eq!(agent(&team(&desk), "A017")["evaluations"], 6);
    intact(&desk);
    desk.run(&["people", "split", "Ama K. Boateng"]).expect(0);
    assert_eq!(agent(&team(&desk), "A017")["evaluations"], 2, "what came later goes to the one who bears the name");
    desk.run(&["people", "merge", "Ama K. Boateng", "A017"]).expect(0);
    desk.run(&["imports", "undo", "2"]).expect(0);
    intact(&desk);

    desk.run(&["people", "split", "Ama K. Boateng"]).expect(0);
    assert_eq!(team(&desk), before);
    assert_eq!(desk.json(&["agent", "A017"]), sheet);
    assert_eq!(desk.json(&["sessions"]), sessions);
    let now = desk.json(&["people", "list"]);
    assert_eq!(now.as_array().map(Vec::len), listed.as_array().map(Vec::len));
    intact(&desk);
}

#[test]
fn merges_stand_in_a_chain_and_come_apart_in_any_order() {
    let names = ["A1", "B2", "C3", "D4"];
    let rows: Vec<_> = names.iter().map(|id| (*id, *id, "", 80)).collect();
    let fresh = || {
        let desk = Desk::new();
        let path = desk.write("scores.csv", &file(&rows));
        desk.run(&["import", &path]).expect(0);
        desk
    };
    let merges = [("A1", "B2"), ("B2", "C3"), ("D4", "A1")];
    for order in [["A1", "B2", "D4"], ["D4", "A1", "B2"], ["B2", "D4", "A1"]] {
        let desk = fresh();
        let before = (team(&desk), desk.json(&["people", "list"]));
        for (from, into) in merges {
            desk.run(&["people", "merge", from, into]).expect(0);
            intact(&desk);
        }
        let all = team(&desk);
        assert_eq!(all["agents"].as_array().map(Vec::len), Some(1), "{all}");
        assert_eq!(agent(&all, "C3")["evaluations"], 4);
        for (n, named) in order.iter().enumerate() {
            desk.run(&["people", "split", named]).expect(0);
            intact(&desk);
            let sum: i64 = team(&desk)["agents"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|a| a["evaluations"].as_i64().expect("n"))
                .sum();
            assert_eq!(sum, 4, "after splitting {:?}", &order[..=n]);
        }
        assert_eq!((team(&desk), desk.json(&["people", "list"])), before, "{order:?}");
    }
}

#[test]
fn an_identity_that_a_file_joined_wrongly_gets_a_person_of_its_own_and_goes_back() {
    let desk = Desk::new();
    let path = desk.write("scores.csv", &file(&[("A017", "Ama Boateng", "", 81), ("77", "Ama Boateng", "other", 60)]));
    desk.run(&["import", &path]).expect(0);
    let before = team(&desk);
    assert_eq!(agent(&before, "A017")["evaluations"], 2);
    let said = desk.run(&["people", "split", "other/77"]).expect(0).all();
    assert!(said.contains("1 evaluation and 0 sessions stand under Ama Boateng again"), "{said}");
    assert_eq!(agent(&team(&desk), "A017")["evaluations"], 1);
    assert_eq!(agent(&team(&desk), "77")["evaluations"], 1);
    intact(&desk);
    desk.run(&["people", "merge", "77", "A017"]).expect(0);
    assert_eq!(team(&desk), before);
    desk.run(&["people", "split", "77"]).expect(0);
    assert_eq!(agent(&team(&desk), "77")["evaluations"], 1);
    intact(&desk);
}

#[test]
fn what_one_of_them_lacks_the_other_brings_and_takes_along_again() {
    let desk = Desk::new();
    let path = desk.write(
        "scores.csv",
        &(HEAD.to_owned()
            + "E1,C1,A017,Ama Boateng,Claims North,,2026-11-10,Empathy,80,100\n\
               E2,C2,,Ama K. Boateng,,,2026-11-11,Empathy,60,100\n"),
    );
    desk.run(&["import", &path]).expect(0);
    desk.run(&["scorecard", "target", "empathy", "66", "--agent", "A017"]).expect(0);
    let before = team(&desk);
    // The one without an id, a team or a target is to stay.
    desk.run(&["people", "merge", "A017", "Ama K. Boateng"]).expect(0);
    let one = team(&desk);
    let ama = agent(&one, "A017");
    assert_eq!((ama["name"].as_str(), ama["team"].as_str()), (Some("Ama K. Boateng"), Some("Claims North")));
    assert_eq!(
        ama["dimensions"].as_array().expect("a list").iter().find(|d| d["key"] == "empathy").expect("it")["target"],
        66.0
    );
    intact(&desk);
    // An own target goes before.
    desk.run(&["scorecard", "target", "empathy", "71", "--agent", "A017"]).expect(0);
    let own = team(&desk);
    assert_eq!(
        agent(&own, "A017")["dimensions"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|d| d["key"] == "empathy")
            .expect("it")["target"],
        71.0
    );
    desk.run(&["people", "split", "A017"]).expect(0);
    let after = team(&desk);
    assert_eq!(agent(&after, "A017"), agent(&before, "A017"));
    intact(&desk);
}

#[test]
fn what_cannot_be_merged_or_split_says_why() {
    let desk = two();
    for (args, words) in [
        (vec!["people", "merge", "A017", "A017"], "one person already"),
        (vec!["people", "merge", "A017", "Nobody"], "no agent has the id or name"),
        (vec!["people", "split", "A017"], "no other identity"),
        (vec!["people", "split", "nobody"], "is no identity and nobody who was merged"),
        (vec!["people", "team", "A017", "Claims Noth"], "there is no team"),
        (vec!["people", "away", "A017", "--from", "2026-11-20", "--to", "2026-11-19"], "before it begins"),
        (vec!["people", "away", "A017", "--undo"], "no absence is on record"),
    ] {
        let before = desk.dump();
        let ran = desk.run(&args).expect(1);
        assert!(ran.err.contains(words), "{args:?}: {}", ran.err);
        assert_eq!(desk.dump(), before, "{args:?}");
    }
    desk.run(&["people", "merge", "A020", "A017"]).expect(0);
    let ran = desk.run(&["people", "merge", "A017", "A020"]).expect(1);
    assert!(ran.err.contains("one person already"), "a circle: {}", ran.err);
}

#[test]
fn nothing_is_due_from_who_is_away_and_no_list_shows_who_left() {
    let desk = two();
    let due = |who: &str| {
        let list = desk.json(&["due"]);
        list.as_array().expect("a list").iter().filter(|d| d["agent"] == who).count()
    };
    assert!(due("A017") > 0, "a first session is due");
    desk.run(&["people", "away", "A017", "--from", "2026-11-23", "--to", "2026-11-27", "--why", "leave"]).expect(0);
    assert_eq!(due("A017"), 0);
    assert_eq!(agent(&team(&desk), "A017")["next_due"], "2026-11-28", "the first day after it");
    let listed = desk.run(&["people", "list"]).expect(0).out;
    assert!(listed.contains("away 2026-11-23 to 2026-11-27"), "{listed}");
    desk.run(&["people", "away", "A017", "--undo"]).expect(0);
    assert!(due("A017") > 0);
    desk.run(&["people", "left", "A017", "--on", "2026-11-24"]).expect(0);
    assert_eq!(due("A017"), 0);
    assert!(desk.run(&["people", "list"]).expect(0).out.contains("left 2026-11-24"));
    // Figures of the days before stay.
    assert_eq!(agent(&team(&desk), "A017")["evaluations"], 2);
    desk.run(&["people", "left", "A017", "--undo"]).expect(0);
    assert!(due("A017") > 0);
    desk.run(&["people", "team", "A017", "Claims North", "--new"]).expect(0);
    desk.run(&["people", "team", "A017", "Claims South", "--new", "--from", "2026-11-25"]).expect(0);
    // The span ends before the day of the change.
    assert_eq!(agent(&team(&desk), "A017")["team"], "Claims North");
    let now = desk.json(&["people", "list"]);
    assert_eq!(now.as_array().expect("a list").iter().find(|p| p["id"] == "A017").expect("it")["team"], "Claims South");
    intact(&desk);
}
