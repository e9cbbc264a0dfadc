//! The program in a real terminal: it opens, answers keys, keeps a draft, and gives the terminal back.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::support::Desk;

/// No wait is longer, or the test says what was on screen instead.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Terminal {
    output: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    screen: vt100::Parser,
    /// All that it wrote.
    pub(crate) raw: Vec<u8>,
}

impl Terminal {
    pub(crate) fn open(desk: &Desk, args: &[&str]) -> Self {
        Self::start(desk, args, None)
    }

    /// With a clock that stands.
    #[cfg(unix)]
    pub(crate) fn open_at(desk: &Desk, args: &[&str], now: &str) -> Self {
        Self::start(desk, args, Some(now))
    }

    fn start(desk: &Desk, args: &[&str], now: Option<&str>) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coachlog"));
        command.env_clear();
        command.env("COACHLOG_HOME", desk.path("home"));
        command.env("TERM", "xterm-256color");
        if let Some(now) = now {
            command.env("COACHLOG_NOW", now);
        }
        command.arg("--db");
        command.arg(&desk.db);
        command.args(args);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("what the program writes");
        let keys = pair.master.take_writer().expect("what the program reads");
        let (to, output) = channel();
        std::thread::spawn(move || {
            let _master = pair.master;
            let mut buffer = [0; 4096];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || to.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        let (rows, columns) = (NonZero::new(40).expect("not 0"), NonZero::new(120).expect("not 0"));
        Self { output, keys, child, screen: vt100::Parser::new(rows, columns, 0), raw: Vec::new() }
    }

    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).expect("the program reads keys");
        self.keys.flush().expect("the program reads keys");
        self
    }

    /// Waits until the words stand on screen.
    #[track_caller]
    pub(crate) fn shows(&mut self, words: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        loop {
            if self.screen.screen().contents().contains(words) {
                return self;
            }
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.took(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("“{words}” never came; on screen was:\n{}", self.screen.screen().contents())
                }
            }
        }
    }

    /// Waits until the words are gone from the screen.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn hides(&mut self, words: &str) -> &mut Self {
        self.waits(&format!("“{words}” stays"), |screen| !screen.contains(words))
    }

    /// Waits until a line holds all of these.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn shows_together(&mut self, words: &[&str]) -> &mut Self {
        self.waits(&format!("{words:?} never stood in one line"), |screen| {
            screen.lines().any(|line| words.iter().all(|w| line.contains(w)))
        })
    }

    /// Moves in a list until the cursor stands on the line that holds all of these.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn choose(&mut self, words: &[&str]) -> &mut Self {
        let cursor = |screen: &str| screen.lines().position(|line| line.trim_start().starts_with('▌'));
        let wanted = |screen: &str| screen.lines().position(|line| words.iter().all(|w| line.contains(w)));
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            self.waits(&format!("{words:?} never stood in one line of a list"), |screen| {
                cursor(screen).is_some() && wanted(screen).is_some()
            });
            let (at, to) = (cursor(&self.text()), wanted(&self.text()));
            if at == to {
                return self;
            }
            self.press(if at < to { "\u{1b}[B" } else { "\u{1b}[A" });
            // The list may have changed under the key: then nothing moves, and it is looked at anew.
            let moved = Instant::now() + Duration::from_millis(500);
            while cursor(&self.text()) == at {
                match self.output.recv_timeout(moved.saturating_duration_since(Instant::now())) {
                    Ok(bytes) => self.took(&bytes),
                    Err(_) => break,
                }
            }
        }
        panic!("the cursor never came to {words:?}; on screen was:\n{}", self.text())
    }

    fn took(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    /// What was handed to the terminal's clipboard last.
    #[cfg(unix)]
    pub(crate) fn copied(&self) -> Option<String> {
        let written = String::from_utf8_lossy(&self.raw);
        let (_, after) = written.rsplit_once("\u{1b}]52;c;")?;
        let (encoded, _) = after.split_once('\u{7}')?;
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0);
        for letter in encoded.bytes().filter(|b| *b != b'=') {
            let six = letters.iter().position(|l| *l == letter)?;
            held = held << 6 | u32::try_from(six).ok()?;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                out.push(u8::try_from(held >> bits).ok()?);
                held &= (1 << bits) - 1;
            }
        }
        String::from_utf8(out).ok()
    }

    /// What stands on screen.
    #[cfg(unix)]
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents()
    }

    #[cfg(unix)]
    #[track_caller]
    fn waits(&mut self, or_else: &str, done: impl Fn(&str) -> bool) -> &mut Self {
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

    /// Ends the program without asking it: on unix by SIGKILL.
    #[cfg(unix)]
    pub(crate) fn kill(&mut self) {
        // The handle of the child itself sends SIGHUP first, which the program could answer.
        let id = self.child.process_id().expect("it runs").to_string();
        let killed = std::process::Command::new("kill").args(["-9", &id]).status().expect("kill runs");
        assert!(killed.success());
        self.child.wait().expect("it is gone");
    }

    /// Waits for the end, and gives the exit code.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        loop {
            while let Ok(bytes) = self.output.try_recv() {
                self.took(&bytes);
            }
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.took(&bytes);
                }
                return status.exit_code();
            }
            assert!(
                Instant::now() < end,
                "the program does not end; on screen is:\n{}",
                self.screen.screen().contents()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn from_the_first_key_to_a_kept_draft_and_back_to_the_shell() {
    let desk = Desk::bare();
    desk.run(&["demo", "--write", &desk.db.to_string_lossy()]).expect(0);
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").press("2").shows("Yusuf Demirci").press("/").press("Mei-Ling").press("\r");
    terminal.shows("Mei-Ling Hsu").press("s").shows("WHAT WE AGREE").press("\t\t").press("Names the next step");
    // A letter stands on screen before the next one is typed, and reaches the file without being asked to.
    terminal.shows("Names the next step").shows("saved").press("\u{1b}").shows("who needs you first");
    terminal.press("q").press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.screen.screen().alternate_screen(), "the terminal is given back");
    let due = desk.run(&["due"]).expect(0);
    assert!(due.out.contains("Mei-Ling Hsu") && due.out.contains("behavior filled in"), "{due:?}");
}

#[test]
fn a_file_that_is_named_and_not_there_is_begun() {
    let desk = Desk::bare();
    assert!(!desk.db.exists());
    let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
    terminal.shows("TODAY").press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(desk.db.exists());
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_is_refused_in_one_line() {
    let desk = Desk::new();
    let mut command = desk.command();
    let run = command.env("TERM", "dumb").arg("--db").arg(&desk.db).output().expect("the program runs");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(run.stdout.is_empty() && !said.contains('\u{1b}'));
}
