//! `OpenAI` Whisper, whisper-timestamped and `WhisperX`: segments in seconds, their words after a blank. A segment can
//! end before it starts, or lie beyond the audio. `WhisperX` alone names speakers.

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::labelled;

const LIST: &str = "segments";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let said = top.at(LIST).items().iter().enumerate().map(|(at, segment)| said(at, segment)).collect();
    let mut talk = Talk::new("whisper", said);
    talk.audio_ms = Time::seconds(top.at("duration")).ms();
    talk
}

fn said(at: usize, segment: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if segment.entries().is_empty() {
        return Said::nothing(place);
    }
    let words = segment.at("words").items().iter();
    let own = labelled("speaker", segment.at("speaker"));
    let speaker = own.or_else(|| words.map(|word| word.at("speaker")).find_map(|s| labelled("speaker", s)));
    let (from, to) = (Time::seconds(segment.at("start")), Time::seconds(segment.at("end")));
    // The blank in front joins segments; nobody said it.
    let text = segment.at("text").text().unwrap_or_default().trim();
    Said::new(place, speaker, from, to, text.to_owned())
}
