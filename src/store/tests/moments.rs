//! Moments that an evaluation's own analysis points to are offered where a session opens.

use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::people::Actor;
use crate::domain::scorecard::TargetScope;
use crate::domain::settings::Key;
use crate::domain::standing::Query;
use crate::import::Go;
use crate::store::request::OpenSession;
use crate::store::{ImportJob, Store};

const API: &str = include_str!("../../../tests/it/vendors/connect_api.json");

/// Four evaluations of one agent, each with the file's three points of interest.
fn store() -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory");
    store.set_setting(Key::Zone, "UTC").expect("a zone");
    let folder = tempfile::tempdir().expect("a folder");
    for n in 0..4 {
        let text = API.replace("\"api-1\"", &format!("\"api-1{n}\"")).replace("0004481", &format!("call-{n}"));
        let text = text.replace("1763203600.25", "\"2026-11-18T09:00:00Z\"");
        std::fs::write(folder.path().join(format!("{n}.json")), text).expect("the file is written");
    }
    let job = ImportJob { paths: vec![folder.path().to_owned()], ..ImportJob::default() };
    let plan = store.plan_import(&job).expect("it is readable");
    let report = store.import(&plan, false, &mut |_| Go::On).expect("it loads");
    assert_eq!(report.evaluations, 4, "{report:?}");
    store
}

#[test]
fn a_moment_of_the_focus_is_offered_with_its_offset_and_words() {
    let mut store = store();
    let scope = TargetScope::Everyone;
    store.set_target(Some("Voice quality"), "compliance", scope, None, Some(90.0)).expect("a target");
    let sql = "SELECT uuid FROM person WHERE source_id = 'ag-7'";
    let agent: PersonId = store.conn.query_row(sql, [], |r| r.get(0)).expect("the agent is known");
    let open = OpenSession::ForAgent { agent, query: Query::default(), answers: Vec::new(), evidence: Vec::new() };
    let form = store.open_session(&open).expect("it opens");
    let offered: Vec<_> = form
        .prefill
        .suggestions
        .iter()
        .map(|s| (s.dimension.as_str(), s.from_ms, s.quote.as_str(), s.what_happened.as_str()))
        .collect();
    let one = ("compliance", Some(61_000), "let me just do that for you", "missed: Reads the notice");
    assert_eq!(offered, [one; 3]);
    // The moment of the missed question comes before an earlier one of another.
    let sql = "INSERT INTO evaluation_moment (evaluation, n, dimension, criterion, from_ms, to_ms, words)
               SELECT m.evaluation, 9, m.dimension, 'Seconds on hold', 10, NULL, 'hello' FROM evaluation_moment m
               WHERE m.criterion = 'Reads the notice'";
    store.conn.execute(sql, []).expect("it is there");
    let form = store.open_session(&open).expect("it opens");
    assert!(form.prefill.suggestions.iter().all(|s| s.from_ms == Some(61_000)), "{:?}", form.prefill.suggestions);
}
