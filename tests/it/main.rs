//! The program from outside: its sources, its figures, its files and its words.

mod export;
mod figures;
mod imports;
mod layering;
mod main_flow;
#[cfg(unix)]
mod pty;
mod session_add;
mod support;
