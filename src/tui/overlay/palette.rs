//! Every command, screen and agent by name: type a few letters of it.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::picker::{Choice, draw_choice};
use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::event::Wheel;
use crate::tui::form::text::{TextField, Typed};
use crate::tui::screen::{Ctx, Nav};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::popup;
use crate::tui::widgets::scroll;

/// Where an entry leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Target {
    Act(Action),
    Go(Nav),
}

/// The entries, and those that what is typed leaves, best first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Palette {
    entries: Vec<(Choice, Target)>,
    typed: TextField,
    /// Positions of the entries that match.
    found: Vec<usize>,
    cursor: Cursor,
}

const PAGE: usize = 14;

impl Palette {
    pub(crate) fn new(entries: Vec<(Choice, Target)>) -> Self {
        let found = (0..entries.len()).collect();
        Self { entries, typed: TextField::default(), found, cursor: Cursor::default() }
    }

    fn search(&mut self) {
        self.cursor = Cursor::default();
        let pattern = Pattern::parse(self.typed.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (i, (choice, _)) in self.entries.iter().enumerate() {
            if let Some(score) = pattern.score(Utf32Str::new(&choice.text, &mut buffer), &mut matcher) {
                scored.push((score, i));
            }
        }
        scored.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        self.found = scored.into_iter().map(|(_, i)| i).collect();
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let len = self.found.len();
        match touch {
            Touch::Scroll(Wheel::Up) => self.cursor.step(-1, len, PAGE),
            Touch::Scroll(Wheel::Down) => self.cursor.step(1, len, PAGE),
            Touch::Paste(text) => {
                self.typed.paste(text);
                self.search();
            }
            Touch::Key(key) => {
                match self.typed.key(*key) {
                    Typed::Changed => {
                        self.search();
                        return Outcome::Open;
                    }
                    Typed::Kept => return Outcome::Open,
                    Typed::Passed => {}
                }
                match action(*key, cx) {
                    Some(Action::Accept) => {
                        let Some(at) = self.found.get(self.cursor.selected) else { return Outcome::Open };
                        return match &self.entries[*at].1 {
                            Target::Act(action) => Outcome::Act(*action),
                            Target::Go(nav) => Outcome::Go(nav.clone()),
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
        let rows = u16::try_from(PAGE + 4).unwrap_or(18).min(area.height);
        let inside = popup(frame, area, (76.min(area.width), rows), "Commands", cx.look);
        let line = Rect { height: 1.min(inside.height), ..inside };
        self.typed.draw(frame, line, true, "a command, a screen or an agent", cx);
        let list = Rect {
            y: inside.y.saturating_add(2).min(inside.bottom()),
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let page = usize::from(list.height);
        let mut cursor = self.cursor;
        cursor.fit(self.found.len(), page);
        for (i, at) in cursor.window(self.found.len(), page).enumerate() {
            let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
            draw_choice(frame, row, &self.entries[self.found[at]].0, at == cursor.selected, cx);
        }
        scroll::draw(frame, list, cursor, self.found.len(), cx.look);
    }
}
