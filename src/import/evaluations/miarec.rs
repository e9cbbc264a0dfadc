//! `MiaRec`'s evaluation report: sections in points, with a weight each.
//!
//! A section's `pass_threshold` is a target. An import sets none by itself: it says the command that does.

use super::at::{At, Faults};
use super::scored::{
    Came, Names, Remarks, blank, criterion, dimension, evaluation, fresh, joined, key, points, source, sum_criteria,
};
use crate::domain::evaluation::{
    AgentKey, AutoFailRecord, CriterionRecord, EvaluationKind, EvaluationRecord, EvaluationState, Number, ScoreRecord,
    ScoreState,
};
use crate::domain::figure::short;
use crate::domain::raw::visible;
use crate::domain::scorecard::{is_target, key_of};

pub(super) fn read(at: &At<'_>, faults: Faults, remarks: &mut Remarks) -> Came {
    evaluation(at, faults, |faults| record(at, faults, remarks))
}

fn record(at: &At<'_>, faults: &mut Faults, remarks: &mut Remarks) -> EvaluationRecord {
    let report = at.part("evaluation_report", faults);
    let at = if report.is_there() { report } else { at.clone() };
    let mut record =
        blank(source("miarec", at.get("tenant_id").name(faults).as_deref()), key(&at.get("report_id"), faults));
    record.version = at.get("revision").whole(faults).unwrap_or(1);
    record.call_id = at.get("call_id").id(faults);
    let id = at.get("agent_user_id").id(faults).map(|id| id.trim().to_owned());
    record.agent = AgentKey { id, name: at.either(&["agent_user_name", "agent_name"]).name(faults) };
    record.evaluator = at.either(&["evaluator_name", "evaluator_user_name", "evaluator_user_id"]).name(faults);
    record.scorecard = at.get("title").name(faults);
    record.scorecard_version = at.get("form_revision").name(faults);
    record.call_started = at.either(&["call_start_time", "call_started_at", "call_time"]).stamp(faults);
    let completed = at.get("evaluation_completed_at");
    record.evaluated =
        at.either(&["evaluation_completed_at", "updated_at", "evaluation_started_at", "created_at"]).stamp(faults);
    record.state = state(&at, completed.is_there(), faults);
    record.kind = kind(&at, faults);
    record.total = at.get("score").number(faults).map(Number::new);
    let mut named = Names::default();
    for section in at.get("sections").objects(faults) {
        let (score, failed) = self::section(&section, &mut named, faults);
        suggest_target(&section, record.scorecard.as_deref(), &score.dimension, remarks, faults);
        record.auto_fails.extend(failed);
        record.scores.push(score);
    }
    if at.get("answer_fail_form").yes(faults) && record.auto_fails.is_empty() {
        record.auto_fails.push(AutoFailRecord { name: "evaluation".to_owned(), dimension: None });
    }
    record.comment = joined(vec![at.either(&["comment", "comments"]).text(faults)]);
    record
}

fn state(at: &At<'_>, completed: bool, faults: &mut Faults) -> EvaluationState {
    let word = at.get("status").name(faults).unwrap_or_default().to_lowercase().replace([' ', '-'], "_");
    match word.as_str() {
        "retracted" | "cancelled" | "canceled" | "deleted" => EvaluationState::Retracted,
        "draft" | "new" | "pending" | "assigned" | "in_progress" | "incomplete" | "not_started" => {
            EvaluationState::Draft
        }
        _ if completed => EvaluationState::Final,
        _ => EvaluationState::Draft,
    }
}

fn kind(at: &At<'_>, faults: &mut Faults) -> EvaluationKind {
    let word = at.get("type").name(faults).unwrap_or_default().to_lowercase();
    let says = |part: &str| word.split(|c: char| !c.is_alphanumeric()).any(|w| w == part);
    if says("calibration") {
        EvaluationKind::Calibration
    } else if says("self") {
        EvaluationKind::SelfAssessment
    } else {
        EvaluationKind::Standard
    }
}

fn section(at: &At<'_>, named: &mut Names, faults: &mut Faults) -> (ScoreRecord, Vec<AutoFailRecord>) {
    let title = at.get("title").name(faults);
    if title.is_none() {
        faults.add(&at.get("title"), "the section's title");
    }
    let title = fresh(named, &title.unwrap_or_default(), key_of);
    let mut score = dimension(title, ScoreState::NotApplicable);
    score.comment = at.get("comment").text(faults);
    score.weight = at.get("weight").number(faults);
    let mut failed = Vec::new();
    for question in at.get("questions").objects(faults) {
        let criterion = self::question(&question, faults);
        if criterion.auto_fail {
            failed.push(AutoFailRecord { name: criterion.name.clone(), dimension: Some(score.dimension.clone()) });
        }
        score.criteria.push(criterion);
    }
    let own = (at.get("section_points").number(faults), at.get("section_max_points").number(faults));
    if at.get("section_na").yes(faults) {
        score.state = ScoreState::NotApplicable;
    } else if own.0.is_some() {
        (score.state, score.earned, score.possible) = points(own.0, own.1);
    } else {
        let criteria = std::mem::take(&mut score.criteria);
        sum_criteria(&mut score, criteria.iter());
        score.criteria = criteria;
    }
    if at.get("answer_fail_form").yes(faults) && failed.is_empty() {
        failed.push(AutoFailRecord { name: score.dimension.clone(), dimension: Some(score.dimension.clone()) });
    }
    (score, failed)
}

fn question(at: &At<'_>, faults: &mut Faults) -> CriterionRecord {
    let title = at.get("title").name(faults);
    if title.is_none() {
        faults.add(&at.get("title"), "the question's title");
    }
    let answer = at.either(&["answer", "answer_title", "answer_text"]);
    let result =
        if answer.is_object() { answer.either(&["title", "text", "value"]).text(faults) } else { answer.text(faults) };
    let own = at.either(&["question_points", "points"]).number(faults);
    let possible = at.either(&["question_max_points", "max_points"]).number(faults);
    let text = at.get("type").name(faults).is_some_and(|kind| kind.to_lowercase().contains("text"));
    let (state, earned, possible) = match (at.either(&["question_na", "na"]).yes(faults), own, &result) {
        (true, ..) => (ScoreState::NotApplicable, None, None),
        (false, None, Some(_)) => (ScoreState::NotScored, None, None),
        (false, Some(_), Some(_)) if text => (ScoreState::NotScored, None, None),
        (false, own, _) => points(own, possible),
    };
    CriterionRecord {
        earned,
        possible,
        result,
        comment: at.get("comment").text(faults),
        auto_fail: at.get("answer_fail_form").yes(faults),
        ..criterion(title.unwrap_or_default(), state)
    }
}

fn suggest_target(at: &At<'_>, card: Option<&str>, section: &str, remarks: &mut Remarks, faults: &mut Faults) {
    let Some(target) = at.get("pass_threshold").number(faults).filter(|target| is_target(*target)) else { return };
    // What is printed to be copied must be no command of the file's own.
    let plain = |card: &&str| card.chars().all(|c| c.is_alphanumeric() || " ._-".contains(c));
    let of = card.filter(plain).map_or_else(String::new, |card| format!(" --scorecard \"{card}\""));
    remarks.add(format!(
        "“{}” passes from {} on; no target is set by an import: coachlog scorecard target \"{}\" {target}{of}",
        visible(section),
        short(target),
        visible(&key_of(section))
    ));
}

#[cfg(test)]
mod tests;
