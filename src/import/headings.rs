//! Which field a column fills, by its heading.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(super) use crate::domain::field::Field;
use crate::domain::hex::hex;
use synonyms::SYNONYMS;

mod synonyms;

/// A heading recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) field: Field,
    /// How sure: 0 is the surest synonym. Where two columns could fill one field, the lower wins.
    pub(super) rank: usize,
    /// It says that its times are UTC.
    pub(super) utc: bool,
    /// The database has a dimension of this name.
    pub(super) dimension: bool,
}

/// A heading in plain form: lower case, no accents, words of letters and digits with single spaces. A capital after a
/// small letter begins a word: "evaluationId".
pub(super) fn plain(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    let mut small = false;
    for c in heading.nfd().filter(|c| !is_combining_mark(*c)) {
        if small && c.is_uppercase() {
            out.push(' ');
        }
        small = c.is_lowercase();
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The field of a heading, where it is a known one.
pub(super) fn recognise(heading: &str) -> Option<Known> {
    let plain = plain(heading);
    let (words, utc) = plain.strip_suffix(" utc").map_or((plain.as_str(), false), |rest| (rest, true));
    SYNONYMS.iter().find_map(|(field, synonyms)| {
        let rank = synonyms.iter().position(|synonym| *synonym == words)?;
        Some(Known { field: *field, rank, utc, dimension: false })
    })
}

/// Whether a heading says that its times are UTC.
pub(super) fn is_utc(heading: &str) -> bool {
    plain(heading).ends_with(" utc")
}

/// What tells a table by its headings: two files with the same are read alike.
pub(super) fn signature(found: &[String]) -> String {
    let mut hash = Sha256::new();
    for heading in found {
        let plain = plain(heading);
        hash.update((plain.len() as u64).to_be_bytes());
        hash.update(plain.as_bytes());
    }
    hex(&hash.finalize())
}

/// Words that no scored area ends in: a number under such a heading is a measure or an id.
const MEASURES: [&str; 24] = [
    "id",
    "ids",
    "no",
    "nr",
    "number",
    "count",
    "calls",
    "time",
    "seconds",
    "secs",
    "sec",
    "minutes",
    "min",
    "ms",
    "duration",
    "aht",
    "extension",
    "phone",
    "week",
    "month",
    "year",
    "quarter",
    "rank",
    "weight",
];

/// Whether a column of numbers with this heading holds something other than scores.
pub(super) fn is_measure(heading: &str) -> bool {
    let plain = plain(heading);
    plain.is_empty() || plain.rsplit(' ').next().is_some_and(|last| MEASURES.contains(&last))
}

#[cfg(test)]
mod tests;
