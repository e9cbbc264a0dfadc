//! The clock is wrong, and moved: the log's order is its own, a step backwards is flagged and never repaired, and no
//! screen or figure breaks on it.

use crate::desks::{self, has};
use crate::invariant;
use crate::support::{Desk, Ran, ran};
use crate::terminal::Terminal;

/// A session put on record at a moment, in a zone of the machine.
fn finish_at(desk: &Desk, n: u64, now: &str, tz: &str) -> Ran {
    let mut command = desks::command(desk, &["session", "add", "-", "--finish"]);
    command.env("COACHLOG_NOW", now).env("TZ", tz);
    let mut child = desks::begin(command, &desks::session(n));
    let (out, err) = desks::said(&mut child);
    Ran { code: child.wait().expect("it ends").code().unwrap_or(-1), out, err }
}

/// All that reads, at a moment: nothing panics, and no span of time is negative.
fn everything_reads(desk: &Desk, now: &str) {
    for args in [
        &["team"][..],
        &["due", "--all"],
        &["agent", "A1"],
        &["sessions"],
        &["trends", "--by", "agent"],
        &["trends", "--by", "action"],
        &["log", "show"],
        &["report", "team", "--format", "text"],
        &["report", "agent", "A1", "--format", "text"],
        &["report", "today"],
        &["export", "sessions", "--format", "csv"],
        &["export", "due", "--format", "csv"],
    ] {
        let ran = ran(desks::command(desk, args).env("COACHLOG_NOW", now));
        assert!([0, 1, 3].contains(&ran.code), "{args:?} at {now}: {ran:?}");
        assert!(!ran.all().contains("panicked"), "{args:?} at {now}: {ran:?}");
        for span in ["day", "hour", "minute", "week", "h ago", "d ago"] {
            let all = ran.all();
            let negative = all.match_indices(span).any(|(at, _)| {
                let before = all[..at].trim_end();
                let number = before.trim_end_matches(|c: char| c.is_ascii_digit());
                number.len() < before.len() && (number.ends_with('-') || number.ends_with('−'))
            });
            assert!(!negative, "{args:?} at {now}: a negative {span}:\n{all}");
        }
    }
}

const MOVES: [(&str, &str, &str); 8] = [
    ("the usual day", "2026-11-25T12:00:00Z", "UTC"),
    ("an hour back", "2026-11-25T11:00:00Z", "UTC"),
    ("five years back", "2021-11-25T12:00:00Z", "UTC"),
    ("as it was", "2026-11-25T12:30:00Z", "UTC"),
    ("ten years on", "2036-11-25T12:00:00Z", "UTC"),
    ("the hour that comes twice", "2026-10-25T01:30:00Z", "Europe/London"),
    ("the hour that never is", "2026-03-29T01:30:00Z", "Europe/London"),
    ("on the other side of the earth", "2026-11-25T13:00:00Z", "Pacific/Auckland"),
];

#[test]
fn the_log_keeps_its_own_order_and_flags_a_clock_that_went_back() {
    let desk = desks::scored();
    desk.run(&["settings", "zone", "Europe/London"]).expect(0);
    let mut recorded = 0;
    for (n, (what, now, tz)) in (0..).zip(MOVES) {
        let ran = finish_at(&desk, n, now, tz);
        // A day before all calls has nothing to coach: then the session is refused in words.
        assert!([0, 1].contains(&ran.code) && !ran.err.contains("panicked"), "{what}: {ran:?}");
        if ran.code != 0 {
            // A setting is on record whatever day it is.
            let target = ["scorecard", "target", "empathy", "76"];
            let set = crate::support::ran(desks::command(&desk, &target).env("COACHLOG_NOW", now).env("TZ", tz));
            assert!([0, 1].contains(&set.code), "{what}: {set:?}");
        }
        recorded += u64::from(ran.code == 0);
        invariant::holds(&desk, what);
        for at in [MOVES[0].1, now] {
            everything_reads(&desk, at);
        }
    }
    assert!(recorded >= 3, "{recorded} sessions");
    let conn = desk.conn();
    let gaps: i64 = conn
        .query_row(
            "SELECT count(*) FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS n FROM event) WHERE seq <> n",
            [],
            |r| r.get(0),
        )
        .expect("the log can be read");
    assert_eq!(gaps, 0);
    let said = desk.run(&["log", "verify"]);
    assert!(said.all().contains("its time is earlier than that of the record before it"), "{said:?}");
    let mut terminal = Terminal::open_at(&desk, &["--as", "Noor Haddad"], MOVES[0].1);
    terminal.shows("TODAY").press("4").shows("target of empathy set to 76");
    // Down to the record of the hour that never is: the day of ten years on was before it.
    terminal.press("\u{1b}[B").shows("earlier than the record");
    eprintln!("{} of {} moves of the clock, {recorded} sessions", MOVES.len(), MOVES.len());
}

#[test]
fn the_machine_s_own_clock_may_jump() {
    if !has("faketime") {
        return;
    }
    let desk = desks::scored();
    for (n, (at, tz)) in (100..).zip([
        ("2026-11-25 12:00:00", "UTC"),
        ("2026-11-25 11:00:00", "UTC"),
        ("2021-11-25 12:00:00", "Pacific/Auckland"),
        ("2036-11-25 12:00:00", "America/New_York"),
        ("2026-10-25 01:30:00", "Europe/London"),
    ]) {
        let plain = desks::command(&desk, &["session", "add", "-", "--finish"]);
        let mut command = std::process::Command::new("faketime");
        command.arg(at).arg(plain.get_program()).args(plain.get_args());
        command.env_clear().envs(plain.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command.env_remove("COACHLOG_NOW").env("PATH", "/usr/bin:/bin").env("TZ", tz);
        let mut child = desks::begin(command, &desks::session(n));
        let (out, err) = desks::said(&mut child);
        let code = child.wait().expect("it ends").code();
        assert!(matches!(code, Some(0 | 1)) && !err.contains("panicked"), "{at}: {out} {err}");
        invariant::holds(&desk, at);
        everything_reads(&desk, "2026-11-25T12:00:00Z");
    }
}
