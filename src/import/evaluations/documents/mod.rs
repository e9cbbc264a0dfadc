//! JSON as a stream of evaluations: one object, a list, one a line, one after the other, or a list inside of an object
//! that a vendor's API wraps round it. One element is in memory at a time.
//!
//! ```text
//!  bytes ─► Counted (place, limit) ─► serde_json ─► Walk: element by element ─► Piece
//!                                                     Tree (a value, and keys that stand twice)
//! ```

mod counted;
mod locate;
mod look;
mod tree;

use std::fmt;
use std::io::{BufRead, BufReader, Cursor, Read};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

pub(super) use self::counted::Place;
use self::counted::{Counted, Watch};
pub(super) use self::locate::line_of;
pub(in crate::import) use self::look::{Laid, look};
use self::tree::{Tree, Twice};
use crate::domain::raw::visible;
use crate::import::sniff::{BOM, Refusal};

/// Largest element, in bytes: an evaluation with its form and all of its answers takes a tenth of it.
pub(super) const LARGEST: usize = 4 << 20;

/// Keys under which APIs answer with a list of evaluations.
const WRAPPERS: [&str; 12] = [
    "conversations",
    "entities",
    "evaluations",
    "Evaluations",
    "evaluation_reports",
    "evaluationReports",
    "ratings",
    "autoqaRatings",
    "results",
    "items",
    "data",
    "rows",
];

/// Keys beside which "ratings" are those of one review, and no list of rows.
const OF_A_REVIEW: [&str; 7] = ["id", "reviewer", "reviewee", "score", "scorecard", "comment", "tags"];

/// One element of the file.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) value: Value,
    /// Of its first byte.
    pub(super) at: Place,
    pub(super) bytes: Vec<u8>,
    /// Keys that stand twice in one object of it.
    pub(super) twice: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Piece {
    Element(Element),
    /// A line of JSON lines that is no JSON.
    Bad {
        at: Place,
        text: String,
        why: String,
    },
}

/// Why reading ended early.
#[derive(Debug)]
pub(in crate::import) enum Broken<E> {
    File(Refusal),
    Own(E),
}

/// What takes the elements; beside each, how many bytes of the file are read.
pub(super) type Take<'f, E> = &'f mut dyn FnMut(Piece, u64) -> Result<(), E>;

/// Hands every element on, in the order of the file.
pub(super) fn each<E>(input: impl Read, laid: Laid, take: Take<'_, E>) -> Result<(), Broken<E>> {
    let input = without_mark(input).map_err(|error| Broken::File(error.into()))?;
    match laid {
        Laid::Whole => whole(input, take),
        Laid::Lines => lines(input, take),
    }
}

/// The text without the mark that Windows programs put before UTF-8.
fn without_mark(mut input: impl Read) -> std::io::Result<impl Read> {
    let mut first = Vec::new();
    (&mut input).take(BOM.len() as u64).read_to_end(&mut first)?;
    if first == BOM {
        first.clear();
    }
    Ok(Cursor::new(first).chain(input))
}

fn whole<E>(input: impl Read, take: Take<'_, E>) -> Result<(), Broken<E>> {
    let (watch, twice) = (Watch::new(), Twice::default());
    let mut deserializer = serde_json::Deserializer::from_reader(Counted::new(input, &watch));
    let mut walk = Walk { watch: &watch, twice: &twice, take, own: None };
    loop {
        watch.mark(None);
        if let Err(error) = Top(&mut walk).deserialize(&mut deserializer) {
            return match walk.own {
                Some(own) => Err(Broken::Own(own)),
                None if error.is_eof() && !watch.content() => Ok(()),
                None => Err(Broken::File(broken(&error))),
            };
        }
    }
}

fn lines<E>(input: impl Read, take: Take<'_, E>) -> Result<(), Broken<E>> {
    let mut input = BufReader::new(input);
    let (mut read, mut number) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let most = LARGEST as u64 + 1;
        let taken = (&mut input).take(most).read_until(b'\n', &mut line);
        read += taken.map_err(|error| Broken::File(error.into()))? as u64;
        if line.is_empty() {
            return Ok(());
        }
        number += 1;
        let piece = if line.len() > LARGEST && !line.ends_with(b"\n") {
            read += input.skip_until(b'\n').map_err(|error| Broken::File(error.into()))? as u64;
            Some(Piece::Bad { at: Place { line: number, column: 1 }, text: start(&line), why: too_large() })
        } else {
            one_line(&line, number)
        };
        if let Some(piece) = piece {
            take(piece, read).map_err(Broken::Own)?;
        }
    }
}

/// What a line holds; nothing where it is blank.
fn one_line(line: &[u8], number: u64) -> Option<Piece> {
    let line = line.trim_ascii_end();
    let first = line.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let twice = Twice::default();
    let mut deserializer = serde_json::Deserializer::from_slice(&line[first..]);
    let read = Tree(&twice).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    Some(match read {
        Ok(value) => {
            let at = Place { line: number, column: first as u64 + 1 };
            Piece::Element(Element { value, at, bytes: line[first..].to_vec(), twice: twice.into_inner() })
        }
        Err(error) => {
            let column = (first + error.column()) as u64;
            Piece::Bad { at: Place { line: number, column }, text: start(line), why: reason(&error) }
        }
    })
}

fn start(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(400)]).trim().chars().take(100).collect()
}

fn too_large() -> String {
    format!("one evaluation of at most {} MB", LARGEST >> 20)
}

/// Why a file cannot be read on, with the line.
fn broken(error: &serde_json::Error) -> Refusal {
    if let Some(kind) = error.io_error_kind() {
        let why = match kind {
            std::io::ErrorKind::FileTooLarge => {
                format!("what is read here is larger than {} MB; expected is {}", LARGEST >> 20, too_large())
            }
            _ => format!("it cannot be read on: {error}"),
        };
        return Refusal::Malformed { line: error.line() as u64, why };
    }
    let why = format!("column {}: it is no valid JSON: {}", error.column(), reason(error));
    Refusal::Malformed { line: error.line() as u64, why }
}

/// The parser's reason in plain words, without the place.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let bare = text.rsplit_once(" at line ").map_or(text.as_str(), |(bare, _)| bare);
    match bare {
        "trailing comma" => {
            "a comma is read and then a closing bracket; expected is another entry after the comma, or none"
        }
        "key must be a string" => "a name without quotation marks is read; expected is \"name\": value",
        "trailing characters" => "more text follows a value that was whole; expected is its end",
        "recursion limit exceeded" => "it is nested more than 128 deep; expected is an evaluation",
        other if other.starts_with("EOF while parsing") => {
            "it ends in the middle of a value; expected is the rest of it"
        }
        other => return visible(other).into_owned(),
    }
    .to_owned()
}

/// The state of one reading.
struct Walk<'w, 'f, E> {
    watch: &'w Watch,
    twice: &'w Twice,
    take: Take<'f, E>,
    /// Why the taker wants no more.
    own: Option<E>,
}

impl<E> Walk<'_, '_, E> {
    fn hand_on<D: serde::de::Error>(&mut self, value: Value, at: Place) -> Result<(), D> {
        let element = Element { value, at, bytes: self.watch.take(), twice: self.twice.take() };
        (self.take)(Piece::Element(element), self.watch.bytes()).map_err(|own| {
            self.own = Some(own);
            D::custom("stopped")
        })
    }

    fn elements<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(One(self))?.is_some() {}
        Ok(())
    }
}

/// What stands at the top of the file.
struct Top<'a, 'w, 'f, E>(&'a mut Walk<'w, 'f, E>);

impl<'de, E> DeserializeSeed<'de> for Top<'_, '_, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, E> Visitor<'de> for Top<'_, '_, '_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.elements(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let walk = self.0;
        let at = walk.watch.place();
        walk.watch.mark(walk.watch.last());
        let mut out = Map::new();
        let mut wrapped = false;
        while let Some(key) = map.next_key::<String>()? {
            let of_a_review = key == "ratings" && OF_A_REVIEW.iter().any(|known| out.contains_key(*known));
            if WRAPPERS.contains(&key.as_str()) && !of_a_review {
                match map.next_value_seed(Wrapped(&mut *walk))? {
                    Some(value) => Tree(walk.twice).insert(&mut out, key, value),
                    None => wrapped = true,
                }
            } else {
                let value = map.next_value_seed(Tree(walk.twice))?;
                Tree(walk.twice).insert(&mut out, key, value);
            }
        }
        if wrapped { Ok(()) } else { walk.hand_on(Value::Object(out), at) }
    }
}

/// An element of a list.
struct One<'a, 'w, 'f, E>(&'a mut Walk<'w, 'f, E>);

impl<'de, E> DeserializeSeed<'de> for One<'_, '_, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Its first byte was looked at, or there would be no element.
        let at = self.0.watch.place();
        self.0.watch.mark(self.0.watch.last());
        let value = Tree(self.0.twice).deserialize(deserializer)?;
        self.0.hand_on(value, at)
    }
}

/// What stands under a wrapper's key: a list is handed on element by element, anything else comes back.
struct Wrapped<'a, 'w, 'f, E>(&'a mut Walk<'w, 'f, E>);

impl<'de, E> DeserializeSeed<'de> for Wrapped<'_, '_, '_, E> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, E> Visitor<'de> for Wrapped<'_, '_, '_, E> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.0.elements(list).map(|()| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Tree(self.0.twice).visit_map(map).map(Some)
    }

    fn visit_bool<D>(self, value: bool) -> Result<Self::Value, D> {
        Ok(Some(value.into()))
    }

    fn visit_i64<D>(self, value: i64) -> Result<Self::Value, D> {
        Ok(Some(value.into()))
    }

    fn visit_u64<D>(self, value: u64) -> Result<Self::Value, D> {
        Ok(Some(value.into()))
    }

    fn visit_f64<D>(self, value: f64) -> Result<Self::Value, D> {
        Ok(Some(value.into()))
    }

    fn visit_str<D>(self, value: &str) -> Result<Self::Value, D> {
        Ok(Some(value.into()))
    }

    fn visit_unit<D>(self) -> Result<Self::Value, D> {
        Ok(Some(Value::Null))
    }
}

#[cfg(test)]
mod tests;
