//! A sentence, and where in its clauses a word stands: what governs it, and what its clause is about.

use std::ops::Range;

use super::Spot;
use crate::domain::practice::{
    content::{View, is_adverb},
    lexicon::{self, Phrases, Verb, Words, nouns, particles::PHRASAL, small},
    text::Kind as Piece,
};

/// Words that open a phrase of when or how often before the verb: "on every call say …".
pub(super) static FRONTS: Words = Words::new(
    "after all as at before by during each every for from going if in instead moving next on once over starting this \
     throughout today tomorrow until upon when whenever while with within without",
);

/// Of these, the ones that open a clause with a verb of its own.
static CLAUSES: Words = Words::new("as if once until when whenever while");

/// Words after which "that" opens what the agent is to do: "we agreed that Ama …".
static RESOLVES: Words =
    Words::new("agree agreed agrees commit commits decided ensure ensures expect is plan promised requires sure");

/// Words that stand between a verb and what governs it, and change nothing.
static SHORTENED: Phrases = Phrases::new("e.g, eg, ever, i.e, ie, never, not, please");

/// One sentence, read from left to right for verbs that stand as acts.
pub(super) struct Sentence<'v, 't, 'a> {
    pub(super) view: &'v View<'t, 'a>,
    pub(super) span: Range<usize>,
    /// Whether the last -ing form stood as an act: "and" carries that on.
    pub(super) gerund: Option<bool>,
    /// Whether an act in the third person was found: "and" carries that on.
    pub(super) third: bool,
}

impl<'v, 't, 'a> Sentence<'v, 't, 'a> {
    pub(super) fn new(view: &'v View<'t, 'a>, span: Range<usize>) -> Self {
        Self { view, span, gerund: None, third: false }
    }

    /// The verb at `at`, where it stands as an act.
    pub(super) fn verb_at(&mut self, at: usize) -> Option<Spot> {
        let text = self.view.text;
        if text.kind(at) != Some(Piece::Word) {
            return None;
        }
        let low = text.low(at);
        if let Some(spot) = verb_of(lexicon::base(low), |first| first == low).and_then(|verb| self.order(at, verb)) {
            return Some(spot);
        }
        if let Some(verb) = verb_of(lexicon::gerund(low), |first| lexicon::is_gerund_of(first, low)) {
            let spot = self.doing(at, verb);
            self.gerund = Some(spot.is_some());
            return spot;
        }
        if let Some(spot) = lexicon::third_person(low).and_then(|verb| self.third_person(at, verb)) {
            self.third = true;
            return Some(spot);
        }
        lexicon::participle(low).and_then(|verb| self.passive(at, verb))
    }

    /// The start of the clause: after the last comma, colon or dash.
    pub(super) fn clause_start(&self, at: usize) -> usize {
        (self.span.start..at)
            .rev()
            .find(|index| matches!(self.view.text.kind(*index), Some(Piece::Comma | Piece::Break)))
            .map_or(self.span.start, |mark| mark + 1)
    }

    /// The word that governs the one at `at`, adverbs between them skipped; `None` at the start of a clause.
    pub(super) fn governor(&self, at: usize) -> Option<usize> {
        let start = self.clause_start(at);
        let text = self.view.text;
        (start..at).rev().find(|index| !(self.view.is_adverb(*index) || SHORTENED.has(text.low(*index))))
    }

    /// The word before a piece of the sentence; "" at its start.
    pub(super) fn before(&self, at: usize) -> &str {
        if at > self.span.start { self.view.text.low(at - 1) } else { "" }
    }

    /// The last word before `at` in its clause that opens a clause beside the main one.
    pub(super) fn subordinator(&self, at: usize) -> Option<usize> {
        let text = self.view.text;
        (self.clause_start(at)..at).rev().find(|index| {
            let resolved = text.is(*index, &["that"]) && RESOLVES.has(self.before(*index));
            let so = text.is(*index, &["so"]) && *index == self.span.start;
            text.among(*index, &small::SUBORDINATORS) && !self.is_phrase_only(*index) && !resolved && !so
        })
    }

    /// "as agreed", "once per call", "say that phrase": no clause of its own.
    fn is_phrase_only(&self, at: usize) -> bool {
        let text = self.view.text;
        match text.low(at) {
            "once" => text.is(at + 1, &["a", "per", "each", "every", "in", "on"]) && !self.view.is_caller(at + 2),
            "as" | "than" => true,
            "that" => {
                let subject = text.is(at + 1, &["the", "you", "we", "they", "i", "he", "she", "it"]);
                lexicon::base(self.before(at)).is_some() && !subject
            }
            _ => false,
        }
    }

    /// Where the subject starts that ends before `end`: after "make sure", "agreed that" and the phrases of when.
    pub(super) fn subject_start(&self, clause: usize, end: usize) -> usize {
        let resolves = ["sure", "ensure", "that", "see"];
        let resolve = (clause..end).rev().find(|index| self.view.text.is(*index, &resolves));
        self.past_fronts(resolve.map_or(clause, |index| index + 1)).min(end)
    }

    /// Where a clause's subject starts: after the phrases of when and how often before it.
    pub(super) fn past_fronts(&self, clause: usize) -> usize {
        let mut start = clause;
        loop {
            let phrase = start + usize::from(self.view.text.among(start, &small::PREPOSITIONS));
            match self.view.aside(start).or_else(|| self.view.aside(phrase)) {
                Some(end) => start = end,
                None => return start,
            }
        }
    }

    /// Whether a phrase of when or how often, with no comma after it, leads up to the verb: "on every call say …".
    pub(super) fn follows_front(&self, at: usize) -> bool {
        let text = self.view.text;
        let start = self.clause_start(at);
        if at < start + 2 || !text.among(start, &FRONTS) || holds(self.before(at)) {
            return false;
        }
        // No order may have come before it in the clause.
        if (start + 1..at).any(|index| text.is(index, &["be", "stay", "to"])) {
            return false;
        }
        let person = text.among(start + 1, &small::AGENT_PRONOUNS) || self.view.is_caller(start + 2);
        let clause = text.among(start, &CLAUSES) || (text.is(start, &["before", "after"]) && person);
        // In a clause the first verb is its own: there must be room for one, and nothing but asides after the order.
        !clause || (at >= start + 4 && !self.view.is_person(at - 1) && self.is_last_clause(at))
    }

    /// Whether only phrases of when and how often come after the clause.
    fn is_last_clause(&self, at: usize) -> bool {
        let text = self.view.text;
        let comma = (at..self.span.end).find(|index| text.kind(*index) == Some(Piece::Comma));
        comma.is_none_or(|comma| {
            let next = comma + 1;
            text.among(next, &FRONTS) || !text.is_word(next) || self.view.aside(next).is_some()
        })
    }
}

/// Whether a word binds the next one to it, so that it is no verb of a new clause.
fn holds(low: &str) -> bool {
    let particle = matches!(low, "up" | "off" | "out" | "over" | "down");
    (small::PREPOSITIONS.has(low) && !particle)
        || small::DETERMINERS.has(low)
        || small::AGENT_PRONOUNS.has(low)
        || small::SUBORDINATORS.has(low)
        || nouns::EVALUATIVES.has(low)
        || nouns::COMPARATIVES.has(low)
        || low.ends_with("'s")
        || matches!(low, "he" | "she" | "it" | "who")
}

/// A verb, or the first word of a verb of two words that is none alone ("go over"), with its base form.
pub(super) type Known = (Option<Verb>, &'static str);

fn verb_of(verb: Option<Verb>, is_first: impl Fn(&str) -> bool) -> Option<Known> {
    match verb {
        Some(verb) => Some((Some(verb), verb.base)),
        None => PHRASAL.iter().find(|(first, ..)| is_first(first)).map(|(first, ..)| (None, *first)),
    }
}

/// Whether a word may be part of a plain subject: no preposition, no verb of a state, no judgement.
pub(super) fn is_plain(low: &str) -> bool {
    !(small::PREPOSITIONS.has(low)
        || small::SUBORDINATORS.has(low)
        || small::MODALS.has(low)
        || small::VAGUE.has(low)
        || nouns::EVALUATIVES.has(low)
        || nouns::COMPARATIVES.has(low)
        || is_adverb(low))
}
