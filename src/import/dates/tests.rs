use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{EXPECTED, EXPECTED_DECIDED, Evidence, Verdict, read, written_day};
use crate::domain::when::When;
use crate::import::DateOrder::{self, DayFirst, MonthFirst};

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
        "45581",
        "05/10/26",
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
