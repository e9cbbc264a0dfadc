//! Evaluations that came in since an agent's newest session, while nothing else calls for one.

use std::collections::{HashMap, HashSet};

use super::{Due, New};
use crate::domain::id::SessionId;
use crate::domain::today::{DueKind, DueTarget};
use crate::store::Store;
use crate::store::convert::instant;
use crate::store::error::Result;
use crate::store::log::instant_text;
use crate::store::people::Member;
use crate::store::standings::{Around, Frame};

/// Who is asked about: a member, the last session, and when that was finished, as batches write their time.
struct Asked<'m> {
    member: &'m Member,
    session: SessionId,
    finished: String,
    calls: HashSet<i64>,
}

impl Store {
    /// One line an agent; none where a session or a draft is on the list anyway, or the agent is away.
    pub(super) fn new_scores(&self, due: &mut Due, (frame, around): (&Frame, &Around), list: &[Member]) -> Result<()> {
        let (listed, drafts) = (due.with(DueKind::Session), due.with(DueKind::Draft));
        let mut wanted: HashMap<i64, Asked<'_>> = HashMap::new();
        for member in list.iter().filter(|m| !listed.contains(&m.agent.id) && !drafts.contains(&m.agent.id)) {
            let Some(newest) = around.sessions_of(member).first().filter(|_| !around.is_away(member, due.today)) else {
                continue;
            };
            let finished = instant_text(self.finished_at(newest.id)?);
            wanted.insert(member.row, Asked { member, session: newest.id, finished, calls: HashSet::new() });
        }
        let Some(oldest) = wanted.values().map(|a| a.finished.clone()).min() else { return Ok(()) };
        // An evaluation is as old as the first file that held it, and a corrected one as old as what it corrects.
        let mut statement = self.conn.prepare_cached(
            "SELECT e.identity, e.call, min((SELECT min(b.at) FROM evaluation o JOIN batch b ON b.id = o.batch
                                             WHERE o.source = e.source AND o.key = e.key),
                    coalesce((SELECT min(b.at) FROM evaluation o JOIN evaluation_also a ON a.evaluation = o.id
                              JOIN batch b ON b.id = a.batch WHERE o.source = e.source AND o.key = e.key), '9')) AS came
             FROM batch n JOIN evaluation e ON e.batch = n.id WHERE n.at > ?1 AND e.current = 1 AND e.day IS NOT NULL",
        )?;
        let mut rows = statement.query([&oldest])?;
        while let Some(row) = rows.next()? {
            let came: String = row.get("came")?;
            if let Some(wanted) = frame.owners.get(row.get("identity")?).and_then(|person| wanted.get_mut(&person))
                && came > wanted.finished
            {
                wanted.calls.insert(row.get("call")?);
            }
        }
        for Asked { member, session, calls, .. } in wanted.into_values().filter(|a| !a.calls.is_empty()) {
            let Some(newest) = around.sessions_of(member).iter().find(|s| s.id == session) else { continue };
            let calls = calls.len();
            let s = if calls == 1 { "" } else { "s" };
            let new = New {
                kind: DueKind::NewScores,
                since: newest.held_on,
                due: due.today,
                subject: session.to_string(),
                why: format!(
                    "{calls} newly scored call{s} came in since the session of {}",
                    newest.held_on.format("%-d %b")
                ),
                target: DueTarget::Agent,
            };
            due.add(member, new).need = f64::from(u32::try_from(calls).unwrap_or(u32::MAX));
        }
        Ok(())
    }

    fn finished_at(&self, id: SessionId) -> Result<chrono::DateTime<chrono::Utc>> {
        let mut statement = self.conn.prepare_cached("SELECT finished_at FROM session WHERE uuid = ?1")?;
        Ok(instant(statement.query_row([id], |r| r.get(0))?))
    }
}
