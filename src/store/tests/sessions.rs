//! What a session opens with: the kind that the data proposes, and praise that no session has used.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::domain::id::{PersonId, PraiseId, SessionId};
use crate::domain::people::Actor;
use crate::domain::session::{Draft, EvidenceDraft, FlagRef, FocusDraft, SessionKind};
use crate::domain::settings::Key;
use crate::domain::standing::Query;
use crate::import::Go;
use crate::store::request::{NewPraise, OpenSession};
use crate::store::{Finish, ImportJob, Store};

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().expect("a time")
}

/// One call's score on one dimension; `flag` may be empty.
#[derive(Clone)]
struct Scored {
    agent: &'static str,
    call: String,
    day: &'static str,
    dimension: &'static str,
    earned: u32,
    flag: &'static str,
}

/// So many calls of an agent on a day, with one score each.
fn calls(n: usize, agent: &'static str, day: &'static str, dimension: &'static str, earned: u32) -> Vec<Scored> {
    let call = |i| format!("{agent}-{day}-{dimension}-{i}");
    (0..n).map(|i| Scored { agent, call: call(i), day, dimension, earned, flag: "" }).collect()
}

fn store(scored: &[Scored]) -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(at("2026-11-25T12:00:00Z"))).expect("a database in memory");
    store.set_setting(Key::Zone, "UTC").expect("a zone");
    let mut text = "call_id,agent_id,agent_name,call_started_at,dimension,earned,possible,flag\n".to_owned();
    for s in scored {
        let name = if s.agent == "A1" { "Ada Quist" } else { "Ben Okoro" };
        let _ = writeln!(
            text,
            "{},{},{name},{}T10:00:00Z,{},{},100,{}",
            s.call, s.agent, s.day, s.dimension, s.earned, s.flag
        );
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scores.csv");
    std::fs::write(&path, text).expect("the file is written");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is readable");
    assert!(plan.questions.is_empty(), "{:?}", plan.questions);
    store.import(&plan, false, &mut |_| Go::On).expect("it loads");
    store
}

fn agent(store: &Store, id: &str) -> PersonId {
    let sql = "SELECT uuid FROM person WHERE source_id = ?1";
    store.conn.query_row(sql, [id], |r| r.get(0)).expect("the agent is known")
}

fn opening(agent: PersonId, answers: Vec<FlagRef>) -> OpenSession {
    OpenSession::ForAgent { agent, query: Query::default(), answers, evidence: Vec::new() }
}

/// Every kind that the data proposes, and what decides between them.
#[test]
fn the_data_proposes_the_kind_of_session() {
    // A day within the 30 of a new hire, and one before them; the cycle that opens is the last one with calls.
    let (lately, long_ago) = ("2026-11-16", "2026-08-03");
    let table: [(&str, Vec<Scored>, SessionKind, bool); 7] = [
        ("below its target", calls(4, "A1", lately, "Empathy", 50), SessionKind::Scheduled, true),
        ("at its target", calls(4, "A1", lately, "Empathy", 90), SessionKind::Recognition, false),
        ("exactly at it", calls(4, "A1", lately, "Empathy", 75), SessionKind::Recognition, false),
        ("two calls, of this month", calls(2, "A1", lately, "Empathy", 50), SessionKind::NewHire, false),
        (
            "two calls of this month, and a first one long ago",
            [calls(1, "A1", long_ago, "Empathy", 50), calls(2, "A1", lately, "Empathy", 50)].concat(),
            SessionKind::Scheduled,
            false,
        ),
        ("no target", calls(4, "A1", lately, "Small talk", 50), SessionKind::Scheduled, false),
        (
            "one dimension below, the other with too few calls",
            [calls(4, "A1", lately, "Empathy", 50), calls(1, "A1", lately, "Discovery", 10)].concat(),
            SessionKind::Scheduled,
            true,
        ),
    ];
    for (name, scored, kind, has_focus) in table {
        let mut store = store(&scored);
        let agent = agent(&store, "A1");
        let form = store.open_session(&opening(agent, Vec::new())).expect(name);
        assert_eq!(form.draft.kind, kind, "{name}");
        assert_eq!(form.draft.focus.is_some(), has_focus, "{name}: {:?}", form.draft.focus);
        assert!(!form.prefill.suggestions.is_empty(), "{name}: a call to show it with");
    }
}

#[test]
fn a_flag_that_is_answered_decides_the_kind_before_the_figures_do() {
    let mut scored = calls(4, "A1", "2026-11-16", "Empathy", 90);
    scored[0].flag = "disclosure_skipped";
    let mut store = store(&scored);
    let agent = agent(&store, "A1");
    assert_eq!(store.open_session(&opening(agent, Vec::new())).expect("it opens").draft.kind, SessionKind::Recognition);
    let flag = FlagRef { call_id: scored[0].call.as_str().into(), code: "disclosure_skipped".into() };
    let form = store.open_session(&opening(agent, vec![flag])).expect("it opens");
    assert_eq!(form.draft.kind, SessionKind::FlaggedCall);
}

// ---------------------------------------------------------------- praise

/// Ada and Ben, four calls each below the target of empathy.
fn two_agents() -> Store {
    store(&[calls(4, "A1", "2026-11-16", "Empathy", 50), calls(4, "B1", "2026-11-16", "Empathy", 55)].concat())
}

fn keep(store: &mut Store, agent: PersonId, quote: &str) -> PraiseId {
    let new = NewPraise {
        agent,
        call_id: Some("A1-2026-11-16-Empathy-0".into()),
        from_ms: Some(12_000),
        to_ms: None,
        speaker: None,
        quote: quote.into(),
    };
    store.keep_praise(new).expect("it is kept");
    store.praise_for(agent).expect("praise").last().expect("it is there").id
}

fn quotes(store: &Store, agent: PersonId) -> Vec<String> {
    store.praise_for(agent).expect("praise").into_iter().map(|p| p.quote.verbatim().to_owned()).collect()
}

fn finished(store: &mut Store, agent: PersonId) -> SessionId {
    let draft = Draft {
        agent: agent.to_string(),
        focus: Some(FocusDraft { dimension: "empathy".to_owned(), reason: String::new() }),
        behavior: "Names the worry".to_owned(),
        action: "Name the worry in the first 30 seconds of every call this week".to_owned(),
        evidence: vec![EvidenceDraft {
            call_id: call_of(store, agent),
            what_happened: "went straight to the form".to_owned(),
            ..EvidenceDraft::default()
        }],
        ..Draft::default()
    };
    let id = SessionId::new();
    match store.finish_session(id, &draft, None).expect("it is judged") {
        Finish::Locked(id) => id,
        Finish::Refused(why) => panic!("{why:?}"),
        Finish::Elsewhere(other) => panic!("{other:?}"),
    }
}

/// The first of the agent's calls.
fn call_of(store: &Store, agent: PersonId) -> String {
    let sql = "SELECT min(c.key) FROM call c JOIN identity i ON i.id = c.identity JOIN person p ON p.id = i.person
               WHERE p.uuid = ?1";
    store.conn.query_row(sql, [agent], |r| r.get(0)).expect("a call")
}

fn later(store: &mut Store, moment: &str) {
    store.set_clock(Clock::Fixed(at(moment)));
}

#[test]
fn praise_opens_the_next_session_and_none_after_it() {
    let mut store = two_agents();
    let (ada, ben) = (agent(&store, "A1"), agent(&store, "B1"));
    keep(&mut store, ada, "take all the time you need");
    keep(&mut store, ben, "thank you for waiting");
    later(&mut store, "2026-11-25T13:00:00Z");
    let form = store.open_session(&opening(ada, Vec::new())).expect("it opens");
    assert_eq!(form.prefill.practice.praise.len(), 1, "the session opens with it");
    assert_eq!(quotes(&store, ada), ["take all the time you need"], "opening and typing use nothing up");
    let session = finished(&mut store, ada);
    assert_eq!(quotes(&store, ada), Vec::<String>::new());
    assert_eq!(quotes(&store, ben), ["thank you for waiting"], "another agent's session uses his own");
    // What is kept after it waits for the session after.
    later(&mut store, "2026-11-25T14:00:00Z");
    keep(&mut store, ada, "let me check that with you");
    assert_eq!(quotes(&store, ada), ["let me check that with you"]);
    // A session that is void has used nothing.
    store.void_session(session, "held with the wrong agent").expect("it is void");
    assert_eq!(quotes(&store, ada), ["take all the time you need", "let me check that with you"]);
    later(&mut store, "2026-11-25T15:00:00Z");
    finished(&mut store, ada);
    assert_eq!(quotes(&store, ada), Vec::<String>::new());
    assert!(store.verify().expect("the log is read").broken.is_empty());
}

#[test]
fn praise_that_was_used_is_not_dropped_any_more_and_a_void_session_gives_it_back() {
    let mut store = two_agents();
    let ada = agent(&store, "A1");
    let kept = keep(&mut store, ada, "take all the time you need");
    later(&mut store, "2026-11-25T13:00:00Z");
    let session = finished(&mut store, ada);
    let records = |store: &Store| -> i64 {
        store.conn.query_row("SELECT count(*) FROM event", [], |r| r.get(0)).expect("a count")
    };
    let before = records(&store);
    let refused = store.drop_praise(kept).expect_err("it was used").to_string();
    assert!(refused.contains("opened with it") && refused.contains("stays"), "{refused}");
    assert_eq!(records(&store), before, "nothing is written");
    store.void_session(session, "held with the wrong agent").expect("it is void");
    assert_eq!(quotes(&store, ada), ["take all the time you need"]);
    store.drop_praise(kept).expect("now it can be dropped");
    assert_eq!(quotes(&store, ada), Vec::<String>::new());
    let refused = store.drop_praise(kept).expect_err("it is gone").to_string();
    assert!(refused.contains("no longer kept"), "{refused}");
}

#[test]
fn praise_follows_people_who_are_one_and_parts_with_them() {
    let mut store = two_agents();
    let (ada, ben) = (agent(&store, "A1"), agent(&store, "B1"));
    keep(&mut store, ada, "take all the time you need");
    keep(&mut store, ben, "thank you for waiting");
    later(&mut store, "2026-11-25T13:00:00Z");
    store.merge_people(ben, ada, "married").expect("they are one");
    for who in [ada, ben] {
        assert_eq!(quotes(&store, who).len(), 2, "both stand under one name");
    }
    finished(&mut store, ada);
    for who in [ada, ben] {
        assert_eq!(quotes(&store, who), Vec::<String>::new(), "one session opened with both");
    }
    // Taken apart again, the session is Ada's alone: Ben's praise was not said to him.
    store.split_people(&crate::store::request::Part::Person(ben), "two people after all").expect("they are two");
    assert_eq!(quotes(&store, ada), Vec::<String>::new());
    assert_eq!(quotes(&store, ben), ["thank you for waiting"]);
}
