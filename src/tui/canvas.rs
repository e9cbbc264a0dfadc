//! What reaches the terminal: of every frame what changed, in few bytes, and in one write.
//!
//! ```text
//!  a frame of ratatui's ─► lines that only moved? ─► the terminal moves them itself (scroll)
//!                                  └───────────────► signs that differ ─► cursor, style (pen), sign
//! ```
//! Over a slow line (ssh from home) the bytes are what a key costs, and a frame that is written in several pieces is
//! seen in several pieces. Ratatui's own backend gives both colours again with every change of style, a full address
//! with every gap, and every line of a list that moves by one; and its comparison of two frames takes as long as
//! drawing one.

use std::io::{self, Write};

use ratatui::layout::Size;
use ratatui::{Frame, Terminal};

mod blind;
mod paint;
mod pen;
mod scroll;
#[cfg(all(test, unix))]
mod tests;

use blind::Blind;
use paint::Paint;

/// A terminal that is drawn on.
pub(super) struct Canvas<W> {
    frames: Terminal<Blind>,
    paint: Paint<W>,
}

impl<W: Write> Canvas<W> {
    /// On a terminal of this size that shows nothing.
    pub(super) fn new(to: W, size: Size) -> Self {
        let Ok(frames) = Terminal::new(Blind::new(size));
        Self { frames, paint: Paint::new(to, size) }
    }

    /// The terminal has another size: the next frame is drawn for it.
    pub(super) fn resized(&mut self, size: Size) {
        self.frames.backend_mut().resized(size);
    }

    /// Nothing of what the terminal shows is taken for known any more: another program may have had it.
    pub(super) fn clear(&mut self) {
        self.paint.clear();
    }

    /// Draws the next frame and writes what it changes.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        let Self { frames, paint } = self;
        let mut written = Ok(());
        let Ok(_) = frames.draw(|frame| {
            draw(frame);
            // Ratatui cleans up before it is done with a frame: what need not wait for it does not.
            written = paint.frame(frame.buffer_mut());
        });
        written?;
        let cursor = self.frames.backend().cursor();
        self.paint.cursor(cursor)
    }

    /// What was written so far.
    #[cfg(test)]
    pub(super) fn written(&self) -> &W {
        self.paint.written()
    }
}
