//! Agent.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::Context;
use crate::domain::id::PersonId;
#[allow(unused_imports)]
use crate::domain::standing::{AgentView, Query};
#[allow(unused_imports)]
use crate::domain::today::TodayView;
use crate::store::request::{Answer, Request};
use crate::tui::screen::{ActionInfo, Ctx, Explanation, Input, Load, Nav, Step};
use crate::tui::widgets::load;

#[derive(Debug)]
pub(crate) struct AgentScreen {
    agent: PersonId,
    query: Query,
    view: Load<AgentView>,
}

impl AgentScreen {
    pub(crate) fn new(agent: PersonId, query: Query) -> Self {
        Self { agent, query, view: Load::Idle }
    }

    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => {
                self.view.ask(cx, Request::Agent { agent: self.agent, query: self.query.clone() }).into()
            }
            Input::Reply(ticket, answer) if self.view.awaits(ticket) => {
                self.view.take(*answer, |answer| match answer {
                    Answer::Agent(view) => Some(*view),
                    _ => None,
                });
                Step::none()
            }
            _ => Step::pass(),
        }
    }

    pub(crate) fn actions(&self, _cx: &Ctx) -> Vec<ActionInfo> {
        Vec::new()
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        &[Context::Agent, Context::List]
    }

    pub(crate) fn typing(&self) -> bool {
        false
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        load::ready(&self.view, frame, area, "team", cx);
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        None
    }

    pub(crate) fn corner(&self, _cx: &Ctx) -> Option<String> {
        None
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        None
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}
