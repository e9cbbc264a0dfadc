//! Amazon Post-Call Analytics: segments with a speaker's label, whose role and name stand in the header.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::json::Json;
use super::talk::{Id, Place, Pointed, Said, Talk};
use super::times::Time;
use super::{stamp_of, stamp_on_the_wall};
use crate::domain::evaluation::AgentKey;

const LIST: &str = "SpeechSegments";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let header = top.at("ConversationAnalytics");
    let labels: Vec<(String, String)> = header
        .at("SpeakerLabels")
        .items()
        .iter()
        .filter_map(|label| Some((label.at("Speaker").name()?, label.at("DisplayText").name()?)))
        .collect();
    let said = top.at(LIST).items().iter().enumerate().map(|(at, segment)| said(at, segment, &labels)).collect();
    let mut talk = Talk::new("amazon_pca", said);
    talk.ids.extend(header.at("GUID").name().map(Id::Call));
    let jobs = header.at("SourceInformation").items().iter().map(|source| source.at("TranscribeJobInfo"));
    talk.ids.extend(jobs.filter_map(|job| job.at("TranscriptionJobName").name()).map(Id::Job));
    talk.agent = header.at("Agent").name().map(|name| AgentKey::read(None, Some(name)));
    talk.started = started(header);
    talk.audio_ms = Time::seconds(header.at("Duration")).ms();
    talk.pointed = pointed(header);
    talk
}

/// A time of the wall clock, and the zone's name beside it.
fn started(header: &Json<'_>) -> Option<crate::domain::when::Stamp> {
    let text = header.at("ConversationTime").text()?.trim();
    let zone = header.at("ConversationLocation").text().and_then(|zone| zone.trim().parse::<Tz>().ok());
    let mut forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"].iter();
    let wall = forms.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    match wall {
        Some(wall) => stamp_on_the_wall(wall, zone, text),
        None => stamp_of(header.at("ConversationTime")),
    }
}

fn said(at: usize, segment: &Json<'_>, labels: &[(String, String)]) -> Said {
    let place = Place::Item(LIST, at);
    if segment.entries().is_empty() {
        return Said::nothing(place);
    }
    let label = segment.at("SegmentSpeaker").name();
    let shown = label.as_ref().and_then(|label| labels.iter().find(|(known, _)| known == label));
    let speaker = shown.map(|(_, name)| name.clone()).or(label);
    let text = segment.any(&["DisplayText", "OriginalText"]).text().unwrap_or_default();
    let (from, to) = (Time::seconds(segment.at("SegmentStartTime")), Time::seconds(segment.at("SegmentEndTime")));
    Said::new(place, speaker, from, to, text.to_owned())
}

/// Where the categories were met. One that asks for something missing has no times.
fn pointed(header: &Json<'_>) -> Vec<Pointed> {
    let mut out = Vec::new();
    for category in header.at("CategoriesDetected").items() {
        let Some(label) = category.at("Name").name() else { continue };
        out.extend(category.at("Timestamps").items().iter().map(|at| Pointed {
            label: label.clone(),
            from: Time::seconds(at.at("BeginOffsetSecs")),
            to: Time::seconds(at.at("EndOffsetSecs")),
            words: None,
        }));
    }
    out
}
