//! What a page shows beside the sums: it is read once the page is looked at, and what was read before stays meanwhile.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Page;
use super::cycles::Cycles;
use super::narrow;
use crate::domain::trends::{Aspect, Found};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Load, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::load;

/// The parts of the view that were asked for.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Those that the view has from the answer before it.
    before: Vec<Aspect>,
    pending: Vec<(Aspect, Load<()>)>,
    /// The filter opens once it is known what there is to filter by.
    filter: Filter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Filter {
    #[default]
    Shut,
    Opens,
}

/// What a page needs.
fn part_of(page: Page) -> Option<Aspect> {
    match page {
        Page::Figures => Some(Aspect::Moves),
        Page::Gaps | Page::Actions => Some(Aspect::Coaching),
        Page::Evaluators => Some(Aspect::Evaluators),
        Page::Coaching | Page::Flags => None,
    }
}

impl Cycles {
    /// Whether a part can be shown.
    pub(super) fn has(&self, part: Aspect) -> bool {
        self.view.get().is_some_and(|view| view.parts.contains(&part)) || self.parts.before.contains(&part)
    }

    /// Whether all that a page shows is there.
    pub(super) fn knows(&self, page: Page) -> bool {
        part_of(page).is_none_or(|part| self.has(part))
    }

    /// The figures do not wait for who moved.
    pub(super) fn is_drawn(&self, page: Page) -> bool {
        page == Page::Figures || self.knows(page)
    }

    pub(super) fn ask_part(&mut self, page: Page, cx: &Ctx) -> Step {
        let mut step = part_of(page).map_or_else(Step::none, |part| self.ask_for(part, cx));
        if self.parts.filter == Filter::Opens {
            step.effects.extend(self.ask_for(Aspect::Choices, cx).effects);
        }
        step
    }

    fn ask_for(&mut self, part: Aspect, cx: &Ctx) -> Step {
        let is_there = self.view.get().is_none_or(|view| view.parts.contains(&part));
        let waits = self.parts.pending.iter().any(|(asked, load)| *asked == part && load.is_pending());
        if is_there || waits || self.view.is_pending() {
            return Step::none();
        }
        let mut load = Load::Idle;
        let effect = load.ask(cx, Request::TrendsPart(self.query.clone(), part));
        self.parts.pending.retain(|(asked, _)| *asked != part);
        self.parts.pending.push((part, load));
        effect.into()
    }

    /// Takes figures of now; what the view before had read of the parts stays until it is read anew.
    pub(super) fn take(&mut self, answer: Result<Answer, String>) {
        let before = match std::mem::take(&mut self.view) {
            Load::Ready(view) | Load::Pending(_, Some(view)) => Some(view),
            Load::Idle | Load::Pending(_, None) | Load::Failed(_) => None,
        };
        self.view.take(answer, |answer| match answer {
            Answer::Trends(view) => Some(*view),
            _ => None,
        });
        let Parts { before: mut known, filter, .. } = std::mem::take(&mut self.parts);
        self.parts.filter = filter;
        if let (Some(view), Some(before)) = (self.view.get_mut(), before) {
            known.extend(before.parts.iter().copied());
            self.parts.before = view.take_over(before, &known);
        }
    }

    pub(super) fn part_reply(&mut self, ticket: Ticket, answer: &Result<Answer, String>, cx: &Ctx) -> Option<Step> {
        let at = self.parts.pending.iter().position(|(_, load)| load.awaits(ticket))?;
        match answer {
            Ok(Answer::TrendsPart(found)) => {
                let (part, _) = self.parts.pending.remove(at);
                self.took(Found::clone(found));
                let opens = part == Aspect::Choices && std::mem::take(&mut self.parts.filter) == Filter::Opens;
                Some(if opens { self.filter(cx) } else { Step::none() })
            }
            Ok(_) => {
                self.parts.pending.remove(at);
                Some(Step::none())
            }
            Err(words) => {
                self.parts.pending[at].1 = Load::Failed(words.clone());
                Some(Step::none())
            }
        }
    }

    fn took(&mut self, found: Found) {
        if let Some(view) = self.view.get_mut() {
            view.take(found);
        }
    }

    /// What counts, to be chosen.
    pub(super) fn filter(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if self.has(Aspect::Choices) {
            return Step::overlay(narrow::facets(view, &self.query, cx));
        }
        self.parts.filter = Filter::Opens;
        self.ask_for(Aspect::Choices, cx)
    }

    /// In place of a page whose part is not there.
    pub(super) fn draw_reading(&self, page: Page, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let failed = part_of(page).and_then(|part| {
            self.parts.pending.iter().find_map(|(asked, load)| match load {
                Load::Failed(words) if *asked == part => Some(words),
                _ => None,
            })
        });
        match failed {
            Some(words) => {
                let sentence = std::slice::from_ref(words);
                load::message(frame, area, "this page could not be read", sentence, Meaning::Alert, cx);
            }
            None => load::message(frame, area, "Reading the page …", &[], Meaning::Muted, cx),
        }
    }
}
