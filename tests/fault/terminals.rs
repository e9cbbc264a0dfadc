//! Terminals and locales of every kind, and bytes that are no text where text is expected.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::time::Duration;

use crate::invariant;
use crate::support::{Desk, NOW, demo, ran};
use crate::tty::{Start, Tty};

const BAD: &[u8] = b"na\xffme";

/// Signs that only a UTF-8 terminal shows, and that no text of the demo has.
const SIGNS: &str = "─│▌◆▽▼⚑✗✓…–−“”›‹→↑↓←╭╮╰╯▾●△";

fn open(desk: &Desk, env: &[(&str, &str)]) -> Tty {
    let mut all = vec![("COACHLOG_NOW", NOW)];
    all.extend(env);
    Tty::open(desk, Start::Alone, &["--as", "Noor Haddad"], &all)
}

/// Looks at two screens and quits.
fn is_usable(tty: &mut Tty, what: &str) {
    tty.shows("NOW").press("2").shows("Yusuf Demirci").settle(Duration::from_millis(300));
    tty.press("q").settle(Duration::from_millis(100)).press("q").settle(Duration::from_millis(100));
    if !tty.over() {
        tty.press("q");
    }
    assert_eq!(tty.ends(), 0, "{what}");
    assert!(tty.cooked() && tty.on_main_screen(), "{what}");
}

/// Whether a colour was ever set.
fn coloured(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    text.split("\u{1b}[").skip(1).filter_map(|s| s.split_once('m')).any(|(codes, _)| {
        let plain = codes.bytes().all(|b| b.is_ascii_digit() || b == b';');
        plain && codes.split(';').any(|c| matches!(c.parse(), Ok(30_u8..=38 | 40..=48 | 90..=107)))
    })
}

#[test]
fn every_terminal_is_usable_and_one_without_a_cursor_is_refused() {
    let desk = Desk::copy_of(demo());
    let mut dumb = open(&desk, &[("TERM", "dumb")]);
    assert_eq!(dumb.ends(), 2);
    assert!(!dumb.raw().contains(&0x1b), "{}", dumb.text());
    assert!(dumb.text().contains("TERM=dumb"), "{}", dumb.text());
    for (env, colour) in [
        (vec![("TERM", "-")], None),
        (vec![("NO_COLOR", "1")], Some(false)),
        (vec![("TERM", "linux")], None),
        (vec![("TERM", "screen")], None),
        (vec![("TERM", "tmux")], None),
        (vec![("TERM", "xterm-256color")], Some(true)),
        (vec![("TERM", "linux"), ("NO_COLOR", "1")], Some(false)),
    ] {
        let what = format!("{env:?}");
        let mut tty = open(&desk, &env);
        is_usable(&mut tty, &what);
        if let Some(colour) = colour {
            assert_eq!(coloured(tty.raw()), colour, "{what}");
        }
    }
}

#[test]
fn a_locale_that_is_not_utf8_gets_lines_of_ascii_and_a_choice_goes_before_it() {
    let desk = Desk::copy_of(demo());
    let utf8 = |c: char| SIGNS.contains(c);
    for (env, ascii) in [
        (("LC_ALL", "C"), true),
        (("LANG", "POSIX"), true),
        (("LC_CTYPE", "en_US.ISO-8859-1"), true),
        (("LANG", "en_GB.UTF-8"), false),
    ] {
        let mut tty = open(&desk, &[env]);
        tty.shows("NOW").press("2").shows("Yusuf Demirci").settle(Duration::from_millis(500));
        let text = tty.text();
        assert_eq!(!text.chars().any(utf8), ascii, "{env:?}:\n{text}");
        tty.press("\u{3}");
        assert_eq!(tty.ends(), 0);
    }
    std::fs::create_dir_all(desk.path("home/config")).expect("a folder");
    std::fs::write(desk.path("home/config/config.toml"), "borders = \"unicode\"\n").expect("a file");
    let mut tty = open(&desk, &[("LC_ALL", "C")]);
    tty.shows("NOW").until("the choice does not go before the locale", |text| text.contains('─')).press("\u{3}");
    assert_eq!(tty.ends(), 0);
}

/// In arguments, in the environment, in names of files.
#[test]
fn bytes_that_are_no_text_are_refused_or_shown_and_never_a_panic() {
    let desk = Desk::copy_of(demo());
    let bad = OsStr::from_bytes(BAD);
    for args in [vec!["team", "--team"], vec!["agent"], vec!["call"], vec!["search"], vec!["--as"], vec!["import"]] {
        let mut command = desk.command();
        command.arg("--db").arg(&desk.db).args(&args).arg(bad);
        let run = ran(&mut command);
        assert!([1, 2, 3].contains(&run.code), "{args:?}: {run:?}");
        assert!(!run.err.contains("panicked") && !run.err.is_empty(), "{args:?}: {run:?}");
    }
    for name in
        ["COACHLOG_AS", "COACHLOG_DB", "USER", "LANG", "LC_ALL", "TZ", "TERM", "NO_COLOR", "HOSTNAME", "EDITOR", "HOME"]
    {
        let mut command = desk.command();
        command.env(name, bad).args(["team", "--json"]);
        if name != "COACHLOG_DB" {
            command.arg("--db").arg(&desk.db);
        }
        let run = ran(&mut command);
        assert!([0, 1, 2].contains(&run.code) && !run.err.contains("panicked"), "{name}: {run:?}");
    }
    // A file of such a name is opened, and named so that a terminal shows it.
    let odd = desk.path("x").with_file_name(OsStr::from_bytes(b"od\xff\x1b[31md.db"));
    std::fs::copy(&desk.db, &odd).expect("a file");
    let mut command = desk.command();
    assert_eq!(ran(command.arg("--db").arg(&odd).args(["team", "--json"])).code, 0);
    let missing = odd.with_extension("csv");
    let mut command = desk.command();
    let run = ran(command.arg("--db").arg(&odd).arg("import").arg(&missing));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(!run.err.contains('\u{1b}') && run.err.contains("od\u{fffd}"), "{run:?}");
    invariant::holds(&desk, "bytes that are no text");
}

#[test]
fn the_program_shows_files_whose_names_are_no_text() {
    let desk = Desk::copy_of(demo());
    let folder = desk.path("files");
    std::fs::create_dir(&folder).expect("a folder");
    let scores = "call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n";
    std::fs::write(folder.join(OsStr::from_bytes(b"sc\xffores.csv")), scores).expect("a file");
    let mut tty = open(&desk, &[("LANG", "\u{1}"), ("COLORFGBG", ";;x")]);
    tty.shows("NOW").press("5").shows("EVALUATIONS").press("n").shows("pick files").press("t").press("\u{15}");
    tty.press(&folder.to_string_lossy()).press("\r").shows("ores.csv").press("\r").settle(Duration::from_millis(500));
    assert!(!tty.over(), "{}", tty.text());
    tty.press("\u{3}");
    assert_eq!(tty.ends(), 0);
    invariant::holds(&desk, "names that are no text");
}
