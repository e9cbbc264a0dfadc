//! Typing a path: where a folder ends and a name begins, and completing the name.

use std::path::{Path, PathBuf};

use crate::tui::folder::{Entry, EntryKind, Folder};

/// The typed text in two: the folder up to its last separator, and what is typed of a name.
pub(super) fn parts(text: &str) -> (&str, &str) {
    let at = text.rfind(['/', std::path::MAIN_SEPARATOR]).map_or(0, |at| at + 1);
    text.split_at(at)
}

/// What counts of a text in which a whole path was typed behind the folder that stood there: "/data//tmp/x",
/// "/data/~/x", "D:\data\C:\x".
pub(super) fn anew(text: &str) -> &str {
    let begins = |at: usize| {
        let rest = &text[at..];
        let mut letters = rest.chars();
        let drive = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.next() == Some(':')
            && letters.next().is_some_and(|c| matches!(c, '/' | '\\'));
        rest.starts_with('/') || rest.starts_with("~/") || drive
    };
    let mut after =
        text.char_indices().filter(|(at, c)| matches!(c, '/' | '\\') && begins(at + 1)).map(|(at, _)| at + 1);
    after.next_back().map_or(text, |at| &text[at..])
}

/// A path as a terminal pastes a file that was dragged in: quoted, or with its blanks escaped.
pub(super) fn dragged(text: &str) -> String {
    let text = text.trim();
    for quote in ['\'', '"'] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inside.to_owned();
        }
    }
    if cfg!(windows) { text.to_owned() } else { text.replace("\\ ", " ") }
}

/// The text as a path; where it does not begin at the root or the home, from the shown folder on.
pub(super) fn path_of(text: &str, shown: Option<&Path>) -> PathBuf {
    let typed = PathBuf::from(anew(text));
    match shown {
        Some(shown) if typed.is_relative() && !typed.starts_with("~") => shown.join(typed),
        _ => typed,
    }
}

/// What completing gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Completion {
    /// The name as far as it is sure, with a separator behind a folder that it can only be.
    pub(super) name: String,
    /// The names that it could be, where it could be several.
    pub(super) choices: Vec<String>,
}

/// Completes a name from a folder's entries; `None` where nothing begins like it.
pub(super) fn complete(begun: &str, folder: &Folder) -> Option<Completion> {
    let found: Vec<&Entry> = folder.entries.iter().filter(|e| e.name.to_string_lossy().starts_with(begun)).collect();
    let names: Vec<String> = found.iter().map(|e| e.name.to_string_lossy().into_owned()).collect();
    match found.as_slice() {
        [] => None,
        [one] => {
            let end = if one.kind == EntryKind::Folder { std::path::MAIN_SEPARATOR_STR } else { "" };
            Some(Completion { name: format!("{}{end}", names[0]), choices: Vec::new() })
        }
        _ => Some(Completion { name: common(&names), choices: names }),
    }
}

/// What all names begin with.
fn common(names: &[String]) -> String {
    let Some(first) = names.first() else { return String::new() };
    let mut end = first.len();
    for name in names {
        end = end.min(
            first
                .char_indices()
                .zip(name.chars())
                .find(|((_, a), b)| a != b)
                .map_or_else(|| first.len().min(name.len()), |((at, _), _)| at),
        );
    }
    first[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[(&str, EntryKind)]) -> Folder {
        let entries =
            names.iter().map(|(name, kind)| Entry { name: (*name).into(), kind: *kind, size: 0, changed: None });
        Folder { path: "/data".into(), entries: entries.collect(), named: None }
    }

    #[test]
    fn a_name_is_completed_as_far_as_it_is_sure() {
        use EntryKind::{File, Folder};
        let folder =
            folder(&[("exports", Folder), ("evals-oct.csv", File), ("evals-nov.csv", File), ("électre.csv", File)]);
        for (begun, name, choices) in [
            ("exp", "exports/", 0),
            ("ev", "evals-", 2),
            ("evals-n", "evals-nov.csv", 0),
            ("é", "électre.csv", 0),
            ("e", "e", 3),
        ] {
            let done = complete(begun, &folder).expect(begun);
            assert_eq!((done.name.as_str(), done.choices.len()), (name, choices), "{begun}");
        }
        assert_eq!(complete("x", &folder), None);
    }

    #[test]
    fn a_path_is_cut_at_its_last_separator_and_starts_where_it_says() {
        assert_eq!(parts("/data/ev"), ("/data/", "ev"));
        assert_eq!(parts("ev"), ("", "ev"));
        assert_eq!(parts("~/"), ("~/", ""));
        assert_eq!(path_of("ev", Some(Path::new("/data"))), PathBuf::from("/data/ev"));
        assert_eq!(path_of("~/ev", Some(Path::new("/data"))), PathBuf::from("~/ev"));
        assert_eq!(path_of("/x", Some(Path::new("/data"))), PathBuf::from("/x"));
        for (typed, counts) in [
            ("/data//tmp/x", "/tmp/x"),
            ("/data/~/x", "~/x"),
            ("/a//b//c", "/c"),
            ("D:\\data\\C:\\x", "C:\\x"),
            ("/data/c:x", "/data/c:x"),
            ("/data/x/", "/data/x/"),
            ("//", "/"),
        ] {
            assert_eq!(anew(typed), counts, "{typed}");
        }
    }

    #[test]
    fn a_file_that_is_dragged_in_is_its_path() {
        assert_eq!(dragged(" '/data/QA export.csv' "), "/data/QA export.csv");
        assert_eq!(dragged("\"/data/x.csv\""), "/data/x.csv");
        #[cfg(unix)]
        assert_eq!(dragged("/data/QA\\ export.csv"), "/data/QA export.csv");
    }
}
