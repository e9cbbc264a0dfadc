//! Which line of a list is selected, and which is the first on screen.

use std::ops::Range;

use crate::config::keymap::Action;

/// Fitted in `update`, read in `draw`. Positions, not ids: the screen keeps the id and finds it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cursor {
    pub(crate) selected: usize,
    pub(crate) offset: usize,
}

impl Cursor {
    /// Moves as the action says; `false` where it is no movement.
    pub(crate) fn act(&mut self, action: Action, len: usize, page: usize) -> bool {
        let by = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
        match action {
            Action::Up => self.step(-1, len, page),
            Action::Down => self.step(1, len, page),
            Action::PageUp => self.step(-by(page.max(1)), len, page),
            Action::PageDown => self.step(by(page.max(1)), len, page),
            Action::Home => self.select(0, len, page),
            Action::End => self.select(len, len, page),
            _ => return false,
        }
        true
    }

    pub(crate) fn step(&mut self, by: isize, len: usize, page: usize) {
        self.select(self.selected.saturating_add_signed(by), len, page);
    }

    pub(crate) fn select(&mut self, at: usize, len: usize, page: usize) {
        self.selected = at;
        self.fit(len, page);
    }

    /// Keeps the selection within the list, and on screen.
    pub(crate) fn fit(&mut self, len: usize, page: usize) {
        self.selected = self.selected.min(len.saturating_sub(1));
        let page = page.max(1);
        if self.selected < self.offset {
            self.offset = self.selected;
        } else if self.selected >= self.offset + page {
            self.offset = self.selected + 1 - page;
        }
        self.offset = self.offset.min(len.saturating_sub(page));
    }

    /// The positions that are on screen.
    pub(crate) fn window(&self, len: usize, page: usize) -> Range<usize> {
        let first = self.offset.min(len);
        first..len.min(first + page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_in_the_list_and_on_screen() {
        let mut cursor = Cursor::default();
        cursor.step(7, 20, 5);
        assert_eq!((cursor.selected, cursor.window(20, 5)), (7, 3..8));
        cursor.act(Action::End, 20, 5);
        assert_eq!((cursor.selected, cursor.window(20, 5)), (19, 15..20));
        cursor.fit(3, 5);
        assert_eq!((cursor.selected, cursor.window(3, 5)), (2, 0..3));
        cursor.fit(0, 0);
        assert_eq!((cursor.selected, cursor.window(0, 0)), (0, 0..0));
        cursor.step(-9, 0, 0);
        assert_eq!(cursor, Cursor::default());
    }
}
