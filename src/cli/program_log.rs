//! The program's own log: to a file in the platform's state folder, never to the screen.

use std::path::Path;
use std::sync::Mutex;

/// Past this size the log starts anew; the one before is kept beside it.
const LARGEST: u64 = 1 << 20;

/// Starts logging. Where the file cannot be written, the program works without.
pub(super) fn start(state: &Path) {
    if crate::private::folder(state).is_err() {
        return;
    }
    let path = state.join("coachlog.log");
    if std::fs::metadata(&path).is_ok_and(|m| m.len() > LARGEST) {
        // Without the older one nothing is lost but history.
        let _ = std::fs::rename(&path, state.join("coachlog.log.1"));
    }
    if let Ok(file) = crate::private::append(&path) {
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(Mutex::new(file)).finish();
        // Set once a process; tests that run commands in one process set it once too.
        let _ = tracing::subscriber::set_global_default(subscriber);
    }
}
