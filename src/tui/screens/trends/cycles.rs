//! What the pages over cycles share: the figures that they show, whose they are, and the cursors.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};

use super::drill::Drilled;
use super::listing::Listing;
use super::narrow;
use super::needed::Parts;
use super::parts::areas;
use super::{Page, actions, coaching, evaluators, figures, gaps, line};
use crate::config::keymap::{Action, Context};
use crate::domain::id::TeamId;
use crate::domain::people::normalised;
use crate::domain::raw::Raw;
use crate::domain::standing::Query;
use crate::domain::trends::{AgentRows, TrendsQuery, TrendsView};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::screen::{Ctx, Explanation, Input, Load, Nav, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::load;

#[derive(Debug, Default)]
pub(super) struct Cycles {
    pub(super) view: Load<TrendsView>,
    pub(super) parts: Parts,
    pub(super) query: TrendsQuery,
    pub(super) team: TeamChoice,
    /// Over the rows of each page.
    pub(super) rows: [Cursor; 5],
    /// The cycle under the cursor; one that is not there stands for the newest.
    pub(super) column: usize,
    /// Whose figures of which dimension are drawn as a chart.
    pub(super) chart: Option<ChartOf>,
    /// What stands behind a figure, over the page or the chart that it was opened from.
    pub(super) listing: Option<Listing>,
    /// The dimension whose agents are listed.
    pub(super) dimension: usize,
    /// The first day of a span, until its last one is given.
    pub(super) from: Option<NaiveDate>,
    /// What is being said of who is stuck.
    pub(super) drilled: Drilled,
}

/// Whose team is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum TeamChoice {
    /// The user's own will be looked for in the first answer.
    #[default]
    Unknown,
    /// It was looked for; there may be none.
    Made(Option<TeamId>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChartOf {
    /// All agents together.
    Everyone,
    /// A position in the view's agents.
    Agent(usize),
}

impl Cycles {
    pub(super) fn cursor(&self, page: Page) -> Cursor {
        self.rows[page as usize]
    }

    pub(super) fn update(&mut self, page: Page, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => self.ask(cx),
            Input::Reply(ticket, answer) => self.reply(page, ticket, *answer, cx),
            Input::Act(action) => self.act(page, action, cx),
            Input::Key(key) if key.code == KeyCode::Up => self.act(page, Action::Up, cx),
            Input::Key(key) if key.code == KeyCode::Down => self.act(page, Action::Down, cx),
            Input::Scroll(_, Wheel::Up) => self.act(page, Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(page, Action::Down, cx),
            Input::Click(at) => self.click(page, at, cx),
            Input::Answered(given) => self.answered(given, cx),
            Input::Resized => self.fitted(page, cx),
            Input::Key(_) | Input::Paste(_) | Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    /// The page came to the front.
    pub(super) fn turned(&mut self, page: Page, cx: &Ctx) -> Step {
        self.chart = None;
        self.listing = None;
        if self.view.get().is_none() && !self.view.is_pending() { self.ask(cx) } else { self.ask_part(page, cx) }
    }

    pub(super) fn ask(&mut self, cx: &Ctx) -> Step {
        let mut step: Step = self.view.ask(cx, Request::Trends(self.query.clone())).into();
        step.effects.extend(self.listing.as_mut().and_then(|listing| listing.ask(cx)));
        step
    }

    /// The same over other days, or of other scores: what stood behind a figure stands behind it no longer.
    pub(super) fn ask_anew(&mut self, cx: &Ctx) -> Step {
        self.listing = None;
        self.ask(cx)
    }

    fn reply(&mut self, page: Page, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if let Some(step) = self.drilled_reply(ticket, &answer, cx) {
            return step;
        }
        if let Some(step) = self.part_reply(ticket, &answer, cx) {
            return step;
        }
        if let Some(load) = self.listing.as_mut().and_then(Listing::load).filter(|load| load.awaits(ticket)) {
            load.take(answer, |answer| match answer {
                Answer::Behind(found) => Some(*found),
                _ => None,
            });
            return Step::none();
        }
        if !self.view.awaits(ticket) {
            return Step::pass();
        }
        if self.team == TeamChoice::Unknown
            && let Ok(Answer::Trends(view)) = &answer
        {
            let own = normalised(cx.name);
            let supervised = |name: &Raw| !own.is_empty() && normalised(name.verbatim()) == own;
            let mine = view.teams.iter().find(|t| t.supervisor_name.as_ref().is_some_and(supervised)).map(|t| t.id);
            self.team = TeamChoice::Made(mine);
            if mine.is_some() {
                self.query.team = mine;
                return self.ask(cx);
            }
        }
        let before = self.view.get().map_or(0, |v| v.cycles.len());
        self.take(answer);
        let len = self.view.get().map_or(0, |v| v.cycles.len());
        if before != len || self.column >= len {
            self.column = len.saturating_sub(1);
        }
        let agents = self.view.get().map_or(0, |v| v.agents.len());
        if matches!(self.chart, Some(ChartOf::Agent(at)) if at >= agents) {
            self.chart = None;
        }
        self.ask_part(page, cx)
    }

    fn fitted(&mut self, page: Page, cx: &Ctx) -> Step {
        let (len, rows) = (self.len(page), self.page_rows(page, cx));
        self.rows[page as usize].fit(len, rows);
        if let (Some(listing), Some(view)) = (&mut self.listing, self.view.get()) {
            let len = listing.len(view);
            listing.cursor.fit(len, Listing::page(cx.area));
        }
        self.follow(page);
        Step::none()
    }

    /// The agents listed are those of the dimension that was last under the cursor.
    fn follow(&mut self, page: Page) {
        let dimensions = self.view.get().map_or(0, |v| v.rows.len());
        let at = self.rows[page as usize].selected;
        if page == Page::Figures && at < dimensions {
            self.dimension = at;
        }
    }

    fn len(&self, page: Page) -> usize {
        let Some(view) = self.view.get() else { return 0 };
        match page {
            Page::Figures => view.rows.len() + view.agents.len(),
            Page::Gaps => view.closing.len() + view.stuck.len(),
            Page::Actions => view.actions.len(),
            Page::Coaching => view.agents.len(),
            Page::Evaluators => view.evaluators.len() + view.overlaps.len(),
            Page::Flags => 0,
        }
    }

    fn page_rows(&self, page: Page, cx: &Ctx) -> usize {
        let list = areas(cx.area).list;
        usize::from(match page {
            Page::Figures => figures::rows(list, self.view.get().map_or(0, |v| v.rows.len())),
            Page::Gaps => gaps::rows(list, self.view.get().map_or(0, |v| v.closing.len())).max(1),
            Page::Actions | Page::Coaching | Page::Evaluators | Page::Flags => list.height,
        })
    }

    /// The agent of the row under the cursor, where it is one's.
    pub(super) fn agent(&self, page: Page) -> Option<(usize, &AgentRows)> {
        let view = self.view.get()?;
        let at = self.rows[page as usize].selected;
        let at = match page {
            Page::Figures => at.checked_sub(view.rows.len())?,
            Page::Coaching => at,
            Page::Gaps | Page::Actions | Page::Evaluators | Page::Flags => return None,
        };
        view.agents.get(at).map(|agent| (at, agent))
    }

    fn act(&mut self, page: Page, action: Action, cx: &Ctx) -> Step {
        if let (Some(listing), Some(view)) = (&mut self.listing, self.view.get())
            && listing.act(action, view, cx.area)
        {
            return Step::none();
        }
        let (len, rows) = (self.len(page), self.page_rows(page, cx));
        let on_page = self.chart.is_none() && self.listing.is_none();
        if on_page && self.rows[page as usize].act(action, len, rows) {
            self.follow(page);
            return Step::none();
        }
        match action {
            Action::Left | Action::Right if self.listing.is_some() => Step::none(),
            Action::Left => self.sideways(-1),
            Action::Right => self.sideways(1),
            Action::Up | Action::Down if self.chart.is_some() => self.other_dimension(action),
            Action::Open => self.open(page, cx),
            Action::AgentSheet => self.sheet(page),
            Action::Cause => self.ask_cause(page, cx),
            Action::Back if self.listing.take().is_some() => Step::none(),
            Action::Back if self.chart.take().is_some() => Step::none(),
            Action::EarlierCycle => self.shift(-1, cx),
            Action::LaterCycle => self.shift(1, cx),
            Action::PickTeam => self.pick_team(),
            Action::Filter => self.filter(cx),
            Action::ClearFilter => self.clear(cx),
            Action::Print if !self.knows(page) => Step::problem("the page is still being read"),
            Action::Print => self.print(page),
            _ => Step::pass(),
        }
    }

    fn sideways(&mut self, by: isize) -> Step {
        let cycles = self.view.get().map_or(0, |v| v.cycles.len());
        self.column = self.column.saturating_add_signed(by).min(cycles.saturating_sub(1));
        Step::none()
    }

    /// On the chart, up and down go through the dimensions.
    fn other_dimension(&mut self, action: Action) -> Step {
        let len = self.view.get().map_or(1, |v| v.rows.len()).max(1);
        let by = if action == Action::Up { len - 1 } else { 1 };
        self.dimension = (self.dimension + by) % len;
        Step::none()
    }

    fn click(&mut self, page: Page, at: Position, cx: &Ctx) -> Step {
        let list = areas(cx.area).list;
        if !list.contains(at) || self.chart.is_some() {
            return Step::none();
        }
        let down = usize::from(at.y - list.y);
        if let (Some(listing), Some(view)) = (&mut self.listing, self.view.get()) {
            let row = down.checked_sub(1).map(|d| d + listing.cursor.offset).filter(|row| *row < listing.len(view));
            listing.cursor.selected = row.unwrap_or(listing.cursor.selected);
            return Step::none();
        }
        let cursor = self.rows[page as usize];
        let (dimensions, gaps, evaluators) =
            self.view.get().map_or((0, 0, 0), |v| (v.rows.len(), v.closing.len(), v.evaluators.len()));
        let row = match page {
            // Two lines of headings part the agents from the dimensions.
            Page::Figures if down >= dimensions => down.checked_sub(2).map(|d| d + cursor.offset),
            Page::Figures => Some(down),
            Page::Gaps if down >= gaps => down.checked_sub(2),
            Page::Evaluators => evaluators::row_at(down, cursor, evaluators, usize::from(list.height)),
            Page::Gaps | Page::Actions | Page::Coaching | Page::Flags => Some(down + cursor.offset),
        };
        let Some(row) = row.filter(|r| *r < self.len(page)) else { return Step::none() };
        self.rows[page as usize].selected = row;
        self.fitted(page, cx)
    }

    /// What the figures rest on, in a line of its own.
    pub(super) fn draw_basis(&self, page: Page, frame: &mut Frame, area: Rect, cx: &Ctx) {
        match (page, self.view.get()) {
            (_, None) => {}
            (Page::Flags, Some(view)) => narrow::draw_elsewhere(view, frame, area, cx),
            (_, Some(view)) => narrow::draw(view, page, frame, area, cx),
        }
    }

    pub(super) fn draw(&self, page: Page, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let Some(view) = load::ready(&self.view, frame, area, "the figures over cycles", cx) else { return };
        if view.agents.is_empty() {
            nothing(view, frame, area, cx);
            return;
        }
        let areas = areas(area);
        if let Some(listing) = &self.listing {
            listing.draw(view, frame, &areas, cx);
            return;
        }
        if let Some(of) = self.chart {
            line::draw(self, view, of, frame, area, cx);
            return;
        }
        if !self.is_drawn(page) {
            self.draw_reading(page, frame, areas.list, cx);
            return;
        }
        match page {
            Page::Figures => figures::draw(self, view, frame, &areas, cx),
            Page::Gaps => gaps::draw(self, view, frame, &areas, cx),
            Page::Actions => actions::draw(self, view, frame, &areas, cx),
            Page::Coaching => coaching::draw(self, view, frame, &areas, cx),
            Page::Evaluators => evaluators::draw(self, view, frame, &areas, cx),
            Page::Flags => {}
        }
    }

    pub(super) fn corner(&self, cx: &Ctx) -> Option<String> {
        let view = self.view.get()?;
        Some(crate::tui::figures::corner(view.team.as_ref().map(|t| &t.name), cx))
    }

    pub(super) fn explain(&self, page: Page, cx: &Ctx) -> Option<Explanation> {
        let view = self.view.get()?;
        Some(match page {
            Page::Figures => figures::explain(self, view, cx),
            Page::Gaps => gaps::explain(),
            Page::Actions => actions::explain(),
            Page::Coaching => coaching::explain(),
            Page::Evaluators => evaluators::explain(),
            Page::Flags => return None,
        })
    }

    pub(super) fn agents(&self) -> Vec<(String, Nav)> {
        let agents = self.view.get().map(|v| v.agents.as_slice()).unwrap_or_default();
        let to = |a: &AgentRows| (a.agent.name.visible(), Nav::Agent { agent: a.agent.id, query: Query::default() });
        agents.iter().map(to).collect()
    }
}

fn nothing(view: &TrendsView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let key = |action| cx.keymap.key_words(&[Context::Trends, Context::Global], action, cx.look.borders);
    if view.narrowed.words().is_empty() && view.team.is_none() {
        let key = key(Action::GoImport);
        let sentence = format!("Press {key} to import QA evaluations. A trend shows from the second cycle on.");
        load::message(frame, area, "There are no scores over cycles yet", &[sentence], Meaning::Heading, cx);
        return;
    }
    let sentence = format!("{} changes the filter, {} clears it.", key(Action::Filter), key(Action::ClearFilter));
    load::message(frame, area, "No agent is left", &[sentence], Meaning::Heading, cx);
}
