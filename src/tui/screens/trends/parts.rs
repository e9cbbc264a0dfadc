//! Places and rows that the pages share.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::raw::visible;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::{count, fit, pad_left, width, wrap_within};

/// Heading, list, and the words on what is under the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) words: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let under = match inner.height {
        0..10 => 0,
        10..28 => 3,
        _ => 5,
    };
    let line = |y: u16, rows: u16| {
        let y = y.min(inner.height);
        Rect { y: inner.y.saturating_add(y), height: rows.min(inner.height - y), ..inner }
    };
    Areas {
        head: line(0, 1),
        list: line(1, inner.height.saturating_sub(1 + under)),
        words: line(inner.height.saturating_sub(under.saturating_sub(1)), under.saturating_sub(1)),
    }
}

/// Sentences under a list.
pub(super) fn words(text: &str, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (columns, rows) = (usize::from(areas.words.width), usize::from(areas.words.height));
    for (i, line) in wrap_within(&visible(text), columns, rows, cx.look.marks.more).into_iter().enumerate() {
        let y = areas.words.y + u16::try_from(i).unwrap_or(0);
        put(frame, areas.words.x, y, &Line::from(cx.look.span(line, Meaning::Muted)), areas.words);
    }
}

/// A row of a list: selected ones have the bar and the ground.
pub(super) fn row(spans: Vec<Span<'static>>, selected: bool, frame: &mut Frame, place: Rect, cx: &Ctx) {
    let bar = if selected { cx.look.marks.bar } else { " " };
    let left = Rect { x: place.x.saturating_sub(2), width: place.width + 2, ..place };
    let mut all = vec![cx.look.span(format!("{bar} "), Meaning::Accent)];
    all.extend(spans);
    put(frame, left.x, left.y, &Line::from(all), left);
    if selected {
        cx.look.select_row(frame.buffer_mut(), left);
    }
}

/// A name in so many columns, with what is left as space.
pub(super) fn name(text: &str, columns: usize, cx: &Ctx) -> String {
    let cut = fit(&visible(text), columns.saturating_sub(1), cx.look.marks.more);
    let rest = columns.saturating_sub(width(&cut));
    cut + &" ".repeat(rest)
}

/// "4 calls".
pub(super) fn calls(n: u32) -> String {
    count(n, "call")
}

/// Cells side by side, each as wide as its column.
pub(super) fn spans(cells: Vec<(String, Meaning)>, cx: &Ctx) -> Vec<Span<'static>> {
    cells.into_iter().map(|(text, meaning)| cx.look.span(text, meaning)).collect()
}

/// A column of a list that is drawn by [`table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Text(String, usize),
    Figure(String, usize),
}

impl Column {
    fn cell(&self, text: &str, cx: &Ctx) -> String {
        match self {
            Self::Text(_, columns) => name(text, *columns, cx),
            Self::Figure(_, columns) => pad_left(text, *columns, cx.look.marks.more),
        }
    }

    fn heading(&self) -> &str {
        let (Self::Text(heading, _) | Self::Figure(heading, _)) = self;
        heading
    }
}

/// A line of headings.
pub(super) fn headings(columns: &[Column], frame: &mut Frame, place: Rect, cx: &Ctx) {
    let words: String = columns.iter().map(|c| c.cell(c.heading(), cx)).collect();
    put(frame, place.x, place.y, &Line::from(cx.look.span(words, Meaning::Heading)), place);
}

/// The cells of a row under their headings.
pub(super) fn cells(columns: &[Column], texts: &[(String, Meaning)], cx: &Ctx) -> Vec<Span<'static>> {
    columns.iter().zip(texts).map(|(c, (text, meaning))| cx.look.span(c.cell(text, cx), *meaning)).collect()
}
