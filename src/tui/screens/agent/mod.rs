//! Agent, the prep sheet: what was agreed, the focus with its arithmetic, the calls that show it, every dimension
//! against its target, the sessions so far.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::id::{CallRow, PersonId};
use crate::domain::raw::{Raw, visible};
use crate::domain::reported::AgentReported;
use crate::domain::session::{SessionLine, SessionView, Status, auditors_sentence};
use crate::domain::standing::{AgentView, CallLine, Period, Query};
use crate::store::request::{Answer, OpenSession, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::figures;
use crate::tui::form::find::{Find, Found};
use crate::tui::screen::{Ctx, Effect, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;
use crate::tui::words::width;

mod layout;
mod lists;
mod prepare;
mod says;
mod session;
mod view;

#[cfg(test)]
mod tests;

/// Whose sheet it is, which list is in use, and what was taken along for a session.
#[derive(Debug)]
pub(crate) struct AgentScreen {
    agent: PersonId,
    query: Query,
    view: Load<AgentView>,
    above: view::Above,
    pane: Pane,
    /// Which calls the list holds.
    filter: Filter,
    find: Find,
    /// Positions in the view of the calls that are listed: worked out when one of these changes.
    listed: Vec<usize>,
    /// Columns of the longest of their IDs.
    ids: usize,
    calls: Cursor,
    dimensions: Cursor,
    sessions: Cursor,
    /// Calls that go into the next session as evidence, in the order of taking.
    taken: Vec<CallRow>,
    /// The session whose sentence is being copied.
    copying: Load<SessionView>,
    /// What is being printed: gathered first, of the same query.
    report: Load<AgentReported>,
    /// The way through all whose session is due, where this is part of one.
    way: Option<prepare::Way>,
}

/// The list in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    Calls,
    Dimensions,
    Sessions,
}

impl Pane {
    const ALL: [Self; 3] = [Self::Calls, Self::Dimensions, Self::Sessions];

    fn beside(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|p| *p == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// Which calls are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filter {
    /// Under target on the focus, where there is one.
    Focus,
    /// Under target on a dimension, by its position.
    Dimension(usize),
    All,
}

impl AgentScreen {
    pub(crate) fn new(agent: PersonId, query: Query) -> Self {
        Self {
            agent,
            query,
            view: Load::Idle,
            above: view::Above::default(),
            pane: Pane::Calls,
            filter: Filter::Focus,
            find: Find::default(),
            listed: Vec::new(),
            ids: 0,
            calls: Cursor::default(),
            dimensions: Cursor::default(),
            sessions: Cursor::default(),
            taken: Vec::new(),
            copying: Load::Idle,
            report: Load::Idle,
            way: None,
        }
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match self.find.input(&input) {
            Found::Changed => {
                self.calls = Cursor::default();
                return self.fit(cx);
            }
            Found::Kept => return Step::none(),
            Found::Passed => {}
        }
        match input {
            Input::Shown | Input::Changed => self.ask(cx),
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Click(at) => self.click(at.x, at.y, cx),
            Input::Scroll(_, Wheel::Up) => self.act(Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(Action::Down, cx),
            Input::Answered(Given::Picked(Purpose::Flag, at)) => self.answer_flag(at),
            Input::Resized => self.fit(cx),
            _ => Step::pass(),
        }
    }

    fn ask(&mut self, cx: &Ctx) -> Step {
        self.view.ask(cx, Request::Agent { agent: self.agent, query: self.query.clone() }).into()
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.copying.awaits(ticket) {
            self.copying.take(answer, |answer| match answer {
                Answer::Session(view) => Some(*view),
                _ => None,
            });
            return match std::mem::take(&mut self.copying) {
                Load::Ready(view) => Effect::Copy(auditors_sentence(&view)).into(),
                Load::Failed(words) => Step::problem(words),
                Load::Idle | Load::Pending(..) => Step::none(),
            };
        }
        if self.report.awaits(ticket) {
            return self.print(answer);
        }
        if self.way.as_ref().is_some_and(|way| way.awaits(ticket)) {
            return self.go_on(answer, cx);
        }
        if !self.view.awaits(ticket) {
            return Step::pass();
        }
        self.view.take(answer, |answer| match answer {
            Answer::Agent(view) => Some(*view),
            _ => None,
        });
        // The focus is in sight however small the list is.
        if let Some(focus) = self.view.get().and_then(|v| v.standing.finding.focus())
            && self.dimensions == Cursor::default()
        {
            self.dimensions.selected = focus;
        }
        self.fit(cx)
    }

    /// Keeps the cursors in their lists and on screen.
    fn fit(&mut self, cx: &Ctx) -> Step {
        self.arrange();
        let Some(view) = self.view.get() else { return Step::none() };
        self.above = view::Above::of(view, cx);
        let areas = layout::areas(cx.area, &layout::Shape::of(self, view, cx));
        let rows = |pane: Rect| usize::from(pane.height.saturating_sub(1));
        let (calls, dimensions, sessions) = (self.listed.len(), view.standing.dimensions.len(), view.sessions.len());
        self.calls.fit(calls, rows(areas.calls));
        self.dimensions.fit(dimensions, rows(areas.dimensions));
        self.sessions.fit(sessions, rows(areas.sessions));
        Step::none()
    }

    /// The dimension that the calls are listed for.
    pub(super) fn filtered_on(&self) -> Option<usize> {
        self.filtered_of(self.view.get()?)
    }

    fn filtered_of(&self, view: &AgentView) -> Option<usize> {
        match self.filter {
            Filter::Focus => view.standing.finding.focus(),
            Filter::Dimension(i) => Some(i),
            Filter::All => None,
        }
    }

    /// Works out which calls are listed: after an answer, or another filter.
    fn arrange(&mut self) {
        self.listed = self.view.get().map_or_else(Vec::new, |view| self.listed_of(view));
        let calls = self.view.get().map(|view| view.calls.as_slice()).unwrap_or_default();
        let ids = self.listed.iter().filter_map(|i| calls[*i].call_id.as_ref());
        self.ids = ids.map(|id| width(&visible(id.verbatim()))).max().unwrap_or(0);
    }

    /// Positions in an answer of the calls to list: on a dimension those under its target, lowest first.
    fn listed_of(&self, view: &AgentView) -> Vec<usize> {
        let found = |call: &CallLine| {
            let id = call.call_id.as_ref().map(Raw::verbatim).unwrap_or_default();
            let comment = call.comment.as_ref().map(Raw::verbatim).unwrap_or_default();
            !self.find.narrows() || self.find.matches(id) || self.find.matches(comment)
        };
        let mut listed = view.calls_under(self.filtered_of(view));
        listed.retain(|i| found(&view.calls[*i]));
        listed
    }

    pub(super) fn call(&self) -> Option<&CallLine> {
        let at = *self.listed.get(self.calls.selected)?;
        self.view.get()?.calls.get(at)
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::pass() };
        let areas = layout::areas(cx.area, &layout::Shape::of(self, view, cx));
        let rows = |pane: Rect| usize::from(pane.height.saturating_sub(1));
        let (len, page) = match self.pane {
            Pane::Calls => (self.listed.len(), rows(areas.calls)),
            Pane::Dimensions => (view.standing.dimensions.len(), rows(areas.dimensions)),
            Pane::Sessions => (view.sessions.len(), rows(areas.sessions)),
        };
        let (before, after) = (view.previous_agent, view.next_agent);
        let cursor = match self.pane {
            Pane::Calls => &mut self.calls,
            Pane::Dimensions => &mut self.dimensions,
            Pane::Sessions => &mut self.sessions,
        };
        if cursor.act(action, len, page) {
            return Step::none();
        }
        match action {
            Action::NextPane | Action::Right => self.turn(1, cx),
            Action::PreviousPane | Action::Left => self.turn(Pane::ALL.len() - 1, cx),
            Action::Open => self.open(cx),
            Action::Find => {
                self.pane = Pane::Calls;
                self.find.open();
                Step::none()
            }
            Action::Back if self.find.clear() => self.fit(cx),
            Action::StartSession => self.session(cx),
            Action::Evidence => self.take_call(cx),
            Action::NextAgent => self.other(after, "this is the last agent of the list", cx),
            Action::PreviousAgent => self.other(before, "this is the first agent of the list", cx),
            Action::PrepareNext => self.prepare_next(cx),
            Action::EarlierCycle => self.cycle(-1, cx),
            Action::LaterCycle => self.cycle(1, cx),
            Action::NewerCalls => self.newer(cx),
            Action::Copy => self.copy(cx),
            // The data thread gathers what goes on paper.
            Action::Print => {
                self.report.ask(cx, Request::AgentReport { agent: self.agent, query: self.query.clone() }).into()
            }
            _ => Step::pass(),
        }
    }

    /// With the calls that are listed on screen.
    fn print(&mut self, answer: Result<Answer, String>) -> Step {
        self.report.take(answer, |answer| match answer {
            Answer::AgentReport(report) => Some(*report),
            _ => None,
        });
        match std::mem::take(&mut self.report) {
            Load::Ready(mut report) => {
                report.listed = self.listed_of(&report.view);
                report.listed_on = self.filtered_of(&report.view);
                Effect::Print(Page::Agent(Box::new(report))).into()
            }
            Load::Failed(words) => Step::problem(words),
            Load::Idle | Load::Pending(..) => Step::none(),
        }
    }

    fn turn(&mut self, by: usize, cx: &Ctx) -> Step {
        self.pane = self.pane.beside(by);
        self.fit(cx)
    }

    fn open(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        match self.pane {
            Pane::Calls => self.call().map_or_else(Step::none, |call| Nav::Call(call.row).into()),
            Pane::Sessions => match view.sessions.get(self.sessions.selected) {
                Some(line) if line.status == Status::Draft => Nav::Session(OpenSession::Draft(line.id)).into(),
                Some(line) => Nav::SessionView(line.id).into(),
                None => Step::none(),
            },
            Pane::Dimensions => {
                let at = self.dimensions.selected;
                // The same one again lists all calls.
                self.filter = if self.filtered_on() == Some(at) { Filter::All } else { Filter::Dimension(at) };
                self.calls = Cursor::default();
                self.fit(cx)
            }
        }
    }

    fn other(&mut self, agent: Option<PersonId>, none: &str, cx: &Ctx) -> Step {
        let Some(agent) = agent else { return Step::problem(none) };
        let before = std::mem::take(&mut self.view);
        let way = self.way.take();
        *self = Self { view: before, pane: self.pane, way, ..Self::new(agent, self.query.clone()) };
        self.arrange();
        self.ask(cx)
    }

    fn cycle(&mut self, by: i64, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        self.period(figures::cycle_beside(&view.basis, by), cx)
    }

    fn newer(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        self.period(figures::newer(&view.basis, view.standing.newer_calls), cx)
    }

    fn period(&mut self, period: Result<Period, String>, cx: &Ctx) -> Step {
        match period {
            Ok(period) => {
                self.query.period = period;
                self.ask(cx)
            }
            Err(words) => Step::problem(words),
        }
    }

    /// The auditor's sentence of the session under the cursor, else of the last one that is locked.
    fn copy(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let locked = |line: &&SessionLine| line.status != Status::Draft;
        let chosen = view.sessions.get(self.sessions.selected).filter(|_| self.pane == Pane::Sessions).filter(locked);
        match chosen.or_else(|| view.sessions.iter().find(locked)).map(|line| line.id) {
            Some(id) => self.copying.ask(cx, Request::Session(id)).into(),
            None => Step::problem("no session is finished yet: there is nothing to copy for an auditor"),
        }
    }

    /// Selects what is under the mouse; opens it where it is selected already.
    fn click(&mut self, x: u16, y: u16, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let areas = layout::areas(cx.area, &layout::Shape::of(self, view, cx));
        let panes =
            [(Pane::Calls, areas.calls), (Pane::Dimensions, areas.dimensions), (Pane::Sessions, areas.sessions)];
        let Some((pane, area)) = panes.into_iter().find(|(_, a)| a.contains((x, y).into())) else {
            return Step::none();
        };
        let len = match pane {
            Pane::Calls => self.listed.len(),
            Pane::Dimensions => view.standing.dimensions.len(),
            Pane::Sessions => view.sessions.len(),
        };
        let before = self.pane;
        self.pane = pane;
        let cursor = match pane {
            Pane::Calls => &mut self.calls,
            Pane::Dimensions => &mut self.dimensions,
            Pane::Sessions => &mut self.sessions,
        };
        let Some(at) = usize::from(y - area.y).checked_sub(1).map(|down| cursor.offset + down).filter(|at| *at < len)
        else {
            return self.fit(cx);
        };
        if at == cursor.selected && pane == before {
            return self.open(cx);
        }
        cursor.selected = at;
        self.fit(cx)
    }

    pub(crate) fn typing(&self) -> bool {
        self.find.typing()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        view::draw(self, frame, area, cx);
    }
}

/// A dimension's name as shown.
pub(super) fn name_of(view: &AgentView, dimension: usize) -> String {
    view.standing.dimensions.get(dimension).map(|d| visible(&d.name).into_owned()).unwrap_or_default()
}
