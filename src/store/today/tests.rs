use std::fmt::Write as _;

use serde_json::json;
use tempfile::TempDir;

use super::beginning::ENOUGH;
use super::*;
use crate::clock::Clock;
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::import::Go;
use crate::store::sessions::Finish;
use crate::store::{ImportJob, NewFlag};

const NOW: &str = "2026-11-25T12:00:00Z";

/// A file with calls of seven agents in two teams, an evaluation a call, day after day to the day before today; `marks` says
/// what stands on the nth: auto-fail and flag.
fn scored(calls: u32, marks: impl Fn(u32) -> (&'static str, &'static str)) -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(NOW.parse().expect("a time"))).expect("a database in memory");
    let mut text =
        "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,dimension,earned,\
                    possible,auto_fail,flag\n"
            .to_owned();
    let last: NaiveDate = "2026-11-24".parse().expect("a day");
    for n in 0..calls {
        let (fail, flag) = marks(n);
        // Two days of calls after each other are on one day.
        let day = last - Days::new(u64::from((calls - 1 - n) / 2));
        let (agent, team) = (n % 7, if n % 7 < 4 { "North" } else { "South" });
        let earned = 40 + n % 50;
        let _ = writeln!(
            text,
            "E{n},C{n},A{agent},Agent {agent},{team},Eva,Desk,{day}T10:00:00Z,Empathy,{earned},100,{fail},{flag}"
        );
    }
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("scores.csv");
    std::fs::write(&path, text).expect("a file can be written");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is readable");
    store.import(&plan, false, &mut |_| Go::On).expect("it is loaded");
    store
}

/// The beginning is the first lines of the list, and at least so many of those that stand there for a flag.
#[track_caller]
fn begins_alike(store: &Store, team: Option<TeamId>, least: usize) {
    let whole = store.today_view(team).expect("a list");
    let begins = store.today_begins(team).expect("its beginning");
    let first: Vec<&DueItem> = whole.items.iter().filter(|i| i.snoozed.is_none()).collect();
    let flags = first.iter().take_while(|i| i.kind == DueKind::Flag).count();
    let Some(begins) = begins else {
        assert!(flags < ENOUGH && least == 0, "a list that begins with {flags} flags has a beginning");
        return;
    };
    assert!(begins.items.len() >= least, "{} of {flags}", begins.items.len());
    assert_eq!(begins.items.iter().collect::<Vec<_>>(), first[..begins.items.len()]);
    assert_eq!((begins.extent, whole.extent), (Extent::Beginning, Extent::Whole));
    assert_eq!(
        (begins.team, begins.today, begins.flag_days, begins.day_first),
        (whole.team, whole.today, whole.flag_days, whole.day_first)
    );
}

fn every_team(store: &Store) -> Vec<Option<TeamId>> {
    [None].into_iter().chain(store.teams().expect("teams").into_iter().map(|t| Some(t.id))).collect()
}

#[test]
fn a_list_begins_as_the_whole_does() {
    for (calls, every, least) in [(40, 1, [0; 3]), (40, 9, [0; 3]), (900, 1, [64, 64, 64]), (900, 3, [64, 64, 64])] {
        let store = scored(calls, |n| (if n % 5 == 0 { "yes" } else { "" }, if n % every == 0 { "rude" } else { "" }));
        for (team, least) in every_team(&store).into_iter().zip(least) {
            begins_alike(&store, team, least);
        }
    }
}

#[test]
fn a_list_without_flags_has_no_beginning() {
    for (calls, fail) in [(0, ""), (60, ""), (60, "yes")] {
        let store = scored(calls, |_| (fail, ""));
        for team in every_team(&store) {
            begins_alike(&store, team, 0);
        }
    }
}

#[test]
fn the_beginning_knows_who_is_away_or_gone_and_what_is_put_off_answered_or_added_by_hand() {
    let mut store = scored(300, |n| ("", if n % 2 == 0 { "rude" } else { "" }));
    let named = |store: &Store, id: &str| store.agent_named(id).expect("known");
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let away = named(&store, "A1");
    store.set_away(&away, day("2026-11-01"), None, "on leave").expect("noted");
    let gone = named(&store, "A2");
    store.set_left(&gone, Some(day("2026-11-20"))).expect("noted");
    let put_off = named(&store, "A0").id;
    store
        .snooze(DueKind::Flag, put_off, "C0/rude", day("2026-12-01"), "the call is being heard again")
        .expect("put off");
    for (call, code) in [("C1", "sworn"), ("C3", "rude"), ("C299", "heard")] {
        let flag = NewFlag { call_id: call.to_owned(), code: code.to_owned(), ..NewFlag::default() };
        store.add_flag(flag).expect("a flag by hand");
    }
    let draft = serde_json::from_value(json!({
        "agent": named(&store, "A3").id.to_string(), "held_at": "2026-11-10T12:00:00Z",
        "focus": { "dimension": "empathy", "reason": "it came up in the call that was listened to" },
        "behavior": "goes on without a word for what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": "75", "on": "2026-11-24" },
        "answers_flags": [{ "call_id": "C10", "code": "rude" }],
        "evidence": [{ "call_id": "C10", "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    }))
    .expect("a draft");
    match store.finish_session(SessionId::new(), &draft, None).expect("it is judged") {
        Finish::Locked(_) => {}
        Finish::Refused(problems) => panic!("{problems:?}"),
        Finish::Elsewhere(other) => panic!("{other:?}"),
    }
    begins_alike(&store, None, ENOUGH);
    for team in store.teams().expect("teams") {
        // Enough or none, as many as there are.
        begins_alike(&store, Some(team.id), 0);
    }
    let begins = store.today_begins(None).expect("its beginning").expect("there are flags");
    let why = |subject: &str| begins.items.iter().find(|i| i.subject == subject).map(|i| i.why.as_str());
    assert!(why("C8").is_some_and(|why| why.ends_with("the agent is away")), "{:?}", why("C8"));
    assert_eq!((why("C2"), why("C0"), why("C10")), (None, None, None), "gone, put off, answered");
    assert!(why("C1").is_some_and(|why| why.starts_with("sworn on C1,")), "by hand");
}
