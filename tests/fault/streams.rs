//! Standard streams that are closed, full or nobody's, and places that are no terminal.

use std::fs::{File, OpenOptions};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::support::{Desk, demo};

/// What a shell made of a line, with the desk's file in `$DB` and the program as `coachlog`.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn shell(desk: &Desk, line: &str) -> Said {
    let mut command = Command::new("bash");
    let whole =
        format!("set -o pipefail; coachlog() {{ '{}' --db \"$DB\" \"$@\"; }}\n{line}", env!("CARGO_BIN_EXE_coachlog"));
    command.args(["--norc", "-c", &whole]).env_clear().env("DB", &desk.db).env("COACHLOG_HOME", desk.path("home"));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("USER", "tester");
    let done = command.stdin(Stdio::null()).output().expect("bash runs");
    assert_eq!(done.status.signal(), None, "{line}");
    Said {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

/// Ten lines: what is expected of the exit code, and what of the words.
#[test]
fn a_stream_that_is_closed_or_full_ends_a_command_without_a_panic() {
    let desk = Desk::copy_of(demo());
    // A reader that goes away ends it quietly, as it ends every filter of Unix: 128 and the number of SIGPIPE.
    for line in [
        "coachlog export scores | head -1",
        "coachlog export scores --format json | head -c 10",
        "coachlog log show --limit 100000 --json | true",
        "coachlog report program --format html | head -1",
        "coachlog completions bash | true",
    ] {
        // Where all of it went into the pipe before the reader was gone, nobody can tell.
        let said = shell(&desk, &format!("{{ coachlog_out=1; }}; {line}"));
        assert!([0, 141].contains(&said.code), "{line}: {} {}", said.code, said.err);
        assert_eq!(said.err, "", "{line}");
    }
    let much = shell(&desk, "coachlog export scores | head -1");
    assert_eq!((much.code, much.out.lines().count()), (141, 1), "more than a pipe holds: {}", much.err);
    // A device that is full is an error, in words.
    for line in ["coachlog team >/dev/full", "coachlog export scores >/dev/full", "coachlog due --json >/dev/full"] {
        let said = shell(&desk, line);
        assert_eq!(said.code, 1, "{line}: {}", said.err);
        assert!(said.err.contains("standard output cannot be written"), "{line}: {}", said.err);
    }
    // Streams that are closed from the start go nowhere, which whoever closed them knows; the exit code is what it is.
    for (line, code) in [
        ("coachlog team >&-", 0),
        ("coachlog team 2>&-", 0),
        ("coachlog call no-such-call 2>&-", 1),
        ("coachlog call no-such-call >&- 2>&-", 1),
        ("coachlog call no-such-call 2>/dev/full", 1),
        ("coachlog --no-such-option 2>&-", 2),
        ("coachlog --no-such-option 2>/dev/full", 2),
        ("coachlog log verify >&- 2>&-", 4),
        ("coachlog >&- 2>&-", 2),
        ("coachlog <&-", 2),
        ("coachlog --help >/dev/full", 1),
        ("coachlog --version | true", 0),
    ] {
        let said = shell(&desk, line);
        let as_expected = said.code == code || (line.ends_with("| true") && said.code == 141);
        assert!(as_expected, "{line}: {} {}", said.code, said.err);
        assert!(!said.err.contains("panicked"), "{line}: {}", said.err);
    }
}

/// Four ways to have no terminal.
#[test]
fn without_a_terminal_it_says_so_in_one_line_and_commands_work() {
    let desk = Desk::copy_of(demo());
    let file = desk.path("out");
    let lines = [
        "coachlog </dev/null".to_owned(),
        "setsid --wait bash -c '\"$0\" --db \"$DB\"' '".to_owned() + env!("CARGO_BIN_EXE_coachlog") + "'",
        format!("coachlog >'{}'", file.display()),
        "coachlog demo </dev/null".to_owned(),
    ];
    for line in lines {
        let said = shell(&desk, &line);
        assert_eq!(said.code, 2, "{line}: {}", said.err);
        assert_eq!(said.err.lines().count(), 1, "{line}: {}", said.err);
        assert!(said.err.contains("needs a terminal"), "{line}: {}", said.err);
        assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{line}");
    }
    assert_eq!(std::fs::read(&file).expect("the file"), b"", "nothing went into the file");
    for line in ["coachlog team </dev/null", "setsid --wait true; coachlog due", "coachlog log verify"] {
        let said = shell(&desk, line);
        assert!([0, 4].contains(&said.code) && !said.out.is_empty(), "{line}: {} {}", said.code, said.err);
        assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{line}");
    }
    // A terminal that is only read, or only written, is none.
    let mut command = desk.command();
    command.arg("--db").arg(&desk.db).stdin(File::open("/dev/null").expect("it"));
    let full = OpenOptions::new().write(true).open("/dev/null").expect("it");
    assert_eq!(command.stdout(full).output().expect("it runs").status.code(), Some(2));
}
