//! The log and the imports as lists show them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::cards::Masked;
use super::checkpoint::{Compared, LastCheckpoint};
use super::evaluation::{EvaluationKind, EvaluationState};
use super::id::{BatchId, SessionId};
use super::raw::Raw;

/// One record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number among all records of the file: it counts on where a restored file began a log of its own.
    pub seq: i64,
    /// As recorded.
    pub at: DateTime<Utc>,
    /// Minutes east of UTC on the machine that recorded it.
    pub utc_offset: i32,
    pub actor: Raw,
    /// The kind of record ("session finished").
    pub action: String,
    /// What it is about, in words.
    pub summary: Raw,
    pub why: Option<Raw>,
    pub session: Option<SessionId>,
    /// Hex.
    pub hash: String,
    /// Earlier than the record before it: the clock went backwards.
    pub backwards: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogView {
    /// Newest first.
    pub lines: Vec<LogLine>,
    pub total: i64,
    /// Short code of the newest record's hash.
    pub check_code: String,
    /// When a checkpoint last left; `None` of a file whose log was never begun.
    pub last: Option<LastCheckpoint>,
    /// Down to which record it was looked where that was not all; the next page goes on below it.
    pub searched_to: Option<i64>,
}

/// What `log verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub records: i64,
    pub check_code: String,
    /// Sentences, each naming the record or the row; empty where all agrees.
    pub broken: Vec<String>,
    /// Backwards clocks and the like: worth reading, no fault.
    pub remarks: Vec<String>,
    /// Checkpoints from outside that it agrees with. Without one it is consistent with itself, and no more.
    pub compared: Vec<Compared>,
}

/// One import, as `imports list` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    pub id: BatchId,
    pub number: i64,
    pub at: DateTime<Utc>,
    pub by: Raw,
    /// Name and SHA-256.
    pub files: Vec<(Raw, String)>,
    pub evaluations: i64,
    pub transcripts: i64,
    pub loaded: i64,
    pub rejected: i64,
    /// Evaluations and transcripts of it that went with people who were erased.
    pub erased: i64,
    pub undone: bool,
}

/// What taking an import back came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undone {
    pub number: i64,
    /// Evaluations that went with it, earlier versions included.
    pub gone: u64,
    /// Those that stay, since another import holds them too: by its number.
    pub stay: BTreeMap<i64, u64>,
    /// Disputes that are open again, since the version that closed them went.
    pub reopened: usize,
    /// Evaluations of it that had gone before, with people who were erased.
    pub erased: u64,
}

impl Undone {
    /// "import 2 was taken back: 23 evaluations went; 17 stay, since import 3 holds them too".
    pub fn words(&self) -> String {
        let of = |n: u64| if n == 1 { "1 evaluation".to_owned() } else { format!("{n} evaluations") };
        let mut out = format!("import {} was taken back: {} went", self.number, of(self.gone));
        for (import, n) in &self.stay {
            let (stay, them) = if *n == 1 { ("stays", "it") } else { ("stay", "them") };
            // Writing to a String cannot fail.
            let _ = write!(out, "; {} {stay}, since import {import} holds {them} too", of(*n));
        }
        if self.erased > 0 {
            let _ = write!(out, "; {} had gone before, with people who were erased", of(self.erased));
        }
        match self.reopened {
            0 => {}
            1 => out.push_str("; a dispute that it closed is open again"),
            n => {
                let _ = write!(out, "; {n} disputes that it closed are open again");
            }
        }
        out
    }
}

/// The counts of an import or of its dry run.
/// `rows_read = loaded + updated + unchanged + rejected + left_out`: nothing is lost unsaid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportReport {
    /// `None` for a dry run, and where nothing was new.
    pub batch: Option<i64>,
    /// "evaluations", "transcripts" or "evaluations and transcripts".
    pub kind: String,
    pub format: String,
    pub rows_read: u64,
    pub loaded: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub left_out: u64,
    pub rejected_rows: u64,
    pub rejected: Vec<RejectedLine>,
    pub left_out_why: Vec<String>,
    pub warnings: Vec<String>,
    pub evaluations: u64,
    /// Those of them that enter no average.
    pub apart: OutOfAverages,
    pub transcripts: u64,
    /// In all evaluations and transcripts of the files, those that are there already included.
    pub masked: Masked,
    pub calls: u64,
    pub agents: u64,
    /// Evaluations whose own total was compared with the recomputed one.
    pub reconciled_checked: u64,
    pub reconciled_differ: u64,
    /// Those that differ by more than 0.5, the worst first; not all of them where there are many.
    pub differing: Vec<Differing>,
    /// The means of both by agent, the farthest apart first; not all of them where there are many.
    pub agent_means: Vec<AgentMeans>,
    /// What was rejected and left out, counted by reason, the most frequent first.
    pub rejected_by: Vec<ReasonCount>,
    pub left_out_by: Vec<ReasonCount>,
}

impl ImportReport {
    /// Whether any of the files is a table: of others no rows can be written to be mended.
    pub fn has_tables(&self) -> bool {
        ["csv", "xlsx"].iter().any(|format| self.format.contains(format))
    }
}

/// Evaluations that are kept and enter no average, each counted once: a draft calibration is a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutOfAverages {
    pub drafts: u64,
    pub retracted: u64,
    pub calibrations: u64,
    pub self_assessments: u64,
}

impl OutOfAverages {
    pub fn count(&mut self, kind: EvaluationKind, state: EvaluationState) {
        let of = match (state, kind) {
            (EvaluationState::Draft, _) => &mut self.drafts,
            (EvaluationState::Retracted, _) => &mut self.retracted,
            (EvaluationState::Final, EvaluationKind::Calibration) => &mut self.calibrations,
            (EvaluationState::Final, EvaluationKind::SelfAssessment) => &mut self.self_assessments,
            (EvaluationState::Final, EvaluationKind::Standard) => return,
        };
        *of += 1;
    }

    /// "2 drafts and 1 retracted are kept out of averages"; `None` where there are none.
    pub fn words(&self) -> Option<String> {
        let several =
            |n: u64, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
        let parts = [
            several(self.drafts, "draft", "drafts"),
            several(self.retracted, "retracted evaluation", "retracted evaluations"),
            several(self.calibrations, "calibration", "calibrations"),
            several(self.self_assessments, "self-assessment", "self-assessments"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let (last, before) = parts.split_last()?;
        let listed = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
        let all = self.drafts + self.retracted + self.calibrations + self.self_assessments;
        Some(format!("{listed} {} kept, and out of all averages", if all == 1 { "is" } else { "are" }))
    }
}

/// An evaluation whose own total is not what its dimensions give.
#[derive(Debug, Clone, PartialEq)]
pub struct Differing {
    /// Its id, or the call's where it has none.
    pub evaluation: Raw,
    pub agent: Raw,
    pub own: f64,
    pub recomputed: f64,
}

/// An agent's mean by the file's own totals, and by what the dimensions give, over the same evaluations.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentMeans {
    pub agent: Raw,
    pub own: f64,
    pub recomputed: f64,
    pub evaluations: u64,
}

impl AgentMeans {
    /// Whether the two print differently.
    pub fn differ(&self) -> bool {
        super::figure::words(self.own) != super::figure::words(self.recomputed)
    }
}

/// How often something was rejected or left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCount {
    pub reason: String,
    /// Values that were rejected, or rows that were left out.
    pub count: u64,
    /// The first few, with their lines.
    pub examples: Vec<String>,
}

/// Examples that are kept of one reason, and reasons that are told apart.
const EXAMPLES: usize = 3;
const REASONS: usize = 40;

/// Counts a case of a reason. What differs from case to case is no part of the reason: see [`general`].
pub fn count_reason(counts: &mut Vec<ReasonCount>, reason: &str, rows: u64, example: impl FnOnce() -> String) {
    let mut reason = general(reason);
    if counts.len() >= REASONS && counts.iter().all(|c| c.reason != reason) {
        "other reasons".clone_into(&mut reason);
    }
    let at = counts.iter().position(|c| c.reason == reason).unwrap_or_else(|| {
        counts.push(ReasonCount { reason, count: 0, examples: Vec::new() });
        counts.len() - 1
    });
    counts[at].count += rows;
    if counts[at].examples.len() < EXAMPLES {
        counts[at].examples.push(example());
    }
}

/// A reason without what is of one case alone: the line, the evaluation, what comes after a colon.
fn general(reason: &str) -> String {
    if reason.starts_with("another row of ") && reason.contains(" is rejected (line ") {
        return "another row of the same evaluation is rejected".to_owned();
    }
    let (head, rest) = match reason.rsplit_once(": expected ") {
        Some((column, expected)) => (format!("{column}: expected "), expected),
        None => (String::new(), reason),
    };
    let rest = rest.split_once(": ").map_or(rest, |(before, _)| before);
    match rest.find(" line ") {
        Some(at) if rest[at + 6..].starts_with(|c: char| c.is_ascii_digit()) => {
            let after = rest[at + 6..].trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{head}{} another line{after}", &rest[..at])
        }
        _ => format!("{head}{rest}"),
    }
}

/// A hash's short code, to be read out and compared: eight letters and digits that are not mistaken for others.
pub fn check_code(hash: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let number = hash.iter().take(5).fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let code: String =
        (0..8).rev().map(|i| char::from(ALPHABET[usize::try_from(number >> (5 * i) & 31).unwrap_or(0)])).collect();
    format!("{}-{}", &code[..4], &code[4..])
}

/// The short code of a hash that is written in hex; `None` where it is none.
pub fn check_code_of_hex(hex: &str) -> Option<String> {
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..5).map(|i| byte(2 * i)).collect();
    bytes.map(|bytes| check_code(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_counted_without_what_is_of_one_case() {
        let mut counts = Vec::new();
        for (line, reason) in [
            (3, "earned: expected a number of points from 0 on, a percent, or N/A"),
            (4, "earned: expected a number of points from 0 on, a percent, or N/A"),
            (5, "team: expected the same as on line 12: both are evaluation E1"),
            (9, "team: expected the same as on line 7: both are evaluation E2"),
            (10, "another row of evaluation E1 is rejected (line 3)"),
            (11, "another row of evaluation E2: x is rejected (line 4)"),
            (12, "earned: expected a number of points from 0 on, a percent, or N/A"),
            (13, "earned: expected a number of points from 0 on, a percent, or N/A"),
        ] {
            count_reason(&mut counts, reason, 1, || format!("line {line}"));
        }
        let said: Vec<String> =
            counts.iter().map(|c| format!("{} {} {}", c.count, c.reason, c.examples.join(","))).collect();
        assert_eq!(
            said,
            [
                "4 earned: expected a number of points from 0 on, a percent, or N/A line 3,line 4,line 12",
                "2 team: expected the same as on another line line 5,line 9",
                "2 another row of the same evaluation is rejected line 10,line 11",
            ]
        );
        for n in 0..100 {
            count_reason(&mut counts, &format!("reason {}", "x".repeat(n)), 1, String::new);
        }
        assert!(counts.len() <= REASONS + 1);
        assert_eq!(counts.iter().map(|c| c.count).sum::<u64>(), 108);
    }
}

/// A bad value, named so that it can be found and mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLine {
    pub file: Raw,
    pub line: u64,
    pub column: Raw,
    pub value: Raw,
    pub expected: String,
}
