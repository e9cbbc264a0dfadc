//! The program in the terminal: the file, the store thread, and what screens may ask of the machine.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::error::{CommandError, Kind};
use super::{Outcome, Run};
use crate::config::{Config, PrintedWords};
use crate::domain::session::{SessionView, Status};
use crate::domain::standing::CallView;
use crate::report::agent::agent_page;
use crate::report::session::{CustomerWords, Options, agents_page};
use crate::report::team::team_page;
use crate::report::trends::trends_page;
use crate::report::{html, sheet};
use crate::store::backup::Limit;
use crate::store::request::{Request, Ticket};
use crate::store::{Access, Check, Store, Worker};
use crate::tui::{self, Backend, Ended, Nav, Opened, Outside, Page, RunContext, Signals, Told};
use crate::written;

/// The worker, once it runs.
type Running = Arc<Mutex<Option<Arc<Worker>>>>;

/// Opens the file, or the demo's copy of it, and runs until the user quits.
pub(super) fn open(run: &Run, demo: Option<(&Path, Store)>) -> Outcome {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(CommandError::usage(
            "the program needs a terminal; `coachlog --help` lists the commands that do not",
        ));
    }
    if cfg!(unix) && std::env::var("TERM").is_ok_and(|t| t == "dumb") {
        return Err(CommandError::usage(
            "this terminal cannot move its cursor (TERM=dumb); `coachlog --help` lists the commands that work here",
        ));
    }
    let keymap = run.keymap()?;
    let place = demo.as_ref().map(|(path, _)| path.display().to_string());
    let mut store = match demo {
        Some((_, store)) => store,
        None => {
            let upgrading = tui::Upgrading::new(run.clock, &run.config);
            let store = run.open(Check::Later, &upgrading.tell());
            drop(upgrading);
            store?
        }
    };
    let read_only = match store.access() {
        Access::ReadWrite => None,
        Access::ReadOnly(why) => Some(why.to_string()),
    };
    let survives = store.damage_words();
    let zone = match store.settings() {
        Ok(settings) => settings.zone,
        // What the file says cannot be read.
        Err(_) if !survives.is_empty() => crate::clock::machine_zone(),
        Err(e) => return Err(e.into()),
    };
    if place.is_none() {
        store.keep_backups(Limit(run.config.backup_limit_mb.0.saturating_mul(1 << 20)));
    }
    let named = if place.is_some() { Some(store.actor().name.clone()) } else { run.cli.as_name.clone() };
    let name = named.or_else(|| Some(run.config.as_name.clone())).unwrap_or_default();
    let running: Running = Arc::default();
    let state = run.paths.as_ref().map_or_else(std::env::temp_dir, |p| p.state.clone());
    let cx = RunContext {
        clock: run.clock,
        zone,
        config: run.config.clone(),
        keymap,
        name,
        read_only,
        opened: Opened { warnings: store.brief_warnings(), survives },
        paths: run.paths.clone(),
        demo: place,
        first: Nav::Today,
        outside: outside(run, running.clone(), &state),
        signals: signals(),
    };
    let start = |reply: Box<dyn Fn(crate::store::request::Reply) + Send>| {
        let worker = Arc::new(Worker::start(store, reply));
        if let Ok(mut running) = running.lock() {
            *running = Some(worker.clone());
        }
        let (send, cancel, hurry, still) = (worker.clone(), worker.clone(), worker.clone(), worker.clone());
        Backend {
            send: Box::new(move |ticket, request| send.send(ticket, request)),
            cancel: Box::new(move |ticket| cancel.cancel(ticket)),
            hurry: Box::new(move || hurry.hurry()),
            while_still: Box::new(move |act| still.while_still(act)),
            finish: Box::new(move || worker.finish()),
        }
    };
    match tui::run(start, cx) {
        Ok(Ended::Quit) => Ok(0),
        // As a shell counts a hang-up.
        Ok(Ended::Lost) => Ok(129),
        Ok(Ended::Signal(number)) => Ok(128 + u8::try_from(number).unwrap_or(0)),
        Err(e) => Err(CommandError { kind: Kind::Ours, words: format!("the terminal failed: {e}"), hint: None }),
    }
}

fn outside(run: &Run, running: Running, state: &Path) -> Outside {
    let printing = Printing {
        opener: run.config.opener.clone(),
        state: state.to_owned(),
        customer: match run.config.customer_words {
            PrintedWords::Printed => CustomerWords::Shown,
            PrintedWords::LeftOut => CustomerWords::LeftOut,
        },
    };
    let config_file = run.paths.as_ref().map(crate::config::paths::Paths::config_file);
    Outside {
        print: Box::new(move |page| printing.page(page)),
        name: Box::new(move |name| {
            if let Ok(running) = running.lock()
                && let Some(worker) = &*running
            {
                // Nobody waits for the answer.
                worker.send(Ticket(0), Request::ActAs(name.to_owned()));
            }
            keep_name(config_file.as_deref(), name)
        }),
        copied_file: state.join("copied.txt"),
    }
}

/// Writes the name into the user's settings; everything else in them stays.
fn keep_name(file: Option<&Path>, name: &str) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(format!("{} cannot be read: {e}", file.display())),
    };
    let folder = file.parent().map_or(Ok(()), crate::private::folder);
    let done = folder.and_then(|()| written::whole(file, Config::with_name(&text, name).as_bytes()));
    done.map_err(|e| format!("your name was not kept: {}", written::refusal(file, &e)))
}

/// Opens a file with the configured command, else the platform's own.
fn open_with(opener: &str, path: &Path) -> Result<(), String> {
    let mut words: Vec<String> = opener.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        words = if cfg!(target_os = "macos") {
            vec!["open".to_owned()]
        } else if cfg!(windows) {
            vec!["explorer".to_owned()]
        } else {
            vec!["xdg-open".to_owned()]
        };
    }
    let (command, arguments) = words.split_first().expect("there is at least one word");
    let quiet = std::process::Stdio::null;
    let started = std::process::Command::new(command)
        .args(arguments)
        .arg(path)
        .stdin(quiet())
        .stdout(quiet())
        .stderr(quiet())
        .spawn();
    started.map(drop).map_err(|e| format!("{}: written, but {command} does not start ({e})", path.display()))
}

/// How and where pages are printed.
struct Printing {
    /// The command that opens one.
    opener: String,
    /// Where they are kept.
    state: PathBuf,
    customer: CustomerWords,
}

impl Printing {
    /// Writes what is shown as a page of its own, and opens it.
    fn page(&self, page: &Page) -> Result<PathBuf, String> {
        let customer = self.customer;
        let options = Options { customer };
        match page {
            Page::Sheets(sheets) => self.keep("today.html", &sheet::today(sheets, customer)),
            Page::Agent(report) => self.keep("agent.html", &html(&agent_page(report, customer))),
            Page::Team(report) => self.keep("team.html", &html(&team_page(report))),
            Page::Call(view) => self.keep("call.html", &as_text("call", &super::call::shown(&self.spared(view)))),
            Page::Coverage(view) => self.keep("coverage.html", &as_text("coverage", &super::coverage::shown(view))),
            Page::Trends(page) => self.keep("trends.html", &html(&trends_page(page))),
            Page::Session(view) => self.keep("session.html", &html(&agents_page(view, options))),
            Page::Draft(content) => {
                let view = SessionView { status: Status::Draft, ..SessionView::of((**content).clone()) };
                self.keep("session-draft.html", &html(&agents_page(&view, options)))
            }
            Page::Invite(invite) => self.keep(&invite.file_name(), &invite.ics()),
        }
    }

    fn keep(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.state.join(name);
        let done = crate::private::folder(&self.state).and_then(|()| written::whole(&path, text.as_bytes()));
        done.map_err(|e| written::refusal(&path, &e))?;
        open_with(&self.opener, &path)?;
        Ok(path)
    }

    /// A call without what others than the agent said and wrote, where that is asked for.
    fn spared(&self, view: &CallView) -> CallView {
        let mut view = view.clone();
        if self.customer == CustomerWords::LeftOut {
            view.spare_the_customer();
        }
        view
    }
}

/// The text of a command as a page.
fn as_text(name: &str, text: &str) -> String {
    let escaped = super::tamed(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html><meta charset=\"utf-8\"><title>coachlog: {name}</title>\
         <style>body{{margin:2em}}pre{{font:13px/1.45 ui-monospace,Consolas,monospace}}@page{{size:landscape}}</style>\
         <pre>{escaped}</pre>\n"
    )
}

/// SIGTERM and its kin end the program in order, SIGTSTP stops it in order, SIGCONT has it drawn anew.
#[cfg(unix)]
fn signals() -> Option<Signals> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    let mut caught = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT]).ok()?;
    Some(Box::new(move |say| {
        let thread = std::thread::Builder::new().name("signals".to_owned());
        let told = |signal| match signal {
            SIGTSTP => Told::Stop,
            SIGCONT => Told::Continue,
            end => Told::End(end),
        };
        // Without the thread the signals act as they always do.
        let _ = thread.spawn(move || caught.forever().for_each(|signal| say(told(signal))));
    }))
}

#[cfg(not(unix))]
fn signals() -> Option<Signals> {
    None
}
