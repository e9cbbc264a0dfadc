//! The second half of a call: what is done about it, the statements, and how it closes.

use super::Writer;
use crate::demo::form::{Item, Mark};

/// Turns by the time that something is done, after which nothing optional is added: no call has more than forty.
const LONG: usize = 24;

impl Writer<'_> {
    pub(super) fn step(&mut self, index: usize) {
        let exchange = &self.situation.work[index];
        let text = self.own(&format!("work{index}"), &exchange.agent);
        // Acting is the moment where reading back was left out.
        let unread: &[Item] = if index == 0 && self.missed(Item::Confirm) { &[Item::Confirm] } else { &[] };
        self.agent(&text, unread);
        let text = self.own(&format!("worked{index}"), &exchange.caller);
        self.caller(text);
    }

    pub(super) fn work(&mut self) {
        let situation = self.situation;
        // A long call is long enough.
        if self.turns.len() < LONG && self.rng.chance(0.55) {
            self.step(1);
        }
        self.step(2);
        if self.mark(Item::Answer) == Mark::NotApplicable {
            return;
        }
        let question = self.own("question", &situation.question);
        if let Some(last) = self.turns.last_mut() {
            last.text = format!("{} {question}", last.text);
        }
        let text = if self.missed(Item::Answer) { self.any("dodge") } else { self.own("answer", &situation.answer) };
        self.agent(&text, &[Item::Answer]);
        let text = self.either(Item::Answer, "answer_reply", "dodge_reply");
        self.caller(text);
    }

    fn statements(&mut self) {
        if self.missed(Item::NoPromise) {
            let text = self.any(if self.policy { "promise_policy" } else { "promise" });
            self.agent(&text, &[Item::NoPromise]);
            let text = self.any("promise_ok");
            self.caller(text);
        }
        match self.mark(Item::Disclosure) {
            Mark::NotApplicable => {}
            Mark::Met => {
                let text = self.any(if self.policy { "disclosure_policy" } else { "disclosure_claims" });
                self.agent(&text, &[Item::Disclosure]);
                let text = self.any("disclosure_ok");
                self.caller(text);
            }
            Mark::Missed => {
                self.lead = (self.any("skip_disclosure"), vec![(Item::Disclosure, Mark::Missed)]);
            }
        }
    }

    pub(super) fn ending(&mut self) {
        let situation = self.situation;
        self.statements();
        let mut text = if self.missed(Item::NextStep) { self.any("vague") } else { self.own("next", &situation.next) };
        if self.met(Item::Written) {
            text = format!("{text} {}", self.any("written"));
        }
        self.agent(&text, &[Item::NextStep, Item::Written]);
        let text = self.either(Item::NextStep, "next_reply", "vague_reply");
        self.caller(text);
        if self.missed(Item::NextStep) {
            self.lead.0 = self.any("vague_again");
        }
        let content = self.met(Item::NextStep) && !self.missed(Item::Answer);
        if self.met(Item::NothingOpen) {
            let text = self.any("anything_else");
            self.agent(&text, &[Item::NothingOpen]);
            let text = self.any(if content { "nothing_else" } else { "nothing_cool" });
            self.caller(text);
        }
        let text = self.either(Item::Name, "close_named", "close_plain");
        let shown: &[Item] = if self.missed(Item::NothingOpen) { &[Item::NothingOpen] } else { &[] };
        self.agent(&text, shown);
        let text = self.any(if content { "bye" } else { "bye_cool" });
        self.caller(text);
    }
}
