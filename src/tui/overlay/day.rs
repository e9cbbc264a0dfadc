//! A day to be typed ("fri", "+7d", "9 oct"), or taken from a month with ↓.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Month, Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::form::date::{DateField, DateTyped};
use crate::tui::form::text::Typed;
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::wrap;

/// Answers `Given::Day`, with a day after today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AskDay {
    purpose: Purpose,
    title: String,
    sentence: String,
    field: DateField,
    month: Option<Month>,
    /// Why what was typed was not taken.
    problem: Option<String>,
}

impl AskDay {
    pub(crate) fn new(
        purpose: Purpose,
        title: impl Into<String>,
        sentence: impl Into<String>,
        day_first: bool,
    ) -> Self {
        Self {
            purpose,
            title: title.into(),
            sentence: sentence.into(),
            field: DateField::new("", day_first),
            month: None,
            problem: None,
        }
    }

    pub(crate) fn month_is_open(&self) -> bool {
        self.month.is_some()
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        if let Some(month) = &mut self.month {
            match month.touch(touch, cx) {
                Outcome::Given(Given::Day(_, day)) => {
                    self.month = None;
                    self.field.set_day(day);
                    return self.take(day, cx);
                }
                Outcome::Closed => self.month = None,
                _ => {}
            }
            return Outcome::Open;
        }
        match touch {
            Touch::Paste(text) => {
                self.field.paste(text);
            }
            Touch::Key(key) => match self.field.key(*key, cx.today) {
                DateTyped::Calendar(day) => self.month = Some(Month::new(self.purpose, self.title.clone(), day)),
                DateTyped::Text(Typed::Passed) => return self.pressed(action(*key, cx), cx),
                DateTyped::Text(_) => self.problem = None,
            },
            Touch::Scroll(_) => {}
        }
        Outcome::Open
    }

    fn pressed(&mut self, action: Option<Action>, cx: &Ctx) -> Outcome {
        match action {
            Some(Action::Cancel) => Outcome::Closed,
            // What cannot be read says so behind the field already.
            Some(Action::Accept) => match self.field.day(cx.today) {
                Some(Ok(day)) => self.take(day, cx),
                _ => Outcome::Open,
            },
            _ => Outcome::Open,
        }
    }

    fn take(&mut self, day: NaiveDate, cx: &Ctx) -> Outcome {
        if day > cx.today {
            return Outcome::Given(Given::Day(self.purpose, day));
        }
        self.problem = Some("It has to be a day after today.".to_owned());
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(month) = &self.month {
            month.draw(frame, area, cx);
            return;
        }
        let columns = area.width.saturating_sub(4).min(72);
        let (words, meaning) = match &self.problem {
            Some(problem) => (problem, Meaning::Below),
            None => (&self.sentence, Meaning::Muted),
        };
        let text = wrap(words, usize::from(columns.saturating_sub(4)));
        let rows = u16::try_from(text.len()).unwrap_or(0).saturating_add(4);
        let inside = popup(frame, area, (columns, rows), &self.title, cx.look);
        for (i, line) in text.into_iter().enumerate() {
            let y = inside.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
            put(frame, inside.x, y, &Line::from(cx.look.span(line, meaning)), inside);
        }
        let line = Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside };
        self.field.draw(frame, line, true, "fri, +7d, 9 oct, or ↓ for a calendar", cx);
    }
}
