//! Dates by typing and by the month, pastes, and undo: each of them in every field that takes one.

use super::*;
use crate::config::{Config, FirstDay};
use crate::tui::event::Event;

/// The fields of a filled form in the order of Tab, as far as they take text, dates or choices.
const FIELDS: [K; 19] = [
    K::Kind,
    K::Focus,
    K::Behavior,
    K::Action,
    K::Due,
    K::Suggestions,
    K::Evidence,
    K::Threshold,
    K::CheckOn,
    K::Strength,
    K::Other(0),
    K::Other(2),
    K::Other(3),
    K::Other(4),
    K::Note,
    K::Comment,
    K::SignOff,
    K::Next,
    K::HeldAt,
];

/// A filled form with the cursor in a field, which is emptied first where `ctrl-u` empties it.
fn at(key: K, data: Prefill) -> Driver {
    let tabs = FIELDS.iter().position(|k| *k == key).expect("the field is there");
    // No cycle was chosen by hand: it follows the day held.
    let mut t = open((160, 48), Draft { cycle: None, ..filled() }, data);
    t.keys(&"tab ".repeat(tabs)).keys("ctrl-u");
    t
}

fn text_of(key: K, draft: &Draft) -> String {
    let check = draft.check.clone().unwrap_or_default();
    let other = |i: usize| {
        let keys = ["compliance", "empathy", "discovery", "resolution", "process_adherence"];
        draft.dimensions.iter().find(|d| d.key == keys[i]).map(|d| d.action.clone()).unwrap_or_default()
    };
    match key {
        K::Behavior => draft.behavior.clone(),
        K::Action => draft.action.clone(),
        K::Due => draft.due.clone(),
        K::Threshold => check.threshold,
        K::CheckOn => check.on,
        K::Strength => draft.strength.clone(),
        K::Other(i) => other(i),
        K::Note => draft.note.clone(),
        K::Comment => draft.agent_comment.clone(),
        K::Next => draft.next_session.clone(),
        K::HeldAt => draft.held_at.clone(),
        _ => panic!("{key:?} holds no text"),
    }
}

/// The day that locking the draft now would keep.
fn locked(key: K, draft: &Draft, data: &Prefill) -> Option<NaiveDate> {
    let locked = session::preview(id(), draft, data, now());
    match key {
        K::Due => locked.due,
        K::CheckOn => locked.check.map(|check| check.on),
        K::Next => locked.next_session,
        _ => Some(locked.held_at.with_timezone(&data.zone).date_naive()),
    }
}

/// What is typed on Wednesday 25 November 2026; the day to come that it means; the day behind, for the day held. By
/// calendar, not by the program.
const TYPED: [(&str, Order, &str, &str); 8] = [
    ("fri", Order::Both, "2026-11-27 Fri 27 Nov 2026", "2026-11-20 Fri 20 Nov 2026"),
    ("9 oct", Order::Both, "2027-10-09 Sat 9 Oct 2027", "2026-10-09 Fri 9 Oct 2026"),
    ("9.10.", Order::Both, "2027-10-09 Sat 9 Oct 2027", "2026-10-09 Fri 9 Oct 2026"),
    ("9/10", Order::DayFirst, "2027-10-09 Sat 9 Oct 2027", "2026-10-09 Fri 9 Oct 2026"),
    ("9/10", Order::MonthFirst, "2027-09-10 Fri 10 Sep 2027", "2026-09-10 Thu 10 Sep 2026"),
    ("25/12", Order::Both, "2026-12-25 Fri 25 Dec 2026", "2025-12-25 Thu 25 Dec 2025"),
    ("+7d", Order::Both, "2026-12-02 Wed 2 Dec 2026", ""),
    ("2026-12-09", Order::Both, "2026-12-09 Wed 9 Dec 2026", ""),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Both,
}

#[test]
fn every_date_field_takes_a_date_that_is_typed_in_both_orders_of_day_and_month() {
    for key in fields::ALL_DATES {
        for day_first in [true, false] {
            let data = Prefill { day_first, ..prefill() };
            let order = if day_first { Order::DayFirst } else { Order::MonthFirst };
            for (typed, _, ahead, behind) in TYPED.into_iter().filter(|t| t.1 == order || t.1 == Order::Both) {
                let case = format!("{key:?}, day first {day_first}, “{typed}”");
                let mut t = at(key, data.clone());
                let text = t.keys(&format!("'{typed}'")).text();
                let draft = last_saved(&t);
                assert_eq!(text_of(key, &draft), typed, "{case}: kept as it was typed");
                let expected = if key == K::HeldAt { behind } else { ahead };
                let Some((day, words)) = expected.split_once(' ') else {
                    // The day held is never to come.
                    assert!(text.contains("still to come"), "{case}:\n{text}");
                    continue;
                };
                assert!(text.contains(&format!("{typed}  {words}")), "{case}:\n{text}");
                assert_eq!(locked(key, &draft, &data).map(|d| d.to_string()).as_deref(), Some(day), "{case}");
            }
        }
    }
}

#[test]
fn a_date_that_cannot_be_read_is_said_in_every_date_field() {
    for key in fields::ALL_DATES {
        for typed in ["soonish", "31 feb", "2026-13-40"] {
            let text = at(key, prefill()).keys(&format!("'{typed}'")).text();
            assert!(text.contains(&format!("“{typed}”")), "{key:?}, “{typed}”:\n{text}");
        }
    }
}

#[test]
fn every_date_field_takes_a_day_from_the_month() {
    // A month on, a week, a day, a month back, two days back.
    for (key, from, to) in [
        (K::Due, "2026-11-27", "2026-12-02"),
        (K::CheckOn, "2026-11-27", "2026-12-02"),
        (K::Next, "2026-11-27", "2026-12-02"),
        (K::HeldAt, "2026-10-09", "2026-10-15"),
    ] {
        let mut t = at(key, prefill());
        t.keys(&format!("'{from}' enter"));
        assert!(t.text().contains(fields::title(key)), "{key:?}: {}", t.text());
        t.keys("esc");
        assert_eq!(text_of(key, &last_saved(&t)), from, "{key:?}: looking changes nothing");
        t.keys("enter pagedown down right pageup left left enter");
        assert_eq!(text_of(key, &last_saved(&t)), to, "{key:?}");
        // Up is a week back; and what the month gave can be undone like what is typed.
        t.keys("enter up enter ctrl-z");
        assert_eq!(text_of(key, &last_saved(&t)), to, "{key:?}");
    }
}

#[test]
fn the_month_begins_its_weeks_as_configured() {
    for (first, names) in
        [(FirstDay::Monday, "Mo  Tu  We  Th  Fr  Sa  Su"), (FirstDay::Sunday, "Su  Mo  Tu  We  Th  Fr  Sa")]
    {
        for key in fields::ALL_DATES {
            let config = Config { as_name: "Dana Reyes".to_owned(), first_day_of_week: first, ..Config::default() };
            let setting = Setting { config, ..Setting::default() };
            let mut t = Driver::with((120, 40), nav(), store(filled(), prefill()), setting);
            let tabs = FIELDS.iter().position(|k| *k == key).expect("the field is there");
            // 9 October 2026 is a Friday.
            let text = t.keys(&"tab ".repeat(tabs)).keys("ctrl-u '2026-10-09' enter").text();
            let lines: Vec<&str> = text.lines().collect();
            let head = lines.iter().position(|l| l.contains(names)).unwrap_or_else(|| panic!("{key:?}: {text}"));
            let column = |line: &str, word: &str| line.find(word).map(|at| line[..at].chars().count());
            let week = lines[head + 1..].iter().find(|l| l.contains("  9  ")).expect("the week of the 9th");
            let (friday, ninth) = (column(lines[head], "Fr"), column(week, "  9  ").map(|at| at + 1));
            assert_eq!(friday, ninth, "{key:?}:\n{text}");
        }
    }
}

const PASTED: &str = "one\r\ntwo\tthree\u{b}four";

#[test]
fn a_paste_of_several_lines_goes_into_every_field_of_text_whole() {
    for key in FIELDS {
        let lines = matches!(key, K::Behavior | K::Action | K::Strength | K::Note | K::Comment);
        let chosen = matches!(key, K::Kind | K::Focus | K::SignOff) || fields::is_list(key);
        let mut t = at(key, prefill());
        let before = saved(&t).len();
        t.event(Event::Paste(PASTED.to_owned()));
        if chosen {
            assert_eq!(saved(&t).len(), before, "{key:?} keeps what it holds");
            assert!(t.text().contains("nothing was pasted"), "{key:?}: {}", t.text());
            continue;
        }
        let expected = if lines { "one\ntwo three\nfour" } else { "one two three four" };
        assert_eq!(text_of(key, &last_saved(&t)), expected, "{key:?}");
        // What was pasted goes and comes whole.
        assert_eq!(text_of(key, &last_saved(t.keys("ctrl-z"))), "", "{key:?}: undo");
        assert_eq!(text_of(key, &last_saved(t.keys("ctrl-y"))), expected, "{key:?}: redo");
        t.keys("'!' ctrl-z ctrl-z ctrl-y ctrl-y");
        assert_eq!(text_of(key, &last_saved(&t)), format!("{expected}!"), "{key:?}: typing after it");
    }
}

#[test]
fn a_paste_goes_into_every_field_of_a_row_of_evidence() {
    // Call ID, call of, from, to, speaker, quote, what happened, dimension.
    for field in 0..8 {
        let mut t = open((120, 40), draft(), prefill());
        t.keys("f2 'another' enter").keys(&"tab ".repeat(field));
        t.event(Event::Paste(PASTED.to_owned()));
        let drafts = saved(&t);
        let row = drafts.last().and_then(|d| d.evidence.last()).cloned().unwrap_or_default();
        let (one, lines) = ("one two three four", "one\ntwo three\nfour");
        match field {
            0 => assert_eq!(row.call_id, one),
            1 => assert_eq!(row.call_started_at, one),
            // No place in a call: it stays in the field, and is said.
            2 | 3 => assert!(t.text().contains(&format!("“{one}” is no place in a call")), "{}", t.text()),
            4 => assert_eq!(row.speaker, one),
            5 => assert_eq!(row.quote, lines),
            6 => assert_eq!(row.what_happened, lines),
            _ => {
                assert!(t.text().contains("nothing was pasted"), "{}", t.text());
                assert_eq!(row, EvidenceDraft::default());
            }
        }
        if field == 0 {
            assert_eq!(last_saved(t.keys("ctrl-z")).evidence[0].call_id, "");
            assert_eq!(last_saved(t.keys("ctrl-y")).evidence[0].call_id, one);
        }
    }
}
