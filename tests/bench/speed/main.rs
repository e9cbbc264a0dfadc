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
//! 2026-12-01, 2 cores, 24 GiB, Linux, load 1.0; the least of 3 runs. The imports were measured later that day, on a slower
//! machine and beside it again: load 1.6.
//!
//! | work | ours | beside | theirs | ratio | at most | met |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | import, long CSV | 9.26 s | R, the bare loop | 6.09 s | 1.52 | 1.75 × | yes |
//! |  | 9.26 s | sqlite3 .import + 3 indexes | 18.7 s | 0.50 | 0.9 × | yes |
//! |  | 9.26 s | `duckdb` | 4.31 s | 2.15 | – |  |
//! |  | 9.26 s | pandas `to_sql` | 30.1 s | 0.31 | – |  |
//! | memory of it | 198 MB | R | 132 MB | 1.50 | 300 MB | yes |
//! | size of the file | 131 MB | sqlite3, indexed | 452 MB | 0.29 | 0.3 × | yes |
//! | import, wide CSV | 7.00 s | R, the bare loop | 4.83 s | 1.45 | 1.75 × | yes |
//! |  | 7.00 s | sqlite3 .import + 3 indexes, flat | 2.74 s | 2.56 | – |  |
//! |  | 7.00 s | `duckdb` | 1.26 s | 5.54 | – |  |
//! |  | 7.00 s | pandas `to_sql` | 5.26 s | 1.33 | – |  |
//! | the same file again | 6.97 s | our first import | 9.13 s | 0.76 | 1 × | yes |
//! | 10,000 new rows into the full file | 0.63 s | our first import | 9.13 s | 0.07 | 0.1 × | yes |
//! | team figures, 28 days | 2.31 ms | daily sums | 0.94 ms | 2.46 | 8 ms | yes |
//! |  | 2.31 ms | index that covers | 31.6 ms | 0.07 | – |  |
//! |  | 2.31 ms | plain schema | 203 ms | 0.01 | – |  |
//! |  | 2.31 ms | `duckdb` | 5.42 ms | 0.43 | – |  |
//! |  | 2.31 ms | all in memory | 0.16 ms | 14.77 | – |  |
//! | team figures, 365 days | 49.8 ms | daily sums | 5.44 ms | 9.14 | 70 ms | yes |
//! |  | 49.8 ms | index that covers | 573 ms | 0.09 | – |  |
//! |  | 49.8 ms | plain schema | 5002 ms | 0.01 | – |  |
//! |  | 49.8 ms | `duckdb` | 26.3 ms | 1.89 | – |  |
//! |  | 49.8 ms | all in memory | 2.27 ms | 21.93 | – |  |
//! | all of `team --json`, 28 days, the program's start included | 94.1 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by AI, 28 days | 62.5 ms | – | – | – | 250 ms | yes |
//! | `trends --json` filtered by a source, 28 days | 56.8 ms | – | – | – | 250 ms | yes |
//! | one agent's weekly trend, 365 days | 0.35 ms | daily sums | 0.04 ms | 10.07 | 1.6 ms | yes |
//! |  | 0.35 ms | plain schema | 4.14 ms | 0.09 | – |  |
//! |  | 0.35 ms | `duckdb` | 8.63 ms | 0.04 | – |  |
//! | worst 20 calls of an agent, 28 days | 0.13 ms | agent and day indexed | 0.03 ms | 3.91 | 1.5 ms | yes |
//! |  | 0.13 ms | index that covers | 0.02 ms | 5.37 | – |  |
//! |  | 0.13 ms | `duckdb` | 2.62 ms | 0.05 | – |  |
//! | search, first page of the newest | 0.41 ms | search ranked, a word in 144312 of 250000 transcripts | 52.6 ms | 0.01 | 20 ms | yes |
//! |  | 0.41 ms | search newest, a word in 144312 of 250000 transcripts | 0.01 ms | 41.06 | – |  |
//! |  | 0.41 ms | search scan, a word in 144312 of 250000 transcripts | 168 ms | 0.00 | – |  |
//! | first useful frame | 8.67 ms | less | 2.31 ms | 3.75 | – |  |
//! |  | 8.67 ms | tig | 13.0 ms | 0.67 | 0.7 × | yes |
//! |  | 8.67 ms | csvlens | 266 ms | 0.03 | – |  |
//! |  | 8.67 ms | htop | 81.9 ms | 0.11 | – |  |
//! | key to settled screen, p50, Team | 0.60 ms | less | 0.30 ms | 2.02 | – |  |
//! |  | 0.60 ms | tig | 0.43 ms | 1.39 | – |  |
//! |  | 0.60 ms | csvlens | 0.66 ms | 0.91 | 1 × | yes |
//! |  | 0.60 ms | htop | 0.59 ms | 1.02 | – |  |
//! | key to settled screen, p95, Team | 0.91 ms | less | 0.56 ms | 1.61 | – |  |
//! |  | 0.91 ms | tig | 0.65 ms | 1.40 | – |  |
//! |  | 0.91 ms | csvlens | 0.91 ms | 1.00 | 1 × | yes |
//! |  | 0.91 ms | htop | 1504 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Team | 0.38 ms | a frame | 16.7 ms | 0.02 | 1 × | yes |
//! | key to settled screen, p50, Agent | 0.63 ms | less | 0.30 ms | 2.13 | – |  |
//! |  | 0.63 ms | tig | 0.43 ms | 1.47 | – |  |
//! |  | 0.63 ms | csvlens | 0.66 ms | 0.96 | 1 × | yes |
//! |  | 0.63 ms | htop | 0.59 ms | 1.08 | – |  |
//! | key to settled screen, p95, Agent | 0.89 ms | less | 0.56 ms | 1.58 | – |  |
//! |  | 0.89 ms | tig | 0.65 ms | 1.37 | – |  |
//! |  | 0.89 ms | csvlens | 0.91 ms | 0.98 | 1 × | yes |
//! |  | 0.89 ms | htop | 1504 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Agent | 0.26 ms | a frame | 16.7 ms | 0.02 | 1 × | yes |
//! | key to settled screen, p50, Call, two hours of talk | 0.63 ms | less | 0.30 ms | 2.13 | – |  |
//! |  | 0.63 ms | tig | 0.43 ms | 1.47 | – |  |
//! |  | 0.63 ms | csvlens | 0.66 ms | 0.96 | 1 × | yes |
//! |  | 0.63 ms | htop | 0.59 ms | 1.08 | – |  |
//! | key to settled screen, p95, Call, two hours of talk | 0.86 ms | less | 0.56 ms | 1.53 | – |  |
//! |  | 0.86 ms | tig | 0.65 ms | 1.33 | – |  |
//! |  | 0.86 ms | csvlens | 0.91 ms | 0.95 | 1 × | yes |
//! |  | 0.86 ms | htop | 1504 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Call, two hours of talk | 0.38 ms | a frame | 16.7 ms | 0.02 | 1 × | yes |
//! | key to settled screen, p50, Log, 100,000 records | 0.63 ms | less | 0.30 ms | 2.10 | – |  |
//! |  | 0.63 ms | tig | 0.43 ms | 1.45 | – |  |
//! |  | 0.63 ms | csvlens | 0.66 ms | 0.95 | 1 × | yes |
//! |  | 0.63 ms | htop | 0.59 ms | 1.06 | – |  |
//! | key to settled screen, p95, Log, 100,000 records | 0.86 ms | less | 0.56 ms | 1.53 | – |  |
//! |  | 0.86 ms | tig | 0.65 ms | 1.32 | – |  |
//! |  | 0.86 ms | csvlens | 0.91 ms | 0.95 | 1 × | yes |
//! |  | 0.86 ms | htop | 1504 ms | 0.00 | – |  |
//! | behind after 60 keys at 60 Hz, Log, 100,000 records | 0.64 ms | a frame | 16.7 ms | 0.04 | 1 × | yes |
//! | CPU while idle | 0.05 % | less | 0.00 % | – | 0.05 % | yes |
//! |  | 0.05 % | tig | 0.00 % | – | – |  |
//! |  | 0.05 % | csvlens | 0.42 % | 0.11 | – |  |
//! |  | 0.05 % | htop | 0.13 % | 0.36 | – |  |
//! | wake-ups while idle | 4.16 /s | two threads, a tick of 0.5 s | 4.00 /s | 1.04 | 1.1 × | yes |
//! | memory of the screens | 31.3 MB | less | 2.18 MB | 14.40 | 40 MB | yes |
//! |  | 31.3 MB | tig | 4.10 MB | 7.65 | – |  |
//! |  | 31.3 MB | csvlens | 8.11 MB | 3.87 | – |  |
//! |  | 31.3 MB | htop | 4.04 MB | 7.76 | – |  |
//! | bytes a key, Team at 120×40 | 804 B | less | 138 B | 5.83 | 1500 B | yes |
//! |  | 804 B | tig | 387 B | 2.08 | – |  |
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
