//! The program's own arithmetic (means over calls, gaps, the primary focus), done here on the invented scores:
//! a session must coach what the program would have suggested on that day, or give a reason.

use chrono::{DateTime, NaiveDate, Utc};

use super::calls::Call;
use super::evaluations::Evaluation;
use super::form::{DIMENSIONS, percent};

/// Calls that a dimension needs before it can be the focus.
const MINIMUM_SAMPLE: usize = 3;

/// What a day's question is asked of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scores<'a> {
    pub(super) calls: &'a [Call],
    pub(super) evaluations: &'a [Evaluation],
    pub(super) batches: &'a [DateTime<Utc>],
}

impl<'a> Scores<'a> {
    /// The evaluations of a call that count at `now`: loaded by then, not superseded, not calibrations.
    pub(super) fn current(&self, call: usize, now: DateTime<Utc>) -> Vec<&'a Evaluation> {
        let loaded = || {
            self.evaluations
                .iter()
                .filter(move |one| one.call == call && !one.calibration && self.batches[one.batch] <= now)
        };
        loaded().filter(|one| !loaded().any(|other| other.id == one.id && other.at > one.at)).collect()
    }

    /// A call's percent on a dimension, the mean where it was scored twice.
    pub(super) fn of_call(&self, call: usize, dimension: usize, now: DateTime<Utc>) -> Option<f64> {
        mean(self.current(call, now).iter().filter_map(|one| percent(&one.marks, dimension)))
    }

    /// Calls of an agent that started on a day in [from, to) and had been scored by `now`.
    pub(super) fn calls_of(&self, agent: usize, from: NaiveDate, to: NaiveDate, now: DateTime<Utc>) -> Vec<usize> {
        let inside = |call: &Call| call.agent == agent && from <= call.day && call.day < to;
        (0..self.calls.len())
            .filter(|index| inside(&self.calls[*index]) && !self.current(*index, now).is_empty())
            .collect()
    }

    /// The dimension with the largest gap, as the program picks it; none where nothing is below target or enough is unknown.
    pub(super) fn focus(&self, agent: usize, (from, to): (NaiveDate, NaiveDate), now: DateTime<Utc>) -> Option<usize> {
        let calls = self.calls_of(agent, from, to, now);
        let mut best: Option<(usize, f64)> = None;
        for (index, dimension) in DIMENSIONS.iter().enumerate() {
            let scored: Vec<f64> = calls.iter().filter_map(|call| self.of_call(*call, index, now)).collect();
            let Some(current) = mean(scored.iter().copied()).filter(|_| scored.len() >= MINIMUM_SAMPLE) else {
                continue;
            };
            let gap = printed(printed(dimension.target) - printed(current));
            // A tie goes to the critical dimension, which comes first on this form, then to scorecard order: the weights are equal.
            let leads = best.is_none_or(|(held, lead)| {
                gap > lead || (same(gap, lead) && dimension.critical && !DIMENSIONS[held].critical)
            });
            if gap > 0.0 && leads {
                best = Some((index, gap));
            }
        }
        best.map(|(index, _)| index)
    }
}

/// A value as printed with one decimal: to nine decimals first, then half away from zero.
fn printed(value: f64) -> f64 {
    let steadied = (value * 1e9).round() / 1e9;
    (steadied * 10.0).round() / 10.0
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
