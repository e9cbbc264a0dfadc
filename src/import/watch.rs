//! Who watches the first reading: told how far it is, and asked whether it goes on.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::Go;

/// What is told: bytes read and bytes in all, over all files.
type Told = dyn Fn(u64, u64) -> Go + Send + Sync;

/// Nobody, where there is none.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<Watcher>>);

struct Watcher {
    tell: Box<Told>,
    /// Of the files before the one that is read.
    before: AtomicU64,
    all: AtomicU64,
    /// It was stopped: whatever fails from then on fails for that.
    over: AtomicBool,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watch").field(&self.0.is_some()).finish()
    }
}

impl Watch {
    pub fn new(tell: impl Fn(u64, u64) -> Go + Send + Sync + 'static) -> Self {
        let zero = || AtomicU64::new(0);
        let watcher = Watcher { tell: Box::new(tell), before: zero(), all: zero(), over: AtomicBool::new(false) };
        Self(Some(Arc::new(watcher)))
    }

    /// Begins anew, with so many bytes in all.
    pub(super) fn begin(&self, all: u64) -> io::Result<()> {
        if let Some(watcher) = &self.0 {
            watcher.before.swap(0, Ordering::Relaxed);
            watcher.all.swap(all, Ordering::Relaxed);
            watcher.over.swap(false, Ordering::Relaxed);
        }
        self.at(0)
    }

    /// So many bytes of the file are read; an error where it is not to go on.
    pub(super) fn at(&self, bytes: u64) -> io::Result<()> {
        let Some(watcher) = &self.0 else { return Ok(()) };
        let all = watcher.all.load(Ordering::Relaxed);
        let done = watcher.before.load(Ordering::Relaxed).saturating_add(bytes).min(all);
        match (watcher.tell)(done, all) {
            Go::On => Ok(()),
            Go::Stop => {
                watcher.over.swap(true, Ordering::Relaxed);
                Err(io::Error::other("stopped"))
            }
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|watcher| watcher.over.load(Ordering::Relaxed))
    }

    /// A file of so many bytes is read.
    pub(super) fn file_done(&self, bytes: u64) -> io::Result<()> {
        if let Some(watcher) = &self.0 {
            watcher.before.fetch_add(bytes, Ordering::Relaxed);
        }
        self.at(0)
    }
}

/// Tells of what is read through it.
pub(super) struct Watched<R> {
    inner: R,
    watch: Watch,
    bytes: u64,
}

impl<R> Watched<R> {
    pub(super) fn new(inner: R, watch: Watch) -> Self {
        Self { inner, watch, bytes: 0 }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        self.watch.at(self.bytes)?;
        Ok(read)
    }
}
