//! Compares a frame with what the terminal shows, and writes the difference.

use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write};

use foldhash::fast::RandomState;
use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::layout::{Position, Rect, Size};

use super::pen::Pen;
use super::scroll::{self, Moved};

/// Signs between two changes that are written again rather than passed over: an address is longer.
const PASSED: u16 = 4;

/// What follows a sign that is drawn as a picture where a terminal can (an emoji): terminals differ in whether it takes
/// the column after it, too.
const AS_PICTURE: char = '\u{fe0f}';

/// A terminal that is written to, and what it shows.
#[derive(Debug)]
pub(super) struct Paint<W> {
    to: W,
    /// Of the frame that is being drawn; goes out whole.
    out: Vec<u8>,
    shown: Buffer,
    /// Of each line that is shown, and of those of the next frame.
    prints: Vec<u64>,
    next: Vec<u64>,
    hashes: RandomState,
    /// How many signs of each line differ from what is shown.
    differing: Vec<usize>,
    pen: Pen,
    /// Where the next sign would stand; `None` where that is not certain.
    at: Option<Position>,
    cursor: Cursor,
}

/// A number that is another one for a line that looks otherwise.
fn print(hashes: &RandomState, line: &[Cell]) -> u64 {
    let mut print = hashes.build_hasher();
    for cell in line {
        let symbol = cell.symbol().as_bytes();
        let mut word = [0; 8];
        match word.get_mut(..symbol.len()) {
            Some(room) => room.copy_from_slice(symbol),
            None => print.write(symbol),
        }
        print.write_u64(u64::from_le_bytes(word));
        print.write_u64(Pen::of(cell).number());
    }
    print.finish()
}

/// The terminal's own cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    Unknown,
    Hidden,
    Shown,
}

impl<W: Write> Paint<W> {
    /// On a terminal of this size that shows nothing.
    pub(super) fn new(to: W, size: Size) -> Self {
        Self {
            to,
            out: Vec::new(),
            shown: Buffer::empty(Rect::new(0, 0, size.width, size.height)),
            prints: Vec::new(),
            next: Vec::new(),
            hashes: RandomState::default(),
            differing: Vec::new(),
            pen: Pen::default(),
            at: None,
            cursor: Cursor::Unknown,
        }
    }

    #[cfg(test)]
    pub(super) fn written(&self) -> &W {
        &self.to
    }

    /// Nothing is taken for known afterwards.
    pub(super) fn clear(&mut self) {
        self.shown.reset();
        self.prints.clear();
        self.pen = Pen::default();
        self.at = None;
        self.cursor = Cursor::Unknown;
        self.say("\x1b[m\x1b[2J");
    }

    /// Turns what is shown into this, with the cursor here or nowhere.
    pub(super) fn frame(&mut self, next: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        if self.shown.area != next.area {
            self.shown.resize(next.area);
            self.clear();
        }
        self.compare(next);
        if let Some(moved) = scroll::found(&self.shown, next, &self.differing) {
            self.moved(moved);
        }
        for y in 0..next.area.height {
            if self.differing[usize::from(y)] > 0 {
                self.line(next, y);
            }
        }
        std::mem::swap(&mut self.prints, &mut self.next);
        // Whatever else writes to the terminal finds it in its own style.
        self.pen.turn(Pen::default(), &mut self.out);
        self.cursor(cursor);
        self.send()
    }

    /// Finds the lines that differ. Most do not, and by their prints that is known without a look at what is shown, which
    /// lies far from the processor by the time that a key comes.
    fn compare(&mut self, next: &Buffer) {
        let (lines, shown) = (0..usize::from(next.area.height), &self.prints);
        self.next.clear();
        self.next.extend(lines.clone().map(|y| print(&self.hashes, scroll::line(next, y))));
        let same = |y: usize| shown.get(y) == Some(&self.next[y]);
        let differs = |y: usize| if same(y) { 0 } else { scroll::differing(&self.shown, y, next, y) };
        self.differing.clear();
        self.differing.extend(lines.map(differs));
    }

    fn cursor(&mut self, wanted: Option<Position>) {
        match wanted {
            Some(at) => {
                if self.at != Some(at) {
                    self.address(at);
                }
                if self.cursor != Cursor::Shown {
                    self.say("\x1b[?25h");
                    self.cursor = Cursor::Shown;
                }
            }
            None if self.cursor != Cursor::Hidden => {
                self.say("\x1b[?25l");
                self.cursor = Cursor::Hidden;
            }
            None => {}
        }
    }

    /// Nothing is written where nothing changed.
    fn send(&mut self) -> io::Result<()> {
        if self.out.is_empty() {
            return Ok(());
        }
        let written = self.to.write_all(&self.out).and_then(|()| self.to.flush());
        self.out.clear();
        written
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
        self.differing[usize::from(moved.first)..usize::from(moved.end)].fill(1);
    }

    /// Writes what differs in a line.
    fn line(&mut self, next: &Buffer, y: u16) {
        let mut x = 0;
        while x < next.area.width {
            let cell = &next[(x, y)];
            let end = if cell.symbol().len() == 1 { x + 1 } else { x + cell.cell_width().max(1) };
            if !scroll::same(&self.shown[(x, y)], cell) {
                self.sign((x, y), end, cell);
            }
            x = end;
        }
    }

    fn sign(&mut self, (x, y): (u16, u16), end: u16, cell: &Cell) {
        // Wide signs that are written over may reach further: what is left of them takes the style of what was written.
        let ends = |at: u16| self.shown.cell((at, y)).map(|covered| at + covered.cell_width());
        let reach = (x..end).filter_map(ends).max().unwrap_or(end);
        if cell.symbol().contains(AS_PICTURE) {
            for beside in x + 1..end.min(self.shown.area.width) {
                self.put(beside, y, &Cell::EMPTY);
            }
        }
        self.put(x, y, cell);
        self.show(x, y, cell);
        for beside in end..reach {
            if let Some(uncovered) = self.shown.cell((beside, y)).cloned() {
                self.put(beside, y, &uncovered);
            }
        }
    }

    /// Keeps what the terminal shows from now on.
    fn show(&mut self, x: u16, y: u16, cell: &Cell) {
        let Some(place) = self.shown.cell_mut((x, y)) else { return };
        place.clone_from(cell);
        for beside in 1..cell.cell_width() {
            if let Some(covered) = self.shown.cell_mut((x.saturating_add(beside), y)) {
                covered.reset();
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
            None => self.address(to),
        }
        self.at = Some(to);
    }

    fn address(&mut self, to: Position) {
        let (column, line) = (to.x + 1, to.y + 1);
        self.say(&if to.x == 0 { format!("\x1b[{line}H") } else { format!("\x1b[{line};{column}H") });
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
