use std::collections::BTreeMap;

use super::*;
use crate::domain::day::Span;
use crate::domain::evidence::{Evidence, QuoteSource};
use crate::domain::id::{PersonId, ScorecardId};
use crate::domain::raw::Raw;
use crate::domain::session::{
    Amended, Amendment, BaselineCall, Check, Finished, FrozenDimension, FrozenFocus, HistoryLine, Restated,
    SessionKind, SignOff, Status,
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
        praise: Vec::new(),
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
        hash: "7f3a22bd90ab".to_owned(),
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
        restated: Some(Restated {
            current: Some(85.6),
            then: Some(84.0),
            n: 29,
            n_then: 29,
            changed: 2,
            gone: 0,
            added: 0,
            joined: 0,
            outcome: None,
        }),
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
    // What was added to the locked session counts as its own.
    let added = Amendment {
        seq: 43,
        field: Amended::Evidence,
        old: None,
        new: "call 4502".to_owned(),
        evidence: Some(evidence("4502", "2026-10-16T08:47:00Z", Some("asked before the notice"))),
        reason: "the recording was found".to_owned(),
    };
    assert_eq!(
        with(&|v| {
            v.content.evidence.clear();
            v.content.no_evidence = Some("the recordings are gone".to_owned());
            v.amendments.push(added.clone());
        }),
        "Coached on Compliance: asked before the notice on call ID 4502, 16 Oct 2026, 9:47 AM. Session 20 Oct 2026, signed 20 Oct."
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

/// Answers every write with "noted", and reads the same session.
fn noting(view: SessionView) -> Store {
    Box::new(move |request| match request {
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(view.clone())))),
        Request::Sign { .. }
        | Request::Check(_)
        | Request::Void { .. }
        | Request::Amend { .. }
        | Request::NextStep { .. }
        | Request::OpenDispute { .. } => Some(Ok(Answer::Done("noted".to_owned()))),
        _ => None,
    })
}

/// Locked, and the agent has not said how he takes it; its call can be disputed.
fn unsigned() -> SessionView {
    let mut view = SessionView { status: Status::Finished, sign_off: None, agent_comment: None, ..session() };
    view.content.baseline[0].percents =
        [("compliance".to_owned(), 50.0), ("empathy".to_owned(), 20.0)].into_iter().collect();
    view
}

fn wrote(t: &Driver) -> Vec<&Request> {
    t.requests.iter().filter(|r| !matches!(r, Request::Session(_) | Request::Today | Request::TodayBegins)).collect()
}

#[test]
fn it_is_checked_after_one_question_and_voided_for_a_reason() {
    let mut t = Driver::new((120, 40), Nav::SessionView(id()), noting(unsigned()));
    t.keys("v enter");
    assert!(wrote(&t).is_empty(), "a reason is needed");
    t.keys("'the wrong agent' enter");
    assert_eq!(wrote(&t), [&Request::Void { id: id(), reason: "the wrong agent".to_owned() }]);
    t.keys("c");
    assert!(t.text().contains("Perform the check now?"), "{}", t.text());
    t.keys("y");
    assert_eq!(wrote(&t)[1..], [&Request::Check(id())]);
}

#[test]
fn the_agent_reads_answers_and_signs_on_a_screen_of_their_own() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = Driver::new(size, Nav::SessionView(id()), noting(unsigned()));
        insta::assert_snapshot!(format!("the_agents_screen_{name}"), t.keys("s").text());
        t.keys("pagedown pagedown pagedown pagedown");
        insta::assert_snapshot!(format!("the_agents_screen_read_on_{name}"), t.text());
    }
}

#[test]
fn a_sign_off_takes_the_agents_words_and_one_question_and_offers_a_dispute() {
    let mut t = Driver::new((120, 40), Nav::SessionView(id()), noting(unsigned()));
    t.keys("s 'I was not told 123' f5");
    assert!(t.text().contains("say how you take it"), "{}", t.text());
    t.keys("right right f5");
    assert!(wrote(&t).is_empty() && t.text().contains("the supervisor's note"), "{}", t.text());
    t.keys("y");
    let comment = Some("I was not told 123".to_owned());
    let sign = Request::Sign { id: id(), sign_off: SignOff::Disagrees, comment, page: None };
    assert_eq!(wrote(&t), [&sign]);
    // The focus on the call that is evidence comes first, though Empathy is lower.
    assert!(
        t.text().contains("Which score is disputed?") && t.text().contains("Compliance 50.0 on 4471"),
        "{}",
        t.text()
    );
    t.keys("enter");
    assert!(t.text().contains("I was not told 123"), "the agent's words are the note to begin with: {}", t.text());
    t.keys("'!' enter");
    let note = "I was not told 123!".to_owned();
    let dispute = Request::OpenDispute {
        source: "grid".into(),
        evaluation: "E1".into(),
        dimension: "compliance".to_owned(),
        note,
    };
    // The view that the file has is without the comment, so the prefill came from what was typed.
    assert_eq!(wrote(&t)[1..], [&dispute]);
}

#[test]
fn a_page_signed_by_hand_is_named_and_only_by_who_signed() {
    let mut t = Driver::new((120, 40), Nav::SessionView(id()), noting(unsigned()));
    t.keys("s tab right right right tab 'binder 14' f5");
    assert!(t.text().contains("agrees or disagrees"), "{}", t.text());
    t.keys("backtab left left f5 y");
    let page = Some("binder 14".to_owned());
    assert_eq!(wrote(&t), [&Request::Sign { id: id(), sign_off: SignOff::Agrees, comment: None, page }]);
    assert!(!t.text().contains("Which score is disputed?"));
}

#[test]
fn esc_on_the_agents_screen_records_nothing_and_loses_nothing() {
    let mut t = Driver::new((80, 24), Nav::SessionView(id()), noting(unsigned()));
    t.keys("s 'I was not told' esc");
    assert!(t.text().contains("WHAT WAS AGREED") && t.text().contains("what was typed stays"), "{}", t.text());
    t.keys("s");
    assert!(t.text().contains("I was not told"), "{}", t.text());
    t.keys("esc esc");
    assert!(t.text().contains("Leave without recording?"), "{}", t.text());
    t.keys("n");
    assert!(t.text().contains("WHAT WAS AGREED"), "{}", t.text());
    t.keys("q y");
    assert!(!t.text().contains("WHAT WAS AGREED"), "{}", t.text());
    assert!(wrote(&t).is_empty());
}

#[test]
fn nothing_of_outcomes_or_others_is_on_the_agents_screen() {
    let mut view = unsigned();
    view.outcome = Some(crate::tui::factory::outcome());
    view.content.flags = vec![crate::domain::session::FrozenFlag {
        call_id: Some("4471".into()),
        code: "late".into(),
        severity: None,
        dimension: None,
        day: day("2026-10-15"),
        at_ms: None,
        note: Some("PRIVATE NOTE".into()),
    }];
    let sentence = view.outcome.as_ref().expect("an outcome").sentence();
    let mut t = Driver::new((160, 200), Nav::SessionView(id()), noting(view));
    assert!(t.text().contains(&sentence[..20]), "the supervisor sees it: {}", t.text());
    let text = t.keys("s").text();
    for secret in [&sentence[..12], "PRIVATE NOTE", "luck", "suggested was", "Team", "Today"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    // Nor does any key lead to where others are.
    for key in ["ctrl-p", "f7"] {
        assert_eq!(t.keys(key).text(), text, "{key}");
    }
}

#[test]
fn an_amendment_shows_the_old_value_and_asks_why() {
    let mut t = Driver::new((80, 24), Nav::SessionView(id()), noting(unsigned()));
    t.keys("a");
    insta::assert_snapshot!("what_to_amend_80", t.text());
    t.keys("'due' enter");
    assert!(t.text().contains("It says now: Sun 25 Oct 2026") && t.text().contains("2026-10-25"), "{}", t.text());
    t.keys("ctrl-u '+7d' enter enter");
    assert!(wrote(&t).is_empty(), "a reason is needed");
    t.keys("'two days of leave' enter");
    let amend = crate::domain::session::AmendDraft {
        field: crate::domain::session::Amended::Due,
        new: "2026-12-02".to_owned(),
        evidence: None,
        reason: "two days of leave".to_owned(),
    };
    assert_eq!(wrote(&t), [&Request::Amend { id: id(), amend: Box::new(amend) }]);
}

#[test]
fn what_was_refused_is_not_typed_a_second_time() {
    let view = unsigned();
    let store: Store = Box::new(move |request| match request {
        Request::Session(_) => Some(Ok(Answer::Session(Box::new(view.clone())))),
        Request::Amend { .. } => Some(Err("the date is not after the session".to_owned())),
        _ => None,
    });
    let mut t = Driver::new((100, 30), Nav::SessionView(id()), store);
    t.keys("a 'next' enter ctrl-u '3 oct' enter 'typed wrongly' enter");
    assert!(t.text().contains("the date is not after the session"), "{}", t.text());
    t.keys("a 'next' enter");
    assert!(t.text().contains("2027-10-03"), "{}", t.text());
    t.keys("enter");
    assert!(t.text().contains("typed wrongly"), "{}", t.text());
}

#[test]
fn evidence_is_added_on_a_call_from_the_list_or_by_its_id() {
    let mut view = unsigned();
    let mut other = view.content.baseline[0].clone();
    other.call_id = Some("4600".into());
    view.content.baseline.push(other);
    let mut t = Driver::new((100, 30), Nav::SessionView(id()), noting(view));
    t.keys("a 'evidence' enter");
    assert!(t.text().contains("4600") && !t.text().contains("▌ 4471"), "{}", t.text());
    t.keys("enter '0:40 “so where”' enter 'the agent asked for it' enter");
    let Some(Request::Amend { amend, .. }) = wrote(&t).pop() else { panic!("{:?}", t.requests) };
    let row = amend.evidence.as_ref().expect("a row");
    assert_eq!((row.call_id.as_str(), row.from_ms, row.quote.as_str()), ("4600", Some(40_000), "so where"));
    t.keys("a 'evidence' enter down enter '00123' enter 'hung up' enter 'the agent asked for it' enter");
    let Some(Request::Amend { amend, .. }) = wrote(&t).pop() else { panic!("{:?}", t.requests) };
    let row = amend.evidence.as_ref().expect("a row");
    assert_eq!((row.call_id.as_str(), row.what_happened.as_str()), ("00123", "hung up"));
}

#[test]
fn a_next_step_is_picked_and_one_that_goes_on_leads_to_the_follow_up() {
    use crate::domain::session::{Cause, NextStep};
    use crate::store::request::OpenSession;
    let step = |step, cause| Request::NextStep { id: id(), step, cause };
    let mut t = Driver::new((120, 40), Nav::SessionView(id()), noting(unsigned()));
    t.keys("n enter");
    assert_eq!(wrote(&t), [&step(NextStep::Close, None)]);
    t.keys("n 'cause' enter 'tool' enter");
    assert_eq!(wrote(&t)[1..], [&step(NextStep::OtherCause, Some(Cause::Tool))]);
    t.keys("n 'continue' enter");
    assert!(t.text().contains("Open the follow-up session now?"), "{}", t.text());
    t.keys("y");
    let open = OpenSession::FollowUp { session: id(), step: NextStep::Continue };
    assert_eq!(wrote(&t)[2..], [&step(NextStep::Continue, None), &Request::OpenSession(open)]);
}

#[test]
fn the_next_date_goes_out_as_a_file_or_as_text() {
    let mut t = Driver::new((100, 30), Nav::SessionView(id()), noting(unsigned()));
    t.keys("i '99' enter");
    assert!(t.text().contains("is no time of day"), "{}", t.text());
    t.keys("i '14:30' enter down enter");
    let words = "Coaching session: Lars Nyström, Tue 3 Nov 2026, 14:30 (Europe/London)";
    assert_eq!(t.effects, [Effect::Copy(words.to_owned())]);
    t.keys("i enter enter");
    let Some(Effect::Print(Page::Invite(invite))) = t.effects.last() else { panic!("{:?}", t.effects) };
    assert_eq!((invite.on, invite.at), (day("2026-11-03"), None));
}

#[test]
fn amendments_and_the_check_stand_beside_what_was_locked() {
    use crate::domain::session::{ActionState, Amended, Amendment, Checked, Done, NextStep};
    let mut view = session();
    view.status = Status::Checked;
    view.page = Some("binder 14".to_owned());
    view.checked = Some(Checked { on: day("2026-11-19"), current: Some(96.04), n: 31, met: true });
    view.action_state = ActionState::Partly;
    view.action_count = Some(Done { done: 21, of: 34 });
    view.next_step = Some(NextStep::Close);
    view.history.push(history(43, "2026-10-21T09:00:00Z", "session_amended"));
    let amended = |field, old: &str, new: &str| Amendment {
        seq: 43,
        field,
        old: Some(old.to_owned()),
        new: new.to_owned(),
        evidence: None,
        reason: "two days of leave".to_owned(),
    };
    view.amendments = vec![
        amended(Amended::Due, "2026-10-25", "2026-10-27"),
        amended(
            Amended::Behavior,
            "States the recording notice before the quote",
            "States it before the first question",
        ),
    ];
    for (size, name) in [((80, 60), "80"), ((120, 60), "120")] {
        let t = Driver::new(size, Nav::SessionView(id()), store(view.clone()));
        insta::assert_snapshot!(format!("amended_and_checked_{name}"), t.text());
    }
}

#[test]
fn a_file_that_is_read_only_changes_nothing_here() {
    let setting = crate::tui::driver::Setting {
        read_only: Some("another program writes to it".to_owned()),
        ..crate::tui::driver::Setting::default()
    };
    let mut t = Driver::with((100, 30), Nav::SessionView(id()), noting(unsigned()), setting);
    for key in ["s", "a", "n", "d", "v", "c"] {
        t.keys(key);
        assert!(wrote(&t).is_empty() && t.text().contains("WHAT WAS AGREED"), "{key}: {}", t.text());
    }
}

#[test]
fn a_verdict_that_today_s_scores_would_not_give_stands_beside_the_frozen_one() {
    use crate::domain::outcome::{Outcome, Verdict};
    let mut view = session();
    let now = crate::tui::factory::outcome();
    view.outcome = Some(Outcome { verdict: Verdict::Rose, is_final: true, ..now.clone() });
    view.restated = view.restated.map(|restated| Restated { outcome: Some(now), ..restated });
    let text = open((160, 48), view.clone()).text();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Corrected") && words.contains("as frozen then: rose; restated now:"), "{text}");
    // The same verdict needs no second sentence.
    view.restated = view.restated.map(|restated| Restated { outcome: view.outcome.clone(), ..restated });
    let text = open((160, 48), view).text();
    assert!(text.contains("Corrected") && !text.contains("as frozen then"), "{text}");
}
