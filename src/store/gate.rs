//! What the store thread is about, as other threads may know it: before the process is stopped nothing may be under
//! way that holds the file, and where it has to end at once, what can be cut is.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::request::{FlagRequest, Request, Ticket};
use crate::clock::Rhythm;

thread_local! {
    static OWN: OnceCell<Own> = const { OnceCell::new() };
}

/// What a thread looks at in the midst of long work.
struct Own {
    /// Set from another thread where what this one is about is not wanted any more.
    stop: Arc<AtomicBool>,
    meanwhile: RefCell<(Rhythm, Box<dyn FnMut()>)>,
}

/// How often what has come meanwhile is looked at in the midst of long work.
const MEANWHILE: Duration = Duration::from_millis(100);

/// From now on this thread can be asked to stop, and does this now and then in the midst of long work.
pub(super) fn listen(stop: &Arc<AtomicBool>, meanwhile: Box<dyn FnMut()>) {
    OWN.with(|own| {
        // Set once a thread; a second worker on it would be a second thread.
        let _ = own.set(Own { stop: stop.clone(), meanwhile: RefCell::new((Rhythm::new(MEANWHILE), meanwhile)) });
    });
}

/// Whether somebody has asked this thread to stop. Asked often, from the midst of long work.
pub(super) fn asked_to_stop() -> bool {
    OWN.with(|own| {
        let Some(own) = own.get() else { return false };
        if let Ok(mut meanwhile) = own.meanwhile.try_borrow_mut()
            && meanwhile.0.due()
        {
            (meanwhile.1)();
        }
        own.stop.load(Ordering::Relaxed)
    })
}

#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Requests that were sent and are not answered, the one that is under way among them.
    open: usize,
    under_way: UnderWay,
    /// Whose request is under way.
    ticket: Option<Ticket>,
    /// Requests that nobody wants any more and that have not begun.
    unwanted: BTreeSet<Ticket>,
    going: Going,
}

/// Whether a request begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    Now,
    /// It was asked to stop before it began.
    Unwanted,
    /// Nothing of its kind begins any more; it counts as answered.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum UnderWay {
    #[default]
    Nothing,
    /// A read, or a load that is whole or not at all.
    Cuttable,
    /// What people decided: it reaches the file.
    Write,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Going {
    #[default]
    On,
    /// Only what people decided is still done.
    ToEnd,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here is left half changed by a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn sent(&self) {
        self.state().open += 1;
    }

    /// Whether something is asked that is not answered.
    pub(super) fn is_asked(&self) -> bool {
        self.state().open > 0
    }

    /// Whether a request may begin.
    pub(super) fn begins(&self, ticket: Ticket, request: &Request) -> Begins {
        let mut state = self.state();
        let kind = if request.decides() { UnderWay::Write } else { UnderWay::Cuttable };
        if state.going == Going::ToEnd && kind == UnderWay::Cuttable {
            state.open = state.open.saturating_sub(1);
            return Begins::Never;
        }
        if state.unwanted.remove(&ticket) && kind == UnderWay::Cuttable {
            return Begins::Unwanted;
        }
        state.under_way = kind;
        state.ticket = Some(ticket);
        Begins::Now
    }

    /// Cuts this one request: never another one that has taken its place meanwhile, and never what people decided. One
    /// that has not begun never does.
    pub(super) fn stop(&self, ticket: Ticket, cut: impl FnOnce()) {
        let mut state = self.state();
        if state.ticket == Some(ticket) {
            if state.under_way == UnderWay::Cuttable {
                cut();
            }
        } else if state.open > 0 {
            state.unwanted.insert(ticket);
        }
        drop(state);
    }

    /// A request is answered, or is not needed any more.
    pub(super) fn answered(&self) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(1);
        state.under_way = UnderWay::Nothing;
        state.ticket = None;
        if state.open == 0 {
            state.unwanted.clear();
        }
    }

    /// A request was answered in the midst of another one.
    pub(super) fn answered_beside(&self) {
        let mut state = self.state();
        state.open = state.open.saturating_sub(1);
    }

    /// Runs something while the store thread is about nothing, and keeps it so meanwhile; `false` where it is busy.
    pub(super) fn while_still(&self, act: &mut dyn FnMut()) -> bool {
        let state = self.state();
        if state.open > 0 {
            return false;
        }
        act();
        drop(state);
        true
    }

    /// A look at the file beside all requests.
    pub(super) fn glance<T>(&self, look: impl FnOnce() -> T) -> T {
        let _state = self.state();
        look()
    }

    /// Whether only something that can be cut keeps the thread; `cut` cuts it.
    pub(super) fn cut_again(&self, cut: impl FnOnce()) -> bool {
        let state = self.state();
        let cuttable = state.going == Going::ToEnd && state.under_way == UnderWay::Cuttable;
        if cuttable {
            cut();
        }
        drop(state);
        cuttable
    }

    /// From now on only what people decided is done. What can be cut and is under way, `cut` cuts: never a write that
    /// has taken its place meanwhile.
    pub(super) fn to_end(&self, cut: impl FnOnce()) {
        let mut state = self.state();
        state.going = Going::ToEnd;
        if state.under_way == UnderWay::Cuttable {
            cut();
        }
        drop(state);
    }
}

impl Request {
    /// Whether it is what people decide, or type: it changes the file. An import does too, and is whole or not at all.
    pub fn decides(&self) -> bool {
        match self {
            Request::Today
            | Request::TodayBegins
            | Request::Sheets
            | Request::Team(_)
            | Request::TeamReport(_)
            | Request::Trends(_)
            | Request::TrendsPart(..)
            | Request::Behind(_)
            | Request::Outcomes(_)
            | Request::Findings { .. }
            | Request::Agent { .. }
            | Request::AgentReport { .. }
            | Request::Call(_)
            | Request::Search { .. }
            | Request::OpenSession(_)
            | Request::Prefill { .. }
            | Request::Session(_)
            | Request::Log { .. }
            | Request::LeaveCheckpoint(_)
            | Request::Verify
            | Request::Imports
            | Request::Newest
            | Request::Preview(_)
            | Request::Import(_)
            | Request::WriteRejected { .. }
            | Request::Setup
            | Request::ErasurePlan(_)
            | Request::Flags(FlagRequest::Coverage { .. } | FlagRequest::Codes)
            | Request::ExportPractice(_) => false,
            Request::Snooze { .. }
            | Request::Wake(_)
            | Request::SaveDraft { .. }
            | Request::DiscardDraft { .. }
            | Request::SettleAside(_)
            | Request::Finish { .. }
            | Request::Sign { .. }
            | Request::Amend { .. }
            | Request::NextStep { .. }
            | Request::OpenDispute { .. }
            | Request::CloseDispute { .. }
            | Request::Void { .. }
            | Request::Check(_)
            | Request::Undo { .. }
            | Request::SetSetting { .. }
            | Request::SetTarget { .. }
            | Request::ActAs(_)
            | Request::SetSupervisor { .. }
            | Request::Merge { .. }
            | Request::Split(_)
            | Request::Move(_)
            | Request::Erase { .. }
            | Request::Flags(FlagRequest::Add(_) | FlagRequest::Map { .. })
            | Request::ReadBack { .. }
            | Request::SwapSpeakers(_)
            | Request::KeepPraise(_)
            | Request::DropPraise(_)
            | Request::SetPractice { .. }
            | Request::RemovePractice(_)
            | Request::ImportPractice(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::BatchId;

    fn undo() -> Request {
        Request::Undo { batch: BatchId::new(), reason: String::new() }
    }

    #[test]
    fn nothing_is_stopped_while_something_is_open() {
        let gate = Gate::default();
        let still = |gate: &Gate| gate.while_still(&mut || {});
        assert!(still(&gate));
        gate.sent();
        assert!(!still(&gate), "queued");
        assert!(gate.begins(Ticket(1), &undo()) == Begins::Now && !still(&gate), "under way");
        gate.answered();
        assert!(still(&gate));
    }

    #[test]
    fn the_end_cuts_reads_and_waits_for_writes() {
        let gate = Gate::default();
        let cuts = |gate: &Gate| {
            let mut cut = false;
            gate.to_end(|| cut = true);
            cut
        };
        gate.sent();
        assert!(gate.begins(Ticket(1), &undo()) == Begins::Now && !cuts(&gate));
        gate.answered();
        gate.sent();
        assert_eq!(gate.begins(Ticket(2), &Request::Today), Begins::Never, "no read begins any more");
        assert!(gate.while_still(&mut || {}), "it counts as answered");
        let gate = Gate::default();
        gate.sent();
        assert!(gate.begins(Ticket(1), &Request::Today) == Begins::Now && cuts(&gate));
    }

    #[test]
    fn one_request_is_cut_and_no_other() {
        let gate = Gate::default();
        let cuts = |ticket: u64| {
            let mut cut = false;
            gate.stop(Ticket(ticket), || cut = true);
            cut
        };
        for _ in 0..4 {
            gate.sent();
        }
        assert_eq!(gate.begins(Ticket(1), &Request::Today), Begins::Now);
        assert!(cuts(1));
        assert!(!cuts(2), "it has not begun");
        gate.answered();
        assert!(!cuts(1), "it is answered");
        assert_eq!(gate.begins(Ticket(2), &Request::Today), Begins::Unwanted);
        gate.answered();
        assert_eq!(gate.begins(Ticket(3), &undo()), Begins::Now);
        assert!(!cuts(3), "what people decided reaches the file");
        gate.answered_beside();
        assert!(!cuts(3), "and is still under way when another one was answered meanwhile");
        gate.answered();
        assert!(gate.while_still(&mut || {}));
    }
}
