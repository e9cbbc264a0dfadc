//! What must not break, broken on purpose: the program is killed, starved, lied to and fed hostile text, and then
//! another process checks the file.
//!
//! `cargo test` runs a share of each, a tenth or more; all of it runs by
//! `cargo test --release --test fault -- --ignored`. What a machine lacks (a tool, root, a file system) is said, and
//! the test skipped.
#![cfg(unix)]

mod as_another;
mod backups;
mod bombs;
mod card_data;
mod chance;
mod clock_moved;
mod damaged;
mod desks;
mod disk_fails;
mod disk_full;
mod engine;
mod erasure;
mod flipped_bits;
mod flipped_packs;
mod form_killed;
mod fuzz;
mod hostile_text;
mod invariant;
mod journals;
mod killed;
mod long_life;
mod panics;
mod places;
mod read_only;
mod schemas;
mod searches;
mod signals;
mod sizes;
mod spreadsheets;
mod stopped;
mod streams;
#[expect(dead_code, reason = "shared with the other tests, which use more of it")]
#[path = "../it/support.rs"]
mod support;
mod tampering;
#[expect(dead_code, reason = "shared with the other tests, which use more of it")]
#[path = "../it/terminal.rs"]
mod terminal;
mod terminals;
mod tmux;
mod tty;
mod two_at_once;
mod vanished;
mod where_it_lies;
mod write_protected;

#[test]
fn a_file_that_nothing_befell_holds() {
    invariant::holds(&support::Desk::new(), "nothing");
    invariant::holds(&support::Desk::copy_of(support::demo()), "the demo");
}
