//! One figure of the team's table: mark, value, colour. The focus stands out by ground, mark and weight.

use ratatui::text::Span;

use crate::domain::focus::DimensionFigure;
use crate::tui::style::{Look, Meaning, band};
use crate::tui::words::{Words, blank, fitted, width};

/// Columns of a figure with its mark and a space at each side: ` ▽ 84.0 `, `▽ 100.0 `.
pub(crate) const PILL: usize = 8;

/// Mark and figure in exactly [`PILL`] columns; figures end one column before the right edge, so that decimals
/// stand under each other and the focus's ground has a margin.
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
    let value = words.figure_or(figure.current, look.marks.none);
    let (value, wide) = fitted(&value, PILL - 2, look.marks.more);
    let narrower = 4_usize.saturating_sub(wide);
    let margin = PILL.saturating_sub(width(mark) + narrower + wide + 2);
    look.span([&blank(margin), mark, &blank(1 + narrower), &value, " "].concat(), meaning)
}
