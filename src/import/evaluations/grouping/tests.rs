use crate::domain::evaluation::ScoreState::{self, NotApplicable, Scored, Unanswered};
use crate::domain::evaluation::{EvaluationKind, EvaluationState, Number, ScoredBy};
use crate::import::Options;
use crate::import::testing::{load, try_load};

const LONG: &str = "evaluation_id,call_id,agent_name,evaluator,evaluated_at,dimension,criterion,earned,possible,result,auto_fail,flag,comment";

fn long(rows: &str) -> crate::import::testing::Loaded {
    load(&format!("{LONG}\n{rows}"))
}

#[test]
fn rows_of_one_evaluation_are_brought_together_wherever_they_stand() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,Empathy,,4,5,,,,
E2,C2,Ama,Rui,2026-10-05,Empathy,,3,5,,,,
E1,C1,Ama,Rui,2026-10-05,Compliance,,5,5,,,,well read
",
    );
    let evaluations = loaded.evaluations();
    let shape: Vec<_> = evaluations.iter().map(|e| (e.key.as_str(), e.rows, e.line, e.scores.len())).collect();
    // In the order in which they are complete.
    assert_eq!(shape, [("E2", 1, 3, 1), ("E1", 2, 2, 2)]);
    assert_eq!(evaluations[1].scores[1].comment.as_deref(), Some("well read"));
    assert!(!evaluations[1].key_made);
    assert_eq!((evaluations[1].source.as_str(), evaluations[1].version), ("grid", 1));
}

#[test]
fn a_later_date_under_the_same_id_is_its_newer_version() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05T10:00:00Z,Empathy,,4,5,,,,
E1,C1,Ama,Rui,2026-10-06T10:00:00Z,Empathy,,5,5,,,,
E1,C1,Ama,Rui,2026-10-05T12:00:00+02:00,Compliance,,5,5,,,,
",
    );
    let shape: Vec<_> = loaded.evaluations().iter().map(|e| (e.key.clone(), e.rows, e.version)).collect();
    assert_eq!(shape, [("E1".to_owned(), 2, 1), ("E1".to_owned(), 1, 1)]);
}

#[test]
fn a_row_without_the_date_joins_the_one_date_and_is_rejected_where_there_are_several() {
    let loaded = long("E1,C1,Ama,Rui,2026-10-05,Empathy,,4,5,,,,\nE1,C1,Ama,Rui,,Compliance,,5,5,,,,\n");
    assert_eq!(loaded.evaluation().rows, 2);
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,Empathy,,4,5,,,,
E1,C1,Ama,Rui,2026-10-06,Empathy,,4,5,,,,
E1,C1,Ama,Rui,,Compliance,,5,5,,,,
",
    );
    assert_eq!(loaded.reasons(), ["4 evaluated_at : the date of the evaluation: evaluation E1 has several"]);
    assert_eq!(loaded.left_out().len(), 2);
}

#[test]
fn without_an_evaluation_id_call_agent_evaluator_and_day_make_one() {
    let rows = [
        ",C1,Ama,Rui,2026-10-05 10:00,Empathy,,4,5,,,,",
        ",C1,\"AMA \",rui,2026-10-05 10:20,Compliance,,5,5,,,,",
        ",C1,Ama,Rui,2026-10-06 09:00,Empathy,,3,5,,,,",
        ",C1,Ama,Noor,2026-10-05 10:00,Empathy,,2,5,,,,",
        ",C2,Ama,Rui,2026-10-05 10:00,Empathy,,1,5,,,,",
    ];
    let keys = |order: &[usize]| {
        let loaded = long(&order.iter().map(|at| rows[*at]).collect::<Vec<_>>().join("\n"));
        let mut keys: Vec<(String, u64)> = loaded.evaluations().iter().map(|e| (e.key.clone(), e.rows)).collect();
        assert!(loaded.evaluations().iter().all(|e| e.key_made));
        keys.sort();
        keys
    };
    let straight = keys(&[0, 1, 2, 3, 4]);
    assert_eq!(straight.iter().map(|(_, rows)| rows).collect::<Vec<_>>().len(), 4);
    assert_eq!(straight.iter().map(|(_, rows)| rows).sum::<u64>(), 5);
    assert!(straight.iter().all(|(key, _)| key.len() == "made:".len() + 64 && key.starts_with("made:")));
    assert_eq!(straight, keys(&[4, 2, 1, 3, 0]));
}

#[test]
fn the_latest_time_of_the_day_is_when_it_was_evaluated() {
    let loaded =
        long(",C1,Ama,Rui,2026-10-05 10:20,Empathy,,4,5,,,,\n,C1,Ama,Rui,2026-10-05 10:00,Compliance,,5,5,,,,\n");
    assert_eq!(loaded.evaluation().evaluated.as_ref().map(|stamp| stamp.text.as_str()), Some("2026-10-05 10:20"));
}

#[test]
fn without_any_id_a_run_in_which_no_dimension_repeats_is_one() {
    let loaded = long(
        "\
,,Ama,Rui,2026-10-05,Empathy,,4,5,,,,
,,Ama,Rui,2026-10-05,Compliance,,5,5,,,,
,,Ama,Rui,2026-10-05,Compliance,,,,,,MISSED,
,,Ama,Rui,2026-10-05,Empathy,,3,5,,,,
,,Ama,Rui,2026-10-05,Compliance,,5,5,,,,
,,Ben,Rui,2026-10-05,Resolution,,5,5,,,,
",
    );
    let shape: Vec<_> = loaded.evaluations().iter().map(|e| (e.line, e.rows)).collect();
    assert_eq!(shape, [(2, 3), (5, 2), (7, 1)]);
    assert!(loaded.evaluations().iter().all(|e| e.key_made));
}

#[test]
fn equal_evaluations_without_any_id_keep_apart_and_keep_their_keys() {
    let csv = "agent,date,Empathy\nAma,2026-10-05,80\nAma,2026-10-05,80\nAma,2026-10-05,90\n";
    let keys = |csv: &str| {
        let loaded = load(csv);
        let mut keys: Vec<String> = loaded.evaluations().iter().map(|e| e.key.clone()).collect();
        keys.sort();
        keys
    };
    let first = keys(csv);
    assert_eq!(first.len(), 3);
    assert!(first[0] != first[1] && first[1] != first[2], "{first:?}");
    assert_eq!(first, keys("agent,date,Empathy\nAma,2026-10-05,90\nAma,2026-10-05,80\nAma,2026-10-05,80\n"));
}

#[test]
fn rows_that_contradict_one_another_are_rejected_with_the_whole_evaluation() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,Empathy,,4,5,,,,
E1,C9,Ben,Rui,2026-10-05,Compliance,,5,5,,,,
E1,C1,Ama,Rui,2026-10-05,Resolution,,5,5,,,,
E2,C2,Ama,Rui,2026-10-05,Empathy,,4,5,,,,
",
    );
    assert_eq!(
        loaded.reasons(),
        [
            "3 call_id C9: the same as on line 2: both are evaluation E1",
            "3 agent_name Ben: the same as on line 2: both are evaluation E1",
        ]
    );
    assert_eq!(loaded.rejected().iter().map(|rejected| rejected.rows).collect::<Vec<_>>(), [1, 0]);
    let left: Vec<_> = loaded.left_out().iter().map(|left| (left.line, left.rows, left.why.clone())).collect();
    let why = "another row of evaluation E1 is rejected (line 3)".to_owned();
    assert_eq!(left, [(2, 1, why.clone()), (4, 1, why)]);
    assert_eq!(loaded.evaluation().key, "E2");
}

#[test]
fn a_dimension_or_criterion_twice_in_one_evaluation_is_rejected() {
    let loaded = long("E1,C1,Ama,Rui,2026-10-05,Empathy,,4,5,,,,\nE1,C1,Ama,Rui,2026-10-05, EMPATHY,,4,5,,,,\n");
    assert_eq!(loaded.reasons(), ["3 dimension  EMPATHY: one score of it in an evaluation: line 2 has one already"]);
    let loaded = long("E1,C1,Ama,Rui,2026-10-05,Empathy,Q1,4,5,,,,\nE1,C1,Ama,Rui,2026-10-05,Empathy,Q1,4,5,,,,\n");
    assert_eq!(loaded.reasons(), ["3 criterion Q1: one score of it in an evaluation: line 2 has one already"]);
}

#[test]
fn a_dimension_without_its_own_row_has_the_sum_of_its_criteria() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,Empathy,Name used,1,2,missed,,,said sir
E1,C1,Ama,Rui,2026-10-05,Empathy,Feeling named,3,4,met,,,
E1,C1,Ama,Rui,2026-10-05,Empathy,Hold explained,0,5,N/A,,,
E1,C1,Ama,Rui,2026-10-05,Compliance,Statement,5,5,met,,,
E1,C1,Ama,Rui,2026-10-05,Compliance,,1,10,,,,
E1,C1,Ama,Rui,2026-10-05,Resolution,Solved,,,n/a,,,
E1,C1,Ama,Rui,2026-10-05,Discovery,Asked,,,yes,,,
",
    );
    let scores = &loaded.evaluation().scores;
    let points = |at: usize| {
        let score = &scores[at];
        (
            score.state,
            score.earned.as_ref().map(|n| n.value),
            score.possible.as_ref().map(|n| n.value),
            score.criteria.len(),
        )
    };
    assert_eq!(points(0), (ScoreState::Scored, Some(4.0), Some(6.0), 3));
    assert_eq!(points(1), (ScoreState::Scored, Some(1.0), Some(10.0), 1));
    assert_eq!(points(2), (ScoreState::NotApplicable, None, None, 1));
    // An answer without points: none are invented.
    assert_eq!(points(3), (ScoreState::NotScored, None, None, 1));
    let named = &scores[0].criteria[0];
    assert_eq!((named.result.as_deref(), named.comment.as_deref()), (Some("missed"), Some("said sir")));
    assert_eq!(scores[0].criteria[2].state, ScoreState::NotApplicable);
}

#[test]
fn a_dimension_s_own_row_without_a_word_on_its_score_leaves_it_to_the_criteria() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,Empathy,,,,,,,a heading
E1,C1,Ama,Rui,2026-10-05,Empathy,Name used,1,2,,,,
E1,C1,Ama,Rui,2026-10-05,Tone,,N/A,,,,,
E1,C1,Ama,Rui,2026-10-05,Tone,Calm,1,2,,,,
",
    );
    let scores = &loaded.evaluation().scores;
    assert_eq!((scores[0].state, scores[0].earned.as_ref().map(|n| n.value)), (Scored, Some(1.0)));
    assert_eq!(scores[0].comment.as_deref(), Some("a heading"));
    // Said to be N/A, it is.
    assert_eq!((scores[1].state, scores[1].criteria.len()), (NotApplicable, 1));
}

#[test]
fn points_percents_and_no_scores_of_long_rows() {
    let loaded = long(
        "\
E1,C1,Ama,Rui,2026-10-05,A,,0,5,,,,
E1,C1,Ama,Rui,2026-10-05,B,,,,,,,
E1,C1,Ama,Rui,2026-10-05,C,,N/A,5,,,,
E1,C1,Ama,Rui,2026-10-05,D,,0,0,,,,
E1,C1,Ama,Rui,2026-10-05,E,,85%,,,,,
E1,C1,Ama,Rui,2026-10-05,F,,17/20,,,,,
E1,C1,Ama,Rui,2026-10-05,G,,-5,10,,,,
E1,C1,Ama,Rui,2026-10-05,H,,12,10,,,,
E1,C1,Ama,Rui,2026-10-05,I,,,,unanswered,,,
",
    );
    let shape: Vec<_> = loaded
        .evaluation()
        .scores
        .iter()
        .map(|s| {
            (s.dimension.as_str(), s.state, s.earned.as_ref().map(|n| n.value), s.possible.as_ref().map(|n| n.value))
        })
        .collect();
    assert_eq!(
        shape,
        [
            ("A", Scored, Some(0.0), Some(5.0)),
            ("B", NotApplicable, None, None),
            ("C", NotApplicable, None, Some(5.0)),
            ("D", NotApplicable, Some(0.0), Some(0.0)),
            ("E", Scored, Some(85.0), Some(100.0)),
            ("F", Scored, Some(17.0), Some(20.0)),
            ("G", Scored, Some(-5.0), Some(10.0)),
            ("H", Scored, Some(12.0), Some(10.0)),
            ("I", Unanswered, None, None),
        ]
    );
    let bad = long(
        "\
E1,C1,Ama,Rui,2026-10-05,A,,4,,,,,
E1,C1,Ama,Rui,2026-10-05,B,,85%,20,,,,
E1,C1,Ama,Rui,2026-10-05,C,,4,-5,,,,
E1,C1,Ama,Rui,2026-10-05,D,,3/4,5,,,,
E1,C1,Ama,Rui,2026-10-05,,,4,5,,,,
E1,C1,Ama,Rui,2026-10-05,F,,great,5,,,,
E1,C1,Ama,Rui,2026-10-05,G,,4,5,,perhaps,,
",
    );
    let columns: Vec<_> = bad.rejected().iter().map(|r| (r.line, r.column.verbatim().to_owned())).collect();
    let expected = ["possible", "earned", "possible", "earned", "dimension", "earned", "auto_fail"];
    assert_eq!(columns, (2..).zip(expected.map(str::to_owned)).collect::<Vec<_>>());
}

#[test]
fn without_a_possible_column_points_are_percents() {
    let loaded =
        load("call_id,agent,date,dimension,score\nC1,Ama,2026-10-05,Empathy,85.50\nC1,Ama,2026-10-05,Tone,90\n");
    let scores = &loaded.evaluation().scores;
    assert_eq!(scores[0].earned, Some(Number::read(85.5, "85.50")));
    assert_eq!(scores[0].possible, Some(Number::new(100.0)));
}

#[test]
fn flags_and_auto_fails_belong_to_what_their_row_names() {
    let loaded = load("\
evaluation_id,call_id,agent,evaluated_at,dimension,criterion,earned,possible,auto_fail,flag,flag_severity,flag_at_ms,comment
E1,C1,Ama,2026-10-05,Compliance,,5,5,,MISSED,high,184000,no statement
E1,C1,Ama,2026-10-05,Compliance,Statement,0,5,failed,,,,
E1,C1,Ama,2026-10-05,Process,,,,yes,,,,
E1,C1,Ama,2026-10-05,,,,,x,A;B|C,low;;high,7,whole call
E1,C1,Ama,2026-10-05,,,,,,,,,a word on it all
");
    let record = loaded.evaluation();
    let flags: Vec<_> = record
        .flags
        .iter()
        .map(|f| (f.code.as_str(), f.severity.as_deref(), f.dimension.as_deref(), f.at_ms, f.note.as_deref()))
        .collect();
    assert_eq!(
        flags,
        [
            ("MISSED", Some("high"), Some("Compliance"), Some(184_000), Some("no statement")),
            ("A", Some("low"), None, Some(7), Some("whole call")),
            ("B", None, None, Some(7), Some("whole call")),
            ("C", Some("high"), None, Some(7), Some("whole call")),
        ]
    );
    let fails: Vec<_> = record.auto_fails.iter().map(|f| (f.name.as_str(), f.dimension.as_deref())).collect();
    assert_eq!(fails, [("Statement", Some("Compliance")), ("Process", Some("Process")), ("evaluation", None)]);
    // A mark without a word on the score is no score.
    assert_eq!(record.scores.iter().map(|s| s.dimension.as_str()).collect::<Vec<_>>(), ["Compliance"]);
    assert!(record.scores[0].criteria[0].auto_fail);
    assert_eq!(record.scores[0].earned, Some(Number::new(5.0)));
    assert_eq!(record.comment.as_deref(), Some("a word on it all"));
    let bad = load(
        "\
evaluation_id,agent,evaluated_at,dimension,earned,flag,flag_severity,flag_at_ms
E1,Ama,2026-10-05,Empathy,80,A;B,low;low;low,1.5
",
    );
    let columns: Vec<_> = bad.rejected().iter().map(|r| r.column.verbatim().to_owned()).collect();
    assert_eq!(columns, ["flag_severity", "flag_at_ms"]);
}

#[test]
fn an_evaluation_may_be_spread_over_files_and_overlapping_files_each_hold_it_whole() {
    let head = "evaluation_id,call_id,agent,evaluated_at,dimension,score\n";
    let one = format!("{head}E1,C1,Ama,2026-10-05,Empathy,80\n");
    let two = format!("{head}E1,C1,Ama,2026-10-05,Tone,90\n");
    let files = [("a.csv", one.as_bytes()), ("b.csv", two.as_bytes())];
    let loaded = try_load(&files, &Options::default()).expect("readable");
    assert_eq!((loaded.evaluation().rows, loaded.evaluation().scores.len(), loaded.evaluation().file), (2, 2, 0));
    let files = [("a.csv", one.as_bytes()), ("b.csv", one.as_bytes())];
    let loaded = try_load(&files, &Options::default()).expect("readable");
    let shape: Vec<_> = loaded.evaluations().iter().map(|e| (e.file, e.rows, e.scores.clone())).collect();
    assert_eq!((shape.len(), &shape[0].2), (2, &shape[1].2));
}

#[test]
fn wide_rows_of_one_evaluation_complete_each_other() {
    let head = "evaluation_id,call_id,agent,date,total,auto_fail,flag,comment,Empathy,Tone";
    let loaded = load(&format!(
        "{head}\nE1,C1,Ama,2026-10-05,17/20,no,LATE,well done,80%,\nE1,C1,Ama,2026-10-05,17/20,no,LATE,well done,,3/4\n"
    ));
    let record = loaded.evaluation();
    let scores: Vec<_> =
        record.scores.iter().map(|s| (s.dimension.as_str(), s.state, s.earned.as_ref().map(|n| n.value))).collect();
    assert_eq!(scores, [("Empathy", ScoreState::Scored, Some(80.0)), ("Tone", ScoreState::Scored, Some(3.0))]);
    assert_eq!((record.rows, record.flags.len(), record.comment.as_deref()), (2, 1, Some("well done")));
    assert_eq!(record.total, Some(Number { value: 85.0, text: Some("17/20".to_owned()) }));
    let loaded = load(&format!("{head}\nE1,C1,Ama,2026-10-05,,,,,80,70\nE1,C1,Ama,2026-10-05,,yes,,,80,71\n"));
    assert_eq!(loaded.reasons(), ["3 Tone 71: one score of it in an evaluation: line 2 has one already"]);
}

#[test]
fn the_words_of_the_optional_columns() {
    let head = "evaluation_id,agent_id,agent_name,team,evaluated_at,scorecard,scorecard_version,source,version,kind,scored_by,state,Empathy";
    let loaded = load(&format!("{head}\n007,A017,Ama,North,2026-10-05,Voice,3,acme,4,calibration,ai,draft,80\n"));
    let record = loaded.evaluation();
    assert_eq!((record.key.as_str(), record.source.as_str(), record.version), ("007", "acme", 4));
    assert_eq!(
        (record.kind, record.scored_by, record.state),
        (EvaluationKind::Calibration, ScoredBy::Ai, EvaluationState::Draft)
    );
    assert_eq!((record.agent.id.as_deref(), record.agent.name.as_deref()), (Some("A017"), Some("Ama")));
    assert_eq!((record.team.as_deref(), record.scorecard_version.as_deref()), (Some("North"), Some("3")));
    let bad = load(&format!("{head}\nE1,A1,Ama,,2026-10-05,,,,1.5,real,robot,open,80\n"));
    let columns: Vec<_> = bad.rejected().iter().map(|r| r.column.verbatim().to_owned()).collect();
    assert_eq!(columns, ["version", "scored_by", "kind", "state"]);
    let ai = load("agent,date,evaluator,Empathy\nAma,2026-10-05,AI Scored Evaluation,80\n");
    assert_eq!(
        (ai.evaluation().scored_by, ai.evaluation().evaluator.as_deref()),
        (ScoredBy::Ai, Some("AI Scored Evaluation"))
    );
}

#[test]
fn an_evaluation_needs_an_agent_a_date_and_ids_that_are_still_ids() {
    let loaded = load(
        "\
call_id,agent,date,dimension,score
C1,,2026-10-05,Empathy,80
C2,Ama,,Empathy,80
4.471E+14,Ama,2026-10-05,Empathy,80
00042,Ama,2026-10-05,Empathy,80
",
    );
    let columns: Vec<_> = loaded.rejected().iter().map(|r| (r.line, r.column.verbatim())).collect();
    assert_eq!(columns, [(2, "agent"), (3, "date"), (4, "call_id")]);
    assert!(loaded.rejected()[2].expected.contains("lost its digits"));
    assert_eq!(loaded.evaluation().call_id.as_deref(), Some("00042"));
}

#[test]
fn a_swallowed_row_is_rejected_and_named() {
    let loaded = load(
        "agent,date,Empathy,comment\nAma,2026-10-05,80,\"said hello\nBen,2026-10-05,70,\"other\"\nCy,2026-10-05,60,\n",
    );
    assert_eq!(loaded.rejected().len(), 1, "{:?}", loaded.reasons());
    assert!(loaded.reasons()[0].contains("the one opened on line 2 closes in the middle of a cell"));
    assert_eq!(loaded.evaluation().line, 4);
    let extra = load("agent,date,Empathy\nAma,2026-10-05,80,,\nBen,2026-10-05,70,x\n");
    assert_eq!(extra.reasons(), ["3 (row) Ben 2026-10-05 70 x: 3 cells, as many as the headings, but here are 4"]);
    // A spreadsheet drops the blank cells at the end of a row.
    let short = load("agent,date,Empathy,comment\nAma,2026-10-05,80\n");
    assert_eq!(short.evaluation().rows, 1);
}
