use proptest::prelude::*;
use serde_json::json;

use super::issuers::is_card;
use super::*;
use crate::domain::call::{Moment, Role, TranscriptRecord, Turn};
use crate::domain::raw::Raw;

fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    mask(&mut text);
    text
}

#[test]
fn card_numbers_are_masked_however_they_are_written() {
    for (text, kept) in [
        ("4111111111111111", "[card number ••1111]"),
        ("card 4111 1111 1111 1111, exp 12/26", "card [card number ••1111], exp 12/26"),
        ("4111-1111-1111-1111", "[card number ••1111]"),
        ("4111.1111.1111.1111.", "[card number ••1111]."),
        ("4111 1111\n1111 1111", "[card number ••1111]"),
        ("4111 1111\r\n    1111 1111", "[card number ••1111]"),
        ("4111, 1111, 1111, 1111", "[card number ••1111]"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card number ••1111]"),
        ("4111\u{200b}1111\u{a0}1111–1111", "[card number ••1111]"),
        ("４１１１ １１１１ １１１１ １１１１", "[card number ••1111]"),
        ("Amex 3782 822463 10005 was used", "Amex [card number ••0005] was used"),
        ("5555555555554444 and 6011111111111117", "[card number ••4444] and [card number ••1117]"),
        ("2221000000000009", "[card number ••0009]"),
        ("30569309025904", "[card number ••5904]"),
        ("3530111333300000", "[card number ••0000]"),
        ("6200000000000005", "[card number ••0005]"),
        ("4222222222222", "[card number ••2222]"),
        ("card#4111111111111111;", "card#[card number ••1111];"),
    ] {
        assert_eq!(masked(text), kept, "{text}");
    }
}

#[test]
fn card_numbers_are_masked_however_they_are_said() {
    let one = " one".repeat(14);
    for (text, kept) in [
        (format!("it's four one{one} thanks"), "it's [card number ••1111] thanks".to_owned()),
        (
            "Four one one one. One one one one, one one one one, one one one one.".to_owned(),
            "[card number ••1111].".to_owned(),
        ),
        (
            "five five five five, double five double five and then triple five five double four double four".to_owned(),
            "[card number ••4444]".to_owned(),
        ),
        (
            "four oh one two, eight eight eight eight, eight eight eight eight, one eight eight one".to_owned(),
            "[card number ••1881]".to_owned(),
        ),
        (
            "forty-one eleven, eleven eleven, eleven eleven uh eleven eleven".to_owned(),
            "[card number ••1111]".to_owned(),
        ),
        ("4111 one one one one 1111 one one one one".to_owned(), "[card number ••1111]".to_owned()),
        (
            "for one one one one one one one one one one one one one one one".to_owned(),
            "[card number ••1111]".to_owned(),
        ),
        (
            "cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno".to_owned(),
            "[card number ••1111]".to_owned(),
        ),
    ] {
        assert_eq!(masked(&text), kept, "{text}");
    }
}

#[test]
fn other_numbers_stay() {
    for text in [
        "call 447100000000123 of 2026-11-10 10:00:00",
        "order 4111111111111112",
        "started 20261110101530, 1762771200000 ms",
        "call +44 7911 123456 or 0161 496 0000",
        "9999 8888 7777 6666",
        "019aa3f2-4111-7111-8111-111111111111",
        "12344111111111111111111",
        "41111111-1111-1111-8111-111111111111 and 019aa3f2-7c11-7111-8000-4111111111a1",
        "one two three, scored 3 of 4 and 85 of 100",
        "the last four digits are 1111",
        "Waited 123 seconds on call 2045; CVV not asked for",
        "The agent asked for the CVV at 1:23 of the call",
        "The security code cost 250 dollars, 100% of it, scored 100",
        "[card number ••1111] and [security code] and [card number]",
    ] {
        assert_eq!(masked(text), text);
        assert!(count(text).is_none());
    }
}

#[test]
fn security_codes_are_masked_near_their_names() {
    for (text, kept) in [
        ("the CVV is 123", "the CVV is [security code]"),
        ("CVV:123 exp 12/26", "CVV:[security code] exp 12/26"),
        ("cvc2 number 1234", "cvc2 number [security code]"),
        ("security code, please? one two three", "security code, please? [security code]"),
        ("the three digits on the back are seven four two", "the three digits on the back are [security code]"),
        ("742 is the security code", "[security code] is the security code"),
        ("4111 1111 1111 1111 123 is the cvv", "[card number ••1111] [security code] is the cvv"),
        ("security code double four two", "security code [security code]"),
    ] {
        assert_eq!(masked(text), kept, "{text}");
    }
}

fn turn(role: Role, text: &str) -> Turn {
    Turn { n: 1, role, speaker: None, from_ms: None, to_ms: None, text: Raw::from(text), mark: None }
}

fn talk(turns: &[(Role, &str)]) -> TranscriptRecord {
    TranscriptRecord {
        call_id: "4111111111111111".to_owned(),
        format: "webvtt",
        source: "x".to_owned(),
        agent: None,
        started: None,
        turns: turns.iter().map(|(role, text)| turn(*role, text)).collect(),
        moments: Vec::new(),
        warnings: Vec::new(),
        file: 0,
    }
}

#[test]
fn a_number_that_is_said_over_several_turns_is_masked_in_each() {
    let mut record = talk(&[
        (Role::Agent, "And the long number?"),
        (Role::Customer, "It's four one one one"),
        (Role::Agent, "four one one one, yes"),
        (Role::Customer, "one one one one"),
        (Role::Agent, "mhm"),
        (Role::Customer, "1111, and one one one one."),
        (Role::Agent, "And the three digits on the back of the card?"),
        (Role::Customer, "Sure, one moment"),
        (Role::Customer, "seven four two"),
        (Role::Customer, "And my reference is 9876 5432"),
    ]);
    record.moments.push(Moment {
        label: Raw::from("issue"),
        from_ms: 0,
        to_ms: None,
        words: Raw::from("four one one one"),
    });
    let found = record.mask_cards();
    let said: Vec<&str> = record.turns.iter().map(|turn| turn.text.verbatim()).collect();
    assert_eq!(
        said,
        [
            "And the long number?",
            "It's [card number]",
            // The echo, too.
            "[card number], yes",
            "[card number]",
            "mhm",
            "[card number ••1111].",
            "And the three digits on the back of the card?",
            "Sure, one moment",
            "[security code]",
            "And my reference is 9876 5432",
        ]
    );
    assert_eq!(found, Masked { card_numbers: 1, security_codes: 1 });
    assert_eq!(record.moments[0].words.verbatim(), "[card number]");
    assert_eq!(record.call_id, "4111111111111111");
    let once = record.clone();
    assert!(record.mask_cards().is_none());
    assert_eq!(record, once);
}

#[test]
fn what_is_kept_as_json_is_masked_but_for_ids() {
    let mut value = json!({
        "call_id": "4111111111111111", "key": "4111111111111111",
        "note": "paid with 4111111111111111", "evidence": [{ "quote": "4111 1111 1111 1111", "call_id": "4111111111111111" }],
    });
    assert_eq!(mask_json(&mut value).card_numbers, 2);
    assert_eq!(
        value,
        json!({
            "call_id": "4111111111111111", "key": "4111111111111111",
            "note": "paid with [card number ••1111]",
            "evidence": [{ "quote": "[card number ••1111]", "call_id": "4111111111111111" }],
        })
    );
}

#[test]
fn a_number_that_is_being_typed_is_told() {
    for text in ["41111111111", "it is 4111 1111 111", "4111 1111 1111 111", "paid with 5555-5555-5555-"] {
        assert!(unfinished(text), "{text}");
    }
    for text in ["", "4471", "4111 1111 11", "call 447100000000123 was", "done", "999999999999", "in 2026"] {
        assert!(!unfinished(text), "{text}");
    }
}

/// A number of `length` digits that begins so, with its check digit.
fn with_check_digit(prefix: &str, length: usize, digits: &[u8]) -> Vec<u8> {
    let mut number: Vec<u8> = prefix.bytes().map(|b| b - b'0').collect();
    number.extend(digits.iter().map(|d| d % 10));
    number.truncate(length - 1);
    (0..10)
        .map(|last| [&number[..], &[last]].concat())
        .find(|number| is_card(number))
        .expect("one of ten digits checks")
}

const BRANDS: [(&str, usize); 9] =
    [("4", 16), ("4", 13), ("51", 16), ("2300", 16), ("37", 15), ("6011", 16), ("36", 14), ("3530", 16), ("62", 19)];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn masking_twice_is_masking_once(text in "([ -.,0-9a-c\n]|cvv |security code |four |double |one |4111111111111111|[^ ]){0,60}") {
        let once = masked(&text);
        prop_assert_eq!(masked(&once), once.clone());
        prop_assert!(count(&once).is_none());
    }

    #[test]
    fn no_text_upsets_it(text in ".{0,200}") {
        let mut copy = text.clone();
        if mask(&mut copy).is_none() {
            prop_assert_eq!(copy, text.clone());
        }
        unfinished(&text);
    }

    #[test]
    fn a_number_in_any_groups_is_masked(
        brand in 0..BRANDS.len(),
        digits in prop::collection::vec(0u8..10, 19),
        cuts in prop::collection::vec(0usize..4, 19),
        separator in prop::sample::select(vec![" ", "-", ".", "\n", " - ", "\u{a0}", "  "]),
        before in "[a-z ]{0,8}[ :]",
    ) {
        let (prefix, length) = BRANDS[brand];
        let number = with_check_digit(prefix, length, &digits);
        let mut text = before.clone();
        for (digit, cut) in number.iter().zip(&cuts) {
            text.push(char::from(b'0' + digit));
            if *cut == 0 {
                text.push_str(separator);
            }
        }
        let kept = masked(&text);
        let last: String = number[number.len() - 4..].iter().map(|d| char::from(b'0' + d)).collect();
        prop_assert!(kept.contains(&format!("[card number ••{last}]")), "{text:?} is kept as {kept:?}");
        prop_assert!(kept.chars().filter(char::is_ascii_digit).count() == 4, "{kept}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn an_id_of_ours_is_never_taken_for_a_number(bits in any::<u128>(), digits in "[0-9]{8}-[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{12}") {
        let id = uuid::Uuid::from_u128(bits).to_string();
        prop_assert_eq!(masked(&id), id);
        prop_assert_eq!(masked(&digits), digits);
    }
}
