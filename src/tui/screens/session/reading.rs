//! Another focus, or another call as evidence: what the data says is read again.

use super::{Open, fields};
use crate::domain::session::{Draft, Prefill};
use crate::store::request::Request;
use crate::tui::screen::{Ctx, Effect};

impl Open {
    pub(super) fn read(&mut self, cx: &Ctx) -> Effect {
        let draft = self.draft();
        self.read_for = reads(&draft);
        let ticket = cx.ticket();
        self.reading = Some(ticket);
        Effect::Store(ticket, Request::Prefill { id: self.id, draft: Box::new(draft) })
    }

    pub(super) fn take_prefill(&mut self, prefill: Prefill) {
        let same = |a: &Prefill, b: &Prefill| {
            a.standing.dimensions.iter().map(|d| &d.key).eq(b.standing.dimensions.iter().map(|d| &d.key))
        };
        if !same(&self.prefill, &prefill) {
            let at = self.form.current();
            self.base = self.draft();
            self.form = fields::form(&self.base, &prefill);
            self.form.go(at);
        }
        self.prefill = prefill;
        self.suggestion = self.suggestion.min(self.prefill.suggestions.len().saturating_sub(1));
    }
}

/// What the prefill depends on: the focus, and the calls that the evidence names.
pub(super) fn reads(draft: &Draft) -> (String, Vec<String>) {
    let focus = draft.focus.as_ref().map(|f| f.dimension.clone()).unwrap_or_default();
    (focus, draft.evidence.iter().map(|row| row.call_id.clone()).collect())
}
