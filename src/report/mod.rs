//! What is printed, as pages of HTML.

pub(crate) mod sheet;
