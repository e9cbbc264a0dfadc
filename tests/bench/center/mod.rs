//! An invented center and the files that it would export.
//!
//! ```text
//!  size         how many agents, calls and days
//!  evaluations  who works there, and how each call was scored: told by the seed and the call's number alone
//!  tables       the long and the wide table
//!  talk         what was said
//!  decided      what people would have put on record
//!  chance       numbers that are the same everywhere
//! ```

mod chance;
mod decided;
mod evaluations;
mod names;
mod size;
mod tables;
mod talk;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use chrono::{NaiveDate, TimeDelta};
use coachlog::measured::Desk;

pub use size::Size;

use evaluations::Center;

/// What is made.
#[derive(Debug)]
pub struct Wanted {
    pub size: Size,
    pub folder: PathBuf,
    pub seed: u64,
    /// How many calls have a transcript: the newest ones.
    pub talks: u64,
    /// The first day without calls.
    pub end: NaiveDate,
}

/// Writes the files; says what is in them.
pub fn make(wanted: &Wanted) -> Result<String> {
    let Wanted { size, folder, seed, talks, end } = wanted;
    let place = |name: &str| folder.join(name);
    std::fs::create_dir_all(folder).with_context(|| shown(folder))?;
    let center = Center::new(*seed, *size, *end);
    let both = tables::both(&center, 0..size.calls, &place("long.csv"), &place("wide.csv"))?;
    let more = tables::long_of(&center, size.calls, size.more(), &place("more.csv"))?;
    talk::folder(&center, size.calls, *talks, &place("talks"))?;
    let two_hours = talk::two_hours(&center, size.calls, &place("two-hours"))?;
    Ok(format!(
        "{} evaluations, {} scores, {} agents\n{} more scores of the days after\n{} transcripts; two hours of talk: {two_hours}",
        both.evaluations,
        both.scores,
        size.agents,
        more.scores,
        talks.min(&size.calls)
    ))
}

/// Puts so many records into a file that holds a center.
pub fn record(file: &Path, wanted: usize, seed: u64) -> Result<()> {
    let at = chrono::Utc::now();
    let mut desk = Desk::open(file, "Kim", at).map_err(anyhow::Error::msg)?;
    let end = desk.end();
    let agents = desk.agents().map_err(anyhow::Error::msg)?;
    let card = desk.scorecard((end - TimeDelta::days(28), end)).map_err(anyhow::Error::msg)?;
    let records = decided::records(&agents, &card, end, wanted, seed);
    desk.record(&records).map_err(anyhow::Error::msg)
}

fn shown(folder: &Path) -> String {
    format!("{} cannot be made", folder.display())
}
