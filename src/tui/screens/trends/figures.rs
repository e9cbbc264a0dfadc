//! Dimensions over cycles, and under them the agents on one of them.
//!
//! ```text
//!  head    DIMENSION                    31 Aug   14 Sep …    9 Nov
//!  list  ▌ Empathy            ≥ 75      ▽ 73.6   ▽ 72.7 …     78.7
//!          EMPATHY, AGENT BY AGENT                            MOVED
//!          Ama Boateng        ≥ 75      ▼ 59.7   ▼ 58.3 …  ▼  55.0
//!  words   Empathy, 9–22 Nov: 78.7 on 187 calls, target 75 …
//! ```

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::Page;
use super::cycles::Cycles;
use super::parts::{Areas, calls, name, row, words};
use crate::domain::figure::printed_gap;
use crate::domain::outcome::Verdict;
use crate::domain::trends::{Aspect, Point, Row, TrendsView};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::{Meaning, verdict};
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{pad, pad_left, width};

/// Under its target by less than so many points is a little.
const LITTLE: f64 = 5.0;

struct Columns {
    name: usize,
    target: usize,
    cell: usize,
    moved: usize,
}

impl Columns {
    fn new(room: u16, view: &TrendsView) -> Self {
        let room = usize::from(room);
        let longest = view.agents.iter().map(|a| width(&a.agent.name.visible()));
        let longest = longest.chain(view.rows.iter().map(|r| width(&r.name))).max().unwrap_or(12).clamp(10, 24) + 1;
        let moved = if room >= 110 { 16 } else { 3 };
        let target = if room >= 90 { 7 } else { 0 };
        let name = longest.min(room / 3);
        let cell = (room.saturating_sub(name + target + moved) / view.cycles.len().max(1)).clamp(7, 14);
        Self { name, target, cell, moved }
    }

    /// Cycles that fit, the newest at the right.
    fn shown(&self, room: u16, view: &TrendsView, column: usize) -> std::ops::Range<usize> {
        let room = usize::from(room).saturating_sub(self.name + self.target + self.moved);
        let fits = (room / self.cell.max(1)).clamp(1, view.cycles.len().max(1));
        let end = view.cycles.len().max(fits);
        let from = (end - fits).min(column);
        from..(from + fits).min(view.cycles.len())
    }
}

/// Rows of agents that are on screen.
pub(super) fn rows(list: Rect, dimensions: usize) -> u16 {
    // All dimensions and two lines of headings stand above them.
    list.height.saturating_sub(u16::try_from(dimensions).unwrap_or(u16::MAX).saturating_add(2))
}

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let columns = Columns::new(areas.list.width, view);
    let shown = columns.shown(areas.list.width, view, cycles.column);
    let (look, more) = (cx.look, cx.look.marks.more);
    let mut head = vec![look.span(pad("DIMENSION", columns.name + columns.target, more), Meaning::Heading)];
    for at in shown.clone() {
        let day = pad_left(&cx.words.day(view.cycles[at].from), columns.cell - 1, more);
        let mut span = look.span(day, if at == cycles.column { Meaning::Accent } else { Meaning::Muted });
        if at == cycles.column {
            span.style = span.style.add_modifier(Modifier::BOLD);
        }
        head.extend([span, Span::raw(" ")]);
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(head), areas.head);
    let cursor = cycles.cursor(Page::Figures);
    let mut place = Rect { height: 1.min(areas.list.height), ..areas.list };
    for (at, line) in view.rows.iter().enumerate() {
        if place.y >= areas.list.bottom() {
            return;
        }
        let selected = cursor.selected == at;
        let spans = cells(&line.name, line, &shown, cycles.column, selected, &columns, view, cx);
        row(spans, selected, frame, place, cx);
        place.y += 1;
    }
    place.y += 1;
    let Some(dimension) = view.rows.get(cycles.dimension) else { return };
    let title = format!("{}, AGENT BY AGENT", dimension.name.to_uppercase());
    let wide = columns.name + columns.target + columns.cell * shown.len();
    let mut heading = vec![look.span(name(&title, wide, cx), Meaning::Heading)];
    if columns.moved > 3 {
        let moved = view.movers.iter().any(|m| m.key == dimension.key);
        let words = match (moved, cycles.has(Aspect::Moves)) {
            (true, _) => " LAST CYCLE",
            (false, true) => " NOBODY MOVED",
            (false, false) => "",
        };
        heading.push(look.span(words, Meaning::Heading));
    }
    if place.y < areas.list.bottom() {
        put(frame, place.x, place.y, &Line::from(heading), areas.list);
    }
    place.y += 1;
    agents(cycles, view, &columns, &shown, place.y, frame, areas, cx);
    words(&said(cycles, view, cx), frame, areas, cx);
}

#[expect(clippy::too_many_arguments, reason = "a list of rows, drawn from one place")]
fn agents(
    cycles: &Cycles,
    view: &TrendsView,
    columns: &Columns,
    shown: &std::ops::Range<usize>,
    from: u16,
    frame: &mut Frame,
    areas: &Areas,
    cx: &Ctx,
) {
    let list = Rect { y: from, height: areas.list.bottom().saturating_sub(from), ..areas.list };
    let page = usize::from(list.height);
    let mut cursor = cycles.cursor(Page::Figures);
    cursor.selected = cursor.selected.saturating_sub(view.rows.len());
    cursor.offset = cursor.offset.min(cursor.selected);
    cursor.fit(view.agents.len(), page);
    let inside = cycles.agent(Page::Figures).is_some();
    for (line, at) in cursor.window(view.agents.len(), page).enumerate() {
        let agent = &view.agents[at];
        let Some(own) = agent.rows.get(cycles.dimension) else { continue };
        let selected = inside && cursor.selected == at;
        let mut spans = cells(&agent.agent.name.visible(), own, shown, cycles.column, selected, columns, view, cx);
        let moved = view.movers.iter().find(|m| m.agent.id == agent.agent.id && m.key == own.key);
        if let Some(moved) = moved {
            let (mark, meaning) = verdict(moved.moved.verdict, &cx.look.marks);
            let beyond = if moved.moved.peers > 0 { " net" } else { "" };
            let words = if columns.moved > 3 {
                format!(" {mark} {}{beyond}", cx.words.signed(moved.moved.net))
            } else {
                format!(" {mark}")
            };
            spans.push(cx.look.span(words, meaning));
        }
        let place = Rect { y: list.y + u16::try_from(line).unwrap_or(0), height: 1, ..list };
        row(spans, selected, frame, place, cx);
    }
    let bar = Rect { x: list.x.saturating_add(list.width), width: 1, ..list };
    scroll::draw(frame, bar, cursor, view.agents.len(), cx.look);
}

#[expect(clippy::too_many_arguments, reason = "a row is where all of them meet")]
fn cells(
    title: &str,
    line: &Row,
    shown: &std::ops::Range<usize>,
    column: usize,
    selected: bool,
    columns: &Columns,
    view: &TrendsView,
    cx: &Ctx,
) -> Vec<Span<'static>> {
    let (look, more) = (cx.look, cx.look.marks.more);
    let mut spans = vec![look.span(name(title, columns.name, cx), Meaning::Text)];
    if columns.target > 0 {
        let target = line.points.last().and_then(|p| p.target);
        let words = target.map(|t| format!("{} {}", look.marks.at_least, cx.words.short(t))).unwrap_or_default();
        spans.push(look.span(pad(&words, columns.target, more), Meaning::Muted));
    }
    for at in shown.clone() {
        let point = line.points.get(at).copied().unwrap_or_default();
        let (mark, meaning) = judged(&point, view.minimum_sample, cx);
        let value = cx.words.figure_or(point.current, look.marks.none);
        let calls = if columns.cell >= 12 && point.n > 0 { format!(" {:>3}", point.n) } else { String::new() };
        let room = columns.cell.saturating_sub(1 + width(&calls));
        let mut span = look.span(pad_left(&format!("{mark} {value}"), room, more), meaning);
        if selected && at == column {
            span.style = span.style.add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
        }
        spans.push(span);
        spans.push(look.span(format!("{calls} "), Meaning::Faint));
    }
    spans
}

/// Mark and meaning of a point against its target, on the figures as printed.
fn judged(point: &Point, minimum_sample: u32, cx: &Ctx) -> (&'static str, Meaning) {
    let marks = &cx.look.marks;
    let Some(current) = point.current else { return (" ", Meaning::Faint) };
    if point.n < minimum_sample {
        return (marks.too_few, Meaning::Muted);
    }
    match point.target.map(|target| printed_gap(target, current)) {
        None => (" ", Meaning::Text),
        Some(gap) if gap <= 0.0 => (" ", Meaning::Good),
        Some(gap) if gap < LITTLE => (marks.under, Meaning::Watch),
        Some(_) => (marks.well_under, Meaning::Below),
    }
}

/// The point under the cursor, read out.
fn said(cycles: &Cycles, view: &TrendsView, cx: &Ctx) -> String {
    let agent = cycles.agent(Page::Figures).map(|(_, agent)| agent);
    let row = match agent {
        Some(agent) => agent.rows.get(cycles.dimension),
        None => view.rows.get(cycles.cursor(Page::Figures).selected),
    };
    let Some(row) = row else { return String::new() };
    let who = agent.map_or_else(String::new, |a| format!("{}, ", a.agent.name.visible()));
    let mut out = format!("{who}{}", point_words(row, cycles.column, view, cx));
    let moved = agent.and_then(|a| view.movers.iter().find(|m| m.agent.id == a.agent.id && m.key == row.key));
    if let Some(moved) = moved.filter(|_| cycles.column + 1 == view.cycles.len()) {
        let way = if moved.moved.verdict == Verdict::Rose { "Rose" } else { "Fell" };
        let team = if moved.moved.peers > 0 { " against the team" } else { "" };
        let _ = write!(
            out,
            " {way} by {}{team}: more than luck would explain among the {} figures compared.",
            cx.words.figure(moved.moved.net.abs()),
            view.compared
        );
    }
    out
}

/// "Empathy, 9–22 Nov: 78.7 on 187 calls, target 75; by luck alone between 75.1 and 82.3."
pub(super) fn point_words(row: &Row, column: usize, view: &TrendsView, cx: &Ctx) -> String {
    let Some(cycle) = view.cycles.get(column) else { return String::new() };
    let point = row.points.get(column).copied().unwrap_or_default();
    let Some(current) = point.current else {
        return format!("{}, {}: no scores.", row.name, cx.words.span(*cycle));
    };
    let target = point.target.map_or_else(|| ", no target".to_owned(), |t| format!(", target {}", cx.words.short(t)));
    let luck = match point.low.zip(point.high) {
        Some((low, high)) => {
            // A percent ends at 0 and 100, unless one was scored beyond.
            let low = if current >= 0.0 { low.max(0.0) } else { low };
            let high = if current <= 100.0 { high.min(100.0) } else { high };
            format!("; other calls could as well have given {} to {}", cx.words.figure(low), cx.words.figure(high))
        }
        None => String::new(),
    };
    let figure = cx.words.figure(current);
    format!("{}, {}: {figure} on {}{target}{luck}.", row.name, cx.words.span(*cycle), calls(point.n))
}

pub(super) fn explain(cycles: &Cycles, view: &TrendsView, cx: &Ctx) -> Explanation {
    let lines = vec![
        said(cycles, view, cx),
        "Each figure is the plain mean of the percents of the cycle's calls; a call counts once, N/A is left out. The \
         target is the one of the cycle's last day."
            .to_owned(),
        if cycles.has(Aspect::Moves) {
            moves_words(view.compared)
        } else {
            "Who really rose or fell from the cycle before to the newest is still being read.".to_owned()
        },
    ];
    Explanation { title: "Figures over cycles".to_owned(), lines }
}

fn moves_words(compared: usize) -> String {
    format!(
        "The last column says who really rose or fell from the cycle before to the newest: {compared} figures had calls \
         enough on both sides (5), and with so many, some move by luck; only what is beyond that is named. Where \
         three teammates or more have calls on both sides, the team's own change is taken off (95 % Welch \
         interval, Bonferroni's correction for the number compared)."
    )
}
