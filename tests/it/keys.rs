//! How many keys a session takes, in a real terminal: beside typed prose at most twelve.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Desk, demo};
use crate::terminal::Terminal;

const MOST: usize = 12;
/// From the agent's line on, where the library has an action: session, two for the evidence, two for the action, two
/// to finish.
const FROM_THE_LINE: usize = 7;
/// With an empty library: the same without the library's two, and three to the fields that are typed.
const WITHOUT_A_LIBRARY: usize = 8;

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
const RIGHT: &str = "\u{1b}[C";
const ESC: &str = "\u{1b}";
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
    // Counted from the first line of Today: down to the agent's, where that is near enough.
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("NOW");
    for _ in 0..line {
        terminal.press(DOWN);
    }
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "WHAT WE AGREE").key(F2, "suggested calls").key(ENTER, "another call");
    keys.key(F3, "Practice ").key(ENTER, "observable").key(F5, "locked").key(ENTER, "WHAT WAS AGREED");
    assert_eq!(keys.pressed, FROM_THE_LINE, "from the agent's line");
    assert!(line + keys.pressed <= MOST, "{line} down and {} keys", keys.pressed);
    let session = finished(&desk, before);
    assert_eq!(session["agent"], Value::String(agent), "the line that was chosen");
    let evidence = session["evidence"].as_array().map_or(0, Vec::len);
    assert!((2..=3).contains(&evidence), "all that was suggested: {evidence}");
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
    keys.key("s", "WHAT WE AGREE").key(F2, "suggested calls").key(ENTER, "another call");
    keys.key(TAB, "WHAT WE AGREE").key(TAB, "WHAT WE AGREE").prose("Names the worry before asking");
    keys.key(TAB, "WHAT WE AGREE").prose("Name the worry in the first 30 seconds of every call this week");
    keys.key(F5, "locked").key(ENTER, "WHAT WAS AGREED");
    assert_eq!(keys.pressed, WITHOUT_A_LIBRARY);
    let session = finished(&desk, 0);
    assert_eq!(session["behavior"], "Names the worry before asking");
    // Six calls are below target: three are suggested.
    assert_eq!(session["evidence"].as_array().map(Vec::len), Some(3));
    assert!(session["due"].is_string() && session["suggestion"].is_null() && session["criterion"].is_null());
}

/// A file of one agent's calls, all of one day and on one dimension.
fn scored(calls: usize, earned: u32) -> (Desk, Terminal) {
    let desk = Desk::new();
    let mut text = "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n".to_owned();
    // The terminal's clock is the real one: whoever is new is so today, and one day is in one cycle.
    let day = (chrono::Utc::now() - chrono::Duration::days(10)).date_naive();
    for n in 1..=calls {
        let _ = writeln!(text, "00{n},A1,Ada Quist,North,Kim,{day}T10:0{n}:00Z,Empathy,{earned},100");
    }
    let file = desk.write("scores.csv", &text);
    desk.run(&["import", &file]).expect(0);
    desk.run(&["settings", "zone", "UTC"]).expect(0);
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").shows("Ada Quist");
    (desk, terminal)
}

/// Where nothing is below its target: what is missing is said, and a call and the strength are all that is asked for.
#[test]
fn a_session_at_target_is_proposed_as_recognition_and_takes_five_keys() {
    let (desk, terminal) = scored(4, 90);
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "recognition");
    keys.terminal.press(F5).shows("shows one call, or says why none").press(ENTER).shows("no focus");
    keys.key(F2, "suggested calls")
        .key(ENTER, "another call")
        .key(F5, "No focus; a strength")
        .key(ENTER, "WHAT WAS AGREED");
    assert_eq!(keys.pressed, 5);
    let session = finished(&desk, 0);
    assert_eq!((session["kind"].as_str(), session["status"].as_str()), (Some("recognition"), Some("finished")));
    assert!(session["focus"]["dimension"].is_null() && session["check"].is_null(), "{session}");
    assert!(session["strength"].is_string() && session["next_session"].is_string(), "{session}");
    assert_eq!(session["evidence"].as_array().map(Vec::len), Some(3));
}

/// The same as a scheduled session, since the kind is the supervisor's to choose.
#[test]
fn a_session_at_target_can_be_a_scheduled_one_without_a_focus() {
    let (desk, terminal) = scored(4, 90);
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "recognition");
    // Through the kinds until it is a scheduled one: they go round.
    for _ in 0..2 {
        keys.key(RIGHT, "WHAT WE AGREE");
    }
    keys.terminal.shows("scheduled").shows("no focus");
    keys.key(F2, "suggested calls")
        .key(ENTER, "another call")
        .key(F5, "No focus; a strength")
        .key(ENTER, "WHAT WAS AGREED");
    assert!(keys.pressed <= MOST, "{} keys", keys.pressed);
    let session = finished(&desk, 0);
    assert_eq!(session["kind"].as_str(), Some("scheduled"));
    assert!(session["focus"]["dimension"].is_null(), "{session}");
}

#[test]
fn a_new_hires_session_is_proposed_by_the_data_and_asks_for_a_strength_in_words() {
    let (desk, terminal) = scored(2, 50);
    let mut keys = Counted { terminal, pressed: 0 };
    keys.key("s", "new hire");
    keys.terminal
        .press(F5)
        .shows("a session without a focus names one strength")
        .shows("shows one call, or says why none");
    // The list leads to the field.
    keys.terminal.press(ENTER).shows("name one strength");
    keys.prose("Asks before putting a caller on hold");
    keys.key(F2, "the 2 suggested calls").key(ENTER, "another call").key(F5, "No focus; a strength");
    keys.key(ENTER, "WHAT WAS AGREED");
    assert!(keys.pressed + 2 <= MOST, "{} keys and two to the field", keys.pressed);
    let session = finished(&desk, 0);
    assert_eq!(session["kind"].as_str(), Some("new_hire"));
    assert_eq!(session["strength"], "Asks before putting a caller on hold");
    assert_eq!(session["evidence"].as_array().map(Vec::len), Some(2));
}

/// A terminal marks a paste: it comes in whole, with its lines, and no key in it does anything else.
#[test]
fn a_paste_of_the_terminal_comes_in_whole() {
    let (desk, mut terminal) = scored(4, 50);
    terminal.press("s").shows("WHAT WE AGREE").press(TAB).press(TAB);
    terminal
        .press("\u{1b}[200~Names the worry\r\nbefore asking\tq?\u{1b}[201~")
        .shows("Names the worry")
        .shows("before asking q?");
    terminal.shows("saved").press("!").shows("before asking q?!");
    // Undo takes the letter, then the paste.
    terminal
        .press("\u{1a}")
        .press("\u{1a}")
        .shows("what inside Empathy is to change")
        .press("\u{19}")
        .shows("before asking q?");
    terminal.press(ESC).shows("the draft with Ada Quist stays").press("q");
    assert_eq!(terminal.ends(), 0);
    let saved: String = desk.conn().query_row("SELECT body FROM draft", [], |r| r.get(0)).expect("a draft");
    let saved: Value = serde_json::from_str(&saved).expect("JSON");
    assert_eq!(saved["behavior"], "Names the worry\nbefore asking q?");
}
