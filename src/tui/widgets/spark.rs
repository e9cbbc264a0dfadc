//! A line of small columns: how a figure went, cycle by cycle.

use crate::tui::style::Marks;

/// One column a value, missing ones as a gap. The scale runs from the lowest to the highest value, and over at
/// least `least` points, so that noise does not look like a mountain.
pub(crate) fn spark(values: &[Option<f64>], least: f64, marks: &Marks) -> String {
    let known = || values.iter().flatten().copied().filter(|v| v.is_finite());
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let middle = f64::midpoint(low, high);
    let half = ((high - low) / 2.0).max(least / 2.0).max(f64::EPSILON);
    let column = |value: f64| {
        let part = ((value - (middle - half)) / (2.0 * half)).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
        let at = (part * 7.0).round() as usize;
        marks.heights[at.min(7)]
    };
    values.iter().map(|v| v.filter(|v| v.is_finite()).map_or(" ", column)).collect()
}
