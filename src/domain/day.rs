//! A calendar day, and a half-open span of days.

use chrono::{Datelike, Days, Month, NaiveDate};
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

/// "Nov". Days stand on every frame, and a pattern is read anew each time that it is used.
pub fn month(day: NaiveDate) -> &'static str {
    u8::try_from(day.month()).ok().and_then(|n| Month::try_from(n).ok()).map_or("", |month| &month.name()[..3])
}

/// "25 Nov".
pub fn day_month(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month(day))
}

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
        let last = self.last();
        let year = if last.year() == today.year() { String::new() } else { format!(" {}", last.year()) };
        if self.from.year() != last.year() {
            format!("{} {} – {} {}", day_month(self.from), self.from.year(), day_month(last), last.year())
        } else if self.from.month() == last.month() {
            format!("{}–{}{year}", self.from.day(), day_month(last))
        } else {
            format!("{} – {}{year}", day_month(self.from), day_month(last))
        }
    }
}
