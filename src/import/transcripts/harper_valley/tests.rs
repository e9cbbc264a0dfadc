use crate::domain::call::{CallRecord, Role, TranscriptRecord};
use crate::domain::when::When;
use crate::import::transcripts::{Heard, read_json};

fn transcript(json: &str) -> TranscriptRecord {
    match read_json(json.as_bytes(), 3).expect(json) {
        Heard::Talk(talk) => talk.record("C1".to_owned(), "C1.json", 3),
        Heard::Call(call) => panic!("{call:?}"),
    }
}

fn call(json: &str) -> CallRecord {
    match read_json(json.as_bytes(), 3).expect(json) {
        Heard::Call(call) => call,
        Heard::Talk(talk) => panic!("{talk:?}"),
    }
}

#[test]
fn turns_stand_as_in_the_file() {
    let record = transcript(
        r#"[
        {"human_transcript": "hello [noise]", "transcript": "yellow", "offset_ms": 4819, "start_ms": 4820, "duration_ms": 300,
         "start_timestamp_ms": 1584312851871, "speaker_role": "agent", "emotion": [0.1]},
        {"transcript": "hi", "human_transcript": null, "offset_ms": 100.6, "duration_ms": "50", "speaker_role": "caller", "emotion": {"a": 1}},
        {"human_transcript": "", "transcript": "noise", "offset_ms": 200, "duration_ms": -5, "speaker_role": "robot"},
        {"human_transcript": "no times"}]"#,
    );
    let turns: Vec<_> = record
        .turns
        .iter()
        .map(|t| (t.n, t.role, t.from_ms, t.to_ms, t.text.verbatim(), t.mark.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        turns,
        [
            (1, Role::Agent, Some(4_819), Some(5_119), "hello [noise]", ""),
            (2, Role::Customer, Some(101), Some(151), "hi", ""),
            (3, Role::Other, Some(200), Some(195), "", "the cue ends before it starts"),
            (4, Role::Other, None, None, "no times", "the cue has no times"),
        ]
    );
    assert_eq!((record.call_id.as_str(), record.source.as_str(), record.file), ("C1", "gridspace", 3));
    // 1584312851871 - 4819
    let started = record.started.expect("a start");
    assert_eq!(started.when, When::Instant("2020-03-15T22:54:07.052Z".parse().expect("an instant")));
}

#[test]
fn metadata_says_whose_call_it_was() {
    let record = call(
        r#"{"sid": "01f7", "agent": {"speaker_id": 34, "metadata": {"agent_name": "Elizabeth"}}, "tasks": [], "start_time_ms": 1584312846874}"#,
    );
    assert_eq!(record.call_id, "01f7");
    assert_eq!(record.agent.and_then(|agent| agent.name).as_deref(), Some("Elizabeth"));
    assert_eq!(
        record.started.expect("a start").when,
        When::Instant("2020-03-15T22:54:06.874Z".parse().expect("an instant"))
    );
    // What is not as expected is missing, and no more.
    let record = call(r#"{"sid": "x", "agent": 7, "caller": {}, "tasks": [], "start_time_ms": 1e300}"#);
    assert_eq!((record.agent, record.started), (None, None));
    assert!(read_json(br#"{"sid": "x", "agent": {}}"#, 0).is_err());
}
