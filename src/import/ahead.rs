//! Reads ahead: while one thread stores what was read, another reads on.
//!
//! ```text
//!  reading:  files ─► grid ─► evaluations ─► masked ─┐ batches of items, a few of them waiting
//!  caller:                                 each(item) ◄─┘
//! ```

use std::cell::RefCell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::{Go, ImportError, ImportPlan, Item, cards, plan};
use crate::domain::cards::Masked;

/// Items that are handed over at a time, and how many such batches may wait.
const BATCH: usize = 64;
const WAITING: usize = 8;

enum Read {
    Items(Vec<Item>),
    /// Bytes read, and bytes in all.
    So(u64, u64),
}

/// See [`super::read`].
pub(super) fn read<E: From<ImportError>>(
    plan: &ImportPlan,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    let (to, from) = sync_channel(WAITING);
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name("reading".to_owned());
        let reader =
            reader.spawn_scoped(scope, move || Reader::new(to).read(plan)).expect("the system starts a thread");
        let taken = take(&from, each, progress);
        // Nobody takes any more: a reader that goes on learns it from here.
        drop(from);
        let ended = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        match taken? {
            Go::On => ended.map_err(E::from),
            Go::Stop => Err(ImportError::Stopped.into()),
        }
    })
}

/// Takes items until there are none, or none are wanted.
fn take<E>(
    from: &Receiver<Read>,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Go, E> {
    for read in from {
        match read {
            Read::So(done, all) => progress(done, all),
            Read::Items(items) => {
                for item in items {
                    if each(item)? == Go::Stop {
                        return Ok(Go::Stop);
                    }
                }
            }
        }
    }
    Ok(Go::On)
}

struct Reader {
    to: SyncSender<Read>,
    batch: RefCell<Vec<Item>>,
}

impl Reader {
    fn new(to: SyncSender<Read>) -> Self {
        Self { to, batch: RefCell::new(Vec::with_capacity(BATCH)) }
    }

    fn read(self, plan: &ImportPlan) -> Result<(), ImportError> {
        plan::stream(plan, &mut |item| Ok(self.masked(item, plan)), &mut |done, all| {
            self.hand_over();
            // Where nobody listens any more, the next item ends the reading.
            let _ = self.to.send(Read::So(done, all));
        })?;
        self.hand_over();
        Ok(())
    }

    fn masked(&self, mut item: Item, plan: &ImportPlan) -> Go {
        let masked: Masked = cards::mask(&mut item, plan);
        let mut batch = self.batch.borrow_mut();
        if !masked.is_none() {
            batch.push(Item::Masked(masked));
        }
        batch.push(item);
        let full = batch.len() >= BATCH;
        drop(batch);
        if full { self.hand_over() } else { Go::On }
    }

    /// What waits goes over; `Stop` where nobody takes it.
    fn hand_over(&self) -> Go {
        let batch = std::mem::replace(&mut *self.batch.borrow_mut(), Vec::with_capacity(BATCH));
        if batch.is_empty() || self.to.send(Read::Items(batch)).is_ok() { Go::On } else { Go::Stop }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::import::testing::folder;
    use crate::import::{Options, plan, read};

    /// More evaluations than may wait.
    const MANY: usize = BATCH * (WAITING + 4);

    fn many() -> (tempfile::TempDir, ImportPlan) {
        let mut csv = "evaluation_id,call_id,agent_id,evaluated_at,dimension,earned,possible\n".to_owned();
        for n in 0..MANY {
            let _ = writeln!(csv, "E{n},C{n},A1,2026-10-05,Empathy,4,5");
        }
        let (folder, paths) = folder(&[("scores.csv", csv.as_bytes())]);
        (folder, plan(&paths, &Options::default()).expect("it can be read"))
    }

    #[test]
    fn items_come_in_the_order_of_the_file() {
        let (_folder, plan) = many();
        let (mut keys, mut bytes) = (Vec::new(), (0, 0));
        read::<ImportError>(
            &plan,
            &mut |item| {
                if let Item::Evaluation(e) = item {
                    keys.push(e.key);
                }
                Ok(Go::On)
            },
            &mut |done, all| bytes = (done, all),
        )
        .expect("it is read");
        assert_eq!(keys, (0..MANY).map(|n| format!("E{n}")).collect::<Vec<_>>());
        assert_eq!(bytes, (plan.files[0].bytes, plan.files[0].bytes));
    }

    #[test]
    fn who_takes_no_more_ends_the_reading_with_his_own_word() {
        #[derive(Debug, PartialEq)]
        enum Mine {
            Full,
            Theirs(String),
        }
        impl From<ImportError> for Mine {
            fn from(e: ImportError) -> Self {
                Self::Theirs(e.to_string())
            }
        }
        let (_folder, plan) = many();
        let (mut stopped, mut full) = (0, 0);
        let stop = read::<Mine>(
            &plan,
            &mut |_| {
                stopped += 1;
                Ok(if stopped == 3 { Go::Stop } else { Go::On })
            },
            &mut |_, _| {},
        );
        assert_eq!((stop, stopped), (Err(Mine::Theirs(ImportError::Stopped.to_string())), 3));
        let fails = read::<Mine>(
            &plan,
            &mut |_| {
                full += 1;
                if full == 3 { Err(Mine::Full) } else { Ok(Go::On) }
            },
            &mut |_, _| {},
        );
        assert_eq!((fails, full), (Err(Mine::Full), 3));
    }

    #[test]
    fn a_panic_of_who_takes_ends_the_reading_too() {
        let (_folder, plan) = many();
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            read::<ImportError>(&plan, &mut |_| panic!("a fault"), &mut |_, _| {})
        }));
        assert!(caught.is_err(), "the reader does not wait for ever");
    }
}
