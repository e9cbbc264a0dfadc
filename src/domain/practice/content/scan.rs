//! Goes through the words after a verb, phrase by phrase, until one makes it an act.

use std::ops::Range;

use super::{
    super::lexicon::{
        self, Needs, has, nouns,
        particles::{PHRASAL, Stands},
        small,
        verbs::NAMED,
    },
    Lack, Measured, Piece, View,
    phrase::{self, Phrase},
    takes_if, takes_infinitive,
};

/// Judges what stands beside a verb: the index after the act's words, or what the act lacks.
///
/// `sentence` is where the sentence ends; `denied` whether the verb is one that the agent is not to do.
pub(in super::super) fn complement(
    view: &View<'_, '_>,
    verb: usize,
    base: &'static str,
    needs: Option<Needs>,
    sentence: usize,
    denied: bool,
) -> Result<usize, Lack> {
    let phrasal = PHRASAL.iter().filter(|(first, ..)| *first == base).find_map(|(_, particle, stands, needs)| {
        let at = particle_at(view, verb, particle, *stands)?;
        Some((at, *needs))
    });
    let mut scan = Scan {
        view,
        base,
        needs: needs.unwrap_or(Needs::Thing),
        from: verb + 1,
        sentence,
        person: None,
        contact: None,
        lack: None,
        found: None,
    };
    if let Some((particle, needs)) = phrasal {
        scan.needs = needs;
        let beside = particle == verb + 1;
        if needs == Needs::Nothing {
            scan.run(if beside { particle + 1 } else { verb + 1 });
            return Ok(scan.furthest().max(particle + 1));
        }
        if !beside {
            scan.sentence = particle;
            scan.run(verb + 1);
            scan.sentence = sentence;
            scan.from = particle + 1;
        }
        let outcome = scan.judge(particle + 1);
        return outcome.map(|end| end.max(particle + 1));
    }
    let Some(needs) = needs else { return Err(Lack::Content) };
    if denied && matches!(base, "speak" | "talk" | "say" | "place" | "put" | "raise") {
        scan.run(verb + 1);
        let spoken = scan.found.or(scan.contact).or(scan.person);
        return if matches!(base, "speak" | "talk") { Ok(spoken.unwrap_or(verb + 1)) } else { scan.judge(verb + 1) };
    }
    scan.needs = needs;
    scan.judge(verb + 1)
}

/// Where the second word of a phrasal verb stands.
fn particle_at(view: &View<'_, '_>, verb: usize, particle: &str, stands: Stands) -> Option<usize> {
    let text = view.text;
    let beside = verb + 1;
    if stands != Stands::Apart && text.low(beside) == particle {
        return Some(beside);
    }
    if stands == Stands::Beside {
        return None;
    }
    let object = phrase::end(view, beside);
    let person = (beside..object).all(|index| text.is_word(index));
    if object == beside || !person || view.is_adverb(object - 1) && !text.is(object - 1, &["back"]) {
        return None;
    }
    (beside + 1..=object).find(|index| text.low(*index) == particle)
}

/// The state of a scan.
struct Scan<'v, 't, 'a> {
    view: &'v View<'t, 'a>,
    base: &'static str,
    needs: Needs,
    /// The first word after the verb.
    from: usize,
    sentence: usize,
    /// Where a person named beside the verb ends.
    person: Option<usize>,
    /// Where a call named beside the verb ends.
    contact: Option<usize>,
    /// The first thing that is not enough.
    lack: Option<Lack>,
    /// Where the words that make it an act end.
    found: Option<usize>,
}

impl Scan<'_, '_, '_> {
    fn furthest(&self) -> usize {
        [self.found, self.person, self.contact].into_iter().flatten().max().unwrap_or(self.from)
    }

    /// The verdict by what the verb needs.
    fn judge(&mut self, start: usize) -> Result<usize, Lack> {
        self.run(start);
        let lack = self.lack.clone().unwrap_or(Lack::Content);
        let found = self.found.ok_or(lack.clone());
        match self.needs {
            Needs::Nothing => Ok(self.furthest().max(start)),
            Needs::Whom => found.or(self.person.ok_or(lack)),
            Needs::Contact => found.or(self.contact.or(self.person).ok_or(lack)),
            Needs::Setting => self.setting(start, lack),
            Needs::Thing | Needs::Concrete | Needs::Named | Needs::Causative | Needs::Absence => found,
            Needs::With => found.map_err(|lack| if self.contact.is_some() { Lack::Instrument } else { lack }),
            Needs::Limit => self.limit(found),
        }
    }

    /// Replying and the like: a manner ("with empathy", "politely") undoes it.
    fn setting(&self, start: usize, lack: Lack) -> Result<usize, Lack> {
        if let Some(quality @ (Lack::Quality(_) | Lack::Comparison(_))) = &self.lack {
            return Err(quality.clone());
        }
        let text = self.view.text;
        if text.low(start).ends_with("ly") && self.view.is_adverb(start) {
            return Err(Lack::Quality(start..start + 1));
        }
        let timed = self.view.measured(start..self.sentence, &[Measured::Duration, Measured::Place]);
        let known = self.found.or(self.person).or(self.contact);
        known.or(timed.map(|measure| measure.span.end)).ok_or(lack)
    }

    /// "keep every hold under 60 seconds": a figure with a bound.
    fn limit(&self, found: Result<usize, Lack>) -> Result<usize, Lack> {
        if NAMED.iter().any(|(verb, ..)| *verb == self.base) && found.is_ok() {
            return found;
        }
        if let Some(lack @ (Lack::Quality(_) | Lack::Comparison(_))) = &self.lack {
            return Err(lack.clone());
        }
        let text = self.view.text;
        let kinds = [Measured::Duration, Measured::Count];
        let bound = self.view.measured(self.from..self.sentence, &kinds).filter(|measure| {
            (self.from..measure.span.end).any(|index| {
                text.is(
                    index,
                    &[
                        "at", "below", "for", "least", "limit", "max", "maximum", "most", "than", "to", "under",
                        "within",
                    ],
                )
            })
        });
        bound.map(|measure| measure.span.end).ok_or(Lack::Limit)
    }

    /// Takes phrase after phrase until one is enough.
    fn run(&mut self, start: usize) {
        let mut at = start;
        while self.found.is_none() && at < self.sentence {
            match self.step(at) {
                Some(next) => at = next.max(at + 1),
                None => break,
            }
        }
    }

    /// One phrase at `at`; `None` where the verb's words end.
    fn step(&mut self, at: usize) -> Option<usize> {
        let text = self.view.text;
        if let Some(end) = self.view.aside(at) {
            let object = at == self.from || self.person.is_some_and(|end| end == at);
            let every = self
                .view
                .measure(at)
                .is_some_and(|measure| matches!(measure.kind, Measured::EveryContact | Measured::Share));
            if object && every {
                self.contact = Some(end);
            }
            return Some(end);
        }
        match text.kind(at)? {
            Piece::Quote => {
                self.found = Some(at + 1);
                None
            }
            Piece::Comma => self.may_go_on(at + 1).then_some(at + 1),
            Piece::Break => self.after_break(at),
            Piece::Stop => None,
            Piece::Word | Piece::Figure => self.word(at),
        }
    }

    /// After a comma the verb's words go on with a quote, a phrase of when, or an object not yet named.
    fn may_go_on(&self, at: usize) -> bool {
        let text = self.view.text;
        let phrase = has(small::DETERMINERS, text.low(at)) || text.number(at).is_some();
        let beside = has(small::PREPOSITIONS, text.low(at)) || self.view.is_adverb(at);
        text.kind(at) == Some(Piece::Quote) || self.view.aside(at).is_some() || phrase || beside
    }

    /// After a colon stand the words to say; after a dash or bracket only a quote belongs to the verb.
    fn after_break(&mut self, at: usize) -> Option<usize> {
        let text = self.view.text;
        if text.kind(at + 1) == Some(Piece::Quote) {
            self.found = Some(at + 2);
            return None;
        }
        let colon = text.typed(at..at + 1) == ":" && text.is_word(at + 1);
        let said = colon && matches!(self.needs, Needs::Thing | Needs::Concrete) && at > self.from.saturating_sub(1);
        if said && !(super::is_verb(text.low(at + 1))) && self.view.aside(at + 1).is_none() {
            self.found = Some(self.clause_end(at + 1));
        }
        None
    }

    fn clause_end(&self, from: usize) -> usize {
        let text = self.view.text;
        let mut end = from;
        while end < self.sentence && text.is_word(end) && self.view.aside(end).is_none() {
            end += 1;
        }
        end.max(from + 1).min(self.sentence)
    }

    fn word(&mut self, at: usize) -> Option<usize> {
        let text = self.view.text;
        let low = text.low(at);
        if let Some(next) = self.clause(at, low) {
            return next;
        }
        match low {
            "to" if self.is_infinitive(at) => {
                if takes_infinitive(self.base) {
                    self.found = Some(self.clause_end(at + 1));
                }
                return None;
            }
            "and" | "or" | "then" | "but" => {
                let verb = lexicon::base(text.low(at + 1)).is_some() || super::is_verb(text.low(at + 1));
                return (!verb && low != "then").then_some(at + 1);
            }
            "not" => return Some(at + 1),
            "as" if text.is(at + 1, &["well", "much", "often", "many"]) => return Some(at + 2),
            _ => {}
        }
        if at == self.from && matches!(low, "back" | "down" | "out" | "over" | "up") {
            return Some(at + 1);
        }
        if has(small::PREPOSITIONS, low) {
            return self.preposition(at, low);
        }
        if self.view.is_adverb(at)
            && !(self.compares(low) && text.is_word(at + 1) && !self.stops(at + 1) && !self.view.is_adverb(at + 1))
        {
            return Some(at + 1);
        }
        if self.needs == Needs::Causative {
            return self.causative(at);
        }
        let end = phrase::end(self.view, at);
        if end == at {
            return Some(at + 1);
        }
        self.take(at..end);
        Some(end)
    }

    fn compares(&self, low: &str) -> bool {
        matches!(low, "more" | "less") || has(nouns::COMPARATIVES, low)
    }

    fn stops(&self, at: usize) -> bool {
        let low = self.view.text.low(at);
        self.view.aside(at).is_some() || has(small::PREPOSITIONS, low) || has(small::SUBORDINATORS, low)
    }

    /// A clause after the verb: what is asked or told, or a condition to step over. `None` where none starts here.
    fn clause(&mut self, at: usize, low: &str) -> Option<Option<usize>> {
        let text = self.view.text;
        let direct = at == self.from || self.person == Some(at);
        if has(small::CONTENT_WORDS, low) && !(low == "that" && self.is_determiner(at)) {
            let shown =
                self.needs != Needs::Concrete || (matches!(self.base, "check" | "show" | "share") && low != "that");
            if shown && matches!(self.needs, Needs::Thing | Needs::Concrete | Needs::Whom) && self.stands_as_clause(at)
            {
                self.found = Some(self.clause_end(at));
            } else if low == "that" {
                self.lack.get_or_insert(Lack::Content);
            }
            return Some(None);
        }
        if matches!(low, "if" | "when") && direct && takes_if(self.base) {
            self.found = Some(self.clause_end(at));
            return Some(None);
        }
        if has(small::SUBORDINATORS, low) && !matches!(low, "as" | "until" | "than" | "since") {
            let mut end = at + 1;
            while text.is_word(end) && self.view.aside(end).is_none() {
                end += 1;
            }
            return Some(Some(end));
        }
        None
    }

    fn stands_as_clause(&self, at: usize) -> bool {
        self.view.text.is_word(at + 1) && self.view.aside(at + 1).is_none()
    }

    fn is_determiner(&self, at: usize) -> bool {
        let text = self.view.text;
        !text.is_word(at + 1)
            || (!text.is(at + 1, &["the", "a", "we", "you", "they", "he", "she", "it", "i", "our", "your", "their"])
                && self.stops(at + 2))
    }

    fn is_infinitive(&self, at: usize) -> bool {
        let next = self.view.text.low(at + 1);
        !has(small::DETERMINERS, next)
            && !has(nouns::CALLERS, next)
            && (lexicon::base(next).is_some_and(|verb| !verb.noun_too || phrase::opens_phrase(self.view, at + 2))
                || takes_infinitive(self.base))
    }

    /// A phrase after a preposition: the verb's thing, its instrument, or aside.
    fn preposition(&mut self, at: usize, low: &str) -> Option<usize> {
        let text = self.view.text;
        let next = at + 1;
        if text.kind(next) == Some(Piece::Quote) {
            self.found = Some(next + 1);
            return None;
        }
        if let Some(end) = self.view.aside(next) {
            return Some(end);
        }
        let by_doing = matches!(low, "by" | "with" | "using") && self.needs == Needs::With;
        if lexicon::gerund(text.low(next)).is_some() || text.low(next).ends_with("ing") && low != "with" {
            let content = super::opens_content(self.base, self.needs, low) || by_doing;
            if content && lexicon::gerund(text.low(next)).is_some_and(|_| by_doing || self.needs != Needs::With) {
                self.found = Some(phrase::end(self.view, next).max(next + 1));
                return None;
            }
            return Some(self.clause_end(next));
        }
        let end = phrase::end(self.view, next);
        if end == next {
            return Some(next);
        }
        let named = self.needs == Needs::Named || self.needs == Needs::Limit;
        if named {
            let allowed = NAMED.iter().any(|(verb, leads, _)| *verb == self.base && leads.contains(&low));
            if allowed {
                self.take(next..end);
            }
            return Some(end);
        }
        if super::opens_content(self.base, self.needs, low) {
            let needs = if low == "with" || low == "using" { Needs::Concrete } else { self.needs };
            self.take_as(next..end, needs);
        } else if low == "with" && self.lack.is_some() && self.needs == Needs::Concrete {
            // "show empathy with a statement": the instrument names what is done.
            self.take(next..end);
        } else if matches!(low, "to" | "with")
            && phrase::judge(self.view, next..end, self.needs) == Some(Phrase::Person)
        {
            self.person = self.person.or(Some(end));
        }
        Some(end)
    }

    /// "have the caller confirm", "let the caller finish".
    fn causative(&mut self, at: usize) -> Option<usize> {
        let text = self.view.text;
        if text.kind(at) != Some(Piece::Word) {
            return Some(at + 1);
        }
        let mut end = at;
        while end < at + 4 && !(has(nouns::CALLERS, text.low(end)) || has(nouns::COLLEAGUES, text.low(end))) {
            end += 1;
        }
        let person = has(nouns::CALLERS, text.low(end)) || has(nouns::COLLEAGUES, text.low(end));
        let does = end + 1 + usize::from(text.is(end + 1, &["to"]));
        let verb = text.low(does);
        let free = matches!(self.base, "let" | "allow") && text.is_word(does) && self.view.aside(does).is_none();
        let state = matches!(verb, "feel" | "know" | "think" | "believe" | "be" | "in" | "on" | "time" | "understand");
        let act = lexicon::base(verb).is_some() || matches!(verb, "finish" | "complete" | "hear" | "sign");
        if person && !state && (free || act) {
            self.found = Some(self.clause_end(does));
        } else if NAMED.iter().any(|(base, ..)| *base == self.base) {
            self.take(at..phrase::end(self.view, at));
        }
        None
    }

    fn take(&mut self, span: Range<usize>) {
        self.take_as(span, self.needs);
    }

    /// Judges a noun phrase and keeps what it is to the verb.
    fn take_as(&mut self, span: Range<usize>, needs: Needs) {
        let text = self.view.text;
        let end = span.end;
        let list = match self.needs {
            Needs::Absence => Some(nouns::AVOIDABLE),
            Needs::Named | Needs::Limit | Needs::Causative => Some(
                NAMED.iter().find(|(verb, ..)| *verb == self.base).map_or(&[] as &[&str], |(_, _, things)| *things),
            ),
            _ => None,
        };
        if let Some(list) = list {
            let of = (span.start + 1..end).find(|index| text.is(*index, &["of", "and", "or"])).unwrap_or(end);
            let listed = (span.start..of)
                .rev()
                .find(|index| !self.view.is_adverb(*index))
                .is_some_and(|head| list.contains(&text.low(head)));
            let judged = phrase::judge(self.view, span.clone(), Needs::Concrete);
            match judged {
                Some(Phrase::Vague(lack @ (Lack::Comparison(_) | Lack::Quality(_)))) => {
                    self.lack.get_or_insert(lack);
                }
                Some(Phrase::Contact) if !listed => self.contact = self.contact.or(Some(end)),
                Some(Phrase::Person) if !listed => self.person = self.person.or(Some(end)),
                _ if listed => self.found = Some(end),
                _ => {
                    self.lack.get_or_insert(Lack::Generic(span));
                }
            }
            return;
        }
        let frame = self.needs == Needs::With;
        let needs = if frame { Needs::Concrete } else { needs };
        match phrase::judge(self.view, span.clone(), needs) {
            Some(Phrase::Person)
                if self.base == "say" && span.len() > 1 && !has(small::DETERMINERS, text.low(span.start)) =>
            {
                self.found = Some(end);
            }
            Some(Phrase::Person) => self.person = Some(end),
            Some(Phrase::Contact) => self.contact = self.contact.or(Some(end)),
            Some(Phrase::Pronoun) => {
                if self.has_antecedent() {
                    self.found = Some(end);
                } else {
                    self.lack.get_or_insert(Lack::Content);
                }
            }
            Some(Phrase::Concrete) if frame && text.is(end - 1, OUTCOMES) => self.contact = Some(end),
            Some(Phrase::Concrete) => self.found = Some(end),
            Some(Phrase::Vague(lack)) => {
                let offered = matches!(self.base, "offer")
                    && matches!(&lack, Lack::Generic(range) if has(nouns::SERVICES, text.low(range.end - 1)) && !range.clone().any(|index| has(nouns::PRAISE, text.low(index))));
                if offered {
                    self.found = Some(end);
                } else {
                    self.lack.get_or_insert(lack);
                }
            }
            None => {}
        }
    }

    /// Whether something was named before the verb that "it" can stand for.
    fn has_antecedent(&self) -> bool {
        let text = self.view.text;
        let verb = self.from - 1;
        (0..verb).any(|index| {
            text.is_word(index) && has(small::DETERMINERS, text.low(index)) && self.view.measure(index).is_none()
        })
    }
}

/// What is closed or begun and is no part of a call that could be heard.
const OUTCOMES: &[&str] = &["sale", "sales", "deal", "deals", "gap", "gaps", "loop", "rapport", "strong"];
