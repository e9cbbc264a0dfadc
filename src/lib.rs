//! coachlog
mod clock;
mod domain;
mod import;
mod store;
