//! What screens draw with: styles by meaning, and marks that read without colour.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::Span;

use crate::config::Borders;
pub(crate) use crate::config::theme::{Meaning, Theme};
use crate::domain::focus::Band;
use crate::domain::outcome::Verdict;

/// Theme and marks together; screens get it as `cx.look`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) theme: Theme,
    pub(crate) borders: Borders,
    pub(crate) marks: Marks,
    /// By meaning: worked out once, not with every word that is drawn.
    styles: [Style; Meaning::ALL.len()],
}

impl Look {
    pub(crate) fn new(theme: Theme, borders: Borders) -> Self {
        let marks = match borders {
            Borders::Unicode => UNICODE,
            Borders::Ascii => ASCII,
        };
        Self { theme, borders, marks, styles: Meaning::ALL.map(|meaning| theme.style(meaning)) }
    }

    pub(crate) fn style(&self, meaning: Meaning) -> Style {
        self.styles[meaning as usize]
    }

    pub(crate) fn span(&self, text: impl Into<String>, meaning: Meaning) -> Span<'static> {
        Span::styled(text.into(), self.style(meaning))
    }

    /// The selected row's ground under what is drawn already; text without a colour takes the row's.
    pub(crate) fn select_row(&self, buffer: &mut Buffer, row: Rect) {
        let style = self.style(Meaning::Selected);
        let row = row.intersection(*buffer.area());
        for position in row.positions() {
            let Some(cell) = buffer.cell_mut(position) else { continue };
            if cell.bg == Color::Reset {
                if cell.fg == Color::Reset {
                    cell.set_style(style);
                } else if let Some(bg) = style.bg {
                    cell.set_bg(bg);
                }
            }
        }
    }
}

/// Signs that are drawn. Each is one column wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) rule: &'static str,
    /// Between panes.
    pub(crate) pillar: &'static str,
    /// Before the selected row.
    pub(crate) bar: &'static str,
    pub(crate) focus: &'static str,
    pub(crate) under: &'static str,
    pub(crate) well_under: &'static str,
    pub(crate) too_few: &'static str,
    pub(crate) flag: &'static str,
    pub(crate) auto_fail: &'static str,
    pub(crate) done: &'static str,
    /// A figure, a call or a mark that is missing.
    pub(crate) none: &'static str,
    pub(crate) more: &'static str,
    pub(crate) at_least: &'static str,
    pub(crate) minus: &'static str,
    pub(crate) into: &'static str,
    pub(crate) becomes: &'static str,
    /// Menus open below.
    pub(crate) menu: &'static str,
    pub(crate) scroll_left: &'static str,
    pub(crate) scroll_right: &'static str,
    pub(crate) rose: &'static str,
    pub(crate) fell: &'static str,
    pub(crate) same: &'static str,
    pub(crate) cannot_tell: &'static str,
    /// A point of a chart, and a session under it.
    pub(crate) point: &'static str,
    pub(crate) session: &'static str,
    /// A session on something else.
    pub(crate) other_session: &'static str,
    pub(crate) open_quote: &'static str,
    pub(crate) close_quote: &'static str,
    /// Eighths of a cell, from low to high.
    pub(crate) heights: [&'static str; 8],
    /// A bar's filled and empty cell, and the target on it.
    pub(crate) filled: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) target: &'static str,
    /// Corners of an overlay, clockwise from the upper left.
    pub(crate) corners: [&'static str; 4],
}

const UNICODE: Marks = Marks {
    rule: "─",
    pillar: "│",
    bar: "▌",
    focus: "◆",
    under: "▽",
    well_under: "▼",
    too_few: "·",
    flag: "⚑",
    auto_fail: "✗",
    done: "✓",
    none: "–",
    more: "…",
    at_least: "≥",
    minus: "−",
    into: "›",
    becomes: "→",
    menu: "▾",
    scroll_left: "‹",
    scroll_right: "›",
    rose: "▲",
    fell: "▼",
    same: "=",
    cannot_tell: "?",
    point: "●",
    session: "▲",
    other_session: "△",
    open_quote: "“",
    close_quote: "”",
    heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    filled: "━",
    empty: "─",
    target: "┃",
    corners: ["╭", "╮", "╯", "╰"],
};

const ASCII: Marks = Marks {
    rule: "-",
    pillar: "|",
    bar: ">",
    focus: "*",
    under: "v",
    well_under: "V",
    too_few: ".",
    flag: "!",
    auto_fail: "x",
    done: "+",
    none: "-",
    more: "~",
    at_least: ">",
    minus: "-",
    into: ">",
    becomes: ">",
    menu: "v",
    scroll_left: "<",
    scroll_right: ">",
    rose: "^",
    fell: "v",
    same: "=",
    cannot_tell: "?",
    point: "o",
    session: "^",
    other_session: "'",
    open_quote: "\"",
    close_quote: "\"",
    heights: ["_", "_", ".", ".", "-", "-", "=", "="],
    filled: "=",
    empty: "-",
    target: "|",
    corners: ["+", "+", "+", "+"],
};

/// For old code pages: signs of ours and of files that they lack, by letters that look alike. Each takes one column.
pub(crate) fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let sign = match cell.symbol() {
            "−" | "–" | "—" | "‐" | "‑" => "-",
            "“" | "”" | "„" => "\"",
            "‘" | "’" => "'",
            "…" => "~",
            "·" | "•" => ".",
            "×" => "x",
            "→" | "›" | "⟩" | "≥" => ">",
            "←" | "‹" | "⟨" => "<",
            "▽" | "▼" => "v",
            "◆" => "*",
            "⏎" => "/",
            _ => continue,
        };
        cell.set_symbol(sign);
    }
}

/// How a dimension's band is drawn: its mark and its meaning.
pub(crate) fn band(band: Band, marks: &Marks) -> (&'static str, Meaning) {
    match band {
        Band::Met => (" ", Meaning::Good),
        Band::Under => (marks.under, Meaning::Watch),
        Band::WellUnder => (marks.well_under, Meaning::Below),
        Band::TooFew => (marks.too_few, Meaning::Muted),
        Band::NoTarget => (" ", Meaning::Text),
        Band::NoScores => (" ", Meaning::Muted),
    }
}

/// How a verdict is drawn where there is room for a sign alone.
pub(crate) fn verdict(verdict: Verdict, marks: &Marks) -> (&'static str, Meaning) {
    match verdict {
        Verdict::Rose => (marks.rose, Meaning::Good),
        Verdict::Fell => (marks.fell, Meaning::Below),
        Verdict::AboutTheSame => (marks.same, Meaning::Muted),
        Verdict::CantTell => (marks.cannot_tell, Meaning::Muted),
        Verdict::TooFew => (marks.too_few, Meaning::Muted),
    }
}
