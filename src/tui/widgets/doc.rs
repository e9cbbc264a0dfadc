//! Lines that are read, not chosen: broken to a width when they are made, scrolled by line.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::cursor::Cursor;
use super::frame::put;
use super::scroll;
use crate::config::keymap::Action;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::{pad, width, wrap};

/// Made anew from the same state by `update`, for its length, and by `draw`.
pub(crate) struct Doc<'a> {
    columns: usize,
    look: &'a Look,
    pub(crate) lines: Vec<Line<'static>>,
}

impl<'a> Doc<'a> {
    /// For an area so many columns wide; the last one is the scroll mark's.
    pub(crate) fn new(columns: u16, look: &'a Look) -> Self {
        Self { columns: usize::from(columns).saturating_sub(1).max(1), look, lines: Vec::new() }
    }

    /// Columns that a line may fill.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// A heading, with a free line above it where something stands there.
    pub(crate) fn heading(&mut self, text: &str) {
        self.gap();
        self.text(text, Meaning::Heading);
    }

    /// A free line; none at the top.
    pub(crate) fn gap(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// A text in as many lines as it takes. It is shown as it is: what comes from a file goes through `visible`
    /// before.
    pub(crate) fn text(&mut self, text: &str, meaning: Meaning) {
        let look = self.look;
        self.lines.extend(wrap(text, self.columns).into_iter().map(|l| Line::from(look.span(l, meaning))));
    }

    /// A quiet label in its own columns, the text beside it.
    pub(crate) fn pair(&mut self, label: &str, labels: usize, text: &str, meaning: Meaning) {
        let look = self.look;
        let room = self.columns.saturating_sub(labels).max(8);
        for (i, line) in wrap(text, room).into_iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            self.lines.push(Line::from(vec![
                look.span(pad(label, labels.saturating_sub(2), look.marks.more), Meaning::Muted),
                look.span("  ", Meaning::Text),
                look.span(line, meaning),
            ]));
        }
    }

    /// A sentence with a mark before it, its other lines under its first.
    pub(crate) fn item(&mut self, mark: &str, text: &str, meaning: Meaning) {
        let look = self.look;
        let indent = width(mark) + 1;
        for (i, line) in wrap(text, self.columns.saturating_sub(indent).max(8)).into_iter().enumerate() {
            let mark = if i == 0 { mark.to_owned() } else { " ".repeat(width(mark)) };
            self.lines.push(Line::from(vec![look.span(format!("{mark} "), meaning), look.span(line, meaning)]));
        }
    }

    pub(crate) fn line(&mut self, line: impl Into<Line<'static>>) {
        self.lines.push(line.into());
    }

    /// Draws the lines from `offset` on, and how far down they are.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, offset: usize) {
        let page = usize::from(area.height);
        let offset = offset.min(self.lines.len().saturating_sub(page));
        for (i, line) in self.lines.iter().skip(offset).take(page).enumerate() {
            put(frame, area.x, area.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX)), line, area);
        }
        scroll::draw(frame, area, Cursor { selected: offset, offset }, self.lines.len(), self.look);
    }
}

/// Moves a first line as the action says; `false` where it is no movement.
pub(crate) fn scroll_by(offset: &mut usize, action: Action, len: usize, page: usize) -> bool {
    let last = len.saturating_sub(page);
    let from = (*offset).min(last);
    *offset = match action {
        Action::Up => from.saturating_sub(1),
        Action::Down => from + 1,
        Action::PageUp => from.saturating_sub(page.max(1)),
        Action::PageDown => from + page.max(1),
        Action::Home => 0,
        Action::End => last,
        _ => return false,
    }
    .min(last);
    true
}
