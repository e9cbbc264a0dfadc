//! How often the rule says "rose" where nothing changed, and how often where something did. Agents are made up by
//! seeded chance: the dimension that came out lowest is coached, exactly as the program picks it, and the same rule
//! judges the calls after.

use std::fmt::{self, Write as _};

use super::rule::verdict;
use super::{Choice, Evidence, Peer, Verdict};
use crate::domain::chance::Rng;
use crate::domain::focus::CallPercents;

/// How a call's percent comes about.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scores {
    /// Around 75, as far from it as the spread says.
    Normal,
    /// Around 92, and never above 100.
    Ceiling,
    /// Steps of 25 around 75.
    Lumps,
    /// All or nothing, three in four.
    YesNo,
}

impl Scores {
    fn target(self) -> f64 {
        if self == Self::Ceiling { 97.0 } else { 85.0 }
    }

    /// One call; `extra` is the true change of the agent.
    fn draw(self, spread: f64, extra: f64, rng: &mut Rng) -> f64 {
        match self {
            Self::Normal => 75.0 + extra + spread * normal(rng),
            Self::Ceiling => (92.0 + extra + spread * normal(rng)).min(100.0),
            Self::Lumps => (((75.0 + extra + spread * normal(rng)) / 25.0).round() * 25.0).clamp(0.0, 100.0),
            Self::YesNo => {
                if rng.unit() * 100.0 < 75.0 + extra {
                    100.0
                } else {
                    0.0
                }
            }
        }
    }
}

/// Box and Muller, one of the two.
fn normal(rng: &mut Rng) -> f64 {
    let (u, v) = (1.0 - rng.unit(), rng.unit());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// One kind of case.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    scores: Scores,
    spread: f64,
    dimensions: usize,
    n: usize,
    /// The true change of the coached dimension.
    change: f64,
    peers: usize,
    /// What everyone's scores on a dimension shift by meanwhile, as one standard deviation over teams.
    drift: f64,
    /// How far the dimensions' true means lie from each other. With none, luck alone picks the lowest.
    apart: f64,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scores = match self.scores {
            Scores::Normal => "normal",
            Scores::Ceiling => "ceiling",
            Scores::Lumps => "lumps of 25",
            Scores::YesNo => "yes or no",
        };
        let Self { spread, dimensions, n, change, peers, .. } = self;
        write!(f, "| {scores:<11} | {spread:>6} | {dimensions:>10} | {n:>5} | {peers:>5} | {change:>6} |")
    }
}

impl Cell {
    fn calls(&self, extra: &[f64], rng: &mut Rng) -> Vec<CallPercents> {
        let call = |rng: &mut Rng| extra.iter().map(|e| Some(self.scores.draw(self.spread, *e, rng))).collect();
        (0..self.n).map(|_| call(rng)).collect()
    }

    fn agent(&self, rng: &mut Rng) -> Verdict {
        let still: Vec<f64> = (0..self.dimensions).map(|i| self.apart * i as f64).collect();
        let before = self.calls(&still, rng);
        let total = |i: usize| before.iter().filter_map(|call| call[i]).sum::<f64>();
        let focus = (0..self.dimensions).min_by(|a, b| total(*a).total_cmp(&total(*b))).unwrap_or(0);
        let drift: Vec<f64> = still.iter().map(|_| self.drift * normal(rng)).collect();
        let drifted: Vec<f64> = still.iter().zip(&drift).map(|(a, b)| a + b).collect();
        let mut changed = drifted.clone();
        changed[focus] += self.change;
        let after = self.calls(&changed, rng);
        let peers = (0..self.peers)
            .map(|_| Peer { before: self.calls(&still, rng), after: self.calls(&drifted, rng) })
            .collect();
        let targets = vec![Some(self.scores.target()); self.dimensions];
        verdict(&Evidence { focus, targets, choice: Choice::FromTheseCalls, before, after, peers })
    }

    /// The share of agents that "rose", in percent.
    fn rose(&self, agents: usize, seed: u64) -> f64 {
        let mut rng = Rng::new(seed).fork(&self.to_string());
        let rose = (0..agents).filter(|_| self.agent(&mut rng) == Verdict::Rose).count();
        100.0 * rose as f64 / agents as f64
    }
}

/// Every kind of case without peers and without a change.
fn unchanged() -> Vec<Cell> {
    let mut cells = Vec::new();
    for dimensions in [5, 12] {
        for n in [5, 10, 30, 60] {
            let cell =
                |scores, spread| Cell { scores, spread, dimensions, n, change: 0.0, peers: 0, drift: 0.0, apart: 0.0 };
            for spread in [5.0, 10.0, 15.0, 20.0, 25.0] {
                cells.extend([Scores::Normal, Scores::Ceiling, Scores::Lumps].map(|scores| cell(scores, spread)));
            }
            cells.push(cell(Scores::YesNo, 43.3));
        }
    }
    cells
}

/// A true rise of 10 at a spread of 15, on the lowest of five dimensions that lie 3 points apart.
fn risen(n: usize) -> Cell {
    Cell { scores: Scores::Normal, spread: 15.0, dimensions: 5, n, change: 10.0, peers: 0, drift: 0.0, apart: 3.0 }
}

/// Calls a side, and the percent of true rises by 10 that show as "rose".
const POWER: [(usize, f64); 4] = [(5, 17.0), (10, 33.0), (30, 72.0), (60, 95.0)];

/// Three deviations of a share of so many agents, in points.
fn luck(share: f64, agents: usize) -> f64 {
    3.0 * (share * (100.0 - share) / agents as f64).sqrt()
}

#[test]
fn rose_is_said_of_few_agents_who_did_not_change() {
    const AGENTS: usize = 200;
    for cell in unchanged().iter().filter(|c| c.n < 60) {
        let rose = cell.rose(AGENTS, 1);
        assert!(rose <= 5.5 + luck(5.5, AGENTS), "{cell} {rose:.1} %");
    }
}

#[test]
fn a_true_rise_shows_as_often_as_is_said() {
    const AGENTS: usize = 1_000;
    for (n, said) in POWER.into_iter().take(2) {
        let rose = risen(n).rose(AGENTS, 1);
        assert!((rose - said).abs() <= 2.0 + luck(said, AGENTS), "{n} calls: {rose:.1} %, not {said}");
    }
}

/// `cargo test --release --lib simulation -- --ignored --nocapture` prints the table.
#[test]
#[ignore = "ten thousand agents a cell: minutes, and only where it is optimised"]
fn the_table_of_ten_thousand_agents_a_cell() {
    const AGENTS: usize = 10_000;
    let mut cells = unchanged();
    for (dimensions, n) in [(5, 5), (5, 10), (5, 30), (12, 10)] {
        for (peers, drift) in [(3, 0.0), (8, 0.0), (8, 5.0)] {
            cells.push(Cell {
                scores: Scores::Normal,
                spread: 15.0,
                dimensions,
                n,
                change: 0.0,
                peers,
                drift,
                apart: 0.0,
            });
        }
    }
    cells.extend(POWER.map(|(n, _)| risen(n)));
    let half = cells.len() / 2;
    let table: Vec<(Cell, f64)> = std::thread::scope(|threads| {
        let parts = [&cells[..half], &cells[half..]];
        let run = |part: &[Cell]| part.iter().map(|cell| (*cell, cell.rose(AGENTS, 2026))).collect::<Vec<_>>();
        let running = parts.map(|part| threads.spawn(move || run(part)));
        running.into_iter().flat_map(|thread| thread.join().expect("a thread ends")).collect()
    });
    let mut text = String::from("| scores      | spread | dimensions | calls | peers | change | “rose”, % |\n");
    for (cell, rose) in &table {
        let drift = if cell.drift > 0.0 { " drift ±5" } else { "" };
        let _ = writeln!(text, "{cell} {rose:>9.2} |{drift}");
    }
    println!("{text}");
    for (cell, rose) in &table {
        match (cell.change > 0.0, cell.peers) {
            (true, _) => {
                let said = POWER.iter().find(|(n, _)| *n == cell.n).map_or(0.0, |(_, said)| *said);
                assert!((rose - said).abs() <= 2.0, "{cell} {rose:.1} %, not {said}");
            }
            (false, 0) => assert!(*rose <= 5.5, "{cell} {rose:.2} %"),
            (false, _) => assert!(*rose <= 6.0, "{cell} {rose:.2} %"),
        }
    }
}
