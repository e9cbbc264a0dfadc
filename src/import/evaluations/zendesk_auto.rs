//! Zendesk QA's ratings by the machine: a row a category. The rows of one conversation and one agent are one evaluation.
//!
//! Where the export holds older ratings of a category too, those of one moment are one version, and the newest counts.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use super::at::{At, Fault, Faults};
use super::rating_scale::{Numbers, RatingScales, by_numbers};
use super::scored::{blank, dimension, joined, percent, source};
use super::zendesk_qa::{below, critical_fail, words};
use crate::domain::evaluation::{AgentKey, EvaluationRecord, ScoreRecord, ScoreState, ScoredBy};
use crate::domain::scorecard::key_of;
use crate::domain::when::{Stamp, When};
use crate::import::dates;

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Rating {
    /// What its evaluation is called: the conversation and the agent.
    pub(super) of: String,
    /// Tells it from others of that name: its workspace and form, too.
    pub(super) group: String,
    pub(super) line: u64,
    pub(super) faults: Vec<Fault>,
    head: EvaluationRecord,
    score: ScoreRecord,
    critical: bool,
}

impl Rating {
    pub(super) fn dimension(&self) -> &str {
        &self.score.dimension
    }
}

const DATES: [&str; 9] = [
    "updatedISO",
    "updatedAtISO",
    "updatedAt",
    "updated",
    "createdISO",
    "createdAtISO",
    "createdAt",
    "created",
    "ratedAt",
];

pub(super) fn read(at: &At<'_>, mut faults: Faults, line: u64, scales: &mut RatingScales) -> Rating {
    let faults = &mut faults;
    let workspace = at.get("workspaceId").id(faults);
    let call_id = at.either(&["externalTicketId", "ticketId", "externalId"]).id(faults);
    let mail = at.get("revieweeEmail").name(faults);
    let id = at.either(&["revieweeId", "revieweeExternalId"]).id(faults).map(|id| id.trim().to_owned());
    let agent = AgentKey { id: mail.or(id), name: at.get("revieweeName").name(faults) };
    let evaluated = at.either(&DATES).stamp(faults);
    let call_started =
        at.either(&["conversationCreatedAtISO", "conversationCreatedAt", "ticketCreatedAt"]).stamp(faults);
    if agent.id.is_none() && agent.name.is_none() {
        faults.add(&at.get("revieweeEmail"), "whom the rating is of");
    }
    if call_id.is_none() {
        faults.add(&at.get("externalTicketId"), "the conversation's id");
    }
    if evaluated.is_none()
        && call_started.is_none()
        && !faults.all.iter().any(|fault| fault.expected == dates::EXPECTED)
    {
        faults.add(at, "a rating with its date");
    }
    let whose = agent.id.as_ref().or(agent.name.as_ref()).cloned().unwrap_or_default();
    let mut of = format!("autoqa:{}:{whose}", call_id.as_deref().unwrap_or_default());
    if let Some(form) = at.get("scorecardName").name(faults) {
        let _ = write!(of, ":{}", key_of(&form));
    }
    let mut head = blank(source("zendesk-qa", workspace.as_deref()), of.clone());
    head.key_made = true;
    head.scored_by = ScoredBy::Ai;
    (head.call_id, head.agent, head.evaluated, head.call_started) = (call_id, agent, evaluated, call_started);
    head.scorecard = at.either(&["scorecardName", "workspaceName"]).name(faults);
    let score = score(at, line, scales, faults);
    let critical = at.get("isCritical").yes(faults) || at.get("reviewCritical").yes(faults);
    // Of its group alone, which is no dimension here; read so that a value of the wrong kind is noticed.
    let _ = at.get("groupCritical").yes(faults);
    // Each workspace and form has evaluations of its own.
    let form = head.scorecard.as_deref().unwrap_or_default();
    let group = format!("{of}\0{}\0{form}", workspace.as_deref().unwrap_or_default());
    Rating { of, group, line, faults: std::mem::take(&mut faults.all), head, score, critical }
}

fn score(at: &At<'_>, line: u64, scales: &mut RatingScales, faults: &mut Faults) -> ScoreRecord {
    let name = at.either(&["ratingCategoryName", "ratingCategoryId"]).name(faults);
    if name.is_none() {
        faults.add(&at.get("ratingCategoryName"), "the category that is rated");
    }
    let name = name.unwrap_or_default();
    let evaluated = !at.get("evaluated").is_there() || at.get("evaluated").yes(faults);
    let numbers = Numbers {
        score: at.get("score").number(faults),
        on_scale: at.get("ratingScaleScore").number(faults),
        max: at.get("ratingMax").number(faults),
        range_max: at.get("ratingRangeMax").number(faults),
    };
    let mut record = dimension(name.clone(), ScoreState::NotApplicable);
    let rated = numbers.score.or(numbers.on_scale).filter(|_| evaluated);
    if let Some(rated) = rated {
        match by_numbers(numbers).or_else(|| scales.percent(&name, line, rated)) {
            Some(value) => {
                record.state = ScoreState::Scored;
                (record.earned, record.possible) = percent(value);
            }
            None => faults.add(&at.get("score"), crate::import::values::SCALE),
        }
    }
    record.weight = at.get("weight").number(faults);
    let causes: Vec<String> =
        at.get("rootCauses").list(faults).iter().filter_map(|cause| words(cause, faults)).collect();
    record.comment = joined(vec![(!causes.is_empty()).then(|| format!("Causes: {}", causes.join("; ")))]);
    record
}

/// The evaluations of one conversation and agent: one, or one a moment where categories repeat. The error is the line of
/// a rating that stands twice at one moment.
pub(super) fn together(ratings: Vec<Rating>) -> Result<Vec<EvaluationRecord>, (u64, Vec<Rating>)> {
    if repeats(&ratings).is_none() {
        return Ok(ratings_of_one(ratings).into_iter().collect());
    }
    let mut by_moment: BTreeMap<String, Vec<Rating>> = BTreeMap::new();
    for rating in ratings {
        by_moment.entry(rating.head.evaluated.as_ref().map(exact).unwrap_or_default()).or_default().push(rating);
    }
    let twice = by_moment.values().find_map(|ratings| repeats(ratings));
    if let Some(line) = twice {
        return Err((line, by_moment.into_values().flatten().collect()));
    }
    // At each moment the newest rating of every category so far: what was not rated again still stands.
    let mut standing: Vec<Rating> = Vec::new();
    let mut all = Vec::new();
    for now in by_moment.into_values() {
        let (rows, line) = (now.len() as u64, now.first().map_or(0, |rating| rating.line));
        let again: HashSet<String> = now.iter().map(|rating| key_of(&rating.score.dimension)).collect();
        standing.retain(|rating| !again.contains(&key_of(&rating.score.dimension)));
        standing.extend(now);
        all.extend(ratings_of_one(standing.clone()).map(|record| EvaluationRecord { line, rows, ..record }));
    }
    Ok(all)
}

/// The line of a rating whose category stands above it already.
fn repeats(ratings: &[Rating]) -> Option<u64> {
    let mut seen = HashSet::new();
    ratings.iter().find(|rating| !seen.insert(key_of(&rating.score.dimension))).map(|rating| rating.line)
}

fn exact(stamp: &Stamp) -> String {
    super::build::exact(&stamp.when)
}

fn ratings_of_one(ratings: Vec<Rating>) -> Option<EvaluationRecord> {
    let rows = ratings.len() as u64;
    let mut ratings = ratings.into_iter();
    let first = ratings.next()?;
    let mut record = EvaluationRecord { line: first.line, rows, ..first.head };
    let later = |a: &When, b: &When| a.instant(chrono_tz::UTC) < b.instant(chrono_tz::UTC);
    let rest: Vec<Rating> = ratings.collect();
    let mut parts = vec![(first.score, first.critical)];
    for rating in rest {
        let newer = match (&record.evaluated, &rating.head.evaluated) {
            (Some(before), Some(new)) => later(&before.when, &new.when),
            (None, _) => true,
            (Some(_), None) => false,
        };
        if newer {
            record.evaluated = rating.head.evaluated;
        }
        record.call_started = record.call_started.or(rating.head.call_started);
        record.agent.name = record.agent.name.or(rating.head.agent.name);
        record.scorecard = record.scorecard.or(rating.head.scorecard);
        parts.push((rating.score, rating.critical));
    }
    for (score, critical) in parts {
        if critical && below(&score) {
            record.auto_fails.push(critical_fail(&score));
        }
        record.scores.push(score);
    }
    Some(record)
}

#[cfg(test)]
mod tests;
