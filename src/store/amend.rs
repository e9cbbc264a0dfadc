//! Amendments of locked sessions.

use super::error::{Result, StoreError};
use super::{Store, Writing, optional};
use crate::domain::evidence::Evidence;
use crate::domain::id::{AmendmentId, SessionId};
use crate::domain::record::Record;
use crate::domain::session::{
    AmendContext, AmendDraft, Amended, Draft, EvidenceDraft, FocusDraft, NextStep, SessionView, Status, amend,
    judge_evidence,
};

impl Store {
    /// Adds to a locked session: judged by the form's rules, refused with every reason at once. What comes back is a
    /// sentence on what stands now.
    pub fn amend_session(&mut self, id: SessionId, typed: &AmendDraft) -> Result<String> {
        let view = self.session_view(id)?;
        self.amend_seen(&view, typed)
    }

    /// The same, of the session as it was read.
    pub(super) fn amend_seen(&mut self, view: &SessionView, typed: &AmendDraft) -> Result<String> {
        let id = view.content.id;
        let settings = self.settings()?;
        let cx = AmendContext { zone: settings.zone, now: self.clock.now(), day_first: settings.day_first };
        let evidence = match &typed.evidence {
            Some(row) if typed.field == Amended::Evidence => Some(self.added_evidence(view, row)?),
            _ => None,
        };
        let found = amend(view, typed, evidence, &cx).map_err(|all| StoreError::refused(all.join("\n")))?;
        let reason = typed.reason.trim().to_owned();
        let record = Record::SessionAmended {
            id,
            amendment: AmendmentId::new(),
            field: typed.field,
            old: found.old,
            new: found.new,
            evidence: found.evidence.map(Box::new),
            reason: reason.clone(),
        };
        self.write(Some(reason.as_str()), |w| {
            let unlike = unlike(w, view)?;
            let matters = match unlike {
                Some(Unlike::Checked | Unlike::Closed) => {
                    matches!(typed.field, Amended::CheckOn | Amended::CheckThreshold)
                }
                Some(Unlike::Void | Unlike::Amended) => true,
                None => false,
            };
            if matters {
                return Err(StoreError::refused("the session was changed meanwhile: look at it again, then amend it"));
            }
            w.record(&record)
        })?;
        let mut said = vec![record.summary()];
        said.extend(found.remarks);
        Ok(said.join("; "))
    }

    /// The row as the form would judge it on the session's day.
    fn added_evidence(&self, view: &SessionView, row: &EvidenceDraft) -> Result<Evidence> {
        let content = &view.content;
        let draft = Draft {
            agent: content.agent.to_string(),
            kind: content.kind,
            held_at: content.held_at.to_rfc3339(),
            cycle: Some(content.cycle),
            focus: content
                .focus
                .dimension
                .clone()
                .map(|dimension| FocusDraft { dimension, reason: "as it was locked".to_owned() }),
            evidence: vec![row.clone()],
            ..Draft::default()
        };
        let prefill = self.prefill(&draft)?;
        let judged = judge_evidence(&draft, &prefill, self.clock.now());
        let found = judged.map_err(|all| {
            let words: Vec<String> = all.into_iter().map(|p| p.words).collect();
            StoreError::refused(words.join("\n"))
        })?;
        found.into_iter().next().ok_or_else(|| StoreError::refused("the row of evidence is empty"))
    }
}

/// What another window did to a session since it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unlike {
    Void,
    Checked,
    Closed,
    Amended,
}

impl Unlike {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Void => "taken out of account",
            Self::Checked => "checked",
            Self::Closed => "closed",
            Self::Amended => "amended",
        }
    }
}

/// Looked at inside a write, where nothing can come in between any more.
pub(super) fn unlike(w: &Writing<'_>, view: &SessionView) -> Result<Option<Unlike>> {
    let sql =
        "SELECT status, next_step, (SELECT count(*) FROM amendment WHERE session = ?1) FROM session WHERE uuid = ?1";
    let now: Option<(String, Option<String>, u32)> =
        optional(w.conn.query_row(sql, [view.content.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))))?;
    let Some((status, step, amendments)) = now else { return Ok(Some(Unlike::Void)) };
    let closed = step.as_deref().and_then(NextStep::from_word) == Some(NextStep::Close);
    Ok(match Status::from_word(&status) {
        Some(Status::Void) | None => Some(Unlike::Void),
        Some(Status::Checked) if view.status != Status::Checked => Some(Unlike::Checked),
        Some(_) if closed && view.next_step != Some(NextStep::Close) => Some(Unlike::Closed),
        Some(_) if usize::try_from(amendments).ok() != Some(view.amendments.len()) => Some(Unlike::Amended),
        Some(_) => None,
    })
}
