//! Gridspace's Harper Valley corpus: a transcript as a list of turns, and a call's metadata beside it.

use super::json::Json;
use super::stamp_of_ms;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use crate::domain::call::{CallRecord, Role};
use crate::domain::evaluation::AgentKey;
use crate::domain::when::Stamp;
use crate::import::sniff::Refusal;

/// Whose ids and names they are.
const SOURCE: &str = "gridspace";
const LIST: &str = "turns";

pub(super) fn is_call(top: &Json<'_>) -> bool {
    let parties = top.at("agent").has("metadata") || top.has("agent") && top.has("tasks") || top.has("caller");
    top.has("sid") && parties && top.has("tasks")
}

/// A call's metadata.
pub(super) fn call(top: &Json<'_>, file: usize) -> Result<CallRecord, Refusal> {
    let Some(call_id) = top.at("sid").text().filter(|sid| !sid.trim().is_empty()) else {
        return Err(Refusal::Unknown("it is a Harper Valley call's metadata, and its sid is no text".to_owned()));
    };
    let name = top.at("agent").at("metadata").at("agent_name").text().filter(|name| !name.trim().is_empty());
    let agent = name.map(|name| AgentKey::read(None, Some(name.to_owned())));
    let started = epoch(top.at("start_time_ms"));
    Ok(CallRecord { call_id: call_id.to_owned(), source: SOURCE.to_owned(), agent, started, file })
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
fn epoch(value: &Json<'_>) -> Option<Stamp> {
    value.number().filter(|ms| ms.abs() < 1e14).and_then(|ms| stamp_of_ms(ms.round() as i64))
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let said = top.items().iter().enumerate().map(|(at, turn)| said(at, turn)).collect();
    let mut talk = Talk::new("harper_valley", said);
    talk.source = SOURCE;
    // `offset_ms` runs from the start of the call; `start_ms` differs by channel.
    talk.started = top.items().iter().find_map(|turn| {
        let at = turn.at("start_timestamp_ms").number().filter(|ms| ms.abs() < 1e14)?;
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
        stamp_of_ms(at.round() as i64 - Time::millis(turn.at("offset_ms")).ms()?)
    });
    talk
}

fn said(at: usize, turn: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if turn.entries().is_empty() {
        return Said::nothing(place);
    }
    let named = turn.at("speaker_role").text();
    let role = match named {
        Some("agent") => Role::Agent,
        Some("caller") => Role::Customer,
        Some(_) | None => Role::Other,
    };
    let from = Time::millis(turn.at("offset_ms"));
    let to = from.plus(Time::millis(turn.at("duration_ms")));
    // People corrected the one; the other is a machine's.
    let text = turn.at("human_transcript").text().or(turn.at("transcript").text()).unwrap_or_default();
    Said { role, ..Said::new(place, named.map(str::to_owned), from, to, text.to_owned()) }
}

#[cfg(test)]
mod tests;
