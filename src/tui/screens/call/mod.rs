//! One call: how it was scored, and what was said in it. Lines of it are taken as evidence.
//!
//! ```text
//!  mod       what happens            transcript  which turns are on screen, and finding words in them
//!  evidence  lines become evidence   flagging    a flag by hand
//!                                    scores      the left side's lines
//!  view      where all of it stands  search      words in all transcripts
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::{Action, Context};
use crate::domain::id::CallRow;
use crate::domain::standing::CallView;
use crate::store::request::{Answer, FlagCodesView, FlagRequest, NewFlag, OpenSession, Request};
use crate::tui::event::Wheel;
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Input, Load, Nav, Page, Step};
use crate::tui::widgets::load;

mod disputing;
mod evidence;
mod flagging;
mod scores;
pub(crate) mod search;
mod transcript;
mod view;

use transcript::Reading;

/// One call.
#[derive(Debug)]
pub(crate) struct CallScreen {
    call: CallRow,
    view: Load<CallView>,
    /// The turn to go to once the call is there, from 1.
    at: Option<u32>,
    pane: Pane,
    /// First line of the scores on screen.
    scores: usize,
    scored: scores::Kept,
    reading: Reading,
    /// What a flag by hand can be given.
    codes: Load<FlagCodesView>,
    /// The flag that is being asked for.
    flag: NewFlag,
    adding: Load<()>,
    /// The flag that was sent, until the store has it: where it is refused, it is asked for with what was typed.
    sent: Option<NewFlag>,
    /// The score whose dispute is being opened or closed.
    disputing: Option<disputing::Disputing>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Scores,
    Transcript,
}

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has the same methods")]
impl CallScreen {
    /// `turn`: the turn to open at.
    pub(crate) fn new(call: CallRow, turn: Option<u32>) -> Self {
        let pane = if turn.is_some() { Pane::Transcript } else { Pane::Scores };
        Self {
            call,
            view: Load::Idle,
            at: turn,
            pane,
            scores: 0,
            scored: scores::Kept::default(),
            reading: Reading::default(),
            codes: Load::Idle,
            flag: NewFlag::default(),
            adding: Load::Idle,
            sent: None,
            disputing: None,
        }
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => {
                let codes = cx.read_only.is_none().then(|| self.codes.ask(cx, Request::Flags(FlagRequest::Codes)));
                let call = self.view.ask(cx, Request::Call(self.call));
                Step { effects: std::iter::once(call).chain(codes).collect(), ..Step::none() }
            }
            Input::Reply(ticket, answer) if self.codes.awaits(ticket) => {
                self.codes.take(*answer, |answer| match answer {
                    Answer::FlagCodes(view) => Some(*view),
                    _ => None,
                });
                Step::none()
            }
            Input::Reply(ticket, answer) if self.view.awaits(ticket) => {
                self.view.take(*answer, |answer| match answer {
                    Answer::Call(view) => Some(*view),
                    _ => None,
                });
                self.scored = scores::Kept::default();
                self.arrived(cx);
                Step::none()
            }
            Input::Reply(ticket, answer) if self.adding.awaits(ticket) => self.flag_written(*answer, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) => {
                self.reading.type_key(key, self.view.get());
                self.fit(cx);
                Step::none()
            }
            Input::Paste(text) => {
                self.reading.paste(&text, self.view.get());
                self.fit(cx);
                Step::none()
            }
            Input::Scroll(at, wheel) => {
                let by = if wheel == Wheel::Up { -3 } else { 3 };
                let areas = self.view.get().map(|view| view::areas(view, self.pane, cx.area));
                let over = areas.and_then(|a| a.scores).is_some_and(|scores| scores.contains(at));
                self.step(by, if over { Pane::Scores } else { self.front(cx) }, cx);
                Step::none()
            }
            Input::Click(at) => {
                self.click(at, cx);
                Step::none()
            }
            Input::Resized => {
                self.fit(cx);
                Step::none()
            }
            Input::Answered(given) if disputing::is_of(&given) => self.given(&given, cx),
            Input::Answered(given) => self.flag_answered(given, cx),
            // A dispute was opened or closed: the score says so.
            Input::Reply(_, answer) => match *answer {
                Ok(Answer::Done(_)) => self.view.ask(cx, Request::Call(self.call)).into(),
                Ok(_) => Step::pass(),
                Err(words) => Step::problem(words),
            },
            Input::Folder(..) | Input::Hidden => Step::pass(),
        }
    }

    /// The call is there: goes to the turn that was asked for; a call without scores opens on its transcript.
    fn arrived(&mut self, cx: &Ctx) {
        if let Some(view) = self.view.get() {
            if view.evaluations.is_empty() && view.transcript.is_some() {
                self.pane = Pane::Transcript;
            }
            let turns = view.transcript.as_ref().map(|t| t.turns.as_slice()).unwrap_or_default();
            if let Some(n) = self.at.take() {
                self.reading.selected = turns.iter().position(|turn| turn.n == n).unwrap_or(0);
            }
            self.reading.marked.retain(|i| *i < turns.len());
            self.reading.find_again(turns);
        }
        self.fit(cx);
    }

    /// The side that the arrows move in: the transcript where both are on screen and it was chosen.
    fn front(&self, cx: &Ctx) -> Pane {
        let both = view::two(cx.area);
        let some = self.view.get().is_some_and(|v| v.transcript.is_some());
        if both && !some { Pane::Scores } else { self.pane }
    }

    /// Lines of the side in front that are on screen.
    fn page(&self, cx: &Ctx) -> isize {
        let Some(view) = self.view.get() else { return 1 };
        let areas = view::areas(view, self.pane, cx.area);
        let lines = match (self.front(cx), areas.transcript, &view.transcript) {
            (Pane::Transcript, Some(area), Some(transcript)) => self.reading.page(view, &transcript.turns, area),
            _ => areas.scores.map_or(1, |area| usize::from(area.height).max(1)),
        };
        isize::try_from(lines).unwrap_or(1)
    }

    fn click(&mut self, at: ratatui::layout::Position, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let areas = view::areas(view, self.pane, cx.area);
        if areas.scores.is_some_and(|a| a.contains(at)) {
            self.pane = Pane::Scores;
        } else if let Some(area) = areas.transcript.filter(|a| a.contains(at)) {
            self.pane = Pane::Transcript;
            if let Some(turn) = self.reading.turn_at(view, area, at.y) {
                self.reading.selected = turn;
            }
        }
        self.fit(cx);
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        if self.reading.typing && action == Action::Back {
            self.reading.leave_search();
            return Step::none();
        }
        match action {
            Action::Up => self.step(-1, self.front(cx), cx),
            Action::Down => self.step(1, self.front(cx), cx),
            Action::PageUp => self.step(-self.page(cx), self.front(cx), cx),
            Action::PageDown => self.step(self.page(cx), self.front(cx), cx),
            Action::Home => self.step(isize::MIN / 2, self.front(cx), cx),
            Action::End => self.step(isize::MAX / 2, self.front(cx), cx),
            Action::NextPane | Action::PreviousPane => {
                self.pane = match self.pane {
                    Pane::Scores => Pane::Transcript,
                    Pane::Transcript => Pane::Scores,
                };
                self.fit(cx);
            }
            Action::Back if self.reading.searched() => self.reading.drop_search(),
            Action::Find | Action::NextMatch | Action::PreviousMatch | Action::Mark => return self.read(action, cx),
            Action::Evidence => return self.take_evidence(cx),
            Action::Dispute => return self.dispute(cx),
            Action::Praise => return self.praise(cx),
            Action::SwapSpeakers => return self.swap_speakers(cx),
            Action::StartSession => return self.session(Vec::new()),
            Action::AddFlag => return self.add_flag(cx),
            Action::Copy => return self.copy(cx),
            Action::Print => match self.view.get() {
                Some(view) => return Effect::Print(Page::Call(Box::new(view.clone()))).into(),
                None => return Step::pass(),
            },
            _ => return Step::pass(),
        }
        Step::none()
    }

    /// What is done in the transcript alone.
    fn read(&mut self, action: Action, cx: &Ctx) -> Step {
        let turns = self.view.get().and_then(|v| v.transcript.as_ref()).map_or(0, |t| t.turns.len());
        if turns == 0 {
            return Step::problem("this call has no transcript");
        }
        self.pane = Pane::Transcript;
        let mut said = Step::none();
        match action {
            Action::Find => self.reading.open_search(),
            Action::Mark => self.reading.mark(turns),
            _ => {
                if !self.reading.next_match(action == Action::NextMatch) {
                    said = Step::problem(if self.reading.searched() {
                        "no line has these words"
                    } else {
                        "nothing is searched for yet: / starts"
                    });
                }
            }
        }
        self.fit(cx);
        said
    }

    fn step(&mut self, by: isize, pane: Pane, cx: &Ctx) {
        match pane {
            Pane::Scores => self.scores = self.scores.saturating_add_signed(by),
            Pane::Transcript => self.reading.selected = self.reading.selected.saturating_add_signed(by),
        }
        self.fit(cx);
    }

    /// Keeps both sides within their ends, and the selected line on screen.
    fn fit(&mut self, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let areas = view::areas(view, self.pane, cx.area);
        if let Some(area) = areas.scores {
            let lines = self.scored.keep(view, usize::from(area.width), cx);
            self.scores = self.scores.min(lines.saturating_sub(usize::from(area.height)));
        }
        if let (Some(area), Some(transcript)) = (areas.transcript, &view.transcript) {
            self.reading.fit(view, &transcript.turns, area);
        }
    }

    /// Opens the agent's session, with what was taken.
    fn session(&self, evidence: Vec<crate::domain::session::EvidenceDraft>) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let Some(agent) = &view.agent else {
            return Step::problem("nobody is known as this call's agent, so no session can take it");
        };
        let query = crate::domain::standing::Query::default();
        Nav::Session(OpenSession::ForAgent { agent: agent.id, query, answers: Vec::new(), evidence }).into()
    }

    /// The marked lines, or the current one; the call alone from its scores.
    fn take_evidence(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let alone = self.front(cx) == Pane::Scores && self.reading.marked.is_empty();
        let lines = if alone { Vec::new() } else { self.reading.taken() };
        let evidence = evidence::of_lines(view, &lines);
        let step = self.session(vec![evidence]);
        if step.nav.is_some() {
            self.reading.marked.clear();
        }
        step
    }

    /// Keeps the marked lines, or the current one, as praise; the same again takes it back.
    fn praise(&mut self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be kept: {why}"));
        }
        if view.transcript.as_ref().is_none_or(|t| t.turns.is_empty()) {
            return Step::problem("this call has no transcript to take words from");
        }
        let Some(agent) = &view.agent else {
            return Step::problem("nobody is known as this call's agent, so nobody can be praised for it");
        };
        let lines = self.reading.taken();
        let request = match evidence::praised(view, &lines) {
            Some(kept) => Request::DropPraise(kept.id),
            None => Request::KeepPraise(evidence::praise(view, agent.id, &lines)),
        };
        self.reading.marked.clear();
        cx.send(request).into()
    }

    /// `x`: agent and customer change places in the whole call; the same again takes it back. The log keeps it.
    fn swap_speakers(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if view.transcript.as_ref().is_none_or(|t| t.turns.is_empty()) {
            return Step::problem("this call has no transcript, so there are no speakers to swap");
        }
        cx.send(Request::SwapSpeakers(self.call)).into()
    }

    fn copy(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::pass() };
        if self.front(cx) == Pane::Scores || view.transcript.is_none() {
            return Effect::Copy(scores::plain(view, cx)).into();
        }
        Effect::Copy(evidence::copied(view, &self.reading.taken())).into()
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let mut out = Vec::new();
        let transcript = view.transcript.is_some() && self.front(cx) == Pane::Transcript;
        out.push(ActionInfo::together(&[Action::Up, Action::Down], if transcript { "line" } else { "scroll" }));
        let writes = cx.read_only.is_none();
        if transcript {
            out.push(ActionInfo::new(Action::Mark));
        }
        if writes {
            out.push(ActionInfo::named(Action::Evidence, "evidence"));
        }
        if writes && transcript && view.agent.is_some() {
            let kept = evidence::praised(view, &self.reading.taken()).is_some();
            out.push(ActionInfo::named(Action::Praise, if kept { "no praise" } else { "praise" }));
        }
        out.push(ActionInfo::named(Action::NextPane, if transcript { "scores" } else { "transcript" }));
        if writes {
            out.push(ActionInfo::new(Action::StartSession));
        }
        if writes {
            out.push(ActionInfo::new(Action::AddFlag));
        }
        if view.transcript.is_some() {
            out.push(ActionInfo::new(Action::Find));
        }
        if self.reading.searched() {
            out.push(ActionInfo::together(&[Action::NextMatch, Action::PreviousMatch], "match"));
        }
        out.push(ActionInfo::new(Action::Copy));
        if writes && !view.evaluations.is_empty() {
            out.push(ActionInfo::new(Action::Dispute));
        }
        if writes && view.transcript.is_some() {
            out.push(ActionInfo::new(Action::SwapSpeakers));
        }
        out
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        &[Context::Call, Context::List]
    }

    pub(crate) fn typing(&self) -> bool {
        self.reading.typing
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        if let Some(call) = load::ready(&self.view, frame, area, "the call", cx) {
            view::draw(self, call, frame, area, cx);
        }
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        let id = self.view.get().and_then(|v| v.call_id.as_ref());
        Some(id.map_or_else(|| "call".to_owned(), |id| format!("call {}", id.visible())))
    }

    pub(crate) fn corner(&self, _cx: &Ctx) -> Option<String> {
        None
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        self.view.get().map(|view| scores::explained(view, cx))
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
