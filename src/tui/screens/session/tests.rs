use std::collections::BTreeMap;
use std::rc::Rc;

use super::*;
use crate::domain::day::Span;
use crate::domain::focus::{DimensionFigure, find};
use crate::domain::id::{CallRow, PersonId, ScorecardId};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::session::{AutoFailLine, CallFact, Field, Practising, SessionKind, SessionLine, Status};
use crate::domain::standing::{BelowReason, CallLine, FlagLine, Query, Standing};
use crate::store::request::Reply;
use crate::tui::driver::{Driver, Setting, Store, now};
use crate::tui::event::Event;

mod taking_calls;
mod typed;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn ama() -> PersonId {
    PersonId(uuid(17))
}

fn id() -> SessionId {
    SessionId(uuid(1))
}

fn figure(name: &str, target: f64, current: f64, critical: bool) -> DimensionFigure {
    DimensionFigure {
        key: crate::domain::scorecard::key_of(name),
        name: name.to_owned(),
        weight: 1.0,
        critical,
        target: Some(target),
        current: Some(current),
        n: 34,
        previous: Some(current - 1.0),
        previous_n: 30,
    }
}

fn line(call_id: &str, on: &str, overall: f64) -> CallLine {
    CallLine {
        row: CallRow(1),
        call_id: Some(call_id.into()),
        day: day(on),
        started_at: format!("{on}T14:02:00Z").parse().ok(),
        overall: Some(overall),
        percents: vec![Some(90.0), Some(30.0), Some(81.0), Some(84.0), Some(91.0)],
        below: if overall < 70.0 { vec![BelowReason::Overall(overall)] } else { Vec::new() },
        flags: Vec::new(),
        scored_by: Vec::new(),
        has_transcript: true,
        disputed: false,
        comment: None,
    }
}

fn fact(agent: PersonId, name: &str, at: &str, turns: &[&str]) -> CallFact {
    let at: chrono::DateTime<chrono::Utc> = at.parse().expect("a moment");
    CallFact {
        agent: Some(agent),
        agent_name: Some(name.into()),
        started_at: Some(at),
        day: Some(at.date_naive()),
        turns: turns.iter().map(|t| Raw::from(*t)).collect(),
    }
}

fn known() -> BTreeMap<String, CallFact> {
    let lars = PersonId(uuid(99));
    BTreeMap::from([
        (
            "004471".to_owned(),
            fact(ama(), "Ama Boateng", "2026-11-18T14:02:00Z", &["hello", "okay what's the policy number"]),
        ),
        ("004502".to_owned(), fact(ama(), "Ama Boateng", "2026-11-21T09:47:00Z", &[])),
        ("004519".to_owned(), fact(lars, "Lars Nyström", "2026-11-20T10:00:00Z", &[])),
    ])
}

fn suggestions() -> Vec<EvidenceDraft> {
    let row = |call: &str, at: Option<i64>, quote: &str, what: &str| EvidenceDraft {
        call_id: call.to_owned(),
        from_ms: at,
        to_ms: at.map(|ms| ms + 7_250),
        speaker: if quote.is_empty() { String::new() } else { "agent".to_owned() },
        quote: quote.to_owned(),
        what_happened: what.to_owned(),
        dimension: "empathy".to_owned(),
        ..EvidenceDraft::default()
    };
    vec![
        row("004471", Some(12_000), "okay what's the policy number", "no acknowledgment"),
        row("004502", Some(151_000), "I already said my husband passed away", ""),
        row("004533", None, "", ""),
    ]
}

fn last() -> SessionLine {
    SessionLine {
        id: SessionId(uuid(2)),
        agent: ama(),
        agent_json_id: "A017".to_owned(),
        agent_name: "Ama Boateng".into(),
        supervisor: "Dana Reyes".to_owned(),
        kind: SessionKind::Scheduled,
        status: Status::Signed,
        held_at: "2026-10-29T14:00:00Z".parse().expect("a moment"),
        held_on: day("2026-10-29"),
        focus: Some("empathy".to_owned()),
        focus_name: Some("Empathy".to_owned()),
        baseline: Some(64.3),
        behavior: Some("names the customer".to_owned()),
        action: Some("Use the customer's name in the first 30 seconds of every call until 8 Nov".to_owned()),
        due: Some(day("2026-11-08")),
        check: None,
        next_session: None,
        sign_off: None,
        agent_comment: Some("I forget when they shout".to_owned()),
        action_state: crate::domain::session::ActionState::Agreed,
        action_count: None,
        next_step: None,
        cause: None,
    }
}

fn prefill() -> Prefill {
    let dimensions = vec![
        figure("Compliance", 95.0, 97.1, true),
        figure("Empathy", 75.0, 62.4, false),
        figure("Discovery", 80.0, 81.0, false),
        figure("Resolution", 85.0, 84.1, false),
        figure("Process adherence", 90.0, 91.2, false),
    ];
    let standing = Standing {
        agent: Agent { id: ama(), source_id: Some("A017".into()), name: "Ama Boateng".into() },
        team: Some("Claims North".into()),
        evaluations: 34,
        calls: 34,
        newer_calls: 3,
        overall: Some(83.2),
        previous_overall: Some(82.0),
        auto_fails: 0,
        flags: 0,
        below_threshold: Some(3),
        finding: find(&dimensions, 3),
        dimensions,
        unanswered: 0,
        unanswered_since: None,
        last_session: None,
        next_due: None,
        draft: None,
    };
    Prefill {
        agent: ama(),
        agent_json_id: "A017".to_owned(),
        agent_name: "Ama Boateng".into(),
        supervisor: None,
        supervisor_name: "Dana Reyes".to_owned(),
        cycle: Span::new(day("2026-11-09"), day("2026-11-23")),
        zone: chrono_tz::Europe::London,
        scorecard: ScorecardId(uuid(3)),
        scorecard_name: "Claims QA".to_owned(),
        scorecard_version: "1".to_owned(),
        standing,
        calls: vec![
            line("004502", "2026-11-21", 66.0),
            line("004533", "2026-11-20", 61.0),
            line("004471", "2026-11-18", 64.5),
            line("004460", "2026-11-17", 88.0),
        ],
        baseline: Vec::new(),
        flags: Vec::new(),
        open_flags: Vec::new(),
        auto_fails: Vec::new(),
        last: Some(last()),
        suggestions: suggestions(),
        strength: Some("Discovery met for the first time: 81".to_owned()),
        known_calls: known(),
        check_days: 30,
        review_threshold: 70.0,
        minimum_sample: 3,
        next_session: day("2026-12-09"),
        day_first: true,
        practice: Practising { asked: Vec::new(), ..practising("empathy") },
    }
}

/// What the starting library suggests for a dimension, for someone whose calls were scored on two questions.
fn practising(dimension: &str) -> Practising {
    use crate::domain::practice::library::{Kept, Library};
    use crate::domain::practice::suggest::{Asked, suggest};
    let entries = Library::starting().entries.into_iter();
    let library: Vec<Kept> = entries.map(|entry| Kept { id: entry.stable_id(), entry }).collect();
    let one = |criterion: &str, missed| Asked { criterion: criterion.to_owned(), missed, of: 34 };
    let asked = match dimension {
        "empathy" => vec![one("Uses the caller's name", 19), one("Acknowledges what the caller said", 4)],
        _ => Vec::new(),
    };
    Practising { suggestions: suggest(dimension, &library, &asked, &[]), asked, ..Practising::default() }
}

fn draft() -> Draft {
    Draft {
        agent: ama().to_string(),
        cycle: Some(Span::new(day("2026-11-09"), day("2026-11-23"))),
        focus: Some(session::FocusDraft { dimension: "empathy".to_owned(), reason: String::new() }),
        strength: "Discovery met for the first time: 81".to_owned(),
        ..Draft::default()
    }
}

const ACTION: &str = "Say back the caller's own words before the first question, on every call this week";

/// Everything that finishing asks for.
fn filled() -> Draft {
    let suggested = suggestions();
    Draft {
        behavior: "Acknowledges what the caller has just said".to_owned(),
        action: ACTION.to_owned(),
        evidence: suggested[..2].to_vec(),
        ..draft()
    }
}

fn flag() -> FlagLine {
    FlagLine {
        call_id: Some("004471".into()),
        call: CallRow(1),
        day: day("2026-11-18"),
        code: "disclosure_skipped".into(),
        severity: Some("high".into()),
        dimension: Some("compliance".to_owned()),
        at_ms: Some(40_200),
        note: None,
        answered_by: None,
    }
}

/// A store with a draft in it.
fn store(draft: Draft, prefill: Prefill) -> Store {
    let prefill = Rc::new(prefill);
    Box::new(move |request| {
        let prefill = (*prefill).clone();
        Some(Ok(match request {
            Request::OpenSession(_) => Answer::SessionForm(Box::new(SessionForm {
                id: id(),
                draft: draft.clone(),
                prefill,
                resumed: None,
                in_file: None,
                aside: None,
            })),
            Request::Prefill { .. } => Answer::Prefill(Box::new(prefill)),
            Request::SaveDraft { .. } => Answer::DraftSaved(now()),
            Request::Finish { id, .. } => Answer::Finished(*id),
            Request::DiscardDraft { .. } => Answer::Done("the draft was discarded".to_owned()),
            _ => return None,
        }))
    })
}

fn nav() -> Nav {
    Nav::Session(OpenSession::ForAgent {
        agent: ama(),
        query: Query::default(),
        answers: Vec::new(),
        evidence: Vec::new(),
    })
}

fn open(size: (u16, u16), draft: Draft, prefill: Prefill) -> Driver {
    Driver::new(size, nav(), store(draft, prefill))
}

/// The drafts that were saved, in order.
fn saved(t: &Driver) -> Vec<Draft> {
    let drafts = t.requests.iter().filter_map(|r| match r {
        Request::SaveDraft { draft, .. } => Some((**draft).clone()),
        _ => None,
    });
    drafts.collect()
}

fn last_saved(t: &Driver) -> Draft {
    saved(t).pop().expect("a draft was saved")
}

/// Looks at pictures: `PICTURES=dir cargo test pictures`.
fn picture(t: &Driver, name: &str) {
    if let Ok(dir) = std::env::var("PICTURES") {
        let svg = crate::tui::picture::svg(&t.buffer().0, crate::config::theme::Shade::Dark);
        std::fs::write(format!("{dir}/{name}.svg"), svg).expect("a picture is written");
    }
}

#[test]
fn the_form_opens_filled_in() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let t = open(size, draft(), prefill());
        picture(&t, &format!("form-new-{name}"));
        insta::assert_snapshot!(format!("the_form_opens_filled_in_{name}"), t.text());
    }
}

#[test]
fn a_filled_form_says_that_nothing_is_missing() {
    for (size, name) in [((80, 24), "80"), ((120, 40), "120"), ((160, 48), "160")] {
        let mut t = open(size, filled(), prefill());
        t.keys("tab tab tab");
        picture(&t, &format!("form-full-{name}"));
        insta::assert_snapshot!(format!("a_filled_form_{name}"), t.text());
    }
}

#[test]
fn the_focus_and_the_field_in_use_are_the_brightest() {
    let mut t = open((120, 40), filled(), prefill());
    t.keys("tab tab tab");
    insta::assert_snapshot!(t.styled());
}

#[test]
fn an_opening_form_says_so_and_a_failed_one_why() {
    let mut t = Driver::new((80, 24), nav(), Box::new(|_| None));
    insta::assert_snapshot!("a_form_that_is_read", t.text());
    t.answer(Ok(Answer::Done(String::new()))); // Today's own question comes first
    t.answer(Err("the data file is locked by another program".to_owned()));
    insta::assert_snapshot!("a_form_that_failed", t.text());
}

#[test]
fn every_letter_reaches_the_file() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab 'Says it back'");
    assert_eq!(last_saved(&t).behavior, "Says it back");
    assert!(t.text().contains("draft, saved 14:31:07"));
}

#[test]
fn what_is_typed_while_a_save_is_under_way_is_saved_after_it() {
    let answers = store(draft(), prefill());
    let mut t = Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match r {
            Request::SaveDraft { .. } => None,
            Request::Today => Some(Err("none".to_owned())),
            other => answers(other),
        }),
    );
    t.keys("tab tab 'abc'");
    assert_eq!(saved(&t).iter().map(|d| d.behavior.as_str()).collect::<Vec<_>>(), ["a"]);
    t.answer(Ok(Answer::DraftSaved(now())));
    assert_eq!(saved(&t).iter().map(|d| d.behavior.as_str()).collect::<Vec<_>>(), ["a", "abc"]);
    // The program ends with a save under way: what came after it is sent nevertheless.
    t.keys("'d' ctrl-c");
    assert_eq!(last_saved(&t).behavior, "abcd");
    assert_eq!(t.effects.last(), Some(&Effect::Quit));
}

/// A program whose file has a draft of before, and answers saves so.
fn resumed(there: Draft, saves: impl Fn(&Request) -> Option<Answer> + 'static) -> Driver {
    let answers = store(there.clone(), prefill());
    let open = SessionForm {
        id: id(),
        draft: there.clone(),
        prefill: prefill(),
        resumed: Some(now()),
        in_file: Some(there),
        aside: None,
    };
    Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match (r, saves(r)) {
            (_, Some(answer)) => Some(Ok(answer)),
            (Request::OpenSession(_), None) => Some(Ok(Answer::SessionForm(Box::new(open.clone())))),
            (Request::SettleAside(_), None) => Some(Ok(Answer::Settled)),
            (other, None) => answers(other),
        }),
    )
}

/// What a save was based on.
fn based(t: &Driver) -> Vec<Option<String>> {
    let saves = t.requests.iter().filter_map(|r| match r {
        Request::SaveDraft { based, .. } => Some(based.as_ref().map(|b| b.behavior.clone())),
        _ => None,
    });
    saves.collect()
}

#[test]
fn a_draft_that_another_window_changed_asks_and_nothing_is_chosen_by_a_key_of_the_text() {
    let theirs = Draft { behavior: "Theirs".to_owned(), ..draft() };
    let other = theirs.clone();
    let mut t = resumed(draft(), move |r| match r {
        Request::SaveDraft { based, .. } if based.as_ref().is_some_and(|b| b.behavior != "Theirs") => {
            let elsewhere = Elsewhere::Edited { draft: Box::new(other.clone()), saved_at: now() };
            Some(Answer::Elsewhere(elsewhere))
        }
        _ => None,
    });
    t.keys("tab tab 'M'");
    let text = t.text();
    for words in ["Two windows, one draft", "typed here", "in the file", "Theirs", "draft, not saved"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    t.keys("enter 'x' tab");
    assert!(t.text().contains("Two windows, one draft"), "it stays until ↓ chose something");
    t.keys("down enter");
    assert_eq!(based(&t).last(), Some(&Some("Theirs".to_owned())), "mine goes on from theirs");
    assert!(last_saved(&t).behavior.contains('M'));
    assert!(t.requests.iter().any(|r| matches!(r, Request::SettleAside(_))));
    assert!(t.text().contains("draft, saved"), "{}", t.text());
}

#[test]
fn theirs_is_taken_or_both_are_kept_when_that_is_chosen() {
    for (choice, keys) in [("theirs", "down down enter"), ("both", "down down down enter")] {
        let theirs = Draft { behavior: "Theirs".to_owned(), ..draft() };
        let mut t = resumed(draft(), move |r| match r {
            Request::SaveDraft { id: of, .. } if *of == id() => {
                let elsewhere = Elsewhere::Edited { draft: Box::new(theirs.clone()), saved_at: now() };
                Some(Answer::Elsewhere(elsewhere))
            }
            _ => None,
        });
        t.keys("tab tab 'M'").keys(keys);
        let text = t.text();
        assert!(!text.contains("Two windows") && text.contains("draft, saved"), "{choice}:\n{text}");
        if choice == "theirs" {
            assert!(text.contains("Theirs"), "{text}");
        } else {
            assert!(last_saved(&t).behavior.contains('M') && based(&t).last() == Some(&None), "{text}");
            assert!(text.contains("a draft of its own"), "{text}");
        }
    }
}

#[test]
fn a_draft_that_waits_beside_the_file_says_why_until_it_is_in_it() {
    let answers = store(draft(), prefill());
    let why = "NOT saved: there is no room left for /tmp/desk.db; 0 bytes are free there";
    let mut t = Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match r {
            Request::SaveDraft { .. } => Some(Ok(Answer::DraftAside(now(), why.to_owned()))),
            other => answers(other),
        }),
    );
    t.keys("tab tab 'abc'");
    let text = t.text();
    assert!(text.contains(&format!("{why}. It waits beside the file.")), "{text}");
    assert!(text.contains("draft, beside the file 14:31:07"), "{text}");
    t.event(Event::Reply(Reply::TakenBack(vec![(id(), now())])));
    let text = t.text();
    assert!(text.contains("draft, saved 14:31:07") && !text.contains("NOT saved"), "{text}");
}

#[test]
fn a_wait_for_another_program_is_said_until_the_next_answer() {
    let mut t = open((120, 40), draft(), prefill());
    t.event(Event::Reply(Reply::Waiting));
    assert!(t.text().contains("waiting: another window or program is writing"), "{}", t.text());
    t.keys("tab tab 'a'");
    assert!(!t.text().contains("waiting:"), "{}", t.text());
}

#[test]
fn a_save_that_fails_is_said_and_the_text_stays() {
    let answers = store(draft(), prefill());
    let mut t = Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match r {
            Request::SaveDraft { .. } => Some(Err("the disk is full".to_owned())),
            other => answers(other),
        }),
    );
    t.keys("tab tab 'abc'");
    let text = t.text();
    assert!(text.contains("✗ not saved: the disk is full. What is typed stays here."), "{text}");
    assert!(text.contains("draft, not saved") && text.contains("abc"), "{text}");
    let tried = saved(&t).len();
    t.keys("tab");
    assert_eq!(saved(&t).len(), tried, "the same text is not tried again and again");
    t.keys("esc");
    assert_eq!(last_saved(&t).behavior, "abc", "leaving tries once more");
}

#[test]
fn leaving_keeps_the_draft_and_says_so() {
    let mut t = open((120, 40), draft(), prefill());
    let text = t.keys("tab tab 'x' esc").text();
    assert!(text.contains("the draft with Ama Boateng stays"), "{text}");
    assert_eq!(last_saved(&t).behavior, "x");
}

#[test]
fn tab_and_arrows_reach_every_field_in_both_directions() {
    let flagged = Prefill { open_flags: vec![flag()], ..prefill() };
    let expected = [
        K::Kind,
        K::Flags,
        K::Focus,
        K::Behavior,
        K::Action,
        K::Due,
        K::Suggestions,
        K::Evidence,
        K::Threshold,
        K::CheckOn,
        K::Strength,
        K::Other(0),
        K::Other(2),
        K::Other(3),
        K::Other(4),
        K::Note,
        K::Comment,
        K::SignOff,
        K::Next,
        K::HeldAt,
    ];
    let cx_free = |open: &Open| open.form.current();
    let with = |keys: &dyn Fn(&mut Open)| {
        let mut form = bare(filled(), flagged.clone());
        let mut seen = vec![cx_free(&form)];
        for _ in 1..expected.len() {
            keys(&mut form);
            seen.push(cx_free(&form));
        }
        keys(&mut form);
        assert_eq!(cx_free(&form), K::Kind, "round the end");
        seen
    };
    assert_eq!(with(&|form| form.step(true)), expected);
    let mut back = with(&|form| form.step(false));
    back.rotate_left(1);
    back.reverse();
    assert_eq!(back, expected);
}

/// A form outside of a program.
fn bare(draft: Draft, prefill: Prefill) -> Open {
    let mut open = Open {
        id: id(),
        form: fields::form(&draft, &prefill),
        base: draft,
        flag: 0,
        suggestion: 0,
        row: 0,
        edit: None,
        saver: Saver::new(None, None),
        asking: None,
        reading: None,
        read_for: None,
        finishing: None,
        discarding: None,
        over: false,
        masked: crate::domain::cards::Masked::default(),
        problems: Vec::new(),
        listed: Vec::new(),
        elsewhere: None,
        settling: false,
        tried: false,
        check: ActionCheck { items: Vec::new(), due: None },
        held_on: day("2026-11-25"),
        prefill,
        top: 0,
        left: 0,
    };
    open.check = session::action_check(&open.draft(), &open.prefill, now());
    open
}

#[test]
fn arrows_go_through_lists_and_fields_alike() {
    let mut t = open((120, 40), filled(), prefill());
    let before = t.text();
    // 19 fields, of which one list has three rows and one two and the line for another; the action and the
    // behavior have one line each as typed.
    t.keys(&"down ".repeat(23));
    assert_eq!(t.text(), before, "round the end");
    t.keys(&"up ".repeat(23));
    assert_eq!(t.text(), before, "and back");
}

#[test]
fn everything_can_be_reached_on_a_small_screen() {
    let mut t = open((80, 24), filled(), prefill());
    for label in [
        "Kind",
        "Focus",
        "Behavior",
        "Practice",
        "Until",
        "004471",
        "Evidence",
        "Check",
        "Check on",
        "Strength",
        "Compliance",
        "Discovery",
        "Resolution",
        "Process",
        "Note",
        "Agent says",
        "Signs",
        "Next",
        "Held",
    ] {
        let text = t.text();
        assert!(text.contains("cursor at"), "a cursor on {label}");
        let shown = if label == "004471" { format!("✓ {label}") } else { format!("▌ {label}") };
        assert!(text.contains(&shown), "{label}:\n{text}");
        t.keys("tab");
    }
}

#[test]
fn the_checklist_lives() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab tab 'work on empathy'");
    insta::assert_snapshot!("the_checklist_of_a_vague_action", t.text());
    t.keys("ctrl-u");
    t.keys(&format!("'{}'", ACTION.replace('\'', "’")));
    insta::assert_snapshot!("the_checklist_of_a_specific_action", t.text());
}

#[test]
fn the_library_suggests_and_nothing_is_assigned_until_it_is_taken() {
    let mut t = open((120, 40), Draft { behavior: String::new(), action: String::new(), ..draft() }, prefill());
    let text = t.keys("f3").text();
    assert!(text.contains("Practice Empathy with") && text.contains("Use a name acknowledgment"), "{text}");
    insta::assert_snapshot!("suggestions_of_the_library", text);
    t.keys("esc");
    assert!(saved(&t).is_empty(), "looking assigns nothing");
    t.keys("f3 'name ack' enter");
    let draft = last_saved(&t);
    assert_eq!(draft.action, "Use a name acknowledgment in the first 30 seconds of every call this week");
    assert!(!draft.behavior.is_empty() && draft.due.is_empty(), "the action has its own end: {draft:?}");
    let suggested = draft.suggestion.expect("the draft keeps what was suggested");
    assert_eq!((suggested.action, suggested.behavior), (draft.action, draft.behavior));
    assert_eq!(draft.criterion, "Uses the caller's name", "in the words of the scorecard");
    // Another one takes its place; words of one's own stay.
    t.keys("f3 '2 seconds' enter");
    assert!(last_saved(&t).action.starts_with("Wait 2 seconds"));
    t.keys("'!' f3 enter");
    assert!(t.text().contains("words of its own"), "{}", t.text());
    let changed = last_saved(&t);
    assert!(changed.action.ends_with('!'));
    let kept = changed.suggestion.expect("what was suggested stays beside what became of it").action;
    assert_eq!(format!("{kept}!"), changed.action);
    assert_eq!(changed.criterion, "", "this entry is tied to no question");
}

#[test]
fn an_empty_library_offers_what_was_missed_as_behavior_and_no_action() {
    use crate::domain::practice::suggest::{Asked, suggest};
    let mut data = prefill();
    let asked = vec![Asked { criterion: "greets by name".to_owned(), missed: 5, of: 9 }];
    data.practice = Practising { suggestions: suggest("empathy", &[], &asked, &[]), asked, ..Practising::default() };
    let mut t = open((120, 40), draft(), data);
    let text = t.keys("f3").text();
    assert!(text.contains("The library has nothing for Empathy") && text.contains("missed in 5 of 9"), "{text}");
    let taken = last_saved(t.keys("enter"));
    assert_eq!((taken.behavior.as_str(), taken.action.as_str()), ("Greets by name", ""));
    assert_eq!((taken.criterion.as_str(), taken.suggestion), ("greets by name", None));
}

#[test]
fn an_action_is_tied_to_a_question_by_hand_and_another_focus_lets_go_of_it() {
    let data = Prefill { practice: practising("empathy"), ..prefill() };
    let mut t = open((120, 40), filled(), data.clone());
    let text = t.keys("tab tab tab tab tab").text();
    assert!(text.contains("Counted by"), "{text}");
    assert_eq!(last_saved(t.keys("right")).criterion, "Uses the caller's name");
    assert!(t.text().contains("missed in 19 of 34"), "{}", t.text());
    // The data of the other focus asks other questions.
    let mut other = prefill();
    other.practice = practising("discovery");
    let answers = store(filled(), data);
    let mut t = Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match r {
            Request::Prefill { draft, .. } if draft.focus.as_ref().is_some_and(|f| f.dimension == "discovery") => {
                Some(Ok(Answer::Prefill(Box::new(other.clone()))))
            }
            r => answers(r),
        }),
    );
    t.keys("tab tab tab tab tab right");
    assert!(!last_saved(&t).criterion.is_empty());
    t.keys("backtab backtab backtab backtab right");
    assert_eq!(last_saved(&t).criterion, "");
}

#[test]
fn last_times_action_is_read_back_by_its_count_or_by_the_calls() {
    let mut t = open((120, 40), draft(), prefill());
    assert!(t.text().contains("was it done? F6 notes it"), "{}", t.text());
    t.keys("f6 'partly' enter");
    assert!(t.text().contains("__ of __"), "{}", t.text());
    t.keys("'most' enter");
    assert!(t.text().contains("is no count"), "{}", t.text());
    t.keys("ctrl-u '12 of 20' enter");
    let session = SessionId(uuid(2));
    let asked =
        |t: &Driver| t.requests.iter().filter(|r| matches!(r, Request::ReadBack { .. })).cloned().collect::<Vec<_>>();
    let count = Some(crate::domain::session::Done { done: 12, of: 20 });
    assert_eq!(asked(&t), [Request::ReadBack { session, state: ActionState::Partly, count }]);
    // Where the calls tell it, the state alone is asked, and suggested.
    let mut data = prefill();
    let of = |done, of| Some(crate::domain::session::Done { done, of });
    let back = crate::domain::practice::read_back::ReadBack {
        criterion: "Uses the caller's name".to_owned(),
        before: of(6, 31),
        since: of(21, 34),
    };
    data.practice.read_back = Some(back);
    let mut t = open((120, 40), draft(), data);
    assert!(t.text().contains("done in 21 of 34 calls, was 6 of 31"), "{}", t.text());
    t.keys("f6 enter");
    assert_eq!(asked(&t), [Request::ReadBack { session, state: ActionState::Partly, count: None }]);
}

#[test]
fn praise_that_was_kept_stands_in_the_first_lines() {
    let mut data = prefill();
    data.practice.praise = vec![crate::domain::praise::Praise {
        id: crate::domain::id::PraiseId(uuid(5)),
        call_id: Some("004471".into()),
        started_at: None,
        day: Some(day("2026-11-18")),
        from_ms: Some(12_000),
        to_ms: None,
        speaker: None,
        quote: "take all the time you need".into(),
    }];
    for size in [(80, 24), (120, 40), (160, 48)] {
        let text = open(size, draft(), data.clone()).text();
        let lines: Vec<&str> = text.lines().skip_while(|l| !l.contains("OPEN WITH")).skip(1).take(2).collect();
        assert!(lines[0].contains("Praise") && lines[0].contains("take all the"), "{text}");
    }
}

/// Tab through all fields of a form and back again: the same fields, in the other order.
#[test]
fn every_field_is_reached_in_both_directions_in_each_kind_of_form() {
    let mut no_focus = prefill();
    no_focus.standing.finding = crate::domain::focus::Finding::AtTarget { least: 0 };
    let without = |kind| Draft { kind, focus: None, ..draft() };
    let forms = [
        ("scheduled", filled(), prefill()),
        ("vague", Draft { action: "work on it".to_owned(), ..filled() }, prefill()),
        ("flagged", filled(), Prefill { open_flags: vec![flag()], ..prefill() }),
        ("recognition", without(SessionKind::Recognition), no_focus.clone()),
        ("new hire", without(SessionKind::NewHire), no_focus),
    ];
    for (name, draft, data) in forms {
        let form = SessionForm { id: id(), draft, prefill: data, resumed: None, in_file: None, aside: None };
        crate::tui::driver::with_cx(120, 40, |cx| {
            let mut open = Open::new(form, cx);
            let first = open.form.current();
            let mut down = vec![first];
            loop {
                open.act(Action::NextField, cx);
                open.settle(cx);
                if open.form.current() == first {
                    break;
                }
                down.push(open.form.current());
                assert!(down.len() < 60, "{name}: tab never comes round");
            }
            let seen: Vec<K> = down.iter().copied().filter(|k| open.visible(*k)).collect();
            assert_eq!(seen, down, "{name}: a hidden field is stopped at");
            for wanted in
                [K::Kind, K::Focus, K::Behavior, K::Action, K::Due, K::Evidence, K::Strength, K::Note, K::Next]
            {
                assert!(down.contains(&wanted), "{name}: {wanted:?} is not reached");
            }
            let mut up = vec![first];
            for _ in 1..down.len() {
                open.act(Action::PreviousField, cx);
                open.settle(cx);
                up.push(open.form.current());
            }
            up[1..].reverse();
            assert_eq!(up, down, "{name}: shift-tab goes another way");
        });
    }
}

#[test]
fn a_paste_of_several_lines_and_undo_and_redo_work_in_its_fields() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab");
    t.event(crate::tui::event::Event::Paste("Says it back\nand waits".to_owned()));
    assert_eq!(last_saved(&t).behavior, "Says it back\nand waits");
    assert_eq!(last_saved(t.keys("ctrl-z")).behavior, "");
    assert_eq!(last_saved(t.keys("ctrl-y")).behavior, "Says it back\nand waits");
    t.keys("tab tab 'fri' ctrl-z");
    assert_eq!(last_saved(&t).due, "");
}

#[test]
fn a_focus_that_the_library_does_not_know_is_said() {
    let mut data = prefill();
    data.standing.dimensions[1].key = "warmth".to_owned();
    data.practice = practising("warmth");
    let mut t = open((120, 40), Draft { focus: None, ..draft() }, data);
    assert!(t.keys("f3").text().contains("the library has nothing for"), "{}", t.text());
}

#[test]
fn a_failing_action_asks_why_it_is_kept() {
    let mut t = open((120, 40), Draft { action: "work on empathy".to_owned(), ..filled() }, prefill());
    assert!(t.text().contains("Why keep"));
    t.keys("tab tab tab tab 'the agent asked for it'");
    assert_eq!(last_saved(&t).action_override, "the agent asked for it");
}

#[test]
fn another_focus_asks_for_its_reason() {
    let mut t = open((120, 40), filled(), prefill());
    assert!(!t.text().contains("Because"));
    let text = t.keys("tab right").text();
    assert!(text.contains("Because") && text.contains("Discovery +1.0"), "{text}");
    assert_eq!(last_saved(&t).focus.expect("a focus").dimension, "discovery");
    assert!(
        matches!(t.requests.iter().rev().find(|r| matches!(r, Request::Prefill { .. })), Some(Request::Prefill { draft, .. }) if draft.focus.as_ref().is_some_and(|f| f.dimension == "discovery"))
    );
    assert!(text.contains("to finish: 1 thing is missing"), "{text}");
}

#[test]
fn a_flag_that_is_answered_needs_no_reason() {
    let flagged = Prefill { open_flags: vec![flag()], ..prefill() };
    let mut t = open((120, 40), filled(), flagged);
    let text = t.keys("tab space tab home").text();
    assert!(text.contains("✓ ⚑ disclosure_skipped on 004471, 18 Nov"), "{text}");
    assert!(!text.contains("Because"), "{text}");
    assert_eq!(last_saved(&t).answers_flags.len(), 1);
}

#[test]
fn suggested_calls_are_taken_and_left_again() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab tab tab tab space down f2");
    assert_eq!(last_saved(&t).evidence, suggestions()[..2]);
    picture(&t, "form-suggestions");
    insta::assert_snapshot!("suggested_calls_taken", t.text());
    t.keys("enter");
    assert_eq!(last_saved(&t).evidence, suggestions()[..1]);
}

#[test]
fn evidence_is_typed_changed_and_removed() {
    let mut t = open((120, 40), draft(), prefill());
    // From the list of F2: the last line types one.
    t.keys("f2 'another' enter");
    t.keys("'004471' tab tab '0:12' tab '0:19.4' tab 'agent' tab 'okay what' tab");
    picture(&t, "form-evidence");
    insta::assert_snapshot!("a_row_of_evidence", t.text());
    let row = last_saved(&t).evidence.pop().expect("a row");
    assert_eq!(
        (row.call_id.as_str(), row.from_ms, row.to_ms, row.quote.as_str()),
        ("004471", Some(12_000), Some(19_400), "okay what")
    );
    t.keys("esc enter");
    assert!(t.text().contains("Evidence 1"));
    t.keys("esc delete");
    assert!(last_saved(&t).evidence.is_empty() && t.text().contains("none yet"), "{}", t.text());
}

#[test]
fn a_call_id_that_is_not_in_the_list_is_taken_along() {
    let mut t = open((120, 40), draft(), prefill());
    let text = t.keys("f2 '990077'").text();
    assert!(text.contains("another call"), "{text}");
    t.keys("enter");
    assert_eq!(last_saved(&t).evidence[0].call_id, "990077");
}

#[test]
fn a_flag_on_the_evidence_that_stays_open_is_said_before_finishing() {
    let mut data = prefill();
    data.open_flags = vec![FlagLine { call_id: Some("004471".into()), ..flag() }];
    let mut t = open((120, 40), filled(), data);
    let text = t.keys("f5").text();
    assert!(text.contains("on 004471 stays open"), "{text}");
}

#[test]
fn what_is_missing_leads_to_its_own_row_of_evidence() {
    let mut two = filled();
    two.evidence[1] = EvidenceDraft { call_id: "004502".to_owned(), ..EvidenceDraft::default() };
    let mut t = open((120, 40), two, prefill());
    let text = t.keys("f5 enter enter").text();
    assert!(text.contains("Evidence 2"), "{text}");
}

#[test]
fn a_place_in_a_call_that_cannot_be_read_is_not_lost() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("f2 'another' enter '77' tab tab '1:75' esc");
    let text = t.text();
    assert!(text.contains("“1:75” is no place in a call"), "{text}");
    t.keys("backspace backspace '15' esc");
    assert_eq!(last_saved(&t).evidence[0].from_ms, Some(75_000));
}

#[test]
fn offsets_stay_as_fine_as_they_came() {
    let mut t = open((120, 40), filled(), prefill());
    t.keys("tab tab tab tab tab tab enter 'x' esc");
    assert_eq!(last_saved(&t).evidence[0].to_ms, Some(19_250));
    assert_eq!(last_saved(&t).evidence[0].what_happened, "no acknowledgmentx");
}

#[test]
fn another_agents_call_is_marked() {
    let mut row = EvidenceDraft { call_id: "004519".to_owned(), ..EvidenceDraft::default() };
    row.what_happened = "skipped".to_owned();
    let t = open((120, 40), Draft { evidence: vec![row], ..filled() }, prefill());
    assert!(t.text().contains("another agent's"), "{}", t.text());
}

#[test]
fn f5_names_what_is_missing_and_goes_there() {
    let mut t = open((120, 40), draft(), prefill());
    assert!(t.text().contains("things are missing"));
    t.keys("f5");
    picture(&t, "form-missing");
    insta::assert_snapshot!("what_is_missing", t.text());
    t.keys("down enter 'Use the name'");
    assert_eq!(last_saved(&t).action, "Use the name");
    insta::assert_snapshot!("fields_say_what_they_miss", t.text());
}

#[test]
fn a_whole_form_is_finished_after_one_question() {
    let mut t = open((120, 40), filled(), prefill());
    t.keys("f5");
    picture(&t, "form-confirm");
    insta::assert_snapshot!("the_question_before_finishing", t.text());
    assert!(!t.requests.iter().any(|r| matches!(r, Request::Finish { .. })));
    t.keys("n");
    assert!(!t.requests.iter().any(|r| matches!(r, Request::Finish { .. })));
    t.keys("f5 y");
    let expected = Draft { focus: filled().focus, ..filled() };
    assert!(t.requests.contains(&Request::Finish { id: id(), draft: Box::new(expected), based: None }));
    assert_eq!(t.requests.last(), Some(&Request::Session(id())), "the finished session opens");
    assert!(saved(&t).is_empty(), "a finished draft is not saved again");
}

#[test]
fn what_the_file_refuses_is_listed() {
    let answers = store(filled(), prefill());
    let refusal = vec![Problem {
        field: Field::Evidence,
        row: Some(0),
        words: "evidence 1: call 004471 is Lars Nyström's".to_owned(),
    }];
    let mut t = Driver::new(
        (120, 40),
        nav(),
        Box::new(move |r| match r {
            Request::Finish { .. } => Some(Ok(Answer::Refused(refusal.clone()))),
            other => answers(other),
        }),
    );
    let text = t.keys("f5 y").text();
    assert!(text.contains("The session was not finished") && text.contains("is Lars Nyström's"), "{text}");
    t.keys("enter space");
    assert!(t.text().contains("Evidence 1"), "space opens the row that it leads to");
}

#[test]
fn a_draft_is_discarded_after_one_question_and_not_saved_again() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab 'x' f9");
    assert!(t.text().contains("Discard this draft?"));
    t.keys("y");
    assert!(matches!(t.requests.last(), Some(Request::DiscardDraft { .. } | Request::Today)));
    assert_eq!(saved(&t).len(), 1);
    assert!(t.text().contains("TODAY"));
}

#[test]
fn dates_are_typed_in_words_or_taken_from_a_month() {
    let mut t = open((120, 40), filled(), prefill());
    let text = t.keys("tab tab tab tab 'fri'").text();
    assert!(text.contains("fri  Fri 27 Nov 2026"), "{text}");
    t.keys("enter right enter");
    assert_eq!(last_saved(&t).due, "2026-11-28");
    let text = t.keys("ctrl-u 'soon'").text();
    assert!(text.contains("“soon” cannot be read as a date"), "{text}");
}

#[test]
fn an_earlier_day_makes_a_late_entry_and_dates_count_from_it() {
    let mut t = open((120, 40), filled(), prefill());
    t.keys("up 'sun'");
    let text = t.text();
    assert!(text.contains("Sun 22 Nov 2026, a late entry"), "{text}");
    assert!(text.contains("Until       Sun 22 Nov"), "this week is that one: {text}");
    let asked = t.requests.iter().rev().find_map(|r| match r {
        Request::Prefill { draft, .. } => Some(draft.held_at.clone()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("sun"), "the figures are those of that day");
}

#[test]
fn a_paste_goes_into_the_field_in_use() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab tab");
    t.event(crate::tui::event::Event::Paste("one\ntwo".to_owned()));
    assert_eq!(last_saved(&t).action, "one\ntwo");
}

#[test]
fn editing_keys_stay_what_they_are() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("tab tab 'say the name' ctrl-w ctrl-a 'x '");
    assert_eq!(last_saved(&t).behavior, "x say the ");
    t.keys("ctrl-u 'hjkl?/:q1'");
    assert_eq!(last_saved(&t).behavior, "hjkl?/:q1say the ");
}

#[test]
fn coming_back_reads_the_draft_again() {
    let mut t = open((120, 40), draft(), prefill());
    t.keys("f7 esc");
    let asked = t.requests.iter().filter(|r| matches!(r, Request::OpenSession(OpenSession::Draft(_)))).count();
    assert_eq!(asked, 1);
}

#[test]
fn a_session_without_focus_takes_a_strength() {
    let mut t = open(
        (120, 40),
        Draft {
            kind: SessionKind::Recognition,
            focus: Some(session::FocusDraft::default()),
            action: String::new(),
            ..filled()
        },
        prefill(),
    );
    let text = t.keys("f5").text();
    assert!(text.contains("No focus; a strength: “Discovery met for the first time: 81”"), "{text}");
}

#[test]
fn nothing_is_written_where_nothing_can_be() {
    let setting = Setting { read_only: Some("the file is from a newer coachlog".to_owned()), ..Setting::default() };
    let mut t = Driver::with((120, 40), nav(), store(filled(), prefill()), setting);
    let text = t.keys("tab tab 'x' f5").text();
    assert!(text.contains("nothing can be finished"), "{text}");
    t.keys("esc");
    assert!(saved(&t).is_empty());
}

#[test]
fn hostile_text_stays_inert_and_every_size_draws() {
    let nasty = "\u{1b}[31m\u{202e}evil\r\n\t電話\u{200b}";
    let mut data = prefill();
    data.agent_name = nasty.into();
    data.strength = Some(nasty.to_owned());
    data.open_flags = vec![FlagLine { code: nasty.into(), note: Some(nasty.into()), ..flag() }];
    data.flags = data.open_flags.clone();
    data.auto_fails = vec![AutoFailLine { call_id: Some(nasty.into()), day: day("2026-11-18"), name: nasty.into() }];
    let row = EvidenceDraft {
        call_id: nasty.to_owned(),
        call_started_at: nasty.to_owned(),
        speaker: nasty.to_owned(),
        quote: nasty.to_owned(),
        ..EvidenceDraft::default()
    };
    data.suggestions = vec![row.clone()];
    data.last = Some(SessionLine { action: Some(nasty.to_owned()), agent_comment: Some(nasty.to_owned()), ..last() });
    data.standing.dimensions[2].name = nasty.to_owned();
    let typed = Draft { evidence: vec![row; 9], behavior: nasty.repeat(20), note: nasty.to_owned(), ..filled() };
    let mut t = open((120, 40), typed, data);
    for keys in ["", "f5", "esc end", "f2", "esc tab tab tab tab tab", "enter", "tab tab tab", "esc"] {
        t.keys(keys);
        for (columns, rows) in [
            (0, 0),
            (1, 1),
            (1, 60),
            (200, 1),
            (40, 10),
            (41, 12),
            (60, 18),
            (71, 20),
            (72, 20),
            (80, 24),
            (99, 30),
            (120, 40),
            (200, 60),
        ] {
            let text = t.resize(columns, rows).text();
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
            assert!(!text.contains(['\u{202e}', '\u{200b}']), "{text:?}");
        }
    }
}
