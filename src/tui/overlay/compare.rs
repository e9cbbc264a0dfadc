//! Two texts of the same thing, part by part, and what is to become of them.
//!
//! ```text
//!                 typed here                     in the file
//!  Behavior       Says the worry back            Names the worry
//!  Action         Say it in the first minute     –
//!
//!    keep mine: it replaces the other window's words
//!  ▌ keep both: mine goes on as a draft of its own
//! ```
//! It may open under somebody's fingers: nothing is chosen until ↓ is pressed.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::event::Wheel;
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::{pad, wrap};

/// A part of which the two differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Differing {
    pub(crate) name: String,
    pub(crate) mine: String,
    pub(crate) theirs: String,
}

/// Answers `Given::Picked` with the position of the choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compare {
    purpose: Purpose,
    title: String,
    sentence: String,
    parts: Vec<Differing>,
    choices: Vec<&'static str>,
    selected: Option<usize>,
    /// First line of the parts on screen.
    offset: usize,
}

/// Columns of the names.
const NAMES: usize = 16;

impl Compare {
    pub(crate) fn new(
        purpose: Purpose,
        title: impl Into<String>,
        sentence: impl Into<String>,
        parts: Vec<Differing>,
        choices: Vec<&'static str>,
    ) -> Self {
        Self { purpose, title: title.into(), sentence: sentence.into(), parts, choices, selected: None, offset: 0 }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let action = match touch {
            Touch::Key(key) => action(*key, cx),
            Touch::Scroll(Wheel::Up) => Some(Action::PageUp),
            Touch::Scroll(Wheel::Down) => Some(Action::PageDown),
            Touch::Paste(_) => None,
        };
        let last = self.choices.len().saturating_sub(1);
        match action {
            Some(Action::Up) => self.selected = self.selected.map(|at| at.saturating_sub(1)),
            Some(Action::Down) => self.selected = Some(self.selected.map_or(0, |at| (at + 1).min(last))),
            Some(Action::PageUp) => self.offset = self.offset.saturating_sub(3),
            Some(Action::PageDown) => {
                let (_, page, lines) = self.room(cx.area);
                self.offset = (self.offset + 3).min(self.lines(lines, cx).len().saturating_sub(page));
            }
            Some(Action::Accept) => {
                if let Some(at) = self.selected {
                    return Outcome::Given(Given::Picked(self.purpose, at));
                }
            }
            Some(Action::Cancel) => return Outcome::Closed,
            _ => {}
        }
        Outcome::Open
    }

    /// The columns of the whole, the lines for the parts, and the columns of each text.
    fn room(&self, area: Rect) -> (u16, usize, usize) {
        let columns = area.width.saturating_sub(4).min(110);
        let text = (usize::from(columns).saturating_sub(6 + NAMES) / 2).max(1);
        let fixed = self.choices.len() + 6 + wrap(&self.sentence, usize::from(columns.saturating_sub(6)).max(1)).len();
        (columns, usize::from(area.height).saturating_sub(fixed).max(1), text)
    }

    /// Name, mine, theirs; a part takes as many lines as its longer text.
    fn lines(&self, columns: usize, cx: &Ctx) -> Vec<(String, String, String)> {
        let mut out = Vec::new();
        for part in &self.parts {
            let text = |words: &str| {
                let words = if words.trim().is_empty() { cx.look.marks.none } else { words };
                wrap(words, columns.saturating_sub(2).max(1))
            };
            let (mine, theirs) = (text(&part.mine), text(&part.theirs));
            for i in 0..mine.len().max(theirs.len()) {
                let name = if i == 0 { part.name.clone() } else { String::new() };
                let of = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
                out.push((name, of(&mine), of(&theirs)));
            }
        }
        out
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let (columns, most, text) = self.room(area);
        let lines = self.lines(text, cx);
        let page = lines.len().min(most);
        let says = wrap(&self.sentence, usize::from(columns.saturating_sub(6)).max(1));
        let heads = usize::from(!self.parts.is_empty());
        let rows = says.len() + 1 + heads + page + 1 + self.choices.len() + 2;
        let inside = popup(frame, area, (columns, u16::try_from(rows).unwrap_or(u16::MAX)), &self.title, cx.look);
        let mut y = inside.y;
        let mut line = |spans: Vec<ratatui::text::Span<'static>>, chosen: bool| {
            let row = Rect { y, height: 1, ..inside }.intersection(inside);
            put(frame, inside.x, y, &Line::from(spans), inside);
            if chosen {
                cx.look.select_row(frame.buffer_mut(), row);
            }
            y = y.saturating_add(1);
        };
        for words in says {
            line(vec![cx.look.span(words, Meaning::Text)], false);
        }
        line(Vec::new(), false);
        let more = cx.look.marks.more;
        if heads > 0 {
            let head = format!("{}{}in the file", pad("", NAMES, more), pad("typed here", text, more));
            line(vec![cx.look.span(head, Meaning::Muted)], false);
        }
        for (name, mine, theirs) in lines.into_iter().skip(self.offset).take(page) {
            let spans = vec![
                cx.look.span(pad(&name, NAMES, more), Meaning::Muted),
                cx.look.span(pad(&mine, text, more), Meaning::Text),
                cx.look.span(theirs, Meaning::Text),
            ];
            line(spans, false);
        }
        line(Vec::new(), false);
        for (at, choice) in self.choices.iter().enumerate() {
            let chosen = self.selected == Some(at);
            let bar = if chosen { cx.look.marks.bar } else { " " };
            let spans = vec![
                cx.look.span(format!("{bar} "), Meaning::Accent),
                cx.look.span((*choice).to_owned(), Meaning::Text),
            ];
            line(spans, chosen);
        }
    }
}
