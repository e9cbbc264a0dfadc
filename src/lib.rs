//! coachlog
#![allow(dead_code, unused_imports)] // of the worktree alone
mod clock;
mod config;
mod domain;
mod store;
mod tui;
mod import {
    pub use crate::imp::*;
}
mod imp {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum DateOrder {
        DayFirst,
        MonthFirst,
    }
}
