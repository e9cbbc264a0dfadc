//! The lists of the form: flags that are answered, calls that are suggested, evidence that is taken.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::evidence::{EvidenceEdit, Leaving};
use super::fields::{self, K};
use super::{Open, context};
use crate::domain::figure;
use crate::domain::session::{EvidenceDraft, FlagRef};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker};
use crate::tui::screen::{Purpose, Step};

impl Open {
    /// A list is entered at the end that one comes from.
    pub(super) fn enter_list(&mut self, down: bool) {
        let at = self.form.current();
        if fields::is_list(at) {
            let end = if down { 0 } else { self.list_len(at).saturating_sub(1) };
            *self.list_at(at) = end;
        }
    }

    pub(super) fn list_len(&self, at: K) -> usize {
        match at {
            K::Flags => self.flags().len(),
            K::Suggestions => self.prefill.suggestions.len(),
            _ => self.base.evidence.len() + 1,
        }
    }

    pub(super) fn list_at(&mut self, at: K) -> &mut usize {
        match at {
            K::Flags => &mut self.flag,
            K::Suggestions => &mut self.suggestion,
            _ => &mut self.row,
        }
    }

    pub(super) fn list_key(&mut self, at: K, key: KeyEvent) -> Step {
        let len = self.list_len(at);
        let selected = *self.list_at(at);
        match key.code {
            KeyCode::Up if selected == 0 => self.step(false),
            KeyCode::Down if selected + 1 >= len => self.step(true),
            KeyCode::Up => *self.list_at(at) = selected - 1,
            KeyCode::Down => *self.list_at(at) = selected + 1,
            KeyCode::Home => *self.list_at(at) = 0,
            KeyCode::End => *self.list_at(at) = len.saturating_sub(1),
            KeyCode::Enter | KeyCode::Char(' ') => return self.pick(at, selected),
            KeyCode::Delete | KeyCode::Backspace if at == K::Evidence && selected < self.base.evidence.len() => {
                self.base.evidence.remove(selected);
            }
            _ => {}
        }
        Step::none()
    }

    /// Enter or space on a row of a list.
    pub(super) fn pick(&mut self, at: K, selected: usize) -> Step {
        match at {
            K::Flags => {
                if let Some((flag, _)) = self.flags().into_iter().nth(selected) {
                    match self.base.answers_flags.iter().position(|f| *f == flag) {
                        Some(at) => drop(self.base.answers_flags.remove(at)),
                        None => self.base.answers_flags.push(flag),
                    }
                }
                Step::none()
            }
            K::Suggestions => self.toggle(selected),
            _ if selected < self.base.evidence.len() => {
                self.edit = Some(EvidenceEdit::new(selected, &self.base.evidence[selected], &self.prefill));
                Step::none()
            }
            _ => {
                self.add(EvidenceDraft::default());
                Step::none()
            }
        }
    }

    /// A new row of evidence, opened to be typed.
    pub(super) fn add(&mut self, row: EvidenceDraft) {
        self.form.go(K::Evidence);
        self.row = self.base.evidence.len();
        self.edit = Some(EvidenceEdit::new(self.row, &row, &self.prefill));
        self.base.evidence.push(row);
    }

    /// Takes a suggested call as evidence, or leaves it again.
    pub(super) fn toggle(&mut self, at: usize) -> Step {
        let Some(suggestion) = self.prefill.suggestions.get(at) else { return Step::none() };
        if self.base.evidence.contains(suggestion) {
            self.base.evidence.retain(|row| row != suggestion);
        } else if self.taken(suggestion) {
            return Step::problem("this call was changed since it was taken: remove it under Evidence, with del");
        } else {
            self.base.evidence.push(suggestion.clone());
        }
        Step::none()
    }

    /// Whether a suggestion stands among the evidence, as it came or with other words.
    pub(super) fn taken(&self, suggestion: &EvidenceDraft) -> bool {
        self.base.evidence.iter().any(|row| row.call_id == suggestion.call_id && row.from_ms == suggestion.from_ms)
    }

    /// F2: takes the suggestion under the cursor, or lists the agent's calls to take from.
    pub(super) fn evidence_key(&mut self) -> Step {
        if let Some(Leaving::Stays(words)) = self.close_edit() {
            return Step::problem(words);
        }
        if self.form.current() == K::Suggestions {
            return self.toggle(self.suggestion);
        }
        let mut choices: Vec<Choice> = Vec::new();
        if let Some(words) = self.all_words() {
            choices.push(Choice::new(words, "all of them at once"));
        }
        for row in self.flagged() {
            let (text, note) = context::suggestion_words(&row, self);
            choices.push(Choice::new(text, note));
        }
        for suggestion in &self.prefill.suggestions {
            let (text, note) = context::suggestion_words(suggestion, self);
            let note = if self.taken(suggestion) { format!("taken · {note}") } else { note };
            choices.push(Choice::new(text, note));
        }
        choices.extend(self.other_calls().map(|call| Choice::new(call.0, call.1)));
        choices.push(Choice::new("another call", "type its ID and what happened"));
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Evidence, "Take evidence from", choices, 0).with_open_end()))
    }

    /// "the 2 suggested calls", where that is more than one key for one call.
    fn all_words(&self) -> Option<String> {
        let left = self.prefill.suggestions.iter().filter(|s| !self.taken(s)).count();
        match (left, self.prefill.suggestions.len()) {
            (0 | 1, _) => None,
            (n, all) if n == all => Some(format!("the {n} suggested calls")),
            (n, _) => Some(format!("the {n} other suggested calls")),
        }
    }

    /// A line of that list was chosen.
    pub(super) fn evidence_picked(&mut self, at: usize) -> Step {
        let at = match (self.all_words(), at) {
            (Some(_), 0) => {
                let left: Vec<_> = self.prefill.suggestions.iter().filter(|s| !self.taken(s)).cloned().collect();
                self.base.evidence.extend(left);
                return Step::none();
            }
            (Some(_), at) => at - 1,
            (None, at) => at,
        };
        let flagged = self.flagged();
        if let Some(row) = flagged.get(at) {
            self.base.evidence.push(row.clone());
            return Step::none();
        }
        let at = at - flagged.len();
        let suggested = self.prefill.suggestions.len();
        if at < suggested {
            return self.toggle(at);
        }
        let call_id = self.other_calls().nth(at - suggested).map(|call| call.2).unwrap_or_default();
        self.add(EvidenceDraft { call_id, ..EvidenceDraft::default() });
        Step::none()
    }

    /// The moments of the flags that the session answers, as far as no evidence shows them: their calls may lie outside
    /// the cycle.
    pub(super) fn flagged(&self) -> Vec<EvidenceDraft> {
        let mut out: Vec<EvidenceDraft> = Vec::new();
        for flag in &self.prefill.open_flags {
            let Some(reference) = flag.reference().filter(|r| self.base.answers_flags.contains(r)) else { continue };
            let row = EvidenceDraft {
                call_id: reference.call_id.verbatim().to_owned(),
                from_ms: flag.at_ms,
                what_happened: flag.words(),
                ..EvidenceDraft::default()
            };
            if !self.taken(&row) && !self.prefill.suggestions.contains(&row) && !out.contains(&row) {
                out.push(row);
            }
        }
        out
    }

    /// Calls of the cycle that are not suggested: text, note, call ID.
    pub(super) fn other_calls(&self) -> impl Iterator<Item = (String, String, String)> + '_ {
        let calls = self.prefill.calls.iter().filter_map(|call| Some((call, call.call_id.as_ref()?)));
        let others = calls.filter(|(_, id)| !self.prefill.suggestions.iter().any(|s| s.call_id == id.verbatim()));
        others.map(|(call, id)| {
            let overall =
                call.overall.map_or_else(|| "no overall".to_owned(), |v| format!("overall {}", figure::words(v)));
            (format!("{}  {}", id.visible(), call.day.format("%-d %b")), overall, id.verbatim().to_owned())
        })
    }

    /// Closes the row of evidence that is being typed; `None` where there is none.
    pub(super) fn close_edit(&mut self) -> Option<Leaving> {
        let edit = self.edit.as_ref()?;
        if let Some(words) = edit.unreadable() {
            return Some(Leaving::Stays(words));
        }
        let row = edit.row;
        self.edit = None;
        if self.base.evidence.get(row) == Some(&EvidenceDraft::default()) {
            self.base.evidence.remove(row);
        }
        self.row = row.min(self.base.evidence.len());
        Some(Leaving::Closed)
    }

    /// Flags that the session can answer, and those that it answers: with the words on them.
    pub(super) fn flags(&self) -> Vec<(FlagRef, String)> {
        let mut out: Vec<(FlagRef, String)> = Vec::new();
        for flag in &self.prefill.open_flags {
            if let Some(reference) = flag.reference().filter(|r| !out.iter().any(|(f, _)| f == r)) {
                let words = format!(
                    "{} on {}, {}",
                    flag.code.visible(),
                    reference.call_id.visible(),
                    flag.day.format("%-d %b")
                );
                out.push((reference, words));
            }
        }
        for reference in &self.base.answers_flags {
            if !out.iter().any(|(f, _)| f == reference) {
                let words = format!("{} on {}", reference.code.visible(), reference.call_id.visible());
                out.push((reference.clone(), words));
            }
        }
        out
    }
}
