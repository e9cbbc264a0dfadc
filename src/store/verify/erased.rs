//! Contents that are gone. A later record of an erasure, whose own content holds, accounts for them; else they are a
//! fault.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use super::Link;
use crate::domain::erasure::PersonErased;
use crate::domain::log_view::Verified;
use crate::domain::record::Record;
use crate::store::error::Result;
use crate::store::log::Body;

pub(super) const UNEXPLAINED: &str = "its content was erased without a record of it";

/// A record, by its log and its number in it.
type Key = (Vec<u8>, i64);

/// What an erasure says of a record whose content is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gone {
    /// The row of an identity that it made.
    pub(super) row: Option<i64>,
}

#[derive(Debug, Default)]
pub(super) struct Erasures {
    /// What the file's records of erasures name, and the row of an identity that it made. Whether those records
    /// themselves hold is found on the way.
    named: HashMap<Key, Option<i64>>,
    /// Contents that are gone, and the numbers of their records.
    gone: Vec<(i64, Key)>,
    /// Which erasure accounts for a record, the last by its number.
    accounted: HashMap<Key, i64>,
}

impl Erasures {
    pub(super) fn read(conn: &Connection) -> Result<Self> {
        let mut out = Self::default();
        let sql = "SELECT CAST(p.body AS BLOB) FROM event e JOIN payload p USING (log_id, seq)
                   WHERE e.action = 'person_erased' AND p.body IS NOT NULL";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // What cannot be read is named where its own turn comes.
            let Ok(body) = serde_json::from_slice::<Body>(&row.get::<_, Vec<u8>>(0)?) else { continue };
            let Record::PersonErased(erased) = body.record else { continue };
            for place in &erased.records {
                out.named.entry((place.log.as_bytes().to_vec(), place.seq)).or_default();
            }
            for row in &erased.rows {
                out.named.insert((row.place.log.as_bytes().to_vec(), row.place.seq), Some(row.row));
            }
        }
        Ok(out)
    }

    /// A content that is gone; `None` where no erasure names its record.
    pub(super) fn gone(&mut self, link: &Link, number: i64) -> Option<Gone> {
        let key = (link.log.clone(), link.seq);
        let row = *self.named.get(&key)?;
        self.gone.push((number, key));
        Some(Gone { row })
    }

    /// The record of an erasure, which holds.
    pub(super) fn recorded(&mut self, erased: &PersonErased, number: i64) {
        for place in &erased.records {
            self.accounted.insert((place.log.as_bytes().to_vec(), place.seq), number);
        }
    }

    /// Says which records lost their content to which erasure. False where one is not accounted for.
    pub(super) fn settle(&self, found: &mut Verified) -> bool {
        let mut whole = true;
        let mut by: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (number, key) in &self.gone {
            match self.accounted.get(key).filter(|erasure| *erasure > number) {
                Some(erasure) => by.entry(*erasure).or_default().push(*number),
                None => {
                    found.broken.push(format!("record {number}: {UNEXPLAINED}"));
                    whole = false;
                }
            }
        }
        for (erasure, numbers) in by {
            found.remarks.push(match numbers.as_slice() {
                [one] => format!("record {one}: its content was erased by record {erasure}"),
                many => format!("records {}: their content was erased by record {erasure}", runs(many)),
            });
        }
        whole
    }
}

/// "3 to 7, 9, 12": numbers that go up.
fn runs(numbers: &[i64]) -> String {
    let mut out: Vec<(i64, i64)> = Vec::new();
    for n in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *n => *last = *n,
            _ => out.push((*n, *n)),
        }
    }
    let words = out.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn numbers_in_a_row_are_told_by_the_first_and_the_last() {
        assert_eq!(runs(&[3, 4, 5, 7, 9, 10]), "3 to 5, 7, 9, 10");
        assert_eq!(runs(&[12]), "12");
    }
}
