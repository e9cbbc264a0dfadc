//! What a file is, by its first bytes.

use std::io::{self, Read, Seek};

use super::encoding::{self, Found, TextEncoding, Undecodable};
use super::grid::shape::{self, LOOKED_AT, Shape, Source, TableStart};
use super::table::{Fault, Record, Rows};
use crate::domain::raw::visible;

/// How much of a file is looked at.
pub(super) const SAMPLE: usize = 256 << 10;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Table(TableStart),
    Spoken(Spoken),
    /// An Excel workbook: its own reader says what is in it.
    Workbook,
}

/// What may hold a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoken {
    WebVtt,
    Srt,
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
    Workbook(String),
    Io(std::io::Error),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io(error) => Self::from(error),
            Fault::Malformed { line, why } => Self::Malformed { line, why },
            Fault::Workbook(why) => Self::Workbook(why),
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Undecodable>()) {
            Some(fault) => Self::Malformed {
                line: fault.line,
                why: format!("{fault}; name its encoding with --encoding, or save the file as CSV UTF-8"),
            },
            None => Self::Io(error),
        }
    }
}

const EXPECTED: &str = "expected is a table with headings such as agent_name, call_id, call_started_at, dimension and \
    earned; subtitles (WebVTT or SRT); a transcript in JSON of one of the makers that are known here; or evaluations of \
    Amazon Connect, Genesys Cloud, Zendesk QA or MiaRec in JSON";

pub(super) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The encoding of a text file: the one that the user named, else the one that it shows. A workbook has none.
pub(super) fn encoding(
    sample: &[u8],
    file: &mut (impl Read + Seek),
    named: Option<TextEncoding>,
) -> Result<Option<Found>, Refusal> {
    if is_workbook(sample)? {
        return Ok(None);
    }
    if let Some(encoding) = named {
        return Ok(Some(Found { encoding, perhaps: None }));
    }
    if let Some(found) = encoding::by_first_bytes(sample) {
        return Ok(Some(found));
    }
    if let Some(at) = sample.iter().take(1_000).position(|byte| *byte == 0) {
        return Err(Refusal::Unknown(format!("it is binary data (a zero at byte {at})")));
    }
    Ok(Some(encoding::by_all_bytes(file)?))
}

/// Containers: one that is a workbook, or a reason for each that is not read.
fn is_workbook(sample: &[u8]) -> Result<bool, Refusal> {
    let refuse = |why: &str| Err(Refusal::Unknown(why.to_owned()));
    let holds = |name: &[u8]| sample.windows(name.len()).any(|bytes| bytes == name);
    match sample {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => refuse(
            "it is an old Excel file (.xls), or a workbook with a password; save it as an Excel workbook (.xlsx) \
             without a password, or the sheet as CSV UTF-8",
        ),
        [b'P', b'K', 3, 4, ..] if holds(b"application/vnd.oasis.opendocument") => {
            refuse("it is an OpenDocument file (.ods); save it as an Excel workbook (.xlsx), or the sheet as CSV UTF-8")
        }
        [b'P', b'K', 3, 4, ..] if holds(b"xl/workbook.bin") => refuse(
            "it is a binary Excel workbook (.xlsb); save it as an Excel workbook (.xlsx), or the sheet as CSV UTF-8",
        ),
        [b'P', b'K', 3, 4, ..] if holds(b"[Content_Types].xml") || holds(b"xl/") => Ok(true),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            refuse("it is a zip file and no Excel workbook; take out of it what is to be loaded")
        }
        [0x1F, 0x8B, ..] => refuse("it is a gzip file; take out of it what is to be loaded"),
        [b'%', b'P', b'D', b'F', ..] => refuse("it is a PDF; export the table that it shows as CSV or .xlsx"),
        [0xFF, 0xFE, 0, 0, ..] => Err(Refusal::Malformed {
            line: 1,
            why: "the text is UTF-32 (its byte order mark is at byte 0); save the file as CSV UTF-8".to_owned(),
        }),
        _ => Ok(false),
    }
}

/// `sample` is the start of the file; `found` its encoding, or none for a workbook; `separator` what a mapping says of
/// its columns.
pub(super) fn sniff(sample: &[u8], found: Option<Found>, separator: Option<u8>) -> Result<Kind, Refusal> {
    let Some(found) = found else { return Ok(Kind::Workbook) };
    let text = encoding::sample(sample, found.encoding);
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        let why = if sample.is_empty() { "it is empty (0 bytes)" } else { "it holds nothing but white space" };
        return Err(Refusal::Unknown(why.to_owned()));
    };
    if let Some(rest) = text.strip_prefix(b"WEBVTT")
        && rest.first().is_none_or(u8::is_ascii_whitespace)
    {
        return Ok(Kind::Spoken(Spoken::WebVtt));
    }
    if matches!(first, b'[' | b'{') {
        return Ok(Kind::Spoken(Spoken::Json));
    }
    if super::transcripts::is_srt(text) {
        return Ok(Kind::Spoken(Spoken::Srt));
    }
    table(text, found.encoding, separator).map(Kind::Table)
}

/// The separator and the headings of a table: the pair under which the most headings are known and the most records
/// have as many cells. Where hardly any heading is known, the one under which it looks most like a table.
fn table(text: &[u8], encoding: TextEncoding, separator: Option<u8>) -> Result<TableStart, Refusal> {
    let named = separator_line(text);
    let candidates: Vec<u8> = named.or(separator).map_or_else(|| b",;\t|".to_vec(), |delimiter| vec![delimiter]);
    let mut best: Option<(Shape, u8)> = None;
    let mut looks: Option<(Shape, u8)> = None;
    let mut fault = None;
    let better = |new: &Shape, old: &Option<(Shape, u8)>| old.as_ref().is_none_or(|(old, _)| new.rank() > old.rank());
    for delimiter in candidates {
        match first_records(text, delimiter) {
            Ok(records) => {
                if let Some(shape) = shape::known(&records).filter(|shape| better(shape, &best)) {
                    best = Some((shape, delimiter));
                }
                if let Some(shape) = shape::unknown(&records).filter(|shape| better(shape, &looks)) {
                    looks = Some((shape, delimiter));
                }
            }
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    match (best.filter(|(shape, _)| shape.known >= 2).or(looks), fault) {
        (Some((shape, delimiter)), _) => Ok(TableStart {
            source: Source::Text { delimiter, encoding },
            skip: shape.skip,
            rows: shape.rows,
            separator_line: named.is_some(),
            headings_known: shape.known,
        }),
        // Under some separator it is a table too large, or in another encoding.
        (None, Some(fault)) => Err(fault.into()),
        (None, None) => Err(Refusal::Unknown(format!("{}; {EXPECTED}", first_line(text)))),
    }
}

/// The first records under a separator. The sample may end in the middle of one, which is left out.
fn first_records(text: &[u8], delimiter: u8) -> Result<Vec<Record>, Fault> {
    let mut rows = Rows::new(text, delimiter);
    let mut records = Vec::new();
    let mut record = Record::default();
    while records.len() < LOOKED_AT {
        match rows.next(&mut record) {
            Ok(true) => records.push(record.clone()),
            Ok(false) => break,
            Err(_) if !records.is_empty() => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(records)
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
        return "it looks like subtitles, but none of its first cues has a time that can be read".to_owned();
    }
    let line = lines.first().copied().unwrap_or_default();
    let line: String = String::from_utf8_lossy(&line[..line.len().min(400)]).trim().chars().take(100).collect();
    format!("its first line is \"{}\"", visible(&line))
}
