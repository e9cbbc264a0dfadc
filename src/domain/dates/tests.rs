//! Typed dates, each with the day it comes to, and the sentences for those that come to none.

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{DateProblem, Unit, end_of_month, later, on_or_after, parse_typed, words};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day in ISO form")
}

/// Wed 25 Nov 2026.
fn today() -> NaiveDate {
    day("2026-11-25")
}

#[test]
fn typed_dates_come_to_days() {
    for (typed, expected) in [
        ("today", "2026-11-25"),
        ("tomorrow", "2026-11-26"),
        ("the day after tomorrow", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("FRI.", "2026-11-27"),
        ("wed", "2026-12-02"),
        ("this wed", "2026-11-25"),
        ("this fri", "2026-11-27"),
        ("next fri", "2026-12-04"),
        ("next wed", "2026-12-02"),
        ("next mon", "2026-11-30"),
        ("+7d", "2026-12-02"),
        ("+7", "2026-12-02"),
        ("+ 2 w", "2026-12-09"),
        ("+2 weeks", "2026-12-09"),
        ("+1m", "2026-12-25"),
        ("+3m", "2027-02-25"),
        ("+0d", "2026-11-25"),
        ("9 oct", "2027-10-09"),
        ("oct 9", "2027-10-09"),
        ("9 oct 2026", "2026-10-09"),
        ("9 oct 26", "2026-10-09"),
        ("9 Oct '26", "2026-10-09"),
        ("9. Oct", "2027-10-09"),
        ("October 9th, 2026", "2026-10-09"),
        ("the 9th of October", "2027-10-09"),
        ("25 nov", "2026-11-25"),
        ("24 nov", "2027-11-24"),
        ("9/10", "2027-10-09"),
        ("9.10.", "2027-10-09"),
        ("9.10.2026", "2026-10-09"),
        ("09/10/26", "2026-10-09"),
        ("9-10-2026", "2026-10-09"),
        ("10/25", "2027-10-25"),
        ("2026-10-09", "2026-10-09"),
        ("2026/10/09", "2026-10-09"),
        ("15th", "2026-12-15"),
        ("the 25th", "2026-11-25"),
        ("31st", "2026-12-31"),
        ("fri 27 nov", "2026-11-27"),
        ("Friday, 9 October 2026", "2026-10-09"),
        ("29 feb 2028", "2028-02-29"),
        ("  tue  1  dec ", "2026-12-01"),
    ] {
        assert_eq!(parse_typed(typed, today(), true), Ok(day(expected)), "{typed}");
    }
}

#[test]
fn day_and_month_follow_the_settings_where_both_could_be() {
    assert_eq!(parse_typed("9/12", today(), true), Ok(day("2026-12-09")));
    assert_eq!(parse_typed("9/12", today(), false), Ok(day("2027-09-12")));
    assert_eq!(parse_typed("12/9/2026", today(), false), Ok(day("2026-12-09")));
    assert_eq!(parse_typed("25/12", today(), false), Ok(day("2026-12-25")));
    // Dots with a year are day first whatever the settings.
    assert_eq!(parse_typed("9.12.2026", today(), false), Ok(day("2026-12-09")));
}

#[test]
fn what_cannot_be_read_says_what_was_read_and_what_is_expected() {
    let says = |typed: &str| parse_typed(typed, today(), true).expect_err(typed).to_string();
    assert_eq!(says("  "), "No date is given: type one such as fri, +7d, 9 Oct or 2026-10-09.");
    for typed in ["soon", "9", "+d", "+7x", "fri soon", "9 oct 2026 noon", "9/10/11/12", "next week", "-7d"] {
        let expected = format!("“{typed}” cannot be read as a date: type one such as fri, +7d, 9 Oct or 2026-10-09.");
        assert_eq!(says(typed), expected);
    }
    for typed in ["31 Feb", "Feb 31 2027", "31/2", "2/30/2026", "2026-02-30", "32nd", "0/1", "29 feb"] {
        assert_eq!(says(typed), format!("“{typed}” is no day of the calendar: check the day and the month."));
    }
    assert_eq!(
        says("Mon 27 Nov"),
        "“Mon 27 Nov” does not agree with itself: that date is a Friday; drop the weekday or mend the date."
    );
    assert_eq!(
        says("+9999999999999d"),
        "“+9999999999999d” leads beyond the calendar: type a nearer date such as +7d or 9 Oct."
    );
}

#[test]
fn a_problem_is_an_error_with_its_parts() {
    let found = parse_typed("mon 27 nov", today(), true);
    assert_eq!(found, Err(DateProblem::OtherWeekday { read: "mon 27 nov".to_owned(), falls_on: Weekday::Fri }));
    let error: Box<dyn std::error::Error> = Box::new(DateProblem::Empty);
    assert!(error.source().is_none());
}

#[test]
fn the_year_is_written_only_where_it_is_not_this_one() {
    assert_eq!(words(day("2026-11-29"), today()), "Sun 29 Nov");
    assert_eq!(words(day("2026-01-05"), today()), "Mon 5 Jan");
    assert_eq!(words(day("2027-01-08"), today()), "Fri 8 Jan 2027");
    assert_eq!(words(day("2025-12-31"), today()), "Wed 31 Dec 2025");
}

#[test]
fn steps_keep_to_the_calendar() {
    assert_eq!(later(day("2027-01-31"), 1, Unit::Month), Some(day("2027-02-28")));
    assert_eq!(later(day("2026-11-27"), 1, Unit::Workday), Some(day("2026-11-30")));
    assert_eq!(later(today(), 10, Unit::Workday), Some(day("2026-12-09")));
    assert_eq!(later(day("2028-02-29"), 1, Unit::Year), Some(day("2029-02-28")));
    assert_eq!(later(NaiveDate::MAX, 1, Unit::Day), None);
    assert_eq!(end_of_month(day("2028-02-03")), day("2028-02-29"));
    assert_eq!(end_of_month(day("2026-12-31")), day("2026-12-31"));
    assert_eq!(on_or_after(today(), Weekday::Wed), today());
    assert_eq!(on_or_after(today(), Weekday::Tue), day("2026-12-01"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn no_text_panics(text: String, pieces in vec(select(PIECES), 0..8), ahead in 0..3_000_000_i32, day_first: bool) {
        let today = NaiveDate::from_num_days_from_ce_opt(ahead).unwrap_or(NaiveDate::MAX);
        for text in [text, pieces.join(" "), pieces.concat()] {
            if let Err(problem) = parse_typed(&text, today, day_first) {
                prop_assert!(problem.to_string().ends_with('.'));
            }
        }
    }

    #[test]
    fn a_day_reads_back_from_every_way_of_writing_it(ahead in 0..4_000_i32) {
        let date = NaiveDate::from_num_days_from_ce_opt(today().num_days_from_ce() + ahead).expect("a day");
        for form in ["%Y-%m-%d", "%-d %b %Y", "%B %-d, %Y", "%a %-d %b %Y", "%d.%m.%Y", "%d/%m/%Y"] {
            prop_assert_eq!(parse_typed(&date.format(form).to_string(), today(), true), Ok(date), "{}", form);
        }
        prop_assert_eq!(parse_typed(&format!("+{ahead}d"), today(), true), Ok(date));
        prop_assert_eq!(parse_typed(&words(date, today()), today(), true), Ok(date));
    }
}

const PIECES: &[&str] = &[
    "fri", "next", "this", "the", "day", "after", "tomorrow", "today", "oct", "9", "31", "15th", "99999", "2026", "26",
    "/", ".", "-", ",", "of", "+", "d", "w", "m", "'26", "0", "é", "２", " ",
];
