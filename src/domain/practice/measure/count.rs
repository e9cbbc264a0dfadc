//! Counts and durations: "two open questions", "twice", "at least once", "within 10 seconds", "a 30-second pause".

use super::{Field, Kind, Measure};
use crate::domain::{
    dates,
    practice::lexicon::{Words, nouns, small},
};

/// Words after which a figure is a name: "form 12", "tier 2".
static NAMES: Words = Words::new(
    "aged article chapter code ext extension form grade id iso item level line module no number option page paragraph \
     phase policy room script section stage step tier version",
);

/// Words that set a bound to a figure, so that it counts without a noun: "at least two".
static BOUNDS: Words = Words::new("exactly least max maximum min minimum most only than");

/// What is counted in figures and measures nothing that the agent does.
pub(super) static NO_COUNT: Words = Words::new(
    "am bucks cents character characters day days degrees digit digits dollar dollars euro euros figures fortnight \
     fortnights gb hour hours letters mb month months o'clock pence pm points pounds quarters stars usd week weeks \
     year years",
);

/// Words before a figure that belong to it.
static LEADS: Words = Words::new(
    "about after around at below every exactly for full in inside least less more most no of only over than to under \
     up within",
);

/// Of these, the ones that stay outside where nothing bounds the figure: "(of) two questions".
static LOOSE_LEADS: Words = Words::new("about at full most no of to");

/// Words before an hour or a day that make it a time to act in.
static WITHIN: Words = Words::new("after every in inside than under within");

/// A count or duration at `at`.
pub(super) fn find(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    article_duration(field, at).or_else(|| numbered(field, at)).or_else(|| worded(field, at))
}

/// The index after "60 seconds", "2 minutes" or "ten seconds", where one stands at `at`.
pub(super) fn duration_end(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    text.number(at)?;
    let mut unit = at + 1;
    while text.is(unit, &["or", "to", "and", "more", "full", ":", "a", "half"]) || text.number(unit).is_some() {
        unit += 1;
    }
    let short = ["second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins"];
    text.is(unit, &short).then_some(unit + 1)
}

/// "within a minute", "for a second".
fn article_duration(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let leads = ["within", "under", "for", "in under", "in less than", "less than", "inside", "every", "over", "than"];
    let article = text.after_any(at, &leads)?;
    let unit = article
        + usize::from(text.is(article, &["a", "an", "half"]))
        + usize::from(text.is(article + 1, &["a", "full"]));
    let long = unit > article && text.is(unit, &["second", "minute", "hour"]);
    long.then_some(Measure { span: at..unit + 1, kind: Kind::Duration })
}

/// A figure or number word with what it counts.
fn numbered(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    text.number(at)?;
    let measure = |end: usize, kind| Some(Measure { span: lead(field, at)..end, kind });
    if let Some(end) = duration_end(field, at) {
        let told = matches!(field.before(at), "is" | "are" | "takes" | "take" | "lasts" | "was");
        return if told { None } else { measure(end, Kind::Duration) };
    }
    if text.tokens[at].joined || (text.is(at, &["one"]) && is_pronoun_one(field, at)) {
        return None;
    }
    let noun = past_range(field, at + 1);
    let hours = text.is(noun, &["hour", "hours", "hr", "hrs"]);
    if (hours || text.is(noun, &["day", "days"])) && WITHIN.has(field.before(at)) {
        let relative = hours || text.is(noun + 1, &["of", "after"]);
        return if relative { measure(noun + 1, Kind::Duration) } else { None };
    }
    if text.among(noun, &NO_COUNT) {
        return None;
    }
    if text.is(noun, &["times", "time", "x"]) {
        // "one time passcode"
        let modifier = text.is(noun, &["time"]) && !field.closes(noun + 1);
        return if modifier { None } else { measure(noun + 1, Kind::Count) };
    }
    counted(field, at, noun).and_then(|end| measure(end, Kind::Count))
}

/// The index after what the figure at `at` counts, its noun phrase starting at `noun`.
fn counted(field: &Field<'_, '_>, at: usize, noun: usize) -> Option<usize> {
    let text = field.text;
    let before = field.before(at);
    let dated = dates::month(before).is_some() || dates::month(text.low(at + 1)).is_some();
    let named = NAMES.has(before) || dated;
    let plural = field.phrase(noun, 5).rfind(|index| field.is_plural(*index));
    if let Some(plural) = plural {
        let ranked = dated || matches!(before, "tier" | "level" | "step" | "section");
        return (!ranked && !text.among(plural, &NO_COUNT)).then_some(plural + 1);
    }
    if named {
        return None;
    }
    if text.number(at) == Some(1) && !field.closes(noun) {
        return Some(noun + 1);
    }
    if text.is(noun, &["of"]) {
        let plural = (noun + 1..noun + 6).find(|index| field.is_plural(*index) && field.is_free(*index));
        return Some(plural.map_or(noun, |plural| plural + 1));
    }
    let bounded = BOUNDS.has(before) || (before == "to" && field.before(at - 1) == "up");
    let each = text.after_any(noun, &["per", "each", "every", "a call", "a shift", "a day"]).is_some();
    (bounded || each).then_some(noun)
}

/// "once", "twice", "a single question", "both disclosures", "no interruptions".
fn worded(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let text = field.text;
    let count = |span| Some(Measure { span, kind: Kind::Count });
    match text.low(at) {
        "once" if is_count_once(field, at) => count(lead(field, at)..at + 1),
        "twice" | "thrice" => count(lead(field, at)..at + 1),
        "a" if text.is(at + 1, &["single"]) && !field.closes(at + 2) => count(at..at + 3),
        "both" => {
            let noun = at + 1 + usize::from(text.is(at + 1, &["the"]));
            if !field.closes(noun) && field.is_plural(noun) { count(at..noun + 1) } else { None }
        }
        "no" => {
            let opens = at == field.sentence_start(at) || matches!(field.before(at), "," | ":" | "with" | "have");
            let noun = field.phrase(at + 1, 3).find(|index| text.among(*index, &nouns::AVOIDABLE))?;
            if opens { count(at..noun + 1) } else { None }
        }
        _ => None,
    }
}

/// "two or three", "2 to 3", "one more": the index of the noun.
fn past_range(field: &Field<'_, '_>, from: usize) -> usize {
    let text = field.text;
    let mut next = from;
    if text.is(next, &["or", "to", ":", "and"]) && text.number(next + 1).is_some() {
        next += 2;
    }
    while text.is(next, &["additional", "consecutive", "different", "extra", "more", "or", "separate"]) {
        next += 1;
    }
    next
}

/// "this one", "one another", "one day": no count.
fn is_pronoun_one(field: &Field<'_, '_>, at: usize) -> bool {
    let before =
        ["another", "any", "day", "each", "every", "no", "number", "other", "right", "that", "the", "this", "which"];
    before.contains(&field.before(at))
        || field.text.is(at + 1, &["another", "day", "by", "on", "week", "month", "year"])
}

/// "once" as a number, and not as "as soon as" or in "at once".
fn is_count_once(field: &Field<'_, '_>, at: usize) -> bool {
    let text = field.text;
    let idiom = matches!(field.before(at), "at" | "all")
        || text.is(at + 1, &["again", "more", "upon", "and"])
        || text.after(at, "once in a while").is_some();
    let clause = text.is(at + 1, &["a", "the", "each", "every"]) && field.is_caller(at + 2) && !field.closes(at + 3);
    let follows = ["each", "every", "this", "daily", "a", "before", "after", "when", "or"];
    let counted =
        !field.is_free(at + 1) || text.among(at + 1, &small::PREPOSITIONS) || (text.is(at + 1, &follows) && !clause);
    counted && !idiom
}

/// Where the words that bound a figure begin: "at least", "no more than", "within".
pub(super) fn lead(field: &Field<'_, '_>, at: usize) -> usize {
    let text = field.text;
    let mut start = at;
    while start > 0 && field.is_free(start - 1) && text.among(start - 1, &LEADS) && at - start < 4 {
        start -= 1;
    }
    while start < at && text.among(start, &LOOSE_LEADS) && !text.is(start + 1, &["least", "most", "more", "less"]) {
        start += 1;
    }
    start
}
