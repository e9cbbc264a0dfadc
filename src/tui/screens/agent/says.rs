//! What the prep sheet says of itself: keys that apply, its place in the line of navigation, its arithmetic.

use super::{AgentScreen, Pane};
use crate::config::keymap::{Action, Context};
use crate::domain::raw::Raw;
use crate::tui::figures;
use crate::tui::screen::{ActionInfo, Ctx, Explanation};
use crate::tui::words::count;

impl AgentScreen {
    pub(super) fn key<'a>(action: Action, cx: &Ctx<'a>) -> &'a str {
        cx.keymap.key_words(&[Context::Agent, Context::List, Context::Global], action, cx.look.borders)
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.find.typing() {
            return vec![ActionInfo::named(Action::Back, "show all calls")];
        }
        let Some(view) = self.view.get() else { return Vec::new() };
        let open = match self.pane {
            Pane::Calls => "call",
            Pane::Dimensions if self.filtered_on() == Some(self.dimensions.selected) => "all calls",
            Pane::Dimensions => "its calls",
            Pane::Sessions => "session",
        };
        let mut actions = vec![
            ActionInfo::together(&[Action::Up, Action::Down], "move"),
            ActionInfo::new(Action::NextPane),
            ActionInfo::named(Action::Open, open),
        ];
        if cx.read_only.is_none() {
            actions.push(ActionInfo::named(
                Action::StartSession,
                if view.standing.draft.is_some() { "the draft" } else { "session" },
            ));
            if self.pane == Pane::Calls {
                actions.push(ActionInfo::new(Action::Evidence));
            }
        }
        if self.way.is_some() {
            actions.insert(0, ActionInfo::new(Action::PrepareNext));
        }
        actions.push(ActionInfo::named(Action::Copy, "copy for the auditor"));
        actions.push(ActionInfo::together(&[Action::NextAgent, Action::PreviousAgent], "agent"));
        actions.push(ActionInfo::together(&[Action::EarlierCycle, Action::LaterCycle], "cycle"));
        if view.standing.newer_calls > 0 || view.basis.cycle.is_none() {
            let label = if view.basis.cycle.is_none() { "the cycle" } else { "newer" };
            actions.push(ActionInfo::named(Action::NewerCalls, label));
        }
        actions.push(ActionInfo::new(Action::Find));
        actions.push(ActionInfo::new(Action::Print));
        actions
    }

    pub(crate) fn crumb(&self) -> String {
        self.view.get().map_or_else(|| "agent".to_owned(), |v| v.standing.agent.name.visible())
    }

    /// "A017 · Claims North · 34 calls, 9–22 Nov · 3 newer: n".
    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        let view = self.view.get()?;
        let standing = &view.standing;
        let mut parts = Vec::new();
        parts.extend(standing.agent.source_id.as_ref().map(Raw::visible));
        parts.extend(standing.team.as_ref().map(Raw::visible));
        parts.push(format!("{}, {}", count(standing.calls, "call"), cx.words.span(view.basis.span)));
        if view.basis.cycle.is_some() {
            parts.extend(figures::newer_words(standing.newer_calls, Self::key(Action::NewerCalls, cx)));
        }
        Some(parts.join(" · "))
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        let view = self.view.get()?;
        let session = view.sessions.get(self.sessions.selected).filter(|_| self.pane == Pane::Sessions);
        if let Some(outcome) = session.and_then(|session| view.outcome_of(session.id)) {
            return Some(figures::explain_outcome(outcome, cx));
        }
        let dimension = match self.pane {
            Pane::Dimensions => self.dimensions.selected,
            Pane::Calls | Pane::Sessions => self.filtered_on().unwrap_or(0),
        };
        Some(figures::explain(&view.standing, dimension, &view.basis, cx))
    }
}
