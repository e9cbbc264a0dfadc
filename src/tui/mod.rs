//! The terminal program: the terminal itself, the threads and the loop. All of its I/O is in this file, in
//! [`terminal`] and in [`folder`]; everything else is plain data in and out.
//!
//! ```text
//!  input thread ──Read──┐                        ┌── draw(&App) once the queue is empty
//!                       ├─► mpsc<Come> ──► loop ─┤
//!  store thread ──Reply─┘        ▲               └── App::handle(Event) → effects
//!      ▲                         │                        │
//!      └──── (Ticket, Request) ◄─┴──── Effect::Store ◄────┘
//! ```
//! A lone key that comes while nothing else is done takes the same way on the thread that read it ([`desk`]).
//! [`screen`] is the contract of a screen, [`app`] the routing, [`driver`] how tests drive it all.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use std::{fmt, io, thread};

use chrono_tz::Tz;

mod app;
#[cfg(any(unix, test))]
mod canvas;
mod desk;
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
use desk::{Come, Desk, Finishing, Shared, read_input};
use event::Event;
use terminal::{Behind, Terminal};

use crate::clock::{Clock, Since};
use crate::config::keymap::Keymap;
use crate::config::theme::{Depth, Theme};
use crate::config::{Config, Mouse};
use crate::store::request::{Reply, Request, Ticket};

/// The store thread, as the screens see it.
pub(crate) struct Backend {
    /// Queues a request. Replies come back through the closure that `run` gave.
    pub(crate) send: Box<dyn Fn(Ticket, Request) + Send>,
    /// Cuts a long read or an import, and nothing else.
    pub(crate) cancel: Box<dyn Fn(Ticket) + Send>,
    /// The same for good: no read begins any more, since the program has to end at once.
    pub(crate) hurry: Box<dyn Fn() + Send>,
    pub(crate) while_still: WhileStill,
    /// Waits until all that is queued has reached the file.
    pub(crate) finish: Box<dyn FnOnce() + Send>,
}

/// Runs what it is given while nothing of the file is held; `false` where the file is busy.
pub(crate) type WhileStill = Box<dyn Fn(&mut dyn FnMut()) -> bool + Send>;

/// Asks the machine for something; an error is a sentence.
pub(crate) type Asked<In, Out> = Box<dyn Fn(&In) -> Result<Out, String> + Send>;

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

/// Of the thread that reads keys, which draws too: as large as the first thread's is by default.
const STACK: usize = 8 << 20;

/// Runs the program until it is quit. `start` is given what takes the store's replies, and gives back the store.
pub(crate) fn run(start: impl FnOnce(Box<dyn Fn(Reply) + Send>) -> Backend, cx: RunContext) -> io::Result<Ended> {
    let (sender, events) = channel();
    let replies = sender.clone();
    let backend = Finishing(Some(start(Box::new(move |reply| {
        // The loop may have ended already: then nobody waits for the reply.
        let _ = replies.send(Come::Event(Event::Reply(reply)));
    }))));
    let depth = Depth::detect();
    let theme = Theme::choose(cx.config.theme, depth, std::env::var("COLORFGBG").ok().as_deref());
    let mut terminal = Terminal::enter(cx.config.mouse == Mouse::On)?;
    if let Some(signals) = cx.signals {
        let signalled = sender.clone();
        signals(Box::new(move |told| {
            let event = match told {
                Told::End(number) => Event::Signal(number),
                Told::Stop => Event::Stop,
                Told::Continue => Event::Continued,
            };
            let _ = signalled.send(Come::Event(event));
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
    let first = app.start(cx.first);
    let mut desk = Desk {
        app,
        terminal,
        backend,
        outside: cx.outside,
        clock: cx.clock,
        zone: cx.zone,
        later: sender.clone(),
        today: cx.clock.today(cx.zone),
        drawn: Since::now(),
        stopping: None,
        ended: None,
    };
    desk.begin(first);
    let shared = Arc::new(Shared::new(desk));
    let reader = shared.clone();
    let reading = thread::Builder::new().name("input".to_owned()).stack_size(STACK);
    reading.spawn(move || read_input(&reader, &sender))?;
    let turned = panic::catch_unwind(AssertUnwindSafe(|| turn(&shared, &events)));
    let desk = shared.lock().take();
    let Some(Desk { mut app, terminal, backend, ended, .. }) = desk else { return Ok(Ended::Quit) };
    // The terminal first: waiting for the store must not look like a hang with a dead screen.
    drop(terminal);
    let outcome = turned.and_then(|()| ended.unwrap_or(Ok(Ok(Ended::Quit))));
    match outcome {
        Ok(ended) => {
            // Drawing fails where the terminal is gone before anything has said so.
            let ended = match ended {
                Err(_) if terminal::behind() == Behind::Nobody => Ok(Ended::Lost),
                other => other,
            };
            if !matches!(ended, Ok(Ended::Quit)) {
                backend.take(app.leave());
            }
            if let (Ok(Ended::Lost | Ended::Signal(_)) | Err(_), Some(backend)) = (&ended, &backend.0) {
                (backend.hurry)();
            }
            drop(backend);
            ended
        }
        Err(fault) => {
            // What is typed is saved, as far as the fault has left it.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| backend.take(app.leave())));
            drop(backend);
            panic::resume_unwind(fault)
        }
    }
}

/// Until it ends: draws, sleeps, answers all that came.
fn turn(shared: &Shared, events: &Receiver<Come>) {
    loop {
        let mut held = shared.lock();
        // It may have ended where keys are read.
        let Some(desk) = held.as_mut().filter(|desk| desk.ended.is_none()) else { return };
        desk.stop();
        desk.draw();
        if desk.ended.is_some() {
            return;
        }
        let tick = if desk.stopping.is_some() { SOON } else { LIFE };
        drop(held);
        let mut next = wait(shared, events, tick);
        let mut held = shared.lock();
        let Some(desk) = held.as_mut() else { return };
        while let Some(come) = next {
            match come {
                Come::Event(event) => desk.take(event),
                Come::Read(event) => {
                    desk.take(event);
                    shared.answered();
                }
                Come::Answered => {}
            }
            next = events.try_recv().ok();
        }
    }
}

/// Sleeps until something happens; `None` when only the picture is another one.
fn wait(shared: &Shared, events: &Receiver<Come>, tick: Duration) -> Option<Come> {
    loop {
        match events.recv_timeout(tick) {
            Ok(come) => return Some(come),
            Err(RecvTimeoutError::Timeout) => {
                let held = shared.lock();
                let desk = held.as_ref()?;
                match terminal::behind() {
                    Behind::Nobody => return Some(Come::Event(Event::Lost)),
                    // It says so itself; not always before anybody listens.
                    Behind::Terminal(columns, rows) if (columns, rows) != desk.app.size() => {
                        return Some(Come::Event(Event::Resize(columns, rows)));
                    }
                    Behind::Terminal(..) | Behind::NotAsked => {}
                }
                if desk.app.waits_to_lock() {
                    return Some(Come::Event(Event::Lock));
                }
                // What is left of long work counts down.
                let is_another_day = desk.clock.today(desk.zone) != desk.today;
                if is_another_day || desk.stopping.is_some() || desk.app.is_running() {
                    return None;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Some(Come::Event(Event::Lost)),
        }
    }
}
