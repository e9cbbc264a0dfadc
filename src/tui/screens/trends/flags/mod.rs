//! The coverage of flags: what became of each flag and each auto-fail of a period.

use chrono::Days;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::coverage::{Coverage, CoverageLine, CoverageView, DAYS, MarkKind};
use crate::domain::day::Span;
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::session::{EvidenceDraft, FlagRef, SessionView, auditors_sentence};
use crate::domain::standing::Query;
use crate::store::request::{Answer, FlagRequest, OpenSession, Request, Ticket, Whose};
use crate::tui::event::Wheel;
use crate::tui::form::find::{Find, Found};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Nav, Page, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

#[cfg(test)]
mod tests;
mod view;

#[derive(Debug, Default)]
pub(super) struct FlagsPage {
    view: Load<CoverageView>,
    /// The last days where it is `None`.
    span: Option<Span>,
    whose: Whose,
    find: Find,
    /// Over the lines that the filter leaves.
    cursor: Cursor,
    /// What is under the cursor: the selection follows across a reload.
    selected: Option<(CallRow, Raw)>,
    /// The session whose auditor's sentence is to be copied.
    copying: Load<SessionView>,
}

impl FlagsPage {
    pub(super) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match self.find.input(&input) {
            Found::Changed => {
                self.cursor = Cursor::default();
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
            Input::Scroll(_, Wheel::Up) => self.act(Action::Up, cx),
            Input::Scroll(_, Wheel::Down) => self.act(Action::Down, cx),
            Input::Click(at) => {
                let list = view::areas(cx.area).list;
                let row = self.cursor.offset + usize::from(at.y.saturating_sub(list.y));
                if list.contains(at) && row < self.lines().len() {
                    self.cursor.selected = row;
                }
                self.moved(cx)
            }
            Input::Answered(Given::Picked(Purpose::Team, at)) => {
                let team = at.checked_sub(1).and_then(|i| self.view.get()?.teams.get(i));
                self.whose = team.map_or(Whose::Everyone, |t| Whose::Team(t.id));
                self.ask(cx)
            }
            Input::Resized => self.moved(cx),
            Input::Answered(_) | Input::Key(_) | Input::Paste(_) | Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    fn ask(&mut self, cx: &Ctx) -> Step {
        self.view.ask(cx, Request::Flags(FlagRequest::Coverage { span: self.span, whose: self.whose })).into()
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
        if !self.view.awaits(ticket) {
            return Step::pass();
        }
        self.view.take(answer, |answer| match answer {
            Answer::Coverage(view) => Some(*view),
            _ => None,
        });
        let kept = self.selected.take();
        let at = kept.and_then(|(call, code)| self.lines().iter().position(|l| l.call == call && l.code == code));
        self.cursor.selected = at.unwrap_or(self.cursor.selected);
        self.moved(cx)
    }

    /// Fits the cursor, and remembers what is under it.
    fn moved(&mut self, cx: &Ctx) -> Step {
        let len = self.lines().len();
        self.cursor.fit(len, usize::from(view::areas(cx.area).list.height));
        self.selected = self.line().map(|l| (l.call, l.code.clone()));
        Step::none()
    }

    /// The lines that the filter leaves.
    fn lines(&self) -> Vec<&CoverageLine> {
        let all = self.view.get().map(|v| v.lines.as_slice()).unwrap_or_default();
        all.iter().filter(|l| self.find.matches(&searched(l))).collect()
    }

    fn line(&self) -> Option<&CoverageLine> {
        self.lines().get(self.cursor.selected).copied()
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let page = usize::from(view::areas(cx.area).list.height);
        if self.cursor.act(action, self.lines().len(), page) {
            return self.moved(cx);
        }
        match action {
            Action::Find => {
                self.find.open();
                Step::none()
            }
            Action::Back if self.find.clear() => self.moved(cx),
            Action::Open => match self.line().map(|l| (l.state, l.call)) {
                Some((Coverage::Coached { by, .. }, _)) => Nav::SessionView(by.session).into(),
                Some((_, call)) => Nav::Call(call).into(),
                None => Step::none(),
            },
            Action::StartSession => self.session(cx),
            Action::EarlierCycle => self.turn(false, cx),
            Action::LaterCycle => self.turn(true, cx),
            Action::PickTeam => self.pick_team(),
            Action::Copy => self.copy(cx),
            Action::Print => self
                .view
                .get()
                .map_or_else(Step::pass, |view| Effect::Print(Page::Coverage(Box::new(view.clone()))).into()),
            _ => Step::pass(),
        }
    }

    /// To the days before, or those after.
    fn turn(&mut self, later: bool, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let (span, end) = (view.span, view.today.succ_opt().unwrap_or(view.today));
        let moved = |day: chrono::NaiveDate| {
            if later { day.checked_add_days(Days::new(DAYS)) } else { day.checked_sub_days(Days::new(DAYS)) }
        };
        if later && span.to >= end {
            return Step::problem("these are the newest days");
        }
        let (Some(from), Some(to)) = (moved(span.from), moved(span.to)) else { return Step::none() };
        // The days that end today are those of tomorrow's tomorrow, too.
        self.span = (to < end).then(|| Span::new(from, to));
        self.cursor = Cursor::default();
        self.selected = None;
        self.ask(cx)
    }

    fn pick_team(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let mut choices = vec![Choice::new("Everyone", "")];
        choices.extend(
            view.teams.iter().map(|t| {
                Choice::new(t.name.visible(), t.supervisor_name.as_ref().map_or_else(String::new, Raw::visible))
            }),
        );
        let at = view.team.as_ref().and_then(|own| view.teams.iter().position(|t| t.name == *own)).map_or(0, |i| i + 1);
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Team, "Whose flags?", choices, at)))
    }

    /// A session that answers the flag under the cursor, with its moment as evidence.
    fn session(&self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("no session can be written: {why}"));
        }
        let Some(line) = self.line() else { return Step::none() };
        if matches!(line.state, Coverage::Coached { .. }) {
            return Step::problem("a session answers this one already: enter opens it");
        }
        let Some(call_id) = line.call_id.clone() else {
            return Step::problem("the call has no ID, so no session can name it");
        };
        let evidence = EvidenceDraft {
            call_id: call_id.verbatim().to_owned(),
            from_ms: line.at_ms,
            what_happened: crate::domain::standing::flagged_words(&line.code),
            dimension: line.dimension.clone().unwrap_or_default(),
            ..EvidenceDraft::default()
        };
        let answers = match line.kind {
            MarkKind::Flag => vec![FlagRef { call_id, code: line.code.clone() }],
            MarkKind::AutoFail => Vec::new(),
        };
        let query = Query::default();
        Nav::Session(OpenSession::ForAgent { agent: line.agent.id, query, answers, evidence: vec![evidence] }).into()
    }

    /// The auditor's sentence of a coached line; the line's own words else.
    fn copy(&mut self, cx: &Ctx) -> Step {
        let Some(line) = self.line() else { return Step::pass() };
        match line.state {
            Coverage::Coached { by, .. } => self.copying.ask(cx, Request::Session(by.session)).into(),
            Coverage::NotCoached { .. } | Coverage::Pending { .. } => {
                let call = line.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
                let words = format!(
                    "{}: {} {} on call ID {call}, {}: {}, {}.",
                    line.agent.name.visible(),
                    line.kind.words(),
                    line.code.visible(),
                    cx.words.full_day(line.day),
                    line.state.words(),
                    line.state.age_words(line.age)
                );
                Effect::Copy(words).into()
            }
        }
    }

    pub(super) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.view.get().is_none() {
            return Vec::new();
        }
        let mut out = Vec::new();
        if let Some(line) = self.line() {
            out.push(ActionInfo::together(&[Action::Up, Action::Down], "choose"));
            let coached = matches!(line.state, Coverage::Coached { .. });
            out.push(ActionInfo::named(Action::Open, if coached { "open the session" } else { "open the call" }));
            if !coached && cx.read_only.is_none() {
                out.push(ActionInfo::new(Action::StartSession));
            }
            out.push(ActionInfo::named(Action::Copy, if coached { "copy for the auditor" } else { "copy" }));
        }
        out.push(ActionInfo::together(&[Action::EarlierCycle, Action::LaterCycle], "days"));
        out.extend([ActionInfo::new(Action::PickTeam), ActionInfo::new(Action::Print), ActionInfo::new(Action::Find)]);
        out
    }

    pub(super) fn typing(&self) -> bool {
        self.find.typing()
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        view::draw(self, frame, area, cx);
    }

    pub(super) fn corner(&self, cx: &Ctx) -> Option<String> {
        self.view.get().map(|view| crate::tui::figures::corner(view.team.as_ref(), cx))
    }

    pub(super) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        let view = self.view.get()?;
        let clock = crate::tui::words::count(u64::try_from(view.flag_days).unwrap_or(0), "day");
        let lines = vec![
            "Every flag, and every auto-fail that no flag of its evaluation stands for, on the calls of these days."
                .to_owned(),
            "Coached: a session that stands answers the flag; for an auto-fail, it has the call as evidence. Its \
             days count from the call to the first such session."
                .to_owned(),
            format!("Pending: within its clock of {clock}, which runs from the call's day. Not coached: over it."),
            "A void session covers nothing. Calls of agents who left stay in.".to_owned(),
        ];
        Some(Explanation { title: "Coverage of flags".to_owned(), lines })
    }

    pub(super) fn agents(&self) -> Vec<(String, Nav)> {
        let mut out: Vec<(String, Nav)> = Vec::new();
        for line in self.view.get().map(|v| v.lines.as_slice()).unwrap_or_default() {
            let name = line.agent.name.visible();
            if out.iter().all(|(known, _)| *known != name) {
                out.push((name, Nav::Agent { agent: line.agent.id, query: Query::default() }));
            }
        }
        out
    }
}

/// What the filter looks in.
fn searched(line: &CoverageLine) -> String {
    let call = line.call_id.as_ref().map_or_else(String::new, Raw::visible);
    format!("{} {call} {} {}", line.agent.name.visible(), line.code.visible(), line.state.words())
}
