//! Pieces that screens draw with. They know no screen and no store.

pub(crate) mod chart;
pub(crate) mod cursor;
pub(crate) mod doc;
pub(crate) mod footer;
pub(crate) mod frame;
pub(crate) mod heat;
pub(crate) mod load;
pub(crate) mod nav;
pub(crate) mod notice;
pub(crate) mod pages;
pub(crate) mod scroll;
pub(crate) mod spark;
pub(crate) mod target_bar;
