//! Logs that go on from another, and checkpoints taken before and after.

use uuid::Uuid;

use crate::clock::Clock;
use crate::domain::checkpoint::{Checkpoint, LastCheckpoint};
use crate::domain::people::Actor;
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::settings::Key;
use crate::store::{Store, log};

fn begun() -> Store {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let now = "2026-11-25T12:00:00Z".parse().expect("a time");
    Store::in_memory(actor, Clock::Fixed(now)).expect("a database in memory")
}

fn set(store: &mut Store, days: &str) {
    store.set_setting(Key::FlagDays, days).expect("it is set");
}

fn against(store: &Store, checkpoint: &Checkpoint) -> Vec<String> {
    store.verify_against(&[(Raw::from("kept.txt"), checkpoint.clone())]).expect("the log is read").broken
}

/// Goes on in a log of its own, as a restored file does.
fn go_on(store: &mut Store) {
    let parent = log::head(&store.conn).expect("a head");
    log::begin(&store.conn, &store.clock.now(), Some(&parent)).expect("a log");
}

#[test]
fn checkpoints_of_a_parent_hold_through_the_logs_that_go_on_from_it() {
    let mut store = begun();
    let mut kept = vec![store.checkpoint().expect("a checkpoint")];
    for n in 1..=4 {
        set(&mut store, &n.to_string());
        kept.push(store.checkpoint().expect("a checkpoint"));
        if n % 2 == 0 {
            go_on(&mut store);
            kept.push(store.checkpoint().expect("a checkpoint"));
        }
    }
    set(&mut store, "9");
    let found = store.verify().expect("the log is read");
    assert_eq!(found.broken, Vec::<String>::new());
    assert!(kept.iter().map(|c| c.log).collect::<std::collections::BTreeSet<_>>().len() == 3);
    // What came after counts on through the logs: of the first one all but the records that it had.
    let compared = store.verify_against(&[(Raw::from("kept.txt"), kept[0].clone())]).expect("the log is read").compared;
    assert_eq!(compared[0].later, u64::try_from(found.records).expect("a count") - kept[0].size);
    for checkpoint in &kept {
        assert_eq!(against(&store, checkpoint), Vec::<String>::new(), "{checkpoint:?}");
        // The same place with another hash, more records than there are, another log.
        let other = Checkpoint { head: [1; 32], ..checkpoint.clone() };
        assert!(against(&store, &other)[0].contains("written anew"), "{other:?}");
        let more = Checkpoint { size: checkpoint.size + 100, ..checkpoint.clone() };
        assert!(against(&store, &more)[0].contains("records vanished"), "{more:?}");
        let strange = Checkpoint { log: Uuid::nil(), ..checkpoint.clone() };
        assert!(against(&store, &strange)[0].contains("another log"), "{strange:?}");
    }
    // People are told of records by one number that counts on.
    let view = store.log_view("", usize::MAX).expect("it is read");
    let numbers: Vec<i64> = view.lines.iter().map(|l| l.seq).collect();
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).expect("few")).rev().collect::<Vec<_>>());
    assert_eq!(found.records, view.total);
    assert_eq!(found.check_code, view.check_code);
}

#[test]
fn a_parent_that_is_cut_or_forged_is_found_by_the_log_that_goes_on_from_it() {
    for (harm, says) in [
        ("UPDATE log SET parent_size = parent_size - 1 WHERE active", "does not go on from where"),
        ("UPDATE log SET parent_head = zeroblob(32) WHERE active", "does not go on from where"),
        ("UPDATE log SET parent = NULL, parent_size = NULL, parent_head = NULL WHERE active", "follow from the record"),
        ("UPDATE log SET created_at = '2020' WHERE active", "follow from the record"),
        ("UPDATE log SET created_at = '2020' WHERE NOT active", "follow from the record"),
        (
            "DROP TRIGGER event_is_not_deleted; DELETE FROM event WHERE (log_id, seq) IN
                (SELECT log_id, max(seq) FROM event JOIN log ON id = log_id WHERE NOT active)",
            "does not go on from where",
        ),
        ("DELETE FROM log WHERE NOT active", "goes on from is missing"),
        ("UPDATE log SET parent = id WHERE active", "goes on from is missing"),
    ] {
        let mut store = begun();
        set(&mut store, "3");
        go_on(&mut store);
        set(&mut store, "4");
        assert_eq!(store.verify().expect("the log is read").broken, Vec::<String>::new());
        store.conn.execute_batch(harm).expect("the harm is done");
        let broken = store.verify().expect("the log is read").broken;
        assert!(broken.iter().any(|b| b.contains(says)), "{harm}: {broken:?}");
    }
}

#[test]
fn a_checkpoint_that_left_is_remembered_with_what_came_after() {
    let mut store = begun();
    assert_eq!(store.last_checkpoint().expect("it is read"), Some(LastCheckpoint::Never { days: 0 }));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kept.txt");
    let taken = store.leave_checkpoint(&path, crate::import::Existing::Keep).expect("it leaves");
    assert_eq!(crate::store::checkpoint::read(&path).expect("it reads"), taken);
    set(&mut store, "5");
    set(&mut store, "6");
    assert_eq!(store.last_checkpoint().expect("it is read"), Some(LastCheckpoint::Left { days: 0, later: 2 }));
    assert!(store.leave_checkpoint(&path, crate::import::Existing::Keep).is_err(), "it is not written over");
    // A note of what left is no record.
    assert_eq!(store.verify().expect("the log is read").broken, Vec::<String>::new());
}

#[test]
fn a_search_through_several_logs_stops_and_goes_on_where_it_stopped() {
    let mut store = begun();
    let mut done = 0;
    for n in 0..3 {
        store
            .write(None, |w| {
                for day in 0..4_500 {
                    let value = (day + n * 4_500).to_string();
                    w.record(&Record::SettingChanged { key: "flag-days".to_owned(), value })?;
                }
                Ok(())
            })
            .expect("they are written");
        done += 4_500;
        go_on(&mut store);
    }
    assert_eq!(done, 13_500);
    // A rare word, a common one, and none: the same as all of them looked through by hand.
    let all = store.log_view("", usize::MAX).expect("it is read").lines;
    for words in ["to 13499", "to 77", "flag-days", "nowhere"] {
        let wanted: Vec<i64> =
            all.iter().filter(|l| words.split(' ').all(|w| l.summary.verbatim().contains(w))).map(|l| l.seq).collect();
        let (mut found, mut below, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = store.log_page(words, usize::MAX, below).expect("it is read");
            found.extend(page.lines.iter().map(|l| l.seq));
            pages += 1;
            below = page.searched_to;
            if below.is_none() {
                break;
            }
        }
        assert_eq!((found, pages), (wanted, 2), "{words}");
        let whole = store.log_view(words, 50).expect("it is read");
        assert!(whole.lines.len() <= 50 && whole.lines.iter().all(|l| l.summary.verbatim().contains("to ")), "{words}");
    }
}
