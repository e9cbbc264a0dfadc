use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{AHEAD, Ahead, BATCH, Ended, Room, on_two_threads};
use crate::import::{Go, ImportError, Item, LeftOut};

const MANY: u64 = (AHEAD as u64 + 3) * BATCH as u64 + 5;

fn item(line: u64) -> Item {
    Item::LeftOut(LeftOut { file: String::new(), line, rows: 1, why: String::new() })
}

fn line(item: &Item) -> u64 {
    if let Item::LeftOut(left) = item { left.line } else { panic!("{item:?}") }
}

fn lines(ahead: &RefCell<Ahead<Item>>, from: u64, to: u64) -> Result<(), Ended> {
    (from..to).try_for_each(|line| ahead.borrow_mut().give(item(line), Room::Little).map(drop))
}

#[derive(Debug)]
enum Failed {
    Import(String),
    Own,
}

impl From<ImportError> for Failed {
    fn from(error: ImportError) -> Self {
        Self::Import(error.to_string())
    }
}

/// What comes of a reading where each item is taken so; and all that was taken, progress as 0.
fn taken(
    read: impl FnOnce(&RefCell<Ahead<Item>>) -> Result<(), Ended> + Send,
    mut each: impl FnMut(u64) -> Result<Go, Failed>,
) -> (Result<(), Failed>, Vec<u64>) {
    let took = RefCell::new(Vec::new());
    let mut take = |item: &Item| {
        took.borrow_mut().push(line(item));
        each(line(item))
    };
    let read = on_two_threads("scores.csv", read, &mut take, &mut |_, _| took.borrow_mut().push(0));
    (read, took.into_inner())
}

#[test]
fn items_and_progress_come_in_the_order_of_the_reading() {
    let read = |ahead: &RefCell<Ahead<Item>>| -> Result<(), Ended> {
        lines(ahead, 1, 4)?;
        ahead.borrow_mut().progress(10, 20)?;
        lines(ahead, 4, MANY)?;
        ahead.borrow_mut().progress(20, 20)
    };
    let (read, took) = taken(read, |_| Ok(Go::On));
    assert!(read.is_ok());
    assert_eq!(took, [&[1, 2, 3, 0], &*(4..MANY).collect::<Vec<u64>>(), &[0]].concat());
}

#[test]
fn what_was_read_before_an_error_comes_before_it() {
    let read = |ahead: &RefCell<Ahead<Item>>| -> Result<(), Ended> {
        lines(ahead, 1, MANY)?;
        Err(ImportError::Changed { path: "scores.csv".to_owned() }.into())
    };
    let (read, took) = taken(read, |_| Ok(Go::On));
    assert!(matches!(read, Err(Failed::Import(words)) if words.contains("changed while it was being read")));
    assert_eq!(took.len() as u64, MANY - 1);
}

#[test]
fn a_stop_or_an_error_ends_the_reading_soon() {
    for stopped in [true, false] {
        let given = AtomicU64::new(0);
        // Items alone, and progress alone: a file may hold nothing that can be handed on before its end.
        let read = |ahead: &RefCell<Ahead<Item>>| -> Result<(), Ended> {
            lines(ahead, 1, 4)?;
            loop {
                given.fetch_add(1, Ordering::Relaxed);
                if stopped { ahead.borrow_mut().progress(1, 2)? } else { lines(ahead, 1, 2)? }
            }
        };
        let (read, took) = taken(read, |line| match (line, stopped) {
            (3, true) => Ok(Go::Stop),
            (3, false) => Err(Failed::Own),
            _ => Ok(Go::On),
        });
        match read {
            Err(Failed::Import(words)) => assert!(stopped && words.contains("stopped")),
            Err(Failed::Own) => assert!(!stopped),
            Ok(()) => panic!("it was not read to its end"),
        }
        assert_eq!(took, [1, 2, 3]);
        assert!(given.into_inner() <= (AHEAD as u64 + 3) * BATCH as u64);
    }
}

fn endless(ahead: &RefCell<Ahead<Item>>) -> Result<(), Ended> {
    loop {
        lines(ahead, 1, 2)?;
    }
}

#[test]
fn a_panic_on_either_thread_is_one_of_the_callers() {
    let words = |read: fn(&RefCell<Ahead<Item>>) -> Result<(), Ended>, each: fn(u64) -> Result<Go, Failed>| {
        let panicked = catch_unwind(AssertUnwindSafe(|| taken(read, each))).expect_err("a panic");
        (*panicked.downcast_ref::<&str>().expect("words")).to_owned()
    };
    assert_eq!(words(|_| panic!("while it is read"), |_| Ok(Go::On)), "while it is read");
    assert_eq!(words(endless, |_| panic!("while it is stored")), "while it is stored");
}
