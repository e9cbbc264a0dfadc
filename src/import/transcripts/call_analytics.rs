//! Amazon Transcribe Call Analytics, and Contact Lens after the call: turns with a role and offsets in milliseconds.
//! Turns overlap where two speak at once, and stay in the file's order. A chat has absolute times alone.

use chrono::DateTime;

use super::json::Json;
use super::stamp_of_ms;
use super::talk::{Id, Place, Pointed, Said, Talk};
use super::times::Time;
use crate::domain::call::Role;

const LIST: &str = "Transcript";
/// What is found in a turn, and what it is called.
const FOUND: [(&str, &str); 3] =
    [("IssuesDetected", "issue"), ("OutcomesDetected", "outcome"), ("ActionItemsDetected", "action item")];

pub(super) fn is(top: &Json<'_>) -> bool {
    let turn = top.at(LIST).items().iter().find(|turn| !turn.entries().is_empty());
    let told = top.has("Participants") || top.has("ConversationCharacteristics");
    matches!(top.at(LIST), Json::List(_)) && (told || turn.is_some_and(|turn| turn.has("ParticipantRole")))
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let roles = roles(top);
    let turns = top.at(LIST).items();
    let first = turns.iter().find_map(|turn| absolute(turn.at("AbsoluteTime")));
    let said = turns.iter().enumerate().map(|(at, turn)| said(at, turn, &roles, first)).collect();
    let contact = top.at("CustomerMetadata").any(&["ContactId", "contactId"]).name();
    let contact = contact.or_else(|| top.any(&["ContactId", "contactId"]).name());
    let format =
        if contact.is_some() || top.has("CustomerMetadata") { "contact_lens" } else { "transcribe_call_analytics" };
    let mut talk = Talk { pointed: pointed(top), ..Talk::new(format, said) };
    talk.source = "amazon_connect";
    talk.ids.extend(contact.map(Id::Call));
    talk.ids.extend(top.at("JobName").name().map(Id::Job));
    talk.started = first.and_then(stamp_of_ms);
    talk.audio_ms = Time::millis(top.at("ConversationCharacteristics").at("TotalConversationDurationMillis")).ms();
    talk
}

/// Role by participant, where turns name the participant alone.
fn roles(top: &Json<'_>) -> Vec<(String, String)> {
    let both = |p: &Json<'_>| Some((p.at("ParticipantId").name()?, p.at("ParticipantRole").name()?));
    top.at("Participants").items().iter().filter_map(both).collect()
}

fn absolute(value: &Json<'_>) -> Option<i64> {
    Some(DateTime::parse_from_rfc3339(value.text()?.trim()).ok()?.timestamp_millis())
}

fn said(at: usize, turn: &Json<'_>, roles: &[(String, String)], first: Option<i64>) -> Said {
    let place = Place::Item(LIST, at);
    if turn.entries().is_empty() {
        return Said::nothing(place);
    }
    let id = turn.at("ParticipantId").name();
    let of_id = id.as_ref().and_then(|id| roles.iter().find(|(known, _)| known == id)).map(|(_, role)| role.clone());
    let named = turn.at("ParticipantRole").name().or(of_id);
    let (mut from, mut to) = (Time::millis(turn.at("BeginOffsetMillis")), Time::millis(turn.at("EndOffsetMillis")));
    if (from, to) == (Time::Missing, Time::Missing)
        && let Some((first, own)) = first.zip(absolute(turn.at("AbsoluteTime")))
    {
        (from, to) = (Time::At(own - first), Time::At(own - first));
    }
    let text = turn.at("Content").text().unwrap_or_default().to_owned();
    let role = match named.as_deref() {
        Some("AGENT") => Role::Agent,
        Some("CUSTOMER") => Role::Customer,
        Some(_) | None => Role::Other,
    };
    Said::new(place, named.or(id), from, to, text).in_role(role)
}

/// What the categories matched, and what was found in a turn. A category that asks for something missing points to no
/// moment.
fn pointed(top: &Json<'_>) -> Vec<Pointed> {
    let mut out = Vec::new();
    for (name, matched) in top.at("Categories").at("MatchedDetails").entries() {
        for point in matched.at("PointsOfInterest").items() {
            out.push(Pointed {
                label: name.to_string(),
                from: Time::millis(point.at("BeginOffsetMillis")),
                to: Time::millis(point.at("EndOffsetMillis")),
                words: None,
            });
        }
    }
    for turn in top.at(LIST).items() {
        for (key, label) in FOUND {
            for found in turn.at(key).items() {
                out.push(Pointed {
                    label: label.to_owned(),
                    from: Time::millis(turn.at("BeginOffsetMillis")),
                    to: Time::millis(turn.at("EndOffsetMillis")),
                    words: found.at("Text").name().or_else(|| stretch(turn, found.at("CharacterOffsets"))),
                });
            }
        }
    }
    out
}

/// The characters of a turn's words that are pointed to.
fn stretch(turn: &Json<'_>, offsets: &Json<'_>) -> Option<String> {
    let place = |key: &str| offsets.any(&[key, &format!("{key}Char")]).number().filter(|n| (0.0..1e9).contains(n));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
    let (begin, end) = (place("Begin")? as usize, place("End")? as usize);
    let words: String = turn.at("Content").text()?.chars().skip(begin).take(end.checked_sub(begin)?).collect();
    (!words.trim().is_empty()).then_some(words)
}
