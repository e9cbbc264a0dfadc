//! How a team stands over a span.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::Connection;

use super::error::{Result, StoreError};
use super::figures::{self, CallFact, FlagFact, Sums, Wanted};
use super::people::{Member, members, owners};
use super::rollup::Cells;
use super::scorecards::{self, Targets};
use super::{Store, sessions, settings};
use crate::domain::cycle::opening;
use crate::domain::day::{Span, from_number, to_number};
use crate::domain::focus::{self, DimensionFigure};
use crate::domain::id::{PersonId, SessionId};
use crate::domain::people::Absence;
use crate::domain::people::Team;
use crate::domain::scorecard::Scorecard;
use crate::domain::session::{SessionKind, SessionLine};
use crate::domain::settings::Settings;
use crate::domain::standing::{Basis, Period, Query, Standing, TeamView};

/// With fewer days of scores than this in the file, figures are provisional.
const SETTLED_DAYS: i64 = 30;

/// All that figures of a span are read from, once for everyone in it.
pub(super) struct Frame {
    pub(super) settings: Settings,
    pub(super) basis: Basis,
    pub(super) line: i64,
    pub(super) owners: HashMap<i64, i64>,
    targets: Targets,
    now: Sums,
    before: Sums,
    after: Sums,
    /// Flags that no session answers, of any day, by person.
    pub(super) open: HashMap<i64, Vec<FlagFact>>,
    /// Auto-failed calls that no session stands on, by person.
    pub(super) open_fails: HashMap<i64, Vec<OpenFail>>,
    sessions: HashMap<PersonId, Vec<SessionLine>>,
    drafts: HashMap<PersonId, SessionId>,
    firsts: HashMap<i64, First>,
    /// By person, oldest first.
    absences: HashMap<i64, Vec<Absence>>,
}

/// A call with an auto-fail that waits for a session.
#[derive(Debug, Clone)]
pub(super) struct OpenFail {
    pub(super) call: i64,
    pub(super) key: Option<crate::domain::raw::Raw>,
    pub(super) day: NaiveDate,
    pub(super) name: crate::domain::raw::Raw,
    /// Source and key of the evaluation: what names a call without an ID.
    pub(super) evaluation: String,
}

/// A person's first scored call, and the day on which it came into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct First {
    pub(super) day: NaiveDate,
    pub(super) loaded: NaiveDate,
}

impl Frame {
    /// `people`: whose calls decide which cycle opens and which scorecard is shown; everyone where it is `None`.
    pub(super) fn read(store: &Store, query: &Query, people: Option<&[i64]>) -> Result<Self> {
        let conn = &store.conn;
        let settings = settings::read(conn)?;
        let today = store.clock.now().with_timezone(&settings.zone).date_naive();
        let (span, cycle) = span_of(conn, &settings, query.period, today, people)?;
        let cycles = settings.cycles();
        let previous = if cycle.is_some() {
            cycles.shifted(span, -1)
        } else {
            Span::new(span.from.checked_sub_days(Days::new(span.days().unsigned_abs())).unwrap_or(span.from), span.from)
        };
        let owners = owners(conn)?;
        let now = figures::sums(conn, span, &owners)?;
        let (line, card, others) = pick_scorecard(store, query, &settings, &now, people)?;
        let far = NaiveDate::from_ymd_opt(2200, 1, 1).unwrap_or(NaiveDate::MAX);
        let basis = Basis {
            span,
            previous,
            cycle,
            today,
            zone: settings.zone,
            scorecard: card,
            others,
            scored_by_people: 0,
            scored_by_ai: 0,
            provisional_days: provisional(conn)?,
            minimum_sample: settings.minimum_sample,
            review_threshold: settings.review_threshold,
        };
        let (open, open_fails) = waiting(store, &owners)?;
        Ok(Self {
            before: figures::sums(conn, previous, &owners)?,
            after: figures::sums(conn, Span::new(span.to, far), &owners)?,
            targets: Targets::read(conn, line)?,
            open,
            open_fails,
            sessions: sessions::by_person(store)?,
            drafts: super::drafts::by_person(conn)?,
            firsts: firsts(conn, &owners, settings.zone)?,
            absences: super::presence::absences(conn)?,
            settings,
            basis,
            line,
            owners,
            now,
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

    fn cells(sums: &Sums, line: i64, person: i64) -> Option<&Cells> {
        sums.get(&(line, person))
    }

    /// The figures of every dimension of the scorecard.
    fn figures(&self, member: &Member) -> Vec<DimensionFigure> {
        let now = Self::cells(&self.now, self.line, member.row);
        let before = Self::cells(&self.before, self.line, member.row);
        let sum =
            |cells: Option<&Cells>, row: i64| cells.and_then(|c| c.dimensions.get(&row)).copied().unwrap_or_default();
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

    /// One member's standing; `calls` are the span's on this scorecard.
    pub(super) fn standing(&self, member: &Member, calls: &[&CallFact]) -> Standing {
        let dimensions = self.figures(member);
        let minimum = self.basis.minimum_sample;
        let mut finding = focus::find(&dimensions, minimum);
        let percents: Vec<_> = calls.iter().map(|c| c.percents(&self.basis.scorecard)).collect();
        focus::judge_confidence(&mut finding, &dimensions, &percents, minimum);
        let now = Self::cells(&self.now, self.line, member.row);
        let targets = self.targets(member);
        let below = calls
            .iter()
            .filter(|c| !c.below(&self.basis.scorecard, &targets, self.basis.review_threshold).is_empty())
            .count();
        let open = self.open.get(&member.row).map_or(&[][..], Vec::as_slice);
        let fails = self.open_fails.get(&member.row).map_or(&[][..], Vec::as_slice);
        let since = open.iter().map(|f| f.line.day).chain(fails.iter().map(|f| f.day)).min();
        Standing {
            agent: member.agent.clone(),
            team: member.team_name.clone(),
            evaluations: now.map_or(0, |c| c.evaluations),
            calls: now.map_or(0, |c| c.calls),
            newer_calls: Self::cells(&self.after, self.line, member.row).map_or(0, |c| c.calls),
            overall: now.and_then(|c| c.overall.mean()),
            previous_overall: Self::cells(&self.before, self.line, member.row).and_then(|c| c.overall.mean()),
            auto_fails: count(calls.iter().filter(|c| !c.auto_fails.is_empty()).count()),
            flags: count(calls.iter().map(|c| c.flags.len()).sum()),
            below_threshold: count(below),
            dimensions,
            finding,
            unanswered: count(open.len() + fails.len()),
            unanswered_since: since,
            last_session: self.last_session(member).cloned(),
            next_due: self.next_due(member),
            draft: self.drafts.get(&member.agent.id).copied(),
        }
    }

    pub(super) fn sessions_of(&self, member: &Member) -> &[SessionLine] {
        self.sessions.get(&member.agent.id).map_or(&[], Vec::as_slice)
    }

    fn last_session(&self, member: &Member) -> Option<&SessionLine> {
        self.sessions_of(member).first()
    }

    /// The last session that satisfies the cadence: a flagged call's does not.
    pub(super) fn counted(&self, member: &Member) -> Option<&SessionLine> {
        self.sessions_of(member).iter().find(|s| s.kind != SessionKind::FlaggedCall)
    }

    pub(super) fn first(&self, member: &Member) -> Option<First> {
        self.firsts.get(&member.row).copied()
    }

    /// By the date agreed in the last session, else by cadence; by cadence from the first scores where there was none,
    /// but not before those came into the file: nobody is late for what he could not know.
    pub(super) fn next_due(&self, member: &Member) -> Option<NaiveDate> {
        let cycles = self.settings.cycles();
        let due = match self.counted(member) {
            Some(session) => session.next_session.unwrap_or_else(|| cycles.next_due(session.held_on)),
            None => {
                let first = self.first(member)?;
                cycles.next_due(first.day).max(first.loaded)
            }
        };
        self.back_by(member, due)
    }

    /// The day itself, or the first one after the absence that it falls in; what is overdue waits for that too.
    /// `None` where nobody knows when.
    fn back_by(&self, member: &Member, due: NaiveDate) -> Option<NaiveDate> {
        let mut day = due.max(self.basis.today);
        for absence in self.absences.get(&member.row).into_iter().flatten() {
            if absence.holds(day) {
                day = absence.to?.succ_opt()?;
            }
        }
        Some(if day == due.max(self.basis.today) { due } else { day })
    }

    pub(super) fn is_away(&self, member: &Member) -> bool {
        self.absences.get(&member.row).into_iter().flatten().any(|a| a.holds(self.basis.today))
    }

    /// Who needs you first: open flags by age, then overdue sessions, then the largest gap.
    pub(super) fn rank(&self, standings: &mut [Standing]) {
        let today = self.basis.today;
        standings.sort_by(|a, b| {
            let flag = |s: &Standing| s.unanswered_since.map_or(i64::MAX, to_number);
            let overdue = |s: &Standing| s.next_due.map_or(0, |d| (today - d).num_days().max(0));
            let gap = |s: &Standing| s.focus().and_then(DimensionFigure::printed_gap).unwrap_or(f64::NEG_INFINITY);
            flag(a)
                .cmp(&flag(b))
                .then(overdue(b).cmp(&overdue(a)))
                .then(gap(b).total_cmp(&gap(a)))
                .then(a.agent.name.cmp(&b.agent.name))
                .then(a.agent.json_id().cmp(&b.agent.json_id()))
        });
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The span that is asked for, and its number counted from the cycle that opens.
fn span_of(
    conn: &Connection,
    settings: &Settings,
    period: Period,
    today: NaiveDate,
    people: Option<&[i64]>,
) -> Result<(Span, Option<i64>)> {
    let cycles = settings.cycles();
    let last = last_day(conn, people)?;
    // An error inside is reported by the next query.
    let opens = opening(cycles, today, last, |span| has_calls(conn, span, people).unwrap_or(true));
    Ok(match period {
        Period::Cycle(n) => (cycles.shifted(opens, n), Some(n)),
        Period::Days(span) if cycles.containing(span.from) == span => (span, Some(cycles.distance(opens, span))),
        Period::Days(span) => (span, None),
    })
}

/// The cycle that opened for an agent on a day: later calls are not looked at.
pub(super) fn opened_on(store: &Store, agent: PersonId, on: NaiveDate) -> Result<Span> {
    let settings = store.settings()?;
    let row = super::people::stands_under(&store.conn, agent)?;
    let people = [row];
    let last = last_day(&store.conn, Some(&people))?.map(|day| day.min(on));
    Ok(opening(settings.cycles(), on, last, |span| has_calls(&store.conn, span, Some(&people)).unwrap_or(true)))
}

fn last_day(conn: &Connection, people: Option<&[i64]>) -> Result<Option<NaiveDate>> {
    let day: Option<i64> = match people {
        None => conn.query_row(
            "SELECT max(d) FROM (SELECT (SELECT max(day) FROM daily WHERE scorecard = s.id) AS d FROM scorecard s
             UNION ALL SELECT max(day) FROM evaluation WHERE current = 1 AND summed = 0)",
            [],
            |r| r.get(0),
        )?,
        Some(people) => {
            let mut last = None;
            for person in people {
                let sql = "SELECT max(day) FROM evaluation WHERE current = 1 AND identity IN (SELECT id FROM identity WHERE person = ?1)";
                last = last.max(conn.prepare_cached(sql)?.query_row([person], |r| r.get::<_, Option<i64>>(0))?);
            }
            last
        }
    };
    Ok(day.and_then(from_number))
}

fn has_calls(conn: &Connection, span: Span, people: Option<&[i64]>) -> Result<bool> {
    let (from, to) = (to_number(span.from), to_number(span.to));
    let Some(people) = people else {
        let sql = "SELECT EXISTS (SELECT 1 FROM scorecard s JOIN daily d ON d.scorecard = s.id AND d.day >= ?1 AND d.day < ?2)
                   OR EXISTS (SELECT 1 FROM evaluation WHERE current = 1 AND summed = 0 AND day >= ?1 AND day < ?2)";
        return Ok(conn.prepare_cached(sql)?.query_row((from, to), |r| r.get(0))?);
    };
    for person in people {
        let sql = "SELECT EXISTS (SELECT 1 FROM evaluation WHERE current = 1 AND day >= ?2 AND day < ?3
                   AND identity IN (SELECT id FROM identity WHERE person = ?1))";
        if conn.prepare_cached(sql)?.query_row((person, from, to), |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A line, its scorecard, and what else there is: name and evaluations.
type Picked = (i64, Scorecard, Vec<(String, u32)>);

/// The scorecard with the most evaluations in the span unless one is named; and what else there is.
fn pick_scorecard(
    store: &Store,
    query: &Query,
    settings: &Settings,
    now: &Sums,
    people: Option<&[i64]>,
) -> Result<Picked> {
    let conn = &store.conn;
    let mut counts: BTreeMap<i64, u32> = BTreeMap::new();
    for ((line, person), cells) in now {
        if people.is_none_or(|p| p.contains(person)) {
            *counts.entry(*line).or_default() += cells.evaluations;
        }
    }
    let card = if let Some(name) = &query.scorecard {
        store.scorecard(Some(name))?
    } else {
        // Of two with as many, the older line.
        let most = counts.iter().filter(|(_, n)| **n > 0).max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        match most {
            Some((line, _)) => scorecards::by_row(conn, *line)?,
            None => match newest_line(conn, people)? {
                Some(line) => scorecards::by_row(conn, line)?,
                None => store.scorecard(settings.scorecard.as_deref())?,
            },
        }
    };
    let line = scorecards::row_of(conn, card.id)?;
    let mut others = Vec::new();
    for (other, n) in counts.into_iter().filter(|(other, n)| *other != line && *n > 0) {
        others.push((scorecards::by_row(conn, other)?.name, n));
    }
    Ok((line, card, others))
}

/// Where the span has no evaluation: the line that these people were last scored on.
fn newest_line(conn: &Connection, people: Option<&[i64]>) -> Result<Option<i64>> {
    let Some(people) = people else { return Ok(None) };
    for person in people {
        let sql = "SELECT v.scorecard FROM evaluation e JOIN scorecard_version v ON v.id = e.form WHERE e.current = 1
                   AND e.identity IN (SELECT id FROM identity WHERE person = ?1) ORDER BY e.day DESC LIMIT 1";
        let found = super::optional(conn.prepare_cached(sql)?.query_row([person], |r| r.get(0)))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Days of scores in the file, while they are too few.
fn provisional(conn: &Connection) -> Result<Option<i64>> {
    let (first, last): (Option<i64>, Option<i64>) = conn.query_row(
        "SELECT min(a), max(b) FROM (SELECT (SELECT min(day) FROM daily WHERE scorecard = s.id) AS a,
                                            (SELECT max(day) FROM daily WHERE scorecard = s.id) AS b FROM scorecard s)",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    Ok(first.zip(last).map(|(a, b)| b - a + 1).filter(|days| *days < SETTLED_DAYS))
}

/// By person.
fn firsts(conn: &Connection, owners: &HashMap<i64, i64>, zone: chrono_tz::Tz) -> Result<HashMap<i64, First>> {
    let mut statement = conn.prepare_cached(
        // As old as the first file that held it, in whatever version.
        "SELECT i.id, e.day, min((SELECT min(b.at) FROM evaluation o JOIN batch b ON b.id = o.batch
                                  WHERE o.source = e.source AND o.key = e.key AND b.undone = 0),
                coalesce((SELECT min(b.at) FROM evaluation o JOIN evaluation_also a ON a.evaluation = o.id
                          JOIN batch b ON b.id = a.batch
                          WHERE o.source = e.source AND o.key = e.key AND b.undone = 0), '9')) AS loaded
         FROM identity i JOIN evaluation e ON e.id =
              (SELECT f.id FROM evaluation f WHERE f.identity = i.id AND f.current = 1 AND f.day IS NOT NULL
               ORDER BY f.day, f.id LIMIT 1)",
    )?;
    let mut rows = statement.query([])?;
    let mut out: HashMap<i64, First> = HashMap::new();
    while let Some(row) = rows.next()? {
        let loaded: Option<DateTime<Utc>> = row.get::<_, Option<String>>("loaded")?.and_then(|at| at.parse().ok());
        let day = from_number(row.get("day")?);
        if let (Some(person), Some(day), Some(loaded)) = (owners.get(&row.get(0)?), day, loaded) {
            let first = First { day, loaded: loaded.with_timezone(&zone).date_naive() };
            out.entry(*person).and_modify(|known| *known = (*known).min(first)).or_insert(first);
        }
    }
    Ok(out)
}

/// Open flags and open auto-fails, by person.
type Waiting = (HashMap<i64, Vec<FlagFact>>, HashMap<i64, Vec<OpenFail>>);

/// Flags and auto-fails that no session answers, by person.
fn waiting(store: &Store, owners: &HashMap<i64, i64>) -> Result<Waiting> {
    let mut open: HashMap<i64, Vec<FlagFact>> = HashMap::new();
    for flag in figures::flags(&store.conn, None, None)? {
        if flag.line.answered_by.is_none()
            && let Some(person) = flag.identity.and_then(|i| owners.get(&i))
        {
            open.entry(*person).or_default().push(flag);
        }
    }
    let flagged = figures::FLAGGED;
    let mut statement = store.conn.prepare_cached(&format!(
        "SELECT DISTINCT e.call, c.key, e.identity, e.day, a.name, o.name || '/' || e.key FROM evaluation e
         JOIN auto_fail a ON a.evaluation = e.id JOIN call c ON c.id = e.call JOIN source o ON o.id = e.source
         WHERE e.current = 1 AND e.auto_fails > 0 AND e.day IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM evidence x JOIN session s ON s.uuid = x.session WHERE x.call_key = c.key AND s.status <> 'void')
           AND NOT {flagged}
         ORDER BY e.day, c.key, a.n",
    ))?;
    let mut rows = statement.query([])?;
    let mut fails: HashMap<i64, Vec<OpenFail>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let Some(person) = owners.get(&row.get(2)?) else { continue };
        let list = fails.entry(*person).or_default();
        let call: i64 = row.get(0)?;
        if list.iter().all(|f| f.call != call) {
            list.push(OpenFail {
                call,
                key: row.get(1)?,
                day: super::convert::date(row.get(3)?),
                name: row.get(4)?,
                evaluation: row.get(5)?,
            });
        }
    }
    Ok((open, fails))
}

impl Store {
    /// The figures of a team, or of everyone.
    pub fn team_view(&self, query: &Query) -> Result<TeamView> {
        let _one_state = self.snapshot()?;
        let teams = self.teams()?;
        let team: Option<Team> = match query.team {
            Some(id) => Some(
                teams
                    .iter()
                    .find(|t| t.id == id)
                    .cloned()
                    .ok_or_else(|| StoreError::refused("that team is no longer there"))?,
            ),
            None => None,
        };
        let today = self.today()?;
        // Membership is that of the span's last day; which span opens depends on who is in the team today.
        let now: Vec<i64> =
            members(&self.conn, today)?.iter().filter(|m| m.team == query.team).map(|m| m.row).collect();
        let people = query.team.map(|_| now.as_slice());
        let mut frame = Frame::read(self, query, people)?;
        let list = members(&self.conn, frame.basis.span.last())?;
        let list: Vec<Member> = list.into_iter().filter(|m| query.team.is_none() || m.team == query.team).collect();
        let wanted = Wanted::new(frame.line, frame.basis.span, None);
        let calls = figures::calls(&self.conn, &wanted, &frame.owners, frame.basis.zone)?;
        let mut of: HashMap<i64, Vec<&CallFact>> = HashMap::new();
        for call in &calls {
            of.entry(call.person).or_default().push(call);
        }
        let none = Vec::new();
        let mut agents: Vec<Standing> =
            list.iter().map(|m| frame.standing(m, of.get(&m.row).unwrap_or(&none))).collect();
        for m in &list {
            if let Some(cells) = Frame::cells(&frame.now, frame.line, m.row) {
                frame.basis.scored_by_people += cells.by_people;
                frame.basis.scored_by_ai += cells.by_ai;
            }
        }
        frame.rank(&mut agents);
        Ok(TeamView {
            team,
            teams,
            calls: agents.iter().map(|a| a.calls).sum(),
            flags: agents.iter().map(|a| a.flags).sum(),
            newer_calls: agents.iter().map(|a| a.newer_calls).sum(),
            agents,
            scorecards: scorecards::names(&self.conn)?,
            basis: frame.basis,
        })
    }
}
