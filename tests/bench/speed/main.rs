//! What the program does again and again, measured part by part: the questions, an import, the focus and the interval,
//! and a frame of each screen.
//!
//! ```text
//! cargo bench --bench speed                                     over a team's file that is made for it
//! COACHLOG_BENCH_FILE=FILE.db cargo bench --bench speed         over a file of your own, of any size (it is only read)
//! cargo bench --bench speed -- figures                          those alone whose name has the word
//! ```
//! Beside it stand `generate`, which makes the data of a center, and `floor`, which tells what the same work costs a bare
//! loop over the same engine. `compare.py` runs it all beside what people would use instead, and writes the two tables
//! here; `probe.py` is the terminal that it looks at the screens with:
//!
//! ```text
//! cargo build --release
//! python3 tests/bench/compare.py --folder FOLDER --write
//! python3 tests/bench/compare.py --folder FOLDER --curve --sizes team,center,five,ten --write
//! ```
//! What is told is a ratio to what was measured in the same minute: times by themselves are those of one machine.
//!
//! # Beside others
//! Not measured yet.
//!
//! # How it grows
//! Not measured yet.

#[path = "../center/mod.rs"]
mod center;
mod rules;
mod screens;
mod store;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use coachlog::measured::Desk;

use center::{Size, Wanted};

/// Where files are made that go with the process.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder can be made"));

/// The file that is asked: `COACHLOG_BENCH_FILE`, or a team's.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    std::env::var_os("COACHLOG_BENCH_FILE")
        .map_or_else(|| a_teams_file().expect("a team's file can be made"), PathBuf::from)
});

/// A few days after the calls end.
static NOW: LazyLock<DateTime<Utc>> =
    LazyLock::new(|| (end() + TimeDelta::days(3)).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(9));

fn end() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 27).unwrap_or_default()
}

fn main() {
    divan::Divan::default().max_time(Duration::from_secs(3)).config_with_args().main();
}

/// The tables and transcripts of a team.
fn a_team(calls: u64) -> anyhow::Result<PathBuf> {
    let folder = FOLDER.path().join(calls.to_string());
    if !folder.exists() {
        let size = Size::read(&format!("12,{calls}"))?;
        center::make(&Wanted { size, folder: folder.clone(), seed: 7, talks: 200, end: end() })?;
    }
    Ok(folder)
}

fn a_teams_file() -> anyhow::Result<PathBuf> {
    let folder = a_team(3_000)?;
    let file = FOLDER.path().join("team.db");
    let mut desk = desk(&file);
    for part in ["long.csv", "talks", "two-hours"] {
        desk.import(&[folder.join(part)]).map_err(anyhow::Error::msg)?;
    }
    drop(desk);
    center::record(&file, 600, 7)?;
    Ok(file)
}

fn desk(file: &Path) -> Desk {
    Desk::open(file, "Kim", *NOW).expect("the file opens")
}
