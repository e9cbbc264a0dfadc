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

/// The view whose first lines alone are there.
fn beginning() -> TodayView {
    let mut view = today_view();
    view.items.truncate(2);
    TodayView { extent: Extent::Beginning, strip: Vec::new(), ..view }
}

#[test]
fn the_first_lines_are_shown_until_the_whole_list_is_there() {
    let begins = |request: &Request| match request {
        Request::TodayBegins => Some(Ok(Answer::TodayBegins(Some(Box::new(beginning()))))),
        _ => None,
    };
    let mut t = Driver::new((100, 24), Nav::Today, Box::new(begins));
    assert_eq!(t.requests, [Request::TodayBegins, Request::Today]);
    insta::assert_snapshot!(t.text());
    assert!(!t.text().contains("NOW  2"), "how many there are is not known yet");
    // What needs the rest says so.
    assert!(t.keys("N").text().contains("the rest of what is due is still being read"), "{}", t.text());
    assert!(t.keys("/ 'nobody'").text().contains("reading the rest"), "{}", t.text());
    // One goes on from the line that one is on.
    t.keys("esc down");
    let row = |t: &mut Driver| t.text().lines().find(|l| l.starts_with('▌')).map(str::to_owned);
    let before = row(&mut t);
    assert!(before.as_ref().is_some_and(|row| row.contains("Kofi Mensah")), "{before:?}");
    t.answer(Ok(Answer::Today(today_view())));
    assert_eq!(row(&mut t), before);
    assert_eq!(t.text(), today((100, 24)).keys("down").text());
}

#[test]
fn the_first_lines_never_take_the_place_of_more() {
    crate::tui::driver::with_cx(100, 20, |cx| {
        let mut screen = TodayScreen { view: Load::Ready(today_view()), ..TodayScreen::default() };
        // What is shown is read anew, and stays meanwhile.
        let [Effect::Store(_, Request::Today)] = screen.ask(cx).effects[..] else { panic!("the whole list alone") };
        screen.begins(Ok(Answer::TodayBegins(Some(Box::new(beginning())))), cx);
        assert_eq!(screen.view.get(), Some(&today_view()));
    });
    // A list that cannot be read says so, with or without its beginning.
    for begins in
        [Ok(Answer::TodayBegins(Some(Box::new(beginning())))), Ok(Answer::TodayBegins(None)), Err("torn".to_owned())]
    {
        let answer = move |request: &Request| match request {
            Request::TodayBegins => Some(begins.clone()),
            Request::Today => Some(Err("the file is locked".to_owned())),
            _ => None,
        };
        let text = Driver::new((100, 24), Nav::Today, Box::new(answer)).text();
        assert!(text.contains("the file is locked"), "{text}");
    }
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
    screen.arrange();
    let item = screen.item().expect("a flag is first");
    let DueTarget::Flag(line) = &item.target else { panic!("{item:?}") };
    let Nav::Session(OpenSession::ForAgent { agent, answers, evidence, .. }) = session(item.agent, Some(line)) else {
        panic!("a session")
    };
    assert_eq!(agent, person(1));
    assert_eq!(answers, [flag("004519", "2026-11-20").reference().expect("a reference")]);
    assert_eq!(evidence[0].call_id, "004519");
    assert_eq!(evidence[0].from_ms, Some(40_200));
    assert_eq!(evidence[0].what_happened, "flagged: disclosure", "never its note: that is the evaluator's");
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

/// Answers writes as done, and Today as it is.
fn writing(view: TodayView) -> Store {
    Box::new(move |request| match request {
        Request::Today => Some(Ok(Answer::Today(view.clone()))),
        Request::Snooze { .. } | Request::Wake(_) => Some(Ok(Answer::Done("done".to_owned()))),
        Request::Sheets => {
            let agents = vec![crate::tui::factory::agent_view()];
            Some(Ok(Answer::Sheets(Box::new(Sheets { today: view.clone(), agents }))))
        }
        Request::Agent { .. } => Some(Ok(Answer::Agent(Box::new(crate::tui::factory::agent_view())))),
        _ => None,
    })
}

fn asked(t: &Driver, wanted: impl Fn(&Request) -> bool) -> Vec<Request> {
    t.requests.iter().filter(|r| wanted(r)).cloned().collect()
}

#[test]
fn an_item_is_put_off_until_a_typed_day_for_a_reason() {
    let mut t = Driver::new((100, 30), Nav::Today, writing(today_view()));
    let first = today_view().items[0].clone();
    assert!(t.keys("z").text().contains("Until when?"));
    // Today is not after today, and what cannot be read is no day.
    assert!(t.keys("'today' enter").text().contains("a day after today"));
    t.keys("ctrl-u 'nonsense' enter");
    assert!(asked(&t, |r| matches!(r, Request::Snooze { .. })).is_empty());
    t.keys("ctrl-u '+7d' enter");
    assert!(t.text().contains("Why is it put off?"), "{}", t.text());
    // A word that says nothing is asked again, with what was typed.
    assert!(t.keys("'x' enter").text().contains("say in a few words"), "{}", t.text());
    t.keys("'-ray of the call is awaited' enter");
    let until = "2026-12-02".parse().expect("a day");
    let reason = "x-ray of the call is awaited".to_owned();
    assert_eq!(
        asked(&t, |r| matches!(r, Request::Snooze { .. })),
        [Request::Snooze { kind: first.kind, agent: first.agent, key: first.key, until, reason }]
    );
    // The list is read again.
    assert_eq!(t.requests.last(), Some(&Request::Today));
}

#[test]
fn the_day_may_be_taken_from_a_month_and_esc_leaves_all_as_it_was() {
    let mut t = Driver::new((100, 30), Nav::Today, writing(today_view()));
    assert!(t.keys("z down").text().contains("November 2026"));
    assert!(t.keys("right right enter").text().contains("Why is it put off?"));
    t.keys("esc");
    assert!(asked(&t, |r| matches!(r, Request::Snooze { .. })).is_empty());
    assert!(!t.text().contains("Why is it put off?"));
}

fn put_off(mut item: DueItem, until: &str) -> DueItem {
    let id = crate::domain::id::SnoozeId(uuid::Uuid::from_u128(7));
    let until = until.parse().expect("a day");
    item.snoozed = Some(crate::domain::today::Snoozed { id, until, reason: "waits for the recording".to_owned() });
    item
}

#[test]
fn what_is_put_off_stands_last_with_its_day_and_reason_and_z_wakes_it() {
    let mut view = today_view();
    let first = view.items.remove(0);
    view.items.insert(0, put_off(first, "2026-11-30"));
    let mut t = Driver::new((120, 30), Nav::Today, writing(view));
    let text = t.keys("end").text();
    let last = text.lines().find(|l| l.starts_with('▌')).expect("a selected row").to_owned();
    assert!(
        last.contains("Lars") && last.contains("until 30 Nov") && last.contains("waits for the recording"),
        "{last}"
    );
    assert!(text.contains("PUT OFF  1") && text.contains("TODAY 7"), "{text}");
    assert!(text.contains("z due again"), "{text}");
    t.keys("z");
    let id = crate::domain::id::SnoozeId(uuid::Uuid::from_u128(7));
    assert_eq!(asked(&t, |r| matches!(r, Request::Wake(_))), [Request::Wake(id)]);
}

#[test]
fn new_scores_stand_back_and_are_counted_after_the_first_few() {
    let news = |i: u128| {
        let why = format!("{} calls scored since the session of 29 Oct", 40 - i);
        due(DueKind::NewScores, 2000 + i, &format!("Newcomer {i}"), &why, 0, DueTarget::Agent)
    };
    let mut view = today_view();
    view.items.extend((0..5).map(news));
    let mut t = Driver::new((120, 40), Nav::Today, writing(view));
    let text = t.text();
    assert!(text.contains("NEW SCORES  5") && text.contains("and 2 agents more: a shows all"), "{text}");
    assert!(text.contains("Newcomer 2") && !text.contains("Newcomer 3") && text.contains("TODAY 8"), "{text}");
    let text = t.keys("a").text();
    assert!(text.contains("Newcomer 4") && !text.contains("shows all"), "{text}");
    // A search finds them all.
    assert!(t.keys("a / 'newcomer 4'").text().contains("Newcomer 4"));
}

#[test]
fn what_is_to_come_stands_after_what_is_unfinished_by_day() {
    let mut view = today_view();
    for (n, over) in [(1, -5), (2, -1)] {
        view.items.push(due(
            DueKind::Session,
            3000 + n,
            &format!("Later {n}"),
            "bi-weekly session",
            over,
            DueTarget::Agent,
        ));
    }
    let text = Driver::new((120, 40), Nav::Today, writing(view)).text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("UNFINISHED") < at("COMING  2") && at("Later 2") < at("Later 1"));
}

#[test]
fn the_sheets_of_all_whose_session_is_due_are_printed_in_one_go() {
    let mut t = Driver::new((100, 30), Nav::Today, writing(today_view()));
    t.keys("p");
    let [Effect::Print(Page::Sheets(sheets))] = &t.effects[..] else { panic!("{:?}", t.effects) };
    assert_eq!(sheets.agents.len(), 1);
    // Before the list is there, and where it cannot be read, nothing is printed and the reason is said.
    let failing = Box::new(|request: &Request| match request {
        Request::Today => Some(Ok(Answer::Today(today_view()))),
        _ => Some(Err("the file is locked".to_owned())),
    });
    let mut t = Driver::new((100, 30), Nav::Today, failing);
    assert!(t.keys("p").text().contains("the file is locked") && t.effects.is_empty());
}

#[test]
fn the_way_leads_through_the_sheets_of_all_whose_session_is_due_and_says_when_it_ends() {
    // Wei Zhang's and Priya Nair's sessions are due.
    let mut t = Driver::new((120, 40), Nav::Today, writing(today_view()));
    let sheets = |t: &Driver| {
        let agents = asked(t, |r| matches!(r, Request::Agent { .. })).into_iter();
        agents.map(|r| if let Request::Agent { agent, .. } = r { agent } else { person(0) }).collect::<Vec<_>>()
    };
    t.keys("N");
    assert_eq!(sheets(&t), [person(4)]);
    t.keys("N");
    assert_eq!(sheets(&t), [person(4), person(6)]);
    let text = t.keys("N").text();
    assert!(text.contains("that was the last one: 2 sheets"), "{text}");
    assert_eq!(sheets(&t).len(), 2);
    // From the one under the cursor on; the earlier ones come after it.
    let mut t = Driver::new((120, 40), Nav::Today, writing(today_view()));
    t.keys("down down down down n N");
    assert_eq!(sheets(&t), [person(6), person(4)]);
    // Who was finished meanwhile is passed over.
    let gone = std::cell::Cell::new(0);
    let store: Store = Box::new(move |request| match request {
        Request::Today => {
            let mut view = today_view();
            if gone.replace(gone.get() + 1) > 0 {
                view.items.retain(|i| i.agent != person(6));
            }
            Some(Ok(Answer::Today(view)))
        }
        Request::Agent { .. } => Some(Ok(Answer::Agent(Box::new(crate::tui::factory::agent_view())))),
        _ => None,
    });
    let mut t = Driver::new((120, 40), Nav::Today, store);
    assert!(t.keys("N N").text().contains("that was the last one: 1 sheet"));
    assert_eq!(sheets(&t), [person(4)]);
}

#[test]
fn a_session_that_is_due_goes_out_as_a_file_or_as_text() {
    // Wei Zhang's session is due today, Priya Nair's too; his last session set his day.
    let mut view = today_view();
    for item in view.items.iter_mut().filter(|i| i.kind == DueKind::Session) {
        item.after = Some(session_id(31));
    }
    let mut t = Driver::new((120, 30), Nav::Today, store(view));
    let text = t.text();
    assert!(!text.contains("c invite"), "a flag's session is not a date: {text}");
    assert!(t.keys("c").text().contains("an invitation goes out for a session that is due"), "{}", t.text());
    let text = t.keys("/ 'wei' enter").text();
    assert!(text.contains("c invite"), "{text}");
    let text = t.keys("c").text();
    assert!(text.contains("Invite Wei Zhang to a session") && text.contains("2026-11-25"), "{text}");
    t.keys("enter '25:99' enter");
    assert!(t.text().contains("“25:99” is no time of day") && t.text().contains("When does it begin?"), "{}", t.text());
    t.keys("ctrl-u '14:30' enter");
    insta::assert_snapshot!("the_ways_of_an_invitation", t.text());
    t.keys("down enter");
    let words = "Coaching session: Wei Zhang, Wed 25 Nov 2026, 14:30 (Europe/London)";
    assert_eq!(t.effects, [Effect::Copy(words.to_owned())]);
    // Another day, the whole of it, as a file that replaces the entry of the session before.
    t.keys("c ctrl-u 'mon' enter enter enter");
    let Some(Effect::Print(Page::Invite(invite))) = t.effects.last() else { panic!("{:?}", t.effects) };
    assert_eq!((invite.on.to_string().as_str(), invite.at), ("2026-11-30", None));
    assert_eq!(invite.after, session_id(31).0);
    // A day that has passed is no invitation; esc leaves it.
    let text = t.keys("c ctrl-u '2026-11-24' enter").text();
    assert!(text.contains("has passed") && text.contains("On which day?"), "{text}");
    let sent = t.effects.len();
    t.keys("esc");
    assert_eq!(t.effects.len(), sent);
}

#[test]
fn the_footer_keeps_what_is_wanted_most_and_the_help_lists_all() {
    let all = [
        "s                  Open a session with this agent",
        "z                  Put this off until a day",
        "c                  The day of this session for a calendar",
        "N  n               Go through the sheets",
        "p                  Print what is shown",
        "/                  Find in what is shown",
        "y                  Copy what is under the cursor",
    ];
    for columns in [80, 100, 120, 160] {
        let mut t = today((columns, 60));
        t.keys("/ 'wei' enter");
        let text = t.text();
        let keys = text.lines().rev().find(|l| l.contains("quit")).expect("a footer");
        for word in ["↵ prepare", "s session", "z put off", "p print", "? help", "q quit"] {
            assert!(keys.contains(word), "{word} at {columns}: {keys}");
        }
        assert_eq!(keys.contains("c invite"), columns > 80, "{keys}");
        assert_eq!(keys.contains("print today's sheets"), columns >= 100, "{keys}");
        let help = t.keys("?").text();
        for word in all {
            assert!(help.contains(word), "{word} is not in the help at {columns}: {help}");
        }
    }
}

#[test]
fn a_day_too_far_off_is_refused_with_the_last_one_possible() {
    let mut t = Driver::new((100, 30), Nav::Today, writing(today_view()));
    let first = today_view().items[0].clone();
    let last = crate::domain::today::put_off_at_most(first.kind, today_view().today);
    let words = last.format("%-d %b").to_string();
    assert!(t.keys("z").text().contains(&format!("{words} at the latest")), "{}", t.text());
    t.keys("'2027-06-01' enter");
    assert!(t.text().contains(&last.to_string()), "{}", t.text());
    assert!(t.text().contains("Until when?") && !t.text().contains("Why is it put off?"), "{}", t.text());
    t.keys(&format!("'{last}' enter"));
    assert!(t.text().contains("Why is it put off?"), "{}", t.text());
}

#[test]
fn a_checkpoint_that_is_over_a_week_old_is_said_above_the_list() {
    let words = "the last checkpoint left 9 days ago, 12 records since";
    let view = TodayView { checkpoint: Some(words.to_owned()), ..today_view() };
    for size in [(80, 24), (120, 40)] {
        let mut t = Driver::new(size, Nav::Today, store(view.clone()));
        assert!(t.text().contains(&format!("{words}: 4 then c writes one")), "{}", t.text());
        // The field that narrows the list takes its place.
        assert!(!t.keys("/").text().contains(words), "{}", t.text());
    }
}
