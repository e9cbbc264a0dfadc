//! A change from one cycle to the next, where nothing was picked for being lowest but many were looked at.

use super::rule::{Case, quantile};
use super::spread::{Side, welch};
use super::team::{Change, Team};
use super::{FEWEST, Verdict};

/// A difference of two means with its ordinary interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub change: f64,
    pub low: f64,
    pub high: f64,
}

/// What became of one dimension of one agent, among many that were looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    pub verdict: Verdict,
    pub mean_before: f64,
    pub mean_after: f64,
    pub n_before: usize,
    pub n_after: usize,
    /// The change less the team's.
    pub net: f64,
    pub lower: f64,
    pub upper: f64,
    pub peers: usize,
}

/// Two lists with at least two scores each.
pub fn difference(before: &[f64], after: &[f64]) -> Interval {
    let (before, after) = (Side::of(before), Side::of(after));
    let spread = welch(before, after);
    let half = quantile(0.975, spread.freedom) * spread.variance.sqrt();
    let change = after.mean - before.mean;
    Interval { change, low: change - half, high: change + half }
}

/// Half of the ordinary 95 % interval of a mean, from the count, the mean and the sum of squares; `None` on one score.
pub fn half_width(n: u32, mean: f64, squares: f64) -> Option<f64> {
    let count = f64::from(n);
    let spread = ((squares - count * mean * mean) / (count - 1.0)).max(0.0);
    (n > 1).then(|| quantile(0.975, count - 1.0) * (spread / count).sqrt())
}

/// Whether there are calls enough on both sides to judge at all.
pub fn comparable(before: &[f64], after: &[f64]) -> bool {
    before.len() >= FEWEST && after.len() >= FEWEST
}

/// Judges one of `compared` changes, so that among all of them luck alone shows one in about twenty tables. `team` holds
/// the teammates' changes, a list per dimension, and `focus` is the one that is judged. `None` where one side has too few
/// calls.
pub fn movement(before: &[f64], after: &[f64], team: &[Vec<Change>], focus: usize, compared: usize) -> Option<Moved> {
    if !comparable(before, after) {
        return None;
    }
    let case = Case::with(before, after, Team::of(team, focus), 1);
    let tail = 0.025 / compared.max(1) as f64;
    let judged = case.judged_at(tail, tail);
    Some(Moved {
        verdict: judged.verdict,
        mean_before: case.before.mean,
        mean_after: case.after.mean,
        n_before: before.len(),
        n_after: after.len(),
        net: judged.net,
        lower: judged.lower,
        upper: judged.upper,
        peers: case.team.map_or(0, |team| team.peers),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    const BEFORE: [f64; 6] = [60.0, 66.0, 71.0, 58.0, 64.0, 69.0];
    const AFTER: [f64; 7] = [78.0, 70.0, 83.0, 75.0, 81.0, 74.0, 79.0];

    #[test]
    fn the_more_are_compared_the_more_it_takes() {
        // numpy and scipy.stats.t: Welch's is the larger variance; the scores are 1 apart, so that 1/4 · (1/6 + 1/7) is taken
        // off on each side.
        let of = |compared| movement(&BEFORE, &AFTER, &[], 0, compared).expect("enough calls");
        let one = of(1);
        assert!((one.net - 12.476_190_476).abs() < 1e-6, "{one:?}");
        assert!((one.lower - 6.483_187_868).abs() < 1e-6 && (one.upper - 18.469_193_084).abs() < 1e-6, "{one:?}");
        let sixty = of(60);
        assert!((sixty.lower - -0.055_860_253).abs() < 1e-6, "{sixty:?}");
        assert_eq!((one.verdict, sixty.verdict), (Verdict::Rose, Verdict::CantTell));
        let back = movement(&AFTER, &BEFORE, &[], 0, 1).expect("enough calls");
        assert_eq!(back.verdict, Verdict::Fell);
        assert!((back.upper + one.lower).abs() < 1e-9, "both tails are alike");
        assert_eq!(movement(&BEFORE[..4], &AFTER, &[], 0, 1), None);
    }

    #[test]
    fn what_moved_for_the_whole_team_is_no_move_of_one() {
        let shared = Change { by: 12.0, error: 4.0 };
        let few = movement(&BEFORE, &AFTER, &[vec![shared; 2]], 0, 1).expect("enough calls");
        assert_eq!((few.verdict, few.peers), (Verdict::Rose, 0), "two teammates say nothing");
        let team = movement(&BEFORE, &AFTER, &[vec![shared; 3]], 0, 1).expect("enough calls");
        assert_eq!((team.verdict, team.peers), (Verdict::CantTell, 3));
        assert!((team.net - (few.net - 12.0)).abs() < 1e-9);
    }

    #[test]
    fn a_mean_has_the_interval_of_students_t() {
        let squares: f64 = BEFORE.iter().map(|s| s * s).sum();
        let found = half_width(6, BEFORE.iter().sum::<f64>() / 6.0, squares).expect("six scores");
        // scipy.stats.t.interval(0.95, 5, 0, sem).
        assert!((found - 5.295_925_427_423).abs() < 1e-9, "{found}");
        assert_eq!(half_width(1, 60.0, 3600.0), None);
        assert_eq!(half_width(3, 50.0, 7500.0), Some(0.0));
    }

    #[test]
    fn an_ordinary_interval_is_welchs() {
        let found = difference(&BEFORE, &AFTER);
        for (found, expected) in
            [(found.change, 12.476_190_476), (found.low, 6.560_568_821), (found.high, 18.391_812_132)]
        {
            assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
        }
    }
}
