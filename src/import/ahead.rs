//! The second reading on a thread of its own: it reads on while what came before is being stored.
//!
//! ```text
//!  thread "import": plan::stream ─► mask ─► batches ─┐ a channel that holds a few
//!  the caller's:            each, progress  ◄────────┘
//! ```
//! What `each` and `progress` are given, and in which order, is as if one thread did it all.

use std::cell::RefCell;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::{Go, ImportError, ImportPlan, Item, cards, files, plan};

/// So many batches may wait to be taken, and so many items are in one at most.
const AHEAD: usize = 4;
const BATCH: usize = 64;

/// What is handed over.
#[derive(Debug)]
enum Step {
    Item(Item),
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

/// The reading's end of the channel.
#[derive(Debug)]
struct Ahead {
    to: SyncSender<Vec<Step>>,
    batch: Vec<Step>,
}

impl Ahead {
    fn new(to: SyncSender<Vec<Step>>) -> Self {
        Self { to, batch: Vec::with_capacity(BATCH) }
    }

    fn give(&mut self, item: Item) -> Result<Go, Ended> {
        // A transcript is as long as many evaluations.
        let long = matches!(item, Item::Transcript(_));
        self.batch.push(Step::Item(item));
        if long || self.batch.len() >= BATCH { self.hand_over() } else { Ok(Go::On) }
    }

    /// It is said each megabyte: no batch is longer, and one that nobody wants is soon known for it.
    fn progress(&mut self, done: u64, all: u64) -> Result<(), Ended> {
        self.batch.push(Step::Progress(done, all));
        self.hand_over().map(drop)
    }

    fn hand_over(&mut self) -> Result<Go, Ended> {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.to.send(batch).map(|()| Go::On).map_err(|_| Ended::Left)
    }
}

/// Streams what the plan's files hold, masked.
pub(super) fn read<E: From<ImportError>>(
    plan: &ImportPlan,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    let first = plan.files.first().map(|file| files::shown(&file.path)).unwrap_or_default();
    on_two_threads(&first, |ahead| stream(plan, ahead), each, progress)
}

fn stream(plan: &ImportPlan, ahead: &RefCell<Ahead>) -> Result<(), Ended> {
    let mut give = |mut item: Item| {
        let mut ahead = ahead.borrow_mut();
        let masked = cards::mask(&mut item, plan);
        if !masked.is_none() {
            ahead.give(Item::Masked(masked))?;
        }
        ahead.give(item)
    };
    plan::stream(plan, &mut give, &mut |done, all| ahead.borrow_mut().progress(done, all))
}

/// `first` names the file that is said to be unreadable where the machine has no thread left.
fn on_two_threads<E: From<ImportError>>(
    first: &str,
    read: impl FnOnce(&RefCell<Ahead>) -> Result<(), Ended> + Send,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    thread::scope(|scope| {
        // Made in here: where `each` panics, the channel is gone before the reading is waited for.
        let (to, from) = sync_channel(AHEAD);
        let reading = move || {
            let ahead = RefCell::new(Ahead::new(to));
            let read = read(&ahead);
            // What was read before an error comes before it.
            match (ahead.into_inner().hand_over(), read) {
                (_, Err(Ended::Failed(error))) => Err(error),
                (_, Ok(()) | Err(Ended::Left)) => Ok(()),
            }
        };
        let reading = thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, reading);
        let reading = reading.map_err(|source| ImportError::Unreadable { path: first.to_owned(), source })?;
        let taken = take(from, each, progress);
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        taken.and(read.map_err(E::from))
    })
}

/// Takes all that is read, or what comes until nothing more is wanted.
fn take<E: From<ImportError>>(
    from: Receiver<Vec<Step>>,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    for step in from.into_iter().flatten() {
        match step {
            Step::Progress(done, all) => progress(done, all),
            Step::Item(item) => {
                if each(item)? == Go::Stop {
                    return Err(ImportError::Stopped.into());
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
