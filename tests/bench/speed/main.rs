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
//! 2026-12-01, 2 cores, 24 GiB, Linux, load below 1; the least of 2 runs.
//!
//! | work | ours | beside | theirs | ratio | at most | met |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | import, long CSV | 7.72 s | R, the bare loop | 3.31 s | 2.33 | 1.75 × | **no** |
//! |  | 7.72 s | sqlite3 .import + 3 indexes | 10.5 s | 0.74 | 0.9 × | yes |
//! |  | 7.72 s | `duckdb` | 2.47 s | 3.12 | – |  |
//! |  | 7.72 s | pandas `to_sql` | 17.9 s | 0.43 | – |  |
//! | memory of it | 197 MB | R | 133 MB | 1.48 | 300 MB | yes |
//! | size of the file | 131 MB | sqlite3, indexed | 452 MB | 0.29 | 0.3 × | yes |
//! | import, wide CSV | 4.55 s | R, the bare loop | 2.86 s | 1.59 | 1.75 × | yes |
//! |  | 4.55 s | sqlite3 .import + 3 indexes, flat | 1.42 s | 3.21 | – |  |
//! |  | 4.55 s | `duckdb` | 0.73 s | 6.20 | – |  |
//! |  | 4.55 s | pandas `to_sql` | 2.44 s | 1.86 | – |  |
//! | the same file again | 7.43 s | our first import | 7.88 s | 0.94 | 1 × | yes |
//! | 10,000 new rows into the full file | 0.52 s | our first import | 7.88 s | 0.07 | 0.1 × | yes |
//! | team figures, 28 days | 2.89 ms | daily sums | 3.23 ms | 0.90 | 8 ms | yes |
//! |  | 2.89 ms | index that covers | 43.3 ms | 0.07 | – |  |
//! |  | 2.89 ms | plain schema | 270 ms | 0.01 | – |  |
//! |  | 2.89 ms | `duckdb` | 6.76 ms | 0.43 | – |  |
//! |  | 2.89 ms | all in memory | 0.21 ms | 13.89 | – |  |
//! | team figures, 365 days | 61.1 ms | daily sums | 32.3 ms | 1.89 | 70 ms | yes |
//! |  | 61.1 ms | index that covers | 797 ms | 0.08 | – |  |
//! |  | 61.1 ms | plain schema | 3705 ms | 0.02 | – |  |
//! |  | 61.1 ms | `duckdb` | 35.5 ms | 1.72 | – |  |
//! |  | 61.1 ms | all in memory | 2.95 ms | 20.69 | – |  |
//! | all of `team --json`, 28 days, the program's start included | 136 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by AI, 28 days | 76.9 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by a source, 28 days | 71.3 ms | – | – | – | 250 ms | yes |
//! | one agent's weekly trend, 365 days | 0.59 ms | daily sums | 0.13 ms | 4.54 | 1.6 ms | yes |
//! |  | 0.59 ms | plain schema | 5.99 ms | 0.10 | – |  |
//! |  | 0.59 ms | `duckdb` | 12.1 ms | 0.05 | – |  |
//! | worst 20 calls of an agent, 28 days | 0.29 ms | agent and day indexed | 0.06 ms | 5.19 | 1.5 ms | yes |
//! |  | 0.29 ms | index that covers | 0.04 ms | 6.90 | – |  |
//! |  | 0.29 ms | `duckdb` | 2.79 ms | 0.11 | – |  |
//! | search, first page of the newest | 0.73 ms | search ranked, a word in 144312 of 250000 transcripts | 76.5 ms | 0.01 | 20 ms | yes |
//! |  | 0.73 ms | search newest, a word in 144312 of 250000 transcripts | 0.02 ms | 42.33 | – |  |
//! |  | 0.73 ms | search scan, a word in 144312 of 250000 transcripts | 174 ms | 0.00 | – |  |
//! | first useful frame | 34.5 ms | less | 3.40 ms | 10.16 | – |  |
//! |  | 34.5 ms | tig | 19.6 ms | 1.76 | 0.7 × | **no** |
//! |  | 34.5 ms | csvlens | 270 ms | 0.13 | – |  |
//! |  | 34.5 ms | htop | 85.2 ms | 0.41 | – |  |
//! | key to settled screen, p50, Team | 1.06 ms | less | 0.23 ms | 4.53 | – |  |
//! |  | 1.06 ms | tig | 0.36 ms | 2.95 | – |  |
//! |  | 1.06 ms | csvlens | 0.78 ms | 1.36 | 1 × | **no** |
//! |  | 1.06 ms | htop | 0.54 ms | 1.96 | – |  |
//! | key to settled screen, p95, Team | 1.93 ms | less | 0.28 ms | 6.81 | – |  |
//! |  | 1.93 ms | tig | 0.45 ms | 4.33 | – |  |
//! |  | 1.93 ms | csvlens | 0.95 ms | 2.03 | 1 × | **no** |
//! |  | 1.93 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Team | 0.94 ms | a frame | 16.7 ms | 0.06 | 1 × | yes |
//! | key to settled screen, p50, Agent | 0.83 ms | less | 0.23 ms | 3.55 | – |  |
//! |  | 0.83 ms | tig | 0.36 ms | 2.31 | – |  |
//! |  | 0.83 ms | csvlens | 0.78 ms | 1.06 | 1 × | **no** |
//! |  | 0.83 ms | htop | 0.54 ms | 1.54 | – |  |
//! | key to settled screen, p95, Agent | 0.95 ms | less | 0.28 ms | 3.35 | – |  |
//! |  | 0.95 ms | tig | 0.45 ms | 2.13 | – |  |
//! |  | 0.95 ms | csvlens | 0.95 ms | 1.00 | 1 × | yes |
//! |  | 0.95 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Agent | 0.81 ms | a frame | 16.7 ms | 0.05 | 1 × | yes |
//! | key to settled screen, p50, Call, two hours of talk | 0.93 ms | less | 0.23 ms | 3.98 | – |  |
//! |  | 0.93 ms | tig | 0.36 ms | 2.59 | – |  |
//! |  | 0.93 ms | csvlens | 0.78 ms | 1.19 | 1 × | **no** |
//! |  | 0.93 ms | htop | 0.54 ms | 1.72 | – |  |
//! | key to settled screen, p95, Call, two hours of talk | 1.57 ms | less | 0.28 ms | 5.56 | – |  |
//! |  | 1.57 ms | tig | 0.45 ms | 3.53 | – |  |
//! |  | 1.57 ms | csvlens | 0.95 ms | 1.66 | 1 × | **no** |
//! |  | 1.57 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Call, two hours of talk | 1.30 ms | a frame | 16.7 ms | 0.08 | 1 × | yes |
//! | key to settled screen, p50, Log, 100,000 records | 0.89 ms | less | 0.23 ms | 3.80 | – |  |
//! |  | 0.89 ms | tig | 0.36 ms | 2.48 | – |  |
//! |  | 0.89 ms | csvlens | 0.78 ms | 1.14 | 1 × | **no** |
//! |  | 0.89 ms | htop | 0.54 ms | 1.65 | – |  |
//! | key to settled screen, p95, Log, 100,000 records | 1.12 ms | less | 0.28 ms | 3.96 | – |  |
//! |  | 1.12 ms | tig | 0.45 ms | 2.51 | – |  |
//! |  | 1.12 ms | csvlens | 0.95 ms | 1.18 | 1 × | **no** |
//! |  | 1.12 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Log, 100,000 records | 0.99 ms | a frame | 16.7 ms | 0.06 | 1 × | yes |
//! | CPU while idle | 0.04 % | less | 0.00 % | – | 0.05 % | yes |
//! |  | 0.04 % | tig | 0.00 % | – | – |  |
//! |  | 0.04 % | csvlens | 0.47 % | 0.09 | – |  |
//! |  | 0.04 % | htop | 0.16 % | 0.27 | – |  |
//! | wake-ups while idle | 4.00 /s | two threads, a tick of 0.5 s | 4.00 /s | 1.00 | 1.1 × | yes |
//! | memory of the screens | 32.6 MB | less | 2.27 MB | 14.34 | 40 MB | yes |
//! |  | 32.6 MB | tig | 4.01 MB | 8.13 | – |  |
//! |  | 32.6 MB | csvlens | 8.10 MB | 4.02 | – |  |
//! |  | 32.6 MB | htop | 3.91 MB | 8.35 | – |  |
//! | bytes a key, Team at 120×40 | 804 B | less | 138 B | 5.83 | 1500 B | yes |
//! |  | 804 B | tig | 413 B | 1.95 | – |  |
//! |  | 804 B | csvlens | 421 B | 1.91 | – |  |
//! |  | 804 B | htop | 379 B | 2.12 | – |  |
//!
//! # How it grows
//! 2026-12-01, 2 cores, 24 GiB, Linux, load below 1; the least of 2 runs.
//!
//! | ours | 12 agents, 3,000 calls | 200 agents, 250,000 calls | 1,000 agents, 1.25 million calls |
//! | --- | --- | --- | --- |
//! | import, long CSV, s | 0.35 | 7.68 | 41.6 |
//! | memory of it, MB | 25.3 | 196 | 560 |
//! | file, MB | 2.49 | 131 | 656 |
//! | the same file again, s | 0.29 | 7.53 | 41.0 |
//! | new rows into the full file, s | 0.03 | 0.52 | 1.73 |
//! | team figures, 28 days, ms | 0.11 | 2.95 | 22.6 |
//! | team figures, 365 days, ms | 0.98 | 60.5 | 345 |
//! | the Team screen's data, 28 days, ms | 1.41 | 100 | 655 |
//! | the Agent screen's data, ms | 0.63 | 2.87 | 7.54 |
//! | an agent's weekly trend, ms | 0.27 | 0.61 | 0.66 |
//! | worst 20 calls, ms | 0.20 | 0.30 | 0.32 |
//! | the Trends screen's data, ms | 6.95 | 904 | 6264 |
//! | Today, ms | 0.48 | 14.0 | 77.9 |
//! | a page of the log, ms | 0.56 | 0.54 | 0.54 |
//! | all of `team --json`, ms | 22.7 | 133 | 802 |
//! | first useful frame, ms | 8.97 | 33.4 | 114 |
//! | key to settled screen, Team, ms | 0.81 | 1.13 | 1.16 |
//! | bytes a key, Team | 791 | 804 | 788 |
//! | CPU while idle, % | 0.04 | 0.04 | 0.04 |
//! | memory of the screens, MB | 27.2 | 32.4 | 48.5 |

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
