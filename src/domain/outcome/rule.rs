//! The verdict, step by step.

use std::cell::RefCell;
use std::collections::HashMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::spread::{Side, Spread, expected_largest, larger, lump, pooled, welch};
use super::team::{Team, team, usable};
use super::{Choice, Evidence, FEW, FEWEST, Outcome, Verdict};
use crate::domain::focus::{CallPercents, standard_error};

/// A change smaller than this, either way, is about the same.
const SAME: f64 = 5.0;
/// Scores that are all equal say nothing of their spread until there are so many.
const EVEN: usize = 60;
/// Calls that are thought added, to see what might settle it.
const STEPS: [usize; 13] = [1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100, 200, 500];

/// Judges the outcome of a session. It is no final one: the caller says so.
pub fn judge(evidence: &Evidence) -> Outcome {
    let (before, after) = (column(evidence.focus, &evidence.before), column(evidence.focus, &evidence.after));
    let (side0, side1) = (Side::of(&before), Side::of(&after));
    let mean = |side: Side| (side.n > 0).then_some(side.mean);
    let mut outcome = Outcome {
        verdict: Verdict::TooFew,
        is_final: false,
        change: mean(side0).zip(mean(side1)).map(|(a, b)| b - a),
        low: None,
        high: None,
        mean_before: mean(side0),
        mean_after: mean(side1),
        n_before: side0.n,
        n_after: side1.n,
        team_change: None,
        peers: usable(evidence, evidence.focus).len(),
        net: None,
        lower: None,
        upper: None,
        alpha: None,
        contenders: None,
        luck: None,
        more_calls: None,
        warnings: Vec::new(),
    };
    if side0.n < FEWEST || side1.n < FEWEST {
        // Calls of before the session cannot be had any more.
        outcome.more_calls = (side0.n >= FEWEST).then(|| FEWEST - side1.n);
        return outcome;
    }
    let case = Case::of(evidence, &before, &after);
    let Case { team, contenders, .. } = case;
    let judged = case.judged();
    let interval = welch(side0, side1);
    let half = quantile(0.975, interval.freedom) * interval.variance.sqrt();
    let change = side1.mean - side0.mean;
    let between = team.map_or(0.0, |t| t.between);
    Outcome {
        verdict: judged.verdict,
        low: Some(change - half),
        high: Some(change + half),
        team_change: team.map(|t| t.change),
        net: Some(judged.net),
        lower: Some(judged.lower),
        upper: Some(judged.upper),
        alpha: Some(judged.alpha),
        contenders: Some(contenders),
        luck: Some(expected_largest(contenders) * (side0.error() + between / 2.0).sqrt()),
        more_calls: if judged.verdict == Verdict::CantTell { case.more_calls() } else { None },
        ..outcome
    }
}

fn column(dimension: usize, calls: &[CallPercents]) -> Vec<f64> {
    calls.iter().filter_map(|c| c.get(dimension).copied().flatten()).collect()
}

/// The verdict alone, without the figures beside it; there are calls enough.
#[cfg(test)]
pub(super) fn verdict(evidence: &Evidence) -> Verdict {
    let (before, after) = (column(evidence.focus, &evidence.before), column(evidence.focus, &evidence.after));
    Case::of(evidence, &before, &after).judged().verdict
}

/// How many dimensions could have been the lowest by luck, the focus among them.
fn contenders(evidence: &Evidence, between: f64) -> usize {
    let mean = |i: usize| {
        let scores = column(i, &evidence.before);
        (scores.len() >= FEW).then(|| Side::of(&scores).mean)
    };
    let gap = |i: usize| Some(evidence.targets.get(i).copied().flatten()? - mean(i)?);
    // Without a target of its own, nothing can lead or follow the focus.
    let Some(own) = gap(evidence.focus) else { return 1 };
    let near = |j: &usize| {
        let Some(lead) = gap(*j).map(|other| own - other) else { return false };
        let Some(error) = standard_error(evidence.focus, *j, &evidence.before) else { return false };
        lead <= 3.0 * (error * error + between).sqrt() + 1e-9
    };
    1 + (0..evidence.targets.len()).filter(|j| *j != evidence.focus).filter(near).count()
}

/// All that a verdict hangs on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) before: Side,
    pub(super) after: Side,
    pub(super) team: Option<Team>,
    pub(super) contenders: usize,
    pub(super) lump: f64,
}

pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) net: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
    alpha: f64,
}

impl Case {
    /// What the scores on the focus, before and after, amount to.
    pub(super) fn of(evidence: &Evidence, before: &[f64], after: &[f64]) -> Self {
        let team = team(evidence);
        let contenders = match evidence.choice {
            Choice::FromTheseCalls => contenders(evidence, team.map_or(0.0, |t| t.between)),
            Choice::Before => 1,
        };
        Self::with(before, after, team, contenders)
    }

    pub(super) fn with(before: &[f64], after: &[f64], team: Option<Team>, contenders: usize) -> Self {
        let lump = lump(before.iter().chain(after).copied());
        Self { before: Side::of(before), after: Side::of(after), team, contenders, lump }
    }

    fn judged(&self) -> Judged {
        let m = self.contenders as f64;
        let shared = if self.team.is_some() { 0.04 } else { 0.05 };
        let alpha = if self.contenders <= 1 { 0.025 } else { f64::min(0.025, shared / m) };
        self.judged_at(alpha, 0.025)
    }

    /// `alpha` and `beta`: what a rise, and a fall, may be by luck.
    pub(super) fn judged_at(&self, alpha: f64, beta: f64) -> Judged {
        let (welch, pooled) = (welch(self.before, self.after), pooled(self.before, self.after));
        let own = larger(welch, pooled);
        let own = if own.variance <= 0.0 {
            Spread { variance: 0.0, freedom: (self.before.n + self.after.n - 2) as f64 }
        } else {
            own
        };
        let change = self.after.mean - self.before.mean;
        let (net, all) = match self.team {
            Some(team) => (change - team.change, with_team(own, team)),
            None => (change, own),
        };
        let lumps = self.lump / 4.0 * (1.0 / self.before.n as f64 + 1.0 / self.after.n as f64);
        let error = all.variance.sqrt();
        let lower = net - lumps - quantile(1.0 - alpha, all.freedom) * error;
        let upper = net + lumps + quantile(1.0 - beta, all.freedom) * error;
        let unsure = |side: Side| side.even() && side.n < EVEN;
        let verdict = if lower > 0.0 {
            Verdict::Rose
        } else if upper < 0.0 {
            Verdict::Fell
        } else if lower > -SAME && upper < SAME && !unsure(self.before) && !unsure(self.after) {
            Verdict::AboutTheSame
        } else {
            Verdict::CantTell
        };
        Judged { verdict, net, lower, upper, alpha }
    }

    /// How many more calls after would give another verdict, with means and spreads held.
    fn more_calls(&self) -> Option<usize> {
        let verdict = self.judged().verdict;
        STEPS.into_iter().find(|more| {
            let after = Side { n: self.after.n + more, ..self.after };
            Self { after, ..*self }.judged().verdict != verdict
        })
    }
}

fn with_team(own: Spread, team: Team) -> Spread {
    let moving = team.between * (1.0 + 1.0 / team.peers as f64);
    let variance = own.variance + team.error + moving;
    if variance <= 0.0 {
        return own;
    }
    let mut below = if own.freedom > 0.0 { own.variance * own.variance / own.freedom } else { 0.0 };
    if moving > 0.0 && team.freedom > 0.0 {
        below += moving * moving / team.freedom;
    }
    let freedom = if below > 0.0 { variance * variance / below } else { own.freedom };
    Spread { variance, freedom }
}

thread_local! {
    /// Quantiles that were worked out, by the bits of their arguments: it takes long, and a screen of intervals asks for the
    /// same few numbers of calls again and again.
    static KNOWN: RefCell<HashMap<(u64, u64), f64>> = RefCell::default();
}

/// Arguments that are remembered at most.
const MOST_KNOWN: usize = 4096;

pub(super) fn quantile(p: f64, freedom: f64) -> f64 {
    let of = (p.to_bits(), freedom.to_bits());
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&of).copied()) {
        return known;
    }
    let found = StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(f64::INFINITY, |t| t.inverse_cdf(p));
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(of, found);
    });
    found
}
