//! Every maker's shape, each whole; the samples in their place; and what no change of a shape may do.

mod makers;
mod samples;
mod worn;

use super::{Heard, read_json, read_srt, read_webvtt};
use crate::domain::call::{TranscriptRecord, Turn};

fn record(heard: Heard) -> TranscriptRecord {
    match heard {
        Heard::Talk(talk) => talk.record("C1".to_owned(), "a.json", 0),
        Heard::Call(call) => panic!("{call:?}"),
    }
}

fn json(text: &str) -> TranscriptRecord {
    record(read_json(text.as_bytes(), 0).expect(text))
}

/// "agent AGENT 40-5050: hello" of each turn, with its mark behind.
fn shown(record: &TranscriptRecord) -> Vec<String> {
    record.turns.iter().map(line).collect()
}

fn line(turn: &Turn) -> String {
    let ms = |ms: Option<i64>| ms.map_or_else(|| "?".to_owned(), |ms| ms.to_string());
    let speaker = turn.speaker.as_ref().map_or("-", |speaker| speaker.verbatim());
    let mark = turn.mark.as_ref().map_or_else(String::new, |mark| format!(" !{mark}"));
    let (from, to) = (ms(turn.from_ms), ms(turn.to_ms));
    format!("{} {speaker} {from}-{to}: {}{mark}", turn.role.word(), turn.text.verbatim())
}
