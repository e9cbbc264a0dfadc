//! Turns of words that stand one by one: a new turn begins where another speaks, or after a pause.

use super::json::Json;
use super::talk::{Place, Said};
use super::times::Time;

/// So long a silence between two words ends a turn, in milliseconds.
const PAUSE_MS: i64 = 1_500;

/// A word of a transcript.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) speaker: Option<String>,
    pub(super) from: Time,
    pub(super) to: Time,
    pub(super) text: String,
    pub(super) joins: Joins,
    /// Where its turn has to begin anew, whoever speaks: segments that the maker made.
    pub(super) segment: Option<usize>,
}

/// How a word follows the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    /// After a blank.
    Apart,
    /// At once: a comma, a full stop.
    Tight,
}

impl Word {
    pub(super) fn new(speaker: Option<String>, from: Time, to: Time, text: &str) -> Self {
        Self { speaker, from, to, text: text.to_owned(), joins: Joins::Apart, segment: None }
    }
}

/// The turns of words in their order. What stands in the place of a word and is none marks its turn.
pub(super) fn turns(list: &'static str, words: Vec<Option<Word>>) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let mut segment = None;
    // Where the last word with a time ended.
    let mut silent_since: Option<i64> = None;
    for (at, word) in words.into_iter().enumerate() {
        let Some(word) = word else {
            match said.last_mut() {
                Some(turn) => turn.fault = turn.fault.or(Some("a word of the cue cannot be read")),
                None => said.push(Said::nothing(Place::Item(list, at))),
            }
            continue;
        };
        let reversed = word.from.ms().zip(word.to.ms()).is_some_and(|(from, to)| to < from);
        let pause = silent_since.zip(word.from.ms()).is_some_and(|(end, from)| from - end >= PAUSE_MS);
        silent_since = word.to.ms().or(word.from.ms()).or(silent_since);
        let goes_on = |turn: &Said| turn.speaker == word.speaker && segment == word.segment && !pause;
        match said.last_mut().filter(|turn| word.joins == Joins::Tight || goes_on(turn)) {
            Some(turn) => {
                if word.joins == Joins::Apart && !turn.text.is_empty() && !word.text.is_empty() {
                    turn.text.push(' ');
                }
                turn.text.push_str(&word.text);
                if word.joins == Joins::Apart {
                    turn.from = earlier(turn.from, word.from);
                    turn.to = later(turn.to, word.to);
                }
            }
            None => {
                segment = word.segment;
                said.push(Said::new(Place::Item(list, at), word.speaker, word.from, word.to, word.text));
            }
        }
        if let Some(turn) = said.last_mut().filter(|_| reversed) {
            turn.fault = turn.fault.or(Some("a word of the cue ends before it starts"));
        }
    }
    said
}

/// A turn begins with its first word that has a time. A time that cannot be read is told.
fn earlier(turn: Time, word: Time) -> Time {
    match (turn, word) {
        (Time::Missing, word) => word,
        (_, Time::Unreadable) => Time::Unreadable,
        (turn, Time::At(_) | Time::Missing) => turn,
    }
}

fn later(turn: Time, word: Time) -> Time {
    match (turn, word) {
        (turn, Time::Missing) => turn,
        (Time::Unreadable, _) => Time::Unreadable,
        (_, word) => word,
    }
}

/// A speaker's number or name as a label: 0 is "speaker 0".
pub(super) fn labelled(what: &str, value: &Json<'_>) -> Option<String> {
    let name = value.name()?;
    Some(if name.bytes().all(|byte| byte.is_ascii_digit()) { format!("{what} {name}") } else { name })
}
