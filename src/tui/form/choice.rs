//! A field that takes one of a few words.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::text::Typed;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::{fit, width};

/// The words and which of them is taken. ←→ and space go round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChoiceField {
    options: Vec<String>,
    /// A position in the options; 0 where there are none.
    selected: usize,
}

impl ChoiceField {
    pub(crate) fn new(options: Vec<String>, selected: usize) -> Self {
        Self { selected: selected.min(options.len().saturating_sub(1)), options }
    }

    pub(crate) fn selected(&self) -> usize {
        self.selected
    }

    pub(crate) fn text(&self) -> &str {
        self.options.get(self.selected).map_or("", String::as_str)
    }

    pub(crate) fn key(&mut self, key: KeyEvent) -> Typed {
        let len = self.options.len();
        if len == 0 {
            return Typed::Passed;
        }
        let to = match key.code {
            KeyCode::Left => (self.selected + len - 1) % len,
            KeyCode::Right | KeyCode::Char(' ') => (self.selected + 1) % len,
            KeyCode::Home => 0,
            KeyCode::End => len - 1,
            // A letter is a word that was meant for another field: it must not change what is chosen.
            KeyCode::Char(_) if key.modifiers.difference(ratatui::crossterm::event::KeyModifiers::SHIFT).is_empty() => {
                return Typed::Kept;
            }
            _ => return Typed::Passed,
        };
        let changed = to != self.selected;
        self.selected = to;
        if changed { Typed::Changed } else { Typed::Kept }
    }

    /// The taken word; all words beside each other while the field is in use and they fit.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, in_use: bool, cx: &Ctx) {
        if area.is_empty() {
            return;
        }
        let columns = usize::from(area.width);
        let all: usize = self.options.iter().map(|o| width(o) + 3).sum();
        if in_use && all <= columns {
            let mut spans = Vec::new();
            for (i, option) in self.options.iter().enumerate() {
                let meaning = if i == self.selected { Meaning::Accent } else { Meaning::Muted };
                let mark = if i == self.selected { cx.look.marks.bar } else { " " };
                spans.push(cx.look.span(format!("{mark}{option}"), meaning));
                spans.push(Span::raw("  "));
            }
            put(frame, area.x, area.y, &Line::from(spans), area);
        } else {
            let text = fit(self.text(), columns.saturating_sub(2), cx.look.marks.more);
            let menu = if in_use { format!(" {}", cx.look.marks.menu) } else { String::new() };
            let line = Line::from(vec![cx.look.span(text, Meaning::Text), cx.look.span(menu, Meaning::Accent)]);
            put(frame, area.x, area.y, &line, area);
        }
        if in_use {
            frame.set_cursor_position((area.x, area.y));
        }
    }
}
