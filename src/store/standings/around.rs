//! What stands around the figures of people: what waits for them, their sessions and drafts, where they are.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Connection;

use super::Frame;
use crate::domain::day::from_number;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::people::Absence;
use crate::domain::session::{SessionKind, SessionLine};
use crate::store::error::Result;
use crate::store::marks::{self, FlagFact, Open, OpenFail};
use crate::store::people::Member;
use crate::store::sums::Owners;
use crate::store::{Store, drafts, presence, sessions};

/// Read once for all who are asked about.
#[derive(Debug)]
pub(in crate::store) struct Around {
    open: Open,
    sessions: HashMap<PersonId, Vec<SessionLine>>,
    drafts: HashMap<PersonId, SessionId>,
    firsts: HashMap<i64, First>,
    /// By person, oldest first.
    absences: HashMap<i64, Vec<Absence>>,
}

/// A person's first scored call, and the day on which it came into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct First {
    pub(in crate::store) day: NaiveDate,
    pub(in crate::store) loaded: NaiveDate,
}

impl Around {
    pub(in crate::store) fn read(store: &Store, frame: &Frame, members: &[Member]) -> Result<Self> {
        let conn = &store.conn;
        let sessions = match members {
            [one] => sessions::of_person(store, one.agent.id)?,
            _ => sessions::by_person(store)?,
        };
        // Whoever had a session is due by that one.
        let new = |member: &&Member| counted(sessions.get(&member.agent.id).map_or(&[], Vec::as_slice)).is_none();
        let new: Vec<i64> = members.iter().filter(new).map(|member| member.row).collect();
        Ok(Self {
            open: marks::open(conn, &frame.owners)?,
            firsts: firsts(conn, &frame.owners, &new, frame.basis.zone)?,
            sessions,
            drafts: drafts::by_person(conn)?,
            absences: presence::absences(conn)?,
        })
    }

    /// Flags that no session answers, of any day.
    pub(in crate::store) fn flags(&self, person: i64) -> &[FlagFact] {
        self.open.flags.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Auto-failed calls that no session stands on, of any day.
    pub(in crate::store) fn fails(&self, person: i64) -> &[OpenFail] {
        self.open.fails.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Those that stand, newest first.
    pub(in crate::store) fn sessions_of(&self, member: &Member) -> &[SessionLine] {
        self.sessions.get(&member.agent.id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn draft(&self, member: &Member) -> Option<SessionId> {
        self.drafts.get(&member.agent.id).copied()
    }

    /// The last session that satisfies the cadence: a flagged call's does not.
    pub(in crate::store) fn counted(&self, member: &Member) -> Option<&SessionLine> {
        counted(self.sessions_of(member))
    }

    /// Of someone who has had no such session.
    pub(in crate::store) fn first(&self, member: &Member) -> Option<First> {
        self.firsts.get(&member.row).copied()
    }

    /// By the date agreed in the last session, else by cadence; by cadence from the first scores where there was none,
    /// but not before those came into the file: nobody is late for what he could not know.
    pub(in crate::store) fn next_due(&self, frame: &Frame, member: &Member) -> Option<NaiveDate> {
        let cycles = frame.settings.cycles();
        let due = match self.counted(member) {
            Some(session) => session.next_session.unwrap_or_else(|| cycles.next_due(session.held_on)),
            None => {
                let first = self.first(member)?;
                cycles.next_due(first.day).max(first.loaded)
            }
        };
        self.back_by(member, due, frame.basis.today)
    }

    /// The day itself, or the first one after the absence that it falls in; what is overdue waits for that too.
    /// `None` where nobody knows when.
    fn back_by(&self, member: &Member, due: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let mut day = due.max(today);
        for absence in self.absences.get(&member.row).into_iter().flatten() {
            if absence.holds(day) {
                day = absence.to?.succ_opt()?;
            }
        }
        Some(if day == due.max(today) { due } else { day })
    }

    pub(in crate::store) fn is_away(&self, member: &Member, today: NaiveDate) -> bool {
        self.absences.get(&member.row).into_iter().flatten().any(|a| a.holds(today))
    }
}

fn counted(sessions: &[SessionLine]) -> Option<&SessionLine> {
    sessions.iter().find(|s| s.kind != SessionKind::FlaggedCall)
}

/// Of these people. As old as the first file that held it, in whatever version.
fn firsts(conn: &Connection, owners: &Owners, people: &[i64], zone: Tz) -> Result<HashMap<i64, First>> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, e.day, min((SELECT min(b.at) FROM evaluation o JOIN batch b ON b.id = o.batch
                                  WHERE o.source = e.source AND o.key = e.key AND b.undone = 0),
                coalesce((SELECT min(b.at) FROM evaluation o JOIN evaluation_also a ON a.evaluation = o.id
                          JOIN batch b ON b.id = a.batch
                          WHERE o.source = e.source AND o.key = e.key AND b.undone = 0), '9')) AS loaded
         FROM identity i JOIN evaluation e ON e.id =
              (SELECT f.id FROM evaluation f WHERE f.identity = i.id AND f.current = 1 AND f.day IS NOT NULL
               ORDER BY f.day, f.id LIMIT 1)
         WHERE i.person = ?1",
    )?;
    let mut out: HashMap<i64, First> = HashMap::new();
    for person in people {
        let mut rows = statement.query([person])?;
        while let Some(row) = rows.next()? {
            let loaded: Option<DateTime<Utc>> = row.get::<_, Option<String>>("loaded")?.and_then(|at| at.parse().ok());
            let day = from_number(row.get("day")?);
            if let (Some(person), Some(day), Some(loaded)) = (owners.get(row.get(0)?), day, loaded) {
                let first = First { day, loaded: loaded.with_timezone(&zone).date_naive() };
                out.entry(person).and_modify(|known| *known = (*known).min(first)).or_insert(first);
            }
        }
    }
    Ok(out)
}
