//! The terminal is closed, and no signal may say so: the program is gone soon, and has not kept a processor busy.

use std::time::{Duration, Instant};

use rustix::process::{Pid, test_kill_process};

use crate::invariant;
use crate::support::{Desk, NOW, demo};
use crate::tty::{Start, Tty, cpu, pid_of};

/// From the terminal's end to the program's.
const SOON: Duration = Duration::from_secs(2);

/// What is going on when it vanishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum During {
    Nothing,
    /// Letters go into a form, and to the file.
    Typing,
    /// Thousands of rows are being loaded.
    Import,
    Locked,
}

const STARTS: [Start; 4] = [Start::Alone, Start::IgnoredHangUp, Start::NotItsOwn, Start::Job];
const DURING: [During; 4] = [During::Nothing, During::Typing, During::Import, During::Locked];

fn alive(pid: Pid) -> bool {
    test_kill_process(pid).is_ok() && cpu(pid).is_some()
}

/// Waits for the end, and gives the processor's time since `before`.
#[track_caller]
fn gone_soon(pid: Pid, before: f64, what: &str) {
    let (since, mut used) = (Instant::now(), before);
    while alive(pid) {
        used = cpu(pid).unwrap_or(used).max(used);
        assert!(since.elapsed() < SOON, "{what}: still there after {:?}, {used} s of processor", since.elapsed());
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(used - before <= 1.0, "{what}: {} s of processor after the end", used - before);
}

fn vanishes(start: Start, during: During) {
    let what = format!("{start:?}, {during:?}");
    let desk = Desk::copy_of(demo());
    let before = desk.count("event");
    let mut tty = Tty::open(&desk, start, &["--as", "Noor Haddad"], &[("COACHLOG_NOW", NOW)]);
    tty.shows("NOW");
    match during {
        During::Nothing => {}
        During::Typing => {
            tty.press("2").shows("Yusuf Demirci").press("/Fatima").shows("/ Fatima").press("\r\r");
            tty.shows("CALLS THAT SHOW IT").press("s").shows("WHAT WE AGREE").press("\t\tNames the worry");
            tty.shows("Names the worry");
            tty.press(" first").shows("worry first");
        }
        During::Import => {
            let file = desk.write("many.csv", &crate::many_rows(20_000));
            tty.press("5").shows("EVALUATIONS").press("n").shows("pick files").press("t").shows("path  ");
            tty.press("\u{15}").press(&file).shows("many.csv").press("\r").shows("20000");
            tty.settle(Duration::from_millis(1500)).press("\u{1b}[15~");
            tty.settle(Duration::from_millis(300));
        }
        During::Locked => {
            tty.press("\u{1b}[24~").shows("is locked");
        }
    }
    let pid = pid_of(&desk);
    let used = cpu(pid).unwrap_or(0.0);
    tty.vanish();
    gone_soon(pid, used, &what);
    drop(tty);
    invariant::holds(&desk, &what);
    if during == During::Typing {
        let bodies = crate::support::strings(&desk.conn(), "SELECT body FROM draft");
        assert!(bodies.iter().any(|b| b.contains("Names the worry first")), "{what}: {bodies:?}");
    } else if during != During::Import {
        assert_eq!(desk.count("event"), before, "{what}");
    }
}

#[test]
fn a_terminal_that_is_closed_takes_the_program_with_it_and_no_draft() {
    for (start, during) in STARTS.into_iter().zip([During::Typing, During::Import, During::Typing, During::Nothing]) {
        vanishes(start, during);
    }
}

#[test]
#[ignore = "every way to start by all that may be going on"]
fn however_it_was_started_a_closed_terminal_takes_the_program_with_it() {
    for start in STARTS {
        for during in DURING {
            vanishes(start, during);
        }
    }
    // Once more what matters most.
    for start in STARTS {
        vanishes(start, During::Typing);
    }
    eprintln!("20 of 20");
}

/// A session of tmux is killed: the whole of its terminals goes.
#[test]
fn a_tmux_session_that_is_killed_takes_the_program_with_it() {
    let Some(tmux) = crate::tmux::Tmux::start("killed") else { return };
    let desk = Desk::copy_of(demo());
    tmux.run(&desk, NOW);
    tmux.shows("NOW");
    let pid = pid_of(&desk);
    let used = cpu(pid).unwrap_or(0.0);
    tmux.command(&["kill-session"]);
    gone_soon(pid, used, "tmux kill-session");
    invariant::holds(&desk, "tmux kill-session");
}
