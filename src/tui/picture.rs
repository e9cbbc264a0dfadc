//! A screen's buffer as an SVG picture, for the README and for looking at colours.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::words::width;
use crate::config::theme::Shade;

/// Size of a character cell, and of the letters in it, in the picture's own units.
const CELL: (f64, f64) = (8.43, 18.0);
const LETTERS: f64 = 14.0;
const MARGIN: f64 = 14.0;

/// The buffer in a monospaced font. Nothing in it is fetched from anywhere.
pub(crate) fn svg(buffer: &Buffer, shade: Shade) -> String {
    let (ground, ink) = match shade {
        Shade::Dark => ("#161b22", "#d6dde6"),
        Shade::Light => ("#ffffff", "#1c2430"),
    };
    let area = *buffer.area();
    let (w, h) = (f64::from(area.width) * CELL.0 + 2.0 * MARGIN, f64::from(area.height) * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w:.0} {h:.0}\" width=\"{w:.0}\" height=\"{h:.0}\">\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"{LETTERS}\" \
         xml:space=\"preserve\">\n"
    );
    for y in area.top()..area.bottom() {
        for run in runs(buffer, y) {
            draw(&mut out, &run, y - area.top(), ground, ink);
        }
    }
    out.push_str("</g></svg>\n");
    out
}

/// Neighbouring cells of one style.
struct Run<'a> {
    /// Columns from the left edge.
    x: u16,
    columns: u16,
    text: String,
    cell: &'a Cell,
}

fn runs(buffer: &Buffer, y: u16) -> Vec<Run<'_>> {
    let area = *buffer.area();
    let mut out: Vec<Run> = Vec::new();
    let mut x = area.left();
    while x < area.right() {
        let cell = &buffer[(x, y)];
        let wide = u16::try_from(width(cell.symbol()).max(1)).unwrap_or(1);
        // A character that fonts draw at another width than a cell gets a run of its own.
        let alone = !cell.symbol().is_ascii();
        match out.last_mut() {
            Some(run)
                if !alone
                    && run.text.is_ascii()
                    && run.cell.style() == cell.style()
                    && run.x + run.columns == x - area.left() =>
            {
                run.text.push_str(cell.symbol());
                run.columns += wide;
            }
            _ => out.push(Run { x: x - area.left(), columns: wide, text: cell.symbol().to_owned(), cell }),
        }
        x += wide;
    }
    out
}

fn draw(out: &mut String, run: &Run, row: u16, ground: &str, ink: &str) {
    let (x, y) = (MARGIN + f64::from(run.x) * CELL.0, MARGIN + f64::from(row) * CELL.1);
    let wide = f64::from(run.columns) * CELL.0;
    let modifier = run.cell.modifier;
    let mut fg = hex(run.cell.fg).unwrap_or_else(|| ink.to_owned());
    let mut bg = hex(run.cell.bg);
    if modifier.contains(Modifier::REVERSED) {
        let before = bg.unwrap_or_else(|| ground.to_owned());
        bg = Some(std::mem::replace(&mut fg, before));
    }
    // Writing to a String cannot fail.
    if let Some(bg) = bg {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"{bg}\"/>",
            wide + 0.3,
            CELL.1 + 0.3
        );
    }
    if run.text.trim().is_empty() {
        return;
    }
    let weight = if modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let line = if modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
    let dim = if modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{x:.2}\" y=\"{:.2}\" textLength=\"{wide:.2}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fg}\"{weight}{dim}{line}>{}</text>",
        y + CELL.1 * 0.74,
        escaped(&run.text)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

fn hex(color: Color) -> Option<String> {
    let rgb = match color {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Indexed(i) => indexed(i),
        Color::Black => (0x16, 0x1b, 0x22),
        Color::Red => (0xc0, 0x39, 0x2b),
        Color::Green => (0x2e, 0x9e, 0x5b),
        Color::Yellow => (0xb9, 0x8a, 0x1c),
        Color::Blue => (0x2f, 0x6f, 0xc2),
        Color::Magenta => (0xa6, 0x4c, 0xa6),
        Color::Cyan => (0x2a, 0x9d, 0xb4),
        Color::Gray => (0xc8, 0xcd, 0xd3),
        Color::DarkGray => (0x6b, 0x74, 0x80),
        Color::LightRed => (0xf1, 0x6b, 0x5c),
        Color::LightGreen => (0x5f, 0xd3, 0x8d),
        Color::LightYellow => (0xf5, 0xd6, 0x5b),
        Color::LightBlue => (0x6f, 0xae, 0xf5),
        Color::LightMagenta => (0xe0, 0x8a, 0xe0),
        Color::LightCyan => (0x6f, 0xd6, 0xe8),
        Color::White => (0xff, 0xff, 0xff),
    };
    Some(format!("#{:02x}{:02x}{:02x}", rgb.0, rgb.1, rgb.2))
}

/// The 256 colours of terminals: a cube and greys.
fn indexed(i: u8) -> (u8, u8, u8) {
    match i {
        0..=15 => (0x80, 0x80, 0x80),
        16..=231 => {
            let part = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = i - 16;
            (part(n / 36), part(n / 6 % 6), part(n % 6))
        }
        232..=255 => {
            let grey = 8 + (i - 232) * 10;
            (grey, grey, grey)
        }
    }
}
