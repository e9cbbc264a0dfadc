//! What reaches the terminal: of every frame what changed, in few bytes, and in one write.
//!
//! ```text
//!  ratatui's changes ─► lines that only moved? ─► the terminal moves them itself (scroll)
//!                                 └─────────────► signs that differ ─► cursor, style (pen), sign
//! ```
//! Over a slow line (ssh from home) the bytes are what a key costs, and a frame that is written in several pieces is
//! seen in several pieces. Ratatui's own backend gives both colours again with every change of style, a full address
//! with every gap, and every line of a list that moves by one.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::crossterm::{self, terminal};
use ratatui::layout::{Position, Rect, Size};

mod pen;
mod scroll;
#[cfg(all(test, unix))]
mod tests;

use pen::Pen;
use scroll::Moved;

/// Signs between two changes that are written again rather than passed over: an address is longer.
const PASSED: u16 = 4;

/// A terminal that is written to, and what it shows.
#[derive(Debug)]
pub(super) struct Canvas<W> {
    to: W,
    /// Told, not asked: asking takes longer than half of all that a frame has to write, and ratatui asks at every frame.
    size: Size,
    /// Of the frame that is being drawn; goes out whole.
    out: Vec<u8>,
    shown: Buffer,
    pen: Pen,
    /// Where the next sign would stand; `None` where that is not certain.
    at: Option<Position>,
    cursor: Cursor,
}

/// The terminal's own cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    Unknown,
    Hidden,
    Shown,
}

impl<W: Write> Canvas<W> {
    /// On a terminal of this size that shows nothing.
    pub(super) fn new(to: W, size: Size) -> Self {
        let shown = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        Self { to, size, out: Vec::new(), shown, pen: Pen::default(), at: None, cursor: Cursor::Unknown }
    }

    /// The terminal has another size: the next frame is drawn for it.
    pub(super) fn resized(&mut self, size: Size) {
        self.size = size;
    }

    /// What was written so far.
    #[cfg(test)]
    pub(super) fn written(&self) -> &W {
        &self.to
    }

    fn say(&mut self, words: &str) {
        self.out.extend_from_slice(words.as_bytes());
    }

    /// Has the terminal move the lines that only moved; what differs then is what is left to write.
    fn moved(&mut self, moved: Moved) {
        // Lines that come in take the style in use.
        self.pen.turn(Pen::default(), &mut self.out);
        let (first, last, by) = (moved.first + 1, moved.end, moved.by.unsigned_abs());
        let how = if moved.by > 0 { 'M' } else { 'L' };
        self.say(&format!("\x1b[{first};{last}r\x1b[{first}H\x1b[{by}{how}\x1b[r"));
        self.at = None;
        moved.apply(&mut self.shown);
    }

    fn write(&mut self, changes: &[(u16, u16, &Cell)]) {
        for (x, y, cell) in changes {
            let (x, y) = (*x, *y);
            let end = x + cell.cell_width().max(1);
            // Wide signs that are written over may reach further: what is left of them takes the style of what was
            // written.
            let ends = |at: u16| self.shown.cell((at, y)).map(|covered| at + covered.cell_width());
            let reach = (x..end).filter_map(ends).max().unwrap_or(end);
            self.put(x, y, cell);
            show(&mut self.shown, x, y, cell);
            for beside in end..reach {
                if let Some(uncovered) = self.shown.cell((beside, y)).cloned() {
                    self.put(beside, y, &uncovered);
                }
            }
        }
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        self.go(x, y);
        self.pen.turn(Pen::of(cell).over(&self.pen, cell), &mut self.out);
        self.say(cell.symbol());
        // Terminals differ in how wide a sign is that takes more than one column, and in where the cursor is after the
        // last one.
        let next = x + 1;
        let certain = cell.cell_width() == 1 && next < self.shown.area.width;
        self.at = certain.then_some(Position { x: next, y });
    }

    /// The cursor goes to a place, by the shortest way.
    fn go(&mut self, x: u16, y: u16) {
        let to = Position { x, y };
        if self.at == Some(to) {
            return;
        }
        let ahead = self.at.filter(|at| at.y == y && at.x < x).map(|at| (at.x, x - at.x));
        match ahead {
            Some((from, n)) if n <= PASSED && self.passes(from, x, y) => {
                for x in from..x {
                    if let Some(cell) = self.shown.cell((x, y)) {
                        self.out.extend_from_slice(cell.symbol().as_bytes());
                    }
                }
            }
            Some((_, 1)) => self.say("\x1b[C"),
            Some((_, n)) => self.say(&format!("\x1b[{n}C")),
            None if x == 0 => self.say(&format!("\x1b[{}H", y + 1)),
            None => self.say(&format!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some(to);
    }

    /// Whether what stands there can be written again as it is, without another style.
    fn passes(&self, from: u16, to: u16, y: u16) -> bool {
        (from..to).all(|x| {
            self.shown.cell((x, y)).is_some_and(|cell| {
                let symbol = cell.symbol();
                symbol.len() == 1 && symbol.is_ascii() && Pen::of(cell).over(&self.pen, cell) == self.pen
            })
        })
    }
}

/// Keeps what the terminal shows from now on.
fn show(shown: &mut Buffer, x: u16, y: u16, cell: &Cell) {
    let Some(place) = shown.cell_mut((x, y)) else { return };
    place.clone_from(cell);
    for beside in 1..cell.cell_width() {
        if let Some(covered) = shown.cell_mut((x.saturating_add(beside), y)) {
            covered.reset();
        }
    }
}

impl<W: Write> Backend for Canvas<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let changes: Vec<(u16, u16, &Cell)> = content.collect();
        if let Some((next, moved)) = scroll::found(&self.shown, &changes) {
            self.moved(moved);
            let before = self.shown.clone();
            self.write(&before.diff(&next));
            self.shown = next;
        } else {
            self.write(&changes);
        }
        // Whatever else writes to the terminal finds it in its own style.
        self.pen.turn(Pen::default(), &mut self.out);
        // Ratatui cleans up before it flushes; a frame without a cursor is whole already.
        if self.cursor == Cursor::Hidden { self.flush() } else { Ok(()) }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Cursor::Hidden {
            self.say("\x1b[?25l");
            self.cursor = Cursor::Hidden;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor != Cursor::Shown {
            self.say("\x1b[?25h");
            self.cursor = Cursor::Shown;
        }
        Ok(())
    }

    /// Asks the terminal, whose answer the thread that reads keys must not be waiting for.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.flush()?;
        crossterm::cursor::position().map(|(x, y)| Position { x, y })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        if self.at != Some(Position { x, y }) {
            self.say(&format!("\x1b[{};{}H", y + 1, x + 1));
            self.at = Some(Position { x, y });
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    /// Nothing is taken for known afterwards: another program may have had the terminal.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let Size { width, height } = self.size;
        self.shown = Buffer::empty(Rect::new(0, 0, width, height));
        self.pen = Pen::default();
        self.at = None;
        self.cursor = Cursor::Unknown;
        self.say(match region {
            ClearType::All => "\x1b[m\x1b[2J",
            ClearType::AfterCursor => "\x1b[m\x1b[J",
            ClearType::BeforeCursor => "\x1b[m\x1b[1J",
            ClearType::CurrentLine => "\x1b[m\x1b[2K",
            ClearType::UntilNewLine => "\x1b[m\x1b[K",
        });
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let terminal::WindowSize { columns, rows, width, height } = terminal::window_size()?;
        Ok(WindowSize { columns_rows: Size { width: columns, height: rows }, pixels: Size { width, height } })
    }

    /// Nothing is written where nothing changed.
    fn flush(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let written = self.to.write_all(&self.out).and_then(|()| self.to.flush());
        self.out.clear();
        written
    }
}
