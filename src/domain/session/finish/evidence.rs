//! Judging evidence: each row, and whether there is enough of it.

use chrono::{DateTime, NaiveDate, Utc};

use super::typed::moment;
use super::{Field, Judge, filled, position};
use crate::domain::evidence::{Evidence, QuoteSource};
use crate::domain::raw::Raw;
use crate::domain::session::EvidenceDraft;

impl Judge<'_> {
    pub(super) fn evidence_rows(&mut self, focus: Option<usize>) -> Vec<Evidence> {
        let mut out = Vec::new();
        let rows: Vec<&EvidenceDraft> = self.draft.evidence.iter().collect();
        for (i, row) in rows.into_iter().enumerate() {
            self.row = Some(i);
            out.extend(self.evidence_row(i + 1, row, focus));
        }
        self.row = None;
        out
    }

    pub(super) fn evidence(&mut self, focus: Option<usize>) -> Vec<Evidence> {
        let out = self.evidence_rows(focus);
        let critical = focus.is_some_and(|i| self.prefill.standing.dimensions[i].critical);
        let strict = critical || !self.draft.answers_flags.is_empty();
        // A flag is answered by a moment of its own call.
        let answered: Vec<&Raw> = self.draft.answers_flags.iter().map(|f| &f.call_id).collect();
        let firm = out.iter().any(|e| {
            e.call_id.as_ref().is_some_and(|id| answered.is_empty() || answered.contains(&id))
                && (e.from_ms.is_some() || e.quote.is_some())
        });
        if strict && !firm {
            let words = if answered.is_empty() {
                "the focus is a critical dimension: evidence with a call ID and a time or a quote is needed"
            } else {
                "the session answers a flag: evidence on the flag's own call, with a time or a quote, is needed"
            };
            self.problem(Field::Evidence, words);
        } else if self.draft.evidence.is_empty() && focus.is_some() && self.draft.no_evidence.trim().is_empty() {
            self.problem(Field::NoEvidence, "evidence is missing: take a call's moment, or say why there is none");
        }
        out
    }

    fn evidence_row(&mut self, n: usize, row: &EvidenceDraft, focus: Option<usize>) -> Option<Evidence> {
        let before = self.problems.len();
        let call_id = row.call_id.trim();
        let fact = self.prefill.known_calls.get(&row.call_id).or_else(|| self.prefill.known_calls.get(call_id));
        let id = if self.prefill.known_calls.contains_key(&row.call_id) { row.call_id.as_str() } else { call_id };
        if let Some(fact) = fact
            && let Some(agent) = fact.agent
            && agent != self.prefill.agent
        {
            let whose = fact.agent_name.as_ref().map_or_else(|| "another agent".to_owned(), Raw::visible);
            let words = format!(
                "evidence {n}: call {} is {whose}'s, not {}'s",
                Raw::from(id).visible(),
                self.prefill.agent_name.visible()
            );
            self.problem(Field::Evidence, words);
        }
        if let Some(day) = fact.and_then(|f| f.day).filter(|day| *day > self.held_on) {
            self.problem(Field::Evidence, format!("evidence {n}: the call of {day} comes after the session"));
        }
        if row.quote.trim().is_empty() && row.what_happened.trim().is_empty() {
            self.problem(Field::Evidence, format!("evidence {n}: a quote, or what happened, is missing"));
        }
        if id.is_empty() && row.call_started_at.trim().is_empty() {
            self.problem(
                Field::Evidence,
                format!("evidence {n}: a call ID is missing; where it is not known, the call's date"),
            );
        }
        if matches!((row.from_ms, row.to_ms), (Some(from), Some(to)) if to < from)
            || row.from_ms.is_some_and(|ms| ms < 0)
            || row.to_ms.is_some_and(|ms| ms < 0)
        {
            self.problem(Field::Evidence, format!("evidence {n}: its end lies before its start"));
        }
        let dimension = if row.dimension.trim().is_empty() {
            focus.map(|i| self.prefill.standing.dimensions[i].key.clone())
        } else {
            let found = position(&row.dimension, self.prefill).map(|i| self.prefill.standing.dimensions[i].key.clone());
            if found.is_none() {
                self.problem(
                    Field::Evidence,
                    format!("evidence {n}: the scorecard has no dimension “{}”", row.dimension.trim()),
                );
            }
            found
        };
        let typed = self.evidence_time(n, row, fact.is_some());
        if self.problems.len() > before {
            return None;
        }
        let quote = (!row.quote.trim().is_empty()).then(|| Raw::from(row.quote.as_str()));
        let quote_source = quote.as_ref().map(|q| {
            let found = fact.is_some_and(|f| stands_in(q.verbatim(), &f.turns));
            if found { QuoteSource::Transcript } else { QuoteSource::Typed }
        });
        Some(Evidence {
            call_id: (!id.is_empty()).then(|| Raw::from(id)),
            call_started_at: fact.map_or(typed.0, |f| f.started_at),
            call_day: fact.map_or(typed.1, |f| f.day),
            from_ms: row.from_ms,
            to_ms: row.to_ms,
            speaker: filled(&row.speaker).map(Raw::from),
            quote,
            what_happened: filled(&row.what_happened).map(Raw::from),
            dimension,
            quote_source,
        })
    }

    /// The typed time of a call that the file does not know.
    fn evidence_time(
        &mut self,
        n: usize,
        row: &EvidenceDraft,
        known: bool,
    ) -> (Option<DateTime<Utc>>, Option<NaiveDate>) {
        let text = row.call_started_at.trim();
        if known || text.is_empty() {
            return (None, None);
        }
        match moment(text, self.prefill.zone, self.prefill.day_first, self.held_on) {
            Ok((at, day)) => {
                if day > self.held_on {
                    self.problem(Field::Evidence, format!("evidence {n}: the call of {day} comes after the session"));
                }
                (at, Some(day))
            }
            Err(words) => {
                self.problem(Field::Evidence, format!("evidence {n}: {words}"));
                (None, None)
            }
        }
    }
}

/// Whether the words stand in one turn, or run over consecutive ones.
fn stands_in(quote: &str, turns: &[Raw]) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = turns.iter().map(|t| squeezed(t.verbatim())).collect::<Vec<_>>().join(" ");
    let quote = squeezed(quote);
    !quote.is_empty() && whole.contains(&quote)
}
