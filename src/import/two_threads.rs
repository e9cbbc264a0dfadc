//! Reading on a thread of its own, a little ahead of whoever takes what is read.
//!
//! ```text
//!  thread "import": read ─► give ─► batches ─┐ a channel that holds a few
//!  the caller's:            take  ◄──────────┤
//!  thread "import": spare, or let go of  ◄───┘ what was taken
//! ```
//! Memory that is freed on another thread than its own takes both threads' time: so what was taken goes back. What
//! `take` is given, and in which order, is as if one thread did it all.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// So many batches may wait to be taken.
const AHEAD: usize = 4;

/// Bytes of a batch that waits for no more: what is ahead stays small, however long what is read may be.
pub(super) const HEAVY: usize = 64 << 10;

/// Why a reading ends before its end.
#[derive(Debug)]
pub(super) enum Ended<F> {
    /// Nobody takes what is read any more.
    Left,
    Failed(F),
}

impl<F> From<F> for Ended<F> {
    fn from(error: F) -> Self {
        Self::Failed(error)
    }
}

/// The reading's end of the channels.
#[derive(Debug)]
pub(super) struct Ahead<T> {
    to: SyncSender<Vec<T>>,
    /// Batches of what was taken.
    taken: Receiver<Vec<T>>,
    batch: Vec<T>,
    /// What came back and may be filled anew; no more than may be ahead.
    spare: Vec<Vec<T>>,
    /// A batch without anything in it.
    empty: Vec<T>,
    /// So many are in a batch at most.
    most: usize,
    /// Bytes of the batch.
    weight: usize,
}

impl<T> Ahead<T> {
    fn new(to: SyncSender<Vec<T>>, taken: Receiver<Vec<T>>, most: usize) -> Self {
        Self { to, taken, batch: Vec::with_capacity(most), spare: Vec::new(), empty: Vec::new(), most, weight: 0 }
    }

    /// `weight`: how many bytes it is, as near as matters.
    pub(super) fn give<F>(&mut self, one: T, weight: usize) -> Result<(), Ended<F>> {
        self.batch.push(one);
        self.weight += weight;
        if self.batch.len() >= self.most || self.weight >= HEAVY { self.hand_over() } else { Ok(()) }
    }

    /// Lets nothing that was given wait for more.
    pub(super) fn hand_over<F>(&mut self) -> Result<(), Ended<F>> {
        for mut taken in self.taken.try_iter() {
            if self.spare.len() < AHEAD {
                self.spare.push(taken);
            } else {
                taken.clear();
                self.empty = taken;
            }
        }
        self.weight = 0;
        let mut next = std::mem::take(&mut self.empty);
        next.reserve(self.most);
        self.to.send(std::mem::replace(&mut self.batch, next)).map_err(|_| Ended::Left)
    }

    /// One of those that came back, to be filled anew.
    pub(super) fn spare(&mut self) -> Option<T> {
        let batch = self.spare.last_mut()?;
        let one = batch.pop();
        if batch.is_empty()
            && let Some(empty) = self.spare.pop()
        {
            self.empty = empty;
        }
        one
    }
}

/// Reads on one thread and takes on this one. `unable` says why where the machine has no thread left.
pub(super) fn read_ahead<T: Send, F: Send, E: From<F>>(
    most: usize,
    read: impl FnOnce(&mut Ahead<T>) -> Result<(), Ended<F>> + Send,
    take: &mut dyn FnMut(&mut T) -> Result<(), E>,
    unable: impl FnOnce(io::Error) -> E,
) -> Result<(), E> {
    thread::scope(|scope| {
        // Made in here: where `take` panics, the channels are gone before the reading is waited for.
        let ((to, from), (back, taken)) = (sync_channel(AHEAD), channel());
        let reading = move || {
            let mut ahead = Ahead::new(to, taken, most);
            let read = read(&mut ahead);
            // What was read before an error comes before it.
            match (ahead.hand_over::<F>(), read) {
                (_, Err(Ended::Failed(error))) => Err(error),
                (_, Ok(()) | Err(Ended::Left)) => Ok(()),
            }
        };
        let reading = thread::Builder::new().name("import".to_owned()).spawn_scoped(scope, reading);
        let reading = reading.map_err(unable)?;
        let all = take_all(from, &back, take);
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        all.and(read.map_err(E::from))
    })
}

/// Takes all that is read, or what comes until nothing more is wanted.
fn take_all<T, E>(
    from: Receiver<Vec<T>>,
    back: &Sender<Vec<T>>,
    take: &mut dyn FnMut(&mut T) -> Result<(), E>,
) -> Result<(), E> {
    for mut batch in from {
        batch.iter_mut().try_for_each(&mut *take)?;
        // A reading that has come to its end takes nothing back.
        let _ = back.send(batch);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
