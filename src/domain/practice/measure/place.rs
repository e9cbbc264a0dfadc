//! Places in the call: "in the first 30 seconds", "before the quote", "when the caller gives a name", "at the end".

use super::Field;
use crate::domain::{
    dates,
    practice::lexicon::{self, Phrases, Words, nouns, small},
};

/// What may follow "when" or "if" without naming a moment: "when possible".
static NO_MOMENT: Phrases = Phrases::new(
    "able, applicable, appropriate, at work, available, convenient, feasible, i can, i remember, in doubt, \
     it feels, it is appropriate, it is possible, it makes sense, it's appropriate, it's possible, necessary, needed, \
     on a call, on call, on calls, on the phone, possible, practical, ready, relevant, required, suitable, \
     there is time, there's time, they can, time allows, time permits, working, you are on, you can, you deal, \
     you feel, you have time, you help, you remember, you speak, you take calls, you talk, you think, you work, \
     you're on",
);

/// Activities that fill every call: "when speaking to customers" is no moment.
static WHOLE_CALL: Phrases = Phrases::new(
    "answering calls, assisting, calling, communicating, conversing, dealing, engaging, handling, helping, \
     interacting, serving, speaking, supporting, taking calls, talking, working",
);

/// "during the call" is no place in it.
static THE_CALL: Phrases =
    Phrases::new("a call, calls, chats, conversations, interactions, the call, the chat, the conversation");

/// What may follow "before", "after" or "during" and lies outside the call, where nothing follows it.
static OUTSIDE: Phrases = Phrases::new(
    "calls, dinner, hours, it is too late, long, lunch, the break, the day, the deadline, the end of the cycle, \
     the end of the day, the end of the month, the end of the shift, the end of the week, the end of the year, \
     the huddle, the meeting, the month, the next, the quarter, the session, the shift, the team, the week, the year, \
     today, tomorrow, your break, your lunch, your next, your shift",
);

/// What lies outside the call whatever follows it.
static FAR_OUTSIDE: Words = Words::new("all coaching next our peak that then this training we work");

/// Verbs after which "if" and "when" open what is asked or told, and no condition.
static ASKERS: Words = Words::new(
    "advise ask asking asks check checking clarify confirm confirming confirms determine explain explaining find inform \
     know mention out remind say see state tell telling understand verify",
);

/// Words that open a moment of the call.
static OPENERS: Phrases = Phrases::new(
    "after, as soon as, before, during, following, if, immediately after, immediately before, just after, \
     just before, once, prior to, right after, right before, the moment, till, unless, until, upon, when, whenever, \
     while, whilst",
);

/// The end of a place in the call that starts at `at`.
pub(super) fn find(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    first_of(field, at).or_else(|| section(field, at)).or_else(|| next_call(field, at)).or_else(|| clause(field, at))
}

/// "in the first 30 seconds", "within your opening minute", "before the first question".
fn first_of(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let leads = ["in", "within", "during", "inside", "over", "for", "before", "after", "at", "with", "as", "by"];
    let start = at + usize::from(text.is(at, &leads));
    let determined = field.past_determiner(start);
    let first = determined + usize::from(text.is(determined, &["very"]));
    let led = start > at;
    let second = text.is(first, &["second"]) && led && first > start;
    if !second && !text.is(first, &["first", "opening", "last", "final", "closing", "initial", "1st", "2nd"]) {
        return None;
    }
    let figure = first + 1 + usize::from(text.number(first + 1).is_some());
    let noun = figure + usize::from(text.is(figure, &["open", "probing", "closed", "full", "or"]));
    let timed = text.is(noun, &["second", "seconds", "minute", "minutes", "sec", "secs", "min", "mins"]);
    let moment = text.among(noun, &nouns::MOMENTS) && led && !text.is(at, &["for", "with"]);
    (timed || moment).then_some(noun + 1)
}

/// "in the opening", "at the start of the call", "by the end of the greeting", "at close".
fn section(field: &Field<'_, '_>, at: usize) -> Option<usize> {
    let text = field.text;
    let leads = ["in", "at", "by", "before", "during", "near", "towards", "toward", "until", "after"];
    if !text.is(at, &leads) {
        return None;
    }
    let start = at + 1 + usize::from(text.is(at + 1, &["about", "around"]));
    let determined = field.past_determiner(start);
    let mut noun = determined + usize::from(text.is(determined, &["very", "call"]));
    if !text.among(noun, &nouns::SECTIONS) {
        return None;
    }
    noun += usize::from(text.is(noun + 1, &["line", "statement", "script"]));
    if text.is(noun + 1, &["of"]) {
        return section_of(field, noun + 2);
    }
    let plain = text.is(at, &["in", "at", "during"]) || (determined > start && text.is(at, &["before", "after", "by"]));
    let idiom = text.is(at, &["in"]) && text.is(noun, &["end", "close"]);
    let edge = text.is(noun, &["beginning", "end", "start", "top", "middle", "outset", "finish", "close"]);
    let clear = determined > start || edge || text.is(at, &["during", "at"]);
    (plain && clear && !idiom && field.closes(noun + 1)).then_some(noun + 1)
}

/// "(at the end) of the call"; the end of a week is none, and "of every call" is told by its own measure.
fn section_of(field: &Field<'_, '_>, whole: usize) -> Option<usize> {
    let text = field.text;
    let noun = field.past_determiner(whole);
    let outside = text.among(noun, &nouns::TIMES)
        || text.is(noun, &["cycle", "session"])
        || dates::month(text.low(noun)).is_some()
        || !field.is_free(noun);
    if outside {
        None
    } else if text.is(whole, &["every", "each", "all", "any"]) {
        Some(whole - 1)
    } else {
        Some(noun + 1)
    }
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
    let start = text.after_phrase(at, &OPENERS)?;
    let opener = text.low(start - 1);
    let condition = matches!(opener, "when" | "whenever" | "if" | "unless" | "while" | "whilst" | "as" | "moment");
    let hanging = text.among(start, &small::PREPOSITIONS) && !condition && opener != "once";
    if !field.is_free(start) || hanging || text.after_phrase(start, &NO_MOMENT).is_some() || is_day(field, start) {
        return None;
    }
    let holds = match opener {
        "until" | "till" => mentions_call(field, start),
        "once" => is_clause(field, start),
        _ if condition => text.after_phrase(start, &WHOLE_CALL).is_none() && !is_asked(field, at),
        _ => is_event(field, start, opener),
    };
    holds.then(|| end(field, start))
}

fn is_day(field: &Field<'_, '_>, at: usize) -> bool {
    let noun = at + usize::from(field.text.is(at, &["the"]));
    let low = field.text.low(noun);
    dates::weekday(low).is_some() || dates::month(low).is_some() || nouns::TIMES.has(low)
}

/// After "before", "after", "during", "upon", "following": something that happens in the call, or an act.
fn is_event(field: &Field<'_, '_>, start: usize, opener: &str) -> bool {
    let text = field.text;
    let outside =
        text.among(start, &FAR_OUTSIDE) || text.after_phrase(start, &OUTSIDE).is_some_and(|end| field.closes(end));
    let whole = opener == "during" && text.after_phrase(start, &THE_CALL).is_some();
    let busy = matches!(opener, "during" | "upon" | "following") && text.after_phrase(start, &WHOLE_CALL).is_some();
    let other = opener == "following" && (text.number(start).is_some() || text.is(start, &["up"]));
    !(outside || whole || busy || other)
}

/// "once the caller has given a name", "once verified".
fn is_clause(field: &Field<'_, '_>, start: usize) -> bool {
    let text = field.text;
    let subjects =
        ["the", "you", "they", "she", "he", "it", "your", "their", "verification", "callers", "customers", "we", "i"];
    let person = text.is(start, &["a", "an"]) && field.is_caller(start + 1) && !field.closes(start + 2);
    text.is(start, &subjects) || person || lexicon::participle(text.low(start)).is_some()
}

/// Whether what "until" opens happens in the call.
fn mentions_call(field: &Field<'_, '_>, start: usize) -> bool {
    (start..start + 6).take_while(|index| field.text.is_word(*index)).any(|index| {
        field.is_caller(index) || field.text.is(index, &["call", "hold", "transfer", "they", "line", "callback"])
    })
}

/// "ask if", "tell the caller when": what is asked, and no condition.
fn is_asked(field: &Field<'_, '_>, at: usize) -> bool {
    let mut before = at;
    while before > 0
        && (field.is_caller(before - 1) || field.text.among(before - 1, &small::DETERMINERS))
        && at - before < 3
    {
        before -= 1;
    }
    field.text.is(at, &["if", "when"]) && ASKERS.has(field.before(before))
}

/// Where the words of a place end: at the next comma, end or phrase, and after six words at most.
fn end(field: &Field<'_, '_>, start: usize) -> usize {
    let text = field.text;
    let opens = |index: &usize| {
        !field.is_free(*index)
            || text.among(*index, &small::SUBORDINATORS)
            || text.is(*index, &["on", "in", "at", "for", "by", "during", "every", "each", "and", "then"])
    };
    (start + 1..start + 6).find(opens).unwrap_or(start + 6).min(text.len())
}
