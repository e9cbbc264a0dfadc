//! JSON of any shape, as small as it can be held: a bound on its values keeps a hostile file from filling the memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::import::sniff::{BOM, Refusal};

/// More values than this are no transcript: an hour of talk with the time of every word has some 150,000.
const MOST_VALUES: usize = 1_000_000;

/// A value. Of a key that stands twice in an object, the last holds.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::import) enum Json<'j> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'j, str>),
    List(Vec<Json<'j>>),
    Object(Vec<(Cow<'j, str>, Json<'j>)>),
}

/// Reads a file's JSON whole.
pub(in crate::import) fn parse(bytes: &[u8]) -> Result<Json<'_>, Refusal> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let left = Cell::new(MOST_VALUES);
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let value = Seed(&left).deserialize(&mut input).and_then(|value| input.end().map(|()| value));
    value.map_err(|error| {
        let why = if error.to_string().starts_with("recursion limit") {
            format!(
                "the JSON is malformed: it nests deeper than 128 levels, at line {} column {}",
                error.line(),
                error.column()
            )
        } else {
            format!("the JSON is malformed: {error}")
        };
        Refusal::Malformed { line: error.line() as u64, why }
    })
}

impl<'j> Json<'j> {
    /// What an object has under a key; `Null` where it has nothing, and in anything but an object.
    pub(in crate::import) fn at(&self, key: &str) -> &Json<'j> {
        const NOTHING: &Json<'static> = &Json::Null;
        match self {
            Self::Object(entries) => entries.iter().rev().find(|(name, _)| name == key).map_or(NOTHING, |(_, v)| v),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => NOTHING,
        }
    }

    /// The first of the keys that holds anything.
    pub(in crate::import) fn any(&self, keys: &[&str]) -> &Json<'j> {
        keys.iter().map(|key| self.at(key)).find(|value| !value.is_null()).unwrap_or(&Json::Null)
    }

    pub(in crate::import) fn has(&self, key: &str) -> bool {
        matches!(self, Self::Object(entries) if entries.iter().any(|(name, _)| name == key))
    }

    pub(in crate::import) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The elements; none in anything but a list.
    pub(in crate::import) fn items(&self) -> &[Json<'j>] {
        if let Self::List(items) = self { items } else { &[] }
    }

    pub(in crate::import) fn entries(&self) -> &[(Cow<'j, str>, Json<'j>)] {
        if let Self::Object(entries) = self { entries } else { &[] }
    }

    pub(in crate::import) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Words that say something: a name or an id, a number too. "None" and "null" are what some programs write of
    /// nothing.
    pub(in crate::import) fn name(&self) -> Option<String> {
        let name = match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => return None,
        };
        (!matches!(name.as_str(), "" | "None" | "null" | "undefined")).then_some(name)
    }

    /// A number, or a text that is one.
    pub(in crate::import) fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Number(number) => number.as_f64(),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::List(_) | Self::Object(_) => None,
        };
        number.filter(|number| number.is_finite())
    }
}

/// Takes a value, as long as there are not too many of them.
#[derive(Clone, Copy)]
struct Seed<'b>(&'b Cell<usize>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        let left = self.0.get();
        if left == 0 {
            return Err(D::Error::custom(format!("it holds more than {MOST_VALUES} values, which no call has")));
        }
        self.0.set(left - 1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            entries.push((key, map.next_value_seed(self)?));
        }
        entries.shrink_to_fit();
        Ok(Json::Object(entries))
    }
}

/// A key, which is copied only where it is written with escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, Refusal, parse};

    fn refused(text: &str) -> (u64, String) {
        match parse(text.as_bytes()) {
            Err(Refusal::Malformed { line, why }) => (line, why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_column() {
        let (line, why) = refused("{\n  \"a\": [1,\n  }");
        assert_eq!(line, 3);
        assert!(why.contains("line 3 column 3"), "{why}");
        let (_, why) = refused(&format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000)));
        assert!(why.contains("deeper than 128 levels, at line 1 column 128"), "{why}");
        let (_, why) = refused(&format!("[{}0]", "0,".repeat(1_000_001)));
        assert!(why.contains("more than 1000000 values"), "{why}");
        assert_eq!(refused("{} {}").0, 1);
    }

    #[test]
    fn the_last_of_two_equal_keys_holds() {
        let json = parse(br#"{"a": 1, "\u0061": "2", "b": "None", "c": 0}"#).expect("it is sound");
        assert_eq!(json.at("a").number(), Some(2.0));
        assert_eq!((json.at("b").name(), json.at("c").name()), (None, Some("0".to_owned())));
        assert_eq!((json.at("d"), json.at("a").at("x").items()), (&Json::Null, &[][..]));
    }
}
