//! A file of vendors' evaluations in JSON, read twice like a table: once to see which dimensions there are and what is
//! open, once to hand the evaluations on. Both readings go through [`Reader`], so that they cannot differ.
//!
//! A row is an evaluation; where the export has a row a rating, it is that.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::at::{At, Fault, Faults, Step, in_words};
use super::documents::{self, Broken, Element, Laid, Piece, line_of};
use super::rating_scale::RatingScales;
use super::scored::{Came, Remarks, rename};
use super::vendor::Vendor;
use super::zendesk_auto::{self, Rating};
use super::{amazon_connect, connect_api, genesys, miarec, zendesk_qa};
use crate::domain::evaluation::EvaluationRecord;
use crate::domain::mapping::{DateOrder, DimensionUse, Mapping};
use crate::domain::raw::{Raw, visible};
use crate::domain::scorecard::key_of;
use crate::import::sniff::Refusal;
use crate::import::{Item, LeftOut, Rejected};

/// What was decided of a file.
#[derive(Debug, Clone)]
pub(in crate::import) struct Documents {
    pub(in crate::import) laid: Laid,
    /// What its dimensions are here.
    pub(in crate::import) mapping: Mapping,
    pub(in crate::import) order: Option<DateOrder>,
    pub(in crate::import) scales: RatingScales,
    /// Rows of each evaluation that has more than one.
    pub(in crate::import) counts: Arc<HashMap<u64, u32>>,
}

/// No form has more dimensions.
const MOST_NAMED: usize = 2000;

const EXPECTED: &str = "an evaluation of Amazon Connect, Genesys Cloud, Zendesk QA or MiaRec";

/// Which reading it is.
#[derive(Debug)]
enum Pass<'d> {
    /// Rows of an evaluation are counted.
    First(HashMap<u64, u32>),
    /// Rows wait until their evaluation is whole.
    Second { counts: &'d HashMap<u64, u32>, waiting: HashMap<String, Vec<Rating>> },
}

#[derive(Debug)]
pub(in crate::import) struct Reader<'d> {
    /// The file's name, and its position in the batch.
    name: &'d str,
    file: usize,
    decided: &'d Documents,
    pass: Pass<'d>,
    scales: RatingScales,
    remarks: Remarks,
    seen: Seen,
    out: Vec<Item>,
}

/// What the first reading saw.
#[derive(Debug, Default)]
pub(in crate::import) struct Seen {
    pub(in crate::import) rows: u64,
    /// Names of the dimensions as the file has them, in the order of the file.
    pub(in crate::import) dimensions: Vec<String>,
    keys: BTreeSet<String>,
    without_call: u64,
}

/// What the first reading comes to.
#[derive(Debug)]
pub(in crate::import) struct Surveyed {
    pub(in crate::import) seen: Seen,
    pub(in crate::import) scales: RatingScales,
    pub(in crate::import) counts: HashMap<u64, u32>,
    pub(in crate::import) remarks: BTreeSet<String>,
}

impl Seen {
    fn dimension(&mut self, name: &str) {
        if self.dimensions.len() < MOST_NAMED && self.keys.insert(key_of(name)) {
            self.dimensions.push(name.to_owned());
        }
    }
}

/// Whose evaluations a text begins with, and how they are laid out; `None` where it holds something else.
pub(in crate::import) fn look(text: &[u8]) -> Option<(Vendor, Laid)> {
    documents::look(text)
}

/// Reads a file for the first time.
pub(in crate::import) fn survey(name: &str, decided: &Documents, input: impl Read) -> Result<Surveyed, Refusal> {
    let mut reader = Reader::new(name, 0, decided, Pass::First(HashMap::new()));
    let mut take = |piece: Piece, _: u64| -> Result<(), std::convert::Infallible> {
        reader.piece(piece);
        reader.out.clear();
        Ok(())
    };
    match documents::each(input, decided.laid, &mut take) {
        Ok(()) => {}
        Err(Broken::File(refusal)) => return Err(refusal),
        Err(Broken::Own(never)) => match never {},
    }
    if reader.seen.without_call > 0 {
        let (n, all) = (reader.seen.without_call, reader.seen.rows);
        reader.remarks.add(format!("{n} of {all} evaluations name no call: calls cannot be told apart for certain"));
    }
    let counts = if let Pass::First(counts) = reader.pass { counts } else { HashMap::new() };
    Ok(Surveyed { seen: reader.seen, scales: reader.scales, counts, remarks: reader.remarks.words() })
}

/// Reads it again and hands everything on; beside it the bytes that are read.
pub(in crate::import) fn stream<E>(
    name: &str,
    file: usize,
    decided: &Documents,
    input: impl Read,
    each: &mut dyn FnMut(Item, u64) -> Result<(), E>,
) -> Result<(), Broken<E>> {
    let pass = Pass::Second { counts: &decided.counts, waiting: HashMap::new() };
    let mut reader = Reader::new(name, file, decided, pass);
    let mut take = |piece: Piece, bytes: u64| {
        reader.piece(piece);
        reader.out.drain(..).try_for_each(|item| each(item, bytes))
    };
    documents::each(input, decided.laid, &mut take)?;
    reader.finish();
    reader.out.drain(..).try_for_each(|item| each(item, 0)).map_err(Broken::Own)
}

impl<'d> Reader<'d> {
    fn new(name: &'d str, file: usize, decided: &'d Documents, pass: Pass<'d>) -> Self {
        let (scales, remarks, seen, out) = (decided.scales.clone(), Remarks::default(), Seen::default(), Vec::new());
        Self { name, file, decided, pass, scales, remarks, seen, out }
    }

    fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Element(element) => self.element(&element),
            Piece::Bad { at, text, why } => {
                self.seen.rows += 1;
                let (column, value) = (Raw::from("(line)"), Raw::from(text));
                let expected = format!("an evaluation in JSON; column {}: {why}", at.column);
                let file = self.name.to_owned();
                self.out.push(Item::Rejected(Rejected { file, line: at.line, column, value, expected, rows: 1 }));
            }
        }
    }

    fn element(&mut self, element: &Element) {
        let top = At::top(&element.value);
        if let Some(key) = element.twice.first() {
            let expected = "each name once in an object: which of the two counts cannot be told".to_owned();
            let fault = Fault { way: vec![Step::Key(key.clone())], value: String::new(), expected, line: None };
            self.came(element, Came::Rejected(vec![fault]));
            return;
        }
        if let Some(vendor) = Vendor::of_value(&element.value) {
            self.of_vendor(vendor, element, &top);
            return;
        }
        // A page of an API, in a list of pages or on a line.
        let pages: Vec<At<'_>> =
            lists(&element.value).into_iter().flat_map(|key| top.get(key).list(&mut Faults::new(None))).collect();
        for at in &pages {
            match at.keys().and_then(Vendor::of) {
                Some(vendor) => self.of_vendor(vendor, element, at),
                None => self.unknown(element, at),
            }
        }
        if pages.is_empty() {
            self.unknown(element, &top);
        }
    }

    fn unknown(&mut self, element: &Element, at: &At<'_>) {
        let mut faults = Faults::new(None);
        faults.add(at, EXPECTED);
        self.came(element, Came::Rejected(faults.all));
    }

    fn of_vendor(&mut self, vendor: Vendor, element: &Element, at: &At<'_>) {
        let order = self.decided.order;
        let faults = || Faults::new(order);
        let line = element.at.line;
        let came = match vendor {
            Vendor::AmazonConnect => vec![amazon_connect::read(at, faults())],
            Vendor::ConnectApi => vec![connect_api::read(at, faults())],
            Vendor::Genesys => vec![genesys::read(at, faults(), &mut self.remarks)],
            Vendor::MiaRec => vec![miarec::read(at, faults(), &mut self.remarks)],
            Vendor::ZendeskQa => zendesk_qa::read(at, &faults, line, &mut self.scales),
            Vendor::ZendeskAuto => {
                let line = self.line(element, &at.way());
                let rating = zendesk_auto::read(at, faults(), line, &mut self.scales);
                self.rating(element, rating);
                return;
            }
        };
        for came in came {
            self.came(element, came);
        }
    }

    fn came(&mut self, element: &Element, came: Came) {
        self.seen.rows += 1;
        match came {
            Came::Evaluation { record, way } => {
                let line = self.line(element, &way);
                self.evaluation(EvaluationRecord { line, rows: 1, ..*record });
            }
            Came::Rejected(faults) => self.rejected(element, faults),
            Came::LeftOut { way, why } => {
                let line = self.line(element, &way);
                self.out.push(Item::LeftOut(LeftOut { file: self.name.to_owned(), line, rows: 1, why }));
            }
        }
    }

    /// Where a part of an element stands. It is found by reading the element once more, which the first reading has no
    /// need of.
    fn line(&self, element: &Element, way: &[Step]) -> u64 {
        match self.pass {
            Pass::Second { .. } if !way.is_empty() => line_of(element, way),
            Pass::First(_) | Pass::Second { .. } => element.at.line,
        }
    }

    fn evaluation(&mut self, mut record: EvaluationRecord) {
        self.seen.without_call += u64::from(record.call_id.is_none());
        record.scores.iter().for_each(|score| self.seen.dimension(&score.dimension));
        rename(&mut record, &self.decided.mapping);
        record.file = self.file;
        self.out.push(Item::Evaluation(Box::new(record)));
    }

    fn rejected(&mut self, element: &Element, faults: Vec<Fault>) {
        for (n, fault) in faults.into_iter().enumerate() {
            let line = self.line(element, &fault.way);
            let (column, value) = (Raw::from(in_words(&fault.way)), Raw::from(fault.value));
            let (file, rows, expected) = (self.name.to_owned(), u64::from(n == 0), fault.expected);
            self.out.push(Item::Rejected(Rejected { file, line, column, value, expected, rows }));
        }
    }

    /// A row of an evaluation that has several.
    fn rating(&mut self, element: &Element, rating: Rating) {
        self.seen.rows += 1;
        self.seen.dimension(rating.dimension());
        let hash = hash(&rating.group);
        match &mut self.pass {
            Pass::First(counts) => *counts.entry(hash).or_default() += 1,
            Pass::Second { counts, waiting } => {
                let mut rating = rating;
                for fault in &mut rating.faults {
                    fault.line = Some(line_of(element, &fault.way));
                }
                let key = rating.group.clone();
                let ratings = waiting.entry(key.clone()).or_default();
                ratings.push(rating);
                if ratings.len() >= counts.get(&hash).map_or(1, |n| *n as usize) {
                    let whole = waiting.remove(&key).unwrap_or_default();
                    self.ratings(whole);
                }
            }
        }
    }

    fn ratings(&mut self, ratings: Vec<Rating>) {
        let of = ratings.first().map(|rating| visible(&rating.of).into_owned()).unwrap_or_default();
        let bad = ratings.iter().find(|rating| !rating.faults.is_empty()).map(|rating| rating.line);
        let ratings = match bad {
            Some(_) => Err((None, ratings)),
            None => zendesk_auto::together(ratings).map_err(|(line, ratings)| (Some(line), ratings)),
        };
        let (twice, ratings) = match ratings {
            Ok(records) => {
                for record in records {
                    self.evaluation(record);
                }
                return;
            }
            Err(refused) => refused,
        };
        let first = bad.or(twice).unwrap_or_default();
        for rating in ratings {
            let (file, line) = (self.name.to_owned(), rating.line);
            if twice == Some(line) {
                let (column, value) = (Raw::from("ratingCategoryName"), Raw::from(rating.dimension()));
                let expected = "one rating of the category in an evaluation of one moment".to_owned();
                self.out.push(Item::Rejected(Rejected { file, line, column, value, expected, rows: 1 }));
            } else if rating.faults.is_empty() {
                let why = format!("another row of evaluation {of} is rejected (line {first})");
                self.out.push(Item::LeftOut(LeftOut { file, line, rows: 1, why }));
            } else {
                for (n, fault) in rating.faults.into_iter().enumerate() {
                    let (column, value) = (Raw::from(in_words(&fault.way)), Raw::from(fault.value));
                    let (file, rows) = (self.name.to_owned(), u64::from(n == 0));
                    let line = fault.line.unwrap_or(line);
                    self.out.push(Item::Rejected(Rejected {
                        file,
                        line,
                        column,
                        value,
                        expected: fault.expected,
                        rows,
                    }));
                }
            }
        }
    }

    /// What still waits: a hash that two evaluations share.
    fn finish(&mut self) {
        if let Pass::Second { waiting, .. } = &mut self.pass {
            let mut left: Vec<Vec<Rating>> = std::mem::take(waiting).into_values().collect();
            left.sort_by_key(|ratings| ratings.first().map(|rating| rating.line));
            for ratings in left {
                self.ratings(ratings);
            }
        }
    }
}

/// Keys of lists whose first element is an evaluation.
fn lists(value: &Value) -> Vec<&str> {
    let Some(map) = value.as_object() else { return Vec::new() };
    let holds = |value: &Value| value.as_array().and_then(|list| Vendor::of_value(list.first()?)).is_some();
    map.iter().filter(|(_, value)| holds(value)).map(|(key, _)| key.as_str()).collect()
}

fn hash(of: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(of).into();
    let (head, _) = digest.split_first_chunk::<8>().expect("32 bytes have 8");
    u64::from_be_bytes(*head)
}

/// What is said of the dimensions of a file: those that nobody has spoken of, and the names that they have here.
pub(in crate::import) fn dimensions(
    seen: &Seen,
    mapping: &Mapping,
    known: &[String],
) -> (Vec<String>, Vec<String>, Vec<String>) {
    let known: BTreeSet<String> = known.iter().map(|name| key_of(name)).collect();
    let (mut unknown, mut here, mut left_out) = (Vec::new(), Vec::<String>::new(), Vec::new());
    for name in &seen.dimensions {
        let called = match mapping.dimension_use(name) {
            Some(DimensionUse::Ignore) => {
                left_out.push(name.clone());
                continue;
            }
            Some(DimensionUse::SameAs(other)) => other,
            Some(DimensionUse::New | DimensionUse::NewWithTarget(_)) => name,
            None => {
                if !known.contains(&key_of(name)) {
                    unknown.push(name.clone());
                }
                name
            }
        };
        if !here.contains(called) {
            here.push(called.clone());
        }
    }
    (here, unknown, left_out)
}

#[cfg(test)]
mod tests;
