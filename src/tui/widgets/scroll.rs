//! How far down a list one is: a thin mark at the right edge.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::cursor::Cursor;
use super::frame::put;
use crate::tui::style::{Look, Meaning};

/// Draws the mark along the area's last column; nothing where everything is on screen.
pub(crate) fn draw(frame: &mut Frame, area: Rect, cursor: Cursor, len: usize, look: &Look) {
    let page = usize::from(area.height);
    if len <= page || page == 0 || area.width == 0 {
        return;
    }
    let size = (page * page / len).max(1);
    let at = cursor.offset * (page - size) / (len - page).max(1);
    for i in at..(at + size).min(page) {
        let y = area.y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
        put(frame, area.right() - 1, y, &Line::from(look.span(look.marks.pillar, Meaning::Muted)), area);
    }
}
