//! How many keys a session takes, in a real terminal: beside typed prose at most twelve.

use std::fmt::Write as _;

use serde_json::Value;

use crate::pty::Terminal;
use crate::support::{Desk, demo};

const MOST: usize = 12;

/// Presses keys one by one and counts them; prose is typed and not counted.
struct Counted {
    terminal: Terminal,
    pressed: usize,
}

impl Counted {
    fn key(&mut self, key: &str, shows: &str) -> &mut Self {
        self.terminal.press(key).shows(shows);
        self.pressed += 1;
        self
    }

    fn prose(&mut self, text: &str) -> &mut Self {
        self.terminal.press(text).shows(text.rsplit(' ').next().unwrap_or(text));
        self
    }
}

const F2: &str = "\u{1b}OQ";
const F3: &str = "\u{1b}OR";
const F5: &str = "\u{1b}[15~";
const DOWN: &str = "\u{1b}[B";
const ENTER: &str = "\r";
const TAB: &str = "\t";

fn finished(desk: &Desk, before: usize) -> Value {
    let all = desk.json(&["sessions"]);
    assert_eq!(all.as_array().map(Vec::len), Some(before + 1), "one session more: {all}");
    let id = all[0]["id"].as_str().expect("an id").to_owned();
    desk.json(&["session", "show", &id])
}

#[test]
fn a_session_of_the_demo_takes_at_most_twelve_keys() {
    let desk = Desk::copy_of(demo());
    let before = desk.json(&["sessions"]).as_array().map_or(0, Vec::len);
    // Whoever is due by cadence and is below target: the session opens with a focus and calls that show it.
    let due = desk.json(&["due"]);
    let due = due.as_array().expect("a list");
    let (line, agent) = due
        .iter()
        .enumerate()
        .filter(|(_, d)| d["kind"] == "session")
        .filter_map(|(line, d)| Some((line, d["agent"].as_str()?.to_owned())))
        .find(|(_, agent)| {
            let other = |d: &&Value| d["agent"] == **agent && matches!(d["kind"].as_str(), Some("flag" | "draft"));
            !due.iter().any(|d| other(&d)) && desk.json(&["agent", agent])["focus"].is_object()
        })
        .expect("someone is due");
    // Whose session it is, is chosen first: the keys are counted from the agent's line on.
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("NOW");
    for _ in 0..line {
        terminal.press(DOWN);
    }
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "WHAT WE AGREE").key(F2, "Take evidence from").key(ENTER, "2 ");
    keys.key(F2, "Take evidence from").key(DOWN, "Take evidence from").key(ENTER, "another call");
    keys.key(F3, "Practice ").key(ENTER, "observable").key(F5, "locked").key(ENTER, "WHAT WAS AGREED");
    assert!(keys.pressed <= MOST, "{} keys", keys.pressed);
    let session = finished(&desk, before);
    assert_eq!(session["agent"], Value::String(agent), "the line that was chosen");
    assert_eq!(session["evidence"].as_array().map(Vec::len), Some(2));
    assert_eq!(session["focus"]["dimension"], session["focus"]["suggested"]);
    assert!(session["due"].is_string() && session["suggestion"]["entry"].is_string(), "{session}");
    assert_eq!(session["suggestion"]["taken"], "suggested by the library, taken as it is");
}

#[test]
fn an_imported_file_with_an_empty_library_and_no_criteria_takes_as_few() {
    let desk = Desk::new();
    let mut text = "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n".to_owned();
    for n in 1..=6 {
        for (dimension, earned) in [("Empathy", 50 + n), ("Compliance", 99), ("Discovery", 88)] {
            let _ = writeln!(text, "00{n},A1,Ada Quist,North,Kim,2026-11-1{n}T10:00:00Z,{dimension},{earned},100");
        }
    }
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    let empty = desk.write("none.toml", "entry = []\n");
    desk.run(&["practice", "import", &empty, "--replace"]).expect(0);
    assert_eq!(desk.json(&["practice", "list"]), Value::Array(Vec::new()), "an emptied library stays empty");
    desk.run(&["settings", "zone", "UTC"]).expect(0);
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").shows("Ada Quist");
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "WHAT WE AGREE").key(F2, "Take evidence from").key(ENTER, "another call");
    keys.key(F2, "Take evidence from").key(DOWN, "Take evidence from").key(ENTER, "another call");
    keys.key(TAB, "WHAT WE AGREE").key(TAB, "WHAT WE AGREE").prose("Names the worry before asking");
    keys.key(TAB, "WHAT WE AGREE").prose("Name the worry in the first 30 seconds of every call this week");
    keys.key(F5, "locked").key(ENTER, "WHAT WAS AGREED");
    assert!(keys.pressed <= MOST, "{} keys", keys.pressed);
    let session = finished(&desk, 0);
    assert_eq!(session["behavior"], "Names the worry before asking");
    assert_eq!(session["evidence"].as_array().map(Vec::len), Some(2));
    assert!(session["due"].is_string() && session["suggestion"].is_null() && session["criterion"].is_null());
}
