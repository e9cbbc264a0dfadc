//! What must hold for any text at all.

use chrono::{Datelike, NaiveDate};
use proptest::{collection::vec, prelude::*, sample::select};

use super::{CheckContext, check, due, held, verdict};

/// Pieces that the rules know, to get deep into them, and marks that trip them.
const PIECES: &[&str] = &[
    "say",
    "ask",
    "use",
    "saying",
    "reads",
    "stated",
    "note",
    "call",
    "keep",
    "make",
    "let",
    "have",
    "avoid",
    "stop",
    "close",
    "walk",
    "through",
    "back",
    "up",
    "respond",
    "take",
    "the",
    "a",
    "every",
    "each",
    "all",
    "no",
    "any",
    "per",
    "caller",
    "caller's",
    "callers'",
    "name",
    "empathy",
    "calls",
    "questions",
    "two",
    "30",
    "30-second",
    "seconds",
    "of",
    "in",
    "on",
    "at",
    "by",
    "until",
    "for",
    "within",
    "before",
    "after",
    "when",
    "if",
    "and",
    "or",
    "to",
    "not",
    "don't",
    "will",
    "is",
    "with",
    "first",
    "last",
    "this",
    "next",
    "week",
    "weeks",
    "month",
    "cycle",
    "session",
    "Friday",
    "Fri",
    "9",
    "9/10",
    "9.10.",
    "31",
    "Feb",
    "Oct",
    "15th",
    "2026-10-09",
    "99999999999",
    "4294967295",
    "years",
    "days",
    "%",
    "80%",
    "3/5",
    "2x",
    "5pm",
    "17:00",
    "$20",
    "#4",
    "1:1",
    "Q4",
    "end",
    "start",
    "once",
    "twice",
    "half",
    "more",
    "better",
    "very",
    "'quoted words'",
    "\"quoted\"",
    "“open",
    "‘",
    "’",
    "'",
    "\"",
    ",",
    ".",
    ":",
    ";",
    "-",
    "–",
    "—",
    "(",
    ")",
    "w/",
    "w/o",
    "\n",
    "\n- ",
    "1.",
    "…",
    "é",
    "İ",
    "ß",
    "e\u{301}",
    "日本",
    "🙂",
    "\u{200b}",
    "\t",
];

fn written() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,80}",
        vec(select(PIECES), 0..24).prop_map(|pieces| pieces.join(" ")),
        vec(select(PIECES), 0..24).prop_map(|pieces| pieces.concat()),
    ]
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        (NaiveDate::MIN.num_days_from_ce()..=NaiveDate::MAX.num_days_from_ce()),
        (730_000..750_000_i32),
        Just(NaiveDate::MAX.num_days_from_ce()),
        Just(NaiveDate::MIN.num_days_from_ce()),
    ]
    .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).expect("a day of the calendar"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn no_text_panics_and_words_are_as_typed(text in written(), held_on in a_day(), day_first: bool) {
        let found = check(&text, &CheckContext { held_on, day_first, ..held() });
        prop_assert_eq!(found.items.len(), 4);
        for line in &found.items {
            prop_assert_eq!(line.ok, line.missing.is_none());
            prop_assert!(line.ok || line.words.is_empty());
            for words in &line.words {
                prop_assert!(!words.is_empty() && text.contains(words.as_str()), "{words:?} in {text:?}");
            }
        }
    }

    #[test]
    fn case_changes_nothing(text in written()) {
        let as_typed = check(&text, &held());
        for other in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
            let found = check(&other, &held());
            prop_assert_eq!((verdict(&as_typed), due(&as_typed)), (verdict(&found), due(&found)), "{}", other);
        }
    }

    #[test]
    fn what_trails_changes_nothing(
        pieces in vec(select(PIECES), 1..24),
        trail in select(&[".", "!", "?", ";", " ", "  ", "\n", "\t", "...", "…", " .", ". "][..]),
    ) {
        let text = pieces.join(" ");
        let (as_typed, found) = (check(&text, &held()), check(&format!("{text}{trail}"), &held()));
        prop_assert_eq!((verdict(&as_typed), due(&as_typed)), (verdict(&found), due(&found)), "{:?}", text);
    }
}
