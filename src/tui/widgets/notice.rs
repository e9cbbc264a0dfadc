//! One sentence above the keys: what was done, or what went wrong. The next key takes it away.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::frame::put;
use crate::tui::screen::Notice;
use crate::tui::style::{Look, Meaning};
use crate::tui::words::fit;

pub(crate) fn draw(frame: &mut Frame, area: Rect, notice: &Notice, look: &Look) {
    let (mark, words, meaning) = match notice {
        Notice::Done(words) => (look.marks.done, words, Meaning::Good),
        Notice::Problem(words) => (look.marks.auto_fail, words, Meaning::Alert),
    };
    frame.render_widget(Clear, area.intersection(frame.area()));
    let words = fit(&format!("{mark} {words}"), usize::from(area.width.saturating_sub(4)), look.marks.more);
    put(frame, area.x.saturating_add(2), area.y, &Line::from(look.span(words, meaning)), area);
}
