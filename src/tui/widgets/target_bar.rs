//! A bar from 0 to 100 with the target as a mark on it.

use ratatui::text::Span;

use crate::tui::style::{Look, Meaning};

/// So many columns wide; `meaning` colours the filled part.
pub(crate) fn target_bar(
    value: Option<f64>,
    target: Option<f64>,
    columns: usize,
    meaning: Meaning,
    look: &Look,
) -> Vec<Span<'static>> {
    let filled = value.map_or(0, |v| cells(v, columns));
    let at = target.map(|t| cells(t, columns).min(columns.saturating_sub(1)));
    let marks = &look.marks;
    (0..columns)
        .map(|i| {
            if Some(i) == at {
                look.span(marks.target, Meaning::Text)
            } else if i < filled {
                look.span(marks.filled, meaning)
            } else {
                look.span(marks.empty, Meaning::Faint)
            }
        })
        .collect()
}

/// A percent in columns; what lies outside of 0 to 100 ends at the edge.
fn cells(percent: f64, columns: usize) -> usize {
    let part = if percent.is_finite() { (percent / 100.0).clamp(0.0, 1.0) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the bar's width")]
    let cells = (part * columns as f64).round() as usize;
    cells
}
