//! Makes the data that the program is measured on: an invented center, the same bytes for the same seed.
//!
//! ```text
//! cargo bench --bench generate -- SIZE FOLDER [--seed N] [--talks N]
//!
//!   long.csv  wide.csv       the evaluations: a row a score, and a row an evaluation
//!   more.csv                 new rows of the days after, for loading into a full file (10,000 of a center)
//!   talks/C00000001.vtt …    transcripts of the newest calls (500, or as many as --talks says)
//!   two-hours/C….vtt         a call of two hours: the newest one of the first agent
//! ```
//! A size is `team` (12 agents, 3,000 calls), `center` (200 agents, 250,000 calls, about 1.95 million scores), `five`
//! (1,000 agents, 1.25 million calls), `ten` (2,000 agents, 10 million scores), or `AGENTS,CALLS[,DAYS]`.
//! 2.5 % of the scores are N/A, which the long table leaves out; AI scores one evaluation in sixteen, mostly under a
//! source of its own; one call in a hundred is scored twice; one evaluation in a thousand has an auto-fail, two have a
//! flag, and one in sixty a comment.

mod center;
mod chance;
mod names;
mod size;
mod tables;
mod talk;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use center::Center;
use size::Size;

const USAGE: &str =
    "cargo bench --bench generate -- team|center|five|ten|AGENTS,CALLS[,DAYS] FOLDER [--seed N] [--talks N]";

#[derive(Debug)]
struct Wanted {
    size: Size,
    folder: PathBuf,
    seed: u64,
    talks: u64,
}

/// `None`: nothing was asked for.
fn wanted() -> Result<Option<Wanted>> {
    let mut words = Vec::new();
    let (mut seed, mut talks) = (7, 500);
    // Cargo says --bench to every benchmark.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        let place = match arg.as_str() {
            "--seed" => &mut seed,
            "--talks" => &mut talks,
            _ => {
                words.push(arg);
                continue;
            }
        };
        let number = args.next().with_context(|| format!("{arg} needs a number"))?;
        *place = number.parse().with_context(|| format!("{number:?} is no number"))?;
    }
    match words.as_slice() {
        [] => Ok(None),
        [size, folder] => Ok(Some(Wanted { size: Size::read(size)?, folder: folder.into(), seed, talks })),
        _ => bail!("{USAGE}"),
    }
}

fn main() -> Result<()> {
    let Some(Wanted { size, folder, seed, talks }) = wanted()? else {
        println!("{USAGE}");
        return Ok(());
    };
    let place = |name: &str| folder.join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    let center = Center::new(seed, size);
    let both = tables::both(&center, 0..size.calls, &place("long.csv"), &place("wide.csv"))?;
    println!("{} evaluations, {} scores, {} agents", both.evaluations, both.scores, size.agents);
    let more = tables::long_of(&center, size.calls, size.more(), &place("more.csv"))?;
    println!("{} more scores of the days after", more.scores);
    talk::folder(&center, size.calls, talks, &place("talks"))?;
    println!("{} transcripts", talks.min(size.calls));
    println!("two hours of talk: {}", talk::two_hours(&center, size.calls, &place("two-hours"))?);
    println!("in {}", shown(&folder));
    Ok(())
}

fn shown(folder: &Path) -> String {
    std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()).display().to_string()
}
