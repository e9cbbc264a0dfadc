//! A field for a day: typed in words ("2 Dec", "Friday"), or taken from a calendar.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::text::{TextField, Typed};
use crate::domain::dates;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::width;

/// What is typed, and how it is read. An empty field stands for a default that the screen says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateField {
    typed: TextField,
    /// Whether 9/10 is 9 October.
    day_first: bool,
}

/// What a key did to a date field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateTyped {
    Text(Typed),
    /// The calendar is asked for (↓): it opens on this day.
    Calendar(NaiveDate),
}

impl DateField {
    pub(crate) fn new(text: impl Into<String>, day_first: bool) -> Self {
        Self { typed: TextField::new(text), day_first }
    }

    pub(crate) fn text(&self) -> &str {
        self.typed.text()
    }

    pub(crate) fn set(&mut self, text: impl Into<String>) {
        self.typed.set(text);
    }

    /// Takes a day as the form of dates that is read in every setting.
    pub(crate) fn set_day(&mut self, day: NaiveDate) {
        self.typed.set(day.format("%Y-%m-%d").to_string());
    }

    /// The day that is typed; `None` where nothing is, an error in words where it cannot be read.
    pub(crate) fn day(&self, today: NaiveDate) -> Option<Result<NaiveDate, String>> {
        let text = self.typed.text().trim();
        (!text.is_empty()).then(|| dates::parse_typed(text, today, self.day_first))
    }

    pub(crate) fn key(&mut self, key: KeyEvent, today: NaiveDate) -> DateTyped {
        if key.code == KeyCode::Down {
            return DateTyped::Calendar(self.day(today).and_then(Result::ok).unwrap_or(today));
        }
        DateTyped::Text(self.typed.key(key))
    }

    pub(crate) fn paste(&mut self, text: &str) -> Typed {
        self.typed.paste(text)
    }

    /// The text and, behind it, the day that it means.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, in_use: bool, hint: &str, cx: &Ctx) {
        self.typed.draw(frame, area, in_use, hint, cx);
        let Some(day) = self.day(cx.today) else { return };
        let used = u16::try_from(width(self.typed.text())).unwrap_or(u16::MAX).saturating_add(2);
        let (words, meaning) = match day {
            Ok(day) => (cx.words.weekday(day), Meaning::Muted),
            Err(why) => (why, Meaning::Below),
        };
        if used < area.width {
            put(frame, area.x + used, area.y, &Line::from(cx.look.span(words, meaning)), area);
        }
    }
}
