//! The tables: each line is an action, or a piece of one, and what it must come to.

use super::{assert_none, check, due, held, lines, ok, report, verdict, words};
use crate::domain::practice::Item;

/// Rows of verdict, due date and action.
#[track_caller]
fn assert_rows(table: &str) {
    let wrong: Vec<String> = lines(table)
        .filter_map(|line| {
            let (expected, rest) = line.split_once(' ').expect("a verdict");
            let (day, action) = rest.split_at(rest.len().min(10));
            let action = action.trim_start().replace("\\n", "\n");
            let found = check(&action, &held());
            let differs = verdict(&found) != expected || due(&found) != day.trim();
            differs.then(|| report(&action, &format!("{expected} {day}"), &found))
        })
        .collect();
    assert_none(&wrong);
}

#[test]
fn actions_as_supervisors_write_them() {
    assert_rows(include_str!("actions.txt"));
}

#[test]
fn pairs_that_differ_in_one_thing() {
    assert_rows(include_str!("pairs.txt"));
}

#[test]
fn one_thing_written_in_many_ways() {
    assert_rows(include_str!("ways.txt"));
}

#[test]
fn acts_are_observable() {
    let table = include_str!("acts.txt");
    assert_none(&judged(table, "OMT"));
}

#[test]
fn states_and_wishes_are_not_observable() {
    let table = include_str!("vague.txt");
    assert_none(&judged(table, "-MT"));
}

/// The lines that do not come to a verdict with "on every call this week" after them.
fn judged(table: &str, expected: &str) -> Vec<String> {
    lines(table)
        .filter_map(|line| {
            let action = format!("{line} on every call this week");
            let found = check(&action, &held());
            (verdict(&found) != expected).then(|| report(&action, expected, &found))
        })
        .collect()
}

#[test]
fn measures_count_and_other_figures_do_not() {
    let wrong: Vec<String> = lines(include_str!("measures.txt"))
        .filter_map(|line| {
            let (sign, measure) = line.split_once(' ').expect("a sign");
            let action = format!("Say the name {measure}");
            let found = check(&action, &held());
            (ok(&found, Item::Measurable) != (sign == "+")).then(|| report(&action, sign, &found))
        })
        .collect();
    assert_none(&wrong);
}

#[test]
fn ends_come_to_days() {
    let wrong: Vec<String> = lines(include_str!("ends.txt"))
        .filter_map(|line| {
            let (day, end) = line.split_at(10);
            let action = format!("Say the name twice {}", end.trim());
            let found = check(&action, &held());
            (due(&found) != day.trim()).then(|| report(&action, day, &found))
        })
        .collect();
    assert_none(&wrong);
}

#[test]
fn each_item_shows_the_words_that_satisfied_it() {
    let found = check("Say back the caller's own words before the first question, on every call this week", &held());
    assert_eq!(words(&found, Item::Observable), ["Say back the caller's own words"]);
    assert_eq!(words(&found, Item::Measurable), ["before the first question", "every call"]);
    assert_eq!(words(&found, Item::TimeBound), ["this week"]);
    assert!(found.passes());

    let found = check("Work on saying the customer's name in the first 30 seconds of every call", &held());
    assert_eq!(words(&found, Item::Observable), ["saying the customer's name"]);
    assert_eq!(words(&found, Item::Measurable), ["in the first 30 seconds", "every call"]);
    assert!(!found.passes());

    let found = check("Please don’t interrupt the caller, at least until Friday; greet them by name", &held());
    assert_eq!(words(&found, Item::Observable), ["don’t interrupt the caller", "greet them by name"]);
    assert_eq!(words(&found, Item::TimeBound), ["until Friday"]);
}
