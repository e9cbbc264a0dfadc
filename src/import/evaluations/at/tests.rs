use serde_json::{Value, json};

use super::{At, Faults, in_words};
use crate::domain::when::When;

fn one<'v, T>(value: &'v Value, read: impl Fn(&At<'v>, &mut Faults) -> T) -> (T, Vec<String>) {
    let mut faults = Faults::new(None);
    let came = read(&At::top(value).get("x"), &mut faults);
    (came, faults.all.into_iter().map(|f| format!("{} {}: {}", in_words(&f.way), f.value, f.expected)).collect())
}

#[test]
fn a_value_of_the_wrong_kind_is_a_fault_and_an_absent_one_is_none() {
    assert_eq!(one(&json!({}), At::number), (None, Vec::new()));
    assert_eq!(one(&json!({ "x": null }), At::number), (None, Vec::new()));
    assert_eq!(one(&json!({ "x": "" }), At::number), (None, Vec::new()));
    assert_eq!(one(&json!({ "x": 0 }), At::number), (Some(0.0), Vec::new()));
    assert_eq!(one(&json!({ "x": "-2.5" }), At::number), (Some(-2.5), Vec::new()));
    assert_eq!(one(&json!({ "x": "ten" }), At::number), (None, vec!["x ten: a number".to_owned()]));
    assert_eq!(one(&json!({ "x": true }), At::number).1, ["x true: a number"]);
    assert_eq!(one(&json!({ "x": [1] }), At::text).1, ["x a list of 1: a text"]);
    assert_eq!(one(&json!({ "x": { "a": 1 } }), At::text).1, ["x an object with a: a text"]);
    assert_eq!(one(&json!({ "x": "maybe" }), At::yes).1, ["x maybe: true or false"]);
    assert_eq!(one(&json!({ "x": 1 }), At::yes), (true, Vec::new()));
    assert_eq!(one(&json!({ "x": 2 }), At::yes).1.len(), 1);
    assert_eq!(one(&json!({ "x": {} }), |at, f| at.list(f).len()).1, ["x an object with : a list"]);
    assert_eq!(one(&json!({ "x": [{}, 3] }), |at, f| at.objects(f).len()).1, ["x[1] 3: an object"]);
    assert_eq!(one(&json!({ "x": 1.5 }), At::whole).1, ["x 1.5: a whole number"]);
}

#[test]
fn ids_keep_every_digit() {
    assert_eq!(one(&json!({ "x": "9007199254740993" }), At::id).0.as_deref(), Some("9007199254740993"));
    assert_eq!(one(&json!({ "x": 9_007_199_254_740_993_u64 }), At::id).0.as_deref(), Some("9007199254740993"));
    assert_eq!(one(&json!({ "x": "0004471" }), At::id).0.as_deref(), Some("0004471"));
    assert_eq!(one(&json!({ "x": 8.965_29e19 }), At::id).1.len(), 1);
    assert_eq!(one(&json!({ "x": "8.96529E+19" }), At::id).1.len(), 1);
}

#[test]
fn times_are_texts_or_epochs() {
    let at = |value: Value| one(&json!({ "x": value }), At::stamp);
    let instant = |value: Value| match at(value.clone()).0.map(|stamp| stamp.when) {
        Some(When::Instant(at)) => at.to_rfc3339(),
        other => panic!("{value}: {other:?}"),
    };
    assert_eq!(instant(json!("2022-11-14T17:59:29.052Z")), "2022-11-14T17:59:29.052+00:00");
    assert_eq!(instant(json!("2026-11-07T09:30:00-07:00")), "2026-11-07T16:30:00+00:00");
    // Seconds with a fraction, milliseconds, both as text too.
    assert_eq!(instant(json!(1_668_448_748.649)), "2022-11-14T17:59:08.649+00:00");
    assert_eq!(instant(json!(1_668_448_748)), "2022-11-14T17:59:08+00:00");
    assert_eq!(instant(json!(1_668_448_748_649_u64)), "2022-11-14T17:59:08.649+00:00");
    assert_eq!(instant(json!("1668448748")), "2022-11-14T17:59:08+00:00");
    assert_eq!(instant(json!("2026-11-01 09:00:00 +0000 UTC")), "2026-11-01T09:00:00+00:00");
    assert!(matches!(at(json!("2026-11-01")).0.map(|s| s.when), Some(When::Date(_))));
    assert!(matches!(at(json!("2026-11-01T09:00:00")).0.map(|s| s.when), Some(When::Naive(_))));
    for bad in [json!(12), json!("yesterday"), json!("03/04/2026"), json!(true), json!(1e300), json!(-1e18)] {
        let (stamp, faults) = at(bad.clone());
        assert!(stamp.is_none() && faults.len() == 1, "{bad}: {stamp:?} {faults:?}");
    }
    assert_eq!(at(json!("")), (None, Vec::new()));
}
