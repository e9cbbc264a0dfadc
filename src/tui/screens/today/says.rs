//! What Today says of itself: keys that apply, and the arithmetic of an item.

use super::TodayScreen;
use super::inviting::invites;
use super::list::way;
use crate::config::keymap::Action;
use crate::domain::today::{DueItem, DueKind, Phase};
use crate::tui::screen::{ActionInfo, Ctx, Explanation};
use crate::tui::words::count;

/// Columns from which on the keys have room for their whole words.
const WIDE: u16 = 100;

impl TodayScreen {
    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.find.typing() {
            return vec![ActionInfo::named(Action::Back, "show everything")];
        }
        let Some(item) = self.item() else {
            return vec![ActionInfo::named(Action::GoImport, "import"), ActionInfo::named(Action::GoTeam, "team")];
        };
        let mut actions = vec![
            ActionInfo::together(&[Action::Up, Action::Down], "choose"),
            ActionInfo::named(Action::Open, way(item)),
        ];
        if cx.read_only.is_none() {
            if way(item) != "session" {
                actions.push(ActionInfo::new(Action::StartSession));
            }
            let label = if item.snoozed.is_some() { "due again" } else { "put off" };
            actions.push(ActionInfo::named(Action::Snooze, label));
        }
        // Where the line is short, what only one key does comes before what others do too.
        let prepare = self.view.get().is_some_and(|v| !v.to_prepare().is_empty());
        let invite = invites(item).then(|| ActionInfo::new(Action::Invite));
        if cx.area.width < WIDE {
            actions.push(ActionInfo::new(Action::Print));
            actions.extend(invite);
        } else {
            actions.extend(invite);
            let label = if prepare { Some("print today's sheets") } else { None };
            actions.push(label.map_or_else(|| ActionInfo::new(Action::Print), |l| ActionInfo::named(Action::Print, l)));
        }
        if prepare {
            actions.push(ActionInfo::new(Action::PrepareNext));
        }
        if self.has_more_news() {
            let label = if self.all_news { "fewer new scores" } else { "all new scores" };
            actions.push(ActionInfo::named(Action::ShowAll, label));
        }
        actions.push(ActionInfo::new(Action::Find));
        actions.push(ActionInfo::new(Action::Copy));
        actions
    }

    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        let item = self.item()?;
        let flag_days = self.view.get().map_or(0, |v| v.flag_days);
        let mut lines = vec![crate::domain::raw::visible(&item.why).into_owned()];
        lines.extend(arithmetic(item, flag_days, cx));
        if let Some(snoozed) = &item.snoozed {
            let reason = crate::domain::raw::visible(&snoozed.reason);
            lines.push(format!("Put off until {}: {reason}", cx.words.day(snoozed.until)));
        }
        Some(Explanation { title: item.agent_name.visible(), lines })
    }
}

fn days(n: i64) -> String {
    count(n.unsigned_abs(), "day")
}

fn arithmetic(item: &DueItem, flag_days: i64, cx: &Ctx) -> Vec<String> {
    let day = |day| cx.words.day(day);
    match item.kind {
        DueKind::Flag | DueKind::AutoFail => {
            let age = (cx.today - item.since).num_days();
            let left = match item.overdue_days {
                0 => "the last one is today".to_owned(),
                over if over > 0 => format!("{} over", days(over)),
                left => format!("{} left", days(left)),
            };
            vec![
                format!(
                    "The call was on {}, {} ago; it stands here until a session answers it.",
                    day(item.since),
                    days(age)
                ),
                format!("The clock allows {} (flag-days in Setup), to {}: {left}.", days(flag_days), day(item.due)),
            ]
        }
        DueKind::Session => {
            let when = match (item.phase(), item.overdue_days) {
                (_, 0) => "that is today".to_owned(),
                (_, over) if over > 0 => format!("{} ago", days(over)),
                (_, left) => format!("in {}", days(left)),
            };
            vec![
                format!("Due {}, {when}.", day(item.due)),
                "The date agreed in the last session holds, else the cadence (in Setup) from it; a flagged call's session \
                 does not count. A first session is due a cadence after the first scored call, and never before the day \
                 on which the scores came into the file."
                    .to_owned(),
            ]
        }
        DueKind::Check => vec![format!(
            "The score threshold agreed in the session is checked on {} (check-days in Setup).",
            day(item.due)
        )],
        DueKind::Action if item.phase() == Phase::Coming => vec![format!(
            "The practice action runs through {}; then it is read back: done, partly, or not.",
            day(item.due)
        )],
        DueKind::Action => vec![format!(
            "The practice action ran through {}, and nobody has said whether it was done. Of each dimension the last \
             agreement alone counts.",
            day(item.due)
        )],
        DueKind::Draft => {
            vec![format!("A session form that was begun, last saved on {}, and not finished.", day(item.since))]
        }
        DueKind::Dispute => vec![format!("Open since {}. A disputed score is still averaged.", day(item.since))],
        DueKind::Stuck => vec![
            "A plateau: three or more sessions in a row on one dimension, still below its target, with calls enough to \
             tell that the last one did not raise it."
                .to_owned(),
            "Something else may be in the way: practice, knowledge, the process, a tool, the workload, the evaluation. \
             Choosing a cause in the last session, or closing the dimension, takes it off this list."
                .to_owned(),
        ],
        DueKind::NewScores => vec![format!(
            "Calls whose evaluations came into the file after the session of {} was finished; those that were there \
             before, or only corrected, do not count.",
            day(item.since)
        )],
        DueKind::ChangedScores => vec![
            "A later correction never changes a locked session: it shows as seen then beside restated now.".to_owned(),
        ],
    }
}
