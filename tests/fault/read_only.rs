//! Opened for reading only, nothing changes: not a byte of the file, whatever is pressed or asked for.

use std::path::Path;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use crate::places::PLACES;
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty};

/// The file's bytes, as their hash, and when they were changed last.
fn state(file: &Path) -> (Vec<u8>, SystemTime) {
    let bytes = std::fs::read(file).expect("the file");
    (Sha256::digest(bytes).to_vec(), std::fs::metadata(file).and_then(|m| m.modified()).expect("its time"))
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut out = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        if entry.path().is_dir() {
            out.extend(files(&entry.path()));
        } else {
            out.push(entry.path().to_string_lossy().into_owned());
        }
    }
    out.sort();
    out
}

/// Every key of every screen that is no text, and every letter.
fn all_keys() -> Vec<String> {
    let mut keys: Vec<String> = ('!'..='~').map(String::from).collect();
    for sequence in [
        "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[3~", "[5~", "[6~", "[Z", "[A", "[B", "[C",
        "[D",
    ] {
        keys.push(format!("\u{1b}{sequence}"));
    }
    for plain in ["\t", " ", "\u{1}", "\u{19}", "\u{1a}"] {
        keys.push(plain.to_owned());
    }
    keys
}

fn tours(places: &[&str]) {
    let desk = Desk::copy_of(demo());
    let before = state(&desk.db);
    let env = [("COACHLOG_NOW", NOW)];
    for (name, keys) in PLACES.iter().filter(|(name, _)| places.contains(name)) {
        let mut tty = Tty::open(&desk, Start::Alone, &["--as", "Ines Auditor", "--read-only"], &env);
        tty.shows("NOW").shows("read-only");
        for (press, shows) in *keys {
            if ["Session", "Reading"].contains(name) && *press == "s" {
                break;
            }
            tty.press(press).shows(shows);
        }
        for key in all_keys() {
            if key == "q" {
                continue;
            }
            // Whatever it opened is answered with yes, and typed into.
            tty.press(&key).press("y\r").press("words\r").settle(Duration::from_millis(2));
            if tty.over() {
                assert_eq!(tty.ends(), 0, "{name}, after {key:?}");
                break;
            }
            tty.press("\u{1b}").settle(Duration::from_millis(8)).press("\u{1b}");
            assert_eq!(state(&desk.db), before, "{name}, after {key:?}:\n{}", tty.text());
        }
        if !tty.over() {
            tty.press("\u{3}").settle(Duration::from_millis(100));
            if !tty.over() {
                tty.press("y");
            }
        }
        tty.ends();
        assert_eq!(state(&desk.db), before, "{name}");
    }
    let home = desk.path("home");
    let left: Vec<String> = files(&home)
        .into_iter()
        .filter(|f| !["coachlog.log", "copied.txt"].iter().any(|own| f.ends_with(own)))
        .filter(|f| Path::new(f).extension().is_none_or(|ending| ending != "html"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "no settings and no drafts");
    assert!(!desk.path("desk.db-journal").exists());
}

#[test]
fn an_auditors_keys_change_nothing() {
    tours(&["Today", "Record"]);
}

#[test]
#[ignore = "every key in every screen"]
fn an_auditors_keys_change_nothing_in_any_screen() {
    let all: Vec<&str> = PLACES.iter().map(|(name, _)| *name).collect();
    tours(&all);
    eprintln!("{0} of {0}", all.len());
}

/// Each is done where the file may be written, so that the refusal is one.
#[test]
fn every_command_that_writes_is_refused_and_changes_nothing() {
    let desk = Desk::copy_of(demo());
    let before = state(&desk.db);
    let session = desk.json(&["sessions"])[0]["id"].as_str().expect("an id").to_owned();
    let unsigned = desk.json(&["sessions"]);
    let unsigned = unsigned.as_array().expect("a list").iter().find(|s| s["status"] == "finished").expect("one");
    let unsigned = unsigned["id"].as_str().expect("an id").to_owned();
    let due = desk.json(&["due"]);
    let flag = due.as_array().expect("a list").iter().find(|d| d["kind"] == "session").expect("one").clone();
    let agent = flag["agent"].as_str().expect("an agent").to_owned();
    let entry = desk.json(&["practice", "list"])[0]["id"].as_str().expect("an id").to_owned();
    let talk = "SELECT max(c.key) FROM call c JOIN transcript t ON t.call = c.id";
    let talk = crate::support::strings(&desk.conn(), talk).remove(0);
    let csv = desk.write(
        "scores.csv",
        "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n\
         900001,A007,Fatima El Amrani,Motor Claims,Kim,2026-11-20T10:00:00Z,Empathy,80,100\n",
    );
    let card = desk.path("card.toml").to_string_lossy().into_owned();
    desk.run(&["scorecard", "export", &card]).expect(0);
    let renamed = std::fs::read_to_string(&card).expect("a file").replacen("name = \"", "name = \"Other ", 1);
    let card = desk.write("other.toml", &renamed);
    let library = desk.write(
        "library.toml",
        "[[entry]]\ndimension = \"Empathy\"\nbehavior = \"Names the worry\"\n\
         action = \"Name the worry in the first 30 seconds of every call this week\"\n",
    );
    let commands: Vec<Vec<&str>> = vec![
        vec!["import", &csv],
        vec!["imports", "undo", "24"],
        vec!["settings", "cadence", "weekly"],
        vec!["settings", "zone", "UTC"],
        vec!["scorecard", "target", "empathy", "71"],
        vec!["scorecard", "import", &card],
        vec!["people", "supervisor", "Motor Claims", "Dana Reyes"],
        vec!["people", "team", "A007", "Other", "--new"],
        vec!["people", "away", "A007", "--from", "2026-12-01", "--to", "2026-12-04"],
        vec!["people", "left", "A007", "--on", "2026-12-01"],
        vec!["people", "merge", "A007", "A006"],
        vec![
            "practice",
            "add",
            "--dimension",
            "empathy",
            "--behavior",
            "Names it",
            "--action",
            "Name the worry in the first 30 seconds of every call this week",
        ],
        vec!["practice", "set", &entry, "--behavior", "Names another worry"],
        vec!["practice", "remove", &entry],
        vec!["practice", "import", &library],
        vec!["flag", "add", "102571", "late_disclosure", "--dimension", "compliance"],
        vec!["flag", "map", "recording-notice", "none"],
        vec!["snooze", "session", &agent, "--until", "2026-12-09", "--why", "on leave"],
        vec!["session", "void", &session, "--why", "the wrong agent"],
        vec!["session", "sign", &unsigned, "--how", "agrees"],
        vec!["call", &talk, "--swap-speakers"],
    ];
    let mut refused = 0;
    for args in &commands {
        let mut read_only = args.clone();
        read_only.push("--read-only");
        let run = desk.run(&read_only);
        assert_eq!(run.code, 1, "{args:?}: {run:?}");
        assert!(run.err.contains("read"), "{args:?}: {run:?}");
        assert_eq!(state(&desk.db), before, "{args:?}");
        refused += 1;
        let other = Desk::copy_of(&desk.db);
        let run = other.run(args);
        assert!([0, 3].contains(&run.code), "{args:?} would be refused in any case: {run:?}");
        assert!(other.count("event") > desk.count("event"), "{args:?} writes nothing");
    }
    eprintln!("{refused} of {refused}");
    // Readers go on.
    for args in
        [vec!["team"], vec!["log", "verify"], vec!["export", "scores"], vec!["report", "program"], vec!["doctor"]]
    {
        let mut args = args.clone();
        args.push("--read-only");
        let run = desk.run(&args);
        assert!([0, 4].contains(&run.code), "{args:?}: {run:?}");
    }
    assert_eq!(state(&desk.db), before, "reading");
}
