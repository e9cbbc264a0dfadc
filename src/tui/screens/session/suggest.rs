//! F3: a behavior and a practice action from the library. Nothing is assigned until one is taken, and what was typed by
//! hand is not written over.

use super::Open;
use super::fields::K;
use crate::config::practice::starting;
use crate::domain::practice::library::LibraryEntry;
use crate::domain::raw::visible;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{Purpose, Step};

impl Open {
    /// The entries for the focus dimension.
    fn suggested(&self) -> Vec<LibraryEntry> {
        let Some(focus) = self.focus() else { return Vec::new() };
        starting().of(Some(&self.prefill.standing.dimensions[focus].key)).cloned().collect()
    }

    pub(super) fn suggest(&mut self) -> Step {
        let Some(focus) = self.focus() else {
            return Step::problem("there is no focus: choose one, and the library suggests an action for it");
        };
        let name = visible(&self.prefill.standing.dimensions[focus].name).into_owned();
        let entries = self.suggested();
        if entries.is_empty() {
            return Step::problem(format!("the library has nothing for {name}: the action is yours to write"));
        }
        let choices = entries.iter().map(|entry| Choice::new(&entry.action, &entry.behavior)).collect();
        let title = format!("Practice {name} with");
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Practice, title, choices, 0)))
    }

    pub(super) fn take_suggestion(&mut self, at: usize) -> Step {
        let all = starting();
        let Some(entry) = self.suggested().into_iter().nth(at) else { return Step::none() };
        // What another suggestion put there gives way; words of one's own do not.
        let own = |text: String| {
            let text = text.trim().to_owned();
            !text.is_empty() && !all.entries.iter().any(|e| e.action == text || e.behavior == text)
        };
        if own(self.form.text(K::Action)) {
            return Step::problem("the practice action has words of its own: empty it (ctrl-u) to take a suggestion");
        }
        self.form.set(K::Action, &entry.action);
        if !own(self.form.text(K::Behavior)) {
            self.form.set(K::Behavior, &entry.behavior);
        }
        self.form.go(K::Action);
        Step::none()
    }
}
