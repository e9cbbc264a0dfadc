//! The only reader of time and zone.

use std::time::{Duration, Instant};

use chrono::{DateTime, Local, NaiveDate, Offset, Utc};
use chrono_tz::Tz;

/// Real time, or a time that stands: in tests, and at each step of the demo's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Real,
    Fixed(DateTime<Utc>),
}

impl Clock {
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::Real => Utc::now(),
            Self::Fixed(at) => at,
        }
    }

    /// The day in a zone.
    pub fn today(self, zone: Tz) -> NaiveDate {
        self.now().with_timezone(&zone).date_naive()
    }

    /// Minutes east of UTC on this machine.
    pub fn utc_offset(self) -> i32 {
        match self {
            Self::Real => Local::now().offset().fix().local_minus_utc() / 60,
            Self::Fixed(_) => 0,
        }
    }
}

/// Lets something happen at most so often: also where the time of day is set, or stands.
#[derive(Debug)]
pub struct Rhythm {
    every: Duration,
    last: Option<Instant>,
}

impl Rhythm {
    pub fn new(every: Duration) -> Self {
        Self { every, last: None }
    }

    /// Whether it is time again, as it is at first.
    pub fn due(&mut self) -> bool {
        let now = Instant::now();
        let due = self.last.is_none_or(|last| now.duration_since(last) >= self.every);
        if due {
            self.last = Some(now);
        }
        due
    }
}

/// When something happened, to ask how long ago that is: also where the time of day is set, or stands.
#[derive(Debug, Clone, Copy)]
pub struct Since(Instant);

impl Since {
    pub fn now() -> Self {
        Self(Instant::now())
    }

    pub fn is_over(self, time: Duration) -> bool {
        self.0.elapsed() >= time
    }
}

/// The machine's own zone, where it tells; else UTC.
pub fn machine_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}
