//! Find in what is shown: a line of text that narrows a list while it is typed.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::text::{TextField, Typed};
use crate::domain::people::normalised;
use crate::domain::raw::visible;
use crate::tui::screen::{Ctx, Input};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::width;

/// Closed and empty; open and being typed; or closed with what was typed still narrowing the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Find {
    field: TextField,
    typing: bool,
}

/// What an input did to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Another text narrows the list.
    Changed,
    Kept,
    /// Not for the field: ↑ and ↓ move in the list while one types.
    Passed,
}

impl Find {
    /// Opens the line with what it held.
    pub(crate) fn open(&mut self) {
        self.typing = true;
    }

    pub(crate) fn typing(&self) -> bool {
        self.typing
    }

    /// Whether the list is narrowed.
    pub(crate) fn narrows(&self) -> bool {
        !self.field.text().trim().is_empty()
    }

    pub(crate) fn text(&self) -> &str {
        self.field.text().trim()
    }

    /// Closes the line and shows everything again. `false` where there was nothing to clear.
    pub(crate) fn clear(&mut self) -> bool {
        let was = self.typing || self.narrows();
        *self = Self::default();
        was
    }

    /// Takes what is typed: Enter keeps the list narrow and leaves the line.
    pub(crate) fn input(&mut self, input: &Input) -> Found {
        if !self.typing {
            return Found::Passed;
        }
        let typed = match input {
            Input::Key(key) if key.code == KeyCode::Enter => {
                self.typing = false;
                return Found::Kept;
            }
            Input::Key(key) => self.field.key(*key),
            Input::Paste(text) => self.field.paste(text),
            _ => return Found::Passed,
        };
        match typed {
            Typed::Changed => Found::Changed,
            Typed::Kept => Found::Kept,
            Typed::Passed => Found::Passed,
        }
    }

    /// Whether a text holds every word that is typed, whatever its case and accents.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if !self.narrows() {
            return true;
        }
        let text = normalised(text);
        normalised(self.text()).split(' ').all(|word| text.contains(word))
    }

    /// "/ lars", the cursor behind it while it is typed; the columns that it took.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) -> u16 {
        if !self.typing && !self.narrows() {
            return 0;
        }
        let area = area.intersection(frame.area());
        let Some(room) = area.width.checked_sub(2) else { return 0 };
        put(frame, area.x, area.y, &Line::from(cx.look.span("/", Meaning::Accent)), area);
        let field = Rect { x: area.x + 2, width: room, height: 1.min(area.height), ..area };
        self.field.draw(frame, field, self.typing, "part of a name", cx);
        let used = if self.field.text().is_empty() { 14 } else { width(&visible(self.field.text())) };
        u16::try_from(used + 2).unwrap_or(u16::MAX).min(area.width)
    }
}
