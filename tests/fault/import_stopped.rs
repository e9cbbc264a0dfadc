//! A large import in the terminal: the other screens move meanwhile, what is typed is kept, and Esc ends it soon, with
//! nothing of it in the file.

use std::time::{Duration, Instant};

use crate::invariant;
use crate::many_rows;
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty};

/// From Esc to the word that it stops.
const SAID: Duration = Duration::from_secs(1);
/// From Esc until nothing of it is in the file.
const OVER: Duration = Duration::from_secs(15);
/// A movement in the midst of it.
const MOVED: Duration = Duration::from_secs(1);

const F5: &str = "\u{1b}[15~";
const F8: &str = "\u{1b}[19~";

/// At the page of a preview of so many rows.
fn previewed(desk: &Desk, n: usize) -> Tty {
    let mut tty = Tty::open(desk, Start::Alone, &["--as", "Noor Haddad"], &[("COACHLOG_NOW", NOW)]);
    let file = desk.write("many.csv", &many_rows(n));
    tty.shows("NOW")
        .press("2")
        .shows("Yusuf Demirci")
        .press("5")
        .shows("EVALUATIONS")
        .press("n")
        .shows("pick files")
        .press("t")
        .shows("path  ");
    tty.press("\u{15}").press(&file).shows("many.csv").press("\r");
    patiently(&mut tty, "this is what loading would do");
    tty
}

/// For what takes a build for development long: it is waited for as long as the screen says that it goes on.
#[track_caller]
fn patiently(tty: &mut Tty, words: &str) {
    for _ in 0..8 {
        let since = Instant::now();
        let enough = |text: &str| text.contains(words) || since.elapsed() > Duration::from_secs(20);
        tty.until("the screen stands still", enough);
    }
    tty.shows(words);
}

#[track_caller]
fn within(limit: Duration, what: &str, act: impl FnOnce()) {
    let since = Instant::now();
    act();
    let took = since.elapsed();
    assert!(took < limit, "{what} took {took:?}");
    eprintln!("{what}: {took:?}");
}

#[test]
fn other_screens_move_during_an_import_and_escape_ends_it_with_nothing_of_it_left() {
    let desk = Desk::copy_of(demo());
    let mut tty = previewed(&desk, 40_000);
    let before = desk.dump();
    tty.press(F5).shows("storing the rows");
    within(MOVED, "to what is loaded already", || {
        tty.press("2").until("no team", |text| text.contains("Yusuf Demirci") && text.contains("loading many.csv:"));
    });
    let cursor = |text: &str| text.lines().position(|line| line.trim_start().starts_with('▌'));
    let at = cursor(&tty.text());
    within(MOVED, "down a line", || {
        tty.press("\u{1b}[B").until("it does not move", |text| cursor(text) != at);
    });
    within(MOVED, "to what is not loaded", || {
        tty.press("\r").shows("Waits for the import");
    });
    within(MOVED, "help", || {
        // An escape is left alone for a moment: with a letter behind it, it would be another key.
        tty.press("\u{1b}").until("it does not go back", |text| !text.contains("Waits for the import"));
        tty.press("?").shows("Help");
    });
    tty.press("\u{1b}").until("it stays", |text| !text.contains("Help"));
    tty.press("5").shows("storing the rows");
    let since = Instant::now();
    within(SAID, "to the word that it stops", || {
        tty.press("\u{1b}").until("nothing is said", |text| text.contains("stopping") || text.contains("Stopped:"));
    });
    tty.shows("Stopped: nothing was loaded, the file is as it was.");
    assert!(since.elapsed() < OVER, "over after {:?}", since.elapsed());
    eprintln!("over: {:?}", since.elapsed());
    assert_eq!(desk.dump(), before);
    // And again, from another screen, by its key.
    tty.press(F5).shows("storing the rows").press("2").shows("loading many.csv:");
    tty.press(F8).shows("stopped: nothing of many.csv is in the file");
    assert_eq!(desk.dump(), before);
    tty.press("\u{3}");
    assert_eq!(tty.ends(), 0);
    invariant::holds(&desk, "an import that was stopped");
}

#[test]
fn quitting_during_an_import_asks_stops_it_and_keeps_what_is_typed() {
    let desk = Desk::copy_of(demo());
    let mut tty = previewed(&desk, 40_000);
    let before = desk.dump();
    tty.press(F5).shows("storing the rows");
    tty.press("\u{3}").shows("Stop it and quit?").press("n").shows("storing the rows");
    tty.press("\u{3}").shows("Stop it and quit?").press("y");
    within(OVER, "to the end", || assert_eq!(tty.ends(), 0));
    assert_eq!(desk.dump(), before);
    invariant::holds(&desk, "quit during an import");
}
