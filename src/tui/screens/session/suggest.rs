//! F3: a behavior and a practice action from the library. Nothing is assigned until one is taken, and what was typed by
//! hand is not written over. The draft keeps what was suggested beside what becomes of it.

use super::Open;
use super::fields::{self, K};
use crate::domain::practice::suggest::Suggested;
use crate::domain::raw::visible;
use crate::domain::session::Suggestion;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{Purpose, Step};

impl Open {
    pub(super) fn suggest(&mut self) -> Step {
        let Some(focus) = self.focus() else {
            return Step::problem("there is no focus: choose one, and the library suggests an action for it");
        };
        let name = visible(&self.prefill.standing.dimensions[focus].name).into_owned();
        let found = &self.prefill.practice.suggestions;
        if found.is_empty() {
            return Step::problem(format!(
                "the library has nothing for {name}: the action is yours to write; Setup keeps it for the next time"
            ));
        }
        // With an entry there is an action; without one, the words of what was missed.
        let title = if found.iter().any(|s| s.entry.is_some()) {
            format!("Practice {name} with")
        } else {
            format!("The library has nothing for {name}; what was missed, as behavior")
        };
        let choices = found.iter().map(choice).collect();
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Practice, title, choices, 0)))
    }

    pub(super) fn take_suggestion(&mut self, at: usize) -> Step {
        let Some(taken) = self.prefill.practice.suggestions.get(at).cloned() else { return Step::none() };
        // What another suggestion put there gives way; words of one's own do not.
        let before = self.base.suggestion.clone();
        let questions: Vec<String> =
            self.prefill.practice.suggestions.iter().map(|s| s.behavior.trim().to_owned()).collect();
        let own = |text: String, suggested: Option<&str>| {
            let text = text.trim();
            !text.is_empty() && suggested.map(str::trim) != Some(text) && !questions.iter().any(|q| q == text)
        };
        if !taken.action.is_empty() {
            if own(self.form.text(K::Action), before.as_ref().map(|s| s.action.as_str())) {
                return Step::problem(
                    "the practice action has words of its own: empty it (ctrl-u) to take a suggestion",
                );
            }
            self.form.set(K::Action, &taken.action);
        }
        if !own(self.form.text(K::Behavior), before.as_ref().map(|s| s.behavior.as_str())) {
            self.form.set(K::Behavior, &taken.behavior);
        }
        let Suggested { entry, behavior, action, criterion, .. } = taken;
        if let Some(entry) = entry {
            self.base.suggestion = Some(Suggestion { entry, behavior, action });
        }
        self.tie(criterion.as_deref());
        self.form.go(K::Action);
        Step::none()
    }

    /// Ties the action to a question of the scorecard, or to none.
    pub(super) fn tie(&mut self, criterion: Option<&str>) {
        criterion.unwrap_or_default().clone_into(&mut self.base.criterion);
        let field = fields::criterion_field(&self.base.criterion, &self.prefill);
        if let Some(there) = self.form.field_mut(K::Criterion) {
            *there = field;
        }
    }
}

fn choice(suggested: &Suggested) -> Choice {
    let text = if suggested.action.is_empty() { &suggested.behavior } else { &suggested.action };
    Choice::new(visible(text), "").with_below(suggested.why())
}
