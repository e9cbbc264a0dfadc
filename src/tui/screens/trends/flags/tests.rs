use super::*;
use crate::config::theme::{Depth, Shade, Theme};
use crate::domain::coverage::{CoachedBy, rank, recent};
use crate::domain::people::Agent;
use crate::domain::session::SessionView;
use crate::tui::driver::{Driver, Setting, Store};
use crate::tui::factory::{day, finished, person, session_id};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (160, 48)];
const TODAY: &str = "2026-11-25";

fn line(n: i64, kind: MarkKind, name: &str, on: &str, code: &str, held: Option<&str>) -> CoverageLine {
    let by = held.map(|held| CoachedBy { session: session_id(12), held_on: day(held) });
    CoverageLine {
        kind,
        agent: Agent { id: person(u128::try_from(n).expect("few")), source_id: None, name: Raw::from(name) },
        team: Some(Raw::from("Claims North")),
        call: CallRow(n),
        call_id: Some(Raw::from(format!("00450{n}"))),
        day: day(on),
        code: Raw::from(code),
        severity: Some(Raw::from("high")),
        dimension: Some("compliance".to_owned()),
        at_ms: Some(40_200),
        note: Some(Raw::from("the statement was left out")),
        auto_fail: None,
        state: Coverage::of(day(on), by, day(TODAY), 2),
        age: (day(TODAY) - day(on)).num_days(),
    }
}

fn coverage() -> CoverageView {
    let mut lines = vec![
        line(1, MarkKind::Flag, "Lars Nyström", "2026-11-20", "disclosure_skipped", None),
        line(2, MarkKind::AutoFail, "Lars Nyström", "2026-11-22", "caller not verified", None),
        line(3, MarkKind::Flag, "Kofi Mensah", "2026-11-24", "recording_notice", None),
        line(4, MarkKind::Flag, "Ama Boateng", "2026-11-02", "disclosure_skipped", Some("2026-11-04")),
        line(5, MarkKind::Flag, "Wei Zhang", "2026-10-12", "rude", Some("2026-10-12")),
    ];
    lines[0].auto_fail = Some(Raw::from("no disclosure"));
    rank(&mut lines);
    CoverageView {
        span: recent(day(TODAY)),
        today: day(TODAY),
        team: Some(Raw::from("Claims North")),
        flag_days: 2,
        teams: Vec::new(),
        lines,
    }
}

fn store(view: CoverageView) -> Store {
    Box::new(move |request| match request {
        Request::Flags(FlagRequest::Coverage { span, .. }) => {
            let span = span.unwrap_or(view.span);
            Some(Ok(Answer::Coverage(Box::new(CoverageView { span, ..view.clone() }))))
        }
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(SessionView { ..finished() })))),
        _ => None,
    })
}

/// On the page of flags, the last one.
fn at(size: (u16, u16), store: Store) -> Driver {
    let mut t = Driver::new(size, Nav::Trends, store);
    t.keys("backtab");
    t
}

fn open(size: (u16, u16)) -> Driver {
    at(size, store(coverage()))
}

fn snap(name: &str, text: &str) {
    insta::assert_snapshot!(name, text);
}

/// The last request that was not for the coverage.
fn asked(t: &Driver) -> Option<Request> {
    t.requests.iter().rev().find(|r| !matches!(r, Request::Flags(_) | Request::Today | Request::Trends(_))).cloned()
}

#[test]
fn coverage_is_drawn_at_every_size() {
    for size in SIZES {
        snap(&format!("full_{}", size.0), &open(size).text());
        let none = CoverageView { lines: Vec::new(), team: None, ..coverage() };
        snap(&format!("empty_{}", size.0), &at(size, store(none)).text());
        snap(&format!("loading_{}", size.0), &at(size, Box::new(|_| None)).text());
        let broken: Store = Box::new(|r| matches!(r, Request::Flags(_)).then(|| Err("disk I/O error".to_owned())));
        snap(&format!("failed_{}", size.0), &at(size, broken).text());
    }
}

#[test]
fn enter_goes_to_the_call_or_to_the_session() {
    let mut t = open((120, 40));
    t.keys("enter");
    assert_eq!(t.requests.iter().rev().find(|r| matches!(r, Request::Call(_))), Some(&Request::Call(CallRow(1))));
    t.keys("esc end enter");
    assert_eq!(asked(&t), Some(Request::Session(session_id(12))));
}

#[test]
fn a_session_opens_with_the_flag_and_its_moment() {
    let mut t = open((120, 40));
    t.keys("s");
    let Some(Request::OpenSession(OpenSession::ForAgent { agent, answers, evidence, .. })) = asked(&t) else {
        panic!("no session: {:?}", t.requests)
    };
    assert_eq!(agent, person(1));
    assert_eq!(answers, [FlagRef { call_id: "004501".into(), code: "disclosure_skipped".into() }]);
    assert_eq!(evidence.len(), 1);
    assert_eq!((evidence[0].call_id.as_str(), evidence[0].from_ms), ("004501", Some(40_200)));
    assert_eq!(evidence[0].dimension, "compliance");
    // What is coached has its session; an auto-fail has no flag to answer.
    let mut t = open((120, 40));
    assert!(t.keys("end s").text().contains("answers this one already"));
    t.keys("home down s");
    let Some(Request::OpenSession(OpenSession::ForAgent { answers, .. })) = asked(&t) else { panic!("no session") };
    assert_eq!(answers, []);
}

#[test]
fn the_auditors_sentence_is_copied() {
    let mut t = open((120, 40));
    t.keys("end y");
    let copied: Vec<&Effect> = t.effects.iter().filter(|e| matches!(e, Effect::Copy(_))).collect();
    let wanted = auditors_sentence(&finished());
    assert_eq!(copied, [&Effect::Copy(wanted)]);
    let mut t = open((120, 40));
    t.keys("y");
    assert!(
        t.effects.iter().any(|e| matches!(e, Effect::Copy(words) if words
            == "Lars Nyström: flag disclosure_skipped on call ID 004501, 20 Nov 2026: not coached, 5 days, 3 over.")),
        "{:?}",
        t.effects
    );
}

#[test]
fn the_days_turn_and_the_filter_narrows() {
    let mut t = open((120, 40));
    let last = |t: &Driver| match t.requests.iter().rev().find(|r| matches!(r, Request::Flags(_))) {
        Some(Request::Flags(FlagRequest::Coverage { span, whose })) => (*span, *whose),
        other => panic!("{other:?}"),
    };
    assert_eq!(last(&t), (None, Whose::Own));
    assert!(t.keys(".").text().contains("the newest days"));
    t.keys(",");
    assert_eq!(last(&t).0, Some(Span::new(day("2026-05-30"), day("2026-08-28"))));
    t.keys(".");
    assert_eq!(last(&t).0, None, "back at the last days");
    t.keys("/ 'lars' enter");
    let text = t.text();
    assert!(text.contains("004501") && text.contains("004502") && !text.contains("004503"), "{text}");
    assert!(t.keys("esc").text().contains("004503"));
    t.keys("/ 'nobody at all' enter");
    assert!(t.text().contains("nothing holds these words"));
}

#[test]
fn hostile_text_does_no_harm_and_no_size_is_too_small() {
    let nasty = "\u{1b}[31m=cmd()\u{202e}x\nnext";
    let mut view = coverage();
    for line in &mut view.lines {
        line.code = Raw::from(nasty);
        line.agent.name = Raw::from(nasty);
        line.call_id = Some(Raw::from(nasty));
    }
    for columns in (10..170).step_by(13) {
        for rows in (1..50).step_by(7) {
            let t = at((columns, rows), store(view.clone()));
            let text = t.text();
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        }
    }
}

#[test]
fn no_state_is_told_by_colour_alone() {
    let theme = Theme { shade: Shade::Dark, depth: Depth::None };
    let mut t = Driver::with((120, 40), Nav::Trends, store(coverage()), Setting { theme, ..Setting::default() });
    t.keys("backtab");
    let text = t.text();
    for word in ["not coached", "pending", "coached", "⚑", "✗"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
