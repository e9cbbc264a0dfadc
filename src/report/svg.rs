//! Charts drawn: small multiples on one scale, in the colours of the page, readable without any.
//!
//! ```text
//!  95.1        s            a value at each point; s: a session was held in the cycle
//!   ●──╌╌○╌╌╌╌╌┊╌╌╌╌ 95     ● enough calls, ○ too few; the dashes are the target
//!        90.2  ●
//!  ────────────────
//!  31 Aug … 9 Nov           where each cycle begins
//!    208  …   34            its calls
//! ```

use std::fmt::Write as _;

use super::chart::{Chart, Dot, Rests};
use super::html::escaped;
use crate::domain::figure::{printed, short, words};

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 122.0;
const LEFT: f64 = 14.0;
/// Leaves the target its figure.
const RIGHT: f64 = 26.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 30.0;
/// The least that a scale tells apart, in points: small changes do not look large.
const LEAST: f64 = 20.0;
/// A target as near as this would run through a figure on its side.
const NEAR: f64 = 18.0;
/// Cycles from which on not each one's day has room.
const MANY: usize = 7;

/// From where to where all charts of a set reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Scale {
    pub(super) fn of<'c>(charts: impl Iterator<Item = &'c Chart>) -> Self {
        let all = charts.flat_map(|c| &c.dots).flat_map(|d| [d.value, d.target]).flatten();
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return Self { low: 0.0, high: 100.0 };
        }
        let beyond = high > 100.0;
        let (mut low, mut high) = ((low / 5.0).floor() * 5.0, (high / 5.0).ceil() * 5.0);
        if high - low < LEAST {
            let more = (LEAST - (high - low)) / 2.0;
            (low, high) = (((low - more) / 5.0).floor() * 5.0, ((high + more) / 5.0).ceil() * 5.0);
            // Percents end at 100, where no figure lies beyond, and begin at 0.
            if high > 100.0 && !beyond {
                (low, high) = (low - (high - 100.0), 100.0);
            } else if low < 0.0 {
                (low, high) = (0.0, high - low);
            }
        }
        Self { low, high }
    }

    fn y(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
    }
}

fn x(at: usize, count: usize) -> f64 {
    let room = WIDTH - LEFT - RIGHT;
    // A lone cycle stands in the middle.
    if count < 2 { LEFT + room / 2.0 } else { LEFT + 8.0 + (room - 18.0) * at as f64 / (count - 1) as f64 }
}

/// One chart; `id` is its own on the page.
pub(super) fn svg(chart: &Chart, scale: Scale, id: &str) -> String {
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}t {id}d\">\
         <title id=\"{id}t\">{}</title><desc id=\"{id}d\">{}</desc>",
        escaped(&chart.name),
        escaped(&chart.dots.iter().map(Dot::sentence).collect::<Vec<_>>().join("; "))
    );
    let base = HEIGHT - BOTTOM;
    let _ = write!(out, "<path class=\"base\" d=\"M{LEFT} {base}H{:.1}\"/>", WIDTH - RIGHT);
    sessions(&mut out, chart);
    target(&mut out, chart, scale);
    line(&mut out, chart, scale);
    dots(&mut out, chart, scale);
    days(&mut out, chart);
    out.push_str("</svg>");
    out
}

fn sessions(out: &mut String, chart: &Chart) {
    for (at, dot) in chart.dots.iter().enumerate().filter(|(_, d)| d.sessions > 0) {
        let x = x(at, chart.dots.len());
        let words = if dot.sessions == 1 { "s".to_owned() } else { format!("s{}", dot.sessions) };
        let _ = write!(
            out,
            "<path class=\"held\" d=\"M{x:.1} {:.1}V{:.1}\"/><text class=\"s\" x=\"{x:.1}\" y=\"8\">{words}</text>",
            11.0,
            HEIGHT - BOTTOM
        );
    }
}

/// Steps where it was changed; the last one is named.
fn target(out: &mut String, chart: &Chart, scale: Scale) {
    let count = chart.dots.len();
    let half = if count < 2 { 20.0 } else { (x(1, count) - x(0, count)) / 2.0 };
    let mut path = String::new();
    let mut last = None;
    for (at, dot) in chart.dots.iter().enumerate() {
        let Some(target) = dot.target else {
            last = None;
            continue;
        };
        let (from, to, y) = (x(at, count) - half, x(at, count) + half, scale.y(target));
        let (from, to) = (from.max(LEFT - 6.0), to.min(WIDTH - RIGHT));
        if last == Some(target) {
            let _ = write!(path, "H{to:.1}");
        } else {
            let _ = write!(path, "M{from:.1} {y:.1}H{to:.1}");
        }
        last = Some(target);
    }
    if !path.is_empty() {
        let _ = write!(out, "<path class=\"target\" d=\"{path}\"/>");
    }
    if let Some(target) = chart.dots.last().and_then(|d| d.target) {
        let _ = write!(
            out,
            "<text class=\"t\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            WIDTH - RIGHT + 4.0,
            scale.y(target) + 3.0,
            short(target)
        );
    }
}

/// Broken where a cycle has no scores.
fn line(out: &mut String, chart: &Chart, scale: Scale) {
    let mut path = String::new();
    let mut pen = 'M';
    for (at, dot) in chart.dots.iter().enumerate() {
        match dot.value {
            Some(value) => {
                let _ = write!(path, "{pen}{:.1} {:.1}", x(at, chart.dots.len()), scale.y(value));
                pen = 'L';
            }
            None => pen = 'M',
        }
    }
    let _ = write!(out, "<path class=\"line\" d=\"{path}\"/>");
}

fn dots(out: &mut String, chart: &Chart, scale: Scale) {
    let values: Vec<Option<f64>> = chart.dots.iter().map(|d| d.value).collect();
    for (at, dot) in chart.dots.iter().enumerate() {
        let Some(value) = dot.value else { continue };
        let (x, y) = (x(at, values.len()), scale.y(value));
        let class = if dot.rests == Rests::TooFew { "few" } else { "dot" };
        let room = y + 14.0 < HEIGHT - BOTTOM;
        let under = if room && reads_below(&values, at, dot.target, scale) { 11.5 } else { -6.0 };
        let _ = write!(
            out,
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\"/>\
             <text class=\"v\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            y + under,
            words(value)
        );
    }
}

/// Whether its figure stands below the point: on the side away from a target that is near, else where the line comes
/// down to it and goes up again.
fn reads_below(values: &[Option<f64>], at: usize, target: Option<f64>, scale: Scale) -> bool {
    if let (Some(own), Some(target)) = (values[at], target)
        && (scale.y(own) - scale.y(target)).abs() < NEAR
    {
        return own < target;
    }
    let beside = [at.checked_sub(1), Some(at + 1)];
    let around: Vec<f64> = beside.into_iter().flatten().filter_map(|i| values.get(i).copied().flatten()).collect();
    let own = values[at].map_or(0.0, printed);
    !around.is_empty() && around.iter().sum::<f64>() / around.len() as f64 > own
}

fn days(out: &mut String, chart: &Chart) {
    let count = chart.dots.len();
    let every = count.div_ceil(MANY - 1).max(1);
    for (at, dot) in chart.dots.iter().enumerate() {
        // From the newest backwards.
        if !(count - 1 - at).is_multiple_of(every) {
            continue;
        }
        let x = x(at, count);
        let _ = write!(
            out,
            "<text class=\"x\" x=\"{x:.1}\" y=\"{:.1}\">{}</text><text class=\"n\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            HEIGHT - 18.0,
            escaped(&dot.begins),
            HEIGHT - 6.0,
            dot.calls
        );
    }
}
