use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use proptest::prelude::*;

use super::{Day, EXPECTED, EXPECTED_DECIDED, Evidence, Verdict, any, iso, written};
use crate::domain::mapping::Epoch;
use crate::domain::when::When;
use crate::import::DateOrder::{self, DayFirst, MonthFirst};

fn read(text: &str, order: Option<DateOrder>, utc: bool) -> Result<When, &'static str> {
    super::read(text, order, None, utc)
}

fn written_day(text: &str, order: Option<DateOrder>) -> Option<NaiveDate> {
    super::written_day(text, order, None)
}

fn instant(text: &str) -> When {
    When::Instant(text.parse::<DateTime<Utc>>().expect(text))
}

fn naive(text: &str) -> When {
    When::Naive(text.parse::<NaiveDateTime>().expect(text))
}

fn date(text: &str) -> When {
    When::Date(text.parse::<NaiveDate>().expect(text))
}

#[test]
fn dates_of_one_reading() {
    for (text, when) in [
        ("2026-10-05", date("2026-10-05")),
        ("2026/1/5", date("2026-01-05")),
        ("2026.10.05", date("2026-10-05")),
        ("20261005", date("2026-10-05")),
        (" 2026-10-05 ", date("2026-10-05")),
        ("2026-10-05T14:30:00Z", instant("2026-10-05T14:30:00Z")),
        ("2026-10-05 14:30:00 UTC", instant("2026-10-05T14:30:00Z")),
        ("2026-10-05T14:30:00-07:00", instant("2026-10-05T21:30:00Z")),
        ("2026-10-05T14:30+0530", instant("2026-10-05T09:00:00Z")),
        ("2026-10-05 14:30:00 +02", instant("2026-10-05T12:30:00Z")),
        ("2026-10-05T00:30:00+02:00", instant("2026-10-04T22:30:00Z")),
        ("2026-10-05T14:30:00.123Z", instant("2026-10-05T14:30:00.123Z")),
        ("2021-11-25 13:35:14.215558", naive("2021-11-25T13:35:14.215558")),
        ("2021-09-13 9:32:31", naive("2021-09-13T09:32:31")),
        ("2026-10-05T14:30", naive("2026-10-05T14:30:00")),
        ("2026-10-05, 2:30 PM", naive("2026-10-05T14:30:00")),
        ("25/12/2026", date("2026-12-25")),
        ("12/25/2026", date("2026-12-25")),
        ("25.12.2026 08:05", naive("2026-12-25T08:05:00")),
        ("05/05/2026", date("2026-05-05")),
        ("2/29/2024 12:00 AM", naive("2024-02-29T00:00:00")),
        ("12-31-2026 12:15 p.m.", naive("2026-12-31T12:15:00")),
    ] {
        assert_eq!(read(text, None, false), Ok(when), "{text}");
    }
}

#[test]
fn the_order_decides_where_both_readings_are_dates() {
    for (order, read_as) in [(DayFirst, "2026-10-05"), (MonthFirst, "2026-05-10")] {
        for text in ["05/10/2026", "5.10.2026", "05-10-2026"] {
            assert_eq!(read(text, Some(order), false), Ok(date(read_as)), "{text}");
        }
    }
    assert_eq!(read("05/10/2026", None, false), Err(EXPECTED_DECIDED));
    assert_eq!(read("25/12/2026", Some(MonthFirst), false), Err(EXPECTED));
    assert_eq!(read("12/25/2026", Some(DayFirst), false), Err(EXPECTED));
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "31/02/2026",
        "13/13/2026",
        "32/01/2026",
        "0/1/2026",
        "1989-12-31",
        "2101-01-01",
        "26-10-05",
        "2026-10",
        "2026-10-05T",
        "2026-10-05T25:00",
        "2026-10-05 13:00 PM",
        "2026-10-05 0:30 AM",
        "2026-10-05 14:30 CET",
        "2026-10-05 14",
        "2026-10-05 14:3o",
        "2026-10-05x",
        "2026-10-05T10:00+99",
        "2026-10-05 10:61",
        "2026-10-05 10:00:61",
        "9999-99-99",
        "99999999",
        "2026-10/05",
        "1/2/2026/3",
        "+2026-01-01",
    ] {
        assert_eq!(read(text, None, false), Err(EXPECTED), "{text:?}");
    }
}

#[test]
fn a_heading_in_utc_makes_instants() {
    assert_eq!(read("2026-10-05 14:30", None, true), Ok(instant("2026-10-05T14:30:00Z")));
    assert_eq!(read("2026-10-05", None, true), Ok(date("2026-10-05")));
}

#[test]
fn the_day_is_the_one_written() {
    let day = |text: &str, order| written_day(text, order).map(|day| day.to_string());
    assert_eq!(day("2026-10-05T23:30:00-07:00", None).as_deref(), Some("2026-10-05"));
    assert_eq!(day("05/10/2026 10:00", Some(MonthFirst)).as_deref(), Some("2026-05-10"));
    assert_eq!(day("never", None), None);
}

fn verdict(column: &[&str], decided: Option<DateOrder>) -> Verdict {
    let mut evidence = Evidence::default();
    for (text, line) in column.iter().zip(2..) {
        evidence.see(line, text);
    }
    evidence.verdict(decided)
}

#[test]
fn one_value_decides_for_its_column() {
    for (column, order) in [
        (&["05/10/2026", "25/10/2026"][..], Some(DayFirst)),
        (&["05/10/2026", "10/25/2026"], Some(MonthFirst)),
        (&["2026-10-05", "05/05/2026"], None),
        (&["rubbish", ""], None),
    ] {
        assert_eq!(verdict(column, None), Verdict::Order(order), "{column:?}");
    }
    assert_eq!(verdict(&["05/10/2026"], Some(MonthFirst)), Verdict::Order(Some(MonthFirst)));
}

#[test]
fn a_column_that_does_not_decide_is_a_question_that_names_the_option() {
    let Verdict::Open(words) = verdict(&["2026-10-05", "05/10/2026"], None) else { panic!("no question") };
    assert!(
        words.contains("line 3: 05/10/2026") && words.contains("--dates day-first or --dates month-first"),
        "{words}"
    );
    let Verdict::Open(words) = verdict(&["13/10/2026", "10/13/2026"], None) else { panic!("no question") };
    assert!(words.contains("both ways round (line 2: 13/10/2026, line 3: 10/13/2026)"), "{words}");
}

#[test]
fn months_by_name_and_short_years() {
    for (text, when) in [
        ("16 Oct 2026", date("2026-10-16")),
        ("Oct 16, 2026", date("2026-10-16")),
        ("16-Oct-26", date("2026-10-16")),
        ("16-OCT-2026 21:05", naive("2026-10-16T21:05:00")),
        ("October 16th, 2026 9:30 AM", naive("2026-10-16T09:30:00")),
        ("Friday, October 16, 2026 at 9:30 PM", naive("2026-10-16T21:30:00")),
        ("Fri, 16 Oct 2026 09:32:31 +0200", instant("2026-10-16T07:32:31Z")),
        ("2026-Oct-16", date("2026-10-16")),
        ("16. Oktober 2026 um 09:30 Uhr", naive("2026-10-16T09:30:00")),
        ("3. März 2026", date("2026-03-03")),
        ("1er février 2026", date("2026-02-01")),
        ("16 août 2026", date("2026-08-16")),
        ("16 de octubre de 2026", date("2026-10-16")),
        ("1 ene 2026", date("2026-01-01")),
        ("17.10.26", date("2026-10-17")),
        ("10/17/26 2:05 PM", naive("2026-10-17T14:05:00")),
        ("17-10-26", date("2026-10-17")),
    ] {
        assert_eq!(read(text, None, false), Ok(when), "{text}");
    }
    for text in
        ["16 Oct", "Oct 2026", "16 Foo 2026", "31 Feb 2026", "Oct 16 09:32:31 2026", "16 Oct 1989", "Oct Oct 16 2026"]
    {
        assert!(read(text, None, false).is_err(), "{text}");
    }
    assert_eq!(read("3/4/26", Some(DayFirst), false), Ok(date("2026-04-03")));
    assert_eq!(read("3/4/26", None, false), Err(EXPECTED_DECIDED));
}

/// Figures from a spreadsheet: 45581 is 2024-10-16, and 0.3979 of a day is 34378.56 seconds.
#[test]
fn a_spreadsheets_day_numbers() {
    for (text, when) in [
        ("45581", date("2024-10-16")),
        ("45581.0", date("2024-10-16")),
        ("45581.3979", naive("2024-10-16T09:32:59")),
        ("45581,5", naive("2024-10-16T12:00:00")),
        ("45581.9999999", naive("2024-10-17T00:00:00")),
        ("32874", date("1990-01-01")),
        ("73415", date("2100-12-31")),
        ("45678", date("2025-01-21")),
    ] {
        assert_eq!(read(text, None, false), Ok(when), "{text}");
        assert!(written_day(text, None).is_some());
    }
    assert_eq!(super::read("44119", None, Some(Epoch::Of1904), false), Ok(date("2024-10-16")));
    for text in ["32873", "73416", "4558", "455810", "45581.", "45581.x", "-45581"] {
        assert!(read(text, None, false).is_err(), "{text}");
    }
    let seen = |numbers: &[&str]| {
        let mut evidence = Evidence::default();
        for text in numbers {
            evidence.see(2, text);
        }
        (evidence.epoch(), evidence.serial_words(evidence.epoch()))
    };
    assert_eq!(seen(&["45581", "45600"]).0, None);
    let (epoch, words) = seen(&["32000", "32100.5"]);
    assert_eq!((epoch, words.as_deref()), (Some(Epoch::Of1904), Some("counted from 1904, 32000 is 1991-08-12")));
    assert_eq!(seen(&["2026-10-16"]), (None, None));
}

proptest! {
    #[test]
    fn what_is_read_by_its_places_is_what_is_read_part_by_part(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?Z?)?|[0-9TZ: /.+-]{0,20}|.{0,12}",
    ) {
        if let Some(fast) = iso(&text) {
            prop_assert_eq!(any(&text), Some(fast));
        }
    }

    #[test]
    fn a_year_in_front_is_no_evidence(text in "[0-9]{4}[-/.][0-9]{1,3}[-/., ]?[0-9]{0,4}.{0,6}") {
        let day = written(text.trim()).map(|written| written.day);
        prop_assert!(matches!(day, None | Some(Day::Sure(_))), "{:?}", day);
    }
}
