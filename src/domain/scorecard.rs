//! The QA form: dimensions in order, with weights, critical marks and targets.

use serde::{Deserialize, Serialize};

use super::id::{PersonId, ScorecardId, TeamId};

/// A scorecard in one of its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    pub id: ScorecardId,
    pub name: String,
    /// The version's label; "1" where no file ever named one.
    pub version: String,
    pub dimensions: Vec<Dimension>,
}

/// One scored area.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// Its row in this file.
    pub row: i64,
    pub key: String,
    pub name: String,
    pub weight: f64,
    pub critical: bool,
}

/// Whom a target holds for. The narrower wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetScope {
    Everyone,
    Team(TeamId),
    Agent(PersonId),
}

/// A dimension of a scorecard that is being added: in an import, a scorecard file, or the default one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewDimension {
    pub key: String,
    pub name: String,
    pub weight: f64,
    pub critical: bool,
    /// In percent; none means that it is shown and never a focus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

/// Whether a number can be a target: a percent from 0 to 100.
pub fn is_target(percent: f64) -> bool {
    (0.0..=100.0).contains(&percent)
}

/// A target as it is typed, with either decimal sign; `None` where nothing is.
pub fn typed_target(text: &str) -> Result<Option<f64>, String> {
    let bare = text.trim().trim_end_matches('%').trim().replace(',', ".");
    if bare.is_empty() {
        return Ok(None);
    }
    let read = bare.parse().ok().filter(|percent| is_target(*percent));
    read.map(Some).ok_or_else(|| {
        format!(
            "a target is a percent from 0 to 100 such as 75, or nothing for none, not “{}”",
            super::raw::visible(text.trim())
        )
    })
}

/// The key of a dimension's name: snake case, letters and digits alone.
pub fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    push_key(name, &mut key);
    key
}

/// Writes the key behind others.
pub fn push_key(name: &str, keys: &mut String) {
    let start = keys.len();
    if name.is_ascii() {
        let mut rest = name;
        let letter = |byte: u8| byte.is_ascii_alphanumeric();
        while let Some(from) = rest.bytes().position(letter) {
            rest = &rest[from..];
            let (word, behind) = rest.split_at(rest.bytes().position(|byte| !letter(byte)).unwrap_or(rest.len()));
            push_word(word, start, keys);
            rest = behind;
        }
        keys[start..].make_ascii_lowercase();
    } else {
        // A letter's lower case may hold what is no letter: the words are told apart before.
        for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            push_word(&word.chars().flat_map(char::to_lowercase).collect::<String>(), start, keys);
        }
    }
    if keys.len() == start {
        keys.push_str("unnamed");
    }
}

fn push_word(word: &str, start: usize, keys: &mut String) {
    if keys.len() > start {
        keys.push('_');
    }
    keys.push_str(word);
}

/// A name from a key, where a file has keys alone: `process_adherence` reads "Process adherence".
pub fn name_of(key: &str) -> String {
    let spaced = key.trim().replace('_', " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::key_of;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_is_lower_case_with_single_underscores_between_its_words(name in "[ A-Za-z0-9_&/-]{0,20}|.{0,12}") {
            let lower = |c: char| if c.is_alphanumeric() { c.to_lowercase().collect() } else { " ".to_owned() };
            let spaced: String = name.chars().map(lower).collect();
            let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
            let expected = if words.is_empty() { "unnamed".to_owned() } else { words.join("_") };
            prop_assert_eq!(key_of(&name), expected);
        }
    }
}
