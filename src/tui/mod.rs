//! The terminal program: the terminal itself, the threads and the loop. All of its I/O is in this file, in
//! [`terminal`] and in [`folder`]; everything else is plain data in and out.
//!
//! ```text
//!  input thread ──Term──┐                        ┌── draw(&App) once the queue is empty
//!                       ├─► mpsc<Event> ─► loop ─┤
//!  store thread ──Reply─┘        ▲               └── App::handle(Event) → effects
//!      ▲                         │                        │
//!      └──── (Ticket, Request) ◄─┴──── Effect::Store ◄────┘
//! ```
//! [`screen`] is the contract of a screen, [`app`] the routing, [`driver`] how tests drive it all.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use std::{fmt, io, thread};

use chrono::NaiveDate;
use chrono_tz::Tz;

mod app;
#[cfg(any(unix, test))]
mod canvas;
#[cfg(test)]
pub(crate) mod driver;
mod event;
#[cfg(test)]
pub(crate) mod factory;
mod figures;
mod folder;
mod form;
mod invite;
mod measured;
mod overlay;
#[cfg(test)]
pub(crate) mod picture;
mod running;
mod screen;
mod screens;
mod step;
mod style;
mod terminal;
mod upgrading;
mod widgets;
mod words;

pub(crate) use app::Opened;
pub(crate) use measured::Frames;
#[cfg(test)]
pub(crate) use screen::Effect as Wanted;
pub(crate) use screen::{Nav, Page};
pub(crate) use upgrading::Upgrading;

use app::{App, World};
use event::Event;
use screen::{Effect, Notice};
use step::Stopping;
use terminal::{Behind, Stopped, Terminal};

use crate::clock::Clock;
use crate::config::keymap::Keymap;
use crate::config::theme::{Depth, Theme};
use crate::config::{Config, Mouse};
use crate::fault;
use crate::store::request::{Reply, Request, Ticket};

/// The store thread, as the screens see it.
pub(crate) struct Backend {
    /// Queues a request. Replies come back through the closure that `run` gave.
    pub(crate) send: Box<dyn Fn(Ticket, Request)>,
    /// Cuts a long read or an import, and nothing else.
    pub(crate) cancel: Box<dyn Fn(Ticket)>,
    /// The same for good: no read begins any more, since the program has to end at once.
    pub(crate) hurry: Box<dyn Fn()>,
    pub(crate) while_still: WhileStill,
    /// Waits until all that is queued has reached the file.
    pub(crate) finish: Box<dyn FnOnce()>,
}

/// Runs what it is given while nothing of the file is held; `false` where the file is busy.
pub(crate) type WhileStill = Box<dyn Fn(&mut dyn FnMut()) -> bool>;

/// Asks the machine for something; an error is a sentence.
pub(crate) type Asked<In, Out> = Box<dyn Fn(&In) -> Result<Out, String>>;

/// What the machine outside of the terminal is asked for.
pub(crate) struct Outside {
    /// Writes a page, opens it, and says where it is.
    pub(crate) print: Asked<Page, PathBuf>,
    /// Keeps the user's name, and acts under it from now on.
    pub(crate) name: Asked<str, ()>,
    /// Takes what the clipboard would not (see [`crate::config::paths::Paths::copied_file`]).
    pub(crate) copied_file: PathBuf,
}

/// Calls back with what a signal means, from a thread of its own.
pub(crate) type Signals = Box<dyn FnOnce(Box<dyn Fn(Told) + Send>)>;

/// What a signal tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// To end; its number.
    End(i32),
    /// To stop until it is continued.
    Stop,
    /// That it was stopped and goes on.
    Continue,
}

/// What a run is given.
pub(crate) struct RunContext {
    pub(crate) clock: Clock,
    /// The data file's.
    pub(crate) zone: Tz,
    pub(crate) config: Config,
    pub(crate) keymap: Keymap,
    /// From `--as`, else the config's; asked for where it is empty.
    pub(crate) name: String,
    pub(crate) read_only: Option<String>,
    pub(crate) opened: Opened,
    /// The user's own folders, where there are any.
    pub(crate) paths: Option<crate::config::paths::Paths>,
    /// Where the demo team's copy is, if that is what is open.
    pub(crate) demo: Option<String>,
    /// The screen that opens; `Nav::Today` for most.
    pub(crate) first: Nav,
    pub(crate) outside: Outside,
    pub(crate) signals: Option<Signals>,
}

impl fmt::Debug for RunContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunContext").field("zone", &self.zone).field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The user quit.
    Quit,
    /// The terminal is gone.
    Lost,
    /// This signal came.
    Signal(i32),
}

/// How often to look whether the terminal is still there: crossterm does not say so where no SIGHUP comes.
const LIFE: Duration = Duration::from_millis(500);

/// How often to look whether the file is done with, so that the process can be stopped.
const SOON: Duration = Duration::from_millis(20);

/// Runs the program until it is quit. `start` is given what takes the store's replies, and gives back the store.
pub(crate) fn run(start: impl FnOnce(Box<dyn Fn(Reply) + Send>) -> Backend, cx: RunContext) -> io::Result<Ended> {
    let (sender, events) = channel();
    let replies = sender.clone();
    let backend = Finishing(Some(start(Box::new(move |reply| {
        // The loop may have ended already: then nobody waits for the reply.
        let _ = replies.send(Event::Reply(reply));
    }))));
    let depth = Depth::detect();
    let theme = Theme::choose(cx.config.theme, depth, std::env::var("COLORFGBG").ok().as_deref());
    let mut terminal = Terminal::enter(cx.config.mouse == Mouse::On)?;
    let input = sender.clone();
    thread::Builder::new().name("input".to_owned()).spawn(move || read_input(&input))?;
    let later = sender.clone();
    if let Some(signals) = cx.signals {
        signals(Box::new(move |told| {
            let event = match told {
                Told::End(number) => Event::Signal(number),
                Told::Stop => Event::Stop,
                Told::Continue => Event::Continued,
            };
            let _ = sender.send(event);
        }));
    }
    let borders = cx.config.borders.under(crate::config::locale().as_deref());
    let mut world = World::new(Config { borders, ..cx.config }, cx.keymap, theme, cx.clock, cx.zone);
    world.name = cx.name;
    world.read_only = cx.read_only;
    world.opened = cx.opened;
    world.demo = cx.demo;
    world.paths = cx.paths;
    let mut app = App::new(world, terminal.size()?);
    let effects = app.start(cx.first);
    let today = cx.clock.today(cx.zone);
    let mut looped = Loop { app, backend, outside: cx.outside, events, later, today, stopping: None };
    let turned = panic::catch_unwind(AssertUnwindSafe(|| looped.turn(&mut terminal, effects, cx.clock, cx.zone)));
    // The terminal first: waiting for the store must not look like a hang with a dead screen.
    drop(terminal);
    match turned {
        Ok(ended) => {
            // Drawing fails where the terminal is gone before anything has said so.
            let ended = match ended {
                Err(_) if terminal::behind() == Behind::Nobody => Ok(Ended::Lost),
                other => other,
            };
            if !matches!(ended, Ok(Ended::Quit)) {
                looped.save();
            }
            if let (Ok(Ended::Lost | Ended::Signal(_)) | Err(_), Some(backend)) = (&ended, &looped.backend.0) {
                (backend.hurry)();
            }
            drop(looped);
            ended
        }
        Err(fault) => {
            // What is typed is saved, as far as the fault has left it.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| looped.save()));
            drop(looped);
            panic::resume_unwind(fault)
        }
    }
}

/// Waits for the queued writes, however the run ends.
struct Finishing(Option<Backend>);

impl Drop for Finishing {
    fn drop(&mut self) {
        if let Some(backend) = self.0.take() {
            (backend.finish)();
        }
    }
}

struct Loop {
    app: App,
    backend: Finishing,
    outside: Outside,
    events: Receiver<Event>,
    /// Given to threads that answer later.
    later: Sender<Event>,
    /// The day that was drawn last: it is drawn anew after midnight.
    today: NaiveDate,
    /// To be stopped as soon as nothing of the file is held.
    stopping: Option<Stopping>,
}

/// Whether the loop goes on.
enum Turn {
    On,
    Over,
}

impl Loop {
    fn turn(&mut self, terminal: &mut Terminal, first: Vec<Effect>, clock: Clock, zone: Tz) -> io::Result<Ended> {
        if let Turn::Over = self.run_effects(terminal, first)? {
            return Ok(Ended::Quit);
        }
        loop {
            terminal.draw(|frame| {
                fault::here("draw");
                self.app.draw(frame);
            })?;
            self.today = clock.today(zone);
            let mut next = self.wait(clock, zone);
            while let Some(event) = next {
                let ended = match event {
                    Event::Lost => Ended::Lost,
                    Event::Signal(number) => Ended::Signal(number),
                    _ => Ended::Quit,
                };
                if let Event::Resize(columns, rows) = event {
                    terminal.resized(columns, rows);
                }
                fault::here("update");
                let effects = self.app.handle(event);
                match self.run_effects(terminal, effects) {
                    Ok(Turn::On) => {}
                    Ok(Turn::Over) => return Ok(ended),
                    // Nobody reads what is drawn; what was to be saved is with the store already.
                    Err(_) if ended == Ended::Lost => return Ok(ended),
                    Err(e) => return Err(e),
                }
                next = self.events.try_recv().ok();
            }
            if let Some(stopping) = self.stopping {
                self.stop(stopping, terminal)?;
            }
        }
    }

    /// Stops the process, and goes on from there; not yet where the file is busy.
    fn stop(&mut self, stopping: Stopping, terminal: &mut Terminal) -> io::Result<()> {
        let Some(backend) = &self.backend.0 else { return Ok(()) };
        let mut stopped = Ok(Stopped::AndOn);
        if !(backend.while_still)(&mut || stopped = terminal.stop(stopping)) {
            self.app.say(Notice::Done("coachlog stops as soon as the file is done with".to_owned()));
            return Ok(());
        }
        self.stopping = None;
        self.app.hush();
        match stopped {
            Ok(Stopped::AndOn) => {
                let (columns, rows) = terminal.size()?;
                let effects = self.app.handle(Event::Resize(columns, rows));
                self.run_effects(terminal, effects)?;
            }
            Ok(Stopped::Never(why)) => self.app.say(Notice::Problem(why.to_owned())),
            Err(e) => return Err(e),
        }
        Ok(())
    }

    /// Hands what is typed to the store.
    fn save(&mut self) {
        for effect in self.app.leave() {
            if let (Effect::Store(ticket, request), Some(backend)) = (effect, &self.backend.0) {
                (backend.send)(ticket, request);
            }
        }
    }

    /// Sleeps until something happens; `None` when only the picture is another one.
    fn wait(&self, clock: Clock, zone: Tz) -> Option<Event> {
        let tick = if self.stopping.is_some() { SOON } else { LIFE };
        loop {
            match self.events.recv_timeout(tick) {
                Ok(event) => return Some(event),
                Err(RecvTimeoutError::Timeout) => {
                    match terminal::behind() {
                        Behind::Nobody => return Some(Event::Lost),
                        // It says so itself; not always before anybody listens.
                        Behind::Terminal(columns, rows) if (columns, rows) != self.app.size() => {
                            return Some(Event::Resize(columns, rows));
                        }
                        Behind::Terminal(..) | Behind::NotAsked => {}
                    }
                    if self.app.waits_to_lock() {
                        return Some(Event::Lock);
                    }
                    // What is left of long work counts down.
                    if clock.today(zone) != self.today || self.stopping.is_some() || self.app.is_running() {
                        return None;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Some(Event::Lost),
            }
        }
    }

    fn run_effects(&mut self, terminal: &mut Terminal, effects: Vec<Effect>) -> io::Result<Turn> {
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
                Effect::Redraw => terminal.clear()?,
                Effect::Stop(stopping) => self.stopping = Some(stopping),
                Effect::Quit => turn = Turn::Over,
                Effect::ListFolder(ticket, path) => {
                    let later = self.later.clone();
                    // A folder on a network may take long, or never answer: the screen must not wait for it.
                    thread::Builder::new().name("folder".to_owned()).spawn(move || {
                        let _ = later.send(Event::Folder(ticket, folder::list(path)));
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

/// So many faults one after the other are not of a single sequence.
const FAULTS: u32 = 1000;

/// Reads the terminal until it is gone or the loop is.
fn read_input(events: &Sender<Event>) {
    let mut faults = 0;
    loop {
        // What a terminal sends may be no sequence that it should (a mouse at column 0): what reads it does not always
        // stand that, and the program must not go deaf by it.
        let event = match std::panic::catch_unwind(ratatui::crossterm::event::read) {
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
        if events.send(event).is_err() || lost {
            return;
        }
    }
}
