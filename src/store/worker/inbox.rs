//! What is sent to the store thread, and what of it is answered in the midst of something long.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::Say;
use crate::store::aside::Lent;
use crate::store::gate::Gate;
use crate::store::request::{Answer, Reply, Request, Ticket};

/// Requests that are not begun, oldest first.
#[derive(Debug)]
pub(super) struct Inbox {
    from: Receiver<(Ticket, Request)>,
    queue: VecDeque<(Ticket, Request)>,
    /// There while the store is about something long.
    lent: Option<Lent>,
}

/// Shared by the thread's loop and by what it does meanwhile; never held over either.
pub(super) type Shared = Rc<RefCell<Inbox>>;

impl Inbox {
    pub(super) fn new(from: Receiver<(Ticket, Request)>) -> Shared {
        Rc::new(RefCell::new(Self { from, queue: VecDeque::new(), lent: None }))
    }

    /// Waits for a request.
    pub(super) fn wait(&mut self, within: Duration) -> Result<(), RecvTimeoutError> {
        if self.queue.is_empty() {
            let first = self.from.recv_timeout(within)?;
            self.queue.push_back(first);
        }
        Ok(())
    }

    pub(super) fn next(&mut self) -> Option<(Ticket, Request)> {
        self.take_in();
        self.queue.pop_front()
    }

    /// Puts one behind all that have come by now.
    pub(super) fn put_last(&mut self, request: (Ticket, Request)) {
        self.take_in();
        self.queue.push_back(request);
    }

    pub(super) fn any(&self, is: impl Fn(&(Ticket, Request)) -> bool) -> bool {
        self.queue.iter().any(is)
    }

    pub(super) fn take_in(&mut self) {
        self.queue.extend(self.from.try_iter());
    }

    /// From now on drafts are kept beside the file as they come.
    pub(super) fn lend(&mut self, lent: Lent) {
        self.lent = Some(lent);
    }

    pub(super) fn give_back(&mut self) -> Option<Lent> {
        self.lent.take()
    }

    /// Whatever is typed is kept at once, and said: nothing of it hangs on how the long work ends.
    pub(super) fn meanwhile(&mut self, gate: &Gate, reply: &Say) {
        self.take_in();
        let Some(lent) = &mut self.lent else { return };
        self.queue.retain(|(ticket, request)| {
            let Request::SaveDraft { id, draft, based } = request else { return true };
            // What cannot be kept beside the file either waits for it.
            let Ok(at) = lent.keep(*id, draft, based.as_deref()) else { return true };
            gate.answered_beside();
            reply(Reply::Answer(*ticket, Ok(Answer::DraftAside(at, BUSY.to_owned()))));
            false
        });
    }
}

/// Why a draft does not go into the file now.
const BUSY: &str = "the file is busy with an import";

/// What the thread does now and then in the midst of something long.
pub(super) fn meanwhile(inbox: &Shared, gate: &Arc<Gate>, reply: &Say) -> Box<dyn FnMut()> {
    let (inbox, gate, reply) = (inbox.clone(), gate.clone(), reply.clone());
    Box::new(move || {
        if let Ok(mut inbox) = inbox.try_borrow_mut() {
            inbox.meanwhile(&gate, &reply);
        }
    })
}
