//! `due` and `snooze`.

use serde_json::{Value, json};

use super::args::SnoozeArgs;
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::raw::visible;
use crate::domain::today::{DueItem, DueKind, Phase};
use crate::store::Store;

/// What is due now; with `all`, what is due in the next days and what is put off, too.
pub(super) fn run(store: &Store, team: Option<&str>, all: bool, as_json: bool) -> Outcome {
    let team = team.map(|t| store.team_named(t)).transpose()?.map(|t| t.id);
    let mut items = store.today_view(team)?.items;
    items.retain(|i| all || i.phase() == Phase::Now);
    if as_json {
        return print_text(&json::text(&items.iter().map(|i| line(i, all)).collect()));
    }
    if items.is_empty() {
        return say("nothing is due");
    }
    print_text(&shown(&items))
}

fn line(i: &DueItem, all: bool) -> Value {
    let mut line = json!({
        "kind": i.kind.word(), "agent": i.agent_json_id, "since": i.since, "due": i.due, "overdue_days": i.overdue_days,
        "subject": i.subject, "key": i.key, "why": i.why,
    });
    if all {
        let snoozed = i.snoozed.as_ref();
        line["snoozed_until"] = json!(snoozed.map(|s| s.until));
        line["snoozed_why"] = json!(snoozed.map(|s| s.reason.as_str()));
    }
    line
}

fn shown(items: &[DueItem]) -> String {
    let mut table =
        Table::new(&[("Due", Align::Left), ("", Align::Left), ("Agent", Align::Left), ("What", Align::Left)]);
    for i in items {
        let clock = match (&i.snoozed, i.overdue_days) {
            (Some(snoozed), _) => format!("put off until {}", snoozed.until),
            (None, 0) => "today".to_owned(),
            (None, n) if n > 0 => format!("{n} over"),
            (None, n) => format!("{} left", -n),
        };
        let why = match &i.snoozed {
            Some(snoozed) => format!("{} ({})", visible(&snoozed.reason), visible(&i.why)),
            None => visible(&i.why).into_owned(),
        };
        table.row(vec![i.due.to_string(), clock, i.agent_name.visible(), why]);
    }
    table.text()
}

pub(super) fn snooze(store: &mut Store, args: &SnoozeArgs) -> Outcome {
    let Some(kind) = DueKind::from_word(&args.kind) else {
        let all: Vec<&str> = DueKind::ALL.iter().map(|k| k.word()).collect();
        return Err(CommandError::usage(format!("“{}” is no kind; there are {}", visible(&args.kind), all.join(", "))));
    };
    let agent = store.agent_named(&args.agent)?.id;
    let item = store.one_item(kind, agent, args.subject.as_deref())?;
    match (&args.until, &args.why, &item.snoozed) {
        (Some(until), Some(why), _) => {
            let item = store.snooze(kind, agent, &item.key, *until, why)?;
            say(&format!(
                "{} of {} is put off until {until}; the log keeps why",
                kind.words(),
                item.agent_name.visible()
            ))
        }
        (_, _, Some(snoozed)) => {
            let item = store.wake(snoozed.id)?;
            say(&format!("{} of {} is on the list again", kind.words(), item.agent_name.visible()))
        }
        (_, _, None) => Err(CommandError::user("that is not put off")),
    }
}
