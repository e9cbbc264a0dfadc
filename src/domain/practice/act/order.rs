//! Base forms: orders, and what follows "will", "to" and "don't".

use super::{
    Spot,
    clause::{Known, Sentence},
};
use crate::domain::practice::{
    lexicon::{Needs, Verb, Words, nouns, particles::PHRASAL, small},
    text::Kind as Piece,
};

/// Words that join an order to what came before.
static JOINERS: Words = Words::new("also and but let's lets or please plus then");

/// Objects that show the word before them to be a verb.
static OBJECTS: Words = Words::new("back for her him if it me them us whether with you");

impl Sentence<'_, '_, '_> {
    /// A base form where it is an order, or what the agent will do.
    pub(super) fn order(&self, at: usize, (verb, base): Known) -> Option<Spot> {
        let text = self.view.text;
        let strong = self.is_strong(at, verb);
        let zone = self.subordinator(at);
        let open = match self.governor(at) {
            None => {
                let start = self.clause_start(at);
                let listed = start > self.span.start && text.kind(start - 1) == Some(Piece::Comma);
                strong || !(listed || self.is_compound(at, verb))
            }
            Some(governor) if text.among(governor, &JOINERS) => {
                let free = zone.is_none_or(|zone| self.is_phrase_zone(zone) || !self.has_plain_subject(zone));
                strong && free && !self.is_relative(at)
            }
            Some(_) if zone.is_some() => strong && self.follows_front(at),
            Some(governor) => self.is_governed(at, governor, strong, verb),
        };
        let (start, denied) = self.denial(at);
        open.then_some(Spot { at, verb, base, start, denied, subject: None })
    }

    /// Whether the governing word makes a base form what the agent is to do.
    fn is_governed(&self, at: usize, governor: usize, strong: bool, verb: Option<Verb>) -> bool {
        let text = self.view.text;
        let before = governor.checked_sub(1).filter(|before| *before >= self.span.start);
        match text.low(governor) {
            "to" => {
                let act = before
                    .is_none_or(|before| !text.among(before, &small::NO_ACT_BEFORE_TO) && !self.view.is_caller(before));
                act && (strong || verb.is_none_or(|verb| !verb.noun_too))
            }
            "don't" | "dont" | "won't" | "mustn't" | "shouldn't" => true,
            "help" | "helps" | "could" | "would" | "may" | "might" => false,
            "can" => self.before(at) == "you",
            low if small::MODALS.has(low) || low.ends_with("'ll") => {
                before.is_none_or(|before| !self.view.is_caller(before))
            }
            low if small::AGENT_PRONOUNS.has(low) => strong && self.opens_clause(governor),
            low if nouns::COLLEAGUES.has(low) && !matches!(low, "me" | "us" | "team") => {
                strong && self.opens_clause(governor)
            }
            _ => strong && self.follows_front(at),
        }
    }

    /// Whether a subject starts its clause: "you say", "make sure you say", and not "the words you say".
    fn opens_clause(&self, subject: usize) -> bool {
        let text = self.view.text;
        let start = self.past_fronts(self.clause_start(subject));
        let first = subject - usize::from(subject > start && text.among(subject - 1, &small::DETERMINERS));
        first <= start
            || text.is(first - 1, &["sure", "ensure", "that", "and", "agreed", "then", "so"])
            || text.among(first - 1, &small::MODALS)
    }

    /// "the way you greet and thank": the verb goes with one that tells which way is meant.
    fn is_relative(&self, at: usize) -> bool {
        let subject =
            (self.clause_start(at)..at).rev().find(|index| self.view.text.among(*index, &small::AGENT_PRONOUNS));
        subject.is_some_and(|subject| !self.opens_clause(subject))
    }

    /// Where the words of an act start, "do not", "stop" or "refrain from" before it included, and whether they deny it.
    pub(super) fn denial(&self, at: usize) -> (usize, bool) {
        let text = self.view.text;
        let mut from = at;
        while from > self.span.start && self.view.is_adverb(from - 1) && !text.is(from - 1, &["instead", "then"]) {
            from -= 1;
        }
        let first = from.saturating_sub(1);
        match self.before(from) {
            "from" if matches!(self.before(first), "refrain" | "abstain") => (first - 1, true),
            "not" if small::MODALS.has(self.before(first)) => (first - 1, true),
            "avoid" | "stop" | "without" | "quit" => (first, true),
            low if small::NEGATIONS.has(low) => (first, true),
            _ if text.is(from, &["back"]) => (at, false),
            _ => (from, false),
        }
    }

    /// Whether what follows the word shows it to be a verb.
    pub(super) fn is_strong(&self, at: usize, verb: Option<Verb>) -> bool {
        let text = self.view.text;
        let next = (at + 1..=text.len()).find(|index| !self.view.is_adverb(*index)).unwrap_or(at + 1);
        let low = text.low(next);
        let aside = self.view.aside(next).is_some();
        if text.kind(next) == Some(Piece::Quote) || text.number(next).is_some() {
            return true;
        }
        let ends = !text.is_word(next) || self.view.opens_aside(next);
        if ends && verb.is_some_and(|verb| verb.needs == Needs::Nothing) {
            return true;
        }
        if verb.is_some_and(|verb| !verb.noun_too) {
            return !text.is(next, &["is", "are", "was"]);
        }
        // "every call" right after a verb may still be what it is done to: "log every call".
        let determined = text.among(next, &small::DETERMINERS);
        let object = determined
            || self.view.is_caller(next)
            || low.ends_with("'s")
            || OBJECTS.has(low)
            || small::REFLEXIVES.has(low);
        let measured = determined && self.view.measure(next).is_some();
        let plural =
            text.is_word(next) && low.ends_with('s') && !low.ends_with("ss") && !nouns::COMPOUND_HEADS.has(low);
        (object && (!aside || measured)) || (plural && !aside && !small::PREPOSITIONS.has(low))
    }

    /// "Hold time …", "Note taking …": a noun of two words at the start of a clause.
    fn is_compound(&self, at: usize, verb: Option<Verb>) -> bool {
        let text = self.view.text;
        let next = text.low(at + 1);
        if verb.is_none_or(|verb| !verb.noun_too) {
            return false;
        }
        let state = nouns::QUALITIES.has(next) && verb.is_some_and(|verb| verb.needs != Needs::Concrete);
        if nouns::COMPOUND_HEADS.has(next) || next == "of" || state {
            return true;
        }
        let particle = PHRASAL.iter().any(|(first, second, ..)| *first == text.low(at) && *second == next);
        let closed = !text.is_word(at + 2) || self.view.opens_aside(at + 2) || text.is(at + 2, &["and"]);
        let noun = text.is(at, &["call", "hold", "note", "question", "rate", "record"]);
        let verb = text.is(at, &["start", "stop", "practise", "practice"]);
        next.ends_with("ing") && !particle && !verb && (closed || noun)
    }

    /// A clause of "before" or "after" that has only a noun: its words end at "and".
    fn is_phrase_zone(&self, zone: usize) -> bool {
        let text = self.view.text;
        text.is(zone, &["before", "after", "until"]) && text.among(zone + 1, &small::DETERMINERS)
    }

    /// "when you greet and verify": the subject goes on, so does its clause.
    fn has_plain_subject(&self, zone: usize) -> bool {
        let text = self.view.text;
        let noun = zone + 1 + usize::from(text.among(zone + 1, &small::DETERMINERS));
        text.among(noun, &small::AGENT_PRONOUNS) || (self.view.is_person(noun) && text.low(noun).ends_with('s'))
    }
}
