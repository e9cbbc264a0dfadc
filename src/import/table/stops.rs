//! Where the cells of a record end, eight bytes at a time: most cells are so short that a search made for long texts has not
//! begun by then.

use super::COLUMN_LIMIT;
use super::record::Cell;

/// The cells of the record that `bytes` begin with, and its length without what ends it. `None` where it does not end in
/// them, or has to be read byte by byte.
pub(super) fn cells(bytes: &[u8], delimiter: u8, cells: &mut Vec<Cell>) -> Option<usize> {
    let mut stops = Stops::new(bytes, [delimiter, b'\n', b'\r']);
    let mut start = 0;
    while cells.len() < COLUMN_LIMIT {
        let end = if bytes.get(start) == Some(&b'"') {
            let quoted = &bytes[start + 1..];
            let close = Stops::new(quoted, [b'"', b'\n', b'\r']).next()?;
            if quoted[close] != b'"' {
                return None;
            }
            cells.push(Cell::new(start + 1, start + 1 + close));
            let end = start + close + 2;
            // What ends it stands right behind the quote.
            stops.find(|stop| *stop >= end).filter(|stop| *stop == end)?
        } else {
            let end = stops.next()?;
            cells.push(Cell::new(start, end));
            end
        };
        if bytes[end] != delimiter {
            return Some(end);
        }
        start = end + 1;
    }
    None
}

/// A byte in each place of a word.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The places of three bytes, in their order.
struct Stops<'b> {
    wanted: [u64; 3],
    words: std::slice::Iter<'b, [u8; 8]>,
    rest: Option<&'b [u8]>,
    /// Where the word stands that comes next.
    next: usize,
    /// The high bit of each byte of the word before that is a wanted one, and was not handed out.
    hits: u64,
}

impl<'b> Stops<'b> {
    fn new(bytes: &'b [u8], wanted: [u8; 3]) -> Self {
        let (words, rest) = bytes.as_chunks::<8>();
        Self { wanted: wanted.map(each), words: words.iter(), rest: Some(rest), next: 0, hits: 0 }
    }

    fn hits(&self, word: u64) -> u64 {
        const LOW: u64 = each(0x7f);
        self.wanted.iter().fold(0, |hits, wanted| {
            // A byte that is the wanted one is 0 here. No sum reaches into the next byte.
            let zero = word ^ wanted;
            hits | !(((zero & LOW) + LOW) | zero | LOW)
        })
    }
}

impl Iterator for Stops<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.hits == 0 {
            if let Some(word) = self.words.next() {
                self.hits = self.hits(u64::from_le_bytes(*word));
            } else {
                let rest = self.rest.take()?;
                let mut word = [0; 8];
                word[..rest.len()].copy_from_slice(rest);
                let within = if rest.is_empty() { 0 } else { u64::MAX >> (64 - 8 * rest.len()) };
                self.hits = self.hits(u64::from_le_bytes(word)) & within;
            }
            self.next += 8;
        }
        let place = self.hits.trailing_zeros() as usize / 8;
        self.hits &= self.hits - 1;
        Some(self.next - 8 + place)
    }
}

#[cfg(test)]
mod tests {
    use super::Stops;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_wanted_byte_is_found(
            bytes in proptest::collection::vec(prop_oneof![Just(b','), b'+'..=b'-', Just(b'\r'), any::<u8>()], 0..60),
        ) {
            let wanted = *b",\n\r";
            let expected: Vec<usize> = (0..bytes.len()).filter(|at| wanted.contains(&bytes[*at])).collect();
            prop_assert_eq!(Stops::new(&bytes, wanted).collect::<Vec<usize>>(), expected);
        }
    }
}
