//! "every call", "each caller", "all three disclosures", "no call without", "per shift", "every 60 seconds".

use super::{Field, Kind, Measure, count};
use crate::domain::practice::lexicon::{Phrases, Words, small};

/// What "every" may stand before without measuring anything.
static EMPTY: Words =
    Words::new("aspect attempt bit chance effort now one opportunity other possible reason so step way which");

/// What "all" may stand before without measuring anything.
static ALL_OF_NOTHING: Phrases = Phrases::new(
    "about, along, day, efforts, in, month, out, over, quarter, right, that, the time, times, together, week, year",
);

/// A universal at `at`.
pub(super) fn find(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    match field.text.low(at) {
        "every" | "each" => every(field, at),
        "all" => all(field, at),
        "any" => any(field, at),
        "no" => no_without(field, at),
        "per" => per(field, at),
        "everyone" | "everybody" => Some(Measure { span: at..at + 1, kind: Kind::EveryPerson }),
        "daily" | "hourly" => {
            let alone = field.closes(at + 1) && !matches!(field.before(at), "the" | "a" | "your" | "our");
            alone.then_some(Measure { span: at..at + 1, kind: Kind::EveryContact })
        }
        _ => None,
    }
}

fn every(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let start = text.after_any(at, &["each and every", "every single", "every other"]).unwrap_or(at + 1);
    if text.among(start, &EMPTY) && start == at + 1 {
        return None;
    }
    if let Some(end) = count::duration_end(field, start) {
        return Some(Measure { span: at..end, kind: Kind::Duration });
    }
    if text.is(start, &["of"]) {
        return noun(field, at, field.past_determiner(start + 1));
    }
    if text.is(start, &["time"]) {
        return Some(Measure { span: at..clause_end(field, start + 1), kind: Kind::EveryContact });
    }
    noun(field, at, start)
}

/// "all calls", "all of my calls", "all required disclosures": the noun must be plural.
fn all(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    if text.after_phrase(at + 1, &ALL_OF_NOTHING).is_some() {
        return None;
    }
    let start = field.past_determiner(at + 1 + usize::from(text.is(at + 1, &["of"])));
    let plural = field.phrase(start, 5).rfind(|index| field.is_plural(*index))?;
    Some(Measure { span: at..plural + 1, kind: kind_of(field, plural) })
}

/// "do not … on any call": all of them, in a sentence that says no.
fn any(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let denied = (field.sentence_start(at)..at).any(|index| {
        text.among(index, &small::NEGATIONS) || text.is(index, &["avoid", "stop", "without", "refrain", "quit"])
    });
    let found = noun(field, at, at + 1)?;
    let counts = matches!(found.kind, Kind::EveryContact | Kind::EveryPerson);
    (denied && counts && !text.is(at + 1, &["time"])).then_some(found)
}

/// "no call without a recap", "no caller leaves without".
fn no_without(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let noun = field.phrase(at + 1, 3).find(|index| field.tells_how_often(*index) || field.is_caller(*index))?;
    let without = (noun + 1..noun + 6).find(|index| field.text.is(*index, &["without"]))?;
    Some(Measure { span: at..without + 1, kind: Kind::EveryContact })
}

/// "per call", "per hour"; "as per policy" is none.
fn per(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let found = noun(field, at, at + 1)?;
    let counts = matches!(found.kind, Kind::EveryContact | Kind::EveryPerson);
    (counts && field.before(at) != "as").then_some(found)
}

/// The noun phrase from `start`, and whether it is a call, a caller or a thing.
fn noun(field: &Field<'_, '_>, at: usize, start: usize) -> Option<Measure> {
    let phrase = field.phrase(start, 5);
    let known = phrase.clone().find(|index| {
        let known = field.tells_how_often(*index) || field.is_caller(*index);
        // "every customer call" is a call.
        known && !(phrase.contains(&(index + 1)) && field.tells_how_often(index + 1))
    });
    match known {
        Some(index) => Some(Measure { span: at..index + 1, kind: kind_of(field, index) }),
        None if phrase.is_empty() => None,
        None => Some(Measure { span: at..phrase.end.min(start + 3), kind: Kind::EveryThing }),
    }
}

fn kind_of(field: &Field<'_, '_>, noun: usize) -> Kind {
    if field.tells_how_often(noun) {
        Kind::EveryContact
    } else if field.is_caller(noun) {
        Kind::EveryPerson
    } else {
        Kind::EveryThing
    }
}

/// The end of "(every time) the caller sighs".
fn clause_end(field: &Field<'_, '_>, from: usize) -> usize {
    (from..from + 6)
        .find(|end| !field.is_free(*end) || (*end > from + 2 && field.closes(*end)))
        .unwrap_or(from + 6)
        .min(field.text.len())
}
