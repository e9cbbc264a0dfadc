//! Log: every record, newest first; a filter; whether the log is intact.
//!
//! More records are asked for when the selection comes near the end of those that are there. The selection follows
//! its record when others come in above it.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use crate::config::keymap::Action;
use crate::domain::log_view::{LogLine, LogView, Verified};
use crate::domain::session::{SessionView, auditors_sentence};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::event::Wheel;
use crate::tui::form::text::{TextField, Typed};
use crate::tui::overlay::{Overlay, Problem, Prompt};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

mod check;
#[cfg(test)]
mod tests;
mod view;

/// Records that are asked for at a time.
const PAGE: usize = 200;
/// So many lines before the end the next ones are asked for.
const AHEAD: usize = 50;
/// Columns from which on the keys have room for their whole words.
const WIDE: u16 = 100;

#[derive(Debug)]
pub(crate) struct LogScreen {
    view: Load<LogView>,
    filter: TextField,
    mode: Mode,
    /// Records that are wanted at most; grows by [`PAGE`].
    limit: usize,
    /// Where the page that is awaited goes on; `None` for the first one.
    below: Option<i64>,
    cursor: Cursor,
    /// The selected record, once the user moved; the newest until then.
    selected: Option<i64>,
    check: Load<Verified>,
    /// A checkpoint on its way to its file.
    leaving: Load<()>,
    /// The session whose auditor's sentence is to be copied.
    copying: Load<SessionView>,
}

/// Where letters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Reading,
    Filtering,
}

impl Default for LogScreen {
    fn default() -> Self {
        Self {
            view: Load::Idle,
            filter: TextField::default(),
            mode: Mode::Reading,
            limit: PAGE,
            below: None,
            cursor: Cursor::default(),
            selected: None,
            check: Load::Idle,
            leaving: Load::Idle,
            copying: Load::Idle,
        }
    }
}

impl LogScreen {
    fn lines(&self) -> &[LogLine] {
        self.view.get().map_or(&[], |view| &view.lines)
    }

    fn line(&self) -> Option<&LogLine> {
        self.lines().get(self.cursor.selected)
    }

    /// From the newest on.
    fn ask(&mut self, cx: &Ctx) -> Effect {
        self.page_below(None, self.limit, cx)
    }

    fn page_below(&mut self, below: Option<i64>, limit: usize, cx: &Ctx) -> Effect {
        self.below = below;
        self.view.ask(cx, Request::Log { filter: self.filter.text().trim().to_owned(), limit, below })
    }

    /// Whether records are still looked through that the filter may find.
    fn searches(&self) -> Option<i64> {
        self.view.get()?.searched_to.filter(|_| self.lines().len() < self.limit)
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => self.ask(cx).into(),
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) if self.mode == Mode::Filtering => self.filter_key(key, cx),
            Input::Paste(text) if self.mode == Mode::Filtering => {
                self.filter.paste(&text);
                self.refilter(cx)
            }
            Input::Click(at) => self.click(at, cx),
            Input::Scroll(_, Wheel::Up) => self.moved(Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.moved(Action::Down, cx),
            Input::Answered(Given::Typed(Purpose::Path, path)) => {
                self.leaving.ask(cx, Request::LeaveCheckpoint(path.into())).into()
            }
            Input::Resized => {
                self.cursor.fit(self.lines().len(), self.page(cx));
                Step::none()
            }
            Input::Key(_) | Input::Paste(_) | Input::Answered(_) | Input::Hidden | Input::Folder(..) => Step::pass(),
        }
    }

    fn page(&self, cx: &Ctx) -> usize {
        usize::from(view::areas(cx.area, self.check_rows(cx)).list.height)
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.view.awaits(ticket) {
            let mut lines = match (self.below, self.view.take_before()) {
                (Some(_), Some(before)) => before.lines,
                _ => Vec::new(),
            };
            self.view.take(answer, |answer| match answer {
                Answer::Log(mut view) => {
                    lines.append(&mut view.lines);
                    Some(LogView { lines, ..view })
                }
                _ => None,
            });
            let at = self.selected.and_then(|seq| self.lines().iter().position(|l| l.seq == seq));
            self.cursor.select(at.unwrap_or(0), self.lines().len(), self.page(cx));
            if let (Load::Ready(_), Some(below)) = (&self.view, self.searches()) {
                return self.page_below(Some(below), self.limit - self.lines().len(), cx).into();
            }
        } else if self.copying.awaits(ticket) {
            self.copying.take(answer, |answer| match answer {
                Answer::Session(view) => Some(*view),
                _ => None,
            });
            return match std::mem::take(&mut self.copying) {
                Load::Ready(view) => Effect::Copy(auditors_sentence(&view)).into(),
                Load::Failed(words) => Step::problem(words),
                Load::Idle | Load::Pending(..) => Step::none(),
            };
        } else if self.leaving.awaits(ticket) {
            self.leaving = Load::Idle;
            return match answer {
                Ok(_) => self.ask(cx).into(),
                Err(words) => Step::problem(words),
            };
        } else if self.check.awaits(ticket) {
            self.check.take(answer, |answer| match answer {
                Answer::Verified(found) => Some(found),
                _ => None,
            });
            self.cursor.fit(self.lines().len(), self.page(cx));
            if let Load::Ready(found) = &self.check
                && !found.broken.is_empty()
            {
                return Step::overlay(Overlay::Problem(Problem::new(check::title(found), check::all(found))));
            }
        }
        Step::none()
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        match action {
            Action::Find => {
                self.mode = Mode::Filtering;
                Step::none()
            }
            Action::Verify => {
                let effect = self.check.ask(cx, Request::Verify);
                self.cursor.fit(self.lines().len(), self.page(cx));
                effect.into()
            }
            Action::Checkpoint => Step::overlay(Overlay::Prompt(Prompt::new(
                Purpose::Path,
                "Write a checkpoint to which file?",
                "Keep it where those who may write to the data file cannot change it: mail it, or put it on a share. \
                 `coachlog log verify --against FILE` shows later that nothing up to today was changed.",
                &format!("coachlog-{}.checkpoint.txt", cx.today),
            ))),
            Action::Open => match self.line() {
                Some(LogLine { session: Some(id), .. }) => Nav::SessionView(*id).into(),
                Some(_) => Step::problem("this record is not about a session: all of it is shown here"),
                None => Step::none(),
            },
            Action::Copy => match self.line() {
                Some(LogLine { session: Some(id), .. }) => {
                    let id = *id;
                    self.copying.ask(cx, Request::Session(id)).into()
                }
                Some(line) => Effect::Copy(check::as_text(line)).into(),
                None => Step::pass(),
            },
            Action::Back => self.back(cx),
            other => self.moved(other, cx),
        }
    }

    /// Esc: out of the filter's field, then away with the check's words, then away with the filter.
    fn back(&mut self, cx: &Ctx) -> Step {
        let filtered = !self.filter.text().is_empty();
        if self.mode == Mode::Reading && self.check != Load::Idle {
            let stop = self.check.ticket();
            self.check = Load::Idle;
            self.cursor.fit(self.lines().len(), self.page(cx));
            return stop.map_or_else(Step::none, |ticket| Effect::Cancel(ticket).into());
        }
        if self.mode == Mode::Reading && !filtered {
            return Step::pass();
        }
        self.mode = Mode::Reading;
        self.filter.set("");
        if filtered { self.refilter(cx) } else { Step::none() }
    }

    fn filter_key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        match key.code {
            KeyCode::Enter => {
                self.mode = Mode::Reading;
                Step::none()
            }
            KeyCode::Up => self.moved(Action::Up, cx),
            KeyCode::Down => self.moved(Action::Down, cx),
            _ => match self.filter.key(key) {
                Typed::Changed => self.refilter(cx),
                Typed::Kept | Typed::Passed => Step::none(),
            },
        }
    }

    fn refilter(&mut self, cx: &Ctx) -> Step {
        self.limit = PAGE;
        self.selected = None;
        self.ask(cx).into()
    }

    fn moved(&mut self, action: Action, cx: &Ctx) -> Step {
        let len = self.lines().len();
        if !self.cursor.act(action, len, self.page(cx)) {
            return Step::pass();
        }
        self.selected = self.line().map(|l| l.seq);
        if len >= self.limit && self.cursor.selected + AHEAD >= len && !self.view.is_pending() {
            self.limit += PAGE;
            let below = self.lines().last().map(|line| line.seq);
            return self.page_below(below, PAGE, cx).into();
        }
        Step::none()
    }

    fn click(&mut self, at: Position, cx: &Ctx) -> Step {
        let list = view::areas(cx.area, self.check_rows(cx)).list;
        if list.contains(at) {
            let row = self.cursor.offset + usize::from(at.y - list.y);
            if row < self.lines().len() {
                self.cursor.select(row, self.lines().len(), usize::from(list.height));
                self.selected = self.line().map(|l| l.seq);
            }
        }
        Step::none()
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.mode == Mode::Filtering {
            return vec![
                ActionInfo::named(Action::Open, "keep the filter"),
                ActionInfo::named(Action::Back, "no filter"),
            ];
        }
        let mut out = vec![ActionInfo::together(&[Action::Up, Action::Down], "choose")];
        if self.line().is_some_and(|l| l.session.is_some()) {
            out.push(ActionInfo::named(Action::Open, "open the session"));
        }
        if self.check.is_pending() {
            out.push(ActionInfo::named(Action::Back, "stop the check"));
        } else {
            out.push(ActionInfo::new(Action::Verify));
        }
        out.push(ActionInfo::new(Action::Checkpoint));
        out.push(ActionInfo::named(Action::Find, "filter"));
        match self.line() {
            Some(LogLine { session: Some(_), .. }) if cx.area.width >= WIDE => {
                out.push(ActionInfo::named(Action::Copy, "copy for the auditor"));
            }
            Some(_) => out.push(ActionInfo::new(Action::Copy)),
            None => {}
        }
        if !self.filter.text().is_empty() {
            out.push(ActionInfo::named(Action::Back, "no filter"));
        }
        out
    }

    pub(crate) fn typing(&self) -> bool {
        self.mode == Mode::Filtering
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        view::draw(self, frame, area, cx);
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has this method")]
    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        Some(check::explanation())
    }
}
