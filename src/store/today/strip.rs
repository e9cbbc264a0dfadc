//! The next fortnight, day by day.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Due;
use crate::domain::today::{DueKind, StripDay};

/// Days that the strip shows from today on.
const FORTNIGHT: usize = 14;

/// What falls on which day: what is overdue is due today, what is put off on the day that it waits for. A weekend's day
/// stands there only where something is due on it.
pub(super) fn strip(due: &Due) -> Vec<StripDay> {
    let mut days: Vec<StripDay> =
        due.today.iter_days().take(FORTNIGHT).map(|day| StripDay { day, sessions: 0, checks: 0, actions: 0 }).collect();
    let at = |day: NaiveDate| usize::try_from((day - due.today).num_days()).ok().filter(|i| *i < FORTNIGHT);
    for item in due.found.iter().map(|f| &f.item) {
        let until = item.snoozed.as_ref().map(|s| s.until);
        let day = match item.kind {
            // What is past its end does not end today.
            DueKind::Action => until.unwrap_or(item.due),
            _ => until.unwrap_or(item.due).max(due.today),
        };
        let Some(i) = at(day) else { continue };
        match item.kind {
            DueKind::Session => days[i].sessions += 1,
            DueKind::Check => days[i].checks += 1,
            DueKind::Action => days[i].actions += 1,
            _ => {}
        }
    }
    let weekend = |day: NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    days.retain(|d| d.day == due.today || !weekend(d.day) || d.sessions + d.checks + d.actions > 0);
    days
}
