//! The check against tables judged by hand, and against any text at all.

use chrono::NaiveDate;

use super::{ActionCheck, CheckContext, Item, check};

mod actions;
mod third;
mod unseen;

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

/// "OMT" with a dash for each item that fails.
fn verdict(check: &ActionCheck) -> String {
    [(Item::Observable, 'O'), (Item::Measurable, 'M'), (Item::TimeBound, 'T')]
        .into_iter()
        .map(|(item, letter)| if ok(check, item) { letter } else { '-' })
        .collect()
}

/// Checks rows of (verdict, due date or "", action), and reports all that differ at once.
fn assert_rows(rows: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (expected, due, action) in rows {
        let found = check(action, &held());
        let found_due = found.due.map(|due| due.to_string()).unwrap_or_default();
        if verdict(&found) != *expected || found_due != *due {
            let lines: Vec<String> = found
                .items
                .iter()
                .map(|line| {
                    format!("      {:?} {:?} {}", line.item, line.words, line.missing.clone().unwrap_or_default())
                })
                .collect();
            wrong.push(format!(
                "{action}\n   expected {expected} {due}, found {} {found_due}\n{}",
                verdict(&found),
                lines.join("\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
