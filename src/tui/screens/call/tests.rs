use super::*;
use crate::domain::call::{Moment, Role, Turn};
use crate::domain::evaluation::{EvaluationKind, EvaluationState, ScoreState, ScoredBy};
use crate::domain::flags::{FlagCode, Mapped};
use crate::domain::id::{DisputeId, PersonId};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::session::EvidenceDraft;
use crate::domain::speakers::Speakers;
use crate::domain::standing::{
    CriterionView, DisputeState, DisputeView, EvaluationView, FlagLine, Hit, Hits, Query, ScoreView, TranscriptView,
};
use crate::store::request::{FlagCodesView, FlagRequest, NewFlag};
use crate::tui::driver::{Driver, Store};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

fn ama() -> PersonId {
    PersonId(uuid::Uuid::from_u128(17))
}

fn turn(n: u32, role: Role, from_ms: i64, to_ms: i64, text: &str) -> Turn {
    Turn { n, role, speaker: None, from_ms: Some(from_ms), to_ms: Some(to_ms), text: text.into(), mark: None }
}

fn with_moments(turns: Vec<Turn>, moments: Vec<Moment>) -> TranscriptView {
    TranscriptView::new("webvtt".to_owned(), turns, Speakers::AsRead, moments)
}

fn transcript(turns: Vec<Turn>) -> TranscriptView {
    with_moments(turns, Vec::new())
}

fn turns() -> Vec<Turn> {
    vec![
        turn(1, Role::Agent, 0, 4_200, "thank you for calling claims north my name is ama how can I help"),
        turn(
            2,
            Role::Customer,
            4_300,
            11_800,
            "my husband passed away last week and I don't know what to do about the policy",
        ),
        // Overlaps the line before.
        turn(3, Role::Agent, 11_000, 19_250, "okay what's the policy number"),
        turn(4, Role::Customer, 20_000, 24_000, "I already said my husband passed away"),
        Turn {
            mark: Some("its end lies before its start".to_owned()),
            ..turn(5, Role::Agent, 40_200, 38_000, "so where did it happen")
        },
        turn(6, Role::Customer, 45_000, 48_000, "at home"),
        turn(7, Role::Agent, 49_000, 61_000, "and the policy number again please"),
    ]
}

fn criterion(name: &str, earned: f64, comment: Option<&str>) -> CriterionView {
    CriterionView {
        name: name.into(),
        state: ScoreState::Scored,
        earned: Some(earned),
        possible: Some(1.0),
        result: None,
        comment: comment.map(Raw::from),
        auto_fail: false,
    }
}

fn score(name: &str, earned: Option<f64>, target: f64, criteria: Vec<CriterionView>) -> ScoreView {
    ScoreView {
        key: crate::domain::scorecard::key_of(name),
        name: name.to_owned(),
        state: if earned.is_some() { ScoreState::Scored } else { ScoreState::NotApplicable },
        earned,
        possible: Some(100.0),
        percent: earned,
        target: Some(target),
        critical: name == "Compliance",
        comment: None,
        criteria,
        dispute: None,
    }
}

fn evaluation() -> EvaluationView {
    let mut empathy = score(
        "Empathy",
        Some(20.0),
        75.0,
        vec![
            criterion("acknowledges what the caller said", 0.0, Some("went straight to the policy number")),
            criterion("names the customer", 1.0, None),
        ],
    );
    empathy.comment = Some("cold from the first minute".into());
    empathy.dispute = Some(DisputeView {
        id: DisputeId(uuid::Uuid::from_u128(5)),
        state: DisputeState::Open,
        note: "the line was bad".into(),
        opened_on: day("2026-11-19"),
    });
    EvaluationView {
        source: "grid".into(),
        key: "E1".into(),
        version: 1,
        current: true,
        evaluator: Some("K. Osei".into()),
        scored_by: ScoredBy::Person,
        kind: EvaluationKind::Standard,
        state: EvaluationState::Final,
        scorecard: "Claims QA".to_owned(),
        scorecard_version: "1".to_owned(),
        evaluated: None,
        overall: Some(61.0),
        total: None,
        comment: None,
        scores: vec![
            score("Compliance", Some(92.0), 95.0, vec![criterion("states the recording notice", 1.0, None)]),
            empathy,
            score("Discovery", Some(81.0), 80.0, Vec::new()),
            score("Resolution", None, 85.0, Vec::new()),
        ],
        auto_fails: vec!["caller not verified".into()],
        batch: 1,
        file: "a.csv".into(),
        line: 2,
    }
}

fn flag() -> FlagLine {
    FlagLine {
        call_id: Some("004471".into()),
        call: CallRow(7),
        day: day("2026-11-18"),
        code: "disclosure_skipped".into(),
        severity: Some("high".into()),
        dimension: Some("compliance".to_owned()),
        at_ms: Some(13_400),
        note: Some("the required statement was left out".into()),
        answered_by: None,
    }
}

fn call() -> CallView {
    let left_out = |kind, state, current| EvaluationView {
        kind,
        state,
        current,
        evaluator: Some("J. March".into()),
        auto_fails: Vec::new(),
        ..evaluation()
    };
    CallView {
        praise: Vec::new(),
        row: CallRow(7),
        call_id: Some("004471".into()),
        agent: Some(Agent { id: ama(), source_id: Some("A017".into()), name: "Ama Boateng".into() }),
        day: Some(day("2026-11-18")),
        started_at: "2026-11-18T14:02:00Z".parse().ok(),
        zone: chrono_tz::Europe::London,
        evaluations: vec![
            evaluation(),
            left_out(EvaluationKind::Standard, EvaluationState::Final, false),
            left_out(EvaluationKind::Calibration, EvaluationState::Final, true),
        ],
        flags: vec![flag()],
        transcript: Some(transcript(turns())),
    }
}

fn store(call: CallView) -> Store {
    Box::new(move |request| match request {
        Request::Call(_) => Some(Ok(Answer::Call(Box::new(call.clone())))),
        _ => None,
    })
}

fn open(size: (u16, u16), call: CallView) -> Driver {
    Driver::new(size, Nav::Call(CallRow(7)), store(call))
}

/// The session that was asked for last.
fn asked(t: &Driver) -> &Request {
    t.requests.iter().rev().find(|r| matches!(r, Request::OpenSession(_))).expect("a session was asked for")
}

fn session(evidence: Vec<EvidenceDraft>) -> Request {
    Request::OpenSession(OpenSession::ForAgent { agent: ama(), query: Query::default(), answers: Vec::new(), evidence })
}

fn picture(t: &Driver, name: &str) {
    if let Ok(dir) = std::env::var("PICTURES") {
        let svg = crate::tui::picture::svg(&t.buffer().0, crate::config::theme::Shade::Dark);
        std::fs::write(format!("{dir}/{name}.svg"), svg).expect("a picture is written");
    }
}

#[test]
fn a_call_shows_its_scores_and_what_was_said() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = open(size, call());
        picture(&t, &format!("call-{name}"));
        insta::assert_snapshot!(format!("a_call_{name}"), t.text());
        t.keys("tab down down space");
        picture(&t, &format!("call-transcript-{name}"));
        insta::assert_snapshot!(format!("a_transcript_{name}"), t.text());
    }
    insta::assert_snapshot!(open((120, 40), call()).keys("tab down").styled());
}

#[test]
fn a_call_that_is_read_that_failed_and_that_has_nothing_say_so() {
    let mut t = Driver::new((80, 24), Nav::Call(CallRow(7)), Box::new(|_| None));
    insta::assert_snapshot!("a_call_that_is_read", t.text());
    t.answer(Err("none".to_owned()));
    t.answer(Err("the data file is locked by another program".to_owned()));
    insta::assert_snapshot!("a_call_that_failed", t.text());
    let bare = CallView { evaluations: Vec::new(), flags: Vec::new(), transcript: None, agent: None, ..call() };
    let mut t = open((120, 24), bare);
    insta::assert_snapshot!("a_call_with_nothing", t.text());
    assert!(t.keys("s").text().contains("nobody is known as this call's agent"));
    assert!(t.keys("/").text().contains("this call has no transcript"));
}

#[test]
fn the_current_line_becomes_evidence_with_its_flags_dimension() {
    let mut t = open((120, 40), call());
    t.keys("tab down down e");
    let evidence = EvidenceDraft {
        call_id: "004471".to_owned(),
        from_ms: Some(11_000),
        to_ms: Some(19_250),
        speaker: "agent".to_owned(),
        quote: "okay what's the policy number".to_owned(),
        what_happened: "flagged: disclosure skipped".to_owned(),
        dimension: "compliance".to_owned(),
        ..EvidenceDraft::default()
    };
    assert_eq!(asked(&t), &session(vec![evidence]));
}

#[test]
fn marked_lines_are_taken_together() {
    let mut t = open((120, 40), call());
    t.keys("tab down space down space");
    assert!(t.text().contains("2 marked"));
    t.keys("e");
    let evidence = EvidenceDraft {
        call_id: "004471".to_owned(),
        from_ms: Some(4_300),
        to_ms: Some(24_000),
        speaker: "customer".to_owned(),
        quote: "my husband passed away last week and I don't know what to do about the policy I already said my husband passed away".to_owned(),
        ..EvidenceDraft::default()
    };
    assert_eq!(asked(&t), &session(vec![evidence]));
}

#[test]
fn from_the_scores_the_call_alone_is_taken() {
    let mut t = open((80, 24), call());
    t.keys("e");
    let evidence = EvidenceDraft { call_id: "004471".to_owned(), ..EvidenceDraft::default() };
    assert_eq!(asked(&t), &session(vec![evidence]));
}

#[test]
fn a_session_opens_without_evidence() {
    let mut t = open((120, 40), call());
    t.keys("s");
    assert_eq!(asked(&t), &session(Vec::new()));
}

#[test]
fn words_are_found_and_gone_through() {
    let mut t = open((120, 40), call());
    t.keys("/ 'PoLicy' enter");
    assert!(t.text().contains("1 of 3"), "{}", t.text());
    assert!(t.keys("n").text().contains("2 of 3   line 3 of 7"));
    picture(&t, "call-found");
    insta::assert_snapshot!("words_in_a_call", t.styled());
    assert!(t.keys("n n").text().contains("1 of 3"), "round the end");
    assert!(t.keys("N").text().contains("3 of 3   line 7 of 7"));
    assert!(!t.keys("esc").text().contains("of 3"), "esc leaves the search first");
    assert!(t.text().contains("call 004471"));
    assert!(t.keys("/ 'xyz'").text().contains("no line has these words"));
}

#[test]
fn a_line_is_copied_as_it_is_shown() {
    let mut t = open((120, 40), call());
    t.keys("tab down down y");
    assert_eq!(t.effects, [Effect::Copy("004471 0:11 agent: okay what's the policy number".to_owned())]);
}

#[test]
fn a_call_opens_at_a_turn_of_a_long_transcript() {
    let long: Vec<Turn> = (1..=2_000)
        .map(|n| {
            turn(
                n,
                Role::Agent,
                i64::from(n) * 3_000,
                i64::from(n) * 3_000 + 2_000,
                &format!("line {n} {}", "and more words ".repeat(8)),
            )
        })
        .collect();
    let view = CallView { transcript: Some(transcript(long)), ..call() };
    let mut t = Driver::new((80, 24), Nav::CallAt { call: CallRow(7), turn: 1_234 }, store(view));
    let text = t.text();
    assert!(text.contains("line 1234 of 2000") && text.contains("1:01:42"), "{text}");
    for (keys, line) in [("end", 2_000), ("up", 1_999), ("home", 1), ("pagedown", 5), ("pageup", 1), ("up", 1)] {
        let text = t.keys(keys).text();
        assert!(text.contains(&format!("line {line} of 2000")), "{keys}: {text}");
        assert!(text.contains(&format!("line {line} and")), "{keys} keeps the line on screen: {text}");
    }
}

#[test]
fn an_end_of_a_transcript_fills_the_screen() {
    let mut t = open((80, 24), call());
    let text = t.keys("tab end").text();
    assert!(text.contains("thank you for calling"), "all lines fit, so none scrolls away: {text}");
}

fn hits() -> Hits {
    let hit = |id: &str, turn: u32, text: &str| Hit {
        call: CallRow(7),
        call_id: Some(id.into()),
        agent: Some("Ama Boateng".into()),
        day: Some(day("2026-11-18")),
        turn,
        speaker: "customer".into(),
        from_ms: Some(i64::from(turn) * 10_000),
        text: text.into(),
    };
    let lines = vec![
        hit("004471", 2, "my husband passed away last week"),
        hit("004502", 4, "I already said my husband passed away"),
    ];
    Hits { lines, below: None }
}

#[test]
fn all_transcripts_are_searched_and_a_hit_opens_its_line() {
    let calls = store(call());
    let mut t = Driver::new(
        (120, 24),
        Nav::Today,
        Box::new(move |r| match r {
            Request::Search { words, .. } if words == "husband" => Some(Ok(Answer::Hits(hits()))),
            Request::Search { .. } => Some(Ok(Answer::Hits(Hits::default()))),
            other => calls(other),
        }),
    );
    insta::assert_snapshot!("a_search_that_is_empty", t.keys("f7").text());
    insta::assert_snapshot!("a_search_without_hits", t.keys("'husb'").text());
    t.keys("'and'");
    picture(&t, "search");
    insta::assert_snapshot!("a_search_with_hits", t.text());
    let text = t.keys("down enter").text();
    assert!(text.contains("line 4 of 7"), "{text}");
    assert!(t.keys("esc").text().contains("2 lines"), "back to the hits");
}

#[test]
fn a_call_of_two_hours_lays_out_no_more_than_a_short_one_and_asks_for_nothing() {
    use super::transcript::LAID_OUT;
    let laid_out = |turns: u32| -> Vec<usize> {
        let said = |n: u32| {
            turn(n, Role::Agent, i64::from(n) * 2_400, i64::from(n) * 2_400 + 2_000, "and then I said that I would")
        };
        let mut view = call();
        view.transcript = Some(transcript((1..=turns).map(said).collect()));
        view.flags = vec![FlagLine { at_ms: Some(50_000), ..flag() }; 3];
        let mut t = open((120, 40), view);
        t.keys("tab");
        t.requests.clear();
        let keys = "down down down pagedown pagedown up down";
        let each = keys.split(' ').map(|key| {
            LAID_OUT.set(0);
            t.keys(key).text();
            LAID_OUT.get()
        });
        let each = each.collect();
        assert_eq!(t.requests, [], "movement is the screen's own");
        each
    };
    let long = laid_out(3_000);
    assert_eq!(long, laid_out(300));
    assert!(long.iter().all(|n| *n < 300), "a screen has 34 lines: {long:?}");
}

#[test]
fn a_flag_stands_at_the_last_turn_that_began_by_its_moment() {
    use crate::domain::call::turn_of;
    let mut jumbled = turns();
    jumbled.swap(1, 4);
    jumbled[2].from_ms = None;
    for turns in [turns(), jumbled] {
        for ms in [-1, 0, 4_299, 4_300, 11_500, 20_000, 40_200, 45_000, 99_000] {
            let mut view = call();
            view.flags = vec![FlagLine { at_ms: Some(ms), ..flag() }];
            let at: Vec<usize> =
                (0..turns.len()).filter(|at| super::transcript::flags_at(&view, &turns, *at).count() == 1).collect();
            assert_eq!(at, turn_of(&turns, ms).into_iter().collect::<Vec<_>>(), "{ms}");
        }
    }
}

#[test]
fn older_lines_are_asked_for_as_one_comes_near_the_end_and_other_words_begin_anew() {
    let page = |below: Option<i64>| {
        let line = hits().lines.remove(0);
        // A request that looked into as many calls as it may comes back with little.
        let (n, below) = match below {
            None => (3, Some(90)),
            Some(90) => (60, Some(80)),
            Some(_) => (40, None),
        };
        Hits { lines: vec![line; n], below }
    };
    let mut t = Driver::new(
        (120, 24),
        Nav::Search,
        Box::new(move |r| match r {
            Request::Search { below, .. } => Some(Ok(Answer::Hits(page(*below)))),
            _ => None,
        }),
    );
    let asked = |t: &Driver| -> Vec<Option<i64>> {
        t.requests
            .iter()
            .filter_map(|r| if let Request::Search { below, .. } = r { Some(*below) } else { None })
            .collect()
    };
    t.keys("'h'");
    assert_eq!(asked(&t), [None, Some(90)], "as many as one may come to soon");
    assert!(t.text().contains("63+ lines"), "{}", t.text());
    t.keys("down down");
    assert_eq!(asked(&t).len(), 2);
    t.keys("pagedown");
    assert_eq!(asked(&t)[2..], [Some(80)]);
    assert!(t.text().contains("103 lines"), "{}", t.text());
    t.keys("'u'");
    assert_eq!(asked(&t)[3..], [None, Some(90)]);
    t.keys("pagedown pagedown");
    t.event(crate::tui::event::Event::Reply(crate::store::request::Reply::Changed));
    assert_eq!(asked(&t)[6..], [None, Some(90), Some(80)], "as far as before");
}

#[test]
fn hostile_text_stays_inert_and_every_size_draws() {
    let nasty = "\u{1b}[31m\u{202e}evil\r\n\t電話\u{200b}";
    let mut view = call();
    view.call_id = Some(nasty.into());
    view.flags = vec![FlagLine { code: nasty.into(), note: Some(nasty.into()), ..flag() }; 9];
    view.evaluations[0].comment = Some(nasty.into());
    view.evaluations[0].evaluator = Some(nasty.into());
    view.evaluations[0].scores[1].name = nasty.to_owned();
    view.evaluations[0].scores[1].criteria[0].name = nasty.into();
    if let Some(transcript) = &mut view.transcript {
        transcript.turns[1].text = nasty.into();
        transcript.turns[1].speaker = Some(nasty.into());
        transcript.turns[2].text = Raw::from("word ".repeat(400));
        transcript.turns[3].from_ms = None;
    }
    let mut t = open((120, 40), view);
    for keys in ["", "tab end", "/ 'evil'", "enter space", "?"] {
        t.keys(keys);
        for (columns, rows) in [
            (0, 0),
            (1, 1),
            (1, 60),
            (200, 1),
            (40, 10),
            (41, 12),
            (60, 18),
            (80, 24),
            (99, 30),
            (100, 11),
            (120, 40),
            (200, 60),
        ] {
            let text = t.resize(columns, rows).text();
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
            assert!(!text.contains(['\u{202e}', '\u{200b}']), "{text:?}");
        }
    }
    t.keys("esc y");
    let copied = t.effects.iter().find_map(|e| if let Effect::Copy(text) = e { Some(text) } else { None });
    assert!(copied.is_some_and(|text| !text.contains('\u{1b}')));
}

fn codes() -> FlagCodesView {
    let code = |code: &str, own: &[&str]| FlagCode {
        code: Raw::from(code),
        severities: vec![Raw::from("high"), Raw::from("low")],
        flags: 2,
        without: 0,
        own: own.iter().map(|key| (*key).to_owned()).collect(),
        mapped: Mapped::Open,
    };
    FlagCodesView {
        codes: vec![code("late_disclosure", &["compliance"]), code("rude", &[])],
        dimensions: [("compliance", "Compliance"), ("empathy", "Empathy")]
            .map(|(key, name)| (key.to_owned(), name.to_owned()))
            .to_vec(),
    }
}

/// A call whose flag codes are known.
fn flaggable(call: CallView) -> Driver {
    let store: Store = Box::new(move |request| match request {
        Request::Call(_) => Some(Ok(Answer::Call(Box::new(call.clone())))),
        Request::Flags(FlagRequest::Codes) => Some(Ok(Answer::FlagCodes(Box::new(codes())))),
        Request::Flags(FlagRequest::Add(_)) => Some(Ok(Answer::Done("done".to_owned()))),
        _ => None,
    });
    Driver::new((120, 40), Nav::Call(CallRow(7)), store)
}

fn flagged(t: &Driver) -> Vec<NewFlag> {
    let of = |r: &Request| match r {
        Request::Flags(FlagRequest::Add(flag)) => Some((**flag).clone()),
        _ => None,
    };
    t.requests.iter().filter_map(of).collect()
}

#[test]
fn a_flag_is_raised_by_hand_with_its_usual_dimension() {
    let mut t = flaggable(call());
    t.keys("f enter enter enter enter");
    let plain = NewFlag {
        call_id: "004471".to_owned(),
        code: "late_disclosure".to_owned(),
        dimension: Some("compliance".to_owned()),
        ..NewFlag::default()
    };
    assert_eq!(flagged(&t), std::slice::from_ref(&plain), "a key and four times enter");
    // From the transcript the line under the cursor is the moment; what is asked can be answered otherwise.
    let mut t = flaggable(call());
    t.keys("tab down f 'no_consent' enter down down enter 'critical' enter 'said nothing of it' enter");
    let turn = call().transcript.expect("a transcript").turns[1].from_ms;
    assert!(turn.is_some());
    let other = NewFlag {
        code: "no_consent".to_owned(),
        dimension: Some("empathy".to_owned()),
        severity: Some("critical".to_owned()),
        note: Some("said nothing of it".to_owned()),
        at_ms: turn,
        ..plain
    };
    assert_eq!(flagged(&t), [other]);
    // Left half-way, nothing is written.
    let mut t = flaggable(call());
    t.keys("f enter esc");
    assert_eq!(flagged(&t), []);
}

#[test]
fn a_call_that_no_flag_can_name_says_so() {
    let mut t = flaggable(CallView { call_id: None, ..call() });
    assert!(t.keys("f").text().contains("no flag can name it"));
    let mut t = flaggable(CallView { agent: None, ..call() });
    assert!(t.keys("f").text().contains("would have no clock"));
}

#[test]
fn a_score_is_disputed_from_the_call_and_the_dispute_is_closed_there() {
    let mut view = call();
    for evaluation in &mut view.evaluations {
        for score in &mut evaluation.scores {
            score.dispute = None;
        }
    }
    let first = &view.evaluations[0];
    let lowest = first
        .scores
        .iter()
        .filter(|s| s.percent.is_some())
        .min_by(|a, b| a.percent.partial_cmp(&b.percent).expect("figures"));
    let dimension = lowest.expect("a score").key.clone();
    let opens = Request::OpenDispute {
        source: first.source.clone(),
        evaluation: first.key.clone(),
        dimension,
        note: "the line was bad".to_owned(),
    };
    let mut disputed = view.clone();
    let id = DisputeId(uuid::Uuid::from_u128(9));
    let opened_on = "2026-11-20".parse().expect("a day");
    disputed.evaluations[0].scores[0].dispute =
        Some(DisputeView { id, state: DisputeState::Open, note: "the line was bad".into(), opened_on });
    let closes = Request::CloseDispute { id, state: DisputeState::Changed, note: "heard again".to_owned() };
    for (view, keys, request) in [
        (view, "d enter enter 'the line was bad' enter", opens),
        (disputed, "d enter 'changed' enter 'heard again' enter", closes),
    ] {
        let store: Store = Box::new(move |request| match request {
            Request::Call(_) => Some(Ok(Answer::Call(Box::new(view.clone())))),
            Request::OpenDispute { .. } | Request::CloseDispute { .. } => Some(Ok(Answer::Done("noted".to_owned()))),
            _ => None,
        });
        let mut t = Driver::new((120, 40), Nav::Call(CallRow(7)), store);
        t.keys(keys);
        assert!(t.requests.contains(&request), "{:?}\n{}", t.requests, t.text());
        assert_eq!(t.requests.last(), Some(&Request::Call(CallRow(7))), "the call is read again");
    }
}

#[test]
fn a_line_is_kept_as_praise_and_the_same_key_takes_it_back() {
    let asked = |t: &Driver| {
        let praise = |r: &&Request| matches!(r, Request::KeepPraise(_) | Request::DropPraise(_));
        t.requests.iter().filter(praise).cloned().collect::<Vec<_>>()
    };
    let mut t = open((120, 40), call());
    t.keys("tab +");
    let kept = asked(&t);
    let [Request::KeepPraise(new)] = kept.as_slice() else { panic!("{kept:?}") };
    let first = &call().transcript.expect("it has one").turns[0];
    assert_eq!((new.from_ms, new.quote.verbatim()), (first.from_ms, first.text.verbatim()));
    let praise = crate::domain::praise::Praise {
        id: crate::domain::id::PraiseId(uuid::Uuid::from_u128(5)),
        call_id: new.call_id.clone(),
        started_at: None,
        day: None,
        from_ms: new.from_ms,
        to_ms: new.to_ms,
        speaker: new.speaker.clone(),
        quote: new.quote.clone(),
    };
    let id = praise.id;
    let mut t = open((120, 40), CallView { praise: vec![praise], ..call() });
    assert!(t.keys("tab").text().contains("no praise"), "{}", t.text());
    t.keys("+");
    assert_eq!(asked(&t), [Request::DropPraise(id)]);
}

#[test]
fn a_flag_that_is_refused_is_asked_for_again_with_what_was_typed() {
    let refuse = std::cell::Cell::new(true);
    let store: Store = Box::new(move |request| match request {
        Request::Call(_) => Some(Ok(Answer::Call(Box::new(call())))),
        Request::Flags(FlagRequest::Codes) => Some(Ok(Answer::FlagCodes(Box::new(codes())))),
        Request::Flags(FlagRequest::Add(_)) if refuse.replace(false) => Some(Err("the file is locked".to_owned())),
        Request::Flags(FlagRequest::Add(_)) => Some(Ok(Answer::Done("done".to_owned()))),
        _ => None,
    });
    let mut t = Driver::new((120, 40), Nav::Call(CallRow(7)), store);
    t.keys("tab down f 'no_consent' enter down down enter 'critical' enter");
    // A flag's note is the supervisor's alone.
    assert!(t.text().contains("It is for you: the agent"), "{}", t.text());
    assert!(t.keys("'said nothing of it' enter").text().contains("the file is locked"), "{}", t.text());
    // Elsewhere in the call by now: the moment is that of the flag, and everything else stands as it was given.
    t.keys("tab f enter enter enter enter enter enter");
    let sent = flagged(&t);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(sent[0], sent[1]);
    assert_eq!(sent[1].note.as_deref(), Some("said nothing of it"));
    // Once it is in the file, the next one begins with nothing.
    t.keys("f enter enter enter enter");
    assert_eq!(flagged(&t)[2].note, None);
}

#[test]
fn x_swaps_the_speakers_of_the_whole_call_and_says_so_under_it() {
    let mut t = open((120, 40), call());
    t.keys("tab x");
    assert_eq!(t.requests.last(), Some(&Request::SwapSpeakers(CallRow(7))));
    let mut swapped = call();
    let talk = swapped.transcript.as_mut().expect("a transcript");
    Speakers::Swapped.apply(&mut talk.turns);
    talk.speakers = Speakers::Swapped;
    for size in [(80, 24), (120, 40), (160, 48)] {
        let text = open(size, swapped.clone()).keys("tab").text();
        assert!(text.contains("by hand: agent and customer are swapped"), "{text}");
    }
    let mut t = open((120, 40), swapped);
    t.keys("tab e");
    let Request::OpenSession(OpenSession::ForAgent { evidence, .. }) = asked(&t) else { panic!("no session") };
    assert_eq!(evidence[0].speaker, "customer");
    let mut t = open((120, 40), CallView { transcript: None, ..call() });
    assert!(t.keys("x").text().contains("no speakers to swap"));
}

#[test]
fn moments_stand_beside_their_turn_and_say_what_happened_in_its_evidence() {
    let mut view = call();
    view.flags.clear();
    let talk = view.transcript.as_mut().expect("a transcript");
    let words = talk.turns[1].text.clone();
    let from_ms = talk.turns[1].from_ms.expect("a time");
    let moments = vec![Moment { label: "Late_Greeting".into(), from_ms, to_ms: None, words }];
    *talk = with_moments(talk.turns.clone(), moments);
    for size in [(80, 24), (120, 40), (160, 48)] {
        let text = open(size, view.clone()).keys("tab").text();
        assert!(text.contains("Late_Greeting"), "{text}");
    }
    let mut t = open((120, 40), view);
    t.keys("tab down e");
    let Request::OpenSession(OpenSession::ForAgent { evidence, .. }) = asked(&t) else { panic!("no session") };
    assert_eq!(evidence[0].what_happened, "Late_Greeting");
}

#[test]
fn a_page_that_leaves_the_customer_out_leaves_out_the_words_of_moments_too() {
    let mut view = call();
    let talk = view.transcript.as_mut().expect("a transcript");
    talk.moments =
        vec![Moment { label: "Issue".into(), from_ms: 1_000, to_ms: None, words: "my card was stolen".into() }];
    view.spare_the_customer();
    let talk = view.transcript.as_ref().expect("a transcript");
    assert_eq!((talk.moments[0].label.verbatim(), talk.moments[0].words.verbatim()), ("Issue", "[left out]"));
    assert!(!format!("{view:?}").contains("stolen"));
}
