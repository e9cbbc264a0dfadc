use std::collections::BTreeMap;

use super::*;
use crate::domain::day::Span;
use crate::domain::evidence::{Evidence, QuoteSource};
use crate::domain::id::{PersonId, ScorecardId};
use crate::domain::raw::Raw;
use crate::domain::session::{
    BaselineCall, Check, Finished, FrozenDimension, FrozenFocus, HistoryLine, SessionKind, SignOff, Status,
};
use crate::tui::driver::{Driver, Store};

fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().expect("a moment")
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

fn id() -> SessionId {
    SessionId(uuid::Uuid::from_u128(1))
}

fn frozen(name: &str, current: f64, target: f64, action: &str) -> FrozenDimension {
    FrozenDimension {
        key: crate::domain::scorecard::key_of(name),
        name: name.to_owned(),
        current: Some(current),
        n: 29,
        target: Some(target),
        gap: Some(target - current),
        change: Some(0.4),
        action: action.to_owned(),
    }
}

fn evidence(call: &str, when: &str, what: Option<&str>) -> Evidence {
    Evidence {
        call_id: Some(call.into()),
        call_started_at: Some(at(when)),
        call_day: None,
        from_ms: Some(40_200),
        to_ms: Some(48_000),
        speaker: Some("agent".into()),
        quote: what.is_none().then(|| "so where did it happen".into()),
        what_happened: what.map(Raw::from),
        dimension: Some("compliance".to_owned()),
        quote_source: what.is_none().then_some(QuoteSource::Typed),
    }
}

fn content() -> Finished {
    Finished {
        id: id(),
        agent: PersonId(uuid::Uuid::from_u128(17)),
        agent_json_id: "A017".to_owned(),
        agent_name: "Lars Nyström".into(),
        supervisor: None,
        supervisor_name: "Dana Reyes".to_owned(),
        kind: SessionKind::FlaggedCall,
        held_at: at("2026-10-20T13:30:00Z"),
        entered_at: at("2026-10-20T13:55:00Z"),
        finished_at: at("2026-10-20T13:55:00Z"),
        cycle: Span::new(day("2026-10-05"), day("2026-10-19")),
        zone: "Europe/London".to_owned(),
        scorecard: ScorecardId(uuid::Uuid::from_u128(3)),
        scorecard_name: "Claims QA".to_owned(),
        scorecard_version: "1".to_owned(),
        overall: Some(76.9),
        calls: 29,
        below_threshold: Vec::new(),
        flags: Vec::new(),
        auto_fails: Vec::new(),
        answers_flags: Vec::new(),
        focus: FrozenFocus {
            dimension: Some("compliance".to_owned()),
            suggested: Some("empathy".to_owned()),
            reason: Some("a flag stands on it".to_owned()),
        },
        focus_reason: "gap".to_owned(),
        confidence: Some(0.9),
        behavior: Some("States the recording notice before the quote".to_owned()),
        action: Some("Read the notice before the first question of every call this week".to_owned()),
        action_check: Vec::new(),
        action_override: None,
        criterion: None,
        suggestion: None,
        due: Some(day("2026-10-25")),
        check: Some(Check { threshold: 95.0, on: day("2026-11-19") }),
        strength: Some("Resolution met its target".to_owned()),
        dimensions: vec![
            frozen("Compliance", 84.0, 95.0, "Read the notice"),
            frozen("Empathy", 71.3, 75.0, "noted, not coached"),
            frozen("Resolution", 85.6, 85.0, "noted, not coached"),
        ],
        evidence: vec![evidence("4471", "2026-10-15T11:04:00Z", Some("agent skipped required statement"))],
        no_evidence: None,
        note: Some("agreed calmly".to_owned()),
        agent_comment: None,
        sign_off: None,
        next_session: Some(day("2026-11-03")),
        baseline: vec![BaselineCall {
            source: "grid".into(),
            evaluation: "E1".into(),
            version: 1,
            call_id: Some("4471".into()),
            started_at: None,
            day: day("2026-10-15"),
            percents: BTreeMap::new(),
            overall: Some(61.0),
        }],
    }
}

fn history(seq: i64, when: &str, what: &str) -> HistoryLine {
    HistoryLine {
        seq,
        at: when.to_owned(),
        actor: "Dana Reyes".to_owned(),
        what: what.to_owned(),
        why: None,
        hash: "7f3k22qd90ab".to_owned(),
    }
}

fn session() -> SessionView {
    SessionView {
        status: Status::Signed,
        sign_off: Some(SignOff::Agrees),
        agent_comment: Some("I will read it first".to_owned()),
        history: vec![
            history(41, "2026-10-20T13:55:00Z", "session_finished"),
            history(42, "2026-10-20T14:10:00Z", "session_signed"),
        ],
        changed_scores: 2,
        ..SessionView::of(content())
    }
}

fn store(view: SessionView) -> Store {
    Box::new(move |request| match request {
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(view.clone())))),
        _ => None,
    })
}

fn open(size: (u16, u16), view: SessionView) -> Driver {
    Driver::new(size, Nav::SessionView(id()), store(view))
}

const SENTENCE: &str = "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM. \
                        Session 20 Oct 2026, signed 20 Oct.";

#[test]
fn the_auditors_sentence_says_what_when_and_whether_it_is_signed() {
    assert_eq!(auditors_sentence(&session()), SENTENCE);
    let with = |change: &dyn Fn(&mut SessionView)| {
        let mut view = session();
        change(&mut view);
        auditors_sentence(&view)
    };
    let start = "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM";
    assert_eq!(with(&|v| v.sign_off = None), format!("{start}. Session 20 Oct 2026, not signed."));
    assert_eq!(
        with(&|v| v.sign_off = Some(SignOff::Refused)),
        format!("{start}. Session 20 Oct 2026, refused to sign 20 Oct.")
    );
    assert_eq!(with(&|v| v.status = Status::Void), format!("Void: {start}. Session 20 Oct 2026, signed 20 Oct."));
    assert_eq!(
        with(&|v| v.history[1].at = "2027-01-02T10:00:00Z".to_owned()),
        format!("{start}. Session 20 Oct 2026, signed 2 Jan 2027.")
    );
    assert_eq!(
        with(&|v| v.content.evidence.push(evidence("4502", "2026-10-16T08:47:00Z", None))),
        format!("{start}; also on call ID 4502, 16 Oct 2026, 9:47 AM. Session 20 Oct 2026, signed 20 Oct.")
    );
    assert_eq!(
        with(&|v| v.content.evidence = vec![Evidence {
            call_started_at: None,
            call_day: Some(day("2026-10-15")),
            ..evidence("4502", "2026-10-16T08:47:00Z", None)
        }]),
        "Coached on Compliance: agent said “so where did it happen” on call ID 4502, 15 Oct 2026. Session 20 Oct 2026, signed 20 Oct."
    );
    assert_eq!(
        with(&|v| {
            v.content.evidence.clear();
            v.content.no_evidence = Some("the recordings are gone".to_owned());
        }),
        "Coached on Compliance: States the recording notice before the quote (no evidence: the recordings are gone). Session 20 Oct 2026, signed 20 Oct."
    );
    assert_eq!(
        with(&|v| {
            v.content.focus.dimension = None;
            v.content.kind = SessionKind::Recognition;
        }),
        "Recognition: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM. Session 20 Oct 2026, signed 20 Oct."
    );
    let nasty = with(&|v| v.content.evidence[0].what_happened = Some("\u{1b}[31mred\u{202e}\nline".into()));
    assert!(nasty.contains("␛[31mred") && !nasty.contains(['\u{1b}', '\n', '\u{202e}']), "{nasty}");
}

#[test]
fn a_finished_session_shows_what_is_locked_and_what_was_recorded() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = open(size, session());
        if let Ok(dir) = std::env::var("PICTURES") {
            let svg = crate::tui::picture::svg(&t.buffer().0, crate::config::theme::Shade::Dark);
            std::fs::write(format!("{dir}/record-{name}.svg"), svg).expect("a picture is written");
        }
        insta::assert_snapshot!(format!("a_finished_session_{name}"), t.text());
        if size.0 == 80 {
            insta::assert_snapshot!("a_finished_sessions_history_80", t.keys("tab end").text());
        }
    }
}

#[test]
fn its_sentence_is_copied() {
    let mut t = open((80, 24), session());
    t.keys("y");
    assert_eq!(t.effects, [Effect::Copy(SENTENCE.to_owned())]);
}

#[test]
fn a_session_that_cannot_be_read_says_why() {
    let t = Driver::new(
        (80, 24),
        Nav::SessionView(id()),
        Box::new(|r| match r {
            Request::Session(_) => Some(Err("there is no such session".to_owned())),
            _ => None,
        }),
    );
    insta::assert_snapshot!(t.text());
}

#[test]
fn hostile_text_stays_inert_and_every_size_draws() {
    let nasty = "\u{1b}[31m\u{202e}evil\r\n\t電話\u{200b}";
    let mut view = session();
    view.content.agent_name = nasty.into();
    view.content.note = Some(nasty.to_owned());
    view.content.dimensions[1].name = nasty.to_owned();
    view.content.evidence[0].quote = Some(nasty.into());
    view.history[0].actor = nasty.to_owned();
    view.status = Status::Void;
    let mut t = open((120, 40), view);
    for keys in ["", "tab end", "pageup"] {
        t.keys(keys);
        for (columns, rows) in
            [(0, 0), (1, 1), (1, 60), (200, 1), (40, 10), (41, 12), (60, 18), (80, 24), (100, 11), (120, 40), (200, 60)]
        {
            let text = t.resize(columns, rows).text();
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        }
    }
}

#[test]
fn it_is_signed_by_one_key_and_checked_after_one_question() {
    let finished = SessionView { status: Status::Finished, sign_off: None, ..session() };
    let id = finished.content.id;
    let answer = move |request: &Request| match request {
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(finished.clone())))),
        Request::Sign { .. } | Request::Check(_) | Request::Void { .. } => Some(Ok(Answer::Done("noted".to_owned()))),
        _ => None,
    };
    let mut t = Driver::new((120, 40), Nav::SessionView(id), Box::new(answer));
    t.keys("s down enter");
    assert!(t.text().contains("What does the agent say?"), "{}", t.text());
    t.keys("ctrl-u 'I was not told' enter");
    let comment = Some("I was not told".to_owned());
    assert!(t.requests.contains(&Request::Sign { id, sign_off: SignOff::Disagrees, comment }), "{:?}", t.requests);
    t.keys("v enter");
    assert!(!t.requests.iter().any(|r| matches!(r, Request::Void { .. })), "a reason is needed");
    t.keys("'the wrong agent' enter");
    assert!(t.requests.contains(&Request::Void { id, reason: "the wrong agent".to_owned() }), "{:?}", t.requests);
    assert!(!t.requests.contains(&Request::Check(id)));
    t.keys("c");
    assert!(t.text().contains("Perform the check now?"), "{}", t.text());
    t.keys("y");
    assert!(t.requests.contains(&Request::Check(id)), "{:?}", t.requests);
    let read = t.requests.iter().filter(|r| **r == Request::Session(id)).count();
    assert_eq!(read, 4, "it is read again after each");
}
