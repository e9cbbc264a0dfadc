//! A value in a vendor's document, the way that leads to it, and what is said where it is not what it should be.
//!
//! Vendors' JSON is read leniently: keys that are not known are passed by, and numbers may be written as text. A value of
//! the wrong kind is never passed by: it is a fault, and the evaluation that it stands in is rejected with its reasons.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, Utc};
use serde_json::Value;

use crate::domain::when::{Stamp, When};
use crate::import::{DateOrder, dates, values};

/// Longest text of an answer, a comment or a name, in bytes.
const LONGEST: usize = 256 << 10;
/// So much of a value is said of it.
const SHOWN: usize = 100;
/// An epoch above this counts milliseconds: as seconds it would be the year 5138.
const MILLISECONDS: f64 = 1e11;

/// So many faults are named of one evaluation.
const MOST_FAULTS: usize = 20;

/// One step of the way: an object's key, or a place in a list, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Nth(usize),
}

/// "sections[2].score.percentage"; "(evaluation)" for the document itself.
pub(super) fn in_words(way: &[Step]) -> String {
    let mut out = String::new();
    for step in way {
        // Writing to a String cannot fail.
        let _ = match step {
            Step::Key(key) if out.is_empty() => write!(out, "{key}"),
            Step::Key(key) => write!(out, ".{key}"),
            Step::Nth(n) => write!(out, "[{n}]"),
        };
    }
    if out.is_empty() { "(evaluation)".to_owned() } else { out }
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) way: Vec<Step>,
    /// The value as read, in short; empty where there is none.
    pub(super) value: String,
    pub(super) expected: String,
    /// Where it has to be known before the element is gone.
    pub(super) line: Option<u64>,
}

/// The faults of one evaluation.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) all: Vec<Fault>,
    /// Which way round 03/04/2026 is, where a date leaves it open.
    pub(super) order: Option<DateOrder>,
}

impl Faults {
    pub(super) fn new(order: Option<DateOrder>) -> Self {
        Self { all: Vec::new(), order }
    }

    pub(super) fn add(&mut self, at: &At<'_>, expected: impl Into<String>) {
        // So many say what is wrong with an evaluation.
        if self.all.len() >= MOST_FAULTS {
            return;
        }
        let value = at.value.map(short).unwrap_or_default();
        self.all.push(Fault { way: at.way.clone(), value, expected: expected.into(), line: None });
    }

    /// Whether something is said of this very value already.
    pub(super) fn speak_of(&self, at: &At<'_>) -> bool {
        self.all.iter().any(|fault| fault.way == at.way)
    }
}

/// The start of a value as it is said of it.
pub(super) fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.chars().take(SHOWN).collect(),
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(map) => {
            let keys: Vec<&str> = map.keys().take(6).map(String::as_str).collect();
            format!("an object with {}", keys.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    text.chars().take(SHOWN).collect()
}

/// A value, or the place where it would stand.
#[derive(Debug, Clone)]
pub(super) struct At<'v> {
    /// `None` for what is absent, and for null.
    value: Option<&'v Value>,
    way: Vec<Step>,
}

impl<'v> At<'v> {
    pub(super) fn top(value: &'v Value) -> Self {
        Self { value: Some(value), way: Vec::new() }
    }

    pub(super) fn is_there(&self) -> bool {
        self.value.is_some()
    }

    pub(super) fn is_object(&self) -> bool {
        self.value.is_some_and(Value::is_object)
    }

    /// The keys of an object.
    pub(super) fn keys(&self) -> Option<impl Iterator<Item = &'v str> + use<'v>> {
        Some(self.value?.as_object()?.keys().map(String::as_str))
    }

    pub(super) fn way(&self) -> Vec<Step> {
        self.way.clone()
    }

    /// The value under a key; absent where this is no object.
    pub(super) fn get(&self, key: &str) -> Self {
        let value = self.value.and_then(|value| value.get(key)).filter(|value| !value.is_null());
        Self { value, way: self.step(Step::Key(key.to_owned())) }
    }

    /// The first of several spellings that is there; the place of the first where none is.
    pub(super) fn either(&self, keys: &[&str]) -> Self {
        let mut all = keys.iter().map(|key| self.get(key));
        let first = all.next().unwrap_or_else(|| self.clone());
        if first.is_there() { first } else { all.find(Self::is_there).unwrap_or(first) }
    }

    /// An object under a key; a fault where something else is there.
    pub(super) fn part(&self, key: &str, faults: &mut Faults) -> Self {
        let part = self.get(key);
        if part.value.is_some_and(|value| !value.is_object()) {
            faults.add(&part, "an object");
        }
        part
    }

    /// The elements of a list, each an object; none where there is no list.
    pub(super) fn objects(&self, faults: &mut Faults) -> Vec<Self> {
        let all = self.list(faults);
        for at in all.iter().filter(|at| !at.value.is_some_and(Value::is_object)) {
            faults.add(at, "an object");
        }
        all
    }

    pub(super) fn list(&self, faults: &mut Faults) -> Vec<Self> {
        match self.value {
            None => Vec::new(),
            Some(Value::Array(list)) => {
                let of = |(n, value)| Self { value: Some(value), way: self.step(Step::Nth(n)) };
                list.iter().enumerate().map(of).collect()
            }
            Some(_) => {
                faults.add(self, "a list");
                Vec::new()
            }
        }
    }

    /// The entries of an object by their keys; none where there is no object.
    pub(super) fn entries(&self, faults: &mut Faults) -> Vec<(&'v str, Self)> {
        match self.value {
            None => Vec::new(),
            Some(Value::Object(map)) => {
                let of = |(key, _): (&'v String, _)| (key.as_str(), self.get(key));
                map.iter().map(of).collect()
            }
            Some(_) => {
                faults.add(self, "an object");
                Vec::new()
            }
        }
    }

    /// The words of a value; `None` where it is blank.
    pub(super) fn text(&self, faults: &mut Faults) -> Option<String> {
        let text = match self.value? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                faults.add(self, "a text");
                return None;
            }
        };
        if text.len() > LONGEST {
            faults.add(self, format!("a text of at most {} KB", LONGEST >> 10));
            return None;
        }
        (!text.trim().is_empty()).then_some(text)
    }

    /// The same without white space round it: names, titles, words of a list of words.
    pub(super) fn name(&self, faults: &mut Faults) -> Option<String> {
        self.text(faults).map(|text| text.trim().to_owned())
    }

    /// An id byte for byte; 64-bit numbers come as numbers or as text.
    pub(super) fn id(&self, faults: &mut Faults) -> Option<String> {
        if let Some(Value::Number(number)) = self.value
            && !(number.is_i64() || number.is_u64())
        {
            faults.add(self, values::ID);
            return None;
        }
        let id = self.text(faults)?;
        if values::mangled_id(&id) {
            faults.add(self, values::ID);
        }
        Some(id)
    }

    /// A number, or the text of one; `None` where it is blank.
    pub(super) fn number(&self, faults: &mut Faults) -> Option<f64> {
        let read = match self.value? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => text.trim().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let read = read.filter(|number: &f64| number.is_finite() && number.abs() < 1e12);
        if read.is_none() {
            faults.add(self, "a number");
        }
        read
    }

    /// A whole number.
    pub(super) fn whole(&self, faults: &mut Faults) -> Option<i64> {
        let number = self.number(faults)?;
        if number.fract() != 0.0 {
            faults.add(self, "a whole number");
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and far below the limit")]
        Some(number as i64)
    }

    pub(super) fn yes(&self, faults: &mut Faults) -> bool {
        let read = match self.value {
            None => Some(false),
            Some(Value::Bool(yes)) => Some(*yes),
            Some(Value::Number(number)) => {
                number.as_i64().and_then(|n| [false, true].get(usize::try_from(n).ok()?).copied())
            }
            Some(Value::String(text)) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" | "" => Some(false),
                _ => None,
            },
            Some(Value::Null | Value::Array(_) | Value::Object(_)) => None,
        };
        if read.is_none() {
            faults.add(self, "true or false");
        }
        read.unwrap_or(false)
    }

    /// A point in time: a text as tables have them, or seconds or milliseconds since 1970.
    pub(super) fn stamp(&self, faults: &mut Faults) -> Option<Stamp> {
        let stamp = match self.value? {
            Value::Number(number) => {
                let at = number.as_f64().and_then(epoch);
                at.map(|at| Stamp { when: When::Instant(at), text: number.to_string() }).ok_or(dates::EXPECTED)
            }
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => written(text, faults.order).map(|when| Stamp { when, text: text.clone() }),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(dates::EXPECTED),
        };
        match stamp {
            Ok(stamp) => Some(stamp),
            Err(expected) => {
                faults.add(self, expected);
                None
            }
        }
    }

    fn step(&self, step: Step) -> Vec<Step> {
        self.way.iter().cloned().chain(std::iter::once(step)).collect()
    }
}

/// Seconds or milliseconds since 1970, of the years that a call can have.
fn epoch(number: f64) -> Option<DateTime<Utc>> {
    let ms = if number.abs() >= MILLISECONDS { number } else { number * 1000.0 };
    if ms.abs() > 1e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
    let at = DateTime::<Utc>::from_timestamp_millis(ms.round() as i64)?;
    (1990..=2100).contains(&at.year()).then_some(at)
}

/// Digits alone, nine or more of them, are an epoch; "2026-10-05 14:30:00 +0000 UTC" names its zone twice.
fn written(text: &str, order: Option<DateOrder>) -> Result<When, &'static str> {
    let text = text.trim();
    if text.len() >= 9
        && let Ok(number) = text.parse::<f64>()
        && let Some(at) = epoch(number)
    {
        return Ok(When::Instant(at));
    }
    let once = text.strip_suffix(" UTC").filter(|rest| rest.ends_with("+0000") || rest.ends_with("+00:00"));
    dates::read(once.unwrap_or(text), order, None, false)
}

#[cfg(test)]
mod tests;
