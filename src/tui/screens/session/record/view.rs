//! Where a finished session stands.
//!
//! ```text
//!  sentence  Coached on Compliance: … Session 20 Oct 2026, signed 20 Oct.            y copies it
//!  agreed    WHAT WAS AGREED            │  recorded  FIGURES THEN · 9–22 NOV
//!            Focus  ◆ Compliance        │            Compliance  84.0  ≥ 95  −11.0  29
//!            EVIDENCE                   │            HISTORY
//! ```
//! Under [`TWO`] columns, one side at a time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Pane, content};
use crate::domain::session::SessionView;
use crate::domain::session::auditors_sentence;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::wrap;

pub(super) const TWO: u16 = 100;

/// A side with its lines and its room.
pub(super) struct Side {
    pub(super) pane: Pane,
    pub(super) area: Rect,
    pub(super) lines: Vec<Line<'static>>,
}

/// The auditor's sentence in lines, as far as there is room for it.
fn sentence(view: &SessionView, area: Rect) -> Vec<String> {
    let mut lines = wrap(&auditors_sentence(view), usize::from(area.width.saturating_sub(4)));
    lines.truncate(usize::from(area.height / 4));
    lines
}

pub(super) fn columns(view: &SessionView, pane: Pane, area: Rect, cx: &Ctx) -> Vec<Side> {
    let top = u16::try_from(sentence(view, area).len()).unwrap_or(0) + 2;
    let body = Rect { y: area.y.saturating_add(top), height: area.height.saturating_sub(top), ..area };
    let side = |pane, x: u16, width: u16| {
        let area = Rect { x: body.x.saturating_add(x), width, ..body }.intersection(body);
        let columns = usize::from(area.width);
        let lines = match pane {
            Pane::Agreed => content::agreed(view, columns, cx),
            Pane::Recorded => content::recorded(view, columns, cx),
        };
        Side { pane, area, lines }
    };
    if area.width < TWO {
        return vec![side(pane, 2, body.width.saturating_sub(4))];
    }
    let half = body.width / 2;
    vec![side(Pane::Agreed, 2, half - 4), side(Pane::Recorded, half + 1, body.width.saturating_sub(half + 3))]
}

pub(super) fn draw(view: &SessionView, pane: Pane, offsets: [usize; 2], frame: &mut Frame, area: Rect, cx: &Ctx) {
    for (i, line) in sentence(view, area).into_iter().enumerate() {
        let y = area.y.saturating_add(1).saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
        put(frame, area.x + 2, y, &Line::from(cx.look.span(line, Meaning::Accent)), area);
    }
    let sides = columns(view, pane, area, cx);
    let two = sides.len() > 1;
    for side in sides {
        let rows = usize::from(side.area.height);
        let offset = offsets[side.pane as usize].min(side.lines.len().saturating_sub(rows));
        for (y, line) in (side.area.y..side.area.bottom()).zip(side.lines.iter().skip(offset)) {
            put(frame, side.area.x, y, line, side.area);
        }
        let bar = Rect { width: side.area.width + 1, ..side.area }.intersection(area);
        scroll::draw(frame, bar, Cursor { selected: offset, offset }, side.lines.len(), cx.look);
        if two && side.pane == Pane::Recorded {
            for y in side.area.y..side.area.bottom() {
                put(
                    frame,
                    side.area.x.saturating_sub(2),
                    y,
                    &Line::from(cx.look.span(cx.look.marks.pillar, Meaning::Faint)),
                    area,
                );
            }
        }
        if two && side.pane == pane && side.lines.len() > rows {
            put(
                frame,
                side.area.x.saturating_sub(1),
                side.area.y,
                &Line::from(cx.look.span(cx.look.marks.bar, Meaning::Accent)),
                area,
            );
        }
    }
}
