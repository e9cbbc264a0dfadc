//! Places in the call: "in the first 30 seconds", "before the quote", "when the caller gives a name", "at the end".

use super::{Field, Kind, Measure};
use crate::domain::{
    dates,
    practice::lexicon::{self, has, nouns, small},
};

/// What may follow "when" or "if" without naming a moment: "when possible".
const NO_MOMENT: &[&str] = &[
    "able",
    "applicable",
    "appropriate",
    "available",
    "convenient",
    "feasible",
    "i can",
    "in doubt",
    "it feels",
    "it is appropriate",
    "it is possible",
    "it makes sense",
    "it's possible",
    "it's appropriate",
    "i remember",
    "necessary",
    "needed",
    "possible",
    "practical",
    "ready",
    "relevant",
    "required",
    "suitable",
    "they can",
    "you can",
    "you feel",
    "you remember",
    "you think",
    "there is time",
    "there's time",
    "you have time",
    "time allows",
    "time permits",
    "on call",
    "on calls",
    "on the phone",
    "on a call",
    "at work",
    "working",
    "you work",
    "you talk",
    "you speak",
    "you're on",
    "you are on",
    "you deal",
    "you help",
    "you take calls",
];

/// Activities that fill every call: "when speaking to customers" is no moment.
const WHOLE_CALL: &[&str] = &[
    "answering calls",
    "assisting",
    "calling",
    "communicating",
    "conversing",
    "dealing",
    "engaging",
    "handling",
    "helping",
    "interacting",
    "serving",
    "speaking",
    "supporting",
    "taking calls",
    "talking",
    "working",
];

/// What may follow "before", "after" or "during" and lies outside the call.
const OUTSIDE: &[&str] = &[
    "all",
    "calls",
    "coaching",
    "dinner",
    "hours",
    "it is too late",
    "long",
    "lunch",
    "next",
    "our",
    "peak",
    "that",
    "the break",
    "the day",
    "the deadline",
    "the huddle",
    "the meeting",
    "the month",
    "the next",
    "the quarter",
    "the session",
    "the shift",
    "the team",
    "the week",
    "the year",
    "then",
    "this",
    "today",
    "tomorrow",
    "training",
    "we",
    "work",
    "your break",
    "your lunch",
    "your next",
    "your shift",
    "the end of the week",
    "the end of the month",
    "the end of the day",
    "the end of the shift",
    "the end of the cycle",
    "the end of the year",
];

/// Verbs after which "if" and "when" open what is asked or told, and no condition.
const ASKERS: &[&str] = &[
    "ask",
    "asking",
    "asks",
    "advise",
    "check",
    "checking",
    "clarify",
    "confirm",
    "confirming",
    "confirms",
    "determine",
    "explain",
    "explaining",
    "find",
    "inform",
    "know",
    "mention",
    "out",
    "remind",
    "say",
    "see",
    "state",
    "tell",
    "telling",
    "understand",
    "verify",
];

/// A place in the call at `at`.
pub(super) fn at(field: &Field<'_, '_>, at: usize) -> Option<Measure> {
    let end = first_of(field, at)
        .or_else(|| section(field, at))
        .or_else(|| next_call(field, at))
        .or_else(|| clause(field, at))?;
    Some(Measure { span: at..end, kind: Kind::Place })
}

/// "in the first 30 seconds", "within your opening minute", "before the first question".
fn first_of(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let lead = usize::from(
        text.is(at, &["in", "within", "during", "inside", "over", "for", "before", "after", "at", "with", "as", "by"]),
    );
    let the = at + lead + usize::from(has(small::DETERMINERS, text.low(at + lead)));
    let first = text.is(the, &["first", "opening", "last", "final", "closing", "second", "initial", "1st", "2nd"]);
    if !first || text.is(the, &["second"]) && !(lead == 1 && the > at + lead) {
        return None;
    }
    let figure = the + 1;
    let noun = figure + usize::from(text.number(figure).is_some());
    let noun = noun + usize::from(text.is(noun, &["open", "probing", "closed", "full", "or"]));
    let timed = text.is(noun, &["second", "seconds", "minute", "minutes", "sec", "secs", "min", "mins"]);
    let moment = has(nouns::MOMENTS, text.low(noun)) && lead == 1 && !text.is(at, &["for", "with", "as"]);
    let call = text.is(noun, &["call"]) && field.closes(noun + 1);
    (timed || moment && !call).then_some(noun + 1)
}

/// "in the opening", "at the start of the call", "by the end of the greeting", "at close".
fn section(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    if !text.is(at, &["in", "at", "by", "before", "during", "near", "towards", "toward", "until", "after"]) {
        return None;
    }
    let mut the = at + 1 + usize::from(text.is(at + 1, &["about", "around"]));
    let determined = has(small::DETERMINERS, text.low(the));
    the += usize::from(determined);
    the += usize::from(text.is(the, &["very", "call"]));
    if !has(nouns::SECTIONS, text.low(the)) {
        return None;
    }
    let noun =
        the + usize::from(has(nouns::SECTIONS, text.low(the)) && text.is(the + 1, &["line", "statement", "script"]));
    let edge =
        text.is(noun, &["beginning", "end", "start", "top", "middle", "outset", "finish", "close", "beginnning"]);
    if text.is(noun + 1, &["of"]) {
        let of = noun + 2 + usize::from(has(small::DETERMINERS, text.low(noun + 2)));
        let outside = has(nouns::TIMES, text.low(of))
            || text.is(of, &["cycle", "session"])
            || dates::month(text.low(of)).is_some();
        // "at the end of each call": the call is told by its own measure.
        let universal = text.is(noun + 2, &["every", "each", "all", "any"]);
        return match (outside || !field.is_free(of), universal) {
            (true, _) => None,
            (false, true) => Some(noun + 1),
            (false, false) => Some(of + 1),
        };
    }
    let plain = text.is(at, &["in", "at", "during"]) || (determined && text.is(at, &["before", "after", "by"]));
    let idiom = text.is(at, &["in"]) && text.is(noun, &["end", "close"]) || text.is(at, &["until"]);
    (plain && !idiom && (determined || edge || text.is(at, &["during", "at"])) && field.closes(noun + 1))
        .then_some(noun + 1)
}

/// "on your next call": one call, and which.
fn next_call(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let the = at + usize::from(text.is(at, &["on", "in", "during"]));
    let next = the + usize::from(text.is(the, &["the", "your", "my", "her", "his", "their", "our"]));
    (next > the && text.is(next, &["next"]) && text.is(next + 1, &["call", "chat"])).then_some(next + 2)
}

/// "before the quote", "after verifying", "when the caller gives a name", "if the caller shouts".
fn clause(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let opening = [
        "as soon as",
        "right after",
        "right before",
        "just before",
        "just after",
        "immediately after",
        "immediately before",
        "prior to",
        "the moment",
        "before",
        "after",
        "during",
        "while",
        "whilst",
        "upon",
        "once",
        "when",
        "whenever",
        "if",
        "unless",
        "until",
        "till",
        "following",
    ];
    let start = text.after_any(at, &opening)?;
    let word = text.low(start - 1);
    if !field.is_free(start)
        || has(small::PREPOSITIONS, text.low(start)) && !matches!(word, "when" | "while" | "if" | "once")
        || text.after_any(start, NO_MOMENT).is_some()
        || is_day(field, start)
    {
        return None;
    }
    let holds = match word {
        "before" | "after" | "during" | "upon" | "to" | "following" => is_event(field, start, word),
        "until" | "till" => mentions_call(field, start),
        "once" => is_clause(field, start),
        "when" | "whenever" | "if" | "unless" | "while" | "whilst" | "as" | "moment" => {
            text.after_any(start, WHOLE_CALL).is_none() && !is_asked(field, at)
        }
        _ => false,
    };
    holds.then(|| end(field, start))
}

fn is_day(field: &Field<'_, '_>, at: usize) -> bool {
    let text = field.text;
    let the = at + usize::from(text.is(at, &["the"]));
    dates::weekday(text.low(the)).is_some() || dates::month(text.low(the)).is_some() || has(nouns::TIMES, text.low(the))
}

/// Something that happens in the call, or an act.
fn is_event(field: &Field<'_, '_>, start: usize, word: &str) -> bool {
    let text = field.text;
    let outside = text.after_any(start, OUTSIDE).is_some_and(|end| {
        field.closes(end)
            || text.is(
                start,
                &["our", "that", "this", "then", "next", "we", "work", "training", "coaching", "peak", "all"],
            )
    });
    let whole = word == "during"
        && text
            .after_any(
                start,
                &[
                    "the call",
                    "a call",
                    "calls",
                    "the conversation",
                    "chats",
                    "the chat",
                    "conversations",
                    "interactions",
                ],
            )
            .is_some();
    let up = word == "following" && text.is(start, &["the", "up"]) && !field.is_free(start + 1);
    let busy = text.after_any(start, WHOLE_CALL).is_some_and(|_| word != "before" && word != "after");
    !(outside || whole || up || busy || text.number(start).is_some() && word == "following")
}

/// "once the caller has given a name", "once verified".
fn is_clause(field: &Field<'_, '_>, start: usize) -> bool {
    let text = field.text;
    let subject = text.is(
        start,
        &["the", "you", "they", "she", "he", "it", "your", "their", "verification", "callers", "customers", "we", "i"],
    );
    let person = text.is(start, &["a", "an"]) && has(nouns::CALLERS, text.low(start + 1)) && !field.closes(start + 2);
    subject || person || lexicon::participle(text.low(start)).is_some()
}

fn mentions_call(field: &Field<'_, '_>, start: usize) -> bool {
    let text = field.text;
    (start..start + 6).take_while(|index| text.is_word(*index)).any(|index| {
        let low = text.low(index);
        has(nouns::CALLERS, low) || text.is(index, &["call", "hold", "transfer", "they", "line", "callback"])
    })
}

/// "ask if", "tell the caller when": what is asked, and no condition.
fn is_asked(field: &Field<'_, '_>, at: usize) -> bool {
    let text = field.text;
    if !text.is(at, &["if", "when"]) {
        return false;
    }
    let mut before = at;
    while before > 0
        && (has(nouns::CALLERS, text.low(before - 1)) || has(small::DETERMINERS, text.low(before - 1)))
        && at - before < 3
    {
        before -= 1;
    }
    before > 0 && ASKERS.contains(&text.low(before - 1))
}

/// Where the words of a place end: at the next comma, end or phrase, and after six words at most.
fn end(field: &Field<'_, '_>, start: usize) -> usize {
    let text = field.text;
    let mut end = start + 1;
    while end < start + 6 && field.is_free(end) {
        let low = text.low(end);
        let opens = has(small::SUBORDINATORS, low)
            || matches!(low, "on" | "in" | "at" | "for" | "by" | "during" | "every" | "each" | "and" | "then");
        if opens && end > start {
            break;
        }
        end += 1;
    }
    end
}
