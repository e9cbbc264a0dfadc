//! Every screen over the demo's file, without a terminal: at every size, and under an auditor's keys.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::clock::Clock;
use crate::config::keymap::{Action as A, Context as C, TABLE};
use crate::domain::people::Actor;
use crate::store::request::{Reply, Ticket};
use crate::store::{Store, Worker};
use crate::tui::Nav;
use crate::tui::driver::{Driver, Setting, now};

/// Screens, overlays and states by the keys that lead to them.
const PLACES: &[(&str, &str)] = &[
    ("today", ""),
    ("put off", "z"),
    ("team", "2"),
    ("pick a team", "2 t"),
    ("agent", "2 / 'Fatima' enter enter"),
    ("agent, sessions", "2 / 'Fatima' enter enter backtab"),
    ("call", "2 / 'Fatima' enter enter enter"),
    ("call, scores", "2 / 'Fatima' enter enter enter tab"),
    ("form", "2 / 'Fatima' enter enter s tab tab 'Names the worry'"),
    ("form, missing", "2 / 'Fatima' enter enter s f5"),
    ("form, evidence", "2 / 'Fatima' enter enter s f2"),
    ("record", "2 / 'Fatima' enter enter backtab enter"),
    ("record, other side", "2 / 'Fatima' enter enter backtab enter tab"),
    ("reading", "2 / 'Hiroshi' enter enter backtab enter s"),
    ("trends", "3"),
    ("trends, gaps", "3 tab"),
    ("trends, actions", "3 tab tab"),
    ("trends, coaching", "3 tab tab tab"),
    ("trends, evaluators", "3 tab tab tab tab"),
    ("trends, flags", "3 tab tab tab tab tab"),
    ("trends, filter", "3 f"),
    ("trends, chart", "3 enter"),
    ("log", "4"),
    ("import", "5"),
    ("import, pick", "5 n"),
    ("setup", "6"),
    ("setup, scorecards", "6 tab"),
    ("setup, people", "6 tab tab"),
    ("setup, flags", "6 tab tab tab"),
    ("setup, library", "6 tab tab tab tab"),
    ("setup, file", "6 tab tab tab tab tab"),
    ("search", "f7"),
    ("help", "?"),
    ("palette", ": 'se'"),
    ("locked", "f12"),
];

/// The demo's file, made once for these tests.
fn demo() -> &'static Path {
    static FILE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("demo.db");
        super::demo::build(&path, now()).expect("the demo");
        (folder, path)
    });
    path
}

/// A copy, which goes away.
fn copy() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    std::fs::copy(demo(), &path).expect("a copy");
    (folder, path)
}

/// The program over a file, with the store's own thread behind it.
fn open(path: &Path, read_only: bool) -> Driver {
    let actor = Actor { name: "Noor Haddad".to_owned(), os_user: None, host: None };
    let store = Store::open(path, actor, Clock::Fixed(now()), read_only).expect("the file opens");
    let (to, replies) = channel();
    let worker = Worker::start(store, Box::new(move |reply| drop(to.send(reply))));
    let tickets = std::cell::Cell::new(0);
    let answers: crate::tui::driver::Store = Box::new(move |request| {
        tickets.set(tickets.get() + 1);
        let ticket = Ticket(tickets.get());
        worker.send(ticket, request.clone());
        loop {
            match replies.recv_timeout(Duration::from_mins(1)) {
                Ok(Reply::Answer(answered, answer)) if answered == ticket => return Some(answer),
                Ok(Reply::Died(why)) => panic!("{why}"),
                Ok(_) => {}
                Err(e) => panic!("no answer to {request:?}: {e}"),
            }
        }
    });
    let why = read_only.then(|| "opened for reading only".to_owned());
    Driver::with((120, 40), Nav::Today, answers, Setting { read_only: why, ..Setting::default() })
}

fn walk(sizes: usize) {
    let (_folder, path) = copy();
    let mut seed = 11_u32;
    let mut moved = Vec::new();
    for (name, keys) in PLACES {
        let mut t = open(&path, false);
        t.keys(keys);
        let before = t.text();
        let edges = [
            (0, 0),
            (1, 1),
            (1, 200),
            (200, 1),
            (65535, 1),
            (1, 65535),
            (39, 10),
            (40, 9),
            (40, 10),
            (80, 24),
            (300, 100),
        ];
        let random = (0..sizes).map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 25) as u16, (seed >> 18 & 63) as u16)
        });
        for (columns, rows) in edges.into_iter().chain(random) {
            let text = t.resize(columns, rows).text();
            if (columns < 40 || rows < 10) && *name != "locked" {
                let first = text.lines().next().unwrap_or_default();
                assert!(
                    "coachlog needs 40×10; this is ".starts_with(first)
                        || first.starts_with("coachlog needs 40×10; this"),
                    "{name} at {columns}×{rows}: {text}"
                );
            }
        }
        let after = t.resize(120, 40).text();
        if after != before {
            moved.push(format!("{name} was\n{before}\nand is\n{after}"));
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

#[test]
fn every_screen_at_every_size_draws_and_is_then_as_it_was() {
    walk(50);
}

#[test]
#[ignore = "500 sizes in every screen"]
fn every_screen_at_five_hundred_sizes_draws_and_is_then_as_it_was() {
    walk(500);
}

/// What changes the file, where it is a key.
const WRITES: &[(C, A)] = &[
    (C::Today, A::StartSession),
    (C::Today, A::Snooze),
    (C::Team, A::StartSession),
    (C::Agent, A::StartSession),
    (C::Agent, A::Evidence),
    (C::Call, A::StartSession),
    (C::Call, A::Evidence),
    (C::Call, A::AddFlag),
    (C::Call, A::Dispute),
    (C::Call, A::Praise),
    (C::Call, A::SwapSpeakers),
    (C::Record, A::Sign),
    (C::Record, A::Amend),
    (C::Record, A::NextStep),
    (C::Record, A::Dispute),
    (C::Record, A::Check),
    (C::Record, A::Void),
    (C::Record, A::ReadBack),
    (C::Trends, A::StartSession),
    (C::Trends, A::Cause),
    (C::Import, A::Load),
    (C::Import, A::Undo),
    (C::Setup, A::Edit),
    (C::Setup, A::PutInForce),
    (C::Setup, A::Add),
    (C::Setup, A::Remove),
    (C::Setup, A::TakeFile),
    (C::Setup, A::Merge),
    (C::Setup, A::Split),
    (C::Setup, A::MoveTeam),
    (C::Setup, A::IsAway),
    (C::Setup, A::IsBack),
    (C::Setup, A::HasLeft),
];

fn context_of(name: &str) -> Option<C> {
    let first = name.split(',').next().unwrap_or(name);
    [("today", C::Today), ("team", C::Team), ("agent", C::Agent), ("call", C::Call), ("record", C::Record)]
        .into_iter()
        .chain([("trends", C::Trends), ("import", C::Import), ("setup", C::Setup), ("log", C::Log)])
        .find_map(|(of, context)| (of == first).then_some(context))
}

#[test]
fn an_auditor_is_offered_no_key_that_writes_and_each_says_why_not() {
    let (_folder, path) = copy();
    let bytes = std::fs::read(&path).expect("the file");
    let mut wrong = Vec::new();
    for (name, keys) in PLACES.iter().filter(|(name, _)| !name.starts_with("form") && *name != "put off") {
        let Some(context) = context_of(name) else { continue };
        let mut t = open(&path, true);
        t.keys(keys);
        let before = t.text();
        for (_, action) in WRITES.iter().filter(|(of, _)| *of == context) {
            if t.offered().contains(action) {
                wrong.push(format!("{name} offers {}", action.word()));
            }
            let row = TABLE.iter().find(|r| r.context == context && r.action == *action).expect("a row");
            let after = t.keys(row.keys[0]).text();
            if !after.contains("reading") && !after.contains("read-only:") {
                // It does not apply here: then it does and says the same where the file may be written.
                let (_folder, path) = copy();
                let mut writes = open(&path, false);
                let (without, with) = (writes.keys(keys).text(), writes.keys(row.keys[0]).text());
                let same = without == with || with.lines().nth(38) == after.lines().nth(38);
                if !same {
                    wrong.push(format!("{name}, {}:\n{after}\nand where it may be written:\n{with}", action.word()));
                }
            }
            let wrote: Vec<_> = t.requests.iter().filter(|r| r.decides()).collect();
            assert!(wrote.is_empty(), "{name}, {action:?}: {wrote:?}");
            if after != before {
                t = open(&path, true);
                t.keys(keys);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(std::fs::read(&path).expect("the file"), bytes);
}

/// Every key that means anything, one after the other, in every screen: whatever it opens is answered and typed into.
#[test]
fn whatever_an_auditor_presses_nothing_is_asked_to_be_written() {
    let (_folder, path) = copy();
    let bytes = std::fs::read(&path).expect("the file");
    for (name, keys) in PLACES.iter().filter(|(name, _)| *name != "locked") {
        let mut t = open(&path, true);
        t.keys(keys);
        for row in TABLE.iter().filter(|r| r.context != C::Global) {
            for key in row.keys {
                t.keys(key).keys("enter").keys("'x 85' enter").keys("y").keys("esc");
            }
            let wrote: Vec<_> = t.requests.iter().filter(|r| r.decides()).collect();
            assert!(wrote.is_empty(), "{name}, {:?}: {wrote:?}\n{}", row.action, t.text());
            t.requests.clear();
        }
        // What is kept for the user is not, either.
        let kept = t.effects.iter().find(|e| matches!(e, crate::tui::Wanted::Name(_)));
        assert!(kept.is_none(), "{name}: {kept:?}");
    }
    assert_eq!(std::fs::read(&path).expect("the file"), bytes);
}

/// Whatever is open, the screen that is turned to the agent among it.
#[test]
fn the_lock_hides_every_screen_and_gives_it_back_as_it_was() {
    let (_folder, path) = copy();
    for (name, keys) in PLACES.iter().filter(|(name, _)| *name != "locked") {
        let mut t = open(&path, false);
        t.keys(keys);
        let before = t.text();
        let hidden = t.later(10).text();
        let words: Vec<&str> = hidden.split_whitespace().collect();
        assert_eq!(words, ["coachlog", "is", "locked", "Enter", "opens", "it"], "{name}");
        let after = t.keys("down f5 'x' esc").keys("enter").text();
        // The day is the same and the minutes are not.
        let times = |text: &str| text.replace("14:41:07", "14:31:07");
        assert_eq!(times(&after), before, "{name}");
    }
}
