//! The second reading on a thread of its own: it reads on while what came before is being stored.
//!
//! ```text
//!  thread "import": plan::stream ─► mask ─► batches ─┐ a channel that holds a few
//!  the caller's:            each, progress  ◄────────┘
//! ```
//! What `each` and `progress` are given, and in which order, is as if one thread did it all.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use super::{Go, ImportError, ImportPlan, Item, cards, files, plan};

/// So many batches may wait to be taken, and so many items are in one at most.
const AHEAD: usize = 4;
const BATCH: usize = 64;

/// What is handed over.
#[derive(Debug)]
enum Step<T> {
    Item(T),
    /// Bytes read, and bytes in all.
    Progress(u64, u64),
}

/// Why a reading ends before its end.
#[derive(Debug)]
enum Ended {
    /// Nobody takes what is read any more.
    Left,
    Failed(ImportError),
}

impl From<ImportError> for Ended {
    fn from(error: ImportError) -> Self {
        Self::Failed(error)
    }
}

/// The reading's end of the channels.
#[derive(Debug)]
struct Ahead<T> {
    to: SyncSender<Vec<Step<T>>>,
    /// Batches whose items were seen.
    seen: Receiver<Vec<Step<T>>>,
    batch: Vec<Step<T>>,
}

/// How much of a batch an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Little,
    /// A transcript is as long as many evaluations: nothing is waited for to go with it.
    Much,
}

impl<T> Ahead<T> {
    fn new(to: SyncSender<Vec<Step<T>>>, seen: Receiver<Vec<Step<T>>>) -> Self {
        Self { to, seen, batch: Vec::with_capacity(BATCH) }
    }

    fn give(&mut self, item: T, takes: Room) -> Result<Go, Ended> {
        self.batch.push(Step::Item(item));
        if takes == Room::Much || self.batch.len() >= BATCH { self.hand_over() } else { Ok(Go::On) }
    }

    /// It is said each megabyte: no batch is longer, and one that nobody wants is soon known for it.
    fn progress(&mut self, done: u64, all: u64) -> Result<(), Ended> {
        self.batch.push(Step::Progress(done, all));
        self.hand_over().map(drop)
    }

    fn hand_over(&mut self) -> Result<Go, Ended> {
        let empty = self.emptied();
        let batch = std::mem::replace(&mut self.batch, empty);
        self.to.send(batch).map(|()| Go::On).map_err(|_| Ended::Left)
    }

    /// Lets go of what was seen; one of its batches is the next to be filled.
    fn emptied(&self) -> Vec<Step<T>> {
        let seen = self.seen.try_iter().map(|mut batch| {
            batch.clear();
            batch
        });
        seen.last().unwrap_or_else(|| Vec::with_capacity(BATCH))
    }
}

/// Streams what the plan's files hold, masked and as `ready` has it.
pub(super) fn read<T: Send, E: From<ImportError>>(
    plan: &ImportPlan,
    ready: &(dyn Fn(Item) -> T + Sync),
    each: &mut dyn FnMut(&T) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    let first = plan.files.first().map(|file| files::shown(&file.path)).unwrap_or_default();
    on_two_threads(&first, |ahead| stream(plan, ready, ahead), each, progress)
}

fn stream<T>(plan: &ImportPlan, ready: &dyn Fn(Item) -> T, ahead: &RefCell<Ahead<T>>) -> Result<(), Ended> {
    let mut give = |mut item: Item| {
        let mut ahead = ahead.borrow_mut();
        let masked = cards::mask(&mut item, plan);
        if !masked.is_none() {
            ahead.give(ready(Item::Masked(masked)), Room::Little)?;
        }
        let takes = if matches!(item, Item::Transcript(_)) { Room::Much } else { Room::Little };
        ahead.give(ready(item), takes)
    };
    plan::stream(plan, &mut give, &mut |done, all| ahead.borrow_mut().progress(done, all))
}

/// `first` names the file that is said to be unreadable where the machine has no thread left.
fn on_two_threads<T: Send, E: From<ImportError>>(
    first: &str,
    read: impl FnOnce(&RefCell<Ahead<T>>) -> Result<(), Ended> + Send,
    each: &mut dyn FnMut(&T) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    thread::scope(|scope| {
        // Made in here: where `each` panics, the channels are gone before the reading is waited for.
        let ((to, from), (back, seen)) = (sync_channel(AHEAD), channel());
        let reading = move || {
            let ahead = RefCell::new(Ahead::new(to, seen));
            let read = read(&ahead);
            // What was read before an error comes before it.
            match (ahead.into_inner().hand_over(), read) {
                (_, Err(Ended::Failed(error))) => Err(error),
                (_, Ok(()) | Err(Ended::Left)) => Ok(()),
            }
        };
        let reading = thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, reading);
        let reading = reading.map_err(|source| ImportError::Unreadable { path: first.to_owned(), source })?;
        let taken = take(from, &back, each, progress);
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        taken.and(read.map_err(E::from))
    })
}

/// Takes all that is read, or what comes until nothing more is wanted.
fn take<T, E: From<ImportError>>(
    from: Receiver<Vec<Step<T>>>,
    back: &Sender<Vec<Step<T>>>,
    each: &mut dyn FnMut(&T) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    for batch in from {
        for step in &batch {
            match step {
                Step::Progress(done, all) => progress(*done, *all),
                Step::Item(item) => {
                    if each(item)? == Go::Stop {
                        return Err(ImportError::Stopped.into());
                    }
                }
            }
        }
        // A reading that has come to its end takes nothing back.
        let _ = back.send(batch);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
