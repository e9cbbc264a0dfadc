//! Card numbers and security codes, which are masked before anything is kept.
//!
//! ```text
//!  text ─► tokens (digits, words, what stands between) ─► chains of digits that may be one number
//!       ─► find: every stretch of 13 to 19 digits that an issuer has and whose check digit holds
//!                three or four digits near words that name a security code
//!       ─► "[card number ••1111]", "[security code]"
//! ```
//! They are found written with spaces, dashes, dots and line breaks, said digit by digit ("double four", "oh"), and said
//! over several turns of a call. IDs are exempt: a call's ID of sixteen digits is no card number.
//!
//! The mask stands where the number stood, and is found by nobody: masking what is masked changes nothing, so that a
//! file that is loaded again is known again.

mod fields;
mod find;
mod issuers;
mod talk;
#[cfg(test)]
mod tests;
mod tokens;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use find::{Found, Reach, What};
use tokens::{Homophones, Kind};

/// How many of them were masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Masked {
    pub card_numbers: u64,
    pub security_codes: u64,
}

impl Masked {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    pub fn add(&mut self, other: Self) {
        self.card_numbers += other.card_numbers;
        self.security_codes += other.security_codes;
    }

    /// "2 card numbers and 1 security code"; `None` where there are none.
    pub fn count_words(&self) -> Option<String> {
        let several = |n: u64, what: &str| match n {
            0 => None,
            1 => Some(format!("1 {what}")),
            n => Some(format!("{n} {what}s")),
        };
        let parts = [several(self.card_numbers, "card number"), several(self.security_codes, "security code")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }

    /// "2 card numbers and 1 security code were masked before anything was kept".
    pub fn words(&self) -> Option<String> {
        let verb = if self.card_numbers + self.security_codes == 1 { "was" } else { "were" };
        self.count_words().map(|count| format!("{count} {verb} masked before anything was kept"))
    }
}

/// Masks all that stands in a text; says what it masked.
pub fn mask(text: &mut String) -> Masked {
    let mut masked = Masked::default();
    // What is left once something is masked may be nearer to the words that name a code.
    for _ in 0..4 {
        let mut found = find::cards(text);
        found.extend(find::codes(text, &found, Reach::Text));
        if found.is_empty() {
            break;
        }
        found.sort_by_key(|f| f.range.start);
        masked.add(counted(&found));
        *text = replaced(text, found.iter().map(|f| (f.range.clone(), stands_for(f.what))));
    }
    masked
}

/// Masks card numbers alone: in names, where three digits say nothing.
pub fn mask_numbers(text: &mut String) -> Masked {
    let found = find::cards(text);
    if !found.is_empty() {
        *text = replaced(text, found.iter().map(|f| (f.range.clone(), stands_for(f.what))));
    }
    counted(&found)
}

/// What would be masked in a text.
pub fn count(text: &str) -> Masked {
    let mut copy = text.to_owned();
    mask(&mut copy)
}

/// Whether the text ends in digits that may become a card number, as long as somebody goes on typing.
pub fn unfinished(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '-', '.']);
    let mut digits: Vec<u8> = Vec::new();
    for token in tokens::tokens(text, Homophones::Words).iter().rev() {
        let Kind::Digits { digits: said, .. } = &token.kind else { break };
        digits.splice(0..0, said.iter().copied());
        if issuers::may_begin_card(&digits) {
            return true;
        }
        if token.gap.foreign + token.gap.loose + token.gap.slashes > 0 {
            break;
        }
    }
    false
}

pub use fields::{mask_json, mask_raw};

fn counted(found: &[Found]) -> Masked {
    let codes = found.iter().filter(|f| f.what == What::Code).count() as u64;
    Masked { card_numbers: found.len() as u64 - codes, security_codes: codes }
}

fn stands_for(what: What) -> String {
    match what {
        What::Card([a, b, c, d]) => format!("[card number ••{a}{b}{c}{d}]"),
        What::Code => "[security code]".to_owned(),
    }
}

/// The text with stretches of it replaced; they are in order, and none overlaps another.
fn replaced(text: &str, by: impl Iterator<Item = (Range<usize>, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, mask) in by {
        out.push_str(text.get(from..range.start).unwrap_or_default());
        out.push_str(&mask);
        from = range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
