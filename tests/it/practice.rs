//! The practice library on the command line.

use serde_json::json;

use crate::support::{Desk, strings};

#[test]
fn the_library_is_listed_by_dimension_and_needs_no_file() {
    let desk = Desk::bare();
    let empathy = desk.json(&["practice", "list", "--dimension", "Empathy"]);
    let mut first = empathy[1].clone();
    let id = first.as_object_mut().and_then(|e| e.remove("id"));
    assert!(id.is_some_and(|id| id.as_str().is_some_and(|id| id.len() == 36)));
    assert_eq!(
        first,
        json!({
            "dimension": "empathy",
            "criterion": "uses the caller's name",
            "behavior": "Makes the call personal from its first moments",
            "action": "Use a name acknowledgment in the first 30 seconds of every call this week",
        })
    );
    assert_eq!(empathy.as_array().map(Vec::len), Some(3));
    assert!(empathy[2].get("criterion").is_none(), "an entry without a criterion names none");
    let table = desk.run(&["practice", "list", "--dimension", "process_adherence"]).expect(0).out;
    assert!(table.contains("announces the hold") && !table.contains("empathy"), "{table}");
    let none = desk.run(&["practice", "list", "--dimension", "rapport\u{1b}[2J"]).expect(0);
    assert!(none.err.contains("has no entry") && !none.all().contains('\u{1b}'), "{none:?}");
    assert!(!desk.db.exists(), "nothing is begun by looking");
}

const NEW: &str = "Say the caller's name in the first 30 seconds of every call this week";

#[test]
fn the_first_change_puts_the_starting_library_on_record_and_then_itself() {
    let desk = Desk::new();
    let all = |desk: &Desk| desk.json(&["practice", "list"]).as_array().cloned().expect("a list");
    let before = all(&desk);
    assert_eq!(desk.count("practice"), 0, "nothing is written by looking");
    desk.run(&["practice", "add", "--dimension", "Empathy", "--behavior", "Says the name", "--action", NEW]).expect(0);
    let after = all(&desk);
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|entry| after.contains(entry)), "entries keep their ids");
    let records = strings(&desk.conn(), "SELECT action FROM event WHERE action LIKE 'practice%' ORDER BY seq");
    assert_eq!(records, ["practice_replaced", "practice_set"]);
    desk.run(&["log", "verify"]).expect(4);
    let id = after.iter().find(|e| e["action"] == NEW).and_then(|e| e["id"].as_str()).expect("an id").to_owned();
    desk.run(&["practice", "set", &id, "--criterion", "uses the name"]).expect(0);
    let set = all(&desk).into_iter().find(|e| e["id"] == id.as_str()).expect("it is there");
    assert_eq!((&set["criterion"], &set["action"]), (&json!("uses the name"), &json!(NEW)));
    desk.run(&["practice", "remove", &id]).expect(0);
    assert_eq!(all(&desk), before);
    let gone = desk.run(&["practice", "remove", &id]).expect(1);
    assert!(gone.err.contains("there is no entry"), "{gone:?}");
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn a_wish_is_refused_with_what_it_lacks_and_nothing_is_written() {
    let desk = Desk::new();
    let before = desk.dump();
    let wish = ["practice", "add", "--dimension", "empathy", "--behavior", "Cares", "--action", "work on empathy"];
    let refused = desk.run(&wish).expect(1);
    assert!(refused.err.contains("“work on empathy” is not specific enough"), "{refused:?}");
    let entry =
        |action: &str| format!("[[entry]]\ndimension = \"empathy\"\nbehavior = \"Cares\"\naction = \"{action}\"\n\n");
    let file = desk.write("two.toml", &(entry(NEW) + &entry("be kinder")));
    let refused = desk.run(&["practice", "import", &file]).expect(1);
    assert!(refused.err.contains("line 6: “be kinder”") && refused.err.contains("Nothing was taken"), "{refused:?}");
    let file = desk.write("typo.toml", "[[entry]]\ndimension = \"empathy\"\nbehaviour = \"Cares\"\n");
    let refused = desk.run(&["practice", "import", &file]).expect(1);
    assert!(refused.err.contains("line 3, column 1: “behaviour”"), "{refused:?}");
    assert_eq!(desk.dump(), before);
}

#[test]
fn a_library_goes_out_and_in_and_can_be_replaced() {
    let desk = Desk::new();
    let path = desk.path("out.toml").to_string_lossy().into_owned();
    let n = desk.json(&["practice", "list"]).as_array().map_or(0, Vec::len);
    desk.run(&["practice", "export", &path]).expect(0);
    let again = desk.run(&["practice", "export", &path]).expect(1);
    assert!(again.err.contains("there already"), "{again:?}");
    let same = desk.run(&["practice", "import", &path]).expect(0);
    assert!(same.err.contains(&format!("0 added, {n} unchanged")), "{same:?}");
    assert_eq!(desk.count("practice"), 0, "nothing changed, so nothing is on record");
    let more = "[[entry]]\ndimension = \"small_talk\"\nbehavior = \"Warms up\"\naction = \"Say one sentence on the weather in every call this week\"\n";
    let file = desk.write("more.toml", more);
    let taken = desk.run(&["practice", "import", &file]).expect(0);
    assert!(taken.err.contains("1 added, 0 unchanged"), "{taken:?}");
    let all = desk.json(&["practice", "list"]);
    let last = all.as_array().and_then(|a| a.last()).expect("entries");
    assert_eq!(last["dimension"], "small_talk", "a dimension that no scorecard has stands last");
    let replaced = desk.run(&["practice", "import", &file, "--replace"]).expect(0);
    assert!(replaced.err.contains(&format!("0 added, 1 unchanged, {n} removed")), "{replaced:?}");
    assert_eq!(desk.json(&["practice", "list"]).as_array().map(Vec::len), Some(1));
    desk.run(&["log", "verify"]).expect(4);
}

/// Ada's calls before and after a session of 18 Nov, each scored on one question; the figures are counted by hand.
#[test]
fn an_action_tied_to_a_criterion_is_read_back_by_the_calls() {
    let desk = Desk::new();
    let head = "evaluation_id,call_id,agent_id,agent_name,evaluator,call_started_at,evaluated_at,dimension,criterion,earned,possible\n";
    let rows = |rows: &[(&str, &str, &str)]| {
        let row = |(call, at, met): &(&str, &str, &str)| {
            let possible = if *met == "N/A" { "N/A" } else { "10" };
            let own = |evaluation: &str, met: &str| {
                format!(
                    "{evaluation},{call},A1,Ada,Kim,{at},2026-11-24,Empathy,uses the name,{met},{possible}\n\
                     {evaluation},{call},A1,Ada,Kim,{at},2026-11-24,Empathy,listens,5,10\n"
                )
            };
            own(&format!("e{call}"), met)
        };
        rows.iter().map(row).collect::<String>()
    };
    let before = rows(&[
        ("c1", "2026-11-10T10:00:00Z", "0"),
        ("c2", "2026-11-11T10:00:00Z", "10"),
        ("c3", "2026-11-12T10:00:00Z", "4"),
        ("c4", "2026-11-13T10:00:00Z", "N/A"),
    ]);
    // One on the session's day before it, three after it, one not asked; c8 is scored twice, and the two disagree.
    let after = rows(&[
        ("c5", "2026-11-18T08:00:00Z", "10"),
        ("c6", "2026-11-18T15:00:00Z", "10"),
        ("c7", "2026-11-19T10:00:00Z", "10"),
        ("c8", "2026-11-20T10:00:00Z", "10"),
        ("c9", "2026-11-21T10:00:00Z", "N/A"),
    ]) + "second,c8,A1,Ada,Lee,2026-11-20T10:00:00Z,2026-11-24,Empathy,uses the name,3,10\n";
    let file = desk.write("before.csv", &format!("{head}{before}"));
    desk.run(&["import", &file]).expect(0);
    let session = json!({
        "agent": "A1", "held_at": "2026-11-18T12:00:00Z", "cycle": { "from": "2026-11-09", "to": "2026-11-18" },
        "focus": { "dimension": "empathy" }, "behavior": "Uses the name", "action": NEW, "criterion": "Uses the name",
        "due": "2026-11-30", "evidence": [{ "call_id": "c1", "what_happened": "no name" }],
    });
    let id = desk.feed(&["session", "add", "-", "--finish"], &session.to_string()).expect(0).out.trim().to_owned();
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!(shown["criterion"], json!({ "name": "uses the name", "before": { "done": 1, "of": 3 } }));
    assert_eq!(shown["read_back"]["since"], json!(null));
    let file = desk.write("after.csv", &format!("{head}{after}"));
    desk.run(&["import", &file]).expect(0);
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!(shown["read_back"]["words"], "done in 2 of 3 calls, was 1 of 3");
    assert_eq!(desk.json(&["agent", "A1"])["agreed"]["read_back"]["since"], json!({ "done": 2, "of": 3 }));
    assert!(desk.run(&["session", "show", &id]).expect(0).out.contains("done in 2 of 3 calls, was 1 of 3"));
    // The state is the supervisor's; the count comes from the calls.
    let counted = desk.run(&["session", "action", &id, "--state", "partly", "--done", "9", "--of", "9"]).expect(1).err;
    assert!(counted.contains("the calls give the count themselves, 2 of 3"), "{counted}");
    desk.run(&["session", "action", &id, "--state", "partly"]).expect(0);
    let shown = desk.json(&["session", "show", &id]);
    assert_eq!((&shown["action_state"], &shown["action_count"]), (&json!("partly"), &json!({ "done": 2, "of": 3 })));
    desk.run(&["session", "action", &id, "--state", "done"]).expect(0);
    assert_eq!(desk.json(&["session", "show", &id])["action_state"], "done", "a later note holds");
    desk.run(&["session", "void", &id, "--why", "entered for someone else"]).expect(0);
    assert!(desk.run(&["session", "action", &id, "--state", "not"]).expect(1).err.contains("void"));
    desk.run(&["log", "verify"]).expect(4);
}
