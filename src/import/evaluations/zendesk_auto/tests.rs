use crate::domain::evaluation::{ScoreState, ScoredBy};
use crate::import::Options;
use crate::import::testing::{Loaded, try_load};

const ROWS: &str = include_str!("../../../../tests/it/vendors/zendesk_autoqa.json");

fn load(text: &str) -> Loaded {
    try_load(&[("autoqa.json", text.as_bytes())], &Options::default()).expect("it reads")
}

#[test]
fn the_rows_of_one_conversation_and_agent_are_one_evaluation() {
    let loaded = load(ROWS);
    let all = loaded.evaluations();
    assert_eq!(all.len(), 2);
    // Kim's are complete first.
    let lee = all[1];
    assert_eq!((lee.key.as_str(), lee.rows, lee.scored_by), ("autoqa:88001:lee@example.com", 3, ScoredBy::Ai));
    let scores: Vec<_> =
        lee.scores.iter().map(|s| (s.dimension.as_str(), s.earned.as_ref().map(|n| n.value))).collect();
    assert_eq!(scores, [("Greeting", Some(100.0)), ("Spelling", Some(50.0)), ("Closing", None)]);
    assert_eq!(lee.scores[2].state, ScoreState::NotApplicable);
    assert_eq!(all[0].auto_fails[0].name, "Greeting");
    assert!(lee.auto_fails.is_empty());
}

#[test]
fn a_bad_row_rejects_its_evaluation_and_no_other() {
    let loaded = load(&ROWS.replacen("\"ratingCategoryName\": \"Spelling\"", "\"ratingCategoryName\": [1]", 1));
    assert_eq!(loaded.evaluations().len(), 1);
    assert_eq!(loaded.rejected()[0].column.verbatim(), "ratingCategoryName");
    assert_eq!(loaded.left_out().len(), 2);
    assert!(
        loaded.left_out()[0]
            .why
            .starts_with("another row of evaluation autoqa:88001:lee@example.com is rejected (line ")
    );
}

#[test]
fn older_ratings_of_a_category_are_an_older_version() {
    let older = ROWS.trim_end().trim_end_matches(']').to_owned();
    let row = r#"{"externalTicketId":"88002","workspaceId":"11759","ratingCategoryName":"Greeting","score":0.0,"ratingScaleScore":1,
        "ratingMax":5,"ratingRangeMax":100,"evaluated":true,"revieweeEmail":"kim@example.com","createdISO":"2026-11-05T10:00:00Z"}"#;
    let loaded = load(&format!("{older},{row}]"));
    let kim: Vec<_> =
        loaded.evaluations().into_iter().filter(|e| e.key.contains("kim")).map(|e| e.scores.len()).collect();
    assert_eq!(kim, [1, 2]);
    // At one moment it cannot be told which counts.
    let same = row.replace("2026-11-05", "2026-11-06");
    let loaded = load(&format!("{older},{same}]"));
    assert_eq!(loaded.evaluations().len(), 1);
    assert!(loaded.reasons()[0].contains("one rating of the category"), "{:?}", loaded.reasons());
}

#[test]
fn numbers_that_do_not_agree_are_asked_about() {
    let text =
        ROWS.replacen("\"score\": 50.0", "\"score\": 4.0", 1).replacen("\"ratingMax\": 5", "\"ratingMax\": 4", 3);
    let loaded = try_load(&[("autoqa.json", text.as_bytes())], &Options::default()).expect("it reads");
    assert!(
        !loaded.plan.questions.is_empty() || loaded.plan.files[0].columns.iter().any(|c| c.scale.is_some()),
        "{:?}",
        loaded.plan.questions
    );
}

/// A rating of Pat's: its workspace, category, percent and hour.
fn rating(workspace: u32, category: &str, percent: u32, hour: u32) -> String {
    format!(
        r#"{{"externalTicketId":"88003","workspaceId":"{workspace}","ratingCategoryName":"{category}","score":{percent}.0,
        "ratingScaleScore":{},"ratingMax":5,"ratingRangeMax":100,"evaluated":true,"revieweeEmail":"pat@example.com",
        "createdISO":"2026-11-05T{hour}:00:00Z"}}"#,
        if percent == 0 { 1 } else { 5 }
    )
}

#[test]
fn a_category_that_is_rated_again_leaves_the_others_standing() {
    let rows = [rating(1, "Greeting", 0, 10), rating(1, "Spelling", 100, 10), rating(1, "Greeting", 100, 12)];
    let loaded = load(&format!("[{}]", rows.join(",")));
    let all = loaded.evaluations();
    // Two rows, then the third: none is counted twice.
    assert_eq!(all.iter().map(|e| (e.scores.len(), e.rows)).collect::<Vec<_>>(), [(2, 2), (2, 1)]);
    let mut newest: Vec<_> =
        all[1].scores.iter().map(|s| (s.dimension.as_str(), s.earned.as_ref().map(|n| n.value))).collect();
    newest.sort_by_key(|(name, _)| *name);
    assert_eq!(newest, [("Greeting", Some(100.0)), ("Spelling", Some(100.0))]);
}

#[test]
fn each_workspace_has_evaluations_of_its_own() {
    let rows = [rating(1, "Greeting", 0, 10), rating(2, "Greeting", 100, 10)];
    let loaded = load(&format!("[{}]", rows.join(",")));
    assert!(loaded.rejected().is_empty(), "{:?}", loaded.reasons());
    let mut sources: Vec<_> = loaded.evaluations().iter().map(|e| e.source.clone()).collect();
    sources.sort();
    assert_eq!(sources.len(), 2);
    assert_ne!(sources[0], sources[1]);
}
