//! Amazon Connect's export of evaluations: schemaVersion 3.1, and the flat shape of 1.0 with questions inside of sections.
//!
//! The vendor writes some evaluations twice, under an old path and a new one: the same id and content is one evaluation.
//! Who was scored is an id alone. There is no time of the call: the evaluation's own date stands.

use super::at::{At, Faults};
use super::connect_form::{Answer, Folded, Mark, Question, Section, fold};
use super::scored::{Came, blank, evaluation, joined, key, source};
use crate::domain::evaluation::{AgentKey, EvaluationKind, EvaluationRecord, EvaluationState, Number, ScoredBy};

/// Forms nest no deeper.
const DEEPEST: usize = 8;

pub(super) fn read(at: &At<'_>, faults: Faults) -> Came {
    evaluation(at, faults, |faults| record(at, faults))
}

fn record(at: &At<'_>, faults: &mut Faults) -> EvaluationRecord {
    let metadata = at.part("metadata", faults);
    // The flat shape has at the top what the other has under metadata.
    let field = |name: &str| if metadata.get(name).is_there() { metadata.get(name) } else { at.get(name) };
    let instance = field("instanceId").id(faults);
    let key = key(&at.get("evaluationId"), faults);
    let mut record = blank(source("amazon-connect", instance.as_deref()), key);
    record.call_id = field("contactId").id(faults);
    record.agent = AgentKey {
        id: field("agentId").id(faults).map(|id| id.trim().to_owned()),
        name: field("agentName").name(faults),
    };
    record.evaluator = field("evaluator").name(faults);
    record.scored_by = scored_by(&field, faults);
    let form = field("evaluationDefinitionTitle").name(faults);
    record.scorecard = form.or_else(|| field("evaluationDefinitionId").name(faults));
    record.scorecard_version = field("evaluationDefinitionVersion").name(faults);
    let submitted = field("evaluationSubmitTimestamp").stamp(faults);
    let started = field("evaluationStartTimestamp").stamp(faults);
    record.evaluated = submitted.or(started);
    record.call_started = field("contactStartTimestamp").stamp(faults);
    if field("evaluationType").name(faults).is_some_and(|word| word.eq_ignore_ascii_case("calibration")) {
        record.kind = EvaluationKind::Calibration;
    }
    if field("status").name(faults).is_some_and(|word| word.eq_ignore_ascii_case("draft")) {
        record.state = EvaluationState::Draft;
    }
    let own = metadata.part("score", faults);
    let own = if own.is_there() { own } else { at.part("evaluationFormTotalScore", faults) };
    let own = Mark::read(&own, faults);
    record.total = own.percent.map(Number::new);
    let (sections, questions) = parts(at, faults);
    let Folded { scores, auto_fails, .. } = fold(&sections, &questions, own, faults);
    (record.scores, record.auto_fails) = (scores, auto_fails);
    record.comment = joined(vec![acknowledged(&field, faults)]);
    record
}

/// Fully automated evaluations are the machine's; one that a person was helped with is the person's.
fn scored_by<'v>(field: &impl Fn(&str) -> At<'v>, faults: &mut Faults) -> ScoredBy {
    let by_machine = field("autoEvaluated").yes(faults);
    match field("evaluationSource").name(faults).as_deref() {
        Some("AUTOMATED") => ScoredBy::Ai,
        None if by_machine => ScoredBy::Ai,
        Some(_) | None => ScoredBy::Person,
    }
}

/// The doc spells it two ways.
fn acknowledged<'v>(field: &impl Fn(&str) -> At<'v>, faults: &mut Faults) -> Option<String> {
    let mut first = |names: [&str; 2]| {
        let found = names.map(|name| field(name).text(faults));
        found.into_iter().flatten().next()
    };
    let name = first(["evaluationAcknowledgedByUserName", "acknowledgedByUserName"]);
    let who = name.or_else(|| first(["evaluationAcknowledgedByUserId", "acknowledgedByUserId"]));
    let when = first(["evaluationAcknowledgedTimestamp", "acknowledgedTimestamp"]);
    let said = first(["acknowledgerComment", "evaluationAcknowledgerComment"]);
    let by = who.map(|who| format!("Acknowledged by {who}"));
    let head = match (by, when) {
        (Some(by), Some(when)) => Some(format!("{by}, {when}")),
        (None, Some(when)) => Some(format!("Acknowledged {when}")),
        (by, None) => by,
    };
    match (head, said) {
        (Some(head), Some(said)) => Some(format!("{head}: {said}")),
        (None, Some(said)) => Some(format!("Acknowledged: {said}")),
        (head, None) => head,
    }
}

fn parts<'v>(at: &At<'v>, faults: &mut Faults) -> (Vec<Section<'v>>, Vec<Question<'v>>) {
    let (mut sections, mut questions) = (Vec::new(), Vec::new());
    inside(at, None, 0, &mut (&mut sections, &mut questions), faults);
    for question in at.get("questions").objects(faults) {
        let section = question.get("sectionRefId").id(faults);
        questions.push(self::question(question, section, faults));
    }
    (sections, questions)
}

/// The sections under an object, with the questions and sections that stand inside of them.
fn inside<'v>(
    at: &At<'v>,
    parent: Option<&str>,
    depth: usize,
    out: &mut (&mut Vec<Section<'v>>, &mut Vec<Question<'v>>),
    faults: &mut Faults,
) {
    for (n, section) in at.either(&["sections", "subSections", "subsections"]).objects(faults).into_iter().enumerate() {
        if depth >= DEEPEST {
            faults.add(&section, format!("sections at most {DEEPEST} deep"));
            return;
        }
        let title = section.get("sectionTitle").name(faults).or_else(|| section.get("title").name(faults));
        let id = section.get("sectionRefId").id(faults);
        // A nested one needs no id of its own; its place stands for it.
        let id = id.or_else(|| {
            title.clone().map(|title| format!("{}{title}", parent.map_or_else(String::new, |p| format!("{p}/"))))
        });
        let id = id.unwrap_or_else(|| format!("{}#{n}", parent.unwrap_or_default()));
        let named = section.get("parentSectionRefId").id(faults);
        let score = section.part("score", faults);
        let score = if score.is_there() { score } else { section.part("sectionScore", faults) };
        out.0.push(Section {
            parent: named.or_else(|| parent.map(str::to_owned)),
            title: title.unwrap_or_else(|| id.clone()),
            notes: section.get("notes").text(faults),
            mark: Mark::read(&score, faults),
            at: section.clone(),
            id: id.clone(),
        });
        for question in section.get("questions").objects(faults) {
            out.1.push(self::question(question, Some(id.clone()), faults));
        }
        inside(&section, Some(&id), depth + 1, out, faults);
    }
}

fn question<'v>(at: At<'v>, section: Option<String>, faults: &mut Faults) -> Question<'v> {
    let text = at.either(&["questionText", "questionTitle", "text", "title"]).name(faults);
    let id = at.get("questionRefId").id(faults);
    let kind = at.get("questionType").name(faults).unwrap_or_default().to_uppercase();
    let score = at.part("score", faults);
    let score = if score.is_there() { score } else { at.part("questionScore", faults) };
    Question {
        section,
        text: text.or(id).unwrap_or_else(|| "(no text)".to_owned()),
        unscored: matches!(kind.as_str(), "TEXT" | "DATETIME"),
        answer: answer(&at.get("answer"), faults),
        mark: Mark::read(&score, faults),
        at,
    }
}

/// An object with the choices, or the answer alone.
fn answer(at: &At<'_>, faults: &mut Faults) -> Answer {
    if !at.is_object() {
        return Answer { words: at.text(faults), ..Answer::default() };
    }
    let mut chosen = Vec::new();
    for value in at.get("values").objects(faults) {
        let text = value.get("valueText").name(faults).or_else(|| value.get("valueRefId").name(faults));
        if value.get("selected").yes(faults) {
            chosen.extend(text);
        }
    }
    // A number that is N/A is written as an empty text.
    let value = at.get("value").text(faults);
    let words = if chosen.is_empty() { value } else { Some(chosen.join("; ")) };
    Answer {
        words,
        not_applicable: at.part("metadata", faults).get("notApplicable").yes(faults),
        notes: at.get("notes").text(faults),
    }
}

#[cfg(test)]
mod tests;
