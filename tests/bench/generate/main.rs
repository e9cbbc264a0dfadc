//! Makes the data that the program is measured on: an invented center, the same bytes for the same seed.
//!
//! ```text
//! cargo bench --bench generate -- SIZE FOLDER [--seed N] [--talks N] [--end DAY]
//!
//!   long.csv  wide.csv       the evaluations: a row a score, and a row an evaluation
//!   more.csv                 new rows of the days after, for loading into a full file (10,000 of a center)
//!   talks/C00000001.vtt …    transcripts of the newest calls (500, or as many as --talks says)
//!   two-hours/C….vtt         a call of two hours: the newest one of the first agent
//!
//! cargo bench --bench generate -- record FILE.db [RECORDS]
//!
//!   puts so many records (100,000) into a file that holds such a center: sessions and what follows them
//! ```
//! A size is `team` (12 agents, 3,000 calls), `center` (200 agents, 250,000 calls, about 1.95 million scores), `five`
//! (1,000 agents, 1.25 million calls), `ten` (2,000 agents, 10 million scores), or `AGENTS,CALLS[,DAYS]`.
//! 2.5 % of the scores are N/A, which the long table leaves out; AI scores one evaluation in sixteen, mostly under a
//! source of its own; one call in a hundred is scored twice; one evaluation in a thousand has an auto-fail, two have a
//! flag, and one in sixty a comment.

#[path = "../center/mod.rs"]
mod center;

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use center::{Size, Wanted};

const USAGE: &str = "cargo bench --bench generate -- team|center|five|ten|AGENTS,CALLS[,DAYS] FOLDER \
                     [--seed N] [--talks N] [--end DAY] | record FILE.db [RECORDS]";

/// The words, and what the options say.
struct Said {
    words: Vec<String>,
    seed: u64,
    talks: u64,
    end: chrono::NaiveDate,
}

fn said() -> Result<Said> {
    let end = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap_or_default();
    let mut said = Said { words: Vec::new(), seed: 7, talks: 500, end };
    // Cargo says --bench to every benchmark.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--seed" => said.seed = value()?.parse()?,
            "--talks" => said.talks = value()?.parse()?,
            "--end" => said.end = value()?.parse()?,
            _ => said.words.push(arg),
        }
    }
    Ok(said)
}

fn main() -> Result<()> {
    let Said { words, seed, talks, end } = said()?;
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => println!("{USAGE}"),
        ["record", file] => center::record(Path::new(file), 100_000, seed)?,
        ["record", file, records] => center::record(Path::new(file), records.parse()?, seed)?,
        [size, folder] => {
            let wanted = Wanted { size: Size::read(size)?, folder: folder.into(), seed, talks, end };
            println!("{}", center::make(&wanted)?);
        }
        _ => bail!("{USAGE}"),
    }
    Ok(())
}
