//! How each evaluator scores, so that another scorer is not taken for another agent.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Page;
use super::cycles::Cycles;
use super::parts::spans;
use super::parts::{Areas, name, row, words};
use crate::domain::scorecard::name_of;
use crate::domain::trends::TrendsView;
use crate::domain::trends::evaluators::{EvaluatorLine, Overlap};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
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
    let used: usize = FIGURES.iter().sum();
    let first = (room.saturating_sub(used) / 2).clamp(8, 26);
    let second = room.saturating_sub(used + first + 1).min(24);
    let mut head = name("EVALUATOR", first, cx) + &name("DIMENSION", second, cx);
    for (title, columns) in ["SCORES", "AVERAGE", "OTHERS", "VARIES", "LATER", "DISPUTED"].into_iter().zip(FIGURES) {
        head.push_str(&pad_left(title, columns, more));
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(look.span(head, Meaning::Heading)), areas.head);
    let cursor = cycles.cursor(Page::Evaluators);
    let lines = shown(cursor, view.evaluators.len(), view.overlaps.len(), usize::from(areas.list.height));
    for (at_line, shown) in lines.into_iter().enumerate() {
        let place = Rect { y: areas.list.y + u16::try_from(at_line).unwrap_or(0), height: 1, ..areas.list };
        match shown {
            Shown::Gap => {}
            Shown::Heading => pair_headings(place, first, second, frame, cx),
            Shown::Pair(at) => {
                let selected = cursor.selected == view.evaluators.len() + at;
                row(pair(&view.overlaps[at], first, second, cx), selected, frame, place, cx);
            }
            Shown::Line(at) => {
                row(line_cells(&view.evaluators[at], first, second, cx), at == cursor.selected, frame, place, cx);
            }
        }
    }
    let bar = Rect { x: areas.list.right(), width: 1, ..areas.list };
    scroll::draw(frame, bar, cursor, view.evaluators.len() + view.overlaps.len(), look);
    match (view.evaluators.get(cursor.selected), cursor.selected.checked_sub(view.evaluators.len())) {
        (Some(line), _) => words(&said(line, cx), frame, areas, cx),
        (None, Some(at)) => {
            if let Some(pair) = view.overlaps.get(at) {
                words(&pair_said(pair, cx), frame, areas, cx);
            }
        }
        (None, None) => {}
    }
}

/// Columns of the figures.
const FIGURES: [usize; 6] = [8, 9, 8, 8, 9, 10];

fn line_cells(line: &EvaluatorLine, first: usize, second: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let (marks, more) = (&cx.look.marks, cx.look.marks.more);
    let none = || marks.none.to_owned();
    // What luck does not explain has its mark.
    let (mark, meaning) = match line.drift {
        Some(d) if d.low > 0.0 => (format!("{} ", marks.rose), Meaning::Watch),
        Some(d) if d.high < 0.0 => (format!("{} ", marks.fell), Meaning::Watch),
        Some(_) | None => (String::new(), Meaning::Muted),
    };
    let later = format!("{mark}{}", line.drift.map_or_else(none, |d| cx.words.signed(d.change)));
    let d = line.disputes;
    let cells = vec![
        (name(&line.evaluator, first, cx), Meaning::Text),
        (name(&name_of(&line.dimension), second, cx), Meaning::Muted),
        (pad_left(&line.n.to_string(), FIGURES[0], more), Meaning::Muted),
        (pad_left(&cx.words.figure(line.mean), FIGURES[1], more), Meaning::Heading),
        (pad_left(&line.others.map_or_else(none, |o| cx.words.figure(o)), FIGURES[2], more), Meaning::Text),
        (pad_left(&line.spread.map_or_else(none, |s| cx.words.figure(s)), FIGURES[3], more), Meaning::Muted),
        (pad_left(&later, FIGURES[4], more), meaning),
        (pad_left(&(d.open + d.upheld + d.changed + d.withdrawn).to_string(), FIGURES[5], more), Meaning::Muted),
    ];
    spans(cells, cx)
}

/// A line of the list: evaluators, and under a free line and a heading the pairs who scored the same calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Line(usize),
    Gap,
    Heading,
    Pair(usize),
}

fn shown(cursor: Cursor, evaluators: usize, pairs: usize, page: usize) -> Vec<Shown> {
    let mut all: Vec<Shown> = (0..evaluators).map(Shown::Line).collect();
    if pairs > 0 {
        all.extend([Shown::Gap, Shown::Heading]);
        all.extend((0..pairs).map(Shown::Pair));
    }
    let selected = if cursor.selected < evaluators { cursor.selected } else { cursor.selected + 2 };
    let mut window = Cursor { selected, offset: cursor.offset };
    window.fit(all.len(), page);
    all[window.window(all.len(), page)].to_vec()
}

/// The row that is drawn so many lines down.
pub(super) fn row_at(down: usize, cursor: Cursor, evaluators: usize, page: usize) -> Option<usize> {
    // Whether there are pairs does not matter: a line that is not there is not hit.
    match shown(cursor, evaluators, page + cursor.selected + 1, page).get(down)? {
        Shown::Line(at) => Some(*at),
        Shown::Pair(at) => Some(evaluators + at),
        Shown::Gap | Shown::Heading => None,
    }
}

fn pair_headings(place: Rect, first: usize, second: usize, frame: &mut Frame, cx: &Ctx) {
    let more = cx.look.marks.more;
    let mut words = name("SCORED BY BOTH", first + second, cx);
    for title in ["CALLS", "WITHIN A POINT", "APART"] {
        words.push_str(&pad_left(title, 16, more));
    }
    put(frame, place.x, place.y, &Line::from(cx.look.span(words, Meaning::Heading)), place);
}

fn pair(pair: &Overlap, first: usize, second: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let more = cx.look.marks.more;
    let names = format!("{} and {}", pair.first, pair.second);
    let wide = first + second;
    let who = (wide * 3 / 5).max(12);
    spans(
        vec![
            (name(&names, who, cx), Meaning::Text),
            (name(&name_of(&pair.dimension), wide.saturating_sub(who), cx), Meaning::Muted),
            (pad_left(&pair.calls.to_string(), 16, more), Meaning::Muted),
            (pad_left(&pair.agree.to_string(), 16, more), Meaning::Text),
            (pad_left(&cx.words.signed(pair.difference), 16, more), Meaning::Heading),
        ],
        cx,
    )
}

fn pair_said(pair: &Overlap, cx: &Ctx) -> String {
    format!(
        "{} and {} both scored {} on {}: {} within a point of each other; {} gives {} on average.",
        pair.first,
        pair.second,
        count(pair.calls as u64, "call"),
        name_of(&pair.dimension),
        pair.agree,
        pair.first,
        match cx.words.signed(pair.difference) {
            same if pair.difference.abs() < 0.05 => format!("as much ({same})"),
            more if pair.difference > 0.0 => format!("{more} more"),
            less => format!("{less} less"),
        }
    )
}

/// Whether the later half of the cycles differs from the earlier, and what was disputed.
fn said(line: &EvaluatorLine, cx: &Ctx) -> String {
    let mut out = match line.drift {
        Some(d) if d.low > 0.0 || d.high < 0.0 => format!(
            "{} scores {} in the later half of these cycles than in the earlier: {} (between {} and {}, luck allowed for).",
            line.evaluator,
            if d.change > 0.0 { "higher" } else { "lower" },
            cx.words.signed(d.change),
            cx.words.signed(d.low),
            cx.words.signed(d.high)
        ),
        Some(d) => format!(
            "{}: no change beyond luck from the earlier to the later half ({}, between {} and {}).",
            line.evaluator,
            cx.words.signed(d.change),
            cx.words.signed(d.low),
            cx.words.signed(d.high)
        ),
        None => format!("{}: too few scores in one half of these cycles to tell whether it changed.", line.evaluator),
    };
    let d = line.disputes;
    let states = [(d.open, "open"), (d.upheld, "upheld"), (d.changed, "changed"), (d.withdrawn, "withdrawn")];
    let some: Vec<String> =
        states.into_iter().filter(|(n, _)| *n > 0).map(|(n, state)| format!("{n} {state}")).collect();
    if !some.is_empty() {
        let _ = write!(out, " Disputed: {}.", some.join(", "));
    }
    out
}

pub(super) fn explain() -> Explanation {
    let lines = vec![
        "Average: the mean of the scores that an evaluator gave on a dimension over these cycles; others: that of everyone \
         else. Varies: how far scores lie from their mean, from call to call (standard deviation). Evaluators score \
         different calls: a difference of averages alone is no proof."
            .to_owned(),
        "Later: the mean of the later half of the cycles less the earlier (95 % Welch interval). Marked where luck from \
         call to call does not explain it; the agents may have changed, too."
            .to_owned(),
        "Calls scored by two: within one point of the form's own scale, and how far apart on average.".to_owned(),
    ];
    Explanation { title: "Evaluators".to_owned(), lines }
}
