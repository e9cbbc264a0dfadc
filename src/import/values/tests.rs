use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{Decimals, Score, failed, mangled_id, none, number, score, signed, stated, worded};
use crate::domain::evaluation::{Number, ScoreState};

fn plain(value: f64, text: &str) -> Score {
    Score::Plain(Number::read(value, text))
}

#[test]
fn scores_read_as_they_are_written() {
    for (cell, read) in [
        ("85", plain(85.0, "85")),
        ("85.50", plain(85.5, "85.50")),
        (" 85 ", plain(85.0, "85")),
        ("0", plain(0.0, "0")),
        ("-5", plain(-5.0, "-5")),
        ("\u{2212}5", plain(-5.0, "\u{2212}5")),
        ("110", plain(110.0, "110")),
        (".5", plain(0.5, ".5")),
        ("-0", plain(0.0, "-0")),
        ("85%", Score::Percent(Number { value: 85.0, text: Some("85%".to_owned()) })),
        ("85 %", Score::Percent(Number { value: 85.0, text: Some("85 %".to_owned()) })),
        ("85\u{a0}%", Score::Percent(Number { value: 85.0, text: Some("85\u{a0}%".to_owned()) })),
        ("17/20", Score::Of(Number::new(17.0), Number::new(20.0))),
        ("17.50 / 20", Score::Of(Number::read(17.5, "17.50"), Number::new(20.0))),
    ] {
        assert_eq!(score(cell, Decimals::Point, "x"), Ok(read), "{cell:?}");
    }
}

#[test]
fn no_score_has_many_spellings() {
    for cell in [
        "",
        "  ",
        "N/A",
        "n/a",
        "NA",
        "n.a.",
        "N.A",
        "(n/a)",
        "not applicable",
        "Not-Applicable",
        "-",
        "–",
        "—",
        "--",
        "none",
        "NULL",
        "nil",
        "not_applicable",
    ] {
        assert_eq!(score(cell, Decimals::Point, "x"), Ok(Score::None(ScoreState::NotApplicable)), "{cell:?}");
    }
    assert_eq!(none("unanswered"), Some(ScoreState::Unanswered));
    assert_eq!(none("not_scored"), Some(ScoreState::NotScored));
    for cell in ["/", ".", "nay", "nan", "0", "no"] {
        assert_eq!(none(cell), None, "{cell:?}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for cell in [
        "NaN",
        "inf",
        "-inf",
        "infinity",
        "1e5",
        "1e999",
        "0x10",
        "1.2.3",
        "--5",
        "5-",
        "%",
        "/",
        "1/",
        "/2",
        "1/2/3",
        "abc",
        "1 2",
        "1_000",
        "1000000000001",
        "٣",
        "5 of",
        "of 6",
        "5 of 6 of 7",
        "(5)",
        "(5%)",
        "17/-2",
        "9".repeat(500).as_str(),
    ] {
        assert!(score(cell, Decimals::Point, "x").is_err(), "{cell:?}");
    }
}

#[test]
fn a_decimal_comma_is_read_only_where_it_can_mean_one_thing() {
    for (cell, value) in [("82,5", 82.5), ("0,125", 0.125), ("-1,5", -1.5), ("12,3456", 12.3456)] {
        let read = number(cell, Decimals::PointOrComma, "x").expect(cell);
        assert!((read.value - value).abs() < 1e-12, "{cell}");
        assert_eq!(read.text.as_deref(), Some(cell));
        assert_eq!(number(cell, Decimals::Point, "x"), Err(super::DECIMAL_POINT), "{cell}");
    }
    for cell in ["1,234", "173,900", "1,234,567"] {
        assert_eq!(number(cell, Decimals::PointOrComma, "x"), Err(super::THOUSANDS), "{cell}");
    }
    for cell in ["1.234,5", "1,2,3", ",", "a,b", "1,234.5"] {
        assert!(number(cell, Decimals::PointOrComma, "x").is_err(), "{cell}");
    }
}

#[test]
fn a_text_is_kept_where_the_number_would_not_give_it_back() {
    for (cell, kept) in [("85", None), ("85.5", None), ("85.0", Some("85.0")), ("+5", Some("+5")), ("007", Some("007"))]
    {
        assert_eq!(number(cell, Decimals::Point, "x").expect(cell).text.as_deref(), kept, "{cell}");
    }
}

#[test]
fn marks_of_auto_fail() {
    for cell in ["yes", "Yes", "TRUE", "1", "failed", "x", "X", "y"] {
        assert_eq!(failed(cell), Ok(true), "{cell}");
    }
    for cell in ["no", "FALSE", "0", "", " ", "passed", "N/A", "-"] {
        assert_eq!(failed(cell), Ok(false), "{cell}");
    }
    for cell in ["maybe", "2", "yes!", "10"] {
        assert!(failed(cell).is_err(), "{cell}");
    }
}

#[test]
fn ids_in_scientific_notation_are_told_from_ids() {
    for cell in ["4.471E+14", "8.96529E+19", "2E+26", "1,5e+10", " 4.471E+14 "] {
        assert!(mangled_id(cell), "{cell}");
    }
    for cell in
        ["219E01BE", "4471", "E+14", "4.4.1E+14", "abcE+14", "12E14", "4.E+14", "0002f70f7386445b", "é+1", "1E+"]
    {
        assert!(!mangled_id(cell), "{cell}");
    }
}

const DECIMALS: [Decimals; 3] = [Decimals::Point, Decimals::PointOrComma, Decimals::Comma];

proptest! {
    #[test]
    fn what_is_read_at_a_glance_is_what_is_read_with_care(
        text in "[0-9]{0,14}[.]?[0-9]{0,12}|[0-9]{1,4}[./][0-9.]{0,4}[/]?[0-9]{0,3}|['0-9.,/%+ -]{0,8}|.{0,6}",
    ) {
        let text = text.trim();
        for decimals in DECIMALS {
            prop_assert_eq!(number(text, decimals, "x"), signed(super::unquoted(text), decimals, "x"));
            prop_assert_eq!(score(text, decimals, "x"), worded(super::unquoted(text), decimals, "x"));
        }
    }

    #[test]
    fn a_state_is_told_alike_with_and_without_accents_in_the_text(
        text in "[ ./(-]{0,2}(n|N|na|NV|ka|so|not|entfallt|sans)[ ./\\\\-]{0,2}(a|v|objet|scored|Answer|applicable)[ .)]{0,2}|.{0,30}",
    ) {
        let bare: String = text.nfd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(20).collect();
        let marks: String = text.chars().filter(|c| matches!(c, '/' | '.' | '\\')).collect();
        // An accent alone takes the long way, and is no letter.
        prop_assert_eq!(stated(&text), stated(&format!("{bare}{marks}\u{301}")));
    }
}
