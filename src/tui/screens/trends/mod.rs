//! Trends: how things went over cycles, a page at a time.
//!
//! ```text
//!  mod         which page is shown                 cycles      what the pages over cycles share
//!  figures     dimensions and agents over cycles   line        one of them as a chart
//!  gaps        how fast gaps close                 actions     what came after each practice action
//!  coaching    who had sessions                    evaluators  how each evaluator scores
//!  flags       what became of flags                narrow      what is filtered
//!  drill       from a figure to what is behind it  listing     that, as a list
//!  needed      what a page reads beside the sums
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::tui::screen::{ActionInfo, Ctx, Explanation, Input, Nav, Step};
use crate::tui::widgets::pages;

mod actions;
mod coaching;
mod cycles;
mod drill;
mod evaluators;
mod figures;
mod flags;
mod gaps;
mod line;
mod listing;
mod narrow;
mod needed;
mod parts;
#[cfg(test)]
mod tests;

use cycles::Cycles;
use flags::FlagsPage;

#[derive(Debug, Default)]
pub(crate) struct TrendsScreen {
    page: Page,
    cycles: Cycles,
    flags: FlagsPage,
}

/// A page, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Page {
    #[default]
    Figures,
    Gaps,
    Actions,
    Coaching,
    Evaluators,
    Flags,
}

impl Page {
    const ALL: [Self; 6] = [Self::Figures, Self::Gaps, Self::Actions, Self::Coaching, Self::Evaluators, Self::Flags];

    fn name(self) -> &'static str {
        match self {
            Self::Figures => "Figures",
            Self::Gaps => "Gaps",
            Self::Actions => "Actions",
            Self::Coaching => "Coaching",
            Self::Evaluators => "Evaluators",
            Self::Flags => "Flags",
        }
    }

    fn step(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

/// Rows from which on a free line parts the page from what its figures rest on.
const TALL: u16 = 30;

/// The pages' names; under them what the figures rest on, and the page.
fn areas(area: Rect) -> (Rect, Rect, Rect) {
    let line = |y: u16| {
        let y = area.y.saturating_add(y).min(area.bottom());
        Rect { y, height: 1.min(area.bottom() - y), ..area }
    };
    let under = if area.height >= TALL { 3 } else { 2 };
    let y = area.y.saturating_add(under).min(area.bottom());
    (line(0), line(1), Rect { y, height: area.bottom() - y, ..area })
}

impl TrendsScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        let inner = cx.within(areas(cx.area).2);
        match input {
            Input::Act(Action::NextPane) => self.turn(self.page.step(1), &inner),
            Input::Act(Action::PreviousPane) => self.turn(self.page.step(Page::ALL.len() - 1), &inner),
            Input::Reply(ticket, answer) => {
                // An answer may come after its page was left.
                let kept = Input::Reply(ticket, answer.clone());
                let mut step = self.cycles.update(self.page, Input::Reply(ticket, answer), &inner);
                step.effects.extend(self.flags.update(kept, &inner).effects);
                step
            }
            Input::Click(at) if areas(cx.area).0.contains(at) => {
                let found = pages::at(&names(), areas(cx.area).0, at).and_then(|i| Page::ALL.get(i));
                found.map_or_else(Step::none, |page| self.turn(*page, &inner))
            }
            input if self.page == Page::Flags => self.flags.update(input, &inner),
            input => self.cycles.update(self.page, input, &inner),
        }
    }

    fn turn(&mut self, page: Page, cx: &Ctx) -> Step {
        self.page = page;
        if page == Page::Flags { self.flags.update(Input::Shown, cx) } else { self.cycles.turned(page, cx) }
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        let mut out = if self.page == Page::Flags { self.flags.actions(cx) } else { self.cycles.actions(self.page) };
        if !self.typing() {
            out.insert(out.len().min(2), ActionInfo::named(Action::NextPane, "page"));
        }
        out
    }

    pub(crate) fn typing(&self) -> bool {
        self.page == Page::Flags && self.flags.typing()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let (names_at, basis_at, body) = areas(area);
        pages::draw(&names(), self.page as usize, frame, names_at, cx);
        self.cycles.draw_basis(self.page, frame, basis_at, cx);
        let inner = cx.within(body);
        if self.page == Page::Flags {
            self.flags.draw(frame, body, &inner);
        } else {
            self.cycles.draw(self.page, frame, body, &inner);
        }
    }

    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        if self.page == Page::Flags { self.flags.corner(cx) } else { self.cycles.corner(cx) }
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        if self.page == Page::Flags { self.flags.explain(cx) } else { self.cycles.explain(self.page, cx) }
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        if self.page == Page::Flags { self.flags.agents() } else { self.cycles.agents() }
    }
}

fn names() -> Vec<&'static str> {
    Page::ALL.iter().map(|page| page.name()).collect()
}
