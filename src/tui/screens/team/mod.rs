//! Team: agents against their targets, who needs you first at the top.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::id::PersonId;
use crate::domain::people::normalised;
use crate::domain::reported::TeamReported;
use crate::domain::standing::{Query, Standing, TeamView};
use crate::store::request::{Answer, OpenSession, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::figures;
use crate::tui::form::find::{Find, Found};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

mod card;
mod layout;
mod order;
mod row;
mod sure;
mod view;

#[cfg(test)]
mod tests;

use order::Sort;
use sure::Details;

/// Which of the figures are shown, who is under the cursor, and how the rows are ordered and narrowed.
#[derive(Debug, Default)]
pub(crate) struct TeamScreen {
    view: Load<TeamView>,
    details: Details,
    /// What is being printed: gathered first, of the same query.
    report: Load<TeamReported>,
    query: Query,
    team: TeamChoice,
    sort: Sort,
    find: Find,
    /// Positions in the view of the rows on screen, in their order: worked out when one of these changes.
    rows: Vec<usize>,
    /// Columns of the longest name.
    longest: usize,
    over: view::Over,
    kept: row::Kept,
    /// Over the rows that the filter leaves.
    cursor: Cursor,
    /// Who is under the cursor: the selection follows across a reload and another order.
    agent: Option<PersonId>,
    /// Over the dimensions; its offset is the first one on screen.
    dimension: Cursor,
}

/// Whose team is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum TeamChoice {
    /// Nothing is known yet: the user's own team will be looked for in the first answer.
    #[default]
    Unknown,
    /// The user's own, one that was picked, or everyone.
    Made,
}

impl TeamScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match self.find.input(&input) {
            Found::Changed => {
                self.cursor = Cursor::default();
                self.arrange();
                return self.moved(cx);
            }
            Found::Kept => return Step::none(),
            Found::Passed => {}
        }
        match input {
            Input::Shown | Input::Changed => self.ask(cx),
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) if key.code == KeyCode::Up => self.act(Action::Up, cx),
            Input::Key(key) if key.code == KeyCode::Down => self.act(Action::Down, cx),
            Input::Click(at) => self.click(at.x, at.y, cx),
            Input::Scroll(_, Wheel::Up) => self.act(Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(Action::Down, cx),
            Input::Answered(given) => self.answered(&given, cx),
            Input::Resized => self.moved(cx),
            Input::Key(_) | Input::Paste(_) | Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    fn ask(&mut self, cx: &Ctx) -> Step {
        self.view.ask(cx, Request::Team(self.query.clone())).into()
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        let answer = match self.details_reply(ticket, answer, cx) {
            Ok(step) => return step,
            Err(other) => other,
        };
        if self.report.awaits(ticket) {
            return self.print(answer);
        }
        if !self.view.awaits(ticket) {
            return Step::pass();
        }
        if self.team == TeamChoice::Unknown
            && let Ok(Answer::Team(view)) = &answer
        {
            self.team = TeamChoice::Made;
            let own = normalised(cx.name);
            let mine = view.teams.iter().find(|t| {
                !own.is_empty() && t.supervisor_name.as_ref().is_some_and(|n| normalised(n.verbatim()) == own)
            });
            if let Some(mine) = mine
                && view.team.as_ref().map(|t| t.id) != Some(mine.id)
            {
                self.query.team = Some(mine.id);
                return self.ask(cx);
            }
        }
        self.view.take(answer, |answer| match answer {
            Answer::Team(view) => Some(*view),
            _ => None,
        });
        self.longest = layout::longest(self.view.get());
        self.over = self.view.get().map(|view| view::Over::of(view, cx)).unwrap_or_default();
        self.details_anew();
        self.rows_anew();
        self.follow(cx)
    }

    /// Finds the agent of before again, or takes who stands in that place now.
    fn follow(&mut self, cx: &Ctx) -> Step {
        self.arrange();
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(at) = self.rows.iter().position(|i| Some(view.agents[*i].agent.id) == self.agent) {
            self.cursor.selected = at;
        }
        self.moved(cx)
    }

    /// Fits the cursors and remembers who is under them.
    fn moved(&mut self, cx: &Ctx) -> Step {
        let areas = layout::areas(cx.area);
        self.cursor.fit(self.rows.len(), usize::from(areas.rows.height));
        if let Some(view) = self.view.get() {
            let dimensions = view.basis.scorecard.dimensions.len();
            let columns = layout::Columns::new(areas.table.width, view, self.longest);
            self.dimension.fit(dimensions, columns.shown);
        }
        self.agent = self.selected().map(|s| s.agent.id);
        self.keep_rows(cx);
        self.ask_details(cx)
    }

    fn selected(&self) -> Option<&Standing> {
        let view = self.view.get()?;
        self.rows.get(self.cursor.selected).map(|i| &view.agents[*i])
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let page = usize::from(layout::areas(cx.area).rows.height);
        if self.cursor.act(action, self.rows.len(), page) {
            return self.moved(cx);
        }
        match action {
            Action::Left => self.turn(-1, cx),
            Action::Right => self.turn(1, cx),
            Action::Find => {
                self.find.open();
                Step::none()
            }
            Action::Back if self.find.clear() => {
                self.arrange();
                self.moved(cx)
            }
            Action::Open => self
                .selected()
                .map_or_else(Step::none, |s| Nav::Agent { agent: s.agent.id, query: self.query.clone() }.into()),
            Action::StartSession => self.session(cx),
            Action::EarlierCycle => self.cycle(-1, cx),
            Action::LaterCycle => self.cycle(1, cx),
            Action::NewerCalls => self.newer(cx),
            Action::PickTeam => self.pick_team(),
            Action::PickScorecard => self.pick_scorecard(),
            Action::Sort => {
                let choices = Sort::ALL.iter().map(|s| Choice::new(s.words(), "")).collect();
                let at = Sort::ALL.iter().position(|s| *s == self.sort).unwrap_or(0);
                Step::overlay(Overlay::Picker(Picker::new(Purpose::Sort, "Sort", choices, at)))
            }
            Action::Copy => {
                self.selected().map_or_else(Step::pass, |s| Effect::Copy(figures::copied(s, cx.words)).into())
            }
            // The data thread gathers what goes on paper.
            Action::Print if self.view.get().is_some() => {
                self.report.ask(cx, Request::TeamReport(self.query.clone())).into()
            }
            _ => Step::pass(),
        }
    }

    /// The agents that are on screen, in their order there.
    fn print(&mut self, answer: Result<Answer, String>) -> Step {
        self.report.take(answer, |answer| match answer {
            Answer::TeamReport(report) => Some(*report),
            _ => None,
        });
        match std::mem::take(&mut self.report) {
            Load::Ready(mut report) => {
                let order: Vec<PersonId> =
                    self.rows_of(&report.view).into_iter().map(|at| report.view.agents[at].agent.id).collect();
                let narrowed = self.find.narrows().then(|| self.find.text().to_owned());
                report.keep(&order, narrowed);
                Effect::Print(Page::Team(Box::new(report))).into()
            }
            Load::Failed(words) => Step::problem(words),
            Load::Idle | Load::Pending(..) => Step::none(),
        }
    }

    fn turn(&mut self, by: isize, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let columns = layout::Columns::new(layout::areas(cx.area).table.width, view, self.longest);
        self.dimension.step(by, view.basis.scorecard.dimensions.len(), columns.shown);
        self.follow(cx)
    }

    fn session(&self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("no session can be written: {why}"));
        }
        let Some(standing) = self.selected() else { return Step::none() };
        let open = match standing.draft {
            Some(draft) => OpenSession::Draft(draft),
            None => OpenSession::ForAgent {
                agent: standing.agent.id,
                query: self.query.clone(),
                answers: Vec::new(),
                evidence: Vec::new(),
            },
        };
        Nav::Session(open).into()
    }

    fn cycle(&mut self, by: i64, cx: &Ctx) -> Step {
        let Some(basis) = self.view.get().map(|v| &v.basis) else { return Step::none() };
        match figures::cycle_beside(basis, by) {
            Ok(period) => {
                self.query.period = period;
                self.ask(cx)
            }
            Err(words) => Step::problem(words),
        }
    }

    /// The calls after the cycle, and back to it.
    fn newer(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        match figures::newer(&view.basis, view.newer_calls) {
            Ok(period) => {
                self.query.period = period;
                self.ask(cx)
            }
            Err(words) => Step::problem(words),
        }
    }

    fn pick_team(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let mut choices = vec![Choice::new("Everyone", "")];
        choices.extend(view.teams.iter().map(|t| {
            let supervisor = t.supervisor_name.as_ref().map(crate::domain::raw::Raw::visible).unwrap_or_default();
            Choice::new(t.name.visible(), supervisor)
        }));
        let at = view.team.as_ref().and_then(|own| view.teams.iter().position(|t| t.id == own.id)).map_or(0, |i| i + 1);
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Team, "Team", choices, at)))
    }

    fn pick_scorecard(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let shown = &view.basis.scorecard.name;
        let choices = view.scorecards.iter().map(|name| {
            let others = view.basis.others.iter().find(|(other, _)| other == name);
            let note = others.map_or_else(String::new, |(_, n)| format!("{n} evaluations in these days"));
            Choice::new(crate::domain::raw::visible(name), note)
        });
        let at = view.scorecards.iter().position(|s| s == shown).unwrap_or(0);
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Scorecard, "Scorecard", choices.collect(), at)))
    }

    fn answered(&mut self, given: &Given, cx: &Ctx) -> Step {
        match *given {
            Given::Picked(Purpose::Sort, at) => {
                self.sort = Sort::ALL.get(at).copied().unwrap_or_default();
                self.follow(cx)
            }
            Given::Picked(Purpose::Team, at) => {
                let team = at.checked_sub(1).and_then(|i| self.view.get()?.teams.get(i).map(|t| t.id));
                self.query.team = team;
                self.ask(cx)
            }
            Given::Picked(Purpose::Scorecard, at) => {
                self.query.scorecard = self.view.get().and_then(|v| v.scorecards.get(at).cloned());
                self.ask(cx)
            }
            Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..) => Step::none(),
        }
    }

    /// Selects the row under the mouse; opens it where it is selected already.
    fn click(&mut self, x: u16, y: u16, cx: &Ctx) -> Step {
        let rows = layout::areas(cx.area).rows;
        if !rows.contains((x, y).into()) {
            return Step::none();
        }
        let at = self.cursor.offset + usize::from(y - rows.y);
        if at >= self.rows.len() {
            return Step::none();
        }
        if at == self.cursor.selected {
            return self.act(Action::Open, cx);
        }
        self.cursor.selected = at;
        self.moved(cx)
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.find.typing() {
            return vec![ActionInfo::named(Action::Back, "show everyone")];
        }
        let mut actions = Vec::new();
        let Some(view) = self.view.get() else { return actions };
        if !view.agents.is_empty() {
            actions.push(ActionInfo::together(&[Action::Up, Action::Down], "agent"));
            actions.push(ActionInfo::together(&[Action::Left, Action::Right], "dimension"));
            actions.push(ActionInfo::new(Action::Open));
            if cx.read_only.is_none() {
                actions.push(ActionInfo::new(Action::StartSession));
            }
        }
        actions.push(ActionInfo::together(&[Action::EarlierCycle, Action::LaterCycle], "cycle"));
        if view.newer_calls > 0 || view.basis.cycle.is_none() {
            let label = if view.basis.cycle.is_none() { "the cycle" } else { "newer" };
            actions.push(ActionInfo::named(Action::NewerCalls, label));
        }
        actions.push(ActionInfo::new(Action::PickTeam));
        actions.push(ActionInfo::new(Action::PickScorecard));
        actions.push(ActionInfo::new(Action::Sort));
        actions.push(ActionInfo::new(Action::Find));
        actions.push(ActionInfo::new(Action::Print));
        actions
    }

    pub(crate) fn typing(&self) -> bool {
        self.find.typing()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        view::draw(self, frame, area, cx);
    }

    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        let view = self.view.get()?;
        Some(figures::corner(view.team.as_ref().map(|t| &t.name), cx))
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        let view = self.view.get()?;
        Some(figures::explain(self.selected()?, self.dimension.selected, &view.basis, cx))
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        let agents = self.view.get().map(|v| v.agents.as_slice()).unwrap_or_default();
        let to = |s: &Standing| {
            let nav = Nav::Agent { agent: s.agent.id, query: self.query.clone() };
            (s.agent.name.visible(), nav)
        };
        agents.iter().map(to).collect()
    }
}
