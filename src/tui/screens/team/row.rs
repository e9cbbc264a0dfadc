//! One agent's row.

use std::collections::HashMap;
use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::layout::{self, Columns};
use super::{TeamScreen, card};
use crate::domain::outcome::Outcome;
use crate::domain::raw::visible;
use crate::domain::session::SessionKind;
use crate::domain::standing::{Standing, TeamView};
use crate::tui::figures;
use crate::tui::screen::Ctx;
use crate::tui::style::{self, Meaning};
use crate::tui::widgets::frame::put;
use crate::tui::widgets::heat;
use crate::tui::words::{Words, blank, fit, pad, pad_left, width};

/// What all rows of a frame have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) columns: Columns,
    /// Those on screen.
    pub(super) dimensions: Range<usize>,
    pub(super) words: Words,
}

/// Rows that were on screen, as they stand there: a key moves the cursor and leaves most of them as they are.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Which they were made for.
    shape: Option<Shape>,
    /// By position in the answer.
    lines: HashMap<usize, Line<'static>>,
}

/// More than so many pages are not kept.
const PAGES: usize = 8;

impl Kept {
    pub(super) fn get(&self, row: usize, shape: &Shape) -> Option<&Line<'static>> {
        self.shape.as_ref().filter(|of| *of == shape).and_then(|_| self.lines.get(&row))
    }
}

impl TeamScreen {
    /// Makes the rows on screen that are not made yet.
    pub(super) fn keep_rows(&mut self, cx: &Ctx) {
        let mut kept = std::mem::take(&mut self.kept);
        if let Some(view) = self.view.get() {
            let areas = layout::areas(cx.area);
            let page = usize::from(areas.rows.height);
            let columns = Columns::new(areas.table.width, view, self.longest);
            let shape = Shape { columns, dimensions: super::view::window(self, view, &columns), words: cx.words };
            if kept.shape.as_ref() != Some(&shape) || kept.lines.len() > PAGES * page {
                kept.lines.clear();
            }
            for at in self.cursor.window(self.rows.len(), page) {
                let row = self.rows[at];
                let line = || line(self, view, &view.agents[row], &shape, cx);
                kept.lines.entry(row).or_insert_with(line);
            }
            kept.shape = Some(shape);
        }
        self.kept = kept;
    }

    /// Other things are known of the agents.
    pub(super) fn rows_anew(&mut self) {
        self.kept = Kept::default();
    }
}

pub(super) fn line(
    screen: &TeamScreen,
    view: &TeamView,
    standing: &Standing,
    shape: &Shape,
    cx: &Ctx,
) -> Line<'static> {
    let columns = &shape.columns;
    let look = cx.look;
    let more = look.marks.more;
    // Where the column of flags has fallen away, the name says that one waits.
    let waits = columns.flags == 0 && standing.unanswered > 0;
    let name = columns.name.saturating_sub(if waits { 3 } else { 1 });
    let mut spans = vec![
        look.span(blank(BAR), Meaning::Accent),
        look.span(pad(&visible(standing.agent.name.verbatim()), name, more) + " ", Meaning::Text),
    ];
    if waits {
        spans.push(look.span(format!("{} ", look.marks.flag), Meaning::Alert));
    }
    if columns.overall > 0 {
        let overall = cx.words.figure_or(standing.overall, look.marks.none);
        spans.push(look.span(pad_left(&overall, columns.overall - 1, more) + " ", Meaning::Text));
    }
    for i in shape.dimensions.clone() {
        spans.push(Span::raw(blank(columns.figure - heat::PILL)));
        spans.push(match standing.dimensions.get(i) {
            Some(figure) => {
                let focus = standing.finding.focus() == Some(i);
                heat::cell(figure, focus, view.basis.minimum_sample, cx.words, look)
            }
            None => Span::raw(blank(heat::PILL)),
        });
    }
    tail(standing, screen.outcome(standing), columns, &mut spans, cx);
    Line::from(spans)
}

/// Columns of the bar before the selected row.
const BAR: usize = 2;

/// The row is the selected one, and one dimension of it, too.
pub(super) fn select(dimension: usize, frame: &mut Frame, place: Rect, shape: &Shape, cx: &Ctx) {
    let look = cx.look;
    put(frame, place.x, place.y, &Line::from(look.span(format!("{} ", look.marks.bar), Meaning::Accent)), place);
    if shape.dimensions.contains(&dimension) {
        let columns = &shape.columns;
        let before = columns.figure * (dimension - shape.dimensions.start) + columns.figure - heat::PILL;
        let at = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let x = place.x.saturating_add(at(BAR + columns.name + columns.overall + before));
        let cell = Rect { x, width: at(heat::PILL), ..place }.intersection(place);
        frame.buffer_mut().set_style(cell, Style::new().add_modifier(Modifier::UNDERLINED));
    }
    let ground = Rect { width: place.width.saturating_sub(1), ..place };
    look.select_row(frame.buffer_mut(), ground);
}

/// Calls, flags, focus, last session, next due.
fn tail(standing: &Standing, outcome: Option<&Outcome>, columns: &Columns, spans: &mut Vec<Span<'static>>, cx: &Ctx) {
    let look = cx.look;
    let more = look.marks.more;
    if columns.calls > 0 {
        let calls = pad_left(&standing.calls.to_string(), columns.calls - 1, more);
        spans.push(look.span(calls + " ", Meaning::Muted));
    }
    if columns.flags > 0 {
        let (words, meaning) = flags(standing, cx);
        spans.push(look.span(pad_left(&words, columns.flags - 1, more) + " ", meaning));
    }
    if columns.focus > 0 {
        let meaning = if standing.finding.focus().is_some() { Meaning::Text } else { Meaning::Muted };
        spans.push(Span::raw("  "));
        spans.extend(focus_column(standing, columns.focus - 3, meaning, cx));
        spans.push(Span::raw(" "));
    }
    if columns.last > 0 {
        spans.extend(last_column(standing, outcome, columns.last, cx));
    }
    if columns.next > 0 {
        let (words, meaning) = card::next_words(standing, cx);
        spans.push(look.span(pad(&words, columns.next, more), meaning));
    }
}

/// "Compl ▲": what the last session coached, and whether it moved.
fn last_column(standing: &Standing, outcome: Option<&Outcome>, columns: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let Some(last) = &standing.last_session else {
        return vec![look.span(pad("none yet", columns, more), Meaning::Faint)];
    };
    let Some(focus) = last.focus_name.as_deref() else {
        let kind = match last.kind {
            SessionKind::Recognition => "praise",
            other => other.words(),
        };
        return vec![look.span(pad(kind, columns, more), Meaning::Muted)];
    };
    let (mark, meaning) = outcome.map_or((" ", Meaning::Muted), |o| style::verdict(o.verdict, &look.marks));
    let name = fit(&visible(focus), columns.saturating_sub(5), "");
    let rest = columns.saturating_sub(width(&name) + 2);
    vec![
        look.span(format!("{name} "), Meaning::Muted),
        look.span(mark, meaning),
        Span::raw(" ".repeat(rest)),
        Span::raw(" "),
    ]
}

/// The focus's name, and its gap at the right so that gaps stand under each other.
fn focus_column(standing: &Standing, columns: usize, meaning: Meaning, cx: &Ctx) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let Some(figure) = standing.focus() else {
        return vec![look.span(pad(&figures::focus_words(standing, cx.words), columns, more), meaning)];
    };
    let gap = figures::against(figure).map(|g| cx.words.signed(g)).unwrap_or_default();
    let room = columns.saturating_sub(6);
    vec![
        look.span(pad(&visible(&figure.name), room, more), meaning),
        look.span(pad_left(&gap, columns - room, more), Meaning::Below),
    ]
}

/// "⚑2 ✗1"; bright while one waits for a session.
fn flags(standing: &Standing, cx: &Ctx) -> (String, Meaning) {
    let marks = &cx.look.marks;
    let mut parts = Vec::new();
    if standing.flags > 0 {
        parts.push(format!("{}{}", marks.flag, standing.flags));
    }
    if standing.auto_fails > 0 {
        parts.push(format!("{}{}", marks.auto_fail, standing.auto_fails));
    }
    if parts.is_empty() && standing.unanswered > 0 {
        // Of days before the span.
        parts.push(format!("{}{}", marks.flag, standing.unanswered));
    }
    if parts.is_empty() {
        return (marks.none.to_owned(), Meaning::Faint);
    }
    let meaning = if standing.unanswered > 0 { Meaning::Alert } else { Meaning::Muted };
    (parts.join(" "), meaning)
}
