//! A shell with job control in a real terminal multiplexer.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::Desk;
use crate::tty::{PATIENCE, has};

/// A server of its own, with one window of 120×40 in which bash waits.
pub(crate) struct Tmux {
    socket: String,
}

impl Tmux {
    /// `None` where there is no tmux, which is said.
    pub(crate) fn start(name: &str) -> Option<Self> {
        if !has("tmux") {
            return None;
        }
        let tmux = Self { socket: format!("coachlog-{name}-{}", std::process::id()) };
        tmux.command(&["new-session", "-d", "-x", "120", "-y", "40", "bash --norc --noprofile"]);
        tmux.line("PS1='ready> '; clear");
        tmux.shows("ready>");
        Some(tmux)
    }

    pub(crate) fn command(&self, args: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.socket, "-f", "/dev/null"]).args(args).stdin(Stdio::null());
        let done = command.env("LC_ALL", "C.UTF-8").output().expect("tmux runs");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// Types a line.
    pub(crate) fn line(&self, text: &str) {
        self.command(&["send-keys", "-l", text]);
        self.key("Enter");
    }

    pub(crate) fn key(&self, key: &str) {
        self.command(&["send-keys", key]);
    }

    /// Starts the program in the shell.
    pub(crate) fn run(&self, desk: &Desk, now: &str) {
        let home = desk.path("home");
        self.line(&format!(
            "COACHLOG_HOME='{}' COACHLOG_NOW='{now}' '{}' --db '{}' --as 'Noor Haddad'",
            home.display(),
            env!("CARGO_BIN_EXE_coachlog"),
            desk.db.display()
        ));
    }

    pub(crate) fn text(&self) -> String {
        self.command(&["capture-pane", "-p"])
    }

    /// The screen once it does not change any more.
    pub(crate) fn still(&self) -> String {
        let mut text = self.text();
        loop {
            std::thread::sleep(Duration::from_millis(400));
            let now = self.text();
            if now == text {
                return text;
            }
            text = now;
        }
    }

    /// Whether the other screen is on, and whether the cursor is shown.
    pub(crate) fn modes(&self) -> (bool, bool) {
        let said = self.command(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]);
        (said.starts_with('1'), said.trim_end().ends_with('1'))
    }

    #[track_caller]
    pub(crate) fn shows(&self, words: &str) {
        self.until(&format!("“{words}” never came"), |text| text.contains(words));
    }

    #[track_caller]
    pub(crate) fn until(&self, or_else: &str, done: impl Fn(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if done(&text) {
                return;
            }
            assert!(Instant::now() < end, "{or_else}; on screen was:\n{text}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.command(&["kill-server"]);
    }
}
