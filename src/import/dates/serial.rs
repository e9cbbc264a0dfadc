//! A spreadsheet's dates as it stores them: days since its epoch, the time as a fraction.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::domain::mapping::Epoch;

/// 1990-01-01 and 2100-12-31, counted from 1900.
const FIRST: i64 = 32_874;
const LAST: i64 = 73_415;
/// Days between the two epochs.
const APART: i64 = 1_462;

/// The day's number and the time: "45581", "45581.3979".
pub(super) fn read(text: &str) -> Option<(i64, Option<NaiveTime>)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) || (fraction.is_empty() && whole.len() != text.len()) {
        return None;
    }
    let mut day: i64 = whole.parse().ok()?;
    let share: f64 = format!("0.{fraction}0").parse().ok()?;
    let seconds = (share * 86_400.0).round();
    if !(FIRST - APART..=LAST).contains(&day) {
        return None;
    }
    if share == 0.0 {
        return Some((day, None));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one of a day's seconds")]
    let mut second = seconds as u32;
    if second == 86_400 {
        (day, second) = (day + 1, 0);
    }
    Some((day, Some(NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?)))
}

/// The date of a day's number.
pub(super) fn date(day: i64, epoch: Option<Epoch>) -> Option<NaiveDate> {
    let (year, month, first) = match epoch {
        None | Some(Epoch::Of1900) => (1899, 12, 30),
        Some(Epoch::Of1904) => (1904, 1, 1),
    };
    NaiveDate::from_ymd_opt(year, month, first)?.checked_add_days(Days::new(u64::try_from(day).ok()?))
}

/// Counted from 1904, where from 1900 some day of the column would lie before 1990, and none is out of reach.
pub(super) fn epoch(least: i64, greatest: i64) -> Option<Epoch> {
    (least < FIRST && greatest <= LAST - APART).then_some(Epoch::Of1904)
}
