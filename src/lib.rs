//! coachlog
mod domain;
mod store;
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
