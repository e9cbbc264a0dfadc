//! The days of the invented history: everything hangs on the day that the demo is opened on.
//!
//! ```text
//! start = anchor                                   monday          today
//! |-- cycle --|-- cycle --|-- … six of them … -----|-- this week --|
//! ```

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};

/// The zone that the team works in; [`local`] follows its rule, so that no zone database is needed here.
pub(super) const ZONE: &str = "Europe/London";

/// Complete bi-weekly cycles before the week of `today`.
const CYCLES: u64 = 6;
const CYCLE_DAYS: u64 = 14;

/// The fixed days of one history.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    pub(super) today: NaiveDate,
    /// The newest day with calls: `today`, or the Friday before a weekend.
    pub(super) last: NaiveDate,
    /// The Monday of this week: the last complete cycle ends with it.
    pub(super) monday: NaiveDate,
    /// The first day with calls; a Monday, and the anchor of the cycles.
    pub(super) start: NaiveDate,
    /// The newest file is loaded now; nothing but a draft is later.
    pub(super) end: DateTime<Utc>,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate) -> Self {
        let last = on_or_before(today);
        let monday = back(last, u64::from(last.weekday().num_days_from_monday()));
        // A demo opened in the morning must not hold a record of the afternoon.
        let (hour, minute) = if last == today { (9, 45) } else { (18, 30) };
        Self {
            today,
            last,
            monday,
            start: back(monday, CYCLES * CYCLE_DAYS),
            end: local(last, hour, minute, 0).with_timezone(&Utc),
        }
    }

    /// The last complete cycle before `day`: its first day, and the first day after it.
    pub(super) fn cycle_before(&self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let whole = u64::try_from((day - self.start).num_days()).unwrap_or(0) / CYCLE_DAYS;
        let to = ahead(self.start, whole * CYCLE_DAYS);
        (back(to, CYCLE_DAYS), to)
    }

    /// When a file is loaded: each Monday morning, and once more at the very end.
    pub(super) fn batches(&self) -> Vec<DateTime<Utc>> {
        let mondays =
            (1..=CYCLES * CYCLE_DAYS / 7).map(|week| local(ahead(self.start, 7 * week), 7, 30, 0).with_timezone(&Utc));
        mondays.chain([self.end]).collect()
    }

    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = self.last;
        self.start.iter_days().take_while(move |day| *day <= last)
    }

    /// The day before `today` that has calls: a Saturday counts, unless the history ends before it.
    pub(super) fn yesterday(&self) -> NaiveDate {
        let day = back(self.today, 1);
        let day = if day.weekday() == Weekday::Sun { back(day, 1) } else { day };
        day.min(self.last)
    }

    /// A working day so many days ago, or the next one after it.
    pub(super) fn ago(&self, days: u64) -> NaiveDate {
        on_or_after(back(self.today, days)).min(self.last)
    }
}

pub(super) fn ahead(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

pub(super) fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

pub(super) fn is_workday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

pub(super) fn on_or_before(day: NaiveDate) -> NaiveDate {
    if is_workday(day) { day } else { on_or_before(back(day, 1)) }
}

pub(super) fn on_or_after(day: NaiveDate) -> NaiveDate {
    if is_workday(day) { day } else { on_or_after(ahead(day, 1)) }
}

/// The Sunday that ends the week of `day`: what "this week" means in a practice action.
pub(super) fn sunday_of(day: NaiveDate) -> NaiveDate {
    ahead(day, u64::from(6 - day.weekday().num_days_from_monday()))
}

/// A clock time in London. Summer time runs from the last Sunday of March to the last of October, changing before dawn:
/// a whole day has one offset as far as opening hours go.
pub(super) fn local(day: NaiveDate, hour: u32, minute: u32, second: u32) -> DateTime<FixedOffset> {
    let summer = last_sunday(day.year(), 3) <= day && day < last_sunday(day.year(), 10);
    let offset = FixedOffset::east_opt(if summer { 3600 } else { 0 }).expect("an hour is a valid offset");
    let time = NaiveTime::from_hms_opt(hour, minute, second).expect("the generator's clock times are valid");
    offset.from_local_datetime(&day.and_time(time)).single().expect("a fixed offset has no gaps")
}

/// The same instant as London's clocks showed it.
pub(super) fn in_london(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let offset = *local(at.date_naive(), 12, 0, 0).offset();
    at.with_timezone(&offset)
}

fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let end = NaiveDate::from_ymd_opt(year, month, 31).expect("March and October have 31 days");
    back(end, u64::from(end.weekday().num_days_from_sunday()))
}
