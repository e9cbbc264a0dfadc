//! Transcripts, read whole: what was said, by whom, when in the call. One file a maker; a file is told by what it
//! holds, never by its name.
//!
//! ```text
//!  json ──► which ──► one of the makers ──┐
//!                                         ├──► talk: cues ──► turns, marks, moments
//!  WEBVTT, 00:01,5 --> ──► cues ──────────┘
//!  words   words one by one become cues        times    offsets as they are written
//!  names   what a file's name tells            belongs  which call it is
//! ```

mod amazon_pca;
mod assemblyai;
mod bedrock;
pub(super) mod belongs;
mod call_analytics;
mod cues;
mod deepgram;
mod genesys;
mod google_ccai;
mod google_stt;
mod harper_valley;
pub(super) mod json;
mod names;
mod srt;
mod talk;
mod times;
mod transcribe;
mod twilio;
mod webvtt;
mod whisper;
mod whisper_cpp;
mod words;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};

use crate::domain::call::{CallRecord, Role};
use crate::domain::when::{Stamp, When};
use crate::import::sniff::Refusal;
use json::Json;
use talk::Talk;

pub(super) use srt::begins as is_srt;

/// Largest transcript, in bytes.
pub(super) const LIMIT: u64 = 32 << 20;

/// So many elements of a list are looked at to tell whose it is.
const LOOKED_AT: usize = 20;

/// Whose JSON it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    /// Amazon Transcribe Call Analytics, and Contact Lens after the call.
    CallAnalytics,
    AmazonPca,
    Transcribe,
    Bedrock,
    Deepgram,
    AssemblyAi,
    /// `OpenAI` Whisper and what writes like it.
    Whisper,
    WhisperCpp,
    Genesys,
    Twilio,
    GoogleStt,
    GoogleCcai,
    HarperValley,
    /// A call's own data beside its Harper Valley transcript.
    HarperValleyCall,
}

/// What a transcript's file turned out to hold.
#[derive(Debug)]
pub(super) enum Heard {
    Talk(Box<Talk>),
    Call(CallRecord),
}

/// Which maker's transcript a JSON file is; `None` where it is none that is known here.
pub(super) fn which(top: &Json<'_>) -> Option<Maker> {
    // The first turns tell: one of them may be broken.
    let any = |list: &Json<'_>, keys: &[&str]| {
        list.items().iter().take(LOOKED_AT).any(|item| keys.iter().any(|key| item.has(key)))
    };
    let found = [
        (Maker::CallAnalytics, call_analytics::is(top)),
        (Maker::AmazonPca, top.has("SpeechSegments") && top.has("ConversationAnalytics")),
        (Maker::Deepgram, top.at("results").has("channels")),
        (Maker::Transcribe, transcribe::is(top)),
        (Maker::Bedrock, any(top.at("audio_segments"), &["text", "start_timestamp_millis"])),
        (Maker::AssemblyAi, assemblyai::is(top)),
        (Maker::WhisperCpp, any(top.at("transcription"), &["offsets", "timestamps"])),
        (Maker::Genesys, genesys::is(top)),
        (Maker::Twilio, any(top.at("sentences"), &["media_channel", "transcript"])),
        (Maker::GoogleCcai, google_ccai::segments(top).is_some()),
        (Maker::GoogleStt, any(google_stt::results(top), &["alternatives"])),
        (Maker::Whisper, any(top.at("segments"), &["text"])),
        (Maker::HarperValleyCall, harper_valley::is_call(top)),
        (Maker::HarperValley, any(top, &["human_transcript"])),
    ];
    found.into_iter().find(|(_, is)| *is).map(|(maker, _)| maker)
}

const EXPECTED: &str = "expected is a transcript of Amazon (Transcribe, Call Analytics, Contact Lens, PCA, Bedrock), \
    Deepgram, AssemblyAI, Whisper, whisper.cpp, Genesys, Twilio, Google or Harper Valley, or a Harper Valley call's \
    metadata with sid, agent or caller, and tasks";

/// Reads JSON. `file` is its position in the batch.
pub(super) fn read_json(bytes: &[u8], file: usize) -> Result<Heard, Refusal> {
    let top = json::parse(bytes)?;
    let Some(maker) = which(&top) else {
        return Err(Refusal::Unknown(format!("it is JSON, {}; {EXPECTED}", shape(&top))));
    };
    let talk = match maker {
        Maker::CallAnalytics => call_analytics::read(&top),
        Maker::AmazonPca => amazon_pca::read(&top),
        Maker::Transcribe => transcribe::read(&top),
        Maker::Bedrock => bedrock::read(&top),
        Maker::Deepgram => deepgram::read(&top),
        Maker::AssemblyAi => assemblyai::read(&top)?,
        Maker::Whisper => whisper::read(&top),
        Maker::WhisperCpp => whisper_cpp::read(&top),
        Maker::Genesys => genesys::read(&top),
        Maker::Twilio => twilio::read(&top),
        Maker::GoogleStt => google_stt::read(&top),
        Maker::GoogleCcai => google_ccai::read(&top),
        Maker::HarperValley => harper_valley::read(&top),
        Maker::HarperValleyCall => return harper_valley::call(&top, file).map(Heard::Call),
    };
    spoken(talk)
}

/// Reads subtitles, which are text in UTF-8 here.
pub(super) fn read_webvtt(text: &[u8]) -> Result<Heard, Refusal> {
    spoken(webvtt::read(text)?)
}

pub(super) fn read_srt(text: &[u8]) -> Result<Heard, Refusal> {
    spoken(srt::read(text)?)
}

fn spoken(talk: Talk) -> Result<Heard, Refusal> {
    if talk.said.is_empty() {
        return Err(Refusal::Unknown(format!("it is a transcript ({}) in which nothing is said", talk.format)));
    }
    Ok(Heard::Talk(Box::new(talk)))
}

/// "an object with id, words, text" for a message.
fn shape(top: &Json<'_>) -> String {
    let shown = |name: &str| {
        let short: String = name.chars().take(40).collect();
        crate::domain::raw::visible(&short).into_owned()
    };
    match top {
        Json::Object(entries) if entries.is_empty() => "an object with nothing in it".to_owned(),
        Json::Object(entries) => {
            let keys: Vec<String> = entries.iter().take(8).map(|(key, _)| shown(key)).collect();
            format!("an object with {}", keys.join(", "))
        }
        Json::List(items) if items.is_empty() => "a list that is empty".to_owned(),
        Json::List(items) => match items.first() {
            Some(Json::Object(entries)) => {
                let keys: Vec<String> = entries.iter().take(8).map(|(key, _)| shown(key)).collect();
                format!("a list of objects with {}", keys.join(", "))
            }
            _ => "a list of something else than turns".to_owned(),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => "a single value".to_owned(),
    }
}

/// The role that a speaker's name says: a word of it, never a part of a word.
pub(super) fn role_of(name: &str) -> Role {
    let has = |wanted: &[&str]| {
        name.split(|c: char| !c.is_alphanumeric()).any(|word| wanted.iter().any(|role| word.eq_ignore_ascii_case(role)))
    };
    match (has(&["agent", "representative", "advisor"]), has(&["customer", "caller", "client"])) {
        (true, false) => Role::Agent,
        (false, true) => Role::Customer,
        // "Customer agent" is either.
        (true, true) | (false, false) => Role::Other,
    }
}

/// Milliseconds since 1970; `None` outside of the years that a call can have.
fn stamp_of_ms(ms: i64) -> Option<Stamp> {
    let at = DateTime::<Utc>::from_timestamp_millis(ms).filter(|at| (1990..=2100).contains(&at.year()))?;
    Some(Stamp { when: When::Instant(at), text: ms.to_string() })
}

/// An instant as "2026-11-18T14:02:07.120Z", or milliseconds since 1970.
fn stamp_of(value: &Json<'_>) -> Option<Stamp> {
    let Json::Text(text) = value else {
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
        return value.number().filter(|ms| ms.abs() < 1e14).and_then(|ms| stamp_of_ms(ms as i64));
    };
    let at = DateTime::parse_from_rfc3339(text.trim()).ok()?.to_utc();
    let at = Some(at).filter(|at| (1990..=2100).contains(&at.year()))?;
    Some(Stamp { when: When::Instant(at), text: text.to_string() })
}

/// A time of the wall clock, in a zone where that is named.
fn stamp_on_the_wall(at: NaiveDateTime, zone: Option<chrono_tz::Tz>, text: &str) -> Option<Stamp> {
    if !(1990..=2100).contains(&at.year()) {
        return None;
    }
    let instant = zone.and_then(|zone| at.and_local_timezone(zone).earliest());
    let when = instant.map_or(When::Naive(at), |instant| When::Instant(instant.to_utc()));
    Some(Stamp { when, text: text.to_owned() })
}

#[cfg(test)]
mod tests;
