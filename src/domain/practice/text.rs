//! The action cut into words, figures, quotes and stops, each knowing where it stands in what was typed.
//!
//! Reading never looks at case, at the kind of quote or apostrophe, or at how much space stands between words. What is
//! quoted is one piece: the words that an agent is to say are not searched for acts, measures or ends.

use std::ops::Range;

use super::lexicon::{Phrases, Words};

mod figure;
mod quote;
mod reader;

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, hyphens and apostrophes inside it included.
    Word,
    /// A figure: 30, 15th, 9/10, 2026-10-09, or a percent sign after one.
    Figure,
    /// Words in quotes, taken whole.
    Quote,
    /// A comma.
    Comma,
    /// A colon, dash or bracket: the clause is new and the sentence goes on.
    Break,
    /// The end of a sentence or of a list item.
    Stop,
}

/// One piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it stands, in bytes of the text as typed.
    pub(super) at: Range<usize>,
    /// Its lower-case form, with plain apostrophes and hyphens; for a mark, the mark.
    pub(super) low: String,
    pub(super) kind: Kind,
    /// Its value, where it counts something: "30", "three", "twenty-five". Not for dates, ordinals and identifiers.
    pub(super) number: Option<u32>,
    /// Whether a hyphen joins it to the next piece, as in "30-second".
    pub(super) joined: bool,
}

/// The whole action as pieces.
#[derive(Debug)]
pub(super) struct Text<'a> {
    raw: &'a str,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    /// Cuts `raw` into pieces.
    pub(super) fn new(raw: &'a str) -> Self {
        Self { raw, tokens: reader::read(raw) }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The lower-case form of a piece; "" outside the text.
    pub(super) fn low(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.low.as_str())
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// Whether a piece is a word or a figure.
    pub(super) fn is_word(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Word | Kind::Figure))
    }

    pub(super) fn number(&self, index: usize) -> Option<u32> {
        self.tokens.get(index).and_then(|token| token.number)
    }

    /// Whether a piece is one of the words given.
    pub(super) fn is(&self, index: usize, words: &[&str]) -> bool {
        words.contains(&self.low(index))
    }

    /// The index after `phrase`, where its words stand at `index`.
    pub(super) fn after(&self, index: usize, phrase: &str) -> Option<usize> {
        let mut next = index;
        for word in phrase.split(' ') {
            if self.low(next) != word {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// Whether a piece is a word of a list.
    pub(super) fn among(&self, index: usize, list: &Words) -> bool {
        list.has(self.low(index))
    }

    /// The index after the longest phrase of a list that stands at `index`.
    pub(super) fn after_phrase(&self, index: usize, list: &Phrases) -> Option<usize> {
        let stands = |words: &&Vec<&str>| (index..).zip(words.iter()).all(|(at, word)| self.low(at) == *word);
        list.starting(self.low(index)).iter().filter(stands).map(|words| index + words.len()).max()
    }

    /// The index after the longest of `phrases` that stands at `index`.
    pub(super) fn after_any(&self, index: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.after(index, phrase)).max()
    }

    /// The text of some pieces, as typed, from the first to the last of them.
    pub(super) fn typed(&self, span: Range<usize>) -> &'a str {
        match (self.tokens.get(span.start), span.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.at.start < last.at.end => &self.raw[first.at.start..last.at.end],
            _ => "",
        }
    }

    /// The spans of the sentences, without their stops.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        let mut start = 0;
        for index in 0..=self.len() {
            if matches!(self.kind(index), None | Some(Kind::Stop)) {
                if start < index {
                    spans.push(start..index);
                }
                start = index + 1;
            }
        }
        spans
    }
}
