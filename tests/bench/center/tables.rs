//! The tables: a row a score, and a row an evaluation.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Result;

use super::evaluations::{Center, DIMENSIONS, Evaluation, Mark, SCORECARD, ScoredBy};

const LONG: &str = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,evaluated_at,\
    dimension,criterion,earned,possible,result,auto_fail,flag,comment,source,scored_by,flag_severity,flag_at_ms";
const WIDE_BEFORE: &str =
    "evaluation_id,call_id,agent_id,agent_name,team,evaluator,scorecard,call_started_at,evaluated_at";
const WIDE_AFTER: &str = "auto_fail,flag,comment,source,scored_by,flag_severity,flag_at_ms";

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    pub evaluations: u64,
    pub scores: u64,
}

/// Both tables of the calls.
pub fn both(center: &Center, calls: std::ops::Range<u64>, long: &Path, wide: &Path) -> Result<Written> {
    let mut long = BufWriter::with_capacity(1 << 20, File::create(long)?);
    let mut wide = BufWriter::with_capacity(1 << 20, File::create(wide)?);
    writeln!(long, "{LONG}")?;
    let names: Vec<&str> = DIMENSIONS.iter().map(|(name, _)| *name).collect();
    writeln!(wide, "{WIDE_BEFORE},{},{WIDE_AFTER}", names.join(","))?;
    let mut written = Written::default();
    let mut text = String::new();
    for evaluation in calls.flat_map(|number| center.evaluations(number)) {
        text.clear();
        written.evaluations += 1;
        written.scores += long_rows(center, &evaluation, u64::MAX, &mut text);
        long.write_all(text.as_bytes())?;
        text.clear();
        wide_row(center, &evaluation, &mut text);
        wide.write_all(text.as_bytes())?;
    }
    long.flush()?;
    wide.flush()?;
    Ok(written)
}

/// A long table of exactly so many rows, from a call on.
pub fn long_of(center: &Center, from: u64, rows: u64, path: &Path) -> Result<Written> {
    let mut long = BufWriter::new(File::create(path)?);
    writeln!(long, "{LONG}")?;
    let mut written = Written::default();
    let mut text = String::new();
    for evaluation in (from..).flat_map(|number| center.evaluations(number)) {
        if written.scores >= rows {
            break;
        }
        text.clear();
        written.evaluations += 1;
        written.scores += long_rows(center, &evaluation, rows - written.scores, &mut text);
        long.write_all(text.as_bytes())?;
    }
    long.flush()?;
    Ok(written)
}

/// What stands before the scores.
fn head(center: &Center, e: &Evaluation) -> String {
    let agent = &center.agents[e.agent];
    format!(
        "{},{},{},{},{},{},{SCORECARD},{},{}",
        e.id, e.call_id, agent.id, agent.name, agent.team, e.evaluator, e.started, e.evaluated
    )
}

fn scored_by(e: &Evaluation) -> &'static str {
    match e.scored_by {
        ScoredBy::Person => "person",
        ScoredBy::Ai => "ai",
    }
}

/// What stands under `auto_fail,flag` and under `flag_severity,flag_at_ms`.
fn mark(e: &Evaluation) -> (String, String) {
    match &e.mark {
        Mark::Nothing => (",".to_owned(), ",".to_owned()),
        Mark::AutoFail => ("true,".to_owned(), ",".to_owned()),
        Mark::Flag { code, severity, at_ms } => (format!(",{code}"), format!("{severity},{at_ms}")),
    }
}

fn comment(e: &Evaluation) -> String {
    if e.comment.contains([',', '"']) {
        format!("\"{}\"", e.comment.replace('"', "\"\""))
    } else {
        e.comment.to_owned()
    }
}

/// At most so many rows; says how many. A mark and a comment stand on the first.
fn long_rows(center: &Center, e: &Evaluation, most: u64, text: &mut String) -> u64 {
    let (head, by) = (head(center, e), scored_by(e));
    let mut rows = 0;
    for (at, (name, possible)) in DIMENSIONS.iter().enumerate() {
        let Some(earned) = e.earned[at].filter(|_| rows < most) else { continue };
        let _ = if rows == 0 {
            let (before, after) = mark(e);
            writeln!(text, "{head},{name},,{earned},{possible},,{before},{},{},{by},{after}", comment(e), e.source)
        } else {
            writeln!(text, "{head},{name},,{earned},{possible},,,,,{},{by},,", e.source)
        };
        rows += 1;
    }
    rows
}

fn wide_row(center: &Center, e: &Evaluation, text: &mut String) {
    text.push_str(&head(center, e));
    for (earned, (_, possible)) in e.earned.iter().zip(&DIMENSIONS) {
        let _ = match earned {
            Some(earned) => write!(text, ",{earned}/{possible}"),
            None => write!(text, ",N/A"),
        };
    }
    let (before, after) = mark(e);
    let _ = writeln!(text, ",{before},{},{},{},{after}", comment(e), e.source, scored_by(e));
}
