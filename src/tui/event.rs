//! What reaches the loop: keys, paste, mouse, size, replies of the store, and the end of the terminal.

use ratatui::crossterm::event::{Event as TermEvent, KeyEvent, KeyEventKind, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::folder::Folder;
use crate::store::request::{Reply, Ticket};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A key that went down, or repeats while it is held.
    Key(KeyEvent),
    /// A bracketed paste, whole.
    Paste(String),
    Click(Position),
    /// The wheel over a place.
    Scroll(Position, Wheel),
    Resize(u16, u16),
    Reply(Reply),
    /// The terminal is gone: nobody reads what is drawn.
    Lost,
    /// A signal asks for the end (its number) after the terminal is restored.
    Signal(i32),
    /// A signal asks to stop until the process is continued.
    Stop,
    /// No key came for as long as the settings say.
    Lock,
    /// The process was stopped and goes on: the screen has to be drawn anew.
    Continued,
    /// A folder that [`super::screen::Effect::ListFolder`] asked for, or why it cannot be read.
    Folder(Ticket, Result<Folder, String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wheel {
    Up,
    Down,
}

impl Event {
    /// What the terminal reports, where it means anything here. Key releases, which Windows sends, do not.
    pub(crate) fn of_terminal(event: TermEvent) -> Option<Self> {
        match event {
            TermEvent::Key(key) => match key.kind {
                KeyEventKind::Press | KeyEventKind::Repeat => Some(Self::Key(key)),
                KeyEventKind::Release => None,
            },
            TermEvent::Paste(text) => Some(Self::Paste(text)),
            TermEvent::Resize(columns, rows) => Some(Self::Resize(columns, rows)),
            TermEvent::Mouse(mouse) => Self::of_mouse(mouse),
            TermEvent::FocusGained | TermEvent::FocusLost => None,
        }
    }

    fn of_mouse(mouse: MouseEvent) -> Option<Self> {
        let at = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(_) => Some(Self::Click(at)),
            MouseEventKind::ScrollUp => Some(Self::Scroll(at, Wheel::Up)),
            MouseEventKind::ScrollDown => Some(Self::Scroll(at, Wheel::Down)),
            MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => None,
        }
    }
}
