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
}

impl Terminal {
    pub(crate) fn open(desk: &Desk, args: &[&str]) -> Self {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_coachlog"));
        command.env_clear();
        command.env("COACHLOG_HOME", desk.path("home"));
        command.env("TERM", "xterm-256color");
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
        Self { output, keys, child, screen: vt100::Parser::new(rows, columns, 0) }
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
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("“{words}” never came; on screen was:\n{}", self.screen.screen().contents())
                }
            }
        }
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
                self.screen.process(&bytes);
            }
            if let Some(status) = self.child.try_wait().expect("the program can be waited for") {
                while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                    self.screen.process(&bytes);
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
