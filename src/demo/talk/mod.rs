//! One conversation, composed from fragments so that it shows what its evaluation says: where the name was not used
//! no agent's line holds it, where the notice was missed there is none, and so on for every criterion that can be heard.

mod ending;

use crate::demo::facts::Facts;
use crate::demo::form::{Item, Mark, Marks};
use crate::demo::phrases::{Lists, Situation};
use crate::demo::rng::{Dealer, Rng};

/// One turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) agent: bool,
    pub(super) text: String,
    /// The criteria that this turn is the moment of, met or missed.
    pub(super) shows: Vec<(Item, Mark)>,
    /// Silence before it, on top of the usual breath.
    pub(super) pause_ms: u64,
}

/// Composes; holds what is said so far and what the next turn begins with.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    dealer: &'a mut Dealer,
    rng: Rng,
    lines: &'a Lists,
    situation: &'a Situation,
    facts: &'a Facts,
    marks: Marks,
    /// Whether this is about a policy, not a claim: the required statements differ.
    policy: bool,
    turns: Vec<Turn>,
    /// Opens the agent's next turn, with what it shows.
    lead: (String, Vec<(Item, Mark)>),
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        dealer: &'a mut Dealer,
        rng: Rng,
        lines: &'a Lists,
        situation: &'a Situation,
        facts: &'a Facts,
        marks: Marks,
        policy: bool,
    ) -> Self {
        Self {
            dealer,
            rng,
            lines,
            situation,
            facts,
            marks,
            policy,
            turns: Vec::new(),
            lead: (String::new(), Vec::new()),
        }
    }

    pub(super) fn compose(mut self) -> Vec<Turn> {
        self.opening();
        self.security();
        self.discovery();
        self.check_and_hold();
        self.work();
        self.ending();
        self.turns
    }

    fn mark(&self, item: Item) -> Mark {
        self.marks[item as usize]
    }

    fn met(&self, item: Item) -> bool {
        self.mark(item) == Mark::Met
    }

    fn missed(&self, item: Item) -> bool {
        self.mark(item) == Mark::Missed
    }

    /// A line that fits any call.
    fn any(&mut self, list: &str) -> String {
        let lines = self.lines.get(list).expect("the lists named here are in lines.toml, as a test shows");
        self.facts.fill(self.dealer.deal(list, lines))
    }

    /// A line of this situation.
    fn own(&mut self, stage: &str, lines: &[String]) -> String {
        let deck = format!("{}.{stage}", self.situation.key);
        self.facts.fill(self.dealer.deal(&deck, lines))
    }

    /// A question and its own answer: they stand at the same place of their lists.
    fn pair(&mut self, stage: &str, questions: &[String], answers: &[String]) -> (String, String) {
        let question = self.own(stage, questions);
        let place = questions.iter().position(|line| self.facts.fill(line) == question).unwrap_or(0);
        let answer = answers.get(place).map(|line| self.facts.fill(line));
        (question, answer.unwrap_or_default())
    }

    /// One list where the criterion was met, the other where it was missed.
    fn either(&mut self, item: Item, met: &str, missed: &str) -> String {
        let list = if self.missed(item) { missed } else { met };
        self.any(list)
    }

    fn agent(&mut self, text: &str, items: &[Item]) {
        let (lead, mut shows) = std::mem::take(&mut self.lead);
        let text = if lead.is_empty() { text.to_owned() } else { format!("{lead} {text}") };
        shows.extend(items.iter().map(|item| (*item, self.mark(*item))));
        self.turns.push(Turn { agent: true, text, shows, pause_ms: 0 });
    }

    fn caller(&mut self, text: String) {
        self.turns.push(Turn { agent: false, text, shows: Vec::new(), pause_ms: 0 });
    }

    fn opening(&mut self) {
        let situation = self.situation;
        let mut greeting = self.any("greet");
        if self.met(Item::Notice) {
            greeting = format!("{greeting} {}", self.any("notice"));
        }
        let greeting = format!("{greeting} {}", self.any("help"));
        let shown: &[Item] = if self.met(Item::Notice) { &[Item::Notice] } else { &[] };
        self.agent(&greeting, shown);
        let text = self.own("opening", &situation.opening);
        self.caller(text);
        let reaction = if self.met(Item::Acknowledge) { self.own("kind", &situation.kind) } else { self.any("cold") };
        if reaction.ends_with('?') {
            self.agent(&reaction, &[Item::Acknowledge]);
            let text = self.any("all_right");
            self.caller(text);
        } else {
            self.lead = (reaction, vec![(Item::Acknowledge, self.mark(Item::Acknowledge))]);
        }
        let text = self.any("ask_policy");
        // With the first question it is too late for the notice.
        let shown: &[Item] = if self.missed(Item::Notice) { &[Item::Notice] } else { &[] };
        self.agent(&text, shown);
        let text = self.any("give_policy");
        self.caller(text);
    }

    fn security(&mut self) {
        let situation = self.situation;
        let through = if self.met(Item::Verify) {
            let text = self.any("ask_verify");
            self.agent(&text, &[Item::Verify]);
            let text = self.any("give_verify");
            self.caller(text);
            self.either(Item::Name, "verified_named", "verified")
        } else {
            self.either(Item::Name, "skip_verify_named", "skip_verify")
        };
        self.lead = (through, vec![(Item::Name, self.mark(Item::Name))]);
        if self.missed(Item::Verify) {
            self.lead.1.push((Item::Verify, Mark::Missed));
        }
        let (question, reply) = if self.missed(Item::OpenQuestion) {
            self.pair("closed", &situation.closed, &situation.closed_reply)
        } else {
            (self.own("open", &situation.open), self.own("story", &situation.story))
        };
        self.agent(&question, &[Item::OpenQuestion]);
        self.caller(reply);
    }

    fn discovery(&mut self) {
        let situation = self.situation;
        // Without an open question it takes more of the others.
        let wanted = 2 + usize::from(self.missed(Item::OpenQuestion)) + self.rng.below(2);
        let mut picked: Vec<usize> = (0..situation.ask.len()).collect();
        self.rng.shuffle(&mut picked);
        picked.truncate(wanted);
        picked.sort_unstable();
        for (place, index) in picked.into_iter().enumerate() {
            let exchange = &situation.ask[index];
            if place > 0 && self.rng.chance(0.6) {
                let link = self.either(Item::Tone, "warm_link", "flat_link");
                self.lead.0 = link;
            }
            let deck = format!("ask{index}");
            let (question, reply) = self.pair(&deck, &exchange.agent, &exchange.caller);
            self.agent(&question, &[]);
            self.caller(reply);
        }
        if self.met(Item::Reason) {
            let question = self.own("why", &situation.why.agent);
            self.agent(&question, &[Item::Reason]);
            let reply = self.own("because", &situation.why.caller);
            self.caller(reply);
        } else if self.missed(Item::Reason) {
            self.lead.1.push((Item::Reason, Mark::Missed));
        }
        self.feelings();
    }

    /// The caller says how it feels; the answer opens whatever the agent says next.
    fn feelings(&mut self) {
        let situation = self.situation;
        let pair = self.rng.below(situation.hurt.len());
        if let (Some(last), Some(hurt)) = (self.turns.last_mut(), situation.hurt.get(pair)) {
            last.text = format!("{} {}", last.text, self.facts.fill(hurt));
        }
        let answer = if self.missed(Item::Tone) {
            self.any("curt")
        } else if self.missed(Item::Acknowledge) {
            self.any("brisk")
        } else {
            // The good answers belong to their line one by one.
            situation.hurt_kind.get(pair).map(|line| self.facts.fill(line)).unwrap_or_default()
        };
        let shown = if self.missed(Item::Tone) { Item::Tone } else { Item::Acknowledge };
        self.lead.0 = answer;
        self.lead.1.push((shown, self.mark(shown)));
    }

    fn check_and_hold(&mut self) {
        let situation = self.situation;
        if self.met(Item::Confirm) {
            let text = self.own("readback", &situation.readback);
            self.agent(&text, &[Item::Confirm]);
            let text = self.any("yes");
            self.caller(text);
        }
        let silence = u64::try_from(self.rng.between(21_000, 74_000)).unwrap_or(30_000);
        match self.mark(Item::Hold) {
            Mark::NotApplicable => {}
            Mark::Met => {
                let text = self.any("hold_ask");
                self.agent(&text, &[Item::Hold]);
                let text = self.any("hold_yes");
                self.caller(text);
                self.lead.0 = self.any("hold_back");
            }
            Mark::Missed => {
                let text = self.any("hold_bad");
                self.agent(&text, &[Item::Hold]);
                let text = self.any("hold_gone");
                self.caller(text);
                if let Some(last) = self.turns.last_mut() {
                    last.pause_ms = silence / 2;
                }
                self.lead.0 = self.any("hold_bad_back");
            }
        }
        let held = self.mark(Item::Hold) != Mark::NotApplicable;
        self.step(0);
        // The silence of a hold stands before the agent's return, which is one turn before the reply to it.
        let back = self.turns.len() - 2;
        if held && let Some(turn) = self.turns.get_mut(back) {
            turn.pause_ms = silence;
        }
    }
}
