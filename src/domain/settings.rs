//! Settings that the database keeps: rules that hold for everyone who reads the file.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::cycle::{Cadence, Cycles};

/// All settings with their meanings. Changing one is an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Days are cut here.
    pub zone: Tz,
    pub cadence: Cadence,
    /// The day that cycles are counted from.
    pub anchor: NaiveDate,
    /// An overall under this makes a call a below-threshold call.
    pub review_threshold: f64,
    /// A dimension with fewer calls is never the focus.
    pub minimum_sample: u32,
    /// Days from a session to its check.
    pub check_days: i64,
    /// Days that a flag may wait for a session.
    pub flag_days: i64,
    /// The line that a file without a scorecard's name goes to.
    pub scorecard: Option<String>,
    /// Whether 9/10 typed by hand is 9 October.
    pub day_first: bool,
}

/// Every key in the order that lists show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Zone,
    Cadence,
    Anchor,
    ReviewThreshold,
    MinimumSample,
    CheckDays,
    FlagDays,
    Scorecard,
    DateOrder,
}

impl Key {
    pub const ALL: [Self; 9] = [
        Self::Zone,
        Self::Cadence,
        Self::Anchor,
        Self::ReviewThreshold,
        Self::MinimumSample,
        Self::CheckDays,
        Self::FlagDays,
        Self::Scorecard,
        Self::DateOrder,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Cadence => "cadence",
            Self::Anchor => "anchor",
            Self::ReviewThreshold => "review-threshold",
            Self::MinimumSample => "minimum-sample",
            Self::CheckDays => "check-days",
            Self::FlagDays => "flag-days",
            Self::Scorecard => "scorecard",
            Self::DateOrder => "date-order",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    /// One line for Setup and `settings`.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Zone => "the time zone that days are cut in, such as Europe/London",
            Self::Cadence => "how often each agent is coached: weekly, bi-weekly, monthly, or a number of days",
            Self::Anchor => "a day on which a cycle starts; all others are counted from it",
            Self::ReviewThreshold => "a call whose overall is under this is listed for review, in percent",
            Self::MinimumSample => "a dimension with fewer calls than this is never the focus",
            Self::CheckDays => "days from a session to its check",
            Self::FlagDays => "days that a flag may wait for a session",
            Self::Scorecard => "the scorecard in force: files that name none go to it",
            Self::DateOrder => "how a typed 9/10 is read: day-first or month-first",
        }
    }

    /// Judges a value; what comes back is how it is stored.
    pub fn read(self, text: &str) -> Result<String, String> {
        let text = text.trim();
        let whole = |low: i64, high: i64| {
            text.parse::<i64>()
                .ok()
                .filter(|n| (low..=high).contains(n))
                .map(|n| n.to_string())
                .ok_or_else(|| format!("{} is a whole number from {low} to {high}, not “{text}”", self.word()))
        };
        match self {
            Self::Zone => text
                .parse::<Tz>()
                .map(|zone| zone.name().to_owned())
                .map_err(|_| format!("“{text}” is no IANA time zone; one is Europe/London, another America/New_York")),
            Self::Cadence => Cadence::parse(text).map(|c| c.to_string()).ok_or_else(|| {
                format!("cadence is weekly, bi-weekly, monthly or a number of days (“10 days”), not “{text}”")
            }),
            Self::Anchor => text
                .parse::<NaiveDate>()
                .map(|d| d.to_string())
                .map_err(|_| format!("anchor is a date such as 2026-11-09, not “{text}”")),
            Self::ReviewThreshold => text
                .trim_end_matches('%')
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|v| v.is_finite() && (-1000.0..=1000.0).contains(v))
                .map(|v| v.to_string())
                .ok_or_else(|| format!("review-threshold is a percent such as 70, not “{text}”")),
            Self::MinimumSample => whole(1, 1000),
            Self::CheckDays => whole(1, 366),
            Self::FlagDays => whole(0, 366),
            Self::Scorecard => Ok(text.to_owned()),
            Self::DateOrder => match text {
                "day-first" | "month-first" => Ok(text.to_owned()),
                _ => Err(format!("date-order is day-first or month-first, not “{text}”")),
            },
        }
    }
}

impl Settings {
    /// What a new database starts with.
    pub fn new(zone: Tz) -> Self {
        Self {
            zone,
            cadence: Cadence::BiWeekly,
            anchor: NaiveDate::from_ymd_opt(2024, 1, 8).expect("8 January 2024 is a date"),
            review_threshold: 70.0,
            minimum_sample: 3,
            check_days: 30,
            flag_days: 2,
            scorecard: None,
            day_first: true,
        }
    }

    pub fn cycles(&self) -> Cycles {
        Cycles { cadence: self.cadence, anchor: self.anchor }
    }

    /// The value as text, as [`Key::read`] takes it.
    pub fn text(&self, key: Key) -> String {
        match key {
            Key::Zone => self.zone.name().to_owned(),
            Key::Cadence => self.cadence.to_string(),
            Key::Anchor => self.anchor.to_string(),
            Key::ReviewThreshold => self.review_threshold.to_string(),
            Key::MinimumSample => self.minimum_sample.to_string(),
            Key::CheckDays => self.check_days.to_string(),
            Key::FlagDays => self.flag_days.to_string(),
            Key::Scorecard => self.scorecard.clone().unwrap_or_default(),
            Key::DateOrder => if self.day_first { "day-first" } else { "month-first" }.to_owned(),
        }
    }

    /// Takes over a stored value; one that cannot be read leaves the setting as it is.
    pub fn take(&mut self, key: Key, text: &str) {
        match key {
            Key::Zone => text.parse().map(|v| self.zone = v).unwrap_or_default(),
            Key::Cadence => Cadence::parse(text).map(|v| self.cadence = v).unwrap_or_default(),
            Key::Anchor => text.parse().map(|v| self.anchor = v).unwrap_or_default(),
            Key::ReviewThreshold => text.parse().map(|v| self.review_threshold = v).unwrap_or_default(),
            Key::MinimumSample => text.parse().map(|v| self.minimum_sample = v).unwrap_or_default(),
            Key::CheckDays => text.parse().map(|v| self.check_days = v).unwrap_or_default(),
            Key::FlagDays => text.parse().map(|v| self.flag_days = v).unwrap_or_default(),
            Key::Scorecard => self.scorecard = (!text.is_empty()).then(|| text.to_owned()),
            Key::DateOrder => self.day_first = text != "month-first",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_back_what_it_shows() {
        let mut settings = Settings::new(chrono_tz::Asia::Kolkata);
        settings.cadence = Cadence::Days(10);
        settings.scorecard = Some("Default".to_owned());
        settings.day_first = false;
        let mut copy = Settings::new(chrono_tz::UTC);
        for key in Key::ALL {
            copy.take(key, &key.read(&settings.text(key)).expect("its own text reads"));
        }
        assert_eq!(copy, settings);
    }

    #[test]
    fn what_no_setting_can_be_is_refused_with_what_it_can() {
        for (key, bad) in [
            (Key::Zone, "London"),
            (Key::Cadence, "0 days"),
            (Key::Anchor, "9 Nov"),
            (Key::ReviewThreshold, "NaN"),
            (Key::MinimumSample, "0"),
            (Key::CheckDays, "a month"),
            (Key::FlagDays, "-1"),
            (Key::DateOrder, "ymd"),
        ] {
            let refusal = key.read(bad).expect_err(bad);
            assert!(refusal.contains(bad), "{refusal}");
        }
    }
}
