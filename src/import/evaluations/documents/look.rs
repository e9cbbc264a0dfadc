//! What JSON is, by the start of it: how it is laid out, and whose evaluations it holds.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::WRAPPERS;
use crate::import::evaluations::vendor::Vendor;
use crate::import::sniff::BOM;

/// How the elements stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Laid {
    /// An object, a list, or several one after the other.
    Whole,
    /// One a line: a bad line spoils no other.
    Lines,
}

/// So many lines are looked at.
const LINES: usize = 20;

/// The vendor whose evaluations the text begins with; `None` where it holds something else. `text` is the start of the
/// file, and may end anywhere.
pub(in crate::import) fn look(text: &[u8]) -> Option<(Vendor, Laid)> {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let mut lines =
        text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).take(LINES);
    let first = lines.next()?;
    let rest: Vec<&[u8]> = lines.collect();
    let whole = |line: &[u8]| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok();
    let by_lines =
        first.starts_with(b"{") && ((whole(first) && !rest.is_empty()) || rest.first().is_some_and(|line| whole(line)));
    if by_lines {
        return std::iter::once(first).chain(rest).find_map(vendor).map(|vendor| (vendor, Laid::Lines));
    }
    vendor(text).map(|vendor| (vendor, Laid::Whole))
}

/// By the keys that come before the text ends, of the outer objects first.
fn vendor(text: &[u8]) -> Option<Vendor> {
    let levels = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    // The text ends anywhere, or is faulty: what was seen before that tells.
    let _ = Keys(&levels).deserialize(&mut deserializer);
    levels.into_inner().iter().find_map(|keys: &Vec<String>| Vendor::of(keys.iter().map(String::as_str)))
}

/// Collects the keys of an object, and of the first element of a list, or of a wrapper's list in it.
#[derive(Clone, Copy)]
struct Keys<'k>(&'k RefCell<Vec<Vec<String>>>);

/// Lists in lists in objects; no vendor nests deeper.
const DEEPEST: usize = 4;

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        list.next_element_seed(self)?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let level = self.0.borrow().len();
        if level < DEEPEST {
            self.0.borrow_mut().push(Vec::new());
        }
        while let Some(key) = map.next_key::<String>()? {
            let wrapper = WRAPPERS.contains(&key.as_str());
            if let Some(keys) = self.0.borrow_mut().get_mut(level) {
                keys.push(key);
            }
            if wrapper && level < DEEPEST {
                map.next_value_seed(Inner(self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A wrapper's value: whatever is no list and no object is passed by.
struct Inner<'k>(Keys<'k>);

impl<'de> DeserializeSeed<'de> for Inner<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inner<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.visit_seq(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.0.visit_map(map)
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
