//! Several choices at once: a line each, its values one at a time.
//!
//! ```text
//!  ▌ Supervisor      ‹ Dana Reyes ›
//!    Scored by       ‹ people alone ›      613 evaluations
//! ```

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;

use super::picker::Choice;
use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::event::Wheel;
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::{fit, pad, width};

/// One line. Its first value is the one that leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facet {
    name: &'static str,
    /// Never empty.
    values: Vec<Choice>,
    /// Which of them it stands on.
    at: usize,
}

impl Facet {
    pub(crate) fn new(name: &'static str, values: Vec<Choice>, at: usize) -> Self {
        let at = at.min(values.len().saturating_sub(1));
        Self { name, values, at }
    }

    fn step(&mut self, by: usize) {
        self.at = (self.at + by) % self.values.len().max(1);
    }

    /// To the next value that begins with a letter.
    fn jump(&mut self, letter: char) {
        let wanted = letter.to_lowercase().to_string();
        let len = self.values.len();
        let starts = |at: &usize| self.values[*at].text.to_lowercase().starts_with(&wanted);
        if let Some(found) = (1..=len).map(|by| (self.at + by) % len).find(starts) {
            self.at = found;
        }
    }
}

/// Answers `Given::Chosen` with the value of every line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facets {
    purpose: Purpose,
    title: String,
    lines: Vec<Facet>,
    selected: usize,
}

impl Facets {
    pub(crate) fn new(purpose: Purpose, title: impl Into<String>, lines: Vec<Facet>) -> Self {
        Self { purpose, title: title.into(), lines, selected: 0 }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        match touch {
            Touch::Scroll(Wheel::Up) => self.go(-1),
            Touch::Scroll(Wheel::Down) => self.go(1),
            Touch::Paste(_) => {}
            Touch::Key(key) => {
                let letter = match key.code {
                    KeyCode::Char(c) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(c),
                    _ => None,
                };
                if let (Some(letter), Some(line)) = (letter, self.lines.get_mut(self.selected)) {
                    line.jump(letter);
                    return Outcome::Open;
                }
                match action(*key, cx) {
                    Some(Action::Up) => self.go(-1),
                    Some(Action::Down) => self.go(1),
                    Some(Action::Left) => self.change(false),
                    Some(Action::Right) => self.change(true),
                    Some(Action::Accept) => {
                        let values = self.lines.iter().map(|line| line.at).collect();
                        return Outcome::Given(Given::Chosen(self.purpose, values));
                    }
                    Some(Action::Cancel) => return Outcome::Closed,
                    _ => {}
                }
            }
        }
        Outcome::Open
    }

    fn go(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
    }

    fn change(&mut self, on: bool) {
        if let Some(line) = self.lines.get_mut(self.selected) {
            line.step(if on { 1 } else { line.values.len().saturating_sub(1) });
        }
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let look = cx.look;
        let names = self.lines.iter().map(|l| width(l.name)).max().unwrap_or(0) + 3;
        let widest = |of: fn(&Choice) -> &String| {
            self.lines.iter().flat_map(|l| &l.values).map(|c| width(of(c))).max().unwrap_or(0)
        };
        let value = widest(|c| &c.text).min(36) + 4;
        let columns = 2 + names + value + widest(|c| &c.note) + 6;
        let columns = u16::try_from(columns.max(width(&self.title) + 8)).unwrap_or(84).min(area.width);
        let rows = u16::try_from(self.lines.len() + 4).unwrap_or(12).min(area.height);
        let inside = popup(frame, area, (columns, rows), &self.title, look);
        let first = if usize::from(inside.height) > self.lines.len() { inside.y + 1 } else { inside.y };
        let page = usize::from(inside.bottom().saturating_sub(first)).max(1);
        let from = (self.selected + 1).saturating_sub(page);
        for (i, line) in self.lines.iter().enumerate().skip(from).take(page) {
            let row = Rect { y: first + u16::try_from(i - from).unwrap_or(0), height: 1, ..inside };
            let Some(choice) = line.values.get(line.at) else { continue };
            let chosen = i == self.selected;
            let (left, right) = if chosen { (look.marks.scroll_left, look.marks.scroll_right) } else { (" ", " ") };
            let text = fit(&choice.text, value.saturating_sub(4), look.marks.more);
            let gap = value.saturating_sub(4 + width(&text)) + 2;
            let mut words = look.span(text, if line.at == 0 { Meaning::Muted } else { Meaning::Heading });
            if line.at > 0 {
                words.style = words.style.add_modifier(Modifier::BOLD);
            }
            let line = Line::from(vec![
                look.span(format!("{} ", if chosen { look.marks.bar } else { " " }), Meaning::Accent),
                look.span(pad(line.name, names, look.marks.more), Meaning::Text),
                look.span(format!("{left} "), Meaning::Accent),
                words,
                look.span(format!(" {right}"), Meaning::Accent),
                look.span(" ".repeat(gap), Meaning::Text),
                look.span(choice.note.clone(), Meaning::Muted),
            ]);
            put(frame, row.x, row.y, &line, row);
            if chosen {
                look.select_row(frame.buffer_mut(), row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::KeyEvent;

    use super::*;
    use crate::tui::driver::with_cx;

    fn facets() -> Facets {
        let values = |all: &[&str]| all.iter().map(|text| Choice::new(*text, "")).collect();
        let team = Facet::new("Team", values(&["everyone", "Claims", "Motor", "Motor South"]), 0);
        Facets::new(Purpose::Narrow, "Filter", vec![team, Facet::new("Scored by", values(&["all", "people", "AI"]), 2)])
    }

    #[test]
    fn lines_are_changed_by_arrows_and_by_first_letters_and_answered_all_at_once() {
        with_cx(80, 24, |cx| {
            let mut facets = facets();
            let mut press = |code: KeyCode| facets.touch(&Touch::Key(KeyEvent::from(code)), cx);
            press(KeyCode::Char('m'));
            press(KeyCode::Char('m'));
            press(KeyCode::Down);
            press(KeyCode::Right);
            // Past the last value comes the first; past the last line nothing does.
            press(KeyCode::Down);
            press(KeyCode::Left);
            press(KeyCode::Char('z'));
            let given = press(KeyCode::Enter);
            assert_eq!(given, Outcome::Given(Given::Chosen(Purpose::Narrow, vec![3, 2])));
            assert_eq!(press(KeyCode::Esc), Outcome::Closed);
        });
    }
}
