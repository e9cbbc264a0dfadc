//! A calendar day, and a half-open span of days.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days since 1970-01-01, as the file stores them.
pub fn to_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(EPOCH).num_days()
}

/// The day of a stored number; `None` outside of what a calendar can hold.
pub fn from_number(number: i64) -> Option<NaiveDate> {
    EPOCH.checked_add_signed(chrono::Duration::try_days(number)?)
}

/// "From the beginning", where a first target or membership has no date.
pub const BEGINNING: i64 = -719_162;

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("1970-01-01 is a date");

/// Days `from` to the day before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: NaiveDate,
    /// Exclusive.
    pub to: NaiveDate,
}

impl Span {
    pub fn new(from: NaiveDate, to: NaiveDate) -> Self {
        Self { from, to }
    }

    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.to
    }

    /// The last day that counts.
    pub fn last(self) -> NaiveDate {
        self.to.checked_sub_days(Days::new(1)).unwrap_or(self.to)
    }

    pub fn days(self) -> i64 {
        self.to.signed_duration_since(self.from).num_days()
    }

    /// "9–22 Nov", "26 Oct – 8 Nov", with years where the span is not in `today`'s year.
    pub fn words(self, today: NaiveDate) -> String {
        use chrono::Datelike;
        let last = self.last();
        let year = if last.year() == today.year() { String::new() } else { format!(" {}", last.year()) };
        if self.from.year() != last.year() {
            format!("{} – {}", self.from.format("%-d %b %Y"), last.format("%-d %b %Y"))
        } else if self.from.month() == last.month() {
            format!("{}–{}{year}", self.from.day(), last.format("%-d %b"))
        } else {
            format!("{} – {}{year}", self.from.format("%-d %b"), last.format("%-d %b"))
        }
    }
}
