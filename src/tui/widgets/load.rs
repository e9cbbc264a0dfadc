//! The four arms of a pane that asks for data: nothing yet, on its way, failed, there.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::frame::put;
use crate::tui::screen::{Ctx, Load};
use crate::tui::style::Meaning;
use crate::tui::words::{width, wrap};

/// Gives back what can be shown, or draws why nothing can.
pub(crate) fn ready<'a, T>(load: &'a Load<T>, frame: &mut Frame, area: Rect, what: &str, cx: &Ctx) -> Option<&'a T> {
    match load {
        Load::Ready(value) | Load::Pending(_, Some(value)) => Some(value),
        Load::Idle | Load::Pending(_, None) => {
            match cx.waits_for() {
                Some(work) => {
                    let then = format!("Reading {what} comes right after it. What was open before can be looked at.");
                    message(frame, area, &format!("waits for {work}"), &[then], Meaning::Muted, cx);
                }
                None => message(frame, area, &format!("Reading {what} …"), &[], Meaning::Muted, cx),
            }
            None
        }
        Load::Failed(words) => {
            message(frame, area, &format!("{what} could not be read"), std::slice::from_ref(words), Meaning::Alert, cx);
            None
        }
    }
}

/// A heading and sentences in the upper middle of a pane.
pub(crate) fn message(frame: &mut Frame, area: Rect, heading: &str, sentences: &[String], meaning: Meaning, cx: &Ctx) {
    let columns = usize::from(area.width.saturating_sub(4)).min(76);
    let mut lines: Vec<(String, Meaning)> =
        wrap(&capital(heading), columns).into_iter().map(|l| (l, meaning)).collect();
    for sentence in sentences {
        lines.push((String::new(), Meaning::Text));
        lines.extend(wrap(sentence, columns).into_iter().map(|l| (l, Meaning::Text)));
    }
    let widest = lines.iter().map(|(l, _)| width(l)).max().unwrap_or(0);
    let indent = (usize::from(area.width).saturating_sub(widest)) / 2;
    let rows = usize::from(area.height);
    let above = rows.saturating_sub(lines.len()) / 3;
    for (i, (text, meaning)) in lines.into_iter().enumerate().take(rows) {
        let y = area.y.saturating_add(u16::try_from(above + i).unwrap_or(u16::MAX));
        let x = area.x.saturating_add(u16::try_from(indent).unwrap_or(0));
        put(frame, x, y, &Line::from(cx.look.span(text, meaning)), area);
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
