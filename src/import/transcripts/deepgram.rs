//! Deepgram: utterances where they were asked for, else words alone. Speaker 0 is a speaker. In a recording of several
//! channels each has its own words, which are laid side by side by their times.

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::{Word, turns};

const UTTERANCES: &str = "results.utterances";
const WORDS: &str = "results.channels words";
const CHANNELS: &str = "results.channels";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let results = top.at("results");
    let channels = results.at("channels").items();
    let utterances = results.at("utterances").items();
    let said = if utterances.iter().all(|utterance| utterance.entries().is_empty()) {
        of_channels(channels)
    } else {
        let one = |(at, utterance)| of_utterance(at, utterance, channels.len());
        utterances.iter().enumerate().map(one).collect()
    };
    // The request's id is no call's.
    let mut talk = Talk::new("deepgram", said);
    talk.audio_ms = Time::seconds(top.at("metadata").at("duration")).ms();
    talk
}

fn of_utterance(at: usize, utterance: &Json<'_>, channels: usize) -> Said {
    let place = Place::Item(UTTERANCES, at);
    if utterance.entries().is_empty() {
        return Said::nothing(place);
    }
    let words = utterance.at("words").items();
    let first = words.iter().map(|word| word.at("speaker")).find(|speaker| !speaker.is_null()).unwrap_or(&Json::Null);
    let speaker = if utterance.at("speaker").is_null() { first } else { utterance.at("speaker") };
    let channel = utterance.at("channel").name().filter(|_| channels > 1);
    let (from, to) = (Time::seconds(utterance.at("start")), Time::seconds(utterance.at("end")));
    let text = utterance.at("transcript").text().unwrap_or_default();
    Said::new(place, label(channel, speaker), from, to, text.to_owned())
}

/// "channel 1, speaker 0".
fn label(channel: Option<String>, speaker: &Json<'_>) -> Option<String> {
    let channel = channel.map(|n| format!("channel {n}"));
    let speaker = super::words::labelled("speaker", speaker);
    let both: Vec<String> = channel.into_iter().chain(speaker).collect();
    (!both.is_empty()).then(|| both.join(", "))
}

fn of_channels(channels: &[Json<'_>]) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for (at, channel) in channels.iter().enumerate() {
        let best = channel.at("alternatives").items().first().unwrap_or(&Json::Null);
        let number = (channels.len() > 1).then(|| at.to_string());
        let words = best.at("words").items();
        let all = best.at("transcript").text().unwrap_or_default();
        if words.is_empty() && !all.trim().is_empty() {
            let place = Place::Item(CHANNELS, at);
            said.push(Said::new(place, label(number, &Json::Null), Time::Missing, Time::Missing, all.to_owned()));
        } else {
            let words = words.iter().map(|word| {
                let text = word.any(&["punctuated_word", "word"]).text()?;
                let (from, to) = (Time::seconds(word.at("start")), Time::seconds(word.at("end")));
                Some(Word::new(label(number.clone(), word.at("speaker")), from, to, text))
            });
            said.extend(turns(WORDS, words.collect()));
        }
    }
    if channels.len() > 1 {
        side_by_side(&mut said);
    }
    said
}

/// By their beginnings; one without a time stays behind the one that it follows.
fn side_by_side(said: &mut [Said]) {
    let mut last = 0;
    let mut keyed: Vec<(i64, Said)> = Vec::with_capacity(said.len());
    for turn in said.iter() {
        last = turn.from.ms().unwrap_or(last);
        keyed.push((last, turn.clone()));
    }
    keyed.sort_by_key(|(at, _)| *at);
    for (place, (_, turn)) in said.iter_mut().zip(keyed) {
        *place = turn;
    }
}
