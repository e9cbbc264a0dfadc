//! What ratatui takes for the terminal: it has a size and a cursor, and shows nothing.

use std::convert::Infallible;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

#[derive(Debug)]
pub(super) struct Blind {
    /// Told, not asked: asking takes longer than half of all that a frame has to write, and ratatui asks at every frame.
    size: Size,
    at: Position,
    visible: Visible,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visible {
    Yes,
    No,
}

impl Blind {
    pub(super) fn new(size: Size) -> Self {
        Self { size, at: Position::ORIGIN, visible: Visible::No }
    }

    pub(super) fn resized(&mut self, size: Size) {
        self.size = size;
    }

    /// Where the last frame wants the cursor, if anywhere.
    pub(super) fn cursor(&self) -> Option<Position> {
        (self.visible == Visible::Yes).then_some(self.at)
    }
}

impl Backend for Blind {
    type Error = Infallible;

    /// Not even asks what changed: that is found elsewhere.
    fn draw<'a, I>(&mut self, _: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = Visible::No;
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.visible = Visible::Yes;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.at = position.into();
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
