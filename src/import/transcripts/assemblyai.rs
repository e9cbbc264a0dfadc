//! `AssemblyAI`: utterances in milliseconds; where they are null they are made anew of the words. The audio's length is
//! in seconds in the same file. The transcript's own id is no call's.

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::{Word, turns};
use crate::domain::raw::visible;
use crate::import::sniff::Refusal;

const LIST: &str = "utterances";

pub(super) fn is(top: &Json<'_>) -> bool {
    top.has("words") && top.has("text") && (top.has("audio_duration") || top.has("audio_url") || top.has("utterances"))
}

pub(super) fn read(top: &Json<'_>) -> Result<Talk, Refusal> {
    if let Some(status) = top.at("status").name().filter(|status| status != "completed") {
        let why = top.at("error").name().map_or_else(String::new, |why| format!(": {}", visible(&why)));
        let status = visible(&status).into_owned();
        return Err(Refusal::Unknown(format!(
            "it is AssemblyAI's file of a transcript that is not done ({status}){why}"
        )));
    }
    let utterances = top.at(LIST).items();
    let said = if utterances.iter().all(|utterance| utterance.entries().is_empty()) {
        let words = top.at("words").items().iter().map(|word| {
            let (from, to) = times(word);
            Some(Word::new(speaker(word), from, to, word.at("text").text()?))
        });
        let said = turns("words", words.collect());
        if said.is_empty() { of_text(top) } else { said }
    } else {
        utterances.iter().enumerate().map(|(at, utterance)| of_utterance(at, utterance)).collect()
    };
    let mut talk = Talk::new("assemblyai", said);
    talk.audio_ms = Time::seconds(top.at("audio_duration")).ms();
    Ok(talk)
}

fn times(value: &Json<'_>) -> (Time, Time) {
    (Time::millis(value.at("start")), Time::millis(value.at("end")))
}

/// "speaker A"; of a recording with a channel a speaker, "channel 1".
fn speaker(value: &Json<'_>) -> Option<String> {
    let name = value.at("speaker").name();
    let letter = |name: &str| name.len() <= 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match name {
        Some(name) if letter(&name) => Some(format!("speaker {name}")),
        Some(name) => Some(name),
        None => super::words::labelled("channel", value.at("channel")),
    }
}

fn of_utterance(at: usize, utterance: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if utterance.entries().is_empty() {
        return Said::nothing(place);
    }
    let (from, to) = times(utterance);
    Said::new(place, speaker(utterance), from, to, utterance.at("text").text().unwrap_or_default().to_owned())
}

/// Neither utterances nor words: the text as one turn without times.
fn of_text(top: &Json<'_>) -> Vec<Said> {
    let text = top.at("text").text().filter(|text| !text.trim().is_empty());
    let one = |text: &str| Said::new(Place::Item("text", 0), None, Time::Missing, Time::Missing, text.to_owned());
    text.map(one).into_iter().collect()
}
