//! A field of one line. The cursor moves by what is seen as one character; a long text scrolls under it.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::raw::visible;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::width;

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The text is another one.
    Changed,
    /// The cursor moved, or there was nothing to do.
    Kept,
    /// The key is not the field's.
    Passed,
}

/// The text, the cursor in it, and what undo goes back to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TextField {
    text: String,
    /// A byte position between two characters as seen.
    cursor: usize,
    /// Text and cursor before each change, oldest first.
    undo: Vec<(String, usize)>,
    redo: Vec<(String, usize)>,
    /// Whether the last change was one typed letter: letters in a row are undone together.
    in_word: bool,
}

/// Changes that can be undone.
const UNDO: usize = 100;

impl TextField {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, ..Self::default() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts another text in its place, the cursor behind it.
    pub(crate) fn set(&mut self, text: impl Into<String>) {
        self.keep_for_undo();
        self.text = text.into();
        self.cursor = self.text.len();
    }

    /// Takes a key. Enter, Tab and Esc are never the field's.
    pub(crate) fn key(&mut self, key: KeyEvent) -> Typed {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match (key.code, ctrl, alt) {
            // AltGr arrives as ctrl and alt together on some systems.
            (KeyCode::Char(c), ctrl, alt) if ctrl == alt => self.insert(&c.to_string(), true),
            (KeyCode::Char('a'), true, _) | (KeyCode::Home, ..) => self.go(0),
            (KeyCode::Char('e'), true, _) | (KeyCode::End, ..) => self.go(self.text.len()),
            (KeyCode::Left, true, _) | (KeyCode::Left | KeyCode::Char('b'), _, true) => self.go(self.word_before()),
            (KeyCode::Right, true, _) | (KeyCode::Right | KeyCode::Char('f'), _, true) => self.go(self.word_after()),
            (KeyCode::Left, ..) | (KeyCode::Char('b'), true, _) => self.go(self.before()),
            (KeyCode::Right, ..) | (KeyCode::Char('f'), true, _) => self.go(self.after()),
            (KeyCode::Char('w') | KeyCode::Backspace, true, _) | (KeyCode::Backspace, _, true) => {
                self.cut(self.word_before(), self.cursor)
            }
            // Ctrl-h is what Backspace sends in many terminals.
            (KeyCode::Backspace, ..) | (KeyCode::Char('h'), true, _) => self.cut(self.before(), self.cursor),
            (KeyCode::Delete, true, _) | (KeyCode::Char('d'), _, true) => self.cut(self.cursor, self.word_after()),
            (KeyCode::Delete, ..) | (KeyCode::Char('d'), true, _) => self.cut(self.cursor, self.after()),
            (KeyCode::Char('k'), true, _) => self.cut(self.cursor, self.text.len()),
            (KeyCode::Char('u'), true, _) => self.cut(0, self.cursor),
            (KeyCode::Char('z'), true, _) => self.back_to_before(),
            (KeyCode::Char('y'), true, _) => self.again(),
            _ => Typed::Passed,
        }
    }

    /// Takes a paste: line breaks and tabs become spaces, other controls are kept to be seen.
    pub(crate) fn paste(&mut self, text: &str) -> Typed {
        let breaks = ['\r', '\n', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
        let line = text.replace("\r\n", " ").replace(breaks, " ");
        self.insert(&line, false)
    }

    fn insert(&mut self, text: &str, letter: bool) -> Typed {
        if text.is_empty() {
            return Typed::Kept;
        }
        if !(letter && self.in_word) {
            self.keep_for_undo();
        }
        self.in_word = letter && text != " ";
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
        // A mark that joins the character before it must not leave the cursor inside of it.
        self.cursor = self.boundary_at_or_after(self.cursor);
        self.redo.clear();
        Typed::Changed
    }

    fn cut(&mut self, from: usize, to: usize) -> Typed {
        if from >= to {
            return Typed::Kept;
        }
        self.keep_for_undo();
        self.text.replace_range(from..to, "");
        self.cursor = from;
        self.redo.clear();
        Typed::Changed
    }

    fn go(&mut self, to: usize) -> Typed {
        self.cursor = to;
        self.in_word = false;
        Typed::Kept
    }

    fn keep_for_undo(&mut self) {
        self.in_word = false;
        self.undo.push((self.text.clone(), self.cursor));
        if self.undo.len() > UNDO {
            self.undo.remove(0);
        }
    }

    fn back_to_before(&mut self) -> Typed {
        let Some((text, cursor)) = self.undo.pop() else { return Typed::Kept };
        self.redo.push((std::mem::replace(&mut self.text, text), std::mem::replace(&mut self.cursor, cursor)));
        self.in_word = false;
        Typed::Changed
    }

    fn again(&mut self) -> Typed {
        let Some((text, cursor)) = self.redo.pop() else { return Typed::Kept };
        self.undo.push((std::mem::replace(&mut self.text, text), std::mem::replace(&mut self.cursor, cursor)));
        Typed::Changed
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.cursor..].graphemes(true).next().map_or(self.cursor, |g| self.cursor + g.len())
    }

    fn word_before(&self) -> usize {
        let head = self.text[..self.cursor].trim_end();
        head.rfind(char::is_whitespace).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8))
    }

    fn word_after(&self) -> usize {
        let tail = &self.text[self.cursor..];
        let start = tail.len() - tail.trim_start().len();
        self.cursor + tail[start..].find(char::is_whitespace).map_or(tail.len(), |at| start + at)
    }

    fn boundary_at_or_after(&self, at: usize) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).find(|i| *i >= at).unwrap_or(self.text.len())
    }

    /// Draws the field, and the terminal's cursor on it while it is in use. `hint` stands in an empty field.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, in_use: bool, hint: &str, cx: &Ctx) {
        if area.is_empty() {
            return;
        }
        let columns = usize::from(area.width);
        if self.text.is_empty() {
            put(frame, area.x, area.y, &Line::from(cx.look.span(hint, Meaning::Muted)), area);
        } else {
            let head = visible(&self.text[..self.cursor]).into_owned();
            let skipped = width(&head).saturating_sub(columns.saturating_sub(1));
            let shown = skip_columns(&visible(&self.text), skipped);
            put(frame, area.x, area.y, &Line::from(cx.look.span(shown, Meaning::Text)), area);
        }
        if in_use {
            let head = width(&visible(&self.text[..self.cursor]));
            let at = head.min(columns.saturating_sub(1));
            frame.set_cursor_position((area.x + u16::try_from(at).unwrap_or(0), area.y));
        }
    }
}

/// The text without its first columns; a wide character that is cut in two is left out whole.
fn skip_columns(text: &str, columns: usize) -> String {
    let mut left = columns;
    let mut out = String::new();
    for grapheme in text.graphemes(true) {
        if left == 0 {
            out.push_str(grapheme);
            continue;
        }
        let wide = width(grapheme);
        if wide > left {
            out.push(' ');
        }
        left = left.saturating_sub(wide);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(field: &mut TextField, keys: &str) {
        for name in keys.split_whitespace() {
            let key = crate::config::keymap::parse_key(name).expect(name);
            field.key(key.into());
        }
    }

    fn field(text: &str) -> TextField {
        TextField::new(text)
    }

    #[test]
    fn usual_editing_keys_do_what_they_do_elsewhere() {
        for (text, keys, expected) in [
            ("say the name", "ctrl-w", "say the "),
            ("say the name", "ctrl-u", ""),
            ("say the name", "ctrl-a ctrl-k", ""),
            ("say the name", "ctrl-a delete delete", "y the name"),
            ("say the name", "ctrl-a x ctrl-e z", "xsay the namez"),
            ("say the name", "alt-b alt-b ctrl-k", "say "),
            ("say the name", "home alt-d", " the name"),
            ("say", "left backspace", "sy"),
            ("say", "right right backspace", "sa"),
            ("", "backspace delete ctrl-w ctrl-k ctrl-u left right", ""),
        ] {
            let mut field = field(text);
            press(&mut field, keys);
            assert_eq!(field.text(), expected, "{keys}");
        }
    }

    #[test]
    fn the_cursor_moves_by_what_is_seen() {
        let mut field = field("e\u{301}👩‍👩‍👧x");
        press(&mut field, "left backspace");
        assert_eq!(field.text(), "e\u{301}x");
        press(&mut field, "left delete");
        assert_eq!(field.text(), "x");
    }

    #[test]
    fn undo_takes_back_a_word_and_redo_brings_it_again() {
        let mut field = field("");
        press(&mut field, "a b space c d");
        press(&mut field, "ctrl-z");
        assert_eq!(field.text(), "ab ");
        press(&mut field, "ctrl-z ctrl-z ctrl-z");
        assert_eq!(field.text(), "");
        press(&mut field, "ctrl-y ctrl-y ctrl-y");
        assert_eq!(field.text(), "ab cd");
    }

    #[test]
    fn a_paste_is_one_line() {
        let mut field = field("");
        assert_eq!(field.paste("one\r\ntwo\tthree"), Typed::Changed);
        assert_eq!(field.text(), "one two three");
    }

    #[test]
    fn keys_with_another_meaning_are_passed_on() {
        let mut field = field("x");
        for name in ["enter", "tab", "esc", "f5", "up", "ctrl-p", "alt-x"] {
            let key = crate::config::keymap::parse_key(name).expect(name);
            assert_eq!(field.key(key.into()), Typed::Passed, "{name}");
        }
    }
}
