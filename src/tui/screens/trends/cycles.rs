//! What the pages over cycles share: the figures that they show, whose they are, and the cursors.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::{Page, actions, coaching, evaluators, figures, gaps, line};
use crate::config::keymap::{Action, Context};
use crate::domain::id::SessionId;
use crate::domain::people::normalised;
use crate::domain::raw::{Raw, visible};
use crate::domain::standing::{Period, Query};
use crate::domain::trends::{AgentRows, TrendsQuery, TrendsView};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{ActionInfo, Ctx, Explanation, Given, Input, Load, Nav, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::load;
use crate::tui::words::{count, fit, width};

#[derive(Debug, Default)]
pub(super) struct Cycles {
    view: Load<TrendsView>,
    query: TrendsQuery,
    team: TeamChoice,
    /// Over the rows of each page.
    rows: [Cursor; 5],
    /// The cycle under the cursor; one that is not there stands for the newest.
    pub(super) column: usize,
    /// Whose figures of which dimension are drawn as a chart.
    pub(super) chart: Option<ChartOf>,
    /// The dimension whose agents are listed.
    pub(super) dimension: usize,
}

/// Whose team is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum TeamChoice {
    /// The user's own will be looked for in the first answer.
    #[default]
    Unknown,
    Made,
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
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Act(action) => self.act(page, action, cx),
            Input::Key(key) if key.code == KeyCode::Up => self.act(page, Action::Up, cx),
            Input::Key(key) if key.code == KeyCode::Down => self.act(page, Action::Down, cx),
            Input::Scroll(_, Wheel::Up) => self.act(page, Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(page, Action::Down, cx),
            Input::Click(at) => self.click(page, at, cx),
            Input::Answered(given) => self.answered(&given, cx),
            Input::Resized => self.fitted(page, cx),
            Input::Key(_) | Input::Paste(_) | Input::Progress(..) | Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    /// The page came to the front.
    pub(super) fn turned(&mut self, cx: &Ctx) -> Step {
        self.chart = None;
        if self.view.get().is_none() && !self.view.is_pending() { self.ask(cx) } else { Step::none() }
    }

    fn ask(&mut self, cx: &Ctx) -> Step {
        self.view.ask(cx, Request::Trends(self.query.clone())).into()
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if !self.view.awaits(ticket) {
            return Step::pass();
        }
        if self.team == TeamChoice::Unknown
            && let Ok(Answer::Trends(view)) = &answer
        {
            self.team = TeamChoice::Made;
            let own = normalised(cx.name);
            let supervised = |name: &Raw| !own.is_empty() && normalised(name.verbatim()) == own;
            let mine = view.teams.iter().find(|t| t.supervisor_name.as_ref().is_some_and(supervised));
            if let Some(mine) = mine {
                self.query.team = Some(mine.id);
                return self.ask(cx);
            }
        }
        let before = self.view.get().map_or(0, |v| v.cycles.len());
        self.view.take(answer, |answer| match answer {
            Answer::Trends(view) => Some(*view),
            _ => None,
        });
        let len = self.view.get().map_or(0, |v| v.cycles.len());
        if before == 0 || self.column >= len {
            self.column = len.saturating_sub(1);
        }
        let agents = self.view.get().map_or(0, |v| v.agents.len());
        if matches!(self.chart, Some(ChartOf::Agent(at)) if at >= agents) {
            self.chart = None;
        }
        Step::none()
    }

    fn fitted(&mut self, page: Page, cx: &Ctx) -> Step {
        let (len, rows) = (self.len(page), self.page_rows(page, cx));
        self.rows[page as usize].fit(len, rows);
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
            Page::Evaluators => view.evaluators.len(),
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
        let (len, rows) = (self.len(page), self.page_rows(page, cx));
        if self.chart.is_none() && self.rows[page as usize].act(action, len, rows) {
            self.follow(page);
            return Step::none();
        }
        match action {
            Action::Left => self.sideways(-1),
            Action::Right => self.sideways(1),
            Action::Up | Action::Down if self.chart.is_some() => self.other_dimension(action),
            Action::Open => self.open(page),
            Action::Back if self.chart.take().is_some() => Step::none(),
            Action::EarlierCycle => self.shift(-1, cx),
            Action::LaterCycle => self.shift(1, cx),
            Action::PickTeam => self.pick_team(),
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

    fn open(&mut self, page: Page) -> Step {
        let at = self.agent(page).map(|(at, _)| at);
        match (page, self.chart) {
            (_, Some(ChartOf::Agent(at))) => self.sheet(at),
            (Page::Coaching, None) => at.map_or_else(Step::none, |at| self.sheet(at)),
            (Page::Figures, None) => {
                self.chart = Some(at.map_or(ChartOf::Everyone, ChartOf::Agent));
                Step::none()
            }
            (Page::Gaps, None) => self.stuck().map_or_else(Step::none, |last| Nav::SessionView(last).into()),
            (_, Some(ChartOf::Everyone)) | (Page::Actions | Page::Evaluators | Page::Flags, None) => Step::none(),
        }
    }

    /// The last session of the stuck agent under the cursor, where the cause is asked.
    fn stuck(&self) -> Option<SessionId> {
        let view = self.view.get()?;
        let at = self.rows[Page::Gaps as usize].selected.checked_sub(view.closing.len())?;
        view.stuck.get(at).map(|stuck| stuck.plateau.last)
    }

    /// The agent's sheet over the cycle under the cursor: its calls.
    fn sheet(&self, at: usize) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let Some(agent) = view.agents.get(at) else { return Step::none() };
        let back = i64::try_from(view.cycles.len().saturating_sub(self.column + 1)).unwrap_or(0);
        let query = Query {
            team: self.query.team,
            scorecard: Some(view.scorecard.clone()),
            period: Period::Cycle(view.last - back),
        };
        Nav::Agent { agent: agent.agent.id, query }.into()
    }

    fn shift(&mut self, by: i64, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if by > 0 && view.cycles.last().is_some_and(|c| c.to > view.today) {
            return Step::problem("the next cycle has not begun");
        }
        self.query.last += by;
        self.ask(cx)
    }

    fn pick_team(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let mut choices = vec![Choice::new("Everyone", "")];
        choices.extend(
            view.teams.iter().map(|t| {
                Choice::new(t.name.visible(), t.supervisor_name.as_ref().map(Raw::visible).unwrap_or_default())
            }),
        );
        let at = view.team.as_ref().and_then(|own| view.teams.iter().position(|t| t.id == own.id)).map_or(0, |i| i + 1);
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Team, "Team", choices, at)))
    }

    fn answered(&mut self, given: &Given, cx: &Ctx) -> Step {
        let Given::Picked(Purpose::Team, at) = *given else { return Step::none() };
        self.query.team = at.checked_sub(1).and_then(|i| self.view.get()?.teams.get(i).map(|t| t.id));
        self.chart = None;
        self.ask(cx)
    }

    fn click(&mut self, page: Page, at: Position, cx: &Ctx) -> Step {
        let list = areas(cx.area).list;
        if !list.contains(at) || self.chart.is_some() {
            return Step::none();
        }
        let down = usize::from(at.y - list.y);
        let cursor = self.rows[page as usize];
        let dimensions = self.view.get().map_or(0, |v| v.rows.len());
        let row = match page {
            // Two lines of headings part the agents from the dimensions.
            Page::Figures if down >= dimensions => down.checked_sub(2).map(|d| d + cursor.offset),
            Page::Figures => Some(down),
            Page::Gaps if down >= self.view.get().map_or(0, |v| v.closing.len()) => down.checked_sub(2),
            Page::Gaps | Page::Actions | Page::Coaching | Page::Evaluators | Page::Flags => Some(down + cursor.offset),
        };
        let Some(row) = row.filter(|r| *r < self.len(page)) else { return Step::none() };
        self.rows[page as usize].selected = row;
        self.fitted(page, cx)
    }

    pub(super) fn actions(&self, page: Page) -> Vec<ActionInfo> {
        if self.view.get().is_none() {
            return Vec::new();
        }
        let mut out = Vec::new();
        if self.chart.is_some() {
            out.push(ActionInfo::together(&[Action::Left, Action::Right], "cycle"));
            out.push(ActionInfo::together(&[Action::Up, Action::Down], "dimension"));
            if matches!(self.chart, Some(ChartOf::Agent(_))) {
                out.push(ActionInfo::named(Action::Open, "its calls"));
            }
            out.push(ActionInfo::named(Action::Back, "table"));
            return out;
        }
        out.push(ActionInfo::together(&[Action::Up, Action::Down], "choose"));
        match page {
            Page::Figures => {
                out.push(ActionInfo::together(&[Action::Left, Action::Right], "cycle"));
                out.push(ActionInfo::named(Action::Open, "chart"));
            }
            Page::Coaching => {
                out.push(ActionInfo::together(&[Action::Left, Action::Right], "cycle"));
                out.push(ActionInfo::named(Action::Open, "agent"));
            }
            Page::Gaps if self.stuck().is_some() => out.push(ActionInfo::named(Action::Open, "cause")),
            Page::Gaps | Page::Actions | Page::Evaluators | Page::Flags => {}
        }
        out.push(ActionInfo::together(&[Action::EarlierCycle, Action::LaterCycle], "earlier, later"));
        out.push(ActionInfo::new(Action::PickTeam));
        out
    }

    pub(super) fn draw(&self, page: Page, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let Some(view) = load::ready(&self.view, frame, area, "the figures over cycles", cx) else { return };
        if view.agents.is_empty() {
            nothing(frame, area, cx);
            return;
        }
        let areas = areas(area);
        if let Some(of) = self.chart {
            line::draw(self, view, of, frame, area, cx);
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

/// Heading, list, and the words on what is under the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) words: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let under = match inner.height {
        0..10 => 0,
        10..28 => 3,
        _ => 5,
    };
    let line = |y: u16, rows: u16| {
        let y = y.min(inner.height);
        Rect { y: inner.y.saturating_add(y), height: rows.min(inner.height - y), ..inner }
    };
    Areas {
        head: line(0, 1),
        list: line(1, inner.height.saturating_sub(1 + under)),
        words: line(inner.height.saturating_sub(under.saturating_sub(1)), under.saturating_sub(1)),
    }
}

/// Sentences under a list.
pub(super) fn words(text: &str, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let lines = crate::tui::words::wrap(&visible(text), usize::from(areas.words.width));
    for (i, line) in lines.into_iter().enumerate().take(usize::from(areas.words.height)) {
        let y = areas.words.y + u16::try_from(i).unwrap_or(0);
        put(frame, areas.words.x, y, &Line::from(cx.look.span(line, Meaning::Muted)), areas.words);
    }
}

/// A row of a list: selected ones have the bar and the ground.
pub(super) fn row(spans: Vec<ratatui::text::Span<'static>>, selected: bool, frame: &mut Frame, place: Rect, cx: &Ctx) {
    let bar = if selected { cx.look.marks.bar } else { " " };
    let left = Rect { x: place.x.saturating_sub(2), width: place.width + 2, ..place };
    let mut all = vec![cx.look.span(format!("{bar} "), Meaning::Accent)];
    all.extend(spans);
    put(frame, left.x, left.y, &Line::from(all), left);
    if selected {
        cx.look.select_row(frame.buffer_mut(), left);
    }
}

fn nothing(frame: &mut Frame, area: Rect, cx: &Ctx) {
    let key = cx.keymap.key_words(&[Context::Trends, Context::Global], Action::GoImport, cx.look.borders);
    let sentence = format!("Press {key} to import QA evaluations. A trend shows from the second cycle on.");
    load::message(frame, area, "There are no scores over cycles yet", &[sentence], Meaning::Heading, cx);
}

/// A name in so many columns, with what is left as space.
pub(super) fn name(text: &str, columns: usize, cx: &Ctx) -> String {
    let cut = fit(&visible(text), columns.saturating_sub(1), cx.look.marks.more);
    let rest = columns.saturating_sub(width(&cut));
    cut + &" ".repeat(rest)
}

/// "4 calls".
pub(super) fn calls(n: u32) -> String {
    count(n, "call")
}
