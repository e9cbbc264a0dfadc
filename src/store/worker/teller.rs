//! Says how far long work is: often enough to see it move, and never so often that anybody is kept busy with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Say;
use crate::clock::Rhythm;
use crate::domain::progress::{Phase, Progress};
use crate::import::{Go, Watch};
use crate::store::request::{Reply, Ticket};

/// How often it is said within a phase.
const OFTEN: Duration = Duration::from_millis(250);

/// Of one request.
#[derive(Clone)]
pub(super) struct Teller {
    ticket: Ticket,
    stop: Arc<AtomicBool>,
    reply: Say,
    said: Arc<Mutex<(Rhythm, Option<Phase>)>>,
}

impl Teller {
    pub(super) fn new(ticket: Ticket, stop: &Arc<AtomicBool>, reply: &Say) -> Self {
        let said = Arc::new(Mutex::new((Rhythm::new(OFTEN), None)));
        Self { ticket, stop: stop.clone(), reply: reply.clone(), said }
    }

    pub(super) fn tell(&self, progress: Progress) -> Go {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let another = said.1 != Some(progress.phase);
        if said.0.due() || another {
            said.1 = Some(progress.phase);
            (self.reply)(Reply::Progress(self.ticket, progress));
        }
        drop(said);
        if self.stop.load(Ordering::Relaxed) { Go::Stop } else { Go::On }
    }

    /// Tells of the first reading of files.
    pub(super) fn watch(&self) -> Watch {
        let teller = self.clone();
        Watch::new(move |done, all| teller.tell(Progress::new(Phase::Reading, done, all)))
    }
}
