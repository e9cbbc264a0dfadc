//! A day to type, in words or as a date; ↓ opens a month to take it from.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyModifiers};
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

/// Answers `Given::Day`; `Given::Typed` with nothing where no day is an answer too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayPrompt {
    purpose: Purpose,
    title: String,
    sentence: String,
    field: DateField,
    /// Open over the line.
    month: Option<Month>,
    empty: Empty,
    when: When,
    typed: Typing,
    /// Said once an answer could not be read.
    problem: Option<String>,
}

/// Whether an empty line is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    IsNone,
    IsOne,
}

/// Whether the day that was filled in still stands as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typing {
    NotYet,
    Begun,
}

/// Which days are an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Ever,
    AfterToday,
}

impl DayPrompt {
    pub(crate) fn new(
        purpose: Purpose,
        title: impl Into<String>,
        sentence: impl Into<String>,
        day: Option<chrono::NaiveDate>,
        day_first: bool,
    ) -> Self {
        let mut field = DateField::new("", day_first);
        if let Some(day) = day {
            field.set_day(day);
        }
        let (title, sentence) = (title.into(), sentence.into());
        Self {
            purpose,
            title,
            sentence,
            field,
            month: None,
            empty: Empty::IsNone,
            when: When::Ever,
            typed: Typing::NotYet,
            problem: None,
        }
    }

    /// For what is still to come.
    pub(crate) fn after_today(self) -> Self {
        Self { when: When::AfterToday, ..self }
    }

    /// For what can also be left open.
    pub(crate) fn or_nothing(self) -> Self {
        Self { empty: Empty::IsOne, ..self }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        if let Some(month) = &mut self.month {
            match month.touch(touch, cx) {
                Outcome::Given(Given::Day(_, day)) => {
                    self.field.set_day(day);
                    self.month = None;
                    return self.accept(cx);
                }
                Outcome::Closed => self.month = None,
                _ => {}
            }
            return Outcome::Open;
        }
        match touch {
            Touch::Paste(text) => {
                self.field.paste(text);
                Outcome::Open
            }
            Touch::Scroll(_) => Outcome::Open,
            Touch::Key(key) => {
                let letter = matches!(key.code, KeyCode::Char(_)) && (key.modifiers - KeyModifiers::SHIFT).is_empty();
                if letter && self.typed == Typing::NotYet {
                    // A new day takes the place of the one that was filled in.
                    self.field.set("");
                }
                self.typed = Typing::Begun;
                match self.field.key(*key, cx.today) {
                    DateTyped::Calendar(day) => {
                        self.month = Some(Month::new(self.purpose, self.title.clone(), day));
                        return Outcome::Open;
                    }
                    DateTyped::Text(Typed::Passed) => {}
                    DateTyped::Text(_) => {
                        self.problem = None;
                        return Outcome::Open;
                    }
                }
                match action(*key, cx) {
                    Some(Action::Accept) => self.accept(cx),
                    Some(Action::Cancel) => Outcome::Closed,
                    _ => Outcome::Open,
                }
            }
        }
    }

    fn accept(&mut self, cx: &Ctx) -> Outcome {
        match self.field.day(cx.today) {
            Some(Ok(day)) if self.when == When::AfterToday && day <= cx.today => {
                self.problem = Some("It has to be a day after today.".to_owned());
            }
            Some(Ok(day)) => return Outcome::Given(Given::Day(self.purpose, day)),
            Some(Err(why)) => self.problem = Some(why),
            None if self.empty == Empty::IsOne => return Outcome::Given(Given::Typed(self.purpose, String::new())),
            None => self.problem = Some("a day is needed: 30 Nov, fri, +7d, or ↓ for a month".to_owned()),
        }
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(month) = &self.month {
            month.draw(frame, area, cx);
            return;
        }
        let columns = area.width.saturating_sub(4).min(72);
        let (text, meaning) = match &self.problem {
            Some(problem) => (problem, Meaning::Below),
            None => (&self.sentence, Meaning::Muted),
        };
        let text = wrap(text, usize::from(columns.saturating_sub(4)));
        let rows = u16::try_from(text.len()).unwrap_or(0).saturating_add(4);
        let inside = popup(frame, area, (columns, rows), &self.title, cx.look);
        for (i, line) in text.into_iter().enumerate() {
            let y = inside.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
            put(frame, inside.x, y, &Line::from(cx.look.span(line, meaning)), inside);
        }
        let line = Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside };
        self.field.draw(frame, line, true, "30 Nov, fri, +7d; ↓ a month", cx);
    }
}
