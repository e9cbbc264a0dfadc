//! A preview says what the load then does, and neither it nor a load that is stopped leaves a trace.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use proptest::prelude::*;
use tempfile::TempDir;

use super::order::{file, pool};
use crate::clock::Clock;
use crate::domain::people::Actor;
use crate::import::Go;
use crate::store::request::{Answer, ImportRequest, Reply, Request, Ticket};
use crate::store::{ImportJob, Store, Worker};

/// Whoever looks for files that previews leave behind wants no other one to run.
static ALONE: Mutex<()> = Mutex::new(());

fn open(path: &Path) -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    Store::open(path, actor, Clock::Fixed(now), false).expect("the file opens")
}

fn job(paths: &[PathBuf]) -> ImportJob {
    ImportJob { paths: paths.to_vec(), ..ImportJob::default() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_dry_run_reports_what_the_load_reports(pool in pool(), spoilt in prop::collection::vec(any::<u8>(), 5), strict in any::<bool>()) {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::new().expect("a temporary folder");
        let mut store = open(&folder.path().join("file.db"));
        for (n, text) in pool.iter().enumerate() {
            let path = folder.path().join(format!("scores-{n}.csv"));
            // Every file has a chance of a value that cannot be read.
            let text = if spoilt[n] < 128 { text.replacen(",70,", ",seventy,", 2) } else { text.clone() };
            std::fs::write(&path, text).expect("a file can be written");
            let plan = store.plan_import(&job(&[path])).expect("the file is readable");
            let told = store.preview_import(&plan, strict, &mut |_| Go::On).expect("it is previewed");
            let mut came = store.import(&plan, strict, &mut |_| Go::On).expect("it is loaded");
            prop_assert!(told.batch.is_none());
            let parts = came.loaded + came.updated + came.unchanged + came.left_out + came.rejected_rows;
            if !(strict && came.rejected_rows > 0) {
                prop_assert_eq!(came.rows_read, parts);
            }
            came.batch = None;
            prop_assert_eq!(told, came);
        }
    }
}

/// More rows than fit between two looks at whether to stop.
fn large() -> String {
    let mut text = file(&[]);
    for n in 0..40_000 {
        let _ = writeln!(
            text,
            "E{n},C{n},A1,Ada,,2026-11-10,2026-11-11T09:00:00Z,standard,final,person,Default,,Empathy,70,100,,"
        );
    }
    text
}

/// What there is of a file, and what lies in the folder for temporary files.
fn state(path: &Path) -> (Vec<u8>, BTreeSet<String>) {
    let previews = std::fs::read_dir(std::env::temp_dir()).expect("a folder").filter_map(|e| {
        let name = e.ok()?.file_name().to_string_lossy().into_owned();
        name.starts_with(&format!("coachlog-preview-{}-", std::process::id())).then_some(name)
    });
    (std::fs::read(path).expect("the file is there"), previews.collect())
}

/// The answer to a request; it is stopped at the first word of how far it is.
fn stopped(worker: &Worker, replies: &Receiver<Reply>, ticket: u64, request: Request) -> Result<Answer, String> {
    worker.send(Ticket(ticket), request);
    loop {
        match replies.recv_timeout(Duration::from_mins(1)).expect("an answer comes") {
            Reply::Progress(ticket, _) => worker.cancel(ticket),
            Reply::Answer(Ticket(n), answer) if n == ticket => return answer,
            Reply::Answer(..)
            | Reply::Changed
            | Reply::Waiting
            | Reply::TakenBack(_)
            | Reply::Said(_)
            | Reply::Notice(_)
            | Reply::Damaged { .. } => {}
            Reply::Died(why) => panic!("{why}"),
        }
    }
}

#[test]
fn what_is_stopped_or_fails_leaves_no_trace() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = TempDir::new().expect("a temporary folder");
    let db = folder.path().join("file.db");
    let (large_file, small) = (folder.path().join("large.csv"), folder.path().join("small.csv"));
    std::fs::write(&large_file, large()).expect("a file can be written");
    std::fs::write(&small, large().lines().take(5).map(|l| l.to_owned() + "\n").collect::<String>()).expect("written");
    drop(open(&db));
    let before = state(&db);
    let (to, replies) = channel();
    let worker = Worker::start(open(&db), Box::new(move |reply| drop(to.send(reply))));
    let import = |path: &Path| ImportRequest { paths: vec![path.to_owned()], ..ImportRequest::default() };
    for (ticket, request) in
        [Request::Import(import(&large_file)), Request::Preview(import(&large_file))].into_iter().enumerate()
    {
        let answer = stopped(&worker, &replies, ticket as u64 + 1, request);
        assert!(answer.is_err(), "{answer:?}");
        assert_eq!(state(&db), before, "request {ticket}");
    }
    // A file that cannot be read as what it seemed to be, after a good one: the preview fails half way.
    let broken = folder.path().join("zz-broken.csv");
    std::fs::write(&broken, large() + "\"never closed\n").expect("written");
    let failing = ImportRequest { paths: vec![small.clone(), broken], ..ImportRequest::default() };
    worker.send(Ticket(8), Request::Preview(failing));
    let answer = loop {
        if let Reply::Answer(Ticket(8), answer) = replies.recv_timeout(Duration::from_mins(1)).expect("an answer") {
            break answer;
        }
    };
    assert!(answer.is_err(), "{answer:?}");
    assert_eq!(state(&db), before);
    // The thread goes on, and what comes after is whole.
    worker.send(Ticket(9), Request::Import(import(&small)));
    let loaded = loop {
        if let Reply::Answer(Ticket(9), answer) = replies.recv_timeout(Duration::from_mins(1)).expect("an answer") {
            break answer;
        }
    };
    assert!(matches!(&loaded, Ok(Answer::Imported(report)) if report.batch == Some(1)), "{loaded:?}");
    worker.finish();
    let store = open(&db);
    assert_eq!(store.verify().expect("it can be read").broken, Vec::<String>::new());
    assert_eq!(state(&db).1, before.1);
}
