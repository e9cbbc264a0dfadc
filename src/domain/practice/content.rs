//! What stands beside a verb, and whether it makes the verb an act: what is said, used, asked or written.
//!
//! The words after a verb are taken phrase by phrase. Ends, places and "every call" are stepped over, as they tell when
//! and how often and not what; of the rest, each phrase is judged by its last noun.

use std::ops::Range;

use super::{
    ending::Ending,
    lexicon::{self, nouns, small},
    measure::{Kind as Measured, Measure},
    text::{Kind as Piece, Text},
};

mod government;
mod object;
mod phrase;
mod scan;

pub(super) use phrase::{Phrase, judge};
pub(super) use scan::{Head, complement};

/// What keeps a verb from naming something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// A quality or a state: "empathy".
    Quality(Range<usize>),
    /// A comparison: "better notes".
    Comparison(Range<usize>),
    /// A call is begun or closed, and nothing says with what.
    Instrument,
    /// No figure bounds it.
    Limit,
    /// Something too wide: "questions".
    Generic(Range<usize>),
    /// Nothing says what is said or done.
    Content,
    /// A light verb with nothing that makes it an act: "take ownership", "get comfortable".
    Light(Range<usize>),
}

/// The text with what is known of it: where ends and measures stand.
#[derive(Debug)]
pub(super) struct View<'t, 'a> {
    pub(super) text: &'t Text<'a>,
    /// For each piece where a phrase of when or how often starts, the index after it.
    asides: Vec<Option<usize>>,
    measures: &'t [Measure],
}

impl<'t, 'a> View<'t, 'a> {
    pub(super) fn new(text: &'t Text<'a>, endings: &[Ending], measures: &'t [Measure]) -> Self {
        let mut asides = vec![None; text.len()];
        let ends = endings.iter().filter(|ending| !ending.is_hint()).map(|ending| &ending.span);
        let whens = measures.iter().filter(|measure| tells_when(text, measure)).map(|measure| &measure.span);
        for span in ends.chain(whens) {
            asides[span.start] = Some(span.end);
        }
        Self { text, asides, measures }
    }

    /// The index after the phrase of when or how often that starts at `at`.
    pub(super) fn aside(&self, at: usize) -> Option<usize> {
        self.asides.get(at).copied().flatten()
    }

    /// The kind of the measure that starts at `at`.
    pub(super) fn measure(&self, at: usize) -> Option<Measured> {
        self.measures.iter().find(|measure| measure.span.start == at).map(|measure| measure.kind)
    }

    /// The piece with the figure of a count of things that starts at `at`: "two" of "at least two questions".
    fn figure(&self, at: usize) -> Option<usize> {
        let measure = self.measures.iter().find(|measure| measure.span.start == at)?;
        let counts = measure.kind == Measured::Count && self.aside(at).is_none();
        let figure = measure.span.clone().find(|index| self.text.number(*index).is_some());
        if counts { figure } else { None }
    }

    /// The first measure of some kinds that starts in `range`.
    fn measured(&self, range: &Range<usize>, kinds: &[Measured]) -> Option<&'t Measure> {
        self.measures.iter().find(|measure| range.contains(&measure.span.start) && kinds.contains(&measure.kind))
    }

    pub(super) fn is_adverb(&self, at: usize) -> bool {
        is_adverb(self.text.low(at))
    }

    pub(super) fn is_caller(&self, at: usize) -> bool {
        self.text.among(at, &nouns::CALLERS)
    }

    pub(super) fn is_person(&self, at: usize) -> bool {
        self.is_caller(at) || self.text.among(at, &nouns::COLLEAGUES)
    }

    /// Whether a phrase that is no part of the one before starts here: of when, of where, or a clause.
    pub(super) fn opens_aside(&self, at: usize) -> bool {
        self.aside(at).is_some()
            || self.text.among(at, &small::PREPOSITIONS)
            || self.text.among(at, &small::SUBORDINATORS)
    }

    /// Whether a noun phrase, a quote or a clause of content starts here beyond doubt.
    pub(super) fn opens_phrase(&self, at: usize) -> bool {
        let text = self.text;
        let pronoun = text.is(at, &["it", "them", "him", "me", "us", "you"]) || text.among(at, &small::REFLEXIVES);
        text.kind(at) == Some(Piece::Quote)
            || (text.among(at, &small::DETERMINERS) && self.aside(at).is_none())
            || text.number(at).is_some()
            || text.low(at).ends_with("'s")
            || pronoun
            || text.among(at, &small::CONTENT_WORDS)
    }
}

/// Whether a measure tells when or how often, and not what: "two questions" are what is asked.
fn tells_when(text: &Text<'_>, measure: &Measure) -> bool {
    match measure.kind {
        Measured::Duration | Measured::Place | Measured::EveryContact | Measured::Share => true,
        Measured::EveryPerson | Measured::EveryThing => false,
        Measured::Count => {
            let last = measure.span.end - 1;
            let times = text.is(last, &["once", "twice", "thrice", "time", "times"]);
            (times || text.number(last).is_some()) && !text.is(measure.span.end, &["of"])
        }
    }
}

/// "clearly", "again", "back".
pub(super) fn is_adverb(word: &str) -> bool {
    small::ADVERBS.has(word) || (word.len() > 3 && word.ends_with("ly") && !small::NOT_ADVERBS.has(word))
}

/// Whether a word is a verb and nothing else, be it of an act or of a state.
fn is_verb(word: &str) -> bool {
    lexicon::base(word).is_some_and(|verb| !verb.noun_too) || matches!(word, "be" | "try" | "improve" | "understand")
}
