//! A noun phrase, and what its last noun makes of it.

use std::ops::Range;

use super::{Lack, View, is_adverb};
use crate::domain::practice::{
    lexicon::{self, Needs, nouns, small},
    text::Kind as Piece,
};

/// What a noun phrase is to a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Phrase {
    /// Somebody.
    Person,
    /// A call, a shift, a time: how often, and not what.
    Contact,
    /// "it", "this": what was named before.
    Pronoun,
    /// Something that can be heard or seen.
    Concrete,
    /// Something that cannot.
    Vague(Lack),
}

/// Where the noun phrase that starts at `at` ends; `at` itself where none does.
pub(super) fn end(view: &View<'_, '_>, at: usize) -> usize {
    let mut end = at;
    while view.text.is_word(end) && !closes(view, at, end) {
        end += 1;
    }
    end
}

fn closes(view: &View<'_, '_>, start: usize, at: usize) -> bool {
    let text = view.text;
    let first = at == start;
    if !first && view.aside(at).is_some() {
        return true;
    }
    match text.low(at) {
        "of" => first || view.is_person(at - 1) || view.aside(at + 1).is_some(),
        // "name and address" is one phrase; "the name and ask" is not.
        "and" | "or" => first || !text.is_word(at + 1) || opens_clause(view, at + 1),
        "but" | "then" | "not" => true,
        // "the words you say": what follows is a clause of its own.
        "i" | "we" | "they" | "he" | "she" => !first,
        "you" => !first && !text.is(at - 1, &["thank"]),
        low if small::DETERMINERS.has(low) => !first && !text.is(at - 1, &["of", "all", "both", "half", "and", "or"]),
        low => small::PREPOSITIONS.has(low) || small::SUBORDINATORS.has(low),
    }
}

/// Whether what follows "and" is a new act, or at least no noun.
fn opens_clause(view: &View<'_, '_>, at: usize) -> bool {
    let low = view.text.low(at);
    let act = lexicon::base(low).is_some_and(|verb| !verb.noun_too || view.opens_phrase(at + 1));
    act || lexicon::gerund(low).is_some()
        || view.opens_aside(at)
        || view.is_adverb(at)
        || small::MODALS.has(low)
        || matches!(low, "be" | "then" | "stay" | "remain" | "avoid" | "never" | "not" | "improve")
}

/// Judges the noun phrase of the pieces given; `None` where they hold no noun.
pub(in super::super) fn judge(view: &View<'_, '_>, span: &Range<usize>, needs: Needs) -> Option<Phrase> {
    let text = view.text;
    let of = (span.start + 1..span.end).find(|index| text.is(*index, &["of"])).unwrap_or(span.end);
    let last = last_noun(view, span.start..of)?;
    let words = span.start..last + 1;
    // "three of your calls" are calls.
    let part = text.number(last).is_some() || text.is(last, &["half", "each", "all", "most", "some", "both"]);
    if of < span.end && words.len() == 1 && part {
        return judge(view, &(of + 1..span.end), needs);
    }
    if words.clone().all(|index| lexicon::base(text.low(index)).is_some_and(|verb| !verb.noun_too)) {
        return None;
    }
    if let Some(comparison) = words.clone().find(|index| text.among(*index, &nouns::COMPARATIVES)) {
        return Some(Phrase::Vague(Lack::Comparison(comparison..words.end)));
    }
    if let Some(stand_in) = pronoun_or_person(view, &words).or_else(|| contact(view, &words)) {
        return Some(stand_in);
    }
    let quality = match needs {
        Needs::Concrete => text.among(last, &nouns::QUALITIES),
        _ => words.len() == 1 && text.among(last, &nouns::VIRTUES),
    };
    if quality && !is_praised(view, &words) {
        let before = last.saturating_sub(1);
        let judged =
            words.len() > 1 && (text.among(before, &nouns::EVALUATIVES) || text.among(before, &nouns::QUANTIFIERS));
        return Some(Phrase::Vague(Lack::Quality(last - usize::from(judged)..words.end)));
    }
    let followed = of < span.end || is_specified(view, span.end);
    Some(if is_empty(view, &words, followed) { Phrase::Vague(Lack::Generic(words)) } else { Phrase::Concrete })
}

/// The last word of the phrase that is no adverb: "the name (more often)".
fn last_noun(view: &View<'_, '_>, span: Range<usize>) -> Option<usize> {
    let start = span.start;
    let lone_amount = |index: usize| index == start && view.text.among(index, &nouns::QUANTIFIERS);
    span.rev().find(|index| !view.is_adverb(*index) || lone_amount(*index))
}

fn pronoun_or_person(view: &View<'_, '_>, words: &Range<usize>) -> Option<Phrase> {
    let last = words.end - 1;
    let pronoun = words.len() == 1 && view.text.is(last, &["it", "this", "that", "these", "those", "one"]);
    if pronoun || view.text.is(last, &["same"]) {
        return Some(Phrase::Pronoun);
    }
    (view.is_person(last) || view.text.among(last, &small::REFLEXIVES)).then_some(Phrase::Person)
}

/// "every call", "the time"; but "a callback time" is something to say.
fn contact(view: &View<'_, '_>, words: &Range<usize>) -> Option<Phrase> {
    let text = view.text;
    let last = words.end - 1;
    let clock = text.among(last, &nouns::TIMES)
        || text.is(last, &["case", "cases", "occasion", "occasions", "time", "times", "visit", "visits"]);
    let which = (words.start..last).any(|index| text.number(index).is_none() && specifies(view, index));
    let greeting = words.len() == 2 && text.is(words.start, &["good"]);
    ((text.among(last, &nouns::CONTACTS) || clock) && !(clock && (which || greeting))).then_some(Phrase::Contact)
}

fn is_praised(view: &View<'_, '_>, words: &Range<usize>) -> bool {
    words.clone().any(|index| view.text.among(index, &nouns::PRAISE) && !view.text.among(index + 1, &nouns::TIMES))
}

/// Whether the words leave open which thing is meant: "questions", "great notes", "the right words".
fn is_empty(view: &View<'_, '_>, words: &Range<usize>, followed: bool) -> bool {
    let text = view.text;
    let last = words.end - 1;
    let bare = words.len() == 1;
    let only_judged = bare && (text.among(last, &nouns::EVALUATIVES) || text.among(last, &small::DETERMINERS));
    let wide = text.among(last, &nouns::GENERIC) || text.among(last, &nouns::SERVICES);
    let specific = (words.start..last).any(|index| specifies(view, index));
    text.among(last, &nouns::QUANTIFIERS)
        || text.is(last, &["%", "percent"])
        || only_judged
        || is_praised(view, words)
        || (wide && !followed && !specific)
}

/// Whether a word before a noun says which one is meant.
fn specifies(view: &View<'_, '_>, at: usize) -> bool {
    let low = view.text.low(at);
    let owner = low.ends_with("'s") || matches!(low, "her" | "his" | "their");
    let empty = small::DETERMINERS.has(low)
        || nouns::EVALUATIVES.has(low)
        || nouns::QUANTIFIERS.has(low)
        || nouns::PRAISE.has(low)
        || (is_adverb(low) && !matches!(low, "next" | "first"))
        || matches!(low, "lot" | "of" | "and" | "or" | "own" | "call" | "calls");
    owner || !empty
}

/// "questions about the bill", "words that …", "phrases such as …", a quote right after.
fn is_specified(view: &View<'_, '_>, at: usize) -> bool {
    let text = view.text;
    let quoted = text.kind(at) == Some(Piece::Quote)
        || (text.kind(at) == Some(Piece::Break) && text.kind(at + 1) == Some(Piece::Quote));
    let tellers = ["about", "beginning", "from", "like", "regarding", "starting", "such", "that", "to", "which", "who"];
    let on = text.is(at, &["on", "for", "in"]) && view.aside(at).is_none() && !goes_how_often(view, at + 1);
    let determined = text.among(at + 1, &small::DETERMINERS) || text.number(at + 1).is_some();
    let with = text.is(at, &["with"]) && determined && !view.is_caller(at + 2);
    quoted || text.is(at, &tellers) || on || with
}

fn goes_how_often(view: &View<'_, '_>, at: usize) -> bool {
    let text = view.text;
    view.aside(at).is_some()
        || text.among(at, &nouns::CONTACTS)
        || text.among(at, &nouns::TIMES)
        || (text.among(at, &small::DETERMINERS) && view.measure(at).is_some())
}
