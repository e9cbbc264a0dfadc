//! On the scale of 1 to 5, worked by hand.

use crate::domain::evaluation::{EvaluationKind, EvaluationRecord};
use crate::domain::scale::Scale;
use crate::domain::when::When;
use crate::import::Options;
use crate::import::testing::{Loaded, try_load};

const REVIEWS: &str = include_str!("../../../../tests/it/vendors/zendesk_qa.json");

fn scaled(scale: Scale) -> Options {
    Options { scales: vec![("*".to_owned(), scale)], ..Options::default() }
}

fn load(text: &str) -> Loaded {
    try_load(&[("reviews.json", text.as_bytes())], &scaled(Scale::Between { min: 1.0, max: 5.0 })).expect("it reads")
}

fn percents(record: &EvaluationRecord) -> Vec<(&str, Option<f64>)> {
    record.scores.iter().map(|s| (s.dimension.as_str(), s.earned.as_ref().map(|n| n.value))).collect()
}

#[test]
fn a_category_is_a_dimension_on_the_workspaces_scale() {
    let loaded = load(REVIEWS);
    let all = loaded.evaluations();
    assert_eq!(all.len(), 4);
    // 64-bit ids are text, and keep their last digit.
    assert_eq!((all[0].key.as_str(), all[0].call_id.as_deref()), ("9007199254740995", Some("9007199254740993")));
    assert_eq!(all[0].source, "zendesk-qa:11759");
    assert_eq!((all[0].agent.id.as_deref(), all[0].agent.name.as_deref()), (Some("lee@example.com"), Some("Lee")));
    assert_eq!((all[0].evaluator.as_deref(), all[0].scorecard.as_deref()), (Some("Sam"), Some("Mail form")));
    assert_eq!(percents(all[0]), [("Tone", Some(50.0)), ("Solution", Some(100.0))]);
    assert_eq!(all[0].total.as_ref().map(|n| n.value), Some(75.0));
    assert_eq!(all[0].scores[0].weight, Some(2.0));
    // Not rated is N/A.
    assert_eq!(percents(all[2]), [("Tone", Some(100.0)), ("Solution", None)]);
    // The other scale: 3 of 5.
    let of = try_load(&[("reviews.json", REVIEWS.as_bytes())], &scaled(Scale::Of(5.0))).expect("it reads");
    assert_eq!(percents(of.evaluations()[0])[0], ("Tone", Some(60.0)));
}

#[test]
fn a_critical_category_below_half_makes_the_review_zero() {
    let loaded = load(REVIEWS);
    let all = loaded.evaluations();
    assert!(all[0].auto_fails.is_empty());
    // 2 of 1 to 5 is 25 %.
    assert_eq!(percents(all[1])[1], ("Solution", Some(25.0)));
    assert_eq!(
        (all[1].auto_fails[0].name.as_str(), all[1].auto_fails[0].dimension.as_deref()),
        ("Solution", Some("Solution"))
    );
    assert_eq!(all[1].scores[1].comment.as_deref(), Some("Causes: Wrong answer; Did not read"));
    // 3 is 50 %, which is not below.
    assert!(load(&REVIEWS.replacen("\"score\": 2,", "\"score\": 3,", 1)).evaluations()[1].auto_fails.is_empty());
}

#[test]
fn both_forms_of_dates_are_read_and_a_conversation_without_reviews_is_left_out() {
    let loaded = load(REVIEWS);
    let all = loaded.evaluations();
    let at = |stamp: &Option<crate::domain::when::Stamp>| match stamp.as_ref().map(|s| s.when) {
        Some(When::Instant(at)) => at.to_rfc3339(),
        other => panic!("{other:?}"),
    };
    assert_eq!(at(&all[0].evaluated), "2026-11-04T10:00:00+00:00");
    assert_eq!(at(&all[0].call_started), "2026-11-01T09:00:00+00:00");
    assert_eq!(at(&all[2].evaluated), "2026-11-05T10:00:00+00:00");
    assert_eq!(at(&all[2].call_started), "2026-11-01T09:00:00+00:00");
    assert_eq!(loaded.left_out().len(), 1);
    assert_eq!(loaded.left_out()[0].why, "the conversation has no reviews");
    assert_eq!(all[3].kind, EvaluationKind::SelfAssessment);
    assert_eq!(all[0].kind, EvaluationKind::Standard);
    // Each stands on its own line.
    let line = |needle: &str| REVIEWS.lines().position(|l| l.contains(needle)).expect(needle) as u64;
    assert_eq!(all[1].line, line("\"id\": \"202\""));
}

#[test]
fn ratings_that_nothing_explains_are_a_question_with_answers() {
    let loaded = try_load(&[("reviews.json", REVIEWS.as_bytes())], &Options::default()).expect("it reads");
    let questions = &loaded.plan.questions;
    assert_eq!(questions.iter().map(|q| q.column.as_str()).collect::<Vec<_>>(), ["Solution", "Tone"]);
    assert!(
        questions[1].words.starts_with(
            "The ratings of Tone in reviews.json are whole numbers from 3 to 5, and nothing says what they are of"
        ),
        "{}",
        questions[1].words
    );
    assert_eq!(questions[1].choices[0].words, "1 to 5, the lowest being 0 %: 5 is 100 %");
    // Answered, the same file is read without a question.
    let mut mapping = loaded.plan.files[0].as_mapping().expect("it has one");
    for question in questions {
        mapping.answer(&question.choices[0].answer);
    }
    let answered =
        try_load(&[("reviews.json", REVIEWS.as_bytes())], &Options { mapping: Some(mapping), ..Options::default() })
            .expect("it reads");
    assert!(answered.plan.questions.is_empty());
    assert_eq!(percents(answered.evaluations()[0])[0], ("Tone", Some(50.0)));
}
