//! Agents, supervisors and teams, as lists show them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::{PersonId, TeamId};
use super::raw::Raw;

/// An agent as every list names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub id: PersonId,
    /// The source's own id (A017), where there is one.
    pub source_id: Option<Raw>,
    pub name: Raw,
}

impl Agent {
    /// The id in JSON: the source's where there is one, else ours.
    pub fn json_id(&self) -> String {
        self.source_id.as_ref().map_or_else(|| self.id.to_string(), |id| id.verbatim().to_owned())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub name: Raw,
    pub supervisor: Option<PersonId>,
    pub supervisor_name: Option<Raw>,
    /// Members today.
    pub members: usize,
}

/// Days on which nothing is due from someone. `to` is the last; `None`: until further notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

impl Absence {
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// "away 2 Nov to 9 Nov", by a way of writing days.
    pub fn words(self, day: impl Fn(NaiveDate) -> String) -> String {
        match self.to {
            Some(to) => format!("away {} to {}", day(self.from), day(to)),
            None => format!("away from {}", day(self.from)),
        }
    }
}

/// What a source calls someone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub source: String,
    /// "id:A017", or "name:ama boateng" where the source has no id.
    pub key: String,
    /// As first read.
    pub name: Option<Raw>,
}

impl Identity {
    /// The id, or the name, alone.
    pub fn bare(&self) -> Raw {
        Raw::from(self.key.split_once(':').map_or(self.key.as_str(), |(_, bare)| bare))
    }

    /// "A017 of grid", "“ama boateng” of grid (no id)".
    pub fn words(&self) -> String {
        let source = Raw::from(self.source.as_str()).visible();
        if self.key.starts_with("id:") {
            format!("{} of {source}", self.bare().visible())
        } else {
            let name = self.name.as_ref().map_or_else(|| self.bare().visible(), Raw::visible);
            format!("“{name}” of {source} (no id)")
        }
    }

    /// Whether it may be meant: by its id or name, alone or after its source ("grid/A017").
    pub fn is_named(&self, named: &str) -> bool {
        let bare = named.strip_prefix(self.source.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(named);
        let is = |key: &str| self.key.strip_prefix(key);
        self.key == bare || is("id:") == Some(bare) || is("name:").is_some_and(|name| name == normalised(bare))
    }
}

/// Whether two names are of the same words, in any order.
pub fn same_words(a: &str, b: &str) -> bool {
    let words = |name: &str| {
        let name = normalised(name);
        let mut words: Vec<String> = name.split_whitespace().map(|w| w.trim_matches(',').to_owned()).collect();
        words.sort_unstable();
        words
    };
    words(a) == words(b)
}

/// Who acts. Kept in every event's payload, so that it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// As `--as` or the config gives it.
    pub name: String,
    /// The account of the machine's own user, and the machine's name, where they are known.
    pub os_user: Option<String>,
    pub host: Option<String>,
}

/// A name for comparing: lower case, no accents, single spaces, "Last, First" turned round, and what stands
/// in brackets after it ("Name (email)[id]") left out.
pub fn normalised(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    // What is in brackets is left out only after something: a name may begin with one.
    let cut = name.char_indices().find(|(i, c)| matches!(c, '(' | '[') && !name[..*i].trim().is_empty());
    let bare = cut.map_or(name, |(i, _)| &name[..i]);
    let (first, last) = match bare.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !first.contains(',') => (first, last),
        _ => (bare, ""),
    };
    let mut out = String::with_capacity(bare.len());
    if bare.is_ascii() {
        joined(first.split_whitespace().chain(last.split_whitespace()), &mut out);
        out.make_ascii_lowercase();
        return out;
    }
    let turned = [first, last].join(" ");
    let mut folded = String::with_capacity(turned.len());
    for c in turned.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match plain(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    joined(folded.split_whitespace(), &mut out);
    out
}

/// Words with a space between each two.
fn joined<'w>(words: impl Iterator<Item = &'w str>, out: &mut String) {
    for (at, word) in words.enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// Letters with a stroke and joined ones, which no decomposition takes apart, as keyboards without them write them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '’' | 'ʼ' => "'",
        '‐' | '‑' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{normalised, same_words};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_ascii_name_is_folded_as_any_other_is(name in "([ A-Za-z,'.)(\t\u{b}-]|\\[|\\]){0,24}") {
            // A mark that combines is dropped, and makes the name take the long way.
            let place = name.find(['(', '[', ',']).unwrap_or(name.len());
            let marked = format!("{}\u{301}{}", &name[..place], &name[place..]);
            prop_assume!(!name[..place].trim().is_empty());
            prop_assert_eq!(normalised(&name), normalised(&marked));
        }
    }

    #[test]
    fn names_of_the_same_words_are_alike_in_any_order() {
        for (a, b, alike) in [
            ("Boateng Ama", "Ama Boateng", true),
            ("Boateng, Ama", "AMA BOATENG (she/her)", true),
            ("Kvist Soren", "Søren Kvist", true),
            ("Ama K. Boateng", "Ama Boateng", false),
            ("Ama Boateng", "Ama Boatengs", false),
        ] {
            assert_eq!(same_words(a, b), alike, "{a} / {b}");
        }
    }

    #[test]
    fn names_compare_without_accents_order_and_brackets() {
        for (read, expected) in [
            ("Ama Boateng", "ama boateng"),
            ("  ama   BOATENG ", "ama boateng"),
            ("Boateng, Ama", "ama boateng"),
            ("Lars Nyström", "lars nystrom"),
            ("Ama Boateng (ama@example.com)[A017]", "ama boateng"),
            ("Dana O'Neil", "dana o'neil"),
            ("Søren Kvist", "soren kvist"),
            ("Zofia MAŁECKA", "zofia malecka"),
            ("Weiß, Jürgen (he/him)", "jurgen weiss"),
            ("Dana O’Neil", "dana o'neil"),
            ("[Bot] Ava", "[bot] ava"),
            ("(AI) Max (max@example.com)", "(ai) max"),
        ] {
            assert_eq!(normalised(read), expected, "{read}");
        }
    }
}
