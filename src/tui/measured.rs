//! The program without a terminal, over a real file: keys in, frames out. For the benchmarks; tests have [`super::driver`].

use std::collections::HashSet;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use chrono_tz::Tz;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::app::{App, World};
use super::event::Event;
use super::screen::{Effect, Nav};
use super::style::Theme;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::keymap::{Keymap, parse_key};
use crate::config::theme::{Depth, Shade};
use crate::store::request::{Reply, Request, Ticket};

/// An answer that takes longer than this never comes.
const LONGEST: Duration = Duration::from_mins(10);

/// How a screen asks.
pub(crate) type Send = Box<dyn Fn(Ticket, Request)>;

pub(crate) struct Frames {
    app: App,
    send: Send,
    replies: Receiver<Reply>,
    waiting: HashSet<Ticket>,
    terminal: Terminal<TestBackend>,
}

impl Frames {
    /// Opens on Today, once all that it asked for is there.
    pub(crate) fn new(
        size: (u16, u16),
        name: &str,
        (clock, zone): (Clock, Tz),
        send: Send,
        replies: Receiver<Reply>,
    ) -> Result<Self, String> {
        let config = Config { as_name: name.to_owned(), ..Config::default() };
        let theme = Theme { shade: Shade::Dark, depth: Depth::True };
        let app = App::new(World::new(config, Keymap::default(), theme, clock, zone), size);
        let terminal = Terminal::new(TestBackend::new(size.0, size.1)).map_err(|e| e.to_string())?;
        let mut frames = Self { app, send, replies, waiting: HashSet::new(), terminal };
        let effects = frames.app.start(Nav::Today);
        frames.settle(effects)?;
        Ok(frames)
    }

    /// Presses keys, written as in `keymap.toml` with spaces between, and waits for what they ask for.
    pub(crate) fn keys(&mut self, keys: &str) -> Result<(), String> {
        for name in keys.split_whitespace() {
            let effects = self.app.handle(Event::Key(parse_key(name)?.into()));
            self.settle(effects)?;
        }
        Ok(())
    }

    /// Types text into the field in use.
    pub(crate) fn types(&mut self, text: &str) -> Result<(), String> {
        for c in text.chars() {
            let key = ratatui::crossterm::event::KeyCode::Char(c);
            let effects = self.app.handle(Event::Key(key.into()));
            self.settle(effects)?;
        }
        Ok(())
    }

    fn settle(&mut self, effects: Vec<Effect>) -> Result<(), String> {
        self.ask(effects);
        while !self.waiting.is_empty() {
            let reply = self.replies.recv_timeout(LONGEST).map_err(|_| "the store does not answer".to_owned())?;
            if let Reply::Answer(ticket, _) = &reply {
                self.waiting.remove(ticket);
            }
            let effects = self.app.handle(Event::Reply(reply));
            self.ask(effects);
        }
        Ok(())
    }

    fn ask(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Store(ticket, request) = effect {
                self.waiting.insert(ticket);
                (self.send)(ticket, request);
            }
        }
    }

    /// Draws into the same buffers as a terminal's; says how many cells there are.
    pub(crate) fn draw(&mut self) -> Result<usize, String> {
        let drawn = self.terminal.draw(|frame| self.app.draw(frame)).map_err(|e| e.to_string())?;
        Ok(drawn.buffer.content.len())
    }

    /// What is drawn, a line a row.
    pub(crate) fn text(&mut self) -> Result<String, String> {
        self.draw()?;
        Ok(self.terminal.backend().to_string())
    }
}
