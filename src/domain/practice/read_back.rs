//! An action that is tied to a question of the scorecard is read back by the calls themselves.
//!
//! A call counts once. It counts as done where every evaluation of it that scored the question gave all its points; one
//! that gave fewer makes it not done. N/A says nothing, so a call that has only that is not counted.

use std::collections::BTreeMap;

use crate::domain::session::Done;

/// Before the session and since, over the calls that were scored on the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// The question, as the scorecard words it.
    pub criterion: String,
    pub before: Option<Done>,
    /// `None` where no call since was scored on it.
    pub since: Option<Done>,
}

impl ReadBack {
    /// "done in 21 of 34 calls, was 6 of 31".
    pub fn words(&self) -> String {
        let was = self.before.map_or_else(String::new, |b| format!(", was {} of {}", b.done, b.of));
        match self.since {
            Some(now) => format!("done in {} of {} calls{was}", now.done, now.of),
            None => format!("no call since was scored on it{was}"),
        }
    }
}

/// Counts calls from what each evaluation said of one question: the call, and whether it was met.
pub fn counted(results: impl IntoIterator<Item = (i64, bool)>) -> Option<Done> {
    let mut calls: BTreeMap<i64, bool> = BTreeMap::new();
    for (call, met) in results {
        calls.entry(call).and_modify(|all| *all &= met).or_insert(met);
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (!calls.is_empty())
        .then(|| Done { done: number(calls.values().filter(|met| **met).count()), of: number(calls.len()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_counts_once_and_is_done_where_all_say_so() {
        type Row<'a> = (&'a str, &'a [(i64, bool)], Option<(u32, u32)>);
        let table: [Row<'_>; 5] = [
            ("nothing was scored", &[], None),
            ("one of two calls", &[(1, true), (2, false)], Some((1, 2))),
            ("two evaluations that agree", &[(1, true), (1, true)], Some((1, 1))),
            ("two that disagree, whichever comes first", &[(1, true), (1, false), (2, false), (2, true)], Some((0, 2))),
            ("none done", &[(7, false)], Some((0, 1))),
        ];
        for (what, results, expected) in table {
            assert_eq!(counted(results.iter().copied()).map(|d| (d.done, d.of)), expected, "{what}");
        }
    }

    #[test]
    fn it_is_told_beside_what_it_was() {
        let of = |done, of| Some(Done { done, of });
        let back = |before, since| ReadBack { criterion: "states the notice".to_owned(), before, since }.words();
        assert_eq!(back(of(6, 31), of(21, 34)), "done in 21 of 34 calls, was 6 of 31");
        assert_eq!(back(None, of(0, 3)), "done in 0 of 3 calls");
        assert_eq!(back(of(6, 31), None), "no call since was scored on it, was 6 of 31");
    }
}
