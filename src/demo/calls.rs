//! The calls: when they came in, who took them, and what was met and missed in each.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use super::calendar::{Calendar, is_workday, local};
use super::cast::{self, AGENTS, Form, Pin, PinMark};
use super::form::{COUNT, DISCOVERY, ITEMS, Item, Mark, Marks};
use super::rng::Rng;

/// Call IDs are text and begin here: the first have a leading zero, the later ones do not, as where a counter rolls over.
const FIRST_CALL: usize = 97_312;

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) id: String,
    pub(super) agent: usize,
    pub(super) day: NaiveDate,
    pub(super) start: DateTime<Utc>,
    /// What happened on it; an evaluator may hear some of it otherwise.
    pub(super) marks: Marks,
    /// An index into the pins, where the call is one of them.
    pub(super) pin: Option<usize>,
}

/// By criterion, the misses that were due so far less those that came. What is behind makes the next miss likelier: a mean
/// over a cycle then stays near its level, while single calls remain as lumpy as real ones.
struct Debts([f64; COUNT]);

/// All calls in the order of their start.
pub(super) fn calls(rng: &Rng, calendar: &Calendar, pins: &[Pin]) -> Vec<Call> {
    let mut calls = Vec::new();
    for agent in 0..AGENTS {
        let mut rng = rng.fork(&format!("calls of {agent}"));
        let form = cast::form(agent, calendar);
        let mut debts = Debts([0.0; COUNT]);
        for day in calendar.days() {
            let pin = pins.iter().position(|pin| pin.agent == agent && pin.day == day);
            let count = calls_on(&mut rng, agent, day, calendar).max(usize::from(pin.is_some()));
            let mut starts: Vec<_> = starts(&mut rng, day, calendar, count);
            starts.sort_unstable();
            for (place, start) in starts.into_iter().enumerate() {
                let mut marks = marks(&mut rng, &form, day, &mut debts);
                let pin = pin.filter(|_| place == 0);
                if let Some(pin) = pin.and_then(|pin| pins.get(pin)) {
                    apply(pin, &mut marks);
                }
                calls.push(Call { id: String::new(), agent, day, start, marks, pin });
            }
        }
    }
    calls.sort_by_key(|call| (call.start, call.agent));
    number(&mut rng.fork("call numbers"), &mut calls);
    calls
}

/// How many of an agent's calls of that day were evaluated.
fn calls_on(rng: &mut Rng, agent: usize, day: NaiveDate, calendar: &Calendar) -> usize {
    if agent == cast::NEW {
        // On the phones since the day before yesterday: one call a day, too few to say anything.
        let recent = calendar.days().filter(|day| is_workday(*day)).collect::<Vec<_>>();
        return usize::from(recent.iter().rev().take(3).any(|first| *first == day));
    }
    match day.weekday() {
        Weekday::Sun => 0,
        Weekday::Sat => usize::from(day.iso_week().week().is_multiple_of(2) && rng.chance(0.3)),
        // The demo is opened in the morning: not everybody has had a call by then.
        _ if day == calendar.today => usize::from(rng.chance(0.8)),
        _ if rng.chance(0.03) => 0,
        _ => [1, 1, 1, 2, 2, 2, 2, 3][rng.below(8)],
    }
}

/// Starts within opening hours, one at most in an hour.
fn starts(rng: &mut Rng, day: NaiveDate, calendar: &Calendar, count: usize) -> Vec<DateTime<Utc>> {
    let mut hours: Vec<u32> = if day == calendar.today { vec![8] } else { (8..=16).collect() };
    rng.shuffle(&mut hours);
    let minutes = |hour| if hour == 8 { 3..=49 } else { 0..=58 };
    let clock = |rng: &mut Rng, range: std::ops::RangeInclusive<i64>| {
        u32::try_from(rng.between(*range.start(), *range.end())).unwrap_or(0)
    };
    hours
        .into_iter()
        .take(count)
        .map(|hour| {
            let (minute, second) = (clock(rng, minutes(hour)), clock(rng, 0..=59));
            local(day, hour, minute, second).with_timezone(&Utc)
        })
        .collect()
}

fn level(form: &Form, dimension: usize, day: NaiveDate) -> f64 {
    let shift = form.shifts.iter().rev().find(|shift| shift.dimension == dimension && shift.from <= day);
    shift.map_or(form.levels[dimension], |shift| shift.level)
}

/// How often a criterion is missed, so that its dimension comes to `level`: the weak one takes up more than its share.
fn miss_rate(form: &Form, index: usize, level: f64) -> f64 {
    let criterion = &ITEMS[index];
    // Security is never skipped but on the one call that is an auto-fail.
    let others = || ITEMS.iter().filter(|other| other.dimension == criterion.dimension && other.item != Item::Verify);
    let weak = form.weak[criterion.dimension];
    // Weights count a criterion only for the calls that it applies to.
    let weight = |item: &super::form::Criterion| f64::from(item.points) * (1.0 - item.not_applicable);
    let all: f64 = ITEMS.iter().filter(|other| other.dimension == criterion.dimension).map(weight).sum();
    let missing = (1.0 - level / 100.0) * all;
    let of_weak = ITEMS.iter().filter(|other| other.item == weak).map(weight).sum::<f64>();
    let of_others = others().filter(|other| other.item != weak).map(weight).sum::<f64>();
    let weak_rate = (missing * 0.62 / of_weak).min(0.92);
    if criterion.item == Item::Verify {
        0.0
    } else if criterion.item == weak {
        weak_rate
    } else {
        (missing - weak_rate * of_weak) / of_others
    }
}

fn marks(rng: &mut Rng, form: &Form, day: NaiveDate, debts: &mut Debts) -> Marks {
    let mut marks = [Mark::Met; COUNT];
    // Some calls are over before there is anything to discover.
    let no_discovery = rng.chance(0.02);
    for (index, criterion) in ITEMS.iter().enumerate() {
        let steady = form.steady.as_ref().filter(|s| s.dimension == criterion.dimension && day < s.until);
        if steady.is_some() && criterion.item == form.weak[criterion.dimension] {
            marks[index] = Mark::Missed;
            continue;
        }
        if rng.chance(criterion.not_applicable) || (no_discovery && criterion.dimension == DISCOVERY) {
            marks[index] = Mark::NotApplicable;
            continue;
        }
        if steady.is_some() {
            continue;
        }
        let debt = &mut debts.0[index];
        let rate = miss_rate(form, index, level(form, criterion.dimension, day));
        let missed = rng.chance(rate + *debt * 0.5);
        *debt += rate;
        if missed {
            *debt -= 1.0;
            marks[index] = Mark::Missed;
        }
    }
    marks[Item::Verify as usize] = Mark::Met;
    marks
}

/// Makes a call turn out as its pin has it, and leaves the transcript room to show it.
fn apply(pin: &Pin, marks: &mut Marks) {
    for (criterion, mark) in ITEMS.iter().zip(marks.iter_mut()) {
        if criterion.dimension == DISCOVERY && *mark == Mark::NotApplicable {
            *mark = Mark::Met;
        }
    }
    marks[pin.missed as usize] = Mark::Missed;
    if pin.mark == PinMark::AutoFail {
        marks[Item::Notice as usize] = Mark::Met;
    }
}

fn number(rng: &mut Rng, calls: &mut [Call]) {
    let mut next = FIRST_CALL;
    for call in calls {
        next += 1 + rng.below(8);
        call.id = format!("{next:06}");
    }
}
