//! Which entries of the library are suggested, in which order, and why.
//!
//! Entries that are tied to a question which this agent misses come first, the one missed most before the others. Among
//! equals those stand in the library's order, but for entries of which enough is known: of the places that these hold,
//! the first goes to the one whose sessions rose most often. An entry with fewer sessions keeps its place.

use crate::domain::id::EntryId;
use crate::domain::outcome::Verdict;
use crate::domain::practice::library::{Kept, same_words};
use crate::domain::raw::visible;

/// So many sessions say whether an action works here.
pub const ENOUGH: u32 = 5;

/// A question of the scorecard, and on how many calls it was missed; a call is missed where any evaluation misses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub criterion: String,
    pub missed: u32,
    pub of: u32,
}

/// A session that coached by the library: the entry that it began from, or the words of its action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub entry: Option<EntryId>,
    pub action: String,
    /// `None` where there is nothing to judge yet.
    pub verdict: Option<Verdict>,
}

/// Sessions that used an action, by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    pub rose: u32,
    pub fell: u32,
    pub same: u32,
    /// Too few calls, or luck alone could do it.
    pub cant_tell: u32,
}

/// One suggestion with the reasons for its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// `None`: the library has nothing, and the behavior is a missed question's own words.
    pub entry: Option<EntryId>,
    pub behavior: String,
    /// Empty where none is known: an action is never made up.
    pub action: String,
    /// As the scorecard's data words it, where it has results.
    pub criterion: Option<String>,
    /// On how many calls of how many its question was missed.
    pub missed: Option<(u32, u32)>,
    pub used: Used,
}

impl Used {
    pub fn times(self) -> u32 {
        self.rose + self.fell + self.same + self.cant_tell
    }

    fn add(&mut self, verdict: Option<Verdict>) {
        let place = match verdict {
            Some(Verdict::Rose) => &mut self.rose,
            Some(Verdict::Fell) => &mut self.fell,
            Some(Verdict::AboutTheSame) => &mut self.same,
            Some(Verdict::CantTell | Verdict::TooFew) | None => &mut self.cant_tell,
        };
        *place += 1;
    }

    /// "used 6 times: 3 rose, 1 fell, 2 can't tell".
    pub fn words(self) -> String {
        let times = match self.times() {
            0 => return "not used here yet".to_owned(),
            1 => "used once".to_owned(),
            2 => "used twice".to_owned(),
            n => format!("used {n} times"),
        };
        let parts = [
            (self.rose, "rose"),
            (self.fell, "fell"),
            (self.same, "stayed about the same"),
            (self.cant_tell, "can't tell"),
        ];
        let told: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let few = if self.times() < ENOUGH { " (too few to rank)" } else { "" };
        format!("{times}: {}{few}", told.join(", "))
    }
}

impl Suggested {
    /// Why it stands where it stands.
    pub fn why(&self) -> String {
        let missed = match (&self.criterion, self.missed) {
            (Some(name), Some((missed, of))) if missed > 0 => {
                Some(format!("“{}” missed in {missed} of {of}", visible(name)))
            }
            (Some(name), Some((_, of))) => Some(format!("“{}” never missed in {of}", visible(name))),
            _ => None,
        };
        let used = self.entry.map(|_| self.used.words());
        missed.into_iter().chain(used).collect::<Vec<_>>().join("; ")
    }
}

/// The suggestions for a dimension. `asked`: its questions that have results for this agent.
pub fn suggest(dimension: &str, library: &[Kept], asked: &[Asked], uses: &[Use]) -> Vec<Suggested> {
    let of_dimension = library.iter().filter(|kept| kept.entry.dimension == dimension);
    let mut out: Vec<Suggested> = of_dimension.map(|kept| suggested(kept, asked, uses)).collect();
    if out.is_empty() {
        return from_questions(asked);
    }
    let missed = |s: &Suggested| s.missed.map_or(0, |(missed, _)| missed);
    out.sort_by_key(|s| std::cmp::Reverse(missed(s)));
    for group in out.chunk_by_mut(|a, b| missed(a) == missed(b)) {
        by_what_worked(group);
    }
    out
}

fn suggested(kept: &Kept, asked: &[Asked], uses: &[Use]) -> Suggested {
    let entry = &kept.entry;
    let question = entry.criterion.as_deref().and_then(|named| asked.iter().find(|a| same_words(&a.criterion, named)));
    let mut so_far = Used::default();
    for one in uses.iter().filter(|u| u.entry == Some(kept.id) || same_words(&u.action, &entry.action)) {
        so_far.add(one.verdict);
    }
    Suggested {
        entry: Some(kept.id),
        behavior: entry.behavior.clone(),
        action: entry.action.clone(),
        criterion: question.map(|q| q.criterion.clone()),
        missed: question.map(|q| (q.missed, q.of)),
        used: so_far,
    }
}

/// Entries of which enough is known change places among themselves; the others stay where they are.
fn by_what_worked(group: &mut [Suggested]) {
    let places: Vec<usize> = (0..group.len()).filter(|i| group[*i].used.times() >= ENOUGH).collect();
    let mut known: Vec<Suggested> = places.iter().map(|i| group[*i].clone()).collect();
    // Whole numbers: a/b against c/d is a·d against c·b.
    let share = |part: u32, other: Used| u64::from(part) * u64::from(other.times());
    known.sort_by(|a, b| {
        let rose = share(b.used.rose, a.used).cmp(&share(a.used.rose, b.used));
        rose.then(share(a.used.fell, b.used).cmp(&share(b.used.fell, a.used)))
    });
    for (place, suggestion) in places.into_iter().zip(known) {
        group[place] = suggestion;
    }
}

/// Where the library has nothing: the missed questions' own words as behaviors, and no action.
fn from_questions(asked: &[Asked]) -> Vec<Suggested> {
    let mut missed: Vec<&Asked> = asked.iter().filter(|a| a.missed > 0).collect();
    missed.sort_by_key(|a| std::cmp::Reverse(a.missed));
    let capital = |text: &str| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
    };
    let one = |a: &&Asked| Suggested {
        entry: None,
        behavior: capital(a.criterion.trim()),
        action: String::new(),
        criterion: Some(a.criterion.clone()),
        missed: Some((a.missed, a.of)),
        used: Used::default(),
    };
    missed.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::practice::library::LibraryEntry;

    fn kept(action: &str, criterion: Option<&str>) -> Kept {
        let entry = LibraryEntry {
            dimension: "empathy".to_owned(),
            criterion: criterion.map(str::to_owned),
            behavior: format!("so that: {action}"),
            action: action.to_owned(),
        };
        Kept { id: entry.stable_id(), entry }
    }

    fn asked(criterion: &str, missed: u32, of: u32) -> Asked {
        Asked { criterion: criterion.to_owned(), missed, of }
    }

    /// `r` rose, `f` fell, `s` about the same, `?` can't tell.
    fn uses(action: &str, outcomes: &str) -> Vec<Use> {
        let verdict = |c| match c {
            'r' => Some(Verdict::Rose),
            'f' => Some(Verdict::Fell),
            's' => Some(Verdict::AboutTheSame),
            '?' => Some(Verdict::TooFew),
            _ => None,
        };
        outcomes.chars().map(|c| Use { entry: None, action: action.to_owned(), verdict: verdict(c) }).collect()
    }

    fn order(library: &[Kept], asked: &[Asked], uses: &[Use]) -> String {
        suggest("empathy", library, asked, uses).iter().map(|s| s.action.clone()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_most_missed_question_comes_first_then_what_worked_here() {
        let library = [kept("a", None), kept("b", Some("uses the name")), kept("c", Some("Listens")), kept("d", None)];
        let missed = [asked("Listens.", 19, 34), asked("Uses the name", 4, 34)];
        let table: [(&str, &[Asked], Vec<Use>, &str); 8] = [
            ("nothing is known", &[], vec![], "a b c d"),
            ("missed most first", &missed, vec![], "c b a d"),
            ("a question never missed is as good as none", &[asked("Listens", 0, 34)], vec![], "a b c d"),
            ("four sessions are too few", &[], uses("d", "rrrr"), "a b c d"),
            ("one alone has nothing to change places with", &[], uses("d", "rrrrr"), "a b c d"),
            ("the better of two", &[], [uses("a", "rffff"), uses("d", "rr???")].concat(), "d b c a"),
            ("as often risen, less often fallen", &[], [uses("a", "rrfff"), uses("d", "rrsss")].concat(), "d b c a"),
            ("what is missed goes before what worked", &missed, uses("a", "rrrrrr"), "c b a d"),
        ];
        for (what, asked, uses, expected) in table {
            assert_eq!(order(&library, asked, &uses), expected, "{what}");
        }
    }

    #[test]
    fn sessions_count_for_the_entry_or_for_its_words() {
        let one = kept("Say the name once", None);
        let by_entry = Use { entry: Some(one.id), action: "Say it twice".to_owned(), verdict: Some(Verdict::Rose) };
        let by_words = Use { entry: None, action: "say the name once.".to_owned(), verdict: None };
        let other = Use { entry: None, action: "Say it twice".to_owned(), verdict: Some(Verdict::Rose) };
        let found = suggest("empathy", &[one], &[], &[by_entry, by_words, other]);
        assert_eq!(found[0].used, Used { rose: 1, cant_tell: 1, ..Used::default() });
    }

    #[test]
    fn why_says_what_was_missed_and_what_worked() {
        let library = [kept("c", Some("listens"))];
        let all = uses("c", "rrrf??");
        let found = suggest("empathy", &library, &[asked("Listens", 19, 34)], &all);
        assert_eq!(found[0].why(), "“Listens” missed in 19 of 34; used 6 times: 3 rose, 1 fell, 2 can't tell");
        let found = suggest("empathy", &library, &[], &all[..2]);
        assert_eq!(found[0].why(), "used twice: 2 rose (too few to rank)");
        assert_eq!(suggest("empathy", &library, &[], &[])[0].why(), "not used here yet");
    }

    #[test]
    fn an_empty_library_offers_the_missed_questions_words_and_no_action() {
        let missed = [asked("states the notice", 2, 9), asked("verifies the caller", 5, 9), asked("greets", 0, 9)];
        let found = suggest("compliance", &[kept("of another dimension", None)], &missed, &[]);
        let shown: Vec<_> = found.iter().map(|s| (s.behavior.as_str(), s.action.as_str(), s.entry)).collect();
        assert_eq!(shown, [("Verifies the caller", "", None), ("States the notice", "", None)]);
        assert_eq!(found[0].why(), "“verifies the caller” missed in 5 of 9");
        assert!(suggest("compliance", &[], &[], &[]).is_empty());
    }
}
