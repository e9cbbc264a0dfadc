//! Where the Setup screen puts things.
//!
//! ```text
//!  pages      SETTINGS   Scorecards   Teams & people   Flag codes   File
//!
//!  body       the page: titles, list, what is below it
//!  state      ✗ why a change was refused; saving …; read-only
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::{Page, SetupScreen, codes, people_view, practice, settings, targets};
use crate::domain::raw::visible;
use crate::tui::screen::{Ctx, Load};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, pages};
use crate::tui::words::fit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) pages: Rect,
    pub(super) body: Rect,
    state: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let inner = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    let pages = Rect { height: 1.min(inner.height), ..inner };
    let state = Rect { y: inner.bottom().saturating_sub(1), height: 1.min(inner.height), ..inner };
    let y = inner.y.saturating_add(2).min(state.y);
    Areas { pages, body: Rect { y, height: state.y.saturating_sub(y), ..inner }, state }
}

/// Rows under a list: for words on the selected line, or for fields.
const BELOW: u16 = 5;
/// An entry's fields, and what its action lacks.
const BELOW_ENTRY: u16 = 8;

/// The lines of the settings or of the dimensions.
pub(super) fn list_area(screen: &SetupScreen, cx: &Ctx) -> Rect {
    let body = areas(cx.area).body;
    let (above, len) = match screen.page {
        Page::Settings => (1, crate::domain::settings::Key::ALL.len()),
        Page::Scorecards => (3, screen.shown_card().map_or(0, |c| c.scorecard.dimensions.len())),
        Page::Codes => (1, screen.view.get().map_or(0, |v| v.flags.codes.len())),
        Page::Practice => (1, screen.view.get().map_or(0, |v| v.practice.len())),
        Page::People | Page::File => (1, 0),
    };
    let y = body.y.saturating_add(above).min(body.bottom());
    let below = if screen.page == Page::Practice { BELOW_ENTRY } else { BELOW };
    let room = (body.bottom() - y).saturating_sub(below).max((body.bottom() - y).min(3));
    Rect { y, height: room.min(u16::try_from(len).unwrap_or(u16::MAX)), ..body }
}

pub(super) fn page_rows(screen: &SetupScreen, cx: &Ctx) -> usize {
    usize::from(list_area(screen, cx).height)
}

fn names() -> Vec<&'static str> {
    Page::ALL.iter().map(|page| page.name()).collect()
}

/// The page whose name is drawn at a place.
pub(super) fn page_at(area: Rect, at: Position) -> Option<Page> {
    pages::at(&names(), area, at).and_then(|i| Page::ALL.get(i)).copied()
}

pub(super) fn draw(screen: &SetupScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area);
    pages::draw(&names(), screen.page as usize, frame, areas.pages, cx);
    if let Some(view) = load::ready(&screen.view, frame, areas.body, "the setup", cx) {
        match screen.page {
            Page::Settings => settings::draw(screen, view, frame, areas.body, cx),
            Page::Scorecards => targets::draw(screen, view, frame, areas.body, cx),
            Page::Codes => codes::draw(screen, view, frame, areas.body, cx),
            Page::People => people_view::draw(screen, view, frame, areas.body, cx),
            Page::Practice => practice::draw(screen, view, frame, areas.body, cx),
            Page::File => {
                let body =
                    Rect { x: areas.body.x.saturating_add(2), width: areas.body.width.saturating_sub(2), ..areas.body };
                SetupScreen::file_doc(view, body.width, cx).draw(frame, body, 0);
            }
        }
    }
    state(screen, frame, areas.state, cx);
}

/// What became of the last change, while that is of interest.
fn state(screen: &SetupScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let marks = &cx.look.marks;
    let (words, meaning) = match (&screen.write, cx.read_only) {
        (Load::Pending(..), _) => {
            let words = cx.waits_for().map(|work| format!("saving waits for {work}"));
            (words.unwrap_or_else(|| format!("saving {}", marks.more)), Meaning::Accent)
        }
        (Load::Failed(why), _) => (format!("{} not saved: {}", marks.auto_fail, visible(why)), Meaning::Alert),
        (Load::Idle | Load::Ready(()), Some(why)) => {
            (format!("nothing can be changed: {}", visible(why)), Meaning::Watch)
        }
        (Load::Idle | Load::Ready(()), None) => return,
    };
    let words = fit(&words, usize::from(area.width.saturating_sub(2)), marks.more);
    put(frame, area.x.saturating_add(2), area.y, &Line::from(cx.look.span(words, meaning)), area);
}
