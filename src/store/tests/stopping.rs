//! Long work says how far it is, and is stopped in each of its phases: the file stays as it was.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use tempfile::TempDir;

use super::order::{file, lines};
use crate::clock::Clock;
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::domain::progress::{Phase, Progress, Work};
use crate::domain::session::Draft;
use crate::import::{Go, ImportError, Watch};
use crate::store::request::{Answer, ImportRequest, Reply, Request, Ticket};
use crate::store::{ImportJob, Store, StoreError, Worker};

fn open(path: &Path) -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    Store::open(path, actor, Clock::Fixed(now), false).expect("the file opens")
}

/// So many evaluations of some of 20 agents over 28 days.
fn evaluations(from: usize, n: usize) -> String {
    let mut text = file(&[]);
    for n in from..from + n {
        let (agent, day) = (n % 20, 1 + n % 28);
        let _ = writeln!(
            text,
            "E{n},C{n},A{agent},Ada {agent},,2026-11-{day:02},2026-11-28T09:00:00Z,standard,final,person,Default,,Empathy,70,100,,"
        );
    }
    text
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file can be written");
    path
}

fn job(path: &Path) -> ImportJob {
    ImportJob { paths: vec![path.to_owned()], ..ImportJob::default() }
}

/// All that every table holds, and every table and index there is.
fn dump(store: &Store) -> BTreeMap<String, Vec<String>> {
    let schema = lines(store, "SELECT type, name, sql FROM sqlite_schema");
    let mut statement =
        store.conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("the query is good");
    let names: Vec<String> =
        statement.query_map([], |r| r.get(0)).expect("it runs").map(|name| name.expect("a name")).collect();
    let mut out: BTreeMap<String, Vec<String>> =
        names.into_iter().map(|name| (name.clone(), lines(store, &format!("SELECT * FROM \"{name}\"")))).collect();
    out.insert("(schema)".to_owned(), schema);
    out
}

/// A file with an import in it, and another file to load.
fn desk(n: usize) -> (TempDir, Store, PathBuf) {
    let folder = TempDir::new().expect("a temporary folder");
    let mut store = open(&folder.path().join("file.db"));
    let first = written(&folder, "first.csv", &evaluations(0, 400));
    let plan = store.plan_import(&job(&first)).expect("readable");
    store.import(&plan, false, &mut |_| Go::On).expect("loaded");
    // Some of it is there already, and some of that has changed.
    let second = evaluations(200, n).replace("E30", "E29").replace(",70,100", ",80,100");
    let second = written(&folder, "second.csv", &second);
    (folder, store, second)
}

/// What is said of a load in all.
fn said(store: &mut Store, path: &Path) -> Vec<Progress> {
    let plan = store.plan_import(&job(path)).expect("readable");
    let mut said = Vec::new();
    let report = store.import(&plan, false, &mut |progress| {
        said.push(progress);
        Go::On
    });
    assert_eq!(said.last().map(|p| (p.phase, p.rows)), Some((Phase::Saving, report.expect("loaded").rows_read)));
    said
}

#[test]
fn a_load_goes_through_its_phases_in_their_order_and_never_back() {
    let (_folder, mut store, second) = desk(3000);
    let said = said(&mut store, &second);
    let place = |phase| Work::Load.phases().iter().position(|(p, _)| *p == phase).expect("a phase of a load");
    for pair in said.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        assert!(place(before.phase) <= place(after.phase), "{before:?}, {after:?}");
        assert!(before.share(Work::Load) <= after.share(Work::Load), "{before:?}, {after:?}");
        assert!(before.rows <= after.rows, "{before:?}, {after:?}");
    }
    for phase in [Phase::Storing, Phase::AddingUp, Phase::Saving] {
        assert!(said.iter().any(|p| p.phase == phase), "{phase:?} was never said: {said:?}");
    }
}

#[test]
fn a_preview_goes_through_its_own_phases_and_saves_nothing() {
    let (_folder, store, second) = desk(3000);
    let plan = store.plan_import(&job(&second)).expect("readable");
    let mut said = Vec::new();
    let mut tell = |progress| {
        said.push(progress);
        Go::On
    };
    store.preview_import(&plan, false, &mut tell).expect("it is previewed");
    let shares: Vec<f64> = said.iter().map(|p| p.share(Work::Preview)).collect();
    assert!(shares.is_sorted() && said.iter().all(|p| p.phase != Phase::Saving), "{said:?}");
    assert_eq!(shares.last(), Some(&1.0));
}

#[test]
fn a_load_with_late_indexes_is_stopped_between_them_too() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut store = open(&folder.path().join("file.db"));
    let large = written(&folder, "large.csv", &evaluations(0, 31_000));
    let before = dump(&store);
    let plan = store.plan_import(&job(&large)).expect("readable");
    let mut sorted = 0;
    let stopped = store.import(&plan, false, &mut |progress| {
        sorted += usize::from(progress.phase == Phase::Sorting);
        if sorted == 3 { Go::Stop } else { Go::On }
    });
    assert!(matches!(stopped, Err(StoreError::Import(ImportError::Stopped))), "{stopped:?}");
    assert_eq!(dump(&store), before);
    let said = said(&mut store, &large);
    for (phase, _) in &Work::Load.phases()[1..] {
        assert!(said.iter().any(|p| p.phase == *phase), "{phase:?} was never said");
    }
}

#[test]
fn stopped_in_each_phase_it_leaves_the_file_as_it_was_and_can_be_loaded_after_all() {
    let (folder, mut store, second) = desk(3000);
    let copy = folder.path().join("copy.db");
    std::fs::copy(folder.path().join("file.db"), &copy).expect("copied");
    let said = said(&mut open(&copy), &second);
    let (before, bytes) = (dump(&store), std::fs::read(folder.path().join("file.db")).expect("readable"));
    let plan = store.plan_import(&job(&second)).expect("readable");
    for (phase, _) in Work::Load.phases() {
        let there = said.iter().filter(|p| p.phase == *phase).count();
        // At the first that is said of it, in the midst of it, and at the last.
        for nth in [0, there / 2, there.saturating_sub(1)].into_iter().take(there) {
            let mut n = 0;
            let stopped = store.import(&plan, false, &mut |progress| {
                n += usize::from(progress.phase == *phase);
                if n > nth { Go::Stop } else { Go::On }
            });
            assert!(matches!(stopped, Err(StoreError::Import(ImportError::Stopped))), "{phase:?}: {stopped:?}");
            assert!(store.conn.is_autocommit(), "{phase:?}: nothing is left open");
            assert_eq!(dump(&store), before, "{phase:?}, {nth}");
            assert_eq!(std::fs::read(folder.path().join("file.db")).expect("readable"), bytes, "{phase:?}, {nth}");
        }
    }
    assert!(store.import(&plan, false, &mut |_| Go::On).expect("it loads").batch.is_some());
    assert_eq!(store.verify().expect("it can be read").broken, Vec::<String>::new());
}

#[test]
fn the_first_reading_says_how_far_it_is_and_is_stopped() {
    let (folder, store, second) = desk(6000);
    let other = written(&folder, "third.csv", &evaluations(9000, 4000));
    let all = [&second, &other].map(|path| std::fs::metadata(path).expect("a file").len()).iter().sum::<u64>();
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = seen.clone();
    let watch = Watch::new(move |done, of| {
        told.lock().expect("nobody fails").push((done, of));
        Go::On
    });
    let both = ImportJob { paths: vec![second.clone(), other], watch, ..ImportJob::default() };
    store.plan_import(&both).expect("readable");
    let seen = std::mem::take(&mut *seen.lock().expect("nobody fails"));
    assert!(seen.len() > 8 && seen.is_sorted() && seen.iter().all(|(_, of)| *of == all), "{seen:?}");
    assert_eq!((seen.first(), seen.last()), (Some(&(0, all)), Some(&(all, all))));
    let half = Watch::new(move |done, of| if done > of / 2 { Go::Stop } else { Go::On });
    let stopped = store.plan_import(&ImportJob { watch: half, ..both });
    assert!(matches!(stopped, Err(StoreError::Import(ImportError::Stopped))), "{:?}", stopped.err());
}

#[test]
fn evaluations_in_json_are_stopped_while_they_are_read_too() {
    let folder = TempDir::new().expect("a temporary folder");
    let store = open(&folder.path().join("file.db"));
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut found = Vec::new();
    let mut folders = vec![sample];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if entry.path().extension().is_some_and(|e| e == "json" || e == "jsonl") {
                found.push(entry.path());
            }
        }
    }
    for path in found {
        let stopped = store.plan_import(&ImportJob {
            watch: Watch::new(|done, _| if done > 0 { Go::Stop } else { Go::On }),
            ..job(&path)
        });
        assert!(
            matches!(stopped, Err(StoreError::Import(ImportError::Stopped))),
            "{}: {:?}",
            path.display(),
            stopped.err()
        );
    }
}

#[test]
fn taking_an_import_back_says_how_far_it_is() {
    let (_folder, mut store, _) = desk(10);
    let batch = store.imports().expect("they are listed")[0].id;
    let mut said = Vec::new();
    store
        .undo_import(batch, "sent twice", &mut |progress| {
            said.push(progress);
            Go::On
        })
        .expect("it is taken back");
    let shares: Vec<f64> = said.iter().map(|p| p.share(Work::Undo)).collect();
    assert!(shares.is_sorted() && said.len() >= 4, "{said:?}");
    for phase in [Phase::Removing, Phase::AddingUp, Phase::Saving] {
        assert!(said.iter().any(|p| p.phase == phase), "{phase:?}: {said:?}");
    }
}

/// A worker on a file, and what it replies.
fn worker(store: Store) -> (Worker, Receiver<Reply>) {
    let (to, replies) = channel();
    (Worker::start(store, Box::new(move |reply| drop(to.send(reply)))), replies)
}

fn next(replies: &Receiver<Reply>) -> Reply {
    replies.recv_timeout(Duration::from_mins(1)).expect("a reply comes")
}

fn import(path: &Path) -> Request {
    Request::Import(ImportRequest { paths: vec![path.to_owned()], ..ImportRequest::default() })
}

#[test]
fn what_is_typed_during_an_import_is_kept_at_once_and_goes_into_the_file_after_it() {
    let (folder, mut store, second) = desk(20_000);
    store.keep_drafts_in(folder.path().join("drafts"));
    let (worker, replies) = worker(store);
    worker.send(Ticket(1), import(&second));
    let id = SessionId::new();
    let says = |words: &str| Box::new(Draft { agent: "A1".to_owned(), behavior: words.to_owned(), ..Draft::default() });
    let (mut asked, mut aside, mut loaded) = (false, false, false);
    let back = loop {
        match next(&replies) {
            Reply::Progress(Ticket(1), progress) if progress.phase == Phase::Storing && !asked => {
                asked = true;
                worker.send(Ticket(2), Request::SaveDraft { id, draft: says("Names"), based: None });
                worker.send(Ticket(3), Request::SaveDraft { id, draft: says("Names the worry"), based: None });
                worker.send(Ticket(4), Request::Today);
            }
            Reply::Answer(Ticket(2 | 3), answer) => {
                assert!(matches!(&answer, Ok(Answer::DraftAside(_, why)) if why.contains("import")), "{answer:?}");
                assert!(!loaded, "it did not wait for the import");
                aside = true;
            }
            Reply::Answer(Ticket(1), answer) => {
                assert!(matches!(&answer, Ok(Answer::Imported(report)) if report.batch == Some(2)), "{answer:?}");
                loaded = true;
            }
            Reply::Answer(Ticket(4), answer) => assert!(loaded && answer.is_ok(), "reads wait: {answer:?}"),
            Reply::TakenBack(back) => break back,
            Reply::Died(why) => panic!("{why}"),
            _ => {}
        }
    };
    assert!(asked && aside);
    assert_eq!(back.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [id]);
    worker.finish();
    let store = open(&folder.path().join("file.db"));
    let draft = store.draft(id).expect("readable").expect("it is there");
    assert_eq!(draft.draft.behavior, "Names the worry");
    assert_eq!(std::fs::read_dir(folder.path().join("drafts")).expect("a folder").count(), 0);
}

#[test]
fn one_that_has_not_begun_is_stopped_too_and_no_other_is() {
    let (folder, store, second) = desk(20_000);
    let third = written(&folder, "third.csv", &evaluations(50_000, 10));
    let (worker, replies) = worker(store);
    worker.send(Ticket(1), import(&second));
    worker.send(Ticket(2), import(&third));
    worker.cancel(Ticket(2));
    let mut answers = BTreeMap::new();
    while answers.len() < 2 {
        if let Reply::Answer(ticket, answer) = next(&replies) {
            answers.insert(ticket, answer);
        }
    }
    assert!(matches!(&answers[&Ticket(1)], Ok(Answer::Imported(report)) if report.batch == Some(2)), "{answers:?}");
    assert_eq!(answers[&Ticket(2)], Err(ImportError::Stopped.to_string()));
    // Nor is what comes after it.
    worker.cancel(Ticket(1));
    worker.send(Ticket(3), import(&third));
    let answer = loop {
        if let Reply::Answer(Ticket(3), answer) = next(&replies) {
            break answer;
        }
    };
    assert!(matches!(&answer, Ok(Answer::Imported(report)) if report.batch == Some(3)), "{answer:?}");
    worker.finish();
}

#[test]
fn how_far_it_is_is_said_a_few_times_a_second_at_most() {
    let (_folder, store, second) = desk(20_000);
    let (worker, replies) = worker(store);
    worker.send(Ticket(1), import(&second));
    let mut said = Vec::new();
    loop {
        match next(&replies) {
            Reply::Progress(_, progress) => said.push(progress.phase),
            Reply::Answer(Ticket(1), answer) => break assert!(answer.is_ok(), "{answer:?}"),
            _ => {}
        }
    }
    worker.finish();
    // Each phase is said as it begins, however short it is.
    for phase in [Phase::Reading, Phase::Storing, Phase::AddingUp, Phase::Saving] {
        assert!(said.contains(&phase), "{phase:?}: {said:?}");
    }
}
