//! An import of two million rows while it runs: on its own page and on all others.

use super::*;
use crate::tui::overlay::{Confirm, Overlay};

/// What the store says of it, and how many seconds after the one before.
const TOLD: [(i64, Phase, u64, u64, u64); 6] = [
    (0, Phase::Reading, 0, 256, 0),
    (2, Phase::Reading, 128, 256, 0),
    (3, Phase::Storing, 32, 256, 243_000),
    (2, Phase::Storing, 64, 256, 486_112),
    (9, Phase::Sorting, 1, 4, 1_949_998),
    (3, Phase::AddingUp, 120_000, 240_000, 1_949_998),
];

/// An import that the store is left with, as far as this many of [`TOLD`]. Nothing else that is asked then is answered.
fn loading(size: (u16, u16), told: usize) -> Driver {
    let answers = store(Answers { import: None, ..Answers::default() });
    let asked_first = |request: &Request| {
        !matches!(request, Request::Team(_) | Request::Today | Request::TodayBegins | Request::Log { .. })
    };
    let mut t = Driver::new(size, Nav::Import, Box::new(move |r| if asked_first(r) { answers(r) } else { None }));
    t.keys("n");
    gives(&mut t, Ok(folder()));
    t.keys("down down down enter f5");
    for (seconds, phase, done, of, rows) in &TOLD[..told] {
        t.told(*seconds, Progress::new(*phase, *done, *of).with_rows(*rows));
    }
    t.effects.clear();
    t
}

fn saving(size: (u16, u16)) -> Driver {
    let mut t = loading(size, TOLD.len());
    t.told(2, Progress::new(Phase::Saving, 0, 0).with_rows(1_949_998));
    t
}

#[test]
fn every_phase_says_what_is_done_and_what_is_to_come() {
    for size in SIZES {
        let head = |t: &Driver| t.text().lines().skip(2).take(6).collect::<Vec<_>>().join("\n");
        let mut shots: Vec<String> = (1..=TOLD.len()).map(|told| head(&loading(size, told))).collect();
        shots.push(head(&saving(size)));
        let mut stopping = loading(size, 4);
        shots.push(head(stopping.keys("esc")));
        snap(&format!("phases_{}", size.0), &shots.join("\n\n"));
        snap(&format!("storing_{}", size.0), &loading(size, 4).text());
    }
}

#[test]
fn a_preview_says_that_nothing_of_it_is_kept_from_looking_around() {
    let mut t = files_with((120, 40), Answers { preview: None, ..Answers::default() });
    t.keys("down down down enter").told(0, Progress::new(Phase::Copying, 0, 0));
    let text = t.text();
    assert!(text.contains("✓ reading   copying   storing   sorting   adding up"), "{text}");
    assert!(text.contains("esc stops it. What is open can be looked at meanwhile"), "{text}");
}

#[test]
fn what_is_left_counts_down_by_itself() {
    let mut t = loading((120, 40), 4);
    assert!(t.text().contains("about 15 s left"), "{}", t.text());
    t.pass(8);
    assert!(t.text().contains("about 5 s left"), "{}", t.text());
}

#[test]
fn another_screen_moves_and_says_what_runs_and_what_waits_for_it() {
    for size in SIZES {
        let mut t = loading(size, 4);
        // The imports are on screen already; the team's figures are not.
        snap(&format!("elsewhere_{}", size.0), &t.keys("2").text());
        assert!(t.keys("down up ? esc : esc 5").text().contains("486,112 rows"), "{}", t.text());
    }
    // Where there is no line above the keys.
    assert!(loading((80, 16), 4).keys("2").text().contains("import 32 %"));
    for columns in [1, 39, 40, 41, 60, 200] {
        for rows in [1, 9, 10, 12, 17, 18, 60] {
            loading((120, 40), 4).resize(columns, rows).text();
            loading((120, 40), 4).keys("2").resize(columns, rows).text();
        }
    }
}

#[test]
fn it_is_stopped_once_and_says_so_until_it_is_over() {
    let mut t = loading((120, 40), 4);
    t.keys("esc esc f8");
    assert!(matches!(t.effects[..], [Effect::Cancel(_)]), "{:?}", t.effects);
    assert!(t.text().contains("stopping") && t.text().contains("the file stays as it was"), "{}", t.text());
    t.told(1, Progress::new(Phase::Storing, 65, 256).with_rows(490_000));
    assert!(t.text().contains("stopping") && !t.text().contains("about"), "{}", t.text());
    t.ends(Err("stopped; nothing was loaded".to_owned()));
    let text = t.text();
    assert!(text.contains("Stopped: nothing was loaded, the file is as it was.") && !text.contains("━"), "{text}");
    assert!(t.keys("f5").text().contains("Loading evals-nov.csv"), "it can be loaded again");
}

#[test]
fn it_is_stopped_from_another_screen_by_its_key_and_by_the_palette() {
    for keys in ["f8", "ctrl-p 'stop the imp' enter"] {
        let mut t = loading((120, 40), 4);
        t.keys("2").keys(keys);
        assert!(matches!(t.effects[..], [Effect::Cancel(_)]), "{keys}: {:?}", t.effects);
        assert!(t.text().contains("loading evals-nov.csv: stopping …"), "{}", t.text());
        t.ends(Err("stopped; nothing was loaded".to_owned()));
        assert!(t.text().contains("stopped: nothing of evals-nov.csv is in the file"), "{}", t.text());
        assert!(!t.keys("down").text().contains("evals-nov.csv"), "{}", t.text());
        assert!(t.keys("f8").effects.len() == 1, "there is nothing to stop any more");
    }
    let mut idle = open((120, 40));
    assert!(!idle.keys("ctrl-p 'stop the imp'").text().contains("F8"), "{}", idle.text());
}

#[test]
fn what_is_being_saved_is_not_stopped_and_that_is_said() {
    let mut t = saving((120, 40));
    assert!(t.text().contains("This part is not stopped any more"), "{}", t.text());
    t.keys("esc");
    assert_eq!(t.effects, []);
    assert!(t.text().contains("it is being saved, which is not stopped any more"), "{}", t.text());
    t.keys("2 f8");
    assert_eq!(t.effects, []);
    t.ends(Ok(Answer::Imported(Box::new(report(Some(4))))));
    assert!(t.text().contains("evals-nov.csv is loaded as import 4"), "{}", t.text());
}

#[test]
fn quitting_stops_it_after_one_question() {
    let mut t = loading((120, 40), 4);
    assert!(t.keys("ctrl-c").effects.is_empty());
    snap("quit", &t.text());
    t.keys("esc 2 q").keys("y");
    assert!(matches!(t.effects[..], [Effect::Cancel(_), Effect::Quit]), "{:?}", t.effects);
    let mut t = loading((120, 40), 4);
    t.keys("ctrl-c ctrl-c");
    assert!(matches!(t.effects[..], [Effect::Cancel(_), Effect::Quit]), "{:?}", t.effects);
    // What is being saved is waited for.
    let mut t = saving((120, 40));
    assert!(t.keys("ctrl-c").text().contains("Quit when it is done?"), "{}", t.text());
    assert_eq!(t.keys("y").effects, [Effect::Quit]);
}

#[test]
fn what_is_decided_meanwhile_waits_and_says_so() {
    let mut t = loading((120, 40), 4);
    let effects = vec![Effect::Store(Ticket(500), Request::Wake(crate::domain::id::SnoozeId::new()))];
    let sentences = vec!["It is due again.".to_owned()];
    let confirm = Confirm { title: "Wake it?".to_owned(), sentences, yes: "wake", effects, nav: None };
    t.keys("2").overlay(Overlay::Confirm(confirm));
    assert!(t.keys("y").text().contains("this waits for the import (32 %, about 15 s left)"), "{}", t.text());
}

#[test]
fn an_import_that_is_taken_back_says_how_far_it_is() {
    let mut t = Driver::new(
        (120, 40),
        Nav::Import,
        Box::new(|request| match request {
            Request::Imports => Some(Ok(Answer::Imports(past()))),
            Request::Newest => Some(Ok(Answer::Newest(Vec::new()))),
            _ => None,
        }),
    );
    t.keys("u 'sent twice' enter")
        .told(0, Progress::new(Phase::Removing, 0, 2))
        .told(4, Progress::new(Phase::Removing, 1, 2));
    assert!(t.text().contains("taking an import back: 37 %, about 5 s left"), "{}", t.text());
    assert!(t.keys("f8").text().contains("taking an import back is not stopped half way"), "{}", t.text());
    assert_eq!(t.effects, []);
    assert!(t.keys("ctrl-c").text().contains("Quit when it is done?"), "{}", t.text());
}
