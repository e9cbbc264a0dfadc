//! What makes an action countable: a count, a share, a duration, a place in the call, or "every call".
//!
//! A figure counts only where it counts something: the figures of an end, a date, an age, an identifier or a price do
//! not. Words such as "often" and "a few" have no figure at all.

use std::ops::Range;

use super::{
    ending::{Ending, Strength},
    lexicon::{has, nouns},
    text::{Kind as Piece, Text},
};

mod count;
mod every;
mod place;

/// What sort of measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// "two open questions", "twice".
    Count,
    /// "80% of calls", "3 of 5".
    Share,
    /// "within 10 seconds", "a 30-second pause".
    Duration,
    /// "before the quote", "in the first minute".
    Place,
    /// "every call", "each shift": all of what tells how often.
    EveryContact,
    /// "every caller": all the persons that it is done to.
    EveryPerson,
    /// "all three disclosures", "every transfer".
    EveryThing,
}

/// A measure found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    /// Its pieces.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// Words for amounts that no one can count; they are named in the hint.
const VAGUE: &[&str] = &[
    "a bit",
    "a few",
    "a little",
    "a lot",
    "a lot of",
    "a lot more",
    "always",
    "as much as possible",
    "as many as possible",
    "as often as possible",
    "at all times",
    "constantly",
    "consistently",
    "enough",
    "every chance",
    "every opportunity",
    "frequently",
    "generally",
    "less",
    "less often",
    "many",
    "more",
    "more often",
    "most",
    "most calls",
    "never",
    "often",
    "occasionally",
    "regularly",
    "several",
    "some",
    "sometimes",
    "usually",
    "when needed",
    "when possible",
    "when you can",
    "where appropriate",
    "where possible",
    "whenever possible",
    "wherever possible",
];

/// The text with the pieces that belong to an end marked, for the finders of measures.
pub(super) struct Field<'t, 'a> {
    pub(super) text: &'t Text<'a>,
    /// For each piece, whether it belongs to an end.
    ended: Vec<bool>,
}

impl Field<'_, '_> {
    /// Whether a piece is a word that belongs to no end.
    pub(super) fn is_free(&self, index: usize) -> bool {
        self.text.is_word(index) && !self.ended.get(index).copied().unwrap_or(false)
    }

    /// Whether a word closes the phrase before it: no word at all, a preposition, the start of a new phrase.
    pub(super) fn closes(&self, index: usize) -> bool {
        use super::lexicon::small;
        let low = self.text.low(index);
        !self.is_free(index)
            || has(small::PREPOSITIONS, low)
            || has(small::SUBORDINATORS, low)
            || has(small::DETERMINERS, low)
            || matches!(low, "and" | "or" | "but" | "then")
    }

    /// Whether a noun is plural by its form.
    pub(super) fn is_plural(&self, index: usize) -> bool {
        let low = self.text.low(index);
        matches!(low, "people" | "men" | "women" | "children")
            || (low.len() > 2 && low.ends_with('s') && !["ss", "us", "is", "'s"].iter().any(|end| low.ends_with(end)))
    }

    /// The start of the sentence that a piece stands in.
    pub(super) fn sentence_start(&self, index: usize) -> usize {
        (0..index).rev().find(|before| self.text.kind(*before) == Some(Piece::Stop)).map_or(0, |stop| stop + 1)
    }
}

/// Finds the measures of the text, in its order; none overlaps another or an end.
pub(super) fn find(text: &Text<'_>, endings: &[Ending]) -> Vec<Measure> {
    let mut ended = vec![false; text.len()];
    for ending in endings
        .iter()
        .filter(|ending| ending.strength != Strength::Hint && !text.low(ending.span.end - 1).ends_with("'s"))
    {
        ended[ending.span.clone()].fill(true);
    }
    let field = Field { text, ended };
    let mut measures: Vec<Measure> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = if field.is_free(at) {
            every::at(&field, at).or_else(|| place::at(&field, at)).or_else(|| count::at(&field, at))
        } else {
            None
        };
        match found {
            Some(measure) => {
                let floor = measures.last().map_or(0, |last| last.span.end);
                let span = measure.span.start.max(floor)..measure.span.end;
                at = span.end.max(at + 1);
                measures.push(Measure { span, ..measure });
            }
            None => at += 1,
        }
    }
    measures
}

/// The verdict with the words that are the measures.
pub(super) fn judge(text: &Text<'_>, measures: &[Measure]) -> Result<Vec<String>, String> {
    if !measures.is_empty() {
        return Ok(measures.iter().map(|measure| text.typed(measure.span.clone()).to_owned()).collect());
    }
    let vague = (0..text.len()).find_map(|at| {
        let end = text.after_any(at, VAGUE)?;
        Some(text.typed(at..end))
    });
    Err(match vague {
        Some(words) => format!(
            "“{words}” cannot be counted: say how many, how long or where in the call, such as “twice on every call”."
        ),
        None => "Nothing in it can be counted: say how many, how long or where in the call, such as “in the first 30 \
                 seconds of every call”."
            .to_owned(),
    })
}

/// Whether a noun is a call, a shift, a time: what tells how often.
fn tells_how_often(word: &str) -> bool {
    has(nouns::CONTACTS, word) || has(nouns::TIMES, word)
}
