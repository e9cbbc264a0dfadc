//! Who really rose or fell from one cycle to the next. With sixty figures on a screen three move "significantly" by luck
//! alone: the more pairs are compared, the more it takes.

use crate::domain::outcome::{Evidence, Moved, Verdict, movement};
use crate::domain::people::Agent;

/// One dimension of one agent that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    pub agent: Agent,
    pub key: String,
    pub name: String,
    pub before: f64,
    pub after: f64,
    pub n_before: usize,
    pub n_after: usize,
    pub moved: Moved,
}

/// What is compared: an agent's dimension over two cycles, with the team beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub agent: Agent,
    pub key: String,
    pub name: String,
    pub evidence: Evidence,
}

/// Those of the pairs that rose or fell for real, the largest first, and how many could be compared at all.
pub fn movers(pairs: Vec<Pair>) -> (Vec<Move>, usize) {
    let compared = pairs.iter().filter(|p| movement(&p.evidence, 1).is_some()).count();
    let mut moves: Vec<Move> = pairs
        .into_iter()
        .filter_map(|pair| {
            let moved = movement(&pair.evidence, compared)?;
            let real = matches!(moved.verdict, Verdict::Rose | Verdict::Fell);
            real.then_some(Move {
                agent: pair.agent,
                key: pair.key,
                name: pair.name,
                before: moved.mean_before,
                after: moved.mean_after,
                n_before: moved.n_before,
                n_after: moved.n_after,
                moved,
            })
        })
        .collect();
    moves.sort_by(|a, b| b.moved.net.abs().total_cmp(&a.moved.net.abs()).then(a.agent.name.cmp(&b.agent.name)));
    (moves, compared)
}
