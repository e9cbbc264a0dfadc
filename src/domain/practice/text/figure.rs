//! Figures and number words: what counts something, and what only looks like it.

use super::{Kind, Token, Words};
use crate::domain::dates;

/// Units that a hyphen joins to a number: "30-second", "two-minute".
static JOINED_UNITS: Words =
    Words::new("day days hour hours min mins minute minutes month months sec second seconds secs week weeks");

/// The unit of letters that follow a number without a space: "30s", "2x", "10min".
fn unit(tail: &str) -> Option<&'static str> {
    Some(match tail {
        "s" | "sec" | "secs" | "second" | "seconds" => "seconds",
        "m" | "min" | "mins" | "minute" | "minutes" => "minutes",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hours",
        "d" | "day" | "days" => "days",
        "w" | "wk" | "wks" | "week" | "weeks" => "weeks",
        "x" | "×" | "times" => "times",
        _ => return None,
    })
}

/// The value of a number word: "three", "twenty-five", "dozen".
pub(super) fn word_value(word: &str) -> Option<u32> {
    if let Some((tens, ones)) = word.split_once('-') {
        let (tens, ones) = (simple_value(tens)?, simple_value(ones)?);
        return ((20..100).contains(&tens) && tens % 10 == 0 && (1..10).contains(&ones)).then_some(tens + ones);
    }
    simple_value(word)
}

fn simple_value(word: &str) -> Option<u32> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 9] = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place =
        |names: &[&str]| names.iter().position(|name| *name == word).and_then(|place| u32::try_from(place).ok());
    match word {
        "dozen" => Some(12),
        "hundred" => Some(100),
        _ => place(&ONES).or_else(|| place(&TENS).map(|tens| (tens + 1) * 10)),
    }
}

/// "two-minute" as two pieces, "mon-fri" as three; `None` for a word that stays whole. Places count from the word.
pub(super) fn split_compound(typed: &str, low: &str) -> Option<Vec<Token>> {
    let hyphen = typed.find(['-', '‐', '‑'])?;
    let after = hyphen + typed[hyphen..].chars().next().map_or(1, char::len_utf8);
    let (left, right) = low.split_once('-')?;
    let piece = |at, low: &str, number, joined| Token { at, low: low.to_owned(), kind: Kind::Word, number, joined };
    if let (Some(value), true) = (simple_value(left), JOINED_UNITS.has(right)) {
        return Some(vec![piece(0..hyphen, left, Some(value), true), piece(after..typed.len(), right, None, false)]);
    }
    let names_day = |word: &str| dates::weekday(word).is_some();
    (names_day(left) && names_day(right)).then(|| {
        let mut dash = piece(hyphen..after, ":", None, false);
        dash.kind = Kind::Break;
        vec![piece(0..hyphen, left, None, false), dash, piece(after..typed.len(), right, None, false)]
    })
}

/// The pieces of a figure that starts at byte `at`: a number, date, clock time or identifier, and its unit.
pub(super) fn read(text: &str, at: usize) -> Vec<Token> {
    let rest = &text[at..];
    let body = body_length(rest);
    let (figures, tail) = rest.split_at(body);
    let letters: usize = tail.chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    let suffix = tail[..letters].to_lowercase();
    let piece = |from: usize, to: usize, low: &str, kind, number| Token {
        at: at + from..at + to,
        low: low.to_owned(),
        kind,
        number,
        joined: false,
    };
    if letters == 0 {
        let mut number = piece(0, body, figures, Kind::Figure, value(figures));
        number.joined = tail.starts_with('-') && tail[1..].starts_with(char::is_alphabetic);
        return vec![number];
    }
    if let Some(unit) = unit(&suffix) {
        return vec![
            piece(0, body, figures, Kind::Figure, value(figures)),
            piece(body, body + letters, unit, Kind::Word, None),
        ];
    }
    let low = format!("{}{suffix}", &rest[..body]);
    let kind = if matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") { Kind::Figure } else { Kind::Word };
    vec![piece(0, body + letters, &low, kind, None)]
}

/// Digits, and the separators that have a digit on both sides.
fn body_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut length = 0;
    while length < bytes.len() {
        let digit = bytes[length].is_ascii_digit();
        let separator = length > 0
            && matches!(bytes[length], b'.' | b',' | b':' | b'/' | b'-')
            && bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
        if !(digit || separator) {
            break;
        }
        length += 1;
    }
    length
}

/// What a figure counts: "4" is 4, "1.5" is 1, "2-3" is 3, "1,200" is 1200; dates, ratios and clock times count nothing.
fn value(figures: &str) -> Option<u32> {
    if figures.contains(['/', ':']) {
        return None;
    }
    let highest = match figures.split('-').collect::<Vec<_>>().as_slice() {
        [only] | [_, only] => *only,
        _ => return None,
    };
    let whole = highest.split('.').next()?;
    whole.replace(',', "").parse().ok()
}
