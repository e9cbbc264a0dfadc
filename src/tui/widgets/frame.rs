//! Where the chassis puts its lines, and frames of overlays.
//!
//! ```text
//!  nav      coachlog    Today 6   TEAM   Log …                   Dana Reyes · Wed 25 Nov 2026
//!  rule     ──────────────────────────────────────────────────────────────────────────────
//!  body     the screen's own
//!  notice   ──────────────────────────────────────────────────────────────────────────────
//!  keys     ↑↓ agent   ↵ open   s session                                   ? help  q quit
//! ```
//! Below [`LOW`] rows the rules go first, and a notice takes the keys' line.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::domain::raw::is_plain_ascii;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::{fit, width};

/// Rows from which on the rules are drawn.
const LOW: u16 = 18;
/// Under this there is no room for any screen.
pub(crate) const LEAST: (u16, u16) = (40, 10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Areas {
    pub(crate) nav: Rect,
    /// Empty where there is no room for it.
    pub(crate) rule: Rect,
    pub(crate) body: Rect,
    pub(crate) notice: Rect,
    pub(crate) keys: Rect,
}

pub(crate) fn areas(area: Rect) -> Areas {
    let line = |y: u16| Rect { y: area.y.saturating_add(y), height: 1.min(area.height), ..area };
    let last = area.height.saturating_sub(1);
    let tall = area.height >= LOW;
    let rule = if tall { line(1) } else { Rect { height: 0, ..line(0) } };
    let notice = if tall { line(last.saturating_sub(1)) } else { line(last) };
    let top = if tall { 2 } else { 1 };
    let used = if tall { 4 } else { 2 };
    let body = Rect { y: area.y.saturating_add(top), height: area.height.saturating_sub(used), ..area };
    Areas { nav: line(0), rule, body: body.intersection(area), notice, keys: line(last) }
}

/// A rule over the whole width but a column at each end.
pub(crate) fn rule(frame: &mut Frame, area: Rect, look: &Look) {
    let columns = usize::from(area.width.saturating_sub(2));
    put(
        frame,
        area.x.saturating_add(1),
        area.y,
        &Line::from(look.span(look.marks.rule.repeat(columns), Meaning::Faint)),
        area,
    );
}

/// Writes a line at a place, cut at the area's right edge; nothing where the place is outside.
pub(crate) fn put(frame: &mut Frame, x: u16, y: u16, line: &Line, area: Rect) {
    let area = area.intersection(frame.area());
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return;
    }
    let (buffer, mut x) = (frame.buffer_mut(), x);
    for span in line {
        if x >= area.right() {
            break;
        }
        let style = line.style.patch(span.style);
        x = match plain(buffer, (x, y), area.right(), &span.content, style) {
            Some(next) => next,
            None => buffer.set_stringn(x, y, &span.content, usize::from(area.right() - x), style).0,
        };
    }
}

/// Writes text whose every letter is a sign of its own, one column wide, without asking where signs begin and end: most
/// text is of that kind, and asking is most of what a frame costs. Says where it ended; `None` where it is not.
fn plain(buffer: &mut Buffer, (x, y): (u16, u16), right: u16, text: &str, style: Style) -> Option<u16> {
    let letters = if is_plain_ascii(text) {
        text.len()
    } else {
        text.chars().try_fold(0, |n, c| is_single(c).then_some(n + 1))?
    };
    let columns = letters.min(usize::from(right - x));
    let first = buffer.index_of(x, y);
    let mut from = 0;
    for (cell, c) in buffer.content[first..first + columns].iter_mut().zip(text.chars()) {
        let end = from + c.len_utf8();
        // Most places are blank already where a blank is written.
        if c != ' ' || cell.symbol() != " " {
            cell.set_symbol(&text[from..end]);
        }
        cell.set_style(style);
        from = end;
    }
    Some(x + u16::try_from(columns).unwrap_or(0))
}

/// Whether a character among others of this kind is a sign of its own, one column wide: Latin letters, and the marks
/// that screens use.
fn is_single(c: char) -> bool {
    matches!(
        c,
        ' '..='~'
            | '\u{a1}'..='\u{ac}'
            | '\u{ae}'..='\u{2ff}'
            | '‐'..='‧'
            | '‹' | '›'
            | '←'..='↓'
            | '↵' | '−' | '≈' | '≤' | '≥'
            | '─'..='▟'
            | '■'..='◦'
            | '⚑' | '✓' | '✗'
    )
}

/// Clears a place in the middle and draws a frame with a title around it. Gives back the room inside.
pub(crate) fn popup(frame: &mut Frame, area: Rect, size: (u16, u16), title: &str, look: &Look) -> Rect {
    let outer = centred(area, size);
    frame.render_widget(Clear, outer);
    if outer.width < 4 || outer.height < 3 {
        return Rect { height: 0, ..outer };
    }
    let marks = &look.marks;
    let inside = usize::from(outer.width - 2);
    let title = fit(&format!(" {title} "), inside.saturating_sub(2), marks.more);
    let rest = marks.rule.repeat(inside.saturating_sub(1 + width(&title)));
    let faint = |text: String| look.span(text, Meaning::Faint);
    let top = Line::from(vec![
        faint(format!("{}{}", marks.corners[0], marks.rule)),
        look.span(title, Meaning::Heading),
        faint(format!("{rest}{}", marks.corners[1])),
    ]);
    put(frame, outer.x, outer.y, &top, outer);
    let bottom = Span::from(format!("{}{}{}", marks.corners[3], marks.rule.repeat(inside), marks.corners[2]));
    put(frame, outer.x, outer.bottom() - 1, &Line::from(faint(bottom.content.into_owned())), outer);
    for y in outer.y + 1..outer.bottom() - 1 {
        put(frame, outer.x, y, &Line::from(faint(marks.pillar.to_owned())), outer);
        put(frame, outer.right() - 1, y, &Line::from(faint(marks.pillar.to_owned())), outer);
    }
    Rect { x: outer.x + 2, y: outer.y + 1, width: outer.width.saturating_sub(4), height: outer.height - 2 }
}

/// A place of a size in the middle, as far as there is room.
pub(crate) fn centred(area: Rect, (columns, rows): (u16, u16)) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    Rect { x: area.x + (area.width - columns) / 2, y: area.y + (area.height - rows) / 2, width: columns, height: rows }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::style::{Color, Modifier};
    use unicode_segmentation::UnicodeSegmentation as _;
    use unicode_width::UnicodeWidthChar;

    use super::*;

    /// What ratatui itself makes of a line.
    fn drawn(columns: u16, draw: impl FnOnce(&mut Frame)) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(columns, 2)).expect("a test terminal");
        terminal.draw(draw).expect("it draws").buffer.clone()
    }

    #[test]
    fn every_line_is_written_as_ratatui_writes_it() {
        let red = Style::new().fg(Color::Red).bg(Color::Black);
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let texts = [
            "",
            " ",
            "Ama Boateng",
            "~}|{ !\"#",
            "──┼──▌█▟",
            "≥ 75",
            "Nystro\u{308}m",
            "Nyström · “né”…",
            "✓\u{fe0f} ⚑\u{200d}x",
            "電話",
            "👩\u{200d}👧 x",
            "a\tb\u{7}c",
            "a\r\nb",
            "e\u{301}─\u{301}─",
            "\u{200b}x",
            "\u{7f}y",
            "‟─",
        ];
        for columns in [1, 2, 3, 5, 8, 40] {
            for (one, other) in texts.iter().flat_map(|one| texts.iter().map(move |other| (*one, *other))) {
                let line =
                    Line::from(vec![Span::styled(one, red), Span::raw(other), Span::styled("end", bold)]).style(bold);
                for x in 0..columns {
                    let area = Rect::new(0, 0, columns, 2);
                    let ours = drawn(columns, |frame| put(frame, x, 1, &line, area));
                    let theirs = drawn(columns, |frame| {
                        frame.buffer_mut().set_line(x, 1, &line, columns - x);
                    });
                    assert_eq!(ours, theirs, "{one:?} {other:?} from {x} of {columns}");
                }
            }
        }
    }

    #[test]
    fn what_is_taken_for_a_sign_of_its_own_is_one_and_a_column_wide() {
        let single: Vec<char> = (' '..='\u{ffff}').filter(|c| is_single(*c)).collect();
        assert!(single.len() > 900);
        for c in &single {
            assert_eq!(UnicodeWidthChar::width(*c), Some(1), "{c:?}");
        }
        // Whatever stands beside it.
        let beside: Vec<char> = "a é·—▌⚑✓".chars().filter(|c| is_single(*c)).collect();
        for (one, other) in single.iter().flat_map(|one| beside.iter().map(move |other| (one, other))) {
            for pair in [format!("{one}{other}"), format!("{other}{one}"), format!("{one}{one}")] {
                assert_eq!(pair.graphemes(true).count(), 2, "{pair:?}");
            }
        }
    }

    #[test]
    fn lines_stay_inside_at_every_size() {
        for columns in 0..50 {
            for rows in 0..40 {
                let whole = Rect::new(0, 0, columns, rows);
                let areas = areas(whole);
                for part in [areas.nav, areas.rule, areas.body, areas.notice, areas.keys] {
                    assert_eq!(part.intersection(whole), part, "{columns}×{rows}: {areas:?}");
                }
            }
        }
    }
}
