//! Who really rose or fell from one cycle to the next. With sixty figures on a screen three move "significantly" by luck
//! alone: the more pairs are compared, the more it takes.

use std::collections::HashMap;

use crate::domain::id::TeamId;
use crate::domain::outcome::{Change, Moved, Verdict, comparable, movement};
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

/// An agent's calls of the two cycles, and where coaching was at work: there an agent tells nothing of the team.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    pub agent: Agent,
    pub team: Option<TeamId>,
    /// Percents, a list per dimension.
    pub before: Vec<Vec<f64>>,
    pub after: Vec<Vec<f64>>,
    /// A place per dimension: coached in one of the two cycles.
    pub coached: Vec<bool>,
}

/// Those that rose or fell for real, the largest first, and how many pairs of agent and dimension could be compared.
/// `dimensions` are keys and names.
pub fn movers(all: &[Series], dimensions: &[(String, String)]) -> (Vec<Move>, usize) {
    let pairs = || all.iter().flat_map(|one| (0..dimensions.len()).map(move |focus| (one, focus)));
    let compared = pairs().filter(|(one, focus)| comparable(&one.before[*focus], &one.after[*focus])).count();
    // Of everyone once; the rule is asked for each pair.
    let changes: Vec<Vec<Option<Change>>> = all
        .iter()
        .map(|one| (0..dimensions.len()).map(|d| Change::of(&one.before[d], &one.after[d])).collect())
        .collect();
    let mut teams: HashMap<TeamId, Vec<usize>> = HashMap::new();
    for (at, one) in all.iter().enumerate() {
        if let Some(team) = one.team {
            teams.entry(team).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (one, focus) in pairs() {
        if !comparable(&one.before[focus], &one.after[focus]) {
            continue;
        }
        let mates = |d: usize| -> Vec<Change> {
            let team = one.team.and_then(|team| teams.get(&team)).into_iter().flatten();
            let others = team.filter(|at| all[**at].agent.id != one.agent.id && !all[**at].coached[d]);
            others.filter_map(|at| changes[*at][d]).collect()
        };
        let team: Vec<Vec<Change>> = (0..dimensions.len()).map(mates).collect();
        let Some(moved) = movement(&one.before[focus], &one.after[focus], &team, focus, compared) else { continue };
        if !matches!(moved.verdict, Verdict::Rose | Verdict::Fell) {
            continue;
        }
        let (key, name) = dimensions[focus].clone();
        found.push(Move {
            agent: one.agent.clone(),
            key,
            name,
            before: moved.mean_before,
            after: moved.mean_after,
            n_before: moved.n_before,
            n_after: moved.n_after,
            moved,
        });
    }
    found.sort_by(|a, b| b.moved.net.abs().total_cmp(&a.moved.net.abs()).then(a.agent.name.cmp(&b.agent.name)));
    (found, compared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::PersonId;
    use crate::domain::raw::Raw;

    fn series(n: u128, team: Option<u128>, by: f64) -> Series {
        let scores = [60.0, 66.0, 71.0, 58.0, 64.0, 69.0, 62.0, 67.0];
        Series {
            agent: Agent { id: PersonId(uuid::Uuid::from_u128(n)), source_id: None, name: Raw::from(format!("A{n}")) },
            team: team.map(|t| TeamId(uuid::Uuid::from_u128(t))),
            before: vec![scores.to_vec()],
            after: vec![scores.iter().map(|s| s + by).collect()],
            coached: vec![false],
        }
    }

    #[test]
    fn a_move_is_one_beyond_the_team_and_agents_without_a_team_are_nobodys_mates() {
        let dimensions = [("empathy".to_owned(), "Empathy".to_owned())];
        let named = |all: &[Series]| -> Vec<String> {
            movers(all, &dimensions).0.iter().map(|m| m.agent.name.visible()).collect()
        };
        // Four of a team rose alike: none of them beyond the others.
        let alike: Vec<Series> = (1..=4).map(|n| series(n, Some(7), 20.0)).collect();
        assert!(named(&alike).is_empty(), "{:?}", named(&alike));
        // One alone did.
        let mut one: Vec<Series> = (1..=4).map(|n| series(n, Some(7), 0.0)).collect();
        one.push(series(5, Some(7), 30.0));
        assert_eq!(named(&one), ["A5"]);
        // Without a team each is judged by itself.
        let alone: Vec<Series> = (1..=4).map(|n| series(n, None, 30.0)).collect();
        assert_eq!(named(&alone).len(), 4);
        assert_eq!(movers(&alone, &dimensions).1, 4);
        // Those who were coached on it say nothing of the team: the fifth has no mates left.
        let mut coached = one.clone();
        coached.iter_mut().take(4).for_each(|s| s.coached[0] = true);
        assert_eq!(movers(&coached, &dimensions).0[0].moved.peers, 0);
    }
}
