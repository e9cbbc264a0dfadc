//! `report`.

use std::path::Path;

use super::args::{PageFormat, ReportCommand};
use super::error::CommandError;
use super::{Outcome, say};
use crate::report::session::{CustomerWords, Options, agents_page};
use crate::report::{html, markdown, text};
use crate::store::Store;

pub(super) fn run(store: &Store, command: &ReportCommand) -> Outcome {
    match command {
        ReportCommand::Session { id, format, out, hide_customer_words } => {
            let view = store.session_view(store.session_named(id)?)?;
            let customer = if *hide_customer_words { CustomerWords::LeftOut } else { CustomerWords::Shown };
            let page = agents_page(&view, Options { customer });
            let written = match format {
                PageFormat::Text => text(&page),
                PageFormat::Md => markdown(&page),
                PageFormat::Html => html(&page),
            };
            deliver(&written, out.as_deref(), "the page")
        }
    }
}

/// To a file that its owner alone can read, or to standard output.
pub(super) fn deliver(written: &str, out: Option<&Path>, what: &str) -> Outcome {
    // It is made to be shown, and a calendar's line ends have to stay.
    let Some(path) = out else { return super::print(written.as_bytes()) };
    super::terminal::write_private(path, written)
        .map_err(|e| CommandError::user(format!("{} cannot be written: {e}", path.display())))?;
    say(&format!("{what} was written to {}", path.display()))
}

#[cfg(test)]
mod tests;
