//! The Harper Valley corpus (Gridspace): a transcript as a list of turns, and a call's metadata beside it.

use std::fmt;

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::domain::call::{CallRecord, Role, TranscriptRecord, Turn};
use crate::domain::evaluation::AgentKey;
use crate::domain::raw::{Raw, visible};
use crate::domain::when::{Stamp, When};
use crate::import::sniff::{BOM, Refusal};

/// Whose ids and names they are.
const SOURCE: &str = "gridspace";

/// What a JSON file turned out to be.
#[derive(Debug)]
pub(in crate::import) enum Read {
    Transcript(TranscriptRecord),
    Call(CallRecord),
}

/// `stem` is the file's name without its extension: the call ID of a transcript.
pub(in crate::import) fn read(bytes: &[u8], stem: String, file: usize) -> Result<Read, Refusal> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    match serde_json::from_slice::<Document>(bytes) {
        Ok(Document::Turns(spoken)) => Ok(Read::Transcript(transcript(spoken, stem, file))),
        Ok(Document::Metadata(metadata)) => call(metadata, file).map(Read::Call),
        // What serde_json calls data errors are ours: sound JSON of another shape.
        Err(error) if error.is_data() => Err(Refusal::Unknown(format!("it is JSON, but {error}; {EXPECTED}"))),
        Err(error) => {
            let why = format!("the JSON is malformed: {error}");
            Err(Refusal::Malformed { line: error.line() as u64, why })
        }
    }
}

const EXPECTED: &str = "expected is a list of turns with human_transcript, or metadata with sid, agent or caller, and tasks \
    (other vendors' JSON is not read yet)";

#[derive(Debug)]
enum Document {
    Turns(Vec<Spoken>),
    Metadata(Metadata),
}

#[derive(Debug, Deserialize)]
struct Spoken {
    #[serde(default, deserialize_with = "text")]
    human_transcript: Option<String>,
    #[serde(default, deserialize_with = "text")]
    transcript: Option<String>,
    #[serde(default, deserialize_with = "text")]
    speaker_role: Option<String>,
    #[serde(default, deserialize_with = "whole")]
    offset_ms: Option<i64>,
    #[serde(default, deserialize_with = "whole")]
    duration_ms: Option<i64>,
    #[serde(default, deserialize_with = "whole")]
    start_timestamp_ms: Option<i64>,
}

#[derive(Debug, Default)]
struct Metadata {
    sid: Option<String>,
    agent: Option<Party>,
    caller: bool,
    tasks: bool,
    start_time_ms: Option<i64>,
    /// Keys at the top, for the message where it is something else.
    keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Party {
    #[serde(default)]
    metadata: Option<PartyMetadata>,
}

#[derive(Debug, Deserialize)]
struct PartyMetadata {
    #[serde(default, deserialize_with = "text")]
    agent_name: Option<String>,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    /// Stops at the first element that is no turn, so that a large list of something else costs nothing.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Document, A::Error> {
        let mut turns = Vec::new();
        while let Some(turn) = seq.next_element::<Spoken>()? {
            if turn.human_transcript.is_none() && turn.transcript.is_none() {
                let n = turns.len() + 1;
                return Err(serde::de::Error::custom(format!("element {n} of the list has no human_transcript")));
            }
            turns.push(turn);
        }
        if turns.is_empty() {
            return Err(serde::de::Error::custom("the list is empty"));
        }
        Ok(Document::Turns(turns))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut metadata = Metadata::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "sid" => metadata.sid = map.next_value::<Text>()?.0,
                "agent" => metadata.agent = map.next_value::<Lenient<Party>>()?.0,
                "start_time_ms" => metadata.start_time_ms = map.next_value::<Whole>()?.0,
                other => {
                    metadata.caller |= other == "caller";
                    metadata.tasks |= other == "tasks";
                    map.next_value::<IgnoredAny>()?;
                }
            }
            if metadata.keys.len() < 8 {
                metadata.keys.push(key.chars().take(40).collect());
            }
        }
        Ok(Document::Metadata(metadata))
    }
}

/// A value of the wrong type is none, rather than the end of the file.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Whole(i64),
    Float(f64),
    Other(IgnoredAny),
}

impl Scalar {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(_) | Self::Float(_) | Self::Other(_) => None,
        }
    }

    fn whole(self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(number),
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
            Self::Float(number) => (number.abs() < 9e15).then_some(number.round() as i64),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Other(_) => None,
        }
        // What no call is long enough for would overflow sums.
        .filter(|number| number.unsigned_abs() < 1 << 53)
    }
}

#[derive(Debug, Deserialize)]
struct Text(#[serde(deserialize_with = "text")] Option<String>);

#[derive(Debug, Deserialize)]
struct Whole(#[serde(deserialize_with = "whole")] Option<i64>);

#[derive(Debug)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either<T> {
            Wanted(T),
            Other(IgnoredAny),
        }
        Ok(Self(match Either::deserialize(deserializer)? {
            Either::Wanted(value) => Some(value),
            Either::Other(_) => None,
        }))
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Scalar::deserialize(deserializer).map(Scalar::text)
}

fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Scalar::deserialize(deserializer).map(Scalar::whole)
}

fn transcript(spoken: Vec<Spoken>, call_id: String, file: usize) -> TranscriptRecord {
    // `offset_ms` runs from the start of the call; `start_ms` differs by channel.
    let started = spoken.iter().find_map(|turn| stamp(turn.start_timestamp_ms? - turn.offset_ms?));
    let turns = spoken.into_iter().zip(1..).map(|(turn, n)| {
        let role = match turn.speaker_role.as_deref() {
            Some("agent") => Role::Agent,
            Some("caller") => Role::Customer,
            _ => Role::Other,
        };
        let from_ms = turn.offset_ms;
        let to_ms = from_ms.zip(turn.duration_ms).map(|(from, duration)| from + duration);
        let mark = match (from_ms, to_ms) {
            (Some(from), Some(to)) if to < from => Some("the turn ends before it starts"),
            (Some(_), Some(_)) => None,
            _ => Some("the turn has no times"),
        };
        Turn {
            n,
            role,
            speaker: turn.speaker_role.map(Raw::from),
            from_ms,
            to_ms,
            text: Raw::from(turn.human_transcript.or(turn.transcript).unwrap_or_default()),
            mark: mark.map(str::to_owned),
        }
    });
    let turns = turns.collect();
    TranscriptRecord { call_id, format: "harper_valley", source: SOURCE.to_owned(), agent: None, started, turns, file }
}

fn call(metadata: Metadata, file: usize) -> Result<CallRecord, Refusal> {
    let parties = metadata.agent.is_some() || metadata.caller;
    let Some(call_id) = metadata.sid.filter(|sid| !sid.trim().is_empty() && parties && metadata.tasks) else {
        let keys = metadata.keys.iter().map(|key| visible(key).into_owned()).collect::<Vec<_>>().join(", ");
        return Err(Refusal::Unknown(format!("it is a JSON object with {keys}; {EXPECTED}")));
    };
    let name = metadata.agent.and_then(|agent| agent.metadata).and_then(|metadata| metadata.agent_name);
    let agent = name.filter(|name| !name.trim().is_empty()).map(|name| AgentKey::read(None, Some(name)));
    let started = metadata.start_time_ms.and_then(stamp);
    Ok(CallRecord { call_id, source: SOURCE.to_owned(), agent, started, file })
}

/// Milliseconds since 1970; `None` outside of the years that a call can have.
fn stamp(ms: i64) -> Option<Stamp> {
    let at = DateTime::<Utc>::from_timestamp_millis(ms).filter(|at| (1990..=2100).contains(&at.year()))?;
    Some(Stamp { when: When::Instant(at), text: ms.to_string() })
}

#[cfg(test)]
mod tests;
