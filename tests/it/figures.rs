//! Figures against a calculation of their own: records made here by a small generator are written as CSV, loaded,
//! and what `team --json` says of them is compared with a naive calculation of the same rules, that shares no
//! line with the program.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Desk, csv};

/// Knuth's 64-bit linear congruential generator, high bits.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    /// 0 to `n` - 1.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).expect("small")]
    }
}

/// Days and seconds since 1970-01-01.
const DAY: i64 = 86_400;
/// 2026-09-01, a Tuesday: day 20,697 (56 years of 365 days, 14 leap days, then 243 days to September).
const FIRST: i64 = 56 * 365 + 14 + 243;
const DAYS: i64 = 84;

/// Year, month, day of a day number of 2026, by counting.
fn date(day: i64) -> String {
    let mut left = day - (56 * 365 + 14);
    for (month, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
        if left < length {
            return format!("2026-{:02}-{:02}", month + 1, left + 1);
        }
        left -= length;
    }
    unreachable!("the records are of 2026")
}

fn clock(seconds: i64) -> String {
    let s = seconds.rem_euclid(DAY);
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// Seconds since 1970 in UTC; the second is the offset in minutes that the text is written with.
    Instant(i64, i64),
    /// A wall clock without a zone: its day, its second.
    Naive(i64, i64),
    Date(i64),
}

impl When {
    fn text(self) -> String {
        match self {
            Self::Instant(at, 0) => format!("{}T{}Z", date(at.div_euclid(DAY)), clock(at)),
            Self::Instant(at, minutes) => {
                let local = at + minutes * 60;
                let (sign, size) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
                format!("{}T{}{sign}{:02}:{:02}", date(local.div_euclid(DAY)), clock(local), size / 60, size % 60)
            }
            Self::Naive(day, second) => format!("{} {}", date(day), clock(second)),
            Self::Date(day) => date(day),
        }
    }

    /// The day that it counts for: an instant is cut in the zone, a wall clock was meant in it, a date stands.
    fn day(self, zone: &str) -> i64 {
        match self {
            Self::Instant(at, _) => (at + offset(zone, at)).div_euclid(DAY),
            Self::Naive(day, _) | Self::Date(day) => day,
        }
    }
}

/// Seconds east of UTC. New York puts its clocks back on 1 November 2026 at 06:00 UTC.
fn offset(zone: &str, at: i64) -> i64 {
    let back = (FIRST + 61) * DAY + 6 * 3600;
    match zone {
        "UTC" => 0,
        "Asia/Kolkata" => 5 * 3600 + 1800,
        "America/New_York" if at < back => -4 * 3600,
        "America/New_York" => -5 * 3600,
        other => unreachable!("no rule for {other}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Score {
    NotApplicable,
    /// Earned and possible, in tenths.
    Points(i64, i64),
}

impl Score {
    fn percent(self) -> Option<f64> {
        match self {
            Self::Points(earned, possible) if possible != 0 => Some(100.0 * earned as f64 / possible as f64),
            Self::NotApplicable | Self::Points(..) => None,
        }
    }
}

fn tenths(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    if n % 10 == 0 { format!("{sign}{}", n.abs() / 10) } else { format!("{sign}{}.{}", n.abs() / 10, n.abs() % 10) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Counts,
    Calibration,
    Draft,
    Retracted,
}

/// One evaluation in one version, as a file has it.
#[derive(Debug, Clone)]
struct Evaluation {
    id: String,
    call: String,
    agent: usize,
    ai: bool,
    mark: Mark,
    started: Option<When>,
    evaluated: When,
    scores: [Score; 5],
    total: Option<i64>,
    auto_fail: bool,
    flags: Vec<&'static str>,
    /// Which file, in the order in which they are loaded.
    file: usize,
}

const KEYS: [&str; 5] = ["compliance", "empathy", "discovery", "resolution", "process_adherence"];
const NAMES: [&str; 5] = ["Compliance", "Empathy", "Discovery", "Resolution", "Process adherence"];

/// A scorecard as the tests know it: weight, target, critical.
#[derive(Debug, Clone, Copy)]
struct Card {
    name: &'static str,
    dimensions: [(f64, f64, bool); 5],
}

const DEFAULT: Card = Card {
    name: "Default",
    dimensions: [(1.0, 95.0, true), (1.0, 75.0, false), (1.0, 80.0, false), (1.0, 85.0, false), (1.0, 90.0, false)],
};

/// Equal targets, so that gaps are often tied; different weights.
const WEIGHTED: Card = Card {
    name: "Weighted",
    dimensions: [(1.0, 80.0, false), (3.0, 80.0, false), (2.0, 80.0, true), (3.0, 80.0, false), (0.5, 80.0, true)],
};

/// 600 calls of 12 agents over 84 days, and what happened to them.
fn generate(seed: u64, card: Card) -> Vec<Evaluation> {
    let mut dice = Dice(seed);
    let mut out: Vec<Evaluation> = Vec::new();
    for n in 0..600 {
        let agent = usize::try_from(dice.below(12)).expect("small");
        // Twelve agents: the last one has few calls.
        let agent = if agent == 11 && dice.chance(70) { 0 } else { agent };
        let day = FIRST + i64::try_from(dice.below(84)).expect("small");
        // A third of the calls within two hours of midnight UTC, where zones disagree.
        let second = if dice.chance(33) {
            (i64::try_from(dice.below(4 * 3600)).expect("small") - 2 * 3600).rem_euclid(DAY)
        } else {
            i64::try_from(dice.below(86_400)).expect("small")
        };
        let at = day * DAY + second;
        let started = match dice.below(10) {
            0 => None,
            1 => Some(When::Date(day)),
            2 => Some(When::Naive(day, second)),
            3 => Some(When::Instant(at, 330)),
            4 => Some(When::Instant(at, -240)),
            _ => Some(When::Instant(at, 0)),
        };
        let ai = dice.chance(30);
        let first = Evaluation {
            id: format!("E{n:04}"),
            call: format!("00{n:05}"),
            agent,
            ai,
            mark: Mark::Counts,
            started,
            evaluated: When::Instant(at + DAY / 2 + i64::try_from(dice.below(3 * 86_400)).expect("small"), 0),
            scores: scores(&mut dice, card),
            total: dice.chance(15).then(|| i64::try_from(dice.below(1000)).expect("small")),
            auto_fail: dice.chance(4),
            flags: if dice.chance(5) {
                vec!["late_disclosure"]
            } else if dice.chance(3) {
                vec!["pii", "rude"]
            } else {
                Vec::new()
            },
            file: usize::from(n >= 300),
        };
        out.push(first.clone());
        let other = |dice: &mut Dice, id: String, mark: Mark, ai: bool| Evaluation {
            id,
            mark,
            ai,
            scores: scores(dice, card),
            total: None,
            auto_fail: false,
            flags: Vec::new(),
            // Now and then only one of the files knows when the call began; and where none does, each
            // evaluation counts on its own day.
            started: if dice.chance(30) { None } else { first.started },
            evaluated: When::Instant(at + 2 * DAY + i64::try_from(dice.below(86_400)).expect("small"), 0),
            ..first.clone()
        };
        if dice.chance(15) {
            let second = other(&mut dice, format!("E{n:04}-b"), Mark::Counts, !ai);
            out.push(second);
        }
        if dice.chance(6) {
            let mark = dice.pick(&[Mark::Calibration, Mark::Draft, Mark::Retracted]);
            let aside = other(&mut dice, format!("E{n:04}-x"), mark, false);
            out.push(aside);
        }
        if dice.chance(12) {
            // Done again later: in the same file, or in one that is loaded after it.
            let later = 4 * DAY + i64::try_from(dice.below(86_400)).expect("small");
            let file = dice.pick(&[first.file, 2]);
            let mark = if dice.chance(10) { Mark::Retracted } else { Mark::Counts };
            out.push(Evaluation {
                scores: scores(&mut dice, card),
                mark,
                evaluated: When::Instant(at + later, 0),
                total: None,
                auto_fail: dice.chance(10),
                file,
                ..first
            });
        }
    }
    out
}

fn scores(dice: &mut Dice, card: Card) -> [Score; 5] {
    let coarse = card.name == WEIGHTED.name;
    let mut one = || {
        if coarse {
            return if dice.chance(10) {
                Score::NotApplicable
            } else {
                Score::Points(dice.pick(&[0, 10, 20, 30, 40]), 40)
            };
        }
        let possible = dice.pick(&[50, 100, 125, 200, 1000]);
        let share = i64::try_from(30 + dice.below(71)).expect("small");
        match dice.below(30) {
            0 | 1 => Score::NotApplicable,
            2 => Score::Points(0, 0),
            3 => Score::Points(-possible / 10, possible),
            4 => Score::Points(possible * 11 / 10, possible),
            5 => Score::Points(0, possible),
            _ => Score::Points(possible * share / 100, possible),
        }
    };
    let mut all = [one(), one(), one(), one(), one()];
    // An evaluation with nothing but N/A counts as one, and enters no average.
    if dice.chance(2) {
        all = [Score::NotApplicable; 5];
    }
    all
}

fn head() -> Vec<&'static str> {
    vec![
        "evaluation_id",
        "call_id",
        "agent_id",
        "agent_name",
        "team",
        "evaluator",
        "scorecard",
        "call_started_at",
        "evaluated_at",
        "kind",
        "scored_by",
        "total",
        "state",
    ]
}

fn level(e: &Evaluation, card: Card) -> Vec<String> {
    let (kind, state) = match e.mark {
        Mark::Counts => ("standard", "final"),
        Mark::Calibration => ("calibration", "final"),
        Mark::Draft => ("standard", "draft"),
        Mark::Retracted => ("standard", "retracted"),
    };
    let by = if e.ai { ("QA bot", "ai") } else { ("Dana Ortiz", "person") };
    [
        e.id.as_str(),
        &e.call,
        &format!("A{:03}", e.agent),
        &format!("Agent {}", e.agent),
        ["North", "South"][e.agent % 2],
        by.0,
        card.name,
        &e.started.map(When::text).unwrap_or_default(),
        &e.evaluated.text(),
        kind,
        by.1,
        &e.total.map(tenths).unwrap_or_default(),
        state,
    ]
    .map(str::to_owned)
    .to_vec()
}

fn long(all: &[Evaluation], file: usize, card: Card) -> String {
    let mut rows = vec![
        head()
            .into_iter()
            .chain(["dimension", "earned", "possible", "auto_fail", "flag"])
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    ];
    for e in all.iter().filter(|e| e.file == file) {
        for (i, score) in e.scores.iter().enumerate() {
            let (earned, possible) = match score {
                Score::NotApplicable => ("N/A".to_owned(), String::new()),
                Score::Points(earned, possible) => (tenths(*earned), tenths(*possible)),
            };
            let fail = if e.auto_fail && i == 0 { "yes" } else { "" };
            let flag = if i == 0 { e.flags.join(";") } else { String::new() };
            let mut row = level(e, card);
            row.extend([NAMES[i].to_owned(), earned, possible, fail.to_owned(), flag]);
            rows.push(row);
        }
    }
    csv(&rows)
}

fn wide(all: &[Evaluation], file: usize, card: Card) -> String {
    let mut rows =
        vec![head().into_iter().chain(NAMES).chain(["auto_fail", "flag"]).map(str::to_owned).collect::<Vec<_>>()];
    for e in all.iter().filter(|e| e.file == file) {
        let mut row = level(e, card);
        row.extend(e.scores.iter().map(|s| match s {
            Score::NotApplicable => "N/A".to_owned(),
            Score::Points(earned, 1000) => format!("{}%", tenths(*earned)),
            Score::Points(earned, possible) => format!("{}/{}", tenths(*earned), tenths(*possible)),
        }));
        row.push(if e.auto_fail { "yes".to_owned() } else { String::new() });
        row.push(e.flags.join("|"));
        rows.push(row);
    }
    csv(&rows)
}

// ---------------------------------------------------------------- the naive calculation

#[derive(Debug, Default, PartialEq)]
struct Figures {
    evaluations: u64,
    overall: Option<f64>,
    auto_fails: u64,
    flags: u64,
    below: u64,
    current: [Option<f64>; 5],
    n: [u64; 5],
    change: [Option<f64>; 5],
    focus: Option<usize>,
    reason: &'static str,
}

/// What stands: of each evaluation the newest; not calibrations, drafts, retracted ones.
fn standing(all: &[Evaluation]) -> Vec<&Evaluation> {
    let mut newest: BTreeMap<&str, &Evaluation> = BTreeMap::new();
    for e in all {
        let at = |e: &Evaluation| if let When::Instant(at, _) = e.evaluated { at } else { 0 };
        match newest.get(e.id.as_str()) {
            Some(held) if at(held) >= at(e) => {}
            _ => {
                newest.insert(&e.id, e);
            }
        }
    }
    newest.into_values().filter(|e| e.mark == Mark::Counts).collect()
}

fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() { None } else { Some(values.iter().sum::<f64>() / values.len() as f64) }
}

/// The day of an evaluation: the call's start where any file tells it, else its own date.
fn day_of(e: &Evaluation, all: &[Evaluation], zone: &str) -> i64 {
    let of_call = all.iter().filter(|x| x.call == e.call).find_map(|x| x.started);
    of_call.unwrap_or(e.evaluated).day(zone)
}

fn overall(e: &Evaluation, card: Card) -> Option<f64> {
    if e.auto_fail {
        return Some(0.0);
    }
    if let Some(total) = e.total {
        return Some(total as f64 / 10.0);
    }
    let (mut sum, mut weights) = (0.0, 0.0);
    for (score, (weight, _, _)) in e.scores.iter().zip(card.dimensions) {
        if let Some(percent) = score.percent() {
            sum += weight * percent;
            weights += weight;
        }
    }
    if weights > 0.0 { Some(sum / weights) } else { None }
}

/// Rounded to 9 decimals, then half away from zero to 1; in tenths.
fn printed(value: f64) -> i64 {
    let text = format!("{:.9}", value.abs());
    let (whole, decimals) = text.split_once('.').expect("there are decimals");
    let digits: Vec<i64> = decimals.bytes().map(|b| i64::from(b - b'0')).collect();
    let up = i64::from(digits[1] >= 5);
    let tenths = whole.parse::<i64>().expect("digits") * 10 + digits[0] + up;
    if value < 0.0 { -tenths } else { tenths }
}

/// A call in a span: the percents of its evaluations, averaged.
fn calls<'a>(days: &[(&'a Evaluation, i64)], agent: usize, from: i64, to: i64) -> Vec<Vec<&'a Evaluation>> {
    let mut by_call: BTreeMap<&str, Vec<&Evaluation>> = BTreeMap::new();
    for (e, day) in days.iter().filter(|(e, day)| e.agent == agent && (from..to).contains(day)) {
        let _ = day;
        by_call.entry(&e.call).or_default().push(e);
    }
    by_call.into_values().collect()
}

fn of_call(call: &[&Evaluation], dimension: usize) -> Option<f64> {
    mean(&call.iter().filter_map(|e| e.scores[dimension].percent()).collect::<Vec<_>>())
}

fn figures(days: &[(&Evaluation, i64)], card: Card, agent: usize, span: (i64, i64), before: (i64, i64)) -> Figures {
    let now = calls(days, agent, span.0, span.1);
    let previous = calls(days, agent, before.0, before.1);
    let mut out = Figures { reason: "at_target", ..Figures::default() };
    let overall_of = |call: &[&Evaluation]| mean(&call.iter().filter_map(|e| overall(e, card)).collect::<Vec<_>>());
    out.overall = mean(&now.iter().filter_map(|c| overall_of(c)).collect::<Vec<_>>());
    for call in &now {
        out.evaluations += call.len() as u64;
        let failed = call.iter().any(|e| e.auto_fail);
        let flags: BTreeSet<&str> = call.iter().flat_map(|e| e.flags.iter().copied()).collect();
        out.auto_fails += u64::from(failed);
        out.flags += flags.len() as u64;
        let low = overall_of(call).is_some_and(|o| printed(o) < 700);
        let critical = (0..5).any(|d| {
            card.dimensions[d].2 && of_call(call, d).is_some_and(|p| printed(p) < printed(card.dimensions[d].1))
        });
        out.below += u64::from(low || critical || failed || !flags.is_empty());
    }
    for d in 0..5 {
        let percents: Vec<f64> = now.iter().filter_map(|c| of_call(c, d)).collect();
        let earlier: Vec<f64> = previous.iter().filter_map(|c| of_call(c, d)).collect();
        out.current[d] = mean(&percents);
        out.n[d] = percents.len() as u64;
        out.change[d] = mean(&percents).zip(mean(&earlier)).map(|(a, b)| a - b);
    }
    // The largest gap as printed; ties: critical first, then the greater weight, then the scorecard's order.
    let mut enough = false;
    let mut best: Option<(i64, bool, f64)> = None;
    for d in 0..5 {
        let (weight, target, critical) = card.dimensions[d];
        let (3.., Some(current)) = (out.n[d], out.current[d]) else { continue };
        enough = true;
        let gap = printed(target) - printed(current);
        let better = match best {
            _ if gap <= 0 => false,
            None => true,
            Some((held, was_critical, held_weight)) => {
                gap > held
                    || (gap == held && (critical && !was_critical || critical == was_critical && weight > held_weight))
            }
        };
        if better {
            best = Some((gap, critical, weight));
            out.focus = Some(d);
            out.reason = "gap";
        }
    }
    if !enough {
        out.reason = "too_few";
    }
    out
}

// ---------------------------------------------------------------- the comparison

fn close(said: &Value, ours: Option<f64>) -> bool {
    match ours {
        None => said.is_null(),
        Some(ours) => said.as_f64().is_some_and(|said| (said - ours).abs() < 1e-6),
    }
}

fn compare(said: &Value, ours: &Figures, card: Card, place: &str) {
    let count = |key: &str| said[key].as_u64().unwrap_or(u64::MAX);
    assert_eq!(count("evaluations"), ours.evaluations, "evaluations, {place}");
    assert_eq!(count("auto_fails"), ours.auto_fails, "auto-fails, {place}");
    assert_eq!(count("flags"), ours.flags, "flags, {place}");
    assert_eq!(count("below_threshold"), ours.below, "below the threshold, {place}");
    assert!(close(&said["overall"], ours.overall), "overall, {place}: {} and {:?}", said["overall"], ours.overall);
    for (d, key) in KEYS.iter().enumerate() {
        let figure = &said["dimensions"][d];
        let place = format!("{key}, {place}");
        assert_eq!(figure["key"], *key);
        assert_eq!(figure["n"], ours.n[d], "n of {place}");
        assert!(
            close(&figure["current"], ours.current[d]),
            "current of {place}: {} and {:?}",
            figure["current"],
            ours.current[d]
        );
        assert!(
            close(&figure["change"], ours.change[d]),
            "change of {place}: {} and {:?}",
            figure["change"],
            ours.change[d]
        );
        let target = card.dimensions[d].1;
        assert!(close(&figure["target"], Some(target)), "target of {place}");
        assert!(close(&figure["gap"], ours.current[d].map(|c| target - c)), "gap of {place}");
    }
    assert_eq!(said["focus_reason"], ours.reason, "{place}");
    let focus = said["focus"]["dimension"].as_str();
    assert_eq!(focus, ours.focus.map(|d| KEYS[d]), "focus, {place}: {said}");
}

/// Every agent over one span.
fn check(desk: &Desk, all: &[Evaluation], card: Card, zone: &str, span: (i64, i64), before: (i64, i64)) {
    let view = desk.json(&["team", "--from", &date(span.0), "--to", &date(span.1)]);
    assert_eq!(view["zone"], zone);
    assert_eq!(view["to"], date(span.1), "the end is exclusive");
    let days: Vec<(&Evaluation, i64)> = standing(all).into_iter().map(|e| (e, day_of(e, all, zone))).collect();
    let any = days.iter().any(|(_, day)| (span.0..span.1).contains(day));
    assert_eq!(view["scorecard"]["name"], if any { card.name } else { "Default" });
    if !any {
        return;
    }
    let agents = view["agents"].as_array().expect("a list");
    assert_eq!(agents.len(), 12, "an agent without scores in the span is listed too");
    for agent in 0..12 {
        let id = format!("A{agent:03}");
        let said = agents.iter().find(|a| a["id"] == *id).unwrap_or_else(|| panic!("{id} is not listed"));
        let ours = figures(&days, card, agent, span, before);
        compare(said, &ours, card, &format!("{id}, {} to {}, {zone}", date(span.0), date(span.1)));
    }
}

fn load(desk: &Desk, all: &[Evaluation], card: Card, write: fn(&[Evaluation], usize, Card) -> String) {
    if card.name == WEIGHTED.name {
        let mut dimensions = String::new();
        for (d, (weight, target, critical)) in card.dimensions.iter().enumerate() {
            let (key, name) = (KEYS[d], NAMES[d]);
            dimensions += "[[dimensions]]\n";
            for (field, value) in [
                ("key", format!("{key:?}")),
                ("name", format!("{name:?}")),
                ("weight", format!("{weight:?}")),
                ("critical", critical.to_string()),
                ("target", format!("{target:?}")),
            ] {
                dimensions += field;
                dimensions += " = ";
                dimensions += &value;
                dimensions += "\n";
            }
        }
        let file = desk.write("weighted.toml", &format!("name = \"Weighted\"\nversion = \"1\"\n{dimensions}"));
        desk.run(&["scorecard", "import", &file]).expect(0);
    }
    for file in 0..3 {
        let path = desk.write(&format!("scores-{file}.csv"), &write(all, file, card));
        let report = desk.json(&["import", &path]);
        assert_eq!(report["rejected"], serde_json::json!([]));
        let rows = ["loaded", "updated", "unchanged", "left_out", "rejected_rows"]
            .iter()
            .map(|k| report[*k].as_u64().unwrap_or(0));
        assert_eq!(report["rows_read"].as_u64(), Some(rows.sum()));
    }
}

/// Whole bi-weekly cycles (counted from Monday 8 January 2024, so 7 September 2026 starts one), odd spans, single
/// days, the days on which the clocks go back, the whole time and more.
fn spans(dice: &mut Dice) -> Vec<(i64, i64)> {
    let monday = FIRST + 6;
    let mut out = vec![
        (monday, monday + 14),
        (monday + 14, monday + 28),
        (monday + 56, monday + 70),
        (FIRST, FIRST + DAYS),
        (FIRST - 60, FIRST + 100),
        (FIRST + 60, FIRST + 63),
    ];
    for _ in 0..5 {
        let from = FIRST + i64::try_from(dice.below(80)).expect("small");
        out.push((from, from + 1 + i64::try_from(dice.below(20)).expect("small")));
    }
    out
}

fn all_spans(seed: u64, card: Card) {
    let all = generate(seed, card);
    assert!(all.len() > 750, "{}", all.len());
    let desk = Desk::new();
    load(&desk, &all, card, long);
    let mut dice = Dice(seed.wrapping_add(77));
    for zone in ["America/New_York", "Asia/Kolkata", "UTC"] {
        desk.run(&["settings", "zone", zone]).expect(0);
        for span in spans(&mut dice) {
            check(&desk, &all, card, zone, span, (span.0 - (span.1 - span.0), span.0));
        }
    }
}

#[test]
fn figures_are_those_of_a_naive_calculation_on_the_default_scorecard() {
    all_spans(1, DEFAULT);
}

#[test]
fn figures_are_those_of_a_naive_calculation_on_another_seed() {
    all_spans(20_261_125, DEFAULT);
}

#[test]
fn ties_between_weighted_and_critical_dimensions_are_broken_by_the_rule() {
    all_spans(7, WEIGHTED);
}

#[test]
fn a_month_is_compared_with_the_month_before() {
    let all = generate(3, DEFAULT);
    let desk = Desk::new();
    load(&desk, &all, DEFAULT, long);
    desk.run(&["settings", "cadence", "monthly"]).expect(0);
    desk.run(&["settings", "anchor", "2026-01-01"]).expect(0);
    let september = (FIRST, FIRST + 30);
    let october = (FIRST + 30, FIRST + 61);
    let november = (FIRST + 61, FIRST + 91);
    check(&desk, &all, DEFAULT, "UTC", october, september);
    check(&desk, &all, DEFAULT, "UTC", november, october);
    // 1 to 31 October is a month; 2 October to 1 November only has as many days.
    check(&desk, &all, DEFAULT, "UTC", (october.0 + 1, october.1 + 1), (october.0 - 30, october.0 + 1));
}

#[test]
fn a_wide_table_of_the_same_data_gives_the_same_figures() {
    let all = generate(11, DEFAULT);
    let desk = Desk::new();
    load(&desk, &all, DEFAULT, wide);
    let mut dice = Dice(5);
    for span in spans(&mut dice) {
        check(&desk, &all, DEFAULT, "UTC", span, (span.0 - (span.1 - span.0), span.0));
    }
}

#[test]
fn the_order_of_loading_changes_no_figure() {
    let all = generate(13, DEFAULT);
    let desk = Desk::new();
    for file in [2, 1, 0] {
        let path = desk.write(&format!("scores-{file}.csv"), &long(&all, file, DEFAULT));
        desk.run(&["import", &path]).expect(0);
    }
    for span in [(FIRST + 6, FIRST + 20), (FIRST, FIRST + DAYS)] {
        check(&desk, &all, DEFAULT, "UTC", span, (span.0 - (span.1 - span.0), span.0));
    }
}

/// Worked by hand, so that the calculation above is checked too.
#[test]
fn a_handful_of_figures_worked_by_hand() {
    let desk = Desk::new();
    // Empathy, target 75. Call 1: a person 17/20 = 85 and the AI 75, so 80. Call 2: 40. Call 3: N/A. Call 4: 0/10 = 0.
    // Call 5: 5 of 0 possible, so N/A. Mean of 80, 40, 0 = 40; n = 3; gap 75 − 40 = 35.
    // Compliance, target 95, critical: 100, 100, 100, 50 (calls 1 to 4): 87.5, gap 7.5.
    // Overall: call 1: person (85 + 100)/2 = 92.5, AI 75 alone: 83.75. Call 2: (40 + 100)/2 = 70. Call 3: 100.
    // Call 4: (0 + 50)/2 = 25. Call 5: nothing scored. Mean of 83.75, 70, 100, 25 = 278.75/4 = 69.6875.
    // Below 70, or Compliance under 95: call 4 alone (70.0 is not under 70).
    // The calibration of call 2 would have made it better; it counts nowhere.
    let text = "\
evaluation_id,call_id,agent_id,agent_name,evaluator,scored_by,kind,call_started_at,evaluated_at,dimension,earned,possible
P1,1,A001,Ada,Dana,person,standard,2026-11-09T10:00:00Z,2026-11-10,Empathy,17,20
P1,1,A001,Ada,Dana,person,standard,2026-11-09T10:00:00Z,2026-11-10,Compliance,10,10
M1,1,A001,Ada,Bot,ai,standard,2026-11-09T10:00:00Z,2026-11-10,Empathy,75,100
P2,2,A001,Ada,Dana,person,standard,2026-11-10T10:00:00Z,2026-11-10,Empathy,4,10
P2,2,A001,Ada,Dana,person,standard,2026-11-10T10:00:00Z,2026-11-10,Compliance,10,10
C2,2,A001,Ada,Dana,person,calibration,2026-11-10T10:00:00Z,2026-11-10,Empathy,10,10
P3,3,A001,Ada,Dana,person,standard,2026-11-11T10:00:00Z,2026-11-12,Empathy,N/A,10
P3,3,A001,Ada,Dana,person,standard,2026-11-11T10:00:00Z,2026-11-12,Compliance,10,10
P4,4,A001,Ada,Dana,person,standard,2026-11-12T10:00:00Z,2026-11-12,Empathy,0,10
P4,4,A001,Ada,Dana,person,standard,2026-11-12T10:00:00Z,2026-11-12,Compliance,5,10
P5,5,A001,Ada,Dana,person,standard,2026-11-13T10:00:00Z,2026-11-13,Empathy,5,0
";
    let file = desk.write("hand.csv", text);
    desk.run(&["import", &file]).expect(0);
    let view = desk.json(&["team", "--from", "2026-11-09", "--to", "2026-11-23"]);
    let ada = &view["agents"][0];
    let number = |v: &Value| v.as_f64().expect("a number");
    assert_eq!(ada["evaluations"], 6, "P1, M1, P2, P3, P4, P5");
    assert!((number(&ada["overall"]) - 69.6875).abs() < 1e-9, "{}", ada["overall"]);
    assert!((number(&ada["dimensions"][1]["current"]) - 40.0).abs() < 1e-9);
    assert_eq!(ada["dimensions"][1]["n"], 3);
    assert!((number(&ada["dimensions"][1]["gap"]) - 35.0).abs() < 1e-9);
    assert!((number(&ada["dimensions"][0]["current"]) - 87.5).abs() < 1e-9);
    assert_eq!(ada["dimensions"][0]["n"], 4);
    assert_eq!(ada["focus"]["dimension"], "empathy");
    assert_eq!(ada["below_threshold"], 1);
    assert!(ada["dimensions"][2]["current"].is_null(), "nobody scored Discovery");
    // Half away from zero, after 9 decimals; and the days that the spans are counted from.
    assert_eq!([printed(84.05), printed(84.049_999), printed(-0.25), printed(74.949_999_999_9)], [841, 840, -3, 750]);
    assert_eq!((date(FIRST), date(FIRST + 61)), ("2026-09-01".to_owned(), "2026-11-01".to_owned()));
}
