//! Records on their way to another thread, one behind another in the same memory: what has to go from one processor's
//! cache into another's is little, and in a row. Of the cells that a record begins with like the one before it, none goes.

use super::record::{Cell, Record};

#[derive(Debug, Default)]
pub(in crate::import) struct Packed {
    text: String,
    cells: Vec<Cell>,
    records: Vec<One>,
}

/// What a record has beyond the one before it.
#[derive(Debug)]
struct One {
    line: u64,
    broken_quote: Option<u64>,
    /// So many cells are those of the one before, and so many bytes, up to the end of the last of them.
    alike: usize,
    kept: usize,
    /// Where its own end.
    cells: usize,
    text: usize,
}

impl Packed {
    /// `before` is the record that was packed last, here or into what goes before this.
    pub(in crate::import) fn push(&mut self, record: &Record, before: &Record) {
        let alike = record.begins_like(before);
        let kept = alike.checked_sub(1).map_or(0, |last| record.cells[last].range().end);
        self.text.push_str(&record.text[kept..]);
        self.cells.extend_from_slice(&record.cells[alike..]);
        let (cells, text) = (self.cells.len(), self.text.len());
        self.records.push(One { line: record.line, broken_quote: record.broken_quote, alike, kept, cells, text });
    }

    /// Bytes that it has to do with.
    pub(in crate::import) fn weight(&self) -> usize {
        self.text.len() + size_of_val(self.cells.as_slice()) + size_of_val(self.records.as_slice())
    }

    pub(in crate::import) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.records.clear();
    }

    /// Hands over each record, and how many of its first cells are those of the one before. `record` is the last one that
    /// came before these, and then the last of these; it may have got further cells at its end.
    pub(in crate::import) fn each<E>(
        &self,
        record: &mut Record,
        take: &mut dyn FnMut(&mut Record, &Record, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut cells, mut text) = (0, 0);
        let mut before = Record::default();
        for one in &self.records {
            std::mem::swap(record, &mut before);
            record.text.clear();
            record.text.push_str(&before.text[..one.kept]);
            record.text.push_str(&self.text[text..one.text]);
            record.cells.clear();
            record.cells.extend_from_slice(&before.cells[..one.alike]);
            record.cells.extend_from_slice(&self.cells[cells..one.cells]);
            (record.line, record.broken_quote) = (one.line, one.broken_quote);
            (cells, text) = (one.cells, one.text);
            take(record, &before, one.alike)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Packed, Record};
    use crate::import::table::Rows;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_went_in(
            rows in prop::collection::vec(prop::collection::vec("[ab]{0,2}|\"a\"|\"[é,]\"|[é\"]{0,3}", 1..5), 0..12),
            apart in 1usize..4,
        ) {
            let text: String = rows.iter().map(|cells| cells.join(",") + "\n").collect();
            let mut records = Vec::new();
            let mut input = Rows::new(text.as_bytes(), b',');
            let mut record = Record::default();
            while let Ok(true) = input.next(&mut record) {
                records.push(record.clone());
            }
            let shown = |record: &Record| {
                let cells: Vec<String> = record.cells().map(str::to_owned).collect();
                (record.line, record.broken_quote, cells)
            };
            let (mut last, mut came) = (Record::default(), Vec::new());
            let mut before = Record::default();
            for some in records.chunks(apart) {
                let mut packed = Packed::default();
                for record in some {
                    packed.push(record, &before);
                    before = record.clone();
                }
                let taken: Result<(), ()> = packed.each(&mut last, &mut |record, before, alike| {
                    assert!((0..alike).all(|at| record.get(at) == before.get(at)));
                    came.push(shown(record));
                    // As cells of other files are.
                    record.extend(record.len() + 1, ["beside"].into_iter());
                    Ok(())
                });
                prop_assert!(taken.is_ok());
            }
            prop_assert_eq!(came, records.iter().map(shown).collect::<Vec<_>>());
        }
    }
}
