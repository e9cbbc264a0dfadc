//! Dates and times as they are typed.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::dates;
use crate::domain::session::{Draft, Prefill};

/// The day that a draft's session is held on, before anything is known of its data; today where it says nothing readable.
pub fn held_on(draft: &Draft, zone: Tz, day_first: bool, now: DateTime<Utc>) -> NaiveDate {
    let today = now.with_timezone(&zone).date_naive();
    let text = draft.held_at.trim();
    if text.is_empty() {
        return today;
    }
    moment(text, zone, day_first, today).map_or(today, |(_, day)| day.min(today))
}

pub(super) fn held_at(draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = draft.held_at.trim();
    if text.is_empty() {
        return Ok(now);
    }
    let today = now.with_timezone(&prefill.zone).date_naive();
    let (at, day) = moment(text, prefill.zone, prefill.day_first, today)?;
    // A date alone stands for noon of that day, or for now on the day itself.
    Ok(at.unwrap_or_else(|| {
        if day == today {
            return now;
        }
        let noon = day.and_time(NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time"));
        prefill.zone.from_local_datetime(&noon).earliest().map_or(now, |at| at.with_timezone(&Utc))
    }))
}

/// A typed date, or date and time: RFC 3339, "2026-11-25 14:30", or a date as [`dates::parse_past`] reads it.
pub(super) fn moment(
    text: &str,
    zone: Tz,
    day_first: bool,
    today: NaiveDate,
) -> Result<(Option<DateTime<Utc>>, NaiveDate), String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        let at = at.with_timezone(&Utc);
        return Ok((Some(at), at.with_timezone(&zone).date_naive()));
    }
    for form in ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"] {
        if let Ok(local) = chrono::NaiveDateTime::parse_from_str(text, form) {
            let at = crate::domain::when::When::Naive(local).instant(zone);
            return Ok((at, local.date()));
        }
    }
    dates::parse_past(text, today, day_first).map(|day| (None, day)).map_err(|e| e.to_string())
}

pub(super) fn typed_date(text: &str, held_on: NaiveDate, prefill: &Prefill) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    dates::parse_typed(text, held_on, prefill.day_first).map(Some).map_err(|e| e.to_string())
}
