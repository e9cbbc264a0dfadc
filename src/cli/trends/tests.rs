//! What stands behind a figure is as many as the figure says, filtered or not; filtered sums of everything are the daily
//! sums.

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::clock::Clock;
use crate::demo;
use crate::domain::evaluation::ScoredBy;
use crate::domain::people::Actor;
use crate::domain::raw::Raw;
use crate::domain::trends::behind::{BehindQuery, BehindView, Figure};
use crate::domain::trends::filter::{Reach, ScoreFilter};
use crate::domain::trends::{TrendsQuery, TrendsView};
use crate::import::Go;
use crate::store::{ImportJob, Store};

/// The demo's evaluations, with more on another version, from another source.
fn store() -> (Store, TempDir) {
    let now: DateTime<Utc> = "2026-11-25T12:00:00Z".parse().expect("a time");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory");
    store.set_setting(crate::domain::settings::Key::Zone, "UTC").expect("a zone");
    let folder = tempfile::tempdir().expect("a folder");
    let made = demo::generate(3, "2026-11-25".parse().expect("a day"));
    let mut load = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file is written");
        let plan = store.plan_import(&ImportJob { paths: vec![path], ..ImportJob::default() }).expect("a plan");
        store.import(&plan, false, &mut |_| Go::On).expect("it loads");
    };
    for step in made.steps {
        if let demo::What::Evaluations { file_name, csv } = step.what {
            load(&file_name, &csv);
        }
    }
    let mut more = "source,evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard_version,scored_by,call_started_at,evaluated_at,Empathy\n".to_owned();
    for n in 0..30 {
        let (who, by) = if n % 3 == 0 { ("Robo", "ai") } else { ("Piet", "person") };
        // Some calls twice, by both.
        let call = n - n % 2;
        let day = 9 + n % 12;
        let start = format!("talkdesk,T{n},T{call},T1,Tia,North,{who},2,{by},2026-11-{day:02}T10:00:00Z");
        more = format!("{more}{start},2026-11-20,{}\n", 40 + n);
    }
    load("more.csv", &more);
    (store, folder)
}

fn queries() -> Vec<TrendsQuery> {
    let scores =
        |scored_by, source: Option<&str>| ScoreFilter { scored_by, source: source.map(Raw::from), version: None };
    let all = [
        ScoreFilter::default(),
        scores(Some(ScoredBy::Person), None),
        scores(Some(ScoredBy::Ai), None),
        scores(None, Some("talkdesk")),
        scores(Some(ScoredBy::Person), Some("talkdesk")),
        scores(None, Some("nowhere")),
        ScoreFilter { version: Some("1".to_owned()), ..ScoreFilter::default() },
    ];
    let reaches = [
        Reach::Cycles(2),
        Reach::Usual,
        Reach::Days(crate::domain::day::Span::new(
            "2026-10-15".parse().expect("a day"),
            "2026-11-14".parse().expect("a day"),
        )),
    ];
    let mut out = Vec::new();
    for (n, scores) in all.into_iter().enumerate() {
        // Each filter over the usual days; the days with two of them.
        for reach in reaches.into_iter().take(if n < 2 { 3 } else { 1 }) {
            out.push(TrendsQuery { scores: scores.clone(), reach, ..TrendsQuery::default() });
        }
    }
    out
}

fn behind(store: &Store, query: &TrendsQuery, figure: Figure) -> BehindView {
    store.behind(&BehindQuery { trends: query.clone(), figure }).expect("the calls are read")
}

fn same(found: &BehindView, mean: Option<f64>, n: usize, what: &str) {
    assert_eq!(found.calls.len(), n, "{what}");
    let close = match (found.mean(), mean) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        (a, b) => a == b,
    };
    assert!(close, "{what}: {:?} is not {mean:?}", found.mean());
}

#[test]
fn as_many_calls_stand_behind_a_figure_as_it_says_and_they_come_to_it() {
    let (store, _folder) = store();
    let mut seen = 0;
    for query in queries() {
        let view: TrendsView = store.trends(&query).expect("a view");
        for (at, cycle) in view.cycles.iter().enumerate() {
            for row in &view.rows {
                let point = row.points[at];
                let figure = Figure::Cycle { agent: None, dimension: row.key.clone(), cycle: *cycle };
                let what = format!("{query:?}, {cycle:?}, {}", row.key);
                same(&behind(&store, &query, figure), point.current, point.n as usize, &what);
                seen += usize::from(point.n > 0);
            }
            // An agent and a dimension a cycle are enough: all are read alike.
            for agent in view.agents.iter().skip(at).take(1) {
                let row = &agent.rows[at % agent.rows.len()];
                let (point, who) = (row.points[at], Some(agent.agent.id));
                let figure = Figure::Cycle { agent: who, dimension: row.key.clone(), cycle: *cycle };
                let what = format!("{query:?}, {}, {cycle:?}, {}", agent.agent.name.visible(), row.key);
                same(&behind(&store, &query, figure), point.current, point.n as usize, &what);
            }
        }
        for line in &view.evaluators {
            let figure = Figure::Evaluator { evaluator: line.evaluator.clone(), dimension: line.dimension.clone() };
            same(&behind(&store, &query, figure), Some(line.mean), line.n, &format!("{query:?}, {}", line.evaluator));
        }
        for pair in &view.overlaps {
            let figure = Figure::Pair {
                first: pair.first.clone(),
                second: pair.second.clone(),
                dimension: pair.dimension.clone(),
            };
            let what = format!("{query:?}, {} and {}", pair.first, pair.second);
            same(&behind(&store, &query, figure), Some(pair.difference), pair.calls, &what);
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn what_is_no_longer_shown_is_said_not_guessed() {
    let (store, _folder) = store();
    let query = TrendsQuery::default();
    let cycle =
        crate::domain::day::Span::new("2020-01-01".parse().expect("a day"), "2020-01-15".parse().expect("a day"));
    let ask = |dimension: &str| {
        let figure = Figure::Cycle { agent: None, dimension: dimension.to_owned(), cycle };
        store.behind(&BehindQuery { trends: query.clone(), figure }).expect_err("it is refused").to_string()
    };
    assert!(ask("empathy").contains("no longer shown"));
    assert!(ask("magic").contains("not on the scorecard"));
}
