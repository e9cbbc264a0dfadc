//! How people stand over a span.
//!
//! ```text
//!  opening   which days, on which scorecard
//!  around    what waits for people, their sessions, where they are
//!  team      a team's answer: its figures at once, how sure each focus is for those who are asked about
//! ```

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Store;
use super::error::Result;
use super::marks::Marks;
use super::people::Member;
use super::rollup::Cells;
use super::scorecards::Targets;
use super::sums::{self, Owners, Sums};
use crate::domain::day::to_number;
use crate::domain::focus::{self, CallPercents, DimensionFigure, Finding};
use crate::domain::settings::Settings;
use crate::domain::standing::{Basis, Query, Standing};

mod around;
mod opening;
mod team;

pub(super) use around::Around;
pub(super) use opening::{Opened, opened_on, pick_scorecard};
pub(super) use team::Kept;

/// All that figures of a span are read from, once for everyone who is asked about.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) settings: Settings,
    pub(super) basis: Basis,
    pub(super) line: i64,
    pub(super) owners: Owners,
    targets: Targets,
    now: Sums,
    before: Sums,
}

/// What is counted beside the figures of a span.
#[derive(Debug)]
pub(super) struct Counts {
    /// Calls after the span, by person.
    newer: HashMap<i64, u32>,
    marks: Marks,
}

impl Frame {
    /// `deciding`: whose calls decide which scorecard is shown; `shown`: whose figures are read. Everyone's where they are
    /// `None`.
    pub(super) fn over(
        store: &Store,
        query: &Query,
        opened: Opened,
        deciding: Option<&[i64]>,
        shown: Option<&[i64]>,
    ) -> Result<Self> {
        let conn = &store.conn;
        let (line, scorecard, others) = opening::pick_scorecard(store, query, &opened, deciding)?;
        let owners = Owners::of_whom(conn, shown)?;
        let Opened { settings, today, span, cycle, previous } = opened;
        let [before, now] = both(sums::sums(conn, line, &[previous, span], &owners)?);
        let basis = Basis {
            span,
            previous,
            cycle,
            today,
            zone: settings.zone,
            scorecard,
            others,
            scored_by_people: 0,
            scored_by_ai: 0,
            provisional_days: opening::provisional(conn)?,
            minimum_sample: settings.minimum_sample,
            review_threshold: settings.review_threshold,
        };
        Ok(Self { targets: Targets::read(conn, line)?, settings, basis, line, owners, now, before })
    }

    /// `people`: whose calls decide which cycle opens and which scorecard is shown, and whose figures are read; everyone's
    /// where it is `None`.
    pub(super) fn read(store: &Store, query: &Query, people: Option<&[i64]>) -> Result<Self> {
        let opened = Opened::read(store, query.period, people)?;
        Self::over(store, query, opened, people, people)
    }

    pub(super) fn counts(&self, store: &Store) -> Result<Counts> {
        let conn = &store.conn;
        Ok(Counts {
            newer: sums::calls_from(conn, self.line, self.basis.span.to, &self.owners)?,
            marks: Marks::read(conn, self.line, self.basis.span, &self.owners)?,
        })
    }

    /// What a member is held to on the span's last day, a place per dimension.
    pub(super) fn targets(&self, member: &Member) -> Vec<Option<f64>> {
        let team = member.team.map(|t| t.0);
        let of = |row| {
            self.targets.on(
                row,
                self.basis.span.last(),
                team.as_ref().map(|t| &t.as_bytes()[..]),
                member.agent.id.0.as_bytes(),
            )
        };
        self.basis.scorecard.dimensions.iter().map(|d| of(d.row)).collect()
    }

    fn now(&self, member: &Member) -> Option<&Cells> {
        self.now.get(&member.row)
    }

    /// The figures of every dimension of the scorecard.
    pub(super) fn figures(&self, member: &Member) -> Vec<DimensionFigure> {
        let (now, before) = (self.now(member), self.before.get(&member.row));
        let sum =
            |cells: Option<&Cells>, row: i64| cells.and_then(|c| c.dimensions.get(row)).copied().unwrap_or_default();
        let dimensions = self.basis.scorecard.dimensions.iter().zip(self.targets(member));
        dimensions
            .map(|(d, target)| DimensionFigure {
                key: d.key.clone(),
                name: d.name.clone(),
                weight: d.weight,
                critical: d.critical,
                target,
                current: sum(now, d.row).mean(),
                n: sum(now, d.row).n,
                previous: sum(before, d.row).mean(),
                previous_n: sum(before, d.row).n,
            })
            .collect()
    }

    /// What the rule finds in figures; how sure that is takes the calls themselves.
    pub(super) fn finding(&self, figures: &[DimensionFigure]) -> Finding {
        focus::find(figures, self.basis.minimum_sample)
    }

    /// One member's standing, as far as sums tell it.
    pub(super) fn standing(&self, around: &Around, counts: &Counts, member: &Member) -> Standing {
        let dimensions = self.figures(member);
        let now = self.now(member);
        let (open, fails) = (around.flags(member.row), around.fails(member.row));
        let marks = counts.marks.of(member.row);
        Standing {
            agent: member.agent.clone(),
            team: member.team_name.clone(),
            evaluations: now.map_or(0, |c| c.evaluations),
            calls: now.map_or(0, |c| c.calls),
            newer_calls: counts.newer.get(&member.row).copied().unwrap_or(0),
            overall: now.and_then(|c| c.overall.mean()),
            previous_overall: self.before.get(&member.row).and_then(|c| c.overall.mean()),
            auto_fails: marks.auto_fails,
            flags: marks.flags,
            below_threshold: None,
            finding: self.finding(&dimensions),
            dimensions,
            unanswered: count(open.len() + fails.len()),
            unanswered_since: open.iter().map(|f| f.line.day).chain(fails.iter().map(|f| f.day)).min(),
            last_session: around.sessions_of(member).first().cloned(),
            next_due: around.next_due(self, member),
            draft: around.draft(member),
        }
    }

    /// Fills in what the span's calls themselves tell, newest first: how many are below the threshold, and how sure the
    /// focus is.
    pub(super) fn judge(&self, standing: &mut Standing, percents: &[CallPercents], below: usize) {
        standing.below_threshold = Some(count(below));
        let Standing { finding, dimensions, .. } = standing;
        focus::judge_confidence(finding, dimensions, percents, self.basis.minimum_sample);
    }
}

/// Who needs you first: open flags by age, then overdue sessions, then the largest gap.
fn rank(today: NaiveDate, standings: &mut [Standing]) {
    let flag = |s: &Standing| s.unanswered_since.map_or(i64::MAX, to_number);
    let overdue = |s: &Standing| s.next_due.map_or(0, |d| (today - d).num_days().max(0));
    let gap = |s: &Standing| s.focus().and_then(DimensionFigure::printed_gap).unwrap_or(f64::NEG_INFINITY);
    standings.sort_by(|a, b| {
        flag(a)
            .cmp(&flag(b))
            .then(overdue(b).cmp(&overdue(a)))
            .then(gap(b).total_cmp(&gap(a)))
            .then_with(|| a.agent.name.cmp(&b.agent.name))
            .then_with(|| a.agent.json_id().cmp(&b.agent.json_id()))
    });
}

/// Two spans' sums, in their order.
fn both(sums: Vec<Sums>) -> [Sums; 2] {
    let mut sums = sums.into_iter();
    [sums.next().unwrap_or_default(), sums.next().unwrap_or_default()]
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
