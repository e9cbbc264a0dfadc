//! The next session by the names it goes by: "our next 1:1", "we meet again", "next time".

use super::{
    super::{
        CheckContext,
        lexicon::{Phrases, Words, small},
        text::Text,
    },
    Moment, Unresolved, date,
};

/// What a supervisor may call a session, in one word.
static SESSIONS: Words = Words::new(
    "1-1 1-2-1 1-on-1 1-to-1 121 1:1 1on1 catch-up check-in coaching follow-up followup meeting one-on-one one-to-one \
     one-to-ones review session sit-down talk",
);

/// What a supervisor may call a session, in more words.
static SPLIT_SESSIONS: Phrases =
    Phrases::new("one on one, one to one, 1 on 1, 1 on-1, 1 to-1, check in, catch up, sit down");

/// Words between "next" and the session.
static KINDS: Words = Words::new(
    "biweekly bi-weekly coaching feedback follow-up followup fortnightly monthly planned qa regular scheduled weekly",
);

static MEETING: Phrases = Phrases::new("meet, speak, talk, sit down, sync, catch up, review, see you, check in, chat");

/// The next session at `at`, with the date written beside it where there is one ("our 1:1 on 4 Dec").
pub(super) fn next(text: &Text<'_>, at: usize, cx: &CheckContext<'_>) -> Option<Moment> {
    let after = by_name(text, at).or_else(|| by_verb(text, at))?;
    let dated = if text.is(after, &["on"]) { date(text, after + 1, cx) } else { None };
    dated.or_else(|| Some((after, cx.next_session.ok_or(Unresolved::NoNextSession))))
}

/// "our next coaching session", "the follow-up"; "the follow-up email" is no session.
fn by_name(text: &Text<'_>, at: usize) -> Option<usize> {
    let owned = at + usize::from(text.is(at, &["a", "her", "his", "my", "our", "the", "their", "your"]));
    let next = owned + usize::from(text.is(owned, &["next", "following", "upcoming"]));
    let mut noun = next;
    while text.among(noun, &KINDS) && (text.among(noun + 1, &SESSIONS) || text.among(noun + 1, &KINDS)) {
        noun += 1;
    }
    let split = text.after_phrase(noun, &SPLIT_SESSIONS);
    let after = split.or_else(|| text.among(noun, &SESSIONS).then_some(noun + 1))?;
    let after = after + usize::from(text.among(after, &SESSIONS));
    let closed = !text.is_word(after)
        || text.among(after, &small::PREPOSITIONS)
        || text.among(after, &small::SUBORDINATORS)
        || text.among(after, &small::DETERMINERS)
        || text.is(after, &["and", "ask", "say"]);
    (next > at && closed).then_some(after)
}

/// "we meet again", "the next time we speak", "next time".
fn by_verb(text: &Text<'_>, at: usize) -> Option<usize> {
    let the = at + usize::from(text.is(at, &["the"]));
    let time = text.after_any(the, &["next time"]);
    let subject = time.or_else(|| text.after_any(the, &["next"])).unwrap_or(the);
    if !text.is(subject, &["we", "i"]) {
        return time;
    }
    let verb = subject + 1 + usize::from(text.is(subject + 1, &["next"]));
    let met = text.after_phrase(verb, &MEETING)?;
    Some(met + usize::from(text.is(met, &["again", "next"])))
}
