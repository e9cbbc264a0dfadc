//! Every vendor's file, changed at random: nothing panics, hangs, or is lost unsaid.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Documents, look, stream, survey};
use crate::domain::mapping::{DimensionUse as Use, Mapping};
use crate::domain::scale::Scale;
use crate::import::evaluations::documents::Broken;
use crate::import::evaluations::rating_scale::RatingScales;
use crate::import::testing::{sample, try_load};
use crate::import::{Item, Options};

pub(super) const EXPORT: &str = include_str!("../../../../tests/it/vendors/connect_export.json");
pub(super) const API: &str = include_str!("../../../../tests/it/vendors/connect_api.json");
pub(super) const GENESYS: &str = include_str!("../../../../tests/it/vendors/genesys.json");
pub(super) const ZENDESK: &str = include_str!("../../../../tests/it/vendors/zendesk_qa.json");
pub(super) const AUTOQA: &str = include_str!("../../../../tests/it/vendors/zendesk_autoqa.json");
pub(super) const MIAREC: &str = include_str!("../../../../tests/it/vendors/miarec_list.json");

/// What came of a text.
#[derive(Debug, Default)]
struct Came {
    /// Answers of the evaluations that were loaded: criteria, and dimensions without any.
    answers: usize,
    evaluations: usize,
    /// Whether anything was refused, rejected or left out, in words.
    said: Vec<String>,
}

fn read(text: &[u8]) -> Came {
    let mut came = Came::default();
    let Some((_, laid)) = look(text) else {
        came.said.push("no vendor's".to_owned());
        return came;
    };
    let mut documents = Documents {
        laid,
        mapping: Mapping::default(),
        order: None,
        scales: RatingScales::default(),
        counts: std::sync::Arc::default(),
    };
    let options =
        Options { scales: vec![("*".to_owned(), Scale::Between { min: 1.0, max: 5.0 })], ..Options::default() };
    let surveyed = match survey("x.json", &documents, text) {
        Ok(surveyed) => surveyed,
        Err(refusal) => {
            came.said.push(format!("{refusal:?}"));
            return came;
        }
    };
    let mut scales = surveyed.scales;
    let open = scales.decide("x.json", surveyed.seen.rows, &documents.mapping, &options);
    assert!(open.questions.is_empty(), "{open:?}");
    (documents.scales, documents.counts) = (scales, std::sync::Arc::new(surveyed.counts));
    let mut rows = 0;
    let mut take = |item: Item, _: u64| -> Result<(), std::convert::Infallible> {
        match item {
            Item::Evaluation(record) => {
                rows += record.rows;
                came.evaluations += 1;
                came.answers += record.scores.iter().map(|score| score.criteria.len().max(1)).sum::<usize>();
                let names: BTreeSet<String> =
                    record.scores.iter().map(|s| crate::domain::scorecard::key_of(&s.dimension)).collect();
                assert_eq!(names.len(), record.scores.len(), "a dimension stands twice: {record:?}");
            }
            Item::Rejected(rejected) => {
                rows += rejected.rows;
                assert!(rejected.line >= 1 && !rejected.expected.is_empty(), "{rejected:?}");
                came.said.push(format!("{} {}", rejected.column.verbatim(), rejected.expected));
            }
            Item::LeftOut(left) => {
                rows += left.rows;
                came.said.push(left.why);
            }
            Item::Transcript(_) | Item::Call(_) | Item::Refused(_) | Item::Masked(_) => panic!("{item:?}"),
        }
        Ok(())
    };
    match stream("x.json", 0, &documents, text, &mut take) {
        Ok(()) => {}
        Err(Broken::File(refusal)) => panic!("the second reading refuses what the first took: {refusal:?}"),
        Err(Broken::Own(never)) => match never {},
    }
    assert_eq!(rows, surveyed.seen.rows, "rows are lost");
    came
}

/// Answers that the document holds, by a walk that knows the vendor's lists alone.
fn held(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(held).sum(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| match (key.as_str(), value) {
                ("questions" | "questionScores" | "ratings", Value::Array(list)) => list.len(),
                ("Answers", Value::Object(answers)) => answers.len(),
                ("evaluationForm" | "EvaluationForm", _) => 0,
                ("ratingCategoryName", _) => 1,
                _ => held(value),
            })
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A small generator: the same cases at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).unwrap_or(0)
    }
}

/// Changes one value: a key is dropped, a type is another, a number is far off.
fn change(value: &mut Value, dice: &mut Dice) {
    let inner = match value {
        Value::Array(list) => list.len(),
        Value::Object(map) => map.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    if inner > 0 && dice.below(8) > 0 {
        let at = dice.below(inner);
        match value {
            Value::Array(list) if dice.below(20) == 0 => {
                list.remove(at);
            }
            Value::Array(list) => change(&mut list[at], dice),
            Value::Object(map) => {
                let key = map.keys().nth(at).cloned().unwrap_or_default();
                if dice.below(8) == 0 {
                    map.shift_remove(&key);
                } else if let Some(inner) = map.get_mut(&key) {
                    change(inner, dice);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        return;
    }
    *value = match dice.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-7.5),
        3 => json!("not a number"),
        4 => json!([]),
        5 => json!({}),
        6 => json!([[1]]),
        7 => json!(1e300),
        8 => json!(""),
        9 => json!("\u{202e}\u{7}x"),
        10 => json!("17"),
        _ => Value::Object(Map::from_iter([("id".to_owned(), json!(3))])),
    };
}

fn mutate(text: &str, times: usize, seed: u64) {
    let whole: Value = serde_json::from_str(text).expect("it is sound");
    let mut dice = Dice(seed);
    let (mut sound, mut faulty) = (0, 0);
    for n in 0..times {
        if n % 4 == 3 {
            // Cut in the middle, or with a byte that is another.
            let mut bytes = text.as_bytes().to_vec();
            let at = dice.below(bytes.len());
            if n % 8 == 3 {
                bytes.truncate(at);
            } else {
                bytes[at] = b"{}[],:\"\\0a\x00\xff"[dice.below(12)];
            }
            let came = read(&bytes);
            assert!(n % 8 != 3 || !came.said.is_empty() || at + 2 >= text.len(), "cut at {at}, and nothing is said");
            continue;
        }
        let mut changed = whole.clone();
        for _ in 0..=dice.below(2) {
            change(&mut changed, &mut dice);
        }
        let came = read(changed.to_string().as_bytes());
        if came.said.is_empty() {
            sound += 1;
            assert!(
                came.answers >= held(&changed),
                "answers are lost unsaid: {} of {} in {changed}",
                came.answers,
                held(&changed)
            );
        } else {
            faulty += 1;
        }
    }
    assert!(sound > times / 20 && faulty > times / 20, "{sound} sound and {faulty} faulty");
}

const SOME: usize = 1_000;
const ALL: usize = 10_000;

/// The first few evaluations of a file, without conversations that have no reviews: of those something is always said.
fn few(text: &str, many: usize) -> String {
    let mut value: Value = serde_json::from_str(text).expect("it is sound");
    let list = match &mut value {
        Value::Object(map) => map.values_mut().find_map(Value::as_array_mut),
        other => other.as_array_mut(),
    };
    if let Some(list) = list {
        list.retain(|element| element.get("reviews") != Some(&json!([])));
        list.truncate(many);
    }
    value.to_string()
}

macro_rules! mutations {
    ($($name:ident, $all:ident: $text:expr, $seed:literal;)+) => {$(
        #[test]
        fn $name() {
            mutate(&few($text, 2), SOME, $seed);
        }

        #[test]
        #[ignore = "ten times as many"]
        fn $all() {
            mutate(&few($text, 100), ALL, $seed + 1);
        }
    )+};
}

mutations! {
    changed_exports_lose_nothing, all_changed_exports_lose_nothing: EXPORT, 11;
    changed_answers_of_the_api_lose_nothing, all_changed_answers_of_the_api_lose_nothing: API, 23;
    changed_genesys_evaluations_lose_nothing, all_changed_genesys_evaluations_lose_nothing: GENESYS, 37;
    changed_zendesk_reviews_lose_nothing, all_changed_zendesk_reviews_lose_nothing: ZENDESK, 41;
    changed_autoqa_rows_lose_nothing, all_changed_autoqa_rows_lose_nothing: AUTOQA, 53;
    changed_miarec_reports_lose_nothing, all_changed_miarec_reports_lose_nothing: MIAREC, 67;
}

fn documented() -> Option<String> {
    let path = sample("evaluations/amazon_connect/aws_docs_example.fixed.json")?;
    Some(std::fs::read_to_string(path).expect("it reads"))
}

#[test]
fn the_documented_example_changed_loses_nothing() {
    if let Some(text) = documented() {
        mutate(&text, SOME, 71);
    }
}

#[test]
#[ignore = "ten times as many"]
fn the_documented_example_changed_more_often_loses_nothing() {
    if let Some(text) = documented() {
        mutate(&text, ALL, 73);
    }
}

#[test]
fn a_bad_evaluation_is_rejected_whole_with_every_reason_and_its_lines() {
    let text =
        GENESYS.replacen("\"score\": 5,", "\"score\": \"five\",", 1).replacen("\"id\": \"ge-2\"", "\"id\": null", 1);
    let loaded = try_load(&[("g.json", text.as_bytes())], &Options::default()).expect("it reads");
    assert_eq!(loaded.evaluations().len(), 7);
    let line = |needle: &str| text.lines().position(|l| l.contains(needle)).expect(needle) as u64 + 1;
    let reasons = loaded.reasons();
    assert_eq!(
        reasons[0],
        format!("{} answers.questionGroupScores[0].questionScores[0].score five: a number", line("\"five\""))
    );
    assert!(reasons[1].ends_with("id : the evaluation's id"), "{reasons:?}");
    assert_eq!(reasons.len(), 2);
}

#[test]
fn a_name_that_stands_twice_is_no_evaluation() {
    let text = EXPORT.replacen("\"evaluationId\": \"ev-2\",", "\"evaluationId\": \"ev-2\", \"questions\": [],", 1);
    let loaded = try_load(&[("c.json", text.as_bytes())], &Options::default()).expect("it reads");
    assert_eq!(loaded.evaluations().len(), 4);
    assert!(loaded.reasons()[0].contains("questions : each name once in an object"), "{:?}", loaded.reasons());
}

#[test]
fn pages_in_a_list_are_opened() {
    let text = format!("[{GENESYS},{GENESYS}]");
    let loaded = try_load(&[("pages.json", text.as_bytes())], &Options::default()).expect("it reads");
    assert_eq!(loaded.evaluations().len(), 18);
    let wrapped = format!("{{\"found\":{MIAREC}}}");
    let loaded = try_load(&[("m.json", wrapped.as_bytes())], &Options::default());
    // Nothing at its top tells whose it is.
    assert!(loaded.is_err(), "{loaded:?}");
}

#[test]
fn dimensions_are_asked_about_and_answered_as_those_of_tables() {
    let options = Options { known_dimensions: vec!["compliance".to_owned()], ..Options::default() };
    let loaded = try_load(&[("c.json", EXPORT.as_bytes())], &options).expect("it reads");
    assert_eq!(loaded.plan.files[0].dimensions, ["Opening", "Compliance"]);
    assert_eq!(loaded.plan.files[0].unknown_dimensions, ["Opening"]);
    let one = |used| Options { dimensions: [("Opening".to_owned(), used)].into(), ..options.clone() };
    let loaded =
        try_load(&[("c.json", EXPORT.as_bytes())], &one(Use::SameAs("Greeting".to_owned()))).expect("it reads");
    assert!(loaded.plan.files[0].unknown_dimensions.is_empty());
    assert_eq!(loaded.evaluations()[0].scores[0].dimension, "Greeting");
    let loaded = try_load(&[("c.json", EXPORT.as_bytes())], &one(Use::Ignore)).expect("it reads");
    assert!(loaded.warned("the dimension Opening is left out, as the mapping says"));
    assert_eq!(loaded.evaluations()[0].scores.len(), 1);
    // Two that are one here: 75 and 100 of 100 are 175 of 200.
    let loaded =
        try_load(&[("c.json", EXPORT.as_bytes())], &one(Use::SameAs("Compliance".to_owned()))).expect("it reads");
    let score = &loaded.evaluations()[0].scores[0];
    let value = |n: &Option<crate::domain::evaluation::Number>| n.as_ref().map(|n| n.value);
    assert_eq!((value(&score.earned), value(&score.possible)), (Some(175.0), Some(200.0)));
    let names: Vec<&str> = score.criteria.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names[..2], ["Opening", "Greeting"]);
    assert_eq!(score.criteria.len(), 7 + 2, "{names:?}");
}
