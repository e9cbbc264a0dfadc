//! How the team moved over the same two spans, and how much its agents move by themselves.

use super::spread::Side;
use super::{Evidence, FEW, FEWEST_PEERS, Peer};
use crate::domain::focus::CallPercents;

/// What the peers say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Team {
    pub(super) peers: usize,
    /// The mean of their changes on the focus.
    pub(super) change: f64,
    /// Of that mean, from call to call.
    pub(super) error: f64,
    /// W: between agents, beyond their calls.
    pub(super) between: f64,
    /// d: what W was estimated on.
    pub(super) freedom: f64,
}

/// How someone's mean on a dimension changed, and the error of that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    pub by: f64,
    pub error: f64,
}

impl Change {
    /// `None` where there are too few calls on one side.
    pub fn of(before: &[f64], after: &[f64]) -> Option<Self> {
        if before.len() < FEW || after.len() < FEW {
            return None;
        }
        let (before, after) = (Side::of(before), Side::of(after));
        Some(Self { by: after.mean - before.mean, error: before.error() + after.error() })
    }
}

fn change(peer: &Peer, dimension: usize) -> Option<Change> {
    let side = |calls: &[CallPercents]| -> Vec<f64> {
        calls.iter().filter_map(|c| c.get(dimension).copied().flatten()).collect()
    };
    Change::of(&side(&peer.before), &side(&peer.after))
}

/// The changes of the peers that have calls enough on a dimension.
pub(super) fn usable(evidence: &Evidence, dimension: usize) -> Vec<Change> {
    evidence.peers.iter().filter_map(|peer| change(peer, dimension)).collect()
}

/// `None` where fewer than three peers have calls enough on the focus.
pub(super) fn team(evidence: &Evidence) -> Option<Team> {
    // Who has too few calls on the focus is no peer, whatever else he was scored on.
    let peers: Vec<&Peer> = evidence.peers.iter().filter(|peer| change(peer, evidence.focus).is_some()).collect();
    let changes = |dimension: usize| peers.iter().filter_map(|peer| change(peer, dimension)).collect();
    let changes: Vec<Vec<Change>> = (0..evidence.targets.len()).map(changes).collect();
    Team::of(&changes, evidence.focus)
}

impl Team {
    /// From the peers' changes, a list per dimension.
    pub(super) fn of(changes: &[Vec<Change>], focus: usize) -> Option<Self> {
        let on_focus = changes.get(focus).filter(|all| all.len() >= FEWEST_PEERS)?;
        let peers = on_focus.len() as f64;
        let (mut squares, mut expected, mut freedom) = (0.0, 0.0, 0.0);
        for all in changes.iter().filter(|all| all.len() >= 2) {
            let n = all.len() as f64;
            let mean = all.iter().map(|c| c.by).sum::<f64>() / n;
            squares += all.iter().map(|c| (c.by - mean).powi(2)).sum::<f64>();
            expected += (1.0 - 1.0 / n) * all.iter().map(|c| c.error).sum::<f64>();
            freedom += n - 1.0;
        }
        Some(Self {
            peers: on_focus.len(),
            change: on_focus.iter().map(|c| c.by).sum::<f64>() / peers,
            error: on_focus.iter().map(|c| c.error).sum::<f64>() / (peers * peers),
            between: if freedom > 0.0 { ((squares - expected) / freedom).max(0.0) } else { 0.0 },
            freedom,
        })
    }
}
