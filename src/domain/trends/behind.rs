//! The calls behind a figure of the trends, and the sums that show that they are all of them.

use chrono::{DateTime, NaiveDate, Utc};

use super::TrendsQuery;
use crate::domain::day::Span;
use crate::domain::id::{CallRow, PersonId};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;

/// Which figure. Dimensions are named by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A dimension over a cycle: of one agent, or of all that are shown together.
    Cycle { agent: Option<PersonId>, dimension: String, cycle: Span },
    /// The scores that an evaluator gave on a dimension over the shown cycles.
    Evaluator { evaluator: String, dimension: String },
    /// The calls that two evaluators scored on a dimension.
    Pair { first: String, second: String, dimension: String },
}

/// Asks for the calls behind a figure of a view.
#[derive(Debug, Clone, PartialEq)]
pub struct BehindQuery {
    /// What the view is narrowed to.
    pub trends: TrendsQuery,
    pub figure: Figure,
}

/// A call with what it was given on the dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredCall {
    pub call: CallRow,
    pub call_id: Option<Raw>,
    pub agent: Agent,
    pub day: NaiveDate,
    /// `None` where the file has only a date.
    pub started_at: Option<DateTime<Utc>>,
    /// Evaluators, as the file names them, and the percent that each gave. Never empty; two of a pair.
    pub given: Vec<(String, f64)>,
}

impl ScoredCall {
    /// The mean of what was given: what the call counts for.
    pub fn percent(&self) -> f64 {
        self.given.iter().map(|(_, percent)| percent).sum::<f64>() / self.given.len().max(1) as f64
    }

    /// Of a pair, what the first gave less what the second did.
    pub fn apart(&self) -> f64 {
        match self.given.as_slice() {
            [(_, first), (_, second)] => first - second,
            _ => 0.0,
        }
    }
}

/// The calls behind a figure: as many as the figure counts.
#[derive(Debug, Clone, PartialEq)]
pub struct BehindView {
    pub figure: Figure,
    /// The dimension's name.
    pub dimension: String,
    /// Whose, where it is one agent's.
    pub agent: Option<Agent>,
    pub span: Span,
    /// The lowest first; of a pair, those that are furthest apart.
    pub calls: Vec<ScoredCall>,
}

impl BehindView {
    /// The mean over the calls; of a pair, how far apart on average.
    pub fn mean(&self) -> Option<f64> {
        let of = |call: &ScoredCall| match self.figure {
            Figure::Pair { .. } => call.apart(),
            Figure::Cycle { .. } | Figure::Evaluator { .. } => call.percent(),
        };
        (!self.calls.is_empty()).then(|| self.calls.iter().map(of).sum::<f64>() / self.calls.len() as f64)
    }
}
