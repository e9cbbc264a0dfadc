use std::collections::HashSet;
use std::io::{self, Write};

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use super::Canvas;
use super::pen::Pen;

const COLUMNS: u16 = 24;
const ROWS: u16 = 12;

fn empty() -> Buffer {
    Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS))
}

fn canvas() -> Canvas<Vec<u8>> {
    Canvas::new(Vec::new(), Size { width: COLUMNS, height: ROWS })
}

fn draw<W: Write>(canvas: &mut Canvas<W>, buffer: &Buffer, cursor: Option<(u16, u16)>) {
    let drawn = canvas.draw(|frame| {
        frame.buffer_mut().clone_from(buffer);
        if let Some(at) = cursor {
            frame.set_cursor_position(at);
        }
    });
    drawn.expect("it draws");
}

/// Draws one frame after the other, each with nothing known of the one before.
fn drawn(frames: &[Buffer]) -> (Canvas<Vec<u8>>, Vec<usize>) {
    let (mut canvas, mut bytes) = (canvas(), Vec::new());
    for frame in frames {
        let so_far = canvas.written().len();
        draw(&mut canvas, frame, None);
        bytes.push(canvas.written().len() - so_far);
    }
    (canvas, bytes)
}

/// What a terminal shows of these bytes: each place's sign, colours and kinds of letters, as far as they are seen.
fn shown(bytes: &[u8]) -> Vec<String> {
    let [rows, columns] = [ROWS, COLUMNS].map(|n| n.try_into().expect("some"));
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    terminal.process(bytes);
    let mut out = Vec::new();
    for y in 0..ROWS {
        for x in 0..COLUMNS {
            let cell = terminal.screen().cell(y, x).expect("a place on the screen");
            if cell.is_wide_continuation() {
                continue;
            }
            let sign = if cell.has_contents() { cell.contents() } else { " " };
            let fg = if sign == " " && !cell.inverse() { vt100::Color::Default } else { cell.fgcolor() };
            let bold = cell.bold() && sign != " ";
            out.push(format!(
                "{x},{y} {sign:?} {fg:?} {:?} {bold} {}{}",
                cell.bgcolor(),
                cell.underline(),
                cell.inverse()
            ));
        }
    }
    out
}

/// The same of a frame.
fn wanted(frame: &Buffer) -> Vec<String> {
    let colour = |c: Color| match c {
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        Color::Indexed(n) => vt100::Color::Idx(n),
        Color::Red => vt100::Color::Idx(1),
        Color::LightBlue => vt100::Color::Idx(12),
        _ => vt100::Color::Default,
    };
    let mut out = Vec::new();
    for y in 0..ROWS {
        let mut x = 0;
        while x < COLUMNS {
            let cell = &frame[(x, y)];
            let sign = cell.symbol();
            let kinds = [Modifier::UNDERLINED, Modifier::REVERSED].map(|m| cell.modifier.contains(m));
            let fg = if sign == " " && !kinds[1] { vt100::Color::Default } else { colour(cell.fg) };
            let bold = cell.modifier.contains(Modifier::BOLD) && sign != " ";
            out.push(format!("{x},{y} {sign:?} {fg:?} {:?} {bold} {}{}", colour(cell.bg), kinds[0], kinds[1]));
            x += u16::try_from(crate::tui::words::width(sign)).expect("it is narrow");
        }
    }
    out
}

/// The places that a terminal shows otherwise than the frame has them.
fn differing(bytes: &[u8], frame: &Buffer) -> Vec<String> {
    let pairs = shown(bytes).into_iter().zip(wanted(frame));
    pairs.filter(|(shown, wanted)| shown != wanted).map(|(shown, wanted)| format!("{shown} for {wanted}")).collect()
}

fn style() -> impl Strategy<Value = Style> {
    let colour = || {
        prop_oneof![
            Just(Color::Reset),
            Just(Color::Rgb(127, 139, 153)),
            Just(Color::Rgb(37, 50, 69)),
            Just(Color::Indexed(200)),
            Just(Color::Red),
            Just(Color::LightBlue),
        ]
    };
    let kinds = [Modifier::empty(), Modifier::BOLD, Modifier::UNDERLINED, Modifier::REVERSED];
    (colour(), colour(), 0..kinds.len(), 0..kinds.len())
        .prop_map(move |(fg, bg, a, b)| Style::new().fg(fg).bg(bg).add_modifier(kinds[a] | kinds[b]))
}

/// A frame is made of the one before: lines move, and words are written over it.
#[derive(Debug, Clone)]
enum Change {
    Move(i16),
    Write(u16, u16, &'static str, Style),
}

fn change() -> impl Strategy<Value = Change> {
    let words = ["a", "    ", "Agent 0137", "◆ 60.8", "漢字 wide", "é ▽", "  x  ", "e\u{301}x 漢"];
    prop_oneof![
        1 => (-3_i16..=3).prop_map(Change::Move),
        4 => (0..COLUMNS, 0..ROWS, 0..words.len(), style()).prop_map(move |(x, y, w, s)| Change::Write(x, y, words[w], s)),
    ]
}

fn changed(frame: &Buffer, changes: &[Change]) -> Buffer {
    let mut next = frame.clone();
    for change in changes {
        match change {
            Change::Move(by) => {
                let before = next.clone();
                for y in 0..ROWS {
                    let from = i32::from(y) + i32::from(*by);
                    for x in 0..COLUMNS {
                        next[(x, y)] = u16::try_from(from)
                            .ok()
                            .filter(|from| *from < ROWS)
                            .map_or(ratatui::buffer::Cell::EMPTY, |from| before[(x, from)].clone());
                    }
                }
            }
            // A sign that is half covered by another is none that a screen draws.
            Change::Write(x, y, words, style) => {
                let row = Rect::new(0, *y, COLUMNS, 1);
                next.set_style(row, Style::reset());
                for x in 0..COLUMNS {
                    next[(x, *y)].reset();
                }
                next.set_stringn(*x, *y, words, usize::from(COLUMNS - x), *style);
            }
        }
    }
    next
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn the_terminal_shows_each_frame(steps in proptest::collection::vec(proptest::collection::vec(change(), 1..24), 1..6)) {
        let mut frames = Vec::new();
        let mut frame = empty();
        for step in &steps {
            frame = changed(&frame, step);
            frames.push(frame.clone());
        }
        for n in 1..=frames.len() {
            let (canvas, _) = drawn(&frames[..n]);
            prop_assert_eq!(differing(canvas.written(), &frames[n - 1]), Vec::<String>::new());
        }
    }
}

#[test]
fn a_frame_like_the_one_before_writes_nothing() {
    let frame = changed(&empty(), &[Change::Write(2, 3, "Agent 0137", Style::new().fg(Color::Red))]);
    let (_, bytes) = drawn(&[frame.clone(), frame]);
    assert_eq!(bytes[1], 0);
}

#[test]
fn a_cursor_that_is_hidden_is_not_hidden_again() {
    let mut canvas = canvas();
    for _ in 0..3 {
        draw(&mut canvas, &empty(), None);
    }
    assert_eq!(canvas.written(), b"\x1b[?25l");
}

#[test]
fn a_list_that_moves_by_a_line_is_moved_by_the_terminal() {
    let list = |from: u16| {
        let mut frame = empty();
        frame.set_string(0, 0, "a heading that stays", Style::new());
        for y in 1..ROWS - 1 {
            let words = ["Ama Boateng", "Lars Nyström", "Kofi", "Wei-Lin Zhao", "Priya Nair"];
            let line = from + y;
            frame.set_string(
                0,
                y,
                format!("{:14}{}", words[usize::from(line) % 5], 7_919 * u32::from(line)),
                Style::new(),
            );
        }
        frame.set_string(0, ROWS - 1, "keys that stay", Style::new());
        frame
    };
    for (from, to) in [(10, 11), (11, 10), (10, 13)] {
        let (canvas, bytes) = drawn(&[list(from), list(to)]);
        assert_eq!(differing(canvas.written(), &list(to)), Vec::<String>::new());
        let lines_in = usize::from(u16::abs_diff(from, to));
        assert!(bytes[1] < 40 + 30 * lines_in, "{from} to {to}: {} of {} bytes", bytes[1], bytes[0]);
        let words = String::from_utf8_lossy(&canvas.written()[bytes[0]..]).into_owned();
        assert!(words.contains("\x1b[2;11r"), "{words:?}");
    }
}

#[test]
fn a_style_is_changed_in_the_shortest_way() {
    let line = |style: Style| {
        let mut frame = empty();
        frame.set_string(0, 0, "a", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6)));
        frame.set_string(1, 0, "b", style);
        frame
    };
    for (style, change) in [
        (Style::new().fg(Color::Rgb(9, 9, 9)).bg(Color::Rgb(4, 5, 6)), "\x1b[38;2;9;9;9mb\x1b[m"),
        (Style::new(), "\x1b[mb"),
        (Style::new().fg(Color::Red), "\x1b[0;31mb\x1b[m"),
        (Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6)).bold(), "\x1b[1mb\x1b[m"),
    ] {
        let (canvas, _) = drawn(&[line(style)]);
        let words = String::from_utf8_lossy(canvas.written()).into_owned();
        assert_eq!(words, format!("\x1b[1H\x1b[38;2;1;2;3;48;2;4;5;6ma{change}\x1b[?25l"));
    }
}

/// Keeps what is written write by write.
#[derive(Debug, Default)]
struct Writes(Vec<Vec<u8>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_frame_is_one_write_and_the_size_is_that_which_was_told() {
    let size = Size { width: COLUMNS, height: ROWS };
    let mut canvas = Canvas::new(Writes::default(), size);
    let mut writes = |n: u16, size: Size, cursor: Option<(u16, u16)>| {
        let before = canvas.written().0.len();
        canvas.resized(size);
        let drawn = canvas.draw(|frame| {
            assert_eq!(frame.area().as_size(), size);
            let line = ratatui::text::Line::from(format!("frame {n}"));
            let area = frame.area();
            frame.buffer_mut().set_line(0, n % area.height, &line, area.width);
            if let Some(at) = cursor {
                frame.set_cursor_position(at);
            }
        });
        drawn.expect("it draws");
        canvas.written().0.len() - before
    };
    let less = Size { width: COLUMNS - 3, height: ROWS - 2 };
    let frames = [
        (0, size, None),
        (1, size, None),
        (2, size, Some((3, 2))),
        (3, size, Some((3, 3))),
        (4, size, None),
        (5, size, None),
        (6, less, None),
        (7, less, None),
    ];
    for (n, size, cursor) in frames {
        assert_eq!(writes(n, size, cursor), 1, "frame {n}");
    }
}

#[test]
fn a_picture_is_written_after_what_a_terminal_may_leave_beside_it() {
    let mut frame = empty();
    frame.set_string(0, 0, "ab", Style::new());
    let before = frame.clone();
    frame.set_string(0, 0, "❤\u{fe0f}", Style::new());
    let (canvas, bytes) = drawn(&[before, frame]);
    let words = String::from_utf8_lossy(&canvas.written()[bytes[0]..]).into_owned();
    assert_eq!(words, "\x1b[1;2H \x1b[1H❤\u{fe0f}");
}

#[test]
fn each_style_has_a_number_of_its_own() {
    let named = [
        Color::Reset,
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    let indexed = (0..=u8::MAX).map(Color::Indexed);
    let exact = (0..=u8::MAX).flat_map(|n| [Color::Rgb(n, 0, 1), Color::Rgb(2, n, 255), Color::Rgb(3, 4, n)]);
    let colours: Vec<Color> = named.into_iter().chain(indexed).chain(exact).collect();
    let mut styles = Vec::new();
    for colour in &colours {
        styles.push((*colour, Color::Reset, Modifier::empty()));
        styles.push((Color::Reset, *colour, Modifier::BOLD));
        styles.push((Color::Rgb(255, 255, 255), *colour, Modifier::all()));
    }
    let number = |(fg, bg, modifier): (Color, Color, Modifier)| {
        let mut cell = Cell::EMPTY;
        (cell.fg, cell.bg, cell.modifier) = (fg, bg, modifier);
        Pen::of(&cell).number()
    };
    let numbers: HashSet<u64> = styles.iter().copied().map(number).collect();
    assert_eq!(numbers.len(), styles.len());
}

#[test]
fn a_terminal_of_no_size_is_drawn_on() {
    let sizes = [(0, 0), (1, 0), (0, 1), (1, 1), (200, 1), (1, 200), (0, 40), (COLUMNS, ROWS)];
    let mut canvas = canvas();
    for (width, height) in sizes.into_iter().chain(sizes.into_iter().rev()) {
        canvas.resized(Size { width, height });
        for letter in ["a", "b"] {
            let drawn = canvas.draw(|frame| {
                for y in 0..height {
                    frame.buffer_mut().set_string(0, y, letter, Style::new());
                }
            });
            drawn.expect("it draws");
        }
    }
    let mut last = empty();
    for y in 0..ROWS {
        last.set_string(0, y, "b", Style::new());
    }
    canvas.resized(Size { width: COLUMNS, height: ROWS });
    draw(&mut canvas, &last, None);
    assert_eq!(differing(canvas.written(), &last), Vec::<String>::new());
}
