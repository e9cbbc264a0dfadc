//! Counts, shares and durations: "two open questions", "80% of calls", "3 of 5", "within 10 seconds", "twice".

use super::{Field, Kind, Measure};
use crate::domain::{
    dates,
    practice::lexicon::{has, nouns, small},
};

/// Words after which a figure is a name: "form 12", "tier 2".
const NAMES: &[&str] = &[
    "aged",
    "article",
    "chapter",
    "code",
    "ext",
    "extension",
    "form",
    "grade",
    "id",
    "iso",
    "item",
    "level",
    "line",
    "module",
    "no",
    "number",
    "option",
    "page",
    "paragraph",
    "phase",
    "policy",
    "room",
    "script",
    "section",
    "stage",
    "step",
    "tier",
    "version",
];

/// Words that set a bound to a figure, so that it counts without a noun: "at least two".
const BOUNDS: &[&str] = &["exactly", "least", "max", "maximum", "min", "minimum", "most", "only", "than"];

/// What is counted in figures and measures nothing that the agent does.
const NO_COUNT: &[&str] = &[
    "am",
    "bucks",
    "cents",
    "character",
    "characters",
    "day",
    "days",
    "degrees",
    "digit",
    "digits",
    "dollar",
    "dollars",
    "euro",
    "euros",
    "figures",
    "fortnight",
    "fortnights",
    "gb",
    "hours",
    "hour",
    "letters",
    "mb",
    "month",
    "months",
    "o'clock",
    "pence",
    "pm",
    "pounds",
    "quarters",
    "stars",
    "week",
    "weeks",
    "year",
    "years",
    "points",
    "am",
    "usd",
];

/// Words before a duration that belong to it.
const DURATION_LEADS: &[&str] = &[
    "about", "after", "around", "at", "below", "every", "exactly", "for", "full", "in", "inside", "least", "less",
    "more", "most", "no", "of", "only", "over", "than", "to", "under", "up", "within",
];

/// Words before an hour or a day that make it a time to act in.
const WITHIN: &[&str] = &["after", "every", "in", "inside", "than", "under", "within"];

/// What may follow a share so that it is a rate or a price: "10% discount".
const RATES: &[&str] = &[
    "apr",
    "cashback",
    "cheaper",
    "coinsurance",
    "deductible",
    "deposit",
    "discount",
    "fee",
    "interest",
    "off",
    "rate",
    "sure",
    "tax",
    "tip",
    "yield",
];

/// A count, share or duration at `at`.
pub(super) fn at(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    share(field, at).or_else(|| article_duration(field, at)).or_else(|| numbered(field, at)).or_else(|| {
        match text.low(at) {
            "once" if is_count_once(field, at) => Some(Measure { span: lead(field, at)..at + 1, kind: Kind::Count }),
            "twice" | "thrice" => Some(Measure { span: lead(field, at)..at + 1, kind: Kind::Count }),
            "a" if text.is(at + 1, &["single"]) && !field.closes(at + 2) => {
                Some(Measure { span: at..at + 3, kind: Kind::Count })
            }
            "both" if !field.closes(at + 1) && field.is_plural(at + 1) => {
                Some(Measure { span: at..at + 2, kind: Kind::Count })
            }
            "both" if text.is(at + 1, &["the"]) && field.is_plural(at + 2) => {
                Some(Measure { span: at..at + 3, kind: Kind::Count })
            }
            _ => none_of(field, at),
        }
    })
}

/// The index after "60 seconds", "2 minutes" or "ten seconds", where one stands at `at`.
pub(super) fn duration_unit(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    text.number(at)?;
    let mut unit = at + 1;
    while text.is(unit, &["or", "to", "and", "more", "full", ":", "a", "half"]) || text.number(unit).is_some() {
        unit += 1;
    }
    is_short(text.low(unit)).then_some(unit + 1)
}

fn is_short(word: &str) -> bool {
    matches!(word, "second" | "seconds" | "sec" | "secs" | "minute" | "minutes" | "min" | "mins")
}

/// "80%", "80 percent of calls", "half of calls", "3 of 5", "8 out of 10", "9/10 calls", "two thirds of calls".
fn share(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let measure = |end| Some(Measure { span: lead(field, at)..end, kind: Kind::Share });
    let of_calls = |from: usize| {
        let of = from + usize::from(text.is(from, &["of"]));
        let start = of + usize::from(has(small::DETERMINERS, text.low(of)));
        let plural = (start..start + 4).take_while(|index| !field.closes(*index)).find(|index| field.is_plural(*index));
        plural.map(|index| index + 1)
    };
    if text.number(at).is_some() {
        let percent = text.after_any(at + 1, &["%", "percent", "per cent", "pct"]);
        if let Some(end) = percent {
            let of_time = text.after_any(end, &["of the time", "of the calls"]);
            let bound = text.is(at.wrapping_sub(1), &["least", "above", "over", "to", "under", "below", "than", "at"]);
            let rate = text.is(end, RATES) || text.is(end + 1, RATES);
            let whole = if text.is(end, &["of"]) { of_time.or_else(|| of_calls(end)) } else { None };
            return if rate { None } else { whole.or(bound.then_some(end)).and_then(measure) };
        }
        let second = text.after_any(at + 1, &["of", "out of", "in", "of every", "out of every", "in every"])?;
        let (first, whole) = (text.number(at)?, text.number(second)?);
        let joined = text.tokens.get(second).is_some_and(|token| token.joined);
        let unit = duration_unit(field, second).is_some() || text.is(second + 1, NO_COUNT);
        return if first <= whole && !joined && !unit {
            measure(of_calls(second + 1).unwrap_or(second + 1))
        } else {
            None
        };
    }
    let fractions = [
        "half of",
        "half",
        "one half of",
        "a third of",
        "one third of",
        "one-third of",
        "two thirds of",
        "two-thirds of",
        "a quarter of",
        "one quarter of",
        "three quarters of",
        "three-quarters of",
        "a fifth of",
        "four fifths of",
        "four-fifths of",
    ];
    if let Some(end) = text.after_any(at, &fractions) {
        return of_calls(end).and_then(measure);
    }
    let (first, whole) = text.low(at).split_once('/')?;
    let (first, whole): (u32, u32) = (first.parse().ok()?, whole.parse().ok()?);
    let placed = text.is(at.wrapping_sub(1), &["on", "in", "least", "at", "of"]);
    let end = of_calls(at + 1);
    if first <= whole && whole > 1 && (end.is_some() || placed) { measure(end.unwrap_or(at + 1)) } else { None }
}

/// "within a minute", "for a second".
fn article_duration(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let leads = ["within", "under", "for", "in under", "in less than", "less than", "inside", "every", "over", "than"];
    let article = text.after_any(at, &leads)?;
    let unit = article
        + usize::from(text.is(article, &["a", "an", "half"]))
        + usize::from(text.is(article + 1, &["a", "full"]));
    (unit > article && text.is(unit, &["second", "minute", "hour"]))
        .then_some(Measure { span: at..unit + 1, kind: Kind::Duration })
}

/// A figure or number word with what it counts.
fn numbered(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let value = text.number(at)?;
    let before = text.low(at.wrapping_sub(1));
    let named = NAMES.contains(&before) || dates::month(before).is_some() || dates::month(text.low(at + 1)).is_some();
    if let Some(end) = duration_unit(field, at) {
        let told = matches!(before, "is" | "are" | "takes" | "take" | "lasts" | "was");
        return (!told).then_some(Measure { span: lead(field, at)..end, kind: Kind::Duration });
    }
    if text.tokens[at].joined || (text.low(at) == "one" && is_pronoun_one(field, at)) {
        return None;
    }
    let next = past_range(field, at + 1);
    let long = text.is(next, &["hour", "hours", "day", "days", "hrs", "hr"]);
    if long && WITHIN.contains(&before) {
        let relative = text.is(next, &["hour", "hours", "hrs", "hr"]) || text.is(next + 1, &["of", "after"]);
        return relative.then_some(Measure { span: lead(field, at)..next + 1, kind: Kind::Duration });
    }
    if text.is(next, NO_COUNT) {
        return None;
    }
    if text.is(next, &["times", "time", "x"]) {
        let password = text.is(next, &["time"]) && !field.closes(next + 1);
        return (!password).then_some(Measure { span: lead(field, at)..next + 1, kind: Kind::Count });
    }
    let singular = (value == 1).then_some(next).filter(|index| !field.closes(*index));
    let noun = (next..next + 5)
        .take_while(|index| !field.closes(*index))
        .filter(|index| field.is_plural(*index))
        .last()
        .or(singular);
    let end = match noun {
        Some(noun) if text.is(noun, NO_COUNT) => return None,
        Some(noun) if !named || field.is_plural(noun) && !matches!(before, "tier" | "level" | "step" | "section") => {
            noun + 1
        }
        Some(_) => return None,
        None => {
            let bounded = BOUNDS.contains(&before) || (before == "to" && text.is(at.wrapping_sub(2), &["up"]));
            let each = text.is(next, &["per", "each", "every"])
                || text.after_any(next, &["a call", "a shift", "a day"]).is_some();
            let of_them = text.is(next, &["of"]) && !named;
            let plural = (next + 1..next + 6).find(|index| field.is_plural(*index) && field.is_free(*index));
            if let (true, Some(noun)) = (of_them, plural) {
                return Some(Measure { span: lead(field, at)..noun + 1, kind: Kind::Count });
            }
            if !(bounded || each || of_them) || named {
                return None;
            }
            next
        }
    };
    Some(Measure { span: lead(field, at)..end, kind: Kind::Count })
}

/// "no interruptions", "no jargon" at the start of a clause: a count of none.
fn none_of(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let opens = at == field.sentence_start(at) || text.is(at.wrapping_sub(1), &[",", ":", "with", "have"]);
    if !(opens && text.is(at, &["no"])) {
        return None;
    }
    let noun = (at + 1..at + 4)
        .take_while(|index| !field.closes(*index))
        .find(|index| has(nouns::AVOIDABLE, text.low(*index)))?;
    Some(Measure { span: at..noun + 1, kind: Kind::Count })
}

/// "two or three", "2 to 3", "one more": the index of the noun.
fn past_range(field: &Field<'_, '_>, from: usize) -> usize {
    let text = field.text;
    let mut next = from;
    if (text.is(next, &["or", "to", ":", "and"])) && text.number(next + 1).is_some() {
        next += 2;
    }
    while text.is(next, &["additional", "consecutive", "different", "extra", "more", "or", "separate"]) {
        next += 1;
    }
    next
}

/// "this one", "one another", "one day": no count.
fn is_pronoun_one(field: &Field<'_, '_>, at: usize) -> bool {
    let text = field.text;
    let before =
        ["any", "each", "every", "no", "other", "right", "that", "the", "this", "which", "day", "number", "another"];
    text.is(at.wrapping_sub(1), &before) || text.is(at + 1, &["another", "day", "by", "on", "week", "month", "year"])
}

/// "once" as a number, and not as "as soon as" or in "at once".
fn is_count_once(field: &Field<'_, '_>, at: usize) -> bool {
    let text = field.text;
    let idiom = text.is(at.wrapping_sub(1), &["at", "all"]) || text.is(at + 1, &["again", "more", "upon", "and"]);
    let in_a_while = text.after(at, "once in a while").is_some();
    let counted = !field.is_free(at + 1)
        || has(small::PREPOSITIONS, text.low(at + 1))
        || text.is(at + 1, &["each", "every", "this", "daily", "a", "before", "after", "when", "or"])
            && !is_person_clause(field, at + 1);
    counted && !idiom && !in_a_while
}

/// "a caller has …" after "once".
fn is_person_clause(field: &Field<'_, '_>, at: usize) -> bool {
    field.text.is(at, &["a", "the", "each", "every"])
        && has(nouns::CALLERS, field.text.low(at + 1))
        && !field.closes(at + 2)
}

/// Where the words that bound a figure begin: "at least", "no more than", "within".
fn lead(field: &Field<'_, '_>, at: usize) -> usize {
    let mut start = at;
    while start > 0 && field.is_free(start - 1) && DURATION_LEADS.contains(&field.text.low(start - 1)) && at - start < 4
    {
        start -= 1;
    }
    // "of two questions": a preposition alone that bounds nothing stays outside.
    while start < at
        && matches!(field.text.low(start), "of" | "to" | "at" | "about" | "full" | "most" | "no")
        && !matches!(field.text.low(start + 1), "least" | "most" | "more" | "less")
    {
        start += 1;
    }
    start
}
