//! Who is on the invented team, and what happens to each in the twelve weeks: levels, flags and coaching sessions.

use chrono::{Datelike, NaiveDate};

use super::calendar::{Calendar, ahead, back, is_workday, on_or_before};
use super::form::{DISCOVERY, EMPATHY, Item, PROCESS, RESOLUTION};

/// Indexes of the agents, in the order of `people.toml`: A001 is 0.
pub(super) const RISER: usize = 0;
pub(super) const STUCK: usize = 1;
pub(super) const FLAGGED: usize = 2;
pub(super) const AT_TARGET: usize = 3;
pub(super) const AUTO_FAILED: usize = 4;
pub(super) const DRAFTED: usize = 5;
pub(super) const OVERDUE: usize = 6;
pub(super) const FALLER: usize = 7;
pub(super) const DISPUTER: usize = 8;
pub(super) const NEVER_COACHED: usize = 9;
pub(super) const FLAGGED_YESTERDAY: usize = 10;
pub(super) const NEW: usize = 11;
pub(super) const AGENTS: usize = 12;

/// A dimension's mean from a day on.
#[derive(Debug)]
pub(super) struct Shift {
    pub(super) from: NaiveDate,
    pub(super) dimension: usize,
    pub(super) level: f64,
}

/// How an agent does: the mean percent of each dimension, what changes it, and what is missed most inside each.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) levels: [f64; 5],
    pub(super) shifts: Vec<Shift>,
    pub(super) weak: [Item; 5],
    pub(super) steady: Option<Steady>,
}

/// Until a day the same is missed in a dimension on every call, and nothing else: a score that is seen not to move.
#[derive(Debug)]
pub(super) struct Steady {
    pub(super) dimension: usize,
    pub(super) until: NaiveDate,
}

/// A call that must turn out one way: the words of its flag are heard at its offset.
#[derive(Debug, Clone)]
pub(super) struct Pin {
    pub(super) agent: usize,
    pub(super) day: NaiveDate,
    pub(super) missed: Item,
    pub(super) mark: PinMark,
}

/// What hangs on a pinned call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PinMark {
    Flag { code: &'static str, severity: &'static str },
    AutoFail,
}

/// Why a session was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scheduled,
    FollowUp,
    FlaggedCall,
    Recognition,
}

/// When a practice action ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    ThisWeek,
    NextSession,
    Date,
}

/// One session that the history holds.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) agent: usize,
    pub(super) day: NaiveDate,
    pub(super) hour: u32,
    pub(super) kind: Kind,
    /// The dimension coached; none on a recognition.
    pub(super) focus: Option<usize>,
    pub(super) item: Item,
    pub(super) by: By,
    /// The pin whose flag it answers.
    pub(super) answers: Option<usize>,
    /// Whether the agent has signed, and how.
    pub(super) signed: Option<&'static str>,
    /// Where the page is kept that the agent signed by hand.
    pub(super) page: Option<&'static str>,
    /// Whether the 30-day check is performed once its day is past.
    pub(super) checked: bool,
    /// What follows once it is checked.
    pub(super) then: Option<&'static str>,
}

/// So many days ago a session was held after which nothing moved.
const SAME: u64 = 60;

const USUAL: [Item; 5] = [Item::Notice, Item::Acknowledge, Item::OpenQuestion, Item::NextStep, Item::Written];

/// Levels by agent. Figures stand well clear of the targets, so that who is where does not hang on the seed.
pub(super) fn form(agent: usize, calendar: &Calendar) -> Form {
    let coached = |days| calendar.ago(days);
    let shift = |from, dimension, level| Shift { from, dimension, level };
    let (levels, shifts) = match agent {
        RISER => ([97.5, 48.0, 69.0, 88.0, 93.0], vec![shift(ahead(coached(42), 1), EMPATHY, 90.0)]),
        STUCK => ([97.0, 84.0, 87.0, 68.0, 93.0], vec![]),
        FLAGGED => ([85.0, 82.0, 85.0, 89.0, 92.5], vec![]),
        AT_TARGET => ([99.5, 89.0, 92.0, 95.0, 97.0], vec![]),
        // Coached on the smaller of two gaps, for a reason.
        AUTO_FAILED => ([97.0, 80.0, 58.0, 89.0, 80.0], vec![]),
        DRAFTED => ([98.0, 85.0, 66.0, 84.0, 93.0], vec![]),
        OVERDUE => ([97.0, 58.0, 85.0, 82.0, 92.0], vec![]),
        FALLER => (
            [97.5, 54.0, 71.0, 88.0, 92.0],
            vec![shift(ahead(coached(55), 1), EMPATHY, 84.0), shift(coached(13), DISCOVERY, 26.0)],
        ),
        DISPUTER => ([97.0, 59.0, 82.0, 84.0, 92.0], vec![]),
        NEVER_COACHED => ([96.5, 79.0, 86.0, 74.0, 87.0], vec![]),
        FLAGGED_YESTERDAY => ([97.5, 82.0, 79.0, 69.0, 79.0], vec![shift(ahead(coached(40), 1), RESOLUTION, 91.0)]),
        _ => ([93.0, 70.0, 75.0, 80.0, 88.0], vec![]),
    };
    let mut weak = USUAL;
    if matches!(agent, OVERDUE | AUTO_FAILED | FLAGGED_YESTERDAY) {
        weak[0] = Item::Disclosure;
    }
    if agent == DRAFTED {
        weak[2] = Item::Confirm;
    }
    let steady = (agent == DISPUTER).then(|| Steady { dimension: PROCESS, until: ahead(coached(SAME), 31) });
    Form { levels, shifts, weak, steady }
}

/// Flags and auto-fails: two that a session answered, three that nobody has.
pub(super) fn pins(calendar: &Calendar) -> Vec<Pin> {
    // A working day some days ago, nearest to four: old enough to be over the two days that a flag may wait.
    let recent = [4, 5, 3]
        .into_iter()
        .map(|days| back(calendar.today, days))
        .find(|day| is_workday(*day))
        .unwrap_or(calendar.last);
    let before = [5, 6, 4, 7]
        .into_iter()
        .map(|days| back(calendar.today, days))
        .find(|day| is_workday(*day))
        .unwrap_or(calendar.last);
    let flag = |agent, day, missed, code, severity| Pin { agent, day, missed, mark: PinMark::Flag { code, severity } };
    vec![
        flag(FLAGGED, friday_before(calendar.ago(29)), Item::Notice, "recording-notice", "high"),
        flag(AUTO_FAILED, friday_before(calendar.ago(34)), Item::Disclosure, "disclosure-skipped", "medium"),
        flag(FLAGGED, recent, Item::Notice, "recording-notice", "high"),
        flag(FLAGGED_YESTERDAY, calendar.yesterday(), Item::Disclosure, "disclosure-skipped", "medium"),
        Pin { agent: AUTO_FAILED, day: before, missed: Item::Verify, mark: PinMark::AutoFail },
    ]
}

/// The last day of the week before: its file is there when the session is held.
fn friday_before(day: NaiveDate) -> NaiveDate {
    back(day, u64::from(day.weekday().num_days_from_monday()) + 3)
}

fn plan(agent: usize, day: NaiveDate, hour: u32, focus: Option<usize>, item: Item) -> Plan {
    Plan {
        agent,
        day,
        hour,
        kind: Kind::Scheduled,
        focus,
        item,
        by: By::NextSession,
        answers: None,
        signed: Some("agrees"),
        page: None,
        checked: true,
        then: None,
    }
}

/// The finished sessions. Those of the last fortnight are spread, so that the next ones do not fall due on one day.
pub(super) fn plans(calendar: &Calendar) -> Vec<Plan> {
    let on = |days| calendar.ago(days);
    let resolution = |days, hour| plan(STUCK, on(days), hour, Some(RESOLUTION), Item::NextStep);
    vec![
        Plan {
            page: Some("binder 2026, sheet 14"),
            then: Some("close"),
            ..plan(RISER, on(42), 10, Some(EMPATHY), Item::Acknowledge)
        },
        Plan { by: By::Date, ..plan(RISER, on(8), 11, Some(DISCOVERY), Item::OpenQuestion) },
        Plan { by: By::ThisWeek, then: Some("change_action"), ..resolution(56, 14) },
        Plan { kind: Kind::FollowUp, ..resolution(42, 14) },
        Plan { kind: Kind::FollowUp, signed: Some("disagrees"), by: By::Date, ..resolution(28, 15) },
        Plan { kind: Kind::FollowUp, ..resolution(12, 14) },
        Plan {
            kind: Kind::FlaggedCall,
            answers: Some(0),
            by: By::ThisWeek,
            ..plan(FLAGGED, on(29), 9, Some(0), Item::Notice)
        },
        plan(FLAGGED, on(11), 10, Some(0), Item::Notice),
        Plan { kind: Kind::Recognition, ..plan(AT_TARGET, on(6), 15, None, Item::Acknowledge) },
        Plan {
            kind: Kind::FlaggedCall,
            answers: Some(1),
            by: By::Date,
            ..plan(AUTO_FAILED, on(34), 13, Some(0), Item::Disclosure)
        },
        Plan { by: By::ThisWeek, ..plan(AUTO_FAILED, on(10), 11, Some(PROCESS), Item::Written) },
        Plan { signed: None, ..plan(DRAFTED, on(14), 15, Some(DISCOVERY), Item::Confirm) },
        Plan { checked: false, ..plan(OVERDUE, on(41), 10, Some(EMPATHY), Item::Acknowledge) },
        Plan { by: By::ThisWeek, ..plan(FALLER, on(55), 16, Some(EMPATHY), Item::Acknowledge) },
        plan(FALLER, on(13), 10, Some(DISCOVERY), Item::OpenQuestion),
        Plan { by: By::ThisWeek, ..plan(DISPUTER, on(SAME), 15, Some(PROCESS), Item::Written) },
        // The working day before: too few calls have come since.
        Plan {
            by: By::Date,
            ..plan(DISPUTER, on_or_before(back(calendar.today, 1)), 14, Some(EMPATHY), Item::Acknowledge)
        },
        plan(FLAGGED_YESTERDAY, on(40), 11, Some(RESOLUTION), Item::NextStep),
        plan(FLAGGED_YESTERDAY, on(7), 16, Some(PROCESS), Item::Written),
    ]
}
