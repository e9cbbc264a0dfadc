//! Acts told without an active verb: "two open questions on every call", "the notice is read before the quote".

use std::ops::Range;

use super::Spot;
use crate::domain::practice::{
    content::{Lack, View},
    lexicon::{self, Needs, has, nouns, small},
};

/// A noun phrase of something heard that opens a sentence with no verb in it.
pub(super) fn find(view: &View<'_, '_>) -> Vec<Range<usize>> {
    view.text.sentences().into_iter().filter_map(|sentence| opening(view, sentence)).collect()
}

fn opening(view: &View<'_, '_>, sentence: Range<usize>) -> Option<Range<usize>> {
    let text = view.text;
    let label = (sentence.start..sentence.end.min(sentence.start + 4))
        .find(|index| text.typed(*index..index + 1) == ":")
        .map_or(sentence.start, |colon| colon + 1);
    let mut at = label;
    while text.is(at, &["a", "an", "the", "one", "at", "least", "no", "zero", "full"]) || text.number(at).is_some() {
        at += 1;
    }
    let none = text.is(label, &["no", "zero"]);
    if let Some(end) = none_of(view, label, none) {
        return Some(label..end);
    }
    let noun =
        (at..at + 4).take_while(|index| text.is_word(*index)).find(|index| has(nouns::AUDIBLE, text.low(*index)))?;
    let modifiers = label..noun;
    let bad = modifiers.clone().any(|index| {
        let low = text.low(index);
        has(nouns::COMPARATIVES, low)
            || has(nouns::EVALUATIVES, low) && !matches!(low, "full" | "complete" | "correct" | "warm")
            || has(nouns::QUANTIFIERS, low)
            || has(nouns::PRAISE, low)
            || has(small::PREPOSITIONS, low) && low != "at"
            || has(small::VAGUE, low)
            || has(small::SUBORDINATORS, low)
            || has(small::MODALS, low)
            || has(nouns::CALLERS, low)
            || low.ends_with("ing")
                && lexicon::gerund(low).is_none()
                && !matches!(low, "probing" | "closing" | "opening" | "qualifying")
    });
    let wide = has(nouns::GENERIC, text.low(noun)) && modifiers.is_empty();
    let next = text.low(noun + 1);
    let closed = !text.is_word(noun + 1)
        || view.aside(noun + 1).is_some()
        || view.measure(noun + 1).is_some()
        || has(small::PREPOSITIONS, next)
        || has(small::SUBORDINATORS, next)
        || next == "and";
    let bare_use = matches!(text.low(noun), "use" | "usage" | "mention" | "mentions" | "repetition")
        && modifiers.is_empty()
        && next != "of";
    (!bad && !wide && closed && !bare_use).then_some(label..noun + 1)
}

fn none_of(view: &View<'_, '_>, label: usize, none: bool) -> Option<usize> {
    let text = view.text;
    let noun = (label + 1..label + 4)
        .take_while(|index| text.is_word(*index))
        .find(|index| has(nouns::AVOIDABLE, text.low(*index)))?;
    none.then_some(noun + 1)
}

/// Whether the subject of a passive can be heard or seen done: the index after the verb.
pub(super) fn passive(view: &View<'_, '_>, subject: Range<usize>, spot: &Spot) -> Result<usize, Lack> {
    let text = view.text;
    let of = (subject.start + 1..subject.end)
        .find(|index| has(small::PREPOSITIONS, text.low(*index)))
        .unwrap_or(subject.end);
    let head = of - 1;
    let low = text.low(head);
    let needs = spot.verb.map_or(Needs::Thing, |verb| verb.needs);
    let person = has(nouns::CALLERS, low) || has(nouns::COLLEAGUES, low);
    let contact = has(nouns::CONTACTS, low) || has(nouns::TIMES, low);
    if has(nouns::QUALITIES, low) || has(nouns::SERVICES, low) {
        return Err(Lack::Quality(head..head + 1));
    }
    let told = (spot.at + 1..spot.at + 3).any(|index| {
        text.is(index, &["for", "about", "to", "if", "whether", "that", "what", "how"])
            || text.kind(index) == Some(crate::domain::practice::text::Kind::Quote)
            || text.is(index, &["the", "a"])
    });
    let fits = match needs {
        Needs::Whom | Needs::Contact | Needs::Setting => !contact || needs == Needs::Contact,
        Needs::Thing | Needs::Concrete => !contact && (!person || told),
        Needs::With => !contact,
        Needs::Nothing => true,
        Needs::Limit | Needs::Named | Needs::Causative | Needs::Absence => return Err(Lack::Content),
    };
    if fits && !text.is(head, &["it", "this", "that", "everything", "things"]) {
        Ok(spot.at + 1)
    } else {
        Err(Lack::Content)
    }
}
