use crate::domain::evaluation::{EvaluationKind, EvaluationState, ScoreState};
use crate::domain::when::When;
use crate::import::Options;
use crate::import::testing::{Loaded, try_load};

const ONE: &str = include_str!("../../../../tests/it/vendors/miarec.json");
const LIST: &str = include_str!("../../../../tests/it/vendors/miarec_list.json");

fn load(text: &str) -> Loaded {
    try_load(&[("report.json", text.as_bytes())], &Options::default()).expect("it reads")
}

#[test]
fn sections_have_points_and_the_files_own_total_is_weighted() {
    let loaded = load(ONE);
    let record = loaded.evaluation();
    assert_eq!((record.source.as_str(), record.key.as_str(), record.version), ("miarec", "m-1", 1));
    assert_eq!((record.call_id.as_deref(), record.agent.id.as_deref()), (Some("c-m-1"), Some("41")));
    assert_eq!((record.scorecard.as_deref(), record.scorecard_version.as_deref()), (Some("Sales call"), Some("4")));
    assert!(
        matches!(record.evaluated.as_ref().map(|s| s.when), Some(When::Instant(at)) if at.to_rfc3339() == "2026-11-07T16:30:00+00:00")
    );
    let value = |n: &Option<crate::domain::evaluation::Number>| n.as_ref().map(|n| n.value);
    let scores: Vec<_> =
        record.scores.iter().map(|s| (s.dimension.as_str(), value(&s.earned), value(&s.possible), s.weight)).collect();
    assert_eq!(
        scores,
        [("Discovery", Some(30.0), Some(40.0), Some(56.0)), ("Closing", Some(45.0), Some(55.0), Some(44.0))]
    );
    // 75 of 95 points are 78.9; weighted it is 78.
    assert_eq!(value(&record.total), Some(78.0));
    assert_eq!(record.scores[0].criteria.len(), 2);
    assert_eq!(record.scores[1].criteria[0].comment.as_deref(), Some("late"));
}

#[test]
fn a_threshold_is_suggested_as_a_target_and_never_set() {
    let loaded = load(ONE);
    assert!(loaded.warned("“Discovery” passes from 80 on; no target is set by an import: coachlog scorecard target \"discovery\" 80 --scorecard \"Sales call\""), "{:?}", loaded.plan.warnings);
    assert!(loaded.warned("coachlog scorecard target \"closing\" 70"));
    assert_eq!(loaded.plan.warnings.len(), 2);
    assert!(loaded.plan.files[0].new_targets().is_empty());
}

#[test]
fn na_fails_drafts_and_bonus_points() {
    let loaded = load(LIST);
    let all = loaded.evaluations();
    assert_eq!(all.len(), 5);
    assert_eq!(all[0].scores[1].state, ScoreState::NotApplicable);
    assert_eq!(
        (all[1].auto_fails[0].name.as_str(), all[1].auto_fails[0].dimension.as_deref()),
        ("Closing", Some("Closing"))
    );
    assert_eq!((all[2].state, all[3].state), (EvaluationState::Draft, EvaluationState::Final));
    assert_eq!((all[3].kind, all[4].kind), (EvaluationKind::Calibration, EvaluationKind::Standard));
    // 44 of 40 points is 110 %: kept.
    assert_eq!(all[4].scores[0].earned.as_ref().map(|n| n.value), Some(44.0));
}
