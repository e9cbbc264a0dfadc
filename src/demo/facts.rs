//! The facts of one call: who rings, about what day, and the numbers that are read out.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike};

use super::calendar::{ahead, back, in_london, is_workday};
use super::calls::Call;
use super::phrases::{People, Situation};
use super::rng::Rng;

/// A letter for each team's claims and notes.
const CLAIM_LETTERS: [&str; 3] = ["H", "M", "P"];

/// What the braces in a line stand for.
#[derive(Debug)]
pub(super) struct Facts {
    values: BTreeMap<String, String>,
}

impl Facts {
    pub(super) fn new(
        rng: &mut Rng,
        people: &People,
        situation: &Situation,
        call: &Call,
        agent: &str,
        team: usize,
    ) -> Self {
        let mut values = BTreeMap::new();
        let mut set = |key: &str, value: String| {
            values.insert(key.to_owned(), value);
        };
        caller(rng, people, &mut set);
        set("company", people.company.clone());
        set("agent", agent.split(' ').next().unwrap_or(agent).to_owned());
        let morning = in_london(call.start).hour() < 12;
        set("daypart", if morning { "Good morning" } else { "Good afternoon" }.to_owned());
        set("daypart_low", if morning { "good morning" } else { "good afternoon" }.to_owned());
        set("policy", format!("LM {} {}", rng.between(210, 989), rng.between(1000, 9899)));
        set("claim", format!("{}{}", CLAIM_LETTERS[team], rng.between(41_000, 98_999)));
        set("dob", birthday(rng, situation.born));
        set("address", format!("{} {}", rng.between(2, 148), one_of(rng, &people.callers.streets)));
        set("day", incident(rng, call.day, situation.days));
        set("due", due(rng, call.day));
        set("excess", ["100", "150", "200", "250", "350"][rng.below(5)].to_owned());
        set("amount", rng.between(31, 188).to_string());
        set("saved", rng.between(23, 58).to_string());
        for (key, choices) in &situation.vary {
            set(key, one_of(rng, choices));
        }
        Self { values }
    }

    /// A line with its braces filled, sentences beginning with a capital.
    pub(super) fn fill(&self, line: &str) -> String {
        let mut text = line.to_owned();
        for (key, value) in &self.values {
            text = text.replace(&format!("{{{key}}}"), value);
        }
        sentences(&text)
    }
}

fn one_of(rng: &mut Rng, choices: &[String]) -> String {
    choices.get(rng.below(choices.len())).cloned().unwrap_or_default()
}

fn caller(rng: &mut Rng, people: &People, set: &mut impl FnMut(&str, String)) {
    let woman = rng.chance(0.5);
    let first = one_of(rng, if woman { &people.callers.women } else { &people.callers.men });
    let last = one_of(rng, &people.callers.last);
    let title = if !woman {
        "Mr"
    } else if rng.chance(0.5) {
        "Mrs"
    } else {
        "Ms"
    };
    set("name", if rng.chance(0.5) { first.clone() } else { format!("{title} {last}") });
    set("full", format!("{first} {last}"));
}

fn birthday(rng: &mut Rng, [from, to]: [i64; 2]) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let day = rng.between(1, 28);
    format!("the {} of {} {}", ordinal(day), MONTHS[rng.below(12)], rng.between(from, to))
}

/// The weekday of what happened: some days before the call, not a Sunday where another day will do.
fn incident(rng: &mut Rng, call: NaiveDate, [from, to]: [i64; 2]) -> String {
    let days = u64::try_from(rng.between(from, to)).unwrap_or(1);
    let day = back(call, days);
    let day = if !is_workday(day) && from < to { back(call, days + 2) } else { day };
    day.format("%A").to_string()
}

/// A working day in the week to come, as people say it: "Thursday the 12th".
fn due(rng: &mut Rng, call: NaiveDate) -> String {
    let days: Vec<NaiveDate> = (2..=7).map(|days| ahead(call, days)).filter(|day| is_workday(*day)).collect();
    let day = days.get(rng.below(days.len())).copied().unwrap_or(call);
    format!("{} the {}", day.format("%A"), ordinal(i64::from(day.day())))
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A capital at the start and after a full stop, question mark or exclamation mark: a fact may come first.
fn sentences(text: &str) -> String {
    let mut start = true;
    let mut ended = false;
    text.chars()
        .map(|letter| {
            start |= ended && letter == ' ';
            ended = matches!(letter, '.' | '?' | '!');
            if start && letter.is_alphanumeric() {
                start = false;
                return letter.to_uppercase().next().unwrap_or(letter);
            }
            letter
        })
        .collect()
}
