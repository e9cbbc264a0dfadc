//! Stopped by a shell and continued: the terminal is usable meanwhile, nothing of the file is held, and everything is
//! drawn anew.

use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use crate::invariant;
use crate::support::{Desk, NOW, demo};
use crate::tmux::Tmux;
use crate::tty::{PATIENCE, pid_of};

/// How it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Key,
    Signal,
}

fn stopped_and_on(tmux: &Tmux, desk: &Desk, by: By, round: usize) {
    let what = format!("{by:?}, round {round}");
    let before = tmux.still();
    match by {
        By::Key => tmux.key("C-z"),
        By::Signal => kill_process(pid_of(desk), Signal::TSTP).expect("it runs"),
    }
    tmux.shows("ready>");
    tmux.shows("Stopped");
    assert_eq!(tmux.modes(), (false, true), "{what}: main screen, with its cursor");
    assert!(tmux.text().contains("fg goes on with it"), "{what}: {}", tmux.text());
    // What a program of the shell finds: lines, echo, signals from keys.
    let modes = desk.path("modes");
    let _ = std::fs::remove_file(&modes);
    tmux.line(&format!("stty -a > '{0}.new' && mv '{0}.new' '{0}'", modes.display()));
    let end = Instant::now() + PATIENCE;
    while !modes.exists() {
        assert!(Instant::now() < end, "{what}: the shell does not answer:\n{}", tmux.text());
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = std::fs::read_to_string(&modes).expect("what stty says");
    for mode in ["icanon", "echo", "isig", "opost", "icrnl"] {
        assert!(said.split_whitespace().any(|word| word == mode), "{what}: {mode} is off: {said}");
    }
    // Nothing of the file is held: whoever wants it alone gets it at once.
    let conn = desk.conn();
    conn.busy_timeout(Duration::ZERO).expect("a setting");
    conn.execute_batch("BEGIN EXCLUSIVE; COMMIT;").unwrap_or_else(|e| panic!("{what}: {e}"));
    drop(conn);
    tmux.line("fg");
    tmux.until(&format!("{what}: not drawn anew, was\n{before}"), |text| text == before);
    assert!(tmux.modes().0, "{what}: the other screen again");
}

fn rounds(n: usize) {
    let Some(tmux) = Tmux::start("stopped") else { return };
    let desk = Desk::copy_of(demo());
    tmux.run(&desk, NOW);
    tmux.shows("NOW");
    for round in 0..n {
        // A list by the key; the form, whose letters are on their way to the file, by the signal.
        tmux.key("2");
        tmux.shows("Yusuf Demirci");
        stopped_and_on(&tmux, &desk, By::Key, round);
        tmux.key("s");
        tmux.shows("WHAT WE AGREE");
        tmux.command(&["send-keys", "Tab"]);
        tmux.command(&["send-keys", "Tab"]);
        tmux.command(&["send-keys", "-l", &format!("Word{round}")]);
        tmux.shows(&format!("Word{round}"));
        tmux.shows("saved 12:00:00");
        stopped_and_on(&tmux, &desk, By::Signal, round);
        tmux.key("Escape");
        tmux.shows("TEAM");
        tmux.until("the form stays", |text| !text.contains("WHAT WE AGREE"));
    }
    tmux.key("q");
    tmux.shows("ready>");
    invariant::holds(&desk, "stopped and continued");
    let bodies = crate::support::strings(&desk.conn(), "SELECT body FROM draft");
    assert!(bodies.iter().any(|b| b.contains("Word0")), "{bodies:?}");
}

#[test]
fn a_shell_stops_and_continues_the_program() {
    rounds(1);
}

#[test]
#[ignore = "ten times"]
fn a_shell_stops_and_continues_the_program_ten_times() {
    rounds(5);
    eprintln!("10 of 10");
}
