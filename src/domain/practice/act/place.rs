//! Whether a verb stands where an act is told.

use std::ops::Range;

use super::Spot;
use crate::domain::practice::{
    content::{View, is_adverb, is_verb},
    lexicon::{self, Verb, has, nouns, particles::PHRASAL, small},
    text::Kind as Piece,
};

/// Words that open a phrase of when or how often before the verb: "on every call say …".
const FRONTS: &[&str] = &[
    "after",
    "all",
    "as",
    "at",
    "before",
    "by",
    "during",
    "each",
    "every",
    "for",
    "from",
    "if",
    "in",
    "instead",
    "next",
    "on",
    "once",
    "over",
    "starting",
    "this",
    "throughout",
    "today",
    "tomorrow",
    "until",
    "upon",
    "when",
    "whenever",
    "while",
    "with",
    "within",
    "without",
];

/// Of these, the ones that open a clause with a verb of its own.
const CLAUSES: &[&str] = &["as", "if", "once", "until", "when", "whenever", "while"];

/// The verbs of one sentence.
pub(super) struct Places<'v, 't, 'a> {
    view: &'v View<'t, 'a>,
    sentence: Range<usize>,
    /// Whether the last -ing form stood as an act: "and" carries that on.
    gerund: Option<bool>,
    /// Whether an act in the third person was found: "and" carries that on.
    third: bool,
}

impl<'v, 't, 'a> Places<'v, 't, 'a> {
    pub(super) fn new(view: &'v View<'t, 'a>, sentence: Range<usize>) -> Self {
        Self { view, sentence, gerund: None, third: false }
    }

    /// The verb at `at`, where it stands as an act.
    pub(super) fn verb_at(&mut self, at: usize) -> Option<Spot> {
        let text = self.view.text;
        if text.kind(at) != Some(Piece::Word) {
            return None;
        }
        let low = text.low(at);
        if let Some((verb, base)) = verb_of(low, lexicon::base, |word| word == low)
            && let Some(spot) = self.as_base(at, verb, base)
        {
            return Some(spot);
        }
        if low.ends_with("ing")
            && let Some((verb, base)) = verb_of(low, lexicon::gerund, |first| ing_of(first, low))
        {
            let spot = self.as_gerund(at, verb, base);
            self.gerund = Some(spot.is_some());
            return spot;
        }
        if let Some(verb) = lexicon::third_person(low)
            && let Some(spot) = self.as_third(at, verb)
        {
            self.third = true;
            return Some(spot);
        }
        lexicon::participle(low).and_then(|verb| self.as_passive(at, verb))
    }

    /// The start of the clause: after the last comma, colon or dash.
    fn clause_start(&self, at: usize) -> usize {
        let text = self.view.text;
        (self.sentence.start..at)
            .rev()
            .find(|index| matches!(text.kind(*index), Some(Piece::Comma | Piece::Break)))
            .map_or(self.sentence.start, |mark| mark + 1)
    }

    /// The word that governs the one at `at`, adverbs between them skipped; `None` at the start of a clause.
    fn governor(&self, at: usize) -> Option<usize> {
        let text = self.view.text;
        let start = self.clause_start(at);
        let mut before = at;
        while before > start
            && (is_adverb(text.low(before - 1))
                || text.is(before - 1, &["please", "not", "never", "ever", "e.g", "eg", "i.e", "ie"]))
        {
            before -= 1;
        }
        (before > start).then(|| before - 1)
    }

    /// The last word before `at` in its clause that opens a clause beside the main one.
    fn subordinator(&self, at: usize) -> Option<usize> {
        let text = self.view.text;
        (self.clause_start(at)..at).rev().find(|index| {
            let low = text.low(*index);
            if !has(small::SUBORDINATORS, low) || self.is_phrase_only(*index) {
                return false;
            }
            let sure = index.checked_sub(1).is_some_and(|before| {
                text.is(
                    before,
                    &[
                        "sure", "ensure", "ensures", "agreed", "agree", "agrees", "plan", "decided", "commit",
                        "commits", "is", "expect", "promised", "requires",
                    ],
                )
            });
            !(low == "that" && sure) && !(low == "so" && *index == self.sentence.start)
        })
    }

    /// "before the quote", "after hold", "as agreed", "once per call": no clause of its own.
    fn is_phrase_only(&self, index: usize) -> bool {
        let text = self.view.text;
        match text.low(index) {
            "once" => {
                text.is(index + 1, &["a", "per", "each", "every", "in", "on"])
                    && !has(nouns::CALLERS, text.low(index + 2))
            }
            "as" | "than" => true,
            "that" => {
                // "that" before a noun, as in "say that phrase".
                index > 0
                    && lexicon::base(text.low(index - 1)).is_some()
                    && !text.is(index + 1, &["the", "you", "we", "they", "i", "he", "she", "it"])
            }
            _ => false,
        }
    }

    /// Where a clause's subject starts: after the phrases of when and how often before it.
    fn past_fronts(&self, clause: usize) -> usize {
        let text = self.view.text;
        let mut start = clause;
        loop {
            let phrase = start + usize::from(has(small::PREPOSITIONS, text.low(start)));
            match self.view.aside(start).or_else(|| self.view.aside(phrase)) {
                Some(end) => start = end,
                None => return start,
            }
        }
    }

    /// Whether anybody but the agent is meant by the word at `index`.
    fn is_other_person(&self, index: usize) -> bool {
        let low = self.view.text.low(index);
        has(nouns::CALLERS, low)
    }

    /// A base form: an order, or after "will", "to", "don't".
    fn as_base(&mut self, at: usize, verb: Option<Verb>, base: &'static str) -> Option<Spot> {
        let text = self.view.text;
        let start = self.clause_start(at);
        let spot = |from: usize, denied| Some(Spot { at, verb, base, start: from, denied, subject: None });
        let (from, denied) = self.denial(at);
        let strong = self.is_strong(at, verb);
        let zone = self.subordinator(at);
        let Some(governor) = self.governor(at) else {
            let listed = start > self.sentence.start && text.kind(start - 1) == Some(Piece::Comma);
            return if !listed && !self.is_compound(at, verb) || strong { spot(from, denied) } else { None };
        };
        let low = text.low(governor);
        if matches!(low, "and" | "or" | "then" | "but" | "plus" | "also" | "please" | "let's" | "lets") {
            let free = zone.is_none_or(|zone| self.is_phrase_after(zone) || (strong && !self.has_plain_subject(zone)));
            return if strong && free { spot(from, denied) } else { None };
        }
        if zone.is_some() {
            return if strong && self.follows_front(at, start) { spot(from, denied) } else { None };
        }
        let open = match low {
            "to" => self.is_infinitive(governor) && (strong || verb.is_none_or(|verb| !verb.noun_too)),
            "not" | "don't" | "dont" | "never" | "won't" | "mustn't" | "shouldn't" => true,
            "going" | "help" | "helps" => false,
            _ if has(small::MODALS, low) || low.ends_with("'ll") => {
                !self.is_other_person_before(governor) && !matches!(low, "can" | "could" | "would" | "may" | "might")
                    || low == "can" && text.is(at - 1, &["you"])
            }
            _ if has(small::AGENT_PRONOUNS, low)
                || (has(nouns::COLLEAGUES, low) && !text.is(governor, &["me", "us", "team"])) =>
            {
                strong
            }
            _ => strong && self.follows_front(at, start),
        };
        if open { spot(from, denied) } else { None }
    }

    /// "do not", "don't", "never" before a verb, and where those words start.
    fn denial(&self, at: usize) -> (usize, bool) {
        let text = self.view.text;
        let mut from = at;
        while from > self.sentence.start && is_adverb(text.low(from - 1)) && !text.is(from - 1, &["instead", "then"]) {
            from -= 1;
        }
        let before = from.checked_sub(1).filter(|before| *before >= self.sentence.start);
        match before {
            Some(before)
                if has(small::NEGATIONS, text.low(before))
                    || text.is(before, &["avoid", "stop", "without", "quit"]) =>
            {
                let auxiliary = before > self.sentence.start
                    && text.is(before, &["not"])
                    && has(small::MODALS, text.low(before - 1));
                (before - usize::from(auxiliary), true)
            }
            _ => (if from < at && text.is(from, &["back"]) { at } else { from }, false),
        }
    }

    /// Whether what follows the word shows it to be a verb.
    fn is_strong(&self, at: usize, verb: Option<Verb>) -> bool {
        let text = self.view.text;
        let mut next = at + 1;
        while is_adverb(text.low(next)) {
            next += 1;
        }
        let low = text.low(next);
        let noun_too = verb.is_none_or(|verb| verb.noun_too);
        if text.kind(next) == Some(Piece::Quote) || text.number(next).is_some() {
            return true;
        }
        let phrase = has(small::DETERMINERS, low)
            || low.ends_with("'s")
            || has(nouns::CALLERS, low)
            || matches!(
                low,
                "it" | "them"
                    | "him"
                    | "her"
                    | "me"
                    | "us"
                    | "you"
                    | "yourself"
                    | "myself"
                    | "for"
                    | "with"
                    | "back"
                    | "if"
                    | "whether"
            );
        let asides = self.view.aside(next).is_some();
        let alone = verb.is_some_and(|verb| verb.needs == lexicon::Needs::Nothing);
        let ends = !text.is_word(next) || asides || has(small::PREPOSITIONS, low) || has(small::SUBORDINATORS, low);
        if alone && ends {
            return true;
        }
        if noun_too {
            let plural = text.is_word(next)
                && low.ends_with('s')
                && !low.ends_with("ss")
                && !has(nouns::COMPOUND_HEADS, low)
                && !asides;
            return (phrase && !(asides && !self.is_object_slot(next))) || plural && !has(small::PREPOSITIONS, low);
        }
        !(text.is(next, &["is", "are", "was"]))
    }

    /// "every call" right after a verb may still be what it is done to: "log every call".
    fn is_object_slot(&self, at: usize) -> bool {
        has(small::DETERMINERS, self.view.text.low(at)) && self.view.measure(at).is_some()
    }

    /// "Hold time …", "Note taking …": a noun of two words at the start of a clause.
    fn is_compound(&self, at: usize, verb: Option<Verb>) -> bool {
        let text = self.view.text;
        let next = text.low(at + 1);
        let noun_too = verb.is_some_and(|verb| verb.noun_too);
        noun_too
            && (has(nouns::COMPOUND_HEADS, next)
                || next == "of"
                || (next.ends_with("ing")
                    && !PHRASAL.iter().any(|(first, second, ..)| *second == next && text.low(at) == *first)
                    && !text.is(at, &["start", "stop", "practise", "practice"])))
    }

    /// A clause of "before" or "after" that has only a noun: its words end at "and".
    fn is_phrase_after(&self, zone: usize) -> bool {
        let text = self.view.text;
        let verbless = text.is(zone, &["before", "after", "until"]) && has(small::DETERMINERS, text.low(zone + 1));
        verbless || text.is(zone, &["as", "than"])
    }

    /// "when you greet and verify": the subject goes on, so does its clause.
    fn has_plain_subject(&self, zone: usize) -> bool {
        let text = self.view.text;
        let next = zone + 1 + usize::from(has(small::DETERMINERS, text.low(zone + 1)));
        let low = text.low(next);
        has(small::AGENT_PRONOUNS, low)
            || ((has(nouns::CALLERS, low) || has(nouns::COLLEAGUES, low)) && low.ends_with('s'))
    }

    /// Whether a phrase of when or how often, with no comma after it, leads up to the verb: "on every call say …".
    fn follows_front(&self, at: usize, start: usize) -> bool {
        let text = self.view.text;
        let before = text.low(at - 1);
        let held = has(small::DETERMINERS, before)
            || has(small::PREPOSITIONS, before)
            || has(small::AGENT_PRONOUNS, before)
            || has(small::SUBORDINATORS, before)
            || before.ends_with("'s")
            || matches!(before, "he" | "she" | "it" | "who")
            || has(nouns::EVALUATIVES, before)
            || has(nouns::COMPARATIVES, before);
        if held || !has(FRONTS, text.low(start)) || at < start + 2 {
            return false;
        }
        // No order may have come before it in the clause.
        if (start..at).any(|index| index > start && text.is(index, &["be", "stay", "to"])) {
            return false;
        }
        if !has_clause(text.low(start)) && !self.is_clause_at(start) {
            return true;
        }
        let last = (at..self.sentence.end).find(|index| text.kind(*index) == Some(Piece::Comma));
        let goes_on = last.is_none_or(|comma| {
            has(FRONTS, text.low(comma + 1)) || !text.is_word(comma + 1) || self.view.aside(comma + 1).is_some()
        });
        goes_on && at >= start + 4 && !self.is_other_person(at - 1) && !has(nouns::COLLEAGUES, before)
    }

    fn is_clause_at(&self, start: usize) -> bool {
        let text = self.view.text;
        let next = text.low(start + 1);
        text.is(start, &["before", "after"])
            && (has(small::AGENT_PRONOUNS, next) || has(nouns::CALLERS, text.low(start + 2)))
    }

    /// "to say": an act, unless what stands before "to" is a power, a wish or somebody else.
    fn is_infinitive(&self, to: usize) -> bool {
        let text = self.view.text;
        let Some(before) = to.checked_sub(1).filter(|before| *before >= self.sentence.start) else { return true };
        let low = text.low(before);
        !(has(small::NO_ACT_BEFORE_TO, low) || self.is_other_person(before))
    }

    fn is_other_person_before(&self, modal: usize) -> bool {
        modal.checked_sub(1).is_some_and(|before| self.is_other_person(before))
    }

    /// An -ing form: at the start, or after "by", "work on", "stop", "habit of".
    fn as_gerund(&self, at: usize, verb: Option<Verb>, base: &'static str) -> Option<Spot> {
        let text = self.view.text;
        let (from, denied) = self.denial(at);
        let spot = Some(Spot { at, verb, base, start: from, denied, subject: None });
        let Some(governor) = self.governor(at) else {
            let listed = self.clause_start(at) > self.sentence.start;
            return if listed && self.gerund == Some(false) { None } else { spot };
        };
        let low = text.low(governor);
        let before = governor.checked_sub(1).map_or("", |index| text.low(index));
        let open = match low {
            "and" | "or" | "then" | "plus" => self.gerund.unwrap_or(self.subordinator(at).is_none()),
            "on" => !matches!(before, "based" | "depending" | "tips" | "training" | "knowledge" | "article" | "module"),
            "of" => matches!(
                before,
                "habit" | "practice" | "practise" | "goal" | "point" | "instances" | "instead-not" | "act"
            ),
            "from" => matches!(before, "refrain" | "abstain" | "refraining" | "stop" | "desist"),
            "to" => matches!(before, "commit" | "commits" | "commitment" | "committed" | "dedicate" | "switch"),
            "at" => matches!(before, "better" | "good" | "best" | "great"),
            "about" | "in" => matches!(
                before,
                "consistent" | "intentional" | "deliberate" | "diligent" | "disciplined" | "purposeful" | "habit"
            ),
            "with" => matches!(before, "start" | "begin" | "open" | "consistent" | "experiment"),
            "be" => governor > self.sentence.start && (has(small::MODALS, before) || before.ends_with("'ll")),
            "is" => matches!(before, "action" | "goal" | "task" | "plan" | "aim" | "focus" | "target" | "commitment"),
            _ => has(small::GERUND_LEADS, low) || lexicon::gerund(low).is_some_and(|verb| verb.base == "practise"),
        };
        if open { spot } else { None }
    }

    /// "Maria asks two questions": the third person after a subject that is no caller.
    fn as_third(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        let spot = Some(Spot { at, verb: Some(verb), base: verb.base, start: at, denied: false, subject: None });
        if self.subordinator(at).is_some() || !self.is_strong(at, Some(verb)) {
            return None;
        }
        let governor = self.governor(at)?;
        if text.is(governor, &["and", "then", "or"]) {
            return if self.third { spot } else { None };
        }
        let start = self.past_fronts(self.clause_start(at)).min(governor);
        let subject = start..governor + 1;
        let plain = subject.len() <= 4
            && subject.clone().all(|index| {
                let low = text.low(index);
                text.kind(index) == Some(Piece::Word)
                    && !has(small::PREPOSITIONS, low)
                    && !has(small::VAGUE, low)
                    && !has(nouns::EVALUATIVES, low)
                    && !has(nouns::COMPARATIVES, low)
                    && (lexicon::base(low).is_none() || index > start)
                    && self.view.aside(index).is_none()
            });
        let determined = subject.len() > 1 && has(small::DETERMINERS, text.low(start));
        let colleague = has(nouns::COLLEAGUES, text.low(governor)) || text.is(governor, &["he", "she"]);
        let named = !determined || colleague;
        if plain && named && !self.is_other_person(governor) { spot } else { None }
    }

    /// "callback number repeated back on every call": the passive with its "is" left out.
    fn as_headline(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        let start = self.clause_start(at);
        let next = text.low(at + 1);
        let closed = !text.is_word(at + 1)
            || self.view.aside(at + 1).is_some()
            || is_adverb(next)
            || has(small::PREPOSITIONS, next);
        let noun =
            self.governor(at).is_some_and(|governor| governor + 1 == at && !has(nouns::COLLEAGUES, text.low(governor)));
        let plain = (start..at).all(|index| {
            let low = text.low(index);
            text.kind(index) == Some(Piece::Word)
                && !has(small::PREPOSITIONS, low)
                && !has(small::SUBORDINATORS, low)
                && !has(small::MODALS, low)
                && !has(small::VAGUE, low)
                && !has(small::AGENT_PRONOUNS, low)
                && !is_adverb(low)
                && (lexicon::base(low).is_none_or(|verb| verb.noun_too) || index > start)
        });
        let subject = start..at;
        (closed && noun && plain && (1..=5).contains(&subject.len())).then(|| Spot {
            at,
            verb: Some(verb),
            base: verb.base,
            start,
            denied: false,
            subject: Some(subject),
        })
    }

    /// "the notice is read": the passive, with a subject before it.
    fn as_passive(&self, at: usize, verb: Verb) -> Option<Spot> {
        let text = self.view.text;
        let Some(governor) =
            self.governor(at).filter(|index| has(small::BE, text.low(*index)) || text.is(*index, &["gets", "get"]))
        else {
            return self.as_headline(at, verb);
        };
        if self.subordinator(at).is_some() {
            return None;
        }
        let mut end = governor;
        while end > self.sentence.start
            && (has(small::MODALS, text.low(end - 1)) || text.is(end - 1, &["to", "not", "has", "have"]))
        {
            end -= 1;
        }
        let clause = self.clause_start(at);
        let start = (clause..end)
            .rev()
            .find(|index| text.is(*index, &["sure", "ensure", "that", "see"]))
            .map_or(clause, |index| index + 1);
        let subject = start..end;
        (!subject.is_empty()).then(|| Spot {
            at,
            verb: Some(verb),
            base: verb.base,
            start: subject.start,
            denied: false,
            subject: Some(subject),
        })
    }
}

fn has_clause(word: &str) -> bool {
    CLAUSES.contains(&word)
}

/// The verb of a word, alone or as the first of two words ("go over").
fn verb_of(
    low: &str,
    find: impl Fn(&str) -> Option<Verb>,
    first: impl Fn(&str) -> bool,
) -> Option<(Option<Verb>, &'static str)> {
    if let Some(verb) = find(low) {
        return Some((Some(verb), verb.base));
    }
    debug_assert!(!is_verb(low) || low == "be" || low == "try" || low == "improve" || low == "understand");
    PHRASAL.iter().find(|(base, ..)| first(base)).map(|(base, ..)| (None, *base))
}

/// Whether `low` is the -ing form of the first word of a phrasal verb that is no verb of the lexicon alone.
fn ing_of(first: &str, low: &str) -> bool {
    let Some(stem) = low.strip_suffix("ing") else { return false };
    let doubled = first.chars().next_back().map(|last| format!("{first}{last}"));
    stem == first || Some(stem) == first.strip_suffix('e') || doubled.as_deref() == Some(stem)
}
