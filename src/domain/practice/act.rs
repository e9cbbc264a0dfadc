//! The acts in an action: verbs that a listener could hear or see done, standing where an act is told.
//!
//! A verb alone is not enough, or "when the caller asks" and "call notes" would count. It must stand as an order ("ask …"),
//! after a subject and "will", after "to" where the "to" is not a mere power ("able to"), as an -ing form after "by",
//! "work on", "stop" and the like, in the third person after its subject, or in the passive. What stands beside it must
//! then say what is said or done; that is judged in [`super::content`].

use std::ops::Range;

use super::{
    content::{self, Lack, View},
    ending::Ending,
    lexicon::{self, Verb, nouns, small},
    measure::Measure,
    text::Text,
};

mod nominal;
mod place;

/// What was found: acts, and verbs that name none.
#[derive(Debug, Default)]
pub(super) struct Found {
    acts: Vec<Range<usize>>,
    /// Verbs in the place of an act, with what they lack.
    lacks: Vec<(Range<usize>, Lack)>,
}

/// Finds the acts of the text.
pub(super) fn find(text: &Text<'_>, endings: &[Ending], measures: &[Measure]) -> Found {
    let view = View::new(text, endings, measures);
    let mut found = Found::default();
    for sentence in text.sentences() {
        let mut places = place::Places::new(&view, sentence.clone());
        let mut at = sentence.start;
        while at < sentence.end {
            let next = match places.verb_at(at) {
                Some(spot) => take(&view, &mut found, &spot, sentence.end),
                None => at + 1,
            };
            at = next.max(at + 1);
        }
    }
    if found.acts.is_empty() {
        found.acts.extend(nominal::find(&view));
    }
    found
}

/// Where a verb stands as an act.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// The verb's piece.
    at: usize,
    /// The verb by its base form; `None` for the first word of a verb of two words that is none alone ("go over").
    verb: Option<Verb>,
    base: &'static str,
    /// Where the words of the act start: at its "do not", "stop" or "never" where it has one.
    start: usize,
    /// Whether the agent is not to do it.
    denied: bool,
    /// In the passive, the words of its subject.
    subject: Option<Range<usize>>,
}

/// Judges one verb and returns where the search goes on.
fn take(view: &View<'_, '_>, found: &mut Found, spot: &Spot, sentence: usize) -> usize {
    if let Some(subject) = &spot.subject {
        match nominal::passive(view, subject.clone(), spot) {
            Ok(end) => found.acts.push(spot.start..end),
            Err(lack) => found.lacks.push((spot.at..spot.at + 1, lack)),
        }
        return spot.at + 1;
    }
    let needs = spot.verb.map(|verb| verb.needs);
    match content::complement(view, spot.at, spot.base, needs, sentence, spot.denied) {
        Ok(end) => {
            found.acts.push(spot.start..end);
            end
        }
        Err(lack) => {
            match shared(view, spot, sentence) {
                Some(end) => found.acts.push(spot.start..end),
                None => found.lacks.push((spot.at..spot.at + 1, lack)),
            }
            spot.at + 1
        }
    }
}

/// "greet, verify and thank the caller": the verbs of a list share what stands beside the last one.
fn shared(view: &View<'_, '_>, spot: &Spot, sentence: usize) -> Option<usize> {
    let text = view.text;
    let mut last = spot.at;
    loop {
        let mut next = last + 1;
        while text.is(next, &[",", "and", "or", "then"]) {
            next += 1;
        }
        if next == last + 1 || next >= sentence || lexicon::base(text.low(next)).is_none() {
            break;
        }
        last = next;
    }
    let needs = spot.verb.map(|verb| verb.needs);
    if last == spot.at { None } else { content::complement(view, last, spot.base, needs, sentence, spot.denied).ok() }
}

/// The verdict with the words of the acts.
pub(super) fn judge(text: &Text<'_>, found: Found) -> Result<Vec<String>, String> {
    if !found.acts.is_empty() {
        let mut words: Vec<String> = found.acts.into_iter().map(|span| text.typed(span).to_owned()).collect();
        words.retain(|words| !words.is_empty());
        words.dedup();
        return Ok(words);
    }
    if (0..text.len()).all(|index| !text.is_word(index)) {
        return Err("Nothing is written: say what the agent will do, such as “say the caller's name back”.".to_owned());
    }
    let rank = |lack: &Lack| match lack {
        Lack::Quality(_) => 0,
        Lack::Comparison(_) => 1,
        Lack::Instrument => 2,
        Lack::Limit => 3,
        Lack::Generic(_) => 4,
        Lack::Content => 5,
    };
    let worst = found.lacks.iter().min_by_key(|(_, lack)| rank(lack));
    Err(worst.map_or_else(|| no_act(text), |(verb, lack)| explain(text, text.typed(verb.clone()), lack)))
}

fn explain(text: &Text<'_>, verb: &str, lack: &Lack) -> String {
    match lack {
        Lack::Quality(span) => format!(
            "“{}” cannot be heard or seen: say what shows it, such as “say back the caller's own words”.",
            text.typed(span.clone())
        ),
        Lack::Comparison(span) => format!(
            "“{}” leaves open what is heard: name the thing itself, such as “two open questions”.",
            text.typed(span.clone())
        ),
        Lack::Generic(span) => format!(
            "“{}” leaves open which: name what is said or done, such as “two open questions about the bill”.",
            text.typed(span.clone())
        ),
        Lack::Instrument => {
            format!("“{verb}” leaves open with what: name it, such as “close with a recap of the next steps”.")
        }
        Lack::Limit => format!("“{verb}” needs a limit that can be seen, such as “keep every hold under 60 seconds”."),
        Lack::Content => {
            format!("“{verb}” leaves open what is said or done: name it, such as “say the caller's name back”.")
        }
    }
}

/// No verb stands for an act: the words that take its place are named.
fn no_act(text: &Text<'_>) -> String {
    let vague = (0..text.len()).find_map(|at| {
        let end = text.after_any(at, small::VAGUE)?;
        Some(text.typed(at..end))
    });
    let quality =
        || (0..text.len()).find(|at| lexicon::has(nouns::QUALITIES, text.low(*at))).map(|at| text.typed(at..at + 1));
    match vague.or_else(quality) {
        Some(words) => format!(
            "“{words}” names nothing that a listener could hear or see: name the act, such as “say back the caller's own words”."
        ),
        None => "It names nothing that a listener could hear or see done: start with an act, such as “say”, “ask” or \
                 “read”, and what is said."
            .to_owned(),
    }
}
