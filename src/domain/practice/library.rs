//! The practice library: what to coach inside a dimension, with an action that passes the check.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{CheckContext, check};
use crate::domain::id::EntryId;
use crate::domain::raw::visible;

const STARTING: &str = include_str!("../../../assets/practice.toml");

/// Entries as a file holds them, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    #[serde(default, rename = "entry")]
    pub entries: Vec<LibraryEntry>,
}

/// One suggestion. Nothing of it is assigned until a supervisor takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryEntry {
    /// The key of the dimension that it coaches.
    pub dimension: String,
    /// The question of the scorecard that the action is tied to, as the scorecard words it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// What inside the dimension is to change.
    pub behavior: String,
    /// What the agent is to do, how often and until when.
    pub action: String,
}

/// An entry as the data file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: EntryId,
    pub entry: LibraryEntry,
}

impl Library {
    /// The library that the program comes with.
    ///
    /// # Panics
    /// Never: a test reads the embedded file.
    pub fn starting() -> Self {
        toml::from_str(STARTING).expect("the embedded library reads")
    }

    /// Reads a library in the shape of the starting one. What is wrong is named by line and column.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| {
            let at = e.span().map_or_else(String::new, |span| format!("{}: ", place(text, span.start)));
            let read = e.span().and_then(|span| text.get(span)).map(|read| read.lines().next().unwrap_or_default());
            let read = read.filter(|r| !r.trim().is_empty()).map_or_else(String::new, |r| format!("“{}”: ", r.trim()));
            let words = format!(
                "{at}{read}{}. A library is a list of [[entry]] with dimension, behavior and action, and criterion \
                 where there is one",
                e.message()
            );
            visible(&words).into_owned()
        })
    }

    /// The library as a file.
    pub fn text(&self) -> String {
        let head = "# coachlog: practice library. What to coach inside a dimension, and an action that is specific \
                    enough to be read back.\n\n";
        format!("{head}{}", toml::to_string(self).unwrap_or_default())
    }

    /// Why entries cannot be taken, each with the line that it begins in.
    pub fn judge(&self, text: &str, on: NaiveDate) -> Vec<String> {
        let starts: Vec<usize> = text
            .lines()
            .enumerate()
            .filter(|(_, l)| l.trim_start().starts_with("[[entry"))
            .map(|(i, _)| i + 1)
            .collect();
        let wrong = self.entries.iter().enumerate().filter_map(|(i, entry)| Some((i, entry.problem(on)?)));
        wrong
            .map(|(i, why)| match starts.get(i) {
                Some(line) => format!("line {line}: {why}"),
                None => format!("entry {}: {why}", i + 1),
            })
            .collect()
    }
}

/// "line 3, column 5".
fn place(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {}, column {column}", before.matches('\n').count() + 1)
}

impl LibraryEntry {
    /// An id that the same words always have: what the starting library's entries go by until it is changed.
    pub fn stable_id(&self) -> EntryId {
        let mut sha = Sha256::new();
        for part in [&self.dimension, self.criterion.as_deref().unwrap_or_default(), &self.behavior, &self.action] {
            sha.update(part.as_bytes());
            sha.update([0]);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sha.finalize()[..16]);
        // Version 8, of the usual variant.
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        EntryId(Uuid::from_bytes(bytes))
    }

    /// Without blanks at the ends; a criterion of blanks is none.
    pub fn trimmed(&self) -> Self {
        let one = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            dimension: self.dimension.trim().to_owned(),
            criterion: self.criterion.as_deref().map(one).filter(|c| !c.is_empty()),
            behavior: one(&self.behavior),
            action: one(&self.action),
        }
    }

    /// Why it cannot stand in the library: a word that is missing, or what its action lacks. An end that waits for the
    /// next session has one as far as the library is concerned.
    pub fn problem(&self, on: NaiveDate) -> Option<String> {
        let missing = |what: &str| Some(format!("an entry of the library has {what}, and this one has none"));
        if self.dimension.trim().is_empty() {
            return missing("a dimension");
        }
        if self.behavior.trim().is_empty() {
            return missing("a behavior");
        }
        if self.action.trim().is_empty() {
            return missing("a practice action");
        }
        let next_session = on.checked_add_days(chrono::Days::new(14));
        let cx = CheckContext {
            held_on: on,
            next_session,
            due: None,
            week_ends_on: chrono::Weekday::Sun,
            dimension: Some(&self.dimension),
            day_first: true,
        };
        let found = check(&self.action, &cx);
        let lack = found.items.into_iter().find(|item| !item.ok)?;
        let why = lack.missing.unwrap_or_else(|| "it is not specific".to_owned());
        Some(format!("“{}” is not specific enough to be read back. {why}", visible(self.action.trim())))
    }
}

/// Words as they are compared: case, punctuation and blanks do not tell two texts apart.
pub fn same_words(a: &str, b: &str) -> bool {
    let folded = |text: &str| {
        let plain = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        let text: String =
            text.chars().filter(|c| !"'’".contains(*c)).map(plain).flat_map(char::to_lowercase).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    folded(a) == folded(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_file_is_named_by_line_column_and_words() {
        let text = "[[entry]]\ndimension = \"empathy\"\nbehaviour = \"Listens\"\naction = \"x\"\n";
        let words = Library::read(text).expect_err("behaviour is no field");
        assert!(words.starts_with("line 3, column 1: “behaviour”: unknown field"), "{words}");
        assert!(words.contains("dimension, behavior and action"), "{words}");
        let words = Library::read("[[entry]]\ndimension = 3\n").expect_err("a number is no dimension");
        assert!(words.starts_with("line 2, column 13: “3”: "), "{words}");
        let words = Library::read("[[entry]]\ndimension = \"a\u{1b}[2J\n").expect_err("an open string");
        assert!(words.starts_with("line 2, column") && !words.contains('\u{1b}'), "{words}");
    }

    #[test]
    fn a_written_library_reads_back_and_ids_are_those_of_the_words() {
        let library = Library::starting();
        assert_eq!(Library::read(&library.text()).as_ref(), Ok(&library));
        let mut ids: Vec<_> = library.entries.iter().map(LibraryEntry::stable_id).collect();
        assert_eq!(ids, Library::starting().entries.iter().map(LibraryEntry::stable_id).collect::<Vec<_>>());
        assert!(ids.iter().all(|id| id.0.get_version_num() == 8));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), library.entries.len());
    }

    #[test]
    fn an_entry_is_refused_for_what_it_lacks() {
        let on = "2026-11-25".parse().expect("a day");
        let entry = |behavior: &str, action: &str| LibraryEntry {
            dimension: "empathy".to_owned(),
            criterion: None,
            behavior: behavior.to_owned(),
            action: action.to_owned(),
        };
        let good = "Say back the caller's own words before the first question on every call until the next session";
        assert_eq!(entry("Listens", good).problem(on), None);
        assert!(entry(" ", good).problem(on).is_some_and(|w| w.contains("behavior")));
        assert!(entry("Listens", "").problem(on).is_some_and(|w| w.contains("practice action")));
        assert!(entry("Listens", "work on empathy").problem(on).is_some_and(|w| w.contains("nothing that a listener")));
        let endless = "Say back the caller's own words before the first question on every call";
        assert!(entry("Listens", endless).problem(on).is_some());
    }

    #[test]
    fn words_are_the_same_whatever_their_case_and_punctuation() {
        for (a, b, same) in [
            ("States the recording notice", "states the recording notice.", true),
            ("Uses the caller's name", "uses the caller’s  name", true),
            ("Verifies caller", "Verifies the caller", false),
            ("", "", true),
        ] {
            assert_eq!(same_words(a, b), same, "{a} and {b}");
        }
    }
}
