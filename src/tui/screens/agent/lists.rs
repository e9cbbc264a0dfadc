//! The three lists of the prep sheet: calls, dimensions, sessions. Each gets its area with its heading.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::layout::BARS;
use super::view::{calls_heading, heading};
use super::{AgentScreen, Pane};
use crate::domain::evidence::offset_words;
use crate::domain::focus::DimensionFigure;
use crate::domain::outcome::Outcome;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::SessionLine;
use crate::domain::standing::{AgentView, BelowReason, CallLine};
use crate::tui::figures;
use crate::tui::screen::Ctx;
use crate::tui::style::{Meaning, band, verdict};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::widgets::spark::spark;
use crate::tui::widgets::target_bar::target_bar;
use crate::tui::words::{fit, pad, pad_left, width};

/// From so many columns on a session's verdict stands in words.
const ROOM_FOR_VERDICTS: usize = 100;

/// Points that a sparkline spans at least.
const SPARK_POINTS: f64 = 10.0;

/// Draws the rows on screen; the selected one bright while its list is in use.
fn rows(
    frame: &mut Frame,
    area: Rect,
    cursor: Cursor,
    len: usize,
    in_use: bool,
    cx: &Ctx,
    row: impl Fn(usize) -> Vec<Span<'static>>,
) {
    let list = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area };
    let page = usize::from(list.height);
    let mut cursor = cursor;
    cursor.fit(len, page);
    for (i, at) in cursor.window(len, page).enumerate() {
        let place = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
        let selected = in_use && at == cursor.selected;
        let bar = if selected { cx.look.marks.bar } else { " " };
        let mut spans = vec![cx.look.span(bar, Meaning::Accent)];
        spans.extend(row(at));
        put(frame, place.x, place.y, &Line::from(spans), Rect { width: place.width.saturating_sub(1), ..place });
        if selected {
            cx.look.select_row(frame.buffer_mut(), Rect { width: place.width.saturating_sub(1), ..place });
        }
    }
    scroll::draw(frame, list, cursor, len, cx.look);
}

pub(super) fn calls(screen: &AgentScreen, view: &AgentView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let in_use = screen.pane == Pane::Calls;
    let (title, note) = calls_heading(screen, view);
    put(frame, area.x, area.y, &Line::from(heading(&title, &note, in_use, cx)), area);
    let inner =
        Rect { x: area.x.saturating_add(22), width: area.width.saturating_sub(24), height: area.height.min(1), ..area };
    if screen.find.typing() || screen.find.narrows() {
        screen.find.draw(frame, inner, cx);
    }
    let listed = &screen.listed;
    if listed.is_empty() && area.height > 1 {
        let words = if screen.find.narrows() { "no call holds these words" } else { "none in these days" };
        put(frame, area.x, area.y + 1, &Line::from(cx.look.span(format!("  {words}"), Meaning::Muted)), area);
        return;
    }
    let columns = usize::from(area.width).saturating_sub(4);
    let id = screen.ids.clamp(5, 12);
    rows(frame, area, screen.calls, listed.len(), in_use, cx, |at| {
        call_row(&view.calls[listed[at]], screen, view, (id, columns), cx)
    });
}

/// "✓ 18 Nov 14:02  004471  Empathy 20.0   no acknowledgment".
fn call_row(
    call: &CallLine,
    screen: &AgentScreen,
    view: &AgentView,
    (ids, columns): (usize, usize),
    cx: &Ctx,
) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let taken = if screen.taken.contains(&call.row) { look.marks.done } else { " " };
    let time = call.started_at.map_or_else(String::new, |at| cx.words.time(at, view.basis.zone));
    let when = format!("{} {time}", cx.words.day(call.day));
    let id = call.call_id.as_ref().map_or_else(|| look.marks.none.to_owned(), Raw::visible);
    let (value, meaning) = if let Some(i) = screen.filtered_on() {
        let percent = call.percents.get(i).copied().flatten();
        let target = view.standing.dimensions.get(i).and_then(|d| d.target);
        let under = percent.zip(target).is_some_and(|(p, t)| crate::domain::focus::under(p, t));
        (percent, if under { Meaning::Below } else { Meaning::Good })
    } else {
        let under = call.overall.is_some_and(|o| crate::domain::focus::under(o, view.basis.review_threshold));
        (call.overall, if under { Meaning::Below } else { Meaning::Text })
    };
    let mut spans = vec![
        look.span(taken, Meaning::Good),
        look.span(pad(&when, 13, more), Meaning::Muted),
        look.span(pad(&id, ids, more) + "  ", Meaning::Text),
        look.span(pad_left(&cx.words.figure_or(value, look.marks.none), 5, more) + "  ", meaning),
    ];
    let room = columns.saturating_sub(spans.iter().map(Span::width).sum());
    spans.extend(call_words(call, view, room, cx));
    spans
}

/// Why the call is worth opening: flags, auto-fails, a comment, else why it is under the threshold.
fn call_words(call: &CallLine, view: &AgentView, mut room: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let look = cx.look;
    let mut parts: Vec<(String, Meaning)> = Vec::new();
    for flag in &call.flags {
        let at = flag.at_ms.map_or_else(String::new, |at| format!(" {}", offset_words(at)));
        parts.push((format!("{}{at} {}", look.marks.flag, flag.code.visible()), Meaning::Alert));
    }
    for reason in &call.below {
        if let BelowReason::AutoFail(name) = reason {
            parts.push((format!("{} {}", look.marks.auto_fail, name.visible()), Meaning::Alert));
        }
    }
    if call.disputed {
        parts.push(("disputed".to_owned(), Meaning::Watch));
    }
    if let Some(comment) = &call.comment {
        parts.push((comment.visible(), Meaning::Text));
    } else if let Some(reason) =
        call.below.iter().find(|r| matches!(r, BelowReason::Overall(_) | BelowReason::Critical(..)))
    {
        parts.push((visible(&reason.words(view.basis.review_threshold)).into_owned(), Meaning::Muted));
    }
    let mut spans = Vec::new();
    for (text, meaning) in parts {
        let text = fit(&text, room, look.marks.more);
        room = room.saturating_sub(width(&text) + 2);
        spans.push(look.span(text, meaning));
        spans.push(Span::raw("  "));
    }
    spans
}

pub(super) fn dimensions(screen: &AgentScreen, view: &AgentView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let in_use = screen.pane == Pane::Dimensions;
    let columns = Columns::new(area.width);
    let more = cx.look.marks.more;
    let mut top = heading(&pad(" DIMENSION", columns.name + 1, more), "", in_use, cx);
    top.truncate(1);
    let headings = [
        ("NOW ", columns.now),
        ("TARGET", columns.target),
        ("", columns.bar),
        ("", columns.off),
        ("CHANGE", columns.change),
        ("CALLS", columns.n),
    ];
    for (name, wide) in headings {
        top.push(cx.look.span(pad_left(name, wide, more), Meaning::Heading));
    }
    put(frame, area.x, area.y, &Line::from(top), area);
    let figures = &view.standing.dimensions;
    rows(frame, area, screen.dimensions, figures.len(), in_use, cx, |at| {
        dimension_row(&figures[at], at, view, screen.filtered_on() == Some(at), &columns, cx)
    });
}

/// Widths of the table of dimensions; 0 where a column fell away.
struct Columns {
    name: usize,
    now: usize,
    target: usize,
    bar: usize,
    off: usize,
    change: usize,
    n: usize,
    spark: usize,
}

impl Columns {
    fn new(table: u16) -> Self {
        let room = usize::from(table);
        let bar = if table > 80 && table < BARS { 24 } else { 0 };
        let spark = if room >= 56 { 8 } else { 0 };
        let fixed = 3 + 6 + 6 + 7 + 7 + 6 + bar + spark;
        Self { name: room.saturating_sub(fixed + 1).min(24), now: 6, target: 6, bar, off: 7, change: 7, n: 6, spark }
    }
}

/// The name, and that the dimension is critical as far as there is room to say it.
fn named(figure: &DimensionFigure, columns: usize, cx: &Ctx) -> String {
    let name = visible(&figure.name);
    let marks = if figure.critical { [" · critical", " · crit", " !"] } else { [""; 3] };
    let room = columns.saturating_sub(1);
    let fitting = marks.into_iter().find(|m| width(&name) + width(m) <= room);
    pad(&format!("{name}{}", fitting.unwrap_or("")), columns, cx.look.marks.more)
}

fn dimension_row(
    figure: &DimensionFigure,
    at: usize,
    view: &AgentView,
    listed: bool,
    columns: &Columns,
    cx: &Ctx,
) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let focus = view.standing.finding.focus() == Some(at);
    let (band_mark, meaning) = band(figure.band(view.basis.minimum_sample), &look.marks);
    let mark = if focus { look.marks.focus } else { band_mark };
    let meaning = if focus { Meaning::Below } else { meaning };
    let name = named(figure, columns.name, cx);
    let target = figure.target.map(|t| format!("{} {}", look.marks.at_least, cx.words.short(t))).unwrap_or_default();
    let now = pad_left(&cx.words.figure_or(figure.current, look.marks.none), columns.now - 1, more);
    let now_span =
        if focus { look.span(format!("{now} "), Meaning::Focus) } else { look.span(format!("{now} "), meaning) };
    let mut spans = vec![
        look.span(format!("{mark} "), meaning),
        look.span(name, if listed { Meaning::Heading } else { Meaning::Text }),
        now_span,
        look.span(pad_left(&target, columns.target, more), Meaning::Muted),
    ];
    if columns.bar > 0 {
        spans.push(Span::raw("  "));
        spans.extend(target_bar(figure.current, figure.target, columns.bar - 2, meaning, look));
    }
    let missing = view.basis.minimum_sample.saturating_sub(figure.n);
    if figure.target.is_some() && missing > 0 {
        spans.push(look.span(pad_left(&format!("{missing} more"), columns.off, more), Meaning::Muted));
    } else {
        let off = figures::against(figure).map(|g| cx.words.signed(g)).unwrap_or_default();
        spans.push(look.span(pad_left(&off, columns.off, more), meaning));
    }
    let change = figure.printed_change().map(|c| cx.words.signed(c)).unwrap_or_default();
    spans.push(look.span(pad_left(&change, columns.change, more), Meaning::Muted));
    let n = if figure.current.is_some() { figure.n.to_string() } else { String::new() };
    spans.push(look.span(pad_left(&n, columns.n, more), Meaning::Muted));
    if columns.spark > 0 {
        let history = view.history.get(at).map(Vec::as_slice).unwrap_or_default();
        let line = format!("  {}", spark(history, SPARK_POINTS, &look.marks));
        spans.push(look.span(pad(&line, columns.spark, ""), if focus { Meaning::Below } else { Meaning::Good }));
    }
    spans
}

pub(super) fn sessions(screen: &AgentScreen, view: &AgentView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let in_use = screen.pane == Pane::Sessions;
    let note = view.sessions.len().to_string();
    put(frame, area.x, area.y, &Line::from(heading("SESSIONS", &note, in_use, cx)), area);
    if view.sessions.is_empty() && area.height > 1 {
        put(frame, area.x, area.y + 1, &Line::from(cx.look.span("  none yet", Meaning::Muted)), area);
        return;
    }
    let columns = usize::from(area.width).saturating_sub(4);
    rows(frame, area, screen.sessions, view.sessions.len(), in_use, cx, |at| {
        let line = &view.sessions[at];
        session_row(line, view.outcome_of(line.id), columns, cx)
    });
}

/// "29 Oct  Empathy     64.3 → 62.4 ? can't tell      signed    use the customer's name …".
fn session_row(line: &SessionLine, outcome: Option<&Outcome>, columns: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let focus = line.focus_name.as_deref().map_or_else(|| line.kind.words().to_owned(), |f| visible(f).into_owned());
    let status = if line.status == crate::domain::session::Status::Draft { Meaning::Accent } else { Meaning::Muted };
    let mut spans = vec![
        Span::raw(" "),
        look.span(pad(&cx.words.day(line.held_on), 13, more), Meaning::Muted),
        look.span(pad(&focus, 18, more), Meaning::Text),
    ];
    spans.extend(moved(line, outcome, columns, cx));
    spans.push(look.span(pad(line.status_words(), 10, more), status));
    let room = columns.saturating_sub(spans.iter().map(Span::width).sum());
    let action = line.action.as_deref().map(visible).unwrap_or_default();
    spans.push(look.span(fit(&action, room, more), Meaning::Muted));
    spans
}

/// "64.3 → 62.4 ? can't tell"; where no calls came since, "from 64.3".
fn moved(line: &SessionLine, outcome: Option<&Outcome>, columns: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let look = cx.look;
    let more = look.marks.more;
    let means = outcome.and_then(|o| o.mean_before.zip(o.mean_after));
    let words = match means {
        Some((before, after)) => {
            format!("{} {} {}", cx.words.figure(before), look.marks.becomes, cx.words.figure(after))
        }
        None => line.baseline.map(|b| format!("from {}", cx.words.figure(b))).unwrap_or_default(),
    };
    let mut spans = vec![look.span(pad(&words, 14, more), Meaning::Muted)];
    let (mark, meaning) = outcome.map_or(("", Meaning::Muted), |o| verdict(o.verdict, &look.marks));
    spans.push(look.span(pad(mark, 2, more), meaning));
    if columns >= ROOM_FOR_VERDICTS {
        let words = outcome.map_or("", |o| o.verdict.words());
        spans.push(look.span(pad(words, 16, more), meaning));
    }
    spans
}
