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
//! 2026-12-01, 2 cores, 24 GiB, Linux, load 1.2; the least of 3 runs.
//!
//! | work | ours | beside | theirs | ratio | at most | met |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | import, long CSV | 4.67 s | R, the bare loop | 2.84 s | 1.64 | 1.75 × | yes |
//! |  | 4.67 s | sqlite3 .import + 3 indexes | 8.14 s | 0.57 | 0.9 × | yes |
//! |  | 4.67 s | `duckdb` | 2.07 s | 2.25 | – |  |
//! |  | 4.67 s | pandas `to_sql` | 13.8 s | 0.34 | – |  |
//! | memory of it | 198 MB | R | 132 MB | 1.50 | 300 MB | yes |
//! | size of the file | 131 MB | sqlite3, indexed | 452 MB | 0.29 | 0.3 × | yes |
//! | import, wide CSV | 3.23 s | R, the bare loop | 2.19 s | 1.47 | 1.75 × | yes |
//! |  | 3.23 s | sqlite3 .import + 3 indexes, flat | 1.11 s | 2.90 | – |  |
//! |  | 3.23 s | `duckdb` | 0.57 s | 5.69 | – |  |
//! |  | 3.23 s | pandas `to_sql` | 1.88 s | 1.72 | – |  |
//! | the same file again | 4.22 s | our first import | 4.71 s | 0.90 | 1 × | yes |
//! | 10,000 new rows into the full file | 0.29 s | our first import | 4.71 s | 0.06 | 0.1 × | yes |
//! | team figures, 28 days | 2.55 ms | daily sums | 1.70 ms | 1.50 | 8 ms | yes |
//! |  | 2.55 ms | index that covers | 35.8 ms | 0.07 | – |  |
//! |  | 2.55 ms | plain schema | 248 ms | 0.01 | – |  |
//! |  | 2.55 ms | `duckdb` | 5.22 ms | 0.49 | – |  |
//! |  | 2.55 ms | all in memory | 0.15 ms | 17.24 | – |  |
//! | team figures, 365 days | 60.7 ms | daily sums | 17.9 ms | 3.39 | 70 ms | yes |
//! |  | 60.7 ms | index that covers | 710 ms | 0.09 | – |  |
//! |  | 60.7 ms | plain schema | 4614 ms | 0.01 | – |  |
//! |  | 60.7 ms | `duckdb` | 28.0 ms | 2.17 | – |  |
//! |  | 60.7 ms | all in memory | 4.14 ms | 14.65 | – |  |
//! | all of `team --json`, 28 days, the program's start included | 100 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by AI, 28 days | 63.1 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by a source, 28 days | 59.6 ms | – | – | – | 250 ms | yes |
//! | one agent's weekly trend, 365 days | 0.40 ms | daily sums | 0.05 ms | 8.34 | 1.6 ms | yes |
//! |  | 0.40 ms | plain schema | 5.17 ms | 0.08 | – |  |
//! |  | 0.40 ms | `duckdb` | 9.16 ms | 0.04 | – |  |
//! | worst 20 calls of an agent, 28 days | 0.22 ms | agent and day indexed | 0.04 ms | 5.61 | 1.5 ms | yes |
//! |  | 0.22 ms | index that covers | 0.03 ms | 7.29 | – |  |
//! |  | 0.22 ms | `duckdb` | 2.24 ms | 0.10 | – |  |
//! | search, first page of the newest | 0.40 ms | search ranked, a word in 144312 of 250000 transcripts | 52.8 ms | 0.01 | 20 ms | yes |
//! |  | 0.40 ms | search newest, a word in 144312 of 250000 transcripts | 0.01 ms | 29.04 | – |  |
//! |  | 0.40 ms | search scan, a word in 144312 of 250000 transcripts | 159 ms | 0.00 | – |  |
//! | first useful frame | 9.57 ms | less | 2.42 ms | 3.96 | – |  |
//! |  | 9.57 ms | tig | 15.4 ms | 0.62 | 0.7 × | yes |
//! |  | 9.57 ms | csvlens | 266 ms | 0.04 | – |  |
//! |  | 9.57 ms | htop | 84.0 ms | 0.11 | – |  |
//! | key to settled screen, p50, Team | 0.70 ms | less | 0.28 ms | 2.55 | – |  |
//! |  | 0.70 ms | tig | 0.39 ms | 1.82 | – |  |
//! |  | 0.70 ms | csvlens | 0.53 ms | 1.32 | 1 × | **no** |
//! |  | 0.70 ms | htop | 0.50 ms | 1.41 | – |  |
//! | key to settled screen, p95, Team | 1.08 ms | less | 0.32 ms | 3.32 | – |  |
//! |  | 1.08 ms | tig | 0.45 ms | 2.39 | – |  |
//! |  | 1.08 ms | csvlens | 0.76 ms | 1.41 | 1 × | **no** |
//! |  | 1.08 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Team | 0.67 ms | a frame | 16.7 ms | 0.04 | 1 × | yes |
//! | key to settled screen, p50, Agent | 0.55 ms | less | 0.28 ms | 2.01 | – |  |
//! |  | 0.55 ms | tig | 0.39 ms | 1.43 | – |  |
//! |  | 0.55 ms | csvlens | 0.53 ms | 1.04 | 1 × | **no** |
//! |  | 0.55 ms | htop | 0.50 ms | 1.11 | – |  |
//! | key to settled screen, p95, Agent | 0.67 ms | less | 0.32 ms | 2.05 | – |  |
//! |  | 0.67 ms | tig | 0.45 ms | 1.48 | – |  |
//! |  | 0.67 ms | csvlens | 0.76 ms | 0.87 | 1 × | yes |
//! |  | 0.67 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Agent | 0.52 ms | a frame | 16.7 ms | 0.03 | 1 × | yes |
//! | key to settled screen, p50, Call, two hours of talk | 0.70 ms | less | 0.28 ms | 2.55 | – |  |
//! |  | 0.70 ms | tig | 0.39 ms | 1.82 | – |  |
//! |  | 0.70 ms | csvlens | 0.53 ms | 1.32 | 1 × | **no** |
//! |  | 0.70 ms | htop | 0.50 ms | 1.41 | – |  |
//! | key to settled screen, p95, Call, two hours of talk | 1.16 ms | less | 0.32 ms | 3.58 | – |  |
//! |  | 1.16 ms | tig | 0.45 ms | 2.57 | – |  |
//! |  | 1.16 ms | csvlens | 0.76 ms | 1.52 | 1 × | **no** |
//! |  | 1.16 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Call, two hours of talk | 0.78 ms | a frame | 16.7 ms | 0.05 | 1 × | yes |
//! | key to settled screen, p50, Log, 100,000 records | 0.64 ms | less | 0.28 ms | 2.34 | – |  |
//! |  | 0.64 ms | tig | 0.39 ms | 1.67 | – |  |
//! |  | 0.64 ms | csvlens | 0.53 ms | 1.21 | 1 × | **no** |
//! |  | 0.64 ms | htop | 0.50 ms | 1.29 | – |  |
//! | key to settled screen, p95, Log, 100,000 records | 0.81 ms | less | 0.32 ms | 2.48 | – |  |
//! |  | 0.81 ms | tig | 0.45 ms | 1.78 | – |  |
//! |  | 0.81 ms | csvlens | 0.76 ms | 1.05 | 1 × | **no** |
//! |  | 0.81 ms | htop | 1505 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Log, 100,000 records | 0.67 ms | a frame | 16.7 ms | 0.04 | 1 × | yes |
//! | CPU while idle | 0.05 % | less | 0.00 % | – | 0.05 % | yes |
//! |  | 0.05 % | tig | 0.00 % | – | – |  |
//! |  | 0.05 % | csvlens | 0.43 % | 0.11 | – |  |
//! |  | 0.05 % | htop | 0.15 % | 0.31 | – |  |
//! | wake-ups while idle | 4.00 /s | two threads, a tick of 0.5 s | 4.00 /s | 1.00 | 1.1 × | yes |
//! | memory of the screens | 32.2 MB | less | 2.27 MB | 14.21 | 40 MB | yes |
//! |  | 32.2 MB | tig | 3.98 MB | 8.10 | – |  |
//! |  | 32.2 MB | csvlens | 8.48 MB | 3.80 | – |  |
//! |  | 32.2 MB | htop | 4.09 MB | 7.89 | – |  |
//! | bytes a key, Team at 120×40 | 804 B | less | 138 B | 5.83 | 1500 B | yes |
//! |  | 804 B | tig | 388 B | 2.07 | – |  |
//! |  | 804 B | csvlens | 421 B | 1.91 | – |  |
//! |  | 804 B | htop | 368 B | 2.18 | – |  |
//!
//! # How it grows
//! 2026-12-01, 2 cores, 24 GiB, Linux, load 1.2; the least of 3 runs.
//!
//! | ours | 12 agents, 3,000 calls | 200 agents, 250,000 calls | 1,000 agents, 1.25 million calls |
//! | --- | --- | --- | --- |
//! | import, long CSV, s | 0.23 | 4.91 | 27.6 |
//! | memory of it, MB | 25.4 | 196 | 560 |
//! | file, MB | 2.49 | 131 | 656 |
//! | the same file again, s | 0.20 | 4.71 | 24.7 |
//! | new rows into the full file, s | 0.02 | 0.42 | 1.75 |
//! | team figures, 28 days, ms | 0.09 | 3.96 | 23.9 |
//! | team figures, 365 days, ms | 0.89 | 67.4 | 346 |
//! | the Team screen's data, 28 days, ms | 1.02 | 90.6 | 639 |
//! | the Agent screen's data, ms | 0.40 | 3.06 | 7.56 |
//! | an agent's weekly trend, ms | 0.18 | 0.44 | 0.46 |
//! | worst 20 calls, ms | 0.14 | 0.22 | 0.24 |
//! | the Trends screen's data, ms | 5.48 | 830 | 6262 |
//! | Today, ms | 0.28 | 10.8 | 57.5 |
//! | a page of the log, ms | 0.36 | 0.36 | 0.36 |
//! | all of `team --json`, ms | 18.4 | 109 | 678 |
//! | first useful frame, ms | 5.32 | 14.8 | 12.4 |
//! | key to settled screen, Team, ms | 0.55 | 0.87 | 0.71 |
//! | bytes a key, Team | 791 | 835 | 788 |
//! | CPU while idle, % | 0.05 | 0.05 | 0.05 |
//! | memory of the screens, MB | 27.5 | 31.1 | 45.8 |

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
