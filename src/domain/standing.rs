//! How agents stand: the figures of a team and of one agent over a span of days.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::call::{Moment, Role, Turn, spot};
use super::day::Span;
use super::evaluation::{EvaluationKind, EvaluationState, ScoreState, ScoredBy};
use super::focus::{DimensionFigure, Finding};
use super::id::{CallRow, DisputeId, PersonId, SessionId, TeamId};
use super::outcome::Outcome;
use super::people::{Agent, Team};
use super::practice::read_back::ReadBack;
use super::praise::Praise;
use super::raw::Raw;
use super::scorecard::Scorecard;
use super::session::{FlagRef, SessionLine};
use super::speakers::Speakers;
use super::watch::Watched;
use super::when::Stamp;

/// Which days: a span that was asked for, or a cycle counted from the one that opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Days(Span),
    /// 0 the cycle that opens, -1 the one before, 1 the one after.
    Cycle(i64),
}

/// Which figures to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Everyone where it is `None`.
    pub team: Option<TeamId>,
    /// By name; the one with the most evaluations in the span where it is `None`.
    pub scorecard: Option<String>,
    pub period: Period,
}

impl Default for Query {
    fn default() -> Self {
        Self { team: None, scorecard: None, period: Period::Cycle(0) }
    }
}

/// What a span's figures rest on; the same for a team and for one agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    pub span: Span,
    /// The span that changes are measured against.
    pub previous: Span,
    /// The cycle's number counted from the one that opens; `None` for a span that is no cycle.
    pub cycle: Option<i64>,
    pub today: NaiveDate,
    pub zone: Tz,
    pub scorecard: Scorecard,
    /// Other scorecards with evaluations in the span: name and how many.
    pub others: Vec<(String, u32)>,
    /// Whether people, AI or both scored the span.
    pub scored_by_people: u32,
    pub scored_by_ai: u32,
    /// Days of scores in the file, while they are fewer than 30: figures are provisional.
    pub provisional_days: Option<i64>,
    pub minimum_sample: u32,
    pub review_threshold: f64,
}

/// One agent's figures over the span.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub agent: Agent,
    pub team: Option<Raw>,
    /// Current evaluations in the span, those with nothing but N/A included.
    pub evaluations: u32,
    /// Calls in the span.
    pub calls: u32,
    /// Calls after the span.
    pub newer_calls: u32,
    pub overall: Option<f64>,
    pub previous_overall: Option<f64>,
    pub auto_fails: u32,
    pub flags: u32,
    /// `None` until the calls were looked at.
    pub below_threshold: Option<u32>,
    /// In scorecard order.
    pub dimensions: Vec<DimensionFigure>,
    pub finding: Finding,
    /// Flags and auto-fails, of any day, that no session answers, and the day of the oldest.
    pub unanswered: u32,
    pub unanswered_since: Option<NaiveDate>,
    pub last_session: Option<SessionLine>,
    pub next_due: Option<NaiveDate>,
    pub draft: Option<SessionId>,
}

impl Standing {
    pub fn focus(&self) -> Option<&DimensionFigure> {
        self.finding.focus().map(|i| &self.dimensions[i])
    }
}

/// The Team screen and `team --json`.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamView {
    pub basis: Basis,
    /// The team that is shown; `None` for everyone.
    pub team: Option<Team>,
    pub teams: Vec<Team>,
    /// In the order of who needs you first.
    pub agents: Vec<Standing>,
    pub calls: u32,
    pub flags: u32,
    pub newer_calls: u32,
    /// Scorecards that can be picked.
    pub scorecards: Vec<String>,
}

/// Why a call is below the threshold.
#[derive(Debug, Clone, PartialEq)]
pub enum BelowReason {
    Overall(f64),
    /// A critical dimension under its target: its name and percent.
    Critical(String, f64),
    AutoFail(Raw),
    Flag(Raw),
}

/// One call of an agent as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallLine {
    pub row: CallRow,
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    /// `None` where the file has only a date.
    pub started_at: Option<DateTime<Utc>>,
    pub overall: Option<f64>,
    /// A place per dimension of the scorecard.
    pub percents: Vec<Option<f64>>,
    pub below: Vec<BelowReason>,
    pub flags: Vec<FlagLine>,
    pub scored_by: Vec<ScoredBy>,
    pub has_transcript: bool,
    pub disputed: bool,
    /// A comment worth showing: of the lowest dimension, else of the evaluation.
    pub comment: Option<Raw>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FlagLine {
    pub call_id: Option<Raw>,
    pub call: CallRow,
    pub day: NaiveDate,
    pub code: Raw,
    pub severity: Option<Raw>,
    pub dimension: Option<String>,
    pub at_ms: Option<i64>,
    pub note: Option<Raw>,
    /// The session that answers it.
    pub answered_by: Option<SessionId>,
}

impl FlagLine {
    pub fn reference(&self) -> Option<FlagRef> {
        Some(FlagRef { call_id: self.call_id.clone()?, code: self.code.clone() })
    }

    /// "flagged: late disclosure": what is said of it without the evaluator's own words.
    pub fn words(&self) -> String {
        flagged_words(&self.code)
    }
}

/// "flagged: late disclosure".
pub fn flagged_words(code: &Raw) -> String {
    format!("flagged: {}", code.verbatim().replace('_', " "))
}

/// A criterion inside a dimension and how often it was missed.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionMiss {
    pub dimension: String,
    pub criterion: Raw,
    pub missed: u32,
    pub of: u32,
}

/// The prep sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentView {
    pub basis: Basis,
    pub standing: Standing,
    /// Current over the last six cycles, oldest first, a list per dimension.
    pub history: Vec<Vec<Option<f64>>>,
    /// Of the span, newest first.
    pub calls: Vec<CallLine>,
    /// Most missed first.
    pub misses: Vec<CriterionMiss>,
    /// Oldest first.
    pub flags: Vec<FlagLine>,
    /// Days that a flag may wait.
    pub flag_days: i64,
    pub strengths: Vec<String>,
    pub warnings: Vec<String>,
    /// Newest first.
    pub sessions: Vec<SessionLine>,
    /// Of the last session: whether its dimension moved.
    pub outcome: Option<Outcome>,
    /// Of each session that coached a dimension.
    pub outcomes: Vec<(SessionId, Outcome)>,
    /// Flag codes that sessions answered, and whether they came again.
    pub watched: Vec<Watched>,
    /// Whether the last session's action was done, where the calls tell it.
    pub read_back: Option<ReadBack>,
    /// Kept from calls, for the next session.
    pub praise: Vec<Praise>,
    /// Neighbours in the team's order, for moving from agent to agent.
    pub previous_agent: Option<PersonId>,
    pub next_agent: Option<PersonId>,
}

impl AgentView {
    /// Whether a session's dimension moved; `None` where it coached none, or is void.
    pub fn outcome_of(&self, session: SessionId) -> Option<&Outcome> {
        self.outcomes.iter().find(|(id, _)| *id == session).map(|(_, outcome)| outcome)
    }

    /// Positions of the calls under their target on a dimension, lowest first; of all calls where none is named.
    pub fn calls_under(&self, dimension: Option<usize>) -> Vec<usize> {
        let all = 0..self.calls.len();
        let Some(dimension) = dimension else { return all.collect() };
        let target = self.standing.dimensions.get(dimension).and_then(|d| d.target);
        let percent = |i: usize| self.calls[i].percents.get(dimension).copied().flatten();
        let shows = |p: f64| target.is_none_or(|t| super::focus::under(p, t));
        let mut listed: Vec<usize> = all.filter(|i| percent(*i).is_some_and(shows)).collect();
        listed.sort_by(|a, b| percent(*a).unwrap_or(f64::INFINITY).total_cmp(&percent(*b).unwrap_or(f64::INFINITY)));
        listed
    }
}

/// One evaluation of a call, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationView {
    pub source: Raw,
    pub key: Raw,
    pub version: i64,
    /// The one that counts.
    pub current: bool,
    pub evaluator: Option<Raw>,
    pub scored_by: ScoredBy,
    pub kind: EvaluationKind,
    pub state: EvaluationState,
    pub scorecard: String,
    pub scorecard_version: String,
    pub evaluated: Option<Stamp>,
    pub overall: Option<f64>,
    /// The source's own total.
    pub total: Option<f64>,
    pub comment: Option<Raw>,
    pub scores: Vec<ScoreView>,
    pub auto_fails: Vec<Raw>,
    pub batch: i64,
    pub file: Raw,
    pub line: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ScoreView {
    pub key: String,
    pub name: String,
    pub state: ScoreState,
    pub earned: Option<f64>,
    pub possible: Option<f64>,
    pub percent: Option<f64>,
    pub target: Option<f64>,
    pub critical: bool,
    pub comment: Option<Raw>,
    pub criteria: Vec<CriterionView>,
    pub dispute: Option<DisputeView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CriterionView {
    pub name: Raw,
    pub state: ScoreState,
    pub earned: Option<f64>,
    pub possible: Option<f64>,
    pub result: Option<Raw>,
    pub comment: Option<Raw>,
    pub auto_fail: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeView {
    pub id: DisputeId,
    pub state: DisputeState,
    pub note: Raw,
    pub opened_on: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    Open,
    Upheld,
    Changed,
    Withdrawn,
}

impl DisputeState {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl CallView {
    /// Takes out what anyone but the agent said, and what evaluators wrote, which may repeat it.
    pub fn spare_the_customer(&mut self) {
        let left_out = || Raw::from("[left out]");
        for turn in self.transcript.iter_mut().flat_map(|t| &mut t.turns).filter(|t| t.role != Role::Agent) {
            turn.text = left_out();
        }
        // Whoever spoke then, the words are an analysis's own.
        for moment in self.transcript.iter_mut().flat_map(|t| &mut t.moments) {
            moment.words = left_out();
        }
        let mut wrote: Vec<&mut Option<Raw>> = self.flags.iter_mut().map(|f| &mut f.note).collect();
        for evaluation in &mut self.evaluations {
            wrote.push(&mut evaluation.comment);
            for score in &mut evaluation.scores {
                wrote.push(&mut score.comment);
                wrote.extend(score.criteria.iter_mut().map(|c| &mut c.comment));
            }
        }
        wrote.into_iter().filter(|words| words.is_some()).for_each(|words| *words = Some(left_out()));
    }
}

/// The Call screen and `call --json`.
#[derive(Debug, Clone, PartialEq)]
pub struct CallView {
    pub row: CallRow,
    pub call_id: Option<Raw>,
    pub agent: Option<Agent>,
    pub day: Option<NaiveDate>,
    pub started_at: Option<DateTime<Utc>>,
    pub zone: Tz,
    pub evaluations: Vec<EvaluationView>,
    pub flags: Vec<FlagLine>,
    /// Lines that were kept as praise for the agent's next session.
    pub praise: Vec<Praise>,
    pub transcript: Option<TranscriptView>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptView {
    pub format: String,
    pub turns: Vec<Turn>,
    /// Whether the roles in `turns` are the file's.
    pub speakers: Speakers,
    /// What its own analysis points to, in the order of time.
    pub moments: Vec<Moment>,
    /// The turn that each moment stands at: found once, since a screen asks for it line by line.
    pub spots: Vec<Option<usize>>,
}

impl TranscriptView {
    pub fn new(format: String, turns: Vec<Turn>, speakers: Speakers, moments: Vec<Moment>) -> Self {
        let spots = moments.iter().map(|moment| spot(&turns, moment)).collect();
        Self { format, turns, speakers, moments, spots }
    }

    /// Moments that its analysis points to in a turn.
    pub fn moments_at(&self, turn: usize) -> impl Iterator<Item = &Moment> {
        self.moments.iter().zip(&self.spots).filter(move |(_, spot)| **spot == Some(turn)).map(|(moment, _)| moment)
    }
}

/// What a search found: a page of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// Newest calls first, within a call in its own order.
    pub lines: Vec<Hit>,
    /// Where the next page goes on, as the store counts calls in time; `None` where that is all.
    pub below: Option<i64>,
}

/// A line of a transcript that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub call: CallRow,
    pub call_id: Option<Raw>,
    pub agent: Option<Raw>,
    pub day: Option<NaiveDate>,
    pub turn: u32,
    /// As the transcript names who speaks, or the role.
    pub speaker: Raw,
    pub from_ms: Option<i64>,
    pub text: Raw,
}
