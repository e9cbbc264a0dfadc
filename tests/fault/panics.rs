//! A fault of the program's own, wherever it is: the terminal is given back, what is typed is kept, and words say so.

use crate::invariant;
use crate::support::{Desk, NOW, demo, strings};
use crate::tty::{Start, Tty};

/// Opens the form and types, then lets the fault come with the next key. `None` where the build has no faults.
fn faulty(place: &str) -> Option<(Desk, Tty)> {
    if !cfg!(debug_assertions) {
        eprintln!("skipped: this build has no faults on purpose");
        return None;
    }
    let desk = Desk::copy_of(demo());
    let now = desk.path("now");
    let fault = format!("{place}={}", now.display());
    let env = [("COACHLOG_NOW", NOW), ("COACHLOG_PANIC", &fault)];
    let mut tty = Tty::open(&desk, Start::Alone, &["--as", "Noor Haddad"], &env);
    tty.shows("NOW").press("2").shows("Yusuf Demirci").press("/Fatima").shows("/ Fatima").press("\r\r");
    tty.shows("CALLS THAT SHOW IT").press("s").shows("WHAT WE AGREE").press("\t\tNames the worry");
    tty.shows("Names the worry").shows("saved 12:00:00").settle(std::time::Duration::from_millis(800));
    std::fs::write(&now, "").expect("a file");
    Some((desk, tty))
}

fn drafts(desk: &Desk) -> String {
    strings(&desk.conn(), "SELECT body FROM draft").join("\n")
}

fn gives_the_terminal_back(place: &str, typed: &str) {
    let Some((desk, mut tty)) = faulty(place) else { return };
    tty.press("!");
    assert_eq!(tty.ends(), 101, "{place}: {}", tty.text());
    assert!(tty.cooked() && tty.on_main_screen(), "{place}: the terminal is not given back");
    let said = tty.text();
    assert!(said.contains("a fault of its own ended it") && said.contains("a fault on purpose"), "{place}: {said}");
    assert!(drafts(&desk).contains(typed), "{place}: {}", drafts(&desk));
    invariant::holds(&desk, place);
}

#[test]
fn a_panic_while_drawing_gives_the_terminal_back_and_keeps_the_draft() {
    gives_the_terminal_back("draw", "Names the worry");
}

#[test]
fn a_panic_in_an_update_gives_the_terminal_back_and_keeps_the_draft() {
    gives_the_terminal_back("update", "Names the worry");
}

/// The store's thread goes on: the one request fails, in words on an intact screen, and the next key saves.
#[test]
fn a_panic_in_the_store_thread_is_said_and_what_is_typed_is_saved_with_the_next_key() {
    let Some((desk, mut tty)) = faulty("save") else { return };
    tty.press("!").shows("not saved").shows("Names the worry!").shows("WHAT WE AGREE");
    tty.press("?").shows("saved 12:00:00").shows("Names the worry!?");
    // An escape with a letter right behind it would be a key of its own.
    tty.press("\u{1b}").until("the form stays", |screen| !screen.contains("WHAT WE AGREE")).press("qqqq");
    assert_eq!(tty.ends(), 0, "{}", tty.text());
    assert!(tty.cooked() && tty.on_main_screen());
    assert!(drafts(&desk).contains("Names the worry!?"), "{}", drafts(&desk));
    let log = std::fs::read_to_string(desk.path("home/state/coachlog.log")).expect("the program's log");
    assert!(log.contains("a fault on purpose: save"), "{log}");
    invariant::holds(&desk, "save");
}
