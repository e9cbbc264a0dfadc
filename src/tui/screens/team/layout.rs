//! Where the Team screen puts what. Columns fall away by worth: last, next, focus (the ◆ in the table tells it
//! too), flags, calls; then names shorten; then the dimensions scroll.
//!
//! ```text
//!  context   Cycle 9–22 Nov , .   412 calls   12 agents …                    who needs you first ▾
//!  caveats   12 days of scores: figures are provisional before 30
//!  heading     AGENT          OVERALL   COMPL  EMPATHY …  CALLS FLAGS  FOCUS       LAST   NEXT  │ side
//!  targets                               ≥ 95     ≥ 75                                          │  from
//!  rows      ▌ Lars Nyström      76.9  ◆ 84.0   ▽ 71.3 …                                        │  SIDE
//!  lines     ▌ Lars Nyström   Compliance 84.0 of 95 on 29 calls …                               │  columns
//! ```

use ratatui::layout::Rect;

use crate::domain::standing::TeamView;
use crate::tui::words::width;

/// Columns from which on the lines under the table become a panel beside it.
const SIDE: u16 = 150;
const SIDE_COLUMNS: u16 = 46;
/// Rows from which on an empty line stands above the table.
const AIRY: u16 = 24;
/// A figure with its mark, and the space around it.
pub(super) const FIGURE: usize = 8;
const MOST_FIGURE: usize = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) context: Rect,
    pub(super) caveats: Rect,
    /// Heading, targets and rows.
    pub(super) table: Rect,
    pub(super) rows: Rect,
    /// The selected agent, under the table; empty where the side has it.
    pub(super) lines: Rect,
    /// The selected agent, beside the table; empty where the lines have it.
    pub(super) side: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let line = |y: u16, rows: u16| Rect { y: area.y.saturating_add(y), height: rows, ..area }.intersection(area);
    let wide = area.width >= SIDE;
    let above = if area.height >= AIRY { 3 } else { 2 };
    let side = if wide {
        Rect { x: area.right() - SIDE_COLUMNS, width: SIDE_COLUMNS, ..line(above, area.height.saturating_sub(above)) }
    } else {
        Rect::new(area.x, area.y, 0, 0)
    };
    let under = if wide || area.height < 10 { 0 } else { 4 };
    let table_rows = area.height.saturating_sub(above + under);
    let columns = if wide { area.width - SIDE_COLUMNS - 2 } else { area.width };
    let table = Rect { width: columns, ..line(above, table_rows) };
    let rows = Rect { y: table.y + 2.min(table.height), height: table.height.saturating_sub(2), ..table };
    let lines = if under == 0 { Rect { height: 0, ..area } } else { line(area.height - under + 1, under - 1) };
    Areas { context: line(0, 1), caveats: line(1, 1), table, rows, lines, side }
}

/// How wide each column is; 0 where it fell away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) overall: usize,
    /// Of one dimension.
    pub(super) figure: usize,
    /// Dimensions on screen at once.
    pub(super) shown: usize,
    pub(super) calls: usize,
    pub(super) flags: usize,
    pub(super) focus: usize,
    pub(super) last: usize,
    pub(super) next: usize,
}

/// The bar before a row, and the edge behind it.
const FRAME: usize = 3;

impl Columns {
    /// `longest`: of the names (see [`longest`]).
    pub(super) fn new(table: u16, view: &TeamView, longest: usize) -> Self {
        let room = usize::from(table).saturating_sub(FRAME);
        let dimensions = view.basis.scorecard.dimensions.len();
        let mut columns = Self {
            name: longest.clamp(10, 22) + 1,
            overall: 9,
            figure: FIGURE,
            shown: dimensions,
            calls: 6,
            flags: 7,
            focus: 19,
            last: 10,
            next: 9,
        };
        for fall in [
            |c: &mut Self| c.last = 0,
            |c: &mut Self| c.next = 0,
            |c: &mut Self| c.focus = 0,
            |c: &mut Self| c.flags = 0,
            |c: &mut Self| c.calls = 0,
            |c: &mut Self| c.name = c.name.min(13),
            |c: &mut Self| c.overall = 0,
        ] {
            if columns.total() <= room {
                break;
            }
            fall(&mut columns);
        }
        while columns.total() > room && columns.shown > 1 {
            columns.shown -= 1;
        }
        // What is left over makes room for the dimensions' names.
        while dimensions > 0 && columns.figure < MOST_FIGURE && columns.total() + columns.shown <= room {
            columns.figure += 1;
        }
        columns
    }

    pub(super) fn total(&self) -> usize {
        self.name
            + self.overall
            + self.figure * self.shown
            + self.calls
            + self.flags
            + self.focus
            + self.last
            + self.next
    }
}

/// Columns of the longest name: asked once an answer, since a center has thousands.
pub(super) fn longest(view: Option<&TeamView>) -> usize {
    let names = view.into_iter().flat_map(|view| &view.agents).map(|s| width(&s.agent.name.visible()));
    names.max().unwrap_or(12)
}

/// Short names of dimensions for headings so many columns wide, all different where the names are.
pub(super) fn headings(names: &[String], columns: usize) -> Vec<String> {
    let short = |name: &String| -> String {
        let upper = name.to_uppercase();
        if width(&upper) <= columns {
            return upper;
        }
        let word = upper.split_whitespace().next().unwrap_or(&upper).to_owned();
        if width(&word) <= columns { word } else { abbreviated(&word, columns) }
    };
    let mut out: Vec<String> = names.iter().map(short).collect();
    for i in 0..out.len() {
        if out.iter().filter(|o| **o == out[i]).count() > 1 {
            // Two share their beginning: their last words tell them apart.
            let same: Vec<usize> = (0..out.len()).filter(|j| out[*j] == out[i]).collect();
            for j in same {
                let upper = names[j].to_uppercase();
                let last = upper.split_whitespace().next_back().unwrap_or(&upper).to_owned();
                out[j] = if width(&last) <= columns { last } else { abbreviated(&last, columns) };
            }
        }
    }
    out
}

/// Cut before a vowel: COMPL, DISCOV, RESOL.
fn abbreviated(word: &str, columns: usize) -> String {
    let mut cut: Vec<char> = word.chars().take(columns.saturating_sub(1).clamp(1, 6)).collect();
    while cut.len() > 3 && cut.last().is_some_and(|c| "AEIOUÄÖÜ".contains(*c)) {
        cut.pop();
    }
    cut.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_short_and_different() {
        let names = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let five = names(&["Compliance", "Empathy", "Discovery", "Resolution", "Process adherence"]);
        assert_eq!(headings(&five, 7), ["COMPL", "EMPATHY", "DISCOV", "RESOL", "PROCESS"]);
        assert_eq!(headings(&five, 11)[0], "COMPLIANCE");
        assert_eq!(headings(&names(&["Call opening", "Call closing"]), 7), ["OPENING", "CLOSING"]);
    }

    #[test]
    fn parts_stay_inside_at_every_size() {
        for columns in 0..200 {
            for rows in 0..60 {
                let whole = Rect::new(0, 2, columns, rows);
                let a = areas(whole);
                for part in [a.context, a.caveats, a.table, a.rows, a.lines, a.side] {
                    assert!(part.is_empty() || part.intersection(whole) == part, "{columns}×{rows}: {a:?}");
                }
            }
        }
    }
}
