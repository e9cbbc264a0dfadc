//! An invented center: who works there, and how each call was scored. Everything is told by the seed and the number of
//! the call, so that each file of a run can be made for itself.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};

use super::chance::Chance;
use super::names::{COMMENTS, EVALUATORS, FAMILY, FLAGS, GIVEN};
use super::size::Size;

/// Dimensions and the points that each has: the first five have targets in a new file's scorecard.
pub const DIMENSIONS: [(&str, u32); 8] = [
    ("Compliance", 10),
    ("Empathy", 5),
    ("Discovery", 20),
    ("Resolution", 10),
    ("Process adherence", 8),
    ("Greeting", 4),
    ("Hold handling", 6),
    ("Closing", 5),
];
pub const SCORECARD: &str = "Center QA";
/// So many of a team's size.
const TEAM: u64 = 12;

/// What a stream of chance is for.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    Agent = 1,
    Call = 2,
    Talk = 3,
}

#[derive(Debug)]
pub struct Agent {
    pub id: String,
    pub name: String,
    pub team: String,
    /// Mean share of the points, a dimension each, at the start and what a year adds.
    skill: [(f64, f64); 8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoredBy {
    Person,
    Ai,
}

/// What an evaluation found beside its scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Nothing,
    AutoFail,
    Flag { code: &'static str, severity: &'static str, at_ms: u64 },
}

#[derive(Debug)]
pub struct Evaluation {
    pub id: String,
    pub call_id: String,
    /// Its place in [`Center::agents`].
    pub agent: usize,
    pub evaluator: &'static str,
    pub source: &'static str,
    pub scored_by: ScoredBy,
    pub started: String,
    pub evaluated: String,
    /// Points, a dimension each; none: it did not apply.
    pub earned: [Option<u32>; 8],
    pub mark: Mark,
    pub comment: &'static str,
}

#[derive(Debug)]
pub struct Center {
    seed: u64,
    size: Size,
    first: DateTime<Utc>,
    pub agents: Vec<Agent>,
}

impl Center {
    /// `end`: the first day without calls.
    pub fn new(seed: u64, size: Size, end: NaiveDate) -> Self {
        let days = i64::try_from(size.days).unwrap_or(365);
        let first = end.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::days(days);
        let agents = (0..size.agents).map(|n| agent(seed, n)).collect();
        Self { seed, size, first, agents }
    }

    pub fn chance(&self, of: Of, number: u64) -> Chance {
        Chance::of(self.seed, of as u64, number)
    }

    pub fn call_id(number: u64) -> String {
        format!("C{number:08}")
    }

    /// The evaluations of a call: one, and of one call in a hundred two. Calls beyond the size are those of the days after.
    pub fn evaluations(&self, number: u64) -> Vec<Evaluation> {
        let mut chance = self.chance(Of::Call, number);
        let agent = chance.below(self.size.agents);
        let started = self.started(number, &mut chance);
        let first = self.evaluation(number, agent, started, chance.once_in(16), &mut chance);
        let again = (first.scored_by == ScoredBy::Person && chance.once_in(94)).then(|| {
            let again = self.evaluation(number, agent, started, true, &mut chance);
            Evaluation { id: format!("{}-2", again.id), source: "autoscore", mark: Mark::Nothing, ..again }
        });
        std::iter::once(first).chain(again).collect()
    }

    /// Which agent a call is of.
    pub fn agent_of(&self, number: u64) -> usize {
        place(self.chance(Of::Call, number).below(self.size.agents))
    }

    /// Between 8 and 20 o'clock; calls are numbered in the order of their days.
    fn started(&self, number: u64, chance: &mut Chance) -> DateTime<Utc> {
        let day = number * self.size.days / self.size.calls;
        let second = 8 * 3_600 + chance.below(12 * 3_600);
        self.first + TimeDelta::seconds(i64::try_from(day * 86_400 + second).unwrap_or(0))
    }

    fn evaluation(
        &self,
        number: u64,
        agent: u64,
        started: DateTime<Utc>,
        by_ai: bool,
        chance: &mut Chance,
    ) -> Evaluation {
        let agent = place(agent);
        let gone = (number as f64 / self.size.calls as f64).min(1.0);
        let mark = match chance.below(1_000) {
            0 => Mark::AutoFail,
            1 | 2 => {
                let (code, severity) = chance.pick(&FLAGS);
                Mark::Flag { code, severity, at_ms: 1_000 * (10 + chance.below(400)) }
            }
            _ => Mark::Nothing,
        };
        let mut earned = [None; 8];
        for (at, cell) in earned.iter_mut().enumerate() {
            let (base, drift) = self.agents[agent].skill[at];
            // What a mark is about has a score.
            let scored = !chance.once_in(40) || (at == 0 && mark != Mark::Nothing);
            let share = base + drift * gone + 0.15 * chance.bell();
            *cell = scored.then(|| points(share, DIMENSIONS[at].1));
        }
        if mark == Mark::AutoFail {
            earned[0] = Some(0);
        }
        let wait = TimeDelta::seconds(i64::try_from(3_600 + chance.below(40 * 3_600)).unwrap_or(0));
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        Evaluation {
            id: format!("E{number:08}"),
            call_id: Self::call_id(number),
            agent,
            evaluator: if by_ai {
                "Autoscore"
            } else {
                EVALUATORS[(agent / 12 + number_of(number)) % EVALUATORS.len()]
            },
            source: if by_ai && !chance.once_in(4) { "autoscore" } else { "grid" },
            scored_by: if by_ai { ScoredBy::Ai } else { ScoredBy::Person },
            started: text(started),
            evaluated: text(started + if by_ai { TimeDelta::minutes(9) } else { wait }),
            earned,
            mark,
            comment: if chance.once_in(60) { chance.pick(&COMMENTS) } else { "" },
        }
    }
}

/// One of three evaluators of a team, by the call's number.
fn number_of(call: u64) -> usize {
    usize::try_from(call % 3).unwrap_or(0)
}

fn place(agent: u64) -> usize {
    usize::try_from(agent).unwrap_or(0)
}

fn agent(seed: u64, n: u64) -> Agent {
    let mut chance = Chance::of(seed, Of::Agent as u64, n);
    // Every pair of names comes once before one comes with an initial.
    let (given, family) = (GIVEN.len() as u64, FAMILY.len() as u64);
    let name_at = (n * 7) % (given * family);
    let (a, b) = (place(name_at % given), place((name_at / given + name_at) % family));
    let round = n / (given * family);
    let initial = if round == 0 { String::new() } else { format!(" {}.", char::from(b'A' + (round % 26) as u8)) };
    let mut skill = [(0.0, 0.0); 8];
    for cell in &mut skill {
        *cell = (0.6 + 0.35 * chance.unit(), 0.08 * (chance.unit() - 0.4));
    }
    Agent {
        id: format!("A{n:04}"),
        name: format!("{}{initial} {}", GIVEN[a], FAMILY[b]),
        team: format!("Floor {:03}", n / TEAM + 1),
        skill,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the points possible")]
fn points(share: f64, possible: u32) -> u32 {
    let possible = f64::from(possible);
    (share * possible).round().clamp(0.0, possible) as u32
}
