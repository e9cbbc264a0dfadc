//! Genesys Cloud's evaluations, as its API answers them: one, or a list under `entities`.
//!
//! Groups are dimensions, in points of points; N/A groups and questions are none. The overall is the vendor's percent:
//! points times weight, of possible points times weight. A failed kill question makes it 0. Names stand in the form alone,
//! where the answer was asked to hold it; without it, ids stand for them, which is said.
//!
//! Private comments are the evaluators' own. They are kept as such among the evaluation's comments, which no page for the
//! agent shows, and no form fills in.

use std::collections::BTreeMap;

use super::at::{At, Faults};
use super::scored::{
    Came, Names, Remarks, blank, criterion, dimension, evaluation, fresh, joined, key, points, required, source,
};
use crate::domain::evaluation::{
    AgentKey, AutoFailRecord, CriterionRecord, EvaluationKind, EvaluationRecord, EvaluationState, Number, ScoreRecord,
    ScoreState, ScoredBy,
};
use crate::domain::figure::short;
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;

pub(super) fn read(at: &At<'_>, faults: Faults, remarks: &mut Remarks) -> Came {
    evaluation(at, faults, |faults| record(at, faults, remarks))
}

fn record(at: &At<'_>, faults: &mut Faults, remarks: &mut Remarks) -> EvaluationRecord {
    let mut record = blank(source("genesys-cloud", None), key(&at.get("id"), faults));
    record.version = version(&at.get("version"), faults);
    record.call_id = at.part("conversation", faults).get("id").id(faults);
    let (agent, evaluator) = (at.part("agent", faults), at.part("evaluator", faults));
    let id = agent.get("id").id(faults).map(|id| id.trim().to_owned());
    record.agent = AgentKey { id, name: agent.get("name").name(faults) };
    record.evaluator = evaluator.get("name").name(faults).or_else(|| evaluator.get("id").name(faults));
    record.scored_by = scored_by(at, &evaluator, faults);
    record.kind = if at.get("calibration").is_there() { EvaluationKind::Calibration } else { EvaluationKind::Standard };
    record.state = state(at, faults);
    record.call_started = at.get("conversationDate").stamp(faults);
    let dates = ["submittedDate", "releaseDate", "changedDate", "assignedDate", "createdDate"];
    let mut dates = dates.map(|name| at.get(name).stamp(faults)).into_iter().flatten();
    record.evaluated = dates.next();
    let form = Form::read(&at.part("evaluationForm", faults), faults);
    record.scorecard.clone_from(&form.name);
    let answers = at.part("answers", faults);
    if answers.is_there() && form.groups.is_empty() {
        let card = form.name.as_deref().map_or_else(String::new, |name| format!(" of “{}”", visible(name)));
        remarks.add(format!(
            "the form{card} is not in the file, so groups and questions go by their ids; ask the API to expand evaluationForm to have their names"
        ));
    }
    record.total = answers.get("totalScore").number(faults).map(Number::new);
    let read = Groups::read(&answers, &form, faults);
    (record.scores, record.auto_fails) = (read.scores, read.auto_fails);
    record.comment = comments(&answers, faults);
    record
}

/// "2", or 2; the first where it is none.
fn version(at: &At<'_>, faults: &mut Faults) -> i64 {
    at.whole(faults).unwrap_or(1)
}

fn state(at: &At<'_>, faults: &mut Faults) -> EvaluationState {
    let status = at.get("status");
    // As an object it is the former version of this one.
    let retracted = at.get("retractedEvaluation");
    if !retracted.is_object() && retracted.yes(faults) {
        return EvaluationState::Retracted;
    }
    match status.name(faults).map(|word| word.to_uppercase()).as_deref() {
        Some("PENDING" | "INPROGRESS") => EvaluationState::Draft,
        // A dispute goes on: what was submitted stands until it is changed.
        Some("FINISHED" | "INREVIEW") | None => EvaluationState::Final,
        Some("RETRACTED") => EvaluationState::Retracted,
        Some(_) => {
            faults.add(&status, "PENDING, INPROGRESS, FINISHED, INREVIEW or RETRACTED");
            EvaluationState::Final
        }
    }
}

/// The machine's where it says so: by its source, or by its scoring where no person is named.
fn scored_by(at: &At<'_>, evaluator: &At<'_>, faults: &mut Faults) -> ScoredBy {
    let origin = at.get("evaluationSource");
    let origin = if origin.is_object() { origin.either(&["type", "name"]) } else { origin };
    let word = origin.name(faults).unwrap_or_default().to_lowercase();
    let says = word.split(|c: char| !c.is_alphanumeric()).any(|part| matches!(part, "ai" | "automated" | "system"));
    let nobody = !evaluator.get("id").is_there() && !evaluator.get("name").is_there();
    let scoring = at.get("aiScoring").is_object() || at.get("aiScoring").yes(faults);
    if says || (nobody && scoring) { ScoredBy::Ai } else { ScoredBy::Person }
}

fn comments(answers: &At<'_>, faults: &mut Faults) -> Option<String> {
    let mut line = |key: &str, before: &str| answers.get(key).text(faults).map(|text| format!("{before}{text}"));
    let mut lines =
        vec![line("comments", ""), line("privateComments", "Private: "), line("agentComments", "The agent: ")];
    let critical = answers.get("totalCriticalScore").number(faults);
    let possible = answers.get("maxTotalRawCriticalScore").number(faults);
    // Without critical questions it is 0 of 0.
    if let (Some(critical), true) = (critical, possible != Some(0.0)) {
        lines.push(Some(format!("Critical score: {}", short(critical))));
    }
    joined(lines)
}

/// The form, where it is there.
struct Form {
    name: Option<String>,
    groups: Vec<Group>,
}

struct Group {
    id: String,
    name: String,
    weight: Option<f64>,
    questions: BTreeMap<String, Asked>,
}

/// A question as the form has it.
struct Asked {
    text: String,
    unscored: bool,
    /// The most points that an answer gives; `None` where the form does not say.
    most: Option<f64>,
    /// The answers' texts by their ids.
    answers: BTreeMap<String, String>,
}

impl Group {
    /// The most points that its questions give.
    fn possible(&self) -> Option<f64> {
        let sum: f64 = self.questions.values().filter_map(|question| question.most).sum();
        (sum > 0.0).then_some(sum)
    }
}

impl Form {
    fn read(at: &At<'_>, faults: &mut Faults) -> Self {
        let name = at.get("name").name(faults).or_else(|| at.get("id").name(faults));
        let mut groups = Vec::new();
        for group in at.get("questionGroups").objects(faults) {
            let id =
                required(&group.get("id"), group.get("id").id(faults), "the group's id", faults).unwrap_or_default();
            let weight = group.get("weight").number(faults);
            let mut questions = BTreeMap::new();
            for question in group.get("questions").objects(faults) {
                let id = required(&question.get("id"), question.get("id").id(faults), "the question's id", faults);
                if let Some(id) = id {
                    let asked = Asked::read(&question, &id, faults);
                    questions.insert(id, asked);
                }
            }
            let name = group.get("name").name(faults).unwrap_or_else(|| id.clone());
            groups.push(Group { id, name, weight, questions });
        }
        Self { name, groups }
    }
}

impl Asked {
    fn read(at: &At<'_>, id: &str, faults: &mut Faults) -> Self {
        let kind = at.get("type").name(faults).unwrap_or_default();
        let (mut most, mut answers) = (None::<f64>, BTreeMap::new());
        for option in at.get("answerOptions").objects(faults) {
            let value = option.get("value").number(faults);
            most = match (most, value) {
                (Some(most), Some(value)) => Some(most.max(value)),
                (most, value) => most.or(value),
            };
            if let (Some(id), Some(text)) = (option.get("id").id(faults), option.get("text").name(faults)) {
                answers.insert(id, text);
            }
        }
        Self {
            text: at.get("text").name(faults).unwrap_or_else(|| id.to_owned()),
            unscored: matches!(kind.as_str(), "freeTextQuestion" | "npsQuestion" | "readOnlyTextBlockQuestion"),
            most,
            answers,
        }
    }
}

#[derive(Default)]
struct Groups {
    /// Keys of the dimensions so far.
    named: Names,
    scores: Vec<ScoreRecord>,
    auto_fails: Vec<AutoFailRecord>,
}

impl Groups {
    fn read(answers: &At<'_>, form: &Form, faults: &mut Faults) -> Self {
        let mut out = Self::default();
        let mut seen = Vec::new();
        for at in answers.get("questionGroupScores").objects(faults) {
            let found = at.get("questionGroupId");
            let id = required(&found, found.id(faults), "the group's id", faults).unwrap_or_default();
            let group = form.groups.iter().find(|group| group.id == id);
            out.group(&at, group, &id, faults);
            seen.push(id);
        }
        // What an evaluator has not come to yet stands in the form.
        for group in form.groups.iter().filter(|group| !seen.contains(&group.id)) {
            let name = fresh(&mut out.named, &group.name, key_of);
            out.scores.push(dimension(name, ScoreState::Unanswered));
        }
        if answers.get("anyFailedKillQuestions").yes(faults) && out.auto_fails.is_empty() {
            out.auto_fails.push(AutoFailRecord { name: "evaluation".to_owned(), dimension: None });
        }
        out
    }

    fn group(&mut self, at: &At<'_>, group: Option<&Group>, id: &str, faults: &mut Faults) {
        let name = group.map_or(id, |group| group.name.as_str());
        let name = fresh(&mut self.named, name, key_of);
        let (earned, possible) = (at.get("totalScore").number(faults), at.get("maxTotalScore").number(faults));
        let marked = [at.get("markedNA").yes(faults), at.get("systemMarkedNA").yes(faults)];
        let (state, earned, possible) =
            if marked.contains(&true) { (ScoreState::NotApplicable, None, None) } else { points(earned, possible) };
        // The vendor weighs points, not percents: a group counts by its weight times its possible points.
        let most = possible.as_ref().map(|possible| possible.value).or_else(|| group.and_then(Group::possible));
        let weight = most.map(|most| most * group.and_then(|group| group.weight).filter(|w| *w > 0.0).unwrap_or(1.0));
        let mut score = ScoreRecord { earned, possible, weight, ..dimension(name.clone(), state) };
        for at in at.get("questionScores").objects(faults) {
            let criterion = question(&at, group, faults);
            if criterion.auto_fail {
                let dimension = Some(name.clone());
                self.auto_fails.push(AutoFailRecord { name: criterion.name.clone(), dimension });
            }
            score.criteria.push(criterion);
        }
        self.scores.push(score);
    }
}

fn question(at: &At<'_>, group: Option<&Group>, faults: &mut Faults) -> CriterionRecord {
    let found = at.get("questionId");
    let id = required(&found, found.id(faults), "the question's id", faults).unwrap_or_default();
    let asked = group.and_then(|group| group.questions.get(&id));
    let answer = at.get("answerId").id(faults);
    let in_words = |id: String| asked.and_then(|asked| asked.answers.get(&id)).cloned().unwrap_or(id);
    let said = answer.map(in_words).or_else(|| at.get("freeTextAnswer").text(faults));
    let marked = [at.get("markedNA").yes(faults), at.get("systemMarkedNA").yes(faults)];
    let unscored = asked.is_some_and(|asked| asked.unscored);
    let earned = at.get("score").number(faults);
    let (state, earned, possible) = match (marked.contains(&true), unscored, &said) {
        (true, ..) => (ScoreState::NotApplicable, None, None),
        (false, true, Some(_)) => (ScoreState::NotScored, None, None),
        (false, true, None) => (ScoreState::Unanswered, None, None),
        (false, false, _) => points(earned, asked.and_then(|asked| asked.most)),
    };
    CriterionRecord {
        earned,
        possible,
        result: said,
        comment: at.get("comments").text(faults),
        auto_fail: at.get("failedKillQuestion").yes(faults),
        ..criterion(asked.map_or_else(|| id.clone(), |asked| asked.text.clone()), state)
    }
}

#[cfg(test)]
mod tests;
