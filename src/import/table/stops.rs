//! Where the cells of a record end.

use memchr::memchr3;

use super::COLUMN_LIMIT;
use super::record::Cell;

/// So many bytes are looked at together. Cells are short: a search that begins anew behind each of them takes longer than
/// the search itself.
const WORD: usize = 8;
const LOW: u64 = u64::from_ne_bytes([0x7f; WORD]);

/// Adds the cells of the record that `bytes` begin with, from the one on that starts at `from`; its length without what
/// ends it. `None` where it does not end in them, or has to be read byte by byte.
pub(super) fn cells(bytes: &[u8], delimiter: u8, from: usize, cells: &mut Vec<Cell>) -> Option<usize> {
    let (mut start, mut close) = (from, closes(bytes, from)?);
    let stops = Stops::of(delimiter);
    let (words, rest) = bytes[from..].as_chunks();
    let rest = stops.filled_up(rest);
    for (n, word) in words.iter().chain([&rest]).enumerate() {
        let mut found = stops.among(*word);
        while found != 0 {
            let end = from + n * WORD + found.trailing_zeros() as usize / WORD;
            found &= found - 1;
            let cell = match close {
                None => Cell::new(start, end),
                // Of what is quoted.
                Some(close) if end <= close => continue,
                // What ends it stands right behind the quote.
                Some(close) if end == close + 1 => Cell::new(start + 1, close),
                Some(_) => return None,
            };
            cells.push(cell);
            if bytes[end] != delimiter {
                return Some(end);
            }
            if cells.len() >= COLUMN_LIMIT {
                return None;
            }
            start = end + 1;
            close = closes(bytes, start)?;
        }
    }
    None
}

/// Where the quote closes that a cell opens with, if it opens with one; `None` where a line break or the end of the bytes
/// comes first.
#[expect(clippy::option_option, reason = "a cell without a quote is the usual one")]
fn closes(bytes: &[u8], start: usize) -> Option<Option<usize>> {
    if bytes.get(start) != Some(&b'"') {
        return Some(None);
    }
    let quoted = &bytes[start + 1..];
    let close = memchr3(b'"', b'\n', b'\r', quoted)?;
    (quoted[close] == b'"').then_some(Some(start + 1 + close))
}

/// A delimiter and the line breaks, each in every byte of a word.
#[derive(Debug, Clone, Copy)]
struct Stops([u64; 3]);

impl Stops {
    fn of(delimiter: u8) -> Self {
        Self([delimiter, b'\n', b'\r'].map(|byte| u64::from_ne_bytes([byte; WORD])))
    }

    /// The highest bit of each byte that is one of them; the first byte is the lowest.
    fn among(self, word: [u8; WORD]) -> u64 {
        let word = u64::from_le_bytes(word);
        // The lower seven bits carry into the highest one wherever one of them is set, and never beyond it.
        let other = |stop: u64| (((word ^ stop) & LOW) + LOW) | (word ^ stop);
        !(other(self.0[0]) & other(self.0[1]) & other(self.0[2])) & !LOW
    }

    /// A word of fewer bytes, and behind them what is none of them.
    fn filled_up(self, rest: &[u8]) -> [u8; WORD] {
        let filler = [0, 1].into_iter().find(|byte| self.among([*byte; WORD]) == 0).unwrap_or_default();
        let mut word = [filler; WORD];
        word[..rest.len()].copy_from_slice(rest);
        word
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Stops, WORD};

    proptest! {
        #[test]
        fn every_stop_is_found_and_nothing_else(
            word in prop::array::uniform8(prop_oneof![
                any::<u8>(),
                prop::sample::select(vec![b',', b'\n', b'\r', b'-', 0x0b, 0x8a, 0x8c, 0, 0xff]),
            ]),
            length in 0..WORD,
            delimiter in prop_oneof![prop::sample::select(vec![b',', 0, 1, b';', b'\t', 0xff]), any::<u8>()],
        ) {
            let stops = Stops::of(delimiter);
            let wanted = |word: &[u8]| -> Vec<usize> {
                let is = |at: &usize| word[*at] == delimiter || matches!(word[*at], b'\n' | b'\r');
                (0..word.len()).filter(is).collect()
            };
            let found = |word| -> Vec<usize> {
                let bits = stops.among(word);
                (0..WORD).filter(|at| bits & (0x80 << (WORD * at)) != 0).collect()
            };
            prop_assert_eq!(stops.among(word) & !0x8080_8080_8080_8080, 0);
            prop_assert_eq!(found(word), wanted(&word));
            prop_assert_eq!(found(stops.filled_up(&word[..length])), wanted(&word[..length]));
        }
    }
}
