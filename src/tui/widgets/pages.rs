//! The names of a screen's pages in a line: SETTINGS   Scorecards   People. The one that is shown stands out.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::frame::put;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::words::width;

/// Columns between two names, and before the first.
const GAP: usize = 3;
const EDGE: usize = 2;

/// The first column of each name with its columns, from the line's left edge; closer where there is little room.
fn places(names: &[&str], columns: u16) -> Vec<(u16, u16)> {
    let all: usize = names.iter().map(|name| width(name)).sum();
    let fits = |gap: &usize| EDGE + all + gap * names.len().saturating_sub(1) <= usize::from(columns);
    let gap = (1..=GAP).rev().find(fits).unwrap_or(1);
    let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let mut x = EDGE;
    let mut place = |name: &&str| {
        let at = x;
        x += width(name) + gap;
        (short(at), short(width(name)))
    };
    names.iter().map(&mut place).collect()
}

/// The page whose name is drawn at a place.
pub(crate) fn at(names: &[&str], area: Rect, place: Position) -> Option<usize> {
    let column = place.x.checked_sub(area.x).filter(|_| area.contains(place))?;
    places(names, area.width).iter().position(|(x, wide)| (*x..x.saturating_add(*wide)).contains(&column))
}

pub(crate) fn draw(names: &[&str], shown: usize, frame: &mut Frame, area: Rect, cx: &Ctx) {
    for (i, (name, (x, _))) in names.iter().zip(places(names, area.width)).enumerate() {
        let span = if i == shown {
            cx.look.span(name.to_uppercase(), Meaning::Heading)
        } else {
            cx.look.span((*name).to_owned(), Meaning::Muted)
        };
        put(frame, area.x.saturating_add(x), area.y, &Line::from(span), area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_move_closer_before_one_falls_off_and_each_is_found_where_it_is_drawn() {
        let names = ["Figures", "Gaps", "Evaluators"];
        let area = Rect::new(1, 4, 40, 1);
        assert_eq!(places(&names, 40), [(2, 7), (12, 4), (19, 10)]);
        assert_eq!(places(&names, 27), [(2, 7), (11, 4), (17, 10)]);
        assert_eq!(places(&names, 5), [(2, 7), (10, 4), (15, 10)]);
        for (x, found) in [(3, Some(0)), (9, Some(0)), (10, None), (13, Some(1)), (20, Some(2)), (30, None)] {
            assert_eq!(at(&names, area, Position::new(x, 4)), found, "{x}");
        }
        assert_eq!(at(&names, area, Position::new(3, 5)), None);
        assert_eq!(at(&[], area, Position::new(3, 4)), None);
    }
}
