//! The store thread: requests in, replies out. Queued reads that a later one supersedes are skipped; a write never is.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::aside::TakenBack;
use super::backup::{self, Came, Host};
use super::drafts::DraftSave;
use super::error::Result;
use super::gate::{self, Begins, Gate};
use super::health::{self, Looked};
use super::profiles::checked_name;
use super::request::{Answer, FlagRequest, ImportRequest, Move, PreviewView, Reply, Request, TableView, Ticket, Whose};
use super::sessions::Finish;
use super::waiting::{PATIENCE, Waits};
use super::{Access, ImportJob, Store};
use crate::domain::progress::{Phase, Progress};
use crate::domain::raw::Raw;
use crate::import::{self, CallsNamed, Existing, Go};

mod inbox;
mod teller;

use inbox::{Inbox, Shared};
use teller::Teller;

/// Takes replies, on whichever thread.
type Say = Arc<dyn Fn(Reply) + Send + Sync>;

/// How often another program's writes are looked for.
const TICK: Duration = Duration::from_millis(500);

/// How often and how many times something is cut until it is left to itself.
const CUT: Duration = Duration::from_millis(20);
const CUTS: usize = 40;

/// A handle on the store thread.
pub struct Worker {
    to: Mutex<Option<Sender<(Ticket, Request)>>>,
    stop: std::sync::Arc<std::sync::atomic::AtomicBool>,
    /// Of the connection in use: another one after an error of the disk.
    interrupt: Arc<Mutex<rusqlite::InterruptHandle>>,
    waits: Waits,
    gate: Arc<Gate>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("thread", &self.thread).finish_non_exhaustive()
    }
}

impl Worker {
    /// Starts the thread. `reply` is called on it.
    pub fn start(store: Store, reply: Box<dyn Fn(Reply) + Send>) -> Self {
        let (to, from) = channel();
        let interrupt = Arc::new(Mutex::new(store.interrupt_handle()));
        let waits = store.saving.waits.clone();
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let gate = Arc::<Gate>::default();
        let reply: Say = {
            let reply = Mutex::new(reply);
            Arc::new(move |what| {
                if let Ok(reply) = reply.lock() {
                    reply(what);
                }
            })
        };
        let told = reply.clone();
        waits.tell(Box::new(move || told(Reply::Waiting)));
        let thread = Thread {
            store,
            reply,
            stop: stop.clone(),
            interrupt: interrupt.clone(),
            gate: gate.clone(),
            seen: 0,
            looks: 0,
            backed_up: None,
            checked: Checked::NotYet,
        };
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || thread.run(from))
            .expect("the system starts a thread");
        Self { to: Mutex::new(Some(to)), stop, interrupt, waits, gate, thread: Mutex::new(Some(thread)) }
    }

    pub fn send(&self, ticket: Ticket, request: Request) {
        if let Ok(to) = self.to.lock()
            && let Some(to) = &*to
        {
            self.gate.sent();
            // A thread that is gone has said so itself.
            let _ = to.send((ticket, request));
        }
    }

    /// Stops an import, and cuts a long read short: this one, and nothing that has taken its place meanwhile.
    pub fn cancel(&self, ticket: Ticket) {
        self.gate.stop(ticket, || self.cut());
    }

    fn cut(&self) {
        self.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        if let Ok(interrupt) = self.interrupt.lock() {
            interrupt.interrupt();
        }
    }

    /// The process has to end soon: what can be cut is, and no read begins any more. Writes are done to their end.
    pub fn hurry(&self) {
        self.gate.to_end(|| self.cut());
    }

    /// Runs something while nothing of the file is held, whatever else comes meanwhile; `false` where it is busy.
    pub fn while_still(&self, act: &mut dyn FnMut()) -> bool {
        self.gate.while_still(act)
    }

    /// Waits until every queued write has reached the file.
    pub fn finish(&self) {
        // What another program does not let into the file now goes beside it.
        self.waits.hurry();
        if let Ok(mut to) = self.to.lock() {
            drop(to.take());
        }
        if let Ok(mut thread) = self.thread.lock()
            && let Some(thread) = thread.take()
        {
            // Once it is to end at once, a file that is still being read does not hold it up: nothing of that is kept.
            let mut cut = 0;
            while cut < CUTS && !thread.is_finished() && self.gate.cut_again(|| self.cut()) {
                std::thread::sleep(CUT);
                cut += 1;
            }
            if cut < CUTS {
                // How it ended was said when it ended.
                let _ = thread.join();
            }
        }
    }
}

struct Thread {
    store: Store,
    reply: Say,
    stop: std::sync::Arc<std::sync::atomic::AtomicBool>,
    interrupt: Arc<Mutex<rusqlite::InterruptHandle>>,
    gate: Arc<Gate>,
    /// The file's data version when it was last looked at.
    seen: i64,
    /// How often it was looked at.
    looks: u32,
    /// The day whose backup was looked after.
    backed_up: Option<chrono::NaiveDate>,
    /// Whether the engine has checked the file.
    checked: Checked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Checked {
    NotYet,
    Yes,
}

/// Whether a check of the file waits for what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// What is asked cuts it off.
    No,
    /// Something is to be written: it is known first whether the file is sound.
    Yes,
}

/// The thread while the day's backup is made.
struct Serving<'a> {
    thread: &'a mut Thread,
    inbox: &'a Shared,
    reply: &'a Say,
}

impl Host for Serving<'_> {
    fn store(&mut self) -> &mut Store {
        &mut self.thread.store
    }

    fn serve(&mut self, within: Duration) -> backup::Go {
        let came = self.inbox.borrow_mut().wait(within);
        match came {
            Ok(()) => self.thread.serve(self.inbox, self.reply),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return backup::Go::Stop,
        }
        backup::Go::On
    }
}

/// Tells the screen when the thread ends by a panic.
struct Farewell<'a>(&'a (dyn Fn(Reply) + Send + Sync));

impl Drop for Farewell<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)(Reply::Died("the store thread stopped; what you typed was kept up to the last save".to_owned()));
        }
    }
}

impl Thread {
    fn run(mut self, from: Receiver<(Ticket, Request)>) {
        let reply = self.reply.clone();
        let farewell = Farewell(&*reply);
        let inbox = Inbox::new(from);
        gate::listen(&self.stop, inbox::meanwhile(&inbox, &self.gate, &reply));
        self.seen = self.store.data_version().unwrap_or(0);
        if self.store.has_drafts_aside() {
            self.check(Wait::Yes, farewell.0);
        }
        Self::taken_back(self.store.take_drafts_back(), farewell.0);
        loop {
            let came = inbox.borrow_mut().wait(TICK);
            match came {
                Ok(()) => self.serve(&inbox, &reply),
                Err(RecvTimeoutError::Timeout) => {
                    self.check(Wait::No, farewell.0);
                    self.look(farewell.0);
                    self.back_up(&inbox, &reply);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    // What could not be saved a moment ago may be now; else it waits for the next start.
                    if self.store.waits_aside() {
                        self.store.try_again();
                    }
                    return;
                }
            }
        }
    }

    /// Answers all requests that have come.
    fn serve(&mut self, inbox: &Shared, reply: &Say) {
        loop {
            let next = inbox.borrow_mut().next();
            let Some((ticket, request)) = next else { break };
            // One that was put back stands behind those that came after it.
            if inbox.borrow().any(|later| later.0 > ticket && supersedes(&later.1, &request)) {
                self.gate.answered();
                continue;
            }
            self.stop.store(false, std::sync::atomic::Ordering::Relaxed);
            let answer = match self.gate.begins(ticket, &request) {
                Begins::Never => continue,
                Begins::Unwanted => Some(Err(import::ImportError::Stopped.to_string())),
                Begins::Now => self.answered_or_lent(ticket, &request, inbox, reply),
            };
            let Some(answer) = answer else {
                // What was typed meanwhile comes first.
                inbox.borrow_mut().put_last((ticket, request));
                continue;
            };
            let answer = answer.inspect_err(|e| {
                tracing::warn!("a request failed: {}", crate::domain::raw::visible(e));
            });
            self.gate.answered();
            reply(Reply::Answer(ticket, answer));
        }
        // Whoever types without a pause sees what others write, too.
        self.look(&**reply);
    }

    /// What takes long leaves what is typed meanwhile to somebody else.
    fn answered_or_lent(
        &mut self,
        ticket: Ticket,
        request: &Request,
        inbox: &Shared,
        reply: &Say,
    ) -> Option<std::result::Result<Answer, String>> {
        if !takes_long(request) {
            return self.answered(ticket, request, inbox, reply);
        }
        let lent = self.store.lend_aside();
        inbox.borrow_mut().lend(lent);
        let answer = self.answered(ticket, request, inbox, reply);
        let lent = inbox.borrow_mut().give_back();
        if lent.is_some_and(|lent| self.store.have_aside_again(lent)) {
            Self::taken_back(self.store.try_again(), &**reply);
        }
        answer
    }

    /// The engine's own check of the file, once. Opening has left it out: nobody waits for it.
    fn check(&mut self, wait: Wait, reply: &dyn Fn(Reply)) {
        if self.checked == Checked::Yes {
            return;
        }
        let (gate, waits) = (self.gate.clone(), self.store.saving.waits.clone());
        let cut = move || match wait {
            Wait::No => gate.is_asked() || waits.hurries(),
            Wait::Yes => false,
        };
        match self.store.look_over(cut) {
            Ok(Looked::CutOff) => return,
            Ok(Looked::Damaged(what)) => {
                self.damaged(&what, reply);
            }
            Ok(Looked::Sound) => {}
            Err(e) => tracing::warn!("the file was not checked: {e}"),
        }
        self.checked = Checked::Yes;
    }

    /// Makes the day's backup, once nobody has asked for anything for a while.
    fn back_up(&mut self, inbox: &Shared, reply: &Say) {
        let today = self.store.clock().now().date_naive();
        if self.backed_up == Some(today) {
            return;
        }
        self.backed_up = Some(today);
        match backup::keep_daily(&mut Serving { thread: self, inbox, reply }) {
            Came::Well | Came::Stopped => {}
            Came::Failed(words) => {
                tracing::warn!("{}", crate::domain::raw::visible(&words));
                reply(Reply::Notice(words));
            }
            Came::Damaged(what) => self.damaged(&what, &**reply),
        }
    }

    /// Nothing is written from now on, and that is said.
    fn damaged(&mut self, what: &str, reply: &dyn Fn(Reply)) {
        if !self.store.found_damage(what) {
            return;
        }
        let why = match self.store.access() {
            Access::ReadOnly(why) => why.to_string(),
            Access::ReadWrite => what.to_owned(),
        };
        reply(Reply::Damaged { why, survives: self.store.damage_words() });
    }

    fn look(&mut self, reply: &dyn Fn(Reply)) {
        // Whoever holds the file now is looked for again at the next tick.
        self.store.saving.waits.set(Duration::ZERO);
        let now = self.gate.glance(|| self.store.data_version());
        self.store.saving.waits.set(PATIENCE);
        if let Ok(now) = now
            && now != self.seen
        {
            self.seen = now;
            reply(Reply::Changed);
        }
        // Each try writes, and so fails anew as long as the disk is full.
        self.looks = self.looks.wrapping_add(1);
        if self.store.waits_aside() && self.looks.is_multiple_of(4) {
            Self::taken_back(self.store.try_again(), reply);
        }
    }

    fn taken_back(taken: TakenBack, reply: &dyn Fn(Reply)) {
        let words = taken.words();
        if !taken.back.is_empty() {
            reply(Reply::TakenBack(taken.back));
        }
        if let Some(words) = words {
            reply(Reply::Said(words));
        }
    }

    /// One request, to its answer. `None`: another program holds the file, or something else comes first, and this read is
    /// asked for again.
    fn answered(
        &mut self,
        ticket: Ticket,
        request: &Request,
        inbox: &Shared,
        reply: &Say,
    ) -> Option<std::result::Result<Answer, String>> {
        if !reads(request) {
            self.check(Wait::Yes, &**reply);
        }
        // What is typed is kept beside a file that cannot be opened.
        let ready = if matches!(request, Request::SaveDraft { .. }) { Ok(()) } else { self.store.ready() };
        let answer = match ready {
            Ok(()) => match self.answer_or_fault(ticket, request.clone(), inbox, reply) {
                Ok(answer) => Ok(answer.transpose()?),
                Err(words) => Err(words),
            },
            Err(e) => Ok(Err(e)),
        };
        let handle = self.store.interrupt_handle();
        if let Ok(mut interrupt) = self.interrupt.lock() {
            *interrupt = handle;
        }
        let again = matches!(&answer, Ok(Err(e)) if e.is_busy())
            && reads(request)
            && !self.store.saving.waits.hurries()
            && !self.stop.load(std::sync::atomic::Ordering::Relaxed);
        (!again).then(|| answer.and_then(|answer| answer.map_err(|e| e.to_string())))
    }

    /// A panic is a fault of ours in this one request: its transaction is taken back, the screen that asked says so,
    /// and the file goes on being read and written.
    fn answer_or_fault(
        &mut self,
        ticket: Ticket,
        request: Request,
        inbox: &Shared,
        reply: &Say,
    ) -> std::result::Result<Result<Option<Answer>>, String> {
        let loads = matches!(request, Request::Import(_) | Request::Preview(_) | Request::WriteRejected { .. });
        let teller = Teller::new(ticket, &self.stop, reply);
        let answer = std::panic::AssertUnwindSafe(|| {
            // Of all requests the one whose failure would lose something.
            if matches!(request, Request::SaveDraft { .. }) {
                crate::fault::here("save");
            }
            if patient(&request) {
                return self.in_pieces(ticket, &request, inbox);
            }
            match self.answer(request, &teller) {
                Err(e) if loads && e.is_interrupted() => Err(import::ImportError::Stopped.into()),
                answer => answer.map(Some),
            }
        });
        match std::panic::catch_unwind(answer) {
            Ok(answer) => {
                if let Some(what) = answer.as_ref().err().and_then(health::met) {
                    self.damaged(&what, &**reply);
                }
                Ok(answer)
            }
            Err(_) => Err("a fault of coachlog's own stopped this, and nothing of it is in the file; the program's \
                           log tells more"
                .to_owned()),
        }
    }

    /// What gives way to whatever else comes; `None`: something has come.
    fn in_pieces(&mut self, ticket: Ticket, request: &Request, inbox: &Shared) -> Result<Option<Answer>> {
        let go = &mut || {
            let mut inbox = inbox.borrow_mut();
            inbox.take_in();
            let first =
                |other: &(Ticket, Request)| !patient(&other.1) || other.0 > ticket && supersedes(&other.1, request);
            if inbox.any(first) { Go::Stop } else { Go::On }
        };
        let store = &self.store;
        Ok(match request {
            Request::Outcomes(ids) => store.outcomes_meanwhile(ids, go)?.map(Answer::Outcomes),
            Request::Findings { query, agents } => store.findings(query, agents, go)?.map(Answer::Findings),
            Request::TrendsPart(query, part) => {
                store.trends_part(query, *part, go)?.map(|found| Answer::TrendsPart(Box::new(found)))
            }
            _ => None,
        })
    }

    #[expect(clippy::too_many_lines, reason = "a table: an arm a request")]
    fn answer(&mut self, request: Request, teller: &Teller) -> Result<Answer> {
        let store = &mut self.store;
        Ok(match request {
            Request::Today => {
                let own = store.own_team()?;
                Answer::Today(store.today_view(own)?)
            }
            Request::TodayBegins => {
                let own = store.own_team()?;
                Answer::TodayBegins(store.today_begins(own)?.map(Box::new))
            }
            Request::Sheets => {
                let own = store.own_team()?;
                Answer::Sheets(Box::new(store.sheets(own)?))
            }
            Request::Snooze { kind, agent, key, until, reason } => {
                let item = store.snooze(kind, agent, &key, until, &reason)?;
                Answer::Done(format!("{} of {} is put off until {until}", kind.words(), item.agent_name.visible()))
            }
            Request::Wake(id) => {
                let item = store.wake(id)?;
                Answer::Done(format!("{} of {} is on the list again", item.kind.words(), item.agent_name.visible()))
            }
            Request::Team(query) => Answer::Team(Box::new(store.team_figures(&query)?)),
            Request::TeamReport(query) => Answer::TeamReport(Box::new(store.team_report(&query)?)),
            Request::AgentReport { agent, query } => Answer::AgentReport(Box::new(store.agent_report(agent, &query)?)),
            Request::Trends(query) => Answer::Trends(Box::new(store.trends_figures(&query)?)),
            Request::Behind(query) => Answer::Behind(Box::new(store.behind(&query)?)),
            Request::Outcomes(_) | Request::Findings { .. } | Request::TrendsPart(..) => {
                unreachable!("they are answered in pieces")
            }
            Request::Agent { agent, query } => Answer::Agent(Box::new(store.agent_view(agent, &query)?)),
            Request::Call(call) => Answer::Call(Box::new(store.call_view(call)?)),
            Request::Search { words, below } => Answer::Hits(store.search(&words, below)?),
            Request::OpenSession(open) => Answer::SessionForm(Box::new(store.open_session(&open)?)),
            Request::Prefill { id: _, draft } => Answer::Prefill(Box::new(store.prefill(&draft)?)),
            Request::SaveDraft { id, draft, based } => match store.save_draft(id, &draft, based.as_deref())? {
                DraftSave::Saved(at) => Answer::DraftSaved(at),
                DraftSave::Aside { at, why } => Answer::DraftAside(at, why),
                DraftSave::Elsewhere(elsewhere) => Answer::Elsewhere(elsewhere),
            },
            Request::DiscardDraft { id, draft, based } => match store.discard_draft(id, &draft, based.as_deref())? {
                None => Answer::Done("the draft was discarded".to_owned()),
                Some(elsewhere) => Answer::Elsewhere(elsewhere),
            },
            Request::SettleAside(id) => {
                store.settle_aside(id);
                Answer::Settled
            }
            Request::Finish { id, draft, based } => match store.finish_session(id, &draft, based.as_deref())? {
                Finish::Elsewhere(elsewhere) => Answer::Elsewhere(elsewhere),
                Finish::Locked(id) => Answer::Finished(id),
                Finish::Refused(problems) => Answer::Refused(problems),
            },
            Request::Session(id) => Answer::Session(Box::new(store.session_view(id)?)),
            Request::Sign { id, sign_off, comment, page } => {
                store.sign_session(id, sign_off, comment, page)?;
                Answer::Done(format!("on record: {}", sign_off.word()))
            }
            Request::Amend { id, amend } => Answer::Done(store.amend_session(id, &amend)?),
            Request::NextStep { id, step, cause } => Answer::Done(store.next_step(id, step, cause)?),
            Request::OpenDispute { source, evaluation, dimension, note } => {
                store.dispute_of(Some(&source), evaluation.verbatim(), &dimension, &note)?;
                Answer::Done("the dispute is open; the score is marked, and still averaged".to_owned())
            }
            Request::CloseDispute { id, state, note } => {
                store.close_dispute(&id.to_string(), state, &note)?;
                Answer::Done(format!("the dispute is closed: {}", state.word()))
            }
            Request::Void { id, reason } => {
                store.void_session(id, &reason)?;
                Answer::Done("the session is void: it counts for nothing any more".to_owned())
            }
            Request::Check(id) => Answer::Done(store.check_session(id)?),
            Request::Log { filter, limit, below } => Answer::Log(store.log_page(&filter, limit, below)?),
            Request::Verify => Answer::Verified(store.verify()?),
            Request::LeaveCheckpoint(path) => {
                let taken = store.leave_checkpoint(&path, Existing::Keep)?;
                let (code, records) = (taken.check_code(), taken.size);
                Answer::Done(format!(
                    "checkpoint {code} of {records} records is in {}: keep it somewhere else",
                    path.display()
                ))
            }
            Request::Imports => Answer::Imports(store.imports()?),
            Request::Newest => Answer::Newest(store.newest_candidates()?),
            Request::Preview(import) => self.preview(&import, teller)?,
            Request::Import(import) => {
                let save_as = import.save_as.as_deref().filter(|name| !name.is_empty());
                // A name that cannot be kept is refused before anything is loaded.
                save_as.map(checked_name).transpose()?;
                let plan = store.plan_import(&job(&import, teller))?;
                let report = store.import(&plan, import.strict, &mut |progress| teller.tell(progress))?;
                if let Some(name) = save_as {
                    let table = plan.files.iter().enumerate().find_map(|(at, f)| Some((at, f.as_mapping()?)));
                    if let Some((at, mapping)) = table {
                        store.save_profile(name, &plan, at, &mapping)?;
                    }
                }
                Answer::Imported(Box::new(report))
            }
            Request::WriteRejected { import, path } => {
                let plan = store.plan_import(&job(&import, teller))?;
                let mut tell = |done, all| teller.tell(Progress::new(Phase::Storing, done, all));
                let written = import::write_refused(&plan, &path, Existing::Keep, &mut tell)?;
                Answer::Done(written.words())
            }
            Request::Undo { batch, reason } => {
                let undone = store.undo_import(batch, &reason, &mut |progress| teller.tell(progress))?;
                Answer::Done(undone.words())
            }
            Request::Setup => Answer::Setup(Box::new(store.setup_view()?)),
            Request::SetSetting { key, value } => {
                store.set_setting(key, &value)?;
                Answer::Done(format!("{} is {}", key.word(), store.settings()?.text(key)))
            }
            Request::SetTarget { scorecard, dimension, scope, from, value } => {
                store.set_target(Some(&scorecard), &dimension, scope, from, value)?;
                Answer::Done(
                    if value.is_some() { "the target is set" } else { "there is no target any more" }.to_owned(),
                )
            }
            Request::ActAs(name) => {
                store.act_as(&name);
                Answer::Done(format!("from now on {name} acts"))
            }
            Request::Merge { from, into } => {
                let moved = store.merge_people(from, into, "")?;
                Answer::Done(format!("{} stands under {} now", moved.name.visible(), moved.other.visible()))
            }
            Request::Split(part) => {
                let moved = store.split_people(&part, "")?;
                Answer::Done(format!("{} stands alone again", moved.name.visible()))
            }
            Request::Move(to) => moves(store, to)?,
            Request::ErasurePlan(person) => Answer::ErasurePlan(Box::new(store.erasure_plan(person)?)),
            Request::Erase { person, reason, outside } => {
                Answer::Erased(Box::new(store.erase_person(person, &reason, &outside)?))
            }
            Request::Flags(request) => flags(store, request)?,
            Request::SetSupervisor { team, supervisor } => {
                store.set_supervisor(team, &supervisor)?;
                Answer::Done("the team has its supervisor".to_owned())
            }
            Request::ReadBack { session, state, count } => Answer::Done(store.read_back_action(session, state, count)?),
            Request::SwapSpeakers(call) => Answer::Done(store.swap_speakers(call)?),
            Request::KeepPraise(new) => Answer::Done(store.keep_praise(new)?),
            Request::DropPraise(id) => Answer::Done(store.drop_praise(id)?),
            Request::SetPractice { id, entry } => {
                let changed = store.set_practice(id, &entry)?;
                Answer::Done(if changed { "kept in the practice library" } else { "nothing was changed" }.to_owned())
            }
            Request::RemovePractice(id) => {
                store.remove_practice(id)?;
                Answer::Done("removed from the practice library".to_owned())
            }
            Request::ImportPractice(path) => Answer::Done(store.import_practice(&path, false)?.words()),
            Request::ExportPractice(path) => Answer::Done(store.export_practice(&path)?),
        })
    }

    fn preview(&mut self, import: &ImportRequest, teller: &Teller) -> Result<Answer> {
        let plan = self.store.plan_import(&job(import, teller))?;
        let questions = plan.questions.clone();
        let report = if questions.is_empty() {
            self.store.preview_import(&plan, import.strict, &mut |progress| teller.tell(progress))?
        } else {
            crate::domain::log_view::ImportReport::default()
        };
        // Asked to stop while the end was being worked out: what was found is not shown as if nobody had.
        if self.stop.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(crate::import::ImportError::Stopped.into());
        }
        let table = plan.files.iter().find_map(|f| Some((f, f.as_mapping()?)));
        let known = self.store.dimension_names()?;
        let unknown: BTreeSet<&String> = plan.files.iter().flat_map(|f| &f.unknown_dimensions).collect();
        let table = table.map(|(file, mapping)| TableView {
            file: Raw::from(file.name.as_str()),
            rows: file.rows,
            columns: file.columns.clone(),
            mapping,
            read_as: file.read_as.clone(),
            encoding: file.grid.as_ref().and_then(|grid| grid.encoding),
            dimensions: file.dimensions.clone(),
            unknown: unknown.into_iter().cloned().collect(),
            known,
        });
        Ok(Answer::Preview(Box::new(PreviewView {
            files: plan.files.iter().map(|f| (Raw::from(f.name.as_str()), f.format, f.rows)).collect(),
            table,
            unclaimed: self.store.unclaimed(&plan)?,
            claimed: plan.transcripts().map(|(file, call)| (Raw::from(file), Raw::from(call))).collect(),
            questions,
            report,
        })))
    }
}

fn moves(store: &mut Store, to: Move) -> Result<Answer> {
    Ok(match to {
        Move::Team { person, team, from, new } => {
            store.set_team(person, &team, from, new)?;
            let from = from.map_or_else(String::new, |d| format!(" from {d} on"));
            Answer::Done(format!("the team is {}{from}", Raw::from(team).visible()))
        }
        Move::Away { person, from, to, why } => {
            store.set_away(&store.person(person)?, from, to, &why)?;
            Answer::Done("nothing is due meanwhile".to_owned())
        }
        Move::Back(person) => {
            store.set_back(&store.person(person)?)?;
            Answer::Done("back again".to_owned())
        }
        Move::Left { person, on } => {
            store.set_left(&store.person(person)?, on)?;
            Answer::Done(on.map_or_else(|| "still there".to_owned(), |d| format!("left on {d}")))
        }
    })
}

fn flags(store: &mut Store, request: FlagRequest) -> Result<Answer> {
    Ok(match request {
        FlagRequest::Coverage { span, whose } => {
            let team = match whose {
                Whose::Own => store.own_team()?,
                Whose::Team(team) => Some(team),
                Whose::Everyone => None,
            };
            Answer::Coverage(Box::new(store.recent_coverage(span, team)?))
        }
        FlagRequest::Codes => Answer::FlagCodes(Box::new(store.flag_codes_view()?)),
        FlagRequest::Add(flag) => {
            let words = format!("the flag {} is on the call", Raw::from(flag.code.as_str()).visible());
            store.add_flag(*flag)?;
            Answer::Done(words)
        }
        FlagRequest::Map { code, dimension } => {
            let to = store.map_flag_code(code.verbatim(), dimension.as_deref())?;
            let to = to.map_or_else(|| "no dimension".to_owned(), |to| to.words());
            Answer::Done(format!("{} belongs to {to}", code.visible()))
        }
    })
}

fn job(import: &ImportRequest, teller: &Teller) -> ImportJob {
    ImportJob {
        paths: import.paths.clone(),
        mapping: import.mapping.as_deref().cloned(),
        dimensions: import.dimensions.clone(),
        sheet: import.sheet.clone(),
        calls: CallsNamed { alone: None, by_file: import.calls.clone() },
        watch: teller.watch(),
        ..ImportJob::default()
    }
}

/// Whether it may take so long that what is typed meanwhile does not wait for its end.
fn takes_long(request: &Request) -> bool {
    matches!(request, Request::Import(_) | Request::Preview(_) | Request::WriteRejected { .. } | Request::Undo { .. })
}

/// Whether a request changes nothing, so that it can be asked again.
fn reads(request: &Request) -> bool {
    matches!(
        request,
        Request::Today
            | Request::TodayBegins
            | Request::Sheets
            | Request::Team(_)
            | Request::TeamReport(_)
            | Request::AgentReport { .. }
            | Request::Trends(_)
            | Request::TrendsPart(..)
            | Request::Behind(_)
            | Request::Outcomes(_)
            | Request::Findings { .. }
            | Request::Agent { .. }
            | Request::Call(_)
            | Request::Search { .. }
            | Request::Prefill { .. }
            | Request::Session(_)
            | Request::Log { .. }
            | Request::Verify
            | Request::Imports
            | Request::Newest
            | Request::Preview(_)
            | Request::Setup
            | Request::Flags(FlagRequest::Codes | FlagRequest::Coverage { .. })
    )
}

/// Whether a request gives way to others that come while it is answered: its pane shows something already.
fn patient(request: &Request) -> bool {
    matches!(request, Request::Outcomes(_) | Request::Findings { .. } | Request::TrendsPart(..))
}

/// Whether a later read of the same pane makes an earlier one needless. Writes and openings are never skipped.
fn supersedes(later: &Request, earlier: &Request) -> bool {
    match (later, earlier) {
        (Request::Today, Request::Today)
        | (Request::TodayBegins, Request::TodayBegins)
        | (Request::Sheets, Request::Sheets)
        // Figures that are asked for anew make the rest of the former ones needless.
        | (Request::Team(_), Request::Team(_) | Request::Findings { .. } | Request::Outcomes(_))
        | (Request::TeamReport(_), Request::TeamReport(_))
        | (Request::AgentReport { .. }, Request::AgentReport { .. })
        | (Request::Trends(_), Request::Trends(_) | Request::TrendsPart(..))
        | (Request::Behind(_), Request::Behind(_))
        | (Request::Outcomes(_), Request::Outcomes(_))
        | (Request::Findings { .. }, Request::Findings { .. })
        | (Request::Agent { .. }, Request::Agent { .. })
        | (Request::Call(_), Request::Call(_))
        | (Request::Search { .. }, Request::Search { .. })
        | (Request::Log { .. }, Request::Log { .. })
        | (Request::Imports, Request::Imports)
        | (Request::Newest, Request::Newest)
        | (Request::Preview(_), Request::Preview(_))
        | (Request::Setup, Request::Setup)
        | (Request::Flags(FlagRequest::Codes), Request::Flags(FlagRequest::Codes))
        | (Request::Flags(FlagRequest::Coverage { .. }), Request::Flags(FlagRequest::Coverage { .. })) => true,
        (Request::Prefill { id: a, .. }, Request::Prefill { id: b, .. }) => a == b,
        (Request::TrendsPart(_, a), Request::TrendsPart(_, b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
