//! What is said in the shell while a file is brought to a new version.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex};

use indicatif::{ProgressBar, ProgressStyle};

use super::say;
use crate::domain::upgrade::{Part, Tell, Upgrade, Wish};

/// A line on what is being done, and a bar where somebody looks.
pub(super) fn said() -> Tell {
    let bar: Mutex<Option<ProgressBar>> = Mutex::new(None);
    Arc::new(move |upgrade| {
        if let Ok(mut bar) = bar.lock() {
            show(bar.get_or_insert_with(|| begin(upgrade)), upgrade.part);
        }
        Wish::GoOn
    })
}

fn begin(Upgrade { from, to, .. }: Upgrade) -> ProgressBar {
    // Nobody may be listening, and nothing is lost by it.
    let _ = say(&format!("the file is brought to a new version (schema {from} to {to}); a copy of it is made first"));
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {elapsed}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, part: Part) {
    let so_far = part.so_far();
    let words = Part::WORDS[part.position()];
    bar.set_message(if so_far.is_empty() { words.to_owned() } else { format!("{words}, {so_far}") });
    match part {
        Part::Copying { done, all } => {
            bar.set_length(all);
            bar.set_position(done);
        }
        Part::ReadingBack | Part::Changing { .. } => bar.tick(),
    }
}
