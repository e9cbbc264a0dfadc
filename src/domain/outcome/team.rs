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

/// A peer's change on a dimension and its error; `None` where it has too few calls on one side.
fn change(peer: &Peer, dimension: usize) -> Option<(f64, f64)> {
    let side = |calls: &[CallPercents]| {
        let scores: Vec<f64> = calls.iter().filter_map(|c| c.get(dimension).copied().flatten()).collect();
        (scores.len() >= FEW).then(|| Side::of(&scores))
    };
    let (before, after) = (side(&peer.before)?, side(&peer.after)?);
    Some((after.mean - before.mean, before.error() + after.error()))
}

/// `None` where fewer than three peers have calls enough on the focus.
pub(super) fn team(evidence: &Evidence) -> Option<Team> {
    let changes = |dimension: usize| -> Vec<(f64, f64)> {
        evidence.peers.iter().filter_map(|peer| change(peer, dimension)).collect()
    };
    let on_focus = changes(evidence.focus);
    if on_focus.len() < FEWEST_PEERS {
        return None;
    }
    let peers = on_focus.len() as f64;
    let (mut squares, mut expected, mut freedom) = (0.0, 0.0, 0.0);
    for dimension in 0..evidence.targets.len() {
        let all = changes(dimension);
        if all.len() < 2 {
            continue;
        }
        let n = all.len() as f64;
        let mean = all.iter().map(|(d, _)| d).sum::<f64>() / n;
        squares += all.iter().map(|(d, _)| (d - mean).powi(2)).sum::<f64>();
        expected += (1.0 - 1.0 / n) * all.iter().map(|(_, e)| e).sum::<f64>();
        freedom += n - 1.0;
    }
    Some(Team {
        peers: on_focus.len(),
        change: on_focus.iter().map(|(d, _)| d).sum::<f64>() / peers,
        error: on_focus.iter().map(|(_, e)| e).sum::<f64>() / (peers * peers),
        between: if freedom > 0.0 { ((squares - expected) / freedom).max(0.0) } else { 0.0 },
        freedom,
    })
}
