//! "every call", "each caller", "all three disclosures", "no call without", "per shift", "every 60 seconds".

use super::{Field, Kind, Measure, count, tells_how_often};
use crate::domain::practice::lexicon::{has, nouns, small};

/// What "every" may stand before without measuring anything.
const EMPTY: &[&str] = &[
    "attempt",
    "aspect",
    "bit",
    "chance",
    "effort",
    "now",
    "one",
    "opportunity",
    "other",
    "possible",
    "reason",
    "so",
    "step",
    "way",
    "which",
];

/// What "all" may stand before without measuring anything.
const ALL_OF_NOTHING: &[&str] = &[
    "about", "along", "day", "efforts", "in", "month", "out", "over", "quarter", "right", "that", "the time", "times",
    "together", "week", "year",
];

/// A universal at `at`.
pub(super) fn at(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    match text.low(at) {
        "every" | "each" => every(field, at),
        "all" => all(field, at),
        "any" => any(field, at),
        "no" => no_without(field, at),
        "per" => per(field, at),
        "everyone" | "everybody" => Some(Measure { span: at..at + 1, kind: Kind::EveryPerson }),
        "daily" | "hourly" => {
            let alone = field.closes(at + 1) && !text.is(at.wrapping_sub(1), &["the", "a", "your", "our"]);
            alone.then_some(Measure { span: at..at + 1, kind: Kind::EveryContact })
        }
        _ => None,
    }
}

fn every(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let start = text.after_any(at, &["each and every", "every single", "every other", "each"]).unwrap_or(at + 1);
    if text.is(start, EMPTY) && start == at + 1 {
        return None;
    }
    if let Some(unit) = count::duration_unit(field, start) {
        return Some(Measure { span: at..unit, kind: Kind::Duration });
    }
    if start > at + 1 && text.is(start, &["of"]) {
        return noun(field, at, start + 1 + usize::from(has(small::DETERMINERS, text.low(start + 1))));
    }
    if text.is(start, &["time"]) {
        let clause = clause_end(field, start + 1);
        return Some(Measure { span: at..clause, kind: Kind::EveryContact });
    }
    noun(field, at, start)
}

/// "all calls", "all of my calls", "all required disclosures": the noun must be plural.
fn all(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    if text.after_any(at + 1, ALL_OF_NOTHING).is_some()
        || text.is(at.wrapping_sub(1), &["at", "after", "for", "in"]) && text.is(at + 1, &["times"])
    {
        return None;
    }
    let of = at + 1 + usize::from(text.is(at + 1, &["of"]));
    let start = of + usize::from(has(small::DETERMINERS, text.low(of)));
    let plural =
        (start..start + 5).take_while(|index| !field.closes(*index)).filter(|index| field.is_plural(*index)).last()?;
    let kind = kind_of(text.low(plural));
    Some(Measure { span: at..plural + 1, kind })
}

/// "do not … on any call": all of them, in a sentence that says no.
fn any(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let denied = (field.sentence_start(at)..at).any(|index| {
        has(small::NEGATIONS, text.low(index)) || text.is(index, &["avoid", "stop", "without", "refrain", "quit"])
    });
    let found = noun(field, at, at + 1)?;
    let counts = matches!(found.kind, Kind::EveryContact | Kind::EveryPerson);
    (denied && counts && !text.is(at + 1, &["time"])).then_some(found)
}

/// "no call without a recap", "no caller leaves without".
fn no_without(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let noun = (at + 1..at + 4)
        .take_while(|index| !field.closes(*index))
        .find(|index| tells_how_often(text.low(*index)) || has(nouns::CALLERS, text.low(*index)))?;
    let without = (noun + 1..noun + 6).find(|index| text.is(*index, &["without"]))?;
    Some(Measure { span: at..without + 1, kind: Kind::EveryContact })
}

/// "per call", "per hour".
fn per(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    if text.is(at.wrapping_sub(1), &["as"]) {
        return None;
    }
    let found = noun(field, at, at + 1)?;
    matches!(found.kind, Kind::EveryContact | Kind::EveryPerson).then_some(found)
}

/// The noun phrase from `start`, and whether it is a call, a caller or a thing.
fn noun(field: &Field<'_, '_>, at: usize, start: usize) -> Option<Measure> {
    let text = field.text;
    let words = (start..start + 5).take_while(|index| !field.closes(*index)).count();
    if words == 0 {
        return None;
    }
    let known = (start..start + words).find(|index| {
        let low = text.low(*index);
        let known = tells_how_often(low) || has(nouns::CALLERS, low);
        // "every customer call" is a call.
        known && !(index + 1 < start + words && tells_how_often(text.low(index + 1)))
    });
    Some(match known {
        Some(index) => Measure { span: at..index + 1, kind: kind_of(text.low(index)) },
        None => Measure { span: at..start + words.min(3), kind: Kind::EveryThing },
    })
}

fn kind_of(word: &str) -> Kind {
    if tells_how_often(word) {
        Kind::EveryContact
    } else if has(nouns::CALLERS, word) {
        Kind::EveryPerson
    } else {
        Kind::EveryThing
    }
}

/// The end of "(every time) the caller sighs".
fn clause_end(field: &Field<'_, '_>, from: usize) -> usize {
    let mut end = from;
    while end < from + 6 && field.is_free(end) && !(end > from + 2 && field.closes(end)) {
        end += 1;
    }
    end
}
