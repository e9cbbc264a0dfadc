//! The first lines of the list: the oldest flags that no session answers. They stand above all else, and are found without
//! what the rest takes: everyone's figures, sessions and first calls. A screen has something to show at once, whatever is
//! in the file.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Due;
use crate::domain::id::TeamId;
use crate::domain::today::{Extent, TodayView};
use crate::store::error::Result;
use crate::store::people::member;
use crate::store::sums::Owners;
use crate::store::{Store, marks, presence};

/// With so many lines a screen is full. Fewer are not shown alone: a key that is pressed before the rest is there would end
/// at the last of them.
pub(super) const ENOUGH: usize = 64;

/// So many flagged evaluations are looked at, the oldest; and so many where those are answered, or another team's.
const ROUNDS: [usize; 2] = [2 * ENOUGH, 8 * ENOUGH];

impl Store {
    /// The first lines of [`today_view`](Store::today_view), the same in the same order; `None` where it does not begin
    /// with enough flags.
    pub fn today_begins(&self, team: Option<TeamId>) -> Result<Option<TodayView>> {
        let _one_state = self.snapshot()?;
        let settings = self.settings()?;
        let today = self.clock.now().with_timezone(&settings.zone).date_naive();
        let owners = Owners::everyone(&self.conn)?;
        let days = marks::flagged_days(&self.conn)?;
        let mut due = Due { today, flag_days: settings.flag_days, found: Vec::new() };
        for most in ROUNDS {
            // Of a day all are looked at: what is as old is in the order of names.
            let last = days.get(most - 1).copied().unwrap_or(NaiveDate::MAX);
            due.found.clear();
            self.open_flags(&mut due, &owners, team, last)?;
            self.put_off(&mut due)?;
            due.found.retain(|found| found.item.snoozed.is_none());
            if due.found.len() >= ENOUGH || days.len() < most {
                break;
            }
        }
        if due.found.len() < ENOUGH {
            return Ok(None);
        }
        Ok(Some(TodayView {
            team: self.name_of(team)?,
            today,
            items: due.in_order(),
            extent: Extent::Beginning,
            strip: Vec::new(),
            evaluations: 1,
            flag_days: settings.flag_days,
            day_first: settings.day_first,
            checkpoint: None,
        }))
    }

    fn open_flags(&self, due: &mut Due, owners: &Owners, team: Option<TeamId>, last: NaiveDate) -> Result<()> {
        let away: HashSet<i64> = presence::absences(&self.conn)?
            .into_iter()
            .filter(|(_, absences)| absences.iter().any(|absence| absence.holds(due.today)))
            .map(|(person, _)| person)
            .collect();
        for (person, flags) in marks::open_flags(&self.conn, owners, last)? {
            let Some(member) = member(&self.conn, due.today, person)? else { continue };
            if team.is_some() && member.team != team {
                continue;
            }
            let from = due.found.len();
            due.flags(&member, &flags);
            if away.contains(&person) {
                due.says_away(from);
            }
        }
        Ok(())
    }
}
