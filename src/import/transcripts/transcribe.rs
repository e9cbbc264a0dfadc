//! Amazon Transcribe: words one by one, their times as text; punctuation has none. Who speaks stands in segments, and
//! in newer files with each word.

use super::json::Json;
use super::talk::{Id, Talk};
use super::times::Time;
use super::words::{Joins, Word, turns};

const LIST: &str = "results.items";

pub(super) fn is(top: &Json<'_>) -> bool {
    let results = top.at("results");
    results.has("items") && (results.has("transcripts") || results.has("speaker_labels") || top.has("jobName"))
}

/// A stretch of one speaker.
struct Segment {
    speaker: Option<String>,
    from: i64,
    to: i64,
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let results = top.at("results");
    let segments: Vec<Segment> =
        results.at("speaker_labels").at("segments").items().iter().filter_map(segment).collect();
    let mut at = 0;
    let words = results.at("items").items().iter().map(|item| word(item, &segments, &mut at)).collect();
    let mut talk = Talk::new("transcribe", turns(LIST, words));
    talk.ids.extend(top.at("jobName").name().map(Id::Job));
    talk
}

fn segment(segment: &Json<'_>) -> Option<Segment> {
    let (from, to) = (Time::seconds(segment.at("start_time")).ms()?, Time::seconds(segment.at("end_time")).ms()?);
    Some(Segment { speaker: segment.at("speaker_label").name(), from, to })
}

/// `at` is the segment of the word before: both lists are in the order of time.
fn word(item: &Json<'_>, segments: &[Segment], at: &mut usize) -> Option<Word> {
    let first = item.at("alternatives").items().first().unwrap_or(&Json::Null);
    let text = first.at("content").text().or_else(|| item.at("content").text())?;
    let (from, to) = (Time::seconds(item.at("start_time")), Time::seconds(item.at("end_time")));
    let own = item.any(&["speaker_label", "channel_label"]).name();
    let mut word = Word::new(own, from, to, text);
    if item.at("type").text() == Some("punctuation") {
        word.joins = Joins::Tight;
        return Some(word);
    }
    if let Some(from) = from.ms() {
        while segments.get(*at + 1).is_some_and(|next| next.from <= from) {
            *at += 1;
        }
    }
    if let Some(segment) = segments.get(*at) {
        word.segment = Some(*at);
        let within = from.ms().is_none_or(|from| (segment.from..=segment.to).contains(&from));
        word.speaker = word.speaker.or_else(|| segment.speaker.clone().filter(|_| within));
    }
    Some(word)
}
