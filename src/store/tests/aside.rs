//! Drafts beside the file: to whose file they belong, and that nothing newer is overwritten by them.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::id::SessionId;
use crate::domain::people::Actor;
use crate::domain::session::{Draft, Elsewhere};
use crate::import::Go;
use crate::store::drafts::DraftSave;
use crate::store::{ImportJob, Store};

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    fn drafts(&self) -> PathBuf {
        self.folder.path().join("drafts")
    }

    fn open(&self, name: &str) -> Store {
        let now = "2026-11-25T12:00:00Z".parse().expect("a time");
        let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
        let path = self.folder.path().join(name);
        let new = !path.exists();
        let mut store = Store::open(&path, actor, Clock::Fixed(now), false).expect("a file");
        if new {
            let scores = self.folder.path().join("scores.csv");
            let text = "evaluation_id,call_id,agent_id,agent_name,call_started_at,dimension,earned,possible\n\
                        E1,C1,A1,Ada,2026-11-12T10:00:00Z,Empathy,60,100\n";
            std::fs::write(&scores, text).expect("written");
            let plan = store.plan_import(&ImportJob { paths: vec![scores], ..ImportJob::default() }).expect("readable");
            store.import(&plan, true, &mut |_| Go::On).expect("loaded");
        }
        store.keep_drafts_in(self.drafts());
        store
    }

    /// Another program holds a file while something is done.
    fn held<T>(&self, name: &str, act: impl FnOnce() -> T) -> T {
        let conn = rusqlite::Connection::open(self.folder.path().join(name)).expect("it opens");
        conn.execute_batch("BEGIN IMMEDIATE").expect("it is free");
        let out = act();
        conn.execute_batch("COMMIT").expect("it ends");
        out
    }
}

fn says(words: &str) -> Draft {
    Draft { agent: "A1".to_owned(), behavior: words.to_owned(), ..Draft::default() }
}

fn in_file(store: &Store, id: SessionId) -> Option<String> {
    store.draft(id).expect("drafts can be read").map(|d| d.draft.behavior)
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn what_is_typed_while_the_file_is_held_waits_beside_it_and_goes_in_at_the_next_start_of_that_file() {
    let desk = Desk::new();
    let (mut one, mut other) = (desk.open("one.db"), desk.open("other.db"));
    let id = SessionId::new();
    assert!(matches!(one.save_draft(id, &says("a"), None), Ok(DraftSave::Saved(_))));
    let saved = desk.held("one.db", || one.save_draft(id, &says("ab"), Some(&says("a"))));
    let Ok(DraftSave::Aside { why, .. }) = saved else { panic!("{saved:?}") };
    assert!(why.contains("another program is writing to") && why.contains("one.db"), "{why}");
    assert_eq!((files(&desk.drafts()), one.drafts_aside().len(), other.drafts_aside().len()), (1, 1, 0));
    drop(one);
    assert_eq!(other.take_drafts_back().words(), None, "it is another file's");
    let mut again = desk.open("one.db");
    let taken = again.take_drafts_back();
    assert_eq!(taken.words().as_deref(), Some("a draft that waited is in the file now"));
    assert_eq!((in_file(&again, id).as_deref(), files(&desk.drafts())), (Some("ab"), 0));
}

#[test]
fn a_copy_of_the_file_takes_no_draft_of_the_one_that_was_typed_into() {
    let desk = Desk::new();
    let mut one = desk.open("one.db");
    let id = SessionId::new();
    std::fs::copy(desk.folder.path().join("one.db"), desk.folder.path().join("copy.db")).expect("copied");
    desk.held("one.db", || one.save_draft(id, &says("a"), None)).expect("kept");
    let mut copy = desk.open("copy.db");
    assert_eq!((copy.take_drafts_back().words(), files(&desk.drafts())), (None, 1));
    // Where the file went, whoever has its log takes it.
    drop(one);
    std::fs::remove_file(desk.folder.path().join("one.db")).expect("gone");
    assert!(copy.take_drafts_back().words().is_some());
    assert_eq!(in_file(&copy, id).as_deref(), Some("a"));
}

#[test]
fn nothing_newer_is_overwritten_and_both_are_shown() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open("one.db"), desk.open("one.db"));
    let id = SessionId::new();
    assert!(matches!(one.save_draft(id, &says("a"), None), Ok(DraftSave::Saved(_))));
    assert!(matches!(two.save_draft(id, &says("ab"), Some(&says("a"))), Ok(DraftSave::Saved(_))));
    // What this window was based on is not there any more.
    let saved = one.save_draft(id, &says("ac"), Some(&says("a"))).expect("it is answered");
    let DraftSave::Elsewhere(Elsewhere::Edited { draft, .. }) = saved else { panic!("{saved:?}") };
    assert_eq!((draft.behavior.as_str(), in_file(&one, id).as_deref()), ("ab", Some("ab")));
    let taken = desk.open("one.db").take_drafts_back();
    assert!(taken.words().is_some_and(|w| w.contains("open it to see both")), "{taken:?}");
    assert_eq!((in_file(&one, id).as_deref(), files(&desk.drafts())), (Some("ab"), 1));
    let form = two.open_session(&crate::store::request::OpenSession::Draft(id)).expect("it opens");
    assert_eq!((form.draft.behavior.as_str(), form.aside.map(|d| d.behavior).as_deref()), ("ab", Some("ac")));
    // Settled: mine goes on from theirs.
    assert!(matches!(one.save_draft(id, &says("ac"), Some(&says("ab"))), Ok(DraftSave::Saved(_))));
    assert_eq!((in_file(&two, id).as_deref(), files(&desk.drafts())), (Some("ac"), 0));
}

#[test]
fn what_waited_for_a_draft_that_is_gone_is_a_draft_again() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open("one.db"), desk.open("one.db"));
    let id = SessionId::new();
    one.save_draft(id, &says("a"), None).expect("saved");
    desk.held("one.db", || one.save_draft(id, &says("ab"), Some(&says("a")))).expect("kept");
    assert_eq!(two.discard_draft(id, &says("a"), Some(&says("a"))).expect("it goes"), None);
    assert_eq!(in_file(&two, id), None);
    drop(one);
    assert!(desk.open("one.db").take_drafts_back().words().is_some());
    assert_eq!(in_file(&two, id).as_deref(), Some("ab"));
}
