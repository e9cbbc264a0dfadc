//! Bedrock Data Automation of a recording: segments with a speaker and a channel.

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::labelled;

const LIST: &str = "audio_segments";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let said = top.at(LIST).items().iter().enumerate().map(|(at, segment)| said(at, segment)).collect();
    let mut talk = Talk::new("bedrock_data_automation", said);
    talk.audio_ms = Time::millis(top.at("metadata").at("duration_millis")).ms();
    talk
}

fn said(at: usize, segment: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if segment.entries().is_empty() {
        return Said::nothing(place);
    }
    let speaker = labelled("speaker", segment.at("speaker").at("speaker_label"));
    let speaker = speaker.or_else(|| labelled("channel", segment.at("channel").at("channel_label")));
    let from = Time::millis(segment.at("start_timestamp_millis"));
    let to = Time::millis(segment.at("end_timestamp_millis"));
    Said::new(place, speaker, from, to, segment.at("text").text().unwrap_or_default().to_owned())
}
