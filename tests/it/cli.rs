//! What the commands print, word for word, on a small desk of our own; and how they end.

use std::fmt::Write as _;
use std::io::Read as _;
use std::process::Stdio;

use serde_json::json;

use crate::support::{Desk, Ran, ran};

/// Two teams, four agents, two cycles of calls, a flag, an auto-fail, a person and the AI on one call.
fn fixture() -> String {
    let mut out =
        "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scored_by,call_started_at,evaluated_at,dimension,earned,possible,auto_fail,flag,comment\n"
            .to_owned();
    let agents = [
        ("A01", "Ama Boateng", "North", [92, 61, 84, 88, 95]),
        ("A02", "Lars Nyström", "North", [97, 80, 79, 90, 91]),
        ("A03", "Niamh Corrigan", "South", [99, 78, 84, 72, 93]),
        ("A04", "Yusuf Demirci", "South", [70, 76, 82, 86, 90]),
    ];
    let names = ["Compliance", "Empathy", "Discovery", "Resolution", "Process adherence"];
    for (n, (id, name, team, base)) in agents.iter().enumerate() {
        for call in 0..8 {
            // Four calls in each of the cycles from 26 October and from 9 November.
            let day = if call < 4 { format!("2026-10-{:02}", 27 + call) } else { format!("2026-11-{:02}", 7 + call) };
            for (i, dimension) in names.iter().enumerate() {
                let earned = if call == 2 && i == 4 {
                    "N/A".to_owned()
                } else {
                    (base[i] + [0, 3, -2, 1, -4, 2, 0, 1][call] + i32::from(call > 3)).to_string()
                };
                let fail = if *id == "A04" && call == 6 && i == 0 { "yes" } else { "" };
                let flag = if *id == "A02" && call == 5 && i == 0 { "late_disclosure" } else { "" };
                let comment = if *id == "A01" && i == 1 { "moved on without a word" } else { "" };
                writeln!(out, "E{n}{call},{id}-{call},{id},{name},{team},Dana,person,{day}T10:00:00Z,{day}T16:00:00Z,{dimension},{earned},100,{fail},{flag},{comment}").expect("a String takes it");
            }
            if *id == "A01" && call == 4 {
                writeln!(out, "M{n}{call},{id}-{call},{id},{name},{team},QA bot,ai,{day}T10:00:00Z,{day}T16:00:00Z,Empathy,70,100,,,").expect("a String takes it");
            }
        }
    }
    out
}

fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.write("fixture.csv", &fixture());
    desk.run(&["import", &file]).expect(0);
    let session = json!({
        "agent": "A01", "held_at": "2026-11-10T15:00:00Z", "cycle": { "from": "2026-10-26", "to": "2026-11-09" },
        "behavior": "moves on without naming what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "strength": "Process adherence 95.7, target 90 met",
        "evidence": [{ "call_id": "A01-1", "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    });
    let file = desk.write("session.json", &session.to_string());
    desk.run(&["session", "add", &file, "--finish"]).expect(0);
    desk
}

/// What differs from run to run, in words that do not.
fn steady(desk: &Desk, text: &str) -> String {
    let mut out =
        text.replace(&*desk.db.to_string_lossy(), "DESK").replace(&*desk.path("").to_string_lossy(), "FOLDER/");
    let id = |word: &str| {
        word.len() == 36 && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-') && word.matches('-').count() == 4
    };
    let words: Vec<String> =
        out.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|w| id(w)).map(str::to_owned).collect();
    for word in words {
        out = out.replace(&word, "ID                                  ".trim_end());
    }
    // A record's check code in `session show`.
    let lines: Vec<String> = out
        .lines()
        .map(|line| {
            let hash = line.rsplit(' ').next().unwrap_or_default();
            // "7F3K-22QD": a record's check code.
            let code = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
            let short = hash.len() == 9 && hash.as_bytes()[4] == b'-' && hash.chars().filter(|c| code(*c)).count() == 8;
            if short && line.starts_with("Record ") { line.replace(hash, "HASH") } else { line.to_owned() }
        })
        .collect();
    lines.join("\n")
}

/// The words of a run, with its exit code where it is not 0.
fn shown(desk: &Desk, args: &[&str]) -> String {
    let Ran { code, out, err } = desk.run(args);
    let code = if code == 0 { String::new() } else { format!("(exit {code})\n") };
    let err = if err.is_empty() { String::new() } else { format!("--- stderr\n{err}") };
    steady(desk, &format!("{code}{out}{err}"))
}

#[test]
fn the_help_lists_what_there_is() {
    let desk = Desk::bare();
    insta::assert_snapshot!("help", shown(&desk, &["--help"]));
    assert!(!desk.db.exists(), "help makes no file");
    let version = desk.run(&["--version"]).expect(0);
    assert!(version.out.starts_with(&format!("coachlog {} (SQLite 3.", env!("CARGO_PKG_VERSION"))), "{}", version.out);
}

#[test]
fn tables_of_a_small_desk() {
    let desk = desk();
    for (name, args) in [
        ("team", &["team"][..]),
        ("team_north", &["team", "--team", "North", "--cycle", "-1"]),
        ("agent", &["agent", "A01"]),
        ("call", &["call", "A01-4"]),
        ("due", &["due"]),
        ("sessions", &["sessions"]),
        ("session_show", &["session", "show", &session_id(&desk)]),
        ("scorecard_show", &["scorecard", "show"]),
        ("settings", &["settings"]),
        ("people_list", &["people", "list"]),
        ("imports_list", &["imports", "list"]),
    ] {
        insta::assert_snapshot!(name, shown(&desk, args));
    }
}

#[test]
fn reports_and_exports_of_a_small_desk() {
    let desk = desk();
    for (name, args) in [
        ("report_agent", &["report", "agent", "A01"][..]),
        ("report_agent_spared", &["report", "agent", "A01", "--format", "md", "--hide-customer-words"]),
        ("report_team", &["report", "team", "--team", "North"]),
        ("report_program", &["report", "program", "--cycles", "2"]),
        ("export_team", &["export", "team"]),
        ("export_help", &["export", "--help"]),
    ] {
        let text = shown(&desk, args);
        // The log's check code differs from file to file.
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("Made ")).collect();
        insta::assert_snapshot!(name, lines.join("\n").trim_end());
    }
}

fn session_id(desk: &Desk) -> String {
    desk.json(&["sessions"])[0]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn what_is_not_there_is_named_with_what_is() {
    let desk = desk();
    let mut all = String::new();
    for args in [
        &["agent", "Zoe"][..],
        &["agent", "n"],
        &["team", "--team", "West"],
        &["team", "--scorecard", "Sales"],
        &["call", "C-999"],
        &["settings", "colour"],
        &["settings", "zone", "London"],
        &["settings", "minimum-sample", "none"],
        &["settings", "scorecard", "Sales"],
        &["session", "show", "0"],
        &["session", "show", "zzz"],
        &["imports", "undo", "9"],
        &["scorecard", "show", "Sales"],
        &["scorecard", "target", "warmth", "75"],
        &["scorecard", "target", "empathy", "high"],
        &["people", "supervisor", "West", "Dana"],
        &["dispute", "open", "E99", "empathy", "--note", "x"],
        &["import", "nowhere.csv"],
        &["team", "--from", "2026-11-09"],
        &["team", "--from", "2026-11-09", "--to", "2026-11-09"],
        &["export", "scores", "--from", "2026-11-09"],
        &["tea"],
    ] {
        writeln!(all, "$ coachlog {}\n{}", args.join(" "), shown(&desk, args).trim_end()).expect("a String takes it");
    }
    insta::assert_snapshot!("refusals", all);
}

#[test]
fn exit_codes_say_who_has_to_act() {
    let desk = desk();
    let strange = desk.write("strange.csv", "a,b\n1,2\n");
    let bad = desk.write("bad.csv", "call_id,agent,date,dimension,score\nC1,Ada,2026-11-10,Empathy,lots\n");
    let text = desk.write(
        "notes.db",
        "this is no database, and it is long enough to have a header of a hundred bytes to be looked at by anyone",
    );
    for (args, code) in [
        (&["team"][..], 0),
        (&["team", "--json"], 0),
        (&["agent", "Zoe"], 1),
        (&["team", "--cycle"], 2),
        (&["no-such-command"], 2),
        (&["import", &strange], 3),
        (&["import", &bad], 3),
        (&["log", "verify"], 4),
        (&["--read-only", "settings", "zone", "Europe/London"], 1),
        (&["--read-only", "team"], 0),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.all());
        // Intact with nothing to compare it with is data, not an error.
        assert_eq!(matches!(ran.code, 0 | 4), ran.err.is_empty(), "{args:?}: {}", ran.err);
    }
    let before = desk.dump();
    desk.run(&["--read-only", "import", &bad]).expect(1);
    desk.run(&["--read-only", "imports", "undo", "1"]).expect(1);
    assert_eq!(desk.dump(), before);
    let none = |db: &str, args: &[&str]| ran(desk.command().arg("--db").arg(db).args(args));
    let refused = none(&text, &["team"]).expect(1);
    assert!(refused.err.contains("is not a coachlog file, or it is damaged"), "{}", refused.err);
    assert!(std::fs::read_to_string(desk.path("notes.db")).expect("it is there").starts_with("this is no database"));
    let missing = desk.path("missing.db");
    none(&missing.to_string_lossy(), &["--read-only", "team"]).expect(1);
    // A name that was mistyped does not begin a file where there is only something to read.
    for args in [&["team"][..], &["due"], &["log", "verify"], &["export", "scores"], &["sessions"]] {
        let ran = none(&missing.to_string_lossy(), args).expect(1);
        assert!(ran.err.contains("there is no file"), "{args:?}: {}", ran.err);
    }
    assert!(!missing.exists());
}

#[test]
fn a_dispute_is_opened_and_closed_and_the_log_keeps_both() {
    let desk = desk();
    let open = || desk.json(&["due"]).as_array().expect("a list").iter().filter(|d| d["kind"] == "dispute").count();
    let call = desk.json(&["call", "A01-7"]);
    let evaluation = call["evaluations"][0]["evaluation_id"].as_str().expect("an id").to_owned();
    let said = desk.run(&["dispute", "open", &evaluation, "empathy", "--note", "heard otherwise"]).expect(0).err;
    let id = said.trim().rsplit(' ').next().expect("an id").to_owned();
    assert_eq!(open(), 1);
    desk.run(&["dispute", "close", "ffff", "upheld", "--note", "x"]).expect(1);
    desk.run(&["dispute", "close", &id[..13], "upheld", "--note", "listened again"]).expect(0);
    assert_eq!(open(), 0);
    let again = desk.run(&["dispute", "close", &id, "changed", "--note", "x"]).expect(1);
    assert!(again.err.contains("none is open"), "{}", again.err);
    let log = desk.json(&["log", "show"]).to_string();
    assert!(log.contains("dispute opened") && log.contains("dispute closed"), "{log}");
    desk.run(&["log", "verify"]).expect(4);
}

#[test]
fn without_a_terminal_the_program_says_one_line_and_ends_with_2() {
    let desk = Desk::bare();
    for args in [&[][..], &["demo"]] {
        let ran = desk.run(args).expect(2);
        assert_eq!((ran.out.as_str(), ran.err.lines().count()), ("", 1), "{ran:?}");
        assert!(ran.err.contains("needs a terminal") && !ran.err.contains('\u{1b}'), "{}", ran.err);
    }
}

#[test]
fn completions_are_a_script_that_the_shell_takes() {
    let desk = Desk::bare();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = desk.run(&["completions", shell]).expect(0);
        assert!(ran.out.contains("coachlog") && ran.err.is_empty(), "{shell}");
    }
    assert!(!desk.db.exists());
    let script = desk.write("coachlog.bash", &desk.run(&["completions", "bash"]).out);
    let mut bash = std::process::Command::new("bash");
    let tried = bash.args(["-c", "source \"$1\" && COMP_WORDS=(coachlog sess) && COMP_CWORD=1 && _coachlog coachlog sess coachlog && echo \"${COMPREPLY[@]}\"", "bash", &script]).stdin(Stdio::null()).output();
    match tried {
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(done.status.success() && said.contains("session") && said.contains("sessions"), "{done:?}");
        }
        Err(e) => eprintln!("skipped: bash does not run ({e})"),
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let desk = desk();
    // Long enough to fill a pipe several times.
    let mut text =
        "evaluation_id,call_id,agent_id,agent_name,call_started_at,dimension,earned,possible,comment\n".to_owned();
    for n in 0..3000 {
        writeln!(
            text,
            "L{n},L{n},A01,Ama Boateng,2026-11-12T10:00:00Z,Empathy,70,100,{}",
            "a long comment ".repeat(10)
        )
        .expect("a String takes it");
    }
    let file = desk.write("long.csv", &text);
    desk.run(&["import", &file]).expect(0);
    for args in [
        &["export", "scores"][..],
        &["export", "scores", "--format", "json"],
        &["agent", "A01", "--json"],
        &["log", "show", "--json"],
        &["call", "L1"],
    ] {
        let mut command = desk.command();
        command.arg("--db").arg(&desk.db).args(args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut first = [0u8; 20];
        child.stdout.as_mut().expect("piped").read_exact(&mut first).expect("it writes");
        drop(child.stdout.take());
        let done = child.wait_with_output().expect("it ends");
        assert!(done.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        // As a shell counts a pipe whose reader went away; what fits into the pipe was written to its end.
        assert!([Some(0), Some(141)].contains(&done.status.code()), "{args:?}: {:?}", done.status);
    }
}

#[test]
fn every_reader_has_json_and_an_empty_desk_says_what_to_do_next() {
    let desk = Desk::new();
    for args in [
        &["team"][..],
        &["due"],
        &["sessions"],
        &["settings"],
        &["scorecard", "show"],
        &["people", "list"],
        &["imports", "list"],
        &["log", "show"],
        &["doctor"],
        &["search", "hello"],
    ] {
        desk.json(args);
        let ran = desk.run(args).expect(0);
        assert!(!ran.all().is_empty(), "{args:?} says nothing");
    }
    assert!(desk.run(&["team"]).err.contains("coachlog import FILE"));
    // The machine's user acts where nobody is named; `--as` says who.
    desk.run(&["--as", "Dana Ortiz", "settings", "minimum-sample", "4"]).expect(0);
    let log = desk.json(&["log", "show"]);
    assert_eq!(log[0]["actor"], "Dana Ortiz");
}

#[test]
fn the_demo_is_never_written_over_a_file() {
    let desk = desk();
    let before = desk.dump();
    let refused = ran(desk.command().arg("demo").arg("--write").arg(&desk.db)).expect(1);
    assert!(refused.err.contains("is there already"), "{}", refused.err);
    assert_eq!(desk.dump(), before);
}
