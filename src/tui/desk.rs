//! What the loop works on, and who works on it: the loop itself, or the thread that read a lone key.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::app::App;
use super::event::Event;
use super::folder;
use super::screen::{Effect, Notice};
use super::step::Stopping;
use super::terminal::{self, Stopped, Terminal};
use super::{Backend, Ended, Outside};
use crate::clock::{Clock, Since};
use crate::fault;

/// What the loop waits for.
#[derive(Debug)]
pub(super) enum Come {
    Event(Event),
    /// From the thread that reads the terminal, which could not answer it itself.
    Read(Event),
    /// That thread has answered a key, and what is left of it is for the loop.
    Answered,
}

/// How a run came to its end; a panic's own where it was one.
pub(super) type Outcome = thread::Result<io::Result<Ended>>;

pub(super) struct Desk {
    pub(super) app: App,
    pub(super) terminal: Terminal,
    pub(super) backend: Finishing,
    pub(super) outside: Outside,
    pub(super) clock: Clock,
    /// The data file's.
    pub(super) zone: Tz,
    /// Given to threads that answer later.
    pub(super) later: Sender<Come>,
    /// The day that was drawn last: it is drawn anew after midnight.
    pub(super) today: NaiveDate,
    /// When the last frame was drawn.
    pub(super) drawn: Since,
    /// To be stopped as soon as nothing of the file is held.
    pub(super) stopping: Option<Stopping>,
    /// Nothing is answered or drawn any more.
    pub(super) ended: Option<Outcome>,
}

/// Waits for the queued writes, however the run ends.
pub(super) struct Finishing(pub(super) Option<Backend>);

impl Finishing {
    /// Hands what is for the store to the store.
    pub(super) fn take(&self, effects: Vec<Effect>) {
        for effect in effects {
            if let (Effect::Store(ticket, request), Some(backend)) = (effect, &self.0) {
                (backend.send)(ticket, request);
            }
        }
    }
}

impl Drop for Finishing {
    fn drop(&mut self) {
        if let Some(backend) = self.0.take() {
            (backend.finish)();
        }
    }
}

/// Whether it goes on after some effects.
enum Turn {
    On,
    Over,
}

impl Desk {
    /// Does what the first screen wants.
    pub(super) fn begin(&mut self, first: Vec<Effect>) {
        let turned = self.run_effects(first);
        self.ends(turned, Ended::Quit);
    }

    /// Answers one thing that happened.
    pub(super) fn take(&mut self, event: Event) {
        if self.ended.is_some() {
            return;
        }
        let ended = match event {
            Event::Lost => Ended::Lost,
            Event::Signal(number) => Ended::Signal(number),
            _ => Ended::Quit,
        };
        if let Event::Resize(columns, rows) = event {
            self.terminal.resized(columns, rows);
        }
        fault::here("update");
        let effects = self.app.handle(event);
        let turned = self.run_effects(effects);
        self.ends(turned, ended);
    }

    fn ends(&mut self, turned: io::Result<Turn>, how: Ended) {
        self.ended = match turned {
            Ok(Turn::On) => return,
            Ok(Turn::Over) => Some(Ok(Ok(how))),
            // Nobody reads what is drawn; what was to be saved is with the store already.
            Err(_) if how == Ended::Lost => Some(Ok(Ok(how))),
            Err(e) => Some(Ok(Err(e))),
        };
    }

    pub(super) fn draw(&mut self) {
        if self.ended.is_some() {
            return;
        }
        let app = &self.app;
        let drawn = self.terminal.draw(|frame| {
            fault::here("draw");
            app.draw(frame);
        });
        if let Err(e) = drawn {
            self.ended = Some(Ok(Err(e)));
        }
        self.today = self.clock.today(self.zone);
        self.drawn = Since::now();
    }

    /// Stops the process where that is wanted, and goes on from there; not yet where the file is busy.
    pub(super) fn stop(&mut self) {
        let Some(stopping) = self.stopping.filter(|_| self.ended.is_none()) else { return };
        if let Err(e) = self.stop_now(stopping) {
            self.ended = Some(Ok(Err(e)));
        }
    }

    fn stop_now(&mut self, stopping: Stopping) -> io::Result<()> {
        let Some(backend) = &self.backend.0 else { return Ok(()) };
        let mut stopped = Ok(Stopped::AndOn);
        let terminal = &mut self.terminal;
        if !(backend.while_still)(&mut || stopped = terminal.stop(stopping)) {
            self.app.say(Notice::Done("coachlog stops as soon as the file is done with".to_owned()));
            return Ok(());
        }
        self.stopping = None;
        self.app.hush();
        match stopped {
            Ok(Stopped::AndOn) => {
                let (columns, rows) = self.terminal.size()?;
                self.take(Event::Resize(columns, rows));
            }
            Ok(Stopped::Never(why)) => self.app.say(Notice::Problem(why.to_owned())),
            Err(e) => return Err(e),
        }
        Ok(())
    }

    fn run_effects(&mut self, effects: Vec<Effect>) -> io::Result<Turn> {
        let mut turn = Turn::On;
        for effect in effects {
            match effect {
                Effect::Store(ticket, request) => {
                    if let Some(backend) = &self.backend.0 {
                        (backend.send)(ticket, request);
                    }
                }
                Effect::Cancel(ticket) => {
                    if let Some(backend) = &self.backend.0 {
                        (backend.cancel)(ticket);
                    }
                }
                Effect::Copy(text) => {
                    let said = Terminal::copy(&text, &self.outside.copied_file);
                    self.app.say(said);
                }
                Effect::Print(page) => match (self.outside.print)(&page) {
                    Ok(path) => self.app.say(Notice::Done(format!("printed to {}", path.display()))),
                    Err(words) => self.app.say(Notice::Problem(words)),
                },
                Effect::Name(name) => self.said((self.outside.name)(&name), &format!("welcome, {name}")),
                Effect::Redraw => self.terminal.clear()?,
                Effect::Stop(stopping) => self.stopping = Some(stopping),
                Effect::Quit => turn = Turn::Over,
                Effect::ListFolder(ticket, path) => {
                    let later = self.later.clone();
                    // A folder on a network may take long, or never answer: the screen must not wait for it.
                    thread::Builder::new().name("folder".to_owned()).spawn(move || {
                        let _ = later.send(Come::Event(Event::Folder(ticket, folder::list(path))));
                    })?;
                }
            }
        }
        Ok(turn)
    }

    fn said(&mut self, result: Result<(), String>, done: &str) {
        self.app.say(match result {
            Ok(()) => Notice::Done(done.to_owned()),
            Err(words) => Notice::Problem(words),
        });
    }
}

/// The desk, for the loop and for the thread that reads keys; empty once the run is over.
pub(super) struct Shared {
    desk: Mutex<Option<Desk>>,
    /// Events read that were handed to the loop and are not answered yet: what is read later must wait for them.
    handed: AtomicUsize,
}

/// Keys that follow a frame sooner are no typing but a paste, or a wheel: the loop takes all that there are before it
/// draws.
const CALM: Duration = Duration::from_millis(5);

impl Shared {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk: Mutex::new(Some(desk)), handed: AtomicUsize::new(0) }
    }

    /// For the loop. What a panic left is only saved and closed.
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Desk>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The loop has answered one that was handed to it.
    pub(super) fn answered(&self) {
        self.handed.fetch_sub(1, Ordering::SeqCst);
    }

    /// Answers a lone key on the thread that read it: to wake another takes as long as half a frame. Whatever comes
    /// while something else is being done goes to the loop. `false` once nobody waits for either.
    fn read(&self, event: Event, to: &Sender<Come>) -> bool {
        let Some(mut held) = self.free_for(&event) else {
            self.handed.fetch_add(1, Ordering::SeqCst);
            return to.send(Come::Read(event)).is_ok();
        };
        let Some(desk) = held.as_mut() else { return false };
        let done = panic::catch_unwind(AssertUnwindSafe(|| {
            terminal::drawing(|| {
                desk.take(event);
                desk.draw();
            });
        }));
        if let Err(fault) = done {
            desk.ended = Some(Err(fault));
        }
        let nothing_is_left = desk.ended.is_none() && desk.stopping.is_none();
        nothing_is_left || to.send(Come::Answered).is_ok()
    }

    /// The desk, where nothing is being done at it and nothing is to be done before this.
    fn free_for(&self, event: &Event) -> Option<MutexGuard<'_, Option<Desk>>> {
        if !matches!(event, Event::Key(_)) || self.handed.load(Ordering::SeqCst) > 0 {
            return None;
        }
        let held = self.desk.try_lock().ok()?;
        let is_free = |desk: &Desk| desk.drawn.is_over(CALM) && desk.stopping.is_none() && desk.ended.is_none();
        held.as_ref().is_none_or(is_free).then_some(held)
    }
}

/// So many faults one after the other are not of a single sequence.
const FAULTS: u32 = 1000;

/// Reads the terminal until it is gone or the run is over.
pub(super) fn read_input(shared: &Shared, to: &Sender<Come>) {
    let mut faults = 0;
    loop {
        // What a terminal sends may be no sequence that it should (a mouse at column 0): what reads it does not always
        // stand that, and the program must not go deaf by it.
        let event = match panic::catch_unwind(ratatui::crossterm::event::read) {
            Ok(Ok(event)) => {
                faults = 0;
                Event::of_terminal(event)
            }
            Ok(Err(e)) if e.kind() == io::ErrorKind::Interrupted => None,
            Err(_) if faults < FAULTS => {
                faults += 1;
                None
            }
            Ok(Err(_)) | Err(_) => Some(Event::Lost),
        };
        let Some(event) = event else { continue };
        let lost = event == Event::Lost;
        if !shared.read(event, to) || lost {
            return;
        }
    }
}
