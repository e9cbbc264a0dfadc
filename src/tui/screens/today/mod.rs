//! Today: what is due now, the next fortnight over it. Enter goes where the work is done.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::id::PersonId;
use crate::domain::raw::Raw;
use crate::domain::session::EvidenceDraft;
use crate::domain::standing::{FlagLine, Query};
use crate::domain::today::{DueItem, DueKind, DueTarget, TodayView};
use crate::store::request::{Answer, OpenSession, Request};
use crate::tui::event::Wheel;
use crate::tui::figures;
use crate::tui::form::find::{Find, Found};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Input, Load, Nav, Page, Step};
use crate::tui::widgets::cursor::Cursor;

mod view;

#[cfg(test)]
mod tests;

#[derive(Debug, Default)]
pub(crate) struct TodayScreen {
    view: Load<TodayView>,
    find: Find,
    /// Over the items on screen, groups after each other.
    cursor: Cursor,
    /// What is under the cursor: the selection follows it across a reload.
    selected: Option<Key>,
}

/// What tells one item from another.
type Key = (DueKind, PersonId, String);

fn key(item: &DueItem) -> Key {
    (item.kind, item.agent, item.subject.clone())
}

/// Under which heading an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    /// Due, overdue, or running against a clock.
    Now,
    /// Begun by someone and not ended.
    Unfinished,
    /// Due on a day to come.
    Coming,
}

impl Group {
    fn of(item: &DueItem) -> Self {
        match item.kind {
            DueKind::Draft | DueKind::ChangedScores | DueKind::NewScores => Self::Unfinished,
            DueKind::Flag | DueKind::AutoFail | DueKind::Stuck | DueKind::Dispute => Self::Now,
            DueKind::Session | DueKind::Check | DueKind::Action => {
                if item.overdue_days >= 0 {
                    Self::Now
                } else {
                    Self::Coming
                }
            }
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Now => "NOW",
            Self::Unfinished => "UNFINISHED",
            Self::Coming => "COMING",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Heading(Group),
    /// A position in the view's items.
    Item(usize),
    Space,
}

/// The word on the key that goes there.
pub(super) fn way(item: &DueItem) -> &'static str {
    match (&item.target, item.kind) {
        (DueTarget::Draft(_), _) => "go on",
        (DueTarget::Call(_), _) => "call",
        (DueTarget::Agent, _) => "prepare",
        (DueTarget::Session(_), DueKind::Check) => "check",
        (DueTarget::Session(_), DueKind::ChangedScores) => "compare",
        (DueTarget::Flag(_) | DueTarget::Session(_), _) => "session",
    }
}

impl TodayScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match self.find.input(&input) {
            Found::Changed => {
                self.cursor = Cursor::default();
                return self.moved(cx);
            }
            Found::Kept => return Step::none(),
            Found::Passed => {}
        }
        match input {
            Input::Shown | Input::Changed => self.view.ask(cx, Request::Today).into(),
            Input::Reply(ticket, answer) if self.view.awaits(ticket) => {
                self.view.take(*answer, |answer| match answer {
                    Answer::Today(view) => Some(view),
                    _ => None,
                });
                self.follow();
                self.moved(cx)
            }
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) if key.code == KeyCode::Up => self.act(Action::Up, cx),
            Input::Key(key) if key.code == KeyCode::Down => self.act(Action::Down, cx),
            Input::Scroll(_, Wheel::Up) => self.act(Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(Action::Down, cx),
            Input::Click(at) => self.click(at.y, cx),
            Input::Resized => self.moved(cx),
            _ => Step::pass(),
        }
    }

    fn follow(&mut self) {
        let items = self.items();
        let Some(view) = self.view.get() else { return };
        if let Some(at) = items.iter().position(|i| Some(key(&view.items[*i])) == self.selected) {
            self.cursor.selected = at;
        }
    }

    fn moved(&mut self, cx: &Ctx) -> Step {
        let lines = self.lines();
        let len = self.items().len();
        self.cursor.selected = self.cursor.selected.min(len.saturating_sub(1));
        self.selected = self.item().map(key);
        // The offset counts lines, headings among them: the first item brings its heading along.
        let at = if self.cursor.selected == 0 { 0 } else { line_of(&lines, self.cursor.selected) };
        let page = usize::from(view::areas(cx.area).list.height);
        let mut by_line = Cursor { selected: at, offset: self.cursor.offset };
        by_line.fit(lines.len(), page);
        self.cursor.offset = by_line.offset;
        Step::none()
    }

    /// Positions in the view of the items that are shown, in the order of the list.
    pub(super) fn items(&self) -> Vec<usize> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let shown = |item: &DueItem| self.find.matches(item.agent_name.verbatim()) || self.find.matches(&item.why);
        let mut items: Vec<usize> = (0..view.items.len()).filter(|i| shown(&view.items[*i])).collect();
        items.sort_by_key(|i| Group::of(&view.items[*i]));
        items
    }

    /// The items with the headings of their groups.
    pub(super) fn lines(&self) -> Vec<Line> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let mut lines = Vec::new();
        let mut group = None;
        for i in self.items() {
            let of = Group::of(&view.items[i]);
            if group != Some(of) {
                if group.is_some() {
                    lines.push(Line::Space);
                }
                lines.push(Line::Heading(of));
                group = Some(of);
            }
            lines.push(Line::Item(i));
        }
        lines
    }

    pub(super) fn item(&self) -> Option<&DueItem> {
        let at = *self.items().get(self.cursor.selected)?;
        self.view.get()?.items.get(at)
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let page = usize::from(view::areas(cx.area).list.height);
        let len = self.items().len();
        let mut moved = Cursor { selected: self.cursor.selected, offset: 0 };
        if moved.act(action, len, page) {
            self.cursor.selected = moved.selected;
            return self.moved(cx);
        }
        match action {
            Action::Find => {
                self.find.open();
                Step::none()
            }
            Action::Back if self.find.clear() => self.moved(cx),
            Action::Open => self.open(cx),
            Action::StartSession => match (cx.read_only, self.item()) {
                (Some(why), _) => Step::problem(format!("no session can be written: {why}")),
                (None, Some(item)) => session(item.agent, None).into(),
                (None, None) => Step::none(),
            },
            Action::Copy => self.item().map_or_else(Step::pass, |item| {
                Effect::Copy(format!("{}: {}", item.agent_name.visible(), crate::domain::raw::visible(&item.why)))
                    .into()
            }),
            Action::Print => self
                .view
                .get()
                .map_or_else(Step::pass, |view| Effect::Print(Page::Today(Box::new(view.clone()))).into()),
            _ => Step::pass(),
        }
    }

    fn open(&self, cx: &Ctx) -> Step {
        let Some(item) = self.item() else { return Step::none() };
        let writes = matches!(item.target, DueTarget::Flag(_) | DueTarget::Draft(_));
        if let Some(why) = cx.read_only.filter(|_| writes) {
            return Step::problem(format!("no session can be written: {why}"));
        }
        match &item.target {
            DueTarget::Flag(flag) => session(item.agent, Some(flag)),
            DueTarget::Agent => Nav::Agent { agent: item.agent, query: Query::default() },
            DueTarget::Session(id) => Nav::SessionView(*id),
            DueTarget::Draft(id) => Nav::Session(OpenSession::Draft(*id)),
            DueTarget::Call(row) => Nav::Call(*row),
        }
        .into()
    }

    /// Selects the item under the mouse; opens it where it is selected already.
    fn click(&mut self, y: u16, cx: &Ctx) -> Step {
        let list = view::areas(cx.area).list;
        let Some(down) = y.checked_sub(list.y).filter(|d| *d < list.height) else { return Step::none() };
        let lines = self.lines();
        let Some(Line::Item(item)) = lines.get(self.cursor.offset + usize::from(down)) else { return Step::none() };
        let at = self.items().iter().position(|i| i == item).unwrap_or(0);
        if at == self.cursor.selected {
            return self.open(cx);
        }
        self.cursor.selected = at;
        self.moved(cx)
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.find.typing() {
            return vec![ActionInfo::named(Action::Back, "show everything")];
        }
        let Some(item) = self.item() else {
            return vec![ActionInfo::named(Action::GoImport, "import"), ActionInfo::named(Action::GoTeam, "team")];
        };
        let mut actions = vec![
            ActionInfo::together(&[Action::Up, Action::Down], "choose"),
            ActionInfo::named(Action::Open, way(item)),
        ];
        if cx.read_only.is_none() && way(item) != "session" {
            actions.push(ActionInfo::new(Action::StartSession));
        }
        actions.push(ActionInfo::new(Action::Find));
        actions.push(ActionInfo::new(Action::Copy));
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
        Some(figures::corner(view.team.as_ref(), cx))
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        let item = self.item()?;
        let flag_days = self.view.get().map_or(0, |v| v.flag_days);
        let mut lines = vec![crate::domain::raw::visible(&item.why).into_owned()];
        lines.push(match item.kind {
            DueKind::Flag | DueKind::AutoFail => format!(
                "It stands here since {} until a session answers it. The clock allows {} (flag-days in Setup).",
                cx.words.day(item.since),
                crate::tui::words::count(u64::try_from(flag_days).unwrap_or(0), "day")
            ),
            DueKind::Session => format!("Due {} by the cadence (cadence in Setup).", cx.words.day(item.due)),
            DueKind::Check => format!(
                "The score threshold agreed in the session is checked on {} (check-days in Setup).",
                cx.words.day(item.due)
            ),
            DueKind::Action => format!("The practice action ran until {}.", cx.words.day(item.due)),
            DueKind::Draft => "A session form that was begun and not finished.".to_owned(),
            DueKind::Dispute => format!("Open since {}. A disputed score is still averaged.", cx.words.day(item.since)),
            DueKind::Stuck => {
                "Three or more sessions on it, still below target, and the last one did not move it.".to_owned()
            }
            DueKind::NewScores => {
                format!("Evaluations that came in since the session of {}.", cx.words.day(item.since))
            }
            DueKind::ChangedScores => {
                "A later correction never changes a locked session: it shows as seen then beside restated now."
                    .to_owned()
            }
        });
        Some(Explanation { title: item.agent_name.visible(), lines })
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        let items = self.view.get().map(|v| v.items.as_slice()).unwrap_or_default();
        let to = |i: &DueItem| (i.agent_name.visible(), Nav::Agent { agent: i.agent, query: Query::default() });
        items.iter().map(to).collect()
    }
}

/// The line of the nth item.
fn line_of(lines: &[Line], nth: usize) -> usize {
    let items = lines.iter().enumerate().filter(|(_, l)| matches!(l, Line::Item(_)));
    items.map(|(at, _)| at).nth(nth).unwrap_or(0)
}

/// A session with an agent; one that answers a flag brings the flag's moment as evidence.
fn session(agent: PersonId, flag: Option<&FlagLine>) -> Nav {
    let evidence = flag.map(|flag| EvidenceDraft {
        call_id: flag.call_id.as_ref().map(|id| id.verbatim().to_owned()).unwrap_or_default(),
        from_ms: flag.at_ms,
        what_happened: flag.note.as_ref().map_or_else(|| flag.code.clone(), Raw::clone).into_verbatim(),
        dimension: flag.dimension.clone().unwrap_or_default(),
        ..EvidenceDraft::default()
    });
    Nav::Session(OpenSession::ForAgent {
        agent,
        query: Query::default(),
        answers: flag.and_then(FlagLine::reference).into_iter().collect(),
        evidence: evidence.into_iter().collect(),
    })
}
