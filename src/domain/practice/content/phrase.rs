//! A noun phrase, and what its last noun makes of it.

use std::ops::Range;

use super::{Lack, View, is_adverb};
use crate::domain::practice::{
    lexicon::{Needs, has, nouns, small},
    text::Kind as Piece,
};

/// What a noun phrase is to a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phrase {
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
    let text = view.text;
    let mut end = at;
    while text.is_word(end) && !closes(view, at, end) {
        end += 1;
    }
    end
}

fn closes(view: &View<'_, '_>, start: usize, at: usize) -> bool {
    let text = view.text;
    let low = text.low(at);
    if view.aside(at).is_some_and(|_| at > start) {
        return true;
    }
    if has(small::DETERMINERS, low) {
        let after_of = at > start && text.is(at - 1, &["of", "all", "both", "half", "and", "or"]);
        return at > start && !after_of;
    }
    if low == "of" {
        let person = at > start && (has(nouns::CALLERS, text.low(at - 1)) || has(nouns::COLLEAGUES, text.low(at - 1)));
        return at == start || person || view.aside(at + 1).is_some();
    }
    if matches!(low, "and" | "or") {
        // "name and address" is one phrase; "the name and ask" is not.
        let next = text.low(at + 1);
        let joins = at > start && text.is_word(at + 1) && !closes_after_and(view, at + 1, next);
        return !joins;
    }
    has(small::PREPOSITIONS, low) || has(small::SUBORDINATORS, low) || matches!(low, "but" | "then" | "not" | "without")
}

fn closes_after_and(view: &View<'_, '_>, at: usize, word: &str) -> bool {
    use crate::domain::practice::lexicon;
    let acts = lexicon::base(word).is_some_and(|verb| !verb.noun_too || opens_phrase(view, at + 1));
    acts || lexicon::gerund(word).is_some()
        || has(small::PREPOSITIONS, word)
        || has(small::SUBORDINATORS, word)
        || has(small::MODALS, word)
        || view.aside(at).is_some()
        || matches!(word, "be" | "then" | "stay" | "remain" | "avoid" | "never" | "not" | "improve")
        || is_adverb(word)
}

/// Whether a noun phrase, a quote or a pronoun starts here beyond doubt.
pub(super) fn opens_phrase(view: &View<'_, '_>, at: usize) -> bool {
    let text = view.text;
    let low = text.low(at);
    text.kind(at) == Some(Piece::Quote)
        || (has(small::DETERMINERS, low) && view.measure(at).is_none_or(|_| !ends_how_often(view, at)))
        || text.number(at).is_some()
        || low.ends_with("'s")
        || matches!(
            low,
            "it" | "them" | "him" | "me" | "us" | "you" | "yourself" | "myself" | "himself" | "herself" | "themselves"
        )
        || has(small::CONTENT_WORDS, low)
}

fn ends_how_often(view: &View<'_, '_>, at: usize) -> bool {
    view.aside(at).is_some()
}

/// Judges the noun phrase of the pieces given.
pub(super) fn judge(view: &View<'_, '_>, span: Range<usize>, needs: Needs) -> Option<Phrase> {
    let text = view.text;
    let of = (span.start + 1..span.end).find(|index| text.is(*index, &["of"])).unwrap_or(span.end);
    let mut last = of;
    while last > span.start
        && is_adverb(text.low(last - 1))
        && (last - 1 > span.start || !has(nouns::QUANTIFIERS, text.low(last - 1)))
    {
        last -= 1;
    }
    if last == span.start {
        return None;
    }
    // "three of your calls" are calls.
    let part = of < span.end
        && last - span.start == 1
        && (text.number(span.start).is_some() || text.is(span.start, &["half", "each", "all", "most", "some", "both"]));
    if part {
        return judge(view, of + 1..span.end, needs);
    }
    let head = text.low(last - 1);
    let range = span.start..last;
    if let Some(comparison) = (span.start..last).find(|index| has(nouns::COMPARATIVES, text.low(*index))) {
        return Some(Phrase::Vague(Lack::Comparison(comparison..last.max(comparison + 1))));
    }
    let before = || span.start..last - 1;
    if matches!(head, "it" | "this" | "that" | "these" | "those" | "one" | "same") && before().is_empty()
        || head == "same"
    {
        return Some(Phrase::Pronoun);
    }
    if has(nouns::CALLERS, head) || has(nouns::COLLEAGUES, head) || matches!(head, "themselves" | "himself" | "herself")
    {
        return Some(Phrase::Person);
    }
    let single = last - span.start == 1;
    if has(nouns::QUANTIFIERS, head) || (single && (has(nouns::EVALUATIVES, head) || has(small::DETERMINERS, head))) {
        return Some(Phrase::Vague(Lack::Generic(range)));
    }
    let clock = has(nouns::TIMES, head) || matches!(head, "time" | "times");
    let told = before().any(|index| text.number(index).is_none() && specifies(view, index));
    if (has(nouns::CONTACTS, head) || clock) && !(clock && told) {
        return Some(Phrase::Contact);
    }
    if before().any(|index| has(nouns::PRAISE, text.low(index))) || (single && has(nouns::PRAISE, head)) {
        return Some(Phrase::Vague(Lack::Generic(range)));
    }
    if needs == Needs::Concrete && has(nouns::QUALITIES, head) {
        return Some(Phrase::Vague(Lack::Quality(range)));
    }
    let followed = of < span.end || is_specified(view, span.end);
    let specific = before().any(|index| specifies(view, index));
    if matches!(head, "%" | "percent") {
        return Some(Phrase::Vague(Lack::Generic(range)));
    }
    let wide = has(nouns::GENERIC, head) || has(nouns::SERVICES, head);
    if wide && !followed && !specific {
        return Some(Phrase::Vague(Lack::Generic(range)));
    }
    Some(Phrase::Concrete)
}

/// Whether a word before a noun says which one is meant.
fn specifies(view: &View<'_, '_>, at: usize) -> bool {
    let low = view.text.low(at);
    let owner = low.ends_with("'s") || matches!(low, "her" | "his" | "their");
    let empty = has(small::DETERMINERS, low)
        || has(nouns::EVALUATIVES, low)
        || has(nouns::QUANTIFIERS, low)
        || has(nouns::PRAISE, low)
        || is_adverb(low)
        || matches!(low, "lot" | "of" | "and" | "or" | "own" | "call" | "calls");
    owner || !empty
}

/// "questions about the bill", "words that …", "phrases such as …", a quote right after.
fn is_specified(view: &View<'_, '_>, at: usize) -> bool {
    let text = view.text;
    let quoted = text.kind(at) == Some(Piece::Quote)
        || (text.kind(at) == Some(Piece::Break) && text.kind(at + 1) == Some(Piece::Quote));
    let told = text
        .is(at, &["about", "beginning", "from", "like", "regarding", "starting", "such", "that", "to", "which", "who"]);
    let on = text.is(at, &["on", "for", "in"]) && view.aside(at).is_none() && !goes_how_often(view, at + 1);
    quoted || told || on
}

fn goes_how_often(view: &View<'_, '_>, at: usize) -> bool {
    let low = view.text.low(at);
    view.aside(at).is_some()
        || has(nouns::CONTACTS, low)
        || has(nouns::TIMES, low)
        || has(small::DETERMINERS, low) && view.measure(at).is_some()
}
