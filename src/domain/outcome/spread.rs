//! Means, variances and lumps.

/// A list of scores, as far as the rule needs it. The count may be another than that of the list: means and spreads are
/// then held while calls are thought added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Side {
    pub(super) n: usize,
    pub(super) mean: f64,
    /// Of one score; with n − 1 below.
    pub(super) variance: f64,
}

impl Side {
    pub(super) fn of(scores: &[f64]) -> Self {
        let n = scores.len();
        let mean = if n == 0 { 0.0 } else { scores.iter().sum::<f64>() / n as f64 };
        let squares: f64 = scores.iter().map(|s| (s - mean).powi(2)).sum();
        Self { n, mean, variance: if n < 2 { 0.0 } else { squares / (n - 1) as f64 } }
    }

    /// Of the mean.
    pub(super) fn error(self) -> f64 {
        if self.n == 0 { 0.0 } else { self.variance / self.n as f64 }
    }

    pub(super) fn even(self) -> bool {
        self.variance <= 1e-12
    }
}

/// A variance of a difference of means and its degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) variance: f64,
    pub(super) freedom: f64,
}

pub(super) fn welch(before: Side, after: Side) -> Spread {
    let (a, b) = (before.error(), after.error());
    let variance = a + b;
    let freedom = if variance <= 0.0 {
        (before.n + after.n).saturating_sub(2) as f64
    } else {
        let part = |error: f64, n: usize| if n < 2 { 0.0 } else { error * error / (n - 1) as f64 };
        variance * variance / (part(a, before.n) + part(b, after.n))
    };
    Spread { variance, freedom }
}

/// Of the two, the one with the larger variance. On sides of the same size they are equal but for how they were rounded:
/// then Welch's, whose degrees of freedom are fewer.
pub(super) fn larger(welch: Spread, pooled: Spread) -> Spread {
    if pooled.variance > welch.variance * (1.0 + 1e-9) { pooled } else { welch }
}

pub(super) fn pooled(before: Side, after: Side) -> Spread {
    let freedom = (before.n + after.n).saturating_sub(2) as f64;
    let squares = before.variance * (before.n - 1) as f64 + after.variance * (after.n - 1) as f64;
    let variance = squares / freedom * (1.0 / before.n as f64 + 1.0 / after.n as f64);
    Spread { variance, freedom }
}

/// The smallest positive difference between any two scores, on a grid of a millionth.
pub(super) fn lump(scores: impl Iterator<Item = f64>) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "percents times a million")]
    let mut grid: Vec<i64> = scores.map(|s| (s * 1e6).round() as i64).collect();
    grid.sort_unstable();
    grid.dedup();
    let least = grid.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).min();
    least.map_or(0.0, |least| least as f64 / 1e6)
}

/// The expected largest of so many standard normals.
pub(super) fn expected_largest(m: usize) -> f64 {
    use statrs::distribution::{Continuous, ContinuousCDF, Normal};
    if m < 2 {
        return 0.0;
    }
    let normal = Normal::standard();
    let power = i32::try_from(m - 1).unwrap_or(i32::MAX);
    let density = |x: f64| x * m as f64 * normal.pdf(x) * normal.cdf(x).powi(power);
    // Simpson's rule; beyond nine deviations there is nothing.
    let (from, to, steps) = (-9.0_f64, 9.0_f64, 2_000_u32);
    let width = (to - from) / f64::from(steps);
    let inner: f64 =
        (1..steps).map(|i| density(from + width * f64::from(i)) * if i % 2 == 0 { 2.0 } else { 4.0 }).sum();
    width / 3.0 * (density(from) + inner + density(to))
}
