//! Figures by hand, from the points in the file.

use crate::domain::evaluation::{EvaluationKind, EvaluationRecord, EvaluationState, ScoreState, ScoredBy};
use crate::import::Options;
use crate::import::testing::{Loaded, try_load};

const LIST: &str = include_str!("../../../../tests/it/vendors/genesys.json");

fn load(text: &str) -> Loaded {
    try_load(&[("genesys.json", text.as_bytes())], &Options::default()).expect("it reads")
}

fn points(record: &EvaluationRecord) -> Vec<(&str, Option<f64>, Option<f64>)> {
    let value = |n: &Option<crate::domain::evaluation::Number>| n.as_ref().map(|n| n.value);
    record.scores.iter().map(|s| (s.dimension.as_str(), value(&s.earned), value(&s.possible))).collect()
}

#[test]
fn groups_are_dimensions_in_points() {
    let loaded = load(LIST);
    let all = loaded.evaluations();
    assert_eq!(all.len(), 9);
    assert_eq!(points(all[0]), [("Empathy", Some(5.0), Some(10.0)), ("Compliance", Some(30.0), Some(30.0))]);
    // Points weigh 40 and 60: 10 × 40 and 30 × 60.
    assert_eq!(all[0].scores.iter().map(|s| s.weight).collect::<Vec<_>>(), [Some(400.0), Some(1800.0)]);
    let first = &all[0].scores[0].criteria;
    assert_eq!(
        (first[0].name.as_str(), first[0].result.as_deref(), first[0].comment.as_deref()),
        ("Names the feeling", Some("Once"), Some("once only"))
    );
    assert_eq!(first[0].possible.as_ref().map(|n| n.value), Some(10.0));
    assert_eq!((first[1].state, first[1].result.as_deref()), (ScoreState::NotScored, Some("I see")));
    assert_eq!(all[0].agent.id.as_deref(), Some("u-1"));
    assert_eq!(all[0].agent.name.as_deref(), Some("Ama Boateng"));
    assert_eq!(
        (all[0].call_id.as_deref(), all[0].scorecard.as_deref(), all[0].evaluator.as_deref()),
        (Some("conv-ge-1"), Some("Care form"), Some("Priya"))
    );
    assert!(all[0].call_started.is_some());
    // An N/A group is no score; points below 0 are kept.
    assert_eq!(points(all[1]), [("Empathy", None, None), ("Compliance", Some(15.0), Some(30.0))]);
    assert_eq!(all[1].scores[0].state, ScoreState::NotApplicable);
    assert_eq!(all[1].scores[1].criteria[1].earned.as_ref().map(|n| n.value), Some(-5.0));
    assert_eq!(points(all[8])[1], ("Compliance", Some(-5.0), Some(30.0)));
}

#[test]
fn a_failed_kill_question_is_an_auto_fail() {
    let loaded = load(LIST);
    let third = loaded.evaluations()[2];
    assert_eq!(
        (third.auto_fails[0].name.as_str(), third.auto_fails[0].dimension.as_deref()),
        ("Verifies the caller", Some("Compliance"))
    );
    assert_eq!(third.auto_fails.len(), 1);
    assert_eq!(points(third), [("Empathy", Some(10.0), Some(10.0)), ("Compliance", Some(10.0), Some(30.0))]);
    let unnamed = load(&LIST.replace("\"failedKillQuestion\": true", "\"failedKillQuestion\": false"));
    assert_eq!(unnamed.evaluations()[2].auto_fails[0].name, "evaluation");
}

#[test]
fn states_versions_and_calibrations_are_told_apart() {
    let loaded = load(LIST);
    let told: Vec<_> =
        loaded.evaluations().iter().map(|e| (e.key.as_str(), e.version, e.state, e.kind, e.scored_by)).collect();
    let (standard, person) = (EvaluationKind::Standard, ScoredBy::Person);
    assert_eq!(told[3], ("ge-4", 1, EvaluationState::Retracted, standard, person));
    assert_eq!(told[4], ("ge-4", 2, EvaluationState::Final, standard, person));
    assert_eq!(told[5], ("ge-5", 1, EvaluationState::Draft, standard, person));
    assert_eq!(told[6], ("ge-6", 1, EvaluationState::Final, EvaluationKind::Calibration, person));
    assert_eq!(told[8], ("ge-8", 1, EvaluationState::Final, standard, ScoredBy::Ai));
    // What is not scored yet is unanswered, and no N/A.
    assert!(loaded.evaluations()[5].scores.iter().all(|s| s.state == ScoreState::Unanswered));
    let odd = load(&LIST.replacen("\"FINISHED\"", "\"DONE\"", 1));
    assert!(odd.reasons()[0].contains("status DONE: PENDING, INPROGRESS"), "{:?}", odd.reasons());
}

#[test]
fn without_the_form_ids_stand_for_names_and_it_is_said() {
    let loaded = load(LIST);
    let bare = loaded.evaluations()[7];
    assert_eq!(points(bare), [("g1", Some(5.0), Some(10.0)), ("g2", Some(30.0), Some(30.0))]);
    assert_eq!(bare.scores[0].criteria[0].name, "g1q1");
    assert_eq!(bare.scores[0].criteria[0].result.as_deref(), Some("g1q1-1"));
    assert!(loaded.warned("expand evaluationForm"), "{:?}", loaded.plan.warnings);
}

#[test]
fn comments_say_whose_they_are() {
    let loaded = load(LIST);
    assert_eq!(
        loaded.evaluations()[0].comment.as_deref(),
        Some("good call\nPrivate: watch her, she is leaving\nThe agent: thank you\nCritical score: 100")
    );
    assert_eq!(loaded.evaluations()[1].comment, None);
}
