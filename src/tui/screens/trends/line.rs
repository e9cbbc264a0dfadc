//! One dimension over the cycles as a chart: of an agent, or of all together.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::cycles::{ChartOf, Cycles};
use super::figures::point_words;
use crate::domain::raw::visible;
use crate::domain::trends::TrendsView;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::chart::{self, Point};
use crate::tui::widgets::frame::put;
use crate::tui::words::wrap;

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, of: ChartOf, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let (who, rows, held) = match of {
        ChartOf::Everyone => {
            let whose = view.team.as_ref().map_or_else(|| "Everyone".to_owned(), |t| t.name.visible());
            (whose, &view.rows, None)
        }
        ChartOf::Agent(at) => {
            let Some(agent) = view.agents.get(at) else { return };
            (agent.agent.name.visible(), &agent.rows, Some(&agent.sessions))
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
        .enumerate()
        .map(|(at, (point, cycle))| Point {
            label: cx.words.day(cycle.from),
            value: point.current,
            n: point.n,
            target: point.target,
            low: point.low,
            high: point.high,
            sessions: held.and_then(|held| held.get(at)).copied().unwrap_or(0),
        })
        .collect();
    let under: u16 = 4;
    let plot = Rect { y: inner.y.saturating_add(2), height: inner.height.saturating_sub(2 + under), ..inner };
    chart::draw(&points, cycles.column, frame, plot.intersection(area), cx);
    let mut said = point_words(row, cycles.column, view, cx);
    if let Some(n) = points.get(cycles.column).map(|p| p.sessions).filter(|n| *n > 0) {
        said = format!("{said} {} in these days.", crate::tui::words::count(n, "session"));
    }
    let legend = format!(
        "{} at target   {} under it   dotted: target   {} a session   upright: what other calls could have given",
        cx.look.marks.point, cx.look.marks.well_under, cx.look.marks.session
    );
    let lines = wrap(&visible(&said), usize::from(inner.width)).into_iter().take(2);
    for (y, line) in (inner.bottom().saturating_sub(under - 1)..).zip(lines) {
        put(frame, inner.x, y, &Line::from(cx.look.span(line, Meaning::Text)), inner);
    }
    put(frame, inner.x, inner.bottom().saturating_sub(1), &Line::from(cx.look.span(legend, Meaning::Faint)), inner);
}
