//! Today: what is due now, the next fortnight over it. Enter goes where the work is done.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::id::PersonId;
use crate::domain::invite::Invite;
use crate::domain::session::EvidenceDraft;
use crate::domain::standing::{FlagLine, Query};
use crate::domain::today::{DueItem, DueKind, DueTarget, Extent, Sheets, TodayView};
use crate::store::request::{Answer, OpenSession, Request};
use crate::tui::event::Wheel;
use crate::tui::figures;
use crate::tui::form::find::{Find, Found};
use crate::tui::screen::{Ctx, Effect, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

mod inviting;
mod list;
mod put_off;
mod says;
mod view;

#[cfg(test)]
mod tests;

#[derive(Debug, Default)]
pub(crate) struct TodayScreen {
    view: Load<TodayView>,
    /// The first lines, shown until the whole list is there.
    beginning: Load<Option<Box<TodayView>>>,
    find: Find,
    /// What stands on screen of the answer: worked out when it, the filter or `all_news` changes.
    listed: list::Listed,
    /// Columns that the answer takes.
    widths: view::Widths,
    /// Over the items on screen, groups after each other.
    cursor: Cursor,
    /// What is under the cursor: the selection follows it across a reload.
    selected: Option<Key>,
    /// Whether every agent with new scores is listed, or the first few.
    all_news: bool,
    /// What `p` waits for.
    sheets: Load<Sheets>,
    /// A write that the list is read again after.
    write: Load<()>,
    /// What is being put off, and until when, while the reason is asked for.
    putting_off: Option<put_off::PutOff>,
    /// The invitation that is being made, while its day and time are asked for.
    inviting: Option<Invite>,
}

/// What tells one item from another.
type Key = (DueKind, PersonId, String);

fn key(item: &DueItem) -> Key {
    (item.kind, item.agent, item.key.clone())
}

impl TodayScreen {
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
            Input::Reply(ticket, answer) if self.view.awaits(ticket) => {
                self.view.take(*answer, |answer| match answer {
                    Answer::Today(view) => Some(view),
                    _ => None,
                });
                self.came(cx)
            }
            Input::Reply(ticket, answer) if self.beginning.awaits(ticket) => self.begins(*answer, cx),
            Input::Reply(ticket, answer) if self.sheets.awaits(ticket) => self.print(*answer),
            Input::Reply(ticket, answer) if self.write.awaits(ticket) => self.written(*answer, cx),
            Input::Answered(Given::Day(Purpose::Until, day)) => self.until_given(day, cx),
            Input::Answered(Given::Typed(Purpose::Reason, words)) => self.put_off(words, cx),
            Input::Answered(Given::Day(Purpose::InviteOn, day)) => self.invite_on(day, cx),
            Input::Answered(Given::Typed(Purpose::InviteAt, typed)) => self.invite_at(&typed, cx),
            Input::Answered(Given::Picked(Purpose::Invite, at)) => self.invite_picked(at),
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

    fn ask(&mut self, cx: &Ctx) -> Step {
        let beginning = self.view.get().is_none().then(|| self.beginning.ask(cx, Request::TodayBegins));
        let whole = self.view.ask(cx, Request::Today);
        Step { effects: beginning.into_iter().chain([whole]).collect(), ..Step::default() }
    }

    /// Of what went wrong with the beginning the whole list tells.
    fn begins(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        self.beginning.take(answer, |answer| match answer {
            Answer::TodayBegins(view) => Some(view),
            _ => None,
        });
        match std::mem::take(&mut self.beginning) {
            Load::Ready(Some(view)) => {
                self.view.meanwhile(*view);
                self.came(cx)
            }
            _ => Step::none(),
        }
    }

    fn came(&mut self, cx: &Ctx) -> Step {
        self.widths = self.view.get().map(|view| view::Widths::of(view, cx)).unwrap_or_default();
        self.follow();
        self.moved(cx)
    }

    /// Whether what is on screen is the beginning alone.
    fn goes_on(&self) -> bool {
        self.view.get().is_some_and(|view| view.extent == Extent::Beginning)
    }

    fn follow(&mut self) {
        self.arrange();
        let Some(view) = self.view.get() else { return };
        if let Some(at) = self.listed.items.iter().position(|i| Some(key(&view.items[*i])) == self.selected) {
            self.cursor.selected = at;
        }
    }

    fn moved(&mut self, cx: &Ctx) -> Step {
        let lines = &self.listed.lines;
        let len = self.listed.items.len();
        self.cursor.selected = self.cursor.selected.min(len.saturating_sub(1));
        self.selected = self.item().map(key);
        // The offset counts lines, headings among them: the first item brings its heading along.
        let at = if self.cursor.selected == 0 { 0 } else { list::line_of(lines, self.cursor.selected) };
        let page = usize::from(view::areas(cx.area).list.height);
        let mut by_line = Cursor { selected: at, offset: self.cursor.offset };
        by_line.fit(lines.len(), page);
        self.cursor.offset = by_line.offset;
        Step::none()
    }

    pub(super) fn item(&self) -> Option<&DueItem> {
        let at = *self.listed.items.get(self.cursor.selected)?;
        self.view.get()?.items.get(at)
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let page = usize::from(view::areas(cx.area).list.height);
        let len = self.listed.items.len();
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
            Action::Back if self.find.clear() => {
                self.arrange();
                self.moved(cx)
            }
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
            // The data thread gathers what goes on paper.
            Action::Print if self.view.get().is_some() => self.sheets.ask(cx, Request::Sheets).into(),
            Action::PrepareNext if self.goes_on() => Step::problem("the rest of what is due is still being read"),
            Action::PrepareNext => self.prepare(),
            Action::Snooze => self.snooze(cx),
            Action::Invite => self.invite(cx),
            Action::ShowAll => {
                self.all_news = !self.all_news;
                self.arrange();
                self.moved(cx)
            }
            _ => Step::pass(),
        }
    }

    fn print(&mut self, answer: Result<Answer, String>) -> Step {
        self.sheets.take(answer, |answer| match answer {
            Answer::Sheets(sheets) => Some(*sheets),
            _ => None,
        });
        match std::mem::take(&mut self.sheets) {
            Load::Ready(sheets) => Effect::Print(Page::Sheets(Box::new(sheets))).into(),
            Load::Failed(words) => Step::problem(words),
            Load::Idle | Load::Pending(..) => Step::none(),
        }
    }

    /// The sheet of the one under the cursor where a session with him is due, else of the first.
    fn prepare(&self) -> Step {
        let due = self.view.get().map(TodayView::to_prepare).unwrap_or_default();
        let chosen = self.item().filter(|i| i.kind == DueKind::Session).map(|i| i.agent);
        let first = chosen.filter(|agent| due.contains(agent)).or_else(|| due.first().copied());
        match first {
            Some(agent) => Nav::Prepare { agent, seen: Vec::new() }.into(),
            None => Step::problem("no session is due today"),
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
        let Some(list::Line::Item(item)) = self.listed.lines.get(self.cursor.offset + usize::from(down)) else {
            return Step::none();
        };
        let at = self.listed.items.iter().position(|i| i == item).unwrap_or(0);
        if at == self.cursor.selected {
            return self.open(cx);
        }
        self.cursor.selected = at;
        self.moved(cx)
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

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        let items = self.view.get().map(|v| v.items.as_slice()).unwrap_or_default();
        let to = |i: &DueItem| (i.agent_name.visible(), Nav::Agent { agent: i.agent, query: Query::default() });
        items.iter().map(to).collect()
    }
}

/// A session with an agent; one that answers a flag brings the flag's moment as evidence.
fn session(agent: PersonId, flag: Option<&FlagLine>) -> Nav {
    let evidence = flag.map(|flag| EvidenceDraft {
        call_id: flag.call_id.as_ref().map(|id| id.verbatim().to_owned()).unwrap_or_default(),
        from_ms: flag.at_ms,
        // Its note is the evaluator's, and the form is the agent's to see.
        what_happened: flag.words(),
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
