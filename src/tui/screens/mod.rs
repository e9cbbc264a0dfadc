//! One folder a screen: `mod.rs` (state and update), `view.rs` (areas and drawing), `tests.rs`. No screen imports
//! another.

pub(crate) mod agent;
pub(crate) mod call;
pub(crate) mod import;
pub(crate) mod log;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod team;
pub(crate) mod today;
pub(crate) mod trends;
