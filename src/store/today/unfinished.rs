//! What somebody began and nobody ended: drafts, disputes, sessions on scores that changed.

use super::flags::Call;
use super::{Due, New, find};
use crate::domain::id::{CallRow, PersonId, TeamId};
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::scorecard::name_of;
use crate::domain::session::Draft;
use crate::domain::today::{DueKind, DueTarget};
use crate::store::Store;
use crate::store::convert::day_written;
use crate::store::error::Result;
use crate::store::people::{Member, members_and_leavers};

impl Store {
    /// Drafts, of those too who are away, have left, or have no scores any more: what was typed is not lost unsaid.
    pub(super) fn drafts(&self, due: &mut Due, team: Option<TeamId>) -> Result<()> {
        let open = self.open_drafts()?;
        if open.is_empty() {
            return Ok(());
        }
        let zone = self.settings()?.zone;
        let everyone = members_and_leavers(&self.conn, due.today)?;
        for draft in open {
            let member = match find(&everyone, draft.person) {
                Some(member) => member.clone(),
                None => self.without_scores(draft.person)?,
            };
            if team.is_some() && member.team.is_some() && member.team != team {
                continue;
            }
            let at = draft.saved_at.with_timezone(&zone);
            let new = New {
                kind: DueKind::Draft,
                since: at.date_naive(),
                due: at.date_naive(),
                subject: draft.id.to_string(),
                why: format!("draft of {}: {}", at.format("%-d %b, %H:%M"), filled(&draft.draft)),
                target: DueTarget::Draft(draft.id),
            };
            due.add(&member, new);
        }
        Ok(())
    }

    fn without_scores(&self, person: PersonId) -> Result<Member> {
        let sql = "SELECT id, name, source_id FROM person WHERE uuid = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([person], |r| {
            Ok(Member {
                row: r.get(0)?,
                agent: Agent { id: person, name: r.get(1)?, source_id: r.get(2)? },
                team: None,
                team_name: None,
            })
        })?)
    }

    pub(super) fn changed_scores_since(&self, due: &mut Due, list: &[Member]) -> Result<()> {
        for (line, changed) in self.sessions_on_changed_scores()? {
            let Some(member) = find(list, line.agent) else { continue };
            let gone =
                if changed == 1 { "one of its scores is".to_owned() } else { format!("{changed} of its scores are") };
            let new = New {
                kind: DueKind::ChangedScores,
                since: line.held_on,
                due: due.today,
                subject: line.id.to_string(),
                why: format!("session of {}: {gone} changed or gone since", line.held_on.format("%-d %b")),
                target: DueTarget::Session(line.id),
            };
            due.add(member, new);
        }
        Ok(())
    }

    pub(super) fn disputes(&self, due: &mut Due, list: &[Member]) -> Result<()> {
        let zone = self.settings()?.zone;
        let mut statement = self.conn.prepare_cached(
            "SELECT x.dimension, x.opened_at, x.source || '/' || x.evaluation AS evaluation, e.call, c.key, p.uuid
             FROM dispute x JOIN source s ON s.name = x.source
             JOIN evaluation e ON e.source = s.id AND e.key = x.evaluation AND e.current = 1 JOIN call c ON c.id = e.call
             JOIN identity i ON i.id = e.identity JOIN person p ON p.id = i.person WHERE x.state = 'open'",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(member) = find(list, row.get("uuid")?) else { continue };
            let opened: String = row.get("opened_at")?;
            let since = day_written(&opened, zone).unwrap_or(due.today);
            let evaluation: String = row.get("evaluation")?;
            let key: Option<Raw> = row.get("key")?;
            let call = Call::new(key.as_ref(), Some(&evaluation));
            let dimension: String = row.get("dimension")?;
            let new = New {
                kind: DueKind::Dispute,
                since,
                due: since,
                why: format!("{} on {} is disputed", crate::domain::raw::visible(&name_of(&dimension)), call.words),
                subject: call.subject,
                target: DueTarget::Call(CallRow(row.get("call")?)),
            };
            // Two dimensions of one evaluation, or one of two.
            due.add(member, new).item.key = format!("{evaluation}/{dimension}");
        }
        Ok(())
    }
}

/// "action and evidence filled in".
fn filled(draft: &Draft) -> String {
    let parts = [
        (!draft.behavior.trim().is_empty(), "behavior"),
        (!draft.action.trim().is_empty(), "action"),
        (!draft.evidence.is_empty(), "evidence"),
    ];
    let names: Vec<&str> = parts.iter().filter(|(filled, _)| *filled).map(|(_, name)| *name).collect();
    if names.is_empty() { "nothing typed yet".to_owned() } else { format!("{} filled in", names.join(" and ")) }
}
