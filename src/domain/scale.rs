//! What a number in a column of scores is a number of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What plain numbers of a column mean. Cells with a percent sign or as `a/b` say it themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// 85 is 85 %.
    Percent,
    /// 0.85 is 85 %.
    Fraction,
    /// v of MAX: 4 of 5 is 80 %.
    Of(f64),
    /// (v − min) / (max − min): 4 on 1 to 5 is 75 %.
    Between { min: f64, max: f64 },
    /// The file says it row by row: a column of possible points, or `a/b` in the cell.
    Points,
}

impl Scale {
    /// The percent that a value comes to; `None` where the file's rows say it.
    pub fn percent(self, value: f64) -> Option<f64> {
        match self {
            Self::Percent => Some(value),
            Self::Fraction => Some(100.0 * value),
            Self::Of(max) => Some(100.0 * value / max),
            Self::Between { min, max } => Some(100.0 * (value - min) / (max - min)),
            Self::Points => None,
        }
    }

    /// How a reader says it ("points of 5").
    pub fn words(self) -> String {
        match self {
            Self::Percent => "percents".to_owned(),
            Self::Fraction => "fractions of one".to_owned(),
            Self::Of(max) => format!("points of {max}"),
            Self::Between { min, max } => format!("{min} to {max}, the lowest being 0 %"),
            Self::Points => "points of the file's own possible points".to_owned(),
        }
    }
}

/// As a mapping and `--scale` have it: percent, fraction, points, "of 5", "1 to 5".
impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent => f.write_str("percent"),
            Self::Fraction => f.write_str("fraction"),
            Self::Points => f.write_str("points"),
            Self::Of(max) => write!(f, "of {max}"),
            Self::Between { min, max } => write!(f, "{min} to {max}"),
        }
    }
}

impl FromStr for Scale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let lower = text.trim().to_lowercase();
        let read = match lower.as_str() {
            "percent" | "%" => Some(Self::Percent),
            "fraction" => Some(Self::Fraction),
            "points" => Some(Self::Points),
            _ => None,
        };
        let of = || number(lower.strip_prefix("of ")?).filter(|max| *max > 0.0).map(Self::Of);
        let between = || {
            let (min, max) = lower.split_once(" to ")?;
            let (min, max) = (number(min)?, number(max)?);
            (min < max).then_some(Self::Between { min, max })
        };
        read.or_else(of)
            .or_else(between)
            .ok_or_else(|| format!("\"{text}\" is no scale: percent, fraction, points, \"of 5\" or \"1 to 5\" are"))
    }
}

impl Serialize for Scale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    /// Figures worked by hand.
    #[test]
    fn a_value_comes_to_a_percent_by_its_scale() {
        for (scale, value, percent) in [
            ("percent", 85.0, 85.0),
            ("fraction", 0.85, 85.0),
            ("of 5", 3.0, 60.0),
            ("1 to 5", 3.0, 50.0),
            ("0 to 10", 7.0, 70.0),
            ("of 1", 1.0, 100.0),
            ("of 2.5", 2.0, 80.0),
            ("1 to 10", 1.0, 0.0),
            ("-5 to 10", 10.0, 100.0),
            ("of 10", -5.0, -50.0),
        ] {
            let read: Scale = scale.parse().expect(scale);
            let came = read.percent(value).expect(scale);
            assert!((came - percent).abs() < 1e-9, "{scale} {value}: {came}");
            assert_eq!(read.to_string(), scale);
        }
    }

    #[test]
    fn what_is_no_scale_is_refused() {
        for text in ["", "of", "of 0", "of -1", "5 to 1", "3 to 3", "of nan", "inf to 5", "stars"] {
            assert!(text.parse::<Scale>().is_err(), "{text:?}");
        }
    }
}
