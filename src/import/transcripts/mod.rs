//! Transcripts, read whole: what was said, by whom, when in the call.

pub(super) mod harper_valley;
pub(super) mod webvtt;

use crate::domain::call::Role;

/// Largest transcript, in bytes.
pub(super) const LIMIT: u64 = 32 << 20;

/// The role that a speaker's name says: a word of it, never a part of a word.
pub(super) fn role_of(name: &str) -> Role {
    let has = |wanted: &[&str]| {
        name.split(|c: char| !c.is_alphanumeric()).any(|word| wanted.iter().any(|role| word.eq_ignore_ascii_case(role)))
    };
    match (has(&["agent"]), has(&["customer", "caller"])) {
        (true, false) => Role::Agent,
        (false, true) => Role::Customer,
        // "Customer agent" is either.
        (true, true) | (false, false) => Role::Other,
    }
}
