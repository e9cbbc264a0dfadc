//! The program from outside: its sources, its figures, its files and its words.

mod checkpoints;
mod cli;
mod due;
mod erasure;
mod export;
mod export_tables;
mod figures;
mod file;
mod flags;
mod follow_up;
mod hostile;
mod imports;
mod keys;
mod layering;
mod main_flow;
mod mapping;
mod outcomes;
mod packs;
#[cfg(unix)]
mod people;
mod practice;
mod pty;
mod reports;
mod restated;
mod session_add;
#[cfg(unix)]
mod story;
mod support;
mod talk;
#[expect(dead_code, reason = "shared with the fault tests, which use more of it")]
mod terminal;
mod trends;
mod trust;
mod vendors;
mod workbooks;
