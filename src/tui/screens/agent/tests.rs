use super::*;
use crate::config::theme::Shade;
use crate::domain::day::Span;
use crate::domain::session::Finished;
use crate::domain::watch::{Again, Watched};
use crate::tui::driver::{Driver, Setting, Store, picture};
use crate::tui::factory::{agent_reported, agent_view, call_line, day, finished, flag, person, session_id};

fn store(view: AgentView) -> Store {
    Box::new(move |request| match request {
        Request::Agent { .. } => Some(Ok(Answer::Agent(Box::new(view.clone())))),
        Request::AgentReport { .. } => Some(Ok(Answer::AgentReport(Box::new(agent_reported())))),
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(finished())))),
        _ => None,
    })
}

fn to() -> Nav {
    Nav::Agent { agent: person(2), query: Query::default() }
}

fn of(size: (u16, u16), view: AgentView) -> Driver {
    Driver::new(size, to(), store(view))
}

fn agent(size: (u16, u16)) -> Driver {
    of(size, agent_view())
}

fn selected(t: &Driver) -> String {
    let text = t.text();
    text.lines().find(|l| l.contains('▌')).unwrap_or_default().to_owned()
}

#[test]
fn the_sheet_at_120_columns() {
    insta::assert_snapshot!(agent((120, 34)).styled());
}

#[test]
fn the_sheet_at_80_columns() {
    insta::assert_snapshot!(agent((80, 24)).text());
}

#[test]
fn the_sheet_at_160_columns_has_bars() {
    insta::assert_snapshot!(agent((160, 40)).keys("tab").text());
}

#[test]
fn enter_on_a_dimension_lists_its_calls_and_again_all() {
    let mut t = agent((120, 34));
    t.keys("tab down");
    assert!(selected(&t).contains("Discovery"), "{}", t.text());
    assert!(t.keys("enter").text().contains("CALLS UNDER TARGET ON DISCOVERY  2 of 4"), "{}", t.text());
    assert!(t.keys("enter").text().contains("CALLS  4"));
}

#[test]
fn enter_on_a_call_opens_it_and_on_a_session_opens_that() {
    let mut screen = AgentScreen { view: Load::Ready(agent_view()), ..AgentScreen::new(person(2), Query::default()) };
    screen.arrange();
    assert_eq!(screen.call().map(|c| c.row), Some(CallRow(71)), "the worst on the focus is first");
    screen.pane = Pane::Sessions;
    screen.filter = Filter::All;
    screen.arrange();
    assert_eq!(screen.listed.len(), 4);
}

#[test]
fn evidence_that_was_taken_goes_into_the_session() {
    let mut view = agent_view();
    view.standing.draft = None;
    let mut t = of((120, 34), view.clone());
    assert!(t.keys("e").text().contains("1 call taken as evidence; s opens the session"));
    assert!(selected(&t).contains('✓'));
    assert!(t.keys("e").text().contains("0 calls taken"));
    let mut screen = AgentScreen { view: Load::Ready(view), ..AgentScreen::new(person(2), Query::default()) };
    screen.taken.push(CallRow(71));
    let Some(Nav::Session(OpenSession::ForAgent { evidence, answers, .. })) = screen.open_session(Vec::new()).nav
    else {
        panic!("a session")
    };
    assert_eq!((evidence[0].call_id.as_str(), evidence[0].dimension.as_str()), ("004471", "empathy"));
    assert_eq!(answers, []);
}

#[test]
fn a_session_asks_which_flag_it_answers() {
    let mut view = agent_view();
    view.standing.draft = None;
    view.flags = vec![flag("004519", "2026-11-20")];
    let mut t = of((120, 34), view);
    let text = t.keys("s").text();
    assert!(text.contains("Which flag does the session answer?"), "{text}");
    assert!(text.contains("Answer: disclosure skipped") && text.contains("call 004519, 20 Nov"), "{text}");
    assert!(text.contains("1 open:") && text.contains("on 004519, 20 Nov (5 days, 3 over)"), "{text}");
}

#[test]
fn the_auditors_sentence_of_the_last_session_is_copied() {
    let mut t = agent((120, 34));
    t.keys("y");
    assert_eq!(
        t.effects,
        [Effect::Copy(
            "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM. \
             Session 20 Oct 2026, signed 20 Oct."
                .to_owned()
        )]
    );
}

#[test]
fn the_auditors_sentence_of_the_session_under_the_cursor_is_copied() {
    let view = agent_view();
    for (n, line) in view.sessions.iter().enumerate().filter(|(_, s)| s.status != Status::Draft) {
        let mut t = agent((120, 34));
        t.keys("tab tab").keys(&"down ".repeat(n)).keys("y");
        assert!(
            matches!(t.requests.last(), Some(Request::Session(id)) if *id == line.id),
            "{n}: {:?}",
            t.requests.last()
        );
        assert!(matches!(t.effects.as_slice(), [Effect::Copy(_)]), "{n}: {:?}", t.effects);
    }
    assert!(view.sessions.len() > 1, "one alone would prove nothing");
}

#[test]
fn the_next_agent_is_read_with_the_same_days() {
    let mut t = agent((120, 34));
    t.keys(", shift-j");
    let Some(Request::Agent { agent, query }) = t.requests.last() else { panic!("{:?}", t.requests) };
    assert_eq!((*agent, query.period), (person(5), Period::Cycle(-1)));
}

#[test]
fn the_newer_calls_are_one_key_away() {
    let mut t = agent((120, 34));
    t.keys("n");
    let Some(Request::Agent { query, .. }) = t.requests.last() else { panic!("{:?}", t.requests) };
    assert_eq!(query.period, Period::Days(Span::new(day("2026-11-23"), day("2026-11-26"))));
}

#[test]
fn an_agent_without_sessions_calls_or_focus_has_a_sheet_too() {
    let mut view = agent_view();
    view.sessions.clear();
    view.standing.last_session = None;
    view.calls.clear();
    view.misses.clear();
    view.strengths.clear();
    view.standing.finding = crate::domain::focus::Finding::TooFew { more: 2 };
    let text = of((120, 34), view).text();
    assert!(text.contains("no session yet; the first is due 2 Dec"), "{text}");
    assert!(text.contains("too few calls to choose a focus: 2 calls to go"), "{text}");
}

#[test]
fn the_arithmetic_is_under_the_question_mark() {
    let text = agent((120, 40)).keys("?").text();
    assert!(text.contains("Gap = target − current = 75.0 − 62.4 = +12.6"), "{text}");
}

#[test]
fn hundreds_of_calls_scroll() {
    let mut view = agent_view();
    view.calls = (0..500)
        .map(|i| call_line(i, &format!("{i:06}"), "2026-11-18", "14:02", [Some(90.0), Some(20.0), None, None, None]))
        .collect();
    let mut t = of((120, 34), view);
    assert!(t.keys("end").text().contains("000499"));
    assert!(t.keys("/ '0123'").text().contains("000123"), "{}", t.text());
}

#[test]
fn every_size_draws_in_every_list() {
    let mut t = agent((120, 30));
    for _ in 0..3 {
        t.keys("tab");
        for (columns, rows) in [
            (0, 0),
            (1, 1),
            (1, 200),
            (200, 1),
            (40, 10),
            (41, 12),
            (60, 14),
            (80, 24),
            (110, 20),
            (150, 20),
            (160, 48),
            (200, 60),
        ] {
            t.resize(columns, rows).keys("down").text();
        }
    }
}

#[test]
fn a_read_only_file_opens_no_session() {
    let setting = Setting { read_only: Some("it is locked".to_owned()), ..Setting::default() };
    let mut t = Driver::with((120, 34), to(), store(agent_view()), setting);
    assert!(t.keys("s").text().contains("no session can be written: it is locked"));
}

#[test]
fn pictures() {
    picture("agent-120", &agent((120, 34)), Shade::Dark);
    picture("agent-80", &agent((80, 24)), Shade::Dark);
    picture("agent-160", agent((160, 44)).keys("tab"), Shade::Dark);
    picture("help-120", agent((120, 34)).keys("?"), Shade::Dark);
    picture("palette-120", agent((120, 34)).keys("ctrl-p 'se'"), Shade::Dark);
    let _: Option<(Finished, SessionLine)> = None;
    let _ = session_id(1);
}

#[test]
fn the_sheet_says_what_is_watched_for_what_changed_and_which_dimensions_lack_calls() {
    let mut view = agent_view();
    view.flags = Vec::new();
    let again = Again { call: CallRow(9), call_id: Some(Raw::from("004533")), day: day("2026-11-12") };
    let watched =
        |code: &str, again: Vec<Again>| Watched { code: Raw::from(code), since: day("2026-10-29"), calls: 34, again };
    view.watched = vec![watched("late_disclosure", Vec::new()), watched("rude", vec![again])];
    view.warnings = vec!["the evaluators changed: Noor only in the cycle before; Sam only now".to_owned()];
    let last = view.standing.dimensions.len() - 1;
    view.standing.dimensions[last].n = 1;
    view.standing.dimensions[last].target = Some(90.0);
    for size in [(80, 24), (120, 40), (160, 48)] {
        let text = of(size, view.clone()).text();
        assert!(text.contains("late_disclosure, coached 29 Oct: not again in 34 calls"), "{text}");
        assert!(text.contains("the evaluators changed"), "{text}");
        if size.0 > 80 {
            assert!(text.contains("rude, coached 29 Oct: again on 004533, 12 Nov"), "{text}");
            assert!(text.contains("2 more"), "of 3 calls: {text}");
        }
    }
}

#[test]
fn what_is_printed_is_the_report_with_the_calls_that_are_listed() {
    let listed = |keys: &str| {
        let mut t = agent((120, 34));
        t.keys(keys);
        let Some(Request::AgentReport { agent, .. }) = t.requests.last() else { panic!("{:?}", t.requests) };
        assert_eq!(*agent, person(2));
        let [Effect::Print(Page::Agent(report))] = &t.effects[..] else { panic!("{:?}", t.effects) };
        (report.listed.len(), report.listed_on)
    };
    // As it opens: on the focus. Then on Discovery, then all four.
    assert_eq!(listed("p").1, agent_view().standing.finding.focus());
    let discovery = agent_view().standing.dimensions.iter().position(|d| d.key == "discovery");
    assert_eq!(listed("tab down enter p"), (2, discovery));
    assert_eq!(listed("tab down enter enter p"), (4, None));
    let mut t = agent((120, 34));
    t.keys(", p");
    let Some(Request::AgentReport { query, .. }) = t.requests.last() else { panic!("{:?}", t.requests) };
    assert_eq!(query.period, Period::Cycle(-1), "of the cycle on screen");
}
