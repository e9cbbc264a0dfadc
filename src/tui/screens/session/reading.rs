//! Another focus, or another call as evidence: what the data says is read again.

use chrono::NaiveDate;

use super::{Open, fields};
use crate::domain::practice::library::same_words;
use crate::domain::session::{Draft, Prefill};
use crate::store::request::Request;
use crate::tui::screen::{Ctx, Effect};

impl Open {
    pub(super) fn read(&mut self, cx: &Ctx) -> Effect {
        let draft = self.draft();
        self.read_for = Some(Reads::of(&draft, fields::held_on(&draft.held_at, &self.prefill, cx.now)));
        let ticket = cx.ticket();
        self.reading = Some(ticket);
        Effect::Store(ticket, Request::Prefill { id: self.id, draft: Box::new(draft) })
    }

    /// Takes what the data says now. A suggestion that was left alone follows it; what was chosen or typed stays.
    pub(super) fn take_prefill(&mut self, prefill: Prefill) {
        if self.prefill.standing.dimensions != prefill.standing.dimensions {
            let at = self.form.current();
            let suggested = |p: &Prefill| p.standing.finding.focus().map(|i| p.standing.dimensions[i].key.clone());
            let mut draft = self.draft();
            let focus = draft.focus.get_or_insert_default();
            let (was, is) = (suggested(&self.prefill), suggested(&prefill));
            if focus.reason.is_empty() && was.as_ref() == Some(&focus.dimension) && draft.answers_flags.is_empty() {
                focus.dimension = is.unwrap_or_default();
            }
            if Some(&draft.strength) == self.prefill.strength.as_ref() {
                draft.strength = prefill.strength.clone().unwrap_or_default();
            }
            self.form = fields::form(&draft, &prefill);
            self.form.go(at);
            self.base = draft;
        }
        let asked = self.prefill.practice.asked != prefill.practice.asked;
        let tied = self.criterion();
        self.prefill = prefill;
        if asked {
            // A question of another dimension cannot read the action back.
            let stays = self.prefill.practice.asked.iter().any(|a| same_words(&a.criterion, &tied));
            self.tie(Some(tied.as_str()).filter(|_| stays));
        }
        self.suggestion = self.suggestion.min(self.prefill.suggestions.len().saturating_sub(1));
    }
}

/// What the prefill depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reads {
    focus: String,
    /// The calls that the evidence names.
    calls: Vec<String>,
    held_on: NaiveDate,
}

impl Reads {
    pub(super) fn of(draft: &Draft, held_on: NaiveDate) -> Self {
        let focus = draft.focus.as_ref().map(|f| f.dimension.clone()).unwrap_or_default();
        Self { focus, calls: draft.evidence.iter().map(|row| row.call_id.clone()).collect(), held_on }
    }
}
