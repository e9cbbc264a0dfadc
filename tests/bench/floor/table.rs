//! Reading either table: where its columns are, and what a row says.

use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use csv::{ByteRecord, Reader, ReaderBuilder};

/// Goes through the records and does nothing with them.
pub fn parse(path: &Path) -> Result<u64> {
    let mut reader = open(path)?;
    let mut record = ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

pub fn open(path: &Path) -> Result<Reader<std::fs::File>> {
    ReaderBuilder::new().from_path(path).with_context(|| path.display().to_string())
}

/// Where each column is.
#[derive(Debug)]
pub struct Columns {
    pub evaluation: usize,
    pub call: usize,
    pub agent: usize,
    pub name: usize,
    pub team: usize,
    pub evaluator: usize,
    pub started: usize,
    pub evaluated: usize,
    pub scored_by: usize,
    pub auto_fail: usize,
    pub flag: usize,
    pub scores: Scores,
}

/// Where the scores are.
#[derive(Debug)]
pub enum Scores {
    /// Dimension, earned, possible.
    Long(usize, usize, usize),
    /// Each dimension's column, and its name.
    Wide(Vec<(usize, String)>),
}

impl Columns {
    pub fn read(headings: &ByteRecord) -> Result<Self> {
        let names: Vec<String> = headings.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let at = |name: &str| {
            names.iter().position(|known| known == name).with_context(|| format!("the table has no column {name}"))
        };
        let scores = match at("dimension") {
            Ok(dimension) => Scores::Long(dimension, at("earned")?, at("possible")?),
            Err(_) => {
                let between = at("evaluated_at")? + 1..at("auto_fail")?;
                Scores::Wide(between.map(|at| (at, names[at].clone())).collect())
            }
        };
        Ok(Self {
            evaluation: at("evaluation_id")?,
            call: at("call_id")?,
            agent: at("agent_id")?,
            name: at("agent_name")?,
            team: at("team")?,
            evaluator: at("evaluator")?,
            started: at("call_started_at")?,
            evaluated: at("evaluated_at")?,
            scored_by: at("scored_by")?,
            auto_fail: at("auto_fail")?,
            flag: at("flag")?,
            scores,
        })
    }
}

pub fn text(record: &ByteRecord, at: usize) -> Result<&str> {
    Ok(std::str::from_utf8(record.get(at).unwrap_or_default())?)
}

/// Seconds since 1970, of "2026-11-27T08:00:00Z".
pub fn second(text: &str) -> Result<i64> {
    let part = |from: usize, to: usize| -> Result<u32> { Ok(text.get(from..to).unwrap_or_default().parse()?) };
    let year = text.get(0..4).unwrap_or_default().parse()?;
    let day = NaiveDate::from_ymd_opt(year, part(5, 7)?, part(8, 10)?)
        .and_then(|day| day.and_hms_opt(part(11, 13).ok()?, part(14, 16).ok()?, part(17, 19).ok()?))
        .with_context(|| format!("{text:?} is no time"))?;
    Ok(day.and_utc().timestamp())
}

/// Earned and possible of "7/10"; none where it did not apply.
pub fn points(cell: &str) -> Result<Option<(f64, f64)>> {
    match cell.split_once('/') {
        Some(("N", "A")) | None => Ok(None),
        Some((earned, possible)) => Ok(Some((earned.parse()?, possible.parse()?))),
    }
}
