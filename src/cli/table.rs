//! Plain tables for a terminal or a pipe: columns two spaces apart, figures right-aligned.

use unicode_width::UnicodeWidthStr;

use crate::domain::raw::visible;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Rows under headings. Whatever a cell holds, a terminal shows it and does not act on it.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(headings: &[(&str, Align)]) -> Self {
        Self { headings: headings.iter().map(|(h, a)| ((*h).to_owned(), *a)).collect(), rows: Vec::new() }
    }

    pub(super) fn heading(&mut self, heading: &str, align: Align) {
        self.headings.push((visible(heading).into_owned(), align));
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.into_iter().map(|c| visible(&c).into_owned()).collect());
    }

    pub(super) fn text(&self) -> String {
        let mut widths: Vec<usize> = self.headings.iter().map(|(h, _)| h.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut out = String::new();
        let headings: Vec<&str> = self.headings.iter().map(|(h, _)| h.as_str()).collect();
        self.line(&headings, &widths, &mut out);
        for row in &self.rows {
            self.line(&row.iter().map(String::as_str).collect::<Vec<_>>(), &widths, &mut out);
        }
        out
    }

    fn line(&self, cells: &[&str], widths: &[usize], out: &mut String) {
        let mut line = String::new();
        for (i, cell) in cells.iter().enumerate() {
            let gap = " ".repeat(widths[i].saturating_sub(cell.width()));
            if i > 0 {
                line.push_str("  ");
            }
            match self.headings[i].1 {
                Align::Left => line.extend([cell, gap.as_str()]),
                Align::Right => line.extend([gap.as_str(), cell]),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
