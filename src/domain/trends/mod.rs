//! Trends over cycles: how a team, its agents and its dimensions move, which gaps close, which actions moved scores.
//!
//! ```text
//!  closing     sessions and days until a gap closed; open ones count as open
//!  movers      who really rose or fell from one cycle to the next
//!  evaluators  how each evaluator scores, and where two scored one call
//!  actions     what came after each practice action
//!  filter      what they are narrowed to
//!  behind      the calls behind a figure
//! ```

use chrono::NaiveDate;

use super::day::Span;
use super::evaluation::ScoredBy;
use super::id::{PersonId, TeamId};
use super::outcome::Plateau;
use super::people::{Agent, Team};
use super::raw::Raw;
use super::session::{Cause, SessionLine};
use filter::{Choices, Narrowed, Reach, ScoreFilter};

pub mod actions;
pub mod behind;
pub mod closing;
pub mod evaluators;
pub mod filter;
pub mod movers;

/// Whose trends, of which scores, and how far back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrendsQuery {
    /// Everyone where it is `None`.
    pub team: Option<TeamId>,
    /// Agents of this person's teams alone.
    pub supervisor: Option<PersonId>,
    /// By name; the one with the most evaluations where it is `None`.
    pub scorecard: Option<String>,
    pub scores: ScoreFilter,
    pub reach: Reach,
    /// The newest cycle that is shown, counted from the one that opens; of no account where days are named.
    pub last: i64,
}

/// A dimension over one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// Mean percent over the cycle's calls.
    pub current: Option<f64>,
    pub n: u32,
    /// On the cycle's last day.
    pub target: Option<f64>,
    /// Where the mean may lie by call-to-call luck alone; `None` on a single call.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// One line of the heat map: a place per cycle, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub key: String,
    pub name: String,
    pub points: Vec<Point>,
}

/// An agent's dimensions over the cycles.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRows {
    pub agent: Agent,
    pub team: Option<Raw>,
    /// A row per dimension of the scorecard.
    pub rows: Vec<Row>,
    /// Sessions held in each cycle, a place per cycle.
    pub sessions: Vec<u32>,
}

/// An agent who is stuck on a dimension, and where to look first.
#[derive(Debug, Clone, PartialEq)]
pub struct Stuck {
    pub agent: Agent,
    pub plateau: Plateau,
    pub likely: Cause,
}

impl Stuck {
    /// "Resolution is stuck: 3 sessions, no change; likely: practised, but the scores stayed flat".
    pub fn words(&self) -> String {
        // What somebody found out counts more than what the figures suggest.
        let likely =
            if self.plateau.cause.is_some() { String::new() } else { format!("; likely: {}", self.likely.words()) };
        format!("{}{likely}", self.plateau.words())
    }
}

/// What is read by itself, since it takes more than the sums of the shown days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Who moved from the last cycle but one to the last.
    Moves,
    /// What came of the sessions: gaps, who is stuck, practice actions.
    Coaching,
    Evaluators,
    /// What there is to filter by.
    Choices,
}

impl Aspect {
    pub const ALL: [Self; 4] = [Self::Moves, Self::Coaching, Self::Evaluators, Self::Choices];
}

/// One of them, as it was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Moves { movers: Vec<movers::Move>, compared: usize },
    Coaching { closing: Vec<closing::Closing>, stuck: Vec<Stuck>, actions: Vec<actions::ActionLine> },
    Evaluators { evaluators: Vec<evaluators::EvaluatorLine>, overlaps: Vec<evaluators::Overlap> },
    Choices(Choices),
}

impl Found {
    pub fn part(&self) -> Aspect {
        match self {
            Self::Moves { .. } => Aspect::Moves,
            Self::Coaching { .. } => Aspect::Coaching,
            Self::Evaluators { .. } => Aspect::Evaluators,
            Self::Choices(_) => Aspect::Choices,
        }
    }
}

/// What the Trends screen and `trends --json` show.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendsView {
    /// The team that is shown; `None` for everyone.
    pub team: Option<Team>,
    pub teams: Vec<Team>,
    pub scorecard: String,
    pub today: NaiveDate,
    /// How a date that is typed is read.
    pub day_first: bool,
    pub minimum_sample: u32,
    /// What was read of the parts; the others are empty.
    pub parts: Vec<Aspect>,
    /// Oldest first.
    pub cycles: Vec<Span>,
    /// The newest cycle, counted from the one that opens.
    pub last: i64,
    /// All of the shown agents together, a row per dimension.
    pub rows: Vec<Row>,
    /// Each team by itself.
    pub by_team: Vec<(Raw, Vec<Row>)>,
    pub agents: Vec<AgentRows>,
    /// From the last cycle but one to the last, the largest first.
    pub movers: Vec<movers::Move>,
    /// Pairs of agent and dimension that had calls enough to be compared.
    pub compared: usize,
    /// A line per dimension, the fastest first.
    pub closing: Vec<closing::Closing>,
    /// Who has had sessions on a dimension that did not move it.
    pub stuck: Vec<Stuck>,
    /// Those that moved scores most first.
    pub actions: Vec<actions::ActionLine>,
    pub evaluators: Vec<evaluators::EvaluatorLine>,
    /// Pairs of evaluators who scored the same calls.
    pub overlaps: Vec<evaluators::Overlap>,
    /// Of the shown agents, those that stand, of all days; oldest first.
    pub sessions: Vec<SessionLine>,
    pub narrowed: Narrowed,
    pub choices: Choices,
    /// Who gave the scores that are shown: people, AI or both.
    pub scored_by: Vec<ScoredBy>,
}

impl TrendsView {
    /// Fills a part in.
    pub fn take(&mut self, found: Found) {
        if !self.parts.contains(&found.part()) {
            self.parts.push(found.part());
        }
        match found {
            Found::Moves { movers, compared } => (self.movers, self.compared) = (movers, compared),
            Found::Coaching { closing, stuck, actions } => {
                (self.closing, self.stuck, self.actions) = (closing, stuck, actions);
            }
            Found::Evaluators { evaluators, overlaps } => (self.evaluators, self.overlaps) = (evaluators, overlaps),
            Found::Choices(choices) => self.choices = choices,
        }
    }

    /// Takes over what another answer to the same question had read of the parts: it is shown until it is read anew.
    /// What there is to filter by depends on the scorecard alone. Gives back which parts these are.
    pub fn take_over(&mut self, before: Self, known: &[Aspect]) -> Vec<Aspect> {
        let same_days = (self.cycles == before.cycles && self.narrowed == before.narrowed)
            && self.team.as_ref().map(|t| t.id) == before.team.as_ref().map(|t| t.id);
        let same_card = self.scorecard == before.scorecard;
        let Self { movers, compared, closing, stuck, actions, evaluators, overlaps, choices, .. } = before;
        let mut over = Vec::new();
        for part in known.iter().copied().filter(|part| same_card && (same_days || *part == Aspect::Choices)) {
            over.push(part);
            match part {
                Aspect::Moves => (self.movers, self.compared) = (movers.clone(), compared),
                Aspect::Coaching => {
                    (self.closing, self.stuck, self.actions) = (closing.clone(), stuck.clone(), actions.clone());
                }
                Aspect::Evaluators => (self.evaluators, self.overlaps) = (evaluators.clone(), overlaps.clone()),
                Aspect::Choices => self.choices = choices.clone(),
            }
        }
        over
    }

    /// "people's scores only · Dana Reyes's agents"; where all scores count, who gave them.
    pub fn basis_words(&self) -> String {
        let words = self.narrowed.words();
        if !words.is_empty() {
            return words.join(" · ");
        }
        match self.scored_by.as_slice() {
            [_, _, ..] => "scored by people and AI",
            [ScoredBy::Person] => "scored by people",
            [ScoredBy::Ai] => "scored by AI",
            [] => "",
        }
        .to_owned()
    }

    /// The days whose sessions are looked at on gaps and actions; `None` for those of all days.
    pub fn sessions_of(&self) -> Option<Span> {
        match self.narrowed.reach {
            Reach::Usual => None,
            Reach::Cycles(_) | Reach::Days(_) => {
                self.cycles.first().zip(self.cycles.last()).map(|(first, last)| Span::new(first.from, last.to))
            }
        }
    }
}
