//! Genesys Cloud speech and text analytics: phrases with the purpose of who speaks, and epoch milliseconds. Some files
//! count from the start of the conversation already.

use super::json::Json;
use super::stamp_of_ms;
use super::talk::{Id, Place, Said, Talk};
use super::times::Time;
use crate::domain::call::Role;
use crate::domain::evaluation::AgentKey;

const LIST: &str = "phrases";
/// Greater than any offset, less than any date of this century.
const EPOCH: f64 = 1e12;

pub(super) fn is(top: &Json<'_>) -> bool {
    top.at("transcripts").items().iter().any(|transcript| transcript.has(LIST))
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let transcripts = top.at("transcripts").items();
    let phrases: Vec<&Json<'_>> = transcripts.iter().flat_map(|one| one.at(LIST).items()).collect();
    let told = transcripts.iter().find_map(|one| epoch(one.at("startTime"))).or_else(|| {
        ["conversationStartTime", "conversationStart", "startTime"].iter().find_map(|key| epoch(top.at(key)))
    });
    let first = phrases.iter().filter_map(|phrase| epoch(phrase.at("startTimeMs"))).reduce(f64::min);
    let start = conversation_start(top).or(told).or(first);
    let said = phrases.iter().enumerate().map(|(at, phrase)| said(at, phrase, start)).collect();
    let mut talk = Talk::new("genesys", said);
    talk.ids.extend(top.at("conversationId").name().map(Id::Call));
    talk.agent = agent(top);
    #[expect(clippy::cast_possible_truncation, reason = "`epoch` checks the range")]
    let started = start.and_then(|ms| stamp_of_ms(ms as i64));
    talk.started = started;
    if conversation_start(top).or(told).is_none() && first.is_some() {
        talk.notes
            .push("the file does not say when the conversation began; its first phrase is taken for that".to_owned());
    }
    talk
}

fn conversation_start(top: &Json<'_>) -> Option<f64> {
    epoch(top.any(&["conversationStartTime", "conversationStartTimeMs", "conversationStart"]))
}

/// Milliseconds since 1970, as a number or a date.
fn epoch(value: &Json<'_>) -> Option<f64> {
    let date = || {
        let at = chrono::DateTime::parse_from_rfc3339(value.text()?.trim()).ok()?;
        Some(at.timestamp_millis() as f64)
    };
    value.number().or_else(date).filter(|ms| (EPOCH..1e14).contains(ms))
}

fn said(at: usize, phrase: &Json<'_>, start: Option<f64>) -> Said {
    let place = Place::Item(LIST, at);
    if phrase.entries().is_empty() {
        return Said::nothing(place);
    }
    let purpose = phrase.at("participantPurpose").name();
    let written = phrase.at("startTimeMs");
    #[expect(clippy::cast_possible_truncation, reason = "both are within `epoch`'s range")]
    let from = match (epoch(written), start) {
        (Some(own), Some(start)) => within((own - start).round() as i64),
        _ => Time::millis(written),
    };
    let length = match Time::millis(phrase.at("duration").at("milliseconds")) {
        Time::Missing => Time::millis(phrase.any(&["durationMs", "durationMilliseconds"])),
        length => length,
    };
    let text = phrase.any(&["decoratedText", "text"]).text().unwrap_or_default();
    let role = match purpose.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("internal" | "agent" | "user") => Role::Agent,
        Some("external" | "customer") => Role::Customer,
        // "acd", "ivr", "voicemail" and other machines.
        Some(_) | None => Role::Other,
    };
    Said::new(place, purpose, from, from.plus(length), text.to_owned()).in_role(role)
}

/// An offset that no call is long enough for is none.
fn within(ms: i64) -> Time {
    if ms.unsigned_abs() < 10_000_000_000 { Time::At(ms) } else { Time::Unreadable }
}

/// The one agent; of several, nobody says whose call it is.
fn agent(top: &Json<'_>) -> Option<AgentKey> {
    let internal = |p: &&Json<'_>| {
        let purpose = p.at("participantPurpose").name().unwrap_or_default();
        ["internal", "agent", "user"].iter().any(|word| purpose.eq_ignore_ascii_case(word))
    };
    let mut ids: Vec<String> =
        top.at("participants").items().iter().filter(internal).filter_map(|p| p.at("userId").name()).collect();
    ids.sort();
    ids.dedup();
    match ids.as_slice() {
        [one] => Some(AgentKey::read(Some(one.clone()), None)),
        _ => None,
    }
}
