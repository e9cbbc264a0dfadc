//! What was found beside a verb so far, and whether it is what the verb needs.

use std::ops::Range;

use super::{
    Lack, Measured, View,
    phrase::{self, Phrase},
    scan::Head,
};
use crate::domain::practice::lexicon::{Needs, Words, nouns, small, verbs::NAMED};

/// What is closed or begun and is no part of a call that could be heard.
static OUTCOMES: Words = Words::new("deal deals gap gaps loop rapport sale sales");

/// What bounds a figure: "*under* 60 seconds".
static BOUNDS: Words = Words::new("at below for least limit max maximum most than to under within");

/// What stands beside a verb.
#[derive(Debug)]
pub(super) struct Object {
    verb: Head,
    needs: Needs,
    /// Where a person named beside the verb ends.
    pub(super) person: Option<usize>,
    /// Where a call named beside the verb ends.
    pub(super) contact: Option<usize>,
    /// Where the words that make it an act end.
    pub(super) found: Option<usize>,
    /// The first thing that is not enough.
    pub(super) lack: Option<Lack>,
}

impl Object {
    pub(super) fn new(verb: Head, needs: Needs) -> Self {
        Self { verb, needs, person: None, contact: None, found: None, lack: None }
    }

    /// The end of the last thing found.
    pub(super) fn furthest(&self) -> Option<usize> {
        [self.found, self.person, self.contact].into_iter().flatten().max()
    }

    /// The verdict by what the verb needs: the index after the act's words, or what it lacks.
    ///
    /// `after` are the words after the verb, up to the end of the sentence.
    pub(super) fn verdict(&self, view: &View<'_, '_>, after: Range<usize>) -> Result<usize, Lack> {
        let lack = || self.lack.clone().unwrap_or(Lack::Content);
        match self.needs {
            Needs::Nothing => Ok(self.furthest().map_or(after.start, |end| end.max(after.start))),
            Needs::Thing | Needs::Concrete | Needs::Absence => self.found.ok_or_else(lack),
            Needs::Whom => self.found.or(self.person).ok_or_else(lack),
            Needs::Contact => self.found.or(self.contact).or(self.person).ok_or_else(lack),
            Needs::Setting => self.setting(view, after),
            Needs::With => self.found.ok_or_else(|| if self.contact.is_some() { Lack::Instrument } else { lack() }),
            Needs::Limit => self.limit(view, &after),
            Needs::Named | Needs::Causative => self.found.ok_or_else(|| match lack() {
                Lack::Content => Lack::Light(self.verb.at..self.verb.at + 1),
                other => other,
            }),
        }
    }

    /// Replying and the like: a manner ("with empathy", "politely") undoes it.
    fn setting(&self, view: &View<'_, '_>, after: Range<usize>) -> Result<usize, Lack> {
        if let Some(quality @ (Lack::Quality(_) | Lack::Comparison(_))) = &self.lack {
            return Err(quality.clone());
        }
        let start = after.start;
        if view.text.low(start).ends_with("ly") && view.is_adverb(start) {
            return Err(Lack::Quality(start..start + 1));
        }
        let timed = view.measured(&after, &[Measured::Duration, Measured::Place, Measured::Count]);
        let known = self.found.or(self.person).or(self.contact);
        known.or(timed.map(|measure| measure.span.end)).ok_or_else(|| self.lack.clone().unwrap_or(Lack::Content))
    }

    /// "keep every hold under 60 seconds": a figure with a bound.
    fn limit(&self, view: &View<'_, '_>, after: &Range<usize>) -> Result<usize, Lack> {
        if let Some(found) = self.found {
            return Ok(found);
        }
        if let Some(lack @ (Lack::Quality(_) | Lack::Comparison(_))) = &self.lack {
            return Err(lack.clone());
        }
        let measure = view.measured(after, &[Measured::Duration, Measured::Count]).ok_or(Lack::Limit)?;
        let bounded = (after.start..measure.span.end).any(|index| view.text.among(index, &BOUNDS));
        if bounded { Ok(measure.span.end) } else { Err(Lack::Limit) }
    }

    /// Judges a noun phrase and keeps what it is to the verb.
    pub(super) fn take(&mut self, view: &View<'_, '_>, span: &Range<usize>, needs: Needs) {
        match self.needs {
            Needs::Absence => self.take_listed(view, span, Some(&nouns::AVOIDABLE)),
            Needs::Named | Needs::Limit | Needs::Causative => {
                let things = NAMED.iter().find(|(verb, ..)| *verb == self.verb.base).map(|(_, _, things)| *things);
                self.take_listed(view, span, things);
            }
            Needs::With | Needs::Setting => self.take_phrase(view, span, Needs::Concrete),
            Needs::Nothing | Needs::Whom | Needs::Contact | Needs::Thing | Needs::Concrete => {
                self.take_phrase(view, span, needs);
            }
        }
    }

    /// Judges a noun phrase after a preposition, where the verb's things may follow it.
    pub(super) fn take_after(&mut self, view: &View<'_, '_>, span: &Range<usize>, preposition: &str) {
        if NAMED.iter().any(|(verb, leads, _)| *verb == self.verb.base && leads.contains(&preposition)) {
            self.take(view, span, self.needs);
        }
    }

    /// For verbs that make an act with some things only: is it one of them?
    fn take_listed(&mut self, view: &View<'_, '_>, span: &Range<usize>, things: Option<&Words>) {
        let text = view.text;
        // "two of your calls" are calls.
        let part = text.number(span.start).is_some() && text.is(span.start + 1, &["of"]);
        let start = if part { span.start + 2 } else { span.start };
        let of = (start + 1..span.end).find(|index| text.is(*index, &["of", "and", "or"])).unwrap_or(span.end);
        // "the script open": how it is kept comes after it.
        let kept = |index: usize| index > start && text.is(index, &["handy", "open", "ready", "visible"]);
        let head = (start..of).rev().find(|index| !view.is_adverb(*index) && !kept(*index));
        let noun = head.map_or("", |head| text.low(head));
        let singular = noun.strip_suffix('s').unwrap_or(noun);
        let listed = things.is_some_and(|things| things.has(noun) || things.has(singular));
        match phrase::judge(view, span, Needs::Concrete) {
            Some(Phrase::Vague(lack @ Lack::Comparison(_))) => self.note(lack),
            _ if listed => self.found = Some(span.end),
            Some(Phrase::Vague(lack @ Lack::Quality(_))) => self.note(lack),
            Some(Phrase::Contact) => self.contact = self.contact.or(Some(span.end)),
            Some(Phrase::Person) => self.person = self.person.or(Some(span.end)),
            Some(Phrase::Vague(_) | Phrase::Pronoun | Phrase::Concrete) | None => {
                let light = matches!(self.needs, Needs::Named | Needs::Causative);
                self.note(if light { Lack::Light(self.verb.at..span.end) } else { Lack::Generic(span.clone()) });
            }
        }
    }

    fn take_phrase(&mut self, view: &View<'_, '_>, span: &Range<usize>, needs: Needs) {
        let text = view.text;
        let end = span.end;
        match phrase::judge(view, span, needs) {
            // "say thank you"
            Some(Phrase::Person)
                if self.verb.base == "say" && span.len() > 1 && !text.among(span.start, &small::DETERMINERS) =>
            {
                self.found = Some(end);
            }
            Some(Phrase::Person) => self.person = Some(end),
            Some(Phrase::Contact) => self.contact = self.contact.or(Some(end)),
            Some(Phrase::Pronoun) if self.has_antecedent(view) => self.found = Some(end),
            Some(Phrase::Pronoun) => self.note(Lack::Content),
            Some(Phrase::Concrete) if self.needs == Needs::With && text.among(end - 1, &OUTCOMES) => {
                self.contact = Some(end);
            }
            Some(Phrase::Concrete) => self.found = Some(end),
            Some(Phrase::Vague(lack)) if self.is_offer(view, &lack) => self.found = Some(end),
            Some(Phrase::Vague(lack)) => self.note(lack),
            None => {}
        }
    }

    /// "offer further assistance" is heard as the offer it is; "offer great service" is praise.
    fn is_offer(&self, view: &View<'_, '_>, lack: &Lack) -> bool {
        let Lack::Generic(range) = lack else { return false };
        self.verb.base == "offer"
            && view.text.among(range.end - 1, &nouns::SERVICES)
            && (range.start..range.end - 1).all(|index| {
                view.text.among(index, &small::DETERMINERS)
                    || view.text.among(index, &nouns::QUANTIFIERS)
                    || view.is_adverb(index)
            })
    }

    /// Keeps the first lack.
    fn note(&mut self, lack: Lack) {
        self.lack.get_or_insert(lack);
    }

    /// Whether something was named before the verb that "it" can stand for.
    fn has_antecedent(&self, view: &View<'_, '_>) -> bool {
        (0..self.verb.at).any(|index| view.text.among(index, &small::DETERMINERS) && view.measure(index).is_none())
    }
}
