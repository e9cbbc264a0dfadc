//! The program in a terminal of its own: keys in, what stands on screen out.

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
        Self::start(desk, args, &[], &[])
    }

    /// Under another program, which is given the program's path and what follows it.
    pub(crate) fn under(desk: &Desk, wrapper: &[&str], args: &[&str]) -> Self {
        Self::start(desk, args, wrapper, &[])
    }

    /// With a clock that stands.
    #[cfg(unix)]
    pub(crate) fn open_at(desk: &Desk, args: &[&str], now: &str) -> Self {
        Self::start(desk, args, &[], &[("COACHLOG_NOW", now)])
    }

    fn start(desk: &Desk, args: &[&str], wrapper: &[&str], env: &[(&str, &str)]) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let program = env!("CARGO_BIN_EXE_coachlog");
        let mut command = CommandBuilder::new(wrapper.first().unwrap_or(&program));
        if !wrapper.is_empty() {
            command.args(&wrapper[1..]);
            command.arg(program);
        }
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("COACHLOG_HOME", desk.path("home"));
        command.env("TERM", "xterm-256color");
        for (name, value) in env {
            command.env(name, value);
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

    /// Waits until one or the other stands on screen.
    #[cfg(unix)]
    #[track_caller]
    pub(crate) fn shows_either(&mut self, one: &str, other: &str) -> &mut Self {
        let or_else = format!("neither “{one}” nor “{other}” came");
        self.waits(&or_else, |screen| screen.contains(one) || screen.contains(other))
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

    /// Whether the program still has the terminal's other screen.
    pub(crate) fn holds_the_screen(&self) -> bool {
        self.screen.screen().alternate_screen()
    }

    /// Whether the program still runs.
    #[cfg(unix)]
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("the program can be waited for").is_none()
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

    /// What stands on screen once this time has passed.
    #[cfg(unix)]
    pub(crate) fn text_after(&mut self, time: Duration) -> String {
        let end = Instant::now() + time;
        while let Ok(bytes) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.took(&bytes);
        }
        self.text()
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
