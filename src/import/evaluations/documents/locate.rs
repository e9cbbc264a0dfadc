//! The line on which a value of an element stands, found by reading its bytes again.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Element;
use super::counted::{Counted, Watch};
use crate::import::evaluations::at::Step;

/// The file's line of what a way leads to; of the last thing on the way that is there.
pub(in crate::import::evaluations) fn line_of(element: &Element, way: &[Step]) -> u64 {
    // A page of the API on one line may hold thousands.
    if !element.bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return element.at.line;
    }
    let watch = Watch::new();
    let found = Cell::new(1);
    let mut deserializer = serde_json::Deserializer::from_reader(Counted::new(&*element.bytes, &watch));
    // It was read before, and this ends once the way is: what was found stands.
    let _ = Seek { way, watch: &watch, found: &found }.deserialize(&mut deserializer);
    element.at.line + found.get() - 1
}

#[derive(Clone, Copy)]
struct Seek<'s> {
    way: &'s [Step],
    watch: &'s Watch,
    found: &'s Cell<u64>,
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.found.set(self.watch.place().line);
        match self.way {
            // What follows need not be read.
            [] => Err(D::Error::custom("found")),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let wanted = if let Some(Step::Nth(n)) = self.way.first() { Some(*n) } else { None };
        for n in 0.. {
            let next = if wanted == Some(n) {
                list.next_element_seed(Self { way: &self.way[1..], ..self })?
            } else {
                list.next_element::<IgnoredAny>()?.map(|_| ())
            };
            if next.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let wanted = if let Some(Step::Key(key)) = self.way.first() { Some(key) } else { None };
        while let Some(key) = map.next_key::<String>()? {
            if wanted == Some(&key) {
                map.next_value_seed(Self { way: &self.way[1..], ..self })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
