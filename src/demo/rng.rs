//! Lines that are dealt like cards, by chance that can be repeated.

use std::collections::BTreeMap;

pub(super) use crate::domain::chance::Rng;

/// Deals the lines of a list like cards: each once before any comes again, so that nothing is heard too often.
#[derive(Debug)]
pub(super) struct Dealer {
    rng: Rng,
    decks: BTreeMap<String, Vec<usize>>,
}

impl Dealer {
    pub(super) fn new(rng: Rng) -> Self {
        Self { rng, decks: BTreeMap::new() }
    }

    /// The next of `lines`; `deck` names the list. An empty list gives an empty line.
    pub(super) fn deal<'a>(&mut self, deck: &str, lines: &'a [String]) -> &'a str {
        let cards = self.decks.entry(deck.to_owned()).or_default();
        if cards.is_empty() {
            cards.extend(0..lines.len());
            self.rng.shuffle(cards);
        }
        cards.pop().and_then(|card| lines.get(card)).map_or("", String::as_str)
    }
}
