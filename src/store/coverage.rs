//! Coverage of flags and auto-fails: which sessions answer those of a period.

use std::collections::HashMap;

use rusqlite::named_params;

use super::convert::{date, instant};
use super::error::{Result, StoreError};
use super::people::{Member, members_and_leavers};
use super::sums::Owners;
use super::{Store, marks};
use crate::domain::coverage::{CoachedBy, Coverage, CoverageLine, CoverageView, MarkKind, rank, recent};
use crate::domain::day::{Span, to_number};
use crate::domain::id::{CallRow, SessionId, TeamId};
use crate::domain::raw::Raw;

/// Auto-fails by call and person.
type Fails = HashMap<(i64, i64), Fail>;

struct Fail {
    key: Option<Raw>,
    day: chrono::NaiveDate,
    name: Raw,
    /// Whether a flag of the call stands for it.
    flagged: bool,
    by: Option<CoachedBy>,
}

impl Store {
    /// What became of the flags and auto-fails of a span, of a team's members on its last day or of everyone.
    pub fn coverage(&self, span: Span, team: Option<TeamId>) -> Result<CoverageView> {
        let _one_state = self.snapshot()?;
        let settings = self.settings()?;
        let today = self.today()?;
        let teams = self.teams()?;
        let named = match team {
            None => None,
            Some(id) => Some(
                teams
                    .iter()
                    .find(|t| t.id == id)
                    .ok_or_else(|| StoreError::refused("that team is no longer there"))?
                    .name
                    .clone(),
            ),
        };
        let owners = Owners::everyone(&self.conn)?;
        let people: HashMap<i64, Member> = members_and_leavers(&self.conn, span.last().min(today))?
            .into_iter()
            .filter(|m| team.is_none() || m.team == team)
            .map(|m| (m.row, m))
            .collect();
        let held = self.held_on()?;
        let fails = self.fails(span, &owners, &held)?;
        let mut lines = Vec::new();
        for flag in marks::flags(&self.conn, Some(span), marks::Whose::Of(&owners))? {
            let person = flag.identity.and_then(|i| owners.get(i));
            let Some(member) = person.and_then(|p| people.get(&p)) else { continue };
            let line = flag.line;
            let by = line
                .answered_by
                .map(|id| CoachedBy { session: id, held_on: held.get(&id).copied().unwrap_or(line.day) });
            let failed = fails.get(&(line.call.0, member.row));
            lines.push(CoverageLine {
                kind: MarkKind::Flag,
                agent: member.agent.clone(),
                team: member.team_name.clone(),
                call: line.call,
                call_id: line.call_id,
                day: line.day,
                code: line.code,
                severity: line.severity,
                dimension: line.dimension,
                at_ms: line.at_ms,
                note: line.note,
                auto_fail: failed.map(|f| f.name.clone()),
                state: Coverage::of(line.day, by, today, settings.flag_days),
                age: (today - line.day).num_days(),
            });
        }
        for ((call, person), fail) in fails.into_iter().filter(|(_, f)| !f.flagged) {
            let Some(member) = people.get(&person) else { continue };
            lines.push(CoverageLine {
                kind: MarkKind::AutoFail,
                agent: member.agent.clone(),
                team: member.team_name.clone(),
                call: CallRow(call),
                call_id: fail.key,
                day: fail.day,
                code: fail.name,
                severity: None,
                dimension: None,
                at_ms: None,
                note: None,
                auto_fail: None,
                state: Coverage::of(fail.day, fail.by, today, settings.flag_days),
                age: (today - fail.day).num_days(),
            });
        }
        rank(&mut lines);
        Ok(CoverageView { span, today, team: named, teams, flag_days: settings.flag_days, lines })
    }

    /// The same, of the last 90 days where no span is asked for.
    pub fn recent_coverage(&self, span: Option<Span>, team: Option<TeamId>) -> Result<CoverageView> {
        let span = match span {
            Some(span) => span,
            None => recent(self.today()?),
        };
        self.coverage(span, team)
    }

    /// The day that each session was held on.
    fn held_on(&self) -> Result<HashMap<SessionId, chrono::NaiveDate>> {
        let zone = self.settings()?.zone;
        let mut statement = self.conn.prepare_cached("SELECT uuid, held_at FROM session WHERE status <> 'void'")?;
        let rows =
            statement.query_map([], |r| Ok((r.get(0)?, instant(r.get(1)?).with_timezone(&zone).date_naive())))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Auto-fails of the span, a call of a person once, as Today counts them.
    fn fails(&self, span: Span, owners: &Owners, held: &HashMap<SessionId, chrono::NaiveDate>) -> Result<Fails> {
        let flagged = marks::FLAGGED;
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT e.call, c.key, e.id, e.day, a.name,
                    {flagged} AS flagged,
                    (SELECT x.session FROM evidence x JOIN session s ON s.uuid = x.session
                     WHERE x.call_key = c.key AND s.status <> 'void' ORDER BY s.held_at LIMIT 1) AS session, a.n
             FROM evaluation e CROSS JOIN auto_fail a ON a.evaluation = e.id JOIN call c ON c.id = e.call
             WHERE e.identity = :identity AND e.current = 1 AND e.auto_fails > 0 AND e.day >= :from AND e.day < :to",
        ))?;
        let (from, to) = (to_number(span.from), to_number(span.to));
        let mut found = Vec::new();
        for identity in owners.identities() {
            let Some(person) = owners.get(identity) else { continue };
            let mut rows = statement.query(named_params! { ":identity": identity, ":from": from, ":to": to })?;
            while let Some(row) = rows.next()? {
                let by = row
                    .get::<_, Option<SessionId>>(6)?
                    .and_then(|session| Some(CoachedBy { session, held_on: held.get(&session).copied()? }));
                let (day, flagged) = (date(row.get(3)?), row.get(5)?);
                let fail = Fail { key: row.get(1)?, day, name: row.get(4)?, flagged, by };
                let (evaluation, n): (i64, i64) = (row.get(2)?, row.get(7)?);
                found.push((evaluation, n, (row.get::<_, i64>(0)?, person), fail));
            }
        }
        found.sort_by(|(e, n, _, a), (f, m, _, b)| {
            a.day.cmp(&b.day).then_with(|| a.key.cmp(&b.key)).then(e.cmp(f)).then(n.cmp(m))
        });
        let mut out = Fails::new();
        for (_, _, place, fail) in found {
            out.entry(place).or_insert(fail);
        }
        Ok(out)
    }
}
