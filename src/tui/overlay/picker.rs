//! One of a list, narrowed by typing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::event::Wheel;
use crate::tui::form::text::{TextField, Typed};
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::widgets::scroll;
use crate::tui::words::{fit, pad, width};

/// One line: what is picked, and a quiet word on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) text: String,
    pub(crate) note: String,
    /// In a line of its own under the text.
    pub(crate) below: Option<String>,
}

impl Choice {
    pub(crate) fn new(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self { text: text.into(), note: note.into(), below: None }
    }

    pub(crate) fn with_below(self, below: impl Into<String>) -> Self {
        Self { below: Some(below.into()), ..self }
    }
}

/// Answers `Given::Picked` with the position in the whole list; `Given::Typed` from its open end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picker {
    purpose: Purpose,
    title: String,
    choices: Vec<Choice>,
    filter: TextField,
    /// The last choice stands for what is not in the list: no filter hides it, and it takes along what was typed.
    open_end: bool,
    /// Positions of the choices that hold what is typed.
    left: Vec<usize>,
    /// Columns of the widest choice.
    widest: usize,
    /// Over the choices that the filter leaves.
    cursor: Cursor,
}

/// Lines on screen at most.
const PAGE: usize = 14;

impl Picker {
    pub(crate) fn new(purpose: Purpose, title: impl Into<String>, choices: Vec<Choice>, selected: usize) -> Self {
        let mut cursor = Cursor::default();
        cursor.select(selected, choices.len(), PAGE);
        let of = |c: &Choice| (width(&c.text) + width(&c.note) + 4).max(c.below.as_deref().map_or(0, width) + 4);
        Self {
            purpose,
            title: title.into(),
            left: (0..choices.len()).collect(),
            widest: choices.iter().map(of).max().unwrap_or(0),
            choices,
            filter: TextField::default(),
            open_end: false,
            cursor,
        }
    }

    pub(crate) fn with_open_end(self) -> Self {
        Self { open_end: true, ..self }
    }

    /// Something else is typed: thousands of choices are looked through once, not with every key.
    fn narrow(&mut self) {
        let wanted = self.filter.text().to_lowercase();
        self.left = (0..self.choices.len()).filter(|i| self.is_end(*i) || self.holds(*i, &wanted)).collect();
        self.cursor = Cursor::default();
    }

    fn holds(&self, at: usize, wanted: &str) -> bool {
        let choice = &self.choices[at];
        let holds = |text: &str| text.to_lowercase().contains(wanted);
        // The open end's note says what can be typed: typing it is no search for it.
        holds(&choice.text) || (!self.is_end(at) && holds(&choice.note)) || choice.below.as_deref().is_some_and(holds)
    }

    /// Lines that a choice takes.
    fn lines(&self) -> usize {
        if self.choices.iter().any(|c| c.below.is_some()) { 2 } else { 1 }
    }

    fn is_end(&self, at: usize) -> bool {
        self.open_end && at + 1 == self.choices.len()
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let len = self.left.len();
        match touch {
            Touch::Scroll(Wheel::Up) => self.cursor.step(-1, len, PAGE),
            Touch::Scroll(Wheel::Down) => self.cursor.step(1, len, PAGE),
            Touch::Paste(text) => {
                self.filter.paste(text);
                self.narrow();
            }
            Touch::Key(key) => {
                match self.filter.key(*key) {
                    Typed::Changed => {
                        self.narrow();
                        return Outcome::Open;
                    }
                    Typed::Kept => return Outcome::Open,
                    Typed::Passed => {}
                }
                match action(*key, cx) {
                    Some(Action::Accept) => {
                        let picked = self.left.get(self.cursor.selected).copied();
                        let (typed, wanted) = (self.filter.text().trim(), self.filter.text().to_lowercase());
                        return match picked {
                            Some(at) if self.is_end(at) && !self.holds(at, &wanted) => {
                                Outcome::Given(Given::Typed(self.purpose, typed.to_owned()))
                            }
                            Some(at) => Outcome::Given(Given::Picked(self.purpose, at)),
                            None => Outcome::Open,
                        };
                    }
                    Some(Action::Cancel) => return Outcome::Closed,
                    Some(other) => {
                        self.cursor.act(other, len, PAGE);
                    }
                    None => {}
                }
            }
        }
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let most = if self.lines() > 1 { 110 } else { 84 };
        let columns = u16::try_from(self.widest.max(width(&self.title)).clamp(28, most) + 8).unwrap_or(84);
        let rows = u16::try_from((self.choices.len() * self.lines()).clamp(1, PAGE) + 4).unwrap_or(18);
        let inside = popup(frame, area, (columns.min(area.width), rows.min(area.height)), &self.title, cx.look);
        let line = Rect { height: 1.min(inside.height), ..inside };
        self.filter.draw(frame, line, true, "type to narrow the list", cx);
        let list = Rect {
            y: inside.y.saturating_add(2).min(inside.bottom()),
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let left = &self.left;
        let lines = self.lines();
        let page = (usize::from(list.height) / lines).max(1);
        let mut cursor = self.cursor;
        cursor.fit(left.len(), page);
        for (i, at) in cursor.window(left.len(), page).enumerate() {
            let choice = &self.choices[left[at]];
            let row = Rect { y: list.y + u16::try_from(i * lines).unwrap_or(0), height: 1, ..list };
            draw_choice(frame, row, choice, at == cursor.selected, cx);
            if let Some(below) = &choice.below {
                let row = Rect { y: row.y + 1, ..row }.intersection(list);
                let words = fit(below, usize::from(row.width).saturating_sub(5), cx.look.marks.more);
                put(frame, row.x + 4, row.y, &Line::from(cx.look.span(words, Meaning::Muted)), row);
            }
        }
        if left.is_empty() {
            put(frame, list.x, list.y, &Line::from(cx.look.span("nothing holds these words", Meaning::Muted)), list);
        }
        scroll::draw(frame, list, cursor, left.len(), cx.look);
    }
}

/// A line of a list in an overlay.
pub(super) fn draw_choice(frame: &mut Frame, row: Rect, choice: &Choice, selected: bool, cx: &Ctx) {
    let columns = usize::from(row.width).saturating_sub(3);
    let text = fit(&choice.text, columns, cx.look.marks.more);
    let note = fit(&choice.note, columns.saturating_sub(width(&text) + 2), cx.look.marks.more);
    let gap = columns.saturating_sub(width(&text) + width(&note));
    let bar = if selected { cx.look.marks.bar } else { " " };
    let line = Line::from(vec![
        cx.look.span(format!("{bar} "), Meaning::Accent),
        cx.look.span(text, Meaning::Text),
        cx.look.span(pad("", gap, ""), Meaning::Text),
        cx.look.span(note, Meaning::Muted),
    ]);
    put(frame, row.x, row.y, &line, row);
    if selected {
        cx.look.select_row(frame.buffer_mut(), row);
    }
}
