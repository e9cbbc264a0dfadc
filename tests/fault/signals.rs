//! The end comes by a signal: the terminal is given back, what is typed is kept, and the exit code says which it was.

use rustix::process::Signal;

use crate::invariant;
use crate::places::{PLACES, Place};
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty};

const ALL: [(Signal, i32); 4] = [(Signal::TERM, 15), (Signal::INT, 2), (Signal::HUP, 1), (Signal::QUIT, 3)];

fn ends_in_order(place: &Place, (signal, number): (Signal, i32)) {
    let (name, keys) = place;
    let what = format!("{name}, signal {number}");
    let desk = Desk::copy_of(demo());
    let mut tty = Tty::open(&desk, Start::Alone, &["--as", "Noor Haddad"], &[("COACHLOG_NOW", NOW)]);
    tty.shows("NOW");
    for (press, shows) in *keys {
        tty.press(press).shows(shows);
    }
    if *name == "Session" {
        // The signal comes before anything can have been saved on its own.
        tty.press(", and stops");
        tty.shows("and stops");
    }
    assert!(!tty.cooked() && !tty.on_main_screen(), "{what}: it has the terminal");
    tty.signal(&desk, signal);
    assert_eq!(tty.ends(), 128 + number, "{what}");
    assert!(tty.cooked(), "{what}: the terminal is left raw");
    assert!(tty.on_main_screen(), "{what}: the terminal is left on the other screen");
    if *name == "Session" {
        let bodies = crate::support::strings(&desk.conn(), "SELECT body FROM draft");
        assert!(bodies.iter().any(|b| b.contains("Names what the caller said, and stops")), "{what}: {bodies:?}");
    }
    invariant::holds(&desk, &what);
}

/// Every signal once, and the form by each.
#[test]
fn a_signal_gives_the_terminal_back_and_keeps_the_draft() {
    let form = PLACES.iter().position(|(name, _)| *name == "Session").expect("it is a place");
    for (n, signal) in ALL.into_iter().enumerate() {
        ends_in_order(&PLACES[form], signal);
        ends_in_order(&PLACES[(n * 4) % PLACES.len()], signal);
    }
}

#[test]
#[ignore = "every screen by every signal"]
fn every_signal_in_every_screen_gives_the_terminal_back_and_keeps_the_draft() {
    let mut ran = 0;
    for place in PLACES {
        for signal in ALL {
            ends_in_order(place, signal);
            ran += 1;
        }
    }
    eprintln!("{ran} of {ran}");
}
