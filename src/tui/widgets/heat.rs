//! One figure of the team's table: mark, value, colour. The focus stands out by ground, mark and weight.

use ratatui::text::Span;

use crate::domain::focus::DimensionFigure;
use crate::tui::style::{Look, Meaning, band};
use crate::tui::words::{Words, pad_left};

/// Columns of a figure with its mark: `◆ 84.0`, `▽ 100.0`.
pub(crate) const FIGURE: usize = 7;

/// Mark and figure in exactly [`FIGURE`] columns.
pub(crate) fn cell(
    figure: &DimensionFigure,
    focus: bool,
    minimum_sample: u32,
    words: Words,
    look: &Look,
) -> Span<'static> {
    let (mut mark, mut meaning) = band(figure.band(minimum_sample), &look.marks);
    if focus {
        (mark, meaning) = (look.marks.focus, Meaning::Focus);
    }
    let value = pad_left(&words.figure_or(figure.current, look.marks.none), FIGURE - 2, look.marks.more);
    look.span(format!("{mark} {value}"), meaning)
}
