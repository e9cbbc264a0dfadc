//! How each evaluator scores, so that another evaluator is not taken for another agent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::outcome::{Interval, difference};

/// One score that one evaluator gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub evaluator: String,
    /// The dimension's key.
    pub dimension: String,
    pub call: i64,
    pub day: NaiveDate,
    pub percent: f64,
    /// Points of the form's own scale.
    pub earned: f64,
    pub possible: f64,
}

/// An evaluator on a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatorLine {
    pub evaluator: String,
    pub dimension: String,
    pub n: usize,
    pub mean: f64,
    /// From one score to the next; `None` where there is only one.
    pub spread: Option<f64>,
    /// What everyone else gave on the same dimension.
    pub others: Option<f64>,
    /// The later half of the days less the earlier; `None` where a half has fewer than five scores.
    pub drift: Option<Interval>,
    /// Of this evaluator's scores on this dimension.
    pub disputes: Disputes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disputes {
    pub open: u32,
    pub upheld: u32,
    pub changed: u32,
    pub withdrawn: u32,
}

/// Two evaluators who scored the same calls on a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    pub first: String,
    pub second: String,
    pub dimension: String,
    pub calls: usize,
    /// Within one point of the form's scale.
    pub agree: usize,
    /// Of the first less the second, in percent points.
    pub difference: f64,
}

/// Fewer scores than this say nothing of a drift.
const FEWEST: usize = 5;

/// Scores by the places of their evaluators and dimensions among the names, which are in order.
struct Named<'g> {
    evaluators: Vec<&'g str>,
    dimensions: Vec<&'g str>,
    /// Dimension, evaluator, and the score; as they came.
    scores: Vec<(usize, usize, &'g Given)>,
}

impl<'g> Named<'g> {
    fn of(given: &'g [Given]) -> Self {
        fn names<'g>(given: &'g [Given], of: impl Fn(&'g Given) -> &'g str) -> Vec<&'g str> {
            given.iter().map(of).collect::<BTreeSet<_>>().into_iter().collect()
        }
        let evaluators = names(given, |g| &g.evaluator);
        let dimensions = names(given, |g| &g.dimension);
        let place = |names: &[&str], name: &str| names.binary_search(&name).unwrap_or_default();
        let scores =
            given.iter().map(|g| (place(&dimensions, &g.dimension), place(&evaluators, &g.evaluator), g)).collect();
        Self { evaluators, dimensions, scores }
    }
}

/// A line per evaluator and dimension; `middle` parts the earlier days from the later.
pub fn lines(
    given: &[Given],
    middle: NaiveDate,
    disputes: &BTreeMap<(String, String), Disputes>,
) -> Vec<EvaluatorLine> {
    let named = Named::of(given);
    let mut by: BTreeMap<(usize, usize), Vec<&Given>> = BTreeMap::new();
    let mut on: Vec<Vec<(usize, f64)>> = vec![Vec::new(); named.dimensions.len()];
    for (dimension, evaluator, one) in &named.scores {
        by.entry((*dimension, *evaluator)).or_default().push(one);
        on[*dimension].push((*evaluator, one.percent));
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    by.iter()
        .map(|((dimension, evaluator), own)| {
            let percents: Vec<f64> = own.iter().map(|g| g.percent).collect();
            let average = mean(&percents);
            let squares: f64 = percents.iter().map(|p| (p - average).powi(2)).sum();
            let rest = on[*dimension].iter().filter(|(other, _)| other != evaluator);
            let rest: Vec<f64> = rest.map(|(_, percent)| *percent).collect();
            let half = |later: bool| -> Vec<f64> {
                own.iter().filter(|g| (g.day >= middle) == later).map(|g| g.percent).collect()
            };
            let (earlier, later) = (half(false), half(true));
            let enough = earlier.len() >= FEWEST && later.len() >= FEWEST;
            let (evaluator, dimension) =
                (named.evaluators[*evaluator].to_owned(), named.dimensions[*dimension].to_owned());
            let key = (evaluator, dimension);
            let disputes = disputes.get(&key).copied().unwrap_or_default();
            let (evaluator, dimension) = key;
            EvaluatorLine {
                evaluator,
                dimension,
                n: percents.len(),
                mean: average,
                spread: (percents.len() > 1).then(|| (squares / (percents.len() - 1) as f64).sqrt()),
                others: (!rest.is_empty()).then(|| mean(&rest)),
                drift: enough.then(|| difference(&earlier, &later)),
                disputes,
            }
        })
        .collect()
}

/// Pairs of evaluators who scored the same calls.
pub fn overlaps(given: &[Given]) -> Vec<Overlap> {
    let Named { evaluators, dimensions, mut scores } = Named::of(given);
    scores.sort_by_key(|(dimension, evaluator, one)| (*dimension, one.call, *evaluator));
    let mut out: BTreeMap<(usize, usize, usize), (usize, usize, f64)> = BTreeMap::new();
    for call in scores.chunk_by(|(a, _, one), (b, _, other)| a == b && one.call == other.call) {
        for (i, (dimension, first, a)) in call.iter().enumerate() {
            for (_, second, b) in call[i + 1..].iter().filter(|(_, second, _)| second != first) {
                let sum = out.entry((*dimension, *first, *second)).or_default();
                sum.0 += 1;
                sum.1 += usize::from(within_a_point(a, b));
                sum.2 += a.percent - b.percent;
            }
        }
    }
    out.into_iter()
        .map(|((dimension, first, second), (calls, agree, sum))| Overlap {
            first: evaluators[first].to_owned(),
            second: evaluators[second].to_owned(),
            dimension: dimensions[dimension].to_owned(),
            calls,
            agree,
            difference: sum / calls as f64,
        })
        .collect()
}

/// On the same scale, a point of it; on different ones, a percent point.
fn within_a_point(a: &Given, b: &Given) -> bool {
    let same_scale = (a.possible - b.possible).abs() < 1e-9;
    let apart = if same_scale { (a.earned - b.earned).abs() } else { (a.percent - b.percent).abs() };
    apart <= 1.0 + 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(evaluator: &str, call: i64, day: u32, earned: f64) -> Given {
        Given {
            evaluator: evaluator.to_owned(),
            dimension: "empathy".to_owned(),
            call,
            day: NaiveDate::from_ymd_opt(2026, 10, day).expect("a day"),
            percent: earned * 20.0,
            earned,
            possible: 5.0,
        }
    }

    #[test]
    fn mean_spread_and_drift_are_those_of_a_statistics_package() {
        let mut all: Vec<Given> = Vec::new();
        for (i, earned) in [3.0, 4.0, 3.0, 2.0, 4.0, 3.0, 4.0, 5.0, 5.0, 4.0, 5.0].into_iter().enumerate() {
            let i = u32::try_from(i).expect("few");
            all.push(given("Ada", i64::from(i), i + 1, earned));
        }
        all.push(given("Ben", 20, 3, 2.0));
        let middle = NaiveDate::from_ymd_opt(2026, 10, 7).expect("a day");
        let disputes = BTreeMap::from([(
            ("Ada".to_owned(), "empathy".to_owned()),
            Disputes { upheld: 2, changed: 1, ..Disputes::default() },
        )]);
        let found = lines(&all, middle, &disputes);
        assert_eq!(found.len(), 2);
        let ada = &found[0];
        assert_eq!((ada.evaluator.as_str(), ada.n, ada.disputes.upheld), ("Ada", 11, 2));
        // numpy: mean and std(ddof = 1); scipy.stats.ttest_ind(equal_var = False).confidence_interval().
        for (found, expected, what) in [
            (ada.mean, 76.363_636_363_636_36, "mean"),
            (ada.spread.expect("several"), 19.632_996_344_280_86, "spread"),
            (ada.others.expect("Ben"), 40.0, "others"),
            (ada.drift.expect("halves of six and five").change, 28.666_666_666_666_664, "drift"),
            (ada.drift.expect("halves").low, 10.851_945_593_671_509, "low"),
            (ada.drift.expect("halves").high, 46.481_387_739_661_82, "high"),
        ] {
            assert!((found - expected).abs() < 1e-6, "{what}: {found} is not {expected}");
        }
        let ben = &found[1];
        assert_eq!((ben.spread, ben.drift), (None, None));
    }

    #[test]
    fn calls_scored_twice_say_how_far_two_evaluators_are_apart() {
        let mut all = vec![
            given("Ada", 1, 1, 4.0),
            given("Ben", 1, 1, 3.0),
            given("Ada", 2, 2, 5.0),
            given("Ben", 2, 2, 2.0),
            given("Ada", 3, 3, 4.0),
            // Another scale: 82 of 100 against 80 percent is two points apart.
            Given { earned: 82.0, possible: 100.0, percent: 82.0, ..given("Ben", 3, 3, 0.0) },
            given("Ada", 4, 4, 1.0),
        ];
        // The same evaluator twice is no overlap.
        all.push(given("Ada", 4, 4, 5.0));
        let found = overlaps(&all);
        assert_eq!(found.len(), 1);
        let pair = &found[0];
        assert_eq!((pair.first.as_str(), pair.second.as_str(), pair.calls, pair.agree), ("Ada", "Ben", 3, 1));
        // (20 + 60 − 2) / 3.
        assert!((pair.difference - 26.0).abs() < 1e-9);
    }
}
