//! coachlog
mod clock;
mod config;
mod domain;
mod import;
mod store;
mod tui;
