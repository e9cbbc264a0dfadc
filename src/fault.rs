//! Faults of the program's own, on purpose: for showing what a panic leaves behind. Only builds for development have
//! them.

use std::path::Path;

/// `COACHLOG_PANIC=place=file`: panics at this place as soon as the file is there, and takes it away. Without a file it
/// panics every time.
pub(crate) fn here(place: &str) {
    if !cfg!(debug_assertions) {
        return;
    }
    let Some(wanted) = std::env::var("COACHLOG_PANIC").ok() else { return };
    let (at, file) = wanted.split_once('=').unwrap_or((&wanted, ""));
    let due = at == place && (file.is_empty() || std::fs::remove_file(Path::new(file)).is_ok());
    assert!(!due, "a fault on purpose: {place}");
}
