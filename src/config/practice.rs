//! The practice library that the program comes with.

use crate::domain::practice::library::Library;

const STARTING: &str = include_str!("../../assets/practice.toml");

/// Entries for the default scorecard's dimensions, by key.
///
/// # Panics
/// Never: a test reads the embedded file.
pub(crate) fn starting() -> Library {
    toml::from_str(STARTING).expect("the embedded library reads")
}
