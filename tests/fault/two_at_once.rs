//! Two and more programs on one file: all of them work, each sees what the others write, and where two type in the
//! same draft both texts are shown.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desks::{self, chance, has, has_session};
use crate::invariant;
use crate::support::Desk;
use crate::terminal::Terminal;

/// What every screen is told within.
const SEEN: Duration = Duration::from_secs(1);

/// Many programs begin the same new file at once.
fn starts(n: usize) {
    let desk = Desk::bare();
    let begin = |i: usize| {
        let zone = if i.is_multiple_of(2) { "UTC" } else { "Europe/London" };
        desks::begin(desks::command(&desk, &["settings", "zone", zone]), "")
    };
    let mut all: Vec<Child> = (0..n).map(begin).collect();
    for (i, child) in all.iter_mut().enumerate() {
        let (_, err) = desks::said(child);
        assert!(child.wait().expect("it ends").success(), "start {i} of {n}: {err}");
    }
    assert_eq!((desk.count("log"), desk.count("event WHERE action = 'person_added'")), (1, 1));
    invariant::holds(&desk, "many starts");
    eprintln!("{n} of {n} starts");
}

/// Two write in turns, as fast as they can.
fn interleaved(n: u64) {
    let desk = desks::scored();
    std::thread::scope(|scope| {
        for half in 0..2 {
            let desk = &desk;
            scope.spawn(move || {
                for i in 0..n {
                    let ran = desks::finish(desk, 2 * i + half);
                    assert_eq!(ran.code, 0, "{ran:?}");
                }
            });
        }
    });
    let all = desks::on_record(&desk);
    assert_eq!(all.len() as u64, 2 * n);
    invariant::holds(&desk, "two in turns");
    eprintln!("2 × {n} saves");
}

/// One is killed while it holds the file: the next works at once.
fn killed_with_the_lock(n: u64) {
    let desk = desks::scored();
    desk.write("many.csv", &desks::many_scores(2000));
    for i in 0..n {
        let mut child = desks::begin(desks::command(&desk, &["import", "many.csv"]), "");
        // It holds the lock from when its journal is there on.
        let journal = desk.path("desk.db-journal");
        let end = Instant::now() + Duration::from_secs(20);
        while !journal.exists() && Instant::now() < end && child.try_wait().expect("it can be asked").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(chance(i) % 40));
        let _ = child.kill();
        child.wait().expect("it is gone");
        let ran = desks::finish(&desk, i);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(has_session(&desk, i));
        invariant::holds(&desk, "one killed with the lock");
        if desk.count("batch") > 1 {
            desk.run(&["imports", "undo", &desk.count("batch").to_string()]);
        }
    }
    eprintln!("{n} of {n} killed with the lock");
}

/// `sqlite3` holds the file until this is dropped or let go.
struct Lock(Child);

impl Lock {
    fn take(desk: &Desk, how: &str) -> Self {
        let mut child = Command::new("sqlite3")
            .arg(&desk.db)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("sqlite3 starts");
        let words = format!(".timeout 5000\nBEGIN {how};\nSELECT 'held';\n");
        child.stdin.as_mut().expect("piped").write_all(words.as_bytes()).expect("it reads");
        let mut out = std::io::BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).expect("it says so");
        assert_eq!(line.trim(), "held");
        Self(child)
    }

    fn let_go(mut self) {
        self.0.stdin.take().expect("piped").write_all(b"COMMIT;\n.quit\n").expect("it reads");
        self.0.wait().expect("it ends");
    }
}

/// Another program holds the file: it is said within five seconds, and what is typed is kept, and saved afterwards.
fn held(n: u64, time: Duration) {
    if !has("sqlite3") {
        return;
    }
    for i in 0..n {
        let desk = desks::scored();
        let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
        terminal.shows("Ada Quist").press("s").shows("WHAT WE AGREE").press("\t\t").press("Says").shows("draft, saved");
        let lock = Lock::take(&desk, if i % 2 == 0 { "EXCLUSIVE" } else { "IMMEDIATE" });
        let taken = Instant::now();
        terminal.press(" it back").shows("another program is writing to").shows("beside the file");
        assert!(taken.elapsed() < Duration::from_secs(5), "said after {:?}", taken.elapsed());
        let kept = std::fs::read_dir(desk.path("home/state/drafts")).expect("a folder").count();
        assert!(kept >= 1, "the draft is kept");
        // The screen goes on meanwhile, and so does the shell, in words.
        terminal.press(", slowly").shows("Says it back, slowly");
        let ran = desks::finish(&desk, i);
        assert!(ran.code == 1 && ran.err.contains("another program is writing to"), "{ran:?}");
        std::thread::sleep(time.saturating_sub(taken.elapsed()));
        assert!(terminal.runs());
        lock.let_go();
        terminal.shows("draft, saved").hides("beside the file");
        let typed: String =
            desk.conn().query_row("SELECT body ->> '$.behavior' FROM draft", [], |r| r.get(0)).expect("a draft");
        assert_eq!(typed, "Says it back, slowly");
        desks::finish(&desk, i).expect(0);
        invariant::holds(&desk, "held by another program");
    }
    eprintln!("{n} of {n} locks of {time:?}");
}

#[test]
fn many_programs_begin_one_file_at_once() {
    starts(10);
}

#[test]
#[ignore = "the whole: 50"]
fn fifty_programs_begin_one_file_at_once() {
    starts(50);
}

#[test]
fn two_write_in_turns_and_nothing_is_lost() {
    interleaved(20);
}

#[test]
#[ignore = "the whole: 2 × 200"]
fn two_write_two_hundred_each() {
    interleaved(200);
}

#[test]
fn who_is_killed_with_the_lock_takes_it_along() {
    killed_with_the_lock(3);
}

#[test]
#[ignore = "the whole: 20"]
fn twenty_are_killed_with_the_lock() {
    killed_with_the_lock(20);
}

#[test]
fn another_program_that_holds_the_file_is_named_and_nothing_is_lost() {
    held(2, Duration::from_secs(6));
}

#[test]
#[ignore = "the whole: 60 s, three times"]
fn the_file_is_held_for_a_minute() {
    held(3, Duration::from_mins(1));
}

/// A second window on the draft that the first one typed in.
fn two_windows(desk: &Desk) -> (Terminal, Terminal) {
    let mut one = Terminal::open(desk, &["--as", "Noor Haddad"]);
    one.shows("Ada Quist").press("s").shows("WHAT WE AGREE").press("\t\t").press("Says it back").shows("draft, saved");
    let mut two = Terminal::open(desk, &["--as", "Noor Haddad"]);
    two.shows("Ada Quist").press("s").shows("WHAT WE AGREE").shows("Says it back");
    (one, two)
}

fn typed(desk: &Desk) -> Vec<String> {
    crate::support::strings(&desk.conn(), "SELECT body ->> '$.behavior' FROM draft ORDER BY 1")
}

#[test]
fn what_one_window_types_stands_in_the_other_within_a_second_where_nothing_is_typed() {
    let desk = desks::scored();
    let (mut one, mut two) = two_windows(&desk);
    one.press(", and waits").shows("Says it back, and waits");
    let pressed = Instant::now();
    two.shows("Says it back, and waits");
    assert!(pressed.elapsed() < SEEN + Duration::from_millis(500), "{:?}", pressed.elapsed());
    // From then on it is typed on in the second, and neither asks.
    two.press("\t\t\t").shows("▌ Practice").press("Once a call").shows("draft, saved");
    one.shows("Once a call");
    assert_eq!(typed(&desk), ["Says it back, and waits"]);
}

/// Both have typed something else: the second to save sees both.
fn conflict(choice: usize) -> (Desk, Terminal, Terminal) {
    let desk = desks::scored();
    let (mut one, mut two) = two_windows(&desk);
    two.press("\t\t").shows("▌ Behavior");
    // Both at once: neither has seen the other's yet.
    one.press("J");
    two.press("Q");
    let asks = "Two windows, one draft";
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if two.text_after(Duration::from_millis(100)).contains(asks) {
            break;
        }
        if one.text_after(Duration::from_millis(100)).contains(asks) {
            std::mem::swap(&mut one, &mut two);
            break;
        }
        assert!(Instant::now() < end, "neither asks:\n{}\n{}", one.text(), two.text());
    }
    two.shows("typed here").shows("in the file").shows("Behavior");
    let both = two.text();
    let row = both.lines().find(|l| l.contains("│ Behavior ")).unwrap_or_default();
    assert!(row.contains('J') && row.contains('Q'), "both texts stand beside each other:\n{both}");
    // Nothing is chosen by a key that was meant for the text.
    two.press("\r").shows(asks);
    two.press(&"\u{1b}[B".repeat(choice)).press("\r").hides(asks);
    (desk, one, two)
}

#[test]
fn a_draft_that_two_windows_type_in_is_shown_with_both_texts_and_mine_can_stay() {
    let (desk, mut one, mut two) = conflict(1);
    two.shows("draft, saved");
    let kept = typed(&desk);
    assert_eq!(kept.len(), 1);
    // The other window, where nothing is typed, shows what is in the file now.
    one.shows(&kept[0]);
    let waiting = || std::fs::read_dir(desk.path("home/state/drafts")).map_or(0, Iterator::count);
    let end = Instant::now() + Duration::from_secs(10);
    while waiting() > 0 {
        assert!(Instant::now() < end, "what was settled still waits beside the file");
        two.text_after(Duration::from_millis(50));
    }
    invariant::holds(&desk, "two windows");
}

#[test]
fn a_draft_that_two_windows_type_in_is_shown_with_both_texts_and_theirs_can_be_taken() {
    let (desk, _one, mut two) = conflict(2);
    let kept = typed(&desk);
    assert_eq!(kept.len(), 1);
    two.shows(&kept[0]).press("!").shows("draft, saved");
    assert_eq!(typed(&desk).len(), 1);
}

#[test]
fn a_draft_that_two_windows_type_in_is_shown_with_both_texts_and_both_can_be_kept() {
    let (desk, _one, mut two) = conflict(3);
    two.shows("a draft of its own").shows("draft, saved");
    let both = typed(&desk);
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.iter().any(|b| b.contains('J')) && both.iter().any(|b| b.contains('Q')), "{both:?}");
    invariant::holds(&desk, "two windows, two drafts");
}

#[test]
fn a_draft_that_another_window_discards_is_said_and_the_typed_words_stay() {
    let desk = desks::scored();
    let (mut one, mut two) = two_windows(&desk);
    one.press("\u{1b}[20~").shows("Discard this draft?").press("y").hides("WHAT WE AGREE");
    two.shows("discarded in another window")
        .press("\t\t")
        .shows("▌ Behavior")
        .press("Q")
        .shows("Two windows, one draft");
    two.press("\u{1b}[B\r").shows("draft, saved");
    assert_eq!(typed(&desk).len(), 1);
    assert!(typed(&desk)[0].contains('Q'), "{:?}", typed(&desk));
}

#[test]
fn an_import_in_one_window_leaves_what_is_typed_in_another_and_every_screen_sees_it() {
    let desk = desks::scored();
    desk.write("many.csv", &desks::many_scores(2000));
    let mut form = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    form.shows("Ada Quist").press("s").shows("WHAT WE AGREE").press("\t\t").press("Says it back").shows("draft, saved");
    let mut screens: Vec<(&str, &str, Terminal)> =
        [("2", "51 agents"), ("4", "many.csv"), ("5", "many.csv"), ("6\t\t", "South")]
            .map(|(key, seen)| {
                let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
                terminal.shows("Ada Quist").press(key).hides("who needs you first");
                (key, seen, terminal)
            })
            .into_iter()
            .collect();
    desk.run(&["import", "many.csv"]).expect(0);
    let done = Instant::now();
    for (key, seen, terminal) in &mut screens {
        terminal.shows(seen);
        eprintln!("screen {key}: {:?}", done.elapsed());
    }
    form.press(" slowly").shows("Says it back slowly").shows("draft, saved");
    form.press("\u{1b}").hides("WHAT WE AGREE").press("q");
    assert_eq!(form.ends(), 0);
    assert_eq!(typed(&desk), ["Says it back slowly"]);
    invariant::holds(&desk, "an import during an edit");
}

#[test]
fn reading_waits_for_another_window_and_says_so() {
    if !has("sqlite3") {
        return;
    }
    let desk = desks::scored();
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("Ada Quist");
    let lock = Lock::take(&desk, "EXCLUSIVE");
    terminal.press("2").shows("waiting: another window or program is writing");
    // Longer than a write waits.
    std::thread::sleep(Duration::from_secs(7));
    assert!(!terminal.text_after(Duration::from_millis(200)).contains("in vain"), "{}", terminal.text());
    lock.let_go();
    terminal.shows("Empathy").shows("Ada Quist").hides("waiting:");
}
