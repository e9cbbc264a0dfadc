//! One line to type: a name, a reason, a path.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::domain::cards;
use crate::tui::form::text::{TextField, Typed};
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::wrap;

/// Answers `Given::Typed` with what was typed, trimmed; an empty line is no answer, unless it may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prompt {
    purpose: Purpose,
    title: String,
    sentence: String,
    field: TextField,
    empty: Empty,
}

/// Whether an empty line is an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Empty {
    IsNone,
    IsOne,
}

impl Prompt {
    pub(crate) fn new(purpose: Purpose, title: impl Into<String>, sentence: impl Into<String>, text: &str) -> Self {
        Self {
            purpose,
            title: title.into(),
            sentence: sentence.into(),
            field: TextField::new(text),
            empty: Empty::IsNone,
        }
    }

    /// For what can also be left out.
    pub(crate) fn or_nothing(self) -> Self {
        Self { empty: Empty::IsOne, ..self }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        match touch {
            Touch::Paste(text) => {
                self.field.paste(text);
            }
            Touch::Key(key) => {
                if self.field.key(*key) != Typed::Passed {
                    return Outcome::Open;
                }
                match action(*key, cx) {
                    Some(Action::Accept) if self.empty == Empty::IsOne || !self.field.text().trim().is_empty() => {
                        return Outcome::Given(Given::Typed(self.purpose, self.field.text().trim().to_owned()));
                    }
                    Some(Action::Cancel) => return Outcome::Closed,
                    _ => {}
                }
            }
            Touch::Scroll(_) => {}
        }
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let columns = area.width.saturating_sub(4).min(72);
        let words = !matches!(self.purpose, Purpose::Evidence | Purpose::TranscriptOf | Purpose::Path | Purpose::Find);
        let masked = cards::count(self.field.text()).count_words().filter(|_| words);
        let sentence = match &masked {
            Some(words) => format!("{} What is typed here has {words} in it, which will be masked.", self.sentence),
            None => self.sentence.clone(),
        };
        let text = wrap(sentence.trim(), usize::from(columns.saturating_sub(4)));
        let rows = u16::try_from(text.len()).unwrap_or(0).saturating_add(4);
        let inside = popup(frame, area, (columns, rows), &self.title, cx.look);
        for (i, line) in text.into_iter().enumerate() {
            let y = inside.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
            put(frame, inside.x, y, &Line::from(cx.look.span(line, Meaning::Muted)), inside);
        }
        let line = Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside };
        self.field.draw(frame, line, true, "", cx);
    }
}
