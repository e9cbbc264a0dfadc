//! The one dimension that a session coaches: the largest gap, and how sure that choice is.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::figure::{printed, printed_gap};

/// One dimension of one agent over one span.
#[derive(Debug, Clone, PartialEq)]
pub struct DimensionFigure {
    pub key: String,
    pub name: String,
    pub weight: f64,
    pub critical: bool,
    /// In percent; `None` means that the dimension is shown and never a focus.
    pub target: Option<f64>,
    /// Mean percent over the span's calls, exact.
    pub current: Option<f64>,
    /// Calls that have a score.
    pub n: u32,
    /// The same over the span before, for the change.
    pub previous: Option<f64>,
    pub previous_n: u32,
}

/// How a dimension stands against its target, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    Met,
    /// Under by less than [`WELL_UNDER`] points.
    Under,
    WellUnder,
    /// Fewer calls than the minimum sample.
    TooFew,
    NoTarget,
    NoScores,
}

/// From this many points below its target on, a dimension is well under it.
pub const WELL_UNDER: f64 = 5.0;

impl DimensionFigure {
    /// Target minus current, exact.
    pub fn gap(&self) -> Option<f64> {
        Some(self.target? - self.current?)
    }

    /// The gap that is judged and shown.
    pub fn printed_gap(&self) -> Option<f64> {
        Some(printed_gap(self.target?, self.current?))
    }

    /// Current minus the mean of the span before, exact.
    pub fn change(&self) -> Option<f64> {
        Some(self.current? - self.previous?)
    }

    /// The change that is shown: between the figures as printed.
    pub fn printed_change(&self) -> Option<f64> {
        Some(printed(printed(self.current?) - printed(self.previous?)))
    }

    pub fn band(&self, minimum_sample: u32) -> Band {
        if self.current.is_none() {
            return Band::NoScores;
        }
        match self.printed_gap() {
            _ if self.n < minimum_sample => Band::TooFew,
            None => Band::NoTarget,
            Some(gap) if gap <= 0.0 => Band::Met,
            Some(gap) if gap < WELL_UNDER => Band::Under,
            Some(_) => Band::WellUnder,
        }
    }
}

/// Why there is a focus, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FocusReason {
    Gap,
    AtTarget,
    TooFew,
    NoTarget,
}

impl FocusReason {
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::AtTarget => "at_target",
            Self::TooFew => "too_few",
            Self::NoTarget => "no_target",
        }
    }
}

/// What the rule found for an agent. Dimensions are named by their position in the figures.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// The largest positive gap.
    Focus {
        dimension: usize,
        /// The next in line, whatever its gap's sign.
        runner_up: Option<usize>,
        /// Probability that the focus really is the lowest against its target; `None` until the calls were compared.
        confidence: Option<f64>,
        /// Those that are too close to tell apart from the focus.
        close_with: Vec<usize>,
    },
    /// Everything that can be judged meets its target; the least margin is named.
    AtTarget {
        least: usize,
    },
    /// No dimension with a target has the minimum sample: this many more calls on the best covered one.
    TooFew {
        more: u32,
    },
    NoTarget,
}

impl Finding {
    pub fn reason(&self) -> FocusReason {
        match self {
            Self::Focus { .. } => FocusReason::Gap,
            Self::AtTarget { .. } => FocusReason::AtTarget,
            Self::TooFew { .. } => FocusReason::TooFew,
            Self::NoTarget => FocusReason::NoTarget,
        }
    }

    pub fn focus(&self) -> Option<usize> {
        match self {
            Self::Focus { dimension, .. } => Some(*dimension),
            Self::AtTarget { .. } | Self::TooFew { .. } | Self::NoTarget => None,
        }
    }
}

/// At or above this, the focus is a clear choice.
pub const CLEAR: f64 = 0.80;

/// Applies the rule: largest positive printed gap among those with a target and the minimum sample; ties go to
/// critical, then greater weight, then scorecard order.
pub fn find(figures: &[DimensionFigure], minimum_sample: u32) -> Finding {
    if figures.iter().all(|f| f.target.is_none()) {
        return Finding::NoTarget;
    }
    let mut ranked: Vec<(usize, f64)> = figures
        .iter()
        .enumerate()
        .filter(|(_, f)| f.n >= minimum_sample)
        .filter_map(|(i, f)| Some((i, f.printed_gap()?)))
        .collect();
    if ranked.is_empty() {
        let best = figures.iter().filter(|f| f.target.is_some()).map(|f| f.n).max().unwrap_or(0);
        return Finding::TooFew { more: minimum_sample.max(1).saturating_sub(best) };
    }
    ranked.sort_by(|(a, gap_a), (b, gap_b)| {
        let (fa, fb) = (&figures[*a], &figures[*b]);
        gap_b.total_cmp(gap_a).then(fb.critical.cmp(&fa.critical)).then(fb.weight.total_cmp(&fa.weight)).then(a.cmp(b))
    });
    let (dimension, gap) = ranked[0];
    if gap <= 0.0 {
        return Finding::AtTarget { least: dimension };
    }
    Finding::Focus { dimension, runner_up: ranked.get(1).map(|(i, _)| *i), confidence: None, close_with: Vec::new() }
}

/// The percents of one call, a place per dimension of the figures.
pub type CallPercents = Vec<Option<f64>>;

/// Fills in how sure the focus is: the product over its rivals of the chance that the focus leads them.
pub fn judge_confidence(
    finding: &mut Finding,
    figures: &[DimensionFigure],
    calls: &[CallPercents],
    minimum_sample: u32,
) {
    let Finding::Focus { dimension, confidence, close_with, runner_up } = finding else { return };
    let focus = *dimension;
    let mut product = 1.0;
    close_with.clear();
    for (j, rival) in figures.iter().enumerate() {
        if j == focus || rival.target.is_none() || rival.n < minimum_sample {
            continue;
        }
        let Some(chance) = chance_ahead(focus, j, figures, calls) else { continue };
        product *= chance;
        if chance < CLEAR {
            close_with.push(j);
        }
    }
    if product < CLEAR
        && let Some(next) = *runner_up
        && !close_with.contains(&next)
    {
        close_with.insert(0, next);
    }
    *confidence = Some(product);
}

/// Chance that the focus's gap really is larger than the rival's, by Student's t on the calls.
fn chance_ahead(focus: usize, rival: usize, figures: &[DimensionFigure], calls: &[CallPercents]) -> Option<f64> {
    let lead = figures[focus].gap()? - figures[rival].gap()?;
    let error = standard_error(focus, rival, calls)?;
    if error <= 1e-12 {
        // A lead that is only a rounding of nothing is none.
        return Some(if lead > 1e-9 { 1.0 } else { 0.5 });
    }
    let n = figures[focus].n.min(figures[rival].n);
    if n < 2 {
        return Some(0.5);
    }
    let t = StudentsT::new(0.0, 1.0, f64::from(n - 1)).ok()?;
    Some(t.cdf(lead / error))
}

/// Of the difference of two dimensions' means, which share calls and so move together.
pub(super) fn standard_error(focus: usize, rival: usize, calls: &[CallPercents]) -> Option<f64> {
    let column = |i: usize| calls.iter().filter_map(|c| c[i]).collect::<Vec<f64>>();
    let (ours, theirs) = (column(focus), column(rival));
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    let pairs: Vec<(f64, f64)> = calls.iter().filter_map(|c| Some((c[focus]?, c[rival]?))).collect();
    let covariance = if pairs.len() < 2 {
        0.0
    } else {
        let n = pairs.len() as f64;
        let mean_a = pairs.iter().map(|p| p.0).sum::<f64>() / n;
        let mean_b = pairs.iter().map(|p| p.1).sum::<f64>() / n;
        pairs.iter().map(|p| (p.0 - mean_a) * (p.1 - mean_b)).sum::<f64>() / (n - 1.0)
    };
    let (n, m) = (ours.len() as f64, theirs.len() as f64);
    let squared = variance(&ours) / n + variance(&theirs) / m - 2.0 * covariance * pairs.len() as f64 / (n * m);
    Some(squared.max(0.0).sqrt())
}

/// Sample variance; 0 for a single value.
fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)
}

/// "clear choice", or "close call: Empathy or Resolution".
pub fn certainty_words(finding: &Finding, figures: &[DimensionFigure]) -> Option<String> {
    let Finding::Focus { dimension, confidence: Some(confidence), close_with, .. } = finding else { return None };
    if *confidence >= CLEAR || close_with.is_empty() {
        return Some("clear choice".to_owned());
    }
    let mut names = vec![figures[*dimension].name.as_str()];
    names.extend(close_with.iter().map(|i| figures[*i].name.as_str()));
    Some(format!("close call: {}", names.join(" or ")))
}

/// The target as printed, for judging single calls.
pub fn under(value: f64, threshold: f64) -> bool {
    printed(value) < printed(threshold)
}

#[cfg(test)]
mod tests;
