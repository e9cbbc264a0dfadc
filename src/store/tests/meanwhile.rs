//! What changes between reading and writing, and what is read again after it.

use chrono::NaiveDate;
use serde_json::json;
use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::domain::raw::Raw;
use crate::domain::session::{AmendDraft, Amended, Draft, NextStep};
use crate::import::Go;
use crate::store::request::{NewPraise, OpenSession};
use crate::store::sessions::Finish;
use crate::store::{ImportJob, Store};

fn store() -> Store {
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn load(store: &mut Store, name: &str, text: &str) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file can be written");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is readable");
    store.import(&plan, true, &mut |_| Go::On).expect("it is loaded");
}

const HEAD: &str = "evaluation_id,call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n";

/// Ada's calls, low on Empathy.
fn ada() -> Store {
    let mut store = store();
    let line = |n: u32| format!("E{n},C{n},A1,Ada,2026-11-1{n}T10:00:00Z,Empathy,6{n},100\n");
    load(&mut store, "scores.csv", &format!("{HEAD}{}{}{}{}", line(0), line(1), line(2), line(3)));
    store
}

fn session(store: &mut Store) -> SessionId {
    let agent = store.agent_named("A1").expect("she is known").id;
    let draft: Draft = serde_json::from_value(json!({
        "agent": agent.to_string(), "held_at": "2026-11-14T12:00:00Z",
        "cycle": { "from": "2026-11-09", "to": "2026-11-15" },
        "behavior": "goes on without a word for what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": "75", "on": "2026-11-24" },
        "evidence": [{ "call_id": "C1", "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    }))
    .expect("a draft");
    match store.finish_session(SessionId::new(), &draft, None).expect("it is judged") {
        Finish::Locked(id) => id,
        Finish::Refused(problems) => panic!("{problems:?}"),
        Finish::Elsewhere(other) => panic!("{other:?}"),
    }
}

fn typed(field: Amended, new: &str) -> AmendDraft {
    AmendDraft { field, new: new.to_owned(), evidence: None, reason: "agreed a day later".to_owned() }
}

/// What another window does.
type Doing = fn(&mut Store, SessionId);

const CHECKS: Doing = |store, id| drop(store.check_session(id).expect("it is checked"));
const CLOSES: Doing = |store, id| drop(store.next_step(id, NextStep::Close, None).expect("it is closed"));
const VOIDS: Doing = |store, id| store.void_session(id, "the wrong agent").expect("it is void");
const MOVES: Doing = |store, id| {
    drop(store.amend_session(id, &typed(Amended::CheckOn, "2026-11-23")).expect("it is amended"));
};

#[test]
fn nothing_is_written_on_what_another_window_changed() {
    for (name, other) in [("checks", CHECKS), ("closes", CLOSES), ("voids", VOIDS), ("moves", MOVES)] {
        for field in [Amended::CheckOn, Amended::CheckThreshold, Amended::Note] {
            let mut store = ada();
            let id = session(&mut store);
            let seen = store.session_view(id).expect("it is there");
            other(&mut store, id);
            let before = store.session_view(id).expect("it is there");
            let new = match field {
                Amended::CheckOn => "2026-11-22",
                Amended::CheckThreshold => "80",
                _ => "agreed calmly",
            };
            let written = store.amend_seen(&seen, &typed(field, new));
            // A note does not hang on the check.
            let stands = field == Amended::Note && (name == "checks" || name == "closes");
            assert_eq!(written.is_ok(), stands, "{name} {field:?}: {written:?}");
            let after = store.session_view(id).expect("it is there");
            assert_eq!(after.amendments.len(), before.amendments.len() + usize::from(stands), "{name} {field:?}");
        }
        let mut store = ada();
        let id = session(&mut store);
        let seen = store.session_view(id).expect("it is there");
        other(&mut store, id);
        let before = store.session_view(id).expect("it is there");
        assert!(store.check_seen(&seen).is_err(), "{name}");
        assert_eq!(store.session_view(id).expect("it is there"), before, "{name}");
    }
}

#[test]
fn someone_who_is_back_is_not_away_by_another_absence() {
    let mut store = ada();
    let ada = store.agent_named("A1").expect("she is known");
    let absences = |store: &Store| {
        let mut all: Vec<_> =
            super::super::presence::absences(&store.conn).expect("they read").into_values().flatten().collect();
        all.sort_by_key(|a| (a.from, a.to));
        all.into_iter().map(|a| (a.from.to_string(), a.to.map(|d| d.to_string()))).collect::<Vec<_>>()
    };
    for (from, to) in [
        ("2026-11-02", Some("2026-11-06")),
        ("2026-11-16", None),
        ("2026-11-23", Some("2026-11-25")),
        ("2026-11-25", Some("2026-12-02")),
        ("2026-12-21", Some("2026-12-31")),
    ] {
        store.set_away(&ada, day(from), to.map(day), "leave").expect("it is noted");
    }
    store.set_back(&ada).expect("she is back");
    let pair = |from: &str, to: &str| (from.to_owned(), Some(to.to_owned()));
    let left = [
        pair("2026-11-02", "2026-11-06"),
        pair("2026-11-16", "2026-11-24"),
        pair("2026-11-23", "2026-11-24"),
        pair("2026-12-21", "2026-12-31"),
    ];
    assert_eq!(absences(&store), left, "what is over, and what is to come, stays");
    // Nothing goes on: the next one does not begin.
    store.set_back(&ada).expect("she stays");
    assert_eq!(absences(&store), left[..3]);
    assert!(store.set_back(&ada).is_err());
}

#[test]
fn praise_stands_on_the_call_that_it_was_kept_from() {
    let mut store = ada();
    let agent = store.agent_named("A1").expect("she is known").id;
    // Two calls of which no file knows an ID.
    let bare = "evaluation_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n";
    let line = |n: u32| format!("B{n},A1,Ada,2026-11-2{n}T10:00:00Z,Empathy,80,100\n");
    load(&mut store, "bare.csv", &format!("{bare}{}{}", line(1), line(2)));
    let sql = "SELECT c.id FROM call c WHERE c.key IS NULL ORDER BY c.id";
    let calls: Vec<i64> = {
        let mut statement = store.conn.prepare(sql).expect("the query is good");
        statement.query_map([], |r| r.get(0)).expect("it runs").map(|r| r.expect("a row")).collect()
    };
    assert_eq!(calls.len(), 2);
    for (call, words) in calls.iter().zip(["thank you", "for waiting"]) {
        store
            .conn
            .execute_batch(&format!(
                "INSERT INTO transcript (id, call, format, words, batch, file, current, content)
                 VALUES ({call}, {call}, 'x', '{words}', 1, 1, 1, x'00');
                 INSERT INTO turn (transcript, n, role, from_ms, to_ms, at, length) VALUES ({call}, 1, 'agent', 0, 900, 0, {});",
                words.len()
            ))
            .expect("a transcript");
    }
    store
        .keep_praise(NewPraise {
            agent,
            call_id: None,
            from_ms: Some(0),
            to_ms: Some(900),
            speaker: None,
            quote: "thank you".into(),
        })
        .expect("it is kept");
    let praised = |call: i64| store.call_view(crate::domain::id::CallRow(call)).expect("it is there").praise.len();
    assert_eq!((praised(calls[0]), praised(calls[1])), (1, 0));
}

#[test]
fn a_call_that_prints_as_its_target_is_no_example_of_what_is_wrong() {
    let mut store = store();
    let line = |n: u32, earned: &str| format!("E{n},C{n},A1,Ada,2026-11-1{n}T10:00:00Z,Empathy,{earned},100\n");
    // 74.96 prints as 75.0, 74.94 as 74.9.
    let all = [line(0, "40"), line(1, "74.96"), line(2, "74.94"), line(3, "90")].concat();
    load(&mut store, "scores.csv", &format!("{HEAD}{all}"));
    let agent = store.agent_named("A1").expect("she is known").id;
    let target = store.agent_view(agent, &crate::domain::standing::Query::default()).expect("a view");
    let target = target.standing.dimensions.iter().find(|d| d.key == "empathy").expect("it is scored").target;
    assert_eq!(target, Some(75.0), "what the example stands on");
    let open = OpenSession::ForAgent {
        agent,
        query: crate::domain::standing::Query::default(),
        answers: Vec::new(),
        evidence: Vec::new(),
    };
    let form = store.open_session(&open).expect("it opens");
    let calls: Vec<&str> = form.prefill.suggestions.iter().map(|s| s.call_id.as_str()).collect();
    assert_eq!(calls, ["C0", "C2"]);
}

#[test]
fn what_a_call_missed_is_named_as_the_criteria_are_called() {
    let mut store = store();
    let line = |call: &str, criterion: &str, earned: u32| {
        format!("E{call},{call},A1,Ada,2026-11-11T10:00:00Z,Empathy,\"{criterion}\",{earned},10\n")
    };
    let head = HEAD.replace("dimension,", "dimension,criterion,");
    let all = [
        line("C1", "Says sorry, and means it", 0),
        line("C1", "Listens", 3),
        line("C1", "Waits; does not cut in", 0),
        line("C2", "Says sorry, and means it", 10),
        line("C2", "Listens", 0),
        line("C3", "Listens", 10),
    ];
    load(&mut store, "scores.csv", &format!("{head}{}", all.concat()));
    let agent = store.agent_named("A1").expect("she is known").id;
    let view = store.agent_view(agent, &crate::domain::standing::Query::default()).expect("a view");
    let mut said: Vec<_> = view
        .calls
        .iter()
        .map(|c| (c.call_id.as_ref().map(|id| id.verbatim().to_owned()), c.comment.as_ref().map(Raw::verbatim)))
        .collect();
    said.sort();
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(
        said,
        [
            (id("C1"), Some("missed: Says sorry, and means it; Listens; Waits; does not cut in")),
            (id("C2"), Some("missed: Listens")),
            (id("C3"), None)
        ]
    );
}
