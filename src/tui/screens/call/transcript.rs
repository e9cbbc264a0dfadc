//! Which turns of the transcript are on screen, which are marked, and finding words in them. Only the turns on
//! screen are wrapped, so that a call of thousands of lines costs no more than a short one.

use std::collections::BTreeSet;

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::domain::call::{Moment, Turn, turn_of};
use crate::domain::raw::visible;
use crate::domain::standing::{CallView, FlagLine};
use crate::tui::form::text::{TextField, Typed};
use crate::tui::words::lines;

/// Columns before the words: bar, mark, flag, offset, speaker.
pub(super) const LEAD: u16 = 25;
/// Under so many columns the words stand below their offset and speaker.
pub(super) const NARROW: u16 = 46;

/// How the transcript is being read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Positions in the turns.
    pub(super) selected: usize,
    pub(super) top: usize,
    pub(super) marked: BTreeSet<usize>,
    /// What is searched for, and whether it is being typed.
    pub(super) words: TextField,
    pub(super) typing: bool,
    /// Positions of the turns that hold the words, in order.
    pub(super) found: Vec<usize>,
}

/// Lower case, for comparing.
fn folded(text: &str) -> String {
    text.to_lowercase()
}

impl Reading {
    /// The lines that are taken: the marked ones, else the selected one.
    pub(super) fn taken(&self) -> Vec<usize> {
        if self.marked.is_empty() { vec![self.selected] } else { self.marked.iter().copied().collect() }
    }

    /// Marks the line, or leaves it, and goes to the next.
    pub(super) fn mark(&mut self, turns: usize) {
        if !self.marked.remove(&self.selected) {
            self.marked.insert(self.selected);
        }
        self.selected = (self.selected + 1).min(turns.saturating_sub(1));
    }

    pub(super) fn searched(&self) -> bool {
        !self.words.text().trim().is_empty()
    }

    pub(super) fn open_search(&mut self) {
        self.typing = true;
    }

    /// Esc while typing: nothing is searched for.
    pub(super) fn leave_search(&mut self) {
        self.typing = false;
        self.drop_search();
    }

    pub(super) fn drop_search(&mut self) {
        self.words = TextField::default();
        self.found.clear();
    }

    pub(super) fn find_again(&mut self, turns: &[Turn]) {
        let wanted = folded(self.words.text().trim());
        self.found.clear();
        if !wanted.is_empty() {
            let holds = |turn: &Turn| folded(turn.text.verbatim()).contains(&wanted);
            self.found.extend((0..turns.len()).filter(|i| holds(&turns[*i])));
        }
    }

    /// To the next match or the one before, round the end; `false` where there is none.
    pub(super) fn next_match(&mut self, on: bool) -> bool {
        let next = if on {
            self.found.iter().find(|i| **i > self.selected).or(self.found.first())
        } else {
            self.found.iter().rev().find(|i| **i < self.selected).or(self.found.last())
        };
        let Some(at) = next.copied() else { return false };
        self.selected = at;
        true
    }

    pub(super) fn type_key(&mut self, key: KeyEvent, view: Option<&CallView>) {
        if key.code == KeyCode::Enter {
            self.typing = false;
            return;
        }
        match key.code {
            KeyCode::Down => drop(self.next_match(true)),
            KeyCode::Up => drop(self.next_match(false)),
            _ => {
                if self.words.key(key) == Typed::Changed {
                    self.typed(view);
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str, view: Option<&CallView>) {
        if self.typing {
            self.words.paste(text);
            self.typed(view);
        }
    }

    /// Other words: finds them, and goes to the first from here on.
    fn typed(&mut self, view: Option<&CallView>) {
        let turns = view.and_then(|v| v.transcript.as_ref()).map(|t| t.turns.as_slice()).unwrap_or_default();
        self.find_again(turns);
        if let Some(at) = self.found.iter().find(|i| **i >= self.selected).or(self.found.first()) {
            self.selected = *at;
        }
    }

    /// Keeps the selected turn on screen, whole where that fits, and no empty room below the last one.
    pub(super) fn fit(&mut self, view: &CallView, turns: &[Turn], area: Rect) {
        self.selected = self.selected.min(turns.len().saturating_sub(1));
        let least = first_that_fits(view, turns, self.selected + 1, area).min(self.selected);
        self.top = self.top.clamp(least, self.selected);
        // With a turn a row there is no empty room: nothing has to be laid out to know it.
        if turns.len() - self.top < usize::from(area.height).max(1) {
            let end = first_that_fits(view, turns, turns.len(), area).min(self.selected);
            self.top = self.top.min(end).max(least);
        }
    }

    /// Whole turns on screen, at least one.
    pub(super) fn page(&self, view: &CallView, turns: &[Turn], area: Rect) -> usize {
        let rows = usize::from(area.height);
        let mut used = 0;
        let fits = (self.top..turns.len()).take_while(|at| {
            used += height(view, turns, *at, area.width);
            used <= rows
        });
        fits.count().max(1)
    }

    /// The turn in a row of the screen.
    pub(super) fn turn_at(&self, view: &CallView, area: Rect, y: u16) -> Option<usize> {
        let turns = view.transcript.as_ref()?.turns.as_slice();
        let mut end = usize::from(area.y);
        for at in self.top..turns.len() {
            end += height(view, turns, at, area.width);
            if usize::from(y) < end {
                return Some(at);
            }
            if end >= usize::from(area.bottom()) {
                break;
            }
        }
        None
    }
}

#[cfg(test)]
thread_local! {
    /// Turns whose lines were worked out, for tests that count them.
    pub(super) static LAID_OUT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// The first turn from which on all up to `end` have room.
fn first_that_fits(view: &CallView, turns: &[Turn], end: usize, area: Rect) -> usize {
    let rows = usize::from(area.height).max(1);
    let mut first = end.min(turns.len());
    let mut used = 0;
    while first > 0 {
        used += height(view, turns, first - 1, area.width);
        if used > rows {
            break;
        }
        first -= 1;
    }
    first
}

/// Columns that the words have.
pub(super) fn text_columns(columns: u16) -> usize {
    let lead = if columns < NARROW { 4 } else { LEAD };
    usize::from(columns.saturating_sub(lead + 1)).max(1)
}

/// Lines that a turn takes: its words, what is wrong with its cue, its flags.
pub(super) fn height(view: &CallView, turns: &[Turn], at: usize, columns: u16) -> usize {
    #[cfg(test)]
    LAID_OUT.with(|n| n.set(n.get() + 1));
    let turn = &turns[at];
    let words = lines(&visible(turn.text.verbatim()), text_columns(columns));
    let own = usize::from(columns < NARROW);
    let beside = flags_at(view, turns, at).count() + moments_at(view, at).count();
    own + words + usize::from(turn.mark.is_some()) + beside
}

/// Moments that the transcript's own analysis points to in this turn.
pub(super) fn moments_at(view: &CallView, at: usize) -> impl Iterator<Item = &Moment> {
    view.transcript.iter().flat_map(move |transcript| transcript.moments_at(at))
}

/// Flags whose moment lies in this turn: the last one that began by then.
pub(super) fn flags_at<'a>(view: &'a CallView, turns: &'a [Turn], at: usize) -> impl Iterator<Item = &'a FlagLine> {
    view.flags.iter().filter(move |flag| flag.at_ms.is_some_and(|ms| begins_last(turns, at, ms)))
}

/// Whether the moment lies in this turn. Most turns are told by the next one: all others need not be looked at.
fn begins_last(turns: &[Turn], at: usize, ms: i64) -> bool {
    let from = |at: usize| turns.get(at).and_then(|turn| turn.from_ms).filter(|from| *from <= ms);
    match (from(at), from(at + 1)) {
        (Some(own), Some(next)) if next >= own => false,
        (Some(_), _) => turn_of(turns, ms) == Some(at),
        // Before the first turn it is the first one's.
        (None, _) => at == 0 && turn_of(turns, ms) == Some(0),
    }
}
