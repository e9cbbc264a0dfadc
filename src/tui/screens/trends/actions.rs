//! Practice actions, with what came after them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Page;
use super::cycles::Cycles;
use super::parts::spans;
use super::parts::{Areas, name, row, words};
use crate::domain::scorecard::name_of;
use crate::domain::trends::TrendsView;
use crate::domain::trends::actions::{ActionLine, FEWEST};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, pad_left};

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    if view.actions.is_empty() {
        let sentence = "Every session with a focus agrees on one. What came after each stands here.".to_owned();
        load::message(frame, areas.list, "No practice action was agreed yet", &[sentence], Meaning::Heading, cx);
        return;
    }
    let dimension = if areas.list.width >= 110 { 19 } else { 0 };
    let figures = [9_usize, 9, 5, 5, 5, 5];
    let used: usize = figures.iter().sum::<usize>() + dimension;
    let wide = usize::from(areas.list.width).saturating_sub(used + 1);
    let marks = &look.marks;
    let mut head = name("PRACTICE ACTION", wide, cx);
    if dimension > 0 {
        head.push_str(&name("DIMENSION", dimension, cx));
    }
    let titles = ["SESSIONS", "CHANGE", marks.rose, marks.fell, marks.same, marks.cannot_tell];
    for (title, columns) in titles.into_iter().zip(figures) {
        head.push_str(&pad_left(title, columns, more));
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(look.span(head, Meaning::Heading)), areas.head);
    let cursor = cycles.cursor(Page::Actions);
    for (at_line, at) in cursor.window(view.actions.len(), usize::from(areas.list.height)).enumerate() {
        let line = &view.actions[at];
        let (net, meaning) = match line.net {
            Some(net) if line.ranked() => (cx.words.signed(net), Meaning::Heading),
            Some(_) | None => ("too few".to_owned(), Meaning::Faint),
        };
        let mut cells = vec![(name(&line.action, wide, cx), Meaning::Text)];
        if dimension > 0 {
            cells.push((name(&name_of(&line.dimension), dimension, cx), Meaning::Muted));
        }
        cells.push((pad_left(&line.sessions.to_string(), 9, more), Meaning::Muted));
        cells.push((pad_left(&net, 9, more), meaning));
        for n in [line.rose, line.fell, line.same, line.cant_tell + line.too_few] {
            let words = if n == 0 { marks.too_few.to_owned() } else { n.to_string() };
            cells.push((pad_left(&words, 5, more), Meaning::Muted));
        }
        let place = Rect { y: areas.list.y + u16::try_from(at_line).unwrap_or(0), height: 1, ..areas.list };
        row(spans(cells, cx), at == cursor.selected, frame, place, cx);
    }
    let bar = Rect { x: areas.list.right(), width: 1, ..areas.list };
    scroll::draw(frame, bar, cursor, view.actions.len(), look);
    if let Some(line) = view.actions.get(cursor.selected) {
        words(&said(line, cx), frame, areas, cx);
    }
}

fn said(line: &ActionLine, cx: &Ctx) -> String {
    let moved = match line.net {
        Some(net) if line.ranked() => {
            format!("{} on average over {}", cx.words.signed(net), count(line.n as u64, "session"))
        }
        Some(_) | None => format!("too few to rank: {} of the {FEWEST} that it takes", line.n),
    };
    format!("{}: {moved}.", line.action)
}

pub(super) fn explain() -> Explanation {
    let lines = vec![
        "The change of the coached dimension after sessions with this action, less the team's where enough teammates \
         were scored on both sides: the mean over its sessions with calls enough."
            .to_owned(),
        format!("An action with fewer than {FEWEST} such sessions is not ranked: one lucky session would lead the list."),
        "▲ rose, ▼ fell, = about the same, ? can't tell or too few calls: by each session's own outcome, frozen at its \
         check, so far before."
            .to_owned(),
        "Where some scores alone count, each outcome is worked out anew on those; where days were chosen, the sessions are \
         those held in them."
            .to_owned(),
        "It says what came after an action, never that the action did it.".to_owned(),
    ];
    Explanation { title: "Which actions moved scores".to_owned(), lines }
}
