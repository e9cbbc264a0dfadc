//! When something happened, as exactly as its file says, and the day that it counts for.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A point in time with the exactness of its source. Ordered by exactness first in [`When::exactness`],
/// never by derived order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The source gave a zone or an offset.
    Instant(DateTime<Utc>),
    /// A wall-clock time without a zone: the zone of its batch makes it an instant.
    Naive(NaiveDateTime),
    /// A date alone: the day stands as it is in every zone.
    Date(NaiveDate),
}

/// A [`When`] beside the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    pub when: When,
    /// As the file had it.
    pub text: String,
}

impl Stamp {
    /// The text, where the time alone would not give it back: where it is not written the usual way
    /// ("2026-10-05T14:30:00Z", without the Z where it names no zone, the date alone where there is no more).
    pub fn written(&self) -> Option<&str> {
        (!self.when.is_usually(self.text.as_bytes())).then_some(&self.text)
    }
}

impl When {
    /// Whether that is the usual way to write it.
    fn is_usually(self, text: &[u8]) -> bool {
        let (at, end): (NaiveDateTime, &[u8]) = match self {
            Self::Instant(at) => (at.naive_utc(), b"Z"),
            Self::Naive(at) => (at, b""),
            Self::Date(day) => return text.len() == 10 && is_date(text, day),
        };
        let Some((date, time)) = text.split_at_checked(10) else { return false };
        let Some((time, rest)) = time.split_first_chunk::<9>() else { return false };
        let part = |from: usize| two(time[from], time[from + 1]);
        rest == end
            && at.nanosecond() == 0
            && is_date(date, at.date())
            && (time[0], time[3], time[6]) == (b'T', b':', b':')
            && (part(1), part(4), part(7)) == (Some(at.hour()), Some(at.minute()), Some(at.second()))
    }

    /// The usual way to write it: see [`Stamp::written`].
    pub fn usual(&self) -> String {
        match self {
            Self::Instant(at) => at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            Self::Naive(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Self::Date(day) => day.format("%Y-%m-%d").to_string(),
        }
    }

    /// The instant, where there is one. A wall-clock time that a zone skips (spring) is moved on by the gap;
    /// one that it repeats (autumn) is the earlier.
    pub fn instant(&self, zone: Tz) -> Option<DateTime<Utc>> {
        match *self {
            Self::Instant(at) => Some(at),
            Self::Naive(local) => Some(local_instant(local, zone)),
            Self::Date(_) => None,
        }
    }

    /// The day that it counts for in the database's zone. `batch_zone` is what a naive time was meant in.
    ///
    /// # Panics
    /// Never: only a date has no instant.
    pub fn day(&self, zone: Tz, batch_zone: Tz) -> NaiveDate {
        match *self {
            Self::Date(day) => day,
            Self::Instant(_) | Self::Naive(_) => {
                self.instant(batch_zone).expect("only a date has no instant").with_timezone(&zone).date_naive()
            }
        }
    }

    /// How exact: a date 0, a wall-clock time 1, an instant 2.
    pub fn exactness(&self) -> u8 {
        match self {
            Self::Date(_) => 0,
            Self::Naive(_) => 1,
            Self::Instant(_) => 2,
        }
    }
}

/// "2026-10-05", of the years with four digits.
fn is_date(text: &[u8], day: NaiveDate) -> bool {
    let Ok(text) = <&[u8; 10]>::try_from(text) else { return false };
    let part = |from: usize| two(text[from], text[from + 1]);
    let year = part(0).zip(part(2)).and_then(|(high, low)| i32::try_from(high * 100 + low).ok());
    (text[4], text[7]) == (b'-', b'-')
        && (year, part(5), part(8)) == (Some(day.year()), Some(day.month()), Some(day.day()))
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    Some(digit(tens)? * 10 + digit(ones)?)
}

fn local_instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(at) | chrono::LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        chrono::LocalResult::None => {
            // In the gap: what the clock would read had it not been put forward.
            let before = local - chrono::Duration::hours(3);
            let offset = zone
                .from_local_datetime(&before)
                .earliest()
                .map_or(chrono::Duration::zero(), |at| at.naive_local() - at.naive_utc());
            (local - offset).and_utc()
        }
    }
}
