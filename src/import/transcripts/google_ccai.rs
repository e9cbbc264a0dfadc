//! Google's contact center conversations: segments with a participant's role; times stand with the words.

use super::json::Json;
use super::stamp_of;
use super::talk::{Id, Place, Said, Talk};
use super::times::Time;
use super::words::labelled;
use crate::domain::call::Role;
use crate::domain::evaluation::AgentKey;

const LIST: &str = "transcriptSegments";

/// At the top, or in the conversation's transcript.
pub(super) fn segments<'a, 'j>(top: &'a Json<'j>) -> Option<&'a Json<'j>> {
    let inside = top.at("transcript");
    [top, inside].into_iter().find(|value| matches!(value.at(LIST), Json::List(_))).map(|value| value.at(LIST))
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let all = segments(top).map(Json::items).unwrap_or_default();
    let said = all.iter().enumerate().map(|(at, segment)| said(at, segment)).collect();
    let mut talk = Talk::new("google_ccai", said);
    // "projects/…/conversations/ID".
    let name = top.at("name").name();
    talk.ids.extend(name.and_then(|name| name.rsplit('/').next().map(str::to_owned)).map(Id::Call));
    talk.started = stamp_of(top.at("startTime"));
    talk.audio_ms = Time::seconds(top.at("duration")).ms();
    let mut agents = top.at("qualityMetadata").at("agentInfo").items().iter().chain([top]);
    talk.agent = agents.find_map(|info| {
        let (id, name) = (info.at("agentId").name(), info.at("displayName").name());
        (id.is_some() || name.is_some()).then(|| AgentKey::read(id, name))
    });
    talk
}

fn said(at: usize, segment: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if segment.entries().is_empty() {
        return Said::nothing(place);
    }
    let words = segment.at("words").items();
    let time = |word: Option<&Json<'_>>, key: &str| word.map_or(Time::Missing, |word| Time::seconds(word.at(key)));
    // What is zero is left out.
    let from = match time(words.first(), "startOffset") {
        Time::Missing if words.first().is_some_and(|word| word.has("endOffset")) => Time::At(0),
        from => from,
    };
    let named = segment.at("segmentParticipant").at("role").name();
    let role = match named.as_deref() {
        Some("HUMAN_AGENT" | "AUTOMATED_AGENT" | "ANY_AGENT") => Role::Agent,
        Some("END_USER") => Role::Customer,
        Some(_) | None => Role::Other,
    };
    let speaker = match role {
        Role::Agent | Role::Customer => Some(role.word().to_owned()),
        Role::Other => labelled("channel", segment.at("channelTag")),
    };
    let text = segment.at("text").text().unwrap_or_default();
    Said { role, ..Said::new(place, speaker, from, time(words.last(), "endOffset"), text.to_owned()) }
}
