//! coachlog

use std::ffi::OsString;
use std::process::ExitCode;

mod cli;
mod clock;
mod config;
mod demo;
mod domain;
mod import;
mod store;
mod tui;

/// Runs the program as the command line asks, and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    cli::run(args)
}
