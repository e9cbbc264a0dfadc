//! The program is killed while a form is typed: at most the last field's edit is lost, and the draft says so.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desks::{self, chance};
use crate::invariant;
use crate::support::Desk;
use crate::terminal::Terminal;

/// A save that takes longer than this would be lost edits.
const ON_ITS_WAY: Duration = Duration::from_millis(500);

/// What is typed, field by field: a key to get there, and the words.
const TYPED: [(&str, &str, &str); 3] = [
    ("behavior", "\t\t", "Says the callers own words back"),
    ("action", "\t", "Say the worry back in the first 30 seconds of every call this week"),
    ("due", "\t", "in 9 days or so"),
];

/// What the file has of the draft.
fn kept(desk: &Desk) -> Option<Value> {
    let conn = desk.conn();
    let mut statement = conn.prepare("SELECT body FROM draft").expect("drafts can be read");
    let found: Vec<String> =
        statement.query_map([], |r| r.get(0)).expect("drafts can be read").map(|r| r.expect("a draft")).collect();
    assert!(found.len() <= 1, "one agent, one draft");
    found.first().map(|body| serde_json::from_str(body).expect("a draft is JSON"))
}

/// Types until a moment that `n` decides, and is killed there.
fn killed_once(n: u64) {
    let desk = desks::scored();
    let letters: usize = TYPED.iter().map(|(_, _, words)| words.len()).sum();
    let end = usize::try_from(chance(n)).unwrap_or(usize::MAX) % letters + 1;
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("Ada Quist").press("s").shows("WHAT WE AGREE");
    let mut typed: Vec<(&str, String, Instant)> = Vec::new();
    let mut count = 0;
    'typing: for (field, way, words) in TYPED {
        terminal.press(way);
        typed.push((field, String::new(), Instant::now()));
        for c in words.chars() {
            terminal.press(&c.to_string());
            if let Some(last) = typed.last_mut() {
                last.1.push(c);
                last.2 = Instant::now();
            }
            count += 1;
            if count == end {
                break 'typing;
            }
            // As fast as fingers that are far too fast.
            std::thread::sleep(Duration::from_millis(chance(n * 1000 + count as u64) % 16));
        }
    }
    std::thread::sleep(Duration::from_millis(chance(n + 7) % 40));
    let end = Instant::now();
    terminal.kill();
    let draft = kept(&desk).unwrap_or(Value::Null);
    for (i, (field, words, at)) in typed.iter().enumerate() {
        let has = draft[*field].as_str().unwrap_or_default();
        if i + 1 < typed.len() {
            // Left so lately that its last letters were still on their way to the disk.
            let on_its_way = end.duration_since(*at) < ON_ITS_WAY && words.starts_with(has);
            assert!(has == words || on_its_way, "run {n}: {field} lost “{words}”, the file has “{has}”");
        } else {
            assert!(words.starts_with(has), "run {n}: {field} has “{has}”, typed was “{words}”");
        }
    }
    invariant::holds(&desk, &format!("run {n}"));
    // The draft is taken up again and says when it was saved.
    if draft.is_object() {
        let mut again = Terminal::open(&desk, &["--as", "Noor Haddad"]);
        again.shows("Ada Quist").press("s").shows("draft, saved");
        let has = draft["behavior"].as_str().unwrap_or_default().to_owned();
        again.shows(has.get(..has.len().min(20)).unwrap_or_default().trim());
        again.kill();
    }
}

#[test]
fn killed_twenty_times_while_a_form_is_typed() {
    (0..20).for_each(killed_once);
}

#[test]
#[ignore = "ten minutes: run it with -- --ignored"]
fn killed_two_hundred_times_while_a_form_is_typed() {
    (0..200).for_each(killed_once);
}
