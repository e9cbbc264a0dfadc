//! The lock of the screen, for a desk that others walk past: it hides all that is shown, by itself after a while or by
//! a key, until Enter is pressed. It protects no file; the machine's own lock does.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::App;
use crate::config::keymap::{Action, Context};
use crate::tui::event::Event;
use crate::tui::screen::{Effect, Input};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::width;

/// Whether anything is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    Open,
    Locked,
}

impl App {
    /// Whether nobody has touched it for as long as the settings say.
    pub(in crate::tui) fn waits_to_lock(&self) -> bool {
        let Some(after) = self.world.config.lock_after.span() else { return false };
        let now = self.world.clock.now();
        // A clock that was set back must not keep the screen open for longer.
        self.touched.set(self.touched.get().min(now));
        self.door == Door::Open && now - self.touched.get() >= after
    }

    /// Sets a clock that stands to another time.
    #[cfg(test)]
    pub(in crate::tui) fn pass(&mut self, time: chrono::TimeDelta) {
        self.world.clock = crate::clock::Clock::Fixed(self.world.clock.now() + time);
    }

    pub(super) fn touch_the_door(&self) {
        self.touched.set(self.world.clock.now());
    }

    /// Hides everything; what is typed is saved.
    pub(super) fn lock(&mut self) -> Vec<Effect> {
        if self.door == Door::Locked {
            return Vec::new();
        }
        let mut effects = self.hide();
        self.door = Door::Locked;
        effects.push(Effect::Redraw);
        effects
    }

    /// Keys, clicks and pastes while it is locked: one opens it, and the way out stays open.
    pub(super) fn knock(&mut self, event: &Event) -> Vec<Effect> {
        let Event::Key(key) = event else { return Vec::new() };
        if key.code == KeyCode::Enter {
            self.door = Door::Open;
            self.touch_the_door();
            let mut effects = vec![Effect::Redraw];
            effects.extend(self.give(Input::Shown));
            return effects;
        }
        let quits = self.world.keymap.action(&[Context::Global], *key) == Some(Action::Quit);
        // A question on words that would go with it could not be seen.
        let loses = self.stacks.iter().flatten().any(|e| e.screen.unrecorded().is_some());
        if quits && !loses { self.leave() } else { Vec::new() }
    }

    /// Nothing of what is under it: no name, no title, no notice.
    pub(super) fn draw_lock(&self, frame: &mut Frame) {
        let area = frame.area();
        let lines = [("coachlog is locked", Meaning::Heading), ("Enter opens it", Meaning::Muted)];
        let top = area.y + (area.height.saturating_sub(2)) / 2;
        for (row, (words, meaning)) in (top..area.bottom()).zip(lines) {
            let columns = u16::try_from(width(words)).unwrap_or(u16::MAX);
            let x = area.x + area.width.saturating_sub(columns) / 2;
            let line = Rect { y: row, height: 1, ..area };
            put(frame, x, row, &Line::from(self.world.look.span(words, meaning)), line);
        }
    }
}
