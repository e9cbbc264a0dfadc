//! The command line: the same rules without a terminal. Data goes to stdout, words to stderr.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::clock::Clock;
use crate::config::keymap::Keymap;
use crate::config::paths::Paths;
use crate::config::{self, Config};
use crate::domain::people::Actor;
use crate::domain::standing::DisputeState;
use crate::domain::upgrade::Tell;
use crate::store::{self, Check, Network, Opening, Store};

mod after;
mod agent;
mod args;
mod backup;
mod call;
mod config_show;
mod coverage;
mod cycles;
mod demo;
mod doctor;
mod due;
mod erase;
mod error;
mod export;
mod flag;
mod import;
mod json;
mod log;
mod mapping;
mod pack;
mod people;
mod practice;
mod program_log;
mod report;
mod scorecard;
mod session;
mod settings;
#[cfg(test)]
mod sheet_tests;
mod table;
mod team;
mod terminal;
#[cfg(test)]
mod tour_tests;
mod trends;
mod upgrade;

use args::{Cli, Command};
use error::CommandError;

/// Who acts where neither a name nor the machine's user is known.
const UNNAMED: &str = "someone";

/// What a command comes to: an exit code of its own, or an error.
type Outcome = Result<u8, CommandError>;

/// The program's version and its database engine's.
fn version_words() -> &'static str {
    static WORDS: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| format!("{} (SQLite {})", env!("CARGO_PKG_VERSION"), store::sqlite_version()))
}

/// Parses, runs, and ends with the exit code.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(e) => {
            // Help and version are no errors.
            if !e.use_stderr() {
                return match e.print() {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(e) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(UNREAD),
                    Err(_) => ExitCode::FAILURE,
                };
            }
            // It shows what was typed, which a terminal must not act on.
            let _ = io::stderr().write_all(tamed(&e.render().to_string()).as_bytes());
            return ExitCode::from(2);
        }
    };
    if let Some(Command::ReadWorkbook { file, sheet }) = &cli.command {
        // It reads a file that may be hostile: it opens nothing else.
        crate::import::xlsx::child::run(file, sheet.as_deref());
        return ExitCode::SUCCESS;
    }
    outlive_file_limits();
    let ended = Run::new(cli).and_then(Run::command);
    if let Some(words) = store::masked().words() {
        let _ = say(&words);
    }
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            tracing::error!(code = e.kind.code(), "{}", crate::domain::raw::visible(&e.words));
            let _ = io::stderr().write_all(e.shown().as_bytes());
            ExitCode::from(e.kind.code())
        }
    }
}

/// A limit to the size of files ends a process by a signal unless it is caught: caught, the write fails, which is said
/// as any failed write is.
fn outlive_file_limits() {
    #[cfg(unix)]
    {
        // Nobody looks at the flag. Where it cannot be caught, the signal acts as it always does.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }
}

/// What every command may need.
struct Run {
    cli: Cli,
    paths: Option<Paths>,
    config: Config,
    /// Why the settings could not be read.
    config_problem: Option<String>,
    clock: Clock,
}

impl Run {
    fn new(cli: Cli) -> Result<Self, CommandError> {
        let paths = paths();
        if let Some(paths) = &paths {
            program_log::start(&paths.state);
            tracing::info!(version = version_words(), "started");
        }
        let loaded = paths.as_ref().map_or_else(|| Ok(Config::default()), |paths| Config::load(&paths.config_file()));
        let (config, config_problem) = match loaded {
            Ok(config) => (config, None),
            // The doctor says it beside all else.
            Err(problem) if matches!(cli.command, Some(Command::Doctor(_))) => (Config::default(), Some(problem)),
            Err(problem) => return Err(CommandError::user(problem)),
        };
        Ok(Self { cli, paths, config, config_problem, clock: clock() })
    }

    fn command(mut self) -> Outcome {
        let Some(command) = self.cli.command.take() else { return terminal::open(&self, None) };
        self.spare_the_file(&command)?;
        match command {
            Command::Demo { write } => demo::run(&self, write.as_deref()),
            Command::Import(args) => import::run(&mut self.writable()?, &args),
            Command::Team { team, period, json } => team::run(&self.store()?, team.as_deref(), &period, json),
            Command::Agent { agent, period, json } => agent::run(&self.store()?, &agent, &period, json),
            Command::Call { call_id, swap_speakers: true, json } => {
                call::swap_speakers(&mut self.writable()?, &call_id, json)
            }
            Command::Call { call_id, swap_speakers: false, json } => call::run(&self.store()?, &call_id, json),
            Command::Search { words, json } => call::search(&self.store()?, &words.join(" "), json),
            Command::Sessions { agent, from, to, json } => {
                session::list(&self.store()?, agent.as_deref(), from, to, json)
            }
            Command::Session(command) => session::run(&mut self.writable()?, command),
            Command::Report(command) => report::run(&self.store()?, &command),
            Command::Due { team, all, json } => due::run(&self.store()?, team.as_deref(), all, json),
            Command::Snooze(args) => due::snooze(&mut self.writable()?, &args),
            Command::Trends(args) => trends::run(&self.store()?, &args),
            Command::Export(args) => export::run(&self.store()?, &args),
            Command::Log(command) => log::run(&self.store()?, &command),
            Command::Imports(command) => import::batches(&mut self.writable()?, command),
            Command::Profiles(command) => mapping::profiles(&mut self.writable()?, command),
            Command::Scorecard(command) => scorecard::run(&mut self.writable()?, command),
            Command::Settings { key, value, json } => {
                settings::run(&mut self.writable()?, key.as_deref(), value.as_deref(), json)
            }
            Command::People(args::PeopleCommand::Erase { agent, reason, yes, json }) => {
                let agreed = if yes { erase::Agreed::Yes } else { erase::Agreed::Ask };
                let outside = store::Surroundings { state: self.paths.as_ref().map(|p| p.state.clone()) };
                erase::run(&mut self.writable()?, &agent, &reason, agreed, json, &outside)
            }
            Command::People(command) => people::run(&mut self.writable()?, command),
            Command::Practice(args::PracticeCommand::List { dimension, json }) if !self.file()?.exists() => {
                practice::starting(dimension.as_deref(), json)
            }
            Command::Practice(command) => practice::run(&mut self.writable()?, command),
            Command::Flag(command) => flag::run(&mut self.writable()?, command),
            Command::Dispute(args::DisputeCommand::Open { evaluation, dimension, note }) => {
                let id = self.writable()?.open_dispute(&evaluation, &dimension, &note)?;
                say(&format!(
                    "the dispute is open; the score is marked wherever it is shown; close it with: coachlog dispute close {id}"
                ))
            }
            Command::Dispute(args::DisputeCommand::Close { id, state, note }) => {
                let state = match state {
                    args::DisputeEnd::Upheld => DisputeState::Upheld,
                    args::DisputeEnd::Changed => DisputeState::Changed,
                    args::DisputeEnd::Withdrawn => DisputeState::Withdrawn,
                };
                self.writable()?.close_dispute(&id, state, &note)?;
                say(&format!("the dispute is closed: {}", state.word()))
            }
            Command::Doctor(args) => doctor::run(&self, &args),
            Command::Backup { file, force, json } => backup::run(&self.store()?, &file, force, json),
            Command::Restore { file, json } => backup::restore(&self, &file, json),
            Command::Config(args::ConfigCommand::Show) => config_show::run(&self),
            Command::ReadWorkbook { .. } => Ok(0),
            Command::Completions { shell } => {
                let mut out = Vec::new();
                clap_complete::generate(shell, &mut Cli::command(), "coachlog", &mut out);
                print(&out)
            }
        }
    }

    /// Nothing is written over the data file, or over its journal, under another command's `--out`.
    fn spare_the_file(&self, command: &Command) -> Result<(), CommandError> {
        let Ok(file) = self.file() else { return Ok(()) };
        let whole = |path: &std::path::Path| path.canonicalize().ok();
        let mut journal = file.clone().into_os_string();
        journal.push("-journal");
        let ours = [whole(&file), whole(std::path::Path::new(&journal))];
        let hit = command.outputs().into_iter().find(|out| whole(out).is_some_and(|out| ours.contains(&Some(out))));
        hit.map_or(Ok(()), |out| {
            Err(CommandError::user(format!(
                "{} is the data file itself: name another file to write to",
                crate::domain::raw::visible(&out.to_string_lossy())
            )))
        })
    }

    fn file(&self) -> Result<PathBuf, CommandError> {
        if let Some(file) = &self.cli.db {
            return Ok(file.clone());
        }
        let paths = self.paths.as_ref();
        paths
            .map(Paths::data_file)
            .ok_or_else(|| CommandError::user("this user has no home folder; name a file with --db"))
    }

    /// Who acts: `--as`, else the config's name, else the machine's user.
    fn actor(&self) -> Actor {
        let os_user =
            ["USER", "LOGNAME", "USERNAME"].iter().find_map(|v| std::env::var(v).ok()).filter(|n| !n.is_empty());
        let named =
            self.cli.as_name.clone().or_else(|| Some(self.config.as_name.clone())).filter(|n| !n.trim().is_empty());
        let name = named.or_else(|| os_user.clone()).unwrap_or_else(|| UNNAMED.to_owned());
        let host = ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|v| std::env::var(v).ok()).filter(|n| !n.is_empty());
        Actor { name, os_user, host }
    }

    /// For a command that only reads: a file that was named wrongly is not begun.
    fn store(&self) -> Result<Store, CommandError> {
        if let Some(file) = self.cli.db.as_ref().filter(|file| !file.exists()) {
            let shown = file.to_string_lossy();
            return Err(CommandError::user(format!("there is no file {}", crate::domain::raw::visible(&shown))));
        }
        self.writable()
    }

    fn writable(&self) -> Result<Store, CommandError> {
        if self.actor().name == UNNAMED {
            say(&format!("what is recorded is recorded as by “{UNNAMED}”: say who acts with --as NAME"))?;
        }
        let mut store = self.open(Check::AtOnce, &upgrade::said())?;
        for words in store.warnings().into_iter().chain(store.damage_words()) {
            say(&words)?;
        }
        store.say_when_waiting(Box::new(|| {
            let _ = say("waiting: another program is writing to the file");
        }));
        if let Some(words) = store.take_drafts_back().words() {
            say(&words)?;
        }
        Ok(store)
    }

    /// Without a word of what was found: the terminal program says it on its first screen, the doctor in its list.
    fn open(&self, check: Check, tell: &Tell) -> Result<Store, CommandError> {
        let network = if self.cli.allow_network_file { Network::Allowed } else { Network::Refused };
        let how = Opening { read_only: self.cli.read_only, network, check };
        let mut store = Store::open_telling(&self.file()?, self.actor(), self.clock, how, tell)?;
        if let Some(paths) = &self.paths {
            store.keep_drafts_in(paths.drafts());
        }
        Ok(store)
    }

    fn keymap(&self) -> Result<Keymap, CommandError> {
        match &self.paths {
            Some(paths) => {
                Keymap::load(&paths.keymap_file()).map_err(|problems| CommandError::user(problems.join("\n")))
            }
            None => Ok(Keymap::default()),
        }
    }
}

/// The platform's folders, or those under `COACHLOG_HOME`.
fn paths() -> Option<Paths> {
    match std::env::var_os("COACHLOG_HOME").filter(|h| !h.is_empty()) {
        Some(home) => Some(Paths::under(std::path::Path::new(&home))),
        None => Paths::of_platform(),
    }
}

/// Now; `COACHLOG_NOW` holds it still, for trying out another day.
fn clock() -> Clock {
    let fixed = std::env::var("COACHLOG_NOW").ok().and_then(|text| text.parse().ok());
    fixed.map_or(Clock::Real, Clock::Fixed)
}

/// The exit code where whoever read standard output went away before its end: what a shell says of a filter that
/// SIGPIPE ended.
const UNREAD: u8 = 141;

/// Data to stdout. A closed pipe ends it without words: whoever closed it has what they wanted.
fn print(bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(0),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(UNREAD),
        Err(e) => Err(CommandError::user(format!("standard output cannot be written: {e}"))),
    }
}

/// Text for people, or JSON: a terminal does not act on it, whatever a name in it holds.
fn print_text(text: &str) -> Outcome {
    print(tamed(text).as_bytes())
}

/// Every line in visible form. The line breaks are ours: a name with one of its own has it shown where it is written.
fn tamed(text: &str) -> String {
    text.split('\n').map(crate::domain::raw::visible).collect::<Vec<_>>().join("\n")
}

/// Words to stderr.
#[expect(clippy::unnecessary_wraps, reason = "it ends commands, as `print` does")]
fn say(words: &str) -> Outcome {
    // Nobody may be listening, and nothing is lost by it.
    let _ = writeln!(io::stderr(), "{}", crate::domain::raw::visible(words));
    Ok(0)
}

fn default_config_text() -> &'static str {
    config::DEFAULT_CONFIG
}
