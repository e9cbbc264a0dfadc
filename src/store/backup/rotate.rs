//! Which backups stay: a week of days, four weeks before it, and what was kept before a change of the whole file.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

/// Days that each keep their newest.
const DAYS: usize = 7;
/// Weeks before those that each keep their newest.
const WEEKS: usize = 4;
/// Copies of before a migration, and of before a restore, that stay.
const BEFORE: usize = 2;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    Daily,
    /// The file was about to be brought to a newer schema.
    Migration,
    /// Another file was about to take its place.
    Restore,
}

/// A backup that is there, as rotation sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    pub(super) day: NaiveDate,
    pub(super) occasion: Occasion,
    pub(super) bytes: u64,
}

/// Places of those that go, of a list that has the newest first. The newest always stays; under a limit in bytes the
/// oldest go first.
pub(super) fn going(newest_first: &[Dated], limit: u64) -> Vec<usize> {
    let mut stay: BTreeSet<usize> = BTreeSet::from([0]);
    let mut days: Vec<NaiveDate> = Vec::new();
    for (at, one) in newest_first.iter().enumerate().filter(|(_, one)| one.occasion == Occasion::Daily) {
        if days.len() < DAYS && !days.contains(&one.day) {
            days.push(one.day);
            stay.insert(at);
        }
    }
    // A week that has a day among those has its newest already.
    let week_of = |day: &NaiveDate| (day.iso_week().year(), day.iso_week().week());
    let of_days: BTreeSet<(i32, u32)> = days.iter().map(week_of).collect();
    let mut weeks = Vec::new();
    for (at, one) in newest_first.iter().enumerate().filter(|(_, one)| one.occasion == Occasion::Daily) {
        let week = week_of(&one.day);
        if of_days.contains(&week) {
            continue;
        }
        if days.last().is_some_and(|oldest| one.day < *oldest) && weeks.len() < WEEKS && !weeks.contains(&week) {
            weeks.push(week);
            stay.insert(at);
        }
    }
    for occasion in [Occasion::Migration, Occasion::Restore] {
        stay.extend(
            newest_first.iter().enumerate().filter(|(_, one)| one.occasion == occasion).map(|(at, _)| at).take(BEFORE),
        );
    }
    let mut total: u64 = 0;
    let mut full = false;
    stay.retain(|at| {
        total = total.saturating_add(newest_first.get(*at).map_or(0, |one| one.bytes));
        full |= *at > 0 && total > limit;
        !full
    });
    (0..newest_first.len()).filter(|at| !stay.contains(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day") - chrono::Duration::days(n)
    }

    fn daily(n: i64) -> Dated {
        Dated { day: day(n), occasion: Occasion::Daily, bytes: 10 }
    }

    /// A backup a day for a long time, rotated each day, as it happens.
    #[test]
    fn after_a_year_of_days_a_week_of_days_and_four_weeks_are_there() {
        let mut kept: Vec<Dated> = Vec::new();
        for back in (0..365).rev() {
            kept.insert(0, daily(back));
            let going = going(&kept, u64::MAX);
            kept = kept.iter().enumerate().filter(|(at, _)| !going.contains(at)).map(|(_, one)| *one).collect();
        }
        let back: Vec<i64> = kept.iter().map(|one| (day(0) - one.day).num_days()).collect();
        assert_eq!(back[..7], [0, 1, 2, 3, 4, 5, 6], "{back:?}");
        assert_eq!(back.len(), 11, "{back:?}");
        assert!(back[10] >= 28, "four weeks lie before: {back:?}");
    }

    #[test]
    fn several_of_one_day_are_one_and_gaps_do_not_count() {
        let list = [daily(0), daily(0), daily(40), daily(41), daily(300)];
        assert_eq!(going(&list, u64::MAX), [1]);
    }

    #[test]
    fn copies_of_before_a_change_stay_beside_the_days() {
        let before = |n, occasion| Dated { occasion, ..daily(n) };
        let list = [
            daily(0),
            before(1, Occasion::Migration),
            before(2, Occasion::Restore),
            before(3, Occasion::Restore),
            before(4, Occasion::Restore),
            before(90, Occasion::Migration),
            before(91, Occasion::Migration),
        ];
        assert_eq!(going(&list, u64::MAX), [4, 6]);
    }

    #[test]
    fn over_the_limit_the_oldest_go_and_the_newest_stays_whatever_its_size() {
        let list = [daily(0), daily(1), daily(2), daily(3)];
        assert_eq!(going(&list, 25), [2, 3]);
        assert_eq!(going(&list, 0), [1, 2, 3]);
        assert_eq!(going(&[], 0), [0_usize; 0]);
    }
}
