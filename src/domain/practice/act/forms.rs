//! The other forms of a verb that tell an act: -ing forms, the third person, and the passive.

use super::{
    Spot,
    clause::{Known, Sentence, is_plain},
};
use crate::domain::practice::{
    lexicon::{self, Verb, Words, nouns, small},
    text::Kind as Piece,
};

/// Prepositions, and the words before them after which an -ing form is what the agent is to do.
static LEADS: &[(&str, &Words)] = &[
    ("about", &STEADY),
    ("at", &SKILLED),
    ("from", &HOLDING_BACK),
    ("in", &STEADY),
    ("is", &AIMS),
    ("of", &HABITS),
    ("to", &BINDING),
    ("with", &STARTING),
];

static STEADY: Words = Words::new("consistent deliberate diligent disciplined habit intentional purposeful");
static SKILLED: Words = Words::new("best better good great");
static HOLDING_BACK: Words = Words::new("abstain desist refrain refraining stop");
static AIMS: Words = Words::new("action aim commitment focus goal plan target task");
static HABITS: Words = Words::new("act goal habit instances point practice practise");
static BINDING: Words = Words::new("commit commitment commits committed dedicate switch");
static STARTING: Words = Words::new("begin consistent experiment open start");

/// Words before "on" after which an -ing form is what is learned, and not what is done: "training on closing".
static LEARNED: Words = Words::new("article based depending knowledge module tips training");

impl Sentence<'_, '_, '_> {
    /// An -ing form: at the start, or after "by", "work on", "stop", "habit of".
    pub(super) fn doing(&self, at: usize, (verb, base): Known) -> Option<Spot> {
        let text = self.view.text;
        let open = match self.governor(at) {
            None => self.clause_start(at) == self.span.start || self.gerund != Some(false),
            Some(governor) => {
                let before = self.before(governor);
                match text.low(governor) {
                    "and" | "or" | "then" | "plus" => self.gerund.unwrap_or_else(|| self.subordinator(at).is_none()),
                    "on" => !LEARNED.has(before),
                    "be" => small::MODALS.has(before) || before.ends_with("'ll"),
                    low => {
                        small::GERUND_LEADS.has(low)
                            || LEADS.iter().any(|(lead, words)| *lead == low && words.has(before))
                    }
                }
            }
        };
        let (start, denied) = self.denial(at);
        open.then_some(Spot { at, verb, base, start, denied, subject: None })
    }

    /// "Maria asks two questions": the third person after a subject that is no caller.
    pub(super) fn third_person(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        if self.subordinator(at).is_some() || !self.is_strong(at, Some(verb)) {
            return None;
        }
        let governor = self.governor(at)?;
        if text.is(governor, &["and", "then", "or"]) {
            return self.third.then(|| Spot::new(at, verb));
        }
        let start = self.subject_start(self.clause_start(at), governor);
        let subject = start..governor + 1;
        let plain = subject.clone().all(|index| {
            let low = text.low(index);
            let named = text.kind(index) == Some(Piece::Word) && self.view.aside(index).is_none();
            named && is_plain(low) && (lexicon::base(low).is_none() || index > start)
        });
        let colleague = text.among(governor, &nouns::COLLEAGUES) || text.is(governor, &["he", "she"]);
        let thing = subject.len() > 1 && text.among(start, &small::DETERMINERS) && !colleague;
        let fits = plain && subject.len() <= 4 && !thing && !self.view.is_caller(governor);
        fits.then(|| Spot::new(at, verb))
    }

    /// "the notice is read", "make sure the notice is read": the passive, with a subject before it.
    pub(super) fn passive(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        let be = |index: &usize| text.among(*index, &small::BE) || text.is(*index, &["gets", "get"]);
        let Some(governor) = self.governor(at).filter(be) else {
            return self.headline(at, verb);
        };
        let clause = self.clause_start(at);
        let helping =
            |index: &usize| text.among(*index, &small::MODALS) || text.is(*index, &["to", "not", "has", "have"]);
        let end = (clause..governor).rev().find(|index| !helping(index)).map_or(clause, |last| last + 1);
        let start = self.subject_start(clause, end);
        (start < end && self.subordinator(at).is_none()).then(|| Spot::passive(at, verb, start..end))
    }

    /// "callback number repeated back on every call": the passive with its "is" left out.
    fn headline(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        let start = self.clause_start(at);
        let closed = !text.is_word(at + 1) || self.view.opens_aside(at + 1) || self.view.is_adverb(at + 1);
        let plain = (start..at).all(|index| {
            let low = text.low(index);
            let word = text.kind(index) == Some(Piece::Word) && !small::AGENT_PRONOUNS.has(low);
            word && is_plain(low) && (lexicon::base(low).is_none_or(|verb| verb.noun_too) || index > start)
        });
        let noun = start < at && !text.among(at - 1, &nouns::COLLEAGUES);
        (closed && noun && plain && at - start <= 5).then(|| Spot::passive(at, verb, start..at))
    }
}
