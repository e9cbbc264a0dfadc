//! Columns, scales and dates that are answered once and remembered.

use serde_json::{Value, json};

use crate::support::Desk;

/// A wide table with decimal commas and days before months; the ratings are from 1 to 5.
const FIRST: &str = "\u{feff}Anruf-ID;Mitarbeiter;Datum;Empathy;Compliance;Discovery\n\
    C1;Jürgen Groß;13.10.2026;82,5;90;4\n\
    C2;Jürgen Groß;02.10.2026;N/A;70,5;5\n\
    C3;Ama Boateng;03.10.2026;77,5;60;3\n";

const SECOND: &str = "\u{feff}Anruf-ID;Mitarbeiter;Datum;Empathy;Compliance;Discovery\n\
    C4;Jürgen Groß;04.10.2026;60;80;1\n";

fn current(desk: &Desk, agent: &str, dimension: &str) -> Value {
    let view = desk.json(&["team", "--from", "2026-10-01", "--to", "2026-11-01"]);
    let agents = view["agents"].as_array().expect("agents");
    let agent = agents.iter().find(|a| a["name"] == agent).unwrap_or_else(|| panic!("{agent} in {view}"));
    let dimensions = agent["dimensions"].as_array().expect("dimensions");
    dimensions.iter().find(|d| d["key"] == dimension).map_or(Value::Null, |d| d["current"].clone())
}

#[test]
fn a_wide_file_loads_with_one_answer_and_the_next_one_with_none() {
    let desk = Desk::new();
    let first = desk.write("oktober.csv", FIRST);
    let asked = desk.run(&["import", &first]).expect(3);
    assert_eq!(asked.err.matches("The column").count(), 1, "{}", asked.err);
    for words in ["The column Discovery of oktober.csv holds whole numbers from 3 to 5", "--scale \"Discovery=1 to 5\""]
    {
        assert!(asked.err.contains(words), "{words} in {}", asked.err);
    }
    assert_eq!(desk.count("batch"), 0);
    desk.run(&["import", &first, "--scale", "Discovery=1 to 5", "--save-profile", "Monatlich"]).expect(0);
    // By hand: 82.5 alone; (90 + 70.5) / 2; on 1 to 5, 4 is 75 and 5 is 100; 3 is 50.
    assert_eq!(current(&desk, "Jürgen Groß", "empathy"), json!(82.5));
    assert_eq!(current(&desk, "Jürgen Groß", "compliance"), json!(80.25));
    assert_eq!(current(&desk, "Jürgen Groß", "discovery"), json!(87.5));
    assert_eq!(current(&desk, "Ama Boateng", "discovery"), json!(50.0));
    // The same headings again: nothing is asked, and 04.10. is read as before though nothing in the file says it.
    let second = desk.write("november.csv", SECOND);
    let listed = desk.json(&["profiles", "list"]);
    assert_eq!(listed[0]["newest"], json!("november.csv"), "{listed}");
    let loaded = desk.run(&["import", &second]).expect(0);
    assert!(loaded.err.contains("november.csv: read as the profile Monatlich"), "{}", loaded.err);
    // (75 + 100 + 0) / 3.
    let discovery = current(&desk, "Jürgen Groß", "discovery").as_f64().expect("a figure");
    assert!((discovery - 175.0 / 3.0).abs() < 1e-9, "{discovery}");
    assert_eq!(desk.json(&["profiles", "list"])[0]["newest"], Value::Null);
    let named = desk.conn().query_row("SELECT group_concat(profile) FROM batch", [], |r| r.get::<_, String>(0));
    assert_eq!(named.as_deref(), Ok("canonical,Monatlich"));
    let verified = desk.run(&["log", "verify"]);
    assert!(verified.all().contains("intact") || verified.code == 4, "{verified:?}");
    // A hand in the table is seen.
    desk.conn().execute("UPDATE profile SET mapping = 'name = \"x\"'", []).expect("a row");
    desk.run(&["log", "verify"]).expect(3);
}

#[test]
fn a_profile_is_shown_exported_used_elsewhere_and_removed() {
    let desk = Desk::new();
    let first = desk.write("oktober.csv", FIRST);
    desk.run(&["import", &first, "--scale", "*=of 5", "--save-profile", "Monatlich"]).expect(0);
    let shown = desk.run(&["profiles", "show", "Monatlich"]).expect(0).out;
    for words in ["format = \"wide\"", "heading = \"Discovery\"", "scale = \"of 5\"", "dates = \"day_first\""] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    let file = desk.path("map.toml").to_string_lossy().into_owned();
    desk.run(&["profiles", "export", "Monatlich", &file]).expect(0);
    let other = Desk::new();
    let second = other.write("november.csv", SECOND);
    other.run(&["import", &second, "--map", &file]).expect(0);
    assert_eq!(current(&other, "Jürgen Groß", "discovery"), json!(20.0));
    desk.run(&["profiles", "remove", "Monatlich"]).expect(0);
    assert_eq!(desk.json(&["profiles", "list"]), json!([]));
    desk.run(&["profiles", "remove", "Monatlich"]).expect(1);
    assert_eq!(desk.run(&["log", "verify"]).code, 4);
}

#[test]
fn what_is_wrong_with_an_option_is_named() {
    let desk = Desk::new();
    let first = desk.write("oktober.csv", FIRST);
    for (args, code, words) in [
        (&["--scale", "Tone=of 5"][..], 1, "no column of scores is called “Tone”"),
        (&["--scale", "Discovery"], 2, "--scale takes COLUMN=SCALE"),
        (&["--scale", "Discovery=stars"], 2, "is no scale"),
        (&["--map", "nothing"], 1, "no file with a mapping, no profile and no preset"),
        (&["--zone", "Mars/Base"], 2, "--zone"),
        (&["--scale", "*=of 5", "--save-profile", "canonical"], 1, "canonical"),
    ] {
        let mut all = vec!["import", first.as_str()];
        all.extend(args);
        let said = desk.run(&all).expect(code);
        assert!(said.err.contains(words), "{words} in {}", said.err);
    }
    let bad = desk.write("map.toml", "name = \"x\"\n[[columns]]\nheading = \"A\"\nuse = \"mood\"\n");
    let said = desk.run(&["import", &first, "--map", &bad]).expect(1);
    assert!(said.err.contains("a column is not used as \"mood\""), "{}", said.err);
}

#[test]
fn a_dry_run_shows_how_the_columns_are_read() {
    let desk = Desk::new();
    let first = desk.write("oktober.csv", FIRST);
    let said = desk.run(&["import", &first, "--dry-run", "--scale", "Discovery=of 5"]).expect(0).out;
    for words in ["Anruf-ID", "call_id", "dimension Empathy", "day-first", "of 5", "82,5"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    let json = desk.json(&["import", &first, "--dry-run", "--scale", "Discovery=of 5"]);
    let column = &json["tables"][0]["columns"][5];
    assert_eq!((&column["used_for"], &column["scale"]), (&json!("dimension Discovery"), &json!("of 5")));
    assert_eq!(desk.count("batch"), 0);
}

#[test]
fn a_grid_of_overalls_alone_can_be_looked_at() {
    let desk = Desk::new();
    let file = desk.write(
        "details.csv",
        "Master Contact,Agent ID,Agent,Workflow Evaluation Type,Evaluator,Form Name,Average Score,Failed Critical Question,Evaluation Date\n\
         0042,9001,Ama Boateng,Evaluation,Dana,Voice,82.5,FALSE,2026-11-13\n\
         0043,9001,Ama Boateng,Evaluation,Dana,Voice,90,TRUE,2026-11-14\n",
    );
    let said = desk.json(&["import", &file]);
    assert_eq!((&said["evaluations"], &said["tables"][0]["read_as"]), (&json!(2), &json!("nice-cxone")));
    let view = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23", "--scorecard", "Voice"]);
    // The failed critical question makes its evaluation 0: (82.5 + 0) / 2.
    assert_eq!((&view["agents"][0]["evaluations"], &view["agents"][0]["overall"]), (&json!(2), &json!(41.25)));
    desk.run(&["agent", "9001"]).expect(0);
    desk.run(&["call", "0042"]).expect(0);
    assert_eq!(desk.run(&["log", "verify"]).code, 4);
    desk.run(&["doctor"]).expect(0);
}

/// What a dimension is held to now.
fn target(desk: &Desk, dimension: &str) -> Option<f64> {
    let sql =
        "SELECT t.value FROM target t JOIN dimension d ON d.id = t.dimension WHERE d.key = ?1 ORDER BY t.seq DESC";
    desk.conn().query_row(sql, [dimension], |r| r.get(0)).ok()
}

#[test]
fn a_dimension_that_is_new_comes_in_with_the_target_that_its_mapping_names() {
    let desk = Desk::new();
    let scores = desk.write(
        "scores.csv",
        "agent,call id,date,Empathy,Warmth,Pace\n\
         Ama Boateng,C1,2026-10-02,60%,70%,50%\n\
         Ama Boateng,C2,2026-10-03,50%,80%,70%\n",
    );
    let map = |target: &str| {
        let text =
            format!("name = \"Warm\"\n[dimensions]\nWarmth = {{ new_with_target = {target} }}\nPace = \"new\"\n");
        desk.write("map.toml", &text)
    };
    let refused = desk.run(&["import", &scores, "--map", &map("101.0")]).expect(1);
    assert!(refused.err.contains("the target of “Warmth” is a percent from 0 to 100"), "{}", refused.err);
    assert_eq!(desk.count("batch"), 0);
    desk.run(&["import", &scores, "--map", &map("82.5"), "--save-profile", "Warm"]).expect(0);
    assert_eq!((target(&desk, "warmth"), target(&desk, "pace")), (Some(82.5), None));
    assert_eq!(current(&desk, "Ama Boateng", "warmth"), json!(75.0));
    let shown = desk.run(&["profiles", "show", "Warm"]).expect(0).out;
    assert!(shown.contains("new_with_target = 82.5"), "{shown}");
    // A target that was set since is not set back by the next file.
    desk.run(&["scorecard", "target", "Warmth", "72,5 %"]).expect(0);
    let next =
        desk.write("next.csv", "agent,call id,date,Empathy,Warmth,Pace\nAma Boateng,C3,2026-10-05,60%,70%,50%\n");
    desk.run(&["import", &next]).expect(0);
    assert_eq!(target(&desk, "warmth"), Some(72.5));
}
