use crate::domain::evaluation::{EvaluationKind, EvaluationState, ScoreState};
use crate::domain::when::When;
use crate::import::Options;
use crate::import::testing::{Loaded, refusal, try_load};

const API: &str = include_str!("../../../../tests/it/vendors/connect_api.json");
const LINES: &str = include_str!("../../../../tests/it/vendors/connect_api.jsonl");

fn load(text: &str) -> Loaded {
    try_load(&[("described.json", text.as_bytes())], &Options::default()).expect("it reads")
}

#[test]
fn titles_come_from_the_form_and_scores_from_the_map() {
    let loaded = load(API);
    let record = loaded.evaluation();
    assert_eq!(record.source, "amazon-connect:11aa22bb-inst");
    assert_eq!((record.key.as_str(), record.call_id.as_deref()), ("api-1", Some("0004481")));
    assert_eq!(record.agent.id.as_deref(), Some("ag-7"));
    assert_eq!(record.evaluator.as_deref(), Some("ev-user-1"));
    assert_eq!((record.scorecard.as_deref(), record.scorecard_version.as_deref()), (Some("Voice quality"), Some("3")));
    let dimensions: Vec<_> =
        record.scores.iter().map(|s| (s.dimension.as_str(), s.earned.as_ref().map(|n| n.value), s.weight)).collect();
    assert_eq!(dimensions, [("Opening", Some(100.0), Some(25.0)), ("Compliance", Some(50.0), Some(75.0))]);
    // 0.25 × 100 + 0.75 × 50.
    assert_eq!(record.total.as_ref().map(|n| n.value), Some(62.5));
    let criteria: Vec<_> = record
        .scores
        .iter()
        .flat_map(|s| &s.criteria)
        .map(|c| (c.name.as_str(), c.state, c.result.as_deref()))
        .collect();
    assert_eq!(
        criteria,
        [
            ("Greeting", ScoreState::Scored, None),
            ("Says own name", ScoreState::Scored, Some("No")),
            ("Asks how to help", ScoreState::Scored, Some("o9")),
            ("Reads the notice", ScoreState::Scored, Some("o2")),
            ("Seconds on hold", ScoreState::NotApplicable, None),
            ("What was it about", ScoreState::NotScored, Some("A refund")),
        ]
    );
    assert_eq!(record.scores[1].comment.as_deref(), Some("twice this week"));
    assert_eq!(record.scores[1].criteria[0].comment.as_deref(), Some("notice missing"));
    // Seconds since 1970, with a fraction: 1763203600.25.
    assert!(
        matches!(record.evaluated.as_ref().map(|s| s.when), Some(When::Instant(at)) if at.timestamp_millis() == 1_763_203_600_250)
    );
}

#[test]
fn points_of_interest_become_moments_of_their_question() {
    let loaded = load(API);
    let moments: Vec<_> = loaded
        .evaluation()
        .moments
        .iter()
        .map(|m| (m.dimension.as_deref(), m.criterion.as_deref(), m.from_ms, m.words.as_deref()))
        .collect();
    assert_eq!(
        moments,
        [
            (Some("Opening"), Some("Says own name"), 4800, Some("hello")),
            (Some("Opening"), Some("Says own name"), 2100, Some("yes")),
            (Some("Compliance"), Some("Reads the notice"), 61000, Some("let me just do that for you")),
        ]
    );
}

#[test]
fn drafts_and_calibrations_are_kept_as_such_and_a_bad_line_is_rejected_alone() {
    let loaded = load(LINES);
    let states: Vec<_> = loaded.evaluations().iter().map(|e| (e.key.as_str(), e.state, e.kind, e.line)).collect();
    let standard = EvaluationKind::Standard;
    assert_eq!(
        states,
        [
            ("api-2", EvaluationState::Final, standard, 1),
            ("api-3", EvaluationState::Draft, standard, 2),
            ("api-5", EvaluationState::Final, EvaluationKind::Calibration, 4),
            ("api-6", EvaluationState::Final, standard, 5),
        ]
    );
    let reasons = loaded.reasons();
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].starts_with("3 (line) {\"Evaluation\":{\"EvaluationId\":\"api-4\""), "{reasons:?}");
    assert!(
        reasons[0].ends_with(
            "an evaluation in JSON; column 57: it ends in the middle of a value; expected is the rest of it"
        ),
        "{reasons:?}"
    );
    assert_eq!(loaded.evaluations()[3].auto_fails[0].name, "evaluation");
    // 09:00 an hour east of it is 08:00 UTC.
    assert!(
        matches!(loaded.evaluations()[0].evaluated.as_ref().map(|s| s.when), Some(When::Instant(at)) if at.to_rfc3339() == "2026-11-16T08:00:00+00:00")
    );
}

#[test]
fn answers_that_the_form_does_not_have_are_no_answers_lost() {
    let loaded = load(&API.replacen("\"RefId\": \"q4\"", "\"RefId\": \"q44\"", 1));
    assert!(loaded.evaluations().is_empty());
    let reasons = loaded.reasons();
    assert!(
        reasons.iter().any(|r| r.contains("Evaluation.Answers.q4") && r.contains("it has none with the id q4")),
        "{reasons:?}"
    );
    assert!(reasons.iter().any(|r| r.contains("Evaluation.Scores.q4")), "{reasons:?}");
    let bare = load(&API.replacen("\"EvaluationForm\"", "\"Form\"", 1));
    assert!(bare.reasons()[0].contains("the form's items: scores have no titles without them"), "{:?}", bare.reasons());
    let status = load(&API.replacen("\"SUBMITTED\"", "\"LOST\"", 1));
    assert!(status.reasons()[0].contains("Evaluation.Status LOST: DRAFT, SUBMITTED"), "{:?}", status.reasons());
}

#[test]
fn a_document_that_is_cut_is_refused() {
    let cut = &API.as_bytes()[..API.len() / 2];
    let why = refusal("cut.json", cut);
    assert!(why.contains("it is no valid JSON: it ends in the middle of a value"), "{why}");
}
