//! What a load says once at its end, however many rows it is about.

use std::collections::BTreeMap;

use crate::domain::evaluation::EvaluationRecord;
use crate::domain::figure::words;
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;
use crate::store::rollup::percent;

/// Scores that are named; the others are counted.
const NAMED: usize = 3;

#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// By scorecard: the dimensions that came in without a target.
    untargeted: BTreeMap<String, Vec<String>>,
    beyond: u64,
    named: Vec<String>,
}

impl Remarks {
    pub(super) fn untargeted(&mut self, card: &str, dimension: &str) {
        self.untargeted.entry(card.to_owned()).or_default().push(dimension.to_owned());
    }

    /// Penalties and bonuses are kept as they are, and said: they may be slips as well.
    pub(super) fn look(&mut self, e: &EvaluationRecord) {
        for score in &e.scores {
            let value = |n: &Option<crate::domain::evaluation::Number>| n.as_ref().map(|n| n.value);
            let Some(percent) = percent(value(&score.earned), value(&score.possible)) else { continue };
            if (0.0..=100.0).contains(&percent) {
                continue;
            }
            self.beyond += 1;
            if self.named.len() < NAMED {
                let call = e.call_id.as_deref().map_or_else(String::new, |id| format!(" on call {}", visible(id)));
                self.named.push(format!("{} {}{call}, line {}", visible(&score.dimension), words(percent), e.line));
            }
        }
    }

    pub(super) fn words(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.beyond > 0 {
            let more = self.beyond - self.named.len() as u64;
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            let (scores, count) = match self.beyond {
                1 => ("1 score lies".to_owned(), "counts"),
                n => (format!("{n} scores lie"), "count"),
            };
            out.push(format!("{scores} below 0 or above 100 % and {count} as read: {}{more}", self.named.join("; ")));
        }
        for (card, dimensions) in &self.untargeted {
            let names: Vec<String> = dimensions.iter().map(|name| format!("“{}”", visible(name))).collect();
            let (have, they, one) = match names.len() {
                1 => ("has", "it is", "one"),
                _ => ("have", "they are", "them"),
            };
            let which = match dimensions.as_slice() {
                [only] => format!("\"{}\"", visible(&key_of(only))),
                _ => "DIMENSION".to_owned(),
            };
            let card = visible(card);
            out.push(format!(
                "{} on {card} {have} no target, so {they} never a focus; set {one} in Setup, or with: coachlog scorecard \
                 target {which} PERCENT --scorecard \"{card}\"",
                names.join(", ")
            ));
        }
        out
    }
}
