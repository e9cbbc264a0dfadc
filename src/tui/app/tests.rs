use ratatui::crossterm::event::{Event as TermEvent, KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers};

use super::*;
use crate::tui::driver::{Driver, Setting};
use crate::tui::screen::Nav;

fn silent() -> crate::tui::driver::Store {
    Box::new(|_| None)
}

#[test]
fn tabs_are_chosen_by_number_and_by_click() {
    let mut t = Driver::new((120, 30), Nav::Today, silent());
    assert!(t.keys("2").text().contains("TEAM"));
    assert!(t.keys("1").text().contains("TODAY"));
    let text = t.text();
    let line = text.lines().next().expect("the line of navigation");
    let x = line.find("Team").expect("the tab");
    assert!(t.click(u16::try_from(x).expect("a column"), 0).text().contains("TEAM"));
}

#[test]
fn q_quits_where_there_is_nothing_to_go_back_to() {
    let mut t = Driver::new((120, 30), Nav::Today, silent());
    assert_eq!(t.keys("q").effects, [Effect::Quit]);
}

#[test]
fn a_stranger_is_asked_for_the_name_once() {
    let setting = Setting { config: Config::default(), ..Setting::default() };
    let mut t = Driver::with((120, 30), Nav::Today, silent(), setting);
    assert!(t.text().contains("Who uses coachlog here?"));
    t.keys("'Dana Reyes' enter");
    assert_eq!(t.effects, [Effect::Name("Dana Reyes".to_owned())]);
    assert!(t.text().contains("Dana Reyes · Wed 25 Nov 2026"));
}

#[test]
fn key_releases_do_nothing() {
    let release = KeyEvent {
        code: KeyCode::Char('q'),
        modifiers: KeyModifiers::NONE,
        kind: KeyEventKind::Release,
        state: KeyEventState::NONE,
    };
    assert_eq!(Event::of_terminal(TermEvent::Key(release)), None);
}

#[test]
fn every_size_draws() {
    let mut t = Driver::new((120, 30), Nav::Today, silent());
    for overlay in ["", "?", "esc :", "esc"] {
        t.keys(overlay);
        for (columns, rows) in [(0, 0), (1, 1), (1, 200), (200, 1), (39, 9), (40, 10), (80, 24), (200, 60)] {
            t.resize(columns, rows).text();
        }
    }
}

#[test]
fn the_help_lists_the_keys_that_apply() {
    let mut t = Driver::new((100, 44), Nav::Team, silent());
    insta::assert_snapshot!(t.keys("?").text());
}

#[test]
fn the_palette_finds_a_command_by_some_of_its_letters() {
    let mut t = Driver::new((100, 30), Nav::Team, silent());
    insta::assert_snapshot!(t.keys("ctrl-p 'imp'").text());
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_said_where_it_failed() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    t.event(Event::Reply(Reply::Answer(Ticket(99), Err("the disk is full".to_owned()))));
    assert!(t.text().contains("✗ the disk is full"));
    assert!(!t.keys("down").text().contains("the disk is full"), "a notice goes with the next key");
}
