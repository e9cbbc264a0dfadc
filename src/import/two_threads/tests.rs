use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{AHEAD, Ahead, Ended, HEAVY, read_ahead};

/// So many are in a batch.
const MOST: u64 = 64;
const MANY: u64 = (AHEAD as u64 + 3) * MOST + 5;

type Given = Result<(), Ended<Failed>>;

fn give(ahead: &mut Ahead<u64>, from: u64, to: u64) -> Given {
    (from..to).try_for_each(|n| ahead.give(n, 1))
}

#[derive(Debug, PartialEq)]
enum Failed {
    Reading,
    Own,
}

/// What comes of a reading where each is taken so; and all that was taken.
fn taken(
    read: impl FnOnce(&mut Ahead<u64>) -> Given + Send,
    mut each: impl FnMut(u64) -> Result<(), Failed>,
) -> (Result<(), Failed>, Vec<u64>) {
    let took = RefCell::new(Vec::new());
    let mut take = |n: &mut u64| {
        took.borrow_mut().push(*n);
        each(*n)
    };
    let most = usize::try_from(MOST).expect("few");
    let read = read_ahead(most, read, &mut take, |error| panic!("no thread: {error}"));
    (read, took.into_inner())
}

#[test]
fn all_comes_in_the_order_of_the_reading() {
    let read = |ahead: &mut Ahead<u64>| {
        give(ahead, 1, 4)?;
        ahead.hand_over()?;
        give(ahead, 4, MANY)
    };
    let (read, took) = taken(read, |_| Ok(()));
    assert_eq!(read, Ok(()));
    assert_eq!(took, (1..MANY).collect::<Vec<u64>>());
}

#[test]
fn what_was_read_before_an_error_comes_before_it() {
    let read = |ahead: &mut Ahead<u64>| {
        give(ahead, 1, MANY)?;
        Err(Failed::Reading.into())
    };
    let (read, took) = taken(read, |_| Ok(()));
    assert_eq!(read, Err(Failed::Reading));
    assert_eq!(took.len() as u64, MANY - 1);
}

#[test]
fn an_error_of_who_takes_ends_the_reading_soon() {
    let given = AtomicU64::new(0);
    let read = |ahead: &mut Ahead<u64>| {
        give(ahead, 1, 4)?;
        loop {
            given.fetch_add(1, Ordering::Relaxed);
            ahead.give(4, 1)?;
        }
    };
    let (read, took) = taken(read, |n| if n == 3 { Err(Failed::Own) } else { Ok(()) });
    assert_eq!(read, Err(Failed::Own));
    assert_eq!(took, [1, 2, 3]);
    assert!(given.into_inner() <= (AHEAD as u64 + 3) * MOST);
}

#[test]
fn what_was_taken_comes_back_to_be_filled_anew() {
    let read = |ahead: &mut Ahead<u64>| {
        give(ahead, 1, MOST + 1)?;
        // Sooner or later.
        let spare = loop {
            ahead.hand_over()?;
            if let Some(spare) = ahead.spare() {
                break spare;
            }
        };
        assert!((1..=MOST).contains(&spare), "{spare}");
        Ok(())
    };
    let (read, took) = taken(read, |_| Ok(()));
    assert_eq!((read, took.len() as u64), (Ok(()), MOST));
}

#[test]
fn of_what_is_heavy_little_is_ahead() {
    let given = AtomicU64::new(0);
    let read = |ahead: &mut Ahead<u64>| {
        for n in 1..=MANY {
            given.fetch_add(1, Ordering::Relaxed);
            ahead.give(n, HEAVY)?;
        }
        Ok(())
    };
    // In the channel, in the hand of who takes, and in that of who reads.
    let most = AHEAD as u64 + 2;
    let (read, took) = taken(read, |n| {
        assert!(given.load(Ordering::Relaxed) <= n + most);
        Ok(())
    });
    assert_eq!((read, took.len() as u64), (Ok(()), MANY));
}

fn endless(ahead: &mut Ahead<u64>) -> Given {
    loop {
        ahead.give(1, 1)?;
    }
}

#[test]
fn a_panic_on_either_thread_is_one_of_the_callers() {
    let words = |read: fn(&mut Ahead<u64>) -> Given, each: fn(u64) -> Result<(), Failed>| {
        let panicked = catch_unwind(AssertUnwindSafe(|| taken(read, each))).expect_err("a panic");
        (*panicked.downcast_ref::<&str>().expect("words")).to_owned()
    };
    assert_eq!(words(|_| panic!("while it is read"), |_| Ok(())), "while it is read");
    assert_eq!(words(endless, |_| panic!("while it is stored")), "while it is stored");
}
