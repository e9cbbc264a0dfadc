//! The quirks of the export, each whole: figures by hand.

use crate::domain::evaluation::{EvaluationRecord, Number, ScoreState, ScoredBy};
use crate::domain::when::When;
use crate::import::Options;
use crate::import::testing::{Loaded, try_load};

const EXPORT: &str = include_str!("../../../../tests/it/vendors/connect_export.json");
const FLAT: &str = include_str!("../../../../tests/it/vendors/connect_flat.json");

fn load(text: &str) -> Loaded {
    try_load(&[("evaluation.json", text.as_bytes())], &Options::default()).expect("it reads")
}

fn percent(earned: Option<&Number>, possible: Option<&Number>) -> Option<f64> {
    Some(100.0 * earned?.value / possible?.value)
}

/// "Opening 75", or its state in a word, one a dimension.
fn dimensions(record: &EvaluationRecord) -> Vec<String> {
    let words = |s: &crate::domain::evaluation::ScoreRecord| match percent(s.earned.as_ref(), s.possible.as_ref()) {
        Some(percent) => format!("{} {percent}", s.dimension),
        None => format!("{} {}", s.dimension, s.state.word()),
    };
    record.scores.iter().map(words).collect()
}

fn criteria(record: &EvaluationRecord) -> Vec<String> {
    let of = record.scores.iter().flat_map(|score| &score.criteria);
    of.map(|c| match percent(c.earned.as_ref(), c.possible.as_ref()) {
        Some(percent) => format!("{} {percent}", c.name),
        None => format!("{} {}", c.name, c.state.word()),
    })
    .collect()
}

#[test]
fn top_level_sections_are_dimensions_and_what_lies_in_them_is_criteria() {
    let loaded = load(EXPORT);
    let all = loaded.evaluations();
    assert_eq!(all.len(), 5);
    let first = all[0];
    // The parent's 75 has the subsection's 50 in it already.
    assert_eq!(dimensions(first), ["Opening 75", "Compliance 100"]);
    assert_eq!(
        criteria(first),
        [
            "Greeting 50",
            "Says own name 0",
            "Names the company 100",
            "Asks how to help 100",
            "Reads the notice 100",
            "How long was the hold not_applicable",
            "What was it about not_scored",
        ]
    );
    assert_eq!(first.source, "amazon-connect:11aa22bb-inst");
    assert_eq!((first.key.as_str(), first.version, first.call_id.as_deref()), ("ev-1", 1, Some("0004471")));
    assert_eq!((first.agent.id.as_deref(), &first.agent.name), (Some("ag-7"), &None));
    assert_eq!(first.scorecard.as_deref(), Some("Voice quality"));
    assert_eq!(first.scorecard_version.as_deref(), Some("3"));
    assert_eq!(first.total.as_ref().map(|n| n.value), Some(87.5));
    assert!(
        matches!(first.evaluated.as_ref().map(|s| s.when), Some(When::Instant(at)) if at.to_rfc3339() == "2026-11-10T09:20:00.500+00:00")
    );
    assert_eq!(first.call_started, None);
    // Notes are comments, at every level.
    assert_eq!(first.scores[0].comment.as_deref(), Some("warm"));
    assert_eq!(first.scores[0].criteria[0].comment.as_deref(), Some("too fast"));
    let name = &first.scores[0].criteria[1];
    assert_eq!((name.result.as_deref(), name.comment.as_deref()), (Some("No"), Some("mumbled")));
    assert_eq!(first.scores[1].criteria[2].result.as_deref(), Some("A late parcel"));
}

#[test]
fn zero_is_a_score_and_na_is_none() {
    let loaded = load(EXPORT);
    let third = loaded.evaluations()[2];
    assert_eq!(dimensions(third), ["Opening not_applicable", "Compliance 40"]);
    assert_eq!(third.scores[1].criteria[0].state, ScoreState::Scored);
    assert_eq!(criteria(third)[4], "Reads the notice 0");
    assert_eq!(criteria(third)[0], "Greeting not_applicable");
    let flat = load(FLAT);
    assert_eq!(flat.evaluation().total.as_ref().map(|n| n.value), Some(0.0));
    // The second section has no score of its own: its questions' points, N/A out.
    assert_eq!(dimensions(flat.evaluation()), ["Empathy 0", "Wrap-up 0"]);
    assert_eq!(criteria(flat.evaluation()), ["Listens 0", "Sums up 0", "Says goodbye not_applicable"]);
    assert_eq!(flat.evaluation().agent.id.as_deref(), Some("ag-9"));
    assert_eq!(flat.evaluation().source, "amazon-connect:11aa22bb-inst");
}

#[test]
fn an_auto_fail_is_named_by_the_innermost_that_failed() {
    let loaded = load(EXPORT);
    let fails = |at: usize| {
        let of = loaded.evaluations()[at].auto_fails.iter();
        of.map(|f| (f.name.clone(), f.dimension.clone())).collect::<Vec<_>>()
    };
    assert_eq!(fails(0), []);
    // The question failed, so its section did, so all did: one auto-fail.
    assert_eq!(fails(1), [("Reads the notice".to_owned(), Some("Compliance".to_owned()))]);
    assert_eq!(dimensions(loaded.evaluations()[1]), ["Opening 100", "Compliance 0"]);
    assert!(loaded.evaluations()[1].scores[1].criteria[0].auto_fail);
    assert_eq!(criteria(loaded.evaluations()[1])[4], "Reads the notice 0");
    // Only the whole failed: its sections keep their scores, and there is no percent.
    assert_eq!(fails(4), [("evaluation".to_owned(), None)]);
    assert_eq!(loaded.evaluations()[4].total, None);
    assert_eq!(dimensions(loaded.evaluations()[4]), ["Opening 50", "Compliance 90"]);
    // Only the subsection: it is named, in its dimension.
    let text = EXPORT.replacen("\"percentage\": 50\n", "\"percentage\": 0, \"automaticFail\": true\n", 1);
    let fails: Vec<_> = load(&text).evaluations()[0].auto_fails.clone();
    assert_eq!((fails[0].name.as_str(), fails[0].dimension.as_deref()), ("Greeting", Some("Opening")));
}

#[test]
fn who_scored_and_who_acknowledged_is_read_in_both_spellings() {
    let loaded = load(EXPORT);
    let by = |at: usize| loaded.evaluations()[at].scored_by;
    assert_eq!((by(0), by(2), by(4)), (ScoredBy::Person, ScoredBy::Ai, ScoredBy::Person));
    let comment = |at: usize| loaded.evaluations()[at].comment.clone();
    assert_eq!(comment(0).as_deref(), Some("Acknowledged by ann, 2026-11-12T10:00:00.000Z: seen, thanks"));
    assert_eq!(comment(1), None);
    assert_eq!(comment(4).as_deref(), Some("Acknowledged by bo, 2026-11-13T10:00:00Z"));
}

#[test]
fn sections_that_hang_together_wrongly_are_said() {
    let lost = EXPORT.replacen(
        "\"sectionRefId\": \"s2\",\n    \"questionType\"",
        "\"sectionRefId\": \"s9\",\n    \"questionType\"",
        1,
    );
    assert_ne!(lost, EXPORT);
    let loaded = load(&lost);
    assert_eq!(loaded.evaluations().len(), 4);
    assert!(
        loaded.reasons()[0].contains("questions[3]") && loaded.reasons()[0].contains("names its section"),
        "{:?}",
        loaded.reasons()
    );
    let circle = EXPORT.replacen(
        "\"sectionTitle\": \"Opening\",",
        "\"sectionTitle\": \"Opening\", \"parentSectionRefId\": \"s1a\",",
        1,
    );
    let loaded = load(&circle);
    assert_eq!(loaded.evaluations().len(), 4);
    assert!(loaded.reasons()[0].contains("parentSectionRefId"), "{:?}", loaded.reasons());
    let twice = EXPORT.replacen(
        "\"sectionRefId\": \"s2\",\n    \"sectionTitle\"",
        "\"sectionRefId\": \"s1\",\n    \"sectionTitle\"",
        1,
    );
    assert!(load(&twice).reasons()[0].contains("another has s1 too"));
}

#[test]
fn sections_of_one_name_stay_two() {
    let text = EXPORT.replace("\"sectionTitle\": \"Compliance\"", "\"sectionTitle\": \"opening\"");
    let loaded = load(&text);
    assert_eq!(dimensions(loaded.evaluations()[0]), ["Opening 75", "opening (2) 100"]);
    assert_eq!(loaded.evaluations()[1].auto_fails[0].dimension.as_deref(), Some("opening (2)"));
}

#[test]
fn an_evaluation_without_an_agent_or_a_date_is_rejected() {
    for (key, expected) in [("\"agentId\"", "agent's name or id"), ("\"evaluationId\"", "the evaluation's id")] {
        let loaded = load(&EXPORT.replacen(key, "\"other\"", 1));
        assert_eq!(loaded.evaluations().len(), 4, "{key}");
        assert!(loaded.reasons()[0].contains(expected), "{:?}", loaded.reasons());
    }
    let text = EXPORT.replace("evaluationSubmitTimestamp", "a").replace("evaluationStartTimestamp", "b");
    assert_eq!(load(&text).reasons().len(), 5);
    let text = EXPORT.replacen("2026-11-10T09:20:00.500Z", "yesterday", 1);
    assert!(
        load(&text).reasons()[0].contains("metadata.evaluationSubmitTimestamp yesterday: a date"),
        "{:?}",
        load(&text).reasons()
    );
}
