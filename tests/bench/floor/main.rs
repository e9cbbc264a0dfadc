//! The floor: what the same file costs a bare loop over the same engine, and what the same questions cost when the
//! tables are made for nothing else. No checks, no log, no provenance: what the program takes is told as a multiple of
//! it.
//!
//! ```text
//! cargo bench --bench floor -- parse FILE.csv            the csv crate alone
//! cargo bench --bench floor -- load FILE.csv OUT.db      into agents, calls, evaluations, scores and daily sums
//! cargo bench --bench floor -- ask OUT.db                the questions, in a file that `load` made
//! cargo bench --bench floor -- search TALKS OUT.db       a full-text index over a folder of transcripts, and a word in it
//! cargo bench --bench floor -- ours FILE.db              the program's own answers, in a file that it imported
//! ```
//! The long and the wide table are told apart by their headings. Prints a line of JSON for each thing measured: `what`,
//! then `seconds`, `peak_kb` and `bytes` of a load (memory is the process's, so one load a process), or `ms`, the
//! median, and `least_ms` of a question asked again and again.

mod ask;
mod load;
mod ours;
mod search;
mod table;

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

const USAGE: &str = "cargo bench --bench floor -- parse FILE.csv | load FILE.csv OUT.db | ask OUT.db | search TALKS OUT.db | ours FILE.db";

fn main() -> Result<()> {
    // Cargo says --bench to every benchmark.
    let words: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["parse", file] => timed("parse", None, || table::parse(Path::new(file))),
        ["load", file, out] => timed("load", Some(Path::new(out)), || load::load(Path::new(file), Path::new(out))),
        ["ask", file] => ask::ask(Path::new(file)),
        ["ours", file] => ours::ours(Path::new(file)),
        ["search", talks, out] => search::search(Path::new(talks), Path::new(out)),
        _ => {
            println!("{USAGE}");
            Ok(())
        }
    }
}

/// Does it once; says how many rows there were, how long it took, and how much memory and disk.
fn timed(what: &str, out: Option<&Path>, work: impl FnOnce() -> Result<u64>) -> Result<()> {
    let from = Instant::now();
    let rows = work()?;
    let seconds = from.elapsed().as_secs_f64();
    let bytes = out.map(std::fs::metadata).transpose()?.map(|data| data.len());
    say(&json!({"what": what, "rows": rows, "seconds": seconds, "peak_kb": peak_kb(), "bytes": bytes}));
    Ok(())
}

/// Asks again and again for a second, at least five times and at most two hundred; the first answer is not counted.
fn repeated(what: &str, mut ask: impl FnMut() -> Result<usize>) -> Result<()> {
    let rows = ask()?;
    let (mut took, all) = (Vec::new(), Instant::now());
    while took.len() < 5 || (took.len() < 200 && all.elapsed().as_secs_f64() < 1.0) {
        let from = Instant::now();
        ask()?;
        took.push(from.elapsed().as_secs_f64() * 1_000.0);
    }
    took.sort_by(f64::total_cmp);
    say(&json!({"what": what, "rows": rows, "ms": took[took.len() / 2], "least_ms": took[0]}));
    Ok(())
}

fn say(line: &Value) {
    println!("{line}");
}

/// The most memory that the process has had; nothing where the system does not tell.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
