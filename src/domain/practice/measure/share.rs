//! Shares: "80% of calls", "half of calls", "3 of 5", "8 out of 10", "9/10 calls", "one in three calls".

use super::{Field, Kind, Measure, count};
use crate::domain::practice::lexicon::{Phrases, Words};

/// What may follow a share so that it is a rate or a price: "10% discount".
static RATES: Words =
    Words::new("apr cashback cheaper coinsurance deductible deposit discount fee interest off rate sure tax tip yield");

static FRACTIONS: Phrases = Phrases::new(
    "a fifth of, a quarter of, a third of, four fifths of, four-fifths of, half, half of, one half of, \
     one quarter of, one third of, one-third of, three quarters of, three-quarters of, two thirds of, two-thirds of",
);

/// A share at `at`.
pub(super) fn find(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let end =
        fraction(field, at).or_else(|| percent(field, at)).or_else(|| part(field, at)).or_else(|| slash(field, at))?;
    Some(Measure { span: count::lead(field, at)..end, kind: Kind::Share })
}

/// "half of your calls": the index after the calls.
fn fraction(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    of_calls(field, field.text.after_phrase(at, &FRACTIONS)?)
}

/// "80% of calls", "at least 80 percent".
fn percent(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    text.number(at)?;
    let end = text.after_any(at + 1, &["%", "percent", "per cent", "pct"])?;
    if text.among(end, &RATES) || text.among(end + 1, &RATES) {
        return None;
    }
    let bounded = matches!(field.before(at), "least" | "above" | "over" | "to" | "under" | "below" | "than" | "at");
    let of = if text.is(end, &["of"]) {
        text.after_any(end, &["of the time", "of the calls"]).or_else(|| of_calls(field, end))
    } else {
        None
    };
    of.or(bounded.then_some(end))
}

/// "3 of 5", "8 out of 10 calls", "one in three".
fn part(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let first = text.number(at)?;
    let between = ["of", "out of", "in", "of every", "out of every", "in every", "of the next", "of the last"];
    let second = text.after_any(at + 1, &between)?;
    let whole = text.number(second)?;
    let joined = text.tokens.get(second).is_some_and(|token| token.joined);
    let unit = count::duration_end(field, second).is_some() || text.among(second + 1, &count::NO_COUNT);
    (first <= whole && !joined && !unit).then(|| of_calls(field, second + 1).unwrap_or(second + 1))
}

/// "9/10 calls", "on 4/5".
fn slash(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let (first, whole) = field.text.low(at).split_once('/')?;
    let (first, whole): (u32, u32) = (first.parse().ok()?, whole.parse().ok()?);
    let placed = matches!(field.before(at), "on" | "in" | "least" | "at" | "of");
    let end = of_calls(field, at + 1);
    let counts = first <= whole && whole > 1 && (end.is_some() || placed);
    counts.then(|| end.unwrap_or(at + 1))
}

/// "(80%) of your calls": the index after the plural noun.
fn of_calls(field: &Field<'_, '_>, from: usize) -> Option<usize> {
    let start = field.past_determiner(from + usize::from(field.text.is(from, &["of"])));
    field.phrase(start, 4).find(|index| field.is_plural(*index)).map(|index| index + 1)
}
