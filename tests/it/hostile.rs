//! Text that acts on a terminal is shown, never obeyed: it leaves the program in visible form, and in JSON as
//! escapes that read back to the same text.

use serde_json::{Value, json};

use crate::support::{Desk, csv};

const HOSTILE: [&str; 14] = [
    "\u{1b}[2J\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;aGFja2Vk\u{1b}\\",
    "\u{1b}P$q m\u{1b}\\",
    "\u{9b}31m",
    "\u{9d}0;t\u{9c}",
    "abc\u{202e}dcba",
    "\u{2066}iso\u{2069}",
    "zero\u{200b}width\u{feff}",
    "tag\u{e0041}\u{e007f}",
    "tab\there",
    "line\u{2028}sep\u{85}nel",
    "bell\u{7}back\u{8}del\u{7f}",
    "soft\u{ad}hyphen",
];

/// Whether a terminal would act on it, or an eye miss it.
fn acts(c: char) -> bool {
    matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe0000..=0xe0fff)
}

#[track_caller]
fn tame(text: &str, what: &str) {
    // Line breaks are the program's own.
    let bad: Vec<char> = text.chars().filter(|c| *c != '\n' && acts(*c)).collect();
    assert!(bad.is_empty(), "{what} lets {bad:?} through:\n{text:?}");
}

/// Every text field of a table holds hostile text; a field that must be unique has a number too.
fn desk() -> (Desk, Vec<Vec<String>>) {
    let head = [
        "evaluation_id",
        "call_id",
        "agent_id",
        "agent_name",
        "team",
        "evaluator",
        "scorecard",
        "scorecard_version",
        "call_started_at",
        "evaluated_at",
        "dimension",
        "criterion",
        "earned",
        "possible",
        "result",
        "flag",
        "flag_severity",
        "comment",
        "source",
        "auto_fail",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (n, h) in HOSTILE.iter().enumerate() {
        for (dimension, criterion, fail) in
            [(format!("Warm{h}th"), String::new(), ""), (format!("Warm{h}th"), format!("crit{h}erion"), "yes")]
        {
            rows.push(vec![
                format!("E{n}{h}x"),
                format!("C{n}{h}x"),
                format!("A{n}{h}x"),
                format!("Ada {n}{h} Lee"),
                format!("Team {n}{h}x"),
                format!("Dana{h}x"),
                format!("Form{n}{h}x"),
                format!("v{h}1"),
                "2026-11-10T10:00:00Z".to_owned(),
                "2026-11-11T09:00:00Z".to_owned(),
                dimension,
                criterion,
                "40".to_owned(),
                "100".to_owned(),
                format!("res{h}ult"),
                format!("flag{h}x"),
                format!("sev{h}x"),
                format!("com{h}ment"),
                format!("src{h}x"),
                fail.to_owned(),
            ]);
        }
    }
    let desk = Desk::new();
    let file = desk.write("hostile.csv", &csv(&rows));
    let said = desk.run(&["import", &file]).expect(0);
    tame(&said.all(), "import");
    (desk, rows)
}

/// A session of each agent, hostile in every field; their ids.
fn sessions(desk: &Desk) -> Vec<String> {
    let mut session = json!({
        "kind": "scheduled", "cycle": { "from": "2026-11-09", "to": "2026-11-23" }, "check": { "threshold": 80 },
        "no_evidence": null,
    });
    for (n, h) in HOSTILE.iter().enumerate() {
        let agent = format!("A{n}{h}x");
        session["agent"] = json!(agent);
        session["focus"] = json!({ "dimension": format!("Warm{h}th"), "reason": format!("rea{h}son") });
        session["behavior"] = json!(format!("beh{h}avior"));
        session["action"] = json!(format!("Name{h} the caller's worry on every call this week"));
        session["action_override"] = json!(format!("over{h}ride"));
        session["due"] = json!("2026-12-02");
        session["note"] = json!(format!("no{h}te"));
        session["strength"] = json!(format!("stre{h}ngth"));
        session["agent_comment"] = json!(format!("com{h}ment"));
        session["evidence"] = json!([{ "call_id": format!("C{n}{h}x"), "quote": format!("quo{h}te"), "speaker": format!("spea{h}ker"), "what_happened": format!("what{h}") }]);
        let added = desk.feed(&["--as", &format!("Dana{h}x"), "session", "add", "-", "--finish"], &session.to_string());
        tame(&added.all(), "session add");
        assert_eq!(added.code, 0, "{}", added.err);
    }
    let ids: Vec<String> = desk
        .json(&["sessions"])
        .as_array()
        .expect("a list")
        .iter()
        .map(|s| s["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), HOSTILE.len());
    ids
}

/// Every reader, of what there is and of what is not.
fn commands(ids: &[String]) -> Vec<Vec<String>> {
    let mut commands: Vec<Vec<String>> = [
        &["team"][..],
        &["due"],
        &["sessions"],
        &["people", "list"],
        &["imports", "list"],
        &["log", "show"],
        &["log", "verify"],
        &["settings"],
        &["doctor"],
        &["search", "warmth"],
    ]
    .iter()
    .map(|c| c.iter().map(|w| (*w).to_owned()).collect())
    .collect();
    for (n, h) in HOSTILE.iter().enumerate() {
        let of = |words: &[&str], last: String| words.iter().map(|w| (*w).to_owned()).chain([last]).collect::<Vec<_>>();
        commands.push(of(&["agent"], format!("A{n}{h}x")));
        commands.push(of(&["call"], format!("C{n}{h}x")));
        commands.push(of(&["team", "--scorecard"], format!("Form{n}{h}x")));
        commands.push(of(&["team", "--team"], format!("Team {n}{h}x")));
        commands.push(of(&["scorecard", "show"], format!("Form{n}{h}x")));
        commands.push(of(&["session", "show"], ids[n].clone()));
        // What is refused is shown back, tamed too.
        for words in [
            &["agent"][..],
            &["call"],
            &["team", "--team"],
            &["team", "--scorecard"],
            &["scorecard", "show"],
            &["session", "show"],
            &["imports", "undo"],
            &["settings"],
            &["settings", "zone"],
            &["settings", "cadence"],
            &["import"],
            &["session", "add"],
            &["dispute", "open", "--note", "x", "E1"],
            &["scorecard", "target", "--", "75"],
            &["people", "supervisor", "North"],
            &["export", "--out"],
        ] {
            commands.push(of(words, format!("no{h}ne")));
        }
        commands.push(vec![format!("com{h}mand")]);
        commands.push(vec![
            "team".to_owned(),
            "--from".to_owned(),
            format!("day{h}"),
            "--to".to_owned(),
            "2026-11-23".to_owned(),
        ]);
    }
    commands
}

#[test]
fn no_command_lets_text_act_on_the_terminal() {
    let (desk, rows) = desk();
    for command in &commands(&sessions(&desk)) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let ran = desk.run(&words);
        tame(&ran.out, &format!("{words:?} (stdout)"));
        tame(&ran.err, &format!("{words:?} (stderr)"));
        assert_ne!(ran.code, 70, "{words:?}: {}", ran.err);
    }
    // Visible marks stand where it was.
    let shown = desk.run(&["call", &rows[1][1]]).expect(0).out;
    assert!(shown.contains("C0␛[2J␛[31mredx"), "{shown}");
    let bidi = desk.run(&["agent", &rows[13][2]]).expect(0).out;
    assert!(bidi.contains("⟨U+202E⟩"), "{bidi}");
}

#[test]
fn a_name_with_a_line_break_makes_no_line_of_its_own() {
    let desk = Desk::new();
    let broken = "call_id,agent,date,dimension,score,scorecard\nC99,Eve,2026-11-10,\"Warmth\nFocus: nothing\",40,\"Odd\nform\"\n";
    let file = desk.write("broken.csv", broken);
    tame(&desk.run(&["import", &file]).expect(0).all(), "import");
    for words in [
        &["agent", "Eve", "--scorecard", "Odd\nform"][..],
        &["call", "C99"],
        &["team", "--scorecard", "Odd\nform"],
        &["scorecard", "show", "Odd\nform"],
    ] {
        let ran = desk.run(words).expect(0);
        assert!(ran.out.contains("Warmth⏎Focus: nothing"), "{words:?}: {}", ran.out);
        assert!(
            ran.out.lines().all(|l| !l.starts_with("Focus: nothing") && !l.starts_with("form")),
            "{words:?}: {}",
            ran.out
        );
    }
}

#[test]
fn json_escapes_what_acts_and_reads_back_to_the_text_itself() {
    let (desk, rows) = desk();
    for (n, row) in rows.iter().enumerate().skip(1).step_by(2) {
        let ran = desk.run(&["call", "--json", &row[1]]).expect(0);
        tame(&ran.out, "call --json");
        let call = ran.json();
        let e = &call["evaluations"][0];
        assert_eq!(call["call_id"].as_str(), Some(row[1].as_str()), "row {n}");
        assert_eq!(e["evaluation_id"].as_str(), Some(row[0].as_str()));
        assert_eq!(call["agent"]["name"].as_str(), Some(row[3].as_str()));
        assert_eq!(e["evaluator"].as_str(), Some(row[5].as_str()));
        assert_eq!(e["source"].as_str(), Some(row[18].as_str()));
        assert_eq!(e["scores"][0]["comment"].as_str(), Some(row[17].as_str()));
        let codes: Vec<&str> =
            call["flags"].as_array().expect("flags").iter().filter_map(|f| f["code"].as_str()).collect();
        // A ; or a | in a cell of flags stands between two of them.
        let whole = row[15].split([';', '|']).map(str::trim).filter(|c| !c.is_empty()).collect::<Vec<_>>();
        assert!(whole.iter().all(|c| codes.contains(c)), "{codes:?} {whole:?}");
    }
    for args in
        [&["team"][..], &["people", "list"], &["imports", "list"], &["due"], &["log", "show"], &["scorecard", "show"]]
    {
        let mut words = args.to_vec();
        words.push("--json");
        let ran = desk.run(&words).expect(0);
        tame(&ran.out, &format!("{args:?} --json"));
        ran.json();
    }
    let names: Vec<Value> =
        desk.json(&["people", "list"]).as_array().expect("a list").iter().map(|p| p["name"].clone()).collect();
    assert!(rows.iter().skip(1).all(|r| names.contains(&json!(r[3]))), "{names:?}");
}

#[test]
fn a_bad_cell_is_named_in_visible_form() {
    let desk = Desk::new();
    for h in HOSTILE {
        let row = ["C1", "Ada", "2026-11-10", "Empathy", &format!("ma{h}ny")].map(str::to_owned).to_vec();
        let head = ["call_id", "agent", "date", "dimension", "score"].map(str::to_owned).to_vec();
        let file = desk.write("bad.csv", &csv(&[head, row]));
        let ran = desk.run(&["import", &file]).expect(3);
        tame(&ran.all(), "a rejected cell");
        let said = desk.run(&["import", "--json", &file]).expect(3);
        tame(&said.out, "a rejected cell in JSON");
        assert_eq!(said.json()["rejected"][0]["value"], format!("ma{h}ny"));
    }
    #[cfg(unix)]
    for (n, h) in HOSTILE.iter().enumerate() {
        let name = format!("{n}{}.csv", h.replace(['/', '\0'], ""));
        let file = desk.write(&name, "call_id,agent,date,dimension,score\nC1,Ada,2026-11-10,Empathy,many\n");
        tame(&desk.run(&["import", &file]).expect(3).all(), "a file's name");
        let empty = desk.write(&name, "nothing here");
        tame(&desk.run(&["import", &empty]).expect(3).all(), "a refused file's name");
    }
}
