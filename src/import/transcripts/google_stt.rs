//! Google Speech-to-Text: a result a stretch of speech. Where speakers are told apart, the last result repeats all words
//! from the beginning, and it alone says who speaks. Times are durations such as "1.500s".

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::{Word, labelled, turns};

const LIST: &str = "results";

/// Of the answer itself, or of the operation that it came with.
pub(super) fn results<'a, 'j>(top: &'a Json<'j>) -> &'a Json<'j> {
    if top.has(LIST) { top.at(LIST) } else { top.at("response").at(LIST) }
}

pub(super) fn read(top: &Json<'_>) -> Talk {
    let all = results(top).items();
    let said = match all.split_last() {
        Some((last, before)) if repeats(last, before) => of_words(words(last)),
        _ => {
            let mut end = Time::At(0);
            all.iter().enumerate().flat_map(|(at, result)| of_result(at, result, &mut end)).collect()
        }
    };
    Talk::new("google_stt", said)
}

fn best<'a, 'j>(result: &'a Json<'j>) -> &'a Json<'j> {
    result.at("alternatives").items().first().unwrap_or(&Json::Null)
}

fn words<'a, 'j>(result: &'a Json<'j>) -> &'a [Json<'j>] {
    best(result).at("words").items()
}

/// Tag 0 is nobody's.
fn speaker(word: &Json<'_>) -> Option<String> {
    let tag = word.any(&["speakerTag", "speaker_tag"]);
    let tag = if tag.number() == Some(0.0) { &Json::Null } else { tag };
    let label = word.any(&["speakerLabel", "speaker_label"]);
    labelled("speaker", tag).or_else(|| labelled("speaker", label))
}

fn times(word: &Json<'_>) -> (Time, Time) {
    // A word that begins with the recording has no time at all: what is zero is left out.
    let from = match Time::seconds(word.any(&["startTime", "startOffset", "start_time"])) {
        Time::Missing if !word.any(&["endTime", "endOffset", "end_time"]).is_null() => Time::At(0),
        from => from,
    };
    (from, Time::seconds(word.any(&["endTime", "endOffset", "end_time"])))
}

/// Whether a result holds all words of those before it, and the speakers.
fn repeats(last: &Json<'_>, before: &[Json<'_>]) -> bool {
    let told = words(last).iter().any(|word| speaker(word).is_some());
    let counted: usize = before.iter().map(|result| words(result).len()).sum();
    let first = |result: &Json<'_>| words(result).first().map(|word| times(word).0);
    let from_the_start = before.iter().find_map(first).is_none_or(|begins| first(last) == Some(begins));
    told && !before.is_empty() && from_the_start && words(last).len() >= counted
}

fn of_words(all: &[Json<'_>]) -> Vec<Said> {
    let word = |word: &Json<'_>| {
        let (from, to) = times(word);
        Some(Word::new(speaker(word), from, to, word.at("word").text()?))
    };
    turns("words", all.iter().map(word).collect())
}

/// `end` is where the result before ended: a result without words has no other beginning.
fn of_result(at: usize, result: &Json<'_>, end: &mut Time) -> Vec<Said> {
    let place = Place::Item(LIST, at);
    if result.entries().is_empty() {
        return vec![Said::nothing(place)];
    }
    let words = words(result);
    let text = best(result).at("transcript").text().unwrap_or_default().trim();
    if words.iter().any(|word| speaker(word).is_some()) || text.is_empty() && !words.is_empty() {
        return of_words(words);
    }
    let written = Time::seconds(result.any(&["resultEndTime", "resultEndOffset", "result_end_time"]));
    let from = words.first().map_or(if written == Time::Missing { Time::Missing } else { *end }, |word| times(word).0);
    let to = words.last().map_or(written, |word| times(word).1);
    *end = if written == Time::Missing { to } else { written };
    let channel = labelled("channel", result.any(&["channelTag", "channel_tag"]));
    vec![Said::new(place, channel, from, to, text.to_owned())]
}
