//! A field of several lines, which wraps at words.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use super::text::Typed;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;

/// The text with its cursor and its undo. Control characters are left out of what is typed or pasted into it,
/// since they would be drawn as nothing; a tab becomes a space.
#[derive(Debug, Clone)]
pub(crate) struct AreaField {
    area: TextArea<'static>,
}

impl AreaField {
    pub(crate) fn new(text: &str) -> Self {
        let mut area = TextArea::new(text.lines().map(str::to_owned).collect());
        area.set_wrap_mode(WrapMode::WordOrGlyph);
        area.set_cursor_line_style(Style::new());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    pub(crate) fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub(crate) fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Takes a key. Tab and Esc are never the field's; Enter is.
    pub(crate) fn key(&mut self, key: KeyEvent) -> Typed {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let area = &mut self.area;
        let changed = match (key.code, ctrl, alt) {
            (KeyCode::Char(c), ctrl, alt) if ctrl == alt => {
                area.insert_char(c);
                true
            }
            (KeyCode::Enter, false, _) => {
                area.insert_newline();
                true
            }
            (KeyCode::Char('u'), true, _) => area.delete_line_by_head(),
            (KeyCode::Char('k'), true, _) => area.delete_line_by_end(),
            (KeyCode::Char('w') | KeyCode::Backspace, true, _) | (KeyCode::Backspace, _, true) => area.delete_word(),
            (KeyCode::Backspace, ..) | (KeyCode::Char('h'), true, _) => area.delete_char(),
            (KeyCode::Delete, true, _) | (KeyCode::Char('d'), _, true) => area.delete_next_word(),
            (KeyCode::Delete, ..) | (KeyCode::Char('d'), true, _) => area.delete_next_char(),
            (KeyCode::Char('z'), true, _) => area.undo(),
            (KeyCode::Char('y'), true, _) => area.redo(),
            _ => match movement(key, ctrl, alt) {
                Some(to) => {
                    area.move_cursor(to);
                    false
                }
                None => return Typed::Passed,
            },
        };
        if changed { Typed::Changed } else { Typed::Kept }
    }

    pub(crate) fn paste(&mut self, text: &str) -> Typed {
        let plain = |c| match c {
            // What other programs break lines with; a tab keeps words apart.
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            c => c,
        };
        let clean: String =
            text.replace("\r\n", "\n").chars().map(plain).filter(|c| *c == '\n' || !c.is_control()).collect();
        if self.area.insert_str(clean) { Typed::Changed } else { Typed::Kept }
    }

    /// Whether the cursor stands in the first or the last line: a form leaves the field upwards or downwards there.
    pub(crate) fn at_edge(&self, down: bool) -> bool {
        let row = self.area.cursor().0;
        if down { row + 1 >= self.area.lines().len() } else { row == 0 }
    }

    /// Draws the field, and the cursor in it while it is in use. `hint` stands in an empty field.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, in_use: bool, hint: &str, cx: &Ctx) {
        if area.is_empty() {
            return;
        }
        let mut shown = self.area.clone();
        shown.set_style(cx.look.style(Meaning::Text));
        shown.set_placeholder_text(hint);
        shown.set_placeholder_style(cx.look.style(Meaning::Muted));
        shown.set_cursor_style(Style::new());
        frame.render_widget(&shown, area);
        if in_use {
            let at = shown.screen_cursor();
            let (top, left) = shown.scroll_offset();
            let column = u16::try_from(at.col).unwrap_or(u16::MAX).saturating_sub(left).min(area.width - 1);
            let row = u16::try_from(at.row).unwrap_or(u16::MAX).saturating_sub(top).min(area.height - 1);
            frame.set_cursor_position((area.x + column, area.y + row));
        }
    }
}

fn movement(key: KeyEvent, ctrl: bool, alt: bool) -> Option<CursorMove> {
    Some(match (key.code, ctrl, alt) {
        (KeyCode::Left, true, _) | (KeyCode::Left | KeyCode::Char('b'), _, true) => CursorMove::WordBack,
        (KeyCode::Right, true, _) | (KeyCode::Right | KeyCode::Char('f'), _, true) => CursorMove::WordForward,
        (KeyCode::Left, ..) | (KeyCode::Char('b'), true, _) => CursorMove::Back,
        (KeyCode::Right, ..) | (KeyCode::Char('f'), true, _) => CursorMove::Forward,
        (KeyCode::Up, ..) => CursorMove::Up,
        (KeyCode::Down, ..) => CursorMove::Down,
        (KeyCode::Char('a'), true, _) | (KeyCode::Home, ..) => CursorMove::Head,
        (KeyCode::Char('e'), true, _) | (KeyCode::End, ..) => CursorMove::End,
        _ => return None,
    })
}
