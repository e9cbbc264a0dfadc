//! The acts in an action: verbs that a listener could hear or see done, standing where an act is told.
//!
//! A verb alone is not enough, or "when the caller asks" and "call notes" would count. It must stand as an order
//! ("ask …"), after a subject and "will", after "to" where the "to" is not a mere power ("able to"), as an -ing form
//! after "by", "work on", "stop" and the like, in the third person after its subject, or in the passive. What stands
//! beside it must then say what is said or done; that is judged in [`super::content`].

use std::ops::Range;

use super::{
    content::{self, Head, Lack, View},
    ending::Ending,
    lexicon::{self, Verb, nouns, small},
    measure::Measure,
    text::Text,
};

mod clause;
mod forms;
mod nominal;
mod order;

use clause::Sentence;

/// What was found: acts, and verbs that name none.
#[derive(Debug, Default)]
pub(super) struct Found {
    acts: Vec<Range<usize>>,
    /// Verbs in the place of an act, with what they lack.
    lacks: Vec<(usize, Lack)>,
}

/// Where a verb stands as an act.
#[derive(Debug, Clone)]
struct Spot {
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

impl Spot {
    fn new(at: usize, verb: Verb) -> Self {
        Self { at, verb: Some(verb), base: verb.base, start: at, denied: false, subject: None }
    }

    fn passive(at: usize, verb: Verb, subject: Range<usize>) -> Self {
        Self { start: subject.start, subject: Some(subject), ..Self::new(at, verb) }
    }

    fn head(&self) -> Head {
        Head { at: self.at, base: self.base, needs: self.verb.map(|verb| verb.needs), denied: self.denied }
    }
}

/// Finds the acts of the text.
pub(super) fn find(text: &Text<'_>, endings: &[Ending], measures: &[Measure]) -> Found {
    let view = View::new(text, endings, measures);
    let mut found = Found::default();
    for span in text.sentences() {
        let end = span.end;
        let mut at = span.start;
        let mut sentence = Sentence::new(&view, span);
        while at < end {
            let next = sentence.verb_at(at).map_or(at + 1, |spot| take(&view, &mut found, &spot, end));
            at = next.max(at + 1);
        }
    }
    if found.acts.is_empty() {
        found.acts.extend(nominal::find(&view));
    }
    found
}

/// Judges one verb and returns where the search goes on.
fn take(view: &View<'_, '_>, found: &mut Found, spot: &Spot, sentence: usize) -> usize {
    if let Some(end) = view.text.after_phrase(spot.at, &small::IDIOMS) {
        return end;
    }
    if let Some(subject) = &spot.subject {
        match nominal::passive(view, subject, spot) {
            Ok(end) => found.acts.push(spot.start..end),
            Err(lack) => found.lacks.push((spot.at, lack)),
        }
        return spot.at + 1;
    }
    match content::complement(view, spot.head(), sentence) {
        Ok(end) => {
            found.acts.push(spot.start..end);
            return end;
        }
        Err(lack) => match shared(view, spot, sentence) {
            Some(end) => found.acts.push(spot.start..end),
            // "stay focused", "make sure": no verb of an act after all.
            None if spot.verb.is_none() || view.text.after(spot.at, "make sure").is_some() => {}
            None => found.lacks.push((spot.at, lack)),
        },
    }
    spot.at + 1
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
    if last == spot.at {
        return None;
    }
    content::complement(view, Head { at: last, ..spot.head() }, sentence).ok()
}

/// The verdict with the words of the acts.
pub(super) fn judge(text: &Text<'_>, found: Found) -> Result<Vec<String>, String> {
    if !found.acts.is_empty() {
        let mut words: Vec<String> = found.acts.into_iter().map(|span| text.typed(span).to_owned()).collect();
        words.dedup();
        return Ok(words);
    }
    if (0..text.len()).all(|index| !text.is_word(index)) {
        return Err("Nothing is written: say what the agent will do, such as “say the caller's name back”.".to_owned());
    }
    let tellingest = found.lacks.iter().min_by_key(|(_, lack)| rank(lack));
    Err(tellingest.map_or_else(|| no_act(text), |(verb, lack)| explain(text, *verb, lack)))
}

/// Which of several lacks tells most about what to mend.
fn rank(lack: &Lack) -> u8 {
    match lack {
        Lack::Quality(_) => 0,
        Lack::Comparison(_) => 1,
        Lack::Instrument => 2,
        Lack::Limit => 3,
        Lack::Generic(_) => 4,
        Lack::Content => 5,
        Lack::Light(_) => 6,
    }
}

fn explain(text: &Text<'_>, verb: usize, lack: &Lack) -> String {
    let verb = text.typed(verb..verb + 1);
    let typed = |span: &Range<usize>| text.typed(span.clone());
    match lack {
        Lack::Quality(span) => format!(
            "“{}” cannot be heard or seen: say what shows it, such as “say back the caller's own words”.",
            typed(span)
        ),
        Lack::Comparison(span) => {
            format!("“{}” leaves open what is heard: name the thing itself, such as “two open questions”.", typed(span))
        }
        Lack::Generic(span) => format!(
            "“{}” leaves open which: name what is said or done, such as “two open questions about the bill”.",
            typed(span)
        ),
        Lack::Light(span) => nothing_heard(typed(span)),
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
    let vague = (0..text.len()).find_map(|at| Some((at, text.after_phrase(at, &small::VAGUE)?)));
    if let Some((at, end)) = vague {
        let stops = ["this", "next", "by", "until", "on", "the", "in"];
        let state = end == at + 1 && text.is_word(end) && !text.is(end, &stops);
        return nothing_heard(text.typed(at..end + usize::from(state)));
    }
    match (0..text.len()).find(|at| text.among(*at, &nouns::QUALITIES)) {
        Some(at) => nothing_heard(text.typed(at..at + 1)),
        None => "It names nothing that a listener could hear or see done: start with an act, such as “say”, “ask” or \
                 “read”, and what is said."
            .to_owned(),
    }
}

fn nothing_heard(words: &str) -> String {
    format!(
        "“{words}” names nothing that a listener could hear or see: name the act, such as “say back the caller's own \
         words”."
    )
}
