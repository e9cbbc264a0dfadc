//! The program in a real terminal: it opens, answers keys, keeps a draft, and gives the terminal back.

use crate::support::Desk;
use crate::terminal::Terminal;

#[test]
fn from_the_first_key_to_a_kept_draft_and_back_to_the_shell() {
    let desk = Desk::bare();
    desk.run(&["demo", "--write", &desk.db.to_string_lossy()]).expect(0);
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").press("2").shows("Yusuf Demirci").press("/").press("Mei-Ling").press("\r");
    terminal.shows("Mei-Ling Hsu").press("s").shows("WHAT WE AGREE").press("\t\t").press("Names the next step");
    // A letter stands on screen before the next one is typed, and reaches the file without being asked to.
    terminal.shows("Names the next step").shows("saved").press("\u{1b}").shows("who needs you first");
    terminal.press("q").press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.holds_the_screen(), "the terminal is given back");
    let due = desk.run(&["due"]).expect(0);
    assert!(due.out.contains("Mei-Ling Hsu") && due.out.contains("behavior filled in"), "{due:?}");
}

#[test]
fn a_file_that_is_named_and_not_there_is_begun() {
    let desk = Desk::bare();
    assert!(!desk.db.exists());
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(desk.db.exists());
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_is_refused_in_one_line() {
    let desk = Desk::new();
    let mut command = desk.command();
    let run = command.env("TERM", "dumb").arg("--db").arg(&desk.db).output().expect("the program runs");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(run.stdout.is_empty() && !said.contains('\u{1b}'));
}
