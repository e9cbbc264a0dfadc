//! Zendesk QA's export of reviews: conversations, each with its reviews, each with a rating a category.
//!
//! A category is a dimension. A rating is on the workspace's scale, which the export does not hold: see
//! [`super::rating_scale`]. A critical category below 50 % makes the review 0.

use super::at::{At, Faults};
use super::rating_scale::RatingScales;
use super::scored::{Came, Names, blank, dimension, evaluation, fresh, joined, key, percent, source};
use crate::domain::evaluation::{
    AgentKey, AutoFailRecord, EvaluationKind, EvaluationRecord, Number, ScoreRecord, ScoreState,
};
use crate::domain::scorecard::key_of;

/// A critical category below this makes the whole review 0.
pub(super) const CRITICAL: f64 = 50.0;

/// `faults` makes an empty list of faults.
pub(super) fn read(at: &At<'_>, faults: &dyn Fn() -> Faults, line: u64, scales: &mut RatingScales) -> Vec<Came> {
    if at.get("ratings").is_there() {
        return vec![evaluation(at, faults(), |faults| review(at, None, line, scales, faults))];
    }
    let mut wrong = faults();
    let reviews = at.get("reviews").objects(&mut wrong);
    if !wrong.all.is_empty() {
        return vec![Came::Rejected(wrong.all)];
    }
    if reviews.is_empty() {
        return vec![Came::LeftOut { way: at.way(), why: "the conversation has no reviews".to_owned() }];
    }
    let of =
        |review: &At<'_>| evaluation(review, faults(), |faults| self::review(review, Some(at), line, scales, faults));
    reviews.iter().map(of).collect()
}

fn review(
    at: &At<'_>,
    call: Option<&At<'_>>,
    line: u64,
    scales: &mut RatingScales,
    faults: &mut Faults,
) -> EvaluationRecord {
    let call = call.unwrap_or(at);
    let workspace = call.get("workspaceId").id(faults);
    let mut record = blank(source("zendesk-qa", workspace.as_deref()), key(&at.get("id"), faults));
    record.call_id = call.get("externalId").id(faults);
    record.call_started = call.either(&["createdAtISO", "createdAt"]).stamp(faults);
    record.agent = person(&at.part("reviewee", faults), faults);
    let by = person(&at.part("reviewer", faults), faults);
    if by.id.is_some() && by.id == record.agent.id {
        record.kind = EvaluationKind::SelfAssessment;
    }
    record.evaluator = by.name.or(by.id);
    let card = at.part("scorecard", faults);
    let card = card.get("name").name(faults).or_else(|| card.get("id").name(faults));
    record.scorecard = card.or_else(|| call.get("workspaceName").name(faults));
    record.evaluated = at.either(&["updatedISO", "updated", "createdISO", "created", "received"]).stamp(faults);
    record.total = at.get("score").number(faults).map(Number::new);
    let mut named = Names::default();
    for rating in at.get("ratings").objects(faults) {
        let (mut score, critical) = self::rating(&rating, line, scales, faults);
        score.dimension = fresh(&mut named, &score.dimension, key_of);
        if critical && below(&score) {
            record.auto_fails.push(critical_fail(&score));
        }
        record.scores.push(score);
    }
    record.comment = joined(vec![at.get("comment").text(faults)]);
    record
}

/// By e-mail address: names are changed, and two people may share one.
fn person(at: &At<'_>, faults: &mut Faults) -> AgentKey {
    let mail = at.get("email").name(faults);
    let id = at.get("id").id(faults).map(|id| id.trim().to_owned());
    AgentKey { id: mail.or(id), name: at.get("name").name(faults) }
}

fn rating(at: &At<'_>, line: u64, scales: &mut RatingScales, faults: &mut Faults) -> (ScoreRecord, bool) {
    let name = at.get("categoryName").name(faults).or_else(|| at.get("categoryId").name(faults));
    if name.is_none() {
        faults.add(at, "a rating with the name of its category");
    }
    let name = name.unwrap_or_default();
    let score = at.get("score").number(faults);
    // A category that was not rated has no score.
    let mut record = dimension(name.clone(), ScoreState::NotApplicable);
    if let Some(score) = score {
        match scales.percent(&name, line, score) {
            Some(value) => {
                record.state = ScoreState::Scored;
                (record.earned, record.possible) = percent(value);
            }
            None => faults.add(&at.get("score"), crate::import::values::SCALE),
        }
    }
    record.weight = at.get("weight").number(faults);
    let mut causes: Vec<String> =
        at.get("causes").list(faults).iter().filter_map(|cause| words(cause, faults)).collect();
    let cause = words(&at.get("cause"), faults).filter(|cause| !causes.contains(cause));
    causes.extend(cause);
    let causes = (!causes.is_empty()).then(|| format!("Causes: {}", causes.join("; ")));
    record.comment = joined(vec![at.get("comment").text(faults), causes]);
    (record, at.get("critical").yes(faults))
}

/// A cause is a text, or an object with one.
pub(super) fn words(at: &At<'_>, faults: &mut Faults) -> Option<String> {
    if at.is_object() { at.either(&["name", "text", "cause", "value"]).name(faults) } else { at.name(faults) }
}

pub(super) fn below(score: &ScoreRecord) -> bool {
    score.state == ScoreState::Scored && score.earned.as_ref().is_some_and(|earned| earned.value < CRITICAL)
}

pub(super) fn critical_fail(score: &ScoreRecord) -> AutoFailRecord {
    AutoFailRecord { name: score.dimension.clone(), dimension: Some(score.dimension.clone()) }
}

#[cfg(test)]
mod tests;
