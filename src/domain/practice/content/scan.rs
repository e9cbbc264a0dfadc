//! Goes through the words after a verb, phrase by phrase, until one makes it an act.

use super::{
    Lack, Measured, Piece, View, government, is_verb,
    object::Object,
    phrase::{self, Phrase},
};
use crate::domain::practice::lexicon::{
    self, Needs, nouns,
    particles::{PHRASAL, Stands},
    small,
};

/// A verb that stands as an act, before what stands beside it is looked at.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Head {
    /// Its piece.
    pub(in super::super) at: usize,
    pub(in super::super) base: &'static str,
    /// What it needs alone; `None` for the first word of a verb of two words that is none alone ("go over").
    pub(in super::super) needs: Option<Needs>,
    /// Whether the agent is not to do it.
    pub(in super::super) denied: bool,
}

/// Judges what stands beside a verb: the index after the act's words, or what the act lacks.
pub(in super::super) fn complement(view: &View<'_, '_>, verb: Head, sentence: usize) -> Result<usize, Lack> {
    if let Some((particle, needs)) = phrasal(view, verb) {
        return phrasal_complement(view, verb, particle, needs, sentence);
    }
    let needs = match verb.needs.ok_or(Lack::Content)? {
        // What is not to be done needs no object: "do not interrupt", "stop talking".
        Needs::Whom | Needs::Contact if verb.denied => Needs::Nothing,
        Needs::Named if verb.denied && matches!(verb.base, "speak" | "talk") => Needs::Nothing,
        // What is not to be skipped is done.
        Needs::Absence if verb.denied && !is_doing(view, verb.at + 1) => Needs::Thing,
        // "ask yourself" is not heard.
        Needs::Thing if view.text.among(verb.at + 1, &small::REFLEXIVES) => return Err(Lack::Content),
        // "stop thinking": what is to stop is a verb of its own.
        Needs::Absence if is_doing(view, verb.at + 1) => return Err(Lack::Content),
        needs => needs,
    };
    Scan::new(view, verb, needs, sentence).judge(verb.at + 1)
}

/// An -ing form that names no sound of its own: "thinking", and not "typing".
fn is_doing(view: &View<'_, '_>, at: usize) -> bool {
    view.text.low(at).ends_with("ing") && !view.text.among(at, &nouns::AVOIDABLE)
}

/// The second word of a verb of two words, and what the two need.
fn phrasal(view: &View<'_, '_>, verb: Head) -> Option<(usize, Needs)> {
    PHRASAL.iter().filter(|(first, ..)| *first == verb.base).find_map(|(_, second, stands, needs)| {
        let at = particle_at(view, verb.at, second, *stands)?;
        Some((at, *needs))
    })
}

fn particle_at(view: &View<'_, '_>, verb: usize, particle: &str, stands: Stands) -> Option<usize> {
    let text = view.text;
    let beside = verb + 1;
    match stands {
        Stands::Beside | Stands::Either if text.low(beside) == particle => return Some(beside),
        Stands::Beside => return None,
        Stands::Either | Stands::Apart => {}
    }
    let object = phrase::end(view, beside);
    let manner = object > beside && view.is_adverb(object - 1) && !text.is(object - 1, &["back"]);
    if manner { None } else { (beside + 1..=object).find(|index| text.low(*index) == particle) }
}

fn phrasal_complement(
    view: &View<'_, '_>,
    verb: Head,
    particle: usize,
    needs: Needs,
    sentence: usize,
) -> Result<usize, Lack> {
    let mut scan = Scan::new(view, verb, needs, sentence);
    let apart = particle > verb.at + 1;
    if needs == Needs::Nothing {
        scan.run(if apart { verb.at + 1 } else { particle + 1 });
        return Ok(scan.object.furthest().unwrap_or(0).max(particle + 1));
    }
    if apart {
        scan.sentence = particle;
        scan.run(verb.at + 1);
        scan.sentence = sentence;
    }
    scan.from = particle + 1;
    scan.judge(particle + 1).map(|end| end.max(particle + 1))
}

/// What a step through the words comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The verb's words go on at this piece.
    To(usize),
    /// They end here.
    End,
}

/// The state of a scan.
struct Scan<'v, 't, 'a> {
    view: &'v View<'t, 'a>,
    verb: Head,
    needs: Needs,
    /// The first word after the verb.
    from: usize,
    /// Where the sentence ends.
    sentence: usize,
    /// What was found so far.
    object: Object,
}

impl<'v, 't, 'a> Scan<'v, 't, 'a> {
    fn new(view: &'v View<'t, 'a>, verb: Head, needs: Needs, sentence: usize) -> Self {
        Self { view, verb, needs, from: verb.at + 1, sentence, object: Object::new(verb, needs) }
    }

    fn judge(&mut self, start: usize) -> Result<usize, Lack> {
        self.run(start);
        self.object.verdict(self.view, start..self.sentence)
    }

    /// Takes phrase after phrase until one is enough.
    fn run(&mut self, start: usize) {
        let mut at = start;
        while self.object.found.is_none() && at < self.sentence {
            match self.step(at) {
                Step::To(next) => at = next.max(at + 1),
                Step::End => break,
            }
        }
    }

    /// One phrase at `at`.
    fn step(&mut self, at: usize) -> Step {
        if let Some(end) = self.view.aside(at) {
            let beside = at == self.from || self.object.person == Some(at);
            let every = matches!(self.view.measure(at), Some(Measured::EveryContact | Measured::Share));
            if beside && every {
                self.object.contact = Some(end);
            }
            return Step::To(end);
        }
        match self.view.text.kind(at) {
            Some(Piece::Quote) => self.finish(at + 1),
            Some(Piece::Comma) if self.goes_on(at + 1) => Step::To(at + 1),
            Some(Piece::Break) => self.after_break(at),
            Some(Piece::Word | Piece::Figure) => self.word(at),
            Some(Piece::Comma | Piece::Stop) | None => Step::End,
        }
    }

    /// What was sought ends before `end`.
    fn finish(&mut self, end: usize) -> Step {
        self.object.found = Some(end);
        Step::End
    }

    /// After a comma the verb's words go on with a quote, a phrase of when, or an object not yet named.
    fn goes_on(&self, at: usize) -> bool {
        let text = self.view.text;
        text.kind(at) == Some(Piece::Quote)
            || self.view.aside(at).is_some()
            || text.number(at).is_some()
            || text.among(at, &small::DETERMINERS)
            || text.among(at, &small::PREPOSITIONS)
            || self.view.is_adverb(at)
    }

    /// After a colon stand the words to say; after a dash or bracket only a quote belongs to the verb.
    fn after_break(&mut self, at: usize) -> Step {
        let text = self.view.text;
        if text.kind(at + 1) == Some(Piece::Quote) {
            return self.finish(at + 2);
        }
        let colon = text.typed(at..at + 1) == ":" && text.is_word(at + 1);
        let said = colon && matches!(self.needs, Needs::Thing | Needs::Concrete);
        if said && !is_verb(text.low(at + 1)) && self.view.aside(at + 1).is_none() {
            return self.finish(self.clause_end(at + 1));
        }
        Step::End
    }

    /// Where the words from `from` end: at a mark, or at a phrase of when or how often.
    fn clause_end(&self, from: usize) -> usize {
        let mut end = from;
        while end < self.sentence && self.view.text.is_word(end) && self.view.aside(end).is_none() {
            end += 1;
        }
        end.max(from + 1).min(self.sentence)
    }

    fn word(&mut self, at: usize) -> Step {
        let text = self.view.text;
        let low = text.low(at);
        if let Some(figure) = self.view.figure(at) {
            // "at least two questions": the thing is what is counted.
            let end = phrase::end(self.view, figure);
            self.object.take(self.view, &(figure..end), self.needs);
            return Step::To(end);
        }
        if let Some(step) = self.clause(at, low) {
            return step;
        }
        match low {
            "to" if self.is_infinitive(at) => {
                let content = government::takes_infinitive(self.verb.base);
                return if content { self.finish(self.clause_end(at + 1)) } else { Step::End };
            }
            "and" | "or" | "but" => {
                let verb = lexicon::base(text.low(at + 1)).is_some() || is_verb(text.low(at + 1));
                return if verb { Step::End } else { Step::To(at + 1) };
            }
            "then" => return Step::End,
            "not" => return Step::To(at + 1),
            "as" if text.is(at + 1, &["well", "much", "often", "many"]) => return Step::To(at + 2),
            "back" | "down" | "out" | "over" | "up" if at == self.from => return Step::To(at + 1),
            _ if small::PREPOSITIONS.has(low) => return self.preposition(at, low),
            _ if self.view.is_adverb(at) && !self.is_adjective(at) => return Step::To(at + 1),
            _ if self.needs == Needs::Causative => return self.causative(at),
            _ => {}
        }
        let end = phrase::end(self.view, at);
        if end > at {
            self.object.take(self.view, &(at..end), self.needs);
        }
        Step::To(end)
    }

    /// "next steps", "better notes": a word that may be an adverb stands before its noun.
    fn is_adjective(&self, at: usize) -> bool {
        let text = self.view.text;
        let either = ["both", "early", "first", "further", "less", "live", "more", "next", "warm"];
        let noun = text.is_word(at + 1) && !self.view.opens_aside(at + 1) && !self.view.is_adverb(at + 1);
        noun && (text.is(at, &either) || text.among(at, &nouns::COMPARATIVES))
    }

    /// A clause after the verb: what is asked or told, or a condition to step over. `None` where none starts here.
    fn clause(&mut self, at: usize, low: &str) -> Option<Step> {
        let text = self.view.text;
        if small::CONTENT_WORDS.has(low) {
            let follows =
                text.kind(at + 1) == Some(Piece::Quote) || (text.is_word(at + 1) && self.view.aside(at + 1).is_none());
            return if low == "that" && self.is_determiner(at) {
                None
            } else if follows && self.takes_clause(low) {
                Some(self.finish(self.clause_end(at)))
            } else {
                Some(Step::End)
            };
        }
        if at > self.from && text.is_word(at + 1) && matches!(low, "i" | "we" | "they" | "he" | "she" | "you") {
            // "tell the caller you will call back" says what; "the training you received" only which.
            let told = self.object.person == Some(at) && self.needs == Needs::Thing;
            return Some(if told { self.finish(self.clause_end(at)) } else { Step::To(self.clause_end(at)) });
        }
        if !small::SUBORDINATORS.has(low) || matches!(low, "as" | "until" | "than" | "since") {
            return None;
        }
        let beside = at == self.from || self.object.person == Some(at);
        if matches!(low, "if" | "when") && beside && government::takes_if(self.verb.base) {
            return Some(self.finish(self.clause_end(at)));
        }
        Some(Step::To(self.clause_end(at + 1)))
    }

    /// Whether a clause that a question word or "that" opens is what is said or shown.
    fn takes_clause(&self, opener: &str) -> bool {
        match self.needs {
            Needs::Thing | Needs::Whom => true,
            Needs::Concrete => match self.verb.base {
                "check" => true,
                "show" | "share" => opener != "that",
                _ => false,
            },
            Needs::Nothing
            | Needs::Contact
            | Needs::Setting
            | Needs::With
            | Needs::Limit
            | Needs::Named
            | Needs::Causative
            | Needs::Absence => false,
        }
    }

    /// "that phrase" and not "that the phrase …".
    fn is_determiner(&self, at: usize) -> bool {
        let subjects = ["a", "he", "i", "it", "our", "she", "the", "their", "they", "we", "you", "your"];
        let text = self.view.text;
        !text.is_word(at + 1) || (!text.is(at + 1, &subjects) && self.view.opens_aside(at + 2))
    }

    fn is_infinitive(&self, at: usize) -> bool {
        let text = self.view.text;
        let verb = lexicon::base(text.low(at + 1)).is_some_and(|verb| !verb.noun_too || self.view.opens_phrase(at + 2));
        !text.among(at + 1, &small::DETERMINERS)
            && !self.view.is_caller(at + 1)
            && (verb || government::takes_infinitive(self.verb.base))
    }

    /// A phrase after a preposition: the verb's thing, its instrument, or aside.
    fn preposition(&mut self, at: usize, low: &str) -> Step {
        let text = self.view.text;
        let next = at + 1;
        let content = government::takes(self.verb.base, self.needs, low);
        if text.kind(next) == Some(Piece::Quote) {
            return self.finish(next + 1);
        }
        if let Some(end) = self.view.aside(next) {
            if content && self.view.measure(next) == Some(Measured::EveryContact) {
                self.object.contact = Some(end);
            }
            return Step::To(end);
        }
        let known = lexicon::gerund(text.low(next)).is_some();
        if known || (text.low(next).ends_with("ing") && low != "with") {
            let by_doing = matches!(low, "by" | "with" | "using") && self.needs == Needs::With;
            let done = known && (by_doing || (content && self.needs != Needs::With));
            return if done {
                self.finish(phrase::end(self.view, next).max(next + 1))
            } else {
                Step::To(self.clause_end(next))
            };
        }
        let end = phrase::end(self.view, next);
        if end == next {
            return Step::To(next);
        }
        let span = next..end;
        if matches!(self.needs, Needs::Named | Needs::Limit) {
            self.object.take_after(self.view, &span, low);
        } else if content {
            let instrument = low == "with" || low == "using";
            self.object.take(self.view, &span, if instrument { Needs::Concrete } else { self.needs });
        } else if low == "with" && self.object.lack.is_some() && self.needs == Needs::Concrete {
            // "show empathy with a statement": the instrument names what is done.
            self.object.take(self.view, &span, self.needs);
        } else if matches!(low, "to" | "with") && phrase::judge(self.view, &span, self.needs) == Some(Phrase::Person) {
            self.object.person.get_or_insert(end);
        }
        Step::To(end)
    }

    /// "have the caller confirm", "let the caller finish".
    fn causative(&mut self, at: usize) -> Step {
        let text = self.view.text;
        if let Some(person) = (at..at + 4).find(|index| self.view.is_person(*index)) {
            let does = person + 1 + usize::from(text.is(person + 1, &["to"]));
            let free =
                matches!(self.verb.base, "let" | "allow") && text.is_word(does) && self.view.aside(does).is_none();
            let states = ["be", "believe", "feel", "in", "know", "on", "think", "time", "understand"];
            let act = lexicon::base(text.low(does)).is_some() || text.is(does, &["finish", "complete", "hear", "sign"]);
            if !text.is(does, &states) && (free || act) {
                return self.finish(self.clause_end(does));
            }
        }
        let end = phrase::end(self.view, at);
        self.object.take(self.view, &(at..end), self.needs);
        Step::End
    }
}
