//! What transcripts' own analyses point to is suggested as evidence, and who speaks follows what people decided.

use std::fmt::Write as _;
use std::path::Path;

use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::people::Actor;
use crate::domain::session::EvidenceDraft;
use crate::domain::standing::Query;
use crate::import::Go;
use crate::store::request::OpenSession;
use crate::store::{ImportJob, Store};

fn store(folder: &Path) -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let mut store = Store::open(&folder.join("file.db"), actor, Clock::Fixed(now), false).expect("the file opens");
    let mut scores = "call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n".to_owned();
    for (n, percent) in [(1, 20), (2, 30), (3, 40), (4, 50), (5, 60)] {
        let _ = writeln!(scores, "C-{n},A1,Ama,2026-11-{}T10:00:00Z,Empathy,{percent},100", 16 + n);
    }
    load(&mut store, folder, "scores.csv", &scores);
    store
}

fn load(store: &mut Store, folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file can be written");
    let plan =
        store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("the file is readable");
    store.import(&plan, false, &mut |_| Go::On).expect("it is loaded");
}

/// A call in which the agent speaks, then the customer from 2,000 to 3,000 ms; a category points there.
fn talk(category: &str) -> String {
    format!(
        r#"{{"Participants": [], "Transcript": [
            {{"ParticipantRole": "AGENT", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "Next."}},
            {{"ParticipantRole": "CUSTOMER", "BeginOffsetMillis": 2000, "EndOffsetMillis": 3000, "Content": "I am  not well"}}],
            "Categories": {{"MatchedDetails": {{"Absent": {{"PointsOfInterest": []}},
                "{category}": {{"PointsOfInterest": [{{"BeginOffsetMillis": 2100, "EndOffsetMillis": 2900}}]}}}}}}}}"#
    )
}

fn suggested(store: &mut Store) -> Vec<EvidenceDraft> {
    let agent = store.agent_named("A1").expect("the agent").id;
    let open = OpenSession::ForAgent { agent, query: Query::default(), answers: Vec::new(), evidence: Vec::new() };
    store.open_session(&open).expect("it opens").prefill.suggestions
}

#[test]
fn moments_that_speak_of_the_focus_are_suggested_after_the_worst_calls() {
    let folder = TempDir::new().expect("a folder");
    let mut store = store(folder.path());
    let calls = |all: &[EvidenceDraft]| all.iter().map(|row| row.call_id.clone()).collect::<Vec<_>>();
    let before = suggested(&mut store);
    assert_eq!(calls(&before), ["C-1", "C-2", "C-3"]);
    // It speaks of empathy, on a call that is not among the worst; and of something else, on one that is and one that is
    // not.
    load(&mut store, folder.path(), "C-5.json", &talk("Empathy_Chance"));
    load(&mut store, folder.path(), "C-2.json", &talk("Hold_Music"));
    load(&mut store, folder.path(), "C-4.json", &talk("Hold_Music"));
    let rows = suggested(&mut store);
    assert_eq!(calls(&rows), ["C-1", "C-2", "C-3", "C-5", "C-2"]);
    assert_eq!(rows[..3], before[..]);
    let moment = EvidenceDraft {
        call_id: "C-5".to_owned(),
        from_ms: Some(2_100),
        to_ms: Some(2_900),
        speaker: "customer".to_owned(),
        quote: "I am not well".to_owned(),
        what_happened: "Empathy_Chance".to_owned(),
        dimension: "empathy".to_owned(),
        ..EvidenceDraft::default()
    };
    assert_eq!(rows[3], moment);
    assert_eq!((rows[4].what_happened.as_str(), rows[4].dimension.as_str()), ("Hold_Music", ""));
    // Swapped, the agent said it.
    let call = store.call_named("C-5").expect("the call");
    store.swap_speakers(call).expect("it is swapped");
    assert_eq!(suggested(&mut store)[3], EvidenceDraft { speaker: "agent".to_owned(), ..moment.clone() });
    store.swap_speakers(call).expect("it is swapped back");
    assert_eq!(suggested(&mut store)[3], moment);
    assert!(store.verify().expect("the log is read").broken.is_empty());
}

#[test]
fn a_swap_holds_for_the_transcript_that_was_heard() {
    let folder = TempDir::new().expect("a folder");
    let mut store = store(folder.path());
    load(&mut store, folder.path(), "C-1.json", &talk("A"));
    let call = store.call_named("C-1").expect("the call");
    let first = |store: &Store| {
        let view = store.call_view(call).expect("the call");
        let turn = view.transcript.expect("a transcript").turns.swap_remove(0);
        (turn.role.word(), turn.speaker.map(|s| s.verbatim().to_owned()))
    };
    store.swap_speakers(call).expect("it is swapped");
    assert_eq!(first(&store), ("customer", Some("customer".to_owned())));
    // Another transcript of the call is read as it stands, and the first is as it was left once the other is gone.
    load(&mut store, folder.path(), "C-1.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Agent>Next.\n");
    assert_eq!(first(&store), ("agent", Some("Agent".to_owned())));
    let newest = store.imports().expect("a list").first().expect("an import").id;
    store.undo_import(newest, "", &mut |_| Go::On).expect("it is taken back");
    assert_eq!(first(&store), ("customer", Some("customer".to_owned())));
    assert!(store.verify().expect("the log is read").broken.is_empty());
}
