//! Good rows become the evaluation's record, with a key made for it where the file has none.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use super::assemble::{agent, version};
use super::part::Part;
use super::places::Places;
use super::row::{Head, Row};
use super::scored;
use crate::domain::evaluation::{
    AgentKey, AutoFailRecord, EvaluationKind, EvaluationRecord, EvaluationState, FlagRecord, Number, ScoreRecord,
    ScoreState, ScoredBy,
};
use crate::domain::hex::hex;
use crate::domain::people::normalised;
use crate::domain::scorecard::key_of;
use crate::domain::when::{Stamp, When};

/// The namespace of plain tables.
const GRID: &str = "grid";

/// Of rows that agree. `ordinals` counts equal contents, for evaluations without any id.
pub(super) fn record(rows: Vec<Row<'_>>, ordinals: Option<&mut HashMap<[u8; 32], u32>>) -> EvaluationRecord {
    let first = rows.first();
    let (file, line) = first.map_or((0, 0), |row| (row.file, row.line()));
    let count = rows.len() as u64;
    let source = first.and_then(|row| row.layout.mapping.source.clone());
    let head: Rc<Head> = first.map(|row| Rc::clone(&row.head)).unwrap_or_default();
    let mut others: Vec<Rc<Head>> = Vec::new();
    let mut gathered = Gathered::of_about(rows.len());
    for row in rows {
        // The same again says nothing new.
        if !Rc::ptr_eq(others.last().unwrap_or(&head), &row.head) {
            others.push(row.head);
        }
        row.parts.into_iter().for_each(|part| gathered.add(part));
    }
    let mut head = Rc::unwrap_or_clone(head);
    for other in others {
        merge(&mut head, Rc::unwrap_or_clone(other));
    }
    gathered.sum_criteria();
    let (key, key_made) = match &head.evaluation_id {
        Some(id) => (id.clone(), false),
        None => (made_key(&head, &gathered.scores, ordinals), true),
    };
    EvaluationRecord {
        source: head.source.clone().or(source).unwrap_or_else(|| GRID.to_owned()),
        key,
        key_made,
        version: version(&head),
        call_id: head.call_id,
        agent: AgentKey::read(head.agent_id, head.agent_name),
        team: head.team,
        evaluator: head.evaluator,
        scored_by: head.scored_by.unwrap_or(ScoredBy::Person),
        kind: head.kind.unwrap_or(EvaluationKind::Standard),
        state: head.state.unwrap_or(EvaluationState::Final),
        scorecard: head.scorecard,
        scorecard_version: head.scorecard_version,
        call_started: head.call_started,
        evaluated: head.evaluated,
        total: head.total,
        comment: (!gathered.comments.is_empty()).then(|| gathered.comments.join("\n")),
        scores: gathered.scores,
        flags: gathered.flags,
        auto_fails: gathered.auto_fails,
        moments: Vec::new(),
        file,
        line,
        rows: count,
    }
}

/// What the first row that says something says; of several times on one day, the latest evaluation.
fn merge(head: &mut Head, other: Head) {
    fn fill<T>(slot: &mut Option<T>, other: Option<T>) {
        if slot.is_none() {
            *slot = other;
        }
    }
    fill(&mut head.source, other.source);
    fill(&mut head.evaluation_id, other.evaluation_id);
    fill(&mut head.version, other.version);
    fill(&mut head.call_id, other.call_id);
    fill(&mut head.agent_id, other.agent_id);
    fill(&mut head.agent_name, other.agent_name);
    fill(&mut head.team, other.team);
    fill(&mut head.evaluator, other.evaluator);
    fill(&mut head.scored_by, other.scored_by);
    fill(&mut head.kind, other.kind);
    fill(&mut head.state, other.state);
    fill(&mut head.scorecard, other.scorecard);
    fill(&mut head.scorecard_version, other.scorecard_version);
    fill(&mut head.call_started, other.call_started);
    fill(&mut head.total, other.total);
    fill(&mut head.evaluated_day, other.evaluated_day);
    let later = match (&head.evaluated, &other.evaluated) {
        (Some(before), Some(new)) => sortable(new) > sortable(before),
        (before, _) => before.is_none(),
    };
    if later {
        head.evaluated = other.evaluated;
    }
}

fn sortable(stamp: &Stamp) -> Option<DateTime<Utc>> {
    stamp.when.instant(chrono_tz::UTC)
}

/// A point in time in words that never change, for comparing and for keys.
pub(super) fn exact(when: &When) -> String {
    match when {
        When::Instant(at) => at.to_rfc3339_opts(SecondsFormat::Nanos, true),
        When::Naive(at) => at.format("%Y-%m-%dT%H:%M:%S%.9f").to_string(),
        When::Date(day) => day.to_string(),
    }
}

/// The parts of an evaluation, in the order of its rows.
#[derive(Debug, Default)]
struct Gathered {
    scores: Vec<ScoreRecord>,
    /// Whether the score at this place has a row of its own.
    own: Vec<bool>,
    place: Places<Rc<str>>,
    flags: Vec<FlagRecord>,
    auto_fails: Vec<AutoFailRecord>,
    comments: Vec<String>,
    /// What the three lists above hold already, in words.
    seen: HashSet<String>,
}

impl Gathered {
    /// With room for as many scores as there are rows.
    fn of_about(rows: usize) -> Self {
        let (scores, own, place) = (Vec::with_capacity(rows), Vec::with_capacity(rows), Places::of_about(rows));
        Self { scores, own, place, ..Self::default() }
    }

    fn add(&mut self, part: Part) {
        match part {
            Part::Score { key, score } => {
                let at = self.place.of(key);
                let Some(held) = self.scores.get_mut(at) else {
                    self.scores.push(score);
                    self.own.push(true);
                    return;
                };
                if self.own[at] && held.state == ScoreState::Scored {
                    return; // The same again, in a second row of a wide table.
                }
                self.own[at] = true;
                *held = ScoreRecord { criteria: std::mem::take(&mut held.criteria), ..score };
            }
            Part::Named { key, dimension, comment } => {
                let at = self.dimension(key, &dimension);
                self.scores[at].comment = comment;
            }
            Part::Criterion { key, dimension, criterion } => {
                let at = self.dimension(key, &dimension);
                self.scores[at].criteria.push(criterion);
            }
            Part::Flag(flag) => push_new(&mut self.flags, &mut self.seen, flag),
            Part::AutoFail(fail) => push_new(&mut self.auto_fails, &mut self.seen, fail),
            Part::Comment(comment) => push_new(&mut self.comments, &mut self.seen, comment),
        }
    }

    fn dimension(&mut self, key: Rc<str>, name: &str) -> usize {
        let at = self.place.of(key);
        if at == self.scores.len() {
            self.scores.push(scored::dimension(name.to_owned(), ScoreState::NotApplicable));
            self.own.push(false);
        }
        at
    }

    /// A dimension without a row of its own has its criteria's points, N/A out.
    fn sum_criteria(&mut self) {
        for (score, _) in self.scores.iter_mut().zip(&self.own).filter(|(_, own)| !**own) {
            let (mut earned, mut possible) = (0.0, 0.0);
            let mut any = false;
            for criterion in score.criteria.iter().filter(|criterion| criterion.state == ScoreState::Scored) {
                if let (Some(points), Some(of)) = (&criterion.earned, &criterion.possible) {
                    earned += points.value;
                    possible += of.value;
                    any = true;
                }
            }
            if any {
                score.state = ScoreState::Scored;
                score.earned = Some(Number::new(earned));
                score.possible = Some(Number::new(possible));
            } else {
                let mut states = score.criteria.iter().map(|criterion| criterion.state);
                let first = states.next().unwrap_or(ScoreState::NotApplicable);
                score.state = if states.all(|state| state == first) { first } else { ScoreState::NotApplicable };
            }
        }
    }
}

fn push_new<T: std::fmt::Debug>(list: &mut Vec<T>, seen: &mut HashSet<String>, item: T) {
    if seen.insert(format!("{item:?}")) {
        list.push(item);
    }
}

/// A key for an evaluation whose file has none: the same at every import of the same rows, in whatever order.
/// Without a call ID its content and a count of equal ones stand for the call.
fn made_key(head: &Head, scores: &[ScoreRecord], ordinals: Option<&mut HashMap<[u8; 32], u32>>) -> String {
    let day = head.evaluated_day.map(|day| day.to_string());
    let evaluator = head.evaluator.as_deref().map(normalised).unwrap_or_default();
    let mut fields = vec![
        "coachlog evaluation".to_owned(),
        head.call_id.clone().unwrap_or_default(),
        agent(head),
        evaluator,
        day.unwrap_or_default(),
    ];
    if let Some(ordinals) = ordinals {
        fields.push(head.call_started.as_ref().map(|stamp| exact(&stamp.when)).unwrap_or_default());
        fields.extend(content(scores));
        let ordinal = ordinals.entry(digest(&fields)).or_insert(0);
        fields.push(ordinal.to_string());
        *ordinal += 1;
    }
    format!("made:{}", hex(&digest(&fields)))
}

/// What was scored and how, in an order of its own.
fn content(scores: &[ScoreRecord]) -> Vec<String> {
    let value = |number: &Option<Number>| number.as_ref().map_or_else(String::new, |number| number.value.to_string());
    let mut lines = Vec::new();
    for score in scores {
        let key = key_of(&score.dimension);
        lines.push(format!("{key}\0\0{}\0{}\0{}", score.state.word(), value(&score.earned), value(&score.possible)));
        for criterion in &score.criteria {
            let (name, state) = (&criterion.name, criterion.state.word());
            let result = criterion.result.as_deref().unwrap_or_default();
            let points = format!("{}\0{}", value(&criterion.earned), value(&criterion.possible));
            lines.push(format!("{key}\0{name}\0{state}\0{points}\0{result}"));
        }
    }
    lines.sort();
    lines
}

/// SHA-256 over the fields, each with its length before it.
fn digest(fields: &[String]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().into()
}
