//! Where the cells of a record end.

use memchr::{memchr3, memchr3_iter};

use super::COLUMN_LIMIT;
use super::record::Cell;

/// The cells of the record that `bytes` begin with, and its length without what ends it. `None` where it does not end in
/// them, or has to be read byte by byte.
pub(super) fn cells(bytes: &[u8], delimiter: u8, cells: &mut Vec<Cell>) -> Option<usize> {
    let mut stops = memchr3_iter(delimiter, b'\n', b'\r', bytes);
    let mut start = 0;
    while cells.len() < COLUMN_LIMIT {
        let end = if bytes.get(start) == Some(&b'"') {
            let quoted = &bytes[start + 1..];
            let close = memchr3(b'"', b'\n', b'\r', quoted)?;
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
