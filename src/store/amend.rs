//! Amendments of locked sessions.

use super::error::{Result, StoreError};
use super::{Store, optional};
use crate::domain::evidence::Evidence;
use crate::domain::id::{AmendmentId, SessionId};
use crate::domain::record::Record;
use crate::domain::session::{
    AmendContext, AmendDraft, Amended, Draft, EvidenceDraft, FocusDraft, SessionView, Status, amend, judge_evidence,
};

impl Store {
    /// Adds to a locked session: judged by the form's rules, refused with every reason at once. What comes back is a
    /// sentence on what stands now.
    pub fn amend_session(&mut self, id: SessionId, typed: &AmendDraft) -> Result<String> {
        let view = self.session_view(id)?;
        let settings = self.settings()?;
        let cx = AmendContext { zone: settings.zone, now: self.clock.now(), day_first: settings.day_first };
        let evidence = match &typed.evidence {
            Some(row) if typed.field == Amended::Evidence => Some(self.added_evidence(&view, row)?),
            _ => None,
        };
        let found = amend(&view, typed, evidence, &cx).map_err(|all| StoreError::refused(all.join("\n")))?;
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
            // Another window may have taken it out of account, or amended it, meanwhile.
            let sql = "SELECT status, (SELECT count(*) FROM amendment WHERE session = ?1) FROM session WHERE uuid = ?1";
            let now: Option<(String, usize)> =
                optional(w.conn.query_row(sql, [id], |r| Ok((r.get(0)?, r.get::<_, u32>(1)? as usize))))?;
            let same = now.is_some_and(|(status, amendments)| {
                Status::from_word(&status) != Some(Status::Void) && amendments == view.amendments.len()
            });
            if !same {
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
