//! A dimension over the cycles as plain data: drawn in HTML, and a row of figures in the other forms.

use std::fmt::Write as _;

use super::Row;
use crate::domain::figure::{short, words};
use crate::domain::raw::visible;
use crate::domain::reported::OverCycles;
use crate::domain::session::SessionLine;
use crate::domain::trends::{Point, Row as TrendRow};

/// One dimension over the cycles.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chart {
    pub(crate) name: String,
    /// Oldest first.
    pub(crate) dots: Vec<Dot>,
}

/// One cycle of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dot {
    /// "9–22 Nov".
    pub(crate) cycle: String,
    /// "9 Nov".
    pub(crate) begins: String,
    /// Mean percent over the cycle's calls, exact.
    pub(crate) value: Option<f64>,
    pub(crate) calls: u32,
    /// On the cycle's last day.
    pub(crate) target: Option<f64>,
    /// Sessions on the dimension that were held in the cycle.
    pub(crate) sessions: usize,
    pub(crate) rests: Rests,
}

/// What a figure rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rests {
    Enough,
    /// Fewer calls than the minimum sample.
    TooFew,
}

/// What the signs in a table of figures mean.
pub(super) const LEGEND: &str = "Mean percent of each cycle, with its calls in brackets; · too few calls to judge; s a \
                                 session on the dimension was held in the cycle, s2 two.";

/// A chart per dimension.
pub(crate) fn charts(over: &OverCycles, today: chrono::NaiveDate, minimum_sample: u32) -> Vec<Chart> {
    let of = |row: &TrendRow| {
        let dots = over.cycles.iter().zip(&row.points).map(|(cycle, point)| {
            let on = |s: &&SessionLine| s.focus.as_ref() == Some(&row.key) && cycle.contains(s.held_on);
            Dot {
                cycle: cycle.words(today),
                begins: cycle.from.format("%-d %b").to_string(),
                value: point.current,
                calls: point.n,
                target: point.target,
                sessions: over.sessions.iter().filter(on).count(),
                rests: rests(point, minimum_sample),
            }
        });
        Chart { name: visible(&row.name).into_owned(), dots: dots.collect() }
    };
    over.rows.iter().map(of).collect()
}

fn rests(point: &Point, minimum_sample: u32) -> Rests {
    if point.n < minimum_sample { Rests::TooFew } else { Rests::Enough }
}

impl Dot {
    /// "62.4 (34) s", "· 60.0 (2)".
    fn figure(&self) -> String {
        let Some(value) = self.value else { return format!("–{}", self.marks()) };
        let few = if self.rests == Rests::TooFew { "· " } else { "" };
        format!("{few}{} ({}){}", words(value), self.calls, self.marks())
    }

    fn marks(&self) -> String {
        match self.sessions {
            0 => String::new(),
            1 => " s".to_owned(),
            n => format!(" s{n}"),
        }
    }

    /// "9–22 Nov: 62.4 on 34 calls, target 75, 1 session".
    pub(super) fn sentence(&self) -> String {
        let calls = if self.calls == 1 { "1 call".to_owned() } else { format!("{} calls", self.calls) };
        let mut out = match self.value {
            Some(value) => format!("{}: {} on {calls}", self.cycle, words(value)),
            None => format!("{}: no scores", self.cycle),
        };
        // Writing to a String cannot fail.
        if let Some(target) = self.target {
            let _ = write!(out, ", target {}", short(target));
        }
        match self.sessions {
            0 => {}
            1 => out.push_str(", 1 session"),
            n => {
                let _ = write!(out, ", {n} sessions");
            }
        }
        if self.value.is_some() && self.rests == Rests::TooFew {
            out.push_str(", too few calls to judge");
        }
        out
    }
}

impl Chart {
    /// "75", "75, then 80 from 9 Nov".
    fn targets(&self) -> String {
        let mut out = String::new();
        let mut last = None;
        for dot in &self.dots {
            if last == Some(dot.target) {
                continue;
            }
            let words = dot.target.map_or_else(|| "none".to_owned(), short);
            if last.is_some() {
                let _ = write!(out, ", then {words} from {}", dot.begins);
            } else {
                out = words;
            }
            last = Some(dot.target);
        }
        out
    }
}

/// Charts as a table: a row each, a column a cycle.
pub(super) fn table(charts: &[Chart]) -> (Vec<String>, Vec<Row>) {
    let mut heads = vec!["Dimension".to_owned()];
    heads.extend(charts.first().into_iter().flat_map(|c| c.dots.iter().map(|dot| dot.cycle.clone())));
    heads.push("Target".to_owned());
    let rows = charts.iter().map(|chart| {
        let mut cells = vec![chart.name.clone()];
        cells.extend(chart.dots.iter().map(Dot::figure));
        cells.push(chart.targets());
        Row { cells, focus: false }
    });
    (heads, rows.collect())
}
