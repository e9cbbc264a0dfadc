//! One dimension over the cycles as a chart: of an agent, or of all together.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::cycles::{ChartOf, Cycles};
use super::figures::point_words;
use crate::domain::day::Span;
use crate::domain::id::PersonId;
use crate::domain::raw::visible;
use crate::domain::session::SessionLine;
use crate::domain::trends::TrendsView;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::chart::{self, Held, HeldOn, Point};
use crate::tui::widgets::frame::put;
use crate::tui::words::{count, width, wrap_within};

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, of: ChartOf, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let (who, rows, agent) = match of {
        ChartOf::Everyone => {
            let whose = view.team.as_ref().map_or_else(|| "Everyone".to_owned(), |t| t.name.visible());
            (whose, &view.rows, None)
        }
        ChartOf::Agent(at) => {
            let Some(agent) = view.agents.get(at) else { return };
            (agent.agent.name.visible(), &agent.rows, Some(agent.agent.id))
        }
    };
    let Some(row) = rows.get(cycles.dimension) else { return };
    let title = vec![
        cx.look.span(who.clone(), Meaning::Heading),
        cx.look.span(format!("   {}", visible(&row.name)), Meaning::Accent),
        cx.look.span(format!("   {} cycles", view.cycles.len()), Meaning::Muted),
    ];
    put(frame, inner.x, inner.y, &Line::from(title), inner);
    let points: Vec<Point> = row
        .points
        .iter()
        .zip(&view.cycles)
        .map(|(point, cycle)| Point {
            label: cx.words.day(cycle.from),
            value: point.current,
            n: point.n,
            target: point.target,
            low: point.low,
            high: point.high,
            sessions: held(view, agent, &row.key, *cycle),
        })
        .collect();
    let under: u16 = 4;
    let plot = Rect { y: inner.y.saturating_add(2), height: inner.height.saturating_sub(2 + under), ..inner };
    chart::draw(&points, cycles.column, frame, plot.intersection(area), cx);
    let mut said = point_words(row, cycles.column, view, cx);
    said.push_str(&held_words(points.get(cycles.column), agent.is_some()));
    let legend = legend(inner.width, plot.height, agent.is_some(), cx);
    let lines = wrap_within(&visible(&said), usize::from(inner.width), 2, cx.look.marks.more);
    for (y, line) in (inner.bottom().saturating_sub(under - 1)..).zip(lines) {
        put(frame, inner.x, y, &Line::from(cx.look.span(line, Meaning::Text)), inner);
    }
    put(frame, inner.x, inner.bottom().saturating_sub(1), &Line::from(cx.look.span(legend, Meaning::Muted)), inner);
}

/// Sessions of a cycle, each on its day: an agent's on any dimension, everyone's on this one.
fn held(view: &TrendsView, agent: Option<PersonId>, dimension: &str, cycle: Span) -> Vec<Held> {
    let inside = view.sessions.iter().filter(|s| cycle.contains(s.held_on));
    let own = inside.filter(|s| agent.is_none_or(|agent| s.agent == agent));
    let place = |s: &SessionLine| {
        let on = if s.focus.as_deref() == Some(dimension) { HeldOn::This } else { HeldOn::Another };
        // The middle of its day.
        let part = ((s.held_on - cycle.from).num_days() as f64 + 0.5) / (cycle.days().max(1) as f64);
        Held { part, on }
    };
    own.map(place).filter(|held| agent.is_some() || held.on == HeldOn::This).collect()
}

fn held_words(point: Option<&Point>, one: bool) -> String {
    let Some(point) = point else { return String::new() };
    let of = |on: HeldOn| point.sessions.iter().filter(|held| held.on == on).count() as u64;
    match (of(HeldOn::This), of(HeldOn::Another)) {
        (0, 0) => String::new(),
        (0, other) => format!(" {} in these days, on something else.", count(other, "session")),
        (this, 0) if one => format!(" {} on it in these days.", count(this, "session")),
        (this, 0) => format!(" {} on it in these days, all agents together.", count(this, "session")),
        (this, other) => format!(" {} on it in these days, and {other} on something else.", count(this, "session")),
    }
}

/// What the signs mean, as far as there is room and they are drawn.
fn legend(columns: u16, rows: u16, one: bool, cx: &Ctx) -> String {
    let marks = &cx.look.marks;
    let mut parts = vec![
        format!("{} at target", marks.point),
        format!("{} under it", marks.well_under),
        "dotted: target".to_owned(),
        format!("{} session on it", marks.session),
    ];
    if one {
        parts.push(format!("{} on something else", marks.other_session));
    }
    if chart::has_band(rows) {
        parts.push("upright: how far luck reaches".to_owned());
    }
    while parts.len() > 1 && width(&parts.join("   ")) > usize::from(columns) {
        // What is said in words above goes first.
        parts.pop();
    }
    parts.join("   ")
}
