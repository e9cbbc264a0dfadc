//! Offsets as makers write them, in milliseconds.

use super::json::Json;

/// An offset from the start of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// Milliseconds.
    At(i64),
    Missing,
    /// There is something, and it is no time.
    Unreadable,
}

/// Longer than any call, in milliseconds: about four months.
const LONGEST: f64 = 1e10;

impl Time {
    pub(super) fn ms(self) -> Option<i64> {
        match self {
            Self::At(ms) => Some(ms),
            Self::Missing | Self::Unreadable => None,
        }
    }

    /// What lies `later_ms` after it.
    pub(super) fn plus(self, later: Self) -> Self {
        match (self, later) {
            (Self::At(from), Self::At(length)) => Self::At(from + length),
            (Self::Unreadable, _) | (_, Self::Unreadable) => Self::Unreadable,
            (Self::Missing, _) | (_, Self::Missing) => Self::Missing,
        }
    }

    fn read(value: &Json<'_>, number: Option<f64>, unit: f64) -> Self {
        match number.map(|number| number * unit) {
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked before")]
            Some(ms) if ms.abs() < LONGEST => Self::At(ms.round() as i64),
            None if value.is_null() || value.text() == Some("") => Self::Missing,
            Some(_) | None => Self::Unreadable,
        }
    }

    /// Seconds, as a number, as text ("4.87"), or as a duration ("1.500s").
    pub(super) fn seconds(value: &Json<'_>) -> Self {
        let number = match value.text().and_then(|text| text.trim().strip_suffix('s')) {
            Some(number) => number.parse().ok().filter(|number: &f64| number.is_finite()),
            None => value.number(),
        };
        Self::read(value, number, 1000.0)
    }

    pub(super) fn millis(value: &Json<'_>) -> Self {
        Self::read(value, value.number(), 1.0)
    }

    /// "00:00:07,000", as subtitles have it.
    pub(super) fn clock(value: &Json<'_>) -> Self {
        match value.text() {
            Some(text) => clock(text.trim()).map_or(Self::Unreadable, Self::At),
            None if value.is_null() => Self::Missing,
            None => Self::Unreadable,
        }
    }
}

/// "[h:]m:s.fraction" in milliseconds, padded or not.
pub(super) fn clock(text: &str) -> Option<i64> {
    let number = |digits: &str, most: usize| {
        let plain = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if plain { digits.parse::<i64>().ok() } else { None }
    };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut parts = whole.rsplit(':');
    let second = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let hour = parts.next().map_or(Some(0), |hours| number(hours, 6))?;
    if parts.next().is_some() || minute > 59 || second > 59 {
        return None;
    }
    number(fraction, 9)?;
    let millis = number(&format!("{:0<3}", &fraction[..fraction.len().min(3)]), 3)?;
    Some(((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

#[cfg(test)]
mod tests {
    use super::{Time, clock};
    use crate::import::transcripts::json;

    #[test]
    fn clocks_are_read_padded_or_not() {
        for (text, ms) in [
            ("00:00:07.000", 7_000),
            ("00:07.000", 7_000),
            ("0:0:3.540", 3_540),
            ("0:0:7.23", 7_230),
            ("1:2:7.950", 3_727_950),
            ("100:00:00.000", 360_000_000),
            ("00:01,5", 1_500),
            ("00:01", 1_000),
            ("0:1.123456", 1_123),
        ] {
            assert_eq!(clock(text), Some(ms), "{text}");
        }
        for text in [
            "",
            "7.000",
            "00:60:00.000",
            "00:99.0",
            "a:b.c",
            "1:2:3:4.5",
            "00:01.",
            "-1:00.0",
            "9999999:00:00.0",
            "00:01.1x",
        ] {
            assert_eq!(clock(text), None, "{text:?}");
        }
    }

    #[test]
    fn seconds_come_as_numbers_texts_and_durations() {
        for (text, time) in [
            ("4.87", Time::At(4_870)),
            ("\"4.87\"", Time::At(4_870)),
            ("\"1.500s\"", Time::At(1_500)),
            ("17.279999", Time::At(17_280)),
            ("0", Time::At(0)),
            ("-2", Time::At(-2_000)),
            ("null", Time::Missing),
            ("\"\"", Time::Missing),
            ("\"soon\"", Time::Unreadable),
            ("\"s\"", Time::Unreadable),
            ("\"NaN\"", Time::Unreadable),
            ("\"infs\"", Time::Unreadable),
            ("[]", Time::Unreadable),
            ("true", Time::Unreadable),
            ("1e300", Time::Unreadable),
        ] {
            assert_eq!(Time::seconds(&json::parse(text.as_bytes()).expect(text)), time, "{text}");
        }
    }
}
