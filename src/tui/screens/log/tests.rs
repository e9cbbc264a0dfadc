use chrono::{Duration, Utc};
use uuid::Uuid;

use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::domain::checkpoint::{Checkpoint, Compared, LastCheckpoint};
use crate::domain::id::SessionId;
use crate::domain::raw::Raw;
use crate::tui::driver::{Driver, Setting, Store, now, picture};
use crate::tui::event::Event;
use crate::tui::screen::Notice;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (160, 48)];

fn session() -> SessionId {
    SessionId(Uuid::from_u128(7))
}

fn line(seq: i64, actor: &str, action: &str, summary: &str) -> LogLine {
    LogLine {
        seq,
        at: now() - Duration::minutes((412 - seq) * 97),
        utc_offset: 60,
        actor: Raw::from(actor),
        action: action.to_owned(),
        summary: Raw::from(summary),
        why: None,
        session: None,
        hash: format!("{:064x}", seq * 0x0001_2345_6789),
        backwards: false,
    }
}

/// Records 412 down to 1: sessions, targets and imports by turns.
fn lines() -> Vec<LogLine> {
    (1..=412)
        .rev()
        .map(|seq| match seq % 4 {
            0 => LogLine {
                session: Some(session()),
                ..line(seq, "Dana Reyes", "session finished", "session with Ama Boateng: empathy")
            },
            1 => LogLine {
                why: Some(Raw::from("new hire, first month on the phones")),
                ..line(seq, "Dana Reyes", "target set", "target of empathy set to 60 from 2026-11-02")
            },
            2 => LogLine {
                backwards: seq == 410,
                ..line(
                    seq,
                    "Martin O'Shea",
                    "batch loaded",
                    "import 4: evals-nov.csv; 1190 rows loaded, 0 updated, 3 rejected",
                )
            },
            _ => line(seq, "Dana Reyes", "session signed", "signed: agrees"),
        })
        .collect()
}

fn answer(lines: Vec<LogLine>, filter: &str, limit: usize) -> Answer {
    let total = i64::try_from(lines.len()).expect("few");
    let words = filter.to_lowercase();
    let kept = lines.into_iter().filter(|l| l.summary.verbatim().contains(&words) || l.action.contains(&words));
    Answer::Log(LogView {
        lines: kept.take(limit).collect(),
        total,
        check_code: "7F3K-22QD".to_owned(),
        last: Some(LastCheckpoint::Left { days: 9, later: 12 }),
        searched_to: None,
    })
}

fn verified(broken: &[&str], remarks: &[&str]) -> Answer {
    let own = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect();
    Answer::Verified(Verified {
        records: 412,
        check_code: "7F3K-22QD".to_owned(),
        broken: own(broken),
        remarks: own(remarks),
        compared: Vec::new(),
    })
}

/// A store with these records; `check` is what a check finds, `None` leaves it running.
fn store(all: Vec<LogLine>, check: Option<Result<Answer, String>>) -> Store {
    Box::new(move |request| match request {
        Request::Log { filter, limit, below } => {
            let older = all.iter().filter(|line| below.is_none_or(|below| line.seq < below));
            Some(Ok(answer(older.cloned().collect(), filter, *limit)))
        }
        Request::Verify => check.clone(),
        Request::Session(id) if *id == session() => {
            Some(Ok(Answer::Session(Box::new(crate::tui::factory::finished()))))
        }
        Request::Session(_) => Some(Err("there is no such session".to_owned())),
        // Today opens under every test.
        Request::Today => Some(Err("not of interest".to_owned())),
        _ => None,
    })
}

fn log(size: (u16, u16)) -> Driver {
    Driver::new(size, Nav::Log, store(lines(), Some(Ok(verified(&[], &[])))))
}

fn snap(name: &str, text: &str) {
    insta::assert_snapshot!(name, text);
}

#[test]
fn every_record_stands_newest_first_with_the_whole_of_the_selected_one() {
    for size in SIZES {
        snap(&format!("full_{}", size.0), &log(size).keys("down").text());
    }
}

#[test]
fn an_empty_log_a_slow_one_and_one_that_cannot_be_read_say_so() {
    for size in SIZES {
        snap(&format!("empty_{}", size.0), &Driver::new(size, Nav::Log, store(Vec::new(), None)).text());
        snap(&format!("loading_{}", size.0), &Driver::new(size, Nav::Log, Box::new(|_| None)).text());
        let broken: Store = Box::new(|r| matches!(r, Request::Log { .. }).then(|| Err("disk I/O error".to_owned())));
        snap(&format!("failed_{}", size.0), &Driver::new(size, Nav::Log, broken).text());
    }
}

#[test]
fn a_log_that_is_intact_is_not_called_more_than_that() {
    for size in SIZES {
        snap(&format!("intact_{}", size.0), &log(size).keys("v").text());
    }
    let text = log((120, 40)).keys("v").text();
    assert!(
        text.contains("log intact, check code 7F3K-22QD") && text.contains("Nothing outside of this file was compared")
    );
    assert!(!log((120, 40)).keys("v esc").text().contains("log intact"));
}

#[test]
fn faults_are_named_one_by_one_over_the_screen_and_stay_under_it() {
    let found = verified(
        &["record 17: its hash is not what its content gives", "record 18 does not follow record 17"],
        &["record 410 is earlier than the one before it"],
    );
    let mut t = Driver::new((120, 40), Nav::Log, store(lines(), Some(Ok(found))));
    snap("faults_over", &t.keys("v").text());
    snap("faults_under", &t.keys("enter").text());
}

#[test]
fn words_that_hardly_occur_are_sought_page_by_page_and_found_ones_stand_at_once() {
    // The store looks at a hundred records an answer.
    let pages: Store = Box::new(|request| match request {
        Request::Log { filter, limit, below } => {
            let from = usize::try_from(below.map_or(0, |b| 413 - b)).expect("a place");
            let page: Vec<LogLine> = lines().into_iter().skip(from).take(100).collect();
            let last = page.last().map_or(1, |l| l.seq);
            let Answer::Log(found) = answer(page, filter, *limit) else { unreachable!("it is one") };
            let searched_to = (last > 1 && found.lines.len() < *limit).then_some(last);
            Some(Ok(Answer::Log(LogView { searched_to, total: 412, ..found })))
        }
        _ => None,
    });
    let mut t = Driver::new((120, 40), Nav::Log, pages);
    t.requests.clear();
    let text = t.keys("/ 'target' enter").text();
    let all = lines().iter().filter(|l| l.action.contains("target")).count();
    assert!(text.contains(&format!("{all} shown")) && !text.contains("so far"), "{text}");
    let last = t.requests.iter().rev().take(4).map(|r| matches!(r, Request::Log { below: Some(_), .. })).filter(|b| *b);
    assert!(last.count() >= 3, "{:?}", t.requests);
}

#[test]
fn a_search_that_goes_on_says_how_far_it_is() {
    let first = std::cell::Cell::new(true);
    let slow: Store = Box::new(move |request| match request {
        Request::Log { filter, .. } if filter.is_empty() => Some(Ok(answer(lines(), "", PAGE))),
        Request::Log { .. } if first.replace(false) => {
            let Answer::Log(view) = answer(Vec::new(), "", PAGE) else { unreachable!("it is one") };
            Some(Ok(Answer::Log(LogView { searched_to: Some(312), total: 412, ..view })))
        }
        _ => None,
    });
    let mut t = Driver::new((80, 24), Nav::Log, slow);
    let text = t.keys("/ z").text();
    assert!(text.contains("0 so far …") && text.contains("Down to record 312 none was found"), "{text}");
    assert!(t.keys("esc esc").text().contains("RECORD 412"), "another filter needs no patience");
}

#[test]
fn a_checkpoint_goes_to_the_file_that_is_named() {
    let mut t = log((120, 40));
    assert!(t.keys("c").text().contains("coachlog-2026-11-25.checkpoint.txt"), "{}", t.text());
    t.keys("ctrl-u 'elsewhere.txt' enter");
    assert!(t.requests.contains(&Request::LeaveCheckpoint("elsewhere.txt".into())));
}

#[test]
fn a_log_that_agrees_with_a_checkpoint_says_so_instead_of_doubting_itself() {
    let Answer::Verified(found) = verified(&[], &[]) else { unreachable!("it is one") };
    let checkpoint = Checkpoint { log: uuid::Uuid::nil(), size: 400, head: [7; 32], at: None, host: None };
    let compared = vec![Compared { name: Raw::from("october.txt"), checkpoint, later: 12 }];
    let answer = Answer::Verified(Verified { compared, ..found });
    let text = Driver::new((120, 40), Nav::Log, store(lines(), Some(Ok(answer)))).keys("v").text();
    assert!(text.contains("agrees with october.txt, taken of 400 records") && text.contains("12 came after"), "{text}");
    assert!(!text.contains("Nothing outside"), "{text}");
}

#[test]
fn a_running_check_says_so_and_can_be_stopped() {
    let mut t = Driver::new((100, 30), Nav::Log, store(lines(), None));
    assert!(t.keys("v").text().contains("Checking every record"));
    t.keys("esc");
    assert!(matches!(t.effects[..], [Effect::Cancel(_)]), "{:?}", t.effects);
    t.answer(Err("interrupted".to_owned()));
    assert!(!t.text().contains("Checking") && !t.text().contains("log was not checked"));
}

#[test]
fn a_check_that_fails_says_why() {
    let mut t = Driver::new((100, 30), Nav::Log, store(lines(), Some(Err("the file is locked".to_owned()))));
    assert!(t.keys("v").text().contains("the log was not checked: the file is locked"));
}

#[test]
fn the_filter_asks_as_it_is_typed_and_esc_takes_it_away() {
    let mut t = log((120, 40));
    t.requests.clear();
    t.keys("/ 'si'");
    let ask = |filter: &str| Request::Log { filter: filter.to_owned(), limit: PAGE, below: None };
    assert_eq!(t.requests, [ask("s"), ask("si")]);
    snap("filtering", &t.text());
    t.keys("enter");
    assert!(t.text().contains("filter: si"));
    t.keys("q");
    assert_eq!(t.effects, [Effect::Quit], "outside of the field letters are keys");
    t.keys("esc");
    assert_eq!(t.requests.last(), Some(&ask("")));
    assert!(!t.text().contains("filter:"));
}

#[test]
fn a_filter_that_nothing_holds_says_where_it_looks() {
    assert!(log((100, 30)).keys("/ 'zzz'").text().contains("No record holds these words"));
}

#[test]
fn more_is_asked_for_when_the_end_comes_near() {
    let mut t = log((120, 40));
    t.requests.clear();
    t.keys("end");
    // A page, however many are there already.
    let page = |below: i64| Request::Log { filter: String::new(), limit: PAGE, below: Some(below) };
    assert_eq!(t.requests, [page(213)]);
    t.keys("end end end end");
    assert_eq!(t.requests, [page(213), page(13)], "all 412 are there");
    assert!(t.text().contains("RECORD 1:"), "{}", t.text());
}

#[test]
fn enter_opens_the_session_of_a_record() {
    let mut screen = LogScreen::default();
    with_cx(|cx| {
        screen.update(Input::Shown, cx);
        let ticket = Ticket(1);
        screen.update(Input::Reply(ticket, Box::new(Ok(answer(lines(), "", PAGE)))), cx);
        assert_eq!(screen.update(Input::Act(Action::Open), cx).nav, Some(Nav::SessionView(session())));
        screen.update(Input::Act(Action::Down), cx);
        let step = screen.update(Input::Act(Action::Open), cx);
        assert!(matches!(step.notice, Some(Notice::Problem(_))) && step.nav.is_none());
    });
}

#[test]
fn the_selection_follows_its_record_when_newer_ones_come_in() {
    let shown = std::rc::Rc::new(std::cell::Cell::new(2));
    let skip = shown.clone();
    let mut t = Driver::new(
        (120, 40),
        Nav::Log,
        Box::new(move |request| match request {
            Request::Log { filter, limit, .. } => Some(Ok(answer(lines().split_off(skip.get()), filter, *limit))),
            _ => None,
        }),
    );
    assert!(t.keys("down").text().contains("RECORD 409"));
    shown.set(0);
    t.event(Event::Reply(crate::store::request::Reply::Changed));
    assert!(t.text().contains("RECORD 409") && t.text().contains("412"));
}

#[test]
fn a_record_of_a_session_is_copied_as_the_auditors_sentence() {
    let mut t = log((120, 40));
    // Record 412 is of a session.
    let text = t.text();
    assert!(text.contains("y copy for the auditor"), "{text}");
    t.keys("y");
    assert!(t.requests.contains(&Request::Session(session())));
    let words = "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM. Session 20 Oct \
                 2026, signed 20 Oct.";
    assert_eq!(t.effects, [Effect::Copy(words.to_owned())]);
    // A record of something else is copied as it stands.
    let text = t.keys("down").text();
    assert!(!text.contains("copy for the auditor"), "{text}");
    t.keys("y");
    assert!(
        matches!(t.effects.last(), Some(Effect::Copy(words)) if words.contains("signed: agrees")),
        "{:?}",
        t.effects
    );
}

#[test]
fn a_session_that_cannot_be_read_is_said_and_nothing_is_copied() {
    let other =
        LogLine { session: Some(SessionId(Uuid::from_u128(8))), ..line(1, "Dana Reyes", "session finished", "x") };
    let mut t = Driver::new((120, 40), Nav::Log, store(vec![other], None));
    assert!(t.keys("y").text().contains("there is no such session"), "{}", t.text());
    assert!(t.effects.is_empty(), "{:?}", t.effects);
}

#[test]
fn a_record_is_copied_as_a_line() {
    let mut t = log((120, 40));
    t.keys("down down down y");
    let hash = format!("{:064x}", 409_i64 * 0x0001_2345_6789);
    let text = format!(
        "record 409, 2026-11-25T09:40:07Z, Dana Reyes: target set: target of empathy set to 60 from 2026-11-02 \
         (why: new hire, first month on the phones), hash {hash}"
    );
    assert_eq!(t.effects, [Effect::Copy(text)]);
}

#[test]
fn a_click_selects_and_the_wheel_moves() {
    let mut t = log((120, 40));
    assert!(t.click(10, 9).text().contains("RECORD 409"), "{}", t.text());
    assert!(t.wheel(Wheel::Up).text().contains("RECORD 410"));
}

#[test]
fn hostile_words_do_nothing_and_every_size_draws() {
    let bad = "\u{1b}]0;x\u{7}\u{202e}\u{1b}[2J\r\n\u{9b}31m".repeat(9);
    let hostile = LogLine {
        why: Some(Raw::from(bad.as_str())),
        hash: bad.clone(),
        backwards: true,
        utc_offset: i32::MIN,
        ..line(1, &bad, &bad, &bad)
    };
    let check = Verified {
        records: -1,
        check_code: bad.clone(),
        broken: Vec::new(),
        remarks: vec![bad.clone(); 12],
        compared: Vec::new(),
    };
    let mut t = Driver::new((120, 40), Nav::Log, store(vec![hostile; 3], Some(Ok(Answer::Verified(check)))));
    t.keys("v");
    for keys in ["", "/ 'x'", "backspace enter y"] {
        t.keys(keys);
        for (columns, rows) in every_size() {
            let text = t.resize(columns, rows).text();
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']), "{columns}×{rows}");
        }
    }
}

fn every_size() -> impl Iterator<Item = (u16, u16)> {
    let columns = [1, 2, 39, 40, 41, 80, 119, 120, 200];
    columns.into_iter().flat_map(|c| [1, 2, 9, 10, 12, 17, 18, 60].map(|r| (c, r)))
}

fn with_cx(run: impl FnOnce(&Ctx)) {
    let config = crate::config::Config::default();
    let keymap = crate::config::keymap::Keymap::default();
    let look = crate::tui::style::Look::new(Theme { shade: Shade::Dark, depth: Depth::True }, config.borders.drawn());
    let today = now().with_timezone(&Utc).date_naive();
    let tickets = std::cell::Cell::new(0);
    run(&Ctx {
        area: Rect::new(0, 2, 120, 36),
        now: now(),
        today,
        zone: chrono_tz::Europe::London,
        name: "Dana Reyes",
        config: &config,
        keymap: &keymap,
        look: &look,
        words: crate::tui::words::Words::new(&config, today),
        read_only: None,
        demo: None,
        paths: None,
        running: None,
        tickets: &tickets,
    });
}

#[test]
fn pictures() {
    for (name, size, keys, shade) in [
        ("log-120", (120, 34), "down down v", Shade::Dark),
        ("log-80", (80, 24), "down down", Shade::Dark),
        ("log-160", (160, 40), "down / 'session'", Shade::Light),
    ] {
        let setting = Setting { theme: Theme { shade, depth: Depth::True }, ..Setting::default() };
        let mut t = Driver::with(
            size,
            Nav::Log,
            store(lines(), Some(Ok(verified(&[], &["record 410 is earlier than the record before it"])))),
            setting,
        );
        t.keys(keys);
        picture(name, &t, shade);
    }
}
