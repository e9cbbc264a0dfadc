//! The arithmetic alone.

use coachlog::measured::{Percents, focus, interval};
use divan::{Bencher, black_box};

const TARGETS: [Option<f64>; 8] = [Some(95.0), Some(75.0), Some(80.0), Some(85.0), Some(90.0), None, None, Some(88.0)];

/// Percents of so many calls, always the same: a remainder of whole numbers stands for chance.
fn calls(n: usize) -> Vec<Percents> {
    let percent = |call: usize, at: usize| (call * 8 + at) * 7_919 % 61 + 40;
    (0..n).map(|call| (0..8).map(|at| (at != call % 40).then(|| percent(call, at) as f64)).collect()).collect()
}

#[divan::bench(args = [5, 30, 300])]
fn focus_and_how_sure(bencher: Bencher, n: usize) {
    let calls = calls(n);
    bencher.bench(|| focus(black_box(&TARGETS), black_box(&calls)));
}

#[divan::bench(args = [5, 30, 300])]
fn outcome_with_its_interval(bencher: Bencher, n: usize) {
    let (before, after) = (calls(n), calls(n + 3));
    bencher.bench(|| interval(black_box(&TARGETS), black_box(&before), black_box(&after)));
}
