//! Sentences that must not pass by: all reasons at once.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::event::Wheel;
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::wrap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) title: String,
    pub(crate) sentences: Vec<String>,
    /// First line on screen.
    offset: usize,
    /// Where each sentence can be gone to: what for, and which one is selected.
    going: Option<(Purpose, usize)>,
}

impl Problem {
    pub(crate) fn new(title: impl Into<String>, sentences: Vec<String>) -> Self {
        Self { title: title.into(), sentences, offset: 0, going: None }
    }

    /// Sentences of which one can be gone to: answers `Given::Picked` with its position.
    pub(crate) fn going(purpose: Purpose, title: impl Into<String>, sentences: Vec<String>) -> Self {
        Self { title: title.into(), sentences, offset: 0, going: Some((purpose, 0)) }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let action = match touch {
            Touch::Key(key) => action(*key, cx),
            Touch::Scroll(Wheel::Up) => Some(Action::Up),
            Touch::Scroll(Wheel::Down) => Some(Action::Down),
            Touch::Paste(_) => None,
        };
        if let Some((purpose, at)) = &mut self.going {
            match action {
                Some(Action::Up) => *at = at.saturating_sub(1),
                Some(Action::Down) => *at = (*at + 1).min(self.sentences.len().saturating_sub(1)),
                Some(Action::Accept) => return Outcome::Given(Given::Picked(*purpose, *at)),
                Some(Action::Cancel) => return Outcome::Closed,
                _ => {}
            }
            return Outcome::Open;
        }
        match action {
            Some(Action::Up) => self.offset = self.offset.saturating_sub(1),
            Some(Action::Down) => self.offset = (self.offset + 1).min(self.sentences.len()),
            Some(Action::Accept | Action::Cancel | Action::Yes | Action::No) => return Outcome::Closed,
            _ => {}
        }
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let columns = area.width.saturating_sub(4).min(84);
        let room = usize::from(columns.saturating_sub(6));
        let mut lines = Vec::new();
        let selected = self.going.map(|(_, at)| at);
        let mut first = None;
        for (n, sentence) in self.sentences.iter().enumerate() {
            let meaning = if selected == Some(n) { Meaning::Selected } else { Meaning::Text };
            if selected == Some(n) {
                first = Some(lines.len());
            }
            for (i, line) in wrap(sentence, room).into_iter().enumerate() {
                let dot = if self.sentences.len() > 1 { cx.look.marks.too_few } else { " " };
                let mark = match (i, selected == Some(n)) {
                    (0, true) => cx.look.marks.bar,
                    (0, false) => dot,
                    _ => " ",
                };
                lines.push((format!("{mark} {line}"), meaning));
            }
        }
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inside = popup(frame, area, (columns, rows.min(area.height)), &self.title, cx.look);
        let page = usize::from(inside.height);
        // The selected sentence is always on screen.
        let offset = first.map_or(self.offset, |at| at.saturating_sub(page / 2)).min(lines.len().saturating_sub(page));
        for (i, (line, meaning)) in lines.into_iter().skip(offset).take(page).enumerate() {
            let y = inside.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
            put(frame, inside.x, y, &Line::from(cx.look.span(line, meaning)), inside);
        }
    }
}
