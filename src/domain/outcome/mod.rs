//! Did the coached dimension move? Told apart from luck: the focus was picked because it was lowest, so its mean
//! before is too low by chance alone, and a plain interval would call that a rise.
//!
//! ```text
//!  spread   mean, variance, lumps of a list of scores
//!  rule     the verdict from two lists of scores, the contenders and the team
//!  movement a change from one cycle to the next, where nobody was picked for being lowest
//!  team     how much agents move by themselves
//!  words    the sentence
//!  plateau  sessions on one dimension that did not move it
//! ```
//!
//! # How often it is wrong
//! `cargo test --release --lib simulation -- --ignored --nocapture` makes up 10,000 agents for each of 128 kinds of case
//! without any change, coaches the dimension that came out lowest, and prints how often each kind "rose". The worst of
//! the spreads from 5 to 25 points a call, in percent of agents, without peers:
//!
//! | scores | dimensions | 5 calls | 10 | 30 | 60 |
//! | --- | --- | --- | --- | --- | --- |
//! | normal | 5 | 3.9 | 4.0 | 4.4 | 4.2 |
//! | normal | 12 | 3.0 | 3.6 | 3.8 | 3.7 |
//! | ceiling at 100 | 5 | 4.0 | 4.5 | 4.3 | 4.2 |
//! | ceiling at 100 | 12 | 3.1 | 3.6 | 3.7 | 3.5 |
//! | lumps of 25 | 5 | 3.0 | 3.0 | 3.6 | 3.6 |
//! | lumps of 25 | 12 | 2.2 | 2.4 | 3.1 | 3.2 |
//! | yes or no | 5 | 1.6 | 1.0 | 2.7 | 2.9 |
//! | yes or no | 12 | 0.4 | 2.0 | 2.4 | 2.7 |
//!
//! With three or eight peers, and with a drift of ±5 that the whole team shares, at most 2.9. A true rise of 10 at a
//! spread of 15, on the lowest of five dimensions that lie 3 points apart, shows as "rose" in so many of a hundred agents:
//!
//! | calls a side | 5 | 10 | 30 | 60 |
//! | --- | --- | --- | --- | --- |
//! | as simulated here | 16 | 33 | 73 | 96 |
//! | as the rule promises | 17 | 33 | 72 | 95 |
//!
//! # To be judged again
//! What an outcome was judged on is a [`Basis`]: it is frozen with the outcome, and stands in JSON beside it, so that
//! anyone can judge it again. Where the rule leaves a case open, this is how it is read: a side is compared with Welch's
//! degrees of freedom where both variances are the same (sides of one size); where neither side has any spread and agents
//! do not move by themselves, they are n0 + n1 − 2, whatever the peers' calls add; a focus without a target has no
//! contenders; the days between the cycle and the session count as coached for a peer who was coached on them.

use serde::{Deserialize, Serialize};

use super::focus::CallPercents;

mod movement;
mod plateau;
mod rule;
mod spread;
mod team;
mod words;

pub use movement::{Interval, Moved, comparable, difference, half_width, movement};
pub use plateau::{Plateau, Run, triage};
pub use rule::judge;
pub use team::Change;

/// At least so many calls on each side.
pub const FEWEST: usize = 5;
/// At least so many peers, or the team says nothing.
pub const FEWEST_PEERS: usize = 3;
/// Calls that a dimension of a peer, or a rival of the focus, needs.
const FEW: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Rose,
    Fell,
    AboutTheSame,
    CantTell,
    TooFew,
}

/// How the focus came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// From these very calls, by the rule or by hand.
    FromTheseCalls,
    /// Before they existed: a follow-up on the same dimension.
    Before,
}

/// An agent of the team who was not coached on the focus: a place per dimension, `None` in the places of dimensions
/// that the peer was coached on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Peer {
    pub before: Vec<CallPercents>,
    pub after: Vec<CallPercents>,
}

/// What the verdict is judged on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The position of the coached dimension.
    pub focus: usize,
    /// A place per dimension.
    pub targets: Vec<Option<f64>>,
    pub choice: Choice,
    /// The calls that the session saw.
    pub before: Vec<CallPercents>,
    /// The calls since.
    pub after: Vec<CallPercents>,
    pub peers: Vec<Peer>,
}

/// What an outcome was judged on, as it is frozen with it: anyone can judge it again from this alone. Peers have neither
/// names nor call IDs in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// Keys, in the order of the places in everything else.
    pub dimensions: Vec<String>,
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// The outcome of a session. Figures are exact; `low` and `high` are an ordinary Welch interval of the change, `lower`
/// and `upper` the ones that the verdict is judged by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub verdict: Verdict,
    /// Frozen at the check; "so far" until then.
    #[serde(rename = "final")]
    pub is_final: bool,
    pub change: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub mean_before: Option<f64>,
    pub mean_after: Option<f64>,
    pub n_before: usize,
    pub n_after: usize,
    /// `None` where fewer than three peers can be compared with.
    pub team_change: Option<f64>,
    /// Peers with calls enough on the dimension, on both sides.
    pub peers: usize,
    /// The change less the team's.
    pub net: Option<f64>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    pub alpha: Option<f64>,
    pub contenders: Option<usize>,
    pub luck: Option<f64>,
    /// So many more calls would give another verdict, all else being equal.
    pub more_calls: Option<usize>,
    pub warnings: Vec<String>,
}

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
