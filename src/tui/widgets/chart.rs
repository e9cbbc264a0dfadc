//! A figure over cycles: a line through its points, its target, where sessions were held, and how far call-to-call luck
//! may move each point.
//!
//! ```text
//!  axis  │ plot      90 ┤      ────  ●            band, line, target, points
//!        │           80 ┤  ●  ╱
//!  rows  │ sessions         ▲       △             a sign on the day of each, ▲ on this figure
//!        │ cycles        12 Oct  26 Oct  9 Nov
//!        │ calls            17      19     14
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use ratatui::symbols::Marker;
use ratatui::text::{Line as Text, Span};
use ratatui::widgets::canvas::{Canvas, Line, Points};

use super::frame::put;
use crate::config::Borders;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::words::{pad_left, width};

/// One cycle.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Point {
    pub(crate) label: String,
    pub(crate) value: Option<f64>,
    pub(crate) n: u32,
    pub(crate) target: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    /// Sessions that were held in it.
    pub(crate) sessions: Vec<Held>,
}

/// A session, where it stands in its cycle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Held {
    /// From 0, the cycle's first day, to 1, the next one's.
    pub(crate) part: f64,
    pub(crate) on: HeldOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HeldOn {
    Another,
    /// The figure that is drawn.
    This,
}

/// Columns of the axis' figures.
const AXIS: u16 = 6;
/// Rows under the plot.
const ROWS: u16 = 3;
/// The scale spans at least so many points, so that noise does not look like a mountain.
const LEAST: f64 = 20.0;
/// Rows of the plot from which on there is room for the band.
const BAND: u16 = 10;

/// Whether a chart so many rows high, with those under its plot, has room for the band.
pub(crate) fn has_band(rows: u16) -> bool {
    rows.saturating_sub(ROWS) >= BAND
}

pub(crate) fn draw(points: &[Point], selected: usize, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let plot = Rect {
        x: area.x.saturating_add(AXIS),
        width: area.width.saturating_sub(AXIS),
        height: area.height.saturating_sub(ROWS),
        ..area
    }
    .intersection(area);
    if plot.width < 8 || plot.height < 3 || points.is_empty() {
        return;
    }
    let scale = Scale::of(points);
    axis(&scale, plot, frame, area, cx);
    lines(points, &scale, plot, frame, cx);
    marks(points, selected, &scale, plot, frame, cx);
    rows(points, selected, plot, frame, area, cx);
}

/// From the lowest to the highest of what is drawn, on steps of five.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(points: &[Point]) -> Self {
        let all = points.iter().flat_map(|p| [p.value, p.target]).flatten().filter(|v| v.is_finite());
        let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return Self { low: 0.0, high: 100.0 };
        }
        let more = (LEAST - (high - low)).max(4.0) / 2.0;
        let scale = Self { low: ((low - more) / 5.0).floor() * 5.0, high: ((high + more) / 5.0).ceil() * 5.0 };
        // Percents end at 0 and 100, unless a score does not.
        Self {
            low: if low >= 0.0 { scale.low.max(0.0) } else { scale.low },
            high: if high <= 100.0 { scale.high.min(100.0) } else { scale.high },
        }
    }

    /// The row of a value, from the plot's top.
    fn row(&self, value: f64, rows: u16) -> Option<u16> {
        let part = (self.high - value) / (self.high - self.low);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the plot's height")]
        let row = (part * f64::from(rows.saturating_sub(1))).round() as u16;
        (0.0..=1.0).contains(&part).then_some(row)
    }
}

/// The middle column of a cycle's place.
fn column(at: usize, len: usize, plot: Rect) -> u16 {
    let part = (at as f64 + 0.5) / len as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the plot's width")]
    let column = (part * f64::from(plot.width)) as u16;
    plot.x + column.min(plot.width.saturating_sub(1))
}

fn axis(scale: &Scale, plot: Rect, frame: &mut Frame, area: Rect, cx: &Ctx) {
    // Steps of round figures, with room between them.
    let fits = |step: &f64| (scale.high - scale.low) / step * 3.0 <= f64::from(plot.height);
    let step = [5.0, 10.0, 20.0, 50.0].into_iter().find(fits).unwrap_or(scale.high - scale.low);
    let mut value = (scale.low / step).ceil() * step;
    while value <= scale.high && step > 0.0 {
        if let Some(row) = scale.row(value, plot.height) {
            let words = pad_left(&cx.words.short(value), usize::from(AXIS) - 2, "");
            let line = Text::from(cx.look.span(format!("{words} "), Meaning::Faint));
            put(frame, area.x, plot.y + row, &line, area);
        }
        let next = value + step;
        if next <= value {
            break;
        }
        value = next;
    }
    for y in plot.top()..plot.bottom() {
        put(frame, plot.x - 1, y, &Text::from(cx.look.span(cx.look.marks.pillar, Meaning::Faint)), area);
    }
}

fn lines(points: &[Point], scale: &Scale, plot: Rect, frame: &mut Frame, cx: &Ctx) {
    let color = |meaning| cx.look.style(meaning).fg.unwrap_or(Color::Reset);
    let len = points.len() as f64;
    let x = |at: usize| at as f64 + 0.5;
    let marker = if cx.look.borders == Borders::Ascii { Marker::Dot } else { Marker::Braille };
    let canvas =
        Canvas::default().marker(marker).x_bounds([0.0, len]).y_bounds([scale.low, scale.high]).paint(|canvas| {
            if plot.height >= BAND {
                for (at, point) in points.iter().enumerate() {
                    let (Some(low), Some(high)) = (point.low, point.high) else { continue };
                    let (low, high) = (low.max(scale.low), high.min(scale.high));
                    canvas.draw(&Line { x1: x(at), y1: low, x2: x(at), y2: high, color: color(Meaning::Faint) });
                }
            }
            canvas.layer();
            for (at, point) in points.iter().enumerate() {
                let Some(target) = point.target else { continue };
                let dots: Vec<(f64, f64)> = (0..8).map(|i| (at as f64 + f64::from(i) / 8.0, target)).collect();
                canvas.draw(&Points { coords: &dots, color: color(Meaning::Watch) });
            }
            canvas.layer();
            let known: Vec<(usize, f64)> = points.iter().enumerate().filter_map(|(i, p)| Some((i, p.value?))).collect();
            for pair in known.windows(2) {
                // A cycle without a score leaves a gap.
                if pair[1].0 == pair[0].0 + 1 {
                    let [(a, y1), (b, y2)] = [pair[0], pair[1]];
                    canvas.draw(&Line { x1: x(a), y1, x2: x(b), y2, color: color(Meaning::Accent) });
                }
            }
        });
    frame.render_widget(canvas, plot);
}

/// The points themselves, the selected one with its figure.
fn marks(points: &[Point], selected: usize, scale: &Scale, plot: Rect, frame: &mut Frame, cx: &Ctx) {
    for (at, point) in points.iter().enumerate() {
        let Some(row) = point.value.and_then(|v| scale.row(v, plot.height)) else { continue };
        let x = column(at, points.len(), plot);
        let under = point.value.zip(point.target).is_some_and(|(v, t)| crate::domain::focus::under(v, t));
        let meaning = if under { Meaning::Below } else { Meaning::Good };
        let sign = if under { cx.look.marks.well_under } else { cx.look.marks.point };
        let mut span = cx.look.span(sign, meaning);
        if at == selected {
            span.style = span.style.add_modifier(Modifier::BOLD | Modifier::REVERSED);
        }
        put(frame, x, plot.y + row, &Text::from(span), plot);
        if at == selected {
            let words = point.value.map(|v| cx.words.figure(v)).unwrap_or_default();
            let mut figure = cx.look.span(words, Meaning::Heading);
            figure.style = figure.style.add_modifier(Modifier::BOLD);
            let left = x.saturating_sub(2).max(plot.x);
            let y = if row > 0 { row - 1 } else { row + 1 };
            put(frame, left, plot.y + y, &Text::from(figure), plot);
        }
    }
}

fn rows(points: &[Point], selected: usize, plot: Rect, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let room = usize::from(plot.width) / points.len().max(1);
    let centred = |words: &str, at: usize, y: u16, meaning: Meaning, frame: &mut Frame| {
        let half = u16::try_from(width(words) / 2).unwrap_or(0);
        let x = column(at, points.len(), plot).saturating_sub(half).max(plot.x);
        let mut span: Span = cx.look.span(words.to_owned(), meaning);
        if at == selected {
            span.style = span.style.add_modifier(Modifier::BOLD);
        }
        put(frame, x, y, &Text::from(span), area);
    };
    // Labels that would run into each other fall away, from the newest back.
    let longest = points.iter().map(|p| width(&p.label)).max().unwrap_or(1) + 1;
    let every = longest.div_ceil(room.max(1)).max(1);
    for (at, point) in points.iter().enumerate() {
        let chosen = at == selected;
        if chosen || (points.len() - 1 - at).is_multiple_of(every) && at.abs_diff(selected) >= every {
            let meaning = if chosen { Meaning::Heading } else { Meaning::Muted };
            centred(&point.label, at, plot.bottom() + 1, meaning, frame);
            centred(&point.n.to_string(), at, plot.bottom() + 2, Meaning::Muted, frame);
        }
    }
    sessions(points, plot, frame, area, cx);
    put(frame, area.x, plot.bottom() + 2, &Text::from(cx.look.span("calls", Meaning::Muted)), area);
}

/// A sign under the day on which each session was held; one on the figure itself hides others on its place.
fn sessions(points: &[Point], plot: Rect, frame: &mut Frame, area: Rect, cx: &Ctx) {
    for on in [HeldOn::Another, HeldOn::This] {
        let (sign, meaning) = match on {
            HeldOn::Another => (cx.look.marks.other_session, Meaning::Muted),
            HeldOn::This => (cx.look.marks.session, Meaning::Accent),
        };
        for (at, held) in points.iter().enumerate().flat_map(|(at, p)| p.sessions.iter().map(move |held| (at, held))) {
            if held.on == on {
                let place = (at as f64 + held.part.clamp(0.0, 0.999)) / points.len() as f64;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to the plot's width"
                )]
                let x = plot.x + (place * f64::from(plot.width)) as u16;
                put(frame, x, plot.bottom(), &Text::from(cx.look.span(sign, meaning)), area);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::tui::driver::with_cx;

    fn points() -> Vec<Point> {
        let values = [Some(64.2), Some(61.0), Some(66.5), None, Some(71.4), Some(78.9), Some(77.0), Some(83.2)];
        let labels = ["17 Aug", "31 Aug", "14 Sep", "28 Sep", "12 Oct", "26 Oct", "9 Nov", "23 Nov"];
        let one = |(at, value): (usize, Option<f64>)| Point {
            label: labels[at].to_owned(),
            value,
            n: if value.is_some() { 14 + u32::try_from(at).expect("few") } else { 0 },
            target: Some(if at < 4 { 70.0 } else { 75.0 }),
            low: value.map(|v| v - 6.0),
            high: value.map(|v| v + 6.0),
            sessions: match at {
                1 => vec![Held { part: 0.1, on: HeldOn::This }],
                3 => vec![Held { part: 0.5, on: HeldOn::Another }, Held { part: 0.9, on: HeldOn::This }],
                // On one day: the one on the figure is seen.
                6 => vec![Held { part: 0.5, on: HeldOn::This }, Held { part: 0.5, on: HeldOn::Another }],
                _ => Vec::new(),
            },
        };
        values.into_iter().enumerate().map(one).collect()
    }

    fn drawn(points: &[Point], selected: usize, columns: u16, rows: u16) -> String {
        with_cx(columns, rows, |cx| {
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen of its own");
            terminal.draw(|frame| draw(points, selected, frame, frame.area(), cx)).expect("it draws");
            let buffer = terminal.backend().buffer();
            let line = |y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>();
            (0..rows).map(|y| line(y).trim_end().to_owned() + "\n").collect()
        })
    }

    #[test]
    fn a_line_through_the_cycles_with_target_sessions_and_calls() {
        insta::assert_snapshot!("chart_76x16", drawn(&points(), 5, 76, 16));
        insta::assert_snapshot!("chart_120x30", drawn(&points(), 7, 120, 30));
    }

    #[test]
    fn every_size_and_every_series_draws() {
        let far = vec![Point { value: Some(f64::MAX), target: Some(-1e300), ..Point::default() }; 3];
        let bare = vec![Point::default(); 60];
        for series in [points(), Vec::new(), bare, far, points().into_iter().take(1).collect()] {
            for (columns, rows) in [(0, 0), (1, 1), (7, 40), (20, 4), (40, 12), (200, 60)] {
                let text = drawn(&series, 2, columns.max(1), rows.max(1));
                assert!(text.lines().count() == usize::from(rows.max(1)), "{text}");
            }
        }
    }

    #[test]
    fn the_scale_spans_twenty_points_and_holds_every_value() {
        let at = |values: &[f64]| {
            let all: Vec<Point> = values.iter().map(|v| Point { value: Some(*v), ..Point::default() }).collect();
            let scale = Scale::of(&all);
            (scale.low, scale.high)
        };
        assert_eq!(at(&[80.0, 80.4]), (70.0, 95.0));
        assert_eq!(at(&[20.0, 90.0]), (15.0, 95.0));
        assert_eq!(at(&[95.0, 97.0]), (85.0, 100.0));
        assert_eq!(at(&[1.0, 4.0, 110.0]), (0.0, 115.0));
        assert_eq!(at(&[]), (0.0, 100.0));
    }
}
