//! The words that the check knows, as data, and the forms they take.
//!
//! Verbs stand in British spelling and base form, in groups by what they need beside them to name something done.
//! American spellings, inflections and prefixes ("re-read", "double-checked") are led back to them.

pub(super) mod nouns;
pub(super) mod particles;
pub(super) mod small;
pub(super) mod verbs;
mod words;

pub(super) use verbs::Needs;
pub(super) use words::{Phrases, Words};

/// A verb of an act that a listener could hear or see done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verb {
    /// Its base form.
    pub(super) base: &'static str,
    /// What must stand beside it.
    pub(super) needs: Needs,
    /// Whether the same word is a common noun ("note", "transfer"): then it is a verb only where a verb must stand.
    pub(super) noun_too: bool,
}

/// The verb whose base form this is: "say", "apologize".
pub(super) fn base(word: &str) -> Option<Verb> {
    let british = british(word);
    known(&british).or_else(|| {
        let (prefix, rest) = british.split_once('-')?;
        if matches!(prefix, "re" | "double" | "triple" | "cross" | "pre" | "warm" | "cold" | "spot") {
            known(rest)
        } else {
            None
        }
    })
}

/// The verb of an -ing form: "saying", "repeating", "summarizing".
pub(super) fn gerund(word: &str) -> Option<Verb> {
    let stem = word.strip_suffix("ing")?;
    stems(stem).find_map(|stem| base(&stem)).or_else(|| base(&format!("{}ie", stem.strip_suffix('y')?)))
}

/// The verb of a third-person form: "says", "verifies", "discusses".
pub(super) fn third_person(word: &str) -> Option<Verb> {
    let stem = word.strip_suffix('s')?;
    base(stem).or_else(|| base(stem.strip_suffix('e')?)).or_else(|| base(&format!("{}y", stem.strip_suffix("ie")?)))
}

/// The verb of a past participle: "read", "repeated", "told".
pub(super) fn participle(word: &str) -> Option<Verb> {
    if let Some((_, irregular)) = verbs::IRREGULAR.iter().find(|(form, _)| *form == word) {
        return base(irregular);
    }
    let stem = word.strip_suffix("ed")?;
    stems(stem).find_map(|stem| base(&stem)).or_else(|| base(&format!("{}y", stem.strip_suffix('i')?)))
}

/// Whether `word` is the -ing form of `verb`, which need not be in the lexicon: "going" of "go", "cutting" of "cut".
pub(super) fn is_gerund_of(verb: &str, word: &str) -> bool {
    word.strip_suffix("ing").is_some_and(|stem| stems(stem).any(|stem| stem == verb))
}

fn known(word: &str) -> Option<Verb> {
    verbs::GROUPS.iter().find_map(|(needs, group)| {
        let base = group.get(word)?;
        Some(Verb { base, needs: *needs, noun_too: verbs::NOUNS_TOO.has(base) })
    })
}

/// What a stem may have been: "say", "us" → "use", "stopp" → "stop".
fn stems(stem: &str) -> impl Iterator<Item = String> {
    let mut ends = stem.chars().rev();
    let doubled = matches!((ends.next(), ends.next()), (Some(a), Some(b)) if a == b && a.is_ascii_alphabetic());
    let single = doubled.then(|| stem[..stem.len() - 1].to_owned());
    [Some(stem.to_owned()), Some(format!("{stem}e")), single].into_iter().flatten()
}

/// "summarize" → "summarise", "practice" → "practise".
fn british(word: &str) -> String {
    if word == "practice" {
        return "practise".to_owned();
    }
    let american = ["ize", "iz", "yze", "yz"].iter().find_map(|end| word.strip_suffix(end).map(|stem| (stem, end)));
    american.map_or_else(|| word.to_owned(), |(stem, end)| format!("{stem}{}", end.replace('z', "s")))
}
