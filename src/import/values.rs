//! Cells: numbers, percents, fractions, N/A in its many spellings, marks and ids.

use unicode_normalization::UnicodeNormalization;

use crate::domain::evaluation::{Number, ScoreState};
use crate::domain::scale::Scale;
use crate::domain::trim::trimmed;

/// What a decimal comma is in this file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decimals {
    /// Columns are separated by commas: a comma inside a number could mean thousands too.
    Point,
    /// Columns are separated by something else, and the column does not show one mark alone: "82,5" is 82.5.
    PointOrComma,
    /// The column shows it, or the mapping says so: "173,900" is 173.9.
    Comma,
}

/// What the comma or the point of a number can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// Neither is there, or it is no number.
    None,
    /// A decimal comma and nothing else.
    Decimal,
    /// "1,234": a decimal comma or a mark for thousands.
    Either,
    /// A decimal point and nothing else.
    Point,
}

/// What a cell shows of how its column writes decimals.
pub(super) fn commas(cell: &str) -> Commas {
    if !cell.bytes().any(|byte| matches!(byte, b',' | b'.')) {
        return Commas::None;
    }
    let bare = cell.trim().trim_end_matches('%').trim_end().replace('\u{2212}', "-");
    let first = bare.split(['/', ' ']).next().unwrap_or_default();
    if !comma_number(first) {
        return Commas::None;
    }
    match (first.matches(',').count(), first.matches('.').count()) {
        (1, 0) if thousands(first, ',') => Commas::Either,
        (1, 0) => Commas::Decimal,
        (0, 1) if !thousands(first, '.') => Commas::Point,
        _ => Commas::None,
    }
}

/// What a cell says of a score.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Score {
    /// No score, and why.
    None(ScoreState),
    /// A number alone: a percent in a wide table, points in a long one.
    Plain(Number),
    /// With a percent sign; the text has the sign.
    Percent(Number),
    /// "17/20".
    Of(Number, Number),
}

pub(super) const SCALE: &str = "a number whose scale is known: --scale decides";
pub(super) const SCORE: &str = "a percent (85, 85%), points of points (17/20), or N/A";
pub(super) const POINTS: &str = "a number of points, a percent, or N/A";
pub(super) const POSSIBLE: &str = "a number of possible points from 0 on";
pub(super) const TOTAL: &str = "the overall in percent, or N/A";
pub(super) const DECIMAL_POINT: &str = "a number with a decimal point (82.5): between columns separated by commas, a comma in a number can mean two things";
pub(super) const THOUSANDS: &str = "a number without a mark for thousands: \"1,234\" can mean two things";
pub(super) const PARENTHESES: &str = "a number with its sign: (5) can be \u{2212}5, and can be a remark";
pub(super) const ID: &str = "the id itself: a spreadsheet has turned it into a number and lost its digits; export it again with the column as text";

/// Beyond this a number is no score.
const ABSURD: f64 = 1e12;

/// Reads a score. The error is what is expected instead.
pub(super) fn score(cell: &str, decimals: Decimals, expected: &'static str) -> Result<Score, &'static str> {
    let text = unquoted(trimmed(cell));
    match figures_alone(text, decimals) {
        Some(score) => Ok(score),
        None => worded(text, decimals, expected),
    }
}

/// "7", "82.5" and "17/20", which are most cells.
fn figures_alone(text: &str, decimals: Decimals) -> Option<Score> {
    match text.bytes().position(|byte| byte == b'/') {
        None => figures(text, decimals).map(Score::Plain),
        Some(at) => {
            let (earned, possible) = (figures(&text[..at], decimals)?, figures(&text[at + 1..], decimals)?);
            Some(Score::Of(earned, possible))
        }
    }
}

fn worded(text: &str, decimals: Decimals, expected: &'static str) -> Result<Score, &'static str> {
    if let Some(state) = none(text) {
        return Ok(Score::None(state));
    }
    if let Some((earned, possible)) = pair(text) {
        let earned = number(earned, decimals, expected)?;
        let possible = number(possible, decimals, expected)?;
        return if possible.value < 0.0 { Err(POSSIBLE) } else { Ok(Score::Of(earned, possible)) };
    }
    match text.strip_suffix('%') {
        Some(bare) => {
            let value = number(bare, decimals, expected)?.value;
            Ok(Score::Percent(Number { value, text: Some(text.to_owned()) }))
        }
        None => number(text, decimals, expected).map(Score::Plain),
    }
}

/// "17/20", "3 of 5" or "3 out of 5".
fn pair(text: &str) -> Option<(&str, &str)> {
    if let Some(parts) = text.split_once('/') {
        return Some(parts);
    }
    if !text.as_bytes().contains(&b' ') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    for word in [" out of ", " of "] {
        if let Some(at) = lower.find(word) {
            return Some((&text[..at], &text[at + word.len()..]));
        }
    }
    None
}

/// A number behind the apostrophe that a spreadsheet puts before text: "'-5".
fn unquoted(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '\u{2212}' | '.')) => {
            rest
        }
        _ => text,
    }
}

/// A state without a score, where the words are one of its spellings. Blank is N/A.
pub(super) fn none(text: &str) -> Option<ScoreState> {
    // A dash is how a table says "nothing here".
    if text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
        return Some(ScoreState::NotApplicable);
    }
    if ["none", "null", "nil"].iter().any(|word| text.trim().eq_ignore_ascii_case(word)) {
        return Some(ScoreState::NotApplicable);
    }
    stated(text)
}

/// So many letters of a word are looked at; no state's is longer.
const LONGEST_STATE: usize = 20;

/// A state that the words of a result name. "None" is no state there: it may be the answer.
pub(super) fn stated(text: &str) -> Option<ScoreState> {
    let mut ascii = [0; LONGEST_STATE];
    let other: String;
    let bare = if text.is_ascii() {
        let mut length = 0;
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric).zip(&mut ascii);
        letters.for_each(|(letter, place)| {
            *place = letter.to_ascii_lowercase();
            length += 1;
        });
        std::str::from_utf8(&ascii[..length]).unwrap_or_default()
    } else {
        let letters = text.nfd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        other = letters.take(LONGEST_STATE).collect();
        &other
    };
    match bare {
        "na" | "notapplicable" | "nonapplicable" | "nv" | "ka" | "nichtanwendbar" | "nichtzutreffend" | "entfallt"
        | "so" | "sansobjet" | "nonconcerne" | "noaplica" | "naoaplicavel" | "blank" | "empty" => {
            // Short marks need their dots or strokes: "so" and "ka" are words and names.
            let marked = text.contains(['/', '.', '\\']);
            (marked || !matches!(bare, "nv" | "ka" | "so")).then_some(ScoreState::NotApplicable)
        }
        "unanswered" | "notanswered" | "noanswer" => Some(ScoreState::Unanswered),
        "notscored" | "unscored" | "notrated" | "unrated" => Some(ScoreState::NotScored),
        _ => None,
    }
}

/// A finite decimal number, its text kept where the number alone would not give it back.
pub(super) fn number(cell: &str, decimals: Decimals, expected: &'static str) -> Result<Number, &'static str> {
    let text = unquoted(trimmed(cell));
    match figures(text, decimals) {
        Some(number) => Ok(number),
        None => signed(text, decimals, expected),
    }
}

/// The most digits that are read at a glance: they are below [`ABSURD`], and a `f64` holds each such number exactly.
const GLANCE: usize = 12;
const POWERS: [f64; GLANCE] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];

/// A number of a few digits, perhaps with a point among them, read without a copy of it; `None` for any other text, which
/// may be a number too.
///
/// One division of exact numbers is rounded once, as parsing is. So few digits are found again in the number's shortest
/// form: what that leaves out are zeros, so its text is kept where there are some in front or behind the point.
fn figures(text: &str, decimals: Decimals) -> Option<Number> {
    let bytes = text.as_bytes();
    if bytes.len() > GLANCE {
        return None;
    }
    let (mut digits, mut point) = (0_u64, None);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => digits = digits * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() && decimals != Decimals::Comma => point = Some(at),
            _ => return None,
        }
    }
    let whole = point.unwrap_or(bytes.len());
    let behind = bytes.len() - whole;
    if whole == 0 || behind == 1 {
        return None;
    }
    let value = digits as f64 / POWERS[behind.saturating_sub(1)];
    let zeros = (whole > 1 && bytes[0] == b'0') || (behind > 0 && bytes.last() == Some(&b'0'));
    Some(Number { value, text: zeros.then(|| text.to_owned()) })
}

fn signed(text: &str, decimals: Decimals, expected: &'static str) -> Result<Number, &'static str> {
    if accounting(text) {
        return Err(PARENTHESES);
    }
    let mut plain = text.replace('\u{2212}', "-");
    if plain.contains(',') {
        if !comma_number(&plain) {
            return Err(expected);
        }
        match decimals {
            Decimals::Point => return Err(DECIMAL_POINT),
            Decimals::PointOrComma if thousands(&plain, ',') => return Err(THOUSANDS),
            Decimals::PointOrComma | Decimals::Comma => plain = plain.replace(',', "."),
        }
    } else if decimals == Decimals::Comma && plain.contains('.') && thousands(&plain, '.') {
        return Err(THOUSANDS);
    }
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let shaped = digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1;
    let value: f64 = if shaped { plain.parse().map_err(|_| expected)? } else { return Err(expected) };
    if value.abs() > ABSURD {
        return Err(expected);
    }
    // The sign of a zero says nothing.
    let value = if value == 0.0 { 0.0 } else { value };
    Ok(Number::read(value, text))
}

/// "(5)": accountants write −5 so.
fn accounting(text: &str) -> bool {
    let inside = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside
        .is_some_and(|inside| inside.bytes().any(|b| b.is_ascii_digit()) && comma_number(inside.trim_end_matches('%')))
}

/// Digits with commas, and perhaps a sign and a point.
fn comma_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')) && digits.bytes().any(|b| b.is_ascii_digit())
}

/// "1,234" and "1,234,567": groups of three after a first digit that is not 0.
fn thousands(text: &str, mark: char) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut groups = digits.split(mark);
    let first = groups.next().unwrap_or_default();
    !first.starts_with('0') && matches!(first.len(), 1..=3) && groups.all(|group| group.len() == 3)
}

/// A score on its column's scale, as points of possible points. The error is what is expected instead.
pub(super) fn scaled(score: Score, scale: Option<Scale>) -> Result<Score, &'static str> {
    let Score::Plain(number) = score else { return Ok(score) };
    Ok(match scale.ok_or(SCALE)? {
        Scale::Percent | Scale::Points => Score::Plain(number),
        Scale::Fraction => Score::Of(number, Number::new(1.0)),
        Scale::Of(max) => Score::Of(number, Number::new(max)),
        // Points of the span: what was written would be another number of it.
        Scale::Between { min, max } => Score::Of(Number::new(number.value - min), Number::new(max - min)),
    })
}

/// The percent that a score comes to; `None` for no score.
pub(super) fn percent(score: Score, text: &str) -> Option<Number> {
    match score {
        Score::None(_) => None,
        Score::Plain(number) | Score::Percent(number) => Some(number),
        Score::Of(_, possible) if possible.value == 0.0 => None,
        Score::Of(earned, possible) => Some(Number::read(100.0 * earned.value / possible.value, text.trim())),
    }
}

/// Whether an auto-fail mark says that it failed.
pub(super) fn failed(cell: &str) -> Result<bool, &'static str> {
    match trimmed(cell).to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "failed" | "fail" | "x" => Ok(true),
        "no" | "n" | "false" | "0" | "passed" | "pass" => Ok(false),
        text if none(text).is_some() => Ok(false),
        _ => Err("yes or no (also true, 1, failed, x; false, 0, blank)"),
    }
}

/// An id that a spreadsheet turned into a number: "4.471E+14".
pub(super) fn mangled_id(cell: &str) -> bool {
    let text = trimmed(cell);
    let Some(at) = text.bytes().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = mantissa.splitn(2, ['.', ',']);
    parts.next().is_some_and(digits)
        && parts.next().is_none_or(digits)
        && exponent.strip_prefix('+').is_some_and(digits)
}

#[cfg(test)]
mod tests;
