//! Agents, supervisors and teams, as lists show them.

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
    let turned = match bare.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !first.contains(',') => format!("{first} {last}"),
        _ => bare.to_owned(),
    };
    let folded: String = turned.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn names_compare_without_accents_order_and_brackets() {
        for (read, expected) in [
            ("Ama Boateng", "ama boateng"),
            ("  ama   BOATENG ", "ama boateng"),
            ("Boateng, Ama", "ama boateng"),
            ("Lars Nyström", "lars nystrom"),
            ("Ama Boateng (ama@example.com)[A017]", "ama boateng"),
            ("Dana O'Neil", "dana o'neil"),
            ("[Bot] Ava", "[bot] ava"),
            ("(AI) Max (max@example.com)", "(ai) max"),
        ] {
            assert_eq!(normalised(read), expected, "{read}");
        }
    }
}
