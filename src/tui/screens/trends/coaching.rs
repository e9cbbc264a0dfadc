//! Who had sessions in which cycle.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::Page;
use super::cycles::Cycles;
use super::parts::{Areas, name, row, words};
use crate::domain::trends::TrendsView;
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{count, pad_left};

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let room = usize::from(areas.list.width);
    let first = (room / 3).min(26);
    let cell = (room.saturating_sub(first) / view.cycles.len().max(1)).clamp(7, 12);
    let fits = (room.saturating_sub(first) / cell).clamp(1, view.cycles.len().max(1));
    let from = view.cycles.len().saturating_sub(fits).min(cycles.column);
    let shown = from..(from + fits).min(view.cycles.len());
    let mut head = vec![look.span(name("AGENT", first, cx), Meaning::Heading)];
    for at in shown.clone() {
        let mut span = look.span(
            pad_left(&cx.words.day(view.cycles[at].from), cell, more),
            if at == cycles.column { Meaning::Accent } else { Meaning::Muted },
        );
        if at == cycles.column {
            span.style = span.style.add_modifier(Modifier::BOLD);
        }
        head.push(span);
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(head), areas.head);
    let cursor = cycles.cursor(Page::Coaching);
    for (line, at) in cursor.window(view.agents.len(), usize::from(areas.list.height)).enumerate() {
        let agent = &view.agents[at];
        let mut spans: Vec<Span<'static>> =
            vec![look.span(name(&agent.agent.name.visible(), first, cx), Meaning::Text)];
        for cycle in shown.clone() {
            let (text, meaning) = match agent.sessions.get(cycle).copied().unwrap_or(0) {
                0 => (look.marks.too_few.to_owned(), Meaning::Faint),
                n => (n.to_string(), Meaning::Good),
            };
            spans.push(look.span(pad_left(&text, cell, more), meaning));
        }
        let place = Rect { y: areas.list.y + u16::try_from(line).unwrap_or(0), height: 1, ..areas.list };
        row(spans, at == cursor.selected, frame, place, cx);
    }
    let bar = Rect { x: areas.list.right(), width: 1, ..areas.list };
    scroll::draw(frame, bar, cursor, view.agents.len(), look);
    words(&said(cycles, view, cx), frame, areas, cx);
}

/// "9–22 Nov: 8 of 12 agents had a session; without one: Wei Zhang, Jo March."
fn said(cycles: &Cycles, view: &TrendsView, cx: &Ctx) -> String {
    let Some(cycle) = view.cycles.get(cycles.column) else { return String::new() };
    let held = |a: &&crate::domain::trends::AgentRows| a.sessions.get(cycles.column).is_some_and(|n| *n > 0);
    let with = view.agents.iter().filter(held).count();
    let without: Vec<String> = view.agents.iter().filter(|a| !held(a)).map(|a| a.agent.name.visible()).collect();
    let all = count(view.agents.len() as u64, "agent");
    let rest = if without.is_empty() { String::new() } else { format!("; without one: {}", without.join(", ")) };
    format!("{}: {with} of {all} had a session{rest}.", cx.words.span(*cycle))
}

pub(super) fn explain() -> Explanation {
    let lines = vec![
        "Sessions held in each cycle, of every kind; void ones count for nothing.".to_owned(),
        "An agent who was away or not yet there has an empty place all the same.".to_owned(),
    ];
    Explanation { title: "Who was coached".to_owned(), lines }
}
