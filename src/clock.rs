//! The only reader of time and zone.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Local, Offset, Utc};
use chrono_tz::Tz;

/// Real time, or a time that stands until it is set: in tests and while the demo's history is replayed.
#[derive(Debug, Clone)]
pub enum Clock {
    Real,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Real => Utc::now(),
            Self::Fixed(at) => *at.lock().expect("no one panics while setting a clock"),
        }
    }

    /// Moves a fixed clock; the real one cannot be moved.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Self::Fixed(at) = self {
            *at.lock().expect("no one panics while setting a clock") = to;
        }
    }

    /// Minutes east of UTC on this machine.
    pub fn utc_offset(&self) -> i32 {
        match self {
            Self::Real => Local::now().offset().fix().local_minus_utc() / 60,
            Self::Fixed(_) => 0,
        }
    }
}

/// The machine's own zone, where it tells; else UTC.
pub fn machine_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}
