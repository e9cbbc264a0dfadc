//! Word lists as text, read once.

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

/// A list of words, written with spaces between them.
#[derive(Debug)]
pub(in super::super) struct Words {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    pub(in super::super) const fn new(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether a lower-case word is in the list.
    pub(in super::super) fn has(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The words in the order they are written.
    #[cfg(test)]
    pub(in super::super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.text.split_ascii_whitespace()
    }

    /// The list's own copy of a word.
    pub(in super::super) fn get(&self, word: &str) -> Option<&'static str> {
        self.set.get_or_init(|| self.text.split_ascii_whitespace().collect()).get(word).copied()
    }
}

/// A list of phrases of one word or more, written with commas between them.
#[derive(Debug)]
pub(in super::super) struct Phrases {
    text: &'static str,
    /// The phrases, cut into words, by their first word.
    by_first: OnceLock<HashMap<&'static str, Vec<Vec<&'static str>>>>,
}

impl Phrases {
    pub(in super::super) const fn new(text: &'static str) -> Self {
        Self { text, by_first: OnceLock::new() }
    }

    /// Whether the list has a phrase of this one word.
    pub(in super::super) fn has(&self, word: &str) -> bool {
        self.starting(word).iter().any(|phrase| phrase.len() == 1)
    }

    /// The phrases that start with a word, each cut into its words.
    pub(in super::super) fn starting(&self, word: &str) -> &[Vec<&'static str>] {
        let by_first = self.by_first.get_or_init(|| {
            let mut map: HashMap<&'static str, Vec<Vec<&'static str>>> = HashMap::new();
            for phrase in self.text.split(',') {
                let words: Vec<&'static str> = phrase.split_ascii_whitespace().collect();
                if let Some(first) = words.first() {
                    map.entry(first).or_default().push(words);
                }
            }
            map
        });
        by_first.get(word).map_or(&[], Vec::as_slice)
    }
}
