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
use std::mem;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
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
    /// What a frame is drawn on. Ratatui has two of its own and compares them: they have no lines here.
    page: Buffer,
    paint: Paint<W>,
}

impl<W: Write> Canvas<W> {
    /// On a terminal of this size that shows nothing.
    pub(super) fn new(to: W, size: Size) -> Self {
        let Ok(frames) = Terminal::new(Blind::new(size));
        Self { frames, page: Buffer::default(), paint: Paint::new(to, size) }
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
        let Self { frames, page, paint } = self;
        let Ok(_) = frames.draw(|frame| {
            let area = frame.area();
            page.resize(area);
            mem::swap(page, frame.buffer_mut());
            draw(frame);
            mem::swap(page, frame.buffer_mut());
            frame.buffer_mut().resize(Rect { height: 0, ..area });
        });
        let written = paint.frame(page, frames.backend().cursor());
        page.reset();
        written
    }

    /// What was written so far.
    #[cfg(test)]
    pub(super) fn written(&self) -> &W {
        self.paint.written()
    }
}
