//! How the coverage of flags is drawn.
//!
//! ```text
//!  head     COVERAGE OF FLAGS   28 Aug – 25 Nov   12 flags and auto-fails: 8 coached, 3 not coached, 1 pending
//!  find     / lars
//!  titles     STATE        AGE              AGENT            CALL     DAY      WHAT
//!  list     ▌ not coached  5 days, 3 over   Lars Nyström     004519   20 Nov   ⚑ disclosure_skipped
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::FlagsPage;
use crate::domain::coverage::{Coverage, CoverageLine, CoverageView, MarkKind};
use crate::domain::raw::{Raw, visible};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{fit, pad, width};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    head: Rect,
    /// The count, on a line of its own.
    count: Rect,
    find: Rect,
    titles: Rect,
    pub(super) list: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let inner = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    let line = |y: u16, rows: u16| {
        let y = y.min(inner.height);
        Rect { y: inner.y.saturating_add(y), height: rows.min(inner.height - y), ..inner }
    };
    Areas { head: line(0, 1), count: line(1, 1), find: line(2, 1), titles: line(3, 1), list: line(4, u16::MAX) }
}

/// Columns; 0 where one fell away.
struct Columns {
    state: usize,
    age: usize,
    agent: usize,
    call: usize,
    day: usize,
    what: usize,
    severity: usize,
    dimension: usize,
    session: usize,
}

impl Columns {
    fn new(room: u16, lines: &[&CoverageLine]) -> Self {
        let room = usize::from(room).saturating_sub(3);
        let widest = |of: fn(&CoverageLine) -> String| lines.iter().map(|l| width(&of(l))).max().unwrap_or(0);
        let agent = widest(|l| l.agent.name.visible()).clamp(8, if room >= 100 { 24 } else { 16 }) + 2;
        let call = widest(call_of).clamp(4, 12) + 2;
        // In little room the age says when it was.
        let (state, age, day) = (13, 17, if room >= 90 { 8 } else { 0 });
        let mut left = room.saturating_sub(state + age + agent + call + day);
        let mut extra = |wide: usize, keep: usize| {
            if left >= keep + wide {
                left -= wide;
                wide
            } else {
                0
            }
        };
        let session = extra(11, 24);
        let dimension = extra(16, 28);
        let severity = extra(10, 28);
        Self { state, age, agent, call, day, what: left, severity, dimension, session }
    }
}

fn call_of(line: &CoverageLine) -> String {
    line.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible)
}

pub(super) fn draw(screen: &FlagsPage, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Some(view) = load::ready(&screen.view, frame, area, "the coverage of flags", cx) else { return };
    let areas = areas(area);
    let look = cx.look;
    let mut head = vec![
        look.span("  COVERAGE OF FLAGS", Meaning::Heading),
        look.span(format!("   {}   ", cx.words.span(view.span)), Meaning::Text),
    ];
    let whose = view.team.as_ref().map_or_else(|| "everyone".to_owned(), Raw::visible);
    head.push(look.span(whose, Meaning::Muted));
    put(frame, areas.head.x, areas.head.y, &Line::from(head), areas.head);
    if view.lines.is_empty() {
        let body = Rect { y: areas.find.y, height: area.bottom().saturating_sub(areas.find.y), ..area };
        let sentences =
            ["Flags come with the files of the QA tool, or by hand from a call. What became of each stands here: \
             coached, not coached, or pending."
                .to_owned()];
        load::message(frame, body, "No flag and no auto-fail in these days", &sentences, Meaning::Heading, cx);
        return;
    }
    put(frame, areas.count.x, areas.count.y, &Line::from(counts(view, cx)), areas.count);
    let find = Rect { x: areas.find.x.saturating_add(2), width: areas.find.width.saturating_sub(4), ..areas.find };
    screen.find.draw(frame, find, cx);
    list(screen, frame, &areas, cx);
}

/// "  8 coached   3 not coached   1 pending   of 12".
fn counts(view: &CoverageView, cx: &Ctx) -> Vec<Span<'static>> {
    let number = |of: fn(&Coverage) -> bool| view.count(of);
    let not = number(|s| matches!(s, Coverage::NotCoached { .. }));
    let pending = number(|s| matches!(s, Coverage::Pending { .. }));
    let coached = number(|s| matches!(s, Coverage::Coached { .. }));
    let shade = |n: usize, meaning: Meaning| if n > 0 { meaning } else { Meaning::Muted };
    vec![
        cx.look.span(format!("  {not} not coached"), shade(not, Meaning::Alert)),
        cx.look.span(format!("   {pending} pending"), shade(pending, Meaning::Watch)),
        cx.look.span(format!("   {coached} coached"), shade(coached, Meaning::Good)),
        cx.look.span(format!("   of {} flags and auto-fails", view.lines.len()), Meaning::Muted),
    ]
}

fn list(screen: &FlagsPage, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let lines = screen.lines();
    let c = Columns::new(areas.list.width, &lines);
    let named = [
        ("STATE", c.state),
        ("AGE", c.age),
        ("AGENT", c.agent),
        ("CALL", c.call),
        ("DAY", c.day),
        ("WHAT", c.what),
        ("SEVERITY", c.severity),
        ("DIMENSION", c.dimension),
        ("SESSION", c.session),
    ];
    let titles: String =
        named.iter().filter(|(_, wide)| *wide > 0).map(|(name, wide)| pad(name, *wide, more)).collect();
    let line = Line::from(look.span(format!("  {titles}"), Meaning::Heading));
    put(frame, areas.titles.x, areas.titles.y, &line, areas.titles);
    if lines.is_empty() {
        let words = Line::from(look.span("  nothing holds these words", Meaning::Muted));
        put(frame, areas.list.x, areas.list.y, &words, areas.list);
        return;
    }
    for (i, at) in screen.cursor.window(lines.len(), usize::from(areas.list.height)).enumerate() {
        let row = Rect { y: areas.list.y + u16::try_from(i).unwrap_or(0), height: 1, ..areas.list };
        let selected = at == screen.cursor.selected;
        let bar = if selected { look.marks.bar } else { " " };
        let mut spans = vec![look.span(format!("{bar} "), Meaning::Accent)];
        spans.extend(row_of(lines[at], &c, cx));
        put(frame, row.x, row.y, &Line::from(spans), row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, areas.list, screen.cursor, lines.len(), look);
}

fn row_of(line: &CoverageLine, c: &Columns, cx: &Ctx) -> Vec<Span<'static>> {
    let (look, more) = (cx.look, cx.look.marks.more);
    let meaning = match line.state {
        Coverage::NotCoached { .. } => Meaning::Alert,
        Coverage::Pending { .. } => Meaning::Watch,
        Coverage::Coached { .. } => Meaning::Good,
    };
    let cell = |text: &str, wide: usize| {
        if wide == 0 { String::new() } else { pad(&fit(text, wide.saturating_sub(1), more), wide, more) }
    };
    let mark = match line.kind {
        MarkKind::Flag => look.marks.flag,
        MarkKind::AutoFail => look.marks.auto_fail,
    };
    let failed =
        line.auto_fail.as_ref().map_or_else(String::new, |f| format!(" {} {}", look.marks.auto_fail, f.visible()));
    let what = format!("{mark} {}{failed}", line.code.visible());
    let session = match line.state {
        Coverage::Coached { by, .. } => cx.words.day(by.held_on),
        Coverage::NotCoached { .. } | Coverage::Pending { .. } => String::new(),
    };
    let severity = line.severity.as_ref().map_or_else(String::new, Raw::visible);
    let dimension = line.dimension.as_deref().map(crate::domain::scorecard::name_of).unwrap_or_default();
    vec![
        look.span(cell(line.state.words(), c.state), meaning),
        look.span(cell(&line.state.age_words(line.age), c.age), meaning),
        look.span(cell(&line.agent.name.visible(), c.agent), Meaning::Text),
        look.span(cell(&call_of(line), c.call), Meaning::Text),
        look.span(cell(&cx.words.day(line.day), c.day), Meaning::Muted),
        look.span(cell(&what, c.what), Meaning::Text),
        look.span(cell(&severity, c.severity), Meaning::Muted),
        look.span(cell(&visible(&dimension), c.dimension), Meaning::Muted),
        look.span(cell(&session, c.session), Meaning::Muted),
    ]
}
