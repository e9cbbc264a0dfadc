//! Where the prep sheet puts what.
//!
//! ```text
//!  agreed      AGREED LAST TIME · 29 Oct, Empathy: use the customer's name …
//!  focus       FOCUS   ◆ Empathy, 12.6 under its target on 34 calls …
//!  calls       CALLS THAT SHOW IT            │  dimensions   DIMENSION   NOW  TARGET …
//!  strengths   STRENGTHS                     │
//!  sessions    SESSIONS   29 Oct  Empathy …
//! ```
//! Under [`WIDE`] columns dimensions, calls and sessions stand under each other, and the list in use gets the room.

use ratatui::layout::Rect;

use super::{AgentScreen, Pane};
use crate::domain::standing::AgentView;
use crate::tui::screen::Ctx;

/// Columns from which on calls and dimensions stand beside each other.
pub(super) const WIDE: u16 = 110;
/// Columns from which on a dimension has a bar against its target.
pub(super) const BARS: u16 = 150;

/// How many lines each part would like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) agreed: u16,
    pub(super) focus: u16,
    pub(super) calls: u16,
    pub(super) dimensions: u16,
    pub(super) strengths: u16,
    pub(super) sessions: u16,
    pub(super) pane: Pane,
}

impl Shape {
    pub(super) fn of(screen: &AgentScreen, view: &AgentView, cx: &Ctx) -> Self {
        let lines = |n: usize| u16::try_from(n).unwrap_or(u16::MAX - 1).saturating_add(1);
        let above = screen.above.now(view, cx);
        Self {
            agreed: u16::try_from(above.agreed.len()).unwrap_or(2),
            focus: u16::try_from(above.focus.len()).unwrap_or(3),
            calls: lines(screen.listed.len().max(1)),
            dimensions: lines(view.standing.dimensions.len()),
            strengths: u16::try_from(view.strengths.len().min(4)).unwrap_or(0),
            sessions: lines(view.sessions.len().max(1)),
            pane: screen.pane,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) agreed: Rect,
    pub(super) focus: Rect,
    /// Each list with its heading.
    pub(super) calls: Rect,
    pub(super) dimensions: Rect,
    pub(super) sessions: Rect,
    pub(super) strengths: Rect,
}

pub(super) fn areas(area: Rect, shape: &Shape) -> Areas {
    let mut top = area;
    let gap = u16::from(area.height >= 24);
    // Little room: the first line of each says the most.
    let most = if area.height >= 18 { u16::MAX } else { 1 };
    let agreed = take(&mut top, shape.agreed.min(most));
    take(&mut top, gap);
    let focus = take(&mut top, shape.focus.min(most.saturating_mul(2).max(2)));
    take(&mut top, gap);
    if area.width >= WIDE { beside(area, top, shape, agreed, focus) } else { stacked(top, shape, agreed, focus) }
}

fn beside(area: Rect, mut rest: Rect, shape: &Shape, agreed: Rect, focus: Rect) -> Areas {
    let strengths = if shape.strengths > 0 { shape.strengths + 1 } else { 0 };
    let middle = shape.dimensions.max(shape.calls.saturating_add(strengths));
    let sessions_first = shape.pane == Pane::Sessions;
    let room = rest.height.saturating_sub(1);
    let [middle, sessions] = share(room, [(middle, !sessions_first), (shape.sessions, sessions_first)]);
    let wide = if area.width >= BARS { 86 } else { 61 };
    let middle = take(&mut rest, middle);
    take(&mut rest, 1);
    let right = Rect { x: middle.right() - wide, width: wide, ..middle };
    let mut left = Rect { width: middle.width - wide - 2, ..middle };
    let calls = left.height.saturating_sub(strengths).max(left.height.min(4));
    let calls = take(&mut left, calls.min(shape.calls.max(4)));
    take(&mut left, u16::from(strengths > 0));
    let strengths = take(&mut left, shape.strengths);
    Areas { agreed, focus, calls, dimensions: right, strengths, sessions: take(&mut rest, sessions) }
}

fn stacked(mut rest: Rect, shape: &Shape, agreed: Rect, focus: Rect) -> Areas {
    let needs = [
        (shape.dimensions, shape.pane == Pane::Dimensions),
        (shape.calls, shape.pane == Pane::Calls),
        (shape.sessions, shape.pane == Pane::Sessions),
    ];
    let [dimensions, calls, sessions] = share(rest.height, needs);
    let spare = rest.height.saturating_sub(dimensions + calls + sessions);
    let gap = u16::from(spare >= 2);
    let dimensions = take(&mut rest, dimensions);
    take(&mut rest, gap);
    let calls = take(&mut rest, calls);
    take(&mut rest, gap);
    let sessions = take(&mut rest, sessions);
    take(&mut rest, 1);
    let strengths = take(&mut rest, shape.strengths);
    Areas { agreed, focus, calls, dimensions, sessions, strengths }
}

/// Cuts so many lines off the top.
fn take(rest: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(rest.height);
    let taken = Rect { height: lines, ..*rest };
    rest.y += lines;
    rest.height -= lines;
    taken
}

/// Shares lines out: three to each that wants them, then to the one in use what it needs, then to the others.
fn share<const N: usize>(room: u16, needs: [(u16, bool); N]) -> [u16; N] {
    let mut out = [0; N];
    let mut left = room;
    let mut give = |out: &mut u16, up_to: u16| {
        let more = up_to.saturating_sub(*out).min(left);
        *out += more;
        left -= more;
    };
    for (part, (need, _)) in out.iter_mut().zip(needs) {
        give(part, need.min(3));
    }
    for in_use in [true, false] {
        for (part, (need, used)) in out.iter_mut().zip(needs) {
            if used == in_use {
                give(part, need);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_inside_at_every_size() {
        for pane in Pane::ALL {
            for (dimensions, calls, sessions) in [(6, 35, 3), (1, 1, 1), (20, 500, 60)] {
                let shape = Shape { agreed: 2, focus: 4, calls, dimensions, strengths: 2, sessions, pane };
                for columns in (0..200).step_by(3) {
                    for rows in 0..60 {
                        let whole = Rect::new(0, 2, columns, rows);
                        let a = areas(whole, &shape);
                        for part in [a.agreed, a.focus, a.calls, a.dimensions, a.sessions, a.strengths] {
                            assert!(part.is_empty() || part.intersection(whole) == part, "{columns}×{rows}: {a:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_list_in_use_gets_the_room() {
        assert_eq!(share(12, [(6, false), (30, true), (4, false)]), [3, 6, 3]);
        assert_eq!(share(30, [(6, false), (10, true), (4, false)]), [6, 10, 4]);
        assert_eq!(share(4, [(6, false), (30, true), (4, false)]), [3, 1, 0]);
    }
}
