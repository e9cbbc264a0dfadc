//! coachlog: coaching logs that start from QA scores.
//!
//! ```text
//!  main ─► cli ─┬─► tui ─────────┐         what people see and type
//!               ├─► import ──────┤         files → plan and records
//!               └─► store ───────┴─► domain
//!                   the one file         rules and plain data
//! ```
//! - [`domain`] holds the rules: what a score, a gap, a focus and a session are. It reads no clock and no file.
//! - [`store`] is the only place with SQL. What people decide goes through one function that appends a record to the
//!   log and projects it into tables; what files bring is stored beside it, and daily sums are derived from that.
//! - [`import`] turns files into records and never sees the database.
//! - [`tui`] is the program in the terminal: screens are a state, an `update` that returns effects, and a pure `draw`.
//!   It asks the store by [`store::request::Request`], whose answers come from the store's own thread.
//! - [`export`] is what leaves as a table: headings and typed cells, written as CSV, JSON or a workbook.
//! - [`report`] is what is printed: pages as data, written as text, Markdown or HTML.
//! - [`written`] is how every file but the database is written: whole under its name, or not at all.
//! - [`cli`] is every command without a terminal, and [`demo`] the invented team.
//! - [`measured`] is what the benchmarks reach. How fast all this is, beside what people would use instead, stands in
//!   `tests/bench/speed/main.rs`, and how to measure it again.
//! - `fault` panics on purpose in builds for development, to show what a panic leaves behind.
//!
//! Who may import whom is asserted by `tests/it/layering.rs`.

use std::ffi::OsString;
use std::process::ExitCode;

mod cli;
mod clock;
mod config;
mod demo;
mod domain;
mod export;
mod fault;
#[cfg(test)]
mod fuzz;
mod import;
#[doc(hidden)]
pub mod measured;
mod private;
mod report;
mod store;
mod tui;
mod written;

/// Runs the program as the command line asks, and says how it ended.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    cli::run(args)
}

/// What the child that reads a workbook may take, in bytes.
pub const WORKBOOK_MEMORY: usize = import::xlsx::MEMORY;

/// Whether this process is that child.
pub fn reads_workbook(args: impl IntoIterator<Item = OsString>) -> bool {
    args.into_iter().nth(1).is_some_and(|command| command == import::xlsx::COMMAND)
}
