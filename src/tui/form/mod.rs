//! Forms: fields by name, one of them in use.
//!
//! A screen holds a `Form<K>` with an enum `K` of its fields, gives it what is typed, and draws each field where
//! its layout has room. What is typed is plain text: the domain judges it.
//!
//! ```text
//!  Input::Key, Input::Paste ─► form.key(), form.paste() ─► Went::Changed(K)   save the draft
//!                                                          Went::Calendar(K)  open overlay::Month
//!                                                          Went::Kept         nothing
//!  Action::NextField … ──────► form.next(), form.previous(), form.go(K)
//!  Given::Day, Given::Picked ► form.set_day(K, day), form.set(K, text)
//! ```

use std::fmt;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

pub(crate) mod area;
pub(crate) mod choice;
pub(crate) mod date;
pub(crate) mod find;
pub(crate) mod text;

use area::AreaField;
use choice::ChoiceField;
use date::{DateField, DateTyped};
use text::{TextField, Typed};

use super::screen::Ctx;

#[derive(Debug, Clone)]
pub(crate) enum Field {
    Text(TextField),
    Area(Box<AreaField>),
    Choice(ChoiceField),
    Date(DateField),
}

/// Fields in the order of Tab. At least one.
#[derive(Debug, Clone)]
pub(crate) struct Form<K> {
    fields: Vec<(K, Field)>,
    /// Position of the field in use.
    at: usize,
}

/// What a key did to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Went<K> {
    /// This field has another content now.
    Changed(K),
    /// The calendar is asked for, opening on the day.
    Calendar(K, NaiveDate),
    /// The cursor, or the field in use, is another one.
    Kept,
    /// The key is not the form's.
    Passed,
}

impl<K: Copy + Eq + fmt::Debug> Form<K> {
    /// The first field is in use. A field is there once.
    pub(crate) fn new(fields: Vec<(K, Field)>) -> Self {
        assert!(!fields.is_empty(), "a form has a field");
        Self { fields, at: 0 }
    }

    /// The field in use.
    pub(crate) fn current(&self) -> K {
        self.fields[self.at].0
    }

    pub(crate) fn next(&mut self) {
        self.at = (self.at + 1) % self.fields.len();
    }

    pub(crate) fn previous(&mut self) {
        self.at = (self.at + self.fields.len() - 1) % self.fields.len();
    }

    pub(crate) fn go(&mut self, key: K) {
        if let Some(at) = self.fields.iter().position(|(k, _)| *k == key) {
            self.at = at;
        }
    }

    pub(crate) fn field(&self, key: K) -> Option<&Field> {
        self.fields.iter().find(|(k, _)| *k == key).map(|(_, field)| field)
    }

    pub(crate) fn field_mut(&mut self, key: K) -> Option<&mut Field> {
        self.fields.iter_mut().find(|(k, _)| *k == key).map(|(_, field)| field)
    }

    /// The content as text; empty for a field that is not there.
    pub(crate) fn text(&self, key: K) -> String {
        match self.field(key) {
            Some(Field::Text(field)) => field.text().to_owned(),
            Some(Field::Area(field)) => field.text(),
            Some(Field::Choice(field)) => field.text().to_owned(),
            Some(Field::Date(field)) => field.text().to_owned(),
            None => String::new(),
        }
    }

    /// The position of the chosen word.
    pub(crate) fn choice(&self, key: K) -> Option<usize> {
        match self.field(key) {
            Some(Field::Choice(field)) => Some(field.selected()),
            Some(Field::Text(_) | Field::Area(_) | Field::Date(_)) | None => None,
        }
    }

    pub(crate) fn set(&mut self, key: K, text: &str) {
        match self.field_mut(key) {
            Some(Field::Text(field)) => field.set(text),
            Some(Field::Area(field)) => field.set(text),
            Some(Field::Date(field)) => field.set(text),
            Some(Field::Choice(_)) | None => {}
        }
    }

    pub(crate) fn set_day(&mut self, key: K, day: NaiveDate) {
        if let Some(Field::Date(field)) = self.field_mut(key) {
            field.set_day(day);
        }
    }

    /// Gives a key to the field in use. Enter and ↓ go to the next field, ↑ to the one before, where the field has
    /// no use for them.
    pub(crate) fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Went<K> {
        let name = self.current();
        let typed = match &mut self.fields[self.at].1 {
            Field::Text(field) => field.key(key),
            Field::Area(field) if !leaves(field, key) => field.key(key),
            Field::Area(_) => Typed::Passed,
            Field::Choice(field) => field.key(key),
            Field::Date(field) => match field.key(key, cx.today) {
                DateTyped::Text(typed) => typed,
                DateTyped::Calendar(day) => return Went::Calendar(name, day),
            },
        };
        match (typed, key.code) {
            (Typed::Changed, _) => Went::Changed(name),
            (Typed::Kept, _) => Went::Kept,
            (Typed::Passed, KeyCode::Enter | KeyCode::Down) => {
                self.next();
                Went::Kept
            }
            (Typed::Passed, KeyCode::Up) => {
                self.previous();
                Went::Kept
            }
            (Typed::Passed, _) => Went::Passed,
        }
    }

    pub(crate) fn paste(&mut self, text: &str) -> Went<K> {
        let name = self.current();
        let typed = match &mut self.fields[self.at].1 {
            Field::Text(field) => field.paste(text),
            Field::Area(field) => field.paste(text),
            Field::Date(field) => field.paste(text),
            // Its words are chosen: what is pasted has no place here, which the screen says.
            Field::Choice(_) => Typed::Passed,
        };
        match typed {
            Typed::Changed => Went::Changed(name),
            Typed::Kept => Went::Kept,
            Typed::Passed => Went::Passed,
        }
    }

    /// Draws one field; the terminal's cursor stands on it while it is in use.
    pub(crate) fn draw(&self, key: K, frame: &mut Frame, area: Rect, hint: &str, cx: &Ctx) {
        let in_use = self.current() == key;
        match self.field(key) {
            Some(Field::Text(field)) => field.draw(frame, area, in_use, hint, cx),
            Some(Field::Area(field)) => field.draw(frame, area, in_use, hint, cx),
            Some(Field::Choice(field)) => field.draw(frame, area, in_use, cx),
            Some(Field::Date(field)) => field.draw(frame, area, in_use, hint, cx),
            None => {}
        }
    }
}

/// An area keeps ↑ and ↓ until its first and last line.
fn leaves(field: &AreaField, key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Up => field.at_edge(false),
        KeyCode::Down => field.at_edge(true),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::config::keymap::parse_key;
    use crate::tui::driver::with_cx;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Name {
        Behavior,
        Note,
        Kind,
        Next,
    }

    fn form() -> Form<Name> {
        Form::new(vec![
            (Name::Behavior, Field::Text(TextField::default())),
            (Name::Note, Field::Area(Box::new(AreaField::new("")))),
            (Name::Kind, Field::Choice(ChoiceField::new(vec!["scheduled".to_owned(), "follow-up".to_owned()], 0))),
            (Name::Next, Field::Date(DateField::new("", true))),
        ])
    }

    fn press(form: &mut Form<Name>, keys: &str) -> Vec<Went<Name>> {
        with_cx(80, 24, |cx| keys.split_whitespace().map(|k| form.key(parse_key(k).expect(k).into(), cx)).collect())
    }

    #[test]
    fn keys_go_to_the_field_in_use_and_enter_goes_on() {
        let mut form = form();
        assert_eq!(
            press(&mut form, "a b enter"),
            [Went::Changed(Name::Behavior), Went::Changed(Name::Behavior), Went::Kept]
        );
        assert_eq!(form.current(), Name::Note);
        press(&mut form, "x enter y");
        assert_eq!(form.text(Name::Note), "x\ny", "enter breaks the line in an area");
        press(&mut form, "up up");
        assert_eq!(form.current(), Name::Behavior, "up leaves an area at its first line");
        assert_eq!(form.text(Name::Behavior), "ab");
    }

    #[test]
    fn a_choice_goes_round_and_no_letter_changes_it() {
        let mut form = form();
        form.go(Name::Kind);
        press(&mut form, "right");
        assert_eq!(form.choice(Name::Kind), Some(1));
        press(&mut form, "f s x");
        assert_eq!(form.choice(Name::Kind), Some(1), "letters were meant for another field");
        press(&mut form, "left left space");
        assert_eq!(form.choice(Name::Kind), Some(0));
    }

    #[test]
    fn down_on_a_date_asks_for_the_calendar() {
        let mut form = form();
        form.go(Name::Next);
        let went = press(&mut form, "down");
        let Went::Calendar(Name::Next, day) = went[0] else { panic!("{went:?}") };
        assert_eq!(day.to_string(), "2026-11-25");
        form.set_day(Name::Next, day);
        assert_eq!(form.text(Name::Next), "2026-11-25");
    }

    #[test]
    fn keys_that_no_field_wants_are_passed_on() {
        assert_eq!(press(&mut form(), "tab esc f5"), [Went::Passed, Went::Passed, Went::Passed]);
    }

    #[test]
    fn the_terminals_cursor_stands_in_the_field_in_use() {
        let mut form = form();
        form.go(Name::Note);
        form.paste("say the customer's name in the first thirty seconds\u{1b}[31m");
        assert!(!form.text(Name::Note).contains('\u{1b}'), "controls are left out");
        let mut terminal = Terminal::new(TestBackend::new(30, 4)).expect("a test terminal");
        let draw = |frame: &mut Frame| {
            with_cx(30, 4, |cx| form.draw(Name::Note, frame, Rect::new(2, 1, 20, 3), "a note", cx));
        };
        terminal.draw(draw).expect("it draws");
        insta::assert_snapshot!(format!("{}cursor at {}", terminal.backend(), terminal.backend().cursor_position()));
    }
}
