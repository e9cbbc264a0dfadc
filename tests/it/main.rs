//! The program from outside: its sources, its figures, its files and its words.

mod figures;
mod layering;
mod main_flow;
mod support;
