//! How far long work is, and whether it goes on.

use super::error::Result;
use super::gate::asked_to_stop;
use crate::domain::progress::{Phase, Progress};
use crate::import::{Go, ImportError};

/// Who is told, now and then, and says whether it goes on.
pub(super) struct Pace<'t> {
    tell: &'t mut dyn FnMut(Progress) -> Go,
    /// Rows that went in so far.
    pub(super) rows: u64,
}

impl<'t> Pace<'t> {
    pub(super) fn new(tell: &'t mut dyn FnMut(Progress) -> Go) -> Self {
        Self { tell, rows: 0 }
    }

    /// So much of a phase is done; an error where it is not to go on.
    pub(super) fn at(&mut self, phase: Phase, done: u64, of: u64) -> Result<()> {
        match (self.tell)(Progress::new(phase, done, of).with_rows(self.rows)) {
            Go::On if !asked_to_stop() => Ok(()),
            Go::On | Go::Stop => Err(ImportError::Stopped.into()),
        }
    }
}

/// How many of a loop's rounds pass between two looks at whether it goes on.
pub(super) const LOOK_EACH: usize = 256;
