//! The agent under the cursor: three lines under the table, or a card beside it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::focus::DimensionFigure;
use crate::domain::outcome::Outcome;
use crate::domain::raw::visible;
use crate::domain::standing::{Basis, Standing};
use crate::tui::figures;
use crate::tui::screen::Ctx;
use crate::tui::style::{Meaning, band};
use crate::tui::widgets::frame::put;
use crate::tui::widgets::target_bar::target_bar;
use crate::tui::words::{count, fit, pad, pad_left, width, wrap};

/// "3 d over", "today", "2 Dec", "draft".
pub(super) fn next_words(standing: &Standing, cx: &Ctx) -> (String, Meaning) {
    if standing.draft.is_some() {
        return ("draft".to_owned(), Meaning::Accent);
    }
    let Some(due) = standing.next_due else { return (cx.look.marks.none.to_owned(), Meaning::Faint) };
    match cx.today.signed_duration_since(due).num_days() {
        over if over > 0 => (format!("{over} d over"), Meaning::Below),
        0 => ("today".to_owned(), Meaning::Accent),
        _ => (cx.words.day(due), Meaning::Muted),
    }
}

/// "2 to answer in a session".
pub(super) fn flag_words(standing: &Standing) -> Option<String> {
    match standing.unanswered {
        0 => None,
        n => Some(format!("{n} to answer in a session")),
    }
}

/// "29 Oct, Compliance, until 8 Nov: notice before the quote": a long action is cut.
fn agreed(standing: &Standing, cx: &Ctx) -> Option<String> {
    let last = standing.last_session.as_ref()?;
    let focus = last.focus_name.as_deref().map(|f| format!(", {}", visible(f))).unwrap_or_default();
    let action = last.action.as_deref().map(|a| format!(": {}", visible(a))).unwrap_or_default();
    let due = last.due.map(|d| format!(", until {}", cx.words.day(d))).unwrap_or_default();
    Some(format!("{}{focus}{due}{action}", cx.words.day(last.held_on)))
}

/// "Empathy 71.3, target 75, on 29 calls; +0.4 since 26 Oct – 8 Nov".
fn dimension_words(figure: &DimensionFigure, basis: &Basis, cx: &Ctx) -> String {
    let name = visible(&figure.name);
    let Some(current) = figure.current else { return format!("{name}: no scores in these days") };
    let target = figure.target.map(|t| format!(", target {},", cx.words.short(t))).unwrap_or_default();
    let change = figure
        .printed_change()
        .map_or_else(String::new, |c| format!("; {} since {}", cx.words.signed(c), cx.words.span(basis.previous)));
    format!("{name} {}{target} on {}{change}", cx.words.figure(current), count(figure.n, "call"))
}

/// What is known of the agent under the cursor.
pub(super) struct Card<'a> {
    pub(super) standing: &'a Standing,
    /// Of the last session, once it is known.
    pub(super) outcome: Option<&'a Outcome>,
    /// The dimension under the cursor.
    pub(super) dimension: usize,
    pub(super) basis: &'a Basis,
}

impl Card<'_> {
    /// Focus, the dimension under the cursor, and what was agreed.
    pub(super) fn lines(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        lines(self, frame, area, cx);
    }

    pub(super) fn side(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        side(self, frame, area, cx);
    }
}

/// "so far: can't tell".
fn moved(outcome: &Outcome) -> String {
    let when = if outcome.is_final { "" } else { "so far: " };
    format!("{when}{}", outcome.verdict.words())
}

fn lines(card: &Card, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Card { standing, outcome, dimension, basis } = *card;
    if area.is_empty() {
        return;
    }
    let look = cx.look;
    let more = look.marks.more;
    let name = fit(&standing.agent.name.visible(), 24, more);
    let flags = flag_words(standing).map(|words| format!("   {} {words}", look.marks.flag)).unwrap_or_default();
    let focus = standing.finding.focus().is_some();
    let mark = if focus { format!("{} ", look.marks.focus) } else { String::new() };
    let taken = 5 + width(&name) + width(&mark) + width(&flags);
    let words = figures::focus_in_short(standing, cx.words).join("   ");
    let words = fit(&words, usize::from(area.width).saturating_sub(taken + 1), more);
    let first = vec![
        look.span(format!("{} ", look.marks.bar), Meaning::Accent),
        look.span(format!("{name}   "), Meaning::Heading),
        look.span(mark, Meaning::Below),
        Span::raw(words),
        look.span(flags, Meaning::Alert),
    ];
    put(frame, area.x, area.y, &Line::from(first), area);
    let mut rest = Vec::new();
    if let Some(figure) = standing.dimensions.get(dimension) {
        rest.push(Line::from(look.span(format!("  {}", dimension_words(figure, basis, cx)), Meaning::Muted)));
    }
    if let Some(agreed) = agreed(standing, cx) {
        let moved = outcome.map(|o| format!("   {}", moved(o))).unwrap_or_default();
        let room = usize::from(area.width).saturating_sub(12 + width(&moved));
        let words = fit(&agreed, room, look.marks.more);
        let agreed = look.span("  Agreed ", Meaning::Muted);
        rest.push(Line::from(vec![agreed, look.span(words, Meaning::Text), look.span(moved, Meaning::Muted)]));
    } else {
        rest.push(Line::from(look.span("  No session yet", Meaning::Muted)));
    }
    for (i, line) in rest.iter().enumerate() {
        put(frame, area.x, area.y.saturating_add(u16::try_from(i + 1).unwrap_or(1)), line, area);
    }
}

/// The card: each dimension with a bar against its target, then focus, flags and what was agreed.
///
/// ```text
/// │ Lars Nyström                          A001
/// │ 29 calls   overall 76.9
/// │
/// │ ◆ Compliance      84.0  ≥ 95   −11.0    29
/// │   ━━━━━━━━━━━━━━━━━━━━━━━━━━━───┃──
/// ```
fn side(card: &Card, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Card { standing, outcome, dimension, basis } = *card;
    if area.is_empty() {
        return;
    }
    let look = cx.look;
    for y in area.top()..area.bottom() {
        put(frame, area.x, y, &Line::from(look.span(look.marks.pillar, Meaning::Faint)), area);
    }
    let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inner.width);
    let mut lines = vec![head(standing, columns, cx), summary(standing, cx), Line::default()];
    let bars = standing.dimensions.len() * 2 + 14 <= usize::from(area.height);
    for (i, figure) in standing.dimensions.iter().enumerate() {
        let focus = standing.finding.focus() == Some(i);
        let (mark, mut meaning) = band(figure.band(basis.minimum_sample), &look.marks);
        if focus {
            meaning = Meaning::Below;
        }
        let mark = if focus { look.marks.focus } else { mark };
        let name = if i == dimension { Meaning::Accent } else { Meaning::Text };
        let more = look.marks.more;
        let target =
            figure.target.map(|t| format!("{} {}", look.marks.at_least, cx.words.short(t))).unwrap_or_default();
        let off = figures::against(figure).map(|g| cx.words.signed(g)).unwrap_or_default();
        let n = if figure.current.is_some() { figure.n.to_string() } else { String::new() };
        lines.push(Line::from(vec![
            look.span(format!("{mark} "), meaning),
            look.span(pad(&visible(&figure.name), columns.saturating_sub(27), more), name),
            look.span(pad_left(&cx.words.figure_or(figure.current, look.marks.none), 6, more), meaning),
            look.span(pad_left(&target, 7, more), Meaning::Muted),
            look.span(pad_left(&off, 7, more), meaning),
            look.span(pad_left(&n, 5, more), Meaning::Muted),
        ]));
        if bars {
            let mut bar = vec![Span::raw("  ")];
            bar.extend(target_bar(figure.current, figure.target, columns.saturating_sub(2), meaning, look));
            lines.push(Line::from(bar));
        }
    }
    lines.push(Line::default());
    lines.extend(words(standing, outcome, columns, cx));
    for (i, line) in lines.iter().enumerate().take(usize::from(inner.height)) {
        put(frame, inner.x, inner.y + u16::try_from(i).unwrap_or(0), line, inner);
    }
}

fn head(standing: &Standing, columns: usize, cx: &Ctx) -> Line<'static> {
    let id = standing.agent.source_id.as_ref().map(crate::domain::raw::Raw::visible).unwrap_or_default();
    let more = cx.look.marks.more;
    let id = fit(&id, columns / 3, more);
    let name = pad(&standing.agent.name.visible(), columns.saturating_sub(width(&id)), more);
    Line::from(vec![cx.look.span(name, Meaning::Heading), cx.look.span(id, Meaning::Muted)])
}

fn summary(standing: &Standing, cx: &Ctx) -> Line<'static> {
    let look = cx.look;
    let overall = cx.words.figure_or(standing.overall, look.marks.none);
    let mut spans = vec![look.span(format!("{}   overall {overall}", count(standing.calls, "call")), Meaning::Muted)];
    if standing.newer_calls > 0 {
        spans.push(look.span(format!("   {} newer", standing.newer_calls), Meaning::Muted));
    }
    if standing.auto_fails > 0 {
        let words = format!("   {} {}", look.marks.auto_fail, count(standing.auto_fails, "auto-fail"));
        spans.push(look.span(words, Meaning::Alert));
    }
    Line::from(spans)
}

/// Focus, flags, agreement and what is next, wrapped.
fn words(standing: &Standing, outcome: Option<&Outcome>, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let look = cx.look;
    let mut parts: Vec<(&str, String, Meaning)> = Vec::new();
    parts.push((
        "FOCUS",
        figures::focus_sentences(standing, cx.words).iter().map(|s| sentence(s)).collect::<Vec<_>>().join(" "),
        Meaning::Text,
    ));
    if let Some(flags) = flag_words(standing) {
        parts.push(("FLAGS", sentence(&flags), Meaning::Alert));
    }
    let last = agreed(standing, cx).unwrap_or_else(|| "no session yet".to_owned());
    parts.push(("LAST", last, Meaning::Text));
    if let Some(outcome) = outcome {
        let when = if outcome.is_final { "" } else { "So far: " };
        parts.push(("MOVED", format!("{when}{}", outcome.sentence()), Meaning::Text));
    }
    let (next, meaning) = next_words(standing, cx);
    parts.push(("NEXT", next, meaning));
    let mut lines = Vec::new();
    for (name, text, meaning) in parts {
        for (i, line) in wrap(&text, columns.saturating_sub(7)).into_iter().enumerate() {
            let name = if i == 0 { name } else { "" };
            lines.push(Line::from(vec![look.span(pad(name, 7, ""), Meaning::Heading), look.span(line, meaning)]));
        }
        lines.push(Line::default());
    }
    lines
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let capital: String = chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect());
    format!("{capital}.")
}
