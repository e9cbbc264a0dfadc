//! What makes an action countable: a count, a share, a duration, a place in the call, or "every call".
//!
//! A figure counts only where it counts something: the figures of an end, a date, an age, an identifier or a price do
//! not. Words such as "often" and "a few" have no figure at all.

use std::ops::Range;

use super::{
    ending::Ending,
    lexicon::{Phrases, nouns, small},
    text::{Kind as Piece, Text},
};

mod count;
mod every;
mod place;
mod share;

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
static VAGUE: Phrases = Phrases::new(
    "a bit, a few, a little, a lot, a lot more, a lot of, always, as many as possible, as much as possible, \
     as often as possible, at all times, consistently, constantly, enough, every chance, every opportunity, \
     frequently, generally, less, less often, many, more, more often, most, most calls, never, occasionally, often, \
     regularly, several, some, sometimes, usually, when needed, when possible, when you can, whenever possible, \
     where appropriate, where possible, wherever possible",
);

/// The text with the pieces that belong to an end marked, for the finders of measures.
struct Field<'t, 'a> {
    text: &'t Text<'a>,
    /// For each piece, whether it belongs to an end.
    ended: Vec<bool>,
}

impl Field<'_, '_> {
    /// Whether a piece is a word that belongs to no end.
    fn is_free(&self, index: usize) -> bool {
        self.text.is_word(index) && !self.ended.get(index).copied().unwrap_or(false)
    }

    /// Whether a word closes the phrase before it: no word at all, a preposition, the start of a new phrase.
    fn closes(&self, index: usize) -> bool {
        !self.is_free(index)
            || self.text.among(index, &small::PREPOSITIONS)
            || self.text.among(index, &small::SUBORDINATORS)
            || self.text.among(index, &small::DETERMINERS)
            || self.text.is(index, &["and", "or", "but", "then"])
    }

    /// The index after the determiner at `index`, where there is one.
    fn past_determiner(&self, index: usize) -> usize {
        index + usize::from(self.text.among(index, &small::DETERMINERS))
    }

    /// The words from `from` that make one phrase, `most` at most.
    fn phrase(&self, from: usize, most: usize) -> Range<usize> {
        from..from + (from..from + most).take_while(|index| !self.closes(*index)).count()
    }

    /// Whether a noun is plural by its form.
    fn is_plural(&self, index: usize) -> bool {
        let low = self.text.low(index);
        matches!(low, "people" | "men" | "women" | "children")
            || (low.len() > 2 && low.ends_with('s') && !["ss", "us", "is", "'s"].iter().any(|end| low.ends_with(end)))
    }

    /// Whether a noun is a call, a shift, a time: what tells how often.
    fn tells_how_often(&self, index: usize) -> bool {
        self.text.among(index, &nouns::CONTACTS) || self.text.among(index, &nouns::TIMES)
    }

    fn is_caller(&self, index: usize) -> bool {
        self.text.among(index, &nouns::CALLERS)
    }

    /// The word before a piece; "" at the start.
    fn before(&self, index: usize) -> &str {
        index.checked_sub(1).map_or("", |before| self.text.low(before))
    }

    /// The start of the sentence that a piece stands in.
    fn sentence_start(&self, index: usize) -> usize {
        (0..index).rev().find(|before| self.text.kind(*before) == Some(Piece::Stop)).map_or(0, |stop| stop + 1)
    }
}

/// Finds the measures of the text, in its order; none overlaps another or an end.
pub(super) fn find(text: &Text<'_>, endings: &[Ending]) -> Vec<Measure> {
    let mut ended = vec![false; text.len()];
    // "all of this week's calls" is an end and a measure in one.
    for ending in endings.iter().filter(|ending| !ending.is_hint() && !text.low(ending.span.end - 1).ends_with("'s")) {
        ended[ending.span.clone()].fill(true);
    }
    let field = Field { text, ended };
    let mut measures: Vec<Measure> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let found = if field.is_free(at) { one(&field, at) } else { None };
        let Some(Measure { span, kind }) = found else {
            at += 1;
            continue;
        };
        let floor = measures.last().map_or(0, |last| last.span.end);
        at = span.end.max(at + 1);
        measures.push(Measure { span: span.start.max(floor)..span.end, kind });
    }
    measures
}

fn one(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    every::find(field, at)
        .or_else(|| place::find(field, at).map(|end| Measure { span: at..end, kind: Kind::Place }))
        .or_else(|| share::find(field, at))
        .or_else(|| count::find(field, at))
}

/// The verdict with the words that are the measures.
pub(super) fn judge(text: &Text<'_>, measures: &[Measure]) -> Result<Vec<String>, String> {
    if !measures.is_empty() {
        return Ok(measures.iter().map(|measure| text.typed(measure.span.clone()).to_owned()).collect());
    }
    let vague = (0..text.len()).find_map(|at| Some(text.typed(at..text.after_phrase(at, &VAGUE)?)));
    Err(match vague {
        Some(words) => format!(
            "“{words}” cannot be counted: say how many, how long or where in the call, such as “twice on every call”."
        ),
        None => "Nothing in it can be counted: say how many, how long or where in the call, such as “in the first 30 \
                 seconds of every call”."
            .to_owned(),
    })
}
