use super::*;
use crate::config::theme::Shade;
use crate::tui::driver::{Driver, Setting, Store, picture};
use crate::tui::factory::{due, flag, person, session_id, today_view};

fn store(view: TodayView) -> Store {
    Box::new(move |request| match request {
        Request::Today => Some(Ok(Answer::Today(view.clone()))),
        _ => None,
    })
}

fn today(size: (u16, u16)) -> Driver {
    Driver::new(size, Nav::Today, store(today_view()))
}

#[test]
fn the_day_at_120_columns() {
    insta::assert_snapshot!(today((120, 30)).styled());
}

#[test]
fn the_day_at_80_columns() {
    insta::assert_snapshot!(today((80, 24)).text());
}

#[test]
fn a_first_start_says_what_to_do_next() {
    let view = TodayView { items: Vec::new(), evaluations: 0, ..today_view() };
    insta::assert_snapshot!(Driver::new((100, 24), Nav::Today, store(view)).text());
}

#[test]
fn a_day_with_nothing_due_says_so() {
    let view = TodayView { items: Vec::new(), ..today_view() };
    let text = Driver::new((100, 24), Nav::Today, store(view)).text();
    assert!(text.contains("Nothing is due") && text.contains("WED 25"), "{text}");
}

#[test]
fn a_failure_is_a_sentence_in_the_pane() {
    let text = Driver::new((100, 24), Nav::Today, Box::new(|_| Some(Err("the file is locked".to_owned())))).text();
    assert!(text.contains("the file is locked"), "{text}");
}

#[test]
fn enter_on_a_flag_opens_a_session_that_answers_it_with_its_moment_as_evidence() {
    let mut screen = TodayScreen::default();
    let view = today_view();
    screen.view = Load::Ready(view);
    let item = screen.item().expect("a flag is first");
    let DueTarget::Flag(line) = &item.target else { panic!("{item:?}") };
    let Nav::Session(OpenSession::ForAgent { agent, answers, evidence, .. }) = session(item.agent, Some(line)) else {
        panic!("a session")
    };
    assert_eq!(agent, person(1));
    assert_eq!(answers, [flag("004519", "2026-11-20").reference().expect("a reference")]);
    assert_eq!(evidence[0].call_id, "004519");
    assert_eq!(evidence[0].from_ms, Some(40_200));
    assert_eq!(evidence[0].what_happened, "disclosure skipped");
}

#[test]
fn the_selection_follows_its_item_across_a_reload() {
    let mut t = today((120, 30));
    t.keys("down down down");
    let before = t.text();
    let row = before.lines().find(|l| l.starts_with('▌')).expect("a selected row").to_owned();
    assert!(row.contains("Wei Zhang"), "{row}");
    t.event(crate::tui::event::Event::Reply(crate::store::request::Reply::Changed));
    assert!(t.text().contains(&row));
}

#[test]
fn find_narrows_the_list_and_esc_shows_everything() {
    let mut t = today((120, 30));
    t.keys("/ 'zhang'");
    let text = t.text();
    assert!(text.contains("Wei Zhang") && !text.contains("Lars"), "{text}");
    assert!(t.keys("esc").text().contains("Lars"));
}

#[test]
fn hundreds_of_items_scroll() {
    let many: Vec<DueItem> = (0..300)
        .map(|i| due(DueKind::Session, 1000 + i, &format!("Agent {i:03}"), "bi-weekly session", 1, DueTarget::Agent))
        .collect();
    let mut t = Driver::new((100, 30), Nav::Today, store(TodayView { items: many, ..today_view() }));
    assert!(t.keys("end").text().contains("Agent 299"));
    assert!(t.keys("pageup pageup").text().contains("Agent 260"));
    assert!(t.keys("home").text().contains("NOW"));
}

#[test]
fn a_read_only_file_opens_no_session() {
    let setting = Setting { read_only: Some("the file is newer than this program".to_owned()), ..Setting::default() };
    let mut t = Driver::with((120, 30), Nav::Today, store(today_view()), setting);
    assert!(t.keys("enter").text().contains("no session can be written: the file is newer"));
}

#[test]
fn every_size_draws() {
    let mut t = today((120, 30));
    for (columns, rows) in [(0, 0), (1, 1), (1, 200), (200, 1), (40, 10), (60, 14), (80, 24), (160, 48), (200, 60)] {
        t.resize(columns, rows).keys("down").text();
    }
}

#[test]
fn pictures() {
    picture("today-120", today((120, 30)).keys("down"), Shade::Dark);
    picture("today-80", &today((80, 24)), Shade::Dark);
    let view = TodayView { items: Vec::new(), evaluations: 0, ..today_view() };
    picture("today-first", &Driver::new((100, 24), Nav::Today, store(view)), Shade::Dark);
    let _ = session_id(1);
}
