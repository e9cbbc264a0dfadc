//! The style that the terminal writes in, and the shortest way to another one.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Colours and kinds of letters; as a terminal begins by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// What is seen even where no letter stands.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Each kind with the number that begins it and the one that ends it; one end may end two.
const KINDS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Pen {
    pub(super) fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Another number for each style.
    pub(super) fn number(self) -> u64 {
        let number = |colour: Color| match colour {
            Color::Reset => 0,
            Color::Black => 1,
            Color::Red => 2,
            Color::Green => 3,
            Color::Yellow => 4,
            Color::Blue => 5,
            Color::Magenta => 6,
            Color::Cyan => 7,
            Color::Gray => 8,
            Color::DarkGray => 9,
            Color::LightRed => 10,
            Color::LightGreen => 11,
            Color::LightYellow => 12,
            Color::LightBlue => 13,
            Color::LightMagenta => 14,
            Color::LightCyan => 15,
            Color::White => 16,
            Color::Indexed(n) => 1 << 8 | u64::from(n),
            Color::Rgb(r, g, b) => 1 << 24 | u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
        };
        number(self.fg) << 39 | number(self.bg) << 14 | u64::from(self.modifier.bits())
    }

    /// The same, but for what is not seen in a blank: there the pen in use stays as it is.
    pub(super) fn over(self, in_use: &Self, cell: &Cell) -> Self {
        let blank = cell.symbol() == " ";
        if !blank || self.modifier.intersects(SEEN_ON_BLANK) {
            return self;
        }
        Self { fg: in_use.fg, bg: self.bg, modifier: in_use.modifier.difference(SEEN_ON_BLANK) }
    }

    /// Changes to another style.
    pub(super) fn turn(&mut self, to: Self, out: &mut Vec<u8>) {
        if *self == to {
            return;
        }
        let change = self.change(to);
        let anew = Self::default().change(to);
        out.extend_from_slice(b"\x1b[");
        if anew.len() < change.len() {
            // Everything off, then what is wanted; alone the zero may be left out.
            if !anew.is_empty() {
                out.extend_from_slice(b"0;");
                out.extend_from_slice(anew.as_bytes());
            }
        } else {
            out.extend_from_slice(change.as_bytes());
        }
        out.push(b'm');
        *self = to;
    }

    /// What has to be said to come from one style to another; empty where they are the same.
    fn change(self, to: Self) -> String {
        let mut said = String::new();
        let mut say = |number: &str| {
            if !said.is_empty() {
                said.push(';');
            }
            said.push_str(number);
        };
        let mut has = self.modifier;
        for (kind, _, end) in KINDS {
            if has.difference(to.modifier).contains(kind) {
                say(&end.to_string());
                for (other, _, same) in KINDS {
                    if same == end {
                        has.remove(other);
                    }
                }
            }
        }
        for (kind, begin, _) in KINDS {
            if to.modifier.contains(kind) && !has.contains(kind) {
                say(&begin.to_string());
            }
        }
        if self.fg != to.fg {
            say(&colour(to.fg, Ground::Letters));
        }
        if self.bg != to.bg {
            say(&colour(to.bg, Ground::Behind));
        }
        said
    }
}

#[derive(Debug, Clone, Copy)]
enum Ground {
    Letters,
    Behind,
}

/// The numbers of a colour.
fn colour(colour: Color, ground: Ground) -> String {
    let base = match ground {
        Ground::Letters => 30,
        Ground::Behind => 40,
    };
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = match colour {
        Color::Reset => write!(out, "{}", base + 9),
        Color::Black => write!(out, "{base}"),
        Color::Red => write!(out, "{}", base + 1),
        Color::Green => write!(out, "{}", base + 2),
        Color::Yellow => write!(out, "{}", base + 3),
        Color::Blue => write!(out, "{}", base + 4),
        Color::Magenta => write!(out, "{}", base + 5),
        Color::Cyan => write!(out, "{}", base + 6),
        Color::Gray => write!(out, "{}", base + 7),
        Color::DarkGray => write!(out, "{}", base + 60),
        Color::LightRed => write!(out, "{}", base + 61),
        Color::LightGreen => write!(out, "{}", base + 62),
        Color::LightYellow => write!(out, "{}", base + 63),
        Color::LightBlue => write!(out, "{}", base + 64),
        Color::LightMagenta => write!(out, "{}", base + 65),
        Color::LightCyan => write!(out, "{}", base + 66),
        Color::White => write!(out, "{}", base + 67),
        Color::Indexed(n) => write!(out, "{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => write!(out, "{};2;{r};{g};{b}", base + 8),
    };
    out
}
