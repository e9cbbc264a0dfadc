//! What a file is, by its first bytes.

use super::headings;
use super::table::{Fault, Record, Rows};
use crate::domain::raw::visible;

/// How much of a file is looked at.
pub(super) const SAMPLE: usize = 256 << 10;

/// How a table begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TableStart {
    pub(super) delimiter: u8,
    /// Records up to and including the headings.
    pub(super) skip: usize,
    /// The first of them is "sep=;".
    pub(super) separator_line: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table(TableStart),
    WebVtt,
    Json,
}

/// Why a file is not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// None of the known kinds: what was found, and what was expected.
    Unknown(String),
    Malformed {
        line: u64,
        why: String,
    },
    Io(std::io::Error),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::Io(error),
            Fault::Malformed { line, why } => Self::Malformed { line, why },
        }
    }
}

const EXPECTED: &str = "expected is a table with headings such as agent_name, call_id, call_started_at, dimension and \
    earned; a transcript that begins with WEBVTT; or a Harper Valley transcript or metadata file in JSON";

pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// `sample` is the start of the file, `whole` whether it is all of it.
pub(super) fn sniff(sample: &[u8]) -> Result<Kind, Refusal> {
    foreign(sample)?;
    let text = sample.strip_prefix(BOM).unwrap_or(sample);
    let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        let why = if sample.is_empty() { "it is empty (0 bytes)" } else { "it holds nothing but white space" };
        return Err(Refusal::Unknown(why.to_owned()));
    };
    if let Some(rest) = text.strip_prefix(b"WEBVTT")
        && rest.first().is_none_or(u8::is_ascii_whitespace)
    {
        return Ok(Kind::WebVtt);
    }
    if matches!(first, b'[' | b'{') {
        return Ok(Kind::Json);
    }
    table(text).map(Kind::Table)
}

/// Encodings and containers that are not read.
fn foreign(sample: &[u8]) -> Result<(), Refusal> {
    let utf16 = |why: &str| Err(Refusal::Malformed { line: 1, why: format!("{why}; save the file as CSV UTF-8") });
    match sample {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return utf16("the text is UTF-16 (its byte order mark is at byte 0)"),
        [b'P', b'K', 3, 4, ..] => {
            let why = "it is an Excel workbook or a zip file; save the sheet as CSV UTF-8";
            return Err(Refusal::Unknown(why.to_owned()));
        }
        _ => {}
    }
    let head = &sample[..sample.len().min(1_000)];
    let Some(at) = head.iter().position(|byte| *byte == 0) else { return Ok(()) };
    // Text in a Latin script as UTF-16 has a zero in every other byte.
    if head.split(|byte| *byte == 0).count() * 3 > head.len() {
        return utf16(&format!("the text looks like UTF-16 without a byte order mark (a zero at byte {at})"));
    }
    Err(Refusal::Unknown(format!("it is binary data (a zero at byte {at})")))
}

/// The separator and the headings of a table: the pair under which the most headings are known.
fn table(text: &[u8]) -> Result<TableStart, Refusal> {
    let named = separator_line(text);
    let candidates: Vec<u8> = named.map_or_else(|| b",;\t|".to_vec(), |delimiter| vec![delimiter]);
    let mut best: Option<(usize, usize, TableStart)> = None;
    let mut fault = None;
    for delimiter in candidates {
        match headings_under(text, delimiter, named.is_some()) {
            Ok((known, columns, start)) => {
                if best.is_none_or(|(most, widest, _)| (known, columns) > (most, widest)) {
                    best = Some((known, columns, start));
                }
            }
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    match (best, fault) {
        (Some((known, _, start)), _) if known >= 2 => Ok(start),
        // Under some separator it is a table too large, or in another encoding.
        (_, Some(fault)) => Err(fault.into()),
        _ => Err(Refusal::Unknown(format!("{}; {EXPECTED}", first_line(text)))),
    }
}

/// The first ten records under a separator: how many headings the best of them has that are known, and how many
/// cells.
fn headings_under(text: &[u8], delimiter: u8, separator_line: bool) -> Result<(usize, usize, TableStart), Fault> {
    let mut rows = Rows::new(text, delimiter);
    let mut record = Record::default();
    let mut best = (0, 0, TableStart { delimiter, skip: 1, separator_line });
    for at in 1..=10 {
        match rows.next(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // The sample may end in the middle of a record.
            Err(_) if at > 1 => break,
            Err(fault) => return Err(fault),
        }
        let mut known: Vec<_> = record
            .cells()
            .filter_map(|cell| headings::recognise(cell.get(..200).unwrap_or(cell)))
            .map(|k| k.field)
            .collect();
        known.sort_unstable();
        known.dedup();
        if known.len() > best.0 || at == 1 {
            best = (known.len(), record.len(), TableStart { delimiter, skip: at, separator_line });
        }
    }
    Ok(best)
}

/// The first line may name the separator: "sep=;".
fn separator_line(text: &[u8]) -> Option<u8> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line.strip_prefix(b"sep=")? {
        [delimiter @ (b',' | b';' | b'\t' | b'|')] => Some(*delimiter),
        _ => None,
    }
}

fn first_line(text: &[u8]) -> String {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').take(3).collect();
    if lines.iter().any(|line| line.windows(3).any(|three| three == b"-->")) {
        let srt =
            lines.iter().any(|line| line.contains(&b',')) && !lines.first().is_some_and(|line| line.contains(&b'-'));
        let what = if srt {
            "it looks like SRT subtitles, which are not read yet"
        } else {
            "it has subtitle cues, but its first line is not WEBVTT"
        };
        return what.to_owned();
    }
    let line = lines.first().copied().unwrap_or_default();
    let line: String = String::from_utf8_lossy(&line[..line.len().min(400)]).trim().chars().take(100).collect();
    format!("its first line is \"{}\"", visible(&line))
}
