//! What is due now, and the strip of the next fortnight.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Store;
use super::error::Result;
use super::people::{Member, members};
use super::standings::Frame;
use crate::domain::day::Span;
use crate::domain::figure::{short, words};
use crate::domain::id::{PersonId, TeamId};
use crate::domain::session::SessionLine;
use crate::domain::standing::Query;
use crate::domain::today::{DueItem, DueKind, DueTarget, StripDay, TodayView};

/// Days that the strip shows from today on.
const FORTNIGHT: u64 = 14;

impl Store {
    /// What is due for a team, or for everyone.
    pub fn today_view(&self, team: Option<TeamId>) -> Result<TodayView> {
        let _one_state = self.snapshot()?;
        let frame = Frame::read(self, &Query { team, ..Query::default() }, None)?;
        let today = frame.basis.today;
        let list: Vec<Member> =
            members(&self.conn, today)?.into_iter().filter(|m| team.is_none() || m.team == team).collect();
        let mut due = Due { today, flag_days: frame.settings.flag_days, items: Vec::new() };
        for member in &list {
            let from = due.items.len();
            due.flags(&frame, member);
            if frame.is_away(member) {
                // A flag's clock does not stand still; what the agent has to be there for waits.
                due.items[from..].iter_mut().for_each(|item| item.why.push_str("; the agent is away"));
            } else {
                due.sessions(&frame, member);
                due.checks(&frame, member);
            }
        }
        let people: HashMap<PersonId, &Member> = list.iter().map(|m| (m.agent.id, m)).collect();
        self.unfinished(&mut due, &people)?;
        let rank = |i: &DueItem| (i.kind >= DueKind::Draft, i.kind, -i.overdue_days, i.agent_name.clone());
        due.items.sort_by_key(rank);
        let strip = strip(&frame, &list, today);
        let evaluations: i64 = self.conn.query_row("SELECT EXISTS (SELECT 1 FROM evaluation)", [], |r| r.get(0))?;
        let named = self.teams()?.into_iter().find(|t| Some(t.id) == team).map(|t| t.name);
        Ok(TodayView {
            team: named,
            today,
            items: due.items,
            strip,
            evaluations: u64::try_from(evaluations).unwrap_or(0),
            flag_days: frame.settings.flag_days,
        })
    }

    /// Drafts, disputes and sessions on changed scores.
    fn unfinished(&self, due: &mut Due, people: &HashMap<PersonId, &Member>) -> Result<()> {
        let zone = self.settings()?.zone;
        for draft in self.open_drafts()? {
            let Some(member) = people.get(&draft.person) else { continue };
            let at = draft.saved_at.with_timezone(&zone);
            let d = &draft.draft;
            let filled = [
                (!d.behavior.trim().is_empty(), "behavior"),
                (!d.action.trim().is_empty(), "action"),
                (!d.evidence.is_empty(), "evidence"),
            ];
            let names: Vec<&str> = filled.iter().filter(|(f, _)| *f).map(|(_, n)| *n).collect();
            let state = if names.is_empty() {
                "nothing typed yet".to_owned()
            } else {
                format!("{} filled in", names.join(" and "))
            };
            let why = format!("draft of {}: {state}", at.format("%-d %b, %H:%M"));
            due.add(
                DueKind::Draft,
                member,
                at.date_naive(),
                at.date_naive(),
                draft.id.to_string(),
                why,
                DueTarget::Draft(draft.id),
            );
        }
        self.disputes(due, people)?;
        for (line, changed) in self.sessions_on_changed_scores()? {
            let Some(member) = people.get(&line.agent) else { continue };
            let gone =
                if changed == 1 { "one of its scores is".to_owned() } else { format!("{changed} of its scores are") };
            let why = format!("session of {}: {gone} changed or gone since", line.held_on.format("%-d %b"));
            due.add(
                DueKind::ChangedScores,
                member,
                line.held_on,
                due.today,
                line.id.to_string(),
                why,
                DueTarget::Session(line.id),
            );
        }
        Ok(())
    }

    fn disputes(&self, due: &mut Due, people: &HashMap<PersonId, &Member>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT x.dimension, x.note, x.opened_at, e.call, c.key, p.uuid FROM dispute x JOIN source s ON s.name = x.source
             JOIN evaluation e ON e.source = s.id AND e.key = x.evaluation AND e.current = 1 JOIN call c ON c.id = e.call
             JOIN identity i ON i.id = e.identity JOIN person p ON p.id = i.person WHERE x.state = 'open'",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(member) = people.get(&row.get::<_, PersonId>("uuid")?) else { continue };
            let opened: String = row.get("opened_at")?;
            let since = opened.get(..10).and_then(|d| d.parse().ok()).unwrap_or(due.today);
            let key: Option<crate::domain::raw::Raw> = row.get("key")?;
            let call = key.map_or_else(|| "a call without an ID".to_owned(), |k| k.visible());
            let dimension: String = row.get("dimension")?;
            let why = format!("{} on {call} is disputed", crate::domain::scorecard::name_of(&dimension));
            let target = DueTarget::Call(crate::domain::id::CallRow(row.get("call")?));
            due.add(DueKind::Dispute, member, since, since, call, why, target);
        }
        Ok(())
    }
}

struct Due {
    today: NaiveDate,
    flag_days: i64,
    items: Vec<DueItem>,
}

impl Due {
    #[expect(clippy::too_many_arguments, reason = "a line of the list, column by column")]
    fn add(
        &mut self,
        kind: DueKind,
        member: &Member,
        since: NaiveDate,
        due: NaiveDate,
        subject: String,
        why: String,
        target: DueTarget,
    ) {
        self.items.push(DueItem {
            kind,
            agent: member.agent.id,
            agent_json_id: member.agent.json_id(),
            agent_name: member.agent.name.clone(),
            since,
            due,
            overdue_days: (self.today - due).num_days(),
            subject,
            why,
            target,
        });
    }

    fn after(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(self.flag_days.unsigned_abs())).unwrap_or(day)
    }

    fn flags(&mut self, frame: &Frame, member: &Member) {
        let id = |key: &Option<crate::domain::raw::Raw>| {
            key.as_ref().map_or_else(|| "a call without an ID".to_owned(), crate::domain::raw::Raw::visible)
        };
        for flag in frame.open.get(&member.row).into_iter().flatten() {
            let call = id(&flag.line.call_id);
            let why = format!(
                "{} on {call}, {}; no session answers it",
                flag.line.code.visible(),
                flag.line.day.format("%-d %b")
            );
            let day = flag.line.day;
            self.add(DueKind::Flag, member, day, self.after(day), call, why, DueTarget::Flag(flag.line.clone()));
        }
        for fail in frame.open_fails.get(&member.row).into_iter().flatten() {
            let call = id(&fail.key);
            let why = format!(
                "auto-fail: {}, on {call}, {}; no session stands on it",
                fail.name.visible(),
                fail.day.format("%-d %b")
            );
            let target = DueTarget::Call(crate::domain::id::CallRow(fail.call));
            self.add(DueKind::AutoFail, member, fail.day, self.after(fail.day), call, why, target);
        }
    }

    fn sessions(&mut self, frame: &Frame, member: &Member) {
        let Some(next) = frame.next_due(member).filter(|d| *d <= self.today) else { return };
        let standing = frame.standing(member, &[]);
        let last = frame.sessions_of(member).first();
        let focus = match (standing.focus(), last) {
            (Some(f), _) => {
                let gap = f.printed_gap().unwrap_or_default();
                format!("{} {} under its target on {} calls", f.name, words(gap), f.n)
            }
            (None, _) => match standing.finding.reason() {
                crate::domain::focus::FocusReason::AtTarget => "at target".to_owned(),
                crate::domain::focus::FocusReason::NoTarget => "no target is set".to_owned(),
                crate::domain::focus::FocusReason::TooFew | crate::domain::focus::FocusReason::Gap => {
                    "too few calls to judge".to_owned()
                }
            },
        };
        let kind = if last.is_none() { "first session" } else { "session" };
        let why = format!("{} {kind}; {focus}", frame.settings.cadence);
        self.add(DueKind::Session, member, next, next, member.agent.json_id(), why, DueTarget::Agent);
    }

    fn checks(&mut self, frame: &Frame, member: &Member) {
        for session in frame.sessions_of(member).iter().filter(|s| s.open()) {
            let name = session.focus_name.clone().or_else(|| session.focus.clone()).unwrap_or_default();
            if let Some(check) = session.check.filter(|c| c.on <= self.today) {
                let why = format!(
                    "check of the session of {}: {name} ≥ {}",
                    session.held_on.format("%-d %b"),
                    short(check.threshold)
                );
                self.add(
                    DueKind::Check,
                    member,
                    check.on,
                    check.on,
                    session.id.to_string(),
                    why,
                    DueTarget::Session(session.id),
                );
            }
        }
        // Only the last agreement counts: an older one was taken up by the session after it.
        if let Some(session) = frame.sessions_of(member).first().filter(|s| s.open())
            && let (Some(due), Some(action)) = (session.due.filter(|d| *d < self.today), &session.action)
        {
            let why =
                format!("practice action ended {}: {}", due.format("%-d %b"), crate::domain::raw::visible(action));
            self.add(DueKind::Action, member, due, due, session.id.to_string(), why, DueTarget::Session(session.id));
        }
    }
}

fn strip(frame: &Frame, list: &[Member], today: NaiveDate) -> Vec<StripDay> {
    let end = today.checked_add_days(Days::new(FORTNIGHT)).unwrap_or(today);
    let span = Span::new(today, end);
    let mut days: Vec<StripDay> = today
        .iter_days()
        .take(usize::try_from(FORTNIGHT).unwrap_or(0))
        .map(|day| StripDay { day, sessions: 0, checks: 0, actions: 0 })
        .collect();
    let at = |day: NaiveDate| span.contains(day).then(|| usize::try_from((day - today).num_days()).unwrap_or(0));
    for member in list.iter().filter(|m| !frame.is_away(m)) {
        // What is overdue is due today.
        if let Some(i) = frame.next_due(member).and_then(|d| at(d.max(today))) {
            days[i].sessions += 1;
        }
        let open: Vec<&SessionLine> = frame.sessions_of(member).iter().filter(|s| s.open()).collect();
        for session in &open {
            if let Some(i) = session.check.and_then(|c| at(c.on)) {
                days[i].checks += 1;
            }
        }
        if let Some(i) = open.first().and_then(|s| s.due).and_then(at) {
            days[i].actions += 1;
        }
    }
    days
}
