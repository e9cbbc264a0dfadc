//! The program from outside: its sources, its figures, its files and its words.

mod cli;
mod export;
mod figures;
mod hostile;
mod imports;
mod layering;
mod main_flow;
mod mapping;
mod outcomes;
#[cfg(unix)]
mod people;
mod practice;
mod pty;
mod session_add;
mod support;
mod trends;
mod trust;
mod workbooks;
