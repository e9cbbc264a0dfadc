//! Card numbers in what people type are masked before it is kept: here, where every record and every draft passes.

use std::sync::atomic::{AtomicU64, Ordering};

use super::error::Result;
use crate::domain::cards::{self, Masked};
use crate::domain::record::Record;
use crate::domain::session::Draft;

/// What was masked since the program started: a command says it at its end.
static CARD_NUMBERS: AtomicU64 = AtomicU64::new(0);
static SECURITY_CODES: AtomicU64 = AtomicU64::new(0);

/// How much of what was typed was masked since the program started.
pub fn masked() -> Masked {
    Masked {
        card_numbers: CARD_NUMBERS.load(Ordering::Relaxed),
        security_codes: SECURITY_CODES.load(Ordering::Relaxed),
    }
}

fn note(masked: Masked) -> Masked {
    CARD_NUMBERS.fetch_add(masked.card_numbers, Ordering::Relaxed);
    SECURITY_CODES.fetch_add(masked.security_codes, Ordering::Relaxed);
    masked
}

/// The record without card numbers; `None` where it has none.
pub(super) fn record(record: &Record) -> Result<Option<Record>> {
    let mut value = serde_json::to_value(record)?;
    if note(cards::mask_json(&mut value)).is_none() { Ok(None) } else { Ok(Some(serde_json::from_value(value)?)) }
}

/// A reason without card numbers.
pub(super) fn text(text: &str) -> String {
    let mut text = text.to_owned();
    note(cards::mask(&mut text));
    text
}

/// A draft as it is kept.
pub(super) fn draft(draft: &Draft) -> Result<Draft> {
    let mut value = serde_json::to_value(draft)?;
    note(cards::mask_json(&mut value));
    Ok(serde_json::from_value(value)?)
}
