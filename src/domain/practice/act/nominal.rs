//! Acts told without an active verb: "two open questions on every call", "the notice is read before the quote".

use std::{iter, ops::Range};

use super::{Spot, clause::is_plain};
use crate::domain::practice::{
    content::{self, Lack, Phrase, View},
    lexicon::{self, Needs, Words, nouns, small},
    text::Kind as Piece,
};

/// Words before a noun that tell how much of it.
static AMOUNTS: Words =
    Words::new("a an at exactly fewer full least less max maximum min minimum more most only than the to up");

/// What happens on most calls anyway: alone it tells nothing, as in "holds on every call".
static OFTEN: Words = Words::new("hold holds mention mentions pause pauses repetition transfer transfers usage use");

/// Noun phrases of something heard that open a sentence, or a part of it, with no verb in it.
pub(super) fn find(view: &View<'_, '_>) -> Vec<Range<usize>> {
    let text = view.text;
    let starts = text.sentences().into_iter().flat_map(|sentence| {
        let marks = sentence.clone().filter(|index| matches!(text.kind(*index), Some(Piece::Break | Piece::Comma)));
        iter::once(sentence.start).chain(marks.map(|mark| mark + 1))
    });
    starts.filter_map(|start| opening(view, start)).collect()
}

/// The noun phrase that starts at `start`, where it names something heard and no verb follows it.
fn opening(view: &View<'_, '_>, start: usize) -> Option<Range<usize>> {
    let text = view.text;
    let none = text.is(start, &["no", "zero"]);
    if none && text.kind(start + 1) == Some(Piece::Quote) {
        return Some(start..start + 2);
    }
    if none && let Some(end) = left_out(view, start + 1) {
        return Some(start..end);
    }
    let mut first = start + usize::from(none);
    while (text.among(first, &AMOUNTS) && !is_bare_amount(view, start, first)) || text.number(first).is_some() {
        first += 1;
    }
    let words = (first..first + 4).take_while(|index| text.is_word(*index));
    let noun = words.clone().find(|index| text.among(*index, &nouns::AUDIBLE))?;
    let bare = noun == start;
    let closed = !text.is_word(noun + 1)
        || view.opens_aside(noun + 1)
        || view.measure(noun + 1).is_some()
        || text.is(noun + 1, &["and"]);
    let wide = bare && text.among(noun, &nouns::GENERIC);
    let which = !bare || !text.among(noun, &OFTEN) || text.is(noun + 1, &["of"]);
    let clear = closed && !wide && which;
    (clear && (first..noun).all(|index| may_modify(text.low(index)))).then_some(start..noun + 1)
}

/// "more questions": an amount with no figure after it.
fn is_bare_amount(view: &View<'_, '_>, start: usize, at: usize) -> bool {
    view.text.is(at, &["fewer", "less", "more", "most"])
        && !(start..at + 3).any(|index| view.text.number(index).is_some())
}

/// "(no) interruptions", "(no) dead air": the index after what is left out.
fn left_out(view: &View<'_, '_>, from: usize) -> Option<usize> {
    let mut words = (from..from + 3).take_while(|index| view.text.is_word(*index));
    words.find(|index| view.text.among(*index, &nouns::AVOIDABLE)).map(|noun| noun + 1)
}

/// Whether a word before the noun leaves it something that can be heard.
fn may_modify(low: &str) -> bool {
    let known = matches!(low, "full" | "complete" | "correct" | "warm");
    let doing = low.ends_with("ing")
        && lexicon::gerund(low).is_none()
        && !matches!(low, "probing" | "closing" | "opening" | "qualifying");
    let judged = nouns::QUANTIFIERS.has(low) || nouns::PRAISE.has(low) || nouns::CALLERS.has(low);
    known || !(doing || judged || !is_plain(low))
}

/// Whether the subject of a passive can be heard or seen done: the index after the verb.
pub(super) fn passive(view: &View<'_, '_>, subject: &Range<usize>, spot: &Spot) -> Result<usize, Lack> {
    let text = view.text;
    let end =
        (subject.start + 1..subject.end).find(|index| text.among(*index, &small::PREPOSITIONS)).unwrap_or(subject.end);
    let needs = spot.verb.map_or(Needs::Thing, |verb| verb.needs);
    let tellers = ["a", "about", "for", "how", "if", "that", "the", "to", "what", "whether"];
    let told =
        (spot.at + 1..spot.at + 3).any(|index| text.is(index, &tellers) || text.kind(index) == Some(Piece::Quote));
    let fits = match content::judge(view, &(subject.start..end), Needs::Concrete) {
        Some(Phrase::Vague(lack)) => return Err(lack),
        Some(Phrase::Pronoun) | None => false,
        Some(Phrase::Contact) => matches!(needs, Needs::Nothing | Needs::Contact),
        Some(Phrase::Person) => match needs {
            Needs::Thing | Needs::Concrete => told,
            Needs::Nothing | Needs::Whom | Needs::Contact | Needs::Setting | Needs::With => true,
            Needs::Limit | Needs::Named | Needs::Causative | Needs::Absence => false,
        },
        Some(Phrase::Concrete) => !matches!(needs, Needs::Limit | Needs::Named | Needs::Causative | Needs::Absence),
    };
    if fits { Ok(spot.at + 1) } else { Err(Lack::Content) }
}
