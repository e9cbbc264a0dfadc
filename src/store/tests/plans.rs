//! What screens ask of the file costs what they show: no statement of theirs walks a whole table of loaded rows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use serde_json::json;
use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::id::{PersonId, SessionId};
use crate::domain::people::Actor;
use crate::domain::session::Draft;
use crate::domain::standing::{Period, Query};
use crate::domain::trends::filter::ScoreFilter;
use crate::domain::trends::{Aspect, TrendsQuery};
use crate::import::Go;
use crate::store::sessions::Finish;
use crate::store::{ImportJob, NewFlag, Store};

/// Tables that grow with every file that is loaded, and with every record.
const BULK: [&str; 14] = [
    "evaluation",
    "evaluation_also",
    "score",
    "call",
    "call_data",
    "transcript",
    "turn",
    "moment",
    "criterion_result",
    "daily",
    "flag",
    "auto_fail",
    "event",
    "payload",
];

/// Indexes that hold evaluations with a flag or an auto-fail, and no others.
const MARKS: [&str; 2] = ["evaluation_flags", "evaluation_fails"];

/// How much there is beside what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// Another team of twelve, and what everyone was scored in the half year before: twenty times as many scores.
    Much,
}

/// Scores of some agents of a team, day by day.
fn scores(text: &mut String, n: &mut u32, (team, agents): (&str, std::ops::RangeInclusive<u32>), months: &[&str]) {
    for month in months {
        for day in 1..=24 {
            for agent in agents.clone() {
                *n += 1;
                let (n, id) = (*n, format!("{team}{n}"));
                let card = if n % 9 == 0 { "Sales" } else { "Desk" };
                let (fail, flag) = (if n % 11 == 0 { "yes" } else { "" }, if n % 7 == 0 { "rude" } else { "" });
                let mut row = |id: &str, by: &str, dimension: &str, earned: u32, marks: &str| {
                    let _ = writeln!(
                        text,
                        "{id},C{n},A{agent},Agent {agent},{team},Eva {by},{card},2026-{month}-{day:02}T10:00:00Z,\
                         {dimension},{earned},100,{marks},heard,{by}"
                    );
                };
                row(&id, "person", "Empathy", 40 + n % 50, &format!("{fail},{flag}"));
                row(&id, "person", "Resolution", 50 + n % 40, ",");
                if n % 5 == 0 {
                    row(&format!("X{id}"), "ai", "Empathy", 60, ",");
                }
            }
        }
    }
}

/// Two agents of a team, with everything that a screen may come across: flags, auto-fails, two who scored one call, two
/// scorecards, sessions, a dispute, a draft.
fn loaded(beside: Beside) -> (Store, Vec<PersonId>, SessionId) {
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory");
    let mut text =
        "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,dimension,earned,\
                    possible,auto_fail,flag,comment,scored_by\n"
            .to_owned();
    let n = &mut 0;
    scores(&mut text, n, ("North", 1..=2), &["09", "10", "11"]);
    if beside == Beside::Much {
        scores(&mut text, n, ("North", 1..=2), &["03", "04", "05", "06", "07", "08"]);
        scores(&mut text, n, ("South", 3..=14), &["06", "07", "08", "09", "10", "11"]);
    }
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("scores.csv");
    std::fs::write(&path, text).expect("a file can be written");
    let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("it is readable");
    store.import(&plan, false, &mut |_| Go::On).expect("it is loaded");
    let agents: Vec<PersonId> = ["A1", "A2"].map(|id| store.agent_named(id).expect("known").id).to_vec();
    let flag = NewFlag { call_id: "C3".to_owned(), code: "heard".to_owned(), ..NewFlag::default() };
    store.add_flag(flag).expect("a flag by hand");
    let draft: Draft = serde_json::from_value(json!({
        "agent": agents[0].to_string(), "held_at": "2026-11-10T12:00:00Z",
        "cycle": { "from": "2026-10-26", "to": "2026-11-09" },
        "focus": { "dimension": "empathy", "reason": "it came up in the call that was listened to" },
        "behavior": "goes on without a word for what the caller said",
        "action": "Name the caller's worry in the first 30 seconds of every call this week",
        "check": { "threshold": "75", "on": "2026-11-24" },
        "evidence": [{ "call_id": "C97", "from_ms": 12000, "what_happened": "passed over the caller's loss" }],
    }))
    .expect("a draft");
    let session = match store.finish_session(SessionId::new(), &draft, None).expect("it is judged") {
        Finish::Locked(id) => id,
        Finish::Refused(problems) => panic!("{problems:?}"),
        Finish::Elsewhere(other) => panic!("{other:?}"),
    };
    let open = Draft { agent: agents[1].to_string(), ..Draft::default() };
    store.save_draft(SessionId::new(), &open, None).expect("kept");
    store.dispute_of(None, "North10", "empathy", "the second half was not heard").expect("a dispute");
    (store, agents, session)
}

/// The statements that run meanwhile, as they are written.
fn statements(store: &mut Store, act: impl FnOnce(&Store)) -> BTreeSet<String> {
    let seen: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let own = seen.clone();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            own.lock().expect("nobody panicked").insert(statement.sql().to_string());
        }
    };
    store.conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note)).expect("it is traced");
    act(store);
    store.conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).expect("it is left alone");
    seen.lock().expect("nobody panicked").clone()
}

/// The tables that a name may stand for in a statement.
fn tables(sql: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let words: Vec<&str> =
        sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    for pair in words.windows(2).chain(words.last().map(std::slice::from_ref)) {
        if let [table, rest @ ..] = pair
            && BULK.contains(table)
        {
            let mut names = vec![*table];
            names.extend(rest);
            for name in names {
                out.entry(name.to_owned()).or_default().insert((*table).to_owned());
            }
        }
    }
    out
}

/// Steps of a statement's plan that walk a table of loaded rows.
fn walks(store: &Store, sql: &str) -> Vec<String> {
    let named = tables(sql);
    let mut statement = match store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) {
        Ok(statement) => statement,
        Err(e) => panic!("{e}: {sql}"),
    };
    let details: Vec<String> =
        statement.raw_query().mapped(|r| r.get("detail")).collect::<rusqlite::Result<_>>().expect("a plan can be read");
    let is_walk = |detail: &String| {
        let mut words = detail.split(' ');
        let (how, what) = (words.next(), words.next().unwrap_or_default());
        // An index of marked evaluations alone is as long as there are marks.
        let bulk = named.contains_key(what) && MARKS.iter().all(|index| !detail.ends_with(index));
        // An index that is made for one statement is made of the whole table.
        bulk && (how == Some("SCAN") || detail.contains("AUTOMATIC"))
    };
    details.into_iter().filter(is_walk).collect()
}

#[test]
fn no_screen_walks_a_table_of_loaded_rows() {
    let (mut store, agents, session) = loaded(Beside::Nothing);
    let team = store.teams().expect("teams")[0].id;
    let go = &mut || Go::On;
    let mut found = String::new();
    let mut all = 0;
    let mut look = |screen: &str, store: &mut Store, act: &mut dyn FnMut(&Store)| {
        let seen = statements(store, |store| act(store));
        assert!(!seen.is_empty(), "{screen} asks nothing");
        for sql in seen.iter().filter(|sql| !sql.starts_with("--") && !sql.to_uppercase().starts_with("PRAGMA")) {
            all += 1;
            for walk in walks(store, sql) {
                let _ = writeln!(found, "{screen}: {walk}\n    {sql}\n");
            }
        }
    };
    let queries = [
        Query::default(),
        Query { team: Some(team), ..Query::default() },
        Query { scorecard: Some("Sales".to_owned()), period: Period::Cycle(-1), ..Query::default() },
    ];
    for query in &queries {
        let own = agents.clone();
        look("team", &mut store, &mut |store| {
            let view = store.team_figures(query).expect("figures");
            assert!(!view.agents.is_empty());
            store.findings(query, &own, go).expect("they are judged").expect("nobody stops it");
            store.team_view(query).expect("all of it");
        });
        look("agent", &mut store, &mut |store| drop(store.agent_view(agents[0], query).expect("a sheet")));
    }
    look("team's outcomes", &mut store, &mut |store| drop(store.outcomes_meanwhile(&[session], go).expect("outcomes")));
    look("today", &mut store, &mut |store| {
        assert!(!store.today_view(None).expect("a list").items.is_empty());
        store.today_view(Some(team)).expect("a list");
        store.today_begins(None).expect("its beginning");
        store.today_begins(Some(team)).expect("its beginning");
    });
    let ai = ScoreFilter { scored_by: Some(crate::domain::evaluation::ScoredBy::Ai), ..ScoreFilter::default() };
    for query in [
        TrendsQuery::default(),
        TrendsQuery { team: Some(team), ..TrendsQuery::default() },
        TrendsQuery { scores: ai, ..TrendsQuery::default() },
    ] {
        look("trends", &mut store, &mut |store| {
            store.trends_figures(&query).expect("figures");
            for aspect in [Aspect::Moves, Aspect::Coaching, Aspect::Evaluators] {
                store.trends_part(&query, aspect, go).expect("a part").expect("nobody stops it");
            }
        });
    }
    look("trends' flags", &mut store, &mut |store| drop(store.recent_coverage(None, Some(team)).expect("coverage")));
    assert!(all > 60, "{all} statements were seen");
    assert!(found.is_empty(), "{found}");
}

/// Steps of the engine that an act takes, by statement.
fn steps(store: &mut Store, act: impl FnOnce(&Store)) -> BTreeMap<String, i64> {
    // A statement that is kept goes on counting.
    store.conn.flush_prepared_statement_cache();
    let seen: Arc<Mutex<BTreeMap<String, i64>>> = Arc::default();
    let own = seen.clone();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let steps = i64::from(statement.get_status(StatementStatus::VmStep));
            let mut seen = own.lock().expect("nobody panicked");
            let most = seen.entry(statement.sql().to_string()).or_default();
            *most = steps.max(*most);
        }
    };
    store.conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note)).expect("it is traced");
    act(store);
    store.conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).expect("it is left alone");
    seen.lock().expect("nobody panicked").clone()
}

#[test]
fn what_is_not_asked_for_costs_nothing() {
    let (mut few, agents, _) = loaded(Beside::Nothing);
    let (mut many, theirs, _) = loaded(Beside::Much);
    let team = |store: &Store| store.team_named("North").expect("it is known").id;
    let (own, own_there) = (team(&few), team(&many));
    let go = &mut || Go::On;
    let mut compare = |what: &str, act: &mut dyn FnMut(&Store, crate::domain::id::TeamId, &[PersonId])| {
        let little = steps(&mut few, |store| act(store, own, &agents));
        let much = steps(&mut many, |store| act(store, own_there, &theirs));
        let (all, all_there): (i64, i64) = (little.values().sum(), much.values().sum());
        let mut grown: Vec<(i64, &String)> =
            much.iter().map(|(sql, steps)| (steps - little.get(sql).unwrap_or(&0), sql)).collect();
        grown.sort_by_key(|(by, _)| -by);
        // Other people's names and teams are looked through, and one's own open flags of all days; others' calls are not.
        let most = all * 2 + 4_000;
        assert!(all_there < most, "{what}: {all} steps, and {all_there} with much beside it: {:#?}", &grown[..4]);
    };
    let of = |team| Query { team: Some(team), ..Query::default() };
    compare("figures", &mut |store, team, _| drop(store.team_figures(&of(team)).expect("figures")));
    compare("findings", &mut |store, team, agents| drop(store.findings(&of(team), agents, go).expect("findings")));
    compare("agent", &mut |store, _, agents| drop(store.agent_view(agents[0], &Query::default()).expect("a sheet")));
    let trends = |team| TrendsQuery { team: Some(team), ..TrendsQuery::default() };
    compare("trends", &mut |store, team, _| drop(store.trends_figures(&trends(team)).expect("figures")));
    for aspect in [Aspect::Moves, Aspect::Evaluators] {
        compare("a part of trends", &mut |store, team, _| {
            drop(store.trends_part(&trends(team), aspect, &mut || Go::On).expect("a part"));
        });
    }
}
