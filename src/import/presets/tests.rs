use super::{PRESETS, parse, preset, to_toml};
use crate::domain::evaluation::{EvaluationKind, EvaluationRecord, ScoreState, ScoredBy};
use crate::domain::mapping::Mapping;
use crate::import::testing::{Loaded, load, refusal, try_load};
use crate::import::{Options, ReadAs};

/// Dimension, and the percent that it comes to.
fn percents(record: &EvaluationRecord) -> Vec<(&str, Option<f64>)> {
    let percent = |score: &crate::domain::evaluation::ScoreRecord| {
        if score.state != ScoreState::Scored {
            return None;
        }
        Some(100.0 * score.earned.as_ref()?.value / score.possible.as_ref()?.value)
    };
    record.scores.iter().map(|score| (score.dimension.as_str(), percent(score))).collect()
}

fn read_as(loaded: &Loaded, name: &str) {
    assert!(loaded.plan.files.iter().any(|f| f.read_as == ReadAs::Preset(name.to_owned())), "{:?}", loaded.plan.files);
    assert!(loaded.plan.questions.is_empty(), "{:?}", loaded.plan.questions);
    assert_eq!(loaded.reasons(), [""; 0]);
}

#[test]
fn every_preset_can_be_read_and_written_and_is_called_by_its_name() {
    for (name, text) in PRESETS {
        let mapping = parse(text).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(mapping.name, name);
        assert!(mapping.source.is_some() && !mapping.recognise.is_empty(), "{name}");
        assert_eq!(parse(&to_toml(&mapping).expect(name)).as_ref(), Ok(&mapping), "{name}");
        assert_eq!(preset(&name.to_uppercase()).as_ref(), Some(&mapping));
    }
}

const TALKDESK: &str = "\
Agent,Evaluation ID,Evaluation Version,Evaluation Date/Time,Evaluation Element Text,Evaluation Obtained Score,Evaluation Max Score,Evaluator ID,Evaluator Name,Form Name
Ama Boateng (ama@example.com)[5f1e],ev-1,0,2021-09-13 9:32:31,Greets the caller,3,5,u7,Dana Reed,Voice form
Ama Boateng (ama@example.com)[5f1e],ev-1,0,2021-09-13 9:32:31,Names the next step,10,10,u7,Dana Reed,Voice form
Ben Osei (ben@example.com)[77aa],ev-2,1,2021-09-14 10:00:00,Greets the caller,0,5,AI Scored Evaluation,,Voice form
";

#[test]
fn talkdesk_has_the_agent_in_one_cell_and_the_ai_in_the_evaluators_id() {
    let loaded = load(TALKDESK);
    read_as(&loaded, "talkdesk");
    assert!(loaded.warned("read with the preset talkdesk"));
    let [ama, ben] = loaded.evaluations()[..] else { panic!("two evaluations: {:?}", loaded.items) };
    assert_eq!((ama.agent.id.as_deref(), ama.agent.name.as_deref()), (Some("5f1e"), Some("Ama Boateng")));
    assert_eq!((ama.source.as_str(), ama.version, ama.scored_by), ("talkdesk", 0, ScoredBy::Person));
    assert_eq!((ama.evaluator.as_deref(), ama.scorecard.as_deref()), (Some("Dana Reed"), Some("Voice form")));
    assert_eq!(percents(ama), [("Greets the caller", Some(60.0)), ("Names the next step", Some(100.0))]);
    assert_eq!((ben.version, ben.scored_by, ben.evaluator.as_deref()), (1, ScoredBy::Ai, None));
    assert_eq!(percents(ben), [("Greets the caller", Some(0.0))]);
}

#[test]
fn elements_of_a_form_are_gathered_into_a_dimension_by_the_mapping() {
    let mut mapping = preset("talkdesk").expect("a preset");
    for element in ["Greets the caller", "names the next step"] {
        let used = crate::domain::mapping::DimensionUse::SameAs("Empathy".to_owned());
        mapping.dimensions.insert(element.to_owned(), used);
    }
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let loaded = try_load(&[("a.csv", TALKDESK.as_bytes())], &options).expect("readable");
    assert_eq!(loaded.plan.files[0].dimensions, ["Empathy"]);
    assert!(loaded.plan.files[0].unknown_dimensions.is_empty());
    let ama = loaded.evaluations()[0];
    // 13 of 15.
    assert_eq!(ama.scores.len(), 1);
    assert!((percents(ama)[0].1.expect("a score") - 1300.0 / 15.0).abs() < 1e-9);
    assert_eq!(
        ama.scores[0].criteria.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(),
        ["Greets the caller", "Names the next step"]
    );
}

#[test]
fn nice_grids_hold_overalls_marks_and_kinds() {
    let loaded = load(
        "\
Level 01,Master Contact,Agent ID,Agent,Team,Workflow Evaluation Type,Evaluator,Form Name,Form Version,Average Score,Failed Critical Question,Evaluation Date,WORKFLOW ID
EMEA,0042,9001,Ama Boateng,North,Evaluation,Dana,Voice,3,82.5,FALSE,2026-10-13,w1
EMEA,0043,9001,Ama Boateng,North,Self-assessment,Ama Boateng,Voice,3,95,,2026-10-14,w2
EMEA,0044,9002,Ben Osei,North,Evaluation,Dana,Voice,3,0,TRUE,2026-10-14,w3
",
    );
    read_as(&loaded, "nice-cxone");
    assert!(loaded.warned("the column Level 01 is left out: which hierarchy"));
    let kinds: Vec<_> = loaded
        .evaluations()
        .iter()
        .map(|e| (e.call_id.as_deref(), e.kind, e.total.as_ref().map(|n| n.value), e.auto_fails.len()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Some("0042"), EvaluationKind::Standard, Some(82.5), 0),
            (Some("0043"), EvaluationKind::SelfAssessment, Some(95.0), 0),
            (Some("0044"), EvaluationKind::Standard, Some(0.0), 1),
        ]
    );
    assert!(loaded.evaluations().iter().all(|e| e.scores.is_empty()));
}

#[test]
fn sprinklr_names_its_dimensions_in_the_headings() {
    let loaded = load(
        "\
Evaluation ID,For User,Evaluation Date,Empathy Score (Voice QA),Empathy Weightage (Voice QA),Empathy Comment (Voice QA),Empathy Score (Disputed) (Voice QA),Closing Score (Voice QA),Evaluation Score (Without Criticality)
S1,Ama Boateng,2026-10-13,80,30,kind,85,100,86
S2,Ben Osei,2026-10-14,55.5,30,,,N/A,55.5
",
    );
    read_as(&loaded, "sprinklr");
    for words in ["Empathy Weightage (Voice QA) is left out", "Empathy Score (Disputed) (Voice QA) is left out"] {
        assert!(loaded.warned(words), "{words} in {:?}", loaded.plan.warnings);
    }
    assert_eq!(percents(loaded.evaluations()[0]), [("Empathy", Some(80.0)), ("Closing", Some(100.0))]);
    assert_eq!(percents(loaded.evaluations()[1]), [("Empathy", Some(55.5)), ("Closing", None)]);
    assert_eq!(loaded.evaluations()[0].total.as_ref().map(|n| n.value), Some(86.0));
}

#[test]
fn wolkvox_says_yes_and_no() {
    let loaded = load(
        "\
CONN_ID,AGENT_ID,AGENT_NAME,ATTRIBUTE,TYPE_ERROR,YES/NO,DATE,SURVEY
0009,17,Ama Boateng,Greeting,NCE,YES,2026-10-13 09:00:00,Calidad
0009,17,Ama Boateng,Legal notice,CE,no,2026-10-13 09:00:00,Calidad
",
    );
    read_as(&loaded, "wolkvox");
    assert!(loaded.warned("the column TYPE_ERROR is left out: CE marks a critical error"));
    let record = loaded.evaluation();
    assert_eq!(percents(record), [("Greeting", Some(100.0)), ("Legal notice", Some(0.0))]);
    assert_eq!((record.call_id.as_deref(), record.auto_fails.len()), (Some("0009"), 0));
    // Another word is no score.
    let bad = load(
        "CONN_ID,AGENT_NAME,ATTRIBUTE,YES/NO,DATE\n1,Ama,Greeting,maybe,2026-10-13\n2,Ama,Greeting,yes,2026-10-13\n",
    );
    assert!(bad.reasons()[0].starts_with("2 YES/NO maybe: a number of points"), "{:?}", bad.reasons());
}

const SECTIONS: (&str, &[u8]) = (
    "section_scores.csv",
    b"answer_id,gradable_id,section_id,section_score,normalized_score,template_id\n\
      a1,T-100,s1,4,0.8,t1\na1,T-100,s2,3,0.75,t1\na2,T-101,s1,5,1,t1\na3,T-102,s1,1,0.2,t1\n",
);
const ANSWERS: (&str, &[u8]) = (
    "answers.csv",
    b"answer_id,answer_type,created_at,gradable_id,gradee_id,grader_email,is_deleted,total_score\n\
      a1,grading,2026-10-13T09:00:00Z,T-100,5501,dana@example.com,false,77.5\n\
      a2,calibration_final,2026-10-14T09:00:00Z,T-101,5501,dana@example.com,false,100\n\
      a3,grading,2026-10-15T09:00:00Z,T-102,5502,dana@example.com,true,20\n",
);
const NAMES: (&str, &[u8]) =
    ("sections.csv", b"section_id,name,section_index,weight\ns1,Empathy,0,50\ns2,Process,1,50\n");
const QUESTIONS: (&str, &[u8]) =
    ("question_scores.csv", b"answer_id,gradable_id,question_id,raw_score,normalized_score\na1,T-100,q1,4,0.8\n");

#[test]
fn maestroqa_is_read_from_several_files() {
    for order in [[SECTIONS, ANSWERS, NAMES, QUESTIONS], [QUESTIONS, NAMES, ANSWERS, SECTIONS]] {
        let loaded = try_load(&order, &Options::default()).expect("readable");
        read_as(&loaded, "maestroqa");
        assert!(loaded.warned("question_scores.csv is left out: which section"), "{:?}", loaded.plan.warnings);
        let [a1, a2] = loaded.evaluations()[..] else { panic!("two evaluations: {:#?}", loaded.items) };
        // Fractions of one.
        assert_eq!(percents(a1), [("Empathy", Some(80.0)), ("Process", Some(75.0))]);
        assert_eq!(
            (a1.key.as_str(), a1.call_id.as_deref(), a1.agent.id.as_deref()),
            ("a1", Some("T-100"), Some("5501"))
        );
        assert_eq!((a1.kind, a1.total.as_ref().map(|n| n.value)), (EvaluationKind::Standard, Some(77.5)));
        assert_eq!(a2.kind, EvaluationKind::Calibration);
        let left: Vec<_> = loaded.left_out().iter().map(|left| (left.line, left.why.as_str())).collect();
        assert_eq!(left, [(5, "its answers.is_deleted is true, which the mapping leaves out")]);
    }
}

#[test]
fn files_beside_another_are_read_in_any_encoding() {
    let names = String::from_utf8_lossy(NAMES.1).replace("Process", "Qualité");
    let sixteen: Vec<u8> = std::iter::once(0xFEFF).chain(names.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let ansi = encoding_rs::WINDOWS_1252.encode(&names).0.into_owned();
    let marked = [b"\xEF\xBB\xBF", names.as_bytes()].concat();
    for bytes in [sixteen, ansi, marked] {
        let loaded = try_load(&[SECTIONS, ANSWERS, (NAMES.0, &bytes)], &Options::default()).expect("readable");
        assert_eq!(percents(loaded.evaluations()[0]), [("Empathy", Some(80.0)), ("Qualité", Some(75.0))]);
    }
}

#[test]
fn a_mapping_can_name_the_separator() {
    // Under the comma it looks like a table too, and one of more columns.
    let csv = b"agent~date~Empathy, first, half\nAma, B.~2026-10-05~80\nBen, C.~2026-10-05~70\n";
    let mapping = Mapping { delimiter: Some('~'), ..Mapping::default() };
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let loaded = try_load(&[("a.csv", csv)], &options).expect("readable");
    assert_eq!(percents(loaded.evaluations()[1]), [("Empathy, first, half", Some(70.0))]);
}

#[test]
fn maestroqa_without_its_answers_says_which_file_is_missing() {
    let why = refusal(SECTIONS.0, SECTIONS.1);
    assert!(why.contains("the file with answer_id, answer_type, gradee_id belongs beside it"), "{why}");
}
