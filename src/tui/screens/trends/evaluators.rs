//! How each evaluator scores, so that another scorer is not taken for another agent.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::cycles::{Areas, Cycles, name, row, words};
use super::{Page, spans};
use crate::domain::scorecard::name_of;
use crate::domain::trends::TrendsView;
use crate::domain::trends::evaluators::EvaluatorLine;
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, pad_left};

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    if view.evaluators.is_empty() {
        let sentence = "Files that name who scored a call make this page.".to_owned();
        load::message(frame, areas.list, "No evaluator is named in these days", &[sentence], Meaning::Heading, cx);
        return;
    }
    let room = usize::from(areas.list.width);
    let figures = [8_usize, 7, 8, 8, 9, 9];
    let used: usize = figures.iter().sum();
    let first = (room.saturating_sub(used) / 2).clamp(8, 26);
    let second = room.saturating_sub(used + first + 1).min(24);
    let mut head = name("EVALUATOR", first, cx) + &name("DIMENSION", second, cx);
    for (title, columns) in ["SCORES", "MEAN", "OTHERS", "SPREAD", "DRIFT", "DISPUTED"].into_iter().zip(figures) {
        head.push_str(&pad_left(title, columns, more));
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(look.span(head, Meaning::Heading)), areas.head);
    let cursor = cycles.cursor(Page::Evaluators);
    for (at_line, at) in cursor.window(view.evaluators.len(), usize::from(areas.list.height)).enumerate() {
        let line = &view.evaluators[at];
        let none = || look.marks.none.to_owned();
        let moved = line.drift.is_some_and(|d| d.low > 0.0 || d.high < 0.0);
        let drift = line.drift.map_or_else(none, |d| cx.words.signed(d.change));
        let d = line.disputes;
        let cells = vec![
            (name(&line.evaluator, first, cx), Meaning::Text),
            (name(&name_of(&line.dimension), second, cx), Meaning::Muted),
            (pad_left(&line.n.to_string(), figures[0], more), Meaning::Muted),
            (pad_left(&cx.words.figure(line.mean), figures[1], more), Meaning::Heading),
            (pad_left(&line.others.map_or_else(none, |o| cx.words.figure(o)), figures[2], more), Meaning::Text),
            (pad_left(&line.spread.map_or_else(none, |s| cx.words.figure(s)), figures[3], more), Meaning::Muted),
            (pad_left(&drift, figures[4], more), if moved { Meaning::Watch } else { Meaning::Muted }),
            (pad_left(&(d.open + d.upheld + d.changed + d.withdrawn).to_string(), figures[5], more), Meaning::Muted),
        ];
        let place = Rect { y: areas.list.y + u16::try_from(at_line).unwrap_or(0), height: 1, ..areas.list };
        row(spans(cells, cx), at == cursor.selected, frame, place, cx);
    }
    let bar = Rect { x: areas.list.right(), width: 1, ..areas.list };
    scroll::draw(frame, bar, cursor, view.evaluators.len(), look);
    if let Some(line) = view.evaluators.get(cursor.selected) {
        words(&said(line, view, cx), frame, areas, cx);
    }
}

/// Drift, and the calls that others scored too.
fn said(line: &EvaluatorLine, view: &TrendsView, cx: &Ctx) -> String {
    let mut out = match line.drift {
        Some(d) if d.low > 0.0 || d.high < 0.0 => format!(
            "{} scores {} in the later half of these cycles: {} (between {} and {}).",
            line.evaluator,
            if d.change > 0.0 { "higher" } else { "lower" },
            cx.words.signed(d.change),
            cx.words.signed(d.low),
            cx.words.signed(d.high)
        ),
        Some(d) => format!(
            "{}: no drift beyond luck ({}, between {} and {}).",
            line.evaluator,
            cx.words.signed(d.change),
            cx.words.signed(d.low),
            cx.words.signed(d.high)
        ),
        None => format!("{}: too few scores in one half of these cycles to tell a drift.", line.evaluator),
    };
    for pair in view.overlaps.iter().filter(|o| o.dimension == line.dimension) {
        let (other, difference) = if pair.first == line.evaluator {
            (&pair.second, pair.difference)
        } else if pair.second == line.evaluator {
            (&pair.first, -pair.difference)
        } else {
            continue;
        };
        let _ = write!(
            out,
            " With {other} on {}: {} within a point, {} apart on average.",
            count(pair.calls as u64, "call"),
            pair.agree,
            cx.words.signed(difference)
        );
    }
    let d = line.disputes;
    if d != crate::domain::trends::evaluators::Disputes::default() {
        let _ = write!(
            out,
            " Disputed: {} open, {} upheld, {} changed, {} withdrawn.",
            d.open, d.upheld, d.changed, d.withdrawn
        );
    }
    out
}

pub(super) fn explain() -> Explanation {
    let lines = vec![
        "Mean and spread of the scores that an evaluator gave on a dimension over these cycles, beside the mean of all \
         others. Evaluators score different calls: a difference of means alone is no proof."
            .to_owned(),
        "Drift: the mean of the later half of the cycles less the earlier (95 % Welch interval). Marked where luck from \
         call to call does not explain it; the agents may have changed, too."
            .to_owned(),
        "Calls scored by two: within one point of the form's own scale, and how far apart on average.".to_owned(),
    ];
    Explanation { title: "Evaluators".to_owned(), lines }
}
