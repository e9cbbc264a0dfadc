//! The check against tables judged by hand, and against any text at all.

use std::fmt::Write as _;

use chrono::{NaiveDate, Weekday};

use super::{ActionCheck, CheckContext, Item, check};

mod any_text;
mod context;
mod lexicon;
mod tables;

/// A day that a test writes as 2026-11-29.
fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day in ISO form")
}

/// Held Wed 25 Nov 2026, next session Wed 9 Dec, focus Empathy.
fn held() -> CheckContext<'static> {
    CheckContext {
        next_session: Some(day("2026-12-09")),
        dimension: Some("Empathy"),
        ..CheckContext::new(day("2026-11-25"))
    }
}

fn ok(check: &ActionCheck, item: Item) -> bool {
    check.item(item).is_some_and(|line| line.ok)
}

fn missing(check: &ActionCheck, item: Item) -> &str {
    check.item(item).and_then(|line| line.missing.as_deref()).unwrap_or_default()
}

fn words(check: &ActionCheck, item: Item) -> Vec<&str> {
    check.item(item).map(|line| line.words.iter().map(String::as_str).collect()).unwrap_or_default()
}

/// "OMT" with a dash for each item that fails.
fn verdict(check: &ActionCheck) -> String {
    [(Item::Observable, 'O'), (Item::Measurable, 'M'), (Item::TimeBound, 'T')]
        .into_iter()
        .map(|(item, letter)| if ok(check, item) { letter } else { '-' })
        .collect()
}

/// The due date as a table writes it: "2026-11-29", or "-" for none.
fn due(check: &ActionCheck) -> String {
    check.due.map_or_else(|| "-".to_owned(), |due| due.to_string())
}

/// What the check said of an action, for a failing table.
fn report(action: &str, expected: &str, check: &ActionCheck) -> String {
    let mut report = format!("{action}\n  expected {expected}, found {} {}", verdict(check), due(check));
    for line in &check.items {
        write!(report, "\n  {:?} {:?} {}", line.item, line.words, line.missing.as_deref().unwrap_or_default())
            .expect("writing to a string");
    }
    report
}

/// The lines of a table, without blank lines and comments.
fn lines(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Fails with all that differs at once.
#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
