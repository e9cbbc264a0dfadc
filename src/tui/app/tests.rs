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

#[test]
fn a_random_walk_of_sizes_keeps_the_program_alive_and_its_state() {
    let mut t = Driver::new((120, 30), Nav::Team, silent());
    let mut seed = 7_u32;
    for _ in 0..500 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (columns, rows) =
            (u16::try_from(seed >> 24).expect("a byte"), u16::try_from(seed >> 16 & 63).expect("six bits"));
        t.resize(columns, rows).keys("down").text();
    }
    assert!(t.resize(120, 30).text().contains("TEAM"));
    t.resize(u16::MAX, 1).resize(1, u16::MAX);
}

#[test]
fn random_keys_never_stop_the_program() {
    let all: Vec<String> = TABLE.iter().flat_map(|r| r.keys.iter().map(|k| (*k).to_owned())).collect();
    for seed in 1..6_u32 {
        let mut t = Driver::new((100, 30), Nav::Today, silent());
        let mut state = seed;
        for _ in 0..600 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = usize::try_from(state >> 8).expect("24 bits") % all.len();
            t.keys(&all[at]);
        }
        t.text();
    }
}

#[test]
fn ctrl_c_quits_from_any_overlay() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    assert_eq!(t.keys(": 'x' ctrl-c").effects, [Effect::Quit]);
}

#[test]
fn a_dead_store_is_said_and_the_screen_stays() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    t.event(Event::Reply(Reply::Died("the disk is gone".to_owned())));
    let text = t.text();
    assert!(text.contains("no longer being read or written") && text.contains("the disk is gone"), "{text}");
}

#[test]
fn overlays_ask_and_answer() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    let confirm = crate::tui::overlay::Confirm {
        title: "Undo import 3".to_owned(),
        sentences: vec!["412 evaluations go, as if they had never come.".to_owned()],
        yes: "undo",
        effects: vec![Effect::Cancel(Ticket(7))],
        nav: None,
    };
    let month = crate::tui::overlay::Month::new(Purpose::Value, "Next session", "2026-12-09".parse().expect("a day"));
    let picker = crate::tui::overlay::Picker::new(
        Purpose::Team,
        "Team",
        vec![Choice::new("Everyone", ""), Choice::new("Claims North", "Dana Reyes")],
        1,
    );
    let mut shots = Vec::new();
    for overlay in [Overlay::Confirm(confirm), Overlay::Month(month), Overlay::Picker(picker)] {
        t.overlay(overlay);
        shots.push(t.text());
        t.keys("esc");
    }
    insta::assert_snapshot!(shots.join("\n"));
    assert_eq!(t.effects, []);
}

/// All that a locked screen may show.
fn is_locked(t: &Driver) -> bool {
    let text = t.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    words == ["coachlog", "is", "locked", "Enter", "opens", "it"]
}

#[test]
fn ten_minutes_without_a_key_hide_all_that_is_shown_until_enter() {
    let answers: crate::tui::driver::Store = Box::new(|request| match request {
        crate::store::request::Request::Today => Some(Ok(Answer::Today(crate::tui::factory::today_view()))),
        _ => None,
    });
    let mut t = Driver::new((120, 30), Nav::Today, answers);
    t.event(Event::Reply(Reply::Answer(Ticket(99), Err("Ama Boateng cannot be saved".to_owned()))));
    let before = t.text();
    assert!(before.contains("Ama Boateng cannot be saved") && before.contains("Dana Reyes"));
    assert_eq!(t.later(9).text(), before);
    assert!(is_locked(t.later(1)), "{}", t.text());
    assert_eq!(t.effects, [Effect::Redraw], "nothing of it stays on the terminal");
    // Nothing but Enter opens it, and nothing reaches what is under it.
    t.keys("down 2 : f12 esc q space ? ctrl-z ctrl-p 'text'").click(20, 0).wheel(Wheel::Down);
    t.event(Event::Paste("\n".to_owned()));
    assert!(is_locked(&t), "{}", t.text());
    let open = t.keys("enter").text();
    assert!(open.contains("TODAY") && open.contains("Ama Boateng cannot be saved"), "as it was: {open}");
    assert!(t.later(9).keys("down").later(9).text().contains("TODAY"), "every key counts anew");
}

#[test]
fn the_lock_key_hides_an_overlay_a_form_and_the_palettes_words() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    assert!(is_locked(t.keys("f12")));
    assert!(is_locked(t.keys("enter ? f12")));
    assert!(t.keys("enter").text().contains("KEYS") || !is_locked(&t), "the help is there again");
    t.keys("esc : 'hide all' enter");
    assert!(is_locked(&t), "the palette finds it: {}", t.text());
}

#[test]
fn a_locked_screen_goes_on_taking_answers_and_shows_none() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    t.keys("f12").answer(Ok(Answer::Today(crate::tui::factory::today_view())));
    t.event(Event::Reply(Reply::Died("the disk is gone".to_owned()))).resize(60, 20);
    assert!(is_locked(&t), "{}", t.text());
    let open = t.keys("enter").text();
    assert!(open.contains("no longer being read or written"), "{open}");
    assert!(t.keys("esc").text().contains("Ama Boateng"), "{}", t.text());
}

#[test]
fn a_lock_of_zero_minutes_is_none_and_a_clock_that_was_set_back_keeps_nothing_open() {
    let config = Config::read("lock-after = 0\nas-name = \"Dana\"").expect("it reads");
    let mut never = Driver::with((100, 30), Nav::Today, silent(), Setting { config, ..Setting::default() });
    assert!(!is_locked(never.later(60 * 24)));
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    t.later(-600);
    assert!(!is_locked(&t));
    assert!(is_locked(t.later(10)), "counted from where the clock stands now");
}

#[test]
fn a_locked_screen_of_any_size_shows_nothing_else() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    t.event(Event::Reply(Reply::Answer(Ticket(99), Err("Ama Boateng cannot be saved".to_owned()))));
    t.keys("f12");
    for (columns, rows) in [(0, 0), (1, 1), (1, 200), (200, 1), (39, 9), (65535, 1), (200, 60)] {
        let shown: String = t.resize(columns, rows).text().split_whitespace().collect();
        assert!("coachlogislockedEnteropensit".starts_with(&shown) || shown.len() <= 2, "{columns}×{rows}: {shown}");
    }
}

#[test]
fn a_locked_screen_can_be_quit_where_no_words_go_with_it() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    assert_eq!(t.keys("f12 ctrl-c").effects, [Effect::Redraw, Effect::Quit]);
}

#[test]
fn to_the_shell_and_back() {
    let mut t = Driver::new((100, 30), Nav::Today, silent());
    assert_eq!(t.keys("ctrl-z").effects, [Effect::Stop(Stopping::Job)]);
    t.effects.clear();
    assert_eq!(t.event(Event::Stop).effects, [Effect::Stop(Stopping::Process)]);
    t.effects.clear();
    let asked = t.requests.len();
    assert_eq!(t.event(Event::Continued).effects, [Effect::Redraw]);
    assert!(t.requests.len() > asked, "what happened meanwhile is asked for");
}
