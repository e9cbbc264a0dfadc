//! A question with what is done on yes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Outcome, Touch, action};
use crate::config::keymap::{Action, Context};
use crate::tui::screen::{Ctx, Effect, Nav};
use crate::tui::style::Meaning;
use crate::tui::widgets::footer::pair;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::wrap;

/// Holds the effects until they are agreed to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Confirm {
    pub(crate) title: String,
    /// What would happen, a sentence each.
    pub(crate) sentences: Vec<String>,
    /// The word on the yes: "finish", "undo".
    pub(crate) yes: &'static str,
    pub(crate) effects: Vec<Effect>,
    /// Where to go after them.
    pub(crate) nav: Option<Nav>,
}

impl Confirm {
    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let Touch::Key(key) = touch else { return Outcome::Open };
        match action(*key, cx) {
            Some(Action::Yes | Action::Accept) => Outcome::Agreed(std::mem::take(&mut self.effects), self.nav.take()),
            Some(Action::No | Action::Cancel) => Outcome::Closed,
            _ => Outcome::Open,
        }
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let columns = area.width.saturating_sub(4).min(72);
        let text: Vec<String> =
            self.sentences.iter().flat_map(|s| wrap(s, usize::from(columns.saturating_sub(4)))).collect();
        let rows = u16::try_from(text.len()).unwrap_or(u16::MAX).saturating_add(4);
        let inside = popup(frame, area, (columns, rows), &self.title, cx.look);
        for (i, line) in text.into_iter().enumerate() {
            let y = inside.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
            put(frame, inside.x, y, &Line::from(cx.look.span(line, Meaning::Text)), inside);
        }
        let mut spans = Vec::new();
        let keys = |action| cx.keymap.key_words(&[Context::Overlay], action, cx.look.borders);
        spans.extend(pair(format!("{} {}", keys(Action::Yes), keys(Action::Accept)), self.yes, cx.look));
        spans.push(Span::raw("   "));
        spans.extend(pair(format!("{} {}", keys(Action::No), keys(Action::Cancel)), "leave it", cx.look));
        put(frame, inside.x, inside.bottom().saturating_sub(1), &Line::from(spans), inside);
    }
}
