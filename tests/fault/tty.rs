//! A terminal that is ours alone: it can be looked at, resized, and made to vanish.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use crate::support::Desk;

/// No wait is longer, or the test says what was on screen instead.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Tty {
    /// Gone when the terminal has vanished.
    master: Option<Arc<OwnedFd>>,
    reader: Option<JoinHandle<()>>,
    output: Receiver<Vec<u8>>,
    child: Child,
    screen: vt100::Parser,
    raw: Vec<u8>,
    code: Option<i32>,
}

/// How the program comes to its terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// As all that the terminal was opened for.
    Alone,
    /// By a shell that ignores the hang-up, and so does what it starts.
    IgnoredHangUp,
    /// On a terminal that is not its controlling one: no hang-up comes.
    NotItsOwn,
    /// As a job of its own under a shell that ignores the hang-up.
    Job,
}

impl Tty {
    /// The program on a desk's file, 120×40.
    pub(crate) fn open(desk: &Desk, start: Start, args: &[&str], env: &[(&str, &str)]) -> Self {
        let program = env!("CARGO_BIN_EXE_coachlog");
        let db = desk.db.to_string_lossy();
        let mut words = vec![program, "--db", &db];
        words.extend(args);
        let quoted: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
        let quoted = quoted.join(" ");
        let mut command = match start {
            Start::Alone => {
                let mut command = Command::new("setsid");
                command.arg("--ctty").args(&words);
                command
            }
            Start::NotItsOwn => {
                let mut command = Command::new("setsid");
                command.args(&words);
                command
            }
            Start::IgnoredHangUp => {
                let mut command = Command::new("setsid");
                command.args(["--ctty", "sh", "-c"]).arg(format!("trap '' HUP; {quoted}; exit $?"));
                command
            }
            Start::Job => {
                let mut command = Command::new("setsid");
                command.args(["--ctty", "bash", "--norc", "-c"]).arg(format!("trap '' HUP; set -m; {quoted}; exit $?"));
                command
            }
        };
        command.current_dir(desk.path(""));
        command.env_clear().env("COACHLOG_HOME", desk.path("home")).env("TERM", "xterm-256color");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in env {
            // A dash takes it away.
            if *value == "-" {
                command.env_remove(name);
            } else {
                command.env(name, value);
            }
        }
        Self::run(command, (120, 40))
    }

    pub(crate) fn run(mut command: Command, size: (u16, u16)) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a pty");
        grantpt(&master).expect("a pty");
        unlockpt(&master).expect("a pty");
        let name = ptsname(&master, Vec::new()).expect("a pty has a name");
        let name = PathBuf::from(name.to_str().expect("a path").to_owned());
        let master = Arc::new(master);
        resize(&master, size);
        let slave = || Stdio::from(end(&name));
        let child = command.stdin(slave()).stdout(slave()).stderr(slave()).spawn().expect("setsid runs");
        let (to, output) = channel();
        let weak = Arc::downgrade(&master);
        let reader = std::thread::spawn(move || read(&weak, &to));
        let (rows, columns) = (cells(size.1), cells(size.0));
        Self {
            master: Some(master),
            reader: Some(reader),
            output,
            child,
            screen: vt100::Parser::new(rows, columns, 0),
            raw: Vec::new(),
            code: None,
        }
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.write(keys.as_bytes())
    }

    pub(crate) fn write(&mut self, keys: &[u8]) -> &mut Self {
        assert!(self.try_write(keys), "nobody reads keys; on screen is:\n{}", self.text());
        self
    }

    /// Whether somebody has taken them.
    pub(crate) fn try_write(&mut self, keys: &[u8]) -> bool {
        let master = self.master.as_ref().expect("the terminal is there");
        // A terminal takes no more than a line at once while nobody reads it.
        keys.chunks(512).all(|part| rustix::io::write(master, part).is_ok_and(|n| n == part.len()))
    }

    /// Whether what was started has ended.
    pub(crate) fn over(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        resize(self.master.as_ref().expect("the terminal is there"), (columns, rows));
        // Every size is drawn anew, from an empty screen.
        self.screen = vt100::Parser::new(cells(rows), cells(columns), 0);
        self.screen.process(b"\x1b[?1049h\x1b[?2004h");
        self
    }

    /// Takes what was written for so long.
    pub(crate) fn settle(&mut self, time: Duration) -> &mut Self {
        let end = Instant::now() + time;
        while let Ok(bytes) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.took(&bytes);
        }
        self
    }

    fn took(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// All bytes that it wrote.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    #[track_caller]
    pub(crate) fn shows(&mut self, words: &str) -> &mut Self {
        self.until(&format!("“{words}” never came"), |text| text.contains(words))
    }

    #[track_caller]
    pub(crate) fn until(&mut self, or_else: &str, done: impl Fn(&str) -> bool) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while !done(&self.text()) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.took(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{or_else}; on screen was:\n{}", self.text())
                }
            }
        }
        self
    }

    pub(crate) fn signal(&mut self, desk: &Desk, signal: Signal) -> &mut Self {
        kill_process(pid_of(desk), signal).expect("the program runs");
        self
    }

    /// Whether a shell could use the terminal: lines, and what is typed is shown.
    pub(crate) fn cooked(&self) -> bool {
        let modes = tcgetattr(self.master.as_ref().expect("the terminal is there")).expect("modes").local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }

    /// Whether it is on the screen that a shell uses, with its cursor shown.
    pub(crate) fn on_main_screen(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    }

    /// The terminal is closed: nobody is behind it any more.
    pub(crate) fn vanish(&mut self) {
        self.master = None;
        self.reader.take().expect("it vanishes once").join().expect("the reader ends");
    }

    /// Waits for the end of what was started, and gives its exit code.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        loop {
            while let Ok(bytes) = self.output.try_recv() {
                self.took(&bytes);
            }
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                self.settle(Duration::from_millis(150));
                let code = status.code().unwrap_or(-1);
                self.code = Some(code);
                return code;
            }
            assert!(Instant::now() < end, "the program does not end; on screen is:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        if self.code.is_none() && self.child.try_wait().is_ok_and(|status| status.is_none()) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Opened so that it does not become this test's own controlling terminal.
fn end(name: &Path) -> OwnedFd {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).expect("a flag");
    OpenOptions::new().read(true).write(true).custom_flags(flags).open(name).expect("the terminal").into()
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n.max(1)).expect("at least one")
}

fn resize(master: &OwnedFd, (columns, rows): (u16, u16)) {
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(master, size).expect("a size");
}

fn read(master: &Weak<OwnedFd>, to: &std::sync::mpsc::Sender<Vec<u8>>) {
    let mut buffer = [0; 8192];
    while let Some(master) = master.upgrade() {
        let mut fds = [PollFd::new(&*master, PollFlags::IN)];
        let wait = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        match poll(&mut fds, Some(&wait)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => continue,
            Ok(_) => {}
            Err(_) => return,
        }
        match rustix::io::read(&*master, &mut buffer) {
            Ok(n) if n > 0 => {
                if to.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
            // Nobody has it open: somebody may again.
            Err(rustix::io::Errno::IO) => std::thread::sleep(Duration::from_millis(20)),
            _ => return,
        }
    }
}

/// The program's own process, whatever started it.
#[track_caller]
pub(crate) fn pid_of(desk: &Desk) -> Pid {
    let db = desk.db.to_string_lossy().into_owned();
    let end = Instant::now() + PATIENCE;
    loop {
        let found = std::fs::read_dir("/proc").expect("/proc").filter_map(Result::ok).find_map(|entry| {
            let id: i32 = entry.file_name().to_str()?.parse().ok()?;
            let words = std::fs::read(entry.path().join("cmdline")).ok()?;
            let mut words = words.split(|b| *b == 0);
            let program = words.next()? == env!("CARGO_BIN_EXE_coachlog").as_bytes();
            (program && words.any(|w| w == db.as_bytes())).then_some(id)
        });
        if let Some(pid) = found.and_then(Pid::from_raw) {
            return pid;
        }
        assert!(Instant::now() < end, "the program never started");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Seconds of processor time that a process has used; `None` when it is gone.
pub(crate) fn cpu(pid: Pid) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let after = stat.rsplit_once(") ")?.1;
    let fields: Vec<&str> = after.split(' ').collect();
    if fields.first() == Some(&"Z") {
        return None;
    }
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// Whether a tool is there; says so where it is not.
pub(crate) fn has(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let there = found.is_ok_and(|_| true);
    if !there {
        let _ = writeln!(std::io::stderr(), "skipped: there is no {tool} here");
    }
    there
}
