//! What Amazon Connect's `DescribeContactEvaluation` answers: names in `PascalCase`, scores in a map by the items' ids, and
//! titles in the form beside the evaluation alone.
//!
//! The date of the evaluation is that of its last change. Points of interest that the machine found in the call (an
//! offset, with the words said there) are kept as suggested evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::at::{At, Faults};
use super::connect_form::{Answer, Folded, Mark, Question, Section, fold};
use super::scored::{Came, blank, evaluation, joined, key, required, source};
use crate::domain::evaluation::{
    AgentKey, EvaluationKind, EvaluationRecord, EvaluationState, MomentRecord, Number, ScoredBy,
};

/// Forms nest no deeper.
const DEEPEST: usize = 8;

pub(super) fn read(at: &At<'_>, faults: Faults) -> Came {
    evaluation(at, faults, |faults| record(at, faults))
}

fn record(at: &At<'_>, faults: &mut Faults) -> EvaluationRecord {
    let wrapped = at.part("Evaluation", faults);
    let own = if wrapped.is_there() { wrapped } else { at.clone() };
    let metadata = own.part("Metadata", faults);
    let evaluator = metadata.get("EvaluatorArn").name(faults);
    let arn = own.get("EvaluationArn").name(faults).or_else(|| evaluator.clone());
    let key = key(&own.get("EvaluationId"), faults);
    let mut record = blank(source("amazon-connect", arn.as_deref().and_then(instance)), key);
    record.call_id = metadata.get("ContactId").id(faults);
    let participant = metadata.part("ContactParticipant", faults).get("ContactParticipantId").id(faults);
    let id = metadata.get("ContactAgentId").id(faults).or(participant);
    record.agent = AgentKey { id: id.map(|id| id.trim().to_owned()), name: None };
    record.evaluator = evaluator.map(|arn| arn.rsplit('/').next().unwrap_or(&arn).to_owned());
    let by_machine = metadata.part("AutoEvaluation", faults).get("AutoEvaluationEnabled").yes(faults);
    record.scored_by = if by_machine { ScoredBy::Ai } else { ScoredBy::Person };
    let (kind, state) = (kind(&own, &metadata, faults), state(&own, faults));
    (record.kind, record.state) = (kind, state);
    let form = at.part("EvaluationForm", faults);
    record.scorecard = form.get("Title").name(faults).or_else(|| form.get("EvaluationFormId").name(faults));
    record.scorecard_version = form.get("EvaluationFormVersion").name(faults);
    let changed = own.get("LastModifiedTime").stamp(faults);
    record.evaluated = changed.or(own.get("CreatedTime").stamp(faults));
    let mark = Mark::read(&metadata.part("Score", faults), faults);
    record.total = mark.percent.map(Number::new);
    let parts = Parts::read(&own, &form, faults);
    let Folded { scores, auto_fails, places } = fold(&parts.sections, &parts.questions, mark, faults);
    record.moments = moments(&own, &parts, &places, &scores, faults);
    (record.scores, record.auto_fails) = (scores, auto_fails);
    let mut comments = parts.loose;
    comments.push(acknowledged(&metadata.part("Acknowledgement", faults), faults));
    record.comment = joined(comments);
    record
}

/// "arn:aws:connect:eu-west-2:123456789012:instance/INSTANCE/…".
fn instance(arn: &str) -> Option<&str> {
    arn.split_once(":instance/")?.1.split('/').next()
}

fn kind(own: &At<'_>, metadata: &At<'_>, faults: &mut Faults) -> EvaluationKind {
    let session = metadata.get("CalibrationSessionId").id(faults).is_some();
    let at = own.get("EvaluationType");
    match at.name(faults).map(|word| word.to_uppercase()).as_deref() {
        Some("CALIBRATION") => EvaluationKind::Calibration,
        Some("STANDARD") | None if session => EvaluationKind::Calibration,
        Some("STANDARD") | None => EvaluationKind::Standard,
        Some(_) => {
            faults.add(&at, "STANDARD or CALIBRATION");
            EvaluationKind::Standard
        }
    }
}

/// A review was asked for, or goes on: what was submitted stands until it is changed.
fn state(own: &At<'_>, faults: &mut Faults) -> EvaluationState {
    let at = own.get("Status");
    match at.name(faults).map(|word| word.to_uppercase()).as_deref() {
        Some("DRAFT") => EvaluationState::Draft,
        Some("SUBMITTED" | "REVIEW_REQUESTED" | "UNDER_REVIEW") | None => EvaluationState::Final,
        Some(_) => {
            faults.add(&at, "DRAFT, SUBMITTED, REVIEW_REQUESTED or UNDER_REVIEW");
            EvaluationState::Final
        }
    }
}

fn acknowledged(at: &At<'_>, faults: &mut Faults) -> Option<String> {
    let by = at.get("AcknowledgedBy").name(faults).map(|arn| arn.rsplit('/').next().unwrap_or(&arn).to_owned());
    let when = at.get("AcknowledgedTime").stamp(faults).map(|stamp| stamp.text);
    let said = at.get("AcknowledgerComment").text(faults);
    let head =
        [by.map(|by| format!("Acknowledged by {by}")), when].into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (head.is_empty(), said) {
        (true, None) => None,
        (false, None) => Some(head),
        (true, Some(said)) => Some(format!("Acknowledged: {said}")),
        (false, Some(said)) => Some(format!("{head}: {said}")),
    }
}

/// The form's items with what the evaluation says of them.
struct Parts<'v> {
    sections: Vec<Section<'v>>,
    questions: Vec<Question<'v>>,
    /// Ids of the questions, in their order.
    ids: Vec<String>,
    /// Notes on what the form does not have.
    loose: Vec<Option<String>>,
}

/// What the evaluation says, by an item's id.
struct Said<'v> {
    scores: BTreeMap<&'v str, At<'v>>,
    answers: BTreeMap<&'v str, At<'v>>,
    notes: BTreeMap<&'v str, At<'v>>,
    used: BTreeSet<String>,
}

impl<'v> Parts<'v> {
    fn read(own: &At<'v>, form: &At<'v>, faults: &mut Faults) -> Self {
        let mut map = |key: &str| own.get(key).entries(faults).into_iter().collect::<BTreeMap<_, _>>();
        let (scores, answers, notes) = (map("Scores"), map("Answers"), map("Notes"));
        let mut said = Said { scores, answers, notes, used: BTreeSet::new() };
        let mut out = Self { sections: Vec::new(), questions: Vec::new(), ids: Vec::new(), loose: Vec::new() };
        let items = form.get("Items");
        required(
            &items,
            items.is_there().then_some(()),
            "the form's items: scores have no titles without them",
            faults,
        );
        out.items(&items, None, 0, &mut said, faults);
        if items.is_there() {
            for (id, at) in said.scores.iter().chain(&said.answers).filter(|(id, _)| !said.used.contains(**id)) {
                faults.add(at, format!("an item of the form: it has none with the id {id}"));
            }
        }
        for (_, at) in said.notes.iter().filter(|(id, _)| !said.used.contains(**id)) {
            out.loose.push(at.get("Value").text(faults));
        }
        out
    }

    fn items(&mut self, items: &At<'v>, parent: Option<&str>, depth: usize, said: &mut Said<'v>, faults: &mut Faults) {
        for item in items.objects(faults) {
            let (section, question) = (item.part("Section", faults), item.part("Question", faults));
            if depth >= DEEPEST {
                faults.add(&item, format!("sections at most {DEEPEST} deep"));
                return;
            }
            if section.is_there() {
                let id = self.section(&section, parent, said, faults);
                self.items(&section.get("Items"), Some(&id), depth + 1, said, faults);
            } else if question.is_there() {
                self.question(&question, parent, said, faults);
            } else {
                faults.add(&item, "a Section or a Question");
            }
        }
    }

    fn section(&mut self, at: &At<'v>, parent: Option<&str>, said: &mut Said<'v>, faults: &mut Faults) -> String {
        let id = required(&at.get("RefId"), at.get("RefId").id(faults), "the section's id", faults).unwrap_or_default();
        said.used.insert(id.clone());
        let mut mark = mark(said, &id, faults);
        mark.weight = mark.weight.or_else(|| at.get("Weight").number(faults));
        self.sections.push(Section {
            parent: parent.map(str::to_owned),
            title: at.get("Title").name(faults).unwrap_or_else(|| id.clone()),
            notes: note(said, &id, faults),
            mark,
            at: at.clone(),
            id: id.clone(),
        });
        id
    }

    fn question(&mut self, at: &At<'v>, parent: Option<&str>, said: &mut Said<'v>, faults: &mut Faults) {
        let id =
            required(&at.get("RefId"), at.get("RefId").id(faults), "the question's id", faults).unwrap_or_default();
        said.used.insert(id.clone());
        let kind = at.get("QuestionType").name(faults).unwrap_or_default().to_uppercase();
        let answer = said.answers.get(id.as_str()).map(|answer| answer.part("Value", faults));
        let (words, not_applicable) = answer.map_or((None, false), |value| answered(&value, at, faults));
        self.questions.push(Question {
            section: parent.map(str::to_owned),
            text: at.get("Title").name(faults).unwrap_or_else(|| id.clone()),
            unscored: matches!(kind.as_str(), "TEXT" | "DATETIME"),
            answer: Answer { words, not_applicable, notes: note(said, &id, faults) },
            mark: mark(said, &id, faults),
            at: at.clone(),
        });
        self.ids.push(id);
    }
}

fn mark(said: &Said<'_>, id: &str, faults: &mut Faults) -> Mark {
    let Some(at) = said.scores.get(id) else { return Mark::default() };
    if !at.is_object() {
        faults.add(at, "an object");
    }
    Mark::read(at, faults)
}

fn note(said: &Said<'_>, id: &str, faults: &mut Faults) -> Option<String> {
    said.notes.get(id).and_then(|note| note.get("Value").text(faults))
}

/// The answer in words, and whether it is "not applicable". Choices are ids; their texts stand in the form.
fn answered(value: &At<'_>, question: &At<'_>, faults: &mut Faults) -> (Option<String>, bool) {
    if value.get("NotApplicable").yes(faults) {
        return (None, true);
    }
    let single = value.get("StringValue").text(faults);
    let number = value.get("NumericValue").text(faults);
    let date = value.get("DateTimeValue").text(faults);
    let several = value.get("StringValues").list(faults).iter().filter_map(|at| at.text(faults)).collect::<Vec<_>>();
    let texts = choices(question, faults);
    let named = |id: String| texts.get(&id).cloned().unwrap_or(id);
    let several = (!several.is_empty()).then(|| several.into_iter().map(named).collect::<Vec<_>>().join("; "));
    (single.map(named).or(number).or(date).or(several), false)
}

fn choices(question: &At<'_>, faults: &mut Faults) -> BTreeMap<String, String> {
    let properties = question.part("QuestionTypeProperties", faults);
    let mut out = BTreeMap::new();
    for kind in ["SingleSelect", "MultiSelect"] {
        for option in properties.part(kind, faults).get("Options").objects(faults) {
            if let (Some(id), Some(text)) = (option.get("RefId").id(faults), option.get("Text").name(faults)) {
                out.insert(id, text);
            }
        }
    }
    out
}

/// The moments of the call that the machine based its suggestions on.
fn moments(
    own: &At<'_>,
    parts: &Parts<'_>,
    places: &[Option<usize>],
    scores: &[crate::domain::evaluation::ScoreRecord],
    faults: &mut Faults,
) -> Vec<MomentRecord> {
    let mut out: Vec<MomentRecord> = Vec::new();
    for (id, answer) in own.get("Answers").entries(faults) {
        let question = parts.ids.iter().position(|known| known == id);
        let place = question.and_then(|n| places.get(n).copied().flatten());
        for suggested in answer.get("SuggestedAnswers").objects(faults) {
            let found = suggested.part("AnalysisDetails", faults).part("GenAI", faults).get("PointsOfInterest");
            for point in found.objects(faults) {
                let offsets = point.part("MillisecondOffsets", faults);
                let from_ms = offsets.get("BeginOffsetMillis").whole(faults).filter(|ms| *ms >= 0);
                let to_ms = offsets.get("EndOffsetMillis").whole(faults).filter(|ms| Some(*ms) >= from_ms);
                let words = point.get("TranscriptSegment").text(faults);
                let Some(from_ms) = from_ms else { continue };
                let moment = MomentRecord {
                    dimension: place.and_then(|place| scores.get(place)).map(|score| score.dimension.clone()),
                    criterion: question.and_then(|n| parts.questions.get(n)).map(|question| question.text.clone()),
                    from_ms,
                    to_ms,
                    words,
                };
                if !out.contains(&moment) {
                    out.push(moment);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
