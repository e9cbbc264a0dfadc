//! One agent: the prep sheet.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use rusqlite::named_params;

use super::error::{Result, StoreError};
use super::figures::{self, CallFact};
use super::people::Member;
use super::scored::Wanted;
use super::standings::{Around, Frame};
use super::sums::{self, Owners};
use super::{Store, people};
use crate::domain::day::{Span, to_number};
use crate::domain::figure::words;
use crate::domain::focus::DimensionFigure;
use crate::domain::id::PersonId;
use crate::domain::people::Agent;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::Status;
use crate::domain::standing::{AgentView, CallLine, CriterionMiss, Query, Standing};
use crate::domain::trends::filter::ScoreFilter;

/// Cycles that a dimension's small chart goes back.
const HISTORY: i64 = 6;

/// An agent's figures, as the prep sheet and the session form both need them.
pub(super) struct AgentFrame {
    pub(super) frame: Frame,
    pub(super) around: Around,
    pub(super) member: Member,
    pub(super) calls: Vec<CallFact>,
    pub(super) standing: Standing,
    pub(super) history: Vec<Vec<Option<f64>>>,
    pub(super) strengths: Vec<String>,
}

/// An agent's row, and whose he is named as.
fn agent_of(store: &Store, agent: PersonId) -> Result<(i64, Agent)> {
    let sql = "SELECT u.id, u.name, u.source_id, u.uuid FROM person p JOIN person u ON u.id = p.stands_under WHERE p.uuid = ?1";
    let mut statement = store.conn.prepare_cached(sql)?;
    let found: Option<(i64, Agent)> = super::optional(
        statement
            .query_row([agent], |r| Ok((r.get(0)?, Agent { id: r.get(3)?, name: r.get(1)?, source_id: r.get(2)? }))),
    )?;
    let Some((row, agent)) = found else { return Err(StoreError::refused("that agent is no longer there")) };
    super::erasure::not_erased(&store.conn, agent.id)?;
    Ok((row, agent))
}

impl AgentFrame {
    pub(super) fn read(store: &Store, agent: PersonId, query: &Query) -> Result<Self> {
        let (row, agent) = agent_of(store, agent)?;
        let mut frame = Frame::read(store, query, Some(&[row]))?;
        let on = frame.basis.span.last();
        let listed = people::member(&store.conn, on, row)?;
        let member = listed.unwrap_or(Member { row, agent, team: None, team_name: None });
        let around = Around::read(store, &frame, std::slice::from_ref(&member))?;
        let wanted = Wanted::new(frame.line, frame.basis.span);
        let calls = figures::calls(&store.conn, &wanted, &frame.owners, frame.basis.zone)?;
        let mut standing = frame.standing(&around, &frame.counts(store)?, &member);
        let (card, targets) = (&frame.basis.scorecard, frame.targets(&member));
        let below = calls.iter().filter(|c| !c.below(card, &targets, frame.basis.review_threshold).is_empty()).count();
        let percents: Vec<_> = calls.iter().map(|call| call.percents(card)).collect();
        frame.judge(&mut standing, &percents, below);
        for call in &calls {
            frame.basis.scored_by_people += call.scores.by_people;
            frame.basis.scored_by_ai += call.scores.by_ai;
        }
        let history = history(store, &frame, row)?;
        let strengths = strengths(&standing, &history, &frame);
        Ok(Self { frame, around, member, calls, standing, history, strengths })
    }
}

/// An agent's calls of some days on a scorecard, and nothing of what stands around them.
pub(super) struct AgentCalls {
    pub(super) row: i64,
    pub(super) line: i64,
    pub(super) scorecard: Scorecard,
    pub(super) zone: Tz,
    pub(super) calls: Vec<CallFact>,
}

impl AgentCalls {
    pub(super) fn read(
        store: &Store,
        agent: PersonId,
        scorecard: &str,
        span: Span,
        scores: &ScoreFilter,
    ) -> Result<Self> {
        let (row, _) = agent_of(store, agent)?;
        let scorecard = store.scorecard(Some(scorecard))?;
        let line = super::scorecards::row_of(&store.conn, scorecard.id)?;
        let zone = store.settings()?.zone;
        let owners = Owners::of(&store.conn, &[row])?;
        let calls = figures::calls(&store.conn, &Wanted::new(line, span).by(scores), &owners, zone)?;
        Ok(Self { row, line, scorecard, zone, calls })
    }
}

/// Current over the last cycles up to the span's, oldest first, a list per dimension.
fn history(store: &Store, frame: &Frame, person: i64) -> Result<Vec<Vec<Option<f64>>>> {
    let cycles = frame.settings.cycles();
    let mut out = vec![Vec::new(); frame.basis.scorecard.dimensions.len()];
    let here = if frame.basis.cycle.is_some() { frame.basis.span } else { cycles.containing(frame.basis.span.last()) };
    let spans: Vec<Span> = (0..HISTORY).rev().map(|back| cycles.shifted(here, -back)).collect();
    for sums in sums::sums(&store.conn, frame.line, &spans, &frame.owners)? {
        let cells = sums.get(&person);
        for (list, d) in out.iter_mut().zip(&frame.basis.scorecard.dimensions) {
            list.push(cells.and_then(|c| c.dimensions.get(d.row)).and_then(super::rollup::Sum::mean));
        }
    }
    Ok(out)
}

/// What went well: targets met, for how long, and the largest rise. The strongest first.
fn strengths(standing: &Standing, history: &[Vec<Option<f64>>], frame: &Frame) -> Vec<String> {
    let minimum = frame.basis.minimum_sample;
    let judged = |f: &&DimensionFigure| f.n >= minimum && f.printed_gap().is_some_and(|gap| gap <= 0.0);
    let mut met: Vec<(usize, &DimensionFigure, usize)> = standing
        .dimensions
        .iter()
        .enumerate()
        .filter(|(_, f)| judged(f))
        .map(|(i, f)| {
            let target = f.target.unwrap_or_default();
            let held = |v: &&Option<f64>| v.is_some_and(|v| !crate::domain::focus::under(v, target));
            (i, f, history[i].iter().rev().take_while(held).count())
        })
        .collect();
    met.sort_by(|a, b| {
        let margin = |f: &DimensionFigure| -f.printed_gap().unwrap_or_default();
        margin(b.1).total_cmp(&margin(a.1)).then(a.0.cmp(&b.0))
    });
    let words_of = |(_, f, cycles): &(usize, &DimensionFigure, usize)| {
        let now = words(f.current.unwrap_or_default());
        let target = crate::domain::figure::short(f.target.unwrap_or_default());
        match cycles {
            0 | 1 if f.previous.is_some() => {
                format!("{} {now}, target {target} met for the first time in a while", f.name)
            }
            0 | 1 => format!("{} {now}, target {target} met", f.name),
            n => format!("{} {now}, target {target} met {n} cycles running", f.name),
        }
    };
    met.iter().take(3).map(words_of).collect()
}

impl Store {
    /// The prep sheet of an agent.
    pub fn agent_view(&self, agent: PersonId, query: &Query) -> Result<AgentView> {
        let _one_state = self.snapshot()?;
        let AgentFrame { frame, around, member, calls, standing, history, strengths } =
            AgentFrame::read(self, agent, query)?;
        let targets = frame.targets(&member);
        let disputed = self.disputed_calls()?;
        let focus = standing.finding.focus().map(|i| frame.basis.scorecard.dimensions[i].row);
        let missed = focus.map(|row| self.missed_by_call(&frame, member.row, row)).transpose()?.unwrap_or_default();
        let lines: Vec<CallLine> = calls
            .iter()
            .map(|c| {
                let line =
                    c.line(&frame.basis.scorecard, &targets, frame.basis.review_threshold, disputed.contains(&c.call));
                match focus {
                    // On the sheet a call stands for the focus: what was written on that, else what was missed in it.
                    Some(row) => CallLine {
                        comment: c.comments.get(&row).cloned().or_else(|| missed.get(&c.call).cloned()),
                        ..line
                    },
                    None => line,
                }
            })
            .collect();
        let mut flags: Vec<_> = calls.iter().flat_map(|c| c.flags.iter().cloned()).collect();
        for open in around.flags(member.row) {
            if !flags.iter().any(|f| f.call == open.line.call && f.code == open.line.code) {
                flags.push(open.line.clone());
            }
        }
        flags.sort_by_key(|f| f.day);
        let before = Wanted::new(frame.line, frame.basis.previous);
        let before = figures::calls(&self.conn, &before, &frame.owners, frame.basis.zone)?;
        let mut warnings = warnings(&lines);
        warnings.extend(self.changed_since(&before, &calls)?);
        let (previous_agent, next_agent) = self.neighbours(&member, frame.basis.today)?;
        let last = standing.last_session.as_ref().or_else(|| around.sessions_of(&member).first()).map(|last| last.id);
        let outcome = last.map(|id| self.session_view(id)).transpose()?.and_then(|last| last.outcome);
        let stand = around.sessions_of(&member).iter().filter(|session| session.status != Status::Void);
        let outcomes = self.outcomes(&stand.map(|session| session.id).collect::<Vec<_>>())?;
        let read_back = last.map(|id| self.read_back_of(id)).transpose()?.flatten();
        Ok(AgentView {
            read_back,
            praise: self.praise_for(member.agent.id)?,
            misses: self.misses(&frame, member.row)?,
            warnings,
            flag_days: frame.settings.flag_days,
            sessions: around.sessions_of(&member).to_vec(),
            outcome,
            outcomes,
            watched: self.watched_of(around.sessions_of(&member))?,
            calls: lines,
            flags,
            history,
            strengths,
            standing,
            previous_agent,
            next_agent,
            basis: frame.basis,
        })
    }

    /// "missed: gives a date", by call, of one dimension.
    fn missed_by_call(&self, frame: &Frame, person: i64, dimension: i64) -> Result<HashMap<i64, Raw>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT call, group_concat(name, '; ') FROM (
                 SELECT e.call, k.name, min(k.id) AS place FROM criterion_result r
                 JOIN evaluation e ON e.id = r.evaluation JOIN criterion k ON k.id = r.criterion
                 WHERE e.current = 1 AND e.day >= :from AND e.day < :to AND k.dimension = :dimension
                   AND e.identity IN (SELECT id FROM identity WHERE person = :person)
                   AND r.state = 'scored' AND r.earned < r.possible
                 GROUP BY e.call, k.name ORDER BY e.call, place)
             GROUP BY call",
        )?;
        let span = frame.basis.span;
        let rows = statement.query_map(
            named_params! { ":from": to_number(span.from), ":to": to_number(span.to), ":dimension": dimension, ":person": person },
            |r| Ok((r.get(0)?, Raw::from(format!("missed: {}", r.get::<_, String>(1)?)))),
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Criteria that were missed in the span, the one missed most first.
    fn misses(&self, frame: &Frame, person: i64) -> Result<Vec<CriterionMiss>> {
        let mut all = self.asked(frame, person)?;
        all.retain(|asked| asked.missed > 0);
        Ok(all)
    }

    /// Criteria that were scored in the span, by how often they were missed. A call counts once, and is missed where any
    /// of its evaluations misses it.
    pub(super) fn asked(&self, frame: &Frame, person: i64) -> Result<Vec<CriterionMiss>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT d.key, k.name, count(DISTINCT CASE WHEN r.earned < r.possible THEN e.call END) AS missed,
                    count(DISTINCT e.call) AS asked
             FROM criterion_result r JOIN evaluation e ON e.id = r.evaluation
             JOIN criterion k ON k.id = r.criterion JOIN dimension d ON d.id = k.dimension
             WHERE e.current = 1 AND e.day >= :from AND e.day < :to AND d.scorecard = :line
               AND e.identity IN (SELECT id FROM identity WHERE person = :person)
               AND r.state = 'scored' AND r.earned IS NOT NULL AND r.possible > 0
             GROUP BY k.id ORDER BY missed DESC, asked, k.name",
        )?;
        let span = frame.basis.span;
        let rows = statement.query_map(
            named_params! { ":from": to_number(span.from), ":to": to_number(span.to), ":line": frame.line, ":person": person },
            |r| Ok(CriterionMiss { dimension: r.get(0)?, criterion: r.get(1)?, missed: r.get(2)?, of: r.get(3)? }),
        )?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    /// Calls with a score that is disputed.
    pub(super) fn disputed_calls(&self) -> Result<std::collections::HashSet<i64>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT DISTINCT e.call FROM dispute x JOIN source s ON s.name = x.source
             JOIN evaluation e ON e.source = s.id AND e.key = x.evaluation AND e.current = 1 WHERE x.state = 'open'",
        )?;
        let rows = statement.query_map([], |r| r.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The agents before and after in the team's list.
    fn neighbours(&self, member: &Member, today: NaiveDate) -> Result<(Option<PersonId>, Option<PersonId>)> {
        let all = people::members(&self.conn, today)?;
        let team: Vec<&Member> = all.iter().filter(|m| m.team == member.team).collect();
        let Some(at) = team.iter().position(|m| m.row == member.row) else { return Ok((None, None)) };
        let id = |m: &&Member| m.agent.id;
        Ok((at.checked_sub(1).and_then(|i| team.get(i)).map(id), team.get(at + 1).map(id)))
    }
}

/// What a reader should know beside the basis of the figures.
fn warnings(calls: &[CallLine]) -> Vec<String> {
    match calls.iter().filter(|c| c.disputed).count() {
        0 => Vec::new(),
        1 => vec!["1 of these calls has a disputed score; it still counts".to_owned()],
        n => vec![format!("{n} of these calls have a disputed score; they still count")],
    }
}
