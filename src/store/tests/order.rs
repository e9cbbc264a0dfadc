//! Any order of loads, newer versions, overlapping files, undos, merges, splits and changes of zone ends in the same rows as a
//! fresh load of what stands, in the same order, in the last zone.

use std::fmt::Write as _;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::id::PersonId;
use crate::domain::people::Actor;
use crate::domain::settings::Key;
use crate::import::Go;
use crate::store::doctor::{Depth, Finding};
use crate::store::load::bulk::Size;
use crate::store::request::Part;
use crate::store::rollup::Cells;
use crate::store::{ImportJob, Store};

const ZONES: [&str; 4] = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Apia"];

pub(super) fn store() -> Store {
    let now: DateTime<Utc> = "2026-11-25T12:00:00Z".parse().expect("a time");
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory");
    store.set_setting(Key::Zone, "UTC").expect("a zone");
    store
}

/// One evaluation as a file writes it; numbers choose among few values, so that files overlap and contradict.
#[derive(Debug, Clone)]
pub(super) struct Row {
    key: u8,
    call: u8,
    agent: u8,
    source: u8,
    started: u8,
    evaluated: u8,
    mark: u8,
    scores: [u8; 3],
    extra: u8,
}

impl Row {
    /// Its lines in a long table, one a dimension.
    fn lines(&self) -> String {
        // Without an id, the call, the agent and the evaluation's day tell it; without a call, its content.
        let key = if self.key < 5 { format!("E{}", self.key) } else { String::new() };
        let call = if self.call < 4 { format!("C{}", self.call) } else { String::new() };
        // A key belongs to one agent and one call in most files, as in life.
        let (id, name) = [("A1", "Ada"), ("A2", "Ben"), ("", "Cleo")][usize::from(self.agent % 3)];
        let source = ["", "vendor"][usize::from(self.source % 2)];
        let started = [
            "",
            "2026-11-10",
            "2026-11-10 23:30",
            "2026-11-10T23:30:00Z",
            "2026-11-11T01:00:00+05:30",
            "2026-11-10T04:00:00Z",
            "2026-11-12T12:00:00Z",
        ][usize::from(self.started % 7)];
        let evaluated = [
            "2026-11-11T09:00:00Z",
            "2026-11-11T09:00:00Z",
            "2026-11-12T23:45:00Z",
            "2026-11-13",
            "2026-11-11 20:00",
            "",
        ][usize::from(self.evaluated % 6)];
        let evaluated = if evaluated.is_empty() && started.is_empty() { "2026-11-14" } else { evaluated };
        let (kind, state) = match self.mark {
            0 => ("calibration", "final"),
            1 => ("standard", "draft"),
            2 => ("standard", "retracted"),
            _ => ("standard", "final"),
        };
        let by = if self.extra & 1 == 1 { "ai" } else { "person" };
        let card = if self.extra & 2 == 2 { "Sales" } else { "Default" };
        let fail = if self.extra & 0b1100 == 0b1100 { "yes" } else { "" };
        let flag = if self.extra & 0b11_0000 == 0b11_0000 { "late" } else { "" };
        let total = if self.extra & 0b1100_0000 == 0b1100_0000 { "55" } else { "" };
        let dimensions = ["Compliance", "Empathy", "Small talk"];
        let mut out = String::new();
        for (n, (dimension, score)) in dimensions.iter().zip(self.scores).enumerate() {
            let earned = ["N/A", "0", "33.3", "70", "85.5", "100", "-5", "7"][usize::from(score % 8)];
            let (fail, flag) = if n == 0 { (fail, flag) } else { ("", "") };
            let _ = writeln!(
                out,
                "{key},{call},{id},{name},{source},{started},{evaluated},{kind},{state},{by},{card},{total},{dimension},{earned},100,{fail},{flag}"
            );
        }
        out
    }
}

fn row() -> impl Strategy<Value = Row> {
    (0u8..7, 0u8..6, any::<u8>(), 0u8..4, any::<u8>(), any::<u8>(), 0u8..14, any::<[u8; 3]>(), any::<u8>()).prop_map(
        |(key, call, agent, source, started, evaluated, mark, scores, extra)| Row {
            key,
            call,
            agent,
            source: u8::from(source == 0),
            started,
            evaluated,
            mark,
            scores,
            extra,
        },
    )
}

pub(super) fn file(rows: &[Row]) -> String {
    let head = "evaluation_id,call_id,agent_id,agent_name,source,call_started_at,evaluated_at,kind,state,scored_by,scorecard,total,dimension,earned,possible,auto_fail,flag\n";
    let lines = rows.iter().map(Row::lines);
    head.to_owned() + &lines.collect::<String>()
}

/// Files that share many of their evaluations: each takes some of a common stock and has a few of its own.
pub(super) fn pool() -> impl Strategy<Value = Vec<String>> {
    (prop::collection::vec(row(), 8), prop::collection::vec((any::<u8>(), prop::collection::vec(row(), 0..3)), 5))
        .prop_map(|(stock, files)| {
            let of = |(taken, own): &(u8, Vec<Row>)| {
                let mut rows: Vec<Row> =
                    stock.iter().enumerate().filter(|(i, _)| taken >> i & 1 == 1).map(|(_, r)| r.clone()).collect();
                rows.extend(own.iter().cloned());
                file(&rows)
            };
            files.iter().map(of).collect()
        })
}

#[derive(Debug, Clone)]
enum Step {
    /// These files of the pool as one batch.
    Load(Vec<usize>, Size),
    /// The n-th batch that stands.
    Undo(usize),
    Zone(usize),
    /// One of the people under another.
    Merge(usize, usize),
    /// One of those who were merged.
    Split(usize),
}

/// A large load keeps in mind what a small one asks, and ends in the same rows.
fn size() -> impl Strategy<Value = Size> {
    prop_oneof![Just(Size::Small), Just(Size::Large)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0usize..5, size()).prop_map(|(n, size)| Step::Load(vec![n], size)),
        2 => (Just(vec![0usize, 1, 2, 3, 4]).prop_shuffle(), 2usize..4, size())
            .prop_map(|(all, n, size)| Step::Load(all[..n].to_vec(), size)),
        3 => any::<usize>().prop_map(Step::Undo),
        1 => (0usize..ZONES.len()).prop_map(Step::Zone),
        1 => any::<(usize, usize)>().prop_map(|(a, b)| Step::Merge(a, b)),
        1 => any::<usize>().prop_map(Step::Split),
    ]
}

pub(super) fn load(store: &mut Store, paths: Vec<PathBuf>) -> Option<i64> {
    load_as(Size::Small, store, paths)
}

fn load_as(size: Size, store: &mut Store, paths: Vec<PathBuf>) -> Option<i64> {
    let plan = store.plan_import(&ImportJob { paths, ..ImportJob::default() }).expect("the files are readable");
    assert!(plan.questions.is_empty(), "{:?}", plan.questions);
    let report = store.import_as(size, &plan, false, &mut |_| Go::On).expect("the files load");
    let parts = report.loaded + report.updated + report.unchanged + report.left_out + report.rejected_rows;
    assert_eq!(report.rows_read, parts, "rows are lost");
    report.batch
}

/// What a query gives, a line a row, sorted.
pub(super) fn lines(store: &Store, sql: &str) -> Vec<String> {
    let mut statement = store.conn.prepare(sql).expect("the query is good");
    let columns = statement.column_count();
    let rows = statement.query_map([], |r| {
        let cells = (0..columns).map(|i| r.get::<_, rusqlite::types::Value>(i));
        Ok(format!("{:?}", cells.collect::<rusqlite::Result<Vec<_>>>()?))
    });
    let mut out: Vec<String> =
        rows.expect("the query runs").collect::<rusqlite::Result<_>>().expect("the rows can be read");
    out.sort();
    out
}

/// Everything that a reader can see of what was loaded, without row numbers and without where it stood.
fn seen(store: &Store) -> Vec<(&'static str, Vec<String>)> {
    const OF: &str = "o.name, e.key, e.version, e.evaluated_kind, e.evaluated_ms, hex(e.content)";
    const FROM: &str = "JOIN evaluation e ON e.id = x.evaluation JOIN source o ON o.id = e.source";
    let evaluations = format!(
        "SELECT {OF}, e.current, e.day, e.summed, e.overall, e.auto_fails, e.kind, e.state, e.scored_by, e.total, e.call_kind, e.call_ms,
                i.source, i.key, c.key, l.name, v.label
         FROM evaluation e JOIN source o ON o.id = e.source JOIN identity i ON i.id = e.identity JOIN call c ON c.id = e.call
         JOIN scorecard_version v ON v.id = e.form JOIN scorecard l ON l.id = v.scorecard"
    );
    let scores = format!(
        "SELECT {OF}, d.key, x.state, x.earned, x.possible, x.earned_text, x.possible_text, x.comment FROM score x {FROM} JOIN dimension d ON d.id = x.dimension"
    );
    let flags = format!("SELECT {OF}, x.n, x.code, x.severity, x.at_ms, x.note FROM flag x {FROM}");
    let fails = format!("SELECT {OF}, x.n, x.name FROM auto_fail x {FROM}");
    let calls = "SELECT c.key, c.day, c.started_kind, c.started_written, c.started_ms, c.started_zone, i.source, i.key
                 FROM call c LEFT JOIN identity i ON i.id = c.identity";
    vec![
        ("evaluations", lines(store, &evaluations)),
        ("scores", lines(store, &scores)),
        ("flags", lines(store, &flags)),
        ("auto-fails", lines(store, &fails)),
        ("calls", lines(store, calls)),
        ("daily sums", daily(store)),
        ("what they cannot hold", unsummed(store)),
    ]
}

/// Evaluations that no day's sums hold, each as its scores are.
fn unsummed(store: &Store) -> Vec<String> {
    assert_eq!(crate::store::unsummed::differ(&store.conn).expect("they are read"), 0);
    let sql = "SELECT o.name, e.key, e.version, l.name, i.source, i.key, c.key, x.day, length(x.cells) FROM unsummed x
               JOIN evaluation e ON e.id = x.evaluation JOIN source o ON o.id = e.source JOIN scorecard l ON l.id = x.scorecard
               JOIN identity i ON i.id = x.identity JOIN call c ON c.id = x.call";
    lines(store, sql)
}

/// Daily sums with the dimensions' keys in place of their rows; to the last bit.
fn daily(store: &Store) -> Vec<String> {
    let mut statement = store
        .conn
        .prepare("SELECT l.name, d.day, i.source || '/' || i.key, d.cells FROM daily d JOIN scorecard l ON l.id = d.scorecard JOIN identity i ON i.id = d.identity")
        .expect("the query is good");
    let rows = statement.query_map([], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?, r.get::<_, Vec<u8>>(3)?))
    });
    let mut out = Vec::new();
    for row in rows.expect("the query runs") {
        let (card, day, identity, cells) = row.expect("a row");
        let mut sums = Cells::default();
        sums.merge_packed(&cells).expect("whole cells");
        let Cells { calls, evaluations, by_people, by_ai, overall, dimensions } = sums;
        let mut named: Vec<String> = Vec::new();
        for (row, sum) in dimensions.iter() {
            let key: String = store
                .conn
                .query_row("SELECT key FROM dimension WHERE id = ?1", [row], |r| r.get(0))
                .expect("a dimension");
            named.push(format!("{key} {sum:?}"));
        }
        named.sort();
        out.push(format!("{card} {day} {identity}: {calls} {evaluations} {by_people} {by_ai} {overall:?} {named:?}"));
    }
    out.sort();
    out
}

/// Daily sums hold exactly what they are computed from, and nothing that is gone.
fn sound(store: &Store) -> Result<(), TestCaseError> {
    let strays = lines(
        store,
        "SELECT 'score' FROM score WHERE evaluation NOT IN (SELECT id FROM evaluation)
         UNION ALL SELECT 'also' FROM evaluation_also a JOIN evaluation e ON e.id = a.evaluation WHERE e.batch = a.batch
         UNION ALL SELECT 'undone' FROM evaluation e JOIN batch b ON b.id = e.batch WHERE b.undone = 1
         UNION ALL SELECT 'also undone' FROM evaluation_also a JOIN batch b ON b.id = a.batch WHERE b.undone = 1
         UNION ALL SELECT 'two count' FROM evaluation WHERE current <> 0 GROUP BY source, key HAVING count(*) > 1
         UNION ALL SELECT 'stray identity' FROM identity i JOIN person h ON h.id = i.home WHERE i.person <> h.stands_under
         UNION ALL SELECT 'half a merge' FROM person p LEFT JOIN person x ON x.id = p.merged_into
             WHERE p.stands_under IS NOT coalesce(x.stands_under, p.id)
         UNION ALL SELECT 'refers to nothing: ' || \"table\" FROM pragma_foreign_key_check
         UNION ALL SELECT 'call of nothing' FROM call c WHERE NOT EXISTS (SELECT 1 FROM evaluation WHERE call = c.id)",
    );
    prop_assert!(strays.is_empty(), "{:?}", strays);
    let verified = store.verify().expect("the log can be read");
    prop_assert!(verified.broken.is_empty(), "{:?}", verified.broken);
    Ok(())
}

pub(super) fn people(store: &Store, which: &str) -> Vec<PersonId> {
    let sql = format!("SELECT uuid FROM person WHERE {which} ORDER BY id");
    let mut statement = store.conn.prepare(&sql).expect("the query is good");
    let rows = statement.query_map([], |r| r.get(0)).expect("the query runs");
    rows.collect::<rusqlite::Result<_>>().expect("the rows can be read")
}

fn same(history: &Store, fresh: &Store) -> Result<(), TestCaseError> {
    for ((what, after), (_, anew)) in seen(history).into_iter().zip(seen(fresh)) {
        let more: Vec<&String> = after.iter().filter(|l| !anew.contains(l)).collect();
        let less: Vec<&String> = anew.iter().filter(|l| !after.contains(l)).collect();
        prop_assert!(after == anew, "{what}: after its history {more:#?}, loaded anew {less:#?}");
    }
    Ok(())
}

fn replay(pool: &[String], steps: &[Step]) -> Result<(), TestCaseError> {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |n: &usize| folder.path().join(format!("scores-{n}.csv"));
    for (n, text) in pool.iter().enumerate() {
        std::fs::write(path(&n), text).expect("a file can be written");
    }
    let mut history = store();
    let mut standing: Vec<(i64, Vec<usize>)> = Vec::new();
    let mut zone = "UTC";
    for step in steps {
        match step {
            Step::Load(files, size) => {
                if let Some(batch) = load_as(*size, &mut history, files.iter().map(path).collect()) {
                    standing.push((batch, files.clone()));
                }
            }
            Step::Undo(_) if standing.is_empty() => {}
            Step::Undo(n) => {
                let (batch, _) = standing.remove(n % standing.len());
                let id = history.batch_named(&batch.to_string()).expect("the batch is listed");
                history.undo_import(id, "", &mut |_| Go::On).expect("it can be taken back");
            }
            Step::Merge(a, b) => {
                let people = people(&history, "TRUE");
                let (from, into) = (people[a % people.len()], people[b % people.len()]);
                // Who is one already is refused.
                let _ = history.merge_people(from, into, "");
            }
            Step::Split(n) => {
                let merged = people(&history, "merged_into IS NOT NULL");
                if !merged.is_empty() {
                    let part = Part::Person(merged[n % merged.len()]);
                    history.split_people(&part, "").expect("what was merged comes apart");
                }
            }
            Step::Zone(n) => {
                zone = ZONES[*n];
                history.set_setting(Key::Zone, zone).expect("a zone");
            }
        }
        sound(&history)?;
    }
    let mut fresh = store();
    fresh.set_setting(Key::Zone, zone).expect("a zone");
    for (_, files) in &standing {
        prop_assert!(
            load(&mut fresh, files.iter().map(path).collect()).is_some(),
            "a batch that stands brings something"
        );
    }
    let wrong: Vec<_> = history.doctor(Depth::Deep).into_iter().filter(Finding::is_wrong).collect();
    prop_assert!(wrong.is_empty(), "{wrong:?}");
    same(&history, &fresh)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_ends_as_a_fresh_load_of_what_stands(pool in pool(), steps in prop::collection::vec(step(), 1..=12)) {
        replay(&pool, &steps)?;
    }
}
