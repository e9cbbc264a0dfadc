//! The agent's page in its three forms.

use crate::clock::Clock;
use crate::domain::day::Span;
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::domain::reported::OverCycles;
use crate::domain::session::{
    Amended, Amendment, EvidenceDraft, FlagRef, FocusDraft, HistoryLine, SessionView, SignOff, Status,
};
use crate::domain::standing::Query;
use crate::domain::trends::{Point, Row};
use crate::import::Go;
use crate::report::session::{CustomerWords, Options, agents_page, reading_page};
use crate::report::{Part, Report, charts, html, markdown, text};
use crate::store::request::OpenSession;
use crate::store::{Finish, ImportJob, Store};
use crate::tui::factory;
use std::fmt::Write as _;

fn view() -> SessionView {
    let mut view = factory::finished();
    view.agent_comment = Some("I was not told".to_owned());
    view.sign_off = Some(SignOff::Disagrees);
    view.content.strength = Some("Resolution met its target".to_owned());
    view.content.note = Some("agreed calmly".to_owned());
    let line = |seq, at: &str, what: &str, hash: &str| HistoryLine {
        seq,
        at: at.to_owned(),
        actor: "Dana Reyes".to_owned(),
        what: what.to_owned(),
        why: None,
        hash: hash.repeat(32),
    };
    view.history = vec![
        line(12, "2026-10-20T13:55:00.000Z", "session_finished", "01"),
        line(13, "2026-10-20T14:00:00.000Z", "session_signed", "ab"),
        line(14, "2026-10-21T09:00:00.000Z", "session_amended", "ff"),
    ];
    view.amendments = vec![Amendment {
        seq: 14,
        field: Amended::Due,
        old: Some("2026-10-25".to_owned()),
        new: "2026-10-27".to_owned(),
        evidence: None,
        reason: "two days of leave".to_owned(),
    }];
    let mut quoted = view.content.evidence[0].clone();
    quoted.quote = Some("my husband passed away".into());
    quoted.speaker = Some("customer".into());
    quoted.what_happened = None;
    quoted.from_ms = Some(40_200);
    view.content.evidence.push(quoted);
    view
}

fn all(view: &SessionView, options: Options) -> [String; 3] {
    let page = agents_page(view, options);
    [text(&page), markdown(&page), html(&page)]
}

#[test]
fn the_agents_page_in_three_forms() {
    let [text, markdown, html] = all(&view(), Options::default());
    insta::assert_snapshot!("page_text", text);
    insta::assert_snapshot!("page_markdown", markdown);
    insta::assert_snapshot!("page_html", html);
}

#[test]
fn the_check_code_is_that_of_the_sessions_last_record() {
    // Five bytes of ff are forty ones: eight times the last letter of the alphabet.
    for page in all(&view(), Options::default()) {
        assert!(page.contains("Log check code ZZZZ") && page.contains("record 14 of 2026"), "{page}");
    }
}

#[test]
fn customers_words_are_left_out_and_the_agents_stay() {
    let mut view = view();
    let options = Options { customer: CustomerWords::LeftOut };
    // Words of nobody, and of several, may be a customer's too.
    for (speaker, shown) in [
        (Some("customer"), false),
        (Some("agent, customer"), false),
        (Some("Speaker 2"), false),
        (None, false),
        (Some("Agent"), true),
        (Some("Lars Nyström"), true),
    ] {
        view.content.evidence[1].speaker = speaker.map(Into::into);
        view.content.agent_name = "Lars Nyström".into();
        for page in all(&view, options) {
            assert_eq!(page.contains("my husband passed away"), shown, "{speaker:?}: {page}");
            assert_eq!(page.contains("words left out"), !shown, "{speaker:?}");
        }
        for page in all(&view, Options::default()) {
            assert!(page.contains("my husband passed away"));
        }
    }
    // A row that was added is no way round.
    view.content.evidence[1].speaker = Some("customer".into());
    let row = view.content.evidence.remove(1);
    view.amendments[0] = Amendment {
        field: Amended::Evidence,
        old: None,
        new: row.words(),
        evidence: Some(row),
        ..view.amendments[0].clone()
    };
    for page in all(&view, options) {
        assert!(!page.contains("my husband passed away"), "{page}");
    }
}

#[test]
fn outcomes_flags_notes_and_other_figures_are_not_on_it() {
    let mut view = view();
    view.outcome = Some(factory::outcome());
    view.content.focus.reason = Some("SECRET REASON".to_owned());
    view.content.flags = vec![crate::domain::session::FrozenFlag {
        call_id: Some("4471".into()),
        code: "late".into(),
        severity: None,
        dimension: None,
        day: "2026-10-15".parse().expect("a day"),
        at_ms: None,
        note: Some("SECRET NOTE".into()),
    }];
    let sentence = view.outcome.as_ref().expect("an outcome").sentence();
    for page in all(&view, Options::default()) {
        for secret in ["SECRET", sentence.as_str(), "luck"] {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
    }
}

#[test]
fn hostile_text_stays_text_in_every_form() {
    let nasty = "<script>alert(1)</script>\u{1b}[31m\u{202e}\n# head | *x* \"q\" & 'a' [l](http://evil) ![i](x)";
    let mut view = view();
    view.content.agent_name = nasty.into();
    view.content.supervisor_name = nasty.to_owned();
    view.content.behavior = Some(nasty.to_owned());
    view.content.note = Some(nasty.to_owned());
    view.content.dimensions[0].name = nasty.to_owned();
    view.content.evidence[0].what_happened = Some(nasty.into());
    view.content.evidence[1].quote = Some(nasty.into());
    view.content.evidence[1].call_id = Some(nasty.into());
    view.agent_comment = Some(nasty.to_owned());
    view.page = Some(nasty.to_owned());
    view.amendments[0].reason = nasty.to_owned();
    view.history[2].actor = nasty.to_owned();
    let [text, markdown, html] = all(&view, Options::default());
    for page in [&text, &markdown, &html] {
        assert!(!page.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{page}");
    }
    assert!(!html.contains("<script>") && !html.contains("href") && !html.contains("src="), "{html}");
    assert!(!markdown.contains("<script>") && !markdown.replace("\\]", "").contains("]("), "{markdown}");
    // One style sheet, and nothing that is fetched.
    assert_eq!(html.matches("<style>").count(), 1);
    assert!(!html.contains("url(") && !html.contains("@import") && !html.contains("<link"));
    // No line of Markdown begins with a heading or a row that was not meant.
    let heads = markdown.lines().filter(|l| l.starts_with('#')).count();
    let whole = crate::report::markdown(&agents_page(&self::view(), Options::default()));
    assert_eq!(heads, whole.lines().filter(|l| l.starts_with('#')).count());
}

#[test]
fn a_draft_and_a_void_session_say_so_and_only_what_is_printed_has_lines_to_sign() {
    let draft = SessionView { status: Status::Draft, history: Vec::new(), sign_off: None, ..view() };
    for page in all(&draft, Options::default()) {
        assert!(page.contains("DRAFT"), "{page}");
        assert!(!page.contains("check code") && !page.contains(&draft.content.id.to_string()), "{page}");
    }
    let void = SessionView { status: Status::Void, ..view() };
    for page in all(&void, Options::default()) {
        assert!(page.contains("VOID"), "{page}");
    }
    let page = agents_page(&draft, Options::default());
    assert!(text(&page).contains("_____"));
    assert!(!text(&reading_page(&draft, Options::default())).contains("_____"));
}

const HEADINGS: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,evaluated_at,dimension,criterion,earned,possible,result,flag,flag_at_ms,comment";

/// Four calls of Ada's, with a secret of the evaluator's in each place that a file has for a comment.
fn secrets() -> String {
    let mut csv = format!("{HEADINGS}\n");
    for n in 1..=4 {
        let start = format!("E{n},C{n},A1,Ada Low,North,Kim,2026-11-1{n}T10:00:00Z,2026-11-15");
        // The flag's row: files take its note from the comment.
        let cold = if n == 2 { "cold_tone,61000" } else { "," };
        let late = if n == 3 { "late,9000" } else { "," };
        for row in [
            format!(",,,,,,,SECRET of the evaluation {n}"),
            format!("Empathy,,4{n},100,,,,SECRET of the score {n}"),
            format!("Discovery,Asks first,0,10,missed,{cold},SECRET of the criterion {n}"),
            format!("Resolution,,90,100,,{late},SECRET of the flag {n}"),
        ] {
            let _ = writeln!(csv, "{start},{row}");
        }
    }
    csv
}

/// What an evaluator writes never reaches the agent: not from the evaluation, a score, a criterion or a flag, though
/// each of the calls is suggested as evidence and taken as it is suggested.
#[test]
fn an_evaluators_comments_are_on_no_page_whatever_the_form_suggests() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scores.csv");
    std::fs::write(&path, secrets()).expect("a file is written");
    let actor = Actor { name: "Dana Reyes".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("it opens");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is read");
    let report = store.import(&plan, true, &mut |_| Go::On).expect("it is loaded");
    assert_eq!((report.rejected_rows, report.evaluations), (0, 4), "{report:?}");
    let agent = store.agent_named("A1").expect("an agent").id;
    // Calls that are taken without words get the scores' words.
    let taken = (1..=4).map(|n| EvidenceDraft { call_id: format!("C{n}"), ..EvidenceDraft::default() }).collect();
    let open = OpenSession::ForAgent { agent, query: Query::default(), answers: Vec::new(), evidence: taken };
    let form = store.open_session(&open).expect("a form");
    assert_eq!(form.draft.evidence.len(), 4);
    for row in &form.draft.evidence {
        assert!(!row.what_happened.is_empty() && !row.what_happened.contains("SECRET"), "{row:?}");
    }
    store.discard_draft(form.id, &form.draft, None).expect("the draft goes");
    let flag = |call: &str, code: &str| FlagRef { call_id: call.into(), code: code.into() };
    let mut suggested = 0;
    for (n, (answers, focus)) in [
        (vec![flag("C2", "cold_tone")], "discovery"),
        (vec![flag("C3", "late")], "resolution"),
        (vec![], "empathy"),
        (vec![], "discovery"),
    ]
    .into_iter()
    .enumerate()
    {
        let open = OpenSession::ForAgent { agent, query: Query::default(), answers, evidence: Vec::new() };
        let form = store.open_session(&open).expect("a form");
        let opened = form.draft;
        let mut draft = opened.clone();
        draft.focus = Some(FocusDraft { dimension: focus.to_owned(), reason: "agreed with Ada".to_owned() });
        let prefill = store.prefill(&draft).expect("the data");
        suggested += prefill.suggestions.len();
        draft.evidence = prefill.suggestions;
        for flag in &draft.answers_flags {
            draft.evidence.push(EvidenceDraft {
                call_id: flag.call_id.verbatim().to_owned(),
                from_ms: Some(9000),
                what_happened: "the date was left out".to_owned(),
                ..EvidenceDraft::default()
            });
        }
        "every call was used already".clone_into(&mut draft.no_evidence);
        draft.behavior = format!("in {focus}, {n}");
        "Say the caller's name in the first 30 seconds of every call this week".clone_into(&mut draft.action);
        let id = SessionId::new();
        assert_eq!(store.finish_session(id, &draft, None).expect("it is judged"), Finish::Locked(id));
        store.discard_draft(form.id, &opened, None).expect("the draft goes");
        let view = store.session_view(id).expect("a session");
        for page in all(&view, Options::default()) {
            assert!(!page.contains("SECRET"), "{focus}: {page}");
        }
        assert!(!crate::domain::session::auditors_sentence(&view).contains("SECRET"));
    }
    assert!(suggested >= 2, "suggestions were taken: {suggested}");
    // The comments are there, for the supervisor.
    let call = store.call_named("C2").expect("a call");
    assert!(format!("{:?}", store.call_view(call).expect("a call")).matches("SECRET").count() >= 3);
}

#[test]
fn sessions_are_marked_in_the_cycle_and_on_the_dimension_that_they_were_held_for() {
    let cycles = vec![
        Span::new(factory::day("2026-10-26"), factory::day("2026-11-09")),
        Span::new(factory::day("2026-11-09"), factory::day("2026-11-23")),
    ];
    let point = Point { current: Some(70.0), n: 5, target: Some(75.0), low: None, high: None };
    let row = |key: &str| Row { key: key.to_owned(), name: key.to_owned(), points: vec![point, point] };
    let mut session = factory::agent_view().sessions[0].clone();
    session.focus = Some("empathy".to_owned());
    session.held_on = factory::day("2026-11-09");
    let over = OverCycles { cycles, rows: vec![row("empathy"), row("discovery")], sessions: vec![session] };
    let found = charts(&over, factory::day("2026-11-25"), 5);
    let counts: Vec<Vec<usize>> = found.iter().map(|c| c.dots.iter().map(|d| d.sessions).collect()).collect();
    assert_eq!(counts, [[0, 1], [0, 0]], "the first day of a cycle is in it");
    assert_eq!((found[0].dots[1].cycle.as_str(), found[0].dots[1].begins.as_str()), ("9–22 Nov", "9 Nov"));
    // Five calls are enough where five are asked for, and too few where six are.
    let few = |minimum| {
        let page = Report {
            title: String::new(),
            mark: None,
            facts: Vec::new(),
            parts: vec![Part::Charts(charts(&over, factory::day("2026-11-25"), minimum))],
            foot: Vec::new(),
        };
        text(&page).matches("· 70.0 (5)").count()
    };
    assert_eq!((few(5), few(6)), (0, 4));
}
