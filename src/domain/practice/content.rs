//! What stands beside a verb, and whether it makes the verb an act: what is said, used, asked or written.
//!
//! The words after a verb are taken phrase by phrase. Ends, places and "every call" are stepped over, as they tell when
//! and how often and not what; of the rest, each phrase is judged by its last noun.

use std::ops::Range;

use super::{
    ending::{Ending, Strength},
    lexicon::{self, Needs, has, nouns, small},
    measure::{Kind as Measured, Measure},
    text::{Kind as Piece, Text},
};

mod phrase;
mod scan;

pub(super) use scan::complement;

/// What keeps a verb from naming something done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lack {
    /// Nothing says what is said or done.
    Content,
    /// A quality or a state: "empathy".
    Quality(Range<usize>),
    /// A comparison: "better notes".
    Comparison(Range<usize>),
    /// Something too wide: "questions".
    Generic(Range<usize>),
    /// A call is begun or closed, and nothing says with what.
    Instrument,
    /// No figure bounds it.
    Limit,
}

/// The text with what is known of it: where ends and measures stand.
#[derive(Debug)]
pub(super) struct View<'t, 'a> {
    pub(super) text: &'t Text<'a>,
    /// For each piece where a phrase of when or how often starts, the index after it.
    aside: Vec<Option<usize>>,
    measures: &'t [Measure],
}

impl<'t, 'a> View<'t, 'a> {
    pub(super) fn new(text: &'t Text<'a>, endings: &[Ending], measures: &'t [Measure]) -> Self {
        let mut aside = vec![None; text.len()];
        for ending in endings.iter().filter(|ending| ending.strength != Strength::Hint) {
            aside[ending.span.start] = Some(ending.span.end);
        }
        for measure in measures {
            let tells_when = match measure.kind {
                Measured::Duration | Measured::Place | Measured::EveryContact | Measured::Share => true,
                Measured::Count => {
                    let last = measure.span.end - 1;
                    !text.is(last + 1, &["of"]) && text.is(last, &["once", "twice", "thrice", "time", "times"])
                        || text.number(last).is_some() && !text.is(last + 1, &["of"])
                }
                Measured::EveryPerson | Measured::EveryThing => false,
            };
            if tells_when {
                aside[measure.span.start] = Some(measure.span.end);
            }
        }
        Self { text, aside, measures }
    }

    /// The index after the phrase of when or how often that starts at `at`.
    pub(super) fn aside(&self, at: usize) -> Option<usize> {
        self.aside.get(at).copied().flatten()
    }

    /// The measure that starts at `at`.
    pub(super) fn measure(&self, at: usize) -> Option<&'t Measure> {
        self.measures.iter().find(|measure| measure.span.start == at)
    }

    /// The first measure of some kinds that starts in `range`.
    pub(super) fn measured(&self, range: Range<usize>, kinds: &[Measured]) -> Option<&'t Measure> {
        self.measures.iter().find(|measure| range.contains(&measure.span.start) && kinds.contains(&measure.kind))
    }

    pub(super) fn is_adverb(&self, at: usize) -> bool {
        is_adverb(self.text.low(at))
    }
}

/// "clearly", "again", "back".
pub(super) fn is_adverb(word: &str) -> bool {
    has(small::ADVERBS, word) || (word.len() > 3 && word.ends_with("ly") && !has(small::NOT_ADVERBS, word))
}

/// Whether a word is the base form of an act or of a verb that says nothing.
pub(super) fn is_verb(word: &str) -> bool {
    lexicon::base(word).is_some_and(|verb| !verb.noun_too) || matches!(word, "be" | "try" | "improve" | "understand")
}

/// Whether a verb is one of those that "if" and "when" complete: "ask if", "explain when".
pub(super) fn takes_if(base: &str) -> bool {
    matches!(
        base,
        "ask"
            | "advise"
            | "check"
            | "clarify"
            | "confirm"
            | "enquire"
            | "explain"
            | "inform"
            | "inquire"
            | "mention"
            | "query"
            | "remind"
            | "tell"
            | "verify"
            | "let"
            | "find"
            | "disclose"
            | "notify"
            | "specify"
    )
}

/// Whether a verb is completed by "to" and another verb: "offer to call back", "ask to place on hold".
pub(super) fn takes_infinitive(base: &str) -> bool {
    matches!(
        base,
        "ask"
            | "arrange"
            | "decline"
            | "invite"
            | "offer"
            | "prompt"
            | "promise"
            | "refuse"
            | "remind"
            | "request"
            | "tell"
            | "advise"
            | "warn"
    )
}

/// Prepositions after which a verb's thing may stand: "ask for", "apologise for", "refer to".
pub(super) fn opens_content(base: &str, needs: Needs, preposition: &str) -> bool {
    match preposition {
        "about" | "regarding" | "concerning" | "re" => true,
        "of" => matches!(base, "advise" | "assure" | "inform" | "notify" | "remind" | "warn"),
        "for" => matches!(
            base,
            "ask"
                | "apologise"
                | "book"
                | "call"
                | "check"
                | "enquire"
                | "inquire"
                | "look"
                | "probe"
                | "request"
                | "scan"
                | "search"
                | "slow"
                | "test"
                | "thank"
                | "wait"
                | "respond"
                | "reply"
                | "follow"
                | "reach"
                | "prompt"
        ),
        "to" => matches!(
            base,
            "adhere"
                | "get"
                | "link"
                | "listen"
                | "point"
                | "read"
                | "refer"
                | "reply"
                | "respond"
                | "return"
                | "route"
                | "reach"
                | "switch"
                | "transfer"
                | "escalate"
                | "forward"
                | "redirect"
        ),
        "with" => {
            needs == Needs::With
                || matches!(base, "greet" | "follow" | "reply" | "respond" | "compare" | "replace" | "contrast")
        }
        "into" => matches!(base, "enter" | "probe" | "put" | "type" | "copy" | "paste" | "add"),
        "from" => matches!(base, "read" | "quote" | "copy" | "recite"),
        "on" => matches!(
            base,
            "advise"
                | "brief"
                | "educate"
                | "update"
                | "follow"
                | "click"
                | "probe"
                | "put"
                | "place"
                | "turn"
                | "reflect"
        ),
        "at" => matches!(base, "look"),
        "as" => matches!(base, "mark" | "tag" | "code" | "flag" | "log"),
        "through" => matches!(base, "go" | "search" | "read"),
        "in" => matches!(base, "put" | "speak" | "look"),
        "by" => matches!(base, "follow" | "reply" | "respond"),
        "between" => matches!(base, "switch"),
        "like" => matches!(base, "say"),
        "using" => true,
        _ => false,
    }
}
